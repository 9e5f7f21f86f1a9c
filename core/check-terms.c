/*
 * Terms and the allow list stand in one table of chains, by their first
 * character, longest first. At each place of the text the longest allowed
 * words are laid down first; a term that lies inside them does not count.
 */
#include "core/check-rules.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

#define CHAINS 4096 /* a power of two */
#define NONE ((size_t)-1)

struct term {
	char *text;
	size_t bytes;
	char *name, *reason, *source;
	char *replacement; /* alternatives between |; NULL */
	enum severity severity;
	bool allowed;
	bool whole_start, whole_end; /* begins, ends with a Latin letter */
	size_t next;                 /* in its chain; NONE ends it */
};

struct terms {
	struct term *at;
	size_t count, room;
	size_t chains[CHAINS];
};

struct terms *terms_new(void)
{
	struct terms *terms = mem_new(sizeof(*terms));

	for (size_t i = 0; i < CHAINS; i++)
		terms->chains[i] = NONE;
	return terms;
}

void terms_free(struct terms *terms)
{
	if (!terms)
		return;
	for (size_t i = 0; i < terms->count; i++) {
		free(terms->at[i].text);
		free(terms->at[i].name);
		free(terms->at[i].reason);
		free(terms->at[i].source);
		free(terms->at[i].replacement);
	}
	free(terms->at);
	free(terms);
}

static unsigned char fold(char byte)
{
	return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
}

static size_t chain_of(uint32_t point)
{
	if (point < 0x80)
		point = fold((char)point);
	return (point ^ point >> 12) & (CHAINS - 1);
}

static bool is_word_point(uint32_t point)
{
	return text_is_latin(point) || (point >= '0' && point <= '9');
}

/* Longest first; among equals the one read last, so that an institution's own
 * list overrules a shipped one. */
static void chain(struct terms *terms, size_t index)
{
	struct term *term = &terms->at[index];
	uint32_t point;
	size_t *link;

	text_step(span_of(term->text), 0, &point);
	link = &terms->chains[chain_of(point)];
	while (*link != NONE && terms->at[*link].bytes > term->bytes)
		link = &terms->at[*link].next;
	term->next = *link;
	*link = index;
}

static struct term *append(struct terms *terms, struct span text)
{
	struct term *term;
	uint32_t point;
	size_t bytes;

	terms->at =
	    mem_room(terms->at, terms->count, &terms->room, sizeof(*terms->at));
	term = &terms->at[terms->count++];
	memset(term, 0, sizeof(*term));
	term->text = span_copy(text);
	term->bytes = text.bytes;
	text_step(text, 0, &point);
	term->whole_start = is_word_point(point);
	term->whole_end = is_word_point(check_before(text, text.bytes, &bytes));
	return term;
}

static bool is_rule_name(struct span name)
{
	for (size_t i = 0; i < name.bytes; i++) {
		if (!(name.at[i] >= 'a' && name.at[i] <= 'z') &&
		    !(name.at[i] >= '0' && name.at[i] <= '9') &&
		    name.at[i] != '-')
			return false;
	}
	return name.bytes > 0;
}

/* One line without its end; the answer is what to write instead, or NULL. */
static const char *read_line(struct terms *terms, struct span line)
{
	struct span field[6] = {{0}}, rest = line, piece;
	size_t count = 0;
	enum severity severity;
	struct term *term;

	while (span_cut(&rest, '\t', &piece)) {
		if (count == 6)
			return "at most six columns";
		field[count++] = span_trim(piece);
	}
	if (span_is(field[0], "allow")) {
		if (count != 2 || !field[1].bytes)
			return "allow TAB text";
		append(terms, field[1])->allowed = true;
		chain(terms, terms->count - 1);
		return NULL;
	}
	if (count < 5)
		return "term TAB severity TAB name TAB reason TAB source";
	if (!field[0].bytes || !field[3].bytes || !field[4].bytes)
		return "a term, a reason and a source";
	if (!severity_read(field[1], &severity))
		return "info, warn, ack or block in the second column";
	if (!is_rule_name(field[2]))
		return "a name of a-z, 0-9 and - in the third column";
	term = append(terms, field[0]);
	term->severity = severity;
	term->name = span_copy(field[2]);
	term->reason = span_copy(field[3]);
	term->source = span_copy(field[4]);
	if (count == 6 && field[5].bytes)
		term->replacement = span_copy(field[5]);
	chain(terms, terms->count - 1);
	return NULL;
}

enum err_code terms_read(struct terms *terms, struct span text,
                         const char *name, struct err *err)
{
	struct span rest = text, line;
	const char *wrong = NULL;
	int number = 0;

	if (span_starts(rest, "\xEF\xBB\xBF"))
		rest = span_from(rest.at + 3, rest.bytes - 3);
	if (text_valid_bytes(rest) < rest.bytes)
		wrong = "UTF-8";
	while (!wrong && span_cut(&rest, '\n', &line)) {
		number++;
		if (!span_trim(line).bytes || *line.at == '#')
			continue;
		wrong = read_line(terms, line);
	}
	return wrong ? err_set_line(err, ERR_LINE, number, name, wrong)
	             : ERR_OK;
}

static bool is_same(const char *text, const char *term, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		if (fold(text[i]) != fold(term[i]))
			return false;
	}
	return true;
}

static bool matches(const struct term *term, struct span text, size_t at)
{
	size_t bytes;

	if (text.bytes - at < term->bytes ||
	    !is_same(text.at + at, term->text, term->bytes))
		return false;
	if (term->whole_start && is_word_point(check_before(text, at, &bytes)))
		return false;
	return !term->whole_end ||
	       !is_word_point(check_point(text, at + term->bytes, &bytes));
}

static void add_term(const struct term *term, struct span text, size_t at,
                     struct findings *out)
{
	struct finding *finding = finding_add_term(
	    out, term->name, term->severity, text, at, at + term->bytes);
	struct span rest, piece;
	char *word;

	finding->reason = mem_copy(term->reason);
	finding->source = mem_copy(term->source);
	if (!term->replacement)
		return;
	rest = span_of(term->replacement);
	while (span_cut(&rest, '|', &piece)) {
		word = span_copy(piece);
		finding_suggest(finding, word);
		free(word);
	}
}

void check_terms(const struct terms *terms, struct span text,
                 struct findings *out)
{
	size_t allowed_until = 0, taken_until = 0, bytes;
	uint32_t point;

	for (size_t at = 0; at < text.bytes; at += bytes) {
		const struct term *hit = NULL;
		size_t index;

		bytes = text_step(text, at, &point);
		index = terms->chains[chain_of(point)];
		for (; index != NONE; index = terms->at[index].next) {
			const struct term *term = &terms->at[index];

			if ((!term->allowed && hit) || !matches(term, text, at))
				continue;
			if (!term->allowed)
				hit = term;
			else if (at + term->bytes > allowed_until)
				allowed_until = at + term->bytes;
		}
		if (!hit || at < taken_until ||
		    at + hit->bytes <= allowed_until)
			continue;
		add_term(hit, text, at, out);
		taken_until = at + hit->bytes;
	}
}
