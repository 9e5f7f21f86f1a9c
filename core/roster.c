#include "core/roster.h"

#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/ini.h"
#include "core/mem.h"

enum { ID_MAX = 32 };

struct roster { /* both sorted by id; pointers, so that borrowers live long */
	struct person **people;
	size_t person_count, person_room;
	struct unit **units;
	size_t unit_count, unit_room;
};

bool roster_id_is_good(struct span id)
{
	if (!id.bytes || id.bytes > ID_MAX || *id.at < 'a' || *id.at > 'z')
		return false;
	for (size_t i = 0; i < id.bytes; i++) {
		char byte = id.at[i];

		if (!(byte >= 'a' && byte <= 'z') &&
		    !(byte >= '0' && byte <= '9') && byte != '-')
			return false;
	}
	return true;
}

static const char *const kinds[] = {"staff", "student", "guest"};

const char *person_kind_id(enum person_kind kind)
{
	return kinds[kind];
}

bool person_kind_read(struct span id, enum person_kind *out)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (span_is(id, kinds[i])) {
			*out = (enum person_kind)i;
			return true;
		}
	}
	return false;
}

struct roster *roster_new(void)
{
	return mem_new(sizeof(struct roster));
}

static void unit_free(struct unit *unit)
{
	if (!unit)
		return;
	free(unit->id);
	free(unit->name);
	free(unit->parent);
	free(unit->tier);
	free(unit->successor);
	free(unit->domain);
	free(unit);
}

void roster_free(struct roster *roster)
{
	if (!roster)
		return;
	for (size_t i = 0; i < roster->person_count; i++)
		person_free(roster->people[i]);
	for (size_t i = 0; i < roster->unit_count; i++)
		unit_free(roster->units[i]);
	free(roster->people);
	free(roster->units);
	free(roster);
}

struct person *person_new(const char *id)
{
	struct person *person = mem_new(sizeof(*person));

	person->id = mem_copy(id);
	return person;
}

struct person *person_copy(const struct person *person)
{
	struct person *copy = person_new(person->id);

	copy->name = mem_copy(person->name);
	copy->unit = mem_copy(person->unit);
	copy->office = mem_copy(person->office);
	copy->lang = mem_copy(person->lang);
	copy->kind = person->kind;
	copy->disabled = person->disabled;
	for (size_t i = 0; i < person->grant_count; i++) {
		const struct grant *grant = &person->grants[i];

		person_grant(copy, grant->role, grant->unit, grant->from_ms,
		             grant->until_ms);
	}
	return copy;
}

void person_free(struct person *person)
{
	if (!person)
		return;
	for (size_t i = 0; i < person->grant_count; i++) {
		free(person->grants[i].role);
		free(person->grants[i].unit);
	}
	free(person->grants);
	free(person->id);
	free(person->name);
	free(person->unit);
	free(person->office);
	free(person->lang);
	free(person);
}

void person_grant(struct person *person, const char *role, const char *unit,
                  int64_t from_ms, int64_t until_ms)
{
	person->grants = mem_room(person->grants, person->grant_count,
	                          &person->grant_room, sizeof(*person->grants));
	person->grants[person->grant_count++] =
	    (struct grant){mem_copy(role), mem_copy(unit), from_ms, until_ms};
}

/* Where `id` is among the people, or where it belongs. */
static size_t person_place(const struct roster *roster, const char *id,
                           bool *found)
{
	size_t low = 0, high = roster->person_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(roster->people[middle]->id, id);

		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = low < roster->person_count &&
	         strcmp(roster->people[low]->id, id) == 0;
	return low;
}

static size_t unit_place(const struct roster *roster, const char *id,
                         bool *found)
{
	size_t low = 0, high = roster->unit_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(roster->units[middle]->id, id);

		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found =
	    low < roster->unit_count && strcmp(roster->units[low]->id, id) == 0;
	return low;
}

static void take_person(struct roster *roster, struct person *take_person)
{
	bool found;
	size_t place = person_place(roster, take_person->id, &found);

	if (found) {
		person_free(roster->people[place]);
		roster->people[place] = take_person;
		return;
	}
	roster->people =
	    mem_room(roster->people, roster->person_count, &roster->person_room,
	             sizeof(*roster->people));
	memmove(&roster->people[place + 1], &roster->people[place],
	        (roster->person_count - place) * sizeof(*roster->people));
	roster->people[place] = take_person;
	roster->person_count++;
}

static void take_unit(struct roster *roster, struct unit *take_unit)
{
	bool found;
	size_t place = unit_place(roster, take_unit->id, &found);

	if (found) {
		unit_free(roster->units[place]);
		roster->units[place] = take_unit;
		return;
	}
	roster->units = mem_room(roster->units, roster->unit_count,
	                         &roster->unit_room, sizeof(*roster->units));
	memmove(&roster->units[place + 1], &roster->units[place],
	        (roster->unit_count - place) * sizeof(*roster->units));
	roster->units[place] = take_unit;
	roster->unit_count++;
}

static void set(char **text, struct span value)
{
	free(*text);
	*text = value.bytes ? span_copy(value) : NULL;
}

static bool read_yes(struct span value, bool *out)
{
	if (!span_is(value, "yes") && !span_is(value, "no"))
		return false;
	*out = span_is(value, "yes");
	return true;
}

static bool read_id(struct span value, char **out)
{
	if (!roster_id_is_good(value))
		return false;
	set(out, value);
	return true;
}

static bool read_grant_key(struct grant *grant, const struct ini_entry *entry)
{
	if (span_is(entry->key, "role"))
		return read_id(entry->value, &grant->role);
	if (span_is(entry->key, "unit"))
		return read_id(entry->value, &grant->unit);
	if (span_is(entry->key, "from"))
		return calendar_read(entry->value, &grant->from_ms);
	if (span_is(entry->key, "until"))
		return calendar_read(entry->value, &grant->until_ms);
	return false;
}

static bool read_person_key(struct person *person,
                            const struct ini_entry *entry)
{
	if (span_is(entry->key, "name")) {
		set(&person->name, entry->value);
		return true;
	}
	if (span_is(entry->key, "office")) {
		set(&person->office, entry->value);
		return true;
	}
	if (span_is(entry->key, "lang")) {
		set(&person->lang, entry->value);
		return true;
	}
	if (span_is(entry->key, "unit"))
		return read_id(entry->value, &person->unit);
	if (span_is(entry->key, "kind"))
		return person_kind_read(entry->value, &person->kind);
	if (span_is(entry->key, "disabled"))
		return read_yes(entry->value, &person->disabled);
	return false;
}

/* [person], or [grant N] with N the next number. */
static bool read_person_entry(struct person *person,
                              const struct ini_entry *entry)
{
	struct span number = entry->section, word;
	long n;

	if (span_is(entry->section, "person"))
		return !entry->key.bytes || read_person_key(person, entry);
	span_cut(&number, ' ', &word);
	if (!span_is(word, "grant") || !number.at ||
	    !span_number(number, 1000000, &n))
		return false;
	if (entry->key.bytes)
		return (size_t)n == person->grant_count &&
		       read_grant_key(&person->grants[n - 1], entry);
	if ((size_t)n != person->grant_count + 1)
		return false;
	person_grant(person, NULL, NULL, 0, 0);
	return true;
}

/* `entry` cannot stand in `file`: says so with what it holds. */
static enum err_code wrong(struct err *err, const char *file,
                           const struct ini_entry *entry)
{
	struct str what = {0};
	enum err_code rc;

	str_putc(&what, '[');
	str_add(&what, entry->section);
	str_putc(&what, ']');
	if (entry->key.bytes) {
		str_putc(&what, ' ');
		str_add(&what, entry->key);
		str_puts(&what, " = ");
		str_add(&what, entry->value);
	}
	rc = err_set_line(err, ERR_LINE, entry->line, file, str_text(&what));
	str_clear(&what);
	return rc;
}

/* What is there must be whole: the key that is missing, or NULL. */
static const char *person_lacks(const struct person *person)
{
	if (!person->name)
		return "[person] name =";
	if (!person->unit)
		return "[person] unit =";
	for (size_t i = 0; i < person->grant_count; i++) {
		if (!person->grants[i].role)
			return "[grant] role =";
		if (!person->grants[i].unit)
			return "[grant] unit =";
	}
	return NULL;
}

/* ini_read, with its error as ours. */
static enum err_code read_file(struct span text, const char *file,
                               struct ini **out, struct err *err)
{
	struct err broken;

	if (ini_read(text, file, out, &broken) == ERR_OK)
		return ERR_OK;
	return err_set_line(err, ERR_LINE, broken.line, file, broken.subject);
}

enum err_code roster_read_person(struct roster *roster, const char *id,
                                 struct span text, struct err *err)
{
	struct person *person = person_new(id);
	struct ini *ini = NULL;
	struct str file = {0};
	enum err_code rc;

	str_putf(&file, "people/%s.ini", id);
	rc = read_file(text, str_text(&file), &ini, err);
	if (rc)
		goto out;
	for (size_t i = 0; i < ini_length(ini); i++) {
		if (read_person_entry(person, ini_at(ini, i)))
			continue;
		rc = wrong(err, str_text(&file), ini_at(ini, i));
		goto out;
	}
	if (person_lacks(person)) {
		rc = err_set_line(err, ERR_LINE, 1, str_text(&file),
		                  person_lacks(person));
		goto out;
	}
	take_person(roster, person);
	person = NULL;
out:
	str_clear(&file);
	ini_free(ini);
	person_free(person);
	return rc;
}

static bool read_unit_entry(struct unit *unit, const struct ini_entry *entry)
{
	if (!span_is(entry->section, "unit"))
		return false;
	if (!entry->key.bytes)
		return true;
	if (span_is(entry->key, "name")) {
		set(&unit->name, entry->value);
		return true;
	}
	if (span_is(entry->key, "domain")) {
		set(&unit->domain, entry->value);
		return true;
	}
	if (span_is(entry->key, "parent"))
		return read_id(entry->value, &unit->parent);
	if (span_is(entry->key, "tier"))
		return read_id(entry->value, &unit->tier);
	if (span_is(entry->key, "successor"))
		return read_id(entry->value, &unit->successor);
	if (span_is(entry->key, "from"))
		return calendar_read(entry->value, &unit->from_ms);
	if (span_is(entry->key, "until"))
		return calendar_read(entry->value, &unit->until_ms);
	if (span_is(entry->key, "demo"))
		return read_yes(entry->value, &unit->demo);
	return false;
}

enum err_code roster_read_unit(struct roster *roster, const char *id,
                               struct span text, struct err *err)
{
	struct unit *unit = mem_new(sizeof(*unit));
	struct ini *ini = NULL;
	struct str file = {0};
	enum err_code rc;

	unit->id = mem_copy(id);
	str_putf(&file, "units/%s.ini", id);
	rc = read_file(text, str_text(&file), &ini, err);
	if (rc)
		goto out;
	for (size_t i = 0; i < ini_length(ini); i++) {
		if (read_unit_entry(unit, ini_at(ini, i)))
			continue;
		rc = wrong(err, str_text(&file), ini_at(ini, i));
		goto out;
	}
	if (!unit->name) {
		rc = err_set_line(err, ERR_LINE, 1, str_text(&file),
		                  "[unit] name =");
		goto out;
	}
	take_unit(roster, unit);
	unit = NULL;
out:
	str_clear(&file);
	ini_free(ini);
	unit_free(unit);
	return rc;
}

const struct person *roster_person(const struct roster *roster, const char *id)
{
	bool found = false;
	size_t place = id ? person_place(roster, id, &found) : 0;

	return found ? roster->people[place] : NULL;
}

const struct unit *roster_unit(const struct roster *roster, const char *id)
{
	bool found = false;
	size_t place = id ? unit_place(roster, id, &found) : 0;

	return found ? roster->units[place] : NULL;
}

size_t roster_person_count(const struct roster *roster)
{
	return roster->person_count;
}

const struct person *roster_person_at(const struct roster *roster, size_t index)
{
	return roster->people[index];
}

size_t roster_unit_count(const struct roster *roster)
{
	return roster->unit_count;
}

const struct unit *roster_unit_at(const struct roster *roster, size_t index)
{
	return roster->units[index];
}

bool person_holds(const struct person *person, const char *role,
                  const char *unit, int64_t at_ms)
{
	if (person->disabled)
		return false;
	for (size_t i = 0; i < person->grant_count; i++) {
		const struct grant *grant = &person->grants[i];

		if (at_ms < grant->from_ms ||
		    (grant->until_ms && at_ms >= grant->until_ms))
			continue;
		if (strcmp(grant->role, role) == 0 &&
		    (!unit || strcmp(grant->unit, unit) == 0))
			return true;
	}
	return false;
}

bool roster_holds(const struct roster *roster, const char *id, const char *role,
                  const char *unit, int64_t at_ms)
{
	const struct person *person = roster_person(roster, id);

	return person && person_holds(person, role, unit, at_ms);
}

static void write_time(struct str *out, const char *key, int64_t at_ms,
                       int offset_min)
{
	char text[CALENDAR_TEXT];

	if (!at_ms)
		return;
	calendar_write(at_ms, offset_min, text);
	ini_write(out, key, span_of(text));
}

void roster_write_person(struct str *out, const struct person *person,
                         int offset_min)
{
	ini_write_section(out, "person");
	ini_write(out, "name", span_of(person->name));
	ini_write(out, "unit", span_of(person->unit));
	ini_write(out, "office", span_of(person->office));
	if (person->kind != PERSON_STAFF)
		ini_write(out, "kind", span_of(person_kind_id(person->kind)));
	ini_write(out, "lang", span_of(person->lang));
	ini_write(out, "disabled", span_of(person->disabled ? "yes" : NULL));
	for (size_t i = 0; i < person->grant_count; i++) {
		const struct grant *grant = &person->grants[i];
		struct str section = {0};

		str_putf(&section, "grant %zu", i + 1);
		ini_write_section(out, str_text(&section));
		ini_write(out, "role", span_of(grant->role));
		ini_write(out, "unit", span_of(grant->unit));
		write_time(out, "from", grant->from_ms, offset_min);
		write_time(out, "until", grant->until_ms, offset_min);
		str_clear(&section);
	}
}

void roster_write_unit(struct str *out, const struct unit *unit)
{
	ini_write_section(out, "unit");
	ini_write(out, "name", span_of(unit->name));
	ini_write(out, "parent", span_of(unit->parent));
	ini_write(out, "tier", span_of(unit->tier));
	write_time(out, "from", unit->from_ms, 0);
	write_time(out, "until", unit->until_ms, 0);
	ini_write(out, "successor", span_of(unit->successor));
	ini_write(out, "domain", span_of(unit->domain));
	ini_write(out, "demo", span_of(unit->demo ? "yes" : NULL));
}
