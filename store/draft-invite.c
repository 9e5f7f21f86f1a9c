/*
 * desk.db: invitations, and every answer to the prompt for their codes.
 *
 * A code has 80 bits that nobody chose, so that its plain SHA-256 gives nothing
 * away and guessing is hopeless; the limits below keep strangers from trying.
 */
#include <stdlib.h>

#include "core/mem.h"
#include "store/db.h"
#include "store/desk.h"
#include "store/disk.h"
#include "store/draft-parts.h"
#include "store/draft.h"

enum { TRIES_AN_ADDRESS = 5, TRIES_IN_ALL = 20, TRIES_SHOWN = 50 };
static const int64_t hour_ms = 3600 * (int64_t)1000;
static const int64_t half_a_year_ms = 183 * 24 * 3600 * (int64_t)1000;

void invite_clear(struct invite *invite)
{
	free(invite->person);
	free(invite->inviter);
	*invite = (struct invite){0};
}

void invites_clear(struct invites *invites)
{
	for (size_t i = 0; i < invites->count; i++)
		invite_clear(&invites->at[i]);
	free(invites->at);
	*invites = (struct invites){0};
}

void invite_tries_clear(struct invite_tries *tries)
{
	for (size_t i = 0; i < tries->count; i++) {
		free(tries->at[i].address);
		free(tries->at[i].fingerprint);
		free(tries->at[i].outcome);
		free(tries->at[i].person);
	}
	free(tries->at);
	*tries = (struct invite_tries){0};
}

/* ---- invitations ---- */

static enum err_code end_open(struct drafts *drafts, const char *person,
                              int64_t now_ms, struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "UPDATE invite SET ended_ms = ? WHERE person "
	                         "= ? AND ended_ms IS NULL");

	query_bind_int(query, 1, now_ms);
	query_bind_text(query, 2, person);
	return query_run(query, err);
}

enum err_code drafts_invite(struct drafts *drafts, const char *id,
                            const struct invite *invite, const char *code_hash,
                            struct err *err)
{
	struct query *query;
	enum err_code rc;

	if ((rc = db_begin(drafts->db, err)))
		return rc;
	if ((rc = end_open(drafts, invite->person, invite->from_ms, err)))
		goto out;
	query = db_query(drafts->db, "INSERT INTO invite (id, person, inviter, "
	                             "code, from_ms, until_ms) VALUES "
	                             "(?,?,?,?,?,?)");
	query_bind_text(query, 1, id);
	query_bind_text(query, 2, invite->person);
	query_bind_text(query, 3, invite->inviter);
	query_bind_text(query, 4, code_hash);
	query_bind_int(query, 5, invite->from_ms);
	query_bind_int(query, 6, invite->until_ms);
	if (!(rc = query_run(query, err)))
		rc = db_commit(drafts->db, err);
out:
	if (rc)
		db_rollback(drafts->db);
	return rc;
}

static void read_invite(struct query *query, struct invite *out)
{
	*out = (struct invite){.person = mem_copy(query_text(query, 0)),
	                       .inviter = mem_copy(query_text(query, 1)),
	                       .from_ms = query_int(query, 2),
	                       .until_ms = query_int(query, 3)};
}

enum err_code drafts_invites(struct drafts *drafts, int64_t now_ms,
                             struct invites *out, struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "SELECT person, inviter, from_ms, until_ms "
	                         "FROM invite WHERE ended_ms IS NULL AND "
	                         "until_ms > ? ORDER BY until_ms, person");
	bool row;
	enum err_code rc;

	query_bind_int(query, 1, now_ms);
	while (!(rc = query_step(query, &row, err)) && row) {
		out->at =
		    mem_room(out->at, out->count, &out->room, sizeof(*out->at));
		read_invite(query, &out->at[out->count++]);
	}
	query_done(query);
	return rc;
}

enum err_code drafts_invited_until(const char *home, int64_t *until_ms,
                                   struct err *err)
{
	struct drafts *drafts = NULL;
	struct str path = {0};
	struct query *query;
	bool row;
	enum err_code rc = ERR_OK;

	*until_ms = 0;
	str_putf(&path, "%s/desk.db", home);
	if (!disk_exists(str_text(&path)) ||
	    (rc = drafts_open(&drafts, home, err)))
		goto out;
	query = db_query(drafts->db, "SELECT max(until_ms) FROM invite WHERE "
	                             "ended_ms IS NULL");
	if (!(rc = query_step(query, &row, err)) && row)
		*until_ms = query_int(query, 0);
	query_done(query);
out:
	drafts_close(drafts);
	str_clear(&path);
	return rc;
}

enum err_code drafts_invite_end(struct drafts *drafts, const char *person,
                                int64_t now_ms, struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "UPDATE invite SET ended_ms = ?1 WHERE person = ?2 "
	                "AND ended_ms IS NULL AND until_ms > ?1");
	enum err_code rc;

	query_bind_int(query, 1, now_ms);
	query_bind_text(query, 2, person);
	if (!(rc = query_run(query, err)) && db_changes(drafts->db) == 0)
		rc = err_set(err, ERR_NO_INVITE, person, NULL);
	return rc;
}

enum err_code drafts_invites_end_by(struct drafts *drafts, const char *inviter,
                                    int64_t now_ms, struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "UPDATE invite SET ended_ms = ?1 WHERE "
	                         "inviter = ?2 AND ended_ms IS NULL");

	query_bind_int(query, 1, now_ms);
	query_bind_text(query, 2, inviter);
	return query_run(query, err);
}

enum err_code drafts_invite_use(struct drafts *drafts, const char *id,
                                int64_t now_ms, struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "UPDATE invite SET ended_ms = ? WHERE id = ?");

	query_bind_int(query, 1, now_ms);
	query_bind_text(query, 2, id);
	return query_run(query, err);
}

/* ---- answers ---- */

/* How many wrong ones came within the hour; `address` NULL: from anywhere. */
static enum err_code count_wrong(struct drafts *drafts, const char *address,
                                 int64_t now_ms, int64_t *out, struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "SELECT count(*) FROM invite_try WHERE outcome = "
	                "'wrong' AND at_ms > ? AND (?2 IS NULL OR address = "
	                "?2)");
	bool row;
	enum err_code rc;

	query_bind_int(query, 1, now_ms - hour_ms);
	if (address)
		query_bind_text(query, 2, address);
	else
		query_bind_null(query, 2);
	if (!(rc = query_step(query, &row, err)))
		*out = query_int(query, 0);
	query_done(query);
	return rc;
}

static enum err_code is_limited(struct drafts *drafts,
                                const struct invite_try *attempt, bool *out,
                                struct err *err)
{
	int64_t here = 0, all = 0;
	enum err_code rc;

	if (!(rc = count_wrong(drafts, attempt->address, attempt->at_ms, &here,
	                       err)))
		rc = count_wrong(drafts, NULL, attempt->at_ms, &all, err);
	*out = here >= TRIES_AN_ADDRESS || all >= TRIES_IN_ALL;
	return rc;
}

static enum err_code find_code(struct drafts *drafts, const char *code_hash,
                               int64_t now_ms, char **id, struct invite *out,
                               struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "SELECT person, inviter, from_ms, until_ms, id FROM "
	                "invite WHERE code = ? AND ended_ms IS NULL AND "
	                "until_ms > ?");
	bool row;
	enum err_code rc;

	query_bind_text(query, 1, code_hash);
	query_bind_int(query, 2, now_ms);
	if (!(rc = query_step(query, &row, err)) && row) {
		read_invite(query, out);
		*id = mem_copy(query_text(query, 4));
	}
	query_done(query);
	return rc;
}

/* Whoever knocks on without being looked at leaves one row an hour. */
static enum err_code note_again(struct drafts *drafts,
                                const struct invite_try *attempt, bool *noted,
                                struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "UPDATE invite_try SET times = times + 1 "
	                         "WHERE outcome = 'refused' AND address = ? "
	                         "AND at_ms > ?");
	enum err_code rc;

	query_bind_text(query, 1, attempt->address);
	query_bind_int(query, 2, attempt->at_ms - hour_ms);
	rc = query_run(query, err);
	*noted = !rc && db_changes(drafts->db) > 0;
	return rc;
}

static enum err_code note(struct drafts *drafts,
                          const struct invite_try *attempt, const char *outcome,
                          const char *person, struct err *err)
{
	struct query *query;
	enum err_code rc;

	query = db_query(drafts->db, "DELETE FROM invite_try WHERE at_ms < ?");
	query_bind_int(query, 1, attempt->at_ms - half_a_year_ms);
	if ((rc = query_run(query, err)))
		return rc;
	query = db_query(drafts->db, "INSERT INTO invite_try (at_ms, address, "
	                             "fingerprint, outcome, person, times) "
	                             "VALUES (?,?,?,?,?,1)");
	query_bind_int(query, 1, attempt->at_ms);
	query_bind_text(query, 2, attempt->address);
	query_bind_text(query, 3, attempt->fingerprint);
	query_bind_text(query, 4, outcome);
	query_bind_text(query, 5, person);
	return query_run(query, err);
}

enum err_code drafts_try(struct drafts *drafts, const char *code_hash,
                         const struct invite_try *attempt, char **id,
                         struct invite *out, struct err *err)
{
	bool limited = false, noted = false;
	enum err_code rc;

	*id = NULL;
	*out = (struct invite){0};
	if ((rc = db_begin(drafts->db, err)))
		return rc;
	if ((rc = is_limited(drafts, attempt, &limited, err)) ||
	    (limited && (rc = note_again(drafts, attempt, &noted, err))) ||
	    (!limited && (rc = find_code(drafts, code_hash, attempt->at_ms, id,
	                                 out, err))) ||
	    (!noted && (rc = note(drafts, attempt,
	                          limited ? "refused"
	                          : *id   ? "right"
	                                  : "wrong",
	                          out->person, err))) ||
	    (rc = db_commit(drafts->db, err))) {
		db_rollback(drafts->db);
	} else if (limited) {
		rc = err_set(err, ERR_TOO_MANY, attempt->address, NULL);
	} else if (!*id) {
		rc = err_set(err, ERR_WRONG_CODE, NULL, NULL);
	}
	if (rc) {
		free(*id);
		*id = NULL;
		invite_clear(out);
	}
	return rc;
}

enum err_code drafts_tries(struct drafts *drafts, struct invite_tries *out,
                           struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "SELECT at_ms, address, fingerprint, outcome, person, "
	                "times FROM invite_try ORDER BY at_ms DESC, rowid DESC "
	                "LIMIT ?");
	bool row;
	enum err_code rc;

	query_bind_int(query, 1, TRIES_SHOWN);
	while (!(rc = query_step(query, &row, err)) && row) {
		out->at =
		    mem_room(out->at, out->count, &out->room, sizeof(*out->at));
		out->at[out->count++] = (struct invite_try){
		    .at_ms = query_int(query, 0),
		    .address = mem_copy(query_text(query, 1)),
		    .fingerprint = mem_copy(query_text(query, 2)),
		    .outcome = mem_copy(query_text(query, 3)),
		    .person = query_is_null(query, 4)
		                  ? NULL
		                  : mem_copy(query_text(query, 4)),
		    .times = (int)query_int(query, 5)};
	}
	query_done(query);
	return rc;
}
