#include "store/draft.h"

#include <stdlib.h>

#include "core/mem.h"
#include "store/db.h"

enum { DRAFT_VERSION = 1, DRAFT_KIND = 0x53534431 }; /* "SSD1" */

struct drafts {
	struct db *db;
};

void draft_row_clear(struct draft_row *row)
{
	free(row->op_id);
	free(row->post);
	free(row->person);
	free(row->grade);
	form_clear(&row->form);
	str_clear(&row->text);
	*row = (struct draft_row){0};
}

enum err_code drafts_open(struct drafts **out, const char *home,
                          struct err *err)
{
	struct drafts *drafts = mem_new(sizeof(*drafts));
	struct str path = {0};
	bool old = false;
	enum err_code rc;

	str_putf(&path, "%s/desk.db", home);
	rc = db_open(str_text(&path), DRAFT_KIND, DRAFT_VERSION, DB_SYNC_FULL,
	             &drafts->db, &old, err);
	if (!rc && old) {
		if ((rc = db_begin(drafts->db, err)))
			goto out;
		/* Another process may have made them while we waited. */
		if (db_version(drafts->db) == DRAFT_VERSION)
			db_rollback(drafts->db);
		else if ((rc = db_schema(drafts->db, "0002-desk.sql", err)) ||
		         (rc =
		              db_set_version(drafts->db, DRAFT_VERSION, err)) ||
		         (rc = db_commit(drafts->db, err)))
			db_rollback(drafts->db);
	}
out:
	if (rc)
		drafts_close(drafts);
	else
		*out = drafts;
	str_clear(&path);
	return rc;
}

void drafts_close(struct drafts *drafts)
{
	if (!drafts)
		return;
	db_close(drafts->db);
	free(drafts);
}

enum err_code drafts_put(struct drafts *drafts, const char *op_id,
                         const char *post, const char *person,
                         const struct form *form, const char *grade,
                         struct span text, int64_t at_ms, struct err *err)
{
	struct str ini = {0};
	struct query *query;
	enum err_code rc;

	if ((rc = db_begin(drafts->db, err)))
		return rc;
	form_write(&ini, form);
	if ((rc = drafts_drop(drafts, post, op_id, err)))
		goto out;
	query = db_query(drafts->db, "INSERT INTO draft (op_id, post, person, "
	                             "form, grade, text, at_ms) VALUES "
	                             "(?,?,?,?,?,CAST(? AS BLOB),?)");
	query_bind_text(query, 1, op_id);
	query_bind_text(query, 2, post);
	query_bind_text(query, 3, person);
	query_bind_span(query, 4, str_span(&ini));
	query_bind_text(query, 5, grade ? grade : "");
	query_bind_span(query, 6, text);
	query_bind_int(query, 7, at_ms);
	if (!(rc = query_run(query, err)))
		rc = db_commit(drafts->db, err);
out:
	if (rc)
		db_rollback(drafts->db);
	str_clear(&ini);
	return rc;
}

enum err_code drafts_get(struct drafts *drafts, const char *post,
                         const char *op_id, struct draft_row *out, bool *found,
                         struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "SELECT op_id, post, person, form, grade, text, at_ms "
	                "FROM draft WHERE post = ? OR op_id = ?");
	enum err_code rc;

	query_bind_text(query, 1, post);
	query_bind_text(query, 2, op_id);
	if (!(rc = query_step(query, found, err)) && *found) {
		*out = (struct draft_row){0};
		if (!(rc = form_read(query_span(query, 3), &out->form, err))) {
			out->op_id = mem_copy(query_text(query, 0));
			if (!query_is_null(query, 1))
				out->post = mem_copy(query_text(query, 1));
			out->person = mem_copy(query_text(query, 2));
			out->grade = mem_copy(query_text(query, 4));
			str_add(&out->text, query_span(query, 5));
			out->at_ms = query_int(query, 6);
		}
	}
	query_done(query);
	return rc;
}

enum err_code drafts_drop(struct drafts *drafts, const char *post,
                          const char *op_id, struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "DELETE FROM draft WHERE post = ? OR op_id = ?");

	query_bind_text(query, 1, post);
	query_bind_text(query, 2, op_id);
	return query_run(query, err);
}
