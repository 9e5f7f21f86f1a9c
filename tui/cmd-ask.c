/*
 * The acts of who has the open step and asks others: a joint review, one more
 * signer, a colleague, the provider with a text of one's own. And the
 * provider's answer to that.
 */
#include <string.h>

#include "tui/act.h"
#include "tui/given.h"
#include "tui/page.h"

static enum err_code ask(struct session *session, enum event_kind kind,
                         const struct args *args, const char *whom,
                         const char *sentence, struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_ask(session->desk, &caller, kind, args_word(args, 0),
	              args->value[OPTION_CONTENT], whom,
	              span_of(args->value[OPTION_OPINION]), &answer, err);
	if (!rc)
		page_answer(session, &answer, sentence, answer.post);
	answer_clear(&answer);
	return rc;
}

enum err_code act_joint(struct session *session, const struct args *args,
                        struct err *err)
{
	struct str seats = {0};
	enum err_code rc;

	args_join(&args->with, &seats);
	rc = ask(session, EVENT_JOINT, args,
	         args->with.count ? str_text(&seats) : NULL,
	         N_("A joint review of {1}, revision {n}, is open; your own "
	            "step waits for it. The route:"),
	         err);
	str_clear(&seats);
	return rc;
}

enum err_code act_add(struct session *session, const struct args *args,
                      struct err *err)
{
	return ask(session, EVENT_ADD, args, args->value[OPTION_TO],
	           N_("One more signs {1}, revision {n}, after you. The "
	              "route:"),
	           err);
}

enum err_code act_hand_on(struct session *session, const struct args *args,
                          struct err *err)
{
	return ask(session, EVENT_HAND_ON, args, args->value[OPTION_TO],
	           N_("Handed your step of {1}, revision {n}, on. The route:"),
	           err);
}

enum err_code act_propose(struct session *session, const struct args *args,
                          struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	struct given given = {0};
	enum err_code rc;

	if ((rc = given_read(args, &given, err)))
		goto out;
	rc = desk_propose(session->desk, &caller, args_word(args, 0),
	                  args->value[OPTION_CONTENT], &given.draft,
	                  span_of(args->value[OPTION_OPINION]), &answer, err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Sent {1}, revision {n}, back with another "
		               "text, for its provider to accept."),
		            answer.post);
out:
	answer_clear(&answer);
	given_clear(&given);
	return rc;
}

/* The text was taken, but not handed in: that must not go unsaid. */
static void tell_half(struct session *session, const char *post)
{
	struct caller caller = session_caller(session);
	struct desk_view view = {0};

	if (!desk_show(session->desk, &caller, post, &view, NULL) &&
	    view.post->work == WORK_RETURNED && post_is_as_proposed(view.post))
		say(stderr,
		    N_("The proposed text is now the present revision of {1}. "
		       "It is not handed in yet: sanshen submit {1}"),
		    post, NULL);
	desk_view_clear(&view);
}

enum err_code act_accept(struct session *session, const struct args *args,
                         struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_accept(session->desk, &caller, args_word(args, 0),
	                 args->waive.at, args->waive.count, &answer, err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Accepted the text and submitted {1}, revision "
		               "{n}. Its route:"),
		            answer.post);
	else
		tell_half(session, args_word(args, 0));
	answer_clear(&answer);
	return rc;
}
