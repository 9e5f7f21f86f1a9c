#include "store/disk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/crypto.h"
#include "store/encoding.h"
#include "tests/test.h"

static char *below(const char *folder, const char *name)
{
	struct str path = {0};

	str_putf(&path, "%s/%s", folder, name);
	return str_take(&path);
}

static void a_file_is_replaced_whole(void **state)
{
	char *folder = test_folder(), *path = below(folder, "a");
	struct str text = {0};
	struct stat status;
	struct err err;

	(void)state;
	umask(022);
	ASSERT_OK(disk_write_durable(path, span_of("one"), 0600, &err));
	ASSERT_OK(disk_write_durable(path, span_of(""), 0644, &err));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
	ASSERT_OK(disk_read(path, 0, &text, &err));
	assert_int_equal(text.bytes, 0);
	ASSERT_OK(disk_write_durable(path, span_from("a\0b", 3), 0600, &err));
	ASSERT_OK(disk_read(path, DISK_NO_LIMIT, &text, &err));
	assert_int_equal(text.bytes, 3);
	assert_memory_equal(text.at, "a\0b", 3);
	str_clear(&text);
	free(path);
	free(folder);
}

static void reading_has_limits(void **state)
{
	char *folder = test_folder(), *path = below(folder, "a");
	char *missing = below(folder, "a/b");
	struct str text = {0};
	struct err err;

	(void)state;
	str_puts(&text, "kept");
	test_write(path, span_of("12345"));
	ASSERT_CODE(ERR_TOO_LARGE, disk_read(path, 4, &text, &err));
	assert_string_equal(err.object, "4 bytes");
	ASSERT_CODE(ERR_NO_FILE, disk_read(missing, 4, &text, &err));
	ASSERT_CODE(ERR_SYSTEM, disk_read(folder, 4, &text, &err));
	assert_string_equal(str_text(&text), "kept");
	ASSERT_OK(disk_read(path, 5, &text, &err));
	assert_string_equal(str_text(&text), "kept12345");
	str_clear(&text);
	free(missing);
	free(path);
	free(folder);
}

static void a_failed_write_leaves_nothing(void **state)
{
	char *folder = test_folder(), *path = below(folder, "no/file");
	char *full = below(folder, "full");
	struct err err;

	(void)state;
	ASSERT_CODE(ERR_NO_FILE,
	            disk_write_durable(path, span_of("x"), 0600, &err));
	/* a folder stands where the file should go */
	assert_int_equal(mkdir(full, 0700), 0);
	assert_int_not_equal(disk_write_durable(full, span_of("x"), 0600, &err),
	                     ERR_OK);
	assert_int_equal(rmdir(full), 0);
	/* no temporary file is left: the folder can go */
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(mkdir(folder, 0700), 0);
	free(full);
	free(path);
	free(folder);
}

static enum err_code collect(void *payload, const char *name, struct err *err)
{
	(void)err;
	str_putf(payload, "%s,", name);
	return ERR_OK;
}

static enum err_code refuse(void *payload, const char *name, struct err *err)
{
	(void)payload;
	return err_set(err, ERR_EXISTS, name, NULL);
}

static void a_listing_is_sorted(void **state)
{
	static const char *const names[] = {"b.ini", "a.ini", "C.ini", ".x.ini",
	                                    "a.txt"};
	char *folder = test_folder();
	struct str seen = {0};
	struct err err;

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(names); i++) {
		char *path = below(folder, names[i]);

		test_write(path, span_of(""));
		free(path);
	}
	ASSERT_OK(disk_list(folder, ".ini", collect, &seen, &err));
	assert_string_equal(str_text(&seen), "C.ini,a.ini,b.ini,");
	ASSERT_CODE(ERR_EXISTS, disk_list(folder, NULL, refuse, NULL, &err));
	assert_string_equal(err.subject, "C.ini");
	str_clear(&seen);
	free(folder);
}

static void folders_are_made_and_moved(void **state)
{
	char *folder = test_folder(), *deep = below(folder, "a/b/c");
	char *from = below(folder, "a/b/c/from"), *to = below(folder, "to");
	struct err err;

	(void)state;
	ASSERT_OK(disk_make_folder(deep, 0700, &err));
	ASSERT_OK(disk_make_folder(deep, 0700, &err));
	test_write(from, span_of("x"));
	ASSERT_OK(disk_move(from, to, &err));
	assert_false(disk_exists(from));
	assert_true(disk_exists(to));
	ASSERT_CODE(ERR_SYSTEM, disk_make_folder(to, 0700, &err));
	ASSERT_OK(disk_remove(to, &err));
	ASSERT_OK(disk_remove(to, &err));
	free(to);
	free(from);
	free(deep);
	free(folder);
}

/* A child takes the lock, tells, and holds it until it is killed. */
static pid_t hold(const char *path)
{
	char byte;
	int ends[2], fd;
	pid_t child;
	struct err err;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		if (disk_lock(path, 0, &fd, &err) || write(ends[1], "x", 1) < 0)
			_exit(1);
		for (;;)
			pause();
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return child;
}

static void a_lock_dies_with_its_process(void **state)
{
	char *folder = test_folder(), *path = below(folder, "lock");
	pid_t child = hold(path);
	int fd = -1, second = -1;
	struct err err;

	(void)state;
	ASSERT_CODE(ERR_LOCK, disk_lock(path, 0, &fd, &err));
	ASSERT_CODE(ERR_LOCK, disk_lock(path, 30, &fd, &err));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	ASSERT_OK(disk_lock(path, 0, &fd, &err));
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	ASSERT_CODE(ERR_LOCK, disk_lock(path, 0, &second, &err));
	disk_unlock(fd);
	ASSERT_OK(disk_lock(path, 1000, &fd, &err));
	disk_unlock(fd);
	disk_unlock(-1);
	free(path);
	free(folder);
}

static void gb18030_is_read_strictly(void **state)
{
	struct str out = {0};
	struct err err;

	(void)state;
	ASSERT_OK(
	    encoding_gb18030(span_of("\xc8\xfd\xc9\xf3 ok"), "f", &out, &err));
	assert_string_equal(str_text(&out), "三审 ok");
	/* four bytes: U+3400, beyond GBK */
	ASSERT_OK(
	    encoding_gb18030(span_of("\x81\x39\xee\x39"), "f", &out, &err));
	assert_string_equal(str_text(&out), "三审 ok㐀");
	ASSERT_CODE(ERR_BAD_GB18030,
	            encoding_gb18030(span_of("ab\xff"), "f", &out, &err));
	assert_string_equal(err.object, "2");
	ASSERT_CODE(ERR_BAD_GB18030,
	            encoding_gb18030(span_of("\xc8\xfd\xc8"), "f", &out, &err));
	assert_string_equal(err.object, "2");
	assert_string_equal(str_text(&out), "三审 ok㐀");
	str_clear(&out);
}

static void long_gb18030_is_read_in_steps(void **state)
{
	struct str text = {0}, out = {0};
	struct err err;

	(void)state;
	for (int i = 0; i < 50000; i++)
		str_puts(&text, "\xc8\xfd");
	ASSERT_OK(encoding_gb18030(str_span(&text), "f", &out, &err));
	assert_int_equal(out.bytes, 150000);
	assert_memory_equal(out.at + 149997, "三", 3);
	str_puts(&text, "\xff");
	ASSERT_CODE(ERR_BAD_GB18030,
	            encoding_gb18030(str_span(&text), "f", &out, &err));
	assert_string_equal(err.object, "100000");
	str_clear(&text);
	str_clear(&out);
}

static void hashes_and_base64_are_the_known_ones(void **state)
{
	struct str text = {0}, bytes = {0};
	char hex[HEX256];

	(void)state;
	crypto_sha256_hex(span_of("abc"), hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
	                         "b00361a396177a9cb410ff61f20015ad");
	crypto_base64(span_of("ab"), true, &text);
	crypto_base64(span_of("ab"), false, &text);
	crypto_base64(span_of(""), true, &text);
	assert_string_equal(str_text(&text), "YWI=YWI");
	assert_true(crypto_base64_read(span_of("YW\nI="), &bytes));
	assert_string_equal(str_text(&bytes), "ab");
	assert_false(crypto_base64_read(span_of("YWI"), &bytes));
	assert_false(crypto_base64_read(span_of("YWI=x"), &bytes));
	assert_false(crypto_base64_read(span_of("YW I="), &bytes));
	assert_false(crypto_base64_read(span_of("YWJ="), &bytes));
	assert_true(crypto_base64_read(span_of(""), &bytes));
	assert_string_equal(str_text(&bytes), "ab");
	str_clear(&text);
	str_clear(&bytes);
}

int group_disk(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_is_replaced_whole),
	    cmocka_unit_test(reading_has_limits),
	    cmocka_unit_test(a_failed_write_leaves_nothing),
	    cmocka_unit_test(a_listing_is_sorted),
	    cmocka_unit_test(folders_are_made_and_moved),
	    cmocka_unit_test(a_lock_dies_with_its_process),
	    cmocka_unit_test(gb18030_is_read_strictly),
	    cmocka_unit_test(long_gb18030_is_read_in_steps),
	    cmocka_unit_test(hashes_and_base64_are_the_known_ones),
	};

	return TEST_GROUP("disk", tests);
}
