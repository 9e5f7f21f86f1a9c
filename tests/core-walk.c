/*
 * walk - every state a post can reach in the default policy, and in each of
 * them every act by every person, asked of the engine and of a second, naive
 * reading of the rules (tests/rule.h) that shares no code with it.
 *
 * States are equal when everything that a rule may look at is equal: not the
 * revision's number, not decisions of the past. What closes the search is that
 * a save gives one of two contents in turn. In the moving casts somebody is
 * disabled and enabled again at any time, one person at a time.
 */
#include "core/route.h"

#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "tests/cast.h"
#include "tests/rule.h"
#include "tests/test.h"

#define PUBLISH_AT "2026-11-23T11:00:00+08:00" /* an hour after CAST_NOW */
#define LATER (CAST_NOW + INT64_C(30) * 24 * 3600 * 1000)

enum { BUCKETS = 1 << 16, CAST_MAX = 16 };

struct node {
	struct post *post;
	size_t absent; /* which roster: 0 all there, n: person n - 1 disabled */
	char *key;
	struct node *next; /* of the same bucket */
	size_t number;
	bool ends;  /* sign, return, reject, withdraw can end the review */
	bool signs; /* signing alone can lead to approved */
};

struct edge {
	size_t from, to;
	enum event_kind kind;
};

struct world {
	struct policy *policy;
	struct roster *rosters[CAST_MAX + 1];
	size_t roster_count;
	struct node **nodes;
	size_t count, room;
	struct edge *edges;
	size_t edge_count, edge_room;
	struct node **buckets;
	size_t asked, refused[ERR_COUNT];
};

/* States. */

static char *key_of(const struct post *post, size_t absent)
{
	struct str key = {0};

	str_putf(&key, "%zu %s %s %s %s %d %d %d %zu", absent, post->provider,
	         post->grade, work_id(post->work),
	         public_id(post->public_state), post->submitted,
	         post->revision_count > 0, post->publish_at_ms > 0,
	         post->published_count);
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *step = &post->steps[i];
		const struct signoff *signoff = NULL;

		str_putf(&key, " %s:%d:%s@%s:%s:%zu", step->step, step->state,
		         step->role, step->unit,
		         step->person ? step->person : "-",
		         rule_valid_for(post, step->step, &signoff));
	}
	return str_take(&key);
}

static size_t bucket_of(const char *key)
{
	size_t hash = 5381;

	while (*key)
		hash = hash * 33 + (unsigned char)*key++;
	return hash % BUCKETS;
}

/* The node of that state, new or known. */
static struct node *world_add(struct world *world, struct post *take_post,
                              size_t absent)
{
	char *key = key_of(take_post, absent);
	struct node **bucket = &world->buckets[bucket_of(key)];
	struct node *node;

	for (node = *bucket; node; node = node->next) {
		if (strcmp(node->key, key) != 0)
			continue;
		free(key);
		post_free(take_post);
		return node;
	}
	rule_check_state(world->policy, take_post);
	node = mem_new(sizeof(*node));
	*node = (struct node){take_post,    absent, key,  *bucket,
	                      world->count, false,  false};
	*bucket = node;
	world->nodes = mem_room(world->nodes, world->count, &world->room,
	                        sizeof(struct node *));
	world->nodes[world->count++] = node;
	return node;
}

static void edge_add(struct world *world, const struct node *from,
                     const struct node *to, enum event_kind kind)
{
	world->edges = mem_room(world->edges, world->edge_count,
	                        &world->edge_room, sizeof(*world->edges));
	world->edges[world->edge_count++] =
	    (struct edge){from->number, to->number, kind};
}

/* Transitions. */

static const char *other_content(const struct post *post)
{
	const struct revision *now = post_revision(post);
	const char *first = cast_content('a');

	return now && strcmp(now->content, first) == 0 ? cast_content('b')
	                                               : first;
}

/* Every revision's: one channel, and not before PUBLISH_AT. */
static const struct form *form(void)
{
	static char site[] = "site", title[] = "题", at[] = PUBLISH_AT;
	static char *channels[] = {site};
	static const struct form one = {
	    .title = title, .channels = channels, .channel_count = 1, .at = at};

	return &one;
}

/* The post after the act. Applying twice to equal posts gives equal posts. */
static struct post *after(const struct world *world, const struct node *node,
                          const struct act *act, const struct verdict *verdict)
{
	struct post *post = post_copy(node->post);
	struct post *again = post_copy(node->post);
	struct str first = {0}, second = {0};
	struct event event;

	cast_event(post, act, verdict, other_content(post), &event);
	route_apply(world->policy, &event, form(), cast_content('c'), false,
	            &post);
	route_apply(world->policy, &event, form(), cast_content('c'), false,
	            &again);
	cast_dump(post, &first);
	cast_dump(again, &second);
	assert_string_equal(str_text(&first), str_text(&second));
	str_clear(&first);
	str_clear(&second);
	event_clear(&event);
	post_free(again);
	return post;
}

/* What no act may do: bring a voided signature back, change an old line, add
 * more than its own, lower a grade once handed in. */
static void check_history(const struct world *world, const struct post *before,
                          const struct post *now, enum event_kind kind)
{
	bool decides =
	    kind == EVENT_SIGN || kind == EVENT_RETURN || kind == EVENT_REJECT;
	size_t kept = 0, had = 0;

	assert_int_equal(now->signoff_count, before->signoff_count + decides);
	for (size_t i = 0; i < before->signoff_count; i++) {
		const struct signoff *old = &before->signoffs[i];

		assert_true(old->valid || !now->signoffs[i].valid);
		assert_string_equal(old->person, now->signoffs[i].person);
		assert_string_equal(old->content, now->signoffs[i].content);
		had += old->valid;
		kept += now->signoffs[i].valid;
	}
	if (kind == EVENT_SIGN || kind == EVENT_RAISE || kind == EVENT_PUBLISH)
		assert_int_equal(kept, had);
	else
		assert_int_equal(kept, 0);
	if (before->submitted)
		assert_true(policy_grade(world->policy, now->grade) >=
		            policy_grade(world->policy, before->grade));
	if (kind != EVENT_PUBLISH)
		assert_int_equal(now->published_count, before->published_count);
	assert_string_equal(now->provider, before->provider);
}

/* Judges, counts, and follows what is not refused. */
static enum err_code ask(struct world *world, const struct node *node,
                         const struct act *act, struct node **out)
{
	static const char untouched[] = "untouched";
	struct verdict verdict = {untouched, untouched, untouched};
	struct err err = {0};
	struct post *now;
	enum err_code rc =
	    route_judge(world->policy, world->rosters[node->absent], node->post,
	                act, &verdict, &err);

	world->asked++;
	world->refused[rc]++;
	if (rc) {
		assert_int_equal(err.code, rc);
		assert_true(verdict.step == untouched);
		return rc;
	}
	now = after(world, node, act, &verdict);
	check_history(world, node->post, now, act->kind);
	*out = world_add(world, now, node->absent);
	edge_add(world, node, *out, act->kind);
	return ERR_OK;
}

/* Stale content is refused whoever asks, whatever the state. */
static void ask_stale(struct world *world, const struct node *node,
                      struct act act)
{
	static const char *const stale[] = {
	    NULL, "", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"};
	struct node *out = NULL;

	for (size_t i = 0; i < TEST_COUNT(stale); i++) {
		act.content = stale[i];
		assert_int_not_equal(ask(world, node, &act, &out), ERR_OK);
	}
	act.content = other_content(node->post);
	assert_int_not_equal(ask(world, node, &act, &out), ERR_OK);
}

static void ask_sign(struct world *world, const struct node *node,
                     const struct person *person, struct act act)
{
	bool may = rule_may_decide(world->policy, world->rosters[node->absent],
	                           node->post, person);
	struct node *out = NULL;
	enum err_code rc;

	act.kind = EVENT_SIGN;
	ask_stale(world, node, act);
	rc = ask(world, node, &act, &out);
	if (may)
		assert_true(rc == ERR_OK || rc == ERR_LAST_HANDS);
	else
		assert_true(rc != ERR_OK && rc != ERR_LAST_HANDS);
	assert_int_equal(route_may_sign(world->policy,
	                                world->rosters[node->absent],
	                                node->post, person->id, CAST_NOW),
	                 rc == ERR_OK);
	if (rc == ERR_OK) { /* by an open step, and by nothing else */
		int open = post_open_step(node->post);

		assert_string_equal(out->post->steps[open].person, person->id);
	}
	act.at_ms = LATER; /* a deadline lets nothing pass and stops nobody */
	assert_int_equal(ask(world, node, &act, &out), rc);
}

static void ask_decisions(struct world *world, const struct node *node,
                          const struct person *person, struct act act)
{
	static const enum event_kind kinds[] = {EVENT_RETURN, EVENT_REJECT};
	bool may = rule_may_decide(world->policy, world->rosters[node->absent],
	                           node->post, person) ||
	           rule_may_take_back(world->policy, node->post, person);

	for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
		struct node *out = NULL;
		enum err_code rc;

		act.kind = kinds[i];
		ask_stale(world, node, act);
		rc = ask(world, node, &act, &out);
		assert_int_equal(rc == ERR_OK, may);
		if (may)
			assert_int_equal(out->post->work,
			                 i ? WORK_REJECTED : WORK_RETURNED);
	}
}

/* Verbs of the provider, and of nobody else. */
static void ask_provider(struct world *world, const struct node *node,
                         const struct person *person, struct act act)
{
	static const struct {
		enum event_kind kind;
		const char *grade;
	} rows[] = {{EVENT_SAVE, NULL},
	            {EVENT_SAVE, "routine"},
	            {EVENT_SAVE, "major"},
	            {EVENT_SUBMIT, NULL},
	            {EVENT_WITHDRAW, NULL}};
	bool writing = node->post->work == WORK_DRAFT ||
	               node->post->work == WORK_RETURNED ||
	               node->post->work == WORK_WITHDRAWN;
	bool own = strcmp(person->id, node->post->provider) == 0;

	act.content = NULL;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct node *out = NULL;

		act.kind = rows[i].kind;
		act.grade = rows[i].grade;
		if (ask(world, node, &act, &out))
			continue;
		assert_true(own && !person->disabled);
		if (act.kind == EVENT_WITHDRAW)
			assert_true(!writing &&
			            node->post->work != WORK_REJECTED);
		else
			assert_true(writing);
		if (act.kind == EVENT_SUBMIT)
			assert_int_equal(post_open_step(out->post), 0);
	}
}

static void ask_raise(struct world *world, const struct node *node,
                      const struct person *person, struct act act)
{
	static const char *const grades[] = {"routine", "major"};

	act.kind = EVENT_RAISE;
	act.content = NULL;
	for (size_t i = 0; i < TEST_COUNT(grades); i++) {
		struct node *out = NULL;

		act.grade = grades[i];
		if (ask(world, node, &act, &out))
			continue;
		assert_string_equal(node->post->grade, "routine");
		assert_string_equal(act.grade, "major");
		assert_int_equal(out->post->work, WORK_IN_REVIEW);
		assert_true(rule_has_right(world->policy, node->post, person));
	}
}

static void ask_publish(struct world *world, const struct node *node,
                        const struct person *person, struct act act)
{
	struct node *out = NULL;

	act.kind = EVENT_RELEASE;
	act.content = NULL;
	if (ask(world, node, &act, &out) == ERR_OK)
		assert_string_not_equal(person->id, node->post->provider);
	act.kind = EVENT_PUBLISH;
	assert_int_not_equal(ask(world, node, &act, &out), ERR_OK);
	act.channel = "wechat";
	act.at_ms = LATER;
	assert_int_equal(ask(world, node, &act, &out), ERR_NO_CHANNEL);
	act.channel = "site";
	if (ask(world, node, &act, &out) == ERR_OK) {
		rule_check_approved(world->policy, node->post);
		assert_int_equal(node->post->published_count, 0);
		assert_int_equal(out->post->public_state, PUBLIC_PUBLISHED);
	}
}

static void expand(struct world *world, const struct node *node)
{
	const struct roster *roster = world->rosters[node->absent];
	const struct revision *now = post_revision(node->post);
	struct str before = {0}, left = {0};

	cast_dump(node->post, &before);
	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const struct person *person = roster_person_at(roster, i);
		struct act act = {.person = person->id,
		                  .content = now ? now->content : NULL,
		                  .at_ms = CAST_NOW};

		if (now)
			ask_sign(world, node, person, act);
		if (now)
			ask_decisions(world, node, person, act);
		ask_provider(world, node, person, act);
		ask_raise(world, node, person, act);
		ask_publish(world, node, person, act);
		cast_dump(node->post, &left);
		assert_string_equal(str_text(&before), str_text(&left));
		str_clear(&left);
	}
	str_clear(&before);
	for (size_t i = 0; i < world->roster_count; i++) {
		if (i != node->absent && (i == 0 || node->absent == 0))
			world_add(world, post_copy(node->post), i);
	}
}

/* Backwards from the ends, until nothing is added. */
static void mark_ends(struct world *world)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = world->edge_count; i > 0; i--) {
			const struct edge *edge = &world->edges[i - 1];
			struct node *from = world->nodes[edge->from];
			const struct node *to = world->nodes[edge->to];
			bool over = to->post->work != WORK_IN_REVIEW;

			if ((edge->kind == EVENT_SIGN ||
			     edge->kind == EVENT_RETURN ||
			     edge->kind == EVENT_REJECT ||
			     edge->kind == EVENT_WITHDRAW) &&
			    (over || to->ends) && !from->ends)
				from->ends = moved = true;
			if (edge->kind == EVENT_SIGN && (over || to->signs) &&
			    !from->signs)
				from->signs = moved = true;
		}
	}
}

/*
 * Liveness. While nobody leaves, signatures alone lead to approved from every
 * state in review. When somebody may leave at any time, the review still ends:
 * by a decision, or, where the open step lost its only holder, because the
 * provider takes the post back.
 */
static void check_alive(struct world *world)
{
	mark_ends(world);
	for (size_t i = 0; i < world->count; i++) {
		const struct node *node = world->nodes[i];

		if (node->post->work != WORK_IN_REVIEW)
			continue;
		if (!node->ends || (world->roster_count == 1 && !node->signs))
			fail_msg("no way out of: %s", node->key);
	}
}

/* Starts and ends. */

static void world_begin(struct world *world, struct roster *take_roster)
{
	memset(world, 0, sizeof(*world));
	world->policy = cast_policy();
	world->rosters[0] = take_roster;
	world->roster_count = 1;
	world->buckets = mem_new_array(BUCKETS, sizeof(struct node *));
}

/* One roster more for each of these people, without them. */
static void world_move(struct world *world, struct roster *(*make)(void))
{
	size_t count = roster_person_count(world->rosters[0]);

	assert_true(count <= CAST_MAX);
	for (size_t i = 0; i < count; i++) {
		struct roster *roster = make();

		cast_disable(roster, roster_person_at(roster, i)->id, true);
		world->rosters[world->roster_count++] = roster;
	}
}

/* Drafts a post, held or not; nothing when the person may not. */
static void world_new(struct world *world, const char *person,
                      const char *grade, bool held)
{
	struct act act = {.kind = EVENT_NEW,
	                  .person = person,
	                  .grade = grade,
	                  .at_ms = CAST_NOW};
	struct verdict verdict;
	struct event event;
	struct post *post = NULL;

	if (route_judge(world->policy, world->rosters[0], NULL, &act, &verdict,
	                NULL))
		return;
	cast_event(NULL, &act, &verdict, held ? NULL : cast_content('a'),
	           &event);
	route_apply(world->policy, &event, held ? NULL : form(),
	            cast_content('c'), false, &post);
	event_clear(&event);
	world_add(world, post, 0);
}

static void world_run(struct world *world, const char *name)
{
	size_t states[WORK_COUNT] = {0};

	for (size_t i = 0; i < world->count; i++)
		expand(world, world->nodes[i]);
	check_alive(world);
	for (size_t i = 0; i < world->count; i++)
		states[world->nodes[i]->post->work]++;
	print_message("[   walk   ] %s: %zu states (%zu in review, %zu "
	              "approved), %zu transitions, %zu acts asked\n",
	              name, world->count, states[WORK_IN_REVIEW],
	              states[WORK_APPROVED], world->edge_count, world->asked);
}

static void world_end(struct world *world)
{
	for (size_t i = 0; i < world->count; i++) {
		post_free(world->nodes[i]->post);
		free(world->nodes[i]->key);
		free(world->nodes[i]);
	}
	for (size_t i = 0; i < world->roster_count; i++)
		roster_free(world->rosters[i]);
	policy_free(world->policy);
	free(world->nodes);
	free(world->edges);
	free(world->buckets);
}

static void world_new_by_all(struct world *world)
{
	const struct roster *roster = world->rosters[0];

	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const char *id = roster_person_at(roster, i)->id;

		world_new(world, id, "routine", false);
		world_new(world, id, "major", false);
		world_new(world, id, "routine", true);
	}
}

static bool has_state(const struct world *world, enum work work,
                      const char *provider, const char *grade)
{
	for (size_t i = 0; i < world->count; i++) {
		const struct post *post = world->nodes[i]->post;

		if (post->work == work &&
		    strcmp(post->provider, provider) == 0 &&
		    strcmp(post->grade, grade) == 0)
			return true;
	}
	return false;
}

/* The casts. */

static void everybody_drafts(void **state)
{
	static const char *const providers[] = {
	    "collector", "manager",  "head",  "collector2", "manager2",
	    "head2",     "manager3", "head3", "propaganda", "propaganda2"};
	struct world world;

	(void)state;
	world_begin(&world, cast_roster());
	world_new_by_all(&world);
	world_run(&world, "demo cast");
	for (size_t i = 0; i < TEST_COUNT(providers); i++) {
		assert_true(
		    has_state(&world, WORK_APPROVED, providers[i], "routine"));
		assert_true(
		    has_state(&world, WORK_APPROVED, providers[i], "major"));
	}
	assert_true(world.refused[ERR_PROVIDER] > 0);
	assert_true(world.refused[ERR_SECOND_SIGNATURE] > 0);
	assert_true(world.refused[ERR_STALE] > 0);
	assert_true(world.refused[ERR_NOT_TURN] > 0);
	assert_true(world.refused[ERR_TOO_EARLY] > 0);
	world_end(&world);
}

static void somebody_leaves_and_comes_back(void **state)
{
	struct world world;

	(void)state;
	world_begin(&world, cast_roster());
	world_move(&world, cast_roster);
	world_new(&world, "collector", "routine", true);
	world_new(&world, "manager", "routine", false);
	world_new(&world, "propaganda", "routine", false);
	world_run(&world, "demo cast, anybody disabled in between");
	assert_true(world.refused[ERR_DISABLED] > 0);
	assert_true(world.refused[ERR_NO_HOLDER] > 0);
	world_end(&world);
}

static struct roster *small_cast(bool second)
{
	struct roster *roster = cast_units();

	cast_person(roster, "manager", "unit1", "manager");
	cast_person(roster, "head", "unit1", "unit-head");
	cast_person(roster, "manager3", "institution", "manager");
	cast_person(roster, "head3", "institution", "unit-head");
	cast_person(roster, "propaganda", "institution", "propaganda");
	if (second)
		cast_person(roster, "propaganda2", "institution", "propaganda");
	cast_person(roster, "leader", "institution", "leader");
	return roster;
}

static void small_casts_go_through(void **state)
{
	static const struct {
		const char *name, *provider;
		bool second, major; /* whether a major post can go through */
	} rows[] = {
	    {"only the manager drafts", "manager", false, true},
	    {"the head drafts", "head", false, true},
	    {"propaganda drafts, two of them", "propaganda", true, true},
	    {"propaganda drafts, alone", "propaganda", false, false},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		const char *provider = rows[i].provider;
		struct world world;

		world_begin(&world, small_cast(rows[i].second));
		world_new(&world, provider, "routine", false);
		world_new(&world, provider, "major", false);
		world_run(&world, rows[i].name);
		assert_true(
		    has_state(&world, WORK_APPROVED, provider, "routine"));
		assert_int_equal(
		    has_state(&world, WORK_IN_REVIEW, provider, "major"),
		    rows[i].major);
		assert_int_equal(
		    has_state(&world, WORK_APPROVED, provider, "major"),
		    rows[i].major);
		assert_int_equal(world.refused[ERR_NO_HOLDER] > 0,
		                 !rows[i].major);
		world_end(&world);
	}
}

/* People with two offices: some signatures must be left to a colleague. */
static struct roster *crowded_cast(void)
{
	struct roster *roster = cast_units();

	cast_person(roster, "lin", "unit1", "collector");
	cast_person(roster, "chen", "unit1", "manager");
	cast_person(roster, "wu", "unit1", "manager unit-head");
	cast_person(roster, "he", "institution", "manager unit-head");
	cast_person(roster, "zhao", "institution", "propaganda leader");
	cast_person(roster, "qian", "institution", "propaganda unit-head");
	return roster;
}

static void two_offices_in_one_hand(void **state)
{
	struct world world;

	(void)state;
	world_begin(&world, crowded_cast());
	world_new_by_all(&world);
	world_run(&world, "two offices in one hand");
	assert_true(world.refused[ERR_LAST_HANDS] > 0);
	world_end(&world);
}

int group_walk(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(everybody_drafts),
	    cmocka_unit_test(somebody_leaves_and_comes_back),
	    cmocka_unit_test(small_casts_go_through),
	    cmocka_unit_test(two_offices_in_one_hand),
	};

	return TEST_GROUP("walk", tests);
}
