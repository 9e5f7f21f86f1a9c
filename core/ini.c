#include "core/ini.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define INI_BOM "\xEF\xBB\xBF"

struct ini {
	char *text;
	struct ini_entry *entries;
	size_t count, room;
};

struct ini_walk ini_walk(struct span text)
{
	struct ini_walk walk = {.rest = text, .section = span_of("")};

	if (span_starts(text, INI_BOM)) {
		walk.rest.at += strlen(INI_BOM);
		walk.rest.bytes -= strlen(INI_BOM);
	}
	return walk;
}

/* A pair, or nothing we know. `body` is trimmed and not empty. */
static void read_pair(struct span body, struct ini_line *out)
{
	struct span value = body, key;

	span_cut(&value, '=', &key);
	key = span_trim(key);
	if (!value.at || !key.bytes) {
		out->kind = INI_BROKEN;
		return;
	}
	out->kind = INI_PAIR;
	out->key = key;
	out->value = span_trim(value);
}

bool ini_next(struct ini_walk *walk, struct ini_line *out)
{
	struct span raw, body;

	if (!span_cut(&walk->rest, '\n', &raw))
		return false;
	body = span_trim(raw);
	*out = (struct ini_line){.kind = INI_BLANK,
	                         .raw = raw,
	                         .section = walk->section,
	                         .key = span_of(""),
	                         .value = span_of(""),
	                         .number = ++walk->number};
	if (!body.bytes)
		return true;
	if (*body.at == ';' || *body.at == '#') {
		out->kind = INI_COMMENT;
		out->value = span_trim(span_from(body.at + 1, body.bytes - 1));
	} else if (*body.at == '[' && span_ends(body, "]")) {
		out->kind = INI_SECTION;
		out->section =
		    span_trim(span_from(body.at + 1, body.bytes - 2));
		walk->section = out->section;
	} else if (*body.at == '[') {
		out->kind = INI_BROKEN;
	} else {
		read_pair(body, out);
	}
	return true;
}

enum err_code ini_read(struct span text, const char *name, struct ini **out,
                       struct err *err)
{
	struct ini *ini = mem_new(sizeof(*ini));
	struct ini_walk walk;
	struct ini_line line;
	enum err_code rc = ERR_OK;

	ini->text = span_copy(text);
	walk = ini_walk(span_from(ini->text, text.bytes));
	while (rc == ERR_OK && ini_next(&walk, &line)) {
		if (line.kind == INI_BROKEN) {
			char *raw = span_copy(span_trim(line.raw));

			rc = err_set_line(err, ERR_POLICY_SYNTAX, line.number,
			                  raw, "[section], key = value");
			err_detail(err, name);
			free(raw);
		} else if (line.kind == INI_SECTION || line.kind == INI_PAIR) {
			ini->entries =
			    mem_room(ini->entries, ini->count, &ini->room,
			             sizeof(*ini->entries));
			ini->entries[ini->count++] = (struct ini_entry){
			    line.section, line.key, line.value, line.number};
		}
	}
	if (rc == ERR_OK)
		*out = ini;
	else
		ini_free(ini);
	return rc;
}

void ini_free(struct ini *ini)
{
	if (!ini)
		return;
	free(ini->entries);
	free(ini->text);
	free(ini);
}

size_t ini_length(const struct ini *ini)
{
	return ini->count;
}

const struct ini_entry *ini_at(const struct ini *ini, size_t index)
{
	assert(index < ini->count);
	return &ini->entries[index];
}

struct span ini_value(const struct ini *ini, const char *section,
                      const char *key)
{
	for (size_t i = 0; i < ini->count; i++) {
		const struct ini_entry *entry = &ini->entries[i];

		if (entry->key.bytes && span_is(entry->key, key) &&
		    span_is(entry->section, section))
			return entry->value;
	}
	return span_of("");
}

/* One line, whatever stands in it. */
static void put_line(struct str *out, struct span text)
{
	text = span_trim(text);
	for (size_t i = 0; i < text.bytes; i++) {
		bool breaks = text.at[i] == '\n' || text.at[i] == '\r';

		str_putc(out, breaks ? ' ' : text.at[i]);
	}
}

void ini_write_section(struct str *out, const char *section)
{
	if (out->bytes)
		str_putc(out, '\n');
	str_putc(out, '[');
	put_line(out, span_of(section));
	str_puts(out, "]\n");
}

void ini_write(struct str *out, const char *key, struct span value)
{
	assert(*key && !strpbrk(key, "=[;#\n\r"));
	if (!span_trim(value).bytes)
		return;
	str_puts(out, key);
	str_puts(out, " = ");
	put_line(out, value);
	str_putc(out, '\n');
}
