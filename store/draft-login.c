/*
 * desk.db: who came in over SSH. A row is a session; while it goes on its
 * process holds a mark, so that one that was killed is known from an open one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "store/db.h"
#include "store/desk.h"
#include "store/disk.h"
#include "store/draft-parts.h"
#include "store/draft.h"

enum {
	DAY_MS = 24 * 60 * 60 * 1000,
	DAY_ROWS = 2000, /* of one person: no client fills the disk */
	LINE_BYTES = 200,
	LEAVE_WAIT_MS = 250 /* a line has hung up: as KEEP_WAIT_MS */
};

#define ROW \
	"SELECT id, person, key, origin, kind, refused, pid, start_ms, " \
	"end_ms, more FROM login "

void login_clear(struct login *login)
{
	free(login->person);
	free(login->key);
	free(login->from);
	free(login->kind);
	free(login->refused);
	*login = (struct login){0};
}

void logins_clear(struct logins *logins)
{
	for (size_t i = 0; i < logins->count; i++)
		login_clear(&logins->at[i]);
	free(logins->at);
	*logins = (struct logins){0};
}

/* `mine` is marked, but not by another. */
static void read_row(struct query *query, int marks, int64_t mine,
                     struct login *out)
{
	int64_t id = query_int(query, 0);

	*out = (struct login){.person = mem_copy(query_text(query, 1)),
	                      .key = mem_copy(query_text(query, 2)),
	                      .from = mem_copy(query_text(query, 3)),
	                      .kind = mem_copy(query_text(query, 4)),
	                      .pid = query_int(query, 6),
	                      .start_ms = query_int(query, 7),
	                      .end_ms = query_int(query, 8),
	                      .more = query_int(query, 9)};
	if (!query_is_null(query, 5))
		out->refused = mem_copy(query_text(query, 5));
	if (!query_is_null(query, 8))
		out->state = LOGIN_ENDED;
	else if (id == mine || disk_is_marked(marks, id))
		out->state = LOGIN_OPEN;
	else
		out->state = LOGIN_GONE;
}

/* ---- coming in ---- */

static enum err_code drop_old(struct drafts *drafts, int64_t now_ms,
                              struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "DELETE FROM login WHERE start_ms < ?");

	query_bind_int(query, 1, now_ms - (int64_t)LOGIN_DAYS * DAY_MS);
	return query_run(query, err);
}

static enum err_code find_last(struct drafts *drafts, int marks,
                               const char *person, struct login *last,
                               struct err *err)
{
	struct query *query = db_query(
	    drafts->db, ROW "WHERE person = ? ORDER BY id DESC LIMIT 1");
	bool row;
	enum err_code rc;

	query_bind_text(query, 1, person);
	if (!(rc = query_step(query, &row, err)) && row)
		read_row(query, marks, 0, last);
	query_done(query);
	return rc;
}

static enum err_code count_open(struct drafts *drafts, int marks,
                                const char *person, int *open, struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "SELECT id FROM login WHERE person = ? AND "
	                         "end_ms IS NULL");
	bool row;
	enum err_code rc;

	*open = 0;
	query_bind_text(query, 1, person);
	while (!(rc = query_step(query, &row, err)) && row)
		*open += disk_is_marked(marks, query_int(query, 0));
	query_done(query);
	return rc;
}

/* The latest that ended gives up its row, and is counted. */
static enum err_code make_room(struct drafts *drafts, const char *person,
                               int64_t now_ms, int64_t *more, struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "SELECT count(*), "
	                "max(CASE WHEN end_ms IS NOT NULL THEN id END) "
	                "FROM login WHERE person = ? AND start_ms > ?");
	int64_t rows = 0, id = 0;
	bool row;
	enum err_code rc;

	*more = 0;
	query_bind_text(query, 1, person);
	query_bind_int(query, 2, now_ms - DAY_MS);
	if (!(rc = query_step(query, &row, err)) && row) {
		rows = query_int(query, 0);
		id = query_int(query, 1);
	}
	query_done(query);
	if (rc || rows < DAY_ROWS)
		return rc;
	query = db_query(drafts->db, "DELETE FROM login WHERE id = ? "
	                             "RETURNING more + 1");
	query_bind_int(query, 1, id);
	if (!(rc = query_step(query, &row, err)) && row)
		*more = query_int(query, 0);
	query_done(query);
	return rc;
}

static enum err_code insert(struct drafts *drafts, const struct login *about,
                            bool full, int64_t more, struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "INSERT INTO login (person, key, origin, kind, pid, "
	                "start_ms, end_ms, more) VALUES (?,?,?,?,?,?,?,?)");

	query_bind_text(query, 1, about->person);
	query_bind_text(query, 2, about->key ? about->key : "");
	query_bind_text(query, 3, about->from ? about->from : "");
	query_bind_text(query, 4, full ? "refused" : about->kind);
	query_bind_int(query, 5, about->pid);
	query_bind_int(query, 6, about->start_ms);
	if (full)
		query_bind_int(query, 7, about->start_ms);
	else
		query_bind_null(query, 7);
	query_bind_int(query, 8, more);
	return query_run(query, err);
}

static enum err_code too_many(const char *person, struct err *err)
{
	char limit[16];

	snprintf(limit, sizeof(limit), "%d", LOGIN_SESSIONS);
	return err_set(err, ERR_SESSIONS, person, limit);
}

/* The mark is there before anybody else sees the row. */
enum err_code drafts_log_in(struct drafts *drafts, int marks,
                            const struct login *about, int64_t *id,
                            struct login *last, struct err *err)
{
	int64_t more;
	int open;
	bool full;
	enum err_code rc;

	*id = 0;
	*last = (struct login){0};
	if ((rc = db_begin(drafts->db, err)))
		return rc;
	if ((rc = drop_old(drafts, about->start_ms, err)) ||
	    (rc = find_last(drafts, marks, about->person, last, err)) ||
	    (rc = count_open(drafts, marks, about->person, &open, err)) ||
	    (rc =
	         make_room(drafts, about->person, about->start_ms, &more, err)))
		goto out;
	full = open >= LOGIN_SESSIONS;
	if ((rc = insert(drafts, about, full, more, err)) ||
	    (!full && (rc = disk_mark(marks, db_last_row(drafts->db), err))))
		goto out;
	*id = full ? 0 : db_last_row(drafts->db);
	if (!(rc = db_commit(drafts->db, err)) && full)
		rc = too_many(about->person, err);
out:
	if (rc) {
		db_rollback(drafts->db);
		login_clear(last);
	}
	return rc;
}

/* ---- leaving ---- */

/* On one line, and so that no terminal acts on it. */
static void show_line(const char *line, struct str *out)
{
	struct str safe = {0};

	text_safe(span_from(line, strnlen(line, LINE_BYTES)), &safe);
	for (size_t i = 0; i < safe.bytes; i++)
		if (safe.at[i] == '\n')
			str_puts(out, "\\n");
		else if (safe.at[i] == '\t')
			str_puts(out, "\\t");
		else
			str_putc(out, safe.at[i]);
	str_clear(&safe);
}

enum err_code drafts_log_out(struct drafts *drafts, int64_t id, int64_t now_ms,
                             const char *refused, struct err *err)
{
	struct query *query =
	    db_query(drafts->db,
	             "UPDATE login SET end_ms = ?1, refused = ?2, "
	             "kind = iif(?2 IS NULL, kind, 'refused') WHERE id = ?3");
	struct str line = {0};
	enum err_code rc;

	query_bind_int(query, 1, now_ms);
	if (refused)
		show_line(refused, &line);
	query_bind_text(query, 2, refused ? str_text(&line) : NULL);
	query_bind_int(query, 3, id);
	db_set_wait(drafts->db, LEAVE_WAIT_MS);
	rc = query_run(query, err);
	db_set_wait(drafts->db, DB_WAIT_MS);
	str_clear(&line);
	return rc;
}

/* ---- reading ---- */

enum err_code drafts_logins(struct drafts *drafts, int marks, int64_t mine,
                            const char *person, struct logins *out,
                            struct err *err)
{
	struct query *query =
	    person
	        ? db_query(drafts->db, ROW "WHERE person = ? ORDER BY id DESC")
	        : db_query(drafts->db, ROW "ORDER BY id DESC");
	bool row;
	enum err_code rc;

	*out = (struct logins){0};
	if (person)
		query_bind_text(query, 1, person);
	while (!(rc = query_step(query, &row, err)) && row) {
		out->at =
		    mem_room(out->at, out->count, &out->room, sizeof(*out->at));
		read_row(query, marks, mine, &out->at[out->count++]);
	}
	query_done(query);
	if (rc)
		logins_clear(out);
	return rc;
}
