/*
 * What the desk remembers beside the archive: what was typed, who has a post
 * open, what a person saw.
 */
#include "store/desk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/db.h"
#include "store/draft.h"
#include "tests/newsroom.h"
#include "tests/test.h"

/* ---- autosaves ----
 */

static struct autosave typed(const char *post, const char *text)
{
	struct autosave autosave = {.post = mem_copy(post)};

	str_puts(&autosave.text, text);
	return autosave;
}

static int64_t keep(struct desk *desk, const char *person,
                    struct autosave *autosave)
{
	struct caller caller = news_as(person);
	struct err err;

	ASSERT_OK(desk_keep(desk, &caller, autosave, &err));
	assert_true(autosave->id > 0);
	return autosave->id;
}

static void assert_kept(struct desk *desk, const char *person, const char *post,
                        size_t count)
{
	struct caller caller = news_as(person);
	struct autosaves kept = {0};
	struct err err;

	ASSERT_OK(desk_kept(desk, &caller, post, &kept, &err));
	assert_int_equal(kept.count, count);
	autosaves_clear(&kept);
}

static void what_was_typed_comes_back_whole(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home), *later;
	struct autosave autosave = {.grade = mem_copy("major")}, back;
	struct form *form = &autosave.form;
	struct caller caller = news_as("auditor"); /* may write nothing */
	struct err err;

	(void)state;
	memset(autosave.base, 'a', HEX - 1);
	form->title = mem_copy("  半\n[attachment 001]\n ");
	form->summary = mem_copy("");
	form->at = mem_copy("2026-11-");
	form->column = mem_copy("notice");
	form_set_channels(form, span_of("site, wechat"));
	form_attach(form, "名单.xlsx",
	            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
	            "7852b855",
	            12);
	for (size_t i = 0; i < 2 * 1024 * 1024; i++)
		str_putc(&autosave.text, i % 4096 ? 'x' : '\n');
	str_puts(&autosave.waivers, "privacy/mobile=公开的咨询电话\na=b\n");
	str_add(&autosave.text, span_from("\0\xf0\x9f\x98\x80\t\r\n", 8));
	keep(desk, "auditor", &autosave);
	desk_close(desk);
	later = news_open(home);
	ASSERT_OK(desk_kept_text(later, &caller, autosave.id, &back, &err));
	assert_null(back.post);
	assert_string_equal(back.person, "auditor");
	assert_string_equal(back.base, autosave.base);
	assert_string_equal(back.grade, "major");
	assert_int_equal(back.at_ms, autosave.at_ms);
	assert_string_equal(back.form.title, form->title);
	assert_string_equal(back.form.summary, "");
	assert_null(back.form.audience);
	assert_string_equal(back.form.at, "2026-11-");
	assert_string_equal(back.form.column, "notice");
	assert_int_equal(back.form.channels.count, 2);
	assert_string_equal(back.form.channels.at[1], "wechat");
	assert_int_equal(back.form.attachment_count, 1);
	assert_string_equal(back.form.attachments[0].name, "名单.xlsx");
	assert_true(span_equal(str_span(&back.text), str_span(&autosave.text)));
	assert_string_equal(str_text(&back.waivers),
	                    str_text(&autosave.waivers));
	autosave_clear(&back);
	autosave_clear(&autosave);
	desk_close(later);
	free(home);
}

static void each_person_has_one_autosave_a_post(void **state)
{
	char *home = news_room(), *post;
	struct desk *desk = news_open(home);
	struct autosave mine, unnamed, again, gone;
	struct autosaves kept = {0};
	struct caller caller = news_as("collector");
	struct err err;
	int64_t first;

	(void)state;
	post = news_post(desk, "collector", "正文。\n");
	mine = typed(post, "甲");
	unnamed = typed(NULL, "丙");
	first = keep(desk, "collector", &mine);
	keep(desk, "collector", &unnamed);
	str_puts(&mine.text, "甲");
	assert_int_equal(keep(desk, "collector", &mine), first);
	/* Newest first, without texts. */
	ASSERT_OK(desk_kept(desk, &caller, NULL, &kept, &err));
	assert_int_equal(kept.count, 2);
	assert_int_equal(kept.at[0].id, first);
	assert_string_equal(kept.at[0].post, post);
	assert_int_equal(kept.at[0].text.bytes, 0);
	assert_int_equal(kept.at[1].id, unnamed.id);
	autosaves_clear(&kept);
	/* Another window on the same post takes its place. */
	again = typed(post, "丁");
	assert_true(keep(desk, "collector", &again) > unnamed.id);
	assert_kept(desk, "collector", post, 1);
	ASSERT_CODE(ERR_NO_AUTOSAVE,
	            desk_kept_text(desk, &caller, first, &gone, &err));
	/* A new post got its id: its autosave is the post's from now on. */
	unnamed.post = mem_copy(post);
	keep(desk, "collector", &unnamed);
	assert_kept(desk, "collector", NULL, 1);
	ASSERT_OK(desk_forget(desk, &caller, unnamed.id, &err));
	ASSERT_OK(desk_forget(desk, &caller, unnamed.id, &err));
	assert_kept(desk, "collector", NULL, 0);
	autosave_clear(&mine);
	autosave_clear(&unnamed);
	autosave_clear(&again);
	desk_close(desk);
	free(post);
	free(home);
}

static void an_autosave_is_nobody_elses_business(void **state)
{
	char *home = news_room(), *post;
	struct desk *desk = news_open(home);
	struct autosave mine, yours, other;
	struct caller caller = news_as("collector");
	struct desk_view view;
	struct err err;

	(void)state;
	post = news_post(desk, "collector", "正文。\n");
	mine = typed(post, "甲");
	yours = typed(post, "乙");
	keep(desk, "collector", &mine);
	keep(desk, "manager", &yours);
	ASSERT_CODE(ERR_NO_AUTOSAVE,
	            desk_kept_text(desk, &caller, yours.id, &other, &err));
	ASSERT_OK(desk_forget(desk, &caller, yours.id, &err));
	assert_kept(desk, "manager", post, 1);
	mine.id = yours.id;
	assert_true(keep(desk, "collector", &mine) != yours.id);
	assert_kept(desk, "manager", post, 1);
	/* It never looks like held text. */
	view = news_show(desk, "collector", post);
	assert_false(view.held);
	assert_string_equal(str_text(&view.text), "正文。\n");
	assert_int_equal(view.held_text.bytes, 0);
	desk_view_clear(&view);
	autosave_clear(&mine);
	autosave_clear(&yours);
	desk_close(desk);
	free(post);
	free(home);
}

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Another process writes for as long as it likes: whoever types is told soon,
 * and keeps the text at the next try. */
static void nobody_waits_long_for_an_autosave(void **state)
{
	char *home = news_room(), *post;
	struct desk *desk = news_open(home);
	struct autosave autosave;
	struct caller caller = news_as("collector");
	struct desk_view view;
	struct str path = {0};
	struct db *db;
	struct err err;
	int before = -1;
	int64_t start_ms;
	bool old;

	(void)state;
	post = news_post(desk, "collector", "正文。\n");
	view = news_show(desk, "collector", post);
	autosave = typed(post, "甲");
	keep(desk, "collector", &autosave);
	str_putf(&path, "%s/desk.db", home);
	ASSERT_OK(db_open(str_text(&path), DRAFT_KIND, DRAFT_VERSION,
	                  DB_SYNC_FULL, &db, &old, &err));
	ASSERT_OK(db_begin(db, &err));
	start_ms = clock_ms();
	str_puts(&autosave.text, "乙");
	ASSERT_CODE(ERR_LOCK, desk_keep(desk, &caller, &autosave, &err));
	ASSERT_CODE(ERR_LOCK, desk_forget(desk, &caller, autosave.id, &err));
	ASSERT_CODE(ERR_LOCK,
	            desk_seen(desk, &caller, view.post, 1, &before, &err));
	assert_int_equal(before, 0);
	assert_true(clock_ms() - start_ms < 3 * 1000);
	assert_kept(desk, "collector", post, 1); /* to read is no trouble */
	db_rollback(db);
	db_close(db);
	keep(desk, "collector", &autosave);
	autosave_clear(&autosave);
	ASSERT_OK(desk_kept_text(desk, &caller, 1, &autosave, &err));
	assert_string_equal(str_text(&autosave.text), "甲乙");
	autosave_clear(&autosave);
	desk_view_clear(&view);
	desk_close(desk);
	str_clear(&path);
	free(post);
	free(home);
}

/* As earlier versions left them, with one held text. */
static void an_older_desk_db_is_taken_along(void **state)
{
	static const char *const made[] = {
	    "CREATE TABLE draft (op_id TEXT PRIMARY KEY, post TEXT, person "
	    "TEXT NOT NULL, form TEXT NOT NULL, grade TEXT NOT NULL, text BLOB "
	    "NOT NULL, at_ms INTEGER NOT NULL) STRICT;"
	    "CREATE UNIQUE INDEX draft_post ON draft (post);",
	    "CREATE TABLE draft (id INTEGER PRIMARY KEY, op_id TEXT NOT NULL, "
	    "post TEXT, person TEXT NOT NULL, form TEXT NOT NULL, grade TEXT "
	    "NOT NULL, text BLOB NOT NULL, at_ms INTEGER NOT NULL) STRICT;"
	    "CREATE UNIQUE INDEX draft_post ON draft (post);"
	    "CREATE UNIQUE INDEX draft_op_id ON draft (person, op_id) WHERE "
	    "post IS NULL;"};

	(void)state;
	for (int version = 1; version <= 4; version++) {
		char *home = news_room(), *post;
		struct desk *desk = news_open(home);
		struct autosave autosave;
		struct desk_view view;
		struct keys keys;
		struct str path = {0}, sql = {0};
		struct db *db;
		struct err err;
		bool old;

		post = news_post(desk, "collector", "正文。\n");
		str_putf(&path, "%s/desk.db", home);
		(void)!unlink(str_text(&path));
		ASSERT_OK(db_open(str_text(&path), DRAFT_KIND, version,
		                  DB_SYNC_FULL, &db, &old, &err));
		str_putf(&sql,
		         "%s INSERT INTO draft (op_id, post, person, form, "
		         "grade, text, at_ms) VALUES ('o', '%s', 'collector', "
		         "'[form]\ntitle = 留\n', '', CAST('留着。' AS "
		         "BLOB), 1)",
		         made[version > 1], post);
		ASSERT_OK(db_run(db, str_text(&sql), &err));
		if (version >= 3)
			ASSERT_OK(db_schema(db, "0003-editor.sql", &err));
		if (version >= 4)
			ASSERT_OK(db_schema(db, "0004-logins.sql", &err));
		ASSERT_OK(db_set_version(db, version, &err));
		db_close(db);
		desk_close(desk);
		desk = news_open(home);
		autosave = typed(post, "新");
		keep(desk, "collector", &autosave);
		view = news_show(desk, "collector", post);
		assert_true(view.held);
		assert_string_equal(str_text(&view.held_text), "留着。");
		desk_view_clear(&view);
		assert_kept(desk, "collector", post, 1);
		autosave_clear(&autosave);
		desk_close(desk);
		ASSERT_OK(db_open(str_text(&path), DRAFT_KIND, DRAFT_VERSION,
		                  DB_SYNC_FULL, &db, &old, &err));
		assert_false(old);
		ASSERT_OK(db_run(db, "UPDATE draft SET id = id", &err));
		ASSERT_OK(db_run(db, "DELETE FROM password_log", &err));
		/* as version 5 left it */
		ASSERT_OK(db_run(db,
		                 "DROP TABLE forward; DROP TABLE password; "
		                 "DROP TABLE password_log",
		                 &err));
		ASSERT_OK(db_set_version(db, 5, &err));
		db_close(db);
		desk = news_open(home);
		ASSERT_OK(desk_keys(desk, &keys, &err));
		keys_clear(&keys);
		desk_close(desk);
		str_clear(&path);
		str_clear(&sql);
		free(post);
		free(home);
	}
}

/* ---- who has it open ----
 */

static struct hold *hold(struct desk *desk, const char *person,
                         const char *post, struct holder *other)
{
	struct caller caller = news_as(person);
	struct hold *held;
	struct err err;

	ASSERT_OK(desk_hold(desk, &caller, post, &held, other, &err));
	return held;
}

/* A process that takes the post and waits to be killed, or for our end. */
static pid_t holder_process(const char *home, const char *post)
{
	int ready[2], life[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	assert_int_equal(pipe2(life, O_CLOEXEC), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct caller caller = {.person = "collector", .now_ms = 42};
		struct holder other;
		struct desk *desk;
		struct hold *held;

		if (desk_open(&desk, home, "dicts", NULL) ||
		    desk_hold(desk, &caller, post, &held, &other, NULL) ||
		    !held || write(ready[1], "!", 1) != 1)
			_exit(1);
		close(life[1]);
		_exit(read(life[0], &byte, 1) != 0);
	}
	close(life[0]); /* life[1] is closed with this process */
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return child;
}

static void one_editor_at_a_time(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct caller caller = news_as("head");
	const char *post = "20261123-001";
	struct holder other;
	struct hold *mine, *yours, *bad;
	struct str path = {0};
	struct stat status;
	struct err err;
	pid_t child = holder_process(home, post);

	(void)state;
	assert_null(hold(desk, "manager", post, &other));
	assert_string_equal(other.person, "collector");
	assert_int_equal(other.since_ms, 42);
	yours = hold(desk, "manager", "20261123-002", &other);
	assert_non_null(yours);
	str_putf(&path, "%s/editing", home);
	assert_int_equal(stat(str_text(&path), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	/* It dies without a word: what it left is nobody's. */
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	str_putf(&path, "/%s", post);
	assert_int_equal(stat(str_text(&path), &status), 0);
	mine = hold(desk, "manager", post, &other);
	assert_non_null(mine);
	assert_string_equal(other.person, "");
	assert_null(hold(desk, "head", post, &other));
	assert_string_equal(other.person, "manager");
	desk_let_go(mine);
	assert_int_not_equal(stat(str_text(&path), &status), 0);
	mine = hold(desk, "head", post, &other);
	assert_non_null(mine);
	ASSERT_CODE(ERR_NO_POST, desk_hold(desk, &caller, "../archive.git",
	                                   &bad, &other, &err));
	assert_null(bad);
	desk_let_go(mine);
	desk_let_go(yours);
	desk_let_go(NULL);
	desk_close(desk);
	str_clear(&path);
	free(home);
}

static void a_text_without_a_post_is_held_too(void **state)
{
	static const char *const bad[] = {"../archive.git",
	                                  "new-",
	                                  "new-1/../2",
	                                  "new--1",
	                                  "new-1 ",
	                                  "NEW-1",
	                                  "new",
	                                  "",
	                                  "new-x",
	                                  "xnew-1.1",
	                                  "new-123456789012345678901"};
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct caller caller = news_as("collector");
	struct holder other;
	struct hold *mine, *next;
	struct err err;

	(void)state;
	mine = hold(desk, "collector", "new-7", &other);
	assert_non_null(mine);
	assert_null(hold(desk, "collector", "new-7", &other));
	assert_string_equal(other.person, "collector");
	next = hold(desk, "collector", "new-9223372036854775807", &other);
	assert_non_null(next);
	desk_let_go(mine);
	mine = hold(desk, "collector", "new-7", &other);
	assert_non_null(mine);
	desk_let_go(mine);
	desk_let_go(next);
	for (size_t i = 0; i < TEST_COUNT(bad); i++) {
		ASSERT_CODE(ERR_NO_POST, desk_hold(desk, &caller, bad[i], &mine,
		                                   &other, &err));
		assert_null(mine);
	}
	desk_close(desk);
	free(home);
}

/* Takes the post and lets go of it again and again; 1 when somebody else had it
 * at the same time. */
static int take_turns(struct desk *desk, const char *inside)
{
	struct caller caller = {.person = "collector", .now_ms = 42};
	struct holder other;
	struct hold *held;

	for (int turn = 0; turn < 1000;) {
		int fd;

		if (desk_hold(desk, &caller, "20261123-001", &held, &other,
		              NULL))
			return 2;
		if (!held)
			continue;
		fd = open(inside, O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0)
			return 1;
		close(fd);
		(void)!unlink(inside);
		desk_let_go(held);
		turn++;
	}
	return 0;
}

/* Letting go removes the file: whoever had opened it just before must not hold
 * what nobody else sees. */
static void a_hold_is_never_of_two(void **state)
{
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct str inside = {0};
	pid_t children[3];

	(void)state;
	str_putf(&inside, "%s/inside", home);
	for (size_t i = 0; i < TEST_COUNT(children); i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0)
			_exit(take_turns(desk, str_text(&inside)));
	}
	for (size_t i = 0; i < TEST_COUNT(children); i++) {
		int status;

		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	desk_close(desk);
	str_clear(&inside);
	free(home);
}

/* ---- what was seen ----
 */

static int seen(struct desk *desk, const char *person, const struct post *post,
                int revision)
{
	struct caller caller = news_as(person);
	struct err err;
	int before = -1;

	ASSERT_OK(desk_seen(desk, &caller, post, revision, &before, &err));
	return before;
}

static void the_revision_seen_last_is_known(void **state)
{
	char *home = news_room(), *id;
	struct desk *desk = news_open(home);
	struct desk_view view;
	struct err err;

	(void)state;
	id = news_handed_in(desk, "collector");
	view = news_show(desk, "manager", id);
	assert_int_equal(seen(desk, "manager", view.post, 1), 0);
	assert_int_equal(seen(desk, "head", view.post, 0), 0);
	desk_view_clear(&view);
	ASSERT_OK(news_act_now(desk, "manager", EVENT_SIGN, id, &err));
	/* Decided on by command, never on the screen. */
	ASSERT_OK(news_act_now(desk, "head", EVENT_RETURN, id, &err));
	for (int i = 2; i <= 5; i++) {
		char text[32];

		snprintf(text, sizeof(text), "第 %d 稿。\n", i);
		ASSERT_OK(news_save(desk, "collector", id, NULL, text, &err));
	}
	view = news_show(desk, "manager", id);
	assert_int_equal(view.post->revision_count, 5);
	assert_int_equal(seen(desk, "manager", view.post, 3), 1);
	assert_int_equal(seen(desk, "manager", view.post, 3), 1);
	assert_int_equal(seen(desk, "manager", view.post, 5), 3);
	/* Looked up afterwards; the answer stays. */
	assert_int_equal(seen(desk, "manager", view.post, 4), 3);
	assert_int_equal(seen(desk, "manager", view.post, 5), 3);
	assert_int_equal(seen(desk, "head", view.post, 5), 1);
	assert_int_equal(seen(desk, "propaganda", view.post, 5), 0);
	desk_view_clear(&view);
	desk_close(desk);
	free(id);
	free(home);
}

int group_keep(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_typed_comes_back_whole),
	    cmocka_unit_test(each_person_has_one_autosave_a_post),
	    cmocka_unit_test(an_autosave_is_nobody_elses_business),
	    cmocka_unit_test(nobody_waits_long_for_an_autosave),
	    cmocka_unit_test(an_older_desk_db_is_taken_along),
	    cmocka_unit_test(one_editor_at_a_time),
	    cmocka_unit_test(a_text_without_a_post_is_held_too),
	    cmocka_unit_test(a_hold_is_never_of_two),
	    cmocka_unit_test(the_revision_seen_last_is_known),
	};

	return TEST_GROUP("keep", tests);
}
