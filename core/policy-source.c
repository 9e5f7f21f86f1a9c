#include "core/policy-source.h"

#include <stdlib.h>
#include <string.h>

#include "core/ini.h"
#include "core/mem.h"
#include "core/roster.h"

/* The grammar: sections, whether one carries an id, and its keys. */
static const struct kind kinds[] = {
    {"policy", false, "id, title, source, utc_offset, third_level, statement"},
    {"role", true, "title, draft"},
    {"grade", true, "title, hint"},
    {"step", true, "title, role, checklist, deadline, fallback"},
    {"route", true, "when, steps"},
    {"publish", false, "role, fallback"},
    {"column", true, "title"},
    {"channel", true, "title"},
};
static const char SECTIONS[] =
    "[policy], [role ID], [grade ID], [step ID], [route ID], [publish], "
    "[column ID], [channel ID]";

void source_note(struct source *source, enum err_code code, int line,
                 struct span subject, const char *object, const char *comment)
{
	struct problems *all = source->problems;
	char *text = span_copy(subject);
	struct err *err;

	all->at = mem_room(all->at, all->count, &all->room, sizeof(*all->at));
	err = &all->at[all->count++];
	err_set_line(err, code, line, text, object);
	err_detail(err, comment);
	free(text);
}

/* The same about a pair, its comment quoted. */
void source_note_pair(struct source *source, enum err_code code,
                      const struct pair *pair, struct span subject,
                      const char *object)
{
	source_note(source, code, pair->line, subject, object, pair->comment);
}

/* "key = value", what to write instead. */
void source_note_value(struct source *source, const struct pair *pair,
                       struct span subject, const char *value)
{
	struct str object = {0};

	str_add(&object, pair->key);
	str_puts(&object, " = ");
	str_puts(&object, value);
	source_note_pair(source, ERR_POLICY_VALUE, pair, subject,
	                 str_text(&object));
	str_clear(&object);
}

void source_note_twice(struct source *source, int line, struct span subject,
                       int first)
{
	struct str object = {0};

	str_putf(&object, "%d", first);
	source_note(source, ERR_POLICY_TWICE, line, subject, str_text(&object),
	            NULL);
	str_clear(&object);
}

const struct section *source_section(const struct source *source,
                                     const char *kind, struct span id)
{
	for (size_t i = 0; i < source->count; i++) {
		const struct section *section = &source->sections[i];

		if (strcmp(section->kind->name, kind) == 0 &&
		    span_equal(section->id, id))
			return section;
	}
	return NULL;
}

const struct pair *source_pair(const struct section *section, const char *key)
{
	for (size_t i = 0; i < section->count; i++) {
		if (span_is(section->pairs[i].key, key))
			return &section->pairs[i];
	}
	return NULL;
}

/* The pair, or a problem that says what to write. An empty value is none. */
const struct pair *source_need(struct source *source,
                               const struct section *section, const char *key,
                               const char *example)
{
	const struct pair *pair = source_pair(section, key);
	struct str object = {0};

	if (pair && pair->value.bytes)
		return pair;
	str_putf(&object, "%s = %s", key, example);
	source_note(source, ERR_POLICY_MISSING,
	            pair ? pair->line : section->line, section->name,
	            str_text(&object), pair ? pair->comment : NULL);
	str_clear(&object);
	return NULL;
}

/* Whether `item` is one of "a, b, c". */
static bool is_listed(const char *list, struct span item)
{
	struct span rest = span_of(list), piece;

	while (span_cut(&rest, ',', &piece)) {
		if (span_equal(span_trim(piece), item))
			return true;
	}
	return false;
}

/* Lines into sections. */

/* Makes the section of a header; NULL when there is none like it, or already
 * one. */
static struct section *section_open(struct source *source,
                                    const struct ini_line *line)
{
	struct span id = line->section, name;
	const struct section *first;
	const struct kind *kind = NULL;
	struct section *section;

	span_cut(&id, ' ', &name);
	id = id.at ? span_trim(id) : span_of("");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (span_is(name, kinds[i].name))
			kind = &kinds[i];
	}
	if (!kind || kind->has_id != (id.bytes > 0) ||
	    (id.bytes && !roster_id_is_good(id))) {
		source_note(source, ERR_POLICY_SECTION, line->number,
		            line->section, SECTIONS, NULL);
		return NULL;
	}
	first = source_section(source, kind->name, id);
	if (first) {
		source_note_twice(source, line->number, line->section,
		                  first->line);
		return NULL;
	}
	source->sections = mem_room(source->sections, source->count,
	                            &source->room, sizeof(*source->sections));
	section = &source->sections[source->count++];
	*section = (struct section){.kind = kind,
	                            .name = line->section,
	                            .id = id,
	                            .line = line->number};
	return section;
}

static void pair_add(struct source *source, struct section *section,
                     const struct ini_line *line, const char *comment)
{
	const struct pair *first = NULL;

	for (size_t i = 0; i < section->count && !first; i++) {
		if (span_equal(section->pairs[i].key, line->key))
			first = &section->pairs[i];
	}
	if (!is_listed(section->kind->keys, line->key)) {
		source_note(source, ERR_POLICY_KEY, line->number, line->key,
		            section->kind->keys, comment);
	} else if (first) {
		source_note_twice(source, line->number, line->key, first->line);
	} else {
		section->pairs =
		    mem_room(section->pairs, section->count, &section->room,
		             sizeof(*section->pairs));
		section->pairs[section->count++] = (struct pair){
		    line->key, line->value, line->number, mem_copy(comment)};
	}
}

/* Comment lines stand together until something else ends them. */
static void comment_add(struct str *comment, const struct ini_line *line)
{
	if (comment->bytes && line->value.bytes)
		str_putc(comment, ' ');
	str_add(comment, line->value);
}

/* Says so. After a broken header its pairs belong nowhere. */
static struct section *broken(struct source *source, struct section *section,
                              const struct ini_line *line, const char *comment)
{
	struct span body = span_trim(line->raw);

	source_note(source, ERR_POLICY_SYNTAX, line->number, body,
	            *body.at == '[' ? "[section]" : "key = value", comment);
	return *body.at == '[' ? NULL : section;
}

void source_read(struct source *source, struct span text)
{
	struct ini_walk walk = ini_walk(text);
	struct section *section = NULL;
	struct str comment = {0};
	struct ini_line line;

	while (ini_next(&walk, &line)) {
		if (line.kind == INI_COMMENT) {
			comment_add(&comment, &line);
			continue;
		}
		if (line.kind == INI_SECTION)
			section = section_open(source, &line);
		else if (line.kind == INI_BROKEN)
			section =
			    broken(source, section, &line, str_text(&comment));
		else if (line.kind == INI_PAIR && section)
			pair_add(source, section, &line,
			         comment.bytes ? comment.at : NULL);
		else if (line.kind == INI_PAIR && !line.section.bytes)
			source_note(source, ERR_POLICY_SECTION, line.number,
			            span_of(""), SECTIONS, NULL);
		str_clear(&comment);
	}
	str_clear(&comment);
}

void source_clear(struct source *source)
{
	for (size_t i = 0; i < source->count; i++) {
		struct section *section = &source->sections[i];

		for (size_t j = 0; j < section->count; j++)
			free(section->pairs[j].comment);
		free(section->pairs);
	}
	free(source->sections);
}
