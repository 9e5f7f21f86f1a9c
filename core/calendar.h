/*
 * calendar - moments, days and terms. Pure arithmetic: no clock, no locale.
 *
 * A moment is at_ms: milliseconds since 1970 in UTC. `offset_min` is the
 * policy's utc_offset in minutes east of UTC (+08:00 is 480); the environment's
 * time zone is never asked (DESIGN, section 4).
 */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

enum { CALENDAR_TEXT = 32 }; /* room for any text below, NUL included */

/* RFC 3339 with seconds and an offset ("Z" too): 2026-11-23T10:05:03+08:00. */
bool calendar_read(struct span text, int64_t *at_ms);
/* The same, and the offset it was written with. */
bool calendar_read_moment(struct span text, int64_t *at_ms, int *offset_min);
void calendar_write(int64_t at_ms, int offset_min, char out[CALENDAR_TEXT]);

/* 2026-11-23, the moment that day begins at offset_min. */
bool calendar_read_day(struct span text, int offset_min, int64_t *at_ms);
void calendar_day(int64_t at_ms, int offset_min, int *year, int *month,
                  int *day);

/* "+08:00", "-03:30". */
bool calendar_read_offset(struct span text, int *offset_min);

/* A term. At most one of them is not 0; all 0: none. */
struct term {
	int64_t ms;   /* natural time: 8h, 3d, 2w */
	int months;   /* 1mo, 1y */
	int workdays; /* 7wd */
};
/* "8h" hours, "3d" days, "2w" weeks, "1mo" months, "1y" years, "7wd" working
 * days, each 1..9999; "none". */
bool calendar_read_term(struct span text, struct term *out);
bool term_is_none(const struct term *term);
void term_write(struct str *out, const struct term *term);

/* Days a country's tables move: holidays on weekdays, work on weekends. Days
 * are counted as calendar_day_number does. */
struct workdays {
	long *holidays, *work; /* sorted */
	size_t holiday_count, work_count;
};
/* Days since 1970-01-01 of a date. */
long calendar_day_number(int year, int month, int day);
/* Monday to Friday, but for the tables. */
bool calendar_is_workday(const struct workdays *tables, long day);
/* When the term that begins at from_ms is over; 0 when it is none. A month ends
 * on its last day at the latest; working days keep the time of day. */
int64_t calendar_due(const struct term *term, const struct workdays *tables,
                     int offset_min, int64_t from_ms);
/* When it must have begun to be over at until_ms: what a reminder waits for. 0
 * when it is none. */
int64_t calendar_before(const struct term *term, const struct workdays *tables,
                        int offset_min, int64_t until_ms);

/* YYYYMMDDHHMMSSZ, as OpenSSH's allowed_signers wants it. */
void calendar_write_utc(int64_t at_ms, char out[CALENDAR_TEXT]);

/* Whether year-month-day exists; and its weekday, 0 Sunday … 6. */
bool calendar_day_exists(int year, int month, int day);
int calendar_weekday(int year, int month, int day);

#endif
