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

int group_str(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cut_sees_every_piece),
	    cmocka_unit_test(numbers_have_a_limit),
	    cmocka_unit_test(an_error_is_cut_at_a_character),
	};

	return TEST_GROUP("str", tests);
}
