/* [password]: what passwords must be, and where one is asked for. */
#include "core/policy-parts.h"

enum {
	MIN_LIMIT = 64,   /* characters */
	IDLE_LIMIT = 480, /* minutes */
	TRIES_LIMIT = 20,
	IDLE_DEFAULT = 15,
	TRIES_DEFAULT = 5
};

static void read_number(struct reader *reader, const struct section *section,
                        const char *key, int low, int high, int *out)
{
	const struct pair *pair = source_pair(section, key);
	struct str range = {0};
	long number;

	if (!pair)
		return;
	if (span_number(pair->value, high, &number) && number >= low) {
		*out = (int)number;
		return;
	}
	str_putf(&range, "%d..%d", low, high);
	source_note_value(&reader->source, pair, pair->value, str_text(&range));
	str_clear(&range);
}

static void read_classes(struct reader *reader, const struct section *section,
                         struct password_rules *out)
{
	const struct pair *pair = source_pair(section, "classes");
	struct words known = {0}, listed = {0};
	struct str near = {0};

	for (int i = 0; i < PASSWORD_CLASSES; i++)
		words_add(&known,
		          span_of(password_class_id((enum password_class)i)));
	value_list(reader, section, "classes", VALUE_TEXT, &listed);
	for (size_t i = 0; i < listed.count; i++) {
		struct span one = span_of(listed.at[i]);
		size_t found = 0;

		while (found < known.count && !span_is(one, known.at[found]))
			found++;
		if (found < known.count) {
			out->classes[found] = true;
			continue;
		}
		near.bytes = 0;
		source_known(&known, one, &near);
		source_note_value(&reader->source, pair, one, str_text(&near));
	}
	words_clear(&known);
	words_clear(&listed);
	str_clear(&near);
}

void read_password(struct reader *reader)
{
	const struct section *section =
	    source_section(&reader->source, "password", span_of(""));
	struct password_rules *rules = &reader->policy->password;
	const struct pair *idle;
	int at = 0;

	if (!section)
		return;
	reader->policy->has_password = true;
	*rules = (struct password_rules){.min = PASSWORD_MIN,
	                                 .idle_min = IDLE_DEFAULT,
	                                 .tries = TRIES_DEFAULT};
	value_choice(reader, section, "at", "sign, none", &at);
	rules->at_sign = at == 0;
	read_number(reader, section, "min", PASSWORD_MIN, MIN_LIMIT,
	            &rules->min);
	read_classes(reader, section, rules);
	value_term(reader, section, "max_age", "90d", &rules->max_age);
	idle = source_pair(section, "idle");
	if (idle && span_is(idle->value, "none"))
		rules->idle_min = 0;
	else
		read_number(reader, section, "idle", 1, IDLE_LIMIT,
		            &rules->idle_min);
	read_number(reader, section, "tries", 1, TRIES_LIMIT, &rules->tries);
}
