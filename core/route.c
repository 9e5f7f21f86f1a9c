/*
 * Judging. Every verb asks in the same order (DESIGN section 8): what there is
 * not (6), then the person's right, then provider or second signature, then
 * content, then state or turn; and last, whether the route could still be
 * walked afterwards.
 */
#include "core/route.h"

#include <string.h>

#include "core/calendar.h"
#include "core/route-walk.h"

struct scene {
	const struct policy *policy;
	const struct roster *roster;
	const struct post *post; /* NULL for new */
	const struct act *act;
	const struct person *person;
};

/* The steps of the post's route: since the last submit, or as its grade would
 * take it. */
static void path_of(const struct policy *policy, const struct post *post,
                    struct walk_steps *out)
{
	if (!post->step_count) {
		walk_grade_steps(policy, post->grade, out);
		return;
	}
	out->count = 0;
	for (size_t i = 0; i < post->step_count; i++) {
		const struct policy_step *step =
		    policy_step(policy, post->steps[i].step);

		if (step && out->count < POLICY_OFFICES_MAX)
			out->at[out->count++] = step;
	}
}

static bool is_signature(const struct signoff *signoff)
{
	return signoff->valid && strcmp(signoff->decision, "sign") == 0;
}

/* The step `person` signed validly; NULL when none. */
static const char *signed_step(const struct post *post, const char *person)
{
	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];

		if (is_signature(signoff) &&
		    strcmp(signoff->person, person) == 0)
			return signoff->step;
	}
	return NULL;
}

/* Who signed validly, but for `step` (NULL: any); at most `room`. */
static size_t signers_of(const struct post *post, const char *step,
                         const char **out, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < post->signoff_count && count < room; i++) {
		const struct signoff *signoff = &post->signoffs[i];

		if (is_signature(signoff) &&
		    (!step || strcmp(signoff->step, step) != 0))
			out[count++] = signoff->person;
	}
	return count;
}

static const struct signoff *last_signature(const struct post *post)
{
	for (size_t i = post->signoff_count; i > 0; i--) {
		if (is_signature(&post->signoffs[i - 1]))
			return &post->signoffs[i - 1];
	}
	return NULL;
}

int route_level(const struct policy_step *step, const struct roster *roster,
                const struct post *post, int64_t at_ms)
{
	const char *signers[POLICY_OFFICES_MAX];
	struct walk_ask ask = {.roster = roster,
	                       .unit = post->unit,
	                       .provider = post->provider,
	                       .signers = signers,
	                       .at_ms = at_ms};

	ask.signer_count =
	    signers_of(post, step->id, signers, POLICY_OFFICES_MAX);
	return walk_level(step, &ask);
}

static bool holds(const struct scene *scene, const struct role_ref *level)
{
	return person_holds(scene->person, level->role,
	                    walk_where(level, scene->post->unit),
	                    scene->act->at_ms);
}

/* Refusals. */

static enum err_code no_right(const struct scene *scene, struct str *offices,
                              struct err *err)
{
	enum err_code rc =
	    err_set(err, ERR_NO_RIGHT, scene->person->id, str_text(offices));

	str_clear(offices);
	return rc;
}

static enum err_code in_state(const struct scene *scene, struct err *err)
{
	const struct post *post = scene->post;

	return err_set(err, ERR_STATE, post->id,
	               post->public_state == PUBLIC_NONE
	                   ? work_id(post->work)
	                   : public_id(post->public_state));
}

/* Rights. */

/* A role that may draft, held in `unit`. */
static enum err_code need_draft(const struct scene *scene, const char *unit,
                                struct verdict *out, struct err *err)
{
	struct str offices = {0};

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
	return no_right(scene, &offices, err);
}

static enum err_code need_provider(const struct scene *scene,
                                   struct verdict *out, struct err *err)
{
	if (strcmp(scene->person->id, scene->post->provider) != 0)
		return err_set(err, ERR_NOT_PROVIDER, scene->post->id,
		               scene->post->provider);
	return need_draft(scene, scene->post->unit, out, err);
}

/* Any level of any step on the route. *out is the first that is held. */
static enum err_code need_step_role(const struct scene *scene,
                                    struct verdict *out, struct err *err)
{
	struct str offices = {0};
	struct walk_steps path;

	path_of(scene->policy, scene->post, &path);
	for (size_t i = 0; i < path.count; i++) {
		for (size_t j = 0; j < path.at[i]->level_count; j++) {
			const struct role_ref *level = &path.at[i]->levels[j];

			if (!holds(scene, level))
				continue;
			*out = (struct verdict){
			    NULL, level->role,
			    walk_where(level, scene->post->unit)};
			str_clear(&offices);
			return ERR_OK;
		}
		walk_put_offices(&offices, path.at[i], scene->post->unit);
	}
	return no_right(scene, &offices, err);
}

/* Content, as the person saw it. */
static enum err_code need_content(const struct scene *scene, struct err *err)
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

/* Verbs that take no content still refuse one that is stale. */
static enum err_code content_if_any(const struct scene *scene, struct err *err)
{
	return scene->act->content ? need_content(scene, err) : ERR_OK;
}

static bool is_open_for_writing(const struct post *post)
{
	return post->work == WORK_DRAFT || post->work == WORK_RETURNED ||
	       post->work == WORK_WITHDRAWN;
}

static bool is_under_way(const struct post *post)
{
	return (post->work == WORK_IN_REVIEW || post->work == WORK_APPROVED) &&
	       post->public_state == PUBLIC_NONE;
}

/* Could `steps` be signed by people other than the signers and `extra`? */
static const struct policy_step *
missing_in(const struct scene *scene, const struct walk_steps *steps,
           bool keep_signers, const char *extra, bool forgive_vacant)
{
	const char *signers[POLICY_OFFICES_MAX + 1];
	struct walk_ask ask = {.roster = scene->roster,
	                       .steps = steps,
	                       .unit = scene->post->unit,
	                       .provider = scene->post->provider,
	                       .signers = signers,
	                       .at_ms = scene->act->at_ms,
	                       .forgive_vacant = forgive_vacant};

	if (keep_signers)
		ask.signer_count =
		    signers_of(scene->post, NULL, signers, POLICY_OFFICES_MAX);
	if (extra)
		signers[ask.signer_count++] = extra;
	return walk_missing(&ask);
}

static bool has_signature(const struct post *post, const char *step)
{
	for (size_t i = 0; i < post->signoff_count; i++) {
		if (is_signature(&post->signoffs[i]) &&
		    strcmp(post->signoffs[i].step, step) == 0)
			return true;
	}
	return false;
}

/* The steps of a grade's route that nobody has signed, or all of them. */
static enum err_code route_rest(const struct scene *scene, const char *grade,
                                bool keep_signed, struct walk_steps *out,
                                struct err *err)
{
	const struct policy_route *route =
	    policy_route_for(scene->policy, grade);

	out->count = 0;
	if (!route)
		return err_set(err, ERR_NO_ROUTE, grade, NULL);
	for (size_t i = 0; i < route->step_count; i++) {
		const struct policy_step *step =
		    policy_step_at(scene->policy, route->steps[i]);

		if (!keep_signed || !has_signature(scene->post, step->id))
			out->at[out->count++] = step;
	}
	return ERR_OK;
}

static enum err_code need_grade(const struct scene *scene, struct err *err)
{
	const char *grade = scene->act->grade;

	if (grade && policy_grade(scene->policy, grade) < 0)
		return err_set(err, ERR_NO_GRADE, grade, NULL);
	return ERR_OK;
}

/* The verbs. */

static enum err_code judge_new(const struct scene *scene, struct verdict *out,
                               struct err *err)
{
	return need_draft(scene, scene->person->unit, out, err);
}

static enum err_code judge_save(const struct scene *scene, struct verdict *out,
                                struct err *err)
{
	const struct post *post = scene->post;
	const char *grade = scene->act->grade;
	enum err_code rc = need_provider(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if (!is_open_for_writing(post))
		return in_state(scene, err);
	if (grade && post->submitted &&
	    policy_grade(scene->policy, grade) <
	        policy_grade(scene->policy, post->grade))
		return err_set(err, ERR_GRADE_DOWN, post->id, post->grade);
	return ERR_OK;
}

/* Who may let held text in: the unit's head and those above. */
static enum err_code judge_release(const struct scene *scene,
                                   struct verdict *out, struct err *err)
{
	static const struct role_ref offices[] = {
	    {"unit-head", "owner"},
	    {"unit-head", ROSTER_ROOT},
	    {"propaganda", ROSTER_ROOT},
	    {"leader", ROSTER_ROOT},
	};
	static const struct policy_step releasing = {
	    .levels = (struct role_ref *)offices, .level_count = 4};
	struct str text = {0};
	size_t held = 0;

	while (held < releasing.level_count && !holds(scene, &offices[held]))
		held++;
	if (held == releasing.level_count) {
		walk_put_offices(&text, &releasing, scene->post->unit);
		return no_right(scene, &text, err);
	}
	if (strcmp(scene->person->id, scene->post->provider) == 0)
		return err_set(err, ERR_PROVIDER, scene->post->id, NULL);
	if (!is_open_for_writing(scene->post))
		return in_state(scene, err);
	*out = (struct verdict){NULL, offices[held].role,
	                        walk_where(&offices[held], scene->post->unit)};
	return ERR_OK;
}

static enum err_code judge_submit(const struct scene *scene,
                                  struct verdict *out, struct err *err)
{
	const struct post *post = scene->post;
	const struct policy_step *missing;
	struct walk_steps steps;
	enum err_code rc = need_provider(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if (!is_open_for_writing(post))
		return in_state(scene, err);
	if (!post_revision(post))
		return err_set(err, ERR_HELD_FIRST, post->id, NULL);
	rc = route_rest(scene, post->grade, false, &steps, err);
	if (rc)
		return rc;
	missing = missing_in(scene, &steps, false, NULL, false);
	if (missing)
		return walk_no_holder(missing, post->unit, err);
	return ERR_OK;
}

/* Not the provider, and nobody twice; but who signed last may take an approved
 * post back. */
static enum err_code need_fresh_hand(const struct scene *scene, struct err *err)
{
	const struct post *post = scene->post;
	const char *id = scene->person->id;
	const char *step = signed_step(post, id);
	const struct signoff *last = last_signature(post);
	const struct policy_step *known;

	if (strcmp(id, post->provider) == 0)
		return err_set(err, ERR_PROVIDER, post->id, NULL);
	if (!step)
		return ERR_OK;
	if (scene->act->kind != EVENT_SIGN && post->work == WORK_APPROVED &&
	    last && strcmp(last->person, id) == 0)
		return ERR_OK;
	known = policy_step(scene->policy, step);
	return err_set(err, ERR_SECOND_SIGNATURE, post->id,
	               known ? known->title : step);
}

/* Who signed last takes an approved post back: return and reject only. */
static enum err_code judge_approved(const struct scene *scene,
                                    struct verdict *out, struct err *err)
{
	const struct signoff *last = last_signature(scene->post);

	if (scene->act->kind == EVENT_SIGN ||
	    scene->post->public_state != PUBLIC_NONE || !last ||
	    strcmp(last->person, scene->person->id) != 0)
		return in_state(scene, err);
	*out = (struct verdict){last->step, last->role, last->unit};
	return ERR_OK;
}

/* Holds the level in force of the open step. */
static enum err_code need_turn(const struct scene *scene, int open,
                               struct verdict *out, struct err *err)
{
	const struct post *post = scene->post;
	const struct post_step *waits = &post->steps[open];
	const struct policy_step *step =
	    policy_step(scene->policy, waits->step);
	const struct role_ref *level;
	struct str object = {0};
	enum err_code rc;
	int force;

	if (!step)
		return err_set(err, ERR_NOT_TURN, post->id, waits->title);
	force = route_level(step, scene->roster, post, scene->act->at_ms);
	if (force < 0)
		return walk_no_holder(step, post->unit, err);
	level = &step->levels[force];
	if (holds(scene, level)) {
		*out = (struct verdict){waits->step, level->role,
		                        walk_where(level, post->unit)};
		return ERR_OK;
	}
	str_putf(&object, "%s, %s@%s", waits->title, level->role,
	         walk_where(level, post->unit));
	rc = err_set(err, ERR_NOT_TURN, post->id, str_text(&object));
	str_clear(&object);
	return rc;
}

static bool holds_any(const struct scene *scene, const struct policy_step *step)
{
	for (size_t i = 0; i < step->level_count; i++) {
		if (holds(scene, &step->levels[i]))
			return true;
	}
	return false;
}

/*
 * A signature must leave somebody for each later step. Where the route could
 * not be walked without it either (people left since the submission), it is not
 * this signature that is in the way.
 */
static enum err_code need_later_hands(const struct scene *scene, int open,
                                      struct err *err)
{
	const char *id = scene->person->id;
	const struct policy_step *needed = NULL;
	struct walk_steps steps = {.count = 0};

	for (size_t i = 0; i < scene->post->step_count; i++) {
		const struct post_step *waits = &scene->post->steps[i];
		const struct policy_step *step =
		    policy_step(scene->policy, waits->step);

		if ((int)i == open || waits->state != STEP_WAITING || !step)
			continue;
		steps.at[steps.count++] = step;
		if (!needed && holds_any(scene, step))
			needed = step;
	}
	if (!needed || !missing_in(scene, &steps, true, id, true) ||
	    missing_in(scene, &steps, true, NULL, true))
		return ERR_OK;
	return err_set(err, ERR_LAST_HANDS, scene->post->id, needed->title);
}

/* sign, return, reject */
static enum err_code judge_decision(const struct scene *scene,
                                    struct verdict *out, struct err *err)
{
	int open = post_open_step(scene->post);
	enum err_code rc = need_step_role(scene, out, err);
	bool provides = strcmp(scene->post->provider, scene->person->id) == 0;

	/* The provider hears that, not a list of offices to ask for. */
	if (rc == ERR_OK || (rc == ERR_NO_RIGHT && provides))
		rc = need_fresh_hand(scene, err);
	if (rc == ERR_OK)
		rc = need_content(scene, err);
	if (rc)
		return rc;
	if (scene->post->work == WORK_APPROVED)
		return judge_approved(scene, out, err);
	if (scene->post->work != WORK_IN_REVIEW || open < 0)
		return in_state(scene, err);
	rc = need_turn(scene, open, out, err);
	if (rc == ERR_OK && scene->act->kind == EVENT_SIGN)
		rc = need_later_hands(scene, open, err);
	return rc;
}

static enum err_code judge_withdraw(const struct scene *scene,
                                    struct verdict *out, struct err *err)
{
	enum err_code rc = need_provider(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc == ERR_OK && !is_under_way(scene->post))
		rc = in_state(scene, err);
	return rc;
}

static enum err_code judge_raise(const struct scene *scene, struct verdict *out,
                                 struct err *err)
{
	const struct post *post = scene->post;
	const struct policy_step *missing;
	struct walk_steps steps;
	enum err_code rc = need_step_role(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if (!is_under_way(post))
		return in_state(scene, err);
	if (policy_grade(scene->policy, scene->act->grade) <=
	    policy_grade(scene->policy, post->grade))
		return err_set(err, ERR_GRADE_DOWN, post->id, post->grade);
	rc = route_rest(scene, scene->act->grade, true, &steps, err);
	if (rc)
		return rc;
	missing = missing_in(scene, &steps, true, NULL, false);
	if (missing)
		return walk_no_holder(missing, post->unit, err);
	return ERR_OK;
}

/* The publishing level in force: the provider and signers count too. */
static enum err_code need_publisher(const struct scene *scene,
                                    struct verdict *out, struct err *err)
{
	const struct policy_step *publish = policy_publish(scene->policy);
	struct walk_ask ask = {.roster = scene->roster,
	                       .unit = scene->post->unit,
	                       .provider = "",
	                       .at_ms = scene->act->at_ms};
	int force = walk_level(publish, &ask);
	struct str offices = {0};

	if (force >= 0 && holds(scene, &publish->levels[force])) {
		const struct role_ref *level = &publish->levels[force];

		*out = (struct verdict){NULL, level->role,
		                        walk_where(level, scene->post->unit)};
		return ERR_OK;
	}
	if (force < 0)
		walk_put_offices(&offices, publish, scene->post->unit);
	else
		str_putf(
		    &offices, "%s@%s", publish->levels[force].role,
		    walk_where(&publish->levels[force], scene->post->unit));
	return no_right(scene, &offices, err);
}

static bool is_published(const struct post *post, const char *channel)
{
	for (size_t i = 0; i < post->published_count; i++) {
		if (strcmp(post->published[i].channel, channel) == 0)
			return true;
	}
	return false;
}

/* A channel of the form that has not had it yet. */
static enum err_code need_channel(const struct scene *scene, struct err *err)
{
	const struct post *post = scene->post;
	const char *channel = scene->act->channel;
	bool on_form = false, left = false;

	for (size_t i = 0; i < post->channel_count; i++) {
		on_form = on_form || !channel ||
		          strcmp(post->channels[i], channel) == 0;
		left = left || !is_published(post, post->channels[i]);
	}
	if (channel && !on_form)
		return err_set(err, ERR_WRONG_CHANNEL, post->id, channel);
	if (!post->channel_count)
		left = post->published_count == 0;
	if (channel ? is_published(post, channel) : !left)
		return in_state(scene, err);
	return ERR_OK;
}

static enum err_code judge_publish(const struct scene *scene,
                                   struct verdict *out, struct err *err)
{
	const struct post *post = scene->post;
	char text[CALENDAR_TEXT];
	enum err_code rc = need_publisher(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if (post->work != WORK_APPROVED ||
	    (post->public_state != PUBLIC_NONE &&
	     post->public_state != PUBLIC_PUBLISHED))
		return in_state(scene, err);
	if (scene->act->at_ms < post->publish_at_ms) {
		calendar_write(post->publish_at_ms,
		               policy_offset_min(scene->policy), text);
		return err_set(err, ERR_TOO_EARLY, post->id, text);
	}
	return need_channel(scene, err);
}

/* What the act names must exist: before any right (DESIGN section 8). */
static enum err_code need_things(const struct scene *scene, struct err *err)
{
	const struct act *act = scene->act;

	switch (act->kind) {
	case EVENT_NEW:
	case EVENT_SAVE:
		return need_grade(scene, err);
	case EVENT_RAISE:
		if (!act->grade)
			return err_set(err, ERR_NO_GRADE, NULL, NULL);
		return need_grade(scene, err);
	case EVENT_PUBLISH:
		if (act->channel &&
		    !policy_channel(scene->policy, act->channel))
			return err_set(err, ERR_NO_CHANNEL, act->channel, NULL);
		return ERR_OK;
	default:
		return ERR_OK;
	}
}

typedef enum err_code (*judge_verb)(const struct scene *scene,
                                    struct verdict *out, struct err *err);

static judge_verb verb_of(enum event_kind kind)
{
	static const struct {
		enum event_kind kind;
		judge_verb judge;
	} verbs[] = {
	    {EVENT_NEW, judge_new},         {EVENT_SAVE, judge_save},
	    {EVENT_RELEASE, judge_release}, {EVENT_SUBMIT, judge_submit},
	    {EVENT_SIGN, judge_decision},   {EVENT_RETURN, judge_decision},
	    {EVENT_REJECT, judge_decision}, {EVENT_WITHDRAW, judge_withdraw},
	    {EVENT_RAISE, judge_raise},     {EVENT_PUBLISH, judge_publish},
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
	judge_verb judge = verb_of(act->kind);
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

bool route_may_sign(const struct policy *policy, const struct roster *roster,
                    const struct post *post, const char *person, int64_t at_ms)
{
	const struct revision *now = post_revision(post);
	struct act act = {.kind = EVENT_SIGN,
	                  .person = person,
	                  .content = now ? now->content : NULL,
	                  .at_ms = at_ms};
	struct verdict verdict;

	return route_judge(policy, roster, post, &act, &verdict, NULL) ==
	       ERR_OK;
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
