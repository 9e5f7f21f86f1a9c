#include "tests/rule.h"

#include <string.h>

#include "tests/test.h"

static bool is_hand(const struct policy *policy, const char *step)
{
	const struct policy_step *rule = policy_step(policy, step);

	return !rule || rule->own_hand ||
	       (rule->kind != KIND_CHECK && rule->kind != KIND_PRECHECK);
}

size_t rule_valid_for(const struct post *post, const struct post_step *row,
                      const struct signoff **out)
{
	size_t count = 0;

	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *one = &post->signoffs[i];

		if (!one->valid || strcmp(one->step, row->step) != 0 ||
		    (row->needs && (strcmp(one->role, row->role) != 0 ||
		                    strcmp(one->unit, row->unit) != 0)))
			continue;
		*out = one;
		count++;
	}
	return count;
}

/* A row is signed when, and only when, one signature counts for it: by that
 * person, not the provider, on the present content. */
static void check_row(const struct post *post, const struct post_step *row)
{
	const struct signoff *signoff = NULL;
	size_t count = rule_valid_for(post, row, &signoff);

	assert_int_equal(count, row->state == STEP_SIGNED);
	if (!count)
		return;
	assert_string_equal(signoff->decision, "sign");
	assert_string_equal(signoff->person, row->person);
	assert_string_not_equal(signoff->person, post->provider);
	assert_string_equal(signoff->content, post_revision(post)->content);
	assert_int_equal(signoff->revision, post_revision(post)->number);
}

/* One person, one step; but for looks that are no reviews. Nobody reviews what
 * they wrote. */
static void check_signatures(const struct policy *policy,
                             const struct post *post)
{
	bool under_way =
	    post->work == WORK_IN_REVIEW || post->work == WORK_APPROVED;

	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *one = &post->signoffs[i];
		const struct policy_step *step = policy_step(policy, one->step);

		if (!one->valid)
			continue;
		assert_true(under_way);
		for (size_t j = 0; j < i; j++)
			assert_false(
			    post->signoffs[j].valid &&
			    is_hand(policy, one->step) &&
			    is_hand(policy, post->signoffs[j].step) &&
			    strcmp(one->person, post->signoffs[j].person) == 0);
		for (size_t j = 0; j < post->revision_count; j++)
			assert_true((step && step->kind == KIND_EDIT) ||
			            strcmp(post->revisions[j].person,
			                   one->person) != 0);
	}
}

/* The signatures a joint step has, and how many seats may yet sign. */
static void count_seats(const struct post *post, const char *step, size_t *have,
                        size_t *may)
{
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];

		if (strcmp(row->step, step) != 0)
			continue;
		*have += row->state == STEP_SIGNED;
		*may += row->state == STEP_SIGNED || row->state == STEP_OPEN ||
		        row->state == STEP_WAITING;
	}
}

/* Every row is signed, or is a seat its step no longer needs: one that was
 * asked for on the way may also have failed. */
void rule_check_approved(const struct policy *policy, const struct post *post)
{
	(void)policy;
	assert_true(post->step_count > 0);
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];
		size_t have = 0, may = 0;

		if (!row->needs) {
			assert_int_equal(row->state, STEP_SIGNED);
			continue;
		}
		count_seats(post, row->step, &have, &may);
		if (!row->host)
			assert_true(have >= (size_t)row->needs);
	}
}

static bool is_settled(const struct post *post, const struct post_step *row)
{
	size_t have = 0, may = 0;

	if (!row->needs)
		return row->state == STEP_SIGNED;
	count_seats(post, row->step, &have, &may);
	return have >= (size_t)row->needs ||
	       (row->host && may < (size_t)row->needs);
}

/* In review: all before the open step are settled, all behind wait or were
 * signed before (a raise). */
static void check_order(const struct post *post)
{
	int open = post_open_step(post);
	bool behind = false;

	assert_true(open >= 0);
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];

		if (strcmp(row->step, post->steps[open].step) == 0) {
			assert_true(row->state == STEP_OPEN ||
			            row->state == STEP_SIGNED ||
			            row->state == STEP_OBJECTED);
			behind = true;
		} else if (!behind) {
			assert_true(is_settled(post, row));
		} else {
			assert_true(row->state == STEP_WAITING ||
			            row->state == STEP_SIGNED);
		}
	}
}

void rule_check_state(const struct policy *policy, const struct post *post)
{
	check_signatures(policy, post);
	for (size_t i = 0; i < post->step_count; i++) {
		check_row(post, &post->steps[i]);
		if (post->work != WORK_APPROVED && post->work != WORK_IN_REVIEW)
			assert_true(post->steps[i].state == STEP_WAITING ||
			            post->steps[i].state == STEP_SKIPPED);
	}
	if (post->work == WORK_IN_REVIEW)
		check_order(post);
	else
		assert_int_equal(post_open_step(post), -1);
	if (post->work == WORK_APPROVED)
		rule_check_approved(policy, post);
	if (post->public_state != PUBLIC_NONE)
		assert_true(post->published_count > 0);
}
