/*
 * Who came in over SSH: noted in desk.db, read by admin and auditor.
 */
#include <string.h>

#include "store/desk-parts.h"
#include "store/disk.h"

/* sessions.lock, beside desk.db. */
static enum err_code open_marks(const struct desk *desk, int *out,
                                struct err *err)
{
	struct str path = {0};
	enum err_code rc;

	str_putf(&path, "%s/sessions.lock", desk->home);
	rc = disk_marks_open(str_text(&path), out, err);
	str_clear(&path);
	return rc;
}

enum err_code desk_log_in(struct desk *desk, const struct login *about,
                          struct login *last, struct err *err)
{
	struct drafts *drafts;
	int marks;
	enum err_code rc;

	*last = (struct login){0};
	if ((rc = desk_drafts(desk, &drafts, err)) ||
	    (rc = open_marks(desk, &marks, err)))
		return rc;
	rc = drafts_log_in(drafts, marks, about, &desk->login, last, err);
	if (desk->login)
		desk->marks = marks;
	else
		disk_unlock(marks);
	return rc;
}

enum err_code desk_log_out(struct desk *desk, int64_t now_ms,
                           const char *refused, struct err *err)
{
	struct drafts *drafts;
	enum err_code rc = desk_drafts(desk, &drafts, err);

	return rc ? rc
	          : drafts_log_out(drafts, desk->login, now_ms, refused, err);
}

static enum err_code judge_reader(struct desk *desk,
                                  const struct caller *caller, struct err *err)
{
	const struct roster *roster = desk_roster(desk);
	int64_t at_ms = ledger_moment(desk->ledger, caller->now_ms);
	enum err_code rc = desk_who(desk, caller->person, err);

	if (rc ||
	    roster_holds(roster, caller->person, "admin", ROSTER_ROOT, at_ms) ||
	    roster_holds(roster, caller->person, "auditor", NULL, at_ms))
		return rc;
	return err_set(err, ERR_NO_RIGHT, caller->person,
	               "admin@" ROSTER_ROOT ", auditor@" ROSTER_ROOT);
}

enum err_code desk_logins(struct desk *desk, const struct caller *caller,
                          const char *person, struct logins *out,
                          struct err *err)
{
	struct drafts *drafts;
	int marks = -1;
	enum err_code rc;

	*out = (struct logins){0};
	rc = person ? desk_find_person(desk, person, err)
	            : ledger_refresh(desk->ledger, err);
	if (rc || (rc = judge_reader(desk, caller, err)) ||
	    (rc = desk_drafts(desk, &drafts, err)) ||
	    (rc = open_marks(desk, &marks, err)))
		return rc;
	rc = drafts_logins(drafts, marks, desk->login, person, out, err);
	disk_unlock(marks);
	return rc;
}
