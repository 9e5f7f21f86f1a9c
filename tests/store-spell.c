#include "store/check.h"
#include "store/spell.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "tests/test.h"

static struct err err;

static bool knows(const struct spell *spell, const char *word)
{
	const struct speller *speller = spell_speller(spell);

	return speller->is_word(speller->payload, word);
}

static void hunspell_is_opened_for_an_unknown_word_only(void **state)
{
	struct spell *spell = spell_new(NULL, NULL);

	(void)state;
	spell_add(spell, span_of("# house\nWeChat\r\nonline\n\n"));
	assert_true(knows(spell, "WeChat"));
	assert_true(knows(spell, "Online"));
	assert_true(knows(spell, "ONLINE"));
	assert_false(spell_is_open(spell));
	assert_true(knows(spell, "notice"));
	assert_true(spell_is_open(spell));
	assert_false(knows(spell, "wechat"));
	assert_false(knows(spell, "recieve"));
	assert_false(knows(spell, "recieve")); /* remembered */
	assert_false(spell_is_off(spell));
	spell_free(spell);
}

static void a_word_learned_later_is_known(void **state)
{
	struct spell *spell = spell_new(NULL, NULL);

	(void)state;
	assert_false(knows(spell, "Kemdirou"));
	spell_add(spell, span_of("Kemdirou"));
	assert_true(knows(spell, "Kemdirou"));
	spell_free(spell);
}

static void suggestions_come_from_hunspell(void **state)
{
	struct spell *spell = spell_new(NULL, NULL);
	const struct speller *speller = spell_speller(spell);
	struct findings findings = {0};
	struct check_kit kit = {NULL, speller};

	(void)state;
	check_run(&kit, span_of("请 recieve 通知"), "text", &findings);
	assert_int_equal(findings.count, 1);
	assert_true(findings.at[0].suggestion_count > 0);
	assert_string_equal(findings.at[0].suggestions[0], "receive");
	findings_clear(&findings);
	spell_free(spell);
}

static void without_a_dictionary_spelling_is_off(void **state)
{
	struct spell *spell = spell_new("/nonexistent.aff", "/nonexistent.dic");

	(void)state;
	assert_true(knows(spell, "recieve"));
	assert_true(spell_is_off(spell));
	spell_free(spell);
}

static void put(const char *folder, const char *name, const char *text)
{
	struct str path = {0};

	str_putf(&path, "%s/%s", folder, name);
	if (text)
		test_write(str_text(&path), span_of(text));
	else
		assert_int_equal(mkdir(str_text(&path), 0700), 0);
	str_clear(&path);
}

static void lists_are_read_from_the_share_folder(void **state)
{
	char *share = test_folder();
	struct checks *checks = NULL;
	struct findings findings = {0};

	(void)state;
	ASSERT_CODE(ERR_NO_FILE, checks_open(share, &checks, &err));
	put(share, "terms", NULL);
	put(share, "words", NULL);
	put(share, "terms/a.tsv", "大麻\tack\tdrugs\t毒品\t法\n");
	put(share, "terms/b.tsv", "allow\t大麻烦\n");
	put(share, "terms/notes.txt", "no list at all\n");
	put(share, "words/house.txt", "Kemdirou\n");
	ASSERT_OK(checks_open(share, &checks, &err));
	check_run(checks_kit(checks), span_of("大麻烦 Kemdirou 大麻"), "text",
	          &findings);
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.at[0].rule, "terms/drugs");
	findings_clear(&findings);
	ASSERT_OK(checks_add_terms(checks,
	                           span_of("大麻\tblock\town\t本校\t校规\n"),
	                           "own.tsv", &err));
	check_run(checks_kit(checks), span_of("大麻"), "text", &findings);
	assert_string_equal(findings.at[0].rule, "terms/own");
	findings_clear(&findings);
	checks_close(checks);
	put(share, "terms/c.tsv", "\n只有一列\n");
	ASSERT_CODE(ERR_LINE, checks_open(share, &checks, &err));
	assert_string_equal(err.subject, "c.tsv");
	assert_int_equal(err.line, 2);
	free(share);
}

/* The shipped lists: they are read, and nothing in them may block. */
static void the_shipped_lists_hold(void **state)
{
	static const struct {
		const char *text;
		const char *rule; /* NULL: nothing */
	} cases[] = {
	    {"要求仅限985院校毕业", "terms/recruit-school"},
	    {"限男性", "terms/recruit-sex"},
	    {"已婚已育者优先", "terms/recruit-marriage"},
	    {"栏目正在建设中", "terms/placeholder"},
	    {"打造国家级品牌", "terms/advertising"},
	    {"国家级开发区", NULL},
	    {"关心瞎子", "terms/respect"},
	    {"惹上大麻烦", NULL},
	    {"路口交通管制", NULL},
	    {"吸食大麻", "terms/drugs"},
	    {"内部资料由档案室保管，涉密信息不得发布。", NULL},
	    {"通过SolidWorks和微信WeChat提交APP材料", NULL},
	};
	struct checks *checks = NULL;

	(void)state;
	ASSERT_OK(checks_open("dicts", &checks, &err));
	for (size_t i = 0; i < TEST_COUNT(cases); i++) {
		struct findings findings = {0};

		check_run(checks_kit(checks), span_of(cases[i].text), "text",
		          &findings);
		if (findings.count != (cases[i].rule != NULL))
			fail_msg("%s: %zu findings", cases[i].text,
			         findings.count);
		if (cases[i].rule)
			assert_string_equal(findings.at[0].rule, cases[i].rule);
		assert_true(findings_worst(&findings) <= SEVERITY_ACK);
		findings_clear(&findings);
	}
	assert_false(checks_spelling_is_off(checks));
	checks_close(checks);
}

int group_spell(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hunspell_is_opened_for_an_unknown_word_only),
	    cmocka_unit_test(a_word_learned_later_is_known),
	    cmocka_unit_test(suggestions_come_from_hunspell),
	    cmocka_unit_test(without_a_dictionary_spelling_is_off),
	    cmocka_unit_test(lists_are_read_from_the_share_folder),
	    cmocka_unit_test(the_shipped_lists_hold),
	};

	return TEST_GROUP("spell", tests);
}
