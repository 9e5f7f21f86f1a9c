#include "core/policy.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"

static const struct {
	const char *name;
	size_t bytes;
} parts[PART_COUNT] = {
    [PART_UNIT] = {"unit", sizeof(struct policy_unit)},
    [PART_ROLE] = {"role", sizeof(struct policy_role)},
    [PART_SWITCH] = {"switch", sizeof(struct policy_switch)},
    [PART_FLAG] = {"flag", sizeof(struct policy_flag)},
    [PART_CATEGORY] = {"category", sizeof(struct policy_category)},
    [PART_FIELD] = {"field", sizeof(struct policy_field)},
    [PART_GRADE] = {"grade", sizeof(struct policy_grade)},
    [PART_COLUMN] = {"column", sizeof(struct policy_column)},
    [PART_CHANNEL] = {"channel", sizeof(struct policy_channel)},
    [PART_STEP] = {"step", sizeof(struct policy_step)},
    [PART_ROUTE] = {"route", sizeof(struct policy_route)},
};

static const char *const kind_ids[] = {"sign",  "edit",     "check",
                                       "joint", "precheck", "publish"};

const char *step_kind_id(enum step_kind kind)
{
	return kind_ids[kind];
}

/* Parts. */

const char *part_name(enum part part)
{
	return parts[part].name;
}

void *part_at(const struct policy *policy, enum part part, size_t index)
{
	return (char *)policy->parts[part].at + index * parts[part].bytes;
}

static const char *id_of(const struct policy *policy, enum part part,
                         size_t index)
{
	return *(char *const *)part_at(policy, part, index);
}

void *part_add(struct policy *policy, enum part part, struct span id)
{
	struct part_list *list = &policy->parts[part];
	char *copy = span_copy(id);
	void *added;

	list->at =
	    mem_room(list->at, list->count, &list->room, parts[part].bytes);
	added = part_at(policy, part, list->count++);
	memset(added, 0, parts[part].bytes);
	memcpy(added, &copy, sizeof(copy));
	return added;
}

void *part_find(const struct policy *policy, enum part part, struct span id)
{
	for (size_t i = 0; i < policy->parts[part].count; i++) {
		if (span_is(id, id_of(policy, part, i)))
			return part_at(policy, part, i);
	}
	return NULL;
}

void part_ids(const struct policy *policy, enum part part, struct words *out)
{
	for (size_t i = 0; i < policy->parts[part].count; i++)
		words_add(out, span_of(id_of(policy, part, i)));
}

/* Freeing. */

static void offices_clear(struct offices *offices)
{
	for (size_t i = 0; i < offices->count; i++) {
		free(offices->at[i].role);
		free(offices->at[i].where);
	}
	free(offices->at);
}

static void duties_clear(struct policy_duties *duties)
{
	free(duties->collect);
	free(duties->review);
	free(duties->publish);
}

static void unit_clear(struct policy_unit *unit)
{
	free(unit->title);
	free(unit->parent);
	free(unit->tier);
	free(unit->successor);
	free(unit->from);
	free(unit->until);
}

static void field_clear(struct policy_field *field)
{
	free(field->title);
	free(field->hint);
	words_clear(&field->options);
	condition_free(field->required);
}

static void channel_clear(struct policy_channel *channel)
{
	free(channel->title);
	free(channel->class);
	free(channel->owner);
	free(channel->keeper);
	free(channel->account);
	words_clear(&channel->categories);
	duties_clear(&channel->duties);
}

static void step_clear(struct policy_step *step)
{
	offices_clear(&step->who);
	offices_clear(&step->escalate);
	words_clear(&step->checklist);
	condition_free(step->when);
	free(step->joint);
	free(step->title);
}

static void role_clear(struct policy_role *role)
{
	free(role->title);
	words_clear(&role->every);
}

static void switch_clear(struct policy_switch *one)
{
	free(one->title);
	words_clear(&one->options);
	free(one->value);
}

static void flag_clear(struct policy_flag *flag)
{
	free(flag->title);
	free(flag->hint);
}

static void category_clear(struct policy_category *category)
{
	free(category->title);
	free(category->hint);
	words_clear(&category->tiers);
}

static void grade_clear(struct policy_grade *grade)
{
	free(grade->title);
	free(grade->hint);
	condition_free(grade->propose);
	offices_clear(&grade->lower);
}

static void column_clear(struct policy_column *column)
{
	free(column->title);
	words_clear(&column->categories);
	duties_clear(&column->duties);
}

static void route_clear(struct policy_route *route)
{
	free(route->title);
	condition_free(route->when);
	free(route->steps);
}

static void part_clear(enum part part, void *one)
{
	free(*(char **)one);
	switch (part) {
	case PART_UNIT:
		unit_clear(one);
		break;
	case PART_ROLE:
		role_clear(one);
		break;
	case PART_SWITCH:
		switch_clear(one);
		break;
	case PART_FLAG:
		flag_clear(one);
		break;
	case PART_CATEGORY:
		category_clear(one);
		break;
	case PART_FIELD:
		field_clear(one);
		break;
	case PART_GRADE:
		grade_clear(one);
		break;
	case PART_COLUMN:
		column_clear(one);
		break;
	case PART_CHANNEL:
		channel_clear(one);
		break;
	case PART_STEP:
		step_clear(one);
		break;
	case PART_ROUTE:
	case PART_COUNT:
		route_clear(one);
		break;
	}
}

static void after_clear(struct policy_after *after)
{
	offices_clear(&after->correct);
	offices_clear(&after->freeze);
	offices_clear(&after->unfreeze);
	offices_clear(&after->takedown);
	offices_clear(&after->supersede);
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (int part = 0; part < PART_COUNT; part++) {
		for (size_t i = 0; i < policy->parts[part].count; i++)
			part_clear((enum part)part,
			           part_at(policy, (enum part)part, i));
		free(policy->parts[part].at);
	}
	for (size_t i = 0; i < policy->severity_count; i++)
		free(policy->severities[i].rule);
	if (policy->publish) {
		step_clear(policy->publish);
		free(policy->publish->id);
	}
	after_clear(&policy->after);
	offices_clear(&policy->release);
	words_clear(&policy->duties);
	words_clear(&policy->keep_fields);
	free(policy->publish);
	free(policy->severities);
	free(policy->workdays.holidays);
	free(policy->workdays.work);
	free(policy->id);
	free(policy->title);
	free(policy->source);
	free(policy->issuer);
	free(policy->parent);
	free(policy->statement);
	free(policy);
}

/* Problems. */

void problems_clear(struct problems *problems)
{
	free(problems->at);
	memset(problems, 0, sizeof(*problems));
}

bool problems_only_local(const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (problems->at[i].code != ERR_POLICY_LOCAL)
			return false;
	}
	return true;
}

bool problems_can_wait(const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (problems->at[i].code != ERR_POLICY_LOCAL &&
		    problems->at[i].code != ERR_POLICY_LATER)
			return false;
	}
	return true;
}

/* What a policy says. */

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

const char *policy_id(const struct policy *policy)
{
	return policy->id;
}

const char *policy_title(const struct policy *policy)
{
	return policy->title;
}

const char *policy_source(const struct policy *policy)
{
	return or_empty(policy->source);
}

const char *policy_issuer(const struct policy *policy)
{
	return or_empty(policy->issuer);
}

const char *policy_parent(const struct policy *policy)
{
	return or_empty(policy->parent);
}

const char *policy_statement(const struct policy *policy)
{
	return or_empty(policy->statement);
}

int policy_offset_min(const struct policy *policy)
{
	return policy->offset_min;
}

int64_t policy_from_ms(const struct policy *policy)
{
	return policy->from_ms;
}

int64_t policy_until_ms(const struct policy *policy)
{
	return policy->until_ms;
}

int64_t policy_warn_ms(const struct policy *policy)
{
	if (!policy->until_ms)
		return 0;
	return policy_before(policy, &policy->warn, policy->until_ms);
}

int64_t policy_due(const struct policy *policy, const struct term *term,
                   int64_t from_ms)
{
	return calendar_due(term, &policy->workdays, policy->offset_min,
	                    from_ms);
}

int64_t policy_before(const struct policy *policy, const struct term *term,
                      int64_t until_ms)
{
	return calendar_before(term, &policy->workdays, policy->offset_min,
	                       until_ms);
}

#define POLICY_LIST(name, part) \
	size_t policy_##name##_count(const struct policy *policy) \
	{ \
		return policy->parts[part].count; \
	} \
	const struct policy_##name *policy_##name##_at( \
	    const struct policy *policy, size_t index) \
	{ \
		return part_at(policy, part, index); \
	}
#define POLICY_FIND(name, part) \
	const struct policy_##name *policy_##name(const struct policy *policy, \
	                                          const char *id) \
	{ \
		return id ? part_find(policy, part, span_of(id)) : NULL; \
	}
POLICY_LIST(unit, PART_UNIT)
POLICY_FIND(unit, PART_UNIT)
POLICY_LIST(role, PART_ROLE)
POLICY_FIND(role, PART_ROLE)
POLICY_LIST(switch, PART_SWITCH)
POLICY_FIND(switch, PART_SWITCH)
POLICY_LIST(flag, PART_FLAG)
POLICY_FIND(flag, PART_FLAG)
POLICY_LIST(category, PART_CATEGORY)
POLICY_FIND(category, PART_CATEGORY)
POLICY_LIST(field, PART_FIELD)
POLICY_FIND(field, PART_FIELD)
POLICY_LIST(column, PART_COLUMN)
POLICY_FIND(column, PART_COLUMN)
POLICY_LIST(channel, PART_CHANNEL)
POLICY_FIND(channel, PART_CHANNEL)
POLICY_LIST(step, PART_STEP)
POLICY_FIND(step, PART_STEP)
POLICY_LIST(route, PART_ROUTE)
POLICY_FIND(route, PART_ROUTE)
POLICY_LIST(grade, PART_GRADE)
#undef POLICY_LIST
#undef POLICY_FIND

int policy_grade(const struct policy *policy, const char *id)
{
	for (size_t i = 0; id && i < policy->parts[PART_GRADE].count; i++) {
		if (strcmp(id_of(policy, PART_GRADE, i), id) == 0)
			return (int)i;
	}
	return -1;
}

/* What the gate refuses is refused, whatever the line of its class says. */
static bool is_of_gate(struct span rule)
{
	return span_is(rule, "privacy/id-number") ||
	       span_starts(rule, "secrecy/");
}

bool policy_severity(const struct policy *policy, const char *rule,
                     enum severity *out)
{
	struct span class, rest = span_of(rule);
	const struct policy_severity *found = NULL;

	span_cut(&rest, '/', &class);
	for (size_t i = 0; i < policy->severity_count; i++) {
		const struct policy_severity *one = &policy->severities[i];

		if (strcmp(one->rule, rule) == 0 ||
		    (!found && span_is(class, one->rule)))
			found = one;
	}
	if (!found)
		return false;
	*out = is_of_gate(span_of(rule)) ? SEVERITY_BLOCK : found->severity;
	return true;
}

size_t policy_severity_count(const struct policy *policy)
{
	return policy->severity_count;
}

const struct policy_severity *policy_severity_at(const struct policy *policy,
                                                 size_t index)
{
	return &policy->severities[index];
}

const struct words *policy_duties(const struct policy *policy)
{
	return &policy->duties;
}

int policy_keep_years(const struct policy *policy)
{
	return policy->keep_years;
}

const struct words *policy_keep_fields(const struct policy *policy)
{
	return &policy->keep_fields;
}

const struct policy_route *policy_route_for(const struct policy *policy,
                                            const struct facts *facts)
{
	for (size_t i = 0; i < policy_route_count(policy); i++) {
		const struct policy_route *route = policy_route_at(policy, i);

		if (condition_holds(route->when, facts))
			return route;
	}
	return NULL;
}

const struct policy_step *policy_publish(const struct policy *policy,
                                         const struct policy_route *route)
{
	if (route && route->publish != NO_STEP)
		return policy_step_at(policy, route->publish);
	return policy->publish;
}

const char *policy_column_title(const struct policy *policy, const char *id)
{
	const struct policy_column *column = policy_column(policy, id);

	return column && column->title ? column->title : id;
}

const char *policy_channel_title(const struct policy *policy, const char *id)
{
	const struct policy_channel *channel = policy_channel(policy, id);

	return channel && channel->title ? channel->title : id;
}

const char *policy_category_title(const struct policy *policy, const char *id)
{
	const struct policy_category *category = policy_category(policy, id);

	return category && category->title ? category->title : id;
}

const char *policy_grade_title(const struct policy *policy, const char *id)
{
	int grade = policy_grade(policy, id);

	return grade < 0 ? id : policy_grade_at(policy, (size_t)grade)->title;
}

/* Who may let held text in where the policy does not say. */
static struct role_ref release_default[] = {
    {(char *)"unit-head", (char *)"owner", 0},
    {(char *)"unit-head", (char *)"institution", 0},
    {(char *)"propaganda", (char *)"institution", 0},
    {(char *)"leader", (char *)"institution", 0},
};

const struct offices *policy_release(const struct policy *policy)
{
	static const struct offices otherwise = {release_default,
	                                         sizeof(release_default) /
	                                             sizeof(*release_default)};

	return policy->release.count ? &policy->release : &otherwise;
}

const struct policy_after *policy_after(const struct policy *policy)
{
	return &policy->after;
}

const struct password_rules *policy_password(const struct policy *policy)
{
	return policy->has_password ? &policy->password : NULL;
}
