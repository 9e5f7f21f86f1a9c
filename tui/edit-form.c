/* The editor: the lines of the form above the text. */
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/wrap.h"
#include "tui/edit-parts.h"

enum { ROWS_FOR_FORM = 12 };

static const char *label_of(enum edit_place place)
{
	switch (place) {
	case EDIT_TITLE:
		return _("Title");
	case EDIT_SUMMARY:
		return _("Summary");
	case EDIT_COLUMN:
		return _("Column");
	case EDIT_GRADE:
		return _("Grade");
	case EDIT_CHANNELS:
		return _("Channel");
	case EDIT_AUDIENCE:
		return _("Audience");
	case EDIT_AT:
		return _("Not before");
	case EDIT_TEXT:
	case EDIT_PLACES:
		break;
	}
	return "";
}

bool edit_is_line(enum edit_place place)
{
	return place == EDIT_TITLE || place == EDIT_SUMMARY ||
	       place == EDIT_AUDIENCE || place == EDIT_AT;
}

static const struct policy *policy_of(const struct edit *edit)
{
	return desk_policy(edit->view.station->session->desk);
}

/* ---- the form and its lines ---------------------------------------------- */

static void take_line(char **out, const struct field *field, bool needed)
{
	struct span text = span_trim(str_span(&field->text));

	free(*out);
	*out = text.bytes || needed ? span_copy(text) : NULL;
}

/* “2026-11-24 09:00” as a moment where the newsroom is; NULL for none. */
static char *read_time(struct span typed, int offset_min)
{
	char zone[CALENDAR_TEXT];
	struct str text = {0};
	int64_t at_ms;

	if (calendar_read(typed, &at_ms))
		return span_copy(typed);
	calendar_write(0, offset_min, zone);
	str_add(&text, typed);
	if (typed.bytes == 10)
		str_puts(&text, "T00:00");
	else if (typed.bytes == 16)
		text.at[10] = 'T';
	str_putf(&text, ":00%s", zone + 19);
	if (!calendar_read(str_span(&text), &at_ms))
		str_clear(&text);
	return text.bytes ? str_take(&text) : NULL;
}

static void take_time(struct edit *edit)
{
	struct span typed = span_trim(str_span(&edit->line[EDIT_AT].text));

	free(edit->form.at);
	edit->form.at =
	    typed.bytes
	        ? read_time(typed, edit->view.station->session->offset_min)
	        : NULL;
}

const struct form *edit_form(struct edit *edit, bool whole)
{
	struct form *form = &edit->form;

	take_line(&form->title, &edit->line[EDIT_TITLE], true);
	take_line(&form->summary, &edit->line[EDIT_SUMMARY], false);
	take_line(&form->audience, &edit->line[EDIT_AUDIENCE], false);
	if (edit->at_typed)
		take_time(edit);
	if (whole && !form->at)
		take_line(&form->at, &edit->line[EDIT_AT], false);
	return form;
}

void edit_put_channels(const struct form *form, struct str *out)
{
	for (size_t i = 0; i < form->channel_count; i++)
		str_putf(out, "%s%s", i ? ", " : "", form->channels[i]);
}

void edit_form_clear(struct edit *edit)
{
	for (size_t i = 0; i < EDIT_PLACES; i++)
		field_clear(&edit->line[i]);
	form_clear(&edit->form);
	free(edit->grade);
	edit->grade = NULL;
	edit->at_typed = false;
}

void edit_set_form(struct edit *edit, const struct form *form,
                   const char *grade)
{
	struct str at = {0};
	int64_t at_ms;

	edit_form_clear(edit);
	form_copy(&edit->form, form);
	if (!edit->form.title)
		edit->form.title = mem_copy("");
	edit->grade = mem_copy(grade);
	for (size_t i = 0; i < EDIT_PLACES; i++)
		edit->line[i].limit_bytes = EDIT_LINE_LIMIT;
	field_set(&edit->line[EDIT_TITLE], form->title);
	field_set(&edit->line[EDIT_SUMMARY], form->summary);
	field_set(&edit->line[EDIT_AUDIENCE], form->audience);
	if (form->at && calendar_read(span_of(form->at), &at_ms)) {
		say_time(&at, at_ms, edit->view.station->session->offset_min);
	} else if (form->at) {
		str_puts(&at, form->at); /* half typed when it was kept */
		edit->at_typed = true;
	}
	field_set(&edit->line[EDIT_AT], str_text(&at));
	str_clear(&at);
}

/* ---- choices ------------------------------------------------------------- */

static size_t choices(const struct edit *edit, enum edit_place place)
{
	const struct policy *policy = policy_of(edit);

	return place == EDIT_COLUMN     ? policy_column_count(policy)
	       : place == EDIT_CHANNELS ? policy_channel_count(policy)
	                                : policy_grade_count(policy);
}

static const struct policy_name *choice(const struct edit *edit,
                                        enum edit_place place, size_t index)
{
	const struct policy *policy = policy_of(edit);

	return place == EDIT_COLUMN     ? policy_column_at(policy, index)
	       : place == EDIT_CHANNELS ? policy_channel_at(policy, index)
	                                : policy_grade_at(policy, index);
}

static bool has_channel(const struct edit *edit, const char *id)
{
	for (size_t i = 0; i < edit->form.channel_count; i++)
		if (strcmp(edit->form.channels[i], id) == 0)
			return true;
	return false;
}

bool edit_stops(const struct edit *edit, enum edit_place place)
{
	const char *only;

	if (place == EDIT_TEXT || edit_is_line(place))
		return true;
	if (edit->reads_only || !choices(edit, place))
		return false;
	/* One choice, and it is made. */
	only = choice(edit, place, 0)->id;
	return choices(edit, place) > 1 ||
	       (place == EDIT_COLUMN &&
	        (!edit->form.column || strcmp(edit->form.column, only))) ||
	       (place == EDIT_CHANNELS && !has_channel(edit, only));
}

void edit_move_focus(struct edit *edit, int by)
{
	int place = (int)edit->focus;

	do {
		place = (place + by + EDIT_PLACES) % EDIT_PLACES;
	} while (!edit_stops(edit, (enum edit_place)place));
	edit->focus = (enum edit_place)place;
}

/* The next one, or the one before; without one the first. */
static void choose(struct edit *edit, char **id, int by)
{
	int count = (int)choices(edit, edit->focus);
	int index = by > 0 ? -1 : count;

	for (int i = 0; i < count; i++)
		if (*id &&
		    strcmp(choice(edit, edit->focus, (size_t)i)->id, *id) == 0)
			index = i;
	index = (index + by + count) % count;
	free(*id);
	*id = mem_copy(choice(edit, edit->focus, (size_t)index)->id);
	edit_changed(edit);
}

/* Takes the channel under the cursor in or out; all stay in the policy's
 * order. */
static void toggle(struct edit *edit)
{
	struct str list = {0};

	for (size_t i = 0; i < choices(edit, EDIT_CHANNELS); i++) {
		const char *id = choice(edit, EDIT_CHANNELS, i)->id;

		if (has_channel(edit, id) != (i == edit->channel))
			str_putf(&list, "%s%s", list.bytes ? ", " : "", id);
	}
	form_set_channels(&edit->form, str_span(&list));
	str_clear(&list);
	edit_changed(edit);
}

/* Letters are no choice; other keys are somebody else's. */
static bool say_how_to_choose(struct edit *edit, uint32_t key)
{
	if (key < ' ' || (key >= PRESS_FIRST && key != PRESS_PASTE))
		return false;
	station_note(edit->view.station, STYLE_FAINT,
	             edit->focus == EDIT_CHANNELS
	                 ? N_("Left and Right go to a channel, Space takes it "
	                      "in or out.")
	                 : N_("Left and Right choose."),
	             NULL, NULL, 0);
	return true;
}

static bool press_choice(struct edit *edit, uint32_t key)
{
	int by = key == PRESS_LEFT ? -1 : 1;

	if (key != PRESS_LEFT && key != PRESS_RIGHT && keys_fold(key) != ' ')
		return say_how_to_choose(edit, key);
	if (edit->focus == EDIT_COLUMN) {
		choose(edit, &edit->form.column, by);
	} else if (edit->focus == EDIT_GRADE) {
		choose(edit, &edit->grade, by);
	} else if (key == PRESS_LEFT || key == PRESS_RIGHT) {
		size_t count = choices(edit, EDIT_CHANNELS);

		edit->channel = (edit->channel + count + (size_t)by) % count;
	} else {
		toggle(edit);
	}
	return true;
}

static bool is_moving(uint32_t key)
{
	return key == PRESS_LEFT || key == PRESS_RIGHT || key == PRESS_HOME ||
	       key == PRESS_END || key == PRESS_WORD_LEFT ||
	       key == PRESS_WORD_RIGHT;
}

static bool press_line(struct edit *edit, const struct press *press)
{
	struct field *field = &edit->line[edit->focus];
	char *before;
	bool mine;

	if (edit->reads_only && !is_moving(press->key)) {
		struct str why = {0};

		edit_why_reads_only(edit, &why);
		station_note(edit->view.station, STYLE_ALARM, N_("{1}"),
		             str_text(&why), NULL, 0);
		str_clear(&why);
		return true;
	}
	before = span_copy(str_span(&field->text));
	mine = station_field(edit->view.station, field, press);
	if (!span_is(str_span(&field->text), before)) {
		edit->at_typed |= edit->focus == EDIT_AT;
		edit_changed(edit);
	}
	free(before);
	return mine;
}

bool edit_press_form(struct edit *edit, const struct press *press)
{
	switch (press->key) {
	case PRESS_DOWN:
	case PRESS_ENTER:
		edit_move_focus(edit, 1);
		return true;
	case PRESS_UP:
		if (edit->focus != EDIT_TITLE)
			edit_move_focus(edit, -1);
		return true;
	case PRESS_PAGE_DOWN:
		edit->focus = EDIT_TEXT;
		return true;
	default:
		return edit_is_line(edit->focus)
		           ? press_line(edit, press)
		           : press_choice(edit, press->key);
	}
}

/* ---- drawing ------------------------------------------------------------- */

static const char *title_of(const struct policy_name *name, const char *id)
{
	return name && name->title ? name->title : id;
}

static void channel_text(const struct edit *edit, size_t index, struct str *out)
{
	const struct policy_name *name = choice(edit, EDIT_CHANNELS, index);
	bool has = has_channel(edit, name->id);

	if (choices(edit, EDIT_CHANNELS) > 1 || !has)
		str_puts(out, has ? "[x] " : "[ ] ");
	str_puts(out, title_of(name, name->id));
	str_puts(out, "  ");
}

/* The first one drawn, so that the one under the cursor fits, too. */
static size_t first_channel(const struct edit *edit, int cols)
{
	size_t first = edit->channel + 1;
	struct str text = {0};

	while (first) {
		channel_text(edit, first - 1, &text);
		if (wrap_width(str_span(&text), screen_cells) > cols + 2)
			break;
		first--;
	}
	str_clear(&text);
	return first > edit->channel ? edit->channel : first;
}

static void draw_channels(struct edit *edit, struct screen *screen, int row,
                          int col, int end)
{
	struct str text = {0};

	for (size_t i = first_channel(edit, end - col);
	     i < choices(edit, EDIT_CHANNELS) && col < end; i++) {
		bool chosen =
		    edit->focus == EDIT_CHANNELS && i == edit->channel;

		channel_text(edit, i, &text);
		col += screen_put(screen, row, col, end - col,
		                  chosen ? STYLE_CHOSEN : STYLE_TEXT,
		                  span_from(text.at, text.bytes - 2), false);
		col += 2;
		text.bytes = 0;
	}
	str_clear(&text);
}

static void draw_choice(struct edit *edit, enum edit_place place,
                        struct screen *screen, int row, int col, int end)
{
	const struct policy *policy = policy_of(edit);
	struct str text = {0};
	bool focus = edit->focus == place;
	const char *id = place == EDIT_COLUMN ? edit->form.column : edit->grade;
	int grade = place == EDIT_GRADE && id ? policy_grade(policy, id) : -1;

	str_puts(&text, focus ? "< " : "");
	if (!id || !*id)
		str_puts(&text, _("(choose)"));
	else if (place == EDIT_COLUMN)
		str_puts(&text, title_of(policy_column(policy, id), id));
	else
		str_puts(
		    &text,
		    grade < 0
		        ? id
		        : title_of(policy_grade_at(policy, (size_t)grade), id));
	str_puts(&text, focus ? " >" : "");
	screen_put(screen, row, col, end - col,
	           focus ? STYLE_CHOSEN : STYLE_TEXT, str_span(&text), false);
	str_clear(&text);
}

static int label_cells(enum edit_place place)
{
	return wrap_width(span_of(label_of(place)), screen_cells);
}

/* One label and what belongs to it, in [col, end) of a row. */
static void draw_place(struct edit *edit, enum edit_place place,
                       struct screen *screen, int row, int col, int end)
{
	int widest = label_cells(EDIT_TITLE);
	bool focus = edit->focus == place && !edit->lists;
	int start = col;

	if (end - col < 2)
		return;
	edit->places[place] = (struct area){row, col, 1, end - col};
	screen_put(screen, row, col, end - col, edit_place_style(edit, place),
	           span_of(label_of(place)), false);
	if (label_cells(EDIT_SUMMARY) > widest)
		widest = label_cells(EDIT_SUMMARY);
	if (label_cells(EDIT_COLUMN) > widest)
		widest = label_cells(EDIT_COLUMN);
	if (label_cells(EDIT_AUDIENCE) > widest)
		widest = label_cells(EDIT_AUDIENCE);
	if (place == EDIT_GRADE || place == EDIT_CHANNELS || place == EDIT_AT)
		widest = label_cells(place);
	col = start + widest + 1;
	if (col >= end)
		return;
	if (edit_is_line(place))
		field_draw(&edit->line[place], screen, row, col, end - col,
		           STYLE_TEXT, focus);
	if (place == EDIT_AT && focus && !edit->line[place].text.bytes)
		screen_put(screen, row, col, end - col, STYLE_FAINT,
		           span_of("2026-11-23 09:00"), false);
	if (place == EDIT_CHANNELS)
		draw_channels(edit, screen, row, col, end);
	else if (!edit_is_line(place))
		draw_choice(edit, place, screen, row, col, end);
}

/* Why the post came back stays in sight while it is mended. */
static void draw_return(const struct edit *edit, struct screen *screen, int row,
                        struct area area)
{
	const struct signoff *signoff = edit_returned(edit);
	struct str words = {0};

	say_fill(&words, N_("Returned: {1}"), signoff->opinion, NULL, 0);
	screen_put(screen, row, area.col, area.cols, STYLE_FAINT,
	           str_span(&words), true);
	str_clear(&words);
}

int edit_draw_form(struct edit *edit, struct screen *screen, struct area area)
{
	int left = area.col, right = area.col + area.cols;
	int third = left + area.cols * 2 / 5, half = left + area.cols / 2;
	int most = left + area.cols * 13 / 20, row = area.row;

	memset(edit->places, 0, sizeof(edit->places));
	/* Another policy may have come into force. */
	if (edit->channel >= choices(edit, EDIT_CHANNELS))
		edit->channel = 0;
	if (area.rows < 3 && edit->focus == EDIT_TEXT)
		return 0;
	if (area.rows < ROWS_FOR_FORM) {
		draw_place(edit,
		           edit->focus == EDIT_TEXT ? EDIT_TITLE : edit->focus,
		           screen, row, left, right);
		return 1;
	}
	draw_place(edit, EDIT_TITLE, screen, row++, left, right);
	draw_place(edit, EDIT_SUMMARY, screen, row++, left, right);
	draw_place(edit, EDIT_COLUMN, screen, row, left, third);
	/* A choice of channels takes a row of its own. */
	if (choices(edit, EDIT_CHANNELS) > 1) {
		draw_place(edit, EDIT_GRADE, screen, row++, half + 1, right);
		draw_place(edit, EDIT_CHANNELS, screen, row++, left, right);
	} else {
		draw_place(edit, EDIT_GRADE, screen, row, third + 1, most);
		draw_place(edit, EDIT_CHANNELS, screen, row++, most + 1, right);
	}
	draw_place(edit, EDIT_AUDIENCE, screen, row, left, half);
	draw_place(edit, EDIT_AT, screen, row++, half + 1, right);
	if (edit_returned(edit))
		draw_return(edit, screen, row++, area);
	return row - area.row;
}
