/* Conditions: every id in one must be the policy's; what is said when not. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"
#include "core/roster.h"

struct visit {
	struct reader *reader;
	const struct pair *pair;
	bool may_check;
	bool good;
};

static void look_at_values(struct visit *visit, enum part part,
                           const struct words *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct span id = span_of(values->at[i]);

		if (part_find(visit->reader->policy, part, id) ||
		    (part == PART_UNIT && span_is(id, ROSTER_ROOT)))
			continue;
		note_unknown_part(visit->reader, visit->pair, part, id);
		visit->good = false;
	}
}

/* What a condition may begin with: the words of the grammar, and the policy's
 * own switches. */
static void note_question(struct reader *reader, const struct pair *pair,
                          struct span word)
{
	struct words known = {0};
	struct str object = {0};

	words_read(&known,
	           span_of("grade, category, column, channel, class, tier, "
	                   "unit, audience, flag, field, drafter"));
	part_ids(reader->policy, PART_SWITCH, &known);
	source_known(&known, word, &object);
	source_note_pair(&reader->source, ERR_POLICY_QUESTION, pair, word,
	                 str_text(&object));
	str_clear(&object);
	words_clear(&known);
}

/* A role, or a kind of person. */
static void look_at_drafter(struct visit *visit, const struct words *values)
{
	struct words roles = {0};
	enum person_kind kind;

	for (size_t i = 0; i < values->count; i++)
		if (!person_kind_read(span_of(values->at[i]), &kind))
			words_add(&roles, span_of(values->at[i]));
	look_at_values(visit, PART_ROLE, &roles);
	words_clear(&roles);
}

static void look_at_switch(struct visit *visit, const struct condition *atom)
{
	const struct policy_switch *found = part_find(
	    visit->reader->policy, PART_SWITCH, span_of(atom->subject));

	if (!found) {
		note_question(visit->reader, visit->pair,
		              span_of(atom->subject));
		visit->good = false;
		return;
	}
	for (size_t i = 0; found->options.count && i < atom->values.count;
	     i++) {
		if (words_have(&found->options, span_of(atom->values.at[i])))
			continue;
		note_unknown(visit->reader, ERR_POLICY_UNKNOWN, visit->pair,
		             atom->subject, span_of(atom->values.at[i]),
		             &found->options);
		visit->good = false;
	}
}

static void look_at_field(struct visit *visit, const struct condition *atom)
{
	const struct policy_field *found = part_find(
	    visit->reader->policy, PART_FIELD, span_of(atom->subject));

	if (!found && !field_title(span_of(atom->subject))) {
		note_unknown_part(visit->reader, visit->pair, PART_FIELD,
		                  span_of(atom->subject));
		visit->good = false;
	}
	for (size_t i = 0;
	     found && found->options.count && i < atom->values.count; i++) {
		if (words_have(&found->options, span_of(atom->values.at[i])))
			continue;
		note_unknown(visit->reader, ERR_POLICY_UNKNOWN, visit->pair,
		             atom->subject, span_of(atom->values.at[i]),
		             &found->options);
		visit->good = false;
	}
}

/* Every id must be one of the policy's. */
static void look_at_atom(void *payload, const struct condition *atom)
{
	struct visit *visit = payload;

	switch (atom->kind) {
	case CONDITION_GRADE:
	case CONDITION_GRADE_FROM:
		look_at_values(visit, PART_GRADE, &atom->values);
		break;
	case CONDITION_CATEGORY:
		look_at_values(visit, PART_CATEGORY, &atom->values);
		break;
	case CONDITION_COLUMN:
		look_at_values(visit, PART_COLUMN, &atom->values);
		break;
	case CONDITION_CHANNEL:
		look_at_values(visit, PART_CHANNEL, &atom->values);
		break;
	case CONDITION_DRAFTER:
		look_at_drafter(visit, &atom->values);
		break;
	case CONDITION_UNIT:
	case CONDITION_UNDER:
		look_at_values(visit, PART_UNIT, &atom->values);
		break;
	case CONDITION_FLAG:
		look_at_values(visit, PART_FLAG, &atom->values);
		break;
	case CONDITION_FIELD:
		look_at_field(visit, atom);
		break;
	case CONDITION_SWITCH:
		look_at_switch(visit, atom);
		break;
	case CONDITION_CHECK:
		if (!visit->may_check) {
			source_note_pair(&visit->reader->source,
			                 ERR_POLICY_CONDITION, visit->pair,
			                 span_of("check"), "propose = check …");
			visit->good = false;
		} else if (!rule_is_known(visit->reader, visit->pair,
		                          span_of(atom->subject))) {
			visit->good = false;
		}
		break;
	default:
		break;
	}
}

/* Whose value the piece at `wrong` would be: the word before `is`, `in (`, or
 * of `flag`, `unit under`, `grade >=`. PART_COUNT when it is none's. */
static enum part part_at_piece(struct span before)
{
	static const struct {
		const char *word;
		enum part part;
	} rows[] = {{"grade", PART_GRADE},   {"category", PART_CATEGORY},
	            {"column", PART_COLUMN}, {"channel", PART_CHANNEL},
	            {"unit", PART_UNIT},     {"flag", PART_FLAG},
	            {"field", PART_FIELD}};
	struct span rest = before, word;
	enum part subject = PART_COUNT, found = PART_COUNT;

	while (span_cut(&rest, ' ', &word)) {
		if (span_is(word, "is") || span_is(word, "in") ||
		    span_is(word, "under") || span_is(word, ">="))
			found = subject;
		else if (span_is(word, "and") || span_is(word, "or") ||
		         span_is(word, "not"))
			found = PART_COUNT;
		else if (span_is(word, "flag"))
			found = PART_FLAG;
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
			if (span_is(word, rows[i].word))
				subject = rows[i].part;
		}
	}
	return found;
}

/* What a piece that is not understood may be: switches, too. */
static void note_wrong(struct reader *reader, const struct pair *pair,
                       struct span wrong)
{
	struct words known = {0};
	struct str object = {0};

	if (wrong.bytes) {
		enum part part = part_at_piece(span_from(
		    pair->value.at, (size_t)(wrong.at - pair->value.at)));

		if (part != PART_COUNT && part != PART_FIELD &&
		    !condition_word_is_taken(wrong) && !span_is(wrong, "(") &&
		    !span_is(wrong, ")")) {
			note_unknown_part(reader, pair, part, wrong);
			return;
		}
	}
	if (!wrong.bytes)
		wrong = pair->value;
	words_read(&known, span_of("any, grade is ID, grade >= ID, category is "
	                           "ID, column is ID, channel is ID, class is "
	                           "ID, tier is ID, unit is ID, unit under ID, "
	                           "audience is TEXT, flag ID, field ID, "
	                           "drafter is ROLE"));
	for (size_t i = 0; i < policy_switch_count(reader->policy); i++) {
		const struct policy_switch *one =
		    policy_switch_at(reader->policy, i);
		struct str text = {0};

		str_putf(&text, "%s is %s", one->id,
		         one->options.count ? one->options.at[0] : "ID");
		words_add(&known, str_span(&text));
		str_clear(&text);
	}
	words_write(&object, &known);
	str_puts(&object, "; and, or, not, ( )");
	source_note_pair(&reader->source, ERR_POLICY_CONDITION, pair, wrong,
	                 str_text(&object));
	str_clear(&object);
	words_clear(&known);
}

struct condition *value_condition(struct reader *reader,
                                  const struct section *section,
                                  const char *key, bool may_check)
{
	const struct pair *pair = source_pair(section, key);
	struct visit visit = {reader, pair, may_check, true};
	struct condition *condition;
	struct span wrong;

	if (!pair || !pair->value.bytes)
		return NULL;
	condition = condition_read(pair->value, &wrong);
	if (!condition)
		note_wrong(reader, pair, wrong);
	condition_each(condition, look_at_atom, &visit);
	if (condition && visit.good)
		return condition;
	condition_free(condition);
	reader->broken = true;
	return NULL;
}
