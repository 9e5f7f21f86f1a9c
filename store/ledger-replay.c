/*
 * The archive's records on their way into an index: one code for catching up,
 * for rebuilding and for proving that a rebuilt one is the same.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/ledger-parts.h"
#include "store/sign.h"

struct replay {
	struct ledger *ledger;
	struct index *index;
};

static enum err_code read_form(struct ledger *ledger, const char *commit,
                               const char *post, struct form *out,
                               struct err *err)
{
	struct str path = {0}, ini = {0};
	enum err_code rc;

	post_path(post, &path);
	str_puts(&path, "/content/form.ini");
	if (!(rc = archive_read(ledger->archive, commit, str_text(&path), &ini,
	                        err)))
		rc = form_read(str_span(&ini), out, err);
	str_clear(&path);
	str_clear(&ini);
	return rc;
}

/* Whether the side commit carries a person's own signature. */
static enum err_code find_signer(struct ledger *ledger, const char *side,
                                 bool *personal, struct err *err)
{
	struct archive_record record = {0};
	struct sign_signer signer = {0};
	enum err_code rc;

	*personal = false;
	if ((rc = ledger_need_key(ledger, err)) ||
	    (rc = archive_read_commit(ledger->archive, side, &record, err)))
		return rc;
	if (!sign_check(str_span(&record.payload), str_span(&record.signature),
	                "git", &signer, NULL)) {
		struct str key = {0};

		str_putf(&key, "%s %s", signer.type, signer.key);
		*personal =
		    strcmp(str_text(&key), sign_key_public(ledger->key)) != 0;
		str_clear(&key);
		sign_signer_clear(&signer);
	}
	archive_record_clear(&record);
	return ERR_OK;
}

/* The policy that counts for an event: as of the submission, or in force. */
static enum err_code find_policy(struct ledger *ledger, struct index_fact *fact,
                                 struct err *err)
{
	char tree[HEX];
	enum err_code rc;

	memcpy(tree, fact->event->policy, HEX);
	if (!tree[0] && (rc = archive_tree_of(ledger->archive, fact->commit,
	                                      "policy", tree, err)))
		return rc;
	rc = policies_get(ledger->policies, tree, &fact->policy, err);
	fact->policy_text = policies_text(ledger->policies, tree);
	return rc;
}

static enum err_code replay_one(void *payload, const char *commit,
                                struct err *err)
{
	struct replay *replay = payload;
	struct ledger *ledger = replay->ledger;
	struct archive_record record = {0};
	struct event event = {0};
	struct form form = {0};
	struct index_fact fact = {
	    .commit = commit, .parent = "", .event = &event};
	enum err_code rc;

	if ((rc = archive_read_commit(ledger->archive, commit, &record, err)) ||
	    (rc = event_read(str_span(&record.message), &event, err)) ||
	    (rc = find_policy(ledger, &fact, err)))
		goto out;
	if (record.parent_count)
		fact.parent = record.parents[0];
	if (event.content[0] &&
	    (event.kind == EVENT_NEW || event.kind == EVENT_SAVE ||
	     event.kind == EVENT_RELEASE || event.kind == EVENT_CORRECT)) {
		if ((rc = read_form(ledger, commit, event.post, &form, err)))
			goto out;
		fact.form = &form;
	}
	if (event.decision[0] &&
	    (rc = find_signer(ledger, event.decision, &fact.personal, err)))
		goto out;
	rc = index_apply(replay->index, &fact, err);
out:
	archive_record_clear(&record);
	event_clear(&event);
	form_clear(&form);
	return rc;
}

enum err_code ledger_replay(struct ledger *ledger, struct index *index,
                            const char *from, const char *tip, bool afresh,
                            struct err *err)
{
	struct replay state = {ledger, index};
	enum err_code rc;

	if ((rc = index_begin(index, err)))
		return rc;
	if (afresh)
		rc = index_empty(index, err);
	if (!rc)
		rc = archive_walk(ledger->archive, from, tip, replay_one,
		                  &state, err);
	if (!rc)
		rc = force_keep(ledger->archive, tip, index, err);
	if (!rc)
		rc = index_commit(index, err);
	if (rc)
		index_rollback(index);
	return rc;
}
