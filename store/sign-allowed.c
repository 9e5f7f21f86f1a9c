/*
 * sign-allowed - whose key it was: allowed_signers (ssh-keygen(1)) read
 * strictly. A row:
 *
 *   principals [namespaces="git",valid-after="…Z",valid-before="…Z"] type key
 *
 * Whatever is not understood makes a row fit nobody: it may have been meant to
 * narrow what the row allows.
 */
#include <string.h>

#include "core/calendar.h"
#include "store/crypto.h"
#include "store/sign.h"

struct row {
	struct span principal;
	struct span name_spaces; /* at NULL: any */
	int64_t after_s, before_s;
	struct span type, key;
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Takes a word up to a blank; blanks inside quotes belong to it. */
static struct span cut_word(struct span *rest)
{
	struct span word;
	bool quoted = false;

	while (rest->bytes && is_blank(*rest->at)) {
		rest->at++;
		rest->bytes--;
	}
	word = span_from(rest->at, 0);
	while (rest->bytes && (quoted || !is_blank(*rest->at))) {
		if (*rest->at == '"')
			quoted = !quoted;
		rest->at++;
		rest->bytes--;
		word.bytes++;
	}
	return word;
}

static bool two_digits(struct span text, size_t at, long limit, long *out)
{
	return at + 2 <= text.bytes &&
	       span_number(span_from(text.at + at, 2), limit, out);
}

/* Days since 1970-01-01 of a day of the Gregorian calendar. */
static int64_t days_of(long year, long month, long day)
{
	long shifted = month > 2 ? month - 3 : month + 9;
	long y = month > 2 ? year : year - 1;
	long era = y / 400, year_of_era = y % 400;
	long day_of_year = (153 * shifted + 2) / 5 + day - 1;

	return (int64_t)era * 146097 + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - 719468;
}

/* YYYYMMDDZ, YYYYMMDDHHMMZ or YYYYMMDDHHMMSSZ to seconds since 1970. */
static bool read_time(struct span text, int64_t *out)
{
	long year, month, day, hour = 0, minute = 0, second = 0;
	size_t digits = text.bytes - 1;

	if (!text.bytes || text.at[digits] != 'Z')
		return false;
	if (digits != 8 && digits != 12 && digits != 14)
		return false;
	if (!span_number(span_from(text.at, 4), 9999, &year) || year < 1970 ||
	    !two_digits(text, 4, 12, &month) || month < 1 ||
	    !two_digits(text, 6, 31, &day) || day < 1)
		return false;
	if (digits >= 12 && (!two_digits(text, 8, 23, &hour) ||
	                     !two_digits(text, 10, 59, &minute)))
		return false;
	if (digits == 14 && !two_digits(text, 12, 59, &second))
		return false;
	/* 31 February would be a day of March: refused */
	if (days_of(year, month, day) >= (month == 12
	                                      ? days_of(year + 1, 1, 1)
	                                      : days_of(year, month + 1, 1)))
		return false;
	*out = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 +
	       second;
	return true;
}

static bool read_option(struct span name, struct span value, struct row *out)
{
	if (span_is(name, "namespaces") && !out->name_spaces.at) {
		out->name_spaces = value;
		return value.bytes > 0;
	}
	if (span_is(name, "valid-after") && out->after_s == INT64_MIN)
		return read_time(value, &out->after_s);
	if (span_is(name, "valid-before") && out->before_s == INT64_MAX)
		return read_time(value, &out->before_s);
	return false;
}

/* name="value",name="value": a value holds no quote. */
static bool read_options(struct span rest, struct row *out)
{
	while (rest.bytes) {
		size_t split = span_find(rest, "=\""), end;
		struct span name, value;

		if (split == (size_t)-1)
			return false;
		name = span_from(rest.at, split);
		rest.at += split + 2;
		rest.bytes -= split + 2;
		end = span_find(rest, "\"");
		if (end == (size_t)-1)
			return false;
		value = span_from(rest.at, end);
		rest.at += end + 1;
		rest.bytes -= end + 1;
		if (!read_option(name, value, out))
			return false;
		if (!rest.bytes)
			return true;
		if (*rest.at != ',' || rest.bytes == 1)
			return false;
		rest.at++;
		rest.bytes--;
	}
	return false;
}

static bool is_plain(struct span text)
{
	for (size_t i = 0; i < text.bytes; i++)
		if (strchr("*?!\"\\", text.at[i]) || text.at[i] < ' ')
			return false;
	return text.bytes > 0;
}

static bool is_key_type(struct span word)
{
	return span_starts(word, "ssh-") || span_starts(word, "ecdsa-") ||
	       span_starts(word, "sk-");
}

static bool read_row(struct span line, struct row *out)
{
	struct span principals, word;

	memset(out, 0, sizeof(*out));
	out->after_s = INT64_MIN;
	out->before_s = INT64_MAX;
	if (!line.bytes || *line.at == '#')
		return false;
	principals = cut_word(&line);
	if (!is_plain(principals) ||
	    !span_cut(&principals, ',', &out->principal) ||
	    !out->principal.bytes)
		return false;
	word = cut_word(&line);
	if (!is_key_type(word)) {
		if (!read_options(word, out))
			return false;
		word = cut_word(&line);
	}
	out->type = word;
	out->key = cut_word(&line);
	return is_key_type(out->type) && out->key.bytes > 0;
}

static bool allows(struct span name_spaces, const char *name_space)
{
	struct span piece;

	if (!name_spaces.at)
		return true;
	while (span_cut(&name_spaces, ',', &piece))
		if (span_is(piece, name_space))
			return true;
	return false;
}

bool sign_allowed(struct span allowed_signers, const struct sign_signer *signer,
                  int64_t at_ms, const char *name_space,
                  struct str *principal_out)
{
	int64_t at_s = at_ms / 1000;
	struct span line;
	struct row row;

	if (at_ms < 0)
		return false;
	while (span_cut(&allowed_signers, '\n', &line)) {
		if (!read_row(line, &row))
			continue;
		if (!span_is(row.type, signer->type) ||
		    !span_is(row.key, signer->key) ||
		    !allows(row.name_spaces, name_space) ||
		    at_s < row.after_s || at_s > row.before_s)
			continue;
		str_add(principal_out, row.principal);
		return true;
	}
	return false;
}

/* ---- key records --------------------------------------------------------- */

static int64_t to_ms(int64_t seconds, int64_t none)
{
	return seconds == none ? 0 : seconds * 1000;
}

bool sign_row_next(struct span *rest, struct sign_row *out)
{
	struct span line;
	struct row row;

	while (span_cut(rest, '\n', &line)) {
		if (!read_row(line, &row))
			continue;
		*out = (struct sign_row){
		    .line = line,
		    .principal = row.principal,
		    .type = row.type,
		    .key = row.key,
		    .after_ms = to_ms(row.after_s, INT64_MIN),
		    .before_ms = to_ms(row.before_s, INT64_MAX)};
		return true;
	}
	return false;
}

void sign_row_fingerprint(const struct sign_row *row, struct str *out)
{
	struct str blob = {0};

	if (crypto_base64_read(row->key, &blob))
		sign_fingerprint(str_span(&blob), out);
	str_clear(&blob);
}

bool sign_row_opens(const struct sign_row *row, const char *principal,
                    const char *fingerprint)
{
	struct str print = {0};
	bool opens;

	sign_row_fingerprint(row, &print);
	opens = span_is(row->principal, principal) && !row->before_ms &&
	        span_is(str_span(&print), fingerprint);
	str_clear(&print);
	return opens;
}

void sign_row_put(struct str *out, const char *principal,
                  const struct sign_signer *signer, int64_t at_ms)
{
	char from[CALENDAR_TEXT];

	calendar_write_utc(at_ms, from);
	str_putf(out, "%s namespaces=\"git\",valid-after=\"%s\" %s %s\n",
	         principal, from, signer->type, signer->key);
}

void sign_row_put_ended(struct str *out, const struct sign_row *row,
                        int64_t at_ms)
{
	size_t options = (size_t)(row->type.at - row->line.at);
	char until[CALENDAR_TEXT];

	calendar_write_utc(at_ms, until);
	str_add(out, span_trim(span_from(row->line.at, options)));
	str_putf(out, ",valid-before=\"%s\" ", until);
	str_add(out, span_from(row->type.at, row->line.bytes - options));
	str_putc(out, '\n');
}
