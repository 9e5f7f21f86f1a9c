/* The acts around policies: check, todo, copy, show, apply. */
#include <string.h>

#include "tui/act.h"
#include "tui/input.h"
#include "tui/page.h"
#include "tui/shipped.h"

/* What the reader calls the file. */
static const char *called(const char *name)
{
	return strcmp(name, "-") == 0 ? "stdin" : name;
}

enum err_code act_policy_check(struct session *session, const struct args *args,
                               struct err *err)
{
	const char *name = args_word(args, 0);
	struct problems problems = {0};
	struct policy *policy = NULL;
	struct str text = {0};
	enum err_code rc;

	(void)session;
	if ((rc = input_text(name, NULL, INPUT_NO_LIMIT, &text, err)))
		goto out;
	policy_read(str_span(&text), &policy, &problems);
	for (size_t i = 0; i < problems.count; i++)
		say_problem(stdout, called(name), &problems.at[i]);
	if (problems.count) {
		rc = ERR_FOUND;
		goto out;
	}
	say(stderr, N_("No mistake was found in {1}."), called(name), NULL);
out:
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&text);
	return rc;
}

/* For a meeting: the article's words, then the line to fill in. */
static void todo_item(const struct err *problem, long number)
{
	struct span rest = span_of(problem->detail), line;

	printf("%ld. ", number);
	say_number(stdout, N_("Line {n}: {1}"), problem->subject,
	           problem->line);
	while (*problem->detail && span_cut(&rest, '\n', &line)) {
		fputs("   ", stdout);
		say_span(stdout, line);
		putchar('\n');
	}
	say(stdout, N_("   To write: {1}"), problem->object, NULL);
}

enum err_code act_policy_todo(struct session *session, const struct args *args,
                              struct err *err)
{
	const char *name = args_word(args, 0);
	struct problems problems = {0};
	struct policy *policy = NULL;
	struct str text = {0};
	long count = 0;
	enum err_code rc;

	(void)session;
	if ((rc = input_text(name, NULL, INPUT_NO_LIMIT, &text, err)))
		goto out;
	policy_read(str_span(&text), &policy, &problems);
	for (size_t i = 0; i < problems.count; i++)
		if (problems.at[i].code == ERR_POLICY_LOCAL)
			todo_item(&problems.at[i], ++count);
	if (!count)
		say(stderr, N_("{1} leaves nothing open."), called(name), NULL);
	if (!problems_only_local(&problems))
		say(stderr,
		    N_("{1} also has mistakes: sanshen policy check lists "
		       "them."),
		    called(name), NULL);
out:
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&text);
	return rc;
}

enum err_code act_policy_copy(struct session *session, const struct args *args,
                              struct err *err)
{
	struct str text = {0};
	enum err_code rc;

	rc = shipped_policy(session->share, args_word(args, 0), &text, err);
	if (!rc)
		fwrite(str_text(&text), 1, text.bytes, stdout);
	str_clear(&text);
	return rc;
}

enum err_code act_policy_show(struct session *session, const struct args *args,
                              struct err *err)
{
	struct str text = {0};
	enum err_code rc;

	(void)args;
	rc = desk_policy_text(session->desk, &text, err);
	if (!rc)
		fwrite(str_text(&text), 1, text.bytes, stdout);
	str_clear(&text);
	return rc;
}

enum err_code act_policy_apply(struct session *session, const struct args *args,
                               struct err *err)
{
	struct caller caller = session_caller(session);
	const char *name = args_word(args, 0);
	struct problems problems = {0};
	struct answer answer = {0};
	struct str text = {0};
	enum err_code rc;

	if ((rc = input_text(name, NULL, INPUT_POST, &text, err)))
		goto out;
	rc = desk_policy_apply(session->desk, &caller, str_span(&text),
	                       called(name), &problems, &answer, err);
	/* In force, but with a route nobody could walk: said, too. */
	for (size_t i = 0; i < problems.count; i++)
		say_problem(stderr, called(name), &problems.at[i]);
	if (rc)
		goto out;
	page_answer(session, &answer,
	            N_("The policy “{1}” is in force. A post keeps the policy "
	               "it was submitted under."),
	            policy_title(desk_policy(session->desk)));
out:
	answer_clear(&answer);
	problems_clear(&problems);
	str_clear(&text);
	return rc;
}
