/*
 * Invitations: a one-time code instead of a key sent by mail. The code is in
 * desk.db, hashed; what it leads to is a record of a key like any other, by the
 * inviter, under the invitation's own op-id. So the archive itself has it used
 * once: whoever comes second meets ERR_OP_ID_TAKEN.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "store/crypto.h"
#include "store/desk-parts.h"
#include "store/disk.h"
#include "store/ledger.h"
#include "store/sign.h"

enum { CODE_SYMBOLS = 16, CODE_GROUP = 4 }; /* 5 bits each: 80 */

/* Nobody takes one of these for another; O, I and L are read as 0, 1 and 1. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void make_code(struct str *out)
{
	unsigned char random[CODE_SYMBOLS];

	disk_random(random, sizeof(random));
	for (size_t i = 0; i < CODE_SYMBOLS; i++) {
		if (i && i % CODE_GROUP == 0)
			str_putc(out, '-');
		str_putc(out, alphabet[random[i] % 32]);
	}
}

static char symbol_of(char byte)
{
	if (byte >= 'a' && byte <= 'z')
		byte = (char)(byte - 'a' + 'A');
	if (byte == 'O')
		return '0';
	return byte == 'I' || byte == 'L' ? '1' : byte;
}

/* Of a code as somebody typed it: small letters, blanks and hyphens anywhere.
 */
static void hash_code(struct span code, char out[HEX256])
{
	struct str plain = {0};

	str_puts(&plain, "sanshen invitation ");
	for (size_t i = 0; i < code.bytes; i++)
		if (!strchr(" -\t\r\n", code.at[i]))
			str_putc(&plain, symbol_of(code.at[i]));
	crypto_sha256_hex(str_span(&plain), out);
	str_clear(&plain);
}

static enum err_code judge(struct desk *desk, const struct caller *caller,
                           struct err *err)
{
	struct verdict verdict;
	enum err_code rc = desk_lets_in(desk, caller, err);

	return rc ? rc
	          : route_judge_admin(
	                desk_roster(desk), caller->person,
	                ledger_moment(desk->ledger, caller->now_ms), &verdict,
	                err);
}

enum err_code desk_invite(struct desk *desk, const struct caller *caller,
                          const char *person, int days, struct str *code,
                          int64_t *until_ms, struct err *err)
{
	struct invite invite = {.person = mem_copy(person),
	                        .inviter = mem_copy(caller->person),
	                        .from_ms = caller->now_ms,
	                        .until_ms = caller->now_ms +
	                                    days * 24 * 3600 * (int64_t)1000};
	struct drafts *drafts;
	struct str made = {0};
	char hash[HEX256];
	char *id = desk_op_id();
	enum err_code rc;

	if ((rc = desk_find_person(desk, person, err)) ||
	    (rc = judge(desk, caller, err)) ||
	    (rc = desk_who(desk, person, err)) ||
	    (rc = desk_drafts(desk, &drafts, err)))
		goto out;
	make_code(&made);
	hash_code(str_span(&made), hash);
	if ((rc = drafts_invite(drafts, id, &invite, hash, err)))
		goto out;
	str_add(code, str_span(&made));
	*until_ms = invite.until_ms;
out:
	str_clear(&made);
	invite_clear(&invite);
	free(id);
	return rc;
}

enum err_code desk_invite_end(struct desk *desk, const struct caller *caller,
                              const char *person, struct err *err)
{
	struct drafts *drafts;
	enum err_code rc;

	if ((rc = desk_find_person(desk, person, err)) ||
	    (rc = judge(desk, caller, err)) ||
	    (rc = desk_drafts(desk, &drafts, err)))
		return rc;
	return drafts_invite_end(drafts, person, caller->now_ms, err);
}

enum err_code desk_invites(struct desk *desk, const struct caller *caller,
                           struct invites *out, struct invite_tries *tries,
                           struct err *err)
{
	struct drafts *drafts;
	enum err_code rc;

	if ((rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = judge(desk, caller, err)) ||
	    (rc = desk_drafts(desk, &drafts, err)) ||
	    (rc = drafts_invites(drafts, caller->now_ms, out, err)))
		return rc;
	return drafts_tries(drafts, tries, err);
}

/* The record, in the inviter's name. */
static enum err_code bind(struct desk *desk, const struct enrol *enrol,
                          const char *id, const struct invite *invite,
                          const struct sign_signer *signer, struct answer *out,
                          struct err *err)
{
	const struct caller caller = {
	    .person = invite->inviter, .now_ms = enrol->now_ms, .op_id = id};
	enum err_code rc;

	if ((rc = desk_find_person(desk, invite->person, err)) ||
	    (rc = desk_who(desk, invite->person, err)))
		return rc;
	return desk_key_record(
	    desk, &caller, invite->person, signer,
	    "By invitation: whoever came in with this key gave the one-time "
	    "code made for this person.",
	    out, err);
}

enum err_code desk_enrol(struct desk *desk, const struct enrol *enrol,
                         char **person, struct answer *out, struct err *err)
{
	struct invite_try attempt = {.at_ms = enrol->now_ms};
	struct sign_signer signer = {0};
	struct invite invite = {0};
	struct drafts *drafts;
	struct str line = {0};
	char hash[HEX256];
	char *id = NULL;
	enum err_code rc;

	*out = (struct answer){0};
	str_putf(&line, "%s %s", enrol->type, enrol->base64);
	if (sign_read_public(str_span(&line), &signer, NULL)) {
		rc = err_set(err, ERR_BAD_KEY, NULL, NULL);
		goto out;
	}
	attempt.address = mem_copy(enrol->address);
	attempt.fingerprint = mem_copy(signer.fingerprint);
	hash_code(enrol->code, hash);
	if ((rc = desk_drafts(desk, &drafts, err)) ||
	    (rc = drafts_try(drafts, hash, &attempt, &id, &invite, err)))
		goto out;
	rc = bind(desk, enrol, id, &invite, &signer, out, err);
	if (rc == ERR_OP_ID_TAKEN) /* another key was quicker */
		rc = err_set(err, ERR_WRONG_CODE, NULL, NULL);
	else if (!rc)
		*person = mem_copy(invite.person);
	/* The record stands; a code that still looks open leads to it only. */
	if (!rc)
		(void)!drafts_invite_use(drafts, id, enrol->now_ms, NULL);
out:
	free(attempt.address);
	free(attempt.fingerprint);
	free(id);
	invite_clear(&invite);
	sign_signer_clear(&signer);
	str_clear(&line);
	return rc;
}
