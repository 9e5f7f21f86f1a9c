/*
 * Units as a tree, and who inherits from whom. Files are written by people, so
 * a circle of parents or heirs is walked once around and no further.
 */
#include "core/roster.h"

#include <string.h>

static const struct unit *find(const struct roster *roster, const char *id)
{
	return roster ? roster_unit(roster, id) : NULL;
}

static size_t steps_max(const struct roster *roster)
{
	return roster ? roster_unit_count(roster) : 0;
}

const char *roster_heir(const struct roster *roster, const char *unit,
                        int64_t at_ms)
{
	const struct unit *now = find(roster, unit);

	if (!now)
		return unit;
	for (size_t i = 0; i < steps_max(roster); i++) {
		bool ended = now->until_ms && at_ms >= now->until_ms;
		const struct unit *heir =
		    ended ? find(roster, now->successor) : NULL;

		if (!heir)
			return now->id;
		now = heir;
	}
	return unit;
}

static const char *parent_at(const struct roster *roster, const char *unit,
                             int64_t at_ms)
{
	const struct unit *found = find(roster, unit);

	if (!found || !found->parent)
		return unit;
	return roster_heir(roster, found->parent, at_ms);
}

/* The nearest of `unit` and those above it that has the tier. */
static const char *with_tier(const struct roster *roster, const char *tier,
                             const char *unit, int64_t at_ms)
{
	for (size_t i = 0; i <= steps_max(roster); i++) {
		if (*tier && strcmp(roster_tier(roster, unit), tier) == 0)
			return unit;
		unit = parent_at(roster, unit, at_ms);
	}
	return NULL;
}

const char *roster_where(const struct roster *roster, const char *where,
                         const char *unit, int64_t at_ms)
{
	static const char tier[] = "tier:";
	const char *own = roster_heir(roster, unit, at_ms);

	if (strcmp(where, "any") == 0)
		return NULL;
	if (strcmp(where, "owner") == 0)
		return own;
	if (strcmp(where, "parent") == 0)
		return own ? parent_at(roster, own, at_ms) : NULL;
	if (strncmp(where, tier, strlen(tier)) == 0)
		return own ? with_tier(roster, where + strlen(tier), own, at_ms)
		           : NULL;
	return roster_heir(roster, where, at_ms);
}

bool roster_is_under(const struct roster *roster, const char *unit,
                     const char *above)
{
	if (!unit || !above)
		return false;
	for (size_t i = 0; i <= steps_max(roster); i++) {
		const struct unit *now;

		if (strcmp(unit, above) == 0)
			return true;
		now = find(roster, unit);
		if (!now || !now->parent)
			return false;
		unit = now->parent;
	}
	return false;
}

const char *roster_tier(const struct roster *roster, const char *unit)
{
	const struct unit *found = find(roster, unit);

	return found && found->tier ? found->tier : "";
}
