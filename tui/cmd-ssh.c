/* People's own keys, and what sshd is told of them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/act.h"
#include "tui/input.h"
#include "tui/json.h"
#include "tui/page.h"

#define KEY_LIMIT ((size_t)64 * 1024)

enum err_code act_key_add(struct session *session, const struct args *args,
                          struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	struct str line = {0};
	enum err_code rc;

	rc = input_bytes(args_word(args, 1), KEY_LIMIT, &line, err);
	if (!rc)
		rc = desk_key_add(session->desk, &caller, args_word(args, 0),
		                  str_span(&line), &answer, err);
	if (!rc)
		page_answer(session, &answer, N_("{1} comes in with this key."),
		            args_word(args, 0));
	answer_clear(&answer);
	str_clear(&line);
	return rc;
}

enum err_code act_key_end(struct session *session, const struct args *args,
                          struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_key_end(session->desk, &caller, args_word(args, 0),
	                  args_word(args, 1), &answer, err);
	if (!rc)
		page_answer(
		    session, &answer,
		    N_("Ended a key of {1}. What it signed stays good."),
		    args_word(args, 0));
	answer_clear(&answer);
	return rc;
}

enum err_code act_key_forward(struct session *session, const struct args *args,
                              struct err *err)
{
	struct caller caller = session_caller(session);
	const char *person = args_word(args, 0), *way = args_word(args, 2);
	bool on = strcmp(way, "on") == 0;
	enum err_code rc;

	if (!on && strcmp(way, "off") != 0)
		return err_set(err, ERR_BAD_VALUE, "key forward", way);
	rc = desk_key_forward(session->desk, &caller, person,
	                      args_word(args, 1), on, err);
	if (!rc)
		say(stdout,
		    on ? N_("With this key {1} may bring an ssh-agent along, "
		            "from the next connection on: ssh -A.")
		       : N_("With this key {1} brings no ssh-agent along, from "
		            "the next connection on."),
		    person, NULL);
	return rc;
}

/* PERSON  SHA256:…  ssh-ed25519  since …  agent-forwarding  ended … */
static void key_line(const struct session *session, const struct key *key)
{
	struct str from = {0}, until = {0};

	say_time(&from, key->from_ms, session->offset_min);
	printf("%-16s  %s  %s  %s", key->person, key->fingerprint, key->type,
	       str_text(&from));
	if (key->forwards)
		printf("  agent-forwarding"); /* sshd's own word */
	if (key->until_ms) {
		say_time(&until, key->until_ms, session->offset_min);
		printf("  %s %s", _("ended"), str_text(&until));
	}
	putchar('\n');
	str_clear(&from);
	str_clear(&until);
}

enum err_code act_key_list(struct session *session, const struct args *args,
                           struct err *err)
{
	struct keys keys;
	enum err_code rc = desk_keys(session->desk, &keys, err);

	(void)args;
	if (!rc && session->json)
		json_keys(stdout, &keys, session->offset_min);
	for (size_t i = 0; !rc && !session->json && i < keys.count; i++)
		key_line(session, &keys.at[i]);
	keys_clear(&keys);
	return rc;
}

/* ---- for sshd ------------------------------------------------------------ */

/* sshd gives the line to the account's shell: the folder stands in single
 * quotes, inside the double quotes of the option. */
static bool is_quotable(const char *path)
{
	return path[strcspn(path, "'\"\\\n")] == '\0';
}

#define FENCE "restrict,pty,"

/* What every line runs: this program, on this newsroom. */
static enum err_code begin_line(const struct session *session, struct str *out,
                                struct err *err)
{
	char *program = realpath("/proc/self/exe", NULL);
	char *home = realpath(session->home, NULL);
	enum err_code rc = ERR_OK;

	if (!program || !home)
		rc = err_set(err, ERR_NO_HOME, session->home, NULL);
	else if (!is_quotable(program) || !is_quotable(home))
		rc = err_set(err, ERR_BAD_VALUE, "--home", home);
	else
		str_putf(out, "command=\"'%s' --home '%s' serve", program,
		         home);
	free(program);
	free(home);
	return rc;
}

static void person_line(const char *begin, const struct key *key)
{
	printf(FENCE "%s%s --person %s --key %s\" %s %s %s\n",
	       key->forwards ? "agent-forwarding," : "", begin, key->person,
	       key->fingerprint, key->type, key->base64, key->person);
}

static enum err_code every_line(struct session *session, const char *begin,
                                struct err *err)
{
	const struct roster *roster;
	struct keys keys = {0};
	enum err_code rc;

	if ((rc = session_open(session, false, err)) ||
	    (rc = desk_keys(session->desk, &keys, err)))
		goto out;
	roster = desk_roster(session->desk);
	for (size_t i = 0; i < keys.count; i++) {
		const struct key *key = &keys.at[i];
		const struct person *person =
		    roster_person(roster, key->person);

		if (person && !person->disabled &&
		    key_is_in_force(key, session->now_ms))
			person_line(begin, key);
	}
out:
	keys_clear(&keys);
	return rc;
}

/* The line of one key, as sshd asks for whoever comes in; or, while an
 * invitation is open and the key is nobody's, one that asks for the code. */
static enum err_code one_line(struct session *session, const char *begin,
                              const char *type, const char *base64,
                              struct err *err)
{
	struct door door;
	enum err_code rc = desk_door(session->home, type, base64, &door, err);

	if (rc)
		return rc;
	if (door.demo && (rc = session_demo_clock(session, err)))
		goto out;
	if (door.key.person) {
		if (door.may_act && key_is_in_force(&door.key, session->now_ms))
			person_line(begin, &door.key);
	} else if (door.invited_until_ms > session->now_ms) {
		printf(FENCE "%s --invite %s %s\" %s %s\n", begin, type, base64,
		       type, base64);
	}
out:
	door_clear(&door);
	return rc;
}

enum err_code judge_authorized_keys(const struct args *args, struct err *err)
{
	return args->word_count == 1
	           ? err_set(err, ERR_ARGUMENT_MISSING, args->command, "KEY")
	           : ERR_OK;
}

enum err_code act_authorized_keys(struct session *session,
                                  const struct args *args, struct err *err)
{
	struct str begin = {0};
	enum err_code rc;

	if (!(rc = session_need_home(session, err)) &&
	    !(rc = begin_line(session, &begin, err)))
		rc = args->word_count
		         ? one_line(session, str_text(&begin),
		                    args_word(args, 0), args_word(args, 1), err)
		         : every_line(session, str_text(&begin), err);
	str_clear(&begin);
	return rc;
}

enum err_code act_client(struct session *session, const struct args *args,
                         struct err *err)
{
	struct str path = {0}, script = {0};
	enum err_code rc;

	(void)args;
	str_putf(&path, "%s/sanshen-sign", session->share);
	rc = input_bytes(str_text(&path), INPUT_POST, &script, err);
	if (!rc)
		fwrite(str_text(&script), 1, script.bytes, stdout);
	str_clear(&path);
	str_clear(&script);
	return rc;
}
