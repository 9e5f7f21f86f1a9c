/*
 * screens - the workstation played without a terminal: a demo newsroom in a
 * folder of its own, a station on a screen in memory, presses, and what is
 * seen. The scripts of screens/ and the torture stand on it.
 */
#ifndef TESTS_SCREENS_H
#define TESTS_SCREENS_H

#include <stdbool.h>

#include "core/str.h"
#include "store/desk.h"
#include "tui/screen.h"
#include "tui/session.h"
#include "tui/station.h"

#define PLAYER_NOW "2026-11-23T10:00:00+08:00"

struct player {
	char *folder; /* the newsroom lies in it, and files of the script */
	char *home;   /* the newsroom; NULL until the first thing needs it */
	char *person; /* who sits there */
	char *lang;
	int rows, cols;
	bool is_open;
	struct session session;
	struct screen *screen;
	struct station station;
	struct desk *other;  /* somebody else's session */
	struct hold *held;   /* and the post it has open */
	struct str commits;  /* ids, one a line */
	char main_then[HEX]; /* as of that main; "": none */
	struct str out;      /* what was shown so far */
	struct str why;      /* what went wrong first; empty: nothing */
};

/* 24x80, zh_CN, at PLAYER_NOW, nobody. False here and below: see player->why.
 * Sets the process's environment; player_end takes it back. */
void player_begin(struct player *player);
void player_end(struct player *player);

/* A demo newsroom; with `past` the stories of dicts/demo have happened. */
bool player_newsroom(struct player *player, bool past);
bool player_language(struct player *player, const char *lang);

/* A line of shell with the words of screens/lib.sh, in the folder; what it said
 * goes to `out` (NULL is allowed), or to `why` with a status not wanted. */
bool player_shell(struct player *player, int status, const char *line,
                  struct str *out);

/* Ends what player_shell kept loaded (tests/standby.c), when a group is over;
 * false when it ended badly. */
bool player_rest(void);

/* The person sits down before what `first` makes. */
bool player_open(struct player *player, station_first first, void *payload);
void player_close(struct player *player);

void player_press(struct player *player, const struct press *press);
/* Nobody presses anything for some seconds: all that waited is done. */
void player_idle(struct player *player, long minutes);
/* Somebody else has the post open in an editor. */
bool player_hold(struct player *player, const char *person, const char *post);

/* The screen, under a line with its name; with `styles` the letters of the
 * styles. After the person left: what was printed then. */
bool player_show(struct player *player, const char *name, bool styles);
/* The records of a post, as git prints them. */
bool player_log(struct player *player, const char *post);

/* False, and why. */
bool player_fail(struct player *player, const char *what, const char *about);

#endif
