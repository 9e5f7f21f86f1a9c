/*
 * archive-tree - folders and files of a record, read and written.
 *
 * A git tree is a run of `MODE NAME\0ID`, sorted by name as if the name of a
 * folder ended in '/'. Both directions are done here, so that a tree that git
 * would not write is never read as if it were one.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/archive-parts.h"

enum { DEEPEST = 64 }; /* our own trees have eight levels */

/* ---- the bytes of a tree -------------------------------------------- */

static bool is_folder(const struct archive_leaf *leaf)
{
	return leaf->mode == ARCHIVE_MODE_FOLDER;
}

static int compare_leaves(const void *a, const void *b)
{
	const struct archive_leaf *x = a, *y = b;
	size_t bytes =
	    x->name.bytes < y->name.bytes ? x->name.bytes : y->name.bytes;
	int order = memcmp(x->name.at, y->name.at, bytes);
	unsigned char left, right;

	if (order)
		return order;
	left = bytes < x->name.bytes ? (unsigned char)x->name.at[bytes]
	                             : (is_folder(x) ? '/' : '\0');
	right = bytes < y->name.bytes ? (unsigned char)y->name.at[bytes]
	                              : (is_folder(y) ? '/' : '\0');
	return left - right;
}

/* Octal without leading zeros, then a blank. */
static bool take_mode(struct span *rest, unsigned *out)
{
	unsigned mode = 0;
	size_t i = 0;

	for (; i < rest->bytes && rest->at[i] != ' '; i++) {
		char digit = rest->at[i];

		if (digit < '0' || digit > '7' || i >= 6 ||
		    (i == 0 && digit == '0'))
			return false;
		mode = mode << 3 | (unsigned)(digit - '0');
	}
	if (!i || i == rest->bytes)
		return false;
	rest->at += i + 1;
	rest->bytes -= i + 1;
	*out = mode;
	return true;
}

static bool take_leaf(struct span *rest, struct archive_leaf *out)
{
	size_t bytes;

	if (!take_mode(rest, &out->mode))
		return false;
	bytes = strnlen(rest->at, rest->bytes);
	if (!bytes || rest->bytes - bytes < 1 + ARCHIVE_ID_BYTES ||
	    memchr(rest->at, '/', bytes))
		return false;
	out->name = span_from(rest->at, bytes);
	memcpy(out->id.at, rest->at + bytes + 1, ARCHIVE_ID_BYTES);
	rest->at += bytes + 1 + ARCHIVE_ID_BYTES;
	rest->bytes -= bytes + 1 + ARCHIVE_ID_BYTES;
	return true;
}

/* A name twice, as file and as folder, need not stand side by side: a folder
 * after a file of its name is found by looking back over `name-…`. */
static bool is_twice(const struct archive_leaf *leaves, size_t count,
                     const struct archive_leaf *leaf)
{
	while (count-- > 0 && leaves[count].name.bytes >= leaf->name.bytes &&
	       memcmp(leaves[count].name.at, leaf->name.at, leaf->name.bytes) ==
	           0)
		if (leaves[count].name.bytes == leaf->name.bytes)
			return true;
	return false;
}

const char *archive_leaves_read(struct span bytes, struct archive_leaf **out,
                                size_t *count)
{
	struct archive_leaf *leaves = NULL;
	const char *why = NULL;
	size_t room = 0, n = 0;

	while (!why && bytes.bytes) {
		leaves = mem_room(leaves, n, &room, sizeof(*leaves));
		if (!take_leaf(&bytes, &leaves[n]))
			why = "not a tree";
		else if ((n &&
		          compare_leaves(&leaves[n - 1], &leaves[n]) >= 0) ||
		         is_twice(leaves, n, &leaves[n]))
			why = "a tree out of order";
		n++;
	}
	if (why) {
		free(leaves);
		return why;
	}
	*out = leaves;
	*count = n;
	return NULL;
}

/* A tree that was read; its names live in the object. */
struct tree {
	struct archive_object object;
	struct archive_leaf *leaves;
	size_t count, room;
};

static void tree_clear(struct tree *tree)
{
	free(tree->leaves);
	archive_object_release(&tree->object);
	memset(tree, 0, sizeof(*tree));
}

/* Fills *out, from zeros; tree_clear it on success. */
static enum err_code tree_read(struct archive *archive,
                               const struct archive_id *id, struct tree *out,
                               struct err *err)
{
	const char *why;
	enum err_code rc =
	    archive_object_read(archive, id, ARCHIVE_TREE, &out->object, err);

	if (rc)
		return rc;
	why = archive_leaves_read(out->object.bytes, &out->leaves, &out->count);
	out->room = out->count;
	if (!why)
		return ERR_OK;
	tree_clear(out);
	return archive_misshapen("tree", id, why, err);
}

static struct archive_leaf *tree_find(const struct tree *tree, struct span name)
{
	for (size_t i = 0; i < tree->count; i++)
		if (span_equal(tree->leaves[i].name, name))
			return &tree->leaves[i];
	return NULL;
}

/* ---- reading -------------------------------------------------------- */

enum err_code archive_root(struct archive *archive, const char *treeish,
                           struct archive_id *out, struct err *err)
{
	char tree[HEX], parents[2][HEX];
	struct archive_object object = {0};
	const char *why = "neither commit nor tree";
	struct archive_id id;
	enum err_code rc;
	int count;

	rc = archive_id_read(treeish, &id, err);
	if (rc == ERR_OK)
		rc = archive_object_read(archive, &id, ARCHIVE_ANY, &object,
		                         err);
	if (rc)
		return rc;
	if (object.type == ARCHIVE_COMMIT)
		why = archive_record_links(object.bytes, tree, parents, &count);
	if (object.type == ARCHIVE_TREE)
		*out = id;
	else if (!why)
		rc = archive_id_read(tree, out, err);
	else
		rc = archive_misshapen("commit", &id, why, err);
	archive_object_release(&object);
	return rc;
}

/* What lies at `path`, as a leaf (its name is not set). A part that is not
 * there is ERR_NO_FILE, a tree that is named but cannot be read ERR_BROKEN. */
static enum err_code find(struct archive *archive, const char *treeish,
                          const char *path, struct archive_leaf *out,
                          struct err *err)
{
	struct span rest = span_of(path), part;
	enum err_code rc = archive_root(archive, treeish, &out->id, err);

	out->mode = ARCHIVE_MODE_FOLDER;
	out->name = span_of("");
	while (rc == ERR_OK && *path && span_cut(&rest, '/', &part)) {
		struct archive_leaf *leaf = NULL;
		struct tree tree = {0};

		if (is_folder(out)) {
			rc = tree_read(archive, &out->id, &tree, err);
			if (rc)
				break;
			leaf = tree_find(&tree, part);
		}
		if (leaf) {
			out->mode = leaf->mode;
			out->id = leaf->id;
		} else {
			rc = err_set(err, ERR_NO_FILE, path, NULL);
		}
		tree_clear(&tree);
	}
	return rc;
}

enum err_code archive_read(struct archive *archive, const char *treeish,
                           const char *path, struct str *out, struct err *err)
{
	struct archive_object blob = {0};
	struct archive_leaf leaf;
	enum err_code rc = find(archive, treeish, path, &leaf, err);

	if (rc)
		return rc;
	if (is_folder(&leaf))
		return err_set(err, ERR_NO_FILE, path, NULL);
	rc = archive_object_read(archive, &leaf.id, ARCHIVE_BLOB, &blob, err);
	if (rc)
		return rc;
	str_add(out, blob.bytes);
	archive_object_release(&blob);
	return ERR_OK;
}

enum err_code archive_tree_of(struct archive *archive, const char *treeish,
                              const char *path, char out[HEX], struct err *err)
{
	struct archive_leaf leaf;
	enum err_code rc = find(archive, treeish, path, &leaf, err);

	if (rc == ERR_OK)
		archive_id_write(&leaf.id, out);
	return rc;
}

enum err_code archive_list(struct archive *archive, const char *treeish,
                           const char *path, archive_entry each, void *payload,
                           struct err *err)
{
	struct archive_leaf leaf;
	struct tree tree = {0};
	enum err_code rc = find(archive, treeish, path, &leaf, err);

	if (rc)
		return rc;
	if (!is_folder(&leaf))
		return err_set(err, ERR_NO_FILE, path, NULL);
	rc = tree_read(archive, &leaf.id, &tree, err);
	for (size_t i = 0; rc == ERR_OK && i < tree.count; i++) {
		char hex[HEX];

		archive_id_write(&tree.leaves[i].id, hex);
		rc = each(payload, tree.leaves[i].name.at,
		          is_folder(&tree.leaves[i]), hex, err);
	}
	tree_clear(&tree);
	return rc;
}

/* ---- writing -------------------------------------------------------- */

/* By path, with '/' before every other byte: what lies in a folder stands
 * together, and the folder itself right before it. */
static int compare_changes(const void *a, const void *b)
{
	const struct archive_change *const *left = a, *const *right = b;
	const char *x = (*left)->path, *y = (*right)->path;

	while (*x && *x == *y) {
		x++;
		y++;
	}
	if (*x == *y)
		return 0;
	if (!*x || !*y)
		return *x ? 1 : -1;
	if (*x == '/' || *y == '/')
		return *x == '/' ? -1 : 1;
	return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
}

/* Sorted changes below one folder, whose path has `at` bytes. */
struct slice {
	const struct archive_change **changes;
	size_t count;
	size_t at;
};

/* Writes a folder; `base` is cleared in any case. *empty_out: not written. */
static enum err_code write_folder(struct archive *archive, struct tree *base,
                                  struct slice slice, struct archive_id *out,
                                  bool *empty_out, struct err *err);

static void take_out(struct tree *tree, struct span name)
{
	struct archive_leaf *leaf = tree_find(tree, name);

	if (leaf)
		*leaf = tree->leaves[--tree->count];
}

/* The name is borrowed: from a change's path, not NUL-terminated. */
static void put_in(struct tree *tree, unsigned mode, struct span name,
                   const struct archive_id *id)
{
	struct archive_leaf *leaf = tree_find(tree, name);

	if (!leaf) {
		tree->leaves = mem_room(tree->leaves, tree->count, &tree->room,
		                        sizeof(*tree->leaves));
		leaf = &tree->leaves[tree->count++];
	}
	leaf->mode = mode;
	leaf->name = name;
	leaf->id = *id;
}

/* `kept`: what lay in the folder before still counts. */
static enum err_code put_folder(struct archive *archive, struct tree *tree,
                                struct span name, bool kept, struct slice below,
                                struct err *err)
{
	struct archive_leaf *leaf = tree_find(tree, name);
	struct tree base = {0};
	enum err_code rc = ERR_OK;
	struct archive_id id;
	bool empty = false;

	if (kept && leaf && is_folder(leaf))
		rc = tree_read(archive, &leaf->id, &base, err);
	if (rc == ERR_OK)
		rc = write_folder(archive, &base, below, &id, &empty, err);
	if (rc == ERR_OK && !empty)
		put_in(tree, ARCHIVE_MODE_FOLDER, name, &id);
	/* to take out below a file leaves the file */
	else if (rc == ERR_OK && leaf && is_folder(leaf))
		take_out(tree, name);
	return rc;
}

/* All changes of one entry of a folder: the first is the entry itself, or
 * every one lies below it. */
static enum err_code put_entry(struct archive *archive, struct tree *tree,
                               struct span name, struct slice slice,
                               struct err *err)
{
	const struct archive_change *first = slice.changes[0];
	size_t end = slice.at + name.bytes;
	bool itself = first->path[end] == '\0';
	struct archive_id id;
	enum err_code rc;

	if (itself && slice.count > 1) {
		if (!first->gone || slice.changes[1]->path[end] == '\0')
			return err_set(err, ERR_BAD_VALUE, "path",
			               slice.changes[1]->path);
		slice.changes++; /* emptied first, then filled anew */
		slice.count--;
	} else if (itself && first->gone) {
		take_out(tree, name);
		return ERR_OK;
	} else if (itself) {
		rc = archive_object_write(archive, ARCHIVE_BLOB, first->bytes,
		                          &id, err);
		if (rc == ERR_OK)
			put_in(tree, ARCHIVE_MODE_FILE, name, &id);
		return rc;
	}
	slice.at = end + 1;
	return put_folder(archive, tree, name, !itself, slice, err);
}

/* How many changes from the first on are about the entry `name`. */
static size_t same_entry(struct slice slice, struct span name)
{
	size_t count = 1;

	for (; count < slice.count; count++) {
		const char *other = slice.changes[count]->path + slice.at;

		if (strncmp(other, name.at, name.bytes) != 0 ||
		    (other[name.bytes] != '/' && other[name.bytes] != '\0'))
			break;
	}
	return count;
}

static enum err_code write_leaves(struct archive *archive, struct tree *tree,
                                  struct archive_id *out, struct err *err)
{
	struct str bytes = {0};
	enum err_code rc;

	if (tree->count)
		qsort(tree->leaves, tree->count, sizeof(*tree->leaves),
		      compare_leaves);
	for (size_t i = 0; i < tree->count; i++) {
		const struct archive_leaf *leaf = &tree->leaves[i];

		str_putf(&bytes, "%o ", leaf->mode);
		str_add(&bytes, leaf->name);
		str_putc(&bytes, '\0');
		str_add(&bytes,
		        span_from((const char *)leaf->id.at, ARCHIVE_ID_BYTES));
	}
	rc = archive_object_write(archive, ARCHIVE_TREE, str_span(&bytes), out,
	                          err);
	str_clear(&bytes);
	return rc;
}

static enum err_code write_folder(struct archive *archive, struct tree *base,
                                  struct slice slice, struct archive_id *out,
                                  bool *empty_out, struct err *err)
{
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && slice.count) {
		const char *part = slice.changes[0]->path + slice.at;
		struct span name = span_from(part, strcspn(part, "/"));
		struct slice entry = slice;

		entry.count = same_entry(slice, name);
		rc = put_entry(archive, base, name, entry, err);
		slice.changes += entry.count;
		slice.count -= entry.count;
	}
	*empty_out = base->count == 0;
	if (rc == ERR_OK && (!*empty_out || !slice.at))
		rc = write_leaves(archive, base, out, err);
	tree_clear(base);
	return rc;
}

enum err_code archive_write_tree(struct archive *archive, const char *base,
                                 const struct archive_change *changes,
                                 size_t count, char out[HEX], struct err *err)
{
	const struct archive_change **sorted =
	    mem_new_array(count, sizeof(*sorted));
	struct slice all = {sorted, count, 0};
	struct tree tree = {0};
	enum err_code rc = ERR_OK;
	struct archive_id id;
	bool empty;

	for (size_t i = 0; rc == ERR_OK && i < count; i++) {
		sorted[i] = &changes[i];
		if (!archive_path_is_good(changes[i].path))
			rc = err_set(err, ERR_BAD_VALUE, "path",
			             changes[i].path);
	}
	if (rc)
		goto out;
	if (count)
		qsort(sorted, count, sizeof(*sorted), compare_changes);
	if (base) {
		rc = archive_root(archive, base, &id, err);
		if (rc == ERR_OK)
			rc = tree_read(archive, &id, &tree, err);
		if (rc)
			goto out;
	}
	rc = write_folder(archive, &tree, all, &id, &empty, err);
	if (rc == ERR_OK)
		archive_id_write(&id, out);
out:
	free(sorted);
	return rc;
}

/* ---- reading back --------------------------------------------------- */

/* Reads what of a tree is not in `base` (NULL: nothing is). */
static enum err_code read_back(struct archive *archive,
                               const struct archive_id *id,
                               const struct archive_id *base_id, int depth,
                               struct err *err)
{
	struct tree tree = {0}, base = {0};
	enum err_code rc;

	if (base_id && archive_id_equal(id, base_id))
		return ERR_OK;
	if (depth > DEEPEST)
		return archive_misshapen("tree", id, "too deep", err);
	rc = tree_read(archive, id, &tree, err);
	if (rc == ERR_OK && base_id)
		rc = tree_read(archive, base_id, &base, err);
	for (size_t i = 0; rc == ERR_OK && i < tree.count; i++) {
		const struct archive_leaf *leaf = &tree.leaves[i];
		const struct archive_leaf *old = tree_find(&base, leaf->name);
		struct archive_object blob = {0};

		if (old && old->mode == leaf->mode &&
		    archive_id_equal(&old->id, &leaf->id))
			continue;
		if (is_folder(leaf)) {
			rc = read_back(archive, &leaf->id,
			               old && is_folder(old) ? &old->id : NULL,
			               depth + 1, err);
			continue;
		}
		rc = archive_object_read(archive, &leaf->id, ARCHIVE_BLOB,
		                         &blob, err);
		archive_object_release(&blob);
	}
	tree_clear(&base);
	tree_clear(&tree);
	return rc;
}

enum err_code archive_read_back(struct archive *archive, const char *commit,
                                const char *base, struct err *err)
{
	struct archive_record record = {0};
	struct archive_id tree, base_tree;
	enum err_code rc;

	rc = archive_read_commit(archive, commit, &record, err);
	if (rc == ERR_OK)
		rc = archive_id_read(record.tree, &tree, err);
	if (rc == ERR_OK && base)
		rc = archive_root(archive, base, &base_tree, err);
	if (rc == ERR_OK)
		rc =
		    read_back(archive, &tree, base ? &base_tree : NULL, 0, err);
	archive_record_clear(&record);
	return rc;
}
