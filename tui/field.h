/*
 * field - one line that is being typed: text, cursor, and what fits of it.
 */
#ifndef TUI_FIELD_H
#define TUI_FIELD_H

#include <stdbool.h>

#include "core/str.h"
#include "tui/keys.h"
#include "tui/screen.h"

struct field {
	struct str text;    /* valid UTF-8, one line */
	size_t at;          /* the cursor, in bytes, at a grapheme's edge */
	size_t left;        /* bytes scrolled away at the left */
	size_t limit_bytes; /* 0: 4096 */
	bool secret;        /* a star is drawn for each character */
	bool full;    /* the last press did not fit: nothing of it was taken */
	bool cleaned; /* of the last paste, what no text may hold was left out
	               */
};

void field_set(struct field *field, const char *text); /* cursor at the end */
void field_clear(struct field *field); /* nothing of it stays in memory */
/* Characters, Backspace, Del, Left, Right, Home, End, C-Left, C-Right, ^U,
 * paste (line ends become blanks). False when the press is no editing. */
bool field_press(struct field *field, const struct press *press);
/* Draws it; with `focus` the terminal's cursor goes there. */
void field_draw(struct field *field, struct screen *screen, int row, int col,
                int cols, enum style style, bool focus);

#endif
