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
#include "core/route-walk.h"

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

static void step_clear(struct post_step *step)
{
	free(step->step);
	free(step->title);
	free(step->role);
	free(step->unit);
	free(step->person);
}

static struct post_step step_new(const struct policy_step *step,
                                 const char *unit)
{
	const struct role_ref *level = &step->levels[0];

	return (struct post_step){
	    .step = mem_copy(step->id),
	    .title = mem_copy(step->title),
	    .role = mem_copy(level->role),
	    .unit = mem_copy(walk_where(level, unit)),
	};
}

/* The first step nobody signed is open, from now on or as it was; without one
 * the post is approved. */
static void open_next(const struct policy *policy, struct post *post,
                      int64_t at_ms)
{
	bool found = false;

	for (size_t i = 0; i < post->step_count; i++) {
		struct post_step *step = &post->steps[i];
		const struct policy_step *rule =
		    policy_step(policy, step->step);

		if (step->state == STEP_SIGNED)
			continue;
		if (!found && step->state != STEP_OPEN) {
			step->state = STEP_OPEN;
			step->due_ms = rule && rule->deadline_ms
			                   ? at_ms + rule->deadline_ms
			                   : 0;
		} else if (found) {
			step->state = STEP_WAITING;
			step->due_ms = 0;
		}
		found = true;
	}
	post->work = found ? WORK_IN_REVIEW : WORK_APPROVED;
}

/* The steps of the grade's route; those of the same id are taken over from
 * before when `keep`. */
static void lay_route(const struct policy *policy, struct post *post, bool keep)
{
	const struct policy_route *route =
	    policy_route_for(policy, post->grade);
	size_t count = route ? route->step_count : 0;
	struct post_step *steps = mem_new_array(count, sizeof(*steps));

	for (size_t i = 0; i < count; i++) {
		const struct policy_step *step =
		    policy_step_at(policy, route->steps[i]);

		for (size_t j = 0; keep && j < post->step_count; j++) {
			struct post_step *old = &post->steps[j];

			if (!old->step || strcmp(old->step, step->id) != 0)
				continue;
			steps[i] = *old;
			memset(old, 0, sizeof(*old));
		}
		if (!steps[i].step)
			steps[i] = step_new(step, post->unit);
	}
	for (size_t i = 0; i < post->step_count; i++)
		step_clear(&post->steps[i]);
	free(post->steps);
	post->steps = steps;
	post->step_count = post->step_room = count;
}

/* Nobody has signed and nothing is open: returned, withdrawn, rejected. */
static void close_route(const struct policy *policy, struct post *post,
                        enum step_state state)
{
	for (size_t i = 0; i < post->step_count; i++) {
		struct post_step *step = &post->steps[i];
		const struct policy_step *rule =
		    policy_step(policy, step->step);

		if (rule) {
			struct post_step fresh = step_new(rule, post->unit);

			step_clear(step);
			*step = fresh;
		}
		free(rule ? NULL : step->person);
		step->person = NULL;
		step->at_ms = 0;
		step->due_ms = 0;
		step->state = state;
	}
}

static void take_form(struct post *post, const struct form *form)
{
	for (size_t i = 0; i < post->channel_count; i++)
		free(post->channels[i]);
	free(post->channels);
	post->channels =
	    mem_new_array(form->channel_count, sizeof(*post->channels));
	post->channel_count = form->channel_count;
	for (size_t i = 0; i < form->channel_count; i++)
		post->channels[i] = mem_copy(form->channels[i]);
	set(&post->title, form->title);
	set(&post->column, form->column);
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
	lay_route(policy, post, false);
	open_next(policy, post, event->at_ms);
}

/* Any decision leaves a line on the sheet. */
static struct signoff *add_signoff(const struct event *event,
                                   const char *record, bool personal,
                                   struct post *post)
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
	return signoff;
}

static void apply_sign(const struct policy *policy, const struct event *event,
                       const struct signoff *signoff, struct post *post)
{
	for (size_t i = 0; i < post->step_count; i++) {
		struct post_step *step = &post->steps[i];

		if (strcmp(step->step, signoff->step) != 0)
			continue;
		set(&step->role, signoff->role);
		set(&step->unit, signoff->unit);
		set(&step->person, signoff->person);
		step->state = STEP_SIGNED;
		step->at_ms = event->at_ms;
		step->due_ms = 0;
	}
	open_next(policy, post, event->at_ms);
}

static bool is_published(const struct post *post, struct span channel)
{
	for (size_t i = 0; i < post->published_count; i++) {
		if (span_is(channel, post->published[i].channel))
			return true;
	}
	return false;
}

static void add_published(const struct event *event, struct span channel,
                          struct post *post)
{
	if (is_published(post, channel))
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
	} else if (post->channel_count) {
		for (size_t i = 0; i < post->channel_count; i++)
			add_published(event, span_of(post->channels[i]), post);
	} else {
		add_published(event, span_of(""), post);
	}
	post->public_state = PUBLIC_PUBLISHED;
}

static void apply_decision(const struct policy *policy,
                           const struct event *event, const char *record,
                           bool personal, struct post *post)
{
	if (event->kind == EVENT_SIGN) {
		const struct signoff *signoff =
		    add_signoff(event, record, personal, post);

		apply_sign(policy, event, signoff, post);
		return;
	}
	void_signatures(post);
	add_signoff(event, record, personal, post);
	close_route(policy, post,
	            event->kind == EVENT_REJECT ? STEP_SKIPPED : STEP_WAITING);
	post->work =
	    event->kind == EVENT_REJECT ? WORK_REJECTED : WORK_RETURNED;
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
		apply_revision(*post, event, form, record);
		break;
	case EVENT_SUBMIT:
		apply_submit(policy, event, *post);
		break;
	case EVENT_SIGN:
	case EVENT_RETURN:
	case EVENT_REJECT:
		apply_decision(policy, event, record, personal, *post);
		break;
	case EVENT_WITHDRAW:
		void_signatures(*post);
		close_route(policy, *post, STEP_WAITING);
		(*post)->work = WORK_WITHDRAWN;
		break;
	case EVENT_RAISE:
	case EVENT_LOWER:
		set(&(*post)->grade, event->grade);
		lay_route(policy, *post, true);
		open_next(policy, *post, event->at_ms);
		break;
	case EVENT_PUBLISH:
		apply_publish(event, *post);
		break;
	default: /* not about the route of a post */
		break;
	}
}
