#include "core/policy.h"

#include <string.h>

#include "tests/cast.h"
#include "tests/policy-text.h"
#include "tests/test.h"

struct weaker {
	const char *from, *to; /* in the child */
	int line;              /* 0: it is not weaker */
	const char *subject, *object;
};

static const struct weaker weaker[] = {
    {"title = 全", "title = 半", 0, "", ""},
    {"until = 2027-12-31", "until = 2028-01-01", 8, "[policy] until",
     "8: until = 2027-12-31"},
    {"until = 2027-12-31", "until = 2027-12-30", 0, "", ""},
    {"until = 2027-12-31\n", "", 1, "[policy] until", "8: until = 2027-12-31"},
    {"spelling/unknown = ack", "spelling/unknown = warn", 91,
     "spelling/unknown", "91: spelling/unknown = ack"},
    {"spelling/unknown = ack", "spelling = ack", 0, "", ""},
    {"spelling/unknown = ack", "spelling = block", 0, "", ""},
    {"terms = warn", "terms = info", 93, "terms", "93: terms = warn"},
    {"terms = warn", "terms = warn\nterms/slang = info", 94, "terms/slang",
     "93: terms = warn"},
    {"terms = warn\n", "", 90, "terms", "93: terms = warn"},
    {"terms = warn", "terms = warn\ntypography/count = info", 94,
     "typography/count", "typography/count = warn"},
    {"required = yes", "required = no", 64, "[field summary] required",
     "64: required = yes"},
    {"required = yes", "required = flag reprint", 64,
     "[field summary] required", "64: required = yes"},
    {"required = flag reprint and not category is culture", "required = yes", 0,
     "", ""},
    {"required = flag reprint and not category is culture",
     "required = flag reprint and grade is major", 62,
     "[field origin] required",
     "62: required = flag reprint and not category is culture"},
    {"[field summary]\nrequired = yes\n", "", 1, "[field summary] required",
     "64: required = yes"},
    {"ticks = yes", "ticks = no", 104, "[step first] ticks",
     "104: ticks = yes"},
    {"attachments = tick", "attachments = no", 105, "[step first] attachments",
     "105: attachments = tick"},
    {"proof = yes", "proof = no", 106, "[step first] proof",
     "106: proof = yes"},
    {"opinion = required", "opinion = optional", 107, "[step first] opinion",
     "107: opinion = required"},
    {"mode = 1", "mode = all", 0, "", ""},
    {"title = 预案\nkind = check",
     "title = 预案\nwhen = flag reprint\nkind = check", 146,
     "[route big] steps",
     "145: steps = edit, first, countersign, plan, last, out"},
    {"years = 3", "years = 2", 160, "[keep] years", "160: years = 3"},
    {"years = 3", "years = 5", 0, "", ""},
    {"years = 3\n", "", 159, "[keep] years", "160: years = 3"},
    {"at = sign", "at = none", 166, "[password] at", "166: at = sign"},
    {"min = 10", "min = 9", 167, "[password] min", "167: min = 10"},
    {"min = 10", "min = 12", 0, "", ""},
    {"letter, digit", "letter, special", 168, "[password] classes",
     "168: classes = letter, digit"},
    {"letter, digit", "letter, special, digit", 0, "", ""},
    {"max_age = 90d", "max_age = 1y", 169, "[password] max_age",
     "169: max_age = 90d"},
    {"max_age = 90d\n", "", 165, "[password] max_age", "169: max_age = 90d"},
    {"max_age = 90d", "max_age = 4w", 0, "", ""},
    {"idle = 15", "idle = none", 170, "[password] idle", "170: idle = 15"},
    {"idle = 15", "idle = 5", 0, "", ""},
    {"tries = 3", "tries = 4", 171, "[password] tries", "171: tries = 3"},
    {"tries = 3", "tries = 1", 0, "", ""},
    {"countersign, plan", "plan, countersign", 0, "", ""},
    {"when = grade is major", "when = grade is major and flag reprint", 148,
     "[route rest] steps",
     "145: steps = edit, first, countersign, plan, last, out"},
    {"title = 会签\nkind = joint",
     "title = 会签\nwhen = flag reprint\nkind = joint", 146,
     "[route big] steps",
     "145: steps = edit, first, countersign, plan, last, out"},
};

static void what_is_weaker_than_its_parent_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEST_COUNT(weaker); i++) {
		const struct weaker *row = &weaker[i];
		struct problems problems = {0};
		struct str child = {0};
		bool found = !row->line;

		text_spoil(policy_full, row->from, row->to, &child);
		policy_compare_parent(str_span(&child), span_of(policy_full),
		                      &problems);
		for (size_t j = 0; j < problems.count; j++) {
			const struct err *err = &problems.at[j];

			assert_int_equal(err->code, ERR_POLICY_WEAKER);
			found =
			    found || (err->line == row->line &&
			              strcmp(err->subject, row->subject) == 0 &&
			              strcmp(err->object, row->object) == 0);
		}
		if (!found || problems.count != (row->line > 0))
			fail_msg("%s -> %s: %zu %s | %s", row->from, row->to,
			         problems.count,
			         problems.count ? problems.at[0].subject : "",
			         problems.count ? problems.at[0].object : "");
		problems_clear(&problems);
		str_clear(&child);
	}
}

/* `parent =` must be there, and name the policy it stands below. */
static void the_policy_above_is_named(void **state)
{
	static const struct {
		const char *to;
		enum err_code code;
	} rows[] = {{"parent = small", ERR_OK},
	            {"parent = above", ERR_POLICY_VALUE},
	            {"warn = 2mo", ERR_POLICY_MISSING}};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct problems problems = {0};
		struct str child = {0};

		text_spoil(policy_full,
		           i == 2 ? "parent = above\n" : "parent = above",
		           i == 2 ? "" : rows[i].to, &child);
		policy_check_parent(str_span(&child), span_of(policy_small),
		                    &problems);
		assert_int_equal(problems.count, rows[i].code != ERR_OK);
		if (problems.count) {
			assert_int_equal(problems.at[0].code, rows[i].code);
			assert_string_equal(problems.at[0].object,
			                    "parent = small");
		}
		problems_clear(&problems);
		str_clear(&child);
	}
}

/* Neither of two that cannot be read is compared; why is said. */
static void a_broken_parent_is_told(void **state)
{
	struct problems problems = {0};

	(void)state;
	policy_compare_parent(span_of(policy_full), span_of("[polcy]\n"),
	                      &problems);
	assert_true(problems.count > 0);
	assert_false(problems_can_wait(&problems));
	problems_clear(&problems);
	policy_compare_parent(span_of(policy_small), span_of(policy_small),
	                      &problems);
	assert_int_equal(problems.count, 0);
}

/* A parent's grade is looked at where the child has it; switches as set. */
static void signatures_are_counted_for_every_post(void **state)
{
	struct problems problems = {0};
	struct str parent = {0}, child = {0};

	(void)state;
	text_spoil(policy_small, "when = grade is major",
	           "when = third_level is all or grade is major", &child);
	text_spoil(str_text(&child), "title = 小",
	           "title = 小\nthird_level = local", &parent);
	str_clear(&child);
	text_spoil(str_text(&parent), "local", "all", &child);
	/* The parent leaves it open: the child's value holds for both. */
	policy_compare_parent(str_span(&child), str_span(&parent), &problems);
	assert_int_equal(problems.count, 0);
	policy_compare_parent(span_of(policy_small), str_span(&child),
	                      &problems);
	assert_int_equal(problems.count, 1);
	assert_string_equal(problems.at[0].subject, "[route rest] steps");
	problems_clear(&problems);
	str_clear(&parent);
	str_clear(&child);
}

int group_policy_parent(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_weaker_than_its_parent_is_told),
	    cmocka_unit_test(the_policy_above_is_named),
	    cmocka_unit_test(a_broken_parent_is_told),
	    cmocka_unit_test(signatures_are_counted_for_every_post),
	};

	return TEST_GROUP("policy_parent", tests);
}
