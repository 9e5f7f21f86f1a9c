#include "tui/pad.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "tui/press.h"

enum { COLS_BEFORE_DRAWN = 79, WHEEL_ROWS = 3 };

void pad_init(struct pad *pad, struct span text, size_t limit_bytes)
{
	memset(pad, 0, sizeof(*pad));
	pad->buffer = buffer_new(text, limit_bytes);
	pad->goal = -1;
	rows_set_cols(&pad->rows, COLS_BEFORE_DRAWN);
	pad->rows.lines = buffer_lines(pad->buffer);
}

void pad_clear(struct pad *pad)
{
	buffer_free(pad->buffer);
	free(pad->marks);
	str_clear(&pad->words);
	rows_clear(&pad->rows);
	memset(pad, 0, sizeof(*pad));
}

/* ---- marks --------------------------------------------------------------- */

void pad_unmark(struct pad *pad)
{
	pad->mark_count = 0;
}

void pad_mark(struct pad *pad, size_t start, size_t end, enum style style,
              size_t owner)
{
	pad->marks = mem_room(pad->marks, pad->mark_count, &pad->mark_room,
	                      sizeof(*pad->marks));
	pad->marks[pad->mark_count++] =
	    (struct pad_mark){start, end, style, owner};
}

const struct pad_mark *pad_mark_of(const struct pad *pad, size_t owner)
{
	size_t low = 0, high = pad->mark_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pad->marks[middle].owner < owner)
			low = middle + 1;
		else
			high = middle;
	}
	return low < pad->mark_count && pad->marks[low].owner == owner
	           ? &pad->marks[low]
	           : NULL;
}

static void carry(void *payload, const struct buffer_change *change)
{
	struct pad *pad = payload;
	size_t kept = 0;

	for (size_t i = 0; i < pad->mark_count; i++) {
		struct pad_mark mark = pad->marks[i];

		if (buffer_carry(change, &mark.start, &mark.end))
			pad->marks[kept++] = mark;
	}
	pad->mark_count = kept;
}

/* ---- changing ------------------------------------------------------------ */

static void put_cursor(struct pad *pad, size_t at, bool selects)
{
	pad->at = at;
	if (!selects)
		pad->anchor = at;
	pad->goal = -1;
	pad->trails = false;
	pad->loose = false;
}

void pad_go(struct pad *pad, size_t at)
{
	buffer_settle(pad->buffer);
	put_cursor(pad, at, false);
}

enum err_code pad_replace(struct pad *pad, size_t start, size_t end,
                          struct span with, struct err *err)
{
	struct buffer_change change = {start, end - start, with.bytes};
	enum err_code rc =
	    buffer_replace(pad->buffer, start, end, with, pad->at, err);

	if (rc)
		return rc;
	carry(pad, &change);
	rows_changed(&pad->rows, pad->buffer, &change);
	put_cursor(pad, start + with.bytes, false);
	return ERR_OK;
}

static bool take_back(struct pad *pad,
                      bool (*step)(struct buffer *buffer, size_t *cursor,
                                   buffer_each each, void *payload))
{
	size_t at = pad->at;

	if (pad->reads_only || !step(pad->buffer, &at, carry, pad))
		return false;
	rows_forget(&pad->rows);
	pad->rows.lines = buffer_lines(pad->buffer);
	put_cursor(pad, at, false);
	return true;
}

bool pad_undo(struct pad *pad)
{
	return take_back(pad, buffer_undo);
}

bool pad_redo(struct pad *pad)
{
	return take_back(pad, buffer_redo);
}

void pad_select_all(struct pad *pad)
{
	pad_go(pad, buffer_text(pad->buffer).bytes);
	pad->anchor = 0;
}

static size_t first_selected(const struct pad *pad)
{
	return pad->at < pad->anchor ? pad->at : pad->anchor;
}

static size_t last_selected(const struct pad *pad)
{
	return pad->at < pad->anchor ? pad->anchor : pad->at;
}

struct span pad_selected(const struct pad *pad)
{
	size_t first = first_selected(pad);

	return span_from(buffer_text(pad->buffer).at + first,
	                 last_selected(pad) - first);
}

enum err_code pad_insert(struct pad *pad, struct span with, struct err *err)
{
	enum err_code rc;

	buffer_settle(pad->buffer);
	rc = pad_replace(pad, first_selected(pad), last_selected(pad), with,
	                 err);
	buffer_settle(pad->buffer);
	return rc;
}

/* The same of what is typed: letters in a row are one step of undo. */
static enum pad_did put(struct pad *pad, struct span with, struct err *err)
{
	if (pad->reads_only)
		return PAD_REFUSED;
	if (pad->anchor != pad->at)
		buffer_settle(pad->buffer);
	return pad_replace(pad, first_selected(pad), last_selected(pad), with,
	                   err)
	           ? PAD_FAILED
	           : PAD_CHANGED;
}

static enum pad_did type(struct pad *pad, uint32_t point, struct err *err)
{
	struct str text = {0};
	enum pad_did did;

	text_put_point(&text, point);
	did = put(pad, str_span(&text), err);
	str_clear(&text);
	return did;
}

/* What no text may hold is left out: then true. */
static bool clean(struct span text, struct str *out)
{
	bool left_out = false;
	uint32_t point;

	for (size_t at = 0, bytes; at < text.bytes; at += bytes) {
		bytes = text_step(text, at, &point);
		if (press_may_stand(point))
			str_add(out, span_from(text.at + at, bytes));
		else
			left_out = true;
	}
	return left_out;
}

static enum pad_did paste(struct pad *pad, struct span given, struct err *err)
{
	struct str text = {0};
	bool left_out = clean(given, &text);
	enum pad_did did;

	buffer_settle(pad->buffer);
	did = put(pad, str_span(&text), err);
	buffer_settle(pad->buffer);
	str_clear(&text);
	return did == PAD_CHANGED && left_out ? PAD_CLEANED : did;
}

static enum pad_did rub_out(struct pad *pad, size_t to, struct err *err)
{
	size_t start = to < pad->at ? to : pad->at;
	size_t end = to < pad->at ? pad->at : to;

	if (pad->reads_only)
		return PAD_REFUSED;
	if (pad->anchor != pad->at)
		return put(pad, span_of(""), err);
	if (start == end)
		return PAD_MOVED;
	return pad_replace(pad, start, end, span_of(""), err) ? PAD_FAILED
	                                                      : PAD_CHANGED;
}

/* ---- moving -------------------------------------------------------------- */

/* The row the cursor is shown in. */
static struct place cursor_place(struct pad *pad)
{
	struct place place = rows_place(&pad->rows, pad->buffer, pad->at);

	if (pad->trails && place.row)
		place.row--;
	return place;
}

static int cursor_col(struct pad *pad, struct place place)
{
	size_t start = 0, end = 0;
	bool last;

	rows_range(&pad->rows, pad->buffer, place, &start, &end, &last);
	return wrap_width(
	    span_from(buffer_text(pad->buffer).at + start, pad->at - start),
	    screen_cells);
}

/* The cursor into a row, as near to a column as its characters let it. */
static void put_in_row(struct pad *pad, struct place place, int col,
                       bool selects)
{
	size_t start = 0, end = 0, at;
	bool last = true;

	if (!rows_range(&pad->rows, pad->buffer, place, &start, &end, &last))
		return;
	at = start + wrap_at(span_from(buffer_text(pad->buffer).at + start,
	                               end - start),
	                     col, screen_cells);
	put_cursor(pad, at, selects);
	pad->trails = at == end && !last && at > start;
}

/* Up or down by rows, keeping the column. False on the first or last row. */
static bool move_rows(struct pad *pad, int by, bool selects)
{
	struct place place = cursor_place(pad);
	int goal = pad->goal >= 0 ? pad->goal : cursor_col(pad, place);
	bool moved = false;

	for (; by > 0 && rows_next(&pad->rows, pad->buffer, &place); by--)
		moved = true;
	for (; by < 0 && rows_prev(&pad->rows, pad->buffer, &place); by++)
		moved = true;
	put_in_row(pad, place, moved ? goal : cursor_col(pad, place), selects);
	pad->goal = goal;
	return moved;
}

static void move_page(struct pad *pad, int direction)
{
	int rows = pad->area.rows > 2 ? pad->area.rows - 1 : 1;

	for (int i = 0; i < rows; i++)
		if (direction > 0)
			rows_next(&pad->rows, pad->buffer, &pad->top);
		else
			rows_prev(&pad->rows, pad->buffer, &pad->top);
	move_rows(pad, direction * rows, false);
}

static void move_home(struct pad *pad, bool selects)
{
	size_t start = 0, end = 0;
	bool last;

	rows_range(&pad->rows, pad->buffer, cursor_place(pad), &start, &end,
	           &last);
	put_cursor(pad, start, selects);
}

static void move_end(struct pad *pad, bool selects)
{
	size_t start = 0, end = 0;
	bool last = true;

	rows_range(&pad->rows, pad->buffer, cursor_place(pad), &start, &end,
	           &last);
	put_cursor(pad, end, selects);
	pad->trails = !last;
}

static void click(struct pad *pad, const struct press *press)
{
	struct place place = pad->top;

	for (int row = pad->area.row; row < press->row; row++)
		if (!rows_next(&pad->rows, pad->buffer, &place))
			break;
	put_in_row(pad, place, press->col - pad->area.col, false);
}

static void scroll(struct pad *pad, int direction)
{
	for (int i = 0; i < WHEEL_ROWS; i++)
		if (direction > 0)
			rows_next(&pad->rows, pad->buffer, &pad->top);
		else
			rows_prev(&pad->rows, pad->buffer, &pad->top);
	pad->loose = true;
}

/* Where a press brings the cursor, one character or word or all the way. */
static bool find_move(const struct pad *pad, uint32_t key, size_t *to,
                      bool *selects)
{
	const struct buffer *buffer = pad->buffer;
	bool collapses = pad->at != pad->anchor;

	*selects = key == PRESS_SHIFT_LEFT || key == PRESS_SHIFT_RIGHT;
	switch (key) {
	case PRESS_LEFT:
		*to = collapses ? first_selected(pad)
		                : buffer_prev_graph(buffer, pad->at);
		return true;
	case PRESS_RIGHT:
		*to = collapses ? last_selected(pad)
		                : buffer_next_graph(buffer, pad->at);
		return true;
	case PRESS_SHIFT_LEFT:
		*to = buffer_prev_graph(buffer, pad->at);
		return true;
	case PRESS_SHIFT_RIGHT:
		*to = buffer_next_graph(buffer, pad->at);
		return true;
	case PRESS_WORD_LEFT:
		*to = buffer_prev_word(buffer, pad->at);
		return true;
	case PRESS_WORD_RIGHT:
		*to = buffer_next_word(buffer, pad->at);
		return true;
	case PRESS_TEXT_HOME:
		*to = 0;
		return true;
	case PRESS_TEXT_END:
		*to = buffer_text(buffer).bytes;
		return true;
	default:
		return false;
	}
}

static enum pad_did move(struct pad *pad, const struct press *press)
{
	bool selects;
	size_t to;

	if (find_move(pad, press->key, &to, &selects)) {
		put_cursor(pad, to, selects);
		return PAD_MOVED;
	}
	switch (press->key) {
	case PRESS_UP:
		return move_rows(pad, -1, false) ? PAD_MOVED : PAD_LEFT_UP;
	case PRESS_DOWN:
		move_rows(pad, 1, false);
		return PAD_MOVED;
	case PRESS_SHIFT_UP:
	case PRESS_SHIFT_DOWN:
		move_rows(pad, press->key == PRESS_SHIFT_UP ? -1 : 1, true);
		return PAD_MOVED;
	case PRESS_PAGE_UP:
	case PRESS_PAGE_DOWN:
		move_page(pad, press->key == PRESS_PAGE_UP ? -1 : 1);
		return PAD_MOVED;
	case PRESS_HOME:
	case PRESS_SHIFT_HOME:
		move_home(pad, press->key == PRESS_SHIFT_HOME);
		return PAD_MOVED;
	case PRESS_END:
	case PRESS_SHIFT_END:
		move_end(pad, press->key == PRESS_SHIFT_END);
		return PAD_MOVED;
	case PRESS_CLICK:
		click(pad, press);
		return PAD_MOVED;
	case PRESS_WHEEL_UP:
	case PRESS_WHEEL_DOWN:
		scroll(pad, press->key == PRESS_WHEEL_UP ? -1 : 1);
		return PAD_MOVED;
	default:
		return PAD_NOTHING;
	}
}

enum pad_did pad_press(struct pad *pad, const struct press *press,
                       struct err *err)
{
	enum pad_did did;

	switch (press->key) {
	case PRESS_ENTER:
		return put(pad, span_of("\n"), err);
	case PRESS_BACKSPACE:
		return rub_out(pad, buffer_prev_graph(pad->buffer, pad->at),
		               err);
	case PRESS_DELETE:
		return rub_out(pad, buffer_next_graph(pad->buffer, pad->at),
		               err);
	case PRESS_PASTE:
		return paste(pad, press->text, err);
	default:
		break;
	}
	if (press->key < PRESS_FIRST && press->key >= ' ' &&
	    press_may_stand(press->key))
		return type(pad, press->key, err);
	did = move(pad, press);
	if (did != PAD_NOTHING)
		buffer_settle(pad->buffer);
	return did;
}

/* ---- drawing ------------------------------------------------------------- */

static bool is_before(struct place a, struct place b)
{
	return a.line != b.line ? a.line < b.line : a.row < b.row;
}

static void centre(struct pad *pad, struct place cursor, int rows)
{
	pad->top = cursor;
	for (int i = 0; i < rows / 2; i++)
		if (!rows_prev(&pad->rows, pad->buffer, &pad->top))
			break;
}

/* Moves the first row so that the cursor is on the screen: by as little as
 * will do, unless it went far. */
static void follow(struct pad *pad, int rows)
{
	struct place cursor = cursor_place(pad), place = pad->top;
	int away = 0;

	if (is_before(cursor, pad->top)) {
		place = cursor;
		while (away < rows && is_before(place, pad->top) &&
		       rows_next(&pad->rows, pad->buffer, &place))
			away++;
		if (away < rows)
			pad->top = cursor;
		else
			centre(pad, cursor, rows);
		return;
	}
	while (away < 2 * rows && is_before(place, cursor) &&
	       rows_next(&pad->rows, pad->buffer, &place))
		away++;
	if (is_before(place, cursor)) {
		centre(pad, cursor, rows);
		return;
	}
	for (; away >= rows; away--)
		rows_next(&pad->rows, pad->buffer, &pad->top);
}

/* The first row stays the same text in another width, and exists whatever was
 * taken out of the text. */
static void find_top(struct pad *pad, struct area area)
{
	int cols = area.cols > 3 ? area.cols - 1 : 2;
	size_t start, end;
	bool last, resized = cols != pad->rows.cols;

	rows_set_cols(&pad->rows, cols);
	if (resized && pad->top_at <= buffer_text(pad->buffer).bytes)
		pad->top = rows_place(&pad->rows, pad->buffer, pad->top_at);
	if (!rows_range(&pad->rows, pad->buffer, pad->top, &start, &end, &last))
		pad->top = cursor_place(pad);
	if (!pad->loose)
		follow(pad, area.rows);
	rows_range(&pad->rows, pad->buffer, pad->top, &start, &end, &last);
	pad->top_at = start;
}

static bool same(char a, char b)
{
	if (a >= 'A' && a <= 'Z')
		a = (char)(a + 'a' - 'A');
	if (b >= 'A' && b <= 'Z')
		b = (char)(b + 'a' - 'A');
	return a == b;
}

/* Whether the words searched for cover `at`; *next: where that changes, at the
 * latest. */
static bool is_hit(const struct pad *pad, size_t at, size_t *next)
{
	struct span text = buffer_text(pad->buffer);
	struct span words = str_span(&pad->words);
	size_t from = at >= words.bytes ? at - words.bytes + 1 : 0;

	for (size_t i = from; words.bytes && i < *next; i++) {
		size_t same_bytes = 0;

		while (same_bytes < words.bytes &&
		       i + same_bytes < text.bytes &&
		       same(text.at[i + same_bytes], words.at[same_bytes]))
			same_bytes++;
		if (same_bytes < words.bytes)
			continue;
		if (i > at) {
			*next = i;
			return false;
		}
		if (i + words.bytes < *next)
			*next = i + words.bytes;
		return true;
	}
	return false;
}

/* How the text looks at `at`, and *next: up to where. */
static enum style style_at(const struct pad *pad, size_t at, size_t *next)
{
	size_t first = first_selected(pad), last = last_selected(pad);
	enum style style = STYLE_TEXT;
	bool hit;

	if (at < first && first < *next)
		*next = first;
	if (at >= first && at < last && last < *next)
		*next = last;
	for (size_t i = pad->first_mark; i < pad->last_mark; i++) {
		const struct pad_mark *mark = &pad->marks[i];

		if (at < mark->start && mark->start < *next)
			*next = mark->start;
		if (at < mark->start || at >= mark->end)
			continue;
		if (mark->end < *next)
			*next = mark->end;
		if (style == STYLE_TEXT || mark->style > style)
			style = mark->style;
	}
	hit = is_hit(pad, at, next);
	if (at >= first && at < last)
		return STYLE_SELECTED;
	return hit ? STYLE_HIT : style;
}

static void draw_row(const struct pad *pad, struct screen *screen, int row,
                     size_t start, size_t end)
{
	static const char blanks[] = "        ";
	const char *text = buffer_text(pad->buffer).at;
	int col = 0;

	while (start < end && col < pad->area.cols) {
		size_t next = end;
		enum style style = style_at(pad, start, &next);
		const char *tab = memchr(text + start, '\t', next - start);
		struct span piece;

		if (tab == text + start) {
			piece = span_from(blanks,
			                  (size_t)(WRAP_TAB - col % WRAP_TAB));
			next = start + 1;
		} else {
			if (tab)
				next = (size_t)(tab - text);
			piece = span_from(text + start, next - start);
		}
		col += screen_put(screen, row, pad->area.col + col,
		                  pad->area.cols - col, style, piece, false);
		start = next;
	}
	/* A line end that is selected shows as one selected blank. */
	if (end < last_selected(pad) && end >= first_selected(pad) &&
	    text[end] == '\n' && col < pad->area.cols)
		screen_put(screen, row, pad->area.col + col, 1, STYLE_SELECTED,
		           span_of(" "), false);
}

/* The marks that can be on the screen: they stand in order. */
static void find_marks(struct pad *pad, int rows)
{
	struct place place = pad->top;
	size_t start = 0, end = 0, first = 0, last;
	bool ends;

	for (int i = 1; i < rows; i++)
		rows_next(&pad->rows, pad->buffer, &place);
	rows_range(&pad->rows, pad->buffer, place, &start, &end, &ends);
	while (first < pad->mark_count && pad->marks[first].end <= pad->top_at)
		first++;
	for (last = first;
	     last < pad->mark_count && pad->marks[last].start < end;)
		last++;
	pad->first_mark = first;
	pad->last_mark = last;
}

void pad_draw(struct pad *pad, struct screen *screen, struct area area,
              bool focus)
{
	struct place place, cursor;
	size_t start, end;
	bool last;

	if (area.rows < 1 || area.cols < 1)
		return;
	find_top(pad, area);
	pad->area = area;
	find_marks(pad, area.rows);
	cursor = cursor_place(pad);
	place = pad->top;
	for (int row = 0; row < area.rows; row++) {
		if (!rows_range(&pad->rows, pad->buffer, place, &start, &end,
		                &last))
			return;
		draw_row(pad, screen, area.row + row, start, end);
		if (focus && place.line == cursor.line &&
		    place.row == cursor.row) {
			int col = cursor_col(pad, place);

			if (col >= area.cols)
				col = area.cols - 1;
			screen_cursor(screen, area.row + row, area.col + col);
		}
		if (!rows_next(&pad->rows, pad->buffer, &place))
			return;
	}
}
