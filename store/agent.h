/*
 * agent - a person's ssh-agent, asked through its socket: which keys it holds,
 * and for a signature by one of them.
 *
 * The agent protocol (draft-miller-ssh-agent) without another process. Asking
 * waits for nothing; agent_wait waits, and the whole question has a limit, from
 * its first byte to the last one of its answer. A person may have to touch a
 * key meanwhile: hold no lock. The agent is trusted in nothing; what it calls a
 * signature is checked before anybody sees it.
 *
 * Keys are public key blobs in base64, as a .pub file has them: AAAA…
 *
 * Errors of all of them:
 *   ERR_NO_AGENT       nothing listens at that path
 *   ERR_AGENT_REFUSED  locked, no such key, denied, kept for certain hosts: an
 *                      agent does not say which
 *   ERR_AGENT_SILENT   the limit is over
 *   ERR_AGENT_BROKEN   it hung up, or its answer is none
 */
#ifndef STORE_AGENT_H
#define STORE_AGENT_H

#include "core/err.h"
#include "core/str.h"

struct agent; /* one question to it */

/* Asks which keys it holds. *out on success only: agent_close. */
enum err_code agent_ask_keys(struct agent **out, const char *path, int limit_ms,
                             struct err *err) MUST_USE;
/* Asks for a signature of exactly `bytes` in the namespace "git". ERR_BAD_KEY:
 * `key` is no blob. */
enum err_code agent_ask_signature(struct agent **out, const char *path,
                                  const char *key, struct span bytes,
                                  int limit_ms, struct err *err) MUST_USE;
/* Also before it has answered: that is giving up. NULL is fine. */
void agent_close(struct agent *agent);

/* Waits for wait_ms at most, 0 not at all. *answer is the whole answer, until
 * agent_close; its `at` is NULL while that is not there. */
enum err_code agent_wait(struct agent *agent, int wait_ms, struct span *answer,
                         struct err *err) MUST_USE;

/* Appends the keys an answer names. */
enum err_code agent_read_keys(struct span answer, struct words *out,
                              struct err *err) MUST_USE;
/* Appends the armored signature (70 columns, no LF at the end) an answer gives,
 * when it is one of `bytes` by `key`. */
enum err_code agent_read_signature(struct span answer, const char *key,
                                   struct span bytes, struct str *armored_out,
                                   struct err *err) MUST_USE;

/* Asks for a signature, waits for it and reads it. */
enum err_code agent_sign(const char *path, const char *key, struct span bytes,
                         int limit_ms, struct str *armored_out,
                         struct err *err) MUST_USE;

#endif
