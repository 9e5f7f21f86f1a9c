/*
 * desk.db: passwords, and what was done with them.
 */
#include <stdio.h>

#include "core/password.h"
#include "store/db.h"
#include "store/desk.h"
#include "store/draft-parts.h"
#include "store/draft.h"

enum err_code drafts_password(struct drafts *drafts, const char *person,
                              struct password_row *out, bool *found,
                              struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "SELECT hash, set_ms, once FROM password "
	                         "WHERE person = ?");
	enum err_code rc;

	query_bind_text(query, 1, person);
	if (!(rc = query_step(query, found, err)) && *found) {
		snprintf(out->hash, sizeof(out->hash), "%s",
		         query_text(query, 0));
		out->set_ms = query_int(query, 1);
		out->once = query_int(query, 2) != 0;
	}
	query_done(query);
	return rc;
}

static enum err_code note(struct drafts *drafts, const char *person,
                          const char *actor, int64_t at_ms, const char *event,
                          struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "INSERT INTO password_log (person, actor, "
	                         "at_ms, event) VALUES (?,?,?,?)");

	query_bind_text(query, 1, person);
	query_bind_text(query, 2, actor);
	query_bind_int(query, 3, at_ms);
	query_bind_text(query, 4, event);
	return query_run(query, err);
}

/* What is older than the logins are kept goes. */
static enum err_code forget_old(struct drafts *drafts, int64_t now_ms,
                                struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "DELETE FROM password_log WHERE at_ms < ?");

	query_bind_int(query, 1,
	               now_ms - (int64_t)LOGIN_DAYS * 24 * 3600 * 1000);
	return query_run(query, err);
}

/* Once for each time that it is locked, however often it is tried. */
static enum err_code note_locked(struct drafts *drafts, const char *person,
                                 int64_t now_ms, int64_t since_ms,
                                 struct err *err)
{
	struct query *query = db_query(
	    drafts->db,
	    "INSERT INTO password_log (person, actor, at_ms, event) SELECT ?1, "
	    "?1, ?2, 'locked' WHERE NOT EXISTS (SELECT 1 FROM password_log "
	    "WHERE person = ?1 AND event = 'locked' AND at_ms >= ?3)");

	query_bind_text(query, 1, person);
	query_bind_int(query, 2, now_ms);
	query_bind_int(query, 3, since_ms);
	return query_run(query, err);
}

enum err_code drafts_set_password(struct drafts *drafts, const char *person,
                                  const char *actor,
                                  const struct password_row *row,
                                  struct err *err)
{
	struct query *query;
	enum err_code rc;

	if ((rc = db_begin(drafts->db, err)))
		return rc;
	query = db_query(drafts->db, "INSERT OR REPLACE INTO password (person, "
	                             "hash, set_ms, once) VALUES (?,?,?,?)");
	query_bind_text(query, 1, person);
	query_bind_text(query, 2, row->hash);
	query_bind_int(query, 3, row->set_ms);
	query_bind_int(query, 4, row->once);
	if ((rc = query_run(query, err)) ||
	    (rc = note(drafts, person, actor, row->set_ms,
	               row->once ? "reset" : "set", err)) ||
	    (rc = db_commit(drafts->db, err)))
		db_rollback(drafts->db);
	return rc;
}

/* Wrong ones within the window, since the last right or new one; and when the
 * last of them was. */
static enum err_code count_wrong(struct drafts *drafts, const char *person,
                                 int64_t now_ms, int *count, int64_t *last_ms,
                                 struct err *err)
{
	struct query *query = db_query(
	    drafts->db,
	    "SELECT count(*), max(at_ms) FROM password_log WHERE person = ? "
	    "AND event = 'wrong' AND at_ms > ? AND id > coalesce((SELECT "
	    "max(id) FROM password_log WHERE person = ? AND event IN ('right', "
	    "'set', 'reset')), 0)");
	bool row = false;
	enum err_code rc;

	query_bind_text(query, 1, person);
	query_bind_int(query, 2, now_ms - PASSWORD_WINDOW_MS);
	query_bind_text(query, 3, person);
	if (!(rc = query_step(query, &row, err)) && row) {
		*count = (int)query_int(query, 0);
		*last_ms = query_int(query, 1);
	}
	query_done(query);
	return rc;
}

enum err_code drafts_try_password(struct drafts *drafts, const char *person,
                                  int tries, int64_t now_ms, int64_t *attempt,
                                  int64_t *open_ms, struct err *err)
{
	int64_t last_ms = 0;
	int count = 0;
	enum err_code rc;

	*attempt = 0;
	if ((rc = db_begin(drafts->db, err)))
		return rc;
	if (!(rc = forget_old(drafts, now_ms, err)))
		rc = count_wrong(drafts, person, now_ms, &count, &last_ms, err);
	if (!rc)
		rc = count < tries
		         ? note(drafts, person, person, now_ms, "wrong", err)
		         : note_locked(drafts, person, now_ms, last_ms, err);
	if (!rc && count < tries)
		*attempt = db_last_row(drafts->db);
	*open_ms = last_ms + PASSWORD_WINDOW_MS;
	if (rc || (rc = db_commit(drafts->db, err)))
		db_rollback(drafts->db);
	return rc;
}

enum err_code drafts_right_password(struct drafts *drafts, int64_t attempt,
                                    struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "UPDATE password_log SET event = 'right' WHERE id = ?");

	query_bind_int(query, 1, attempt);
	return query_run(query, err);
}
