/* Offices: ROLE@WHERE, alone and in lists. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"
#include "core/roster.h"

static const char FORMS[] = "ROLE@owner, ROLE@parent, ROLE@institution, "
                            "ROLE@UNIT, ROLE@tier:TIER";

static bool where_is_good(struct span where, bool may_any)
{
	static const char tier[] = "tier:";

	if (span_starts(where, tier))
		return roster_id_is_good(span_from(where.at + strlen(tier),
		                                   where.bytes - strlen(tier)));
	return roster_id_is_good(where) && (may_any || !span_is(where, "any"));
}

/* A unit may be none of the policy's; but what is nearly `institution` is no
 * unit. */
static bool where_is_slip(const struct reader *reader, struct span where)
{
	return !span_is(where, ROSTER_ROOT) &&
	       source_is_near(where, span_of(ROSTER_ROOT)) &&
	       !part_find(reader->policy, PART_UNIT, where);
}

bool office_is_good(struct reader *reader, const struct pair *pair,
                    struct span office, bool may_any, struct span *role,
                    struct span *where)
{
	struct span rest = office;

	span_cut(&rest, '@', role);
	if (!rest.at || !role->bytes || !where_is_good(rest, may_any)) {
		source_note_value(&reader->source, pair, office, FORMS);
		return false;
	}
	if (where_is_slip(reader, rest)) {
		struct str object = {0};

		str_add(&object, *role);
		str_puts(&object, "@" ROSTER_ROOT);
		source_note_value(&reader->source, pair, office,
		                  str_text(&object));
		str_clear(&object);
		return false;
	}
	*where = rest;
	if (part_find(reader->policy, PART_ROLE, *role))
		return true;
	note_unknown_part(reader, pair, PART_ROLE, *role);
	return false;
}

static void office_add(struct reader *reader, const struct pair *pair,
                       struct span office, bool may_any, int rank,
                       struct offices *out)
{
	struct span role, where;

	if (!office_is_good(reader, pair, office, may_any, &role, &where))
		return;
	for (size_t i = 0; i < out->count; i++) {
		if (span_is(role, out->at[i].role) &&
		    span_is(where, out->at[i].where)) {
			source_note_twice(&reader->source, pair->line, office,
			                  pair->line, pair->comment);
			return;
		}
	}
	out->at = mem_grow(out->at, (out->count + 1) * sizeof(*out->at));
	out->at[out->count++] =
	    (struct role_ref){span_copy(role), span_copy(where), rank};
}

/* Takes the next word of a level off *rest. */
static bool word_next(struct span *rest, struct span *word)
{
	size_t bytes = 0;

	*rest = span_trim(*rest);
	while (bytes < rest->bytes &&
	       span_trim(span_from(rest->at + bytes, 1)).bytes)
		bytes++;
	*word = span_from(rest->at, bytes);
	rest->at += bytes;
	rest->bytes -= bytes;
	return bytes > 0;
}

/* `A@X or B@Y`: offices and `or` in turn. */
static void read_level(struct reader *reader, const struct pair *pair,
                       struct span text, int rank, struct offices *out)
{
	struct span rest = text, word = span_of("");
	bool wants_office = true;

	while (word_next(&rest, &word)) {
		if (wants_office && !span_is(word, "or"))
			office_add(reader, pair, word, false, rank, out);
		else if (wants_office || !span_is(word, "or"))
			break;
		wants_office = !wants_office;
	}
	if (word.bytes || wants_office)
		source_note_value(&reader->source, pair, text,
		                  "ROLE@owner or ROLE@institution");
}

void office_read(struct reader *reader, const struct pair *pair,
                 enum office_style style, struct offices *out)
{
	bool is_level = style == OFFICE_LEVEL || style == OFFICE_LEVELS;
	struct span rest = pair->value, piece;
	int rank = out->count ? out->at[out->count - 1].rank + 1 : 0;

	if (style == OFFICE_LEVEL) {
		read_level(reader, pair, pair->value, rank, out);
		return;
	}
	if (style == OFFICE_LEVELS && !rank)
		rank = 1; /* the role itself is broken */
	while (rest.bytes && list_next(reader, pair, &rest, &piece)) {
		if (is_level)
			read_level(reader, pair, piece, rank, out);
		else
			office_add(reader, pair, piece, style == OFFICE_CHOSEN,
			           rank, out);
		rank += style != OFFICE_ANY;
	}
}

void value_offices(struct reader *reader, const struct section *section,
                   const char *key, struct offices *out)
{
	const struct pair *pair = source_pair(section, key);

	if (pair)
		office_read(reader, pair, OFFICE_ANY, out);
}
