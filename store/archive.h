/*
 * archive - the bare git repository: objects, commits, the one branch.
 *
 * The truth of a newsroom (DESIGN section 4). Ids are 40 hex digits and a NUL.
 * Objects are durable when a write returns, and the branch is when archive_swap
 * returns. Writing an object that is there already succeeds even if the one on
 * disk is damaged: only archive_read_back tells.
 *
 * Every failure of git is ERR_SYSTEM, or ERR_BROKEN when an object is missing,
 * damaged or not of our shape (subject: what; object: its id; detail: why).
 * Nothing of the user's or the system's git configuration is read.
 */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/post.h"
#include "core/str.h"

struct archive;

#define ARCHIVE_BRANCH "refs/heads/main"

/* Makes an empty archive, durable, with automatic maintenance off. Errors:
 * ERR_EXISTS, ERR_SYSTEM. */
enum err_code archive_make(const char *path, struct err *err) MUST_USE;

/* Makes the 256 folders of objects/ that are missing, durable. archive_make
 * does it; `git repack -d` removes empty ones, so maintenance does it again. */
enum err_code archive_fan_out(const char *path, struct err *err) MUST_USE;

/* Only looks whether there is one: libgit2 starts with the first call that
 * needs it, which may then be ERR_SYSTEM. Errors: ERR_NO_FILE when there is
 * none. */
enum err_code archive_open(struct archive **out, const char *path,
                           struct err *err) MUST_USE;
void archive_close(struct archive *archive);

/* ---- reading -------------------------------------------------------- */

/* The commit main points to; "" when there is none yet. Needs no libgit2 while
 * main is a file of its own. */
enum err_code archive_tip(struct archive *archive, char out[HEX],
                          struct err *err) MUST_USE;

/* `treeish` is the id of a commit or a tree. Appends the bytes of the file at
 * `path`. Errors: ERR_NO_FILE when there is none. */
enum err_code archive_read(struct archive *archive, const char *treeish,
                           const char *path, struct str *out,
                           struct err *err) MUST_USE;

/* The id of the folder or file at `path`; of the root tree for "". Errors:
 * ERR_NO_FILE. */
enum err_code archive_tree_of(struct archive *archive, const char *treeish,
                              const char *path, char out[HEX],
                              struct err *err) MUST_USE;

/* An answer other than ERR_OK ends the listing and is passed up. */
typedef enum err_code (*archive_entry)(void *payload, const char *name,
                                       bool is_tree, const char *hex,
                                       struct err *err);

/* What lies in the folder at `path` ("": the root), in git's order, not
 * deeper. Errors: ERR_NO_FILE, the callback's. */
enum err_code archive_list(struct archive *archive, const char *treeish,
                           const char *path, archive_entry each, void *payload,
                           struct err *err) MUST_USE;

/* A commit as it lies in the archive. Strings are its own. */
struct archive_record {
	char hex[HEX];
	char tree[HEX];
	char parents[2][HEX];
	int parent_count; /* 0..2 */
	char *author_name, *author_email;
	char *committer_name, *committer_email;
	int64_t author_at_ms; /* whole seconds, both */
	int64_t at_ms;        /* the committer's */
	int offset_min;       /* the committer's zone */
	struct str message;
	struct str signature; /* armored; empty when unsigned */
	struct str payload;   /* exactly the bytes that are signed */
};

/* *out is the caller's on success: archive_record_clear. Errors: ERR_BROKEN
 * also for headers, or an order of them, that sanshen never writes. */
enum err_code archive_read_commit(struct archive *archive, const char *hex,
                                  struct archive_record *out,
                                  struct err *err) MUST_USE;
void archive_record_clear(struct archive_record *record);
/* Fills *out (from zeros) from the bytes of a commit object; NULL, or why it
 * is none of ours. Cleared by the caller in both cases. */
const char *archive_record_read(struct span raw, struct archive_record *out);

typedef enum err_code (*archive_step)(void *payload, const char *hex,
                                      struct err *err);

/*
 * The first-parent commits after `from` (NULL or "": from the first one) up to
 * and with `to`, oldest first. `from` equal to `to` calls nothing.
 *
 * Errors: ERR_BROKEN  `from` is no first-parent ancestor of `to` (subject:
 *         from; no call was made), or a commit cannot be read; the callback's
 */
enum err_code archive_walk(struct archive *archive, const char *from,
                           const char *to, archive_step each, void *payload,
                           struct err *err) MUST_USE;

/* Is `ancestor` reachable from `hex` (or equal), by any parent? */
enum err_code archive_is_ancestor(struct archive *archive, const char *ancestor,
                                  const char *hex, bool *out,
                                  struct err *err) MUST_USE;

typedef enum err_code (*archive_ref)(void *payload, const char *name,
                                     struct err *err);

/* Every reference under refs/; in an archive that nobody touched, one. */
enum err_code archive_refs(struct archive *archive, archive_ref each,
                           void *payload, struct err *err) MUST_USE;

/* Every setting of archive_make that is not as it was made, with the value it
 * should have. */
typedef enum err_code (*archive_setting)(void *payload, const char *key,
                                         const char *value, struct err *err);
enum err_code archive_settings(struct archive *archive, archive_setting each,
                               void *payload, struct err *err) MUST_USE;

/* The path of every file that is not the same in `before` (a commit or a tree;
 * "": nothing) and `after`. */
enum err_code archive_changes(struct archive *archive, const char *before,
                              const char *after, archive_ref each,
                              void *payload, struct err *err) MUST_USE;

/* ---- writing -------------------------------------------------------- */

struct archive_change {
	const char *path;  /* [A-Za-z0-9._-] between slashes */
	struct span bytes; /* the new content of the file */
	bool gone;         /* or: the file or folder is taken out */
};

/*
 * Writes the tree that `base` (a tree or a commit; NULL: nothing) becomes by
 * the changes; folders that end up empty disappear. To take out what is not
 * there changes nothing. A folder taken out whose files are changed too holds
 * only those files afterwards.
 *
 * Errors: ERR_BAD_VALUE  a path that may not stand in an archive, or one
 *                        named twice or below a file
 */
enum err_code archive_write_tree(struct archive *archive, const char *base,
                                 const struct archive_change *changes,
                                 size_t count, char out[HEX],
                                 struct err *err) MUST_USE;

/* The id that a file of these bytes has or would have; nothing is written. */
void archive_blob_id(struct span bytes, char out[HEX]);

struct archive_commit {
	const char *tree;
	char parents[2][HEX];
	int parent_count; /* 0..2 */
	const char *author_name, *author_email;
	const char *committer_name, *committer_email;
	int64_t at_ms; /* author's and committer's; cut to seconds */
	int offset_min;
	const char *message;
};

/*
 * Appends exactly the bytes to be signed. Needs no archive: what it refuses
 * could forge a header.
 *
 * Errors: ERR_BAD_VALUE  a name or an address that is empty, begins or ends
 *         with a blank, or holds <, > or a control character; a time before
 *         1970; a malformed id
 */
enum err_code archive_commit_text(const struct archive_commit *commit,
                                  struct str *out, struct err *err) MUST_USE;

/* Writes the commit with its signature; no reference moves. `armored` empty:
 * an unsigned one. Errors: ERR_BROKEN also when its tree or a parent is not
 * there, ERR_BAD_VALUE for a NUL or a signature with a blank line. */
enum err_code archive_write_commit(struct archive *archive, struct span text,
                                   struct span armored, char out[HEX],
                                   struct err *err) MUST_USE;

/*
 * Reads the commit again from disk, and every tree and blob of it that is not
 * at the same place in `base` (a tree or a commit; NULL: nothing), checking
 * hashes. Errors: ERR_BROKEN names the object that cannot be trusted.
 */
enum err_code archive_read_back(struct archive *archive, const char *commit,
                                const char *base, struct err *err) MUST_USE;

/*
 * Moves main from `expected` ("": no commit yet) to `hex`: the commit point of
 * the ledger, durable when it returns. `log_line` goes into the reflog. Only
 * under the writer's lock (store/ledger).
 *
 * A main.lock of another git is waited for; one that nobody holds open and
 * that did not change in all that time is removed (security.md 2.4).
 *
 * Errors: ERR_MOVED  main is not at `expected`
 *         ERR_LOCK   main.lock stays
 */
enum err_code archive_swap(struct archive *archive, const char *expected,
                           const char *hex, const char *log_line,
                           struct err *err) MUST_USE;

/* How long archive_swap waits for main.lock; 10,000 when not set. */
void archive_set_wait(struct archive *archive, int wait_ms);

/* Stale locks this archive has removed since it was opened, for the log. */
int archive_stale_locks(const struct archive *archive);

/* ---- proving -------------------------------------------------------- */

/* Ids that were read already, so that many calls read each object once. */
struct archive_seen;
struct archive_seen *archive_seen_new(void);
void archive_seen_free(struct archive_seen *seen);
size_t archive_seen_count(const struct archive_seen *seen);

/* `what` is "commit", "tree" or "blob", a colon and why. */
typedef void (*archive_broken)(void *payload, const char *hex,
                               const char *what);

/*
 * Reads every object reachable from `commit` that `seen` has not, parents too,
 * checking hashes; tells `broken` of each that is missing, damaged or not
 * what its place says, and goes on. Returns how many that were.
 */
size_t archive_check_objects(struct archive *archive, const char *commit,
                             struct archive_seen *seen, archive_broken broken,
                             void *payload);

#endif
