#include "core/condition.h"

#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "core/policy.h"
#include "core/roster.h"

/* What bounds the depth of every walk over a tree. */
enum { DEPTH_MAX = 64, ATOMS_MAX = 256 };

/* What may stand before `is` and `in`, and whether any text may stand after. */
static const struct subject {
	const char *word;
	enum condition_kind kind;
	bool is_text;
} subjects[] = {
    {"grade", CONDITION_GRADE, false},
    {"category", CONDITION_CATEGORY, false},
    {"column", CONDITION_COLUMN, false},
    {"channel", CONDITION_CHANNEL, false},
    {"class", CONDITION_CLASS, false},
    {"tier", CONDITION_TIER, false},
    {"unit", CONDITION_UNIT, false},
    {"audience", CONDITION_AUDIENCE, true},
    {"drafter", CONDITION_DRAFTER, false},
};
enum { SUBJECT_COUNT = sizeof(subjects) / sizeof(*subjects) };

static bool is_reserved(struct span word)
{
	static const char *const words[] = {"and", "or", "not",
	                                    "in",  "is", "any"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (span_is(word, words[i]))
			return true;
	}
	return false;
}

static const struct subject *subject_of(struct span word)
{
	for (size_t i = 0; i < SUBJECT_COUNT; i++) {
		if (span_is(word, subjects[i].word))
			return &subjects[i];
	}
	return NULL;
}

bool condition_word_is_taken(struct span word)
{
	return is_reserved(word) || subject_of(word) || span_is(word, "flag") ||
	       span_is(word, "field") || span_is(word, "check") ||
	       span_is(word, "under");
}

/* Reading: words, and ( ) , > >= between them. */

struct scan {
	struct span rest;
	struct span wrong;
	bool failed;
	int depth;
	size_t atoms;
};

static bool is_mark(char byte)
{
	return byte == '(' || byte == ')' || byte == ',' || byte == '>';
}

static struct span peek(struct scan *scan)
{
	struct span rest = span_trim(scan->rest);
	size_t bytes = 0;

	scan->rest = rest;
	if (span_starts(rest, ">="))
		return span_from(rest.at, 2);
	if (rest.bytes && is_mark(*rest.at))
		return span_from(rest.at, 1);
	while (bytes < rest.bytes && !is_mark(rest.at[bytes]) &&
	       span_trim(span_from(rest.at + bytes, 1)).bytes)
		bytes++;
	return span_from(rest.at, bytes);
}

static struct span take(struct scan *scan)
{
	struct span word = peek(scan);

	scan->rest.at += word.bytes;
	scan->rest.bytes -= word.bytes;
	return word;
}

static bool fail(struct scan *scan, struct span wrong)
{
	if (!scan->failed)
		scan->wrong = wrong;
	scan->failed = true;
	return false;
}

static bool take_if(struct scan *scan, const char *word)
{
	if (!span_is(peek(scan), word))
		return false;
	take(scan);
	return true;
}

static bool take_word(struct scan *scan, const char *word)
{
	return take_if(scan, word) || fail(scan, peek(scan));
}

static void value_add(struct words *values, struct span value)
{
	if (!words_have(values, value))
		words_add(values, value);
}

static bool read_id(struct scan *scan, struct words *values)
{
	struct span id = peek(scan);

	if (!roster_id_is_good(id) || is_reserved(id))
		return fail(scan, id);
	value_add(values, take(scan));
	return true;
}

/* Up to the next and, or, comma or bracket; inside brackets of its own all of
 * these belong to it. */
static bool read_text(struct scan *scan, struct words *values)
{
	struct span first = peek(scan), word = first, last = first;
	int open = 0;

	if (is_reserved(first))
		return fail(scan, first);
	for (;; word = peek(scan)) {
		bool ends = span_is(word, "and") || span_is(word, "or") ||
		            span_is(word, ",") || span_is(word, ")");

		if (!word.bytes || (ends && !open))
			break;
		open += span_is(word, "(") - span_is(word, ")");
		last = take(scan);
	}
	if (word.at == first.at || open)
		return fail(scan, word.at == first.at ? word : first);
	value_add(values, span_from(first.at,
	                            (size_t)(last.at - first.at) + last.bytes));
	return true;
}

static bool read_value(struct scan *scan, bool is_text, struct words *values)
{
	return is_text ? read_text(scan, values) : read_id(scan, values);
}

/* `is X`, or `in (X, Y)`. */
static bool read_is(struct scan *scan, bool is_text, struct words *values)
{
	if (take_if(scan, "is"))
		return read_value(scan, is_text, values);
	if (!take_word(scan, "in") || !take_word(scan, "("))
		return false;
	do {
		if (!read_value(scan, is_text, values))
			return false;
	} while (take_if(scan, ","));
	return take_word(scan, ")");
}

static bool follows_is(struct scan *scan)
{
	return span_is(peek(scan), "is") || span_is(peek(scan), "in");
}

static bool read_field(struct scan *scan, struct condition *atom)
{
	struct span id = peek(scan);

	atom->kind = CONDITION_FIELD;
	if (!roster_id_is_good(id) || is_reserved(id))
		return fail(scan, id);
	atom->subject = span_copy(take(scan));
	return !follows_is(scan) || read_is(scan, true, &atom->values);
}

/* class or class/name */
static bool rule_is_good(struct span rule)
{
	struct span name = rule, class;

	span_cut(&name, '/', &class);
	return roster_id_is_good(class) && !is_reserved(class) &&
	       (!name.at || roster_id_is_good(name));
}

static bool read_check(struct scan *scan, struct condition *atom)
{
	struct span rule = peek(scan);

	atom->kind = CONDITION_CHECK;
	if (!rule_is_good(rule))
		return fail(scan, rule);
	atom->subject = span_copy(take(scan));
	if (!take_if(scan, ">"))
		return true;
	if (!span_number(peek(scan), 1000000, &atom->count))
		return fail(scan, peek(scan));
	take(scan);
	return true;
}

/* [a-z][a-z0-9_-]*: the shorthands of [policy] have a _ in them. */
static bool switch_is_good(struct span word)
{
	if (!word.bytes || *word.at < 'a' || *word.at > 'z')
		return false;
	for (size_t i = 0; i < word.bytes; i++) {
		char byte = word.at[i];

		if (!(byte >= 'a' && byte <= 'z') &&
		    !(byte >= '0' && byte <= '9') && byte != '-' && byte != '_')
			return false;
	}
	return true;
}

static bool fill_atom(struct scan *scan, struct condition *atom)
{
	struct span word = peek(scan);
	const struct subject *subject = subject_of(word);

	if (++scan->atoms > ATOMS_MAX || is_reserved(word) ||
	    !switch_is_good(word))
		return fail(scan, word);
	take(scan);
	if (span_is(word, "field"))
		return read_field(scan, atom);
	if (span_is(word, "check"))
		return read_check(scan, atom);
	if (span_is(word, "flag")) {
		atom->kind = CONDITION_FLAG;
		return read_id(scan, &atom->values);
	}
	if (span_is(word, "unit") && take_if(scan, "under")) {
		atom->kind = CONDITION_UNDER;
		return read_id(scan, &atom->values);
	}
	if (span_is(word, "grade") && take_if(scan, ">=")) {
		atom->kind = CONDITION_GRADE_FROM;
		return read_id(scan, &atom->values);
	}
	if (subject) {
		atom->kind = subject->kind;
		return read_is(scan, subject->is_text, &atom->values);
	}
	if (!follows_is(scan))
		return fail(scan, word);
	atom->kind = CONDITION_SWITCH;
	atom->subject = span_copy(word);
	return read_is(scan, false, &atom->values);
}

static struct condition *read_atom(struct scan *scan)
{
	struct condition *atom = mem_new(sizeof(*atom));

	if (fill_atom(scan, atom))
		return atom;
	condition_free(atom);
	return NULL;
}

static struct condition *node(enum condition_kind kind,
                              struct condition *take_left,
                              struct condition *take_right)
{
	struct condition *condition = mem_new(sizeof(*condition));

	condition->kind = kind;
	condition->left = take_left;
	condition->right = take_right;
	return condition;
}

static struct condition *read_or(struct scan *scan);

/* not, a group, or an atom. */
static struct condition *read_not(struct scan *scan)
{
	struct span word = peek(scan);
	struct condition *inner = NULL;

	if (!span_is(word, "not") && !span_is(word, "("))
		return read_atom(scan);
	if (++scan->depth > DEPTH_MAX) {
		fail(scan, word);
		return NULL;
	}
	take(scan);
	if (span_is(word, "not")) {
		inner = read_not(scan);
		if (inner)
			inner = node(CONDITION_NOT, inner, NULL);
	} else {
		inner = read_or(scan);
		if (inner && !take_word(scan, ")")) {
			condition_free(inner);
			inner = NULL;
		}
	}
	scan->depth--;
	return inner;
}

static struct condition *read_and(struct scan *scan)
{
	struct condition *left = read_not(scan);

	while (left && take_if(scan, "and")) {
		struct condition *right = read_not(scan);

		if (!right) {
			condition_free(left);
			return NULL;
		}
		left = node(CONDITION_AND, left, right);
	}
	return left;
}

static struct condition *read_or(struct scan *scan)
{
	struct condition *left = read_and(scan);

	while (left && take_if(scan, "or")) {
		struct condition *right = read_and(scan);

		if (!right) {
			condition_free(left);
			return NULL;
		}
		left = node(CONDITION_OR, left, right);
	}
	return left;
}

struct condition *condition_read(struct span text, struct span *wrong)
{
	struct scan scan = {.rest = text};
	struct condition *condition;

	if (span_is(span_trim(text), "any"))
		return node(CONDITION_ANY, NULL, NULL);
	condition = read_or(&scan);
	if (condition && peek(&scan).bytes) {
		fail(&scan, peek(&scan));
		condition_free(condition);
		condition = NULL;
	}
	if (!condition)
		*wrong = scan.wrong;
	return condition;
}

void condition_free(struct condition *condition)
{
	if (!condition)
		return;
	condition_free(condition->left);
	condition_free(condition->right);
	free(condition->subject);
	words_clear(&condition->values);
	free(condition);
}

/* Writing. */

static void write_is(struct str *out, const struct condition *atom)
{
	if (atom->values.count == 1) {
		str_puts(out, " is ");
		str_puts(out, atom->values.at[0]);
	} else if (atom->values.count) {
		str_puts(out, " in (");
		words_write(out, &atom->values);
		str_putc(out, ')');
	}
}

static const char *word_of(enum condition_kind kind)
{
	for (size_t i = 0; i < SUBJECT_COUNT; i++) {
		if (subjects[i].kind == kind)
			return subjects[i].word;
	}
	return "";
}

static void write_atom(struct str *out, const struct condition *atom)
{
	switch (atom->kind) {
	case CONDITION_ANY:
		str_puts(out, "any");
		break;
	case CONDITION_GRADE_FROM:
		str_putf(out, "grade >= %s", atom->values.at[0]);
		break;
	case CONDITION_UNDER:
		str_putf(out, "unit under %s", atom->values.at[0]);
		break;
	case CONDITION_FLAG:
		str_putf(out, "flag %s", atom->values.at[0]);
		break;
	case CONDITION_CHECK:
		str_putf(out, "check %s", atom->subject);
		if (atom->count)
			str_putf(out, " > %ld", atom->count);
		break;
	case CONDITION_FIELD:
		str_putf(out, "field %s", atom->subject);
		write_is(out, atom);
		break;
	default:
		str_puts(out, atom->kind == CONDITION_SWITCH
		                  ? atom->subject
		                  : word_of(atom->kind));
		write_is(out, atom);
		break;
	}
}

static void write_group(struct str *out, const struct condition *condition,
                        bool grouped)
{
	str_puts(out, grouped ? "(" : "");
	condition_write(out, condition);
	str_puts(out, grouped ? ")" : "");
}

void condition_write(struct str *out, const struct condition *condition)
{
	const struct condition *left = condition->left;
	const struct condition *right = condition->right;

	switch (condition->kind) {
	case CONDITION_OR:
		write_group(out, left, false);
		str_puts(out, " or ");
		write_group(out, right, right->kind == CONDITION_OR);
		break;
	case CONDITION_AND:
		write_group(out, left, left->kind == CONDITION_OR);
		str_puts(out, " and ");
		write_group(out, right,
		            right->kind == CONDITION_OR ||
		                right->kind == CONDITION_AND);
		break;
	case CONDITION_NOT:
		str_puts(out, "not ");
		write_group(out, left,
		            left->kind == CONDITION_OR ||
		                left->kind == CONDITION_AND);
		break;
	default:
		write_atom(out, condition);
		break;
	}
}

/* Asking. */

static bool is_one(const struct condition *atom, const char *text)
{
	return text && *text && words_have(&atom->values, span_of(text));
}

static const char *form_value(const struct facts *facts, const char *field)
{
	return facts->form ? form_text(facts->form, field) : NULL;
}

static bool channel_holds(const struct condition *atom,
                          const struct facts *facts)
{
	for (size_t i = 0; facts->form && i < atom->values.count; i++) {
		if (form_has_channel(facts->form, atom->values.at[i]))
			return true;
	}
	return false;
}

static bool class_holds(const struct condition *atom, const struct facts *facts)
{
	size_t count = facts->form ? form_channel_total(facts->form) : 0;

	for (size_t i = 0; facts->policy && i < count; i++) {
		const struct policy_channel *channel = policy_channel(
		    facts->policy, form_channel_at(facts->form, i));

		if (channel && is_one(atom, channel->class))
			return true;
	}
	return false;
}

static bool grade_from_holds(const struct condition *atom,
                             const struct facts *facts)
{
	int has, least;

	if (!facts->policy)
		return false;
	has = policy_grade(facts->policy, facts->grade);
	least = policy_grade(facts->policy, atom->values.at[0]);
	return least >= 0 && has >= least;
}

static bool field_holds(const struct condition *atom, const struct facts *facts)
{
	const char *text = form_value(facts, atom->subject);

	return atom->values.count ? is_one(atom, text) : text && *text;
}

static bool switch_holds(const struct condition *atom,
                         const struct facts *facts)
{
	const struct policy_switch *found =
	    facts->policy ? policy_switch(facts->policy, atom->subject) : NULL;

	return found && is_one(atom, found->value);
}

static bool drafter_holds(const struct condition *atom,
                          const struct facts *facts)
{
	const struct person *person =
	    facts->roster && facts->provider
	        ? roster_person(facts->roster, facts->provider)
	        : NULL;

	for (size_t i = 0; person && i < atom->values.count; i++) {
		const char *value = atom->values.at[i];

		if (strcmp(person_kind_id(person->kind), value) == 0 ||
		    person_holds(person, value, NULL, facts->at_ms))
			return true;
	}
	return false;
}

static bool atom_holds(const struct condition *atom, const struct facts *facts)
{
	switch (atom->kind) {
	case CONDITION_GRADE:
		return is_one(atom, facts->grade);
	case CONDITION_GRADE_FROM:
		return grade_from_holds(atom, facts);
	case CONDITION_CATEGORY:
	case CONDITION_COLUMN:
	case CONDITION_AUDIENCE:
		return is_one(atom, form_value(facts, word_of(atom->kind)));
	case CONDITION_CHANNEL:
		return channel_holds(atom, facts);
	case CONDITION_CLASS:
		return class_holds(atom, facts);
	case CONDITION_TIER:
		return is_one(atom, roster_tier(facts->roster, facts->unit));
	case CONDITION_UNIT:
		return is_one(atom, facts->unit);
	case CONDITION_UNDER:
		return roster_is_under(facts->roster, facts->unit,
		                       atom->values.at[0]);
	case CONDITION_FLAG:
		return facts->form &&
		       form_has_flag(facts->form, atom->values.at[0]);
	case CONDITION_FIELD:
		return field_holds(atom, facts);
	case CONDITION_SWITCH:
		return switch_holds(atom, facts);
	case CONDITION_DRAFTER:
		return drafter_holds(atom, facts);
	case CONDITION_CHECK:
		return facts->found &&
		       facts->found(facts->payload, atom->subject) >
		           (size_t)atom->count;
	default:
		return true;
	}
}

bool condition_holds(const struct condition *condition,
                     const struct facts *facts)
{
	if (!condition)
		return true;
	switch (condition->kind) {
	case CONDITION_AND:
		return condition_holds(condition->left, facts) &&
		       condition_holds(condition->right, facts);
	case CONDITION_OR:
		return condition_holds(condition->left, facts) ||
		       condition_holds(condition->right, facts);
	case CONDITION_NOT:
		return !condition_holds(condition->left, facts);
	default:
		return atom_holds(condition, facts);
	}
}

void condition_each(const struct condition *condition,
                    void (*visit)(void *payload, const struct condition *atom),
                    void *payload)
{
	if (!condition)
		return;
	if (condition->kind >= CONDITION_GRADE)
		visit(payload, condition);
	condition_each(condition->left, visit, payload);
	condition_each(condition->right, visit, payload);
}
