#include "core/policy.h"

#include <stdlib.h>
#include <string.h>

#include "core/ini.h"
#include "core/policy-parts.h"

static void names_clear(struct policy_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		free(names->at[i].id);
		free(names->at[i].title);
		free(names->at[i].hint);
	}
	free(names->at);
}

static void step_clear(struct policy_step *step)
{
	for (size_t i = 0; i < step->level_count; i++) {
		free(step->levels[i].role);
		free(step->levels[i].where);
	}
	for (size_t i = 0; i < step->checklist_count; i++)
		free(step->checklist[i]);
	free(step->levels);
	free(step->checklist);
	free(step->id);
	free(step->title);
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->role_count; i++) {
		free(policy->roles[i].id);
		free(policy->roles[i].title);
	}
	for (size_t i = 0; i < policy->step_count; i++)
		step_clear(&policy->steps[i]);
	for (size_t i = 0; i < policy->route_count; i++) {
		free(policy->routes[i].id);
		free(policy->routes[i].grade);
		free(policy->routes[i].steps);
	}
	names_clear(&policy->grades);
	names_clear(&policy->columns);
	names_clear(&policy->channels);
	step_clear(&policy->publish);
	free(policy->roles);
	free(policy->steps);
	free(policy->routes);
	free(policy->id);
	free(policy->title);
	free(policy->source);
	free(policy->statement);
	free(policy);
}

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
	return policy->source ? policy->source : "";
}

const char *policy_statement(const struct policy *policy)
{
	return policy->statement ? policy->statement : "";
}

int policy_offset_min(const struct policy *policy)
{
	return policy->offset_min;
}

static int name_find(const struct policy_names *names, const char *id)
{
	for (size_t i = 0; id && i < names->count; i++) {
		if (strcmp(names->at[i].id, id) == 0)
			return (int)i;
	}
	return -1;
}

static const struct policy_name *name_of(const struct policy_names *names,
                                         const char *id)
{
	int found = name_find(names, id);

	return found < 0 ? NULL : &names->at[found];
}

size_t policy_grade_count(const struct policy *policy)
{
	return policy->grades.count;
}

const struct policy_name *policy_grade_at(const struct policy *policy,
                                          size_t index)
{
	return &policy->grades.at[index];
}

int policy_grade(const struct policy *policy, const char *id)
{
	return name_find(&policy->grades, id);
}

size_t policy_column_count(const struct policy *policy)
{
	return policy->columns.count;
}

const struct policy_name *policy_column_at(const struct policy *policy,
                                           size_t index)
{
	return &policy->columns.at[index];
}

const struct policy_name *policy_column(const struct policy *policy,
                                        const char *id)
{
	return name_of(&policy->columns, id);
}

size_t policy_channel_count(const struct policy *policy)
{
	return policy->channels.count;
}

const struct policy_name *policy_channel_at(const struct policy *policy,
                                            size_t index)
{
	return &policy->channels.at[index];
}

const struct policy_name *policy_channel(const struct policy *policy,
                                         const char *id)
{
	return name_of(&policy->channels, id);
}

size_t policy_role_count(const struct policy *policy)
{
	return policy->role_count;
}

const struct policy_role *policy_role_at(const struct policy *policy,
                                         size_t index)
{
	return &policy->roles[index];
}

const struct policy_role *policy_role(const struct policy *policy,
                                      const char *id)
{
	for (size_t i = 0; id && i < policy->role_count; i++) {
		if (strcmp(policy->roles[i].id, id) == 0)
			return &policy->roles[i];
	}
	return NULL;
}

size_t policy_step_count(const struct policy *policy)
{
	return policy->step_count;
}

const struct policy_step *policy_step_at(const struct policy *policy,
                                         size_t index)
{
	return &policy->steps[index];
}

const struct policy_step *policy_step(const struct policy *policy,
                                      const char *id)
{
	for (size_t i = 0; id && i < policy->step_count; i++) {
		if (strcmp(policy->steps[i].id, id) == 0)
			return &policy->steps[i];
	}
	return NULL;
}

size_t policy_route_count(const struct policy *policy)
{
	return policy->route_count;
}

const struct policy_route *policy_route_at(const struct policy *policy,
                                           size_t index)
{
	return &policy->routes[index];
}

const struct policy_route *policy_route_for(const struct policy *policy,
                                            const char *grade)
{
	for (size_t i = 0; i < policy->route_count; i++) {
		const struct policy_route *route = &policy->routes[i];

		if (!route->grade ||
		    (grade && strcmp(route->grade, grade) == 0))
			return route;
	}
	return NULL;
}

const struct policy_step *policy_publish(const struct policy *policy)
{
	return &policy->publish;
}

/* The demo value of an open one; NULL when the line leaves nothing open. */
static const char *demo_value(const struct ini_line *line, struct span first)
{
	if (line->kind != INI_PAIR || !span_is(line->value, "local"))
		return NULL;
	if (span_is(line->section, "policy") &&
	    span_is(line->key, "third_level"))
		return "all";
	if (!span_starts(line->section, "step ") ||
	    !span_is(line->key, "deadline"))
		return NULL;
	return span_equal(line->section, first) ? "8h" : "24h";
}

void policy_fill_demo(struct span text, struct str *out)
{
	struct ini_walk walk = ini_walk(text);
	struct span first = span_of("");
	struct ini_line line;

	while (ini_next(&walk, &line)) {
		const char *value;

		if (line.kind == INI_SECTION && !first.bytes &&
		    span_starts(line.section, "step "))
			first = line.section;
		value = demo_value(&line, first);
		if (value) {
			str_add(out,
			        span_from(line.raw.at, (size_t)(line.value.at -
			                                        line.raw.at)));
			str_puts(out, value);
		} else {
			str_add(out, line.raw);
		}
		if (walk.rest.at)
			str_putc(out, '\n');
	}
}
