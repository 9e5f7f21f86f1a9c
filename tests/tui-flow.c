#include "tui/flow.h"

#include <string.h>

#include "tests/test.h"

static struct area whole_of(int rows, int cols)
{
	return (struct area){0, 0, rows, cols};
}

static struct screen *screen_of(int rows, int cols)
{
	struct screen *screen = NULL;
	struct err err = {0};

	ASSERT_OK(screen_open(&screen, SCREEN_MEMORY, rows, cols, &err));
	return screen;
}

static void assert_drawn(struct flow *flow, struct screen *screen,
                         struct area area, const char *wanted)
{
	struct str seen = {0};

	screen_erase(screen);
	flow_draw(flow, screen, area);
	screen_show(screen);
	screen_dump(screen, &seen);
	while (seen.bytes && seen.at[seen.bytes - 1] == '\n')
		seen.at[--seen.bytes] = '\0';
	assert_string_equal(str_text(&seen), wanted);
	str_clear(&seen);
}

static void put_lines(struct flow *flow, int lines)
{
	for (int i = 1; i <= lines; i++) {
		struct str line = {0};

		str_putf(&line, "line %d\n", i);
		flow_put(flow, STYLE_TEXT, str_span(&line));
		str_clear(&line);
	}
}

static void paragraphs_wrap_and_further_rows_are_indented(void **state)
{
	struct screen *screen = screen_of(6, 12);
	struct flow *flow = flow_new();

	(void)state;
	flow_puts(flow, STYLE_STRONG, "自治区");
	flow_puts(flow, STYLE_TEXT, "党委的通知。");
	flow_end(flow, 2);
	flow_puts(flow, STYLE_TEXT, "a\nb\n");
	assert_drawn(flow, screen, whole_of(6, 12),
	             "自治区党委的\n  通知。\na\nb");
	flow_free(flow);
	screen_close(screen);
}

static void it_scrolls_to_the_last_row_and_no_further(void **state)
{
	struct screen *screen = screen_of(3, 10);
	struct flow *flow = flow_new();

	(void)state;
	put_lines(flow, 5);
	assert_drawn(flow, screen, whole_of(3, 10), "line 1\nline 2\nline 3");
	assert_false(flow_was_read(flow));
	assert_true(flow_act(flow, "page-down"));
	assert_drawn(flow, screen, whole_of(3, 10), "line 3\nline 4\nline 5");
	assert_true(flow_was_read(flow));
	assert_true(flow_is_at_end(flow));
	flow_move(flow, 100);
	flow_act(flow, "up");
	assert_drawn(flow, screen, whole_of(3, 10), "line 2\nline 3\nline 4");
	assert_false(flow_is_at_end(flow));
	assert_true(flow_was_read(flow));
	flow_act(flow, "first");
	assert_drawn(flow, screen, whole_of(3, 10), "line 1\nline 2\nline 3");
	flow_act(flow, "last");
	assert_drawn(flow, screen, whole_of(3, 10), "line 3\nline 4\nline 5");
	assert_false(flow_act(flow, "sign"));
	flow_free(flow);
	screen_close(screen);
}

static void a_mark_comes_on_the_screen_and_is_chosen(void **state)
{
	struct screen *screen = screen_of(6, 10);
	struct flow *flow = flow_new();
	struct str styles = {0};

	(void)state;
	put_lines(flow, 20);
	flow_puts(flow, STYLE_TEXT, "a ");
	flow_mark(flow, 7);
	flow_puts(flow, STYLE_WARN, "bad");
	flow_puts(flow, STYLE_TEXT, " c\n");
	put_lines(flow, 20);
	flow_draw(flow, screen, whole_of(6, 10));
	flow_go(flow, 7);
	assert_drawn(flow, screen, whole_of(6, 10),
	             "line 19\nline 20\na bad c\nline 1\nline 2\nline 3");
	screen_dump_styles(screen, &styles);
	assert_true(span_find(str_span(&styles), "\n..ccc\n") != (size_t)-1);
	flow_go(flow, 8); /* there is none */
	assert_drawn(flow, screen, whole_of(6, 10),
	             "line 19\nline 20\na bad c\nline 1\nline 2\nline 3");
	str_clear(&styles);
	flow_free(flow);
	screen_close(screen);
}

static void words_are_found_again_and_again(void **state)
{
	struct screen *screen = screen_of(4, 10);
	struct flow *flow = flow_new();
	struct str styles = {0};

	(void)state;
	flow_puts(flow, STYLE_TEXT,
	          "通知\n1\n2\n3\n4\n5\n6\nA 通知\n7\n8\n9\n");
	assert_true(flow_find(flow, "通知"));
	assert_drawn(flow, screen, whole_of(4, 10), "通知\n1\n2\n3");
	screen_dump_styles(screen, &styles);
	assert_true(span_starts(str_span(&styles), "hhhh"));
	assert_true(flow_find(flow, "通知"));
	assert_drawn(flow, screen, whole_of(4, 10), "6\nA 通知\n7\n8");
	assert_true(flow_find(flow, "通知")); /* from the start again */
	assert_drawn(flow, screen, whole_of(4, 10), "通知\n1\n2\n3");
	assert_true(flow_find(flow, "a 通"));
	assert_false(flow_find(flow, "无此"));
	assert_false(flow_find(flow, NULL));
	str_clear(&styles);
	flow_free(flow);
	screen_close(screen);
}

/* One hit over the edge of a row is marked on both. */
static void a_hit_may_run_over_a_row(void **state)
{
	struct screen *screen = screen_of(2, 6);
	struct flow *flow = flow_new();
	struct str styles = {0};

	(void)state;
	flow_puts(flow, STYLE_TEXT, "一二三四五六\n");
	assert_true(flow_find(flow, "三四"));
	assert_drawn(flow, screen, whole_of(2, 6), "一二三\n四五六");
	screen_dump_styles(screen, &styles);
	assert_string_equal(str_text(&styles), "....hh\nhh\n");
	str_clear(&styles);
	flow_free(flow);
	screen_close(screen);
}

static void another_size_keeps_the_place(void **state)
{
	struct screen *screen = screen_of(4, 20);
	struct flow *flow = flow_new();

	(void)state;
	flow_puts(flow, STYLE_TEXT, "一二三四五六七八九十\n甲乙丙丁戊己庚辛\n");
	put_lines(flow, 30);
	flow_act(flow, "down");
	assert_drawn(flow, screen, whole_of(4, 20),
	             "甲乙丙丁戊己庚辛\nline 1\nline 2\nline 3");
	for (int cols = 2; cols < 20; cols++)
		for (int rows = 1; rows < 5; rows++)
			flow_draw(flow, screen, whole_of(rows, cols));
	assert_drawn(flow, screen, whole_of(4, 8),
	             "甲乙丙丁\n戊己庚辛\nline 1\nline 2");
	assert_drawn(flow, screen, whole_of(4, 20),
	             "甲乙丙丁戊己庚辛\nline 1\nline 2\nline 3");
	flow_free(flow);
	screen_close(screen);
}

/* As when the findings come in: the text is put again with marks in it. */
static void put_again_it_keeps_the_place(void **state)
{
	struct screen *screen = screen_of(2, 20);
	struct flow *flow = flow_new();

	(void)state;
	put_lines(flow, 9);
	flow_draw(flow, screen, whole_of(2, 20));
	flow_move(flow, 4);
	flow_clear(flow);
	put_lines(flow, 9);
	assert_drawn(flow, screen, whole_of(2, 20), "line 5\nline 6");
	flow_clear(flow);
	put_lines(flow, 2); /* less than the place: the last page */
	assert_drawn(flow, screen, whole_of(2, 20), "line 1\nline 2");
	flow_free(flow);
	screen_close(screen);
}

static void the_smallest_areas_and_no_text_are_drawn(void **state)
{
	struct screen *screen = screen_of(1, 1);
	struct flow *flow = flow_new();

	(void)state;
	assert_drawn(flow, screen, whole_of(1, 1), "");
	assert_true(flow_is_at_end(flow));
	flow_move(flow, 3);
	flow_go(flow, 1);
	assert_false(flow_find(flow, "x"));
	flow_puts(flow, STYLE_TEXT, "汉字\ta\n");
	flow_mark(flow, 1); /* nothing follows it */
	flow_end(flow, 4);
	flow_draw(flow, screen, whole_of(0, 0));
	flow_draw(flow, screen, whole_of(1, 1));
	for (int i = 0; i < 9; i++) {
		flow_move(flow, 1);
		flow_draw(flow, screen, whole_of(1, 1));
	}
	flow_go(flow, 1);
	assert_true(flow_was_read(flow));
	flow_free(flow);
	screen_close(screen);
}

static void a_tab_goes_to_the_next_eighth_cell(void **state)
{
	struct screen *screen = screen_of(1, 20);
	struct flow *flow = flow_new();

	(void)state;
	flow_puts(flow, STYLE_TEXT, "名\tb\033[2J\n");
	assert_drawn(flow, screen, whole_of(1, 20), "名      b\xef\xbf\xbd[2J");
	flow_free(flow);
	screen_close(screen);
}

int group_flow(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(paragraphs_wrap_and_further_rows_are_indented),
	    cmocka_unit_test(it_scrolls_to_the_last_row_and_no_further),
	    cmocka_unit_test(a_mark_comes_on_the_screen_and_is_chosen),
	    cmocka_unit_test(words_are_found_again_and_again),
	    cmocka_unit_test(a_hit_may_run_over_a_row),
	    cmocka_unit_test(another_size_keeps_the_place),
	    cmocka_unit_test(put_again_it_keeps_the_place),
	    cmocka_unit_test(the_smallest_areas_and_no_text_are_drawn),
	    cmocka_unit_test(a_tab_goes_to_the_next_eighth_cell),
	};

	return TEST_GROUP("flow", tests);
}
