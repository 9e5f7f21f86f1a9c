#include "core/wrap.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/mem.h"
#include "core/text.h"

/* A grapheme in a row: its bytes, and the column after it. */
struct graph {
	size_t bytes;
	size_t col;
	uint32_t first, last; /* code points */
};

static struct graph graph_at(struct span line, size_t at, size_t col,
                             wrap_cells cells)
{
	struct graph graph = {text_graph_bytes(line, at), col, 0, 0};

	for (size_t i = at, bytes; i < at + graph.bytes; i += bytes) {
		bytes = text_step(line, i, &graph.last);
		if (i == at)
			graph.first = graph.last;
		if (graph.last == '\t')
			graph.col += WRAP_TAB - graph.col % WRAP_TAB;
		else
			graph.col += (size_t)cells(graph.last);
	}
	return graph;
}

static bool is_blank(uint32_t point)
{
	return point == ' ' || point == '\t' || point == 0x3000;
}

static void add_row(struct wrap *out, size_t start)
{
	out->starts =
	    mem_room(out->starts, out->count, &out->room, sizeof(*out->starts));
	out->starts[out->count++] = start;
}

/*
 * Three places where the row could end are kept: where the rules allow, else
 * where at least no mark comes to stand wrongly, else right here. What stands
 * after the first two is looked at again in the next row, and has no such place
 * in it: so no byte is looked at more than three times.
 */
void wrap_line(struct span line, int cols, wrap_cells cells, struct wrap *out)
{
	char *breaks = mem_new(line.bytes);
	size_t row = 0, best = 0, fair = 0, col = 0, limit = (size_t)cols;
	uint32_t before = 0;

	out->count = 0;
	add_row(out, 0);
	text_breaks(line, breaks);
	for (size_t at = 0; at < line.bytes;) {
		struct graph graph = graph_at(line, at, col, cells);

		if (at > row && breaks[at])
			best = at;
		else if (at > row && best <= row &&
		         text_may_part(before, graph.first))
			fair = at;
		if (graph.col > limit && at > row && !is_blank(graph.first)) {
			row = best > row ? best : fair > row ? fair : at;
			add_row(out, row);
			at = row;
			col = 0;
			continue;
		}
		before = graph.last;
		col = graph.col;
		at += graph.bytes;
	}
	free(breaks);
}

void wrap_clear(struct wrap *wrap)
{
	free(wrap->starts);
	*wrap = (struct wrap){0};
}

size_t wrap_row(const struct wrap *wrap, size_t at)
{
	size_t low = 0, high = wrap->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (wrap->starts[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int wrap_width(struct span row, wrap_cells cells)
{
	size_t col = 0;

	for (size_t at = 0; at < row.bytes;) {
		struct graph graph = graph_at(row, at, col, cells);

		col = graph.col;
		at += graph.bytes;
	}
	return (int)col;
}

size_t wrap_at(struct span row, int col, wrap_cells cells)
{
	size_t at = 0, left = 0;

	while (at < row.bytes) {
		struct graph graph = graph_at(row, at, left, cells);

		if (col < (int)graph.col)
			break;
		left = graph.col;
		at += graph.bytes;
	}
	return at;
}
