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

static void offsets_and_terms(void **state)
{
	int offset = 0;
	int64_t term_ms = 0;
	static const char *const bad[] = {"",    "h",      "0h",  "8",   "8m",
	                                  "-1h", "10000h", "8 h", "8hh", "h8"};

	(void)state;
	assert_true(calendar_read_offset(span_of("+08:00"), &offset));
	assert_int_equal(offset, 480);
	assert_true(calendar_read_offset(span_of("-03:30"), &offset));
	assert_int_equal(offset, -210);
	assert_false(calendar_read_offset(span_of("08:00"), &offset));
	assert_false(calendar_read_offset(span_of("+8:00"), &offset));
	assert_false(calendar_read_offset(span_of("+24:00"), &offset));
	assert_true(calendar_read_term(span_of("8h"), &term_ms));
	assert_int_equal(term_ms, 8 * 3600 * 1000);
	assert_true(calendar_read_term(span_of("9999d"), &term_ms));
	assert_int_equal(term_ms, 9999 * (int64_t)86400000);
	for (size_t i = 0; i < TEST_COUNT(bad); i++)
		assert_false(calendar_read_term(span_of(bad[i]), &term_ms));
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
	    cmocka_unit_test(offsets_and_terms),
	    cmocka_unit_test(utc_is_written_for_openssh),
	};

	return TEST_GROUP("calendar", tests);
}
