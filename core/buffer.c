#include "core/buffer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

#define NOWHERE ((size_t)-1)
#define TYPED_BYTES 64           /* more at once was not typed, but pasted */
#define HISTORY_BYTES (32 << 20) /* the oldest steps go when it is more */

/* One replacement; undo puts `gone` back in place of `came`. */
struct step {
	size_t start;
	struct str gone, came;
	size_t cursor;
};

struct buffer {
	struct str text;
	size_t limit_bytes;
	size_t *starts; /* of each line */
	size_t lines, room;
	uint64_t stamp;
	struct step *steps;
	size_t done, count, steps_room; /* of `count` steps, `done` hold now */
	size_t history_bytes;
	bool is_open; /* the last step may take more */
};

static size_t count_breaks(struct span text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.bytes; i++)
		count += text.at[i] == '\n';
	return count;
}

/* Lines that begin in (start, end] go, those in `with` come, the rest moves. */
static void replace_lines(struct buffer *buffer, size_t start, size_t end,
                          struct span with)
{
	size_t first = buffer_line_of(buffer, start) + 1;
	size_t gone = buffer_line_of(buffer, end) + 1 - first;
	size_t came = count_breaks(with), lines = buffer->lines - gone + came;
	size_t shift =
	    with.bytes - (end - start); /* may wrap around: it adds */

	while (buffer->room < lines)
		buffer->starts =
		    mem_room(buffer->starts, buffer->room, &buffer->room,
		             sizeof(*buffer->starts));
	memmove(buffer->starts + first + came, buffer->starts + first + gone,
	        (buffer->lines - first - gone) * sizeof(*buffer->starts));
	buffer->lines = lines;
	for (size_t i = 0; came; i++)
		if (with.at[i] == '\n') {
			buffer->starts[first++] = start + i + 1;
			came--;
		}
	for (size_t line = first; shift && line < lines; line++)
		buffer->starts[line] += shift;
}

/* `with` lies outside the text. */
static void replace_bytes(struct buffer *buffer, size_t start, size_t end,
                          struct span with)
{
	struct str *text = &buffer->text;
	size_t bytes = text->bytes - (end - start) + with.bytes;

	replace_lines(buffer, start, end, with);
	while (text->room <= bytes)
		text->at = mem_room(text->at, text->room, &text->room, 1);
	memmove(text->at + start + with.bytes, text->at + end,
	        text->bytes - end);
	if (with.bytes)
		memcpy(text->at + start, with.at, with.bytes);
	text->bytes = bytes;
	text->at[bytes] = '\0';
	buffer->stamp++;
}

struct buffer *buffer_new(struct span text, size_t limit_bytes)
{
	struct buffer *buffer = mem_new(sizeof(*buffer));

	buffer->limit_bytes = limit_bytes;
	buffer->starts = mem_room(NULL, 0, &buffer->room, sizeof(size_t));
	buffer->starts[0] = 0;
	buffer->lines = 1;
	replace_bytes(buffer, 0, 0, text);
	return buffer;
}

static size_t step_bytes(const struct step *step)
{
	return sizeof(*step) + step->gone.bytes + step->came.bytes;
}

static void clear_steps(struct buffer *buffer, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		buffer->history_bytes -= step_bytes(&buffer->steps[i]);
		str_clear(&buffer->steps[i].gone);
		str_clear(&buffer->steps[i].came);
	}
}

void buffer_free(struct buffer *buffer)
{
	if (!buffer)
		return;
	clear_steps(buffer, 0, buffer->count);
	free(buffer->steps);
	free(buffer->starts);
	str_clear(&buffer->text);
	free(buffer);
}

struct span buffer_text(const struct buffer *buffer)
{
	return str_span(&buffer->text);
}

size_t buffer_lines(const struct buffer *buffer)
{
	return buffer->lines;
}

struct span buffer_line(const struct buffer *buffer, size_t line)
{
	size_t start = buffer_line_start(buffer, line);
	size_t end = line + 1 < buffer->lines ? buffer->starts[line + 1] - 1
	                                      : buffer->text.bytes;

	return span_from(buffer->text.at + start, end - start);
}

size_t buffer_line_start(const struct buffer *buffer, size_t line)
{
	assert(line < buffer->lines);
	return buffer->starts[line];
}

size_t buffer_line_of(const struct buffer *buffer, size_t at)
{
	size_t low = 0, high = buffer->lines;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (buffer->starts[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

uint64_t buffer_stamp(const struct buffer *buffer)
{
	return buffer->stamp;
}

static void forget_oldest(struct buffer *buffer)
{
	size_t old = 0, kept = buffer->history_bytes;

	while (old + 1 < buffer->done && kept > HISTORY_BYTES)
		kept -= step_bytes(&buffer->steps[old++]);
	if (!old)
		return;
	clear_steps(buffer, 0, old);
	buffer->done -= old;
	buffer->count -= old;
	memmove(buffer->steps, buffer->steps + old,
	        buffer->count * sizeof(*buffer->steps));
}

static void put_before(struct str *str, struct span span)
{
	struct str joined = {0};

	str_add(&joined, span);
	str_add(&joined, str_span(str));
	str_clear(str);
	*str = joined;
}

/* Whether the change goes on where the last step stopped; then it is in it. */
static bool add_to_step(struct buffer *buffer, size_t start, struct span gone,
                        struct span with)
{
	struct step *step;

	if (!buffer->is_open || gone.bytes > TYPED_BYTES ||
	    with.bytes > TYPED_BYTES)
		return false;
	step = &buffer->steps[buffer->done - 1];
	if (with.bytes && !gone.bytes && step->came.bytes &&
	    start == step->start + step->came.bytes) {
		str_add(&step->came, with);
	} else if (gone.bytes && !with.bytes && !step->came.bytes &&
	           start == step->start) {
		str_add(&step->gone, gone);
	} else if (gone.bytes && !with.bytes && !step->came.bytes &&
	           start + gone.bytes == step->start) {
		put_before(&step->gone, gone);
		step->start = start;
	} else {
		return false;
	}
	buffer->history_bytes += gone.bytes + with.bytes;
	return true;
}

static void add_step(struct buffer *buffer, size_t start, struct span gone,
                     struct span with, size_t cursor)
{
	struct step step = {start, {0}, {0}, cursor};

	str_add(&step.gone, gone);
	str_add(&step.came, with);
	buffer->steps = mem_room(buffer->steps, buffer->count,
	                         &buffer->steps_room, sizeof(step));
	buffer->steps[buffer->count++] = step;
	buffer->done = buffer->count;
	buffer->history_bytes += step_bytes(&step);
	buffer->is_open =
	    gone.bytes <= TYPED_BYTES && with.bytes <= TYPED_BYTES;
	forget_oldest(buffer);
}

enum err_code buffer_replace(struct buffer *buffer, size_t start, size_t end,
                             struct span with, size_t cursor, struct err *err)
{
	size_t bytes = buffer->text.bytes - (end - start);
	const struct str *came;
	struct span gone;

	assert(start <= end && end <= buffer->text.bytes);
	if (start == end && !with.bytes)
		return ERR_OK;
	if (with.bytes > buffer->limit_bytes ||
	    (with.bytes && bytes > buffer->limit_bytes - with.bytes))
		return text_too_large("text", buffer->limit_bytes, err);
	clear_steps(buffer, buffer->done, buffer->count);
	buffer->count = buffer->done;
	gone = span_from(buffer->text.at + start, end - start);
	if (!add_to_step(buffer, start, gone, with))
		add_step(buffer, start, gone, with, cursor);
	/* `with` may be words of this very text: the step has a copy. */
	came = &buffer->steps[buffer->done - 1].came;
	replace_bytes(
	    buffer, start, end,
	    span_from(came->at + came->bytes - with.bytes, with.bytes));
	return ERR_OK;
}

void buffer_settle(struct buffer *buffer)
{
	buffer->is_open = false;
}

bool buffer_undo(struct buffer *buffer, size_t *cursor, buffer_each each,
                 void *payload)
{
	const struct step *step;
	struct buffer_change change;

	if (!buffer_may_undo(buffer))
		return false;
	step = &buffer->steps[--buffer->done];
	change = (struct buffer_change){step->start, step->came.bytes,
	                                step->gone.bytes};
	replace_bytes(buffer, step->start, step->start + step->came.bytes,
	              str_span(&step->gone));
	buffer_settle(buffer);
	*cursor = step->cursor;
	if (each)
		each(payload, &change);
	return true;
}

bool buffer_redo(struct buffer *buffer, size_t *cursor, buffer_each each,
                 void *payload)
{
	const struct step *step;
	struct buffer_change change;

	if (!buffer_may_redo(buffer))
		return false;
	step = &buffer->steps[buffer->done++];
	change = (struct buffer_change){step->start, step->gone.bytes,
	                                step->came.bytes};
	replace_bytes(buffer, step->start, step->start + step->gone.bytes,
	              str_span(&step->came));
	buffer_settle(buffer);
	*cursor = step->start + step->came.bytes;
	if (each)
		each(payload, &change);
	return true;
}

bool buffer_may_undo(const struct buffer *buffer)
{
	return buffer->done > 0;
}

bool buffer_may_redo(const struct buffer *buffer)
{
	return buffer->done < buffer->count;
}

size_t buffer_next_graph(const struct buffer *buffer, size_t at)
{
	return at + text_graph_bytes(buffer_text(buffer), at);
}

size_t buffer_prev_graph(const struct buffer *buffer, size_t at)
{
	return at - text_graph_before(buffer_text(buffer), at);
}

/* Over one character and the marks on it. */
static size_t next_kind(struct span text, size_t at, enum text_kind *kind)
{
	uint32_t point;
	size_t bytes = text_step(text, at, &point);

	*kind = text_kind(point);
	for (at += bytes; at < text.bytes; at += bytes) {
		bytes = text_step(text, at, &point);
		if (text_kind(point) != TEXT_MARK)
			break;
	}
	return at;
}

static size_t prev_kind(struct span text, size_t at, enum text_kind *kind)
{
	uint32_t point;

	do {
		do
			at--;
		while (at > 0 && ((unsigned char)text.at[at] & 0xC0) == 0x80);
		text_step(text, at, &point);
		*kind = text_kind(point);
	} while (at > 0 && *kind == TEXT_MARK);
	return at;
}

static bool is_wordless(enum text_kind kind)
{
	return kind == TEXT_OTHER || kind == TEXT_MARK;
}

size_t buffer_next_word(const struct buffer *buffer, size_t at)
{
	struct span text = buffer_text(buffer);
	enum text_kind word = TEXT_OTHER, kind;

	while (at < text.bytes) {
		size_t next = next_kind(text, at, &kind);

		if (is_wordless(word) && !is_wordless(kind))
			word = kind;
		else if (!is_wordless(word) && kind != word)
			break;
		at = next;
	}
	return at;
}

size_t buffer_prev_word(const struct buffer *buffer, size_t at)
{
	struct span text = buffer_text(buffer);
	enum text_kind word = TEXT_OTHER, kind;

	while (at > 0) {
		size_t before = prev_kind(text, at, &kind);

		if (is_wordless(word) && !is_wordless(kind))
			word = kind;
		else if (!is_wordless(word) && kind != word)
			break;
		at = before;
	}
	return at;
}

size_t buffer_find(const struct buffer *buffer, struct span words, size_t at)
{
	struct span text = buffer_text(buffer);
	size_t found = text_find(text, words, at, text.bytes);

	return found == NOWHERE ? text_find(text, words, 0, at) : found;
}

bool buffer_carry(const struct buffer_change *change, size_t *start,
                  size_t *end)
{
	if (change->start >= *end)
		return true;
	if (change->start + change->gone_bytes > *start)
		return false;
	*start = *start - change->gone_bytes + change->came_bytes;
	*end = *end - change->gone_bytes + change->came_bytes;
	return true;
}
