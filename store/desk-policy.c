/*
 * The desk: putting a policy in force.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "store/archive.h"
#include "store/desk-parts.h"
#include "store/ledger.h"

/* What the record wants; borrowed. */
struct wish {
	const char *name; /* of the file, for messages */
	struct span policy, above;
};

static bool is_there(const struct roster *roster, const char *where)
{
	return strcmp(where, "owner") == 0 || strcmp(where, "parent") == 0 ||
	       strcmp(where, "any") == 0 || strchr(where, ':') ||
	       roster_unit(roster, where);
}

/* Every office of the policy is in a unit that is there. */
static enum err_code check_offices(const struct offices *offices,
                                   const struct roster *roster, struct err *err)
{
	for (size_t i = 0; i < offices->count; i++)
		if (!is_there(roster, offices->at[i].where))
			return err_set(err, ERR_NO_UNIT, offices->at[i].where,
			               NULL);
	return ERR_OK;
}

static enum err_code check_units(const struct policy *policy,
                                 const struct roster *roster, struct err *err)
{
	const struct policy_step *publish = policy_publish(policy, NULL);
	const struct policy_after *after = policy_after(policy);
	const struct offices *const others[] = {
	    &after->correct,  &after->freeze,    &after->unfreeze,
	    &after->takedown, &after->supersede, policy_release(policy)};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < sizeof(others) / sizeof(*others); i++)
		rc = check_offices(others[i], roster, err);
	for (size_t i = 0; !rc && i < policy_grade_count(policy); i++)
		rc = check_offices(&policy_grade_at(policy, i)->lower, roster,
		                   err);

	for (size_t i = 0; !rc && i < policy_step_count(policy); i++) {
		const struct policy_step *step = policy_step_at(policy, i);

		rc = check_offices(&step->who, roster, err);
		if (!rc)
			rc = check_offices(&step->escalate, roster, err);
	}
	return rc || !publish ? rc : check_offices(&publish->who, roster, err);
}

enum err_code desk_policy_fits(const struct policy *policy,
                               const struct problems *problems,
                               const char *name, struct err *err)
{
	if (!policy)
		return err_set(err, ERR_BAD_POLICY, name, NULL);
	for (size_t i = 0; i < problems->count; i++)
		if (problems->at[i].code == ERR_POLICY_LOCAL)
			return err_set(err, ERR_OPEN_LOCAL, name, NULL);
	return ERR_OK;
}

/* The one above it: as given, else as the archive has it. */
static enum err_code check_parent(struct ledger *ledger,
                                  const struct wish *wish,
                                  struct problems *problems, struct err *err)
{
	struct archive *archive = ledger_archive(ledger);
	size_t before = problems->count;
	struct str kept = {0};
	char tip[HEX];
	enum err_code rc = ERR_OK;

	if (wish->above.bytes) {
		str_add(&kept, wish->above);
	} else if (!(rc = archive_tip(archive, tip, err))) {
		rc = archive_read(archive, tip, "policy/parent.ini", &kept,
		                  NULL);
		if (rc == ERR_NO_FILE)
			rc = ERR_OK;
		else if (rc)
			rc = err_set(err, ERR_BROKEN, "policy/parent.ini", tip);
	}
	if (!rc && kept.bytes) {
		policy_compare_parent(wish->policy, str_span(&kept), problems);
		if (problems->count > before)
			rc = err_set(err, ERR_WEAKER_POLICY, wish->name, NULL);
	}
	str_clear(&kept);
	return rc;
}

/* Under the lock: another administrator may have put a parent in force
 * since this was judged. */
static enum err_code put_policy(void *payload, struct ledger *ledger,
                                struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	struct problems problems = {0};
	enum err_code rc = check_parent(ledger, wish, &problems, err);

	(void)event;
	problems_clear(&problems);
	if (rc)
		return rc;
	ledger_put(ledger, "policy/policy.ini", wish->policy);
	if (wish->above.bytes)
		ledger_put(ledger, "policy/parent.ini", wish->above);
	return ERR_OK;
}

enum err_code desk_policy_apply(struct desk *desk, const struct caller *caller,
                                struct span text, struct span parent,
                                const char *name, struct problems *problems,
                                struct answer *out, struct err *err)
{
	struct wish wish = {.name = name, .policy = text, .above = parent};
	struct policy *policy = NULL;
	struct proposal proposal;
	struct str about = {0};
	bool done = false;
	enum err_code rc;

	*out = (struct answer){0};
	policy_read(text, &policy, problems);
	if ((rc = desk_policy_fits(policy, problems, name, err)) ||
	    (rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = check_units(policy, desk_roster(desk), err)) ||
	    (rc = check_parent(desk->ledger, &wish, problems, err)))
		goto out;
	str_putf(&about, "%s %s", policy_id(policy), policy_title(policy));
	rc = desk_begin_about(desk, caller, EVENT_POLICY, str_text(&about),
	                      &proposal, out, &done, err);
	if (!rc && !done) {
		proposal.files = put_policy;
		proposal.payload = &wish;
		rc = desk_finish(desk, &proposal, out, err);
	}
	if (!rc)
		route_rehearse(policy, desk_roster(desk), caller->now_ms,
		               problems);
out:
	policy_free(policy);
	str_clear(&about);
	return rc;
}
