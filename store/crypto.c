#include "store/crypto.h"

#include <sodium.h>

_Static_assert(CRYPTO_SHA256_BYTES == crypto_hash_sha256_BYTES, "SHA-256");
_Static_assert(CRYPTO_PASSWORD >= crypto_pwhash_STRBYTES, "Argon2id");

void crypto_sha256(struct span bytes, unsigned char out[CRYPTO_SHA256_BYTES])
{
	crypto_hash_sha256(out, (const unsigned char *)bytes.at, bytes.bytes);
}

void crypto_sha256_hex(struct span bytes, char out[HEX256])
{
	unsigned char hash[CRYPTO_SHA256_BYTES];

	crypto_sha256(bytes, hash);
	sodium_bin2hex(out, HEX256, hash, sizeof(hash));
}

void crypto_base64(struct span bytes, bool padded, struct str *out)
{
	int variant = padded ? sodium_base64_VARIANT_ORIGINAL
	                     : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	size_t room = sodium_base64_encoded_len(bytes.bytes, variant);
	struct str text = {0};

	while (text.bytes + 1 < room)
		str_putc(&text, '=');
	if (text.bytes)
		sodium_bin2base64(text.at, room,
		                  (const unsigned char *)bytes.at, bytes.bytes,
		                  variant);
	str_add(out, str_span(&text));
	str_clear(&text);
}

bool crypto_base64_read(struct span base64, struct str *out)
{
	struct str bytes = {0};
	const char *end = NULL;
	size_t count = 0;
	bool good;

	/* room for what comes out; it is never longer than what goes in */
	str_add(&bytes, base64);
	good = sodium_base642bin((unsigned char *)bytes.at, bytes.bytes,
	                         base64.at, base64.bytes, "\n", &count, &end,
	                         sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       end == base64.at + base64.bytes;
	if (good)
		str_add(out, span_from(bytes.at, count));
	str_clear(&bytes);
	return good;
}

bool crypto_password_hash(struct span password, char out[CRYPTO_PASSWORD])
{
	return sodium_init() >= 0 &&
	       crypto_pwhash_str(out, password.at, password.bytes,
	                         crypto_pwhash_OPSLIMIT_INTERACTIVE,
	                         crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

bool crypto_password_is(const char hash[CRYPTO_PASSWORD], struct span password)
{
	return sodium_init() >= 0 &&
	       crypto_pwhash_str_verify(hash, password.at, password.bytes) == 0;
}

void crypto_password_make(struct str *out)
{
	static const char signs[] = "abcdefghjkmnpqrstuvwxyz23456789";
	enum { GROUPS = 4, SIGNS = 4 };

	for (int i = 0; i < GROUPS * SIGNS; i++) {
		if (i && i % SIGNS == 0)
			str_putc(out, '-');
		str_putc(out, signs[randombytes_uniform(sizeof(signs) - 1)]);
	}
}
