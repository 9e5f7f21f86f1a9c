/*
 * The screen has four parts: the first line says where one is, the last which
 * keys are good now, the one above it what just happened; between is the view.
 * On a screen of few rows the first and the message give way.
 */
#include "tui/station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/mem.h"
#include "core/wrap.h"
#include "tui/field.h"

enum { ROWS_FOR_ALL = 8, ROWS_FOR_KEYS = 4, NOTE_ROWS = 3, DRAIN = 64 };

/* Asked on the line above the last one. */
struct station_question {
	struct str words;
	struct field field;
	station_answer answer;
	bool confirms; /* y is enough, nothing is typed */
};

int64_t station_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
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

static void forget_question(struct station *station)
{
	struct station_question *question = station->question;

	if (!question)
		return;
	str_clear(&question->words);
	field_clear(&question->field);
	free(question);
	station->question = NULL;
}

static void ask(struct station *station, const char *sentence, const char *one,
                const char *given, station_answer answer, bool confirms)
{
	struct station_question *question = mem_new(sizeof(*question));

	forget_question(station);
	station->note.bytes = 0;
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

/* ---- the stack of views ---------------------------------------------------
 */

static void load(struct view *view)
{
	struct err err = {0};

	view->outdated = false;
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
	station->top = view;
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
		load(station->top);
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

static void keep_all(struct station *station)
{
	for (struct view *view = station->top; view; view = view->below)
		if (view->ops->keep)
			view->ops->keep(view);
}

static enum err_code do_quit(struct view *view, struct err *err)
{
	(void)err;
	keep_all(view->station);
	view->station->quits = true;
	return ERR_OK;
}

static enum err_code do_reload(struct view *view, struct err *err)
{
	view->outdated = false;
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
	keep_all(view->station);
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
	station_note(station, STYLE_FAINT, N_("Nothing was done."), NULL, NULL,
	             0);
}

/* The answer may ask the next question, or be refused: then this one stays. */
static void answer(struct station *station)
{
	struct station_question *question = station->question;
	struct err err = {0};

	station->question = NULL;
	if (question->answer(station->top, str_span(&question->field.text),
	                     &err)) {
		station_note_err(station, &err);
		if (!station->question && !question->confirms) {
			station->question = question;
			return;
		}
	}
	str_clear(&question->words);
	field_clear(&question->field);
	free(question);
}

static void press_question(struct station *station, const struct press *press)
{
	struct station_question *question = station->question;
	uint32_t key = keys_fold(press->key);

	if (press->key == PRESS_ESCAPE || press->key == 'C' - '@')
		leave_question(station);
	else if (!question->confirms && press->key == PRESS_ENTER)
		answer(station);
	else if (!question->confirms)
		field_press(&question->field, press);
	else if (key == 'y' || key == 'Y')
		answer(station);
	else
		leave_question(station);
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
		keep_all(station);
		station->hung_up = station->quits = true;
		return;
	case PRESS_WAKE: /* for whoever waits, seen or not */
		for (struct view *view = station->top; view; view = view->below)
			if (view->ops->press)
				view->ops->press(view, press);
		break;
	default:
		station->note.bytes = 0;
		if (station->question)
			press_question(station, press);
		else
			press_view(station, press);
	}
	bury(station);
}

int station_idle(struct station *station, int64_t idle_ms)
{
	struct view *view = station->top;
	bool changed = false;
	int wait_ms = -1;

	if (view && view->ops->idle)
		wait_ms = view->ops->idle(view, idle_ms, &changed);
	bury(station);
	if (changed && !station->quits)
		station_draw(station);
	return wait_ms;
}

/* ---- drawing --------------------------------------------------------------
 */

static void draw_title(struct station *station, struct area all)
{
	struct str words = {0}, who = {0};
	int used;

	str_puts(&words, " ");
	if (station->top->ops->title)
		station->top->ops->title(station->top, &words);
	say_person(&who, &station->session->names, station->session->person);
	str_puts(&who, " ");
	used = screen_put(station->screen, 0, 0, all.cols, STYLE_BAR,
	                  str_span(&words), true);
	if (used + 2 + wrap_width(str_span(&who), screen_cells) <= all.cols)
		screen_put(station->screen, 0,
		           all.cols - wrap_width(str_span(&who), screen_cells),
		           all.cols, STYLE_BAR, str_span(&who), false);
	str_clear(&words);
	str_clear(&who);
}

/* One act of the last line; false when it does not fit. What cannot be done
 * now stands in brackets, so that colour is not needed. */
static bool draw_key(struct station *station, const struct view_act *act,
                     int row, int *col, int cols)
{
	const char *key = keys_first(station->top->ops->name, act->name);
	struct str words = {0}, why = {0};
	int width, start = *col;

	if (!act->label || !key)
		return true;
	if (act->blocked)
		act->blocked(station->top, &why);
	str_puts(&words, why.bytes ? "(" : " ");
	str_puts(&words, key);
	str_putc(&words, ' ');
	width = wrap_width(str_span(&words), screen_cells);
	str_puts(&words, _(act->label));
	str_puts(&words, why.bytes ? ")" : " ");
	*col += wrap_width(str_span(&words), screen_cells);
	if (*col <= cols) {
		screen_put(station->screen, row, start, cols - start,
		           why.bytes ? STYLE_BAR_FAINT : STYLE_BAR,
		           str_span(&words), false);
		if (!why.bytes)
			screen_put(station->screen, row, start, width,
			           STYLE_BAR_KEY, str_span(&words), false);
	} else {
		*col = start;
	}
	str_clear(&why);
	str_clear(&words);
	return *col > start;
}

static void draw_keys(struct station *station, int row, int cols)
{
	const struct view_ops *ops = station->top->ops;
	int col = 0;

	screen_put(station->screen, row, 0, cols, STYLE_BAR, span_of(""), true);
	if (station->question) {
		screen_put(station->screen, row, 0, cols, STYLE_BAR,
		           span_of(station->question->confirms
		                       ? _(" y yes   Esc no ")
		                       : _(" Enter done   Esc leave it ")),
		           true);
		return;
	}
	/* Help is always to be found. */
	draw_key(station, &station_acts[0], row, &col, cols);
	for (const struct view_act *act = ops->acts; act && act->name; act++)
		if (!draw_key(station, act, row, &col, cols))
			return;
	draw_key(station, &station_acts[1], row, &col, cols);
}

static void draw_note(struct station *station, int row, int cols)
{
	struct span text = str_span(&station->note);
	struct wrap wrap = {0};
	size_t rows;

	if (!text.bytes || row < 0)
		return;
	wrap_line(text, cols > 2 ? cols : 2, screen_cells, &wrap);
	rows = wrap.count < NOTE_ROWS ? wrap.count : NOTE_ROWS;
	if (rows > (size_t)row + 1)
		rows = (size_t)row + 1;
	for (size_t i = 0; i < rows; i++) {
		size_t start = wrap.starts[i];
		size_t end =
		    i + 1 < wrap.count ? wrap.starts[i + 1] : text.bytes;

		screen_put(station->screen, row - (int)(rows - 1 - i), 0, cols,
		           station->note_style,
		           span_from(text.at + start, end - start), true);
	}
	wrap_clear(&wrap);
}

static void draw_question(struct station *station, int row, int cols)
{
	struct station_question *question = station->question;
	struct span words = str_span(&question->words);
	int width = wrap_width(words, screen_cells);

	/* A refusal stands above the question it left open. */
	draw_note(station, row - 1, cols);
	if (width > cols / 2 && row > 0 && !question->confirms) {
		screen_put(station->screen, row - 1, 0, cols, STYLE_STRONG,
		           words, true);
		width = 0;
	} else {
		screen_put(station->screen, row, 0, cols, STYLE_STRONG, words,
		           true);
	}
	if (!question->confirms)
		field_draw(&question->field, station->screen, row, width,
		           cols - width, STYLE_TEXT, true);
}

void station_draw(struct station *station)
{
	struct screen *screen = station->screen;
	struct area all = screen_area(screen), body = all;
	struct view *view = station->top;

	if (!view)
		return;
	if (view->outdated)
		load(view);
	if (all.rows >= ROWS_FOR_ALL) {
		body.row = 1;
		body.rows = all.rows - 3;
	} else if (all.rows >= ROWS_FOR_KEYS) {
		body.rows = all.rows - 2;
	}
	screen_erase(screen);
	screen_cursor(screen, -1, 0);
	if (body.row)
		draw_title(station, all);
	view->area = body;
	view->ops->draw(view, screen, body);
	if (all.rows >= ROWS_FOR_KEYS)
		draw_keys(station, all.rows - 1, all.cols);
	if (station->question)
		draw_question(station, all.rows - 1 - (body.rows < all.rows),
		              all.cols);
	else
		draw_note(station, all.rows - 1 - (body.rows < all.rows),
		          all.cols);
	screen_show(screen);
}

/* ---- the loop -------------------------------------------------------------
 */

/* Presses that came together are drawn together. */
static bool take_presses(struct station *station, int wait_ms)
{
	struct press press;

	screen_press(station->screen, wait_ms, &press);
	if (press.key == PRESS_NONE)
		return false;
	for (int i = 0; i < DRAIN && press.key != PRESS_NONE; i++) {
		station_press(station, &press);
		if (station->quits)
			break;
		screen_press(station->screen, 0, &press);
	}
	if (!station->quits && press.key != PRESS_NONE)
		station_press(station, &press);
	return true;
}

static void loop(struct station *station)
{
	int64_t last_ms = station_clock_ms();
	int wait_ms = 0;

	station_draw(station);
	while (!station->quits) {
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
		loop(&station);
	}
	*recorded = station.recorded;
	str_add(&farewell, str_span(&station.farewell));
	station_close(&station);
	screen_close(screen);
	fputs(str_text(&farewell), stdout);
	str_clear(&farewell);
	return rc;
}
