#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "core/check.h"
#include "core/text.h"

/* A list and a text, parted by the first NUL: any list is read or refused
 * with its line, and every finding slices exactly. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
	const unsigned char *nul = count ? memchr(bytes, 0, count) : NULL;
	size_t list_bytes = nul ? (size_t)(nul - bytes) : count;
	struct span list = span_from((const char *)bytes, list_bytes);
	struct span text =
	    nul ? span_from((const char *)nul + 1, count - list_bytes - 1)
	        : list;
	struct terms *terms = terms_new();
	struct check_kit kit = {terms, NULL};
	struct findings findings = {0};
	struct err err;

	if (terms_read(terms, list, "list", &err))
		assert(err.code == ERR_LINE && err.line >= 0);
	text.bytes = text_valid_bytes(text);
	check_run(&kit, text, "text", &findings);
	for (size_t i = 0; i < findings.count; i++) {
		struct finding *finding = &findings.at[i];

		assert(finding->end <= text.bytes);
		assert(span_is(span_from(text.at + finding->start,
		                         finding->end - finding->start),
		               finding->text));
	}
	findings_clear(&findings);
	terms_free(terms);
	return 0;
}
