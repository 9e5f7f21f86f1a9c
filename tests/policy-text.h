/*
 * policy-text - two policies without mistakes, to spoil one line at a time.
 */
#ifndef TESTS_POLICY_TEXT_H
#define TESTS_POLICY_TEXT_H

#include "core/policy.h"

extern const char policy_small[];
extern const char policy_full[]; /* says everything there is to say */

/* `text` with its first `from` written as `to`. */
void text_spoil(const char *text, const char *from, const char *to,
                struct str *out);

/* The route of a post that has a grade and nothing else. */
const struct policy_route *text_route(const struct policy *policy,
                                      const char *grade);

#endif
