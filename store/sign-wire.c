#include "store/sign-wire.h"

#include "store/crypto.h"

static const char magic[] = "SSHSIG";
static const char armor_begin[] = "-----BEGIN SSH SIGNATURE-----\n";
static const char armor_end[] = "\n-----END SSH SIGNATURE-----";

enum { COLUMNS = 70, ARMOR_LIMIT_BYTES = 64 * 1024 };

static void skip(struct span *rest, size_t bytes)
{
	rest->at += bytes;
	rest->bytes -= bytes;
}

bool wire_byte(struct span *rest, unsigned char *out)
{
	if (!rest->bytes)
		return false;
	*out = (unsigned char)*rest->at;
	skip(rest, 1);
	return true;
}

bool wire_number(struct span *rest, uint32_t *out)
{
	uint32_t number = 0;

	if (rest->bytes < 4)
		return false;
	for (size_t i = 0; i < 4; i++)
		number = number << 8 | (unsigned char)rest->at[i];
	*out = number;
	skip(rest, 4);
	return true;
}

bool wire_string(struct span *rest, struct span *out)
{
	struct span after = *rest;
	uint32_t bytes;

	if (!wire_number(&after, &bytes) || bytes > after.bytes)
		return false;
	*out = span_from(after.at, bytes);
	skip(&after, bytes);
	*rest = after;
	return true;
}

bool wire_positive(struct span *rest, struct span *out)
{
	struct span after = *rest, number;

	if (!wire_string(&after, &number) || !number.bytes ||
	    ((unsigned char)*number.at & 0x80))
		return false;
	while (number.bytes && *number.at == 0)
		skip(&number, 1);
	if (!number.bytes)
		return false;
	*out = number;
	*rest = after;
	return true;
}

void wire_put_number(struct str *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		str_putc(out, (char)(number >> shift & 0xFF));
}

void wire_put_string(struct str *out, struct span bytes)
{
	wire_put_number(out, (uint32_t)bytes.bytes);
	str_add(out, bytes);
}

bool wire_read_signature(struct span blob, struct wire_signature *out)
{
	struct wire_signature found;
	struct span reserved;
	uint32_t version;

	if (!span_starts(blob, magic))
		return false;
	skip(&blob, sizeof(magic) - 1);
	if (!wire_number(&blob, &version) || version != 1 ||
	    !wire_string(&blob, &found.key) ||
	    !wire_string(&blob, &found.name_space) ||
	    !wire_string(&blob, &reserved) ||
	    !wire_string(&blob, &found.hash) ||
	    !wire_string(&blob, &found.made))
		return false;
	if (blob.bytes || reserved.bytes)
		return false;
	*out = found;
	return true;
}

void wire_put_signature(struct str *out, const struct wire_signature *signature)
{
	str_puts(out, magic);
	wire_put_number(out, 1);
	wire_put_string(out, signature->key);
	wire_put_string(out, signature->name_space);
	wire_put_string(out, span_of(""));
	wire_put_string(out, signature->hash);
	wire_put_string(out, signature->made);
}

void wire_put_signed(struct str *out, struct span name_space, struct span hash,
                     struct span digest)
{
	str_puts(out, magic);
	wire_put_string(out, name_space);
	wire_put_string(out, span_of(""));
	wire_put_string(out, hash);
	wire_put_string(out, digest);
}

void wire_armor(struct span blob, struct str *out)
{
	struct str text = {0};
	struct span rest;

	crypto_base64(blob, true, &text);
	rest = str_span(&text);
	str_puts(out, armor_begin);
	while (rest.bytes > COLUMNS) {
		str_add(out, span_from(rest.at, COLUMNS));
		str_putc(out, '\n');
		skip(&rest, COLUMNS);
	}
	str_add(out, rest);
	str_puts(out, armor_end);
	str_clear(&text);
}

bool wire_read_armor(struct span armored, struct str *out)
{
	if (armored.bytes > ARMOR_LIMIT_BYTES)
		return false;
	if (span_ends(armored, "\n"))
		armored.bytes--;
	if (!span_starts(armored, armor_begin))
		return false;
	skip(&armored, sizeof(armor_begin) - 1);
	if (!span_ends(armored, armor_end))
		return false;
	armored.bytes -= sizeof(armor_end) - 1;
	return crypto_base64_read(armored, out);
}
