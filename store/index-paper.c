/*
 * The index: what is in force where it stands, as files the archive has.
 */
#include <stdio.h>
#include <string.h>

#include "store/db.h"
#include "store/index-parts.h"
#include "store/index.h"

static const char *const keys[] = {"policy", "people", "units"};
enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

enum err_code index_trees(struct index *index, char policy[HEX],
                          char people[HEX], char units[HEX], struct err *err)
{
	char *const out[KEYS] = {policy, people, units};
	struct query *query = db_query(
	    index->db, "SELECT key, value FROM meta WHERE key IN ('policy', "
	               "'people', 'units')");
	bool row;
	enum err_code rc;

	for (int i = 0; i < KEYS; i++)
		out[i][0] = '\0';
	while (!(rc = query_step(query, &row, err)) && row)
		for (int i = 0; i < KEYS; i++)
			if (strcmp(query_text(query, 0), keys[i]) == 0)
				snprintf(out[i], HEX, "%s",
				         query_text(query, 1));
	query_done(query);
	return rc;
}

enum err_code index_set_trees(struct index *index, const char *policy,
                              const char *people, const char *units,
                              struct err *err)
{
	const char *const trees[KEYS] = {policy, people, units};
	enum err_code rc = ERR_OK;

	for (int i = 0; !rc && i < KEYS; i++) {
		struct query *query =
		    db_query(index->db, "INSERT OR REPLACE INTO meta "
		                        "(key, value) VALUES (?, ?)");

		query_bind_text(query, 1, keys[i]);
		query_bind_text(query, 2, trees[i]);
		rc = query_run(query, err);
	}
	return rc;
}

enum err_code index_keep_paper(struct index *index, const char *path,
                               struct span text, struct err *err)
{
	struct query *query =
	    db_query(index->db, "INSERT INTO paper (path, text) VALUES (?, ?) "
	                        "ON CONFLICT (path) DO UPDATE SET text = "
	                        "excluded.text WHERE text <> excluded.text");

	query_bind_text(query, 1, path);
	query_bind_span(query, 2, text);
	return query_run(query, err);
}

enum err_code index_read_paper(struct index *index, const char *path,
                               struct str *out, bool *found, struct err *err)
{
	struct query *query =
	    db_query(index->db, "SELECT text FROM paper WHERE path = ?");
	enum err_code rc;

	query_bind_text(query, 1, path);
	if (!(rc = query_step(query, found, err)) && *found)
		str_add(out, query_span(query, 0));
	query_done(query);
	return rc;
}

enum err_code index_drop_paper(struct index *index, const char *path,
                               struct err *err)
{
	struct query *query =
	    db_query(index->db, "DELETE FROM paper WHERE path = ?");

	query_bind_text(query, 1, path);
	return query_run(query, err);
}

enum err_code index_drop_papers(struct index *index, struct err *err)
{
	return db_run(index->db,
	              "DELETE FROM paper; DELETE FROM meta WHERE key IN "
	              "('policy', 'people', 'units')",
	              err);
}

enum err_code index_papers(struct index *index, index_paper each, void *payload,
                           struct err *err)
{
	struct query *query =
	    db_query(index->db, "SELECT path, text FROM paper ORDER BY path");
	bool row;
	enum err_code rc;

	while (!(rc = query_step(query, &row, err)) && row)
		if ((rc = each(payload, query_text(query, 0),
		               query_span(query, 1), err)))
			break;
	query_done(query);
	return rc;
}

enum err_code index_policy(struct index *index, const char *tree,
                           struct str *out, bool *found, struct err *err)
{
	struct query *query =
	    db_query(index->db, "SELECT text FROM policy_text WHERE tree = ?");
	enum err_code rc;

	query_bind_text(query, 1, tree);
	if (!(rc = query_step(query, found, err)) && *found)
		str_add(out, query_span(query, 0));
	query_done(query);
	return rc;
}

enum err_code index_last_at(struct index *index, int64_t *out, struct err *err)
{
	struct query *query =
	    db_query(index->db, "SELECT at_ms FROM record ORDER BY number DESC "
	                        "LIMIT 1");
	bool row;
	enum err_code rc;

	*out = 0;
	if (!(rc = query_step(query, &row, err)) && row)
		*out = query_int(query, 0);
	query_done(query);
	return rc;
}
