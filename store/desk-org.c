/*
 * The desk: people, units, rights and the policy. Each record writes whole
 * files, made under the lock from what is in force then.
 */
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/route.h"
#include "core/text.h"
#include "store/desk-parts.h"

enum { NAME_LIMIT = 200 }; /* bytes of a name */

/* What an organisation record wants; borrowed. */
struct wish {
	const char *id; /* of the person or unit */
	const char *name, *unit, *lang, *parent;
	const char *role;
	const char *right; /* ROLE@UNIT, as written */
	int64_t from_ms, until_ms;
	bool enabled;
	struct span policy;
};

/* One line for a name; `out` is the caller's. */
static enum err_code clean_name(const char *name, const char *option,
                                struct str *out, struct err *err)
{
	enum err_code rc =
	    text_door_line(span_of(name), option, NAME_LIMIT, out, err);

	if (!rc && !out->bytes)
		rc = err_set(err, ERR_EMPTY, option, NULL);
	/* It stands in the header of commits, where < and > are not free. */
	if (!rc && (span_find(str_span(out), "<") != (size_t)-1 ||
	            span_find(str_span(out), ">") != (size_t)-1))
		rc = err_set(err, ERR_BAD_VALUE, option, name);
	return rc;
}

static enum err_code check_lang(const char *lang, struct err *err)
{
	static const char *const langs[] = {"zh_CN", "zh_TW", "en"};

	for (size_t i = 0; lang && i < sizeof(langs) / sizeof(*langs); i++)
		if (strcmp(lang, langs[i]) == 0)
			return ERR_OK;
	return lang ? err_set(err, ERR_BAD_VALUE, "--lang", lang) : ERR_OK;
}

/* ROLE@UNIT taken apart; both are the caller's. */
static enum err_code read_right(struct desk *desk, const char *right,
                                char **role, char **unit, struct err *err)
{
	struct span rest = span_of(right), first;

	span_cut(&rest, '@', &first);
	if (!rest.at || !first.bytes || !rest.bytes)
		return err_set(err, ERR_BAD_VALUE, "ROLE@UNIT", right);
	*role = span_copy(first);
	*unit = span_copy(rest);
	if (!policy_role(desk_policy(desk), *role))
		return err_set(err, ERR_NO_ROLE, *role, NULL);
	if (!roster_unit(desk_roster(desk), *unit))
		return err_set(err, ERR_NO_UNIT, *unit, NULL);
	return ERR_OK;
}

/* ---- files, made under the lock
 * -------------------------------------------------- */

static void put_person(struct ledger *ledger, const struct person *person)
{
	struct str path = {0}, ini = {0};

	str_putf(&path, "people/%s.ini", person->id);
	roster_write_person(&ini, person,
	                    policy_offset_min(ledger_policy(ledger)));
	ledger_put(ledger, str_text(&path), str_span(&ini));
	str_clear(&path);
	str_clear(&ini);
}

static enum err_code add_person(void *payload, struct ledger *ledger,
                                struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	struct person *person;

	(void)event;
	if (roster_person(ledger_roster(ledger), wish->id))
		return err_set(err, ERR_EXISTS, wish->id, NULL);
	if (!roster_unit(ledger_roster(ledger), wish->unit))
		return err_set(err, ERR_NO_UNIT, wish->unit, NULL);
	person = person_new(wish->id);
	person->name = mem_copy(wish->name);
	person->unit = mem_copy(wish->unit);
	person->lang = mem_copy(wish->lang);
	put_person(ledger, person);
	person_free(person);
	return ERR_OK;
}

static enum err_code set_lang(void *payload, struct ledger *ledger,
                              struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	const struct person *there =
	    roster_person(ledger_roster(ledger), wish->id);
	struct person *person;

	(void)event;
	if (!there)
		return err_set(err, ERR_NO_PERSON, wish->id, NULL);
	person = person_copy(there);
	free(person->lang);
	person->lang = mem_copy(wish->lang);
	put_person(ledger, person);
	person_free(person);
	return ERR_OK;
}

/* Somebody but `person` must still be able to change rights. */
static enum err_code keep_an_admin(const struct roster *roster,
                                   const char *person, int64_t at_ms,
                                   struct err *err)
{
	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const char *id = roster_person_at(roster, i)->id;

		if (strcmp(id, person) != 0 &&
		    roster_holds(roster, id, "admin", ROSTER_ROOT, at_ms))
			return ERR_OK;
	}
	if (!roster_holds(roster, person, "admin", ROSTER_ROOT, at_ms))
		return ERR_OK;
	return err_set(err, ERR_LAST_ADMIN, person, NULL);
}

static enum err_code set_able(void *payload, struct ledger *ledger,
                              struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	const struct roster *roster = ledger_roster(ledger);
	const struct person *there = roster_person(roster, wish->id);
	struct person *person;
	enum err_code rc;

	if (!there)
		return err_set(err, ERR_NO_PERSON, wish->id, NULL);
	if (!wish->enabled &&
	    (rc = keep_an_admin(roster, wish->id, event->at_ms, err)))
		return rc;
	person = person_copy(there);
	person->disabled = !wish->enabled;
	put_person(ledger, person);
	person_free(person);
	return ERR_OK;
}

static enum err_code add_unit(void *payload, struct ledger *ledger,
                              struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	struct unit unit = {.id = (char *)wish->id,
	                    .name = (char *)wish->name,
	                    .parent = (char *)wish->parent};
	struct str path = {0}, ini = {0};

	(void)event;
	if (roster_unit(ledger_roster(ledger), wish->id))
		return err_set(err, ERR_EXISTS, wish->id, NULL);
	if (!roster_unit(ledger_roster(ledger), wish->parent))
		return err_set(err, ERR_NO_UNIT, wish->parent, NULL);
	str_putf(&path, "units/%s.ini", wish->id);
	roster_write_unit(&ini, &unit);
	ledger_put(ledger, str_text(&path), str_span(&ini));
	str_clear(&path);
	str_clear(&ini);
	return ERR_OK;
}

static enum err_code add_grant(void *payload, struct ledger *ledger,
                               struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	const struct person *there =
	    roster_person(ledger_roster(ledger), wish->id);
	struct person *person;

	if (!there)
		return err_set(err, ERR_NO_PERSON, wish->id, NULL);
	person = person_copy(there);
	person_grant(person, wish->role, wish->unit,
	             wish->from_ms ? wish->from_ms : event->at_ms,
	             wish->until_ms);
	put_person(ledger, person);
	person_free(person);
	return ERR_OK;
}

/* Ends every such grant that is in force or still to come. */
static enum err_code end_grant(void *payload, struct ledger *ledger,
                               struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	const struct roster *roster = ledger_roster(ledger);
	const struct person *there = roster_person(roster, wish->id);
	struct person *person;
	bool ended = false;
	enum err_code rc = ERR_OK;

	if (!there)
		return err_set(err, ERR_NO_PERSON, wish->id, NULL);
	person = person_copy(there);
	for (size_t i = 0; i < person->grant_count; i++) {
		struct grant *grant = &person->grants[i];

		if (strcmp(grant->role, wish->role) != 0 ||
		    strcmp(grant->unit, wish->unit) != 0 ||
		    (grant->until_ms && grant->until_ms <= event->at_ms))
			continue;
		grant->until_ms = event->at_ms;
		if (grant->from_ms > event->at_ms)
			grant->from_ms = event->at_ms;
		ended = true;
	}
	if (!ended)
		rc = err_set(err, ERR_NO_GRANT, wish->id, wish->right);
	else if (strcmp(wish->role, "admin") == 0 &&
	         strcmp(wish->unit, ROSTER_ROOT) == 0)
		rc = keep_an_admin(roster, wish->id, event->at_ms, err);
	if (!rc)
		put_person(ledger, person);
	person_free(person);
	return rc;
}

static enum err_code put_policy(void *payload, struct ledger *ledger,
                                struct event *event, struct err *err)
{
	const struct wish *wish = payload;

	(void)event;
	(void)err;
	ledger_put(ledger, "policy/policy.ini", wish->policy);
	return ERR_OK;
}

/* ---- the acts
 * -------------------------------------------------------------------------- */

/* Begins, asks for the right, records: the common course of what follows. */
static enum err_code run(struct desk *desk, const struct caller *caller,
                         enum event_kind kind, const char *about,
                         struct wish *wish,
                         enum err_code (*files)(void *, struct ledger *,
                                                struct event *, struct err *),
                         struct answer *out, struct err *err)
{
	struct proposal proposal;
	bool done;
	enum err_code rc;

	if ((rc = desk_begin_about(desk, caller, kind, about, &proposal, out,
	                           &done, err)) ||
	    done)
		return rc;
	if (kind == EVENT_PERSON || kind == EVENT_GRANT)
		proposal.event.person = mem_copy(wish->id);
	if (kind == EVENT_UNIT)
		proposal.event.unit = mem_copy(wish->id);
	proposal.files = files;
	proposal.payload = wish;
	return desk_finish(desk, &proposal, out, err);
}

enum err_code desk_person_add(struct desk *desk, const struct caller *caller,
                              const char *id, const char *name,
                              const char *unit, const char *lang,
                              struct answer *out, struct err *err)
{
	struct wish wish = {.id = id, .unit = unit, .lang = lang};
	struct str clean = {0}, about = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if (!roster_id_is_good(span_of(id)))
		return err_set(err, ERR_BAD_ID, id, NULL);
	/* Its address is the one that commits. */
	if (strcmp(id, LEDGER_WORKSTATION) == 0)
		return err_set(err, ERR_EXISTS, id, NULL);
	if ((rc = check_lang(lang, err)) ||
	    (rc = clean_name(name, "--name", &clean, err)))
		goto out;
	wish.name = str_text(&clean);
	str_putf(&about, "%s %s", id, wish.name);
	if ((rc = ledger_refresh(desk->ledger, err)))
		goto out;
	if (!roster_unit(desk_roster(desk), unit))
		rc = err_set(err, ERR_NO_UNIT, unit, NULL);
	else
		rc = run(desk, caller, EVENT_PERSON, str_text(&about), &wish,
		         add_person, out, err);
out:
	str_clear(&clean);
	str_clear(&about);
	return rc;
}

/* The person must be there before any right is asked for. */
static enum err_code find_person(struct desk *desk, const char *id,
                                 struct err *err)
{
	enum err_code rc = ledger_refresh(desk->ledger, err);

	if (!rc && !roster_person(desk_roster(desk), id))
		rc = err_set(err, ERR_NO_PERSON, id, NULL);
	return rc;
}

enum err_code desk_person_lang(struct desk *desk, const struct caller *caller,
                               const char *id, const char *lang,
                               struct answer *out, struct err *err)
{
	struct wish wish = {.id = id, .lang = lang};
	struct str about = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = check_lang(lang, err)) || (rc = find_person(desk, id, err)))
		return rc;
	str_putf(&about, "%s lang %s", id, lang ? lang : "-");
	rc = run(desk, caller, EVENT_PERSON, str_text(&about), &wish, set_lang,
	         out, err);
	str_clear(&about);
	return rc;
}

enum err_code desk_person_able(struct desk *desk, const struct caller *caller,
                               const char *id, bool enabled, struct answer *out,
                               struct err *err)
{
	struct wish wish = {.id = id, .enabled = enabled};
	struct str about = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = find_person(desk, id, err)))
		return rc;
	str_putf(&about, "%s %s", id, enabled ? "enabled" : "disabled");
	rc = run(desk, caller, EVENT_PERSON, str_text(&about), &wish, set_able,
	         out, err);
	str_clear(&about);
	return rc;
}

enum err_code desk_unit_add(struct desk *desk, const struct caller *caller,
                            const char *id, const char *name,
                            const char *parent, struct answer *out,
                            struct err *err)
{
	struct wish wish = {.id = id, .parent = parent ? parent : ROSTER_ROOT};
	struct str clean = {0}, about = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if (!roster_id_is_good(span_of(id)))
		return err_set(err, ERR_BAD_ID, id, NULL);
	if ((rc = clean_name(name, "--name", &clean, err)) ||
	    (rc = ledger_refresh(desk->ledger, err)))
		goto out;
	wish.name = str_text(&clean);
	str_putf(&about, "%s %s", id, wish.name);
	if (!roster_unit(desk_roster(desk), wish.parent))
		rc = err_set(err, ERR_NO_UNIT, wish.parent, NULL);
	else
		rc = run(desk, caller, EVENT_UNIT, str_text(&about), &wish,
		         add_unit, out, err);
out:
	str_clear(&clean);
	str_clear(&about);
	return rc;
}

/* Records a change of one right; `verb` begins the subject. */
static enum err_code
run_grant(struct desk *desk, const struct caller *caller, const char *verb,
          const char *right, struct wish *wish,
          enum err_code (*files)(void *, struct ledger *, struct event *,
                                 struct err *),
          struct answer *out, struct err *err)
{
	char *role = NULL, *unit = NULL;
	struct str about = {0};
	enum err_code rc;

	if ((rc = find_person(desk, wish->id, err)) ||
	    (rc = read_right(desk, right, &role, &unit, err)))
		goto out;
	wish->role = role;
	wish->right = right;
	wish->unit = unit;
	str_putf(&about, "%s %s %s", verb, wish->id, right);
	rc = run(desk, caller, EVENT_GRANT, str_text(&about), wish, files, out,
	         err);
out:
	str_clear(&about);
	free(role);
	free(unit);
	return rc;
}

enum err_code desk_grant_add(struct desk *desk, const struct caller *caller,
                             const char *person, const char *right,
                             const char *from, const char *until,
                             struct answer *out, struct err *err)
{
	const int64_t day_ms = 24 * 3600 * 1000;
	struct wish wish = {.id = person};
	int offset_min;
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = ledger_refresh(desk->ledger, err)))
		return rc;
	offset_min = desk_offset_min(desk);
	if (from &&
	    !calendar_read_day(span_of(from), offset_min, &wish.from_ms))
		return err_set(err, ERR_BAD_VALUE, "--from", from);
	if (until &&
	    !calendar_read_day(span_of(until), offset_min, &wish.until_ms))
		return err_set(err, ERR_BAD_VALUE, "--until", until);
	if (until)
		wish.until_ms += day_ms; /* to the end of that day */
	if (from && until && wish.until_ms <= wish.from_ms)
		return err_set(err, ERR_BAD_VALUE, "--until", until);
	return run_grant(desk, caller, "add", right, &wish, add_grant, out,
	                 err);
}

enum err_code desk_grant_end(struct desk *desk, const struct caller *caller,
                             const char *person, const char *right,
                             struct answer *out, struct err *err)
{
	struct wish wish = {.id = person};

	*out = (struct answer){0};
	return run_grant(desk, caller, "end", right, &wish, end_grant, out,
	                 err);
}

/* Every office of the policy is in a unit that is there. */
static enum err_code check_units(const struct policy *policy,
                                 const struct roster *roster, struct err *err)
{
	size_t steps = policy_step_count(policy);

	for (size_t i = 0; i <= steps; i++) {
		const struct policy_step *step = i < steps
		                                     ? policy_step_at(policy, i)
		                                     : policy_publish(policy);

		for (size_t j = 0; j < step->level_count; j++) {
			const char *where = step->levels[j].where;

			if (strcmp(where, "owner") != 0 &&
			    !roster_unit(roster, where))
				return err_set(err, ERR_NO_UNIT, where, NULL);
		}
	}
	return ERR_OK;
}

enum err_code desk_policy_apply(struct desk *desk, const struct caller *caller,
                                struct span text, const char *name,
                                struct problems *problems, struct answer *out,
                                struct err *err)
{
	struct wish wish = {.policy = text};
	struct policy *policy = NULL;
	struct str about = {0};
	enum err_code rc = ERR_OK;

	*out = (struct answer){0};
	policy_read(text, &policy, problems);
	if (!policy)
		rc = err_set(err, ERR_BAD_POLICY, name, NULL);
	else if (problems->count)
		rc = err_set(err, ERR_OPEN_LOCAL, name, NULL);
	if (rc || (rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = check_units(policy, desk_roster(desk), err)))
		goto out;
	str_putf(&about, "%s %s", policy_id(policy), policy_title(policy));
	rc = run(desk, caller, EVENT_POLICY, str_text(&about), &wish,
	         put_policy, out, err);
	if (!rc)
		route_rehearse(policy, desk_roster(desk), caller->now_ms,
		               problems);
out:
	policy_free(policy);
	str_clear(&about);
	return rc;
}
