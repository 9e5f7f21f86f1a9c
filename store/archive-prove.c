/*
 * archive-prove - walks the history and reads everything that hangs on it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/archive-parts.h"

/* What a commit points to, whoever made it. */
struct links {
	char tree[HEX];
	char parents[2][HEX];
	int parent_count;
};

static enum err_code read_links(struct archive *archive,
                                const struct archive_id *id, struct links *out,
                                struct err *err)
{
	struct archive_object object = {0};
	const char *why;
	enum err_code rc =
	    archive_object_read(archive, id, ARCHIVE_COMMIT, &object, err);

	if (rc)
		return rc;
	why = archive_record_links(object.bytes, out->tree, out->parents,
	                           &out->parent_count);
	archive_object_release(&object);
	return why ? archive_misshapen("commit", id, why, err) : ERR_OK;
}

/* Ids from `to` back to and without `from` (NULL: all), newest first. */
static enum err_code collect(struct archive *archive, const char *from,
                             const char *to, struct archive_id **ids,
                             size_t *count, struct err *err)
{
	struct archive_id id, end = {{0}};
	struct links links;
	size_t room = 0;
	enum err_code rc;

	rc = archive_id_read(to, &id, err);
	if (rc == ERR_OK && from)
		rc = archive_id_read(from, &end, err);
	while (rc == ERR_OK && !(from && archive_id_equal(&id, &end))) {
		*ids = mem_room(*ids, *count, &room, sizeof(**ids));
		(*ids)[(*count)++] = id;
		rc = read_links(archive, &id, &links, err);
		if (rc)
			break;
		if (!links.parent_count)
			return from ? archive_misshapen("from", &end,
			                                "no ancestor", err)
			            : ERR_OK;
		rc = archive_id_read(links.parents[0], &id, err);
	}
	return rc;
}

enum err_code archive_walk(struct archive *archive, const char *from,
                           const char *to, archive_step each, void *payload,
                           struct err *err)
{
	struct archive_id *ids = NULL;
	size_t count = 0;
	enum err_code rc;

	if (from && !*from)
		from = NULL;
	rc = collect(archive, from, to, &ids, &count, err);
	while (rc == ERR_OK && count) {
		char hex[HEX];

		archive_id_write(&ids[--count], hex);
		rc = each(payload, hex, err);
	}
	free(ids);
	return rc;
}

/* ---- a set of ids --------------------------------------------------- */

/* Open addressing; the ids are hashes already, so their bytes are the hash. */
struct archive_seen {
	struct archive_id *ids;
	bool *taken;
	size_t count, room; /* room is a power of two */
};

struct archive_seen *archive_seen_new(void)
{
	return mem_new(sizeof(struct archive_seen));
}

void archive_seen_free(struct archive_seen *seen)
{
	if (!seen)
		return;
	free(seen->ids);
	free(seen->taken);
	free(seen);
}

size_t archive_seen_count(const struct archive_seen *seen)
{
	return seen->count;
}

static size_t place_of(const struct archive_seen *seen,
                       const struct archive_id *id)
{
	size_t place;

	memcpy(&place, id->at, sizeof(place));
	place &= seen->room - 1;
	while (seen->taken[place] && !archive_id_equal(&seen->ids[place], id))
		place = (place + 1) & (seen->room - 1);
	return place;
}

static void grow(struct archive_seen *seen)
{
	struct archive_seen old = *seen;

	seen->room = old.room ? old.room * 2 : 1024;
	seen->ids = mem_new_array(seen->room, sizeof(*seen->ids));
	seen->taken = mem_new_array(seen->room, sizeof(*seen->taken));
	for (size_t i = 0; i < old.room; i++) {
		size_t place;

		if (!old.taken[i])
			continue;
		place = place_of(seen, &old.ids[i]);
		seen->ids[place] = old.ids[i];
		seen->taken[place] = true;
	}
	free(old.ids);
	free(old.taken);
}

/* True when `id` was not in the set before. */
static bool add(struct archive_seen *seen, const struct archive_id *id)
{
	size_t place;

	if (seen->count * 2 >= seen->room)
		grow(seen);
	place = place_of(seen, id);
	if (seen->taken[place])
		return false;
	seen->ids[place] = *id;
	seen->taken[place] = true;
	seen->count++;
	return true;
}

/* ---- ancestors ------------------------------------------------------ */

enum err_code archive_is_ancestor(struct archive *archive, const char *ancestor,
                                  const char *hex, bool *out, struct err *err)
{
	struct archive_seen *seen = archive_seen_new();
	struct archive_id *ids = mem_new(sizeof(*ids)), id, end = {{0}};
	size_t count = 1, room = 1;
	bool found = false;
	enum err_code rc;

	rc = archive_id_read(ancestor, &end, err);
	if (rc == ERR_OK)
		rc = archive_id_read(hex, &ids[0], err);
	while (rc == ERR_OK && count && !found) {
		struct links links = {0};

		id = ids[--count];
		found = archive_id_equal(&id, &end);
		if (found || !add(seen, &id))
			continue;
		rc = read_links(archive, &id, &links, err);
		for (int i = 0; rc == ERR_OK && i < links.parent_count; i++) {
			ids = mem_room(ids, count, &room, sizeof(*ids));
			rc = archive_id_read(links.parents[i], &ids[count++],
			                     err);
		}
	}
	if (rc == ERR_OK)
		*out = found;
	archive_seen_free(seen);
	free(ids);
	return rc;
}

/* ---- every object --------------------------------------------------- */

struct task {
	struct archive_id id;
	enum archive_type type;
};

/* Objects still to be read: a stack of our own, for a long history would be
 * a deep recursion. */
struct proof {
	struct archive *archive;
	struct archive_seen *seen;
	archive_broken broken;
	void *payload;
	struct task *tasks;
	size_t count, room, bad;
};

static void plan(struct proof *proof, const struct archive_id *id,
                 enum archive_type type)
{
	if (!add(proof->seen, id))
		return;
	proof->tasks = mem_room(proof->tasks, proof->count, &proof->room,
	                        sizeof(*proof->tasks));
	proof->tasks[proof->count++] = (struct task){*id, type};
}

static void plan_hex(struct proof *proof, const char *hex,
                     enum archive_type type)
{
	struct archive_id id;

	if (archive_id_read(hex, &id, NULL) == ERR_OK)
		plan(proof, &id, type);
}

/* NULL, or why the commit's links cannot be followed. */
static const char *plan_commit(struct proof *proof, struct span bytes)
{
	struct links links;
	const char *why = archive_record_links(bytes, links.tree, links.parents,
	                                       &links.parent_count);

	for (int i = 0; !why && i < links.parent_count; i++)
		plan_hex(proof, links.parents[i], ARCHIVE_COMMIT);
	if (!why)
		plan_hex(proof, links.tree, ARCHIVE_TREE);
	return why;
}

static const char *plan_tree(struct proof *proof, struct span bytes)
{
	struct archive_leaf *leaves = NULL;
	size_t count = 0;
	const char *why = archive_leaves_read(bytes, &leaves, &count);

	for (size_t i = 0; !why && i < count; i++) {
		if (leaves[i].mode == ARCHIVE_MODE_FOLDER)
			plan(proof, &leaves[i].id, ARCHIVE_TREE);
		else if (leaves[i].mode == ARCHIVE_MODE_FILE)
			plan(proof, &leaves[i].id, ARCHIVE_BLOB);
		else
			why = "it holds what is no plain file";
	}
	free(leaves);
	return why;
}

static void prove(struct proof *proof, const struct task *task)
{
	struct archive_object object = {0};
	struct err err = {0};
	const char *why = NULL;
	struct str what = {0};
	char hex[HEX];

	if (archive_object_read(proof->archive, &task->id, task->type, &object,
	                        &err))
		why = err.detail;
	else if (task->type == ARCHIVE_COMMIT)
		why = plan_commit(proof, object.bytes);
	else if (task->type == ARCHIVE_TREE)
		why = plan_tree(proof, object.bytes);
	if (why) {
		str_putf(&what, "%s: %s", archive_type_name(task->type), why);
		archive_id_write(&task->id, hex);
		proof->broken(proof->payload, hex, what.at);
		proof->bad++;
		str_clear(&what);
	}
	archive_object_release(&object);
}

size_t archive_check_objects(struct archive *archive, const char *commit,
                             struct archive_seen *seen, archive_broken broken,
                             void *payload)
{
	struct proof proof = {archive, seen, broken, payload, NULL, 0, 0, 0};
	struct archive_id id;

	if (archive_id_read(commit, &id, NULL)) {
		broken(payload, commit, "commit: not an id");
		return 1;
	}
	plan(&proof, &id, ARCHIVE_COMMIT);
	while (proof.count) {
		struct task task = proof.tasks[--proof.count];

		prove(&proof, &task);
	}
	free(proof.tasks);
	return proof.bad;
}
