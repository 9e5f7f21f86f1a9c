/* The editor: keeping what is typed, saving it, handing it in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/edit-parts.h"

/* After a pause, and at the latest after: what may be lost (issue 3). */
enum { KEEP_PAUSE_MS = 3000, KEEP_LATEST_MS = 4000, KEEP_AGAIN_MS = 2000 };

static struct desk *desk_of(const struct edit *edit)
{
	return edit->view.station->session->desk;
}

/* ---- autosave ------------------------------------------------------------ */

bool edit_is_changed(const struct edit *edit)
{
	return edit->stamp != edit->recorded_stamp;
}

static bool is_kept(const struct edit *edit)
{
	return edit->stamp == edit->kept_stamp && !edit->reasoned;
}

void edit_changed(struct edit *edit)
{
	if (is_kept(edit))
		edit->changed_ms = station_clock_ms();
	edit->stamp++;
}

void edit_reasoned(struct edit *edit)
{
	if (is_kept(edit))
		edit->changed_ms = station_clock_ms();
	edit->reasoned = true;
}

bool edit_is_as_recorded(struct edit *edit)
{
	struct str form = {0};
	bool same;

	form_write(&form, edit_form(edit, true));
	same = span_equal(str_span(&form), str_span(&edit->recorded_form)) &&
	       span_equal(buffer_text(edit->pad.buffer),
	                  str_span(&edit->recorded_text)) &&
	       strcmp(edit->grade, edit->recorded_grade) == 0;
	str_clear(&form);
	return same;
}

enum err_code edit_forget(struct edit *edit, struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	enum err_code rc = ERR_OK;

	if (edit->kept)
		rc = desk_forget(desk_of(edit), &caller, edit->kept, err);
	if (!rc)
		edit->kept = 0;
	return rc;
}

static enum err_code keep_now(struct edit *edit, struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	struct autosave autosave = {.id = edit->kept};
	enum err_code rc;

	autosave.post = mem_copy(edit->post);
	memcpy(autosave.base, edit->base, HEX);
	form_copy(&autosave.form, edit_form(edit, true));
	autosave.grade = mem_copy(
	    strcmp(edit->grade, edit->recorded_grade) ? edit->grade : "");
	str_add(&autosave.text, buffer_text(edit->pad.buffer));
	edit_write_waivers(edit, &autosave.waivers);
	rc = desk_keep(desk_of(edit), &caller, &autosave, err);
	if (!rc) {
		bool is_new = autosave.id != edit->kept;

		edit->kept = autosave.id;
		edit->spares = false;
		/* Just made, it is nobody else's; without a hold it is kept
		 * all the same. */
		if (is_new && !edit->post)
			(void)!edit_hold(edit, NULL);
	}
	autosave_clear(&autosave);
	return rc;
}

enum err_code edit_keep(struct edit *edit, struct err *err)
{
	enum err_code rc = ERR_OK;
	bool same;

	if (!edit->loaded || edit->reads_only || is_kept(edit))
		return ERR_OK;
	same = edit_is_as_recorded(edit);
	if (!same || (edit->waiver_count && !edit->spares))
		rc = keep_now(edit, err);
	else if (!edit->spares)
		rc = edit_forget(edit, err);
	edit->unkept = rc;
	if (rc)
		return rc;
	if (same)
		edit->recorded_stamp = edit->stamp;
	edit->kept_stamp = edit->stamp;
	edit->reasoned = false;
	edit->again_ms = 0;
	return ERR_OK;
}

void edit_say_unkept(struct edit *edit, const struct err *err)
{
	if (err->code == ERR_LOCK)
		station_note(edit->view.station, STYLE_ALARM,
		             N_("What you typed is not kept yet: another "
		                "session is writing. It is tried again."),
		             NULL, NULL, 0);
	else
		station_note_err(edit->view.station, err);
}

int edit_keep_in_time(struct edit *edit, int64_t idle_ms, bool *said)
{
	int64_t now_ms = station_clock_ms(), wait_ms;
	enum err_code before = edit->unkept;
	struct err err = {0};

	if (edit->reads_only || is_kept(edit))
		return -1;
	wait_ms = KEEP_LATEST_MS - (now_ms - edit->changed_ms);
	if (KEEP_PAUSE_MS - idle_ms < wait_ms)
		wait_ms = KEEP_PAUSE_MS - idle_ms;
	if (edit->again_ms - now_ms > wait_ms)
		wait_ms = edit->again_ms - now_ms;
	if (wait_ms > 0)
		return (int)wait_ms;
	if (!edit_keep(edit, &err)) {
		*said |= before != ERR_OK;
		return -1;
	}
	/* The first line says it as long as it is so. */
	if (err.code != before) {
		edit_say_unkept(edit, &err);
		*said = true;
	}
	edit->again_ms = station_clock_ms() + KEEP_AGAIN_MS;
	return KEEP_AGAIN_MS;
}

/* ---- save ---------------------------------------------------------------- */

static void refuse(struct edit *edit, enum edit_place place,
                   const char *sentence)
{
	edit->focus = place;
	station_note(edit->view.station, STYLE_ALARM, sentence, NULL, NULL, 0);
}

/* What can be seen to be missing before anybody is asked. */
static bool is_whole(struct edit *edit)
{
	const struct form *form = edit_form(edit, false);

	if (edit->line[EDIT_AT].text.bytes && !form->at)
		refuse(edit, EDIT_AT,
		       N_("Write the time like this: 2026-11-23 09:00."));
	else if (!form->column)
		refuse(edit, EDIT_COLUMN, N_("Choose a column first."));
	else if (!form->channels.count)
		refuse(edit, EDIT_CHANNELS, N_("Choose a channel first."));
	else if (!*form->title && !buffer_text(edit->pad.buffer).bytes)
		refuse(edit, EDIT_TITLE, N_("Write a title first."));
	else
		return true;
	return false;
}

/* "ID=VALUE" of each of the policy's own fields, emptied ones too. */
static void put_own_fields(const struct edit *edit, const struct form *form,
                           struct words *out)
{
	for (int i = EDIT_FIELD; i < EDIT_TEXT; i++) {
		const struct policy_field *field =
		    edit_own_field(edit, (enum edit_place)i);
		struct str line = {0};

		if (!field)
			break;
		str_putf(&line, "%s=%s", field->id, form_text(form, field->id));
		words_add(out, str_span(&line));
		str_clear(&line);
	}
}

static enum err_code record(struct edit *edit, struct answer *answer,
                            struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	const struct form *form = edit_form(edit, false);
	struct str channels = {0}, flags = {0};
	struct words fields = {0};
	struct draft draft = {
	    .title = form->title,
	    .summary = form->summary ? form->summary : "",
	    .column = form->column,
	    .audience = form->audience ? form->audience : "",
	    .at = form->at ? form->at : "",
	    .category = form->category ? form->category : "",
	    .base = edit->post ? edit->base : NULL, /* "": none yet */
	    .has_text = true,
	    .text = buffer_text(edit->pad.buffer),
	};
	enum err_code rc;

	edit_put_channels(form, &channels);
	draft.channels = str_text(&channels);
	words_write(&flags, &form->flags);
	draft.flags = str_text(&flags);
	put_own_fields(edit, form, &fields);
	draft.fields = (const char *const *)fields.at;
	draft.field_count = fields.count;
	if (strcmp(edit->grade, edit->recorded_grade) != 0)
		draft.grade = edit->grade;
	rc = edit->post ? desk_save(desk_of(edit), &caller, edit->post, &draft,
	                            answer, err)
	                : desk_new(desk_of(edit), &caller, &draft, answer, err);
	words_clear(&fields);
	str_clear(&flags);
	str_clear(&channels);
	return rc;
}

/* A new post has its id, also when its text is held. */
static void take_id(struct edit *edit, const struct answer *answer)
{
	if (edit->post || !*answer->post)
		return;
	edit->post = mem_copy(answer->post);
	/* Nobody else can have it open yet; without a hold it is open still. */
	(void)!edit_hold(edit, NULL);
	station_outdate(edit->view.station);
	edit->view.outdated = false;
}

static void take_answer(struct edit *edit, struct answer *answer)
{
	const struct post *post = answer->after;
	struct findings findings = answer->findings;

	answer->findings = (struct findings){0};
	edit->revision = answer->revision;
	memcpy(edit->base, answer->content, HEX);
	if (post) {
		post_free(edit->state);
		edit->state = post_copy(post);
		if (!edit->line[EDIT_TITLE].text.bytes)
			field_set(&edit->line[EDIT_TITLE], post->form.title);
	}
	edit_is_recorded(edit);
	edit_set_findings(edit, &findings);
	station_outdate(edit->view.station);
	edit->view.outdated = false;
}

static enum err_code save_now(struct edit *edit, struct err *err)
{
	struct answer answer = {0};
	enum err_code rc = record(edit, &answer, err);

	take_id(edit, &answer);
	if (rc == ERR_HELD) {
		/* Held by the desk, and kept here under the post's id. */
		edit_changed(edit);
		(void)!edit_keep(edit, NULL);
	}
	if (!rc) {
		take_answer(edit, &answer);
		/* What was kept goes; what fails is tried again later. */
		edit->spares = false;
		edit->kept_stamp = 0;
		(void)!edit_keep(edit, NULL);
	}
	answer_clear(&answer);
	return rc;
}

/* What a decider is told, to read again, is not what a writer has to do. The
 * error's object is the number of the newer revision. */
static enum err_code say_stale(struct edit *edit, const char *sentence,
                               enum err_code rc, struct err *err)
{
	if (rc != ERR_STALE || !err || edit_keep(edit, NULL))
		return rc;
	station_note(edit->view.station, STYLE_ALARM, sentence, NULL, NULL,
	             strtol(err->object, NULL, 10));
	*err = (struct err){0};
	return ERR_OK;
}

static enum err_code say_newer(struct edit *edit, enum err_code rc,
                               struct err *err)
{
	return say_stale(edit,
	                 N_("Somebody recorded revision {n} meanwhile. What "
	                    "you wrote is kept: Ctrl-R shows the newer one, "
	                    "Ctrl-Z then brings yours back."),
	                 rc, err);
}

enum err_code edit_save(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;
	char number[16];
	enum err_code rc;

	if (edit->proposes)
		return edit_propose(view, err);
	if (edit->post && edit->revision && edit_is_as_recorded(edit)) {
		station_note(view->station, STYLE_FAINT,
		             N_("Nothing has changed since revision {n}."),
		             NULL, NULL, edit->revision);
		return edit_keep(edit, err);
	}
	if (!is_whole(edit))
		return ERR_OK;
	if ((rc = save_now(edit, err)))
		return say_newer(edit, rc, err);
	snprintf(number, sizeof(number), "%d", edit->revision);
	if (edit->findings.count)
		station_note(view->station, STYLE_GOOD,
		             N_("Saved as revision {1}. Findings: {n}; F3 goes "
		                "to the next."),
		             number, NULL, (long)edit->findings.count);
	else
		station_note(view->station, STYLE_GOOD,
		             N_("Saved as revision {1}. Nothing of the known "
		                "kinds was found; please read it once more."),
		             number, NULL, 0);
	return ERR_OK;
}

/* ---- submit -------------------------------------------------------------- */

static bool was_released(const struct edit *edit)
{
	for (size_t i = 0; edit->state && i < edit->state->revision_count; i++)
		if (strcmp(edit->state->revisions[i].event, "release") == 0)
			return true;
	return false;
}

/* The first finding that keeps it here; (size_t)-1 for none. */
static size_t find_open(const struct edit *edit)
{
	for (size_t i = 0; i < edit->findings.count; i++) {
		const struct finding *finding = &edit->findings.at[i];

		if ((finding->severity == SEVERITY_BLOCK &&
		     !was_released(edit)) ||
		    (finding->severity == SEVERITY_ACK &&
		     !edit_waiver(edit, finding->rule)))
			return i;
	}
	return (size_t)-1;
}

static enum err_code check_now(struct edit *edit, struct err *err)
{
	struct caller caller = station_caller(edit->view.station);
	struct findings findings = {0};
	enum err_code rc;

	if (edit->has_findings && edit->found_stamp == edit->stamp)
		return ERR_OK;
	rc = desk_check(desk_of(edit), &caller, edit->post, &findings, err);
	if (!rc)
		edit_set_findings(edit, &findings);
	return rc;
}

static void say_submitted(struct edit *edit, const struct post *post)
{
	struct station *station = edit->view.station;
	int open = post ? post_open_step(post) : -1;
	struct str who = {0};

	if (open < 0) {
		station_note(station, STYLE_GOOD, N_("{1} is handed in."),
		             edit->post, NULL, 0);
		return;
	}
	say_role(&who, &station->session->names, post->steps[open].role,
	         post->steps[open].unit);
	station_note(station, STYLE_GOOD, N_("Handed in. Next: “{1}”, by {2}."),
	             post->steps[open].title ? post->steps[open].title
	                                     : post->steps[open].step,
	             str_text(&who), 0);
	str_clear(&who);
}

/* Only what is found may be waived. */
static void put_waivers(const struct edit *edit, struct str *lines)
{
	for (size_t w = 0; w < edit->waiver_count; w++)
		for (size_t i = 0; i < edit->findings.count; i++) {
			const struct finding *finding = &edit->findings.at[i];

			if (finding->severity != SEVERITY_ACK ||
			    strcmp(finding->rule, edit->waivers[w].rule) != 0)
				continue;
			str_putf(&lines[w], "%s=%s", edit->waivers[w].rule,
			         edit->waivers[w].reason);
			break;
		}
}

/* What is recorded and stands there: another revision by now is not handed
 * in. */
static const char *recorded_content(const struct edit *edit)
{
	const struct revision *revision =
	    edit->state ? post_revision(edit->state) : NULL;

	return revision ? revision->content : edit->base;
}

/* To the first line of the form that is said to be missing: “… (ID), …”. */
static void go_to_missing(struct edit *edit, const struct err *err)
{
	struct span rest = span_of(err->object), id;

	if (!span_cut(&rest, '(', &id) || !rest.at ||
	    !span_cut(&rest, ')', &id))
		return;
	for (int i = 0; i < EDIT_TEXT; i++) {
		const struct policy_field *field =
		    edit_own_field(edit, (enum edit_place)i);

		if ((i == EDIT_CATEGORY && span_is(id, "category")) ||
		    (i == EDIT_SUMMARY && span_is(id, "summary")) ||
		    (i == EDIT_AUDIENCE && span_is(id, "audience")) ||
		    (i == EDIT_AT && span_is(id, "at")) ||
		    (field && span_is(id, field->id))) {
			edit->focus = (enum edit_place)i;
			return;
		}
	}
}

static enum err_code hand_in(struct view *view, struct span yes,
                             struct err *err)
{
	struct edit *edit = (struct edit *)view;
	struct caller caller = station_caller(view->station);
	struct answer answer = {0};
	struct str *lines =
	    mem_new_array(edit->waiver_count + 1, sizeof(*lines));
	const char **waive =
	    mem_new_array(edit->waiver_count + 1, sizeof(*waive));
	size_t count = 0;
	enum err_code rc;

	(void)yes;
	caller.seen = recorded_content(edit);
	put_waivers(edit, lines);
	for (size_t i = 0; i < edit->waiver_count; i++)
		if (lines[i].bytes)
			waive[count++] = str_text(&lines[i]);
	rc = desk_submit(desk_of(edit), &caller, edit->post, waive, count,
	                 &answer, err);
	if (!rc) {
		/* Reasons only: they are in the record now. */
		if (!edit->spares)
			(void)!edit_forget(edit, NULL);
		station_outdate(view->station);
		say_submitted(edit, answer.after);
		edit_leave(edit);
	}
	if (rc == ERR_FIELD_MISSING)
		go_to_missing(edit, err);
	for (size_t i = 0; i < edit->waiver_count; i++)
		str_clear(&lines[i]);
	free(lines);
	free(waive);
	answer_clear(&answer);
	return say_stale(edit,
	                 N_("Nothing was handed in: somebody recorded revision "
	                    "{n} meanwhile. Ctrl-R shows it."),
	                 rc, err);
}

/* Left with Esc, what was saved stays saved: so it is said here. */
static void ask_to_hand_in(struct edit *edit, bool saved)
{
	const char *statement = policy_statement(desk_policy(desk_of(edit)));
	struct str words = {0};

	if (!*statement)
		statement = _("I confirm that the content is true, holds no "
		              "secrets and may be public.");
	if (saved)
		say_fill(&words, N_("Saved as revision {n}. {1}"), statement,
		         NULL, edit->revision);
	else
		str_puts(&words, statement);
	station_confirm(edit->view.station, N_("{1} Hand it in?"),
	                str_text(&words), hand_in);
	str_clear(&words);
}

enum err_code edit_submit(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;
	size_t open;
	bool saved = false;
	enum err_code rc;

	if (edit->proposes)
		return edit_propose(view, err);
	if (!edit->post || !edit->revision || !edit_is_as_recorded(edit)) {
		if (!is_whole(edit))
			return ERR_OK;
		if ((rc = save_now(edit, err)))
			return say_newer(edit, rc, err);
		saved = true;
	} else if ((rc = edit_keep(edit, err))) {
		return rc;
	}
	if ((rc = check_now(edit, err)))
		return rc;
	open = find_open(edit);
	if (open != (size_t)-1) {
		const struct finding *finding = &edit->findings.at[open];

		edit_go_to_finding(edit, open);
		station_note(view->station, STYLE_ALARM,
		             finding->severity == SEVERITY_BLOCK
		                 ? N_("“{1}” has to be mended before it can "
		                      "be handed in ({2}).")
		                 : N_("“{1}” needs a reason before it can be "
		                      "handed in ({2}): F5."),
		             finding->text, finding->rule, 0);
		return ERR_OK;
	}
	ask_to_hand_in(edit, saved);
	return ERR_OK;
}
