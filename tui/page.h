/*
 * page - a post, its route and its findings as plain lines, for reading.
 *
 * No cells and no colours: what a command prints, on a terminal or into a file.
 */
#ifndef TUI_PAGE_H
#define TUI_PAGE_H

#include <stdio.h>

#include "core/check.h"
#include "store/desk.h"
#include "tui/session.h"

/* The channels, and the flags, of a form by their titles; appended. */
void page_channels(struct str *out, const struct session *session,
                   const struct form *form);
void page_flags(struct str *out, const struct session *session,
                const struct form *form);
/* What the policy in force calls a field of its own, else its id. */
const char *page_field_title(const struct session *session, const char *id);

/* The post's state, form, route, signatures and text. */
void page_post(FILE *to, const struct session *session,
               const struct desk_view *view);
/* The route, a step a line. */
void page_route(FILE *to, const struct session *session,
                const struct post *post);
/* Whom or what a record names beside its post. */
void page_named(FILE *to, const struct event *event);
/* The signatures that counted before and do not now, appended; "" for none. */
void page_voided(struct str *out, const struct session *session,
                 const struct post *before, const struct post *after);
/* What is said of a post, or a correction, that was taken back: {1} the post.
 */
const char *page_withdrawn(const struct answer *answer);
/* One line a finding: name:line:column: severity: rule: message … */
void page_findings(FILE *to, const char *name, const struct findings *findings);
/* How many there are, and that a person still has to read it. */
void page_count(FILE *to, const struct findings *findings);

/* What was recorded: `sentence` with {1} the post or thing, {n} the revision,
 * then the receipt; or all of it as JSON. */
void page_answer(const struct session *session, const struct answer *answer,
                 const char *sentence, const char *about);
/* The receipt alone, lines `key: value`. */
void page_receipt(FILE *to, const struct answer *answer);

#endif
