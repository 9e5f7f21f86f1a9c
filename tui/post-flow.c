#include "tui/post-flow.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/keys.h"
#include "tui/page.h"
#include "tui/route-line.h"

enum { INDENT = 4 };

void flow_say(struct flow *flow, enum style style, const char *sentence,
              const char *one, const char *two, long number)
{
	struct str words = {0};

	say_fill(&words, sentence, one, two, number);
	flow_put(flow, style, str_span(&words));
	str_clear(&words);
}

static void put_and_clear(struct flow *flow, enum style style,
                          struct str *words)
{
	flow_put(flow, style, str_span(words));
	str_clear(words);
}

static void heading(struct flow *flow, const char *words)
{
	flow_end(flow, 0);
	flow_puts(flow, STYLE_STRONG, words);
	flow_end(flow, 0);
}

/* ---- a text with its findings -------------------------------------------- */

static enum style severity_style(enum severity severity)
{
	switch (severity) {
	case SEVERITY_BLOCK:
		return STYLE_BLOCK;
	case SEVERITY_ACK:
		return STYLE_ACK;
	case SEVERITY_WARN:
		return STYLE_WARN;
	default:
		return STYLE_INFO;
	}
}

/* Whether the finding stands in this text, where it says. */
static bool stands(const struct finding *finding, const char *field,
                   struct span text)
{
	return finding->field && strcmp(finding->field, field) == 0 &&
	       finding->start < finding->end && finding->end <= text.bytes &&
	       span_equal(span_from(text.at + finding->start,
	                            finding->end - finding->start),
	                  span_of(finding->text));
}

/* Each finding underlined, with its number after it; of two that overlap, the
 * number of the second only. */
static void put_checked(struct flow *flow, const struct findings *findings,
                        const char *field, enum style style, struct span text)
{
	size_t at = 0;

	for (size_t i = 0; findings && i < findings->count; i++) {
		const struct finding *finding = &findings->at[i];
		char number[32];

		if (!stands(finding, field, text))
			continue;
		if (finding->start > at) {
			flow_put(flow, style,
			         span_from(text.at + at, finding->start - at));
			at = finding->start;
		}
		flow_mark(flow, (int)i + 1);
		if (finding->end > at)
			flow_put(flow, severity_style(finding->severity),
			         span_from(text.at + at, finding->end - at));
		snprintf(number, sizeof(number), "[%zu]", i + 1);
		flow_puts(flow, STYLE_FAINT, number);
		if (finding->end > at)
			at = finding->end;
	}
	flow_put(flow, style, span_from(text.at + at, text.bytes - at));
}

/* ---- the head ------------------------------------------------------------ */

static void put_between(struct flow *flow)
{
	flow_puts(flow, STYLE_FAINT, " · ");
}

static void put_deadline(struct flow *flow, const struct post_reading *reading)
{
	const struct session *session = reading->session;
	int64_t due_ms = reading->view->deadline_ms;
	bool overdue = due_ms && due_ms <= session->now_ms;
	struct str words = {0};

	/* What is offline is to be decided about, too. */
	if (reading->view->post->public_state == PUBLIC_FROZEN) {
		due_ms = reading->view->post->settle_ms;
		overdue = due_ms && due_ms <= session->now_ms;
		if (!due_ms)
			return;
	} else if (post_open_step(reading->view->post) < 0) {
		return;
	}
	put_between(flow);
	str_puts(&words, overdue ? "! " : "");
	say_deadline(&words, due_ms, session->now_ms, session->offset_min);
	put_and_clear(flow, overdue ? STYLE_ALARM : STYLE_STRONG, &words);
}

/* What is urgent first, so that a narrow screen cuts what is not. */
static void put_state(struct flow *flow, const struct post_reading *reading)
{
	const struct post *post = reading->view->post;
	const struct revision *revision = post_revision(post);
	const struct session *session = reading->session;
	struct str words = {0};

	flow_puts(flow, STYLE_TEXT, post->id);
	if (post->work != WORK_APPROVED || post->public_state == PUBLIC_NONE) {
		put_between(flow);
		flow_puts(flow, STYLE_STRONG, say_work(post->work));
	}
	if (post->public_state != PUBLIC_NONE) {
		put_between(flow);
		flow_puts(flow, STYLE_STRONG, say_public(post->public_state));
	}
	put_deadline(flow, reading);
	put_between(flow);
	say_grade(&words, &session->names, post->grade);
	put_and_clear(flow, STYLE_TEXT, &words);
	if (revision) {
		put_between(flow);
		flow_say(flow, STYLE_TEXT, N_("revision {n}"), NULL, NULL,
		         revision->number);
	}
	put_between(flow);
	say_unit(&words, &session->names, post->unit);
	put_and_clear(flow, STYLE_TEXT, &words);
	put_between(flow);
	route_say_name(&words, session, post->provider);
	put_and_clear(flow, STYLE_TEXT, &words);
	flow_end(flow, INDENT);
}

/* “Column: ”, after a dot when it is not the first of its line. */
static void put_label(struct flow *flow, bool *any, const char *name)
{
	if (*any)
		put_between(flow);
	*any = true;
	flow_say(flow, STYLE_FAINT, N_("{1}: "), name, NULL, 0);
}

static void put_field(struct flow *flow, bool *any, const char *name,
                      const char *value)
{
	if (!value || !*value)
		return;
	put_label(flow, any, name);
	flow_puts(flow, STYLE_TEXT, value);
}

static void put_audience(struct flow *flow, const struct post_reading *reading,
                         bool *any)
{
	const struct form *form = &reading->view->form;

	if (!form->audience || !*form->audience)
		return;
	put_label(flow, any, _("Audience"));
	put_checked(flow, reading->findings, "audience", STYLE_TEXT,
	            span_of(form->audience));
}

static void put_form(struct flow *flow, const struct post_reading *reading)
{
	const struct policy *policy = desk_policy(reading->session->desk);
	const struct form *form = &reading->view->form;
	struct str list = {0};
	bool any = false;

	if (form->column)
		put_field(flow, &any, _("Column"),
		          policy_column_title(policy, form->column));
	page_channels(&list, reading->session, form);
	put_field(flow, &any, _("Channel"), str_text(&list));
	put_audience(flow, reading, &any);
	put_field(flow, &any, _("Not before"), form->at);
	if (any)
		flow_end(flow, INDENT);
	list.bytes = 0;
	for (size_t i = 0; i < form->attachment_count; i++) {
		str_puts(&list, i ? _(", ") : "");
		str_puts(&list, form->attachments[i].name);
	}
	any = false;
	put_field(flow, &any, _("Attachment"), list.bytes ? list.at : NULL);
	if (any)
		flow_end(flow, INDENT);
	if (form->summary && *form->summary) {
		any = false;
		put_label(flow, &any, _("Summary"));
		put_checked(flow, reading->findings, "summary", STYLE_TEXT,
		            span_of(form->summary));
		flow_end(flow, INDENT);
	}
	str_clear(&list);
}

/* Category, flags, and the policy's own fields. */
static void put_own_fields(struct flow *flow,
                           const struct post_reading *reading)
{
	const struct session *session = reading->session;
	const struct form *form = &reading->view->form;
	struct str list = {0};
	bool any = false;

	if (form->category)
		put_field(flow, &any, _("Category"),
		          policy_category_title(desk_policy(session->desk),
		                                form->category));
	page_flags(&list, session, form);
	put_field(flow, &any, _("Involves"), str_text(&list));
	for (size_t i = 0; i < form->field_count; i++)
		put_field(flow, &any,
		          page_field_title(session, form->fields[i].id),
		          form->fields[i].value);
	if (any)
		flow_end(flow, INDENT);
	str_clear(&list);
}

bool post_has_proposal(const struct post *post)
{
	const struct revision *revision = post_revision(post);

	return post->proposal[0] && post->work == WORK_RETURNED && revision &&
	       post->proposal_revision == revision->number;
}

const char *correction_sentence(const struct post *post)
{
	if (!post_is_correcting(post))
		return NULL;
	if (post->work == WORK_APPROVED)
		return N_(
		    "Published is revision {n}. The text below is a "
		    "correction that is approved, but not published yet.");
	return N_("Published is revision {n}. The text below is a correction "
	          "that is not approved.");
}

static void put_correction(struct flow *flow, const struct post *post)
{
	const char *sentence = correction_sentence(post);

	if (!sentence)
		return;
	flow_say(flow, STYLE_STRONG, sentence, NULL, NULL,
	         post_public_revision(post));
	flow_end(flow, INDENT);
}

/* Somebody sent it back with a text of their own. */
static void put_proposal(struct flow *flow, const struct post_reading *reading)
{
	const struct post *post = reading->view->post;
	const struct session *session = reading->session;
	struct str who = {0};

	if (!post_has_proposal(post))
		return;
	route_say_name(&who, session, post->proposal_by);
	flow_say(flow, STYLE_STRONG,
	         N_("{1} sent it back with a text of their own; {2} shows it."),
	         str_text(&who), keys_first("review", "diff"), 0);
	if (strcmp(post->provider, session->person) == 0) {
		flow_puts(flow, STYLE_TEXT, " ");
		flow_say(flow, STYLE_STRONG,
		         N_("{1} takes it and hands it in again."),
		         keys_first("review", "accept"), NULL, 0);
	}
	flow_end(flow, INDENT);
	str_clear(&who);
}

static void put_before(struct flow *flow, const struct post_reading *reading)
{
	const struct comparison *comparison = reading->comparison;
	char number[16] = "…";

	if (!reading->before)
		return;
	if (comparison)
		snprintf(number, sizeof(number), "%zu", comparison->changes);
	flow_say(flow, STYLE_STRONG,
	         N_("Since revision {n}, which you have read, paragraphs "
	            "changed: {1}. {2} shows them."),
	         number, keys_first("review", "diff"), reading->before);
	flow_end(flow, INDENT);
}

void count_flow(struct flow *flow, const struct findings *findings,
                bool studied)
{
	if (!findings && studied)
		flow_say(flow, STYLE_ALARM, N_("The text was not checked."),
		         NULL, NULL, 0);
	else if (!findings)
		flow_say(flow, STYLE_FAINT,
		         N_("The checks are reading the text …"), NULL, NULL,
		         0);
	else if (findings->count)
		flow_say(flow, severity_style(findings_worst(findings)),
		         N_("Findings: {n}. Please read it all the same."),
		         NULL, NULL, (long)findings->count);
	else
		flow_say(flow, STYLE_FAINT,
		         N_("Nothing of the known kinds was found. A person "
		            "still has to read it."),
		         NULL, NULL, 0);
	flow_end(flow, INDENT);
}

static void put_held(struct flow *flow, const struct desk_view *view)
{
	if (!view->held)
		return;
	flow_say(flow, STYLE_ALARM,
	         N_("A text of this post is held: it is kept here and not in "
	            "the archive, because it holds what may not be made "
	            "public. The provider covers it and saves again; or who "
	            "answers for it releases it with a reason."),
	         NULL, NULL, 0);
	flow_end(flow, 0);
}

/* ---- what follows the text ----------------------------------------------- */

static const char *waived(const struct post *post, const char *rule)
{
	for (size_t i = 0; i < post->waiver_count; i++)
		if (strcmp(post->waivers[i].rule, rule) == 0)
			return post->waivers[i].reason;
	return NULL;
}

static bool is_in_place(const struct desk_view *view,
                        const struct finding *finding)
{
	const struct form *form = &view->form;

	return stands(finding, "text", str_span(&view->text)) ||
	       stands(finding, "title", span_of(form->title)) ||
	       stands(finding, "summary", span_of(form->summary)) ||
	       stands(finding, "audience", span_of(form->audience));
}

static void put_finding(struct flow *flow, const struct post_reading *reading,
                        size_t index)
{
	const struct finding *finding = &reading->findings->at[index];
	const char *reason = waived(reading->view->post, finding->rule);
	struct str words = {0};

	if (!is_in_place(reading->view, finding))
		flow_mark(flow, (int)index + 1);
	str_putf(&words, "[%zu] ", index + 1);
	put_and_clear(flow, STYLE_FAINT, &words);
	flow_puts(flow, severity_style(finding->severity),
	          say_severity(finding->severity));
	flow_puts(flow, STYLE_TEXT, " ");
	say_finding(&words, finding);
	if (finding->text && *finding->text) {
		str_puts(&words, " 「");
		str_puts(&words, finding->text);
		str_puts(&words, "」");
	}
	for (size_t i = 0; i < finding->suggestion_count; i++) {
		str_puts(&words, i ? _(", ") : " → ");
		str_puts(&words, finding->suggestions[i]);
	}
	put_and_clear(flow, STYLE_TEXT, &words);
	str_putf(&words, "  %s", finding->rule);
	put_and_clear(flow, STYLE_FAINT, &words);
	flow_end(flow, INDENT);
	if (!reason)
		return;
	flow_say(flow, STYLE_TEXT, N_("    kept, because: {1}"), reason, NULL,
	         0);
	flow_end(flow, INDENT);
}

static void put_signoffs(struct flow *flow, const struct session *session,
                         const struct post *post)
{
	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];
		bool signs = strcmp(signoff->decision, "sign") == 0;
		struct str words = {0};

		say_time(&words, signoff->at_ms, session->offset_min);
		str_puts(&words, "  ");
		put_and_clear(flow, STYLE_FAINT, &words);
		route_say_name(&words, session, signoff->person);
		str_puts(&words, "  ");
		put_and_clear(flow, STYLE_TEXT, &words);
		flow_puts(flow, signs ? STYLE_GOOD : STYLE_STRONG,
		          say_event(signoff->decision));
		flow_puts(flow, STYLE_TEXT, "  ");
		flow_say(flow, STYLE_TEXT, N_("revision {n}"), NULL, NULL,
		         signoff->revision);
		str_puts(&words, "  ");
		str_puts(&words, signoff->personal
		                     ? _("signed with the person's own key")
		                     : _("recorded by the workstation"));
		if (!signoff->valid && signs) {
			str_puts(&words, "  ");
			str_puts(&words,
			         _("counts no more: the content changed, the "
			           "post went back, or its step left the "
			           "route"));
		}
		put_and_clear(flow, STYLE_FAINT, &words);
		flow_end(flow, INDENT);
		if (!signoff->opinion || !*signoff->opinion)
			continue;
		flow_say(flow, STYLE_TEXT, N_("      “{1}”"), signoff->opinion,
		         NULL, 0);
		flow_end(flow, INDENT + 2);
	}
}

static void put_published(struct flow *flow, const struct session *session,
                          const struct post *post)
{
	for (size_t i = 0; i < post->published_count; i++) {
		const struct published *one = &post->published[i];
		struct str words = {0};

		say_time(&words, one->at_ms, session->offset_min);
		str_puts(&words, "  ");
		put_and_clear(flow, STYLE_FAINT, &words);
		flow_puts(flow, STYLE_TEXT,
		          policy_channel_title(desk_policy(session->desk),
		                               one->channel));
		if (one->url && *one->url) {
			flow_puts(flow, STYLE_TEXT, "  ");
			flow_puts(flow, STYLE_TEXT, one->url);
		}
		flow_end(flow, INDENT);
	}
}

static void put_after(struct flow *flow, const struct post_reading *reading)
{
	const struct desk_view *view = reading->view;
	const struct post *post = view->post;

	if (view->held_text.bytes) {
		heading(flow, _("The text that is held, not in the archive:"));
		flow_put(flow, STYLE_TEXT, str_span(&view->held_text));
		flow_end(flow, 0);
	}
	if (reading->findings && reading->findings->count) {
		heading(flow, _("Findings"));
		for (size_t i = 0; i < reading->findings->count; i++)
			put_finding(flow, reading, i);
	}
	if (post->signoff_count) {
		heading(flow, _("Decisions"));
		put_signoffs(flow, reading->session, post);
	}
	if (post->published_count) {
		heading(flow, _("Published at"));
		put_published(flow, reading->session, post);
	}
}

void post_flow(struct flow *flow, const struct post_reading *reading)
{
	const struct desk_view *view = reading->view;
	const char *title = view->form.title && *view->form.title
	                        ? view->form.title
	                        : view->post->form.title;

	put_checked(flow, reading->findings, "title", STYLE_STRONG,
	            span_of(title));
	flow_end(flow, INDENT);
	put_state(flow, reading);
	put_form(flow, reading);
	put_own_fields(flow, reading);
	put_correction(flow, view->post);
	route_line(flow, reading->session, view->post);
	put_proposal(flow, reading);
	put_before(flow, reading);
	put_held(flow, view);
	count_flow(flow, reading->findings, reading->studied);
	flow_end(flow, 0);
	put_checked(flow, reading->findings, "text", STYLE_TEXT,
	            str_span(&view->text));
	if (!span_trim(str_span(&view->text)).bytes) {
		flow_say(flow, STYLE_ALARM, N_("! There is no text."), NULL,
		         NULL, 0);
		flow_end(flow, 0);
	}
	if (!span_ends(str_span(&view->text), "\n"))
		flow_end(flow, 0);
	put_after(flow, reading);
}
