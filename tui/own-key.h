/*
 * own-key - signing with a person's own key, through their ssh-agent.
 *
 * Of the keys the agent holds, the one that let the person in is taken, else
 * the first of theirs in force; no other is ever asked for. Each step waits as
 * long as it is told to, so that a screen goes on meanwhile; no lock is held.
 */
#ifndef TUI_OWN_KEY_H
#define TUI_OWN_KEY_H

#include "tui/session.h"

struct agent;

/* Zeros: nothing was asked. own_key_clear. */
struct own_key {
	struct agent *agent; /* asked, and has not answered */
	char *base64;
	char *fingerprint;   /* of the key that was found; NULL: none */
	struct str text;     /* what it is asked to sign */
	struct str password; /* typed for it; empty: none was */
};

/* Also while it is asked: that is giving up. */
void own_key_clear(struct own_key *own);
/* Gives up a signature; the key that was found stays. */
void own_key_give_up(struct own_key *own);

/* Asks session->agent which keys it holds. Errors: ERR_NO_AGENT. */
enum err_code own_key_look(struct own_key *own, const struct session *session,
                           struct err *err) MUST_USE;
/* *done: fingerprint is there. Errors: those of store/agent.h,
 * ERR_AGENT_REFUSED when it holds none of theirs. */
enum err_code own_key_find(struct own_key *own, const struct session *session,
                           int wait_ms, bool *done, struct err *err) MUST_USE;

/* Asks it to sign what desk_decide would record for EVENT_SIGN. A touch, or a
 * yes, may be wanted of the person from here on: tell them. Errors: those of
 * desk_prepare, ERR_NO_AGENT. */
enum err_code own_key_ask(struct own_key *own, const struct session *session,
                          const struct caller *caller, const char *post,
                          const char *content, struct span opinion,
                          const char *ticked, struct err *err) MUST_USE;
/* *done: the signature came and is recorded. Errors: those of store/agent.h
 * and desk_sign_own. */
enum err_code own_key_record(struct own_key *own, const struct session *session,
                             const struct caller *caller, const char *post,
                             int wait_ms, bool *done, struct answer *out,
                             struct err *err) MUST_USE;

#endif
