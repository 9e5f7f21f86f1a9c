/*
 * verify - the archive against itself: every object, shape, signature,
 * content id, right and rule, read again from the commits alone; then the
 * index, the attachments and a receipt against the archive.
 */
#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include <stdint.h>

#include "core/err.h"
#include "core/post.h"
#include "core/str.h"

/* X(value, name, sentence): {1} what it is about (a commit, a post, a path),
 * {2} what stands there or what should. Places as in core/err.h. */
#define FLAW_LIST(X) \
	X(FLAW_OBJECT, "object", \
	  N_("{1} cannot be read or is not what its name says ({2}).")) \
	X(FLAW_REF, "extra-ref", N_("There is a reference beside main: {1}")) \
	X(FLAW_MESSAGE, "message", N_("{1}: the message is no record ({2}).")) \
	X(FLAW_SHAPE, "shape", N_("{1} has the wrong shape: {2}")) \
	X(FLAW_SIGNATURE, "signature", N_("{1} has no good signature ({2}).")) \
	X(FLAW_SIGNER, "signer", \
	  N_("{1} is signed by a key that {2} may not sign with.")) \
	X(FLAW_PERSON, "person", \
	  N_("{1} names {2}, but another name or address stands as author.")) \
	X(FLAW_TIME, "time", N_("{1} is dated before the record it follows.")) \
	X(FLAW_CONTENT, "content", \
	  N_("{1}: the content is not what was signed ({2}).")) \
	X(FLAW_FINGERPRINT, "content-sha256", \
	  N_("{1}: Content-SHA256 is not that of the files ({2}).")) \
	X(FLAW_TREE, "tree", \
	  N_("{1} changes a file that such a record may not: {2}")) \
	X(FLAW_RULE, "rule", N_("{1} breaks a rule of the policy: {2}")) \
	X(FLAW_SHEET, "sheet", \
	  N_("{1}: the sheet {2} does not say what the records say.")) \
	X(FLAW_OP_ID, "op-id", N_("{1} uses the op-id of {2} again.")) \
	X(FLAW_GATE, "gate", \
	  N_("{1} holds what may not be in the archive ({2}).")) \
	X(FLAW_INDEX, "index", \
	  N_("The index differs from the archive, first at: {1}")) \
	X(FLAW_AHEAD, "index-ahead", \
	  N_("Main was put back once: {1} knows records that are gone.")) \
	X(FLAW_ATTACHMENT, "attachment", \
	  N_("The bytes of {1} are missing or altered ({2}).")) \
	X(FLAW_RECEIPT, "receipt", \
	  N_("The receipt does not fit this archive: {1} ({2})"))
#define FLAW_ENUM(value, name, sentence) value,
enum flaw_kind { FLAW_LIST(FLAW_ENUM) FLAW_COUNT };
#undef FLAW_ENUM

struct flaw {
	enum flaw_kind kind;
	char commit[HEX]; /* "" when it is about no commit */
	char post[32];    /* "" when it is about no post */
	char subject[256], object[256];
	struct err why; /* FLAW_RULE: the refusal, if there is one */
};

struct verdicts { /* what verify found */
	struct flaw *at;
	size_t count, room;
	int64_t records;    /* read on main */
	int64_t signatures; /* that were good */
	int64_t personal;   /* of those, by people's own keys */
	char tip[HEX];
	char allowed_signers[HEX256];
};
void verdicts_clear(struct verdicts *verdicts);

/*
 * `home` needs no index and no key: a copied archive.git in it is enough. With
 * an index the two are compared. `receipt` (JSON or `key: value` lines; empty:
 * none) must be of this archive. Flaws are no error: ERR_OK with a count.
 * Errors: ERR_NO_HOME, ERR_SYSTEM.
 */
enum err_code verify_home(const char *home, struct span receipt,
                          struct verdicts *out, struct err *err) MUST_USE;

#endif
