/* The editor: the findings one by one, and searching. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/edit-parts.h"

#define NONE ((size_t)-1)

/* ---- where they are ------------------------------------------------------ */

static enum edit_place place_of(const struct edit *edit,
                                const struct finding *finding)
{
	static const struct {
		const char *field;
		enum edit_place place;
	} places[] = {{"title", EDIT_TITLE},
	              {"summary", EDIT_SUMMARY},
	              {"audience", EDIT_AUDIENCE},
	              {"text", EDIT_TEXT}};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (strcmp(finding->field, places[i].field) == 0)
			return places[i].place;
	for (int i = EDIT_FIELD; i < EDIT_TEXT; i++) {
		const struct policy_field *field =
		    edit_own_field(edit, (enum edit_place)i);

		if (!field)
			break;
		if (strcmp(finding->field, field->id) == 0 &&
		    !field->options.count)
			return (enum edit_place)i;
	}
	return EDIT_PLACES;
}

static bool stands_there(struct span text, const struct finding *finding)
{
	size_t bytes = finding->end - finding->start;

	return finding->start <= finding->end && finding->end <= text.bytes &&
	       strlen(finding->text) == bytes &&
	       memcmp(text.at + finding->start, finding->text, bytes) == 0;
}

/* The checks read a line of the form without the blanks around it. */
static bool find_in_line(struct span line, const struct finding *finding,
                         size_t *start, size_t *end)
{
	struct span text = span_trim(line);
	size_t lead = text.bytes ? (size_t)(text.at - line.at) : 0;

	*start += lead;
	*end += lead;
	return stands_there(text, finding);
}

bool edit_finding_at(const struct edit *edit, size_t index,
                     enum edit_place *place, size_t *start, size_t *end)
{
	const struct finding *finding = &edit->findings.at[index];
	const struct pad_mark *mark;

	*place = place_of(edit, finding);
	*start = finding->start;
	*end = finding->end;
	if (*place == EDIT_PLACES)
		return true;
	if (*place != EDIT_TEXT)
		return find_in_line(str_span(&edit->line[*place].text), finding,
		                    start, end);
	mark = pad_mark_of(&edit->pad, index);
	if (!mark)
		return false;
	*start = mark->start;
	*end = mark->end;
	return true;
}

void edit_set_findings(struct edit *edit, struct findings *take_findings)
{
	struct span text = buffer_text(edit->pad.buffer);

	findings_clear(&edit->findings);
	edit->findings = *take_findings;
	*take_findings = (struct findings){0};
	edit->has_findings = true;
	edit->unchecked = false;
	edit->found_stamp = edit->stamp;
	edit->finding = NONE;
	memset(edit->counts, 0, sizeof(edit->counts));
	pad_unmark(&edit->pad);
	for (size_t i = 0; i < edit->findings.count; i++) {
		const struct finding *finding = &edit->findings.at[i];

		edit->counts[finding->severity]++;
		if (place_of(edit, finding) == EDIT_TEXT &&
		    stands_there(text, finding))
			pad_mark(&edit->pad, finding->start, finding->end,
			         (enum style)(STYLE_INFO + finding->severity),
			         i);
	}
	list_set_count(&edit->list, edit->findings.count);
	if (!edit->findings.count)
		edit->lists = false;
}

/* The thread knows no policy. */
static void weigh(struct edit *edit, struct findings *findings)
{
	struct station *station = edit->view.station;
	struct caller caller = station_caller(station);

	desk_weigh_form(station->session->desk, &caller, edit->state,
	                edit_form(edit, false), edit->grade, findings);
}

bool edit_take_findings(struct edit *edit)
{
	struct checker_answer answer;

	if (!checker_take(edit->checker, &answer))
		return false;
	if (answer.stamp != edit->stamp) {
		findings_clear(&answer.findings);
		return false;
	}
	edit->characters = answer.characters;
	edit->counted_stamp = edit->stamp;
	/* The desk found them already, when it saved. */
	if (edit->has_findings && edit->found_stamp == edit->stamp) {
		findings_clear(&answer.findings);
		return false;
	}
	if (!answer.failed)
		weigh(edit, &answer.findings);
	edit_set_findings(edit, &answer.findings);
	edit->has_findings = !answer.failed;
	edit->unchecked = answer.failed;
	return true;
}

void edit_find_clear(struct edit *edit)
{
	findings_clear(&edit->findings);
	for (size_t i = 0; i < edit->applied.count; i++)
		free(edit->applied.words[i]);
	free(edit->applied.words);
	for (size_t i = 0; i < edit->waiver_count; i++) {
		free(edit->waivers[i].rule);
		free(edit->waivers[i].reason);
	}
	free(edit->waivers);
	free(edit->waiving);
}

/* ---- going there --------------------------------------------------------- */

static size_t cursor_of(const struct edit *edit)
{
	return edit->focus == EDIT_TEXT          ? edit->pad.at
	       : edit_is_line(edit, edit->focus) ? edit->line[edit->focus].at
	                                         : 0;
}

static void say_it(struct edit *edit, const struct finding *finding)
{
	struct str message = {0}, whole = {0}, words = {0};
	bool waived = edit_waiver(edit, finding->rule) != NULL;

	say_finding(&message, finding);
	say_fill(&whole, N_("{1}: {2}"), say_severity(finding->severity),
	         str_text(&message), 0);
	for (size_t i = 0; i < finding->suggestion_count; i++)
		str_putf(&words, "%s%zu %s", i ? "  " : "", i + 1,
		         finding->suggestions[i]);
	if (words.bytes)
		station_note(edit->view.station, STYLE_TEXT,
		             N_("{1}  F4 puts: {2}"), str_text(&whole),
		             str_text(&words), 0);
	else if (finding->severity == SEVERITY_ACK && !waived)
		station_note(edit->view.station, STYLE_TEXT,
		             N_("{1}  Mend it, or give a reason: F5."),
		             str_text(&whole), NULL, 0);
	else
		station_note(edit->view.station, STYLE_TEXT, N_("{1}"),
		             str_text(&whole), NULL, 0);
	str_clear(&message);
	str_clear(&whole);
	str_clear(&words);
}

void edit_go_to_finding(struct edit *edit, size_t index)
{
	enum edit_place place;
	size_t start, end;

	if (!edit_finding_at(edit, index, &place, &start, &end))
		return;
	edit->finding = index;
	edit->list.at = index;
	edit->applied.stamp = 0;
	if (place == EDIT_TEXT)
		pad_go(&edit->pad, start);
	else if (place != EDIT_PLACES)
		edit->line[place].at = start;
	if (place != EDIT_PLACES)
		edit->focus = place;
	say_it(edit, &edit->findings.at[index]);
}

/* The first that stands behind the cursor, or behind the one gone to last when
 * the cursor still is there; else the first of all. */
static size_t find_next(const struct edit *edit)
{
	size_t first = NONE, cursor = cursor_of(edit);

	for (size_t i = 0; i < edit->findings.count; i++) {
		enum edit_place place;
		size_t start, end;
		bool behind;

		if (!edit_finding_at(edit, i, &place, &start, &end))
			continue;
		if (first == NONE)
			first = i;
		behind = place > edit->focus ||
		         (place == edit->focus && start > cursor) ||
		         (place == edit->focus && start == cursor &&
		          (edit->finding == NONE || i > edit->finding));
		if (behind && i != edit->finding)
			return i;
	}
	return first;
}

void edit_say_none(const struct edit *edit)
{
	if (edit->has_findings && !edit->findings.count)
		station_note(edit->view.station, STYLE_FAINT,
		             N_("Nothing of the known kinds was found. A "
		                "person still has to read it."),
		             NULL, NULL, 0);
	else if (edit->unchecked)
		station_note(edit->view.station, STYLE_ALARM,
		             N_("The text was not checked: the word lists "
		                "cannot be opened."),
		             NULL, NULL, 0);
	else
		station_note(edit->view.station, STYLE_FAINT,
		             N_("The checks run when typing pauses."), NULL,
		             NULL, 0);
}

enum err_code edit_next_finding(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;
	size_t next = find_next(edit);

	(void)err;
	if (next == NONE)
		edit_say_none(edit);
	else
		edit_go_to_finding(edit, next);
	return ERR_OK;
}

/* The one under the cursor; else the one gone to last, whose place is none. */
static size_t find_here(const struct edit *edit)
{
	size_t cursor = cursor_of(edit), found = NONE;
	enum edit_place place;
	size_t start, end;

	for (size_t i = 0; i < edit->findings.count; i++) {
		if (!edit_finding_at(edit, i, &place, &start, &end))
			continue;
		if (place == EDIT_PLACES && i == edit->finding)
			return i;
		if (place != edit->focus || cursor < start || cursor > end)
			continue;
		if (i == edit->finding)
			return i;
		if (found == NONE)
			found = i;
	}
	return found;
}

static void say_no_finding(struct edit *edit)
{
	station_note(edit->view.station, STYLE_FAINT,
	             N_("There is no finding at the cursor. F3 goes to the "
	                "next."),
	             NULL, NULL, 0);
}

/* ---- suggestions --------------------------------------------------------- */

static enum err_code put_words(struct edit *edit, struct err *err)
{
	struct edit_applied *applied = &edit->applied;
	struct span words = span_of(applied->words[applied->which]);
	size_t end = applied->start + applied->bytes;
	enum err_code rc = ERR_OK;

	if (applied->place == EDIT_TEXT) {
		buffer_settle(edit->pad.buffer);
		rc = pad_replace(&edit->pad, applied->start, end, words, err);
		buffer_settle(edit->pad.buffer);
	} else {
		struct field *field = &edit->line[applied->place];
		struct str text = {0};

		str_add(&text, span_from(field->text.at, applied->start));
		str_add(&text, words);
		str_add(&text, span_from(field->text.at + end,
		                         field->text.bytes - end));
		field_set(field, str_text(&text));
		field->at = applied->start + words.bytes;
		str_clear(&text);
	}
	if (rc)
		return rc;
	edit->focus = applied->place;
	applied->bytes = words.bytes;
	edit_changed(edit);
	applied->stamp = edit->stamp;
	station_note(edit->view.station, STYLE_TEXT,
	             applied->count > 1
	                 ? N_("Put “{1}”. F4 again puts the next suggestion.")
	                 : N_("Put “{1}”."),
	             applied->words[applied->which], NULL, 0);
	return ERR_OK;
}

static void take_suggestions(struct edit *edit, const struct finding *finding)
{
	struct edit_applied *applied = &edit->applied;

	for (size_t i = 0; i < applied->count; i++)
		free(applied->words[i]);
	applied->count = applied->which = 0;
	for (size_t i = 0; i < finding->suggestion_count; i++) {
		applied->words =
		    mem_room(applied->words, applied->count, &applied->room,
		             sizeof(*applied->words));
		applied->words[applied->count++] =
		    mem_copy(finding->suggestions[i]);
	}
}

/* Nothing was typed, and no other place gone to, since words were put. */
static bool puts_on(const struct edit *edit)
{
	const struct edit_applied *applied = &edit->applied;

	return applied->count && applied->stamp == edit->stamp &&
	       applied->place == edit->focus &&
	       applied->start + applied->bytes == cursor_of(edit);
}

enum err_code edit_apply(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;
	struct edit_applied *applied = &edit->applied;
	enum edit_place place;
	size_t here, start, end;

	edit_choose_in_list(edit);
	if (puts_on(edit)) {
		applied->which = (applied->which + 1) % applied->count;
		return put_words(edit, err);
	}
	here = find_here(edit);
	if (here == NONE ||
	    !edit_finding_at(edit, here, &place, &start, &end) ||
	    place == EDIT_PLACES) {
		say_no_finding(edit);
		return ERR_OK;
	}
	if (!edit->findings.at[here].suggestion_count) {
		station_note(view->station, STYLE_FAINT,
		             N_("There is no suggestion for “{1}”."),
		             edit->findings.at[here].text, NULL, 0);
		return ERR_OK;
	}
	take_suggestions(edit, &edit->findings.at[here]);
	applied->place = place;
	applied->start = start;
	applied->bytes = end - start;
	return put_words(edit, err);
}

/* ---- reasons ------------------------------------------------------------- */

const struct waiver *edit_waiver(const struct edit *edit, const char *rule)
{
	for (size_t i = 0; i < edit->waiver_count; i++)
		if (strcmp(edit->waivers[i].rule, rule) == 0)
			return &edit->waivers[i];
	return NULL;
}

static void put_reason(struct edit *edit, struct span rule, struct span reason)
{
	struct waiver *waiver = NULL;

	for (size_t i = 0; i < edit->waiver_count; i++)
		if (span_is(rule, edit->waivers[i].rule))
			waiver = &edit->waivers[i];
	if (!waiver) {
		edit->waivers =
		    mem_room(edit->waivers, edit->waiver_count,
		             &edit->waiver_room, sizeof(*edit->waivers));
		waiver = &edit->waivers[edit->waiver_count++];
		*waiver = (struct waiver){.rule = span_copy(rule)};
	}
	free(waiver->reason);
	waiver->reason = span_copy(reason);
}

void edit_write_waivers(const struct edit *edit, struct str *out)
{
	for (size_t i = 0; i < edit->waiver_count; i++)
		str_putf(out, "%s=%s\n", edit->waivers[i].rule,
		         edit->waivers[i].reason);
}

void edit_read_waivers(struct edit *edit, struct span lines)
{
	struct span line, rule;

	while (span_cut(&lines, '\n', &line))
		if (span_cut(&line, '=', &rule) && line.at)
			put_reason(edit, rule, line);
}

static enum err_code take_reason(struct view *view, struct span text,
                                 struct err *err)
{
	struct edit *edit = (struct edit *)view;

	text = span_trim(text);
	if (!text.bytes)
		return err_set(err, ERR_EMPTY, _("The reason"), NULL);
	put_reason(edit, span_of(edit->waiving), text);
	edit_reasoned(edit);
	station_note(view->station, STYLE_GOOD,
	             N_("The reason goes along when you hand it in (F8)."),
	             NULL, NULL, 0);
	return ERR_OK;
}

/* What was said for it before: just now, or when it was handed in last. */
static const char *reason_before(const struct edit *edit, const char *rule)
{
	const struct waiver *waiver = edit_waiver(edit, rule);

	for (size_t i = 0;
	     !waiver && edit->state && i < edit->state->waiver_count; i++)
		if (strcmp(edit->state->waivers[i].rule, rule) == 0)
			waiver = &edit->state->waivers[i];
	return waiver ? waiver->reason : NULL;
}

enum err_code edit_waive(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;
	const struct finding *finding;
	size_t here;

	(void)err;
	edit_choose_in_list(edit);
	here = find_here(edit);
	if (here == NONE) {
		say_no_finding(edit);
		return ERR_OK;
	}
	finding = &edit->findings.at[here];
	if (finding->severity == SEVERITY_BLOCK) {
		station_note(view->station, STYLE_ALARM,
		             N_("“{1}” cannot stay with a reason; it has to "
		                "be mended."),
		             finding->text, NULL, 0);
		return ERR_OK;
	}
	if (finding->severity != SEVERITY_ACK) {
		station_note(view->station, STYLE_FAINT,
		             N_("“{1}” may stay; it needs no reason."),
		             finding->text, NULL, 0);
		return ERR_OK;
	}
	free(edit->waiving);
	edit->waiving = mem_copy(finding->rule);
	station_ask(view->station, N_("Why does “{1}” stay? "), finding->text,
	            reason_before(edit, finding->rule), take_reason);
	return ERR_OK;
}

/* ---- searching ----------------------------------------------------------- */

static enum err_code take_words(struct view *view, struct span text,
                                struct err *err)
{
	struct edit *edit = (struct edit *)view;
	struct pad *pad = &edit->pad;
	size_t found;

	(void)err;
	if (text.bytes) {
		str_clear(&pad->words);
		str_add(&pad->words, text);
	}
	if (!pad->words.bytes)
		return ERR_OK;
	edit->focus = EDIT_TEXT;
	found = buffer_find(
	    pad->buffer, str_span(&pad->words),
	    text.bytes ? pad->at : buffer_next_graph(pad->buffer, pad->at));
	if (found == NONE) {
		station_note(view->station, STYLE_ALARM,
		             N_("“{1}” does not stand in the text."),
		             str_text(&pad->words), NULL, 0);
		return ERR_OK;
	}
	if (found < pad->at)
		station_note(view->station, STYLE_FAINT,
		             N_("Searched on from the beginning."), NULL, NULL,
		             0);
	pad_go(pad, found);
	return ERR_OK;
}

enum err_code edit_search(struct view *view, struct err *err)
{
	struct edit *edit = (struct edit *)view;

	(void)err;
	if (edit->pad.words.bytes)
		station_ask(view->station,
		            N_("Search for (empty: “{1}” again): "),
		            str_text(&edit->pad.words), NULL, take_words);
	else
		station_ask(view->station, N_("Search for: "), NULL, NULL,
		            take_words);
	return ERR_OK;
}
