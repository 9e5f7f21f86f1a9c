/*
 * A policy's file being written: its mistakes underlined as they are made, gone
 * to one by one or in a list, with the article and what to write instead. F2
 * puts the file back in one piece. Nothing of a newsroom is touched.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"
#include "core/text.h"
#include "store/disk.h"
#include "tui/list.h"
#include "tui/pad.h"
#include "tui/shelf.h"
#include "tui/station.h"

enum {
	CHECK_PAUSE_MS = 100,
	FILE_LIMIT = 1024 * 1024,
	ROWS_FOR_RULE = 4,
	KEPT_MODE = 0600
};

struct policy_view {
	struct view view;
	char *file;
	struct str on_disk; /* as it was read or written last */
	struct pad pad;
	bool loaded, changed, checked;
	struct problems problems;
	size_t problem; /* gone to last; (size_t)-1: none */
	bool lists;     /* the list of problems is open */
	struct list list;
	struct area list_area;
	struct str clip;
};

static struct policy_view *policy_of(struct view *view)
{
	return (struct policy_view *)(void *)view;
}

static const struct policy_view *policy_seen(const struct view *view)
{
	return (const struct policy_view *)(const void *)view;
}

/* As people call it: without the folders. */
static const char *name_of(const struct policy_view *policy)
{
	const char *slash = strrchr(policy->file, '/');

	return slash ? slash + 1 : policy->file;
}

static void has_changed(struct policy_view *policy)
{
	policy->changed = true;
	policy->checked = false;
}

/* ---- the mistakes -------------------------------------------------------- */

static enum style style_of(const struct err *problem)
{
	return problem->code == ERR_POLICY_LOCAL   ? STYLE_INFO
	       : problem->code == ERR_POLICY_LATER ? STYLE_WARN
	                                           : STYLE_BLOCK;
}

/* Lines count from 1; one behind the last is the end. */
static void find_line(struct span text, int line, size_t *start, size_t *end)
{
	const char *at;

	*start = 0;
	while (--line > 0 && *start < text.bytes) {
		at = memchr(text.at + *start, '\n', text.bytes - *start);
		if (!at)
			break;
		*start = (size_t)(at - text.at) + 1;
	}
	at = *start < text.bytes
	         ? memchr(text.at + *start, '\n', text.bytes - *start)
	         : NULL;
	*end = at ? (size_t)(at - text.at) : text.bytes;
}

/* The words that are wrong; where they do not stand in the line, all of it. */
static void mark(struct policy_view *policy, size_t index)
{
	const struct err *problem = &policy->problems.at[index];
	struct span text = buffer_text(policy->pad.buffer), line;
	size_t start, end, at = (size_t)-1;

	find_line(text, problem->line, &start, &end);
	line = span_from(text.at + start, end - start);
	if (*problem->subject && problem->code != ERR_POLICY_LOCAL)
		at = span_find(line, problem->subject);
	if (problem->code == ERR_POLICY_LOCAL)
		at = span_find(line, "local");
	if (at != (size_t)-1) {
		start += at;
		end = start + (problem->code == ERR_POLICY_LOCAL
		                   ? strlen("local")
		                   : strlen(problem->subject));
	}
	if (start < end)
		pad_mark(&policy->pad, start, end, style_of(problem), index);
}

static void check(struct policy_view *policy)
{
	struct policy *read = NULL;

	problems_clear(&policy->problems);
	policy_read(buffer_text(policy->pad.buffer), &read, &policy->problems);
	policy_free(read);
	pad_unmark(&policy->pad);
	for (size_t i = 0; i < policy->problems.count; i++)
		mark(policy, i);
	list_set_count(&policy->list, policy->problems.count);
	policy->problem = (size_t)-1; /* another one may have its number */
	policy->checked = true;
}

static size_t count_local(const struct policy_view *policy)
{
	size_t count = 0;

	for (size_t i = 0; i < policy->problems.count; i++)
		count += policy->problems.at[i].code == ERR_POLICY_LOCAL;
	return count;
}

/* What is wrong, what to write, and where the article stands. */
static void go_to(struct policy_view *policy, size_t index)
{
	const struct err *problem = &policy->problems.at[index];
	struct str words = {0};
	size_t start, end;

	policy->problem = index;
	find_line(buffer_text(policy->pad.buffer), problem->line, &start, &end);
	pad_go(&policy->pad, start);
	say_err_text(&words, problem, NULL);
	station_note(policy->view.station,
	             problem->code == ERR_POLICY_LOCAL ? STYLE_STRONG
	                                               : STYLE_ALARM,
	             N_("Line {n}: {1} {2}"), str_text(&words), problem->detail,
	             problem->line);
	str_clear(&words);
}

/* Where the cursor stands, from 1. */
static int line_of_cursor(const struct policy_view *policy)
{
	struct span text = buffer_text(policy->pad.buffer);
	int line = 1;

	for (size_t i = 0; i < policy->pad.at && i < text.bytes; i++)
		line += text.at[i] == '\n';
	return line;
}

/* The next one from the cursor on, but for the one gone to last; at the end the
 * first. */
static size_t next_problem(const struct policy_view *policy)
{
	int line = line_of_cursor(policy);

	for (size_t i = 0; i < policy->problems.count; i++) {
		int at = policy->problems.at[i].line;

		if (at > line ||
		    (at == line &&
		     (policy->problem == (size_t)-1 || i > policy->problem)))
			return i;
	}
	return 0;
}

static enum err_code do_next_problem(struct view *view, struct err *err)
{
	struct policy_view *policy = policy_of(view);

	(void)err;
	if (!policy->checked)
		check(policy);
	if (!policy->problems.count)
		station_note(view->station, STYLE_GOOD,
		             N_("No mistake was found in {1}."),
		             name_of(policy), NULL, 0);
	else
		go_to(policy, next_problem(policy));
	return ERR_OK;
}

static enum err_code do_list(struct view *view, struct err *err)
{
	struct policy_view *policy = policy_of(view);

	if (!policy->checked)
		check(policy);
	if (!policy->problems.count)
		return do_next_problem(view, err);
	policy->lists = !policy->lists;
	return ERR_OK;
}

/* ---- the file ------------------------------------------------------------ */

static void put_kept_name(const struct policy_view *policy, struct str *out)
{
	str_putf(out, "%s.kept", policy->file);
}

/* What was kept beside it is written, or given up. */
static void forget_kept(const struct policy_view *policy)
{
	struct str place = {0};

	put_kept_name(policy, &place);
	(void)!disk_remove(place.at, NULL);
	str_clear(&place);
}

static void say_kept(const struct policy_view *policy)
{
	struct str place = {0};

	put_kept_name(policy, &place);
	if (disk_exists(place.at))
		station_note(policy->view.station, STYLE_STRONG,
		             N_("What was changed and not saved last time lies "
		                "in {1}"),
		             place.at, NULL, 0);
	str_clear(&place);
}

static enum err_code load(struct view *view, struct err *err)
{
	struct policy_view *policy = policy_of(view);
	struct str bytes = {0};
	char offset[32];
	enum err_code rc;
	size_t valid;

	if (policy->loaded)
		return ERR_OK;
	if ((rc = disk_read(policy->file, FILE_LIMIT, &bytes, err)))
		return rc;
	valid = text_valid_bytes(str_span(&bytes));
	if (valid != bytes.bytes) {
		snprintf(offset, sizeof(offset), "%zu", valid);
		str_clear(&bytes);
		return err_set(err, ERR_BAD_TEXT, policy->file, offset);
	}
	policy->on_disk = bytes;
	pad_init(&policy->pad, str_span(&policy->on_disk), FILE_LIMIT);
	policy->problem = (size_t)-1;
	policy->loaded = true;
	check(policy);
	say_kept(policy);
	return ERR_OK;
}

/* Another program's work is not written over. */
static enum err_code need_unmoved(const struct policy_view *policy,
                                  struct err *err)
{
	struct str now = {0};
	enum err_code rc = disk_read(policy->file, FILE_LIMIT, &now, err);

	if (!rc && !span_equal(str_span(&now), str_span(&policy->on_disk)))
		rc = err_set(err, ERR_FILE_MOVED, name_of(policy), NULL);
	str_clear(&now);
	return rc;
}

static void say_saved(const struct policy_view *policy)
{
	size_t open = count_local(policy);
	char number[32];

	snprintf(number, sizeof(number), "%zu", policy->problems.count - open);
	if (policy->problems.count)
		station_note(
		    policy->view.station, STYLE_GOOD,
		    N_("Saved. Mistakes: {1}; still open (local): {n}. "
		       "F3 goes to the next."),
		    number, NULL, (long)open);
	else
		station_note(policy->view.station, STYLE_GOOD,
		             N_("Saved; no mistake was found. “sanshen policy "
		                "apply” puts it in force."),
		             NULL, NULL, 0);
}

static enum err_code do_save(struct view *view, struct err *err)
{
	struct policy_view *policy = policy_of(view);
	struct span text = buffer_text(policy->pad.buffer);
	char *place = realpath(policy->file, NULL);
	struct stat was;
	enum err_code rc;

	rc = need_unmoved(policy, err);
	if (!rc && (!place || stat(place, &was)))
		rc = err_set(err, ERR_NO_FILE, policy->file, NULL);
	if (!rc)
		rc = disk_write_durable(place, text, was.st_mode & 07777, err);
	free(place);
	if (rc)
		return rc;
	str_clear(&policy->on_disk);
	str_add(&policy->on_disk, text);
	policy->changed = false;
	forget_kept(policy);
	check(policy);
	say_saved(policy);
	return ERR_OK;
}

static void cannot_save(const struct view *view, struct str *why)
{
	if (!policy_seen(view)->changed)
		str_puts(why, _("Nothing has changed since it was saved."));
}

/* ---- writing ------------------------------------------------------------- */

static enum err_code do_undo(struct view *view, struct err *err)
{
	(void)err;
	if (pad_undo(&policy_of(view)->pad))
		has_changed(policy_of(view));
	return ERR_OK;
}

static enum err_code do_redo(struct view *view, struct err *err)
{
	(void)err;
	if (pad_redo(&policy_of(view)->pad))
		has_changed(policy_of(view));
	return ERR_OK;
}

static enum err_code do_copy(struct view *view, struct err *err)
{
	struct policy_view *policy = policy_of(view);
	struct span selected = pad_selected(&policy->pad);

	(void)err;
	if (!selected.bytes)
		return ERR_OK;
	str_clear(&policy->clip);
	str_add(&policy->clip, selected);
	return ERR_OK;
}

static enum err_code put_selected(struct policy_view *policy, struct span with,
                                  struct err *err)
{
	enum err_code rc = pad_insert(&policy->pad, with, err);

	if (!rc)
		has_changed(policy);
	return rc;
}

static enum err_code do_cut(struct view *view, struct err *err)
{
	struct policy_view *policy = policy_of(view);

	if (!pad_selected(&policy->pad).bytes)
		return ERR_OK;
	(void)!do_copy(view, err);
	return put_selected(policy, span_of(""), err);
}

static enum err_code do_insert(struct view *view, struct err *err)
{
	struct policy_view *policy = policy_of(view);

	return policy->clip.bytes
	           ? put_selected(policy, str_span(&policy->clip), err)
	           : ERR_OK;
}

static enum err_code do_select_all(struct view *view, struct err *err)
{
	(void)err;
	pad_select_all(&policy_of(view)->pad);
	return ERR_OK;
}

/* The next place after the cursor, at the end from the start. */
static enum err_code answer_search(struct view *view, struct span words,
                                   struct err *err)
{
	struct policy_view *policy = policy_of(view);
	struct pad *pad = &policy->pad;
	struct span text = buffer_text(pad->buffer), rest;
	size_t from, at;

	(void)err;
	if (words.bytes) {
		pad->words.bytes = 0;
		str_add(&pad->words, words);
	}
	if (!pad->words.bytes)
		return ERR_OK;
	from = pad->at < text.bytes ? pad->at + 1 : text.bytes;
	rest = span_from(text.at + from, text.bytes - from);
	at = span_find(rest, str_text(&pad->words));
	if (at == (size_t)-1) {
		from = 0;
		at = span_find(text, str_text(&pad->words));
	}
	if (at == (size_t)-1)
		station_note(view->station, STYLE_ALARM,
		             N_("“{1}” does not stand here."),
		             str_text(&pad->words), NULL, 0);
	else
		pad_go(pad, from + at);
	return ERR_OK;
}

static enum err_code do_search(struct view *view, struct err *err)
{
	struct pad *pad = &policy_of(view)->pad;

	(void)err;
	station_ask(view->station,
	            pad->words.bytes ? N_("Search for (empty: “{1}” again): ")
	                             : N_("Search for: "),
	            str_text(&pad->words), NULL, answer_search);
	return ERR_OK;
}

static enum err_code leave(struct view *view, struct span yes, struct err *err)
{
	(void)yes;
	(void)err;
	forget_kept(policy_seen(view));
	policy_of(view)->changed = false;
	station_pop(view->station);
	return ERR_OK;
}

static enum err_code do_back(struct view *view, struct err *err)
{
	struct policy_view *policy = policy_of(view);

	(void)err;
	if (policy->lists)
		policy->lists = false;
	else if (policy->changed)
		station_confirm(view->station,
		                N_("{1} is not saved. Leave, and lose what you "
		                   "changed?"),
		                name_of(policy), leave);
	else
		station_pop(view->station);
	return ERR_OK;
}

static const struct view_act acts[] = {
    {.name = "save",
     .label = N_("save"),
     .help = N_("put the file back, in one piece"),
     .run = do_save,
     .blocked = cannot_save},
    {.name = "next-finding",
     .label = N_("next mistake"),
     .help = N_("go to the next mistake or open value"),
     .run = do_next_problem},
    {.name = "findings",
     .label = N_("all of them"),
     .help = N_("the list of all mistakes and open values"),
     .run = do_list},
    {.name = "search",
     .label = N_("search"),
     .help = N_("search in the text"),
     .run = do_search},
    {.name = "undo",
     .help = N_("take back the last change of the text"),
     .run = do_undo},
    {.name = "redo", .help = N_("make the change again"), .run = do_redo},
    {.name = "cut",
     .help = N_("take the selected words out, to insert them elsewhere"),
     .run = do_cut},
    {.name = "copy", .help = N_("copy the selected words"), .run = do_copy},
    {.name = "insert",
     .help = N_("insert what was cut or copied"),
     .run = do_insert},
    {.name = "select-all",
     .help = N_("select the whole text"),
     .run = do_select_all},
    {.name = "back",
     .help = N_("leave; asks when something is not saved"),
     .run = do_back},
    {.name = NULL}};

/* ---- what is shown ------------------------------------------------------- */

static void title(const struct view *view, struct str *out)
{
	const struct policy_view *policy = policy_seen(view);

	say_fill(out,
	         policy->changed ? N_("Policy file {1}, not saved yet")
	                         : N_("Policy file {1}"),
	         name_of(policy), NULL, 0);
}

static void draw_problem(void *payload, struct screen *screen, int row, int col,
                         int cols, size_t index, bool chosen)
{
	const struct policy_view *policy = payload;
	const struct err *problem = &policy->problems.at[index];
	struct str words = {0}, sentence = {0};
	int width;

	str_puts(&words, problem->code == ERR_POLICY_LOCAL   ? _(" open ")
	                 : problem->code == ERR_POLICY_LATER ? _(" later ")
	                                                     : _(" mistake "));
	width = screen_put(screen, row, col, cols,
	                   chosen ? STYLE_CHOSEN : style_of(problem),
	                   str_span(&words), true);
	words.bytes = 0;
	say_err_text(&sentence, problem, NULL);
	say_fill(&words, N_("Line {n}: {1} {2}"), str_text(&sentence), NULL,
	         problem->line);
	shelf_put(screen, row, col + width, cols - width,
	          chosen ? STYLE_CHOSEN : STYLE_TEXT, str_span(&words));
	str_clear(&words);
	str_clear(&sentence);
}

static void draw_rule(const struct policy_view *policy, struct screen *screen,
                      struct area area)
{
	size_t open = count_local(policy);
	struct str words = {0};
	char number[32];

	screen_rule(screen, area.row, area.col, area.cols);
	if (!policy->checked || area.cols < 4)
		return;
	snprintf(number, sizeof(number), "%zu", policy->problems.count - open);
	say_fill(&words, N_(" mistakes: {1}   open (local): {n} "), number,
	         NULL, (long)open);
	screen_put(screen, area.row, area.col + 2, area.cols - 2,
	           policy->problems.count > open ? STYLE_BLOCK : STYLE_FAINT,
	           str_span(&words), false);
	str_clear(&words);
}

static void draw(struct view *view, struct screen *screen, struct area area)
{
	struct policy_view *policy = policy_of(view);
	struct area text = area, rule = area;

	if (area.rows >= ROWS_FOR_RULE)
		text.rows--;
	if (policy->lists)
		text.rows -= text.rows / 2;
	pad_draw(&policy->pad, screen, text, !policy->lists);
	rule.row = text.row + text.rows;
	rule.rows = area.row + area.rows - rule.row;
	if (rule.rows < 1)
		return;
	if (area.rows >= ROWS_FOR_RULE) {
		draw_rule(policy, screen, rule);
		rule.row++;
		rule.rows--;
	}
	policy->list_area = rule;
	if (policy->lists)
		list_draw(&policy->list, screen, rule, draw_problem, policy);
}

static bool typing(const struct view *view)
{
	return !policy_seen(view)->lists;
}

static bool press_list(struct policy_view *policy, const struct press *press)
{
	size_t row;

	if (press->key == PRESS_ENTER) {
		policy->lists = false;
		go_to(policy, policy->list.at);
		return true;
	}
	if (press->key != PRESS_CLICK)
		return false;
	row = list_row_at(&policy->list, policy->list_area, press->row);
	if (row == (size_t)-1)
		return false;
	policy->list.at = row;
	return true;
}

static bool press(struct view *view, const struct press *press)
{
	struct policy_view *policy = policy_of(view);
	struct err err = {0};

	if (policy->lists)
		return press_list(policy, press);
	switch (pad_press(&policy->pad, press, &err)) {
	case PAD_NOTHING:
		return false;
	case PAD_CLEANED:
		station_note(view->station, STYLE_ALARM,
		             N_("Control characters in what was pasted were "
		                "left out."),
		             NULL, NULL, 0);
		has_changed(policy);
		break;
	case PAD_CHANGED:
		has_changed(policy);
		break;
	case PAD_FAILED:
		station_note_err(view->station, &err);
		break;
	case PAD_MOVED:
	case PAD_LEFT_UP:
	case PAD_REFUSED:
		break;
	}
	return true;
}

static bool move(struct view *view, const char *act)
{
	struct policy_view *policy = policy_of(view);

	return policy->lists && list_act(&policy->list, act);
}

/* Reading ten kilobytes takes less than a millisecond. */
static int idle(struct view *view, int64_t idle_ms, bool *changed)
{
	struct policy_view *policy = policy_of(view);

	if (policy->checked)
		return -1;
	if (idle_ms < CHECK_PAUSE_MS)
		return CHECK_PAUSE_MS - (int)idle_ms;
	check(policy);
	*changed = true;
	return -1;
}

/* Beside the file, which is not written over unasked. */
static bool keep(struct view *view)
{
	struct policy_view *policy = policy_of(view);
	struct str place = {0};
	struct err err = {0};
	bool kept = true;

	if (!policy->changed)
		return true;
	put_kept_name(policy, &place);
	if (disk_write_durable(place.at, buffer_text(policy->pad.buffer),
	                       KEPT_MODE, &err)) {
		station_note_err(view->station, &err);
		kept = false;
	} else if (view->station->top == view) {
		say_fill(&view->station->farewell,
		         N_("What you changed is kept in {1}"), place.at, NULL,
		         0);
		str_putc(&view->station->farewell, '\n');
	}
	str_clear(&place);
	return kept;
}

static void close(struct view *view)
{
	struct policy_view *policy = policy_of(view);

	problems_clear(&policy->problems);
	if (policy->loaded)
		pad_clear(&policy->pad);
	str_clear(&policy->on_disk);
	str_clear(&policy->clip);
	free(policy->file);
	free(policy);
}

const struct view_ops view_policy_ops = {
    .name = "policy",
    .heading = N_("Policy file"),
    .acts = acts,
    .title = title,
    .load = load,
    .draw = draw,
    .typing = typing,
    .move = move,
    .press = press,
    .idle = idle,
    .keep = keep,
    .close = close,
};

struct view *view_policy_new(struct station *station, const char *file)
{
	struct policy_view *policy = mem_new(sizeof(*policy));

	policy->view.ops = &view_policy_ops;
	policy->view.station = station;
	policy->file = mem_copy(file);
	return &policy->view;
}
