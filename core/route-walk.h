/*
 * route-walk - whether the signatures a route still needs can all be given.
 *
 * A search over who could sign what, under the very rule that judges later: a
 * step belongs to the first of its levels that still has a holder who is
 * enabled, not the provider and has signed no other step. People who are alike
 * in all that counts are one class with a number, so the search does not grow
 * with the number of people.
 */
#ifndef CORE_ROUTE_WALK_H
#define CORE_ROUTE_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"

/* One signature that is still to come. Borrowed. */
struct walk_need {
	const struct policy_step *step;
	struct role_ref seat; /* of a joint step: its office, at a unit */
	bool is_seat;
	size_t spare; /* of a joint step: seats that may stay empty */
};

struct walk_needs {
	struct walk_need at[POLICY_OFFICES_MAX];
	size_t count;
};

struct walk_ask {
	const struct roster *roster;
	const struct walk_needs *needs;
	const struct post *post; /* whose authors sign no review; may be NULL */
	const char *author;      /* who is about to write in it, too; NULL */
	const char *unit;        /* of the post */
	const char *provider;
	const char *const *signers; /* of other steps */
	size_t signer_count;
	int64_t at_ms;
	/* A step that nobody at all could sign, whoever signed before, counts
	 * as walkable: somebody may be appointed in time. */
	bool forgive_vacant;
};

/* The seats of a joint step where they are held now, each office once. Returns
 * how many. */
size_t walk_seats(const struct policy_step *step, const struct walk_ask *ask,
                  const struct role_ref *out[POLICY_OFFICES_MAX]);
/* Adds a step's need, of a joint step one for each seat. `ask` says where. */
void walk_need(struct walk_needs *needs, const struct policy_step *step,
               const struct walk_ask *ask);

/* NULL when all can be signed, else the step that nobody is left for (the
 * furthest one that could be reached). */
const struct policy_step *walk_missing(const struct walk_ask *ask);

/* Whether the person may sign a step of that kind at all: here, not the
 * provider, no author, staff where staff is asked for, and not among the
 * signers where it takes a hand of its own. `step` NULL: a signer who was
 * added. */
bool walk_is_eligible(const struct walk_ask *ask,
                      const struct policy_step *step,
                      const struct person *person);
/* A hand of its own: one person, one such step. */
bool walk_is_hand(const struct policy_step *step);

/* The first rank of the step with an eligible holder, -1 when none has one. */
int walk_rank(const struct policy_step *step, const struct walk_ask *ask);

/* Whether the person holds one of the step's offices of `rank` (-1: of any);
 * *out (may be NULL) is it. */
bool walk_holds(const struct policy_step *step, const struct walk_ask *ask,
                const struct person *person, int rank,
                const struct role_ref **out);

/* Appends "manager@unit1, manager@institution": each office that is not in the
 * text yet. */
void walk_put_offices(struct str *out, const struct offices *offices,
                      const struct walk_ask *ask);

/* Nobody can sign the step: ERR_NO_HOLDER with its title and offices. */
enum err_code walk_no_holder(const struct policy_step *step,
                             const struct walk_ask *ask, struct err *err);

#endif
