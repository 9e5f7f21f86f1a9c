/*
 * index-post - a struct post as rows, and back. Used by store/index.c alone.
 */
#ifndef STORE_INDEX_POST_H
#define STORE_INDEX_POST_H

#include "core/err.h"
#include "core/policy.h"
#include "core/post.h"

struct db;

/* Errors: ERR_NO_POST. *out: post_free. */
enum err_code index_load_post(struct db *db, const char *id, struct post **out,
                              struct err *err) MUST_USE;

/* Replaces every row of the post. `policy` is the post's own, and says to which
 * levels its open step belongs. */
enum err_code index_store_post(struct db *db, const struct post *post,
                               const struct policy *policy,
                               struct err *err) MUST_USE;

#endif
