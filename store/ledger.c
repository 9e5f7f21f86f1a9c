#include "store/ledger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/content.h"
#include "store/crypto.h"
#include "store/disk.h"
#include "store/ledger-parts.h"
#include "store/sign.h"

enum { LOCK_WAIT_MS = 15000 };

static char *path_of(const char *home, const char *name)
{
	struct str path = {0};

	str_putf(&path, "%s/%s", home, name);
	return str_take(&path);
}

static enum err_code take_lock(const char *home, int *out, struct err *err)
{
	char *path = path_of(home, "writer.lock");
	enum err_code rc = disk_lock(path, LOCK_WAIT_MS, out, err);

	free(path);
	return rc;
}

/* ---- the index, kept at the tip --------------------------------------------
 */

static enum err_code remove_index(const char *path, struct err *err)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	struct str name = {0};
	enum err_code rc = ERR_OK;

	for (int i = 0; !rc && i < 3; i++) {
		name.bytes = 0;
		str_putf(&name, "%s%s", path, suffixes[i]);
		rc = disk_remove(str_text(&name), err);
	}
	str_clear(&name);
	return rc;
}

static enum err_code open_index(struct ledger *ledger, struct err *err)
{
	char *path = path_of(ledger->home, "sanshen.db");
	struct index *index = NULL;
	enum err_code rc = ERR_OK;

	/* What it left is ours still, and must not be taken for the new
	 * one's. */
	if (ledger->index && !disk_exists(path))
		rc = remove_index(path, err);
	if (!rc)
		rc = index_open(&index, path, err);
	if (!rc) {
		index_close(ledger->index);
		ledger->index = index;
	}
	free(path);
	return rc;
}

static enum err_code set_aside(struct ledger *ledger, const char *suffix,
                               bool keep, struct err *err)
{
	char *path = path_of(ledger->home, "sanshen.db");
	enum err_code rc = index_set_aside(path, suffix, keep, err);

	free(path);
	return rc ? rc : open_index(ledger, err);
}

/*
 * An index that knows of a record which is not on main: main was put back, or
 * is another one. It is evidence, and kept beside as sanshen.db.ahead; the new
 * one says what the archive says.
 */
static enum err_code keep_ahead(struct ledger *ledger, const char *last,
                                const char *tip, struct err *err)
{
	bool there = false;

	if (!last[0] ||
	    (!archive_is_ancestor(ledger->archive, last, tip, &there, NULL) &&
	     there))
		return ERR_OK;
	return set_aside(ledger, "ahead", true, err);
}

/* A damaged file is moved out of the way; the archive makes a new one. */
static enum err_code rebuild(struct ledger *ledger, const char *tip,
                             struct err *err)
{
	enum err_code rc =
	    ledger_replay(ledger, ledger->index, "", tip, true, err);

	if (rc == ERR_BROKEN &&
	    !(rc = set_aside(ledger, "damaged", false, err)))
		rc = ledger_replay(ledger, ledger->index, "", tip, true, err);
	return rc;
}

/* What is in force at the tip, when it was made, how many came before. */
static enum err_code stand_at(struct ledger *ledger, const char *tip,
                              struct err *err)
{
	struct archive_record record = {0};
	char last[HEX];
	enum err_code rc;

	ledger->tip[0] = '\0'; /* until all of it is known */
	if ((rc = force_read(ledger->archive, tip, &ledger->force, err)) ||
	    (rc = index_last(ledger->index, last, &ledger->number, err)) ||
	    (rc = archive_read_commit(ledger->archive, tip, &record, err)))
		return rc;
	ledger->tip_at_ms = record.at_ms;
	memcpy(ledger->tip, tip, HEX);
	archive_record_clear(&record);
	return ERR_OK;
}

/* The same to show things by, from the index if it stands at the tip. */
static enum err_code stand_shown(struct ledger *ledger, const char *tip,
                                 struct err *err)
{
	struct shown *shown = &ledger->shown;
	char last[HEX];
	int64_t number;
	bool mine;
	enum err_code rc;

	shown->tip[0] = '\0';
	shown->proved = NULL;
	if ((rc = index_begin_read(ledger->index, &mine, err)))
		return rc;
	if (!(rc = index_last(ledger->index, last, &number, err)) &&
	    strcmp(last, tip) != 0)
		rc = err_set(err, ERR_BROKEN, "sanshen.db", tip);
	if (!rc && !(rc = force_recall(ledger->index, &shown->force, err)) &&
	    !(rc = index_last_at(ledger->index, &shown->at_ms, err)))
		memcpy(shown->tip, tip, HEX);
	index_end_read(ledger->index, mine);
	return rc;
}

/* For what is signed, nothing that only the index says is good enough. */
static enum err_code stand_by_archive(struct ledger *ledger, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (ledger->by_index &&
	    !(rc = stand_at(ledger, ledger->shown.tip, err)))
		ledger->by_index = false;
	return rc;
}

/* Under the lock. */
static enum err_code catch_up(struct ledger *ledger, struct err *err)
{
	char tip[HEX], last[HEX];
	int64_t number;
	enum err_code rc;

	if (!index_is_current(ledger->index) && (rc = open_index(ledger, err)))
		return rc;
	if ((rc = archive_tip(ledger->archive, tip, err)))
		return rc;
	rc = index_last(ledger->index, last, &number, err);
	if (!rc && strcmp(last, tip) != 0 &&
	    !(rc = keep_ahead(ledger, last, tip, err)) &&
	    !(rc = index_last(ledger->index, last, &number, err)))
		rc = ledger_replay(ledger, ledger->index, last, tip, !last[0],
		                   err);
	if (rc == ERR_BROKEN)
		rc = rebuild(ledger, tip, err);
	if (rc || !tip[0])
		return rc;
	if (strcmp(ledger->tip, tip) != 0 && (rc = stand_at(ledger, tip, err)))
		return rc;
	ledger->by_index = false;
	return ERR_OK;
}

/* Whether the index stands at the tip of main; then nobody has to wait. */
static bool is_current(struct ledger *ledger, char tip[HEX])
{
	char last[HEX];
	int64_t number;

	return index_is_current(ledger->index) &&
	       !archive_tip(ledger->archive, tip, NULL) &&
	       !index_last(ledger->index, last, &number, NULL) &&
	       strcmp(tip, last) == 0;
}

/* Finds what was read at the tip already, or reads it. Neither is given up
 * for the other before that has been read. */
static bool stands(struct ledger *ledger, const char *tip)
{
	if (strcmp(tip, ledger->tip) == 0)
		ledger->by_index = false;
	else if (strcmp(tip, ledger->shown.tip) == 0 ||
	         !stand_shown(ledger, tip, NULL))
		ledger->by_index = true;
	else if (!stand_at(ledger, tip, NULL))
		ledger->by_index = false;
	else
		return false;
	return true;
}

enum err_code ledger_refresh(struct ledger *ledger, struct err *err)
{
	char tip[HEX];
	int lock = -1;
	enum err_code rc;

	if (is_current(ledger, tip) && stands(ledger, tip))
		return ERR_OK;
	/* catch_up says what is wrong, or mends it. */
	if ((rc = take_lock(ledger->home, &lock, err)))
		return rc;
	rc = catch_up(ledger, err);
	disk_unlock(lock);
	return rc;
}

/* ---- opening
 * ------------------------------------------------------------------- */

/* Everything but the records: archive, an index file. */
static enum err_code open_parts(struct ledger **out, const char *home,
                                struct err *err)
{
	struct ledger *ledger = mem_new(sizeof(*ledger));
	char *archive = path_of(home, "archive.git");
	enum err_code rc;

	ledger->home = mem_copy(home);
	if ((rc = archive_open(&ledger->archive, archive, err)) ||
	    (rc = open_index(ledger, err)))
		goto out;
	ledger->policies = policies_new(ledger->archive);
	ledger->shown.policies = policies_new(NULL);
	*out = ledger;
out:
	if (rc == ERR_NO_FILE && !ledger->archive)
		rc = err_set(err, ERR_NO_HOME, home, NULL);
	if (rc)
		ledger_close(ledger);
	free(archive);
	return rc;
}

enum err_code ledger_need_key(struct ledger *ledger, struct err *err)
{
	char *path;
	enum err_code rc;

	if (ledger->key)
		return ERR_OK;
	path = path_of(ledger->home, "key/workstation");
	rc = sign_key_open(&ledger->key, path, err);
	free(path);
	return rc;
}

enum err_code ledger_open(struct ledger **out, const char *home,
                          struct err *err)
{
	struct ledger *ledger = NULL;
	char tip[HEX];
	enum err_code rc;

	if ((rc = open_parts(&ledger, home, err)))
		return rc;
	if (!(rc = archive_tip(ledger->archive, tip, err)) && !tip[0])
		rc = err_set(err, ERR_NO_HOME, home, NULL);
	if (!rc)
		rc = ledger_refresh(ledger, err);
	if (rc)
		ledger_close(ledger);
	else
		*out = ledger;
	return rc;
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	ledger_drop_changes(ledger);
	free(ledger->changes);
	policies_free(ledger->policies);
	policies_free(ledger->shown.policies);
	force_clear(&ledger->force);
	force_clear(&ledger->shown.force);
	index_close(ledger->index);
	archive_close(ledger->archive);
	sign_key_close(ledger->key);
	free(ledger->home);
	free(ledger);
}

static const struct force *in_force(const struct ledger *ledger)
{
	return ledger->by_index ? &ledger->shown.force : &ledger->force;
}

const struct policy *ledger_policy(const struct ledger *ledger)
{
	return ledger->by_index && ledger->shown.proved
	           ? ledger->shown.proved
	           : in_force(ledger)->policy;
}

enum err_code ledger_prove_policy(struct ledger *ledger, struct err *err)
{
	struct shown *shown = &ledger->shown;
	char tree[HEX];
	enum err_code rc;

	if (!ledger->by_index || shown->proved)
		return ERR_OK;
	rc = archive_tree_of(ledger->archive, shown->tip, "policy", tree, err);
	return rc ? rc
	          : policies_get(ledger->policies, tree, &shown->proved, err);
}

const struct roster *ledger_roster(const struct ledger *ledger)
{
	return in_force(ledger)->roster;
}

struct archive *ledger_archive(const struct ledger *ledger)
{
	return ledger->archive;
}

struct index *ledger_index(const struct ledger *ledger)
{
	return ledger->index;
}

enum err_code ledger_policy_of(struct ledger *ledger, const char *tree,
                               const struct policy **out, struct err *err)
{
	bool found;

	if (!tree || !tree[0] ||
	    strcmp(tree, in_force(ledger)->policy_tree) == 0) {
		*out = ledger_policy(ledger);
		return ERR_OK;
	}
	if (ledger->by_index && !ledger->shown.proved &&
	    !policies_recall(ledger->shown.policies, ledger->index, tree, out,
	                     &found, NULL) &&
	    found)
		return ERR_OK;
	return policies_get(ledger->policies, tree, out, err);
}

/* ---- receipts and op-ids
 * ------------------------------------------------------ */

int64_t ledger_moment(const struct ledger *ledger, int64_t now_ms)
{
	int64_t last_ms =
	    ledger->by_index ? ledger->shown.at_ms : ledger->tip_at_ms;

	now_ms = now_ms / 1000 * 1000;
	return now_ms < last_ms ? last_ms : now_ms;
}

/* From the archive's objects alone; the commit need not be on main yet. */
static enum err_code make_receipt(struct ledger *ledger, const char *commit,
                                  int64_t number, struct receipt *out,
                                  struct err *err)
{
	struct receipt receipt = {0};
	struct archive_record record = {0};
	struct str signers = {0};
	enum err_code rc;

	if ((rc = ledger_need_key(ledger, err)) ||
	    (rc = stand_by_archive(ledger, err)) ||
	    (rc = archive_read_commit(ledger->archive, commit, &record, err)) ||
	    (rc = archive_read(ledger->archive, commit, "allowed_signers",
	                       &signers, err)))
		goto out;
	snprintf(receipt.origin, sizeof(receipt.origin), "%s",
	         force_domain(&ledger->force));
	snprintf(receipt.commit, HEX, "%s", commit);
	receipt.number = number;
	receipt.at_ms = record.at_ms;
	receipt.offset_min = record.offset_min;
	crypto_sha256_hex(str_span(&signers), receipt.allowed_signers);
	if ((rc = receipt_sign(&receipt, ledger->key, err)))
		receipt_clear(&receipt);
	else
		*out = receipt;
out:
	archive_record_clear(&record);
	str_clear(&signers);
	return rc;
}

static bool is_same(const struct event *wanted, const struct index_record *row)
{
	/* What a member of a joint review sends back is an objection. */
	bool objects = wanted->kind == EVENT_RETURN &&
	               strcmp(row->event, event_id(EVENT_OBJECT)) == 0;

	if ((strcmp(event_id(wanted->kind), row->event) != 0 && !objects) ||
	    strcmp(wanted->actor, row->actor) != 0)
		return false;
	if (wanted->post && strcmp(wanted->post, row->post) != 0)
		return false;
	return !wanted->content[0] ||
	       strcmp(wanted->content, row->content) == 0;
}

enum err_code ledger_find(struct ledger *ledger, struct proposal *proposal,
                          struct receipt *out, bool *found, struct err *err)
{
	struct archive_record record = {0};
	struct index_record row;
	struct event event = {0};
	enum err_code rc;

	if ((rc = index_by_op_id(ledger->index, proposal->event.op_id, &row,
	                         found, err)) ||
	    !*found)
		return rc;
	if (!is_same(&proposal->event, &row)) {
		*found = false;
		return err_set(err, ERR_OP_ID_TAKEN, row.op_id, row.event);
	}
	if ((rc = archive_read_commit(ledger->archive, row.commit, &record,
	                              err)) ||
	    (rc = event_read(str_span(&record.message), &event, err)))
		goto out;
	if (proposal->event.about && !event.post &&
	    strcmp(proposal->event.about, event.about) != 0) {
		event_clear(&event);
		*found = false;
		rc = err_set(err, ERR_OP_ID_TAKEN, row.op_id, row.event);
		goto out;
	}
	event_clear(&proposal->event);
	proposal->event = event;
	rc = make_receipt(ledger, row.commit, row.number, out, err);
out:
	archive_record_clear(&record);
	return rc;
}

/* ---- the write path
 * -------------------------------------------------------------- */

static enum err_code apply(struct ledger *ledger, const struct made *made,
                           struct err *err)
{
	struct index_fact fact = {.commit = made->commit,
	                          .parent = ledger->tip,
	                          .event = &made->event,
	                          .form = made->has_form ? &made->form : NULL,
	                          .personal = made->personal};
	char tree[HEX];
	enum err_code rc;

	memcpy(tree, made->policy, HEX);
	if (!tree[0] && (rc = archive_tree_of(ledger->archive, made->commit,
	                                      "policy", tree, err)))
		return rc;
	if ((rc = policies_get(ledger->policies, tree, &fact.policy, err)))
		return rc;
	fact.policy_text = policies_text(ledger->policies, tree);
	if ((rc = index_begin(ledger->index, err)))
		return rc;
	if ((rc = index_apply(ledger->index, &fact, err)) ||
	    (rc = force_keep(ledger->archive, made->commit, ledger->index,
	                     err)) ||
	    (rc = index_commit(ledger->index, err)))
		index_rollback(ledger->index);
	return rc;
}

/* Main is where it should be; or a failure hid that it moved. */
static enum err_code settle(struct ledger *ledger, const struct made *made,
                            enum err_code rc, struct err *err)
{
	bool there = false;
	char tip[HEX];

	if (!rc)
		return rc;
	if (!archive_tip(ledger->archive, tip, NULL) &&
	    !archive_is_ancestor(ledger->archive, made->commit, tip, &there,
	                         NULL) &&
	    there)
		return ERR_OK;
	(void)err; /* says already why main did not move */
	return rc;
}

/*
 * Whatever can fail stands before the commit point; the receipt too. Behind it
 * the answer is yes, and the next catch-up mends what could not be done.
 */
static enum err_code record(struct ledger *ledger, struct proposal *proposal,
                            struct receipt *out, struct err *err)
{
	struct made made = {0};
	struct receipt receipt = {0};
	enum err_code rc;

	if ((rc = ledger_need_key(ledger, err)) ||
	    (rc = ledger_compose(ledger, proposal, &made, err)) ||
	    (rc = make_receipt(ledger, made.commit, ledger->number + 1,
	                       &receipt, err)))
		goto out;
	rc = archive_swap(ledger->archive, ledger->tip, made.commit,
	                  event_id(made.event.kind), err);
	if ((rc = settle(ledger, &made, rc, err)))
		goto out;
	*out = receipt;
	receipt = (struct receipt){0};
	if (apply(ledger, &made, NULL) || stand_at(ledger, made.commit, NULL))
		ledger->tip[0] = '\0';
out:
	receipt_clear(&receipt);
	event_clear(&made.event);
	form_clear(&made.form);
	return rc;
}

enum err_code ledger_append(struct ledger *ledger, struct proposal *proposal,
                            struct receipt *out, struct err *err)
{
	bool found = false;
	int lock = -1;
	enum err_code rc;

	if ((rc = take_lock(ledger->home, &lock, err)))
		return rc;
	if (!(rc = catch_up(ledger, err)) &&
	    !(rc = ledger_find(ledger, proposal, out, &found, err)) && !found &&
	    !(rc = ledger_lets_in(ledger, proposal->event.actor, proposal->key,
	                          err)))
		rc = record(ledger, proposal, out, err);
	disk_unlock(lock);
	return rc;
}

enum err_code ledger_prepare(struct ledger *ledger, struct proposal *proposal,
                             struct str *out, struct err *err)
{
	int lock = -1;
	enum err_code rc;

	if ((rc = take_lock(ledger->home, &lock, err)))
		return rc;
	if (!(rc = catch_up(ledger, err)))
		rc = ledger_compose_side(ledger, proposal, out, err);
	disk_unlock(lock);
	return rc;
}

/* ---- making a newsroom
 * ------------------------------------------------------------- */

/* Whole or not at all: a kill leaves archive.git.new-PID, in nobody's way. */
static enum err_code make_archive(const char *archive, struct err *err)
{
	struct str fresh = {0};
	enum err_code rc;

	str_putf(&fresh, "%s.new-%ld", archive, (long)getpid());
	if (!(rc = archive_make(str_text(&fresh), err)))
		rc = disk_move(str_text(&fresh), archive, err);
	str_clear(&fresh);
	return rc;
}

static enum err_code make_parts(const char *home, struct err *err)
{
	char *archive = path_of(home, "archive.git");
	char *folder = path_of(home, "key");
	char *key = path_of(home, "key/workstation");
	enum err_code rc;

	if ((rc = disk_make_folder(home, 0700, err)) ||
	    (rc = disk_make_folder(folder, 0700, err)))
		goto out;
	rc = disk_exists(archive) ? ERR_OK : make_archive(archive, err);
	if (!rc && !disk_exists(key))
		rc = sign_key_make(key, LEDGER_WORKSTATION, err);
out:
	free(archive);
	free(folder);
	free(key);
	return rc;
}

/* The first record; what an archive before this one left is not its. */
static enum err_code make_first(struct ledger *ledger,
                                struct proposal *proposal, struct receipt *out,
                                struct err *err)
{
	enum err_code rc = index_begin(ledger->index, err);

	if (rc)
		return rc;
	if ((rc = index_empty(ledger->index, err)) ||
	    (rc = index_commit(ledger->index, err))) {
		index_rollback(ledger->index);
		return rc;
	}
	return record(ledger, proposal, out, err);
}

/* Another newsroom's texts must not meet posts of the same id: they are put
 * beside, under a name of their own. */
static enum err_code set_drafts_aside(const char *home, const char *op_id,
                                      struct err *err)
{
	static const char *const names[] = {"desk.db-wal", "desk.db-shm",
	                                    "desk.db"};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < sizeof(names) / sizeof(*names); i++) {
		char *from = path_of(home, names[i]);
		struct str to = {0};

		str_putf(&to, "%s.before-%s", from, op_id);
		if (disk_exists(from))
			rc = disk_move(from, str_text(&to), err);
		str_clear(&to);
		free(from);
	}
	return rc;
}

enum err_code ledger_make(const char *home, struct proposal *proposal,
                          struct receipt *out, struct err *err)
{
	struct ledger *ledger = NULL;
	char tip[HEX];
	bool found = false;
	int lock = -1;
	enum err_code rc;

	if ((rc = disk_make_folder(home, 0700, err)) ||
	    (rc = take_lock(home, &lock, err)))
		return rc;
	if ((rc = make_parts(home, err)) ||
	    (rc = open_parts(&ledger, home, err)) ||
	    (rc = archive_tip(ledger->archive, tip, err)))
		goto out;
	if (!tip[0]) {
		rc = set_drafts_aside(home, proposal->event.op_id, err);
		if (!rc)
			rc = make_first(ledger, proposal, out, err);
	} else if (!(rc = catch_up(ledger, err)) &&
	           !(rc = ledger_find(ledger, proposal, out, &found, err)) &&
	           !found) {
		rc = err_set(err, ERR_NOT_DEMO, home, NULL);
	}
out:
	ledger_close(ledger);
	disk_unlock(lock);
	return rc;
}

const char *ledger_public_key(const struct ledger *ledger)
{
	return sign_key_public(ledger->key);
}

/* ---- the index again
 * -------------------------------------------------------------- */

enum err_code ledger_rebuild(struct ledger *ledger, struct err *err)
{
	char tip[HEX], last[HEX];
	int64_t number;
	int lock = -1;
	enum err_code rc;

	if ((rc = take_lock(ledger->home, &lock, err)))
		return rc;
	if (!index_is_current(ledger->index))
		rc = open_index(ledger, err);
	if (!rc && !(rc = archive_tip(ledger->archive, tip, err)) &&
	    !index_last(ledger->index, last, &number, NULL))
		rc = keep_ahead(ledger, last, tip, err);
	if (!rc && !(rc = rebuild(ledger, tip, err)))
		rc = catch_up(ledger, err);
	disk_unlock(lock);
	return rc;
}

enum err_code ledger_dump(struct ledger *ledger, bool rebuilt, struct str *out,
                          struct err *err)
{
	struct index *index = NULL;
	struct str path = {0};
	char tip[HEX];
	enum err_code rc;

	if ((rc = ledger_refresh(ledger, err)))
		return rc;
	if (!rebuilt)
		return index_dump(ledger->index, out, err);
	str_putf(&path, "%s/sanshen.db.rebuilt-%ld", ledger->home,
	         (long)getpid());
	if (!(rc = remove_index(str_text(&path), err)) &&
	    !(rc = index_open(&index, str_text(&path), err)) &&
	    !(rc = archive_tip(ledger->archive, tip, err)) &&
	    !(rc = ledger_replay(ledger, index, "", tip, true, err)))
		rc = index_dump(index, out, err);
	index_close(index);
	if (remove_index(str_text(&path), NULL))
		rc = rc ? rc : ERR_OK; /* a left-over in the way of nobody */
	str_clear(&path);
	return rc;
}
