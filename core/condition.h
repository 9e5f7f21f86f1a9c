/*
 * condition - what a policy asks of a post: `grade is major and not flag
 * reprint`. Read once, asked often; pure.
 *
 * Grammar: man/sanshen-policy.5, CONDITIONS. Which ids exist is the policy's
 * business (core/policy-read.c); here a condition is a tree of atoms.
 */
#ifndef CORE_CONDITION_H
#define CORE_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

struct form;
struct policy;
struct roster;

enum condition_kind {
	CONDITION_ANY,
	CONDITION_AND, /* left, right */
	CONDITION_OR,  /* left, right */
	CONDITION_NOT, /* left */
	/* Atoms: whether `subject` has one of `values`. */
	CONDITION_GRADE,
	CONDITION_GRADE_FROM, /* grade >= */
	CONDITION_CATEGORY,
	CONDITION_COLUMN,
	CONDITION_CHANNEL, /* one of the post's */
	CONDITION_CLASS,   /* of one of its channels */
	CONDITION_TIER,    /* of its unit */
	CONDITION_UNIT,
	CONDITION_UNDER, /* its unit, or one above it */
	CONDITION_AUDIENCE,
	CONDITION_DRAFTER, /* a role of who provides it, or student, guest,
	                      staff */
	CONDITION_FLAG,
	CONDITION_FIELD,  /* subject: the field; no values: is filled in */
	CONDITION_SWITCH, /* subject: the switch */
	CONDITION_CHECK   /* subject: class or class/name; more than `count` */
};

struct condition {
	enum condition_kind kind;
	struct condition *left, *right;
	char *subject; /* may be NULL */
	struct words values;
	long count;
};

/*
 * Reads a condition. The caller's: condition_free. Else
 * NULL, and *wrong is the piece that cannot stand there (borrowed from text,
 * empty at its end). A word before `is` or `in` that is no subject of the
 * grammar is taken for a switch.
 */
struct condition *condition_read(struct span text, struct span *wrong);
void condition_free(struct condition *condition); /* NULL is allowed */

/* The condition as it would be written; appended. */
void condition_write(struct str *out, const struct condition *condition);

/* What may be asked about. Borrowed; NULL or "" is unknown, and has nothing. */
struct facts {
	const struct policy *policy; /* order of grades, classes, switches */
	const struct roster *roster; /* tiers, what is under what */
	const struct form *form;
	const char *grade;
	const char *unit;
	const char *provider;
	int64_t at_ms; /* whose roles count then */
	/* How many findings of a class or rule; NULL: none. */
	size_t (*found)(const void *payload, const char *rule);
	const void *payload;
};

/* NULL holds always. */
bool condition_holds(const struct condition *condition,
                     const struct facts *facts);

/* Whether a word cannot name a switch: the grammar has taken it. */
bool condition_word_is_taken(struct span word);

/* Calls `visit` with every atom. */
void condition_each(const struct condition *condition,
                    void (*visit)(void *payload, const struct condition *atom),
                    void *payload);

#endif
