#include "store/draft.h"

#include <stdlib.h>

#include "core/mem.h"
#include "store/db.h"
#include "store/draft-parts.h"

/* An op-id finds its own person's text only, and none that has a post. */
#define UNNAMED "(post IS NULL AND op_id = ? AND person = ?)"

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

/* In version 1 the op-id was the key. */
static enum err_code upgrade_1(struct drafts *drafts, struct err *err)
{
	enum err_code rc;

	if ((rc = db_run(drafts->db,
	                 "DROP INDEX draft_post; "
	                 "ALTER TABLE draft RENAME TO draft_1",
	                 err)) ||
	    (rc = db_schema(drafts->db, "0002-desk.sql", err)))
		return rc;
	return db_run(drafts->db,
	              "INSERT INTO draft (op_id, post, person, form, grade, "
	              "text, at_ms) SELECT op_id, post, person, form, grade, "
	              "text, at_ms FROM draft_1; DROP TABLE draft_1",
	              err);
}

/* From any version before, step by step. */
static enum err_code upgrade(struct drafts *drafts, int version,
                             struct err *err)
{
	enum err_code rc = ERR_OK;

	if (version == 0)
		rc = db_schema(drafts->db, "0002-desk.sql", err);
	else if (version == 1)
		rc = upgrade_1(drafts, err);
	if (!rc && version < 3)
		rc = db_schema(drafts->db, "0003-editor.sql", err);
	if (!rc && version < 4)
		rc = db_schema(drafts->db, "0004-logins.sql", err);
	if (!rc && version < 5)
		rc = db_schema(drafts->db, "0005-invite.sql", err);
	if (!rc && version < 6)
		rc = db_schema(drafts->db, "0006-forward.sql", err);
	return rc ? rc : db_schema(drafts->db, "0007-password.sql", err);
}

static enum err_code make_tables(struct drafts *drafts, struct err *err)
{
	int version;
	enum err_code rc;

	if ((rc = db_begin(drafts->db, err)))
		return rc;
	/* Another process may have made them while we waited. */
	if ((rc = db_version(drafts->db, &version, err)) ||
	    version >= DRAFT_VERSION) {
		db_rollback(drafts->db);
		if (!rc && version > DRAFT_VERSION)
			rc = err_set(err, ERR_NEWER, "desk.db", NULL);
		return rc;
	}
	if ((rc = upgrade(drafts, version, err)) ||
	    (rc = db_set_version(drafts->db, DRAFT_VERSION, err)) ||
	    (rc = db_commit(drafts->db, err)))
		db_rollback(drafts->db);
	return rc;
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
	if (!rc && old)
		rc = make_tables(drafts, err);
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
	if ((rc = drafts_drop(drafts, post, op_id, person, err)))
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
                         const char *op_id, const char *person,
                         struct draft_row *out, bool *found, struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "SELECT op_id, post, person, form, grade, text, at_ms "
	                "FROM draft WHERE post = ? OR " UNNAMED
	                " ORDER BY post IS NULL LIMIT 1");
	enum err_code rc;

	query_bind_text(query, 1, post);
	query_bind_text(query, 2, op_id);
	query_bind_text(query, 3, person);
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
                          const char *op_id, const char *person,
                          struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "DELETE FROM draft WHERE post = ? OR " UNNAMED);

	query_bind_text(query, 1, post);
	query_bind_text(query, 2, op_id);
	query_bind_text(query, 3, person);
	return query_run(query, err);
}
