#include "store/spell.h"

#include <hunspell.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/late.h"

#define LIBRARY "libhunspell-1.7.so.0"
#define AFFIX "/usr/share/hunspell/en_US.aff"
#define WORDS "/usr/share/hunspell/en_US.dic"
#define REMEMBERED 65536 /* verdicts; then new words are asked each time */
#define SUGGESTIONS 5

static struct hunspell {
	__typeof__(Hunspell_create) *create;
	__typeof__(Hunspell_destroy) *destroy;
	__typeof__(Hunspell_spell) *spell;
	__typeof__(Hunspell_suggest) *suggest;
	__typeof__(Hunspell_free_list) *free_list;
} hunspell;

/* Hunspell counts who uses its tables without a lock of its own, and the checks
 * of an editor run in another thread. */
static pthread_mutex_t hunspell_lock = PTHREAD_MUTEX_INITIALIZER;

static bool load_hunspell(void)
{
	static const struct late_call calls[] = {
	    {"Hunspell_create", offsetof(struct hunspell, create)},
	    {"Hunspell_destroy", offsetof(struct hunspell, destroy)},
	    {"Hunspell_spell", offsetof(struct hunspell, spell)},
	    {"Hunspell_suggest", offsetof(struct hunspell, suggest)},
	    {"Hunspell_free_list", offsetof(struct hunspell, free_list)},
	};
	const char *why; /* without it, as without its words */

	return hunspell.create ||
	       late_load(LIBRARY, calls, sizeof(calls) / sizeof(*calls),
	                 &hunspell, &why);
}

enum verdict { VERDICT_NONE, VERDICT_UNKNOWN, VERDICT_KNOWN, VERDICT_HOUSE };

struct word {
	char *text; /* NULL: free */
	enum verdict verdict;
};

struct spell {
	struct speller speller;
	char *affix, *words;
	Hunhandle *hunspell;
	bool off;
	struct word *table; /* open addressing; room is a power of two */
	size_t count, room;
};

static uint64_t hash_of(const char *text)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return hash;
}

/* The word's slot, or the free one where it belongs. */
static struct word *slot(const struct spell *spell, const char *text)
{
	size_t i = (size_t)hash_of(text) & (spell->room - 1);

	while (spell->table[i].text && strcmp(spell->table[i].text, text) != 0)
		i = (i + 1) & (spell->room - 1);
	return &spell->table[i];
}

static void widen(struct spell *spell)
{
	struct word *old = spell->table;
	size_t room = spell->room;

	spell->room = room ? room * 2 : 256;
	spell->table = mem_new_array(spell->room, sizeof(*spell->table));
	for (size_t i = 0; i < room; i++) {
		if (old[i].text)
			*slot(spell, old[i].text) = old[i];
	}
	free(old);
}

static void remember(struct spell *spell, const char *text,
                     enum verdict verdict)
{
	struct word *word;

	if (verdict != VERDICT_HOUSE && spell->count >= REMEMBERED)
		return;
	if (spell->count * 2 >= spell->room)
		widen(spell);
	word = slot(spell, text);
	if (!word->text) {
		word->text = mem_copy(text);
		spell->count++;
	}
	word->verdict = verdict;
}

static enum verdict recall(const struct spell *spell, const char *text)
{
	return spell->room ? slot(spell, text)->verdict : VERDICT_NONE;
}

/* Hunspell answers a missing file with a working handle that knows no word,
 * which would flag everything: so look first. */
static bool open_hunspell(struct spell *spell)
{
	if (spell->hunspell || spell->off)
		return !spell->off;
	pthread_mutex_lock(&hunspell_lock);
	if (access(spell->affix, R_OK) == 0 &&
	    access(spell->words, R_OK) == 0 && load_hunspell())
		spell->hunspell = hunspell.create(spell->affix, spell->words);
	pthread_mutex_unlock(&hunspell_lock);
	spell->off = !spell->hunspell;
	return !spell->off;
}

static bool is_house_word(const struct spell *spell, const char *text)
{
	char *small;
	bool found;

	if (recall(spell, text) == VERDICT_HOUSE)
		return true;
	small = mem_copy(text);
	for (char *at = small; *at; at++) {
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at + 32);
	}
	found = recall(spell, small) == VERDICT_HOUSE;
	free(small);
	return found;
}

static bool is_word(void *payload, const char *text)
{
	struct spell *spell = payload;
	enum verdict verdict = recall(spell, text);

	if (verdict != VERDICT_NONE)
		return verdict != VERDICT_UNKNOWN;
	if (is_house_word(spell, text))
		return true;
	if (!open_hunspell(spell))
		return true;
	verdict = hunspell.spell(spell->hunspell, text) ? VERDICT_KNOWN
	                                                : VERDICT_UNKNOWN;
	remember(spell, text, verdict);
	return verdict == VERDICT_KNOWN;
}

static void suggest(void *payload, const char *text, struct finding *finding)
{
	struct spell *spell = payload;
	char **list = NULL;
	int count;

	if (!open_hunspell(spell))
		return;
	count = hunspell.suggest(spell->hunspell, &list, text);
	for (int i = 0; i < count && i < SUGGESTIONS; i++)
		finding_suggest(finding, list[i]);
	hunspell.free_list(spell->hunspell, &list, count);
}

struct spell *spell_new(const char *affix, const char *words)
{
	struct spell *spell = mem_new(sizeof(*spell));

	spell->affix = mem_copy(affix ? affix : AFFIX);
	spell->words = mem_copy(words ? words : WORDS);
	spell->speller.payload = spell;
	spell->speller.is_word = is_word;
	spell->speller.suggest = suggest;
	return spell;
}

void spell_free(struct spell *spell)
{
	if (!spell)
		return;
	pthread_mutex_lock(&hunspell_lock);
	if (spell->hunspell)
		hunspell.destroy(spell->hunspell);
	pthread_mutex_unlock(&hunspell_lock);
	for (size_t i = 0; i < spell->room; i++)
		free(spell->table[i].text);
	free(spell->table);
	free(spell->words);
	free(spell->affix);
	free(spell);
}

void spell_add(struct spell *spell, struct span list)
{
	struct span line;

	while (span_cut(&list, '\n', &line)) {
		char *word;

		line = span_trim(line);
		if (!line.bytes || *line.at == '#')
			continue;
		word = span_copy(line);
		remember(spell, word, VERDICT_HOUSE);
		free(word);
	}
}

const struct speller *spell_speller(const struct spell *spell)
{
	return &spell->speller;
}

bool spell_is_open(const struct spell *spell)
{
	return spell->hunspell != NULL;
}

bool spell_is_off(const struct spell *spell)
{
	return spell->off;
}
