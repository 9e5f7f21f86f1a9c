/* The acts of who reviews: sign, return, reject. Without a content id, sign
 * opens the screens (cmd-station.c). */
#include <stddef.h>

#include "tui/act.h"
#include "tui/page.h"

static const char *done_sentence(enum event_kind kind)
{
	switch (kind) {
	case EVENT_RETURN:
		return N_("Sent {1} back, revision {n}.");
	case EVENT_REJECT:
		return N_("Refused {1} for good, revision {n}.");
	default:
		return N_("Signed {1}, revision {n}.");
	}
}

static enum err_code decide(struct session *session, enum event_kind kind,
                            const char *post, const char *content,
                            struct span opinion, struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_decide(session->desk, &caller, kind, post, content, opinion,
	                 &answer, err);
	if (!rc)
		page_answer(session, &answer, done_sentence(kind), answer.post);
	answer_clear(&answer);
	return rc;
}

enum err_code act_return(struct session *session, const struct args *args,
                         struct err *err)
{
	return decide(session, EVENT_RETURN, args_word(args, 0),
	              args->value[OPTION_CONTENT],
	              span_of(args->value[OPTION_OPINION]), err);
}

enum err_code act_reject(struct session *session, const struct args *args,
                         struct err *err)
{
	return decide(session, EVENT_REJECT, args_word(args, 0),
	              args->value[OPTION_CONTENT],
	              span_of(args->value[OPTION_OPINION]), err);
}

enum err_code judge_sign(const struct args *args, struct err *err)
{
	static const enum opt with_content[] = {OPTION_OPINION, OPTION_OP_ID,
	                                        OPTION_JSON};

	if (args_has(args, OPTION_PREPARE))
		return err_set(err, ERR_NOT_BUILT, "sign --prepare", NULL);
	if (args_has(args, OPTION_WITH_SIGNATURE))
		return err_set(err, ERR_NOT_BUILT, "sign --with-signature",
		               NULL);
	if (args_has(args, OPTION_CONTENT))
		return args->word_count
		           ? ERR_OK
		           : err_set(err, ERR_ARGUMENT_MISSING, "sign", "POST");
	/* What nobody saw cannot be signed. */
	if (!session_on_terminal())
		return err_set(err, ERR_ARGUMENT_MISSING, "sign",
		               args->word_count ? "--content" : "POST");
	/* The screen asks for the opinion, and gives no answer to a script. */
	for (size_t i = 0; i < sizeof(with_content) / sizeof(*with_content);
	     i++)
		if (args_has(args, with_content[i]))
			return err_set(err, ERR_ARGUMENT_MISSING, "sign",
			               "--content");
	return judge_screen(args, err);
}

enum err_code act_sign(struct session *session, const struct args *args,
                       struct err *err)
{
	if (!args_has(args, OPTION_CONTENT))
		return sign_on_screen(session, args_word(args, 0), err);
	return decide(session, EVENT_SIGN, args_word(args, 0),
	              args->value[OPTION_CONTENT],
	              span_of(args->value[OPTION_OPINION]), err);
}
