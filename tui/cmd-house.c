/* The acts around the house itself: init, verify, rebuild, dump, doctor. */
#include <stdlib.h>
#include <string.h>

#include "store/host.h"
#include "store/verify.h"
#include "tui/act.h"
#include "tui/input.h"
#include "tui/json.h"
#include "tui/page.h"
#include "tui/shipped.h"

/* ---- init ---------------------------------------------------------------- */

enum err_code judge_init(const struct args *args, struct err *err)
{
	static const enum opt needed[] = {OPTION_INSTITUTION, OPTION_ADMIN,
	                                  OPTION_NAME};
	bool demo = args_has(args, OPTION_DEMO);
	char name[32] = "--";

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		if (args_has(args, needed[i]) != demo)
			continue;
		strncat(name, option_name(needed[i]), sizeof(name) - 3);
		if (demo)
			return err_set(err, ERR_ARGUMENT_EXTRA, "init --demo",
			               name);
		return err_set(err, ERR_ARGUMENT_MISSING, "init", name);
	}
	return ERR_OK;
}

enum { BLANKS_MAX = 3 };

/* The first value that is open; NULL when there is none, or when the policy has
 * mistakes beside. */
static const struct err *open_value(const struct problems *problems)
{
	if (!problems_can_wait(problems))
		return NULL;
	for (size_t i = 0; i < problems->count; i++)
		if (problems->at[i].code == ERR_POLICY_LOCAL)
			return &problems->at[i];
	return NULL;
}

/* The comment above the key, the key, and what could be written. */
static void ask_for(const struct err *open)
{
	struct span rest = span_of(open->detail), line;

	fputc('\n', stderr);
	while (*open->detail && span_cut(&rest, '\n', &line)) {
		say_span(stderr, line);
		fputc('\n', stderr);
	}
	say_number(stderr, N_("Line {n}: {1}"), open->subject, open->line);
	say(stderr, N_("   To write: {1}"), open->object, NULL);
}

/* “deadline = ” of what is to be written: both the prompt, and what may stand
 * before the value when all of it is typed. */
static struct span key_of(const struct err *open)
{
	struct span rest = span_of(open->object), key;

	span_cut(&rest, '=', &key);
	return span_trim(key);
}

static struct span value_of(struct span answer, const struct err *open)
{
	struct span rest = answer, key;

	span_cut(&rest, '=', &key);
	return rest.at && span_equal(span_trim(key), key_of(open))
	           ? span_trim(rest)
	           : answer;
}

/* Puts `value` into the line; says what is wrong with it when it cannot stand
 * there, and leaves the policy as it was. */
static void try_value(struct str *policy, const char *name, int line,
                      struct span value)
{
	struct problems problems = {0};
	struct policy *read = NULL;
	struct str filled = {0};

	policy_fill_line(str_span(policy), line, value, &filled);
	policy_read(str_span(&filled), &read, &problems);
	for (size_t i = 0; !read && i < problems.count; i++)
		if (problems.at[i].code != ERR_POLICY_LOCAL)
			say_problem(stderr, name, &problems.at[i]);
	if (read) {
		str_clear(policy);
		*policy = filled;
		filled = (struct str){0};
	}
	policy_free(read);
	problems_clear(&problems);
	str_clear(&filled);
}

static bool ask_line(const struct err *open, struct str *answer)
{
	char *key = span_copy(key_of(open));
	struct str prompt = {0};
	bool more;

	str_putf(&prompt, "%s = ", key);
	more = session_ask(str_text(&prompt), answer);
	str_clear(&prompt);
	free(key);
	return more;
}

/*
 * What the regulation leaves open is asked for, one value after another, until
 * nothing is open. At the end of the input, or after three empty lines for one
 * value, the policy stays open; then nothing is made.
 */
static void fill_open(struct str *policy, const char *name)
{
	int line = 0, blanks = 0;

	while (blanks < BLANKS_MAX) {
		struct problems problems = {0};
		struct policy *read = NULL;
		struct str answer = {0};
		const struct err *open;
		bool more;

		policy_read(str_span(policy), &read, &problems);
		open = open_value(&problems);
		if (open && open->line != line)
			blanks = 0;
		line = open ? open->line : 0;
		if (open)
			ask_for(open);
		more = open && ask_line(open, &answer);
		if (more && answer.bytes)
			try_value(policy, name, line,
			          value_of(str_span(&answer), open));
		blanks += more && !answer.bytes;
		str_clear(&answer);
		policy_free(read);
		problems_clear(&problems);
		if (!more)
			return;
	}
}

/* Whoever has a newsroom is not asked how to make it. */
static bool is_made(const struct session *session)
{
	struct desk *desk = NULL;
	bool made =
	    desk_open(&desk, session->home, session->share, NULL) == ERR_OK;

	if (made)
		desk_close(desk);
	return made;
}

enum err_code act_init(struct session *session, const struct args *args,
                       struct err *err)
{
	struct desk_init init = {
	    .policy_name = args->value[OPTION_POLICY],
	    .domain = args->value[OPTION_INSTITUTION],
	    .admin = args->value[OPTION_ADMIN],
	    .admin_name = args->value[OPTION_NAME],
	    .demo = args_has(args, OPTION_DEMO),
	    .op_id = session->op_id,
	};
	struct problems problems = {0};
	struct answer answer = {0};
	struct str policy = {0};
	enum err_code rc;

	if ((rc = session_need_home(session, err)))
		goto out;
	if (!init.policy_name)
		init.policy_name = "three-level";
	if (init.demo && (rc = session_demo_clock(session, err)))
		goto out;
	if ((rc = shipped_or_file(session->share, init.policy_name, NULL,
	                          &policy, err)))
		goto out;
	init.policy = str_span(&policy);
	init.now_ms = session->now_ms;
	rc = desk_init(session->home, &init, &problems, &answer, err);
	if (rc == ERR_OPEN_LOCAL && session_on_terminal() &&
	    !is_made(session)) {
		fill_open(&policy, init.policy_name);
		init.policy = str_span(&policy);
		problems_clear(&problems);
		answer_clear(&answer);
		rc = desk_init(session->home, &init, &problems, &answer, err);
	}
	for (size_t i = 0; i < problems.count; i++)
		say_problem(stderr, init.policy_name, &problems.at[i]);
	if (rc)
		goto out;
	page_answer(session, &answer, N_("The newsroom is made, in {1}."),
	            session->home);
	if (init.demo && !session->json)
		say(stdout,
		    N_("Next: sanshen demo fills it; sanshen --as collector "
		       "new --title … drafts a post."),
		    NULL, NULL);
out:
	answer_clear(&answer);
	problems_clear(&problems);
	str_clear(&policy);
	return rc;
}

/* ---- verify -------------------------------------------------------------- */

static void print_verdicts(const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++) {
		const struct flaw *flaw = &verdicts->at[i];
		struct str message = {0};

		say_flaw(&message, flaw);
		printf("%s", say_flaw_name(flaw));
		if (*flaw->post) {
			putchar(' ');
			say_text(stdout, flaw->post);
		}
		/* Most sentences begin with the commit themselves. */
		if (*flaw->commit &&
		    span_find(str_span(&message), flaw->commit) == (size_t)-1) {
			putchar(' ');
			say_text(stdout, flaw->commit);
		}
		printf(": %s\n", str_text(&message));
		str_clear(&message);
	}
	say_number(stdout, N_("Records read: {n}"), NULL,
	           (long)verdicts->records);
	say_number(stdout, N_("Good signatures: {n}"), NULL,
	           (long)verdicts->signatures);
	say_number(stdout, N_("Of these with people's own keys: {n}"), NULL,
	           (long)verdicts->personal);
	say(stdout, N_("Head of the archive: {1}"), verdicts->tip, NULL);
	say(stdout, N_("SHA-256 of allowed_signers: {1}"),
	    verdicts->allowed_signers, NULL);
	if (verdicts->count)
		say_number(stdout, N_("Flaws: {n}. They are named above."),
		           NULL, (long)verdicts->count);
	else
		say(stdout,
		    N_("The archive agrees with itself. Compare the head and "
		       "the SHA-256 with a receipt kept elsewhere."),
		    NULL, NULL);
}

/* A receipt kept as JSON becomes the lines that store/ reads. */
static enum err_code read_receipt(const char *name, struct str *out,
                                  struct err *err)
{
	struct str text = {0};
	enum err_code rc;

	if ((rc = input_text(name, NULL, INPUT_POST, &text, err)))
		goto out;
	if (!span_trim(str_span(&text)).bytes) {
		rc = err_set(err, ERR_EMPTY, name, NULL);
		goto out;
	}
	if (!json_receipt_lines(str_span(&text), out))
		str_add(out, str_span(&text));
out:
	str_clear(&text);
	return rc;
}

enum err_code act_verify(struct session *session, const struct args *args,
                         struct err *err)
{
	const char *name = args->value[OPTION_RECEIPT];
	struct verdicts verdicts = {0};
	struct str receipt = {0};
	enum err_code rc;

	if ((rc = session_need_home(session, err)))
		goto out;
	if (name && (rc = read_receipt(name, &receipt, err)))
		goto out;
	rc = verify_home(session->home, str_span(&receipt), &verdicts, err);
	if (rc)
		goto out;
	if (session->json)
		json_verdicts(stdout, &verdicts);
	else
		print_verdicts(&verdicts);
	rc = verdicts.count ? ERR_FOUND : ERR_OK;
out:
	verdicts_clear(&verdicts);
	str_clear(&receipt);
	return rc;
}

/* ---- rebuild, dump, doctor ----------------------------------------------- */

enum err_code act_rebuild(struct session *session, const struct args *args,
                          struct err *err)
{
	enum err_code rc = desk_rebuild(session->desk, err);

	(void)args;
	if (!rc)
		say(stdout, N_("The index was made again from the archive."),
		    NULL, NULL);
	return rc;
}

enum err_code act_dump(struct session *session, const struct args *args,
                       struct err *err)
{
	struct str text = {0};
	enum err_code rc;

	rc = desk_dump(session->desk, args_has(args, OPTION_REBUILT), &text,
	               err);
	if (!rc)
		say_span(stdout, str_span(&text));
	str_clear(&text);
	return rc;
}

/* What of the machine has to do with it. */
static void look_at_host(const struct session *session, const char *root,
                         struct healths *healths)
{
	char *program = realpath("/proc/self/exe", NULL);
	char *home = realpath(session->home, NULL);
	struct host host = {.root = root, .home = home, .program = program};
	struct host_memory memory = {0};

	if (home && program && host_recall(root, home, program, &memory)) {
		host.account = memory.account;
		host.lang = memory.lang;
		host_look(&host, healths);
	} else {
		healths_tell(healths, HEALTH_SSH_NONE, "", NULL);
	}
	host_memory_clear(&memory);
	free(program);
	free(home);
}

static void print_healths(const struct session *session,
                          const struct healths *healths)
{
	for (size_t i = 0; i < healths->count; i++) {
		const struct health *health = &healths->at[i];
		struct str message = {0};

		say_health(&message, health, &session->names);
		printf("%s: %s: %s\n", say_health_severity(health),
		       say_health_name(health), str_text(&message));
		str_clear(&message);
	}
	if (healths_are_good(healths))
		say(stdout, N_("The house is in order."), NULL, NULL);
}

enum err_code act_doctor(struct session *session, const struct args *args,
                         struct err *err)
{
	const char *root = args->value[OPTION_ROOT];
	struct healths healths = {0};
	enum err_code rc;

	rc = desk_doctor(session->desk, session->now_ms, &healths, err);
	if (rc)
		goto out;
	look_at_host(session, root ? root : "", &healths);
	if (session->json)
		json_healths(stdout, &healths, &session->names);
	else
		print_healths(session, &healths);
	rc = healths_are_good(&healths) ? ERR_OK : ERR_FOUND;
out:
	healths_clear(&healths);
	return rc;
}
