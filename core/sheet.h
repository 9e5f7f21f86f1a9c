/*
 * sheet - the record sheets people read in the archive: record/signoffs.md and
 * record/publication.md. Made from a post and the names in a roster alone, so
 * that `verify` can make them again and compare. In Chinese, the language of
 * the file they belong to. No value leaves its cell: | and markup are escaped,
 * a line break is <br>.
 */
#ifndef CORE_SHEET_H
#define CORE_SHEET_H

#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"

/* `policy` has the words for grades, and says whose name its columns put below
 * a text. */
void sheet_signoffs(struct str *out, const struct post *post,
                    const struct policy *policy, const struct roster *roster,
                    int offset_min);
void sheet_publication(struct str *out, const struct post *post,
                       const struct policy *policy, const struct roster *roster,
                       int offset_min);

#endif
