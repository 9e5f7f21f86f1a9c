/*
 * What differs between two trees, file by file. Folders with the same id are
 * not opened, so a record that changes three files costs a handful of reads.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/archive-parts.h"

enum { DEEPEST = 16 }; /* our own trees have eight levels */

/* One folder of either side; "" is a folder that is not there. */
struct side {
	struct archive_entry_row {
		char *name;
		char hex[HEX];
		bool is_tree;
	} * at;
	size_t count, room;
};

/* The walk through both. */
struct walk {
	struct archive *archive;
	archive_ref each;
	void *payload;
	int depth;
};

static enum err_code add_row(void *payload, const char *name, bool is_tree,
                             const char *hex, struct err *err)
{
	struct side *side = payload;
	struct archive_entry_row *row;

	(void)err;
	side->at =
	    mem_room(side->at, side->count, &side->room, sizeof(*side->at));
	row = &side->at[side->count++];
	row->name = mem_copy(name);
	memcpy(row->hex, hex, HEX);
	row->is_tree = is_tree;
	return ERR_OK;
}

static void side_clear(struct side *side)
{
	for (size_t i = 0; i < side->count; i++)
		free(side->at[i].name);
	free(side->at);
}

static int compare_names(const void *a, const void *b)
{
	const struct archive_entry_row *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* The files of a folder in order of name, whatever order git has them in. */
static enum err_code read_side(struct archive *archive, const char *tree,
                               struct side *out, struct err *err)
{
	enum err_code rc;

	if (!tree[0])
		return ERR_OK;
	rc = archive_list(archive, tree, "", add_row, out, err);
	if (out->count)
		qsort(out->at, out->count, sizeof(*out->at), compare_names);
	return rc;
}

static const struct archive_entry_row *find(const struct side *side,
                                            const char *name)
{
	struct archive_entry_row wanted = {.name = (char *)name};

	if (!side->count)
		return NULL;
	return bsearch(&wanted, side->at, side->count, sizeof(wanted),
	               compare_names);
}

static enum err_code compare(struct walk *walk, const char *before,
                             const char *after, const char *path,
                             struct err *err);

/* One name that stands on one side or both, and differs. */
static enum err_code differ(struct walk *walk,
                            const struct archive_entry_row *before,
                            const struct archive_entry_row *after,
                            const char *path, struct err *err)
{
	const struct archive_entry_row *any = after ? after : before;
	struct str name = {0};
	enum err_code rc = ERR_OK;

	str_putf(&name, "%s%s%s", path, path[0] ? "/" : "", any->name);
	if ((before && before->is_tree) || (after && after->is_tree))
		rc = compare(walk, before && before->is_tree ? before->hex : "",
		             after && after->is_tree ? after->hex : "",
		             str_text(&name), err);
	if (!rc && ((before && !before->is_tree) || (after && !after->is_tree)))
		rc = walk->each(walk->payload, str_text(&name), err);
	str_clear(&name);
	return rc;
}

static enum err_code compare(struct walk *walk, const char *before,
                             const char *after, const char *path,
                             struct err *err)
{
	struct side old = {0}, new = {0};
	enum err_code rc = ERR_OK;

	if (walk->depth++ > DEEPEST)
		rc = err_set(err, ERR_BROKEN, path, "too deep");
	if (!rc)
		rc = read_side(walk->archive, before, &old, err);
	if (!rc)
		rc = read_side(walk->archive, after, &new, err);
	for (size_t i = 0; !rc && i < new.count; i++) {
		const struct archive_entry_row *was =
		    find(&old, new.at[i].name);

		if (!was || strcmp(was->hex, new.at[i].hex) != 0)
			rc = differ(walk, was, &new.at[i], path, err);
	}
	for (size_t i = 0; !rc && i < old.count; i++)
		if (!find(&new, old.at[i].name))
			rc = differ(walk, &old.at[i], NULL, path, err);
	walk->depth--;
	side_clear(&old);
	side_clear(&new);
	return rc;
}

enum err_code archive_changes(struct archive *archive, const char *before,
                              const char *after, archive_ref each,
                              void *payload, struct err *err)
{
	struct walk walk = {archive, each, payload, 0};

	return compare(&walk, before, after, "", err);
}
