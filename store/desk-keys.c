/*
 * People's own keys: rows of allowed_signers, each from a day on, ended by a
 * record and never taken away, so that what was signed stays provable.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "store/desk-parts.h"
#include "store/ledger.h"
#include "store/sign.h"

/* What a record of a key needs, for the files it writes. */
struct wish {
	const char *person;
	const struct sign_signer *signer; /* add */
	const char *fingerprint;          /* end */
	const char *body;                 /* NULL: nothing beside */
};

/* Adds the row, unless that key stands there already, ended or not: whose
 * signature it is must never be a question. */
static enum err_code add_key(void *payload, struct ledger *ledger,
                             struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	char *principal = ledger_principal(ledger, wish->person);
	struct str text = {0};
	struct span rest;
	struct sign_row row;
	enum err_code rc = ledger_signers(ledger, &text, err);

	rest = str_span(&text);
	while (!rc && sign_row_next(&rest, &row))
		if (span_is(row.type, wish->signer->type) &&
		    span_is(row.key, wish->signer->key))
			rc = err_set(err, ERR_EXISTS, wish->signer->fingerprint,
			             NULL);
	if (!rc) {
		sign_row_put(&text, principal, wish->signer, event->at_ms);
		ledger_put(ledger, "allowed_signers", str_span(&text));
	}
	str_clear(&text);
	free(principal);
	return rc;
}

static enum err_code end_key(void *payload, struct ledger *ledger,
                             struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	char *principal = ledger_principal(ledger, wish->person);
	struct str text = {0}, made = {0};
	struct span rest, line;
	struct sign_row row;
	bool ended = false;
	enum err_code rc = ledger_signers(ledger, &text, err);

	rest = str_span(&text);
	while (!rc && span_cut(&rest, '\n', &line)) {
		struct span one = line;

		if (!ended && sign_row_next(&one, &row) &&
		    sign_row_opens(&row, principal, wish->fingerprint)) {
			sign_row_put_ended(&made, &row, event->at_ms);
			ended = true;
		} else if (line.bytes || rest.bytes) {
			str_add(&made, line);
			str_putc(&made, '\n');
		}
	}
	if (!rc && !ended)
		rc = err_set(err, ERR_NO_KEY, wish->person, wish->fingerprint);
	if (!rc)
		ledger_put(ledger, "allowed_signers", str_span(&made));
	str_clear(&text);
	str_clear(&made);
	free(principal);
	return rc;
}

/* The common course of both acts; `verb` begins the subject. */
static enum err_code
record(struct desk *desk, const struct caller *caller, const char *verb,
       const char *fingerprint, struct wish *wish,
       enum err_code (*files)(void *, struct ledger *, struct event *,
                              struct err *),
       struct answer *out, struct err *err)
{
	struct proposal proposal;
	struct str about = {0};
	bool done = false;
	enum err_code rc;

	str_putf(&about, "%s %s %s", verb, wish->person, fingerprint);
	rc = desk_begin_about(desk, caller, EVENT_KEY, str_text(&about),
	                      &proposal, out, &done, err);
	if (!rc && !done) {
		proposal.event.person = mem_copy(wish->person);
		proposal.event.body = mem_copy(wish->body);
		proposal.files = files;
		proposal.payload = wish;
		rc = desk_finish(desk, &proposal, out, err);
	}
	str_clear(&about);
	return rc;
}

enum err_code desk_key_record(struct desk *desk, const struct caller *caller,
                              const char *person,
                              const struct sign_signer *signer,
                              const char *body, struct answer *out,
                              struct err *err)
{
	struct wish wish = {.person = person, .signer = signer, .body = body};

	return record(desk, caller, "add", signer->fingerprint, &wish, add_key,
	              out, err);
}

enum err_code desk_key_add(struct desk *desk, const struct caller *caller,
                           const char *person, struct span line,
                           struct answer *out, struct err *err)
{
	struct sign_signer signer = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = desk_find_person(desk, person, err)))
		return rc;
	rc = sign_read_public(line, &signer, err);
	if (rc == ERR_BROKEN)
		return err_set(err, ERR_BAD_KEY, NULL, NULL);
	if (!rc)
		rc = desk_key_record(desk, caller, person, &signer, NULL, out,
		                     err);
	sign_signer_clear(&signer);
	return rc;
}

enum err_code desk_key_end(struct desk *desk, const struct caller *caller,
                           const char *person, const char *fingerprint,
                           struct answer *out, struct err *err)
{
	struct wish wish = {.person = person, .fingerprint = fingerprint};
	struct drafts *drafts;
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = desk_find_person(desk, person, err)) ||
	    (rc = desk_drafts(desk, &drafts, err)) ||
	    (rc = record(desk, caller, "end", fingerprint, &wish, end_key, out,
	                 err)))
		return rc;
	/* Whoever had the key may have made them. */
	return drafts_invites_end_by(drafts, person, caller->now_ms, err);
}

bool key_is_in_force(const struct key *key, int64_t at_ms)
{
	return key->from_ms <= at_ms &&
	       (!key->until_ms || key->until_ms > at_ms);
}

void keys_clear(struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		free(keys->at[i].person);
		free(keys->at[i].type);
		free(keys->at[i].base64);
		free(keys->at[i].fingerprint);
	}
	free(keys->at);
	*keys = (struct keys){0};
}

static void take_row(const struct roster *roster, const struct sign_row *row,
                     struct keys *out)
{
	struct span rest = row->principal, id;
	struct str print = {0};
	struct key *key;
	char *person;

	span_cut(&rest, '@', &id);
	person = span_copy(id);
	if (!roster_person(roster, person)) { /* the workstation's own */
		free(person);
		return;
	}
	sign_row_fingerprint(row, &print);
	out->at = mem_room(out->at, out->count, &out->room, sizeof(*out->at));
	key = &out->at[out->count++];
	*key = (struct key){.person = person,
	                    .type = span_copy(row->type),
	                    .base64 = span_copy(row->key),
	                    .from_ms = row->after_ms,
	                    .until_ms = row->before_ms,
	                    .fingerprint = str_take(&print)};
}

/* Which of them may bring an agent along: desk.db says. */
static enum err_code take_forwards(struct desk *desk, struct keys *out,
                                   struct err *err)
{
	struct drafts *drafts;
	struct words forwards = {0};
	enum err_code rc;

	if (!(rc = desk_drafts(desk, &drafts, err)))
		rc = drafts_forwards(drafts, &forwards, err);
	for (size_t i = 0; i < out->count; i++)
		out->at[i].forwards =
		    words_have(&forwards, span_of(out->at[i].fingerprint));
	words_clear(&forwards);
	return rc;
}

enum err_code desk_keys(struct desk *desk, struct keys *out, struct err *err)
{
	struct str text = {0};
	struct span rest;
	struct sign_row row;
	enum err_code rc;

	*out = (struct keys){0};
	if ((rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = ledger_signers(desk->ledger, &text, err)))
		goto out;
	rest = str_span(&text);
	while (sign_row_next(&rest, &row))
		take_row(desk_roster(desk), &row, out);
	rc = take_forwards(desk, out, err);
out:
	str_clear(&text);
	return rc;
}

/* One's own agent is one's own to lend; else an administrator. */
static enum err_code judge_forward(struct desk *desk,
                                   const struct caller *caller,
                                   const char *person, struct err *err)
{
	struct verdict verdict;
	enum err_code rc = route_judge_admin(desk_roster(desk), caller->person,
	                                     caller->now_ms, &verdict, err);

	return rc == ERR_NO_RIGHT && strcmp(caller->person, person) == 0
	           ? ERR_OK
	           : rc;
}

enum err_code desk_key_forward(struct desk *desk, const struct caller *caller,
                               const char *person, const char *fingerprint,
                               bool on, struct err *err)
{
	struct keys keys = {0};
	struct drafts *drafts;
	bool found = false;
	enum err_code rc;

	if ((rc = desk_lets_in(desk, caller, err)) ||
	    (rc = desk_find_person(desk, person, err)) ||
	    (rc = judge_forward(desk, caller, person, err)) ||
	    (rc = desk_keys(desk, &keys, err)) ||
	    (rc = desk_drafts(desk, &drafts, err)))
		goto out;
	for (size_t i = 0; i < keys.count && !found; i++)
		found = strcmp(keys.at[i].person, person) == 0 &&
		        strcmp(keys.at[i].fingerprint, fingerprint) == 0 &&
		        !keys.at[i].until_ms;
	rc = found ? drafts_forward(drafts, fingerprint, on, err)
	           : err_set(err, ERR_NO_KEY, person, fingerprint);
out:
	keys_clear(&keys);
	return rc;
}
