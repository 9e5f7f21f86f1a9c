/*
 * cast - the people of the demo newsroom (DESIGN section 8) and the default
 * policy, for the tests of core/.
 */
#ifndef TESTS_CAST_H
#define TESTS_CAST_H

#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"
#include "core/route.h"

#define CAST_NOW INT64_C(1795399200000) /* 2026-11-23T10:00:00+08:00 */

/* dicts/policies/three-level.ini as written, and filled in. */
void cast_policy_text(struct str *out);
struct policy *cast_policy(void);
struct policy *cast_policy_of(const char *text); /* must be without mistakes */

/* A shipped policy, filled in with demo values. */
struct policy *cast_shipped(const char *name);
/* The units that policy names, below an institution, and "ID TIER PARENT"
 * lines. */
struct roster *cast_units_of(const struct policy *policy, const char *units);
/* People, "id unit role role" lines; a role at another unit is role@unit. */
void cast_people(struct roster *roster, const char *lines);

/* Units unit1, unit2 and institution, without people; with all of them. */
struct roster *cast_units(void);
struct roster *cast_roster(void);
/* A person of `unit` with the roles "manager propaganda" there. */
void cast_person(struct roster *roster, const char *id, const char *unit,
                 const char *roles);
void cast_disable(struct roster *roster, const char *id, bool disabled);

/* A content id of one letter, forty times. */
const char *cast_content(char letter);

/* Judges and, if nothing is refused, applies: as the desk does. */
enum err_code cast_act(const struct policy *policy, const struct roster *roster,
                       struct post **post, const struct act *act,
                       struct err *err);
/* The event the desk would record; the caller clears it. `content` is the new
 * revision's where the act makes one, the proposal's for propose. */
void cast_event(const struct policy *policy, const struct roster *roster,
                const struct post *post, const struct act *act,
                const struct verdict *verdict, const char *content,
                struct event *out);

/* Everything in a post as text, to compare. */
void cast_dump(const struct post *post, struct str *out);

#endif
