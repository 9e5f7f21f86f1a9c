/*
 * A policy beside the one above it. Signatures are counted for every post
 * there could be (policy-worlds); all else is looked at line by line.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"
#include "core/policy-worlds.h"

struct pairing {
	struct reader child, parent;
	struct problems *problems;
	struct worlds *worlds;
};

/* A line as it stands: "12: until = 2027-12-31"; of a section, its name. */
static void quote(struct str *out, const struct section *section,
                  const struct pair *pair)
{
	if (pair) {
		str_putf(out, "%d: ", pair->line);
		str_add(out, pair->key);
		str_puts(out, " = ");
		str_add(out, pair->value);
	} else if (section) {
		str_putf(out, "%d: [", section->line);
		str_add(out, section->name);
		str_putc(out, ']');
	}
}

/* What stands in the child (or, without the line, its section) is weaker than
 * what stands in the parent. */
static void note_weaker(struct pairing *pairing, const struct section *own,
                        const char *key, const struct section *above,
                        const char *above_key)
{
	const struct pair *pair = own ? source_pair(own, key) : NULL;
	struct str subject = {0}, object = {0};
	int line = own ? own->line : 1;

	if (own || above) {
		str_putc(&subject, '[');
		str_add(&subject, own ? own->name : above->name);
		str_puts(&subject, "] ");
	}
	str_puts(&subject, key);
	quote(&object, above,
	      above && above_key ? source_pair(above, above_key) : NULL);
	source_note(&pairing->child.source, ERR_POLICY_WEAKER,
	            pair ? pair->line : line, str_span(&subject),
	            str_text(&object),
	            pair ? pair->comment : (own ? own->comment : NULL));
	str_clear(&subject);
	str_clear(&object);
}

static const struct section *only(const struct reader *reader, const char *kind)
{
	return source_section(&reader->source, kind, span_of(""));
}

/* How long it is in force. */

static void compare_until(struct pairing *pairing)
{
	int64_t own = policy_until_ms(pairing->child.policy);
	int64_t above = policy_until_ms(pairing->parent.policy);

	if (above && (!own || own > above))
		note_weaker(pairing, only(&pairing->child, "policy"), "until",
		            only(&pairing->parent, "policy"), "until");
}

/* How long its posts are kept. */

static void compare_keep(struct pairing *pairing)
{
	if (policy_keep_years(pairing->child.policy) <
	    policy_keep_years(pairing->parent.policy))
		note_weaker(pairing, only(&pairing->child, "keep"), "years",
		            only(&pairing->parent, "keep"), "years");
}

/* Passwords. */

/* Whether one is longer, or has no end. */
static bool is_longer(const struct pairing *pairing, const struct term *own,
                      const struct term *above)
{
	int64_t end = policy_due(pairing->child.policy, own, 0);
	int64_t end_above = policy_due(pairing->parent.policy, above, 0);

	return end_above && (!end || end > end_above);
}

static bool lacks_class(const struct password_rules *own,
                        const struct password_rules *above)
{
	for (int i = 0; i < PASSWORD_CLASSES; i++)
		if (above->classes[i] && !own->classes[i])
			return true;
	return false;
}

static void compare_password(struct pairing *pairing)
{
	const struct password_rules *own =
	    policy_password(pairing->child.policy);
	const struct password_rules *above =
	    policy_password(pairing->parent.policy);
	const struct section *section = only(&pairing->child, "password");
	const struct section *section_above =
	    only(&pairing->parent, "password");

	if (!above)
		return;
	if (!own) {
		note_weaker(pairing, NULL, "at", section_above, NULL);
		return;
	}
	const struct {
		const char *key;
		bool weaker;
	} rows[] = {
	    {"at", above->at_sign && !own->at_sign},
	    {"min", own->min < above->min},
	    {"classes", lacks_class(own, above)},
	    {"max_age", is_longer(pairing, &own->max_age, &above->max_age)},
	    {"idle", above->idle_min &&
	                 (!own->idle_min || own->idle_min > above->idle_min)},
	    {"tries", own->tries > above->tries},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].weaker)
			note_weaker(pairing, section, rows[i].key,
			            section_above, rows[i].key);
}

/* Severities. */

static const struct {
	const char *rule;
	enum severity severity;
} defaults[] = {
#define RULE_DEFAULT(rule, severity, check, sentence, source) {rule, severity},
    RULE_LIST(RULE_DEFAULT)
#undef RULE_DEFAULT
};
enum { DEFAULT_COUNT = sizeof(defaults) / sizeof(*defaults) };

/* -1: nothing is known of it. */
static int severity_of(const struct policy *policy, const char *rule)
{
	enum severity severity;

	if (policy_severity(policy, rule, &severity))
		return (int)severity;
	for (size_t i = 0; i < DEFAULT_COUNT; i++) {
		if (strcmp(defaults[i].rule, rule) == 0)
			return (int)defaults[i].severity;
	}
	return -1;
}

/* The line of [checks] that says it: the rule's or its class's. */
static const struct pair *check_pair(const struct reader *reader,
                                     const char *rule)
{
	const struct section *section = only(reader, "checks");
	const struct pair *pair = section ? source_pair(section, rule) : NULL;
	struct span rest = span_of(rule), class;
	char *text;

	if (pair || !section)
		return pair;
	span_cut(&rest, '/', &class);
	text = span_copy(class);
	pair = source_pair(section, text);
	free(text);
	return pair;
}

static void compare_rule(struct pairing *pairing, const char *rule)
{
	const struct pair *own = check_pair(&pairing->child, rule);
	const struct pair *above = check_pair(&pairing->parent, rule);
	const struct section *section = only(&pairing->child, "checks");
	int line = own ? own->line : (section ? section->line : 1);
	int severity = severity_of(pairing->parent.policy, rule);
	struct str object = {0};

	if (severity_of(pairing->child.policy, rule) >= severity)
		return;
	quote(&object, NULL, above);
	if (!above)
		str_putf(&object, "%s = %s", rule,
		         severity_id((enum severity)severity));
	source_note(&pairing->child.source, ERR_POLICY_WEAKER, line,
	            span_of(rule), str_text(&object),
	            own ? own->comment : NULL);
	str_clear(&object);
}

static void rules_of(const struct policy *policy, struct words *out)
{
	for (size_t i = 0; i < policy_severity_count(policy); i++) {
		struct span rule = span_of(policy_severity_at(policy, i)->rule);

		if (!words_have(out, rule))
			words_add(out, rule);
	}
}

/* Of a class whose rules are known, each of them is looked at instead. */
static bool is_known_class(struct span rule)
{
	for (size_t i = 0; i < DEFAULT_COUNT; i++) {
		struct span rest = span_of(defaults[i].rule), class;

		span_cut(&rest, '/', &class);
		if (span_equal(class, rule))
			return true;
	}
	return false;
}

static void compare_checks(struct pairing *pairing)
{
	struct words rules = {0};

	for (size_t i = 0; i < DEFAULT_COUNT; i++)
		words_add(&rules, span_of(defaults[i].rule));
	rules_of(pairing->parent.policy, &rules);
	rules_of(pairing->child.policy, &rules);
	for (size_t i = 0; i < rules.count; i++) {
		if (!is_known_class(span_of(rules.at[i])))
			compare_rule(pairing, rules.at[i]);
	}
	words_clear(&rules);
}

/* Steps of the same id. */

static void compare_step(struct pairing *pairing,
                         const struct policy_step *above)
{
	const struct policy_step *own =
	    policy_step(pairing->child.policy, above->id);
	const struct section *section, *section_above;

	if (!own)
		return;
	section = section_of(&pairing->child, PART_STEP, above->id);
	section_above = section_of(&pairing->parent, PART_STEP, above->id);
	if (above->personal && !own->personal)
		note_weaker(pairing, section, "signature", section_above,
		            "signature");
	if (above->ticks && !own->ticks)
		note_weaker(pairing, section, "ticks", section_above, "ticks");
	if (above->attachments && !own->attachments)
		note_weaker(pairing, section, "attachments", section_above,
		            "attachments");
	if (above->proof && !own->proof)
		note_weaker(pairing, section, "proof", section_above, "proof");
	if (above->opinion && !own->opinion)
		note_weaker(pairing, section, "opinion", section_above,
		            "opinion");
}

/* Every post there could be. */

enum { TRIES = 1 << 16 };

struct counts { /* numbers of conditions, and what was said already */
	size_t *child_routes, *parent_routes, *child_steps, *parent_steps;
	size_t *child_fields, *parent_fields;
	bool *said_routes, *said_fields; /* the child's; the parent's */
};

static void ask_all(struct pairing *pairing, const struct policy *policy)
{
	struct worlds *worlds = pairing->worlds;

	for (size_t i = 0; i < policy_route_count(policy); i++)
		worlds_ask(worlds, policy, policy_route_at(policy, i)->when);
	for (size_t i = 0; i < policy_step_count(policy); i++)
		worlds_ask(worlds, policy, policy_step_at(policy, i)->when);
	for (size_t i = 0; i < policy_field_count(policy); i++)
		worlds_ask(worlds, policy,
		           policy_field_at(policy, i)->required);
}

static size_t *add_routes(struct pairing *pairing, const struct policy *policy)
{
	size_t count = policy_route_count(policy);
	size_t *numbers = mem_new_array(count, sizeof(*numbers));

	for (size_t i = 0; i < count; i++)
		numbers[i] = worlds_add(pairing->worlds, policy,
		                        policy_route_at(policy, i)->when);
	return numbers;
}

static size_t *add_steps(struct pairing *pairing, const struct policy *policy)
{
	size_t count = policy_step_count(policy);
	size_t *numbers = mem_new_array(count, sizeof(*numbers));

	for (size_t i = 0; i < count; i++)
		numbers[i] = worlds_add(pairing->worlds, policy,
		                        policy_step_at(policy, i)->when);
	return numbers;
}

static size_t *add_fields(struct pairing *pairing, const struct policy *policy)
{
	size_t count = policy_field_count(policy);
	size_t *numbers = mem_new_array(count, sizeof(*numbers));

	for (size_t i = 0; i < count; i++)
		numbers[i] = worlds_add(pairing->worlds, policy,
		                        policy_field_at(policy, i)->required);
	return numbers;
}

/* The first route that holds; NO_STEP when none does. */
static size_t route_now(const struct worlds *worlds,
                        const struct policy *policy, const size_t *numbers)
{
	for (size_t i = 0; i < policy_route_count(policy); i++) {
		if (worlds_hold(worlds, numbers[i]))
			return i;
	}
	return NO_STEP;
}

/* How many sign in the world at hand; with `looks`, how many looks that are
 * no reviews it has. */
static size_t signatures(const struct worlds *worlds,
                         const struct policy *policy, size_t route,
                         const size_t *steps, bool looks)
{
	const struct policy_route *found = policy_route_at(policy, route);
	size_t count = 0;

	for (size_t i = 0; i < found->step_count; i++) {
		const struct policy_step *step =
		    policy_step_at(policy, found->steps[i]);

		if (!worlds_hold(worlds, steps[found->steps[i]]))
			continue;
		if (looks)
			count += step->kind == KIND_CHECK ||
			         step->kind == KIND_PRECHECK;
		else if (step->kind == KIND_SIGN)
			count++;
		else if (step->kind == KIND_JOINT)
			count +=
			    step->needs ? (size_t)step->needs : step->who.count;
	}
	return count;
}

static void compare_routes(struct pairing *pairing, struct counts *counts)
{
	const struct policy *child = pairing->child.policy;
	const struct policy *parent = pairing->parent.policy;
	const struct worlds *worlds = pairing->worlds;
	size_t own = route_now(worlds, child, counts->child_routes);
	size_t above = route_now(worlds, parent, counts->parent_routes);
	bool weaker = false;

	if (own == NO_STEP || above == NO_STEP || counts->said_routes[own])
		return;
	for (int looks = 0; looks < 2; looks++)
		weaker = weaker || signatures(worlds, child, own,
		                              counts->child_steps, looks) <
		                       signatures(worlds, parent, above,
		                                  counts->parent_steps, looks);
	if (!weaker)
		return;
	counts->said_routes[own] = true;
	note_weaker(pairing,
	            section_of(&pairing->child, PART_ROUTE,
	                       policy_route_at(child, own)->id),
	            "steps",
	            section_of(&pairing->parent, PART_ROUTE,
	                       policy_route_at(parent, above)->id),
	            "steps");
}

static bool is_demanded(const struct pairing *pairing,
                        const struct policy *policy, const size_t *numbers,
                        const char *id)
{
	const struct policy_field *field = policy_field(policy, id);
	size_t index;

	if (!field || !field->demanded)
		return false;
	index = (size_t)(field - policy_field_at(policy, 0));
	return worlds_hold(pairing->worlds, numbers[index]);
}

static void compare_fields(struct pairing *pairing, struct counts *counts)
{
	const struct policy *child = pairing->child.policy;
	const struct policy *parent = pairing->parent.policy;

	for (size_t i = 0; i < policy_field_count(parent); i++) {
		const char *id = policy_field_at(parent, i)->id;

		if (counts->said_fields[i] ||
		    !is_demanded(pairing, parent, counts->parent_fields, id) ||
		    is_demanded(pairing, child, counts->child_fields, id))
			continue;
		counts->said_fields[i] = true;
		note_weaker(
		    pairing, section_of(&pairing->child, PART_FIELD, id),
		    "required", section_of(&pairing->parent, PART_FIELD, id),
		    "required");
	}
}

static void compare_world(struct pairing *pairing, struct counts *counts)
{
	compare_routes(pairing, counts);
	compare_fields(pairing, counts);
}

/* Where the worlds are too many, as many of them as can be looked at. */
static void compare_worlds(struct pairing *pairing)
{
	const struct policy *child = pairing->child.policy;
	const struct policy *parent = pairing->parent.policy;
	struct counts counts = {0};

	pairing->worlds = worlds_new(child, true);
	ask_all(pairing, child);
	ask_all(pairing, parent);
	counts.child_routes = add_routes(pairing, child);
	counts.child_steps = add_steps(pairing, child);
	counts.child_fields = add_fields(pairing, child);
	counts.parent_routes = add_routes(pairing, parent);
	counts.parent_steps = add_steps(pairing, parent);
	counts.parent_fields = add_fields(pairing, parent);
	counts.said_routes =
	    mem_new_array(policy_route_count(child), sizeof(bool));
	counts.said_fields =
	    mem_new_array(policy_field_count(parent), sizeof(bool));
	if (worlds_first(pairing->worlds)) {
		do {
			compare_world(pairing, &counts);
		} while (worlds_next(pairing->worlds));
	} else {
		for (size_t i = 0; i < TRIES; i++) {
			worlds_try(pairing->worlds, i);
			compare_world(pairing, &counts);
		}
	}
	worlds_free(pairing->worlds);
	free(counts.child_routes);
	free(counts.child_steps);
	free(counts.child_fields);
	free(counts.parent_routes);
	free(counts.parent_steps);
	free(counts.parent_fields);
	free(counts.said_routes);
	free(counts.said_fields);
}

/* What keeps either from being read is said instead. */
static bool both_read(struct pairing *pairing, const struct problems *child,
                      const struct problems *parent)
{
	const struct problems *all[] = {child, parent};
	bool good = true;

	for (size_t i = 0; i < 2; i++) {
		if (problems_can_wait(all[i]))
			continue;
		good = false;
		for (size_t j = 0; j < all[i]->count; j++) {
			struct problems *out = pairing->problems;

			out->at = mem_room(out->at, out->count, &out->room,
			                   sizeof(*out->at));
			out->at[out->count++] = all[i]->at[j];
		}
	}
	return good;
}

void policy_check_parent(struct span child, struct span parent,
                         struct problems *problems)
{
	struct problems above = {0};
	struct source source = {.problems = problems};
	struct policy *policy = NULL;
	const struct section *section;
	const struct pair *pair;

	policy_read(parent, &policy, &above);
	source_read(&source, child);
	section = source_section(&source, "policy", span_of(""));
	pair = policy && section
	           ? source_need(&source, section, "parent", policy->id)
	           : NULL;
	if (pair && !span_is(pair->value, policy->id))
		source_note_value(&source, pair, pair->value, policy->id);
	source_clear(&source);
	policy_free(policy);
	problems_clear(&above);
}

void policy_compare_parent(struct span child, struct span parent,
                           struct problems *problems)
{
	struct problems own = {0}, above = {0};
	struct pairing pairing = {.child = {.source = {.problems = &own}},
	                          .parent = {.source = {.problems = &above}},
	                          .problems = problems};
	size_t before = problems->count;

	reader_read(&pairing.child, child);
	reader_read(&pairing.parent, parent);
	if (both_read(&pairing, &own, &above)) {
		pairing.child.source.problems = problems;
		compare_until(&pairing);
		compare_keep(&pairing);
		compare_password(&pairing);
		compare_checks(&pairing);
		for (size_t i = 0; i < policy_step_count(pairing.parent.policy);
		     i++)
			compare_step(&pairing,
			             policy_step_at(pairing.parent.policy, i));
		compare_worlds(&pairing);
		problems_sort(problems, before);
	}
	reader_clear(&pairing.child);
	reader_clear(&pairing.parent);
	problems_clear(&own);
	problems_clear(&above);
}
