/* Steps, the routes made of them, and who publishes. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"

static const char STEP_KINDS[] = "sign, edit, check, joint, precheck, publish";

/* A key that only another kind of step has. */
static void deny(struct reader *reader, const struct section *section,
                 const char *key, const char *instead)
{
	const struct pair *pair = source_pair(section, key);

	if (pair)
		source_note_pair(&reader->source, ERR_POLICY_VALUE, pair,
		                 pair->key, instead);
}

/* `mode`: all, or how many of the seats. Of chosen seats, any number. */
static void read_mode(struct reader *reader, const struct section *section,
                      struct policy_step *step)
{
	const struct pair *pair = source_pair(section, "mode");
	long limit = step->choose ? POLICY_OFFICES_MAX : (long)step->who.count;
	long needs;
	struct str object = {0};

	if (!pair || span_is(pair->value, "all"))
		return;
	if (span_number(pair->value, limit, &needs) && needs > 0) {
		step->needs = (int)needs;
		return;
	}
	str_puts(&object, "all");
	for (long i = 1; i <= limit && i < 10; i++)
		str_putf(&object, ", %ld", i);
	source_note_value(&reader->source, pair, pair->value,
	                  str_text(&object));
	str_clear(&object);
}

static void read_who(struct reader *reader, const struct section *section,
                     struct policy_step *step)
{
	const struct pair *role =
	    source_need(&reader->source, section, "role", "manager@owner");
	const struct pair *fallback = source_pair(section, "fallback");
	enum office_style style = OFFICE_LEVEL;

	if (step->kind == KIND_JOINT)
		style = step->choose ? OFFICE_CHOSEN : OFFICE_SEATS;
	if (role)
		office_read(reader, role, style, &step->who);
	if (step->kind == KIND_JOINT)
		deny(reader, section, "fallback", "role = A@X, B@Y");
	else if (fallback)
		office_read(reader, fallback, OFFICE_LEVELS, &step->who);
}

static void read_joint(struct reader *reader, const struct section *section,
                       struct policy_step *step)
{
	if (step->kind != KIND_JOINT) {
		deny(reader, section, "mode", "kind = joint");
		deny(reader, section, "choose", "kind = joint");
	}
	value_yes(reader, section, "choose", &step->choose);
	read_who(reader, section, step);
	if (step->kind == KIND_JOINT)
		read_mode(reader, section, step);
	if (step->kind == KIND_JOINT || step->kind == KIND_PUBLISH)
		deny(reader, section, "joint", "kind = sign");
	else
		step->joint = value_id(reader, section, "joint");
}

/* What its holder must do. */
static void read_demands(struct reader *reader, const struct section *section,
                         struct policy_step *step)
{
	int tick = 1, opinion = 1;
	bool reject = true;

	value_list(reader, section, "checklist", VALUE_TEXT, &step->checklist);
	value_yes(reader, section, "ticks", &step->ticks);
	value_choice(reader, section, "attachments", "tick, no", &tick);
	value_yes(reader, section, "proof", &step->proof);
	value_yes(reader, section, "own_hand", &step->own_hand);
	value_choice(reader, section, "opinion", "required, optional",
	             &opinion);
	value_yes(reader, section, "reject", &reject);
	value_yes(reader, section, "staff_only", &step->staff_only);
	step->attachments = tick == 0;
	step->opinion = opinion == 0;
	step->no_reject = !reject;
}

/* Publishing is no approval: the workstation records it. */
static void read_signature(struct reader *reader, const struct section *section,
                           struct policy_step *step)
{
	int signature = 0;

	if (step->kind == KIND_PUBLISH)
		deny(reader, section, "signature", "kind = sign");
	else
		value_choice(reader, section, "signature", "any, personal",
		             &signature);
	step->personal = signature == 1;
}

/* Known and kept, but not recorded by this version. */
static void read_later(struct reader *reader, const struct section *section,
                       struct policy_step *step)
{
	const struct pair *oral = source_pair(section, "oral");

	value_yes(reader, section, "paper", &step->paper);
	if (oral && !span_is(oral->value, "no"))
		value_term(reader, section, "oral", "no", &step->oral);
	if (step->paper)
		note_later(reader, section, source_pair(section, "paper"),
		           "no");
	if (!term_is_none(&step->oral))
		note_later(reader, section, oral, "no");
}

/* Where both are of one kind; else it depends on the day. */
static bool is_longer(const struct term *term, const struct term *other)
{
	return (other->ms && term->ms > other->ms) ||
	       (other->months && term->months > other->months) ||
	       (other->workdays && term->workdays > other->workdays);
}

static void read_terms(struct reader *reader, const struct section *section,
                       struct policy_step *step)
{
	const struct pair *deadline = source_pair(section, "deadline");

	value_term(reader, section, "deadline", "8h", &step->deadline);
	value_term(reader, section, "remind", "4h", &step->remind);
	value_term(reader, section, "escalate_after", "24h",
	           &step->escalate_after);
	value_offices(reader, section, "escalate", &step->escalate);
	if (source_pair(section, "escalate_after") &&
	    !source_pair(section, "escalate"))
		source_need(&reader->source, section, "escalate",
		            "leader@institution");
	if (is_longer(&step->remind, &step->deadline)) {
		const struct pair *remind = source_pair(section, "remind");
		char *object = span_copy(deadline->value);

		source_note_pair(&reader->source, ERR_POLICY_REMIND, remind,
		                 remind->value, object);
		free(object);
	}
	if (step->escalate.count &&
	    (!deadline || span_is(deadline->value, "none")))
		source_note_section(&reader->source, ERR_POLICY_MISSING,
		                    section, section->name, "deadline = 8h");
}

static void read_step(struct reader *reader, const struct section *section)
{
	struct policy_step *step;
	int kind = KIND_SIGN;

	if (span_starts(section->id, "added-")) {
		struct str object = {0};

		str_puts(&object, "[step ");
		str_add(&object,
		        span_from(section->id.at + 6, section->id.bytes - 6));
		str_putc(&object, ']');
		source_note_section(&reader->source, ERR_POLICY_VALUE, section,
		                    section->name, str_text(&object));
		str_clear(&object);
	}
	step = part_add(reader->policy, PART_STEP, section->id);
	source_need(&reader->source, section, "title", step->id);
	step->title = value_text(section, "title");
	value_choice(reader, section, "kind", STEP_KINDS, &kind);
	step->kind = (enum step_kind)kind;
	read_joint(reader, section, step);
	read_demands(reader, section, step);
	read_signature(reader, section, step);
	read_later(reader, section, step);
	read_terms(reader, section, step);
}

/* Routes. */

static void route_add(struct reader *reader, const struct pair *pair,
                      struct span id, struct policy_route *route)
{
	struct policy *policy = reader->policy;
	const struct policy_step *step = part_find(policy, PART_STEP, id);
	size_t index;

	if (!step) {
		note_unknown_part(reader, pair, PART_STEP, id);
		reader->broken = true;
		return;
	}
	index = (size_t)(step - policy_step_at(policy, 0));
	for (size_t i = 0; i < route->step_count; i++) {
		if (route->steps[i] == index) {
			source_note_twice(&reader->source, pair->line, id,
			                  pair->line, pair->comment);
			return;
		}
	}
	if (step->kind == KIND_PUBLISH) {
		if (route->publish == index)
			source_note_twice(&reader->source, pair->line, id,
			                  pair->line, pair->comment);
		else if (route->publish == NO_STEP)
			route->publish = index;
		return;
	}
	route->steps = mem_grow(route->steps, (route->step_count + 1) *
	                                          sizeof(*route->steps));
	route->steps[route->step_count++] = index;
}

/* Of a step, and of the joint step that may be opened at it. */
static size_t step_offices(const struct policy *policy,
                           const struct policy_step *step)
{
	const struct policy_step *joint = policy_step(policy, step->joint);

	return step->who.count + step->escalate.count +
	       (joint ? joint->who.count + joint->escalate.count : 0);
}

static void read_route(struct reader *reader, const struct section *section)
{
	struct policy *policy = reader->policy;
	struct policy_route *route = part_add(policy, PART_ROUTE, section->id);
	const char *example = policy_step_count(policy)
	                          ? policy_step_at(policy, 0)->id
	                          : "manager";
	const struct pair *pair =
	    source_need(&reader->source, section, "steps", example);
	struct span rest = pair ? pair->value : span_of(""), piece;
	size_t offices = 0;
	bool misplaced = false;

	route->title = value_text(section, "title");
	route->publish = NO_STEP;
	source_need(&reader->source, section, "when", "any");
	while (rest.bytes && list_next(reader, pair, &rest, &piece)) {
		misplaced = misplaced || route->publish != NO_STEP;
		route_add(reader, pair, piece, route);
	}
	if (pair && route->publish != NO_STEP &&
	    (misplaced || !route->step_count))
		source_note_pair(
		    &reader->source, ERR_POLICY_LAST, pair,
		    span_of(policy_step_at(policy, route->publish)->id), NULL);
	for (size_t i = 0; i < route->step_count; i++)
		offices += step_offices(
		    policy, policy_step_at(policy, route->steps[i]));
	if (route->publish != NO_STEP)
		offices += step_offices(policy,
		                        policy_step_at(policy, route->publish));
	if (offices > POLICY_OFFICES_MAX)
		source_note_value(&reader->source, pair, pair->value, example);
}

static void read_publish(struct reader *reader)
{
	const struct section *section =
	    source_section(&reader->source, "publish", span_of(""));
	struct policy_step *publish;

	if (!section)
		return;
	publish = mem_new(sizeof(*publish));
	reader->policy->publish = publish;
	publish->id = mem_copy("publish");
	publish->title = mem_copy("");
	publish->kind = KIND_PUBLISH;
	read_who(reader, section, publish);
}

static void each(struct reader *reader, enum part part,
                 void (*read)(struct reader *reader,
                              const struct section *section))
{
	for (size_t i = 0; i < reader->source.count; i++) {
		const struct section *section = &reader->source.sections[i];

		if (strcmp(section->kind->name, part_name(part)) == 0)
			read(reader, section);
	}
}

void read_steps(struct reader *reader)
{
	each(reader, PART_STEP, read_step);
	each(reader, PART_ROUTE, read_route);
	read_publish(reader);
}

/* Conditions and joint steps. */

/* `any` and nothing are the same. */
static struct condition *read_when(struct reader *reader,
                                   const struct section *section)
{
	struct condition *when =
	    value_condition(reader, section, "when", false);

	if (!when || when->kind != CONDITION_ANY)
		return when;
	condition_free(when);
	return NULL;
}

static void link_step(struct reader *reader, const struct section *section)
{
	const struct policy *policy = reader->policy;
	struct policy_step *step = part_find(policy, PART_STEP, section->id);
	const struct policy_step *joint = policy_step(policy, step->joint);
	struct words known = {0};

	if (step->kind == KIND_PUBLISH)
		deny(reader, section, "when", "[route ID] when = …");
	else
		step->when = read_when(reader, section);
	if (!step->joint || (joint && joint->kind == KIND_JOINT))
		return;
	for (size_t i = 0; i < policy_step_count(policy); i++) {
		const struct policy_step *other = policy_step_at(policy, i);

		if (other->kind == KIND_JOINT)
			words_add(&known, span_of(other->id));
	}
	if (!joint) {
		note_unknown(reader, ERR_POLICY_STEP,
		             source_pair(section, "joint"), "step",
		             span_of(step->joint), &known);
	} else {
		struct str object = {0};

		words_write(&object, &known);
		source_note_pair(&reader->source,
		                 known.count ? ERR_POLICY_JOINT
		                             : ERR_POLICY_NO_JOINT,
		                 source_pair(section, "joint"),
		                 span_of(step->joint), str_text(&object));
		str_clear(&object);
	}
	reader->broken = true;
	words_clear(&known);
}

static bool has_open_seat(const struct policy_step *step)
{
	for (size_t i = 0; i < step->who.count; i++)
		if (strcmp(step->who.at[i].where, "any") == 0)
			return true;
	return false;
}

/* A route needs somebody who approves; and a seat of no unit is nobody's where
 * nobody opens the step and names one. */
static void check_hands(struct reader *reader, const struct section *section,
                        const struct policy_route *route)
{
	const struct pair *steps = source_pair(section, "steps");
	bool approved = false;

	for (size_t i = 0; steps && i < route->step_count; i++) {
		const struct policy_step *step =
		    policy_step_at(reader->policy, route->steps[i]);

		approved = approved || step->kind == KIND_SIGN ||
		           step->kind == KIND_JOINT;
		if (step->kind != KIND_JOINT || !has_open_seat(step))
			continue;
		source_note_pair(&reader->source, ERR_POLICY_VALUE, steps,
		                 span_of(step->id),
		                 "[step …] joint = STEP (ROLE@any)");
		reader->broken = true;
	}
	if (steps && route->step_count && !approved) {
		source_note_pair(&reader->source, ERR_POLICY_VALUE, steps,
		                 steps->value, "steps = …, STEP (kind = sign)");
		reader->broken = true;
	}
}

static void link_route(struct reader *reader, const struct section *section)
{
	struct policy_route *route =
	    part_find(reader->policy, PART_ROUTE, section->id);

	route->when = read_when(reader, section);
	check_hands(reader, section, route);
}

void read_step_links(struct reader *reader)
{
	each(reader, PART_STEP, link_step);
	each(reader, PART_ROUTE, link_route);
}
