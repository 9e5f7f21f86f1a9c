/*
 * index - the SQLite tables derived from the archive: sanshen.db.
 *
 * One function changes them, index_apply, whether a record was just made, is
 * caught up with, or replayed by a rebuild: so none of the three can drift.
 * SQL and its dialect stay in this file and store/draft.c.
 */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/event.h"
#include "core/form.h"
#include "core/policy.h"
#include "core/post.h"

struct index;

/* Opens or makes the file at `path`. A damaged or older one is moved aside to
 * PATH.damaged and made anew. *out: index_close. Errors: ERR_NEWER,
 * ERR_SYSTEM. */
enum err_code index_open(struct index **out, const char *path,
                         struct err *err) MUST_USE;
void index_close(struct index *index);

/* Moves the file at `path` out of the way, not away, to PATH.SUFFIX: somebody
 * may want to look at it. With `keep` to PATH.SUFFIX-2, -3 … rather than over
 * one that is there. */
enum err_code index_set_aside(const char *path, const char *suffix, bool keep,
                              struct err *err) MUST_USE;

/* Whether the file at the path is still the one that is open; no for NULL. */
bool index_is_current(const struct index *index);

/* A transaction to write; every apply stands in one. */
enum err_code index_begin(struct index *index, struct err *err) MUST_USE;
enum err_code index_commit(struct index *index, struct err *err) MUST_USE;
void index_rollback(struct index *index);

/* The commit applied last ("" for none) and the number of records so far. */
enum err_code index_last(struct index *index, char out[HEX], int64_t *number,
                         struct err *err) MUST_USE;

/* A record of main, as index_apply needs it. Borrowed. */
struct index_fact {
	const char *commit; /* on main */
	const char *parent; /* its first one; "" for the first record */
	const struct event *event;
	const struct policy *policy; /* route_apply's */
	struct span policy_text;     /* its text */
	const struct form *form;     /* of the revision it made; else NULL */
	bool personal;
};
/* Errors: ERR_BROKEN  also when the index does not stand at fact->parent */
enum err_code index_apply(struct index *index, const struct index_fact *fact,
                          struct err *err) MUST_USE;

/* Forgets every row. */
enum err_code index_empty(struct index *index, struct err *err) MUST_USE;

/* A whole post: post_free. Errors: ERR_NO_POST. */
enum err_code index_post(struct index *index, const char *id, struct post **out,
                         struct err *err) MUST_USE;

/* A record, as its row remembers it. */
struct index_record {
	int64_t number;
	char commit[HEX];
	char event[16];
	char post[32]; /* "" when none */
	int revision;
	char content[HEX];
	char actor[40];
	char op_id[65];
	int64_t at_ms;
};
/* *found tells whether there is one. */
enum err_code index_by_op_id(struct index *index, const char *op_id,
                             struct index_record *out, bool *found,
                             struct err *err) MUST_USE;
/* Whether the decision recorded by `commit` has the person's own signature. */
enum err_code index_is_personal(struct index *index, const char *commit,
                                bool *out, struct err *err) MUST_USE;
/* Op-id and actor of the `new` of a post; "" when there is no such post. */
enum err_code index_new_op_id(struct index *index, const char *post,
                              char out[65], char person[40],
                              struct err *err) MUST_USE;

/* The highest serial of posts of that day ("20261123"); 0 for none. */
enum err_code index_serial(struct index *index, const char *day, long *out,
                           struct err *err) MUST_USE;

/* An answer other than ERR_OK ends the walk and is passed up. */
typedef enum err_code (*index_each)(void *payload, const char *value,
                                    struct err *err);
/* Commits of the records of one post (NULL: all), oldest first. */
enum err_code index_commits(struct index *index, const char *post,
                            index_each each, void *payload,
                            struct err *err) MUST_USE;
/* Posts newest first; in `work` only when it is not NULL. */
enum err_code index_posts(struct index *index, const char *work,
                          index_each each, void *payload,
                          struct err *err) MUST_USE;

/* Posts that wait for anybody, oldest deadline first; for one person:
 * index-shelf.h. */
typedef enum err_code (*index_waiting_each)(void *payload, const char *post,
                                            const char *why, int64_t due_ms,
                                            struct err *err);
enum err_code index_waiting(struct index *index, index_waiting_each each,
                            void *payload, struct err *err) MUST_USE;

/* ---- what is in force where the index stands ------------------------------
 * For showing things. Whoever records asks the archive: a changed row must not
 * give anybody a right. Written within the transaction of the record. */

/* The trees the papers are of; "" when there are none. */
enum err_code index_trees(struct index *index, char policy[HEX],
                          char people[HEX], char units[HEX],
                          struct err *err) MUST_USE;
enum err_code index_set_trees(struct index *index, const char *policy,
                              const char *people, const char *units,
                              struct err *err) MUST_USE;

/* A file of policy/, people/ or units/, or allowed_signers, under its path;
 * replaced. */
enum err_code index_keep_paper(struct index *index, const char *path,
                               struct span text, struct err *err) MUST_USE;
/* Appended; *found tells whether it is kept. */
enum err_code index_read_paper(struct index *index, const char *path,
                               struct str *out, bool *found,
                               struct err *err) MUST_USE;
enum err_code index_drop_paper(struct index *index, const char *path,
                               struct err *err) MUST_USE;
/* All of them, and the trees. */
enum err_code index_drop_papers(struct index *index, struct err *err) MUST_USE;

typedef enum err_code (*index_paper)(void *payload, const char *path,
                                     struct span text, struct err *err);
enum err_code index_papers(struct index *index, index_paper each, void *payload,
                           struct err *err) MUST_USE;

/* The text of a policy that a post was submitted under, by its tree id;
 * appended. *found tells whether there is one. */
enum err_code index_policy(struct index *index, const char *tree,
                           struct str *out, bool *found,
                           struct err *err) MUST_USE;

/* The At of the record applied last; 0 for none. */
enum err_code index_last_at(struct index *index, int64_t *out,
                            struct err *err) MUST_USE;

/* Several questions, one state of the index: until index_end_read. Nests, also
 * in a transaction to write; *mine is for index_end_read. */
enum err_code index_begin_read(struct index *index, bool *mine,
                               struct err *err) MUST_USE;
void index_end_read(struct index *index, bool mine);

/* Every row of every table as text, a line each, sorted; appended. */
enum err_code index_dump(struct index *index, struct str *out,
                         struct err *err) MUST_USE;

#endif
