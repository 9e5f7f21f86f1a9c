/*
 * One person's session over SSH: sshd runs `sanshen serve --person ID` for
 * their key, and this does the one line they sent, or opens the workstation.
 *
 * The line comes in $SSH_ORIGINAL_COMMAND (sshd(8)); core/line.h has its
 * grammar. What stands in the table below can be done, and nothing else.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/line.h"
#include "core/post.h"
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
             {"key list", 0},
             {"client", 0},
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
		return err_set(err, ERR_NOT_SERVED, line->word[0], NULL);
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
	rc = row->run(session, &args, err);
out:
	args_clear(&args);
	return rc;
}

/* The archive, to be read with stock git. Protocol v0 is answered whatever was
 * asked for: v2 hands out any object whose id somebody knows. */
static enum err_code serve_archive(const struct session *session,
                                   const char *name, struct err *err)
{
	static const char *const environment[] = {
	    "PATH=/usr/bin:/bin",    "HOME=/nonexistent",
	    "LANG=C.UTF-8",          "GIT_CONFIG_NOSYSTEM=1",
	    "GIT_TERMINAL_PROMPT=0", "GIT_CONFIG_GLOBAL=/dev/null",
	    "GIT_OPTIONAL_LOCKS=0",  NULL};
	struct span asked = span_of(name);
	struct str path = {0};

	if (asked.bytes && *asked.at == '/') {
		asked.at++;
		asked.bytes--;
	}
	if (span_ends(asked, "/"))
		asked.bytes--;
	if (!span_is(asked, "archive.git"))
		return err_set(err, ERR_NOT_SERVED, name, NULL);
	str_putf(&path, "%s/archive.git", session->home);
	execve("/usr/bin/git",
	       (char *const[]){(char *)"git", (char *)"-c",
	                       (char *)"core.hooksPath=/dev/null", (char *)"-c",
	                       (char *)"uploadpack.allowAnySHA1InWant=false",
	                       (char *)"upload-pack", (char *)"--strict",
	                       (char *)"--timeout=120", path.at, NULL},
	       (char *const *)environment);
	str_clear(&path);
	return err_set(err, ERR_SYSTEM, "/usr/bin/git", strerror(errno));
}

/* `git-upload-pack NAME`, as git sends it. */
static bool is_fetch(const struct line *line)
{
	return line->count == 2 &&
	       strcmp(line->word[0], "git-upload-pack") == 0;
}

static enum err_code do_line(struct session *session, struct line *line,
                             struct err *err)
{
	struct args none = {0};
	struct str name = {0};
	enum err_code rc;

	for (size_t i = 0; i < line->count; i++)
		if (names_the_host(line->word[i]))
			return err_set(err, ERR_NOT_SERVED, line->word[i],
			               NULL);
	if ((rc = session_open(session, true, err)))
		return rc;
	if (is_fetch(line))
		return serve_archive(session, line->word[1], err);
	if ((rc = fence_close(err)))
		return rc;
	if (!line->count)
		return (rc = judge_screen(&none, err))
		           ? rc
		           : act_home(session, &none, err);
	if (strcmp(line->word[0], "help") != 0)
		return do_act(session, line, err);
	for (size_t i = 1; i < line->count; i++)
		str_putf(&name, "%s%s", i > 1 ? " " : "", line->word[i]);
	if (line->count == 1)
		act_help_all(stdout);
	else if (!act_help(stdout, str_text(&name)))
		rc = err_set(err, ERR_NO_COMMAND, str_text(&name), NULL);
	str_clear(&name);
	return rc;
}

enum err_code act_serve(struct session *session, const struct args *args,
                        struct err *err)
{
	const char *sent = getenv("SSH_ORIGINAL_COMMAND");
	struct line line;
	enum err_code rc;

	umask(077);
	session->as = args->value[OPTION_PERSON];
	if (!line_read(span_of(sent), &line))
		return err_set(err, ERR_BAD_LINE, NULL, NULL);
	rc = do_line(session, &line, err);
	line_clear(&line);
	return rc;
}
