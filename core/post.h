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
#include "core/form.h"
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
	X(STEP_SKIPPED, "skipped") \
	X(STEP_OBJECTED, "objected")

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

/*
 * One row of the route. A joint step has a row for each seat, with the same
 * `step`; its office is then exactly `role` at `unit`. Rows that somebody added
 * on the way serve the step `host`: the seats of a joint review before it, a
 * signer added ("added-1", of whom the policy knows nothing) after it.
 */
struct post_step {
	char *step;  /* id in the policy */
	char *title; /* the policy's words */
	char *role; /* who signed or, before, the step's first level: manager */
	char *unit; /* … and where: unit1 */
	enum step_state state;
	char *person;   /* who signed or objected; NULL before */
	int64_t at_ms;  /* of the signature; 0 before */
	int64_t due_ms; /* deadline of an open step; 0: none */
	int needs;  /* of a joint step: signatures, in all its rows; else 0 */
	char *host; /* NULL: stands in the policy's route */
	char *by;   /* who opened, added or handed it on; NULL */
	char *assignee; /* who alone shall sign it, while that is possible; NULL
	                 */
};

struct signoff {
	char *step;
	char *role;
	char *unit;
	char *person;
	char *decision; /* sign, return, reject, propose …; object: against,
	                   in a joint review */
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
	char *person;     /* who wrote it down */
	int64_t at_ms;
};

struct waiver {       /* why a finding was kept */
	char *rule;   /* class/name */
	char *reason; /* one line */
};

struct post {
	char *id;
	struct form form; /* of the present revision; while held, of nothing */
	char *unit;
	char *provider;
	char *grade;
	enum work work;
	enum public_state public_state;
	int64_t publish_at_ms; /* not before; 0: any time */
	bool submitted;        /* ever: the grade can then only rise */
	char policy[HEX];      /* tree id as of the submission; "" before */
	char *route;           /* id of the route it takes; "" before */
	bool corrected;        /* a correction was published */
	int64_t settle_ms; /* frozen: to be decided by then; 0: no deadline */
	char *successor;   /* superseded by this post; "" */
	/* A text somebody proposed instead of the revision it names. */
	char proposal[HEX]; /* its content id; "" when none was */
	char *proposal_by;  /* "" */
	int proposal_revision;
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
/* Index of the (first) open step, -1 when none is. */
int post_open_step(const struct post *post);
/* Frees what a step holds. */
void post_step_clear(struct post_step *step);
/* Whether the revision is (partly) published. */
bool post_is_out(const struct post *post, int revision);
/* The latest revision that was published somewhere; 0: none was. */
int post_public_revision(const struct post *post);
/* A correction is on its way: published, and the present revision is not. */
bool post_is_correcting(const struct post *post);
/* The channels of the form that do not have the present revision; appended. */
void post_unpublished(const struct post *post, struct words *out);
/* Whether the present revision is the text somebody proposed. */
bool post_is_as_proposed(const struct post *post);

/* YYYYMMDD-NNN with a day that exists; at least three digits. */
bool post_id_is_good(struct span id);
/* posts/2026/11/23/007 for 20261123-007; appended. */
void post_path(const char *id, struct str *out);

#endif
