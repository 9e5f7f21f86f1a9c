/* help keys: every key of every screen, from the tables the screens use. */
#include <stdio.h>

#include "tui/act.h"
#include "tui/keys.h"
#include "tui/say.h"
#include "tui/view.h"

enum { KEYS_CELLS = 16 };

static void line(FILE *to, const char *view, const struct view_act *act)
{
	struct str keys = {0};

	keys_of(view, act->name, &keys);
	if (keys.bytes)
		fprintf(to, "  %-*s %s\n", KEYS_CELLS, str_text(&keys),
		        _(view_act_help(act)));
	str_clear(&keys);
}

void keys_page(FILE *to)
{
	for (size_t i = 0; i < view_ops_count(); i++) {
		const struct view_ops *ops = view_ops_at(i);

		fprintf(to, "%s\n", _(ops->heading));
		for (const struct view_act *act = ops->acts; act->name; act++)
			line(to, ops->name, act);
		fputc('\n', to);
	}
	fprintf(to, "%s\n", _("Everywhere"));
	for (const struct view_act *act = station_acts; act->name; act++)
		line(to, "*", act);
}
