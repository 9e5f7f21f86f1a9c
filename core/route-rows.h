/*
 * route-rows - the rows of a post's route: laid, opened, signed, closed. Only
 * core/route-apply.c calls it, for events that are lawful already.
 */
#ifndef CORE_ROUTE_ROWS_H
#define CORE_ROUTE_ROWS_H

#include "core/event.h"
#include "core/policy.h"
#include "core/post.h"

/* The rows that the event's Steps name, in place of the old ones; `keep`: those
 * of the same step (and seat) are taken over as they are, with what was added
 * to them. An event without Steps takes the policy's own route for the grade.
 */
void rows_lay(const struct policy *policy, const struct event *event,
              struct post *post, bool keep);

/* The first step that is not done is open, from now on or as it was; without
 * one the post is approved. What a joint step no longer needs is skipped. */
void rows_open(const struct policy *policy, struct post *post, int64_t at_ms);

/* The row a decision is about (its step and office), step_count when none. */
size_t rows_find(const struct post *post, const struct event *event);
/* Marks it signed, or objected. */
void rows_take(const struct event *event, struct post *post);

/* joint, add, hand-on: rows for others, or another person for one. */
void rows_ask(const struct policy *policy, const struct event *event,
              struct post *post);

/* Nobody has signed and nothing is open: returned, withdrawn, rejected. What
 * was added on the way is gone. */
void rows_close(const struct policy *policy, struct post *post,
                enum step_state state);

#endif
