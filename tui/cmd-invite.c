/* Invitations: a one-time code for somebody who will not mail a public key. */
#include <stdlib.h>
#include <string.h>

#include "tui/act.h"
#include "tui/json.h"

/* PERSON, or one of two verbs. */
static bool is_verb(const struct args *args, const char *verb)
{
	return strcmp(args_word(args, 0), verb) == 0;
}

enum err_code judge_invite(const struct args *args, struct err *err)
{
	bool list = is_verb(args, "list"), end = is_verb(args, "end");
	size_t words = end ? 2 : 1;

	if (args->word_count < words)
		return err_set(err, ERR_ARGUMENT_MISSING, "invite end",
		               "PERSON");
	if (args->word_count > words)
		return err_set(err, ERR_ARGUMENT_EXTRA, args->command,
		               args_word(args, words));
	if (args_has(args, OPTION_DAYS) && (list || end))
		return err_set(err, ERR_ARGUMENT_EXTRA,
		               list ? "invite list" : "invite end", "--days");
	return ERR_OK;
}

static enum err_code invite(struct session *session, const struct args *args,
                            struct err *err)
{
	const char *days = args->value[OPTION_DAYS];
	struct caller caller = session_caller(session);
	struct str code = {0}, until = {0};
	int64_t until_ms;
	enum err_code rc;

	rc =
	    desk_invite(session->desk, &caller, args_word(args, 0),
	                days ? atoi(days) : INVITE_DAYS, &code, &until_ms, err);
	if (rc)
		goto out;
	if (session->json) {
		json_invite(stdout, args_word(args, 0), str_text(&code),
		            until_ms, session->offset_min);
		goto out;
	}
	say_time(&until, until_ms, session->offset_min);
	printf("%s\n", str_text(&code));
	say(stdout,
	    N_("This code is shown this once. It binds one key to {1}, until "
	       "{2}. Tell it in person; it is asked for by: ssh -t host"),
	    args_word(args, 0), str_text(&until));
out:
	str_clear(&code);
	str_clear(&until);
	return rc;
}

static const char *say_outcome(const char *outcome)
{
	if (strcmp(outcome, "right") == 0)
		return C_("code", "right");
	return strcmp(outcome, "wrong") == 0 ? C_("code", "wrong")
	                                     : C_("code", "not looked at");
}

static void print_invites(const struct session *session,
                          const struct invites *invites,
                          const struct invite_tries *tries)
{
	for (size_t i = 0; i < invites->count; i++) {
		const struct invite *one = &invites->at[i];
		struct str from = {0}, until = {0};

		say_time(&from, one->from_ms, session->offset_min);
		say_time(&until, one->until_ms, session->offset_min);
		printf("%-16s  %s … %s  %s\n", one->person, str_text(&from),
		       str_text(&until), one->inviter);
		str_clear(&from);
		str_clear(&until);
	}
	if (!invites->count)
		say(stdout, N_("No invitation is open."), NULL, NULL);
	if (tries->count)
		say(stdout, N_("Codes that were given, the last ones first:"),
		    NULL, NULL);
	for (size_t i = 0; i < tries->count; i++) {
		const struct invite_try *one = &tries->at[i];
		struct str at = {0};

		say_time(&at, one->at_ms, session->offset_min);
		printf("  %s  %s  %s  ", str_text(&at),
		       say_outcome(one->outcome), one->fingerprint);
		say_text(stdout, one->address);
		if (one->person)
			printf("  %s", one->person);
		if (one->times > 1)
			printf("  × %d", one->times);
		putchar('\n');
		str_clear(&at);
	}
}

static enum err_code list(struct session *session, struct err *err)
{
	struct caller caller = session_caller(session);
	struct invites invites = {0};
	struct invite_tries tries = {0};
	enum err_code rc =
	    desk_invites(session->desk, &caller, &invites, &tries, err);

	if (!rc && session->json)
		json_invites(stdout, &invites, &tries, session->offset_min);
	else if (!rc)
		print_invites(session, &invites, &tries);
	invites_clear(&invites);
	invite_tries_clear(&tries);
	return rc;
}

enum err_code act_invite(struct session *session, const struct args *args,
                         struct err *err)
{
	struct caller caller = session_caller(session);
	enum err_code rc;

	if (is_verb(args, "list"))
		return list(session, err);
	if (!is_verb(args, "end"))
		return invite(session, args, err);
	rc = desk_invite_end(session->desk, &caller, args_word(args, 1), err);
	if (!rc)
		say(stdout, N_("The invitation of {1} is ended."),
		    args_word(args, 1), NULL);
	return rc;
}
