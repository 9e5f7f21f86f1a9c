/*
 * Passwords: set, made up for somebody, asked for again with a decision or by a
 * screen that locked. None of them is ever written anywhere but as a hash.
 */
#include <string.h>

#include "core/password.h"
#include "core/route.h"
#include "core/text.h"
#include "store/crypto.h"
#include "store/desk-parts.h"
#include "store/disk.h"

enum { COMMON_LIMIT = 1024 * 1024, MINUTE_MS = 60 * 1000 };

static const struct password_rules *rules_of(const struct desk *desk)
{
	return policy_password(desk_policy(desk));
}

static enum err_code find(struct desk *desk, const char *person,
                          struct password_row *out, bool *found,
                          struct err *err)
{
	struct drafts *drafts;
	enum err_code rc = desk_drafts(desk, &drafts, err);

	*found = false;
	return rc ? rc : drafts_password(drafts, person, out, found, err);
}

/* ---- one that is typed again --------------------------------------------- */

/* Counted as wrong before it is looked at: whoever tries many at once, or is
 * cut off, has no more tries than another. */
static enum err_code compare(struct desk *desk, const char *person,
                             int64_t now_ms, const char *typed,
                             const struct password_row *row, struct err *err)
{
	const struct password_rules *rules = rules_of(desk);
	struct str clean = {0};
	int64_t attempt, open_ms;
	enum err_code rc =
	    drafts_try_password(desk->drafts, person, rules->tries, now_ms,
	                        &attempt, &open_ms, err);

	if (rc)
		return rc;
	if (!attempt)
		return err_set_line(
		    err, ERR_PASSWORD_LOCKED,
		    (int)((open_ms - now_ms + MINUTE_MS - 1) / MINUTE_MS), NULL,
		    NULL);
	if (text_door_line(span_of(typed), "", PASSWORD_BYTES, &clean, NULL) ||
	    !crypto_password_is(row->hash, str_span(&clean)))
		rc = err_set(err, ERR_PASSWORD_WRONG, NULL, NULL);
	else
		rc = drafts_right_password(desk->drafts, attempt, err);
	str_wipe(&clean);
	return rc;
}

/* Why no decision can be made with this one, right or not. */
static enum err_code judge_age(struct desk *desk,
                               const struct password_row *row, int64_t now_ms,
                               struct err *err)
{
	int64_t end_ms = policy_due(desk_policy(desk), &rules_of(desk)->max_age,
	                            row->set_ms);

	if (row->once)
		return err_set(err, ERR_PASSWORD_ONCE, NULL, NULL);
	if (end_ms && end_ms <= now_ms)
		return err_set(err, ERR_PASSWORD_OLD, NULL, NULL);
	return ERR_OK;
}

enum err_code desk_ask_password(struct desk *desk,
                                const struct proposal *proposal,
                                struct err *err)
{
	const struct password_rules *rules = rules_of(desk);
	const struct event *event = &proposal->event;
	struct password_row row;
	bool found;
	enum err_code rc;

	if (!rules || !rules->at_sign || !event_is_decision(event->kind))
		return ERR_OK;
	if ((rc = find(desk, event->actor, &row, &found, err)))
		return rc;
	if (!found)
		return desk_is_demo(desk)
		           ? ERR_OK
		           : err_set(err, ERR_PASSWORD_NONE, NULL, NULL);
	if ((rc = judge_age(desk, &row, proposal->now_ms, err)))
		return rc;
	if (!proposal->password)
		return err_set(err, ERR_PASSWORD_NEEDED, NULL, NULL);
	return compare(desk, event->actor, proposal->now_ms, proposal->password,
	               &row, err);
}

bool desk_has_password(struct desk *desk, const char *person)
{
	struct password_row row;
	bool found;

	return rules_of(desk) &&
	       (find(desk, person, &row, &found, NULL) || found);
}

bool desk_asks_password(struct desk *desk, const char *person)
{
	const struct password_rules *rules = rules_of(desk);

	return rules && rules->at_sign && desk_has_password(desk, person);
}

enum err_code desk_check_password(struct desk *desk,
                                  const struct caller *caller,
                                  const char *typed, struct err *err)
{
	struct password_row row;
	bool found;
	enum err_code rc;

	if (!rules_of(desk))
		return err_set(err, ERR_PASSWORD_UNASKED, NULL, NULL);
	if ((rc = find(desk, caller->person, &row, &found, err)))
		return rc;
	if (!found)
		return err_set(err, ERR_PASSWORD_NONE, NULL, NULL);
	return compare(desk, caller->person, caller->now_ms, typed, &row, err);
}

/* ---- a new one ----------------------------------------------------------- */

static enum err_code judge_new(struct desk *desk, const char *person,
                               struct span password, struct err *err)
{
	struct str path = {0}, common = {0};
	enum err_code rc;

	str_putf(&path, "%s/passwords/common.txt", desk->share);
	rc = disk_read(str_text(&path), COMMON_LIMIT, &common, err);
	if (!rc)
		rc = password_judge(rules_of(desk), password,
		                    roster_person(desk_roster(desk), person),
		                    str_span(&common), err);
	str_clear(&path);
	str_clear(&common);
	return rc;
}

static enum err_code keep(struct desk *desk, const struct caller *caller,
                          const char *person, struct span password, bool once,
                          struct err *err)
{
	struct password_row row = {.set_ms = caller->now_ms, .once = once};
	struct drafts *drafts;
	enum err_code rc = desk_drafts(desk, &drafts, err);

	if (!rc && !crypto_password_hash(password, row.hash))
		rc = err_set(err, ERR_SYSTEM, "Argon2id", "memory");
	return rc ? rc
	          : drafts_set_password(drafts, person, caller->person, &row,
	                                err);
}

enum err_code desk_set_password(struct desk *desk, const struct caller *caller,
                                const char *old, const char *password,
                                struct err *err)
{
	struct password_row row;
	struct str clean = {0};
	bool found;
	enum err_code rc;

	if ((rc = desk_lets_in(desk, caller, err)))
		return rc;
	if (!rules_of(desk))
		return err_set(err, ERR_PASSWORD_UNASKED, NULL, NULL);
	if ((rc = find(desk, caller->person, &row, &found, err)) ||
	    (found && (rc = compare(desk, caller->person, caller->now_ms,
	                            old ? old : "", &row, err))))
		return rc;
	rc = text_door_line(span_of(password), "password", PASSWORD_BYTES,
	                    &clean, err);
	if (!rc && found && crypto_password_is(row.hash, str_span(&clean)))
		rc = err_set(err, ERR_PASSWORD_SAME, NULL, NULL);
	if (!rc &&
	    !(rc = judge_new(desk, caller->person, str_span(&clean), err)))
		rc = keep(desk, caller, caller->person, str_span(&clean), false,
		          err);
	str_wipe(&clean);
	return rc;
}

enum err_code desk_reset_password(struct desk *desk,
                                  const struct caller *caller,
                                  const char *person, struct str *out,
                                  struct err *err)
{
	struct verdict verdict;
	enum err_code rc;

	if ((rc = desk_lets_in(desk, caller, err)) ||
	    (rc = desk_find_person(desk, person, err)) ||
	    (rc = route_judge_admin(desk_roster(desk), caller->person,
	                            ledger_moment(desk->ledger, caller->now_ms),
	                            &verdict, err)))
		return rc;
	if (!rules_of(desk))
		return err_set(err, ERR_PASSWORD_UNASKED, NULL, NULL);
	crypto_password_make(out);
	return keep(desk, caller, person, str_span(out), true, err);
}
