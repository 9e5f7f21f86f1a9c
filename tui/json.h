/*
 * json - one document on a stream, stable keys (DESIGN, section 8).
 *
 * Absent is null; times are RFC 3339 at offset_min; words are the identifiers,
 * never translated, but for a finding's message. The only user of jansson.
 */
#ifndef TUI_JSON_H
#define TUI_JSON_H

#include <stdio.h>

#include "core/check.h"
#include "core/roster.h"
#include "store/desk.h"
#include "store/verify.h"
#include "tui/say.h"

void json_answer(FILE *to, const struct answer *answer);
void json_findings(FILE *to, const struct findings *findings);
void json_rows(FILE *to, const struct desk_rows *rows, int offset_min);
void json_view(FILE *to, const struct desk_view *view, int offset_min);
void json_records(FILE *to, const struct desk_records *records);
void json_logins(FILE *to, const struct logins *logins, int offset_min);
void json_keys(FILE *to, const struct keys *keys, int offset_min);
void json_invite(FILE *to, const char *person, const char *code,
                 int64_t until_ms, int offset_min);
void json_invites(FILE *to, const struct invites *invites,
                  const struct invite_tries *tries, int offset_min);
void json_people(FILE *to, const struct roster *roster);
void json_units(FILE *to, const struct roster *roster, int offset_min);
void json_grants(FILE *to, const struct roster *roster, int offset_min);
void json_verdicts(FILE *to, const struct verdicts *verdicts);
void json_healths(FILE *to, const struct healths *healths,
                  const struct names *names);

/* A receipt as one of these documents gave it, as lines `key: value`; appended.
 * False, and nothing appended, when `text` is no such document. */
bool json_receipt_lines(struct span text, struct str *out);

#endif
