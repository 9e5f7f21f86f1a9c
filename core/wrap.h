/*
 * wrap - a paragraph in rows of a given width.
 *
 * Rows break where UAX 14 allows (text_breaks): never before 。 or after 《,
 * between Han anywhere, Latin words whole; where no such place fits, between
 * two graphemes, and even then before no 。 if a row holds anything else. How
 * many cells a code point takes is the screen's knowledge and comes in as a
 * function. Linear: a megabyte without any break takes 50 ms.
 */
#ifndef CORE_WRAP_H
#define CORE_WRAP_H

#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

typedef int (*wrap_cells)(uint32_t point); /* 0, 1 or 2 */

enum { WRAP_TAB = 8 }; /* a TAB goes to the next multiple */

/* Where each row of one paragraph begins, in bytes; the first is 0. */
struct wrap {
	size_t *starts;
	size_t count, room;
};
/* Replaces what *out held. `cols` is 2 at least. Blanks at the end of a row
 * hang over its edge; so a row may be wider than `cols`, by blanks alone. */
void wrap_line(struct span line, int cols, wrap_cells cells, struct wrap *out);
void wrap_clear(struct wrap *wrap);

/* The row in which byte `at` stands. */
size_t wrap_row(const struct wrap *wrap, size_t at);

/* Cells of `row` (from its own column 0). */
int wrap_width(struct span row, wrap_cells cells);
/* The byte of the grapheme that covers column `col`; row.bytes past its end. */
size_t wrap_at(struct span row, int col, wrap_cells cells);

#endif
