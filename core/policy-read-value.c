/* The values that several sections share, and what is said when they are bad.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"
#include "core/roster.h"

const struct section *section_of(const struct reader *reader, enum part part,
                                 const char *id)
{
	return source_section(&reader->source, part_name(part), span_of(id));
}

/* What is said. */

static void note_open(struct reader *reader, enum err_code code,
                      const struct section *section, const struct pair *pair,
                      const char *value)
{
	struct str subject = {0}, object = {0};

	str_putc(&subject, '[');
	str_add(&subject, section->name);
	str_puts(&subject, "] ");
	str_add(&subject, pair->key);
	str_add(&object, pair->key);
	str_puts(&object, " = ");
	str_puts(&object, value);
	source_note_pair(&reader->source, code, pair, str_span(&subject),
	                 str_text(&object));
	str_clear(&subject);
	str_clear(&object);
}

void note_local(struct reader *reader, const struct section *section,
                const struct pair *pair, const char *value)
{
	note_open(reader, ERR_POLICY_LOCAL, section, pair, value);
}

void note_choice(struct reader *reader, const struct section *section,
                 const struct pair *pair, const struct words *options)
{
	struct str value = {0};

	for (size_t i = 0; i < options->count; i++)
		str_putf(&value, "%s%s",
		         i == 0   ? ""
		         : i == 1 ? " (or: "
		                  : ", ",
		         options->at[i]);
	str_puts(&value, options->count > 1 ? ")" : "");
	note_local(reader, section, pair, str_text(&value));
	str_clear(&value);
}

void note_later(struct reader *reader, const struct section *section,
                const struct pair *pair, const char *value)
{
	note_open(reader, ERR_POLICY_LATER, section, pair, value);
}

/* A list written with the commas of Chinese text: said as that, with the line
 * as it should be. */
static bool note_wide_comma(struct reader *reader, const struct pair *pair,
                            struct span id)
{
	static const char wide[] = "，";
	struct span rest = pair->value;
	struct str list = {0};
	size_t at;

	if (span_find(id, wide) == (size_t)-1)
		return false;
	while ((at = span_find(rest, wide)) != (size_t)-1) {
		str_add(&list, span_trim(span_from(rest.at, at)));
		str_puts(&list, ", ");
		rest.at += at + sizeof(wide) - 1;
		rest.bytes -= at + sizeof(wide) - 1;
	}
	str_add(&list, span_trim(rest));
	source_note_value(&reader->source, pair, span_of(wide),
	                  str_text(&list));
	str_clear(&list);
	return true;
}

void note_unknown(struct reader *reader, enum err_code code,
                  const struct pair *pair, const char *kind, struct span id,
                  const struct words *known)
{
	struct str subject = {0}, object = {0};

	if (note_wide_comma(reader, pair, id))
		return;
	source_known(known, id, &object);
	if (!known->count) {
		str_putf(&object, "[%s ", kind);
		str_add(&object, id);
		str_putc(&object, ']');
	}
	if (code == ERR_POLICY_UNKNOWN)
		str_putf(&subject, "%s ", kind);
	str_add(&subject, id);
	source_note_pair(&reader->source, code, pair, str_span(&subject),
	                 str_text(&object));
	str_clear(&subject);
	str_clear(&object);
}

void note_unknown_part(struct reader *reader, const struct pair *pair,
                       enum part part, struct span id)
{
	struct words known = {0};
	enum err_code code = ERR_POLICY_UNKNOWN;

	if (part == PART_ROLE)
		code = ERR_POLICY_ROLE;
	else if (part == PART_STEP)
		code = ERR_POLICY_STEP;
	else if (part == PART_GRADE)
		code = ERR_POLICY_GRADE;
	if (part == PART_UNIT)
		words_add(&known, span_of(ROSTER_ROOT));
	part_ids(reader->policy, part, &known);
	note_unknown(reader, code, pair, part_name(part), id, &known);
	words_clear(&known);
}

bool list_next(struct reader *reader, const struct pair *pair,
               struct span *rest, struct span *piece)
{
	while (span_cut(rest, ',', piece)) {
		*piece = span_trim(*piece);
		if (piece->bytes)
			return true;
		source_note_value(&reader->source, pair, pair->value, "…, …");
	}
	return false;
}

/* Values. */

char *value_text(const struct section *section, const char *key)
{
	const struct pair *pair = source_pair(section, key);

	return pair && pair->value.bytes ? span_copy(pair->value) : NULL;
}

char *value_id(struct reader *reader, const struct section *section,
               const char *key)
{
	const struct pair *pair = source_pair(section, key);

	if (!pair || !pair->value.bytes)
		return NULL;
	if (roster_id_is_good(pair->value))
		return span_copy(pair->value);
	source_note_pair(&reader->source, ERR_POLICY_ID, pair, pair->value,
	                 NULL);
	return NULL;
}

void value_choice(struct reader *reader, const struct section *section,
                  const char *key, const char *list, int *out)
{
	const struct pair *pair = source_pair(section, key);
	struct words choices = {0};
	struct str known = {0};
	int found = -1;

	if (!pair)
		return;
	words_read(&choices, span_of(list));
	for (size_t i = 0; i < choices.count; i++) {
		if (span_is(pair->value, choices.at[i]))
			found = (int)i;
	}
	source_known(&choices, pair->value, &known);
	if (found >= 0)
		*out = found;
	else
		source_note_value(&reader->source, pair, pair->value,
		                  str_text(&known));
	words_clear(&choices);
	str_clear(&known);
}

void value_yes(struct reader *reader, const struct section *section,
               const char *key, bool *out)
{
	int choice = *out ? 0 : 1;

	value_choice(reader, section, key, "yes, no", &choice);
	*out = choice == 0;
}

void value_term(struct reader *reader, const struct section *section,
                const char *key, const char *example, struct term *out)
{
	const struct pair *pair = source_pair(section, key);
	static const struct term none;

	if (!pair || calendar_read_term(pair->value, out))
		return;
	if (span_is(pair->value, "local")) {
		*out = none;
		note_local(reader, section, pair, example);
		return;
	}
	source_note_value(&reader->source, pair, pair->value,
	                  "8h, 3d, none, local, 2w, 1mo, 1y, 7wd");
}

void value_list(struct reader *reader, const struct section *section,
                const char *key, enum value_kind kind, struct words *out)
{
	const struct pair *pair = source_pair(section, key);
	struct span rest = pair ? pair->value : span_of(""), piece;

	while (rest.bytes && list_next(reader, pair, &rest, &piece)) {
		if (kind == VALUE_ID && !roster_id_is_good(piece))
			source_note_pair(&reader->source, ERR_POLICY_ID, pair,
			                 piece, NULL);
		else if (words_have(out, piece))
			source_note_twice(&reader->source, pair->line, piece,
			                  pair->line, pair->comment);
		else
			words_add(out, piece);
	}
}

void value_known(struct reader *reader, const struct section *section,
                 const char *key, enum part part, struct words *out)
{
	const struct pair *pair = source_pair(section, key);

	value_list(reader, section, key, VALUE_ID, out);
	for (size_t i = 0; i < out->count; i++) {
		struct span id = span_of(out->at[i]);

		if (!part_find(reader->policy, part, id))
			note_unknown_part(reader, pair, part, id);
	}
}

static bool unit_is_known(const struct reader *reader, struct span id)
{
	return span_is(id, ROSTER_ROOT) ||
	       part_find(reader->policy, PART_UNIT, id);
}

char *value_unit(struct reader *reader, const struct section *section,
                 const char *key)
{
	const struct pair *pair = source_pair(section, key);

	if (!pair || !pair->value.bytes)
		return NULL;
	if (unit_is_known(reader, pair->value))
		return span_copy(pair->value);
	note_unknown_part(reader, pair, PART_UNIT, pair->value);
	return NULL;
}

static char *value_duty(struct reader *reader, const struct section *section,
                        const char *key, const char *example)
{
	const struct pair *pair = source_pair(section, key);
	struct span role, where;

	if (!pair || !pair->value.bytes)
		return NULL;
	if (span_is(pair->value, "local")) {
		note_local(reader, section, pair, example);
		return NULL;
	}
	if (span_find(pair->value, "@") == (size_t)-1) {
		if (roster_id_is_good(pair->value))
			return span_copy(pair->value);
		source_note_value(&reader->source, pair, pair->value, example);
		return NULL;
	}
	if (!office_is_good(reader, pair, pair->value, false, &role, &where))
		return NULL;
	return span_copy(pair->value);
}

/* Whom a step's section names first: "manager@owner or …" without the rest. */
static struct span first_office(const struct section *section)
{
	const struct pair *pair = section ? source_pair(section, "role") : NULL;
	struct span rest = pair ? pair->value : span_of(""), office;

	span_cut(&rest, ',', &office);
	rest = office;
	span_cut(&rest, ' ', &office);
	return span_trim(office);
}

/* The first step that publishes, or that signs; NULL. */
static const struct section *first_step(const struct reader *reader,
                                        bool publishes)
{
	for (size_t i = 0; i < reader->source.count; i++) {
		const struct section *section = &reader->source.sections[i];
		const struct pair *kind = source_pair(section, "kind");

		if (strcmp(section->kind->name, "step") != 0)
			continue;
		if (publishes ? kind && span_is(kind->value, "publish")
		              : !kind || span_is(kind->value, "sign"))
			return section;
	}
	return NULL;
}

/* Whoever the policy itself would have do it, as an example. */
static void duty_example(const struct reader *reader, const char *duty,
                         struct str *out)
{
	const struct section *own =
	    source_section(&reader->source, "publish", span_of(""));
	const struct policy_role *role =
	    policy_role(reader->policy, "collector");
	struct span office;

	if (strcmp(duty, "collect") == 0) {
		for (size_t i = 0; i < policy_role_count(reader->policy) &&
		                   (!role || !role->draft);
		     i++)
			role = policy_role_at(reader->policy, i);
		str_putf(out, "%s@owner", role ? role->id : "collector");
		return;
	}
	if (strcmp(duty, "review") == 0)
		own = NULL;
	if (!own)
		own = first_step(reader, strcmp(duty, "publish") == 0);
	office = first_office(own);
	str_add(out, span_find(office, "@") == (size_t)-1
	                 ? span_of("ROLE@owner")
	                 : office);
}

void value_duties(struct reader *reader, const struct section *section,
                  struct policy_duties *out)
{
	static const char *const duties[] = {"collect", "review", "publish"};
	char **const values[] = {&out->collect, &out->review, &out->publish};

	for (size_t i = 0; i < sizeof(duties) / sizeof(*duties); i++) {
		struct str example = {0};

		duty_example(reader, duties[i], &example);
		*values[i] =
		    value_duty(reader, section, duties[i], str_text(&example));
		str_clear(&example);
	}
}
