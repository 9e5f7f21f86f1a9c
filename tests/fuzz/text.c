#include <assert.h>
#include <stdint.h>

#include "core/text.h"

/* The door, twice, gives the same; what is safe holds nothing that drives a
 * terminal; graphemes and lines cover the text. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
	struct span text = span_from((const char *)bytes, count);
	struct str once = {0}, twice = {0}, safe = {0};
	struct err err;
	size_t line, column, at = 0;
	uint32_t point;

	if (!text_door(text, "text", 1 << 20, &once, &err)) {
		struct span first = text_first_line(str_span(&once), 80);

		assert(first.bytes <= once.bytes);
		assert(!text_door(str_span(&once), "text", 1 << 20, &twice,
		                  &err) ||
		       err.code == ERR_TOO_LARGE);
		assert(span_equal(str_span(&once), str_span(&twice)) ||
		       span_starts(str_span(&once), "\xEF\xBB\xBF"));
		while (at < once.bytes) {
			size_t graph = text_graph_bytes(str_span(&once), at);

			assert(graph > 0 && graph <= once.bytes - at);
			at += graph;
		}
		text_position(str_span(&once), once.bytes, &line, &column);
		assert(line > 0 && column > 0);
	}
	str_clear(&twice);
	if (!text_door_line(text, "text", 1 << 20, &twice, &err))
		assert(span_find(str_span(&twice), "\n") == (size_t)-1);
	text_safe(text, &safe);
	assert(text_valid_bytes(str_span(&safe)) == safe.bytes);
	for (at = 0; at < safe.bytes;) {
		at += text_step(str_span(&safe), at, &point);
		assert(!text_is_control(point));
	}
	str_clear(&safe);
	str_clear(&twice);
	str_clear(&once);
	return 0;
}
