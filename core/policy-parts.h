/*
 * policy-parts - what is inside a struct policy; only policy*.c look.
 */
#ifndef CORE_POLICY_PARTS_H
#define CORE_POLICY_PARTS_H

#include "core/policy.h"

struct policy_names {
	struct policy_name *at;
	size_t count, room;
};

struct policy {
	char *id, *title, *source, *statement;
	int offset_min;
	struct policy_role *roles;
	size_t role_count, role_room;
	struct policy_names grades, columns, channels;
	struct policy_step *steps;
	size_t step_count, step_room;
	struct policy_route *routes;
	size_t route_count, route_room;
	struct policy_step publish;
};

#endif
