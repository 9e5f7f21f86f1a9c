/*
 * Rehearsing: every post that people could hand in, as far as the policy tells
 * posts apart, whether it could be signed to the end.
 *
 * What no condition of a route or a step names makes no difference; so a post
 * is tried with each category, column and channel that one names and with
 * another, with each flag and field value alone and with none.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route-parts.h"

/* What the conditions name. */
struct variety {
	const struct policy *policy;
	struct words categories, columns, channels;
	struct words extras; /* "flag" or "field=value" */
};

static void add_once(struct words *words, const char *text)
{
	if (text && !words_have(words, span_of(text)))
		words_add(words, span_of(text));
}

static void add_extra(struct variety *variety, const struct condition *atom)
{
	struct str text = {0};

	if (atom->kind == CONDITION_FLAG)
		str_puts(&text, atom->values.at[0]);
	else
		str_putf(&text, "%s=%s", atom->subject,
		         atom->values.count ? atom->values.at[0] : "x");
	add_once(&variety->extras, str_text(&text));
	str_clear(&text);
}

/* A channel of the class; the first will do. */
static void add_class(struct variety *variety, const char *class)
{
	for (size_t i = 0; i < policy_channel_count(variety->policy); i++) {
		const struct policy_channel *channel =
		    policy_channel_at(variety->policy, i);

		if (channel->class && strcmp(channel->class, class) == 0) {
			add_once(&variety->channels, channel->id);
			return;
		}
	}
}

static void look_at(void *payload, const struct condition *atom)
{
	struct variety *variety = payload;

	if (atom->kind == CONDITION_FLAG || atom->kind == CONDITION_FIELD)
		add_extra(variety, atom);
	for (size_t i = 0; i < atom->values.count; i++) {
		if (atom->kind == CONDITION_CATEGORY)
			add_once(&variety->categories, atom->values.at[i]);
		else if (atom->kind == CONDITION_COLUMN)
			add_once(&variety->columns, atom->values.at[i]);
		else if (atom->kind == CONDITION_CHANNEL)
			add_once(&variety->channels, atom->values.at[i]);
		else if (atom->kind == CONDITION_CLASS)
			add_class(variety, atom->values.at[i]);
	}
}

/* One that no condition names, if there is one. */
static void add_others(struct variety *variety)
{
	const struct policy *policy = variety->policy;
	size_t i = 0;

	while (i < policy_channel_count(policy) &&
	       words_have(&variety->channels,
	                  span_of(policy_channel_at(policy, i)->id)))
		i++;
	if (i < policy_channel_count(policy))
		add_once(&variety->channels, policy_channel_at(policy, i)->id);
	i = 0;
	while (i < policy_column_count(policy) &&
	       words_have(&variety->columns,
	                  span_of(policy_column_at(policy, i)->id)))
		i++;
	if (i < policy_column_count(policy))
		add_once(&variety->columns, policy_column_at(policy, i)->id);
	add_once(&variety->categories, "");
	add_once(&variety->extras, "");
}

static void variety_read(struct variety *variety, const struct policy *policy)
{
	*variety = (struct variety){.policy = policy};
	for (size_t i = 0; i < policy_route_count(policy); i++)
		condition_each(policy_route_at(policy, i)->when, look_at,
		               variety);
	for (size_t i = 0; i < policy_step_count(policy); i++)
		condition_each(policy_step_at(policy, i)->when, look_at,
		               variety);
	add_others(variety);
}

static void variety_clear(struct variety *variety)
{
	words_clear(&variety->categories);
	words_clear(&variety->columns);
	words_clear(&variety->channels);
	words_clear(&variety->extras);
}

/* ---- posts -----------------------------------------------------------------
 */

/* How many posts there are to try; and the form of one of them. */
static size_t variety_total(const struct variety *variety)
{
	return variety->categories.count * variety->extras.count *
	       (variety->columns.count ? variety->columns.count : 1) *
	       (variety->channels.count ? variety->channels.count : 1);
}

static const char *pick(const struct words *words, size_t *number)
{
	size_t at = words->count ? *number % words->count : 0;

	*number /= words->count ? words->count : 1;
	return words->count ? words->at[at] : NULL;
}

static void variety_form(const struct variety *variety, size_t number,
                         struct form *form)
{
	const char *category = pick(&variety->categories, &number);
	const char *channel = pick(&variety->channels, &number);
	const char *column = pick(&variety->columns, &number);
	struct span value = span_of(pick(&variety->extras, &number)), name;

	form_clear(form);
	form->title = mem_copy("");
	form->category = *category ? mem_copy(category) : NULL;
	form->column = mem_copy(column);
	form_set_channels(form, span_of(channel));
	if (!value.bytes)
		return;
	span_cut(&value, '=', &name);
	if (value.at) {
		char *id = span_copy(name);

		form_set_field(form, id, value);
		free(id);
	} else {
		form_set_flags(form, name);
	}
}

/* ---- people ----------------------------------------------------------------
 */

static bool may_draft(const struct policy *policy, const struct person *person,
                      int64_t at_ms)
{
	for (size_t i = 0; i < policy_role_count(policy); i++) {
		const struct policy_role *role = policy_role_at(policy, i);

		if (role->draft &&
		    person_holds(person, role->id, person->unit, at_ms))
			return true;
	}
	return false;
}

/* What tells the people of one unit apart: kind and offices. */
static void put_offices(struct str *out, const struct person *person,
                        int64_t at_ms)
{
	str_puts(out, person_kind_id(person->kind));
	for (size_t i = 0; i < person->grant_count; i++) {
		const struct grant *grant = &person->grants[i];

		if (person_holds(person, grant->role, grant->unit, at_ms))
			str_putf(out, " %s@%s", grant->role, grant->unit);
	}
}

/* One rehearsal. */
struct rehearsal {
	const struct policy *policy;
	const struct roster *roster;
	int64_t at_ms;
	struct variety variety;
	struct problems *out;
};

static void note_missing(const struct rehearsal *rehearsal,
                         const struct policy_step *missing,
                         const struct walk_ask *ask, const char *grade)
{
	struct problems *out = rehearsal->out;
	struct str detail = {0};
	struct err *err;
	struct err now = {0};

	(void)walk_no_holder(missing, ask, &now);
	str_putf(&detail, "%s %s %s", ask->unit, ask->provider, grade);
	err_detail(&now, str_text(&detail));
	str_clear(&detail);
	for (size_t i = 0; i < out->count; i++)
		if (strcmp(out->at[i].subject, now.subject) == 0 &&
		    strcmp(out->at[i].object, now.object) == 0 &&
		    strcmp(out->at[i].detail, now.detail) == 0)
			return;
	out->at = mem_room(out->at, out->count, &out->room, sizeof(*out->at));
	err = &out->at[out->count++];
	*err = now;
}

static void try_plan(const struct rehearsal *rehearsal, const struct plan *plan,
                     const struct post *post, const char *grade)
{
	struct walk_needs needs = {.count = 0};
	struct walk_ask ask = {.roster = rehearsal->roster,
	                       .needs = &needs,
	                       .unit = post->unit,
	                       .provider = post->provider,
	                       .at_ms = rehearsal->at_ms};
	const struct policy_step *missing;

	for (size_t i = 0; i < plan->count; i++)
		walk_need(&needs, plan->at[i], &ask);
	missing = walk_missing(&ask);
	if (missing)
		note_missing(rehearsal, missing, &ask, grade);
}

static bool is_new_plan(const struct plan *plan, struct words *tried)
{
	struct str steps = {0};
	bool fresh;

	for (size_t i = 0; i < plan->count; i++)
		str_putf(&steps, "%s ", plan->at[i]->id);
	fresh = !words_have(tried, str_span(&steps));
	if (fresh)
		words_add(tried, str_span(&steps));
	str_clear(&steps);
	return fresh;
}

/* Every post this person could hand in, each way to go once. */
static void rehearse_person(struct rehearsal *rehearsal,
                            const struct person *person)
{
	const struct policy *policy = rehearsal->policy;
	size_t total = variety_total(&rehearsal->variety);
	struct post *post = post_new("");

	free(post->unit);
	free(post->provider);
	post->unit = mem_copy(person->unit);
	post->provider = mem_copy(person->id);
	for (size_t i = 0; i < policy_grade_count(policy); i++) {
		const char *grade = policy_grade_at(policy, i)->id;
		struct words tried = {0};

		for (size_t j = 0; j < total; j++) {
			struct plan plan;

			variety_form(&rehearsal->variety, j, &post->form);
			if (plan_make(policy, rehearsal->roster, post, grade,
			              rehearsal->at_ms, &plan) &&
			    is_new_plan(&plan, &tried))
				try_plan(rehearsal, &plan, post, grade);
		}
		words_clear(&tried);
	}
	post_free(post);
}

void route_rehearse(const struct policy *policy, const struct roster *roster,
                    int64_t at_ms, struct problems *out)
{
	struct rehearsal rehearsal = {policy, roster, at_ms, {0}, out};

	variety_read(&rehearsal.variety, policy);
	for (size_t i = 0; i < roster_unit_count(roster); i++) {
		const char *unit = roster_unit_at(roster, i)->id;
		struct words known = {0};

		for (size_t j = 0; j < roster_person_count(roster); j++) {
			const struct person *person =
			    roster_person_at(roster, j);
			struct str offices = {0};

			put_offices(&offices, person, at_ms);
			if (strcmp(person->unit, unit) == 0 &&
			    may_draft(policy, person, at_ms) &&
			    !words_have(&known, str_span(&offices))) {
				words_add(&known, str_span(&offices));
				rehearse_person(&rehearsal, person);
			}
			str_clear(&offices);
		}
		words_clear(&known);
	}
	variety_clear(&rehearsal.variety);
}
