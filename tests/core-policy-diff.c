#include "core/policy-diff.h"

#include "tests/test.h"

#define BEFORE \
	"[policy]\nid = p\ntitle = 办法\n" \
	"[grade low]\ntitle = 一般\n[grade high]\ntitle = 重大\n" \
	"[step one]\ntitle = 一审\nrole = manager@owner\ndeadline = 8h\n" \
	"[step two]\ntitle = 二审\nrole = unit-head@owner\n" \
	"[route all]\nwhen = any\nsteps = one, two\n" \
	"[publish]\nrole = manager@owner\n"

static struct policy_changes compare(const char *before, const char *after)
{
	struct policy_changes changes = {0};

	policy_compare(span_of(before), span_of(after), &changes);
	return changes;
}

static void nothing_changes(void **state)
{
	struct policy_changes changes = compare(
	    BEFORE,
	    "; 另一条注释\n[publish]\nrole =  manager@owner\n[policy]\n"
	    "title = 办法\nid = p\n"
	    "[grade low]\ntitle = 一般\n[grade high]\ntitle = 重大\n"
	    "[step two]\ntitle = 二审\nrole = unit-head@owner\n"
	    "[step one]\ntitle = 一审\nrole = manager@owner\ndeadline = 8h\n"
	    "[route all]\nwhen = any\nsteps = one,two\n");

	(void)state;
	assert_int_equal(changes.count, 0);
	policy_changes_clear(&changes);
}

static void a_value_changes(void **state)
{
	struct policy_changes changes =
	    compare("[step one]\ntitle = 一审\ndeadline = 8h\n",
	            "[step one]\ntitle = 一审\ndeadline = 3wd\nticks = yes\n");

	(void)state;
	assert_int_equal(changes.count, 2);
	assert_int_equal(changes.at[0].kind, CHANGE_VALUE);
	assert_string_equal(changes.at[0].section, "step");
	assert_string_equal(changes.at[0].id, "one");
	assert_string_equal(changes.at[0].key, "deadline");
	assert_string_equal(changes.at[0].before, "8h");
	assert_string_equal(changes.at[0].after, "3wd");
	assert_string_equal(changes.at[1].key, "ticks");
	assert_string_equal(changes.at[1].before, "");
	policy_changes_clear(&changes);
}

static void a_route_changes(void **state)
{
	struct policy_changes changes =
	    compare("[route all]\nsteps = one, two, three\n",
	            "[route all]\nsteps = two, one, four\n");

	(void)state;
	assert_int_equal(changes.count, 3);
	assert_int_equal(changes.at[0].kind, CHANGE_STEP_ADDED);
	assert_string_equal(changes.at[0].after, "four");
	assert_int_equal(changes.at[1].kind, CHANGE_STEP_REMOVED);
	assert_string_equal(changes.at[1].before, "three");
	assert_int_equal(changes.at[2].kind, CHANGE_ORDER);
	assert_string_equal(changes.at[2].before, "one, two");
	assert_string_equal(changes.at[2].after, "two, one");
	policy_changes_clear(&changes);
}

static void sections_come_and_go(void **state)
{
	struct policy_changes changes =
	    compare("[grade low]\ntitle = a\n[grade high]\ntitle = b\n"
	            "[flag old]\ntitle = c\n[publish]\nrole = a@owner\n",
	            "[grade high]\ntitle = b\n[grade low]\ntitle = a\n"
	            "[flag new]\ntitle = d\n");

	(void)state;
	assert_int_equal(changes.count, 4);
	assert_int_equal(changes.at[0].kind, CHANGE_ADDED);
	assert_string_equal(changes.at[0].id, "new");
	assert_int_equal(changes.at[1].kind, CHANGE_ORDER);
	assert_string_equal(changes.at[1].section, "grade");
	assert_string_equal(changes.at[1].after, "high, low");
	assert_int_equal(changes.at[2].kind, CHANGE_REMOVED);
	assert_string_equal(changes.at[2].id, "old");
	assert_int_equal(changes.at[3].kind, CHANGE_VALUE);
	assert_string_equal(changes.at[3].section, "publish");
	assert_string_equal(changes.at[3].after, "");
	policy_changes_clear(&changes);
}

int group_policy_diff(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_changes),
	    cmocka_unit_test(a_value_changes),
	    cmocka_unit_test(a_route_changes),
	    cmocka_unit_test(sections_come_and_go),
	};

	return TEST_GROUP("policy_diff", tests);
}
