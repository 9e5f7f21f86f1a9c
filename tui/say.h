/*
 * say - everything that is told to a person, in the reader's language.
 *
 * The only user of libintl. A sentence has named places: {1} and {2} for texts
 * (made safe for a terminal here), {n} for a number; a translation may change
 * their order, and no text of a stranger is ever a format. Words that are
 * short, like states, carry a context: C_("work", "draft").
 */
#ifndef TUI_SAY_H
#define TUI_SAY_H

#include <stdint.h>
#include <stdio.h>

#include "core/check.h"
#include "core/err.h"
#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"
#include "store/desk.h"
#include "store/verify.h"

#define _(sentence) say_translate(sentence)
#define C_(context, word) say_word(context "\004" word, word)
#define NC_(context, word) context "\004" word, word /* both, for a table */

/* Where the catalogues are; then the language of the environment. */
void say_start(const char *locale_folder);
/* The person's setting goes first; NULL: the environment decides. */
void say_language(const char *person_lang);

const char *say_translate(const char *sentence);
const char *say_word(const char *context_word, const char *word);

/* Appends `sentence`, translated, with its places filled. NULL is empty. */
void say_fill(struct str *out, const char *sentence, const char *one,
              const char *two, long number);
/* The same to a stream, with a line end. */
void say(FILE *to, const char *sentence, const char *one, const char *two);
void say_number(FILE *to, const char *sentence, const char *one, long number);

/* From outside, made safe for a terminal; no line end. What stands inside a
 * line, where a line break is a mark, too; and a text of lines, as {1} and {2}
 * above may be, but in an error's sentence. */
void say_text(FILE *to, const char *text);
void say_span(FILE *to, struct span text);
/* “name: value” in the way of the language, indented; nothing when empty. */
void say_field(FILE *to, const char *name, const char *value);

/* Where offices, units and people are called what: asked anew each time, since
 * the desk's roster and policy last only until its next call. NULL: nowhere. */
struct desk;
struct names {
	const struct desk *desk;
};

/* One sentence: appended; or to a stream, with a line end. */
void say_err_text(struct str *out, const struct err *err,
                  const struct names *names);
void say_err(FILE *to, const struct err *err, const struct names *names);
/* FILE:LINE: what — write: … */
void say_problem(FILE *to, const char *file, const struct err *problem);
/* The sentence of a finding, appended. */
void say_finding(struct str *out, const struct finding *finding);

/* What verify and doctor found: the name for JSON, then the sentence. */
const char *say_flaw_name(const struct flaw *flaw);
void say_flaw(struct str *out, const struct flaw *flaw);
const char *say_health_name(const struct health *health);
const char *say_health_severity(const struct health *health);
void say_health(struct str *out, const struct health *health,
                const struct names *names);

/* Appended; the institution's own words where it has any. */
void say_role(struct str *out, const struct names *names, const char *role,
              const char *unit);
void say_person(struct str *out, const struct names *names, const char *id);
void say_grade(struct str *out, const struct names *names, const char *id);
void say_unit(struct str *out, const struct names *names, const char *id);

const char *say_work(enum work work);
const char *say_public(enum public_state state);
const char *say_step(enum step_state state);
const char *say_severity(enum severity severity);
const char *say_why(const char *why);        /* sign, fix, publish */
const char *say_duty_word(const char *duty); /* collect, review, publish … */
const char *say_event(const char *event);    /* a record's word, for people */

/* 2026-11-23 10:05, appended. */
void say_time(struct str *out, int64_t at_ms, int offset_min);
/* today 17:00, tomorrow …, overdue by …; appended. */
void say_deadline(struct str *out, int64_t due_ms, int64_t now_ms,
                  int offset_min);

#endif
