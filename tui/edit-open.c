/* The editor: what is shown at first, and why it may be read only. */
#include <inttypes.h>
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

/* Whether an autosave is nothing but what is recorded, and perhaps reasons. */
static bool is_recorded(const struct edit *edit,
                        const struct autosave *autosave)
{
	struct str form = {0};
	bool same;

	form_write(&form, &autosave->form);
	same = span_equal(str_span(&form), str_span(&edit->recorded_form)) &&
	       span_equal(str_span(&autosave->text),
	                  str_span(&edit->recorded_text)) &&
	       (!*autosave->grade ||
	        strcmp(autosave->grade, edit->recorded_grade) == 0);
	str_clear(&form);
	return same;
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
	edit->spares = false;
	edit_read_waivers(edit, str_span(&autosave->waivers));
	if (edit->revision && is_recorded(edit, autosave)) {
		edit->reasoned = true; /* or nothing at all: then it goes */
		return ERR_OK;
	}
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

enum err_code edit_hold(struct edit *edit, struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	struct str name = {0};
	enum err_code rc;

	desk_let_go(edit->hold);
	edit->hold = NULL;
	if (edit->post)
		str_puts(&name, edit->post);
	else
		str_putf(&name, "new-%" PRId64, edit->kept);
	rc = desk_hold(desk_of(edit), &caller, str_text(&name), &edit->hold,
	               &edit->holder, err);
	str_clear(&name);
	return rc;
}

/* May it be changed, and is nobody else at it? A new text is not held before
 * it is kept. */
static void take_hold(struct edit *edit, enum event_kind kind,
                      const struct desk_view *view)
{
	struct caller caller = station_caller(edit->view.station);
	struct err err = {0};

	desk_let_go(edit->hold);
	edit->hold = NULL;
	edit->refusal = (struct err){0};
	edit->holder = (struct holder){0};
	edit->reads_only = desk_may(desk_of(edit), &caller, kind, view, NULL,
	                            &edit->refusal) != ERR_OK;
	/* What is proposed is a copy: the post itself is nobody's. */
	if (edit->reads_only || edit->proposes || (!edit->post && !edit->kept))
		return;
	if (edit_hold(edit, &err))
		edit->refusal = err;
	edit->reads_only = !edit->hold;
}

static void say_refusal(struct edit *edit)
{
	struct str why = {0};

	edit_why_reads_only(edit, &why);
	if (why.bytes)
		station_note(edit->view.station, STYLE_ALARM, N_("{1}"),
		             str_text(&why), NULL, 0);
	str_clear(&why);
}

/* What was typed can still be read and copied, when it cannot be saved. */
static void show_kept(struct edit *edit, const struct autosave *autosave)
{
	char *grade = mem_copy(edit->recorded_grade);

	show(edit, &autosave->form, grade, str_span(&autosave->text));
	free(grade);
}

/* A post that moved on meanwhile. */
static void say_moved_on(struct edit *edit, const struct autosave *autosave)
{
	struct station *station = edit->view.station;
	struct str at = {0};

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
	struct caller caller = station_caller(edit->view.station);
	struct autosaves kept = {0};
	enum err_code rc = ERR_OK;

	say_refusal(edit);
	if (edit->refusal.code &&
	    !(rc = desk_kept(desk_of(edit), &caller, edit->post, &kept, err)) &&
	    kept.count && !is_recorded(edit, &kept.at[0])) {
		show_kept(edit, &kept.at[0]);
		say_moved_on(edit, &kept.at[0]);
	}
	autosaves_clear(&kept);
	return rc;
}

/* The post cannot be read, what was typed can. */
static enum err_code open_unread(struct edit *edit, const struct err *why,
                                 struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	struct autosaves kept = {0};
	struct form blank = {0};

	/* Both cannot be read: the post is what was asked for. */
	if (edit->loaded ||
	    desk_kept(desk_of(edit), &caller, edit->post, &kept, NULL) ||
	    !kept.count) {
		autosaves_clear(&kept);
		if (err)
			*err = *why;
		return why->code;
	}
	edit->reads_only = true;
	edit->refusal = *why;
	take_state(edit, NULL);
	blank_form(edit, &blank);
	show(edit, &blank, first_grade(edit), span_of(""));
	show_kept(edit, &kept.at[0]);
	say_refusal(edit);
	form_clear(&blank);
	autosaves_clear(&kept);
	return ERR_OK;
}

const struct signoff *edit_returned(const struct edit *edit)
{
	const struct post *post = edit->state;
	const struct signoff *last =
	    post && post->signoff_count
	        ? &post->signoffs[post->signoff_count - 1]
	        : NULL;

	return last && !edit->reads_only &&
	               (strcmp(last->decision, "return") == 0 ||
	                strcmp(last->decision, "propose") == 0)
	           ? last
	           : NULL;
}

/* Why it came back, whole; what was typed and kept is said before it. */
static void say_returned(struct edit *edit)
{
	const struct session *session = edit->view.station->session;
	const struct signoff *signoff = edit_returned(edit);
	struct str who = {0};

	if (!signoff)
		return;
	say_person(&who, &session->names, signoff->person);
	str_putc(&who, ' ');
	say_time(&who, signoff->at_ms, session->offset_min);
	station_note(edit->view.station, STYLE_STRONG,
	             N_("Returned by {1}: {2} F9 has the rest."),
	             str_text(&who), signoff->opinion, 0);
	str_clear(&who);
}

static enum err_code open_post(struct edit *edit, struct err *err)
{
	struct station *station = edit->view.station;
	struct caller caller = station_caller(station);
	struct desk_view view = {0};
	struct autosaves kept = {0};
	struct form blank = {0};
	struct err why = {0};
	enum err_code rc;

	rc = desk_show(desk_of(edit), &caller, edit->post, &view, &why);
	if (rc)
		return open_unread(edit, &why, err);
	take_hold(edit, edit->proposes ? EVENT_PROPOSE : EVENT_SAVE, &view);
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
	} else if (!rc) {
		say_returned(edit);
	}
	autosaves_clear(&kept);
	form_clear(&blank);
	desk_view_clear(&view);
	return rc;
}

static enum err_code open_new(struct edit *edit, struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	struct desk_view nothing = {0};
	struct autosave autosave = {0};
	struct form form = {0};
	enum err_code rc;

	take_hold(edit, EVENT_NEW, &nothing);
	if (!edit->kept && edit->reads_only) {
		if (err)
			*err = edit->refusal;
		return edit->refusal.code;
	}
	/* Only now nobody else can be changing it. */
	if (edit->kept && (rc = desk_kept_text(desk_of(edit), &caller,
	                                       edit->kept, &autosave, err)))
		return rc;
	edit->post = mem_copy(autosave.post);
	if (edit->post) {
		autosave_clear(&autosave);
		return open_post(edit, err);
	}
	blank_form(edit, &form);
	show(edit, &form, first_grade(edit), span_of(""));
	form_clear(&form);
	rc = ERR_OK;
	if (edit->kept && !edit->reads_only)
		rc = put_kept(edit, &autosave, err);
	else if (edit->kept)
		show_kept(edit, &autosave);
	say_refusal(edit);
	autosave_clear(&autosave);
	return rc;
}

enum err_code edit_open(struct edit *edit, struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	struct autosave autosave = {0};
	enum err_code rc;

	if (edit->post || !edit->kept)
		return edit->post ? open_post(edit, err) : open_new(edit, err);
	if ((rc = desk_kept_text(desk_of(edit), &caller, edit->kept, &autosave,
	                         err)))
		return rc;
	edit->post = mem_copy(autosave.post);
	autosave_clear(&autosave);
	return edit->post ? open_post(edit, err) : open_new(edit, err);
}

/* ---- somebody else's newer revision -------------------------------------- */

static void merge_line(char **line, const char *before, const char *typed)
{
	if (strcmp(typed ? typed : "", before ? before : "") == 0)
		return;
	free(*line);
	*line = mem_copy(typed);
}

/* Flags, and the policy's own fields. */
static void merge_own(const struct edit *edit, const struct form *before,
                      const struct form *typed, struct form *newer)
{
	struct str was = {0}, is = {0};

	words_write(&was, &before->flags);
	words_write(&is, &typed->flags);
	if (!span_equal(str_span(&was), str_span(&is)))
		form_set_flags(newer, str_span(&is));
	for (int i = EDIT_FIELD; i < EDIT_TEXT; i++) {
		const struct policy_field *field =
		    edit_own_field(edit, (enum edit_place)i);
		const char *value;

		if (!field)
			break;
		value = form_text(typed, field->id);
		if (strcmp(value, form_text(before, field->id)) != 0)
			form_set_field(newer, field->id, span_of(value));
	}
	str_clear(&was);
	str_clear(&is);
}

/* The newer form, but for what was typed or chosen here since `before`. */
static void merge_form(struct edit *edit, const struct form *before,
                       struct form *newer)
{
	const struct form *typed = edit_form(edit, true);
	struct str was = {0}, is = {0};

	merge_line(&newer->title, before->title, typed->title);
	merge_line(&newer->summary, before->summary, typed->summary);
	merge_line(&newer->column, before->column, typed->column);
	merge_line(&newer->audience, before->audience, typed->audience);
	merge_line(&newer->at, before->at, typed->at);
	merge_line(&newer->category, before->category, typed->category);
	merge_own(edit, before, typed, newer);
	edit_put_channels(before, &was);
	edit_put_channels(typed, &is);
	if (!span_equal(str_span(&was), str_span(&is)))
		form_set_channels(newer, str_span(&is));
	str_clear(&was);
	str_clear(&is);
}

/* The newer revision comes on top of what was typed, which stays one step of
 * undo away, and in the autosave until something else is typed or saved. Saving
 * then starts from the newer one. */
static enum err_code take_newer(struct edit *edit, const struct desk_view *view,
                                struct err *err)
{
	struct form before = {0}, form = {0};
	char *grade;
	enum err_code rc;

	if ((rc =
	         pad_replace(&edit->pad, 0, buffer_text(edit->pad.buffer).bytes,
	                     str_span(&view->text), err)))
		return rc;
	pad_go(&edit->pad, 0);
	form_copy(&form, &view->form);
	/* edit_is_recorded wrote it; unread, all that stands there is typed. */
	(void)!form_read(str_span(&edit->recorded_form), &before, NULL);
	merge_form(edit, &before, &form);
	grade = mem_copy(strcmp(edit->grade, edit->recorded_grade)
	                     ? edit->grade
	                     : view->post->grade);
	edit_set_form(edit, &view->form, view->post->grade);
	take_state(edit, view->post);
	edit->stamp++;
	edit_is_recorded(edit);
	edit_set_form(edit, &form, grade);
	if (!edit_is_as_recorded(edit))
		edit->recorded_stamp = 0;
	edit->kept_stamp = edit->stamp;
	edit->spares = true;
	station_note(edit->view.station, STYLE_STRONG,
	             N_("Revision {n} is shown now. Ctrl-Z brings back what "
	                "you typed."),
	             NULL, NULL, edit->revision);
	free(grade);
	form_clear(&before);
	form_clear(&form);
	return ERR_OK;
}

enum err_code edit_reload(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;
	struct caller caller = station_caller(view->station);
	struct desk_view now = {0};
	const struct revision *revision = NULL;
	enum err_code rc;

	/* What is read anew is read over it. */
	if ((rc = edit_keep(edit, err)))
		return rc;
	if (!edit->post && edit->reads_only)
		return open_new(edit, err);
	if (edit->post &&
	    (edit->reads_only || (!edit_is_changed(edit) && !edit->spares)))
		return open_post(edit, err);
	if (edit->post &&
	    (rc = desk_show(desk_of(edit), &caller, edit->post, &now, err)))
		return rc;
	if (now.post)
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
