/*
 * ledger-parts - what ledger.c and ledger-compose.c share; nobody else.
 */
#ifndef STORE_LEDGER_PARTS_H
#define STORE_LEDGER_PARTS_H

#include <stdbool.h>

#include "store/archive.h"
#include "store/force.h"
#include "store/index.h"
#include "store/ledger.h"

struct sign_key;

struct ledger {
	char *home;
	struct archive *archive;
	struct index *index;
	struct sign_key *key; /* NULL until ledger_need_key */
	struct policies *policies;
	/* What is in force, as the archive says it: all that a record is judged
	 * by. */
	char tip[HEX];     /* what `force` was read at; "" before init */
	int64_t tip_at_ms; /* its At */
	int64_t number;    /* records up to it */
	struct force force;
	/* The same as the index remembers it, which is quicker to read: only to
	 * show things by. */
	struct shown {
		char tip[HEX];
		int64_t at_ms;
		struct force force;
		struct policies *policies;
		/* by `tip` in the archive; NULL: nobody asked */
		const struct policy *proved;
	} shown;
	bool by_index; /* whoever asks gets `shown` */
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
	bool personal;    /* its side commit has the person's own signature */
	char policy[HEX]; /* tree id of the policy that counts for it */
};

/*
 * Under the lock, caught up: asks core/ whether the proposal may be recorded,
 * fills in what the record needs, writes and reads back its objects. Nothing is
 * on main yet.
 */
enum err_code ledger_compose(struct ledger *ledger, struct proposal *proposal,
                             struct made *made, struct err *err) MUST_USE;

/* The bytes of the side commit that a decision would have; appended. Under the
 * lock, caught up; nothing is written. */
enum err_code ledger_compose_side(struct ledger *ledger,
                                  struct proposal *proposal, struct str *out,
                                  struct err *err) MUST_USE;

/*
 * Whether `own` may stand for the decision `event`, whose side commit would be
 * exactly `text`: the same words, dated between the revision and now, signed
 * with a key of the actor's that was and is in force. *armored_out is the
 * signature as a commit has it; appended.
 */
enum err_code ledger_judge_own(struct ledger *ledger, const struct own *own,
                               const struct event *event,
                               const struct revision *seen, struct span text,
                               struct str *armored_out,
                               struct err *err) MUST_USE;

/*
 * Applies the records after `from` ("": all) up to `tip` to the index, in one
 * transaction; with `afresh` it is emptied first. Errors: ERR_BROKEN  also when
 * the index does not stand at `from`.
 */
enum err_code ledger_replay(struct ledger *ledger, struct index *index,
                            const char *from, const char *tip, bool afresh,
                            struct err *err) MUST_USE;

/* Opens the workstation's key, unless it is open. */
enum err_code ledger_need_key(struct ledger *ledger, struct err *err) MUST_USE;

/* Forgets what ledger_put collected. */
void ledger_drop_changes(struct ledger *ledger);

#endif
