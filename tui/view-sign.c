/*
 * The sheet of a decision: what is done, on exactly which content, what that
 * covers and what kind of signature it is; and the opinion. Enter records it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/wrap.h"
#include "tui/field.h"
#include "tui/flow.h"
#include "tui/page.h"
#include "tui/review-parts.h"

enum { INDENT = 4, ROWS_FOR_RULE = 4, TAKE_EVERY_MS = 20 };

struct sheet {
	struct view view;
	enum event_kind kind;
	const struct desk_view *shown; /* the page's, which lies below */
	size_t grade;                  /* raise: to this one, rising */
	bool studied;                  /* what the checks found is on it */
	struct flow *page;
	struct field opinion;
};

static struct sheet *sheet_of(struct view *view)
{
	return (struct sheet *)(void *)view;
}

static struct flow *flow_of(struct view *view)
{
	return sheet_of(view)->page;
}

static bool move(struct view *view, const char *act)
{
	return flow_act(flow_of(view), act);
}

/* ---- what stands on it --------------------------------------------------- */

static void put_line(struct flow *flow, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	flow_say(flow, STYLE_FAINT, N_("{1}: "), name, NULL, 0);
	flow_puts(flow, STYLE_TEXT, value);
	flow_end(flow, INDENT);
}

static const struct post_step *open_step(const struct sheet *sheet)
{
	int step = post_open_step(sheet->shown->post);

	return step < 0 ? NULL : &sheet->shown->post->steps[step];
}

/* In which of the step's offices this person signs; "" when it is none of them
 * now: the rule will say so. */
static void say_office(const struct sheet *sheet, struct str *out)
{
	const struct session *session = sheet->view.station->session;
	const struct post_step *open = open_step(sheet);
	const struct policy_step *step =
	    policy_step(desk_policy(session->desk), open->step);

	for (size_t i = 0; step && i < step->level_count; i++) {
		const struct role_ref *level = &step->levels[i];
		const char *unit = strcmp(level->where, "owner") == 0
		                       ? sheet->shown->post->unit
		                       : level->where;

		if (!roster_holds(desk_roster(session->desk), session->person,
		                  level->role, unit, session->now_ms))
			continue;
		say_role(out, &session->names, level->role, unit);
		return;
	}
}

static const char *chosen_grade(const struct sheet *sheet)
{
	const struct policy *policy =
	    desk_policy(sheet->view.station->session->desk);

	return policy_grade_at(policy, sheet->grade)->id;
}

/* Which steps the higher grade adds, by the policy in force. */
static void put_added_steps(const struct sheet *sheet)
{
	const struct policy *policy =
	    desk_policy(sheet->view.station->session->desk);
	const struct policy_route *route =
	    policy_route_for(policy, chosen_grade(sheet));
	const struct post *post = sheet->shown->post;
	struct str list = {0};

	for (size_t i = 0; route && i < route->step_count; i++) {
		const struct policy_step *step =
		    policy_step_at(policy, route->steps[i]);
		size_t known = 0;

		while (known < post->step_count &&
		       strcmp(post->steps[known].step, step->id) != 0)
			known++;
		if (known < post->step_count)
			continue;
		str_puts(&list, list.bytes ? _(", ") : "");
		str_puts(&list, step->title);
	}
	put_line(sheet->page, _("Steps added"), list.bytes ? list.at : NULL);
	str_clear(&list);
}

static void put_raise(const struct sheet *sheet)
{
	const struct names *names = &sheet->view.station->session->names;
	struct str from = {0}, to = {0};

	say_grade(&from, names, sheet->shown->post->grade);
	say_grade(&to, names, chosen_grade(sheet));
	flow_say(sheet->page, STYLE_STRONG,
	         N_("You raise the grade from “{1}” to “{2}”. Signatures "
	            "stay."),
	         str_text(&from), str_text(&to), 0);
	flow_end(sheet->page, INDENT);
	put_added_steps(sheet);
	str_clear(&to);
	str_clear(&from);
}

static void put_sign(const struct sheet *sheet)
{
	const struct post_step *step = open_step(sheet);
	struct str office = {0};

	if (step)
		say_office(sheet, &office);
	if (office.bytes)
		flow_say(sheet->page, STYLE_STRONG,
		         N_("You agree at the step “{1}”, as {2}."),
		         step->title ? step->title : step->step, office.at, 0);
	else
		flow_say(sheet->page, STYLE_STRONG,
		         N_("You agree at the step “{1}”."),
		         step && step->title ? step->title : "", NULL, 0);
	flow_end(sheet->page, INDENT);
	str_clear(&office);
}

static void put_deed(const struct sheet *sheet)
{
	switch (sheet->kind) {
	case EVENT_RETURN:
		flow_say(sheet->page, STYLE_STRONG,
		         N_("You send the post back to be mended. The opinion "
		            "says what is to be mended."),
		         NULL, NULL, 0);
		break;
	case EVENT_REJECT:
		flow_say(sheet->page, STYLE_STRONG,
		         N_("You refuse the post for good. The opinion says "
		            "why."),
		         NULL, NULL, 0);
		break;
	case EVENT_RAISE:
		put_raise(sheet);
		return;
	default:
		put_sign(sheet);
		return;
	}
	flow_end(sheet->page, INDENT);
}

static void add_name(struct str *list, const char *name, bool is_set)
{
	if (!is_set)
		return;
	str_puts(list, list->bytes ? _(", ") : "");
	str_puts(list, name);
}

static bool is_set(const char *value)
{
	return value && *value;
}

/* Channels by their titles, and when it may be published. */
static void put_where(const struct sheet *sheet)
{
	const struct form *form = &sheet->shown->form;
	struct str list = {0};

	page_channels(&list, sheet->view.station->session, form);
	put_line(sheet->page, _("Channel"), list.bytes ? list.at : NULL);
	put_line(sheet->page, _("Not before"), form->at);
	str_clear(&list);
}

static void put_covered(const struct sheet *sheet)
{
	const struct form *form = &sheet->shown->form;
	struct str list = {0};

	add_name(&list, _("Title"), is_set(form->title));
	add_name(&list, _("Summary"), is_set(form->summary));
	add_name(&list, _("Column"), is_set(form->column));
	add_name(&list, _("Channel"), form->channel_count > 0);
	add_name(&list, _("Audience"), is_set(form->audience));
	add_name(&list, _("Not before"), is_set(form->at));
	flow_say(sheet->page, STYLE_TEXT,
	         N_("It covers the text ({n} characters) and the form: {1}."),
	         str_text(&list), NULL,
	         (long)text_characters(str_span(&sheet->shown->text)));
	flow_end(sheet->page, INDENT);
	list.bytes = 0;
	for (size_t i = 0; i < form->attachment_count; i++)
		add_name(&list, form->attachments[i].name, true);
	if (form->attachment_count) {
		flow_say(sheet->page, STYLE_TEXT,
		         N_("It covers {n} attachments: {1}."), str_text(&list),
		         NULL, (long)form->attachment_count);
		flow_end(sheet->page, INDENT);
	}
	str_clear(&list);
	put_where(sheet);
}

static void put_checklist(const struct sheet *sheet)
{
	const struct session *session = sheet->view.station->session;
	const struct post_step *open = open_step(sheet);
	const struct policy_step *step =
	    open ? policy_step(desk_policy(session->desk), open->step) : NULL;
	struct str list = {0};

	for (size_t i = 0; step && i < step->checklist_count; i++)
		add_name(&list, step->checklist[i], true);
	put_line(sheet->page, _("This step looks at"),
	         list.bytes ? list.at : NULL);
	str_clear(&list);
}

/* Whether there is more than one grade to raise it to. */
static bool has_choice(const struct sheet *sheet)
{
	const struct policy *policy =
	    desk_policy(sheet->view.station->session->desk);

	return policy_grade(policy, sheet->shown->post->grade) + 2 <
	       (int)policy_grade_count(policy);
}

static void put_page(struct sheet *sheet)
{
	const struct desk_view *shown = sheet->shown;
	const struct review *review = review_seen(sheet->view.below);
	const struct revision *revision = post_revision(shown->post);
	struct flow *page = sheet->page;
	struct str words = {0};

	flow_clear(page);
	put_deed(sheet);
	if (sheet->kind == EVENT_RAISE && has_choice(sheet)) {
		flow_say(page, STYLE_FAINT, N_("{1} chooses the grade."),
		         keys_first("sign", "next-grade"), NULL, 0);
		flow_end(page, INDENT);
	}
	flow_end(page, 0);
	put_line(page, _("Title"), shown->form.title);
	say_fill(&words, N_("{1}, revision {n}"), shown->post->id, NULL,
	         revision ? revision->number : 0);
	put_line(page, _("Post"), words.at);
	put_line(page, _("Content id"), revision ? revision->content : NULL);
	flow_end(page, 0);
	put_covered(sheet);
	put_checklist(sheet);
	flow_end(page, 0);
	count_flow(page, review->checked ? &review->findings : NULL,
	           review->studied);
	sheet->studied = review->studied;
	flow_say(page, STYLE_FAINT,
	         N_("It is recorded by the workstation in your name; it is no "
	            "signature with a key of your own."),
	         NULL, NULL, 0);
	flow_end(page, INDENT);
	str_clear(&words);
}

static enum err_code load(struct view *view, struct err *err)
{
	struct sheet *sheet = sheet_of(view);
	struct session *session = view->station->session;
	int grade;

	if (!post_revision(sheet->shown->post))
		return err_set(err, ERR_HELD_FIRST, sheet->shown->post->id,
		               NULL);
	grade =
	    policy_grade(desk_policy(session->desk), sheet->shown->post->grade);
	sheet->grade = (size_t)(grade + 1);
	if (sheet->grade >= policy_grade_count(desk_policy(session->desk)))
		sheet->grade--;
	field_set(&sheet->opinion, str_text(review_opinion(view->below)));
	put_page(sheet);
	return ERR_OK;
}

/* ---- drawing ------------------------------------------------------------- */

static void title(const struct view *view, struct str *out)
{
	const struct sheet *sheet = (const struct sheet *)(const void *)view;

	say_fill(out, N_("Sign sheet  {1}"), sheet->shown->post->id, NULL, 0);
}

/* The opinion keeps the last row; the page has what is above it. */
static void draw(struct view *view, struct screen *screen, struct area area)
{
	struct sheet *sheet = sheet_of(view);
	int last = area.row + area.rows - 1, label;
	struct str words = {0};

	if (area.rows < 1)
		return;
	say_fill(&words, N_("{1}: "), _("Opinion"), NULL, 0);
	label = screen_put(screen, last, area.col, area.cols / 2, STYLE_STRONG,
	                   str_span(&words), false);
	field_draw(&sheet->opinion, screen, last, area.col + label,
	           area.cols - label, STYLE_TEXT, true);
	area.rows--;
	if (area.rows >= ROWS_FOR_RULE) {
		screen_rule(screen, last - 1, area.col, area.cols);
		area.rows--;
	}
	flow_draw(sheet->page, screen, area);
	str_clear(&words);
}

static bool typing(const struct view *view)
{
	(void)view;
	return true;
}

static bool press(struct view *view, const struct press *press)
{
	return station_field(view->station, &sheet_of(view)->opinion, press);
}

/* What the checks find comes in when it is there. */
static int idle(struct view *view, int64_t idle_ms, bool *changed)
{
	struct sheet *sheet = sheet_of(view);

	(void)idle_ms;
	if (sheet->studied)
		return -1;
	(void)review_study(review_of(view->below));
	if (!review_seen(view->below)->studied)
		return TAKE_EVERY_MS;
	put_page(sheet);
	*changed = true;
	return -1;
}

/* ---- the acts ------------------------------------------------------------ */

static const char *done_sentence(enum event_kind kind)
{
	switch (kind) {
	case EVENT_RETURN:
		return N_("Sent {1} back, revision {n}.");
	case EVENT_REJECT:
		return N_("Refused {1} for good, revision {n}.");
	case EVENT_RAISE:
		return N_("Raised the grade of {1}. Its signatures stay.");
	default:
		return N_("Signed {1}, revision {n}.");
	}
}

static void finish(struct sheet *sheet, const struct answer *answer)
{
	struct station *station = sheet->view.station;
	struct view *review = sheet->view.below;
	struct str done = {0};

	say_fill(&done, done_sentence(sheet->kind), answer->post, NULL,
	         answer->revision);
	review_recorded(station, answer);
	str_clear(review_opinion(review));
	if (sheet->kind == EVENT_RAISE) {
		station_pop(station);
		station_note(station, STYLE_GOOD, N_("{1}"), str_text(&done),
		             NULL, 0);
	} else {
		review->outdated = false; /* another one comes, or none */
		station_pop(station);
		review_decided(review, str_text(&done));
	}
	str_clear(&done);
}

static enum err_code do_confirm(struct view *view, struct err *err)
{
	struct sheet *sheet = sheet_of(view);
	struct station *station = view->station;
	struct caller caller = review_caller(station, sheet->shown);
	struct span opinion = span_trim(str_span(&sheet->opinion.text));
	const struct post *post = sheet->shown->post;
	struct answer answer = {0};
	enum err_code rc;

	if (sheet->kind == EVENT_RAISE)
		rc = desk_raise(station->session->desk, &caller, post->id,
		                chosen_grade(sheet), opinion, &answer, err);
	else
		rc = desk_decide(station->session->desk, &caller, sheet->kind,
		                 post->id, post_revision(post)->content,
		                 opinion, &answer, err);
	if (!rc)
		finish(sheet, &answer);
	else if (rc == ERR_EMPTY)
		err_set(err, rc, "opinion", NULL); /* no option here */
	answer_clear(&answer);
	return rc;
}

/* What was typed waits for the next sheet of this post. */
static void keep_opinion(struct sheet *sheet)
{
	struct str *kept = review_opinion(sheet->view.below);

	kept->bytes = 0;
	str_puts(kept, str_text(&sheet->opinion.text));
}

static enum err_code do_back(struct view *view, struct err *err)
{
	(void)err;
	keep_opinion(sheet_of(view));
	station_pop(view->station);
	return ERR_OK;
}

static enum err_code do_reload(struct view *view, struct err *err)
{
	view->below->outdated = true;
	return do_back(view, err);
}

static enum err_code do_next_grade(struct view *view, struct err *err)
{
	struct sheet *sheet = sheet_of(view);
	const struct policy *policy = desk_policy(view->station->session->desk);

	(void)err;
	if (sheet->kind != EVENT_RAISE)
		return ERR_OK;
	if (++sheet->grade >= policy_grade_count(policy))
		sheet->grade =
		    (size_t)(policy_grade(policy, sheet->shown->post->grade) +
		             1);
	put_page(sheet);
	return ERR_OK;
}

static void close(struct view *view)
{
	struct sheet *sheet = sheet_of(view);

	flow_free(sheet->page);
	field_clear(&sheet->opinion);
	free(sheet);
}

static const struct view_act acts[] = {
    {.name = "confirm",
     .label = N_("record it"),
     .help = N_("record this decision"),
     .run = do_confirm},
    {.name = "back", .help = N_("leave this screen"), .run = do_back},
    {.name = "reload",
     .label = N_("read again"),
     .help = N_("back to the post, read again; the opinion is kept"),
     .run = do_reload},
    {.name = "next-grade",
     .help = N_("the next higher grade"),
     .run = do_next_grade},
    {.name = NULL}};

const struct view_ops view_sign_ops = {
    .name = "sign",
    .heading = N_("Sign sheet"),
    .acts = acts,
    .decides = true,
    .title = title,
    .load = load,
    .draw = draw,
    .move = move,
    .typing = typing,
    .press = press,
    .idle = idle,
    .close = close,
};

struct view *view_sign_new(struct station *station, int kind,
                           const struct desk_view *shown)
{
	struct sheet *sheet = mem_new(sizeof(*sheet));

	sheet->view.ops = &view_sign_ops;
	sheet->view.station = station;
	sheet->kind = (enum event_kind)kind;
	sheet->shown = shown;
	sheet->page = flow_new();
	return &sheet->view;
}
