/*
 * ledger-parts - what ledger.c and ledger-compose.c share; nobody else.
 */
#ifndef STORE_LEDGER_PARTS_H
#define STORE_LEDGER_PARTS_H

#include "store/archive.h"
#include "store/force.h"
#include "store/index.h"
#include "store/ledger.h"

struct sign_key;

struct ledger {
	char *home;
	struct archive *archive;
	struct index *index;
	struct sign_key *key;
	struct policies *policies;
	char tip[HEX];     /* what `force` was read at; "" before init */
	int64_t tip_at_ms; /* its At */
	int64_t number;    /* records up to it */
	struct force force;
	/* Files of the record being made; ledger_put. */
	struct archive_change *changes;
	size_t change_count, change_room;
};

/* A record that is written but not yet on main. */
struct made {
	char commit[HEX];   /* to be main's next */
	struct event event; /* as it stands in the message of `commit` */
	struct form form;   /* of the revision it makes */
	bool has_form;
	char policy[HEX]; /* tree id of the policy that counts for it */
};

/*
 * Under the lock, caught up: asks core/ whether the proposal may be recorded,
 * fills in what the record needs, writes and reads back its objects. Nothing is
 * on main yet.
 */
enum err_code ledger_compose(struct ledger *ledger, struct proposal *proposal,
                             struct made *made, struct err *err) MUST_USE;

/* Forgets what ledger_put collected. */
void ledger_drop_changes(struct ledger *ledger);

#endif
