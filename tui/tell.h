/*
 * tell - what a policy says, in the reader's words: offices, terms, conditions;
 * and long texts folded to a page.
 *
 * Everything is appended. Titles are the policy's own; what has none is said by
 * its id.
 */
#ifndef TUI_TELL_H
#define TUI_TELL_H

#include <stdio.h>

#include "core/policy.h"
#include "core/roster.h"

enum { PAGE_COLS = 78 }; /* what is printed for people is folded to this */

/* Whose words: `roster` NULL: units are called what the policy calls them. */
struct telling {
	const struct policy *policy;
	const struct roster *roster;
};

/* A text (from anywhere: made safe here) on as many lines as it needs, the
 * first after `indent` blanks, the others after `hang`. */
void fold(FILE *to, int indent, int hang, const char *text);
/* “name: value” folded, indented; nothing when the value is empty. */
void fold_field(FILE *to, int indent, const char *name, const char *value);

void tell_unit(struct str *out, const struct telling *telling, const char *id);
void tell_office(struct str *out, const struct telling *telling,
                 const struct role_ref *office);
/* Of one rank, or of all when `rank` is -1; those of one rank are parted by
 * “or”. */
void tell_offices(struct str *out, const struct telling *telling,
                  const struct offices *offices, int rank);
void tell_term(struct str *out, const struct term *term);
void tell_condition(struct str *out, const struct telling *telling,
                    const struct condition *condition);
const char *tell_kind(enum step_kind kind);
/* "YYYY-MM-DD", in the policy's time. */
void tell_day(struct str *out, const struct policy *policy, int64_t at_ms);
/* The comment lines directly above a line of a file: the article. */
void tell_article(struct str *out, struct span text, int line);

#endif
