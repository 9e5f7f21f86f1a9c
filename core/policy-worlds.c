/*
 * A world is a number written in digits, one for each thing that may differ. An
 * atom becomes the digits that make it true: it holds when any of them is the
 * one at hand.
 */
#include "core/policy-worlds.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/roster.h"

enum { WORLDS_MAX = 1 << 16, WORK_MAX = 1 << 26, ALWAYS = 0 };

struct digit {
	enum condition_kind kind;
	char *subject; /* may be NULL: the one of its kind */
	struct words values;
	size_t size, now;
};

struct made { /* a digit that makes an atom true */
	size_t digit, value;
};

struct node {
	enum condition_kind kind;
	size_t left, right;
	size_t first, count; /* among what is made */
};

struct worlds {
	const struct policy *policy;
	bool as_set;
	struct digit *digits;
	size_t digit_count, digit_room;
	struct made *made;
	size_t made_count, made_room;
	struct node *nodes; /* the first holds always */
	size_t node_count, node_room;
};

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : !a && !b;
}

static size_t digit_find(const struct worlds *worlds, enum condition_kind kind,
                         const char *subject)
{
	size_t i = 0;

	while (i < worlds->digit_count &&
	       (worlds->digits[i].kind != kind ||
	        !same_text(worlds->digits[i].subject, subject)))
		i++;
	return i;
}

static struct digit *digit_of(struct worlds *worlds, enum condition_kind kind,
                              const char *subject)
{
	size_t found = digit_find(worlds, kind, subject);
	struct digit *digit;

	if (found < worlds->digit_count)
		return &worlds->digits[found];
	worlds->digits = mem_room(worlds->digits, worlds->digit_count,
	                          &worlds->digit_room, sizeof(*digit));
	digit = &worlds->digits[worlds->digit_count++];
	*digit = (struct digit){.kind = kind, .subject = mem_copy(subject)};
	return digit;
}

static void values_add(struct digit *digit, const struct words *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct span value = span_of(values->at[i]);

		if (!words_have(&digit->values, value))
			words_add(&digit->values, value);
	}
}

static struct node *node_add(struct worlds *worlds, enum condition_kind kind)
{
	struct node *node;

	worlds->nodes = mem_room(worlds->nodes, worlds->node_count,
	                         &worlds->node_room, sizeof(*node));
	node = &worlds->nodes[worlds->node_count++];
	*node = (struct node){.kind = kind, .first = worlds->made_count};
	return node;
}

struct worlds *worlds_new(const struct policy *policy, bool as_set)
{
	struct worlds *worlds = mem_new(sizeof(*worlds));
	struct digit *grade;

	worlds->policy = policy;
	worlds->as_set = as_set;
	grade = digit_of(worlds, CONDITION_GRADE, NULL);
	for (size_t i = 0; i < policy_grade_count(policy); i++)
		words_add(&grade->values,
		          span_of(policy_grade_at(policy, i)->id));
	node_add(worlds, CONDITION_ANY);
	return worlds;
}

void worlds_free(struct worlds *worlds)
{
	if (!worlds)
		return;
	for (size_t i = 0; i < worlds->digit_count; i++) {
		free(worlds->digits[i].subject);
		words_clear(&worlds->digits[i].values);
	}
	free(worlds->digits);
	free(worlds->made);
	free(worlds->nodes);
	free(worlds);
}

/* What a switch is known to be in conditions of `policy`; NULL: any. */
static const char *switch_value(const struct worlds *worlds,
                                const struct policy *policy, const char *id)
{
	const struct policy_switch *own = policy_switch(policy, id);
	const struct policy_switch *first = policy_switch(worlds->policy, id);

	if (!worlds->as_set)
		return NULL;
	if (own && own->value)
		return own->value;
	return first ? first->value : NULL;
}

struct asking {
	struct worlds *worlds;
	const struct policy *policy;
};

static void ask_switch(const struct asking *asking,
                       const struct condition *atom)
{
	const struct policy_switch *found =
	    policy_switch(asking->policy, atom->subject);
	struct digit *digit;

	if (switch_value(asking->worlds, asking->policy, atom->subject))
		return;
	digit = digit_of(asking->worlds, CONDITION_SWITCH, atom->subject);
	if (found)
		values_add(digit, &found->options);
}

static void ask_atom(void *payload, const struct condition *atom)
{
	struct asking *asking = payload;
	struct worlds *worlds = asking->worlds;

	switch (atom->kind) {
	case CONDITION_CATEGORY:
	case CONDITION_COLUMN:
	case CONDITION_TIER:
	case CONDITION_UNIT:
	case CONDITION_AUDIENCE:
	case CONDITION_DRAFTER:
	case CONDITION_FIELD:
		values_add(digit_of(worlds, atom->kind, atom->subject),
		           &atom->values);
		break;
	case CONDITION_CHANNEL:
	case CONDITION_CLASS:
	case CONDITION_FLAG:
	case CONDITION_UNDER:
		for (size_t i = 0; i < atom->values.count; i++)
			digit_of(worlds, atom->kind, atom->values.at[i]);
		break;
	case CONDITION_SWITCH:
		ask_switch(asking, atom);
		break;
	default:
		break;
	}
}

void worlds_ask(struct worlds *worlds, const struct policy *policy,
                const struct condition *condition)
{
	struct asking asking = {worlds, policy};

	condition_each(condition, ask_atom, &asking);
}

/* Of a yes or no, 1 is yes. Of values, one more is another value, and of a
 * field still one more is an empty one. */
static size_t digit_size(const struct digit *digit)
{
	switch (digit->kind) {
	case CONDITION_GRADE:
	case CONDITION_SWITCH:
		return digit->values.count;
	case CONDITION_FIELD:
		return digit->values.count + 2;
	case CONDITION_CHANNEL:
	case CONDITION_CLASS:
	case CONDITION_FLAG:
	case CONDITION_UNDER:
		return 2;
	default:
		return digit->values.count + 1;
	}
}

/* Atoms into digits. */

static void made_add(struct worlds *worlds, size_t digit, size_t value)
{
	if (digit == worlds->digit_count)
		return;
	worlds->made = mem_room(worlds->made, worlds->made_count,
	                        &worlds->made_room, sizeof(*worlds->made));
	worlds->made[worlds->made_count++] = (struct made){digit, value};
}

static void make_value(struct worlds *worlds, size_t digit, const char *value)
{
	const struct words *values;

	if (digit == worlds->digit_count)
		return;
	values = &worlds->digits[digit].values;
	for (size_t i = 0; i < values->count; i++) {
		if (strcmp(values->at[i], value) == 0)
			made_add(worlds, digit, i);
	}
}

static void make_values(struct worlds *worlds, const struct condition *atom,
                        const char *subject)
{
	size_t digit = digit_find(worlds, atom->kind, subject);

	for (size_t i = 0; i < atom->values.count; i++)
		make_value(worlds, digit, atom->values.at[i]);
}

static void make_filled(struct worlds *worlds, const char *field)
{
	size_t digit = digit_find(worlds, CONDITION_FIELD, field);

	for (size_t i = 0; i <= worlds->digits[digit].values.count; i++)
		made_add(worlds, digit, i);
}

/* The grades are those of the first policy, their order is this one's. */
static void make_grades(struct worlds *worlds, const struct policy *policy,
                        const char *least)
{
	const struct words *grades = &worlds->digits[0].values;
	int low = policy_grade(policy, least);

	for (size_t i = 0; low >= 0 && i < grades->count; i++) {
		if (policy_grade(policy, grades->at[i]) >= low)
			made_add(worlds, 0, i);
	}
}

/* One of its channels by name, or another one. */
static void make_class(struct worlds *worlds, const struct policy *policy,
                       const char *class)
{
	made_add(worlds, digit_find(worlds, CONDITION_CLASS, class), 1);
	for (size_t i = 0; i < policy_channel_count(policy); i++) {
		const struct policy_channel *channel =
		    policy_channel_at(policy, i);

		if (same_text(channel->class, class))
			made_add(
			    worlds,
			    digit_find(worlds, CONDITION_CHANNEL, channel->id),
			    1);
	}
}

/* Every unit is under the root. */
static void make_under(struct worlds *worlds, const char *unit)
{
	size_t under = digit_find(worlds, CONDITION_UNDER, unit);

	made_add(worlds, under, 1);
	make_value(worlds, digit_find(worlds, CONDITION_UNIT, NULL), unit);
	if (strcmp(unit, ROSTER_ROOT) == 0)
		made_add(worlds, under, 0);
}

static void make_atom(struct worlds *worlds, const struct policy *policy,
                      const struct condition *atom)
{
	switch (atom->kind) {
	case CONDITION_GRADE:
		make_values(worlds, atom, NULL);
		break;
	case CONDITION_GRADE_FROM:
		make_grades(worlds, policy, atom->values.at[0]);
		break;
	case CONDITION_FIELD:
		if (atom->values.count)
			make_values(worlds, atom, atom->subject);
		else
			make_filled(worlds, atom->subject);
		break;
	case CONDITION_CLASS:
		for (size_t i = 0; i < atom->values.count; i++)
			make_class(worlds, policy, atom->values.at[i]);
		break;
	case CONDITION_UNDER:
		make_under(worlds, atom->values.at[0]);
		break;
	case CONDITION_CHANNEL:
	case CONDITION_FLAG:
		for (size_t i = 0; i < atom->values.count; i++)
			made_add(
			    worlds,
			    digit_find(worlds, atom->kind, atom->values.at[i]),
			    1);
		break;
	default:
		make_values(worlds, atom, atom->subject);
		break;
	}
}

/* A switch that is set is known here already. */
static bool make_known(struct worlds *worlds, const struct policy *policy,
                       const struct condition *atom)
{
	const char *value = atom->kind == CONDITION_SWITCH
	                        ? switch_value(worlds, policy, atom->subject)
	                        : NULL;

	if (!value)
		return false;
	for (size_t i = 0; i < worlds->digits[0].values.count; i++) {
		if (words_have(&atom->values, span_of(value)))
			made_add(worlds, 0, i);
	}
	return true;
}

size_t worlds_add(struct worlds *worlds, const struct policy *policy,
                  const struct condition *condition)
{
	size_t left = 0, right = 0, index;
	struct node *node;

	if (!condition || condition->kind == CONDITION_ANY)
		return ALWAYS;
	if (condition->left)
		left = worlds_add(worlds, policy, condition->left);
	if (condition->right)
		right = worlds_add(worlds, policy, condition->right);
	node = node_add(worlds, condition->kind);
	node->left = left;
	node->right = right;
	index = worlds->node_count - 1;
	if (condition->kind < CONDITION_GRADE)
		return index;
	if (!make_known(worlds, policy, condition))
		make_atom(worlds, policy, condition);
	node = &worlds->nodes[index];
	node->count = worlds->made_count - node->first;
	return index;
}

bool worlds_first(struct worlds *worlds)
{
	size_t product = 1;

	for (size_t i = 0; i < worlds->digit_count; i++) {
		struct digit *digit = &worlds->digits[i];

		digit->now = 0;
		digit->size = digit_size(digit);
		if (product <= WORLDS_MAX)
			product *= digit->size;
	}
	return product && product <= WORLDS_MAX &&
	       product * (worlds->node_count + worlds->made_count) <= WORK_MAX;
}

void worlds_try(struct worlds *worlds, size_t number)
{
	uint64_t seed = number;

	for (size_t i = 0; i < worlds->digit_count; i++) {
		struct digit *digit = &worlds->digits[i];

		seed = seed * UINT64_C(6364136223846793005) +
		       UINT64_C(1442695040888963407);
		digit->now = digit->size ? (seed >> 33) % digit->size : 0;
	}
}

bool worlds_next(struct worlds *worlds)
{
	for (size_t i = 0; i < worlds->digit_count; i++) {
		struct digit *digit = &worlds->digits[i];

		if (++digit->now < digit->size)
			return true;
		digit->now = 0;
	}
	return false;
}

bool worlds_hold(const struct worlds *worlds, size_t number)
{
	const struct node *node = &worlds->nodes[number];

	switch (node->kind) {
	case CONDITION_ANY:
		return true;
	case CONDITION_AND:
		return worlds_hold(worlds, node->left) &&
		       worlds_hold(worlds, node->right);
	case CONDITION_OR:
		return worlds_hold(worlds, node->left) ||
		       worlds_hold(worlds, node->right);
	case CONDITION_NOT:
		return !worlds_hold(worlds, node->left);
	default:
		break;
	}
	for (size_t i = node->first; i < node->first + node->count; i++) {
		const struct made *made = &worlds->made[i];

		if (worlds->digits[made->digit].now == made->value)
			return true;
	}
	return false;
}

size_t worlds_grade(const struct worlds *worlds)
{
	return worlds->digits[0].now;
}
