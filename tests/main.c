/*
 * main - runs the groups. Last line: `N passed, N failed`.
 *
 *   run-tests                   all groups
 *   run-tests route             groups whose name contains "route"
 *   run-tests --but walk form   all others
 */
#include <ftw.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "tests/test.h"

#include "tests/groups.inc" /* GROUPS(X): made from every group here by make */

#define GROUP_DECLARE(name) int group_##name(void);
GROUPS(GROUP_DECLARE)
#undef GROUP_DECLARE

#define GROUP_ROW(name) {#name, group_##name},
static const struct {
	const char *name;
	int (*run)(void);
} groups[] = {GROUPS(GROUP_ROW)};
#undef GROUP_ROW

static int total;
static char **folders;
static size_t folder_count, folder_room;

int test_count(int tests, int failed)
{
	total += tests;
	return failed;
}

void test_code(enum err_code want, enum err_code got, const struct err *err,
               const char *call, const char *file, int line)
{
	if (want == got)
		return;
	print_error("%s\n  wanted %s, got %s (%s | %s | %s)\n", call,
	            err_name(want), err_name(got), err->subject, err->object,
	            err->detail);
	_assert_true(0, call, file, line);
}

char *test_folder(void)
{
	const char *base = getenv("TMPDIR");
	struct str path = {0};

	str_putf(&path, "%s/sanshen-test-XXXXXX", base ? base : "/tmp");
	assert_non_null(mkdtemp(path.at));
	folders =
	    mem_room(folders, folder_count, &folder_room, sizeof(*folders));
	folders[folder_count++] = mem_copy(path.at);
	return str_take(&path);
}

void test_read(const char *path, struct str *out)
{
	char buffer[4096];
	size_t got;
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	while ((got = fread(buffer, 1, sizeof(buffer), file)) > 0)
		str_add(out, span_from(buffer, got));
	fclose(file);
}

void test_write(const char *path, struct span bytes)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	if (bytes.bytes)
		assert_int_equal(fwrite(bytes.at, 1, bytes.bytes, file),
		                 bytes.bytes);
	assert_int_equal(fclose(file), 0);
}

int test_run(const char *folder, const char *command)
{
	struct str line = {0};
	int status;

	str_putf(&line, "cd '%s' && { %s\n} >out 2>&1 </dev/null", folder,
	         command);
	status = system(line.at);
	str_clear(&line);
	return status;
}

static int remove_one(const char *path, const struct stat *status, int type,
                      struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static void remove_folders(void)
{
	for (size_t i = 0; i < folder_count; i++) {
		nftw(folders[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
		free(folders[i]);
	}
	free(folders);
}

static bool is_wanted(const char *group, int argc, char **argv)
{
	bool but = argc > 1 && strcmp(argv[1], "--but") == 0, named = false;

	for (int i = but ? 2 : 1; i < argc; i++)
		named = named || (but ? strcmp(group, argv[i]) == 0
		                      : strstr(group, argv[i]) != NULL);
	return argc == 1 || named != but;
}

int main(int argc, char **argv)
{
	int failed = 0;

	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < TEST_COUNT(groups); i++)
		if (is_wanted(groups[i].name, argc, argv))
			failed += groups[i].run();
	remove_folders();
	printf("%d passed, %d failed\n", total - failed, failed);
	return failed ? 1 : 0;
}
