/*
 * list - a cursor in rows, and which of them are on the screen.
 */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/keys.h"
#include "tui/screen.h"

struct list {
	size_t count;
	size_t at;  /* the chosen row, < count unless there is none */
	size_t top; /* the first one on the screen */
	int rows;   /* how many were on the screen last */
};

/* After the count changed: the cursor stays inside. */
void list_set_count(struct list *list, size_t count);
void list_move(struct list *list, long by);
/* up, down, page-up, page-down, first, last; false for another act. */
bool list_act(struct list *list, const char *act);
/* Draws each row that fits: `row` draws one, into `cols` cells. */
typedef void (*list_row)(void *payload, struct screen *screen, int row, int col,
                         int cols, size_t index, bool chosen);
void list_draw(struct list *list, struct screen *screen, struct area area,
               list_row row, void *payload);
/* The row that was drawn at this place; (size_t)-1 for none. */
size_t list_row_at(const struct list *list, struct area area, int row);

#endif
