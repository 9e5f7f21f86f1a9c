#include "core/calendar.h"

#include <string.h>

#include "tests/test.h"

static int64_t moment(const char *text)
{
	int64_t at_ms = -1;

	assert_true(calendar_read(span_of(text), &at_ms));
	return at_ms;
}

static void a_moment_reads_in_any_offset(void **state)
{
	(void)state;
	assert_int_equal(moment("1970-01-01T00:00:00Z"), 0);
	assert_int_equal(moment("2026-11-23T10:05:03+08:00"), 1795399503000);
	assert_int_equal(moment("2026-11-23T02:05:03Z"), 1795399503000);
	assert_int_equal(moment("2026-11-22T22:35:03-03:30"), 1795399503000);
	assert_int_equal(moment("1969-12-31T23:59:59Z"), -1000);
	assert_int_equal(moment("2000-02-29T00:00:00+00:00"), 951782400000);
}

static void a_bad_moment_is_refused(void **state)
{
	static const char *const bad[] = {
	    "",
	    "2026-11-23",
	    "2026-11-23T10:05:03",
	    "2026-11-23 10:05:03+08:00",
	    "2026-11-23t10:05:03z",
	    "2026-11-23T10:05:03+0800",
	    "2026-11-23T10:05:03+08:00 ",
	    "2026-11-23T10:05:03+08:60",
	    "2026-11-23T10:05:03.5+08:00",
	    "2026-02-29T10:05:03+08:00",
	    "2026-13-01T10:05:03+08:00",
	    "2026-11-31T10:05:03+08:00",
	    "2026-11-23T24:00:00+08:00",
	    "2026-11-23T23:59:60+08:00",
	    "0000-01-01T00:00:00Z",
	    "２０２６-11-23T10:05:03Z",
	    "2026-11-23T10:05:-3Z",
	};
	int64_t at_ms = 7;

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(bad); i++)
		assert_false(calendar_read(span_of(bad[i]), &at_ms));
	assert_int_equal(at_ms, 7);
}

static void written_is_read_back(void **state)
{
	static const int offsets[] = {480, 0, -210, 845, -720, 1439, -1439};
	uint64_t seed = 42;
	char text[CALENDAR_TEXT];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int64_t at_ms, again;
		int offset = offsets[(size_t)i % TEST_COUNT(offsets)], seen;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		/* within the years 2 to 9998, in whole seconds */
		at_ms = (int64_t)(seed % 315400000000u) * 1000 - 62100000000000;
		calendar_write(at_ms, offset, text);
		assert_true(calendar_read_moment(span_of(text), &again, &seen));
		assert_int_equal(again, at_ms);
		assert_int_equal(seen, offset);
	}
	calendar_write(1795399503999, 480, text);
	assert_string_equal(text, "2026-11-23T10:05:03+08:00");
	calendar_write(-1, 0, text);
	assert_string_equal(text, "1969-12-31T23:59:59+00:00");
	calendar_write(INT64_MAX, 480, text);
	assert_string_equal(text, "9999-12-31T23:59:59+08:00");
	calendar_write(INT64_MIN, -480, text);
	assert_string_equal(text, "0001-01-01T00:00:00-08:00");
}

static void every_day_follows_the_last(void **state)
{
	int weekday = 1, counted = 0; /* 0001-01-01 was a Monday */
	int64_t expected = -62135596800000;

	(void)state;
	for (int year = 1; year <= 9999; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= 31; day++) {
				char text[CALENDAR_TEXT];
				int64_t at_ms;
				int y, m, d;

				if (!calendar_day_exists(year, month, day))
					continue;
				if (year % 97 == 0 || year == 2026) {
					calendar_write(expected, 0, text);
					assert_true(calendar_read_day(
					    span_from(text, 10), 0, &at_ms));
					assert_int_equal(at_ms, expected);
					calendar_day(at_ms, 0, &y, &m, &d);
					assert_true(y == year && m == month &&
					            d == day);
				}
				assert_int_equal(
				    calendar_weekday(year, month, day),
				    weekday);
				weekday = (weekday + 1) % 7;
				expected += 86400000;
				counted++;
			}
	assert_int_equal(counted, 3652059);
}

static void a_day_begins_where_the_policy_is(void **state)
{
	int64_t at_ms;
	int year, month, day;

	(void)state;
	assert_true(calendar_read_day(span_of("2026-11-23"), 480, &at_ms));
	assert_int_equal(at_ms, moment("2026-11-23T00:00:00+08:00"));
	calendar_day(at_ms, 480, &year, &month, &day);
	assert_int_equal(day, 23);
	calendar_day(at_ms - 1, 480, &year, &month, &day);
	assert_int_equal(day, 22);
	calendar_day(at_ms, 0, &year, &month, &day);
	assert_int_equal(day, 22);
	assert_int_equal(calendar_weekday(2026, 11, 23), 1);
	assert_false(calendar_read_day(span_of("2026-11-31"), 480, &at_ms));
	assert_false(calendar_read_day(span_of("2026-1-1"), 480, &at_ms));
	assert_false(calendar_read_day(span_of("2026-11-23T"), 480, &at_ms));
	assert_false(calendar_day_exists(1900, 2, 29));
	assert_true(calendar_day_exists(2000, 2, 29));
}

static void offsets_are_strict(void **state)
{
	int offset = 0;

	(void)state;
	assert_true(calendar_read_offset(span_of("+08:00"), &offset));
	assert_int_equal(offset, 480);
	assert_true(calendar_read_offset(span_of("-03:30"), &offset));
	assert_int_equal(offset, -210);
	assert_false(calendar_read_offset(span_of("08:00"), &offset));
	assert_false(calendar_read_offset(span_of("+8:00"), &offset));
	assert_false(calendar_read_offset(span_of("+24:00"), &offset));
}

static struct term term_of(const char *text)
{
	struct term term;

	if (!calendar_read_term(span_of(text), &term))
		fail_msg("no term: %s", text);
	return term;
}

static void a_term_is_one_number_and_a_unit(void **state)
{
	static const struct {
		const char *text;
		int64_t hours;
		int months, workdays;
		const char *written;
	} rows[] = {
	    {"none", 0, 0, 0, "none"},
	    {"1h", 1, 0, 0, "1h"},
	    {"8h", 8, 0, 0, "8h"},
	    {"24h", 24, 0, 0, "24h"},
	    {"1d", 24, 0, 0, "24h"},
	    {"72h", 72, 0, 0, "3d"},
	    {"73h", 73, 0, 0, "73h"},
	    {"2w", 336, 0, 0, "14d"},
	    {"9999d", 239976, 0, 0, "9999d"},
	    {"9999w", 1679832, 0, 0, "9999w"},
	    {"1mo", 0, 1, 0, "1mo"},
	    {"12mo", 0, 12, 0, "1y"},
	    {"3y", 0, 36, 0, "3y"},
	    {"9999y", 0, 119988, 0, "9999y"},
	    {"7wd", 0, 0, 7, "7wd"},
	};
	static const char *const bad[] = {
	    "",     "h",    "0h",  "8",     "8m",    "-1h",  "10000h",
	    "8 h",  "8hh",  "h8",  "0none", "None",  "1mon", "wd",
	    "1wdd", "1.5h", "+1h", "１h",   "local", "1H"};
	struct term term = {.ms = 7};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct str written = {0};
		struct term again;

		term = term_of(rows[i].text);
		assert_int_equal(term.ms, rows[i].hours * 3600000);
		assert_int_equal(term.months, rows[i].months);
		assert_int_equal(term.workdays, rows[i].workdays);
		assert_int_equal(term_is_none(&term), i == 0);
		term_write(&written, &term);
		assert_string_equal(str_text(&written), rows[i].written);
		again = term_of(str_text(&written));
		assert_true(again.ms == term.ms && again.months == term.months);
		str_clear(&written);
	}
	term.ms = 7;
	for (size_t i = 0; i < TEST_COUNT(bad); i++) {
		if (calendar_read_term(span_of(bad[i]), &term))
			fail_msg("a term: %s", bad[i]);
	}
	assert_int_equal(term.ms, 7);
}

/* National Day 2026: 1 to 7 October off, Saturday 10 October at work. */
static const char *const holidays[] = {"2026-01-01", "2026-10-01", "2026-10-02",
                                       "2026-10-03", "2026-10-04", "2026-10-05",
                                       "2026-10-06", "2026-10-07"};
static const char *const worked[] = {"2026-09-20", "2026-10-10"};

static long day_of(const char *text)
{
	int64_t at_ms = 0;

	assert_true(calendar_read_day(span_of(text), 0, &at_ms));
	return (long)(at_ms / 86400000);
}

static const struct workdays *tables(void)
{
	static long off[TEST_COUNT(holidays)], on[TEST_COUNT(worked)];
	static struct workdays all = {off, on, TEST_COUNT(holidays),
	                              TEST_COUNT(worked)};

	for (size_t i = 0; i < TEST_COUNT(holidays); i++)
		off[i] = day_of(holidays[i]);
	for (size_t i = 0; i < TEST_COUNT(worked); i++)
		on[i] = day_of(worked[i]);
	return &all;
}

static void a_working_day_is_what_the_tables_say(void **state)
{
	(void)state;
	assert_int_equal(calendar_day_number(1970, 1, 1), 0);
	assert_int_equal(calendar_day_number(2026, 10, 1),
	                 day_of("2026-10-01"));
	assert_true(calendar_is_workday(NULL, day_of("2026-10-01")));
	assert_false(calendar_is_workday(tables(), day_of("2026-10-01")));
	assert_true(calendar_is_workday(tables(), day_of("2026-10-08")));
	assert_false(calendar_is_workday(NULL, day_of("2026-10-10")));
	assert_true(calendar_is_workday(tables(), day_of("2026-10-10")));
	assert_false(calendar_is_workday(tables(), day_of("2026-10-11")));
	for (long day = -800; day < 800; day++) {
		int64_t at_ms = (int64_t)day * 86400000;
		int y, m, d, weekday;

		calendar_day(at_ms, 0, &y, &m, &d);
		weekday = calendar_weekday(y, m, d);
		assert_int_equal(calendar_is_workday(NULL, day),
		                 weekday != 0 && weekday != 6);
	}
}

struct due {
	const char *term, *from, *due;
};

static const struct due dues[] = {
    {"8h", "2026-11-23T10:00:00+08:00", "2026-11-23T18:00:00+08:00"},
    {"3d", "2026-11-27T10:00:00+08:00", "2026-11-30T10:00:00+08:00"},
    {"2w", "2026-12-25T10:00:00+08:00", "2027-01-08T10:00:00+08:00"},
    /* the last day of a month */
    {"1mo", "2026-01-31T10:00:05+08:00", "2026-02-28T10:00:05+08:00"},
    {"1mo", "2028-01-31T10:00:00+08:00", "2028-02-29T10:00:00+08:00"},
    {"1mo", "2026-03-31T23:59:59+08:00", "2026-04-30T23:59:59+08:00"},
    {"1mo", "2026-12-15T00:00:00+08:00", "2027-01-15T00:00:00+08:00"},
    {"13mo", "2026-12-31T00:00:00+08:00", "2028-01-31T00:00:00+08:00"},
    {"1y", "2028-02-29T12:00:00+08:00", "2029-02-28T12:00:00+08:00"},
    {"4y", "2028-02-29T12:00:00+08:00", "2032-02-29T12:00:00+08:00"},
    /* here it is the 31st, in UTC still the 30th */
    {"1mo", "2026-01-31T01:00:00+08:00", "2026-02-28T01:00:00+08:00"},
    /* over a weekend, and from within one */
    {"1wd", "2026-11-27T10:00:00+08:00", "2026-11-30T10:00:00+08:00"},
    {"1wd", "2026-11-28T10:00:00+08:00", "2026-11-30T10:00:00+08:00"},
    {"5wd", "2026-11-23T10:00:00+08:00", "2026-11-30T10:00:00+08:00"},
    {"7wd", "2026-11-25T23:30:00+08:00", "2026-12-04T23:30:00+08:00"},
    /* here it is Saturday, in UTC still Friday */
    {"1wd", "2026-11-28T01:00:00+08:00", "2026-11-30T01:00:00+08:00"},
    /* holidays, and the Saturday worked for them */
    {"1wd", "2026-09-30T16:00:00+08:00", "2026-10-08T16:00:00+08:00"},
    {"3wd", "2026-09-30T16:00:00+08:00", "2026-10-10T16:00:00+08:00"},
    {"4wd", "2026-09-30T16:00:00+08:00", "2026-10-12T16:00:00+08:00"},
    {"1wd", "2026-10-03T09:00:00+08:00", "2026-10-08T09:00:00+08:00"},
    {"1wd", "2026-12-31T09:00:00+08:00", "2027-01-01T09:00:00+08:00"},
    {"1wd", "2025-12-31T09:00:00+08:00", "2026-01-02T09:00:00+08:00"},
};

static void a_term_ends_when_people_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEST_COUNT(dues); i++) {
		struct term term = term_of(dues[i].term);
		int64_t due =
		    calendar_due(&term, tables(), 480, moment(dues[i].from));
		char text[CALENDAR_TEXT];

		calendar_write(due, 480, text);
		if (strcmp(text, dues[i].due) != 0)
			fail_msg("%s from %s: %s", dues[i].term, dues[i].from,
			         text);
	}
}

static void a_term_can_be_counted_back(void **state)
{
	static const struct due rows[] = {
	    {"90d", "2027-12-31T00:00:00+08:00", "2027-10-02T00:00:00+08:00"},
	    {"1mo", "2026-03-31T10:00:00+08:00", "2026-02-28T10:00:00+08:00"},
	    {"1mo", "2026-01-15T10:00:00+08:00", "2025-12-15T10:00:00+08:00"},
	    {"1wd", "2026-11-30T10:00:00+08:00", "2026-11-27T10:00:00+08:00"},
	    {"3wd", "2026-10-10T16:00:00+08:00", "2026-09-30T16:00:00+08:00"},
	};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct term term = term_of(rows[i].term);
		char text[CALENDAR_TEXT];

		calendar_write(
		    calendar_before(&term, tables(), 480, moment(rows[i].from)),
		    480, text);
		assert_string_equal(text, rows[i].due);
	}
}

static void a_term_has_no_end_beyond_time(void **state)
{
	static const char *const terms[] = {"9999w", "9999mo", "9999y",
	                                    "9999wd"};
	const struct term none = {0};
	const int64_t last = moment("9999-12-31T00:00:00Z");

	(void)state;
	assert_int_equal(calendar_due(&none, NULL, 480, 5), 0);
	assert_int_equal(calendar_before(&none, NULL, 480, 5), 0);
	for (size_t i = 0; i < TEST_COUNT(terms); i++) {
		struct term term = term_of(terms[i]);

		assert_true(calendar_due(&term, NULL, 480, 0) > 0);
		assert_true(calendar_due(&term, NULL, 480, last) >= last);
		assert_true(calendar_before(&term, NULL, 480, 0) < 0);
	}
	/* Thousandths are kept. */
	for (size_t i = 1; i < TEST_COUNT(terms); i++) {
		struct term term = term_of(terms[i]);

		assert_int_equal(calendar_due(&term, NULL, 0, 7) % 1000, 7);
	}
}

static void utc_is_written_for_openssh(void **state)
{
	char text[CALENDAR_TEXT];

	(void)state;
	calendar_write_utc(1795399503000, text);
	assert_string_equal(text, "20261123020503Z");
}

int group_calendar(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_moment_reads_in_any_offset),
	    cmocka_unit_test(a_bad_moment_is_refused),
	    cmocka_unit_test(written_is_read_back),
	    cmocka_unit_test(every_day_follows_the_last),
	    cmocka_unit_test(a_day_begins_where_the_policy_is),
	    cmocka_unit_test(offsets_are_strict),
	    cmocka_unit_test(a_term_is_one_number_and_a_unit),
	    cmocka_unit_test(a_working_day_is_what_the_tables_say),
	    cmocka_unit_test(a_term_ends_when_people_say),
	    cmocka_unit_test(a_term_can_be_counted_back),
	    cmocka_unit_test(a_term_has_no_end_beyond_time),
	    cmocka_unit_test(utc_is_written_for_openssh),
	};

	return TEST_GROUP("calendar", tests);
}
