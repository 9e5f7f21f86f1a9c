#include "core/policy.h"

#include <string.h>

#include "tests/cast.h"
#include "tests/test.h"

/* A small policy without mistakes, to spoil one line at a time. */
static const char GOOD[] = "[policy]\n"
                           "id = small\n"
                           "title = 小\n"
                           "[grade routine]\n"
                           "title = 一般\n"
                           "[grade major]\n"
                           "title = 重大\n"
                           "[step one]\n"
                           "title = 一审\n"
                           "role = manager@owner\n"
                           "deadline = 8h\n"
                           "[step two]\n"
                           "title = 二审\n"
                           "role = leader@institution\n"
                           "[route big]\n"
                           "when = grade is major\n"
                           "steps = one, two\n"
                           "[route rest]\n"
                           "when = any\n"
                           "steps = one\n"
                           "[publish]\n"
                           "role = manager@owner\n";

/* `text` with its first `from` written as `to`. */
static void spoil(const char *text, const char *from, const char *to,
                  struct str *out)
{
	const char *found = strstr(text, from);

	assert_non_null(found);
	str_add(out, span_from(text, (size_t)(found - text)));
	str_puts(out, to);
	str_puts(out, found + strlen(from));
}

static void the_default_reads(void **state)
{
	struct policy *policy = cast_policy();
	const struct policy_step *step = policy_step(policy, "manager");
	const struct policy_route *route;

	(void)state;
	assert_string_equal(policy_id(policy), "three-level");
	assert_string_equal(policy_statement(policy),
	                    "本人确认内容真实、不涉密、可公开。");
	assert_int_equal(policy_offset_min(policy), 480);
	assert_int_equal(policy_grade_count(policy), 2);
	assert_int_equal(policy_grade(policy, "routine"), 0);
	assert_int_equal(policy_grade(policy, "major"), 1);
	assert_int_equal(policy_grade(policy, "grave"), -1);
	assert_string_equal(step->title, "一审（网络阵地管理员）");
	assert_int_equal(step->level_count, 3);
	assert_string_equal(step->levels[0].where, "owner");
	assert_string_equal(step->levels[2].role, "propaganda");
	assert_int_equal(step->checklist_count, 3);
	assert_string_equal(step->checklist[2], "排版");
	assert_int_equal(step->deadline_ms, 8 * 3600 * 1000);
	assert_int_equal(policy_step(policy, "leader")->deadline_ms,
	                 24 * 3600 * 1000);
	route = policy_route_for(policy, "routine");
	assert_string_equal(route->id, "standard");
	assert_int_equal(route->step_count, 3);
	route = policy_route_for(policy, "major");
	assert_int_equal(route->step_count, 4);
	assert_string_equal(policy_step_at(policy, route->steps[3])->id,
	                    "leader");
	assert_int_equal(policy_publish(policy)->level_count, 2);
	assert_string_equal(policy_column(policy, "notice")->title, "通知公告");
	assert_string_equal(policy_channel(policy, "site")->title, "学院官网");
	assert_null(policy_channel(policy, "wechat"));
	policy_free(policy);
}

static void roles_may_draft_as_written(void **state)
{
	struct str text = {0};
	struct policy *policy;

	(void)state;
	policy = cast_policy_of(GOOD);
	assert_true(policy_role(policy, "collector")->draft);
	assert_true(policy_role(policy, "propaganda")->draft);
	assert_false(policy_role(policy, "leader")->draft);
	assert_false(policy_role(policy, "admin")->draft);
	assert_null(policy_role(policy, "owner"));
	policy_free(policy);
	str_puts(&text, GOOD);
	str_puts(&text, "[role manager]\ndraft = no\n"
	                "[role guest]\ntitle = 志愿者\ndraft = yes\n");
	policy = cast_policy_of(str_text(&text));
	assert_false(policy_role(policy, "manager")->draft);
	assert_string_equal(policy_role(policy, "manager")->title,
	                    "信息管理员");
	assert_true(policy_role(policy, "guest")->draft);
	policy_free(policy);
	str_clear(&text);
}

/* The shipped file leaves its four deadlines open, each with its article. */
static void open_values_are_listed(void **state)
{
	struct str text = {0};
	struct policy *policy = NULL;
	struct problems problems = {0};

	(void)state;
	cast_policy_text(&text);
	policy_read(str_span(&text), &policy, &problems);
	assert_non_null(policy);
	assert_int_equal(problems.count, 4);
	assert_true(problems_only_local(&problems));
	for (size_t i = 0; i < problems.count; i++) {
		const struct err *err = &problems.at[i];

		assert_int_equal(err->code, ERR_POLICY_LOCAL);
		assert_true(err->line > 0);
		assert_true(i == 0 || err->line > problems.at[i - 1].line);
		assert_non_null(strstr(err->detail, "第六条"));
		assert_non_null(strstr(err->detail, "？"));
		assert_string_equal(err->object, "deadline = 8h");
	}
	assert_string_equal(problems.at[0].subject, "[step manager] deadline");
	assert_int_equal(policy_step(policy, "manager")->deadline_ms, 0);
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&text);
}

/* Every key of the shipped file has a comment, the id of the file aside. */
static void every_shipped_key_is_commented(void **state)
{
	struct str text = {0};
	struct span rest, line, before = span_of("");

	(void)state;
	cast_policy_text(&text);
	rest = str_span(&text);
	while (span_cut(&rest, '\n', &line)) {
		bool is_pair = span_find(line, " = ") != (size_t)-1 &&
		               !span_starts(line, ";");
		bool is_own =
		    span_starts(line, "id =") || span_starts(line, "title =");

		if (is_pair && !is_own && !span_starts(before, ";"))
			fail_msg("no comment above: %.*s", (int)line.bytes,
			         line.at);
		before = line;
	}
	str_clear(&text);
}

static void filling_in_keeps_everything_else(void **state)
{
	static const char before[] = "; 第六条\r\n[step a]\r\n; 问\r\n"
	                             "  deadline =  local  \r\n"
	                             "[step b]\ndeadline = local\n"
	                             "title = local\n; deadline = local\n"
	                             "[policy]\nthird_level = local";
	static const char after[] = "; 第六条\r\n[step a]\r\n; 问\r\n"
	                            "  deadline =  8h\n"
	                            "[step b]\ndeadline = 24h\n"
	                            "title = local\n; deadline = local\n"
	                            "[policy]\nthird_level = all";
	struct str out = {0};

	(void)state;
	policy_fill_demo(span_of(before), &out);
	assert_string_equal(str_text(&out), after);
	str_clear(&out);
	policy_fill_demo(span_of(GOOD), &out);
	assert_string_equal(str_text(&out), GOOD);
	str_clear(&out);
}

struct mistake {
	const char *from, *to;
	enum err_code code;
	int line;
	const char *subject;
	const char *object; /* stands somewhere in what to write */
};

static const struct mistake mistakes[] = {
    {"title = 小", "title 小", ERR_POLICY_SYNTAX, 3, "title 小", "key = value"},
    {"[step two]", "[step two", ERR_POLICY_SYNTAX, 12, "[step two",
     "[section]"},
    {"[publish]", "[publishing]", ERR_POLICY_SECTION, 21, "publishing",
     "[publish]"},
    {"[publish]", "[publish x]", ERR_POLICY_SECTION, 21, "publish x",
     "[publish]"},
    {"[step one]", "[step]", ERR_POLICY_SECTION, 8, "step", "[step ID]"},
    {"[step one]", "[step 一]", ERR_POLICY_SECTION, 8, "step 一", "[step ID]"},
    {"[policy]\n", "x = 1\n[policy]\n", ERR_POLICY_SECTION, 1, "", "[policy]"},
    {"deadline", "dead-line", ERR_POLICY_KEY, 11, "dead-line", "deadline"},
    {"[step two]", "[step one]", ERR_POLICY_TWICE, 12, "step one", "8"},
    {"[grade major]", "[grade routine]", ERR_POLICY_TWICE, 6, "grade routine",
     "4"},
    {"deadline = 8h", "role = leader@owner", ERR_POLICY_TWICE, 11, "role",
     "10"},
    {"id = small", "id =", ERR_POLICY_MISSING, 2, "policy", "id = "},
    {"id = small\n", "", ERR_POLICY_MISSING, 1, "policy", "id = "},
    {"title = 二审\n", "", ERR_POLICY_MISSING, 12, "step two", "title = "},
    {"title = 重大\n", "", ERR_POLICY_MISSING, 6, "grade major", "title = "},
    {"role = leader@institution\n", "", ERR_POLICY_MISSING, 12, "step two",
     "role = manager@owner"},
    {"steps = one\n", "", ERR_POLICY_MISSING, 18, "route rest", "steps = "},
    {"when = any\n", "", ERR_POLICY_MISSING, 18, "route rest", "when = any"},
    {"[publish]\nrole = manager@owner\n", "", ERR_POLICY_MISSING, 1, "publish",
     "role = manager@owner"},
    {"leader@institution", "boss@institution", ERR_POLICY_ROLE, 14, "boss",
     "leader"},
    {"leader@institution", "leader", ERR_POLICY_VALUE, 14, "leader",
     "ROLE@owner"},
    {"leader@institution", "@owner", ERR_POLICY_VALUE, 14, "@owner",
     "ROLE@owner"},
    {"leader@institution", "leader@", ERR_POLICY_VALUE, 14, "leader@",
     "ROLE@UNIT"},
    {"leader@institution", "leader@a@b", ERR_POLICY_VALUE, 14, "leader@a@b",
     "ROLE@UNIT"},
    {"deadline = 8h", "fallback = manager@owner", ERR_POLICY_TWICE, 11,
     "manager@owner", "11"},
    {"deadline = 8h", "fallback = , leader@owner", ERR_POLICY_VALUE, 11,
     ", leader@owner", "fallback = "},
    {"steps = one, two", "steps = one, tow", ERR_POLICY_STEP, 17, "tow",
     "one, two"},
    {"steps = one, two", "steps = one, two, one", ERR_POLICY_TWICE, 17, "one",
     "17"},
    {"steps = one, two", "steps = one,, two", ERR_POLICY_VALUE, 17, "one,, two",
     "steps = "},
    {"grade is major", "grade is grave", ERR_POLICY_GRADE, 16, "grave",
     "routine, major"},
    {"grade is major", "sometimes", ERR_POLICY_VALUE, 16, "sometimes",
     "any, grade is ID"},
    {"steps = one, two", "steps = one", ERR_POLICY_UNREACHABLE, 12,
     "[step two]", "two"},
    {"when = grade is major", "when = any", ERR_POLICY_UNREACHABLE, 18,
     "[route rest]", "[route rest], [route big]"},
    {"when = any", "when = grade is major", ERR_POLICY_UNREACHABLE, 18,
     "[route rest]", "[grade ID]"},
    {"when = any", "when = grade is major", ERR_POLICY_NO_ROUTE, 4, "routine",
     "when = any"},
    {"deadline = 8h", "deadline = local", ERR_POLICY_LOCAL, 11,
     "[step one] deadline", "deadline = 8h"},
    {"deadline = 8h", "deadline = soon", ERR_POLICY_VALUE, 11, "soon",
     "8h, 3d, none, local"},
    {"deadline = 8h", "deadline = 0h", ERR_POLICY_VALUE, 11, "0h", "8h"},
    {"deadline = 8h", "deadline = -8h", ERR_POLICY_VALUE, 11, "-8h", "8h"},
    {"title = 小", "title = 小\nutc_offset = 8", ERR_POLICY_VALUE, 4, "8",
     "+08:00"},
    {"title = 小", "title = 小\nthird_level = major", ERR_POLICY_VALUE, 4,
     "major", "third_level = all"},
    {"title = 小", "title = 小\nthird_level = local", ERR_POLICY_LOCAL, 4,
     "[policy] third_level", "third_level = all"},
    {"id = small", "id = Small", ERR_POLICY_VALUE, 2, "Small", "id = "},
    {"[publish]", "[role guest]\n[publish]", ERR_POLICY_MISSING, 21,
     "role guest", "title = "},
    {"[publish]", "[role manager]\ndraft = ja\n[publish]", ERR_POLICY_VALUE, 22,
     "ja", "draft = yes, no"},
    {"title = 小", "title = \xFF", ERR_POLICY_SYNTAX, 3, "", "UTF-8"},
    {"title = 小", "title = a\x01", ERR_POLICY_SYNTAX, 3, "", "UTF-8"},
};

static void every_mistake_has_its_line_and_what_to_write(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEST_COUNT(mistakes); i++) {
		const struct mistake *row = &mistakes[i];
		struct str text = {0};
		struct policy *policy = NULL;
		struct problems problems = {0};
		bool found = false;

		spoil(GOOD, row->from, row->to, &text);
		policy_read(str_span(&text), &policy, &problems);
		for (size_t j = 0; j < problems.count; j++) {
			const struct err *err = &problems.at[j];

			found =
			    found ||
			    (err->code == row->code && err->line == row->line &&
			     (!*row->subject ||
			      strcmp(err->subject, row->subject) == 0) &&
			     strstr(err->object, row->object));
		}
		for (size_t j = 0; !found && j < problems.count; j++)
			print_error("%s:%d %s | %s\n",
			            err_name(problems.at[j].code),
			            problems.at[j].line, problems.at[j].subject,
			            problems.at[j].object);
		if (!found)
			fail_msg("%s -> %s", row->from, row->to);
		assert_true(!policy == (row->code != ERR_POLICY_LOCAL));
		policy_free(policy);
		problems_clear(&problems);
		str_clear(&text);
	}
}

static void one_mistake_is_one_problem(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {{"deadline = 8h", "deadline = soon"},
	            {"leader@institution", "boss@institution"},
	            {"grade is major", "grade is grave"},
	            {"[publish]", "[publish]\nrule = x"},
	            {"title = 小", "title 小\ntitle = 大"}};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct str text = {0};
		struct policy *policy = NULL;
		struct problems problems = {0};

		spoil(GOOD, rows[i].from, rows[i].to, &text);
		policy_read(str_span(&text), &policy, &problems);
		assert_int_equal(problems.count, 1);
		problems_clear(&problems);
		str_clear(&text);
	}
}

static void all_mistakes_are_told_in_order(void **state)
{
	struct policy *policy = NULL;
	struct problems problems = {0};

	(void)state;
	policy_read(span_of("nonsense\n[polcy]\n[step a]\nfoo = 1\n"
	                    "deadline = x\n[route r]\nwhen = never\n"),
	            &policy, &problems);
	assert_null(policy);
	assert_true(problems.count > 8);
	for (size_t i = 1; i < problems.count; i++)
		assert_true(problems.at[i - 1].line <= problems.at[i].line);
	assert_false(problems_only_local(&problems));
	problems_clear(&problems);
	policy_read(span_of(""), &policy, &problems);
	assert_null(policy);
	assert_true(problems.count > 3);
	problems_clear(&problems);
}

static void a_comment_goes_with_the_key_below(void **state)
{
	struct str text = {0};
	struct policy *policy = NULL;
	struct problems problems = {0};

	(void)state;
	spoil(GOOD, "deadline = 8h",
	      "; 别的\n\n; 第六条(一)\n#  问：多久？\ndeadline = local", &text);
	policy_read(str_span(&text), &policy, &problems);
	assert_int_equal(problems.count, 1);
	assert_int_equal(problems.at[0].line, 15);
	assert_string_equal(problems.at[0].detail, "第六条(一) 问：多久？");
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&text);
}

/* Appends to what was there, and never touches that. */
static void problems_add_up(void **state)
{
	struct policy *policy = NULL;
	struct problems problems = {0};
	size_t first;

	(void)state;
	policy_read(span_of("x\n"), &policy, &problems);
	first = problems.count;
	policy_read(span_of(GOOD), &policy, &problems);
	assert_non_null(policy);
	assert_int_equal(problems.count, first);
	policy_free(policy);
	problems_clear(&problems);
}

int group_policy(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_default_reads),
	    cmocka_unit_test(roles_may_draft_as_written),
	    cmocka_unit_test(open_values_are_listed),
	    cmocka_unit_test(every_shipped_key_is_commented),
	    cmocka_unit_test(filling_in_keeps_everything_else),
	    cmocka_unit_test(every_mistake_has_its_line_and_what_to_write),
	    cmocka_unit_test(one_mistake_is_one_problem),
	    cmocka_unit_test(all_mistakes_are_told_in_order),
	    cmocka_unit_test(a_comment_goes_with_the_key_below),
	    cmocka_unit_test(problems_add_up),
	};

	return TEST_GROUP("policy", tests);
}
