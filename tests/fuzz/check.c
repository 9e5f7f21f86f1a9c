#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "core/check.h"
#include "core/text.h"

static bool is_word(void *payload, const char *word)
{
	(void)payload;
	return strlen(word) % 2 == 0;
}

/* Any text: ranges slice exactly and stand in order, and the gate finds just
 * what blocks. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
	static const struct speller speller = {NULL, is_word, NULL};
	struct check_kit kit = {NULL, &speller};
	struct span text = span_from((const char *)bytes, count);
	struct findings all = {0}, gate = {0};
	size_t blocks = 0;

	text.bytes = text_valid_bytes(text);
	check_run(&kit, text, "text", &all);
	check_gate(text, "text", &gate);
	for (size_t i = 0; i < all.count; i++) {
		struct finding *finding = &all.at[i];

		assert(finding->start < finding->end);
		assert(finding->end <= text.bytes);
		assert(i == 0 || all.at[i - 1].start <= finding->start);
		assert(text_valid_bytes(span_of(finding->text)) ==
		       strlen(finding->text));
		assert(finding->line > 0 && finding->column > 0);
		blocks += finding->severity == SEVERITY_BLOCK;
	}
	assert(blocks == gate.count);
	findings_clear(&gate);
	findings_clear(&all);
	return 0;
}
