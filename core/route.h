/*
 * route - which steps a post passes, who may act on them, and what then.
 *
 * Pure: (policy, roster, post, act, moment) → a verdict or a refusal; then
 * route_apply makes the next state from the recorded event. No files, no clock.
 * The rules are DESIGN section 5, points 3 and 4, section 8 (order of judging:
 * the person's right, then provider or second signature, then content, then
 * state or turn), and man/sanshen-policy.5 for what each kind of step asks.
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
	const char *grade;   /* new, save (NULL: as it is), raise, lower */
	const char *channel; /* publish; NULL: all of the form's */
	const char *ticked;  /* sign: what was ticked, "a, b"; NULL: nothing */
	const char *seats; /* joint: "ROLE@UNIT, …"; NULL: all of the step's */
	const char *named;       /* add, hand-on: to whom */
	const struct form *form; /* save, correct: of the new text; NULL: the
	                            present one's */
	bool opinion;            /* something is said with it */
	bool personal;           /* sign: by the signature of their own key */
	bool fulfilled;          /* supersede: the successor is published */
	int64_t at_ms;
};

/* In what office the act would be done. Borrowed from policy, roster, post. */
struct verdict {
	const char *step; /* NULL where no step is concerned */
	const char *role;
	const char *unit;
};

/*
 * Judges one act on a post (of EVENT_NEW: NULL). *out is written on ERR_OK
 * only; nothing else ever changes. `unit` of a new post is the person's own.
 *
 * Errors: ERR_NO_PERSON, ERR_DISABLED, ERR_NO_RIGHT, ERR_NOT_PROVIDER,
 *   ERR_PROVIDER, ERR_AUTHOR, ERR_SECOND_SIGNATURE, ERR_STALE, ERR_STATE,
 *   ERR_NOT_TURN, ERR_NOT_TICKED, ERR_NO_OPINION, ERR_NOT_PERSONAL,
 *   ERR_NO_REJECT,
 *   ERR_NO_HOLDER (the appointment that is missing),
 *   ERR_LAST_HANDS (a signature that would leave a later step without
 *   anybody), ERR_NO_ROUTE, ERR_NO_GRADE, ERR_GRADE_DOWN, ERR_GRADE_UP,
 *   ERR_NO_CHANNEL, ERR_FIELD_MISSING, ERR_FIELD_VALUE, ERR_FORM_OLD,
 *   ERR_HELD_FIRST, ERR_POLICY_OVER, ERR_POLICY_EARLY, ERR_WRONG_CHANNEL,
 *   ERR_TOO_EARLY, ERR_NO_JOINT, ERR_NO_SEATS, ERR_BAD_SEAT,
 *   ERR_NOT_ELIGIBLE, ERR_NOT_OUT, ERR_BAD_VALUE, ERR_TOO_LARGE, ERR_NOT_BUILT;
 *   ERR_NOTHING_HELD is the desk's.
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
 * The route a lawful submit, raise, lower or correct would lay: its id and its
 * steps as the trailers Route and Steps say them. Both are appended. False, and
 * nothing appended, when the policy has none.
 */
bool route_plan(const struct policy *policy, const struct roster *roster,
                const struct post *post, const struct act *act,
                struct str *route, struct str *steps);
/* The seats a lawful joint would open, as the trailer Seats says them. */
bool route_seats(const struct policy *policy, const struct roster *roster,
                 const struct post *post, const struct act *act,
                 struct str *seats);

/*
 * What `event` (recorded: role, step, revision, route … filled in) makes of
 * *post. For EVENT_NEW *post is NULL before and the caller's after; `policy` is
 * the one in force for `new`, and the post's own from submit on. `record` is
 * the commit on main (hex). `form` comes from the revision's form.ini and
 * counts where a revision is made only.
 *
 * Trusts the event: whoever must not, asks route_judge first.
 */
void route_apply(const struct policy *policy, const struct event *event,
                 const struct form *form, const char *record, bool personal,
                 struct post **post);

/* What the act is recorded as: who is asked in a joint review that a signer
 * opened does not send the post back, but objects (EVENT_OBJECT). */
enum event_kind route_answer(const struct policy *policy,
                             const struct roster *roster,
                             const struct post *post, const struct act *act);

/* Whether an act of that kind is judged by the policy the post was handed in
 * under, not by the one in force. */
bool route_keeps_policy(enum event_kind kind, const struct post *post);

/* What the conditions of a policy may ask of a post; `grade` NULL: its own. */
struct facts route_facts(const struct policy *policy,
                         const struct roster *roster, const struct post *post,
                         const char *grade, int64_t at_ms);

/* What a signature at the step must tick, in order; appended. `step` NULL (a
 * signer who was added): nothing. */
void route_ticks(const struct policy_step *step, const struct post *post,
                 struct words *out);

/*
 * Who could sign the row now: the ids of people, in order of id, appended; none
 * when nobody could. *level (`level` may be NULL) is the first office of the
 * rank in force, borrowed; NULL for a seat, or when nobody is left.
 */
void route_hands(const struct policy *policy, const struct roster *roster,
                 const struct post *post, size_t row, int64_t at_ms,
                 struct words *out, const struct role_ref **level);

/* Whether `person` could sign an open row of `post` now, were everything
 * ticked and said. */
bool route_may_sign(const struct policy *policy, const struct roster *roster,
                    const struct post *post, const char *person, int64_t at_ms);
/* The row that would be; -1 when none. */
int route_row(const struct policy *policy, const struct roster *roster,
              const struct post *post, const char *person, int64_t at_ms);
/* Whether `person` could publish it now. */
bool route_may_publish(const struct policy *policy, const struct roster *roster,
                       const struct post *post, const char *person,
                       int64_t at_ms);
/* Whether a frozen post waits for `person` to decide. */
bool route_may_settle(const struct policy *policy, const struct roster *roster,
                      const struct post *post, const char *person,
                      int64_t at_ms);
/* Whether the person signed the text before the present one, and the present
 * one is what somebody proposed: only small changes, sign again. */
bool route_signs_again(const struct post *post, const char *person);

/* Who publishes posts of this route: its own last step, or [publish]. NULL when
 * nobody is named. */
const struct policy_step *route_publisher(const struct policy *policy,
                                          const struct post *post);

/*
 * Tries every unit × person who may draft × grade × what a form may say that a
 * condition names: whether the route could be walked. Each that could not is
 * one ERR_NO_HOLDER problem, naming the step and the appointment missing (for
 * policy apply and doctor); its detail is "UNIT PERSON GRADE". Of people in one
 * unit with the same offices, the first speaks for all.
 */
void route_rehearse(const struct policy *policy, const struct roster *roster,
                    int64_t at_ms, struct problems *out);

#endif
