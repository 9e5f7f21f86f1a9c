/*
 * checker - runs the checks beside the typing, in a thread of its own.
 *
 * Lists and Hunspell are opened there, at the first question. What it is asked
 * it copies; what it answers carries the stamp of the question, so that whoever
 * asked can drop the answer to a text that has moved.
 */
#ifndef TUI_CHECKER_H
#define TUI_CHECKER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/check.h"
#include "core/form.h"

struct checker;

/* What was found; and what it takes one look at the text to know. */
struct checker_answer {
	uint64_t stamp;
	struct findings findings;
	bool failed;       /* not checked: the lists cannot be opened */
	size_t characters; /* of the text, blanks not counted */
};

/* NULL when there can be no thread: then nothing is ever found. `share` is the
 * folder of shipped lists. */
struct checker *checker_open(const char *share);
/* At once: a check under way ends by itself, unheard. NULL is allowed. */
void checker_close(struct checker *checker);
/* Can be read when an answer waits: for screen_watch. */
int checker_fd(const struct checker *checker);
/* Takes the place of a question that was not begun. */
void checker_ask(struct checker *checker, const struct form *form,
                 struct span text, uint64_t stamp);
/* The answer that came last; false when there is none. The findings are the
 * caller's. */
bool checker_take(struct checker *checker, struct checker_answer *out);
/* Until everything asked is answered: for tests. */
void checker_wait(struct checker *checker);

#endif
