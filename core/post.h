/*
 * post - one piece of information on its way to the public, as the archive's
 * records add up to it. Plain data; core/route.h changes it, store/index.h
 * keeps it.
 */
#ifndef CORE_POST_H
#define CORE_POST_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

/* X(value, identifier in files and JSON). The screen's word: tui/say.c. */
#define WORK_LIST(X) \
	X(WORK_DRAFT, "draft") \
	X(WORK_IN_REVIEW, "in_review") \
	X(WORK_APPROVED, "approved") \
	X(WORK_RETURNED, "returned") \
	X(WORK_REJECTED, "rejected") \
	X(WORK_WITHDRAWN, "withdrawn")
#define PUBLIC_LIST(X) \
	X(PUBLIC_NONE, "none") \
	X(PUBLIC_SCHEDULED, "scheduled") \
	X(PUBLIC_PUBLISHED, "published") \
	X(PUBLIC_CORRECTED, "corrected") \
	X(PUBLIC_FROZEN, "frozen") \
	X(PUBLIC_TAKEN_DOWN, "taken_down") \
	X(PUBLIC_SUPERSEDED, "superseded")
#define STEP_LIST(X) \
	X(STEP_WAITING, "waiting") \
	X(STEP_OPEN, "open") \
	X(STEP_SIGNED, "signed") \
	X(STEP_SKIPPED, "skipped")

#define POST_ENUM(value, id) value,
enum work { WORK_LIST(POST_ENUM) WORK_COUNT };
enum public_state { PUBLIC_LIST(POST_ENUM) PUBLIC_COUNT };
enum step_state { STEP_LIST(POST_ENUM) STEP_COUNT };
#undef POST_ENUM

const char *work_id(enum work work);
const char *public_id(enum public_state state);
const char *step_state_id(enum step_state state);
/* False, and *out untouched, when `id` is none. */
bool work_read(const char *id, enum work *out);
bool public_read(const char *id, enum public_state *out);
bool step_state_read(const char *id, enum step_state *out);

enum { HEX = 41, HEX256 = 65 }; /* a git id, a SHA-256, with NUL */

struct post_step {
	char *step;  /* id in the policy */
	char *title; /* the policy's words */
	char *role; /* who signed or, before, the step's first level: manager */
	char *unit; /* … and where, `owner` resolved: unit1 */
	enum step_state state;
	char *person;   /* who signed; NULL before */
	int64_t at_ms;  /* of the signature; 0 before */
	int64_t due_ms; /* deadline of an open step; 0: none */
};

struct signoff {
	char *step;
	char *role;
	char *unit;
	char *person;
	char *decision; /* sign, return, reject */
	char *opinion;  /* "" when none */
	int revision;
	char content[HEX];
	int64_t at_ms;
	bool valid;       /* a signature that counts now; a return never does */
	bool personal;    /* signed by the person's own key */
	char commit[HEX]; /* the side commit */
};

struct revision {
	int number; /* from 1 */
	char content[HEX];
	char content_sha256[HEX256];
	char commit[HEX]; /* the record: parent of side commits that saw it */
	char *event;      /* new, save, release, correct */
	int64_t at_ms;
};

struct waiver {       /* why a finding was kept */
	char *rule;   /* class/name */
	char *reason; /* one line */
};

struct post {
	char *id;
	char *title; /* "" while held */
	char *column;
	char *unit;
	char *provider;
	char *grade;
	enum work work;
	enum public_state public_state;
	int64_t publish_at_ms; /* not before; 0: any time */
	bool submitted;        /* ever: the grade can then only rise */
	char policy[HEX];      /* tree id as of the submission; "" before */
	int64_t created_ms;
	struct post_step
	    *steps; /* the route since the last submit; else none */
	size_t step_count, step_room;
	struct signoff *signoffs; /* all of them, in order, voided ones too */
	size_t signoff_count, signoff_room;
	struct waiver *waivers; /* of the last submit */
	size_t waiver_count, waiver_room;
	struct revision *revisions;
	size_t revision_count, revision_room;
	char **channels; /* of the present form, e.g. site */
	size_t channel_count;
	struct published {
		char *channel;
		char *url; /* "" when none */
		char *person;
		int revision;
		int64_t at_ms;
	} * published;
	size_t published_count, published_room;
};

struct post *post_new(const char *id);
struct post *post_copy(const struct post *post);
void post_free(struct post *post);

/* Adds a copy of a waiver; and forgets them all. */
void post_waive(struct post *post, const char *rule, const char *reason);
void post_forget_waivers(struct post *post);

/* Latest revision; NULL while the post is held. */
const struct revision *post_revision(const struct post *post);
/* Index of the open step, -1 when none is. */
int post_open_step(const struct post *post);

/* YYYYMMDD-NNN with a day that exists; at least three digits. */
bool post_id_is_good(struct span id);
/* posts/2026/11/23/007 for 20261123-007; appended. */
void post_path(const char *id, struct str *out);

#endif
