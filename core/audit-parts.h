/*
 * audit-parts - what audit.c and audit-legs.c share; nobody else includes it.
 */
#ifndef CORE_AUDIT_PARTS_H
#define CORE_AUDIT_PARTS_H

#include "core/audit.h"

struct entry {
	struct event event;
	struct form form;
	bool has_form;
	const struct policy *policy;
};

struct audit {
	struct entry *at;
	size_t count, room;
};

/* One signature of the route, as the history lays it. */
struct leg {
	const char *step;
	struct span role, unit;
	const char *host;  /* the step it was added for; NULL: of the route */
	const char *named; /* who alone shall sign; NULL: anybody in office */
	size_t needs;      /* joint: signatures in all its legs; else 0 */
	size_t opened;     /* entry since when it could be open */
};

enum { LEGS = 4 * POLICY_OFFICES_MAX }; /* a post has far fewer */

/* What one record is held against. */
struct reading {
	const struct audit *audit;
	const struct audit_record *record;
	struct leg legs[LEGS];
	size_t leg_count;
	size_t start, last_void; /* entries; audit->count: not in review */
	struct words ids;        /* of steps, and of added signers */
};

bool texts_same(const char *a, const char *b); /* NULL is as "" */

const struct event *reading_at(const struct reading *reading, size_t at);
const char *reading_provider(const struct reading *reading);
const char *reading_unit(const struct reading *reading);
/* The entry that made the present text; NULL: there is none. */
const struct entry *reading_text(const struct reading *reading);
/* Whether the person made any text of the post. */
bool reading_wrote(const struct reading *reading, const char *person);

/* The legs after one more entry. */
void legs_read(struct reading *reading, size_t at);
/* "step ROLE@UNIT, …" of an entry in place of what was there, with what was
 * added for steps that are still on it. */
void legs_lay(struct reading *reading, const struct entry *entry, size_t at);
const struct leg *legs_find(const struct reading *reading, const char *step);
/* The leg an event of that step and office is about; leg_count: none. */
size_t legs_at(const struct reading *reading, const struct event *event);
/* Whether that entry answers that leg, and counts. */
bool legs_answers(const struct reading *reading, size_t entry,
                  const struct leg *leg, enum event_kind kind);
/* The first that does; audit->count: none. */
size_t legs_answer(const struct reading *reading, const struct leg *leg,
                   enum event_kind kind);
/* Whether the leg's step (with all its seats) asks nobody any more; *last is
 * the entry that made it so. */
bool legs_over(const struct reading *reading, const struct leg *leg,
               size_t *last);

#endif
