#include "tui/page.h"

#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/event.h"
#include "core/route.h"
#include "core/text.h"
#include "tui/json.h"
#include "tui/post-flow.h"
#include "tui/say.h"
#include "tui/tick.h"

/* ---- a post -------------------------------------------------------------- */

void page_channels(struct str *out, const struct session *session,
                   const struct form *form)
{
	const struct policy *policy = desk_policy(session->desk);

	for (size_t i = 0; i < form->channels.count; i++) {
		str_puts(out, i ? _(", ") : "");
		str_puts(out,
		         policy_channel_title(policy, form->channels.at[i]));
	}
}

void page_flags(struct str *out, const struct session *session,
                const struct form *form)
{
	const struct policy *policy = desk_policy(session->desk);

	for (size_t i = 0; i < form->flags.count; i++) {
		const struct policy_flag *flag =
		    policy_flag(policy, form->flags.at[i]);

		str_puts(out, i ? _(", ") : "");
		str_puts(out, flag ? flag->title : form->flags.at[i]);
	}
}

const char *page_field_title(const struct session *session, const char *id)
{
	const struct policy_field *field =
	    policy_field(desk_policy(session->desk), id);

	return field && field->title ? field->title : id;
}

static void field_person(FILE *to, const struct session *session,
                         const char *name, const char *id)
{
	struct str text = {0};

	say_person(&text, &session->names, id);
	say_field(to, name, str_text(&text));
	str_clear(&text);
}

static void field_unit(FILE *to, const struct session *session,
                       const char *name, const char *id)
{
	struct str text = {0};

	say_unit(&text, &session->names, id);
	say_field(to, name, str_text(&text));
	str_clear(&text);
}

/* What was proposed, until when a freeze is to be decided, what came after. */
static void page_after(FILE *to, const struct session *session,
                       const struct post *post)
{
	struct str text = {0};

	if (post_has_proposal(post)) {
		say_person(&text, &session->names, post->proposal_by);
		say_field(to, _("Another text proposed by"), str_text(&text));
		text.bytes = 0;
	}
	if (post->settle_ms) {
		say_time(&text, post->settle_ms, session->offset_min);
		say_field(to, _("To be decided by"), str_text(&text));
	}
	say_field(to, _("Replaced by"), post->successor);
	str_clear(&text);
}

static void page_state(FILE *to, const struct session *session,
                       const struct desk_view *view)
{
	const struct post *post = view->post;
	const struct revision *revision = post_revision(post);
	char number[16] = "";

	/* What is public was approved; “waits to be published” no more. */
	if (post->work != WORK_APPROVED || post->public_state == PUBLIC_NONE)
		say_field(to, _("State"), say_work(post->work));
	say_field(to, _("Public"), say_public(post->public_state));
	if (revision) {
		snprintf(number, sizeof(number), "%d", revision->number);
		say_field(to, _("Revision"), number);
		say_field(to, _("Content id"), revision->content);
	}
	if (correction_sentence(post)) {
		fputs("  ", to);
		say_number(to, correction_sentence(post), NULL,
		           post_public_revision(post));
	}
	page_after(to, session, post);
	if (view->held)
		say(to,
		    N_("  A text is held: it is kept here, and not in the "
		       "archive."),
		    NULL, NULL);
}

static void page_form(FILE *to, const struct session *session,
                      const struct desk_view *view)
{
	const struct policy *policy = desk_policy(session->desk);
	const struct form *form = &view->form;
	const struct post *post = view->post;
	struct str channels = {0}, flags = {0}, grade = {0};

	field_unit(to, session, _("Unit"), post->unit);
	field_person(to, session, _("Provider"), post->provider);
	if (form->column)
		say_field(to, _("Column"),
		          policy_column_title(policy, form->column));
	say_grade(&grade, &session->names, post->grade);
	say_field(to, _("Grade"), str_text(&grade));
	if (form->category)
		say_field(to, _("Category"),
		          policy_category_title(policy, form->category));
	page_flags(&flags, session, form);
	say_field(to, _("Involves"), str_text(&flags));
	page_channels(&channels, session, form);
	say_field(to, _("Channel"), str_text(&channels));
	say_field(to, _("Audience"), form->audience);
	say_field(to, _("Not before"), form->at);
	say_field(to, _("Summary"), form->summary);
	for (size_t i = 0; i < form->field_count; i++)
		say_field(to, page_field_title(session, form->fields[i].id),
		          form->fields[i].value);
	for (size_t i = 0; i < form->attachment_count; i++)
		say_field(to, _("Attachment"), form->attachments[i].name);
	str_clear(&channels);
	str_clear(&flags);
	str_clear(&grade);
}

/* Of a joint step how many sign; whom a row waits for alone, and who asked. */
static void page_asked(FILE *to, const struct session *session,
                       const struct post_step *step)
{
	struct str text = {0};

	if (step->needs)
		say_fill(&text, N_("  joint review, {n} needed"), NULL, NULL,
		         step->needs);
	fputs(str_text(&text), to);
	if (step->assignee && !step->person) {
		fputs("  → ", to);
		text.bytes = 0;
		say_person(&text, &session->names, step->assignee);
		fputs(str_text(&text), to);
	}
	if (step->by) {
		struct str who = {0};

		say_person(&who, &session->names, step->by);
		text.bytes = 0;
		say_fill(&text, N_("  asked by {1}"), str_text(&who), NULL, 0);
		fputs(str_text(&text), to);
		str_clear(&who);
	}
	str_clear(&text);
}

void page_route(FILE *to, const struct session *session,
                const struct post *post)
{
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *step = &post->steps[i];
		struct str who = {0};

		if (step->person)
			say_person(&who, &session->names, step->person);
		else
			say_role(&who, &session->names, step->role, step->unit);
		fprintf(to, "  %zu. ", i + 1);
		say_text(to, step->title ? step->title : step->step);
		fprintf(to, "  %s  ", say_step(step->state));
		fputs(str_text(&who), to);
		str_clear(&who);
		if (step->state == STEP_SIGNED ||
		    step->state == STEP_OBJECTED) {
			say_time(&who, step->at_ms, session->offset_min);
		} else if (step->state == STEP_OPEN) {
			say_deadline(&who, step->due_ms, session->now_ms,
			             session->offset_min);
		}
		fprintf(to, "%s%s", who.bytes ? "  " : "", str_text(&who));
		str_clear(&who);
		page_asked(to, session, step);
		fputc('\n', to);
	}
}

/* A tick as it may be typed, and which attachment it means. */
static void page_tick(FILE *to, const struct form *form, const char *tick)
{
	const struct attachment *attachment = tick_attachment(form, tick);
	struct str words = {0};

	tick_say(&words, tick);
	fprintf(to, "      %s", str_text(&words));
	if (attachment) {
		fputs("  ", to);
		say_text(to, attachment->name);
	}
	fputc('\n', to);
	str_clear(&words);
}

/* What whoever signs now must tick. */
static void page_ticks(FILE *to, const struct session *session,
                       const struct post *post)
{
	const struct policy *policy = desk_policy_of(session->desk, post);
	const char *before = "";

	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];
		struct words ticks = {0};

		if (row->state != STEP_OPEN || strcmp(row->step, before) == 0)
			continue;
		before = row->step;
		route_ticks(policy_step(policy, row->step), post, &ticks);
		if (ticks.count)
			say(to, N_("  To be ticked by whoever signs “{1}”:"),
			    row->title ? row->title : row->step, NULL);
		for (size_t t = 0; t < ticks.count; t++)
			page_tick(to, &post->form, ticks.at[t]);
		words_clear(&ticks);
	}
}

static void page_signoff(FILE *to, const struct session *session,
                         const struct signoff *signoff)
{
	struct str who = {0}, at = {0};

	say_person(&who, &session->names, signoff->person);
	say_time(&at, signoff->at_ms, session->offset_min);
	fprintf(to, "  %s  ", str_text(&at));
	fprintf(to, "%s  %s  ", str_text(&who), say_event(signoff->decision));
	say_number(to, N_("revision {n}"), NULL, signoff->revision);
	if (signoff->opinion && *signoff->opinion)
		say(to, N_("      “{1}”"), signoff->opinion, NULL);
	fputs("      ", to);
	fputs(signoff->personal ? _("signed with the person's own key")
	                        : _("recorded by the workstation"),
	      to);
	if (!signoff->valid &&
	    strcmp(signoff->decision, event_id(EVENT_SIGN)) == 0)
		fprintf(to, "  %s",
		        _("counts no more: the content changed, the post went "
		          "back, or its step left the route"));
	fputc('\n', to);
	str_clear(&who);
	str_clear(&at);
}

/* What is decided about a post without a signoff; what became of its texts is
 * in the log. */
static bool is_other_decision(enum event_kind kind)
{
	static const enum event_kind kinds[] = {
	    EVENT_RAISE,    EVENT_LOWER,    EVENT_JOINT,     EVENT_ADD,
	    EVENT_HAND_ON,  EVENT_WITHDRAW, EVENT_PUBLISH,   EVENT_FREEZE,
	    EVENT_UNFREEZE, EVENT_TAKEDOWN, EVENT_SUPERSEDE,
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i] == kind)
			return true;
	return false;
}

void page_named(FILE *to, const struct event *event)
{
	const char *const named[] = {event->person, event->seats,
	                             event->successor, event->channel};

	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++) {
		if (!named[i] || !*named[i])
			continue;
		fputs("  → ", to);
		say_text(to, named[i]);
	}
}

static void page_other(FILE *to, const struct session *session,
                       const struct event *event)
{
	struct str who = {0}, at = {0}, grade = {0};

	say_person(&who, &session->names, event->actor);
	say_time(&at, event->at_ms, session->offset_min);
	fprintf(to, "  %s  %s  %s", str_text(&at), str_text(&who),
	        say_event(event_id(event->kind)));
	if (event->grade) {
		say_grade(&grade, &session->names, event->grade);
		fprintf(to, "  → %s", str_text(&grade));
	}
	page_named(to, event);
	fputc('\n', to);
	if (event->body && *event->body)
		say(to, N_("      “{1}”"), event->body, NULL);
	str_clear(&who);
	str_clear(&at);
	str_clear(&grade);
}

static const struct signoff *signoff_of(const struct post *post,
                                        const char *commit)
{
	for (size_t i = 0; *commit && i < post->signoff_count; i++)
		if (strcmp(post->signoffs[i].commit, commit) == 0)
			return &post->signoffs[i];
	return NULL;
}

/* In the order of the records; should they not be read, the signoffs alone. */
static void page_decisions(FILE *to, const struct session *session,
                           const struct post *post)
{
	const struct signoff *signoff;
	struct desk_records records = {0};
	bool any = post->signoff_count > 0;
	enum err_code rc = desk_log(session->desk, post->id, &records, NULL);

	for (size_t i = 0; !any && i < records.count; i++)
		any = is_other_decision(records.at[i].event.kind);
	if (any)
		fprintf(to, "\n%s\n", _("Decisions"));
	for (size_t i = 0; rc && i < post->signoff_count; i++)
		page_signoff(to, session, &post->signoffs[i]);
	for (size_t i = 0; i < records.count; i++) {
		const struct event *event = &records.at[i].event;

		if ((signoff = signoff_of(post, event->decision)))
			page_signoff(to, session, signoff);
		else if (is_other_decision(event->kind))
			page_other(to, session, event);
	}
	desk_records_clear(&records);
}

static void page_published(FILE *to, const struct session *session,
                           const struct post *post)
{
	for (size_t i = 0; i < post->published_count; i++) {
		const struct published *one = &post->published[i];
		struct str at = {0};

		say_time(&at, one->at_ms, session->offset_min);
		fprintf(to, "  %s  ", str_text(&at));
		say_text(to, policy_channel_title(desk_policy(session->desk),
		                                  one->channel));
		if (one->url && *one->url) {
			fputs("  ", to);
			say_text(to, one->url);
		}
		fputc('\n', to);
		str_clear(&at);
	}
}

void page_post(FILE *to, const struct session *session,
               const struct desk_view *view)
{
	const struct post *post = view->post;

	fprintf(to, "%s  ", post->id);
	say_text(to, view->form.title && *view->form.title ? view->form.title
	                                                   : post->form.title);
	fputc('\n', to);
	page_state(to, session, view);
	page_form(to, session, view);
	if (post->step_count) {
		fprintf(to, "\n%s\n", _("Route"));
		page_route(to, session, post);
		page_ticks(to, session, post);
	}
	if (post->waiver_count) {
		fprintf(to, "\n%s\n", _("Findings kept with a reason"));
		for (size_t i = 0; i < post->waiver_count; i++)
			say_field(to, post->waivers[i].rule,
			          post->waivers[i].reason);
	}
	page_decisions(to, session, post);
	if (post->published_count) {
		fprintf(to, "\n%s\n", _("Published at"));
		page_published(to, session, post);
	}
	fputc('\n', to);
	say_span(to, str_span(&view->text));
	if (!span_ends(str_span(&view->text), "\n"))
		fputc('\n', to);
	if (view->held_text.bytes) {
		fprintf(to, "\n%s\n",
		        _("The text that is held, not in the archive:"));
		say_span(to, str_span(&view->held_text));
		fputc('\n', to);
	}
}

/* ---- findings ------------------------------------------------------------ */

static void page_finding(FILE *to, const char *name,
                         const struct finding *finding)
{
	struct str message = {0};

	say_finding(&message, finding);
	say_text(to, name);
	if (finding->field && strcmp(finding->field, "text") != 0)
		fprintf(to, "[%s]", finding->field);
	fprintf(to, ":%zu:%zu: %s: ", finding->line, finding->column,
	        say_severity(finding->severity));
	say_text(to, finding->rule);
	fprintf(to, ": %s", str_text(&message));
	if (finding->text && *finding->text) {
		fputs(" 「", to);
		say_text(to, finding->text);
		fputs("」", to);
	}
	for (size_t i = 0; i < finding->suggestion_count; i++) {
		fputs(i ? _(", ") : " → ", to);
		say_text(to, finding->suggestions[i]);
	}
	fputc('\n', to);
	str_clear(&message);
}

void page_findings(FILE *to, const char *name, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		page_finding(to, name, &findings->at[i]);
}

void page_count(FILE *to, const struct findings *findings)
{
	if (findings->count)
		say_number(to,
		           N_("Findings: {n}. Please read it all the same."),
		           NULL, (long)findings->count);
	else
		say(to,
		    N_("Nothing of the known kinds was found. A person still "
		       "has to read it."),
		    NULL, NULL);
}

/* ---- receipts ------------------------------------------------------------ */

void page_receipt(FILE *to, const struct answer *answer)
{
	const struct receipt *receipt = &answer->receipt;
	char at[CALENDAR_TEXT];

	calendar_write(receipt->at_ms, receipt->offset_min, at);
	if (*answer->post)
		fprintf(to, "post: %s\n", answer->post);
	if (answer->revision)
		fprintf(to, "revision: %d\n", answer->revision);
	if (*answer->content)
		fprintf(to, "content: %s\n", answer->content);
	fprintf(to, "event: %s\n", answer->event ? answer->event : "");
	fprintf(to, "op_id: %s\n", answer->op_id);
	fputs("origin: ", to);
	say_text(to, receipt->origin);
	fprintf(to, "\nnumber: %lld\n", (long long)receipt->number);
	fprintf(to, "commit: %s\n", receipt->commit);
	fprintf(to, "at: %s\n", at);
	fprintf(to, "allowed_signers: %s\n", receipt->allowed_signers);
	fprintf(to, "signature: %s\n",
	        receipt->signature ? receipt->signature : "");
}

/* Who signed it, and at which step it was. */
static void put_signer(struct str *out, const struct session *session,
                       const struct post *post, const struct signoff *signoff)
{
	const char *title = signoff->step;
	struct str who = {0};

	for (size_t i = 0; i < post->step_count; i++)
		if (strcmp(post->steps[i].step, signoff->step) == 0 &&
		    post->steps[i].title)
			title = post->steps[i].title;
	say_person(&who, &session->names, signoff->person);
	say_fill(out, N_("“{1}” by {2}"), title, str_text(&who), 0);
	str_clear(&who);
}

void page_voided(struct str *out, const struct session *session,
                 const struct post *before, const struct post *after)
{
	for (size_t i = 0;
	     i < before->signoff_count && i < after->signoff_count; i++) {
		if (!before->signoffs[i].valid || after->signoffs[i].valid)
			continue;
		str_puts(out, out->bytes ? _(", ") : "");
		put_signer(out, session, before, &before->signoffs[i]);
	}
}

/* What is published is not taken back with its correction. */
const char *page_withdrawn(const struct answer *answer)
{
	if (answer->after && post_is_correcting(answer->after))
		return N_("Took the correction of {1} back. The published text "
		          "stays; sanshen correct {1} writes another "
		          "correction.");
	return N_("Took {1} back. It may be saved and submitted again.");
}

/* Whether the route looks different after it. */
static bool lays_route(const char *event)
{
	static const enum event_kind kinds[] = {
	    EVENT_SUBMIT, EVENT_CORRECT, EVENT_JOINT, EVENT_ADD, EVENT_HAND_ON};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (event && strcmp(event, event_id(kinds[i])) == 0)
			return true;
	return false;
}

void page_answer(const struct session *session, const struct answer *answer,
                 const char *sentence, const char *about)
{
	if (session->json) {
		json_answer(stdout, answer);
		return;
	}
	say_number(stdout, sentence, about, answer->revision);
	if (answer->after && lays_route(answer->event))
		page_route(stdout, session, answer->after);
	page_receipt(stdout, answer);
}
