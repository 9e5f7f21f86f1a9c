/*
 * review-parts - the page on which a post is read and decided about, as its
 * files share it: view-review.c reads and shows, review-decide.c decides,
 * view-sign.c is the sheet on top.
 */
#ifndef TUI_REVIEW_PARTS_H
#define TUI_REVIEW_PARTS_H

#include "core/event.h"
#include "tui/checker.h"
#include "tui/post-flow.h"
#include "tui/station.h"

struct review {
	struct view view;
	char *post;
	bool walks;
	struct desk_view shown;
	struct str refusals[EVENT_COUNT]; /* why not, as a sentence */
	int before;
	struct findings findings;
	struct comparison comparison;
	struct checker *checker; /* opened at the first question */
	uint64_t stamp;          /* of what is shown */
	bool asked;              /* the checks are at it, or were */
	bool studied;            /* they answered, or never will, */
	bool checked;            /* and there are findings */
	bool compared;           /* with what was read before */
	char tip[HEX];           /* of main, when it was read, or looked at */
	bool looks;       /* whether it is still as shown is to be asked */
	struct str moved; /* a sentence: it is not as shown any more */
	struct flow *page, *changes;
	bool shows_changes;
	int found;          /* the finding gone to last, from 1 */
	struct str words;   /* searched for */
	struct str url;     /* of the publication being asked about */
	struct str opinion; /* of a sheet that was left */
};

static inline struct review *review_of(struct view *view)
{
	return (struct review *)(void *)view;
}

static inline const struct review *review_seen(const struct view *view)
{
	return (const struct review *)(const void *)view;
}

enum err_code review_load(struct view *view, struct err *err);
/* Sees that the checks are at it, and takes what they found: true when that
 * came just now. Waits for nothing. */
bool review_study(struct review *review);
/* Whether the post is still what is shown: else review->moved says how. */
void review_look(struct review *review);
/* Who acts on exactly what `shown` holds. */
struct caller review_caller(struct station *station,
                            const struct desk_view *shown);

/* The joint step that this person's open step may open now; NULL: none.
 * Borrowed from the post's policy. */
const struct policy_step *review_joint_step(const struct session *session,
                                            const struct post *post);

/* ---- the acts of review-decide.c, and why they cannot be done ---------- */

enum err_code review_sign(struct view *view, struct err *err);
enum err_code review_return(struct view *view, struct err *err);
enum err_code review_reject(struct view *view, struct err *err);
enum err_code review_raise(struct view *view, struct err *err);
enum err_code review_publish(struct view *view, struct err *err);
enum err_code review_withdraw(struct view *view, struct err *err);
enum err_code review_release(struct view *view, struct err *err);
enum err_code review_edit(struct view *view, struct err *err);
enum err_code review_lower(struct view *view, struct err *err);
enum err_code review_freeze(struct view *view, struct err *err);
enum err_code review_unfreeze(struct view *view, struct err *err);
enum err_code review_takedown(struct view *view, struct err *err);
enum err_code review_joint(struct view *view, struct err *err);
enum err_code review_add(struct view *view, struct err *err);
enum err_code review_hand_on(struct view *view, struct err *err);
enum err_code review_propose(struct view *view, struct err *err);
enum err_code review_accept(struct view *view, struct err *err);
enum err_code review_next_post(struct view *view, struct err *err);

void review_blocks_sign(const struct view *view, struct str *why);
void review_blocks_return(const struct view *view, struct str *why);
void review_blocks_reject(const struct view *view, struct str *why);
void review_blocks_raise(const struct view *view, struct str *why);
void review_blocks_save(const struct view *view, struct str *why);
void review_blocks_withdraw(const struct view *view, struct str *why);
void review_blocks_release(const struct view *view, struct str *why);
void review_blocks_publish(const struct view *view, struct str *why);
void review_blocks_lower(const struct view *view, struct str *why);
void review_blocks_freeze(const struct view *view, struct str *why);
void review_blocks_unfreeze(const struct view *view, struct str *why);
void review_blocks_takedown(const struct view *view, struct str *why);
void review_blocks_joint(const struct view *view, struct str *why);
void review_blocks_add(const struct view *view, struct str *why);
void review_blocks_hand_on(const struct view *view, struct str *why);
void review_blocks_propose(const struct view *view, struct str *why);
void review_blocks_accept(const struct view *view, struct str *why);

/* ---- for the sheet ------------------------------------------------------ */

/* Something was recorded: a line for when the screen is gone, and everything on
 * it outdated. */
void review_recorded(struct station *station, const struct answer *answer);
/* The post on the page, which is on top, was decided on: the next one that
 * waits when the page walks; else away with the page. `done` says what was, as
 * one sentence that is made already. */
void review_decided(struct view *review, const char *done);

/* What was typed on a sheet that was left, for the next one; to be changed. */
struct str *review_opinion(struct view *review);

#endif
