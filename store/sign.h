/*
 * sign - SSH signatures (SSHSIG version 1), made and checked in-process.
 *
 * The workstation signs with its own Ed25519 key. Checked are all kinds people
 * have: ssh-ed25519, ecdsa-sha2-nistp256/384/521, ssh-rsa (SHA-2 only, 2048
 * bits or more) and both sk- kinds. sign_check says that a key signed these
 * bytes; sign_allowed says whose key it was at that time. Only both together
 * say that a person signed. What is checked is trusted in nothing.
 */
#ifndef STORE_SIGN_H
#define STORE_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

struct sign_key;

/*
 * Makes a key: `path` (PEM PKCS#8, mode 0600) and `path`.pub (one OpenSSH
 * line, ending in `comment`). Both are durable; a key that is there is
 * ERR_EXISTS, never replaced.
 */
enum err_code sign_key_make(const char *path, const char *comment,
                            struct err *err) MUST_USE;

/* Errors: ERR_NO_FILE, ERR_SYSTEM
 *         ERR_BROKEN  no Ed25519 key, or others may read it */
enum err_code sign_key_open(struct sign_key **out, const char *path,
                            struct err *err) MUST_USE;
void sign_key_close(struct sign_key *key);

/* "ssh-ed25519 AAAA…" and "SHA256:…"; borrowed until the key is closed. */
const char *sign_key_public(const struct sign_key *key);
const char *sign_key_fingerprint(const struct sign_key *key);

/* Appends the armored signature (70 columns, no LF at the end). `name_space`
 * is "git" for commits. The same bytes give the same signature. */
enum err_code sign_bytes(const struct sign_key *key, struct span bytes,
                         const char *name_space, struct str *armored_out,
                         struct err *err) MUST_USE;

/*
 * The two halves of it, for a key that is somewhere else: appends what the key
 * has to sign for `bytes`; and the armored signature made of its answer `made`
 * (the kind of the signature, its bytes) and its public key.
 * Errors: ERR_SYSTEM.
 */
enum err_code sign_message(struct span bytes, const char *name_space,
                           struct str *out, struct err *err) MUST_USE;
void sign_armor(struct span key_blob, struct span made, const char *name_space,
                struct str *armored_out);

/* Whose signature: strings are its own, sign_signer_clear. */
struct sign_signer {
	char *type;        /* ssh-ed25519 … */
	char *key;         /* the public key blob in base64: AAAA… */
	char *fingerprint; /* SHA256:… */
};

void sign_signer_clear(struct sign_signer *signer);

/* "SHA256:…" of a public key blob, as ssh-keygen -l prints it; appended. */
void sign_fingerprint(struct span blob, struct str *out);

/* What a public key file or an allowed_signers row holds: a type and a key
 * (more words are passed over). *out on success only: sign_signer_clear.
 * Errors: ERR_BROKEN  no key, or a kind not listed above. */
enum err_code sign_read_public(struct span line, struct sign_signer *out,
                               struct err *err) MUST_USE;

/*
 * Checks that `armored` is a signature of exactly `bytes` in `name_space`, and
 * says by which key. *out on success only: sign_signer_clear.
 *
 * Errors: ERR_BROKEN  it is not (detail: why)
 */
enum err_code sign_check(struct span bytes, struct span armored,
                         const char *name_space, struct sign_signer *out,
                         struct err *err) MUST_USE;

/*
 * Whose key this is at at_ms by an allowed_signers text: appends the principal
 * (the first one of the first row that fits) and returns true, or false.
 * Stricter than ssh-keygen: a row with patterns, certificate authorities,
 * options it does not know or times that are not UTC (Z) fits nobody.
 * valid-after and valid-before are both inclusive, in whole seconds.
 */
bool sign_allowed(struct span allowed_signers, const struct sign_signer *signer,
                  int64_t at_ms, const char *name_space,
                  struct str *principal_out);

/* One row of an allowed_signers text; spans are borrowed from it. */
struct sign_row {
	struct span line; /* all of it, without its LF */
	struct span principal, type, key;
	int64_t after_ms, before_ms; /* 0: without */
};

/* Takes the next row that could fit somebody off *rest; false at the end. */
bool sign_row_next(struct span *rest, struct sign_row *out);
/* "SHA256:…" of a row's key, as ssh-keygen -l prints it; appended, nothing when
 * the key is no base64. */
void sign_row_fingerprint(const struct sign_row *row, struct str *out);

/* Whether the row is that principal's, for the key of that fingerprint, and was
 * not ended. */
bool sign_row_opens(const struct sign_row *row, const char *principal,
                    const char *fingerprint);

/* Appends a row, and its LF, for git's signatures from at_ms on. */
void sign_row_put(struct str *out, const char *principal,
                  const struct sign_signer *signer, int64_t at_ms);
/* Appends `row`, which has no valid-before, and its LF, ended at at_ms. */
void sign_row_put_ended(struct str *out, const struct sign_row *row,
                        int64_t at_ms);

#endif
