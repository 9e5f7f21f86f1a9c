#include "tui/flow.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/wrap.h"

#define NOWHERE SIZE_MAX

enum { LEAST_COLS = 2, LEAST_INDENTED = 8, COVERED = 3 };

/* What begins where the run before it ends. */
struct run {
	size_t end;
	enum style style;
};

struct paragraph {
	size_t start; /* its LF is the byte before the next one's start */
	int indent;
	int fits; /* what `wrap` was made for; 0: nothing yet */
	struct wrap wrap;
};

struct mark {
	int number;
	size_t run;
};

/* A row: of which paragraph, and the how manieth. */
struct place {
	size_t paragraph, row;
};

struct flow {
	struct str text;
	struct run *runs;
	size_t run_count, run_room;
	struct paragraph *paragraphs; /* the last one is open */
	size_t count, room;
	struct mark *marks;
	size_t mark_count, mark_room;
	/* The top row, as a paragraph and a byte in it, so that another width
	 * changes nothing. It may lie below the last full page: then that page
	 * is shown. */
	size_t top, top_byte;
	int rows, cols;
	size_t chosen; /* run; NOWHERE */
	struct str words;
	size_t hit; /* byte of the last one gone to; NOWHERE */
	bool was_read;
};

struct flow *flow_new(void)
{
	struct flow *flow = mem_new(sizeof(*flow));

	flow->rows = 24;
	flow->cols = 80;
	flow->chosen = flow->hit = NOWHERE;
	return flow;
}

static void forget_text(struct flow *flow)
{
	for (size_t i = 0; i < flow->count; i++)
		wrap_clear(&flow->paragraphs[i].wrap);
	flow->count = flow->run_count = flow->mark_count = 0;
	str_clear(&flow->text);
	flow->chosen = flow->hit = NOWHERE;
}

void flow_clear(struct flow *flow)
{
	forget_text(flow);
}

void flow_free(struct flow *flow)
{
	if (!flow)
		return;
	forget_text(flow);
	str_clear(&flow->words);
	free(flow->marks);
	free(flow->paragraphs);
	free(flow->runs);
	free(flow);
}

/* ---- putting ------------------------------------------------------------- */

static void open_paragraph(struct flow *flow, size_t start)
{
	flow->paragraphs = mem_room(flow->paragraphs, flow->count, &flow->room,
	                            sizeof(*flow->paragraphs));
	flow->paragraphs[flow->count++] = (struct paragraph){.start = start};
}

void flow_put(struct flow *flow, enum style style, struct span text)
{
	size_t from = flow->text.bytes;
	const char *at;

	if (!flow->count)
		open_paragraph(flow, 0);
	if (!text.bytes)
		return;
	flow->paragraphs[flow->count - 1].fits = 0;
	str_add(&flow->text, text);
	for (at = flow->text.at + from; (at = strchr(at, '\n')); at++)
		open_paragraph(flow, (size_t)(at - flow->text.at) + 1);
	flow->runs = mem_room(flow->runs, flow->run_count, &flow->run_room,
	                      sizeof(*flow->runs));
	flow->runs[flow->run_count++] = (struct run){flow->text.bytes, style};
}

void flow_puts(struct flow *flow, enum style style, const char *text)
{
	flow_put(flow, style, span_of(text));
}

void flow_end(struct flow *flow, int indent_cells)
{
	if (!flow->count)
		open_paragraph(flow, 0);
	flow->paragraphs[flow->count - 1].indent = indent_cells;
	flow_put(flow, STYLE_TEXT, span_of("\n"));
}

void flow_mark(struct flow *flow, int mark)
{
	flow->marks = mem_room(flow->marks, flow->mark_count, &flow->mark_room,
	                       sizeof(*flow->marks));
	flow->marks[flow->mark_count++] = (struct mark){mark, flow->run_count};
}

/* ---- rows ---------------------------------------------------------------- */

/* How many there are to be seen: the open one only when it has text. */
static size_t paragraphs(const struct flow *flow)
{
	if (flow->count &&
	    flow->paragraphs[flow->count - 1].start == flow->text.bytes)
		return flow->count - 1;
	return flow->count;
}

static struct span text_of(const struct flow *flow, size_t paragraph)
{
	size_t start = flow->paragraphs[paragraph].start;
	size_t end = paragraph + 1 < flow->count
	                 ? flow->paragraphs[paragraph + 1].start - 1
	                 : flow->text.bytes;

	return span_from(str_text(&flow->text) + start, end - start);
}

static int indent_of(const struct flow *flow, size_t paragraph)
{
	int indent = flow->paragraphs[paragraph].indent;

	return flow->cols - indent < LEAST_INDENTED ? 0 : indent;
}

/* The rows after the first, again, for the cells that the indent leaves. */
static void wrap_indented(struct wrap *wrap, struct span text, int cols)
{
	size_t from = wrap->starts[1];
	struct wrap rest = {0};

	wrap_line(span_from(text.at + from, text.bytes - from), cols,
	          screen_cells, &rest);
	wrap->count = 1;
	for (size_t i = 0; i < rest.count; i++) {
		wrap->starts = mem_room(wrap->starts, wrap->count, &wrap->room,
		                        sizeof(*wrap->starts));
		wrap->starts[wrap->count++] = from + rest.starts[i];
	}
	wrap_clear(&rest);
}

static const struct wrap *wrapped(struct flow *flow, size_t paragraph)
{
	struct paragraph *at = &flow->paragraphs[paragraph];
	int cols = flow->cols < LEAST_COLS ? LEAST_COLS : flow->cols;
	int fits = cols * 4 + screen_ambiguous();
	int indent = indent_of(flow, paragraph);

	if (at->fits == fits)
		return &at->wrap;
	wrap_line(text_of(flow, paragraph), cols, screen_cells, &at->wrap);
	if (indent && at->wrap.count > 1)
		wrap_indented(&at->wrap, text_of(flow, paragraph),
		              cols - indent);
	at->fits = fits;
	return &at->wrap;
}

/* One row up or down; false at an end. */
static bool step(struct flow *flow, struct place *place, bool down)
{
	if (down && place->row + 1 < wrapped(flow, place->paragraph)->count) {
		place->row++;
	} else if (down) {
		if (place->paragraph + 1 >= paragraphs(flow))
			return false;
		place->paragraph++;
		place->row = 0;
	} else if (place->row) {
		place->row--;
	} else {
		if (!place->paragraph)
			return false;
		place->paragraph--;
		place->row = wrapped(flow, place->paragraph)->count - 1;
	}
	return true;
}

static bool is_before(struct place a, struct place b)
{
	return a.paragraph < b.paragraph ||
	       (a.paragraph == b.paragraph && a.row < b.row);
}

/* The top row of the last full page. */
static struct place last_top(struct flow *flow)
{
	struct place place = {paragraphs(flow) - 1, 0};

	place.row = wrapped(flow, place.paragraph)->count - 1;
	for (int i = 1; i < flow->rows; i++)
		if (!step(flow, &place, false))
			break;
	return place;
}

/* The row shown at the top. Not to be asked when there is no paragraph. */
static struct place top(struct flow *flow)
{
	struct place place, last = last_top(flow);

	if (flow->top >= paragraphs(flow))
		return last;
	place.paragraph = flow->top;
	place.row = wrap_row(wrapped(flow, flow->top), flow->top_byte);
	return is_before(last, place) ? last : place;
}

static void set_top(struct flow *flow, struct place place)
{
	flow->top = place.paragraph;
	flow->top_byte = wrapped(flow, place.paragraph)->starts[place.row];
}

void flow_move(struct flow *flow, long rows)
{
	struct place place;

	if (!paragraphs(flow))
		return;
	place = top(flow);
	for (long i = rows < 0 ? -rows : rows; i > 0; i--)
		if (!step(flow, &place, rows > 0))
			break;
	if (is_before(last_top(flow), place))
		place = last_top(flow);
	set_top(flow, place);
}

bool flow_act(struct flow *flow, const char *act)
{
	/* A row of the last page stays in sight. */
	long page = flow->rows > 2 ? flow->rows - 1 : 1;

	if (strcmp(act, "up") == 0)
		flow_move(flow, -1);
	else if (strcmp(act, "down") == 0)
		flow_move(flow, 1);
	else if (strcmp(act, "page-up") == 0)
		flow_move(flow, -page);
	else if (strcmp(act, "page-down") == 0)
		flow_move(flow, page);
	else if (strcmp(act, "first") == 0)
		flow->top = flow->top_byte = 0;
	else if (strcmp(act, "last") == 0)
		flow->top = NOWHERE;
	else
		return false;
	return true;
}

/* ---- places in the text -------------------------------------------------- */

static size_t paragraph_at(const struct flow *flow, size_t byte)
{
	size_t low = 0, high = flow->count;

	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		if (flow->paragraphs[middle].start <= byte)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static size_t run_at(const struct flow *flow, size_t byte)
{
	size_t low = 0, high = flow->run_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (flow->runs[middle].end <= byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A byte of the text into the upper third; no move when it is in sight, and not
 * on the last rows, which a message may cover. */
static void show_byte(struct flow *flow, size_t byte)
{
	struct place place, first = top(flow), last = first;
	size_t start;

	place.paragraph = paragraph_at(flow, byte);
	start = flow->paragraphs[place.paragraph].start;
	place.row = wrap_row(wrapped(flow, place.paragraph), byte - start);
	for (int i = 1; i < flow->rows - COVERED; i++)
		if (!step(flow, &last, true))
			break;
	if (!is_before(place, first) && !is_before(last, place))
		return;
	set_top(flow, place);
	flow_move(flow, -(flow->rows / 3));
}

void flow_go(struct flow *flow, int mark)
{
	for (size_t i = 0; i < flow->mark_count; i++) {
		size_t run = flow->marks[i].run;

		if (flow->marks[i].number != mark || run >= flow->run_count)
			continue;
		flow->chosen = run;
		show_byte(flow, run ? flow->runs[run - 1].end : 0);
		return;
	}
}

bool flow_was_read(const struct flow *flow)
{
	return flow->was_read;
}

bool flow_is_at_end(struct flow *flow)
{
	if (!paragraphs(flow))
		return true;
	return !is_before(top(flow), last_top(flow));
}

/* ---- words --------------------------------------------------------------- */

static size_t find(const struct flow *flow, size_t from, size_t to)
{
	return text_find(str_span(&flow->text), str_span(&flow->words), from,
	                 to);
}

bool flow_find(struct flow *flow, const char *words)
{
	bool again = words && strcmp(str_text(&flow->words), words) == 0 &&
	             flow->hit != NOWHERE;
	size_t from = again ? flow->hit + 1 : 0;

	if (!again) {
		str_clear(&flow->words);
		flow->hit = NOWHERE;
		if (words)
			str_puts(&flow->words, words);
	}
	if (!flow->words.bytes || !paragraphs(flow))
		return false;
	if (!again) {
		struct place place = top(flow);

		from = flow->paragraphs[place.paragraph].start +
		       wrapped(flow, place.paragraph)->starts[place.row];
	}
	flow->hit = find(flow, from, flow->text.bytes);
	if (flow->hit == NOWHERE)
		flow->hit = find(flow, 0, from);
	if (flow->hit == NOWHERE)
		return false;
	show_byte(flow, flow->hit);
	return true;
}

/* ---- drawing ------------------------------------------------------------- */

/* Where the next hit at or after `at` begins: one that began before counts. */
static size_t hit_near(const struct flow *flow, size_t at, size_t end)
{
	size_t words = flow->words.bytes;
	size_t from = words && at > words - 1 ? at - (words - 1) : 0;

	return words ? find(flow, from, end) : NOWHERE;
}

/* The style at byte `at`, and where it ends: *end comes closer. */
static enum style style_at(const struct flow *flow, size_t at, size_t *end)
{
	size_t run = run_at(flow, at), hit = hit_near(flow, at, *end);

	if (run < flow->run_count && flow->runs[run].end < *end)
		*end = flow->runs[run].end;
	if (hit != NOWHERE && hit <= at) {
		if (hit + flow->words.bytes < *end)
			*end = hit + flow->words.bytes;
		return STYLE_HIT;
	}
	if (hit < *end)
		*end = hit;
	if (run == flow->chosen)
		return STYLE_CHOSEN;
	return run < flow->run_count ? flow->runs[run].style : STYLE_TEXT;
}

/* One row, piece by piece; a TAB is as many blanks as wrap counted. */
static void draw_row(struct flow *flow, struct screen *screen, struct area area,
                     int row, size_t at, size_t end, int indent)
{
	int col = 0, room = area.cols - indent;

	while (at < end && col < room) {
		size_t until = end;
		enum style style = style_at(flow, at, &until);
		const char *text = flow->text.at + at;
		const char *tab = memchr(text, '\t', until - at);

		if (tab)
			until = (size_t)(tab - flow->text.at);
		col +=
		    screen_put(screen, row, area.col + indent + col, room - col,
		               style, span_from(text, until - at), false);
		at = until;
		if (tab) {
			col = (col / WRAP_TAB + 1) * WRAP_TAB;
			at++;
		}
	}
}

void flow_draw(struct flow *flow, struct screen *screen, struct area area)
{
	struct place place;
	int row = 0;

	if (area.rows < 1 || area.cols < 1)
		return;
	flow->rows = area.rows;
	flow->cols = area.cols;
	if (!paragraphs(flow)) {
		flow->was_read = true;
		return;
	}
	place = top(flow);
	do {
		const struct wrap *wrap = wrapped(flow, place.paragraph);
		size_t start = flow->paragraphs[place.paragraph].start;
		size_t end = place.row + 1 < wrap->count
		                 ? wrap->starts[place.row + 1]
		                 : text_of(flow, place.paragraph).bytes;

		draw_row(flow, screen, area, area.row + row,
		         start + wrap->starts[place.row], start + end,
		         place.row ? indent_of(flow, place.paragraph) : 0);
		row++;
	} while (row < area.rows && step(flow, &place, true));
	if (row < area.rows || !step(flow, &place, true))
		flow->was_read = true;
}
