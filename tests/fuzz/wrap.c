#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <unigbrk.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/wrap.h"

static int cells(uint32_t point)
{
	return point < 0x300 ? 1 : point < 0x370 ? 0 : point >= 0x2E80 ? 2 : 1;
}

/* Forth and back the same edges, those that libunistring finds with the whole
 * text at hand. */
static void walk(struct span text)
{
	char *edges = mem_new(text.bytes + 1);

	u8_grapheme_breaks((const uint8_t *)text.at, text.bytes, edges);
	for (size_t at = 0, bytes; at < text.bytes; at += bytes) {
		bytes = text_graph_bytes(text, at);
		assert(bytes > 0 && bytes <= text.bytes - at);
		assert(edges[at]);
		for (size_t i = at + 1; i < at + bytes; i++)
			assert(!edges[i]);
		assert(text_graph_before(text, at + bytes) == bytes);
	}
	free(edges);
}

/* The row without the blanks at its end, which hang over. */
static struct span seen(struct span row)
{
	size_t end = 0;
	uint32_t point;

	for (size_t at = 0, bytes; at < row.bytes; at += bytes) {
		bytes = text_graph_bytes(row, at);
		text_step(row, at, &point);
		if (point != ' ' && point != '\t' && point != 0x3000)
			end = at + bytes;
	}
	return span_from(row.at, end);
}

/* Any paragraph at any width: the rows are the paragraph, cut at the edges of
 * graphemes, and as wide as allowed. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
	struct str line = {0};
	struct wrap wrap = {0};
	struct err err;
	struct span text;
	int cols;

	if (!count)
		return 0;
	cols = 2 + bytes[0] % 40;
	if (text_door(span_from((const char *)bytes + 1, count - 1), "",
	              1 << 20, &line, &err)) {
		str_clear(&line);
		return 0;
	}
	text = str_span(&line);
	walk(text);
	wrap_line(text, cols, cells, &wrap);
	assert(wrap.count > 0 && wrap.starts[0] == 0);
	for (size_t i = 0, at = 0; i < wrap.count; i++) {
		size_t end =
		    i + 1 < wrap.count ? wrap.starts[i + 1] : text.bytes;
		struct span row =
		    span_from(text.at + wrap.starts[i], end - wrap.starts[i]);

		assert(end > wrap.starts[i] || text.bytes == 0);
		assert(wrap_row(&wrap, wrap.starts[i]) == i);
		while (at < end)
			at += text_graph_bytes(text, at);
		assert(at == end);
		row = seen(row);
		assert(wrap_width(row, cells) <= cols ||
		       text_graph_bytes(row, 0) == row.bytes);
		for (int col = 0; col < cols; col++)
			assert(wrap_at(row, col, cells) <= row.bytes);
	}
	wrap_clear(&wrap);
	str_clear(&line);
	return 0;
}
