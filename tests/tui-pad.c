/*
 * tui-pad - a text in an area of a screen in memory: moving, typing, marks;
 * and how long a key takes in a text of 2 MB.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/test.h"
#include "tui/pad.h"

static struct screen *screen;
static struct pad pad;
static struct area area;
static struct str seen;

static void begin(const char *text, int rows, int cols)
{
	struct err err = {0};

	ASSERT_OK(screen_open(&screen, SCREEN_MEMORY, rows, cols, &err));
	area = (struct area){0, 0, rows, cols};
	pad_init(&pad, span_of(text), 1 << 21);
}

static void end(void)
{
	pad_clear(&pad);
	str_clear(&seen);
	screen_close(screen);
	screen = NULL;
}

static const char *shown(void)
{
	screen_erase(screen);
	pad_draw(&pad, screen, area, true);
	screen_show(screen);
	seen.bytes = 0;
	screen_dump(screen, &seen);
	return str_text(&seen);
}

static const char *styles(void)
{
	shown();
	seen.bytes = 0;
	screen_dump_styles(screen, &seen);
	return str_text(&seen);
}

static enum pad_did press(uint32_t key)
{
	struct press press = {.key = key};
	struct err err = {0};

	return pad_press(&pad, &press, &err);
}

static enum pad_did paste(const char *text)
{
	struct press press = {.key = PRESS_PASTE, .text = span_of(text)};
	struct err err = {0};

	return pad_press(&pad, &press, &err);
}

static void holds(const char *text)
{
	struct span now = buffer_text(pad.buffer);

	if (!span_is(now, text))
		print_error("%.*s\n", (int)now.bytes, now.at);
	assert_true(span_is(now, text));
}

static void chinese_is_typed_selected_and_taken_back(void **state)
{
	(void)state;
	begin("", 4, 20);
	press(0x901A);
	press(0x77E5);
	press(PRESS_ENTER);
	press('a');
	holds("通知\na");
	press(PRESS_SHIFT_LEFT);
	press(PRESS_SHIFT_UP);
	assert_true(span_is(pad_selected(&pad), "通知\na"));
	press(0x5DF2);
	holds("已");
	assert_true(pad_undo(&pad));
	holds("通知\na");
	assert_true(pad_redo(&pad));
	holds("已");
	press(PRESS_BACKSPACE);
	press(PRESS_BACKSPACE);
	press(PRESS_DELETE);
	holds("");
	end();
}

static void a_mark_never_begins_a_row(void **state)
{
	(void)state;
	/* 9 cells and one for the cursor: the stop takes a character along. */
	begin("一二三四。五六", 4, 10);
	assert_string_equal(shown(), "一二三\n四。五六\n\n\n");
	end();
}

static void the_column_is_kept_over_short_rows(void **state)
{
	(void)state;
	begin("一二三四五\nab\n六七八九十", 6, 20);
	shown();
	press(PRESS_END);
	press(PRESS_DOWN);
	assert_int_equal(pad.at, strlen("一二三四五\nab"));
	press(PRESS_DOWN);
	assert_int_equal(pad.at, strlen("一二三四五\nab\n六七八九十"));
	assert_int_equal(press(PRESS_UP), PAD_MOVED);
	assert_int_equal(press(PRESS_UP), PAD_MOVED);
	assert_int_equal(press(PRESS_UP), PAD_LEFT_UP);
	end();
}

static void end_of_a_row_is_not_the_next_row(void **state)
{
	(void)state;
	begin("一二三四五六七八", 4, 9);
	shown();
	press(PRESS_END);
	assert_int_equal(pad.at, strlen("一二三四"));
	press(PRESS_HOME);
	assert_int_equal(pad.at, 0);
	press(PRESS_END);
	press(PRESS_DOWN);
	assert_int_equal(pad.at, strlen("一二三四五六七八"));
	end();
}

static void the_view_follows_the_cursor_row_by_row(void **state)
{
	(void)state;
	begin("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15", 3, 20);
	shown();
	for (int i = 0; i < 3; i++)
		press(PRESS_DOWN);
	assert_string_equal(shown(), "2\n3\n4\n");
	press(PRESS_PAGE_DOWN);
	assert_string_equal(shown(), "4\n5\n6\n");
	press(PRESS_TEXT_END);
	assert_non_null(strstr(shown(), "15"));
	press(PRESS_WHEEL_UP);
	assert_null(strstr(shown(), "15"));
	press(PRESS_LEFT);
	assert_non_null(strstr(shown(), "15"));
	press(PRESS_TEXT_HOME);
	assert_string_equal(shown(), "1\n2\n3\n");
	end();
}

static void another_width_keeps_the_place(void **state)
{
	struct str text = {0};
	char first[5]; /* a number and 一 */

	(void)state;
	for (int i = 0; i < 200; i++)
		str_putf(&text, "%d一二三四五六七八\n", i);
	begin(str_text(&text), 10, 40);
	shown();
	for (int i = 0; i < 100; i++)
		press(PRESS_DOWN);
	shown();
	area.cols = 17;
	area.rows = 4;
	assert_non_null(strstr(shown(), "100"));
	area.cols = 40;
	area.rows = 10;
	assert_non_null(strstr(shown(), "100"));
	/* Scrolled away from the cursor the first row stays, too. */
	for (int i = 0; i < 9; i++)
		press(PRESS_WHEEL_UP);
	memcpy(first, shown(), sizeof(first));
	area.cols = 9;
	assert_memory_equal(first, shown(), sizeof(first));
	area = (struct area){0, 0, 1, 1};
	shown();
	area = (struct area){3, 5, 0, 0};
	shown();
	str_clear(&text);
	end();
}

static void marks_go_along_and_go_out(void **state)
{
	(void)state;
	begin("ab teh cd", 2, 20);
	pad_mark(&pad, 3, 6, STYLE_WARN, 7);
	assert_string_equal(styles(), "...www\n"
	                              "\n");
	press('x');
	assert_int_equal(pad_mark_of(&pad, 7)->start, 4);
	assert_string_equal(styles(), "....www\n"
	                              "\n");
	pad_go(&pad, 5);
	press('x');
	assert_null(pad_mark_of(&pad, 7));
	end();
}

static void words_searched_for_are_shown(void **state)
{
	(void)state;
	begin("Site site", 1, 12);
	str_puts(&pad.words, "SITE");
	pad.at = pad.anchor = 9;
	assert_string_equal(styles(), "hhhh.hhhh\n");
	end();
}

static void a_paste_is_cleaned_and_one_step(void **state)
{
	(void)state;
	begin("", 3, 20);
	assert_int_equal(paste("一\n二\n三\t\n"), PAD_CHANGED);
	holds("一\n二\n三\t\n");
	assert_int_equal(paste("\x1b[31m红"), PAD_CLEANED);
	holds("一\n二\n三\t\n[31m红");
	pad_undo(&pad);
	holds("一\n二\n三\t\n");
	end();
}

static void what_is_to_be_read_is_not_changed(void **state)
{
	(void)state;
	begin("一二", 3, 20);
	pad.reads_only = true;
	assert_int_equal(press('x'), PAD_REFUSED);
	assert_int_equal(press(PRESS_ENTER), PAD_REFUSED);
	assert_int_equal(press(PRESS_DELETE), PAD_REFUSED);
	assert_int_equal(paste("x"), PAD_REFUSED);
	assert_int_equal(press(PRESS_RIGHT), PAD_MOVED);
	holds("一二");
	end();
}

static void a_full_text_takes_no_more_and_loses_nothing(void **state)
{
	(void)state;
	begin("", 3, 20);
	pad_clear(&pad);
	pad_init(&pad, span_of("一二"), 8);
	press(PRESS_TEXT_END);
	assert_int_equal(press('a'), PAD_CHANGED);
	assert_int_equal(press(0x4E09), PAD_FAILED);
	holds("一二a");
	end();
}

/* What was wrapped again after each change looks as if it were wrapped anew. */
static void wrapping_on_is_wrapping_anew(void **state)
{
	static const uint32_t keys[] = {0x4E00,
	                                0x3002,
	                                'a',
	                                ' ',
	                                0x300A,
	                                0x201C,
	                                0xFF0C,
	                                '1',
	                                PRESS_BACKSPACE,
	                                PRESS_DELETE,
	                                PRESS_LEFT,
	                                PRESS_ENTER,
	                                PRESS_WORD_LEFT,
	                                PRESS_UP,
	                                PRESS_END,
	                                PRESS_DOWN,
	                                'b',
	                                0x4E8C,
	                                0x4E09,
	                                PRESS_RIGHT};
	uint32_t random = 1;

	(void)state;
	begin("关于举办双选会的通知，the quick brown fox。《各学院》：请组织。",
	      12, 15);
	for (int i = 0; i < 3000; i++) {
		struct str before = {0};
		struct place top;

		random = random * 1103515245u + 12345u;
		press(keys[(random >> 16) % TEST_COUNT(keys)]);
		str_puts(&before, shown());
		top = pad.top;
		rows_forget(&pad.rows);
		assert_string_equal(str_text(&before), shown());
		assert_true(top.line == pad.top.line && top.row == pad.top.row);
		str_clear(&before);
	}
	end();
}

static double key_us(uint32_t key, int times)
{
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	for (int i = 0; i < times; i++) {
		press(key);
		screen_erase(screen);
		pad_draw(&pad, screen, area, true);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	return ((double)(to.tv_sec - from.tv_sec) * 1e6 +
	        (double)(to.tv_nsec - from.tv_nsec) / 1e3) /
	       times;
}

static void say_figures(const char *what)
{
	press(PRESS_TEXT_HOME);
	for (int i = 0; i < 1000; i++)
		press(PRESS_RIGHT);
	shown();
	print_message("2 MB, %s: µs a key: typed %.0f", what,
	              key_us(0x4E2D, 100));
	print_message(", down %.0f", key_us(PRESS_DOWN, 100));
	print_message(", page %.0f", key_us(PRESS_PAGE_DOWN, 100));
	press(PRESS_TEXT_END);
	print_message(", typed at the end %.0f\n", key_us(0x4E2D, 100));
}

static void a_key_in_two_megabytes(void **state)
{
	struct str text = {0};

	(void)state;
	while (text.bytes < 2000000)
		str_puts(&text, "关于举办双选会的通知，the quick brown fox。"
		                "各学院：请认真组织。\n");
	begin(str_text(&text), 22, 80);
	say_figures("paragraphs");
	end();
	for (size_t i = 0; i < text.bytes; i++)
		if (text.at[i] == '\n')
			text.at[i] = ' ';
	begin(str_text(&text), 22, 80);
	say_figures("one paragraph");
	end();
	str_clear(&text);
}

int group_tui_pad(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chinese_is_typed_selected_and_taken_back),
	    cmocka_unit_test(a_mark_never_begins_a_row),
	    cmocka_unit_test(the_column_is_kept_over_short_rows),
	    cmocka_unit_test(end_of_a_row_is_not_the_next_row),
	    cmocka_unit_test(the_view_follows_the_cursor_row_by_row),
	    cmocka_unit_test(another_width_keeps_the_place),
	    cmocka_unit_test(marks_go_along_and_go_out),
	    cmocka_unit_test(words_searched_for_are_shown),
	    cmocka_unit_test(a_paste_is_cleaned_and_one_step),
	    cmocka_unit_test(what_is_to_be_read_is_not_changed),
	    cmocka_unit_test(a_full_text_takes_no_more_and_loses_nothing),
	    cmocka_unit_test(wrapping_on_is_wrapping_anew),
	    cmocka_unit_test(a_key_in_two_megabytes),
	};

	return TEST_GROUP("tui-pad", tests);
}
