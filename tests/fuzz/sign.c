#include <assert.h>
#include <stdint.h>

#include "store/sign-wire.h"
#include "store/sign.h"

/*
 * Bytes of a stranger as an armored signature, as the blob inside the armor,
 * as a public key and as an allowed_signers text. None of them may be taken
 * for a signature of a text that nobody signed.
 */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t count)
{
	static const char text[] = "nobody signed this";
	struct span input = span_from((const char *)bytes, count);
	struct sign_signer signer = {0};
	struct str armored = {0}, line = {0}, name = {0};
	struct err err;

	assert(sign_check(span_of(text), input, "git", &signer, &err));
	wire_armor(input, &armored);
	assert(sign_check(span_of(text), str_span(&armored), "git", &signer,
	                  &err));
	if (sign_read_public(input, &signer, &err) == ERR_OK) {
		/* what can be read is found again in its own row */
		str_putf(&line, "a@b %s %s", signer.type, signer.key);
		assert(sign_allowed(str_span(&line), &signer, 0, "git", &name));
		str_clear(&name);
		sign_allowed(input, &signer, 1795428303000, "git", &name);
		sign_signer_clear(&signer);
	} else {
		struct sign_signer other = {(char *)"ssh-ed25519",
		                            (char *)"AAAA", (char *)""};

		sign_allowed(input, &other, 1795428303000, "git", &name);
	}
	str_clear(&name);
	str_clear(&line);
	str_clear(&armored);
	return 0;
}
