/*
 * post-flow - a post to be read on the screen: its head, the text with findings
 * in place, who decided what; and what changed in it.
 */
#ifndef TUI_POST_FLOW_H
#define TUI_POST_FLOW_H

#include "tui/compare.h"
#include "tui/flow.h"

struct post_reading {
	const struct session *session;
	const struct desk_view *view;
	bool studied; /* what takes a while was made: findings and comparison */
	const struct findings *findings; /* NULL: not yet; studied: never */
	int before; /* the revision this person has read; 0: none */
	const struct comparison *comparison; /* with it; NULL: not yet */
};

/* Puts the whole page. Finding number N (from 1) is mark N. Until findings and
 * comparison are there, their lines say so: the same paragraphs before and
 * after, so that the reader's place stays. */
void post_flow(struct flow *flow, const struct post_reading *reading);

/* Puts what changed, paragraphs that did not folded. Change N is mark N. */
void changes_flow(struct flow *flow, const struct comparison *comparison);

/* A text was proposed instead of the present revision, and nothing was done
 * about it. */
bool post_has_proposal(const struct post *post);

/* What is published and what stands there instead, {n} the revision that is
 * out; NULL when it is no correction on its way. */
const char *correction_sentence(const struct post *post);

/* How many findings there are, as a line; NULL: that they are being looked for
 * or, `studied`, could not be. */
void count_flow(struct flow *flow, const struct findings *findings,
                bool studied);

/* A sentence as one piece. */
void flow_say(struct flow *flow, enum style style, const char *sentence,
              const char *one, const char *two, long number);

#endif
