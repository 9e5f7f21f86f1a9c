/* The acts about what is public: correct, freeze, unfreeze, takedown,
 * supersede. */
#include <stdio.h>

#include "tui/act.h"
#include "tui/given.h"
#include "tui/page.h"

enum err_code act_correct(struct session *session, const struct args *args,
                          struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	struct given given = {0};
	enum err_code rc;

	if ((rc = given_read(args, &given, err)))
		goto out;
	rc = desk_correct(session->desk, &caller, args_word(args, 0),
	                  &given.draft, args->waive.at, args->waive.count,
	                  span_of(args->value[OPTION_OPINION]), &answer, err);
	if (rc)
		goto out;
	page_answer(session, &answer,
	            N_("The correction of {1} is revision {n}. Its route:"),
	            answer.post);
	given_hint(&answer);
out:
	answer_clear(&answer);
	given_clear(&given);
	return rc;
}

/* `sentence`; then what is to be done on the site, where sanshen has no
 * hands. */
static enum err_code change(struct session *session, enum event_kind kind,
                            const struct args *args, const char *sentence,
                            const char *site, struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_unpublish(session->desk, &caller, kind, args_word(args, 0),
	                    args->value[OPTION_BY],
	                    span_of(args->value[OPTION_OPINION]), &answer, err);
	if (!rc) {
		page_answer(session, &answer, sentence, answer.post);
		fflush(stdout);
		say(stderr, site, answer.post, NULL);
	}
	answer_clear(&answer);
	return rc;
}

enum err_code act_freeze(struct session *session, const struct args *args,
                         struct err *err)
{
	return change(session, EVENT_FREEZE, args,
	              N_("Recorded that {1} is taken offline."),
	              N_("sanshen only registers this: take {1} offline on the "
	                 "site itself, now."),
	              err);
}

enum err_code act_unfreeze(struct session *session, const struct args *args,
                           struct err *err)
{
	return change(session, EVENT_UNFREEZE, args,
	              N_("Recorded that {1} is online again."),
	              N_("sanshen only registers this: put {1} online again on "
	                 "the site itself."),
	              err);
}

enum err_code act_takedown(struct session *session, const struct args *args,
                           struct err *err)
{
	return change(session, EVENT_TAKEDOWN, args,
	              N_("Recorded that {1} is taken down for good."),
	              N_("sanshen only registers this: take {1} offline on the "
	                 "site itself, now."),
	              err);
}

enum err_code act_supersede(struct session *session, const struct args *args,
                            struct err *err)
{
	return change(session, EVENT_SUPERSEDE, args,
	              N_("Recorded that another post takes the place of {1}."),
	              N_("sanshen only registers this: replace {1} on the site "
	                 "itself."),
	              err);
}
