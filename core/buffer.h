/*
 * buffer - the text being edited: change, undo, redo, and where lines begin.
 *
 * Valid UTF-8 with LF line ends (text_door), in one piece: a span of it is
 * always at hand for checks, search and wrapping. Offsets are bytes and stand
 * at the edge of a grapheme. Lines are paragraphs, counted from 0; an empty
 * text has one.
 */
#ifndef CORE_BUFFER_H
#define CORE_BUFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

struct buffer;

/* A copy of `text`, which grows to limit_bytes at most. buffer_free. */
struct buffer *buffer_new(struct span text, size_t limit_bytes);
void buffer_free(struct buffer *buffer); /* NULL is allowed */

/* Borrowed until the buffer changes. */
struct span buffer_text(const struct buffer *buffer);
size_t buffer_lines(const struct buffer *buffer);
struct span buffer_line(const struct buffer *buffer, size_t line); /* no LF */
size_t buffer_line_start(const struct buffer *buffer, size_t line);
size_t buffer_line_of(const struct buffer *buffer, size_t at);

/* Another number after every change, undo and redo too. */
uint64_t buffer_stamp(const struct buffer *buffer);

/*
 * Puts `with` (valid UTF-8, no controls but LF and TAB) in place of
 * [start, end). `cursor` is where it stood before: undo brings it back there.
 * What is typed, or deleted, character after character in one place is one
 * step of undo; buffer_settle begins the next one. More than 64 bytes at once
 * were pasted and are a step of their own. `with` may be a part of the text
 * itself. The oldest steps are forgotten when all together hold over 32 MiB.
 *
 * Errors: ERR_TOO_LARGE (subject: "text", object: the limit; nothing changed)
 */
enum err_code buffer_replace(struct buffer *buffer, size_t start, size_t end,
                             struct span with, size_t cursor,
                             struct err *err) MUST_USE;
void buffer_settle(struct buffer *buffer);

/* What a change did; undo and redo give it, too, so that marks are carried. */
struct buffer_change {
	size_t start;
	size_t gone_bytes, came_bytes;
};
/* False when there is nothing to undo. *cursor is where it goes. A step may be
 * several changes: each is given to `each`, NULL is allowed. */
typedef void (*buffer_each)(void *payload, const struct buffer_change *change);
bool buffer_undo(struct buffer *buffer, size_t *cursor, buffer_each each,
                 void *payload);
bool buffer_redo(struct buffer *buffer, size_t *cursor, buffer_each each,
                 void *payload);
bool buffer_may_undo(const struct buffer *buffer);
bool buffer_may_redo(const struct buffer *buffer);

/* The edges around `at`, which stay inside the text. A word is a run of
 * letters and digits, or of Han; so Ctrl-Left takes a clause, not the line: to
 * the start of the word before, and Ctrl-Right to the end of the one after. */
size_t buffer_next_graph(const struct buffer *buffer, size_t at);
size_t buffer_prev_graph(const struct buffer *buffer, size_t at);
size_t buffer_next_word(const struct buffer *buffer, size_t at);
size_t buffer_prev_word(const struct buffer *buffer, size_t at);

/* The first `words` at or after `at`, then from the start on; case of ASCII
 * letters does not count. (size_t)-1 when it is nowhere. */
size_t buffer_find(const struct buffer *buffer, struct span words, size_t at);

/*
 * A range that marks words of the text, carried through a change: moved when
 * the change is outside, false when it touched the marked words. What is put
 * in right before the first or after the last of them is outside.
 */
bool buffer_carry(const struct buffer_change *change, size_t *start,
                  size_t *end);

#endif
