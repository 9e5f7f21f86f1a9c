#include "tests/newsroom.h"

#include "core/mem.h"
#include "tests/cast.h"
#include "tests/test.h"

static int64_t clock_ms;

int64_t news_now_ms(void)
{
	return clock_ms;
}

struct caller news_as(const char *person)
{
	clock_ms += 60000;
	return (struct caller){.person = person, .now_ms = clock_ms};
}

/* A demo newsroom in a fresh folder; free() the path. */
char *news_room(void)
{
	char *home = test_folder();
	struct str policy = {0};
	struct problems problems = {0};
	struct answer answer;
	struct err err;
	struct desk_init init = {
	    .policy_name = "three-level", .demo = true, .now_ms = CAST_NOW};

	clock_ms = CAST_NOW;
	cast_policy_text(&policy);
	init.policy = str_span(&policy);
	ASSERT_OK(desk_init(home, &init, &problems, &answer, &err));
	answer_clear(&answer);
	str_clear(&policy);
	return home;
}

struct desk *news_open(const char *home)
{
	struct desk *desk;
	struct err err;

	ASSERT_OK(desk_open(&desk, home, "dicts", &err));
	return desk;
}

char *news_post(struct desk *desk, const char *person, const char *text)
{
	struct caller caller = news_as(person);
	struct draft draft = {
	    .title = "通知", .has_text = true, .text = span_of(text)};
	struct answer answer;
	struct err err;
	char *id;

	ASSERT_OK(desk_new(desk, &caller, &draft, &answer, &err));
	id = mem_copy(answer.post);
	answer_clear(&answer);
	return id;
}

enum err_code news_save(struct desk *desk, const char *person, const char *post,
                        const char *base, const char *text, struct err *err)
{
	struct caller caller = news_as(person);
	struct draft draft = {
	    .base = base, .has_text = true, .text = span_of(text)};
	struct answer answer;
	enum err_code rc = desk_save(desk, &caller, post, &draft, &answer, err);

	answer_clear(&answer);
	return rc;
}

struct desk_view news_show(struct desk *desk, const char *person,
                           const char *post)
{
	struct caller caller = news_as(person);
	struct desk_view view;
	struct err err;

	ASSERT_OK(desk_show(desk, &caller, post, &view, &err));
	return view;
}

static enum err_code save_again(struct desk *desk, const struct caller *caller,
                                const char *post, struct answer *answer,
                                struct err *err)
{
	struct draft draft = {.has_text = true,
	                      .text = span_of("改过的正文。\n")};

	return desk_save(desk, caller, post, &draft, answer, err);
}

enum err_code news_act(struct desk *desk, const char *person,
                       enum event_kind kind, const struct desk_view *view,
                       const char *seen, struct err *err)
{
	struct caller caller = news_as(person);
	const struct revision *shown = post_revision(view->post);
	const char *id = view->post->id;
	struct span opinion = span_of("请看。");
	struct answer answer = {0};
	enum err_code rc;

	caller.seen = seen;
	switch (kind) {
	case EVENT_SUBMIT:
		rc = desk_submit(desk, &caller, id, NULL, 0, &answer, err);
		break;
	case EVENT_RAISE:
		rc = desk_regrade(desk, &caller, EVENT_RAISE, id, "major",
		                  opinion, &answer, err);
		break;
	case EVENT_WITHDRAW:
		rc = desk_withdraw(desk, &caller, id, &answer, err);
		break;
	case EVENT_PUBLISH:
		rc = desk_publish(desk, &caller, id, NULL, NULL, &answer, err);
		break;
	case EVENT_RELEASE:
		rc = desk_release(desk, &caller, id, opinion, &answer, err);
		break;
	case EVENT_SAVE:
		rc = save_again(desk, &caller, id, &answer, err);
		break;
	default:
		rc = desk_decide(desk, &caller, kind, id, shown->content,
		                 opinion, NULL, &answer, err);
	}
	answer_clear(&answer);
	return rc;
}

enum err_code news_act_now(struct desk *desk, const char *person,
                           enum event_kind kind, const char *post,
                           struct err *err)
{
	struct desk_view view = news_show(desk, person, post);
	enum err_code rc = news_act(desk, person, kind, &view, NULL, err);

	desk_view_clear(&view);
	return rc;
}

char *news_handed_in(struct desk *desk, const char *person)
{
	char *id = news_post(desk, person, "正文。\n");
	struct err err;

	ASSERT_OK(news_act_now(desk, person, EVENT_SUBMIT, id, &err));
	return id;
}
