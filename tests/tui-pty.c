#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/text.h"
#include "tests/pty.h"
#include "tests/test.h"
#include "tui/screen.h"
#include "tui/tty.h"

/* ---- the program on the terminal -------------------------------------------
 *
 * Shows its size, how many presses came and the last one, and scrolls a list;
 * keys ask for what a screen can do. Ends with a status that names the reason.
 */

enum { ENDED = 3, HUNG_UP = 4, NO_SCREEN = 5 };

struct show {
	struct screen *screen;
	struct press press;
	int presses, top, typed; /* characters typed into row 1 */
	int watched[2];
};

static void show_press(const struct show *show, struct str *out)
{
	keys_name(show->press.key, out);
	if (show->press.key == PRESS_PASTE) {
		str_putf(out, " %zu ", show->press.text.bytes);
		str_add(out, show->press.text);
	}
	if (show->press.key == PRESS_CLICK)
		str_putf(out, " %d,%d", show->press.row, show->press.col);
}

static void typed_row(int typed, struct str *out)
{
	str_puts(out, "学院");
	for (int i = 0; i < typed; i++)
		str_puts(out, i % 2 ? "字" : "x");
	str_puts(out, "于十二月举办网络安全知识竞赛");
}

static void draw(const struct show *show)
{
	struct area area = screen_area(show->screen);
	struct str line = {0}, press = {0};

	screen_erase(show->screen);
	str_putf(&line, "size %dx%d", area.rows, area.cols);
	screen_put(show->screen, 0, 0, area.cols, STYLE_BAR, str_span(&line),
	           true);
	for (int row = 1; row < area.rows - 1; row++) {
		line.bytes = 0;
		str_putf(&line, "第 %d 行 \033[13tx\tx\u202Ex",
		         show->top + row);
		screen_put(show->screen, row, 0, area.cols, STYLE_TEXT,
		           str_span(&line), false);
	}
	if (show->typed) {
		line.bytes = 0;
		typed_row(show->typed, &line);
		screen_put(show->screen, 1, 0, area.cols, STYLE_TEXT,
		           str_span(&line), true);
	}
	line.bytes = 0;
	show_press(show, &press);
	str_putf(&line, "%d: %s", show->presses, str_text(&press));
	screen_put(show->screen, area.rows - 1, 0, area.cols, STYLE_WARN,
	           str_span(&line), false);
	screen_cursor(show->screen, show->typed ? 1 : area.rows - 1,
	              show->typed ? 4 + (show->typed * 3) / 2 : 0);
	screen_show(show->screen);
	str_clear(&line);
	str_clear(&press);
}

/* False when it is the last. */
static bool act(struct show *show)
{
	switch (show->press.key) {
	case 'q':
	case PRESS_HANG_UP:
		return false;
	case 'm':
		screen_set_mouse(show->screen, true);
		break;
	case 'z':
		screen_suspend(show->screen);
		break;
	case 'w':
		screen_watch(show->screen, show->watched[0]);
		if (write(show->watched[1], "x", 1) < 0)
			return false;
		break;
	case PRESS_WAKE:
		screen_watch(show->screen, -1);
		break;
	case 'a':
		abort();
	case 'r':
		screen_repaint(show->screen);
		break;
	case 'i':
		show->typed++;
		break;
	case 'd':
		show->typed--;
		break;
	case PRESS_DOWN:
		show->top++;
		break;
	}
	return true;
}

/* payload: how long a press may take, in ms. */
static int run_show(void *payload)
{
	const int *timeout_ms = payload;
	struct show show = {.press = {.key = PRESS_NONE}};
	struct err err;

	if (screen_open(&show.screen, SCREEN_TERMINAL, 0, 0, &err))
		return NO_SCREEN;
	if (pipe(show.watched) != 0)
		return NO_SCREEN;
	if (screen_fallback(show.screen))
		show.presses = 1000;
	do {
		draw(&show);
		screen_press(show.screen, timeout_ms ? *timeout_ms : -1,
		             &show.press);
		show.presses++;
	} while (act(&show));
	screen_close(show.screen);
	return show.press.key == PRESS_HANG_UP ? HUNG_UP : ENDED;
}

static struct pty *start(void)
{
	struct pty *pty = pty_call(run_show, NULL, NULL, 10, 40);

	assert_true(pty_wait_text(pty, "0: none", 0));
	return pty;
}

static void type(struct pty *pty, const char *keys, const char *wanted)
{
	pty_type(pty, keys);
	assert_true(pty_wait_text(pty, wanted, 0));
}

static void end(struct pty *pty)
{
	pty_type(pty, "q");
	assert_int_equal(pty_wait_end(pty, 0), ENDED);
	pty_close(pty);
}

/* ---- tests -----------------------------------------------------------------
 */

static void every_key(void **state)
{
	static const struct {
		const char *bytes, *name;
	} keys[] = {
	    {"\033OA", "Up"},
	    {"\033[A", "Up"},
	    {"\033[1;2D", "S-Left"},
	    {"\033[1;5C", "C-Right"},
	    {"\033[1;5H", "C-Home"},
	    {"\033[3~", "Del"},
	    {"\033[5~", "PgUp"},
	    {"\033[Z", "S-Tab"},
	    {"\033OP", "F1"},
	    {"\033[24~", "F12"},
	    {"\177", "Backspace"},
	    {"\b", "Backspace"},
	    {"\r", "Enter"},
	    {"\n", "Enter"},
	    {"\t", "Tab"},
	    {"\003", "^C"},
	    {"\032", "^Z"},
	    {"\023", "^S"},
	    {"\034", "^\\"},
	    {"\004", "^D"},
	    {"\033", "Esc"},
	    {"，", "，"},
	    {"𠮷", "𠮷"},
	};
	struct pty *pty = start();
	struct str wanted = {0};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(keys); i++) {
		wanted.bytes = 0;
		str_putf(&wanted, "%zu: %s\n", i + 1, keys[i].name);
		type(pty, keys[i].bytes, str_text(&wanted));
	}
	str_clear(&wanted);
	end(pty);
}

/* A character and a sequence that come in pieces, over a slow line. */
static void pieces(void **state)
{
	struct pty *pty = start();

	(void)state;
	pty_type(pty, "\xE4");
	pty_type(pty, "\xBD");
	type(pty, "\xA0", "1: 你");
	type(pty, "\033[200~长", "1: 你"); /* the end is not there yet */
	type(pty, "x\033[2", "1: 你");
	type(pty, "01~", "2: paste 4 长x");
	end(pty);
}

/* One press, no key in it is an act; its modes are on, and off at the end. */
static void paste(void **state)
{
	struct pty *pty = pty_call(run_show, NULL, NULL, 10, 40);

	(void)state;
	assert_true(pty_wait_bytes(pty, span_of("\033[?2004h"), 0));
	assert_true(pty_wait_text(pty, "0: none", 0));
	type(pty, "\033[200~q\033[Bq\003你\033[201~",
	     "1: paste 9 q\uFFFD[Bq\uFFFD你");
	pty_forget(pty);
	pty_type(pty, "q");
	assert_int_equal(pty_wait_end(pty, 0), ENDED);
	assert_true(pty_wait_bytes(pty, span_of("\033[?2004l"), 0));
	assert_true(pty_wait_bytes(pty, span_of("\033[?1049l"), 0));
	pty_close(pty);
}

/* Without marks around it, every character arrives. */
static void fast_typing(void **state)
{
	struct pty *pty = start();
	struct str text = {0};

	(void)state;
	for (int i = 0; i < 5000; i++)
		str_puts(&text, "字x");
	pty_send(pty, str_span(&text));
	assert_true(pty_wait_text(pty, "10000: x", 0));
	str_clear(&text);
	end(pty);
}

static void mouse(void **state)
{
	struct pty *pty = start();

	(void)state;
	assert_false(memmem(pty_log(pty).at, pty_log(pty).bytes, "1000h", 5) !=
	             NULL);
	type(pty, "m", "1: m");
	assert_true(pty_wait_bytes(pty, span_of("1000h"), 0));
	type(pty, "\033[<0;7;3M\033[<0;7;3m", "2: click 2,6");
	type(pty, "\033[<65;7;3M", "3: wheel-down");
	pty_forget(pty);
	pty_type(pty, "q");
	assert_int_equal(pty_wait_end(pty, 0), ENDED);
	assert_true(pty_wait_bytes(pty, span_of("1000l"), 0));
	pty_close(pty);
}

static void other_sizes(void **state)
{
	struct pty *pty = start();

	(void)state;
	for (int round = 0; round < 50; round++)
		pty_resize(pty, 2 + round % 30, 30 + round * 3);
	pty_resize(pty, 12, 50);
	assert_true(pty_wait_text(pty, "size 12x50", 0));
	assert_true(pty_wait_text(pty, "第 10 行", 0));
	pty_resize(pty, 1, 1);
	type(pty, "x", "");
	pty_resize(pty, 30, 100);
	assert_true(pty_wait_text(pty, "size 30x100", 0));
	assert_true(pty_wait_text(pty, "第 28 行", 0));
	end(pty);
}

/* The text shown holds escape sequences: none arrives. */
static void no_foreign_escapes(void **state)
{
	struct pty *pty = start();
	struct span log;

	(void)state;
	assert_true(pty_wait_text(pty, "第 1 行 \uFFFD[13tx\uFFFDx\uFFFDx", 0));
	log = pty_log(pty);
	assert_null(memmem(log.at, log.bytes, "\033[13t", 4));
	assert_null(memchr(log.at, '\t', log.bytes));
	assert_null(memmem(log.at, log.bytes, "\u202E", 3));
	end(pty);
}

static void styles_reach_the_terminal(void **state)
{
	static const char *const no_colour[] = {"NO_COLOR=1", NULL};
	struct pty *pty = start();
	VTermScreenCell with, without;

	(void)state;
	assert_true(pty_cell(pty, 0, 0).attrs.reverse);
	with = pty_cell(pty, 9, 0);
	assert_true(with.attrs.underline);
	end(pty);
	pty = pty_call(run_show, NULL, no_colour, 10, 40);
	assert_true(pty_wait_text(pty, "0: none", 0));
	without = pty_cell(pty, 9, 0);
	assert_true(without.attrs.underline);
	assert_true(VTERM_COLOR_IS_DEFAULT_FG(&without.fg));
	assert_false(VTERM_COLOR_IS_DEFAULT_FG(&with.fg));
	end(pty);
}

/* Curses believes our widths: it leaves no blank behind what is two cells wide
 * in such a terminal, and two behind what is one. */
static void ambiguous_in_curses(void **state)
{
	static const char *const two[] = {"SANSHEN_AMBIGUOUS=2", NULL};
	struct pty *pty = pty_call(run_show, NULL, two, 10, 40);

	(void)state;
	assert_true(pty_wait_bytes(pty, span_of("0: none"), 0));
	type(pty, "“", "1: “");
	type(pty, "\033[200~a“b”c—d\033[201~", "2: paste 13 a“b”c—d");
	end(pty);
	pty = start();
	type(pty, "\033[200~a“b”c—d\033[201~", "1: paste 13 a“b”c—d");
	end(pty);
}

static void hung_up(void **state)
{
	struct pty *pty = start();

	(void)state;
	pty_hang_up(pty);
	assert_int_equal(pty_wait_end(pty, 0), HUNG_UP);
	pty_close(pty);
	pty = start();
	kill(pty_pid(pty), SIGTERM);
	assert_int_equal(pty_wait_end(pty, 0), HUNG_UP);
	assert_true(pty_wait_bytes(pty, span_of("\033[?1049l"), 0));
	pty_close(pty);
	pty = start();
	kill(pty_pid(pty), SIGHUP);
	assert_int_equal(pty_wait_end(pty, 0), HUNG_UP);
	pty_close(pty);
}

/* Whatever ends it, the terminal is put right. */
static void crash(void **state)
{
	struct pty *pty = start();

	(void)state;
	pty_forget(pty);
	pty_type(pty, "a");
	assert_int_equal(pty_wait_end(pty, 0), 128 + SIGABRT);
	assert_true(pty_wait_bytes(pty, span_of("\033[?2004l"), 0));
	assert_true(pty_wait_bytes(pty, span_of("\033[?1049l"), 0));
	pty_close(pty);
}

/* forkpty makes a session leader whose group nobody could wake: ^Z goes on at
 * once there. Stopped from outside, it comes back with its modes and screen. */
static void stopped(void **state)
{
	struct pty *pty = start();

	(void)state;
	pty_forget(pty);
	type(pty, "z", "1: z");
	assert_true(pty_wait_bytes(pty, span_of("\033[?1049l"), 0));
	assert_true(pty_wait_bytes(pty, span_of("\033[?1049h"), 0));
	assert_true(pty_wait_bytes(pty, span_of("\033[?2004h"), 0));
	kill(pty_pid(pty), SIGTSTP);
	assert_true(pty_wait_text(pty, "2: resize", 0));
	pty_forget(pty);
	kill(pty_pid(pty), SIGSTOP);
	assert_true(pty_wait_stop(pty, 0));
	kill(pty_pid(pty), SIGCONT);
	assert_true(pty_wait_text(pty, "3: resize", 0));
	assert_true(pty_wait_bytes(pty, span_of("\033[?2004h"), 0));
	type(pty, "x", "4: x");
	end(pty);
}

/* Sends more than a terminal takes that nobody reads, without waiting for it
 * in the kernel. */
static int run_flood(void *payload)
{
	static const char bytes[1 << 20];

	(void)payload;
	alarm(PTY_LIMIT_MS / 1000); /* it may be deaf */
	if (!tty_is_there())
		return NO_SCREEN;
	tty_take("", 0);
	fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
	tty_send("ready", 5);
	tty_send(bytes, sizeof(bytes));
	return tty_is_gone() ? HUNG_UP : ENDED;
}

static void a_stalled_terminal_can_be_left(void **state)
{
	struct pty *pty = pty_call(run_flood, NULL, NULL, 10, 40);
	siginfo_t how = {0};

	(void)state;
	assert_true(pty_wait_bytes(pty, span_of("ready"), 0));
	kill(pty_pid(pty), SIGTERM);
	assert_int_equal(
	    waitid(P_PID, (id_t)pty_pid(pty), &how, WEXITED | WNOWAIT), 0);
	assert_int_equal(how.si_status, HUNG_UP);
	pty_close(pty);
}

/* A shell with job control, which stops and wakes it. */
static int run_job(void *payload)
{
	(void)payload;
	pid_t job = fork();
	int status = 0;

	signal(SIGTTOU, SIG_IGN);
	if (job == 0) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		signal(SIGTTOU, SIG_DFL);
		_exit(run_show(NULL));
	}
	while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
		char byte;

		tcsetpgrp(STDIN_FILENO, getpid());
		if (write(STDOUT_FILENO, "stopped\r\n", 9) != 9 ||
		    read(STDIN_FILENO, &byte, 1) != 1)
			return NO_SCREEN;
		tcsetpgrp(STDIN_FILENO, job);
		kill(-job, SIGCONT);
	}
	return WEXITSTATUS(status);
}

static void suspended(void **state)
{
	struct pty *pty = pty_call(run_job, NULL, NULL, 10, 40);

	(void)state;
	assert_true(pty_wait_text(pty, "0: none", 0));
	type(pty, "z", "stopped");
	pty_resize(pty, 12, 50);
	type(pty, "\n", "1: z");
	assert_true(pty_wait_text(pty, "size 12x50", 0));
	type(pty, "x", ": x");
	end(pty);
}

static void timeouts_and_watching(void **state)
{
	int soon_ms = 10;
	struct pty *pty = pty_call(run_show, &soon_ms, NULL, 10, 40);

	(void)state;
	assert_true(pty_wait_text(pty, "7: none", 0));
	pty_type(pty, "q");
	assert_int_equal(pty_wait_end(pty, 0), ENDED);
	pty_close(pty);
	pty = start();
	type(pty, "w", "2: wake");
	type(pty, "x", "3: x");
	end(pty);
}

static void strange_terminals(void **state)
{
	static const char *const unknown[] = {"TERM=no-such-terminal", NULL};
	static const char *const none[] = {"TERM", NULL};
	static const char *const dumb[] = {"TERM=dumb", NULL};
	static const char *const linux_console[] = {"TERM=linux", NULL};
	static const char *const vt100[] = {"TERM=vt100", NULL};
	struct pty *pty;

	(void)state;
	pty = pty_call(run_show, NULL, unknown, 10, 40);
	assert_true(pty_wait_text(pty, "1000: none", 0));
	end(pty);
	pty = pty_call(run_show, NULL, none, 10, 40);
	assert_true(pty_wait_text(pty, "1000: none", 0));
	end(pty);
	pty = pty_call(run_show, NULL, linux_console, 10, 40);
	assert_true(pty_wait_text(pty, "0: none", 0));
	type(pty, "\033[[B", "1: F2");
	end(pty);
	pty = pty_call(run_show, NULL, vt100, 10, 40);
	assert_true(pty_wait_text(pty, "0: none", 0));
	assert_false(memmem(pty_log(pty).at, pty_log(pty).bytes, "2004", 4) !=
	             NULL);
	end(pty);
	pty = pty_call(run_show, NULL, dumb, 10, 40);
	assert_int_equal(pty_wait_end(pty, 0), NO_SCREEN);
	pty_close(pty);
	/* A terminal that does not know its size. */
	pty = pty_call(run_show, NULL, NULL, 0, 0);
	assert_true(pty_wait_bytes(pty, span_of("size 24x80"), 0));
	end(pty);
}

static int text_cells(struct span text)
{
	uint32_t point;
	int cells = 0;

	for (size_t at = 0; at < text.bytes;) {
		at += text_step(text, at, &point);
		cells += screen_cells(point);
	}
	return cells;
}

/* What a turn costs: nothing when nothing changed, no repainting to scroll. */
static void few_bytes(void **state)
{
	struct pty *pty = start();

	(void)state;
	type(pty, "\033OB", "1: Down");
	assert_true(pty_wait_quiet(pty, 100, 0));
	pty_forget(pty);
	type(pty, "\033OB", "2: Down");
	assert_true(pty_wait_text(pty, "第 10 行", 0));
	assert_true(pty_wait_quiet(pty, 100, 0));
	assert_in_range(pty_log(pty).bytes, 1, 110);
	pty_forget(pty);
	assert_true(pty_wait_quiet(pty, 100, 0));
	assert_int_equal(pty_log(pty).bytes, 0);
	type(pty, "r", "3: r");
	assert_true(pty_wait_bytes(pty, span_of("size 10x40"), 0));
	end(pty);
}

/* The terminal moves the rest of the row; it stands where it should, up to the
 * edge, and beyond. */
static void typing_in_a_row(void **state)
{
	struct pty *pty = start();
	struct str wanted = {0}, row = {0};
	int number = 1, typed = 0, least = 1000;

	(void)state;
	for (int step = 0; step < 16; step++) {
		typed += step < 8 ? 1 : -1;
		if (typed == 0)
			break;
		wanted.bytes = row.bytes = 0;
		str_putf(&wanted, "%d: %c\n", number++, step < 8 ? 'i' : 'd');
		pty_forget(pty);
		type(pty, step < 8 ? "i" : "d", str_text(&wanted));
		assert_true(pty_wait_quiet(pty, 50, 0));
		if ((int)pty_log(pty).bytes < least)
			least = (int)pty_log(pty).bytes;
		wanted.bytes = 0;
		typed_row(typed, &wanted);
		while (text_cells(str_span(&wanted)) > 40)
			while ((wanted.at[--wanted.bytes] & 0xC0) == 0x80)
				;
		wanted.at[wanted.bytes] = '\0';
		pty_row(pty, 1, &row);
		assert_string_equal(str_text(&row), str_text(&wanted));
	}
	assert_in_range(least, 1, 60);
	str_clear(&wanted);
	str_clear(&row);
	end(pty);
}

/* ---- random edits ----------------------------------------------------------
 */

enum { PAGE_ROWS = 6, PAGE_COLS = 24, PAGE_LINES = 60 };

/* A text that is edited in one place each round, and scrolled at times. */
struct page {
	uint32_t seed;
	struct str lines[PAGE_LINES];
	int top, row;
};

static uint32_t page_random(struct page *page, uint32_t below)
{
	page->seed = page->seed * 1664525 + 1013904223;
	return (page->seed >> 16) % below;
}

static void page_edit(struct page *page)
{
	static const char *const pieces[] = {"字",
	                                     "x",
	                                     "会议",
	                                     "a b",
	                                     "e\u0301",
	                                     "“",
	                                     "十二月举办网络安全知识竞赛"};
	int step = (int)page_random(page, 5) - 2;
	struct str *line, edited = {0};
	size_t at = 0, from, until, target;
	uint32_t point;

	if (page_random(page, 4) == 0 && page->top + step >= 0 &&
	    page->top + step <= PAGE_LINES - PAGE_ROWS)
		page->top += step;
	page->row = (int)page_random(page, PAGE_ROWS);
	line = &page->lines[page->top + page->row];
	target = page_random(page, (uint32_t)line->bytes + 1);
	while (at < target)
		at += text_step(str_span(line), at, &point);
	from = until = at;
	if (page_random(page, 3) == 0 && until < line->bytes)
		until += text_step(str_span(line), until, &point);
	str_add(&edited, span_from(line->at, from));
	if (from == until)
		str_puts(&edited, pieces[page_random(page, 7)]);
	str_add(&edited, span_from(line->at + until, line->bytes - until));
	str_clear(line);
	*line = edited;
}

static void page_draw(const struct page *page, struct screen *screen)
{
	screen_erase(screen);
	for (int row = 0; row < PAGE_ROWS; row++)
		screen_put(screen, row, 0, PAGE_COLS,
		           row % 3 == 2 ? STYLE_WARN : STYLE_TEXT,
		           str_span(&page->lines[page->top + row]), row % 2);
	screen_cursor(screen, page->row, (int)(page->seed >> 20) % PAGE_COLS);
	screen_show(screen);
}

static void page_clear(struct page *page)
{
	for (int i = 0; i < PAGE_LINES; i++)
		str_clear(&page->lines[i]);
}

static int run_page(void *payload)
{
	struct page page = {.seed = *(const uint32_t *)payload};
	struct screen *screen;
	struct press press = {.key = PRESS_NONE};
	struct err err;

	if (screen_open(&screen, SCREEN_TERMINAL, 0, 0, &err))
		return NO_SCREEN;
	while (press.key != 'q' && press.key != PRESS_HANG_UP) {
		page_draw(&page, screen);
		screen_press(screen, -1, &press);
		if (press.key == 'n')
			page_edit(&page);
	}
	screen_close(screen);
	page_clear(&page);
	return ENDED;
}

/* However the rows moved, the terminal shows what a screen in memory says. */
static void random_edits(void **state)
{
	uint32_t seed = 7;
	struct page page = {.seed = seed};
	struct screen *memory;
	struct str wanted = {0};
	struct pty *pty;
	struct err err;

	(void)state;
	ASSERT_OK(
	    screen_open(&memory, SCREEN_MEMORY, PAGE_ROWS, PAGE_COLS, &err));
	pty = pty_call(run_page, &seed, NULL, PAGE_ROWS, PAGE_COLS);
	for (int round = 0; round < 400; round++) {
		page_edit(&page);
		page_draw(&page, memory);
		wanted.bytes = 0;
		screen_dump(memory, &wanted);
		pty_type(pty, "n");
		assert_true(pty_wait_text(pty, str_text(&wanted), 5000));
	}
	str_clear(&wanted);
	page_clear(&page);
	screen_close(memory);
	end(pty);
}

int group_tui_pty(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_key),
	    cmocka_unit_test(pieces),
	    cmocka_unit_test(paste),
	    cmocka_unit_test(fast_typing),
	    cmocka_unit_test(mouse),
	    cmocka_unit_test(other_sizes),
	    cmocka_unit_test(no_foreign_escapes),
	    cmocka_unit_test(styles_reach_the_terminal),
	    cmocka_unit_test(ambiguous_in_curses),
	    cmocka_unit_test(hung_up),
	    cmocka_unit_test(crash),
	    cmocka_unit_test(a_stalled_terminal_can_be_left),
	    cmocka_unit_test(stopped),
	    cmocka_unit_test(suspended),
	    cmocka_unit_test(timeouts_and_watching),
	    cmocka_unit_test(strange_terminals),
	    cmocka_unit_test(few_bytes),
	    cmocka_unit_test(typing_in_a_row),
	    cmocka_unit_test(random_edits),
	};

	return TEST_GROUP("tui-pty", tests);
}
