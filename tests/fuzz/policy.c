/*
 * fuzz policy - whatever the bytes, a policy is read or refused; what is read
 * is whole; a filled-in text leaves nothing open that could be filled in; and
 * no policy is weaker than itself.
 */
#include <stdlib.h>
#include <string.h>

#include "core/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void look_at_offices(const struct policy *policy,
                            const struct offices *offices)
{
	for (size_t i = 0; i < offices->count; i++) {
		must(policy_role(policy, offices->at[i].role));
		must(i == 0 || offices->at[i].rank >= offices->at[i - 1].rank);
	}
}

/* What is written of a condition reads as the same. */
static void look_at_condition(const struct condition *condition)
{
	struct str first = {0}, second = {0};
	struct condition *again;
	struct span wrong;

	if (!condition)
		return;
	condition_write(&first, condition);
	again = condition_read(str_span(&first), &wrong);
	must(again);
	condition_write(&second, again);
	must(strcmp(str_text(&first), str_text(&second)) == 0);
	condition_free(again);
	str_clear(&first);
	str_clear(&second);
}

static void look_at_steps(const struct policy *policy)
{
	for (size_t i = 0; i < policy_step_count(policy); i++) {
		const struct policy_step *step = policy_step_at(policy, i);

		must(step->title && step->who.count > 0);
		must(policy_step(policy, step->id) == step);
		must(!step->joint ||
		     policy_step(policy, step->joint)->kind == KIND_JOINT);
		look_at_offices(policy, &step->who);
		look_at_offices(policy, &step->escalate);
		look_at_condition(step->when);
		must(policy_due(policy, &step->deadline, 0) >= 0);
		policy_before(policy, &step->remind, 0);
	}
}

static void look(const struct policy *policy)
{
	must(policy_id(policy) && policy_title(policy));
	must(policy_grade_count(policy) > 0);
	look_at_steps(policy);
	for (size_t i = 0; i < policy_route_count(policy); i++) {
		const struct policy_route *route = policy_route_at(policy, i);

		must(route->step_count > 0);
		must(route->step_count <= POLICY_OFFICES_MAX);
		must(policy_publish(policy, route));
		look_at_condition(route->when);
	}
	for (size_t i = 0; i < policy_grade_count(policy); i++) {
		const struct policy_grade *grade = policy_grade_at(policy, i);
		const struct facts facts = {.policy = policy,
		                            .grade = grade->id};

		look_at_condition(grade->propose);
		policy_route_for(policy, &facts);
	}
	for (size_t i = 0; i < policy_unit_count(policy); i++)
		must(policy_unit_at(policy, i)->title);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct span text = span_from((const char *)bytes, count);
	struct policy *policy = NULL, *again = NULL;
	struct problems problems = {0}, left = {0};
	struct str filled = {0};

	policy_read(text, &policy, &problems);
	must(!policy == !problems_can_wait(&problems));
	for (size_t i = 1; i < problems.count; i++)
		must(problems.at[i - 1].line <= problems.at[i].line);
	if (policy) {
		look(policy);
		policy_fill_demo(text, &filled);
		policy_read(str_span(&filled), &again, &left);
		must(again);
		for (size_t i = 0; i < left.count; i++)
			must(left.at[i].code == ERR_POLICY_LATER);
		look(again);
		problems_clear(&left);
		policy_compare_parent(text, text, &left);
		must(left.count == 0);
	}
	policy_free(policy);
	policy_free(again);
	problems_clear(&problems);
	problems_clear(&left);
	str_clear(&filled);
	return 0;
}
