/*
 * ini - INI text in and out, line numbers kept.
 *
 * The dialect: `[section]`, `key = value`; blanks around keys and values are
 * cut; a line whose first non-blank is ; or # is a comment; no inline comments,
 * no continued lines, no escapes, no limit on length. Text is UTF-8. What
 * ini_write_* wrote, ini_read reads back equal.
 */
#ifndef CORE_INI_H
#define CORE_INI_H

#include <stdbool.h>

#include "core/err.h"
#include "core/str.h"

struct ini;

/* A section header is an entry of its own, with an empty key and value. The
 * spans are borrowed until ini_free. */
struct ini_entry {
	struct span section, key, value;
	int line; /* from 1 */
};

/* *out is the caller's: ini_free. `text` is copied. `name` is the file's name
 * for the reader. Errors: ERR_POLICY_SYNTAX with the line. */
enum err_code ini_read(struct span text, const char *name, struct ini **out,
                       struct err *err) MUST_USE;
void ini_free(struct ini *ini);

size_t ini_length(const struct ini *ini);
const struct ini_entry *ini_at(const struct ini *ini, size_t index);

/* The first value of key in section; an empty span when there is none. */
struct span ini_value(const struct ini *ini, const char *section,
                      const char *key);

/*
 * One line after the other, comments and mistakes too, for who must see them
 * all (core/policy, which reports every mistake and quotes comments).
 *   struct ini_walk walk = ini_walk(text);
 *   while (ini_next(&walk, &line)) …
 */
enum ini_kind { INI_BLANK, INI_COMMENT, INI_SECTION, INI_PAIR, INI_BROKEN };

struct ini_walk {
	struct span rest;
	struct span section;
	int number;
};

struct ini_line {
	enum ini_kind kind;
	struct span raw;     /* the line as written, without its LF */
	struct span section; /* where it stands; of a header, its own name */
	struct span key;     /* of a pair */
	struct span value;   /* of a pair; of a comment, its words */
	int number;          /* from 1 */
};

struct ini_walk ini_walk(struct span text);
bool ini_next(struct ini_walk *walk, struct ini_line *out);

void ini_write_section(struct str *out, const char *section);
/* `value` is one line and comes back trimmed; a line break in it is written as
 * a blank, so that no value can begin a section. An empty value writes nothing:
 * absent and empty are the same. */
void ini_write(struct str *out, const char *key, struct span value);

#endif
