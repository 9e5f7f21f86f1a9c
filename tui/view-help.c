/*
 * Every act of the view below and of every view, with its keys: to be read,
 * filtered and run. Made from the tables alone.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/wrap.h"
#include "tui/field.h"
#include "tui/list.h"
#include "tui/shelf.h"
#include "tui/station.h"

enum { ROWS_FOR_WORDS = 12, GAP = 2 };

struct help {
	struct view view;
	const struct view_act **all; /* in the order of the tables */
	size_t count, room;
	const struct view_act **shown; /* what the filter leaves */
	size_t shown_count;
	struct list list;
	struct area rows; /* where the list was drawn last */
	struct field filter;
	bool typing;
	int keys_cells;
};

static struct help *help_of(struct view *view)
{
	return (struct help *)(void *)view;
}

static const struct help *help_seen(const struct view *view)
{
	return (const struct help *)(const void *)view;
}

/* ---- which acts ---------------------------------------------------------- */

static void add_all(struct help *help, const struct view_act *acts)
{
	for (; acts && acts->name; acts++) {
		bool known = false;

		for (size_t i = 0; i < help->count; i++)
			if (strcmp(help->all[i]->name, acts->name) == 0)
				known = true;
		if (known || strcmp(acts->name, "help") == 0 ||
		    (!acts->run && !help->view.below->ops->move))
			continue;
		help->all = mem_room(help->all, help->count, &help->room,
		                     sizeof(const struct view_act *));
		help->all[help->count++] = acts;
	}
}

static void put_keys(const struct help *help, const struct view_act *act,
                     struct str *out)
{
	keys_of(help->view.below->ops->name, act->name, out);
}

/* Whether a row holds the words, in any case of letters. */
static bool matches(const struct help *help, const struct view_act *act)
{
	struct str row = {0};
	bool found;

	put_keys(help, act, &row);
	str_putf(&row, " %s %s %s", act->name, _(view_act_help(act)),
	         act->label ? _(act->label) : "");
	found = !help->filter.text.bytes ||
	        strcasestr(str_text(&row), str_text(&help->filter.text));
	str_clear(&row);
	return found;
}

static void filter(struct help *help)
{
	help->shown_count = 0;
	for (size_t i = 0; i < help->count; i++)
		if (matches(help, help->all[i]))
			help->shown[help->shown_count++] = help->all[i];
	list_set_count(&help->list, help->shown_count);
}

/* What stands below is known only now. */
static enum err_code load(struct view *view, struct err *err)
{
	struct help *help = help_of(view);
	struct str keys = {0};

	(void)err;
	help->count = 0;
	help->keys_cells = 0;
	add_all(help, view->below->ops->acts);
	add_all(help, station_acts);
	free(help->shown);
	help->shown =
	    mem_new_array(help->count, sizeof(const struct view_act *));
	for (size_t i = 0; i < help->count; i++) {
		int cells;

		keys.bytes = 0;
		put_keys(help, help->all[i], &keys);
		cells = wrap_width(str_span(&keys), screen_cells);
		if (cells > help->keys_cells)
			help->keys_cells = cells;
	}
	filter(help);
	str_clear(&keys);
	return ERR_OK;
}

/* ---- acts ---------------------------------------------------------------- */

static enum err_code do_run(struct view *view, struct err *err)
{
	const struct help *help = help_seen(view);
	struct station *station = view->station;
	const char *act = help->shown[help->list.at]->name;

	(void)err;
	station_pop(station);
	/* “Leave this screen” was meant for help itself. */
	if (strcmp(act, "back") != 0)
		station_do(station, act);
	return ERR_OK;
}

static void no_row(const struct view *view, struct str *why)
{
	if (!help_seen(view)->shown_count)
		str_puts(why, _("No act holds these words."));
}

static enum err_code do_search(struct view *view, struct err *err)
{
	(void)err;
	help_of(view)->typing = true;
	return ERR_OK;
}

/* First the filter goes, then the screen. */
static enum err_code do_back(struct view *view, struct err *err)
{
	struct help *help = help_of(view);

	(void)err;
	if (!help->typing && !help->filter.text.bytes) {
		station_pop(view->station);
		return ERR_OK;
	}
	help->typing = false;
	field_set(&help->filter, "");
	filter(help);
	return ERR_OK;
}

static bool move(struct view *view, const char *act)
{
	return list_act(&help_of(view)->list, act);
}

static const struct view_act acts[] = {
    {.name = "run",
     .label = N_("run it"),
     .help = N_("run the chosen act in the screen it belongs to"),
     .run = do_run,
     .blocked = no_row},
    {.name = "search",
     .label = N_("filter"),
     .help = N_("only the acts that hold these words"),
     .run = do_search},
    {.name = "back", .help = N_("leave this screen"), .run = do_back},
    {.name = NULL}};

/* ---- drawing ------------------------------------------------------------- */

static void put_title(const struct view *view, struct str *out)
{
	str_puts(out, _("Keys"));
	if (view->below->ops->title) {
		str_puts(out, " · ");
		view->below->ops->title(view->below, out);
	}
}

static void draw_row(void *payload, struct screen *screen, int row, int col,
                     int cols, size_t index, bool chosen)
{
	const struct help *help = payload;
	const struct view_act *act = help->shown[index];
	struct str keys = {0}, words = {0}, why = {0};
	int left = help->keys_cells + GAP;

	if (act->blocked)
		act->blocked(help->view.below, &why);
	put_keys(help, act, &keys);
	/* Side by side they are too long for a row: the chosen one tells why.
	 */
	if (!why.bytes || !chosen)
		str_puts(&words, _(view_act_help(act)));
	if (why.bytes) {
		str_puts(&words, chosen ? "(" : "  (");
		str_add(&words, str_span(&why));
		str_putc(&words, ')');
	}
	if (left > cols / 2)
		left = cols / 2;
	shelf_put(screen, row, col, left,
	          chosen      ? STYLE_CHOSEN
	          : why.bytes ? STYLE_FAINT
	                      : STYLE_STRONG,
	          str_span(&keys));
	shelf_put(screen, row, col + left, cols - left,
	          chosen      ? STYLE_CHOSEN
	          : why.bytes ? STYLE_FAINT
	                      : STYLE_TEXT,
	          str_span(&words));
	str_clear(&why);
	str_clear(&words);
	str_clear(&keys);
}

/* What no table says. Returns the rows it took. */
static int draw_words(struct screen *screen, struct area area)
{
	struct str words = {0};
	int rows;

	say_fill(&words,
	         N_("Keys also count as full-width letters and marks, so an "
	            "input method may stay on. A click chooses, a second one "
	            "opens, the wheel scrolls; {1} gives the mouse back to the "
	            "terminal. NO_COLOR=1 shows everything without colours. If "
	            "“ — … push a line askew, {2} changes their width."),
	         keys_first("*", "mouse"), keys_first("*", "ambiguous"), 0);
	rows = shelf_put_text(screen, area, STYLE_FAINT, str_span(&words));
	str_clear(&words);
	return rows;
}

static void draw_filter(struct help *help, struct screen *screen,
                        struct area area)
{
	int used = screen_put(screen, area.row, area.col, area.cols,
	                      STYLE_STRONG, span_of("/ "), false);

	field_draw(&help->filter, screen, area.row, area.col + used,
	           area.cols - used, STYLE_TEXT, help->typing);
}

static void draw(struct view *view, struct screen *screen, struct area area)
{
	struct help *help = help_of(view);
	int used = 0;

	if (area.rows >= ROWS_FOR_WORDS) {
		used = draw_words(screen, area) + 1;
		screen_rule(screen, area.row + used - 1, area.col, area.cols);
	}
	if (help->typing || help->filter.text.bytes) {
		struct area line = area;

		line.row += used++;
		draw_filter(help, screen, line);
	}
	area.row += used;
	area.rows -= used;
	help->rows = area;
	list_draw(&help->list, screen, area, draw_row, help);
	if (!help->shown_count)
		shelf_put_text(screen, area, STYLE_FAINT,
		               span_of(_("No act holds these words.")));
}

/* ---- presses
 * ------------------------------------------------------------------ */

static bool typing(const struct view *view)
{
	return help_seen(view)->typing;
}

static bool press(struct view *view, const struct press *press)
{
	struct help *help = help_of(view);
	size_t row;

	if (press->key == PRESS_CLICK) {
		row = list_row_at(&help->list, help->rows, press->row);
		if (row == (size_t)-1)
			return false;
		if (row == help->list.at)
			return station_do(view->station, "run");
		help->list.at = row;
		return true;
	}
	if (!help->typing ||
	    !station_field(view->station, &help->filter, press))
		return false;
	filter(help);
	return true;
}

static void close_help(struct view *view)
{
	struct help *help = help_of(view);

	free(help->all);
	free(help->shown);
	field_clear(&help->filter);
	free(help);
}

const struct view_ops view_help_ops = {
    .name = "help",
    .heading = N_("Keys"),
    .acts = acts,
    .title = put_title,
    .load = load,
    .draw = draw,
    .move = move,
    .typing = typing,
    .press = press,
    .close = close_help,
};

struct view *view_help_new(struct station *station)
{
	struct help *help = mem_new(sizeof(*help));

	help->view.ops = &view_help_ops;
	help->view.station = station;
	return &help->view;
}
