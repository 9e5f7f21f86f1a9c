/* The acts of who provides a post: from the first draft to the public; and the
 * grade. Freezing, correcting and what follows: cmd-public.c. */
#include <string.h>

#include "tui/act.h"
#include "tui/given.h"
#include "tui/input.h"
#include "tui/json.h"
#include "tui/page.h"

enum err_code act_new(struct session *session, const struct args *args,
                      struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	struct given given = {0};
	enum err_code rc;

	if ((rc = given_read(args, &given, err)))
		goto out;
	rc = desk_new(session->desk, &caller, &given.draft, &answer, err);
	/* A held post has its id all the same. */
	if (*answer.post && session->json)
		json_answer(stdout, &answer);
	else if (*answer.post)
		printf("%s\n", answer.post);
	if (!rc)
		given_hint(&answer);
out:
	answer_clear(&answer);
	given_clear(&given);
	return rc;
}

enum err_code act_save(struct session *session, const struct args *args,
                       struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	struct given given = {0};
	enum err_code rc;

	if ((rc = given_read(args, &given, err)))
		goto out;
	rc = desk_save(session->desk, &caller, args_word(args, 0), &given.draft,
	               &answer, err);
	if (rc)
		goto out;
	page_answer(session, &answer, N_("Saved {1}, revision {n}."),
	            answer.post);
	given_hint(&answer);
out:
	answer_clear(&answer);
	given_clear(&given);
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
	                 args->waive.at, args->waive.count, &answer, err);
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

/* The post by the desk's leave; NULL when there is none: the act will say so.
 */
static struct post *post_before(struct session *session, const char *id)
{
	struct caller caller = session_caller(session);
	struct desk_view view = {0};
	struct post *post = NULL;

	if (!desk_show(session->desk, &caller, id, &view, NULL))
		post = post_copy(view.post);
	desk_view_clear(&view);
	return post;
}

/* `stays` is said when all signatures still count; `bare` when not, or when the
 * same act was recorded before. */
static enum err_code regrade(struct session *session, enum event_kind kind,
                             const struct args *args, const char *stays,
                             const char *bare, struct err *err)
{
	const char *grade = args->value[OPTION_GRADE];
	struct caller caller = session_caller(session);
	struct post *before = post_before(session, args_word(args, 0));
	struct answer answer = {0};
	struct str voided = {0};
	bool was = before && grade && strcmp(before->grade, grade) == 0;
	enum err_code rc;

	rc = desk_regrade(session->desk, &caller, kind, args_word(args, 0),
	                  grade, span_of(args->value[OPTION_OPINION]), &answer,
	                  err);
	if (!rc && before && answer.after)
		page_voided(&voided, session, before, answer.after);
	if (!rc)
		page_answer(session, &answer,
		            was || voided.bytes ? bare : stays, answer.post);
	fflush(stdout);
	if (voided.bytes)
		say(stderr,
		    N_("Signatures that count no more, since their step left "
		       "the route: {1}"),
		    str_text(&voided), NULL);
	post_free(before);
	str_clear(&voided);
	answer_clear(&answer);
	return rc;
}

enum err_code act_raise(struct session *session, const struct args *args,
                        struct err *err)
{
	return regrade(session, EVENT_RAISE, args,
	               N_("Raised the grade of {1}. Its signatures stay."),
	               N_("Raised the grade of {1}."), err);
}

enum err_code act_lower(struct session *session, const struct args *args,
                        struct err *err)
{
	return regrade(session, EVENT_LOWER, args,
	               N_("Lowered the grade of {1}. Its signatures stay."),
	               N_("Lowered the grade of {1}."), err);
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
		page_answer(session, &answer, page_withdrawn(&answer),
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
