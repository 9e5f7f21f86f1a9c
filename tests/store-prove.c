/*
 * store-prove - the archive under damage: what reading back and proving find.
 */
#include "tests/archive-home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/test.h"

/* What read_back says of a commit whose `object` is these bytes on disk. */
static enum err_code read_back_with(struct home *home, const char *commit,
                                    const char *object, struct span bytes,
                                    struct err *err)
{
	home_replace(home, object, bytes);
	return archive_read_back(home->archive, commit, home->tip, err);
}

/*
 * Cut after every byte, then with every byte changed. A changed bit that
 * inflates to the same bytes is no damage: in the run of As of a signature a
 * match may be copied from one place further back.
 */
static void expect_damage(struct home *home, const char *commit,
                          const char *object)
{
	char *path = home_object(home, object);
	struct str good = {0};
	size_t harmless = 0;
	struct err err;

	test_read(path, &good);
	for (size_t i = 0; i < good.bytes; i++) {
		ASSERT_CODE(ERR_BROKEN,
		            read_back_with(home, commit, object,
		                           span_from(good.at, i), &err));
		assert_string_equal(err.object, object);
		assert_true(*err.detail);
	}
	for (size_t i = 0; i < good.bytes; i++) {
		good.at[i] ^= 1;
		harmless += read_back_with(home, commit, object,
		                           str_span(&good), &err) == ERR_OK;
		good.at[i] ^= 1;
	}
	assert_true(harmless <= 3);
	ASSERT_OK(read_back_with(home, commit, object, str_span(&good), &err));
	str_clear(&good);
	free(path);
}

static void damage_is_found_by_reading_back(void **state)
{
	struct archive_change change = {"p/q/f", span_of("text\n"), false};
	static const char *const paths[] = {"", "p", "p/q", "p/q/f"};
	char object[HEX], tree[HEX], hex[HEX];
	struct archive_commit commit;
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	home_put(&home, "a", "x");
	ASSERT_OK(
	    archive_write_tree(home.archive, home.tip, &change, 1, tree, &err));
	commit = home_commit(tree, home.tip);
	home_record(&home, &commit, hex);
	expect_damage(&home, hex, hex);
	for (size_t i = 0; i < TEST_COUNT(paths); i++) {
		ASSERT_OK(archive_tree_of(home.archive, tree, paths[i], object,
		                          &err));
		expect_damage(&home, hex, object);
	}
	/* writing the same bytes again does not mend or tell: object is f */
	home_replace(&home, object, span_of(""));
	ASSERT_OK(
	    archive_write_tree(home.archive, home.tip, &change, 1, tree, &err));
	ASSERT_CODE(ERR_BROKEN,
	            archive_read_back(home.archive, hex, home.tip, &err));
	/* nor may the branch go to what cannot be read */
	home_replace(&home, hex, span_of(""));
	ASSERT_CODE(ERR_BROKEN,
	            archive_swap(home.archive, home.tip, hex, "x", &err));
	home_tear_down(&home);
}

static void add_broken(void *payload, const char *hex, const char *what)
{
	str_putf(payload, "%.7s %.4s;", hex, what);
}

static void proving_goes_on_after_damage(void **state)
{
	char blob[HEX], tree[HEX];
	struct archive_seen *seen = archive_seen_new();
	struct str told = {0}, want = {0};
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	home_put(&home, "a", "1");
	home_put(&home, "b/c", "2");
	home_put(&home, "d", "3");
	assert_int_equal(archive_check_objects(home.archive, home.tip, seen,
	                                       add_broken, &told),
	                 0);
	/* 3 commits, 3 roots, 1 folder, 3 files */
	assert_int_equal(archive_seen_count(seen), 10);
	archive_seen_free(seen);

	ASSERT_OK(archive_tree_of(home.archive, home.tip, "a", blob, &err));
	ASSERT_OK(archive_tree_of(home.archive, home.tip, "b", tree, &err));
	home_replace(&home, blob, span_of(""));
	home_replace(&home, tree, span_of("noise"));
	seen = archive_seen_new();
	assert_int_equal(archive_check_objects(home.archive, home.tip, seen,
	                                       add_broken, &told),
	                 2);
	assert_int_not_equal(span_find(str_span(&told), " blob;"), -1);
	assert_int_not_equal(span_find(str_span(&told), " tree;"), -1);
	str_putf(&want, "%.7s tree;", tree);
	assert_int_not_equal(span_find(str_span(&told), want.at), -1);
	/* once told, not again */
	assert_int_equal(archive_check_objects(home.archive, home.tip, seen,
	                                       add_broken, &told),
	                 0);
	archive_seen_free(seen);
	archive_seen_free(NULL);
	str_clear(&want);
	str_clear(&told);
	home_tear_down(&home);
}

/* Trees that git would not write, and entries that are no files. */
static void odd_trees_are_told(void **state)
{
	static const char *const trees[] = {
	    "printf '100644 b\\0aaaaaaaaaaaaaaaaaaaa100644 a\\0"
	    "aaaaaaaaaaaaaaaaaaaa'",
	    "printf '100644 a\\0aaaaaaaaaaaaaaaaaaaa100644 a\\0"
	    "aaaaaaaaaaaaaaaaaaaa'",
	    "printf '100644 a\\0aaaaaaaaaaaaaaaaaaaa100644 a-\\0"
	    "aaaaaaaaaaaaaaaaaaaa40000 a\\0aaaaaaaaaaaaaaaaaaaa'",
	    "printf '0100644 a\\0aaaaaaaaaaaaaaaaaaaa'",
	    "printf '100644 a/b\\0aaaaaaaaaaaaaaaaaaaa'",
	    "printf '100644 \\0aaaaaaaaaaaaaaaaaaaa'",
	    "printf '100644 a\\0aaaaaaaaaaaaaaaaaaa'",
	    "printf '100644 a'",
	    "printf '100644'",
	    "printf '160000 a\\0aaaaaaaaaaaaaaaaaaaa'",
	    "printf '120000 a\\0aaaaaaaaaaaaaaaaaaaa'",
	};
	struct str command = {0}, out = {0}, told = {0};
	struct home home;

	(void)state;
	home_set_up(&home);
	for (size_t i = 0; i < TEST_COUNT(trees); i++) {
		struct archive_seen *seen = archive_seen_new();
		struct archive_commit commit;
		char hex[HEX];

		command.bytes = 0;
		told.bytes = 0;
		str_putf(&command,
		         "%s | git -C archive.git hash-object -t tree -w "
		         "--stdin --literally",
		         trees[i]);
		assert_int_equal(home_run(&home, &out, command.at), 0);
		out.at[40] = '\0';
		commit = home_commit(out.at, "");
		home_record(&home, &commit, hex);
		assert_int_equal(archive_check_objects(home.archive, hex, seen,
		                                       add_broken, &told),
		                 1);
		assert_int_not_equal(span_find(str_span(&told), " tree;"), -1);
		archive_seen_free(seen);
	}
	str_clear(&told);
	str_clear(&out);
	str_clear(&command);
	home_tear_down(&home);
}

static void a_commit_needs_its_tree(void **state)
{
	static const char none[] = "1111111111111111111111111111111111111111";
	struct archive_commit commit = home_commit(none, "");
	struct str text = {0};
	char hex[HEX];
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	ASSERT_OK(archive_commit_text(&commit, &text, &err));
	assert_int_not_equal(archive_write_commit(home.archive, str_span(&text),
	                                          span_of(""), hex, &err),
	                     ERR_OK);
	ASSERT_CODE(ERR_BAD_VALUE,
	            archive_write_commit(home.archive, span_from("a\0b", 3),
	                                 span_of(""), hex, &err));
	ASSERT_CODE(ERR_BAD_VALUE,
	            archive_write_commit(home.archive, str_span(&text),
	                                 span_of("a\n\nb"), hex, &err));
	str_clear(&text);
	home_tear_down(&home);
}

/* What another process packed meanwhile is still found. */
static void a_repack_is_survived(void **state)
{
	struct archive_seen *seen = archive_seen_new();
	struct str out = {0};
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	home_put(&home, "a", "1");
	home_put(&home, "b/c", "2");
	assert_int_equal(home_run(&home, &out,
	                          "cd archive.git && git repack -d -q -a && "
	                          "ls -d objects/?? 2>/dev/null | wc -l"),
	                 0);
	ASSERT_OK(archive_fan_out(home.path, &err));
	out.bytes = 0;
	ASSERT_OK(archive_read(home.archive, home.tip, "b/c", &out, &err));
	assert_string_equal(out.at, "2");
	assert_int_equal(archive_check_objects(home.archive, home.tip, seen,
	                                       add_broken, &out),
	                 0);
	home_put(&home, "d", "3");
	assert_int_equal(
	    home_run(&home, &out, "cd archive.git && ls -d objects/?? | wc -l"),
	    0);
	assert_string_equal(out.at, "256\n");
	archive_seen_free(seen);
	str_clear(&out);
	home_tear_down(&home);
}

int group_archive_prove(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(damage_is_found_by_reading_back),
	    cmocka_unit_test(proving_goes_on_after_damage),
	    cmocka_unit_test(odd_trees_are_told),
	    cmocka_unit_test(a_commit_needs_its_tree),
	    cmocka_unit_test(a_repack_is_survived),
	};

	return TEST_GROUP("archive_prove", tests);
}
