/*
 * policy - one regulation made executable, read from its INI file.
 *
 * Grammar: man/sanshen-policy.5. Every mistake is a struct problem with its
 * line, the comment above it (where the article stands) and what to write. A
 * policy is plain to read and never changes after policy_read; everything it
 * gives out is borrowed from it.
 */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/calendar.h"
#include "core/check.h"
#include "core/condition.h"
#include "core/err.h"
#include "core/password.h"
#include "core/str.h"

enum { POLICY_OFFICES_MAX = 64 }; /* roles and fallbacks of one route */

struct policy;

/*
 * ROLE@WHERE: where is owner, parent, institution, a unit's id, tier:TIER, or
 * any (core/roster.h resolves it). Of a step, offices of one rank count alike
 * (`or`); rank 0 is the step's own, each fallback one more. Of a joint step
 * each rank is one seat.
 */
struct role_ref {
	char *role;
	char *where;
	int rank;
};

struct offices { /* in order of rank */
	struct role_ref *at;
	size_t count;
};

struct policy_duties { /* each PERSON or ROLE@UNIT; NULL: nobody is named */
	char *collect, *review, *publish;
};

struct policy_grade {
	char *id, *title;
	char *hint; /* NULL: none, as in all below */
	struct condition *propose;
	struct offices lower;
};

struct policy_flag {
	char *id, *title, *hint;
};

struct policy_category {
	char *id, *title, *hint;
	struct words tiers; /* none: every unit may use it */
};

struct policy_field {
	char *id, *title, *hint;
	struct words options; /* none: any text */
	bool demanded;        /* wherever `required` holds (NULL: everywhere) */
	struct condition *required;
};

enum byline { BYLINE_UNIT, BYLINE_REVIEWERS, BYLINE_NONE };

struct policy_column {
	char *id, *title;
	bool fixed;              /* kind = static */
	struct words categories; /* none: all */
	enum byline byline;
	struct policy_duties duties;
};

struct policy_channel {
	char *id, *title;
	char *class; /* site, wechat … */
	char *owner, *keeper, *account;
	struct words categories;
	struct policy_duties duties;
};

struct policy_unit { /* a unit the regulation itself names */
	char *id, *title, *parent, *tier, *successor;
	char *from, *until; /* YYYY-MM-DD */
};

struct policy_role {
	char *id;
	char *title;
	bool draft;         /* may start posts */
	bool ends;          /* a grant of it must have an end */
	struct words every; /* "all", tiers, "unit ID" that need a holder */
};

struct policy_switch { /* a choice the regulation leaves open */
	char *id, *title;
	struct words options;
	char *value; /* NULL while open */
};

struct policy_severity {
	char *rule; /* class/name, or a class */
	enum severity severity;
};

enum step_kind {
	KIND_SIGN,
	KIND_EDIT,     /* its holder may also change the text */
	KIND_CHECK,    /* something must be there; not a review */
	KIND_JOINT,    /* several offices, one record each */
	KIND_PRECHECK, /* the last look; not a review */
	KIND_PUBLISH   /* last of a route: who publishes its posts */
};
const char *step_kind_id(enum step_kind kind);

struct policy_step {
	char *id;
	char *title;
	enum step_kind kind;
	struct offices who;
	struct words checklist;
	bool ticks;       /* each item must be ticked */
	bool attachments; /* each attachment, too */
	bool proof;       /* that it was proofread, too */
	bool own_hand;    /* check, precheck: who signed another step may not */
	bool opinion;     /* a signature needs one */
	bool no_reject;
	bool staff_only;
	bool paper;
	bool personal; /* signature = personal */
	bool choose;   /* joint: the opener names the seats */
	int needs;     /* joint: signatures; 0: all */
	char *joint;   /* a joint step its holder may open first */
	struct term deadline, remind, oral;
	struct offices escalate; /* all of rank 0 */
	struct term escalate_after;
	struct condition *when; /* NULL: always */
};

struct policy_route {
	char *id, *title;
	struct condition *when; /* NULL: any */
	size_t *steps; /* indexes of policy_step_at, in order; a step of
	                  KIND_PUBLISH is not among them */
	size_t step_count;
	size_t publish; /* index of its KIND_PUBLISH step, or NO_STEP */
};
#define NO_STEP ((size_t)-1)

/* Who may do what to a post that is published. Empty: the default of
 * core/route.h. */
struct policy_after {
	struct offices correct, freeze, unfreeze, takedown, supersede;
	struct term settle_within; /* of a freeze: none: no deadline */
};

/* A mistake or an open value. err.code is ERR_POLICY_…, err.line the line,
 * err.subject what stands there, err.object what to write, err.detail the
 * comment lines above the key (the article and its question, for todo). */
struct problems {
	struct err *at;
	size_t count, room;
};
void problems_clear(struct problems *problems);
/* Whether every problem is an open `local`. */
bool problems_only_local(const struct problems *problems);
/* Whether none of them stops a policy from being read: open values, and what
 * this version cannot do yet. */
bool problems_can_wait(const struct problems *problems);

/*
 * Reads a policy. Always fills *problems (appended, in order of line). *out is
 * set, and the caller's to policy_free, when problems_can_wait (open terms then
 * read as none, open switches as unset); else it is NULL.
 */
void policy_read(struct span text, struct policy **out,
                 struct problems *problems);
void policy_free(struct policy *policy);

/* The text with each open `local` filled in with a demo value, comments kept:
 * for init --demo only. */
void policy_fill_demo(struct span text, struct str *out);
/* The text with the value in one line replaced (from 1), all else kept. */
void policy_fill_line(struct span text, int line, struct span value,
                      struct str *out);

/* Whether `child`, which can be read, says that it stands below `parent`. */
void policy_check_parent(struct span child, struct span parent,
                         struct problems *problems);
/* Every place where `child` is weaker than `parent`: ERR_POLICY_WEAKER. The
 * texts tell the lines. */
void policy_compare_parent(struct span child, struct span parent,
                           struct problems *problems);

const char *policy_id(const struct policy *policy);
const char *policy_title(const struct policy *policy);
const char *policy_source(const struct policy *policy);    /* "" if none */
const char *policy_issuer(const struct policy *policy);    /* "" if none */
const char *policy_parent(const struct policy *policy);    /* "" if none */
const char *policy_statement(const struct policy *policy); /* "" if none */
int policy_offset_min(const struct policy *policy);

/* In force from the first to just before the second; 0: no limit. */
int64_t policy_from_ms(const struct policy *policy);
int64_t policy_until_ms(const struct policy *policy);
/* From when doctor warns of the end; 0: it has none. */
int64_t policy_warn_ms(const struct policy *policy);

/* When a term that begins at from_ms is over; 0 when it is none. Working days
 * are this policy's. */
int64_t policy_due(const struct policy *policy, const struct term *term,
                   int64_t from_ms);
/* When it must have begun to be over at until_ms: from when a reminder that
 * much before a deadline shows. 0 when it is none. */
int64_t policy_before(const struct policy *policy, const struct term *term,
                      int64_t until_ms);

/* Lists, in the order of the file; and one by id, NULL when there is none. */
#define POLICY_LIST(name) \
	size_t policy_##name##_count(const struct policy *policy); \
	const struct policy_##name *policy_##name##_at( \
	    const struct policy *policy, size_t index); \
	const struct policy_##name *policy_##name(const struct policy *policy, \
	                                          const char *id)
POLICY_LIST(flag);
POLICY_LIST(category);
POLICY_LIST(field);
POLICY_LIST(column);
POLICY_LIST(channel);
POLICY_LIST(unit);
POLICY_LIST(role);
POLICY_LIST(switch);
POLICY_LIST(step);
POLICY_LIST(route);
#undef POLICY_LIST

size_t policy_grade_count(const struct policy *policy);
const struct policy_grade *policy_grade_at(const struct policy *policy,
                                           size_t index);
/* Index of a grade, rising; -1 when there is none. */
int policy_grade(const struct policy *policy, const char *id);

/* What a column, channel, category or grade is called; its id when the policy
 * has none of that id. */
const char *policy_column_title(const struct policy *policy, const char *id);
const char *policy_channel_title(const struct policy *policy, const char *id);
const char *policy_category_title(const struct policy *policy, const char *id);
const char *policy_grade_title(const struct policy *policy, const char *id);

/* The severity [checks] gives a rule (its own line before its class's); false
 * when it says nothing. */
bool policy_severity(const struct policy *policy, const char *rule,
                     enum severity *out);
size_t policy_severity_count(const struct policy *policy);
const struct policy_severity *policy_severity_at(const struct policy *policy,
                                                 size_t index);

/* Which of collect, review, publish every column must name. */
const struct words *policy_duties(const struct policy *policy);

/* [keep]: 0 years when it says nothing. */
int policy_keep_years(const struct policy *policy);
const struct words *policy_keep_fields(const struct policy *policy);

/* The first route that matches; NULL when none does. */
const struct policy_route *policy_route_for(const struct policy *policy,
                                            const struct facts *facts);

/* Who may publish the posts of a route: its own last step, or [publish].
 * `route` NULL: [publish]. NULL when neither is there. */
const struct policy_step *policy_publish(const struct policy *policy,
                                         const struct policy_route *route);

/* Who may let held text in: [policy] release, else the head of the unit or of
 * the institution, propaganda, the leader. */
const struct offices *policy_release(const struct policy *policy);

const struct policy_after *policy_after(const struct policy *policy);

/* [password]; NULL: the policy has no such section, and nobody a password. */
const struct password_rules *policy_password(const struct policy *policy);

#endif
