#include "store/sign.h"

/* OpenSSL has a type of that name, which nothing here uses. */
#define ERR_STATE openssl_err_state
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#undef ERR_STATE
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"
#include "store/crypto.h"
#include "store/disk.h"
#include "store/late.h"
#include "store/sign-wire.h"

enum {
	KEY_BYTES = 32,       /* of an Ed25519 public key */
	SIGNATURE_BYTES = 64, /* of an Ed25519 signature */
	FILE_LIMIT_BYTES = 16 * 1024,
	RSA_LEAST_BITS = 2048,
	RSA_MOST_BITS = 16384
};

static const char our_hash[] = "sha512"; /* of the text that is signed */

struct sign_key {
	EVP_PKEY *pair;
	struct str blob; /* the public key as SSH writes it */
	char *public_line;
	char *fingerprint;
};

enum key_form { FORM_ED25519, FORM_ECDSA, FORM_RSA };

static const struct kind {
	const char *type;
	enum key_form form;
	bool sk;           /* on a security key */
	const char *curve; /* SSH's name */
	const char *group; /* OpenSSL's name */
	const char *hash;  /* of an ECDSA signature */
	size_t point_bytes;
} kinds[] = {
    {"ssh-ed25519", FORM_ED25519, false, NULL, NULL, NULL, 0},
    {"ecdsa-sha2-nistp256", FORM_ECDSA, false, "nistp256", "P-256", "SHA256",
     65},
    {"ecdsa-sha2-nistp384", FORM_ECDSA, false, "nistp384", "P-384", "SHA384",
     97},
    {"ecdsa-sha2-nistp521", FORM_ECDSA, false, "nistp521", "P-521", "SHA512",
     133},
    {"ssh-rsa", FORM_RSA, false, NULL, NULL, NULL, 0},
    {"sk-ssh-ed25519@openssh.com", FORM_ED25519, true, NULL, NULL, NULL, 0},
    {"sk-ecdsa-sha2-nistp256@openssh.com", FORM_ECDSA, true, "nistp256",
     "P-256", "SHA256", 65},
};

/* A public key that was read; the spans are borrowed from its blob. */
struct public_key {
	const struct kind *kind;
	EVP_PKEY *key;
	struct span application; /* of a security key */
};

/* ---- OpenSSL, when it is needed ------------------------------------- */

#define SSL_LIBRARY "libcrypto.so.3"
#define SSL_CALLS(X) \
	X(BIO_ctrl) \
	X(BIO_free) \
	X(BIO_new) \
	X(BIO_new_mem_buf) \
	X(BIO_s_mem) \
	X(BN_bin2bn) \
	X(BN_free) \
	X(BN_is_odd) \
	X(BN_is_one) \
	X(BN_num_bits) \
	X(CRYPTO_free) \
	X(ECDSA_SIG_free) \
	X(ECDSA_SIG_new) \
	X(ECDSA_SIG_set0) \
	X(ERR_clear_error) \
	X(EVP_DigestSign) \
	X(EVP_DigestSignInit) \
	X(EVP_DigestVerify) \
	X(EVP_DigestVerifyInit_ex) \
	X(EVP_MD_CTX_free) \
	X(EVP_MD_CTX_new) \
	X(EVP_PKEY_CTX_free) \
	X(EVP_PKEY_CTX_new_from_name) \
	X(EVP_PKEY_Q_keygen) \
	X(EVP_PKEY_free) \
	X(EVP_PKEY_fromdata) \
	X(EVP_PKEY_fromdata_init) \
	X(EVP_PKEY_get_id) \
	X(EVP_PKEY_get_raw_public_key) \
	X(EVP_PKEY_get_size) \
	X(EVP_PKEY_new_raw_public_key) \
	X(EVP_Q_digest) \
	X(OPENSSL_cleanse) \
	X(OSSL_PARAM_BLD_free) \
	X(OSSL_PARAM_BLD_new) \
	X(OSSL_PARAM_BLD_push_BN) \
	X(OSSL_PARAM_BLD_push_octet_string) \
	X(OSSL_PARAM_BLD_push_utf8_string) \
	X(OSSL_PARAM_BLD_to_param) \
	X(OSSL_PARAM_free) \
	X(PEM_read_bio_PrivateKey) \
	X(PEM_write_bio_PKCS8PrivateKey) \
	X(i2d_ECDSA_SIG)

#define SSL_POINTER(name) __typeof__(name) *name;
static struct ssl {
	SSL_CALLS(SSL_POINTER)
} ssl;
#undef SSL_POINTER

static enum err_code load_ssl(struct err *err)
{
#define SSL_NAME(name) {#name, offsetof(struct ssl, name)},
	static const struct late_call calls[] = {SSL_CALLS(SSL_NAME)};
#undef SSL_NAME
	const char *why = "";

	if (ssl.EVP_PKEY_free ||
	    late_load(SSL_LIBRARY, calls, sizeof(calls) / sizeof(*calls), &ssl,
	              &why))
		return ERR_OK;
	return err_set(err, ERR_SYSTEM, SSL_LIBRARY, why);
}

/* ---- our own key ---------------------------------------------------- */

static enum err_code no_use(const char *path, const char *why, struct err *err)
{
	ssl.ERR_clear_error();
	return err_set(err, ERR_BROKEN, path, why);
}

void sign_fingerprint(struct span blob, struct str *out)
{
	unsigned char hash[CRYPTO_SHA256_BYTES];

	crypto_sha256(blob, hash);
	str_puts(out, "SHA256:");
	crypto_base64(span_from((const char *)hash, sizeof(hash)), false, out);
}

/* Fills everything but the pair; false when the pair is not Ed25519. */
static bool describe(struct sign_key *key)
{
	unsigned char point[KEY_BYTES];
	size_t bytes = sizeof(point);
	struct str text = {0};

	if (ssl.EVP_PKEY_get_id(key->pair) != EVP_PKEY_ED25519 ||
	    !ssl.EVP_PKEY_get_raw_public_key(key->pair, point, &bytes) ||
	    bytes != sizeof(point))
		return false;
	wire_put_string(&key->blob, span_of("ssh-ed25519"));
	wire_put_string(&key->blob, span_from((char *)point, bytes));
	str_puts(&text, "ssh-ed25519 ");
	crypto_base64(str_span(&key->blob), true, &text);
	key->public_line = str_take(&text);
	sign_fingerprint(str_span(&key->blob), &text);
	key->fingerprint = str_take(&text);
	return true;
}

static enum err_code write_pair(const struct sign_key *key, const char *path,
                                const char *comment, struct err *err)
{
	enum err_code rc;
	struct str name = {0}, line = {0};
	char *pem = NULL;
	long bytes;
	BIO *memory = ssl.BIO_new(ssl.BIO_s_mem());

	/* the public half first: a key that is there is then complete */
	str_putf(&name, "%s.pub", path);
	str_putf(&line, "%s %s\n", key->public_line, comment);
	rc = disk_write_durable(name.at, str_span(&line), 0644, err);
	if (rc)
		goto out;
	if (!memory || !ssl.PEM_write_bio_PKCS8PrivateKey(
	                   memory, key->pair, NULL, NULL, 0, NULL, NULL)) {
		rc = err_set(err, ERR_SYSTEM, path, "libcrypto");
		goto out;
	}
	bytes = ssl.BIO_ctrl(memory, BIO_CTRL_INFO, 0, &pem);
	rc = disk_write_durable(path, span_from(pem, (size_t)bytes), 0600, err);
out:
	ssl.BIO_free(memory); /* wipes it */
	str_clear(&line);
	str_clear(&name);
	ssl.ERR_clear_error();
	return rc;
}

enum err_code sign_key_make(const char *path, const char *comment,
                            struct err *err)
{
	enum err_code rc;
	struct sign_key *key;

	if (disk_exists(path))
		return err_set(err, ERR_EXISTS, path, NULL);
	if (strpbrk(comment, "\r\n"))
		return err_set(err, ERR_BAD_VALUE, "comment", comment);
	if ((rc = load_ssl(err)))
		return rc;
	key = mem_new(sizeof(*key));
	key->pair = ssl.EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (!key->pair || !describe(key)) {
		rc = err_set(err, ERR_SYSTEM, path, "libcrypto");
		goto out;
	}
	rc = write_pair(key, path, comment, err);
out:
	sign_key_close(key);
	ssl.ERR_clear_error();
	return rc;
}

/* An encrypted key would ask the terminal: never. */
static int no_passphrase(char *buffer, int room, int writing, void *payload)
{
	(void)buffer;
	(void)room;
	(void)writing;
	(void)payload;
	return -1;
}

enum err_code sign_key_open(struct sign_key **out, const char *path,
                            struct err *err)
{
	enum err_code rc = load_ssl(err);
	struct sign_key *key;
	struct str pem = {0};
	struct stat status;
	BIO *memory = NULL;

	if (rc)
		return rc;
	key = mem_new(sizeof(*key));
	rc = disk_read(path, FILE_LIMIT_BYTES, &pem, err);
	if (rc)
		goto out;
	if (stat(path, &status) || (status.st_mode & 077)) {
		rc = no_use(path, "others may read it: chmod 600", err);
		goto out;
	}
	memory = ssl.BIO_new_mem_buf(str_text(&pem), (int)pem.bytes);
	key->pair = memory ? ssl.PEM_read_bio_PrivateKey(memory, NULL,
	                                                 no_passphrase, NULL)
	                   : NULL;
	if (!key->pair || !describe(key)) {
		rc = no_use(path, "not an Ed25519 key in PEM", err);
		goto out;
	}
	*out = key;
	key = NULL;
out:
	ssl.BIO_free(memory);
	if (pem.at)
		ssl.OPENSSL_cleanse(pem.at, pem.bytes);
	str_clear(&pem);
	sign_key_close(key);
	return rc;
}

void sign_key_close(struct sign_key *key)
{
	if (!key)
		return;
	ssl.EVP_PKEY_free(key->pair);
	str_clear(&key->blob);
	free(key->public_line);
	free(key->fingerprint);
	free(key);
}

const char *sign_key_public(const struct sign_key *key)
{
	return key->public_line;
}

const char *sign_key_fingerprint(const struct sign_key *key)
{
	return key->fingerprint;
}

/* ---- signing -------------------------------------------------------- */

/* Appends the bytes that are signed for `bytes`; false: no such hash. */
static bool put_signed(struct span bytes, struct span name_space,
                       struct span hash, struct str *out)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	size_t digest_bytes = 0;
	const char *name = span_is(hash, "sha512")   ? "SHA512"
	                   : span_is(hash, "sha256") ? "SHA256"
	                                             : NULL;

	if (!name || !ssl.EVP_Q_digest(NULL, name, NULL, bytes.at, bytes.bytes,
	                               digest, &digest_bytes))
		return false;
	wire_put_signed(out, name_space, hash,
	                span_from((char *)digest, digest_bytes));
	return true;
}

enum err_code sign_message(struct span bytes, const char *name_space,
                           struct str *out, struct err *err)
{
	enum err_code rc = load_ssl(err);

	if (rc)
		return rc;
	if (!put_signed(bytes, span_of(name_space), span_of(our_hash), out)) {
		ssl.ERR_clear_error();
		return err_set(err, ERR_SYSTEM, "signature", "libcrypto");
	}
	return ERR_OK;
}

void sign_armor(struct span key_blob, struct span made, const char *name_space,
                struct str *armored_out)
{
	struct str blob = {0};

	wire_put_signature(&blob, &(struct wire_signature){
	                              .key = key_blob,
	                              .name_space = span_of(name_space),
	                              .hash = span_of(our_hash),
	                              .made = made,
	                          });
	wire_armor(str_span(&blob), armored_out);
	str_clear(&blob);
}

enum err_code sign_bytes(const struct sign_key *key, struct span bytes,
                         const char *name_space, struct str *armored_out,
                         struct err *err)
{
	enum err_code rc;
	unsigned char proof[SIGNATURE_BYTES];
	size_t proof_bytes = sizeof(proof);
	struct str message = {0}, made = {0};
	EVP_MD_CTX *context = ssl.EVP_MD_CTX_new();

	if ((rc = sign_message(bytes, name_space, &message, err)))
		goto out;
	if (!context ||
	    !ssl.EVP_DigestSignInit(context, NULL, NULL, NULL, key->pair) ||
	    !ssl.EVP_DigestSign(context, proof, &proof_bytes,
	                        (unsigned char *)message.at, message.bytes)) {
		rc = err_set(err, ERR_SYSTEM, "signature", "libcrypto");
		goto out;
	}
	wire_put_string(&made, span_of("ssh-ed25519"));
	wire_put_string(&made, span_from((char *)proof, proof_bytes));
	sign_armor(str_span(&key->blob), str_span(&made), name_space,
	           armored_out);
out:
	ssl.EVP_MD_CTX_free(context);
	str_clear(&made);
	str_clear(&message);
	ssl.ERR_clear_error();
	return rc;
}

/* ---- public keys ---------------------------------------------------- */

static const struct kind *kind_of(struct span type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_is(type, kinds[i].type))
			return &kinds[i];
	return NULL;
}

static EVP_PKEY *make_public(const char *type, OSSL_PARAM_BLD *builder)
{
	EVP_PKEY *key = NULL;
	OSSL_PARAM *params = ssl.OSSL_PARAM_BLD_to_param(builder);
	EVP_PKEY_CTX *context =
	    ssl.EVP_PKEY_CTX_new_from_name(NULL, type, NULL);

	if (!params || !context || ssl.EVP_PKEY_fromdata_init(context) <= 0 ||
	    ssl.EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) <=
	        0)
		key = NULL;
	ssl.EVP_PKEY_CTX_free(context);
	ssl.OSSL_PARAM_free(params);
	return key;
}

static EVP_PKEY *read_ed25519(struct span *rest)
{
	struct span point;

	if (!wire_string(rest, &point) || point.bytes != KEY_BYTES)
		return NULL;
	return ssl.EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
	                                       (const unsigned char *)point.at,
	                                       point.bytes);
}

static EVP_PKEY *read_ecdsa(const struct kind *kind, struct span *rest)
{
	struct span curve, point;
	EVP_PKEY *key = NULL;
	OSSL_PARAM_BLD *builder;

	if (!wire_string(rest, &curve) || !span_is(curve, kind->curve) ||
	    !wire_string(rest, &point) || point.bytes != kind->point_bytes ||
	    *point.at != 4)
		return NULL;
	builder = ssl.OSSL_PARAM_BLD_new();
	if (builder &&
	    ssl.OSSL_PARAM_BLD_push_utf8_string(
	        builder, OSSL_PKEY_PARAM_GROUP_NAME, kind->group, 0) &&
	    ssl.OSSL_PARAM_BLD_push_octet_string(
	        builder, OSSL_PKEY_PARAM_PUB_KEY, point.at, point.bytes))
		key = make_public("EC", builder);
	ssl.OSSL_PARAM_BLD_free(builder);
	return key;
}

static BIGNUM *big(struct span number)
{
	return ssl.BN_bin2bn((const unsigned char *)number.at,
	                     (int)number.bytes, NULL);
}

static EVP_PKEY *read_rsa(struct span *rest)
{
	struct span exponent, modulus;
	BIGNUM *e = NULL, *n = NULL;
	OSSL_PARAM_BLD *builder = NULL;
	EVP_PKEY *key = NULL;

	if (!wire_positive(rest, &exponent) || !wire_positive(rest, &modulus) ||
	    exponent.bytes > 8 || modulus.bytes > RSA_MOST_BITS / 8)
		return NULL;
	e = big(exponent);
	n = big(modulus);
	builder = ssl.OSSL_PARAM_BLD_new();
	if (e && n && builder && ssl.BN_num_bits(n) >= RSA_LEAST_BITS &&
	    ssl.BN_is_odd(e) && !ssl.BN_is_one(e) && ssl.BN_is_odd(n) &&
	    ssl.OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) &&
	    ssl.OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e))
		key = make_public("RSA", builder);
	ssl.OSSL_PARAM_BLD_free(builder);
	ssl.BN_free(n);
	ssl.BN_free(e);
	return key;
}

/* False, with nothing to free, when the blob is no key of a known kind. */
static bool read_key(struct span blob, struct public_key *out)
{
	struct span type;

	memset(out, 0, sizeof(*out));
	if (!wire_string(&blob, &type))
		return false;
	out->kind = kind_of(type);
	if (!out->kind)
		return false;
	if (out->kind->form == FORM_ED25519)
		out->key = read_ed25519(&blob);
	else if (out->kind->form == FORM_ECDSA)
		out->key = read_ecdsa(out->kind, &blob);
	else
		out->key = read_rsa(&blob);
	if (out->key &&
	    (!out->kind->sk || wire_string(&blob, &out->application)) &&
	    !blob.bytes)
		return true;
	ssl.EVP_PKEY_free(out->key);
	out->key = NULL;
	return false;
}

static void fill_signer(struct span blob, const struct kind *kind,
                        struct sign_signer *out)
{
	struct str text = {0};

	out->type = mem_copy(kind->type);
	crypto_base64(blob, true, &text);
	out->key = str_take(&text);
	sign_fingerprint(blob, &text);
	out->fingerprint = str_take(&text);
}

void sign_signer_clear(struct sign_signer *signer)
{
	free(signer->type);
	free(signer->key);
	free(signer->fingerprint);
	memset(signer, 0, sizeof(*signer));
}

enum err_code sign_read_public(struct span line, struct sign_signer *out,
                               struct err *err)
{
	struct span rest = span_trim(line), type, base64, after;
	struct public_key key = {0};
	struct str blob = {0};
	enum err_code rc = load_ssl(err);

	if (rc)
		return rc;
	if (!span_cut(&rest, ' ', &type) || !span_cut(&rest, ' ', &base64) ||
	    (rest.at && span_find(rest, "\n") != (size_t)-1) ||
	    !crypto_base64_read(base64, &blob) ||
	    !read_key(str_span(&blob), &key)) {
		rc = err_set(err, ERR_BROKEN, "key",
		             "not a public key of a kind that can sign");
		goto out;
	}
	after = span_of(key.kind->type);
	if (!span_equal(type, after)) {
		rc = err_set(err, ERR_BROKEN, "key", "it is not what it says");
		goto out;
	}
	fill_signer(str_span(&blob), key.kind, out);
out:
	ssl.EVP_PKEY_free(key.key);
	str_clear(&blob);
	ssl.ERR_clear_error();
	return rc;
}

/* ---- checking ------------------------------------------------------- */

/* r and s as SSH writes them become the DER that OpenSSL wants. */
static bool put_der(struct span proof, struct str *out)
{
	struct span r, s;
	unsigned char *der = NULL;
	ECDSA_SIG *pair;
	BIGNUM *big_r, *big_s;
	int bytes = -1;

	if (!wire_positive(&proof, &r) || !wire_positive(&proof, &s) ||
	    proof.bytes || r.bytes > 66 || s.bytes > 66)
		return false;
	pair = ssl.ECDSA_SIG_new();
	big_r = big(r);
	big_s = big(s);
	if (pair && big_r && big_s && ssl.ECDSA_SIG_set0(pair, big_r, big_s)) {
		big_r = big_s = NULL; /* the pair has them now */
		bytes = ssl.i2d_ECDSA_SIG(pair, &der);
	}
	if (bytes > 0)
		str_add(out, span_from((char *)der, (size_t)bytes));
	ssl.CRYPTO_free(der, OPENSSL_FILE, OPENSSL_LINE);
	ssl.BN_free(big_r);
	ssl.BN_free(big_s);
	ssl.ECDSA_SIG_free(pair);
	return bytes > 0;
}

/* OpenSSL wants a whole modulus; some agents leave leading zeros out. */
static bool put_padded(const struct public_key *key, struct span proof,
                       struct str *out)
{
	size_t bytes = (size_t)ssl.EVP_PKEY_get_size(key->key);

	if (!proof.bytes || proof.bytes > bytes)
		return false;
	for (size_t i = proof.bytes; i < bytes; i++)
		str_putc(out, '\0');
	str_add(out, proof);
	return true;
}

/* The hash the signature's own name asks for; false: not for this key. */
static bool hash_of(const struct kind *kind, struct span made_by,
                    const char **out)
{
	*out = kind->hash;
	if (kind->form != FORM_RSA)
		return span_is(made_by, kind->type);
	*out = span_is(made_by, "rsa-sha2-512")   ? "SHA512"
	       : span_is(made_by, "rsa-sha2-256") ? "SHA256"
	                                          : NULL;
	return *out != NULL;
}

/* What a security key signs instead: the application, a flag byte, a counter
 * and the message, the outer two as hashes. */
static bool put_sk_message(const struct public_key *key, struct span after,
                           struct span message, struct str *out)
{
	unsigned char hash[CRYPTO_SHA256_BYTES];
	struct span outer = span_from((char *)hash, sizeof(hash));

	if (after.bytes != 5) /* flags, then the counter */
		return false;
	crypto_sha256(key->application, hash);
	str_add(out, outer);
	str_add(out, after);
	crypto_sha256(message, hash);
	str_add(out, outer);
	return true;
}

static bool verify(EVP_PKEY *key, const char *hash, struct span proof,
                   struct span message)
{
	EVP_MD_CTX *context = ssl.EVP_MD_CTX_new();
	bool good = context &&
	            ssl.EVP_DigestVerifyInit_ex(context, NULL, hash, NULL, NULL,
	                                        key, NULL) == 1 &&
	            ssl.EVP_DigestVerify(
	                context, (const unsigned char *)proof.at, proof.bytes,
	                (const unsigned char *)message.at, message.bytes) == 1;

	ssl.EVP_MD_CTX_free(context);
	return good;
}

/* NULL: `made` is a signature of `message` by the key; else why not. */
static const char *check_made(const struct public_key *key, struct span made,
                              struct span message)
{
	struct str proof = {0}, sk_message = {0};
	struct span made_by, raw;
	const char *hash, *why = "the signature is malformed";

	if (!wire_string(&made, &made_by) || !wire_string(&made, &raw) ||
	    !hash_of(key->kind, made_by, &hash))
		goto out;
	if (key->kind->sk) {
		if (!put_sk_message(key, made, message, &sk_message))
			goto out;
		message = str_span(&sk_message);
	} else if (made.bytes) {
		goto out;
	}
	if (key->kind->form == FORM_ED25519 && raw.bytes == SIGNATURE_BYTES)
		str_add(&proof, raw);
	else if (key->kind->form == FORM_ED25519 ||
	         (key->kind->form == FORM_ECDSA && !put_der(raw, &proof)) ||
	         (key->kind->form == FORM_RSA && !put_padded(key, raw, &proof)))
		goto out;
	why = verify(key->key, hash, str_span(&proof), message)
	          ? NULL
	          : "the signature is of something else";
out:
	str_clear(&sk_message);
	str_clear(&proof);
	return why;
}

enum err_code sign_check(struct span bytes, struct span armored,
                         const char *name_space, struct sign_signer *out,
                         struct err *err)
{
	struct str blob = {0}, message = {0};
	struct wire_signature signature;
	struct public_key key = {0};
	const char *why = NULL;
	enum err_code rc = load_ssl(err);

	if (rc)
		return rc;
	if (!wire_read_armor(armored, &blob) ||
	    !wire_read_signature(str_span(&blob), &signature))
		why = "not an SSH signature";
	else if (!span_is(signature.name_space, name_space))
		why = "made for another purpose (namespace)";
	else if (!put_signed(bytes, signature.name_space, signature.hash,
	                     &message))
		why = "made with an unknown hash";
	else if (!read_key(signature.key, &key))
		why = "made by a kind of key that is not taken";
	else
		why = check_made(&key, signature.made, str_span(&message));
	if (!why)
		fill_signer(signature.key, key.kind, out);
	ssl.EVP_PKEY_free(key.key);
	str_clear(&message);
	str_clear(&blob);
	ssl.ERR_clear_error();
	if (!why)
		return ERR_OK;
	err_set(err, ERR_BROKEN, "signature", why);
	err_detail(err, why);
	return ERR_BROKEN;
}
