/*
 * fuzz policy - whatever the bytes, a policy is read or refused; what is read
 * is whole; and a filled-in text leaves nothing open that could be filled in.
 */
#include <stdlib.h>

#include "core/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void look(const struct policy *policy)
{
	must(policy_id(policy) && policy_title(policy));
	for (size_t i = 0; i < policy_step_count(policy); i++) {
		const struct policy_step *step = policy_step_at(policy, i);

		must(step->title && step->level_count > 0);
		must(policy_step(policy, step->id) == step);
		for (size_t j = 0; j < step->level_count; j++)
			must(policy_role(policy, step->levels[j].role));
	}
	for (size_t i = 0; i < policy_grade_count(policy); i++) {
		const char *grade = policy_grade_at(policy, i)->id;
		const struct policy_route *route =
		    policy_route_for(policy, grade);

		must(route && route->step_count > 0);
		must(route->step_count <= POLICY_OFFICES_MAX);
	}
	must(policy_publish(policy)->level_count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct span text = span_from((const char *)bytes, count);
	struct policy *policy = NULL, *again = NULL;
	struct problems problems = {0}, left = {0};
	struct str filled = {0};

	policy_read(text, &policy, &problems);
	must(!policy == !problems_only_local(&problems));
	if (policy) {
		look(policy);
		policy_fill_demo(text, &filled);
		policy_read(str_span(&filled), &again, &left);
		must(again && left.count == 0);
		look(again);
	}
	policy_free(policy);
	policy_free(again);
	problems_clear(&problems);
	problems_clear(&left);
	str_clear(&filled);
	return 0;
}
