#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "core/buffer.h"
#include "core/text.h"

#define WORD "标记"

struct mark {
	size_t start, end;
	bool holds;
};

static void carry(void *payload, const struct buffer_change *change)
{
	struct mark *mark = payload;

	if (mark->holds)
		mark->holds = buffer_carry(change, &mark->start, &mark->end);
}

static void hold(const struct buffer *buffer, const struct mark *mark)
{
	struct span rest = buffer_text(buffer), text = rest, piece;
	size_t line = 0;

	assert(text_valid_bytes(text) == text.bytes);
	for (; span_cut(&rest, '\n', &piece); line++) {
		assert(line < buffer_lines(buffer));
		assert(buffer_line_start(buffer, line) ==
		       (size_t)(piece.at - text.at));
		assert(span_equal(buffer_line(buffer, line), piece));
	}
	assert(line == buffer_lines(buffer));
	if (mark->holds)
		assert(span_is(
		    span_from(text.at + mark->start, mark->end - mark->start),
		    WORD));
}

/* The code point at or before `at`. */
static size_t edge(struct span text, size_t at)
{
	at = text.bytes ? at % (text.bytes + 1) : 0;
	while (at > 0 && at < text.bytes &&
	       ((unsigned char)text.at[at] & 0xC0) == 0x80)
		at--;
	return at;
}

static void act(struct buffer *buffer, struct mark *mark,
                const unsigned char *bytes)
{
	static const char *const pieces[] = {"",       "a", "三",     "\n",
	                                     "\n\n三", "🇨", "\u200D", "👍"};
	struct span text = buffer_text(buffer);
	size_t start = edge(text, bytes[1]), cursor;
	size_t end = edge(text, start + bytes[2] % 8);
	struct span with = span_of(pieces[bytes[0] >> 4 & 7]);
	struct buffer_change change;
	struct err err;

	switch (bytes[0] & 7) {
	case 0:
		buffer_undo(buffer, &cursor, carry, mark);
		break;
	case 1:
		buffer_redo(buffer, &cursor, carry, mark);
		break;
	case 2:
		buffer_settle(buffer);
		assert(buffer_next_word(buffer, start) <= text.bytes);
		assert(buffer_prev_word(buffer, start) <= start);
		assert(start == text.bytes ||
		       buffer_next_word(buffer, start) > start);
		buffer_find(buffer, with, start);
		break;
	default:
		if (end < start)
			end = start;
		change = (struct buffer_change){start, end - start, with.bytes};
		if (!buffer_replace(buffer, start, end, with, start, &err))
			carry(mark, &change);
	}
}

/* Any sequence of changes: lines as counted from scratch, a mark on its words,
 * and undo back to the first text. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
	static const char first[] = "第一段" WORD "\nsecond\n";
	struct mark mark = {9, 9 + strlen(WORD), true};
	struct buffer *buffer = buffer_new(span_of(first), 300);
	struct str last = {0};
	size_t cursor;

	for (size_t i = 0; i + 3 <= count; i += 3) {
		act(buffer, &mark, bytes + i);
		hold(buffer, &mark);
	}
	while (buffer_redo(buffer, &cursor, carry, &mark))
		hold(buffer, &mark);
	str_add(&last, buffer_text(buffer));
	while (buffer_undo(buffer, &cursor, carry, &mark)) {
		assert(cursor <= buffer_text(buffer).bytes);
		hold(buffer, &mark);
	}
	assert(span_is(buffer_text(buffer), first));
	while (buffer_redo(buffer, &cursor, NULL, NULL))
		assert(cursor <= buffer_text(buffer).bytes);
	assert(span_equal(buffer_text(buffer), str_span(&last)));
	str_clear(&last);
	buffer_free(buffer);
	return 0;
}
