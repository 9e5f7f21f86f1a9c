/* What stands on the sheet of a decision: the deed, what it covers, what is to
 * be ticked, what kind of signature it is. */
#include "tui/sign-parts.h"

#include <stdlib.h>
#include <string.h>

#include "core/route.h"
#include "core/text.h"
#include "tui/page.h"
#include "tui/tick.h"

enum { INDENT = 4, KILOBYTE = 1024, HASH_SHOWN = 12 };

static struct session *session_of(const struct sheet *sheet)
{
	return sheet->view.station->session;
}

const struct policy *sheet_policy(const struct sheet *sheet)
{
	return desk_policy_of(session_of(sheet)->desk, sheet->shown->post);
}

const struct post_step *sheet_row(const struct sheet *sheet)
{
	const struct session *session = session_of(sheet);
	const struct post *post = sheet->shown->post;
	int row = route_row(sheet_policy(sheet), desk_roster(session->desk),
	                    post, session->person, session->now_ms);

	if (row < 0)
		row = post_open_step(post);
	return row < 0 ? NULL : &post->steps[row];
}

bool sheet_objects(const struct sheet *sheet)
{
	const struct session *session = session_of(sheet);
	struct act act = {.kind = EVENT_RETURN,
	                  .person = session->person,
	                  .at_ms = session->now_ms};

	return route_answer(sheet_policy(sheet), desk_roster(session->desk),
	                    sheet->shown->post, &act) == EVENT_OBJECT;
}

const struct policy_step *sheet_step(const struct sheet *sheet)
{
	const struct post_step *row = sheet_row(sheet);

	return row ? policy_step(sheet_policy(sheet), row->step) : NULL;
}

int sheet_next_grade(const struct sheet *sheet)
{
	const struct policy *policy = sheet_policy(sheet);
	int own = policy_grade(policy, sheet->shown->post->grade);
	int count = (int)policy_grade_count(policy);
	int by = sheet->kind == EVENT_LOWER ? -1 : 1;
	int next = (sheet->grade < 0 ? own : sheet->grade) + by;

	if (own < 0 ||
	    (sheet->kind != EVENT_RAISE && sheet->kind != EVENT_LOWER))
		return -1;
	if (next < 0 || next >= count)
		next = own + by;
	return next < 0 || next >= count ? -1 : next;
}

/* ---- lines --------------------------------------------------------------- */

static void put_line(struct flow *flow, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	flow_say(flow, STYLE_FAINT, N_("{1}: "), name, NULL, 0);
	flow_puts(flow, STYLE_TEXT, value);
	flow_end(flow, INDENT);
}

static void put_sentence(struct flow *flow, enum style style,
                         const char *sentence, const char *one, const char *two)
{
	flow_say(flow, style, sentence, one, two, 0);
	flow_end(flow, INDENT);
}

/* ---- the deed ------------------------------------------------------------ */

/* In which office this person signs; nothing when it is none now: the rule
 * will say so. */
static void say_office(const struct sheet *sheet, struct str *out)
{
	const struct session *session = session_of(sheet);
	const struct policy *policy = sheet_policy(sheet);
	const struct post *post = sheet->shown->post;
	struct words wanted = {0};
	struct str ticked = {0};
	struct verdict verdict = {0};
	struct act act = {.kind = EVENT_SIGN,
	                  .person = session->person,
	                  .content = post_revision(post)->content,
	                  .opinion = true,
	                  .personal = true,
	                  .at_ms = session->now_ms};

	route_ticks(sheet_step(sheet), post, &wanted);
	words_write(&ticked, &wanted);
	act.ticked = str_text(&ticked);
	if (!route_judge(policy, desk_roster(session->desk), post, &act,
	                 &verdict, NULL))
		say_role(out, &session->names, verdict.role, verdict.unit);
	words_clear(&wanted);
	str_clear(&ticked);
}

static void put_sign(const struct sheet *sheet)
{
	const struct post_step *row = sheet_row(sheet);
	const char *title = !row ? "" : row->title ? row->title : row->step;
	struct str office = {0};

	say_office(sheet, &office);
	put_sentence(sheet->page, STYLE_STRONG,
	             office.bytes ? N_("You agree at the step “{1}”, as {2}.")
	                          : N_("You agree at the step “{1}”."),
	             title, str_text(&office));
	str_clear(&office);
}

static void add_name(struct str *list, const char *name, bool is_set)
{
	if (!is_set)
		return;
	str_puts(list, list->bytes ? _(", ") : "");
	str_puts(list, name);
}

static bool has_row(const struct post *post, const char *step)
{
	for (size_t i = 0; i < post->step_count; i++)
		if (strcmp(post->steps[i].step, step) == 0)
			return true;
	return false;
}

static bool is_of_route(const struct policy *policy,
                        const struct policy_route *route, const char *step,
                        const struct facts *facts)
{
	for (size_t i = 0; i < route->step_count; i++) {
		const struct policy_step *one =
		    policy_step_at(policy, route->steps[i]);

		if (strcmp(one->id, step) == 0 &&
		    condition_holds(one->when, facts))
			return true;
	}
	return false;
}

/* Whether one who signed would have done so for nothing. */
static bool leaves_signature(const struct sheet *sheet, const char *grade)
{
	const struct policy *policy = sheet_policy(sheet);
	const struct post *post = sheet->shown->post;
	struct facts facts =
	    route_facts(policy, desk_roster(session_of(sheet)->desk), post,
	                grade, session_of(sheet)->now_ms);
	const struct policy_route *route = policy_route_for(policy, &facts);

	for (size_t i = 0; route && i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];

		if (row->state == STEP_SIGNED &&
		    !is_of_route(policy, route,
		                 row->host ? row->host : row->step, &facts))
			return true;
	}
	return false;
}

/* {1} and {2}: from which grade to which. */
static const char *grade_sentence(const struct sheet *sheet, const char *grade)
{
	bool leaves = leaves_signature(sheet, grade);

	if (sheet->kind == EVENT_RAISE)
		return leaves ? N_("You raise the grade from “{1}” to “{2}”. "
		                   "Signatures of steps left out count no "
		                   "more.")
		              : N_("You raise the grade from “{1}” to “{2}”. "
		                   "Signatures stay.");
	return leaves ? N_("You lower the grade from “{1}” to “{2}”. "
	                   "Signatures of steps left out count no more; the "
	                   "opinion says why.")
	              : N_("You lower the grade from “{1}” to “{2}”. "
	                   "Signatures stay; the opinion says why.");
}

/* Which steps the other grade adds and leaves out, by the post's policy. */
static void put_other_steps(const struct sheet *sheet, const char *grade)
{
	const struct policy *policy = sheet_policy(sheet);
	const struct post *post = sheet->shown->post;
	struct facts facts =
	    route_facts(policy, desk_roster(session_of(sheet)->desk), post,
	                grade, session_of(sheet)->now_ms);
	const struct policy_route *route = policy_route_for(policy, &facts);
	struct str added = {0}, left = {0};

	for (size_t i = 0; route && i < route->step_count; i++) {
		const struct policy_step *step =
		    policy_step_at(policy, route->steps[i]);

		if (condition_holds(step->when, &facts))
			add_name(&added, step->title, !has_row(post, step->id));
	}
	for (size_t i = 0; route && i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];

		if (!row->host && (!i || strcmp(row->step, row[-1].step) != 0))
			add_name(
			    &left, row->title,
			    !is_of_route(policy, route, row->step, &facts));
	}
	put_line(sheet->page, _("Steps added"), str_text(&added));
	put_line(sheet->page, _("Steps left out"), str_text(&left));
	str_clear(&added);
	str_clear(&left);
}

static void put_grade(struct sheet *sheet)
{
	const struct names *names = &session_of(sheet)->names;
	const char *grade =
	    policy_grade_at(sheet_policy(sheet), (size_t)sheet->grade)->id;
	int before = sheet->grade;
	bool has_choice;
	struct str from = {0}, to = {0};

	say_grade(&from, names, sheet->shown->post->grade);
	say_grade(&to, names, grade);
	put_sentence(sheet->page, STYLE_STRONG, grade_sentence(sheet, grade),
	             str_text(&from), str_text(&to));
	put_other_steps(sheet, grade);
	has_choice = sheet_next_grade(sheet) != before;
	if (has_choice)
		put_sentence(sheet->page, STYLE_FAINT,
		             N_("{1} chooses the grade."),
		             keys_first("sign", "next-choice"), NULL);
	str_clear(&to);
	str_clear(&from);
}

static const char *deed(const struct sheet *sheet)
{
	switch (sheet->kind) {
	case EVENT_RETURN:
		if (sheet_objects(sheet))
			return N_("You object in the joint review. It is "
			          "recorded; the post does not move. The "
			          "opinion says why.");
		return N_("You send the post back to be mended. The opinion "
		          "says what is to be mended.");
	case EVENT_REJECT:
		return N_("You refuse the post for good. The opinion says "
		          "why.");
	case EVENT_FREEZE:
		return N_("You take the published post offline at once. The "
		          "opinion says why.");
	case EVENT_UNFREEZE:
		return N_("You put the post online again. The opinion says "
		          "why.");
	case EVENT_TAKEDOWN:
		return N_("You take the post down for good. The opinion says "
		          "why.");
	default:
		return NULL;
	}
}

/* The program changes no site: somebody has to. */
static void put_hand_work(const struct sheet *sheet)
{
	const char *sentence = NULL;

	if (sheet->kind == EVENT_FREEZE || sheet->kind == EVENT_TAKEDOWN)
		sentence = N_("This only records it: take it offline in the "
		              "site's own system now.");
	else if (sheet->kind == EVENT_UNFREEZE)
		sentence = N_("This only records it: put it online in the "
		              "site's own system.");
	if (sentence)
		put_sentence(sheet->page, STYLE_ALARM, sentence, NULL, NULL);
}

/* Why this person was asked, when it is not by the policy's route alone. */
static void put_asked(const struct sheet *sheet)
{
	const struct session *session = session_of(sheet);
	const struct post_step *row = sheet_row(sheet);
	struct str by = {0};

	if (!row || (sheet->kind != EVENT_SIGN && sheet->kind != EVENT_RETURN))
		return;
	if (row->by)
		say_person(&by, &session->names, row->by);
	if (row->needs && row->host)
		put_sentence(sheet->page, STYLE_TEXT,
		             N_("{1} asked for this joint review. {2} records "
		                "an objection; the post does not move by it."),
		             str_text(&by), keys_first("review", "return"));
	else if (row->needs)
		put_sentence(sheet->page, STYLE_TEXT,
		             N_("This is a joint review: other offices sign "
		                "beside you."),
		             NULL, NULL);
	else if (row->host)
		put_sentence(sheet->page, STYLE_TEXT,
		             N_("{1} added you as a signer."), str_text(&by),
		             NULL);
	else if (row->by && row->assignee &&
	         strcmp(row->assignee, session->person) == 0)
		put_sentence(sheet->page, STYLE_TEXT,
		             N_("{1} handed this step on to you."),
		             str_text(&by), NULL);
	str_clear(&by);
}

static void put_deed(struct sheet *sheet)
{
	const char *sentence = deed(sheet);

	if (sheet->grade >= 0)
		put_grade(sheet);
	else if (sentence)
		put_sentence(sheet->page, STYLE_STRONG, sentence, NULL, NULL);
	else
		put_sign(sheet);
	put_asked(sheet);
	put_hand_work(sheet);
}

/* ---- what it covers ------------------------------------------------------ */

static bool is_set(const char *value)
{
	return value && *value;
}

/* Channels by their titles, and when it may be published. */
static void put_where(const struct sheet *sheet)
{
	const struct form *form = &sheet->shown->form;
	struct str list = {0};

	page_channels(&list, session_of(sheet), form);
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
	add_name(&list, _("Channel"), form->channels.count > 0);
	add_name(&list, _("Audience"), is_set(form->audience));
	add_name(&list, _("Not before"), is_set(form->at));
	add_name(&list, _("Category"), is_set(form->category));
	add_name(&list, _("Involves"), form->flags.count > 0);
	for (size_t i = 0; i < form->field_count; i++)
		add_name(
		    &list,
		    page_field_title(session_of(sheet), form->fields[i].id),
		    true);
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

/* ---- what is to be looked at --------------------------------------------- */

void sheet_say_tick(const struct sheet *sheet, size_t index, struct str *out)
{
	const char *tick = sheet->wanted.at[index];
	const struct attachment *attachment =
	    tick_attachment(&sheet->shown->post->form, tick);

	if (attachment)
		say_fill(out, N_("attachment {1}"), attachment->name, NULL, 0);
	else
		tick_say(out, tick);
}

/* Which bytes are meant. */
static void put_file(struct flow *flow, const struct attachment *attachment)
{
	struct str words = {0};

	if (attachment->bytes < KILOBYTE)
		say_fill(&words, N_("{n} bytes"), NULL, NULL,
		         (long)attachment->bytes);
	else
		say_fill(&words, N_("{n} KB"), NULL, NULL,
		         (long)((attachment->bytes + KILOBYTE - 1) / KILOBYTE));
	str_putf(&words, "  sha256 %.*s", HASH_SHOWN, attachment->sha256);
	flow_puts(flow, STYLE_FAINT, "  ");
	flow_put(flow, STYLE_FAINT, str_span(&words));
	str_clear(&words);
}

static void put_tick(const struct sheet *sheet, size_t index)
{
	struct flow *page = sheet->page;
	const struct attachment *attachment =
	    tick_attachment(&sheet->shown->post->form, sheet->wanted.at[index]);
	struct str words = {0};

	str_puts(&words, sheet->ticked[index] ? "[x] " : "[ ] ");
	flow_mark(page, (int)index + 1);
	flow_put(page, sheet->ticked[index] ? STYLE_GOOD : STYLE_STRONG,
	         str_span(&words));
	words.bytes = 0;
	str_putf(&words, "%zu ", index + 1);
	flow_put(page, STYLE_FAINT, str_span(&words));
	words.bytes = 0;
	sheet_say_tick(sheet, index, &words);
	flow_put(page, STYLE_TEXT, str_span(&words));
	if (attachment)
		put_file(page, attachment);
	flow_end(page, INDENT);
	str_clear(&words);
}

static void put_ticks(const struct sheet *sheet)
{
	put_sentence(sheet->page, STYLE_STRONG,
	             N_("Look at each, then tick it: its number, or Space. "
	                "{1} goes to the opinion."),
	             keys_first("sign", "next-choice"), NULL);
	for (size_t i = 0; i < sheet->wanted.count; i++)
		put_tick(sheet, i);
}

static void put_checklist(const struct sheet *sheet)
{
	const struct policy_step *step = sheet_step(sheet);
	struct str list = {0};

	if (sheet->wanted.count)
		put_ticks(sheet);
	for (size_t i = 0; step && !step->ticks && i < step->checklist.count;
	     i++)
		add_name(&list, step->checklist.at[i], true);
	put_line(sheet->page, _("This step looks at"), str_text(&list));
	if (step && step->opinion && sheet->kind == EVENT_SIGN)
		put_sentence(sheet->page, STYLE_STRONG,
		             N_("This step asks for an opinion in words."),
		             NULL, NULL);
	str_clear(&list);
}

/* Whose key signs, and what that is worth. */
static void put_signer(const struct sheet *sheet)
{
	const char *key = sheet->own.fingerprint;
	const char *other = keys_first("sign", "other-key");
	const struct policy_step *step = sheet_step(sheet);

	if (sheet_looks(sheet)) {
		put_sentence(sheet->page, STYLE_FAINT,
		             N_("Your ssh-agent is asked which keys it holds "
		                "…"),
		             NULL, NULL);
		return;
	}
	if (key && !sheet->by_house) {
		put_sentence(sheet->page, STYLE_STRONG,
		             N_("Your key {1} will sign, through your "
		                "ssh-agent. {2}: recorded by the workstation "
		                "instead."),
		             key, other);
		return;
	}
	if (step && step->personal)
		put_sentence(sheet->page, STYLE_WARN,
		             err_sentence(ERR_NOT_PERSONAL), step->title,
		             sheet->shown->post->id);
	else
		put_sentence(sheet->page, STYLE_FAINT,
		             N_("It is recorded by the workstation in your "
		                "name; it is no signature with a key of your "
		                "own."),
		             NULL, NULL);
	if (key)
		put_sentence(sheet->page, STYLE_FAINT,
		             N_("{2}: your key {1} signs instead."), key,
		             other);
}

void sheet_put(struct sheet *sheet)
{
	const struct desk_view *shown = sheet->shown;
	const struct review *review = review_seen(sheet->view.below);
	const struct revision *revision = post_revision(shown->post);
	struct flow *page = sheet->page;
	struct str words = {0};

	flow_clear(page);
	put_deed(sheet);
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
	put_signer(sheet);
	if (sheet->ticks)
		flow_go(page, (int)sheet->at + 1);
	str_clear(&words);
}
