/* What is done about the post on the page: decided, published, taken back; and
 * the next one that waits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/page.h"
#include "tui/review-parts.h"

enum { SHELF_ROWS = 20 };

struct caller review_caller(struct station *station,
                            const struct desk_view *shown)
{
	const struct revision *revision = post_revision(shown->post);
	struct caller caller = station_caller(station);

	caller.seen = revision ? revision->content : "";
	return caller;
}

static enum err_code open_sheet(struct view *view, enum event_kind kind)
{
	struct review *review = review_of(view);

	review->looks = true;
	station_push(view->station,
	             view_sign_new(view->station, (int)kind, &review->shown));
	return ERR_OK;
}

#define SHEET(name, kind) \
	enum err_code name(struct view *view, struct err *err) \
	{ \
		(void)err; \
		return open_sheet(view, kind); \
	}
SHEET(review_sign, EVENT_SIGN)
SHEET(review_return, EVENT_RETURN)
SHEET(review_reject, EVENT_REJECT)
SHEET(review_raise, EVENT_RAISE)
SHEET(review_lower, EVENT_LOWER)
SHEET(review_freeze, EVENT_FREEZE)
SHEET(review_unfreeze, EVENT_UNFREEZE)
SHEET(review_takedown, EVENT_TAKEDOWN)

#define ASKS(name, kind) \
	enum err_code name(struct view *view, struct err *err) \
	{ \
		struct review *review = review_of(view); \
\
		(void)err; \
		review->looks = true; \
		station_push(view->station, view_ask_new(view->station, kind, \
		                                         &review->shown)); \
		return ERR_OK; \
	}
ASKS(review_joint, EVENT_JOINT)
ASKS(review_add, EVENT_ADD)
ASKS(review_hand_on, EVENT_HAND_ON)

#define BLOCKS(name, kind) \
	void name(const struct view *view, struct str *why) \
	{ \
		const struct review *review = review_seen(view); \
\
		str_add(why, str_span(review->moved.bytes \
		                          ? &review->moved \
		                          : &review->refusals[kind])); \
	}
BLOCKS(review_blocks_sign, EVENT_SIGN)
BLOCKS(review_blocks_return, EVENT_RETURN)
BLOCKS(review_blocks_reject, EVENT_REJECT)
BLOCKS(review_blocks_raise, EVENT_RAISE)
BLOCKS(review_blocks_save, EVENT_SAVE)
BLOCKS(review_blocks_withdraw, EVENT_WITHDRAW)
BLOCKS(review_blocks_release, EVENT_RELEASE)
BLOCKS(review_blocks_publish, EVENT_PUBLISH)
BLOCKS(review_blocks_lower, EVENT_LOWER)
BLOCKS(review_blocks_freeze, EVENT_FREEZE)
BLOCKS(review_blocks_unfreeze, EVENT_UNFREEZE)
BLOCKS(review_blocks_takedown, EVENT_TAKEDOWN)
BLOCKS(review_blocks_joint, EVENT_JOINT)
BLOCKS(review_blocks_add, EVENT_ADD)
BLOCKS(review_blocks_hand_on, EVENT_HAND_ON)
BLOCKS(review_blocks_propose, EVENT_PROPOSE)

void review_blocks_accept(const struct view *view, struct str *why)
{
	const struct post *post = review_seen(view)->shown.post;
	struct err err = {0};

	review_blocks_save(view, why);
	if (why->bytes || post_has_proposal(post))
		return;
	err_set(&err, ERR_NO_PROPOSAL, post->id, NULL);
	say_err_text(why, &err, &view->station->session->names);
}

void review_recorded(struct station *station, const struct answer *answer)
{
	struct str *out = &station->farewell;

	say_fill(out,
	         answer->revision ? N_("{1}  {2}  revision {n}")
	                          : N_("{1}  {2}"),
	         answer->post, say_event(answer->event), answer->revision);
	str_putf(out, "  %.10s\n", answer->receipt.commit);
	station_outdate(station);
}

/* Says what was recorded, if it was. No other answer helps when the post is not
 * what is shown any more: then the question goes. */
static enum err_code finish(struct review *review, enum err_code rc,
                            struct answer *answer, const char *done,
                            struct err *err)
{
	struct station *station = review->view.station;

	if (!rc) {
		review_recorded(station, answer);
		station_note(station, STYLE_GOOD, done, review->post, NULL,
		             answer->revision);
	} else if (rc == ERR_STALE) {
		station_note_err(station, err);
		review_look(review);
		rc = ERR_OK;
	}
	answer_clear(answer);
	return rc;
}

static enum err_code record_publish(struct view *view, struct span text,
                                    struct err *err)
{
	struct review *review = review_of(view);
	struct caller caller = review_caller(view->station, &review->shown);
	struct answer answer = {0};
	enum err_code rc;

	(void)text;
	rc = desk_publish(view->station->session->desk, &caller, review->post,
	                  NULL, str_text(&review->url), &answer, err);
	return finish(review, rc, &answer,
	              N_("Recorded that {1} is published."), err);
}

static enum err_code publish(struct view *view, struct span text,
                             struct err *err)
{
	return station_decide(view->station, text, record_publish, err);
}

/* A publication is a record for good: it is read before it is made. */
static enum err_code answer_publish(struct view *view, struct span text,
                                    struct err *err)
{
	struct review *review = review_of(view);

	(void)err;
	review->url.bytes = 0;
	str_add(&review->url, span_trim(text));
	station_confirm(
	    view->station,
	    review->url.bytes
	        ? N_("Record that the revision shown was published at {1}? ")
	        : N_("Record that the revision shown was published, without an "
	             "address? "),
	    str_text(&review->url), publish);
	return ERR_OK;
}

enum err_code review_publish(struct view *view, struct err *err)
{
	(void)err;
	station_ask(view->station,
	            N_("Where is {1} published (its address, or nothing)? "),
	            review_of(view)->post, NULL, answer_publish);
	return ERR_OK;
}

static enum err_code answer_withdraw(struct view *view, struct span text,
                                     struct err *err)
{
	struct review *review = review_of(view);
	struct caller caller = review_caller(view->station, &review->shown);
	struct answer answer = {0};
	enum err_code rc;

	(void)text;
	rc = desk_withdraw(view->station->session->desk, &caller, review->post,
	                   &answer, err);
	return finish(review, rc, &answer, page_withdrawn(&answer), err);
}

enum err_code review_withdraw(struct view *view, struct err *err)
{
	(void)err;
	station_confirm(view->station,
	                N_("Take {1} back? Signatures on it count no more. "),
	                review_of(view)->post, answer_withdraw);
	return ERR_OK;
}

/* A held text has no content id that the desk could compare. */
static bool held_moved(struct review *review)
{
	review_look(review);
	if (!review->moved.bytes)
		return false;
	station_note(review->view.station, STYLE_ALARM, N_("{1}"),
	             str_text(&review->moved), NULL, 0);
	return true;
}

static enum err_code answer_release(struct view *view, struct span text,
                                    struct err *err)
{
	struct review *review = review_of(view);
	struct caller caller = review_caller(view->station, &review->shown);
	struct answer answer = {0};
	enum err_code rc;

	if (held_moved(review))
		return ERR_OK;
	rc = desk_release(view->station->session->desk, &caller, review->post,
	                  text, &answer, err);
	return finish(review, rc, &answer,
	              N_("Released the held text of {1} as revision {n}."),
	              err);
}

enum err_code review_release(struct view *view, struct err *err)
{
	(void)err;
	station_ask(view->station,
	            N_("Why may the held text of {1} go into the archive? "),
	            review_of(view)->post, NULL, answer_release);
	return ERR_OK;
}

enum err_code review_edit(struct view *view, struct err *err)
{
	struct review *review = review_of(view);

	(void)err;
	review->looks = true;
	station_push(view->station,
	             view_edit_new(view->station, review->post, 0));
	return ERR_OK;
}

enum err_code review_propose(struct view *view, struct err *err)
{
	struct review *review = review_of(view);

	(void)err;
	review->looks = true;
	station_push(view->station,
	             view_edit_propose(view->station, review->post));
	return ERR_OK;
}

/* Should the submission be refused the revision is there, and is shown. */
static enum err_code answer_accept(struct view *view, struct span text,
                                   struct err *err)
{
	struct review *review = review_of(view);
	struct caller caller = review_caller(view->station, &review->shown);
	struct answer answer = {0};
	enum err_code rc;

	(void)text;
	rc = desk_accept(view->station->session->desk, &caller, review->post,
	                 NULL, 0, &answer, err);
	if (rc && rc != ERR_STALE)
		station_outdate(view->station);
	return finish(review, rc, &answer,
	              N_("Took the proposed text of {1} as revision {n} and "
	                 "handed it in again."),
	              err);
}

enum err_code review_accept(struct view *view, struct err *err)
{
	struct session *session = view->station->session;
	const char *statement = policy_statement(desk_policy(session->desk));

	(void)err;
	if (!*statement)
		statement = _("I confirm that the content is true, holds no "
		              "secrets and may be public.");
	station_confirm(view->station,
	                N_("{1} Take the proposed text and hand it in again?"),
	                statement, answer_accept);
	return ERR_OK;
}

/* ---- the next one -------------------------------------------------------- */

/* The first that waits for this person's signature after `mark`, but for one;
 * NULL: none. */
static enum err_code first_after(struct station *station,
                                 struct shelf_mark mark, const char *but,
                                 char **out, struct err *err)
{
	struct caller caller = station_caller(station);
	struct desk_rows rows = {0};
	enum err_code rc = ERR_OK;
	bool more = true;

	*out = NULL;
	for (size_t i = 0; more && !*out && !rc;) {
		rc = desk_shelf(station->session->desk, &caller, SHELF_WAITING,
		                &mark, SHELF_ROWS, &rows, &more, err);
		for (; !rc && !*out && i < rows.count; i++)
			if (rows.at[i].why &&
			    strcmp(rows.at[i].why, "sign") == 0 &&
			    strcmp(rows.at[i].post, but) != 0)
				*out = mem_copy(rows.at[i].post);
	}
	desk_rows_clear(&rows);
	return rc;
}

/* The one after the post on the page, which may be decided already; after the
 * last one the first. */
static enum err_code next_waiting(const struct review *review, char **out,
                                  struct err *err)
{
	struct station *station = review->view.station;
	int64_t due_ms = review->shown.deadline_ms;
	/* Where it stands, or stood: what has no deadline comes last. */
	struct shelf_mark mark = {.due_ms = due_ms ? due_ms : INT64_MAX};
	enum err_code rc;

	snprintf(mark.post, sizeof(mark.post), "%s", review->post);
	rc = first_after(station, mark, review->post, out, err);
	if (rc || *out)
		return rc;
	return first_after(station, (struct shelf_mark){0}, review->post, out,
	                   err);
}

/* Another post on the same page. */
static enum err_code turn_to(struct review *review, char *take_post,
                             struct err *err)
{
	char *post = review->post;
	enum err_code rc;

	review->post = take_post;
	if ((rc = review_load(&review->view, err))) {
		review->post = post;
		free(take_post);
		return rc;
	}
	free(post);
	review->view.outdated = false;
	review->view.unseen = true;
	str_clear(&review->opinion);
	flow_find(review->page, NULL);
	flow_act(review->page, "first");
	return ERR_OK;
}

struct str *review_opinion(struct view *view)
{
	return &review_of(view)->opinion;
}

void review_decided(struct view *view, const char *done)
{
	struct review *review = review_of(view);
	struct station *station = view->station;
	const char *sentence = N_("{1}");
	struct err err = {0};
	char *next = NULL;

	if (review->walks && !next_waiting(review, &next, &err))
		sentence = next ? N_("{1} The next one:")
		                : N_("{1} Nothing else waits for your "
		                     "signature.");
	if (!next || turn_to(review, next, &err))
		station_pop(station);
	if (err.code)
		station_note_err(station, &err);
	else
		station_note(station, STYLE_GOOD, sentence, done, NULL, 0);
}

enum err_code review_next_post(struct view *view, struct err *err)
{
	struct review *review = review_of(view);
	enum err_code rc;
	char *next;

	review->looks = true;
	if ((rc = next_waiting(review, &next, err)))
		return rc;
	if (next)
		return turn_to(review, next, err);
	station_note(view->station, STYLE_FAINT,
	             N_("Nothing else waits for your signature."), NULL, NULL,
	             0);
	return ERR_OK;
}
