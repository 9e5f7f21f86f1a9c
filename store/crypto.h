/*
 * crypto - SHA-256 and base64. Signatures are in sign.h.
 */
#ifndef STORE_CRYPTO_H
#define STORE_CRYPTO_H

#include <stdbool.h>

#include "core/post.h"
#include "core/str.h"

enum { CRYPTO_SHA256_BYTES = 32 };

void crypto_sha256(struct span bytes, unsigned char out[CRYPTO_SHA256_BYTES]);
void crypto_sha256_hex(struct span bytes, char out[HEX256]);

/* Appends standard base64, one line. */
void crypto_base64(struct span bytes, bool padded, struct str *out);

/* Appends what strict, padded base64 stands for; line feeds in it are passed
 * over. False, and *out unchanged, when it is anything else. */
bool crypto_base64_read(struct span base64, struct str *out);

#endif
