/* The editor: the lines of the form above the text. */
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/wrap.h"
#include "tui/edit-parts.h"

enum { ROWS_FOR_FORM = 12, ROWS_FOR_TEXT = 7 };

/* The program's word; of the policy's own lines the policy's. */
static const char *label_of(const struct edit *edit, enum edit_place place)
{
	const char *title = NULL;

	switch ((int)place) {
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
	case EDIT_CATEGORY:
		title = edit_field_title(edit, "category");
		return title ? title : _("Category");
	case EDIT_FLAGS:
		return _("Involves");
	default:
		return edit_own_field(edit, place)
		           ? edit_own_field(edit, place)->title
		           : "";
	}
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

static void take_own_line(struct edit *edit, enum edit_place place)
{
	const struct policy_field *field = edit_own_field(edit, place);

	if (field && !field->options.count)
		form_set_field(&edit->form, field->id,
		               span_trim(str_span(&edit->line[place].text)));
}

const struct form *edit_form(struct edit *edit, bool whole)
{
	struct form *form = &edit->form;

	take_line(&form->title, &edit->line[EDIT_TITLE], true);
	take_line(&form->summary, &edit->line[EDIT_SUMMARY], false);
	take_line(&form->audience, &edit->line[EDIT_AUDIENCE], false);
	for (int i = EDIT_FIELD; i < EDIT_TEXT; i++)
		take_own_line(edit, (enum edit_place)i);
	if (edit->at_typed)
		take_time(edit);
	if (whole && !form->at)
		take_line(&form->at, &edit->line[EDIT_AT], false);
	return form;
}

void edit_put_channels(const struct form *form, struct str *out)
{
	for (size_t i = 0; i < form->channels.count; i++)
		str_putf(out, "%s%s", i ? ", " : "", form->channels.at[i]);
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
	for (int i = EDIT_FIELD; i < EDIT_TEXT; i++) {
		const struct policy_field *field =
		    edit_own_field(edit, (enum edit_place)i);

		if (field && !field->options.count)
			field_set(&edit->line[i], form_text(form, field->id));
	}
	if (form->at && calendar_read(span_of(form->at), &at_ms)) {
		say_time(&at, at_ms, edit->view.station->session->offset_min);
	} else if (form->at) {
		str_puts(&at, form->at); /* half typed when it was kept */
		edit->at_typed = true;
	}
	field_set(&edit->line[EDIT_AT], str_text(&at));
	str_clear(&at);
}

/* ---- the focus ----------------------------------------------------------- */

bool edit_stops(const struct edit *edit, enum edit_place place)
{
	const char *only;

	/* Only these are proposed. */
	if (edit->proposes)
		return place == EDIT_TITLE || place == EDIT_SUMMARY ||
		       place == EDIT_TEXT;
	if (place == EDIT_TEXT || edit_is_line(edit, place))
		return true;
	if (edit->reads_only || !edit_choices(edit, place))
		return false;
	if (place == EDIT_CATEGORY || place == EDIT_FLAGS ||
	    place >= EDIT_FIELD)
		return true;
	/* One choice, and it is made. */
	only = edit_choice(edit, place, 0);
	return edit_choices(edit, place) > 1 ||
	       (place == EDIT_COLUMN &&
	        (!edit->form.column || strcmp(edit->form.column, only))) ||
	       (place == EDIT_CHANNELS && !edit_has_toggle(edit, place, only));
}

void edit_move_focus(struct edit *edit, int by)
{
	int place = (int)edit->focus;

	do {
		place = (place + by + EDIT_PLACES) % EDIT_PLACES;
	} while (!edit_stops(edit, (enum edit_place)place));
	edit->focus = (enum edit_place)place;
}

static bool is_toggled(enum edit_place place)
{
	return place == EDIT_CHANNELS || place == EDIT_FLAGS;
}

/* Letters are no choice; other keys are somebody else's. */
static bool say_how_to_choose(struct edit *edit, uint32_t key)
{
	if (key < ' ' || (key >= PRESS_FIRST && key != PRESS_PASTE))
		return false;
	station_note(edit->view.station, STYLE_FAINT,
	             is_toggled(edit->focus)
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
	if (!is_toggled(edit->focus)) {
		edit_choose(edit, by);
	} else if (key == PRESS_LEFT || key == PRESS_RIGHT) {
		size_t count = edit_choices(edit, edit->focus);
		size_t *at = edit_toggle_at(edit, edit->focus);

		*at = (*at + count + (size_t)by) % count;
	} else {
		edit_toggle(edit);
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
		return edit_is_line(edit, edit->focus)
		           ? press_line(edit, press)
		           : press_choice(edit, press->key);
	}
}

/* ---- drawing ------------------------------------------------------------- */

static void toggle_text(const struct edit *edit, enum edit_place place,
                        size_t index, struct str *out)
{
	const char *id = edit_choice(edit, place, index);
	bool has = edit_has_toggle(edit, place, id);

	if (place == EDIT_FLAGS || edit_choices(edit, place) > 1 || !has)
		str_puts(out, has ? "[x] " : "[ ] ");
	str_puts(out, edit_choice_title(edit, place, id));
	str_puts(out, "  ");
}

/* The first one drawn, so that the one under the cursor fits, too. */
static size_t first_toggle(struct edit *edit, enum edit_place place, int cols)
{
	size_t at = *edit_toggle_at(edit, place), first = at + 1;
	struct str text = {0};

	while (first) {
		toggle_text(edit, place, first - 1, &text);
		if (wrap_width(str_span(&text), screen_cells) > cols + 2)
			break;
		first--;
	}
	str_clear(&text);
	return first > at ? at : first;
}

static void draw_toggles(struct edit *edit, enum edit_place place,
                         struct screen *screen, int row, int col, int end)
{
	size_t at = *edit_toggle_at(edit, place);
	struct str text = {0};

	for (size_t i = first_toggle(edit, place, end - col);
	     i < edit_choices(edit, place) && col < end; i++) {
		bool chosen = edit->focus == place && i == at;

		toggle_text(edit, place, i, &text);
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
	struct str text = {0};
	bool focus = edit->focus == place;
	const char *id = edit_chosen(edit, place);

	str_puts(&text, focus ? "< " : "");
	if (!id || !*id)
		str_puts(&text, _("(choose)"));
	else
		str_puts(&text, edit_choice_title(edit, place, id));
	str_puts(&text, focus ? " >" : "");
	screen_put(screen, row, col, end - col,
	           focus ? STYLE_CHOSEN : STYLE_TEXT, str_span(&text), false);
	str_clear(&text);
}

static int label_cells(const struct edit *edit, enum edit_place place)
{
	return wrap_width(span_of(label_of(edit, place)), screen_cells);
}

/* Of those that stand at the left of a row of any form. */
static int widest_label(const struct edit *edit)
{
	static const enum edit_place left[] = {EDIT_TITLE, EDIT_SUMMARY,
	                                       EDIT_COLUMN, EDIT_AUDIENCE};
	int widest = 0;

	for (size_t i = 0; i < sizeof(left) / sizeof(*left); i++)
		if (label_cells(edit, left[i]) > widest)
			widest = label_cells(edit, left[i]);
	return widest;
}

/* What is to be written there, while nothing is. */
static void draw_hint(const struct edit *edit, enum edit_place place,
                      struct screen *screen, int row, int col, int end)
{
	const struct policy_field *field = edit_own_field(edit, place);
	const char *hint = place == EDIT_AT ? "2026-11-23 09:00"
	                   : field          ? field->hint
	                                    : NULL;

	if (hint && !edit->line[place].text.bytes)
		screen_put(screen, row, col, end - col, STYLE_FAINT,
		           span_of(hint), false);
}

/* One label and what belongs to it, in [col, end) of a row. */
static void draw_place(struct edit *edit, enum edit_place place,
                       struct screen *screen, int row, int col, int end)
{
	int widest = widest_label(edit), own = label_cells(edit, place);
	bool focus = edit->focus == place && !edit->lists;

	if (end - col < 2)
		return;
	edit->places[place] = (struct area){row, col, 1, end - col};
	screen_put(screen, row, col, end - col, edit_place_style(edit, place),
	           span_of(label_of(edit, place)), false);
	if (own > widest || place == EDIT_GRADE || place == EDIT_CHANNELS ||
	    place == EDIT_AT)
		widest = own;
	col += widest + 1;
	if (col >= end)
		return;
	if (is_toggled(place)) {
		draw_toggles(edit, place, screen, row, col, end);
	} else if (!edit_is_line(edit, place)) {
		draw_choice(edit, place, screen, row, col, end);
	} else {
		field_draw(&edit->line[place], screen, row, col, end - col,
		           STYLE_TEXT, focus);
		if (focus)
			draw_hint(edit, place, screen, row, col, end);
	}
}

/* The places of the policy's own lines, in order; returns how many. */
static int own_places(const struct edit *edit,
                      enum edit_place out[EDIT_OWN_FIELDS + 2])
{
	int count = 0;

	if (edit_choices(edit, EDIT_CATEGORY))
		out[count++] = EDIT_CATEGORY;
	if (edit_choices(edit, EDIT_FLAGS))
		out[count++] = EDIT_FLAGS;
	for (int i = EDIT_FIELD; i < EDIT_TEXT; i++)
		if (edit_own_field(edit, (enum edit_place)i))
			out[count++] = (enum edit_place)i;
	return count;
}

/* As many as leave the text room; the one in focus is among them. Returns the
 * rows they took. */
static int draw_own(struct edit *edit, struct screen *screen, int row,
                    struct area area)
{
	enum edit_place places[EDIT_OWN_FIELDS + 2];
	int count = own_places(edit, places), first = 0;
	int most = area.rows - (row - area.row) - ROWS_FOR_TEXT;

	if (most < 2)
		most = 2;
	if (most > count)
		most = count;
	for (int i = 0; i < count; i++)
		if (places[i] == edit->focus && i >= most)
			first = i - most + 1;
	for (int i = 0; i < most; i++)
		draw_place(edit, places[first + i], screen, row + i, area.col,
		           area.col + area.cols);
	return most;
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
	if (edit->channel >= edit_choices(edit, EDIT_CHANNELS))
		edit->channel = 0;
	if (edit->flag >= edit_choices(edit, EDIT_FLAGS))
		edit->flag = 0;
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
	if (edit_choices(edit, EDIT_CHANNELS) > 1) {
		draw_place(edit, EDIT_GRADE, screen, row++, half + 1, right);
		draw_place(edit, EDIT_CHANNELS, screen, row++, left, right);
	} else {
		draw_place(edit, EDIT_GRADE, screen, row, third + 1, most);
		draw_place(edit, EDIT_CHANNELS, screen, row++, most + 1, right);
	}
	draw_place(edit, EDIT_AUDIENCE, screen, row, left, half);
	draw_place(edit, EDIT_AT, screen, row++, half + 1, right);
	row += draw_own(edit, screen, row, area);
	if (edit_returned(edit))
		draw_return(edit, screen, row++, area);
	return row - area.row;
}
