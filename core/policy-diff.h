/*
 * policy-diff - what a new version of a policy changes, as a list: section by
 * section, line by line. Comments do not count, nor does the order of lines in
 * a section; the order of grades, of routes and of a route's steps does.
 */
#ifndef CORE_POLICY_DIFF_H
#define CORE_POLICY_DIFF_H

#include <stddef.h>

#include "core/str.h"

enum change_kind {
	CHANGE_ADDED,        /* a section that was not there */
	CHANGE_REMOVED,      /* … that is there no more */
	CHANGE_VALUE,        /* of `key`, from `before` to `after` */
	CHANGE_STEP_ADDED,   /* to a route: the step `after` */
	CHANGE_STEP_REMOVED, /* from a route: the step `before` */
	CHANGE_ORDER /* of a route's steps; of grades or routes: id is "" */
};

struct policy_change {
	enum change_kind kind;
	char *section;        /* "step" of [step manager] */
	char *id;             /* "manager"; "" where a section has none */
	char *key;            /* CHANGE_VALUE; else "" */
	char *before, *after; /* as written, blanks evened; "": nothing */
};

struct policy_changes {
	struct policy_change *at;
	size_t count, room;
};

/* Appends every difference, in the order of the new text; what is gone comes
 * last. Both texts should be policies that can be read. */
void policy_compare(struct span before, struct span after,
                    struct policy_changes *out);
void policy_changes_clear(struct policy_changes *changes);

#endif
