#include "tui/screen.h"

#define NCURSES_NOMACROS
#include <curses.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

#include "core/mem.h"
#include "core/text.h"
#include "tui/press.h"
#include "tui/screen-cells.h"
#include "tui/tty.h"

enum {
	MOST_ROWS = 500,
	MOST_COLS = 1000,
	MARKS = 4,      /* what a cell of curses keeps beside its base */
	TAIL = 0x80,    /* in cells[]: the right half of a wide character */
	LEAST_TAIL = 8, /* cells worth moving rather than sending again */
	MOST_SHIFT = 32,
	MOST_READS = 64 /* of what was typed too early */
};

static const char usual_term[] = "xterm-256color";

struct screen {
	SCREEN *curses;
	FILE *null; /* SCREEN_MEMORY writes there */
	enum screen_kind kind;
	char *fallback;
	int rows, cols;
	unsigned char *cells; /* the style of each, and TAIL */
	attr_t attributes[STYLE_COUNT];
	short pairs[STYLE_COUNT];
	int cursor_row, cursor_col;
	struct press_reader *reader;
	int watched;
	bool took;                /* the terminal is ours */
	bool full;                /* the next frame is sent whole */
	bool owed;                /* a frame was drawn and not sent */
	int shown_row, shown_col; /* where the terminal's cursor stands */
	int64_t fed_ms;           /* when the last bytes came */
	bool has_mouse, mouse;
};

/* ---- styles ---------------------------------------------------------------
 */

struct look {
	attr_t plain;         /* without colours */
	attr_t attributes;    /* with colours */
	short ink, paper;     /* of 256; -1 is the terminal's own */
	short ink_8, paper_8; /* of 8 */
};

/* Inks on the terminal's own paper lie midway: at least 3.5 : 1 on black and
 * on white. Under A_REVERSE paper is what the letters are drawn in. */
static const struct look looks[STYLE_COUNT] = {
    [STYLE_TEXT] = {A_NORMAL, A_NORMAL, -1, -1, -1, -1},
    [STYLE_FAINT] = {A_NORMAL, A_NORMAL, 243, -1, -1, -1},
    [STYLE_STRONG] = {A_BOLD, A_BOLD, -1, -1, -1, -1},
    [STYLE_BAR] = {A_REVERSE, A_REVERSE, -1, -1, -1, -1},
    [STYLE_BAR_KEY] = {A_REVERSE | A_BOLD, A_REVERSE | A_BOLD, -1, -1, -1, -1},
    [STYLE_BAR_FAINT] = {A_REVERSE | A_DIM, A_REVERSE, -1, 243, -1, 4},
    [STYLE_CHOSEN] = {A_REVERSE, A_REVERSE, -1, -1, -1, -1},
    [STYLE_SELECTED] = {A_REVERSE | A_UNDERLINE, A_NORMAL, 16, 153, 0, 7},
    [STYLE_HIT] = {A_BOLD | A_UNDERLINE, A_NORMAL, 16, 221, 0, 3},
    [STYLE_INFO] = {A_UNDERLINE, A_UNDERLINE, 31, -1, -1, -1},
    [STYLE_WARN] = {A_UNDERLINE, A_UNDERLINE, 130, -1, 5, -1},
    [STYLE_ACK] = {A_UNDERLINE | A_BOLD, A_UNDERLINE | A_BOLD, 133, -1, 5, -1},
    [STYLE_BLOCK] = {A_UNDERLINE | A_REVERSE, A_UNDERLINE | A_BOLD, 231, 160, 7,
                     1},
    [STYLE_GONE] = {A_UNDERLINE, A_UNDERLINE, 160, -1, 1, -1},
    [STYLE_CAME] = {A_BOLD, A_BOLD, 28, -1, 2, -1},
    [STYLE_ALARM] = {A_BOLD, A_BOLD, 160, -1, 1, -1},
    [STYLE_GOOD] = {A_BOLD, A_BOLD, 28, -1, 2, -1},
};

static void choose_styles(struct screen *screen)
{
	const char *refused = getenv("NO_COLOR");
	bool colours = (!refused || !refused[0]) && has_colors() &&
	               start_color() == OK && use_default_colors() == OK;
	bool many = colours && COLORS >= 256;

	for (int i = 0; i < STYLE_COUNT; i++) {
		const struct look *look = &looks[i];
		short ink = many ? look->ink : look->ink_8;
		short paper = many ? look->paper : look->paper_8;
		bool own = colours && (ink >= 0 || paper >= 0) &&
		           init_pair((short)(i + 1), ink, paper) == OK;

		screen->attributes[i] =
		    colours ? look->attributes : look->plain;
		screen->pairs[i] = own ? (short)(i + 1) : 0;
	}
}

/* ---- opening, closing ------------------------------------------------------
 */

static const char *capability(const char *name)
{
	const char *found = tigetstr(name);

	return found == (char *)-1 ? NULL : found;
}

/* Bytes for the terminal that curses does not know of; tputs gives its
 * callback no argument to find them by. */
static struct str loose;

static int add_loose(int byte)
{
	str_putc(&loose, (char)byte);
	return byte;
}

static void say_loose(const char *sequence)
{
	if (sequence)
		tputs(sequence, 1, add_loose);
}

/* Before or after what curses sends, never within: it flushes at the end. */
static void send_loose(const struct screen *screen)
{
	if (screen->kind == SCREEN_TERMINAL)
		tty_send(str_text(&loose), loose.bytes);
	loose.bytes = 0;
}

/* Paste and mouse: curses does not know the one and would mix up the other. */
static void say_modes(const struct screen *screen, bool on)
{
	const char *mouse = capability("XM");

	say_loose(capability(on ? "BE" : "BD"));
	if (!screen->has_mouse)
		return;
	if (mouse)
		say_loose(tiparm(mouse, on && screen->mouse));
	else
		say_loose(on && screen->mouse ? "\033[?1000h\033[?1006h"
		                              : "\033[?1006l\033[?1000l");
}

static void set_modes(const struct screen *screen, bool on)
{
	say_modes(screen, on);
	send_loose(screen);
}

static int within(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

void screen_repaint(struct screen *screen)
{
	clearok(curscr, TRUE);
	screen->full = true;
}

/* Gives curses and our own cells another size; what was drawn is forgotten. */
static void take_size(struct screen *screen, int rows, int cols)
{
	screen->rows = within(rows, 1, MOST_ROWS);
	screen->cols = within(cols, 1, MOST_COLS);
	resize_term(screen->rows, screen->cols);
	free(screen->cells);
	screen->cells = mem_new((size_t)screen->rows * (size_t)screen->cols);
	screen->cursor_row = -1;
	werase(stdscr);
	screen_repaint(screen);
}

/* False when it is the size we have. */
static bool measure(struct screen *screen)
{
	int rows, cols;

	tty_size(&rows, &cols);
	if (screen->cells && within(rows, 1, MOST_ROWS) == screen->rows &&
	    within(cols, 1, MOST_COLS) == screen->cols)
		return false;
	take_size(screen, rows, cols);
	return true;
}

/* What tty_rescue writes: everything off that was put on. */
static void take_tty(struct screen *screen)
{
	static const char *const names[] = {"sgr0", "op", "cnorm", "rmkx",
	                                    "rmcup"};

	say_modes(screen, false);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		say_loose(capability(names[i]));
	tty_take(str_text(&loose), loose.bytes);
	loose.bytes = 0;
}

enum known { KNOWN_WELL, KNOWN_UNFIT, KNOWN_NOT };

/* A terminal without cursor movement is unfit. Curses itself would not say
 * whether it knows a terminal or merely dislikes it. */
static enum known know_terminal(const char *name)
{
	enum known known = KNOWN_NOT;
	int status;

	if (!name || !name[0] || setupterm(name, fileno(stdout), &status) != OK)
		return KNOWN_NOT;
	known = capability("cup") ? KNOWN_WELL : KNOWN_UNFIT;
	del_curterm(cur_term);
	return known;
}

static bool start_curses(struct screen *screen)
{
	const char *name = getenv("TERM");
	enum known known;

	use_env(FALSE); /* not $LINES, but the terminal itself */
	use_tioctl(TRUE);
	if (screen->kind == SCREEN_MEMORY) {
		screen->null = fopen("/dev/null", "r+");
		if (screen->null)
			screen->curses =
			    newterm(usual_term, screen->null, screen->null);
		return screen->curses;
	}
	known = know_terminal(name);
	if (known == KNOWN_UNFIT)
		return false;
	if (known == KNOWN_NOT)
		screen->fallback = mem_copy(name ? name : "");
	screen->curses =
	    newterm(known == KNOWN_NOT ? usual_term : name, stdout, stdin);
	return screen->curses;
}

static void prepare_curses(struct screen *screen)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	idlok(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	typeahead(-1);
	choose_styles(screen);
}

static void open_terminal(struct screen *screen)
{
	screen->reader = press_reader_new();
	screen->has_mouse = capability("kmous") != NULL;
	press_reader_learn(screen->reader, capability);
	take_tty(screen);
	measure(screen);
	set_modes(screen, true);
	screen->took = true;
}

enum err_code screen_open(struct screen **out, enum screen_kind kind, int rows,
                          int cols, struct err *err)
{
	const char *wanted = getenv("SANSHEN_AMBIGUOUS");
	bool memory = kind == SCREEN_MEMORY, started;
	struct screen *screen;

	if (!memory && !tty_is_there())
		return err_set(err, ERR_NO_TERMINAL, NULL, NULL);
	screen = mem_new(sizeof(*screen));
	screen->kind = kind;
	screen->watched = -1;
	cells_set_ambiguous(wanted && strcmp(wanted, "2") == 0 ? 2 : 1);
	tty_save_signals();
	started = start_curses(screen);
	tty_restore_signals();
	if (!started) {
		screen_close(screen);
		return err_set(err, ERR_NO_TERMINAL, NULL, NULL);
	}
	prepare_curses(screen);
	if (memory)
		take_size(screen, rows, cols);
	else
		open_terminal(screen);
	*out = screen;
	return ERR_OK;
}

static void close_curses(struct screen *screen)
{
	tty_save_signals();
	if (screen->took && tty_is_gone()) {
		tty_rescue(); /* curses would wait for who does not read */
	} else {
		if (screen->took) {
			set_modes(screen, false);
			curs_set(1);
		}
		endwin();
	}
	delscreen(screen->curses);
	tty_restore_signals();
}

void screen_close(struct screen *screen)
{
	if (!screen)
		return;
	if (screen->curses)
		close_curses(screen);
	if (screen->took)
		tty_give_back();
	if (screen->null)
		fclose(screen->null);
	str_clear(&loose);
	press_reader_free(screen->reader);
	free(screen->fallback);
	free(screen->cells);
	free(screen);
}

const char *screen_fallback(const struct screen *screen)
{
	return screen->fallback;
}

struct area screen_area(const struct screen *screen)
{
	return (struct area){0, 0, screen->rows, screen->cols};
}

void screen_set_ambiguous(struct screen *screen, int cells)
{
	cells_set_ambiguous(cells);
	screen_repaint(screen);
}

/* ---- drawing ---------------------------------------------------------------
 */

void screen_erase(struct screen *screen)
{
	werase(stdscr);
	memset(screen->cells, STYLE_TEXT,
	       (size_t)screen->rows * (size_t)screen->cols);
}

static unsigned char *cell_at(const struct screen *screen, int row, int col)
{
	return &screen->cells[(size_t)row * (size_t)screen->cols + (size_t)col];
}

/* Draws one character with its marks. The caller leaves no half of a wide one
 * beside it (mend_edges). */
static void place(struct screen *screen, int row, int col, int width,
                  enum style style, const wchar_t *character)
{
	cchar_t cell;

	setcchar(&cell, character, screen->attributes[style],
	         screen->pairs[style], NULL);
	mvwadd_wch(stdscr, row, col, &cell);
	*cell_at(screen, row, col) = (unsigned char)style;
	if (width == 2)
		*cell_at(screen, row, col + 1) = (unsigned char)style | TAIL;
}

static void blank(struct screen *screen, int row, int col, int cells,
                  enum style style)
{
	for (int i = 0; i < cells; i++)
		place(screen, row, col + i, 1, style, L" ");
}

/* A wide character that the cells from `first` up to `end` would cut in two
 * goes away whole. */
static void mend_edges(struct screen *screen, int row, int first, int end)
{
	if (first > 0 && *cell_at(screen, row, first) & TAIL)
		blank(screen, row, first - 1, 1,
		      *cell_at(screen, row, first - 1) & ~TAIL);
	if (end < screen->cols && *cell_at(screen, row, end) & TAIL)
		blank(screen, row, end, 1, *cell_at(screen, row, end) & ~TAIL);
}

/* One character with its marks off the text at `at`; its width. */
static int take_character(struct span text, size_t *at,
                          wchar_t character[MARKS + 2])
{
	uint32_t point;
	int count = 0, width;

	*at += text_step(text, *at, &point);
	width = screen_cells(point);
	point = cells_drawn(point);
	if (width == 0) { /* a mark on nothing */
		character[count++] = CELLS_CIRCLE;
		width = 1;
		if (!cells_is_dropped(point))
			character[count++] = (wchar_t)point;
	} else {
		character[count++] = (wchar_t)point;
	}
	while (*at < text.bytes) {
		size_t step = text_step(text, *at, &point);

		if (screen_cells(point) != 0)
			break;
		*at += step;
		if (count <= MARKS && !cells_is_dropped(point))
			character[count++] = (wchar_t)point;
	}
	character[count] = L'\0';
	return width;
}

int screen_put(struct screen *screen, int row, int col, int cols,
               enum style style, struct span text, bool fill)
{
	bool visible = row >= 0 && row < screen->rows && col < screen->cols;
	int limit = visible ? within(cols, 0, screen->cols - col) : cols;
	int first = within(col, 0, screen->cols), used = 0;
	wchar_t character[MARKS + 2];
	size_t at = 0;

	while (at < text.bytes && used < limit) {
		int width = take_character(text, &at, character);
		int here = col + used;

		if (used + width > limit)
			break;
		used += width;
		if (!visible || here + width <= 0)
			continue;
		if (here < 0) {
			blank(screen, row, 0, 1, style);
			continue;
		}
		mend_edges(screen, row, here, here + width);
		place(screen, row, here, width, style, character);
	}
	if (visible && fill && col + used > first)
		first = col + used;
	if (visible && fill && first < col + limit) {
		mend_edges(screen, row, first, col + limit);
		blank(screen, row, first, col + limit - first, style);
	}
	return used;
}

void screen_rule(struct screen *screen, int row, int col, int cols)
{
	const char *piece = screen_cells(0x2500) == 1 ? "─" : "-";
	int last = within(cols, 0, screen->cols - within(col, 0, screen->cols));

	for (int i = 0; i < last; i++)
		screen_put(screen, row, col + i, 1, STYLE_FAINT, span_of(piece),
		           false);
}

void screen_cursor(struct screen *screen, int row, int col)
{
	bool visible = row >= 0 && row < screen->rows && col >= 0;

	screen->cursor_row = visible ? row : -1;
	screen->cursor_col = within(col, 0, screen->cols - 1);
}

/* ---- showing ---------------------------------------------------------------
 */

static bool is_blank(const cchar_t *cells, int from, int end)
{
	wchar_t character[CCHARW_MAX + 1];
	attr_t attributes;
	short pair;

	for (int i = from; i < end; i++)
		if (getcchar(&cells[i], character, &attributes, &pair, NULL) !=
		        OK ||
		    character[0] != L' ' || attributes || pair)
			return false;
	return true;
}

static void read_row(WINDOW *window, int row, int cols, cchar_t *cells)
{
	for (int col = 0; col < cols; col++)
		mvwin_wch(window, row, col, &cells[col]);
}

static bool is_same(const cchar_t *a, const cchar_t *b, int cells)
{
	return memcmp(a, b, (size_t)cells * sizeof(*a)) == 0;
}

/*
 * By how many cells the row moved to the right from `first` on (to the left:
 * negative); 0 when it did not, or when what moved is short. What the row lost
 * or got at its end may be anything: no wide character is cut there, because
 * a half of one is never the same as a cell of a drawn row.
 */
static int find_shift(const cchar_t *old, const cchar_t *new, int first,
                      int cols)
{
	for (int n = 1; n <= MOST_SHIFT && first + n + LEAST_TAIL < cols; n++) {
		int rest = cols - first - n;

		if (is_same(old + first, new + first + n, rest))
			return is_blank(old, first + LEAST_TAIL, cols) ? 0 : n;
		if (is_same(old + first + n, new + first, rest))
			return is_blank(new, first + LEAST_TAIL, cols) ? 0 : -n;
	}
	return 0;
}

/*
 * Typing in the middle of a row: curses would send all of its rest. Lets the
 * terminal move it, and tells curses by doing the same to curscr, its picture
 * of the terminal. The cursor goes back to where curses left it.
 */
static void shift_row(const struct screen *screen, int row)
{
	cchar_t old[MOST_COLS], new[MOST_COLS], space;
	int first = 0, shift;
	const char *move;

	read_row(curscr, row, screen->cols, old);
	read_row(stdscr, row, screen->cols, new);
	while (first < screen->cols && is_same(old + first, new + first, 1))
		first++;
	shift = find_shift(old, new, first, screen->cols);
	move = capability(shift > 0 ? "ich" : "dch");
	if (!shift || !move)
		return;
	setcchar(&space, L" ", A_NORMAL, 0, NULL);
	if (first != screen->shown_col)
		say_loose(tiparm(capability("cup"), row, first));
	say_loose(tiparm(move, abs(shift)));
	if (first != screen->shown_col)
		say_loose(tiparm(capability("cup"), row, screen->shown_col));
	send_loose(screen);
	for (int i = abs(shift); i > 0; i--) {
		if (shift > 0)
			mvwins_wch(curscr, row, first, &space);
		else
			mvwdelch(curscr, row, first);
	}
}

static void send_frame(struct screen *screen)
{
	int row = screen->cursor_row, col = screen->cursor_col;

	curs_set(row >= 0);
	if (row < 0) {
		row = screen->rows - 1;
		col = screen->cols - 1;
	}
	if (!screen->full && row == screen->shown_row)
		shift_row(screen, row);
	wmove(stdscr, row, col);
	wnoutrefresh(stdscr);
	doupdate();
	screen->full = screen->owed = false;
	screen->shown_row = row;
	screen->shown_col = col;
}

/* While presses that have come already wait for their turn, nobody could see
 * the frame: screen_press sends it before it waits. */
void screen_show(struct screen *screen)
{
	screen->owed = true;
	if (!screen->took || press_reader_patience_ms(screen->reader) < 0)
		send_frame(screen);
}

/* ---- presses ---------------------------------------------------------------
 */

bool screen_is_pasting(const struct screen *screen)
{
	return screen->took && press_reader_is_pasting(screen->reader);
}

/* All that has come by now. */
static void read_ahead(struct screen *screen)
{
	char bytes[4096];
	size_t count;

	for (int i = 0; i < MOST_READS && !tty_is_gone(); i++)
		switch (tty_wait(0, -1, bytes, sizeof(bytes), &count)) {
		case TTY_BYTES:
			press_reader_feed(screen->reader,
			                  span_from(bytes, count));
			screen->fed_ms = tty_now_ms();
			break;
		case TTY_SIGNAL:
			break;
		default:
			return;
		}
}

bool screen_drop(struct screen *screen)
{
	struct press press;
	bool dropped = false;

	if (!screen->took)
		return false;
	read_ahead(screen);
	while (press_reader_next(screen->reader, false, &press))
		dropped = true;
	return dropped;
}

void screen_watch(struct screen *screen, int fd)
{
	screen->watched = fd;
}

bool screen_has_mouse(const struct screen *screen)
{
	return screen->has_mouse;
}

void screen_set_mouse(struct screen *screen, bool on)
{
	screen->mouse = on;
	if (screen->took)
		set_modes(screen, true);
}

void screen_suspend(struct screen *screen)
{
	if (!screen->took)
		return;
	set_modes(screen, false);
	curs_set(1);
	endwin();
	tty_stop();
	reset_prog_mode();
	measure(screen); /* the shell may have been resized */
	set_modes(screen, true);
	screen_repaint(screen);
}

/* What signals brought. */
static bool press_of_signals(struct screen *screen, struct press *press)
{
	bool changed = false;

	*press = (struct press){.key = PRESS_NONE};
	if (tty_is_gone()) {
		press->key = PRESS_HANG_UP;
		return true;
	}
	if (tty_shall_stop()) {
		screen_suspend(screen);
		changed = true;
	}
	if (tty_was_stopped()) { /* by SIGSTOP, behind our back */
		reset_prog_mode();
		set_modes(screen, true);
		screen_repaint(screen);
		changed = true;
	}
	if (tty_was_resized() && measure(screen))
		changed = true;
	if (changed)
		press->key = PRESS_RESIZE;
	return changed;
}

/* When what has begun to come is late; INT64_MAX: nothing has. */
static int64_t late_at(const struct screen *screen)
{
	int patience = press_reader_patience_ms(screen->reader);

	return patience < 0 ? INT64_MAX : screen->fed_ms + patience;
}

/* From now to `at_ms`, for tty_wait. */
static int wait_ms(int64_t at_ms)
{
	int64_t wait = at_ms - tty_now_ms();

	if (at_ms == INT64_MAX)
		return -1;
	return wait < 0 ? 0 : wait > INT_MAX ? INT_MAX : (int)wait;
}

void screen_press(struct screen *screen, int timeout_ms, struct press *press)
{
	int64_t end_ms = timeout_ms < 0 ? INT64_MAX : tty_now_ms() + timeout_ms;
	char bytes[4096];
	size_t count;

	*press = (struct press){.key = PRESS_HANG_UP};
	if (!screen->took)
		return;
	while (!press_of_signals(screen, press) &&
	       !press_reader_next(screen->reader, false, press)) {
		int64_t late_ms = late_at(screen);

		if (screen->owed)
			send_frame(screen);
		switch (tty_wait(wait_ms(late_ms < end_ms ? late_ms : end_ms),
		                 screen->watched, bytes, sizeof(bytes),
		                 &count)) {
		case TTY_BYTES:
			press_reader_feed(screen->reader,
			                  span_from(bytes, count));
			screen->fed_ms = tty_now_ms();
			break;
		case TTY_WATCHED:
			press->key = PRESS_WAKE;
			return;
		case TTY_LATE: /* and nothing has come meanwhile */
			if (tty_now_ms() >= late_ms &&
			    press_reader_next(screen->reader, true, press))
				return;
			if (tty_now_ms() >= end_ms)
				return;
			break;
		case TTY_SIGNAL:
			break;
		}
	}
}

/* ---- memory ----------------------------------------------------------------
 */

void screen_resize(struct screen *screen, int rows, int cols)
{
	take_size(screen, rows, cols);
}

static void dump_cell(int row, int col, struct str *out)
{
	wchar_t character[CCHARW_MAX + 1] = {0};
	attr_t attributes;
	short pair;
	cchar_t cell;

	mvwin_wch(stdscr, row, col, &cell);
	getcchar(&cell, character, &attributes, &pair, NULL);
	for (int i = 0; character[i]; i++)
		text_put_point(out, (uint32_t)character[i]);
}

static void trim_line(struct str *out, size_t start, char blank_byte)
{
	while (out->bytes > start && out->at[out->bytes - 1] == blank_byte)
		out->bytes--;
	str_putc(out, '\n');
}

void screen_dump(const struct screen *screen, struct str *out)
{
	for (int row = 0; row < screen->rows; row++) {
		size_t start = out->bytes;

		for (int col = 0; col < screen->cols; col++)
			if (!(*cell_at(screen, row, col) & TAIL))
				dump_cell(row, col, out);
		trim_line(out, start, ' ');
	}
}

void screen_dump_styles(const struct screen *screen, struct str *out)
{
#define STYLE_LETTER(value, letter) letter,
	static const char letters[] = {STYLE_LIST(STYLE_LETTER)};
#undef STYLE_LETTER

	for (int row = 0; row < screen->rows; row++) {
		size_t start = out->bytes;

		for (int col = 0; col < screen->cols; col++)
			str_putc(out,
			         letters[*cell_at(screen, row, col) & ~TAIL]);
		trim_line(out, start, '.');
	}
}
