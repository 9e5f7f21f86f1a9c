/* logins: who came in over SSH, from where, when. */
#include "tui/act.h"
#include "tui/json.h"

/* START  PERSON  FROM  KIND  SHA256:…  END, and the line that was refused */
static void login_line(const struct session *session, const struct login *login)
{
	struct str start = {0}, end = {0};

	say_time(&start, login->start_ms, session->offset_min);
	if (login->state == LOGIN_ENDED)
		say_time(&end, login->end_ms, session->offset_min);
	else
		str_puts(&end, login->state == LOGIN_OPEN ? _("still open")
		                                          : _("cut off"));
	printf("%s  %-12s  %-15s  %-12s  %-50s  %s\n", str_text(&start),
	       login->person, *login->from ? login->from : "-", login->kind,
	       *login->key ? login->key : "-", str_text(&end));
	if (login->refused)
		printf("  %s\n", login->refused);
	if (login->more)
		say_number(stdout,
		           N_("  and {n} before it that day, not kept one by "
		              "one"),
		           NULL, (long)login->more);
	str_clear(&start);
	str_clear(&end);
}

enum err_code act_logins(struct session *session, const struct args *args,
                         struct err *err)
{
	struct caller caller = session_caller(session);
	struct logins logins = {0};
	enum err_code rc = desk_logins(
	    session->desk, &caller, args->value[OPTION_PERSON], &logins, err);

	if (!rc && session->json)
		json_logins(stdout, &logins, session->offset_min);
	for (size_t i = 0; !rc && !session->json && i < logins.count; i++)
		login_line(session, &logins.at[i]);
	logins_clear(&logins);
	return rc;
}
