/*
 * A record about the house: the policy, the units, the people. What the desk
 * asked before it wrote the files is asked again of the files.
 */
#include <string.h>

#include "core/check.h"
#include "store/archive.h"
#include "store/sign.h"
#include "store/verify-parts.h"

/* ---- every file ------------------------------------------------------------
 */

static bool is_ours(const char *path)
{
	return strcmp(path, "allowed_signers") == 0 ||
	       strcmp(path, "README.md") == 0;
}

/* The gate over what was written; nothing of the house is ever taken out. */
static enum err_code check_file(void *payload, const char *path,
                                struct err *err)
{
	struct page *page = payload;
	struct findings found = {0};
	struct str text = {0};
	enum err_code rc =
	    archive_read(page->verify->archive, page->commit, path, &text, err);

	if (rc == ERR_NO_FILE) {
		page_flaw(page, FLAW_TREE, NULL, path);
		rc = ERR_OK;
	} else if (!rc && !is_ours(path)) {
		check_gate(str_span(&text), "file", &found);
		if (found.count)
			page_flaw(page, FLAW_GATE, NULL, found.at[0].rule);
	}
	findings_clear(&found);
	str_clear(&text);
	return rc;
}

/* ---- the policy ------------------------------------------------------------
 */

/* What may not be in force: a mistake, an open value. */
static bool is_unfit(const struct problems *problems,
                     const struct policy *policy)
{
	for (size_t i = 0; i < problems->count; i++)
		if (problems->at[i].code != ERR_POLICY_LATER)
			return true;
	return !policy;
}

static enum err_code check_policy(struct page *page, struct err *err)
{
	struct archive *archive = page->verify->archive;
	struct problems problems = {0}, weaker = {0};
	struct policy *policy = NULL;
	struct str text = {0}, parent = {0};
	enum err_code rc;

	if ((rc = archive_read(archive, page->commit, "policy/policy.ini",
	                       &text, err)))
		goto out;
	policy_read(str_span(&text), &policy, &problems);
	if (is_unfit(&problems, policy))
		page_flaw(page, FLAW_RULE, NULL, err_name(ERR_BAD_POLICY));
	if (archive_read(archive, page->commit, "policy/parent.ini", &parent,
	                 NULL))
		goto out;
	policy_compare_parent(str_span(&text), str_span(&parent), &weaker);
	for (size_t i = 0; i < weaker.count; i++)
		if (weaker.at[i].code != ERR_POLICY_LATER) {
			page_flaw(page, FLAW_RULE, NULL,
			          err_name(ERR_WEAKER_POLICY));
			break;
		}
out:
	problems_clear(&problems);
	problems_clear(&weaker);
	policy_free(policy);
	str_clear(&text);
	str_clear(&parent);
	return rc;
}

/* ---- units -----------------------------------------------------------------
 */

/* From a unit along `next` to the end; false where it never ends. */
static bool ends(const struct roster *roster, const struct unit *unit,
                 bool by_successor)
{
	size_t left = roster_unit_count(roster);

	while (unit) {
		const char *next =
		    by_successor ? unit->successor : unit->parent;

		if (!next)
			return true;
		if (left-- == 0)
			return false;
		unit = roster_unit(roster, next);
	}
	return false; /* one that is not there */
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* The units hang together, and the root is what it was. */
static enum err_code check_units(struct page *page, struct err *err)
{
	const struct roster *old = page->verify->force.roster;
	const struct unit *root = old ? roster_unit(old, ROSTER_ROOT) : NULL;
	const struct unit *now;
	struct force after = {0};
	enum err_code rc =
	    force_read(page->verify->archive, page->commit, &after, err);

	if (rc)
		return rc;
	now = roster_unit(after.roster, ROSTER_ROOT);
	if (root && (!now || !same_text(root->domain, now->domain) ||
	             root->demo != now->demo))
		page_flaw(page, FLAW_RULE, NULL, "Unit");
	for (size_t i = 0; i < roster_unit_count(after.roster); i++) {
		const struct unit *unit = roster_unit_at(after.roster, i);

		if (ends(after.roster, unit, false) &&
		    ends(after.roster, unit, true))
			continue;
		page_flaw(page, FLAW_RULE, NULL, "Unit");
		break;
	}
	force_clear(&after);
	return ERR_OK;
}

/* ---- keys ------------------------------------------------------------------
 */

/* What ending the only row that `now` has ended at the record's time makes of
 * `old`; false when no row was. */
static bool ended_as(struct span old, struct span now, const struct page *page,
                     const char *principal, struct str *out)
{
	struct span line, other;
	bool ended = false;

	while (span_cut(&old, '\n', &line) && span_cut(&now, '\n', &other)) {
		struct span rest = line;
		struct sign_row row;

		if (!ended && !span_equal(line, other) &&
		    sign_row_next(&rest, &row) && !row.before_ms &&
		    span_is(row.principal, principal)) {
			sign_row_put_ended(out, &row, page->event.at_ms);
			ended = true;
		} else if (line.bytes) {
			str_add(out, line);
			str_putc(out, '\n');
		}
	}
	return ended;
}

/* One row more, of that person and from that time on, whose key nobody had; or
 * one of theirs ended then. Nothing else. */
static bool is_key_record(const struct page *page, struct span old,
                          struct span now, const char *principal)
{
	struct str want = {0};
	struct sign_signer signer = {0};
	struct sign_row row = {.line = now}, known;
	struct span rest = now;
	bool is;

	if (ended_as(old, now, page, principal, &want) &&
	    span_equal(str_span(&want), now)) {
		str_clear(&want);
		return true;
	}
	while (sign_row_next(&rest, &row))
		;
	if (!row.type.at ||
	    sign_read_public(
	        span_from(row.type.at,
	                  row.line.bytes - (size_t)(row.type.at - row.line.at)),
	        &signer, NULL)) {
		str_clear(&want);
		return false;
	}
	want.bytes = 0;
	str_add(&want, old);
	sign_row_put(&want, principal, &signer, page->event.at_ms);
	is = span_equal(str_span(&want), now);
	while (is && sign_row_next(&old, &known))
		is = !span_is(known.key, signer.key);
	sign_signer_clear(&signer);
	str_clear(&want);
	return is;
}

static enum err_code check_keys(struct page *page, struct err *err)
{
	struct verify *verify = page->verify;
	const char *person = page->event.person ? page->event.person : "";
	struct str now = {0}, principal = {0};
	enum err_code rc = archive_read(verify->archive, page->commit,
	                                "allowed_signers", &now, err);

	str_putf(&principal, "%s@%s", person, force_domain(&verify->force));
	if (!rc && (!roster_person(verify->force.roster, person) ||
	            !is_key_record(page, str_span(&verify->signers),
	                           str_span(&now), str_text(&principal))))
		page_flaw(page, FLAW_RULE, NULL, "Key");
	str_clear(&principal);
	str_clear(&now);
	return rc;
}

enum err_code verify_house(struct page *page, const char *before,
                           struct err *err)
{
	enum event_kind kind = page->event.kind;
	enum err_code rc;

	if (page->event.post)
		return ERR_OK;
	if ((rc = archive_changes(page->verify->archive, before, page->commit,
	                          check_file, page, err)))
		return rc;
	if ((kind == EVENT_INIT || kind == EVENT_POLICY) &&
	    (rc = check_policy(page, err)))
		return rc;
	if (kind == EVENT_KEY)
		return check_keys(page, err);
	if (kind == EVENT_INIT || kind == EVENT_UNIT)
		return check_units(page, err);
	return ERR_OK;
}
