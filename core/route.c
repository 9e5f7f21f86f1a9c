/*
 * Judging. Every verb asks in the same order (DESIGN section 8): what there is
 * not (6), then the person's right, then provider or second signature, then
 * content, then state or turn; and last, whether the route could still be
 * walked afterwards. The verbs themselves: route-write.c, route-decide.c,
 * route-joint.c, route-public.c.
 */
#include "core/route.h"

#include <string.h>

#include "core/route-parts.h"

/* What the act names must exist: before any right (DESIGN section 8). */
static enum err_code need_things(const struct scene *scene, struct err *err)
{
	const struct act *act = scene->act;
	bool needs_grade = act->kind == EVENT_RAISE || act->kind == EVENT_LOWER;

	switch (act->kind) {
	case EVENT_NEW:
	case EVENT_SAVE:
	case EVENT_RAISE:
	case EVENT_LOWER:
		if (needs_grade && !act->grade)
			return err_set(err, ERR_NO_GRADE, NULL, NULL);
		if (act->grade && policy_grade(scene->policy, act->grade) < 0)
			return err_set(err, ERR_NO_GRADE, act->grade, NULL);
		return ERR_OK;
	case EVENT_PUBLISH:
		if (act->channel &&
		    !policy_channel(scene->policy, act->channel))
			return err_set(err, ERR_NO_CHANNEL, act->channel, NULL);
		return ERR_OK;
	case EVENT_ADD:
	case EVENT_HAND_ON:
		if (!act->named || !roster_person(scene->roster, act->named))
			return err_set(err, ERR_NO_PERSON, act->named, NULL);
		return ERR_OK;
	default:
		return ERR_OK;
	}
}

static judge_verb *verb_of(enum event_kind kind)
{
	static const struct {
		enum event_kind kind;
		judge_verb *judge;
	} verbs[] = {
	    {EVENT_NEW, judge_new},
	    {EVENT_SAVE, judge_save},
	    {EVENT_RELEASE, judge_release},
	    {EVENT_SUBMIT, judge_submit},
	    {EVENT_SIGN, judge_decision},
	    {EVENT_RETURN, judge_decision},
	    {EVENT_REJECT, judge_decision},
	    {EVENT_PROPOSE, judge_decision},
	    {EVENT_OBJECT, judge_decision},
	    {EVENT_WITHDRAW, judge_withdraw},
	    {EVENT_RAISE, judge_raise},
	    {EVENT_LOWER, judge_lower},
	    {EVENT_PUBLISH, judge_publish},
	    {EVENT_CORRECT, judge_correct},
	    {EVENT_FREEZE, judge_freeze},
	    {EVENT_UNFREEZE, judge_unfreeze},
	    {EVENT_TAKEDOWN, judge_takedown},
	    {EVENT_SUPERSEDE, judge_supersede},
	    {EVENT_JOINT, judge_joint},
	    {EVENT_ADD, judge_add},
	    {EVENT_HAND_ON, judge_hand_on},
	};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (verbs[i].kind == kind)
			return verbs[i].judge;
	}
	return NULL;
}

enum err_code route_judge(const struct policy *policy,
                          const struct roster *roster, const struct post *post,
                          const struct act *act, struct verdict *out,
                          struct err *err)
{
	struct scene scene = {policy, roster, post, act,
	                      roster_person(roster, act->person)};
	judge_verb *judge = verb_of(act->kind);
	struct verdict verdict = {0};
	enum err_code rc;

	if (!judge)
		return err_set(err, ERR_NOT_BUILT, event_id(act->kind), NULL);
	if (!scene.person)
		return err_set(err, ERR_NO_PERSON, act->person, NULL);
	rc = need_things(&scene, err);
	if (rc)
		return rc;
	if (scene.person->disabled)
		return err_set(err, ERR_DISABLED, act->person, NULL);
	rc = judge(&scene, &verdict, err);
	if (rc == ERR_OK)
		*out = verdict;
	return rc;
}

enum err_code route_judge_admin(const struct roster *roster, const char *person,
                                int64_t at_ms, struct verdict *out,
                                struct err *err)
{
	const struct person *found = roster_person(roster, person);

	if (!found)
		return err_set(err, ERR_NO_PERSON, person, NULL);
	if (found->disabled)
		return err_set(err, ERR_DISABLED, person, NULL);
	if (!person_holds(found, "admin", ROSTER_ROOT, at_ms))
		return err_set(err, ERR_NO_RIGHT, person, "admin@" ROSTER_ROOT);
	*out = (struct verdict){NULL, "admin", ROSTER_ROOT};
	return ERR_OK;
}

enum event_kind route_answer(const struct policy *policy,
                             const struct roster *roster,
                             const struct post *post, const struct act *act)
{
	struct scene scene = {policy, roster, post, act,
	                      roster_person(roster, act->person)};
	struct verdict verdict;
	int row = -1;

	if (act->kind == EVENT_RETURN && scene.person &&
	    post->work == WORK_IN_REVIEW)
		row = turn_find(&scene, &verdict, NULL);
	return row >= 0 && turn_objects(&scene, row) ? EVENT_OBJECT : act->kind;
}

bool route_keeps_policy(enum event_kind kind, const struct post *post)
{
	switch (kind) {
	case EVENT_NEW:
	case EVENT_RELEASE:
	case EVENT_SUBMIT:
		return false;
	case EVENT_SAVE: /* an editor's, in review */
		return post->policy[0] && post->work == WORK_IN_REVIEW;
	default:
		return post->policy[0] != '\0';
	}
}

/* ---- what could be done ----------------------------------------------------
 */

/* Everything a signature may be asked for, so that only the turn decides. */
int route_row(const struct policy *policy, const struct roster *roster,
              const struct post *post, const char *person, int64_t at_ms)
{
	const struct revision *now = post_revision(post);
	struct act act = {.kind = EVENT_SIGN,
	                  .person = person,
	                  .content = now ? now->content : NULL,
	                  .opinion = true,
	                  .personal = true,
	                  .at_ms = at_ms};
	struct scene scene = {policy, roster, post, &act,
	                      roster_person(roster, person)};
	struct verdict verdict;
	struct words ticks = {0};
	struct str ticked = {0};
	int row;
	enum err_code rc;

	if (!scene.person || scene.person->disabled ||
	    post->work != WORK_IN_REVIEW)
		return -1;
	row = turn_find(&scene, &verdict, NULL);
	if (row < 0)
		return -1;
	route_ticks(policy_step(policy, post->steps[row].step), post, &ticks);
	words_write(&ticked, &ticks);
	act.ticked = str_text(&ticked);
	rc = route_judge(policy, roster, post, &act, &verdict, NULL);
	words_clear(&ticks);
	str_clear(&ticked);
	return rc == ERR_OK ? row : -1;
}

bool route_may_sign(const struct policy *policy, const struct roster *roster,
                    const struct post *post, const char *person, int64_t at_ms)
{
	return route_row(policy, roster, post, person, at_ms) >= 0;
}

bool route_may_publish(const struct policy *policy, const struct roster *roster,
                       const struct post *post, const char *person,
                       int64_t at_ms)
{
	struct act act = {
	    .kind = EVENT_PUBLISH, .person = person, .at_ms = at_ms};
	struct verdict verdict;

	return route_judge(policy, roster, post, &act, &verdict, NULL) ==
	       ERR_OK;
}

bool route_signs_again(const struct post *post, const char *person)
{
	if (!post_is_as_proposed(post))
		return false;
	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];

		if (!signoff->valid && strcmp(signoff->decision, "sign") == 0 &&
		    signoff->revision == post->proposal_revision &&
		    strcmp(signoff->person, person) == 0)
			return true;
	}
	return false;
}
