/*
 * route-walk - whether the steps of a route can all be signed by somebody.
 *
 * A search over who could sign what, under the very rule that route_level
 * applies later: a step belongs to the first of its levels that still has a
 * holder who is enabled, not the provider and has signed no other step. People
 * who hold the same offices among the route's are one class with a count, so
 * the search does not grow with the number of people.
 */
#ifndef CORE_ROUTE_WALK_H
#define CORE_ROUTE_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/policy.h"
#include "core/roster.h"

/* Borrowed policy steps, in order. */
struct walk_steps {
	const struct policy_step *at[POLICY_OFFICES_MAX];
	size_t count;
};

struct walk_ask {
	const struct roster *roster;
	const struct walk_steps *steps; /* those nobody has signed yet */
	const char *unit;               /* of the post */
	const char *provider;
	const char *const *signers; /* of other steps */
	size_t signer_count;
	int64_t at_ms;
	/* A step that nobody at all could sign, whoever signed before, counts
	 * as walkable: somebody may be appointed in time. */
	bool forgive_vacant;
};

/* NULL when the steps can be walked to the end, else the step that nobody is
 * left for (the furthest one that could be reached). */
const struct policy_step *walk_missing(const struct walk_ask *ask);

/* The unit a level is held in. */
const char *walk_where(const struct role_ref *level, const char *unit);

/* The first level with an eligible holder, -1 when none has one. */
int walk_level(const struct policy_step *step, const struct walk_ask *ask);

/* Appends "manager@unit1, manager@institution": each level of the step that is
 * not in the text yet. */
void walk_put_offices(struct str *out, const struct policy_step *step,
                      const char *unit);

/* Nobody can sign the step: ERR_NO_HOLDER with its title and offices. */
enum err_code walk_no_holder(const struct policy_step *step, const char *unit,
                             struct err *err);

/* The steps of the route a post of that grade takes. */
void walk_grade_steps(const struct policy *policy, const char *grade,
                      struct walk_steps *out);

#endif
