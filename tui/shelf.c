#include "tui/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "core/wrap.h"
#include "tui/route-line.h"
#include "tui/say.h"

enum { LOOK_MS = 2000 };
enum { GAP = 2, MARK = 2 }; /* cells between columns; of “! ” */

/* ---- pages --------------------------------------------------------------- */

void shelf_clear(struct shelf_rows *rows)
{
	desk_rows_clear(&rows->rows);
	memset(rows, 0, sizeof(*rows));
}

/* The deadlines' order stays in both parts. */
static void part_again(struct desk_rows *rows)
{
	size_t first = 0;

	for (size_t i = 0; i < rows->count; i++) {
		struct desk_row row = rows->at[i];

		if (row.again)
			continue;
		memmove(&rows->at[first + 1], &rows->at[first],
		        (i - first) * sizeof(*rows->at));
		rows->at[first++] = row;
	}
}

enum err_code shelf_next(struct desk *desk, const struct caller *caller,
                         enum shelf shelf, struct shelf_rows *rows,
                         struct err *err)
{
	size_t before = rows->rows.count;
	enum err_code rc;

	/* A page may hold nothing but rows that are another's. */
	do
		rc = desk_shelf(desk, caller, shelf, &rows->mark, SHELF_PAGE,
		                &rows->rows, &rows->more, err);
	while (!rc && rows->more && rows->rows.count == before);
	if (!rc && shelf == SHELF_WAITING && !before && !rows->more)
		part_again(&rows->rows);
	return rc;
}

enum err_code shelf_read(struct desk *desk, const struct caller *caller,
                         enum shelf shelf, size_t least,
                         struct shelf_rows *rows, struct err *err)
{
	struct shelf_rows read = {0};
	enum err_code rc;

	do {
		rc = shelf_next(desk, caller, shelf, &read, err);
		if (rc)
			goto out;
	} while (read.more && read.rows.count < least);
	shelf_clear(rows);
	*rows = read;
	memset(&read, 0, sizeof(read));
out:
	shelf_clear(&read);
	return rc;
}

size_t shelf_find(const struct shelf_rows *rows, const char *post,
                  const char *why)
{
	size_t found = (size_t)-1;

	for (size_t i = 0; i < rows->rows.count; i++) {
		const struct desk_row *row = &rows->rows.at[i];

		if (strcmp(row->post, post) != 0)
			continue;
		if (!why || (row->why && strcmp(row->why, why) == 0))
			return i;
		if (found == (size_t)-1)
			found = i;
	}
	return found;
}

size_t shelf_first_to_sign(const struct shelf_rows *rows)
{
	for (size_t i = 0; i < rows->rows.count; i++) {
		const char *why = rows->rows.at[i].why;

		if (why && strcmp(why, "sign") == 0)
			return i;
	}
	return (size_t)-1;
}

bool shelf_is_overdue(const struct desk_row *row, int64_t now_ms)
{
	return row->due_ms && row->due_ms <= now_ms;
}

void shelf_print(const struct shelf_rows *rows, int64_t now_ms, struct str *out)
{
	for (size_t i = 0; i < rows->rows.count; i++) {
		const struct desk_row *row = &rows->rows.at[i];

		str_putf(out, "%s|%s|%d|%d|%s|%s|%lld|%d%d|%s|%d\n", row->post,
		         row->title ? row->title : "", (int)row->work,
		         (int)row->public_state, row->step ? row->step : "",
		         row->grade ? row->grade : "", (long long)row->due_ms,
		         shelf_is_overdue(row, now_ms), row->soon,
		         row->why ? row->why : "", row->again);
	}
	str_puts(out, rows->more ? "+\n" : ".\n");
}

int shelf_idle(struct view *view, char tip[HEX], shelf_say print,
               int64_t idle_ms, bool *changed)
{
	struct station *station = view->station;
	struct str before = {0}, after = {0};
	struct err err = {0};

	if (station->top != view)
		return -1;
	if (idle_ms < LOOK_MS)
		return LOOK_MS - (int)idle_ms;
	/* A question is about what stands here. */
	if (station->question)
		return LOOK_MS;
	print(view, &before);
	station_now(station);
	if (desk_moved(station->session->desk, tip) &&
	    view->ops->load(view, &err)) {
		station_note_err(station, &err);
		*changed = true;
	}
	print(view, &after);
	if (!span_equal(str_span(&before), str_span(&after)))
		*changed = true;
	str_clear(&before);
	str_clear(&after);
	return LOOK_MS;
}

void shelf_count(const struct shelf_rows *rows, struct str *out)
{
	str_putf(out, "%zu%s", rows->rows.count, rows->more ? "+" : "");
}

/* ---- what a row says ----------------------------------------------------- */

void shelf_line_clear(struct shelf_line *line)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		str_clear(&line->at[i]);
	line->overdue = false;
	line->soon = false;
}

static void put_what(struct str *out, enum shelf shelf,
                     const struct desk_row *row)
{
	const char *step = row->step_title ? row->step_title : row->step;

	if (shelf == SHELF_WAITING && row->again)
		str_puts(out, _("small change: sign again"));
	else if (shelf == SHELF_WAITING && row->why &&
	         (strcmp(row->why, "publish") == 0 ||
	          strcmp(row->why, "settle") == 0))
		str_puts(out, say_why(row->why));
	else if (step)
		str_add(out, route_short_title(span_of(step)));
	else if (!*row->content)
		str_puts(out, _("held"));
	else
		str_puts(out, say_work(row->work));
}

/* The deadline of the open step; of one's own without any the day it was begun.
 */
static void put_when(struct str *out, const struct session *session,
                     enum shelf shelf, const struct desk_row *row)
{
	if (row->step || shelf == SHELF_WAITING)
		say_deadline(out, row->due_ms, session->now_ms,
		             session->offset_min);
	else if (strlen(row->post) >= 8)
		str_putf(out, "%.4s-%.2s-%.2s", row->post, row->post + 4,
		         row->post + 6);
}

void shelf_line_of(struct shelf_line *out, const struct session *session,
                   enum shelf shelf, const struct desk_row *row, bool wide)
{
	const struct policy *policy = desk_policy(session->desk);

	shelf_line_clear(out);
	out->soon = shelf == SHELF_WAITING && row->soon;
	out->overdue =
	    shelf == SHELF_WAITING && shelf_is_overdue(row, session->now_ms);
	put_when(&out->at[COLUMN_WHEN], session, shelf, row);
	put_what(&out->at[COLUMN_WHAT], shelf, row);
	if (row->grade && policy_grade(policy, row->grade) > 0)
		say_grade(&out->at[COLUMN_GRADE], &session->names, row->grade);
	str_puts(&out->at[COLUMN_TITLE],
	         row->title && *row->title ? row->title : _("(held)"));
	if (row->unit)
		say_unit(&out->at[COLUMN_UNIT], &session->names, row->unit);
	if (row->provider && wide)
		say_person(&out->at[COLUMN_PROVIDER], &session->names,
		           row->provider);
	str_puts(&out->at[COLUMN_ID], row->post);
}

/* ---- cells --------------------------------------------------------------- */

void shelf_measure(int widths[COLUMN_COUNT], const struct shelf_line *line)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		int cells = wrap_width(str_span(&line->at[i]), screen_cells);

		if (cells > widths[i])
			widths[i] = cells;
	}
}

/* Cells the title has beside the columns that are there. */
static int left_for_title(const int widths[COLUMN_COUNT], int cols)
{
	int left = cols - MARK;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		if (i != COLUMN_TITLE && widths[i])
			left -= widths[i] + GAP;
	return left;
}

void shelf_fit(const int widths[COLUMN_COUNT], int cols, int out[COLUMN_COUNT])
{
	static const int limits[COLUMN_COUNT] = {22, 28, 8, 0, 24, 24, 14};
	static const int dropped[] = {COLUMN_PROVIDER, COLUMN_UNIT,
	                              COLUMN_GRADE,    COLUMN_ID,
	                              COLUMN_WHAT,     COLUMN_WHEN};
	const int title_least = 24;
	int left;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		out[i] = widths[i] < limits[i] ? widths[i] : limits[i];
	out[COLUMN_TITLE] = 0;
	for (size_t i = 0; i < sizeof(dropped) / sizeof(*dropped) &&
	                   left_for_title(out, cols) < title_least;
	     i++)
		out[dropped[i]] = 0;
	left = left_for_title(out, cols);
	out[COLUMN_TITLE] = left > 0 ? left : 0;
}

void shelf_put(struct screen *screen, int row, int col, int cols,
               enum style style, struct span text)
{
	const struct span dots = span_of("…");
	int dots_cells = wrap_width(dots, screen_cells), used;

	if (cols <= dots_cells || wrap_width(text, screen_cells) <= cols) {
		screen_put(screen, row, col, cols, style, text, true);
		return;
	}
	used =
	    screen_put(screen, row, col, cols - dots_cells, style, text, false);
	screen_put(screen, row, col + used, cols - used, style, dots, true);
}

/* The cursor is a mark and the first column: a whole row in another style would
 * be sent twice for every step over a slow line. */
void shelf_draw(struct screen *screen, int row, int col, int cols,
                const int widths[COLUMN_COUNT], const struct shelf_line *line,
                bool chosen)
{
	const enum style first = chosen          ? STYLE_CHOSEN
	                         : line->overdue ? STYLE_ALARM
	                         : line->soon    ? STYLE_STRONG
	                                         : STYLE_TEXT;
	struct str mark = {0};
	int at = MARK;

	str_puts(&mark, chosen ? ">" : " ");
	str_puts(&mark, line->overdue ? "!" : line->soon ? "~" : " ");
	screen_put(screen, row, col, cols < MARK ? cols : MARK, first,
	           str_span(&mark), false);
	for (int i = 0; i < COLUMN_COUNT; i++) {
		enum style style = STYLE_TEXT;

		if (!widths[i] || at >= cols)
			continue;
		if (i == COLUMN_WHEN)
			style = first;
		else if (i == COLUMN_ID || i == COLUMN_UNIT ||
		         i == COLUMN_PROVIDER)
			style = STYLE_FAINT;
		shelf_put(screen, row, col + at,
		          widths[i] < cols - at ? widths[i] : cols - at, style,
		          str_span(&line->at[i]));
		at += widths[i] + GAP;
	}
	str_clear(&mark);
}

int shelf_put_text(struct screen *screen, struct area area, enum style style,
                   struct span text)
{
	struct wrap wrap = {0};
	int rows = 0;

	wrap_line(text, area.cols > 2 ? area.cols : 2, screen_cells, &wrap);
	for (; rows < area.rows && (size_t)rows < wrap.count; rows++) {
		size_t start = wrap.starts[rows];
		size_t end = (size_t)rows + 1 < wrap.count
		                 ? wrap.starts[rows + 1]
		                 : text.bytes;

		screen_put(screen, area.row + rows, area.col, area.cols, style,
		           span_from(text.at + start, end - start), false);
	}
	wrap_clear(&wrap);
	return rows;
}
