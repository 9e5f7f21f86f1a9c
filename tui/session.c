#include "tui/session.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/calendar.h"
#include "core/mem.h"

/* The folder this program lies in, without a slash at the end. */
static char *own_folder(void)
{
	char path[4096];
	ssize_t bytes = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (bytes <= 0)
		return mem_copy("/usr/local/bin");
	path[bytes] = '\0';
	slash = strrchr(path, '/');
	if (slash)
		*slash = '\0';
	return mem_copy(path);
}

/* `name` beside an installed program, else beside one just built. */
static char *shared(const char *folder, const char *name)
{
	struct str path = {0};

	str_putf(&path, "%s/../share/%s", folder, name);
	if (access(path.at, F_OK) != 0) {
		str_clear(&path);
		str_putf(&path, "%s/share/%s", folder, name);
	}
	return str_take(&path);
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* NULL when not even the Unix account has a folder. */
static char *find_home(const char *option)
{
	const struct passwd *user;
	struct str path = {0};

	if (!option)
		option = variable("SANSHEN_HOME");
	if (option)
		return mem_copy(option);
	if (variable("XDG_DATA_HOME")) {
		str_putf(&path, "%s/sanshen", variable("XDG_DATA_HOME"));
		return str_take(&path);
	}
	option = variable("HOME");
	if (!option && (user = getpwuid(getuid())))
		option = user->pw_dir;
	if (!option)
		return NULL;
	str_putf(&path, "%s/.local/share/sanshen", option);
	return str_take(&path);
}

void session_language(void)
{
	char *folder = own_folder();
	char *locale = shared(folder, "locale");

	say_start(locale);
	free(locale);
	free(folder);
}

void session_tick(struct session *session)
{
	struct timespec now;

	if (session->clock_stands)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	session->now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum err_code session_start(struct session *out, const char *home,
                            const char *as, struct err *err)
{
	char *folder = own_folder();

	memset(out, 0, sizeof(*out));
	out->share = shared(folder, "sanshen");
	out->agent = mem_copy(variable("SSH_AUTH_SOCK"));
	out->as = as ? as : variable("SANSHEN_AS");
	session_tick(out);
	out->offset_min = 8 * 60;
	free(folder);
	if (home && !*home)
		return err_set(err, ERR_BAD_VALUE, "--home", home);
	out->named = home || variable("SANSHEN_HOME");
	out->home = find_home(home);
	return ERR_OK;
}

void session_speak(struct session *session, const char *home, const char *as)
{
	const struct person *person;

	/* A refusal is on its way; nothing here may add another. */
	if (session->desk ||
	    (!session->home && session_start(session, home, as, NULL)) ||
	    !session->home || !session->as ||
	    desk_open(&session->desk, session->home, session->share, NULL))
		return;
	session->names.desk = session->desk;
	person = roster_person(desk_roster(session->desk), session->as);
	if (person)
		say_language(person->lang);
}

enum err_code session_need_home(const struct session *session, struct err *err)
{
	return session->home ? ERR_OK
	                     : err_set(err, ERR_ARGUMENT_MISSING, "sanshen",
	                               "--home DIR");
}

void session_close(struct session *session)
{
	desk_close(session->desk);
	login_clear(&session->last);
	free(session->agent);
	str_wipe(&session->password);
	free(session->person);
	free(session->share);
	free(session->home);
	memset(session, 0, sizeof(*session));
}

enum err_code session_demo_clock(struct session *session, struct err *err)
{
	const char *now = variable("SANSHEN_NOW");

	if (!now)
		return ERR_OK;
	if (!calendar_read(span_of(now), &session->now_ms))
		return err_set(err, ERR_BAD_VALUE, "$SANSHEN_NOW", now);
	session->clock_stands = true;
	return ERR_OK;
}

/* Who is there: what was said, else the Unix user. */
static enum err_code find_person(struct session *session, bool needed,
                                 struct err *err)
{
	const struct roster *roster = desk_roster(session->desk);
	const struct passwd *user;
	const struct person *person;
	struct str people = {0};
	const char *id = session->as;
	enum err_code rc = ERR_OK;

	if (!id && (user = getpwuid(getuid())) &&
	    roster_person(roster, user->pw_name))
		id = user->pw_name;
	if (!id) {
		desk_people(session->desk, &people);
		if (needed)
			rc = err_set(err, ERR_WHO, NULL, str_text(&people));
		goto out;
	}
	if ((person = roster_person(roster, id)))
		say_language(person->lang);
	if (needed || session->as)
		rc = desk_who(session->desk, id, err);
	if (!rc)
		session->person = mem_copy(id);
out:
	str_clear(&people);
	return rc;
}

enum err_code session_open(struct session *session, bool person,
                           struct err *err)
{
	enum err_code rc;

	if (session->desk)
		return ERR_OK;
	if ((rc = session_need_home(session, err)))
		return rc;
	rc = desk_open(&session->desk, session->home, session->share, err);
	if (rc)
		return rc;
	session->offset_min = desk_offset_min(session->desk);
	session->names.desk = session->desk;
	if (desk_is_demo(session->desk) &&
	    (rc = session_demo_clock(session, err)))
		return rc;
	return find_person(session, person, err);
}

struct caller session_caller(const struct session *session)
{
	struct caller caller = {
	    .person = session->person,
	    .now_ms = session->now_ms,
	    .op_id = session->op_id,
	    .key = session->key,
	    .password = session->password.bytes ? session->password.at : NULL,
	};

	return caller;
}

bool session_on_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool session_ask(const char *question, struct str *out)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t bytes;

	fflush(stdout);
	fputs(say_translate(question), stderr);
	bytes = getline(&line, &room, stdin);
	if (bytes > 0)
		str_add(out, span_trim(span_from(line, (size_t)bytes)));
	free(line);
	return bytes > 0;
}
