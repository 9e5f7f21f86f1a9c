#include "core/calendar.h"

enum {
	MINUTE_S = 60,
	HOUR_S = 3600,
	DAY_S = 86400,
	OFFSET_LIMIT_MIN = 1439,
	TERM_LIMIT = 9999
};

/* Days of the proleptic Gregorian calendar are counted from 1970-01-01, in
 * eras of 400 years that begin on a 1 March, so that a leap day comes last. */
enum { ERA_DAYS = 146097, ERA_YEARS = 400, ERA_SHIFT_DAYS = 719468 };

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool calendar_day_exists(int year, int month, int day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30,
	                              31, 31, 30, 31, 30, 31};
	int length;

	if (year < 1 || year > 9999 || month < 1 || month > 12)
		return false;
	length = lengths[month - 1] + (month == 2 && is_leap(year));
	return day >= 1 && day <= length;
}

static int64_t days_of(int year, int month, int day)
{
	int64_t from_march = month > 2 ? month - 3 : month + 9;
	int64_t years = year - (month <= 2);
	int64_t era = years / ERA_YEARS;
	int64_t in_era = years % ERA_YEARS;
	int64_t in_year = (153 * from_march + 2) / 5 + day - 1;

	return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 +
	       in_year - ERA_SHIFT_DAYS;
}

/* `days` is not before 0001-01-01, so every quotient here is of positives. */
static void split_days(int64_t days, int *year, int *month, int *day)
{
	int64_t shifted = days + ERA_SHIFT_DAYS;
	int64_t era = shifted / ERA_DAYS;
	int64_t in_era = shifted % ERA_DAYS;
	int64_t years = (in_era - in_era / 1460 + in_era / 36524 -
	                 in_era / (ERA_DAYS - 1)) /
	                365;
	int64_t in_year = in_era - (365 * years + years / 4 - years / 100);
	int64_t from_march = (5 * in_year + 2) / 153;

	*day = (int)(in_year - (153 * from_march + 2) / 5 + 1);
	*month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	*year = (int)(era * ERA_YEARS + years + (*month <= 2));
}

/* The clock on the wall at offset_min, in seconds since 1970 there, kept
 * within the years 1 to 9999 that the text forms can say. */
static int64_t wall_seconds(int64_t at_ms, int offset_min)
{
	const int64_t first = days_of(1, 1, 1) * DAY_S;
	const int64_t last = days_of(9999, 12, 31) * DAY_S + DAY_S - 1;
	int64_t seconds = at_ms / 1000 - (at_ms % 1000 < 0);

	seconds += (int64_t)offset_min * MINUTE_S;
	if (seconds < first)
		return first;
	return seconds > last ? last : seconds;
}

struct wall {
	int year, month, day, second; /* of the day */
};

static struct wall wall_at(int64_t at_ms, int offset_min)
{
	int64_t seconds = wall_seconds(at_ms, offset_min);
	int64_t days = seconds / DAY_S - (seconds % DAY_S < 0);
	struct wall wall = {.second = (int)(seconds - days * DAY_S)};

	split_days(days, &wall.year, &wall.month, &wall.day);
	return wall;
}

/* `count` digits at `at`; -1 when there are not as many. */
static int digits(struct span text, size_t at, size_t count)
{
	int number = 0;

	if (at > text.bytes || text.bytes - at < count)
		return -1;
	for (size_t i = at; i < at + count; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return -1;
		number = number * 10 + (text.at[i] - '0');
	}
	return number;
}

static bool read_date(struct span text, int64_t *days)
{
	int year = digits(text, 0, 4);
	int month = digits(text, 5, 2);
	int day = digits(text, 8, 2);

	if (text.bytes < 10 || text.at[4] != '-' || text.at[7] != '-' ||
	    !calendar_day_exists(year, month, day))
		return false;
	*days = days_of(year, month, day);
	return true;
}

bool calendar_read_moment(struct span text, int64_t *at_ms, int *offset_min)
{
	int64_t days;
	int hour = digits(text, 11, 2);
	int minute = digits(text, 14, 2);
	int second = digits(text, 17, 2);
	int offset = 0;
	struct span zone;

	if (!read_date(text, &days) || text.bytes < 20 || text.at[10] != 'T' ||
	    text.at[13] != ':' || text.at[16] != ':')
		return false;
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 59)
		return false;
	zone = span_from(text.at + 19, text.bytes - 19);
	if (!span_is(zone, "Z") && !calendar_read_offset(zone, &offset))
		return false;
	*at_ms = (days * DAY_S + hour * HOUR_S + (minute - offset) * MINUTE_S +
	          second) *
	         1000;
	*offset_min = offset;
	return true;
}

bool calendar_read(struct span text, int64_t *at_ms)
{
	int offset_min;

	return calendar_read_moment(text, at_ms, &offset_min);
}

/* Writes `number` in `width` digits and then `next`; returns the end. */
static char *put(char *to, int number, int width, char next)
{
	for (int i = width - 1; i >= 0; i--) {
		to[i] = (char)('0' + number % 10);
		number /= 10;
	}
	to[width] = next;
	return to + width + 1;
}

void calendar_write(int64_t at_ms, int offset_min, char out[CALENDAR_TEXT])
{
	struct wall wall;
	int off;

	if (offset_min > OFFSET_LIMIT_MIN || offset_min < -OFFSET_LIMIT_MIN)
		offset_min = 0;
	wall = wall_at(at_ms, offset_min);
	off = offset_min < 0 ? -offset_min : offset_min;
	out = put(out, wall.year, 4, '-');
	out = put(out, wall.month, 2, '-');
	out = put(out, wall.day, 2, 'T');
	out = put(out, wall.second / HOUR_S, 2, ':');
	out = put(out, wall.second / MINUTE_S % 60, 2, ':');
	out = put(out, wall.second % 60, 2, offset_min < 0 ? '-' : '+');
	out = put(out, off / 60, 2, ':');
	put(out, off % 60, 2, '\0');
}

bool calendar_read_day(struct span text, int offset_min, int64_t *at_ms)
{
	int64_t days;

	if (text.bytes != 10 || !read_date(text, &days))
		return false;
	*at_ms = (days * DAY_S - (int64_t)offset_min * MINUTE_S) * 1000;
	return true;
}

void calendar_day(int64_t at_ms, int offset_min, int *year, int *month,
                  int *day)
{
	struct wall wall = wall_at(at_ms, offset_min);

	*year = wall.year;
	*month = wall.month;
	*day = wall.day;
}

bool calendar_read_offset(struct span text, int *offset_min)
{
	int hours = digits(text, 1, 2);
	int minutes = digits(text, 4, 2);

	if (text.bytes != 6 || (text.at[0] != '+' && text.at[0] != '-') ||
	    text.at[3] != ':')
		return false;
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	*offset_min = hours * 60 + minutes;
	if (text.at[0] == '-')
		*offset_min = -*offset_min;
	return true;
}

/* What stands after the number of a term. */
static bool term_unit(struct span unit, long number, struct term *out)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} natural[] = {{"h", HOUR_S}, {"d", DAY_S}, {"w", 7 * DAY_S}};
	struct term term = {0};

	for (size_t i = 0; i < sizeof(natural) / sizeof(*natural); i++) {
		if (span_is(unit, natural[i].unit))
			term.ms = number * natural[i].seconds * 1000;
	}
	if (span_is(unit, "mo"))
		term.months = (int)number;
	else if (span_is(unit, "y"))
		term.months = (int)number * 12;
	else if (span_is(unit, "wd"))
		term.workdays = (int)number;
	*out = term;
	return !term_is_none(&term);
}

bool calendar_read_term(struct span text, struct term *out)
{
	size_t digits = 0;
	struct term term = {0};
	long number;

	if (span_is(text, "none")) {
		*out = term;
		return true;
	}
	while (digits < text.bytes && text.at[digits] >= '0' &&
	       text.at[digits] <= '9')
		digits++;
	if (!span_number(span_from(text.at, digits), TERM_LIMIT, &number) ||
	    number < 1 ||
	    !term_unit(span_from(text.at + digits, text.bytes - digits), number,
	               &term))
		return false;
	*out = term;
	return true;
}

bool term_is_none(const struct term *term)
{
	return !term->ms && !term->months && !term->workdays;
}

/* Hours up to two days, then whole days, and weeks where days are too many. */
static void write_natural(struct str *out, int64_t seconds)
{
	if (seconds % DAY_S || seconds <= 2 * DAY_S)
		str_putf(out, "%lldh", (long long)(seconds / HOUR_S));
	else if (seconds / DAY_S <= TERM_LIMIT)
		str_putf(out, "%lldd", (long long)(seconds / DAY_S));
	else
		str_putf(out, "%lldw", (long long)(seconds / (7 * DAY_S)));
}

void term_write(struct str *out, const struct term *term)
{
	if (term->workdays)
		str_putf(out, "%dwd", term->workdays);
	else if (term->months && term->months % 12 == 0)
		str_putf(out, "%dy", term->months / 12);
	else if (term->months)
		str_putf(out, "%dmo", term->months);
	else if (term->ms)
		write_natural(out, term->ms / 1000);
	else
		str_puts(out, "none");
}

long calendar_day_number(int year, int month, int day)
{
	return (long)days_of(year, month, day);
}

static bool has_day(const long *days, size_t count, long day)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (days[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && days[low] == day;
}

bool calendar_is_workday(const struct workdays *tables, long day)
{
	long weekday = (day % 7 + 7 + 4) % 7; /* 1970-01-01 was a Thursday */

	if (tables && has_day(tables->work, tables->work_count, day))
		return true;
	if (tables && has_day(tables->holidays, tables->holiday_count, day))
		return false;
	return weekday >= 1 && weekday <= 5;
}

/* The same day so many months later or earlier, or the month's last. */
static int64_t shift_months(const struct wall *wall, int months)
{
	int64_t number = (int64_t)wall->year * 12 + wall->month - 1 + months;
	int year, month, day = wall->day;

	if (number < 12)
		number = 12; /* 0001-01 */
	if (number > 9999 * 12 + 11)
		number = 9999 * 12 + 11;
	year = (int)(number / 12);
	month = (int)(number % 12) + 1;
	while (!calendar_day_exists(year, month, day))
		day--;
	return days_of(year, month, day);
}

static int64_t shift_workdays(const struct workdays *tables, long day,
                              int workdays, int way)
{
	while (workdays > 0) {
		day += way;
		workdays -= calendar_is_workday(tables, day);
	}
	return day;
}

/* `way` is 1 for later, -1 for earlier. */
static int64_t shift(const struct term *term, const struct workdays *tables,
                     int offset_min, int64_t at_ms, int way)
{
	int64_t rest_ms = (at_ms % 1000 + 1000) % 1000, days;
	struct wall wall;

	if (term_is_none(term))
		return 0;
	if (term->ms)
		return at_ms + way * term->ms;
	wall = wall_at(at_ms, offset_min);
	if (term->months)
		days = shift_months(&wall, way * term->months);
	else
		days = shift_workdays(
		    tables, (long)days_of(wall.year, wall.month, wall.day),
		    term->workdays, way);
	return (days * DAY_S + wall.second - (int64_t)offset_min * MINUTE_S) *
	           1000 +
	       rest_ms;
}

int64_t calendar_due(const struct term *term, const struct workdays *tables,
                     int offset_min, int64_t from_ms)
{
	return shift(term, tables, offset_min, from_ms, 1);
}

int64_t calendar_before(const struct term *term, const struct workdays *tables,
                        int offset_min, int64_t until_ms)
{
	return shift(term, tables, offset_min, until_ms, -1);
}

void calendar_write_utc(int64_t at_ms, char out[CALENDAR_TEXT])
{
	struct wall wall = wall_at(at_ms, 0);

	out = put(out, wall.year * 10000 + wall.month * 100 + wall.day, 8, '0');
	out = put(out - 1, wall.second / HOUR_S, 2, '0');
	out = put(out - 1, wall.second / MINUTE_S % 60, 2, '0');
	out = put(out - 1, wall.second % 60, 2, 'Z');
	*out = '\0';
}

int calendar_weekday(int year, int month, int day)
{
	/* 1970-01-01 was a Thursday; 719166 is a multiple of 7 that keeps
	 * every day from year 1 on positive. */
	return (int)((days_of(year, month, day) + 719166 + 4) % 7);
}
