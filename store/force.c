#include "store/force.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/archive.h"
#include "store/index.h"

void force_clear(struct force *force)
{
	policy_free(force->policy);
	roster_free(force->roster);
	*force = (struct force){0};
}

/* ---- files, wherever they were read
 * --------------------------------------------- */

static enum err_code take_policy(struct span text, const char *tree,
                                 struct policy **out, struct err *err)
{
	struct problems problems = {0};
	enum err_code rc = ERR_OK;

	*out = NULL;
	policy_read(text, out, &problems);
	if (!*out) {
		rc = err_set(err, ERR_BROKEN, "policy/policy.ini", tree);
		if (problems.count)
			err_detail(err, problems.at[0].subject);
	}
	problems_clear(&problems);
	return rc;
}

/* `name` is ID.ini, of people/ or of units/. */
static enum err_code take_file(struct roster *roster, bool people,
                               const char *name, struct span text,
                               const char *tree, struct err *err)
{
	struct span id = span_of(name);
	char *copy;
	enum err_code rc;

	if (!span_ends(id, ".ini"))
		return err_set(err, ERR_BROKEN, name, tree);
	id.bytes -= strlen(".ini");
	if (!roster_id_is_good(id))
		return err_set(err, ERR_BROKEN, name, tree);
	copy = span_copy(id);
	rc = people ? roster_read_person(roster, copy, text, err)
	            : roster_read_unit(roster, copy, text, err);
	if (rc == ERR_LINE)
		rc = err_set(err, ERR_BROKEN, name, tree);
	free(copy);
	return rc;
}

static bool same_people(const struct force *a, const struct force *b)
{
	return strcmp(a->people_tree, b->people_tree) == 0 &&
	       strcmp(a->units_tree, b->units_tree) == 0;
}

/* What was read anew, and its trees, over what *force had. */
static void replace(struct force *force, struct force *take_fresh)
{
	if (take_fresh->policy) {
		policy_free(force->policy);
		force->policy = take_fresh->policy;
		memcpy(force->policy_tree, take_fresh->policy_tree, HEX);
	}
	if (take_fresh->roster) {
		roster_free(force->roster);
		force->roster = take_fresh->roster;
		memcpy(force->people_tree, take_fresh->people_tree, HEX);
		memcpy(force->units_tree, take_fresh->units_tree, HEX);
	}
}

/* ---- from the archive
 * ----------------------------------------------------------- */

static enum err_code policy_text(struct archive *archive, const char *tree,
                                 struct policy **out, struct str *text,
                                 struct err *err)
{
	enum err_code rc = archive_read(archive, tree, "policy.ini", text, err);

	return rc ? rc : take_policy(str_span(text), tree, out, err);
}

enum err_code force_policy(struct archive *archive, const char *tree,
                           struct policy **out, struct err *err)
{
	struct str text = {0};
	enum err_code rc = policy_text(archive, tree, out, &text, err);

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
	enum err_code rc;

	(void)hex;
	if (is_tree)
		return err_set(err, ERR_BROKEN, name, folder->tree);
	rc = archive_read(folder->archive, folder->tree, name, &text, err);
	if (!rc)
		rc = take_file(folder->roster, folder->people, name,
		               str_span(&text), folder->tree, err);
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

static enum err_code find_trees(struct archive *archive, const char *commit,
                                struct force *out, struct err *err)
{
	enum err_code rc;

	if (!(rc = archive_tree_of(archive, commit, "policy", out->policy_tree,
	                           err)) &&
	    !(rc = archive_tree_of(archive, commit, "people", out->people_tree,
	                           err)))
		rc = archive_tree_of(archive, commit, "units", out->units_tree,
		                     err);
	return rc;
}

enum err_code force_read(struct archive *archive, const char *commit,
                         struct force *force, struct err *err)
{
	struct force fresh = {0};
	enum err_code rc;

	if ((rc = find_trees(archive, commit, &fresh, err)))
		return rc;
	if (strcmp(fresh.policy_tree, force->policy_tree) != 0)
		rc = force_policy(archive, fresh.policy_tree, &fresh.policy,
		                  err);
	if (!rc && !same_people(&fresh, force))
		rc = read_roster(archive, fresh.people_tree, fresh.units_tree,
		                 &fresh.roster, err);
	if (rc)
		force_clear(&fresh);
	else
		replace(force, &fresh);
	return rc;
}

/* ---- from the index, and into it
 * ------------------------------------------------ */

/* Papers on their way into what is in force. */
struct recall {
	struct force *fresh;
	bool policy, people; /* wanted */
};

static enum err_code recall_one(void *payload, const char *path,
                                struct span text, struct err *err)
{
	struct recall *recall = payload;
	struct force *fresh = recall->fresh;
	struct span folder, name = span_of(path);

	if (span_is(name, "policy/policy.ini"))
		return recall->policy ? take_policy(text, fresh->policy_tree,
		                                    &fresh->policy, err)
		                      : ERR_OK;
	if (!recall->people || !span_cut(&name, '/', &folder) || !name.at)
		return ERR_OK;
	if (span_is(folder, "people") || span_is(folder, "units"))
		return take_file(fresh->roster, span_is(folder, "people"),
		                 name.at, text, path, err);
	return ERR_OK;
}

enum err_code force_recall(struct index *index, struct force *force,
                           struct err *err)
{
	struct force fresh = {0};
	struct recall recall = {.fresh = &fresh};
	enum err_code rc;

	if ((rc = index_trees(index, fresh.policy_tree, fresh.people_tree,
	                      fresh.units_tree, err)))
		return rc;
	if (!fresh.policy_tree[0])
		return err_set(err, ERR_BROKEN, "sanshen.db", "paper");
	recall.policy = strcmp(fresh.policy_tree, force->policy_tree) != 0;
	recall.people = !same_people(&fresh, force);
	if (recall.people)
		fresh.roster = roster_new();
	if (recall.policy || recall.people)
		rc = index_papers(index, recall_one, &recall, err);
	if (!rc && recall.policy && !fresh.policy)
		rc = err_set(err, ERR_BROKEN, "sanshen.db", "paper");
	if (rc)
		force_clear(&fresh);
	else
		replace(force, &fresh);
	return rc;
}

/* One folder on its way into the index. */
struct keeping {
	struct archive *archive;
	const char *tree;
	const char *folder;
	struct index *index;
};

static enum err_code keep_one(void *payload, const char *name, struct err *err)
{
	struct keeping *keeping = payload;
	struct str path = {0}, text = {0};
	enum err_code rc;

	str_putf(&path, "%s/%s", keeping->folder, name);
	rc = archive_read(keeping->archive, keeping->tree, name, &text, err);
	if (!rc)
		rc = index_keep_paper(keeping->index, str_text(&path),
		                      str_span(&text), err);
	else if (rc == ERR_NO_FILE)
		rc = index_drop_paper(keeping->index, str_text(&path), err);
	str_clear(&path);
	str_clear(&text);
	return rc;
}

static enum err_code keep_changed(struct archive *archive, struct index *index,
                                  const struct force *before,
                                  const struct force *after, struct err *err)
{
	const struct {
		const char *folder, *before, *after;
	} trees[] = {{"policy", before->policy_tree, after->policy_tree},
	             {"people", before->people_tree, after->people_tree},
	             {"units", before->units_tree, after->units_tree}};
	struct keeping keeping = {.archive = archive, .index = index};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < sizeof(trees) / sizeof(*trees); i++) {
		keeping.folder = trees[i].folder;
		keeping.tree = trees[i].after;
		rc = archive_changes(archive, trees[i].before, trees[i].after,
		                     keep_one, &keeping, err);
	}
	if (!rc)
		rc =
		    index_set_trees(index, after->policy_tree,
		                    after->people_tree, after->units_tree, err);
	return rc;
}

static enum err_code keep_signers(struct archive *archive, const char *commit,
                                  struct index *index, struct err *err)
{
	struct str text = {0};
	enum err_code rc =
	    archive_read(archive, commit, FORCE_SIGNERS, &text, err);

	if (!rc)
		rc = index_keep_paper(index, FORCE_SIGNERS, str_span(&text),
		                      err);
	str_clear(&text);
	return rc;
}

enum err_code force_keep(struct archive *archive, const char *commit,
                         struct index *index, struct err *err)
{
	struct force before = {0}, after = {0};
	enum err_code rc;

	if ((rc = index_trees(index, before.policy_tree, before.people_tree,
	                      before.units_tree, err)))
		return rc;
	rc = find_trees(archive, commit, &after, NULL);
	if (!rc)
		rc = keep_changed(archive, index, &before, &after, NULL);
	if (!rc)
		rc = keep_signers(archive, commit, index, NULL);
	/* Whoever misses them asks the archive, which says what is wrong. */
	return rc ? index_drop_papers(index, err) : ERR_OK;
}

/* ---- what it says
 * --------------------------------------------------------------- */

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
		struct str text;
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
	for (size_t i = 0; i < policies->count; i++) {
		policy_free(policies->at[i].policy);
		str_clear(&policies->at[i].text);
	}
	free(policies->at);
	free(policies);
}

static const struct policies_row *find(const struct policies *policies,
                                       const char *tree)
{
	for (size_t i = 0; i < policies->count; i++)
		if (strcmp(policies->at[i].tree, tree) == 0)
			return &policies->at[i];
	return NULL;
}

static const struct policy *keep(struct policies *policies, const char *tree,
                                 struct policy *take_policy,
                                 struct str *take_text)
{
	struct policies_row *row;

	policies->at = mem_room(policies->at, policies->count, &policies->room,
	                        sizeof(*policies->at));
	row = &policies->at[policies->count++];
	*row = (struct policies_row){.policy = take_policy, .text = *take_text};
	snprintf(row->tree, HEX, "%s", tree);
	*take_text = (struct str){0};
	return take_policy;
}

enum err_code policies_get(struct policies *policies, const char *tree,
                           const struct policy **out, struct err *err)
{
	const struct policies_row *row = find(policies, tree);
	struct policy *policy = NULL;
	struct str text = {0};
	enum err_code rc;

	if (row) {
		*out = row->policy;
		return ERR_OK;
	}
	rc = policy_text(policies->archive, tree, &policy, &text, err);
	if (!rc)
		*out = keep(policies, tree, policy, &text);
	str_clear(&text);
	return rc;
}

struct span policies_text(const struct policies *policies, const char *tree)
{
	const struct policies_row *row = find(policies, tree);

	return row ? str_span(&row->text) : span_of("");
}

enum err_code policies_recall(struct policies *policies, struct index *index,
                              const char *tree, const struct policy **out,
                              bool *found, struct err *err)
{
	const struct policies_row *row = find(policies, tree);
	struct policy *policy = NULL;
	struct str text = {0};
	enum err_code rc;

	*found = row != NULL;
	if (row) {
		*out = row->policy;
		return ERR_OK;
	}
	if (!(rc = index_policy(index, tree, &text, found, err)) && *found &&
	    !(rc = take_policy(str_span(&text), tree, &policy, err)))
		*out = keep(policies, tree, policy, &text);
	str_clear(&text);
	return rc;
}
