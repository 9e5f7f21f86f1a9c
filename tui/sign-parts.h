/*
 * sign-parts - the sheet of a decision, as its files share it: view-sign.c is
 * its acts and presses, sign-page.c what stands on it.
 */
#ifndef TUI_SIGN_PARTS_H
#define TUI_SIGN_PARTS_H

#include "tui/field.h"
#include "tui/flow.h"
#include "tui/review-parts.h"

struct sheet {
	struct view view;
	enum event_kind kind;
	const struct desk_view *shown; /* the page's, which lies below */
	int grade;           /* raise, lower: to this one, rising; else -1 */
	struct words wanted; /* what a signature here must tick */
	bool *ticked;        /* beside each of them */
	size_t at;           /* the one under the cursor */
	bool ticks;          /* keys are for the ticks, not for the opinion */
	bool studied;        /* what the checks found is on it */
	struct flow *page;
	struct field opinion;
};

/* The policy the post goes by; borrowed until the next call on the desk. */
const struct policy *sheet_policy(const struct sheet *sheet);
/* The row of the route that is decided on; NULL when none. */
const struct post_step *sheet_row(const struct sheet *sheet);
/* Whether sending it back is recorded as an objection in a joint review that
 * goes on; the post does not move then. */
bool sheet_objects(const struct sheet *sheet);
/* The step that the policy has for it; NULL for a signer who was added. */
const struct policy_step *sheet_step(const struct sheet *sheet);
/* The next grade that it can be raised or lowered to, after the last one the
 * first again; -1 when there is none. */
int sheet_next_grade(const struct sheet *sheet);
/* What one of the ticks is called, appended. */
void sheet_say_tick(const struct sheet *sheet, size_t index, struct str *out);
/* Puts the whole page, the cursor among the ticks in sight. */
void sheet_put(struct sheet *sheet);

#endif
