/*
 * session - one person at work in one newsroom: what every act is given.
 *
 * Acts never ask the environment, the clock or the terminal themselves; they
 * ask here.
 */
#ifndef TUI_SESSION_H
#define TUI_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "store/desk.h"
#include "tui/args.h"
#include "tui/say.h"

struct session {
	char *home;          /* the newsroom's folder; NULL: there is none */
	bool named;          /* by --home or $SANSHEN_HOME */
	char *share;         /* shipped lists and policies */
	const char *as;      /* --as or $SANSHEN_AS; NULL */
	const char *op_id;   /* NULL: made up */
	struct str password; /* typed for a decision; wiped soon after */
	struct desk *desk;   /* NULL until session_open */
	char *person;        /* who acts; NULL while nobody is known */
	int64_t now_ms;
	bool clock_stands; /* $SANSHEN_NOW, in a demo newsroom */
	int offset_min;    /* the policy's */
	bool json;
	struct names names; /* what offices are called here */
	char *agent;        /* the socket of their ssh-agent; NULL */
	/* serve: */
	const char *key;   /* the fingerprint of their key; NULL */
	struct login last; /* their session before this one; zeros */
};

/* The language of the environment, and where its catalogues lie: first. */
void session_language(void);

/*
 * Finds the folders and the clock; `home` and `as` are the options, NULL when
 * not given. *out is the caller's: session_close. Errors: ERR_BAD_VALUE.
 */
enum err_code session_start(struct session *out, const char *home,
                            const char *as, struct err *err) MUST_USE;
void session_close(struct session *session);
/* ERR_ARGUMENT_MISSING when there is no folder to look in. */
enum err_code session_need_home(const struct session *session,
                                struct err *err) MUST_USE;

/*
 * Opens the newsroom and finds out who is there; the second time nothing. With
 * `person` somebody must be known, else a Unix user who is nobody here may
 * come in, too. Errors: ERR_NO_HOME …, ERR_WHO, ERR_WHO_UNKNOWN, ERR_DISABLED,
 * ERR_BAD_VALUE ($SANSHEN_NOW).
 */
enum err_code session_open(struct session *session, bool person,
                           struct err *err) MUST_USE;

/* $SANSHEN_NOW counts from here on: a demo newsroom, or init --demo. */
enum err_code session_demo_clock(struct session *session,
                                 struct err *err) MUST_USE;

/* A screen stays open: now_ms moves on, unless the clock stands. */
void session_tick(struct session *session);

/* Before a refusal is said: in the person's own language, where it is known who
 * that is. `home` and `as` count when session_start was not reached. */
void session_speak(struct session *session, const char *home, const char *as);

struct caller session_caller(const struct session *session);

/* A person sits there: both ends are a terminal. */
bool session_on_terminal(void);
/* The next line from the terminal, blanks cut; false at its end. */
bool session_ask(const char *question, struct str *out);

#endif
