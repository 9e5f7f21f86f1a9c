/*
 * What a key that nobody has meets while an invitation is open: the prompt for
 * its code, and nothing else. sshd runs it for such a key (authorized-keys).
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/act.h"
#include "tui/fence.h"

enum {
	CODE_ROOM = 64, /* of a longer line only this much is looked at */
	LINE_LIMIT = 1024,
	ANSWERS = 3,  /* on a terminal; else one */
	WAIT_S = 120, /* then the line is cut */
	PLACES = 8    /* strangers who are asked at the same time */
};

enum err_code judge_serve(const struct args *args, struct err *err)
{
	bool invite = args_has(args, OPTION_INVITE);

	if (invite && args_has(args, OPTION_PERSON))
		return err_set(err, ERR_ARGUMENT_EXTRA, "serve --invite",
		               "--person");
	if (!invite && !args_has(args, OPTION_PERSON))
		return err_set(err, ERR_ARGUMENT_MISSING, "serve", "--person");
	if (invite && args->word_count < 2)
		return err_set(err, ERR_ARGUMENT_MISSING, "serve --invite",
		               "TYPE KEY");
	if (!invite && args->word_count)
		return err_set(err, ERR_ARGUMENT_EXTRA, "serve",
		               args_word(args, 0));
	return ERR_OK;
}

/* The next line, its first bytes; false at the end of the input, and where a
 * line does not end. */
static bool read_code(char out[CODE_ROOM], size_t *bytes)
{
	size_t count = 0;
	int byte;

	*bytes = 0;
	alarm(WAIT_S);
	while ((byte = getchar()) != EOF && byte != '\n' &&
	       count++ < LINE_LIMIT)
		if (*bytes < CODE_ROOM)
			out[(*bytes)++] = (char)byte;
	alarm(0);
	return byte == '\n' || (byte == EOF && count > 0);
}

/* A stranger may come as often as sshd lets them; *out is freed with the
 * process at the latest. */
static enum err_code take_place(struct session *session, struct hold **out,
                                struct err *err)
{
	const struct caller caller = {.person = "nobody",
	                              .now_ms = session->now_ms};
	struct holder other;
	char place[] = "prompt-0";
	enum err_code rc;

	for (int i = 0; i < PLACES; i++) {
		place[sizeof(place) - 2] = (char)('0' + i);
		rc = desk_hold(session->desk, &caller, place, out, &other, err);
		if (rc || *out)
			return rc;
	}
	return err_set(err, ERR_CROWD, NULL, NULL);
}

static enum err_code ask(struct session *session, struct enrol *enrol,
                         struct err *err)
{
	struct answer answer = {0};
	char *person = NULL;
	char code[CODE_ROOM];
	size_t bytes;
	int left = session_on_terminal() ? ANSWERS : 1;
	enum err_code rc;

	do {
		fflush(stdout);
		fputs(_("Code: "), stderr);
		if (!read_code(code, &bytes)) {
			fputc('\n', stderr);
			return err_set(err, ERR_NO_CODE, NULL, NULL);
		}
		session_tick(session);
		enrol->code = span_from(code, bytes);
		enrol->now_ms = session->now_ms;
		rc = desk_enrol(session->desk, enrol, &person, &answer, err);
		if (!rc)
			say(stdout,
			    N_("This key is {1}'s from now on. Come in again."),
			    person, NULL);
		free(person);
		answer_clear(&answer);
		if (rc == ERR_WRONG_CODE && --left)
			say_err(stderr, err, NULL);
	} while (rc == ERR_WRONG_CODE && left);
	return rc;
}

enum err_code act_serve_invite(struct session *session, const struct args *args,
                               struct err *err)
{
	const char *sent = getenv("SSH_ORIGINAL_COMMAND");
	struct enrol enrol = {.type = args_word(args, 0),
	                      .base64 = args_word(args, 1)};
	char address[FENCE_ADDRESS];
	struct hold *place = NULL;
	enum err_code rc;

	umask(077);
	session->as = NULL;
	if (sent && *sent)
		return err_set(err, ERR_UNKNOWN_KEY, NULL, NULL);
	fence_address(address);
	enrol.address = *address ? address : "local";
	fence_environment();
	if ((rc = fence_limits(err)) ||
	    (rc = session_need_home(session, err)) ||
	    (rc = session_open(session, false, err)) ||
	    (rc = take_place(session, &place, err)) || (rc = fence_close(err)))
		goto out;
	say(stdout,
	    N_("This key is not known here. If you were invited, type your "
	       "code: the key is yours then."),
	    NULL, NULL);
	rc = ask(session, &enrol, err);
out:
	desk_let_go(place);
	return rc;
}
