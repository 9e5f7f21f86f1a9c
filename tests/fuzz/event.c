/* Any bytes as a commit message: what is read can be written, and reads back
 * to the same message. */
#include "core/event.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span message = span_from((const char *)bytes, size);
	struct event first = {0}, second = {0};
	struct str once = {0}, twice = {0};
	struct err err;

	if (event_read(message, &first, &err))
		return 0;
	event_write(&once, &first);
	if (event_read(str_span(&once), &second, &err))
		abort();
	event_write(&twice, &second);
	if (!span_equal(str_span(&once), str_span(&twice)))
		abort();
	event_clear(&first);
	event_clear(&second);
	str_clear(&once);
	str_clear(&twice);
	return 0;
}
