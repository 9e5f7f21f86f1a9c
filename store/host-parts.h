/*
 * host-parts - what host.c and host-look.c share; nobody else includes it.
 */
#ifndef STORE_HOST_PARTS_H
#define STORE_HOST_PARTS_H

#include <sys/types.h>

#include "store/host.h"

/* What is known of the account. */
struct host_account {
	bool there, locked, idle; /* idle: its shell runs nothing */
	uid_t uid;
	gid_t gid;
	char shell[64];
};
void host_find_account(const struct host *host, struct host_account *out);

/* Whether `path`, of which the first `from` bytes are not looked at, and every
 * folder above it belong to `owner` and can be changed by nobody else; *unsafe,
 * appended, is the first that does not or can. */
bool host_is_safe(const char *path, size_t from, uid_t owner,
                  struct str *unsafe);
/* Who owns what stands for /. */
uid_t host_owner(const struct host *host);

/* The file holds exactly `text`. */
bool host_holds(const struct host *host, const char *path,
                const struct str *text);

/* Runs it with an environment of nothing; what it says is appended. *good: it
 * answered 0. Errors: ERR_RAN when it cannot be started. */
enum err_code host_run(const char *const *argv, struct str *out, bool *good,
                       struct err *err) MUST_USE;
/* sshd's settings for the account, a line each. *good: it gave them. */
enum err_code host_settings(const struct host *host, struct str *out,
                            bool *good, struct err *err) MUST_USE;

#endif
