/*
 * force - what is in force at a commit: policy, people, units, the domain.
 *
 * Read from the trees policy/, people/ and units/ of the archive alone; read
 * again only where a tree changed.
 */
#ifndef STORE_FORCE_H
#define STORE_FORCE_H

#include <stdbool.h>

#include "core/err.h"
#include "core/policy.h"
#include "core/post.h"
#include "core/roster.h"

struct archive;

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

const char *force_domain(const struct force *force); /* never NULL */
int force_offset_min(const struct force *force);

/* Whether the two differ in nothing but the language of that person: what
 * everybody may change of themselves. */
bool force_only_lang(const struct force *before, const struct force *after,
                     const char *person);

/* The policy in the policy/ tree of this id. The caller's: policy_free. */
enum err_code force_policy(struct archive *archive, const char *tree,
                           struct policy **out, struct err *err) MUST_USE;

/* Policies by tree id, each read once. */
struct policies;
struct policies *policies_new(struct archive *archive);
void policies_free(struct policies *policies);
enum err_code policies_get(struct policies *policies, const char *tree,
                           const struct policy **out, struct err *err) MUST_USE;

#endif
