/*
 * spell - the speller: house words first, then Hunspell.
 *
 * Hunspell costs some 20 ms and 8 MB, so it is opened at the first word that
 * neither the house list nor the remembered verdicts know, and suggestions are
 * made for unknown words only. Not for two threads at once.
 */
#ifndef STORE_SPELL_H
#define STORE_SPELL_H

#include "core/check.h"

struct spell;

/* `affix` and `words` are the paths of a Hunspell dictionary; NULL means the
 * system's en_US. Nothing is opened yet. */
struct spell *spell_new(const char *affix, const char *words);
void spell_free(struct spell *spell);

/* House words, one a line; # starts a comment line. A word written in small
 * letters is known in any case, another exactly as written. */
void spell_add(struct spell *spell, struct span list);

/* Borrowed until spell_free. */
const struct speller *spell_speller(const struct spell *spell);

bool spell_is_open(const struct spell *spell); /* Hunspell was needed */
/* No dictionary is installed: every word passes. Known once one was asked. */
bool spell_is_off(const struct spell *spell);

#endif
