#include "store/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"
#include "core/route.h"
#include "store/db.h"
#include "store/disk.h"
#include "store/index-parts.h"
#include "store/index-post.h"

enum { INDEX_VERSION = 5, INDEX_KIND = 0x53535831 }; /* "SSX1" */

/* In the order they are emptied and dumped. */
static const char *const tables[] = {
    "meta",   "record",      "post",    "revision", "step",       "signoff",
    "waiver", "publication", "waiting", "paper",    "policy_text"};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static enum err_code make_tables(struct index *index, struct err *err)
{
	struct str sql = {0};
	int version;
	enum err_code rc;

	if ((rc = db_begin(index->db, err)))
		return rc;
	/* Another process may have made, and filled, them while we waited. */
	if ((rc = db_version(index->db, &version, err)) ||
	    version >= INDEX_VERSION) {
		db_rollback(index->db);
		if (!rc && version > INDEX_VERSION)
			rc = err_set(err, ERR_NEWER, index->path, NULL);
		return rc;
	}
	for (int i = 0; i < TABLES; i++)
		str_putf(&sql, "DROP TABLE IF EXISTS %s;", tables[i]);
	if ((rc = db_run(index->db, str_text(&sql), err)) ||
	    (rc = db_schema(index->db, "0001-index.sql", err)) ||
	    (rc = db_set_version(index->db, INDEX_VERSION, err)) ||
	    (rc = db_commit(index->db, err)))
		db_rollback(index->db);
	str_clear(&sql);
	return rc;
}

static enum err_code open_file(struct index *index, struct err *err)
{
	bool old = false;
	struct stat status;
	enum err_code rc;

	rc = db_open(index->path, INDEX_KIND, INDEX_VERSION, DB_SYNC_NORMAL,
	             &index->db, &old, err);
	if (!rc && old)
		rc = make_tables(index, err);
	if (!rc && stat(index->path, &status) == 0) {
		index->device = status.st_dev;
		index->inode = status.st_ino;
	}
	if (rc) {
		db_close(index->db);
		index->db = NULL;
	}
	return rc;
}

static enum err_code move_file(const char *from, const char *to,
                               struct err *err)
{
	enum err_code rc;

	if (!disk_exists(from))
		return disk_remove(to, err); /* of an older one */
	rc = disk_move(from, to, err);
	return rc && !disk_exists(from) ? ERR_OK : rc;
}

enum err_code index_set_aside(const char *path, const char *suffix, bool keep,
                              struct err *err)
{
	/* The log first: a file without its log is old, but a log with another
	 * file is damage. */
	static const char *const parts[] = {"-wal", "-shm", ""};
	struct str base = {0}, from = {0}, to = {0};
	enum err_code rc = ERR_OK;

	str_putf(&base, "%s.%s", path, suffix);
	for (int n = 2; keep && disk_exists(str_text(&base)); n++) {
		base.bytes = 0;
		str_putf(&base, "%s.%s-%d", path, suffix, n);
	}
	for (int i = 0; !rc && i < 3; i++) {
		from.bytes = to.bytes = 0;
		str_putf(&from, "%s%s", path, parts[i]);
		str_putf(&to, "%s%s", str_text(&base), parts[i]);
		rc = move_file(str_text(&from), str_text(&to), err);
	}
	str_clear(&base);
	str_clear(&from);
	str_clear(&to);
	return rc;
}

enum err_code index_open(struct index **out, const char *path, struct err *err)
{
	struct index *index = mem_new(sizeof(*index));
	enum err_code rc;

	index->path = mem_copy(path);
	rc = open_file(index, err);
	if (rc == ERR_BROKEN &&
	    !(rc = index_set_aside(path, "damaged", false, err)))
		rc = open_file(index, err);
	if (rc)
		index_close(index);
	else
		*out = index;
	return rc;
}

void index_close(struct index *index)
{
	if (!index)
		return;
	db_close(index->db);
	free(index->path);
	free(index);
}

bool index_is_current(const struct index *index)
{
	struct stat status;

	return index && stat(index->path, &status) == 0 &&
	       status.st_dev == index->device && status.st_ino == index->inode;
}

enum err_code index_begin(struct index *index, struct err *err)
{
	return db_begin(index->db, err);
}

enum err_code index_commit(struct index *index, struct err *err)
{
	return db_commit(index->db, err);
}

void index_rollback(struct index *index)
{
	db_rollback(index->db);
}

enum err_code index_begin_read(struct index *index, bool *mine, struct err *err)
{
	*mine = !db_in_transaction(index->db);
	return *mine ? db_begin_read(index->db, err) : ERR_OK;
}

void index_end_read(struct index *index, bool mine)
{
	if (mine)
		db_rollback(index->db);
}

enum err_code index_last(struct index *index, char out[HEX], int64_t *number,
                         struct err *err)
{
	struct query *query =
	    db_query(index->db, "SELECT key, value FROM meta WHERE key IN "
	                        "('last', 'number')");
	bool row;
	enum err_code rc;

	out[0] = '\0';
	*number = 0;
	while (!(rc = query_step(query, &row, err)) && row) {
		if (strcmp(query_text(query, 0), "last") == 0)
			snprintf(out, HEX, "%s", query_text(query, 1));
		else
			*number = query_int(query, 1);
	}
	query_done(query);
	return rc;
}

static enum err_code put_meta(struct index *index, const char *key,
                              const char *value, struct err *err)
{
	struct query *query =
	    db_query(index->db,
	             "INSERT INTO meta (key, value) VALUES (?, ?) "
	             "ON CONFLICT (key) DO UPDATE SET value = excluded.value");

	query_bind_text(query, 1, key);
	query_bind_text(query, 2, value);
	return query_run(query, err);
}

static enum err_code put_record(struct index *index,
                                const struct index_fact *fact, int64_t number,
                                struct err *err)
{
	const struct event *event = fact->event;
	struct query *query = db_query(
	    index->db,
	    "INSERT INTO record (number, commit_id, event, post, revision, "
	    "content, step, actor, role, at_ms, op_id, decision, personal) "
	    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");

	query_bind_int(query, 1, number);
	query_bind_text(query, 2, fact->commit);
	query_bind_text(query, 3, event_id(event->kind));
	query_bind_text(query, 4, event->post);
	query_bind_int(query, 5, event->revision);
	query_bind_text(query, 6, event->content);
	query_bind_text(query, 7, event->step);
	query_bind_text(query, 8, event->actor);
	query_bind_text(query, 9, event->role);
	query_bind_int(query, 10, event->at_ms);
	query_bind_text(query, 11, event->op_id);
	query_bind_text(query, 12, event->decision);
	query_bind_int(query, 13, fact->personal);
	return query_run(query, err);
}

/* For whoever reads the post later. */
static enum err_code put_policy(struct index *index,
                                const struct index_fact *fact, struct err *err)
{
	struct query *query =
	    db_query(index->db, "INSERT OR IGNORE INTO policy_text "
	                        "(tree, text) VALUES (?, ?)");

	query_bind_text(query, 1, fact->event->policy);
	query_bind_span(query, 2, fact->policy_text);
	return query_run(query, err);
}

static enum err_code apply_to_post(struct index *index,
                                   const struct index_fact *fact,
                                   struct err *err)
{
	struct post *post = NULL;
	enum err_code rc = ERR_OK;

	if (fact->event->kind != EVENT_NEW)
		rc = index_post(index, fact->event->post, &post, err);
	if (rc)
		return rc;
	route_apply(fact->policy, fact->event, fact->form, fact->commit,
	            fact->personal, &post);
	rc = index_store_post(index->db, post, fact->policy, err);
	post_free(post);
	return rc;
}

enum err_code index_apply(struct index *index, const struct index_fact *fact,
                          struct err *err)
{
	char last[HEX], text[24];
	int64_t number;
	enum err_code rc;

	if ((rc = index_last(index, last, &number, err)))
		return rc;
	if (strcmp(last, fact->parent) != 0)
		return err_set(err, ERR_BROKEN, index->path, fact->commit);
	number++;
	if ((rc = put_record(index, fact, number, err)))
		return rc;
	if (fact->event->post && (rc = apply_to_post(index, fact, err)))
		return rc;
	if (fact->event->policy[0] && (rc = put_policy(index, fact, err)))
		return rc;
	snprintf(text, sizeof(text), "%lld", (long long)number);
	if ((rc = put_meta(index, "number", text, err)))
		return rc;
	return put_meta(index, "last", fact->commit, err);
}

enum err_code index_empty(struct index *index, struct err *err)
{
	struct str sql = {0};
	enum err_code rc;

	for (int i = 0; i < TABLES; i++)
		str_putf(&sql, "DELETE FROM %s;", tables[i]);
	rc = db_run(index->db, str_text(&sql), err);
	str_clear(&sql);
	return rc;
}

enum err_code index_post(struct index *index, const char *id, struct post **out,
                         struct err *err)
{
	bool mine;
	enum err_code rc = index_begin_read(index, &mine, err);

	if (rc)
		return rc;
	rc = index_load_post(index->db, id, out, err);
	index_end_read(index, mine);
	return rc;
}

static enum err_code one_record(struct query *query, struct index_record *out,
                                bool *found, struct err *err)
{
	enum err_code rc = query_step(query, found, err);

	if (!rc && *found) {
		memset(out, 0, sizeof(*out));
		out->number = query_int(query, 0);
		snprintf(out->commit, HEX, "%s", query_text(query, 1));
		snprintf(out->event, sizeof(out->event), "%s",
		         query_text(query, 2));
		snprintf(out->post, sizeof(out->post), "%s",
		         query_text(query, 3));
		out->revision = (int)query_int(query, 4);
		snprintf(out->content, HEX, "%s", query_text(query, 5));
		snprintf(out->actor, sizeof(out->actor), "%s",
		         query_text(query, 6));
		snprintf(out->op_id, sizeof(out->op_id), "%s",
		         query_text(query, 7));
		out->at_ms = query_int(query, 8);
	}
	query_done(query);
	return rc;
}

#define RECORD_COLUMNS \
	"SELECT number, commit_id, event, post, revision, content, actor, " \
	"op_id, at_ms FROM record "

enum err_code index_by_op_id(struct index *index, const char *op_id,
                             struct index_record *out, bool *found,
                             struct err *err)
{
	struct query *query =
	    db_query(index->db, RECORD_COLUMNS "WHERE op_id = ?");

	query_bind_text(query, 1, op_id);
	return one_record(query, out, found, err);
}

enum err_code index_is_personal(struct index *index, const char *commit,
                                bool *out, struct err *err)
{
	struct query *query = db_query(
	    index->db, "SELECT personal FROM record WHERE commit_id = ?");
	bool row;
	enum err_code rc;

	*out = false;
	query_bind_text(query, 1, commit);
	if (!(rc = query_step(query, &row, err)) && row)
		*out = query_int(query, 0) != 0;
	query_done(query);
	return rc;
}

enum err_code index_new_op_id(struct index *index, const char *post,
                              char out[65], char person[40], struct err *err)
{
	struct query *query = db_query(
	    index->db, "SELECT op_id, actor FROM record WHERE post = ? AND "
	               "event = 'new' ORDER BY number LIMIT 1");
	bool row;
	enum err_code rc;

	out[0] = person[0] = '\0';
	query_bind_text(query, 1, post);
	if (!(rc = query_step(query, &row, err)) && row) {
		snprintf(out, 65, "%s", query_text(query, 0));
		snprintf(person, 40, "%s", query_text(query, 1));
	}
	query_done(query);
	return rc;
}

enum err_code index_serial(struct index *index, const char *day, long *out,
                           struct err *err)
{
	struct query *query = db_query(
	    index->db, "SELECT max(CAST(substr(id, 10) AS INTEGER)) FROM post "
	               "WHERE id > ? || '-' AND id < ? || '.'");
	bool row;
	enum err_code rc;

	*out = 0;
	query_bind_text(query, 1, day);
	query_bind_text(query, 2, day);
	if (!(rc = query_step(query, &row, err)) && row)
		*out = (long)query_int(query, 0);
	query_done(query);
	return rc;
}

/* What `each` asks of the index is of the same state as the list. */
static enum err_code each_value(struct index *index, struct query *query,
                                index_each each, void *payload, struct err *err)
{
	bool row, mine;
	enum err_code rc;

	if ((rc = index_begin_read(index, &mine, err))) {
		query_done(query);
		return rc;
	}
	while (!(rc = query_step(query, &row, err)) && row)
		if ((rc = each(payload, query_text(query, 0), err)))
			break;
	query_done(query);
	index_end_read(index, mine);
	return rc;
}

enum err_code index_commits(struct index *index, const char *post,
                            index_each each, void *payload, struct err *err)
{
	struct query *query =
	    post ? db_query(index->db, "SELECT commit_id FROM record WHERE "
	                               "post = ? ORDER BY number")
	         : db_query(index->db,
	                    "SELECT commit_id FROM record ORDER BY number");

	if (post)
		query_bind_text(query, 1, post);
	return each_value(index, query, each, payload, err);
}

enum err_code index_posts(struct index *index, const char *work,
                          index_each each, void *payload, struct err *err)
{
	struct query *query =
	    work ? db_query(index->db, "SELECT id FROM post WHERE work = ? "
	                               "ORDER BY created_ms DESC, id DESC")
	         : db_query(index->db, "SELECT id FROM post "
	                               "ORDER BY created_ms DESC, id DESC");

	if (work)
		query_bind_text(query, 1, work);
	return each_value(index, query, each, payload, err);
}

enum err_code index_waiting(struct index *index, index_waiting_each each,
                            void *payload, struct err *err)
{
	struct query *query;
	bool row, mine;
	enum err_code rc;

	if ((rc = index_begin_read(index, &mine, err)))
		return rc;
	query = db_query(index->db,
	                 "SELECT DISTINCT post, why, due_ms FROM waiting "
	                 "ORDER BY due_ms, post");
	while (!(rc = query_step(query, &row, err)) && row)
		if ((rc = each(payload, query_text(query, 0),
		               query_text(query, 1), query_int(query, 2), err)))
			break;
	query_done(query);
	index_end_read(index, mine);
	return rc;
}

/* Backslash, LF and TAB are escaped, so that a row is a line. */
static void dump_value(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\\')
			str_puts(out, "\\\\");
		else if (*text == '\n')
			str_puts(out, "\\n");
		else if (*text == '\t')
			str_puts(out, "\\t");
		else
			str_putc(out, *text);
	}
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Rows of one table, sorted as text. */
static enum err_code dump_table(struct index *index, const char *table,
                                struct str *out, struct err *err)
{
	struct str sql = {0}, line = {0};
	char **lines = NULL;
	size_t count = 0, room = 0;
	struct query *query;
	bool row;
	enum err_code rc;

	str_putf(&sql, "SELECT * FROM %s", table);
	query = db_query(index->db, str_text(&sql));
	while (!(rc = query_step(query, &row, err)) && row) {
		str_puts(&line, table);
		for (int i = 0; i < query_columns(query); i++) {
			str_putf(&line, "\t%s=", query_column_name(query, i));
			if (query_is_null(query, i))
				str_puts(&line, "\\N");
			else
				dump_value(&line, query_text(query, i));
		}
		str_putc(&line, '\n');
		lines = mem_room(lines, count, &room, sizeof(*lines));
		lines[count++] = str_take(&line);
	}
	query_done(query);
	if (count)
		qsort(lines, count, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < count; i++) {
		str_puts(out, lines[i]);
		free(lines[i]);
	}
	free(lines);
	str_clear(&sql);
	return rc;
}

enum err_code index_dump(struct index *index, struct str *out, struct err *err)
{
	enum err_code rc;

	if ((rc = db_begin_read(index->db, err)))
		return rc;
	for (int i = 0; !rc && i < TABLES; i++)
		rc = dump_table(index, tables[i], out, err);
	db_rollback(index->db);
	return rc;
}
