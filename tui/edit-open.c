/* The editor: what is shown at first, and why it may be read only. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/edit-parts.h"

static struct desk *desk_of(const struct edit *edit)
{
	return edit->view.station->session->desk;
}

void edit_why_reads_only(const struct edit *edit, struct str *why)
{
	const struct session *session = edit->view.station->session;
	struct str who = {0}, since = {0};

	if (!edit->reads_only)
		return;
	if (edit->refusal.code) {
		say_err_text(why, &edit->refusal, &session->names);
		return;
	}
	if (*edit->holder.person)
		say_person(&who, &session->names, edit->holder.person);
	else
		str_puts(&who, _("Somebody"));
	say_time(&since, edit->holder.since_ms, session->offset_min);
	say_fill(why,
	         N_("{1} has been writing this post since {2}. You can read "
	            "it; Ctrl-R tries again."),
	         str_text(&who), str_text(&since), 0);
	str_clear(&who);
	str_clear(&since);
}

void edit_is_recorded(struct edit *edit)
{
	const struct form *form = edit_form(edit, false);

	str_clear(&edit->recorded_form);
	str_clear(&edit->recorded_text);
	form_write(&edit->recorded_form, form);
	str_add(&edit->recorded_text, buffer_text(edit->pad.buffer));
	free(edit->recorded_grade);
	edit->recorded_grade = mem_copy(edit->grade);
	edit->recorded_stamp = edit->stamp;
}

/* The content that stands there as the desk knows it. */
static void take_state(struct edit *edit, const struct post *post)
{
	const struct revision *revision = post ? post_revision(post) : NULL;

	post_free(edit->state);
	edit->state = post ? post_copy(post) : NULL;
	edit->revision = revision ? revision->number : 0;
	edit->base[0] = '\0';
	if (revision)
		memcpy(edit->base, revision->content, HEX);
}

static const char *first_grade(struct edit *edit)
{
	const struct policy *policy = desk_policy(desk_of(edit));

	return policy_grade_count(policy) ? policy_grade_at(policy, 0)->id : "";
}

/* A form with what there is only one of. */
static void blank_form(struct edit *edit, struct form *form)
{
	const struct policy *policy = desk_policy(desk_of(edit));

	form->title = mem_copy("");
	if (policy_column_count(policy) == 1)
		form->column = mem_copy(policy_column_at(policy, 0)->id);
	if (policy_channel_count(policy) == 1)
		form_set_channels(form,
		                  span_of(policy_channel_at(policy, 0)->id));
}

static void show(struct edit *edit, const struct form *form, const char *grade,
                 struct span text)
{
	pad_clear(&edit->pad);
	pad_init(&edit->pad, text, EDIT_TEXT_LIMIT);
	edit_set_form(edit, form, grade);
	edit->stamp++;
	edit_is_recorded(edit);
	edit->kept_stamp = edit->stamp;
	edit->found_stamp = edit->asked_stamp = 0;
	edit->pad.reads_only = edit->reads_only;
}

/* What was typed and never saved comes on top; the recorded text is one step of
 * undo away. */
static enum err_code put_kept(struct edit *edit,
                              const struct autosave *autosave, struct err *err)
{
	struct station *station = edit->view.station;
	struct str at = {0};
	enum err_code rc = ERR_OK;

	edit->kept = autosave->id;
	memcpy(edit->base, autosave->base, HEX);
	edit_set_form(edit, &autosave->form,
	              *autosave->grade ? autosave->grade
	                               : edit->recorded_grade);
	if (!span_equal(str_span(&autosave->text),
	                buffer_text(edit->pad.buffer)))
		rc = pad_replace(&edit->pad, 0,
		                 buffer_text(edit->pad.buffer).bytes,
		                 str_span(&autosave->text), err);
	pad_go(&edit->pad, 0);
	edit->stamp++;
	edit->kept_stamp = edit->stamp;
	say_time(&at, autosave->at_ms, station->session->offset_min);
	if (edit->revision)
		station_note(station, STYLE_GOOD,
		             N_("This is what you typed until {1} and did not "
		                "save. Ctrl-Z goes back to revision {n}."),
		             str_text(&at), NULL, edit->revision);
	else
		station_note(station, STYLE_GOOD,
		             N_("This is what you typed until {1} and did not "
		                "save."),
		             str_text(&at), NULL, 0);
	str_clear(&at);
	return rc;
}

static enum err_code open_new(struct edit *edit, struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	struct desk_view nothing = {0};
	struct form form = {0};

	edit->reads_only = desk_may(desk_of(edit), &caller, EVENT_NEW, &nothing,
	                            NULL, &edit->refusal) != ERR_OK;
	if (edit->reads_only) {
		if (err)
			*err = edit->refusal;
		return edit->refusal.code;
	}
	blank_form(edit, &form);
	show(edit, &form, first_grade(edit), span_of(""));
	form_clear(&form);
	return ERR_OK;
}

/* May it be changed, and is nobody else at it? */
static enum err_code take_hold(struct edit *edit, const struct desk_view *view,
                               struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	enum err_code rc;

	desk_let_go(edit->hold);
	edit->hold = NULL;
	edit->refusal = (struct err){0};
	edit->holder = (struct holder){0};
	edit->reads_only = desk_may(desk_of(edit), &caller, EVENT_SAVE, view,
	                            NULL, &edit->refusal) != ERR_OK;
	if (edit->reads_only)
		return ERR_OK;
	rc = desk_hold(desk_of(edit), &caller, edit->post, &edit->hold,
	               &edit->holder, err);
	edit->reads_only = !edit->hold;
	return rc;
}

/* A post that moved on meanwhile: what was typed can still be read and copied.
 */
static void show_kept(struct edit *edit, const struct autosave *autosave)
{
	struct station *station = edit->view.station;
	struct str at = {0};

	show(edit, &autosave->form, edit->recorded_grade,
	     str_span(&autosave->text));
	say_time(&at, autosave->at_ms, station->session->offset_min);
	station_note(
	    station, STYLE_ALARM,
	    N_("This is what you typed until {1} and did not save. The "
	       "post moved on: it can be read and copied, not saved."),
	    str_text(&at), NULL, 0);
	str_clear(&at);
}

/* Why nothing can be changed; and what was typed before that. */
static enum err_code open_to_read(struct edit *edit, struct err *err)
{
	struct station *station = edit->view.station;
	struct caller caller = station_caller(station);
	struct autosaves kept = {0};
	struct str why = {0};
	enum err_code rc = ERR_OK;

	edit_why_reads_only(edit, &why);
	station_note(station, STYLE_ALARM, N_("{1}"), str_text(&why), NULL, 0);
	if (edit->refusal.code &&
	    !(rc = desk_kept(desk_of(edit), &caller, edit->post, &kept, err)) &&
	    kept.count)
		show_kept(edit, &kept.at[0]);
	autosaves_clear(&kept);
	str_clear(&why);
	return rc;
}

static enum err_code open_post(struct edit *edit, struct err *err)
{
	struct station *station = edit->view.station;
	struct caller caller = station_caller(station);
	struct desk_view view = {0};
	struct autosaves kept = {0};
	struct form blank = {0};
	enum err_code rc;

	if ((rc = desk_show(desk_of(edit), &caller, edit->post, &view, err)))
		return rc;
	if ((rc = take_hold(edit, &view, err)))
		goto out;
	take_state(edit, view.post);
	blank_form(edit, &blank);
	show(edit, view.form.title ? &view.form : &blank, view.post->grade,
	     str_span(&view.text));
	if (edit->reads_only) {
		rc = open_to_read(edit, err);
	} else if (!(rc = desk_kept(desk_of(edit), &caller, edit->post, &kept,
	                            err)) &&
	           kept.count) {
		rc = put_kept(edit, &kept.at[0], err);
	}
out:
	autosaves_clear(&kept);
	form_clear(&blank);
	desk_view_clear(&view);
	return rc;
}

enum err_code edit_open(struct edit *edit, struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	struct autosave autosave = {0};
	enum err_code rc;

	if (edit->post)
		return open_post(edit, err);
	if (!edit->kept)
		return open_new(edit, err);
	if ((rc = desk_kept_text(desk_of(edit), &caller, edit->kept, &autosave,
	                         err)))
		return rc;
	edit->post = mem_copy(autosave.post);
	if (edit->post)
		rc = open_post(edit, err);
	else if (!(rc = open_new(edit, err)))
		rc = put_kept(edit, &autosave, err);
	autosave_clear(&autosave);
	return rc;
}

/* Somebody else's newer revision comes on top of what was typed, which stays
 * one step of undo away; saving then starts from the newer one. */
static enum err_code take_newer(struct edit *edit, const struct desk_view *view,
                                struct err *err)
{
	struct station *station = edit->view.station;
	struct str typed = {0};
	bool form_typed;
	enum err_code rc;

	form_write(&typed, edit_form(edit, false));
	form_typed =
	    !span_equal(str_span(&typed), str_span(&edit->recorded_form));
	str_clear(&typed);
	if ((rc =
	         pad_replace(&edit->pad, 0, buffer_text(edit->pad.buffer).bytes,
	                     str_span(&view->text), err)))
		return rc;
	pad_go(&edit->pad, 0);
	if (!form_typed)
		edit_set_form(edit, &view->form, view->post->grade);
	take_state(edit, view->post);
	edit->stamp++;
	edit_is_recorded(edit);
	if (form_typed)
		edit_changed(edit);
	station_note(station, STYLE_STRONG,
	             N_("Revision {n} is shown now. Ctrl-Z brings back what "
	                "you typed."),
	             NULL, NULL, edit->revision);
	return ERR_OK;
}

enum err_code edit_reload(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;
	struct caller caller = station_caller(view->station);
	struct desk_view now = {0};
	const struct revision *revision;
	enum err_code rc;

	if (!edit->post)
		return ERR_OK;
	if (edit->reads_only || !edit_is_changed(edit))
		return open_post(edit, err);
	if ((rc = desk_show(desk_of(edit), &caller, edit->post, &now, err)))
		return rc;
	revision = post_revision(now.post);
	if (revision && strcmp(revision->content, edit->base) != 0)
		rc = take_newer(edit, &now, err);
	else
		station_note(view->station, STYLE_FAINT,
		             N_("Nothing newer is recorded; what you typed "
		                "stays."),
		             NULL, NULL, 0);
	desk_view_clear(&now);
	return rc;
}
