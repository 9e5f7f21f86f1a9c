/*
 * policy-parts - what is inside a struct policy, and what its readers share;
 * only policy*.c look.
 */
#ifndef CORE_POLICY_PARTS_H
#define CORE_POLICY_PARTS_H

#include "core/policy-source.h"
#include "core/policy.h"

/* What has an id of its own, by its section. Every struct begins with it. */
enum part {
	PART_UNIT,
	PART_ROLE,
	PART_SWITCH,
	PART_FLAG,
	PART_CATEGORY,
	PART_FIELD,
	PART_GRADE,
	PART_COLUMN,
	PART_CHANNEL,
	PART_STEP,
	PART_ROUTE,
	PART_COUNT
};

struct part_list {
	void *at;
	size_t count, room;
};

struct policy {
	char *id, *title, *source, *issuer, *parent, *statement;
	int offset_min;
	int64_t from_ms, until_ms; /* until: the first moment after */
	struct term warn;
	struct words duties;
	struct part_list parts[PART_COUNT];
	struct policy_severity *severities;
	size_t severity_count, severity_room;
	struct workdays workdays;
	int keep_years;
	struct words keep_fields;
	struct policy_step *publish; /* NULL: no [publish] */
	struct policy_after after;
	struct offices release;
	bool has_password;
	struct password_rules password;
};

const char *part_name(enum part part); /* its section: "grade" */
/* A new one of zeros but for its id. Others of its part may move. */
void *part_add(struct policy *policy, enum part part, struct span id);
void *part_at(const struct policy *policy, enum part part, size_t index);
void *part_find(const struct policy *policy, enum part part, struct span id);
/* Appends the ids. */
void part_ids(const struct policy *policy, enum part part, struct words *out);

/* [field ID] of what every form has; NULL when it is none. */
const char *field_title(struct span id);

/* A text on its way to a policy. */
struct reader {
	struct source source;
	struct policy *policy;
	struct str clean; /* the text behind the door; spans point into it */
	bool broken;      /* routes cannot be judged as a whole */
};
/* Reads all of it; the rest is the caller's: reader_clear. */
void reader_read(struct reader *reader, struct span text);
void reader_clear(struct reader *reader);

/* Values (policy-read-value.c, -when.c). Each says what is wrong with its key
 * and then leaves *out alone; an absent key leaves it alone, too. */
enum value_kind { VALUE_ID, VALUE_TEXT };
/* NULL when absent. */
char *value_text(const struct section *section, const char *key);
/* NULL when absent or bad. */
char *value_id(struct reader *reader, const struct section *section,
               const char *key);
void value_yes(struct reader *reader, const struct section *section,
               const char *key, bool *out);
/* The place of the value in "a, b, c". */
void value_choice(struct reader *reader, const struct section *section,
                  const char *key, const char *list, int *out);
void value_term(struct reader *reader, const struct section *section,
                const char *key, const char *example, struct term *out);
void value_list(struct reader *reader, const struct section *section,
                const char *key, enum value_kind kind, struct words *out);
/* The same; each must be one of a part. */
void value_known(struct reader *reader, const struct section *section,
                 const char *key, enum part part, struct words *out);
/* A unit of the policy, or the institution. */
char *value_unit(struct reader *reader, const struct section *section,
                 const char *key);
void value_duties(struct reader *reader, const struct section *section,
                  struct policy_duties *out);
/* NULL when absent or broken; `any` is a tree of its own. */
struct condition *value_condition(struct reader *reader,
                                  const struct section *section,
                                  const char *key, bool may_check);

/* Offices (policy-read-office.c). */
enum office_style {
	OFFICE_LEVEL,  /* A@X or B@Y: one rank */
	OFFICE_LEVELS, /* A@X, B@Y or C@Z: a rank each */
	OFFICE_SEATS,  /* A@X, B@Y: a rank each, no `or` */
	OFFICE_CHOSEN, /* the same, and A@any */
	OFFICE_ANY     /* A@X, B@Y: all alike */
};
void office_read(struct reader *reader, const struct pair *pair,
                 enum office_style style, struct offices *out);
/* A key's, when it is there. */
void value_offices(struct reader *reader, const struct section *section,
                   const char *key, struct offices *out);
/* Whether ROLE@WHERE can be one; says so when not. */
bool office_is_good(struct reader *reader, const struct pair *pair,
                    struct span office, bool may_any, struct span *role,
                    struct span *where);

/* Takes the next piece of a list off *rest; an empty one is a problem. */
bool list_next(struct reader *reader, const struct pair *pair,
               struct span *rest, struct span *piece);
void note_local(struct reader *reader, const struct section *section,
                const struct pair *pair, const char *value);
/* The same, of options that can stand there: the first, and the others. */
void note_choice(struct reader *reader, const struct section *section,
                 const struct pair *pair, const struct words *options);
/* What this version cannot do yet. */
void note_later(struct reader *reader, const struct section *section,
                const struct pair *pair, const char *value);
/* There is no such id; the known ones are told, near misses first. */
void note_unknown(struct reader *reader, enum err_code code,
                  const struct pair *pair, const char *kind, struct span id,
                  const struct words *known);
void note_unknown_part(struct reader *reader, const struct pair *pair,
                       enum part part, struct span id);

/* Whether a check's class or rule is one there can be; says so when not. */
bool rule_is_known(struct reader *reader, const struct pair *pair,
                   struct span rule);

/* Sections. */
void read_policy(struct reader *reader);
void read_house(struct reader *reader); /* what steps and conditions name */
void read_rest(struct reader *reader);  /* [checks] [keep] [calendar] [after] */
void read_password(struct reader *reader);
void read_steps(struct reader *reader); /* steps, routes, [publish] */
/* Conditions, and ids that name what may stand further down. */
void read_links(struct reader *reader);
void read_step_links(struct reader *reader);
void check_whole(struct reader *reader);

/* From `first` on, in order of line. */
void problems_sort(struct problems *problems, size_t first);

/* The section of one, or NULL. */
const struct section *section_of(const struct reader *reader, enum part part,
                                 const char *id);

#endif
