/*
 * tui-edit - the editor on a screen in memory, over a real newsroom: what is
 * typed is kept, saved, found fault with and handed in.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/sitting.h"
#include "tests/test.h"

static void a_new_post_is_typed_and_saved(void **state)
{
	struct sitting sitting;
	struct str text = {0};
	char post[32];

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	sit_type(&sitting, "双选会通知");
	sit_key(&sitting, PRESS_PAGE_DOWN);
	sit_type(&sitting, "各学院：\n请组织。");
	sit_key(&sitting, 'S' - '@');
	sit_shows(&sitting, "revision 1");
	assert_int_equal(sit_kept(&sitting, NULL), 0);
	strcpy(post, sit_edit(&sitting)->post);
	sit_key(&sitting, 'S' - '@');
	sit_shows(&sitting, "Nothing has changed");
	stand_up(&sitting);
	assert_int_equal(sit_work(post, &text), WORK_DRAFT);
	assert_string_equal(str_text(&text), "各学院：\n请组织。");
	str_clear(&text);
}

static void what_was_typed_survives_and_undo_goes_below_it(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("已保存的正文。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_type(&sitting, "新写的");
	assert_int_equal(sit_kept(&sitting, post), 0);
	sit_pause(&sitting);
	assert_int_equal(sit_kept(&sitting, post), 1);
	stand_up(&sitting); /* as kill -9 would: nothing more is kept */
	sit_down(&sitting, "collector", post, 0);
	sit_shows(&sitting, "新写的已保存的正文。");
	sit_shows(&sitting, "and did not save. Ctrl-Z");
	sit_key(&sitting, 'Z' - '@');
	assert_true(span_is(buffer_text(sit_edit(&sitting)->pad.buffer),
	                    "已保存的正文。"));
	sit_pause(&sitting);
	assert_int_equal(sit_kept(&sitting, post), 0);
	stand_up(&sitting);
}

static void leaving_keeps_and_an_untouched_text_leaves_nothing(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_key(&sitting, PRESS_ESCAPE);
	assert_true(sitting.station.quits);
	assert_int_equal(sit_kept(&sitting, post), 0);
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	sit_type(&sitting, "x");
	sit_key(&sitting, PRESS_ESCAPE);
	assert_int_equal(sit_kept(&sitting, post), 1);
	assert_non_null(strstr(str_text(&sitting.station.farewell), "kept"));
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	sit_key(&sitting, PRESS_BACKSPACE);
	sit_key(&sitting, PRESS_DELETE);
	sit_key(&sitting, PRESS_HANG_UP);
	assert_int_equal(sit_kept(&sitting, post), 0);
	stand_up(&sitting);
}

static void a_line_that_is_gone_keeps_at_once(void **state)
{
	struct sitting sitting;
	struct autosaves all = {0};
	struct caller caller;
	struct err err = {0};

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	sit_type(&sitting, "只写了标题");
	sit_key(&sitting, PRESS_HANG_UP);
	caller = session_caller(&sitting.session);
	ASSERT_OK(desk_kept(sitting.session.desk, &caller, NULL, &all, &err));
	assert_int_equal(all.count, 1);
	stand_up(&sitting);
	sit_down(&sitting, "collector", NULL, all.at[0].id);
	sit_shows(&sitting, "只写了标题");
	autosaves_clear(&all);
	stand_up(&sitting);
}

static void a_second_session_reads_only(void **state)
{
	struct sitting first, second;
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&first, "collector", post, 0);
	stand_up(&first);
	sit_down(&first, "collector", post, 0);
	sit_pass(&first); /* the hold stays */
	sit_down(&second, "collector", post, 0);
	sit_shows(&second, "to be read only");
	sit_shows(&second, "has been writing this post since");
	sit_type(&second, "x");
	assert_true(
	    span_is(buffer_text(sit_edit(&second)->pad.buffer), "正文。"));
	sit_key(&second, PRESS_F2);
	sit_shows(&second, "has been writing");
	desk_let_go(sit_edit(&first)->hold);
	sit_edit(&first)->hold = NULL;
	sit_key(&second, 'R' - '@');
	sit_shows(&second, "Writing");
	stand_up(&second);
	stand_up(&first);
}

static void a_newer_revision_is_not_overwritten(void **state)
{
	struct sitting sitting;
	struct str text = {0};
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_type(&sitting, "我的");
	sit_save_elsewhere(post, "别处的正文。");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "recorded revision 2 meanwhile");
	assert_int_equal(sit_kept(&sitting, post), 1);
	sit_shows(&sitting, "我的正文。");
	sit_key(&sitting, 'R' - '@');
	sit_shows(&sitting, "别处的正文。");
	sit_key(&sitting, 'Z' - '@');
	sit_shows(&sitting, "我的正文。");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "revision 3");
	stand_up(&sitting);
	sit_work(post, &text);
	assert_string_equal(str_text(&text), "我的正文。");
	str_clear(&text);
}

static void held_text_stays_here(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	sit_type(&sitting, "名单");
	sit_key(&sitting, PRESS_PAGE_DOWN);
	sit_type(&sitting, "张三 11010519491231002X");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "resident identity number");
	sit_shows(&sitting, "held");
	strcpy(post, sit_edit(&sitting)->post);
	assert_int_equal(sit_kept(&sitting, post), 1);
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	sit_key(&sitting, 'A' - '@');
	sit_type(&sitting, "张三");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "revision 1");
	assert_int_equal(sit_kept(&sitting, post), 0);
	stand_up(&sitting);
}

static void findings_are_mended_reasoned_and_handed_in(void **state)
{
	struct sitting sitting;
	struct str text = {0};
	char post[32];

	(void)state;
	sit_draft("详情请致电13812345678,咨询。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_pause(&sitting);
	sit_key(&sitting, PRESS_F8);
	sit_shows(&sitting, "needs a reason");
	sit_key(&sitting, PRESS_F5);
	sit_key(&sitting, PRESS_ENTER);
	sit_shows(&sitting, "is empty");
	sit_type(&sitting, "公开的咨询电话");
	sit_key(&sitting, PRESS_ENTER);
	sit_key(&sitting, PRESS_F3);
	sit_key(&sitting, PRESS_F4);
	sit_shows(&sitting, "，咨询");
	sit_key(&sitting, PRESS_F6);
	sit_key(&sitting, PRESS_ESCAPE);
	sit_key(&sitting, PRESS_F8);
	sit_key(&sitting, 'n');
	assert_false(sitting.station.quits);
	sit_key(&sitting, PRESS_F8);
	sit_shows(&sitting, "Hand it in?");
	sit_key(&sitting, 'y');
	assert_true(sitting.station.quits);
	stand_up(&sitting);
	assert_int_equal(sit_work(post, &text), WORK_IN_REVIEW);
	assert_string_equal(str_text(&text), "详情请致电13812345678，咨询。");
	str_clear(&text);
	sit_down(&sitting, "collector", post, 0);
	sit_shows(&sitting, "to be read only");
	stand_up(&sitting);
}

static void an_answer_to_an_older_text_is_dropped(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("请,注意。", post);
	sit_down(&sitting, "collector", post, 0);
	station_idle(&sitting.station, 400);
	checker_wait(sit_edit(&sitting)->checker);
	sit_type(&sitting, "x");
	station_idle(&sitting.station, 0);
	assert_false(sit_edit(&sitting)->has_findings);
	sit_pause(&sitting);
	assert_true(sit_edit(&sitting)->has_findings);
	stand_up(&sitting);
}

static void the_form_is_chosen_and_typed(void **state)
{
	struct sitting sitting;
	struct desk_view view = {0};
	struct caller caller;
	struct err err = {0};

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	sit_type(&sitting, "讲座");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "Choose a column");
	sit_key(&sitting, PRESS_RIGHT);
	sit_key(&sitting, PRESS_RIGHT);
	sit_shows(&sitting, "< 新闻 >");
	sit_key(&sitting, PRESS_TAB);
	sit_key(&sitting, PRESS_RIGHT);
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "Choose a channel");
	sit_key(&sitting, ' ');
	sit_key(&sitting, PRESS_RIGHT);
	sit_key(&sitting, 0x3000);
	sit_shows(&sitting, "[x] 微信");
	sit_key(&sitting, PRESS_DOWN);
	sit_type(&sitting, "全校师生");
	sit_key(&sitting, PRESS_ENTER);
	sit_type(&sitting, "明天");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "Write the time like this");
	sit_key(&sitting, 'U' - '@');
	sit_type(&sitting, "2026-12-01 09:00");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "revision 1");
	caller = session_caller(&sitting.session);
	ASSERT_OK(desk_show(sitting.session.desk, &caller,
	                    sit_edit(&sitting)->post, &view, &err));
	assert_string_equal(view.form.column, "news");
	assert_int_equal(view.form.channels.count, 2);
	assert_string_equal(view.form.audience, "全校师生");
	assert_string_equal(view.form.at, "2026-12-01T09:00:00+08:00");
	assert_string_equal(view.post->grade, "major");
	desk_view_clear(&view);
	stand_up(&sitting);
}

static void the_list_of_findings_is_not_typed_in(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("先,再。详情请致电13812345678咨询。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_pause(&sitting);
	sit_key(&sitting, PRESS_F6);
	sit_shows(&sitting, "Enter go there");
	sit_type(&sitting, "字");
	sit_shows(&sitting, "Nothing was typed");
	sit_key(&sitting, PRESS_HOME);
	sit_key(&sitting, PRESS_F4);
	assert_true(span_is(buffer_text(sit_edit(&sitting)->pad.buffer),
	                    "先，再。详情请致电13812345678咨询。"));
	sit_pause(&sitting);
	sit_key(&sitting, PRESS_F6);
	sit_key(&sitting, PRESS_END);
	sit_key(&sitting, PRESS_F5);
	sit_shows(&sitting, "Why does");
	stand_up(&sitting);
}

static void a_line_of_the_form_keeps_its_keys(void **state)
{
	struct sitting sitting;

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	sit_type(&sitting, "讲座");
	sit_key(&sitting, 'A' - '@');
	sit_type(&sitting, "新");
	assert_string_equal(
	    str_text(&sit_edit(&sitting)->line[EDIT_TITLE].text), "新讲座");
	sit_edit(&sitting)->focus = EDIT_GRADE;
	sit_type(&sitting, "x");
	sit_shows(&sitting, "Left and Right choose");
	sit_shows_not(&sitting, "2026-11-23 09:00");
	sit_edit(&sitting)->focus = EDIT_AT;
	sit_key(&sitting, PRESS_END);
	sit_shows(&sitting, "2026-11-23 09:00");
	stand_up(&sitting);
}

static void a_count_is_of_what_stands_there(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("四个汉字", post);
	sit_down(&sitting, "collector", post, 0);
	sit_pause(&sitting);
	sit_shows(&sitting, "characters: 4");
	sit_type(&sitting, "第五");
	sit_shows_not(&sitting, "characters:");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "Saved as revision 2");
	sit_shows_not(&sitting, "characters:");
	sit_pause(&sitting);
	sit_shows(&sitting, "characters: 6");
	sit_key(&sitting, 'Z' - '@');
	sit_shows_not(&sitting, "characters:");
	sit_pause(&sitting);
	sit_shows(&sitting, "characters: 4");
	sit_key(&sitting, PRESS_F8);
	sit_shows(&sitting, "Saved as revision 3. ");
	sit_shows(&sitting, "Hand it in?");
	stand_up(&sitting);
}

static void every_size_can_be_drawn(void **state)
{
	static const int sizes[][2] = {{1, 1},    {2, 5},    {5, 20},
	                               {7, 30},   {11, 40},  {12, 20},
	                               {40, 120}, {100, 300}};
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("第一段，比较长的一段文字，会折行。\n第二段,有疑点。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_pause(&sitting);
	for (size_t i = 0; i < TEST_COUNT(sizes); i++) {
		screen_resize(sitting.screen, sizes[i][0], sizes[i][1]);
		for (int f = 0; f < EDIT_PLACES; f++)
			sit_key(&sitting, PRESS_TAB);
		sit_key(&sitting, PRESS_F6);
		sit_key(&sitting, PRESS_DOWN);
		sit_key(&sitting, PRESS_ENTER);
	}
	stand_up(&sitting);
}

int group_tui_edit(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, sit_begin, sit_end)
	    TEST(a_new_post_is_typed_and_saved),
	    TEST(what_was_typed_survives_and_undo_goes_below_it),
	    TEST(leaving_keeps_and_an_untouched_text_leaves_nothing),
	    TEST(a_line_that_is_gone_keeps_at_once),
	    TEST(a_second_session_reads_only),
	    TEST(a_newer_revision_is_not_overwritten),
	    TEST(held_text_stays_here),
	    TEST(findings_are_mended_reasoned_and_handed_in),
	    TEST(an_answer_to_an_older_text_is_dropped),
	    TEST(the_list_of_findings_is_not_typed_in),
	    TEST(a_line_of_the_form_keeps_its_keys),
	    TEST(a_count_is_of_what_stands_there),
	    TEST(every_size_can_be_drawn),
	    cmocka_unit_test_setup_teardown(the_form_is_chosen_and_typed,
	                                    sit_begin_with_choices, sit_end),
#undef TEST
	};

	return TEST_GROUP("tui-edit", tests);
}
