/*
 * The desk: people, units and rights. Each record writes whole files, made
 * under the lock from what is in force then.
 */
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/text.h"
#include "store/desk-parts.h"

enum { NAME_LIMIT = 200 }; /* bytes of a name */

/* What an organisation record wants; borrowed. */
struct wish {
	const char *id; /* of the person or unit */
	const char *name, *unit, *lang, *kind, *parent, *tier, *into;
	const char *role;
	const char *right; /* ROLE@UNIT, as written */
	int64_t from_ms, until_ms;
	bool enabled;
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

/* A unit that is there, and has not ended at at_ms. */
static enum err_code need_unit(const struct roster *roster, const char *id,
                               int64_t at_ms, struct err *err)
{
	const struct unit *unit = roster_unit(roster, id);

	if (!unit)
		return err_set(err, ERR_NO_UNIT, id, NULL);
	if (unit->until_ms && at_ms >= unit->until_ms)
		return err_set(err, ERR_UNIT_ENDED, id,
		               roster_heir(roster, id, at_ms));
	return ERR_OK;
}

/* Language and kind, where they were given. */
static void tell_person(struct person *person, const struct wish *wish)
{
	if (wish->lang) {
		free(person->lang);
		person->lang = mem_copy(wish->lang);
	}
	if (wish->kind)
		(void)person_kind_read(span_of(wish->kind), &person->kind);
}

static enum err_code add_person(void *payload, struct ledger *ledger,
                                struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	const struct roster *roster = ledger_roster(ledger);
	struct person *person;
	enum err_code rc;

	if (roster_person(roster, wish->id))
		return err_set(err, ERR_EXISTS, wish->id, NULL);
	if ((rc = need_unit(roster, wish->unit, event->at_ms, err)))
		return rc;
	person = person_new(wish->id);
	person->name = mem_copy(wish->name);
	person->unit = mem_copy(wish->unit);
	tell_person(person, wish);
	put_person(ledger, person);
	person_free(person);
	return ERR_OK;
}

static enum err_code set_person(void *payload, struct ledger *ledger,
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
	tell_person(person, wish);
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

static void put_unit(struct ledger *ledger, const struct unit *unit)
{
	struct str path = {0}, ini = {0};

	str_putf(&path, "units/%s.ini", unit->id);
	roster_write_unit(&ini, unit);
	ledger_put(ledger, str_text(&path), str_span(&ini));
	str_clear(&path);
	str_clear(&ini);
}

static enum err_code add_unit(void *payload, struct ledger *ledger,
                              struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	const struct roster *roster = ledger_roster(ledger);
	struct unit unit = {.id = (char *)wish->id,
	                    .name = (char *)wish->name,
	                    .parent = (char *)wish->parent,
	                    .tier = (char *)wish->tier};
	enum err_code rc;

	if (roster_unit(roster, wish->id))
		return err_set(err, ERR_EXISTS, wish->id, NULL);
	if (!(rc = need_unit(roster, wish->parent, event->at_ms, err)))
		put_unit(ledger, &unit);
	return rc;
}

static enum err_code set_unit(void *payload, struct ledger *ledger,
                              struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	const struct roster *roster = ledger_roster(ledger);
	struct unit unit; /* borrows from what is there and from the wish */
	enum err_code rc;

	if (!roster_unit(roster, wish->id))
		return err_set(err, ERR_NO_UNIT, wish->id, NULL);
	unit = *roster_unit(roster, wish->id);
	if (wish->parent) {
		if (strcmp(wish->id, ROSTER_ROOT) == 0)
			return err_set(err, ERR_UNIT_ROOT, wish->id, NULL);
		if ((rc = need_unit(roster, wish->parent, event->at_ms, err)))
			return rc;
		if (roster_is_under(roster, wish->parent, wish->id))
			return err_set(err, ERR_UNIT_CIRCLE, wish->id,
			               wish->parent);
		unit.parent = (char *)wish->parent;
	}
	if (wish->name)
		unit.name = (char *)wish->name;
	if (wish->tier)
		unit.tier = (char *)wish->tier;
	put_unit(ledger, &unit);
	return ERR_OK;
}

/* Whether the heirs of `unit`, whenever they take over, come to `other`. */
static bool comes_to(const struct roster *roster, const char *unit,
                     const char *other)
{
	for (size_t i = 0; unit && i <= roster_unit_count(roster); i++) {
		const struct unit *now = roster_unit(roster, unit);

		if (strcmp(unit, other) == 0)
			return true;
		unit = now ? now->successor : NULL;
	}
	return false;
}

static enum err_code end_unit(void *payload, struct ledger *ledger,
                              struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	const struct roster *roster = ledger_roster(ledger);
	struct unit unit; /* borrows */
	enum err_code rc;

	if (strcmp(wish->id, ROSTER_ROOT) == 0)
		return err_set(err, ERR_UNIT_ROOT, wish->id, NULL);
	if ((rc = need_unit(roster, wish->id, event->at_ms, err)))
		return rc;
	unit = *roster_unit(roster, wish->id);
	unit.until_ms = wish->from_ms ? wish->from_ms : event->at_ms;
	unit.successor = (char *)wish->into;
	if (unit.from_ms && unit.until_ms <= unit.from_ms)
		return err_set(err, ERR_BAD_VALUE, "--from", wish->id);
	if (comes_to(roster, wish->into, wish->id))
		return err_set(err, ERR_UNIT_CIRCLE, wish->into, wish->id);
	if ((rc = need_unit(roster, wish->into, event->at_ms, err)) ||
	    (rc = need_unit(roster, wish->into, unit.until_ms, err)))
		return rc;
	put_unit(ledger, &unit);
	return ERR_OK;
}

static enum err_code add_grant(void *payload, struct ledger *ledger,
                               struct event *event, struct err *err)
{
	const struct wish *wish = payload;
	const struct policy_role *role =
	    policy_role(ledger_policy(ledger), wish->role);
	const struct person *there =
	    roster_person(ledger_roster(ledger), wish->id);
	struct person *person;
	enum err_code rc;

	if (!there)
		return err_set(err, ERR_NO_PERSON, wish->id, NULL);
	if (role && role->ends && !wish->until_ms)
		return err_set(err, ERR_NO_END, wish->role, NULL);
	if ((rc = need_unit(ledger_roster(ledger), wish->unit, event->at_ms,
	                    err)))
		return rc;
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

static enum err_code check_kind(const char *kind, struct err *err)
{
	enum person_kind found;

	return !kind || person_kind_read(span_of(kind), &found)
	           ? ERR_OK
	           : err_set(err, ERR_BAD_VALUE, "--kind", kind);
}

enum err_code desk_person_add(struct desk *desk, const struct caller *caller,
                              const char *id, const struct about_person *person,
                              struct answer *out, struct err *err)
{
	struct wish wish = {.id = id,
	                    .unit = person->unit,
	                    .lang = person->lang,
	                    .kind = person->kind};
	struct str clean = {0}, about = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if (!roster_id_is_good(span_of(id)))
		return err_set(err, ERR_BAD_ID, id, NULL);
	/* Its address is the one that commits. */
	if (strcmp(id, LEDGER_WORKSTATION) == 0)
		return err_set(err, ERR_EXISTS, id, NULL);
	if ((rc = check_lang(wish.lang, err)) ||
	    (rc = check_kind(wish.kind, err)) ||
	    (rc = clean_name(person->name, "--name", &clean, err)))
		goto out;
	wish.name = str_text(&clean);
	str_putf(&about, "%s %s", id, wish.name);
	if ((rc = ledger_refresh(desk->ledger, err)))
		goto out;
	if (!roster_unit(desk_roster(desk), wish.unit))
		rc = err_set(err, ERR_NO_UNIT, wish.unit, NULL);
	else
		rc = run(desk, caller, EVENT_PERSON, str_text(&about), &wish,
		         add_person, out, err);
out:
	str_clear(&clean);
	str_clear(&about);
	return rc;
}

enum err_code desk_find_person(struct desk *desk, const char *id,
                               struct err *err)
{
	enum err_code rc = ledger_refresh(desk->ledger, err);

	if (!rc && !roster_person(desk_roster(desk), id))
		rc = err_set(err, ERR_NO_PERSON, id, NULL);
	return rc;
}

enum err_code desk_person_set(struct desk *desk, const struct caller *caller,
                              const char *id, const struct about_person *person,
                              struct answer *out, struct err *err)
{
	struct wish wish = {
	    .id = id, .lang = person->lang, .kind = person->kind};
	struct str about = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = check_lang(wish.lang, err)) ||
	    (rc = check_kind(wish.kind, err)) ||
	    (rc = desk_find_person(desk, id, err)))
		return rc;
	str_putf(&about, "%s", id);
	if (wish.lang)
		str_putf(&about, " lang %s", wish.lang);
	if (wish.kind)
		str_putf(&about, " kind %s", wish.kind);
	rc = run(desk, caller, EVENT_PERSON, str_text(&about), &wish,
	         set_person, out, err);
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
	if ((rc = desk_find_person(desk, id, err)))
		return rc;
	str_putf(&about, "%s %s", id, enabled ? "enabled" : "disabled");
	rc = run(desk, caller, EVENT_PERSON, str_text(&about), &wish, set_able,
	         out, err);
	str_clear(&about);
	return rc;
}

/* The unit must be there before any right is asked for. */
static enum err_code find_unit(struct desk *desk, const char *id,
                               struct err *err)
{
	return roster_unit(desk_roster(desk), id)
	           ? ERR_OK
	           : err_set(err, ERR_NO_UNIT, id, NULL);
}

/* What was told of a unit, clean; `name` is the caller's. */
static enum err_code read_unit(struct desk *desk, const struct about_unit *unit,
                               struct wish *wish, struct str *name,
                               struct err *err)
{
	enum err_code rc;

	wish->parent = unit->parent;
	wish->tier = unit->tier;
	if (unit->tier && *unit->tier &&
	    !roster_id_is_good(span_of(unit->tier)))
		return err_set(err, ERR_BAD_ID, unit->tier, NULL);
	if (unit->name && (rc = clean_name(unit->name, "--name", name, err)))
		return rc;
	if (unit->name)
		wish->name = str_text(name);
	if ((rc = ledger_refresh(desk->ledger, err)))
		return rc;
	return wish->parent ? find_unit(desk, wish->parent, err) : ERR_OK;
}

enum err_code desk_unit_add(struct desk *desk, const struct caller *caller,
                            const char *id, const struct about_unit *unit,
                            struct answer *out, struct err *err)
{
	struct about_unit known = *unit;
	struct wish wish = {.id = id};
	struct str clean = {0}, about = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if (!known.parent)
		known.parent = ROSTER_ROOT;
	if (!known.name)
		known.name = "";
	if (!roster_id_is_good(span_of(id)))
		return err_set(err, ERR_BAD_ID, id, NULL);
	if ((rc = read_unit(desk, &known, &wish, &clean, err)))
		goto out;
	str_putf(&about, "%s %s", id, wish.name);
	rc = run(desk, caller, EVENT_UNIT, str_text(&about), &wish, add_unit,
	         out, err);
out:
	str_clear(&clean);
	str_clear(&about);
	return rc;
}

enum err_code desk_unit_set(struct desk *desk, const struct caller *caller,
                            const char *id, const struct about_unit *unit,
                            struct answer *out, struct err *err)
{
	struct wish wish = {.id = id};
	struct str clean = {0}, about = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = read_unit(desk, unit, &wish, &clean, err)) ||
	    (rc = find_unit(desk, id, err)))
		goto out;
	str_putf(&about, "%s", id);
	if (wish.name)
		str_putf(&about, " %s", wish.name);
	if (wish.parent)
		str_putf(&about, " parent %s", wish.parent);
	if (wish.tier)
		str_putf(&about, " tier %s", *wish.tier ? wish.tier : "-");
	rc = run(desk, caller, EVENT_UNIT, str_text(&about), &wish, set_unit,
	         out, err);
out:
	str_clear(&clean);
	str_clear(&about);
	return rc;
}

enum err_code desk_unit_end(struct desk *desk, const struct caller *caller,
                            const char *id, const char *into, const char *from,
                            struct answer *out, struct err *err)
{
	struct wish wish = {.id = id, .into = into};
	struct str about = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = ledger_refresh(desk->ledger, err)))
		return rc;
	if (from && !calendar_read_day(span_of(from), desk_offset_min(desk),
	                               &wish.from_ms))
		return err_set(err, ERR_BAD_VALUE, "--from", from);
	if ((rc = find_unit(desk, id, err)) ||
	    (rc = find_unit(desk, into, err)))
		return rc;
	str_putf(&about, "%s into %s", id, into);
	if (from)
		str_putf(&about, " from %s", from);
	rc = run(desk, caller, EVENT_UNIT, str_text(&about), &wish, end_unit,
	         out, err);
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

	if ((rc = desk_find_person(desk, wish->id, err)) ||
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
	if (until &&
	    (wish.until_ms <= wish.from_ms || wish.until_ms <= caller->now_ms))
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
