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

/* A term: "8h" natural hours, "3d" natural days, 1..9999; in ms. */
bool calendar_read_term(struct span text, int64_t *term_ms);

/* YYYYMMDDHHMMSSZ, as OpenSSH's allowed_signers wants it. */
void calendar_write_utc(int64_t at_ms, char out[CALENDAR_TEXT]);

/* Whether year-month-day exists; and its weekday, 0 Sunday … 6. */
bool calendar_day_exists(int year, int month, int day);
int calendar_weekday(int year, int month, int day);

#endif
