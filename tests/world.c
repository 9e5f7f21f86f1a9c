#include "tests/world.h"

#include <stdlib.h>
#include <string.h>

#include "core/audit.h"
#include "core/mem.h"
#include "core/route.h"
#include "tests/cast.h"
#include "tests/rule.h"
#include "tests/test.h"

#define MONTH_MS (INT64_C(30) * 24 * 3600 * 1000)

enum { BUCKETS = 1 << 16 };

/* What is being asked of one node. */
struct asking {
	struct world *world;
	const struct node *node;
	const struct audit *audit;
	const struct roster *roster;
};

/* ---- states ----------------------------------------------------------------
 */

static void key_rows(const struct post *post, int64_t now_ms, struct str *key)
{
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];

		str_putf(key, " %s:%d:%s@%s:%s:%s:%s:%d", row->step, row->state,
		         row->role, row->unit, row->person ? row->person : "-",
		         row->assignee ? row->assignee : "-",
		         row->host ? row->host : "-",
		         row->due_ms && row->due_ms <= now_ms);
	}
}

static bool is_author(const struct post *post, const char *person)
{
	for (size_t i = 0; i < post->revision_count; i++)
		if (strcmp(post->revisions[i].person, person) == 0)
			return true;
	return false;
}

static void key_people(const struct world *world, const struct post *post,
                       struct str *key)
{
	const struct roster *roster = world->rosters[0];

	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const char *id = roster_person_at(roster, i)->id;
		const struct signoff *last = NULL;

		for (size_t j = 0; j < post->signoff_count; j++)
			if (post->signoffs[j].valid &&
			    strcmp(post->signoffs[j].person, id) == 0)
				last = &post->signoffs[j];
		str_putf(
		    key, " %s%d%s", last ? last->step : "", is_author(post, id),
		    post->signoff_count &&
		            last == &post->signoffs[post->signoff_count - 1]
		        ? "!"
		        : "");
	}
}

static char *key_of(const struct world *world, const struct post *post,
                    int64_t now_ms, size_t absent)
{
	const struct revision *now = post_revision(post);
	struct str key = {0};

	str_putf(&key, "%zu %s %s %s %s %d %d %d %zu %d %d %d %s", absent,
	         post->provider, post->grade, work_id(post->work),
	         public_id(post->public_state), post->submitted, now != NULL,
	         post->publish_at_ms > now_ms, post->published_count,
	         now && post_is_out(post, now->number), post->corrected,
	         post_is_as_proposed(post), post->route);
	if (post->published_count > 2) /* what came out before is all alike */
		str_putf(&key, " many");
	key_rows(post, now_ms, &key);
	key_people(world, post, &key);
	return str_take(&key);
}

static size_t bucket_of(const char *key)
{
	size_t hash = 5381;

	while (*key)
		hash = hash * 33 + (unsigned char)*key++;
	return hash % BUCKETS;
}

/* The node of that state, new or known. The event is taken or cleared. */
static struct node *world_add(struct world *world, struct post *take_post,
                              const struct node *from, struct event *take_event,
                              int64_t now_ms, size_t absent)
{
	char *key = key_of(world, take_post, now_ms, absent);
	struct node **bucket = &world->buckets[bucket_of(key)];
	struct node *node;

	for (node = *bucket; node; node = node->next) {
		if (strcmp(node->key, key) != 0)
			continue;
		free(key);
		post_free(take_post);
		event_clear(take_event);
		return node;
	}
	rule_check_state(world->policy, take_post);
	node = mem_new(sizeof(*node));
	*node = (struct node){.post = take_post,
	                      .from = from,
	                      .event = *take_event,
	                      .moved = !take_event->post,
	                      .now_ms = now_ms,
	                      .absent = absent,
	                      .key = key,
	                      .next = *bucket,
	                      .number = world->count};
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

/* ---- transitions -----------------------------------------------------------
 */

static const char *other_content(const struct post *post)
{
	const struct revision *now = post_revision(post);
	const char *first = cast_content('a');

	return now && strcmp(now->content, first) == 0 ? cast_content('b')
	                                               : first;
}

static bool makes_text(const struct event *event)
{
	return event->content[0] &&
	       (event->kind == EVENT_NEW || event->kind == EVENT_SAVE ||
	        event->kind == EVENT_RELEASE || event->kind == EVENT_CORRECT);
}

/* The history that led to a node, oldest first. */
static void put_history(const struct world *world, const struct node *node,
                        struct audit *audit)
{
	struct audit_record record = {.event = &node->event,
	                              .policy = world->policy};

	if (node->from)
		put_history(world, node->from, audit);
	if (node->moved)
		return;
	if (makes_text(&node->event))
		record.form = &world->form;
	audit_take(audit, &record);
}

static const char *second_reading(const struct asking *asking,
                                  const struct event *event, bool personal)
{
	struct audit_record record = {.event = event,
	                              .policy = asking->world->policy,
	                              .roster = asking->roster,
	                              .personal = personal};

	return audit_ask(asking->audit, &record);
}

/* The post after the act. Applying twice to equal posts gives equal posts. */
static struct post *after(const struct world *world, const struct node *node,
                          const struct event *event)
{
	struct post *post = post_copy(node->post);
	struct post *again = post_copy(node->post);
	struct str first = {0}, second = {0};

	route_apply(world->policy, event, &world->form, cast_content('c'),
	            false, &post);
	route_apply(world->policy, event, &world->form, cast_content('c'),
	            false, &again);
	cast_dump(post, &first);
	cast_dump(again, &second);
	assert_string_equal(str_text(&first), str_text(&second));
	str_clear(&first);
	str_clear(&second);
	post_free(again);
	return post;
}

static bool keeps_signatures(enum event_kind kind)
{
	switch (kind) {
	case EVENT_SIGN:
	case EVENT_OBJECT:
	case EVENT_JOINT:
	case EVENT_ADD:
	case EVENT_HAND_ON:
	case EVENT_PUBLISH:
	case EVENT_FREEZE:
	case EVENT_UNFREEZE:
	case EVENT_TAKEDOWN:
	case EVENT_SUPERSEDE:
		return true;
	default:
		return false;
	}
}

/* What no act may do: bring a voided signature back, change an old line, add
 * more than its own, publish on the side. */
static void check_history(const struct post *before, const struct post *now,
                          const struct event *event)
{
	bool line =
	    event_is_decision(event->kind) && event->kind != EVENT_PUBLISH;
	size_t kept = 0, had = 0;

	assert_int_equal(now->signoff_count, before->signoff_count + line);
	for (size_t i = 0; i < before->signoff_count; i++) {
		const struct signoff *old = &before->signoffs[i];

		assert_true(old->valid || !now->signoffs[i].valid);
		assert_string_equal(old->person, now->signoffs[i].person);
		assert_string_equal(old->content, now->signoffs[i].content);
		had += old->valid;
		kept += now->signoffs[i].valid;
	}
	/* A step may fall away that the other grade's route has not. */
	if (event->kind == EVENT_LOWER || event->kind == EVENT_RAISE)
		assert_true(kept <= had);
	else if (before->work == WORK_IN_REVIEW &&
	         now->work == WORK_WITHDRAWN) /* taken back, or taken down */
		assert_int_equal(kept, 0);
	else if (keeps_signatures(event->kind))
		assert_int_equal(kept, had);
	else
		assert_int_equal(kept, 0);
	if (event->kind != EVENT_PUBLISH)
		assert_int_equal(now->published_count, before->published_count);
	assert_string_equal(now->provider, before->provider);
}

/* Judges, counts, and follows what is not refused; the second reading must find
 * nothing wrong with it. */
static enum err_code ask(const struct asking *asking, const struct act *act,
                         struct node **out)
{
	static const char untouched[] = "untouched";
	struct world *world = asking->world;
	const struct post *post = asking->node->post;
	struct verdict verdict = {untouched, untouched, untouched};
	struct err err = {0};
	struct event event;
	const char *why;
	struct post *now;
	enum err_code rc = route_judge(world->policy, asking->roster, post, act,
	                               &verdict, &err);

	world->asked++;
	world->refused[rc]++;
	if (rc) {
		assert_int_equal(err.code, rc);
		assert_true(verdict.step == untouched);
		return rc;
	}
	cast_event(world->policy, asking->roster, post, act, &verdict,
	           other_content(post), &event);
	why = second_reading(asking, &event, act->personal);
	if (why)
		fail_msg("engine says yes, history says “%s”: %s by %s at %s",
		         why, event_id(act->kind), act->person,
		         asking->node->key);
	now = after(world, asking->node, &event);
	check_history(post, now, &event);
	*out = world_add(world, now, asking->node, &event, act->at_ms,
	                 asking->node->absent);
	edge_add(world, asking->node, *out, act->kind);
	return ERR_OK;
}

/* Refused by the engine: then no record of it, whatever row it claims, may pass
 * the second reading. */
static void forge(const struct asking *asking, const struct act *act,
                  enum err_code rc)
{
	const struct post *post = asking->node->post;

	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];
		struct verdict verdict = {row->step, row->role, row->unit};
		struct event event;

		cast_event(asking->world->policy, asking->roster, post, act,
		           &verdict, NULL, &event);
		asking->world->forged++;
		if (!second_reading(asking, &event, act->personal))
			fail_msg("engine says %s, history says yes: %s by %s "
			         "for %s at %s",
			         err_name(rc), event_id(act->kind), act->person,
			         row->step, asking->node->key);
		event_clear(&event);
	}
}

/* Stale content is refused whoever asks, whatever the state. */
static void ask_stale(const struct asking *asking, struct act act)
{
	static const char *const stale[] = {
	    NULL, "", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"};
	struct node *out = NULL;

	for (size_t i = 0; i < TEST_COUNT(stale); i++) {
		act.content = stale[i];
		assert_int_not_equal(ask(asking, &act, &out), ERR_OK);
	}
	act.content = other_content(asking->node->post);
	assert_int_not_equal(ask(asking, &act, &out), ERR_OK);
}

/* All that a signature may be asked to tick. */
static void put_ticks(const struct asking *asking, struct str *out)
{
	const struct post *post = asking->node->post;
	struct words ticks = {0};

	for (size_t i = 0; i < post->step_count; i++)
		if (post->steps[i].state == STEP_OPEN)
			route_ticks(policy_step(asking->world->policy,
			                        post->steps[i].step),
			            post, &ticks);
	words_write(out, &ticks);
	words_clear(&ticks);
}

static void ask_sign(const struct asking *asking, struct act act)
{
	const struct world *world = asking->world;
	const struct post *post = asking->node->post;
	struct str ticked = {0};
	struct node *out = NULL;
	enum err_code rc, silent;

	act.kind = EVENT_SIGN;
	act.opinion = true;
	act.personal = true;
	ask_stale(asking, act);
	put_ticks(asking, &ticked);
	if (ticked.bytes) /* nothing ticked, nothing signed */
		assert_int_not_equal(ask(asking, &act, &out), ERR_OK);
	act.ticked = str_text(&ticked);
	rc = ask(asking, &act, &out);
	if (rc && rc != ERR_LAST_HANDS)
		forge(asking, &act, rc);
	act.opinion = false; /* where words are asked for, none will not do */
	silent = ask(asking, &act, &out);
	if (silent == ERR_NO_OPINION)
		forge(asking, &act, silent);
	else
		assert_int_equal(silent, rc);
	act.opinion = true;
	act.personal = false; /* nor the workstation's signature, where … */
	silent = ask(asking, &act, &out);
	if (silent == ERR_NOT_PERSONAL)
		forge(asking, &act, silent);
	else
		assert_int_equal(silent, rc);
	assert_int_equal(route_may_sign(world->policy, asking->roster, post,
	                                act.person, act.at_ms),
	                 rc == ERR_OK);
	str_clear(&ticked);
}

static void ask_decisions(const struct asking *asking, struct act act)
{
	static const enum event_kind kinds[] = {EVENT_RETURN, EVENT_OBJECT,
	                                        EVENT_REJECT, EVENT_PROPOSE};

	act.opinion = true;
	for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
		struct node *out = NULL;

		act.kind = kinds[i];
		ask_stale(asking, act);
		if (ask(asking, &act, &out))
			continue;
		assert_string_not_equal(act.person,
		                        asking->node->post->provider);
		if (kinds[i] == EVENT_REJECT)
			assert_int_equal(out->post->work, WORK_REJECTED);
		if (kinds[i] == EVENT_PROPOSE)
			assert_int_equal(out->post->work, WORK_RETURNED);
	}
}

/* Verbs of the provider; an editor saves, too. */
static void ask_writing(const struct asking *asking, struct act act)
{
	static const enum event_kind kinds[] = {EVENT_SAVE, EVENT_SUBMIT,
	                                        EVENT_WITHDRAW, EVENT_RELEASE};
	const struct post *post = asking->node->post;
	bool own = strcmp(act.person, post->provider) == 0;

	act.content = NULL;
	for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
		struct node *out = NULL;

		act.kind = kinds[i];
		if (ask(asking, &act, &out))
			continue;
		if (act.kind == EVENT_RELEASE)
			assert_false(own);
		else if (act.kind == EVENT_WITHDRAW && post->published_count)
			assert_true(own || is_author(post, act.person));
		else if (act.kind != EVENT_SAVE || post->work != WORK_IN_REVIEW)
			assert_true(own);
		if (act.kind == EVENT_SUBMIT)
			assert_int_equal(post_open_step(out->post), 0);
		if (act.kind == EVENT_SAVE && post->work == WORK_IN_REVIEW)
			assert_int_equal(post_open_step(out->post), 0);
	}
}

static void ask_grades(const struct asking *asking, struct act act)
{
	const struct policy *policy = asking->world->policy;
	const struct post *post = asking->node->post;

	act.content = NULL;
	for (size_t i = 0; i < policy_grade_count(policy) * 3; i++) {
		static const enum event_kind kinds[] = {
		    EVENT_RAISE, EVENT_LOWER, EVENT_SAVE};
		int before = policy_grade(policy, post->grade);
		struct node *out = NULL;

		act.grade = policy_grade_at(policy, i / 3)->id;
		act.kind = kinds[i % 3];
		if (ask(asking, &act, &out))
			continue;
		if (act.kind == EVENT_RAISE)
			assert_true((int)(i / 3) > before);
		if (act.kind == EVENT_LOWER) {
			assert_true((int)(i / 3) < before);
			assert_string_not_equal(act.person, post->provider);
		}
		if (act.kind == EVENT_SAVE && post->submitted)
			assert_true((int)(i / 3) >= before);
	}
}

static void ask_publish(const struct asking *asking, struct act act)
{
	const struct post *post = asking->node->post;
	const struct policy *policy = asking->world->policy;
	struct node *out = NULL;
	enum err_code rc;

	act.kind = EVENT_PUBLISH;
	act.channel = "nowhere";
	assert_int_equal(ask(asking, &act, &out), ERR_NO_CHANNEL);
	act.channel = NULL;
	rc = ask(asking, &act, &out);
	if (rc == ERR_OK) {
		assert_int_equal(post->work, WORK_APPROVED);
		rule_check_approved(policy, post);
		assert_true(act.at_ms >= post->publish_at_ms);
	} else if (post->work != WORK_APPROVED) {
		struct verdict verdict = {NULL, "manager", "institution"};
		struct event event;

		cast_event(policy, asking->roster, post, &act, &verdict, NULL,
		           &event);
		asking->world->forged++;
		assert_non_null(second_reading(asking, &event, false));
		event_clear(&event);
	}
}

/* Whoever has the step may ask others: each seat that exists, one more signer,
 * any colleague. */
static void ask_others(const struct asking *asking, struct act act)
{
	const struct roster *roster = asking->roster;
	const struct post *post = asking->node->post;
	struct node *out = NULL;
	bool added = false;

	act.kind = EVENT_JOINT;
	(void)ask(asking, &act, &out);
	for (size_t i = 0; i < policy_step_count(asking->world->policy); i++) {
		const struct policy_step *joint =
		    policy_step_at(asking->world->policy, i);
		struct str seats = {0};

		for (size_t j = 0; joint->choose && j < joint->who.count; j++)
			if (strcmp(joint->who.at[j].where, "any") != 0)
				str_putf(&seats, "%s%s@%s",
				         seats.bytes ? ", " : "",
				         joint->who.at[j].role,
				         joint->who.at[j].where);
		act.seats = str_text(&seats);
		if (seats.bytes)
			(void)ask(asking, &act, &out);
		str_clear(&seats);
	}
	act.seats = NULL;
	for (size_t i = 0; i < post->step_count; i++)
		added = added || strncmp(post->steps[i].step, "added-", 6) == 0;
	for (size_t i = 0; i < roster_person_count(roster); i++) {
		act.named = roster_person_at(roster, i)->id;
		act.kind = EVENT_HAND_ON;
		if (ask(asking, &act, &out) == ERR_OK)
			assert_string_not_equal(act.named, post->provider);
		act.kind = EVENT_ADD;
		if (!added && ask(asking, &act, &out) == ERR_OK)
			assert_string_not_equal(act.named, post->provider);
	}
}

static void ask_public(const struct asking *asking, struct act act)
{
	static const enum event_kind kinds[] = {EVENT_FREEZE, EVENT_UNFREEZE,
	                                        EVENT_TAKEDOWN, EVENT_SUPERSEDE,
	                                        EVENT_CORRECT};
	const struct post *post = asking->node->post;

	act.content = NULL;
	for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
		struct node *out = NULL;

		act.kind = kinds[i];
		act.named = act.kind == EVENT_SUPERSEDE ? "20261123-002" : NULL;
		act.fulfilled = false;
		if (act.kind == EVENT_SUPERSEDE)
			assert_int_not_equal(ask(asking, &act, &out), ERR_OK);
		act.fulfilled = true;
		/* One correction; what comes after a second is the same. */
		if (act.kind == EVENT_CORRECT && post->corrected)
			continue;
		if (ask(asking, &act, &out))
			continue;
		assert_int_not_equal(post->public_state, PUBLIC_NONE);
		if (act.kind == EVENT_CORRECT)
			assert_int_equal(out->post->work, WORK_IN_REVIEW);
		else if (act.kind != EVENT_FREEZE)
			assert_string_not_equal(act.person, post->provider);
	}
}

static void ask_all(const struct asking *asking, const struct person *person,
                    int64_t at_ms)
{
	const struct revision *now = post_revision(asking->node->post);
	struct act act = {.person = person->id,
	                  .content = now ? now->content : NULL,
	                  .at_ms = at_ms};

	if (now) {
		ask_sign(asking, act);
		ask_decisions(asking, act);
		if (asking->world->verbs & ASK_OTHERS)
			ask_others(asking, act);
		if (asking->world->verbs & ASK_PUBLIC)
			ask_public(asking, act);
	}
	ask_writing(asking, act);
	ask_grades(asking, act);
	ask_publish(asking, act);
}

static void expand(struct world *world, const struct node *node)
{
	struct audit *audit = audit_new();
	struct asking asking = {world, node, audit,
	                        world->rosters[node->absent]};
	struct str before = {0}, left = {0};

	put_history(world, node, audit);
	cast_dump(node->post, &before);
	for (size_t i = 0; i < roster_person_count(asking.roster); i++) {
		const struct person *person =
		    roster_person_at(asking.roster, i);

		ask_all(&asking, person, node->now_ms);
		if (world->verbs & ASK_LATE)
			ask_all(&asking, person, node->now_ms + MONTH_MS);
	}
	/* Asking changed nothing, whoever asked. */
	cast_dump(node->post, &left);
	assert_string_equal(str_text(&before), str_text(&left));
	str_clear(&left);
	str_clear(&before);
	audit_free(audit);
	for (size_t i = 0; i < world->roster_count; i++) {
		struct event none = {0};

		if (i != node->absent && (i == 0 || node->absent == 0))
			world_add(world, post_copy(node->post), node, &none,
			          node->now_ms, i);
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

/* ---- starts and ends -------------------------------------------------------
 */

void world_begin(struct world *world, const char *name, unsigned verbs,
                 struct policy *take_policy, struct roster *take_roster)
{
	memset(world, 0, sizeof(*world));
	world->name = name;
	world->verbs = verbs;
	world->policy = take_policy;
	world->rosters[0] = take_roster;
	world->roster_count = 1;
	world->buckets = mem_new_array(BUCKETS, sizeof(struct node *));
	world->form.title = mem_copy("题");
	world->form.column = mem_copy(policy_column_at(world->policy, 0)->id);
	form_set_channels(&world->form,
	                  span_of(policy_channel_at(world->policy, 0)->id));
}

/* One roster more for each of these people, without them. */
void world_move(struct world *world, const char *units, const char *people)
{
	size_t count = roster_person_count(world->rosters[0]);

	assert_true(count <= WORLD_PEOPLE);
	world->verbs |= ASK_MOVING;
	for (size_t i = 0; i < count; i++) {
		struct roster *roster = cast_units_of(world->policy, units);

		cast_people(roster, people);
		cast_disable(roster, roster_person_at(roster, i)->id, true);
		world->rosters[world->roster_count++] = roster;
	}
}

/* Drafts a post, held or not; false when the person may not. */
bool world_new(struct world *world, const char *person, const char *grade,
               int64_t at_ms, bool held)
{
	struct act act = {.kind = EVENT_NEW,
	                  .person = person,
	                  .grade = grade,
	                  .at_ms = at_ms};
	struct verdict verdict;
	struct event event;
	struct post *post = NULL;

	if (route_judge(world->policy, world->rosters[0], NULL, &act, &verdict,
	                NULL))
		return false;
	cast_event(world->policy, world->rosters[0], NULL, &act, &verdict,
	           held ? NULL : cast_content('a'), &event);
	route_apply(world->policy, &event, held ? NULL : &world->form,
	            cast_content('c'), false, &post);
	world_add(world, post, NULL, &event, at_ms, 0);
	return true;
}

static size_t count_work(const struct world *world, enum work work)
{
	size_t count = 0;

	for (size_t i = 0; i < world->count; i++)
		count += world->nodes[i]->post->work == work;
	return count;
}

void world_run(struct world *world)
{
	for (size_t i = 0; i < world->count; i++)
		expand(world, world->nodes[i]);
	check_alive(world);
	print_message("[   walk   ] %s: %zu states (%zu in review, %zu "
	              "approved), %zu transitions, %zu acts asked, %zu "
	              "forgeries\n",
	              world->name, world->count,
	              count_work(world, WORK_IN_REVIEW),
	              count_work(world, WORK_APPROVED), world->edge_count,
	              world->asked, world->forged);
}

void world_end(struct world *world)
{
	for (size_t i = 0; i < world->count; i++) {
		post_free(world->nodes[i]->post);
		event_clear(&world->nodes[i]->event);
		free(world->nodes[i]->key);
		free(world->nodes[i]);
	}
	for (size_t i = 0; i < world->roster_count; i++)
		roster_free(world->rosters[i]);
	policy_free(world->policy);
	form_clear(&world->form);
	free(world->nodes);
	free(world->edges);
	free(world->buckets);
}

bool world_has(const struct world *world, enum work work, const char *provider,
               const char *grade)
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

bool world_signed(const struct world *world, enum step_kind kind)
{
	for (size_t i = 0; i < world->count; i++) {
		const struct post *post = world->nodes[i]->post;

		for (size_t j = 0; j < post->step_count; j++) {
			const struct policy_step *step =
			    policy_step(world->policy, post->steps[j].step);

			if (step && step->kind == kind &&
			    post->steps[j].state == STEP_SIGNED)
				return true;
		}
	}
	return false;
}
