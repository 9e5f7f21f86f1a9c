/*
 * The desk: writing posts. A text comes in by the door, meets the gate, and
 * becomes a revision; or it is held, and stays on the desk.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/route.h"
#include "core/text.h"
#include "store/attach.h"
#include "store/content.h"
#include "store/desk-parts.h"
#include "store/index.h"

enum {
	TEXT_LIMIT = 2 * 1024 * 1024, /* bytes of a post (DESIGN section 8) */
	LINE_LIMIT = 2000,            /* bytes of a form field */
	TITLE_POINTS = 200            /* of a title taken from the text */
};

/* The next content of a post, being put together. */
struct next {
	struct form form;
	struct str text;
	struct form before; /* of the present revision, if any */
	struct str text_before;
	bool has_before;
	char *grade; /* of a held text; NULL */
};

static void next_clear(struct next *next)
{
	form_clear(&next->form);
	str_clear(&next->text);
	form_clear(&next->before);
	str_clear(&next->text_before);
	free(next->grade);
}

/* ---- the door
 * -------------------------------------------------------------------- */

static enum err_code put_line(char **field, const char *given,
                              const char *option, struct err *err)
{
	struct str clean = {0};
	enum err_code rc;

	if (!given)
		return ERR_OK;
	rc = text_door_line(span_of(given), option, LINE_LIMIT, &clean, err);
	if (!rc) {
		free(*field);
		*field = str_take(&clean);
	}
	str_clear(&clean);
	return rc;
}

static enum err_code put_text(struct next *next, const struct draft *draft,
                              struct err *err)
{
	struct str clean = {0};
	enum err_code rc;

	if (!draft->has_text)
		return ERR_OK;
	rc = text_door(draft->text, "text", TEXT_LIMIT, &clean, err);
	if (!rc) {
		str_clear(&next->text);
		next->text = clean;
		return ERR_OK;
	}
	str_clear(&clean);
	return rc;
}

/* "ID=VALUE": the policy's own fields. */
static enum err_code put_fields(struct form *form, const struct draft *draft,
                                struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < draft->field_count; i++) {
		struct span value = span_of(draft->fields[i]), name;
		struct str clean = {0};
		char *id;

		span_cut(&value, '=', &name);
		id = span_copy(span_trim(name));
		if (!value.at || !roster_id_is_good(span_of(id)))
			rc = err_set(err, ERR_BAD_VALUE, "--field",
			             draft->fields[i]);
		else if (value.bytes)
			rc = text_door_line(value, "--field", LINE_LIMIT,
			                    &clean, err);
		if (!rc)
			form_set_field(form, id, str_span(&clean));
		str_clear(&clean);
		free(id);
	}
	return rc;
}

/* What was given, over what is there. */
static enum err_code put_draft(struct next *next, const struct draft *draft,
                               struct err *err)
{
	struct form *form = &next->form;
	int64_t at_ms;
	enum err_code rc;

	if ((rc = put_text(next, draft, err)) ||
	    (rc = put_line(&form->title, draft->title, "--title", err)) ||
	    (rc = put_line(&form->summary, draft->summary, "--summary", err)) ||
	    (rc = put_line(&form->column, draft->column, "--column", err)) ||
	    (rc = put_line(&form->audience, draft->audience, "--audience",
	                   err)) ||
	    (rc = put_line(&form->category, draft->category, "--category",
	                   err)) ||
	    (rc = put_line(&form->at, draft->at, "--at", err)))
		return rc;
	if (draft->at && draft->at[0] &&
	    !calendar_read(span_of(form->at), &at_ms))
		return err_set(err, ERR_BAD_VALUE, "--at", draft->at);
	if (draft->channels)
		form_set_channels(form, span_of(draft->channels));
	if (draft->flags)
		form_set_flags(form, span_of(draft->flags));
	return put_fields(form, draft, err);
}

/* What else the form names must be the policy's. */
static enum err_code know_form(const struct form *form,
                               const struct policy *policy, struct err *err)
{
	if (form->category && form->category[0] &&
	    !policy_category(policy, form->category))
		return err_set(err, ERR_NO_CATEGORY, form->category, NULL);
	for (size_t i = 0; i < form->flags.count; i++)
		if (!policy_flag(policy, form->flags.at[i]))
			return err_set(err, ERR_NO_FLAG, form->flags.at[i],
			               NULL);
	for (size_t i = 0; i < form->field_count; i++)
		if (!policy_field(policy, form->fields[i].id))
			return err_set(err, ERR_NO_FIELD, form->fields[i].id,
			               NULL);
	return ERR_OK;
}

/* Title, column and channel where nobody gave one; then all must be known. */
static enum err_code complete(struct next *next, const struct policy *policy,
                              const char *grade, struct err *err)
{
	struct form *form = &next->form;

	if (!form->title || !form->title[0]) {
		free(form->title);
		form->title = span_copy(
		    text_first_line(str_span(&next->text), TITLE_POINTS));
	}
	if (!form->title[0])
		return err_set(err, ERR_EMPTY, "--title", NULL);
	if ((!form->column || !form->column[0]) &&
	    policy_column_count(policy) == 1) {
		free(form->column);
		form->column = mem_copy(policy_column_at(policy, 0)->id);
	}
	if (!form->channels.count && policy_channel_count(policy) == 1)
		form_set_channels(form,
		                  span_of(policy_channel_at(policy, 0)->id));
	if (!form->column || !form->column[0])
		return err_set(err, ERR_ARGUMENT_MISSING, "new", "--column");
	if (!form->channels.count)
		return err_set(err, ERR_ARGUMENT_MISSING, "new", "--channel");
	if (!policy_column(policy, form->column))
		return err_set(err, ERR_NO_COLUMN, form->column, NULL);
	for (size_t i = 0; i < form->channels.count; i++)
		if (!policy_channel(policy, form->channels.at[i]))
			return err_set(err, ERR_NO_CHANNEL,
			               form->channels.at[i], NULL);
	if (grade && policy_grade(policy, grade) < 0)
		return err_set(err, ERR_NO_GRADE, grade, NULL);
	return know_form(form, policy, err);
}

/* ---- held or recorded
 * -------------------------------------------------------------- */

static bool passes(const struct next *next, struct findings *found)
{
	content_gate(&next->form, str_span(&next->text),
	             next->has_before ? &next->before : NULL,
	             next->has_before ? &next->text_before : NULL, found);
	return found->count == 0;
}

/* The content the change starts from, `base` or what was seen where the caller
 * named it: if another has come since, the judge answers that the post moved,
 * and nobody's revision is lost. */
static void start_from(struct proposal *proposal, const struct post *post,
                       const struct caller *caller, const char *base)
{
	static const char none[] = "0000000000000000000000000000000000000000";
	const struct revision *revision = post_revision(post);

	if (!base)
		base = caller->seen ? caller->seen
		       : revision   ? revision->content
		                    : "";
	else if (caller->seen && strcmp(caller->seen, base) != 0)
		base = none; /* one of the two is not the present one */
	proposal->first = !base[0];
	if (proposal->first && revision)
		base = none;
	snprintf(proposal->event.content, HEX, "%s", base);
}

/* An editor's revision and a correction are judged by the post's own policy. */
static const struct policy *policy_for(const struct desk *desk,
                                       enum event_kind kind,
                                       const struct post *post)
{
	return route_keeps_policy(kind, post) ? desk_policy_of(desk, post)
	                                      : desk_policy(desk);
}

/* What the policy is asked about; `post` NULL: a new one, of one's own unit. */
static struct check_case case_of(struct desk *desk,
                                 const struct proposal *proposal,
                                 const struct post *post,
                                 const struct next *next)
{
	const struct event *event = &proposal->event;
	const struct person *person =
	    roster_person(desk_roster(desk), event->actor);
	struct check_case about = {.policy = desk_policy(desk),
	                           .form = &next->form,
	                           .grade = event->grade,
	                           .provider =
	                               post ? post->provider : event->actor,
	                           .at_ms = proposal->now_ms};

	if (post) {
		about.policy = policy_for(desk, event->kind, post);
		about.unit = post->unit;
		if (!about.grade)
			about.grade = post->grade;
	} else if (person) {
		about.unit = person->unit;
	}
	if (!about.grade)
		about.grade = policy_grade_at(about.policy, 0)->id;
	return about;
}

static bool has_reason(const struct post *post, const char *rule)
{
	for (size_t i = 0; i < post->waiver_count; i++)
		if (strcmp(post->waivers[i].rule, rule) == 0)
			return true;
	return false;
}

/* What an editor saves is not handed in again: no finding may come in that the
 * provider did not give a reason for. */
static enum err_code weigh_edit(const struct proposal *proposal,
                                const struct post *post,
                                const struct findings *findings,
                                struct err *err)
{
	if (!post || proposal->event.kind != EVENT_SAVE ||
	    post->work != WORK_IN_REVIEW)
		return ERR_OK;
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->at[i];

		if (finding->severity >= SEVERITY_ACK &&
		    !has_reason(post, finding->rule))
			return err_set(err, ERR_EDITOR_FINDING, finding->rule,
			               finding->text);
	}
	return ERR_OK;
}

static enum err_code record(struct desk *desk, struct proposal *proposal,
                            const struct post *post, const struct next *next,
                            struct answer *out, struct err *err)
{
	struct check_case about = case_of(desk, proposal, post, next);
	struct findings findings = {0};
	enum err_code rc;

	proposal->form = &next->form;
	proposal->text = str_span(&next->text);
	if (!(rc = desk_findings(desk, &about, str_span(&next->text), &findings,
	                         err)) &&
	    !(rc = weigh_edit(proposal, post, &findings, err)) &&
	    !(rc = desk_finish(desk, proposal, out, err))) {
		out->findings = findings;
		return ERR_OK;
	}
	findings_clear(&findings);
	return rc;
}

/* A held `new`: the text is safe on the desk before its id is recorded. */
static enum err_code hold_new(struct desk *desk, struct proposal *proposal,
                              const struct next *next,
                              struct findings *take_found, struct answer *out,
                              struct err *err)
{
	struct drafts *drafts;
	char *op_id = mem_copy(proposal->event.op_id);
	char *person = mem_copy(proposal->event.actor);
	char *grade = mem_copy(proposal->event.grade);
	int64_t now_ms = proposal->now_ms;
	enum err_code rc;

	if ((rc = desk_drafts(desk, &drafts, err)) ||
	    (rc = drafts_put(drafts, op_id, NULL, person, &next->form, grade,
	                     str_span(&next->text), now_ms, err)))
		goto out;
	proposal->held = true;
	if ((rc = desk_finish(desk, proposal, out, err)))
		goto out;
	/* It is recorded: should this not succeed, the op-id finds the text. */
	(void)!drafts_put(drafts, op_id, out->post, person, &next->form, grade,
	                  str_span(&next->text), now_ms, NULL);
	out->findings = *take_found;
	*take_found = (struct findings){0};
	rc = err_set(err, ERR_HELD, next->form.title, out->findings.at[0].rule);
out:
	proposal_clear(proposal);
	free(op_id);
	free(person);
	free(grade);
	return rc;
}

/* The form and text of another post, as a start. Attachments come along, the
 * day of publishing does not. */
static enum err_code put_like(struct desk *desk, const char *like,
                              struct next *next, struct err *err)
{
	enum err_code rc =
	    desk_revision(desk, like, 0, &next->form, &next->text, err);

	if (!rc) {
		free(next->form.at);
		next->form.at = NULL;
	}
	return rc;
}

enum err_code desk_new(struct desk *desk, const struct caller *caller,
                       const struct draft *draft, struct answer *out,
                       struct err *err)
{
	const struct policy *policy = NULL;
	struct proposal proposal;
	struct next next = {0};
	struct findings found = {0};
	bool done;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, EVENT_NEW, NULL, NULL, &proposal,
	                     out, &done, err)) ||
	    done)
		return rc;
	proposal.event.grade = mem_copy(draft->grade);
	if (draft->like && (rc = put_like(desk, draft->like, &next, err)))
		goto out;
	policy = desk_policy(desk);
	if ((rc = put_draft(&next, draft, err)) ||
	    (rc = complete(&next, policy, draft->grade, err)) ||
	    (rc = desk_judge(desk, &proposal, NULL, policy, err)))
		goto out;
	rc = passes(&next, &found)
	         ? record(desk, &proposal, NULL, &next, out, err)
	         : hold_new(desk, &proposal, &next, &found, out, err);
out:
	proposal_clear(&proposal);
	findings_clear(&found);
	next_clear(&next);
	return rc;
}

/* The text its provider worked on last: held, or the present revision. */
static enum err_code load_next(struct desk *desk, const struct post *post,
                               struct next *next, struct err *err)
{
	struct draft_row row = {0};
	bool held = false;
	enum err_code rc = ERR_OK;

	if (post_revision(post)) {
		next->has_before = true;
		rc = desk_revision(desk, post->id, 0, &next->before,
		                   &next->text_before, err);
	}
	if (!rc)
		rc = desk_held(desk, post->id, &row, &held, err);
	if (!rc && held) {
		form_copy(&next->form, &row.form);
		str_add(&next->text, str_span(&row.text));
		next->grade = row.grade[0] ? mem_copy(row.grade) : NULL;
	} else if (!rc && next->has_before) {
		form_copy(&next->form, &next->before);
		str_add(&next->text, str_span(&next->text_before));
	}
	draft_row_clear(&row);
	return rc;
}

static enum err_code hold_save(struct desk *desk, struct proposal *proposal,
                               const struct next *next,
                               struct findings *take_found, struct answer *out,
                               struct err *err)
{
	const struct event *event = &proposal->event;
	struct drafts *drafts;
	enum err_code rc;

	if ((rc = desk_drafts(desk, &drafts, err)) ||
	    (rc = drafts_put(drafts, event->op_id, event->post, event->actor,
	                     &next->form, event->grade, str_span(&next->text),
	                     proposal->now_ms, err)))
		return rc;
	snprintf(out->post, sizeof(out->post), "%s", event->post);
	out->findings = *take_found;
	*take_found = (struct findings){0};
	return err_set(err, ERR_HELD, out->post, out->findings.at[0].rule);
}

/* The kept text has become a revision, which no failure here undoes; one that
 * another window put there since stays. */
static void drop_held(struct desk *desk, const char *post,
                      const struct next *next)
{
	struct draft_row row = {0};
	bool held = false;
	bool again = true;

	/* Twice when the process that held its `new` died naming it. */
	while (again) {
		again =
		    !desk_held(desk, post, &row, &held, NULL) && held &&
		    (!next || !row.post ||
		     span_equal(str_span(&row.text), str_span(&next->text))) &&
		    !drafts_drop(desk->drafts, post, row.op_id, row.person,
		                 NULL);
		draft_row_clear(&row);
	}
}

enum err_code desk_save(struct desk *desk, const struct caller *caller,
                        const char *id, const struct draft *draft,
                        struct answer *out, struct err *err)
{
	const struct policy *policy;
	struct proposal proposal;
	struct post *post = NULL;
	struct next next = {0};
	struct findings found = {0};
	bool done;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, EVENT_SAVE, id, NULL, &proposal, out,
	                     &done, err)) ||
	    done)
		return rc;
	if ((rc = index_post(ledger_index(desk->ledger), id, &post, err)) ||
	    (rc = load_next(desk, post, &next, err)))
		goto out;
	policy = policy_for(desk, EVENT_SAVE, post);
	proposal.event.grade =
	    mem_copy(draft->grade ? draft->grade : next.grade);
	if ((rc = put_draft(&next, draft, err)) ||
	    (rc = complete(&next, policy, proposal.event.grade, err)))
		goto out;
	start_from(&proposal, post, caller, draft->base);
	proposal.form = &next.form;
	if ((rc = desk_judge(desk, &proposal, post, policy, err)))
		goto out;
	if (!passes(&next, &found))
		rc = hold_save(desk, &proposal, &next, &found, out, err);
	else if (!(rc = record(desk, &proposal, post, &next, out, err)))
		drop_held(desk, id, NULL);
out:
	proposal_clear(&proposal);
	post_free(post);
	findings_clear(&found);
	next_clear(&next);
	return rc;
}

enum err_code desk_release(struct desk *desk, const struct caller *caller,
                           const char *id, struct span opinion,
                           struct answer *out, struct err *err)
{
	const struct policy *policy;
	struct proposal proposal;
	struct post *post = NULL;
	struct next next = {0};
	struct draft_row row = {0};
	struct str body = {0};
	bool done, held = false;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, EVENT_RELEASE, id, NULL, &proposal,
	                     out, &done, err)) ||
	    done)
		return rc;
	policy = desk_policy(desk);
	if ((rc = desk_opinion(opinion, &body, err)))
		goto out;
	if (!body.bytes) {
		rc = err_set(err, ERR_EMPTY, "--opinion", NULL);
		goto out;
	}
	if ((rc = index_post(ledger_index(desk->ledger), id, &post, err)) ||
	    (rc = desk_judge(desk, &proposal, post, policy, err)) ||
	    (rc = desk_held(desk, id, &row, &held, err)))
		goto out;
	if (!held) {
		rc = err_set(err, ERR_NOTHING_HELD, id, NULL);
		goto out;
	}
	if ((rc = load_next(desk, post, &next, err)))
		goto out;
	proposal.event.grade = mem_copy(next.grade);
	proposal.event.body = str_take(&body);
	start_from(&proposal, post, caller, NULL);
	if (!(rc = record(desk, &proposal, post, &next, out, err)))
		drop_held(desk, id, &next);
out:
	proposal_clear(&proposal);
	draft_row_clear(&row);
	post_free(post);
	next_clear(&next);
	str_clear(&body);
	return rc;
}

/* ---- corrections and proposals
 * -------------------------------------------------------- */

enum err_code desk_correct(struct desk *desk, const struct caller *caller,
                           const char *id, const struct draft *draft,
                           const char *const *waive, size_t waive_count,
                           struct span opinion, struct answer *out,
                           struct err *err)
{
	const struct policy *policy;
	struct check_case about;
	struct proposal proposal;
	struct post *post = NULL;
	struct next next = {0};
	struct findings found = {0};
	struct str body = {0};
	bool done;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, EVENT_CORRECT, id, NULL, &proposal,
	                     out, &done, err)) ||
	    done)
		return rc;
	if ((rc = desk_opinion(opinion, &body, err)) ||
	    (rc = index_post(ledger_index(desk->ledger), id, &post, err)) ||
	    (rc = load_next(desk, post, &next, err)))
		goto out;
	if (body.bytes)
		proposal.event.body = str_take(&body);
	policy = policy_for(desk, EVENT_CORRECT, post);
	if ((rc = put_draft(&next, draft, err)) ||
	    (rc = complete(&next, policy, NULL, err)))
		goto out;
	start_from(&proposal, post, caller, draft->base);
	proposal.form = &next.form;
	if ((rc = desk_judge(desk, &proposal, post, policy, err)))
		goto out;
	if (!passes(&next, &found)) {
		rc = err_set(err, ERR_HELD_WORDS, id, found.at[0].rule);
		goto out;
	}
	about = case_of(desk, &proposal, post, &next);
	if (!(rc = desk_findings(desk, &about, str_span(&next.text), &found,
	                         err)) &&
	    !(rc = desk_weigh(post, &found, waive, waive_count, &proposal.event,
	                      err)))
		rc = record(desk, &proposal, post, &next, out, err);
out:
	proposal_clear(&proposal);
	post_free(post);
	findings_clear(&found);
	next_clear(&next);
	str_clear(&body);
	return rc;
}

enum err_code desk_propose(struct desk *desk, const struct caller *caller,
                           const char *id, const char *content,
                           const struct draft *draft, struct span opinion,
                           struct answer *out, struct err *err)
{
	const struct policy *policy;
	struct proposal proposal;
	struct post *post = NULL;
	struct next next = {0};
	struct findings found = {0};
	struct str body = {0};
	bool done;
	enum err_code rc;

	*out = (struct answer){0};
	if (!content || strlen(content) != HEX - 1)
		return err_set(err, ERR_BAD_VALUE, "--content", content);
	if ((rc = desk_begin(desk, caller, EVENT_PROPOSE, id, content,
	                     &proposal, out, &done, err)) ||
	    done)
		return rc;
	if ((rc = desk_opinion(opinion, &body, err)) ||
	    (rc = desk_load(desk, id, &post, &policy, err)) ||
	    (rc = desk_judge(desk, &proposal, post, policy, err)) ||
	    (rc = load_next(desk, post, &next, err)) ||
	    (rc = put_draft(&next, draft, err)) ||
	    (rc = complete(&next, policy, NULL, err)))
		goto out;
	if (!body.bytes)
		rc = err_set(err, ERR_EMPTY, "--opinion", NULL);
	else if (!passes(&next, &found))
		rc = err_set(err, ERR_HELD_WORDS, id, found.at[0].rule);
	if (rc)
		goto out;
	proposal.event.body = str_take(&body);
	proposal.form = &next.form;
	proposal.text = str_span(&next.text);
	rc = desk_finish(desk, &proposal, out, err);
out:
	proposal_clear(&proposal);
	post_free(post);
	findings_clear(&found);
	next_clear(&next);
	str_clear(&body);
	return rc;
}

/* ---- attachments
 * --------------------------------------------------------------------- */

static enum err_code put_attachment(struct desk *desk, struct next *next,
                                    const char *name, struct span bytes,
                                    struct err *err)
{
	struct findings found = {0};
	char sha256[HEX256];
	enum err_code rc;

	if (next->form.attachment_count >= FORM_ATTACHMENTS &&
	    !form_attachment(&next->form, name))
		return err_set(err, ERR_TOO_LARGE, "attachments", "999");
	check_gate(span_of(name), "attachment", &found);
	rc = found.count ? err_set(err, ERR_HELD_WORDS, name, found.at[0].rule)
	                 : attach_put(desk->home, bytes, sha256, err);
	if (!rc)
		form_attach(&next->form, name, sha256, (int64_t)bytes.bytes);
	findings_clear(&found);
	return rc;
}

enum err_code desk_attach(struct desk *desk, const struct caller *caller,
                          const char *id, const char *name, struct span bytes,
                          struct answer *out, struct err *err)
{
	const struct policy *policy;
	struct proposal proposal;
	struct post *post = NULL;
	struct next next = {0};
	struct draft_row row = {0};
	struct str clean = {0};
	bool done, held = false;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, EVENT_SAVE, id, NULL, &proposal, out,
	                     &done, err)) ||
	    done)
		return rc;
	if ((rc = text_door_line(span_of(name), "--name", LINE_LIMIT, &clean,
	                         err)))
		goto out;
	if (!form_name_is_good(str_span(&clean))) {
		rc = err_set(err, ERR_BAD_VALUE, "--name", name);
		goto out;
	}
	if ((rc = index_post(ledger_index(desk->ledger), id, &post, err)))
		goto out;
	policy = policy_for(desk, EVENT_SAVE, post);
	if ((rc = desk_judge(desk, &proposal, post, policy, err)))
		goto out;
	if ((rc = desk_held(desk, id, &row, &held, err)))
		goto out;
	if (held || !post_revision(post)) {
		rc = err_set(err, ERR_HELD_FIRST, id, NULL);
		goto out;
	}
	start_from(&proposal, post, caller, NULL);
	if ((rc = desk_revision(desk, id, 0, &next.form, &next.text, err)) ||
	    (rc = put_attachment(desk, &next, str_text(&clean), bytes, err)))
		goto out;
	rc = record(desk, &proposal, post, &next, out, err);
out:
	proposal_clear(&proposal);
	draft_row_clear(&row);
	post_free(post);
	next_clear(&next);
	str_clear(&clean);
	return rc;
}

enum err_code desk_get(struct desk *desk, const char *post, const char *name,
                       struct str *out, struct err *err)
{
	const struct attachment *attachment;
	struct form form = {0};
	struct str text = {0};
	enum err_code rc;

	rc = desk_revision(desk, post, 0, &form, &text, err);
	if (rc == ERR_NO_REVISION)
		rc = err_set(err, ERR_NO_ATTACHMENT, post, name);
	if (!rc) {
		attachment = form_attachment(&form, name);
		rc = attachment
		         ? attach_get(desk->home, attachment->sha256, out, err)
		         : err_set(err, ERR_NO_ATTACHMENT, post, name);
	}
	form_clear(&form);
	str_clear(&text);
	return rc;
}
