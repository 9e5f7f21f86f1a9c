/*
 * core-password - what a password must be.
 */
#include "core/password.h"

#include "core/roster.h"
#include "tests/test.h"

static const char COMMON[] = "password\nqwerty\n12345678\nadmin\n";

static void expect(const struct password_rules *rules, const char *password,
                   enum err_code code)
{
	char id[] = "chen", name[] = "陈建华";
	const struct person person = {.id = id, .name = name};
	struct err err = {0};

	assert_int_equal(password_judge(rules, span_of(password), &person,
	                                span_of(COMMON), &err),
	                 code);
	if (code == ERR_PASSWORD_SHORT)
		assert_int_equal(err.line, rules->min);
}

static void it_has_what_the_policy_asks_for(void **state)
{
	const struct password_rules rules = {.min = 8,
	                                     .classes = {true, true, true}};
	const struct password_rules plain = {.min = 10};

	(void)state;
	expect(&rules, "", ERR_PASSWORD_SHORT);
	expect(&rules, "ab1#xyz", ERR_PASSWORD_SHORT);
	expect(&rules, "ab1#xyzw", ERR_OK);
	expect(&rules, "1234#678", ERR_PASSWORD_LETTER);
	expect(&rules, "abcd#xyz", ERR_PASSWORD_DIGIT);
	expect(&rules, "abcd1xyz", ERR_PASSWORD_SPECIAL);
	expect(&rules, "b7 lamp oil", ERR_OK); /* a blank is a sign */
	/* Characters are counted, not bytes. */
	expect(&rules, "山a1水", ERR_PASSWORD_SHORT);
	expect(&rules, "山水有清音a1", ERR_PASSWORD_SHORT);
	expect(&rules, "山水有清音啊a1", ERR_OK);
	expect(&plain, "abcdefghi", ERR_PASSWORD_SHORT);
	expect(&plain, "abcdefghij", ERR_OK);
}

static void what_is_guessed_first_is_refused(void **state)
{
	const struct password_rules rules = {.min = 8};

	(void)state;
	expect(&rules, "12345678", ERR_PASSWORD_EASY);
	expect(&rules, "PassWord", ERR_PASSWORD_EASY);
	expect(&rules, "Password@2026", ERR_PASSWORD_EASY);
	expect(&rules, "admin#888", ERR_PASSWORD_EASY);
	expect(&rules, "adminton#888", ERR_OK);
	expect(&rules, "12345679", ERR_OK);
	expect(&rules, "xqwerty1", ERR_OK);
}

static void nobody_is_their_own_password(void **state)
{
	const struct password_rules rules = {.min = 8};

	(void)state;
	expect(&rules, "CHEN-2026", ERR_PASSWORD_OWN);
	expect(&rules, "my chen 1", ERR_PASSWORD_OWN);
	expect(&rules, "陈建华20261", ERR_PASSWORD_OWN);
	expect(&rules, "陈建20261234", ERR_OK);
}

int group_password(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_has_what_the_policy_asks_for),
	    cmocka_unit_test(what_is_guessed_first_is_refused),
	    cmocka_unit_test(nobody_is_their_own_password),
	};

	return TEST_GROUP("password", tests);
}
