#include "tui/page.h"

#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/text.h"
#include "tui/json.h"
#include "tui/say.h"

/* ---- a post -------------------------------------------------------------- */

const char *page_title(const struct policy_name *name, const char *id)
{
	return name && name->title ? name->title : id;
}

void page_channels(struct str *out, const struct session *session,
                   const struct form *form)
{
	const struct policy *policy = desk_policy(session->desk);

	for (size_t i = 0; i < form->channel_count; i++) {
		str_puts(out, i ? _(", ") : "");
		str_puts(out,
		         page_title(policy_channel(policy, form->channels[i]),
		                    form->channels[i]));
	}
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

static void page_state(FILE *to, const struct desk_view *view)
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
	struct str channels = {0}, grade = {0};

	field_unit(to, session, _("Unit"), post->unit);
	field_person(to, session, _("Provider"), post->provider);
	if (form->column)
		say_field(to, _("Column"),
		          page_title(policy_column(policy, form->column),
		                     form->column));
	say_grade(&grade, &session->names, post->grade);
	say_field(to, _("Grade"), str_text(&grade));
	page_channels(&channels, session, form);
	say_field(to, _("Channel"), str_text(&channels));
	say_field(to, _("Audience"), form->audience);
	say_field(to, _("Not before"), form->at);
	say_field(to, _("Summary"), form->summary);
	for (size_t i = 0; i < form->attachment_count; i++)
		say_field(to, _("Attachment"), form->attachments[i].name);
	str_clear(&channels);
	str_clear(&grade);
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
		if (step->state == STEP_SIGNED) {
			say_time(&who, step->at_ms, session->offset_min);
		} else if (step->state == STEP_OPEN) {
			say_deadline(&who, step->due_ms, session->now_ms,
			             session->offset_min);
		}
		fprintf(to, "%s%s\n", who.bytes ? "  " : "", str_text(&who));
		str_clear(&who);
	}
}

static void page_signoffs(FILE *to, const struct session *session,
                          const struct post *post)
{
	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];
		struct str who = {0}, at = {0};

		say_person(&who, &session->names, signoff->person);
		say_time(&at, signoff->at_ms, session->offset_min);
		fprintf(to, "  %s  ", str_text(&at));
		fprintf(to, "%s  %s  ", str_text(&who),
		        say_event(signoff->decision));
		say_number(to, N_("revision {n}"), NULL, signoff->revision);
		if (signoff->opinion && *signoff->opinion)
			say(to, N_("      “{1}”"), signoff->opinion, NULL);
		fputs("      ", to);
		fputs(signoff->personal ? _("signed with the person's own key")
		                        : _("recorded by the workstation"),
		      to);
		if (!signoff->valid)
			fprintf(to, "  %s",
			        _("counts no more: the content changed or "
			          "went back"));
		fputc('\n', to);
		str_clear(&who);
		str_clear(&at);
	}
}

static void page_published(FILE *to, const struct session *session,
                           const struct post *post)
{
	for (size_t i = 0; i < post->published_count; i++) {
		const struct published *one = &post->published[i];
		struct str at = {0};

		say_time(&at, one->at_ms, session->offset_min);
		fprintf(to, "  %s  ", str_text(&at));
		say_text(to,
		         page_title(policy_channel(desk_policy(session->desk),
		                                   one->channel),
		                    one->channel));
		fputs("  ", to);
		say_text(to, one->url);
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
	                                                   : post->title);
	fputc('\n', to);
	page_state(to, view);
	page_form(to, session, view);
	if (post->step_count) {
		fprintf(to, "\n%s\n", _("Route"));
		page_route(to, session, post);
	}
	if (post->waiver_count) {
		fprintf(to, "\n%s\n", _("Findings kept with a reason"));
		for (size_t i = 0; i < post->waiver_count; i++)
			say_field(to, post->waivers[i].rule,
			          post->waivers[i].reason);
	}
	if (post->signoff_count) {
		fprintf(to, "\n%s\n", _("Decisions"));
		page_signoffs(to, session, post);
	}
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

void page_answer(const struct session *session, const struct answer *answer,
                 const char *sentence, const char *about)
{
	if (session->json) {
		json_answer(stdout, answer);
		return;
	}
	say_number(stdout, sentence, about, answer->revision);
	if (answer->event && strcmp(answer->event, "submit") == 0 &&
	    answer->after)
		page_route(stdout, session, answer->after);
	page_receipt(stdout, answer);
}
