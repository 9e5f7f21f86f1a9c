/*
 * test - what cmocka lacks for us. Each file here holds one group: a function
 * `int group_NAME(void)` listed in tests/main.c, that runs its tests with
 * TEST_GROUP and returns how many failed.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h> /* needs the four above first */
/* clang-format on */

#include "core/err.h"
#include "core/str.h"

#define TEST_COUNT(tests) (sizeof(tests) / sizeof((tests)[0]))

/* Runs the tests, counts them for the last line, returns the failed ones. */
#define TEST_GROUP(name, tests) \
	test_count((int)TEST_COUNT(tests), \
	           cmocka_run_group_tests_name(name, tests, NULL, NULL))

int test_count(int tests, int failed);

/* `call` must give `code`; else the error's text is shown. */
#define ASSERT_CODE(code, call) \
	test_code((code), (call), &err, #call, __FILE__, __LINE__)
#define ASSERT_OK(call) ASSERT_CODE(ERR_OK, call)
void test_code(enum err_code want, enum err_code got, const struct err *err,
               const char *call, const char *file, int line);

/* A fresh folder under $TMPDIR (or /tmp), removed when the tests end. The
 * caller frees the path. */
char *test_folder(void);

/* All of a file; the caller clears it. Fails the test when it cannot. */
void test_read(const char *path, struct str *out);
void test_write(const char *path, struct span bytes);

/* Runs a shell command in `folder`, with nothing to read, what it prints in the
 * file `out` there; its exit status. */
int test_run(const char *folder, const char *command);

#endif
