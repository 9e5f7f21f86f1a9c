/*
 * The desk over a real newsroom: the demo's people, an archive and an index.
 */
#include "store/desk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/db.h"
#include "tests/cast.h"
#include "tests/test.h"

static int64_t clock_ms;

static struct caller as(const char *person)
{
	clock_ms += 60000;
	return (struct caller){.person = person, .now_ms = clock_ms};
}

/* A demo newsroom in a fresh folder; free() the path. */
static char *newsroom(void)
{
	char *home = test_folder();
	struct str policy = {0};
	struct problems problems = {0};
	struct answer answer;
	struct err err;
	struct desk_init init = {
	    .policy_name = "three-level", .demo = true, .now_ms = CAST_NOW};

	clock_ms = CAST_NOW;
	cast_policy_text(&policy);
	init.policy = str_span(&policy);
	ASSERT_OK(desk_init(home, &init, &problems, &answer, &err));
	answer_clear(&answer);
	str_clear(&policy);
	return home;
}

static struct desk *open_desk(const char *home)
{
	struct desk *desk;
	struct err err;

	ASSERT_OK(desk_open(&desk, home, "dicts", &err));
	return desk;
}

static char *new_post(struct desk *desk, const char *person, const char *text)
{
	struct caller caller = as(person);
	struct draft draft = {
	    .title = "通知", .has_text = true, .text = span_of(text)};
	struct answer answer;
	struct err err;
	char *id;

	ASSERT_OK(desk_new(desk, &caller, &draft, &answer, &err));
	id = mem_copy(answer.post);
	answer_clear(&answer);
	return id;
}

static enum err_code save(struct desk *desk, const char *person,
                          const char *post, const char *base, const char *text,
                          struct err *err)
{
	struct caller caller = as(person);
	struct draft draft = {
	    .base = base, .has_text = true, .text = span_of(text)};
	struct answer answer;
	enum err_code rc = desk_save(desk, &caller, post, &draft, &answer, err);

	answer_clear(&answer);
	return rc;
}

static struct desk_view show(struct desk *desk, const char *person,
                             const char *post)
{
	struct caller caller = as(person);
	struct desk_view view;
	struct err err;

	ASSERT_OK(desk_show(desk, &caller, post, &view, &err));
	return view;
}

/* Does it to the post as shown. */
static enum err_code act(struct desk *desk, const char *person,
                         enum event_kind kind, const struct desk_view *view,
                         struct err *err)
{
	struct caller caller = as(person);
	const struct revision *seen = post_revision(view->post);
	const char *id = view->post->id;
	struct span opinion = span_of("请看。");
	struct answer answer = {0};
	enum err_code rc;

	switch (kind) {
	case EVENT_SUBMIT:
		rc = desk_submit(desk, &caller, id, NULL, 0, &answer, err);
		break;
	case EVENT_RAISE:
		rc = desk_raise(desk, &caller, id, "major", opinion, &answer,
		                err);
		break;
	case EVENT_WITHDRAW:
		rc = desk_withdraw(desk, &caller, id, &answer, err);
		break;
	case EVENT_PUBLISH:
		rc = desk_publish(desk, &caller, id, NULL, NULL, &answer, err);
		break;
	case EVENT_RELEASE:
		rc = desk_release(desk, &caller, id, opinion, &answer, err);
		break;
	case EVENT_SAVE:
		rc = save(desk, person, id, NULL, "改过的正文。\n", err);
		break;
	default:
		rc = desk_decide(desk, &caller, kind, id, seen->content,
		                 opinion, &answer, err);
	}
	answer_clear(&answer);
	return rc;
}

static enum err_code act_now(struct desk *desk, const char *person,
                             enum event_kind kind, const char *post,
                             struct err *err)
{
	struct desk_view view = show(desk, person, post);
	enum err_code rc = act(desk, person, kind, &view, err);

	desk_view_clear(&view);
	return rc;
}

static char *handed_in(struct desk *desk, const char *person)
{
	char *id = new_post(desk, person, "正文。\n");
	struct err err;

	ASSERT_OK(act_now(desk, person, EVENT_SUBMIT, id, &err));
	return id;
}

/* ---- shelves ----
 */

/* A whole shelf in pages of `limit`, as "id id …", and whether `more` told the
 * truth. */
static void read_shelf(struct desk *desk, const char *person, enum shelf shelf,
                       size_t limit, struct str *out)
{
	struct caller caller = as(person);
	struct shelf_mark mark = {0};
	bool more = true;
	struct err err;

	while (more) {
		struct desk_rows rows = {0};

		ASSERT_OK(desk_shelf(desk, &caller, shelf, &mark, limit, &rows,
		                     &more, &err));
		assert_true(rows.count <= limit);
		if (more)
			assert_int_equal(rows.count, limit);
		else if (out->bytes)
			assert_true(rows.count > 0);
		for (size_t i = 0; i < rows.count; i++)
			str_putf(out, "%s ", rows.at[i].post);
		desk_rows_clear(&rows);
	}
}

static void assert_shelf(struct desk *desk, const char *person,
                         enum shelf shelf, const char *wanted)
{
	for (size_t limit = 1; limit < 5; limit++) {
		struct str ids = {0};

		read_shelf(desk, person, shelf, limit, &ids);
		assert_string_equal(str_text(&ids), wanted);
		str_clear(&ids);
	}
}

static void shelves_hold_what_is_ones_own(void **state)
{
	char *home = newsroom(), *id[5];
	struct desk *desk = open_desk(home);
	struct err err;

	(void)state;
	for (int i = 0; i < 5; i++)
		id[i] = handed_in(desk, "collector");
	free(new_post(desk, "collector", "一\n"));
	free(new_post(desk, "collector2", "二\n"));
	free(new_post(desk, "collector", "三\n"));
	assert_shelf(desk, "collector", SHELF_DRAFTS,
	             "20261123-008 20261123-006 ");
	assert_shelf(desk, "collector", SHELF_SENT,
	             "20261123-005 20261123-004 20261123-003 20261123-002 "
	             "20261123-001 ");
	assert_shelf(desk, "collector", SHELF_WAITING, "");
	assert_shelf(desk, "manager", SHELF_SENT, "");
	/* Oldest deadline first; nobody else's turn yet. */
	assert_shelf(desk, "manager", SHELF_WAITING,
	             "20261123-001 20261123-002 20261123-003 20261123-004 "
	             "20261123-005 ");
	assert_shelf(desk, "head", SHELF_WAITING, "");
	assert_shelf(desk, "manager3", SHELF_WAITING, "");
	assert_shelf(desk, "propaganda", SHELF_WAITING, "");
	/* Sent back, taken back, on its way, out. */
	ASSERT_OK(act_now(desk, "manager", EVENT_RETURN, id[1], &err));
	ASSERT_OK(act_now(desk, "collector", EVENT_WITHDRAW, id[3], &err));
	ASSERT_OK(act_now(desk, "manager", EVENT_SIGN, id[0], &err));
	ASSERT_OK(act_now(desk, "head", EVENT_SIGN, id[0], &err));
	ASSERT_OK(act_now(desk, "propaganda", EVENT_SIGN, id[0], &err));
	assert_shelf(desk, "collector", SHELF_RETURNED,
	             "20261123-004 20261123-002 ");
	assert_shelf(desk, "collector", SHELF_SENT,
	             "20261123-005 20261123-003 20261123-001 ");
	/* Nobody says until when to publish: last. */
	assert_shelf(desk, "manager", SHELF_WAITING,
	             "20261123-003 20261123-005 20261123-001 ");
	ASSERT_OK(act_now(desk, "manager", EVENT_PUBLISH, id[0], &err));
	assert_shelf(desk, "collector", SHELF_SENT,
	             "20261123-005 20261123-003 ");
	assert_shelf(desk, "manager", SHELF_WAITING,
	             "20261123-003 20261123-005 ");
	for (int i = 0; i < 5; i++)
		free(id[i]);
	desk_close(desk);
	free(home);
}

static void grant(struct desk *desk, const char *person, const char *right,
                  bool add)
{
	struct caller caller = as("admin");
	struct answer answer;
	struct err err;

	if (add)
		ASSERT_OK(desk_grant_add(desk, &caller, person, right, NULL,
		                         NULL, &answer, &err));
	else
		ASSERT_OK(desk_grant_end(desk, &caller, person, right, &answer,
		                         &err));
	answer_clear(&answer);
}

static void a_fallback_sees_what_has_come_to_it(void **state)
{
	char *home = newsroom();
	struct desk *desk = open_desk(home);
	struct shelf_mark mark = {0};
	struct desk_rows rows = {0};
	struct caller caller;
	struct err err;
	bool more;

	(void)state;
	free(handed_in(desk, "manager"));
	free(handed_in(desk, "collector"));
	free(handed_in(desk, "manager"));
	/* One's own are passed over, before, between and behind. */
	assert_shelf(desk, "manager", SHELF_WAITING, "20261123-002 ");
	assert_shelf(desk, "manager3", SHELF_WAITING,
	             "20261123-001 20261123-003 ");
	assert_shelf(desk, "propaganda", SHELF_WAITING, "");
	caller = as("manager");
	ASSERT_OK(desk_shelf(desk, &caller, SHELF_WAITING, &mark, 1, &rows,
	                     &more, &err));
	assert_false(more);
	assert_string_equal(mark.post, "20261123-003");
	desk_rows_clear(&rows);
	/* A second manager of the unit takes them back. */
	grant(desk, "head", "manager@unit1", true);
	assert_shelf(desk, "manager3", SHELF_WAITING, "");
	assert_shelf(desk, "head", SHELF_WAITING,
	             "20261123-001 20261123-002 20261123-003 ");
	/* Nobody is left in the unit: all of them come to the institution. */
	grant(desk, "head", "manager@unit1", false);
	grant(desk, "manager", "manager@unit1", false);
	assert_shelf(desk, "manager", SHELF_WAITING, "");
	assert_shelf(desk, "manager3", SHELF_WAITING,
	             "20261123-001 20261123-002 20261123-003 ");
	assert_shelf(desk, "propaganda", SHELF_WAITING, "");
	/* Nor there: on to the next level. */
	grant(desk, "manager3", "manager@institution", false);
	assert_shelf(desk, "propaganda", SHELF_WAITING,
	             "20261123-001 20261123-002 20261123-003 ");
	desk_close(desk);
	free(home);
}

/* ---- a walk of many acts, held against the long way round ----
 */

static const char *const cast[] = {
    "collector", "manager",  "head",  "collector2", "manager2",
    "head2",     "manager3", "head3", "propaganda", "propaganda2",
    "leader",    "auditor",  "admin"};

static unsigned int dice(unsigned int *seed, unsigned int sides)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % sides;
}

/* What route_judge accepts among all posts, asked one by one. */
static size_t count_waiting(struct desk *desk, const char *person)
{
	struct caller caller = as(person);
	struct desk_filter filter = {0};
	struct desk_rows rows = {0}, queue = {0};
	struct err err;
	size_t count = 0, fixes = 0;

	ASSERT_OK(desk_list(desk, &caller, &filter, &rows, &err));
	for (size_t i = 0; i < rows.count; i++) {
		bool fix = rows.at[i].why && !strcmp(rows.at[i].why, "fix");

		fixes += fix;
		count += rows.at[i].why && !fix;
	}
	ASSERT_OK(desk_queue(desk, &caller, false, &queue, &err));
	assert_int_equal(queue.count, count + fixes);
	desk_rows_clear(&rows);
	desk_rows_clear(&queue);
	return count;
}

static void assert_shelves(struct desk *desk, unsigned int *seed)
{
	for (size_t i = 0; i < TEST_COUNT(cast); i++) {
		struct str ids = {0};
		size_t count = 0;

		read_shelf(desk, cast[i], SHELF_WAITING, 1 + dice(seed, 3),
		           &ids);
		for (size_t at = 0; at < ids.bytes; at++)
			count += ids.at[at] == ' ';
		assert_int_equal(count, count_waiting(desk, cast[i]));
		str_clear(&ids);
	}
}

/* desk_may says what the act says, word for word. */
static void try_act(struct desk *desk, const char *person, enum event_kind kind,
                    const char *post)
{
	struct desk_view view = show(desk, person, post);
	struct caller caller = {.person = person, .now_ms = clock_ms + 60000};
	struct err may = {0}, did = {0};
	enum err_code answer =
	    desk_may(desk, &caller, kind, &view,
	             kind == EVENT_RAISE ? "major" : NULL, &may);

	assert_int_equal(answer, act(desk, person, kind, &view, &did));
	if (answer) {
		assert_string_equal(may.subject, did.subject);
		assert_string_equal(may.object, did.object);
	}
	desk_view_clear(&view);
}

static void shelves_and_refusals_agree_with_the_rule(void **state)
{
	static const enum event_kind kinds[] = {
	    EVENT_SIGN,  EVENT_SIGN,     EVENT_SIGN,    EVENT_SIGN,
	    EVENT_SIGN,  EVENT_RETURN,   EVENT_REJECT,  EVENT_SUBMIT,
	    EVENT_RAISE, EVENT_WITHDRAW, EVENT_PUBLISH, EVENT_SAVE,
	    EVENT_SUBMIT};
	char *home = newsroom(), *id[12];
	struct desk *desk = open_desk(home);
	unsigned int seed = 7;
	int done = 0;

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(id); i++)
		id[i] = handed_in(desk, cast[dice(&seed, 10)]);
	for (int i = 0; i < 400; i++) {
		size_t post = dice(&seed, TEST_COUNT(id));
		size_t kind = dice(&seed, TEST_COUNT(kinds));

		try_act(desk, cast[dice(&seed, TEST_COUNT(cast))], kinds[kind],
		        id[post]);
		if (i % 50 == 20)
			grant(desk, "propaganda2", "manager@unit2",
			      i % 100 < 50);
		if (i % 50 == 40)
			grant(desk, "leader", "unit-head@institution",
			      i % 100 < 50);
		if (i % 20 == 0)
			assert_shelves(desk, &seed);
	}
	for (size_t i = 0; i < TEST_COUNT(id); i++) {
		struct desk_view view = show(desk, "admin", id[i]);

		done += view.post->signoff_count > 0;
		desk_view_clear(&view);
		free(id[i]);
	}
	assert_true(done > 8);
	desk_close(desk);
	free(home);
}

static void held_text_is_judged_alike(void **state)
{
	char *home = newsroom();
	struct desk *desk = open_desk(home);
	struct caller caller = as("collector");
	struct draft draft = {.title = "名单",
	                      .has_text = true,
	                      .text = span_of("11010519491231002X\n")};
	struct answer answer;
	struct err err;
	char *post, *other = new_post(desk, "collector", "一\n");

	(void)state;
	ASSERT_CODE(ERR_HELD, desk_new(desk, &caller, &draft, &answer, &err));
	post = mem_copy(answer.post);
	answer_clear(&answer);
	for (size_t i = 0; i < TEST_COUNT(cast); i++) {
		try_act(desk, cast[i], EVENT_SUBMIT, post);
		try_act(desk, cast[i], EVENT_RELEASE, other);
		if (strcmp(cast[i], "head") != 0)
			try_act(desk, cast[i], EVENT_RELEASE, post);
		if (strcmp(cast[i], "head") == 0)
			break; /* released below, once */
	}
	try_act(desk, "propaganda", EVENT_SAVE, post);
	try_act(desk, "head", EVENT_RELEASE, post);
	try_act(desk, "head", EVENT_RELEASE, post);
	/* Beside a revision. */
	ASSERT_CODE(ERR_HELD, save(desk, "collector", other, NULL,
	                           "11010519491231002X\n", &err));
	try_act(desk, "collector", EVENT_SUBMIT, other);
	try_act(desk, "manager", EVENT_SUBMIT, other);
	try_act(desk, "head", EVENT_RELEASE, other);
	try_act(desk, "collector", EVENT_SUBMIT, other);
	free(post);
	free(other);
	desk_close(desk);
	free(home);
}

/* ---- two sessions ----
 */

static void a_save_from_an_old_revision_is_stale(void **state)
{
	char *home = newsroom(), *post;
	struct desk *one = open_desk(home), *two = open_desk(home);
	struct desk_view view, after;
	char seen_by_one[HEX] = "", seen_by_two[HEX] = "";
	struct err err;

	(void)state;
	post = new_post(one, "collector", "第一稿。\n");
	view = show(two, "collector", post);
	assert_true(desk_moved(one, seen_by_one));
	assert_true(desk_moved(two, seen_by_two));
	assert_false(desk_moved(two, seen_by_two));
	ASSERT_OK(save(one, "collector", post, view.post->revisions[0].content,
	               "甲改的。\n", &err));
	assert_true(desk_moved(one, seen_by_one));
	assert_false(desk_moved(one, seen_by_one));
	ASSERT_CODE(ERR_STALE,
	            save(two, "collector", post,
	                 view.post->revisions[0].content, "乙改的。\n", &err));
	assert_string_equal(err.subject, post);
	assert_string_equal(err.object, "2");
	/* Whatever the desk read meanwhile, who watched is told. */
	assert_true(desk_moved(two, seen_by_two));
	assert_false(desk_moved(two, seen_by_two));
	/* Made from nothing, or from what never was. */
	ASSERT_CODE(ERR_STALE, save(two, "collector", post, "", "乙\n", &err));
	ASSERT_CODE(ERR_STALE,
	            save(two, "collector", post, "main", "乙\n", &err));
	/* The right is judged before the content. */
	ASSERT_CODE(ERR_NOT_PROVIDER,
	            save(two, "manager", post, "", "乙\n", &err));
	after = show(two, "collector", post);
	assert_int_equal(after.post->revision_count, 2);
	assert_string_equal(str_text(&after.text), "甲改的。\n");
	ASSERT_OK(save(two, "collector", post, after.post->revisions[1].content,
	               "乙改的。\n", &err));
	ASSERT_OK(save(one, "collector", post, NULL, "随便。\n", &err));
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
	char *home = newsroom(), *post;
	struct desk *desk = open_desk(home);
	struct form form = {.title = mem_copy("通知"),
	                    .column = mem_copy("notice")};
	struct proposal proposal = {
	    .now_ms = clock_ms + 600000, .form = &form, .first = true};
	struct event *event = &proposal.event;
	struct receipt receipt;
	struct ledger *ledger;
	struct err err;

	(void)state;
	form_set_channels(&form, span_of("site"));
	post = new_post(desk, "collector", "正文。\n");
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
	struct caller caller = as(person);
	struct err err;

	ASSERT_OK(desk_keep(desk, &caller, autosave, &err));
	assert_true(autosave->id > 0);
	return autosave->id;
}

static void assert_kept(struct desk *desk, const char *person, const char *post,
                        size_t count)
{
	struct caller caller = as(person);
	struct autosaves kept = {0};
	struct err err;

	ASSERT_OK(desk_kept(desk, &caller, post, &kept, &err));
	assert_int_equal(kept.count, count);
	autosaves_clear(&kept);
}

static void what_was_typed_comes_back_whole(void **state)
{
	char *home = newsroom();
	struct desk *desk = open_desk(home), *later;
	struct autosave autosave = {.grade = mem_copy("major")}, back;
	struct form *form = &autosave.form;
	struct caller caller = as("auditor"); /* may write nothing */
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
	str_add(&autosave.text, span_from("\0\xf0\x9f\x98\x80\t\r\n", 8));
	keep(desk, "auditor", &autosave);
	desk_close(desk);
	later = open_desk(home);
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
	assert_int_equal(back.form.channel_count, 2);
	assert_string_equal(back.form.channels[1], "wechat");
	assert_int_equal(back.form.attachment_count, 1);
	assert_string_equal(back.form.attachments[0].name, "名单.xlsx");
	assert_true(span_equal(str_span(&back.text), str_span(&autosave.text)));
	autosave_clear(&back);
	autosave_clear(&autosave);
	desk_close(later);
	free(home);
}

static void each_person_has_one_autosave_a_post(void **state)
{
	char *home = newsroom(), *post;
	struct desk *desk = open_desk(home);
	struct autosave mine, yours, unnamed, again;
	struct autosaves kept = {0};
	struct caller caller = as("collector");
	struct desk_view view;
	struct err err;
	int64_t first;

	(void)state;
	post = new_post(desk, "collector", "正文。\n");
	mine = typed(post, "甲");
	yours = typed(post, "乙");
	unnamed = typed(NULL, "丙");
	first = keep(desk, "collector", &mine);
	keep(desk, "manager", &yours);
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
	            desk_kept_text(desk, &caller, first, &mine, &err));
	/* A new post got its id: its autosave is the post's from now on. */
	unnamed.post = mem_copy(post);
	keep(desk, "collector", &unnamed);
	assert_kept(desk, "collector", NULL, 1);
	/* What is somebody else's is nobody's business. */
	ASSERT_CODE(ERR_NO_AUTOSAVE,
	            desk_kept_text(desk, &caller, yours.id, &mine, &err));
	ASSERT_OK(desk_forget(desk, &caller, yours.id, &err));
	assert_kept(desk, "manager", post, 1);
	first = mine.id = yours.id;
	assert_true(keep(desk, "collector", &mine) != first);
	assert_kept(desk, "manager", post, 1);
	/* It never looks like held text. */
	view = show(desk, "collector", post);
	assert_false(view.held);
	assert_string_equal(str_text(&view.text), "正文。\n");
	assert_int_equal(view.held_text.bytes, 0);
	desk_view_clear(&view);
	ASSERT_OK(desk_forget(desk, &caller, mine.id, &err));
	ASSERT_OK(desk_forget(desk, &caller, mine.id, &err));
	assert_kept(desk, "collector", NULL, 0);
	autosave_clear(&mine);
	autosave_clear(&yours);
	autosave_clear(&unnamed);
	autosave_clear(&again);
	desk_close(desk);
	free(post);
	free(home);
}

/* As versions 1 and 2 left them, with one held text. */
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
	for (int version = 1; version <= 2; version++) {
		char *home = newsroom(), *post;
		struct desk *desk = open_desk(home);
		struct autosave autosave;
		struct desk_view view;
		struct str path = {0}, sql = {0};
		struct db *db;
		struct err err;
		bool old;

		post = new_post(desk, "collector", "正文。\n");
		str_putf(&path, "%s/desk.db", home);
		(void)!unlink(str_text(&path));
		ASSERT_OK(db_open(str_text(&path), 0x53534431, version,
		                  DB_SYNC_FULL, &db, &old, &err));
		str_putf(&sql,
		         "%s INSERT INTO draft (op_id, post, person, form, "
		         "grade, text, at_ms) VALUES ('o', '%s', 'collector', "
		         "'[form]\ntitle = 留\n', '', CAST('留着。' AS "
		         "BLOB), 1)",
		         made[version - 1], post);
		ASSERT_OK(db_run(db, str_text(&sql), &err));
		ASSERT_OK(db_set_version(db, version, &err));
		db_close(db);
		desk_close(desk);
		desk = open_desk(home);
		autosave = typed(post, "新");
		keep(desk, "collector", &autosave);
		view = show(desk, "collector", post);
		assert_true(view.held);
		assert_string_equal(str_text(&view.held_text), "留着。");
		desk_view_clear(&view);
		assert_kept(desk, "collector", post, 1);
		autosave_clear(&autosave);
		desk_close(desk);
		ASSERT_OK(db_open(str_text(&path), 0x53534431, 3, DB_SYNC_FULL,
		                  &db, &old, &err));
		assert_false(old);
		ASSERT_OK(db_run(db, "UPDATE draft SET id = id", &err));
		db_close(db);
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
	struct caller caller = as(person);
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
	char *home = newsroom();
	struct desk *desk = open_desk(home);
	struct caller caller = as("head");
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

/* ---- what was seen ----
 */

static int seen(struct desk *desk, const char *person, const struct post *post,
                int revision)
{
	struct caller caller = as(person);
	struct err err;
	int before = -1;

	ASSERT_OK(desk_seen(desk, &caller, post, revision, &before, &err));
	return before;
}

static void the_revision_seen_last_is_known(void **state)
{
	char *home = newsroom(), *id;
	struct desk *desk = open_desk(home);
	struct desk_view view;
	struct err err;

	(void)state;
	id = handed_in(desk, "collector");
	view = show(desk, "manager", id);
	assert_int_equal(seen(desk, "manager", view.post, 1), 0);
	assert_int_equal(seen(desk, "head", view.post, 0), 0);
	desk_view_clear(&view);
	ASSERT_OK(act_now(desk, "manager", EVENT_SIGN, id, &err));
	/* Decided on by command, never on the screen. */
	ASSERT_OK(act_now(desk, "head", EVENT_RETURN, id, &err));
	for (int i = 2; i <= 5; i++) {
		char text[32];

		snprintf(text, sizeof(text), "第 %d 稿。\n", i);
		ASSERT_OK(save(desk, "collector", id, NULL, text, &err));
	}
	view = show(desk, "manager", id);
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

int group_desk(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shelves_hold_what_is_ones_own),
	    cmocka_unit_test(a_fallback_sees_what_has_come_to_it),
	    cmocka_unit_test(shelves_and_refusals_agree_with_the_rule),
	    cmocka_unit_test(held_text_is_judged_alike),
	    cmocka_unit_test(a_save_from_an_old_revision_is_stale),
	    cmocka_unit_test(a_first_revision_is_the_first),
	    cmocka_unit_test(what_was_typed_comes_back_whole),
	    cmocka_unit_test(each_person_has_one_autosave_a_post),
	    cmocka_unit_test(an_older_desk_db_is_taken_along),
	    cmocka_unit_test(one_editor_at_a_time),
	    cmocka_unit_test(the_revision_seen_last_is_known),
	};

	return TEST_GROUP("desk", tests);
}
