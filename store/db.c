#include "store/db.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/mem.h"

enum { BUSY_PAUSE_MS = 5 };

/* Made by store/schema/embed.sh: {name, text} …, {NULL, NULL}. */
extern const char *const schema_sql[][2];

struct query {
	struct db *db;
	char *sql;
	sqlite3_stmt *statement; /* NULL when it could not be prepared */
	int trouble;             /* first SQLite code that was not success */
	bool in_use;
	struct query *next;
};

struct db {
	sqlite3 *handle;
	char *path;
	int32_t application_id;
	bool in_transaction;
	struct query *queries; /* most recently used first */
};

static enum err_code code_of(int trouble)
{
	if (trouble == SQLITE_IOERR_SHORT_READ)
		return ERR_BROKEN;
	switch (trouble & 0xFF) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
		return ERR_BROKEN;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_LOCK;
	case SQLITE_NOMEM:
		abort(); /* as core/mem: out of memory nothing can be decided */
	default:
		return ERR_SYSTEM;
	}
}

static enum err_code set_code(const struct db *db, enum err_code code,
                              struct err *err)
{
	const char *words = db->handle ? sqlite3_errmsg(db->handle) : "";

	err_set(err, code, db->path, words);
	err_detail(err, words);
	return code;
}

static enum err_code failed(const struct db *db, int trouble, struct err *err)
{
	return set_code(db, code_of(trouble), err);
}

/* ---- statements ----------------------------------------------------- */

static struct query *find_free(struct db *db, const char *sql)
{
	for (struct query **at = &db->queries; *at; at = &(*at)->next) {
		struct query *query = *at;

		if (query->in_use || strcmp(query->sql, sql) != 0)
			continue;
		*at = query->next;
		return query;
	}
	return NULL;
}

static void forget(struct query *query)
{
	sqlite3_finalize(query->statement);
	free(query->sql);
	free(query);
}

static void drop(struct query *query)
{
	struct query **at = &query->db->queries;

	while (*at != query)
		at = &(*at)->next;
	*at = query->next;
	forget(query);
}

struct query *db_query(struct db *db, const char *sql)
{
	struct query *query = find_free(db, sql);

	if (!query) {
		query = mem_new(sizeof(*query));
		query->db = db;
		query->sql = mem_copy(sql);
		query->trouble = sqlite3_prepare_v3(db->handle, sql, -1,
		                                    SQLITE_PREPARE_PERSISTENT,
		                                    &query->statement, NULL);
	}
	query->in_use = true;
	query->next = db->queries;
	db->queries = query;
	return query;
}

void query_done(struct query *query)
{
	if (!query)
		return;
	assert(query->in_use);
	if (!query->statement) {
		drop(query);
		return;
	}
	sqlite3_reset(query->statement);
	sqlite3_clear_bindings(query->statement);
	query->trouble = SQLITE_OK;
	query->in_use = false;
}

static void note(struct query *query, int rc)
{
	if (query->trouble == SQLITE_OK)
		query->trouble = rc;
}

void query_bind_text(struct query *query, int place, const char *text)
{
	if (text)
		query_bind_span(query, place, span_of(text));
	else
		query_bind_null(query, place);
}

void query_bind_span(struct query *query, int place, struct span text)
{
	if (query->statement)
		note(query, sqlite3_bind_text64(query->statement, place,
		                                text.at, text.bytes,
		                                SQLITE_TRANSIENT, SQLITE_UTF8));
}

void query_bind_int(struct query *query, int place, int64_t number)
{
	if (query->statement)
		note(query,
		     sqlite3_bind_int64(query->statement, place, number));
}

void query_bind_null(struct query *query, int place)
{
	if (query->statement)
		note(query, sqlite3_bind_null(query->statement, place));
}

enum err_code query_step(struct query *query, bool *row_out, struct err *err)
{
	int rc;

	/*
	 * Our statements are fixed and tested, so one that SQLite cannot
	 * prepare means that the tables are not those it was written for.
	 */
	if (query->trouble == SQLITE_ERROR && !query->statement)
		return set_code(query->db, ERR_BROKEN, err);
	if (query->trouble)
		return failed(query->db, query->trouble, err);
	rc = sqlite3_step(query->statement);
	if (rc == SQLITE_ROW || rc == SQLITE_DONE) {
		*row_out = rc == SQLITE_ROW;
		return ERR_OK;
	}
	query->trouble = sqlite3_extended_errcode(query->db->handle);
	return failed(query->db, query->trouble, err);
}

enum err_code query_run(struct query *query, struct err *err)
{
	bool row;
	enum err_code rc = query_step(query, &row, err);

	query_done(query);
	return rc;
}

const char *query_text(struct query *query, int column)
{
	const unsigned char *text =
	    sqlite3_column_text(query->statement, column);

	return text ? (const char *)text : "";
}

struct span query_span(struct query *query, int column)
{
	const char *text = query_text(query, column);
	int bytes = sqlite3_column_bytes(query->statement, column);

	return span_from(text, (size_t)bytes);
}

int64_t query_int(struct query *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}

bool query_is_null(struct query *query, int column)
{
	return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

int query_columns(struct query *query)
{
	return query->statement ? sqlite3_column_count(query->statement) : 0;
}

const char *query_column_name(struct query *query, int column)
{
	const char *name = sqlite3_column_name(query->statement, column);

	return name ? name : "";
}

/* ---- opening -------------------------------------------------------- */

static enum err_code ask_int(struct db *db, const char *sql, int64_t *out,
                             struct err *err)
{
	struct query *query = db_query(db, sql);
	bool row = false;
	enum err_code rc = query_step(query, &row, err);

	if (rc == ERR_OK)
		*out = row ? query_int(query, 0) : 0;
	query_done(query);
	return rc;
}

static enum err_code configure(struct db *db, enum db_sync sync,
                               struct err *err)
{
	struct query *query;
	enum err_code rc;
	bool row;

	query = db_query(db, "PRAGMA journal_mode = WAL");
	rc = query_step(query, &row, err);
	if (rc == ERR_OK && (!row || strcmp(query_text(query, 0), "wal") != 0))
		rc = err_set(err, ERR_SYSTEM, db->path, "no WAL here");
	query_done(query);
	if (rc)
		return rc;
	return db_run(db,
	              sync == DB_SYNC_FULL
	                  ? "PRAGMA synchronous = FULL; PRAGMA foreign_keys = 1"
	                  : "PRAGMA synchronous = NORMAL; "
	                    "PRAGMA foreign_keys = 1",
	              err);
}

/* Whose file it is, and of which version. */
static enum err_code read_header(struct db *db, int version, bool *old_out,
                                 struct err *err)
{
	int64_t id, found, tables;
	enum err_code rc;

	rc = ask_int(db, "PRAGMA application_id", &id, err);
	if (rc)
		return rc;
	rc = ask_int(db, "PRAGMA user_version", &found, err);
	if (rc)
		return rc;
	rc = ask_int(db, "SELECT count(*) FROM sqlite_schema", &tables, err);
	if (rc)
		return rc;
	if (id != db->application_id && (id || found || tables))
		return err_set(err, ERR_BROKEN, db->path,
		               "it is another program's");
	if (found > version)
		return err_set(err, ERR_NEWER, db->path, NULL);
	if (found < 0)
		return err_set(err, ERR_BROKEN, db->path, "user_version");
	*old_out = found < version;
	return ERR_OK;
}

/* Of one state: a file that another process is just making is not half made. */
static enum err_code identify(struct db *db, int version, bool *old_out,
                              struct err *err)
{
	enum err_code rc = db_begin_read(db, err);

	if (!rc)
		rc = read_header(db, version, old_out, err);
	db_rollback(db);
	return rc;
}

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* SQLite does not wait by itself where it would have to raise a lock, as when
 * several processes turn a new file to WAL. */
static enum err_code settle_in(struct db *db, int version, enum db_sync sync,
                               bool *old_out, struct err *err)
{
	int64_t end_ms = clock_ms() + DB_WAIT_MS;
	enum err_code rc;

	for (;;) {
		/* before anything is changed */
		if (!(rc = identify(db, version, old_out, err)))
			rc = configure(db, sync, err);
		if (rc != ERR_LOCK || clock_ms() >= end_ms)
			return rc;
		sqlite3_sleep(BUSY_PAUSE_MS);
	}
}

enum err_code db_open(const char *path, int32_t application_id, int version,
                      enum db_sync sync, struct db **out, bool *old_out,
                      struct err *err)
{
	struct db *db = mem_new(sizeof(*db));
	enum err_code rc;
	int trouble;

	db->path = mem_copy(path);
	db->application_id = application_id;
	trouble = sqlite3_open_v2(path, &db->handle,
	                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
	                              SQLITE_OPEN_NOMUTEX,
	                          NULL);
	if (trouble) {
		rc = failed(db, trouble, err);
		goto out;
	}
	sqlite3_extended_result_codes(db->handle, 1);
	db_set_wait(db, DB_WAIT_MS);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	rc = settle_in(db, version, sync, old_out, err);
	if (rc)
		goto out;
	*out = db;
	db = NULL;
out:
	db_close(db);
	return rc;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	while (db->queries) {
		struct query *query = db->queries;

		db->queries = query->next;
		forget(query);
	}
	if (sqlite3_close(db->handle))
		abort(); /* a statement that nobody owns: our mistake */
	free(db->path);
	free(db);
}

enum err_code db_version(struct db *db, int *out, struct err *err)
{
	int64_t found = 0;
	enum err_code rc = ask_int(db, "PRAGMA user_version", &found, err);

	*out = (int)found;
	return rc;
}

enum err_code db_set_version(struct db *db, int version, struct err *err)
{
	struct str sql = {0};
	enum err_code rc;

	str_putf(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %d",
	         (int)db->application_id, version);
	rc = db_run(db, str_text(&sql), err);
	str_clear(&sql);
	return rc;
}

enum err_code db_run(struct db *db, const char *sql, struct err *err)
{
	int trouble = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return trouble ? failed(db, trouble, err) : ERR_OK;
}

enum err_code db_schema(struct db *db, const char *name, struct err *err)
{
	for (size_t i = 0; schema_sql[i][0]; i++)
		if (strcmp(schema_sql[i][0], name) == 0)
			return db_run(db, schema_sql[i][1], err);
	return err_set(err, ERR_NO_FILE, name, NULL);
}

/* ---- transactions --------------------------------------------------- */

static enum err_code begin(struct db *db, const char *sql, struct err *err)
{
	enum err_code rc;

	assert(!db->in_transaction);
	rc = query_run(db_query(db, sql), err);
	db->in_transaction = rc == ERR_OK;
	return rc;
}

enum err_code db_begin(struct db *db, struct err *err)
{
	return begin(db, "BEGIN IMMEDIATE", err);
}

enum err_code db_begin_read(struct db *db, struct err *err)
{
	return begin(db, "BEGIN", err);
}

enum err_code db_commit(struct db *db, struct err *err)
{
	enum err_code rc;

	assert(db->in_transaction);
	rc = query_run(db_query(db, "COMMIT"), err);
	if (rc)
		db_rollback(db); /* a half transaction is of no use */
	db->in_transaction = false;
	return rc;
}

void db_rollback(struct db *db)
{
	/* some failures roll back by themselves; then there is none left */
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	db->in_transaction = false;
}

bool db_in_transaction(const struct db *db)
{
	return db->in_transaction;
}

void db_set_wait(struct db *db, int wait_ms)
{
	sqlite3_busy_timeout(db->handle, wait_ms);
}

/* ---- the rest ------------------------------------------------------- */

enum err_code db_check(struct db *db, struct err *err)
{
	struct query *query = db_query(db, "PRAGMA quick_check(1)");
	bool row = false;
	enum err_code rc = query_step(query, &row, err);

	if (rc == ERR_OK && (!row || strcmp(query_text(query, 0), "ok") != 0))
		rc = err_set(err, ERR_BROKEN, db->path,
		             row ? query_text(query, 0) : "");
	query_done(query);
	return rc;
}

bool db_is_damaged(const struct err *err)
{
	return err->code == ERR_BROKEN;
}

int64_t db_changes(const struct db *db)
{
	return sqlite3_changes64(db->handle);
}

int64_t db_last_row(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}
