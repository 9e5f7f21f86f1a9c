#include "store/receipt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "store/sign.h"

#define ARMOR_BEGIN "-----BEGIN SSH SIGNATURE-----"
#define ARMOR_END "-----END SSH SIGNATURE-----"
enum { ARMOR_COLUMNS = 70 };

void receipt_clear(struct receipt *receipt)
{
	free(receipt->signature);
	free(receipt->post);
	free(receipt->revision);
	free(receipt->content);
	free(receipt->event);
	free(receipt->op_id);
	*receipt = (struct receipt){0};
}

void receipt_text(const struct receipt *receipt, struct str *out)
{
	char at[CALENDAR_TEXT];

	calendar_write(receipt->at_ms, receipt->offset_min, at);
	str_puts(out, "sanshen-receipt v1\n");
	str_putf(out, "origin: %s\n", receipt->origin);
	str_putf(out, "number: %lld\n", (long long)receipt->number);
	str_putf(out, "commit: %s\n", receipt->commit);
	str_putf(out, "at: %s\n", at);
	str_putf(out, "allowed_signers: %s\n", receipt->allowed_signers);
}

enum err_code receipt_sign(struct receipt *receipt, const struct sign_key *key,
                           struct err *err)
{
	struct str text = {0}, armored = {0}, line = {0};
	struct span rest, piece;
	enum err_code rc;

	receipt_text(receipt, &text);
	if (!(rc = sign_bytes(key, str_span(&text), "git", &armored, err))) {
		rest = str_span(&armored);
		while (span_cut(&rest, '\n', &piece))
			if (!span_starts(piece, "-----"))
				str_add(&line, piece);
		free(receipt->signature);
		receipt->signature = str_take(&line);
	}
	str_clear(&text);
	str_clear(&armored);
	return rc;
}

void receipt_armor(const struct receipt *receipt, struct str *out)
{
	struct span rest = span_of(receipt->signature);

	str_puts(out, ARMOR_BEGIN "\n");
	while (rest.bytes) {
		size_t bytes =
		    rest.bytes < ARMOR_COLUMNS ? rest.bytes : ARMOR_COLUMNS;

		str_add(out, span_from(rest.at, bytes));
		str_putc(out, '\n');
		rest = span_from(rest.at + bytes, rest.bytes - bytes);
	}
	str_puts(out, ARMOR_END);
}

static bool is_hex(struct span value, size_t digits)
{
	if (value.bytes != digits)
		return false;
	for (size_t i = 0; i < digits; i++)
		if (!strchr("0123456789abcdef", value.at[i]))
			return false;
	return true;
}

static bool is_base64(struct span value)
{
	for (size_t i = 0; i < value.bytes; i++)
		if (!strchr(
		        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		        "0123456789+/=",
		        value.at[i]))
			return false;
	return value.bytes > 0;
}

/* What the answer said beside the receipt; false when the key is none. */
static bool read_beside(struct span key, struct span value, struct receipt *out)
{
	char **field = span_is(key, "post")       ? &out->post
	               : span_is(key, "revision") ? &out->revision
	               : span_is(key, "content")  ? &out->content
	               : span_is(key, "event")    ? &out->event
	               : span_is(key, "op_id")    ? &out->op_id
	                                          : NULL;

	if (!field)
		return false;
	free(*field);
	*field = span_copy(value);
	return true;
}

/* One line; false when its value has the wrong form. */
static bool read_line(struct span key, struct span value, struct receipt *out)
{
	long number;

	if (read_beside(key, value, out))
		return true;
	if (span_is(key, "origin")) {
		if (!value.bytes || value.bytes >= sizeof(out->origin))
			return false;
		snprintf(out->origin, sizeof(out->origin), "%.*s",
		         (int)value.bytes, value.at);
	} else if (span_is(key, "number")) {
		if (!span_number(value, 1000000000L, &number) || !number)
			return false;
		out->number = number;
	} else if (span_is(key, "commit")) {
		if (!is_hex(value, HEX - 1))
			return false;
		memcpy(out->commit, value.at, HEX - 1);
	} else if (span_is(key, "at")) {
		return calendar_read_moment(value, &out->at_ms,
		                            &out->offset_min);
	} else if (span_is(key, "allowed_signers")) {
		if (!is_hex(value, HEX256 - 1))
			return false;
		memcpy(out->allowed_signers, value.at, HEX256 - 1);
	} else if (span_is(key, "signature")) {
		if (!is_base64(value))
			return false;
		free(out->signature);
		out->signature = span_copy(value);
	}
	return true;
}

enum err_code receipt_read(struct span text, struct receipt *out,
                           struct err *err)
{
	struct receipt receipt = {0};
	struct span line, key;
	const char *missing;

	while (span_cut(&text, '\n', &line)) {
		if (!span_cut(&line, ':', &key) || !line.at)
			continue;
		if (!read_line(span_trim(key), span_trim(line), &receipt)) {
			char *name = span_copy(span_trim(key));

			err_set(err, ERR_BAD_VALUE, "receipt", name);
			free(name);
			receipt_clear(&receipt);
			return ERR_BAD_VALUE;
		}
	}
	missing = !receipt.origin[0]            ? "origin"
	          : !receipt.number             ? "number"
	          : !receipt.commit[0]          ? "commit"
	          : !receipt.at_ms              ? "at"
	          : !receipt.allowed_signers[0] ? "allowed_signers"
	          : !receipt.signature          ? "signature"
	                                        : NULL;
	if (missing) {
		receipt_clear(&receipt);
		return err_set(err, ERR_ARGUMENT_MISSING, "receipt", missing);
	}
	*out = receipt;
	return ERR_OK;
}
