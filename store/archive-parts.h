/*
 * archive-parts - what the files of the archive share among themselves.
 *
 * archive.c is the repository and alone knows libgit2; archive-loose.c alone
 * knows zlib and reads loose objects in its place; archive-tree.c reads
 * and writes trees, archive-record.c commits, archive-prove.c walks and
 * proves; archive-parts.c holds ids, paths and the stale-lock rule.
 */
#ifndef STORE_ARCHIVE_PARTS_H
#define STORE_ARCHIVE_PARTS_H

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "store/archive.h"

/* An id as git keeps it; as 40 small hex digits outside. */
enum { ARCHIVE_ID_BYTES = 20 };
struct archive_id {
	unsigned char at[ARCHIVE_ID_BYTES];
};

bool archive_id_is_good(struct span hex);
/* ERR_BROKEN when `hex` is none. */
enum err_code archive_id_read(const char *hex, struct archive_id *out,
                              struct err *err) MUST_USE;
void archive_id_write(const struct archive_id *id, char out[HEX]);
bool archive_id_equal(const struct archive_id *a, const struct archive_id *b);

/* Fills ERR_BROKEN for an object that git can read and we cannot accept. */
enum err_code archive_misshapen(const char *what, const struct archive_id *id,
                                const char *why, struct err *err);

/* ---- objects: archive.c, for the others ----------------------------- */

enum archive_type { ARCHIVE_ANY, ARCHIVE_COMMIT, ARCHIVE_TREE, ARCHIVE_BLOB };

const char *archive_type_name(enum archive_type type);
enum archive_type archive_type_read(struct span name); /* or ARCHIVE_ANY */

struct archive_object {
	struct span bytes; /* until released */
	enum archive_type type;
	void *held;     /* of a packed object */
	struct str own; /* of a loose one */
};

/* Reads from disk, its hash checked, its type as wanted. */
enum err_code archive_object_read(struct archive *archive,
                                  const struct archive_id *id,
                                  enum archive_type want,
                                  struct archive_object *out,
                                  struct err *err) MUST_USE;
void archive_object_release(struct archive_object *object);
enum err_code archive_object_write(struct archive *archive,
                                   enum archive_type type, struct span bytes,
                                   struct archive_id *out,
                                   struct err *err) MUST_USE;

/* ---- loose objects: archive-loose.c --------------------------------- */

/* Appends the compressed file of an object. Errors: ERR_NO_FILE when it is
 * not loose, ERR_SYSTEM, ERR_TOO_LARGE. */
enum err_code archive_loose_read(const char *archive_path,
                                 const struct archive_id *id, struct str *out,
                                 struct err *err) MUST_USE;

/* NULL, or why `packed` is no object. *out (from zeros, the caller's) holds
 * what *body is borrowed from. The hash is still to be checked. */
const char *archive_loose_unpack(struct span packed, struct str *out,
                                 enum archive_type *type, struct span *body);

/* ---- trees ---------------------------------------------------------- */

/* [A-Za-z0-9._-] between slashes; no empty, `.`, `..` or `.git…` part. */
bool archive_path_is_good(const char *path);

enum { ARCHIVE_MODE_FILE = 0100644, ARCHIVE_MODE_FOLDER = 040000 };

/* One entry of a tree; the name is borrowed from the tree's bytes and
 * NUL-terminated there. */
struct archive_leaf {
	unsigned mode;
	struct span name;
	struct archive_id id;
};

/* NULL, and *out is yours to free(), or why the bytes are no tree: also when
 * its entries are not in git's order, or twice. */
const char *archive_leaves_read(struct span bytes, struct archive_leaf **out,
                                size_t *count);

/* The root tree of a commit or a tree. */
enum err_code archive_root(struct archive *archive, const char *treeish,
                           struct archive_id *out, struct err *err) MUST_USE;

/* ---- commits -------------------------------------------------------- */

/* Only what a commit points to; NULL, or why not. */
const char *archive_record_links(struct span raw, char tree[HEX],
                                 char parents[2][HEX], int *parent_count);

/* ---- a stale lock --------------------------------------------------- */

/* A lock file as it was seen once. */
struct archive_sight {
	bool there;
	dev_t device;
	ino_t inode;
	struct timespec changed;
};

struct archive_sight archive_sight(const char *path);

/*
 * Removes the lock file if it is still the one of *first and no process has it
 * open, by /proc. Processes whose descriptors may not be read are taken not to
 * have it: those are other accounts', which have no business here, and our own
 * sessions, which lock only under the writer's lock that the caller holds.
 */
bool archive_lock_remove_stale(const char *path,
                               const struct archive_sight *first);

#endif
