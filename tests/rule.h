/*
 * rule - the rules of signing (DESIGN section 5) read a second time, naively,
 * to hold the engine against. Shares no code with core/route*.c.
 */
#ifndef TESTS_RULE_H
#define TESTS_RULE_H

#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"

/* Whether the person holds any office of any step of the post. */
bool rule_has_right(const struct policy *policy, const struct post *post,
                    const struct person *person);

/* What sign, return and reject have in common while a post is in review. */
bool rule_may_decide(const struct policy *policy, const struct roster *roster,
                     const struct post *post, const struct person *person);

/* Who signed last takes an approved post back. */
bool rule_may_take_back(const struct policy *policy, const struct post *post,
                        const struct person *person);

/* How many signatures count for a step; *out is the last of them. */
size_t rule_valid_for(const struct post *post, const char *step,
                      const struct signoff **out);

/* Fail the test: a state no post may ever be in; an approval that lacks a
 * signature on the present content. */
void rule_check_state(const struct policy *policy, const struct post *post);
void rule_check_approved(const struct policy *policy, const struct post *post);

#endif
