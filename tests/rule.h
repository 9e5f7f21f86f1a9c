/*
 * rule - what must hold in every state a post can come to (DESIGN section 5),
 * whatever led there. Who may sign is core/audit's second reading.
 */
#ifndef TESTS_RULE_H
#define TESTS_RULE_H

#include "core/policy.h"
#include "core/post.h"

/* How many signatures count for a row; *out is the last of them. */
size_t rule_valid_for(const struct post *post, const struct post_step *row,
                      const struct signoff **out);

/* Fail the test: a state no post may ever be in; an approval that lacks a
 * signature on the present content. */
void rule_check_state(const struct policy *policy, const struct post *post);
void rule_check_approved(const struct policy *policy, const struct post *post);

#endif
