/*
 * screen-cells - what of a code point screen.c draws, and how wide; the widths
 * themselves are screen_cells (tui/screen.h).
 */
#ifndef TUI_SCREEN_CELLS_H
#define TUI_SCREEN_CELLS_H

#include <stdbool.h>
#include <stdint.h>

enum { CELLS_REPLACEMENT = 0xFFFD, CELLS_CIRCLE = 0x25CC };

/* The code point itself, or U+FFFD for what a reader could not see or what
 * could drive the terminal. */
uint32_t cells_drawn(uint32_t point);
/* Variation selectors: terminals disagree about them, so none is sent. */
bool cells_is_dropped(uint32_t point);
void cells_set_ambiguous(int cells); /* 1 or 2 */

#endif
