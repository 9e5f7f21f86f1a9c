#include "core/roster.h"

#include <string.h>

#include "core/mem.h"
#include "core/post.h"
#include "tests/cast.h"
#include "tests/test.h"

#define HOUR INT64_C(3600000)

static void ids_are_small_letters(void **state)
{
	static const char *const good[] = {"a", "unit-head", "p2", "x-",
	                                   "abcdefghijklmnopqrstuvwxyz012345"};
	static const char *const bad[] = {
	    "",   "A",    "2a",  "-a", "a b",
	    "甲", "a@b",  "a/b", "a.", "abcdefghijklmnopqrstuvwxyz0123456",
	    "é",  "a\nb", "a_b"};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(good); i++)
		assert_true(roster_id_is_good(span_of(good[i])));
	for (size_t i = 0; i < TEST_COUNT(bad); i++)
		assert_false(roster_id_is_good(span_of(bad[i])));
}

static void a_grant_has_a_beginning_and_an_end(void **state)
{
	struct roster *roster = cast_units();
	const int64_t now = CAST_NOW;
	struct err err;

	(void)state;
	ASSERT_OK(roster_read_person(
	    roster, "lin",
	    span_of("[person]\nname = 林\nunit = unit1\n"
	            "[grant 1]\nrole = manager\nunit = unit1\n"
	            "from = 2026-11-23T10:00:00+08:00\n"
	            "until = 2026-11-23T03:00:00Z\n"
	            "[grant 2]\nrole = leader\nunit = institution\n"),
	    &err));
	assert_false(roster_holds(roster, "lin", "manager", "unit1", now - 1));
	assert_true(roster_holds(roster, "lin", "manager", "unit1", now));
	assert_true(
	    roster_holds(roster, "lin", "manager", NULL, now + HOUR - 1));
	assert_false(
	    roster_holds(roster, "lin", "manager", "unit1", now + HOUR));
	assert_false(roster_holds(roster, "lin", "manager", "unit2", now));
	assert_false(roster_holds(roster, "lin", "leader", "unit1", now));
	assert_true(roster_holds(roster, "lin", "leader", "institution", 0));
	assert_false(roster_holds(roster, "nobody", "leader", NULL, now));
	cast_disable(roster, "lin", true);
	assert_false(roster_holds(roster, "lin", "leader", NULL, now));
	assert_false(roster_holds(roster, "lin", "manager", "unit1", now));
	roster_free(roster);
}

static void written_people_read_back(void **state)
{
	struct roster *roster = cast_units();
	struct person *person = person_new("wang");
	struct str first = {0}, second = {0};
	struct err err;

	(void)state;
	person->name = mem_copy("王 = ; [x]");
	person->unit = mem_copy("unit2");
	person->office = mem_copy("办公室");
	person->lang = mem_copy("zh_CN");
	person->disabled = true;
	person_grant(person, "manager", "unit2", CAST_NOW, CAST_NOW + HOUR);
	person_grant(person, "unit-head", "institution", 0, 0);
	roster_write_person(&first, person, 480);
	ASSERT_OK(roster_read_person(roster, "wang", str_span(&first), &err));
	roster_write_person(&second, roster_person(roster, "wang"), 480);
	assert_string_equal(str_text(&first), str_text(&second));
	assert_non_null(
	    strstr(str_text(&first), "from = 2026-11-23T10:00:00+08:00"));
	assert_int_equal(roster_person(roster, "wang")->grant_count, 2);
	str_clear(&first);
	str_clear(&second);
	roster_write_unit(&first, roster_unit(roster, "unit2"));
	assert_string_equal(str_text(&first),
	                    "[unit]\nname = 二系\nparent = institution\n");
	str_clear(&first);
	person_free(person);
	roster_free(roster);
}

static void files_with_mistakes_are_refused(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *object;
	} rows[] = {
	    {"[person]\nunit = unit1\n", 1, "[person] name ="},
	    {"[person]\nname = 甲\n", 1, "[person] unit ="},
	    {"[person]\nname = 甲\nunit = Unit 1\n", 3,
	     "[person] unit = Unit 1"},
	    {"[person]\nname = 甲\nshoe = 42\n", 3, "[person] shoe = 42"},
	    {"[person]\nname = 甲\nunit = u\ndisabled = ja\n", 4,
	     "[person] disabled = ja"},
	    {"[person]\nname = 甲\nunit = u\n[grant 2]\n", 4, "[grant 2]"},
	    {"[person]\nname = 甲\nunit = u\n[grant 1]\nrole = x\n", 1,
	     "[grant] unit ="},
	    {"[person]\nname = 甲\nunit = u\n[grant 1]\nfrom = now\n", 5,
	     "[grant 1] from = now"},
	    {"[other]\n", 1, "[other]"},
	    {"name = 甲\n", 1, "[] name = 甲"},
	    {"[person]\nname 甲\n", 2, "name 甲"},
	};
	struct roster *roster = cast_units();

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct err err;

		ASSERT_CODE(ERR_LINE,
		            roster_read_person(roster, "jia",
		                               span_of(rows[i].text), &err));
		assert_int_equal(err.line, rows[i].line);
		assert_string_equal(err.subject, "people/jia.ini");
		assert_string_equal(err.object, rows[i].object);
		assert_null(roster_person(roster, "jia"));
	}
	roster_free(roster);
}

static void unit_files_with_mistakes_are_refused(void **state)
{
	static const char *const rows[] = {
	    "[unit]\n", "[unit]\nname = 甲\nparent = A B\n",
	    "[unit]\nname = 甲\ndemo = 1\n", "[unit]\nname = 甲\nsize = 1\n",
	    "[person]\nname = 甲\n"};
	struct roster *roster = cast_units();

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct err err;

		ASSERT_CODE(ERR_LINE, roster_read_unit(roster, "bad",
		                                       span_of(rows[i]), &err));
	}
	assert_int_equal(roster_unit_count(roster), 3);
	roster_free(roster);
}

static void lists_are_in_order_and_replaced(void **state)
{
	struct roster *roster = cast_roster();
	size_t count = roster_person_count(roster);
	struct err err;

	(void)state;
	assert_int_equal(count, 13);
	for (size_t i = 1; i < count; i++)
		assert_true(strcmp(roster_person_at(roster, i - 1)->id,
		                   roster_person_at(roster, i)->id) < 0);
	for (size_t i = 1; i < roster_unit_count(roster); i++)
		assert_true(strcmp(roster_unit_at(roster, i - 1)->id,
		                   roster_unit_at(roster, i)->id) < 0);
	cast_person(roster, "head", "unit2", "unit-head");
	assert_int_equal(roster_person_count(roster), count);
	assert_string_equal(roster_person(roster, "head")->unit, "unit2");
	ASSERT_OK(roster_read_unit(roster, "unit2",
	                           span_of("[unit]\nname = 新名\n"), &err));
	assert_string_equal(roster_unit(roster, "unit2")->name, "新名");
	assert_null(roster_unit(roster, "unit9"));
	roster_free(roster);
}

static void post_ids_have_one_spelling(void **state)
{
	static const char *const good[] = {"20261123-001", "20240229-999",
	                                   "20261123-1000"};
	static const char *const bad[] = {"",
	                                  "20261123",
	                                  "20261123-",
	                                  "20261123-1",
	                                  "20261123-01",
	                                  "20261123-000",
	                                  "20261123-0001",
	                                  "20261131-001",
	                                  "20250229-001",
	                                  "2026112-0001",
	                                  "20261123-00a",
	                                  "20261123 001",
	                                  "20261123-001 "};
	struct str path = {0};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(good); i++)
		assert_true(post_id_is_good(span_of(good[i])));
	for (size_t i = 0; i < TEST_COUNT(bad); i++)
		assert_false(post_id_is_good(span_of(bad[i])));
	post_path("20261123-007", &path);
	assert_string_equal(str_text(&path), "posts/2026/11/23/007");
	str_clear(&path);
}

int group_roster(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ids_are_small_letters),
	    cmocka_unit_test(a_grant_has_a_beginning_and_an_end),
	    cmocka_unit_test(written_people_read_back),
	    cmocka_unit_test(files_with_mistakes_are_refused),
	    cmocka_unit_test(unit_files_with_mistakes_are_refused),
	    cmocka_unit_test(lists_are_in_order_and_replaced),
	    cmocka_unit_test(post_ids_have_one_spelling),
	};

	return TEST_GROUP("roster", tests);
}
