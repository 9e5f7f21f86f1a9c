#include "core/check.h"

#include <stdlib.h>
#include <string.h>

#include "core/check-rules.h"

static int in_order(const void *a, const void *b)
{
	const struct finding *one = a, *other = b;

	if (one->start != other->start)
		return one->start < other->start ? -1 : 1;
	if (one->end != other->end)
		return one->end < other->end ? -1 : 1;
	return strcmp(one->rule, other->rule);
}

/* Orders findings [from..) and places them, walking the text once. */
static void place(struct span text, const char *field, size_t from,
                  struct findings *out)
{
	size_t at = 0, line = 1, column = 1;

	if (out->count == from)
		return;
	qsort(out->at + from, out->count - from, sizeof(*out->at), in_order);
	for (size_t i = from; i < out->count; i++) {
		struct finding *finding = &out->at[i];

		for (; at < finding->start; at++) {
			if (text.at[at] == '\n') {
				line++;
				column = 1;
			} else if (((unsigned char)text.at[at] & 0xC0) !=
			           0x80) {
				column++;
			}
		}
		finding->line = line;
		finding->column = column;
		finding->field = field;
	}
}

void check_run(const struct check_kit *kit, struct span text, const char *field,
               struct findings *out)
{
	size_t from = out->count;
	/* A file's name is no prose. */
	bool prose = !field || strcmp(field, "attachment") != 0;

	check_id_numbers(text, out);
	check_mobiles(text, out);
	check_markings(text, out);
	if (kit->terms)
		check_terms(kit->terms, text, out);
	if (prose) {
		check_half_width(text, out);
		check_two_names(text, out);
		check_counts(text, out);
	}
	if (prose && kit->speller)
		check_spelling(kit->speller, text, out);
	place(text, field, from, out);
}

void check_gate(struct span text, const char *field, struct findings *out)
{
	size_t from = out->count;

	check_id_numbers(text, out);
	check_markings(text, out);
	place(text, field, from, out);
}
