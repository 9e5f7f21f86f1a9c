#include "core/policy-source.h"

#include <stdlib.h>
#include <string.h>

#include "core/ini.h"
#include "core/mem.h"
#include "core/roster.h"

/* The grammar: sections, whether one carries an id, and its keys. */
static const struct kind kinds[] = {
    {"policy", false,
     "id, title, source, issuer, utc_offset, from, until, warn, parent, "
     "statement, release, duties, third_level, leader"},
    {"switch", true, "title, options, value"},
    {"unit", true, "title, parent, tier, from, until, successor"},
    {"role", true, "title, draft, every, until"},
    {"grade", true, "title, hint, propose, lower"},
    {"flag", true, "title, hint"},
    {"category", true, "title, hint, tiers"},
    {"field", true, "title, hint, options, required"},
    {"column", true,
     "title, kind, categories, byline, collect, review, publish"},
    {"channel", true,
     "title, class, owner, keeper, account, categories, collect, review, "
     "publish"},
    {"checks", false, NULL},
    {"step", true,
     "title, kind, role, fallback, mode, choose, checklist, ticks, "
     "attachments, proof, own_hand, opinion, reject, deadline, remind, "
     "escalate, "
     "escalate_after, joint, signature, paper, oral, staff_only, when"},
    {"route", true, "title, when, steps"},
    {"publish", false, "role, fallback"},
    {"after", false,
     "correct, freeze, unfreeze, takedown, supersede, settle_within"},
    {"keep", false, "years, fields"},
    {"password", false, "at, min, classes, max_age, idle, tries"},
    {"calendar", true, "holidays, workdays"},
};
enum { KIND_COUNT = sizeof(kinds) / sizeof(*kinds), NEAR_BYTES = 32 };

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

void source_note_section(struct source *source, enum err_code code,
                         const struct section *section, struct span subject,
                         const char *object)
{
	source_note(source, code, section ? section->line : 1, subject, object,
	            section ? section->comment : NULL);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters must be put in, left out or changed; NEAR_BYTES when either
 * is longer than an id may be. */
static size_t distance(struct span a, struct span b)
{
	size_t row[NEAR_BYTES + 1];

	if (a.bytes > NEAR_BYTES || b.bytes > NEAR_BYTES)
		return NEAR_BYTES;
	for (size_t j = 0; j <= b.bytes; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.bytes; i++) {
		size_t corner = row[0]++;

		for (size_t j = 1; j <= b.bytes; j++) {
			size_t change = corner + (a.at[i - 1] != b.at[j - 1]);

			corner = row[j];
			row[j] = least(change, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[b.bytes];
}

bool source_is_near(struct span word, struct span other)
{
	return distance(word, other) <= 2 && word.bytes > 2;
}

void source_known(const struct words *known, struct span word, struct str *out)
{
	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < known->count; i++) {
			if (source_is_near(word, span_of(known->at[i])) !=
			    !turn)
				continue;
			str_puts(out, out->bytes ? ", " : "");
			str_puts(out, known->at[i]);
		}
	}
}

void source_note_twice(struct source *source, int line, struct span subject,
                       int first, const char *comment)
{
	struct str object = {0};

	str_putf(&object, "%d", first);
	source_note(source, ERR_POLICY_TWICE, line, subject, str_text(&object),
	            comment);
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
	            str_text(&object), pair ? pair->comment : section->comment);
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

static void note_section(struct source *source, int line, struct span subject,
                         struct span name, const char *comment)
{
	struct str object = {0};

	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < KIND_COUNT; i++) {
			const char *kind = kinds[i].name;
			const char *id = "";

			if (source_is_near(name, span_of(kind)) != !turn)
				continue;
			if (kinds[i].has_id)
				id = strcmp(kind, "calendar") == 0 ? " YEAR"
				                                   : " ID";
			str_putf(&object, "%s[%s%s]", object.bytes ? ", " : "",
			         kind, id);
		}
	}
	source_note(source, ERR_POLICY_SECTION, line, subject,
	            str_text(&object), comment);
	str_clear(&object);
}

static bool id_is_good(const struct kind *kind, struct span id)
{
	long year;

	if (!kind->has_id)
		return !id.bytes;
	if (strcmp(kind->name, "calendar") == 0)
		return id.bytes == 4 && span_number(id, 9999, &year) && year;
	return roster_id_is_good(id);
}

/* Makes the section of a header; NULL when there is none like it, or already
 * one. */
static struct section *section_open(struct source *source,
                                    const struct ini_line *line,
                                    const char *comment)
{
	struct span id = line->section, name;
	const struct section *first;
	const struct kind *kind = NULL;
	struct section *section;

	span_cut(&id, ' ', &name);
	id = id.at ? span_trim(id) : span_of("");
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (span_is(name, kinds[i].name))
			kind = &kinds[i];
	}
	if (kind && kind->has_id && id.bytes && kind->keys &&
	    strcmp(kind->name, "calendar") != 0 && !roster_id_is_good(id)) {
		source_note(source, ERR_POLICY_ID, line->number, id, NULL,
		            comment);
		return NULL;
	}
	if (!kind || !id_is_good(kind, id)) {
		note_section(source, line->number, line->section, name,
		             comment);
		return NULL;
	}
	first = source_section(source, kind->name, id);
	if (first) {
		source_note_twice(source, line->number, line->section,
		                  first->line, comment);
		return NULL;
	}
	source->sections = mem_room(source->sections, source->count,
	                            &source->room, sizeof(*source->sections));
	section = &source->sections[source->count++];
	*section = (struct section){.kind = kind,
	                            .name = line->section,
	                            .id = id,
	                            .line = line->number,
	                            .comment = mem_copy(comment)};
	return section;
}

static void note_key(struct source *source, const struct section *section,
                     const struct ini_line *line, const char *comment)
{
	struct words keys = {0};
	struct str object = {0};

	words_read(&keys, span_of(section->kind->keys));
	source_known(&keys, line->key, &object);
	source_note(source, ERR_POLICY_KEY, line->number, line->key,
	            str_text(&object), comment);
	words_clear(&keys);
	str_clear(&object);
}

static void pair_add(struct source *source, struct section *section,
                     const struct ini_line *line, const char *comment)
{
	const struct pair *first = NULL;

	for (size_t i = 0; i < section->count && !first; i++) {
		if (span_equal(section->pairs[i].key, line->key))
			first = &section->pairs[i];
	}
	if (section->kind->keys && !is_listed(section->kind->keys, line->key)) {
		note_key(source, section, line, comment);
	} else if (first) {
		source_note_twice(source, line->number, line->key, first->line,
		                  comment);
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
			section = section_open(
			    source, &line, comment.bytes ? comment.at : NULL);
		else if (line.kind == INI_BROKEN)
			section =
			    broken(source, section, &line, str_text(&comment));
		else if (line.kind == INI_PAIR && section)
			pair_add(source, section, &line,
			         comment.bytes ? comment.at : NULL);
		else if (line.kind == INI_PAIR && !line.section.bytes)
			note_section(source, line.number, span_of(""),
			             span_of(""), comment.at);
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
		free(section->comment);
	}
	free(source->sections);
}
