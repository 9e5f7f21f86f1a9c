/*
 * check-rules - what the check-*.c files share; nobody else includes it.
 *
 * A check is a function over the whole text (strict UTF-8) that appends its
 * findings, in any order; check_run sorts them and fills in line and column.
 */
#ifndef CORE_CHECK_RULES_H
#define CORE_CHECK_RULES_H

#include <stdint.h>

#include "core/check.h"

/* One finding of a built-in rule over text[start..end); the rule's name is one
 * of RULE_LIST. Borrowed until the next finding is added. */
struct finding *finding_add(struct findings *out, const char *rule,
                            struct span text, size_t start, size_t end);

/* One finding of a term list. `name` is the part behind terms/. */
struct finding *finding_add_term(struct findings *out, const char *name,
                                 enum severity severity, struct span text,
                                 size_t start, size_t end);

/* The code point before byte `at`; 0 at the start. Its bytes in *bytes. */
uint32_t check_before(struct span text, size_t at, size_t *bytes);
/* The code point at byte `at`; 0 at the end. */
uint32_t check_point(struct span text, size_t at, size_t *bytes);
/* 0..9 of an ASCII or full-width digit, else -1. */
int check_digit(uint32_t point);
/* Whether text from byte `at` on begins with `words`. */
bool check_at(struct span text, size_t at, const char *words);
/* Bytes of the first of `words` (NULL-terminated) that stands at `at`; 0. */
size_t check_any(struct span text, size_t at, const char *const *words);

void check_terms(const struct terms *terms, struct span text,
                 struct findings *out);
void check_id_numbers(struct span text, struct findings *out);
void check_mobiles(struct span text, struct findings *out);
void check_markings(struct span text, struct findings *out);
void check_half_width(struct span text, struct findings *out);
void check_two_names(struct span text, struct findings *out);
void check_counts(struct span text, struct findings *out);
void check_spelling(const struct speller *speller, struct span text,
                    struct findings *out);

#endif
