/*
 * compare - two revisions of a post, form and text, as texts to be compared.
 *
 * The form stands as lines above the text, so that a changed title shows like a
 * changed paragraph.
 */
#ifndef TUI_COMPARE_H
#define TUI_COMPARE_H

#include "core/diff.h"
#include "tui/session.h"

struct comparison {
	int from, to; /* revisions */
	struct str before, after;
	struct diff diff; /* borrows from both */
	size_t
	    changes; /* lines that are not the same, blank ones not counted */
};

/* *out is the caller's in any case: comparison_clear. Errors: of
 * desk_revision. */
enum err_code comparison_make(struct session *session, const char *post,
                              int from, int to, struct comparison *out,
                              struct err *err) MUST_USE;
/* What was proposed last (`to` 0), and the revision it was made from. Errors:
 * of desk_proposal, too. */
enum err_code comparison_of_proposal(struct session *session, const char *post,
                                     struct comparison *out,
                                     struct err *err) MUST_USE;
/* A line that holds nothing on either side. */
bool comparison_is_blank(const struct diff_line *line);
void comparison_clear(struct comparison *comparison);

#endif
