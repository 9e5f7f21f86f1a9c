/* The acts of who reviews: sign, return, reject. Without a content id, sign
 * opens the screens (cmd-station.c). */
#include <limits.h>
#include <string.h>

#include "core/route.h"
#include "tui/act.h"
#include "tui/input.h"
#include "tui/own-key.h"
#include "tui/page.h"
#include "tui/tick.h"

/* Of a commit with its signature: an opinion has 16 kB at most. */
#define OWN_LIMIT ((size_t)128 * 1024)

static const char signed_own[] =
    N_("Signed {1}, revision {n}, with your own key.");

static const char *done_sentence(enum event_kind kind,
                                 const struct answer *answer)
{
	switch (kind) {
	case EVENT_RETURN:
		/* Of a joint review that a signer opened. */
		if (answer->after && answer->after->work == WORK_IN_REVIEW)
			return N_("Recorded your objection to {1}, revision "
			          "{n}. Who asked you will see it.");
		return N_("Sent {1} back, revision {n}.");
	case EVENT_REJECT:
		return N_("Refused {1} for good, revision {n}.");
	default:
		return N_("Signed {1}, revision {n}.");
	}
}

static enum err_code decide(struct session *session, enum event_kind kind,
                            const char *post, const char *content,
                            struct span opinion, const char *ticked,
                            struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_decide(session->desk, &caller, kind, post, content, opinion,
	                 ticked, &answer, err);
	if (!rc)
		page_answer(session, &answer, done_sentence(kind, &answer),
		            answer.post);
	answer_clear(&answer);
	return rc;
}

enum err_code act_return(struct session *session, const struct args *args,
                         struct err *err)
{
	return decide(session, EVENT_RETURN, args_word(args, 0),
	              args->value[OPTION_CONTENT],
	              span_of(args->value[OPTION_OPINION]), NULL, err);
}

enum err_code act_reject(struct session *session, const struct args *args,
                         struct err *err)
{
	return decide(session, EVENT_REJECT, args_word(args, 0),
	              args->value[OPTION_CONTENT],
	              span_of(args->value[OPTION_OPINION]), NULL, err);
}

/* All that is said stands in FILE. */
static enum err_code judge_with_signature(const struct args *args,
                                          struct err *err)
{
	static const enum opt said[] = {OPTION_OPINION, OPTION_TICK,
	                                OPTION_OP_ID,   OPTION_CONTENT,
	                                OPTION_PREPARE, OPTION_AGENT};
	struct str name = {0};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < sizeof(said) / sizeof(*said); i++) {
		if (!args_has(args, said[i]))
			continue;
		str_putf(&name, "--%s", option_name(said[i]));
		rc = err_set(err, ERR_ARGUMENT_EXTRA, "sign --with-signature",
		             str_text(&name));
	}
	str_clear(&name);
	if (!rc && !args->word_count)
		rc = err_set(err, ERR_ARGUMENT_MISSING, "sign", "POST");
	return rc;
}

enum err_code judge_sign(const struct args *args, struct err *err)
{
	static const enum opt with_content[] = {OPTION_OPINION, OPTION_TICK,
	                                        OPTION_OP_ID,   OPTION_JSON,
	                                        OPTION_PREPARE, OPTION_AGENT};

	if (args_has(args, OPTION_WITH_SIGNATURE))
		return judge_with_signature(args, err);
	if (args_has(args, OPTION_PREPARE) && args_has(args, OPTION_JSON))
		return err_set(err, ERR_ARGUMENT_EXTRA, "sign --prepare",
		               "--json");
	if (args_has(args, OPTION_PREPARE) && args_has(args, OPTION_AGENT))
		return err_set(err, ERR_ARGUMENT_EXTRA, "sign --prepare",
		               "--agent");
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

/* What the step that is open to the person asks to be ticked, appended, and the
 * form it is about. */
static enum err_code asked(struct session *session, const char *post,
                           struct words *out, struct form *form, bool *open,
                           struct err *err)
{
	struct caller caller = session_caller(session);
	struct desk_view view = {0};
	const struct policy *policy;
	enum err_code rc;
	int row;

	*open = false;
	rc = desk_show(session->desk, &caller, post, &view, err);
	if (rc)
		goto out;
	policy = desk_policy_of(session->desk, view.post);
	row = route_row(policy, desk_roster(session->desk), view.post,
	                session->person, session->now_ms);
	form_copy(form, &view.post->form);
	*open = row >= 0;
	if (*open)
		route_ticks(policy_step(policy, view.post->steps[row].step),
		            view.post, out);
out:
	desk_view_clear(&view);
	return rc;
}

/* What was ticked, as the record says it. What is not asked for is a slip of
 * the finger; whoever may not sign at all is told that instead. Appended. */
static enum err_code read_ticks(struct session *session,
                                const struct args *args, struct str *out,
                                struct err *err)
{
	struct words wanted = {0}, ticked = {0};
	struct str given = {0}, unknown = {0};
	struct form form = {0};
	bool open;
	enum err_code rc;

	args_join(&args->tick, &given);
	rc = asked(session, args_word(args, 0), &wanted, &form, &open, err);
	if (rc)
		goto out;
	ticks_read(&form, &wanted, str_span(&given), &ticked, &unknown);
	if (open && unknown.bytes)
		rc = err_set(err, ERR_BAD_VALUE, "--tick", str_text(&unknown));
	words_write(out, &ticked);
out:
	form_clear(&form);
	words_clear(&wanted);
	words_clear(&ticked);
	str_clear(&given);
	str_clear(&unknown);
	return rc;
}

/* The bytes to be signed, and not one more. */
static enum err_code prepare(struct session *session, const struct args *args,
                             const char *ticked, struct err *err)
{
	struct caller caller = session_caller(session);
	struct str text = {0};
	enum err_code rc;

	rc = desk_prepare(session->desk, &caller, args_word(args, 0),
	                  args->value[OPTION_CONTENT],
	                  span_of(args->value[OPTION_OPINION]), ticked, &text,
	                  err);
	if (!rc)
		fwrite(str_text(&text), 1, text.bytes, stdout);
	str_clear(&text);
	return rc;
}

static enum err_code sign_own(struct session *session, const struct args *args,
                              struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	struct str bytes = {0};
	enum err_code rc;

	rc = input_bytes(args->value[OPTION_WITH_SIGNATURE], OWN_LIMIT, &bytes,
	                 err);
	if (!rc)
		rc = desk_sign_own(session->desk, &caller, args_word(args, 0),
		                   str_span(&bytes), &answer, err);
	if (!rc)
		page_answer(session, &answer, signed_own, answer.post);
	answer_clear(&answer);
	str_clear(&bytes);
	return rc;
}

static enum err_code sign_by_agent(struct session *session,
                                   const struct args *args, const char *ticked,
                                   struct err *err)
{
	struct caller caller = session_caller(session);
	const char *post = args_word(args, 0);
	const char *content = args->value[OPTION_CONTENT];
	struct span opinion = span_of(args->value[OPTION_OPINION]);
	struct own_key own = {0};
	struct answer answer = {0};
	bool done;
	enum err_code rc;

	if ((rc = own_key_look(&own, session, err)) ||
	    (rc = own_key_find(&own, session, INT_MAX, &done, err)))
		goto out;
	rc = own_key_ask(&own, session, &caller, post, content, opinion, ticked,
	                 err);
	if (rc == ERR_OP_ID_TAKEN) { /* again: the first receipt */
		rc = decide(session, EVENT_SIGN, post, content, opinion, ticked,
		            err);
		goto out;
	}
	if (rc)
		goto out;
	say(stderr,
	    N_("Your ssh-agent is asked to sign with {1}. Touch your key, or "
	       "say yes, if it waits for that."),
	    own.fingerprint, NULL);
	rc = own_key_record(&own, session, &caller, post, INT_MAX, &done,
	                    &answer, err);
	if (!rc)
		page_answer(session, &answer, signed_own, answer.post);
out:
	own_key_clear(&own);
	answer_clear(&answer);
	return rc;
}

enum err_code act_sign(struct session *session, const struct args *args,
                       struct err *err)
{
	struct str ticked = {0};
	enum err_code rc = ERR_OK;

	if (args_has(args, OPTION_WITH_SIGNATURE))
		return sign_own(session, args, err);
	if (!args_has(args, OPTION_CONTENT))
		return sign_on_screen(session, args_word(args, 0), err);
	if (args->tick.count)
		rc = read_ticks(session, args, &ticked, err);
	if (!rc && args_has(args, OPTION_PREPARE))
		rc = prepare(session, args, str_text(&ticked), err);
	else if (!rc && args_has(args, OPTION_AGENT))
		rc = sign_by_agent(session, args, str_text(&ticked), err);
	else if (!rc)
		rc = decide(session, EVENT_SIGN, args_word(args, 0),
		            args->value[OPTION_CONTENT],
		            span_of(args->value[OPTION_OPINION]),
		            str_text(&ticked), err);
	str_clear(&ticked);
	return rc;
}
