/*
 * sign-wire - the bytes of SSH keys and signatures, without mathematics.
 *
 * PROTOCOL.sshsig of OpenSSH: big-endian numbers, strings with their length
 * before them. Readers take from the front of *rest and answer false, changing
 * nothing, when it is too short; what they give is borrowed from it.
 */
#ifndef STORE_SIGN_WIRE_H
#define STORE_SIGN_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/str.h"

bool wire_byte(struct span *rest, unsigned char *out);
bool wire_number(struct span *rest, uint32_t *out);
bool wire_string(struct span *rest, struct span *out);
/* A number of any size that is not negative: its bytes, without leading 0. */
bool wire_positive(struct span *rest, struct span *out);

void wire_put_number(struct str *out, uint32_t number);
void wire_put_string(struct str *out, struct span bytes);

/* What stands in an SSHSIG; borrowed from the blob. */
struct wire_signature {
	struct span key; /* public key blob */
	struct span name_space;
	struct span hash; /* sha256 or sha512 */
	struct span made; /* the signature proper: its kind, its bytes */
};

/* False unless `blob` is one SSHSIG, version 1, and nothing more. */
bool wire_read_signature(struct span blob, struct wire_signature *out);
void wire_put_signature(struct str *out,
                        const struct wire_signature *signature);

/* The bytes that are really signed, from the hash of the message. */
void wire_put_signed(struct str *out, struct span name_space, struct span hash,
                     struct span digest);

/* Armor: 70 columns, no LF at the end. Reading allows any width, one LF at the
 * end, and nothing else around it. */
void wire_armor(struct span blob, struct str *out);
bool wire_read_armor(struct span armored, struct str *out);

#endif
