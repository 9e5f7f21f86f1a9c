/*
 * Judging how others are asked: a joint review, an added signer, a step handed
 * on to a colleague.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route-parts.h"

/* Steps, seats and added signers of one post: POLICY_OFFICES_MAX. */
static const char ROWS_MOST[] = "64";

/* ---- joint, add, hand on ---------------------------------------------------
 */

/* The joint step the row's step may open; NULL when it cannot now. */
static const struct policy_step *joint_of(const struct scene *scene, int row)
{
	const struct post_step *at = &scene->post->steps[row];
	const struct policy_step *step = policy_step(scene->policy, at->step);

	if (!step || !step->joint || at->needs)
		return NULL;
	for (size_t i = 0; i < scene->post->step_count; i++)
		if (strcmp(scene->post->steps[i].step, step->joint) == 0)
			return NULL;
	return policy_step(scene->policy, step->joint);
}

/* The seat of the joint step that the office may take. */
static bool is_seat(const struct scene *scene, const struct policy_step *joint,
                    struct span role, struct span unit)
{
	for (size_t i = 0; i < joint->who.count; i++) {
		const struct role_ref *seat = &joint->who.at[i];
		const char *where =
		    roster_where(scene->roster, seat->where, scene->post->unit,
		                 scene->act->at_ms);

		if (span_is(role, seat->role) &&
		    (strcmp(seat->where, "any") == 0 ||
		     (where && span_is(unit, where))))
			return true;
	}
	return false;
}

/* Adds "role@unit" once. */
static void add_seat(struct words *seats, const char *role, const char *unit)
{
	struct str text = {0};

	str_putf(&text, "%s@%s", role, unit);
	if (!words_have(seats, str_span(&text)))
		words_add(seats, str_span(&text));
	str_clear(&text);
}

static enum err_code refuse_seat(const struct scene *scene,
                                 const struct policy_step *joint,
                                 enum err_code code, struct span piece,
                                 struct err *err)
{
	const char *signers[POLICY_OFFICES_MAX];
	struct walk_ask ask = scene_ask(scene, signers, NULL);
	struct str offices = {0};
	char *what = span_copy(piece);
	enum err_code rc;

	walk_put_offices(&offices, &joint->who, &ask);
	rc = err_set(err, code, what, str_text(&offices));
	str_clear(&offices);
	free(what);
	return rc;
}

/* All of the step's seats; who names any (a record does) names just these. */
static enum err_code all_seats(const struct scene *scene,
                               const struct policy_step *joint,
                               struct words *out, struct err *err)
{
	struct span named = span_of(scene->act->seats);
	struct str all = {0};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < joint->who.count; i++) {
		const struct role_ref *seat = &joint->who.at[i];
		const char *unit =
		    roster_where(scene->roster, seat->where, scene->post->unit,
		                 scene->act->at_ms);

		add_seat(out, seat->role, unit ? unit : "-");
	}
	words_write(&all, out);
	if (named.bytes && !span_equal(named, str_span(&all)))
		rc = refuse_seat(scene, joint, ERR_BAD_SEAT, named, err);
	str_clear(&all);
	return rc;
}

/* All of the step's seats; or, where the opener may choose, those named. */
static enum err_code seats_of(const struct scene *scene,
                              const struct policy_step *joint,
                              struct words *out, struct err *err)
{
	struct span rest = span_of(scene->act->seats), piece;

	if (!rest.bytes && joint->choose)
		return refuse_seat(scene, joint, ERR_NO_SEATS, span_of(""),
		                   err);
	if (!joint->choose)
		return all_seats(scene, joint, out, err);
	while (span_cut(&rest, ',', &piece)) {
		struct span unit = span_trim(piece), role;
		char *office = span_copy(unit);

		span_cut(&unit, '@', &role);
		if (!unit.at || !is_seat(scene, joint, role, unit)) {
			free(office);
			return refuse_seat(scene, joint, ERR_BAD_SEAT,
			                   span_trim(piece), err);
		}
		if (!words_have(out, span_of(office)))
			words_add(out, span_of(office));
		free(office);
	}
	return ERR_OK;
}

bool route_seats(const struct policy *policy, const struct roster *roster,
                 const struct post *post, const struct act *act,
                 struct str *seats)
{
	struct scene scene = {policy, roster, post, act,
	                      roster_person(roster, act->person)};
	const struct policy_step *joint = NULL;
	struct verdict verdict;
	struct words words = {0};
	int row = scene.person ? turn_find(&scene, &verdict, NULL) : -1;

	if (row >= 0)
		joint = joint_of(&scene, row);
	if (joint && !seats_of(&scene, joint, &words, NULL))
		words_write(seats, &words);
	words_clear(&words);
	return seats->bytes > 0;
}

/* Everybody asked is there, each another person, and the rest of the route can
 * be walked after them. */
static enum err_code need_seats(const struct scene *scene,
                                const struct policy_step *joint,
                                const struct words *seats, struct err *err)
{
	const char *signers[POLICY_OFFICES_MAX + 1];
	const struct policy_step *missing;
	struct walk_needs needs = {.count = 0};
	struct words roles = {0}, units = {0};
	struct walk_ask ask;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < seats->count; i++) {
		struct span unit = span_of(seats->at[i]), role;

		span_cut(&unit, '@', &role);
		words_add(&roles, role);
		words_add(&units, unit);
	}
	for (size_t i = 0; i < seats->count && i < POLICY_OFFICES_MAX; i++)
		needs.at[needs.count++] =
		    (struct walk_need){.step = joint,
		                       .is_seat = true,
		                       .seat = {roles.at[i], units.at[i], 0}};
	rest_of(scene, -1, &needs);
	missing = missing_in(scene, &needs, true, NULL, false, &ask, signers);
	if (missing == joint) {
		struct str text = {0};

		words_write(&text, seats);
		rc = err_set(err, ERR_NO_HOLDER, joint->title, str_text(&text));
		str_clear(&text);
	} else if (missing) {
		rc = walk_no_holder(missing, &ask, err);
	}
	words_clear(&roles);
	words_clear(&units);
	return rc;
}

enum err_code judge_joint(const struct scene *scene, struct verdict *out,
                          struct err *err)
{
	const struct policy_step *joint = NULL;
	struct words seats = {0};
	int row;
	enum err_code rc = need_turn(scene, &row, out, err);

	if (rc)
		return rc;
	if (row < 0)
		return scene_in_state(scene, err);
	joint = joint_of(scene, row);
	if (!joint)
		return err_set(err, ERR_NO_JOINT, scene->post->steps[row].title,
		               "");
	rc = seats_of(scene, joint, &seats, err);
	if (rc == ERR_OK &&
	    scene->post->step_count + seats.count > POLICY_OFFICES_MAX)
		rc = err_set(err, ERR_TOO_LARGE, scene->post->id, ROWS_MOST);
	if (rc == ERR_OK)
		rc = need_seats(scene, joint, &seats, err);
	words_clear(&seats);
	return rc;
}

static enum err_code not_eligible(const struct scene *scene, struct err *err)
{
	return err_set(err, ERR_NOT_ELIGIBLE,
	               scene->act->named ? scene->act->named : "",
	               scene->post->id);
}

/* Named already for another row. */
static bool is_promised(const struct post *post, const char *person)
{
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];

		if (row->assignee && strcmp(row->assignee, person) == 0 &&
		    (row->state == STEP_OPEN || row->state == STEP_WAITING))
			return true;
	}
	return false;
}

/* The person named, if they may sign `step` (NULL: an added one) at all. */
static const struct person *named_person(const struct scene *scene,
                                         const struct policy_step *step)
{
	const char *signers[POLICY_OFFICES_MAX];
	struct walk_ask ask = scene_ask(scene, signers, NULL);
	const char *id = scene->act->named ? scene->act->named : "";
	const struct person *person = roster_person(scene->roster, id);

	if (!person || strcmp(id, scene->person->id) == 0 ||
	    is_promised(scene->post, id) ||
	    !walk_is_eligible(&ask, step, person))
		return NULL;
	return person;
}

/* The rest can be walked without the person named. */
static enum err_code need_others(const struct scene *scene, int taken,
                                 struct err *err)
{
	const char *signers[POLICY_OFFICES_MAX + 1];
	const struct policy_step *missing;
	struct walk_needs needs = {.count = 0};
	struct walk_ask ask;

	rest_of(scene, taken, &needs);
	missing = missing_in(scene, &needs, true, scene->act->named, false,
	                     &ask, signers);
	return missing ? walk_no_holder(missing, &ask, err) : ERR_OK;
}

enum err_code judge_add(const struct scene *scene, struct verdict *out,
                        struct err *err)
{
	int row;
	enum err_code rc = need_turn(scene, &row, out, err);

	if (rc)
		return rc;
	if (row < 0 || scene->post->steps[row].needs ||
	    post_is_correcting(scene->post))
		return scene_in_state(scene, err);
	if (scene->post->step_count >= POLICY_OFFICES_MAX)
		return err_set(err, ERR_TOO_LARGE, scene->post->id, ROWS_MOST);
	if (!named_person(scene, NULL))
		return not_eligible(scene, err);
	return need_others(scene, -1, err);
}

enum err_code judge_hand_on(const struct scene *scene, struct verdict *out,
                            struct err *err)
{
	const char *signers[POLICY_OFFICES_MAX];
	const struct policy_step *step;
	const struct person *person;
	const struct post_step *at;
	struct walk_ask ask;
	int row;
	enum err_code rc = need_turn(scene, &row, out, err);

	if (rc)
		return rc;
	at = row < 0 ? NULL : &scene->post->steps[row];
	step = at ? policy_step(scene->policy, at->step) : NULL;
	if (!step)
		return scene_in_state(scene, err);
	ask = scene_ask(scene, signers, at);
	person = named_person(scene, step);
	if (!person ||
	    (at->needs ? !person_holds(
	                     person, at->role,
	                     roster_heir(scene->roster, at->unit, ask.at_ms),
	                     ask.at_ms)
	               : !walk_holds(step, &ask, person, -1, NULL)))
		return not_eligible(scene, err);
	return need_others(scene, row, err);
}
