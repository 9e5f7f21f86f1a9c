/*
 * The desk as one finds it: four shelves, one cursor through all their rows.
 *
 * What waits in an editor and was never recorded stands first on the shelf of
 * drafts. Everything shown comes from the index and the editor's memory.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/list.h"
#include "tui/post-flow.h"
#include "tui/shelf.h"

enum { NOWHERE = -1 };

struct home {
	struct view view;
	struct shelf_rows shelves[SHELF_COUNT];
	/* What was not saved: first what is on no shelf, which stands before
	 * the drafts, then what belongs to a row of a shelf. */
	struct autosaves kept;
	size_t alone;
	char tip[HEX];     /* of main, when it was read */
	struct str no_new; /* why nothing can be drafted; empty: it can */
	int64_t asked;     /* the autosave a question is about */
	int widths[COLUMN_COUNT];
	enum shelf shelf; /* the cursor: a shelf, */
	size_t row;       /* and a row of it */
	/* where it was drawn last */
	struct list lists[SHELF_COUNT];
	struct area areas[SHELF_COUNT]; /* the rows, without the heading */
};

static const char *const headings[SHELF_COUNT] = {
    [SHELF_WAITING] = N_("Waiting for me"),
    [SHELF_RETURNED] = N_("Sent back to me"),
    [SHELF_DRAFTS] = N_("My drafts"),
    [SHELF_SENT] = N_("Handed in by me")};

static struct home *home_of(struct view *view)
{
	return (struct home *)(void *)view;
}

static const struct home *home_seen(const struct view *view)
{
	return (const struct home *)(const void *)view;
}

/* ---- rows ---------------------------------------------------------------- */

static size_t kept_on(const struct home *home, enum shelf shelf)
{
	return shelf == SHELF_DRAFTS ? home->alone : 0;
}

static size_t count_of(const struct home *home, enum shelf shelf)
{
	return kept_on(home, shelf) + home->shelves[shelf].rows.count;
}

static size_t count_all(const struct home *home)
{
	size_t count = 0;

	for (enum shelf shelf = 0; shelf < SHELF_COUNT; shelf++)
		count += count_of(home, shelf);
	return count;
}

/* The row the cursor stands on; NULL on what is on no shelf, or nowhere. */
static const struct desk_row *chosen_row(const struct home *home)
{
	size_t kept = kept_on(home, home->shelf);

	return home->row >= kept && home->row < count_of(home, home->shelf)
	           ? &home->shelves[home->shelf].rows.at[home->row - kept]
	           : NULL;
}

/* What was not saved of a post on a shelf; NULL. */
static const struct autosave *kept_of(const struct home *home, const char *post)
{
	for (size_t i = home->alone; i < home->kept.count; i++)
		if (strcmp(home->kept.at[i].post, post) == 0)
			return &home->kept.at[i];
	return NULL;
}

/* What was not saved where the cursor stands; NULL. */
static const struct autosave *chosen_kept(const struct home *home)
{
	const struct desk_row *row = chosen_row(home);

	if (row)
		return kept_of(home, row->post);
	return home->row < kept_on(home, home->shelf)
	           ? &home->kept.at[home->row]
	           : NULL;
}

/* Puts what is on no shelf first. */
static void part_kept(struct home *home)
{
	home->alone = 0;
	for (size_t i = 0; i < home->kept.count; i++) {
		struct autosave kept = home->kept.at[i];

		if (kept.post && (shelf_find(&home->shelves[SHELF_DRAFTS],
		                             kept.post, NULL) != (size_t)-1 ||
		                  shelf_find(&home->shelves[SHELF_RETURNED],
		                             kept.post, NULL) != (size_t)-1))
			continue;
		home->kept.at[i] = home->kept.at[home->alone];
		home->kept.at[home->alone++] = kept;
	}
}

static const char *title_of(const struct autosave *kept)
{
	return kept->form.title && *kept->form.title ? kept->form.title
	                                             : _("(no title yet)");
}

static void line_of(const struct home *home, enum shelf shelf, size_t index,
                    struct shelf_line *out)
{
	const struct session *session = home->view.station->session;
	const struct autosave *kept;

	if (index >= kept_on(home, shelf)) {
		index -= kept_on(home, shelf);
		shelf_line_of(out, session, shelf,
		              &home->shelves[shelf].rows.at[index], false);
		/* Nearly always one's own, and the shelf says so. */
		str_clear(&out->at[COLUMN_UNIT]);
		if ((kept = kept_of(home, str_text(&out->at[COLUMN_ID])))) {
			out->at[COLUMN_WHAT].bytes = 0;
			str_puts(&out->at[COLUMN_WHAT], _("not saved"));
		}
		return;
	}
	kept = &home->kept.at[index];
	shelf_line_clear(out);
	say_time(&out->at[COLUMN_WHEN], kept->at_ms, session->offset_min);
	str_puts(&out->at[COLUMN_WHAT], _("not saved"));
	str_puts(&out->at[COLUMN_TITLE], title_of(kept));
	str_puts(&out->at[COLUMN_ID], kept->post ? kept->post : "");
}

static void measure(struct home *home)
{
	struct shelf_line line = {0};

	memset(home->widths, 0, sizeof(home->widths));
	for (enum shelf shelf = 0; shelf < SHELF_COUNT; shelf++)
		for (size_t i = 0; i < count_of(home, shelf); i++) {
			line_of(home, shelf, i, &line);
			shelf_measure(home->widths, &line);
		}
	shelf_line_clear(&line);
}

/* ---- the cursor ---------------------------------------------------------- */

static void stay_inside(struct home *home)
{
	enum shelf shelf = home->shelf;
	size_t count = count_of(home, shelf);

	if (count && home->row >= count)
		home->row = count - 1;
	if (count || !count_all(home))
		return;
	while (!count_of(home, shelf))
		shelf = (shelf + 1) % SHELF_COUNT;
	home->shelf = shelf;
	home->row = 0;
}

/* One row on or back; false at either end. */
static bool step(struct home *home, int by)
{
	int shelf = (int)home->shelf;

	if (by < 0 && home->row) {
		home->row--;
		return true;
	}
	if (by > 0 && home->row + 1 < count_of(home, home->shelf)) {
		home->row++;
		return true;
	}
	for (shelf += by; shelf >= 0 && shelf < SHELF_COUNT; shelf += by) {
		size_t count = count_of(home, (enum shelf)shelf);

		if (!count)
			continue;
		home->shelf = (enum shelf)shelf;
		home->row = by > 0 ? 0 : count - 1;
		return true;
	}
	return false;
}

/* The next page of a shelf is there before the cursor is. */
static enum err_code read_ahead(struct home *home, struct err *err)
{
	struct station *station = home->view.station;
	struct shelf_rows *rows = &home->shelves[home->shelf];
	struct caller caller;
	enum err_code rc;

	if (!rows->more || home->row + (size_t)home->view.area.rows <
	                       count_of(home, home->shelf))
		return ERR_OK;
	caller = station_caller(station);
	rc =
	    shelf_next(station->session->desk, &caller, home->shelf, rows, err);
	measure(home);
	return rc;
}

static bool move(struct view *view, const char *act)
{
	/* As many as there are; page: what one sees without the headings. */
	static const struct {
		const char *act;
		int by;
		bool pages, all;
	} moves[] = {
	    {"up", -1, false, false},     {"down", 1, false, false},
	    {"page-up", -1, true, false}, {"page-down", 1, true, false},
	    {"first", -1, false, true},   {"last", 1, false, true},
	};
	struct home *home = home_of(view);
	int page = view->area.rows - SHELF_COUNT;
	struct err err = {0};

	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		int steps = moves[i].pages && page > 1 ? page : 1;

		if (strcmp(moves[i].act, act) != 0)
			continue;
		while (steps > 0 && step(home, moves[i].by))
			steps -= !moves[i].all;
		if (read_ahead(home, &err))
			station_note_err(view->station, &err);
		return true;
	}
	return false;
}

static enum err_code do_next_shelf(struct view *view, struct err *err)
{
	struct home *home = home_of(view);

	home->shelf = (home->shelf + 1) % SHELF_COUNT;
	home->row = 0;
	stay_inside(home);
	return read_ahead(home, err);
}

/* ---- reading ------------------------------------------------------------- */

/* The same post as before, wherever it lies now; else the same place. */
static void choose_again(struct home *home, const char *post, const char *why,
                         int64_t kept)
{
	for (size_t i = 0; kept && i < home->alone; i++)
		if (home->kept.at[i].id == kept) {
			home->shelf = SHELF_DRAFTS;
			home->row = i;
			return;
		}
	for (int i = 0; post && i < SHELF_COUNT; i++) {
		enum shelf shelf = (home->shelf + (enum shelf)i) % SHELF_COUNT;
		size_t row = shelf_find(&home->shelves[shelf], post, why);

		if (row == (size_t)-1)
			continue;
		home->shelf = shelf;
		home->row = row + kept_on(home, shelf);
		return;
	}
	stay_inside(home);
}

/* Whether a post could be drafted: judged as desk_new would. */
static void judge_new(struct home *home)
{
	struct station *station = home->view.station;
	struct caller caller = station_caller(station);
	const struct desk_view none = {0};
	struct err err = {0};

	home->no_new.bytes = 0;
	if (desk_may(station->session->desk, &caller, EVENT_NEW, &none, NULL,
	             &err))
		say_err_text(&home->no_new, &err, &station->session->names);
}

static enum err_code load(struct view *view, struct err *err)
{
	struct home *home = home_of(view);
	struct station *station = view->station;
	struct desk *desk = station->session->desk;
	struct caller caller = station_caller(station);
	const struct autosave *kept = chosen_kept(home);
	int64_t kept_id = kept ? kept->id : 0;
	const struct desk_row *row = chosen_row(home);
	const char *why = row ? row->why : NULL; /* a word of the desk */
	char *post = row ? mem_copy(row->post) : NULL;
	struct autosaves read = {0};
	enum err_code rc = ERR_OK;

	(void)desk_moved(desk, home->tip);
	for (enum shelf shelf = 0; !rc && shelf < SHELF_COUNT; shelf++)
		rc = shelf_read(desk, &caller, shelf,
		                home->shelves[shelf].rows.count,
		                &home->shelves[shelf], err);
	if (rc || (rc = desk_kept(desk, &caller, NULL, &read, err)))
		goto out;
	autosaves_clear(&home->kept);
	home->kept = read;
	memset(&read, 0, sizeof(read));
	part_kept(home);
	judge_new(home);
	measure(home);
	choose_again(home, post, why, kept_id);
out:
	autosaves_clear(&read);
	free(post);
	return rc;
}

/* ---- acts ---------------------------------------------------------------- */

static bool walks_from(const struct desk_row *row)
{
	return row->why && strcmp(row->why, "sign") == 0;
}

/* An editor may leave an autosave behind: that is no record, but a row here. */
static void open_editor(struct view *view, const char *post, int64_t kept)
{
	station_push(view->station, view_edit_new(view->station, post, kept));
	view->outdated = true;
}

/* Somebody sent it back with a text of their own: that is looked at first. */
static bool has_proposal(struct view *view, const char *post)
{
	struct caller caller = station_caller(view->station);
	struct desk_view shown = {0};
	bool has;

	has = !desk_show(view->station->session->desk, &caller, post, &shown,
	                 NULL) &&
	      post_has_proposal(shown.post);
	desk_view_clear(&shown);
	return has;
}

static enum err_code do_open(struct view *view, struct err *err)
{
	struct home *home = home_of(view);
	const struct autosave *kept = chosen_kept(home);
	const struct desk_row *row = chosen_row(home);

	(void)err;
	if (kept)
		open_editor(view, kept->post, kept->id);
	else if (home->shelf == SHELF_DRAFTS ||
	         (home->shelf == SHELF_RETURNED &&
	          !has_proposal(view, row->post)))
		open_editor(view, row->post, 0);
	else
		station_push(
		    view->station,
		    view_review_new(view->station, row->post, walks_from(row)));
	return ERR_OK;
}

static void no_row(const struct view *view, struct str *why)
{
	if (!count_all(home_seen(view)))
		str_puts(why, _("There is nothing here to open."));
}

static enum err_code do_new(struct view *view, struct err *err)
{
	(void)err;
	open_editor(view, NULL, 0);
	return ERR_OK;
}

static void no_new(const struct view *view, struct str *why)
{
	str_add(why, str_span(&home_seen(view)->no_new));
}

static enum err_code do_sign(struct view *view, struct err *err)
{
	const struct shelf_rows *waiting =
	    &home_of(view)->shelves[SHELF_WAITING];
	size_t first = shelf_first_to_sign(waiting);

	(void)err;
	station_push(
	    view->station,
	    view_review_new(view->station, waiting->rows.at[first].post, true));
	return ERR_OK;
}

static void no_sign(const struct view *view, struct str *why)
{
	if (shelf_first_to_sign(&home_seen(view)->shelves[SHELF_WAITING]) ==
	    (size_t)-1)
		str_puts(why, _("Nothing waits for your signature."));
}

static enum err_code do_queue(struct view *view, struct err *err)
{
	(void)err;
	station_push(view->station, view_queue_new(view->station));
	return ERR_OK;
}

static enum err_code answer_go(struct view *view, struct span text,
                               struct err *err)
{
	char *post = span_copy(span_trim(text));
	enum err_code rc = desk_knows(view->station->session->desk, post, err);

	if (!rc)
		station_push(view->station,
		             view_review_new(view->station, post, false));
	free(post);
	return rc;
}

static enum err_code do_go(struct view *view, struct err *err)
{
	(void)err;
	station_ask(view->station, N_("Which post? Its number: "), NULL, NULL,
	            answer_go);
	return ERR_OK;
}

static enum err_code forget(struct view *view, struct span text,
                            struct err *err)
{
	struct caller caller = station_caller(view->station);
	enum err_code rc;

	(void)text;
	rc = desk_forget(view->station->session->desk, &caller,
	                 home_of(view)->asked, err);
	return rc ? rc : load(view, err);
}

static enum err_code do_forget(struct view *view, struct err *err)
{
	struct home *home = home_of(view);
	const struct autosave *kept = chosen_kept(home);

	(void)err;
	home->asked = kept->id;
	station_confirm(
	    view->station,
	    N_("Throw the text of “{1}” away that was never saved?"),
	    title_of(kept), forget);
	return ERR_OK;
}

static void no_forget(const struct view *view, struct str *why)
{
	if (!chosen_kept(home_seen(view)))
		str_puts(why, _("Only text that was never saved can be thrown "
		                "away; what is recorded stays."));
}

static const struct view_act acts[] = {
    {.name = "open",
     .label = N_("open"),
     .help = N_("open the chosen row: to review it, or to write on"),
     .run = do_open,
     .blocked = no_row},
    {.name = "new",
     .label = N_("new post"),
     .help = N_("write a new post"),
     .run = do_new,
     .blocked = no_new},
    {.name = "sign",
     .label = N_("sign in turn"),
     .help = N_("read and sign what waits, one after another"),
     .run = do_sign,
     .blocked = no_sign},
    {.name = "queue",
     .label = N_("queue"),
     .help = N_("everything that waits for you, in one list"),
     .run = do_queue},
    {.name = "go",
     .label = N_("number"),
     .help = N_("open any post by its number"),
     .run = do_go},
    {.name = "next-shelf",
     .label = N_("shelf"),
     .help = N_("go to the next shelf"),
     .run = do_next_shelf,
     .blocked = no_row},
    {.name = "forget",
     .help = N_("throw away text that was never saved"),
     .run = do_forget,
     .blocked = no_forget},
    {.name = NULL}};

/* ---- drawing ------------------------------------------------------------- */

/* Where the person holds which office now. */
static void put_title(const struct view *view, struct str *out)
{
	const struct session *session = view->station->session;
	const struct person *person =
	    roster_person(desk_roster(session->desk), session->person);
	const char *between = " · ";

	str_puts(out, _("Desk"));
	if (person && person->office && *person->office) {
		str_puts(out, between);
		str_puts(out, person->office);
		return;
	}
	for (size_t i = 0; person && i < person->grant_count; i++) {
		const struct grant *grant = &person->grants[i];

		if (!person_holds(person, grant->role, grant->unit,
		                  session->now_ms))
			continue;
		str_puts(out, between);
		say_role(out, &session->names, grant->role, grant->unit);
		between = _(", ");
	}
}

static void draw_heading(const struct home *home, struct screen *screen,
                         enum shelf shelf, int row, struct area area)
{
	struct str count = {0};
	int used;

	str_putf(&count, "%zu%s", count_of(home, shelf),
	         home->shelves[shelf].more ? "+" : "");
	used = screen_put(screen, row, area.col, area.cols, STYLE_STRONG,
	                  span_of(_(headings[shelf])), false);
	screen_put(screen, row, area.col + used + 2, area.cols - used - 2,
	           STYLE_FAINT, str_span(&count), false);
	str_clear(&count);
}

struct drawing {
	const struct home *home;
	enum shelf shelf;
	int widths[COLUMN_COUNT];
};

static void draw_row(void *payload, struct screen *screen, int row, int col,
                     int cols, size_t index, bool chosen)
{
	const struct drawing *drawing = payload;
	struct shelf_line line = {0};

	line_of(drawing->home, drawing->shelf, index, &line);
	shelf_draw(screen, row, col, cols, drawing->widths, &line,
	           chosen && drawing->shelf == drawing->home->shelf);
	shelf_line_clear(&line);
}

/* Gives each shelf rows in turn until there are no more of either; the one
 * with the cursor first. */
static void share_rows(const struct home *home, int rows, int out[SHELF_COUNT])
{
	bool given = true;

	memset(out, 0, SHELF_COUNT * sizeof(*out));
	if (rows > 0 && count_of(home, home->shelf)) {
		out[home->shelf] = 1;
		rows--;
	}
	while (rows > 0 && given) {
		given = false;
		for (enum shelf shelf = 0; shelf < SHELF_COUNT && rows > 0;
		     shelf++) {
			if ((size_t)out[shelf] >= count_of(home, shelf))
				continue;
			out[shelf]++;
			rows--;
			given = true;
		}
	}
}

static void draw_shelf(struct home *home, struct screen *screen,
                       enum shelf shelf, struct area area)
{
	struct drawing drawing = {.home = home, .shelf = shelf};
	struct list *list = &home->lists[shelf];

	home->areas[shelf] = area;
	shelf_fit(home->widths, area.cols, drawing.widths);
	list_set_count(list, count_of(home, shelf));
	if (shelf == home->shelf)
		list->at = home->row;
	else if (list->at < list->top ||
	         list->at >= list->top + (size_t)area.rows)
		list->at = list->top; /* it stays where it was left */
	list_draw(list, screen, area, draw_row, &drawing);
}

/* Too low for four headings: the shelf with the cursor alone. */
static void draw_one(struct home *home, struct screen *screen, struct area area)
{
	if (area.rows > 1) {
		draw_heading(home, screen, home->shelf, area.row, area);
		area.row++;
		area.rows--;
	}
	draw_shelf(home, screen, home->shelf, area);
}

/* For whoever sits here for the first time, or is done. */
static void draw_advice(const struct home *home, struct screen *screen,
                        struct area area)
{
	struct str advice = {0};

	say_fill(&advice,
	         home->no_new.bytes
	             ? N_("Nothing waits for you. {1} opens any post by its "
	                  "number; {2} shows every key.")
	             : N_("Nothing waits for you. {1} begins a post; {2} shows "
	                  "every key."),
	         keys_first("home", home->no_new.bytes ? "go" : "new"),
	         keys_first("home", "help"), 0);
	shelf_put_text(screen, area, STYLE_FAINT, str_span(&advice));
	str_clear(&advice);
}

static void draw(struct view *view, struct screen *screen, struct area area)
{
	struct home *home = home_of(view);
	int shares[SHELF_COUNT], row = area.row, end = area.row + area.rows;
	int free_rows = area.rows - SHELF_COUNT;
	int gap;

	for (enum shelf shelf = 0; shelf < SHELF_COUNT; shelf++)
		home->areas[shelf] = (struct area){.row = NOWHERE};
	if (free_rows < 2) {
		draw_one(home, screen, area);
		return;
	}
	share_rows(home, free_rows, shares);
	for (enum shelf shelf = 0; shelf < SHELF_COUNT; shelf++)
		free_rows -= shares[shelf];
	gap = free_rows >= SHELF_COUNT - 1 ? 1 : 0;
	for (enum shelf shelf = 0; shelf < SHELF_COUNT; shelf++) {
		struct area rows = area;

		draw_heading(home, screen, shelf, row, area);
		rows.row = row + 1;
		rows.rows = shares[shelf];
		draw_shelf(home, screen, shelf, rows);
		row += 1 + shares[shelf] + gap;
	}
	if (!count_all(home) && row < end) {
		area.row = row;
		area.rows = end - row;
		draw_advice(home, screen, area);
	}
}

/* ---- clicks, idle time
 * ------------------------------------------------------- */

static bool press(struct view *view, const struct press *press)
{
	struct home *home = home_of(view);

	if (press->key != PRESS_CLICK)
		return false;
	for (enum shelf shelf = 0; shelf < SHELF_COUNT; shelf++) {
		size_t row;

		if (home->areas[shelf].row == NOWHERE)
			continue;
		row = list_row_at(&home->lists[shelf], home->areas[shelf],
		                  press->row);
		if (row == (size_t)-1)
			continue;
		if (shelf == home->shelf && row == home->row)
			return station_do(view->station, "open");
		home->shelf = shelf;
		home->row = row;
		return true;
	}
	return false;
}

static void print(const struct view *view, struct str *out)
{
	int64_t now_ms = view->station->session->now_ms;

	for (enum shelf shelf = 0; shelf < SHELF_COUNT; shelf++)
		shelf_print(&home_seen(view)->shelves[shelf], now_ms, out);
}

static int idle(struct view *view, int64_t idle_ms, bool *changed)
{
	return shelf_idle(view, home_of(view)->tip, print, idle_ms, changed);
}

static void close_home(struct view *view)
{
	struct home *home = home_of(view);

	for (enum shelf shelf = 0; shelf < SHELF_COUNT; shelf++)
		shelf_clear(&home->shelves[shelf]);
	autosaves_clear(&home->kept);
	str_clear(&home->no_new);
	free(home);
}

const struct view_ops view_home_ops = {
    .name = "home",
    .heading = N_("Desk"),
    .acts = acts,
    .title = put_title,
    .load = load,
    .draw = draw,
    .move = move,
    .press = press,
    .idle = idle,
    .close = close_home,
};

struct view *view_home_new(struct station *station)
{
	struct home *home = mem_new(sizeof(*home));

	home->view.ops = &view_home_ops;
	home->view.station = station;
	return &home->view;
}
