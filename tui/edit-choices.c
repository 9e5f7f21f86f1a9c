/* The editor: what is chosen in the form, from what the policy has: columns,
 * grades, channels, categories, flags, and fields of its own. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/edit-parts.h"

static const struct policy *policy_of(const struct edit *edit)
{
	return desk_policy(edit->view.station->session->desk);
}

/* ---- the policy's own fields --------------------------------------------- */

/* What has a line of its own in any form. */
static bool is_built_in(const char *id)
{
	static const char *const ids[] = {"title",    "summary",  "column",
	                                  "channels", "audience", "at",
	                                  "category", "flags",    "attachment"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (strcmp(id, ids[i]) == 0)
			return true;
	return false;
}

const struct policy_field *edit_own_field(const struct edit *edit,
                                          enum edit_place place)
{
	const struct policy *policy = policy_of(edit);
	int left = (int)place - EDIT_FIELD;

	if (place < EDIT_FIELD || place >= EDIT_TEXT)
		return NULL;
	for (size_t i = 0; i < policy_field_count(policy); i++) {
		const struct policy_field *field = policy_field_at(policy, i);

		if (!is_built_in(field->id) && left-- == 0)
			return field;
	}
	return NULL;
}

/* The policy's word for a line that any form has; NULL: none. */
const char *edit_field_title(const struct edit *edit, const char *id)
{
	const struct policy_field *field = policy_field(policy_of(edit), id);

	return field ? field->title : NULL;
}

bool edit_is_line(const struct edit *edit, enum edit_place place)
{
	const struct policy_field *field = edit_own_field(edit, place);

	return place == EDIT_TITLE || place == EDIT_SUMMARY ||
	       place == EDIT_AUDIENCE || place == EDIT_AT ||
	       (field && !field->options.count);
}

/* ---- choices ------------------------------------------------------------- */

size_t edit_choices(const struct edit *edit, enum edit_place place)
{
	const struct policy *policy = policy_of(edit);
	const struct policy_field *field;

	switch (place) {
	case EDIT_COLUMN:
		return policy_column_count(policy);
	case EDIT_CHANNELS:
		return policy_channel_count(policy);
	case EDIT_GRADE:
		return policy_grade_count(policy);
	case EDIT_CATEGORY:
		return policy_category_count(policy);
	case EDIT_FLAGS:
		return policy_flag_count(policy);
	default:
		field = edit_own_field(edit, place);
		return field ? field->options.count : 0;
	}
}

const char *edit_choice(const struct edit *edit, enum edit_place place,
                        size_t index)
{
	const struct policy *policy = policy_of(edit);

	switch (place) {
	case EDIT_COLUMN:
		return policy_column_at(policy, index)->id;
	case EDIT_CHANNELS:
		return policy_channel_at(policy, index)->id;
	case EDIT_GRADE:
		return policy_grade_at(policy, index)->id;
	case EDIT_CATEGORY:
		return policy_category_at(policy, index)->id;
	case EDIT_FLAGS:
		return policy_flag_at(policy, index)->id;
	default:
		return edit_own_field(edit, place)->options.at[index];
	}
}

const char *edit_choice_title(const struct edit *edit, enum edit_place place,
                              const char *id)
{
	const struct policy *policy = policy_of(edit);

	switch (place) {
	case EDIT_COLUMN:
		return policy_column_title(policy, id);
	case EDIT_CHANNELS:
		return policy_channel_title(policy, id);
	case EDIT_GRADE:
		return policy_grade_title(policy, id);
	case EDIT_CATEGORY:
		return policy_category_title(policy, id);
	case EDIT_FLAGS:
		return policy_flag(policy, id) ? policy_flag(policy, id)->title
		                               : id;
	default:
		return id;
	}
}

const char *edit_chosen(const struct edit *edit, enum edit_place place)
{
	const struct policy_field *field = edit_own_field(edit, place);

	return place == EDIT_COLUMN     ? edit->form.column
	       : place == EDIT_CATEGORY ? edit->form.category
	       : place == EDIT_GRADE    ? edit->grade
	       : field                  ? form_text(&edit->form, field->id)
	                                : NULL;
}

/* What need not be chosen can be taken back. */
static bool may_be_none(enum edit_place place)
{
	return place != EDIT_COLUMN && place != EDIT_GRADE;
}

static void set_chosen(struct edit *edit, enum edit_place place, const char *id)
{
	char **at = place == EDIT_COLUMN     ? &edit->form.column
	            : place == EDIT_CATEGORY ? &edit->form.category
	                                     : &edit->grade;
	char *copy;

	if (place >= EDIT_FIELD) {
		form_set_field(&edit->form, edit_own_field(edit, place)->id,
		               span_of(id));
		return;
	}
	copy = mem_copy(id);
	free(*at);
	*at = copy;
}

void edit_choose(struct edit *edit, int by)
{
	enum edit_place place = edit->focus;
	const char *chosen = edit_chosen(edit, place);
	int count = (int)edit_choices(edit, place);
	int none = may_be_none(place) ? 1 : 0, turns = count + none;
	int index = by > 0 ? -1 : count;

	if (none && by > 0)
		index = turns - 1;
	for (int i = 0; i < count; i++)
		if (chosen &&
		    strcmp(edit_choice(edit, place, (size_t)i), chosen) == 0)
			index = i;
	index = (index + by + turns) % turns;
	set_chosen(edit, place,
	           index < count ? edit_choice(edit, place, (size_t)index)
	                         : NULL);
	edit_changed(edit);
}

/* ---- channels and flags -------------------------------------------------- */

bool edit_has_toggle(const struct edit *edit, enum edit_place place,
                     const char *id)
{
	return words_have(place == EDIT_FLAGS ? &edit->form.flags
	                                      : &edit->form.channels,
	                  span_of(id));
}

size_t *edit_toggle_at(struct edit *edit, enum edit_place place)
{
	return place == EDIT_FLAGS ? &edit->flag : &edit->channel;
}

/* Takes the one under the cursor in or out; all stay in the policy's order. */
void edit_toggle(struct edit *edit)
{
	enum edit_place place = edit->focus;
	struct str list = {0};

	for (size_t i = 0; i < edit_choices(edit, place); i++) {
		const char *id = edit_choice(edit, place, i);
		bool turned = i == *edit_toggle_at(edit, place);

		if (edit_has_toggle(edit, place, id) != turned)
			str_putf(&list, "%s%s", list.bytes ? ", " : "", id);
	}
	if (place == EDIT_FLAGS)
		form_set_flags(&edit->form, str_span(&list));
	else
		form_set_channels(&edit->form, str_span(&list));
	str_clear(&list);
	edit_changed(edit);
}
