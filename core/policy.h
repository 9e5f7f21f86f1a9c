/*
 * policy - one regulation made executable, read from its INI file.
 *
 * Grammar: DESIGN, section 5; what is read today:
 *   [policy]  id, title, source, utc_offset, third_level (all or local),
 *             statement (what the provider declares at submit)
 *   [role ID] title, draft = yes|no     for roles beyond, or titles other than,
 *             the built-in: collector manager unit-head propaganda leader
 *             publisher auditor admin
 *   [grade ID] title, hint              in rising order, the first is default
 *   [step ID] title, role, checklist, deadline (8h, 3d, none or local),
 *             fallback
 *   [route ID] when (any | grade is ID), steps; first match wins
 *   [publish] role, fallback
 *   [column ID], [channel ID] title
 * A role stands as ROLE@owner (the post's unit), ROLE@institution or
 * ROLE@UNIT. Every mistake is a struct problem with its line and what to write.
 */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

enum { POLICY_OFFICES_MAX = 64 }; /* roles and fallbacks of one route */

struct policy;

/* ROLE@WHERE; where is "owner" or a unit id. */
struct role_ref {
	char *role;
	char *where;
};

struct policy_name { /* a grade, column or channel */
	char *id;
	char *title;
	char *hint; /* grades only; may be NULL */
};

struct policy_role {
	char *id;
	char *title;
	bool draft; /* may start posts */
};

struct policy_step {
	char *id;
	char *title;
	struct role_ref *levels; /* role first, then each fallback, in order */
	size_t level_count;
	char **checklist;
	size_t checklist_count;
	int64_t deadline_ms; /* 0: none */
};

struct policy_route {
	char *id;
	char *grade;   /* NULL: any */
	size_t *steps; /* indexes of policy_step_at, in order */
	size_t step_count;
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

/*
 * Reads a policy. Always fills *problems (appended, in order of line). *out is
 * set, and the caller's to policy_free, when there is no problem or only open
 * `local` values (which then read as none); else it is NULL.
 */
void policy_read(struct span text, struct policy **out,
                 struct problems *problems);
void policy_free(struct policy *policy);

/* The text with each open `local` filled in with a demo value, comments kept:
 * for init --demo only. */
void policy_fill_demo(struct span text, struct str *out);

const char *policy_id(const struct policy *policy);
const char *policy_title(const struct policy *policy);
const char *policy_source(const struct policy *policy);    /* "" if none */
const char *policy_statement(const struct policy *policy); /* "" if none */
int policy_offset_min(const struct policy *policy);

size_t policy_grade_count(const struct policy *policy);
const struct policy_name *policy_grade_at(const struct policy *policy,
                                          size_t index);
/* Index of a grade, rising; -1 when there is none. */
int policy_grade(const struct policy *policy, const char *id);

size_t policy_column_count(const struct policy *policy);
const struct policy_name *policy_column_at(const struct policy *policy,
                                           size_t index);
const struct policy_name *policy_column(const struct policy *policy,
                                        const char *id);
size_t policy_channel_count(const struct policy *policy);
const struct policy_name *policy_channel_at(const struct policy *policy,
                                            size_t index);
const struct policy_name *policy_channel(const struct policy *policy,
                                         const char *id);

size_t policy_role_count(const struct policy *policy);
const struct policy_role *policy_role_at(const struct policy *policy,
                                         size_t index);
const struct policy_role *policy_role(const struct policy *policy,
                                      const char *id);

size_t policy_step_count(const struct policy *policy);
const struct policy_step *policy_step_at(const struct policy *policy,
                                         size_t index);
const struct policy_step *policy_step(const struct policy *policy,
                                      const char *id);

size_t policy_route_count(const struct policy *policy);
const struct policy_route *policy_route_at(const struct policy *policy,
                                           size_t index);
/* The first route that matches; NULL when none does. */
const struct policy_route *policy_route_for(const struct policy *policy,
                                            const char *grade);

/* Who may publish: role first, then fallbacks. As a step without a title. */
const struct policy_step *policy_publish(const struct policy *policy);

#endif
