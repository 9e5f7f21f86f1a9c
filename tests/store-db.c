#include "store/db.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/test.h"

enum { KIND = 0x53616e31 };

static char *fresh_path(void)
{
	char *folder = test_folder();
	struct str path = {0};

	str_putf(&path, "%s/test.db", folder);
	free(folder);
	return str_take(&path);
}

static struct db *open_version(const char *path, int version, bool *old)
{
	struct db *db = NULL;
	struct err err;

	ASSERT_OK(db_open(path, KIND, version, DB_SYNC_FULL, &db, old, &err));
	return db;
}

static int version_of(struct db *db)
{
	struct err err;
	int version;

	ASSERT_OK(db_version(db, &version, &err));
	return version;
}

/* A database with a table t(id, word), version 1. */
static struct db *fresh(const char *path)
{
	bool old = false;
	struct db *db = open_version(path, 1, &old);
	struct err err;

	assert_true(old);
	assert_int_equal(version_of(db), 0);
	ASSERT_OK(db_begin(db, &err));
	ASSERT_OK(db_run(db,
	                 "CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT "
	                 "UNIQUE) STRICT; CREATE TABLE u (t INTEGER "
	                 "REFERENCES t) STRICT",
	                 &err));
	ASSERT_OK(db_set_version(db, 1, &err));
	ASSERT_OK(db_commit(db, &err));
	return db;
}

static enum err_code insert(struct db *db, const char *word, struct err *err)
{
	struct query *query = db_query(db, "INSERT INTO t (word) VALUES (?)");

	query_bind_text(query, 1, word);
	return query_run(query, err);
}

static int64_t count(struct db *db)
{
	struct query *query = db_query(db, "SELECT count(*) FROM t");
	struct err err;
	int64_t rows;
	bool row;

	ASSERT_OK(query_step(query, &row, &err));
	rows = query_int(query, 0);
	query_done(query);
	return rows;
}

static void words_go_in_and_come_out(void **state)
{
	char *path = fresh_path();
	struct db *db = fresh(path);
	struct query *query;
	struct err err;
	bool row;

	(void)state;
	ASSERT_OK(insert(db, "三审", &err));
	assert_int_equal(db_changes(db), 1);
	assert_int_equal(db_last_row(db), 1);
	ASSERT_OK(insert(db, NULL, &err));
	ASSERT_OK(insert(db, "", &err));
	query = db_query(db, "SELECT id, word FROM t ORDER BY id");
	assert_int_equal(query_columns(query), 2);
	assert_string_equal(query_column_name(query, 1), "word");
	ASSERT_OK(query_step(query, &row, &err));
	assert_true(row);
	assert_int_equal(query_int(query, 0), 1);
	assert_string_equal(query_text(query, 0), "1");
	assert_string_equal(query_text(query, 1), "三审");
	assert_int_equal(query_span(query, 1).bytes, 6);
	ASSERT_OK(query_step(query, &row, &err));
	assert_true(query_is_null(query, 1));
	assert_string_equal(query_text(query, 1), "");
	ASSERT_OK(query_step(query, &row, &err));
	assert_false(query_is_null(query, 1));
	ASSERT_OK(query_step(query, &row, &err));
	assert_false(row);
	query_done(query);
	db_close(db);
	free(path);
}

static void the_same_question_may_be_open_twice(void **state)
{
	char *path = fresh_path();
	struct db *db = fresh(path);
	const char *sql = "SELECT word FROM t ORDER BY id";
	struct query *outer, *inner, *again;
	struct err err;
	bool row;

	(void)state;
	ASSERT_OK(insert(db, "a", &err));
	outer = db_query(db, sql);
	ASSERT_OK(query_step(outer, &row, &err));
	inner = db_query(db, sql);
	assert_ptr_not_equal(outer, inner);
	ASSERT_OK(query_step(inner, &row, &err));
	assert_string_equal(query_text(inner, 0), "a");
	query_done(inner);
	again = db_query(db, sql);
	assert_ptr_equal(again, inner); /* it was kept */
	query_done(again);
	assert_string_equal(query_text(outer, 0), "a");
	query_done(outer);
	query_done(NULL);
	db_close(db);
	free(path);
}

static void transactions_are_whole(void **state)
{
	char *path = fresh_path();
	struct db *db = fresh(path);
	struct err err;

	(void)state;
	ASSERT_OK(db_begin(db, &err));
	ASSERT_OK(insert(db, "a", &err));
	db_rollback(db);
	db_rollback(db);
	assert_int_equal(count(db), 0);
	ASSERT_OK(db_begin(db, &err));
	ASSERT_OK(insert(db, "a", &err));
	ASSERT_CODE(ERR_SYSTEM, insert(db, "a", &err)); /* UNIQUE */
	assert_non_null(strstr(err.detail, "UNIQUE"));
	ASSERT_OK(db_commit(db, &err));
	ASSERT_OK(db_begin_read(db, &err));
	assert_int_equal(count(db), 1);
	ASSERT_OK(db_commit(db, &err));
	/* foreign keys are on */
	ASSERT_CODE(ERR_SYSTEM, db_run(db, "INSERT INTO u VALUES (99)", &err));
	db_close(db);
	free(path);
}

static void a_version_is_kept_and_a_newer_one_refused(void **state)
{
	char *path = fresh_path();
	struct db *db = fresh(path);
	struct err err;
	bool old = true;

	(void)state;
	ASSERT_OK(insert(db, "a", &err));
	db_close(db);
	db = open_version(path, 1, &old);
	assert_false(old);
	assert_int_equal(count(db), 1);
	db_close(db);
	db = open_version(path, 2, &old);
	assert_true(old);
	assert_int_equal(version_of(db), 1);
	db_close(db);
	ASSERT_CODE(ERR_NEWER,
	            db_open(path, KIND, 0, DB_SYNC_NORMAL, &db, &old, &err));
	ASSERT_CODE(ERR_BROKEN, db_open(path, KIND + 1, 1, DB_SYNC_NORMAL, &db,
	                                &old, &err));
	free(path);
}

static void an_unfinished_file_is_fresh_again(void **state)
{
	char *path = fresh_path();
	bool old = false;
	struct db *db = open_version(path, 1, &old);
	struct err err;

	(void)state;
	ASSERT_OK(db_begin(db, &err));
	ASSERT_OK(db_run(db, "CREATE TABLE t (a)", &err));
	ASSERT_OK(db_set_version(db, 1, &err));
	db_close(db); /* as a kill would: nothing was committed */
	old = false;
	db = open_version(path, 1, &old);
	assert_true(old);
	assert_int_equal(version_of(db), 0);
	db_close(db);
	free(path);
}

static void a_version_set_by_another_is_seen(void **state)
{
	char *path = fresh_path();
	bool old = false;
	struct db *early = open_version(path, 1, &old);
	struct db *db;

	(void)state;
	assert_true(old);
	db = fresh(path);
	assert_int_equal(version_of(early), 1);
	db_close(db);
	db_close(early);
	free(path);
}

static void damage_is_told_apart(void **state)
{
	char *path = fresh_path();
	struct db *db = fresh(path);
	struct query *query;
	struct err err;
	struct str noise = {0};
	bool old, row;
	int fd;

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct str word = {0};

		str_putf(&word, "%0300d", i);
		ASSERT_OK(insert(db, word.at, &err));
		str_clear(&word);
	}
	ASSERT_OK(db_check(db, &err));
	db_close(db);

	/* a page of noise in the middle */
	for (int i = 0; i < 4096; i++)
		str_putc(&noise, (char)(i * 7));
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, noise.at, 4096, 4096 * 3), 4096);
	close(fd);
	db = open_version(path, 1, &old);
	ASSERT_CODE(ERR_BROKEN, db_check(db, &err));
	assert_true(db_is_damaged(&err));
	db_close(db);

	/* no database at all */
	test_write(path, str_span(&noise));
	ASSERT_CODE(ERR_BROKEN,
	            db_open(path, KIND, 1, DB_SYNC_NORMAL, &db, &old, &err));
	str_clear(&noise);

	/* a table that is not there */
	unlink(path);
	db = fresh(path);
	query = db_query(db, "SELECT x FROM missing WHERE y = ?");
	query_bind_text(query, 1, "z");
	ASSERT_CODE(ERR_BROKEN, query_step(query, &row, &err));
	query_done(query);
	db_close(db);
	free(path);
}

static void a_folder_is_no_database(void **state)
{
	char *folder = test_folder();
	struct db *db = NULL;
	struct err err;
	bool old;

	(void)state;
	ASSERT_CODE(ERR_SYSTEM,
	            db_open(folder, KIND, 1, DB_SYNC_NORMAL, &db, &old, &err));
	assert_null(db);
	free(folder);
}

static void a_shipped_schema_is_found_by_name(void **state)
{
	char *path = fresh_path();
	struct db *db = fresh(path);
	struct err err;

	(void)state;
	ASSERT_OK(db_schema(db, "0001-index.sql", &err));
	ASSERT_CODE(ERR_NO_FILE, db_schema(db, "none.sql", &err));
	db_close(db);
	free(path);
}

int group_db(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_go_in_and_come_out),
	    cmocka_unit_test(the_same_question_may_be_open_twice),
	    cmocka_unit_test(transactions_are_whole),
	    cmocka_unit_test(a_version_is_kept_and_a_newer_one_refused),
	    cmocka_unit_test(an_unfinished_file_is_fresh_again),
	    cmocka_unit_test(a_version_set_by_another_is_seen),
	    cmocka_unit_test(damage_is_told_apart),
	    cmocka_unit_test(a_folder_is_no_database),
	    cmocka_unit_test(a_shipped_schema_is_found_by_name),
	};

	return TEST_GROUP("db", tests);
}
