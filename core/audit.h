/*
 * audit - the rules of signing read a second time, from the records alone.
 *
 * core/route.h keeps the state of a post and judges the next act by it. Here
 * there is no state: for each record the whole history of the post is read
 * again, the naive way, to see whether a signature or a publication may stand
 * where it stands. Shares no code with core/route*.c; verify asks both, and the
 * tests hold one against the other on every path.
 */
#ifndef CORE_AUDIT_H
#define CORE_AUDIT_H

#include "core/event.h"
#include "core/form.h"
#include "core/policy.h"
#include "core/roster.h"

struct audit; /* of one post */

struct audit_record {
	const struct event *event;
	const struct policy *policy; /* by which it is to be judged */
	const struct roster *roster; /* in force just before it */
	const struct form *form;     /* of the revision it makes; NULL: none */
	bool personal; /* a decision: signed with the actor's own key */
};

struct audit *audit_new(void);
void audit_free(struct audit *audit); /* NULL is allowed */

/*
 * Whether the next record may stand: NULL, or the rule that it breaks, in a few
 * static English words. Looks at submit, raise, lower, sign, return, reject,
 * object, propose and publish; anything else passes (a correction is read as
 * the route that its publication is held against). Nothing is remembered.
 */
const char *audit_ask(const struct audit *audit,
                      const struct audit_record *record);
/* Remembers a record. The policy is borrowed as long as the audit lives. */
void audit_take(struct audit *audit, const struct audit_record *record);

#endif
