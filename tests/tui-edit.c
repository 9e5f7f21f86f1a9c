/*
 * tui-edit - the editor on a screen in memory, over a real newsroom: what is
 * typed is kept, saved, found fault with and handed in.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/cast.h"
#include "tests/test.h"
#include "tui/edit-parts.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, LONG_PAUSE_MS = 5000 };

struct sitting {
	struct session session;
	struct station station;
	struct screen *screen;
	struct str seen;
};

static char *home;

static int make_home(const char *more)
{
	struct desk_init init = {.policy_name = "three-level",
	                         .demo = true,
	                         .now_ms = CAST_NOW - DAY_MS};
	struct problems problems = {0};
	struct answer answer = {0};
	struct str policy = {0};
	struct err err = {0};

	home = test_folder();
	setenv("SANSHEN_NOW", "2026-11-23T10:00:00+08:00", 1);
	cast_policy_text(&policy);
	str_puts(&policy, more);
	init.policy = str_span(&policy);
	ASSERT_OK(desk_init(home, &init, &problems, &answer, &err));
	answer_clear(&answer);
	problems_clear(&problems);
	str_clear(&policy);
	return 0;
}

static int begin(void **state)
{
	(void)state;
	return make_home("");
}

static int begin_with_choices(void **state)
{
	(void)state;
	return make_home("\n[channel wechat]\ntitle = 微信\n"
	                 "[column news]\ntitle = 新闻\n");
}

static int end(void **state)
{
	(void)state;
	unsetenv("SANSHEN_NOW");
	free(home);
	return 0;
}

static void sit_down(struct sitting *out, const char *person, const char *post,
                     int64_t kept)
{
	struct err err = {0};

	memset(out, 0, sizeof(*out));
	ASSERT_OK(session_start(&out->session, home, person, &err));
	ASSERT_OK(session_open(&out->session, true, &err));
	say_language("en");
	ASSERT_OK(screen_open(&out->screen, SCREEN_MEMORY, 24, 80, &err));
	station_init(&out->station, &out->session, out->screen);
	assert_true(station_push(&out->station,
	                         view_edit_new(&out->station, post, kept)));
	station_draw(&out->station);
}

static void stand_up(struct sitting *sitting)
{
	station_close(&sitting->station);
	screen_close(sitting->screen);
	session_close(&sitting->session);
	str_clear(&sitting->seen);
}

static struct edit *edit_of(struct sitting *sitting)
{
	return (struct edit *)sitting->station.top;
}

static void shows(struct sitting *sitting, const char *words)
{
	station_draw(&sitting->station);
	sitting->seen.bytes = 0;
	screen_dump(sitting->screen, &sitting->seen);
	if (strstr(str_text(&sitting->seen), words))
		return;
	print_error("no “%s” in\n%s", words, str_text(&sitting->seen));
	fail();
}

static void key(struct sitting *sitting, uint32_t code)
{
	struct press press = {.key = code};

	station_press(&sitting->station, &press);
	if (!sitting->station.quits)
		station_draw(&sitting->station);
}

static void type(struct sitting *sitting, const char *text)
{
	struct press press = {.key = PRESS_PASTE, .text = span_of(text)};

	station_press(&sitting->station, &press);
}

/* A long pause: the checks run and what was typed is kept. */
static void pause_long(struct sitting *sitting)
{
	station_idle(&sitting->station, LONG_PAUSE_MS);
	checker_wait(edit_of(sitting)->checker);
	station_idle(&sitting->station, LONG_PAUSE_MS);
}

static size_t kept(struct sitting *sitting, const char *post)
{
	struct autosaves all = {0};
	struct caller caller = session_caller(&sitting->session);
	struct err err = {0};
	size_t count;

	ASSERT_OK(desk_kept(sitting->session.desk, &caller, post, &all, &err));
	count = all.count;
	autosaves_clear(&all);
	return count;
}

/* A post of the collector's with one revision. */
static void draft(const char *text, char out[32])
{
	struct desk *desk = NULL;
	struct caller caller = {.person = "collector",
	                        .now_ms = CAST_NOW - 1000};
	struct draft words = {
	    .title = "讲座预告", .has_text = true, .text = span_of(text)};
	struct answer answer = {0};
	struct err err = {0};

	ASSERT_OK(desk_open(&desk, home, "dicts", &err));
	ASSERT_OK(desk_new(desk, &caller, &words, &answer, &err));
	memcpy(out, answer.post, 32);
	answer_clear(&answer);
	desk_close(desk);
}

/* Another session saves another text. */
static void save_elsewhere(const char *post, const char *text)
{
	struct desk *desk = NULL;
	struct caller caller = {.person = "collector", .now_ms = CAST_NOW};
	struct draft words = {.has_text = true, .text = span_of(text)};
	struct answer answer = {0};
	struct err err = {0};

	ASSERT_OK(desk_open(&desk, home, "dicts", &err));
	ASSERT_OK(desk_save(desk, &caller, post, &words, &answer, &err));
	answer_clear(&answer);
	desk_close(desk);
}

static enum work work_of(const char *post, struct str *text)
{
	struct desk *desk = NULL;
	struct caller caller = {.person = "collector", .now_ms = CAST_NOW};
	struct desk_view view = {0};
	struct err err = {0};
	enum work work;

	ASSERT_OK(desk_open(&desk, home, "dicts", &err));
	ASSERT_OK(desk_show(desk, &caller, post, &view, &err));
	work = view.post->work;
	if (text)
		str_add(text, str_span(&view.text));
	desk_view_clear(&view);
	desk_close(desk);
	return work;
}

static void a_new_post_is_typed_and_saved(void **state)
{
	struct sitting sitting;
	struct str text = {0};
	char post[32];

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	type(&sitting, "双选会通知");
	key(&sitting, PRESS_PAGE_DOWN);
	type(&sitting, "各学院：\n请组织。");
	key(&sitting, 'S' - '@');
	shows(&sitting, "revision 1");
	assert_int_equal(kept(&sitting, NULL), 0);
	strcpy(post, edit_of(&sitting)->post);
	key(&sitting, 'S' - '@');
	shows(&sitting, "Nothing has changed");
	stand_up(&sitting);
	assert_int_equal(work_of(post, &text), WORK_DRAFT);
	assert_string_equal(str_text(&text), "各学院：\n请组织。");
	str_clear(&text);
}

static void what_was_typed_survives_and_undo_goes_below_it(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	draft("已保存的正文。", post);
	sit_down(&sitting, "collector", post, 0);
	type(&sitting, "新写的");
	assert_int_equal(kept(&sitting, post), 0);
	pause_long(&sitting);
	assert_int_equal(kept(&sitting, post), 1);
	stand_up(&sitting); /* as kill -9 would: nothing more is kept */
	sit_down(&sitting, "collector", post, 0);
	shows(&sitting, "新写的已保存的正文。");
	shows(&sitting, "and did not save. Ctrl-Z");
	key(&sitting, 'Z' - '@');
	assert_true(span_is(buffer_text(edit_of(&sitting)->pad.buffer),
	                    "已保存的正文。"));
	pause_long(&sitting);
	assert_int_equal(kept(&sitting, post), 0);
	stand_up(&sitting);
}

static void leaving_keeps_and_an_untouched_text_leaves_nothing(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	key(&sitting, PRESS_ESCAPE);
	assert_true(sitting.station.quits);
	assert_int_equal(kept(&sitting, post), 0);
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	type(&sitting, "x");
	key(&sitting, PRESS_ESCAPE);
	assert_int_equal(kept(&sitting, post), 1);
	assert_non_null(strstr(str_text(&sitting.station.farewell), "kept"));
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	key(&sitting, PRESS_BACKSPACE);
	key(&sitting, PRESS_DELETE);
	key(&sitting, PRESS_HANG_UP);
	assert_int_equal(kept(&sitting, post), 0);
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
	type(&sitting, "只写了标题");
	key(&sitting, PRESS_HANG_UP);
	caller = session_caller(&sitting.session);
	ASSERT_OK(desk_kept(sitting.session.desk, &caller, NULL, &all, &err));
	assert_int_equal(all.count, 1);
	stand_up(&sitting);
	sit_down(&sitting, "collector", NULL, all.at[0].id);
	shows(&sitting, "只写了标题");
	autosaves_clear(&all);
	stand_up(&sitting);
}

static void a_second_session_reads_only(void **state)
{
	struct sitting first, second;
	char post[32];

	(void)state;
	draft("正文。", post);
	sit_down(&first, "collector", post, 0);
	stand_up(&first);
	sit_down(&first, "collector", post, 0);
	screen_close(first.screen); /* one at a time; the hold stays */
	first.screen = NULL;
	sit_down(&second, "collector", post, 0);
	shows(&second, "to be read only");
	shows(&second, "has been writing this post since");
	type(&second, "x");
	assert_true(
	    span_is(buffer_text(edit_of(&second)->pad.buffer), "正文。"));
	key(&second, PRESS_F2);
	shows(&second, "has been writing");
	desk_let_go(edit_of(&first)->hold);
	edit_of(&first)->hold = NULL;
	key(&second, 'R' - '@');
	shows(&second, "Writing");
	stand_up(&second);
	stand_up(&first);
}

static void a_newer_revision_is_not_overwritten(void **state)
{
	struct sitting sitting;
	struct str text = {0};
	char post[32];

	(void)state;
	draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	type(&sitting, "我的");
	save_elsewhere(post, "别处的正文。");
	key(&sitting, PRESS_F2);
	shows(&sitting, "now revision 2");
	shows(&sitting, "我的正文。");
	key(&sitting, 'R' - '@');
	shows(&sitting, "别处的正文。");
	key(&sitting, 'Z' - '@');
	shows(&sitting, "我的正文。");
	key(&sitting, PRESS_F2);
	shows(&sitting, "revision 3");
	stand_up(&sitting);
	work_of(post, &text);
	assert_string_equal(str_text(&text), "我的正文。");
	str_clear(&text);
}

static void held_text_stays_here(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	type(&sitting, "名单");
	key(&sitting, PRESS_PAGE_DOWN);
	type(&sitting, "张三 11010519491231002X");
	key(&sitting, PRESS_F2);
	shows(&sitting, "resident identity number");
	shows(&sitting, "held");
	strcpy(post, edit_of(&sitting)->post);
	assert_int_equal(kept(&sitting, post), 1);
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	key(&sitting, 'A' - '@');
	type(&sitting, "张三");
	key(&sitting, PRESS_F2);
	shows(&sitting, "revision 1");
	assert_int_equal(kept(&sitting, post), 0);
	stand_up(&sitting);
}

static void findings_are_mended_reasoned_and_handed_in(void **state)
{
	struct sitting sitting;
	struct str text = {0};
	char post[32];

	(void)state;
	draft("详情请致电13812345678,咨询。", post);
	sit_down(&sitting, "collector", post, 0);
	pause_long(&sitting);
	key(&sitting, PRESS_F8);
	shows(&sitting, "needs a reason");
	key(&sitting, PRESS_F5);
	key(&sitting, PRESS_ENTER);
	shows(&sitting, "is empty");
	type(&sitting, "公开的咨询电话");
	key(&sitting, PRESS_ENTER);
	key(&sitting, PRESS_F3);
	key(&sitting, PRESS_F4);
	shows(&sitting, "，咨询");
	key(&sitting, PRESS_F6);
	key(&sitting, PRESS_ESCAPE);
	key(&sitting, PRESS_F8);
	key(&sitting, 'n');
	assert_false(sitting.station.quits);
	key(&sitting, PRESS_F8);
	shows(&sitting, "Hand it in?");
	key(&sitting, 'y');
	assert_true(sitting.station.quits);
	stand_up(&sitting);
	assert_int_equal(work_of(post, &text), WORK_IN_REVIEW);
	assert_string_equal(str_text(&text), "详情请致电13812345678，咨询。");
	str_clear(&text);
	sit_down(&sitting, "collector", post, 0);
	shows(&sitting, "to be read only");
	stand_up(&sitting);
}

static void an_answer_to_an_older_text_is_dropped(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	draft("请,注意。", post);
	sit_down(&sitting, "collector", post, 0);
	station_idle(&sitting.station, 400);
	checker_wait(edit_of(&sitting)->checker);
	type(&sitting, "x");
	station_idle(&sitting.station, 0);
	assert_false(edit_of(&sitting)->has_findings);
	pause_long(&sitting);
	assert_true(edit_of(&sitting)->has_findings);
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
	type(&sitting, "讲座");
	key(&sitting, PRESS_F2);
	shows(&sitting, "Choose a column");
	key(&sitting, PRESS_RIGHT);
	key(&sitting, PRESS_RIGHT);
	shows(&sitting, "< 新闻 >");
	key(&sitting, PRESS_TAB);
	key(&sitting, PRESS_RIGHT);
	key(&sitting, PRESS_F2);
	shows(&sitting, "Choose a channel");
	key(&sitting, ' ');
	key(&sitting, PRESS_RIGHT);
	key(&sitting, 0x3000);
	shows(&sitting, "[x] 微信");
	key(&sitting, PRESS_DOWN);
	type(&sitting, "全校师生");
	key(&sitting, PRESS_ENTER);
	type(&sitting, "明天");
	key(&sitting, PRESS_F2);
	shows(&sitting, "Write the time like this");
	key(&sitting, 'U' - '@');
	type(&sitting, "2026-12-01 09:00");
	key(&sitting, PRESS_F2);
	shows(&sitting, "revision 1");
	caller = session_caller(&sitting.session);
	ASSERT_OK(desk_show(sitting.session.desk, &caller,
	                    edit_of(&sitting)->post, &view, &err));
	assert_string_equal(view.form.column, "news");
	assert_int_equal(view.form.channel_count, 2);
	assert_string_equal(view.form.audience, "全校师生");
	assert_string_equal(view.form.at, "2026-12-01T09:00:00+08:00");
	assert_string_equal(view.post->grade, "major");
	desk_view_clear(&view);
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
	draft("第一段，比较长的一段文字，会折行。\n第二段,有疑点。", post);
	sit_down(&sitting, "collector", post, 0);
	pause_long(&sitting);
	for (size_t i = 0; i < TEST_COUNT(sizes); i++) {
		screen_resize(sitting.screen, sizes[i][0], sizes[i][1]);
		for (int f = 0; f < EDIT_PLACES; f++)
			key(&sitting, PRESS_TAB);
		key(&sitting, PRESS_F6);
		key(&sitting, PRESS_DOWN);
		key(&sitting, PRESS_ENTER);
	}
	stand_up(&sitting);
}

int group_tui_edit(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	    TEST(a_new_post_is_typed_and_saved),
	    TEST(what_was_typed_survives_and_undo_goes_below_it),
	    TEST(leaving_keeps_and_an_untouched_text_leaves_nothing),
	    TEST(a_line_that_is_gone_keeps_at_once),
	    TEST(a_second_session_reads_only),
	    TEST(a_newer_revision_is_not_overwritten),
	    TEST(held_text_stays_here),
	    TEST(findings_are_mended_reasoned_and_handed_in),
	    TEST(an_answer_to_an_older_text_is_dropped),
	    TEST(every_size_can_be_drawn),
	    cmocka_unit_test_setup_teardown(the_form_is_chosen_and_typed,
	                                    begin_with_choices, end),
#undef TEST
	};

	return TEST_GROUP("tui-edit", tests);
}
