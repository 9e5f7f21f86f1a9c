/*
 * Two sessions over one newsroom, and an index that lies: nobody decides on
 * what was not on the screen.
 */
#include "store/desk.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/db.h"
#include "tests/newsroom.h"
#include "tests/test.h"

static void a_save_from_an_old_revision_is_stale(void **state)
{
	char *home = news_room(), *post;
	struct desk *one = news_open(home), *two = news_open(home);
	struct desk_view view, after;
	char seen_by_one[HEX] = "", seen_by_two[HEX] = "";
	struct err err;

	(void)state;
	post = news_post(one, "collector", "第一稿。\n");
	view = news_show(two, "collector", post);
	assert_true(desk_moved(one, seen_by_one));
	assert_true(desk_moved(two, seen_by_two));
	assert_false(desk_moved(two, seen_by_two));
	ASSERT_OK(news_save(one, "collector", post,
	                    view.post->revisions[0].content, "甲改的。\n",
	                    &err));
	assert_true(desk_moved(one, seen_by_one));
	assert_false(desk_moved(one, seen_by_one));
	ASSERT_CODE(ERR_STALE, news_save(two, "collector", post,
	                                 view.post->revisions[0].content,
	                                 "乙改的。\n", &err));
	assert_string_equal(err.subject, post);
	assert_string_equal(err.object, "2");
	/* Whatever the desk read meanwhile, who watched is told. */
	assert_true(desk_moved(two, seen_by_two));
	assert_false(desk_moved(two, seen_by_two));
	/* Made from nothing, or from what never was. */
	ASSERT_CODE(ERR_STALE,
	            news_save(two, "collector", post, "", "乙\n", &err));
	ASSERT_CODE(ERR_STALE,
	            news_save(two, "collector", post, "main", "乙\n", &err));
	/* The right is judged before the content. */
	ASSERT_CODE(ERR_NOT_PROVIDER,
	            news_save(two, "manager", post, "", "乙\n", &err));
	after = news_show(two, "collector", post);
	assert_int_equal(after.post->revision_count, 2);
	assert_string_equal(str_text(&after.text), "甲改的。\n");
	ASSERT_OK(news_save(two, "collector", post,
	                    after.post->revisions[1].content, "乙改的。\n",
	                    &err));
	ASSERT_OK(news_save(one, "collector", post, NULL, "随便。\n", &err));
	desk_view_clear(&view);
	desk_view_clear(&after);
	desk_close(one);
	desk_close(two);
	free(post);
	free(home);
}

/* The same under the lock, when the other came after the desk had looked. */
static void a_first_revision_is_the_first(void **state)
{
	char *home = news_room(), *post;
	struct desk *desk = news_open(home);
	struct form form = {.title = mem_copy("通知"),
	                    .column = mem_copy("notice")};
	struct proposal proposal = {
	    .now_ms = news_now_ms() + 600000, .form = &form, .first = true};
	struct event *event = &proposal.event;
	struct receipt receipt;
	struct ledger *ledger;
	struct err err;

	(void)state;
	form_set_channels(&form, span_of("site"));
	post = news_post(desk, "collector", "正文。\n");
	ASSERT_OK(ledger_open(&ledger, home, &err));
	event->kind = EVENT_SAVE;
	event->post = mem_copy(post);
	event->actor = mem_copy("collector");
	event->op_id = mem_copy("late");
	ASSERT_CODE(ERR_STALE,
	            ledger_append(ledger, &proposal, &receipt, &err));
	assert_string_equal(err.object, "1");
	proposal_clear(&proposal);
	form_clear(&form);
	ledger_close(ledger);
	desk_close(desk);
	free(post);
	free(home);
}

/* ---- what was on the screen ----
 */

/* Refused with what was seen before, and with nothing; then done. */
static void assert_seen_counts(struct desk *desk, const char *person,
                               enum event_kind kind, const char *post,
                               const char *before)
{
	struct desk_view view = news_show(desk, person, post);
	const char *now = post_revision(view.post)->content;
	size_t signoffs = view.post->signoff_count;
	enum work work = view.post->work;
	struct desk_view after;
	struct err err;

	ASSERT_CODE(ERR_STALE,
	            news_act(desk, person, kind, &view, before, &err));
	assert_string_equal(err.subject, post);
	ASSERT_CODE(ERR_STALE, news_act(desk, person, kind, &view, "", &err));
	after = news_show(desk, person, post);
	assert_int_equal(after.post->work, work);
	assert_int_equal(after.post->signoff_count, signoffs);
	assert_string_equal(post_revision(after.post)->content, now);
	desk_view_clear(&after);
	ASSERT_OK(news_act(desk, person, kind, &view, now, &err));
	desk_view_clear(&view);
}

static void what_was_not_seen_is_not_recorded(void **state)
{
	char *home = news_room(), *post, first[HEX];
	struct desk *desk = news_open(home);
	struct desk_view view;
	struct err err;

	(void)state;
	post = news_post(desk, "collector", "第一稿。\n");
	view = news_show(desk, "collector", post);
	memcpy(first, post_revision(view.post)->content, HEX);
	desk_view_clear(&view);
	ASSERT_OK(news_save(desk, "collector", post, NULL, "二稿。\n", &err));
	assert_seen_counts(desk, "collector", EVENT_SAVE, post, first);
	assert_seen_counts(desk, "collector", EVENT_SUBMIT, post, first);
	assert_seen_counts(desk, "manager", EVENT_RAISE, post, first);
	assert_seen_counts(desk, "collector", EVENT_WITHDRAW, post, first);
	ASSERT_CODE(ERR_HELD, news_save(desk, "collector", post, NULL,
	                                "11010519491231002X\n", &err));
	assert_seen_counts(desk, "head", EVENT_RELEASE, post, first);
	free(post);
	/* Publishing, when it was all signed once more. */
	post = news_handed_in(desk, "collector");
	ASSERT_OK(news_act_now(desk, "manager", EVENT_RETURN, post, &err));
	ASSERT_OK(news_save(desk, "collector", post, NULL, "二稿。\n", &err));
	ASSERT_OK(news_act_now(desk, "collector", EVENT_SUBMIT, post, &err));
	ASSERT_OK(news_act_now(desk, "manager", EVENT_SIGN, post, &err));
	ASSERT_OK(news_act_now(desk, "head", EVENT_SIGN, post, &err));
	ASSERT_OK(news_act_now(desk, "propaganda", EVENT_SIGN, post, &err));
	assert_seen_counts(desk, "manager", EVENT_PUBLISH, post, first);
	free(post);
	desk_close(desk);
	free(home);
}

/* A base and what was seen are of one revision, or one of them is old; and an
 * op-id finds its record, whatever was seen before it. */
static void a_save_knows_what_it_was_made_from(void **state)
{
	char *home = news_room(), *post, first[HEX], second[HEX];
	struct desk *desk = news_open(home);
	struct draft draft = {
	    .has_text = true, .text = span_of("改。\n"), .base = second};
	struct caller caller;
	struct answer answer;
	struct desk_view view;
	struct err err;

	(void)state;
	post = news_post(desk, "collector", "第一稿。\n");
	ASSERT_OK(news_save(desk, "collector", post, NULL, "二稿。\n", &err));
	view = news_show(desk, "collector", post);
	memcpy(first, view.post->revisions[0].content, HEX);
	memcpy(second, view.post->revisions[1].content, HEX);
	desk_view_clear(&view);
	caller = news_as("collector");
	caller.op_id = "save-it-once";
	caller.seen = first;
	ASSERT_CODE(ERR_STALE,
	            desk_save(desk, &caller, post, &draft, &answer, &err));
	answer_clear(&answer);
	caller.seen = second;
	for (int i = 0; i < 2; i++) {
		ASSERT_OK(
		    desk_save(desk, &caller, post, &draft, &answer, &err));
		assert_int_equal(answer.revision, 3);
		answer_clear(&answer);
	}
	caller.op_id = NULL;
	ASSERT_CODE(ERR_STALE, desk_attach(desk, &caller, post, "a.txt",
	                                   span_of("x"), &answer, &err));
	answer_clear(&answer);
	free(post);
	desk_close(desk);
	free(home);
}

/* The desk had looked; then another process recorded a revision. */
static void the_lock_asks_again_what_was_seen(void **state)
{
	static const enum event_kind kinds[] = {EVENT_SUBMIT, EVENT_SAVE,
	                                        EVENT_RAISE, EVENT_WITHDRAW,
	                                        EVENT_PUBLISH};
	static const char *const persons[] = {
	    "collector", "collector", "manager", "collector", "manager"};
	char *home = news_room(), *post;
	struct desk *desk = news_open(home);
	struct ledger *ledger;
	struct err err;

	(void)state;
	post = news_handed_in(desk, "collector");
	ASSERT_OK(ledger_open(&ledger, home, &err));
	for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
		struct proposal proposal = {.now_ms = news_now_ms() + 60000};
		struct event *event = &proposal.event;
		struct receipt receipt;

		event->kind = kinds[i];
		event->post = mem_copy(post);
		event->actor = mem_copy(persons[i]);
		event->op_id = mem_copy("late");
		event->grade =
		    kinds[i] == EVENT_RAISE ? mem_copy("major") : NULL;
		memset(event->content, 'a', HEX - 1);
		ASSERT_CODE(ERR_STALE,
		            ledger_append(ledger, &proposal, &receipt, &err));
		proposal_clear(&proposal);
	}
	ledger_close(ledger);
	desk_close(desk);
	free(post);
	free(home);
}

/* ---- an index that lies ----
 */

static void alter(const char *path, const char *sql)
{
	struct db *db;
	struct err err;
	bool old;

	ASSERT_OK(
	    db_open(path, 0x53535831, 5, DB_SYNC_NORMAL, &db, &old, &err));
	ASSERT_OK(db_run(db, sql, &err));
	db_close(db);
}

static size_t count_records(struct desk *desk)
{
	struct desk_records records = {0};
	size_t count;
	struct err err;

	ASSERT_OK(desk_log(desk, NULL, &records, &err));
	count = records.count;
	desk_records_clear(&records);
	return count;
}

/* The row of the second revision names the commit of the first: its text would
 * be shown for a signature on the other. */
static void an_altered_index_shows_nothing_to_sign(void **state)
{
	char *home = news_room(), *post, second[HEX];
	struct desk *desk = news_open(home);
	struct str path = {0}, text = {0};
	struct form form = {0};
	struct desk_view view;
	struct caller caller;
	struct answer answer;
	struct err err;
	size_t count;

	(void)state;
	post = news_post(desk, "collector", "无害的正文。\n");
	ASSERT_OK(news_save(desk, "collector", post, NULL, "有害。\n", &err));
	ASSERT_OK(news_act_now(desk, "collector", EVENT_SUBMIT, post, &err));
	view = news_show(desk, "manager", post);
	memcpy(second, post_revision(view.post)->content, HEX);
	desk_view_clear(&view);
	count = count_records(desk);
	str_putf(&path, "%s/sanshen.db", home);
	alter(str_text(&path),
	      "UPDATE revision SET commit_id = (SELECT commit_id FROM revision "
	      "WHERE number = 1) WHERE number = 2");
	caller = news_as("manager");
	ASSERT_CODE(ERR_BROKEN, desk_show(desk, &caller, post, &view, &err));
	assert_string_equal(err.subject, post);
	assert_string_equal(err.object, second);
	ASSERT_CODE(ERR_BROKEN,
	            desk_revision(desk, post, 2, &form, &text, &err));
	assert_int_equal(text.bytes, 0);
	/* Whoever knows the content id gets no record on the wrong commit. */
	ASSERT_CODE(ERR_BROKEN,
	            desk_decide(desk, &caller, EVENT_SIGN, post, second,
	                        span_of("同意。"), NULL, &answer, &err));
	answer_clear(&answer);
	assert_int_equal(count_records(desk), count);
	ASSERT_OK(desk_rebuild(desk, &err));
	ASSERT_OK(news_act_now(desk, "manager", EVENT_SIGN, post, &err));
	str_clear(&path);
	str_clear(&text);
	form_clear(&form);
	free(post);
	desk_close(desk);
	free(home);
}

/* What a step is called, and asks for, is read in the archive too. */
static void an_altered_index_makes_no_rules(void **state)
{
	char *home = news_room(), *post;
	struct desk *desk = news_open(home);
	struct str path = {0};
	const struct policy_step *step;
	struct desk_view view;

	(void)state;
	post = news_handed_in(desk, "collector");
	desk_close(desk);
	str_putf(&path, "%s/sanshen.db", home);
	alter(str_text(&path),
	      "UPDATE paper SET text = replace(text, '一审', '照签');"
	      "UPDATE policy_text SET text = replace(text, '一审', '照签');"
	      "UPDATE step SET title = '照签'");
	desk = news_open(home);
	view = news_show(desk, "manager", post);
	step = policy_step(desk_policy(desk), view.post->steps[0].step);
	assert_non_null(strstr(step->title, "一审"));
	assert_string_equal(view.post->steps[0].title, step->title);
	desk_view_clear(&view);
	desk_close(desk);
	str_clear(&path);
	free(post);
	free(home);
}

int group_stale(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_save_from_an_old_revision_is_stale),
	    cmocka_unit_test(a_first_revision_is_the_first),
	    cmocka_unit_test(what_was_not_seen_is_not_recorded),
	    cmocka_unit_test(a_save_knows_what_it_was_made_from),
	    cmocka_unit_test(the_lock_asks_again_what_was_seen),
	    cmocka_unit_test(an_altered_index_shows_nothing_to_sign),
	    cmocka_unit_test(an_altered_index_makes_no_rules),
	};

	return TEST_GROUP("stale", tests);
}
