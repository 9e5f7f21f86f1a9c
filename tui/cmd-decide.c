/* The acts of who reviews: sign, return, reject; and the page that asks. */
#include <string.h>

#include "tui/act.h"
#include "tui/page.h"

enum choice { CHOICE_SIGN, CHOICE_RETURN, CHOICE_SKIP, CHOICE_STOP };

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

/* ---- the page that asks -------------------------------------------------- */

/* Everything a signature would cover, as it is at this moment. */
static enum err_code show_page(struct session *session, const char *post,
                               char content[HEX], struct err *err)
{
	struct caller caller = session_caller(session);
	const struct revision *revision;
	struct findings findings = {0};
	struct desk_view view = {0};
	enum err_code rc;

	rc = desk_show(session->desk, &caller, post, &view, err);
	if (rc)
		goto out;
	if (!(revision = post_revision(view.post))) {
		rc = err_set(err, ERR_HELD_FIRST, post, NULL);
		goto out;
	}
	memcpy(content, revision->content, HEX);
	if ((rc = desk_check(session->desk, &caller, post, &findings, err)))
		goto out;
	page_post(stdout, session, &view);
	fputc('\n', stdout);
	page_findings(stdout, post, &findings);
	page_count(stdout, &findings);
	say(stdout,
	    N_("Your signature covers this text, its form, attachments, "
	       "channels and time: content {1}."),
	    content, NULL);
out:
	findings_clear(&findings);
	desk_view_clear(&view);
	return rc;
}

/* Letters also as an input method left on types them. */
static enum choice choose(bool walks)
{
	static const struct {
		const char *word;
		enum choice choice;
	} words[] = {
	    {"y", CHOICE_SIGN},    {"Y", CHOICE_SIGN},
	    {"ｙ", CHOICE_SIGN},   {"Ｙ", CHOICE_SIGN},
	    {"同意", CHOICE_SIGN}, {"r", CHOICE_RETURN},
	    {"R", CHOICE_RETURN},  {"ｒ", CHOICE_RETURN},
	    {"Ｒ", CHOICE_RETURN}, {"退回", CHOICE_RETURN},
	    {"q", CHOICE_STOP},    {"Q", CHOICE_STOP},
	    {"ｑ", CHOICE_STOP},   {"Ｑ", CHOICE_STOP},
	};
	struct str answer = {0};
	enum choice choice = CHOICE_SKIP;

	if (!session_ask(walks ? N_("Sign (y), send back (r), next (Enter), "
	                            "stop (q)? ")
	                       : N_("Sign (y), send back (r), leave it "
	                            "(Enter)? "),
	                 &answer))
		choice = CHOICE_STOP;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_is(str_span(&answer), words[i].word))
			choice = words[i].choice;
	str_clear(&answer);
	return choice;
}

/* Shows one post and does what is answered. *went says what that was. */
static enum err_code ask_about(struct session *session, const char *post,
                               const char *given, bool walks, enum choice *went,
                               struct err *err)
{
	struct str opinion = {0};
	char content[HEX] = "";
	enum err_code rc;

	str_puts(&opinion, given ? given : "");
	if ((rc = show_page(session, post, content, err)))
		goto out;
	*went = choose(walks);
	if (*went == CHOICE_RETURN && !opinion.bytes) {
		session_ask(N_("What is to be mended? "), &opinion);
		if (!opinion.bytes)
			*went = CHOICE_SKIP;
	}
	if (*went == CHOICE_SIGN)
		rc = decide(session, EVENT_SIGN, post, content,
		            str_span(&opinion), err);
	else if (*went == CHOICE_RETURN)
		rc = decide(session, EVENT_RETURN, post, content,
		            str_span(&opinion), err);
	else
		say(stdout, N_("Nothing was recorded about {1}."), post, NULL);
out:
	str_clear(&opinion);
	return rc;
}

/* Everything that waits for this person, oldest deadline first. A post that
 * moved meanwhile is said and left; the walk goes on. */
static enum err_code walk(struct session *session, const char *opinion,
                          struct err *err)
{
	struct caller caller = session_caller(session);
	struct desk_rows rows = {0};
	enum choice went = CHOICE_SKIP;
	size_t seen = 0;
	enum err_code rc;

	if ((rc = desk_queue(session->desk, &caller, false, &rows, err)))
		goto out;
	for (size_t i = 0; i < rows.count && went != CHOICE_STOP; i++) {
		if (!rows.at[i].why || strcmp(rows.at[i].why, "sign") != 0)
			continue;
		if (seen++)
			fputc('\n', stdout);
		rc = ask_about(session, rows.at[i].post, opinion, true, &went,
		               err);
		if (rc && err_status(rc) > 4)
			goto out;
		if (rc)
			say_err(stderr, err, &session->names);
		rc = ERR_OK;
	}
	if (!seen)
		say(stdout, N_("Nothing waits for your signature."), NULL,
		    NULL);
out:
	desk_rows_clear(&rows);
	return rc;
}

enum err_code judge_sign(const struct args *args, struct err *err)
{
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
	if (!args->word_count && args_has(args, OPTION_OP_ID))
		return err_set(err, ERR_ARGUMENT_EXTRA, "sign", "--op-id");
	return ERR_OK;
}

enum err_code act_sign(struct session *session, const struct args *args,
                       struct err *err)
{
	const char *post = args_word(args, 0);
	const char *opinion = args->value[OPTION_OPINION];
	enum choice went = CHOICE_SKIP;
	enum err_code rc;

	if (args_has(args, OPTION_CONTENT))
		return decide(session, EVENT_SIGN, post,
		              args->value[OPTION_CONTENT], span_of(opinion),
		              err);
	if (!post)
		return walk(session, opinion, err);
	rc = ask_about(session, post, opinion, false, &went, err);
	if (!rc && went != CHOICE_SIGN && went != CHOICE_RETURN)
		return ERR_FOUND; /* said already: nothing was recorded */
	return rc;
}
