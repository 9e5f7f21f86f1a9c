/*
 * roster - units, people, and who holds which role where and when.
 *
 * Read from the archive's units/ID.ini and people/ID.ini; pure. A grant is in
 * force from from_ms until just before until_ms. Judged at a moment the caller
 * gives, which the ledger takes from the merge's `At` (DESIGN, section 4).
 *
 *   [unit]   name, parent, tier, from, until (RFC 3339), successor, and in the
 *            root unit `institution` also domain and demo = yes
 *   [person] name, unit, office, kind (student, guest), lang, disabled = yes
 *   [grant N] role, unit, from, until (RFC 3339), N = 1, 2 … in order
 *
 * A unit that ended stands no longer for itself: whatever is asked of it is
 * asked of its successor, and of that one's when it ended, too.
 */
#ifndef CORE_ROSTER_H
#define CORE_ROSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

#define ROSTER_ROOT "institution" /* the id of the root unit */

struct grant {
	char *role;
	char *unit;
	int64_t from_ms;
	int64_t until_ms; /* 0: no end */
};

enum person_kind { PERSON_STAFF, PERSON_STUDENT, PERSON_GUEST };
const char *person_kind_id(enum person_kind kind);
bool person_kind_read(struct span id, enum person_kind *out);

struct person {
	char *id; /* [a-z][a-z0-9-]{0,31} */
	char *name;
	char *unit;
	char *office; /* may be NULL */
	char *lang;   /* zh_CN, zh_TW, en; NULL: the terminal decides */
	enum person_kind kind;
	bool disabled;
	struct grant *grants;
	size_t grant_count, grant_room;
};

struct unit {
	char *id;
	char *name;
	char *parent;              /* NULL for the root */
	char *tier;                /* college, dept …; NULL: none */
	char *successor;           /* NULL: none */
	int64_t from_ms, until_ms; /* 0: no limit */
	char *domain;              /* root only: example.edu.cn */
	bool demo;                 /* root only */
};

struct roster;

struct roster *roster_new(void);
void roster_free(struct roster *roster);

bool roster_id_is_good(struct span id); /* [a-z][a-z0-9-]{0,31} */

/* Takes what the file says in; a person or unit of that id is replaced.
 * Errors: ERR_LINE (file, line, what). */
enum err_code roster_read_person(struct roster *roster, const char *id,
                                 struct span ini, struct err *err) MUST_USE;
enum err_code roster_read_unit(struct roster *roster, const char *id,
                               struct span ini, struct err *err) MUST_USE;

/* Borrowed until the roster changes; NULL when there is none. Lists are in
 * order of id. */
const struct person *roster_person(const struct roster *roster, const char *id);
const struct unit *roster_unit(const struct roster *roster, const char *id);
size_t roster_person_count(const struct roster *roster);
const struct person *roster_person_at(const struct roster *roster,
                                      size_t index);
size_t roster_unit_count(const struct roster *roster);
const struct unit *roster_unit_at(const struct roster *roster, size_t index);

/* The unit that stands for `unit` at at_ms: itself, or its heir when it ended.
 * Borrowed; `unit` itself where there is no such unit, or no roster. */
const char *roster_heir(const struct roster *roster, const char *unit,
                        int64_t at_ms);
/* The unit in which an office of a post of `unit` is held: `where` is a
 * role_ref's (core/policy.h). Heirs stand for units that ended. NULL where no
 * unit has the tier; "any" has none either. */
const char *roster_where(const struct roster *roster, const char *where,
                         const char *unit, int64_t at_ms);
/* Whether `unit` is `above`, or below it. */
bool roster_is_under(const struct roster *roster, const char *unit,
                     const char *above);
/* The tier of a unit, "" when it has none. */
const char *roster_tier(const struct roster *roster, const char *unit);

/* Whether `person` is enabled and holds role@unit at at_ms. `unit` NULL means
 * in any unit. */
bool roster_holds(const struct roster *roster, const char *person,
                  const char *role, const char *unit, int64_t at_ms);

/* The same for a person at hand. */
bool person_holds(const struct person *person, const char *role,
                  const char *unit, int64_t at_ms);

/* Writing: a file's text for one person or unit, as roster_read_* reads. */
void roster_write_person(struct str *out, const struct person *person,
                         int offset_min);
void roster_write_unit(struct str *out, const struct unit *unit);

/* A person that is not in any roster yet, to be filled in and written. */
struct person *person_new(const char *id);
struct person *person_copy(const struct person *person);
void person_free(struct person *person);
void person_grant(struct person *person, const char *role, const char *unit,
                  int64_t from_ms, int64_t until_ms);

#endif
