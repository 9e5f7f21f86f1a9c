#include "core/buffer.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/test.h"

#define NOWHERE ((size_t)-1)

static struct err err;

static void put(struct buffer *buffer, size_t start, size_t end,
                const char *with, size_t cursor)
{
	ASSERT_OK(
	    buffer_replace(buffer, start, end, span_of(with), cursor, &err));
}

static void assert_text(const struct buffer *buffer, const char *want)
{
	struct span text = buffer_text(buffer);

	if (!span_is(text, want))
		fail_msg("%.*s, not %s", (int)text.bytes, text.at, want);
}

static void undo_gives(struct buffer *buffer, const char *want, size_t cursor)
{
	size_t at = NOWHERE;

	assert_true(buffer_undo(buffer, &at, NULL, NULL));
	assert_text(buffer, want);
	assert_int_equal(at, cursor);
}

static void redo_gives(struct buffer *buffer, const char *want, size_t cursor)
{
	size_t at = NOWHERE;

	assert_true(buffer_redo(buffer, &at, NULL, NULL));
	assert_text(buffer, want);
	assert_int_equal(at, cursor);
}

/* The lines against a count from scratch. */
static void assert_lines(const struct buffer *buffer)
{
	struct span rest = buffer_text(buffer), text = rest, piece;
	size_t line = 0;

	while (span_cut(&rest, '\n', &piece)) {
		size_t start = (size_t)(piece.at - text.at);

		assert_true(line < buffer_lines(buffer));
		assert_int_equal(buffer_line_start(buffer, line), start);
		assert_true(span_equal(buffer_line(buffer, line), piece));
		assert_int_equal(buffer_line_of(buffer, start), line);
		assert_int_equal(buffer_line_of(buffer, start + piece.bytes),
		                 line);
		line++;
	}
	assert_int_equal(line, buffer_lines(buffer));
}

static void an_empty_text_has_one_line(void **state)
{
	struct buffer *buffer = buffer_new(span_of(""), 10);
	size_t at = 7;

	(void)state;
	assert_int_equal(buffer_lines(buffer), 1);
	assert_int_equal(buffer_line(buffer, 0).bytes, 0);
	assert_int_equal(buffer_next_graph(buffer, 0), 0);
	assert_int_equal(buffer_prev_graph(buffer, 0), 0);
	assert_int_equal(buffer_next_word(buffer, 0), 0);
	assert_int_equal(buffer_prev_word(buffer, 0), 0);
	assert_int_equal(buffer_find(buffer, span_of("a"), 0), NOWHERE);
	assert_false(buffer_undo(buffer, &at, NULL, NULL));
	assert_false(buffer_redo(buffer, &at, NULL, NULL));
	assert_int_equal(at, 7);
	put(buffer, 0, 0, "\n", 0);
	assert_int_equal(buffer_lines(buffer), 2);
	assert_lines(buffer);
	buffer_free(buffer);
	buffer_free(NULL);
}

static void typing_is_one_step(void **state)
{
	struct buffer *buffer = buffer_new(span_of("三。"), 100);

	(void)state;
	put(buffer, 3, 3, "审", 3);
	put(buffer, 6, 6, "三", 6);
	put(buffer, 9, 9, "校", 9);
	buffer_settle(buffer);
	put(buffer, 12, 12, "！", 12);
	undo_gives(buffer, "三审三校。", 12);
	undo_gives(buffer, "三。", 3);
	assert_false(buffer_may_undo(buffer));
	redo_gives(buffer, "三审三校。", 12);
	redo_gives(buffer, "三审三校！。", 15);
	assert_false(buffer_may_redo(buffer));
	/* Somewhere else is another step; a change forgets what was undone. */
	put(buffer, 0, 0, "x", 0);
	undo_gives(buffer, "三审三校！。", 0);
	put(buffer, 0, 0, "y", 0);
	assert_false(buffer_may_redo(buffer));
	buffer_free(buffer);
}

static void deleting_is_one_step(void **state)
{
	struct buffer *buffer = buffer_new(span_of("abcdef"), 100);

	(void)state;
	put(buffer, 2, 3, "", 3); /* Backspace, twice */
	put(buffer, 1, 2, "", 2);
	put(buffer, 1, 2, "", 1); /* Delete */
	assert_text(buffer, "aef");
	put(buffer, 1, 1, "x", 1);
	undo_gives(buffer, "aef", 1);
	undo_gives(buffer, "abcdef", 3);
	redo_gives(buffer, "aef", 1);
	buffer_free(buffer);
}

static void a_selection_is_replaced_by_typing(void **state)
{
	struct buffer *buffer = buffer_new(span_of("一二三四"), 100);

	(void)state;
	put(buffer, 3, 9, "a", 9);
	put(buffer, 4, 4, "b", 4);
	assert_text(buffer, "一ab四");
	undo_gives(buffer, "一二三四", 9);
	redo_gives(buffer, "一ab四", 5);
	buffer_free(buffer);
}

static void what_is_pasted_stands_alone(void **state)
{
	char page[200];
	struct buffer *buffer = buffer_new(span_of(""), 1000);

	(void)state;
	memset(page, 'p', sizeof(page) - 1);
	page[sizeof(page) - 1] = '\0';
	put(buffer, 0, 0, "a", 0);
	put(buffer, 1, 1, page, 1);
	put(buffer, 200, 200, "b", 200);
	put(buffer, 201, 201, "c", 201);
	assert_int_equal(buffer_text(buffer).bytes, 202);
	assert_true(buffer_undo(buffer, &(size_t){0}, NULL, NULL));
	assert_int_equal(buffer_text(buffer).bytes, 200);
	undo_gives(buffer, "a", 1);
	undo_gives(buffer, "", 0);
	buffer_free(buffer);
}

static void the_limit_holds(void **state)
{
	struct buffer *buffer = buffer_new(span_of("12345"), 6);
	uint64_t stamp = buffer_stamp(buffer);

	(void)state;
	ASSERT_CODE(ERR_TOO_LARGE,
	            buffer_replace(buffer, 1, 2, span_of("abc"), 0, &err));
	assert_string_equal(err.object, "6 B");
	assert_text(buffer, "12345");
	assert_true(buffer_stamp(buffer) == stamp);
	assert_false(buffer_may_undo(buffer));
	put(buffer, 1, 2, "ab", 1);
	assert_true(buffer_stamp(buffer) != stamp);
	stamp = buffer_stamp(buffer);
	put(buffer, 3, 3, "", 3); /* nothing is no change */
	assert_true(buffer_stamp(buffer) == stamp);
	buffer_free(buffer);
	/* A text that came too large may still be made smaller. */
	buffer = buffer_new(span_of("12345"), 3);
	put(buffer, 0, 1, "", 1);
	assert_text(buffer, "2345");
	buffer_free(buffer);
}

static void words_of_the_text_itself(void **state)
{
	struct buffer *buffer = buffer_new(span_of("一二三"), 100);
	struct span text = buffer_text(buffer);

	(void)state;
	ASSERT_OK(buffer_replace(buffer, 0, 0, text, 0, &err));
	assert_text(buffer, "一二三一二三");
	buffer_free(buffer);
}

static void steps_by_grapheme(void **state)
{
	static const char text[] =
	    "e\u0323三👨‍👩‍👧🇨🇳🇺🇸\n\n";
	static const size_t edges[] = {0, 3, 6, 24, 32, 40, 41, 42};
	struct buffer *buffer = buffer_new(span_of(text), 100);

	(void)state;
	for (size_t i = 0; i + 1 < TEST_COUNT(edges); i++) {
		assert_int_equal(buffer_next_graph(buffer, edges[i]),
		                 edges[i + 1]);
		assert_int_equal(buffer_prev_graph(buffer, edges[i + 1]),
		                 edges[i]);
	}
	buffer_free(buffer);
}

static void steps_by_word(void **state)
{
	/* What each step takes, with | between. */
	static const char next[] =
	    "三审三校|，CTF|平台|。\n\n 2026|年|. e\u0323x";
	static const char prev[] =
	    "三审三校，|CTF|平台。\n\n |2026|年. |e\u0323x";
	struct str text = {0};
	struct buffer *buffer;
	size_t at = 0;
	struct span rest = span_of(next), piece;

	(void)state;
	while (span_cut(&rest, '|', &piece))
		str_add(&text, piece);
	buffer = buffer_new(str_span(&text), 1000);
	for (rest = span_of(next); span_cut(&rest, '|', &piece);) {
		assert_int_equal(buffer_next_word(buffer, at),
		                 at + piece.bytes);
		at += piece.bytes;
	}
	assert_int_equal(at, text.bytes);
	for (at = 0, rest = span_of(prev); span_cut(&rest, '|', &piece);) {
		at += piece.bytes;
		assert_int_equal(buffer_prev_word(buffer, at),
		                 at - piece.bytes);
	}
	buffer_free(buffer);
	str_clear(&text);
}

static void words_are_found(void **state)
{
	struct buffer *buffer = buffer_new(span_of("三审 Ctf 三审 CTF"), 100);

	(void)state;
	assert_int_equal(buffer_find(buffer, span_of("三审"), 0), 0);
	assert_int_equal(buffer_find(buffer, span_of("三审"), 1), 11);
	assert_int_equal(buffer_find(buffer, span_of("三审"), 12), 0);
	assert_int_equal(buffer_find(buffer, span_of("ctF"), 0), 7);
	assert_int_equal(buffer_find(buffer, span_of("ctF"), 8), 18);
	assert_int_equal(buffer_find(buffer, span_of("ctF"), 21), 7);
	assert_int_equal(buffer_find(buffer, span_of("三校"), 0), NOWHERE);
	assert_int_equal(buffer_find(buffer, span_of(""), 0), NOWHERE);
	assert_int_equal(
	    buffer_find(buffer, span_of("三审 Ctf 三审 CTF CTF"), 0), NOWHERE);
	buffer_free(buffer);
}

static void carry(size_t start, size_t gone, size_t came, int want_start,
                  int want_end)
{
	struct buffer_change change = {start, gone, came};
	size_t from = 10, to = 20;

	if (want_start < 0) {
		assert_false(buffer_carry(&change, &from, &to));
		return;
	}
	assert_true(buffer_carry(&change, &from, &to));
	assert_int_equal(from, want_start);
	assert_int_equal(to, want_end);
}

static void marks_are_carried(void **state)
{
	(void)state;
	carry(0, 0, 5, 15, 25);
	carry(0, 5, 0, 5, 15);
	carry(10, 0, 5, 15, 25); /* before its first word */
	carry(5, 5, 1, 6, 16);
	carry(20, 5, 9, 10, 20); /* after its last */
	carry(30, 1, 0, 10, 20);
	carry(11, 0, 1, -1, -1);
	carry(19, 1, 0, -1, -1);
	carry(9, 2, 2, -1, -1);
	carry(0, 50, 0, -1, -1);
}

/* ---- random changes against a plain model ----------------------------------
 */

static uint32_t chance(uint32_t *seed, uint32_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

enum { CHANGES = 400, MARK_LIMIT = 8 };

struct mark {
	size_t start, end;
	char *words;
};

struct play {
	struct buffer *buffer;
	struct mark marks[MARK_LIMIT];
};

static void carry_marks(void *payload, const struct buffer_change *change)
{
	struct play *play = payload;

	for (size_t i = 0; i < MARK_LIMIT; i++) {
		struct mark *mark = &play->marks[i];

		if (mark->words &&
		    !buffer_carry(change, &mark->start, &mark->end)) {
			free(mark->words);
			mark->words = NULL;
		}
	}
}

static void check_marks(struct play *play, uint32_t *seed)
{
	struct span text = buffer_text(play->buffer);

	for (size_t i = 0; i < MARK_LIMIT; i++) {
		struct mark *mark = &play->marks[i];

		if (mark->words) {
			struct span now = span_from(text.at + mark->start,
			                            mark->end - mark->start);

			assert_true(mark->end <= text.bytes);
			assert_true(span_is(now, mark->words));
		} else if (text.bytes && chance(seed, 4) == 0) {
			mark->start = chance(seed, (uint32_t)text.bytes);
			mark->end =
			    mark->start + 1 +
			    chance(seed, (uint32_t)(text.bytes - mark->start));
			mark->words = mem_copy_n(text.at + mark->start,
			                         mark->end - mark->start);
		}
	}
}

/* One change at an edge of a grapheme; *model follows. */
static void change_once(struct play *play, struct str *model, uint32_t *seed)
{
	static const char *const pieces[] = {"三",         "a",  "\n", "。",
	                                     "e\u0323",    "🇨🇳", " ",  "\n\n",
	                                     "公司\n新闻", ""};
	struct span text = buffer_text(play->buffer), with;
	size_t start = 0, end, steps = chance(seed, 40);
	struct str next = {0};
	struct buffer_change done;

	while (steps-- && start < text.bytes)
		start = buffer_next_graph(play->buffer, start);
	for (end = start, steps = chance(seed, 4); steps-- > 1;)
		end = buffer_next_graph(play->buffer, end);
	with = span_of(pieces[chance(seed, TEST_COUNT(pieces))]);
	str_add(&next, span_from(model->at, start));
	str_add(&next, with);
	str_add(&next, span_from(str_text(model) + end, model->bytes - end));
	ASSERT_OK(buffer_replace(play->buffer, start, end, with, start, &err));
	done = (struct buffer_change){start, end - start, with.bytes};
	carry_marks(play, &done);
	str_clear(model);
	*model = next;
}

/* With `settled`, every change is a step, and each text on the way is known. */
static void random_changes(uint32_t seed, bool settled)
{
	struct play play = {buffer_new(span_of("第一段\nsecond\n"), 1 << 20),
	                    {{0}}};
	struct str texts[CHANGES + 1] = {{0}};
	size_t steps = 0, cursor;

	str_puts(&texts[0], "第一段\nsecond\n");
	for (size_t turn = 0; turn < CHANGES; turn++) {
		uint32_t what = chance(&seed, 8);
		uint64_t stamp = buffer_stamp(play.buffer);

		if (what == 0 && settled) {
			if (buffer_undo(play.buffer, &cursor, carry_marks,
			                &play))
				steps--;
		} else if (what == 1 && settled) {
			if (buffer_redo(play.buffer, &cursor, carry_marks,
			                &play))
				steps++;
		} else {
			struct str next = {0};

			str_add(&next, str_span(&texts[steps]));
			change_once(&play, &next, &seed);
			if (settled)
				buffer_settle(play.buffer);
			if (buffer_stamp(play.buffer) != stamp)
				steps += settled || !steps;
			str_clear(&texts[steps]);
			texts[steps] = next;
		}
		assert_text(play.buffer, str_text(&texts[steps]));
		assert_lines(play.buffer);
		check_marks(&play, &seed);
	}
	while (buffer_redo(play.buffer, &cursor, carry_marks, &play))
		steps++;
	while (buffer_undo(play.buffer, &cursor, carry_marks, &play)) {
		check_marks(&play, &seed);
		assert_lines(play.buffer);
		if (settled)
			assert_text(play.buffer, str_text(&texts[--steps]));
	}
	assert_text(play.buffer, str_text(&texts[0]));
	while (buffer_redo(play.buffer, &cursor, carry_marks, &play))
		steps += settled;
	assert_text(play.buffer, str_text(&texts[steps]));
	assert_lines(play.buffer);
	for (size_t i = 0; i < MARK_LIMIT; i++)
		free(play.marks[i].words);
	for (size_t i = 0; i <= CHANGES; i++)
		str_clear(&texts[i]);
	buffer_free(play.buffer);
}

static void any_changes_come_back(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 20; seed++) {
		random_changes(seed * 7919, true);
		random_changes(seed * 104729, false);
	}
}

static void old_steps_are_forgotten(void **state)
{
	const size_t bytes = 8 << 20;
	struct buffer *buffer = buffer_new(span_of(""), bytes);
	char *page = mem_new(bytes + 1);
	size_t steps = 0, cursor;

	(void)state;
	memset(page, 'x', bytes);
	for (int turn = 0; turn < 6; turn++) {
		put(buffer, 0, 0, page, 0);
		put(buffer, 0, bytes, "", 0);
	}
	while (buffer_undo(buffer, &cursor, NULL, NULL))
		steps++;
	assert_int_equal(steps, 3);
	free(page);
	buffer_free(buffer);
}

int group_buffer(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_text_has_one_line),
	    cmocka_unit_test(typing_is_one_step),
	    cmocka_unit_test(deleting_is_one_step),
	    cmocka_unit_test(a_selection_is_replaced_by_typing),
	    cmocka_unit_test(what_is_pasted_stands_alone),
	    cmocka_unit_test(the_limit_holds),
	    cmocka_unit_test(words_of_the_text_itself),
	    cmocka_unit_test(steps_by_grapheme),
	    cmocka_unit_test(steps_by_word),
	    cmocka_unit_test(words_are_found),
	    cmocka_unit_test(marks_are_carried),
	    cmocka_unit_test(any_changes_come_back),
	    cmocka_unit_test(old_steps_are_forgotten),
	};

	return TEST_GROUP("buffer", tests);
}
