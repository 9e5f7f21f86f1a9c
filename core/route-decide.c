/*
 * Judging what people decide on the way: sign, return, reject, propose; raise
 * and lower. Others can be asked, too: route-joint.c.
 */
#include <string.h>

#include "core/mem.h"
#include "core/route-parts.h"

/* ---- hands that are left ---------------------------------------------------
 */

/* Whether the step is signed, or given to somebody by name. */
static bool is_provided(const struct scene *scene, const char *step)
{
	const struct post *post = scene->post;

	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];

		if (strcmp(row->step, step) == 0 && !row->needs &&
		    (row->state == STEP_SIGNED || turn_is_given(scene, row)))
			return true;
	}
	return false;
}

const struct policy_step *missing_in(const struct scene *scene,
                                     const struct walk_needs *needs, bool keep,
                                     const char *extra, bool forgive_vacant,
                                     struct walk_ask *ask, const char **signers)
{
	*ask = scene_ask(scene, signers, NULL);
	if (!keep)
		ask->signer_count = 0;
	if (extra)
		signers[ask->signer_count++] = extra;
	ask->needs = needs;
	ask->forgive_vacant = forgive_vacant;
	return walk_missing(ask);
}

/* How many of a joint step's rows are in which state. */
static size_t seats_in(const struct post *post, const char *step,
                       enum step_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < post->step_count; i++)
		count += post->steps[i].state == state &&
		         strcmp(post->steps[i].step, step) == 0;
	return count;
}

/* What may stay empty in the joint steps of `needs`. */
static void spare_seats(const struct post *post, struct walk_needs *needs)
{
	for (size_t i = 0; i < needs->count; i++) {
		struct walk_need *need = &needs->at[i];
		const char *step = need->step->id;
		size_t left = seats_in(post, step, STEP_WAITING) +
		              seats_in(post, step, STEP_OPEN);
		size_t have = seats_in(post, step, STEP_SIGNED), wanted = 0;

		if (!need->is_seat)
			continue;
		for (size_t j = 0; j < post->step_count; j++)
			if (strcmp(post->steps[j].step, step) == 0)
				wanted = (size_t)post->steps[j].needs;
		wanted = wanted > have ? wanted - have : 0;
		need->spare = left > wanted ? left - wanted : 0;
	}
}

static void need_seat(struct walk_needs *needs, const struct policy_step *step,
                      const struct post_step *row)
{
	if (needs->count < POLICY_OFFICES_MAX)
		needs->at[needs->count++] =
		    (struct walk_need){.step = step,
		                       .is_seat = true,
		                       .seat = {row->role, row->unit, 0}};
}

void rest_of(const struct scene *scene, int taken, struct walk_needs *needs)
{
	const struct post *post = scene->post;

	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];
		const struct policy_step *step =
		    policy_step(scene->policy, row->step);

		if ((int)i == taken || !step || turn_is_given(scene, row) ||
		    (row->state != STEP_WAITING && row->state != STEP_OPEN))
			continue;
		if (row->needs)
			need_seat(needs, step, row);
		else
			walk_need(needs, step, NULL); /* no seats */
	}
	spare_seats(post, needs);
}

/* Adds the seats of a joint review that was opened on the way. */
static void asked_of(const struct post *post, const struct policy *policy,
                     struct walk_needs *needs)
{
	struct walk_needs asked = {.count = 0};

	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];
		const struct policy_step *step = policy_step(policy, row->step);

		if (step && row->host && row->needs &&
		    (row->state == STEP_OPEN || row->state == STEP_WAITING))
			need_seat(&asked, step, row);
	}
	spare_seats(post, &asked);
	for (size_t i = 0; i < asked.count; i++)
		if (needs->count < POLICY_OFFICES_MAX)
			needs->at[needs->count++] = asked.at[i];
}

enum err_code need_walkable(const struct scene *scene, const struct plan *plan,
                            bool keep, struct err *err)
{
	const char *signers[POLICY_OFFICES_MAX + 1];
	const struct policy_step *missing;
	struct walk_needs needs = {.count = 0};
	struct walk_ask ask = scene_ask(scene, signers, NULL);

	for (size_t i = 0; i < plan->count; i++) {
		const struct policy_step *step = plan->at[i];

		if (!keep || !is_provided(scene, step->id))
			walk_need(&needs, step, &ask);
	}
	if (keep)
		asked_of(scene->post, scene->policy, &needs);
	missing = missing_in(scene, &needs, keep, NULL, false, &ask, signers);
	return missing ? walk_no_holder(missing, &ask, err) : ERR_OK;
}

static bool holds_any(const struct scene *scene, const struct policy_step *step,
                      const struct walk_ask *ask)
{
	return walk_holds(step, ask, scene->person, -1, NULL);
}

bool turn_objects(const struct scene *scene, int row)
{
	const char *signers[POLICY_OFFICES_MAX + 1];
	const struct post_step *at = &scene->post->steps[row];
	struct walk_needs needs = {.count = 0};
	struct walk_ask ask;

	if (!at->needs || at->host)
		return at->needs > 0;
	if (seats_in(scene->post, at->step, STEP_OPEN) +
	        seats_in(scene->post, at->step, STEP_SIGNED) <=
	    (size_t)at->needs)
		return false;
	rest_of(scene, row, &needs);
	for (size_t i = 0; i < needs.count; i++)
		if (strcmp(needs.at[i].step->id, at->step) == 0)
			needs.at[i].spare -= needs.at[i].spare > 0;
	return !missing_in(scene, &needs, true, NULL, false, &ask, signers);
}

/*
 * A signature must leave somebody for each later step. Where the route could
 * not be walked without it either (people left since the submission), it is not
 * this signature that is in the way.
 */
static enum err_code need_later_hands(const struct scene *scene, int open,
                                      struct err *err)
{
	const char *signers[POLICY_OFFICES_MAX + 1];
	const char *id = scene->person->id;
	const struct policy_step *needed = NULL;
	struct walk_needs needs = {.count = 0};
	struct walk_ask ask;

	if (!walk_is_hand(
	        policy_step(scene->policy, scene->post->steps[open].step)))
		return ERR_OK;
	rest_of(scene, open, &needs);
	if (!missing_in(scene, &needs, true, id, true, &ask, signers) ||
	    missing_in(scene, &needs, true, NULL, true, &ask, signers))
		return ERR_OK;
	for (size_t i = 0; i < needs.count && !needed; i++)
		if (walk_is_hand(needs.at[i].step) &&
		    holds_any(scene, needs.at[i].step, &ask))
			needed = needs.at[i].step;
	if (!needed)
		return ERR_OK;
	return err_set(err, ERR_LAST_HANDS, scene->post->id, needed->title);
}

/* ---- whoever decides -------------------------------------------------------
 */

/* The step that waits, where no hand of one's own is asked for. */
static bool takes_no_hand(const struct scene *scene)
{
	int open = post_open_step(scene->post);
	const struct policy_step *step =
	    open < 0
	        ? NULL
	        : policy_step(scene->policy, scene->post->steps[open].step);

	return scene->post->work == WORK_IN_REVIEW && step &&
	       !walk_is_hand(step);
}

static bool takes_authors(const struct scene *scene)
{
	int open = post_open_step(scene->post);
	const struct policy_step *step =
	    open < 0
	        ? NULL
	        : policy_step(scene->policy, scene->post->steps[open].step);

	return step && step->kind == KIND_EDIT;
}

static bool is_author(const struct scene *scene)
{
	const struct post *post = scene->post;

	for (size_t i = 0; i < post->revision_count; i++)
		if (post->revisions[i].person &&
		    strcmp(post->revisions[i].person, scene->person->id) == 0)
			return true;
	return false;
}

/* The step the person signed validly; NULL when none. */
static const char *signed_step(const struct scene *scene)
{
	const struct post *post = scene->post;

	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];

		if (signoff_counts(signoff) &&
		    strcmp(signoff->person, scene->person->id) == 0 &&
		    walk_is_hand(policy_step(scene->policy, signoff->step)))
			return signoff->step;
	}
	return NULL;
}

/* Not the provider, no author, and nobody twice; but who signed last may take
 * an approved post back. */
static enum err_code need_fresh_hand(const struct scene *scene, struct err *err)
{
	const struct post *post = scene->post;
	const char *step = signed_step(scene);
	const struct signoff *last = post_last_signature(post);
	const struct policy_step *known;

	if (scene_is_provider(scene))
		return err_set(err, ERR_PROVIDER, post->id, NULL);
	if (is_author(scene) && !takes_authors(scene))
		return err_set(err, ERR_AUTHOR, post->id, NULL);
	if (!step || takes_no_hand(scene))
		return ERR_OK;
	if (scene->act->kind != EVENT_SIGN && post->work == WORK_APPROVED &&
	    last && strcmp(last->person, scene->person->id) == 0)
		return ERR_OK;
	known = policy_step(scene->policy, step);
	return err_set(err, ERR_SECOND_SIGNATURE, post->id,
	               known ? known->title : step);
}

/* Who signed last takes an approved post back: return, reject, propose. */
static enum err_code judge_approved(const struct scene *scene,
                                    struct verdict *out, struct err *err)
{
	const struct signoff *last = post_last_signature(scene->post);

	if (scene->act->kind == EVENT_SIGN ||
	    scene->act->kind == EVENT_OBJECT || !last ||
	    !post_is_under_way(scene->post) ||
	    strcmp(last->person, scene->person->id) != 0)
		return scene_in_state(scene, err);
	*out = (struct verdict){last->step, last->role, last->unit};
	return ERR_OK;
}

/* ---- what a step asks for --------------------------------------------------
 */

void route_ticks(const struct policy_step *step, const struct post *post,
                 struct words *out)
{
	if (!step)
		return;
	for (size_t i = 0; step->ticks && i < step->checklist.count; i++)
		words_add(out, span_of(step->checklist.at[i]));
	for (size_t i = 0; step->attachments && i < post->form.attachment_count;
	     i++) {
		struct str text = {0};

		str_putf(&text, "attachment %03zu", i + 1);
		words_add(out, str_span(&text));
		str_clear(&text);
	}
	if (step->proof)
		words_add(out, span_of("proof"));
}

static enum err_code need_ticks(const struct scene *scene,
                                const struct policy_step *step, struct err *err)
{
	struct words wanted = {0}, ticked = {0}, missing = {0};
	struct str text = {0};
	enum err_code rc = ERR_OK;

	route_ticks(step, scene->post, &wanted);
	words_read(&ticked, span_of(scene->act->ticked));
	for (size_t i = 0; i < wanted.count; i++)
		if (!words_have(&ticked, span_of(wanted.at[i])))
			words_add(&missing, span_of(wanted.at[i]));
	words_write(&text, &missing);
	for (size_t i = 0; rc == ERR_OK && i < ticked.count; i++)
		if (!words_have(&wanted, span_of(ticked.at[i])))
			rc =
			    err_set(err, ERR_BAD_VALUE, "--tick", ticked.at[i]);
	if (missing.count)
		rc = err_set(err, ERR_NOT_TICKED, step->title, str_text(&text));
	words_clear(&wanted);
	words_clear(&ticked);
	words_clear(&missing);
	str_clear(&text);
	return rc;
}

/* What an editor changed may ask for other steps than those that were laid. */
static enum err_code need_same_route(const struct scene *scene,
                                     const struct policy_step *step,
                                     struct err *err)
{
	const struct post *post = scene->post;
	struct plan plan;
	size_t at = 0;
	bool same;

	if (step->kind != KIND_EDIT)
		return ERR_OK;
	same = plan_make(scene->policy, scene->roster, post, NULL,
	                 scene->act->at_ms, &plan) &&
	       strcmp(plan.route->id, post->route) == 0;
	for (size_t i = 0; same && i < post->step_count; i++) {
		const char *id = post->steps[i].step;

		if (post->steps[i].host ||
		    (i && strcmp(post->steps[i - 1].step, id) == 0))
			continue;
		same = at < plan.count && strcmp(plan.at[at++]->id, id) == 0;
	}
	return same && at == plan.count
	           ? ERR_OK
	           : err_set(err, ERR_NO_ROUTE, post->id, NULL);
}

static enum err_code need_what_the_step_asks(const struct scene *scene, int row,
                                             struct err *err)
{
	const struct policy_step *step =
	    policy_step(scene->policy, scene->post->steps[row].step);
	enum err_code rc;

	if (!step)
		return scene->act->ticked && *scene->act->ticked
		           ? err_set(err, ERR_BAD_VALUE, "--tick",
		                     scene->act->ticked)
		           : ERR_OK;
	if (scene->act->kind == EVENT_REJECT)
		return step->no_reject || post_is_correcting(scene->post) ||
		               turn_objects(scene, row)
		           ? err_set(err, ERR_NO_REJECT, step->title, NULL)
		           : ERR_OK;
	if (scene->act->kind != EVENT_SIGN)
		return ERR_OK;
	if (step->opinion && !scene->act->opinion)
		return err_set(err, ERR_NO_OPINION, step->title, NULL);
	if (step->personal && !scene->act->personal)
		return err_set(err, ERR_NOT_PERSONAL, step->title,
		               scene->post->id);
	if ((rc = need_ticks(scene, step, err)))
		return rc;
	return need_same_route(scene, step, err);
}

/* The right, a fresh hand, the content, the turn: *row is what is open. */
enum err_code need_turn(const struct scene *scene, int *row,
                        struct verdict *out, struct err *err)
{
	struct err why = {0};
	enum err_code rc = need_step_role(scene, out, err);

	/* The provider hears that, not a list of offices to ask for. */
	if (rc == ERR_OK || (rc == ERR_NO_RIGHT && scene_is_provider(scene)))
		rc = need_fresh_hand(scene, err);
	if (rc == ERR_OK)
		rc = need_content(scene, err);
	*row = -1;
	if (rc)
		return rc;
	if (scene->post->work != WORK_IN_REVIEW ||
	    post_open_step(scene->post) < 0)
		return ERR_OK;
	*row = turn_find(scene, out, &why);
	if (*row >= 0)
		return ERR_OK;
	if (err)
		*err = why;
	return why.code;
}

/* sign, return, reject, propose, object */
enum err_code judge_decision(const struct scene *scene, struct verdict *out,
                             struct err *err)
{
	bool asked;
	int row;
	enum err_code rc = need_turn(scene, &row, out, err);

	if (rc)
		return rc;
	if (scene->post->work == WORK_APPROVED)
		return judge_approved(scene, out, err);
	if (row < 0)
		return scene_in_state(scene, err);
	asked = turn_objects(scene, row);
	if (asked ? scene->act->kind == EVENT_RETURN ||
	                scene->act->kind == EVENT_PROPOSE
	          : scene->act->kind == EVENT_OBJECT)
		return scene_in_state(scene, err);
	if (scene->act->kind == EVENT_PROPOSE &&
	    post_is_correcting(scene->post))
		return scene_in_state(scene, err);
	rc = need_what_the_step_asks(scene, row, err);
	if (rc == ERR_OK && scene->act->kind == EVENT_SIGN)
		rc = need_later_hands(scene, row, err);
	return rc;
}

/* ---- raise, lower ----------------------------------------------------------
 */

static enum err_code need_route(const struct scene *scene, const char *grade,
                                struct err *err)
{
	struct plan plan;

	if (!plan_make(scene->policy, scene->roster, scene->post, grade,
	               scene->act->at_ms, &plan) ||
	    !plan_reviews(&plan))
		return err_set(err, ERR_NO_ROUTE, scene->post->id, NULL);
	return need_walkable(scene, &plan, true, err);
}

enum err_code judge_raise(const struct scene *scene, struct verdict *out,
                          struct err *err)
{
	const struct post *post = scene->post;
	enum err_code rc = need_step_role(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if (!post_is_under_way(post) || post->public_state != PUBLIC_NONE)
		return scene_in_state(scene, err);
	if (policy_grade(scene->policy, scene->act->grade) <=
	    policy_grade(scene->policy, post->grade))
		return err_set(err, ERR_GRADE_DOWN, post->id, post->grade);
	return need_route(scene, scene->act->grade, err);
}

/* The last approving level of the route, or whom the grade names. */
static enum err_code need_lowerer(const struct scene *scene,
                                  struct verdict *out, struct err *err)
{
	const struct offices *named = NULL;
	const struct policy_step *last;
	struct plan plan;
	int grade = policy_grade(scene->policy, scene->post->grade);
	enum err_code rc;

	if (grade >= 0)
		named = &policy_grade_at(scene->policy, (size_t)grade)->lower;
	if ((!named || !named->count) &&
	    plan_make(scene->policy, scene->roster, scene->post, NULL,
	              scene->act->at_ms, &plan) &&
	    (last = plan_last_sign(&plan)))
		named = &last->who;
	if (!named)
		return scene_in_state(scene, err);
	rc = need_office(scene, named, out, err);
	if ((rc == ERR_OK || rc == ERR_NO_RIGHT) && scene_is_provider(scene))
		rc = err_set(err, ERR_PROVIDER, scene->post->id, NULL);
	return rc;
}

enum err_code judge_lower(const struct scene *scene, struct verdict *out,
                          struct err *err)
{
	const struct post *post = scene->post;
	enum err_code rc = need_lowerer(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if (!post_is_under_way(post) || post->public_state != PUBLIC_NONE)
		return scene_in_state(scene, err);
	if (policy_grade(scene->policy, scene->act->grade) >=
	    policy_grade(scene->policy, post->grade))
		return err_set(err, ERR_GRADE_UP, post->id, post->grade);
	return need_route(scene, scene->act->grade, err);
}
