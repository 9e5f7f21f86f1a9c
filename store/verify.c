#include "store/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/attach.h"
#include "store/crypto.h"
#include "store/disk.h"
#include "store/index.h"
#include "store/ledger.h"
#include "store/verify-parts.h"

void verdicts_clear(struct verdicts *verdicts)
{
	free(verdicts->at);
	*verdicts = (struct verdicts){0};
}

/* ---- objects and references
 * ------------------------------------------------------ */

static void tell_broken(void *payload, const char *hex, const char *what)
{
	verify_flaw(payload, FLAW_OBJECT, NULL, NULL, hex, what);
}

static enum err_code tell_ref(void *payload, const char *name, struct err *err)
{
	(void)err;
	if (strcmp(name, ARCHIVE_BRANCH) != 0)
		verify_flaw(payload, FLAW_REF, NULL, NULL, name, NULL);
	return ERR_OK;
}

static void look_at_objects(struct verify *verify, const char *tip)
{
	struct archive_seen *seen = archive_seen_new();

	archive_check_objects(verify->archive, tip, seen, tell_broken, verify);
	archive_seen_free(seen);
}

/* ---- records
 * ------------------------------------------------------------------------ */

static enum err_code next_record(void *payload, const char *commit,
                                 struct err *err)
{
	struct verify *verify = payload;

	verify->out->records++;
	if (verify->receipt_commit &&
	    strcmp(commit, verify->receipt_commit) == 0)
		verify->receipt_number = verify->out->records;
	return verify_record(verify, commit, err);
}

static void look_at_records(struct verify *verify, const char *tip)
{
	struct err err = {0};

	if (!archive_walk(verify->archive, NULL, tip, next_record, verify,
	                  &err))
		return;
	verify_flaw(verify, FLAW_OBJECT, verify->last, NULL,
	            err.object[0] ? err.object : err.subject, err.detail);
}

/* ---- what lies beside the archive
 * ---------------------------------------------------- */

static void look_at_attachments(struct verify *verify)
{
	struct str path = {0}, bytes = {0};

	str_putf(&path, "%s/attachments", verify->home);
	/* A clone has none of the bytes, and does not claim to. */
	for (size_t i = 0;
	     disk_exists(str_text(&path)) && i < verify->post_count; i++) {
		const struct verify_post *post = &verify->posts[i];
		const struct form *form =
		    post->post ? &post->post->form : &(struct form){0};

		for (size_t j = 0; j < form->attachment_count; j++) {
			const struct attachment *attachment =
			    &form->attachments[j];

			bytes.bytes = 0;
			if (attach_get(verify->home, attachment->sha256, &bytes,
			               NULL))
				verify_flaw(verify, FLAW_ATTACHMENT, NULL,
				            post->id, attachment->name,
				            attachment->sha256);
		}
	}
	str_clear(&path);
	str_clear(&bytes);
}

/* The first line in which the two differ. */
static void tell_difference(struct verify *verify, struct span live,
                            struct span rebuilt)
{
	struct span a = {0}, b = {0}, longer;
	char *line;
	bool more_a, more_b;

	do {
		more_a = span_cut(&live, '\n', &a);
		more_b = span_cut(&rebuilt, '\n', &b);
	} while (more_a && more_b && span_equal(a, b));
	longer = a.bytes ? a : b;
	line = span_copy(longer);
	verify_flaw(verify, FLAW_INDEX, NULL, NULL, line, NULL);
	free(line);
}

/* An index that knows a record which is not on main: main was put back. */
static bool is_ahead(struct verify *verify, const char *path)
{
	struct index *index = NULL;
	char last[HEX] = "";
	int64_t number;
	bool there = true;

	if (!index_open(&index, path, NULL) &&
	    !index_last(index, last, &number, NULL) && last[0] &&
	    archive_is_ancestor(verify->archive, last, verify->out->tip, &there,
	                        NULL))
		there = false;
	index_close(index);
	if (!there)
		verify_flaw(verify, FLAW_INDEX, last, NULL, last, NULL);
	return !there;
}

/* The evidence that ledger_open set aside, until somebody has looked at it. */
static void look_for_ahead(struct verify *verify)
{
	struct str path = {0};

	str_putf(&path, "%s/sanshen.db.ahead", verify->home);
	if (disk_exists(str_text(&path)))
		verify_flaw(verify, FLAW_AHEAD, NULL, NULL, "sanshen.db.ahead",
		            NULL);
	str_clear(&path);
}

static void look_at_index(struct verify *verify)
{
	struct ledger *ledger = NULL;
	struct str path = {0}, live = {0}, rebuilt = {0};
	struct err err = {0};

	str_putf(&path, "%s/sanshen.db", verify->home);
	if (!disk_exists(str_text(&path)) || is_ahead(verify, str_text(&path)))
		goto out;
	if (ledger_open(&ledger, verify->home, &err) ||
	    ledger_dump(ledger, false, &live, &err) ||
	    ledger_dump(ledger, true, &rebuilt, &err))
		verify_flaw(verify, FLAW_INDEX, NULL, NULL, err.subject,
		            err.object);
	else if (!span_equal(str_span(&live), str_span(&rebuilt)))
		tell_difference(verify, str_span(&live), str_span(&rebuilt));
out:
	ledger_close(ledger);
	str_clear(&path);
	str_clear(&live);
	str_clear(&rebuilt);
}

/* ---- a receipt
 * -------------------------------------------------------------------------- */

/* A value beside the receipt is what the record says; absent is no claim. */
static bool agrees(const char *kept, const char *recorded)
{
	return !kept || strcmp(kept, recorded ? recorded : "") == 0;
}

/* The first key beside the receipt that the record contradicts; NULL. */
static const char *wrong_beside(const struct receipt *receipt,
                                const struct event *event)
{
	char revision[16] = "";

	if (event->revision)
		snprintf(revision, sizeof(revision), "%d", event->revision);
	return !agrees(receipt->post, event->post)              ? "post"
	       : !agrees(receipt->revision, revision)           ? "revision"
	       : !agrees(receipt->content, event->content)      ? "content"
	       : !agrees(receipt->event, event_id(event->kind)) ? "event"
	       : !agrees(receipt->op_id, event->op_id)          ? "op_id"
	                                                        : NULL;
}

static void weigh_receipt(struct verify *verify, const struct receipt *receipt)
{
	struct str text = {0}, armored = {0}, who = {0}, want = {0};
	char sha256[HEX256], number[24];
	const char *wrong = NULL;

	snprintf(number, sizeof(number), "%lld",
	         (long long)verify->receipt_number);
	crypto_sha256_hex(str_span(&verify->receipt_signers), sha256);
	receipt_text(receipt, &text);
	receipt_armor(receipt, &armored);
	str_putf(&want, "workstation@%s", receipt->origin);
	if (strcmp(receipt->origin, force_domain(&verify->force)) != 0)
		wrong = "origin";
	else if (!verify->receipt_number)
		wrong = "commit";
	else if (verify->receipt_number != receipt->number)
		wrong = "number";
	else if (strcmp(sha256, receipt->allowed_signers) != 0)
		wrong = "allowed_signers";
	else if (!verify_signature(str_span(&text), str_span(&armored),
	                           str_span(&verify->receipt_signers),
	                           receipt->at_ms, &who) ||
	         !span_equal(str_span(&who), str_span(&want)))
		wrong = "signature";
	else
		wrong = wrong_beside(receipt, &verify->receipt_event);
	if (wrong)
		verify_flaw(verify, FLAW_RECEIPT, receipt->commit, NULL, wrong,
		            strcmp(wrong, "number") ? receipt->commit : number);
	str_clear(&text);
	str_clear(&armored);
	str_clear(&who);
	str_clear(&want);
}

/* ---- the whole
 * ----------------------------------------------------------------------------
 */

static void verify_clear(struct verify *verify)
{
	for (size_t i = 0; i < verify->post_count; i++) {
		free(verify->posts[i].id);
		audit_free(verify->posts[i].audit);
		post_free(verify->posts[i].post);
	}
	for (size_t i = 0; i < verify->op_id_count; i++)
		free(verify->op_ids[i]);
	free(verify->posts);
	free(verify->op_ids);
	str_clear(&verify->signers);
	str_clear(&verify->receipt_signers);
	event_clear(&verify->receipt_event);
	force_clear(&verify->force);
	policies_free(verify->policies);
	archive_close(verify->archive);
}

static enum err_code open_archive(struct verify *verify, char tip[HEX],
                                  struct err *err)
{
	struct str path = {0};
	enum err_code rc;

	str_putf(&path, "%s/archive.git", verify->home);
	rc = archive_open(&verify->archive, str_text(&path), err);
	if (!rc && !(rc = archive_tip(verify->archive, tip, err)) && !tip[0])
		rc = ERR_NO_FILE;
	if (rc == ERR_NO_FILE)
		rc = err_set(err, ERR_NO_HOME, verify->home, NULL);
	str_clear(&path);
	return rc;
}

enum err_code verify_home(const char *home, struct span text,
                          struct verdicts *out, struct err *err)
{
	struct verify verify = {.home = home, .out = out};
	struct receipt receipt = {0};
	enum err_code rc;

	*out = (struct verdicts){0};
	if (text.bytes && (rc = receipt_read(text, &receipt, err)))
		return rc;
	if ((rc = open_archive(&verify, out->tip, err)))
		goto out;
	verify.policies = policies_new(verify.archive);
	if (text.bytes)
		verify.receipt_commit = receipt.commit;
	look_at_objects(&verify, out->tip);
	rc = archive_refs(verify.archive, tell_ref, &verify, err);
	look_at_records(&verify, out->tip);
	crypto_sha256_hex(str_span(&verify.signers), out->allowed_signers);
	look_at_attachments(&verify);
	if (text.bytes)
		weigh_receipt(&verify, &receipt);
	look_for_ahead(&verify);
	look_at_index(&verify);
out:
	if (rc)
		verdicts_clear(out);
	receipt_clear(&receipt);
	verify_clear(&verify);
	return rc;
}
