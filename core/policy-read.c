/*
 * Reading a policy. First every line is sorted into its section, with the
 * comment above it (policy-source); then the sections become a struct policy;
 * then routes are looked at as a whole. None of these stops the others, so that
 * whoever writes a policy sees all mistakes at once.
 */
#include "core/policy.h"

#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/policy-parts.h"
#include "core/policy-source.h"
#include "core/roster.h"
#include "core/text.h"

enum {
	POLICY_BYTES_MAX = 1 << 20,
	OFFSET_DEFAULT_MIN = 8 * 60,
};

static const struct policy_role built_in[] = {
    {"collector", "信息员", true},     {"manager", "信息管理员", true},
    {"unit-head", "单位负责人", true}, {"propaganda", "宣传部负责人", true},
    {"leader", "分管领导", false},     {"publisher", "发布员", false},
    {"auditor", "核查员", false},      {"admin", "系统管理员", false},
};

struct reader {
	struct source source;
	struct policy *policy;
};

static int line_of(const struct reader *reader, const char *kind,
                   const char *id)
{
	const struct section *section =
	    source_section(&reader->source, kind, span_of(id));

	return section ? section->line : 1;
}

static char *value_copy(const struct pair *pair)
{
	return pair && pair->value.bytes ? span_copy(pair->value) : NULL;
}

/* Values. */

static void note_local(struct reader *reader, const struct section *section,
                       const struct pair *pair, const char *value)
{
	struct str subject = {0}, object = {0};

	str_putc(&subject, '[');
	str_add(&subject, section->name);
	str_puts(&subject, "] ");
	str_add(&subject, pair->key);
	str_add(&object, pair->key);
	str_puts(&object, " = ");
	str_puts(&object, value);
	source_note_pair(&reader->source, ERR_POLICY_LOCAL, pair,
	                 str_span(&subject), str_text(&object));
	str_clear(&subject);
	str_clear(&object);
}

static void read_policy(struct reader *reader)
{
	static const struct section none = {.line = 1};
	const struct section *section =
	    source_section(&reader->source, "policy", span_of(""));
	struct section missing = none;
	struct policy *policy = reader->policy;
	const struct pair *pair;

	if (!section) {
		missing.name = span_of("policy");
		section = &missing;
	}
	pair = source_need(&reader->source, section, "id", "three-level");
	if (pair && !roster_id_is_good(pair->value))
		source_note_value(&reader->source, pair, pair->value,
		                  "three-level");
	policy->id = value_copy(pair);
	policy->title = value_copy(
	    source_need(&reader->source, section, "title", "信息发布管理办法"));
	policy->source = value_copy(source_pair(section, "source"));
	policy->statement = value_copy(source_pair(section, "statement"));
	policy->offset_min = OFFSET_DEFAULT_MIN;
	pair = source_pair(section, "utc_offset");
	if (pair && !calendar_read_offset(pair->value, &policy->offset_min))
		source_note_value(&reader->source, pair, pair->value, "+08:00");
	pair = source_pair(section, "third_level");
	if (pair && span_is(pair->value, "local"))
		note_local(reader, section, pair, "all");
	else if (pair && !span_is(pair->value, "all"))
		source_note_value(&reader->source, pair, pair->value, "all");
}

static void role_add(struct policy *policy, const struct policy_role *role)
{
	policy->roles = mem_room(policy->roles, policy->role_count,
	                         &policy->role_room, sizeof(*policy->roles));
	policy->roles[policy->role_count++] = (struct policy_role){
	    mem_copy(role->id), mem_copy(role->title), role->draft};
}

static struct policy_role *role_find(struct policy *policy, struct span id)
{
	for (size_t i = 0; i < policy->role_count; i++) {
		if (span_is(id, policy->roles[i].id))
			return &policy->roles[i];
	}
	return NULL;
}

static void read_role(struct reader *reader, const struct section *section)
{
	struct policy_role *role = role_find(reader->policy, section->id);
	const struct pair *title = source_pair(section, "title");
	const struct pair *draft = source_pair(section, "draft");

	if (!role) {
		char *id = span_copy(section->id);
		struct policy_role fresh = {id, NULL, false};

		title =
		    source_need(&reader->source, section, "title", "信息员");
		role_add(reader->policy, &fresh);
		role = &reader->policy->roles[reader->policy->role_count - 1];
		free(id);
	}
	if (title && title->value.bytes) {
		free(role->title);
		role->title = value_copy(title);
	}
	if (draft && !span_is(draft->value, "yes") &&
	    !span_is(draft->value, "no"))
		source_note_value(&reader->source, draft, draft->value,
		                  "yes, no");
	else if (draft)
		role->draft = span_is(draft->value, "yes");
}

static void read_name(struct reader *reader, const struct section *section,
                      struct policy_names *names)
{
	struct policy_name *name;

	names->at =
	    mem_room(names->at, names->count, &names->room, sizeof(*names->at));
	name = &names->at[names->count++];
	*name = (struct policy_name){span_copy(section->id), NULL, NULL};
	name->title = value_copy(
	    source_need(&reader->source, section, "title", name->id));
	name->hint = value_copy(source_pair(section, "hint"));
}

/* Takes the next piece of a list off *rest; an empty one is a problem. */
static bool list_next(struct reader *reader, const struct pair *pair,
                      struct span *rest, struct span *piece)
{
	while (span_cut(rest, ',', piece)) {
		*piece = span_trim(*piece);
		if (piece->bytes)
			return true;
		source_note_value(&reader->source, pair, pair->value, "…, …");
	}
	return false;
}

static void roles_list(const struct policy *policy, struct str *out)
{
	for (size_t i = 0; i < policy->role_count; i++)
		str_putf(out, "%s%s", i ? ", " : "", policy->roles[i].id);
}

static void read_level(struct reader *reader, const struct pair *pair,
                       struct span text, struct policy_step *step)
{
	struct span where = text, role;
	struct role_ref *level;
	struct str known = {0};

	span_cut(&where, '@', &role);
	if (!where.at || !role.bytes || !roster_id_is_good(where)) {
		source_note_value(&reader->source, pair, text,
		                  "ROLE@owner, ROLE@institution, ROLE@UNIT");
		return;
	}
	if (!role_find(reader->policy, role)) {
		roles_list(reader->policy, &known);
		source_note_pair(&reader->source, ERR_POLICY_ROLE, pair, role,
		                 str_text(&known));
		str_clear(&known);
		return;
	}
	for (size_t i = 0; i < step->level_count; i++) {
		if (span_is(role, step->levels[i].role) &&
		    span_is(where, step->levels[i].where)) {
			source_note_twice(&reader->source, pair->line, text,
			                  pair->line);
			return;
		}
	}
	step->levels = mem_grow(step->levels, (step->level_count + 1) *
	                                          sizeof(*step->levels));
	level = &step->levels[step->level_count++];
	level->role = span_copy(role);
	level->where = span_copy(where);
}

static void read_levels(struct reader *reader, const struct section *section,
                        struct policy_step *step)
{
	const struct pair *role =
	    source_need(&reader->source, section, "role", "manager@owner");
	const struct pair *fallback = source_pair(section, "fallback");
	struct span rest, piece;

	if (role)
		read_level(reader, role, role->value, step);
	rest = fallback ? fallback->value : span_of("");
	while (rest.bytes && list_next(reader, fallback, &rest, &piece))
		read_level(reader, fallback, piece, step);
}

static void read_checklist(struct reader *reader, const struct pair *pair,
                           struct policy_step *step)
{
	struct span rest = pair ? pair->value : span_of(""), piece;

	while (rest.bytes && list_next(reader, pair, &rest, &piece)) {
		step->checklist =
		    mem_grow(step->checklist, (step->checklist_count + 1) *
		                                  sizeof(*step->checklist));
		step->checklist[step->checklist_count++] = span_copy(piece);
	}
}

static void read_step(struct reader *reader, const struct section *section)
{
	struct policy *policy = reader->policy;
	const struct pair *pair = source_pair(section, "deadline");
	struct policy_step *step;

	policy->steps = mem_room(policy->steps, policy->step_count,
	                         &policy->step_room, sizeof(*policy->steps));
	step = &policy->steps[policy->step_count++];
	memset(step, 0, sizeof(*step));
	step->id = span_copy(section->id);
	step->title = value_copy(
	    source_need(&reader->source, section, "title", step->id));
	read_levels(reader, section, step);
	read_checklist(reader, source_pair(section, "checklist"), step);
	if (!pair || span_is(pair->value, "none"))
		return;
	if (span_is(pair->value, "local"))
		note_local(reader, section, pair, "8h");
	else if (!calendar_read_term(pair->value, &step->deadline_ms))
		source_note_value(&reader->source, pair, pair->value,
		                  "8h, 3d, none, local");
}

/* `when`: any, or grade is ID. */
static void read_when(struct reader *reader, const struct section *section,
                      struct policy_route *route)
{
	const struct pair *pair =
	    source_need(&reader->source, section, "when", "any");
	struct str known = {0};
	struct span grade;

	if (!pair || span_is(pair->value, "any"))
		return;
	grade = pair->value;
	if (!span_starts(grade, "grade is ")) {
		source_note_value(&reader->source, pair, pair->value,
		                  "any, grade is ID");
		return;
	}
	grade = span_trim(span_from(grade.at + 9, grade.bytes - 9));
	route->grade = span_copy(grade);
	if (policy_grade(reader->policy, route->grade) >= 0)
		return;
	for (size_t i = 0; i < reader->policy->grades.count; i++)
		str_putf(&known, "%s%s", i ? ", " : "",
		         reader->policy->grades.at[i].id);
	source_note_pair(&reader->source, ERR_POLICY_GRADE, pair, grade,
	                 str_text(&known));
	str_clear(&known);
}

static void route_add(struct reader *reader, const struct pair *pair,
                      struct span id, struct policy_route *route)
{
	const struct policy *policy = reader->policy;
	struct str known = {0};
	size_t step = 0;

	while (step < policy->step_count &&
	       !span_is(id, policy->steps[step].id))
		step++;
	if (step == policy->step_count) {
		for (size_t i = 0; i < policy->step_count; i++)
			str_putf(&known, "%s%s", i ? ", " : "",
			         policy->steps[i].id);
		source_note_pair(&reader->source, ERR_POLICY_STEP, pair, id,
		                 str_text(&known));
		str_clear(&known);
		return;
	}
	for (size_t i = 0; i < route->step_count; i++) {
		if (route->steps[i] == step) {
			source_note_twice(&reader->source, pair->line, id,
			                  pair->line);
			return;
		}
	}
	route->steps = mem_grow(route->steps, (route->step_count + 1) *
	                                          sizeof(*route->steps));
	route->steps[route->step_count++] = step;
}

static void read_route(struct reader *reader, const struct section *section)
{
	struct policy *policy = reader->policy;
	const struct pair *pair;
	struct policy_route *route;
	struct span rest, piece;
	size_t levels = 0;

	policy->routes = mem_room(policy->routes, policy->route_count,
	                          &policy->route_room, sizeof(*policy->routes));
	route = &policy->routes[policy->route_count++];
	memset(route, 0, sizeof(*route));
	route->id = span_copy(section->id);
	read_when(reader, section, route);
	pair =
	    source_need(&reader->source, section, "steps",
	                policy->step_count ? policy->steps[0].id : "manager");
	rest = pair ? pair->value : span_of("");
	while (rest.bytes && list_next(reader, pair, &rest, &piece))
		route_add(reader, pair, piece, route);
	for (size_t i = 0; i < route->step_count; i++)
		levels += policy->steps[route->steps[i]].level_count;
	if (levels > POLICY_OFFICES_MAX)
		source_note_value(&reader->source, pair, pair->value,
		                  policy->steps[0].id);
}

static void read_publish(struct reader *reader)
{
	const struct section *section =
	    source_section(&reader->source, "publish", span_of(""));

	if (!section) {
		source_note(&reader->source, ERR_POLICY_MISSING, 1,
		            span_of("publish"), "role = manager@owner", NULL);
		return;
	}
	reader->policy->publish.id = mem_copy("publish");
	reader->policy->publish.title = mem_copy("");
	read_levels(reader, section, &reader->policy->publish);
}

/* Every section of a kind, in order. */
static void read_all(struct reader *reader, const char *kind)
{
	for (size_t i = 0; i < reader->source.count; i++) {
		const struct section *section = &reader->source.sections[i];

		if (strcmp(section->kind->name, kind) != 0)
			continue;
		if (strcmp(kind, "role") == 0)
			read_role(reader, section);
		else if (strcmp(kind, "grade") == 0)
			read_name(reader, section, &reader->policy->grades);
		else if (strcmp(kind, "column") == 0)
			read_name(reader, section, &reader->policy->columns);
		else if (strcmp(kind, "channel") == 0)
			read_name(reader, section, &reader->policy->channels);
		else if (strcmp(kind, "step") == 0)
			read_step(reader, section);
		else
			read_route(reader, section);
	}
}

/* The routes as a whole. */

static void note_unreachable(struct reader *reader, const char *kind,
                             const char *id, const char *object)
{
	struct str subject = {0};

	str_putf(&subject, "[%s %s]", kind, id);
	source_note(&reader->source, ERR_POLICY_UNREACHABLE,
	            line_of(reader, kind, id), str_span(&subject), object,
	            NULL);
	str_clear(&subject);
}

/* Grades the route would be the first to match; marks them. */
static size_t route_gains(const struct policy *policy,
                          const struct policy_route *route, bool *covered)
{
	size_t gains = 0;

	for (size_t i = 0; i < policy->grades.count; i++) {
		const char *grade = policy->grades.at[i].id;

		if (covered[i] ||
		    (route->grade && strcmp(route->grade, grade) != 0))
			continue;
		covered[i] = true;
		gains++;
	}
	return gains;
}

static void check_routes(struct reader *reader)
{
	const struct policy *policy = reader->policy;
	bool *covered = mem_new_array(policy->grades.count, sizeof(*covered));

	for (size_t i = 0; i < policy->route_count; i++) {
		const struct policy_route *route = &policy->routes[i];
		const struct policy_route *first;
		struct str object = {0};

		if (route->grade && policy_grade(policy, route->grade) < 0)
			continue; /* said already */
		if (route_gains(policy, route, covered) ||
		    !policy->grades.count)
			continue;
		first = policy_route_for(policy, route->grade);
		if (first && !first->grade)
			str_putf(&object, "[route %s], [route %s]", route->id,
			         first->id);
		else
			str_puts(&object, "[grade ID]");
		note_unreachable(reader, "route", route->id, str_text(&object));
		str_clear(&object);
	}
	for (size_t i = 0; i < policy->grades.count; i++) {
		const char *grade = policy->grades.at[i].id;

		if (!covered[i])
			source_note(&reader->source, ERR_POLICY_NO_ROUTE,
			            line_of(reader, "grade", grade),
			            span_of(grade),
			            "[route standard] when = any", NULL);
	}
	free(covered);
}

static void check_steps(struct reader *reader)
{
	const struct policy *policy = reader->policy;

	for (size_t i = 0; i < policy->step_count; i++) {
		struct str object = {0};
		bool used = false;

		for (size_t j = 0; j < policy->route_count; j++) {
			const struct policy_route *route = &policy->routes[j];

			for (size_t k = 0; k < route->step_count; k++)
				used = used || route->steps[k] == i;
		}
		str_putf(&object, "steps = …, %s", policy->steps[i].id);
		if (!used)
			note_unreachable(reader, "step", policy->steps[i].id,
			                 str_text(&object));
		str_clear(&object);
	}
}

static void check_whole(struct reader *reader)
{
	if (!reader->policy->grades.count)
		source_note(&reader->source, ERR_POLICY_MISSING, 1,
		            span_of("grade routine"), "title = 一般", NULL);
	if (!reader->policy->step_count)
		source_note(&reader->source, ERR_POLICY_MISSING, 1,
		            span_of("step manager"), "role = manager@owner",
		            NULL);
	if (!reader->policy->route_count)
		source_note(&reader->source, ERR_POLICY_MISSING, 1,
		            span_of("route standard"), "when = any", NULL);
	else
		check_routes(reader);
	check_steps(reader);
}

/* In order of line; those of one line stay as they were found. */
static void sort(struct err *at, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct err err = at[i];
		size_t j = i;

		for (; j > 0 && at[j - 1].line > err.line; j--)
			at[j] = at[j - 1];
		at[j] = err;
	}
}

/* Where a text is no text: the line of its first bad byte. */
static void note_door(struct reader *reader, struct span text,
                      const struct err *err)
{
	size_t end = text_valid_bytes(text);
	int line = 1;

	for (size_t at = 0; at < end; at++) {
		unsigned char byte = (unsigned char)text.at[at];

		if (end == text.bytes && (byte < ' ' || byte == 0x7F) &&
		    byte != '\n' && byte != '\t' && byte != '\r')
			break;
		line += byte == '\n';
	}
	source_note(&reader->source, ERR_POLICY_SYNTAX, line,
	            span_of(err->object), "UTF-8", err_name(err->code));
}

static void read_text(struct reader *reader, struct span text)
{
	struct policy *policy = reader->policy;

	source_read(&reader->source, text);
	for (size_t i = 0; i < sizeof(built_in) / sizeof(*built_in); i++)
		role_add(policy, &built_in[i]);
	read_policy(reader);
	read_all(reader, "role");
	read_all(reader, "grade");
	read_all(reader, "column");
	read_all(reader, "channel");
	read_all(reader, "step");
	read_all(reader, "route");
	read_publish(reader);
	check_whole(reader);
}

void policy_read(struct span text, struct policy **out,
                 struct problems *problems)
{
	struct reader reader = {.source = {.problems = problems}};
	size_t before = problems->count;
	struct problems own = {0};
	struct str clean = {0};
	struct err err;

	*out = NULL;
	reader.policy = mem_new(sizeof(*reader.policy));
	if (text_door(text, "policy.ini", POLICY_BYTES_MAX, &clean, &err))
		note_door(&reader, text, &err);
	else
		read_text(&reader, str_span(&clean));
	own.at = problems->at ? problems->at + before : NULL;
	own.count = problems->count - before;
	sort(own.at, own.count);
	if (problems_only_local(&own)) {
		*out = reader.policy;
		reader.policy = NULL;
	}
	source_clear(&reader.source);
	policy_free(reader.policy);
	str_clear(&clean);
}
