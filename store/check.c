#include "store/check.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "store/spell.h"

struct checks {
	struct terms *terms;
	struct spell *spell;
	struct check_kit kit;
};

static enum err_code read_file(const char *path, struct str *out,
                               struct err *err)
{
	char buffer[16384];
	FILE *file = fopen(path, "rbe");
	size_t got;
	enum err_code rc = ERR_OK;

	if (!file)
		return err_set(err, ERR_SYSTEM, path, strerror(errno));
	while ((got = fread(buffer, 1, sizeof(buffer), file)) > 0)
		str_add(out, span_from(buffer, got));
	if (ferror(file))
		rc = err_set(err, ERR_SYSTEM, path, strerror(errno));
	fclose(file);
	return rc;
}

static enum err_code take_list(struct checks *checks, const char *path,
                               const char *name, bool terms, struct err *err)
{
	struct str list = {0};
	enum err_code rc = read_file(path, &list, err);

	if (rc)
		goto out;
	if (terms)
		rc = checks_add_terms(checks, str_span(&list), name, err);
	else
		checks_add_words(checks, str_span(&list));
out:
	str_clear(&list);
	return rc;
}

static bool ends_in(const char *name, const char *ending)
{
	return *name != '.' && span_ends(span_of(name), ending);
}

/* Takes in every file of SHARE/ROOM with that ending. */
static enum err_code take_room(struct checks *checks, const char *share,
                               bool terms, struct err *err)
{
	struct dirent **entries = NULL;
	struct str room = {0}, path = {0};
	int count;
	enum err_code rc = ERR_OK;

	str_putf(&room, "%s/%s", share, terms ? "terms" : "words");
	count = scandir(str_text(&room), &entries, NULL, alphasort);
	if (count < 0) {
		/* Without house words the rest still holds. */
		if (terms || errno != ENOENT)
			rc = errno == ENOENT
			         ? err_set(err, ERR_NO_FILE, str_text(&room),
			                   NULL)
			         : err_set(err, ERR_SYSTEM, str_text(&room),
			                   strerror(errno));
		goto out;
	}
	for (int i = 0; i < count && !rc; i++) {
		const char *name = entries[i]->d_name;

		if (!ends_in(name, terms ? ".tsv" : ".txt"))
			continue;
		str_clear(&path);
		str_putf(&path, "%s/%s", str_text(&room), name);
		rc = take_list(checks, str_text(&path), name, terms, err);
	}
out:
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	str_clear(&path);
	str_clear(&room);
	return rc;
}

enum err_code checks_open(const char *share, struct checks **out,
                          struct err *err)
{
	struct checks *checks = mem_new(sizeof(*checks));
	enum err_code rc;

	checks->terms = terms_new();
	checks->spell = spell_new(NULL, NULL);
	checks->kit.terms = checks->terms;
	checks->kit.speller = spell_speller(checks->spell);
	rc = take_room(checks, share, true, err);
	if (!rc)
		rc = take_room(checks, share, false, err);
	if (rc)
		checks_close(checks);
	else
		*out = checks;
	return rc;
}

void checks_close(struct checks *checks)
{
	if (!checks)
		return;
	spell_free(checks->spell);
	terms_free(checks->terms);
	free(checks);
}

enum err_code checks_add_terms(struct checks *checks, struct span list,
                               const char *name, struct err *err)
{
	return terms_read(checks->terms, list, name, err);
}

void checks_add_words(struct checks *checks, struct span list)
{
	spell_add(checks->spell, list);
}

const struct check_kit *checks_kit(const struct checks *checks)
{
	return &checks->kit;
}

void checks_run(const struct checks *checks, const struct form *form,
                struct span text, struct findings *out)
{
	const struct check_kit *kit = &checks->kit;

	check_run(kit, span_of(form->title), "title", out);
	check_run(kit, span_of(form->summary), "summary", out);
	check_run(kit, span_of(form->audience), "audience", out);
	check_run(kit, text, "text", out);
	for (size_t i = 0; i < form->attachment_count; i++)
		check_run(kit, span_of(form->attachments[i].name), "attachment",
		          out);
}

bool checks_spelling_is_off(const struct checks *checks)
{
	return spell_is_off(checks->spell);
}
