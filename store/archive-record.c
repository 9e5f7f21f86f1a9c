/*
 * archive-record - the bytes of a commit object, written and read.
 *
 *   tree ID                              exactly these headers, in this order
 *   parent ID                            0, 1 or 2 of them
 *   author NAME <ADDRESS> SECONDS ZONE
 *   committer NAME <ADDRESS> SECONDS ZONE
 *   gpgsig ARMOR                         further lines begin with a blank
 *
 *   MESSAGE
 *
 * Written here and not by libgit2, which lets a line feed in a name forge a
 * header (security.md 2.3); read as strictly as written, so that a record that
 * sanshen cannot have made is noticed.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/archive-parts.h"

enum { NAME_LIMIT_BYTES = 500, ZONE_LIMIT_MIN = 14 * 60 };

#define LAST_SECOND 253402300799 /* of the year 9999 */

/* ---- writing -------------------------------------------------------- */

static bool is_clean_name(struct span name)
{
	if (!name.bytes || name.bytes > NAME_LIMIT_BYTES || name.at[0] == ' ' ||
	    name.at[name.bytes - 1] == ' ')
		return false;
	for (size_t i = 0; i < name.bytes; i++) {
		unsigned char byte = (unsigned char)name.at[i];

		if (byte < 0x20 || byte == 0x7F || byte == '<' || byte == '>')
			return false;
		/* C1, as UTF-8 writes it */
		if (byte == 0xC2 && i + 1 < name.bytes &&
		    (unsigned char)name.at[i + 1] < 0xA0)
			return false;
	}
	return true;
}

static enum err_code put_person(const char *header, const char *name,
                                const char *email,
                                const struct archive_commit *commit,
                                struct str *out, struct err *err)
{
	int zone = abs(commit->offset_min);

	if (!name || !is_clean_name(span_of(name)))
		return err_set(err, ERR_BAD_VALUE, header, name);
	if (!email || !is_clean_name(span_of(email)))
		return err_set(err, ERR_BAD_VALUE, header, email);
	str_putf(out, "%s %s <%s> %lld %c%02d%02d\n", header, name, email,
	         (long long)(commit->at_ms / 1000),
	         commit->offset_min < 0 ? '-' : '+', zone / 60, zone % 60);
	return ERR_OK;
}

static enum err_code put_id(const char *header, const char *id, struct str *out,
                            struct err *err)
{
	if (!id || !archive_id_is_good(span_of(id)))
		return err_set(err, ERR_BAD_VALUE, header, id);
	str_putf(out, "%s %s\n", header, id);
	return ERR_OK;
}

static enum err_code put_headers(const struct archive_commit *commit,
                                 struct str *out, struct err *err)
{
	enum err_code rc;

	rc = put_id("tree", commit->tree, out, err);
	for (int i = 0; rc == ERR_OK && i < commit->parent_count; i++)
		rc = put_id("parent", commit->parents[i], out, err);
	if (rc)
		return rc;
	if (commit->at_ms < 0 || commit->at_ms / 1000 > LAST_SECOND ||
	    abs(commit->offset_min) > ZONE_LIMIT_MIN)
		return err_set(err, ERR_BAD_VALUE, "time", NULL);
	rc = put_person("author", commit->author_name, commit->author_email,
	                commit, out, err);
	if (rc)
		return rc;
	return put_person("committer", commit->committer_name,
	                  commit->committer_email, commit, out, err);
}

enum err_code archive_commit_text(const struct archive_commit *commit,
                                  struct str *out, struct err *err)
{
	struct str text = {0};
	enum err_code rc;

	if (commit->parent_count < 0 || commit->parent_count > 2)
		return err_set(err, ERR_BAD_VALUE, "parent", NULL);
	rc = put_headers(commit, &text, err);
	if (rc == ERR_OK) {
		str_putc(&text, '\n');
		str_puts(&text, commit->message);
		str_add(out, str_span(&text));
	}
	str_clear(&text);
	return rc;
}

/* ---- reading -------------------------------------------------------- */

/* Takes the line `header VALUE` off *rest; false, and nothing taken, when the
 * next line is another one. */
static bool take(struct span *rest, const char *header, struct span *value)
{
	struct span after = *rest, line;
	size_t bytes = strlen(header);

	if (!span_starts(*rest, header) || rest->bytes <= bytes ||
	    rest->at[bytes] != ' ' || !span_cut(&after, '\n', &line) ||
	    !after.at)
		return false;
	*value = span_from(line.at + bytes + 1, line.bytes - bytes - 1);
	*rest = after;
	return true;
}

static bool take_id(struct span *rest, const char *header, char out[HEX])
{
	struct span value, before = *rest;

	if (!take(rest, header, &value))
		return false;
	if (!archive_id_is_good(value)) {
		*rest = before;
		return false;
	}
	memcpy(out, value.at, HEX - 1);
	out[HEX - 1] = '\0';
	return true;
}

/* +0800 */
static bool read_zone(struct span zone, int *out)
{
	long hours, minutes;

	if (zone.bytes != 5 || (*zone.at != '+' && *zone.at != '-') ||
	    !span_number(span_from(zone.at + 1, 2), 14, &hours) ||
	    !span_number(span_from(zone.at + 3, 2), 59, &minutes) ||
	    hours * 60 + minutes > ZONE_LIMIT_MIN)
		return false;
	*out = (int)(hours * 60 + minutes) * (*zone.at == '-' ? -1 : 1);
	return true;
}

static bool take_person(struct span *rest, const char *header, char **name_out,
                        char **email_out, int64_t *at_ms_out, int *zone_out)
{
	struct span value, name, email, seconds;
	size_t split;
	long number;

	if (!take(rest, header, &value))
		return false;
	split = span_find(value, " <");
	if (split == (size_t)-1)
		return false;
	name = span_from(value.at, split);
	value = span_from(value.at + split + 2, value.bytes - split - 2);
	split = span_find(value, "> ");
	if (split == (size_t)-1)
		return false;
	email = span_from(value.at, split);
	value = span_from(value.at + split + 2, value.bytes - split - 2);
	if (!is_clean_name(name) || !is_clean_name(email) ||
	    !span_cut(&value, ' ', &seconds) || !value.at ||
	    !span_number(seconds, LAST_SECOND, &number) ||
	    (*seconds.at == '0' && seconds.bytes > 1) ||
	    !read_zone(value, zone_out))
		return false;
	*name_out = span_copy(name);
	*email_out = span_copy(email);
	*at_ms_out = (int64_t)number * 1000;
	return true;
}

/* Takes the signature, several lines, and gives it without their blanks. */
static void take_signature(struct span *rest, struct str *out)
{
	struct span value;

	if (!take(rest, "gpgsig", &value))
		return;
	str_add(out, value);
	while (take(rest, "", &value)) {
		str_putc(out, '\n');
		str_add(out, value);
	}
}

static const char *take_links(struct span *rest, char tree[HEX],
                              char parents[2][HEX], int *parent_count)
{
	*parent_count = 0;
	if (!take_id(rest, "tree", tree))
		return "no tree where it belongs";
	while (*parent_count < 2 &&
	       take_id(rest, "parent", parents[*parent_count]))
		++*parent_count;
	return span_starts(*rest, "parent ") ? "a parent too many" : NULL;
}

const char *archive_record_links(struct span raw, char tree[HEX],
                                 char parents[2][HEX], int *parent_count)
{
	return take_links(&raw, tree, parents, parent_count);
}

static const char *read_headers(struct span *rest, struct archive_record *out)
{
	const char *why =
	    take_links(rest, out->tree, out->parents, &out->parent_count);
	int author_zone;

	if (why)
		return why;
	if (!take_person(rest, "author", &out->author_name, &out->author_email,
	                 &out->author_at_ms, &author_zone))
		return "no author where it belongs";
	if (!take_person(rest, "committer", &out->committer_name,
	                 &out->committer_email, &out->at_ms, &out->offset_min))
		return "no committer where it belongs";
	return NULL;
}

const char *archive_record_read(struct span raw, struct archive_record *out)
{
	struct span rest = raw;
	const char *why;

	if (raw.bytes && memchr(raw.at, '\0', raw.bytes))
		return "a NUL in it";
	why = read_headers(&rest, out);
	if (why)
		return why;
	str_add(&out->payload, span_from(raw.at, (size_t)(rest.at - raw.at)));
	take_signature(&rest, &out->signature);
	if (!rest.bytes || *rest.at != '\n')
		return "a header that sanshen does not write";
	str_add(&out->payload, rest);
	str_add(&out->message, span_from(rest.at + 1, rest.bytes - 1));
	return NULL;
}

void archive_record_clear(struct archive_record *record)
{
	free(record->author_name);
	free(record->author_email);
	free(record->committer_name);
	free(record->committer_email);
	str_clear(&record->message);
	str_clear(&record->signature);
	str_clear(&record->payload);
	memset(record, 0, sizeof(*record));
}

enum err_code archive_read_commit(struct archive *archive, const char *hex,
                                  struct archive_record *out, struct err *err)
{
	struct archive_record record = {0};
	struct archive_object object = {0};
	struct archive_id id;
	enum err_code rc;
	const char *why;

	rc = archive_id_read(hex, &id, err);
	if (rc == ERR_OK)
		rc = archive_object_read(archive, &id, ARCHIVE_COMMIT, &object,
		                         err);
	if (rc)
		return rc;
	why = archive_record_read(object.bytes, &record);
	archive_object_release(&object);
	if (why) {
		archive_record_clear(&record);
		return archive_misshapen("commit", &id, why, err);
	}
	archive_id_write(&id, record.hex);
	*out = record;
	return ERR_OK;
}
