#include "core/ini.h"

#include <string.h>

#include "tests/test.h"

static void sections_and_pairs_keep_their_lines(void **state)
{
	struct span text = span_of("\xEF\xBB\xBF; 说明\n[grade routine]\r\n"
	                           " title = 一般 ; 不是注释\n\n"
	                           "# 又一行\n[empty]\n  [b]\nk=\nk = 2 = 3");
	struct ini *ini = NULL;
	struct err err;

	(void)state;
	ASSERT_OK(ini_read(text, "x.ini", &ini, &err));
	assert_int_equal(ini_length(ini), 6);
	assert_true(span_is(ini_at(ini, 0)->section, "grade routine"));
	assert_int_equal(ini_at(ini, 0)->key.bytes, 0);
	assert_int_equal(ini_at(ini, 0)->line, 2);
	assert_true(span_is(ini_at(ini, 1)->value, "一般 ; 不是注释"));
	assert_int_equal(ini_at(ini, 1)->line, 3);
	assert_true(span_is(ini_at(ini, 2)->section, "empty"));
	assert_int_equal(ini_at(ini, 5)->line, 9);
	assert_true(span_is(ini_at(ini, 5)->value, "2 = 3"));
	assert_int_equal(ini_value(ini, "b", "k").bytes, 0);
	assert_true(span_is(ini_value(ini, "grade routine", "title"),
	                    "一般 ; 不是注释"));
	assert_int_equal(ini_value(ini, "none", "title").bytes, 0);
	ini_free(ini);
}

static void a_mistake_names_its_line(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *subject;
	} rows[] = {
	    {"[a]\nb = 1\nwhat is this\n", 3, "what is this"},
	    {"[a\n", 1, "[a"},
	    {"\n\n = 3\n", 3, "= 3"},
	    {"[a]\nb\n", 2, "b"},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct ini *ini = NULL;
		struct err err;

		ASSERT_CODE(ERR_POLICY_SYNTAX, ini_read(span_of(rows[i].text),
		                                        "x.ini", &ini, &err));
		assert_null(ini);
		assert_int_equal(err.line, rows[i].line);
		assert_string_equal(err.subject, rows[i].subject);
		assert_string_equal(err.detail, "x.ini");
	}
}

static void empty_texts_are_fine(void **state)
{
	struct ini *ini = NULL;
	struct err err;

	(void)state;
	ASSERT_OK(ini_read(span_of(""), "x.ini", &ini, &err));
	assert_int_equal(ini_length(ini), 0);
	ini_free(ini);
	ini_free(NULL);
}

/* What was written reads back equal, and nothing else was written. */
static void written_reads_back(void **state)
{
	static const struct {
		const char *value, *back;
	} rows[] = {
	    {"一般", "一般"},
	    {"; not a comment", "; not a comment"},
	    {"[not a section]", "[not a section]"},
	    {"a = b", "a = b"},
	    {"  around  ", "around"},
	    {"\"quoted\\n\"", "\"quoted\\n\""},
	    {"甲\n[grant 9]\nrole = admin", "甲 [grant 9] role = admin"},
	    {"甲\r\n乙", "甲  乙"},
	    {"", ""},
	    {" \t ", ""},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct str text = {0};
		struct ini *ini = NULL;
		struct err err;

		ini_write_section(&text, "one");
		ini_write(&text, "key", span_of(rows[i].value));
		ini_write_section(&text, "two");
		ASSERT_OK(ini_read(str_span(&text), "x.ini", &ini, &err));
		assert_true(
		    span_is(ini_value(ini, "one", "key"), rows[i].back));
		assert_int_equal(ini_length(ini), *rows[i].back ? 3 : 2);
		ini_free(ini);
		str_clear(&text);
	}
}

static void a_walk_sees_comments_and_mistakes(void **state)
{
	static const enum ini_kind kinds[] = {INI_COMMENT, INI_SECTION,
	                                      INI_BROKEN,  INI_BLANK,
	                                      INI_PAIR,    INI_BLANK};
	struct ini_walk walk =
	    ini_walk(span_of(";  第六条\n[s]\n???\n\nk = v\n"));
	struct ini_line line;
	size_t seen = 0;

	(void)state;
	while (ini_next(&walk, &line)) {
		assert_true(seen < TEST_COUNT(kinds));
		assert_int_equal(line.kind, kinds[seen]);
		assert_int_equal(line.number, (int)++seen);
		if (line.kind == INI_COMMENT)
			assert_true(span_is(line.value, "第六条"));
		if (line.kind == INI_PAIR)
			assert_true(span_is(line.section, "s"));
	}
	assert_int_equal(seen, TEST_COUNT(kinds));
}

static void a_long_value_has_no_limit(void **state)
{
	struct str text = {0}, value = {0};
	struct ini *ini = NULL;
	struct err err;

	(void)state;
	for (int i = 0; i < 100000; i++)
		str_puts(&value, "长");
	ini_write_section(&text, "s");
	ini_write(&text, "k", str_span(&value));
	ASSERT_OK(ini_read(str_span(&text), "x.ini", &ini, &err));
	assert_true(span_equal(ini_value(ini, "s", "k"), str_span(&value)));
	ini_free(ini);
	str_clear(&value);
	str_clear(&text);
}

int group_ini(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sections_and_pairs_keep_their_lines),
	    cmocka_unit_test(a_mistake_names_its_line),
	    cmocka_unit_test(empty_texts_are_fine),
	    cmocka_unit_test(written_reads_back),
	    cmocka_unit_test(a_walk_sees_comments_and_mistakes),
	    cmocka_unit_test(a_long_value_has_no_limit),
	};

	return TEST_GROUP("ini", tests);
}
