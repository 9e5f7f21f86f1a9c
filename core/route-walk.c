#include "core/route-walk.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route-parts.h"

struct office {
	const char *role, *unit;
};

struct hands { /* people who are alike in all that counts */
	uint64_t offices;
	bool author, outsider; /* not staff */
	size_t count;
};

struct walk {
	struct office offices[POLICY_OFFICES_MAX];
	size_t office_count;
	struct hands *hands;
	size_t count, room;
	uint64_t ever; /* offices held by anybody but the provider */
	const struct walk_ask *ask;
	size_t furthest; /* need where the search ended at most */
	size_t looks;    /* how far it searched */
};

/* A search that long is given up for walkable: real offices come to a few
 * hundred looks. */
enum { LOOKS_MAX = 100000 };

/* ---- one person ------------------------------------------------------------
 */

bool walk_is_hand(const struct policy_step *step)
{
	return !step || step->own_hand || step->kind == KIND_SIGN ||
	       step->kind == KIND_EDIT || step->kind == KIND_JOINT;
}

static bool is_among(const char *id, const char *const *ids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(ids[i], id) == 0)
			return true;
	}
	return false;
}

/* Wrote a revision of a post that is somebody else's. */
static bool is_author(const struct walk_ask *ask, const struct person *person)
{
	const struct post *post = ask->post;

	if (strcmp(person->id, ask->provider) == 0)
		return false;
	if (ask->author && strcmp(ask->author, person->id) == 0)
		return true;
	for (size_t i = 0; post && i < post->revision_count; i++) {
		const char *by = post->revisions[i].person;

		if (by && strcmp(by, person->id) == 0)
			return true;
	}
	return false;
}

static bool suits(const struct policy_step *step, bool author, bool outsider)
{
	if (step && step->staff_only && outsider)
		return false;
	return !author || (step && step->kind == KIND_EDIT);
}

static bool is_free(const struct walk_ask *ask, const struct person *person)
{
	return strcmp(person->id, ask->provider) != 0 &&
	       !is_among(person->id, ask->signers, ask->signer_count);
}

bool walk_is_eligible(const struct walk_ask *ask,
                      const struct policy_step *step,
                      const struct person *person)
{
	if (person->disabled || strcmp(person->id, ask->provider) == 0)
		return false;
	if (walk_is_hand(step) && !is_free(ask, person))
		return false;
	return suits(step, is_author(ask, person),
	             person->kind != PERSON_STAFF);
}

static const char *unit_of(const struct role_ref *office,
                           const struct walk_ask *ask)
{
	return roster_where(ask->roster, office->where, ask->unit, ask->at_ms);
}

bool walk_holds(const struct policy_step *step, const struct walk_ask *ask,
                const struct person *person, int rank,
                const struct role_ref **out)
{
	for (size_t i = 0; i < step->who.count; i++) {
		const struct role_ref *office = &step->who.at[i];
		const char *unit = unit_of(office, ask);

		if ((rank >= 0 && office->rank != rank) || !unit ||
		    !person_holds(person, office->role, unit, ask->at_ms))
			continue;
		if (out)
			*out = office;
		return true;
	}
	return false;
}

static int rank_count(const struct policy_step *step)
{
	return step->who.count ? step->who.at[step->who.count - 1].rank + 1 : 0;
}

int walk_rank(const struct policy_step *step, const struct walk_ask *ask)
{
	int ranks = rank_count(step);

	for (int rank = 0; rank < ranks; rank++) {
		for (size_t i = 0; i < roster_person_count(ask->roster); i++) {
			const struct person *person =
			    roster_person_at(ask->roster, i);

			if (walk_holds(step, ask, person, rank, NULL) &&
			    walk_is_eligible(ask, step, person))
				return rank;
		}
	}
	return -1;
}

/* ---- the needs -------------------------------------------------------------
 */

/* The same office twice is one seat: units may have become one. */
static bool is_same_seat(const struct walk_ask *ask, const struct role_ref *a,
                         const struct role_ref *b)
{
	const char *unit = unit_of(a, ask), *other = unit_of(b, ask);

	return strcmp(a->role, b->role) == 0 && unit && other &&
	       strcmp(unit, other) == 0;
}

size_t walk_seats(const struct policy_step *step, const struct walk_ask *ask,
                  const struct role_ref *out[POLICY_OFFICES_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < step->who.count && i < POLICY_OFFICES_MAX; i++) {
		size_t same = 0;

		while (same < count &&
		       !is_same_seat(ask, out[same], &step->who.at[i]))
			same++;
		if (same == count)
			out[count++] = &step->who.at[i];
	}
	return count;
}

void walk_need(struct walk_needs *needs, const struct policy_step *step,
               const struct walk_ask *ask)
{
	const struct role_ref *seats[POLICY_OFFICES_MAX];
	struct walk_need need = {.step = step};
	size_t count, needed;

	if (step->kind != KIND_JOINT) {
		if (needs->count < POLICY_OFFICES_MAX)
			needs->at[needs->count++] = need;
		return;
	}
	count = needed = walk_seats(step, ask, seats);
	if (step->needs && (size_t)step->needs < count)
		needed = (size_t)step->needs;
	need.is_seat = true;
	need.spare = count - needed;
	for (size_t i = 0; i < count && needs->count < POLICY_OFFICES_MAX;
	     i++) {
		need.seat = *seats[i];
		needs->at[needs->count++] = need;
	}
}

/* ---- the search ------------------------------------------------------------
 */

/* The bit of an office, made when it is new; 0 where there is no such unit, or
 * no more room (then nobody is counted for it). */
static uint64_t office_bit(struct walk *walk, const struct role_ref *ref)
{
	struct office office = {ref->role, unit_of(ref, walk->ask)};
	size_t at = 0;

	if (!office.unit)
		return 0;
	while (at < walk->office_count &&
	       (strcmp(walk->offices[at].role, office.role) != 0 ||
	        strcmp(walk->offices[at].unit, office.unit) != 0))
		at++;
	if (at == POLICY_OFFICES_MAX)
		return 0;
	if (at == walk->office_count)
		walk->offices[walk->office_count++] = office;
	return (uint64_t)1 << at;
}

/* The offices of one rank (-1: all) of what is needed. */
static uint64_t need_bits(struct walk *walk, const struct walk_need *need,
                          int rank)
{
	const struct offices *who = &need->step->who;
	uint64_t bits = 0;

	if (need->is_seat)
		return office_bit(walk, &need->seat);
	for (size_t i = 0; i < who->count; i++)
		if (rank < 0 || who->at[i].rank == rank)
			bits |= office_bit(walk, &who->at[i]);
	return bits;
}

static uint64_t person_bits(const struct walk *walk,
                            const struct person *person)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < walk->office_count; i++) {
		if (person_holds(person, walk->offices[i].role,
		                 walk->offices[i].unit, walk->ask->at_ms))
			bits |= (uint64_t)1 << i;
	}
	return bits;
}

static struct hands *hands_find(const struct walk *walk,
                                const struct hands *like)
{
	for (size_t i = 0; i < walk->count; i++) {
		struct hands *hands = &walk->hands[i];

		if (hands->offices == like->offices &&
		    hands->author == like->author &&
		    hands->outsider == like->outsider)
			return hands;
	}
	return NULL;
}

static struct hands hands_of(const struct walk *walk,
                             const struct person *person)
{
	return (struct hands){person_bits(walk, person),
	                      is_author(walk->ask, person),
	                      person->kind != PERSON_STAFF, 1};
}

static void hands_add(struct walk *walk, const struct hands *like)
{
	struct hands *hands = hands_find(walk, like);

	if (!like->offices)
		return;
	if (hands) {
		hands->count++;
		return;
	}
	walk->hands = mem_room(walk->hands, walk->count, &walk->room,
	                       sizeof(*walk->hands));
	walk->hands[walk->count++] = *like;
}

static bool could_sign(const struct hands *hands, const struct walk_need *need,
                       uint64_t bits)
{
	return hands->count && (hands->offices & bits) &&
	       suits(need->step, hands->author, hands->outsider);
}

/* The offices of the first rank that somebody is left for; 0: nobody. */
static uint64_t bits_in_force(struct walk *walk, const struct walk_need *need)
{
	int ranks = need->is_seat ? 1 : rank_count(need->step);

	for (int rank = 0; rank < ranks; rank++) {
		uint64_t bits = need_bits(walk, need, rank);

		for (size_t i = 0; i < walk->count; i++) {
			if (could_sign(&walk->hands[i], need, bits))
				return bits;
		}
	}
	return 0;
}

/* Whether an earlier class is the same for all that is still to come. */
static bool was_tried(const struct walk *walk, const struct walk_need *need,
                      size_t at, uint64_t bits, uint64_t later)
{
	const struct hands *now = &walk->hands[at];

	for (size_t i = 0; i < at; i++) {
		const struct hands *hands = &walk->hands[i];

		if (could_sign(hands, need, bits) &&
		    hands->author == now->author &&
		    hands->outsider == now->outsider &&
		    (hands->offices & later) == (now->offices & later))
			return true;
	}
	return false;
}

static bool walk_on(struct walk *walk, size_t at, size_t spared);

/* One of the hands left takes it, and the rest can be walked. */
static bool walk_sign(struct walk *walk, size_t at, size_t spared,
                      uint64_t bits)
{
	const struct walk_needs *needs = walk->ask->needs;
	const struct walk_need *need = &needs->at[at];
	uint64_t later = 0;

	for (size_t i = at + 1; i < needs->count; i++)
		later |= need_bits(walk, &needs->at[i], -1);
	for (size_t i = 0; i < walk->count; i++) {
		bool done;

		if (!could_sign(&walk->hands[i], need, bits) ||
		    was_tried(walk, need, i, bits, later))
			continue;
		walk->hands[i].count--;
		done = walk_on(walk, at + 1, spared);
		walk->hands[i].count++;
		if (done)
			return true;
	}
	return false;
}

/* `spared`: seats left empty so far in the joint step at hand. */
static bool walk_on(struct walk *walk, size_t at, size_t spared)
{
	const struct walk_needs *needs = walk->ask->needs;
	const struct walk_need *need;
	uint64_t bits;

	if (at == needs->count || walk->looks++ > LOOKS_MAX)
		return true;
	need = &needs->at[at];
	if (!need->is_seat || at == 0 || needs->at[at - 1].step != need->step)
		spared = 0;
	if (!walk_is_hand(need->step)) /* takes no hand away; asked before */
		return walk_on(walk, at + 1, 0);
	bits = bits_in_force(walk, need);
	if (!bits && walk->ask->forgive_vacant &&
	    !(need_bits(walk, need, -1) & walk->ever))
		return walk_on(walk, at + 1, spared);
	if (at > walk->furthest)
		walk->furthest = at;
	if (walk_sign(walk, at, spared, bits))
		return true;
	return need->is_seat && spared < need->spare &&
	       walk_on(walk, at + 1, spared + 1);
}

static void walk_init(struct walk *walk, const struct walk_ask *ask)
{
	memset(walk, 0, sizeof(*walk));
	walk->ask = ask;
	for (size_t i = 0; i < ask->needs->count; i++)
		need_bits(walk, &ask->needs->at[i], -1);
}

static void walk_gather(struct walk *walk, const struct walk_ask *ask)
{
	for (size_t i = 0; i < roster_person_count(ask->roster); i++) {
		const struct person *person = roster_person_at(ask->roster, i);
		struct hands hands = hands_of(walk, person);

		if (strcmp(person->id, ask->provider) != 0)
			walk->ever |= hands.offices;
		if (is_free(ask, person))
			hands_add(walk, &hands);
	}
}

/* ---- enough hands at all ---------------------------------------------------
 *
 * Whether each step could have somebody of its own, whatever the order and the
 * level: a matching, quick to find. Without one no search is needed.
 */

struct matching {
	struct walk *walk;
	size_t taken[POLICY_OFFICES_MAX]; /* class of a need, or walk->count */
	bool *seen;                       /* classes, in this try */
};

static bool match(struct matching *matching, size_t at);

/* Room in the class, or made by another need that moves. */
static bool match_class(struct matching *matching, size_t class)
{
	const struct walk *walk = matching->walk;
	const size_t needs = walk->ask->needs->count;
	size_t used = 0;

	for (size_t i = 0; i < needs; i++)
		used += matching->taken[i] == class;
	if (used < walk->hands[class].count)
		return true;
	for (size_t i = 0; i < needs; i++)
		if (matching->taken[i] == class && match(matching, i))
			return true;
	return false;
}

static bool match(struct matching *matching, size_t at)
{
	struct walk *walk = matching->walk;
	const struct walk_need *need = &walk->ask->needs->at[at];
	uint64_t bits = need_bits(walk, need, -1);

	for (size_t i = 0; i < walk->count; i++) {
		if (matching->seen[i] ||
		    !could_sign(&walk->hands[i], need, bits))
			continue;
		matching->seen[i] = true;
		if (!match_class(matching, i))
			continue;
		matching->taken[at] = i;
		return true;
	}
	return false;
}

static bool has_hands(struct walk *walk)
{
	const struct walk_needs *needs = walk->ask->needs;
	struct matching matching = {.walk = walk};
	bool enough = true;

	matching.seen = mem_new_array(walk->count, sizeof(bool));
	for (size_t i = 0; i < needs->count; i++)
		matching.taken[i] = walk->count;
	for (size_t i = 0; enough && i < needs->count; i++) {
		const struct walk_need *need = &needs->at[i];

		if (!walk_is_hand(need->step) || need->spare ||
		    (walk->ask->forgive_vacant &&
		     !(need_bits(walk, need, -1) & walk->ever)))
			continue;
		memset(matching.seen, 0, walk->count * sizeof(bool));
		enough = match(&matching, i);
		if (!enough)
			walk->furthest = i;
	}
	free(matching.seen);
	return enough;
}

/* A step that takes no hand, and nobody may do. */
static const struct policy_step *missing_eye(const struct walk_ask *ask,
                                             const struct walk *walk,
                                             uint64_t bits,
                                             const struct policy_step *step)
{
	if (walk_is_hand(step) || walk_rank(step, ask) >= 0)
		return NULL;
	return ask->forgive_vacant && !(bits & walk->ever) ? NULL : step;
}

const struct policy_step *walk_missing(const struct walk_ask *ask)
{
	struct walk walk;
	const struct policy_step *missing = NULL;

	walk_init(&walk, ask);
	walk_gather(&walk, ask);
	if (!has_hands(&walk) || !walk_on(&walk, 0, 0))
		missing = ask->needs->at[walk.furthest].step;
	for (size_t i = 0; !missing && i < ask->needs->count; i++) {
		const struct walk_need *need = &ask->needs->at[i];

		missing = missing_eye(ask, &walk, need_bits(&walk, need, -1),
		                      need->step);
	}
	free(walk.hands);
	return missing;
}

void walk_put_offices(struct str *out, const struct offices *offices,
                      const struct walk_ask *ask)
{
	for (size_t i = 0; i < offices->count; i++) {
		const struct role_ref *level = &offices->at[i];
		const char *unit = unit_of(level, ask);
		struct span rest = str_span(out), piece;
		struct str office = {0};
		bool known = false;

		str_puts(&office, level->role);
		str_putc(&office, '@');
		str_puts(&office, unit ? unit : level->where);
		while (span_cut(&rest, ',', &piece))
			known = known ||
			        span_equal(span_trim(piece), str_span(&office));
		if (!known && out->bytes)
			str_puts(out, ", ");
		if (!known)
			str_add(out, str_span(&office));
		str_clear(&office);
	}
}

enum err_code walk_no_holder(const struct policy_step *step,
                             const struct walk_ask *ask, struct err *err)
{
	struct str offices = {0};
	enum err_code rc;

	walk_put_offices(&offices, &step->who, ask);
	rc = err_set(err, ERR_NO_HOLDER, step->title, str_text(&offices));
	str_clear(&offices);
	return rc;
}
