/*
 * policy-worlds - every post there could be, as far as conditions tell posts
 * apart: a grade with a category with a channel … one after the other.
 *
 * What conditions do not name is `another`, so that a world here may be one
 * that no post makes; but no post is outside of them.
 */
#ifndef CORE_POLICY_WORLDS_H
#define CORE_POLICY_WORLDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/policy.h"

struct worlds;

/*
 * Of posts under `policy`. A switch has each of its options in turn; with
 * `as_set` one that is set has its value, in conditions of any policy that
 * leaves it open.
 */
struct worlds *worlds_new(const struct policy *policy, bool as_set);
void worlds_free(struct worlds *worlds);

/* First all that will be asked, each with its policy … */
void worlds_ask(struct worlds *worlds, const struct policy *policy,
                const struct condition *condition);
/* … then the same again, for its number. */
size_t worlds_add(struct worlds *worlds, const struct policy *policy,
                  const struct condition *condition);
/* Whether they are few enough to look at one by one. */
bool worlds_first(struct worlds *worlds);
bool worlds_next(struct worlds *worlds);
/* One of those that are too many; the same for the same number. */
void worlds_try(struct worlds *worlds, size_t number);
/* In the world at hand. */
bool worlds_hold(const struct worlds *worlds, size_t number);
size_t worlds_grade(const struct worlds *worlds); /* its index */

#endif
