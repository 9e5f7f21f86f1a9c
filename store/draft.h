/*
 * draft - what is not in the archive: desk.db. Text held by the gate; what
 * stands in an editor, not yet saved; which revisions a person has seen; who
 * came in over SSH; invitations; which keys may bring an agent along;
 * passwords. The seven know nothing of each other. Committed with
 * synchronous=FULL: what was put is there after a power cut.
 */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/form.h"
#include "core/str.h"
#include "store/crypto.h"

struct drafts;

/* Of desk.db: DRAFT_KIND is "SSD1". */
enum { DRAFT_VERSION = 7, DRAFT_KIND = 0x53534431 };
struct autosave; /* store/desk.h, which says what the functions below do */
struct autosaves;
struct login; /* the same */
struct logins;
struct invite;
struct invites;
struct invite_try;
struct invite_tries;

struct draft_row {
	char *op_id;
	char *post; /* NULL before the record named it */
	char *person;
	struct form form;
	char *grade; /* "": none was asked for */
	struct str text;
	int64_t at_ms;
};
void draft_row_clear(struct draft_row *row);

/* desk.db in `home`, made when missing. *out: drafts_close. */
enum err_code drafts_open(struct drafts **out, const char *home,
                          struct err *err) MUST_USE;
void drafts_close(struct drafts *drafts);

/* Keeps a text. It replaces what was kept for the same post, and what the same
 * person kept under the same op-id before its post had a name. */
enum err_code drafts_put(struct drafts *drafts, const char *op_id,
                         const char *post, const char *person,
                         const struct form *form, const char *grade,
                         struct span text, int64_t at_ms,
                         struct err *err) MUST_USE;
/* The text kept for a post; else what `person` kept under `op_id`, those of the
 * post's `new`, when the process died before it could name the post. *found
 * tells. */
enum err_code drafts_get(struct drafts *drafts, const char *post,
                         const char *op_id, const char *person,
                         struct draft_row *out, bool *found,
                         struct err *err) MUST_USE;
/* Forgets what drafts_get would find, both of them. */
enum err_code drafts_drop(struct drafts *drafts, const char *post,
                          const char *op_id, const char *person,
                          struct err *err) MUST_USE;

/* ---- an editor's text ---- */

/* For autosave->person, at autosave->at_ms; fills in its id. */
enum err_code drafts_keep(struct drafts *drafts, struct autosave *autosave,
                          struct err *err) MUST_USE;
/* Whole when `post` is given, else without forms and texts but the title. */
enum err_code drafts_kept(struct drafts *drafts, const char *person,
                          const char *post, struct autosaves *out,
                          struct err *err) MUST_USE;
enum err_code drafts_kept_text(struct drafts *drafts, const char *person,
                               int64_t id, struct autosave *out, bool *found,
                               struct err *err) MUST_USE;
enum err_code drafts_forget(struct drafts *drafts, const char *person,
                            int64_t id, struct err *err) MUST_USE;

/* ---- what was seen ---- */

/* Notes that the person saw the revision. *before: the latest earlier one they
 * had seen at its first time, or `decided` if that is later. */
enum err_code drafts_seen(struct drafts *drafts, const char *person,
                          const char *post, int revision, int decided,
                          int *before, struct err *err) MUST_USE;

/* ---- who came in: draft-login.c ----
 * `marks` is sessions.lock (disk_marks_open): a session holds the byte that its
 * id names. */

/* *id is the new row's, 0 when it was refused: ERR_SESSIONS. */
enum err_code drafts_log_in(struct drafts *drafts, int marks,
                            const struct login *about, int64_t *id,
                            struct login *last, struct err *err) MUST_USE;
enum err_code drafts_log_out(struct drafts *drafts, int64_t id, int64_t now_ms,
                             const char *refused, struct err *err) MUST_USE;
/* `mine`: the id of this process's own row, 0 for none. */
enum err_code drafts_logins(struct drafts *drafts, int marks, int64_t mine,
                            const char *person, struct logins *out,
                            struct err *err) MUST_USE;
/* ---- invitations: draft-invite.c ---- */

/* A new one, in place of the person's that is open. `id` is an op-id. */
enum err_code drafts_invite(struct drafts *drafts, const char *id,
                            const struct invite *invite, const char *code_hash,
                            struct err *err) MUST_USE;
/* Those that are open, in order of their end. */
enum err_code drafts_invites(struct drafts *drafts, int64_t now_ms,
                             struct invites *out, struct err *err) MUST_USE;
/* *until_ms: when the last of those that nobody used or ended ends by itself;
 * 0: there is none. Makes no desk.db where there is none. */
enum err_code drafts_invited_until(const char *home, int64_t *until_ms,
                                   struct err *err) MUST_USE;
/* The person's open one ends. Errors: ERR_NO_INVITE. */
enum err_code drafts_invite_end(struct drafts *drafts, const char *person,
                                int64_t now_ms, struct err *err) MUST_USE;
/* All that are open of who made them. */
enum err_code drafts_invites_end_by(struct drafts *drafts, const char *inviter,
                                    int64_t now_ms, struct err *err) MUST_USE;
/* The one of this id was used up. */
enum err_code drafts_invite_use(struct drafts *drafts, const char *id,
                                int64_t now_ms, struct err *err) MUST_USE;

/* One answer, `attempt` full but for outcome and person: noted, and judged. *id
 * (free it) and *out (invite_clear) are the invitation of that code. Errors:
 * ERR_TOO_MANY, ERR_WRONG_CODE. */
enum err_code drafts_try(struct drafts *drafts, const char *code_hash,
                         const struct invite_try *attempt, char **id,
                         struct invite *out, struct err *err) MUST_USE;
/* The last ones, newest first. */
enum err_code drafts_tries(struct drafts *drafts, struct invite_tries *out,
                           struct err *err) MUST_USE;

/* ---- keys that may bring their person's ssh-agent along ---- */

enum err_code drafts_forward(struct drafts *drafts, const char *fingerprint,
                             bool on, struct err *err) MUST_USE;
/* Their fingerprints, appended. */
enum err_code drafts_forwards(struct drafts *drafts, struct words *out,
                              struct err *err) MUST_USE;

/* ---- passwords: desk-password.c has the rules ---- */

struct password_row {
	char hash[CRYPTO_PASSWORD];
	int64_t set_ms;
	bool once; /* made up for the person, who must set another */
};
enum err_code drafts_password(struct drafts *drafts, const char *person,
                              struct password_row *out, bool *found,
                              struct err *err) MUST_USE;
/* In place of an earlier one; `actor` did it. */
enum err_code drafts_set_password(struct drafts *drafts, const char *person,
                                  const char *actor,
                                  const struct password_row *row,
                                  struct err *err) MUST_USE;
/* Notes an attempt as a wrong one: *attempt is its number. 0 when there were
 * `tries` wrong ones already within PASSWORD_WINDOW_MS: the next may be made at
 * *open_ms. */
enum err_code drafts_try_password(struct drafts *drafts, const char *person,
                                  int tries, int64_t now_ms, int64_t *attempt,
                                  int64_t *open_ms, struct err *err) MUST_USE;
/* It was right after all. */
enum err_code drafts_right_password(struct drafts *drafts, int64_t attempt,
                                    struct err *err) MUST_USE;

#endif
