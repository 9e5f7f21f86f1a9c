/*
 * draft - text that is not in the archive: desk.db. Held by the gate, or (with
 * the editor) not yet saved. Committed with synchronous=FULL: what was put is
 * there after a power cut.
 */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/form.h"
#include "core/str.h"

struct drafts;

struct draft_row {
	char *op_id;
	char *post; /* NULL before the record named it */
	char *person;
	struct form form;
	char *grade; /* "": none was asked for */
	struct str text;
	int64_t at_ms;
};
void draft_row_clear(struct draft_row *row);

/* desk.db in `home`, made when missing. *out: drafts_close. */
enum err_code drafts_open(struct drafts **out, const char *home,
                          struct err *err) MUST_USE;
void drafts_close(struct drafts *drafts);

/* Keeps a text. It replaces what was kept for the same post, and what the same
 * person kept under the same op-id before its post had a name. */
enum err_code drafts_put(struct drafts *drafts, const char *op_id,
                         const char *post, const char *person,
                         const struct form *form, const char *grade,
                         struct span text, int64_t at_ms,
                         struct err *err) MUST_USE;
/* The text kept for a post; else what `person` kept under `op_id`, those of the
 * post's `new`, when the process died before it could name the post. *found
 * tells. */
enum err_code drafts_get(struct drafts *drafts, const char *post,
                         const char *op_id, const char *person,
                         struct draft_row *out, bool *found,
                         struct err *err) MUST_USE;
/* Forgets what drafts_get would find, both of them. */
enum err_code drafts_drop(struct drafts *drafts, const char *post,
                          const char *op_id, const char *person,
                          struct err *err) MUST_USE;

#endif
