/*
 * The desk over a real newsroom: shelves, and what it refuses, held against the
 * rule.
 */
#include "store/desk.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/newsroom.h"
#include "tests/test.h"

/* ---- shelves ----
 */

/* A whole shelf in pages of `limit`, as "id id …", and whether `more` told the
 * truth. */
static void read_shelf(struct desk *desk, const char *person, enum shelf shelf,
                       size_t limit, struct str *out)
{
	struct caller caller = news_as(person);
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
	char *home = news_room(), *id[5];
	struct desk *desk = news_open(home);
	struct err err;

	(void)state;
	for (int i = 0; i < 5; i++)
		id[i] = news_handed_in(desk, "collector");
	free(news_post(desk, "collector", "一\n"));
	free(news_post(desk, "collector2", "二\n"));
	free(news_post(desk, "collector", "三\n"));
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
	ASSERT_OK(news_act_now(desk, "manager", EVENT_RETURN, id[1], &err));
	ASSERT_OK(news_act_now(desk, "collector", EVENT_WITHDRAW, id[3], &err));
	ASSERT_OK(news_act_now(desk, "manager", EVENT_SIGN, id[0], &err));
	ASSERT_OK(news_act_now(desk, "head", EVENT_SIGN, id[0], &err));
	ASSERT_OK(news_act_now(desk, "propaganda", EVENT_SIGN, id[0], &err));
	assert_shelf(desk, "collector", SHELF_RETURNED,
	             "20261123-004 20261123-002 ");
	assert_shelf(desk, "collector", SHELF_SENT,
	             "20261123-005 20261123-003 20261123-001 ");
	/* Nobody says until when to publish: last. */
	assert_shelf(desk, "manager", SHELF_WAITING,
	             "20261123-003 20261123-005 20261123-001 ");
	ASSERT_OK(news_act_now(desk, "manager", EVENT_PUBLISH, id[0], &err));
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
	struct caller caller = news_as("admin");
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
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct shelf_mark mark = {0};
	struct desk_rows rows = {0};
	struct caller caller;
	struct err err;
	bool more;

	(void)state;
	free(news_handed_in(desk, "manager"));
	free(news_handed_in(desk, "collector"));
	free(news_handed_in(desk, "manager"));
	/* One's own are passed over, before, between and behind. */
	assert_shelf(desk, "manager", SHELF_WAITING, "20261123-002 ");
	assert_shelf(desk, "manager3", SHELF_WAITING,
	             "20261123-001 20261123-003 ");
	assert_shelf(desk, "propaganda", SHELF_WAITING, "");
	caller = news_as("manager");
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
	struct caller caller = news_as(person);
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
	struct desk_view view = news_show(desk, person, post);
	struct caller caller = {.person = person,
	                        .now_ms = news_now_ms() + 60000};
	struct err may = {0}, did = {0};
	enum err_code answer =
	    desk_may(desk, &caller, kind, &view,
	             kind == EVENT_RAISE ? "major" : NULL, &may);

	assert_int_equal(answer,
	                 news_act(desk, person, kind, &view, NULL, &did));
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
	char *home = news_room(), *id[12];
	struct desk *desk = news_open(home);
	unsigned int seed = 7;
	int done = 0;

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(id); i++)
		id[i] = news_handed_in(desk, cast[dice(&seed, 10)]);
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
		struct desk_view view = news_show(desk, "admin", id[i]);

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
	char *home = news_room();
	struct desk *desk = news_open(home);
	struct caller caller = news_as("collector");
	struct draft draft = {.title = "名单",
	                      .has_text = true,
	                      .text = span_of("11010519491231002X\n")};
	struct answer answer;
	struct err err;
	char *post, *other = news_post(desk, "collector", "一\n");

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
	ASSERT_CODE(ERR_HELD, news_save(desk, "collector", other, NULL,
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

int group_desk(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shelves_hold_what_is_ones_own),
	    cmocka_unit_test(a_fallback_sees_what_has_come_to_it),
	    cmocka_unit_test(shelves_and_refusals_agree_with_the_rule),
	    cmocka_unit_test(held_text_is_judged_alike),
	};

	return TEST_GROUP("desk", tests);
}
