/*
 * given - what the options of the form said, for the acts that write a text:
 * new, save, propose, correct.
 */
#ifndef TUI_GIVEN_H
#define TUI_GIVEN_H

#include "store/desk.h"
#include "tui/args.h"

struct given {
	struct draft draft; /* borrows from the rest and from the args */
	struct str text;    /* what --from named */
	struct str flags;
};

/* *out must be zeroed; given_clear it in any case. Errors: of input_text. */
enum err_code given_read(const struct args *args, struct given *out,
                         struct err *err) MUST_USE;
void given_clear(struct given *given);

/* What the checks found, for a person; scripts read the standard output only.
 */
void given_hint(const struct answer *answer);

#endif
