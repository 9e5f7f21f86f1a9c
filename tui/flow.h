/*
 * flow - text to be read: styled pieces in paragraphs, wrapped and scrolled.
 *
 * Nothing here is edited. Paragraphs are wrapped (core/wrap.h) when they come
 * onto the screen, so that a long post opens as fast as a short one.
 */
#ifndef TUI_FLOW_H
#define TUI_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"
#include "tui/screen.h"

struct flow;

struct flow *flow_new(void);
void flow_free(struct flow *flow); /* NULL is allowed */
/* Forgets the text. The place stays, for when nearly the same is put again. */
void flow_clear(struct flow *flow);

/* Adds a piece to the last paragraph; each LF in it ends one. Copied. */
void flow_put(struct flow *flow, enum style style, struct span text);
void flow_puts(struct flow *flow, enum style style, const char *text);
/* Ends the paragraph; its further rows are indented by so many cells. */
void flow_end(struct flow *flow, int indent_cells);
/* The next piece can be gone to by this number. */
void flow_mark(struct flow *flow, int mark);

void flow_draw(struct flow *flow, struct screen *screen, struct area area);

void flow_move(struct flow *flow, long rows); /* negative: up */
/* up, down, page-up, page-down, first, last; false for another act. */
bool flow_act(struct flow *flow, const char *act);
/* The mark comes to the upper third of the screen, unless it is in sight, and
 * is shown chosen. */
void flow_go(struct flow *flow, int mark);
/* Whether the last row is, or was, on the screen. */
bool flow_was_read(const struct flow *flow);
bool flow_is_at_end(struct flow *flow);
/* Goes to where the words stand, at or below the top row, or asked again for
 * the same the next place, at the end from the start; ASCII letters small or
 * large. False: nowhere. Hits are drawn STYLE_HIT. NULL or "": no longer. */
bool flow_find(struct flow *flow, const char *words);

#endif
