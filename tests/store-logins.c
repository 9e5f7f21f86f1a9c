/*
 * Who came in over SSH, and whether they may still be there when something is
 * to be recorded.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/db.h"
#include "store/desk.h"
#include "store/draft.h"
#include "store/sign.h"
#include "tests/newsroom.h"
#include "tests/test.h"

static const int64_t day_ms = (int64_t)24 * 60 * 60 * 1000;

/* ---- keys ----
 */

/* A new key of theirs, recorded; free() the fingerprint. */
static char *give_key(struct desk *desk, const char *person)
{
	char *folder = test_folder(), *print;
	struct caller caller = news_as("admin");
	struct sign_key *key;
	struct answer answer;
	struct str path = {0};
	struct err err;

	str_putf(&path, "%s/key", folder);
	ASSERT_OK(sign_key_make(str_text(&path), person, &err));
	ASSERT_OK(sign_key_open(&key, str_text(&path), &err));
	ASSERT_OK(desk_key_add(desk, &caller, person,
	                       span_of(sign_key_public(key)), &answer, &err));
	answer_clear(&answer);
	print = mem_copy(sign_key_fingerprint(key));
	sign_key_close(key);
	str_clear(&path);
	free(folder);
	return print;
}

static void end_key(struct desk *desk, const char *person, const char *print)
{
	struct caller caller = news_as("admin");
	struct answer answer;
	struct err err;

	ASSERT_OK(desk_key_end(desk, &caller, person, print, &answer, &err));
	answer_clear(&answer);
}

static void set_able(struct desk *desk, const char *person, bool enabled)
{
	struct caller caller = news_as("admin");
	struct answer answer;
	struct err err;

	ASSERT_OK(
	    desk_person_able(desk, &caller, person, enabled, &answer, &err));
	answer_clear(&answer);
}

/* What a new draft is answered, by who came in with `key`. */
static void draft(struct desk *desk, const char *person, const char *key,
                  enum err_code wanted)
{
	struct caller caller = news_as(person);
	struct draft text = {
	    .title = "通知", .has_text = true, .text = span_of("正文。\n")};
	struct answer answer;
	struct err err;
	char before[HEX] = "", after[HEX] = "";

	caller.key = key;
	(void)desk_moved(desk, before);
	ASSERT_CODE(wanted, desk_new(desk, &caller, &text, &answer, &err));
	answer_clear(&answer);
	(void)desk_moved(desk, after);
	assert_int_equal(strcmp(before, after) != 0, wanted == ERR_OK);
}

/* Nothing of the desk asks for the key but the ledger, under the lock. */
static void nothing_is_recorded_with_a_key_that_ended(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home), *admin = news_open(home);
	char *key = give_key(admin, "collector");
	char *other = give_key(admin, "manager");

	(void)state;
	draft(desk, "collector", key, ERR_OK);
	draft(desk, "collector", other, ERR_KEY_ENDED);
	draft(desk, "collector", "SHA256:none", ERR_KEY_ENDED);
	draft(desk, "collector", NULL, ERR_OK);
	end_key(admin, "collector", key);
	draft(desk, "collector", key, ERR_KEY_ENDED);
	draft(desk, "collector", NULL, ERR_OK);
	free(key);
	free(other);
	desk_close(desk);
	desk_close(admin);
	free(home);
}

/* As if they had been disabled after everything else was asked. */
static void nothing_is_recorded_by_who_is_disabled(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct ledger *ledger;
	struct receipt receipt;
	struct err err;
	struct form form = {.title = (char *)"通知"};
	struct proposal proposal = {.event.kind = EVENT_NEW,
	                            .event.actor = mem_copy("collector"),
	                            .event.op_id = mem_copy("late"),
	                            .now_ms = news_now_ms(),
	                            .form = &form,
	                            .text = span_of("正文。\n")};

	(void)state;
	ASSERT_OK(ledger_open(&ledger, home, &err));
	set_able(desk, "collector", false);
	ASSERT_CODE(ERR_DISABLED,
	            ledger_append(ledger, &proposal, &receipt, &err));
	proposal_clear(&proposal);
	ledger_close(ledger);
	set_able(desk, "collector", true);
	draft(desk, "collector", NULL, ERR_OK);
	desk_close(desk);
	free(home);
}

/* ---- logins ----
 */

static enum err_code come(struct desk *desk, const char *person, int64_t at_ms,
                          struct login *last, struct err *err)
{
	struct login about = {.person = (char *)person,
	                      .key = (char *)"SHA256:x",
	                      .from = (char *)"192.0.2.7",
	                      .kind = (char *)"workstation",
	                      .pid = getpid(),
	                      .start_ms = at_ms};

	return desk_log_in(desk, &about, last, err);
}

/* Comes in and leaves. */
static void visit(const char *home, const char *person, int64_t at_ms,
                  const char *refused)
{
	struct desk *desk = news_open(home);
	struct login last;
	struct err err;

	ASSERT_OK(come(desk, person, at_ms, &last, &err));
	login_clear(&last);
	ASSERT_OK(desk_log_out(desk, at_ms + 1, refused, &err));
	desk_close(desk);
}

static void read_logins(struct desk *desk, const char *person,
                        struct logins *out)
{
	struct caller caller = news_as("auditor");
	struct err err;

	ASSERT_OK(desk_logins(desk, &caller, person, out, &err));
}

static void the_session_before_is_told(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct login last;
	struct logins all;
	struct err err;
	int64_t now_ms = news_now_ms();

	(void)state;
	visit(home, "manager", now_ms, NULL);
	ASSERT_OK(come(desk, "collector", now_ms + 10, &last, &err));
	assert_null(last.person);
	ASSERT_OK(desk_log_out(desk, now_ms + 20, NULL, &err));
	desk_close(desk);
	desk = news_open(home);
	ASSERT_OK(come(desk, "collector", now_ms + 30, &last, &err));
	assert_int_equal(last.start_ms, now_ms + 10);
	assert_string_equal(last.from, "192.0.2.7");
	login_clear(&last);
	read_logins(desk, NULL, &all);
	assert_int_equal(all.count, 3);
	assert_int_equal(all.at[0].state, LOGIN_OPEN);
	assert_int_equal(all.at[0].end_ms, 0);
	assert_int_equal(all.at[1].state, LOGIN_ENDED);
	assert_int_equal(all.at[1].end_ms, now_ms + 20);
	assert_string_equal(all.at[2].person, "manager");
	assert_null(all.at[2].refused);
	logins_clear(&all);
	read_logins(desk, "manager", &all);
	assert_int_equal(all.count, 1);
	logins_clear(&all);
	desk_close(desk);
	free(home);
}

static void only_admin_and_auditor_read_them(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct logins all;
	struct err err;
	struct caller caller;

	(void)state;
	visit(home, "manager", news_now_ms(), NULL);
	caller = news_as("manager");
	ASSERT_CODE(ERR_NO_RIGHT,
	            desk_logins(desk, &caller, "manager", &all, &err));
	caller = news_as("admin");
	ASSERT_OK(desk_logins(desk, &caller, NULL, &all, &err));
	logins_clear(&all);
	ASSERT_CODE(ERR_NO_PERSON,
	            desk_logins(desk, &caller, "nobody", &all, &err));
	desk_close(desk);
	free(home);
}

/* A process that comes in and is killed. */
static void who_was_killed_is_gone(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct logins all;
	int ready[2];
	char byte;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	if ((child = fork()) == 0) {
		struct login last;
		struct desk *its = news_open(home);
		struct err err;

		if (come(its, "head", news_now_ms(), &last, &err) ||
		    write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	read_logins(desk, NULL, &all);
	assert_int_equal(all.at[0].state, LOGIN_OPEN);
	logins_clear(&all);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	read_logins(desk, NULL, &all);
	assert_int_equal(all.at[0].state, LOGIN_GONE);
	logins_clear(&all);
	close(ready[0]);
	close(ready[1]);
	desk_close(desk);
	free(home);
}

static void eight_are_open_at_most(void **state)
{
	char *home = news_room();
	struct desk *desk[LOGIN_SESSIONS + 1];
	struct login last;
	struct logins all;
	struct err err;
	int64_t now_ms = news_now_ms();

	(void)state;
	for (int i = 0; i <= LOGIN_SESSIONS; i++) {
		desk[i] = news_open(home);
		ASSERT_CODE(i < LOGIN_SESSIONS ? ERR_OK : ERR_SESSIONS,
		            come(desk[i], "head", now_ms + i, &last, &err));
		login_clear(&last);
	}
	visit(home, "manager", now_ms, NULL);
	read_logins(desk[8], "head", &all);
	assert_int_equal(all.count, LOGIN_SESSIONS + 1);
	assert_string_equal(all.at[0].kind, "refused");
	assert_int_equal(all.at[0].state, LOGIN_ENDED);
	logins_clear(&all);
	/* One that was cut off is open no more. */
	desk_close(desk[3]);
	visit(home, "head", now_ms, NULL);
	for (int i = 0; i <= LOGIN_SESSIONS; i++)
		if (i != 3)
			desk_close(desk[i]);
	free(home);
}

static void what_was_refused_is_made_visible_and_cut(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct str line = {0};
	struct logins all;

	(void)state;
	str_puts(&line, "queue\n\t\033[31m红\xff");
	for (int i = 0; i < 1000; i++)
		str_putc(&line, 'x');
	visit(home, "head", news_now_ms(), str_text(&line));
	read_logins(desk, NULL, &all);
	assert_string_equal(all.at[0].kind, "refused");
	assert_memory_equal(all.at[0].refused,
	                    "queue\\n\\t\xef\xbf\xbd[31m红\xef\xbf\xbdxx", 24);
	assert_true(strlen(all.at[0].refused) < 300);
	logins_clear(&all);
	str_clear(&line);
	desk_close(desk);
	free(home);
}

static void half_a_year_is_kept(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct logins all;
	int64_t now_ms = news_now_ms();

	(void)state;
	visit(home, "head", now_ms - (LOGIN_DAYS + 1) * day_ms, NULL);
	visit(home, "head", now_ms - (LOGIN_DAYS - 1) * day_ms, NULL);
	read_logins(desk, NULL, &all);
	assert_int_equal(all.count, 2);
	logins_clear(&all);
	visit(home, "head", now_ms, NULL);
	read_logins(desk, NULL, &all);
	assert_int_equal(all.count, 2);
	logins_clear(&all);
	desk_close(desk);
	free(home);
}

static void a_days_flood_is_counted_not_kept(void **state)
{
	enum { ROWS = 2000 };
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct str path = {0};
	struct logins all;
	struct db *db;
	struct err err;
	bool old;
	int64_t now_ms = news_now_ms();

	(void)state;
	visit(home, "head", now_ms, NULL);
	str_putf(&path, "%s/desk.db", home);
	ASSERT_OK(db_open(str_text(&path), DRAFT_KIND, DRAFT_VERSION,
	                  DB_SYNC_FULL, &db, &old, &err));
	ASSERT_OK(db_run(
	    db,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < 1999) INSERT INTO login (person, key, origin, kind, "
	    "pid, start_ms, end_ms, more) SELECT person, key, origin, kind, "
	    "pid, start_ms, end_ms, 0 FROM login, n",
	    &err));
	db_close(db);
	for (int i = 1; i <= 3; i++)
		visit(home, "head", now_ms + i, NULL);
	visit(home, "manager", now_ms, NULL);
	read_logins(desk, "head", &all);
	assert_int_equal(all.count, ROWS);
	assert_int_equal(all.at[0].start_ms, now_ms + 3);
	assert_int_equal(all.at[0].more, 3);
	assert_int_equal(all.at[1].more, 0);
	logins_clear(&all);
	visit(home, "head", now_ms + day_ms + 10, NULL);
	read_logins(desk, "head", &all);
	assert_int_equal(all.count, ROWS + 1);
	logins_clear(&all);
	str_clear(&path);
	desk_close(desk);
	free(home);
}

int group_logins(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_is_recorded_with_a_key_that_ended),
	    cmocka_unit_test(nothing_is_recorded_by_who_is_disabled),
	    cmocka_unit_test(the_session_before_is_told),
	    cmocka_unit_test(only_admin_and_auditor_read_them),
	    cmocka_unit_test(who_was_killed_is_gone),
	    cmocka_unit_test(eight_are_open_at_most),
	    cmocka_unit_test(what_was_refused_is_made_visible_and_cut),
	    cmocka_unit_test(half_a_year_is_kept),
	    cmocka_unit_test(a_days_flood_is_counted_not_kept),
	};

	return TEST_GROUP("logins", tests);
}
