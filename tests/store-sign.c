/*
 * store-sign - our signatures before ssh-keygen, ssh-keygen's before us.
 */
#include "store/sign.h"

/* OpenSSL has a type of that name, which nothing here uses. */
#define ERR_STATE openssl_err_state
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#undef ERR_STATE
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/crypto.h"
#include "store/sign-wire.h"
#include "tests/test.h"

static char *below(const char *folder, const char *name)
{
	struct str path = {0};

	str_putf(&path, "%s/%s", folder, name);
	return str_take(&path);
}

static void read_below(const char *folder, const char *name, struct str *out)
{
	char *path = below(folder, name);

	out->bytes = 0;
	test_read(path, out);
	free(path);
}

static void write_below(const char *folder, const char *name, struct span bytes)
{
	char *path = below(folder, name);

	test_write(path, bytes);
	free(path);
}

static struct sign_key *make_key(const char *folder)
{
	char *path = below(folder, "key");
	struct sign_key *key = NULL;
	struct err err;

	ASSERT_OK(sign_key_make(path, "sanshen@example.cn", &err));
	ASSERT_OK(sign_key_open(&key, path, &err));
	free(path);
	return key;
}

static void ssh_keygen_accepts_ours(void **state)
{
	static const char message[] = "tree x\n\n同意发布。\n";
	char *folder = test_folder();
	struct sign_key *key = make_key(folder);
	struct str signature = {0}, again = {0}, allowed = {0}, text = {0};
	struct span rest, line;
	struct err err;

	(void)state;
	ASSERT_OK(sign_bytes(key, span_of(message), "git", &signature, &err));
	ASSERT_OK(sign_bytes(key, span_of(message), "git", &again, &err));
	assert_string_equal(signature.at, again.at);
	assert_true(span_ends(str_span(&signature), "-----"));
	rest = str_span(&signature);
	assert_true(span_cut(&rest, '\n', &line));
	assert_true(span_cut(&rest, '\n', &line));
	assert_int_equal(line.bytes, 70);

	str_putf(&allowed, "a@b namespaces=\"git\" %s\n", sign_key_public(key));
	write_below(folder, "allowed", str_span(&allowed));
	write_below(folder, "sig", str_span(&signature));
	write_below(folder, "message", span_of(message));
	assert_int_equal(test_run(folder,
	                          "ssh-keygen -Y verify -f allowed -I a@b "
	                          "-n git -s sig < message"),
	                 0);
	assert_int_not_equal(test_run(folder,
	                              "ssh-keygen -Y verify -f allowed "
	                              "-I a@b -n file -s sig < message"),
	                     0);
	/* the public half and the fingerprint are those ssh-keygen prints */
	assert_int_equal(test_run(folder, "ssh-keygen -l -f key.pub"), 0);
	read_below(folder, "out", &text);
	assert_int_not_equal(
	    span_find(str_span(&text), sign_key_fingerprint(key)), -1);
	str_clear(&text);
	str_clear(&allowed);
	str_clear(&again);
	str_clear(&signature);
	sign_key_close(key);
	free(folder);
}

static void one_key_is_never_replaced_or_shared(void **state)
{
	char *folder = test_folder(), *path = below(folder, "key");
	char *other = below(folder, "rsa");
	struct sign_key *key = make_key(folder);
	struct sign_key *bad = NULL;
	struct stat status;
	struct err err;

	(void)state;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	ASSERT_CODE(ERR_EXISTS, sign_key_make(path, "x", &err));
	ASSERT_CODE(ERR_BAD_VALUE, sign_key_make(other, "x\ny", &err));
	ASSERT_CODE(ERR_NO_FILE, sign_key_open(&bad, other, &err));
	assert_int_equal(chmod(path, 0640), 0);
	ASSERT_CODE(ERR_BROKEN, sign_key_open(&bad, path, &err));
	assert_int_equal(test_run(folder, "ssh-keygen -q -t rsa -m PKCS8 -N '' "
	                                  "-b 2048 -f rsa"),
	                 0);
	ASSERT_CODE(ERR_BROKEN, sign_key_open(&bad, other, &err));
	assert_null(bad);
	sign_key_close(key);
	sign_key_close(NULL);
	free(other);
	free(path);
	free(folder);
}

/* Every kind of key that ssh-keygen can make without a security key. */
static void we_accept_those_of_ssh_keygen(void **state)
{
	static const char *const kinds[][2] = {
	    {"ed25519", "ssh-ed25519"},
	    {"ecdsa -b 256", "ecdsa-sha2-nistp256"},
	    {"ecdsa -b 384", "ecdsa-sha2-nistp384"},
	    {"ecdsa -b 521", "ecdsa-sha2-nistp521"},
	    {"rsa -b 2048", "ssh-rsa"},
	    {"rsa -b 3072", "ssh-rsa"},
	};
	struct str signature = {0}, line = {0}, command = {0};
	struct err err;

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
		char *folder = test_folder();
		struct sign_signer signer = {0}, listed = {0};

		command.bytes = 0;
		str_putf(&command,
		         "ssh-keygen -q -t %s -N '' -C 'a comment' -f k && "
		         "printf 'text' >m && ssh-keygen -Y sign -n git "
		         "-f k m",
		         kinds[i][0]);
		assert_int_equal(test_run(folder, command.at), 0);
		read_below(folder, "m.sig", &signature);
		read_below(folder, "k.pub", &line);
		ASSERT_OK(sign_read_public(str_span(&line), &listed, &err));
		ASSERT_OK(sign_check(span_of("text"), str_span(&signature),
		                     "git", &signer, &err));
		assert_string_equal(signer.type, kinds[i][1]);
		assert_string_equal(signer.key, listed.key);
		assert_string_equal(signer.fingerprint, listed.fingerprint);
		assert_true(
		    span_starts(span_of(signer.fingerprint), "SHA256:"));
		sign_signer_clear(&signer);
		ASSERT_CODE(ERR_BROKEN,
		            sign_check(span_of("texT"), str_span(&signature),
		                       "git", &signer, &err));
		ASSERT_CODE(ERR_BROKEN,
		            sign_check(span_of("text"), str_span(&signature),
		                       "file", &signer, &err));
		assert_null(signer.key);
		sign_signer_clear(&listed);
		free(folder);
	}
	str_clear(&command);
	str_clear(&line);
	str_clear(&signature);
}

static void weak_and_unknown_keys_are_refused(void **state)
{
	char *folder = test_folder();
	struct sign_signer signer = {0};
	struct str line = {0};
	struct err err;

	(void)state;
	assert_int_equal(test_run(folder, "ssh-keygen -q -t rsa -b 1024 -N '' "
	                                  "-f weak"),
	                 0);
	read_below(folder, "weak.pub", &line);
	ASSERT_CODE(ERR_BROKEN,
	            sign_read_public(str_span(&line), &signer, &err));
	assert_int_equal(test_run(folder, "ssh-keygen -q -t dsa -N '' -f dsa"),
	                 0);
	read_below(folder, "dsa.pub", &line);
	ASSERT_CODE(ERR_BROKEN,
	            sign_read_public(str_span(&line), &signer, &err));
	ASSERT_CODE(ERR_BROKEN, sign_read_public(span_of(""), &signer, &err));
	ASSERT_CODE(ERR_BROKEN,
	            sign_read_public(span_of("ssh-ed25519"), &signer, &err));
	assert_null(signer.key);
	str_clear(&line);
	free(folder);
}

/* A security key, without one: what its chip would sign, we sign. */
struct chip {
	const char *type;
	EVP_PKEY *pair;
	struct str blob; /* the public key */
};

static void chip_set_up(struct chip *chip, bool ed25519)
{
	unsigned char point[80];
	size_t bytes = sizeof(point);

	memset(chip, 0, sizeof(*chip));
	if (ed25519) {
		chip->type = "sk-ssh-ed25519@openssh.com";
		chip->pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		assert_int_equal(
		    EVP_PKEY_get_raw_public_key(chip->pair, point, &bytes), 1);
	} else {
		chip->type = "sk-ecdsa-sha2-nistp256@openssh.com";
		chip->pair = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
		assert_int_equal(EVP_PKEY_get_octet_string_param(
		                     chip->pair, OSSL_PKEY_PARAM_PUB_KEY, point,
		                     sizeof(point), &bytes),
		                 1);
	}
	wire_put_string(&chip->blob, span_of(chip->type));
	if (!ed25519)
		wire_put_string(&chip->blob, span_of("nistp256"));
	wire_put_string(&chip->blob, span_from((char *)point, bytes));
	wire_put_string(&chip->blob, span_of("ssh:"));
}

static void put_big(struct str *out, const BIGNUM *number)
{
	unsigned char bytes[33] = {0};
	int count = BN_bn2bin(number, bytes + 1);
	bool high = bytes[1] & 0x80;

	wire_put_string(out,
	                span_from((char *)bytes + !high, (size_t)count + high));
}

/* Turns the DER of an ECDSA signature into SSH's two numbers. */
static void put_ecdsa(struct str *out, const unsigned char *der, size_t bytes)
{
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)bytes);
	struct str numbers = {0};

	put_big(&numbers, ECDSA_SIG_get0_r(pair));
	put_big(&numbers, ECDSA_SIG_get0_s(pair));
	wire_put_string(out, str_span(&numbers));
	str_clear(&numbers);
	ECDSA_SIG_free(pair);
}

static void put_hash(struct str *out, struct span bytes)
{
	unsigned char hash[CRYPTO_SHA256_BYTES];

	crypto_sha256(bytes, hash);
	str_add(out, span_from((char *)hash, sizeof(hash)));
}

/* The signature proper: kind, numbers, flags (touched), counter. */
static void chip_sign(const struct chip *chip, struct span message,
                      struct str *out)
{
	static const char after[] = {1, 0, 0, 1, 7};
	bool ed25519 = EVP_PKEY_get_id(chip->pair) == EVP_PKEY_ED25519;
	unsigned char proof[160];
	size_t bytes = sizeof(proof);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	struct str outer = {0};

	put_hash(&outer, span_of("ssh:"));
	str_add(&outer, span_from(after, sizeof(after)));
	put_hash(&outer, message);
	assert_int_equal(EVP_DigestSignInit(context, NULL,
	                                    ed25519 ? NULL : EVP_sha256(), NULL,
	                                    chip->pair),
	                 1);
	assert_int_equal(EVP_DigestSign(context, proof, &bytes,
	                                (unsigned char *)outer.at, outer.bytes),
	                 1);
	wire_put_string(out, span_of(chip->type));
	if (ed25519)
		wire_put_string(out, span_from((char *)proof, bytes));
	else
		put_ecdsa(out, proof, bytes);
	str_add(out, span_from(after, sizeof(after)));
	str_clear(&outer);
	EVP_MD_CTX_free(context);
}

static void security_keys_are_accepted(void **state)
{
	struct err err;

	(void)state;
	for (int ed25519 = 0; ed25519 < 2; ed25519++) {
		char *folder = test_folder();
		struct str message = {0}, made = {0}, blob = {0}, armor = {0};
		struct str allowed = {0};
		struct sign_signer signer = {0};
		unsigned char hash[CRYPTO_SHA256_BYTES];
		struct wire_signature signature;
		struct chip chip;

		chip_set_up(&chip, ed25519);
		crypto_sha256(span_of("text"), hash);
		wire_put_signed(&message, span_of("git"), span_of("sha256"),
		                span_from((char *)hash, sizeof(hash)));
		chip_sign(&chip, str_span(&message), &made);
		signature = (struct wire_signature){
		    str_span(&chip.blob), span_of("git"), span_of("sha256"),
		    str_span(&made)};
		wire_put_signature(&blob, &signature);
		wire_armor(str_span(&blob), &armor);

		/* ssh-keygen says that we built it right */
		str_putf(&allowed, "a@b %s ", chip.type);
		crypto_base64(str_span(&chip.blob), true, &allowed);
		write_below(folder, "allowed", str_span(&allowed));
		write_below(folder, "sig", str_span(&armor));
		assert_int_equal(test_run(folder,
		                          "printf text | ssh-keygen -Y "
		                          "verify -f allowed -I a@b -n git "
		                          "-s sig"),
		                 0);
		ASSERT_OK(sign_check(span_of("text"), str_span(&armor), "git",
		                     &signer, &err));
		assert_string_equal(signer.type, chip.type);
		str_clear(&message);
		assert_true(sign_allowed(str_span(&allowed), &signer, 0, "git",
		                         &message));
		sign_signer_clear(&signer);
		/* another counter is another signature */
		blob.at[blob.bytes - 1] ^= 1;
		armor.bytes = 0;
		wire_armor(str_span(&blob), &armor);
		ASSERT_CODE(ERR_BROKEN,
		            sign_check(span_of("text"), str_span(&armor), "git",
		                       &signer, &err));
		str_clear(&allowed);
		str_clear(&armor);
		str_clear(&blob);
		str_clear(&made);
		str_clear(&message);
		str_clear(&chip.blob);
		EVP_PKEY_free(chip.pair);
		free(folder);
	}
}

/* Whatever byte is changed, cut off or added, it is no signature any more. */
static void a_changed_signature_is_none(void **state)
{
	char *folder = test_folder();
	struct sign_key *key = make_key(folder);
	struct str armored = {0}, blob = {0}, changed = {0};
	struct sign_signer signer = {0};
	struct err err;

	(void)state;
	ASSERT_OK(sign_bytes(key, span_of("text"), "git", &armored, &err));
	assert_true(wire_read_armor(str_span(&armored), &blob));
	for (size_t i = 0; i < blob.bytes; i++) {
		blob.at[i] ^= 1;
		changed.bytes = 0;
		wire_armor(str_span(&blob), &changed);
		ASSERT_CODE(ERR_BROKEN,
		            sign_check(span_of("text"), str_span(&changed),
		                       "git", &signer, &err));
		blob.at[i] ^= 1;
		changed.bytes = 0;
		wire_armor(span_from(blob.at, i), &changed);
		ASSERT_CODE(ERR_BROKEN,
		            sign_check(span_of("text"), str_span(&changed),
		                       "git", &signer, &err));
	}
	str_putc(&blob, 'x');
	changed.bytes = 0;
	wire_armor(str_span(&blob), &changed);
	ASSERT_CODE(ERR_BROKEN, sign_check(span_of("text"), str_span(&changed),
	                                   "git", &signer, &err));
	for (size_t i = 0; i < armored.bytes; i++)
		ASSERT_CODE(ERR_BROKEN, sign_check(span_of("text"),
		                                   span_from(armored.at, i),
		                                   "git", &signer, &err));
	str_clear(&changed);
	str_clear(&blob);
	str_clear(&armored);
	sign_key_close(key);
	free(folder);
}

static const struct {
	const char *row;
	int64_t at_s;
	const char *principal; /* NULL: fits nobody */
} rows[] = {
    {"a@b ssh-ed25519 KEY", 1, "a@b"},
    {"a@b,c@d ssh-ed25519 KEY a comment", 1, "a@b"},
    {"# a@b ssh-ed25519 KEY", 1, NULL},
    {"a@b namespaces=\"git\" ssh-ed25519 KEY", 1, "a@b"},
    {"a@b namespaces=\"file,git\" ssh-ed25519 KEY", 1, "a@b"},
    {"a@b namespaces=\"file\" ssh-ed25519 KEY", 1, NULL},
    {"a@b namespaces=\"gi\" ssh-ed25519 KEY", 1, NULL},
    {"a@b namespaces=\"\" ssh-ed25519 KEY", 1, NULL},
    {"a@b namespaces=git ssh-ed25519 KEY", 1, NULL},
    {"a@b cert-authority ssh-ed25519 KEY", 1, NULL},
    {"a@b cert-authority,namespaces=\"git\" ssh-ed25519 KEY", 1, NULL},
    {"a@b namespaces=\"git\",namespaces=\"git\" ssh-ed25519 KEY", 1, NULL},
    {"*@b ssh-ed25519 KEY", 1, NULL},
    {"a@b ssh-rsa KEY", 1, NULL},
    {"a@b ssh-ed25519 KEYx", 1, NULL},
    {"a@b ssh-ed25519", 1, NULL},
    {"a@b", 1, NULL},
    {"", 1, NULL},
    /* 2026-11-23T10:05:03Z is 1795428303 */
    {"a@b valid-after=\"20261123100503Z\" ssh-ed25519 KEY", 1795428303, "a@b"},
    {"a@b valid-after=\"20261123100503Z\" ssh-ed25519 KEY", 1795428302, NULL},
    {"a@b valid-before=\"20261123100503Z\" ssh-ed25519 KEY", 1795428303, "a@b"},
    {"a@b valid-before=\"20261123100503Z\" ssh-ed25519 KEY", 1795428304, NULL},
    {"a@b valid-after=\"202611231005Z\" ssh-ed25519 KEY", 1795428300, "a@b"},
    {"a@b valid-after=\"20261123Z\" ssh-ed25519 KEY", 1795392000, "a@b"},
    {"a@b valid-after=\"20261123Z\" ssh-ed25519 KEY", 1795391999, NULL},
    {"a@b valid-after=\"20240229Z\",valid-before=\"20240301Z\" ssh-ed25519 KEY",
     1709164800, "a@b"},
    {"a@b valid-after=\"20230229Z\" ssh-ed25519 KEY", 1795428303, NULL},
    {"a@b valid-after=\"20261123\" ssh-ed25519 KEY", 1895428303, NULL},
    {"a@b valid-after=\"Z\" ssh-ed25519 KEY", 1895428303, NULL},
    {"a@b valid-after=\"\" ssh-ed25519 KEY", 1895428303, NULL},
};

static void only_the_fitting_row_names_somebody(void **state)
{
	struct sign_signer signer = {(char *)"ssh-ed25519", (char *)"KEY",
	                             (char *)""};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct str name = {0};
		bool found =
		    sign_allowed(span_of(rows[i].row), &signer,
		                 rows[i].at_s * 1000 + 999, "git", &name);

		if (found != (rows[i].principal != NULL))
			print_error("%s\n", rows[i].row);
		assert_int_equal(found, rows[i].principal != NULL);
		assert_string_equal(str_text(&name),
		                    found ? rows[i].principal : "");
		str_clear(&name);
	}
}

static void a_person_may_have_two_rows(void **state)
{
	static const char text[] =
	    "a@b valid-before=\"20260101Z\" ssh-ed25519 KEY\n"
	    "c@d valid-after=\"20260102Z\" ssh-ed25519 KEY";
	struct sign_signer signer = {(char *)"ssh-ed25519", (char *)"KEY",
	                             (char *)""};
	struct str name = {0};

	(void)state;
	assert_true(sign_allowed(span_of(text), &signer, 0, "git", &name));
	assert_string_equal(str_text(&name), "a@b");
	assert_true(
	    sign_allowed(span_of(text), &signer, 1795428303000, "git", &name));
	assert_string_equal(str_text(&name), "a@bc@d");
	str_clear(&name);
}

int group_sign(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ssh_keygen_accepts_ours),
	    cmocka_unit_test(one_key_is_never_replaced_or_shared),
	    cmocka_unit_test(we_accept_those_of_ssh_keygen),
	    cmocka_unit_test(security_keys_are_accepted),
	    cmocka_unit_test(weak_and_unknown_keys_are_refused),
	    cmocka_unit_test(a_changed_signature_is_none),
	    cmocka_unit_test(only_the_fitting_row_names_somebody),
	    cmocka_unit_test(a_person_may_have_two_rows),
	};

	return TEST_GROUP("sign", tests);
}
