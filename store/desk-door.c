/*
 * The door: what sshd's question after one key is answered from. It is asked
 * before anybody is known, so that it takes no lock and opens no index.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/archive.h"
#include "store/desk.h"
#include "store/disk.h"
#include "store/draft.h"
#include "store/sign.h"

void door_clear(struct door *door)
{
	free(door->key.person);
	free(door->key.type);
	free(door->key.base64);
	free(door->key.fingerprint);
	*door = (struct door){0};
}

/* The key's row, and whose it is. */
static enum err_code find_row(struct archive *archive, const char *tip,
                              const char *type, const char *base64,
                              struct key *out, struct err *err)
{
	struct str text = {0}, print = {0};
	struct span rest;
	struct sign_row row;
	enum err_code rc =
	    archive_read(archive, tip, "allowed_signers", &text, err);

	rest = str_span(&text);
	while (!rc && sign_row_next(&rest, &row)) {
		struct span principal = row.principal, id;

		if (!span_is(row.type, type) || !span_is(row.key, base64))
			continue;
		span_cut(&principal, '@', &id);
		sign_row_fingerprint(&row, &print);
		*out = (struct key){.person = span_copy(id),
		                    .type = span_copy(row.type),
		                    .base64 = span_copy(row.key),
		                    .fingerprint = str_take(&print),
		                    .from_ms = row.after_ms,
		                    .until_ms = row.before_ms};
		break;
	}
	str_clear(&text);
	return rc;
}

/* Whether the archive has an enabled person of that id; the workstation, whose
 * key stands there too, is nobody. */
static enum err_code find_person(struct archive *archive, const char *tip,
                                 const char *id, bool *may_act, struct err *err)
{
	struct roster *roster = roster_new();
	struct str path = {0}, ini = {0};
	const struct person *person;
	enum err_code rc;

	str_putf(&path, "people/%s.ini", id);
	rc = archive_read(archive, tip, str_text(&path), &ini, err);
	if (rc == ERR_NO_FILE) {
		rc = ERR_OK;
	} else if (!rc && !(rc = roster_read_person(roster, id, str_span(&ini),
	                                            err))) {
		person = roster_person(roster, id);
		*may_act = person && !person->disabled;
	}
	str_clear(&path);
	str_clear(&ini);
	roster_free(roster);
	return rc;
}

static enum err_code find_demo(struct archive *archive, const char *tip,
                               bool *demo, struct err *err)
{
	struct roster *roster = roster_new();
	struct str ini = {0};
	enum err_code rc =
	    archive_read(archive, tip, "units/" ROSTER_ROOT ".ini", &ini, err);

	if (!rc &&
	    !(rc = roster_read_unit(roster, ROSTER_ROOT, str_span(&ini), err)))
		*demo = roster_unit(roster, ROSTER_ROOT)->demo;
	str_clear(&ini);
	roster_free(roster);
	return rc;
}

/* Until when a key that is nobody's may ask to be bound. OpenSSL, which takes
 * its time to load, judges it only where the answer counts. */
static enum err_code find_invited(const char *home, const char *type,
                                  const char *base64, int64_t *until_ms,
                                  struct err *err)
{
	struct sign_signer signer = {0};
	struct str line = {0};
	enum err_code rc = drafts_invited_until(home, until_ms, err);

	if (rc || !*until_ms)
		return rc;
	str_putf(&line, "%s %s", type, base64);
	/* A certificate, a kind that cannot sign: not to be bound. */
	if (sign_read_public(str_span(&line), &signer, NULL))
		*until_ms = 0;
	sign_signer_clear(&signer);
	str_clear(&line);
	return ERR_OK;
}

/* Whether it may bring its person's agent along. */
static enum err_code find_forward(const char *home, struct key *key,
                                  struct err *err)
{
	struct drafts *drafts = NULL;
	struct words forwards = {0};
	struct str path = {0};
	enum err_code rc = ERR_OK;

	str_putf(&path, "%s/desk.db", home);
	if (disk_exists(str_text(&path)) &&
	    !(rc = drafts_open(&drafts, home, err)) &&
	    !(rc = drafts_forwards(drafts, &forwards, err)))
		key->forwards =
		    words_have(&forwards, span_of(key->fingerprint));
	words_clear(&forwards);
	drafts_close(drafts);
	str_clear(&path);
	return rc;
}

enum err_code desk_door(const char *home, const char *type, const char *base64,
                        struct door *out, struct err *err)
{
	struct archive *archive = NULL;
	struct str path = {0};
	char tip[HEX];
	enum err_code rc;

	*out = (struct door){0};
	str_putf(&path, "%s/archive.git", home);
	rc = archive_open(&archive, str_text(&path), err);
	if (rc == ERR_NO_FILE)
		rc = err_set(err, ERR_NO_HOME, home, NULL);
	if (rc || (rc = archive_tip(archive, tip, err)) ||
	    (rc = find_demo(archive, tip, &out->demo, err)) ||
	    (rc = find_row(archive, tip, type, base64, &out->key, err)))
		goto out;
	if (out->key.person)
		rc = find_person(archive, tip, out->key.person, &out->may_act,
		                 err);
	if (!rc && out->key.person)
		rc = find_forward(home, &out->key, err);
	else if (!rc)
		rc = find_invited(home, type, base64, &out->invited_until_ms,
		                  err);
out:
	if (rc)
		door_clear(out);
	archive_close(archive);
	str_clear(&path);
	return rc;
}
