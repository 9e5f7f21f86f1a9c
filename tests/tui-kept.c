/*
 * tui-kept - the editor loses nothing that was typed: what is kept of it, and
 * when somebody else was there, or it cannot be kept.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/db.h"
#include "store/draft.h"
#include "tests/sitting.h"
#include "tests/test.h"

/* ---- somebody else's revision -------------------------------------------- */

static void a_newer_revision_takes_nothing_that_was_typed(void **state)
{
	struct sitting sitting;
	struct str text = {0};
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_type(&sitting, "我的");
	sit_key(&sitting, PRESS_TAB);
	sit_key(&sitting, PRESS_TAB);
	sit_type(&sitting, "我的摘要");
	sit_save_elsewhere(post, "别处的正文。");
	sit_key(&sitting, 'R' - '@');
	sit_shows(&sitting, "别处的正文。");
	sit_shows(&sitting, "not saved yet");
	sit_pause(&sitting);
	sit_key(&sitting, PRESS_ESCAPE);
	assert_non_null(strstr(str_text(&sitting.station.farewell), "kept"));
	stand_up(&sitting);
	/* The autosave still has all of it, made from revision 1. */
	sit_down(&sitting, "collector", post, 0);
	sit_shows(&sitting, "我的正文。");
	sit_shows(&sitting, "我的摘要");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "recorded revision 2 meanwhile");
	sit_key(&sitting, 'R' - '@');
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "revision 3");
	assert_string_equal(sit_edit(&sitting)->state->form.title, "讲座预告");
	sit_shows(&sitting, "我的摘要");
	assert_int_equal(sit_kept(&sitting, post), 0);
	stand_up(&sitting);
	sit_work(post, &text);
	assert_string_equal(str_text(&text), "别处的正文。");
	str_clear(&text);
}

static void what_a_newer_revision_covers_is_kept_till_it_is_saved(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_type(&sitting, "我的");
	sit_save_elsewhere(post, "别处的正文。");
	sit_key(&sitting, 'R' - '@');
	sit_type(&sitting, "x");
	sit_key(&sitting, PRESS_BACKSPACE);
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "Nothing has changed");
	sit_pause(&sitting);
	assert_int_equal(sit_kept(&sitting, post), 1);
	sit_key(&sitting, 'R' - '@');
	sit_shows(&sitting, "别处的正文。");
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	sit_shows(&sitting, "我的正文。");
	stand_up(&sitting);
}

static void a_grade_chosen_here_outlives_a_newer_revision(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	while (sit_edit(&sitting)->focus != EDIT_GRADE)
		sit_key(&sitting, PRESS_TAB);
	sit_key(&sitting, PRESS_RIGHT);
	assert_string_equal(sit_edit(&sitting)->grade, "major");
	sit_save_elsewhere(post, "别处的正文。");
	sit_key(&sitting, 'R' - '@');
	assert_string_equal(sit_edit(&sitting)->grade, "major");
	assert_true(edit_is_changed(sit_edit(&sitting)));
	sit_key(&sitting, PRESS_F2);
	assert_string_equal(sit_edit(&sitting)->state->grade, "major");
	stand_up(&sitting);
}

static void nothing_but_what_was_on_the_screen_is_handed_in(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_key(&sitting, PRESS_F8);
	sit_shows(&sitting, "Hand it in?");
	sit_save_elsewhere(post, "完全不同的正文。");
	sit_key(&sitting, 'y');
	assert_false(sitting.station.quits);
	sit_shows(&sitting, "recorded revision 2 meanwhile");
	stand_up(&sitting);
	assert_int_equal(sit_work(post, NULL), WORK_DRAFT);
}

/* ---- who else has it open ------------------------------------------------ */

static void a_new_text_is_written_in_one_session(void **state)
{
	struct sitting first, second;
	int64_t id;

	(void)state;
	sit_down(&first, "collector", NULL, 0);
	sit_type(&first, "没有编号");
	sit_pause(&first);
	id = sit_edit(&first)->kept;
	sit_pass(&first);
	sit_down(&second, "collector", NULL, id);
	sit_shows(&second, "没有编号");
	sit_shows(&second, "A new post: to be read only");
	sit_shows(&second, "has been writing this post since");
	sit_type(&second, "x");
	sit_pause(&second);
	sit_shows_not(&second, "没有编号x");
	desk_let_go(sit_edit(&first)->hold);
	sit_edit(&first)->hold = NULL;
	sit_key(&second, 'R' - '@');
	sit_shows(&second, "Writing a new post");
	sit_type(&second, "的稿件");
	sit_pause(&second);
	assert_int_equal(sit_edit(&second)->kept, id);
	sit_shows(&second, "的稿件");
	stand_up(&second);
	stand_up(&first);
}

static void a_saved_text_is_held_under_its_post(void **state)
{
	struct sitting first, second;
	char post[32];

	(void)state;
	sit_down(&first, "collector", NULL, 0);
	sit_type(&first, "通知");
	sit_pause(&first);
	sit_key(&first, PRESS_F2);
	strcpy(post, sit_edit(&first)->post);
	sit_pass(&first);
	sit_down(&second, "collector", post, 0);
	sit_shows(&second, "to be read only");
	stand_up(&second);
	stand_up(&first);
}

/* ---- what cannot be saved can be read ------------------------------------ */

static int64_t leave_text(const char *person, const char *post,
                          const char *text, const char *at)
{
	struct autosave autosave = {.post = mem_copy(post),
	                            .grade = mem_copy("")};
	struct caller caller = {.person = person};
	struct desk *desk = NULL;
	struct err err = {0};
	int64_t id;

	autosave.form.title = mem_copy("讲座预告");
	autosave.form.at = mem_copy(at);
	str_puts(&autosave.text, text);
	ASSERT_OK(desk_open(&desk, sit_home(), "dicts", &err));
	ASSERT_OK(desk_keep(desk, &caller, &autosave, &err));
	id = autosave.id;
	autosave_clear(&autosave);
	desk_close(desk);
	return id;
}

static void who_may_write_nothing_any_more_reads_what_was_typed(void **state)
{
	struct sitting sitting;
	int64_t id = leave_text("auditor", NULL, "从前写的。", NULL);

	(void)state;
	sit_down(&sitting, "auditor", NULL, id);
	sit_shows(&sitting, "从前写的。");
	sit_shows(&sitting, "to be read only");
	sit_type(&sitting, "x");
	sit_shows_not(&sitting, "x从前");
	assert_int_equal(sit_kept(&sitting, NULL), 1);
	stand_up(&sitting);
}

static void the_text_of_a_post_that_cannot_be_read_can(void **state)
{
	struct sitting sitting;

	(void)state;
	leave_text("collector", "20261123-099", "从前写的。", NULL);
	sit_down(&sitting, "collector", "20261123-099", 0);
	sit_shows(&sitting, "从前写的。");
	sit_shows(&sitting, "20261123-099, revision 0: to be read only");
	assert_int_equal(sit_kept(&sitting, NULL), 1);
	stand_up(&sitting);
}

/* ---- what is kept -------------------------------------------------------- */

static void half_a_time_is_kept(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	while (sit_edit(&sitting)->focus != EDIT_AT)
		sit_key(&sitting, PRESS_TAB);
	sit_type(&sitting, "2026-11-");
	sit_pause(&sitting);
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	sit_shows(&sitting, "2026-11-");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "Write the time like this");
	sit_type(&sitting, "30");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "revision 2");
	assert_string_equal(sit_edit(&sitting)->form.at,
	                    "2026-11-30T00:00:00+08:00");
	stand_up(&sitting);
}

static void reasons_are_kept_and_go_along(void **state)
{
	struct sitting sitting;
	char post[32];

	(void)state;
	sit_draft("详情请致电13812345678咨询。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_pause(&sitting);
	sit_key(&sitting, PRESS_F3);
	sit_key(&sitting, PRESS_F5);
	sit_type(&sitting, "公开的咨询电话");
	sit_key(&sitting, PRESS_ENTER);
	sit_key(&sitting, PRESS_HANG_UP);
	assert_int_equal(sit_kept(&sitting, post), 1);
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	sit_shows_not(&sitting, "did not save");
	sit_shows_not(&sitting, "not saved yet");
	/* Saving the text does not forget them. */
	sit_type(&sitting, "各位：");
	sit_key(&sitting, PRESS_F2);
	sit_shows(&sitting, "revision 2");
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	sit_pause(&sitting);
	sit_key(&sitting, PRESS_F8);
	sit_shows(&sitting, "Hand it in?");
	sit_key(&sitting, 'y');
	assert_true(sitting.station.quits);
	assert_int_equal(sit_kept(&sitting, NULL), 0);
	stand_up(&sitting);
	assert_int_equal(sit_work(post, NULL), WORK_IN_REVIEW);
}

static void what_was_recorded_since_is_not_called_unsaved(void **state)
{
	struct sitting sitting;
	struct autosaves all = {0};
	struct caller caller;
	struct err err = {0};
	char post[32];

	(void)state;
	/* As when the process died between the record and forgetting it. */
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	sit_type(&sitting, "新写的");
	sit_pause(&sitting);
	caller = session_caller(&sitting.session);
	ASSERT_OK(desk_kept(sitting.session.desk, &caller, post, &all, &err));
	sit_key(&sitting, PRESS_F2);
	assert_int_equal(sit_kept(&sitting, post), 0);
	ASSERT_OK(desk_keep(sitting.session.desk, &caller, &all.at[0], &err));
	autosaves_clear(&all);
	stand_up(&sitting);
	sit_down(&sitting, "collector", post, 0);
	sit_shows(&sitting, "新写的正文。");
	sit_shows_not(&sitting, "did not save");
	sit_shows_not(&sitting, "not saved yet");
	sit_pause(&sitting);
	assert_int_equal(sit_kept(&sitting, post), 0);
	stand_up(&sitting);
}

/* ---- it cannot be kept --------------------------------------------------- */

/* Another process writes into desk.db, and goes on. */
static struct db *lock_desk(void)
{
	struct str path = {0};
	struct db *db = NULL;
	struct err err = {0};
	bool old;

	str_putf(&path, "%s/desk.db", sit_home());
	ASSERT_OK(db_open(str_text(&path), DRAFT_KIND, DRAFT_VERSION,
	                  DB_SYNC_FULL, &db, &old, &err));
	ASSERT_OK(db_begin(db, &err));
	str_clear(&path);
	return db;
}

static void what_cannot_be_kept_is_said_and_tried_again(void **state)
{
	struct sitting sitting;
	struct db *other;
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	other = lock_desk();
	sit_type(&sitting, "新写的");
	sit_pause(&sitting);
	sit_shows(&sitting, "CANNOT BE KEPT NOW");
	assert_int_equal(sitting.station.note_style, STYLE_ALARM);
	/* Said once; the first line goes on saying it. */
	sit_type(&sitting, "又一句");
	sit_edit(&sitting)->again_ms = 0;
	sit_pause(&sitting);
	assert_int_equal(sitting.station.note.bytes, 0);
	sit_shows(&sitting, "CANNOT BE KEPT NOW");
	/* Nobody loses it without a word. */
	sit_key(&sitting, PRESS_ESCAPE);
	sit_shows(&sitting, "Leave, and lose what you typed?");
	sit_key(&sitting, 'n');
	assert_false(sitting.station.quits);
	db_rollback(other);
	db_close(other);
	sit_edit(&sitting)->again_ms = 0;
	sit_pause(&sitting);
	sit_shows(&sitting, "not saved yet");
	assert_int_equal(sit_kept(&sitting, post), 1);
	stand_up(&sitting);
}

static void it_can_be_left_all_the_same(void **state)
{
	struct sitting sitting;
	struct db *other;
	char post[32];

	(void)state;
	sit_draft("正文。", post);
	sit_down(&sitting, "collector", post, 0);
	other = lock_desk();
	sit_type(&sitting, "新写的");
	sit_key(&sitting, PRESS_ESCAPE);
	sit_key(&sitting, 'y');
	assert_true(sitting.station.quits);
	stand_up(&sitting);
	db_rollback(other);
	db_close(other);
}

/* ---- findings ------------------------------------------------------------ */

static void words_are_put_where_the_cursor_is(void **state)
{
	struct sitting sitting;
	struct span text;

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	sit_key(&sitting, PRESS_PAGE_DOWN);
	sit_type(&sitting, "我Decembr的\n他Registraton的");
	sit_pause(&sitting);
	for (int i = 0; i < 2; i++) {
		sit_key(&sitting, PRESS_F3);
		sit_key(&sitting, PRESS_F4);
	}
	text = buffer_text(sit_edit(&sitting)->pad.buffer);
	assert_true(span_is(text, "我December的\n他Registration的"));
	/* Once more is the next suggestion, until the cursor goes elsewhere. */
	sit_key(&sitting, PRESS_LEFT);
	sit_key(&sitting, PRESS_F4);
	text = buffer_text(sit_edit(&sitting)->pad.buffer);
	assert_true(span_is(text, "我December的\n他Registration的"));
	stand_up(&sitting);
}

static void a_title_is_marked_where_its_words_stand(void **state)
{
	struct sitting sitting;
	struct edit *edit;

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	sit_type(&sitting, "  关于Decembr的通知");
	sit_pause(&sitting);
	edit = sit_edit(&sitting);
	assert_int_equal(edit->findings.count, 1);
	sit_key(&sitting, PRESS_F3);
	assert_int_equal(edit->line[EDIT_TITLE].at, strlen("  关于"));
	sit_key(&sitting, PRESS_F4);
	assert_string_equal(str_text(&edit->line[EDIT_TITLE].text),
	                    "  关于December的通知");
	/* The finding is of words that are gone. */
	sit_key(&sitting, PRESS_HOME);
	sit_key(&sitting, PRESS_F3);
	assert_int_equal(edit->line[EDIT_TITLE].at, 0);
	sit_key(&sitting, PRESS_F6);
	sit_shows(&sitting, "“Decembr” was changed.");
	stand_up(&sitting);
}

static void what_was_not_checked_is_not_called_clean(void **state)
{
	struct sitting sitting;
	char *share;

	(void)state;
	sit_down(&sitting, "collector", NULL, 0);
	share = sitting.session.share;
	sitting.session.share = mem_copy("/nowhere");
	sit_type(&sitting, "关于Decembr的通知");
	sit_pause(&sitting);
	assert_false(sit_edit(&sitting)->has_findings);
	sit_shows(&sitting, "not checked");
	sit_key(&sitting, PRESS_F3);
	sit_shows(&sitting, "The text was not checked");
	free(sitting.session.share);
	sitting.session.share = share;
	stand_up(&sitting);
}

/* The signals a thread of this process blocks. */
static unsigned long long blocked_by(const char *thread)
{
	unsigned long long blocked = 0;
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%.20s/status", thread);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "SigBlk: %llx", &blocked);
	if (file)
		fclose(file);
	return blocked;
}

static void a_crash_among_the_checks_is_heard(void **state)
{
	struct checker *checker = checker_open("/nowhere");
	const struct form form = {0};
	DIR *threads;
	struct dirent *entry;
	int others = 0;

	(void)state;
	checker_ask(checker, &form, span_of(""), 1);
	checker_wait(checker); /* it has begun */
	threads = opendir("/proc/self/task");
	assert_non_null(threads);
	while ((entry = readdir(threads))) {
		unsigned long long blocked;

		if (*entry->d_name == '.' || atoi(entry->d_name) == getpid())
			continue;
		blocked = blocked_by(entry->d_name);
		if (!(blocked & (1ULL << (SIGHUP - 1))))
			continue; /* a sanitizer's own */
		others++;
		assert_int_equal(blocked & (1ULL << (SIGSEGV - 1)), 0);
		assert_int_equal(blocked & (1ULL << (SIGABRT - 1)), 0);
	}
	assert_int_equal(others, 1);
	closedir(threads);
	checker_close(checker);
}

int group_tui_kept(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, sit_begin, sit_end)
	    cmocka_unit_test(a_crash_among_the_checks_is_heard),
	    TEST(a_newer_revision_takes_nothing_that_was_typed),
	    TEST(what_a_newer_revision_covers_is_kept_till_it_is_saved),
	    TEST(a_grade_chosen_here_outlives_a_newer_revision),
	    TEST(nothing_but_what_was_on_the_screen_is_handed_in),
	    TEST(a_new_text_is_written_in_one_session),
	    TEST(a_saved_text_is_held_under_its_post),
	    TEST(who_may_write_nothing_any_more_reads_what_was_typed),
	    TEST(the_text_of_a_post_that_cannot_be_read_can),
	    TEST(half_a_time_is_kept),
	    TEST(reasons_are_kept_and_go_along),
	    TEST(what_was_recorded_since_is_not_called_unsaved),
	    TEST(what_cannot_be_kept_is_said_and_tried_again),
	    TEST(it_can_be_left_all_the_same),
	    TEST(words_are_put_where_the_cursor_is),
	    TEST(a_title_is_marked_where_its_words_stand),
	    TEST(what_was_not_checked_is_not_called_clean),
#undef TEST
	};

	return TEST_GROUP("tui-kept", tests);
}
