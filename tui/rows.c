#include "tui/rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/screen.h"

enum { PIECE = 4096 }; /* bytes of a paragraph wrapped in one go */

void rows_clear(struct rows *rows)
{
	for (size_t i = 0; i < ROWS_KEPT; i++)
		free(rows->kept[i].starts);
	wrap_clear(&rows->wrap);
	memset(rows, 0, sizeof(*rows));
}

void rows_forget(struct rows *rows)
{
	for (size_t i = 0; i < ROWS_KEPT; i++)
		rows->kept[i].known = false;
}

void rows_set_cols(struct rows *rows, int cols)
{
	if (rows->cols != cols)
		rows_forget(rows);
	rows->cols = cols;
}

static void add(struct rows_line *kept, size_t start)
{
	kept->starts = mem_room(kept->starts, kept->count, &kept->room,
	                        sizeof(*kept->starts));
	kept->starts[kept->count++] = start;
}

static struct rows_line *find(struct rows *rows, size_t line)
{
	struct rows_line *kept = &rows->kept[line % ROWS_KEPT];

	if (kept->known && kept->line == line)
		return kept;
	kept->known = true;
	kept->line = line;
	kept->whole = false;
	kept->count = 0;
	add(kept, 0);
	return kept;
}

/* The next piece of a paragraph, not in the middle of a character. */
static struct span piece_of(struct span line, size_t from, size_t bytes)
{
	size_t end = from + bytes;

	if (end >= line.bytes)
		return span_from(line.at + from, line.bytes - from);
	while (end > from && ((unsigned char)line.at[end] & 0xC0) == 0x80)
		end--;
	return span_from(line.at + from, end - from);
}

/* Wraps on from the last row known. The last row of a piece may go on in the
 * next one and is not believed. */
static void more(struct rows *rows, struct rows_line *kept, struct span line)
{
	size_t from = kept->starts[kept->count - 1];
	size_t before = kept->count;

	for (size_t bytes = PIECE; !kept->whole && kept->count == before;
	     bytes *= 2) {
		struct span piece = piece_of(line, from, bytes);
		size_t count;

		wrap_line(piece, rows->cols, screen_cells, &rows->wrap);
		kept->whole = from + piece.bytes == line.bytes;
		count = rows->wrap.count - (kept->whole ? 0 : 1);
		for (size_t i = 1; i < count; i++)
			add(kept, from + rows->wrap.starts[i]);
	}
}

void rows_changed(struct rows *rows, const struct buffer *buffer,
                  const struct buffer_change *change)
{
	size_t line = buffer_line_of(buffer, change->start);
	size_t end = change->start + change->came_bytes;
	size_t at = change->start - buffer_line_start(buffer, line);
	bool moved = buffer_lines(buffer) != rows->lines ||
	             buffer_line_of(buffer, end) != line;

	rows->lines = buffer_lines(buffer);
	for (size_t i = 0; i < ROWS_KEPT; i++) {
		struct rows_line *kept = &rows->kept[i];

		if (moved && kept->line > line)
			kept->known = false;
		if (!kept->known || kept->line != line)
			continue;
		/* The row before may take a word back. */
		while (kept->count > 1 && kept->starts[kept->count - 1] > at)
			kept->count--;
		if (kept->count > 1)
			kept->count--;
		kept->whole = false;
	}
}

struct place rows_place(struct rows *rows, const struct buffer *buffer,
                        size_t at)
{
	struct place place = {buffer_line_of(buffer, at), 0};
	struct rows_line *kept = find(rows, place.line);
	struct span line = buffer_line(buffer, place.line);
	size_t low = 0, high;

	at -= buffer_line_start(buffer, place.line);
	while (!kept->whole && kept->starts[kept->count - 1] <= at)
		more(rows, kept, line);
	for (high = kept->count; high - low > 1;) {
		size_t middle = low + (high - low) / 2;

		if (kept->starts[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	place.row = low;
	return place;
}

bool rows_range(struct rows *rows, const struct buffer *buffer,
                struct place place, size_t *start, size_t *end, bool *last)
{
	struct rows_line *kept;
	struct span line;
	size_t first;

	if (place.line >= buffer_lines(buffer))
		return false;
	kept = find(rows, place.line);
	line = buffer_line(buffer, place.line);
	while (!kept->whole && kept->count < place.row + 2)
		more(rows, kept, line);
	if (place.row >= kept->count)
		return false;
	first = buffer_line_start(buffer, place.line);
	*start = first + kept->starts[place.row];
	*last = place.row + 1 == kept->count;
	*end = first + (*last ? line.bytes : kept->starts[place.row + 1]);
	return true;
}

bool rows_next(struct rows *rows, const struct buffer *buffer,
               struct place *place)
{
	struct place next = {place->line, place->row + 1};
	size_t start, end;
	bool last;

	if (!rows_range(rows, buffer, next, &start, &end, &last)) {
		if (place->line + 1 >= buffer_lines(buffer))
			return false;
		next = (struct place){place->line + 1, 0};
	}
	*place = next;
	return true;
}

bool rows_prev(struct rows *rows, const struct buffer *buffer,
               struct place *place)
{
	size_t end;

	if (place->row) {
		place->row--;
		return true;
	}
	if (!place->line)
		return false;
	end = buffer_line_start(buffer, place->line) - 1;
	*place = rows_place(rows, buffer, end);
	return true;
}
