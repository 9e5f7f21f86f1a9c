/*
 * view - one screen of the workstation, and the table that is all of it.
 *
 * A view is one file: a `struct view_ops`, a table of the acts it knows, and
 * its state behind `struct view`, which is its first member. tui/keys.c says
 * which key names which act; the station (tui/station.h) finds the row here and
 * runs it. A view knows no rule and no curses: it asks the desk and draws.
 */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"
#include "tui/keys.h"
#include "tui/screen.h"

struct station;
struct view;

/* What an act does here. Refusals are returned and said by the station. */
typedef enum err_code (*view_run)(struct view *view, struct err *err);

struct view_act {
	const char *name; /* as in tui/keys.c */
	const char
	    *label; /* the word on the last line; N_(); NULL: not there */
	/* The same where it depends; NULL: `label`. It may answer NULL. */
	const char *(*named)(const struct view *view);
	const char
	    *help; /* a sentence; NULL: that of the command of this name */
	view_run run;
	/* Why it cannot be done now: appended to *why as a sentence; nothing
	 * when it can. NULL: always. Asked on every drawing: it must be cheap
	 * (judge when the view is loaded, remember, answer from memory). */
	void (*blocked)(const struct view *view, struct str *why);
};

struct view_ops {
	const char *name;    /* in tui/keys.c */
	const char *heading; /* what people call it; N_() */
	/* In the order of the last line; ends with name NULL. */
	const struct view_act *acts;
	/* The words of the first line; appended. */
	void (*title)(const struct view *view, struct str *out);
	/* Reads what it shows: when it opens, when something was recorded by a
	 * view above it, and by the act “reload”. NULL: nothing to read. */
	enum err_code (*load)(struct view *view, struct err *err);
	bool reads_archive; /* then loading may take a while, and a frame is
	                       shown before */
	/* What is pressed here may be recorded about what is shown: no press
	 * counts that came before it stood on the terminal. */
	bool decides;
	/* Into `area`, which may be as small as one cell. */
	void (*draw)(struct view *view, struct screen *screen,
	             struct area area);
	/* Whether text is being typed: then characters are no acts. */
	bool (*typing)(const struct view *view);
	/* up, down, page-up, page-down, first, last (list_act, flow_act);
	 * false: not here. NULL: never. */
	bool (*move)(struct view *view, const char *act);
	/* A press that names no act: characters typed, paste, click, wheel.
	 * False: nothing to do with it. NULL: never. */
	bool (*press)(struct view *view, const struct press *press);
	/*
	 * Nobody pressed anything for idle_ms. Does a little (never longer than
	 * a few ms) and returns after how many more ms it wants to be asked
	 * again, -1: not before the next press. *changed tells whether it must
	 * be drawn. Asked under other views and under a question, too. NULL:
	 * never.
	 */
	int (*idle)(struct view *view, int64_t idle_ms, bool *changed);
	/* Another view comes on top, the program ends or the line is gone: keep
	 * what was typed, now. False when it could not be kept; why may be said
	 * by station_note_err. */
	bool (*keep)(struct view *view);
	void (*close)(struct view *view); /* frees it */
};

struct view {
	const struct view_ops *ops;
	struct station *station;
	struct view *below; /* NULL: the last one */
	bool outdated;      /* load again before it is drawn */
	bool unseen;        /* what it shows was never drawn: another thing than
	                       before */
	struct area area;   /* where it was drawn last: for paging, clicks */
};

/* All of them, for help on paper and tests; each file defines its own. */
extern const struct view_ops view_home_ops, view_queue_ops, view_review_ops,
    view_sign_ops, view_ask_ops, view_history_ops, view_edit_ops,
    view_policy_ops, view_help_ops;
size_t view_ops_count(void);
const struct view_ops *view_ops_at(size_t index);

/* Acts every view has: help, back, quit … (station.c). Ends with name NULL. */
extern const struct view_act station_acts[];

/* The row of an act; NULL when the view does not know it. */
const struct view_act *view_act_find(const struct view_ops *ops,
                                     const char *name);
/* The help sentence of a row, untranslated. */
const char *view_act_help(const struct view_act *act);

/* ---- the views, by file; each makes one, the station's to close -----------
 */

struct view *view_home_new(struct station *station);  /* view-home.c */
struct view *view_queue_new(struct station *station); /* view-queue.c */
/* Reads a post; `walks`: after a decision the next waiting one opens. */
struct view *view_review_new(struct station *station, const char *post,
                             bool walks); /* view-review.c */
struct desk_view;
/* The sheet of a decision on exactly what `shown` holds (borrowed: the review
 * below stays). kind: EVENT_SIGN, EVENT_RETURN, EVENT_REJECT, EVENT_RAISE,
 * EVENT_LOWER, EVENT_FREEZE, EVENT_UNFREEZE, EVENT_TAKEDOWN. */
struct view *view_sign_new(struct station *station, int kind,
                           const struct desk_view *shown); /* view-sign.c */
/* Others are asked about what `shown` holds. kind: EVENT_JOINT, EVENT_ADD,
 * EVENT_HAND_ON. */
struct view *view_ask_new(struct station *station, int kind,
                          const struct desk_view *shown); /* view-ask.c */
struct view *view_history_new(struct station *station,    /* view-history.c */
                              const char *post);
/* Writes a post; NULL: a new one. `kept`: an autosave to go on with, or 0. */
struct view *view_edit_new(struct station *station, const char *post,
                           int64_t kept); /* view-edit.c */
/* The same on a copy of a post under review, to propose it to the provider. */
struct view *view_edit_propose(struct station *station, const char *post);
/* A policy's file, checked while it is written; `file` is where it lies. */
struct view *view_policy_new(struct station *station,
                             const char *file);      /* view-policy.c */
struct view *view_help_new(struct station *station); /* view-help.c */

#endif
