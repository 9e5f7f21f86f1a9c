/*
 * str - growable bytes, and `struct span`, a borrowed slice.
 *
 * A span never owns: whoever holds the bytes must outlive it. A `struct str`
 * of zeros is a valid empty string; `at` is NUL-terminated after the first
 * append, and the NUL is not counted in `bytes`.
 */
#ifndef CORE_STR_H
#define CORE_STR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

struct span {
	const char *at;
	size_t bytes;
};

struct str {
	char *at;
	size_t bytes;
	size_t room;
};

/* A list of texts, its own. Zeros are an empty one. */
struct words {
	char **at;
	size_t count, room;
};
void words_add(struct words *words, struct span text);
void words_clear(struct words *words);
/* What *to held is forgotten, not freed. */
void words_copy(struct words *to, const struct words *from);
bool words_have(const struct words *words, struct span text);
/* "a, b" into pieces, appended: trimmed, none empty, none twice. */
void words_read(struct words *words, struct span list);
void words_write(struct str *out, const struct words *words); /* "a, b" */

struct span span_of(const char *text); /* NULL gives an empty span */
struct span span_from(const char *at, size_t bytes);
struct span span_trim(struct span span); /* without ASCII blanks around */
bool span_equal(struct span a, struct span b);
bool span_is(struct span span, const char *text);
bool span_starts(struct span span, const char *text);
bool span_ends(struct span span, const char *text);
/* Byte offset of the first `text` in span, or (size_t)-1. */
size_t span_find(struct span span, const char *text);

/*
 * Takes the piece before the next `separator` off the front of *rest and
 * returns it; without a separator the whole rest. False when *rest was used up
 * (rest->at is NULL then), so that
 *   while (span_cut(&rest, ',', &piece)) …
 * sees every piece, empty ones too.
 */
bool span_cut(struct span *rest, char separator, struct span *piece);
char *span_copy(struct span span); /* free() it */
/* A whole decimal number without sign or blanks, at most `limit`. */
bool span_number(struct span span, long limit, long *out);

void str_clear(struct str *str); /* frees, back to zeros */
void str_wipe(struct str *str);  /* the same, and nothing of it stays behind */
void str_add(struct str *str, struct span span);
void str_puts(struct str *str, const char *text);
void str_putc(struct str *str, char byte);
void str_putf(struct str *str, const char *format, ...) PRINTF(2, 3);
struct span str_span(const struct str *str); /* borrowed until it changes */
const char *str_text(const struct str *str); /* never NULL */
char *str_take(struct str *str); /* the bytes are yours: free(); str is empty */

#endif
