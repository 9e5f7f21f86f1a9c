#include "core/wrap.h"
#include "tui/station-parts.h"

enum { ROWS_FOR_ALL = 8, ROWS_FOR_KEYS = 4, NOTE_ROWS = 3, QUESTION_ROWS = 8 };

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
	const char *label = act->named ? act->named(station->top) : act->label;
	struct str words = {0}, why = {0};
	int width, start = *col;

	if (!label || !key)
		return true;
	if (act->blocked)
		act->blocked(station->top, &why);
	str_puts(&words, why.bytes ? "(" : " ");
	str_puts(&words, key);
	str_putc(&words, ' ');
	width = wrap_width(str_span(&words), screen_cells);
	str_puts(&words, _(label));
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
	/* Help and the way out are always to be found. */
	draw_key(station, &station_acts[0], row, &col, cols);
	draw_key(station, &station_acts[1], row, &col, cols);
	for (const struct view_act *act = ops->acts; act && act->name; act++)
		if (!draw_key(station, act, row, &col, cols))
			return;
}

/* Wrapped, up from `row`; returns the rows it took. */
static int draw_words(struct station *station, enum style style,
                      struct span text, int row, int cols, size_t most)
{
	struct wrap wrap = {0};
	size_t rows;

	if (!text.bytes || row < 0)
		return 0;
	wrap_line(text, cols > 2 ? cols : 2, screen_cells, &wrap);
	rows = wrap.count < most ? wrap.count : most;
	if (rows > (size_t)row + 1)
		rows = (size_t)row + 1;
	for (size_t i = 0; i < rows; i++) {
		size_t start = wrap.starts[i];
		size_t end =
		    i + 1 < wrap.count ? wrap.starts[i + 1] : text.bytes;

		screen_put(station->screen, row - (int)(rows - 1 - i), 0, cols,
		           style, span_from(text.at + start, end - start),
		           true);
	}
	wrap_clear(&wrap);
	return (int)rows;
}

static void draw_note(struct station *station, int row, int cols)
{
	draw_words(station, station->note_style, str_span(&station->note), row,
	           cols, NOTE_ROWS);
}

static void draw_question(struct station *station, int row, int cols)
{
	struct station_question *question = station->question;
	struct span words = str_span(&question->words);
	int width = wrap_width(words, screen_cells), above = row - 1;

	/* A statement is read whole before it is made. */
	if (question->confirms || (width > cols / 2 && row > 0)) {
		above = row - !question->confirms;
		above -= draw_words(station, STYLE_STRONG, words, above, cols,
		                    QUESTION_ROWS);
		width = 0;
	} else {
		screen_put(station->screen, row, 0, cols, STYLE_STRONG, words,
		           true);
	}
	/* A refusal stands above the question it left open. */
	draw_note(station, above, cols);
	if (!question->confirms)
		field_draw(&question->field, station->screen, row, width,
		           cols - width, STYLE_TEXT, true);
}

bool station_must_show(const struct station *station)
{
	const struct view *view = station->top;

	return view->ops->decides && (view->unseen || view->outdated);
}

/* A page to decide on has come: what was typed before is not about it. */
static void drop_presses(struct station *station)
{
	bool dropped = screen_drop(station->screen) || station->dropped;

	station->dropped = false;
	if (dropped && !station->note.bytes)
		station_note(station, STYLE_FAINT,
		             N_("Keys pressed before this page was there do "
		                "not count."),
		             NULL, NULL, 0);
}

void station_draw(struct station *station)
{
	struct screen *screen = station->screen;
	struct area all = screen_area(screen), body = all;
	struct view *view = station->top;

	if (!view)
		return;
	if (station->lock) {
		lock_draw(station);
		return;
	}
	if (view->outdated)
		station_load(view);
	if (station_must_show(station))
		drop_presses(station);
	view->unseen = false;
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
