/*
 * press - what a terminal sends becomes presses.
 *
 * Bytes go in as they come, in any pieces; presses come out whole. Knows the
 * sequences of xterm and its kin, and those learned from terminfo. No I/O, no
 * clock: the caller says when a sequence is late.
 */
#ifndef TUI_PRESS_H
#define TUI_PRESS_H

#include <stdbool.h>

#include "core/str.h"
#include "tui/keys.h"

struct press_reader;

enum {
	PRESS_PASTE_BYTES = 2 * 1024 * 1024 /* more: press.too_long */
};

struct press_reader *press_reader_new(void);
void press_reader_free(struct press_reader *reader);

/* Asks for the sequence of each key by its name in terminfo; NULL: none. */
void press_reader_learn(struct press_reader *reader,
                        const char *(*sequence_of)(const char *name));
void press_reader_feed(struct press_reader *reader, struct span bytes);

/*
 * The next whole press. False when there is none: what is left is the beginning
 * of one. With `late` nothing more will come: an escape alone is the key Esc,
 * other beginnings are dropped. Bytes that are no UTF-8, sequences that name no
 * key and characters pressed with Alt give nothing. What has come of a paste is
 * a press of its own when it is late, and what follows stays a paste till its
 * end comes; or, behind such a silence, an Esc alone, which is no press then.
 */
bool press_reader_next(struct press_reader *reader, bool late,
                       struct press *out);
bool press_reader_is_pasting(const struct press_reader *reader);
/* How long to wait for the rest of what has begun, in ms; -1: nothing has. */
int press_reader_patience_ms(const struct press_reader *reader);

/* Whether the door of texts (core/text.h) takes this character. */
bool press_may_stand(uint32_t point);

#endif
