/* What changed in a post, as a flow: folded where nothing did. */
#include <stdio.h>

#include "tui/post-flow.h"

enum { INDENT = 4, CONTEXT = 1, FOLDED_LEAST = 3 };

static void put_piece(struct flow *flow, enum diff_kind kind, struct span text)
{
	bool gone = kind == DIFF_GONE;
	enum style style = gone ? STYLE_GONE : STYLE_CAME;

	if (!text.bytes)
		return;
	if (kind == DIFF_SAME) {
		flow_put(flow, STYLE_TEXT, text);
		return;
	}
	flow_puts(flow, style, gone ? "【-" : "【+");
	flow_put(flow, style, text);
	flow_puts(flow, style, gone ? "-】" : "+】");
}

static void put_change(struct flow *flow, const struct diff_line *line)
{
	switch (line->kind) {
	case DIFF_SAME:
		flow_put(flow, STYLE_TEXT, line->after);
		break;
	case DIFF_GONE:
		put_piece(flow, DIFF_GONE, line->before);
		break;
	case DIFF_CAME:
		put_piece(flow, DIFF_CAME, line->after);
		break;
	case DIFF_CHANGED:
		for (size_t i = 0; i < line->piece_count; i++)
			put_piece(flow, line->pieces[i].kind,
			          line->pieces[i].text);
	}
	flow_end(flow, 0);
}

/* Unchanged lines from `at`: a few as they are, many folded but for the ones
 * beside a change. Returns the first line after them. */
static size_t put_same(struct flow *flow, const struct diff *diff, size_t at)
{
	size_t end = at, from = at ? CONTEXT : 0, until, folded = 0;

	while (end < diff->count && diff->at[end].kind == DIFF_SAME)
		end++;
	from += at;
	until = end < diff->count ? end - CONTEXT : end;
	if (until < from + FOLDED_LEAST)
		from = until = end;
	for (size_t i = at; i < from; i++)
		put_change(flow, &diff->at[i]);
	for (size_t i = from; i < until; i++)
		folded += diff->at[i].after.bytes > 0;
	if (folded) {
		flow_say(flow, STYLE_FAINT, N_("    … {n} lines unchanged …"),
		         NULL, NULL, (long)folded);
		flow_end(flow, 0);
	}
	for (size_t i = until; i < end; i++)
		put_change(flow, &diff->at[i]);
	return end;
}

void changes_flow(struct flow *flow, const struct comparison *comparison)
{
	const struct diff *diff = &comparison->diff;
	char from[16];
	int number = 0;

	snprintf(from, sizeof(from), "%d", comparison->from);
	if (comparison->to)
		flow_say(flow, STYLE_STRONG,
		         N_("What changed from revision {1} to revision {n}"),
		         from, NULL, comparison->to);
	else
		flow_say(flow, STYLE_STRONG,
		         N_("What is proposed instead of revision {n}"), NULL,
		         NULL, comparison->from);
	flow_puts(flow, STYLE_TEXT, "  ");
	put_piece(flow, DIFF_GONE, span_of(_("gone")));
	put_piece(flow, DIFF_CAME, span_of(_("new")));
	flow_end(flow, INDENT);
	flow_end(flow, 0);
	if (!comparison->changes) {
		flow_say(flow, STYLE_FAINT,
		         N_("Nothing changed but, perhaps, blank lines."), NULL,
		         NULL, 0);
		flow_end(flow, 0);
	}
	for (size_t i = 0; i < diff->count;) {
		if (diff->at[i].kind == DIFF_SAME) {
			i = put_same(flow, diff, i);
			continue;
		}
		if (!comparison_is_blank(&diff->at[i]))
			flow_mark(flow, ++number);
		put_change(flow, &diff->at[i++]);
	}
}
