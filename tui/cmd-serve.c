/*
 * One person's session over SSH: sshd runs `sanshen serve --person ID` for
 * their key, and this does the one line they sent, or opens the workstation.
 *
 * The line comes in $SSH_ORIGINAL_COMMAND (sshd(8)); core/line.h has its
 * grammar. What stands in the table below can be done, and nothing else.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/line.h"
#include "core/mem.h"
#include "core/post.h"
#include "store/disk.h"
#include "tui/act.h"
#include "tui/fence.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))
#define EVERY_WORD (~0u)

/* `files`: a bit for each word that is a FILE, which over SSH is - only. */
static const struct served {
	const char *name;
	unsigned files;
} table[] = {{"check", EVERY_WORD},
             {"new", 0},
             {"save", 0},
             {"edit", 0},
             {"attach", 2},
             {"get", 0},
             {"submit", 0},
             {"queue", 0},
             {"show", 0},
             {"diff", 0},
             {"log", 0},
             {"list", 0},
             {"sign", 0},
             {"return", 0},
             {"reject", 0},
             {"joint", 0},
             {"add", 0},
             {"hand-on", 0},
             {"propose", 0},
             {"accept", 0},
             {"raise", 0},
             {"lower", 0},
             {"release", 0},
             {"withdraw", 0},
             {"publish", 0},
             {"correct", 0},
             {"freeze", 0},
             {"unfreeze", 0},
             {"takedown", 0},
             {"supersede", 0},
             {"person add", 0},
             {"person set", 0},
             {"person disable", 0},
             {"person enable", 0},
             {"person list", 0},
             {"unit add", 0},
             {"unit set", 0},
             {"unit end", 0},
             {"unit list", 0},
             {"grant add", 0},
             {"grant end", 0},
             {"grant list", 0},
             {"key add", 2},
             {"key end", 0},
             {"key forward", 0},
             {"key list", 0},
             {"client", 0},
             {"logins", 0},
             {"invite", 0},
             {"password set", 0},
             {"password reset", 0},
             {"policy check", EVERY_WORD},
             {"policy todo", EVERY_WORD},
             {"policy show", EVERY_WORD},
             {"policy try", EVERY_WORD},
             {"policy diff", EVERY_WORD},
             {"policy apply", EVERY_WORD},
             {"verify", 0}};

static const enum opt file_options[] = {OPTION_FROM, OPTION_WITH_SIGNATURE,
                                        OPTION_ABOVE, OPTION_RECEIPT};

static const struct served *find_served(const char *name)
{
	for (size_t i = 0; i < LENGTH(table); i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

static bool names_the_host(const char *word)
{
	return strcmp(word, "--home") == 0 || strcmp(word, "--as") == 0 ||
	       strncmp(word, "--home=", 7) == 0 ||
	       strncmp(word, "--as=", 5) == 0;
}

/* No file of the host is ever opened because a line named it. */
static enum err_code judge_files(const struct served *served,
                                 const struct args *args, struct err *err)
{
	for (size_t i = 0; i < LENGTH(file_options); i++) {
		const char *value = args->value[file_options[i]];

		if (value && strcmp(value, "-") != 0)
			return err_set(err, ERR_ONLY_STDIN, value, NULL);
	}
	for (size_t i = 0; i < args->word_count; i++) {
		const char *word = args->word[i];
		bool is_file = i < 8 * sizeof(served->files)
		                   ? served->files >> i & 1
		                   : served->files == EVERY_WORD;

		if (is_file && strcmp(word, "-") != 0 &&
		    !(served->files == EVERY_WORD &&
		      post_id_is_good(span_of(word))))
			return err_set(err, ERR_ONLY_STDIN, word, NULL);
	}
	return ERR_OK;
}

static enum err_code do_act(struct session *session, struct line *line,
                            struct err *err)
{
	const struct act_row *row = NULL;
	const struct served *served;
	struct args args = {0};
	int used = 0;
	enum err_code rc;

	rc = act_find(line->word, (int)line->count, &row, &used, err);
	if (rc && rc != ERR_NO_COMMAND)
		return rc;
	served = row && row->run ? find_served(row->name) : NULL;
	if (!served)
		return err_set(err, ERR_NOT_SERVED,
		               row ? row->name : line->word[0], NULL);
	rc = args_read(&args, row->name, row->takes | OPTION_BIT(OPTION_HELP),
	               false, (int)line->count - used + 1,
	               line->word + used - 1, err);
	if (!rc && args_has(&args, OPTION_HELP)) {
		act_help(stdout, row->name);
		goto out;
	}
	if (rc || (rc = judge_files(served, &args, err)) ||
	    (rc = act_judge_args(row, &args, err)))
		goto out;
	session->json = args_has(&args, OPTION_JSON);
	session->op_id = args.value[OPTION_OP_ID];
	rc = act_do(row, session, &args, err);
out:
	args_clear(&args);
	return rc;
}

/* Runs git in this one's place, so to say, and ends with it. ERR_FOUND: git
 * said what is wrong. */
static enum err_code run_git(char *const *words, struct err *err)
{
	static const char *const environment[] = {
	    "PATH=/usr/bin:/bin",    "HOME=/nonexistent",
	    "LANG=C.UTF-8",          "GIT_CONFIG_NOSYSTEM=1",
	    "GIT_TERMINAL_PROMPT=0", "GIT_CONFIG_GLOBAL=/dev/null",
	    "GIT_OPTIONAL_LOCKS=0",  NULL};
	enum { NOT_STARTED = 127 };
	int status = 0;
	pid_t git = fork();

	if (git == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		execve("/usr/bin/git", words, (char *const *)environment);
		_exit(NOT_STARTED);
	}
	while (git > 0 && waitpid(git, &status, 0) < 0 && errno == EINTR)
		;
	if (git < 0 ||
	    (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED))
		return err_set(err, ERR_SYSTEM, "/usr/bin/git",
		               git < 0 ? strerror(errno) : "execve");
	return status ? ERR_FOUND : ERR_OK;
}

/* The archive, to be read with stock git. Protocol v0 is answered whatever was
 * asked for: v2 hands out any object whose id somebody knows. */
static enum err_code serve_archive(const struct session *session,
                                   const char *name, struct err *err)
{
	struct span asked = span_of(name);
	struct str path = {0};
	enum err_code rc;

	if (asked.bytes && *asked.at == '/') {
		asked.at++;
		asked.bytes--;
	}
	if (span_ends(asked, "/"))
		asked.bytes--;
	if (!span_is(asked, "archive.git"))
		return err_set(err, ERR_NOT_SERVED, name, NULL);
	str_putf(&path, "%s/archive.git", session->home);
	rc = run_git((char *const[]){(char *)"git", (char *)"-c",
	                             (char *)"core.hooksPath=/dev/null",
	                             (char *)"-c",
	                             (char *)"uploadpack.allowAnySHA1InWant="
	                                     "false",
	                             (char *)"upload-pack", (char *)"--strict",
	                             (char *)"--timeout=120", path.at, NULL},
	             err);
	str_clear(&path);
	return rc;
}

/* `git-upload-pack NAME`, as git sends it. */
static bool is_fetch(const struct line *line)
{
	return line->count == 2 &&
	       strcmp(line->word[0], "git-upload-pack") == 0;
}

static enum err_code help(const struct line *line, struct err *err)
{
	struct str name = {0};
	enum err_code rc = ERR_OK;

	for (size_t i = 1; i < line->count; i++)
		str_putf(&name, "%s%s", i > 1 ? " " : "", line->word[i]);
	if (line->count == 1)
		act_help_all(stdout);
	else if (!act_help(stdout, str_text(&name)))
		rc = err_set(err, ERR_NO_COMMAND, str_text(&name), NULL);
	str_clear(&name);
	return rc;
}

static enum err_code do_line(struct session *session, struct line *line,
                             struct err *err)
{
	struct args none = {0};
	enum err_code rc;

	for (size_t i = 0; i < line->count; i++)
		if (names_the_host(line->word[i]))
			return err_set(err, ERR_NOT_SERVED, line->word[i],
			               NULL);
	if (is_fetch(line))
		return serve_archive(session, line->word[1], err);
	if ((rc = fence_close(err)))
		return rc;
	if (!line->count)
		return (rc = judge_screen(&none, err))
		           ? rc
		           : act_home(session, &none, err);
	return strcmp(line->word[0], "help") == 0 ? help(line, err)
	                                          : do_act(session, line, err);
}

/* ---- who comes in, and leaves -------------------------------------------- */

/* What a login is noted as; `line` is NULL when it is outside the grammar. */
static const char *kind_of(const struct line *line)
{
	const struct act_row *row = NULL;
	int used;

	if (!line)
		return "refused";
	if (!line->count)
		return "workstation";
	if (is_fetch(line))
		return "fetch";
	if (strcmp(line->word[0], "help") == 0)
		return "help";
	if (act_find(line->word, (int)line->count, &row, &used, NULL) ||
	    !find_served(row->name))
		return "refused";
	return row->name;
}

/* Nobody reads the answer any more, so that nothing is to be waited for. */
static bool is_client_gone(void)
{
	struct pollfd answer = {STDOUT_FILENO, 0, 0};

	return poll(&answer, 1, 0) > 0;
}

/* What is noted of a line that was refused: a password may stand in one. */
static const char *noted_line(const char *sent)
{
	return span_starts(span_trim(span_of(sent)), "password") ? "password …"
	                                                         : sent;
}

/* Who may not come in is noted like everybody; `sent` is the line. */
static enum err_code serve(struct session *session, struct login *about,
                           const char *sent, struct line *line, struct err *err)
{
	struct caller caller;
	bool refused;
	enum err_code rc = session_open(session, true, err), noted;

	if (!session->desk || rc == ERR_WHO_UNKNOWN)
		return rc;
	about->start_ms = session->now_ms;
	noted = desk_log_in(session->desk, about, &session->last, err);
	if (noted)
		return noted;
	if (!rc) {
		caller = session_caller(session);
		rc = desk_lets_in(session->desk, &caller, err);
	}
	refused = rc != ERR_OK;
	if (!rc && !line)
		rc = err_set(err, ERR_BAD_LINE, NULL, NULL);
	else if (!rc)
		rc = do_line(session, line, err);
	refused = refused || err_status(rc) == 128;
	session_tick(session);
	/* Where it cannot be noted, the login shows as cut off. */
	(void)!desk_log_out(session->desk, session->now_ms,
	                    refused ? noted_line(sent) : NULL, NULL);
	return rc;
}

enum err_code act_serve(struct session *session, const struct args *args,
                        struct err *err)
{
	const char *given = getenv("SSH_ORIGINAL_COMMAND");
	char *sent;
	char from[FENCE_ADDRESS];
	struct line line;
	bool is_good;
	enum err_code rc;

	umask(077);
	if (args_has(args, OPTION_INVITE))
		return act_serve_invite(session, args, err);
	sent = mem_copy(given ? given : "");
	fence_address(from);
	fence_environment();
	session->as = args->value[OPTION_PERSON];
	session->key = args->value[OPTION_KEY];
	is_good = line_read(span_of(sent), &line);
	if (!(rc = fence_limits(err))) {
		struct login about = {
		    .person = (char *)session->as,
		    .key = (char *)session->key,
		    .from = from,
		    .kind = (char *)kind_of(is_good ? &line : NULL),
		    .pid = getpid()};

		disk_set_given_up(is_client_gone);
		rc = serve(session, &about, sent, is_good ? &line : NULL, err);
		disk_set_given_up(NULL);
	}
	if (is_good)
		line_clear(&line);
	free(sent);
	return rc;
}
