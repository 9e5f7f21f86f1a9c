/*
 * tick - what a signature ticks, as people say it. The record has the tokens of
 * route_ticks (core/route.h): an item of the checklist, "attachment 001",
 * "proof".
 */
#ifndef TUI_TICK_H
#define TUI_TICK_H

#include "core/form.h"
#include "core/str.h"

/* The attachment that the token means; NULL. */
const struct attachment *tick_attachment(const struct form *form,
                                         const char *tick);
/* The token in the reader's language, appended: attachments by their number. */
void tick_say(struct str *out, const char *tick);
/* "a, b" of tokens. */
void ticks_say(struct str *out, struct span list);

/*
 * Which of `wanted` are meant by "a, b": their tokens or the words of the
 * screen, an attachment by its number or its name, one word for all of them; 、
 * parts them, too. Appended to *out; the first that means none of them to
 * *unknown.
 */
void ticks_read(const struct form *form, const struct words *wanted,
                struct span list, struct words *out, struct str *unknown);

#endif
