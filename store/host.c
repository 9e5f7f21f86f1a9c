#include "store/host.h"

#include <errno.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/disk.h"
#include "store/host-parts.h"

enum { FILE_LIMIT = 64 * 1024, WORDS_LIMIT = 256 * 1024 };

/* ---- the files ----
 */

/* By it a file of ours is known. */
#define MARK "# Written by sanshen ssh-setup, which writes it anew."

/* In single quotes of a shell and in double quotes of sshd. */
static bool can_stand(const char *path)
{
	return path[0] == '/' && path[strcspn(path, "'\"\\\n$`")] == '\0';
}

static bool is_account(const char *name)
{
	size_t bytes = strlen(name);

	return bytes && bytes <= 32 && !strchr("0123456789-", name[0]) &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == bytes;
}

enum err_code host_judge(const struct host *host, struct err *err)
{
	if (!is_account(host->account))
		return err_set(err, ERR_BAD_VALUE, "--account", host->account);
	if (!can_stand(host->home))
		return err_set(err, ERR_BAD_VALUE, "--home", host->home);
	if (*host->root && !can_stand(host->root))
		return err_set(err, ERR_BAD_VALUE, "--root", host->root);
	if (!can_stand(host->program))
		return err_set(err, ERR_BAD_VALUE, "sanshen", host->program);
	return ERR_OK;
}

void host_keys_path(const struct host *host, struct str *out)
{
	const char *bin = strstr(host->program, "/bin/");

	if (bin && !strchr(bin + 5, '/'))
		str_add(out, span_from(host->program,
		                       (size_t)(bin - host->program)));
	else
		str_puts(out, "/usr/local");
	str_puts(out, "/libexec/sanshen-keys");
}

void host_keys(const struct host *host, struct str *out)
{
	str_putf(
	    out,
	    "#!/bin/sh\n"
	    "# sanshen-keys - sshd asks it whose key somebody comes in "
	    "with.\n" MARK "\n"
	    "#\n"
	    "# It belongs to root, as every folder above it must, or sshd runs "
	    "it not: the\n"
	    "# account that it runs as must not be able to change it. It is "
	    "given the kind of\n"
	    "# the key and the key, and prints the line of exactly that key, "
	    "or nothing.\n"
	    "exec '%s' --home '%s' authorized-keys \"$1\" \"$2\"\n",
	    host->program, host->home);
}

/* What a session may not, and how long a dead one stays. */
static void put_refusals(struct str *out)
{
	str_puts(
	    out,
	    "\t# No program of the account's own at login.\n"
	    "\tPermitUserRC no\n"
	    "\t# Nothing is forwarded. An agent is where a key's own line "
	    "allows it, which the\n"
	    "\t# command's lines do not by themselves.\n"
	    "\tAllowAgentForwarding yes\n"
	    "\tAllowTcpForwarding no\n"
	    "\tAllowStreamLocalForwarding no\n"
	    "\tX11Forwarding no\n"
	    "\tPermitTunnel no\n"
	    "\tGatewayPorts no\n"
	    "\t# Windows of one connection.\n"
	    "\tMaxSessions 4\n"
	    "\t# Whoever is gone is noticed after two minutes, and what they "
	    "typed is kept.\n"
	    "\tClientAliveInterval 15\n"
	    "\tClientAliveCountMax 3\n"
	    "\t# The log of logins says which key came in, and what it ran.\n"
	    "\tLogLevel VERBOSE\n");
}

void host_dropin(const struct host *host, struct str *out)
{
	struct str keys = {0};

	host_keys_path(host, &keys);
	str_putf(
	    out,
	    "# sanshen.conf - sshd serves the newsroom in %s.\n" MARK "\n"
	    "\n"
	    "# For everybody, because sshd has it for nobody alone: so many "
	    "may be at the\n"
	    "# login at the same time. With its own 10:30:100 a whole "
	    "institution that comes\n"
	    "# in at eight is turned away.\n"
	    "MaxStartups 300:30:600\n"
	    "\n"
	    "# What follows holds for this account alone. Whoever else comes "
	    "in here, the\n"
	    "# administrator first, does so as before.\n"
	    "Match User %s\n"
	    "\t# By a key; there is no password, and nothing else is asked.\n"
	    "\tAuthenticationMethods publickey\n"
	    "\t# Nor by a certificate, whoever else takes them on this host.\n"
	    "\tTrustedUserCAKeys none\n"
	    "\tPubkeyAuthentication yes\n"
	    "\tPasswordAuthentication no\n"
	    "\tKbdInteractiveAuthentication no\n"
	    "\t# Whose key it is the newsroom says, at each login, by this "
	    "command; no file of\n"
	    "\t# keys counts. The command is root's and runs as the "
	    "account.\n"
	    "\tAuthorizedKeysFile none\n"
	    "\tAuthorizedKeysCommand %s %%t %%k\n"
	    "\tAuthorizedKeysCommandUser %s\n"
	    "\t# A session may read which key it was that came in.\n"
	    "\tExposeAuthInfo yes\n"
	    "\t# Of the caller's environment only what git asks for; no "
	    "LANG, no LC_*.\n"
	    "\tAcceptEnv GIT_PROTOCOL\n",
	    host->home, host->account, str_text(&keys), host->account);
	if (host->lang)
		str_putf(out,
		         "\t# The language of whoever has set none.\n"
		         "\tSetEnv LANG=%s.UTF-8\n",
		         host->lang);
	put_refusals(out);
	str_clear(&keys);
}

/* ---- programs ----
 */

static void start(const char *const *argv, int to)
{
	static const char *const environment[] = {
	    "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL};

	if (dup2(to, STDOUT_FILENO) >= 0 && dup2(to, STDERR_FILENO) >= 0 &&
	    freopen("/dev/null", "r", stdin))
		execve(argv[0], (char *const *)argv,
		       (char *const *)environment);
	dprintf(STDERR_FILENO, "%s", strerror(errno));
	_exit(127);
}

enum err_code host_run(const char *const *argv, struct str *out, bool *good,
                       struct err *err)
{
	int ends[2], status = 0;
	pid_t child;
	enum err_code rc;

	if (pipe(ends) != 0)
		return err_set(err, ERR_RAN, argv[0], strerror(errno));
	child = fork();
	if (child == 0) {
		close(ends[0]);
		start(argv, ends[1]);
	}
	close(ends[1]);
	rc = disk_read_fd(ends[0], argv[0], WORDS_LIMIT, out, err);
	close(ends[0]);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return err_set(err, ERR_RAN, argv[0], strerror(errno));
	*good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return rc;
}

static void path_below(const struct host *host, const char *path,
                       struct str *out)
{
	str_putf(out, "%s%s", host->root, path);
}

/* Its words on one line, for a sentence. */
static enum err_code refused(enum err_code code, const char *subject,
                             const struct str *words, struct err *err)
{
	struct str line = {0};
	struct span rest = span_trim(str_span(words));

	for (size_t i = 0; i < rest.bytes; i++)
		if (rest.at[i] == '\n')
			str_puts(&line, "; ");
		else if (rest.at[i] != '\r')
			str_putc(&line, rest.at[i]);
	err_set(err, code, subject, str_text(&line));
	str_clear(&line);
	return code;
}

enum err_code host_settings(const struct host *host, struct str *out,
                            bool *good, struct err *err)
{
	struct str config = {0}, who = {0};
	enum err_code rc;

	path_below(host, "/etc/ssh/sshd_config", &config);
	str_putf(&who, "user=%s,host=localhost,addr=127.0.0.1", host->account);
	rc = host_run((const char *const[]){HOST_SSHD, "-T", "-f",
	                                    str_text(&config), "-C",
	                                    str_text(&who), NULL},
	              out, good, err);
	str_clear(&config);
	str_clear(&who);
	return rc;
}

/* ---- what there is ----
 */

uid_t host_owner(const struct host *host)
{
	struct stat status;

	return stat(*host->root ? host->root : "/", &status) == 0
	           ? status.st_uid
	           : 0;
}

/* As sshd has it: nobody else may write. The group may where it is root's. */
static bool is_safe_entry(const char *path, uid_t owner)
{
	struct stat status;

	return stat(path, &status) == 0 &&
	       (status.st_uid == owner || status.st_uid == 0) &&
	       !(status.st_mode & S_IWOTH) &&
	       (!(status.st_mode & S_IWGRP) || status.st_gid == 0);
}

bool host_is_safe(const char *path, size_t from, uid_t owner,
                  struct str *unsafe)
{
	struct str part = {0};
	size_t bytes = strlen(path);
	bool safe = true;

	for (size_t i = from + 1; safe && i <= bytes; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		part.bytes = 0;
		str_add(&part, span_from(path, i));
		safe = is_safe_entry(str_text(&part), owner);
		if (!safe)
			str_add(unsafe, str_span(&part));
	}
	str_clear(&part);
	return safe;
}

bool host_holds(const struct host *host, const char *path,
                const struct str *text)
{
	struct str full = {0}, found = {0};
	bool holds;

	path_below(host, path, &full);
	holds =
	    disk_read(str_text(&full), FILE_LIMIT, &found, NULL) == ERR_OK &&
	    span_equal(str_span(&found), str_span(text));
	str_clear(&full);
	str_clear(&found);
	return holds;
}

static FILE *open_below(const struct host *host, const char *path)
{
	struct str full = {0};
	FILE *file;

	path_below(host, path, &full);
	file = fopen(str_text(&full), "re");
	str_clear(&full);
	return file;
}

void host_find_account(const struct host *host, struct host_account *out)
{
	FILE *file = open_below(host, "/etc/passwd");
	const struct passwd *user;
	const struct spwd *shadow;
	const char *shell;

	*out = (struct host_account){0};
	while (file && !out->there && (user = fgetpwent(file))) {
		if (strcmp(user->pw_name, host->account) != 0)
			continue;
		out->there = true;
		out->uid = user->pw_uid;
		out->gid = user->pw_gid;
		snprintf(out->shell, sizeof(out->shell), "%s", user->pw_shell);
		shell = strrchr(user->pw_shell, '/');
		out->idle = shell && (strcmp(shell, "/nologin") == 0 ||
		                      strcmp(shell, "/false") == 0);
	}
	if (file)
		fclose(file);
	/* Only root can look there. */
	file = open_below(host, "/etc/shadow");
	while (file && (shadow = fgetspent(file)))
		if (strcmp(shadow->sp_namp, host->account) == 0)
			out->locked = shadow->sp_pwdp[0] == '!';
	if (file)
		fclose(file);
}

/* ---- what is needed ----
 */

static bool has_mode(const struct host *host, const char *path, mode_t mode)
{
	struct str full = {0};
	struct stat status;
	bool has;

	path_below(host, path, &full);
	has = stat(str_text(&full), &status) == 0 &&
	      (status.st_mode & 07777) == mode &&
	      (status.st_uid == host_owner(host) || status.st_uid == 0);
	str_clear(&full);
	return has;
}

/* What lies there is ours, or nothing is. */
static enum err_code judge_file(const struct host *host, const char *path,
                                struct err *err)
{
	struct str full = {0}, found = {0};
	enum err_code rc;

	path_below(host, path, &full);
	rc = disk_read(str_text(&full), FILE_LIMIT, &found, err);
	if (rc == ERR_NO_FILE)
		rc = ERR_OK;
	else if (!rc && span_find(str_span(&found), MARK) == (size_t)-1)
		rc = err_set(err, ERR_NOT_OURS, str_text(&full), NULL);
	str_clear(&full);
	str_clear(&found);
	return rc;
}

static enum err_code need_files(const struct host *host, struct host_need *out,
                                struct err *err)
{
	struct str path = {0}, text = {0};
	enum err_code rc;

	host_keys_path(host, &path);
	if ((rc = judge_file(host, str_text(&path), err)) ||
	    (rc = judge_file(host, HOST_DROPIN, err)))
		goto out;
	host_keys(host, &text);
	out->keys = !host_holds(host, str_text(&path), &text) ||
	            !has_mode(host, str_text(&path), 0755);
	text.bytes = 0;
	host_dropin(host, &text);
	out->dropin = !host_holds(host, HOST_DROPIN, &text) ||
	              !has_mode(host, HOST_DROPIN, 0644);
out:
	str_clear(&path);
	str_clear(&text);
	return rc;
}

static enum err_code need_account(const struct host *host,
                                  struct host_need *out, struct err *err)
{
	struct host_account account;
	struct stat status;

	host_find_account(host, &account);
	if (account.there && account.uid == 0)
		return err_set(err, ERR_BAD_VALUE, "--account", host->account);
	out->account = !account.there;
	out->unlock = account.locked;
	out->shell = account.idle;
	if (lstat(host->home, &status) != 0)
		out->folder = true;
	else if (!S_ISDIR(status.st_mode) || !account.there ||
	         status.st_uid != account.uid)
		return err_set(err, ERR_FOREIGN, host->home, host->account);
	else
		out->close = status.st_mode & 077;
	return ERR_OK;
}

bool host_needs_any(const struct host_need *need)
{
	return need->dropin || need->keys || need->account || need->unlock ||
	       need->shell || need->folder || need->close;
}

enum err_code host_look_needs(const struct host *host, struct host_need *out,
                              struct err *err)
{
	struct str config = {0}, unsafe = {0};
	enum err_code rc = ERR_OK;

	*out = (struct host_need){0};
	path_below(host, "/etc/ssh/sshd_config", &config);
	if (!disk_exists(HOST_SSHD))
		rc = err_set(err, ERR_NO_FILE, HOST_SSHD, NULL);
	else if (!disk_exists(str_text(&config)))
		rc = err_set(err, ERR_NO_FILE, str_text(&config), NULL);
	else if (!*host->root && !host_is_safe(host->program, 0, 0, &unsafe))
		rc = err_set(err, ERR_UNSAFE, str_text(&unsafe), NULL);
	if (!rc && !(rc = need_files(host, out, err)) && !*host->root)
		rc = need_account(host, out, err);
	str_clear(&config);
	str_clear(&unsafe);
	return rc;
}

/* ---- doing it ----
 */

/* A file as it was, to be put back. */
struct before {
	struct str path, bytes;
	mode_t mode;
	bool there;
};

static void before_clear(struct before *before)
{
	str_clear(&before->path);
	str_clear(&before->bytes);
}

/* The folders above it are everybody's to pass through. */
static enum err_code make_above(const char *path, struct err *err)
{
	struct str above = {0};
	enum err_code rc = ERR_OK;

	str_puts(&above, path);
	*strrchr(above.at, '/') = '\0';
	if (*above.at)
		rc = disk_make_folder(above.at, 0755, err);
	str_clear(&above);
	return rc;
}

static enum err_code put_file(const struct host *host, const char *path,
                              const struct str *text, mode_t mode,
                              struct before *before, struct err *err)
{
	struct stat status;
	enum err_code rc = ERR_OK;

	path_below(host, path, &before->path);
	if (stat(str_text(&before->path), &status) == 0) {
		before->there = true;
		before->mode = status.st_mode & 07777;
		rc = disk_read(str_text(&before->path), FILE_LIMIT,
		               &before->bytes, err);
	}
	if (!rc && !(rc = make_above(str_text(&before->path), err)))
		rc = disk_write_durable(str_text(&before->path), str_span(text),
		                        mode, err);
	return rc;
}

static void put_back(const struct before *before)
{
	const char *path = str_text(&before->path);

	if (!before->path.bytes)
		return;
	/* The failure that led here is the one to be told. */
	if (before->there)
		(void)!disk_write_durable(path, str_span(&before->bytes),
		                          before->mode, NULL);
	else
		(void)!disk_remove(path, NULL);
}

/* sshd reads the file after its own, from a place where it never looks. */
static enum err_code try_dropin(const struct host *host, const struct str *text,
                                struct err *err)
{
	struct str path = {0}, trial = {0}, words = {0};
	bool good = false;
	enum err_code rc;

	path_below(host, "/etc/ssh/.sanshen.trial", &path);
	str_putf(&trial, "Include \"%s/etc/ssh/sshd_config\"\n", host->root);
	str_add(&trial, str_span(text));
	rc = disk_write_durable(str_text(&path), str_span(&trial), 0600, err);
	if (!rc)
		rc = host_run((const char *const[]){HOST_SSHD, "-t", "-f",
		                                    str_text(&path), NULL},
		              &words, &good, err);
	if (!rc && !good)
		rc = refused(ERR_SSHD, NULL, &words, err);
	(void)!disk_remove(str_text(&path), NULL);
	str_clear(&path);
	str_clear(&trial);
	str_clear(&words);
	return rc;
}

/* It reads the file where it is, and asks our command. */
static enum err_code ask_sshd(const struct host *host, struct err *err)
{
	struct str words = {0}, wanted = {0}, pattern = {0};
	bool good = false;
	enum err_code rc = host_settings(host, &words, &good, err);

	str_puts(&wanted, "\nauthorizedkeyscommand ");
	host_keys_path(host, &wanted);
	str_puts(&wanted, " %t %k\n");
	path_below(host, "/etc/ssh/sshd_config.d/*.conf", &pattern);
	if (!rc && !good)
		rc = refused(ERR_SSHD, NULL, &words, err);
	else if (!rc &&
	         span_find(str_span(&words), str_text(&wanted)) == (size_t)-1)
		rc = err_set(err, ERR_SSHD_DEAF, HOST_DROPIN,
		             str_text(&pattern));
	str_clear(&words);
	str_clear(&wanted);
	str_clear(&pattern);
	return rc;
}

static enum err_code run_or_say(const char *const *argv, struct err *err)
{
	struct str words = {0};
	bool good = false;
	enum err_code rc = host_run(argv, &words, &good, err);

	if (!rc && !good)
		rc = refused(ERR_RAN, argv[0], &words, err);
	str_clear(&words);
	return rc;
}

static enum err_code make_account(const struct host *host,
                                  const struct host_need *need, struct err *err)
{
	enum err_code rc = ERR_OK;

	if (need->account)
		rc = run_or_say(
		    (const char *const[]){
		        "/usr/sbin/useradd", "--system", "--user-group",
		        "--no-create-home", "--home-dir", host->home, "--shell",
		        "/bin/sh", "--password", "*", host->account, NULL},
		    err);
	if (!rc && need->unlock)
		rc = run_or_say((const char *const[]){"/usr/sbin/usermod",
		                                      "--password", "*",
		                                      host->account, NULL},
		                err);
	if (!rc && need->shell)
		rc = run_or_say((const char *const[]){"/usr/sbin/usermod",
		                                      "--shell", "/bin/sh",
		                                      host->account, NULL},
		                err);
	return rc;
}

static enum err_code make_folder(const struct host *host,
                                 const struct host_need *need, struct err *err)
{
	struct host_account account;
	enum err_code rc;

	host_find_account(host, &account);
	if (need->folder) {
		if ((rc = make_above(host->home, err)) ||
		    (rc = disk_make_folder(host->home, 0700, err)))
			return rc;
		if (chown(host->home, account.uid, account.gid) != 0)
			return err_set(err, ERR_SYSTEM, host->home,
			               strerror(errno));
	}
	if ((need->folder || need->close) && chmod(host->home, 0700) != 0)
		return err_set(err, ERR_SYSTEM, host->home, strerror(errno));
	return ERR_OK;
}

static enum err_code make_files(const struct host *host,
                                const struct host_need *need,
                                struct before *keys, struct before *dropin,
                                struct err *err)
{
	struct str path = {0}, text = {0};
	enum err_code rc = ERR_OK;

	host_keys_path(host, &path);
	host_keys(host, &text);
	if (need->keys)
		rc = put_file(host, str_text(&path), &text, 0755, keys, err);
	text.bytes = 0;
	host_dropin(host, &text);
	if (!rc && need->dropin && !(rc = try_dropin(host, &text, err)))
		rc = put_file(host, HOST_DROPIN, &text, 0644, dropin, err);
	if (!rc && need->dropin)
		rc = ask_sshd(host, err);
	str_clear(&path);
	str_clear(&text);
	return rc;
}

enum err_code host_apply(const struct host *host, const struct host_need *need,
                         struct err *err)
{
	struct before keys = {0}, dropin = {0};
	bool made = false;
	enum err_code rc;

	if ((rc = make_files(host, need, &keys, &dropin, err)) ||
	    (rc = make_account(host, need, err)))
		goto out;
	made = need->account;
	rc = make_folder(host, need, err);
out:
	if (rc) {
		put_back(&keys);
		put_back(&dropin);
	}
	if (rc && made)
		(void)!run_or_say((const char *const[]){"/usr/sbin/userdel",
		                                        host->account, NULL},
		                  NULL);
	before_clear(&keys);
	before_clear(&dropin);
	return rc;
}
