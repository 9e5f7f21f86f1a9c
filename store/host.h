/*
 * host - what SSH needs of the machine outside of a newsroom: an account, a
 * file for sshd, a command that sshd asks for keys. Why each line is
 * there stands in the files themselves.
 *
 * Of the newsroom it knows the folder and nothing else. Everything is looked at
 * and written below `root`, so that it can be prepared, or tried, in a folder.
 */
#ifndef STORE_HOST_H
#define STORE_HOST_H

#include <stdbool.h>

#include "core/err.h"
#include "core/str.h"
#include "store/desk.h"

#define HOST_ACCOUNT "sanshen" /* where no other is named */
#define HOST_HOME "/var/lib/sanshen"
#define HOST_SSHD "/usr/sbin/sshd"
#define HOST_DROPIN "/etc/ssh/sshd_config.d/sanshen.conf"

struct host {
	const char *root;    /* "": this machine; else what stands for / */
	const char *account; /* owns the newsroom; [a-z_][a-z0-9_-]{0,31} */
	const char *home;    /* the newsroom's folder, from / */
	const char *program; /* this program, from / */
	const char *lang;    /* zh_CN …; NULL: none is set */
};

/* The account's name and the paths can stand where they have to. Errors:
 * ERR_BAD_VALUE. */
enum err_code host_judge(const struct host *host, struct err *err) MUST_USE;

/* Appended: the file for sshd (HOST_DROPIN), root's, mode 644; the command it
 * asks, root's, mode 755, and where that lies: in libexec beside the bin of the
 * program, without `root`. */
void host_dropin(const struct host *host, struct str *out);
void host_keys(const struct host *host, struct str *out);
void host_keys_path(const struct host *host, struct str *out);

/* What is not yet as it should be. Below a `root` account and folder are left
 * to the machine it becomes. */
struct host_need {
	bool dropin, keys;
	bool account;       /* none of that name */
	bool unlock, shell; /* it is locked; it has a shell that runs nothing */
	bool folder, close; /* none; others may read it */
};
bool host_needs_any(const struct host_need *need);
/* Errors: ERR_NO_FILE   no sshd, or no sshd_config
 *         ERR_UNSAFE    others than root may change the program (root "")
 *         ERR_NOT_OURS  another file lies there
 *         ERR_FOREIGN   the folder is another account's, or a file
 *         ERR_BAD_VALUE the account is root's */
enum err_code host_look_needs(const struct host *host, struct host_need *out,
                              struct err *err) MUST_USE;

/*
 * Does it: sshd reads the file before it is where sshd would find it, and is
 * asked again when it is; then the account, then the folder. On a failure the
 * files are as they were, and an account that was made is gone.
 *
 * Errors: ERR_SSHD       it refuses (object: its words)
 *         ERR_SSHD_DEAF  it does not read the folder of such files
 *         ERR_RAN        another program failed;  ERR_SYSTEM
 */
enum err_code host_apply(const struct host *host, const struct host_need *need,
                         struct err *err) MUST_USE;

/* ---- doctor: host-look.c --------------------------------------------------
 */

/* The account and the language a newsroom is served with, from the file for
 * sshd. Strings are its own. False: it is not served here. */
struct host_memory {
	char *account, *lang; /* lang NULL: none */
};
bool host_recall(const char *root, const char *home, const char *program,
                 struct host_memory *out);
void host_memory_clear(struct host_memory *memory);

/* Everything that keeps people out, or lets others in; appended. */
void host_look(const struct host *host, struct healths *out);

#endif
