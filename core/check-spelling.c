/*
 * Latin words in mixed text. The text is cut into tokens without blanks or
 * Chinese; addresses, file names and names of things (a_b) are passed over as
 * a whole, then each word of the rest is asked of the speller.
 */
#include "core/check-rules.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

#define ABBREVIATION 5 /* capitals up to this many letters: APP, HTTPS */
#define WORD_BYTES 64
#define SUGGESTED 64 /* words; suggestions are dear */

struct run {
	const struct speller *speller;
	struct span text;
	struct findings *out;
	int suggested;
};

/* A letter this check reads: Latin, but neither full-width nor exotic. */
static bool is_letter(uint32_t point)
{
	return point < 0x250 && text_is_latin(point);
}

static bool is_apostrophe(uint32_t point)
{
	return point == '\'' || point == 0x2019;
}

static bool is_token_point(uint32_t point)
{
	return (point > ' ' && point < 0x7F &&
	        !strchr("()[]<>\"{}|,;`", (int)point)) ||
	       is_letter(point) || is_apostrophe(point);
}

/* Whether a dot stands inside the token between letters or digits: a host or
 * file name. A dot at its end is a full stop. */
static bool has_inner_dot(struct span token)
{
	for (size_t i = 1; i + 1 < token.bytes; i++) {
		char next = token.at[i + 1];

		if (token.at[i] == '.' && token.at[i - 1] != '.' &&
		    ((next >= 'a' && next <= 'z') ||
		     (next >= 'A' && next <= 'Z') ||
		     (next >= '0' && next <= '9')))
			return true;
	}
	return false;
}

static bool is_address(struct span token)
{
	const size_t none = (size_t)-1;

	return span_find(token, "://") != none ||
	       span_find(token, "@") != none || span_find(token, "_") != none ||
	       span_find(token, "\\") != none ||
	       span_find(token, "=") != none || span_starts(token, "/") ||
	       span_starts(token, "&") || span_starts(token, "$") ||
	       span_starts(token, "--") || has_inner_dot(token);
}

static bool is_digit(uint32_t point)
{
	return check_digit(point) >= 0;
}

/* Words that no dictionary is asked about. */
static bool is_passed_over(struct span word)
{
	size_t letters = 0, small = 0;
	uint32_t point;

	for (size_t at = 0; at < word.bytes;) {
		at += text_step(word, at, &point);
		if (!is_letter(point))
			continue;
		letters++;
		small += point > 0x7F || (point >= 'a' && point <= 'z');
	}
	return letters < 2 || word.bytes >= WORD_BYTES ||
	       (!small && letters <= ABBREVIATION);
}

static bool ask(const struct speller *speller, struct span word)
{
	char *copy = span_copy(word);
	bool known = speller->is_word(speller->payload, copy);

	free(copy);
	return known;
}

/* The word, or each part of it between hyphens, is known. */
static bool is_known(const struct speller *speller, struct span word)
{
	struct span rest = word, part;

	if (ask(speller, word))
		return true;
	if (span_find(word, "-") == (size_t)-1)
		return false;
	while (span_cut(&rest, '-', &part)) {
		if (!is_passed_over(part) && !ask(speller, part))
			return false;
	}
	return true;
}

/* `plain` is text[start..end) with a typewriter's apostrophe. */
static void check_word(struct run *run, size_t start, size_t end,
                       struct span plain)
{
	struct finding *finding;

	if (is_passed_over(plain) || is_known(run->speller, plain))
		return;
	finding =
	    finding_add(run->out, "spelling/unknown", run->text, start, end);
	if (run->speller->suggest && run->suggested++ < SUGGESTED) {
		char *word = span_copy(plain);

		run->speller->suggest(run->speller->payload, word, finding);
		free(word);
	}
}

/* The end of the word at `at`: letters, with ' or - between two of them. */
static size_t word_end(struct span text, size_t at, size_t end,
                       struct str *plain)
{
	size_t bytes, more;

	while (at < end) {
		uint32_t point = check_point(text, at, &bytes);
		bool inner = point == '-' || is_apostrophe(point);

		if (!is_letter(point) &&
		    !(inner && at + bytes < end &&
		      is_letter(check_point(text, at + bytes, &more))))
			break;
		text_put_point(plain, is_apostrophe(point) ? '\'' : point);
		at += bytes;
	}
	return at;
}

static void check_token(struct run *run, size_t start, size_t end)
{
	struct span token = span_from(run->text.at + start, end - start);
	struct str plain = {0};
	size_t bytes;

	if (is_address(token))
		return;
	while (start < end) {
		uint32_t point = check_point(run->text, start, &bytes);
		size_t stop;
		bool numbered;

		if (!is_letter(point)) {
			start += bytes;
			continue;
		}
		numbered = is_digit(check_before(run->text, start, &bytes));
		str_clear(&plain);
		stop = word_end(run->text, start, end, &plain);
		numbered =
		    numbered || is_digit(check_point(run->text, stop, &bytes));
		if (!numbered)
			check_word(run, start, stop, str_span(&plain));
		start = stop;
	}
	str_clear(&plain);
}

void check_spelling(const struct speller *speller, struct span text,
                    struct findings *out)
{
	struct run run = {speller, text, out, 0};
	size_t start = 0, bytes;
	bool inside = false;

	for (size_t at = 0; at < text.bytes; at += bytes) {
		uint32_t point = check_point(text, at, &bytes);
		bool belongs = is_token_point(point);

		if (belongs && !inside)
			start = at;
		if (!belongs && inside)
			check_token(&run, start, at);
		inside = belongs;
	}
	if (inside)
		check_token(&run, start, text.bytes);
}
