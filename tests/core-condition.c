#include "core/condition.h"

#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/roster.h"
#include "tests/cast.h"
#include "tests/test.h"

static struct condition *read(const char *text)
{
	struct span wrong = span_of("");
	struct condition *condition = condition_read(span_of(text), &wrong);

	if (!condition)
		fail_msg("%s: wrong at “%.*s”", text, (int)wrong.bytes,
		         wrong.at);
	return condition;
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

/* What is read, and how it is written. */
static void written_is_read_back(void **state)
{
	static const char *const rows[][2] = {
	    {" any ", "any"},
	    {"grade is major", "grade is major"},
	    {"grade>=key", "grade >= key"},
	    {"grade in ( a,b , a )", "grade in (a, b)"},
	    {"category in (a)", "category is a"},
	    {"column is a or channel is b", "column is a or channel is b"},
	    {"class is web and tier is dept", "class is web and tier is dept"},
	    {"unit is x and unit under y", "unit is x and unit under y"},
	    {"audience is 全校 师生 and flag x",
	     "audience is 全校 师生 and flag x"},
	    {"audience is 师生 (本部, 或 or 分校) or flag x",
	     "audience is 师生 (本部, 或 or 分校) or flag x"},
	    {"audience in (校内, 校外 (访客))",
	     "audience in (校内, 校外 (访客))"},
	    {"(audience is a > b)", "audience is a > b"},
	    {"field origin", "field origin"},
	    {"field origin is 新华社 or field origin in (a b, c)",
	     "field origin is 新华社 or field origin in (a b, c)"},
	    {"third_level is all", "third_level is all"},
	    {"leader in (of-unit, x)", "leader in (of-unit, x)"},
	    {"check terms", "check terms"},
	    {"check privacy/mobile >2", "check privacy/mobile > 2"},
	    {"check terms > 0", "check terms"},
	    {"not not flag a", "not not flag a"},
	    {"((flag a))", "flag a"},
	    {"flag a or flag b and flag c", "flag a or flag b and flag c"},
	    {"(flag a or flag b) and flag c", "(flag a or flag b) and flag c"},
	    {"flag a or (flag b or flag c)", "flag a or (flag b or flag c)"},
	    {"flag a and (flag b and flag c)",
	     "flag a and (flag b and flag c)"},
	    {"(flag a or flag b) or flag c", "flag a or flag b or flag c"},
	    {"not (flag a and flag b)", "not (flag a and flag b)"},
	    {"(not flag a) and flag b", "not flag a and flag b"},
	    {"not (flag a) and\tflag b", "not flag a and flag b"},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct condition *first = read(rows[i][0]), *again;
		struct str written = {0};

		condition_write(&written, first);
		assert_string_equal(str_text(&written), rows[i][1]);
		again = read(str_text(&written));
		assert_true(same(first, again));
		condition_free(first);
		condition_free(again);
		str_clear(&written);
	}
}

static const char *const wrongs[][2] = {
    {"", ""},
    {"  ", ""},
    {"sometimes", "sometimes"},
    {"any and flag a", "any"},
    {"flag a or any", "any"},
    {"grade", ""},
    {"grade is", ""},
    {"grade = major", "="},
    {"grade is not major", "not"},
    {"grade is major major", "major"},
    {"grade is Major", "Major"},
    {"grade is 重大", "重大"},
    {"grade > key", ">"},
    {"grade >= (key)", "("},
    {"grade in key", "key"},
    {"grade in (key", ""},
    {"grade in (key,)", ")"},
    {"grade in ()", ")"},
    {"category >= a", ">="},
    {"flag", ""},
    {"flag is a", "is"},
    {"flag a flag b", "flag"},
    {"flag a and", ""},
    {"and flag a", "and"},
    {"flag a or or flag b", "or"},
    {"not", ""},
    {"(flag a", ""},
    {"flag a)", ")"},
    {"()", ")"},
    {"unit under", ""},
    {"unit above x", "above"},
    {"audience is and flag a", "and"},
    {"audience is a (b", "a"},
    {"audience is a, b", ","},
    {"field", ""},
    {"field 来源", "来源"},
    {"field origin is", ""},
    {"check", ""},
    {"check terms/", "terms/"},
    {"check terms > x", "x"},
    {"check terms > 99999999", "99999999"},
    {"switch_x >= a", "switch_x"},
    {"Third is a", "Third"},
    {"x is", ""},
};

/* The piece that cannot stand there is told. */
static void what_is_wrong_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEST_COUNT(wrongs); i++) {
		struct span text = span_of(wrongs[i][0]);
		struct span wrong = span_of(NULL);

		assert_null(condition_read(text, &wrong));
		if (!span_is(wrong, wrongs[i][1]))
			fail_msg("%s: “%.*s”", wrongs[i][0], (int)wrong.bytes,
			         wrong.at);
		assert_true(wrong.at >= text.at &&
		            wrong.at + wrong.bytes <= text.at + text.bytes);
	}
}

/* No text makes a tree that cannot be walked. */
static void depth_and_length_have_a_limit(void **state)
{
	static const char *const pieces[] = {"(", "not ", "flag a or ",
	                                     "not ("};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(pieces); i++) {
		struct str text = {0};
		struct span wrong;

		for (int j = 0; j < 100000; j++)
			str_puts(&text, pieces[i]);
		assert_null(condition_read(str_span(&text), &wrong));
		assert_true(wrong.bytes > 0);
		str_clear(&text);
	}
}

static const char POLICY[] =
    "[policy]\nid = p\ntitle = p\nthird_level = major\nleader = local\n"
    "[unit college]\ntitle = 甲\ntier = college\n"
    "[grade low]\ntitle = 1\n[grade mid]\ntitle = 2\n[grade top]\ntitle = 3\n"
    "[flag reprint]\ntitle = f\n[flag video]\ntitle = f\n"
    "[category culture]\ntitle = c\n[column news]\ntitle = n\n"
    "[channel site]\ntitle = s\nclass = web\n"
    "[channel wechat]\ntitle = w\nclass = social\n"
    "[channel board]\ntitle = b\n"
    "[step one]\ntitle = 1\nrole = manager@owner\n"
    "[route all]\nwhen = any\nsteps = one\n"
    "[publish]\nrole = manager@owner\n";

static size_t found(const void *payload, const char *rule)
{
	(void)payload;
	return strcmp(rule, "privacy/mobile") == 0 ? 3 : 0;
}

struct row {
	const char *condition;
	bool holds;
};

/* A middle post of office of the college, on the site and a board. */
static const struct row rows[] = {
    {"any", true},
    {"grade is mid", true},
    {"grade is low", false},
    {"grade in (low, mid)", true},
    {"grade >= low", true},
    {"grade >= mid", true},
    {"grade >= top", false},
    {"grade >= none", false},
    {"category is culture", true},
    {"category in (a, culture)", true},
    {"category is a", false},
    {"column is news", true},
    {"column is culture", false},
    {"channel is site", true},
    {"channel is board", true},
    {"channel is wechat", false},
    {"channel in (wechat, board)", true},
    {"class is web", true},
    {"class is social", false},
    {"class in (social, web)", true},
    {"tier is office", true},
    {"tier is college", false},
    {"unit is office", true},
    {"unit is college", false},
    {"unit under office", true},
    {"unit under college", true},
    {"unit under institution", true},
    {"unit under unit1", false},
    {"audience is 全校师生", true},
    {"audience is 全校", false},
    {"audience in (全校, 全校师生)", true},
    {"flag reprint", true},
    {"flag video", false},
    {"field title", true},
    {"field summary", false},
    {"field title is 题", true},
    {"field title is 目", false},
    {"field title in (目, 题)", true},
    {"third_level is major", true},
    {"third_level is all", false},
    {"third_level in (all, major)", true},
    {"leader is of-unit", false},
    {"unheard is of", false},
    {"check privacy/mobile", true},
    {"check privacy/mobile > 2", true},
    {"check privacy/mobile > 3", false},
    {"check terms", false},
    {"not flag video", true},
    {"not flag reprint", false},
    {"flag reprint and flag video", false},
    {"flag reprint or flag video", true},
    {"flag reprint or flag video and flag video", true},
    {"(flag reprint or flag video) and flag video", false},
    {"not flag reprint and flag video", false},
    {"not (flag reprint and flag video)", true},
    {"not flag video and flag reprint", true},
    {"not (flag video or flag reprint)", false},
};

static void what_holds_is_asked_of_the_facts(void **state)
{
	struct policy *policy = NULL;
	struct problems problems = {0};
	struct roster *roster = cast_units();
	struct form form = {0};
	struct facts facts = {.roster = roster,
	                      .form = &form,
	                      .grade = "mid",
	                      .unit = "office",
	                      .found = found};
	struct err err;

	(void)state;
	ASSERT_OK(
	    roster_read_unit(roster, "college",
	                     span_of("[unit]\nname = 甲\nparent = institution\n"
	                             "tier = college\n"),
	                     &err));
	ASSERT_OK(roster_read_unit(
	    roster, "office",
	    span_of("[unit]\nname = 办\nparent = college\ntier = office\n"),
	    &err));
	ASSERT_OK(form_read(span_of("[form]\ntitle = 题\ncolumn = news\n"
	                            "channels = site, board\n"
	                            "audience = 全校师生\n"),
	                    &form, &err));
	form.category = span_copy(span_of("culture"));
	words_add(&form.flags, span_of("reprint"));
	policy_read(span_of(POLICY), &policy, &problems);
	facts.policy = policy;
	assert_non_null(policy);
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct condition *condition = read(rows[i].condition);

		if (condition_holds(condition, &facts) != rows[i].holds)
			fail_msg("%s", rows[i].condition);
		condition_free(condition);
	}
	free(form.category);
	form.category = NULL;
	words_clear(&form.flags);
	form_clear(&form);
	roster_free(roster);
	policy_free(policy);
	problems_clear(&problems);
}

/* Nothing known has nothing, and `not` turns that around. */
static void of_nothing_nothing_holds(void **state)
{
	const struct facts facts = {0};

	(void)state;
	assert_true(condition_holds(NULL, &facts));
	for (size_t i = 1; i < TEST_COUNT(rows); i++) {
		struct condition *condition = read(rows[i].condition);

		if (condition->kind >= CONDITION_GRADE &&
		    condition->kind != CONDITION_UNDER)
			assert_false(condition_holds(condition, &facts));
		condition_free(condition);
	}
}

static void count_atoms(void *payload, const struct condition *atom)
{
	int *kinds = payload;

	kinds[atom->kind]++;
}

static void every_atom_is_visited(void **state)
{
	struct condition *condition =
	    read("not (grade is a or flag b) and (flag c or check d)");
	int kinds[CONDITION_CHECK + 1] = {0};

	(void)state;
	condition_each(condition, count_atoms, kinds);
	assert_int_equal(kinds[CONDITION_GRADE], 1);
	assert_int_equal(kinds[CONDITION_FLAG], 2);
	assert_int_equal(kinds[CONDITION_CHECK], 1);
	assert_int_equal(kinds[CONDITION_AND] + kinds[CONDITION_OR] +
	                     kinds[CONDITION_NOT],
	                 0);
	condition_free(condition);
	condition_each(NULL, count_atoms, kinds);
}

int group_condition(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(written_is_read_back),
	    cmocka_unit_test(what_is_wrong_is_told),
	    cmocka_unit_test(depth_and_length_have_a_limit),
	    cmocka_unit_test(what_holds_is_asked_of_the_facts),
	    cmocka_unit_test(of_nothing_nothing_holds),
	    cmocka_unit_test(every_atom_is_visited),
	};

	return TEST_GROUP("condition", tests);
}
