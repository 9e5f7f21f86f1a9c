/*
 * The screen has four parts: the first line says where one is, the last which
 * keys are good now, the one above it what just happened; between is the view.
 * On a screen of few rows the first and the message give way.
 */
#include "tui/station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/disk.h"
#include "tui/press.h"
#include "tui/station-parts.h"
#include "tui/tty.h"

enum { DRAIN = 64, WATCH_MS = 4000 };

int64_t station_clock_ms(void)
{
	return tty_now_ms();
}

int64_t station_now(struct station *station)
{
	session_tick(station->session);
	return station->session->now_ms;
}

struct caller station_caller(struct station *station)
{
	station_now(station);
	return session_caller(station->session);
}

/* ---- what is said ---------------------------------------------------------
 */

void station_note(struct station *station, enum style style,
                  const char *sentence, const char *one, const char *two,
                  long number)
{
	station->note.bytes = 0;
	station->note_style = style;
	say_fill(&station->note, sentence, one, two, number);
}

void station_note_err(struct station *station, const struct err *err)
{
	station->note.bytes = 0;
	station->note_style = STYLE_ALARM;
	say_err_text(&station->note, err, &station->session->names);
}

static void question_free(struct station_question *question)
{
	str_clear(&question->words);
	str_clear(&question->held);
	field_clear(&question->field);
	free(question);
}

static void forget_question(struct station *station)
{
	struct station_question *question = station->question;

	if (!question)
		return;
	question_free(question);
	station->question = NULL;
}

static void ask(struct station *station, const char *sentence, const char *one,
                const char *given, station_answer answer, bool confirms)
{
	struct station_question *question = mem_new(sizeof(*question));

	forget_question(station);
	say_fill(&question->words, sentence, one, NULL, 0);
	field_set(&question->field, given);
	question->answer = answer;
	question->confirms = confirms;
	station->question = question;
}

void station_ask(struct station *station, const char *question, const char *one,
                 const char *given, station_answer answer)
{
	ask(station, question, one, given, answer, false);
}

void station_confirm(struct station *station, const char *question,
                     const char *one, station_answer answer)
{
	ask(station, question, one, NULL, answer, true);
}

enum err_code station_decide(struct station *station, struct span text,
                             station_answer decide, struct err *err)
{
	const struct session *session = station->session;

	if (!desk_asks_password(session->desk, session->person))
		return decide(station->top, text, err);
	ask(station, N_("Your password: "), NULL, NULL, decide, false);
	station->question->field.secret = true;
	str_add(&station->question->held, text);
	return ERR_OK;
}

bool station_field(struct station *station, struct field *field,
                   const struct press *press)
{
	bool mine = field_press(field, press);

	if (field->full)
		station_note(station, STYLE_ALARM,
		             N_("It does not fit here; nothing of it was "
		                "taken."),
		             NULL, NULL, 0);
	else if (field->cleaned)
		station_note(station, STYLE_ALARM,
		             N_("Control characters in what was pasted were "
		                "left out."),
		             NULL, NULL, 0);
	return mine;
}

/* ---- the stack of views ---------------------------------------------------
 */

void station_load(struct view *view)
{
	struct err err = {0};

	view->outdated = false;
	view->unseen = true;
	if (view->ops->load && view->ops->load(view, &err))
		station_note_err(view->station, &err);
}

static void take_away(struct station *station)
{
	struct view *view = station->top;

	station->top = view->below;
	view->below = station->gone;
	station->gone = view;
}

static enum err_code push(struct station *station, struct view *view,
                          struct err *err)
{
	enum err_code rc = ERR_OK;

	forget_question(station);
	view->station = station;
	view->below = station->top;
	view->unseen = true;
	station->top = view;
	if (view->below && view->below->ops->keep)
		(void)view->below->ops->keep(view->below); /* it says so */
	if (view->ops->load && (rc = view->ops->load(view, err)))
		take_away(station);
	return rc;
}

bool station_push(struct station *station, struct view *view)
{
	struct err err = {0};

	if (!push(station, view, &err))
		return true;
	station_note_err(station, &err);
	return false;
}

void station_pop(struct station *station)
{
	forget_question(station);
	take_away(station);
	if (!station->top)
		station->quits = true;
	else if (station->top->outdated)
		station_load(station->top);
}

void station_outdate(struct station *station)
{
	station->recorded = true;
	for (struct view *view = station->top; view; view = view->below)
		view->outdated = true;
}

static void bury(struct station *station)
{
	while (station->gone) {
		struct view *view = station->gone;

		station->gone = view->below;
		view->ops->close(view);
	}
}

void station_init(struct station *out, struct session *session,
                  struct screen *screen)
{
	*out = (struct station){.session = session, .screen = screen};
}

void station_close(struct station *station)
{
	forget_question(station);
	lock_free(station->lock);
	while (station->top)
		take_away(station);
	bury(station);
	str_clear(&station->note);
	str_clear(&station->farewell);
}

/* ---- acts every view has --------------------------------------------------
 */

static enum err_code do_help(struct view *view, struct err *err)
{
	(void)err;
	if (strcmp(view->ops->name, "help") != 0)
		station_push(view->station, view_help_new(view->station));
	return ERR_OK;
}

static enum err_code do_back(struct view *view, struct err *err)
{
	(void)err;
	station_pop(view->station);
	return ERR_OK;
}

bool station_keep(struct station *station)
{
	bool kept = true;

	for (struct view *view = station->top; view; view = view->below)
		if (view->ops->keep && !view->ops->keep(view))
			kept = false;
	if (!kept && !station->note.bytes)
		station_note(station, STYLE_ALARM,
		             N_("What was typed could not be kept."), NULL,
		             NULL, 0);
	return kept;
}

static enum err_code answer_quit(struct view *view, struct span text,
                                 struct err *err)
{
	(void)text;
	(void)err;
	view->station->quits = true;
	return ERR_OK;
}

static enum err_code do_quit(struct view *view, struct err *err)
{
	(void)err;
	if (station_keep(view->station))
		view->station->quits = true;
	else
		station_confirm(view->station,
		                N_("Leave all the same? What was typed last "
		                   "would be lost. "),
		                NULL, answer_quit);
	return ERR_OK;
}

static enum err_code do_reload(struct view *view, struct err *err)
{
	view->outdated = false;
	view->unseen = true;
	return view->ops->load ? view->ops->load(view, err) : ERR_OK;
}

static enum err_code do_mouse(struct view *view, struct err *err)
{
	struct screen *screen = view->station->screen;
	bool on = !screen_has_mouse(screen);

	(void)err;
	screen_set_mouse(screen, on);
	station_note(view->station, STYLE_FAINT,
	             on ? N_("The mouse is on; hold Shift to select text.")
	                : N_("The mouse is off; the terminal selects text."),
	             NULL, NULL, 0);
	return ERR_OK;
}

static enum err_code do_ambiguous(struct view *view, struct err *err)
{
	int cells = 3 - screen_ambiguous();

	(void)err;
	screen_set_ambiguous(view->station->screen, cells);
	station_note(view->station, STYLE_FAINT,
	             N_("Signs like “ — … ① take {n} cells now."), NULL, NULL,
	             cells);
	return ERR_OK;
}

static enum err_code do_repaint(struct view *view, struct err *err)
{
	(void)err;
	screen_repaint(view->station->screen);
	return ERR_OK;
}

static enum err_code do_suspend(struct view *view, struct err *err)
{
	(void)err;
	if (station_keep(view->station))
		screen_suspend(view->station->screen);
	return ERR_OK;
}

/* Without a function: the view's own `move` does it. */
const struct view_act station_acts[] = {
    {.name = "help",
     .label = N_("help"),
     .help = N_("all keys of this screen, to read and to run"),
     .run = do_help},
    {.name = "back",
     .label = N_("back"),
     .help = N_("leave this screen"),
     .run = do_back},
    {.name = "quit",
     .help = N_("leave the workstation; what was typed is kept"),
     .run = do_quit},
    {.name = "reload", .help = N_("read it again"), .run = do_reload},
    {.name = "mouse",
     .help = N_("switch the mouse on or off"),
     .run = do_mouse},
    {.name = "ambiguous",
     .help = N_("signs like “ — … ① take one cell or two"),
     .run = do_ambiguous},
    {.name = "repaint",
     .help = N_("draw the whole screen again"),
     .run = do_repaint},
    {.name = "suspend",
     .help = N_("back to the shell for a while; fg comes back"),
     .run = do_suspend},
    {.name = "up", .help = N_("one row up")},
    {.name = "down", .help = N_("one row down")},
    {.name = "page-up", .help = N_("one screen up")},
    {.name = "page-down", .help = N_("one screen down")},
    {.name = "first", .help = N_("to the first row")},
    {.name = "last", .help = N_("to the last row")},
    {.name = NULL}};

static void run(struct view *view, const struct view_act *act)
{
	struct station *station = view->station;
	struct str why = {0};
	struct err err = {0};

	if (act->blocked)
		act->blocked(view, &why);
	if (why.bytes)
		station_note(station, STYLE_ALARM, N_("{1}"), str_text(&why),
		             NULL, 0);
	else if (act->run(view, &err))
		station_note_err(station, &err);
	str_clear(&why);
}

bool station_do(struct station *station, const char *name)
{
	const struct view_act *act = view_act_find(station->top->ops, name);

	for (size_t i = 0; !act && station_acts[i].name; i++)
		if (strcmp(station_acts[i].name, name) == 0)
			act = &station_acts[i];
	if (!act)
		return false;
	if (!act->run)
		return station->top->ops->move &&
		       station->top->ops->move(station->top, name);
	run(station->top, act);
	return true;
}

/* ---- a press --------------------------------------------------------------
 */

static void leave_question(struct station *station)
{
	forget_question(station);
	station_note(station, STYLE_FAINT, N_("Cancelled."), NULL, NULL, 0);
}

/* What was typed goes to the answer: as its text, or as the password of the
 * decision that it makes. */
static enum err_code run_answer(struct station *station,
                                struct station_question *question,
                                struct err *err)
{
	struct span typed = str_span(&question->field.text);
	struct str *password = &station->session->password;
	enum err_code rc;

	if (!question->field.secret)
		return question->answer(station->top, typed, err);
	str_add(password, typed);
	rc = question->answer(station->top, str_span(&question->held), err);
	str_wipe(password);
	field_clear(&question->field);
	return rc;
}

/* Whether it is asked once more after it was refused. */
static bool stays(const struct station_question *question, enum err_code rc)
{
	return question->field.secret ? rc == ERR_PASSWORD_WRONG
	                              : !question->confirms;
}

/* The answer may ask the next question, or be refused: then this one stays. */
static void answer(struct station *station)
{
	struct station_question *question = station->question;
	struct err err = {0};
	enum err_code rc;

	if (question->field.secret && !question->field.text.bytes)
		return; /* nothing typed is no password: it waits */
	station->question = NULL;
	if ((rc = run_answer(station, question, &err))) {
		station_note_err(station, &err);
		if (!station->question && stays(question, rc)) {
			station->question = question;
			return;
		}
	}
	question_free(question);
}

/* Enter with more behind it in the same moment is no hand at work: a terminal
 * that does not mark its pastes would sign with the end of a line. */
static void say_hasty(struct station *station)
{
	station_note(
	    station, STYLE_ALARM,
	    N_("Enter came in the middle of other keys, as in a paste, "
	       "and does not count: press it again."),
	    NULL, NULL, 0);
}

static void press_question(struct station *station, const struct press *press)
{
	struct station_question *question = station->question;
	uint32_t key = keys_fold(press->key);

	if (press->key == PRESS_ESCAPE || press->key == 'C' - '@')
		leave_question(station);
	else if (press->key == PRESS_ENTER && station->hasty)
		say_hasty(station);
	else if (!question->confirms && press->key == PRESS_ENTER)
		answer(station);
	else if (!question->confirms)
		station_field(station, &question->field, press);
	else if ((key == 'y' || key == 'Y') && !station->hasty)
		answer(station);
	else
		leave_question(station);
}

/* What holds for any paste is said here, whoever takes it. */
static void press_paste(struct station *station, const struct press *press)
{
	if (press->too_long)
		station_note(station, STYLE_ALARM,
		             N_("What was pasted is longer than {n} bytes; "
		                "nothing of it was taken."),
		             NULL, NULL, PRESS_PASTE_BYTES);
	else if (station->lock)
		lock_press(station, press);
	else if (station->question)
		press_question(station, press);
	else if (station->top->ops->press)
		station->top->ops->press(station->top, press);
	if (screen_is_pasting(station->screen) && !station->note.bytes)
		station_note(station, STYLE_FAINT,
		             N_("The end of what is pasted has not come yet; "
		                "Esc alone ends it."),
		             NULL, NULL, 0);
}

static bool is_typing(const struct view *view)
{
	return view->ops->typing && view->ops->typing(view);
}

static void press_view(struct station *station, const struct press *press)
{
	struct view *view = station->top;
	const char *act =
	    keys_act(view->ops->name, is_typing(view), press->key);

	if (press->key == PRESS_ENTER && station->hasty && view->ops->decides) {
		say_hasty(station);
		return;
	}
	/* A view that is typed in has its own use for arrows and Home. */
	if (act && view_act_find(view->ops, act))
		station_do(station, act);
	else if (view->ops->press && view->ops->press(view, press))
		return;
	else if (act)
		station_do(station, act);
}

void station_press(struct station *station, const struct press *press)
{
	switch (press->key) {
	case PRESS_NONE:
	case PRESS_RESIZE:
		return;
	case PRESS_HANG_UP:
		(void)station_keep(station); /* nobody is there to be told */
		station->hung_up = station->quits = true;
		return;
	case PRESS_WAKE: /* for whoever waits, seen or not */
		for (struct view *view = station->top; view; view = view->below)
			if (view->ops->press)
				view->ops->press(view, press);
		break;
	default:
		station->note.bytes = 0;
		if (press->key == PRESS_PASTE)
			press_paste(station, press);
		else if (station->lock)
			lock_press(station, press);
		else if (station->question)
			press_question(station, press);
		else
			press_view(station, press);
	}
	bury(station);
}

int station_idle(struct station *station, int64_t idle_ms)
{
	struct view *below;
	bool changed = false;
	int wait_ms = lock_idle(station, idle_ms, &changed);

	/* One that closed views has ended the round. */
	for (struct view *view = station->top; view && !station->gone;
	     view = below) {
		int asks_ms = -1;

		below = view->below;
		if (view->ops->idle)
			asks_ms = view->ops->idle(view, idle_ms, &changed);
		if (asks_ms >= 0 && (wait_ms < 0 || asks_ms < wait_ms))
			wait_ms = asks_ms;
	}
	bury(station);
	if (changed && !station->quits)
		station_draw(station);
	return wait_ms;
}

/* ---- the loop -------------------------------------------------------------
 */

static bool is_hand(const struct press *press)
{
	return press->key != PRESS_NONE && press->key != PRESS_RESIZE &&
	       press->key != PRESS_WAKE && press->key != PRESS_HANG_UP;
}

/* Presses that came together are drawn together, up to one that brings a page
 * to decide on: what came with it was not about that page. */
static bool take_presses(struct station *station, int wait_ms)
{
	struct press press, next = {.key = PRESS_NONE};

	screen_press(station->screen, wait_ms, &press);
	if (press.key == PRESS_NONE)
		return false;
	for (int i = 0; i < DRAIN && press.key != PRESS_NONE; i++) {
		/* A pasted text is borrowed until the next press. */
		if (press.key != PRESS_PASTE)
			screen_press(station->screen, 0, &next);
		station->hasty = i > 0 || is_hand(&next);
		station_press(station, &press);
		if (station->quits || station_must_show(station)) {
			station->dropped = !station->quits && is_hand(&next);
			break;
		}
		if (press.key == PRESS_PASTE)
			screen_press(station->screen, 0, &next);
		press = next;
	}
	/* One was read ahead that has no turn any more: it is in the middle. */
	station->hasty = true;
	if (press.key != PRESS_NONE && !station->quits &&
	    !station_must_show(station))
		station_press(station, &press);
	station->hasty = false;
	return true;
}

/* Their key may have ended meanwhile, or they were disabled: then they leave,
 * with all that was typed kept. Nothing is recorded without being asked again,
 * so that this may be late. */
static void watch(struct station *station)
{
	struct caller caller = station_caller(station);
	struct err err = {0};
	enum err_code rc;

	if (!caller.person || !desk_moved(station->session->desk, station->tip))
		return;
	rc = desk_lets_in(station->session->desk, &caller, &err);
	if (rc == ERR_KEY_ENDED || rc == ERR_DISABLED) {
		(void)station_keep(station);
		station->ended = err;
		station->quits = true;
	} else if (rc) {
		station->tip[0] = '\0'; /* it could not be asked */
	}
}

static void loop(struct station *station)
{
	int64_t last_ms = station_clock_ms(), watched_ms = last_ms;
	int wait_ms = 0;

	station_draw(station);
	while (!station->quits) {
		if (station_clock_ms() - watched_ms >= WATCH_MS) {
			watch(station);
			watched_ms = station_clock_ms();
			continue;
		}
		if (wait_ms < 0 || wait_ms > WATCH_MS)
			wait_ms = WATCH_MS;
		if (take_presses(station, wait_ms)) {
			if (!station->quits)
				station_draw(station);
			last_ms = station_clock_ms();
			wait_ms = 0;
		} else {
			wait_ms =
			    station_idle(station, station_clock_ms() - last_ms);
		}
	}
}

/* Something is there at once, however long the archive takes. */
static void draw_opening(struct screen *screen, const struct view *view)
{
	struct area all = screen_area(screen);
	struct str words = {0};

	if (!view->ops->reads_archive)
		return;
	say_fill(&words, N_(" {1} …"), _(view->ops->heading), NULL, 0);
	screen_put(screen, 0, 0, all.cols, STYLE_BAR, str_span(&words), true);
	screen_put(screen, all.rows - 1, 0, all.cols, STYLE_BAR, span_of(""),
	           true);
	screen_cursor(screen, -1, 0);
	screen_show(screen);
	str_clear(&words);
}

static void say_fallback(struct station *station)
{
	const char *term = screen_fallback(station->screen);

	if (term)
		station_note(station, STYLE_ALARM,
		             N_("The terminal “{1}” is not known here; it is "
		                "taken for xterm-256color."),
		             term, NULL, 0);
}

/* Whoever came in over SSH is told when they did so last. */
static void say_last(struct station *station)
{
	const struct session *session = station->session;
	const struct login *last = &session->last;
	struct str when = {0};

	if (!last->person)
		return;
	say_time(&when, last->start_ms, session->offset_min);
	if (station->note.bytes)
		str_putc(&station->note, ' ');
	else
		station->note_style = STYLE_FAINT;
	say_fill(&station->note, N_("Your last login: {1} from {2}."),
	         str_text(&when), *last->from ? last->from : "?", 0);
	str_clear(&when);
}

enum err_code station_run(struct session *session, station_first first,
                          void *payload, bool *recorded, struct err *err)
{
	struct station station;
	struct screen *screen = NULL;
	struct view *view;
	struct str farewell = {0};
	enum err_code rc;

	*recorded = false;
	if ((rc = screen_open(&screen, SCREEN_TERMINAL, 0, 0, err)))
		return rc;
	station_init(&station, session, screen);
	view = first(&station, payload);
	if (view)
		draw_opening(screen, view);
	if (view && !(rc = push(&station, view, err))) {
		say_fallback(&station);
		say_last(&station);
		disk_set_given_up(tty_is_gone);
		loop(&station);
		disk_set_given_up(NULL);
		if ((rc = station.ended.code) && err)
			*err = station.ended;
	}
	*recorded = station.recorded;
	str_add(&farewell, str_span(&station.farewell));
	station_close(&station);
	screen_close(screen);
	fputs(str_text(&farewell), stdout);
	str_clear(&farewell);
	return rc;
}
