/*
 * screen - a grid of cells, and the keys pressed. The only module that knows
 * curses.
 *
 * Rows, columns and widths are cells, counted from 0 at the top left; a Han
 * character is two. Drawing changes memory only; screen_show sends what is
 * different from what the terminal shows. Nothing of a text can reach the
 * terminal as an escape sequence: what could is drawn as U+FFFD. So is what
 * hides: bidi controls, zero width (joiners, too), fillers, tags, private use,
 * and what libc has no width for.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"
#include "tui/keys.h"

struct screen;

struct area {
	int row, col, rows, cols;
};

enum screen_kind {
	SCREEN_TERMINAL, /* the reader's terminal */
	SCREEN_MEMORY    /* no terminal: tests */
};

/* X(value, letter in screen_dump_styles). Each is told apart without colour,
 * too: bold, dim, underlined, reversed, or a mark that the drawer puts. */
#define STYLE_LIST(X) \
	X(STYLE_TEXT, '.')      /* what is read */ \
	X(STYLE_FAINT, 'f')     /* labels, hints */ \
	X(STYLE_STRONG, 's')    /* titles */ \
	X(STYLE_BAR, 'b')       /* the first and the last line */ \
	X(STYLE_BAR_KEY, 'k')   /* a key in the last line */ \
	X(STYLE_BAR_FAINT, 'g') /* an act that cannot be done now */ \
	X(STYLE_CHOSEN, 'c')    /* the row under the cursor */ \
	X(STYLE_SELECTED, 'v')  /* selected text */ \
	X(STYLE_HIT, 'h')       /* words searched for */ \
	X(STYLE_INFO, 'i')      /* findings by severity, underlined */ \
	X(STYLE_WARN, 'w') \
	X(STYLE_ACK, 'a') \
	X(STYLE_BLOCK, 'x') \
	X(STYLE_GONE, '-') /* changes */ \
	X(STYLE_CAME, '+') \
	X(STYLE_ALARM, '!') /* overdue, refused */ \
	X(STYLE_GOOD, 'y')  /* signed, recorded */
#define STYLE_ENUM(value, letter) value,
enum style { STYLE_LIST(STYLE_ENUM) STYLE_COUNT };
#undef STYLE_ENUM

/*
 * For SCREEN_MEMORY rows and cols count, else they are ignored. An unknown TERM
 * is taken for xterm-256color (screen_fallback tells). One screen at a time.
 * While a terminal is open, signals wait for screen_press (tui/tty.h), and a
 * crash puts the terminal right. The locale's charset must be UTF-8.
 * Errors: ERR_NO_TERMINAL  (dumb ones, too)
 */
enum err_code screen_open(struct screen **out, enum screen_kind kind, int rows,
                          int cols, struct err *err) MUST_USE;
/* Restores the terminal, and never waits for one that is gone. NULL is ok. */
void screen_close(struct screen *screen);
/* The TERM that was unknown ("" when there was none), else NULL. */
const char *screen_fallback(const struct screen *screen);

struct area screen_area(const struct screen *screen);

/* Cells a code point takes as screen_put draws it: 0 (joins the one before), 1
 * or 2. TAB and other controls are drawn as one U+FFFD, which is ambiguous
 * itself. A mark that begins a text is drawn on a circle, one cell more; marks
 * beyond the fourth are dropped, variation selectors always. */
int screen_cells(uint32_t point);
/* What ambiguous characters (“ — … ①, Greek, Cyrillic) take in the reader's
 * terminal: 1, or 2. Starts with $SANSHEN_AMBIGUOUS. */
int screen_ambiguous(void);
void screen_set_ambiguous(struct screen *screen, int cells);

/* Blanks everything; a frame is drawn from here. */
void screen_erase(struct screen *screen);
/* Writes `text` (valid UTF-8, one line) into at most `cols` cells, never half a
 * wide character; with `fill` the rest of them is blanked in the same style.
 * What lies outside the screen is not drawn. Returns the cells used by text. */
int screen_put(struct screen *screen, int row, int col, int cols,
               enum style style, struct span text, bool fill);
/* A thin line across `cols` cells; of - where a frame character is two. */
void screen_rule(struct screen *screen, int row, int col, int cols);
/* Where the terminal's cursor goes; row -1 hides it. */
void screen_cursor(struct screen *screen, int row, int col);
/* Sends the frame, or leaves that to screen_press while other presses that came
 * already wait for their turn. */
void screen_show(struct screen *screen);
/* The next screen_show sends everything. */
void screen_repaint(struct screen *screen);

/* Waits for a press at most timeout_ms (-1: for ever). Never a half character:
 * bytes that are no UTF-8 are dropped. Sets press->key PRESS_NONE when the time
 * ran out. After PRESS_HANG_UP it is that for ever: save first, then close. In
 * memory it is that at once. */
void screen_press(struct screen *screen, int timeout_ms, struct press *press);
/* Drops what was typed by now; true when there was something. What has only
 * begun to come (a paste, a sequence) is not lost. */
bool screen_drop(struct screen *screen);
/* A paste has begun and not ended; what came of it is given after a while. */
bool screen_is_pasting(const struct screen *screen);
/* Also wake when this can be read; -1: nothing. */
void screen_watch(struct screen *screen, int fd);
bool screen_has_mouse(const struct screen *screen);
void screen_set_mouse(struct screen *screen, bool on);
/* Back to the shell until the person comes again (SIGTSTP); the next frame is
 * sent whole, and may have another size. */
void screen_suspend(struct screen *screen);

/* Memory only: another size. */
void screen_resize(struct screen *screen, int rows, int cols);
/* Appends what the reader would see, a line a row, trailing blanks cut. */
void screen_dump(const struct screen *screen, struct str *out);
/* The same with the letter of each cell's style. */
void screen_dump_styles(const struct screen *screen, struct str *out);

#endif
