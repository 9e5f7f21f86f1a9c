/* What opens the screens: sanshen alone, edit, and sign on a terminal. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "tui/act.h"
#include "tui/shelf.h"
#include "tui/station.h"

/* ---- whether there can be screens ---------------------------------------- */

const char *charset_refused(const char *lc_all, const char *lc_ctype,
                            const char *lang)
{
	const char *const given[] = {lc_all, lc_ctype, lang};
	const char *name = NULL;
	size_t bytes;

	/* The first that is set counts, as the C library has it. */
	for (size_t i = 0; i < 3 && !name; i++)
		if (given[i] && *given[i])
			name = given[i];
	if (name)
		name = strchr(name, '.');
	if (!name)
		return NULL;
	name++;
	bytes = strcspn(name, "@");
	if ((bytes == 5 && strncasecmp(name, "UTF-8", bytes) == 0) ||
	    (bytes == 4 && strncasecmp(name, "UTF8", bytes) == 0))
		return NULL;
	return name;
}

enum err_code judge_screen(const struct args *args, struct err *err)
{
	const char *charset;
	char name[32] = "";

	(void)args;
	if (!session_on_terminal())
		return err_set(err, ERR_NO_TERMINAL, NULL, NULL);
	charset = charset_refused(getenv("LC_ALL"), getenv("LC_CTYPE"),
	                          getenv("LANG"));
	if (!charset)
		return ERR_OK;
	/* Said in ASCII, whatever stands there. */
	for (size_t i = 0; i + 1 < sizeof(name) && charset[i]; i++)
		name[i] =
		    charset[i] > ' ' && charset[i] < 0x7f ? charset[i] : '?';
	return err_set(err, ERR_CHARSET, name, NULL);
}

/* ---- which screen is the first ------------------------------------------- */

struct opening {
	const char *post; /* NULL: a new one */
	bool walks;
};

static struct view *first_home(struct station *station, void *payload)
{
	(void)payload;
	return view_home_new(station);
}

static struct view *first_edit(struct station *station, void *payload)
{
	const struct opening *opening = payload;

	return view_edit_new(station, opening->post, 0);
}

static struct view *first_review(struct station *station, void *payload)
{
	const struct opening *opening = payload;

	return view_review_new(station, opening->post, opening->walks);
}

enum err_code act_home(struct session *session, const struct args *args,
                       struct err *err)
{
	bool recorded;

	(void)args;
	return station_run(session, first_home, NULL, &recorded, err);
}

enum err_code act_edit(struct session *session, const struct args *args,
                       struct err *err)
{
	struct opening opening = {.post = args_word(args, 0)};
	enum err_code rc;
	bool recorded;

	if (opening.post && (rc = desk_knows(session->desk, opening.post, err)))
		return rc;
	return station_run(session, first_edit, &opening, &recorded, err);
}

/* All that waits for a signature, from the oldest on. */
static enum err_code walk(struct session *session, struct err *err)
{
	struct caller caller = session_caller(session);
	struct shelf_rows waiting = {0};
	struct opening opening = {.walks = true};
	size_t first = (size_t)-1;
	enum err_code rc;
	bool recorded;

	do {
		rc = shelf_next(session->desk, &caller, SHELF_WAITING, &waiting,
		                err);
		if (rc)
			goto out;
		first = shelf_first_to_sign(&waiting);
	} while (first == (size_t)-1 && waiting.more);
	if (first == (size_t)-1) {
		say(stdout, N_("Nothing waits for your signature."), NULL,
		    NULL);
		goto out;
	}
	opening.post = waiting.rows.at[first].post;
	rc = station_run(session, first_review, &opening, &recorded, err);
out:
	shelf_clear(&waiting);
	return rc;
}

enum err_code sign_on_screen(struct session *session, const char *post,
                             struct err *err)
{
	struct opening opening = {.post = post};
	enum err_code rc;
	bool recorded;

	if (!post)
		return walk(session, err);
	if ((rc = desk_knows(session->desk, post, err)))
		return rc;
	rc = station_run(session, first_review, &opening, &recorded, err);
	if (rc || recorded)
		return rc;
	say(stdout, N_("Nothing was recorded about {1}."), post, NULL);
	return ERR_FOUND;
}

/* ---- a policy's file ------------------------------------------------------
 */

static struct view *first_policy(struct station *station, void *payload)
{
	return view_policy_new(station, payload);
}

enum err_code act_policy_edit(struct session *session, const struct args *args,
                              struct err *err)
{
	char *file = mem_copy(args_word(args, 0));
	enum err_code rc;
	bool recorded;

	rc = station_run(session, first_policy, file, &recorded, err);
	free(file);
	return rc;
}
