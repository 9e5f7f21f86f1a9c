/*
 * force - what is in force at a commit: policy, people, units, the domain.
 *
 * Read from the trees policy/, people/ and units/ of the archive, which alone
 * may say what anybody has a right to; or, to show things only, from the copy
 * of them that the index keeps. Read again only where a tree changed. The index
 * keeps a copy of allowed_signers, too.
 */
#ifndef STORE_FORCE_H
#define STORE_FORCE_H

#include <stdbool.h>

#include "core/err.h"
#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"

#define FORCE_SIGNERS "allowed_signers"

struct archive;
struct index;

struct force {
	struct policy *policy;
	struct roster *roster;
	char policy_tree[HEX], people_tree[HEX], units_tree[HEX];
};
void force_clear(struct force *force);

/* Brings *force (zeros, or what another commit had) to `commit`. Errors:
 * ERR_BROKEN when a file there cannot be read as what it should be. */
enum err_code force_read(struct archive *archive, const char *commit,
                         struct force *force, struct err *err) MUST_USE;

/* The same from the index's rows. Errors: ERR_BROKEN also when it has none. */
enum err_code force_recall(struct index *index, struct force *force,
                           struct err *err) MUST_USE;

/* Brings those rows to `commit`, within the index's transaction. Where the
 * archive cannot be read there are none afterwards. */
enum err_code force_keep(struct archive *archive, const char *commit,
                         struct index *index, struct err *err) MUST_USE;

const char *force_domain(const struct force *force); /* never NULL */
int force_offset_min(const struct force *force);

/* Whether the two differ in nothing but the language of that person: what
 * everybody may change of themselves. */
bool force_only_lang(const struct force *before, const struct force *after,
                     const char *person);

/* The policy in the policy/ tree of this id. The caller's: policy_free. */
enum err_code force_policy(struct archive *archive, const char *tree,
                           struct policy **out, struct err *err) MUST_USE;

/* Policies by tree id, each read once, from the archive. */
struct policies;
struct policies *policies_new(struct archive *archive);
void policies_free(struct policies *policies);
enum err_code policies_get(struct policies *policies, const char *tree,
                           const struct policy **out, struct err *err) MUST_USE;
/* The text of a policy that policies_get gave; borrowed as long. */
struct span policies_text(const struct policies *policies, const char *tree);

/* The same to show things only: from the index's rows. *found tells whether
 * there is such a row. */
enum err_code policies_recall(struct policies *policies, struct index *index,
                              const char *tree, const struct policy **out,
                              bool *found, struct err *err) MUST_USE;

#endif
