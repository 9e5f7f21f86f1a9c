/*
 * password - what a password must be, where the policy has [password].
 *
 * What a person typed is looked at here and nowhere kept; store/desk-password.c
 * has what is kept of it, a hash.
 */
#ifndef CORE_PASSWORD_H
#define CORE_PASSWORD_H

#include <stdbool.h>

#include "core/calendar.h"
#include "core/err.h"
#include "core/str.h"

struct person;

enum {
	PASSWORD_MIN = 8, /* characters, whatever the policy says */
	PASSWORD_BYTES = 1024,
	PASSWORD_WINDOW_MS =
	    15 * 60 * 1000 /* in which wrong ones are counted */
};

/* Of which a password must hold one each: a-z or A-Z, 0-9, anything else. */
enum password_class {
	PASSWORD_LETTER,
	PASSWORD_DIGIT,
	PASSWORD_SPECIAL,
	PASSWORD_CLASSES
};
const char *password_class_id(enum password_class class);

struct password_rules {
	bool at_sign; /* asked for with every decision */
	int min;      /* characters */
	bool classes[PASSWORD_CLASSES];
	struct term max_age; /* none: it stays good */
	int idle_min;        /* minutes until a screen locks; 0: never */
	int tries;           /* wrong ones within PASSWORD_WINDOW_MS */
};

/*
 * Whether the person may have this password. `common` has those that everybody
 * tries first, one a line, in small letters; what begins with such a word and
 * goes on with digits and signs is no better.
 *
 * Errors: ERR_PASSWORD_SHORT, _LETTER, _DIGIT, _SPECIAL, _EASY, _OWN.
 */
enum err_code password_judge(const struct password_rules *rules,
                             struct span password, const struct person *person,
                             struct span common, struct err *err) MUST_USE;

#endif
