/*
 * The desk: the house's health. What doctor asks needs no repair to be asked;
 * every answer says what to do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/route.h"
#include "store/archive.h"
#include "store/desk-parts.h"

enum { SPACE_MB = 200 }; /* below this much free space doctor warns */

enum err_code desk_rebuild(struct desk *desk, struct err *err)
{
	return ledger_rebuild(desk->ledger, err);
}

enum err_code desk_dump(struct desk *desk, bool rebuilt, struct str *out,
                        struct err *err)
{
	return ledger_dump(desk->ledger, rebuilt, out, err);
}

#define HEALTH_SEVERITY(value, name, severity, sentence) severity,
static const char *const severities[] = {HEALTH_LIST(HEALTH_SEVERITY)};
#undef HEALTH_SEVERITY

bool healths_are_good(const struct healths *healths)
{
	for (size_t i = 0; i < healths->count; i++)
		if (strcmp(severities[healths->at[i].kind], "info") != 0)
			return false;
	return true;
}

void healths_clear(struct healths *healths)
{
	free(healths->at);
	*healths = (struct healths){0};
}

void healths_tell(struct healths *out, enum health_kind kind,
                  const char *subject, const char *object)
{
	struct health *health;

	out->at = mem_room(out->at, out->count, &out->room, sizeof(*out->at));
	health = &out->at[out->count++];
	*health = (struct health){.kind = kind};
	snprintf(health->subject, sizeof(health->subject), "%s", subject);
	snprintf(health->object, sizeof(health->object), "%s",
	         object ? object : "");
}

static void look_at_files(struct desk *desk, struct healths *out)
{
	struct str path = {0};
	struct stat status;
	struct statvfs space;
	char free_mb[24];
	unsigned long long megabytes;

	if (stat(desk->home, &status) == 0) {
		if (status.st_mode & 077)
			healths_tell(out, HEALTH_MODE, desk->home, NULL);
		if (status.st_uid != geteuid())
			healths_tell(out, HEALTH_OWNER, desk->home, NULL);
	}
	str_putf(&path, "%s/archive.git", desk->home);
	if (stat(str_text(&path), &status) == 0 && status.st_uid != geteuid())
		healths_tell(out, HEALTH_OWNER, str_text(&path), NULL);
	path.bytes = 0;
	str_putf(&path, "%s/key/workstation", desk->home);
	if (stat(str_text(&path), &status) == 0 && (status.st_mode & 077))
		healths_tell(out, HEALTH_KEY_MODE, str_text(&path), NULL);
	if (statvfs(desk->home, &space) == 0) {
		megabytes = (unsigned long long)space.f_bavail *
		            space.f_frsize / (1024 * 1024);
		snprintf(free_mb, sizeof(free_mb), "%llu", megabytes);
		if (megabytes < SPACE_MB)
			healths_tell(out, HEALTH_SPACE, desk->home, free_mb);
	}
	str_clear(&path);
}

static enum err_code look_at_ref(void *payload, const char *name,
                                 struct err *err)
{
	(void)err;
	if (strcmp(name, ARCHIVE_BRANCH) != 0)
		healths_tell(payload, HEALTH_REF, name, NULL);
	return ERR_OK;
}

static enum err_code look_at_setting(void *payload, const char *key,
                                     const char *value, struct err *err)
{
	(void)err;
	healths_tell(payload, HEALTH_CONFIG, key, value);
	return ERR_OK;
}

/* Whoever would be missing on a route, each appointment once. */
static void look_at_routes(struct desk *desk, int64_t now_ms,
                           struct healths *out)
{
	struct problems problems = {0};

	route_rehearse(desk_policy(desk), desk_roster(desk), now_ms, &problems);
	for (size_t i = 0; i < problems.count; i++) {
		const struct err *problem = &problems.at[i];
		bool told = false;

		for (size_t j = 0; j < out->count; j++)
			told = told ||
			       (out->at[j].kind == HEALTH_APPOINT &&
			        strcmp(out->at[j].subject, problem->subject) ==
			            0 &&
			        strncmp(out->at[j].object, problem->object,
			                sizeof(out->at[j].object) - 1) == 0);
		if (!told)
			healths_tell(out, HEALTH_APPOINT, problem->subject,
			             problem->object);
	}
	problems_clear(&problems);
}

static enum err_code look_at_index(struct desk *desk, struct healths *out,
                                   struct err *err)
{
	struct str live = {0}, rebuilt = {0};
	enum err_code rc;

	if (!(rc = desk_dump(desk, false, &live, err)) &&
	    !(rc = desk_dump(desk, true, &rebuilt, err)) &&
	    !span_equal(str_span(&live), str_span(&rebuilt)))
		healths_tell(out, HEALTH_INDEX, "sanshen.db", NULL);
	str_clear(&live);
	str_clear(&rebuilt);
	return rc;
}

static enum err_code look_at_checks(struct desk *desk, struct healths *out,
                                    struct err *err)
{
	const struct check_kit *kit;
	struct checks *checks;
	enum err_code rc;

	if ((rc = desk_checks(desk, &checks, err)))
		return rc;
	kit = checks_kit(checks);
	/* Hunspell is opened at the first unknown word, not before. */
	kit->speller->is_word(kit->speller->payload, "sanshendoctor");
	if (checks_spelling_is_off(checks))
		healths_tell(out, HEALTH_DICTIONARY, "hunspell-en-us", NULL);
	return ERR_OK;
}

static enum err_code look_at_invites(struct desk *desk, int64_t now_ms,
                                     struct healths *out, struct err *err)
{
	struct invites invites = {0};
	struct drafts *drafts;
	int64_t until_ms;
	enum err_code rc = drafts_invited_until(desk->home, &until_ms, err);

	if (!rc && until_ms > now_ms && !(rc = desk_drafts(desk, &drafts, err)))
		rc = drafts_invites(drafts, now_ms, &invites, err);
	for (size_t i = 0; !rc && i < invites.count; i++) {
		char until[CALENDAR_TEXT];

		calendar_write(invites.at[i].until_ms, desk_offset_min(desk),
		               until);
		healths_tell(out, HEALTH_INVITE, invites.at[i].person, until);
	}
	invites_clear(&invites);
	return rc;
}

enum err_code desk_doctor(struct desk *desk, int64_t now_ms,
                          struct healths *out, struct err *err)
{
	struct archive *archive = ledger_archive(desk->ledger);
	enum err_code rc;

	if ((rc = ledger_refresh(desk->ledger, err)))
		return rc;
	look_at_files(desk, out);
	if ((rc = archive_refs(archive, look_at_ref, out, err)) ||
	    (rc = archive_settings(archive, look_at_setting, out, err)) ||
	    (rc = look_at_checks(desk, out, err)) ||
	    (rc = look_at_index(desk, out, err)))
		return rc;
	look_at_routes(desk, now_ms, out);
	if ((rc = desk_own_keys(desk, now_ms, out, err)) ||
	    (rc = look_at_invites(desk, now_ms, out, err)))
		return rc;
	return desk_duties(desk, now_ms, out, err);
}
