/*
 * The desk: a signature of one's own, in two halves. The first prints the bytes
 * of the side commit, the second takes them back with a signature; what stands
 * in them is only a wish, which goes the way of every other.
 */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "store/archive.h"
#include "store/desk-parts.h"

#define ARMOR "-----BEGIN SSH SIGNATURE-----"

enum err_code desk_prepare(struct desk *desk, const struct caller *caller,
                           const char *post, const char *content,
                           struct span opinion, const char *ticked,
                           struct str *out, struct err *err)
{
	struct proposal proposal;
	struct answer answer;
	bool done;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, EVENT_SIGN, post, content, &proposal,
	                     &answer, &done, err)))
		return rc;
	if (done) {
		answer_clear(&answer);
		return err_set(err, ERR_OP_ID_TAKEN, caller->op_id, "sign");
	}
	if ((rc = desk_put_opinion(&proposal, opinion, false, err)) ||
	    (rc = desk_put_line(&proposal, &proposal.event.ticked, ticked,
	                        "--tick", err)))
		return rc;
	proposal.own.asked = true;
	rc = ledger_prepare(desk->ledger, &proposal, out, err);
	proposal_clear(&proposal);
	return rc;
}

/* ---- the second half -------------------------------------------------------
 */

struct prepared {
	struct own own;
	struct archive_record record;
	struct event event;
};

static void prepared_clear(struct prepared *prepared)
{
	archive_record_clear(&prepared->record);
	event_clear(&prepared->event);
}

/* prepared_clear in any case. */
static enum err_code prepared_read(struct span bytes, struct prepared *out,
                                   struct err *err)
{
	struct err unread = {0};
	size_t at = span_find(bytes, "\n" ARMOR "\n");
	const char *why;

	if (at == (size_t)-1)
		return err_set(err, ERR_NOT_PREPARED, ARMOR, NULL);
	out->own = (struct own){
	    .asked = true,
	    .commit = span_from(bytes.at, at + 1),
	    .signature = span_from(bytes.at + at + 1, bytes.bytes - at - 1)};
	why = archive_record_read(out->own.commit, &out->record);
	if (!why && out->record.signature.bytes)
		why = "gpgsig";
	if (why)
		return err_set(err, ERR_NOT_PREPARED, why, NULL);
	if (event_read(str_span(&out->record.message), &out->event, &unread))
		return err_set(err, ERR_NOT_PREPARED, unread.object, NULL);
	out->own.at_ms = out->event.at_ms;
	return ERR_OK;
}

/* Theirs, of this post, and a signature at all. */
static enum err_code judge_wish(const struct event *event,
                                const struct caller *caller, const char *post,
                                struct err *err)
{
	if (event->kind != EVENT_SIGN)
		return err_set(err, ERR_NOT_PREPARED, event_id(event->kind),
		               NULL);
	if (strcmp(event->post, post) != 0)
		return err_set(err, ERR_NOT_PREPARED, event->post, NULL);
	if (strcmp(event->actor, caller->person) != 0)
		return err_set(err, ERR_NOT_THEIRS, event->actor,
		               caller->person);
	return ERR_OK;
}

enum err_code desk_sign_own(struct desk *desk, const struct caller *caller,
                            const char *post, struct span signed_bytes,
                            struct answer *out, struct err *err)
{
	struct prepared prepared = {0};
	const struct event *wish = &prepared.event;
	struct caller by = *caller;
	struct proposal proposal;
	bool done;
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = prepared_read(signed_bytes, &prepared, err)) ||
	    (rc = judge_wish(wish, caller, post, err)))
		goto out;
	by.op_id = wish->op_id;
	if ((rc = desk_begin(desk, &by, EVENT_SIGN, post, wish->content,
	                     &proposal, out, &done, err)) ||
	    done ||
	    (rc = desk_put_opinion(&proposal, span_of(wish->body), false,
	                           err)) ||
	    (rc = desk_put_line(&proposal, &proposal.event.ticked, wish->ticked,
	                        "--tick", err)))
		goto out;
	proposal.own = prepared.own;
	rc = desk_judge_and_finish(desk, &proposal, out, err);
out:
	prepared_clear(&prepared);
	return rc;
}

/* ---- whoever has no key ----------------------------------------------------
 */

static bool has_key(const struct keys *keys, const char *person, int64_t now_ms)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->at[i];

		if (strcmp(key->person, person) == 0 &&
		    key_is_in_force(key, now_ms))
			return true;
	}
	return false;
}

/* Whether a grant of today may lead the person to the step. */
static bool may_come(const struct person *person,
                     const struct policy_step *step, int64_t now_ms)
{
	for (size_t i = 0; !person->disabled && i < step->who.count; i++)
		for (size_t j = 0; j < person->grant_count; j++)
			if (strcmp(person->grants[j].role,
			           step->who.at[i].role) == 0 &&
			    person_holds(person, person->grants[j].role,
			                 person->grants[j].unit, now_ms))
				return true;
	return false;
}

enum err_code desk_own_keys(struct desk *desk, int64_t now_ms,
                            struct healths *out, struct err *err)
{
	struct keys keys = {0};
	const struct policy *policy;
	const struct roster *roster;
	enum err_code rc = desk_keys(desk, &keys, err);

	policy = desk_policy(desk);
	roster = desk_roster(desk);
	for (size_t i = 0; !rc && i < policy_step_count(policy); i++) {
		const struct policy_step *step = policy_step_at(policy, i);

		for (size_t j = 0;
		     step->personal && j < roster_person_count(roster); j++) {
			const struct person *person =
			    roster_person_at(roster, j);

			if (may_come(person, step, now_ms) &&
			    !has_key(&keys, person->id, now_ms))
				healths_tell(out, HEALTH_OWN_KEY, person->id,
				             step->title);
		}
	}
	keys_clear(&keys);
	return rc;
}
