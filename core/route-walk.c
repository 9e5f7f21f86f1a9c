#include "core/route-walk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"

struct office {
	const char *role, *unit;
};

struct hands { /* people who hold the same offices */
	uint64_t offices;
	size_t count;
};

struct walk {
	struct office offices[POLICY_OFFICES_MAX];
	size_t office_count;
	struct hands *hands;
	size_t count, room;
	uint64_t ever; /* offices held by anybody but the provider */
	const struct walk_steps *steps;
	const char *unit;
	bool forgive_vacant;
	size_t furthest; /* step where the search ended at most */
};

const char *walk_where(const struct role_ref *level, const char *unit)
{
	return strcmp(level->where, "owner") == 0 ? unit : level->where;
}

void walk_grade_steps(const struct policy *policy, const char *grade,
                      struct walk_steps *out)
{
	const struct policy_route *route = policy_route_for(policy, grade);

	out->count = 0;
	for (size_t i = 0; route && i < route->step_count; i++)
		out->at[out->count++] = policy_step_at(policy, route->steps[i]);
}

static bool is_among(const char *id, const char *const *ids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(ids[i], id) == 0)
			return true;
	}
	return false;
}

static bool is_eligible(const struct walk_ask *ask, const struct person *person)
{
	return strcmp(person->id, ask->provider) != 0 &&
	       !is_among(person->id, ask->signers, ask->signer_count);
}

int walk_level(const struct policy_step *step, const struct walk_ask *ask)
{
	for (size_t level = 0; level < step->level_count; level++) {
		const struct role_ref *ref = &step->levels[level];
		const char *unit = walk_where(ref, ask->unit);

		for (size_t i = 0; i < roster_person_count(ask->roster); i++) {
			const struct person *person =
			    roster_person_at(ask->roster, i);

			if (person_holds(person, ref->role, unit, ask->at_ms) &&
			    is_eligible(ask, person))
				return (int)level;
		}
	}
	return -1;
}

/* The bit of an office, made when it is new. */
static uint64_t office_bit(struct walk *walk, const struct role_ref *ref)
{
	struct office office = {ref->role, walk_where(ref, walk->unit)};
	size_t at = 0;

	while (at < walk->office_count &&
	       (strcmp(walk->offices[at].role, office.role) != 0 ||
	        strcmp(walk->offices[at].unit, office.unit) != 0))
		at++;
	if (at == walk->office_count) {
		assert(at < POLICY_OFFICES_MAX);
		walk->offices[walk->office_count++] = office;
	}
	return (uint64_t)1 << at;
}

static uint64_t step_bits(struct walk *walk, const struct policy_step *step)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < step->level_count; i++)
		bits |= office_bit(walk, &step->levels[i]);
	return bits;
}

static uint64_t person_bits(const struct walk *walk,
                            const struct person *person, int64_t at_ms)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < walk->office_count; i++) {
		if (person_holds(person, walk->offices[i].role,
		                 walk->offices[i].unit, at_ms))
			bits |= (uint64_t)1 << i;
	}
	return bits;
}

static struct hands *hands_find(const struct walk *walk, uint64_t offices)
{
	for (size_t i = 0; i < walk->count; i++) {
		if (walk->hands[i].offices == offices)
			return &walk->hands[i];
	}
	return NULL;
}

static void hands_add(struct walk *walk, uint64_t offices)
{
	struct hands *hands = hands_find(walk, offices);

	if (!offices)
		return;
	if (hands) {
		hands->count++;
		return;
	}
	walk->hands = mem_room(walk->hands, walk->count, &walk->room,
	                       sizeof(*walk->hands));
	walk->hands[walk->count++] = (struct hands){offices, 1};
}

/* Offices of the step's first level that somebody is left for; 0: nobody. */
static uint64_t level_bit(struct walk *walk, const struct policy_step *step)
{
	for (size_t level = 0; level < step->level_count; level++) {
		uint64_t bit = office_bit(walk, &step->levels[level]);

		for (size_t i = 0; i < walk->count; i++) {
			if (walk->hands[i].count &&
			    (walk->hands[i].offices & bit))
				return bit;
		}
	}
	return 0;
}

/* Whether an earlier class is the same for all that is still to come. */
static bool was_tried(const struct walk *walk, size_t at, uint64_t bit,
                      uint64_t later)
{
	for (size_t i = 0; i < at; i++) {
		if (walk->hands[i].count && (walk->hands[i].offices & bit) &&
		    (walk->hands[i].offices & later) ==
		        (walk->hands[at].offices & later))
			return true;
	}
	return false;
}

static bool walk_on(struct walk *walk, size_t at)
{
	const struct policy_step *step;
	uint64_t bit, later = 0;

	if (at == walk->steps->count)
		return true;
	step = walk->steps->at[at];
	bit = level_bit(walk, step);
	if (!bit && walk->forgive_vacant &&
	    !(step_bits(walk, step) & walk->ever))
		return walk_on(walk, at + 1);
	if (at > walk->furthest)
		walk->furthest = at;
	for (size_t i = at + 1; i < walk->steps->count; i++)
		later |= step_bits(walk, walk->steps->at[i]);
	for (size_t i = 0; i < walk->count; i++) {
		bool done;

		if (!walk->hands[i].count || !(walk->hands[i].offices & bit) ||
		    was_tried(walk, i, bit, later))
			continue;
		walk->hands[i].count--;
		done = walk_on(walk, at + 1);
		walk->hands[i].count++;
		if (done)
			return true;
	}
	return false;
}

static void walk_init(struct walk *walk, const struct walk_ask *ask)
{
	memset(walk, 0, sizeof(*walk));
	walk->steps = ask->steps;
	walk->unit = ask->unit;
	walk->forgive_vacant = ask->forgive_vacant;
	for (size_t i = 0; i < ask->steps->count; i++)
		step_bits(walk, ask->steps->at[i]);
}

static void walk_gather(struct walk *walk, const struct walk_ask *ask)
{
	for (size_t i = 0; i < roster_person_count(ask->roster); i++) {
		const struct person *person = roster_person_at(ask->roster, i);
		uint64_t bits = person_bits(walk, person, ask->at_ms);

		if (strcmp(person->id, ask->provider) != 0)
			walk->ever |= bits;
		if (is_eligible(ask, person))
			hands_add(walk, bits);
	}
}

const struct policy_step *walk_missing(const struct walk_ask *ask)
{
	struct walk walk;
	const struct policy_step *missing = NULL;

	walk_init(&walk, ask);
	walk_gather(&walk, ask);
	if (!walk_on(&walk, 0))
		missing = ask->steps->at[walk.furthest];
	free(walk.hands);
	return missing;
}

void walk_put_offices(struct str *out, const struct policy_step *step,
                      const char *unit)
{
	for (size_t i = 0; i < step->level_count; i++) {
		const struct role_ref *level = &step->levels[i];
		struct span rest = str_span(out), piece;
		struct str office = {0};
		bool known = false;

		str_putf(&office, "%s@%s", level->role,
		         walk_where(level, unit));
		while (span_cut(&rest, ',', &piece))
			known = known ||
			        span_equal(span_trim(piece), str_span(&office));
		if (!known)
			str_putf(out, "%s%s", out->bytes ? ", " : "",
			         str_text(&office));
		str_clear(&office);
	}
}

enum err_code walk_no_holder(const struct policy_step *step, const char *unit,
                             struct err *err)
{
	struct str offices = {0};
	enum err_code rc;

	walk_put_offices(&offices, step, unit);
	rc = err_set(err, ERR_NO_HOLDER, step->title, str_text(&offices));
	str_clear(&offices);
	return rc;
}

/* Rehearsing: every provider of a unit, one of each class of hands. */

static bool may_draft(const struct policy *policy, const struct person *person,
                      int64_t at_ms)
{
	for (size_t i = 0; i < policy_role_count(policy); i++) {
		const struct policy_role *role = policy_role_at(policy, i);

		if (role->draft &&
		    person_holds(person, role->id, person->unit, at_ms))
			return true;
	}
	return false;
}

static void note_missing(struct problems *out,
                         const struct policy_step *missing,
                         const struct person *provider, const char *grade)
{
	struct str detail = {0};
	struct err *err;

	out->at = mem_room(out->at, out->count, &out->room, sizeof(*out->at));
	err = &out->at[out->count++];
	memset(err, 0, sizeof(*err));
	(void)walk_no_holder(missing, provider->unit, err);
	str_putf(&detail, "%s %s %s", provider->unit, provider->id, grade);
	err_detail(err, str_text(&detail));
	str_clear(&detail);
}

/* The people of the unit who may draft, the first of each class. */
static void rehearse(const struct walk_ask *ask, const struct policy *policy,
                     const char *grade, struct problems *out)
{
	struct walk walk;
	uint64_t *done = NULL;
	size_t done_count = 0, done_room = 0;

	walk_init(&walk, ask);
	walk_gather(&walk, ask);
	for (size_t i = 0; i < roster_person_count(ask->roster); i++) {
		const struct person *person = roster_person_at(ask->roster, i);
		uint64_t bits = person_bits(&walk, person, ask->at_ms);
		struct hands *own = bits ? hands_find(&walk, bits) : NULL;
		size_t same = 0;

		if (strcmp(person->unit, ask->unit) != 0 ||
		    !may_draft(policy, person, ask->at_ms))
			continue;
		while (same < done_count && done[same] != bits)
			same++;
		if (same < done_count)
			continue;
		done = mem_room(done, done_count, &done_room, sizeof(*done));
		done[done_count++] = bits;
		walk.furthest = 0;
		if (own)
			own->count--;
		if (!walk_on(&walk, 0))
			note_missing(out, ask->steps->at[walk.furthest], person,
			             grade);
		if (own)
			own->count++;
	}
	free(done);
	free(walk.hands);
}

void route_rehearse(const struct policy *policy, const struct roster *roster,
                    int64_t at_ms, struct problems *out)
{
	for (size_t i = 0; i < policy_grade_count(policy); i++) {
		const char *grade = policy_grade_at(policy, i)->id;
		struct walk_steps steps;
		struct walk_ask ask = {.roster = roster,
		                       .steps = &steps,
		                       .provider = "",
		                       .at_ms = at_ms};

		walk_grade_steps(policy, grade, &steps);
		for (size_t j = 0; j < roster_unit_count(roster); j++) {
			ask.unit = roster_unit_at(roster, j)->id;
			rehearse(&ask, policy, grade, out);
		}
	}
}
