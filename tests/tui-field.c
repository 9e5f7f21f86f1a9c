#include "tui/field.h"

#include "tests/test.h"

static void press(struct field *field, uint32_t key)
{
	struct press press = {.key = key};

	field_press(field, &press);
}

static void chinese_is_typed_and_taken_back_by_characters(void **state)
{
	struct field field = {0};

	(void)state;
	field_set(&field, "同意");
	press(&field, 0x53D1);
	press(&field, 0x5E03);
	assert_string_equal(str_text(&field.text), "同意发布");
	press(&field, PRESS_BACKSPACE);
	press(&field, PRESS_LEFT);
	press(&field, PRESS_LEFT);
	press(&field, PRESS_DELETE);
	assert_string_equal(str_text(&field.text), "同发");
	press(&field, PRESS_HOME);
	press(&field, PRESS_BACKSPACE);
	press(&field, 'U' - '@');
	assert_string_equal(str_text(&field.text), "同发");
	press(&field, PRESS_END);
	press(&field, PRESS_DELETE);
	press(&field, 'U' - '@');
	assert_string_equal(str_text(&field.text), "");
	field_clear(&field);
}

static void a_paste_is_one_line(void **state)
{
	struct field field = {0};
	struct press paste = {.key = PRESS_PASTE,
	                      .text = span_of("内容属实，\n同意\t发布")};

	(void)state;
	assert_true(field_press(&field, &paste));
	assert_string_equal(str_text(&field.text), "内容属实， 同意 发布");
	assert_false(field.cleaned);
	paste.text = span_of("\033[31m红\uFFFF");
	assert_true(field_press(&field, &paste));
	assert_string_equal(str_text(&field.text),
	                    "内容属实， 同意 发布[31m红");
	assert_true(field.cleaned);
	field_clear(&field);
}

static void what_does_not_fit_is_not_taken(void **state)
{
	struct field field = {.limit_bytes = 7};

	(void)state;
	for (int i = 0; i < 5; i++)
		press(&field, 0x540C);
	assert_string_equal(str_text(&field.text), "同同");
	press(&field, 'a');
	press(&field, 'b');
	assert_string_equal(str_text(&field.text), "同同a");
	assert_true(field.full);
	press(&field, PRESS_BACKSPACE);
	assert_string_equal(str_text(&field.text), "同同");
	assert_false(field.full);
	/* What is longer already can be made shorter. */
	field_set(&field, "同意同意");
	press(&field, PRESS_BACKSPACE);
	assert_string_equal(str_text(&field.text), "同意同");
	field_clear(&field);
}

static void the_cursor_stays_on_the_screen(void **state)
{
	struct field field = {0};
	struct screen *screen = NULL;
	struct str seen = {0};
	struct err err = {0};

	(void)state;
	ASSERT_OK(screen_open(&screen, SCREEN_MEMORY, 1, 9, &err));
	field_set(&field, "一二三四五六七");
	screen_erase(screen);
	field_draw(&field, screen, 0, 0, 9, STYLE_TEXT, true);
	screen_dump(screen, &seen);
	assert_string_equal(str_text(&seen), "四五六七\n");
	seen.bytes = 0;
	press(&field, PRESS_HOME);
	screen_erase(screen);
	field_draw(&field, screen, 0, 0, 9, STYLE_TEXT, true);
	screen_dump(screen, &seen);
	assert_string_equal(str_text(&seen), "一二三四\n");
	screen_close(screen);
	str_clear(&seen);
	field_clear(&field);
}

int group_field(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chinese_is_typed_and_taken_back_by_characters),
	    cmocka_unit_test(a_paste_is_one_line),
	    cmocka_unit_test(what_does_not_fit_is_not_taken),
	    cmocka_unit_test(the_cursor_stays_on_the_screen),
	};

	return TEST_GROUP("field", tests);
}
