/* What the policy finds in a form, and how severe it takes what is found. */
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/check-rules.h"
#include "core/form.h"
#include "core/mem.h"
#include "core/policy.h"
#include "core/roster.h"

/* One finding over the whole of a value; {2} is `object`. */
static void find(struct findings *out, const struct policy *policy,
                 const char *rule, const char *field, const char *value,
                 const char *object)
{
	struct finding *finding =
	    finding_add(out, rule, span_of(value), 0, strlen(value));
	const char *source = policy_title(policy);

	finding->line = 1;
	finding->column = 1;
	finding->field = field;
	finding->object = mem_copy(object);
	free(finding->source);
	finding->source = mem_copy(source);
}

/* ---- the grade -------------------------------------------------------------
 */

/* Of a class or a rule. */
static size_t count_found(const void *payload, const char *rule)
{
	const struct findings *findings = payload;
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->at[i].rule, rule) == 0 ||
		    strcmp(findings->at[i].check, rule) == 0)
			count++;
	return count;
}

/* The highest grade whose condition holds, if it is above the post's. */
static void check_grade(const struct check_case *post, struct findings *out)
{
	const struct policy *policy = post->policy;
	const char *own = post->grade ? post->grade : "";
	struct facts facts = {.policy = policy,
	                      .roster = post->roster,
	                      .form = post->form,
	                      .grade = own,
	                      .unit = post->unit,
	                      .provider = post->provider,
	                      .at_ms = post->at_ms,
	                      .found = count_found,
	                      .payload = out};
	int present = policy_grade(policy, own), proposed = -1;

	for (size_t i = 0; i < policy_grade_count(policy); i++) {
		const struct policy_grade *grade = policy_grade_at(policy, i);

		if ((int)i > present && grade->propose &&
		    condition_holds(grade->propose, &facts))
			proposed = (int)i;
	}
	if (proposed < 0)
		return;
	find(out, policy, "form/grade", "grade",
	     policy_grade_title(policy, own),
	     policy_grade_at(policy, (size_t)proposed)->title);
}

/* ---- the category ----------------------------------------------------------
 */

static bool allows(const struct words *list, const char *id)
{
	return !list->count || words_have(list, span_of(id));
}

static void check_category(const struct check_case *post, struct findings *out)
{
	const struct policy *policy = post->policy;
	const struct form *form = post->form;
	const struct policy_category *category =
	    form->category ? policy_category(policy, form->category) : NULL;
	const struct policy_column *column =
	    form->column ? policy_column(policy, form->column) : NULL;
	const struct unit *unit =
	    post->unit ? roster_unit(post->roster, post->unit) : NULL;

	if (!category)
		return;
	if (!allows(&category->tiers, unit && unit->tier ? unit->tier : ""))
		find(out, policy, "form/category", "category", category->title,
		     unit && unit->name ? unit->name : post->unit);
	else if (column && !allows(&column->categories, category->id))
		find(out, policy, "form/category", "category", category->title,
		     column->title);
	for (size_t i = 0; i < form->channels.count; i++) {
		const struct policy_channel *channel =
		    policy_channel(policy, form->channels.at[i]);

		if (channel && !allows(&channel->categories, category->id))
			find(out, policy, "form/channel", "channels",
			     channel->title, category->title);
	}
}

/* ---- the time --------------------------------------------------------------
 */

static void check_time(const struct check_case *post, struct findings *out)
{
	int64_t at_ms;

	if (post->form->at && post->at_ms &&
	    calendar_read(span_of(post->form->at), &at_ms) &&
	    at_ms < post->at_ms)
		find(out, post->policy, "form/time", "at", post->form->at,
		     NULL);
}

void check_by_policy(const struct check_case *post, struct findings *out)
{
	check_grade(post, out);
	check_category(post, out);
	check_time(post, out);
	for (size_t i = 0; i < out->count; i++)
		policy_severity(post->policy, out->at[i].rule,
		                &out->at[i].severity);
}
