#include "core/text.h"

#include <string.h>

#include "tests/test.h"

static struct err err;

static void door_gives(const char *in, const char *want)
{
	struct str out = {0};

	ASSERT_OK(text_door(span_of(in), "text", 1000, &out, &err));
	assert_string_equal(str_text(&out), want);
	str_clear(&out);
}

static void door_refuses(const char *in, size_t bytes, enum err_code code,
                         const char *object)
{
	struct str out = {0};

	ASSERT_CODE(code,
	            text_door(span_from(in, bytes), "text", 1000, &out, &err));
	assert_string_equal(err.subject, "text");
	assert_string_equal(err.object, object);
	assert_int_equal(out.bytes, 0);
	str_clear(&out);
}

static void the_door_normalises(void **state)
{
	(void)state;
	door_gives("", "");
	door_gives("三审\n", "三审\n");
	door_gives("\xEF\xBB\xBF三审\r\n\r\n二\r\n", "三审\n\n二\n");
	door_gives("a\tb", "a\tb");
	door_gives("e\u0301", "\u00E9");
	door_gives("\uFA1E", "\u7FBD"); /* a compatibility ideograph */
	door_gives("ＡＢ，", "ＡＢ，"); /* NFC, not NFKC */
	door_gives("三\uFEFF审", "三\uFEFF审");
	door_gives("\xEF\xBB\xBF", "");
}

static void the_door_is_idempotent(void **state)
{
	static const char *const texts[] = {"e\u0301\u0323",    "\u1100\u1161",
	                                    "\u2000\u2001",     "\u0344",
	                                    "が\u3099か\u3099", "①㎡"};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(texts); i++) {
		struct str once = {0}, twice = {0};

		ASSERT_OK(text_door(span_of(texts[i]), "", 1000, &once, &err));
		ASSERT_OK(text_door(str_span(&once), "", 1000, &twice, &err));
		assert_string_equal(str_text(&once), str_text(&twice));
		str_clear(&once);
		str_clear(&twice);
	}
}

static void the_door_refuses(void **state)
{
	(void)state;
	door_refuses("三\xFF", 4, ERR_BAD_TEXT, "3");
	door_refuses("\xC0\x80", 2, ERR_BAD_TEXT, "0");
	door_refuses("ab\xED\xA0\x80", 5, ERR_BAD_TEXT, "2");
	door_refuses("a\xF4\x90\x80\x80", 5, ERR_BAD_TEXT, "1");
	door_refuses("三\xE5\xAE", 5, ERR_BAD_TEXT, "3");
	door_refuses("a\0b", 3, ERR_CONTROL, "U+0000");
	door_refuses("\x1b[2J", 4, ERR_CONTROL, "U+001B");
	door_refuses("a\rb", 3, ERR_CONTROL, "U+000D");
	door_refuses("\x7f", 1, ERR_CONTROL, "U+007F");
	door_refuses("\xC2\x9B", 2, ERR_CONTROL, "U+009B");
	door_refuses("\uFDD0", 3, ERR_CONTROL, "U+FDD0");
	door_refuses("\xEF\xBF\xBF", 3, ERR_CONTROL, "U+FFFF");
}

static void the_door_has_a_size(void **state)
{
	struct str out = {0};

	(void)state;
	ASSERT_OK(text_door(span_of("12345"), "text", 5, &out, &err));
	ASSERT_CODE(ERR_TOO_LARGE,
	            text_door(span_of("123456"), "text", 5, &out, &err));
	assert_string_equal(err.object, "5 B");
	ASSERT_CODE(ERR_TOO_LARGE,
	            text_door(span_of("\u0344\u0344"), "text", 5, &out, &err));
	str_clear(&out);
}

static void a_line_is_one_line(void **state)
{
	struct str out = {0};

	(void)state;
	ASSERT_OK(text_door_line(span_of(" \u3000三审 制\u3000 \r\n"), "title",
	                         100, &out, &err));
	assert_string_equal(str_text(&out), "三审 制");
	str_clear(&out);
	ASSERT_CODE(ERR_CONTROL,
	            text_door_line(span_of("a\nb"), "title", 100, &out, &err));
	ASSERT_CODE(ERR_CONTROL,
	            text_door_line(span_of("a\tb"), "title", 100, &out, &err));
	ASSERT_CODE(ERR_CONTROL, text_door_line(span_of("a\u2028b"), "title",
	                                        100, &out, &err));
	ASSERT_OK(text_door_line(span_of(" \n"), "title", 100, &out, &err));
	assert_int_equal(out.bytes, 0);
	str_clear(&out);
}

static void characters_have_kinds(void **state)
{
	(void)state;
	assert_true(text_is_han(U'三'));
	assert_true(text_is_han(0x20000));
	assert_true(text_is_han(0x3007));
	assert_false(text_is_han(U'，'));
	assert_false(text_is_han(U'a'));
	assert_false(text_is_han(U'が'));
	assert_true(text_is_latin(U'Z'));
	assert_true(text_is_latin(0xE9));
	assert_false(text_is_latin(0x416)); /* Ж */
	assert_false(text_is_latin(U'1'));
	assert_true(text_is_control(0x85));
	assert_false(text_is_control('\n'));
}

/* The graphemes of the text that `pieces`, with | between, make up; walked
 * forth and back. */
static void graphs_are(const char *pieces)
{
	struct span rest = span_of(pieces), piece;
	struct str text = {0};
	size_t at = 0;

	while (span_cut(&rest, '|', &piece))
		str_add(&text, piece);
	for (rest = span_of(pieces); span_cut(&rest, '|', &piece);) {
		assert_int_equal(text_graph_bytes(str_span(&text), at),
		                 piece.bytes);
		at += piece.bytes;
		assert_int_equal(text_graph_before(str_span(&text), at),
		                 piece.bytes);
	}
	assert_int_equal(at, text.bytes);
	assert_int_equal(text_graph_bytes(str_span(&text), at), 0);
	assert_int_equal(text_graph_before(str_span(&text), 0), 0);
	str_clear(&text);
}

static void graphemes_stay_whole(void **state)
{
	(void)state;
	graphs_are("");
	graphs_are("e\u0301|三|👨‍👩‍👧|x");
	graphs_are("🇨🇳|🇺🇸|🇨|x|🇨🇳");
	graphs_are("❤️‍🔥|👍🏽|☝🏽|1️⃣|葛󠄀|三");
	graphs_are(
	    "a‍|👍|👍‍‍|👍"); /* a joiner joins only two pictures */
	graphs_are("각|ᄀ각|\n|\n|\t|\u0301");
}

static void lines_break_where(const char *pieces)
{
	struct span rest = span_of(pieces), piece;
	struct str text = {0}, got = {0};
	char breaks[200];

	while (span_cut(&rest, '|', &piece))
		str_add(&text, piece);
	assert_true(text.bytes <= sizeof(breaks));
	text_breaks(str_span(&text), breaks);
	for (size_t i = 0; i < text.bytes; i++) {
		assert_true(breaks[i] == 0 || breaks[i] == 1);
		if (breaks[i])
			str_putc(&got, '|');
		str_putc(&got, text.at[i]);
	}
	assert_string_equal(str_text(&got), pieces);
	str_clear(&got);
	str_clear(&text);
}

static void lines_break_by_rule(void **state)
{
	(void)state;
	lines_break_where("");
	lines_break_where("他|说|“你|好”|吗？|——|是|的……|好，|25％、|100%");
	lines_break_where(
	    "2026|年|12|月—|1|月，|玛|丽·|居|里|《三|审》|（“一”）");
	lines_break_where("　　|Node.js |和 |main.c，|don’t |“ok”|的 |8:30。");
	lines_break_where("a/|b |Wi-|Fi|网");
}

static void marks_part_where(void **state)
{
	(void)state;
	assert_true(text_may_part(U'三', U'审'));
	assert_true(text_may_part(U'。', U'三'));
	assert_true(text_may_part(U'x', U'《'));
	assert_false(text_may_part(U'《', U'三'));
	assert_false(text_may_part(U'三', U'。'));
	assert_false(text_may_part(U'￥', U'1'));
	assert_false(text_may_part(U'—', U'—'));
	assert_false(text_may_part(U'…', U'…'));
}

static void places_count_from_one(void **state)
{
	struct span text = span_of("三审\n二x");
	size_t line, column;

	(void)state;
	text_position(text, 0, &line, &column);
	assert_int_equal(line * 100 + column, 101);
	text_position(text, 3, &line, &column);
	assert_int_equal(line * 100 + column, 102);
	text_position(text, 7, &line, &column);
	assert_int_equal(line * 100 + column, 201);
	text_position(text, 10, &line, &column);
	assert_int_equal(line * 100 + column, 202);
}

static void the_first_line_is_a_title(void **state)
{
	struct span text = span_of("\n \u3000\r\n  关于放假的通知\u3000\r\n正");

	(void)state;
	assert_true(span_is(text_first_line(text, 80), "关于放假的通知"));
	assert_true(span_is(text_first_line(text, 2), "关于"));
	assert_true(span_is(text_first_line(span_of("\n \n"), 9), ""));
	assert_true(span_is(text_first_line(span_of("ae\u0301"), 2), "a"));
}

static void safe_gives(const char *in, size_t bytes, const char *want)
{
	struct str out = {0};

	text_safe(span_from(in, bytes), &out);
	assert_string_equal(str_text(&out), want);
	str_clear(&out);
}

static void nothing_drives_a_terminal(void **state)
{
	static const char tag[] = "a\U000E0041b";

	(void)state;
	safe_gives("三\n\tx", 6, "三\n\tx");
	safe_gives("\x1b[2J", 4, "\uFFFD[2J");
	safe_gives("\xC2\x9B"
	           "2J",
	           4, "\uFFFD2J");
	safe_gives("\0\x7f\r", 3, "\uFFFD\uFFFD\uFFFD");
	safe_gives("a\u202Eb", 5, "a⟨U+202E⟩b");
	safe_gives("a\u200Bb", 5, "a⟨U+200B⟩b");
	safe_gives("a\u200Db", 5, "a\u200Db");
	safe_gives(tag, sizeof(tag) - 1, "a⟨U+E0041⟩b");
	safe_gives("三\xE5\xAEx\xFF", 7, "三\uFFFD\uFFFDx\uFFFD");
	safe_gives("", 0, "");
}

static void a_line_stays_one_line(void **state)
{
	struct str out = {0};

	(void)state;
	text_safe_line(span_of("三\n\tx\x1b\u2028"), &out);
	assert_string_equal(str_text(&out),
	                    "三⟨U+000A⟩⟨U+0009⟩x\uFFFD⟨U+2028⟩");
	str_clear(&out);
}

/* Every control of ASCII and of Latin 1, and every byte alone that is none of
 * UTF-8: refused by both doors, and never shown. */
static void no_control_comes_in_or_out(void **state)
{
	(void)state;
	for (uint32_t point = 0; point < 0x100; point++) {
		struct str text = {0}, out = {0};
		bool is_raw = point >= 0x80 && point < 0xA0;

		if (!text_is_control(point) && point < 0xA0)
			continue;
		str_putc(&text, 'a');
		if (is_raw)
			text_put_point(&text, point);
		else
			str_putc(&text, (char)point); /* a byte */
		str_putc(&text, 'b');
		assert_int_not_equal(
		    text_door(str_span(&text), "text", 99, &out, NULL), ERR_OK);
		assert_int_not_equal(
		    text_door_line(str_span(&text), "text", 99, &out, NULL),
		    ERR_OK);
		assert_int_equal(out.bytes, 0);
		text_safe(str_span(&text), &out);
		assert_string_equal(str_text(&out), "a\uFFFDb");
		str_clear(&out);
		str_clear(&text);
	}
}

int group_text(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_door_normalises),
	    cmocka_unit_test(the_door_is_idempotent),
	    cmocka_unit_test(the_door_refuses),
	    cmocka_unit_test(the_door_has_a_size),
	    cmocka_unit_test(a_line_is_one_line),
	    cmocka_unit_test(characters_have_kinds),
	    cmocka_unit_test(graphemes_stay_whole),
	    cmocka_unit_test(lines_break_by_rule),
	    cmocka_unit_test(marks_part_where),
	    cmocka_unit_test(places_count_from_one),
	    cmocka_unit_test(the_first_line_is_a_title),
	    cmocka_unit_test(nothing_drives_a_terminal),
	    cmocka_unit_test(a_line_stays_one_line),
	    cmocka_unit_test(no_control_comes_in_or_out),
	};

	return TEST_GROUP("text", tests);
}
