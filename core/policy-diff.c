#include "core/policy-diff.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-source.h"

struct pairing {
	struct source before, after;
	struct policy_changes *out;
};

void policy_changes_clear(struct policy_changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		struct policy_change *change = &changes->at[i];

		free(change->section);
		free(change->id);
		free(change->key);
		free(change->before);
		free(change->after);
	}
	free(changes->at);
	*changes = (struct policy_changes){0};
}

/* Takes the texts before and after. */
static void note(struct pairing *pairing, enum change_kind kind,
                 const struct section *section, struct span key,
                 struct str *before, struct str *after)
{
	struct policy_changes *out = pairing->out;

	out->at = mem_room(out->at, out->count, &out->room, sizeof(*out->at));
	out->at[out->count++] = (struct policy_change){
	    .kind = kind,
	    .section = mem_copy(section->kind->name),
	    .id = span_copy(section->id),
	    .key = span_copy(key),
	    .before = mem_copy(before ? str_text(before) : ""),
	    .after = mem_copy(after ? str_text(after) : "")};
}

/* A value with one blank after each comma and between words. */
static void even(struct span value, struct str *out)
{
	bool blank = false;

	for (size_t i = 0; i < value.bytes; i++) {
		char byte = value.at[i];

		if (byte == ' ' || byte == '\t') {
			blank = out->bytes > 0;
			continue;
		}
		if (blank && byte != ',' && byte != ')' &&
		    !span_ends(str_span(out), "("))
			str_putc(out, ' ');
		str_putc(out, byte);
		blank = byte == ',';
	}
}

static const struct section *twin(const struct source *source,
                                  const struct section *section)
{
	return source_section(source, section->kind->name, section->id);
}

static void even_pair(const struct section *section, struct span key,
                      struct str *out)
{
	char *name = span_copy(key);
	const struct pair *pair = section ? source_pair(section, name) : NULL;

	if (pair)
		even(pair->value, out);
	free(name);
}

/* ---- the steps of a route --------------------------------------------------
 */

static void note_step(struct pairing *pairing, enum change_kind kind,
                      const struct section *section, const char *step)
{
	struct str text = {0};

	str_puts(&text, step);
	note(pairing, kind, section, span_of("steps"),
	     kind == CHANGE_STEP_REMOVED ? &text : NULL,
	     kind == CHANGE_STEP_ADDED ? &text : NULL);
	str_clear(&text);
}

/* Those of `list` that `other` has too, in order. */
static void common(const struct words *list, const struct words *other,
                   struct str *out)
{
	for (size_t i = 0; i < list->count; i++)
		if (words_have(other, span_of(list->at[i])))
			str_putf(out, "%s%s", out->bytes ? ", " : "",
			         list->at[i]);
}

static void compare_order(struct pairing *pairing,
                          const struct section *section, struct span key,
                          const struct words *before, const struct words *after)
{
	struct str was = {0}, is = {0};

	common(before, after, &was);
	common(after, before, &is);
	if (!span_equal(str_span(&was), str_span(&is)))
		note(pairing, CHANGE_ORDER, section, key, &was, &is);
	str_clear(&was);
	str_clear(&is);
}

static void compare_steps(struct pairing *pairing,
                          const struct section *section, struct span before,
                          struct span after)
{
	struct words was = {0}, is = {0};

	words_read(&was, before);
	words_read(&is, after);
	for (size_t i = 0; i < is.count; i++)
		if (!words_have(&was, span_of(is.at[i])))
			note_step(pairing, CHANGE_STEP_ADDED, section,
			          is.at[i]);
	for (size_t i = 0; i < was.count; i++)
		if (!words_have(&is, span_of(was.at[i])))
			note_step(pairing, CHANGE_STEP_REMOVED, section,
			          was.at[i]);
	compare_order(pairing, section, span_of("steps"), &was, &is);
	words_clear(&was);
	words_clear(&is);
}

/* ---- sections --------------------------------------------------------------
 */

static void compare_key(struct pairing *pairing, const struct section *before,
                        const struct section *after, struct span key)
{
	struct str was = {0}, is = {0};

	even_pair(before, key, &was);
	even_pair(after, key, &is);
	if (span_equal(str_span(&was), str_span(&is)))
		;
	else if (span_is(key, "steps"))
		compare_steps(pairing, after, str_span(&was), str_span(&is));
	else
		note(pairing, CHANGE_VALUE, after, key, &was, &is);
	str_clear(&was);
	str_clear(&is);
}

static bool has_key(const struct section *section, struct span key)
{
	for (size_t i = 0; i < section->count; i++)
		if (span_equal(section->pairs[i].key, key))
			return true;
	return false;
}

static void compare_section(struct pairing *pairing,
                            const struct section *before,
                            const struct section *after)
{
	for (size_t i = 0; i < after->count; i++)
		compare_key(pairing, before, after, after->pairs[i].key);
	for (size_t i = 0; i < before->count; i++)
		if (!has_key(after, before->pairs[i].key))
			compare_key(pairing, before, after,
			            before->pairs[i].key);
}

/* A section without an id is there or not with its lines. */
static void compare_lone(struct pairing *pairing, const struct section *section,
                         bool added)
{
	const struct section none = {.kind = section->kind, .id = section->id};

	compare_section(pairing, added ? &none : section,
	                added ? section : &none);
}

static void list_ids(const struct source *source, const char *kind,
                     struct words *out)
{
	for (size_t i = 0; i < source->count; i++)
		if (strcmp(source->sections[i].kind->name, kind) == 0)
			words_add(out, source->sections[i].id);
}

/* Where the order of sections has a meaning. */
static void compare_ranks(struct pairing *pairing, const char *name)
{
	const struct kind kind = {.name = name};
	const struct section whole = {.kind = &kind, .id = span_of("")};
	struct words was = {0}, is = {0};

	list_ids(&pairing->before, name, &was);
	list_ids(&pairing->after, name, &is);
	compare_order(pairing, &whole, span_of(""), &was, &is);
	words_clear(&was);
	words_clear(&is);
}

static void compare_all(struct pairing *pairing)
{
	for (size_t i = 0; i < pairing->after.count; i++) {
		const struct section *section = &pairing->after.sections[i];
		const struct section *was = twin(&pairing->before, section);

		if (was)
			compare_section(pairing, was, section);
		else if (section->id.bytes)
			note(pairing, CHANGE_ADDED, section, span_of(""), NULL,
			     NULL);
		else
			compare_lone(pairing, section, true);
	}
	compare_ranks(pairing, "grade");
	compare_ranks(pairing, "route");
	for (size_t i = 0; i < pairing->before.count; i++) {
		const struct section *section = &pairing->before.sections[i];

		if (twin(&pairing->after, section))
			continue;
		if (section->id.bytes)
			note(pairing, CHANGE_REMOVED, section, span_of(""),
			     NULL, NULL);
		else
			compare_lone(pairing, section, false);
	}
}

void policy_compare(struct span before, struct span after,
                    struct policy_changes *out)
{
	struct problems problems = {0};
	struct pairing pairing = {.before.problems = &problems,
	                          .after.problems = &problems,
	                          .out = out};

	source_read(&pairing.before, before);
	source_read(&pairing.after, after);
	compare_all(&pairing);
	source_clear(&pairing.before);
	source_clear(&pairing.after);
	problems_clear(&problems);
}
