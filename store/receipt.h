/*
 * receipt - a few lines a person keeps; they prove later that a record and the
 * archive's head were there.
 *
 * As text: lines `key: value` with the keys origin, number, commit, at,
 * allowed_signers, signature, in this order. The signature is the workstation's
 * (SSHSIG, namespace git) over the line "sanshen-receipt v1" and then the five
 * lines before it, each ended by LF.
 */
#ifndef STORE_RECEIPT_H
#define STORE_RECEIPT_H

#include <stdint.h>

#include "core/err.h"
#include "core/post.h"
#include "core/str.h"

struct sign_key;

struct receipt {
	char origin[256]; /* the institution's domain */
	int64_t number;   /* first-parent records on main, the first is 1 */
	char commit[HEX]; /* on main */
	int64_t at_ms;    /* the record's At … */
	int offset_min;   /* … and how it is written */
	char allowed_signers[HEX256]; /* SHA-256 of that file then */
	char *signature;              /* base64 of the SSHSIG blob, one line */
	/* What the answer said beside the receipt, when it was kept with it:
	 * read by receipt_read for verify to compare; not signed. NULL: not
	 * there. */
	char *post, *revision, *content, *event, *op_id;
};
void receipt_clear(struct receipt *receipt);

/* Appends what is signed. */
void receipt_text(const struct receipt *receipt, struct str *out);

/* Fills in the signature. */
enum err_code receipt_sign(struct receipt *receipt, const struct sign_key *key,
                           struct err *err) MUST_USE;

/* Reads the lines (the order does not matter, others are passed over). *out is
 * the caller's. Errors: ERR_BAD_VALUE names the line that is missing or bad. */
enum err_code receipt_read(struct span text, struct receipt *out,
                           struct err *err) MUST_USE;

/* The signature as ssh-keygen armors it; appended. */
void receipt_armor(const struct receipt *receipt, struct str *out);

#endif
