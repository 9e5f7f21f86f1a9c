/* The editor: the findings as a list, as a count, and at the lines they are
 * about. */
#include <string.h>

#include "core/wrap.h"
#include "tui/edit-parts.h"

#define NONE ((size_t)-1)

/* ---- the list ------------------------------------------------------------ */

enum err_code edit_list(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;

	(void)err;
	if (!edit->findings.count) {
		edit_say_none(edit);
		return ERR_OK;
	}
	edit->lists = !edit->lists;
	list_set_count(&edit->list, edit->findings.count);
	if (edit->finding != NONE)
		edit->list.at = edit->finding;
	return ERR_OK;
}

void edit_choose_in_list(struct edit *edit)
{
	if (!edit->lists)
		return;
	edit->lists = false;
	edit_go_to_finding(edit, edit->list.at);
}

bool edit_press_list(struct edit *edit, const struct press *press)
{
	const char *act = keys_act("edit", false, press->key);

	if (press->key == PRESS_ENTER) {
		edit_choose_in_list(edit);
		return true;
	}
	if (press->key == PRESS_CLICK) {
		size_t index =
		    list_row_at(&edit->list, edit->list_area, press->row);
		if (index == NONE) {
			edit->lists = false;
		} else {
			edit->list.at = index;
			edit_choose_in_list(edit);
		}
		return true;
	}
	if (act)
		return list_act(&edit->list, act);
	/* What is typed is not lost without a word. */
	if (press->key < ' ' ||
	    (press->key >= PRESS_FIRST && press->key != PRESS_PASTE))
		return false;
	station_note(edit->view.station, STYLE_FAINT,
	             N_("Nothing was typed: the list of findings is open. Esc "
	                "closes it."),
	             NULL, NULL, 0);
	return true;
}

static void draw_finding(void *payload, struct screen *screen, int row, int col,
                         int cols, size_t index, bool chosen)
{
	struct edit *edit = payload;
	const struct finding *finding = &edit->findings.at[index];
	struct str line = {0}, message = {0};
	enum edit_place place;
	size_t start, end;
	bool there = edit_finding_at(edit, index, &place, &start, &end);
	int width;

	str_putf(&line, " %s ", say_severity(finding->severity));
	width =
	    screen_put(screen, row, col, cols,
	               chosen  ? STYLE_CHOSEN
	               : there ? (enum style)(STYLE_INFO + finding->severity)
	                       : STYLE_FAINT,
	               str_span(&line), true);
	line.bytes = 0;
	say_finding(&message, finding);
	/* Some sentences name the words themselves. */
	if (!there)
		say_fill(&line, N_("“{1}” was changed."), finding->text, NULL,
		         0);
	else if (edit_waiver(edit, finding->rule))
		say_fill(&line, N_("“{1}” {2} (stays with a reason)"),
		         finding->text, str_text(&message), 0);
	else if (strstr(str_text(&message), finding->text))
		str_add(&line, str_span(&message));
	else
		say_fill(&line, N_("“{1}” {2}"), finding->text,
		         str_text(&message), 0);
	screen_put(screen, row, col + width, cols - width,
	           chosen  ? STYLE_CHOSEN
	           : there ? STYLE_TEXT
	                   : STYLE_FAINT,
	           str_span(&line), true);
	str_clear(&line);
	str_clear(&message);
}

void edit_draw_list(struct edit *edit, struct screen *screen, struct area area)
{
	edit->list_area = area;
	if (area.rows < 1)
		return;
	for (int i = 0; i < area.rows; i++)
		screen_put(screen, area.row + i, area.col, area.cols,
		           STYLE_TEXT, span_of(""), true);
	if (area.rows > 2) {
		screen_rule(screen, area.row, area.col, area.cols);
		screen_put(screen, area.row, area.col + 2, area.cols - 2,
		           STYLE_STRONG,
		           span_of(_(" Enter go there   F4 apply   F5 reason   "
		                     "Esc close the list ")),
		           false);
		edit->list_area.row++;
		edit->list_area.rows--;
	}
	list_draw(&edit->list, screen, edit->list_area, draw_finding, edit);
}

/* ---- what the form and the rule show of them ----------------------------- */

enum style edit_place_style(const struct edit *edit, enum edit_place place)
{
	enum style style = edit->focus == place ? STYLE_STRONG : STYLE_FAINT;
	enum edit_place stands;
	size_t start, end;

	/* Those of the lines come before those of the text. */
	for (size_t i = 0; i < edit->findings.count; i++) {
		const struct finding *finding = &edit->findings.at[i];
		enum style its = (enum style)(STYLE_INFO + finding->severity);

		bool there = edit_finding_at(edit, i, &stands, &start, &end);

		if (stands == EDIT_TEXT)
			break;
		if (there && stands == place &&
		    (style < STYLE_INFO || its > style))
			style = its;
	}
	return style;
}

void edit_draw_rule(struct edit *edit, struct screen *screen, int row,
                    struct area area)
{
	bool empty = !buffer_text(edit->pad.buffer).bytes;
	struct str count = {0};
	int col = area.col + 2, end = area.col + area.cols;

	screen_rule(screen, row, area.col, area.cols);
	if (edit->unchecked)
		col += screen_put(screen, row, col, end - col, STYLE_ALARM,
		                  span_of(_(" not checked ")), false) +
		       1;
	for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
		if (!edit->counts[s] || col + 2 >= end)
			continue;
		count.bytes = 0;
		say_fill(&count, N_(" {1} {n} "),
		         say_severity((enum severity)s), NULL, edit->counts[s]);
		col += screen_put(screen, row, col, end - col,
		                  (enum style)(STYLE_INFO + s),
		                  str_span(&count), false) +
		       1;
	}
	count.bytes = 0;
	say_fill(&count, N_(" characters: {n} "), NULL, NULL,
	         empty ? 0 : (long)edit->characters);
	end -= wrap_width(str_span(&count), screen_cells) + 2;
	/* What was counted before the last change is no count. */
	if (end > col && (empty || edit->shown_stamp == edit->stamp))
		screen_put(screen, row, end, area.cols, STYLE_FAINT,
		           str_span(&count), false);
	str_clear(&count);
}
