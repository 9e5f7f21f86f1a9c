/*
 * rows - where the rows of a text lie when it is wrapped to a width.
 *
 * Remembers the paragraphs it was asked about, and of a very long one only what
 * was needed: a key typed wraps one row, not the text. A row is named by its
 * paragraph (buffer_line) and its number in it.
 */
#ifndef TUI_ROWS_H
#define TUI_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/wrap.h"

enum { ROWS_KEPT = 128 }; /* paragraphs */

struct rows_line {
	size_t line;
	size_t *starts; /* from the paragraph's own first byte */
	size_t count, room;
	bool known; /* of `line` at all */
	bool whole; /* to the end of the paragraph */
};

struct rows {
	int cols;
	size_t lines; /* the buffer had when it changed last */
	struct rows_line kept[ROWS_KEPT];
	struct wrap wrap;
};

struct place {
	size_t line, row;
};

void rows_clear(struct rows *rows);
/* Forgets everything, when the width is another one. */
void rows_set_cols(struct rows *rows, int cols);
void rows_forget(struct rows *rows);
/* After a change of the buffer. */
void rows_changed(struct rows *rows, const struct buffer *buffer,
                  const struct buffer_change *change);

/* The row that shows byte `at` of the text. */
struct place rows_place(struct rows *rows, const struct buffer *buffer,
                        size_t at);
/* The bytes of a row, without its LF; false when there is no such row. *last:
 * its paragraph ends with it. */
bool rows_range(struct rows *rows, const struct buffer *buffer,
                struct place place, size_t *start, size_t *end, bool *last);
/* To the next, to the one before; false, and not moved, when there is none. */
bool rows_next(struct rows *rows, const struct buffer *buffer,
               struct place *place);
bool rows_prev(struct rows *rows, const struct buffer *buffer,
               struct place *place);

#endif
