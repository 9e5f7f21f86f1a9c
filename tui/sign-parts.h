/*
 * sign-parts - the sheet of a decision, as its files share it: view-sign.c is
 * its acts and presses, sign-page.c what stands on it, sign-own.c its signature
 * by the person's own key.
 */
#ifndef TUI_SIGN_PARTS_H
#define TUI_SIGN_PARTS_H

#include "tui/field.h"
#include "tui/flow.h"
#include "tui/own-key.h"
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
	struct own_key own;  /* what signs, where it can */
	bool by_house;       /* not that: the workstation records */
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
/* Recorded: says so, and goes on to what is next. The sheet is closed. */
void sheet_finish(struct sheet *sheet, const struct answer *answer);
/* Asks the person's ssh-agent, if there is one, for the key that could sign;
 * sheet_looks while it has not answered. */
void sheet_look(struct sheet *sheet);
bool sheet_looks(const struct sheet *sheet);
/* Asks it for the signature; sheet_signs while it has not answered. */
enum err_code sheet_ask_own(struct sheet *sheet, const char *ticked,
                            struct err *err) MUST_USE;
bool sheet_signs(const struct sheet *sheet);
/* Takes what it has answered: to be called again after so many ms, -1: not
 * before it is asked again. */
int sheet_go_on(struct sheet *sheet, bool *changed);
/* Puts the whole page, the cursor among the ticks in sight. */
void sheet_put(struct sheet *sheet);

#endif
