/*
 * Reading is strict, because a signature covers this file: a key that no
 * screen shows, a key twice or an attachment out of order is refused, not
 * skipped.
 */
#include "core/form.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/ini.h"
#include "core/mem.h"
#include "core/roster.h"
#include "core/text.h"

static const char file_name[] = "form.ini";
static const long bytes_limit = 1L << 50;

enum { SECTION_ROOM = 32 };

void form_clear(struct form *form)
{
	for (size_t i = 0; i < form->field_count; i++) {
		free(form->fields[i].id);
		free(form->fields[i].value);
	}
	for (size_t i = 0; i < form->attachment_count; i++)
		free(form->attachments[i].name);
	words_clear(&form->channels);
	words_clear(&form->flags);
	free(form->fields);
	free(form->attachments);
	free(form->title);
	free(form->summary);
	free(form->column);
	free(form->audience);
	free(form->at);
	free(form->category);
	memset(form, 0, sizeof(*form));
}

void form_copy(struct form *to, const struct form *from)
{
	memset(to, 0, sizeof(*to));
	to->title = mem_copy(from->title);
	to->summary = mem_copy(from->summary);
	to->column = mem_copy(from->column);
	to->audience = mem_copy(from->audience);
	to->at = mem_copy(from->at);
	to->category = mem_copy(from->category);
	words_copy(&to->channels, &from->channels);
	words_copy(&to->flags, &from->flags);
	for (size_t i = 0; i < from->field_count; i++)
		form_set_field(to, from->fields[i].id,
		               span_of(from->fields[i].value));
	for (size_t i = 0; i < from->attachment_count; i++)
		form_attach(to, from->attachments[i].name,
		            from->attachments[i].sha256,
		            from->attachments[i].bytes);
}

static void set_words(struct words *words, struct span list)
{
	struct words fresh = {0};

	words_read(&fresh, list); /* it may be a piece of the old ones */
	words_clear(words);
	*words = fresh;
}

void form_set_channels(struct form *form, struct span list)
{
	set_words(&form->channels, list);
}

void form_set_flags(struct form *form, struct span list)
{
	set_words(&form->flags, list);
}

/* Where `id` is among the fields, or where it belongs. */
static size_t field_place(const struct form *form, const char *id, bool *found)
{
	size_t at = 0;

	while (at < form->field_count && strcmp(form->fields[at].id, id) < 0)
		at++;
	*found = at < form->field_count && strcmp(form->fields[at].id, id) == 0;
	return at;
}

static void drop_field(struct form *form, size_t at)
{
	free(form->fields[at].id);
	free(form->fields[at].value);
	form->field_count--;
	memmove(form->fields + at, form->fields + at + 1,
	        (form->field_count - at) * sizeof(*form->fields));
}

void form_set_field(struct form *form, const char *id, struct span value)
{
	bool found;
	size_t at = field_place(form, id, &found);
	char *copy;

	value = span_trim(value);
	if (!value.bytes) {
		if (found)
			drop_field(form, at);
		return;
	}
	copy = span_copy(value);
	if (found) {
		free(form->fields[at].value);
		form->fields[at].value = copy;
		return;
	}
	form->fields = mem_room(form->fields, form->field_count,
	                        &form->field_room, sizeof(*form->fields));
	memmove(form->fields + at + 1, form->fields + at,
	        (form->field_count - at) * sizeof(*form->fields));
	form->field_count++;
	form->fields[at] = (struct form_field){mem_copy(id), copy};
}

static const char *first_of(const struct words *words)
{
	return words->count ? words->at[0] : NULL;
}

const char *form_text(const struct form *form, const char *field)
{
	const struct {
		const char *id, *text;
	} own[] = {
	    {"title", form->title},
	    {"summary", form->summary},
	    {"column", form->column},
	    {"channels", first_of(&form->channels)},
	    {"audience", form->audience},
	    {"at", form->at},
	    {"category", form->category},
	    {"flags", first_of(&form->flags)},
	    {"attachment",
	     form->attachment_count ? form->attachments[0].name : NULL},
	};
	bool found;
	size_t at;

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (strcmp(own[i].id, field) == 0)
			return own[i].text ? own[i].text : "";
	at = field_place(form, field, &found);
	return found ? form->fields[at].value : "";
}

bool form_has_channel(const struct form *form, const char *channel)
{
	return words_have(&form->channels, span_of(channel));
}

size_t form_channel_total(const struct form *form)
{
	return form->channels.count;
}

const char *form_channel_at(const struct form *form, size_t index)
{
	return form->channels.at[index];
}

bool form_has_flag(const struct form *form, const char *flag)
{
	return words_have(&form->flags, span_of(flag));
}

void form_attach(struct form *form, const char *name, const char *sha256,
                 int64_t bytes)
{
	struct attachment *attachment = NULL;

	assert(strlen(sha256) == HEX256 - 1);
	for (size_t i = 0; i < form->attachment_count; i++)
		if (strcmp(form->attachments[i].name, name) == 0)
			attachment = &form->attachments[i];
	if (!attachment) {
		assert(form->attachment_count < FORM_ATTACHMENTS);
		form->attachments =
		    mem_room(form->attachments, form->attachment_count,
		             &form->attachment_room, sizeof(*attachment));
		attachment = &form->attachments[form->attachment_count++];
		attachment->name = mem_copy(name);
	}
	memcpy(attachment->sha256, sha256, HEX256 - 1);
	attachment->sha256[HEX256 - 1] = '\0';
	attachment->bytes = bytes;
}

const struct attachment *form_attachment(const struct form *form,
                                         const char *name)
{
	for (size_t i = 0; i < form->attachment_count; i++)
		if (strcmp(form->attachments[i].name, name) == 0)
			return &form->attachments[i];
	return NULL;
}

static bool is_clean(struct span text)
{
	uint32_t point;

	if (text_valid_bytes(text) != text.bytes)
		return false;
	for (size_t i = 0; i < text.bytes;) {
		i += text_step(text, i, &point);
		if (point < 0x20 || text_is_control(point))
			return false;
	}
	return true;
}

bool form_name_is_good(struct span name)
{
	if (!name.bytes || name.bytes > FORM_NAME_BYTES || !is_clean(name))
		return false;
	if (span_is(name, ".") || span_is(name, "..") ||
	    span_trim(name).bytes != name.bytes)
		return false;
	return !memchr(name.at, '/', name.bytes) &&
	       !memchr(name.at, '\\', name.bytes);
}

static void write_words(struct str *out, const char *key,
                        const struct words *words)
{
	struct str list = {0};

	words_write(&list, words);
	ini_write(out, key, str_span(&list));
	str_clear(&list);
}

static void section_name(char out[SECTION_ROOM], size_t number)
{
	snprintf(out, SECTION_ROOM, "attachment %03zu", number);
}

static void write_attachment(struct str *out, size_t number,
                             const struct attachment *attachment)
{
	char text[SECTION_ROOM];

	section_name(text, number);
	ini_write_section(out, text);
	ini_write(out, "name", span_of(attachment->name));
	ini_write(out, "sha256", span_of(attachment->sha256));
	snprintf(text, sizeof(text), "%lld", (long long)attachment->bytes);
	ini_write(out, "bytes", span_of(text));
}

void form_write(struct str *out, const struct form *form)
{
	ini_write_section(out, "form");
	ini_write(out, "title", span_of(form->title));
	ini_write(out, "summary", span_of(form->summary));
	ini_write(out, "column", span_of(form->column));
	write_words(out, "channels", &form->channels);
	ini_write(out, "audience", span_of(form->audience));
	ini_write(out, "at", span_of(form->at));
	ini_write(out, "category", span_of(form->category));
	write_words(out, "flags", &form->flags);
	if (form->field_count)
		ini_write_section(out, "fields");
	for (size_t i = 0; i < form->field_count; i++)
		ini_write(out, form->fields[i].id,
		          span_of(form->fields[i].value));
	for (size_t i = 0; i < form->attachment_count; i++)
		write_attachment(out, i + 1, &form->attachments[i]);
}

static enum err_code bad_line(struct err *err, const struct ini_entry *entry)
{
	char *what = span_copy(entry->key.bytes ? entry->key : entry->section);
	enum err_code rc =
	    err_set_line(err, ERR_LINE, entry->line, file_name, what);

	free(what);
	return rc;
}

/* False when the key stands twice. */
static bool take_text(char **member, struct span value)
{
	if (*member)
		return false;
	*member = span_copy(value);
	return true;
}

static bool is_word(struct span text)
{
	return text.bytes && !memchr(text.at, ' ', text.bytes);
}

static bool take_words(struct words *words, struct span list)
{
	struct span rest = list, piece;

	if (words->count)
		return false;
	while (span_cut(&rest, ',', &piece))
		if (!is_word(span_trim(piece)))
			return false;
	words_read(words, list);
	return true;
}

static bool read_form_key(struct form *form, const struct ini_entry *entry)
{
	struct span value = entry->value;
	int64_t at_ms;

	if (!value.bytes || !is_clean(value))
		return false;
	if (span_is(entry->key, "title"))
		return take_text(&form->title, value);
	if (span_is(entry->key, "summary"))
		return take_text(&form->summary, value);
	if (span_is(entry->key, "column"))
		return is_word(value) && take_text(&form->column, value);
	if (span_is(entry->key, "channels"))
		return take_words(&form->channels, value);
	if (span_is(entry->key, "audience"))
		return take_text(&form->audience, value);
	if (span_is(entry->key, "at"))
		return calendar_read(value, &at_ms) &&
		       take_text(&form->at, value);
	if (span_is(entry->key, "category"))
		return is_word(value) && take_text(&form->category, value);
	if (span_is(entry->key, "flags"))
		return take_words(&form->flags, value);
	return false;
}

static bool is_sha256(struct span text)
{
	for (size_t i = 0; i < text.bytes; i++)
		if (!(text.at[i] >= '0' && text.at[i] <= '9') &&
		    !(text.at[i] >= 'a' && text.at[i] <= 'f'))
			return false;
	return text.bytes == HEX256 - 1;
}

static bool read_bytes(struct span text, int64_t *out)
{
	long number;

	if (!span_number(text, bytes_limit, &number) ||
	    (text.bytes > 1 && *text.at == '0'))
		return false;
	*out = number;
	return true;
}

/* An attachment being read: its three values, absent at first. */
struct pending {
	struct span name, sha256;
	int64_t bytes; /* -1: absent */
};

static bool read_attachment_key(struct pending *pending,
                                const struct ini_entry *entry)
{
	struct span value = entry->value;

	if (span_is(entry->key, "name") && !pending->name.bytes) {
		pending->name = value;
		return form_name_is_good(value);
	}
	if (span_is(entry->key, "sha256") && !pending->sha256.bytes) {
		pending->sha256 = value;
		return is_sha256(value);
	}
	if (span_is(entry->key, "bytes") && pending->bytes < 0)
		return read_bytes(value, &pending->bytes);
	return false;
}

/* Puts a whole attachment into the form; false when something is missing or
 * the name is there already. */
static bool take_attachment(struct form *form, const struct pending *pending)
{
	char *name, *sha256;
	bool good =
	    pending->name.bytes && pending->sha256.bytes && pending->bytes >= 0;

	if (!good)
		return false;
	name = span_copy(pending->name);
	sha256 = span_copy(pending->sha256);
	good = !form_attachment(form, name);
	if (good)
		form_attach(form, name, sha256, pending->bytes);
	free(name);
	free(sha256);
	return good;
}

/* Reads the section whose header is at *index; *index then is the next one. */
static enum err_code read_attachment(const struct ini *ini, size_t *index,
                                     struct form *form, struct err *err)
{
	const struct ini_entry *header = ini_at(ini, *index);
	struct pending pending = {.bytes = -1};
	char expected[SECTION_ROOM];

	section_name(expected, form->attachment_count + 1);
	if (form->attachment_count >= FORM_ATTACHMENTS || header->key.bytes ||
	    !span_is(header->section, expected))
		return bad_line(err, header);
	for (++*index; *index < ini_length(ini); ++*index) {
		const struct ini_entry *entry = ini_at(ini, *index);

		if (!entry->key.bytes)
			break;
		if (!read_attachment_key(&pending, entry))
			return bad_line(err, entry);
	}
	return take_attachment(form, &pending) ? ERR_OK : bad_line(err, header);
}

/* The section [fields], if it comes next: ids rise, so none stands twice. */
static enum err_code read_fields(const struct ini *ini, size_t *index,
                                 struct form *form, struct err *err)
{
	const struct ini_entry *header = ini_at(ini, *index);

	if (header->key.bytes || !span_is(header->section, "fields"))
		return ERR_OK;
	for (++*index; *index < ini_length(ini); ++*index) {
		const struct ini_entry *entry = ini_at(ini, *index);
		char *id;

		if (!entry->key.bytes)
			break;
		id = span_copy(entry->key);
		if (!roster_id_is_good(entry->key) || !entry->value.bytes ||
		    !is_clean(entry->value) ||
		    (form->field_count &&
		     strcmp(form->fields[form->field_count - 1].id, id) >= 0)) {
			free(id);
			return bad_line(err, entry);
		}
		form_set_field(form, id, entry->value);
		free(id);
	}
	return form->field_count ? ERR_OK : bad_line(err, header);
}

static enum err_code read_all(const struct ini *ini, struct form *form,
                              struct err *err)
{
	size_t count = ini_length(ini), i = 1;
	enum err_code rc = ERR_OK;

	if (!count || !span_is(ini_at(ini, 0)->section, "form") ||
	    ini_at(ini, 0)->key.bytes)
		return err_set_line(err, ERR_LINE, 1, file_name, "[form]");
	for (; i < count && ini_at(ini, i)->key.bytes; i++)
		if (!read_form_key(form, ini_at(ini, i)))
			return bad_line(err, ini_at(ini, i));
	if (i < count)
		rc = read_fields(ini, &i, form, err);
	while (!rc && i < count)
		rc = read_attachment(ini, &i, form, err);
	if (!form->title)
		form->title = mem_copy("");
	return rc;
}

enum err_code form_read(struct span ini, struct form *out, struct err *err)
{
	struct ini *entries = NULL;
	struct form form = {0};
	enum err_code rc;

	rc = ini_read(ini, file_name, &entries, err);
	if (rc)
		goto out;
	rc = read_all(entries, &form, err);
	if (rc)
		form_clear(&form);
	else
		*out = form;
out:
	ini_free(entries);
	return rc;
}

void form_pointer(struct str *out, const struct attachment *attachment)
{
	str_putf(out,
	         "version https://git-lfs.github.com/spec/v1\n"
	         "oid sha256:%s\n"
	         "size %lld\n",
	         attachment->sha256, (long long)attachment->bytes);
}
