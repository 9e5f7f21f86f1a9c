/*
 * tui-home - the desk, the queue and help on a screen in memory, over a real
 * newsroom; and when a terminal is refused.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/cast.h"
#include "tests/test.h"
#include "tui/act.h"
#include "tui/review-parts.h"
#include "tui/shelf.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

struct sitting {
	struct session session;
	struct station station;
	struct screen *screen;
	struct str seen;
};

/* A newsroom; the demo's people, no post. The caller frees the path. */
static char *newsroom(void)
{
	struct desk_init init = {.policy_name = "three-level",
	                         .demo = true,
	                         .now_ms = CAST_NOW - DAY_MS};
	struct problems problems = {0};
	struct answer answer = {0};
	struct str policy = {0};
	struct err err = {0};
	char *home = test_folder();

	cast_policy_text(&policy);
	init.policy = str_span(&policy);
	ASSERT_OK(desk_init(home, &init, &problems, &answer, &err));
	answer_clear(&answer);
	problems_clear(&problems);
	str_clear(&policy);
	return home;
}

/* At the time of the demo clock, which stands. */
static void sit_down(struct sitting *out, const char *home, const char *person,
                     int rows, int cols)
{
	struct err err = {0};

	memset(out, 0, sizeof(*out));
	setenv("SANSHEN_NOW", "2026-11-23T10:00:00+08:00", 1);
	ASSERT_OK(session_start(&out->session, home, person, &err));
	ASSERT_OK(session_open(&out->session, true, &err));
	say_language("en");
	ASSERT_OK(screen_open(&out->screen, SCREEN_MEMORY, rows, cols, &err));
	station_init(&out->station, &out->session, out->screen);
	assert_true(station_push(&out->station, view_home_new(&out->station)));
	station_draw(&out->station);
}

static void stand_up(struct sitting *sitting)
{
	station_close(&sitting->station);
	screen_close(sitting->screen);
	session_close(&sitting->session);
	str_clear(&sitting->seen);
	unsetenv("SANSHEN_NOW");
}

static const char *seen(struct sitting *sitting)
{
	station_draw(&sitting->station);
	sitting->seen.bytes = 0;
	screen_dump(sitting->screen, &sitting->seen);
	return str_text(&sitting->seen);
}

static void shows(struct sitting *sitting, const char *words)
{
	if (strstr(seen(sitting), words))
		return;
	print_error("no “%s” in\n%s", words, str_text(&sitting->seen));
	fail();
}

static void shows_not(struct sitting *sitting, const char *words)
{
	if (!strstr(seen(sitting), words))
		return;
	print_error("“%s” in\n%s", words, str_text(&sitting->seen));
	fail();
}

static void type(struct sitting *sitting, const char *key)
{
	struct press press = {0};

	assert_true(keys_read(span_of(key), &press.key));
	station_press(&sitting->station, &press);
}

static void click(struct sitting *sitting, int row)
{
	struct press press = {.key = PRESS_CLICK, .row = row, .col = 5};

	station_press(&sitting->station, &press);
}

/* A post by `person`; the id is in `out`. */
static void draft(const char *home, const char *person, const char *title,
                  bool submits, int64_t at_ms, char out[32])
{
	struct desk *desk = NULL;
	struct caller caller = {.person = person, .now_ms = at_ms};
	struct draft words = {.title = title,
	                      .has_text = true,
	                      .text = span_of("讲座定于下周一举行。")};
	struct answer answer = {0};
	struct err err = {0};

	ASSERT_OK(desk_open(&desk, home, "dicts", &err));
	ASSERT_OK(desk_new(desk, &caller, &words, &answer, &err));
	memcpy(out, answer.post, 32);
	answer_clear(&answer);
	if (submits) {
		ASSERT_OK(
		    desk_submit(desk, &caller, out, NULL, 0, &answer, &err));
		answer_clear(&answer);
	}
	desk_close(desk);
}

/* ---- home ---------------------------------------------------------------- */

static void an_empty_desk_says_what_to_do(void **state)
{
	char *home = newsroom();
	struct sitting sitting;

	(void)state;
	sit_down(&sitting, home, "collector", 24, 80);
	shows(&sitting, "Waiting for me  0\n");
	shows(&sitting, "Handed in by me  0\n");
	shows(&sitting, "n begins a post");
	type(&sitting, "Enter");
	shows(&sitting, "There is nothing here to open.");
	stand_up(&sitting);

	/* Who may not draft is told so, by the rule's own words. */
	sit_down(&sitting, home, "auditor", 24, 80);
	shows_not(&sitting, "begins a post");
	shows(&sitting, "(n new post)");
	type(&sitting, "n");
	shows(&sitting, "This needs the office");
	stand_up(&sitting);
	free(home);
}

static void each_post_lies_on_its_shelf(void **state)
{
	char *home = newsroom();
	char late[32], soon[32], rough[32];
	struct sitting sitting;

	(void)state;
	draft(home, "collector", "十二月讲座", true, CAST_NOW - 1000, soon);
	draft(home, "collector2", "停电通知", true, CAST_NOW - DAY_MS / 2,
	      late);
	draft(home, "collector", "未完的稿", false, CAST_NOW, rough);
	sit_down(&sitting, home, "collector", 24, 80);
	shows(&sitting, "My drafts  1\n");
	shows(&sitting, "Handed in by me  1\n");
	shows(&sitting, "draft");
	shows(&sitting, rough);
	shows(&sitting, soon);
	shows_not(&sitting, late);
	stand_up(&sitting);

	sit_down(&sitting, home, "manager", 24, 80);
	shows(&sitting, "Waiting for me  1\n");
	shows(&sitting, "一审  ");
	shows_not(&sitting, "!");
	/* A day later it is overdue, and marked without colour, too. */
	sitting.session.now_ms += DAY_MS;
	shows(&sitting, ">!overdue by");
	stand_up(&sitting);
	free(home);
}

static void the_cursor_walks_all_shelves(void **state)
{
	char *home = newsroom();
	char one[32], two[32], rough[32];
	struct sitting sitting;

	(void)state;
	draft(home, "manager", "草稿甲", false, CAST_NOW, rough);
	draft(home, "collector", "讲座", true, CAST_NOW - 2000, one);
	draft(home, "collector", "晚会", true, CAST_NOW - 1000, two);
	sit_down(&sitting, home, "manager", 24, 80);
	type(&sitting, "j");
	type(&sitting, "j");
	type(&sitting, "D");
	shows(&sitting, "Only text that was never saved");
	/* Row 1 is the first heading; a click chooses. */
	click(&sitting, 2);
	type(&sitting, "ｊ"); /* an input method left on */
	click(&sitting, 3);   /* the second click on it opens */
	assert_string_not_equal(sitting.station.top->ops->name, "home");
	shows(&sitting, two);
	stand_up(&sitting);

	sit_down(&sitting, home, "manager", 24, 80);
	type(&sitting, "Tab");
	type(&sitting, "Enter"); /* of one's own drafts: to write on */
	assert_string_equal(sitting.station.top->ops->name, "edit");
	stand_up(&sitting);

	sit_down(&sitting, home, "manager", 24, 80);
	click(&sitting, 8); /* the only row of the third shelf */
	click(&sitting, 8);
	assert_string_equal(sitting.station.top->ops->name, "edit");
	stand_up(&sitting);

	sit_down(&sitting, home, "manager", 24, 80);
	type(&sitting, "G");
	type(&sitting, "s");
	assert_string_equal(sitting.station.top->ops->name, "review");
	shows(&sitting, one);
	stand_up(&sitting);
	free(home);
}

static void what_was_never_saved_comes_first(void **state)
{
	char *home = newsroom();
	char rough[32];
	struct sitting sitting;
	struct autosave kept = {0};
	struct caller caller = {.person = "collector", .now_ms = CAST_NOW};
	struct desk *desk = NULL;
	struct err err = {0};

	(void)state;
	draft(home, "collector", "记下的稿", false, CAST_NOW, rough);
	ASSERT_OK(desk_open(&desk, home, "dicts", &err));
	kept.form.title = strdup("刚写一半");
	str_puts(&kept.text, "半句");
	ASSERT_OK(desk_keep(desk, &caller, &kept, &err));
	autosave_clear(&kept);
	desk_close(desk);
	sit_down(&sitting, home, "collector", 24, 80);
	shows(&sitting, "My drafts  2\n");
	assert_true(strstr(seen(&sitting), "刚写一半") <
	            strstr(seen(&sitting), "记下的稿"));
	type(&sitting, "D");
	shows(&sitting, "“刚写一半”");
	type(&sitting, "ｎ");
	shows(&sitting, "My drafts  2\n");
	type(&sitting, "D");
	type(&sitting, "y");
	shows(&sitting, "My drafts  1\n");
	shows_not(&sitting, "刚写一半");
	stand_up(&sitting);
	free(home);
}

static void what_others_record_comes_in_by_itself(void **state)
{
	char *home = newsroom();
	char one[32], two[32], three[32];
	struct sitting sitting;
	struct view *view;
	bool changed = false;

	(void)state;
	draft(home, "collector", "讲座", true, CAST_NOW - 3000, one);
	draft(home, "collector", "晚会", true, CAST_NOW - 2000, two);
	sit_down(&sitting, home, "manager", 24, 80);
	view = sitting.station.top;
	type(&sitting, "j");
	assert_true(view->ops->idle(view, 0, &changed) > 0);
	assert_true(view->ops->idle(view, 60000, &changed) > 0);
	assert_false(changed);
	draft(home, "collector", "后来的", true, CAST_NOW - 1000, three);
	view->ops->idle(view, 60000, &changed);
	assert_true(changed);
	shows(&sitting, "Waiting for me  3\n");
	shows(&sitting, three);
	/* The cursor stays where it was. */
	type(&sitting, "Enter");
	shows(&sitting, two);
	stand_up(&sitting);
	free(home);
}

static void no_size_breaks_it(void **state)
{
	static const int rows[] = {1, 2, 3, 4, 5, 6, 7, 8, 11, 24, 100};
	static const int cols[] = {1, 2, 3, 5, 20, 40, 80, 120, 300};
	static const char *const keys[] = {"j", "w", "?", "PgDn", "q", "q"};
	char *home = newsroom();
	char post[32];
	struct sitting sitting;

	(void)state;
	draft(home, "collector", "讲座", true, CAST_NOW - DAY_MS, post);
	draft(home, "manager", "草稿", false, CAST_NOW, post);
	sit_down(&sitting, home, "manager", 24, 80);
	for (size_t r = 0; r < TEST_COUNT(rows); r++)
		for (size_t c = 0; c < TEST_COUNT(cols); c++) {
			screen_resize(sitting.screen, rows[r], cols[c]);
			for (size_t k = 0; k < TEST_COUNT(keys); k++) {
				station_draw(&sitting.station);
				if (k < TEST_COUNT(keys) - 1)
					type(&sitting, keys[k]);
			}
			click(&sitting, rows[r] - 1);
			while (sitting.station.top->below)
				station_pop(&sitting.station);
		}
	screen_resize(sitting.screen, 5, 20);
	type(&sitting, "g");
	shows(&sitting, "讲座");
	stand_up(&sitting);
	free(home);
}

/* ---- a post that is read ----------------------------------------------------
 */

static struct review *read_post(struct sitting *sitting, const char *post)
{
	struct view *view = view_review_new(&sitting->station, post, false);

	assert_true(station_push(&sitting->station, view));
	return review_of(view);
}

/* Asks the checks and waits until they have answered; takes nothing. */
static void let_check(struct review *review)
{
	bool changed = false;

	review->view.ops->idle(&review->view, 100, &changed);
	checker_wait(review->checker);
}

static void idle(struct review *review)
{
	bool changed = false;

	review->view.ops->idle(&review->view, 100, &changed);
}

static void what_could_not_be_checked_is_said(void **state)
{
	char *home = newsroom();
	char post[32];
	struct sitting sitting;
	struct review *review;

	(void)state;
	draft(home, "collector", "Decembr", true, CAST_NOW - 1000, post);
	sit_down(&sitting, home, "manager", 24, 80);
	review = read_post(&sitting, post);
	let_check(review);
	idle(review);
	shows(&sitting, "Findings: 1");
	type(&sitting, "Esc");

	free(sitting.session.share);
	sitting.session.share = test_folder();
	review = read_post(&sitting, post);
	shows(&sitting, "The checks are reading the text");
	let_check(review);
	idle(review);
	shows(&sitting, "The text was not checked.");
	type(&sitting, "s");
	shows(&sitting, "Sign sheet");
	shows(&sitting, "The text was not checked.");
	shows_not(&sitting, "Nothing of the known kinds");
	stand_up(&sitting);
	free(home);
}

/* What the checks found in the post before is not said of the next one. */
static void findings_stay_with_their_text(void **state)
{
	char *home = newsroom();
	char one[32], two[32];
	struct sitting sitting;
	struct review *review;

	(void)state;
	draft(home, "collector", "Decembr", true, CAST_NOW - 2000, one);
	draft(home, "collector", "讲座", true, CAST_NOW - 1000, two);
	sit_down(&sitting, home, "manager", 24, 80);
	review = read_post(&sitting, one);
	let_check(review);
	type(&sitting, ".");
	shows(&sitting, two);
	review->asked = true; /* the answer there is, is to the other post */
	idle(review);
	assert_false(review->studied);
	shows(&sitting, "The checks are reading the text");
	review->asked = false;
	let_check(review);
	idle(review);
	shows(&sitting, "Nothing of the known kinds");
	stand_up(&sitting);
	free(home);
}

/* By somebody else, meanwhile. */
static void save_and_submit(const char *home, const char *post)
{
	struct desk *desk = NULL;
	struct caller caller = {.person = "collector", .now_ms = CAST_NOW};
	struct draft words = {.has_text = true, .text = span_of("另一篇。")};
	struct answer answer = {0};
	struct err err = {0};

	ASSERT_OK(desk_open(&desk, home, "dicts", &err));
	ASSERT_OK(desk_withdraw(desk, &caller, post, &answer, &err));
	answer_clear(&answer);
	ASSERT_OK(desk_save(desk, &caller, post, &words, &answer, &err));
	answer_clear(&answer);
	ASSERT_OK(desk_submit(desk, &caller, post, NULL, 0, &answer, &err));
	answer_clear(&answer);
	desk_close(desk);
}

/* Each act tells the desk what stood on the screen. */
static void a_raise_is_about_what_was_shown(void **state)
{
	char *home = newsroom();
	char post[32];
	struct sitting sitting;

	(void)state;
	draft(home, "collector", "讲座", true, CAST_NOW - 1000, post);
	sit_down(&sitting, home, "manager", 24, 80);
	read_post(&sitting, post);
	type(&sitting, "u");
	shows(&sitting, "You raise the grade");
	type(&sitting, "要");
	save_and_submit(home, post);
	type(&sitting, "Enter");
	shows(&sitting, "You raise the grade");
	assert_false(sitting.station.recorded);
	shows(&sitting, "is now revision 2, not what you read");
	type(&sitting, "^R");
	type(&sitting, "u");
	type(&sitting, "Enter");
	shows(&sitting, "Raised the grade");
	stand_up(&sitting);
	free(home);
}

/* ---- queue --------------------------------------------------------------- */

static void the_queue_is_read_page_by_page(void **state)
{
	char *home = newsroom();
	char post[32], last[32];
	struct sitting sitting;

	(void)state;
	for (int i = 0; i < SHELF_PAGE + 1; i++)
		draft(home, "collector", "讲座", true, CAST_NOW - 90000 + i,
		      i ? last : post);
	sit_down(&sitting, home, "manager", 24, 120);
	shows(&sitting, "Waiting for me  50+\n");
	type(&sitting, "w");
	shows(&sitting, "Waiting for me · 50+");
	shows(&sitting, "(collector)"); /* there is room at 120 columns */
	type(&sitting, "G"); /* the last one known: the next page is read */
	shows(&sitting, "Waiting for me · 51 ");
	type(&sitting, "G");
	shows(&sitting, last);
	type(&sitting, "^R");
	shows(&sitting, last);
	type(&sitting, "Enter");
	assert_string_equal(sitting.station.top->ops->name, "review");
	shows(&sitting, last);
	stand_up(&sitting);
	free(home);
}

static void an_empty_queue_says_so(void **state)
{
	char *home = newsroom();
	struct sitting sitting;

	(void)state;
	sit_down(&sitting, home, "manager", 24, 80);
	type(&sitting, "w");
	shows(&sitting, "Nothing waits.");
	type(&sitting, "Enter");
	assert_string_equal(sitting.station.top->ops->name, "queue");
	type(&sitting, "s");
	shows(&sitting, "Nothing waits for your signature.");
	stand_up(&sitting);
	free(home);
}

/* ---- help ---------------------------------------------------------------- */

static void help_is_filtered_and_runs_acts(void **state)
{
	char *home = newsroom();
	struct sitting sitting;

	(void)state;
	sit_down(&sitting, home, "manager", 24, 80);
	type(&sitting, "？");
	shows(&sitting, "full-width");
	shows(&sitting, "write a new post");
	shows(&sitting, "(Nothing waits");
	type(&sitting, "j");
	type(&sitting, "j");
	shows(&sitting, "(Nothing waits for your signature.)");
	type(&sitting, "/");
	type(&sitting, "q"); /* text now, and no act */
	type(&sitting, "u");
	type(&sitting, "E"); /* “queue” in any case */
	shows(&sitting, "/ quE");
	shows(&sitting, "everything that waits for you");
	shows_not(&sitting, "write a new post");
	type(&sitting, "Enter");
	assert_string_equal(sitting.station.top->ops->name, "queue");

	type(&sitting, "?");
	type(&sitting, "/");
	type(&sitting, "^");
	type(&sitting, "^");
	shows(&sitting, "No act holds these words.");
	type(&sitting, "Enter");
	type(&sitting, "Esc"); /* the filter goes first */
	shows(&sitting, "full-width");
	assert_string_equal(sitting.station.top->ops->name, "help");
	type(&sitting, "Esc");
	assert_string_equal(sitting.station.top->ops->name, "queue");
	stand_up(&sitting);
	free(home);
}

/* ---- terminals ----------------------------------------------------------- */

static void only_utf8_is_let_in(void **state)
{
	static const struct {
		const char *lc_all, *lc_ctype, *lang, *refused;
	} cases[] = {
	    {NULL, NULL, NULL, NULL},
	    {NULL, NULL, "C", NULL},
	    {NULL, NULL, "POSIX", NULL},
	    {NULL, NULL, "C.UTF-8", NULL},
	    {NULL, NULL, "zh_CN.utf8", NULL},
	    {NULL, NULL, "zh_CN.Utf-8@pinyin", NULL},
	    {NULL, NULL, "zh_CN", NULL},
	    {NULL, NULL, "zh_CN.GBK", "GBK"},
	    {"", "", "zh_CN.GB18030", "GB18030"},
	    {NULL, "de_DE.ISO-8859-1", "C.UTF-8", "ISO-8859-1"},
	    {"C.UTF-8", "zh_CN.GBK", "zh_CN.GBK", NULL},
	    {"zh_CN.GBK", NULL, "C.UTF-8", "GBK"},
	    {NULL, NULL, "en_US.", ""},
	    {NULL, NULL, "en_US.UTF-80", "UTF-80"},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(cases); i++) {
		const char *refused = charset_refused(
		    cases[i].lc_all, cases[i].lc_ctype, cases[i].lang);

		if (!cases[i].refused)
			assert_null(refused);
		else
			assert_string_equal(refused, cases[i].refused);
	}
}

int group_home(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_desk_says_what_to_do),
	    cmocka_unit_test(each_post_lies_on_its_shelf),
	    cmocka_unit_test(the_cursor_walks_all_shelves),
	    cmocka_unit_test(what_was_never_saved_comes_first),
	    cmocka_unit_test(what_others_record_comes_in_by_itself),
	    cmocka_unit_test(no_size_breaks_it),
	    cmocka_unit_test(what_could_not_be_checked_is_said),
	    cmocka_unit_test(findings_stay_with_their_text),
	    cmocka_unit_test(a_raise_is_about_what_was_shown),
	    cmocka_unit_test(the_queue_is_read_page_by_page),
	    cmocka_unit_test(an_empty_queue_says_so),
	    cmocka_unit_test(help_is_filtered_and_runs_acts),
	    cmocka_unit_test(only_utf8_is_let_in),
	};

	return TEST_GROUP("home", tests);
}
