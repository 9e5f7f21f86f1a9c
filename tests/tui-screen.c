#include "tui/screen.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tests/test.h"

static struct screen *open_memory(int rows, int cols)
{
	struct screen *screen = NULL;
	struct err err;

	ASSERT_OK(screen_open(&screen, SCREEN_MEMORY, rows, cols, &err));
	return screen;
}

/* What is drawn is what was drawn to the terminal, too. */
static void assert_dump(struct screen *screen, const char *wanted)
{
	struct str got = {0};

	screen_show(screen);
	screen_dump(screen, &got);
	assert_string_equal(str_text(&got), wanted);
	str_clear(&got);
}

static void assert_styles(struct screen *screen, const char *wanted)
{
	struct str got = {0};

	screen_dump_styles(screen, &got);
	assert_string_equal(str_text(&got), wanted);
	str_clear(&got);
}

static int put(struct screen *screen, int row, int col, int cols,
               const char *text, bool fill)
{
	return screen_put(screen, row, col, cols, STYLE_TEXT, span_of(text),
	                  fill);
}

static void han_is_never_halved(void **state)
{
	struct screen *screen = open_memory(4, 8);

	(void)state;
	assert_int_equal(put(screen, 0, 0, 8, "你好世界", false), 8);
	assert_int_equal(put(screen, 1, 1, 8, "你好世界", false), 6);
	assert_int_equal(put(screen, 2, 0, 5, "你好世界", true), 4);
	assert_int_equal(put(screen, 3, 7, 9, "你", true), 0);
	assert_dump(screen, "你好世界\n 你好世\n你好\n\n");
	/* Drawing over one half takes the other away, too. */
	put(screen, 0, 1, 1, "x", false);
	put(screen, 0, 4, 1, "y", false);
	put(screen, 1, 2, 3, "ab", true);
	assert_dump(screen, " x好y 界\n  ab 世\n你好\n\n");
	screen_erase(screen);
	put(screen, 0, 0, 8, "你好世界", false);
	put(screen, 0, 1, 6, "世好你", false);
	assert_dump(screen, " 世好你\n\n\n\n");
	screen_close(screen);
}

static void what_lies_outside_is_not_drawn(void **state)
{
	struct screen *screen = open_memory(3, 6);

	(void)state;
	put(screen, -1, 0, 6, "above", true);
	put(screen, 3, 0, 6, "below", true);
	put(screen, 0, 6, 6, "right", true);
	put(screen, 0, 0, 0, "none", true);
	put(screen, 0, 0, -3, "none", true);
	assert_int_equal(put(screen, 1, -1, 20, "你好x", true), 5);
	put(screen, 2, -100, 102, "far", true);
	screen_rule(screen, 0, 4, 100);
	screen_rule(screen, 9, 0, 3);
	screen_cursor(screen, 99, 99);
	assert_dump(screen, "    ──\n 好x\n\n");
	screen_close(screen);
}

static void marks_join_what_stands_before(void **state)
{
	struct screen *screen = open_memory(4, 12);

	(void)state;
	assert_int_equal(put(screen, 0, 0, 9, "e\u0301x", false), 2);
	/* a cell holds four; the others are dropped */
	put(screen, 1, 0, 9, "a\u0300\u0301\u0302\u0303\u0304\u0305b", false);
	assert_int_equal(put(screen, 2, 0, 9, "\u0301x", false), 2);
	/* variation selectors are not sent */
	assert_int_equal(put(screen, 3, 0, 9, "葛\U000E0100\uFE0Fx", false), 3);
	assert_dump(screen, "e\u0301x\na\u0300\u0301\u0302\u0303b\n"
	                    "\u25CC\u0301x\n葛x\n");
	screen_close(screen);
}

/* Nothing that could drive a terminal or hide gets through. */
static void hostile_text_is_seen(void **state)
{
	static const char *const hostile[] = {
	    "\x01",       "\033",       "\x7F",       "\t",         "\n",
	    "\xC2\x80",   "\xC2\x9B",   "\u00AD",     "\u034F",     "\u061C",
	    "\u115F",     "\u180E",     "\u200B",     "\u200D",     "\u200E",
	    "\u2028",     "\u2029",     "\u202E",     "\u2060",     "\u2066",
	    "\u2069",     "\u3164",     "\uE000",     "\uF8FF",     "\uFEFF",
	    "\uFFA0",     "\uFFF9",     "\uFFFE",     "\uFFFF",     "\uFDD0",
	    "\U000E0001", "\U000E0041", "\U000F0000", "\U0010FFFF", "\x80",
	    "\U0001FAE8", /* an emoji libc does not know yet */
	};
	struct screen *screen = open_memory(1, 8);

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(hostile); i++) {
		struct str text = {0};
		uint32_t point;

		text_step(span_of(hostile[i]), 0, &point);
		assert_int_equal(screen_cells(point), 1);
		str_putf(&text, "a%sb", hostile[i]);
		screen_erase(screen);
		put(screen, 0, 0, 8, str_text(&text), true);
		assert_dump(screen, "a\uFFFDb\n");
		str_clear(&text);
	}
	screen_erase(screen);
	screen_put(screen, 0, 0, 8, STYLE_TEXT, span_from("a\0b", 3), true);
	assert_dump(screen, "a\uFFFDb\n");
	screen_close(screen);
}

/* screen_cells is what screen_put takes, for every code point, and what curses
 * believes: no character moves the next one. */
static void widths_agree(void **state)
{
	struct screen *screen = open_memory(1, 8);

	(void)state;
	for (int ambiguous = 1; ambiguous <= 2; ambiguous++) {
		screen_set_ambiguous(screen, ambiguous);
		for (uint32_t point = 1; point < 0x20000; point++) {
			struct str text = {0}, got = {0};
			int cells = screen_cells(point);

			if (point >= 0xD800 && point < 0xE000)
				continue;
			assert_in_range(cells, 0, 2);
			str_putc(&text, 'a');
			text_put_point(&text, point);
			str_putc(&text, 'b');
			screen_erase(screen);
			assert_int_equal(screen_put(screen, 0, 0, 8, STYLE_TEXT,
			                            str_span(&text), true),
			                 2 + cells);
			screen_dump(screen, &got);
			assert_int_equal(got.at[0], 'a');
			assert_int_equal(got.at[got.bytes - 2], 'b');
			str_clear(&text);
			str_clear(&got);
		}
	}
	screen_close(screen);
}

static void ambiguous_characters(void **state)
{
	struct screen *screen = open_memory(3, 10);

	(void)state;
	assert_int_equal(screen_ambiguous(), 1);
	assert_int_equal(put(screen, 0, 0, 10, "“…①Я—”", true), 6);
	screen_rule(screen, 1, 0, 4);
	assert_dump(screen, "“…①Я—”\n────\n\n");
	screen_set_ambiguous(screen, 2);
	assert_int_equal(screen_cells(0x201C), 2);
	assert_int_equal(screen_cells('a'), 1);
	assert_int_equal(screen_cells(0x4F60), 2);
	assert_int_equal(screen_cells(0x00E9), 2); /* é, in such terminals */
	assert_int_equal(screen_cells(0x0301), 0);
	screen_erase(screen);
	assert_int_equal(put(screen, 0, 0, 10, "“…①Я—”", true), 10);
	screen_rule(screen, 1, 0, 4);
	put(screen, 2, 0, 3, "a“”", true);
	assert_dump(screen, "“…①Я—\n----\na“\n");
	screen_close(screen);
	setenv("SANSHEN_AMBIGUOUS", "2", 1);
	screen = open_memory(1, 4);
	assert_int_equal(screen_ambiguous(), 2);
	screen_close(screen);
	setenv("SANSHEN_AMBIGUOUS", "9", 1);
	screen = open_memory(1, 4);
	assert_int_equal(screen_ambiguous(), 1);
	screen_close(screen);
	unsetenv("SANSHEN_AMBIGUOUS");
}

static void styles_have_letters(void **state)
{
	struct screen *screen = open_memory(2, 20);

	(void)state;
	for (int style = 0; style < STYLE_COUNT; style++)
		screen_put(screen, 0, style, 1, (enum style)style, span_of("x"),
		           true);
	screen_put(screen, 1, 0, 6, STYLE_BAR, span_of("你"), true);
	screen_rule(screen, 1, 8, 2);
	assert_styles(screen, ".fsbkgcvhiwax-+!y\nbbbbbb..ff\n");
	screen_erase(screen);
	assert_styles(screen, "\n\n");
	screen_close(screen);
}

static void every_size_can_be_drawn(void **state)
{
	static const struct {
		int rows, cols;
	} sizes[] = {{1, 1},     {1, 2},    {2, 1},     {5, 20},   {24, 80},
	             {100, 300}, {40, 120}, {100, 300}, {1, 1000}, {500, 1}};
	struct screen *screen = open_memory(0, -5);
	struct area area = screen_area(screen);

	(void)state;
	assert_int_equal(area.rows, 1);
	assert_int_equal(area.cols, 1);
	for (size_t i = 0; i < TEST_COUNT(sizes); i++) {
		struct str got = {0};

		screen_resize(screen, sizes[i].rows, sizes[i].cols);
		area = screen_area(screen);
		assert_int_equal(area.rows, sizes[i].rows);
		assert_int_equal(area.cols, sizes[i].cols);
		for (int row = 0; row < area.rows; row++)
			put(screen, row, 0, area.cols,
			    row % 2 ? "你好，“世界”abc" : "a你好", true);
		screen_rule(screen, 0, 0, area.cols);
		screen_cursor(screen, area.rows - 1, area.cols - 1);
		screen_show(screen);
		screen_dump(screen, &got);
		assert_int_equal(text_valid_bytes(str_span(&got)), got.bytes);
		str_clear(&got);
	}
	screen_resize(screen, 100000, 100000);
	area = screen_area(screen);
	assert_in_range(area.rows * area.cols, 1, 1000000);
	screen_close(screen);
}

/* The dump comes from the picture curses has; after typing in the middle of a
 * row, where the terminal moves the rest by itself, it is the same. */
static void typing_in_a_row(void **state)
{
	static const char *const rows[] = {
	    "学院定于十二月举办网络安全知识竞赛",
	    "学院定今于十二月举办网络安全知识竞赛",
	    "学院定今年于十二月举办网络安全知识竞赛",
	    "学院年于十二月举办网络安全知识竞赛",
	    "x学院年于十二月举办网络安全知识竞赛",
	    "于十二月举办网络安全知识竞赛",
	    "于十二月举办网络安全知识竞赛，满到最后一格了没有呀",
	    "于十a二月举办网络安全知识竞赛，满到最后一格了没有呀",
	    "",
	};
	static const char full[] = "于十二月举办网络安全知识竞赛，满到最后一";
	static const char fuller[] = "于十a二月举办网络安全知识竞赛，满到最后";
	struct screen *screen = open_memory(3, 40);

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct str wanted = {0};

		screen_erase(screen);
		put(screen, 1, 0, 40, rows[i], true);
		screen_cursor(screen, 1, 4);
		str_putf(&wanted, "\n%s\n\n",
		         i < 6 || i == 8 ? rows[i]
		         : i == 6        ? full
		                         : fuller);
		assert_dump(screen, str_text(&wanted));
		str_clear(&wanted);
	}
	screen_close(screen);
}

static void many_screens_one_after_another(void **state)
{
	struct press press;

	(void)state;
	for (int i = 0; i < 20; i++) {
		struct screen *screen = open_memory(24, 80);

		put(screen, 0, 0, 80, "你好", true);
		assert_null(screen_fallback(screen));
		assert_false(screen_has_mouse(screen));
		screen_set_mouse(screen, true);
		screen_watch(screen, -1);
		screen_suspend(screen);
		screen_repaint(screen);
		screen_show(screen);
		/* Nobody types here: a loop must not wait for it. */
		screen_press(screen, -1, &press);
		assert_int_equal(press.key, PRESS_HANG_UP);
		screen_close(screen);
	}
	screen_close(NULL);
}

/* The tests have no terminal at their standard input. */
static void no_terminal(void **state)
{
	struct screen *screen = NULL;
	struct err err;

	(void)state;
	ASSERT_CODE(ERR_NO_TERMINAL,
	            screen_open(&screen, SCREEN_TERMINAL, 0, 0, &err));
	assert_null(screen);
}

int group_tui_screen(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(han_is_never_halved),
	    cmocka_unit_test(what_lies_outside_is_not_drawn),
	    cmocka_unit_test(marks_join_what_stands_before),
	    cmocka_unit_test(hostile_text_is_seen),
	    cmocka_unit_test(widths_agree),
	    cmocka_unit_test(ambiguous_characters),
	    cmocka_unit_test(styles_have_letters),
	    cmocka_unit_test(every_size_can_be_drawn),
	    cmocka_unit_test(typing_in_a_row),
	    cmocka_unit_test(many_screens_one_after_another),
	    cmocka_unit_test(no_terminal),
	};

	return TEST_GROUP("tui-screen", tests);
}
