/*
 * archive-home - an archive in a folder of its own, and a key for it.
 */
#ifndef TESTS_ARCHIVE_HOME_H
#define TESTS_ARCHIVE_HOME_H

#include "store/archive.h"
#include "store/sign.h"

#define NOON_MS 1795428303000 /* 2026-11-23T10:05:03Z */

struct home {
	char *folder, *path; /* the archive's path lies in the folder */
	struct archive *archive;
	struct sign_key *key;
	char tip[HEX]; /* of main, as of the last home_put */
};

void home_set_up(struct home *home);
void home_tear_down(struct home *home);

/* FOLDER/NAME; the caller frees it. */
char *home_below(const char *folder, const char *name);

/* Runs a shell command in the home; its output is in *out (NULL: dropped).
 * What system(3) answers. */
int home_run(const struct home *home, struct str *out, const char *command);

/* A record of that tree; `parent` may be empty. */
struct archive_commit home_commit(const char *tree, const char *parent);

/* Signs and writes the commit; no reference moves. */
void home_record(struct home *home, const struct archive_commit *commit,
                 char out[HEX]);

/* One signed record on main that writes `text` to `path`. */
void home_put(struct home *home, const char *path, const char *text);

/* Where the loose object lies; the caller frees it. */
char *home_object(const struct home *home, const char *hex);

/* Objects are read-only files; root or not, this replaces one. */
void home_replace(const struct home *home, const char *hex, struct span bytes);

#endif
