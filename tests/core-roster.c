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
	person->kind = PERSON_STUDENT;
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
	assert_int_equal(roster_person(roster, "wang")->kind, PERSON_STUDENT);
	assert_non_null(strstr(str_text(&first), "kind = student\n"));
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
	    {"[person]\nname = 甲\nunit = u\nkind = teacher\n", 4,
	     "[person] kind = teacher"},
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
	    "[unit]\n",
	    "[unit]\nname = 甲\nparent = A B\n",
	    "[unit]\nname = 甲\ndemo = 1\n",
	    "[unit]\nname = 甲\nsize = 1\n",
	    "[unit]\nname = 甲\ntier = T\n",
	    "[unit]\nname = 甲\nsuccessor = 乙\n",
	    "[unit]\nname = 甲\nuntil = 2026-01-01\n",
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

static void kinds_of_people_have_an_id(void **state)
{
	enum person_kind kind = PERSON_STAFF;
	struct person *person = person_new("x"), *copy;

	(void)state;
	assert_true(person_kind_read(span_of("guest"), &kind));
	assert_int_equal(kind, PERSON_GUEST);
	assert_string_equal(person_kind_id(PERSON_STAFF), "staff");
	assert_false(person_kind_read(span_of("Guest"), &kind));
	assert_false(person_kind_read(span_of(""), &kind));
	person->kind = PERSON_GUEST;
	copy = person_copy(person);
	assert_int_equal(copy->kind, PERSON_GUEST);
	person_free(person);
	person_free(copy);
}

static void unit(struct roster *roster, const char *id, const char *lines)
{
	struct str text = {0};
	struct err err;

	str_putf(&text, "[unit]\nname = %s\n%s", id, lines);
	ASSERT_OK(roster_read_unit(roster, id, str_span(&text), &err));
	str_clear(&text);
}

/*
 * institution > north (college) > hall (dept) > room
 * old ended at CAST_NOW for newer, which ended an hour later for hall; lost
 * ended for a unit that is not there, plain ended for none.
 */
static struct roster *tree(void)
{
	struct roster *roster = cast_units();
	static const char ended[] = "until = 2026-11-23T10:00:00+08:00\n";
	struct str lines = {0};

	unit(roster, "north", "parent = institution\ntier = college\n");
	unit(roster, "hall", "parent = north\ntier = dept\n");
	unit(roster, "room", "parent = hall\n");
	unit(roster, "newer",
	     "parent = north\nsuccessor = hall\n"
	     "until = 2026-11-23T11:00:00+08:00\n");
	unit(roster, "plain", ended);
	str_putf(&lines, "parent = unit1\nsuccessor = newer\n%s", ended);
	unit(roster, "old", str_text(&lines));
	str_clear(&lines);
	str_putf(&lines, "successor = gone\n%s", ended);
	unit(roster, "lost", str_text(&lines));
	str_clear(&lines);
	unit(roster, "child", "parent = old\n");
	return roster;
}

static void an_heir_stands_for_a_unit_that_ended(void **state)
{
	struct roster *roster = tree();
	const int64_t now = CAST_NOW;

	(void)state;
	assert_string_equal(roster_heir(roster, "old", now - 1), "old");
	assert_string_equal(roster_heir(roster, "old", now), "newer");
	assert_string_equal(roster_heir(roster, "old", now + HOUR), "hall");
	assert_string_equal(roster_heir(roster, "plain", now), "plain");
	assert_string_equal(roster_heir(roster, "lost", now), "lost");
	assert_string_equal(roster_heir(roster, "gone", now), "gone");
	assert_string_equal(roster_heir(NULL, "old", now), "old");
	roster_free(roster);
}

static void an_office_is_held_somewhere(void **state)
{
	static const struct {
		const char *where, *unit, *held;
	} rows[] = {
	    {"owner", "room", "room"},
	    {"owner", "old", "newer"},
	    {"parent", "room", "hall"},
	    {"parent", "old", "north"},
	    {"parent", "child", "newer"},
	    {"parent", "institution", "institution"},
	    {"institution", "room", "institution"},
	    {"unit2", "room", "unit2"},
	    {"old", "room", "newer"},
	    {"elsewhere", "room", "elsewhere"},
	    {"tier:dept", "room", "hall"},
	    {"tier:college", "room", "north"},
	    {"tier:college", "north", "north"},
	    {"tier:college", "old", "north"},
	    {"tier:college", "child", "north"},
	    {"tier:college", "unit1", NULL},
	    {"tier:faculty", "room", NULL},
	    {"tier:", "unit1", NULL},
	    {"any", "room", NULL},
	};
	struct roster *roster = tree();

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		const char *held =
		    roster_where(roster, rows[i].where, rows[i].unit, CAST_NOW);

		if (!held != !rows[i].held ||
		    (held && strcmp(held, rows[i].held) != 0))
			fail_msg("%s of %s: %s", rows[i].where, rows[i].unit,
			         held ? held : "nowhere");
	}
	assert_string_equal(roster_where(NULL, "owner", "x", 0), "x");
	assert_string_equal(roster_where(NULL, "parent", "x", 0), "x");
	assert_null(roster_where(NULL, "tier:college", "x", 0));
	roster_free(roster);
}

static void under_is_itself_or_below(void **state)
{
	struct roster *roster = tree();

	(void)state;
	assert_true(roster_is_under(roster, "room", "room"));
	assert_true(roster_is_under(roster, "room", "north"));
	assert_true(roster_is_under(roster, "room", "institution"));
	assert_false(roster_is_under(roster, "north", "room"));
	assert_false(roster_is_under(roster, "unit1", "north"));
	assert_false(roster_is_under(roster, "gone", "institution"));
	assert_false(roster_is_under(roster, NULL, "institution"));
	assert_true(roster_is_under(NULL, "a", "a"));
	assert_false(roster_is_under(NULL, "a", "b"));
	assert_string_equal(roster_tier(roster, "hall"), "dept");
	assert_string_equal(roster_tier(roster, "room"), "");
	assert_string_equal(roster_tier(roster, "gone"), "");
	assert_string_equal(roster_tier(NULL, "hall"), "");
	roster_free(roster);
}

static void a_circle_of_units_is_walked_once(void **state)
{
	static const char ended[] = "until = 2026-01-01T00:00:00Z\n";
	struct roster *roster = cast_units();
	struct str lines = {0};

	(void)state;
	str_putf(&lines, "parent = b\nsuccessor = b\n%s", ended);
	unit(roster, "a", str_text(&lines));
	str_clear(&lines);
	str_putf(&lines, "parent = a\nsuccessor = a\n%s", ended);
	unit(roster, "b", str_text(&lines));
	str_clear(&lines);
	unit(roster, "self", "parent = self\nsuccessor = self\n");
	assert_string_equal(roster_heir(roster, "a", CAST_NOW), "a");
	assert_null(roster_where(roster, "tier:dept", "a", CAST_NOW));
	assert_null(roster_where(roster, "tier:dept", "self", CAST_NOW));
	assert_non_null(roster_where(roster, "parent", "a", CAST_NOW));
	assert_false(roster_is_under(roster, "a", "institution"));
	assert_true(roster_is_under(roster, "a", "b"));
	assert_false(roster_is_under(roster, "self", "a"));
	roster_free(roster);
}

static void written_units_read_back(void **state)
{
	struct roster *roster = tree();
	struct str first = {0}, second = {0};
	struct err err;

	(void)state;
	unit(roster, "old",
	     "parent = unit1\ntier = dept\nsuccessor = hall\n"
	     "from = 2020-01-01T00:00:00+08:00\n"
	     "until = 2026-11-23T10:00:00+08:00\n");
	roster_write_unit(&first, roster_unit(roster, "old"));
	assert_string_equal(str_text(&first),
	                    "[unit]\nname = old\nparent = unit1\n"
	                    "tier = dept\nfrom = 2019-12-31T16:00:00+00:00\n"
	                    "until = 2026-11-23T02:00:00+00:00\n"
	                    "successor = hall\n");
	ASSERT_OK(roster_read_unit(roster, "old", str_span(&first), &err));
	assert_int_equal(roster_unit(roster, "old")->until_ms, CAST_NOW);
	roster_write_unit(&second, roster_unit(roster, "old"));
	assert_string_equal(str_text(&first), str_text(&second));
	str_clear(&first);
	str_clear(&second);
	roster_free(roster);
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
	    cmocka_unit_test(kinds_of_people_have_an_id),
	    cmocka_unit_test(an_heir_stands_for_a_unit_that_ended),
	    cmocka_unit_test(an_office_is_held_somewhere),
	    cmocka_unit_test(under_is_itself_or_below),
	    cmocka_unit_test(a_circle_of_units_is_walked_once),
	    cmocka_unit_test(written_units_read_back),
	};

	return TEST_GROUP("roster", tests);
}
