/*
 * desk-parts - what the desk*.c files share; nobody else includes it.
 */
#ifndef STORE_DESK_PARTS_H
#define STORE_DESK_PARTS_H

#include "store/check.h"
#include "store/desk.h"
#include "store/draft.h"

struct desk {
	char *home, *share;
	struct ledger *ledger;
	struct drafts *drafts; /* desk_drafts() */
	struct checks *checks; /* desk_checks() */
	int64_t login;         /* this session's, from desk_log_in; 0: none */
	int marks;             /* sessions.lock, from then on */
};

/* Opened at the first need. */
enum err_code desk_drafts(struct desk *desk, struct drafts **out,
                          struct err *err) MUST_USE;
enum err_code desk_checks(struct desk *desk, struct checks **out,
                          struct err *err) MUST_USE;

/* Makes up an op-id; free() it. */
char *desk_op_id(void);

/*
 * Begins every recording act: who acts, the index up to date, and whether the
 * caller's op-id was recorded already: then *done is true and *out is full.
 * The proposal is zeroed and gets kind, actor, op-id, moment, post, content.
 */
enum err_code desk_begin(struct desk *desk, const struct caller *caller,
                         enum event_kind kind, const char *post,
                         const char *content, struct proposal *proposal,
                         struct answer *out, bool *done,
                         struct err *err) MUST_USE;
/* The same for a record about no post; `about` is its subject. */
enum err_code desk_begin_about(struct desk *desk, const struct caller *caller,
                               enum event_kind kind, const char *about,
                               struct proposal *proposal, struct answer *out,
                               bool *done, struct err *err) MUST_USE;
/* Records the proposal, fills in the answer, and clears the proposal. */
enum err_code desk_finish(struct desk *desk, struct proposal *proposal,
                          struct answer *out, struct err *err) MUST_USE;

/* Before a decision is recorded, where the policy asks for the password again.
 * The attempt is counted. Errors: ERR_PASSWORD_… */
enum err_code desk_ask_password(struct desk *desk,
                                const struct proposal *proposal,
                                struct err *err) MUST_USE;

/* Catches up; the person must be there before any right is asked for. Errors:
 * ERR_NO_PERSON. */
enum err_code desk_find_person(struct desk *desk, const char *id,
                               struct err *err) MUST_USE;

/* The record of a key; `body`: what it says beside, or NULL. */
struct sign_signer;
enum err_code desk_key_record(struct desk *desk, const struct caller *caller,
                              const char *person,
                              const struct sign_signer *signer,
                              const char *body, struct answer *out,
                              struct err *err) MUST_USE;

/* The post and the policy it is judged by (its own once submitted). */
enum err_code desk_load(struct desk *desk, const char *id, struct post **post,
                        const struct policy **policy, struct err *err) MUST_USE;

/* Asks core/route now, so that a refusal comes before any work; the ledger
 * asks again under the lock. `post` may be NULL for EVENT_NEW. */
enum err_code desk_judge(struct desk *desk, const struct proposal *proposal,
                         const struct post *post, const struct policy *policy,
                         struct err *err) MUST_USE;

/* A text kept outside the archive for this post; *found tells. */
enum err_code desk_held(struct desk *desk, const char *post,
                        struct draft_row *out, bool *found,
                        struct err *err) MUST_USE;

/* The findings over a form and a text, and what the policy says of them;
 * appended. Of `about` the roster is filled in. */
enum err_code desk_findings(struct desk *desk, const struct check_case *about,
                            struct span text, struct findings *out,
                            struct err *err) MUST_USE;

/* Reads waivers into the event, and says whether what was found may go on. */
enum err_code desk_weigh(const struct post *post,
                         const struct findings *findings,
                         const char *const *waive, size_t count,
                         struct event *event, struct err *err) MUST_USE;

/* What doctor asks of the policy beside people, units and posts: desk-duty.c.
 */
enum err_code desk_duties(struct desk *desk, int64_t now_ms,
                          struct healths *out, struct err *err) MUST_USE;

/* Who would have to sign with a key of their own and has none: desk-own.c. */
enum err_code desk_own_keys(struct desk *desk, int64_t now_ms,
                            struct healths *out, struct err *err) MUST_USE;

/* Whether a policy that was read may be put in force: no mistake, nothing open.
 * Errors: ERR_BAD_POLICY, ERR_OPEN_LOCAL. */
enum err_code desk_policy_fits(const struct policy *policy,
                               const struct problems *problems,
                               const char *name, struct err *err) MUST_USE;

/* Loads the post, judges, records, clears the proposal: how a decision ends. */
enum err_code desk_judge_and_finish(struct desk *desk,
                                    struct proposal *proposal,
                                    struct answer *out,
                                    struct err *err) MUST_USE;

/* An opinion (`needed`: not an empty one), or one clean line of an option (NULL
 * or "": none), into the proposal, which an error clears. */
enum err_code desk_put_opinion(struct proposal *proposal, struct span opinion,
                               bool needed, struct err *err) MUST_USE;
enum err_code desk_put_line(struct proposal *proposal, char **field,
                            const char *text, const char *option,
                            struct err *err) MUST_USE;

/* The door for an opinion: *out is clean, without blank lines at its ends. */
enum err_code desk_opinion(struct span opinion, struct str *out,
                           struct err *err) MUST_USE;

#endif
