/*
 * The desk: what doctor asks of the policy beside the people and units that are
 * there: who has which duty, how long it is in force, which unit is missing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "store/desk-parts.h"

enum { POSTS_NAMED = 5 }; /* of a unit that ended; then “…” */

struct duty_look {
	const struct policy *policy;
	const struct roster *roster;
	int64_t now_ms;
	struct healths *out;
};

static bool is_over(const struct unit *unit, int64_t at_ms)
{
	return unit->until_ms && unit->until_ms <= at_ms;
}

static bool has_holder(const struct duty_look *look, const char *role,
                       const char *unit)
{
	for (size_t i = 0; i < roster_person_count(look->roster); i++)
		if (roster_holds(look->roster,
		                 roster_person_at(look->roster, i)->id, role,
		                 unit, look->now_ms))
			return true;
	return false;
}

/* ---- a role in every unit
 * ----------------------------------------------------------- */

static bool asks_for(const struct words *every, const struct unit *unit)
{
	struct str name = {0};
	bool asked;

	str_putf(&name, "unit %s", unit->id);
	asked = words_have(every, span_of("all")) ||
	        words_have(every, str_span(&name)) ||
	        (unit->tier && words_have(every, span_of(unit->tier)));
	str_clear(&name);
	return asked;
}

static void look_at_every(const struct duty_look *look)
{
	for (size_t i = 0; i < policy_role_count(look->policy); i++) {
		const struct policy_role *role =
		    policy_role_at(look->policy, i);

		for (size_t j = 0; j < roster_unit_count(look->roster); j++) {
			const struct unit *unit =
			    roster_unit_at(look->roster, j);

			if (!is_over(unit, look->now_ms) &&
			    asks_for(&role->every, unit) &&
			    !has_holder(look, role->id, unit->id))
				healths_tell(look->out, HEALTH_EVERY, unit->id,
				             role->id);
		}
	}
}

/* ---- duties
 * ------------------------------------------------------------------------- */

/* PERSON or ROLE@WHERE; what depends on the post is not asked here. */
static bool is_somebody(const struct duty_look *look, const char *whom)
{
	struct span where = span_of(whom), name;
	const struct person *person = roster_person(look->roster, whom);
	const char *place;
	char *role, *unit;
	bool held;

	span_cut(&where, '@', &name);
	if (!where.at)
		return person && !person->disabled;
	if (span_is(where, "owner") || span_is(where, "parent") ||
	    span_is(where, "any") || span_starts(where, "tier:"))
		return true;
	role = span_copy(name);
	unit = span_copy(where);
	place = roster_where(look->roster, unit, ROSTER_ROOT, look->now_ms);
	held = place && has_holder(look, role, place);
	free(role);
	free(unit);
	return held;
}

/* Of a column, or of a channel, which need not name anybody. */
static void look_at_duty(const struct duty_look *look, const char *title,
                         const char *duty, const char *whom, bool is_column)
{
	struct str named = {0};

	if (whom && !is_somebody(look, whom)) {
		str_putf(&named, "%s %s", duty, whom);
		healths_tell(look->out,
		             is_column ? HEALTH_DUTY_GONE : HEALTH_CHANNEL_GONE,
		             title, str_text(&named));
		str_clear(&named);
	} else if (!whom && is_column &&
	           words_have(policy_duties(look->policy), span_of(duty))) {
		healths_tell(look->out, HEALTH_DUTY, title, duty);
	}
}

static void look_at_three(const struct duty_look *look, const char *title,
                          const struct policy_duties *duties, bool is_column)
{
	look_at_duty(look, title, "collect", duties->collect, is_column);
	look_at_duty(look, title, "review", duties->review, is_column);
	look_at_duty(look, title, "publish", duties->publish, is_column);
}

static void look_at_duties(const struct duty_look *look)
{
	const struct policy *policy = look->policy;

	for (size_t i = 0; i < policy_column_count(policy); i++) {
		const struct policy_column *column =
		    policy_column_at(policy, i);

		look_at_three(look, column->title, &column->duties, true);
	}
	for (size_t i = 0; i < policy_channel_count(policy); i++) {
		const struct policy_channel *channel =
		    policy_channel_at(policy, i);

		look_at_three(look, channel->title, &channel->duties, false);
		look_at_duty(look, channel->title, "keeper", channel->keeper,
		             false);
	}
}

/* ---- how long it is in force
 * -------------------------------------------------------- */

static void tell_day(const struct duty_look *look, enum health_kind kind,
                     int64_t at_ms)
{
	char day[CALENDAR_TEXT];

	calendar_write(at_ms, policy_offset_min(look->policy), day);
	day[10] = '\0';
	healths_tell(look->out, kind, policy_title(look->policy), day);
}

static void look_at_days(const struct duty_look *look)
{
	int64_t from_ms = policy_from_ms(look->policy);
	int64_t until_ms = policy_until_ms(look->policy);
	int64_t warn_ms = policy_warn_ms(look->policy);

	if (from_ms && look->now_ms < from_ms)
		tell_day(look, HEALTH_EARLY, from_ms);
	/* The last day is the one before. */
	if (until_ms && look->now_ms >= until_ms)
		tell_day(look, HEALTH_OVER, until_ms - 1);
	else if (until_ms && warn_ms && look->now_ms >= warn_ms)
		tell_day(look, HEALTH_ENDS, until_ms - 1);
}

/* ---- units
 * -------------------------------------------------------------------------- */

static void look_at_unit(const struct duty_look *look, const char *id,
                         struct words *seen)
{
	const struct unit *unit = roster_unit(look->roster, id);
	const char *heir = roster_heir(look->roster, id, look->now_ms);

	if (words_have(seen, span_of(id)))
		return;
	words_add(seen, span_of(id));
	if (!unit) {
		healths_tell(look->out, HEALTH_UNIT, id, NULL);
		return;
	}
	unit = roster_unit(look->roster, heir);
	if (!unit || is_over(unit, look->now_ms))
		healths_tell(look->out, HEALTH_UNIT_ENDED, id, NULL);
}

static bool is_of_post(const char *where)
{
	return strcmp(where, "owner") == 0 || strcmp(where, "parent") == 0 ||
	       strcmp(where, "any") == 0 || strchr(where, ':');
}

/* One that no unit has is named once; in `seen` it is "tier:TIER". */
static void look_at_tier(const struct duty_look *look, const char *tier,
                         struct words *seen)
{
	struct str name = {0};
	bool found = false;

	str_putf(&name, "tier:%s", tier);
	for (size_t i = 0; i < roster_unit_count(look->roster); i++) {
		const struct unit *unit = roster_unit_at(look->roster, i);

		found = found || (unit->tier && strcmp(unit->tier, tier) == 0);
	}
	if (!found && !words_have(seen, str_span(&name))) {
		words_add(seen, str_span(&name));
		healths_tell(look->out, HEALTH_TIER, tier, NULL);
	}
	str_clear(&name);
}

static void look_at_offices(const struct duty_look *look,
                            const struct offices *offices, struct words *seen)
{
	for (size_t i = 0; i < offices->count; i++) {
		const char *where = offices->at[i].where;

		if (strncmp(where, "tier:", 5) == 0)
			look_at_tier(look, where + 5, seen);
		else if (!is_of_post(where))
			look_at_unit(look, where, seen);
	}
}

/* `every = all, TIER, unit ID`. */
static void look_at_places(const struct duty_look *look,
                           const struct words *every, struct words *seen)
{
	for (size_t i = 0; i < every->count; i++) {
		if (strncmp(every->at[i], "unit ", 5) == 0)
			look_at_unit(look, every->at[i] + 5, seen);
		else if (strcmp(every->at[i], "all") != 0)
			look_at_tier(look, every->at[i], seen);
	}
}

struct tier_visit {
	const struct duty_look *look;
	struct words *seen;
};

static void look_at_atom(void *payload, const struct condition *atom)
{
	const struct tier_visit *visit = payload;

	for (size_t i = 0;
	     atom->kind == CONDITION_TIER && i < atom->values.count; i++)
		look_at_tier(visit->look, atom->values.at[i], visit->seen);
}

static void look_at_conditions(const struct duty_look *look, struct words *seen)
{
	const struct policy *policy = look->policy;
	struct tier_visit visit = {look, seen};

	for (size_t i = 0; i < policy_route_count(policy); i++)
		condition_each(policy_route_at(policy, i)->when, look_at_atom,
		               &visit);
	for (size_t i = 0; i < policy_step_count(policy); i++)
		condition_each(policy_step_at(policy, i)->when, look_at_atom,
		               &visit);
	for (size_t i = 0; i < policy_field_count(policy); i++)
		condition_each(policy_field_at(policy, i)->required,
		               look_at_atom, &visit);
}

static void look_after(const struct duty_look *look, struct words *seen)
{
	const struct policy_after *after = policy_after(look->policy);

	look_at_offices(look, &after->correct, seen);
	look_at_offices(look, &after->freeze, seen);
	look_at_offices(look, &after->unfreeze, seen);
	look_at_offices(look, &after->takedown, seen);
	look_at_offices(look, &after->supersede, seen);
	look_at_offices(look, policy_release(look->policy), seen);
	for (size_t i = 0; i < policy_grade_count(look->policy); i++)
		look_at_offices(look, &policy_grade_at(look->policy, i)->lower,
		                seen);
}

/* [unit], every office, `every`, and the tiers of conditions. */
static void look_at_units(const struct duty_look *look)
{
	const struct policy *policy = look->policy;
	const struct policy_step *publish = policy_publish(policy, NULL);
	struct words seen = {0};

	for (size_t i = 0; i < policy_unit_count(policy); i++)
		look_at_unit(look, policy_unit_at(policy, i)->id, &seen);
	for (size_t i = 0; i < policy_step_count(policy); i++) {
		const struct policy_step *step = policy_step_at(policy, i);

		look_at_offices(look, &step->who, &seen);
		look_at_offices(look, &step->escalate, &seen);
	}
	if (publish)
		look_at_offices(look, &publish->who, &seen);
	look_after(look, &seen);
	for (size_t i = 0; i < policy_role_count(policy); i++)
		look_at_places(look, &policy_role_at(policy, i)->every, &seen);
	look_at_conditions(look, &seen);
	words_clear(&seen);
}

/* ---- grants that ended
 * -------------------------------------------------------------- */

/* Whose grant of role@unit ended last; NULL. */
static const struct person *last_holder(const struct duty_look *look,
                                        const char *role, const char *unit)
{
	const struct person *found = NULL;
	int64_t last_ms = 0;

	for (size_t i = 0; i < roster_person_count(look->roster); i++) {
		const struct person *person = roster_person_at(look->roster, i);

		for (size_t j = 0; j < person->grant_count; j++) {
			const struct grant *grant = &person->grants[j];

			if (strcmp(grant->role, role) == 0 &&
			    strcmp(grant->unit, unit) == 0 && grant->until_ms &&
			    grant->until_ms <= look->now_ms &&
			    grant->until_ms > last_ms) {
				last_ms = grant->until_ms;
				found = person;
			}
		}
	}
	return found;
}

static void look_at_office(const struct duty_look *look,
                           const struct role_ref *office, const char *unit,
                           struct words *seen)
{
	const char *place =
	    roster_where(look->roster, office->where, unit, look->now_ms);
	const struct person *last;
	struct str name = {0};

	if (!place)
		return;
	str_putf(&name, "%s@%s", office->role, place);
	if (!words_have(seen, str_span(&name))) {
		words_add(seen, str_span(&name));
		last = last_holder(look, office->role, place);
		if (last && !has_holder(look, office->role, place))
			healths_tell(look->out, HEALTH_GRANT, last->id,
			             str_text(&name));
	}
	str_clear(&name);
}

/* Whether a condition can be `wanted` for a post of a unit, whatever else the
 * post is. */
static bool may_be(const struct duty_look *look,
                   const struct condition *condition, const char *unit,
                   bool wanted)
{
	const struct facts facts = {
	    .policy = look->policy, .roster = look->roster, .unit = unit};

	if (!condition)
		return wanted;
	switch (condition->kind) {
	case CONDITION_NOT:
		return may_be(look, condition->left, unit, !wanted);
	case CONDITION_AND:
	case CONDITION_OR:
		if ((condition->kind == CONDITION_AND) == wanted)
			return may_be(look, condition->left, unit, wanted) &&
			       may_be(look, condition->right, unit, wanted);
		return may_be(look, condition->left, unit, wanted) ||
		       may_be(look, condition->right, unit, wanted);
	case CONDITION_ANY:
	case CONDITION_TIER:
	case CONDITION_UNIT:
	case CONDITION_UNDER:
	case CONDITION_SWITCH:
		return condition_holds(condition, &facts) == wanted;
	default:
		return true;
	}
}

static void look_at_holders(const struct duty_look *look,
                            const struct policy_step *step, const char *unit,
                            struct words *seen)
{
	const struct policy_step *joint =
	    policy_step(look->policy, step->joint);

	if (!may_be(look, step->when, unit, true))
		return;
	for (size_t i = 0; i < step->who.count; i++)
		look_at_office(look, &step->who.at[i], unit, seen);
	for (size_t i = 0; joint && i < joint->who.count; i++)
		look_at_office(look, &joint->who.at[i], unit, seen);
}

/* What the routes that a unit's posts can take need of people, and `every`. */
static void look_at_unit_grants(const struct duty_look *look,
                                const struct unit *unit, struct words *seen)
{
	const struct policy *policy = look->policy;

	for (size_t i = 0; i < policy_route_count(policy); i++) {
		const struct policy_route *route = policy_route_at(policy, i);
		const struct policy_step *publish =
		    policy_publish(policy, route);

		if (!may_be(look, route->when, unit->id, true))
			continue;
		for (size_t j = 0; j < route->step_count; j++)
			look_at_holders(look,
			                policy_step_at(policy, route->steps[j]),
			                unit->id, seen);
		if (publish)
			look_at_holders(look, publish, unit->id, seen);
	}
	for (size_t i = 0; i < policy_role_count(policy); i++) {
		const struct policy_role *role = policy_role_at(policy, i);
		const struct role_ref office = {role->id, unit->id, 0};

		if (asks_for(&role->every, unit))
			look_at_office(look, &office, unit->id, seen);
	}
}

static void look_at_grants(const struct duty_look *look)
{
	struct words seen = {0};

	for (size_t i = 0; i < roster_unit_count(look->roster); i++) {
		const struct unit *unit = roster_unit_at(look->roster, i);

		if (!is_over(unit, look->now_ms))
			look_at_unit_grants(look, unit, &seen);
	}
	words_clear(&seen);
}

/* ---- posts of units that ended
 * ------------------------------------------------------ */

static bool is_under_way(const struct desk_row *row)
{
	return row->work != WORK_REJECTED &&
	       (row->work != WORK_APPROVED || row->public_state == PUBLIC_NONE);
}

static enum err_code look_at_flight(struct desk *desk, const char *unit,
                                    int64_t now_ms, struct healths *out,
                                    struct err *err)
{
	const struct desk_filter filter = {.unit = unit};
	const struct caller caller = {.person = "", .now_ms = now_ms};
	struct desk_rows rows = {0};
	struct str posts = {0};
	size_t count = 0;
	enum err_code rc = desk_list(desk, &caller, &filter, &rows, err);

	if (rc)
		return rc;
	for (size_t i = 0; i < rows.count; i++) {
		if (!is_under_way(&rows.at[i]) || count++ > POSTS_NAMED)
			continue;
		str_putf(&posts, "%s%s", posts.bytes ? ", " : "",
		         count > POSTS_NAMED ? "…" : rows.at[i].post);
	}
	if (posts.bytes)
		healths_tell(out, HEALTH_FLIGHT, unit, str_text(&posts));
	str_clear(&posts);
	desk_rows_clear(&rows);
	return ERR_OK;
}

enum err_code desk_duties(struct desk *desk, int64_t now_ms,
                          struct healths *out, struct err *err)
{
	const struct duty_look look = {desk_policy(desk), desk_roster(desk),
	                               now_ms, out};
	struct words ended = {0};
	enum err_code rc = ERR_OK;

	look_at_days(&look);
	look_at_every(&look);
	look_at_duties(&look);
	look_at_units(&look);
	look_at_grants(&look);
	for (size_t i = 0; i < roster_unit_count(look.roster); i++) {
		const struct unit *unit = roster_unit_at(look.roster, i);

		if (is_over(unit, now_ms) && !unit->successor)
			words_add(&ended, span_of(unit->id));
	}
	/* From here on the roster may be another one. */
	for (size_t i = 0; !rc && i < ended.count; i++)
		rc = look_at_flight(desk, ended.at[i], now_ms, out, err);
	words_clear(&ended);
	return rc;
}
