/*
 * route - which steps a post passes, who may act on them, and what then.
 *
 * Pure: (policy, roster, post, act, moment) → a verdict or a refusal; then
 * route_apply makes the next state from the recorded event. No files, no clock.
 * The rules are DESIGN section 5, points 3 and 4, and section 8 (order of
 * judging): the person's right, then provider or second signature, then
 * content, then state or turn.
 */
#ifndef CORE_ROUTE_H
#define CORE_ROUTE_H

#include <stdint.h>

#include "core/err.h"
#include "core/event.h"
#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"

/* What somebody wants to do to a post. Borrowed strings. */
struct act {
	enum event_kind kind;
	const char *person;
	const char *content; /* as seen; NULL where the verb takes none */
	const char *grade;   /* new, save (NULL: as it is), raise */
	const char *channel; /* publish; NULL: all of the form's */
	int64_t at_ms;
};

/* In what office the act would be done. Borrowed from policy, roster, post. */
struct verdict {
	const char *step; /* NULL where no step is concerned */
	const char *role;
	const char *unit;
};

/*
 * Judges one act of EVENT_NEW (post NULL), SAVE, RELEASE, SUBMIT, SIGN, RETURN,
 * REJECT, WITHDRAW, RAISE, PUBLISH. *out is written on ERR_OK only; nothing
 * else ever changes. `unit` of a new post is the person's own.
 *
 * Errors: ERR_NO_PERSON, ERR_DISABLED, ERR_NO_RIGHT, ERR_NOT_PROVIDER,
 *   ERR_PROVIDER, ERR_SECOND_SIGNATURE, ERR_STALE, ERR_STATE, ERR_NOT_TURN,
 *   ERR_NO_HOLDER (submit, raise: the appointment that is missing),
 *   ERR_LAST_HANDS (a signature that would leave a later step without
 *   anybody), ERR_NO_ROUTE, ERR_NO_GRADE, ERR_GRADE_DOWN, ERR_NO_CHANNEL,
 *   ERR_WRONG_CHANNEL, ERR_TOO_EARLY, ERR_NOTHING_HELD is the desk's.
 */
enum err_code route_judge(const struct policy *policy,
                          const struct roster *roster, const struct post *post,
                          const struct act *act, struct verdict *out,
                          struct err *err) MUST_USE;

/* Whether `person` may add or change units, people, grants, policy, terms:
 * the role admin. Errors: ERR_NO_PERSON, ERR_DISABLED, ERR_NO_RIGHT. */
enum err_code route_judge_admin(const struct roster *roster, const char *person,
                                int64_t at_ms, struct verdict *out,
                                struct err *err) MUST_USE;

/*
 * What `event` (recorded: role, step, revision … filled in) makes of *post.
 * For EVENT_NEW *post is NULL before and the caller's after; `policy` is the
 * one in force for `new`, and the post's own from submit on. `record` is the
 * commit on main (hex). `form_*` come from the revision's form.ini and count
 * for new, save, release only.
 *
 * Trusts the event: whoever must not, asks route_judge first.
 */
struct form;
void route_apply(const struct policy *policy, const struct event *event,
                 const struct form *form, const char *record, bool personal,
                 struct post **post);

/*
 * The levels in force for a step: the first of its levels with a holder who is
 * enabled, not the provider and not among the signers of another step. -1 when
 * none has one. `step` as in policy_step.
 */
int route_level(const struct policy_step *step, const struct roster *roster,
                const struct post *post, int64_t at_ms);

/* Whether `person` could sign the open step of `post` now. */
bool route_may_sign(const struct policy *policy, const struct roster *roster,
                    const struct post *post, const char *person, int64_t at_ms);
/* Whether `person` could publish it now. */
bool route_may_publish(const struct policy *policy, const struct roster *roster,
                       const struct post *post, const char *person,
                       int64_t at_ms);

/*
 * Tries every unit × person who may draft × grade: whether the route could be
 * walked. Each that could not is one ERR_NO_HOLDER problem, naming the step
 * and the appointment missing (for policy apply and doctor); its detail is
 * "UNIT PERSON GRADE". Of people in one unit with the same offices, the first
 * speaks for all.
 */
void route_rehearse(const struct policy *policy, const struct roster *roster,
                    int64_t at_ms, struct problems *out);

#endif
