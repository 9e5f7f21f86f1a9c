#include "store/force.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/archive.h"

void force_clear(struct force *force)
{
	policy_free(force->policy);
	roster_free(force->roster);
	*force = (struct force){0};
}

enum err_code force_policy(struct archive *archive, const char *tree,
                           struct policy **out, struct err *err)
{
	struct problems problems = {0};
	struct str text = {0};
	enum err_code rc;

	if ((rc = archive_read(archive, tree, "policy.ini", &text, err)))
		return rc;
	*out = NULL;
	policy_read(str_span(&text), out, &problems);
	if (!*out) {
		rc = err_set(err, ERR_BROKEN, "policy/policy.ini", tree);
		if (problems.count)
			err_detail(err, problems.at[0].subject);
	}
	problems_clear(&problems);
	str_clear(&text);
	return rc;
}

/* One folder of ID.ini files on its way into a roster. */
struct folder {
	struct archive *archive;
	const char *tree;
	struct roster *roster;
	bool people;
};

static enum err_code read_one(void *payload, const char *name, bool is_tree,
                              const char *hex, struct err *err)
{
	struct folder *folder = payload;
	struct str text = {0};
	struct span id = span_of(name);
	char *copy;
	enum err_code rc;

	(void)hex;
	if (is_tree || !span_ends(id, ".ini"))
		return err_set(err, ERR_BROKEN, name, folder->tree);
	id.bytes -= strlen(".ini");
	if (!roster_id_is_good(id))
		return err_set(err, ERR_BROKEN, name, folder->tree);
	copy = span_copy(id);
	rc = archive_read(folder->archive, folder->tree, name, &text, err);
	if (!rc)
		rc = folder->people ? roster_read_person(folder->roster, copy,
		                                         str_span(&text), err)
		                    : roster_read_unit(folder->roster, copy,
		                                       str_span(&text), err);
	if (rc == ERR_LINE)
		rc = err_set(err, ERR_BROKEN, name, folder->tree);
	free(copy);
	str_clear(&text);
	return rc;
}

static enum err_code read_roster(struct archive *archive, const char *people,
                                 const char *units, struct roster **out,
                                 struct err *err)
{
	struct roster *roster = roster_new();
	struct folder folder = {archive, units, roster, false};
	enum err_code rc;

	rc = archive_list(archive, units, "", read_one, &folder, err);
	if (!rc) {
		folder.tree = people;
		folder.people = true;
		rc = archive_list(archive, people, "", read_one, &folder, err);
	}
	if (rc)
		roster_free(roster);
	else
		*out = roster;
	return rc;
}

enum err_code force_read(struct archive *archive, const char *commit,
                         struct force *force, struct err *err)
{
	char policy[HEX], people[HEX], units[HEX];
	struct policy *new_policy = NULL;
	struct roster *new_roster = NULL;
	enum err_code rc;

	if ((rc = archive_tree_of(archive, commit, "policy", policy, err)) ||
	    (rc = archive_tree_of(archive, commit, "people", people, err)) ||
	    (rc = archive_tree_of(archive, commit, "units", units, err)))
		return rc;
	if (strcmp(policy, force->policy_tree) != 0) {
		if ((rc = force_policy(archive, policy, &new_policy, err)))
			return rc;
		policy_free(force->policy);
		force->policy = new_policy;
		memcpy(force->policy_tree, policy, HEX);
	}
	if (strcmp(people, force->people_tree) != 0 ||
	    strcmp(units, force->units_tree) != 0) {
		if ((rc =
		         read_roster(archive, people, units, &new_roster, err)))
			return rc;
		roster_free(force->roster);
		force->roster = new_roster;
		memcpy(force->people_tree, people, HEX);
		memcpy(force->units_tree, units, HEX);
	}
	return ERR_OK;
}

const char *force_domain(const struct force *force)
{
	const struct unit *root =
	    force->roster ? roster_unit(force->roster, ROSTER_ROOT) : NULL;

	return root && root->domain ? root->domain : "invalid";
}

int force_offset_min(const struct force *force)
{
	return force->policy ? policy_offset_min(force->policy) : 480;
}

/* A person as their file says it, without the language. */
static void write_bare(struct str *out, const struct person *person)
{
	struct person bare = *person;

	bare.lang = NULL;
	roster_write_person(out, &bare, 0);
}

bool force_only_lang(const struct force *before, const struct force *after,
                     const char *person)
{
	size_t count = roster_person_count(before->roster);
	struct str a = {0}, b = {0};
	bool same;

	same = strcmp(before->units_tree, after->units_tree) == 0 &&
	       strcmp(before->policy_tree, after->policy_tree) == 0 &&
	       count == roster_person_count(after->roster);
	for (size_t i = 0; same && i < count; i++) {
		const struct person *x = roster_person_at(before->roster, i);
		const struct person *y = roster_person_at(after->roster, i);

		a.bytes = b.bytes = 0;
		if (strcmp(x->id, person) == 0) {
			write_bare(&a, x);
			write_bare(&b, y);
		} else {
			roster_write_person(&a, x, 0);
			roster_write_person(&b, y, 0);
		}
		same = strcmp(x->id, y->id) == 0 &&
		       span_equal(str_span(&a), str_span(&b));
	}
	str_clear(&a);
	str_clear(&b);
	return same;
}

/* ---- policies by tree id
 * ----------------------------------------------------- */

struct policies {
	struct archive *archive;
	struct policies_row {
		char tree[HEX];
		struct policy *policy;
	} * at;
	size_t count, room;
};

struct policies *policies_new(struct archive *archive)
{
	struct policies *policies = mem_new(sizeof(*policies));

	policies->archive = archive;
	return policies;
}

void policies_free(struct policies *policies)
{
	if (!policies)
		return;
	for (size_t i = 0; i < policies->count; i++)
		policy_free(policies->at[i].policy);
	free(policies->at);
	free(policies);
}

enum err_code policies_get(struct policies *policies, const char *tree,
                           const struct policy **out, struct err *err)
{
	struct policy *policy = NULL;
	struct policies_row *row;
	enum err_code rc;

	for (size_t i = 0; i < policies->count; i++) {
		if (strcmp(policies->at[i].tree, tree) == 0) {
			*out = policies->at[i].policy;
			return ERR_OK;
		}
	}
	if ((rc = force_policy(policies->archive, tree, &policy, err)))
		return rc;
	policies->at = mem_room(policies->at, policies->count, &policies->room,
	                        sizeof(*policies->at));
	row = &policies->at[policies->count++];
	snprintf(row->tree, HEX, "%s", tree);
	row->policy = policy;
	*out = policy;
	return ERR_OK;
}
