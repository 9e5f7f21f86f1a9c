/*
 * The sheet's signature by the person's own key: their ssh-agent is asked which
 * keys it holds while the sheet is read, and to sign when it is confirmed.
 * Meanwhile the screen goes on and no lock is held. What goes wrong is said,
 * records nothing and leaves the sheet; only the person chooses the
 * workstation's record instead.
 */
#include "tui/page.h"
#include "tui/sign-parts.h"

enum { ASK_AGAIN_MS = 20 };

static const struct session *session_of(const struct sheet *sheet)
{
	return sheet->view.station->session;
}

bool sheet_looks(const struct sheet *sheet)
{
	return sheet->own.agent && !sheet->own.fingerprint;
}

bool sheet_signs(const struct sheet *sheet)
{
	return sheet->own.agent && sheet->own.fingerprint;
}

void sheet_look(struct sheet *sheet)
{
	own_key_clear(&sheet->own);
	/* without an agent it is the workstation's record, and says so */
	if (sheet->kind == EVENT_SIGN)
		(void)!own_key_look(&sheet->own, session_of(sheet), NULL);
}

enum err_code sheet_ask_own(struct sheet *sheet, const char *ticked,
                            struct err *err)
{
	struct caller caller = review_caller(sheet->view.station, sheet->shown);
	const struct post *post = sheet->shown->post;

	return own_key_ask(&sheet->own, session_of(sheet), &caller, post->id,
	                   post_revision(post)->content,
	                   span_trim(str_span(&sheet->opinion.text)), ticked,
	                   err);
}

static void go_on_looking(struct sheet *sheet, bool *changed)
{
	bool done;

	if (own_key_find(&sheet->own, session_of(sheet), 0, &done, NULL))
		own_key_clear(&sheet->own);
	if (sheet->own.agent)
		return;
	sheet_put(sheet);
	*changed = true;
}

static void go_on_signing(struct sheet *sheet, bool *changed)
{
	struct station *station = sheet->view.station;
	struct caller caller = review_caller(station, sheet->shown);
	struct answer answer = {0};
	struct err err = {0};
	bool done;
	enum err_code rc =
	    own_key_record(&sheet->own, session_of(sheet), &caller,
	                   sheet->shown->post->id, 0, &done, &answer, &err);

	if (sheet->own.agent)
		return;
	*changed = true;
	if (rc)
		station_note_err(station, &err);
	else
		sheet_finish(sheet, &answer);
	answer_clear(&answer);
}

int sheet_go_on(struct sheet *sheet, bool *changed)
{
	if (sheet_looks(sheet))
		go_on_looking(sheet, changed);
	else if (sheet_signs(sheet) && sheet->view.station->top == &sheet->view)
		go_on_signing(sheet, changed);
	return sheet->own.agent ? ASK_AGAIN_MS : -1;
}
