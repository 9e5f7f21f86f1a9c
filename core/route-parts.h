/*
 * route-parts - what the route*.c files share; nobody else includes it.
 */
#ifndef CORE_ROUTE_PARTS_H
#define CORE_ROUTE_PARTS_H

#include "core/route-walk.h"
#include "core/route.h"

struct scene {
	const struct policy *policy;
	const struct roster *roster;
	const struct post *post; /* NULL for new */
	const struct act *act;
	const struct person *person;
};

/* The steps of a route as they count for one post, in order. */
struct plan {
	const struct policy_route *route;
	const struct policy_step *at[POLICY_OFFICES_MAX];
	size_t count;
};
/* False when no route matches. `grade` NULL: the post's own. */
bool plan_make(const struct policy *policy, const struct roster *roster,
               const struct post *post, const char *grade, int64_t at_ms,
               struct plan *out);
/* The post as it will be: with the form of the act. Borrows all of it. */
struct post post_with(const struct post *post, const struct act *act);
/* Only its last approving step, and what follows that: for a correction. */
void plan_keep_last(struct plan *plan);

/* The ask a walk of this post begins with; `signers` has room for
 * POLICY_OFFICES_MAX and takes who signed another row than `row` (NULL: any).
 */
struct walk_ask scene_ask(const struct scene *scene, const char **signers,
                          const struct post_step *row);

/* The row `person` may sign among the open ones, and in what office; -1 and the
 * refusal when there is none. */
int turn_find(const struct scene *scene, struct verdict *out, struct err *err);
/* Whether the row waits for one person by name, who could sign it. */
bool turn_is_given(const struct scene *scene, const struct post_step *row);
/* Whether speaking against the row is an objection, which moves nothing: in a
 * joint review that a signer opened; and in a joint step of the route while the
 * other seats have the hands for what it needs. */
bool turn_objects(const struct scene *scene, int row);

/* Refusals and rights. */
enum err_code scene_no_right(const struct scene *scene, struct str *offices,
                             struct err *err);
enum err_code scene_in_state(const struct scene *scene, struct err *err);
enum err_code need_draft(const struct scene *scene, const char *unit,
                         struct verdict *out, struct err *err);
enum err_code need_provider(const struct scene *scene, struct verdict *out,
                            struct err *err);
/* Any office of any step on the route. *out is the first that is held. */
enum err_code need_step_role(const struct scene *scene, struct verdict *out,
                             struct err *err);
/* One of these offices. */
enum err_code need_office(const struct scene *scene,
                          const struct offices *offices, struct verdict *out,
                          struct err *err);
/* Content, as the person saw it; and only where it was said. */
enum err_code need_content(const struct scene *scene, struct err *err);
enum err_code content_if_any(const struct scene *scene, struct err *err);

bool scene_is_provider(const struct scene *scene);
bool post_is_open_for_writing(const struct post *post);
/* In review or approved, and not published, or only in an older text. */
bool post_is_under_way(const struct post *post);
bool signoff_counts(const struct signoff *signoff);
const struct signoff *post_last_signature(const struct post *post);
/* Whether somebody reviews on it: no post passes by editors and ticks alone. */
bool plan_reviews(const struct plan *plan);
/* The step of the last level that signs, of the plan. NULL: none. */
const struct policy_step *plan_last_sign(const struct plan *plan);

/* A plan that somebody must be there to walk; `keep`: signed rows stay. */
enum err_code need_walkable(const struct scene *scene, const struct plan *plan,
                            bool keep, struct err *err);

/* What nobody is left for, were `needs` all that is still to sign. `keep`: who
 * signed stays; `extra` (NULL: none) signs something else now; whoever a row
 * was given to is taken. `signers` has room for POLICY_OFFICES_MAX + 1. */
const struct policy_step *missing_in(const struct scene *scene,
                                     const struct walk_needs *needs, bool keep,
                                     const char *extra, bool forgive_vacant,
                                     struct walk_ask *ask,
                                     const char **signers);
/* Adds what the rows still need, but for the row `taken` (-1: none) and those
 * given to somebody by name. */
void rest_of(const struct scene *scene, int taken, struct walk_needs *needs);

/* The right, a fresh hand, the content, the turn: *row is what is open to the
 * person; -1 when the post is not in review. */
enum err_code need_turn(const struct scene *scene, int *row,
                        struct verdict *out, struct err *err);

/* The verbs, by file. */
typedef enum err_code judge_verb(const struct scene *scene, struct verdict *out,
                                 struct err *err);
judge_verb judge_new, judge_save, judge_release, judge_submit, judge_correct,
    judge_withdraw;                                  /* route-write.c */
judge_verb judge_decision, judge_raise, judge_lower; /* route-decide.c */
judge_verb judge_joint, judge_add, judge_hand_on;    /* route-joint.c */
judge_verb judge_publish, judge_freeze, judge_unfreeze, judge_takedown,
    judge_supersede; /* route-public.c */

#endif
