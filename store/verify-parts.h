/*
 * verify-parts - what the verify*.c files share;
 * nobody else.
 */
#ifndef STORE_VERIFY_PARTS_H
#define STORE_VERIFY_PARTS_H

#include <stdbool.h>

#include "core/audit.h"
#include "core/event.h"
#include "core/form.h"
#include "core/post.h"
#include "store/archive.h"
#include "store/force.h"
#include "store/verify.h"

/* A post as the records so far add up to it. */
struct verify_post {
	char *id;
	struct post *post;   /* NULL after a record that could not be applied */
	struct audit *audit; /* its history, to be read a second time */
};

/* The walk from the first record to the last. */
struct verify {
	const char *home;
	struct archive *archive;
	struct policies *policies;
	struct verdicts *out;
	char last[HEX]; /* the record before */
	int64_t last_at_ms;
	struct force force;        /* at `last` */
	struct str signers;        /* allowed_signers at `last` */
	struct verify_post *posts; /* in order of id */
	size_t post_count, post_room;
	char **op_ids; /* in order; free each */
	size_t op_id_count, op_id_room;
	/* Where the receipt's commit was met; 0: not yet. */
	const char *receipt_commit;
	int64_t receipt_number;
	struct str receipt_signers;
	struct event receipt_event;
};

/* Adds a flaw; it is about `commit` and `post` (NULL: none). */
void verify_flaw(struct verify *verify, enum flaw_kind kind, const char *commit,
                 const char *post, const char *subject, const char *object);

/* Checks the next first-parent record and takes it in. Errors only where the
 * walk cannot go on. */
enum err_code verify_record(struct verify *verify, const char *commit,
                            struct err *err) MUST_USE;

/* Whether the armored signature over `payload` is by somebody the signers'
 * list knows at that time; appends who. */
bool verify_signature(struct span payload, struct span armored,
                      struct span signers, int64_t at_ms, struct str *who);

/* The record at hand. */
struct page {
	struct verify *verify;
	const char *commit;
	struct archive_record record;
	struct event event;
	struct verify_post *post; /* NULL: about none */
	const struct policy *policy;
	char policy_tree[HEX];
	struct form form; /* of the revision it makes */
	struct str text;
	bool has_form;
	bool personal;
	bool lawful; /* core/route agreed: it may be applied */
};

void page_flaw(struct page *page, enum flaw_kind kind, const char *subject,
               const char *object);
/* Whether the record brings a revision. */
bool page_makes_content(const struct page *page);

/* The content is what the record says, and may be there. */
enum err_code verify_content(struct page *page, struct err *err) MUST_USE;
/* What a record about the house wrote is what it may be. */
enum err_code verify_house(struct page *page, const char *before,
                           struct err *err) MUST_USE;
/* Nothing else was changed since the record `before` ("": there is none). */
enum err_code verify_changes(struct page *page, const char *before,
                             struct err *err) MUST_USE;
/* The sheets say what the post has come to, and are not there before. */
void verify_sheets(struct page *page);

#endif
