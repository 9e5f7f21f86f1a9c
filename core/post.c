#include "core/post.h"

#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"

enum { POST_ID_SERIAL_MAX = 9 }; /* digits */

#define POST_NAME(value, id) id,
static const char *const works[] = {WORK_LIST(POST_NAME)};
static const char *const publics[] = {PUBLIC_LIST(POST_NAME)};
static const char *const steps[] = {STEP_LIST(POST_NAME)};
#undef POST_NAME

const char *work_id(enum work work)
{
	return works[work];
}

const char *public_id(enum public_state state)
{
	return publics[state];
}

const char *step_state_id(enum step_state state)
{
	return steps[state];
}

/* Index of `id`, -1 when it is none. */
static int find(const char *const *names, int count, const char *id)
{
	for (int i = 0; i < count; i++) {
		if (strcmp(names[i], id) == 0)
			return i;
	}
	return -1;
}

bool work_read(const char *id, enum work *out)
{
	int found = find(works, WORK_COUNT, id);

	if (found >= 0)
		*out = (enum work)found;
	return found >= 0;
}

bool public_read(const char *id, enum public_state *out)
{
	int found = find(publics, PUBLIC_COUNT, id);

	if (found >= 0)
		*out = (enum public_state)found;
	return found >= 0;
}

bool step_state_read(const char *id, enum step_state *out)
{
	int found = find(steps, STEP_COUNT, id);

	if (found >= 0)
		*out = (enum step_state)found;
	return found >= 0;
}

struct post *post_new(const char *id)
{
	struct post *post = mem_new(sizeof(*post));

	post->id = mem_copy(id);
	post->form.title = mem_copy("");
	post->route = mem_copy("");
	post->successor = mem_copy("");
	post->proposal_by = mem_copy("");
	post->unit = mem_copy("");
	post->provider = mem_copy("");
	post->grade = mem_copy("");
	return post;
}

/* A copy of an array, its strings still the old ones. */
static void *copy_array(const void *array, size_t count, size_t bytes)
{
	void *copy = mem_new_array(count, bytes);

	if (count)
		memcpy(copy, array, count * bytes);
	return copy;
}

static void copy_steps(struct post *to, const struct post *from)
{
	to->steps =
	    copy_array(from->steps, from->step_count, sizeof(*from->steps));
	to->step_room = from->step_count;
	for (size_t i = 0; i < from->step_count; i++) {
		struct post_step *step = &to->steps[i];

		step->step = mem_copy(step->step);
		step->title = mem_copy(step->title);
		step->role = mem_copy(step->role);
		step->unit = mem_copy(step->unit);
		step->person = mem_copy(step->person);
		step->host = mem_copy(step->host);
		step->by = mem_copy(step->by);
		step->assignee = mem_copy(step->assignee);
	}
}

static void copy_signoffs(struct post *to, const struct post *from)
{
	to->signoffs = copy_array(from->signoffs, from->signoff_count,
	                          sizeof(*from->signoffs));
	to->signoff_room = from->signoff_count;
	for (size_t i = 0; i < from->signoff_count; i++) {
		struct signoff *signoff = &to->signoffs[i];

		signoff->step = mem_copy(signoff->step);
		signoff->role = mem_copy(signoff->role);
		signoff->unit = mem_copy(signoff->unit);
		signoff->person = mem_copy(signoff->person);
		signoff->decision = mem_copy(signoff->decision);
		signoff->opinion = mem_copy(signoff->opinion);
	}
}

static void copy_rest(struct post *to, const struct post *from)
{
	to->revisions = copy_array(from->revisions, from->revision_count,
	                           sizeof(*from->revisions));
	to->revision_room = from->revision_count;
	for (size_t i = 0; i < from->revision_count; i++) {
		to->revisions[i].event = mem_copy(from->revisions[i].event);
		to->revisions[i].person = mem_copy(from->revisions[i].person);
	}
	to->published = copy_array(from->published, from->published_count,
	                           sizeof(*from->published));
	to->published_room = from->published_count;
	for (size_t i = 0; i < from->published_count; i++) {
		struct published *published = &to->published[i];

		published->channel = mem_copy(published->channel);
		published->url = mem_copy(published->url);
		published->person = mem_copy(published->person);
	}
}

struct post *post_copy(const struct post *post)
{
	struct post *copy = mem_new(sizeof(*copy));

	*copy = *post;
	copy->id = mem_copy(post->id);
	form_copy(&copy->form, &post->form);
	copy->route = mem_copy(post->route);
	copy->successor = mem_copy(post->successor);
	copy->proposal_by = mem_copy(post->proposal_by);
	copy->unit = mem_copy(post->unit);
	copy->provider = mem_copy(post->provider);
	copy->grade = mem_copy(post->grade);
	copy_steps(copy, post);
	copy_signoffs(copy, post);
	copy_rest(copy, post);
	copy->waivers = NULL;
	copy->waiver_count = copy->waiver_room = 0;
	for (size_t i = 0; i < post->waiver_count; i++)
		post_waive(copy, post->waivers[i].rule,
		           post->waivers[i].reason);
	return copy;
}

void post_waive(struct post *post, const char *rule, const char *reason)
{
	post->waivers = mem_room(post->waivers, post->waiver_count,
	                         &post->waiver_room, sizeof(*post->waivers));
	post->waivers[post->waiver_count++] =
	    (struct waiver){mem_copy(rule), mem_copy(reason)};
}

void post_forget_waivers(struct post *post)
{
	for (size_t i = 0; i < post->waiver_count; i++) {
		free(post->waivers[i].rule);
		free(post->waivers[i].reason);
	}
	post->waiver_count = 0;
}

void post_step_clear(struct post_step *step)
{
	free(step->step);
	free(step->title);
	free(step->role);
	free(step->unit);
	free(step->person);
	free(step->host);
	free(step->by);
	free(step->assignee);
	memset(step, 0, sizeof(*step));
}

static void free_arrays(struct post *post)
{
	post_forget_waivers(post);
	for (size_t i = 0; i < post->step_count; i++)
		post_step_clear(&post->steps[i]);
	for (size_t i = 0; i < post->signoff_count; i++) {
		free(post->signoffs[i].step);
		free(post->signoffs[i].role);
		free(post->signoffs[i].unit);
		free(post->signoffs[i].person);
		free(post->signoffs[i].decision);
		free(post->signoffs[i].opinion);
	}
	for (size_t i = 0; i < post->revision_count; i++) {
		free(post->revisions[i].event);
		free(post->revisions[i].person);
	}
	for (size_t i = 0; i < post->published_count; i++) {
		free(post->published[i].channel);
		free(post->published[i].url);
		free(post->published[i].person);
	}
}

void post_free(struct post *post)
{
	if (!post)
		return;
	free_arrays(post);
	free(post->steps);
	free(post->signoffs);
	free(post->waivers);
	free(post->revisions);
	free(post->published);
	form_clear(&post->form);
	free(post->id);
	free(post->route);
	free(post->successor);
	free(post->proposal_by);
	free(post->unit);
	free(post->provider);
	free(post->grade);
	free(post);
}

const struct revision *post_revision(const struct post *post)
{
	return post->revision_count ? &post->revisions[post->revision_count - 1]
	                            : NULL;
}

int post_open_step(const struct post *post)
{
	for (size_t i = 0; i < post->step_count; i++) {
		if (post->steps[i].state == STEP_OPEN)
			return (int)i;
	}
	return -1;
}

bool post_is_out(const struct post *post, int revision)
{
	for (size_t i = 0; i < post->published_count; i++)
		if (post->published[i].revision == revision)
			return true;
	return false;
}

int post_public_revision(const struct post *post)
{
	int latest = 0;

	for (size_t i = 0; i < post->published_count; i++)
		if (post->published[i].revision > latest)
			latest = post->published[i].revision;
	return latest;
}

bool post_is_correcting(const struct post *post)
{
	const struct revision *now = post_revision(post);

	return post->published_count && now &&
	       post->public_state != PUBLIC_TAKEN_DOWN &&
	       post->public_state != PUBLIC_SUPERSEDED &&
	       !post_is_out(post, now->number);
}

void post_unpublished(const struct post *post, struct words *out)
{
	const struct words *channels = &post->form.channels;
	const struct revision *now = post_revision(post);

	for (size_t i = 0; now && i < channels->count; i++) {
		bool done = false;

		for (size_t j = 0; j < post->published_count; j++)
			done = done ||
			       (post->published[j].revision == now->number &&
			        strcmp(post->published[j].channel,
			               channels->at[i]) == 0);
		if (!done)
			words_add(out, span_of(channels->at[i]));
	}
}

bool post_is_as_proposed(const struct post *post)
{
	const struct revision *now = post_revision(post);

	return now && post->proposal[0] &&
	       strcmp(now->content, post->proposal) == 0;
}

/* One spelling for one post: no leading zero beyond three digits. */
bool post_id_is_good(struct span id)
{
	struct span day, serial = id;
	long number, order;

	if (!span_cut(&serial, '-', &day) || !serial.at)
		return false;
	if (day.bytes != 8 || !span_number(day, 99991231, &number))
		return false;
	if (serial.bytes < 3 || serial.bytes > POST_ID_SERIAL_MAX ||
	    !span_number(serial, 999999999, &order) || order == 0)
		return false;
	if (serial.bytes > 3 && *serial.at == '0')
		return false;
	return calendar_day_exists((int)(number / 10000),
	                           (int)(number / 100 % 100),
	                           (int)(number % 100));
}

void post_path(const char *id, struct str *out)
{
	str_puts(out, "posts/");
	str_add(out, span_from(id, 4));
	str_putc(out, '/');
	str_add(out, span_from(id + 4, 2));
	str_putc(out, '/');
	str_add(out, span_from(id + 6, 2));
	str_putc(out, '/');
	str_puts(out, id + 9);
}
