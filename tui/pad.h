/*
 * pad - a text being edited in an area of the screen: cursor, selection, marks.
 *
 * Wraps softly and only what is on the screen. Knows the text alone: not whose
 * it is, nor what a mark means.
 */
#ifndef TUI_PAD_H
#define TUI_PAD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "tui/rows.h"
#include "tui/screen.h"

/* Words that are marked; forgotten when the words themselves are changed. */
struct pad_mark {
	size_t start, end;
	enum style style;
	size_t owner; /* the caller's: which finding */
};

struct pad {
	struct buffer *buffer;
	size_t at;       /* the cursor */
	size_t anchor;   /* the other end of what is selected; at: nothing is */
	bool reads_only; /* whatever would change it is PAD_REFUSED */
	struct pad_mark *marks;
	size_t mark_count, mark_room;
	size_t first_mark, last_mark; /* on the screen */
	struct str words; /* searched for; shown wherever they stand */
	struct rows rows;
	struct place top; /* the first row on the screen */
	size_t top_at;    /* its first byte, for another width */
	int goal;    /* the column Up and Down keep to; -1: of the cursor */
	bool trails; /* the cursor stands after a row, not before the next */
	bool loose;  /* scrolled by the wheel: need not show the cursor */
	struct area area; /* where it was drawn last */
};

enum pad_did {
	PAD_NOTHING, /* the press is none for a text */
	PAD_MOVED,
	PAD_LEFT_UP, /* Up on the first row: out of the text */
	PAD_CHANGED,
	PAD_CLEANED, /* the same, without what no text may hold */
	PAD_REFUSED, /* it is there to be read only */
	PAD_FAILED   /* *err says why; nothing changed */
};

/* A copy of `text`. pad_clear. */
void pad_init(struct pad *pad, struct span text, size_t limit_bytes);
void pad_clear(struct pad *pad);

enum pad_did pad_press(struct pad *pad, const struct press *press,
                       struct err *err);
/* Puts `with` in place of [start, end); the cursor goes behind it. Errors:
 * ERR_TOO_LARGE. */
enum err_code pad_replace(struct pad *pad, size_t start, size_t end,
                          struct span with, struct err *err) MUST_USE;
bool pad_undo(struct pad *pad);
bool pad_redo(struct pad *pad);
/* In place of what is selected, else at the cursor: one step of undo by itself.
 */
enum err_code pad_insert(struct pad *pad, struct span with, struct err *err);
/* The cursor, and nothing selected. */
void pad_go(struct pad *pad, size_t at);
void pad_select_all(struct pad *pad);
/* Empty when nothing is selected; borrowed until the text changes. */
struct span pad_selected(const struct pad *pad);

void pad_unmark(struct pad *pad);
/* In order of start, and of owner. */
void pad_mark(struct pad *pad, size_t start, size_t end, enum style style,
              size_t owner);
/* The mark of an owner; NULL when its words were changed. */
const struct pad_mark *pad_mark_of(const struct pad *pad, size_t owner);

/* With `focus` the terminal's cursor goes there. */
void pad_draw(struct pad *pad, struct screen *screen, struct area area,
              bool focus);

#endif
