#include "tests/rule.h"

#include <string.h>

#include "tests/test.h"

static bool holds(const struct person *person, const char *role,
                  const char *unit)
{
	for (size_t i = 0; !person->disabled && i < person->grant_count; i++) {
		if (strcmp(person->grants[i].role, role) == 0 &&
		    strcmp(person->grants[i].unit, unit) == 0)
			return true;
	}
	return false;
}

static bool holds_level(const struct post *post, const struct person *person,
                        const struct role_ref *level)
{
	bool owner = strcmp(level->where, "owner") == 0;

	return holds(person, level->role, owner ? post->unit : level->where);
}

/* Any office of any step. */
bool rule_has_right(const struct policy *policy, const struct post *post,
                    const struct person *person)
{
	for (size_t i = 0; i < post->step_count; i++) {
		const struct policy_step *step =
		    policy_step(policy, post->steps[i].step);

		for (size_t j = 0; j < step->level_count; j++) {
			if (holds_level(post, person, &step->levels[j]))
				return true;
		}
	}
	return false;
}

static bool has_signed(const struct post *post, const char *person)
{
	for (size_t i = 0; i < post->signoff_count; i++) {
		if (post->signoffs[i].valid &&
		    strcmp(post->signoffs[i].person, person) == 0)
			return true;
	}
	return false;
}

/* The open step asks for the first of its offices that a free hand holds. */
static bool has_turn(const struct policy *policy, const struct roster *roster,
                     const struct post *post, const struct person *person)
{
	const struct policy_step *step =
	    policy_step(policy, post->steps[post_open_step(post)].step);

	for (size_t i = 0; i < step->level_count; i++) {
		bool anybody = false;

		for (size_t j = 0; j < roster_person_count(roster); j++) {
			const struct person *other =
			    roster_person_at(roster, j);

			anybody = anybody ||
			          (holds_level(post, other, &step->levels[i]) &&
			           strcmp(other->id, post->provider) != 0 &&
			           !has_signed(post, other->id));
		}
		if (anybody)
			return holds_level(post, person, &step->levels[i]);
	}
	return false;
}

/* What sign, return and reject have in common while a post is in review. */
bool rule_may_decide(const struct policy *policy, const struct roster *roster,
                     const struct post *post, const struct person *person)
{
	return post->work == WORK_IN_REVIEW && !person->disabled &&
	       strcmp(person->id, post->provider) != 0 &&
	       !has_signed(post, person->id) &&
	       has_turn(policy, roster, post, person);
}

/* Who signed last takes an approved post back. */
bool rule_may_take_back(const struct policy *policy, const struct post *post,
                        const struct person *person)
{
	const struct post_step *last = NULL;

	if (post->work != WORK_APPROVED || post->public_state != PUBLIC_NONE)
		return false;
	for (size_t i = 0; i < post->signoff_count; i++) {
		for (size_t j = 0; j < post->step_count; j++) {
			if (post->signoffs[i].valid &&
			    strcmp(post->signoffs[i].step,
			           post->steps[j].step) == 0)
				last = &post->steps[j];
		}
	}
	return last && strcmp(last->person, person->id) == 0 &&
	       !person->disabled && rule_has_right(policy, post, person);
}

/* States. */

size_t rule_valid_for(const struct post *post, const char *step,
                      const struct signoff **out)
{
	size_t count = 0;

	for (size_t i = 0; i < post->signoff_count; i++) {
		if (!post->signoffs[i].valid ||
		    strcmp(post->signoffs[i].step, step) != 0)
			continue;
		*out = &post->signoffs[i];
		count++;
	}
	return count;
}

/* A step is signed when, and only when, one signature counts for it: by that
 * person, in that office, not the provider, on the present content. */
static void check_step(const struct post *post, const struct post_step *step)
{
	const struct signoff *signoff = NULL;
	size_t count = rule_valid_for(post, step->step, &signoff);

	assert_int_equal(count, step->state == STEP_SIGNED);
	if (!count)
		return;
	assert_string_equal(signoff->decision, "sign");
	assert_string_equal(signoff->person, step->person);
	assert_string_equal(signoff->role, step->role);
	assert_string_equal(signoff->unit, step->unit);
	assert_string_not_equal(signoff->person, post->provider);
	assert_string_equal(signoff->content, post_revision(post)->content);
	assert_int_equal(signoff->revision, post_revision(post)->number);
}

static void check_signatures(const struct post *post)
{
	bool under_way =
	    post->work == WORK_IN_REVIEW || post->work == WORK_APPROVED;

	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *one = &post->signoffs[i];

		assert_true(!one->valid || under_way);
		for (size_t j = 0; j < i; j++)
			assert_false(
			    one->valid && post->signoffs[j].valid &&
			    strcmp(one->person, post->signoffs[j].person) == 0);
	}
}

/* Every step the grade requires is signed on the present content. */
void rule_check_approved(const struct policy *policy, const struct post *post)
{
	const struct policy_route *route =
	    policy_route_for(policy, post->grade);

	assert_non_null(route);
	for (size_t i = 0; i < route->step_count; i++) {
		const char *step = policy_step_at(policy, route->steps[i])->id;
		const struct signoff *signoff = NULL;

		assert_int_equal(rule_valid_for(post, step, &signoff), 1);
		assert_string_equal(signoff->content,
		                    post_revision(post)->content);
	}
}

void rule_check_state(const struct policy *policy, const struct post *post)
{
	int open = post_open_step(post);

	check_signatures(post);
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *step = &post->steps[i];

		check_step(post, step);
		if (post->work == WORK_IN_REVIEW)
			assert_int_equal(step->state,
			                 (int)i < open    ? STEP_SIGNED
			                 : (int)i == open ? STEP_OPEN
			                                  : STEP_WAITING);
		else if (post->work != WORK_APPROVED)
			assert_true(step->state == STEP_WAITING ||
			            step->state == STEP_SKIPPED);
	}
	assert_int_equal(open >= 0, post->work == WORK_IN_REVIEW);
	if (post->work == WORK_APPROVED || post->public_state != PUBLIC_NONE)
		rule_check_approved(policy, post);
	assert_true(post->public_state == PUBLIC_NONE ||
	            post->work == WORK_APPROVED);
}
