/*
 * ledger - the one way to change anything that lasts.
 *
 * A proposal goes in; a commit on main, an up-to-date index and a receipt come
 * out, or a refusal and no change. Safe from any number of processes: the
 * protocol is DESIGN section 4, and nothing else writes a ref or an index row.
 */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include <stdint.h>

#include "core/err.h"
#include "core/event.h"
#include "core/form.h"
#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"
#include "store/receipt.h"

/* WORKSTATION@DOMAIN is the committer of every record; no person's id. */
#define LEDGER_WORKSTATION "workstation"

struct archive;
struct index;
struct ledger;

/*
 * What somebody wants recorded. The ledger fills in the rest under the lock:
 * id (new), revision, content, step, role, policy, At.
 */
struct proposal {
	/* kind, actor, op_id, and what belongs to the kind: post, content (as
	 * seen), body, grade, channel, url, waivers, about, person, unit */
	struct event event;
	int64_t now_ms;
	/* new, save, release, correct: the whole next content. */
	const struct form *form;
	struct span text;
	/* init and organisation records: files to write, paths from the root.
	 * Made under the lock by `files`, from what is in force then; may
	 * refuse. */
	enum err_code (*files)(void *payload, struct ledger *ledger,
	                       struct event *event, struct err *err);
	void *payload;
	/* A decision with the person's own signature; else the workstation
	 * signs it. Borrowed; of ledger_prepare only `asked` counts. */
	struct own {
		bool asked;
		struct span commit;    /* what ledger_prepare gave … */
		struct span signature; /* … and the armored signature of it */
		int64_t at_ms;         /* its At, as the commit says */
	} own;
	/* SHA256:… of the key the actor came in with; borrowed. NULL: they did
	 * not come over SSH. */
	const char *key;
	/* What the person typed; desk_ask_password alone looks at it. NULL:
	 * nothing. Borrowed. */
	const char *password;
	/* new: record the id only, the text is held. */
	bool held;
	/* Made, or decided, when the post had no revision yet. */
	bool first;
	/* Filled in when it was recorded: the post as it is then. NULL when it
	 * is about none, or was found by its op-id. proposal_clear frees it. */
	struct post *after;
};
void proposal_clear(struct proposal *proposal);

/* On success *out is the caller's: ledger_close. Catches the index up.
 * Errors: ERR_NO_HOME, ERR_SYSTEM, ERR_BROKEN, ERR_NEWER, ERR_LOCK. */
enum err_code ledger_open(struct ledger **out, const char *home,
                          struct err *err) MUST_USE;
void ledger_close(struct ledger *ledger); /* NULL is allowed */

/* Makes the archive, the key and the first record (init) in an empty home.
 * Errors: ERR_NOT_DEMO when there is a newsroom already, made under another
 * op-id. */
enum err_code ledger_make(const char *home, struct proposal *proposal,
                          struct receipt *out, struct err *err) MUST_USE;
/* "ssh-ed25519 AAAA…", for allowed_signers; borrowed. */
const char *ledger_public_key(const struct ledger *ledger);

/*
 * Records `proposal`. When it returns ERR_OK the record is on disk and
 * readable, proposal->event is what was recorded, *out the receipt
 * (receipt_clear). The same op-id again records nothing and gives the first
 * receipt. Errors: those of ledger_lets_in and route_judge, ERR_OP_ID_TAKEN,
 * ERR_HELD_WORDS, ERR_HELD, ERR_PREPARED, ERR_BAD_SIGNATURE, ERR_NOT_YOUR_KEY,
 * ERR_LOCK, ERR_SYSTEM, ERR_BROKEN; then nothing was recorded.
 */
enum err_code ledger_append(struct ledger *ledger, struct proposal *proposal,
                            struct receipt *out, struct err *err) MUST_USE;

/*
 * What the person is to sign for a decision to carry their own signature:
 * exactly the bytes of its side commit, dated now; appended. Nothing is
 * recorded or remembered. Errors: those of ledger_append.
 */
enum err_code ledger_prepare(struct ledger *ledger, struct proposal *proposal,
                             struct str *out, struct err *err) MUST_USE;

/*
 * Whether the person may be here at all, as of the last ledger_refresh: known,
 * enabled, and `key` (a proposal's) one of theirs that was not ended. Asked
 * under the lock before anything is recorded. Errors: ERR_NO_PERSON,
 * ERR_DISABLED, ERR_KEY_ENDED.
 */
enum err_code ledger_lets_in(struct ledger *ledger, const char *person,
                             const char *key, struct err *err) MUST_USE;
/* What allowed_signers calls them, PERSON@DOMAIN; free() it. */
char *ledger_principal(const struct ledger *ledger, const char *person);
/* allowed_signers as the archive has it now; appended. */
enum err_code ledger_signers(struct ledger *ledger, struct str *out,
                             struct err *err) MUST_USE;

/* When something recorded now would be dated: now, in whole seconds, but never
 * before the last record. Rights are judged at that moment. */
int64_t ledger_moment(const struct ledger *ledger, int64_t now_ms);

/* For a proposal's `files`: a file to write, its path from the root. Copied. */
void ledger_put(struct ledger *ledger, const char *path, struct span bytes);

/*
 * Whether proposal->event.op_id is recorded already. When it is, and by the
 * same actor for the same event (post, content and subject too where the
 * proposal names them), *found is true, proposal->event says what was recorded
 * and *out is its receipt. Errors: ERR_OP_ID_TAKEN when it belongs to something
 * else.
 */
enum err_code ledger_find(struct ledger *ledger, struct proposal *proposal,
                          struct receipt *out, bool *found,
                          struct err *err) MUST_USE;

/* What is in force at the tip, as read under the last lock, from the archive;
 * or at the last ledger_refresh, maybe from the index's copy: for showing
 * things and for early refusals, never enough to record by. Borrowed until the
 * next of either. */
const struct policy *ledger_policy(const struct ledger *ledger);
const struct roster *ledger_roster(const struct ledger *ledger);
struct archive *ledger_archive(const struct ledger *ledger);
struct index *ledger_index(const struct ledger *ledger);
/* Catches up with what other processes recorded. */
enum err_code ledger_refresh(struct ledger *ledger, struct err *err) MUST_USE;
/* After it, for what somebody will sign: until main moves ledger_policy and
 * ledger_policy_of give what the archive says, whatever the index copied. */
enum err_code ledger_prove_policy(struct ledger *ledger,
                                  struct err *err) MUST_USE;

/* The policy with this tree id, borrowed until ledger_close. */
enum err_code ledger_policy_of(struct ledger *ledger, const char *tree,
                               const struct policy **out,
                               struct err *err) MUST_USE;

/* Drops the index and makes it again from the archive alone. */
enum err_code ledger_rebuild(struct ledger *ledger, struct err *err) MUST_USE;
/* Every derived row as sorted text: of the live index, or of one made now from
 * the archive beside it. Appended. */
enum err_code ledger_dump(struct ledger *ledger, bool rebuilt, struct str *out,
                          struct err *err) MUST_USE;

#endif
