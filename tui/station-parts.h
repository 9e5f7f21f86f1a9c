/*
 * station-parts - what the station*.c share; nobody else includes it.
 */
#ifndef TUI_STATION_PARTS_H
#define TUI_STATION_PARTS_H

#include "tui/field.h"
#include "tui/station.h"

/* Asked on the line above the last one. */
struct station_question {
	struct str words;
	struct field field;
	station_answer answer;
	bool confirms;   /* y is enough, nothing is typed */
	struct str held; /* for the answer, when a password is typed */
};

/* Has every view keep what was typed in it; false, and said, when one could
 * not. */
bool station_keep(struct station *station);

/* ---- station-lock.c ------------------------------------------------------ */

/* Nobody pressed anything for idle_ms: locks the screen when it is time. After
 * how many more ms it wants to be asked again; -1: not before the next press.
 */
int lock_idle(struct station *station, int64_t idle_ms, bool *changed);
void lock_press(struct station *station, const struct press *press);
void lock_draw(struct station *station);
void lock_free(struct station_lock *lock); /* NULL is allowed */

/* A page to decide on is on top, and was not on the terminal yet. */
bool station_must_show(const struct station *station);
/* Reads a view again; what it cannot read is said. */
void station_load(struct view *view);

#endif
