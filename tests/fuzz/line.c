/*
 * fuzz line - whatever comes over SSH, it is words without a control character
 * or it is refused; words written in quotes are read as they were.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* 'word' or, where it holds one, "word"; one with both cannot be written. */
static bool write_word(const char *word, struct str *out)
{
	char quote = strchr(word, '\'') ? '"' : '\'';

	if (strchr(word, quote))
		return false;
	str_putf(out, "%c%s%c ", quote, word, quote);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct line line, again;
	struct str text = {0};
	bool can = true;

	if (!line_read(span_from((const char *)bytes, count), &line))
		return 0;
	must(line.count <= LINE_WORDS && !line.word[line.count]);
	for (size_t i = 0; i < line.count; i++) {
		must(!strpbrk(line.word[i], "\n\r\t\033"));
		can = can && write_word(line.word[i], &text);
	}
	if (can && text.bytes <= LINE_BYTES) {
		must(line_read(str_span(&text), &again));
		must(again.count == line.count);
		for (size_t i = 0; i < line.count; i++)
			must(strcmp(line.word[i], again.word[i]) == 0);
		line_clear(&again);
	}
	str_clear(&text);
	line_clear(&line);
	return 0;
}
