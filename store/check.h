/*
 * check - the checks as installed: reads the lists of the share folder.
 *
 * core/check does no I/O; this opens what it needs: the .tsv files of
 * SHARE/terms and the .txt files of SHARE/words in order of name, and a speller
 * that opens Hunspell only when it must. An institution's own lists are added
 * after the shipped ones and overrule them.
 */
#ifndef STORE_CHECK_H
#define STORE_CHECK_H

#include "core/check.h"

struct checks;
struct form;

/*
 * Opens the lists under `share`, e.g. build/debug/share/sanshen.
 *
 * Errors: ERR_NO_FILE  there is no SHARE/terms
 *         ERR_SYSTEM   a list could not be read
 *         ERR_LINE     a list has a line that is none
 */
enum err_code checks_open(const char *share, struct checks **out,
                          struct err *err) MUST_USE;
void checks_close(struct checks *checks);

/* One more term list (core/check.h, terms_read), and more house words.
 * Errors: ERR_LINE. */
enum err_code checks_add_terms(struct checks *checks, struct span list,
                               const char *name, struct err *err) MUST_USE;
void checks_add_words(struct checks *checks, struct span list);

/* For check_run; borrowed until checks_close. */
const struct check_kit *checks_kit(const struct checks *checks);

/* The findings over a form and a text, in the order title, summary, audience,
 * text, attachments; appended. */
void checks_run(const struct checks *checks, const struct form *form,
                struct span text, struct findings *out);

/* Hunspell was asked for and is not installed: spelling is off. */
bool checks_spelling_is_off(const struct checks *checks);

#endif
