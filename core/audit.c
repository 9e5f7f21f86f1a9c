#include "core/audit.h"

#include <stdlib.h>
#include <string.h>

#include "core/audit-parts.h"
#include "core/mem.h"

/* ---- remembering -----------------------------------------------------------
 */

struct audit *audit_new(void)
{
	return mem_new(sizeof(struct audit));
}

void audit_take(struct audit *audit, const struct audit_record *record)
{
	struct entry *entry;

	audit->at =
	    mem_room(audit->at, audit->count, &audit->room, sizeof(*audit->at));
	entry = &audit->at[audit->count++];
	memset(entry, 0, sizeof(*entry));
	event_copy(&entry->event, record->event);
	entry->policy = record->policy;
	entry->has_form = record->form != NULL;
	if (record->form)
		form_copy(&entry->form, record->form);
}

void audit_free(struct audit *audit)
{
	if (!audit)
		return;
	for (size_t i = 0; i < audit->count; i++) {
		event_clear(&audit->at[i].event);
		form_clear(&audit->at[i].form);
	}
	free(audit->at);
	free(audit);
}

/* Whether it takes a person of its own: what nobody does twice. */
static bool is_hand(const struct policy *policy, const char *step)
{
	const struct policy_step *rule = policy_step(policy, step);

	return !rule || rule->own_hand ||
	       (rule->kind != KIND_CHECK && rule->kind != KIND_PRECHECK);
}

/* A signature for a step that is on the route still. */
static bool counts(const struct reading *reading, size_t entry)
{
	for (size_t i = 0; i < reading->leg_count; i++)
		if (legs_answers(reading, entry, &reading->legs[i], EVENT_SIGN))
			return true;
	return false;
}

static bool signed_another(const struct reading *reading, const char *person)
{
	const struct policy *policy = reading->record->policy;

	for (size_t i = reading->start; i < reading->audit->count; i++) {
		const struct event *event = reading_at(reading, i);

		if (event->kind == EVENT_SIGN && counts(reading, i) &&
		    texts_same(event->actor, person) &&
		    is_hand(policy, event->step))
			return true;
	}
	return false;
}

/* ---- who may ---------------------------------------------------------------
 */

static bool holds(const struct reading *reading, const struct person *person,
                  const char *role, const char *where)
{
	int64_t at_ms = reading->record->event->at_ms;
	const char *unit = roster_where(reading->record->roster, where,
	                                reading_unit(reading), at_ms);

	return unit && person_holds(person, role, unit, at_ms);
}

/* Named for another leg that waits for its answer. */
static bool is_promised(const struct reading *reading, const struct leg *leg,
                        const char *person)
{
	for (size_t i = 0; i < reading->leg_count; i++) {
		const struct leg *other = &reading->legs[i];
		size_t unused = 0;

		if (other != leg && texts_same(other->named, person) &&
		    !legs_over(reading, other, &unused) &&
		    legs_answer(reading, other, EVENT_SIGN) ==
		        reading->audit->count &&
		    legs_answer(reading, other, EVENT_OBJECT) ==
		        reading->audit->count)
			return true;
	}
	return false;
}

/* Whether this person could sign this step at all. */
static bool is_free(const struct reading *reading, const struct leg *leg,
                    const struct policy_step *rule, const struct person *person)
{
	bool edits = rule && rule->kind == KIND_EDIT;

	if (person->disabled ||
	    texts_same(person->id, reading_provider(reading)))
		return false;
	if (rule && rule->staff_only && person->kind != PERSON_STAFF)
		return false;
	if (!edits && reading_wrote(reading, person->id))
		return false;
	return (rule && !rule->own_hand &&
	        (rule->kind == KIND_CHECK || rule->kind == KIND_PRECHECK)) ||
	       (!signed_another(reading, person->id) &&
	        !is_promised(reading, leg, person->id));
}

/* Somebody is left for an office that comes before this rank. */
static bool has_earlier(const struct reading *reading, const struct leg *leg,
                        const struct policy_step *rule, int rank)
{
	const struct roster *roster = reading->record->roster;

	for (size_t i = 0; i < rule->who.count; i++) {
		const struct role_ref *office = &rule->who.at[i];

		for (size_t j = 0; j < roster_person_count(roster); j++) {
			const struct person *person =
			    roster_person_at(roster, j);

			if (office->rank < rank &&
			    holds(reading, person, office->role,
			          office->where) &&
			    is_free(reading, leg, rule, person))
				return true;
		}
	}
	return false;
}

/* By an office of the step: the first one that has anybody left. */
static bool is_by_office(const struct reading *reading, const struct leg *leg,
                         const struct policy_step *rule,
                         const struct person *person)
{
	for (size_t i = 0; i < rule->who.count; i++) {
		const struct role_ref *office = &rule->who.at[i];

		if (holds(reading, person, office->role, office->where) &&
		    !has_earlier(reading, leg, rule, office->rank))
			return true;
	}
	return false;
}

/* By an office above, once the step is overdue. `since`: when it opened. */
static bool is_by_escalation(const struct reading *reading,
                             const struct policy_step *rule,
                             const struct person *person, int64_t since)
{
	const struct policy *policy = reading->record->policy;
	int64_t due_ms = policy_due(policy, &rule->deadline, since);

	if (due_ms && !term_is_none(&rule->escalate_after))
		due_ms = policy_due(policy, &rule->escalate_after, due_ms);
	if (!due_ms || reading->record->event->at_ms < due_ms)
		return false;
	for (size_t i = 0; i < rule->escalate.count; i++)
		if (holds(reading, person, rule->escalate.at[i].role,
		          rule->escalate.at[i].where))
			return true;
	return false;
}

/* Whether who was named could still sign. */
static bool stands(const struct reading *reading, const struct leg *leg,
                   const struct policy_step *rule)
{
	const struct person *person =
	    leg->named ? roster_person(reading->record->roster, leg->named)
	               : NULL;
	bool added = leg->host && !leg->needs;

	if (!person || !is_free(reading, leg, added ? NULL : rule, person))
		return false;
	for (size_t i = 0; !added && !leg->needs && i < rule->who.count; i++)
		if (holds(reading, person, rule->who.at[i].role,
		          rule->who.at[i].where))
			return true;
	return added || leg->needs;
}

static bool holds_seat(const struct reading *reading, const struct leg *leg,
                       const struct person *person)
{
	char *role = span_copy(leg->role), *unit = span_copy(leg->unit);
	bool held = holds(reading, person, role, unit);

	free(role);
	free(unit);
	return held;
}

static const char *ask_hand(const struct reading *reading,
                            const struct leg *leg, int64_t since)
{
	const struct policy *policy = reading->record->policy;
	const char *actor = reading->record->event->actor;
	const struct person *person =
	    roster_person(reading->record->roster, actor ? actor : "");
	bool added = leg->host && !leg->needs;
	const struct policy_step *rule =
	    policy_step(policy, added ? leg->host : leg->step);

	if (!person || !rule)
		return "by nobody known";
	if (stands(reading, leg, rule)) {
		bool above = !added && !leg->needs &&
		             is_free(reading, leg, rule, person) &&
		             is_by_escalation(reading, rule, person, since);

		return texts_same(leg->named, actor) || above
		           ? NULL
		           : "given to somebody else";
	}
	if (!is_free(reading, leg, added ? NULL : rule, person))
		return "provider, author, or a second signature";
	if (leg->needs)
		return holds_seat(reading, leg, person) ? NULL
		                                        : "not their seat";
	return is_by_office(reading, leg, rule, person) ||
	               is_by_escalation(reading, rule, person, since)
	           ? NULL
	           : "not their office";
}

/* ---- the records -----------------------------------------------------------
 */

/* What the step wants ticked and said. */
static const char *ask_duties(const struct reading *reading,
                              const struct leg *leg)
{
	const struct event *event = reading->record->event;
	const struct policy_step *rule =
	    policy_step(reading->record->policy, leg->step);
	const struct entry *text = reading_text(reading);
	struct words ticked = {0};
	size_t missing = 0;

	if (!rule)
		return NULL;
	words_read(&ticked, span_of(event->ticked));
	for (size_t i = 0; rule->ticks && i < rule->checklist.count; i++)
		missing += !words_have(&ticked, span_of(rule->checklist.at[i]));
	for (size_t i = 0;
	     rule->attachments && text && i < text->form.attachment_count;
	     i++) {
		struct str name = {0};

		str_putf(&name, "attachment %03zu", i + 1);
		missing += !words_have(&ticked, str_span(&name));
		str_clear(&name);
	}
	missing += rule->proof && !words_have(&ticked, span_of("proof"));
	words_clear(&ticked);
	if (missing)
		return "not ticked";
	if (rule->personal && !reading->record->personal)
		return "not their own signature";
	return rule->opinion && !event->body ? "no opinion" : NULL;
}

/* When the leg came to be open: when all before it were over; *since. */
static bool is_open(const struct reading *reading, size_t at, int64_t *since)
{
	const struct leg *leg = &reading->legs[at];
	size_t last = leg->opened;

	if (last < reading->last_void)
		last = reading->last_void;
	for (size_t i = 0; i < at; i++) {
		if (leg->needs && texts_same(reading->legs[i].step, leg->step))
			continue;
		if (!legs_over(reading, &reading->legs[i], &last))
			return false;
	}
	*since = reading_at(reading, last)->at_ms;
	return true;
}

static const char *ask_content(const struct reading *reading)
{
	const struct entry *text = reading_text(reading);

	return text && texts_same(text->event.content,
	                          reading->record->event->content)
	           ? NULL
	           : "not the present content";
}

/* The grade as it is after the record. */
static const char *grade_of(const struct reading *reading)
{
	const char *grade = reading->record->event->grade;

	for (size_t i = reading->audit->count; i > 0 && !grade; i--)
		grade = reading_at(reading, i - 1)->grade;
	return grade;
}

/* The legs are the steps that the policy has for this form and grade, in its
 * order. */
static const char *ask_route(const struct reading *reading)
{
	const struct entry *text = reading_text(reading);
	const struct policy *policy = reading->record->policy;
	struct facts facts = {.policy = policy,
	                      .roster = reading->record->roster,
	                      .form = text ? &text->form : NULL,
	                      .grade = grade_of(reading),
	                      .unit = reading_unit(reading),
	                      .provider = reading_provider(reading),
	                      .at_ms = reading->record->event->at_ms};
	const struct policy_route *route = policy_route_for(policy, &facts);
	size_t at = 0;

	for (size_t i = 0; route && i < route->step_count; i++) {
		const struct policy_step *step =
		    policy_step_at(policy, route->steps[i]);
		size_t before;

		if (!condition_holds(step->when, &facts))
			continue;
		while (at < reading->leg_count && reading->legs[at].host)
			at++;
		before = at;
		while (at < reading->leg_count &&
		       texts_same(reading->legs[at].step, step->id))
			at++;
		if (at == before)
			return "a step of the route is missing";
	}
	while (at < reading->leg_count && reading->legs[at].host)
		at++;
	if (!route)
		return "no route";
	return at == reading->leg_count ? NULL : "a step too many";
}

/* Speaking against it moves nothing: asked by a signer, or the others can still
 * give what the step needs. */
static bool may_object(const struct reading *reading, const struct leg *leg)
{
	size_t left = 0;

	for (size_t i = 0; i < reading->leg_count; i++)
		left += texts_same(reading->legs[i].step, leg->step) &&
		        legs_answer(reading, &reading->legs[i], EVENT_OBJECT) ==
		            reading->audit->count;
	return leg->needs && (leg->host || left > leg->needs);
}

/* sign, return, reject, propose: of the open step, by whom it is open to. */
static const char *ask_decision(const struct reading *reading)
{
	const struct event *event = reading->record->event;
	size_t at = legs_at(reading, event), unused = 0;
	const struct policy_step *rule;
	const char *why;
	int64_t since = 0;

	if (reading->start == reading->audit->count)
		return "not in review";
	if (at == reading->leg_count)
		return "no such step";
	if (legs_over(reading, &reading->legs[at], &unused) ||
	    legs_answer(reading, &reading->legs[at], EVENT_SIGN) <
	        reading->audit->count)
		return "done already";
	if (reading->legs[at].needs &&
	    legs_answer(reading, &reading->legs[at], EVENT_OBJECT) <
	        reading->audit->count)
		return "answered already";
	if (!is_open(reading, at, &since))
		return "not its turn";
	if (reading->legs[at].host && reading->legs[at].needs
	        ? event->kind != EVENT_SIGN && event->kind != EVENT_OBJECT
	        : event->kind == EVENT_OBJECT &&
	              !may_object(reading, &reading->legs[at]))
		return "not an answer of this step";
	if ((why = ask_hand(reading, &reading->legs[at], since)) ||
	    (why = ask_content(reading)))
		return why;
	if (event->kind != EVENT_SIGN)
		return NULL;
	rule = policy_step(reading->record->policy, reading->legs[at].step);
	if ((why = ask_duties(reading, &reading->legs[at])))
		return why;
	return rule && rule->kind == KIND_EDIT ? ask_route(reading) : NULL;
}

static bool all_over(const struct reading *reading)
{
	size_t last = 0;

	for (size_t i = 0; i < reading->leg_count; i++)
		if (!legs_over(reading, &reading->legs[i], &last))
			return false;
	return reading->start < reading->audit->count;
}

/* Who signed last may take back what nobody published. */
static const char *ask_take_back(const struct reading *reading)
{
	const struct event *event = reading->record->event;
	const struct event *last = NULL;

	for (size_t i = reading->start; i < reading->audit->count; i++) {
		const struct event *one = reading_at(reading, i);

		if (one->kind == EVENT_PUBLISH && i > reading->last_void)
			return "published";
		if (counts(reading, i))
			last = one;
	}
	return last && texts_same(last->actor, event->actor)
	           ? ask_content(reading)
	           : "not who signed last";
}

/* submit, raise, lower: what they lay. */
static const char *ask_laying(struct reading *reading)
{
	const struct audit_record *record = reading->record;
	struct entry entry = {.event = *record->event,
	                      .policy = record->policy};

	if (record->event->kind == EVENT_SUBMIT)
		reading->leg_count = 0;
	legs_lay(reading, &entry, reading->audit->count);
	return ask_route(reading);
}

/* Whether somebody's approval stands on the route at all. */
static bool is_reviewed(const struct reading *reading)
{
	for (size_t i = 0; i < reading->leg_count; i++) {
		const struct policy_step *rule =
		    policy_step(reading->record->policy, reading->legs[i].step);

		if (rule &&
		    (rule->kind == KIND_SIGN || rule->kind == KIND_JOINT))
			return true;
	}
	return false;
}

static const char *ask_publish(const struct reading *reading)
{
	const struct event *event = reading->record->event;

	if (!all_over(reading) || !is_reviewed(reading))
		return "not every step is signed";
	for (size_t i = reading->start; i < reading->audit->count; i++)
		if (reading_at(reading, i)->kind == EVENT_SIGN &&
		    i > reading->last_void &&
		    !texts_same(reading_at(reading, i)->content,
		                event->content))
			return "signed on another content";
	return ask_content(reading);
}

const char *audit_ask(const struct audit *audit,
                      const struct audit_record *record)
{
	struct reading reading = {
	    .audit = audit, .record = record, .start = audit->count};
	const char *why = NULL;

	for (size_t i = 0; i < audit->count; i++)
		legs_read(&reading, i);
	switch (record->event->kind) {
	case EVENT_SIGN:
	case EVENT_RETURN:
	case EVENT_REJECT:
	case EVENT_PROPOSE:
	case EVENT_OBJECT:
		why = all_over(&reading) && record->event->kind != EVENT_SIGN
		          ? ask_take_back(&reading)
		          : ask_decision(&reading);
		break;
	case EVENT_PUBLISH:
		why = ask_publish(&reading);
		break;
	case EVENT_SUBMIT:
	case EVENT_RAISE:
	case EVENT_LOWER:
		why = ask_laying(&reading);
		break;
	default:
		break;
	}
	words_clear(&reading.ids);
	return why;
}
