/*
 * keys - what was pressed, and which act it names: the one table of all keys.
 *
 * A row binds a key, in a view or everywhere ("*"), to the name of an act. The
 * view's own table (tui/view.h) says what that act does there; that is the
 * first of the five hops. In a place where text is typed, keys that are
 * characters are text and no acts.
 */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

/* Beyond Unicode: what is no character. X(value, name) */
#define PRESS_LIST(X) \
	X(PRESS_NONE, "none") /* the time given ran out */ \
	X(PRESS_UP, "Up") \
	X(PRESS_DOWN, "Down") \
	X(PRESS_LEFT, "Left") \
	X(PRESS_RIGHT, "Right") \
	X(PRESS_SHIFT_UP, "S-Up") \
	X(PRESS_SHIFT_DOWN, "S-Down") \
	X(PRESS_SHIFT_LEFT, "S-Left") \
	X(PRESS_SHIFT_RIGHT, "S-Right") \
	X(PRESS_SHIFT_HOME, "S-Home") \
	X(PRESS_SHIFT_END, "S-End") \
	X(PRESS_WORD_LEFT, "C-Left") \
	X(PRESS_WORD_RIGHT, "C-Right") \
	X(PRESS_TEXT_HOME, "C-Home") \
	X(PRESS_TEXT_END, "C-End") \
	X(PRESS_PAGE_UP, "PgUp") \
	X(PRESS_PAGE_DOWN, "PgDn") \
	X(PRESS_HOME, "Home") \
	X(PRESS_END, "End") \
	X(PRESS_INSERT, "Ins") \
	X(PRESS_DELETE, "Del") \
	X(PRESS_BACKSPACE, "Backspace") \
	X(PRESS_ENTER, "Enter") \
	X(PRESS_TAB, "Tab") \
	X(PRESS_BACKTAB, "S-Tab") \
	X(PRESS_ESCAPE, "Esc") \
	X(PRESS_F1, "F1") \
	X(PRESS_F2, "F2") \
	X(PRESS_F3, "F3") \
	X(PRESS_F4, "F4") \
	X(PRESS_F5, "F5") \
	X(PRESS_F6, "F6") \
	X(PRESS_F7, "F7") \
	X(PRESS_F8, "F8") \
	X(PRESS_F9, "F9") \
	X(PRESS_F10, "F10") \
	X(PRESS_F11, "F11") \
	X(PRESS_F12, "F12") \
	X(PRESS_PASTE, "paste") /* a whole pasted text, in press.text */ \
	X(PRESS_CLICK, "click") /* press.row and col */ \
	X(PRESS_WHEEL_UP, "wheel-up") \
	X(PRESS_WHEEL_DOWN, "wheel-down") \
	X(PRESS_RESIZE, "resize")   /* the screen has another size */ \
	X(PRESS_WAKE, "wake")       /* what screen_watch watches is ready */ \
	X(PRESS_HANG_UP, "hang-up") /* SIGHUP, SIGTERM, the line is gone */

#define PRESS_ENUM(value, name) value,
enum { PRESS_FIRST = 0x110000, PRESS_LIST(PRESS_ENUM) PRESS_END_ };
#undef PRESS_ENUM

struct press {
	uint32_t key;     /* a code point, control codes too (^S is 0x13), or
	                     PRESS_… */
	int row, col;     /* click and wheel: cells */
	struct span text; /* paste: UTF-8, line ends are LF, controls still in
	                     it; borrowed until the next press */
	bool too_long;    /* paste: nothing of it is there */
};

struct binding {
	const char *view; /* view_ops.name; "*" everywhere */
	const char *key;  /* as keys_read understands it */
	const char *act;
};
size_t keys_count(void);
const struct binding *keys_at(size_t index);

/* The act a key names in a view (its own rows before those of "*"); NULL for
 * none. With `typing` a character is none. Full-width letters and punctuation,
 * as an input method left on types them, count as the half-width key. */
const char *keys_act(const char *view, bool typing, uint32_t key);
/* The keys of an act in a view, as shown to people: "s", "F2 ^S"; appended. */
void keys_of(const char *view, const char *act, struct str *out);
/* The first of them only. NULL when no key names it. */
const char *keys_first(const char *view, const char *act);

/* "s", "^S", "Enter", "F2", "，"; false when it is none. */
bool keys_read(struct span name, uint32_t *key);
void keys_name(uint32_t key, struct str *out); /* appended */
/* ｓ → s, ？ → ?, 、 → /, 　 → blank; others as they are. */
uint32_t keys_fold(uint32_t key);

#endif
