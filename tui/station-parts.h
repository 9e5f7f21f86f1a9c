/*
 * station-parts - what station.c and station-draw.c share; nobody else
 * includes it.
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
	bool confirms; /* y is enough, nothing is typed */
};

/* A page to decide on is on top, and was not on the terminal yet. */
bool station_must_show(const struct station *station);
/* Reads a view again; what it cannot read is said. */
void station_load(struct view *view);

#endif
