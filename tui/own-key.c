#include "tui/own-key.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/agent.h"

enum {
	LOOK_MS = 5 * 1000,
	SIGN_MS = 60 * 1000 /* people look for their security key */
};

void own_key_give_up(struct own_key *own)
{
	agent_close(own->agent);
	own->agent = NULL;
	str_clear(&own->text);
	str_wipe(&own->password);
}

void own_key_clear(struct own_key *own)
{
	own_key_give_up(own);
	free(own->base64);
	free(own->fingerprint);
	*own = (struct own_key){0};
}

/* ---- which key ----------------------------------------------------------- */

enum err_code own_key_look(struct own_key *own, const struct session *session,
                           struct err *err)
{
	return agent_ask_keys(&own->agent, session->agent, LOOK_MS, err);
}

static bool is_better(const struct session *session, const struct key *key,
                      const struct key *than)
{
	return !than ||
	       (session->key && strcmp(key->fingerprint, session->key) == 0);
}

/* The best of the person's keys in force that the agent holds; NULL: none. */
static const struct key *choose(const struct session *session,
                                const struct keys *keys,
                                const struct words *held)
{
	const struct key *best = NULL;

	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->at[i];

		if (strcmp(key->person, session->person) == 0 &&
		    key_is_in_force(key, session->now_ms) &&
		    words_have(held, span_of(key->base64)) &&
		    is_better(session, key, best))
			best = key;
	}
	return best;
}

static enum err_code take_key(struct own_key *own,
                              const struct session *session, struct span answer,
                              struct err *err)
{
	struct words held = {0};
	struct keys keys = {0};
	const struct key *key;
	enum err_code rc;

	if ((rc = agent_read_keys(answer, &held, err)) ||
	    (rc = desk_keys(session->desk, &keys, err)))
		goto out;
	if ((key = choose(session, &keys, &held))) {
		own->base64 = mem_copy(key->base64);
		own->fingerprint = mem_copy(key->fingerprint);
	} else {
		rc = err_set(err, ERR_AGENT_REFUSED, NULL, NULL);
	}
out:
	words_clear(&held);
	keys_clear(&keys);
	return rc;
}

enum err_code own_key_find(struct own_key *own, const struct session *session,
                           int wait_ms, bool *done, struct err *err)
{
	struct span answer;
	enum err_code rc = agent_wait(own->agent, wait_ms, &answer, err);

	*done = false;
	if (!rc && !answer.at)
		return ERR_OK;
	if (!rc)
		rc = take_key(own, session, answer, err);
	own_key_give_up(own);
	*done = !rc;
	return rc;
}

/* ---- the signature ------------------------------------------------------- */

enum err_code own_key_ask(struct own_key *own, const struct session *session,
                          const struct caller *caller, const char *post,
                          const char *content, struct span opinion,
                          const char *ticked, struct err *err)
{
	enum err_code rc = desk_prepare(session->desk, caller, post, content,
	                                opinion, ticked, &own->text, err);

	if (!rc && caller->password)
		str_puts(&own->password, caller->password);
	if (!rc)
		rc = agent_ask_signature(&own->agent, session->agent,
		                         own->base64, str_span(&own->text),
		                         SIGN_MS, err);
	if (rc)
		own_key_give_up(own);
	return rc;
}

enum err_code own_key_record(struct own_key *own, const struct session *session,
                             const struct caller *caller, const char *post,
                             int wait_ms, bool *done, struct answer *out,
                             struct err *err)
{
	struct str armored = {0};
	struct caller by = *caller;
	struct span answer;
	enum err_code rc = agent_wait(own->agent, wait_ms, &answer, err);

	*done = false;
	if (!rc && !answer.at)
		return ERR_OK;
	if (!rc)
		rc = agent_read_signature(answer, own->base64,
		                          str_span(&own->text), &armored, err);
	if (!rc) {
		str_add(&own->text, str_span(&armored));
		if (own->password.bytes)
			by.password = str_text(&own->password);
		rc = desk_sign_own(session->desk, &by, post,
		                   str_span(&own->text), out, err);
	}
	own_key_give_up(own);
	str_clear(&armored);
	*done = !rc;
	return rc;
}
