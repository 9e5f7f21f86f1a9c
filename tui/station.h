/*
 * station - the workstation: a session, a screen, a stack of views.
 *
 * One turn is: a press comes, keys.c names an act, the top view's table runs
 * it, everything is drawn, what changed is sent. Nothing else happens on a
 * key's way. What takes longer waits for idle time.
 */
#ifndef TUI_STATION_H
#define TUI_STATION_H

#include "core/err.h"
#include "tui/say.h"
#include "tui/screen.h"
#include "tui/session.h"
#include "tui/view.h"

struct field;

struct station {
	struct session *session;
	struct screen *screen;
	struct view *top;
	struct view *gone; /* closed at the end of the turn */
	struct str note; /* what is said above the last line; empty: nothing */
	enum style note_style;
	struct station_question *question; /* being asked; NULL */
	struct station_lock *lock; /* over everything; NULL: it is open */
	struct str farewell;       /* lines to print when the screen is gone */
	bool hasty;                /* more was pressed in the same moment */
	bool dropped; /* a press was, since the page was not there yet */
	bool quits;
	bool recorded; /* something was, in this sitting */
	bool hung_up;
	struct err ended; /* why the person may not stay */
	char tip[HEX];    /* of main, when that was asked last */
};

/* Makes the first view; NULL: there is nothing to show, and the station ends.
 */
typedef struct view *(*station_first)(struct station *station, void *payload);

/* Runs until the person leaves or the line is gone, then prints
 * station->farewell; *recorded tells whether anything was. The session is open.
 * Errors: ERR_NO_TERMINAL, those of the first view; those of desk_lets_in, when
 * somebody took away their right to be here; none when the line is gone. */
enum err_code station_run(struct session *session, station_first first,
                          void *payload, bool *recorded,
                          struct err *err) MUST_USE;

/* The pieces of it, for tests on a screen in memory. */
void station_init(struct station *out, struct session *session,
                  struct screen *screen);
void station_press(struct station *station, const struct press *press);
/* Returns after how many ms it wants to be asked again; -1: never. */
int station_idle(struct station *station, int64_t idle_ms);
void station_draw(struct station *station); /* and shows it */
void station_close(struct station *station);

/* ---- for views ------------------------------------------------------------
 */

/* On top; loaded at once. A view that cannot be loaded is said and closed:
 * false. */
bool station_push(struct station *station, struct view *view);
/* Takes the top view away; the last one: the station quits. */
void station_pop(struct station *station);
/* Something was recorded: every view below reads again before it is drawn. */
void station_outdate(struct station *station);

/* The time now, or the demo clock; also moves session->now_ms on. */
int64_t station_now(struct station *station);
/* For waiting: tty_now_ms. */
int64_t station_clock_ms(void);
struct caller station_caller(struct station *station);

/* What the line above the last one says until the next press. `sentence` is
 * N_(), with {1} {2} {n}. */
void station_note(struct station *station, enum style style,
                  const char *sentence, const char *one, const char *two,
                  long number);
void station_note_err(struct station *station, const struct err *err);

/* Asks for one line of text. Enter runs `answer` with it in the view that
 * asked; an error is said and the question stays. Esc leaves it: “nothing was
 * recorded”. `question` is N_() with {1}. */
typedef enum err_code (*station_answer)(struct view *view, struct span text,
                                        struct err *err);
void station_ask(struct station *station, const char *question, const char *one,
                 const char *given, station_answer answer);
/* Asks for yes: y runs `answer`, any other key leaves it. */
void station_confirm(struct station *station, const char *question,
                     const char *one, station_answer answer);

/* Runs `decide` with `text` in the view on top; where a decision asks for the
 * person's password, once it was typed: then it stands in session->password as
 * long as `decide` runs. After a wrong one it is asked for again. */
enum err_code station_decide(struct station *station, struct span text,
                             station_answer decide, struct err *err) MUST_USE;

/* field_press; what did not fit or was left out is said. */
bool station_field(struct station *station, struct field *field,
                   const struct press *press);

/* Runs an act of the top view by its name, as a key would; what it refuses is
 * said. False when neither the view nor the station knows it. */
bool station_do(struct station *station, const char *act);

#endif
