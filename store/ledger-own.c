/*
 * Own signatures: whether what a person signed at home may stand in the
 * archive. Nothing of it is believed: the bytes must be those the ledger would
 * write itself, the signature is checked here, the key is looked up.
 */
#include <stdlib.h>

#include "core/mem.h"
#include "store/ledger-parts.h"
#include "store/sign-wire.h"
#include "store/sign.h"

/* The first line of `own` that is not in its place in `text`. */
static struct span other_line(struct span own, struct span text)
{
	struct span mine = {0}, its = {0};

	while (span_cut(&own, '\n', &mine) && span_cut(&text, '\n', &its) &&
	       span_equal(mine, its))
		;
	return mine;
}

static enum err_code judge_words(const struct own *own,
                                 const struct event *event,
                                 const struct revision *seen, struct span text,
                                 struct err *err)
{
	bool early = own->at_ms<seen->at_ms, late = own->at_ms> event->at_ms;
	char *line;

	if (span_equal(own->commit, text) && !early && !late)
		return ERR_OK;
	line = early || late ? mem_copy("At")
	                     : span_copy(other_line(own->commit, text));
	err_set(err, ERR_PREPARED, event->post, line);
	free(line);
	return ERR_PREPARED;
}

/* Whose key it was when the commit was made, and still is. */
static bool is_theirs(struct span signers, const struct sign_signer *signer,
                      const char *principal, int64_t at_ms)
{
	struct str who = {0};
	bool is = sign_allowed(signers, signer, at_ms, "git", &who) &&
	          span_is(str_span(&who), principal);

	str_clear(&who);
	return is;
}

static enum err_code judge_signer(struct ledger *ledger, const struct own *own,
                                  const struct event *event, struct err *err)
{
	struct sign_signer signer = {0};
	struct str signers = {0};
	char *principal;
	struct err why = {0};
	enum err_code rc;

	rc = sign_check(own->commit, own->signature, "git", &signer, &why);
	if (rc == ERR_BROKEN)
		return err_set(err, ERR_BAD_SIGNATURE, why.object, NULL);
	if (rc)
		return err_set(err, rc, why.subject, why.object);
	principal = ledger_principal(ledger, event->actor);
	rc = archive_read(ledger->archive, ledger->tip, "allowed_signers",
	                  &signers, err);
	if (!rc &&
	    (!is_theirs(str_span(&signers), &signer, principal, own->at_ms) ||
	     !is_theirs(str_span(&signers), &signer, principal, event->at_ms)))
		rc = err_set(err, ERR_NOT_YOUR_KEY, event->actor,
		             signer.fingerprint);
	sign_signer_clear(&signer);
	str_clear(&signers);
	free(principal);
	return rc;
}

enum err_code ledger_judge_own(struct ledger *ledger, const struct own *own,
                               const struct event *event,
                               const struct revision *seen, struct span text,
                               struct str *armored_out, struct err *err)
{
	struct str blob = {0};
	enum err_code rc;

	if ((rc = judge_words(own, event, seen, text, err)) ||
	    (rc = judge_signer(ledger, own, event, err)))
		return rc;
	/* As git has it: 70 columns, no LF at the end. */
	if (wire_read_armor(own->signature, &blob))
		wire_armor(str_span(&blob), armored_out);
	str_clear(&blob);
	return ERR_OK;
}
