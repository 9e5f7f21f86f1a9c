/*
 * 写稿: the form above, the text below, and what the checks say of both. Beside
 * this file: edit-form.c the lines above the text, edit-open.c what is shown at
 * first, edit-keep.c autosave, save and submit, edit-find.c and edit-list.c the
 * findings.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/edit-parts.h"

enum { CHECK_PAUSE_MS = 300, COUNT_PAUSE_MS = 2000, ROWS_FOR_RULE = 5 };

static struct edit *edit_of(struct view *view)
{
	return (struct edit *)view;
}

static const struct edit *edit_read(const struct view *view)
{
	return (const struct edit *)view;
}

/* ---- acts ---------------------------------------------------------------- */

static void say_reads_only(struct edit *edit)
{
	struct str why = {0};

	edit_why_reads_only(edit, &why);
	station_note(edit->view.station, STYLE_ALARM, N_("{1}"), str_text(&why),
	             NULL, 0);
	str_clear(&why);
}

static void cannot_change(const struct view *view, struct str *why)
{
	edit_why_reads_only(edit_read(view), why);
}

static void cannot_save(const struct view *view, struct str *why)
{
	const struct edit *edit = edit_read(view);

	edit_why_reads_only(edit, why);
	if (!why->bytes && edit->post && edit->revision &&
	    !edit_is_changed(edit))
		say_fill(why, N_("Nothing has changed since revision {n}."),
		         NULL, NULL, edit->revision);
}

static void cannot_undo(const struct view *view, struct str *why)
{
	edit_why_reads_only(edit_read(view), why);
	if (!why->bytes && !buffer_may_undo(edit_read(view)->pad.buffer))
		str_puts(why, _("There is nothing to undo."));
}

static void cannot_redo(const struct view *view, struct str *why)
{
	edit_why_reads_only(edit_read(view), why);
	if (!why->bytes && !buffer_may_redo(edit_read(view)->pad.buffer))
		str_puts(why, _("There is nothing to do again."));
}

static void has_no_history(const struct view *view, struct str *why)
{
	if (!edit_read(view)->post)
		str_puts(why, _("It is not recorded yet: save it first."));
}

static enum err_code undo(struct view *view, struct err *err)
{
	(void)err;
	if (pad_undo(&edit_of(view)->pad))
		edit_changed(edit_of(view));
	edit_of(view)->focus = EDIT_TEXT;
	return ERR_OK;
}

static enum err_code redo(struct view *view, struct err *err)
{
	(void)err;
	if (pad_redo(&edit_of(view)->pad))
		edit_changed(edit_of(view));
	edit_of(view)->focus = EDIT_TEXT;
	return ERR_OK;
}

static enum err_code copy(struct view *view, struct err *err)
{
	struct edit *edit = edit_of(view);
	struct span selected = pad_selected(&edit->pad);

	(void)err;
	if (!selected.bytes) {
		station_note(view->station, STYLE_FAINT,
		             N_("Nothing is selected: hold Shift and move."),
		             NULL, NULL, 0);
		return ERR_OK;
	}
	str_clear(&edit->clip);
	str_add(&edit->clip, selected);
	return ERR_OK;
}

static enum err_code put_selected(struct edit *edit, struct span with,
                                  struct err *err)
{
	enum err_code rc = pad_insert(&edit->pad, with, err);

	if (!rc)
		edit_changed(edit);
	return rc;
}

static enum err_code cut(struct view *view, struct err *err)
{
	struct edit *edit = edit_of(view);
	enum err_code rc = copy(view, err);

	if (!rc && pad_selected(&edit->pad).bytes)
		rc = put_selected(edit, span_of(""), err);
	return rc;
}

static enum err_code insert(struct view *view, struct err *err)
{
	struct edit *edit = edit_of(view);

	if (!edit->clip.bytes)
		return ERR_OK;
	if (edit->focus == EDIT_TEXT)
		return put_selected(edit, str_span(&edit->clip), err);
	edit_press_form(edit, &(struct press){.key = PRESS_PASTE,
	                                      .text = str_span(&edit->clip)});
	return ERR_OK;
}

static enum err_code select_all(struct view *view, struct err *err)
{
	struct edit *edit = edit_of(view);

	(void)err;
	/* A line of the form has no selection: its start is where ^A goes in a
	 * line of the shell, too. */
	if (edit->focus == EDIT_TEXT)
		pad_select_all(&edit->pad);
	else if (edit_is_line(edit, edit->focus))
		edit->line[edit->focus].at = 0;
	return ERR_OK;
}

static enum err_code next_field(struct view *view, struct err *err)
{
	(void)err;
	edit_move_focus(edit_of(view), 1);
	return ERR_OK;
}

static enum err_code previous_field(struct view *view, struct err *err)
{
	(void)err;
	edit_move_focus(edit_of(view), -1);
	return ERR_OK;
}

static enum err_code history(struct view *view, struct err *err)
{
	(void)err;
	station_push(view->station,
	             view_history_new(view->station, edit_of(view)->post));
	return ERR_OK;
}

/* What was said last is said on the shell's lines when no screen is left. */
void edit_leave(struct edit *edit)
{
	struct station *station = edit->view.station;

	station_pop(station);
	if (station->top || !station->note.bytes)
		return;
	str_add(&station->farewell, str_span(&station->note));
	str_putc(&station->farewell, '\n');
}

static enum err_code leave_all_the_same(struct view *view, struct span yes,
                                        struct err *err)
{
	(void)yes;
	(void)err;
	edit_leave(edit_of(view));
	return ERR_OK;
}

/* What cannot be kept is not lost without a word. */
static void ask_to_lose(struct edit *edit, const struct err *failure)
{
	struct station *station = edit->view.station;
	struct str why = {0};

	if (failure->code == ERR_LOCK)
		str_puts(&why, _("Another session is writing."));
	else
		say_err_text(&why, failure, &station->session->names);
	station_confirm(station,
	                N_("Leave, and lose what you typed? It cannot be kept "
	                   "now: {1}"),
	                str_text(&why), leave_all_the_same);
	str_clear(&why);
}

/* What is not saved stays on the desk; nobody is asked. */
static enum err_code back(struct view *view, struct err *err)
{
	struct edit *edit = edit_of(view);
	struct err failure = {0};

	(void)err;
	if (edit->lists) {
		edit->lists = false;
		return ERR_OK;
	}
	if (edit_keep(edit, &failure) &&
	    (edit->reasoned || !edit_is_as_recorded(edit))) {
		ask_to_lose(edit, &failure);
		return ERR_OK;
	}
	if (edit->kept && !failure.code)
		station_note(view->station, STYLE_STRONG,
		             N_("What you typed is kept, but not saved: open "
		                "it again to go on."),
		             NULL, NULL, 0);
	edit_leave(edit);
	return ERR_OK;
}

static const char *name_save(const struct view *view)
{
	return edit_read(view)->proposes ? NULL : N_("save");
}

static const char *name_submit(const struct view *view)
{
	return edit_read(view)->proposes ? N_("send back with it")
	                                 : N_("hand in");
}

static const struct view_act acts[] = {
    {.name = "save",
     .label = N_("save"),
     .named = name_save,
     .help = N_("record what is written as a revision"),
     .run = edit_save,
     .blocked = cannot_save},
    {.name = "submit",
     .label = N_("hand in"),
     .named = name_submit,
     .help = N_("save it, and hand it in for review; what is proposed: "
                "send the post back with it"),
     .run = edit_submit,
     .blocked = cannot_change},
    {.name = "next-finding",
     .label = N_("next finding"),
     .help = N_("go to the next finding"),
     .run = edit_next_finding},
    {.name = "apply",
     .label = N_("apply"),
     .help = N_("put the suggestion; again: the next one"),
     .run = edit_apply,
     .blocked = cannot_change},
    {.name = "waive",
     .label = N_("reason"),
     .help = N_("say why a finding stays"),
     .run = edit_waive,
     .blocked = cannot_change},
    {.name = "findings",
     .label = N_("findings"),
     .help = N_("the list of all findings"),
     .run = edit_list},
    {.name = "search",
     .label = N_("search"),
     .help = N_("search in the text"),
     .run = edit_search},
    {.name = "next-field",
     .help = N_("to the next line of the form, then the text"),
     .run = next_field},
    {.name = "previous-field",
     .help = N_("to the line before"),
     .run = previous_field},
    {.name = "undo",
     .help = N_("take back the last change of the text"),
     .run = undo,
     .blocked = cannot_undo},
    {.name = "redo",
     .help = N_("make the change again"),
     .run = redo,
     .blocked = cannot_redo},
    {.name = "cut",
     .help = N_("take the selected words out, to insert them elsewhere"),
     .run = cut,
     .blocked = cannot_change},
    {.name = "copy", .help = N_("copy the selected words"), .run = copy},
    {.name = "insert",
     .help = N_("insert what was cut or copied"),
     .run = insert,
     .blocked = cannot_change},
    {.name = "select-all",
     .help = N_("select the whole text; in the form: to the "
                "start of the line"),
     .run = select_all},
    {.name = "history",
     .help = N_("what was recorded of this post"),
     .run = history,
     .blocked = has_no_history},
    {.name = "reload",
     .help = N_("read it again; try again to write"),
     .run = edit_reload},
    {.name = "back",
     .help = N_("leave; what is not saved is kept"),
     .run = back},
    {.name = NULL}};

/* ---- what is shown ------------------------------------------------------- */

static void title(const struct view *view, struct str *out)
{
	const struct edit *edit = edit_read(view);

	const char *post = edit->post;
	struct str open = {0};

	if (edit->reads_only && !post)
		str_puts(&open, _("A new post: to be read only"));
	else if (!post)
		str_puts(&open, _("Writing a new post"));
	else if (edit->reads_only)
		say_fill(&open, N_("{1}, revision {n}: to be read only"), post,
		         NULL, edit->revision);
	else if (edit->proposes)
		say_fill(&open, N_("A text proposed for {1}, revision {n}"),
		         post, NULL, edit->revision);
	else if (edit->revision)
		say_fill(&open, N_("Writing {1}, revision {n}"), post, NULL,
		         edit->revision);
	else
		say_fill(&open, N_("Writing {1}, held"), post, NULL, 0);
	if (edit->reads_only || edit->proposes || !edit_is_changed(edit))
		str_add(out, str_span(&open));
	else
		say_fill(out,
		         edit->unkept ? N_("{1}, CANNOT BE KEPT NOW")
		                      : N_("{1}, not saved yet"),
		         str_text(&open), NULL, 0);
	str_clear(&open);
}

static void draw(struct view *view, struct screen *screen, struct area area)
{
	struct edit *edit = edit_of(view);
	int used = edit_draw_form(edit, screen, area);
	struct area text = area, list = area;

	text.row += used;
	text.rows -= used;
	if (used && area.rows >= ROWS_FOR_RULE) {
		edit_draw_rule(edit, screen, text.row, area);
		text.row++;
		text.rows--;
	}
	if (edit->lists) {
		list.rows = text.rows / 2 > 1 ? text.rows / 2 : text.rows;
		list.row = text.row + text.rows - list.rows;
		text.rows -= list.rows;
	}
	edit->places[EDIT_TEXT] = text;
	pad_draw(&edit->pad, screen, text,
	         edit->focus == EDIT_TEXT && !edit->lists);
	if (edit->lists)
		edit_draw_list(edit, screen, list);
}

static bool typing(const struct view *view)
{
	return !edit_read(view)->lists;
}

/* ---- presses ------------------------------------------------------------- */

static bool is_inside(struct area area, const struct press *press)
{
	return press->row >= area.row && press->row < area.row + area.rows &&
	       press->col >= area.col && press->col < area.col + area.cols;
}

static bool press_text(struct edit *edit, const struct press *press)
{
	struct err err = {0};

	switch (pad_press(&edit->pad, press, &err)) {
	case PAD_NOTHING:
		return false;
	case PAD_MOVED:
		return true;
	case PAD_LEFT_UP:
		edit_move_focus(edit, -1);
		return true;
	case PAD_CLEANED:
		station_note(edit->view.station, STYLE_ALARM,
		             N_("Control characters in what was pasted were "
		                "left out."),
		             NULL, NULL, 0);
		edit_changed(edit);
		return true;
	case PAD_CHANGED:
		edit_changed(edit);
		return true;
	case PAD_REFUSED:
		say_reads_only(edit);
		return true;
	case PAD_FAILED:
		station_note_err(edit->view.station, &err);
		return true;
	}
	return false;
}

static bool press_mouse(struct edit *edit, const struct press *press)
{
	if (press->key != PRESS_CLICK)
		return press_text(edit, press);
	for (int i = 0; i < EDIT_PLACES; i++)
		if (is_inside(edit->places[i], press) &&
		    edit_stops(edit, (enum edit_place)i)) {
			edit->focus = (enum edit_place)i;
			return i != EDIT_TEXT || press_text(edit, press);
		}
	return true;
}

static bool press(struct view *view, const struct press *press)
{
	struct edit *edit = edit_of(view);
	bool mine, said = false;

	if (press->key == PRESS_WAKE)
		return edit_take_findings(edit);
	if (edit->lists)
		mine = edit_press_list(edit, press);
	else if (press->key == PRESS_CLICK || press->key == PRESS_WHEEL_UP ||
	         press->key == PRESS_WHEEL_DOWN)
		mine = press_mouse(edit, press);
	else
		mine = edit->focus == EDIT_TEXT ? press_text(edit, press)
		                                : edit_press_form(edit, press);
	/* Typing that never pauses is kept all the same. */
	edit_keep_in_time(edit, 0, &said);
	return mine;
}

/* ---- beside the keys ----------------------------------------------------- */

static void soonest(int *wait_ms, int64_t other_ms)
{
	if (other_ms >= 0 && (*wait_ms < 0 || other_ms < *wait_ms))
		*wait_ms = (int)other_ms;
}

static void ask_checks(struct edit *edit)
{
	const struct session *session = edit->view.station->session;

	if (!edit->checker) {
		edit->checker = checker_open(session->share);
		screen_watch(edit->view.station->screen,
		             checker_fd(edit->checker));
	}
	checker_ask(edit->checker, edit_form(edit, false),
	            buffer_text(edit->pad.buffer), edit->stamp);
	edit->asked_stamp = edit->stamp;
}

static int idle(struct view *view, int64_t idle_ms, bool *changed)
{
	struct edit *edit = edit_of(view);
	int wait_ms = -1;

	if (edit_take_findings(edit))
		*changed = true;
	/* Under another view only what was typed is looked after. */
	if (view != view->station->top)
		return edit_keep_in_time(edit, idle_ms, changed);
	if (edit->asked_stamp != edit->stamp) {
		if (idle_ms >= CHECK_PAUSE_MS)
			ask_checks(edit);
		else
			soonest(&wait_ms, CHECK_PAUSE_MS - idle_ms);
	}
	if (edit->counted_stamp == edit->stamp &&
	    edit->shown_stamp != edit->stamp) {
		if (idle_ms >= COUNT_PAUSE_MS) {
			edit->shown_stamp = edit->stamp;
			*changed = true;
		} else {
			soonest(&wait_ms, COUNT_PAUSE_MS - idle_ms);
		}
	}
	soonest(&wait_ms, edit_keep_in_time(edit, idle_ms, changed));
	return wait_ms;
}

/* ---- opening and closing ------------------------------------------------- */

static enum err_code load(struct view *view, struct err *err)
{
	struct edit *edit = edit_of(view);
	enum err_code rc;

	if (edit->loaded)
		return ERR_OK;
	if ((rc = edit_open(edit, err)))
		return rc;
	edit->loaded = true;
	edit->focus = edit->reads_only || buffer_text(edit->pad.buffer).bytes
	                  ? EDIT_TEXT
	                  : EDIT_TITLE;
	return ERR_OK;
}

static bool keep(struct view *view)
{
	struct err err = {0};

	if (!edit_keep(edit_of(view), &err))
		return true;
	edit_say_unkept(edit_of(view), &err);
	return false;
}

static void close_edit(struct view *view)
{
	struct edit *edit = edit_of(view);

	if (edit->checker)
		screen_watch(view->station->screen, -1);
	checker_close(edit->checker);
	desk_let_go(edit->hold);
	edit_find_clear(edit);
	edit_form_clear(edit);
	pad_clear(&edit->pad);
	str_clear(&edit->clip);
	str_clear(&edit->recorded_form);
	str_clear(&edit->recorded_text);
	free(edit->recorded_grade);
	post_free(edit->state);
	free(edit->post);
	free(edit);
}

const struct view_ops view_edit_ops = {
    .name = "edit",
    .heading = N_("Writing"),
    .acts = acts,
    .reads_archive = true,
    .title = title,
    .load = load,
    .draw = draw,
    .typing = typing,
    .press = press,
    .idle = idle,
    .keep = keep,
    .close = close_edit,
};

struct view *view_edit_new(struct station *station, const char *post,
                           int64_t kept)
{
	struct edit *edit = mem_new(sizeof(*edit));

	edit->view.ops = &view_edit_ops;
	edit->view.station = station;
	edit->post = mem_copy(post);
	edit->kept = kept;
	edit->finding = (size_t)-1;
	return &edit->view;
}

struct view *view_edit_propose(struct station *station, const char *post)
{
	struct view *view = view_edit_new(station, post, 0);

	edit_of(view)->proposes = true;
	return view;
}
