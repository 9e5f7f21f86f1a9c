/*
 * db - SQLite behind one thin layer: open, ask, step, transaction.
 *
 * A question keeps its first error and gives it at the next step, so that
 * binding needs no checks:
 *
 *   query = db_query(db, "SELECT title FROM post WHERE id = ?");
 *   query_bind_text(query, 1, id);
 *   rc = query_step(query, &row, err);
 *   …
 *   query_done(query);
 *
 * Errors everywhere: ERR_BROKEN  damaged, or not the tables it should have:
 *                                the index can be rebuilt
 *                    ERR_LOCK    another process kept it busy (db_set_wait)
 *                    ERR_SYSTEM  the rest (detail: SQLite's words)
 * The subject is the path.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

struct db;
struct query;

/* What a power cut may take: NORMAL the last transactions, FULL nothing. */
enum db_sync { DB_SYNC_NORMAL, DB_SYNC_FULL };

/*
 * Opens or makes a database file in WAL mode, foreign keys on. *old_out says
 * that its tables are missing or of a version before `version`: then make
 * them, and db_set_version in the same transaction. *out: db_close.
 *
 * Errors: ERR_NEWER   its version is above `version`
 *         ERR_BROKEN  also when it carries another kind's application_id
 */
enum err_code db_open(const char *path, int32_t application_id, int version,
                      enum db_sync sync, struct db **out, bool *old_out,
                      struct err *err) MUST_USE;
void db_close(struct db *db);

/* As the file has it now, not as db_open found it; 0: just made. To make tables
 * after *old_out, ask within the transaction: another process may have. */
enum err_code db_version(struct db *db, int *out, struct err *err) MUST_USE;
enum err_code db_set_version(struct db *db, int version,
                             struct err *err) MUST_USE;

/* Runs a script of statements that give no rows. */
enum err_code db_run(struct db *db, const char *sql, struct err *err) MUST_USE;

/* Runs store/schema/NAME, which make compiles in. */
enum err_code db_schema(struct db *db, const char *name,
                        struct err *err) MUST_USE;

/* To write; waits for other writers. Not nested (asserted). */
enum err_code db_begin(struct db *db, struct err *err) MUST_USE;
/* To read: all of it sees one state. Ends by db_commit or db_rollback. */
enum err_code db_begin_read(struct db *db, struct err *err) MUST_USE;
enum err_code db_commit(struct db *db, struct err *err) MUST_USE;
void db_rollback(struct db *db); /* fine without a transaction */
bool db_in_transaction(const struct db *db);

/* How long to wait for another process; DB_WAIT_MS when not set. */
enum { DB_WAIT_MS = 10000 };
void db_set_wait(struct db *db, int wait_ms);

/* Reads the whole file: ERR_BROKEN when it is damaged. */
enum err_code db_check(struct db *db, struct err *err) MUST_USE;
bool db_is_damaged(const struct err *err);

int64_t db_changes(const struct db *db);  /* rows of the last statement */
int64_t db_last_row(const struct db *db); /* id of the last INSERT */

/*
 * A statement, kept prepared for the next time. Never NULL; query_done gives
 * it back, and must come before db_close. `sql` is one statement.
 */
struct query *db_query(struct db *db, const char *sql);
void query_done(struct query *query); /* NULL is fine */

/* Places count from 1. Bytes are copied; NULL text binds NULL. */
void query_bind_text(struct query *query, int place, const char *text);
void query_bind_span(struct query *query, int place, struct span text);
void query_bind_int(struct query *query, int place, int64_t number);
void query_bind_null(struct query *query, int place);

/* *row_out: is there a (next) row? */
enum err_code query_step(struct query *query, bool *row_out,
                         struct err *err) MUST_USE;
/* For a statement whose rows do not matter: steps once, then query_done. */
enum err_code query_run(struct query *query, struct err *err) MUST_USE;

/* Columns count from 0. Borrowed until the next step; NULL reads as "" or 0.
 * Numbers read as text too. */
const char *query_text(struct query *query, int column);
struct span query_span(struct query *query, int column);
int64_t query_int(struct query *query, int column);
bool query_is_null(struct query *query, int column);
int query_columns(struct query *query);
const char *query_column_name(struct query *query, int column);

#endif
