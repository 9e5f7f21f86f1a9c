/* The acts around policy files: check, todo, copy, apply. To read one in words,
 * to try it, to compare: cmd-policy-show.c, -try.c, -diff.c. */
#include <string.h>

#include "tui/act.h"
#include "tui/input.h"
#include "tui/page.h"
#include "tui/shipped.h"
#include "tui/tell.h"

/* What the reader calls the file. */
static const char *called(const char *name)
{
	return strcmp(name, "-") == 0 ? "stdin" : name;
}

/* ---- check --------------------------------------------------------------- */

/* The mistake, and under it the article that it is about. */
static void print_problem(FILE *to, const char *name, struct span text,
                          const struct err *problem)
{
	struct str article = {0}, quoted = {0};

	say_problem(to, called(name), problem);
	tell_article(&article, text, problem->line);
	if (article.bytes) {
		say_fill(&quoted, N_("“{1}”"), str_text(&article), NULL, 0);
		fold(to, 4, 4, str_text(&quoted));
	}
	str_clear(&article);
	str_clear(&quoted);
}

/* Whether an earlier one says the same words, of another case. */
static bool is_said(const struct problems *problems, size_t index)
{
	const struct err *err = &problems->at[index];

	for (size_t i = 0; i < index; i++)
		if (problems->at[i].code == err->code &&
		    problems->at[i].line == err->line &&
		    strcmp(problems->at[i].subject, err->subject) == 0 &&
		    strcmp(problems->at[i].object, err->object) == 0 &&
		    err->code == ERR_NO_HOLDER)
			return true;
	return false;
}

/* Prints all; how many of them are more than a note. */
static size_t print_problems(FILE *to, const char *name, struct span text,
                             const struct problems *problems)
{
	size_t mistakes = 0;

	for (size_t i = 0; i < problems->count; i++) {
		if (!is_said(problems, i))
			print_problem(to, name, text, &problems->at[i]);
		mistakes += problems->at[i].code != ERR_POLICY_LATER;
	}
	return mistakes;
}

/* The higher policy, which must be one that can be read. */
static enum err_code take_parent(const char *name, const char *encoding,
                                 struct str *out, struct err *err)
{
	struct problems problems = {0};
	struct policy *policy = NULL;
	enum err_code rc;

	if ((rc = input_text(name, encoding, INPUT_POST, out, err)))
		return rc;
	policy_read(str_span(out), &policy, &problems);
	if (!policy) {
		print_problems(stderr, name, str_span(out), &problems);
		rc = err_set(err, ERR_BAD_POLICY, called(name), NULL);
	}
	policy_free(policy);
	problems_clear(&problems);
	return rc;
}

/* What this version cannot record: read, shown, and so far only that. */
static void print_verdict(const char *name, const struct problems *problems)
{
	say(stderr, N_("No mistake was found in {1}."), called(name), NULL);
	if (problems->count)
		say_number(stderr,
		           N_("Notes on what this version cannot record yet: "
		              "{n}. They are no mistakes; only signature = "
		              "personal keeps it from being put in force."),
		           NULL, (long)problems->count);
}

enum err_code act_policy_check(struct session *session, const struct args *args,
                               struct err *err)
{
	const char *name = args_word(args, 0);
	const char *above = args->value[OPTION_ABOVE];
	struct problems problems = {0};
	struct policy *policy = NULL;
	struct str text = {0}, parent = {0};
	enum err_code rc;

	(void)session;
	if ((rc = input_text(name, args->value[OPTION_ENCODING], INPUT_NO_LIMIT,
	                     &text, err)) ||
	    (above && (rc = take_parent(above, args->value[OPTION_ENCODING],
	                                &parent, err))))
		goto out;
	policy_read(str_span(&text), &policy, &problems);
	if (policy && above)
		policy_check_parent(str_span(&text), str_span(&parent),
		                    &problems);
	if (policy && above)
		policy_compare_parent(str_span(&text), str_span(&parent),
		                      &problems);
	if (print_problems(stdout, name, str_span(&text), &problems))
		rc = ERR_FOUND;
	else
		print_verdict(name, &problems);
out:
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&parent);
	str_clear(&text);
	return rc;
}

/* ---- todo ---------------------------------------------------------------- */

/* For a meeting: the article's words, then the line to fill in. */
static void todo_item(struct span text, const struct err *problem, long number)
{
	struct str head = {0}, article = {0};

	str_putf(&head, "%ld. ", number);
	say_fill(&head, N_("Line {n}: {1}"), problem->subject, NULL,
	         problem->line);
	fold(stdout, 0, 3, str_text(&head));
	tell_article(&article, text, problem->line);
	if (article.bytes)
		fold(stdout, 3, 3, str_text(&article));
	str_clear(&head);
	say_fill(&head, N_("To write: {1}"), problem->object, NULL, 0);
	fold(stdout, 3, 6, str_text(&head));
	str_clear(&head);
	str_clear(&article);
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
	if ((rc = input_text(name, args->value[OPTION_ENCODING], INPUT_NO_LIMIT,
	                     &text, err)))
		goto out;
	policy_read(str_span(&text), &policy, &problems);
	for (size_t i = 0; i < problems.count; i++)
		if (problems.at[i].code == ERR_POLICY_LOCAL)
			todo_item(str_span(&text), &problems.at[i], ++count);
	if (!count)
		say(stderr, N_("{1} leaves nothing open."), called(name), NULL);
	if (!problems_can_wait(&problems))
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

/* ---- copy, apply --------------------------------------------------------- */

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

enum err_code act_policy_apply(struct session *session, const struct args *args,
                               struct err *err)
{
	struct caller caller = session_caller(session);
	const char *name = args_word(args, 0);
	const char *above = args->value[OPTION_ABOVE];
	struct problems problems = {0};
	struct answer answer = {0};
	struct str text = {0}, parent = {0};
	enum err_code rc;

	if ((rc = input_text(name, args->value[OPTION_ENCODING], INPUT_POST,
	                     &text, err)) ||
	    (above && (rc = take_parent(above, args->value[OPTION_ENCODING],
	                                &parent, err))))
		goto out;
	rc = desk_policy_apply(session->desk, &caller, str_span(&text),
	                       str_span(&parent), called(name), &problems,
	                       &answer, err);
	/* In force, but with a route nobody could walk: said, too. */
	print_problems(stderr, name, str_span(&text), &problems);
	if (rc)
		goto out;
	page_answer(session, &answer,
	            N_("The policy “{1}” is in force. A post keeps the policy "
	               "it was submitted under."),
	            policy_title(desk_policy(session->desk)));
out:
	answer_clear(&answer);
	problems_clear(&problems);
	str_clear(&parent);
	str_clear(&text);
	return rc;
}
