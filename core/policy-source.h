/*
 * policy-source - a policy's lines sorted into sections, and the problems found
 * on the way. It knows the grammar (which sections, which keys); what a value
 * means is core/policy-read.c's.
 */
#ifndef CORE_POLICY_SOURCE_H
#define CORE_POLICY_SOURCE_H

#include <stdbool.h>

#include "core/policy.h"
#include "core/str.h"

struct kind {
	const char *name;
	bool has_id;      /* [step ID], not [publish] */
	const char *keys; /* "title, hint"; NULL: any */
};

struct pair {
	struct span key, value;
	int line;
	char *comment; /* the lines above it; may be NULL */
};

struct section {
	const struct kind *kind;
	struct span name; /* "step manager" */
	struct span id;   /* "manager"; empty where the kind has none */
	int line;
	char *comment; /* the lines above it; may be NULL */
	struct pair *pairs;
	size_t count, room;
};

struct source {
	struct problems *problems;
	struct section *sections;
	size_t count, room;
};

/* Spans are borrowed from `text`. */
void source_read(struct source *source, struct span text);
void source_clear(struct source *source);

/* NULL when there is none; `id` is empty for [policy] and [publish]. */
const struct section *source_section(const struct source *source,
                                     const char *kind, struct span id);
const struct pair *source_pair(const struct section *section, const char *key);
/* The pair, or a problem that says what to write. An empty value is none. */
const struct pair *source_need(struct source *source,
                               const struct section *section, const char *key,
                               const char *example);

/* Adds a problem: subject, what to write, the comment above. */
void source_note(struct source *source, enum err_code code, int line,
                 struct span subject, const char *object, const char *comment);
/* About a pair, its comment quoted. */
void source_note_pair(struct source *source, enum err_code code,
                      const struct pair *pair, struct span subject,
                      const char *object);
/* ERR_POLICY_VALUE; what to write is "key = value". */
void source_note_value(struct source *source, const struct pair *pair,
                       struct span subject, const char *value);
/* About a section as a whole. */
void source_note_section(struct source *source, enum err_code code,
                         const struct section *section, struct span subject,
                         const char *object);
/* Whether one was meant by the other: a letter or two aside. */
bool source_is_near(struct span word, struct span other);
/* "a, b, c", those first that `word` is nearly. */
void source_known(const struct words *known, struct span word, struct str *out);
/* ERR_POLICY_TWICE; `first` is the line of the first. */
void source_note_twice(struct source *source, int line, struct span subject,
                       int first, const char *comment);

#endif
