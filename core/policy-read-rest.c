/* What holds for all posts: severities, days, keeping, what follows. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"
#include "core/roster.h"

enum { YEAR_DAYS_MAX = 366 };

/* Checks. */

static const char CLASSES[] = "spelling, chinese, terms, privacy, secrecy, "
                              "form, typography, spoofing";

/* Whose rules come from lists, so that any name may be one. */
static bool class_is_free(struct span class)
{
	return span_is(class, "terms") || span_is(class, "chinese") ||
	       span_is(class, "spoofing");
}

/* The rules of a class; of one that is none, the classes. */
static void rules_known(struct span class, struct words *out)
{
	static const char *const rules[] = {
#define RULE_NAME(rule, severity, check, sentence, source) rule,
	    RULE_LIST(RULE_NAME)
#undef RULE_NAME
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		struct span rest = span_of(rules[i]), piece;

		span_cut(&rest, '/', &piece);
		if (span_equal(piece, class))
			words_add(out, span_of(rules[i]));
	}
	if (!out->count)
		words_read(out, span_of(CLASSES));
}

bool rule_is_known(struct reader *reader, const struct pair *pair,
                   struct span rule)
{
	struct span name = rule, class;
	struct words classes = {0}, known = {0};
	struct str object = {0};
	bool found;

	span_cut(&name, '/', &class);
	words_read(&classes, span_of(CLASSES));
	rules_known(class, &known);
	found = words_have(&classes, class) &&
	        (!name.at || words_have(&known, rule) ||
	         (class_is_free(class) && roster_id_is_good(name)));
	if (!found) {
		if (class_is_free(class)) {
			str_add(&object, class);
			str_puts(&object, "/NAME");
		} else {
			source_known(&known, name.at ? rule : class, &object);
		}
		source_note_pair(&reader->source, ERR_POLICY_RULE, pair, rule,
		                 str_text(&object));
	}
	str_clear(&object);
	words_clear(&known);
	words_clear(&classes);
	return found;
}

/* What the gate refuses cannot be let in by a policy. */
static bool rule_is_fixed(struct span rule)
{
	return span_is(rule, "privacy/id-number") || span_is(rule, "secrecy") ||
	       span_starts(rule, "secrecy/");
}

static void read_check(struct reader *reader, const struct pair *pair)
{
	struct policy *policy = reader->policy;
	enum severity severity;

	if (!rule_is_known(reader, pair, pair->key))
		return;
	if (!severity_read(pair->value, &severity)) {
		source_note_value(&reader->source, pair, pair->value,
		                  "info, warn, ack, block");
		return;
	}
	if (rule_is_fixed(pair->key) && severity != SEVERITY_BLOCK) {
		source_note_value(&reader->source, pair, pair->value, "block");
		return;
	}
	policy->severities =
	    mem_room(policy->severities, policy->severity_count,
	             &policy->severity_room, sizeof(*policy->severities));
	policy->severities[policy->severity_count++] =
	    (struct policy_severity){span_copy(pair->key), severity};
}

static void read_checks(struct reader *reader)
{
	const struct section *section =
	    source_section(&reader->source, "checks", span_of(""));

	for (size_t i = 0; section && i < section->count; i++)
		read_check(reader, &section->pairs[i]);
}

/* Days. */

/* MM-DD of a year; 0 when it is none. */
static bool read_month_day(struct span text, int year, long *day)
{
	struct span rest = text, piece;
	long month, number;

	span_cut(&rest, '-', &piece);
	if (!rest.at || text.bytes != 5 || piece.bytes != 2 ||
	    !span_number(piece, 12, &month) ||
	    !span_number(rest, 31, &number) ||
	    !calendar_day_exists(year, (int)month, (int)number))
		return false;
	*day = calendar_day_number(year, (int)month, (int)number);
	return true;
}

/* MM-DD, or MM-DD..MM-DD. */
static bool read_range(struct span text, int year, long *from, long *until)
{
	size_t dots = span_find(text, "..");

	if (dots == (size_t)-1) {
		if (!read_month_day(text, year, from))
			return false;
		*until = *from;
		return true;
	}
	return read_month_day(span_trim(span_from(text.at, dots)), year,
	                      from) &&
	       read_month_day(span_trim(span_from(text.at + dots + 2,
	                                          text.bytes - dots - 2)),
	                      year, until) &&
	       *from <= *until;
}

struct year {
	int number;
	long first; /* its 1 January */
	bool days[YEAR_DAYS_MAX];
};

static void read_days(struct reader *reader, const struct section *section,
                      const char *key, struct year *year)
{
	const struct pair *pair = source_pair(section, key);
	struct span rest = pair ? pair->value : span_of(""), piece;

	memset(year->days, 0, sizeof(year->days));
	while (rest.bytes && list_next(reader, pair, &rest, &piece)) {
		long from, until;

		if (!read_range(piece, year->number, &from, &until)) {
			source_note_value(&reader->source, pair, piece,
			                  "MM-DD, MM-DD..MM-DD");
			continue;
		}
		for (long day = from; day <= until; day++)
			year->days[day - year->first] = true;
	}
}

static void add_days(const struct year *year, long **days, size_t *count)
{
	for (int i = 0; i < YEAR_DAYS_MAX; i++) {
		if (!year->days[i])
			continue;
		*days = mem_grow(*days, (*count + 1) * sizeof(**days));
		(*days)[(*count)++] = year->first + i;
	}
}

static void read_year(struct reader *reader, const struct section *section)
{
	struct workdays *workdays = &reader->policy->workdays;
	struct year holidays = {0}, work = {0};
	long number = 0;

	span_number(section->id, 9999, &number);
	holidays.number = work.number = (int)number;
	holidays.first = work.first = calendar_day_number((int)number, 1, 1);
	read_days(reader, section, "holidays", &holidays);
	read_days(reader, section, "workdays", &work);
	for (int i = 0; i < YEAR_DAYS_MAX; i++) {
		const struct pair *pair = source_pair(section, "workdays");

		if (!holidays.days[i] || !work.days[i])
			continue;
		source_note_twice(&reader->source, pair->line, pair->key,
		                  source_pair(section, "holidays")->line,
		                  pair->comment);
		break;
	}
	add_days(&holidays, &workdays->holidays, &workdays->holiday_count);
	add_days(&work, &workdays->work, &workdays->work_count);
}

static int day_order(const void *a, const void *b)
{
	const long *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void read_calendars(struct reader *reader)
{
	struct workdays *workdays = &reader->policy->workdays;

	for (size_t i = 0; i < reader->source.count; i++) {
		const struct section *section = &reader->source.sections[i];

		if (strcmp(section->kind->name, "calendar") == 0)
			read_year(reader, section);
	}
	if (workdays->holidays)
		qsort(workdays->holidays, workdays->holiday_count, sizeof(long),
		      day_order);
	if (workdays->work)
		qsort(workdays->work, workdays->work_count, sizeof(long),
		      day_order);
}

/* Keeping, and what follows publishing. */

static void read_keep(struct reader *reader)
{
	const struct section *section =
	    source_section(&reader->source, "keep", span_of(""));
	const struct pair *pair =
	    section ? source_pair(section, "years") : NULL;
	long years = 0;

	if (!section)
		return;
	if (pair && (!span_number(pair->value, 999, &years) || !years))
		source_note_value(&reader->source, pair, pair->value, "3");
	else
		reader->policy->keep_years = (int)years;
	value_list(reader, section, "fields", VALUE_TEXT,
	           &reader->policy->keep_fields);
}

/* Beside [after] because offices need the roles. */
static void read_release(struct reader *reader)
{
	const struct section *section =
	    source_section(&reader->source, "policy", span_of(""));

	if (section)
		value_offices(reader, section, "release",
		              &reader->policy->release);
}

static void read_after(struct reader *reader)
{
	const struct section *section =
	    source_section(&reader->source, "after", span_of(""));
	struct policy_after *after = &reader->policy->after;

	if (!section)
		return;
	value_offices(reader, section, "correct", &after->correct);
	value_offices(reader, section, "freeze", &after->freeze);
	value_offices(reader, section, "unfreeze", &after->unfreeze);
	value_offices(reader, section, "takedown", &after->takedown);
	value_offices(reader, section, "supersede", &after->supersede);
	value_term(reader, section, "settle_within", "24h",
	           &after->settle_within);
}

void read_rest(struct reader *reader)
{
	read_checks(reader);
	read_calendars(reader);
	read_keep(reader);
	read_release(reader);
	read_after(reader);
	read_password(reader);
}
