#include "tests/sitting.h"

#include <stdlib.h>
#include <string.h>

#include "tests/cast.h"
#include "tests/test.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, LONG_PAUSE_MS = 5000 };

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

int sit_begin(void **state)
{
	(void)state;
	return make_home("");
}

int sit_begin_with_choices(void **state)
{
	(void)state;
	return make_home("\n[channel wechat]\ntitle = 微信\n"
	                 "[column news]\ntitle = 新闻\n");
}

int sit_end(void **state)
{
	(void)state;
	unsetenv("SANSHEN_NOW");
	free(home);
	return 0;
}

void sit_down(struct sitting *out, const char *person, const char *post,
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

void stand_up(struct sitting *sitting)
{
	station_close(&sitting->station);
	screen_close(sitting->screen);
	session_close(&sitting->session);
	str_clear(&sitting->seen);
}

struct edit *sit_edit(struct sitting *sitting)
{
	return (struct edit *)sitting->station.top;
}

void sit_shows(struct sitting *sitting, const char *words)
{
	station_draw(&sitting->station);
	sitting->seen.bytes = 0;
	screen_dump(sitting->screen, &sitting->seen);
	if (strstr(str_text(&sitting->seen), words))
		return;
	print_error("no “%s” in\n%s", words, str_text(&sitting->seen));
	fail();
}

void sit_shows_not(struct sitting *sitting, const char *words)
{
	station_draw(&sitting->station);
	sitting->seen.bytes = 0;
	screen_dump(sitting->screen, &sitting->seen);
	if (!strstr(str_text(&sitting->seen), words))
		return;
	print_error("“%s” in\n%s", words, str_text(&sitting->seen));
	fail();
}

void sit_key(struct sitting *sitting, uint32_t code)
{
	struct press press = {.key = code};

	station_press(&sitting->station, &press);
	if (!sitting->station.quits)
		station_draw(&sitting->station);
}

void sit_type(struct sitting *sitting, const char *text)
{
	struct press press = {.key = PRESS_PASTE, .text = span_of(text)};

	station_press(&sitting->station, &press);
}

void sit_pause(struct sitting *sitting)
{
	station_idle(&sitting->station, LONG_PAUSE_MS);
	checker_wait(sit_edit(sitting)->checker);
	station_idle(&sitting->station, LONG_PAUSE_MS);
}

size_t sit_kept(struct sitting *sitting, const char *post)
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

void sit_draft(const char *text, char out[32])
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

void sit_save_elsewhere(const char *post, const char *text)
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

enum work sit_work(const char *post, struct str *text)
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

const char *sit_home(void)
{
	return home;
}

void sit_pass(struct sitting *sitting)
{
	struct edit *edit = sit_edit(sitting);

	checker_close(edit->checker); /* the screen watches it */
	edit->checker = NULL;
	screen_close(sitting->screen);
	sitting->screen = NULL;
}
