/*
 * index-shelf - the index read a page at a time: what waits for an office, and
 * what a provider has. Every page is one seek and the rows asked for, however
 * many posts there are.
 */
#ifndef STORE_INDEX_SHELF_H
#define STORE_INDEX_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

struct index;

struct shelf_row {
	char post[32];
	int64_t moment_ms; /* waiting: due, without one the largest number;
	                      own: when it was made */
};
struct shelf_rows {
	struct shelf_row *at;
	size_t count, room;
};

/* Rows of `waiting` for exactly this `who`, oldest deadline first: the first
 * `limit` after `after`, appended. */
enum err_code index_waiting_page(struct index *index, const char *who,
                                 const struct shelf_row *after, size_t limit,
                                 struct shelf_rows *out,
                                 struct err *err) MUST_USE;
/* The first `who` above `from` and below `end`, in byte order; *found tells. */
enum err_code index_waiting_who(struct index *index, const char *from,
                                const char *end, struct str *out, bool *found,
                                struct err *err) MUST_USE;
/* A provider's unpublished posts in `work`, newest first: the first `limit`
 * before `before`, appended. */
enum err_code index_own_page(struct index *index, const char *provider,
                             const char *work, const struct shelf_row *before,
                             size_t limit, struct shelf_rows *out,
                             struct err *err) MUST_USE;

#endif
