/*
 * Whether somebody may still be here: the person, and the key they came in
 * with over SSH.
 */
#include <stdlib.h>
#include <string.h>

#include "store/ledger-parts.h"
#include "store/sign.h"

char *ledger_principal(const struct ledger *ledger, const char *person)
{
	const struct unit *root =
	    roster_unit(ledger_roster(ledger), ROSTER_ROOT);
	struct str text = {0};

	str_putf(&text, "%s@%s", person,
	         root && root->domain ? root->domain : "");
	return str_take(&text);
}

enum err_code ledger_signers(struct ledger *ledger, struct str *out,
                             struct err *err)
{
	char tip[HEX];
	enum err_code rc = archive_tip(ledger->archive, tip, err);

	return rc ? rc
	          : archive_read(ledger->archive, tip, FORCE_SIGNERS, out, err);
}

/* The index's copy is good enough to show somebody out; nothing is recorded by
 * it. It spares a session libgit2. */
static enum err_code read_shown(struct ledger *ledger, struct str *out,
                                struct err *err)
{
	bool found = false;
	enum err_code rc = ERR_OK;

	if (ledger->by_index)
		rc = index_read_paper(ledger->index, FORCE_SIGNERS, out, &found,
		                      err);
	return rc || found ? rc : ledger_signers(ledger, out, err);
}

/* A row that was ended is nobody's way in, from the record on that ended it. */
static enum err_code judge_key(struct ledger *ledger, const char *person,
                               const char *key, struct err *err)
{
	char *principal = ledger_principal(ledger, person);
	struct str text = {0};
	struct span rest;
	struct sign_row row;
	bool theirs = false;
	enum err_code rc = read_shown(ledger, &text, err);

	rest = str_span(&text);
	while (!rc && !theirs && sign_row_next(&rest, &row))
		theirs = sign_row_opens(&row, principal, key);
	if (!rc && !theirs)
		rc = err_set(err, ERR_KEY_ENDED, person, key);
	str_clear(&text);
	free(principal);
	return rc;
}

enum err_code ledger_lets_in(struct ledger *ledger, const char *person,
                             const char *key, struct err *err)
{
	const struct person *found =
	    roster_person(ledger_roster(ledger), person);

	if (!found)
		return err_set(err, ERR_NO_PERSON, person, NULL);
	if (found->disabled)
		return err_set(err, ERR_DISABLED, person, NULL);
	return key ? judge_key(ledger, person, key, err) : ERR_OK;
}
