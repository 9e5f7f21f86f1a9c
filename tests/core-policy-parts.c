#include "core/policy.h"

#include <string.h>

#include "tests/cast.h"
#include "tests/policy-text.h"
#include "tests/test.h"

#define HOUR_MS INT64_C(3600000)

static int64_t day(const char *text)
{
	int64_t at_ms = 0;

	assert_true(calendar_read_day(span_of(text), 480, &at_ms));
	return at_ms;
}

static void every_key_of_the_head_is_read(void **state)
{
	struct policy *policy = cast_policy_of(policy_full);
	const struct policy_switch *one = policy_switch(policy, "site-scope");

	(void)state;
	assert_string_equal(policy_source(policy), "某校办法");
	assert_string_equal(policy_issuer(policy), "党委宣传部");
	assert_string_equal(policy_parent(policy), "above");
	assert_string_equal(policy_statement(policy), "属实");
	assert_int_equal(policy_from_ms(policy), day("2026-01-01"));
	assert_int_equal(policy_until_ms(policy), day("2028-01-01"));
	assert_int_equal(policy_warn_ms(policy), day("2027-12-01"));
	assert_int_equal(policy_duties(policy)->count, 3);
	assert_string_equal(policy_duties(policy)->at[1], "review");
	assert_int_equal(policy_switch_count(policy), 3);
	assert_string_equal(policy_switch(policy, "third_level")->value,
	                    "major");
	assert_int_equal(policy_switch(policy, "leader")->options.count, 2);
	assert_string_equal(one->title, "范围");
	assert_string_equal(one->options.at[1], "main");
	assert_string_equal(one->value, "main");
	assert_int_equal(policy_keep_years(policy), 3);
	assert_string_equal(policy_keep_fields(policy)->at[1], "审核记录");
	policy_free(policy);
}

static void every_key_of_the_house_is_read(void **state)
{
	struct policy *policy = cast_policy_of(policy_full);
	const struct policy_unit *unit = policy_unit(policy, "college-a");
	const struct policy_role *role = policy_role(policy, "student-editor");
	const struct policy_grade *grade = policy_grade_at(policy, 1);

	(void)state;
	assert_int_equal(policy_unit_count(policy), 3);
	assert_string_equal(unit->parent, "office");
	assert_string_equal(unit->tier, "college");
	assert_string_equal(unit->from, "2020-01-01");
	assert_string_equal(unit->until, "2026-06-30");
	assert_string_equal(unit->successor, "college-b");
	assert_string_equal(policy_unit(policy, "office")->parent,
	                    "institution");
	assert_true(role->draft && role->ends);
	assert_int_equal(role->every.count, 3);
	assert_string_equal(role->every.at[2], "unit office");
	assert_false(policy_role(policy, "expert")->ends);
	assert_int_equal(policy_grade_at(policy, 0)->propose->kind,
	                 CONDITION_ANY);
	assert_int_equal(grade->propose->kind, CONDITION_OR);
	assert_string_equal(grade->hint, "提示");
	assert_int_equal(grade->lower.count, 2);
	assert_string_equal(grade->lower.at[1].where, "parent");
	assert_int_equal(grade->lower.at[1].rank, 0);
	assert_null(policy_grade_at(policy, 2)->propose);
	assert_string_equal(policy_flag(policy, "reprint")->hint, "来源");
	assert_string_equal(policy_category(policy, "culture")->tiers.at[1],
	                    "dept");
	policy_free(policy);
}

static void every_key_of_the_form_is_read(void **state)
{
	struct policy *policy = cast_policy_of(policy_full);
	const struct policy_field *field = policy_field(policy, "origin");
	const struct policy_column *column = policy_column(policy, "news");
	const struct policy_channel *channel = policy_channel(policy, "site");

	(void)state;
	assert_true(field->demanded);
	assert_int_equal(field->required->kind, CONDITION_AND);
	assert_string_equal(field->options.at[0], "新华社");
	assert_string_equal(field->hint, "网址");
	assert_string_equal(policy_field(policy, "summary")->title, "摘要");
	assert_true(policy_field(policy, "summary")->demanded);
	assert_null(policy_field(policy, "summary")->required);
	assert_false(policy_field(policy, "attachment")->demanded);
	assert_true(column->fixed);
	assert_int_equal(column->byline, BYLINE_REVIEWERS);
	assert_int_equal(column->categories.count, 2);
	assert_string_equal(column->duties.collect, "collector@owner");
	assert_string_equal(column->duties.review, "lin");
	assert_string_equal(column->duties.publish, "manager@unit9");
	assert_false(policy_column(policy, "plain")->fixed);
	assert_null(policy_column(policy, "plain")->duties.collect);
	assert_string_equal(channel->class, "web");
	assert_string_equal(channel->owner, "office");
	assert_string_equal(channel->keeper, "lin");
	assert_string_equal(channel->account, "example");
	assert_string_equal(channel->categories.at[0], "notice");
	assert_string_equal(channel->duties.publish, "manager@owner");
	policy_free(policy);
}

static void every_key_of_passwords_is_read(void **state)
{
	struct policy *policy = cast_policy_of(policy_full);
	const struct password_rules *rules = policy_password(policy);
	struct str text = {0};

	(void)state;
	assert_true(rules->at_sign);
	assert_int_equal(rules->min, 10);
	assert_true(rules->classes[PASSWORD_LETTER] &&
	            rules->classes[PASSWORD_DIGIT]);
	assert_false(rules->classes[PASSWORD_SPECIAL]);
	assert_int_equal(rules->max_age.ms, 90 * 24 * HOUR_MS);
	assert_int_equal(rules->idle_min, 15);
	assert_int_equal(rules->tries, 3);
	policy_free(policy);
	policy = cast_policy_of(policy_small);
	assert_null(policy_password(policy));
	policy_free(policy);
	str_puts(&text, policy_small);
	str_puts(&text, "[password]\nat = none\nidle = none\n");
	policy = cast_policy_of(str_text(&text));
	rules = policy_password(policy);
	assert_false(rules->at_sign);
	assert_int_equal(rules->min, PASSWORD_MIN);
	assert_int_equal(rules->idle_min, 0);
	assert_int_equal(rules->tries, 5);
	assert_true(term_is_none(&rules->max_age));
	policy_free(policy);
	str_clear(&text);
}

static void every_key_of_a_step_is_read(void **state)
{
	struct policy *policy = cast_policy_of(policy_full);
	const struct policy_step *edit = policy_step(policy, "edit");
	const struct policy_step *first = policy_step(policy, "first");
	const struct policy_step *experts = policy_step(policy, "experts");

	(void)state;
	assert_int_equal(edit->kind, KIND_EDIT);
	assert_int_equal(edit->who.count, 5);
	assert_int_equal(edit->who.at[1].rank, 0);
	assert_int_equal(edit->who.at[2].rank, 1);
	assert_int_equal(edit->who.at[3].rank, 2);
	assert_string_equal(edit->who.at[3].where, "tier:college");
	assert_int_equal(edit->who.at[4].rank, 2);
	assert_null(edit->when);
	assert_false(edit->ticks || edit->proof || edit->opinion ||
	             edit->no_reject || edit->attachments || edit->staff_only);
	assert_int_equal(first->kind, KIND_SIGN);
	assert_true(first->ticks && first->proof && first->opinion &&
	            first->no_reject && first->attachments &&
	            first->staff_only);
	assert_int_equal(first->deadline.workdays, 7);
	assert_int_equal(first->remind.ms, 24 * HOUR_MS);
	assert_int_equal(first->escalate_after.ms, 4 * HOUR_MS);
	assert_int_equal(first->escalate.count, 2);
	assert_int_equal(first->escalate.at[1].rank, 0);
	assert_string_equal(first->joint, "experts");
	assert_int_equal(first->when->kind, CONDITION_OR);
	assert_int_equal(experts->kind, KIND_JOINT);
	assert_true(experts->choose);
	assert_int_equal(experts->needs, 2);
	assert_string_equal(experts->who.at[0].where, "any");
	assert_int_equal(experts->who.at[1].rank, 1);
	assert_int_equal(policy_step(policy, "countersign")->needs, 1);
	assert_int_equal(policy_step(policy, "plan")->kind, KIND_CHECK);
	assert_int_equal(policy_step(policy, "last")->kind, KIND_PRECHECK);
	assert_string_equal(step_kind_id(KIND_PRECHECK), "precheck");
	policy_free(policy);
}

static void routes_publish_and_what_follows(void **state)
{
	struct policy *policy = cast_policy_of(policy_full);
	const struct policy_route *big = text_route(policy, "major");
	const struct policy_route *rest = text_route(policy, "key");

	(void)state;
	assert_string_equal(big->title, "重大");
	assert_int_equal(big->step_count, 5);
	assert_string_equal(policy_publish(policy, big)->id, "out");
	assert_int_equal(rest->publish, NO_STEP);
	assert_null(rest->title);
	assert_string_equal(policy_publish(policy, rest)->id, "publish");
	assert_int_equal(policy_publish(policy, NULL)->who.at[1].rank, 1);
	assert_int_equal(policy_after(policy)->freeze.count, 2);
	assert_int_equal(policy_after(policy)->correct.count, 1);
	assert_int_equal(policy_after(policy)->unfreeze.count, 1);
	assert_int_equal(policy_after(policy)->takedown.count, 1);
	assert_int_equal(policy_after(policy)->supersede.count, 2);
	assert_int_equal(policy_after(policy)->settle_within.ms, 72 * HOUR_MS);
	policy_free(policy);
}

static void a_line_of_a_rule_goes_before_its_class(void **state)
{
	struct policy *policy = cast_policy_of(policy_full);
	enum severity severity = SEVERITY_INFO;
	struct str text = {0};

	(void)state;
	assert_int_equal(policy_severity_count(policy), 4);
	assert_string_equal(policy_severity_at(policy, 2)->rule, "terms");
	assert_true(policy_severity(policy, "terms/slang", &severity));
	assert_int_equal(severity, SEVERITY_WARN);
	assert_true(policy_severity(policy, "spelling/unknown", &severity));
	assert_int_equal(severity, SEVERITY_ACK);
	assert_false(policy_severity(policy, "spelling", &severity));
	assert_false(policy_severity(policy, "typography/count", &severity));
	policy_free(policy);
	/* A class let through takes nothing of the gate with it. */
	text_spoil(policy_full, "privacy = block",
	           "privacy = info\nprivacy/mobile = warn", &text);
	policy = cast_policy_of(str_text(&text));
	assert_true(policy_severity(policy, "privacy/id-number", &severity));
	assert_int_equal(severity, SEVERITY_BLOCK);
	assert_true(policy_severity(policy, "privacy/mobile", &severity));
	assert_int_equal(severity, SEVERITY_WARN);
	assert_true(policy_severity(policy, "privacy/other", &severity));
	assert_int_equal(severity, SEVERITY_INFO);
	policy_free(policy);
	str_clear(&text);
}

/* 2026-09-30 is a Wednesday; then eight holidays; Saturday 10-10 is worked. */
static void working_days_are_those_of_the_policy(void **state)
{
	struct policy *policy = cast_policy_of(policy_full), *plain;
	const struct term three = {.workdays = 3};
	int64_t ten = day("2026-09-30") + 10 * HOUR_MS;

	(void)state;
	assert_int_equal(policy_due(policy, &three, ten),
	                 day("2026-10-12") + 10 * HOUR_MS);
	assert_int_equal(
	    policy_before(policy, &three, day("2026-10-12") + 10 * HOUR_MS),
	    ten);
	plain = cast_policy_of(policy_small);
	assert_int_equal(policy_due(plain, &three, ten),
	                 day("2026-10-05") + 10 * HOUR_MS);
	policy_free(plain);
	policy_free(policy);
}

/* A switch has all its options where routes are looked at; no more grades than
 * there are. */
static void a_route_may_wait_for_a_switch(void **state)
{
	static const struct {
		const char *when;
		enum err_code code;
	} rows[] = {
	    {"third_level is all", ERR_OK},
	    {"third_level in (all, major)", ERR_OK},
	    {"grade is major and third_level is main-channels", ERR_OK},
	    {"grade is major and not grade is major", ERR_POLICY_UNREACHABLE},
	    {"grade is major and grade is routine", ERR_POLICY_UNREACHABLE},
	    {"not grade >= routine", ERR_POLICY_UNREACHABLE},
	    {"not unit under institution", ERR_POLICY_UNREACHABLE},
	    {"unit is institution and not unit under institution",
	     ERR_POLICY_UNREACHABLE},
	    {"channel is site and not class is web", ERR_POLICY_UNREACHABLE},
	    {"channel is site and class is wechat", ERR_OK},
	    {"field at and not field at is 早 and not field at is 晚", ERR_OK},
	    {"not field at and field at is 早", ERR_POLICY_UNREACHABLE},
	    {"audience is 学生 and audience is 教师", ERR_POLICY_UNREACHABLE},
	    {"tier is dept and tier in (dept, college)", ERR_OK},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct str head = {0}, text = {0};
		struct policy *policy = NULL;
		struct problems problems = {0};

		text_spoil(policy_small, "title = 小",
		           "title = 小\nthird_level = major", &head);
		text_spoil(str_text(&head), "grade is major", rows[i].when,
		           &text);
		policy_read(str_span(&text), &policy, &problems);
		if (!policy != (rows[i].code != ERR_OK))
			fail_msg("%s", rows[i].when);
		assert_true(rows[i].code == ERR_OK ||
		            problems.at[0].code == rows[i].code);
		policy_free(policy);
		problems_clear(&problems);
		str_clear(&head);
		str_clear(&text);
	}
}

/* Seventeen flags are too many worlds: nothing is said. */
static void too_many_posts_are_not_looked_at(void **state)
{
	struct str when = {0}, text = {0};
	struct policy *policy;

	(void)state;
	str_puts(&when, "grade is major and not grade is major");
	for (int i = 0; i < 17; i++) {
		str_putf(&when, " and flag f%d", i);
		str_putf(&text, "[flag f%d]\ntitle = f\n", i);
	}
	text_spoil(policy_small, "grade is major", str_text(&when), &text);
	policy = cast_policy_of(str_text(&text));
	policy_free(policy);
	str_clear(&when);
	str_clear(&text);
}

static void what_this_version_cannot_do_can_wait(void **state)
{
	struct str text = {0};
	struct policy *policy = NULL;
	struct problems problems = {0};

	(void)state;
	text_spoil(policy_small, "deadline = 8h",
	           "; 第九条\npaper = yes\noral = 24h\nsignature = personal",
	           &text);
	policy_read(str_span(&text), &policy, &problems);
	assert_non_null(policy);
	assert_int_equal(problems.count, 2);
	assert_true(problems_can_wait(&problems));
	assert_false(problems_only_local(&problems));
	assert_string_equal(problems.at[0].detail, "第九条");
	assert_true(policy_step(policy, "one")->personal);
	assert_true(policy_step(policy, "one")->paper);
	assert_int_equal(policy_step(policy, "one")->oral.ms, 24 * HOUR_MS);
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&text);
}

/* Every value that may be open, opened, and filled in again. */
static void a_demo_fills_in_everything(void **state)
{
	static const char *const opened[][2] = {
	    {"third_level = major", "third_level = local"},
	    {"leader = of-unit", "leader = local"},
	    {"warn = 1mo", "warn = local"},
	    {"value = main", "value = local"},
	    {"collect = collector@owner", "collect = local"},
	    {"review = lin", "review = local"},
	    {"publish = manager@unit9", "publish = local"},
	    {"deadline = 7wd", "deadline = local"},
	    {"remind = 1d", "remind = local"},
	    {"escalate_after = 4h", "escalate_after = local"},
	    {"oral = no", "oral = local"},
	    {"settle_within = 3d", "settle_within = local"},
	    {"max_age = 90d", "max_age = local"},
	};
	struct str text = {0}, filled = {0};
	struct policy *policy = NULL;
	struct problems problems = {0};

	(void)state;
	str_puts(&text, policy_full);
	for (size_t i = 0; i < TEST_COUNT(opened); i++) {
		struct str next = {0};

		text_spoil(str_text(&text), opened[i][0], opened[i][1], &next);
		str_clear(&text);
		text = next;
	}
	policy_read(str_span(&text), &policy, &problems);
	assert_non_null(policy);
	assert_true(problems_only_local(&problems));
	assert_int_equal(problems.count, TEST_COUNT(opened));
	assert_null(policy_switch(policy, "site-scope")->value);
	assert_null(policy_column(policy, "news")->duties.review);
	policy_free(policy);
	problems_clear(&problems);
	policy_fill_demo(str_span(&text), &filled);
	policy_read(str_span(&filled), &policy, &problems);
	assert_non_null(policy);
	assert_int_equal(problems.count, 1); /* oral = 24h waits */
	assert_int_equal(problems.at[0].code, ERR_POLICY_LATER);
	assert_string_equal(policy_switch(policy, "leader")->value, "of-unit");
	assert_string_equal(policy_switch(policy, "site-scope")->value, "all");
	assert_string_equal(policy_column(policy, "news")->duties.review,
	                    "manager@owner");
	assert_int_equal(policy_step(policy, "first")->deadline.ms,
	                 24 * HOUR_MS);
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&text);
	str_clear(&filled);
}

static void one_line_is_filled_in(void **state)
{
	struct str out = {0};

	(void)state;
	policy_fill_line(span_of("; a\r\n[step x]\n deadline = local \nb =\n"),
	                 3, span_of("7wd"), &out);
	assert_string_equal(str_text(&out),
	                    "; a\r\n[step x]\n deadline = 7wd\nb =\n");
	str_clear(&out);
	policy_fill_line(span_of("[step x]\nb ="), 2, span_of("c"), &out);
	assert_string_equal(str_text(&out), "[step x]\nb = c");
	str_clear(&out);
	policy_fill_line(span_of("[step x]\nb = 1"), 1, span_of("c"), &out);
	assert_string_equal(str_text(&out), "[step x]\nb = 1");
	str_clear(&out);
}

/* Fallbacks and who it escalates to count, too. */
static void a_route_has_so_many_offices(void **state)
{
	(void)state;
	for (int more = 0; more < 2; more++) {
		struct str fallback = {0}, text = {0};
		struct policy *policy = NULL;
		struct problems problems = {0};

		str_puts(&fallback, "deadline = 8h\nescalate = "
		                    "leader@institution\nfallback = leader@a");
		for (int i = 3; i < POLICY_OFFICES_MAX - 1 + more; i++)
			str_putf(&fallback, ", leader@u%d", i);
		text_spoil(policy_small, "deadline = 8h", str_text(&fallback),
		           &text);
		policy_read(str_span(&text), &policy, &problems);
		assert_int_equal(policy == NULL, more);
		assert_true(!more || problems.at[0].code == ERR_POLICY_VALUE);
		policy_free(policy);
		problems_clear(&problems);
		str_clear(&text);
		str_clear(&fallback);
	}
}

/* [publish] is for the routes without a last step of their own. */
static void somebody_publishes_every_route(void **state)
{
	struct str text = {0}, whole = {0};
	struct policy *policy = NULL;
	struct problems problems = {0};

	(void)state;
	text_spoil(policy_small, "[publish]\n",
	           "[step out]\ntitle = 发\nkind = publish\n", &text);
	text_spoil(str_text(&text), "steps = one, two", "steps = one, two, out",
	           &whole);
	policy_read(str_span(&whole), &policy, &problems);
	assert_null(policy);
	assert_int_equal(problems.at[0].code, ERR_POLICY_MISSING);
	assert_string_equal(problems.at[0].subject, "publish");
	problems_clear(&problems);
	str_clear(&text);
	text_spoil(str_text(&whole), "steps = one\n", "steps = one, out\n",
	           &text);
	policy = cast_policy_of(str_text(&text));
	assert_null(policy_publish(policy, NULL));
	assert_string_equal(
	    policy_publish(policy, text_route(policy, "routine"))->id, "out");
	policy_free(policy);
	str_clear(&text);
	str_clear(&whole);
}

int group_policy_parts(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_key_of_the_head_is_read),
	    cmocka_unit_test(every_key_of_the_house_is_read),
	    cmocka_unit_test(every_key_of_the_form_is_read),
	    cmocka_unit_test(every_key_of_passwords_is_read),
	    cmocka_unit_test(every_key_of_a_step_is_read),
	    cmocka_unit_test(routes_publish_and_what_follows),
	    cmocka_unit_test(a_line_of_a_rule_goes_before_its_class),
	    cmocka_unit_test(working_days_are_those_of_the_policy),
	    cmocka_unit_test(a_route_may_wait_for_a_switch),
	    cmocka_unit_test(too_many_posts_are_not_looked_at),
	    cmocka_unit_test(what_this_version_cannot_do_can_wait),
	    cmocka_unit_test(a_demo_fills_in_everything),
	    cmocka_unit_test(one_line_is_filled_in),
	    cmocka_unit_test(a_route_has_so_many_offices),
	    cmocka_unit_test(somebody_publishes_every_route),
	};

	return TEST_GROUP("policy_parts", tests);
}
