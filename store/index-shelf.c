#include "store/index-shelf.h"

#include <stdio.h>

#include "core/mem.h"
#include "core/post.h"
#include "store/db.h"
#include "store/index-parts.h"

static enum err_code read_rows(struct query *query, struct shelf_rows *out,
                               struct err *err)
{
	struct shelf_row *row;
	bool is_row;
	enum err_code rc;

	while (!(rc = query_step(query, &is_row, err)) && is_row) {
		out->at =
		    mem_room(out->at, out->count, &out->room, sizeof(*out->at));
		row = &out->at[out->count++];
		snprintf(row->post, sizeof(row->post), "%s",
		         query_text(query, 0));
		row->moment_ms = query_int(query, 1);
	}
	query_done(query);
	return rc;
}

enum err_code index_waiting_page(struct index *index, const char *who,
                                 const struct shelf_row *after, size_t limit,
                                 struct shelf_rows *out, struct err *err)
{
	struct query *query = db_query(
	    index->db, "SELECT post, due_ms FROM waiting WHERE who = ? AND "
	               "(due_ms, post) > (?, ?) ORDER BY due_ms, post LIMIT ?");

	query_bind_text(query, 1, who);
	query_bind_int(query, 2, after->moment_ms);
	query_bind_text(query, 3, after->post);
	query_bind_int(query, 4, (int64_t)limit);
	return read_rows(query, out, err);
}

enum err_code index_waiting_who(struct index *index, const char *from,
                                const char *end, struct str *out, bool *found,
                                struct err *err)
{
	struct query *query = db_query(
	    index->db, "SELECT who FROM waiting WHERE who > ? AND who < ? "
	               "ORDER BY who LIMIT 1");
	enum err_code rc;

	query_bind_text(query, 1, from);
	query_bind_text(query, 2, end);
	if (!(rc = query_step(query, found, err)) && *found)
		str_add(out, query_span(query, 0));
	query_done(query);
	return rc;
}

enum err_code index_own_page(struct index *index, const char *provider,
                             const char *work, const struct shelf_row *before,
                             size_t limit, struct shelf_rows *out,
                             struct err *err)
{
	struct query *query = db_query(
	    index->db, "SELECT id, created_ms FROM post WHERE provider = ? AND "
	               "work = ? AND public_state = ? AND "
	               "(created_ms, id) < (?, ?) "
	               "ORDER BY created_ms DESC, id DESC LIMIT ?");

	query_bind_text(query, 1, provider);
	query_bind_text(query, 2, work);
	query_bind_text(query, 3, public_id(PUBLIC_NONE));
	query_bind_int(query, 4, before->moment_ms);
	query_bind_text(query, 5, before->post);
	query_bind_int(query, 6, (int64_t)limit);
	return read_rows(query, out, err);
}
