#include "core/str.h"

#include <string.h>

#include "tests/test.h"

static void cut_sees_every_piece(void **state)
{
	struct span rest = span_of("a,,b"), piece;
	struct str seen = {0};

	(void)state;
	while (span_cut(&rest, ',', &piece)) {
		str_putc(&seen, '[');
		str_add(&seen, piece);
		str_putc(&seen, ']');
	}
	assert_string_equal(str_text(&seen), "[a][][b]");
	str_clear(&seen);
}

static void numbers_have_a_limit(void **state)
{
	long number = -1;

	(void)state;
	assert_true(span_number(span_of("999"), 999, &number));
	assert_int_equal(number, 999);
	assert_false(span_number(span_of("1000"), 999, &number));
	assert_false(span_number(span_of("3"), 2, &number));
	assert_true(span_number(span_of("2"), 2, &number));
	assert_int_equal(number, 2);
	assert_false(span_number(span_of("-1"), 999, &number));
	assert_false(span_number(span_of(""), 999, &number));
	assert_false(
	    span_number(span_of("99999999999999999999"), 999999, &number));
}

static void an_error_is_cut_at_a_character(void **state)
{
	struct err err;
	struct str text = {0};

	(void)state;
	for (int i = 0; i < 100; i++)
		str_puts(&text, "三");
	err_set(&err, ERR_NO_POST, str_text(&text), NULL);
	assert_int_equal(strlen(err.subject), 255);
	assert_int_equal(err_status(err.code), 6);
	str_clear(&text);
}

static void words_are_a_list_of_their_own(void **state)
{
	struct words words = {0}, copy;
	struct str out = {0};

	(void)state;
	words_write(&out, &words);
	assert_string_equal(str_text(&out), "");
	words_read(&words, span_of(" a, b c ,, a,\t"));
	assert_int_equal(words.count, 2);
	words_add(&words, span_of("a"));
	assert_int_equal(words.count, 3);
	words_copy(&copy, &words);
	words_clear(&words);
	assert_int_equal(words.count, 0);
	assert_false(words_have(&words, span_of("a")));
	assert_true(words_have(&copy, span_of("b c")));
	assert_false(words_have(&copy, span_of("b")));
	words_write(&out, &copy);
	assert_string_equal(str_text(&out), "a, b c, a");
	words_clear(&copy);
	str_clear(&out);
}

int group_str(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cut_sees_every_piece),
	    cmocka_unit_test(numbers_have_a_limit),
	    cmocka_unit_test(words_are_a_list_of_their_own),
	    cmocka_unit_test(an_error_is_cut_at_a_character),
	};

	return TEST_GROUP("str", tests);
}
