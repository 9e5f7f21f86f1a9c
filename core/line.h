/*
 * line - the words of one command line that came over SSH, without a shell.
 *
 * Grammar: words with blanks between. 'Single' and "double" quotes, anywhere in
 * a word, take everything up to the next such quote as it stands; there is no
 * escape. Outside of quotes nothing a shell would act on is allowed:
 * \\ ` $ ; | & < > ( ). Nowhere a control character, a tab or a line break; all
 * of it is UTF-8.
 */
#ifndef CORE_LINE_H
#define CORE_LINE_H

#include <stdbool.h>

#include "core/str.h"

#define LINE_BYTES ((size_t)16 * 1024) /* longer lines are refused */
#define LINE_WORDS 256

struct line {
	char *word[LINE_WORDS + 1]; /* its own; NULL after the last */
	size_t count;               /* 0: a line of blanks */
};

/* False, and nothing to clear, when the line is outside of the grammar. */
bool line_read(struct span text, struct line *out);
void line_clear(struct line *line);

#endif
