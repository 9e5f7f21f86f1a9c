/* The acts of who provides a post: from the first draft to the public. */
#include <string.h>

#include "tui/act.h"
#include "tui/input.h"
#include "tui/json.h"
#include "tui/page.h"

/* What new and save were given; *text holds what --from named. */
static enum err_code read_draft(const struct args *args, struct draft *draft,
                                struct str *text, struct err *err)
{
	const char *from = args->value[OPTION_FROM];

	*draft = (struct draft){
	    .title = args->value[OPTION_TITLE],
	    .summary = args->value[OPTION_SUMMARY],
	    .column = args->value[OPTION_COLUMN],
	    .channels = args->value[OPTION_CHANNEL],
	    .audience = args->value[OPTION_AUDIENCE],
	    .at = args->value[OPTION_AT],
	    .grade = args->value[OPTION_GRADE],
	    .like = args->value[OPTION_LIKE],
	};
	if (!from)
		return ERR_OK;
	draft->has_text = true;
	return input_text(from, args->value[OPTION_ENCODING], INPUT_POST, text,
	                  err);
}

/* A hint for a person; scripts read the standard output only. */
static void hint(const struct answer *answer)
{
	if (findings_worst(&answer->findings) == SEVERITY_INFO)
		return;
	say_number(stderr,
	           N_("The checks found {n}; read them with: sanshen check "
	              "{1}"),
	           answer->post, (long)answer->findings.count);
}

enum err_code act_new(struct session *session, const struct args *args,
                      struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	struct draft draft;
	struct str text = {0};
	enum err_code rc;

	if ((rc = read_draft(args, &draft, &text, err)))
		goto out;
	draft.text = str_span(&text);
	rc = desk_new(session->desk, &caller, &draft, &answer, err);
	/* A held post has its id all the same. */
	if (*answer.post && session->json)
		json_answer(stdout, &answer);
	else if (*answer.post)
		printf("%s\n", answer.post);
	if (!rc)
		hint(&answer);
out:
	answer_clear(&answer);
	str_clear(&text);
	return rc;
}

enum err_code act_save(struct session *session, const struct args *args,
                       struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	struct draft draft;
	struct str text = {0};
	enum err_code rc;

	if ((rc = read_draft(args, &draft, &text, err)))
		goto out;
	draft.text = str_span(&text);
	rc = desk_save(session->desk, &caller, args_word(args, 0), &draft,
	               &answer, err);
	if (rc)
		goto out;
	page_answer(session, &answer, N_("Saved {1}, revision {n}."),
	            answer.post);
	hint(&answer);
out:
	answer_clear(&answer);
	str_clear(&text);
	return rc;
}

enum err_code act_attach(struct session *session, const struct args *args,
                         struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	struct str bytes = {0};
	enum err_code rc;

	rc = input_bytes(args_word(args, 1), INPUT_NO_LIMIT, &bytes, err);
	if (rc)
		goto out;
	rc = desk_attach(session->desk, &caller, args_word(args, 0),
	                 args->value[OPTION_NAME], str_span(&bytes), &answer,
	                 err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Attached to {1}, revision {n}."), answer.post);
out:
	answer_clear(&answer);
	str_clear(&bytes);
	return rc;
}

enum err_code act_get(struct session *session, const struct args *args,
                      struct err *err)
{
	struct str bytes = {0};
	enum err_code rc;

	rc = desk_get(session->desk, args_word(args, 0), args_word(args, 1),
	              &bytes, err);
	if (!rc)
		fwrite(str_text(&bytes), 1, bytes.bytes, stdout);
	str_clear(&bytes);
	return rc;
}

enum err_code act_submit(struct session *session, const struct args *args,
                         struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_submit(session->desk, &caller, args_word(args, 0),
	                 args->waive, args->waive_count, &answer, err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Submitted {1}, revision {n}. Its route:"),
		            answer.post);
	answer_clear(&answer);
	return rc;
}

enum err_code act_release(struct session *session, const struct args *args,
                          struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_release(session->desk, &caller, args_word(args, 0),
	                  span_of(args->value[OPTION_OPINION]), &answer, err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Released the held text of {1} as revision "
		               "{n}."),
		            answer.post);
	answer_clear(&answer);
	return rc;
}

enum err_code act_raise(struct session *session, const struct args *args,
                        struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_raise(session->desk, &caller, args_word(args, 0),
	                args->value[OPTION_GRADE],
	                span_of(args->value[OPTION_OPINION]), &answer, err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Raised the grade of {1}. Its signatures "
		               "stay."),
		            answer.post);
	answer_clear(&answer);
	return rc;
}

enum err_code act_withdraw(struct session *session, const struct args *args,
                           struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_withdraw(session->desk, &caller, args_word(args, 0), &answer,
	                   err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Took {1} back. It may be saved and submitted "
		               "again."),
		            answer.post);
	answer_clear(&answer);
	return rc;
}

enum err_code act_publish(struct session *session, const struct args *args,
                          struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_publish(session->desk, &caller, args_word(args, 0),
	                  args->value[OPTION_CHANNEL], args->value[OPTION_URL],
	                  &answer, err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Recorded that {1} is published."), answer.post);
	answer_clear(&answer);
	return rc;
}
