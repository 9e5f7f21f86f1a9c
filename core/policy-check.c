/* The policy as a whole: whether every route, every step and every grade is
 * ever met. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"
#include "core/policy-worlds.h"

struct survey {
	const struct policy *policy;
	struct worlds *worlds;
	size_t *route_when, *step_when; /* numbers of conditions */
	bool *routes, *steps, *grades;  /* met */
	size_t left;                    /* still to be met */
};

static void meet(struct survey *survey, bool *met)
{
	if (!*met)
		survey->left--;
	*met = true;
}

static void meet_step(struct survey *survey, size_t step)
{
	const struct policy *policy = survey->policy;
	const struct policy_step *joint =
	    policy_step(policy, policy_step_at(policy, step)->joint);

	if (!worlds_hold(survey->worlds, survey->step_when[step]))
		return;
	meet(survey, &survey->steps[step]);
	if (joint) {
		step = (size_t)(joint - policy_step_at(policy, 0));
		if (worlds_hold(survey->worlds, survey->step_when[step]))
			meet(survey, &survey->steps[step]);
	}
}

/* What a post of the world at hand meets. */
static void meet_world(struct survey *survey)
{
	const struct policy *policy = survey->policy;
	const struct policy_route *route;
	size_t found = 0;

	while (found < policy_route_count(policy) &&
	       !worlds_hold(survey->worlds, survey->route_when[found]))
		found++;
	if (found == policy_route_count(policy))
		return;
	meet(survey, &survey->routes[found]);
	meet(survey, &survey->grades[worlds_grade(survey->worlds)]);
	route = policy_route_at(policy, found);
	for (size_t i = 0; i < route->step_count; i++)
		meet_step(survey, route->steps[i]);
	if (route->publish != NO_STEP)
		meet_step(survey, route->publish);
}

/* Without worlds: what stands in any route is met. */
static void meet_all(struct survey *survey)
{
	const struct policy *policy = survey->policy;

	for (size_t i = 0; i < policy_grade_count(policy); i++)
		survey->grades[i] = true;
	for (size_t i = 0; i < policy_route_count(policy); i++) {
		const struct policy_route *route = policy_route_at(policy, i);

		survey->routes[i] = true;
		for (size_t j = 0; j < route->step_count; j++)
			survey->steps[route->steps[j]] = true;
		if (route->publish != NO_STEP)
			survey->steps[route->publish] = true;
	}
	for (size_t i = 0; i < policy_step_count(policy); i++) {
		const struct policy_step *joint =
		    policy_step(policy, policy_step_at(policy, i)->joint);

		if (joint && survey->steps[i])
			survey->steps[joint - policy_step_at(policy, 0)] = true;
	}
}

static void survey_run(struct survey *survey)
{
	const struct policy *policy = survey->policy;
	size_t routes = policy_route_count(policy);
	size_t steps = policy_step_count(policy);

	for (size_t i = 0; i < routes; i++)
		worlds_ask(survey->worlds, policy,
		           policy_route_at(policy, i)->when);
	for (size_t i = 0; i < steps; i++)
		worlds_ask(survey->worlds, policy,
		           policy_step_at(policy, i)->when);
	for (size_t i = 0; i < routes; i++)
		survey->route_when[i] = worlds_add(
		    survey->worlds, policy, policy_route_at(policy, i)->when);
	for (size_t i = 0; i < steps; i++)
		survey->step_when[i] = worlds_add(
		    survey->worlds, policy, policy_step_at(policy, i)->when);
	survey->left = routes + steps + policy_grade_count(policy);
	if (!worlds_first(survey->worlds)) {
		meet_all(survey);
		return;
	}
	do {
		meet_world(survey);
	} while (survey->left && worlds_next(survey->worlds));
}

/* What is said. */

static void note_unreachable(struct reader *reader, enum part part,
                             const char *id, const char *object)
{
	struct str subject = {0};

	str_putf(&subject, "[%s %s]", part_name(part), id);
	source_note_section(&reader->source, ERR_POLICY_UNREACHABLE,
	                    section_of(reader, part, id), str_span(&subject),
	                    object);
	str_clear(&subject);
}

/* The first route without a condition; as many as there are: none. */
static size_t catch_all(const struct policy *policy)
{
	size_t index = 0;

	while (index < policy_route_count(policy) &&
	       policy_route_at(policy, index)->when)
		index++;
	return index;
}

/* The cause, once: what takes all posts, and the routes behind it. */
static void note_shadow(struct reader *reader, size_t index)
{
	const struct policy *policy = reader->policy;
	const char *id = policy_route_at(policy, index)->id;
	const struct section *section = section_of(reader, PART_ROUTE, id);
	const struct pair *when = section ? source_pair(section, "when") : NULL;
	struct str subject = {0}, object = {0};

	str_putf(&subject, "[route %s]", id);
	for (size_t i = index + 1; i < policy_route_count(policy); i++) {
		id = policy_route_at(policy, i)->id;
		section = section_of(reader, PART_ROUTE, id);
		str_putf(&object, "%s%d: [route %s]", object.bytes ? ", " : "",
		         section ? section->line : 1, id);
	}
	if (when)
		source_note_pair(&reader->source, ERR_POLICY_SHADOW, when,
		                 str_span(&subject), str_text(&object));
	str_clear(&subject);
	str_clear(&object);
}

static bool is_in_route(const struct policy *policy, size_t step)
{
	for (size_t i = 0; i < policy_route_count(policy); i++) {
		const struct policy_route *route = policy_route_at(policy, i);

		if (route->publish == step)
			return true;
		for (size_t j = 0; j < route->step_count; j++) {
			if (route->steps[j] == step)
				return true;
		}
	}
	return false;
}

static void note_step(struct reader *reader, const struct survey *survey,
                      size_t index)
{
	const struct policy *policy = reader->policy;
	const struct policy_step *step = policy_step_at(policy, index);
	bool in_met_route = false;
	struct str object = {0};

	for (size_t i = 0; i < policy_route_count(policy); i++)
		in_met_route = in_met_route || survey->routes[i];
	if (step->kind == KIND_JOINT && !is_in_route(policy, index))
		str_putf(&object, "joint = %s", step->id);
	else if (is_in_route(policy, index) && step->when && in_met_route)
		str_puts(&object, "when = any");
	else
		str_putf(&object, "steps = …, %s", step->id);
	note_unreachable(reader, PART_STEP, step->id, str_text(&object));
	str_clear(&object);
}

/* Whether a step is opened at another one that stands in a route. */
static bool is_opened(const struct policy *policy, size_t index)
{
	const char *id = policy_step_at(policy, index)->id;

	for (size_t i = 0; i < policy_step_count(policy); i++) {
		const char *joint = policy_step_at(policy, i)->joint;

		if (joint && strcmp(joint, id) == 0 && is_in_route(policy, i))
			return true;
	}
	return false;
}

static void note_survey(struct reader *reader, const struct survey *survey)
{
	const struct policy *policy = reader->policy;
	size_t last = catch_all(policy);
	bool shadows = last + 1 < policy_route_count(policy);

	if (shadows)
		note_shadow(reader, last);
	for (size_t i = 0; i < policy_route_count(policy) && i <= last; i++) {
		if (!survey->routes[i])
			note_unreachable(reader, PART_ROUTE,
			                 policy_route_at(policy, i)->id,
			                 "when = any");
	}
	for (size_t i = 0; i < policy_step_count(policy); i++) {
		if (survey->steps[i] || (shadows && (is_in_route(policy, i) ||
		                                     is_opened(policy, i))))
			continue;
		note_step(reader, survey, i);
	}
	for (size_t i = 0; i < policy_grade_count(policy); i++) {
		const char *grade = policy_grade_at(policy, i)->id;

		if (!survey->grades[i] && policy_route_count(policy))
			source_note_section(
			    &reader->source, ERR_POLICY_NO_ROUTE,
			    section_of(reader, PART_GRADE, grade),
			    span_of(grade), "[route standard] when = any");
	}
}

static void survey_make(struct reader *reader)
{
	const struct policy *policy = reader->policy;
	size_t routes = policy_route_count(policy);
	size_t steps = policy_step_count(policy);
	struct survey survey = {
	    .policy = policy,
	    .worlds = worlds_new(policy, false),
	    .route_when = mem_new_array(routes, sizeof(size_t)),
	    .step_when = mem_new_array(steps, sizeof(size_t)),
	    .routes = mem_new_array(routes, sizeof(bool)),
	    .steps = mem_new_array(steps, sizeof(bool)),
	    .grades = mem_new_array(policy_grade_count(policy), sizeof(bool)),
	};

	survey_run(&survey);
	note_survey(reader, &survey);
	worlds_free(survey.worlds);
	free(survey.route_when);
	free(survey.step_when);
	free(survey.routes);
	free(survey.steps);
	free(survey.grades);
}

static void need_section(struct reader *reader, bool is_there, const char *name,
                         const char *line)
{
	if (!is_there)
		source_note(&reader->source, ERR_POLICY_MISSING, 1,
		            span_of(name), line, NULL);
}

/* Whether no route needs [publish]. */
static bool all_publish(const struct policy *policy)
{
	for (size_t i = 0; i < policy_route_count(policy); i++) {
		if (policy_route_at(policy, i)->publish == NO_STEP)
			return false;
	}
	return policy_route_count(policy) > 0;
}

void check_whole(struct reader *reader)
{
	const struct policy *policy = reader->policy;

	need_section(reader, policy_grade_count(policy) > 0, "grade routine",
	             "title = 一般");
	need_section(reader, policy_step_count(policy) > 0, "step manager",
	             "role = manager@owner");
	need_section(reader, policy_route_count(policy) > 0, "route standard",
	             "when = any");
	need_section(reader, policy_column_count(policy) > 0, "column news",
	             "title = 新闻");
	need_section(reader, policy_channel_count(policy) > 0, "channel site",
	             "title = 官网");
	need_section(reader, policy->publish || all_publish(policy), "publish",
	             "role = manager@owner");
	if (!reader->broken)
		survey_make(reader);
}
