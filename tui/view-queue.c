/*
 * Everything that waits for a person, oldest deadline first. A page is read
 * when the cursor comes near the end of what is there.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/list.h"
#include "tui/shelf.h"

enum { WIDE_COLS = 110 };

struct queue {
	struct view view;
	struct shelf_rows waiting;
	struct list list;
	int widths[2][COLUMN_COUNT]; /* with all columns: 1 */
	char tip[HEX];               /* of main, when it was read */
};

static struct queue *queue_of(struct view *view)
{
	return (struct queue *)(void *)view;
}

static const struct queue *queue_seen(const struct view *view)
{
	return (const struct queue *)(const void *)view;
}

/* ---- reading ------------------------------------------------------------- */

static void measure(struct queue *queue)
{
	struct shelf_line line = {0};

	memset(queue->widths, 0, sizeof(queue->widths));
	for (size_t i = 0; i < queue->waiting.rows.count; i++)
		for (int wide = 0; wide < 2; wide++) {
			shelf_line_of(&line, queue->view.station->session,
			              SHELF_WAITING, &queue->waiting.rows.at[i],
			              wide);
			shelf_measure(queue->widths[wide], &line);
		}
	shelf_line_clear(&line);
	list_set_count(&queue->list, queue->waiting.rows.count);
}

static enum err_code load(struct view *view, struct err *err)
{
	struct queue *queue = queue_of(view);
	struct caller caller = station_caller(view->station);
	const char *why = NULL; /* a word of the desk */
	char *post = NULL;
	enum err_code rc;
	size_t at;

	if (queue->waiting.rows.count) {
		post = mem_copy(queue->waiting.rows.at[queue->list.at].post);
		why = queue->waiting.rows.at[queue->list.at].why;
	}
	(void)desk_moved(view->station->session->desk, queue->tip);
	rc = shelf_read(view->station->session->desk, &caller, SHELF_WAITING,
	                queue->waiting.rows.count, &queue->waiting, err);
	if (rc)
		goto out;
	measure(queue);
	if (post && (at = shelf_find(&queue->waiting, post, why)) != (size_t)-1)
		queue->list.at = at;
out:
	free(post);
	return rc;
}

static enum err_code read_ahead(struct queue *queue, struct err *err)
{
	struct station *station = queue->view.station;
	size_t rows = queue->list.rows > 0 ? (size_t)queue->list.rows : 1;
	struct caller caller;
	enum err_code rc;

	if (!queue->waiting.more ||
	    queue->list.at + rows < queue->waiting.rows.count)
		return ERR_OK;
	caller = station_caller(station);
	rc = shelf_next(station->session->desk, &caller, SHELF_WAITING,
	                &queue->waiting, err);
	measure(queue);
	return rc;
}

/* ---- acts ---------------------------------------------------------------- */

static bool move(struct view *view, const char *act)
{
	struct queue *queue = queue_of(view);
	struct err err = {0};

	if (!list_act(&queue->list, act))
		return false;
	if (read_ahead(queue, &err))
		station_note_err(view->station, &err);
	return true;
}

static const struct desk_row *chosen(const struct view *view)
{
	const struct queue *queue = queue_seen(view);

	return queue->waiting.rows.count
	           ? &queue->waiting.rows.at[queue->list.at]
	           : NULL;
}

static bool waits_to_sign(const struct desk_row *row)
{
	return row->why && strcmp(row->why, "sign") == 0;
}

static enum err_code do_open(struct view *view, struct err *err)
{
	const struct desk_row *row = chosen(view);

	(void)err;
	station_push(view->station, view_review_new(view->station, row->post,
	                                            waits_to_sign(row)));
	return ERR_OK;
}

static void no_row(const struct view *view, struct str *why)
{
	if (!chosen(view))
		str_puts(why, _("Nothing waits."));
}

static enum err_code do_sign(struct view *view, struct err *err)
{
	const struct shelf_rows *waiting = &queue_of(view)->waiting;
	size_t first = shelf_first_to_sign(waiting);

	(void)err;
	station_push(
	    view->station,
	    view_review_new(view->station, waiting->rows.at[first].post, true));
	return ERR_OK;
}

static void no_sign(const struct view *view, struct str *why)
{
	if (shelf_first_to_sign(&queue_seen(view)->waiting) == (size_t)-1)
		str_puts(why, _("Nothing waits for your signature."));
}

static enum err_code do_history(struct view *view, struct err *err)
{
	(void)err;
	station_push(view->station,
	             view_history_new(view->station, chosen(view)->post));
	return ERR_OK;
}

static const struct view_act acts[] = {
    {.name = "open",
     .label = N_("open"),
     .help = N_("open the chosen post to read and decide"),
     .run = do_open,
     .blocked = no_row},
    {.name = "sign",
     .label = N_("sign in turn"),
     .help = N_("read and sign what waits, one after another"),
     .run = do_sign,
     .blocked = no_sign},
    {.name = "history",
     .label = N_("history"),
     .help = N_("who did what with the chosen post"),
     .run = do_history,
     .blocked = no_row},
    {.name = NULL}};

/* ---- drawing ------------------------------------------------------------- */

static void put_title(const struct view *view, struct str *out)
{
	str_puts(out, _("Waiting for me"));
	str_puts(out, " · ");
	shelf_count(&queue_seen(view)->waiting, out);
}

struct drawing {
	const struct queue *queue;
	bool wide;
	int widths[COLUMN_COUNT];
};

static void draw_row(void *payload, struct screen *screen, int row, int col,
                     int cols, size_t index, bool chosen_one)
{
	const struct drawing *drawing = payload;
	const struct queue *queue = drawing->queue;
	struct shelf_line line = {0};

	shelf_line_of(&line, queue->view.station->session, SHELF_WAITING,
	              &queue->waiting.rows.at[index], drawing->wide);
	shelf_draw(screen, row, col, cols, drawing->widths, &line, chosen_one);
	shelf_line_clear(&line);
}

static void draw(struct view *view, struct screen *screen, struct area area)
{
	struct queue *queue = queue_of(view);
	struct drawing drawing = {.queue = queue,
	                          .wide = area.cols >= WIDE_COLS};

	shelf_fit(queue->widths[drawing.wide], area.cols, drawing.widths);
	list_draw(&queue->list, screen, area, draw_row, &drawing);
	if (!queue->waiting.rows.count)
		shelf_put_text(screen, area, STYLE_FAINT,
		               span_of(_("Nothing waits.")));
}

/* ---- clicks, idle time
 * ------------------------------------------------------- */

static bool press(struct view *view, const struct press *press)
{
	struct queue *queue = queue_of(view);
	size_t row;

	if (press->key != PRESS_CLICK)
		return false;
	row = list_row_at(&queue->list, view->area, press->row);
	if (row == (size_t)-1)
		return false;
	if (row == queue->list.at)
		return station_do(view->station, "open");
	queue->list.at = row;
	return true;
}

static void print(const struct view *view, struct str *out)
{
	shelf_print(&queue_seen(view)->waiting, view->station->session->now_ms,
	            out);
}

static int idle(struct view *view, int64_t idle_ms, bool *changed)
{
	return shelf_idle(view, queue_of(view)->tip, print, idle_ms, changed);
}

static void close_queue(struct view *view)
{
	struct queue *queue = queue_of(view);

	shelf_clear(&queue->waiting);
	free(queue);
}

const struct view_ops view_queue_ops = {
    .name = "queue",
    .heading = N_("Waiting for me"),
    .acts = acts,
    .title = put_title,
    .load = load,
    .draw = draw,
    .move = move,
    .press = press,
    .idle = idle,
    .close = close_queue,
};

struct view *view_queue_new(struct station *station)
{
	struct queue *queue = mem_new(sizeof(*queue));

	queue->view.ops = &view_queue_ops;
	queue->view.station = station;
	return &queue->view;
}
