/*
 * desk.db: an editor's text, which revisions were seen, which keys may bring an
 * agent along.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/mem.h"
#include "store/db.h"
#include "store/desk.h"
#include "store/draft-parts.h"
#include "store/draft.h"

#define WHOLE \
	"SELECT id, post, person, base, title, at_ms, grade, summary, " \
	"column_id, channels, audience, publish_at, attachments, text, " \
	"waivers " \
	"FROM autosave "
#define HEAD "SELECT id, post, person, base, title, at_ms, grade FROM autosave "
enum { HEAD_COLUMNS = 7 };

/* Somebody is typing, or a line has hung up: nothing here is worth a screen
 * that stands still. Held text (draft.c) is, and is waited for. */
enum { KEEP_WAIT_MS = 250 };

void autosave_clear(struct autosave *autosave)
{
	free(autosave->post);
	free(autosave->person);
	free(autosave->grade);
	form_clear(&autosave->form);
	str_clear(&autosave->text);
	str_clear(&autosave->waivers);
	*autosave = (struct autosave){0};
}

void autosaves_clear(struct autosaves *autosaves)
{
	for (size_t i = 0; i < autosaves->count; i++)
		autosave_clear(&autosaves->at[i]);
	free(autosaves->at);
	*autosaves = (struct autosaves){0};
}

/* ---- keeping ----
 */

/* `id` 0 binds NULL: a new one. */
static void bind_autosave(struct query *query, const struct autosave *autosave,
                          int64_t id)
{
	const struct form *form = &autosave->form;
	struct form files = {.attachments = form->attachments,
	                     .attachment_count = form->attachment_count};
	struct str channels = {0}, attachments = {0};

	for (size_t i = 0; i < form->channels.count; i++)
		str_putf(&channels, "%s%s", i ? ", " : "",
		         form->channels.at[i]);
	form_write(&attachments, &files);
	if (id)
		query_bind_int(query, 1, id);
	else
		query_bind_null(query, 1);
	query_bind_text(query, 2, autosave->post);
	query_bind_text(query, 3, autosave->person);
	query_bind_text(query, 4, autosave->base);
	query_bind_text(query, 5, form->title ? form->title : "");
	query_bind_int(query, 6, autosave->at_ms);
	query_bind_text(query, 7, autosave->grade ? autosave->grade : "");
	query_bind_text(query, 8, form->summary);
	query_bind_text(query, 9, form->column);
	query_bind_span(query, 10, str_span(&channels));
	query_bind_text(query, 11, form->audience);
	query_bind_text(query, 12, form->at);
	query_bind_span(query, 13, str_span(&attachments));
	query_bind_span(query, 14, str_span(&autosave->text));
	query_bind_span(query, 15, str_span(&autosave->waivers));
	str_clear(&channels);
	str_clear(&attachments);
}

/* Takes away what it replaces; *own: its id is still this person's. */
static enum err_code make_way(struct drafts *drafts,
                              const struct autosave *autosave, bool *own,
                              struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "DELETE FROM autosave WHERE person = ? AND "
	                         "post = ? AND id <> ?");
	enum err_code rc;

	query_bind_text(query, 1, autosave->person);
	query_bind_text(query, 2, autosave->post);
	query_bind_int(query, 3, autosave->id);
	if ((rc = query_run(query, err)))
		return rc;
	rc = drafts_forget(drafts, autosave->person, autosave->id, err);
	*own = db_changes(drafts->db) > 0;
	return rc;
}

enum err_code drafts_keep(struct drafts *drafts, struct autosave *autosave,
                          struct err *err)
{
	struct query *query;
	bool own = false;
	int64_t id = 0;
	enum err_code rc;

	db_set_wait(drafts->db, KEEP_WAIT_MS);
	if ((rc = db_begin(drafts->db, err)))
		goto out;
	if ((rc = make_way(drafts, autosave, &own, err)))
		goto out;
	query = db_query(drafts->db,
	                 "INSERT INTO autosave (id, post, person, base, title, "
	                 "at_ms, grade, summary, column_id, channels, "
	                 "audience, publish_at, attachments, text, waivers) "
	                 "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,CAST(? AS BLOB),"
	                 "?)");
	bind_autosave(query, autosave, own ? autosave->id : 0);
	rc = query_run(query, err);
	id = db_last_row(drafts->db);
	if (!rc && !(rc = db_commit(drafts->db, err)))
		autosave->id = id;
out:
	if (rc)
		db_rollback(drafts->db);
	db_set_wait(drafts->db, DB_WAIT_MS);
	return rc;
}

/* A statement that writes, run at once or soon not at all. */
static enum err_code run_soon(struct drafts *drafts, struct query *query,
                              struct err *err)
{
	enum err_code rc;

	db_set_wait(drafts->db, KEEP_WAIT_MS);
	rc = query_run(query, err);
	db_set_wait(drafts->db, DB_WAIT_MS);
	return rc;
}

enum err_code drafts_forget(struct drafts *drafts, const char *person,
                            int64_t id, struct err *err)
{
	struct query *query = db_query(
	    drafts->db, "DELETE FROM autosave WHERE id = ? AND person = ?");

	query_bind_int(query, 1, id);
	query_bind_text(query, 2, person);
	return run_soon(drafts, query, err);
}

/* ---- finding again ----
 */

static char *copy_or_null(struct query *query, int column)
{
	return query_is_null(query, column)
	           ? NULL
	           : mem_copy(query_text(query, column));
}

/* The row of HEAD or WHOLE. */
static enum err_code read_autosave(struct query *query, struct autosave *out,
                                   struct err *err)
{
	struct form *form = &out->form;
	enum err_code rc;

	*out = (struct autosave){.id = query_int(query, 0),
	                         .post = copy_or_null(query, 1),
	                         .person = copy_or_null(query, 2),
	                         .at_ms = query_int(query, 5),
	                         .grade = copy_or_null(query, 6)};
	snprintf(out->base, HEX, "%s", query_text(query, 3));
	if (query_columns(query) > HEAD_COLUMNS) {
		if ((rc = form_read(query_span(query, 12), form, err))) {
			autosave_clear(out);
			return rc;
		}
		free(form->title);
		form->summary = copy_or_null(query, 7);
		form->column = copy_or_null(query, 8);
		form_set_channels(form, query_span(query, 9));
		form->audience = copy_or_null(query, 10);
		form->at = copy_or_null(query, 11);
		str_add(&out->text, query_span(query, 13));
		str_add(&out->waivers, query_span(query, 14));
	}
	form->title = copy_or_null(query, 4);
	return ERR_OK;
}

enum err_code drafts_kept(struct drafts *drafts, const char *person,
                          const char *post, struct autosaves *out,
                          struct err *err)
{
	struct query *query =
	    post ? db_query(drafts->db, WHOLE "WHERE person = ? AND post = ?")
	         : db_query(drafts->db, HEAD "WHERE person = ? "
	                                     "ORDER BY at_ms DESC, id DESC");
	bool row;
	enum err_code rc;

	query_bind_text(query, 1, person);
	if (post)
		query_bind_text(query, 2, post);
	while (!(rc = query_step(query, &row, err)) && row) {
		out->at =
		    mem_room(out->at, out->count, &out->room, sizeof(*out->at));
		if ((rc = read_autosave(query, &out->at[out->count], err)))
			break;
		out->count++;
	}
	query_done(query);
	return rc;
}

enum err_code drafts_kept_text(struct drafts *drafts, const char *person,
                               int64_t id, struct autosave *out, bool *found,
                               struct err *err)
{
	struct query *query =
	    db_query(drafts->db, WHOLE "WHERE id = ? AND person = ?");
	enum err_code rc;

	query_bind_int(query, 1, id);
	query_bind_text(query, 2, person);
	if (!(rc = query_step(query, found, err)) && *found)
		rc = read_autosave(query, out, err);
	query_done(query);
	return rc;
}

/* ---- what was seen ----
 */

static enum err_code ask_seen(struct query *query, int *out, bool *found,
                              struct err *err)
{
	enum err_code rc = query_step(query, found, err);

	if (!rc && *found)
		*out = (int)query_int(query, 0);
	query_done(query);
	return rc;
}

enum err_code drafts_seen(struct drafts *drafts, const char *person,
                          const char *post, int revision, int decided,
                          int *before, struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "SELECT earlier FROM seen WHERE person = ? "
	                         "AND post = ? AND revision = ?");
	int earlier = 0;
	bool found;
	enum err_code rc;

	query_bind_text(query, 1, person);
	query_bind_text(query, 2, post);
	query_bind_int(query, 3, revision);
	if ((rc = ask_seen(query, before, &found, err)) || found)
		return rc;
	query = db_query(drafts->db,
	                 "SELECT max(revision) FROM seen WHERE person = ? AND "
	                 "post = ? AND revision < ?");
	query_bind_text(query, 1, person);
	query_bind_text(query, 2, post);
	query_bind_int(query, 3, revision);
	if ((rc = ask_seen(query, &earlier, &found, err)))
		return rc;
	if (earlier < decided)
		earlier = decided;
	query = db_query(drafts->db,
	                 "INSERT OR IGNORE INTO seen (person, post, revision, "
	                 "earlier) VALUES (?,?,?,?)");
	query_bind_text(query, 1, person);
	query_bind_text(query, 2, post);
	query_bind_int(query, 3, revision);
	query_bind_int(query, 4, earlier);
	*before = earlier;
	return run_soon(drafts, query, err);
}

/* ---- keys that may bring an agent along ----
 */

enum err_code drafts_forward(struct drafts *drafts, const char *fingerprint,
                             bool on, struct err *err)
{
	struct query *query = db_query(
	    drafts->db,
	    on ? "INSERT OR IGNORE INTO forward (fingerprint) VALUES (?)"
	       : "DELETE FROM forward WHERE fingerprint = ?");

	query_bind_text(query, 1, fingerprint);
	return query_run(query, err);
}

enum err_code drafts_forwards(struct drafts *drafts, struct words *out,
                              struct err *err)
{
	struct query *query =
	    db_query(drafts->db, "SELECT fingerprint FROM forward");
	bool row;
	enum err_code rc;

	while (!(rc = query_step(query, &row, err)) && row)
		words_add(out, query_span(query, 0));
	query_done(query);
	return rc;
}
