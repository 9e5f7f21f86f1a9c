/*
 * walk - the default policy and every shipped one, with small casts, to closure
 * (tests/world.h says what is asked in each state).
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "tests/cast.h"
#include "tests/test.h"
#include "tests/world.h"

/* ---- the default policy ----------------------------------------------------
 */

static void everybody_drafts(void **state)
{
	static const char *const providers[] = {
	    "collector", "manager", "head", "manager3", "head3", "propaganda"};
	struct policy *policy = cast_policy();
	struct roster *roster = cast_units_of(policy, "unit1 college\n");
	struct world world;

	(void)state;
	cast_people(roster, "collector unit1 collector\n"
	                    "manager unit1 manager\n"
	                    "head unit1 unit-head\n"
	                    "manager3 institution manager\n"
	                    "head3 institution unit-head\n"
	                    "propaganda institution propaganda\n"
	                    "propaganda2 institution propaganda\n"
	                    "leader institution leader\n"
	                    "admin institution admin auditor\n");
	world_begin(&world, "everybody drafts", 0, policy, roster);
	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const char *id = roster_person_at(roster, i)->id;

		(void)world_new(&world, id, "major", CAST_NOW, false);
		(void)world_new(&world, id, "routine", CAST_NOW, true);
	}
	world_run(&world);
	for (size_t i = 0; i < TEST_COUNT(providers); i++) {
		assert_true(
		    world_has(&world, WORK_APPROVED, providers[i], "routine"));
		assert_true(
		    world_has(&world, WORK_APPROVED, providers[i], "major"));
	}
	assert_true(world.refused[ERR_PROVIDER] > 0);
	assert_true(world.refused[ERR_SECOND_SIGNATURE] > 0);
	assert_true(world.refused[ERR_STALE] > 0);
	assert_true(world.refused[ERR_NOT_TURN] > 0);
	world_end(&world);
}

#define SMALL_UNITS "unit1 college\n"
#define SMALL_PEOPLE \
	"collector unit1 collector\n" \
	"manager unit1 manager\n" \
	"head unit1 unit-head\n" \
	"manager3 institution manager\n" \
	"head3 institution unit-head\n" \
	"propaganda institution propaganda\n"

static struct roster *small_cast(const struct policy *policy, const char *more)
{
	struct roster *roster = cast_units_of(policy, SMALL_UNITS);

	cast_people(roster, SMALL_PEOPLE);
	cast_people(roster, more);
	return roster;
}

static void somebody_leaves_and_comes_back(void **state)
{
	static const char more[] = "collector unit1 collector\n"
	                           "manager unit1 manager\n"
	                           "head unit1 unit-head\n"
	                           "manager3 institution manager\n"
	                           "propaganda institution propaganda\n"
	                           "leader institution leader\n";
	struct policy *policy = cast_policy();
	struct roster *roster = cast_units_of(policy, SMALL_UNITS);
	struct world world;

	(void)state;
	cast_people(roster, more);
	world_begin(&world, "small cast, anybody disabled in between", 0,
	            policy, roster);
	world_move(&world, SMALL_UNITS, more);
	assert_true(world_new(&world, "collector", "routine", CAST_NOW, true));
	assert_true(world_new(&world, "manager", "routine", CAST_NOW, false));
	assert_true(
	    world_new(&world, "propaganda", "routine", CAST_NOW, false));
	world_run(&world);
	assert_true(world.refused[ERR_DISABLED] > 0);
	assert_true(world.refused[ERR_NO_HOLDER] > 0);
	world_end(&world);
}

static void small_casts_go_through(void **state)
{
	static const struct {
		const char *name, *provider, *more;
		bool major; /* whether a major post can go through */
		unsigned verbs;
	} rows[] = {
	    {"only the manager drafts", "manager",
	     "leader institution leader\n", true, 0},
	    {"the head drafts", "head", "leader institution leader\n", true, 0},
	    {"propaganda drafts, two of them", "propaganda",
	     "propaganda2 institution propaganda\nleader institution leader\n",
	     true, ASK_OTHERS},
	    {"propaganda drafts, alone", "propaganda",
	     "leader institution leader\n", false, ASK_OTHERS},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		const char *provider = rows[i].provider;
		struct policy *policy = cast_policy();
		struct world world;

		world_begin(&world, rows[i].name, rows[i].verbs, policy,
		            small_cast(policy, rows[i].more));
		world_new(&world, provider, "routine", CAST_NOW, false);
		world_new(&world, provider, "major", CAST_NOW, false);
		world_run(&world);
		assert_true(
		    world_has(&world, WORK_APPROVED, provider, "routine"));
		assert_int_equal(
		    world_has(&world, WORK_IN_REVIEW, provider, "major"),
		    rows[i].major);
		assert_int_equal(
		    world_has(&world, WORK_APPROVED, provider, "major"),
		    rows[i].major);
		world_end(&world);
	}
}

/* People with two offices: some signatures must be left to a colleague. */
static void two_offices_in_one_hand(void **state)
{
	static const char people[] = "lin unit1 collector\n"
	                             "chen unit1 manager\n"
	                             "wu unit1 manager unit-head\n"
	                             "he institution manager unit-head\n"
	                             "zhao institution propaganda leader\n"
	                             "qian institution propaganda unit-head\n";
	struct policy *policy = cast_policy();
	struct roster *roster = cast_units_of(policy, SMALL_UNITS);
	struct world world;

	(void)state;
	cast_people(roster, people);
	world_begin(&world, "two offices in one hand", 0, policy, roster);
	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const char *id = roster_person_at(roster, i)->id;

		(void)world_new(&world, id, "routine", CAST_NOW, false);
		(void)world_new(&world, id, "major", CAST_NOW, false);
	}
	world_run(&world);
	assert_true(world.refused[ERR_LAST_HANDS] > 0);
	world_end(&world);
}

/* ---- every shipped policy --------------------------------------------------
 */

/* One kind of post under one policy, with just enough people. */
struct shipped {
	const char *name, *policy, *units, *people;
	const char *provider, *grade;
	const char *column, *channels, *category, *flags, *audience, *fields;
	unsigned verbs;
	bool edits, joins, checks; /* kinds of steps that must be met */
};

static const struct shipped shipped[] = {
    {.name = "employment-site: routine, of a college",
     .policy = "employment-site",
     .units = "xingong college\n",
     .people = "liming xingong collector\n"
               "wangfang xingong manager\n"
               "zhaoqiang xingong college-lead\n"
               "linna student-office manager\n",
     .provider = "liming",
     .grade = "routine",
     .category = "college-special",
     .verbs = ASK_LATE | ASK_PUBLIC},
    {.name = "employment-site: an important policy, of the centre",
     .policy = "employment-site",
     .people = "xuting career-centre collector\n"
               "linna student-office manager\n"
               "fang career-centre centre-head\n"
               "gao student-office office-head\n"
               "tang student-office office-deputy\n",
     .provider = "xuting",
     .grade = "policy",
     .column = "policy",
     .category = "policy"},
    {.name = "employment-site: sensitive, with a joint review",
     .policy = "employment-site",
     .people = "xuting career-centre collector\n"
               "linna student-office manager\n"
               "fang career-centre centre-head\n"
               "gao student-office office-head\n"
               "luo institution leader\n"
               "heping propaganda-office consulted\n",
     .provider = "xuting",
     .grade = "sensitive",
     .category = "news",
     .flags = "school-wide",
     .verbs = ASK_OTHERS,
     .joins = true},
    {.name = "employment-messages: a message by SMS",
     .policy = "employment-messages",
     .people = "op agency operator\n"
               "shen agency reviewer\n"
               "fa agency publisher\n"
               "lead institution leader\n",
     .provider = "op",
     .grade = "ordinary",
     .channels = "hall, sms",
     .category = "template",
     .audience = "全市求职者",
     .fields = "timing=每月1日\ntemplate=模板一\n",
     .verbs = ASK_LATE | ASK_PUBLIC,
     .checks = true},
    {.name = "student-union: three levels after two hands",
     .policy = "student-union",
     .people = "+lin sports collector\n"
               "+bian media editor\n"
               "+bu sports dept-head\n"
               "+zhu presidium presidium\n"
               "shi union teacher\n"
               "+xue union teacher\n",
     .units = "sports department union\n",
     .provider = "lin",
     .grade = "ordinary",
     .channels = "wechat",
     .category = "arts",
     .fields = "subject=文体活动\n",
     .edits = true},
    {.name = "student-union: an emergency, coordinated first",
     .policy = "student-union",
     .people = "+lin sports collector\n"
               "+bian media editor\n"
               "+bu sports dept-head\n"
               "+zhu presidium presidium\n"
               "shi union teacher\n"
               "dang party coordinator\n"
               "tuan league coordinator\n",
     .units = "sports department union\n",
     .provider = "lin",
     .grade = "ordinary",
     .channels = "wechat",
     .category = "news",
     .flags = "emergency",
     .fields = "subject=重大新闻与通知公告\n",
     .edits = true,
     .joins = true},
    {.name = "info-centre: company image, centre first",
     .policy = "info-centre",
     .units = "sales dept\n",
     .people = "sub sales submitter\n"
               "clerk centre clerk\n"
               "clerk2 centre clerk publisher\n"
               "head sales dept-head\n"
               "boss institution leader\n",
     .provider = "sub",
     .grade = "important",
     .column = "news",
     .category = "news",
     .flags = "company-image",
     .fields = "drafter=張三\n",
     .verbs = ASK_PUBLIC,
     .checks = true},
    {.name = "san-shen-san-jiao: with three proofs",
     .policy = "san-shen-san-jiao",
     .units = "paper dept\n",
     .people = "lin paper collector\n"
               "wen paper editor\n"
               "hao paper unit-head\n"
               "zong institution chief\n"
               "bei institution editor\n",
     .provider = "lin",
     .grade = "normal",
     .fields = "secrecy-review=已审查可以公开\n",
     .verbs = ASK_LATE | ASK_OTHERS},
};

static void world_form(struct world *world, const struct shipped *row)
{
	struct form *form = &world->form;
	struct span rest = span_of(row->fields), line, id;

	if (row->column) {
		free(form->column);
		form->column = mem_copy(row->column);
	}
	if (row->channels)
		form_set_channels(form, span_of(row->channels));
	if (row->flags)
		form_set_flags(form, span_of(row->flags));
	form->summary = mem_copy("摘要");
	form->category = mem_copy(row->category);
	form->audience = mem_copy(row->audience);
	form->at = mem_copy("2026-09-01T08:00:00+08:00");
	form_attach(form, "图.png",
	            "0123456789012345678901234567890123456789012345678901234567"
	            "890123",
	            3);
	while (span_cut(&rest, '\n', &line)) {
		char *field;

		if (!span_cut(&line, '=', &id) || !id.bytes)
			continue;
		field = span_copy(id);
		form_set_field(form, field, line);
		free(field);
	}
}

static void every_shipped_policy_holds(void **state)
{
	const int64_t at_ms = INT64_C(1793000000000); /* 2026-10-26 */

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(shipped); i++) {
		const struct shipped *row = &shipped[i];
		struct policy *policy = cast_shipped(row->policy);
		struct roster *roster = cast_units_of(policy, row->units);
		struct world world;

		cast_people(roster, row->people);
		world_begin(&world, row->name, row->verbs, policy, roster);
		if (policy_until_ms(policy))
			world.verbs &= ~(unsigned)ASK_LATE;
		world_form(&world, row);
		assert_true(
		    world_new(&world, row->provider, row->grade, at_ms, false));
		world_run(&world);
		assert_true(world_has(&world, WORK_APPROVED, row->provider,
		                      row->grade));
		assert_int_equal(world_signed(&world, KIND_EDIT), row->edits);
		assert_int_equal(world_signed(&world, KIND_JOINT), row->joins);
		if (row->checks)
			assert_true(world_signed(&world, KIND_CHECK));
		world_end(&world);
	}
}

/* All that the shipped ones do not use: offices by the tree of units, either of
 * two offices, two of three seats, an office above once a step is overdue. */
static const char strange[] =
    "[policy]\nid = strange\ntitle = 怪\n"
    "[unit press]\ntitle = 报社\ntier = house\n"
    "[unit desk]\ntitle = 编辑室\nparent = press\ntier = room\n"
    "[role writer]\ntitle = 记者\ndraft = yes\n"
    "[role sub]\ntitle = 副主任\n"
    "[role chief]\ntitle = 主任\n"
    "[role board]\ntitle = 编委\n"
    "[grade plain]\ntitle = 一般\n"
    "[grade grave]\ntitle = 重大\nlower = chief@parent\n"
    "[step edit]\ntitle = 编辑\nkind = edit\nrole = sub@owner\n"
    "deadline = none\n"
    "[step head]\ntitle = 主任\nrole = chief@parent or sub@parent\n"
    "fallback = chief@institution\ndeadline = 8h\n"
    "escalate = board@institution\nescalate_after = 1d\njoint = ask\n"
    "opinion = required\n"
    "[step ask]\ntitle = 征求意见\nkind = joint\n"
    "role = board@institution, chief@institution, sub@tier:house\n"
    "mode = 2\n"
    "[step vote]\ntitle = 编委会\nkind = joint\n"
    "role = board@institution, chief@tier:house, chief@institution\n"
    "mode = 2\ndeadline = 1wd\n"
    "[step look]\ntitle = 核对\nkind = precheck\nrole = sub@parent\n"
    "fallback = writer@owner\n"
    "[step out]\ntitle = 发布\nkind = publish\nrole = writer@owner\n"
    "[route grave]\nwhen = grade is grave\n"
    "steps = edit, head, vote, look, out\n"
    "[route plain]\nwhen = any\nsteps = edit, head, out\n"
    "[column c]\ntitle = 栏\n[channel site]\ntitle = 网\n";
static const char strange_people[] = "ji desk writer\n"
                                     "bian desk sub\n"
                                     "zhu press chief\n"
                                     "fu press sub\n"
                                     "wei institution board\n"
                                     "yuan institution chief\n";

static void the_whole_language_holds(void **state)
{
	static const struct {
		const char *name;
		unsigned verbs;
	} rows[] = {{"all of the language, late", ASK_LATE},
	            {"all of the language, asking others", ASK_OTHERS}};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct policy *policy = cast_policy_of(strange);
		struct roster *roster = cast_units_of(policy, NULL);
		struct world world;

		cast_people(roster, strange_people);
		world_begin(&world, rows[i].name, rows[i].verbs, policy,
		            roster);
		assert_true(world_new(&world, "ji", "plain", CAST_NOW, false));
		world_run(&world);
		assert_true(world_has(&world, WORK_APPROVED, "ji", "plain"));
		assert_true(world_has(&world, WORK_APPROVED, "ji", "grave"));
		assert_true(world_signed(&world, KIND_JOINT));
		assert_true(world_signed(&world, KIND_PRECHECK));
		assert_true(world.refused[ERR_AUTHOR] > 0);
		world_end(&world);
	}
}

static void the_whole_language_holds_when_people_leave(void **state)
{
	struct policy *policy = cast_policy_of(strange);
	struct roster *roster = cast_units_of(policy, NULL);
	struct world world;

	(void)state;
	cast_people(roster, strange_people);
	world_begin(&world, "all of it, anybody disabled in between", 0, policy,
	            roster);
	world_move(&world, NULL, strange_people);
	assert_true(world_new(&world, "ji", "grave", CAST_NOW, false));
	world_run(&world);
	world_end(&world);
}

static void what_is_published_can_be_taken_back(void **state)
{
	struct policy *policy = cast_policy();
	struct world world;

	(void)state;
	world_begin(&world, "after publication", ASK_PUBLIC | ASK_LATE, policy,
	            small_cast(policy, "leader institution leader\n"));
	/* Not before an hour from now. */
	world.form.at = mem_copy("2026-11-23T11:00:00+08:00");
	assert_true(world_new(&world, "collector", "routine", CAST_NOW, false));
	world_run(&world);
	assert_true(world.refused[ERR_TOO_EARLY] > 0);
	assert_true(world.refused[ERR_NOT_OUT] > 0);
	world_end(&world);
}

/* Who answers for a post does not decide whether it comes back. */
static void the_provider_does_not_settle(void **state)
{
	struct policy *policy = cast_policy();
	struct world world;

	(void)state;
	world_begin(&world, "published by who approves others", ASK_PUBLIC,
	            policy,
	            small_cast(policy, "propaganda2 institution propaganda\n"));
	assert_true(
	    world_new(&world, "propaganda", "routine", CAST_NOW, false));
	world_run(&world);
	assert_true(world.refused[ERR_PROVIDER] > 0);
	world_end(&world);
}

int group_walk(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(everybody_drafts),
	    cmocka_unit_test(somebody_leaves_and_comes_back),
	    cmocka_unit_test(small_casts_go_through),
	    cmocka_unit_test(two_offices_in_one_hand),
	    cmocka_unit_test(every_shipped_policy_holds),
	    cmocka_unit_test(the_whole_language_holds),
	    cmocka_unit_test(the_whole_language_holds_when_people_leave),
	    cmocka_unit_test(what_is_published_can_be_taken_back),
	    cmocka_unit_test(the_provider_does_not_settle),
	};

	return TEST_GROUP("walk", tests);
}
