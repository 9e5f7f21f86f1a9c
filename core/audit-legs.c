/*
 * The route as the history lays it: who was to sign, in which order, and which
 * entries are the answers.
 */
#include <stdlib.h>
#include <string.h>

#include "core/audit-parts.h"
#include "core/mem.h"

/* ---- the past --------------------------------------------------------------
 */

bool texts_same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

const struct event *reading_at(const struct reading *reading, size_t at)
{
	return &reading->audit->at[at].event;
}

const char *reading_provider(const struct reading *reading)
{
	const char *provider =
	    reading->audit->count ? reading_at(reading, 0)->provider : NULL;

	return provider ? provider : "";
}

const char *reading_unit(const struct reading *reading)
{
	const char *unit =
	    reading->audit->count ? reading_at(reading, 0)->unit : NULL;

	return unit ? unit : "";
}

static bool makes_text(const struct event *event)
{
	return event->content[0] &&
	       (event->kind == EVENT_NEW || event->kind == EVENT_SAVE ||
	        event->kind == EVENT_RELEASE || event->kind == EVENT_CORRECT);
}

/* The entry that made the present text; NULL: there is none. */
const struct entry *reading_text(const struct reading *reading)
{
	for (size_t i = reading->audit->count; i > 0; i--)
		if (makes_text(reading_at(reading, i - 1)))
			return &reading->audit->at[i - 1];
	return NULL;
}

bool reading_wrote(const struct reading *reading, const char *person)
{
	for (size_t i = 0; i < reading->audit->count; i++)
		if (makes_text(reading_at(reading, i)) &&
		    texts_same(reading_at(reading, i)->actor, person))
			return true;
	return false;
}

/* ---- the route as it was laid ----------------------------------------------
 */

const struct leg *legs_find(const struct reading *reading, const char *step)
{
	for (size_t i = 0; i < reading->leg_count; i++)
		if (texts_same(reading->legs[i].step, step))
			return &reading->legs[i];
	return NULL;
}

/* One copy of each text, as long as the reading. */
static char *keep(struct reading *reading, struct span text)
{
	for (size_t i = 0; i < reading->ids.count; i++)
		if (span_is(text, reading->ids.at[i]))
			return reading->ids.at[i];
	words_add(&reading->ids, text);
	return reading->ids.at[reading->ids.count - 1];
}

static void leg_insert(struct reading *reading, size_t at, struct leg leg)
{
	if (reading->leg_count == LEGS)
		return;
	memmove(reading->legs + at + 1, reading->legs + at,
	        (reading->leg_count - at) * sizeof(leg));
	reading->legs[at] = leg;
	reading->leg_count++;
}

/* How many of the seats must sign: what the policy says, or all. */
static size_t wanted(const struct policy_step *step, size_t seats)
{
	if (!step || step->kind != KIND_JOINT)
		return 0;
	return step->needs > 0 && (size_t)step->needs < seats
	           ? (size_t)step->needs
	           : seats;
}

static struct leg leg_of(struct span office)
{
	struct leg leg = {0};

	leg.unit = span_trim(office);
	span_cut(&leg.unit, '@', &leg.role);
	return leg;
}

/* What the same leg was before. */
static void take_over(const struct policy *policy, struct leg *leg,
                      const struct leg *old)
{
	const struct policy_step *rule = policy_step(policy, leg->step);

	if (old->host || (rule && rule->kind == KIND_PRECHECK) ||
	    !texts_same(old->step, leg->step) ||
	    (old->needs && (!span_equal(old->role, leg->role) ||
	                    !span_equal(old->unit, leg->unit))))
		return;
	leg->named = old->named;
	leg->opened = old->opened;
}

/* "step ROLE@UNIT, …" in place of what was there, with what was added for
 * steps that are still on it. */
void legs_lay(struct reading *reading, const struct entry *entry, size_t at)
{
	struct leg old[LEGS];
	size_t old_count = reading->leg_count;
	struct span rest = span_of(entry->event.steps), piece;

	memcpy(old, reading->legs, old_count * sizeof(*old));
	reading->leg_count = 0;
	while (span_cut(&rest, ',', &piece)) {
		struct span office = span_trim(piece), id;
		struct leg leg;

		span_cut(&office, ' ', &id);
		leg = leg_of(office);
		leg.step = keep(reading, id);
		leg.opened = at;
		leg_insert(reading, reading->leg_count, leg);
	}
	for (size_t i = 0; i < reading->leg_count; i++) {
		struct leg *leg = &reading->legs[i];
		size_t seats = 0;

		for (size_t j = 0; j < reading->leg_count; j++)
			seats += texts_same(reading->legs[j].step, leg->step);
		leg->needs =
		    wanted(policy_step(entry->policy, leg->step), seats);
	}
	for (size_t i = 0; i < old_count; i++) {
		const struct leg *host = legs_find(reading, old[i].host);
		size_t place = host ? (size_t)(host - reading->legs) : 0;

		for (size_t j = 0; j < reading->leg_count; j++)
			take_over(entry->policy, &reading->legs[j], &old[i]);
		if (!old[i].host || !host)
			continue;
		if (!old[i].needs) /* behind those of the host already there */
			for (place++;
			     place < reading->leg_count &&
			     texts_same(reading->legs[place].host, old[i].host);
			     place++)
				;
		leg_insert(reading, place, old[i]);
	}
}

static void drop_guests(struct reading *reading)
{
	size_t kept = 0;

	for (size_t i = 0; i < reading->leg_count; i++) {
		struct leg leg = reading->legs[i];

		leg.named = NULL;
		if (!leg.host)
			reading->legs[kept++] = leg;
	}
	reading->leg_count = kept;
}

/* The leg an event of that step and office is about; leg_count: none. */
size_t legs_at(const struct reading *reading, const struct event *event)
{
	struct leg office = leg_of(span_of(event->role));

	for (size_t i = 0; i < reading->leg_count; i++) {
		const struct leg *leg = &reading->legs[i];

		if (texts_same(leg->step, event->step) &&
		    (!leg->needs || (span_equal(leg->role, office.role) &&
		                     span_equal(leg->unit, office.unit))))
			return i;
	}
	return reading->leg_count;
}

static void seat(struct reading *reading, const struct entry *entry, size_t at)
{
	size_t host = legs_at(reading, &entry->event);
	const struct policy_step *step =
	    policy_step(entry->policy, entry->event.step);
	struct span rest = span_of(entry->event.seats), piece;
	struct words seats = {0};

	words_read(&seats, rest);
	while (step && step->joint && host < reading->leg_count &&
	       span_cut(&rest, ',', &piece)) {
		struct leg leg = leg_of(piece);

		leg.step = step->joint;
		leg.host = step->id;
		leg.opened = at;
		leg.needs = wanted(policy_step(entry->policy, step->joint),
		                   seats.count);
		leg_insert(reading, host++, leg);
	}
	words_clear(&seats);
}

static void add(struct reading *reading, const struct entry *entry, size_t at)
{
	size_t place = legs_at(reading, &entry->event);
	struct str id = {0};
	struct leg leg = {.named = entry->event.person, .opened = at};
	long number = 1;

	if (place == reading->leg_count)
		return;
	for (size_t i = 0; i < reading->leg_count; i++) {
		const char *step = reading->legs[i].step;
		long taken;

		if (strncmp(step, "added-", 6) == 0 &&
		    span_number(span_of(step + 6), 9999, &taken) &&
		    taken >= number)
			number = taken + 1;
	}
	str_putf(&id, "added-%ld", number);
	leg.step = keep(reading, str_span(&id));
	leg.host = reading->legs[place].host ? reading->legs[place].host
	                                     : reading->legs[place].step;
	str_clear(&id);
	leg_insert(reading, place + 1, leg);
}

void legs_read(struct reading *reading, size_t at)
{
	const struct entry *entry = &reading->audit->at[at];
	size_t none = reading->audit->count, leg;

	switch (entry->event.kind) {
	case EVENT_SUBMIT:
	case EVENT_CORRECT:
		reading->start = reading->last_void = at;
		reading->leg_count = 0;
		legs_lay(reading, entry, at);
		break;
	case EVENT_RAISE:
	case EVENT_LOWER:
		legs_lay(reading, entry, at);
		break;
	case EVENT_SAVE:
		if (reading->start < none)
			reading->last_void = at;
		drop_guests(reading);
		break;
	case EVENT_RETURN:
	case EVENT_REJECT:
	case EVENT_PROPOSE:
	case EVENT_WITHDRAW:
		reading->start = none;
		break;
	case EVENT_TAKEDOWN:
	case EVENT_SUPERSEDE:
		if (reading->start < none &&
		    reading_at(reading, reading->start)->kind == EVENT_CORRECT)
			reading->start = none;
		break;
	case EVENT_JOINT:
		seat(reading, entry, at);
		break;
	case EVENT_ADD:
		add(reading, entry, at);
		break;
	case EVENT_HAND_ON:
		leg = legs_at(reading, &entry->event);
		if (leg < reading->leg_count)
			reading->legs[leg].named = entry->event.person;
		break;
	default:
		break;
	}
}

/* ---- what was signed -------------------------------------------------------
 */

/* Whether that entry answers that leg, and counts. */
bool legs_answers(const struct reading *reading, size_t entry,
                  const struct leg *leg, enum event_kind kind)
{
	const struct event *event = reading_at(reading, entry);
	struct leg office = leg_of(span_of(event->role));

	return entry > reading->last_void && entry > leg->opened &&
	       event->kind == kind && texts_same(event->step, leg->step) &&
	       (!leg->needs || (span_equal(office.role, leg->role) &&
	                        span_equal(office.unit, leg->unit)));
}

size_t legs_answer(const struct reading *reading, const struct leg *leg,
                   enum event_kind kind)
{
	for (size_t i = reading->start; i < reading->audit->count; i++)
		if (legs_answers(reading, i, leg, kind))
			return i;
	return reading->audit->count;
}

/* Whether the leg's step (with all its seats) asks nobody any more; *last is
 * the entry that made it so. */
bool legs_over(const struct reading *reading, const struct leg *leg,
               size_t *last)
{
	size_t none = reading->audit->count, signed_legs = 0, against = 0,
	       legs = 0;

	for (size_t i = 0; i < reading->leg_count; i++) {
		const struct leg *other = &reading->legs[i];
		size_t yes, no;

		if (leg->needs ? !texts_same(other->step, leg->step)
		               : other != leg)
			continue;
		yes = legs_answer(reading, other, EVENT_SIGN);
		no = leg->needs ? legs_answer(reading, other, EVENT_OBJECT)
		                : none;
		legs++;
		signed_legs += yes < none;
		against += no < none;
		if (yes < none && yes > *last)
			*last = yes;
		if (no < none && no > *last)
			*last = no;
	}
	if (!leg->needs)
		return signed_legs > 0;
	return signed_legs >= leg->needs || legs - against < leg->needs;
}
