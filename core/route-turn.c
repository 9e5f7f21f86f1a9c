/*
 * Whose turn it is: the plan of a route, the rights it gives, and the row of it
 * that somebody may sign now.
 */
#include <string.h>

#include "core/mem.h"
#include "core/route-parts.h"

/* ---- the plan --------------------------------------------------------------
 */

struct facts route_facts(const struct policy *policy,
                         const struct roster *roster, const struct post *post,
                         const char *grade, int64_t at_ms)
{
	return (struct facts){.policy = policy,
	                      .roster = roster,
	                      .form = &post->form,
	                      .grade = grade ? grade : post->grade,
	                      .unit = post->unit,
	                      .provider = post->provider,
	                      .at_ms = at_ms};
}

bool plan_make(const struct policy *policy, const struct roster *roster,
               const struct post *post, const char *grade, int64_t at_ms,
               struct plan *out)
{
	struct facts facts = route_facts(policy, roster, post, grade, at_ms);

	out->count = 0;
	out->route = policy_route_for(policy, &facts);
	for (size_t i = 0; out->route && i < out->route->step_count; i++) {
		const struct policy_step *step =
		    policy_step_at(policy, out->route->steps[i]);

		if (condition_holds(step->when, &facts) &&
		    out->count < POLICY_OFFICES_MAX)
			out->at[out->count++] = step;
	}
	return out->route != NULL;
}

struct post post_with(const struct post *post, const struct act *act)
{
	struct post next = *post; /* borrows all of it */

	if (act->form)
		next.form = *act->form;
	return next;
}

static size_t last_sign(const struct plan *plan)
{
	size_t at = plan->count;

	while (at > 0 && plan->at[at - 1]->kind != KIND_SIGN)
		at--;
	return at; /* one behind it; 0: none */
}

bool plan_reviews(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->at[i]->kind == KIND_SIGN ||
		    plan->at[i]->kind == KIND_JOINT)
			return true;
	return false;
}

const struct policy_step *plan_last_sign(const struct plan *plan)
{
	size_t at = last_sign(plan);

	for (size_t i = plan->count; !at && i > 0; i--)
		if (plan->at[i - 1]->kind == KIND_JOINT)
			at = i;
	return at ? plan->at[at - 1] : NULL;
}

void plan_keep_last(struct plan *plan)
{
	size_t at = last_sign(plan);

	if (!at)
		return;
	plan->count -= at - 1;
	memmove(plan->at, plan->at + at - 1, plan->count * sizeof(plan->at[0]));
}

static void put_step(struct str *out, const char *step, const char *role,
                     const char *unit)
{
	str_putf(out, "%s%s %s@%s", out->bytes ? ", " : "", step, role, unit);
}

bool route_plan(const struct policy *policy, const struct roster *roster,
                const struct post *post, const struct act *act,
                struct str *route, struct str *steps)
{
	struct post next = post_with(post, act);
	int64_t at_ms = act->at_ms;
	struct walk_ask ask = {
	    .roster = roster, .unit = post->unit, .at_ms = at_ms};
	struct plan plan;

	if (!plan_make(policy, roster, &next, act->grade, at_ms, &plan))
		return false;
	if (act->kind == EVENT_CORRECT)
		plan_keep_last(&plan);
	str_puts(route, plan.route->id);
	for (size_t i = 0; i < plan.count; i++) {
		const struct policy_step *step = plan.at[i];
		const struct role_ref *seats[POLICY_OFFICES_MAX];
		size_t count = 1;

		seats[0] = &step->who.at[0];
		if (step->kind == KIND_JOINT)
			count = walk_seats(step, &ask, seats);
		for (size_t j = 0; j < count; j++) {
			const char *unit = roster_where(roster, seats[j]->where,
			                                post->unit, at_ms);

			put_step(steps, step->id, seats[j]->role,
			         unit ? unit : post->unit);
		}
	}
	return true;
}

const struct policy_step *route_publisher(const struct policy *policy,
                                          const struct post *post)
{
	return policy_publish(policy, policy_route(policy, post->route));
}

/* ---- who signed ------------------------------------------------------------
 */

bool signoff_counts(const struct signoff *signoff)
{
	return signoff->valid && strcmp(signoff->decision, "sign") == 0;
}

const struct signoff *post_last_signature(const struct post *post)
{
	for (size_t i = post->signoff_count; i > 0; i--) {
		if (signoff_counts(&post->signoffs[i - 1]))
			return &post->signoffs[i - 1];
	}
	return NULL;
}

static bool is_by_row(const struct signoff *signoff,
                      const struct post_step *row)
{
	return row && row->person && strcmp(signoff->step, row->step) == 0 &&
	       strcmp(signoff->person, row->person) == 0;
}

struct walk_ask scene_ask(const struct scene *scene, const char **signers,
                          const struct post_step *row)
{
	const struct post *post = scene->post;
	struct walk_ask ask = {.roster = scene->roster,
	                       .post = post,
	                       .unit = post->unit,
	                       .provider = post->provider,
	                       .signers = signers,
	                       .at_ms = scene->act->at_ms};

	if (scene->act->kind == EVENT_SAVE || scene->act->kind == EVENT_CORRECT)
		ask.author = scene->act->person;
	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];
		const struct policy_step *step =
		    policy_step(scene->policy, signoff->step);

		if (signoff_counts(signoff) && walk_is_hand(step) &&
		    !is_by_row(signoff, row) &&
		    ask.signer_count < POLICY_OFFICES_MAX)
			signers[ask.signer_count++] = signoff->person;
	}
	/* Who is to sign another row is taken. */
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *other = &post->steps[i];

		if (other != row && other->assignee &&
		    (other->state == STEP_OPEN ||
		     other->state == STEP_WAITING) &&
		    ask.signer_count < POLICY_OFFICES_MAX)
			signers[ask.signer_count++] = other->assignee;
	}
	return ask;
}

/* ---- refusals --------------------------------------------------------------
 */

enum err_code scene_no_right(const struct scene *scene, struct str *offices,
                             struct err *err)
{
	/* Without any office it is the state that does not allow it. */
	enum err_code rc = offices->bytes || !scene->post
	                       ? err_set(err, ERR_NO_RIGHT, scene->person->id,
	                                 str_text(offices))
	                       : scene_in_state(scene, err);

	str_clear(offices);
	return rc;
}

enum err_code scene_in_state(const struct scene *scene, struct err *err)
{
	const struct post *post = scene->post;
	bool is_out =
	    post->public_state != PUBLIC_NONE &&
	    !(post_is_correcting(post) && post->work == WORK_IN_REVIEW);

	return err_set(err, ERR_STATE, post->id,
	               is_out ? public_id(post->public_state)
	                      : work_id(post->work));
}

enum err_code need_content(const struct scene *scene, struct err *err)
{
	const struct revision *now = post_revision(scene->post);
	const char *seen = scene->act->content;
	struct str number = {0};
	enum err_code rc;

	if (now && seen && strcmp(now->content, seen) == 0)
		return ERR_OK;
	str_putf(&number, "%d", now ? now->number : 0);
	rc = err_set(err, ERR_STALE, scene->post->id, str_text(&number));
	str_clear(&number);
	return rc;
}

enum err_code content_if_any(const struct scene *scene, struct err *err)
{
	return scene->act->content ? need_content(scene, err) : ERR_OK;
}

/* ---- rights ----------------------------------------------------------------
 */

bool scene_is_provider(const struct scene *scene)
{
	return strcmp(scene->person->id, scene->post->provider) == 0;
}

bool post_is_open_for_writing(const struct post *post)
{
	return post->public_state == PUBLIC_NONE &&
	       (post->work == WORK_DRAFT || post->work == WORK_RETURNED ||
	        post->work == WORK_WITHDRAWN);
}

bool post_is_under_way(const struct post *post)
{
	return (post->work == WORK_IN_REVIEW || post->work == WORK_APPROVED) &&
	       (post->public_state == PUBLIC_NONE || post_is_correcting(post));
}

/* A role that may draft, held in `unit`, or in the unit that took it over. */
enum err_code need_draft(const struct scene *scene, const char *unit,
                         struct verdict *out, struct err *err)
{
	struct str offices = {0};

	unit = roster_heir(scene->roster, unit, scene->act->at_ms);
	for (size_t i = 0; i < policy_role_count(scene->policy); i++) {
		const struct policy_role *role =
		    policy_role_at(scene->policy, i);

		if (!role->draft)
			continue;
		if (person_holds(scene->person, role->id, unit,
		                 scene->act->at_ms)) {
			*out = (struct verdict){NULL, role->id, unit};
			str_clear(&offices);
			return ERR_OK;
		}
		str_putf(&offices, "%s%s@%s", offices.bytes ? ", " : "",
		         role->id, unit);
	}
	return scene_no_right(scene, &offices, err);
}

enum err_code need_provider(const struct scene *scene, struct verdict *out,
                            struct err *err)
{
	if (!scene_is_provider(scene))
		return err_set(err, ERR_NOT_PROVIDER, scene->post->id,
		               scene->post->provider);
	return need_draft(scene, scene->post->unit, out, err);
}

/* *out is the first of the offices that the person holds. */
static bool holds_one(const struct scene *scene, const struct offices *offices,
                      struct verdict *out)
{
	int64_t at_ms = scene->act->at_ms;

	for (size_t i = 0; i < offices->count; i++) {
		const struct role_ref *office = &offices->at[i];
		const char *unit = roster_where(scene->roster, office->where,
		                                scene->post->unit, at_ms);

		if (!unit ||
		    !person_holds(scene->person, office->role, unit, at_ms))
			continue;
		*out = (struct verdict){NULL, office->role, unit};
		return true;
	}
	return false;
}

enum err_code need_office(const struct scene *scene,
                          const struct offices *offices, struct verdict *out,
                          struct err *err)
{
	const char *signers[POLICY_OFFICES_MAX];
	struct walk_ask ask = scene_ask(scene, signers, NULL);
	struct str text = {0};

	if (holds_one(scene, offices, out))
		return ERR_OK;
	walk_put_offices(&text, offices, &ask);
	return scene_no_right(scene, &text, err);
}

static bool holds_row(const struct scene *scene, const struct post_step *row,
                      struct verdict *out)
{
	const char *unit =
	    roster_heir(scene->roster, row->unit, scene->act->at_ms);

	if (!person_holds(scene->person, row->role, unit, scene->act->at_ms))
		return false;
	*out = (struct verdict){NULL, row->role, unit};
	return true;
}

/* A decision is asked for its turn after this; what any office of the route may
 * do, whom a step was given may do only while it waits for them. */
static bool is_assigned(const struct scene *scene, const struct post_step *row)
{
	enum event_kind kind = scene->act->kind;

	return row->assignee && strcmp(row->assignee, scene->person->id) == 0 &&
	       ((kind != EVENT_RAISE && kind != EVENT_FREEZE) ||
	        (!row->host && turn_is_given(scene, row)));
}

/* By the rows of a post that was handed in; else as its grade would take it. */
enum err_code need_step_role(const struct scene *scene, struct verdict *out,
                             struct err *err)
{
	const char *signers[POLICY_OFFICES_MAX];
	struct walk_ask ask = scene_ask(scene, signers, NULL);
	const struct post *post = scene->post;
	struct str offices = {0};
	struct plan plan = {.count = 0};

	if (!post->step_count)
		(void)plan_make(scene->policy, scene->roster, post, NULL,
		                scene->act->at_ms, &plan);
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];
		const struct policy_step *step =
		    policy_step(scene->policy, row->step);

		if (is_assigned(scene, row)) {
			*out = (struct verdict){NULL, row->role, row->unit};
			str_clear(&offices);
			return ERR_OK;
		}
		if (step && plan.count < POLICY_OFFICES_MAX &&
		    (!plan.count || plan.at[plan.count - 1] != step))
			plan.at[plan.count++] = step;
		if (step && step->kind == KIND_JOINT &&
		    holds_row(scene, row, out)) {
			str_clear(&offices);
			return ERR_OK;
		}
	}
	for (size_t i = 0; i < plan.count; i++) {
		if (holds_one(scene, &plan.at[i]->who, out) ||
		    holds_one(scene, &plan.at[i]->escalate, out)) {
			str_clear(&offices);
			return ERR_OK;
		}
		walk_put_offices(&offices, &plan.at[i]->who, &ask);
	}
	return scene_no_right(scene, &offices, err);
}

/* ---- whose turn ------------------------------------------------------------
 */

/* The policy's step of a row; of a signer who was added, of whom it serves. */
static const struct policy_step *rule_of(const struct scene *scene,
                                         const struct post_step *row)
{
	const struct policy_step *step = policy_step(scene->policy, row->step);

	return step || !row->host ? step
	                          : policy_step(scene->policy, row->host);
}

static bool is_added(const struct post_step *row)
{
	return row->host && !row->needs;
}

/* Whether the person a row was given to could still sign it. */
static bool assignment_stands(const struct scene *scene,
                              const struct post_step *row,
                              const struct walk_ask *ask)
{
	const struct person *person =
	    row->assignee ? roster_person(scene->roster, row->assignee) : NULL;
	const struct policy_step *step =
	    is_added(row) ? NULL : rule_of(scene, row);

	if (!person || !walk_is_eligible(ask, step, person))
		return false;
	return is_added(row) || row->needs ||
	       (step && walk_holds(step, ask, person, -1, NULL));
}

bool turn_is_given(const struct scene *scene, const struct post_step *row)
{
	const char *signers[POLICY_OFFICES_MAX];
	struct walk_ask ask = scene_ask(scene, signers, row);

	return (row->state == STEP_OPEN || row->state == STEP_WAITING) &&
	       assignment_stands(scene, row, &ask);
}

static bool has_escalated(const struct scene *scene,
                          const struct post_step *row,
                          const struct policy_step *step)
{
	int64_t from_ms = row->due_ms;

	if (!step->escalate.count || !from_ms)
		return false;
	if (!term_is_none(&step->escalate_after))
		from_ms =
		    policy_due(scene->policy, &step->escalate_after, from_ms);
	return scene->act->at_ms >= from_ms;
}

/* From above, once the step is overdue. */
static bool may_step_in(const struct scene *scene, const struct post_step *row,
                        const struct policy_step *step,
                        const struct walk_ask *ask, const struct person *person,
                        struct verdict *out)
{
	const struct policy_step above = {.who = step->escalate};
	const struct role_ref *office = NULL;

	if (row->needs || !has_escalated(scene, row, step) ||
	    !walk_is_eligible(ask, step, person) ||
	    !walk_holds(&above, ask, person, -1, &office))
		return false;
	*out = (struct verdict){
	    row->step, office->role,
	    roster_where(scene->roster, office->where, ask->unit, ask->at_ms)};
	return true;
}

/* Whether the person may sign a joint seat or an ordinary row, and as what. */
static bool may_take(const struct scene *scene, const struct post_step *row,
                     const struct policy_step *step, const struct walk_ask *ask,
                     const struct person *person, struct verdict *out)
{
	const struct role_ref *office = NULL;
	const char *unit;

	if (!walk_is_eligible(ask, is_added(row) ? NULL : step, person))
		return false;
	if (row->needs) {
		unit = roster_heir(scene->roster, row->unit, ask->at_ms);
		*out = (struct verdict){row->step, row->role, row->unit};
		return person_holds(person, row->role, unit, ask->at_ms);
	}
	if (!walk_holds(step, ask, person, walk_rank(step, ask), &office))
		return may_step_in(scene, row, step, ask, person, out);
	unit =
	    roster_where(scene->roster, office->where, ask->unit, ask->at_ms);
	*out = (struct verdict){row->step, office->role, unit};
	return true;
}

/* A signer who was added acts in the first office of their own. */
static struct verdict own_office(const struct scene *scene,
                                 const struct post_step *row,
                                 const struct person *person)
{
	for (size_t i = 0; i < person->grant_count; i++) {
		const struct grant *grant = &person->grants[i];

		if (person_holds(person, grant->role, grant->unit,
		                 scene->act->at_ms))
			return (struct verdict){row->step, grant->role,
			                        grant->unit};
	}
	return (struct verdict){row->step, "added", person->unit};
}

/* The same for any row: who it was given to comes first. */
static bool may_sign_row(const struct scene *scene, const struct post_step *row,
                         const struct person *person, struct verdict *out)
{
	const char *signers[POLICY_OFFICES_MAX];
	struct walk_ask ask = scene_ask(scene, signers, row);
	const struct policy_step *step = rule_of(scene, row);

	if (assignment_stands(scene, row, &ask)) {
		const struct role_ref *office = NULL;

		*out = is_added(row)
		           ? own_office(scene, row, person)
		           : (struct verdict){row->step, row->role, row->unit};
		if (step && !row->needs && !is_added(row) &&
		    walk_holds(step, &ask, person, -1, &office)) {
			out->role = office->role;
			out->unit = roster_where(scene->roster, office->where,
			                         ask.unit, ask.at_ms);
		}
		if (strcmp(row->assignee, person->id) == 0)
			return true;
		return step && !is_added(row) &&
		       may_step_in(scene, row, step, &ask, person, out);
	}
	return step && may_take(scene, row, step, &ask, person, out);
}

/* The offices of one rank. */
static void put_level(struct str *out, const struct policy_step *step, int rank,
                      const struct walk_ask *ask)
{
	struct str text = {0};

	for (size_t i = 0; i < step->who.count; i++) {
		struct offices one = {&step->who.at[i], 1};

		if (one.at->rank == rank)
			walk_put_offices(&text, &one, ask);
	}
	str_puts(out, str_text(&text));
	str_clear(&text);
}

static enum err_code not_turn(const struct scene *scene, struct err *err)
{
	const char *signers[POLICY_OFFICES_MAX];
	const struct post *post = scene->post;
	struct str object = {0};
	enum err_code rc;

	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];
		struct walk_ask ask = scene_ask(scene, signers, row);
		const struct policy_step *step = rule_of(scene, row);
		int rank;

		if (row->state != STEP_OPEN)
			continue;
		str_putf(&object, "%s%s, ", object.bytes ? "; " : "",
		         row->title);
		if (assignment_stands(scene, row, &ask)) {
			str_puts(&object, row->assignee);
			continue;
		}
		rank = step && !row->needs ? walk_rank(step, &ask) : 0;
		if (rank < 0) {
			rc = walk_no_holder(step, &ask, err);
			str_clear(&object);
			return rc;
		}
		if (row->needs || !step) {
			str_putf(&object, "%s@%s", row->role, row->unit);
			continue;
		}
		put_level(&object, step, rank, &ask);
	}
	rc = err_set(err, ERR_NOT_TURN, post->id, str_text(&object));
	str_clear(&object);
	return rc;
}

int turn_find(const struct scene *scene, struct verdict *out, struct err *err)
{
	for (size_t i = 0; i < scene->post->step_count; i++) {
		const struct post_step *row = &scene->post->steps[i];

		if (row->state == STEP_OPEN &&
		    may_sign_row(scene, row, scene->person, out))
			return (int)i;
	}
	(void)not_turn(scene, err);
	return -1;
}

void route_hands(const struct policy *policy, const struct roster *roster,
                 const struct post *post, size_t row, int64_t at_ms,
                 struct words *out, const struct role_ref **level)
{
	const char *signers[POLICY_OFFICES_MAX];
	struct act act = {.at_ms = at_ms};
	struct scene scene = {policy, roster, post, &act, NULL};
	const struct post_step *at = &post->steps[row];
	struct walk_ask ask = scene_ask(&scene, signers, at);
	const struct policy_step *step = rule_of(&scene, at);
	int rank = step && !at->needs ? walk_rank(step, &ask) : -1;

	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const struct person *person = roster_person_at(roster, i);
		struct verdict verdict;

		if (may_sign_row(&scene, at, person, &verdict))
			words_add(out, span_of(person->id));
	}
	if (!level)
		return;
	*level = NULL;
	for (size_t i = 0; step && i < step->who.count && !*level; i++)
		if (step->who.at[i].rank == rank)
			*level = &step->who.at[i];
}
