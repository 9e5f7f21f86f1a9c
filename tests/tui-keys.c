#include "tui/keys.h"

#include <string.h>

#include "tests/test.h"
#include "tui/view.h"

static void every_key_can_be_read_and_is_bound_once(void **state)
{
	uint32_t key, other;

	(void)state;
	for (size_t i = 0; i < keys_count(); i++) {
		const struct binding *row = keys_at(i);

		if (!keys_read(span_of(row->key), &key))
			fail_msg("%s: no key is called %s", row->act, row->key);
		for (size_t j = 0; j < i; j++)
			if (strcmp(keys_at(j)->view, row->view) == 0 &&
			    keys_read(span_of(keys_at(j)->key), &other) &&
			    key == other)
				fail_msg("%s: %s is bound twice", row->view,
				         row->key);
	}
}

static void a_name_comes_back_as_it_went(void **state)
{
	static const char *const names[] = {"s",      "^S",    "Enter",
	                                    "F2",     "Space", "审",
	                                    "C-Left", "paste", "hang-up"};
	struct str name = {0};
	uint32_t key;

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(names); i++) {
		name.bytes = 0;
		assert_true(keys_read(span_of(names[i]), &key));
		keys_name(key, &name);
		assert_string_equal(str_text(&name), names[i]);
	}
	assert_false(keys_read(span_of("F13"), &key));
	assert_false(keys_read(span_of("^s"), &key));
	assert_false(keys_read(span_of(""), &key));
	str_clear(&name);
}

static void full_width_keys_are_keys(void **state)
{
	(void)state;
	assert_string_equal(keys_act("review", false, 0xFF53), "sign"); /* ｓ */
	assert_string_equal(keys_act("review", false, 0x3001),
	                    "search"); /* 、 */
	assert_string_equal(keys_act("review", false, 0x3002),
	                    "next-post");                             /* 。 */
	assert_string_equal(keys_act("home", false, 0xFF1F), "help"); /* ？ */
	assert_string_equal(keys_act("home", false, 0x3000),
	                    "page-down"); /* the wide blank */
}

static void a_character_typed_is_no_act(void **state)
{
	(void)state;
	assert_null(keys_act("edit", true, 's'));
	assert_null(keys_act("edit", true, 0xFF1F));
	assert_string_equal(keys_act("edit", true, PRESS_F1), "help");
	assert_string_equal(keys_act("edit", true, 'S' - '@'), "save");
	assert_string_equal(keys_act("edit", true, 'Z' - '@'), "undo");
	assert_string_equal(keys_act("queue", false, 'Z' - '@'), "suspend");
}

static bool knows(const struct view_act *acts, const char *name)
{
	for (; acts->name; acts++)
		if (strcmp(acts->name, name) == 0)
			return true;
	return false;
}

/* A view's own row names an act of its table or of the station; one of "*" an
 * act of the station or of some view. */
static void every_key_names_an_act(void **state)
{
	(void)state;
	for (size_t i = 0; i < keys_count(); i++) {
		const struct binding *row = keys_at(i);
		bool known = knows(station_acts, row->act);

		for (size_t v = 0; v < view_ops_count(); v++) {
			const struct view_ops *ops = view_ops_at(v);

			if (strcmp(row->view, "*") == 0 ||
			    strcmp(row->view, ops->name) == 0)
				known |= knows(ops->acts, row->act);
		}
		if (!known)
			fail_msg("%s %s: nobody knows the act %s", row->view,
			         row->key, row->act);
	}
}

static bool has_key(const char *view, const char *act)
{
	return keys_first(view, act) != NULL;
}

static void every_act_has_a_key_and_a_sentence(void **state)
{
	(void)state;
	for (size_t v = 0; v < view_ops_count(); v++) {
		const struct view_ops *ops = view_ops_at(v);

		for (const struct view_act *act = ops->acts; act->name; act++) {
			if (!has_key(ops->name, act->name))
				fail_msg("%s: no key for %s", ops->name,
				         act->name);
			if (!*view_act_help(act))
				fail_msg("%s: no sentence for %s", ops->name,
				         act->name);
		}
	}
}

int group_keys(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_key_can_be_read_and_is_bound_once),
	    cmocka_unit_test(a_name_comes_back_as_it_went),
	    cmocka_unit_test(full_width_keys_are_keys),
	    cmocka_unit_test(a_character_typed_is_no_act),
	    cmocka_unit_test(every_key_names_an_act),
	    cmocka_unit_test(every_act_has_a_key_and_a_sentence),
	};

	return TEST_GROUP("keys", tests);
}
