/*
 * ssh-setup: what sshd needs to serve a newsroom. Said, whole and with reasons;
 * or, with --apply, done.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/disk.h"
#include "store/host.h"
#include "tui/act.h"

/* ---- what it would do -----------------------------------------------------
 */

/* Indented, to be told from what is said around it. */
static void print_text(const struct str *text)
{
	struct span rest = str_span(text), line;

	while (span_cut(&rest, '\n', &line)) {
		if (!line.bytes && !rest.at)
			break;
		if (line.bytes)
			fputs("    ", stdout);
		say_span(stdout, line);
		putchar('\n');
	}
}

static void print_file(const struct host *host, const char *path,
                       const char *mode, const struct str *text)
{
	struct str full = {0};

	str_putf(&full, "%s%s", host->root, path);
	say(stdout, N_("The file {1}, root's, mode {2}:"), str_text(&full),
	    mode);
	print_text(text);
	putchar('\n');
	str_clear(&full);
}

static void print_files(const struct host *host, const struct host_need *need)
{
	struct str path = {0}, text = {0};

	host_keys_path(host, &path);
	host_keys(host, &text);
	if (need->keys)
		print_file(host, str_text(&path), "755", &text);
	text.bytes = 0;
	host_dropin(host, &text);
	if (need->dropin) {
		print_file(host, HOST_DROPIN, "644", &text);
		say(stdout,
		    N_("sshd -t reads it before it lies there, and sshd -T "
		       "when it does; what sshd refuses is taken back."),
		    NULL, NULL);
	}
	str_clear(&path);
	str_clear(&text);
}

static void print_account(const struct host *host, const struct host_need *need)
{
	const char *account = host->account;

	if (need->account) {
		say(stdout,
		    N_("An account that owns the newsroom and nothing else. "
		       "The password * is one that nobody can type; with ! "
		       "sshd would take the account for locked."),
		    NULL, NULL);
		printf("    useradd --system --user-group --no-create-home "
		       "--home-dir %s --shell /bin/sh --password '*' %s\n",
		       host->home, account);
	}
	if (need->unlock) {
		say(stdout,
		    N_("The account {1} is locked; a password that nobody can "
		       "type opens it for keys."),
		    account, NULL);
		printf("    usermod --password '*' %s\n", account);
	}
	if (need->shell) {
		say(stdout,
		    N_("sshd runs a key's command by the shell of the account "
		       "{1}, which runs nothing now."),
		    account, NULL);
		printf("    usermod --shell /bin/sh %s\n", account);
	}
	if (need->folder)
		printf("    install -d -m 700 -o %s -g %s %s\n", account,
		       account, host->home);
	else if (need->close)
		printf("    chmod 700 %s\n", host->home);
}

/* ---- what is left to do ---------------------------------------------------
 */

static void print_next(const struct host *host, bool reload)
{
	struct str archive = {0};

	if (reload)
		say(stdout, N_("Then, for sshd to take it up: {1}"),
		    "systemctl reload ssh", NULL);
	str_putf(&archive, "%s/archive.git", host->home);
	if (!*host->root && !disk_exists(str_text(&archive))) {
		say(stdout, N_("Then, to make the newsroom:"), NULL, NULL);
		printf("    runuser -u %s -- %s --home %s init …\n",
		       host->account, host->program, host->home);
	}
	str_clear(&archive);
}

/* Findings of the machine, one a line, as doctor says them; true when there are
 * none but for information. */
static bool print_look(const struct session *session, const struct host *host)
{
	struct healths healths = {0};
	bool good;

	host_look(host, &healths);
	for (size_t i = 0; i < healths.count; i++) {
		struct str message = {0};

		say_health(&message, &healths.at[i], &session->names);
		printf("%s: %s\n", say_health_severity(&healths.at[i]),
		       str_text(&message));
		str_clear(&message);
	}
	good = healths_are_good(&healths);
	healths_clear(&healths);
	return good;
}

static enum err_code explain(const struct session *session,
                             const struct host *host,
                             const struct host_need *need)
{
	if (!host_needs_any(need)) {
		say(stdout, N_("Nothing is to be changed."), NULL, NULL);
		return print_look(session, host) ? ERR_OK : ERR_FOUND;
	}
	print_files(host, need);
	print_account(host, need);
	print_next(host, need->dropin);
	if (*host->root)
		say(stdout,
		    N_("Account and folder are left to the machine that {1} "
		       "becomes."),
		    host->root, NULL);
	say(stdout, N_("Nothing was changed. It is done, by root, with: {1}"),
	    "sanshen ssh-setup --apply", NULL);
	return ERR_OK;
}

static enum err_code apply(const struct session *session,
                           const struct host *host,
                           const struct host_need *need, struct err *err)
{
	enum err_code rc;

	if (!host_needs_any(need))
		return explain(session, host, need);
	umask(022);
	if ((rc = host_apply(host, need, err)))
		return rc;
	say(stdout, N_("sshd can serve the newsroom in {1} to people's keys."),
	    host->home, NULL);
	print_next(host, need->dropin);
	return print_look(session, host) ? ERR_OK : ERR_FOUND;
}

enum err_code act_ssh_setup(struct session *session, const struct args *args,
                            struct err *err)
{
	const char *account = args->value[OPTION_ACCOUNT];
	const char *root = args->value[OPTION_ROOT];
	char *program = realpath("/proc/self/exe", NULL);
	struct host host = {.root = root ? root : "",
	                    .account = account ? account : HOST_ACCOUNT,
	                    .home = session->named ? session->home : HOST_HOME,
	                    .program = program ? program : "",
	                    .lang = args->value[OPTION_LANG]};
	bool doing = args_has(args, OPTION_APPLY);
	struct host_need need;
	enum err_code rc = host_judge(&host, err);

	if (!rc && doing && !root && geteuid() != 0)
		rc = err_set(err, ERR_NOT_ROOT, NULL, NULL);
	if (!rc)
		rc = host_look_needs(&host, &need, err);
	if (!rc)
		rc = doing ? apply(session, &host, &need, err)
		           : explain(session, &host, &need);
	free(program);
	return rc;
}
