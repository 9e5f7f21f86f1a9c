/*
 * fuzz condition - whatever the bytes, a condition is read or the wrong piece
 * of them is told; what is written of it reads as the same; asking it is safe.
 */
#include <stdlib.h>
#include <string.h>

#include "core/condition.h"
#include "core/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool same(const struct condition *a, const struct condition *b)
{
	if (!a || !b)
		return !a && !b;
	if (a->kind != b->kind || a->count != b->count ||
	    !a->subject != !b->subject || a->values.count != b->values.count)
		return false;
	if (a->subject && strcmp(a->subject, b->subject) != 0)
		return false;
	for (size_t i = 0; i < a->values.count; i++) {
		if (strcmp(a->values.at[i], b->values.at[i]) != 0)
			return false;
	}
	return same(a->left, b->left) && same(a->right, b->right);
}

static void visit(void *payload, const struct condition *atom)
{
	size_t *atoms = payload;

	must(atom->kind >= CONDITION_GRADE);
	++*atoms;
}

static size_t found(const void *payload, const char *rule)
{
	(void)payload;
	return strlen(rule);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	static char title[] = "t";
	struct span text = span_from((const char *)bytes, count);
	struct span wrong = span_of(NULL);
	struct condition *condition, *again;
	const struct form form = {.title = title};
	const struct facts facts = {
	    .form = &form, .grade = "a", .unit = "a", .found = found};
	struct str written = {0};
	size_t atoms = 0;

	if (memchr(bytes, '\0', count))
		return 0; /* the door keeps it out */
	condition = condition_read(text, &wrong);
	if (condition) {
		condition_write(&written, condition);
		again = condition_read(str_span(&written), &wrong);
		must(same(condition, again));
		condition_each(condition, visit, &atoms);
		must(condition_holds(condition, &facts) ==
		     condition_holds(again, &facts));
		condition_free(again);
	} else {
		must(wrong.at >= text.at &&
		     wrong.at + wrong.bytes <= text.at + text.bytes);
	}
	condition_free(condition);
	str_clear(&written);
	return 0;
}
