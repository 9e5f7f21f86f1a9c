/* check: the findings over files, the standard input, or posts. */
#include <string.h>

#include "store/check.h"
#include "tui/act.h"
#include "tui/input.h"
#include "tui/json.h"
#include "tui/page.h"

enum err_code judge_check(const struct args *args, struct err *err)
{
	/* The document has no place for a name: one text, one document. */
	if (args_has(args, OPTION_JSON) && args->word_count > 1)
		return err_set(err, ERR_ARGUMENT_EXTRA, "check --json",
		               args_word(args, 1));
	return ERR_OK;
}

static enum err_code check_file(struct session *session,
                                const struct args *args, const char *name,
                                struct checks **checks,
                                struct findings *findings, struct err *err)
{
	struct str text = {0};
	enum err_code rc;

	rc = input_text(name, args->value[OPTION_ENCODING], INPUT_NO_LIMIT,
	                &text, err);
	if (rc)
		goto out;
	if (!*checks && (rc = checks_open(session->share, checks, err)))
		goto out;
	check_run(checks_kit(*checks), str_span(&text), "text", findings);
	if (checks_spelling_is_off(*checks))
		say(stderr,
		    N_("The English dictionary is missing, so spelling was "
		       "not checked: apt install hunspell-en-us"),
		    NULL, NULL);
out:
	str_clear(&text);
	return rc;
}

static enum err_code check_post(struct session *session, const char *post,
                                struct findings *findings, struct err *err)
{
	struct caller caller;
	enum err_code rc = session_open(session, true, err);

	if (rc)
		return rc;
	caller = session_caller(session);
	return desk_check(session->desk, &caller, post, findings, err);
}

static enum err_code check_one(struct session *session, const struct args *args,
                               const char *name, struct checks **checks,
                               bool *found, struct err *err)
{
	struct findings findings = {0};
	enum err_code rc;

	if (post_id_is_good(span_of(name)))
		rc = check_post(session, name, &findings, err);
	else
		rc = check_file(session, args, name, checks, &findings, err);
	if (rc)
		goto out;
	if (session->json) {
		json_findings(stdout, &findings);
	} else {
		page_findings(stdout, strcmp(name, "-") == 0 ? "stdin" : name,
		              &findings);
		fflush(stdout);
		page_count(stderr, &findings);
	}
	*found = *found || findings_worst(&findings) >= SEVERITY_WARN;
out:
	findings_clear(&findings);
	return rc;
}

enum err_code act_check(struct session *session, const struct args *args,
                        struct err *err)
{
	struct checks *checks = NULL;
	bool found = false;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < args->word_count && !rc; i++)
		rc = check_one(session, args, args_word(args, i), &checks,
		               &found, err);
	checks_close(checks);
	return rc ? rc : found ? ERR_FOUND : ERR_OK;
}
