/*
 * sanshen - the program: language, options, then one command; or, without one,
 * the workstation.
 */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tui/act.h"
#include "tui/args.h"
#include "tui/say.h"
#include "tui/session.h"

/* Status 5 when not every byte arrived: a full disk, a closed pipe. */
static enum err_code finish_output(struct err *err)
{
	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout))
		return err_set(err, ERR_SYSTEM, "stdout",
		               errno ? strerror(errno) : "write");
	return ERR_OK;
}

/* “new”, “person add”: the words of `sanshen help …`, joined. */
static enum err_code help(char *const *words, int count, struct err *err)
{
	struct str name = {0};
	enum err_code rc = ERR_OK;

	for (int i = 0; i < count; i++) {
		str_puts(&name, i ? " " : "");
		str_puts(&name, words[i]);
	}
	if (!count)
		act_help_all(stdout);
	else if (strcmp(str_text(&name), "keys") == 0)
		keys_page(stdout);
	else if (!act_help(stdout, str_text(&name)))
		rc = err_set(err, ERR_NO_COMMAND, str_text(&name), NULL);
	str_clear(&name);
	return rc;
}

/* Asked for anywhere after the command, before anything is judged. */
static bool wants_help(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

static enum err_code run(const struct args *global, const struct act_row *row,
                         int argc, char **argv, struct session *session,
                         struct err *err)
{
	struct args args = {0};
	enum err_code rc;

	if (!row->run) {
		rc = err_set(err, ERR_NOT_BUILT, row->name, NULL);
		goto out;
	}
	rc = args_read(&args, row->name, row->takes | ACT_ALWAYS, false, argc,
	               argv, err);
	if (rc)
		goto out;
	if ((rc = act_judge_args(row, &args, err)))
		goto out;
	rc = session_start(
	    session,
	    args_has(&args, OPTION_HOME) ? args.value[OPTION_HOME]
	                                 : global->value[OPTION_HOME],
	    args_has(&args, OPTION_AS) ? args.value[OPTION_AS]
	                               : global->value[OPTION_AS],
	    err);
	if (rc)
		goto out;
	session->json = args_has(&args, OPTION_JSON);
	session->op_id = args.value[OPTION_OP_ID];
	if (row->need != ACT_ALONE &&
	    (rc = session_open(session, row->need == ACT_PERSON, err)))
		goto out;
	rc = act_do(row, session, &args, err);
out:
	args_clear(&args);
	return rc;
}

/* argv[0] is the command. */
static enum err_code command(const struct args *global, int argc, char **argv,
                             struct session *session, struct err *err)
{
	const struct act_row *row = NULL;
	int used = 0;
	enum err_code rc;

	if (strcmp(argv[0], "help") == 0)
		return help(argv + 1, argc - 1, err);
	rc = act_find(argv, argc, &row, &used, err);
	if (wants_help(argc, argv) && rc != ERR_NO_COMMAND)
		return help(argv, rc ? 1 : used, err);
	if (rc)
		return rc;
	/* getopt passes over one word, the last of the act's name. */
	return run(global, row, argc - used + 1, argv + used - 1, session, err);
}

static enum err_code workstation(const struct args *global,
                                 struct session *session, struct err *err)
{
	enum err_code rc;

	if ((rc = judge_screen(global, err)))
		return rc;
	rc = session_start(session, global->value[OPTION_HOME],
	                   global->value[OPTION_AS], err);
	if (rc || (rc = session_open(session, true, err)))
		return rc;
	return act_home(session, global, err);
}

static enum err_code start(int argc, char **argv, struct session *session,
                           struct err *err)
{
	const uint64_t takes = ACT_ALWAYS | OPTION_BIT(OPTION_VERSION);
	struct args global = {0};
	enum err_code rc;

	rc = args_read(&global, "sanshen", takes, true, argc, argv, err);
	if (rc)
		goto out;
	if (args_has(&global, OPTION_HELP))
		rc = help(global.word, (int)global.word_count, err);
	else if (args_has(&global, OPTION_VERSION))
		printf("sanshen %s\n", SANSHEN_VERSION);
	else if (global.word_count)
		rc = command(&global, (int)global.word_count,
		             argv + (argc - (int)global.word_count), session,
		             err);
	else
		rc = workstation(&global, session, err);
out:
	if (rc && rc != ERR_FOUND)
		session_speak(session, global.value[OPTION_HOME],
		              global.value[OPTION_AS]);
	args_clear(&global);
	return rc;
}

int main(int argc, char **argv)
{
	struct session session = {0};
	struct err err = {0}, late = {0};
	enum err_code rc;

	setlocale(LC_ALL, "C.UTF-8");
	/* A closed pipe is an error like any: status 5, not a silent death. */
	signal(SIGPIPE, SIG_IGN);
	session_language();
	rc = start(argc, argv, &session, &err);
	if (rc && rc != ERR_FOUND)
		say_err(stderr, &err, &session.names);
	if (finish_output(&late) && rc == ERR_OK) {
		rc = ERR_SYSTEM;
		say_err(stderr, &late, NULL);
	}
	session_close(&session);
	return err_status(rc);
}
