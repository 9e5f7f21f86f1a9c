/* The editor on another's post: what stands there is proposed to the provider,
 * and the post goes back with it. */
#include "tui/edit-parts.h"
#include "tui/review-parts.h"

/* It was this person's turn; the page below goes on as after any decision. */
static void finish(struct edit *edit, const struct answer *answer)
{
	struct station *station = edit->view.station;
	struct view *below = edit->view.below;
	struct str done = {0};

	(void)!edit_forget(edit, NULL);
	edit->recorded_stamp = edit->kept_stamp = edit->stamp;
	say_fill(&done,
	         N_("Sent {1}, revision {n}, back with the text you propose."),
	         answer->post, NULL, edit->revision);
	review_recorded(station, answer);
	if (below && below->ops == &view_review_ops) {
		below->outdated = false; /* another one comes, or none */
		station_pop(station);
		review_decided(below, str_text(&done));
	} else {
		station_note(station, STYLE_GOOD, N_("{1}"), str_text(&done),
		             NULL, 0);
		edit_leave(edit);
	}
	str_clear(&done);
}

static enum err_code record_propose(struct view *view, struct span opinion,
                                    struct err *err)
{
	struct edit *edit = (struct edit *)view;
	struct caller caller = station_caller(view->station);
	const struct form *form = edit_form(edit, false);
	struct draft draft = {.title = form->title,
	                      .summary = form->summary ? form->summary : "",
	                      .has_text = true,
	                      .text = buffer_text(edit->pad.buffer)};
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_propose(view->station->session->desk, &caller, edit->post,
	                  edit->base, &draft, span_trim(opinion), &answer, err);
	if (!rc)
		finish(edit, &answer);
	else if (rc == ERR_EMPTY)
		err_set(err, rc, "opinion", NULL); /* no option here */
	answer_clear(&answer);
	return rc;
}

static enum err_code answer_propose(struct view *view, struct span opinion,
                                    struct err *err)
{
	return station_decide(view->station, opinion, record_propose, err);
}

enum err_code edit_propose(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;
	enum err_code rc;

	if (edit_is_as_recorded(edit)) {
		station_note(view->station, STYLE_FAINT,
		             N_("Nothing has changed since revision {n}."),
		             NULL, NULL, edit->revision);
		return ERR_OK;
	}
	if ((rc = edit_keep(edit, err)))
		return rc;
	station_ask(view->station, N_("What did you change in {1}, and why? "),
	            edit->post, NULL, answer_propose);
	return ERR_OK;
}
