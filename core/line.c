#include "core/line.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"

static bool is_clean(struct span text)
{
	uint32_t point;

	if (text.bytes > LINE_BYTES || text_valid_bytes(text) != text.bytes)
		return false;
	for (size_t at = 0; at < text.bytes;) {
		at += text_step(text, at, &point);
		if (text_is_control(point) || point == '\n' || point == '\t')
			return false;
	}
	return true;
}

/* Takes one word off *rest, which begins with no blank. */
static bool take_word(struct span *rest, struct str *out)
{
	char quote = '\0';

	str_puts(out, "");
	for (; rest->bytes; rest->at++, rest->bytes--) {
		char byte = *rest->at;

		if (quote) {
			if (byte == quote)
				quote = '\0';
			else
				str_putc(out, byte);
		} else if (byte == ' ') {
			return true;
		} else if (byte == '\'' || byte == '"') {
			quote = byte;
		} else if (strchr("\\`$;|&<>()", byte)) {
			return false;
		} else {
			str_putc(out, byte);
		}
	}
	return !quote;
}

bool line_read(struct span text, struct line *out)
{
	bool good = is_clean(text);

	memset(out, 0, sizeof(*out));
	while (good && text.bytes) {
		struct str word = {0};

		if (*text.at == ' ') {
			text.at++;
			text.bytes--;
			continue;
		}
		good = out->count < LINE_WORDS && take_word(&text, &word);
		if (good)
			out->word[out->count++] = str_take(&word);
		str_clear(&word);
	}
	if (!good)
		line_clear(out);
	return good;
}

void line_clear(struct line *line)
{
	for (size_t i = 0; i < line->count; i++)
		free(line->word[i]);
	memset(line, 0, sizeof(*line));
}
