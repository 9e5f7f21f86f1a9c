/*
 * crypto - SHA-256, base64, passwords. Signatures are in sign.h.
 */
#ifndef STORE_CRYPTO_H
#define STORE_CRYPTO_H

#include <stdbool.h>

#include "core/post.h"
#include "core/str.h"

enum { CRYPTO_SHA256_BYTES = 32, CRYPTO_PASSWORD = 128 };

void crypto_sha256(struct span bytes, unsigned char out[CRYPTO_SHA256_BYTES]);
void crypto_sha256_hex(struct span bytes, char out[HEX256]);

/* Appends standard base64, one line. */
void crypto_base64(struct span bytes, bool padded, struct str *out);

/* Appends what strict, padded base64 stands for; line feeds in it are passed
 * over. False, and *out unchanged, when it is anything else. */
bool crypto_base64_read(struct span base64, struct str *out);

/*
 * A password's hash as one line: Argon2id by libsodium's crypto_pwhash_str, at
 * its interactive cost (64 MB for some 0.1 s), salt and cost within. False: no
 * memory.
 */
bool crypto_password_hash(struct span password,
                          char out[CRYPTO_PASSWORD]) MUST_USE;
/* Whether that was the password; compared in constant time. */
bool crypto_password_is(const char hash[CRYPTO_PASSWORD], struct span password);
/* A password that nobody can guess, appended: four groups of four letters and
 * digits that are not mistaken for one another, some 78 bits. */
void crypto_password_make(struct str *out);

#endif
