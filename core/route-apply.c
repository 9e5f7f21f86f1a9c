/*
 * What a recorded event makes of a post. Trusts the event, so that live work,
 * catching up and rebuilding are the same code: nothing here asks who may.
 */
#include "core/route.h"

#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/form.h"
#include "core/mem.h"
#include "core/route-rows.h"

static void set(char **text, const char *value)
{
	char *copy = mem_copy(value ? value : "");

	free(*text);
	*text = copy;
}

static bool is_given(const char *text)
{
	return text && *text;
}

static void split_role(const char *office, char **role, char **unit)
{
	struct span where = span_of(office), name;

	span_cut(&where, '@', &name);
	*role = span_copy(name);
	*unit = where.at ? span_copy(where) : mem_copy("");
}

/* Signatures stop counting; decisions never did. */
static void void_signatures(struct post *post)
{
	for (size_t i = 0; i < post->signoff_count; i++)
		post->signoffs[i].valid = false;
}

/* A signature for a step that is no longer on the route, or is to be signed
 * again, counts for nothing. */
static void void_dropped(struct post *post)
{
	for (size_t i = 0; i < post->signoff_count; i++) {
		struct signoff *signoff = &post->signoffs[i];
		bool there = false;

		for (size_t j = 0; j < post->step_count; j++)
			there = there || (post->steps[j].state == STEP_SIGNED &&
			                  strcmp(post->steps[j].step,
			                         signoff->step) == 0);
		signoff->valid = signoff->valid && there;
	}
}

static void take_form(struct post *post, const struct form *form)
{
	form_clear(&post->form);
	form_copy(&post->form, form);
	if (!post->form.title)
		post->form.title = mem_copy("");
	post->publish_at_ms = 0;
	if (form->at && !calendar_read(span_of(form->at), &post->publish_at_ms))
		post->publish_at_ms = 0;
}

/* new, save, release: a revision, unless its text is held. */
static void apply_revision(struct post *post, const struct event *event,
                           const struct form *form, const char *record)
{
	struct revision *revision;

	if (is_given(event->grade))
		set(&post->grade, event->grade);
	if (!*event->content)
		return;
	if (form)
		take_form(post, form);
	post->revisions =
	    mem_room(post->revisions, post->revision_count,
	             &post->revision_room, sizeof(*post->revisions));
	revision = &post->revisions[post->revision_count++];
	memset(revision, 0, sizeof(*revision));
	revision->number =
	    event->revision ? event->revision : (int)post->revision_count;
	memcpy(revision->content, event->content, sizeof(revision->content));
	memcpy(revision->content_sha256, event->content_sha256,
	       sizeof(revision->content_sha256));
	if (record)
		strncpy(revision->commit, record, sizeof(revision->commit) - 1);
	revision->event = mem_copy(event_id(event->kind));
	revision->person = mem_copy(event->actor ? event->actor : "");
	revision->at_ms = event->at_ms;
	void_signatures(post);
}

static struct post *apply_new(const struct policy *policy,
                              const struct event *event)
{
	struct post *post = post_new(event->post);

	set(&post->provider,
	    is_given(event->provider) ? event->provider : event->actor);
	set(&post->unit, event->unit);
	if (policy_grade_count(policy))
		set(&post->grade, policy_grade_at(policy, 0)->id);
	post->created_ms = event->at_ms;
	return post;
}

static void apply_submit(const struct policy *policy, const struct event *event,
                         struct post *post)
{
	if (is_given(event->grade))
		set(&post->grade, event->grade);
	memcpy(post->policy, event->policy, sizeof(post->policy));
	post->submitted = true;
	post_forget_waivers(post);
	for (size_t i = 0; i < event->waiver_count; i++)
		post_waive(post, event->waivers[i].rule,
		           event->waivers[i].reason);
	void_signatures(post);
	rows_lay(policy, event, post, false);
	rows_open(policy, post, event->at_ms);
}

/* Any decision leaves a line on the sheet. */
static void add_signoff(const struct event *event, const char *record,
                        bool personal, struct post *post)
{
	struct signoff *signoff;

	post->signoffs = mem_room(post->signoffs, post->signoff_count,
	                          &post->signoff_room, sizeof(*post->signoffs));
	signoff = &post->signoffs[post->signoff_count++];
	memset(signoff, 0, sizeof(*signoff));
	signoff->step = mem_copy(event->step ? event->step : "");
	split_role(event->role, &signoff->role, &signoff->unit);
	signoff->person = mem_copy(event->actor ? event->actor : "");
	signoff->decision = mem_copy(event_id(event->kind));
	signoff->opinion = mem_copy(event->body ? event->body : "");
	signoff->revision = event->revision;
	memcpy(signoff->content, event->content, sizeof(signoff->content));
	signoff->at_ms = event->at_ms;
	signoff->valid = event->kind == EVENT_SIGN;
	signoff->personal = personal;
	if (*event->decision)
		memcpy(signoff->commit, event->decision,
		       sizeof(signoff->commit));
	else if (record)
		strncpy(signoff->commit, record, sizeof(signoff->commit) - 1);
}

static bool is_published(const struct post *post, struct span channel,
                         int revision)
{
	for (size_t i = 0; i < post->published_count; i++) {
		if (span_is(channel, post->published[i].channel) &&
		    post->published[i].revision == revision)
			return true;
	}
	return false;
}

static void add_published(const struct event *event, struct span channel,
                          struct post *post)
{
	if (is_published(post, channel, event->revision))
		return;
	post->published =
	    mem_room(post->published, post->published_count,
	             &post->published_room, sizeof(*post->published));
	post->published[post->published_count++] = (struct published){
	    .channel = span_copy(channel),
	    .url = mem_copy(event->url ? event->url : ""),
	    .person = mem_copy(event->actor ? event->actor : ""),
	    .revision = event->revision,
	    .at_ms = event->at_ms,
	};
}

/* Channel names one or several ("site, wechat"), or none: all of the form's. */
static void apply_publish(const struct event *event, struct post *post)
{
	struct span rest = span_of(event->channel), piece;

	if (is_given(event->channel)) {
		while (span_cut(&rest, ',', &piece))
			add_published(event, span_trim(piece), post);
	} else if (post->form.channels.count) {
		for (size_t i = 0; i < post->form.channels.count; i++)
			add_published(event, span_of(post->form.channels.at[i]),
			              post);
	} else {
		add_published(event, span_of(""), post);
	}
	post->corrected =
	    post->corrected || post->published[0].revision != event->revision;
	post->public_state =
	    post->corrected ? PUBLIC_CORRECTED : PUBLIC_PUBLISHED;
	post->settle_ms = 0;
}

/* freeze, unfreeze, takedown, supersede */
static void apply_public(const struct policy *policy, const struct event *event,
                         const char *record, bool personal, struct post *post)
{
	add_signoff(event, record, personal, post);
	post->settle_ms = 0;
	if ((event->kind == EVENT_TAKEDOWN || event->kind == EVENT_SUPERSEDE) &&
	    post->work == WORK_IN_REVIEW) { /* its correction is to no end */
		void_signatures(post);
		rows_close(policy, post, STEP_SKIPPED);
		post->work = WORK_WITHDRAWN;
	}
	switch (event->kind) {
	case EVENT_FREEZE:
		post->public_state = PUBLIC_FROZEN;
		post->settle_ms = policy_due(
		    policy, &policy_after(policy)->settle_within, event->at_ms);
		break;
	case EVENT_UNFREEZE:
		post->public_state =
		    post->corrected ? PUBLIC_CORRECTED : PUBLIC_PUBLISHED;
		break;
	case EVENT_TAKEDOWN:
		post->public_state = PUBLIC_TAKEN_DOWN;
		break;
	default:
		post->public_state = PUBLIC_SUPERSEDED;
		set(&post->successor, event->successor);
	}
}

static void apply_proposal(const struct event *event, struct post *post)
{
	memcpy(post->proposal, event->proposal, sizeof(post->proposal));
	set(&post->proposal_by, event->actor);
	post->proposal_revision = event->revision;
}

static void apply_decision(const struct policy *policy,
                           const struct event *event, const char *record,
                           bool personal, struct post *post)
{
	/* An objection is an answer; it moves nothing else. */
	if (event->kind == EVENT_SIGN || event->kind == EVENT_OBJECT) {
		rows_take(event, post);
		add_signoff(event, record, personal, post);
		rows_open(policy, post, event->at_ms);
		return;
	}
	void_signatures(post);
	add_signoff(event, record, personal, post);
	rows_close(policy, post,
	           event->kind == EVENT_REJECT ? STEP_SKIPPED : STEP_WAITING);
	post->work =
	    event->kind == EVENT_REJECT ? WORK_REJECTED : WORK_RETURNED;
	if (event->kind == EVENT_PROPOSE)
		apply_proposal(event, post);
}

/* An editor's text goes on its way from the first step again; any other waits
 * until it is handed in. */
static void apply_save(const struct policy *policy, const struct event *event,
                       const struct form *form, const char *record,
                       struct post *post)
{
	apply_revision(post, event, form, record);
	if (post->work != WORK_IN_REVIEW)
		return;
	rows_close(policy, post, STEP_WAITING);
	rows_open(policy, post, event->at_ms);
}

static void apply_correct(const struct policy *policy,
                          const struct event *event, const struct form *form,
                          const char *record, struct post *post)
{
	apply_revision(post, event, form, record);
	rows_lay(policy, event, post, false);
	rows_open(policy, post, event->at_ms);
}

void route_apply(const struct policy *policy, const struct event *event,
                 const struct form *form, const char *record, bool personal,
                 struct post **post)
{
	switch (event->kind) {
	case EVENT_NEW:
		*post = apply_new(policy, event);
		apply_revision(*post, event, form, record);
		break;
	case EVENT_SAVE:
	case EVENT_RELEASE:
		apply_save(policy, event, form, record, *post);
		break;
	case EVENT_CORRECT:
		apply_correct(policy, event, form, record, *post);
		break;
	case EVENT_SUBMIT:
		apply_submit(policy, event, *post);
		break;
	case EVENT_SIGN:
	case EVENT_RETURN:
	case EVENT_REJECT:
	case EVENT_PROPOSE:
	case EVENT_OBJECT:
		apply_decision(policy, event, record, personal, *post);
		break;
	case EVENT_WITHDRAW:
		void_signatures(*post);
		rows_close(policy, *post, STEP_WAITING);
		(*post)->work = WORK_WITHDRAWN;
		break;
	case EVENT_RAISE:
	case EVENT_LOWER:
		set(&(*post)->grade, event->grade);
		rows_lay(policy, event, *post, true);
		void_dropped(*post);
		rows_open(policy, *post, event->at_ms);
		break;
	case EVENT_JOINT:
	case EVENT_ADD:
	case EVENT_HAND_ON:
		rows_ask(policy, event, *post);
		rows_open(policy, *post, event->at_ms);
		break;
	case EVENT_PUBLISH:
		apply_publish(event, *post);
		break;
	case EVENT_FREEZE:
	case EVENT_UNFREEZE:
	case EVENT_TAKEDOWN:
	case EVENT_SUPERSEDE:
		apply_public(policy, event, record, personal, *post);
		break;
	default: /* not about the route of a post */
		break;
	}
}
