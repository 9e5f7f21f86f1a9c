#include "core/route.h"

#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "tests/cast.h"
#include "tests/test.h"

struct room { /* a newsroom for one test */
	struct policy *policy;
	struct roster *roster;
	struct post *post;
	struct err err;
};

static struct room room_with(struct roster *take_roster)
{
	struct room room = {.policy = cast_policy(), .roster = take_roster};

	return room;
}

static void room_clear(struct room *room)
{
	policy_free(room->policy);
	roster_free(room->roster);
	post_free(room->post);
}

/* One act as a test writes it; content is the post's own but for `stale`. */
static enum err_code act_as(struct room *room, enum event_kind kind,
                            const char *person, const char *grade)
{
	const struct revision *now =
	    room->post ? post_revision(room->post) : NULL;
	bool decides =
	    kind == EVENT_SIGN || kind == EVENT_RETURN || kind == EVENT_REJECT;
	struct act act = {.kind = kind,
	                  .person = person,
	                  .content = decides && now ? now->content : NULL,
	                  .grade = grade,
	                  .at_ms = CAST_NOW};

	return cast_act(room->policy, room->roster, &room->post, &act,
	                &room->err);
}

/* `call` on a `struct room room` must give `code`. */
#define SAYS(code, call) \
	test_code((code), (call), &room.err, #call, __FILE__, __LINE__)
#define ACT(code, kind, person, grade) \
	SAYS(code, act_as(&room, kind, person, grade))

static void new_by(struct room *in, const char *person, const char *grade)
{
	struct room room = *in;

	ACT(ERR_OK, EVENT_NEW, person, grade);
	*in = room;
}

static void submit_by(struct room *in, const char *person, const char *grade)
{
	struct room room;

	new_by(in, person, grade);
	room = *in;
	ACT(ERR_OK, EVENT_SUBMIT, person, NULL);
	*in = room;
}

static void three_sign_and_it_is_published(void **state)
{
	struct room room = room_with(cast_roster());
	const struct post *post;

	(void)state;
	submit_by(&room, "collector", NULL);
	post = room.post;
	assert_int_equal(post->work, WORK_IN_REVIEW);
	assert_int_equal(post->step_count, 3);
	assert_int_equal(post_open_step(post), 0);
	assert_int_equal(post->steps[0].due_ms, CAST_NOW + 8 * 3600 * 1000);
	assert_int_equal(post->steps[1].due_ms, 0);
	assert_string_equal(post->steps[0].unit, "unit1");
	assert_string_equal(post->steps[2].unit, "institution");
	ACT(ERR_OK, EVENT_SIGN, "manager", NULL);
	assert_int_equal(post_open_step(room.post), 1);
	assert_int_equal(room.post->steps[1].due_ms,
	                 CAST_NOW + 24 * 3600 * 1000);
	ACT(ERR_OK, EVENT_SIGN, "head", NULL);
	ACT(ERR_STATE, EVENT_PUBLISH, "manager", NULL);
	ACT(ERR_OK, EVENT_SIGN, "propaganda2", NULL);
	assert_int_equal(room.post->work, WORK_APPROVED);
	assert_string_equal(room.post->steps[2].person, "propaganda2");
	assert_int_equal(room.post->signoff_count, 3);
	assert_string_equal(room.post->signoffs[1].role, "unit-head");
	assert_string_equal(room.post->signoffs[1].unit, "unit1");
	assert_string_equal(room.post->signoffs[1].commit, cast_content('d'));
	ACT(ERR_OK, EVENT_PUBLISH, "manager", NULL);
	assert_int_equal(room.post->public_state, PUBLIC_PUBLISHED);
	assert_int_equal(room.post->published_count, 1);
	assert_string_equal(room.post->published[0].channel, "site");
	ACT(ERR_STATE, EVENT_PUBLISH, "manager", NULL);
	assert_string_equal(room.err.object, "published");
	ACT(ERR_STATE, EVENT_WITHDRAW, "collector", NULL);
	ACT(ERR_STATE, EVENT_RETURN, "propaganda2", NULL);
	room_clear(&room);
}

/* Who may do nothing, in each state, and what is said. */
static void refusals_name_what_is_missing(void **state)
{
	struct room room = room_with(cast_roster());

	(void)state;
	submit_by(&room, "collector", NULL);
	ACT(ERR_NO_PERSON, EVENT_SIGN, "nobody", NULL);
	assert_string_equal(room.err.subject, "nobody");
	ACT(ERR_NO_RIGHT, EVENT_SIGN, "auditor", NULL);
	assert_non_null(strstr(room.err.object, "manager@unit1"));
	ACT(ERR_NO_RIGHT, EVENT_SIGN, "manager2", NULL);
	ACT(ERR_NO_RIGHT, EVENT_SIGN, "head2", NULL);
	ACT(ERR_PROVIDER, EVENT_SIGN, "collector", NULL);
	ACT(ERR_NOT_TURN, EVENT_SIGN, "head", NULL);
	assert_string_equal(room.err.subject, "20261123-001");
	assert_string_equal(room.err.object,
	                    "一审（网络阵地管理员）, manager@unit1");
	ACT(ERR_NOT_TURN, EVENT_SIGN, "manager3", NULL);
	ACT(ERR_NOT_TURN, EVENT_RETURN, "leader", NULL);
	ACT(ERR_NOT_PROVIDER, EVENT_SUBMIT, "manager", NULL);
	assert_string_equal(room.err.object, "collector");
	ACT(ERR_NOT_PROVIDER, EVENT_WITHDRAW, "collector2", NULL);
	ACT(ERR_STATE, EVENT_SUBMIT, "collector", NULL);
	assert_string_equal(room.err.object, "in_review");
	ACT(ERR_STATE, EVENT_SAVE, "collector", NULL);
	ACT(ERR_NO_GRADE, EVENT_RAISE, "auditor", "grave");
	ACT(ERR_NO_GRADE, EVENT_RAISE, "manager", NULL);
	ACT(ERR_NO_RIGHT, EVENT_RAISE, "auditor", "major");
	ACT(ERR_NO_RIGHT, EVENT_PUBLISH, "head", NULL);
	assert_string_equal(room.err.object, "manager@unit1");
	ACT(ERR_NOT_BUILT, EVENT_KEY, "head", NULL);
	ACT(ERR_STATE, EVENT_FREEZE, "head", NULL);
	cast_disable(room.roster, "manager", true);
	ACT(ERR_DISABLED, EVENT_SIGN, "manager", NULL);
	ACT(ERR_OK, EVENT_SIGN, "manager3", NULL);
	assert_string_equal(room.post->steps[0].unit, "institution");
	ACT(ERR_SECOND_SIGNATURE, EVENT_SIGN, "manager3", NULL);
	assert_string_equal(room.err.object, "一审（网络阵地管理员）");
	ACT(ERR_SECOND_SIGNATURE, EVENT_RETURN, "manager3", NULL);
	room_clear(&room);
}

/* Right, then provider or second signature, then content, then turn. */
static void judging_has_one_order(void **state)
{
	struct room room = room_with(cast_roster());
	struct act stale = {.kind = EVENT_SIGN, .at_ms = CAST_NOW};
	struct verdict verdict = {"untouched", NULL, NULL};
	static const struct {
		const char *person;
		enum err_code code;
	} rows[] = {
	    {"auditor", ERR_NO_RIGHT},
	    {"manager", ERR_PROVIDER},
	    {"manager3", ERR_SECOND_SIGNATURE},
	    {"leader", ERR_STALE},
	    {"head", ERR_STALE},
	};

	(void)state;
	submit_by(&room, "manager", NULL);
	ACT(ERR_OK, EVENT_SIGN, "manager3", NULL);
	stale.content = cast_content('z');
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct err err;

		stale.person = rows[i].person;
		ASSERT_CODE(rows[i].code,
		            route_judge(room.policy, room.roster, room.post,
		                        &stale, &verdict, &err));
		assert_string_equal(verdict.step, "untouched");
		if (rows[i].code == ERR_STALE)
			assert_string_equal(err.object, "1");
	}
	ACT(ERR_NOT_TURN, EVENT_SIGN, "leader", NULL);
	ACT(ERR_OK, EVENT_RETURN, "head", NULL);
	ACT(ERR_STATE, EVENT_SIGN, "head", NULL);
	assert_string_equal(room.err.object, "returned");
	stale.person = "head";
	{
		struct err err;

		ASSERT_CODE(ERR_STALE,
		            route_judge(room.policy, room.roster, room.post,
		                        &stale, &verdict, &err));
		stale.content = NULL;
		ASSERT_CODE(ERR_STALE,
		            route_judge(room.policy, room.roster, room.post,
		                        &stale, &verdict, &err));
	}
	room_clear(&room);
}

static void a_return_voids_and_all_starts_again(void **state)
{
	struct room room = room_with(cast_roster());

	(void)state;
	submit_by(&room, "collector", NULL);
	ACT(ERR_OK, EVENT_SIGN, "manager", NULL);
	ACT(ERR_OK, EVENT_RETURN, "head", NULL);
	assert_int_equal(room.post->work, WORK_RETURNED);
	assert_int_equal(post_open_step(room.post), -1);
	assert_int_equal(room.post->signoff_count, 2);
	assert_false(room.post->signoffs[0].valid);
	assert_false(room.post->signoffs[1].valid);
	assert_null(room.post->steps[0].person);
	ACT(ERR_OK, EVENT_SAVE, "collector", NULL);
	assert_int_equal(room.post->work, WORK_RETURNED);
	assert_int_equal(post_revision(room.post)->number, 2);
	ACT(ERR_OK, EVENT_SUBMIT, "collector", NULL);
	assert_int_equal(post_open_step(room.post), 0);
	ACT(ERR_OK, EVENT_SIGN, "manager", NULL);
	assert_int_equal(room.post->signoffs[2].revision, 2);
	ACT(ERR_OK, EVENT_REJECT, "head", NULL);
	assert_int_equal(room.post->work, WORK_REJECTED);
	assert_int_equal(room.post->steps[2].state, STEP_SKIPPED);
	ACT(ERR_STATE, EVENT_SAVE, "collector", NULL);
	ACT(ERR_STATE, EVENT_SUBMIT, "collector", NULL);
	assert_string_equal(room.err.object, "rejected");
	room_clear(&room);
}

static void the_last_signer_may_take_it_back(void **state)
{
	struct room room = room_with(cast_roster());

	(void)state;
	submit_by(&room, "collector", NULL);
	ACT(ERR_OK, EVENT_SIGN, "manager", NULL);
	ACT(ERR_OK, EVENT_SIGN, "head", NULL);
	ACT(ERR_OK, EVENT_SIGN, "propaganda", NULL);
	ACT(ERR_SECOND_SIGNATURE, EVENT_RETURN, "head", NULL);
	ACT(ERR_STATE, EVENT_RETURN, "propaganda2", NULL);
	ACT(ERR_STATE, EVENT_SIGN, "propaganda2", NULL);
	ACT(ERR_SECOND_SIGNATURE, EVENT_SIGN, "propaganda", NULL);
	ACT(ERR_OK, EVENT_RETURN, "propaganda", NULL);
	assert_int_equal(room.post->work, WORK_RETURNED);
	assert_string_equal(room.post->signoffs[3].step, "propaganda");
	room_clear(&room);
}

static void raising_keeps_signatures(void **state)
{
	struct room room = room_with(cast_roster());

	(void)state;
	submit_by(&room, "collector", NULL);
	ACT(ERR_OK, EVENT_SIGN, "manager", NULL);
	ACT(ERR_OK, EVENT_RAISE, "head", "major");
	assert_int_equal(room.post->step_count, 4);
	assert_int_equal(room.post->steps[0].state, STEP_SIGNED);
	assert_int_equal(post_open_step(room.post), 1);
	ACT(ERR_GRADE_DOWN, EVENT_RAISE, "head", "major");
	ACT(ERR_GRADE_DOWN, EVENT_RAISE, "head", "routine");
	ACT(ERR_OK, EVENT_SIGN, "head", NULL);
	ACT(ERR_OK, EVENT_SIGN, "propaganda", NULL);
	assert_int_equal(room.post->work, WORK_IN_REVIEW);
	ACT(ERR_OK, EVENT_SIGN, "leader", NULL);
	assert_int_equal(room.post->work, WORK_APPROVED);
	room_clear(&room);
}

static void an_approved_post_can_be_raised(void **state)
{
	struct room room = room_with(cast_roster());

	(void)state;
	submit_by(&room, "collector", NULL);
	ACT(ERR_OK, EVENT_SIGN, "manager", NULL);
	ACT(ERR_OK, EVENT_SIGN, "head", NULL);
	ACT(ERR_OK, EVENT_SIGN, "propaganda", NULL);
	ACT(ERR_NO_RIGHT, EVENT_RAISE, "collector", "major");
	ACT(ERR_OK, EVENT_RAISE, "manager", "major");
	assert_int_equal(room.post->work, WORK_IN_REVIEW);
	assert_int_equal(post_open_step(room.post), 3);
	ACT(ERR_STATE, EVENT_PUBLISH, "manager", NULL);
	ACT(ERR_OK, EVENT_SIGN, "leader", NULL);
	ACT(ERR_OK, EVENT_PUBLISH, "manager", NULL);
	ACT(ERR_STATE, EVENT_RAISE, "manager", "major");
	room_clear(&room);
}

static void the_grade_is_free_until_the_first_submit(void **state)
{
	struct room room = room_with(cast_roster());

	(void)state;
	new_by(&room, "collector", "major");
	assert_string_equal(room.post->grade, "major");
	ACT(ERR_NO_GRADE, EVENT_SAVE, "collector", "grave");
	ACT(ERR_OK, EVENT_SAVE, "collector", "routine");
	ACT(ERR_OK, EVENT_SAVE, "collector", "major");
	ACT(ERR_OK, EVENT_SUBMIT, "collector", NULL);
	assert_int_equal(room.post->step_count, 4);
	ACT(ERR_OK, EVENT_WITHDRAW, "collector", NULL);
	assert_int_equal(room.post->work, WORK_WITHDRAWN);
	ACT(ERR_GRADE_DOWN, EVENT_SAVE, "collector", "routine");
	assert_string_equal(room.err.object, "major");
	ACT(ERR_OK, EVENT_SAVE, "collector", "major");
	ACT(ERR_OK, EVENT_SUBMIT, "collector", NULL);
	room_clear(&room);
}

static void who_may_draft_drafts_in_their_unit(void **state)
{
	static const char *const may[] = {
	    "collector", "manager",  "head",       "collector2",  "manager2",
	    "head2",     "manager3", "propaganda", "propaganda2", "head3"};
	static const char *const may_not[] = {"leader", "auditor", "admin"};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(may); i++) {
		struct room room = room_with(cast_roster());

		new_by(&room, may[i], NULL);
		assert_string_equal(room.post->provider, may[i]);
		assert_string_equal(room.post->unit,
		                    roster_person(room.roster, may[i])->unit);
		assert_string_equal(room.post->grade, "routine");
		room_clear(&room);
	}
	for (size_t i = 0; i < TEST_COUNT(may_not); i++) {
		struct room room = room_with(cast_roster());

		ACT(ERR_NO_RIGHT, EVENT_NEW, may_not[i], NULL);
		assert_null(room.post);
		room_clear(&room);
	}
}

/* Signs a route through with whoever may; the hands are asserted. */
static void goes_through(struct room *in, const char *provider,
                         const char *grade, const char *const *hands)
{
	struct room room;

	submit_by(in, provider, grade);
	room = *in;
	for (; *hands; hands++)
		ACT(ERR_OK, EVENT_SIGN, *hands, NULL);
	assert_int_equal(room.post->work, WORK_APPROVED);
	*in = room;
}

static void small_units_go_through_by_fallback(void **state)
{
	static const struct {
		const char *provider, *grade;
		const char *hands[5];
	} rows[] = {
	    {"manager", "routine", {"manager3", "head", "propaganda", NULL}},
	    {"head", "routine", {"manager", "head3", "propaganda", NULL}},
	    {"head",
	     "major",
	     {"manager", "head3", "propaganda", "leader", NULL}},
	    {"propaganda",
	     "routine",
	     {"manager3", "head3", "propaganda2", NULL}},
	    {"head3",
	     "routine",
	     {"manager3", "propaganda", "propaganda2", NULL}},
	    {"head3",
	     "major",
	     {"manager3", "propaganda2", "propaganda", "leader", NULL}},
	    {"manager3",
	     "major",
	     {"propaganda", "head3", "propaganda2", "leader", NULL}},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct room room = room_with(cast_roster());

		goes_through(&room, rows[i].provider, rows[i].grade,
		             rows[i].hands);
		room_clear(&room);
	}
}

static void a_missing_appointment_is_named(void **state)
{
	struct roster *roster = cast_roster();
	struct room room = room_with(roster);

	(void)state;
	cast_disable(roster, "propaganda2", true);
	new_by(&room, "propaganda", "major");
	ACT(ERR_NO_HOLDER, EVENT_SUBMIT, "propaganda", NULL);
	assert_string_equal(room.err.subject, "审批（分管领导）");
	assert_string_equal(room.err.object, "leader@institution");
	assert_int_equal(room.post->work, WORK_DRAFT);
	assert_false(room.post->submitted);
	ACT(ERR_OK, EVENT_SAVE, "propaganda", "routine");
	ACT(ERR_OK, EVENT_SUBMIT, "propaganda", NULL);
	ACT(ERR_OK, EVENT_SIGN, "manager3", NULL);
	ACT(ERR_NO_HOLDER, EVENT_RAISE, "manager3", "major");
	ACT(ERR_OK, EVENT_SIGN, "head3", NULL);
	ACT(ERR_OK, EVENT_SIGN, "leader", NULL);
	ACT(ERR_NO_HOLDER, EVENT_RAISE, "leader", "major");
	room_clear(&room);
}

/* Two offices in one hand: the other colleague must take the first step. */
static void the_last_hands_are_kept(void **state)
{
	struct roster *roster = cast_units();
	struct room room = room_with(roster);

	(void)state;
	cast_person(roster, "lin", "unit1", "collector");
	cast_person(roster, "chen", "unit1", "manager");
	cast_person(roster, "wu", "unit1", "manager unit-head");
	cast_person(roster, "zhao", "institution", "propaganda");
	submit_by(&room, "lin", NULL);
	ACT(ERR_LAST_HANDS, EVENT_SIGN, "wu", NULL);
	assert_string_equal(room.err.object, "二审（单位负责人）");
	ACT(ERR_OK, EVENT_SIGN, "chen", NULL);
	ACT(ERR_OK, EVENT_SIGN, "wu", NULL);
	ACT(ERR_OK, EVENT_SIGN, "zhao", NULL);
	room_clear(&room);
}

/* Nobody left for a later step is no reason to stop this one: somebody may be
 * appointed in time. The empty step itself says whom it needs. */
static void a_vacancy_does_not_stop_earlier_steps(void **state)
{
	static const char *const out[] = {"head", "head3", "propaganda",
	                                  "propaganda2", "leader"};
	struct room room = room_with(cast_roster());

	(void)state;
	submit_by(&room, "collector", NULL);
	for (size_t i = 0; i < TEST_COUNT(out); i++)
		cast_disable(room.roster, out[i], true);
	ACT(ERR_OK, EVENT_SIGN, "manager", NULL);
	ACT(ERR_NO_HOLDER, EVENT_SIGN, "manager3", NULL);
	assert_string_equal(room.err.subject, "二审（单位负责人）");
	assert_string_equal(room.err.object,
	                    "unit-head@unit1, unit-head@institution, "
	                    "propaganda@institution, leader@institution");
	cast_disable(room.roster, "leader", false);
	ACT(ERR_LAST_HANDS, EVENT_SIGN, "leader", NULL);
	cast_disable(room.roster, "propaganda", false);
	ACT(ERR_OK, EVENT_SIGN, "propaganda", NULL);
	ACT(ERR_OK, EVENT_SIGN, "leader", NULL);
	assert_int_equal(room.post->work, WORK_APPROVED);
	room_clear(&room);
}

static void a_provider_without_office_stops(void **state)
{
	struct room room = room_with(cast_roster());

	(void)state;
	new_by(&room, "collector", NULL);
	cast_disable(room.roster, "collector", true);
	ACT(ERR_DISABLED, EVENT_SUBMIT, "collector", NULL);
	cast_person(room.roster, "collector", "unit1", "auditor");
	ACT(ERR_NO_RIGHT, EVENT_SUBMIT, "collector", NULL);
	ACT(ERR_NO_RIGHT, EVENT_SAVE, "collector", NULL);
	room_clear(&room);
}

/* A `new` that is held has a number, and nothing to sign or submit. */
static void held_text_waits_for_release(void **state)
{
	struct room room = room_with(cast_roster());
	struct act act = {
	    .kind = EVENT_NEW, .person = "collector", .at_ms = CAST_NOW};
	struct verdict verdict;
	struct event event;

	(void)state;
	SAYS(ERR_OK, route_judge(room.policy, room.roster, NULL, &act, &verdict,
	                         &room.err));
	cast_event(room.policy, room.roster, NULL, &act, &verdict, NULL,
	           &event);
	route_apply(room.policy, &event, NULL, cast_content('c'), false,
	            &room.post);
	event_clear(&event);
	assert_null(post_revision(room.post));
	assert_string_equal(room.post->form.title, "");
	ACT(ERR_HELD_FIRST, EVENT_SUBMIT, "collector", NULL);
	ACT(ERR_STALE, EVENT_SIGN, "manager", NULL);
	ACT(ERR_NO_RIGHT, EVENT_RELEASE, "collector", NULL);
	ACT(ERR_NO_RIGHT, EVENT_RELEASE, "manager", NULL);
	ACT(ERR_NO_RIGHT, EVENT_RELEASE, "head2", NULL);
	ACT(ERR_OK, EVENT_RELEASE, "head", NULL);
	assert_int_equal(post_revision(room.post)->number, 1);
	assert_string_equal(post_revision(room.post)->event, "release");
	ACT(ERR_OK, EVENT_SUBMIT, "collector", NULL);
	ACT(ERR_STATE, EVENT_RELEASE, "head3", NULL);
	room_clear(&room);
}

static void nobody_releases_their_own(void **state)
{
	struct room room = room_with(cast_roster());

	(void)state;
	new_by(&room, "head", NULL);
	ACT(ERR_PROVIDER, EVENT_RELEASE, "head", NULL);
	ACT(ERR_OK, EVENT_RELEASE, "leader", NULL);
	ACT(ERR_OK, EVENT_RELEASE, "propaganda2", NULL);
	room_clear(&room);
}

static enum err_code publish(struct room *room, const char *person,
                             const char *channel, int64_t at_ms)
{
	struct act act = {.kind = EVENT_PUBLISH,
	                  .person = person,
	                  .channel = channel,
	                  .at_ms = at_ms};

	return cast_act(room->policy, room->roster, &room->post, &act,
	                &room->err);
}

static void publishing_asks_time_and_channel(void **state)
{
	static const char *const hands[] = {"manager", "head", "propaganda",
	                                    NULL};
	struct room room = room_with(cast_roster());

	(void)state;
	goes_through(&room, "collector", NULL, hands);
	room.post->publish_at_ms = CAST_NOW + 1000;
	SAYS(ERR_NO_CHANNEL, publish(&room, "auditor", "radio", CAST_NOW));
	SAYS(ERR_TOO_EARLY, publish(&room, "manager", NULL, CAST_NOW));
	assert_string_equal(room.err.object, "2026-11-23T10:00:01+08:00");
	room.post->form.channels.at[0][0] = 'S';
	SAYS(ERR_WRONG_CHANNEL,
	     publish(&room, "manager", "site", CAST_NOW + 1000));
	room.post->form.channels.at[0][0] = 's';
	assert_false(route_may_publish(room.policy, room.roster, room.post,
	                               "manager", CAST_NOW));
	assert_true(route_may_publish(room.policy, room.roster, room.post,
	                              "manager", CAST_NOW + 1000));
	SAYS(ERR_OK, publish(&room, "manager", "site", CAST_NOW + 1000));
	SAYS(ERR_STATE, publish(&room, "manager", "site", CAST_NOW + 1000));
	room_clear(&room);
}

/* Publishing is no signature: provider and signers may, level by level. */
static void publishing_is_no_signature(void **state)
{
	static const char *const hands[] = {"manager3", "head", "propaganda",
	                                    NULL};
	struct room room = room_with(cast_roster());

	(void)state;
	goes_through(&room, "manager", NULL, hands);
	SAYS(ERR_NO_RIGHT, publish(&room, "manager3", NULL, CAST_NOW));
	cast_disable(room.roster, "manager", true);
	SAYS(ERR_OK, publish(&room, "manager3", NULL, CAST_NOW));
	room_clear(&room);
}

static void several_channels_go_one_by_one(void **state)
{
	static const char *const hands[] = {"manager", "head", "propaganda",
	                                    NULL};
	struct str text = {0}, filled = {0};
	struct room room = room_with(cast_roster());

	(void)state;
	policy_free(room.policy);
	cast_policy_text(&text);
	str_puts(&text, "[channel wechat]\ntitle = 微信公众号\n");
	policy_fill_demo(str_span(&text), &filled);
	room.policy = cast_policy_of(str_text(&filled));
	goes_through(&room, "collector", NULL, hands);
	SAYS(ERR_WRONG_CHANNEL, publish(&room, "manager", "wechat", CAST_NOW));
	form_set_channels(&room.post->form, span_of("site, wechat"));
	SAYS(ERR_OK, publish(&room, "manager", "wechat", CAST_NOW));
	SAYS(ERR_STATE, publish(&room, "manager", "wechat", CAST_NOW));
	SAYS(ERR_OK, publish(&room, "manager", NULL, CAST_NOW));
	assert_int_equal(room.post->published_count, 2);
	SAYS(ERR_STATE, publish(&room, "manager", NULL, CAST_NOW));
	str_clear(&filled);
	str_clear(&text);
	room_clear(&room);
}

static void only_the_admin_of_the_institution_administers(void **state)
{
	struct roster *roster = cast_roster();
	struct verdict verdict = {0};
	struct err err;

	(void)state;
	ASSERT_OK(route_judge_admin(roster, "admin", CAST_NOW, &verdict, &err));
	assert_string_equal(verdict.role, "admin");
	assert_string_equal(verdict.unit, "institution");
	ASSERT_CODE(ERR_NO_RIGHT, route_judge_admin(roster, "leader", CAST_NOW,
	                                            &verdict, &err));
	ASSERT_CODE(ERR_NO_PERSON, route_judge_admin(roster, "nobody", CAST_NOW,
	                                             &verdict, &err));
	cast_person(roster, "local", "unit1", "admin");
	ASSERT_CODE(ERR_NO_RIGHT, route_judge_admin(roster, "local", CAST_NOW,
	                                            &verdict, &err));
	cast_disable(roster, "admin", true);
	ASSERT_CODE(ERR_DISABLED, route_judge_admin(roster, "admin", CAST_NOW,
	                                            &verdict, &err));
	roster_free(roster);
}

static void the_demo_cast_rehearses_clean(void **state)
{
	struct room room = room_with(cast_roster());
	struct problems problems = {0};

	(void)state;
	route_rehearse(room.policy, room.roster, CAST_NOW, &problems);
	assert_int_equal(problems.count, 0);
	cast_disable(room.roster, "propaganda2", true);
	route_rehearse(room.policy, room.roster, CAST_NOW, &problems);
	assert_int_equal(problems.count, 3);
	for (size_t i = 0; i < problems.count; i++) {
		assert_int_equal(problems.at[i].code, ERR_NO_HOLDER);
		assert_string_equal(problems.at[i].object,
		                    "leader@institution");
		print_message("[ rehearse ] %s\n", problems.at[i].detail);
	}
	problems_clear(&problems);
	cast_disable(room.roster, "leader", true);
	route_rehearse(room.policy, room.roster, CAST_NOW, &problems);
	assert_true(problems.count > 3);
	problems_clear(&problems);
	room_clear(&room);
}

/* Whether rehearsal names this person and grade. In the demo cast with at most
 * one of each office left, people of a class are told apart by `first`. */
static bool is_foreseen(const struct problems *problems, const char *unit,
                        const char *id, const char *grade)
{
	struct str detail = {0};
	bool found = false;

	str_putf(&detail, "%s %s %s", unit, id, grade);
	for (size_t i = 0; i < problems->count; i++)
		found = found ||
		        strcmp(problems->at[i].detail, str_text(&detail)) == 0;
	str_clear(&detail);
	return found;
}

/* Whether anybody of the same unit with the same office is refused. */
static void compare_with_submit(struct room *room,
                                const struct problems *problems,
                                const struct person *person, const char *grade)
{
	bool foreseen = is_foreseen(problems, person->unit, person->id, grade);

	if (act_as(room, EVENT_NEW, person->id, grade) == ERR_OK) {
		bool refused = act_as(room, EVENT_SUBMIT, person->id, NULL) ==
		               ERR_NO_HOLDER;

		/* propaganda speaks for propaganda2 */
		if (strcmp(person->id, "propaganda2") != 0)
			assert_int_equal(refused, foreseen);
	} else {
		assert_false(foreseen);
	}
	post_free(room->post);
	room->post = NULL;
}

/* Rehearsal and submit are one rule: each must foresee the other. */
static void rehearsal_agrees_with_submit(void **state)
{
	static const char *const out[] = {"leader",   "propaganda2", "head3",
	                                  "manager3", "manager",     "head"};

	(void)state;
	for (unsigned mask = 0; mask < 1U << TEST_COUNT(out); mask++) {
		struct room room = room_with(cast_roster());
		struct problems problems = {0};

		for (size_t i = 0; i < TEST_COUNT(out); i++)
			cast_disable(room.roster, out[i], mask & 1U << i);
		route_rehearse(room.policy, room.roster, CAST_NOW, &problems);
		for (size_t i = 0; i < roster_person_count(room.roster); i++) {
			const struct person *person =
			    roster_person_at(room.roster, i);

			compare_with_submit(&room, &problems, person,
			                    "routine");
			compare_with_submit(&room, &problems, person, "major");
		}
		problems_clear(&problems);
		room_clear(&room);
	}
}

int group_route(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(three_sign_and_it_is_published),
	    cmocka_unit_test(refusals_name_what_is_missing),
	    cmocka_unit_test(judging_has_one_order),
	    cmocka_unit_test(a_return_voids_and_all_starts_again),
	    cmocka_unit_test(the_last_signer_may_take_it_back),
	    cmocka_unit_test(raising_keeps_signatures),
	    cmocka_unit_test(an_approved_post_can_be_raised),
	    cmocka_unit_test(the_grade_is_free_until_the_first_submit),
	    cmocka_unit_test(who_may_draft_drafts_in_their_unit),
	    cmocka_unit_test(small_units_go_through_by_fallback),
	    cmocka_unit_test(a_missing_appointment_is_named),
	    cmocka_unit_test(the_last_hands_are_kept),
	    cmocka_unit_test(a_vacancy_does_not_stop_earlier_steps),
	    cmocka_unit_test(a_provider_without_office_stops),
	    cmocka_unit_test(held_text_waits_for_release),
	    cmocka_unit_test(nobody_releases_their_own),
	    cmocka_unit_test(publishing_asks_time_and_channel),
	    cmocka_unit_test(publishing_is_no_signature),
	    cmocka_unit_test(several_channels_go_one_by_one),
	    cmocka_unit_test(only_the_admin_of_the_institution_administers),
	    cmocka_unit_test(the_demo_cast_rehearses_clean),
	    cmocka_unit_test(rehearsal_agrees_with_submit),
	};

	return TEST_GROUP("route", tests);
}
