/* One's own password, and one made up for somebody. */
#include <string.h>

#include "tui/act.h"
#include "tui/secret.h"

enum err_code judge_password_set(const struct args *args, struct err *err)
{
	const char *word = args_word(args, 0);

	if (word && strcmp(word, "-") != 0)
		return err_set(err, ERR_ARGUMENT_EXTRA, "password set", word);
	if (!word && !session_on_terminal())
		return err_set(err, ERR_ARGUMENT_MISSING, "password set", "-");
	return ERR_OK;
}

struct typed {
	struct str old, new, again;
};

/* The lines of a script: the present one, where there is one, and the next. */
static enum err_code read_both(struct typed *out, bool has, struct err *err)
{
	enum err_code rc = has ? secret_read(&out->old, err) : ERR_OK;

	return rc ? rc : secret_read(&out->new, err);
}

static enum err_code ask_both(struct typed *out, bool has, struct err *err)
{
	if ((has && !secret_ask(N_("The password you have: "), &out->old)) ||
	    !secret_ask(N_("The new password: "), &out->new) ||
	    !secret_ask(N_("Once more: "), &out->again) ||
	    !span_equal(str_span(&out->new), str_span(&out->again)))
		return err_set(err, ERR_PASSWORD_TWICE, NULL, NULL);
	return ERR_OK;
}

enum err_code act_password_set(struct session *session, const struct args *args,
                               struct err *err)
{
	struct caller caller = session_caller(session);
	bool has = desk_has_password(session->desk, session->person);
	struct typed typed = {0};
	enum err_code rc = args_word(args, 0) ? read_both(&typed, has, err)
	                                      : ask_both(&typed, has, err);

	if (!rc)
		rc = desk_set_password(session->desk, &caller,
		                       str_text(&typed.old),
		                       str_text(&typed.new), err);
	if (!rc)
		say(stdout, N_("Your password is set."), NULL, NULL);
	str_wipe(&typed.old);
	str_wipe(&typed.new);
	str_wipe(&typed.again);
	return rc;
}

enum err_code act_password_reset(struct session *session,
                                 const struct args *args, struct err *err)
{
	struct caller caller = session_caller(session);
	struct str made = {0};
	enum err_code rc;

	rc = desk_reset_password(session->desk, &caller, args_word(args, 0),
	                         &made, err);
	if (!rc) {
		puts(str_text(&made));
		say(stderr,
		    N_("Give it to {1} and keep no copy. It is good for one "
		       "thing only: sanshen password set"),
		    args_word(args, 0), NULL);
	}
	str_wipe(&made);
	return rc;
}
