#include "tui/view.h"

#include <string.h>

#include "tui/act.h"

static const struct view_ops *const all[] = {
    &view_home_ops, &view_queue_ops,  &view_review_ops,
    &view_sign_ops, &view_ask_ops,    &view_history_ops,
    &view_edit_ops, &view_policy_ops, &view_help_ops};

size_t view_ops_count(void)
{
	return sizeof(all) / sizeof(*all);
}

const struct view_ops *view_ops_at(size_t index)
{
	return all[index];
}

const struct view_act *view_act_find(const struct view_ops *ops,
                                     const char *name)
{
	for (const struct view_act *act = ops->acts; act && act->name; act++)
		if (strcmp(act->name, name) == 0)
			return act;
	return NULL;
}

const char *view_act_help(const struct view_act *act)
{
	for (size_t i = 0; !act->help && i < act_count(); i++)
		if (strcmp(act_at(i)->name, act->name) == 0)
			return act_at(i)->help;
	return act->help ? act->help : "";
}
