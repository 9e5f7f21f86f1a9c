#include "core/policy.h"

#include <string.h>

#include "tests/cast.h"
#include "tests/policy-text.h"
#include "tests/test.h"

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
	assert_int_equal(step->who.count, 3);
	assert_string_equal(step->who.at[0].where, "owner");
	assert_string_equal(step->who.at[2].role, "propaganda");
	assert_int_equal(step->checklist.count, 3);
	assert_string_equal(step->checklist.at[2], "排版");
	assert_int_equal(step->deadline.ms, 8 * 3600 * 1000);
	assert_int_equal(policy_step(policy, "leader")->deadline.ms,
	                 24 * 3600 * 1000);
	route = text_route(policy, "routine");
	assert_string_equal(route->id, "standard");
	assert_int_equal(route->step_count, 3);
	route = text_route(policy, "major");
	assert_int_equal(route->step_count, 4);
	assert_string_equal(policy_step_at(policy, route->steps[3])->id,
	                    "leader");
	assert_int_equal(policy_publish(policy, NULL)->who.count, 2);
	assert_string_equal(policy_column(policy, "notice")->title, "通知公告");
	assert_string_equal(policy_channel(policy, "site")->title, "学院官网");
	assert_null(policy_channel(policy, "wechat"));
	assert_int_equal(policy_switch_count(policy), 2);
	assert_string_equal(policy_switch(policy, "leader")->value,
	                    "of-propaganda");
	assert_string_equal(policy_switch(policy, "third_level")->value, "all");
	assert_int_equal(policy_from_ms(policy), 0);
	assert_int_equal(policy_warn_ms(policy), 0);
	policy_free(policy);
}

static void roles_may_draft_as_written(void **state)
{
	struct str text = {0};
	struct policy *policy;

	(void)state;
	policy = cast_policy_of(policy_small);
	assert_true(policy_role(policy, "collector")->draft);
	assert_true(policy_role(policy, "propaganda")->draft);
	assert_false(policy_role(policy, "leader")->draft);
	assert_false(policy_role(policy, "admin")->draft);
	assert_null(policy_role(policy, "owner"));
	policy_free(policy);
	str_puts(&text, policy_small);
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
	assert_int_equal(policy_step(policy, "manager")->deadline.ms, 0);
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
	policy_fill_demo(span_of(policy_small), &out);
	assert_string_equal(str_text(&out), policy_small);
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
    {"[step one]", "[step 一]", ERR_POLICY_ID, 8, "一", ""},
    {"[step one]", "[step One]", ERR_POLICY_ID, 8, "One", ""},
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
     "two, one"},
    {"steps = one, two", "steps = one, two, one", ERR_POLICY_TWICE, 17, "one",
     "17"},
    {"steps = one, two", "steps = one,, two", ERR_POLICY_VALUE, 17, "one,, two",
     "steps = "},
    {"grade is major", "grade is grave", ERR_POLICY_GRADE, 16, "grave",
     "routine, major"},
    {"grade is major", "sometimes", ERR_POLICY_CONDITION, 16, "sometimes",
     "any, grade is ID"},
    {"steps = one, two", "steps = one", ERR_POLICY_UNREACHABLE, 12,
     "[step two]", "two"},
    {"when = grade is major", "when = any", ERR_POLICY_SHADOW, 16,
     "[route big]", "18: [route rest]"},
    {"[column news]\ntitle = 要闻\n", "", ERR_POLICY_MISSING, 1, "column news",
     "title = "},
    {"[channel site]\ntitle = 网\nclass = web\n", "", ERR_POLICY_MISSING, 1,
     "channel site", "title = "},
    {"grade is major", "grad is major", ERR_POLICY_QUESTION, 16, "grad",
     "grade, category"},
    {"grade is major", "provider is lin", ERR_POLICY_QUESTION, 16, "provider",
     "grade, category, column"},
    {"grade is major", "chanel is site", ERR_POLICY_QUESTION, 16, "chanel",
     "channel, grade"},
    {"grade is major", "channel is 公众号", ERR_POLICY_UNKNOWN, 16,
     "channel 公众号", "site"},
    {"grade is major", "grade is major and flag 转载", ERR_POLICY_UNKNOWN, 16,
     "flag 转载", "[flag 转载]"},
    {"deadline = 8h", "deadline = 4h\nremind = 5h", ERR_POLICY_REMIND, 12, "5h",
     "4h"},
    {"deadline = 8h", "deadline = 1wd\nremind = 2wd", ERR_POLICY_REMIND, 12,
     "2wd", "1wd"},
    {"when = any", "when = grade is major", ERR_POLICY_UNREACHABLE, 18,
     "[route rest]", "when = any"},
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
    {"title = 小", "title = 小\nthird_level = some", ERR_POLICY_VALUE, 4,
     "some", "third_level = all"},
    {"title = 小", "title = 小\nthird_level = local", ERR_POLICY_LOCAL, 4,
     "[policy] third_level", "third_level = all (or: main-channels, major)"},
    {"id = small", "id = Small", ERR_POLICY_ID, 2, "Small", ""},
    {"[publish]", "[role guest]\n[publish]", ERR_POLICY_MISSING, 21,
     "role guest", "title = "},
    {"[publish]", "[role manager]\ndraft = ja\n[publish]", ERR_POLICY_VALUE, 22,
     "ja", "draft = yes, no"},
    {"title = 小", "title = \xFF", ERR_POLICY_SYNTAX, 3, "", "UTF-8"},
    {"title = 小", "title = a\x01", ERR_POLICY_CONTROL, 3, "U+0001", ""},
};

/* The same in a policy that says everything. */
static const struct mistake rich_mistakes[] = {
    {"from = 2026-01-01", "from = 2026-13-01", ERR_POLICY_VALUE, 7,
     "2026-13-01", "from = YYYY-MM-DD"},
    {"until = 2027-12-31", "until = 2025-12-31", ERR_POLICY_VALUE, 8,
     "2025-12-31", ">= from"},
    {"until = 2027-12-31", "until = soon", ERR_POLICY_VALUE, 8, "soon",
     "until = YYYY-MM-DD"},
    {"warn = 1mo", "warn = local", ERR_POLICY_LOCAL, 9, "[policy] warn",
     "warn = 90d"},
    {"warn = 1mo", "warn = 1 month", ERR_POLICY_VALUE, 9, "1 month", "1mo"},
    {"parent = above", "parent = Above!", ERR_POLICY_ID, 10, "Above!", ""},
    {"duties = collect", "duties = collekt", ERR_POLICY_VALUE, 12, "collekt",
     "collect, review, publish"},
    {"leader = of-unit", "leader = of-all", ERR_POLICY_VALUE, 14, "of-all",
     "of-unit, of-propaganda"},
    {"leader = of-unit", "leader = local", ERR_POLICY_LOCAL, 14,
     "[policy] leader", "leader = of-unit (or: of-propaganda)"},
    {"[switch site-scope]", "[switch leader]", ERR_POLICY_TWICE, 15,
     "switch leader", "14"},
    {"[switch site-scope]", "[switch grade]", ERR_POLICY_VALUE, 15,
     "switch grade", "[switch the-grade]"},
    {"options = all, main", "options = all, main, all", ERR_POLICY_TWICE, 17,
     "all", "17"},
    {"options = all, main\n", "", ERR_POLICY_MISSING, 15, "switch site-scope",
     "options = "},
    {"value = main", "value = mani", ERR_POLICY_VALUE, 18, "mani",
     "value = all, main"},
    {"value = main", "value = local", ERR_POLICY_LOCAL, 18,
     "[switch site-scope] value", "value = all (or: main)"},
    {"parent = office", "parent = offise", ERR_POLICY_UNKNOWN, 24,
     "unit offise", "office, institution"},
    {"successor = college-b", "successor = college-c", ERR_POLICY_UNKNOWN, 28,
     "unit college-c", "college-a, college-b"},
    {"successor = college-b", "successor = college-a", ERR_POLICY_VALUE, 28,
     "college-a", "institution"},
    {"title = 宣传部\n", "title = 宣传部\nparent = college-a\n",
     ERR_POLICY_VALUE, 21, "college-a", "parent = institution"},
    {"from = 2020-01-01", "from = 2020-02-30", ERR_POLICY_VALUE, 26,
     "2020-02-30", "YYYY-MM-DD"},
    {"until = 2026-06-30", "until = 2019-06-30", ERR_POLICY_VALUE, 27,
     "2019-06-30", "until = 2020-01-01"},
    {"every = all, college, unit office", "every = all, Unit 9",
     ERR_POLICY_VALUE, 35, "Unit 9", "unit UNIT"},
    {"every = all, college, unit office", "every = unit offices",
     ERR_POLICY_UNKNOWN, 35, "unit offices", "office"},
    {"until = required", "until = never", ERR_POLICY_VALUE, 36, "never",
     "required, optional"},
    {"lower = propaganda@institution", "lower = propagandist@institution",
     ERR_POLICY_ROLE, 46, "propagandist", "propaganda"},
    {"lower = propaganda@institution", "lower = propaganda@insitution",
     ERR_POLICY_VALUE, 46, "propaganda@insitution", "propaganda@institution"},
    {"or flag reprint", "or flag repint", ERR_POLICY_UNKNOWN, 45, "flag repint",
     "reprint"},
    {"categories = notice, culture", "categories = notice, cultur",
     ERR_POLICY_UNKNOWN, 70, "category cultur", "culture, notice"},
    {"kind = static", "kind = fixed", ERR_POLICY_VALUE, 69, "fixed",
     "dynamic, static"},
    {"byline = reviewers", "byline = all", ERR_POLICY_VALUE, 71, "all",
     "unit, reviewers, none"},
    {"collect = collector@owner", "collect = 张三", ERR_POLICY_VALUE, 72,
     "张三", "collector@owner"},
    {"collect = collector@owner", "collect = local", ERR_POLICY_LOCAL, 72,
     "[column news] collect", "collect = collector@owner"},
    {"review = lin", "review = boss@owner", ERR_POLICY_ROLE, 73, "boss",
     "manager"},
    {"spelling/unknown = ack", "spelling/unknown = error", ERR_POLICY_VALUE, 91,
     "error", "info, warn, ack, block"},
    {"spelling/unknown = ack", "Spelling = ack", ERR_POLICY_RULE, 91,
     "Spelling", "spelling, chinese"},
    {"spelling/unknown = ack", "sekrecy = block", ERR_POLICY_RULE, 91,
     "sekrecy", "secrecy, spelling"},
    {"spelling/unknown = ack", "privacy/mobil = ack", ERR_POLICY_RULE, 91,
     "privacy/mobil", "privacy/mobile, privacy/id-number"},
    {"spelling/unknown = ack", "terms/Slang! = ack", ERR_POLICY_RULE, 91,
     "terms/Slang!", "terms/NAME"},
    {"propose = check privacy/mobile", "propose = check nothere/at-all",
     ERR_POLICY_RULE, 45, "nothere/at-all", "spelling, chinese"},
    {"review = lin", "review = local", ERR_POLICY_LOCAL, 73,
     "[column news] review", "review = manager@owner"},
    {"publish = manager@unit9", "publish = local", ERR_POLICY_LOCAL, 74,
     "[column news] publish", "publish = manager@owner"},
    {"joint = experts", "joint = last", ERR_POLICY_JOINT, 113, "last",
     "experts, countersign"},
    {"edit, first, countersign, plan, last, out",
     "edit, out, first, countersign, plan, last", ERR_POLICY_LAST, 145, "out",
     ""},
    {"secrecy = block", "secrecy = ack", ERR_POLICY_VALUE, 94, "ack",
     "secrecy = block"},
    {"secrecy = block", "secrecy/marking = info", ERR_POLICY_VALUE, 94, "info",
     "secrecy/marking = block"},
    {"privacy = block", "privacy/id-number = warn", ERR_POLICY_VALUE, 92,
     "warn", "privacy/id-number = block"},
    {"required = flag reprint", "required = flag repaint", ERR_POLICY_UNKNOWN,
     62, "flag repaint", "reprint"},
    {"required = flag reprint", "required = check terms", ERR_POLICY_CONDITION,
     62, "check", "propose"},
    {"kind = edit", "kind = edti", ERR_POLICY_VALUE, 97, "edti", "kind = edit"},
    {"or collector@owner", "and collector@owner", ERR_POLICY_VALUE, 98,
     "student-editor@owner and collector@owner", "or"},
    {"manager@tier:college", "manager@tier:", ERR_POLICY_VALUE, 99,
     "manager@tier:", "ROLE@tier:TIER"},
    {"manager@tier:college", "manager@any", ERR_POLICY_VALUE, 99, "manager@any",
     "ROLE@owner"},
    {"attachments = tick", "attachments = yes", ERR_POLICY_VALUE, 105, "yes",
     "attachments = tick"},
    {"opinion = required", "opinion = yes", ERR_POLICY_VALUE, 107, "yes",
     "required, optional"},
    {"escalate = unit-head@owner, leader@institution\n", "", ERR_POLICY_MISSING,
     100, "step first", "escalate = "},
    {"deadline = 7wd\n", "", ERR_POLICY_MISSING, 100, "step first",
     "deadline = 8h"},
    {"deadline = 7wd", "deadline = 7 wd", ERR_POLICY_VALUE, 109, "7 wd", "7wd"},
    {"joint = experts", "joint = exprets", ERR_POLICY_STEP, 113, "exprets",
     "experts, countersign"},
    {"joint = experts", "joint = plan", ERR_POLICY_JOINT, 113, "plan",
     "experts, countersign"},
    {"when = grade >= key", "when = grade > key", ERR_POLICY_CONDITION, 115,
     ">", "grade >= ID"},
    {"when = grade >= key", "when = grade >= kei", ERR_POLICY_GRADE, 115, "kei",
     "key, routine, major"},
    {"third_level is all", "third_level is al", ERR_POLICY_UNKNOWN, 115,
     "third_level al", "all, main-channels"},
    {"third_level is all", "third-level is all", ERR_POLICY_QUESTION, 115,
     "third-level", "third_level, grade"},
    {"mode = 2", "mode = none", ERR_POLICY_VALUE, 120, "none",
     "mode = all, 1, 2"},
    {"mode = 1", "mode = 3", ERR_POLICY_VALUE, 126, "3", "mode = all, 1, 2"},
    {"mode = 1", "choose = no\nfallback = leader@institution", ERR_POLICY_VALUE,
     127, "fallback", "role = "},
    {"kind = check\n", "kind = check\nmode = 2\n", ERR_POLICY_VALUE, 130,
     "mode", "kind = joint"},
    {"expert@any, leader@institution", "expert@any or leader@institution",
     ERR_POLICY_VALUE, 119, "expert@any or leader@institution", "ROLE@owner"},
    {"choose = yes\n", "", ERR_POLICY_VALUE, 119, "expert@any", "ROLE@owner"},
    {"paper = no", "paper = yes", ERR_POLICY_LATER, 136, "[step last] paper",
     "paper = no"},
    {"signature = personal", "signature = mine", ERR_POLICY_VALUE, 137, "mine",
     "signature = any, personal"},
    {"role = publisher@institution",
     "role = publisher@institution\nsignature = personal", ERR_POLICY_VALUE,
     142, "signature", "kind = sign"},
    {"oral = no", "oral = 24h", ERR_POLICY_LATER, 131, "[step plan] oral",
     "oral = no"},
    {"oral = no", "oral = local", ERR_POLICY_LOCAL, 131, "[step plan] oral",
     "oral = no"},
    {"[step plan]", "[step added-plan]", ERR_POLICY_VALUE, 127,
     "step added-plan", "[step plan]"},
    {"role = publisher@institution", "role = publisher@institution\nwhen = any",
     ERR_POLICY_VALUE, 142, "when", "[route ID]"},
    {"last, out", "out, last", ERR_POLICY_LAST, 145, "out", ""},
    {"steps = edit, first\n", "steps = edit， first，out\n", ERR_POLICY_VALUE,
     148, "，", "steps = edit, first, out"},
    {"steps = edit, first\n", "steps = edit\n", ERR_POLICY_VALUE, 148, "edit",
     "kind = sign"},
    {"steps = edit, first\n", "steps = edit, first, experts\n",
     ERR_POLICY_VALUE, 148, "experts", "joint = STEP"},
    {"steps = edit, first\n", "steps = out\n", ERR_POLICY_LAST, 148, "out", ""},
    {"countersign, plan", "plan", ERR_POLICY_UNREACHABLE, 122,
     "[step countersign]", "joint = countersign"},
    {"settle_within = 3d", "settle_within = local", ERR_POLICY_LOCAL, 158,
     "[after] settle_within", "settle_within = 24h"},
    {"takedown = propaganda@institution", "takedown = propaganda",
     ERR_POLICY_VALUE, 156, "propaganda", "ROLE@owner"},
    {"years = 3", "years = three", ERR_POLICY_VALUE, 160, "three", "years = 3"},
    {"[calendar 2026]", "[calendar 26]", ERR_POLICY_SECTION, 162, "calendar 26",
     "[calendar YEAR]"},
    {"10-01..10-08", "10-08..10-01", ERR_POLICY_VALUE, 163, "10-08..10-01",
     "MM-DD..MM-DD"},
    {"10-10", "02-29", ERR_POLICY_VALUE, 164, "02-29", "MM-DD"},
    {"workdays = 10-10", "workdays = 10-05", ERR_POLICY_TWICE, 164, "workdays",
     "163"},
    {"[keep]", "[kept]", ERR_POLICY_SECTION, 159, "kept", "[keep], "},
    {"at = sign", "at = login", ERR_POLICY_VALUE, 166, "login",
     "at = sign, none"},
    {"min = 10", "min = 7", ERR_POLICY_VALUE, 167, "7", "min = 8..64"},
    {"min = 10", "min = ten", ERR_POLICY_VALUE, 167, "ten", "min = 8..64"},
    {"letter, digit", "letter, digits", ERR_POLICY_VALUE, 168, "digits",
     "classes = digit, letter, special"},
    {"letter, digit", "letter, letter", ERR_POLICY_TWICE, 168, "letter", "168"},
    {"max_age = 90d", "max_age = often", ERR_POLICY_VALUE, 169, "often",
     "max_age = 8h, 3d"},
    {"max_age = 90d", "max_age = local", ERR_POLICY_LOCAL, 169,
     "[password] max_age", "max_age = 90d"},
    {"idle = 15", "idle = 481", ERR_POLICY_VALUE, 170, "481", "idle = 1..480"},
    {"tries = 3", "tries = 0", ERR_POLICY_VALUE, 171, "0", "tries = 1..20"},
    {"tries = 3", "trys = 3", ERR_POLICY_KEY, 171, "trys", "tries, "},
    {"settle_within", "settle_withn", ERR_POLICY_KEY, 158, "settle_withn",
     "settle_within, correct"},
};

static bool is_mistake(const struct mistake *row, const struct err *err)
{
	return err->code == row->code && err->line == row->line &&
	       (!*row->subject || strcmp(err->subject, row->subject) == 0) &&
	       strstr(err->object, row->object);
}

static void look_for(const char *good, const struct mistake *row)
{
	struct str text = {0};
	struct policy *policy = NULL;
	struct problems problems = {0};
	bool found = false, waits = row->code == ERR_POLICY_LOCAL ||
	                            row->code == ERR_POLICY_LATER;

	text_spoil(good, row->from, row->to, &text);
	policy_read(str_span(&text), &policy, &problems);
	for (size_t i = 0; i < problems.count; i++)
		found = found || is_mistake(row, &problems.at[i]);
	for (size_t i = 0; !found && i < problems.count; i++)
		print_error("%s:%d %s | %s\n", err_name(problems.at[i].code),
		            problems.at[i].line, problems.at[i].subject,
		            problems.at[i].object);
	if (!found)
		fail_msg("%s -> %s", row->from, row->to);
	assert_true(!policy == !waits);
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&text);
}

static void every_mistake_has_its_line_and_what_to_write(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEST_COUNT(mistakes); i++)
		look_for(policy_small, &mistakes[i]);
	for (size_t i = 0; i < TEST_COUNT(rich_mistakes); i++)
		look_for(policy_full, &rich_mistakes[i]);
}

static void one_mistake_is_one_problem(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {{"deadline = 8h", "deadline = soon"},
	            {"leader@institution", "boss@institution"},
	            {"grade is major", "grade is grave"},
	            {"[publish]", "[publish]\nrule = x"},
	            {"steps = one, two", "steps = out, two, one\n[step out]\n"
	                                 "title = 发\nkind = publish\n"
	                                 "role = manager@owner"},
	            {"when = grade is major", "when = any"},
	            {"title = 小", "title 小\ntitle = 大"}};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct str text = {0};
		struct policy *policy = NULL;
		struct problems problems = {0};

		text_spoil(policy_small, rows[i].from, rows[i].to, &text);
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
	text_spoil(policy_small, "deadline = 8h",
	           "; 别的\n\n; 第六条(一)\n#  问：多久？\ndeadline = local",
	           &text);
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
	policy_read(span_of(policy_small), &policy, &problems);
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
