/*
 * core-route-late - what must hold once a post is out, a grade is raised after
 * units were merged, or what was given to somebody is done.
 */
#include "core/route.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/cast.h"
#include "tests/test.h"

#define HEAD \
	"[policy]\nid = late\ntitle = 试\n[grade routine]\ntitle = 一般\n" \
	"[grade major]\ntitle = 重大\n[flag reprint]\ntitle = 转载\n" \
	"[column notice]\ntitle = 通知\n" \
	"[channel site]\ntitle = 官网\nclass = web\n" \
	"[publish]\nrole = manager@owner\n"

struct room {
	struct policy *policy;
	struct roster *roster;
	struct post *post;
	struct err err;
};

static struct room room_of(const char *text)
{
	struct room room = {.policy = cast_policy_of(text),
	                    .roster = cast_roster()};

	return room;
}

static void room_clear(struct room *room)
{
	policy_free(room->policy);
	roster_free(room->roster);
	post_free(room->post);
}

static enum err_code does(struct room *room, struct act act)
{
	const struct revision *now =
	    room->post ? post_revision(room->post) : NULL;

	if (now && (event_is_decision(act.kind) || act.kind == EVENT_HAND_ON))
		act.content = now->content;
	act.at_ms = CAST_NOW;
	return cast_act(room->policy, room->roster, &room->post, &act,
	                &room->err);
}

#define ACT(code, ...) \
	test_code((code), does(&room, (struct act){__VA_ARGS__}), &room.err, \
	          #__VA_ARGS__, __FILE__, __LINE__)

static void submitted(struct room *in)
{
	struct room room = *in;

	ACT(ERR_OK, .kind = EVENT_NEW, .person = "collector");
	ACT(ERR_OK, .kind = EVENT_SUBMIT, .person = "collector");
	*in = room;
}

/* The new text decides the route: without a hand on it nothing goes out. */
static void a_correction_needs_a_hand(void **state)
{
	struct room room =
	    room_of(HEAD "[step first]\ntitle = 一审\nrole = manager@owner\n"
	                 "when = not flag reprint\n"
	                 "[route all]\nwhen = any\nsteps = first\n");
	struct form form = {0};

	(void)state;
	submitted(&room);
	ACT(ERR_OK, .kind = EVENT_SIGN, .person = "manager");
	ACT(ERR_OK, .kind = EVENT_PUBLISH, .person = "manager");
	form_copy(&form, &room.post->form);
	form_set_flags(&form, span_of("reprint"));
	ACT(ERR_NO_ROUTE, .kind = EVENT_CORRECT, .person = "collector",
	    .form = &form);
	ACT(ERR_OK, .kind = EVENT_CORRECT, .person = "collector");
	ACT(ERR_STATE, .kind = EVENT_PUBLISH, .person = "manager");
	form_clear(&form);
	room_clear(&room);
}

/* Where only a joint review approves, those asked are the last level. */
static void a_joint_review_is_a_last_level(void **state)
{
	struct room room =
	    room_of(HEAD "[step all]\ntitle = 会审\nkind = joint\n"
	                 "role = unit-head@owner, propaganda@institution\n"
	                 "[route all]\nwhen = any\nsteps = all\n");

	(void)state;
	submitted(&room);
	ACT(ERR_OK, .kind = EVENT_SIGN, .person = "head");
	ACT(ERR_OK, .kind = EVENT_SIGN, .person = "propaganda");
	ACT(ERR_OK, .kind = EVENT_PUBLISH, .person = "manager");
	ACT(ERR_OK, .kind = EVENT_FREEZE, .person = "head", .opinion = true);
	ACT(ERR_NO_RIGHT, .kind = EVENT_TAKEDOWN, .person = "manager",
	    .opinion = true);
	ACT(ERR_OK, .kind = EVENT_UNFREEZE, .person = "propaganda",
	    .opinion = true);
	ACT(ERR_OK, .kind = EVENT_TAKEDOWN, .person = "head", .opinion = true);
	room_clear(&room);
}

static void end_unit(struct roster *roster, const char *id, const char *heir)
{
	struct unit unit = *roster_unit(roster, id);
	struct str text = {0};
	struct err err;

	unit.successor = mem_copy(heir);
	unit.until_ms = CAST_NOW;
	roster_write_unit(&text, &unit);
	free(unit.successor);
	ASSERT_OK(roster_read_unit(roster, id, str_span(&text), &err));
	str_clear(&text);
}

/* Three seats, then two after a merger: both are still asked. */
static void a_merger_asks_all_that_are_left(void **state)
{
	struct room room =
	    room_of(HEAD "[step all]\ntitle = 会审\nkind = joint\n"
	                 "role = unit-head@owner, unit-head@unit2, "
	                 "propaganda@institution\n"
	                 "[step end]\ntitle = 终审\nrole = leader@institution\n"
	                 "[route all]\nwhen = any\nsteps = all, end\n");

	(void)state;
	submitted(&room);
	assert_int_equal(room.post->steps[0].needs, 3);
	end_unit(room.roster, "unit2", "unit1");
	ACT(ERR_OK, .kind = EVENT_RAISE, .person = "head", .grade = "major",
	    .opinion = true);
	assert_int_equal(room.post->step_count, 3);
	assert_int_equal(room.post->steps[0].needs, 2);
	assert_int_equal(room.post->steps[0].state, STEP_OPEN);
	assert_int_equal(room.post->steps[2].state, STEP_WAITING);
	ACT(ERR_NOT_TURN, .kind = EVENT_SIGN, .person = "leader");
	room_clear(&room);
}

/* A step that was handed on gives its office while it waits, not for good. */
static void what_was_handed_on_ends_with_it(void **state)
{
	struct room room =
	    room_of(HEAD "[step first]\ntitle = 一审\nrole = manager@owner\n"
	                 "[step two]\ntitle = 二审\nrole = unit-head@owner\n"
	                 "[route all]\nwhen = any\nsteps = first, two\n");

	(void)state;
	cast_person(room.roster, "wang", "unit1", "manager");
	submitted(&room);
	ACT(ERR_OK, .kind = EVENT_HAND_ON, .person = "manager",
	    .named = "wang");
	ACT(ERR_OK, .kind = EVENT_SIGN, .person = "wang");
	ACT(ERR_OK, .kind = EVENT_SIGN, .person = "head");
	ACT(ERR_OK, .kind = EVENT_PUBLISH, .person = "manager");
	cast_person(room.roster, "wang", "unit1", "");
	ACT(ERR_NO_RIGHT, .kind = EVENT_FREEZE, .person = "wang",
	    .opinion = true);
	ACT(ERR_OK, .kind = EVENT_FREEZE, .person = "head", .opinion = true);
	room_clear(&room);
}

int group_route_late(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_correction_needs_a_hand),
	    cmocka_unit_test(a_joint_review_is_a_last_level),
	    cmocka_unit_test(a_merger_asks_all_that_are_left),
	    cmocka_unit_test(what_was_handed_on_ends_with_it),
	};

	return TEST_GROUP("route late", tests);
}
