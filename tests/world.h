/*
 * world - every state a post can reach under each shipped policy with a small
 * cast, and in each of them every act by every person, asked of the engine and
 * of core/audit, which reads the history of the post again by other code.
 *
 * States are equal when everything that a rule may look at is equal: not the
 * revision's number, not decisions of the past, and of time only whether an
 * open step is overdue. What closes the search is that a save gives one of two
 * contents in turn, and that a signer is added at most once.
 *
 * In moving casts somebody is disabled and enabled again at any time, one
 * person at a time. In late ones every act is also tried a month later.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "core/event.h"
#include "core/form.h"
#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"

enum { WORLD_PEOPLE = 32 }; /* at most */

/* What may be asked for in a world, beside the plain verbs. */
enum verbs {
	ASK_OTHERS = 1, /* joint, add, hand on */
	ASK_PUBLIC = 2, /* correct, freeze, unfreeze, takedown, supersede */
	ASK_LATE = 4,   /* a month later, too */
	ASK_MOVING = 8  /* anybody may be disabled in between */
};

struct node {
	struct post *post;
	const struct node *from; /* NULL: drafted */
	struct event event;      /* that led here */
	bool moved; /* nothing led here but somebody's coming or going */
	int64_t now_ms;
	size_t absent; /* which roster: 0 all there, n: person n - 1 disabled */
	char *key;
	struct node *next; /* of the same bucket */
	size_t number;
	bool ends;  /* sign, return, reject, withdraw can end the review */
	bool signs; /* signing alone can lead to approved */
};

struct edge {
	size_t from, to;
	enum event_kind kind;
};

struct world {
	const char *name;
	unsigned verbs;
	struct policy *policy;
	struct roster *rosters[WORLD_PEOPLE + 1];
	size_t roster_count;
	struct form form; /* of every revision */
	struct node **nodes;
	size_t count, room;
	struct edge *edges;
	size_t edge_count, edge_room;
	struct node **buckets;
	size_t asked, refused[ERR_COUNT], forged;
};

/* Takes the policy and the roster; an ordinary form for every revision. */
void world_begin(struct world *world, const char *name, unsigned verbs,
                 struct policy *take_policy, struct roster *take_roster);
/* One roster more for each of these people, without them. */
void world_move(struct world *world, const char *units, const char *people);
/* Drafts a post, held or not; false when the person may not. */
bool world_new(struct world *world, const char *person, const char *grade,
               int64_t at_ms, bool held);
/* Visits everything that can be reached, and says how much that was. */
void world_run(struct world *world);
void world_end(struct world *world);

bool world_has(const struct world *world, enum work work, const char *provider,
               const char *grade);
/* Whether a step of that kind was signed anywhere. */
bool world_signed(const struct world *world, enum step_kind kind);

#endif
