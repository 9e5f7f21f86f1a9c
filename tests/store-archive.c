/*
 * store-archive - the archive before stock git: records, trees, references.
 */
#include "tests/archive-home.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/test.h"

static void allow(struct home *home, const char *options)
{
	struct str line = {0};
	char *path = home_below(home->folder, "allowed");

	str_putf(&line, "archive@xsbn.example namespaces=\"git\"%s %s\n",
	         options, sign_key_public(home->key));
	test_write(path, str_span(&line));
	free(path);
	str_clear(&line);
}
static void stock_git_says_good_in_every_zone(void **state)
{
	static const char *const zones[] = {"Asia/Shanghai", "UTC",
	                                    "America/New_York"};
	struct str out = {0}, command = {0};
	struct home home;

	(void)state;
	home_set_up(&home);
	home_put(&home, "README.md", "# 三审\n");
	home_put(&home, "posts/2026/11/23/001/content/post.md", "通知\n");
	allow(&home, ",valid-after=\"20261123100503Z\"");
	for (size_t i = 0; i < TEST_COUNT(zones); i++) {
		command.bytes = 0;
		str_putf(&command,
		         "TZ=%s git -C archive.git -c "
		         "gpg.ssh.allowedSignersFile=$PWD/allowed log "
		         "--show-signature --format='%%G? %%GS %%an %%s'",
		         zones[i]);
		assert_int_equal(home_run(&home, &out, command.at), 0);
		assert_int_not_equal(
		    span_find(str_span(&out),
		              "Good \"git\" signature for "
		              "archive@xsbn.example with ED25519"),
		    -1);
		assert_int_not_equal(
		    span_find(str_span(&out),
		              "G archive@xsbn.example 张三 new 20261123-001"),
		    -1);
	}
	assert_int_equal(
	    home_run(&home, &out, "git -C archive.git fsck --full --strict"),
	    0);
	assert_int_equal(span_find(str_span(&out), "dangling"), -1);
	/* one second too early: not good */
	allow(&home, ",valid-after=\"20261123100504Z\"");
	assert_int_equal(home_run(&home, &out,
	                          "git -C archive.git -c "
	                          "gpg.ssh.allowedSignersFile=$PWD/allowed log "
	                          "-1 --format='%G?'"),
	                 0);
	assert_string_not_equal(str_text(&out), "G\n");
	str_clear(&command);
	str_clear(&out);
	home_tear_down(&home);
}

static void the_configuration_keeps_git_away(void **state)
{
	struct str out = {0};
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	ASSERT_CODE(ERR_EXISTS, archive_make(home.path, &err));
	assert_int_equal(
	    home_run(&home, &out,
	             "cd archive.git && for key in gc.auto maintenance.auto "
	             "receive.autogc gc.packrefs gc.pruneexpire "
	             "core.logallrefupdates core.fsync core.bare "
	             "uploadpack.allowanysha1inwant; do git config $key; done; "
	             "cat HEAD; ls -d objects/?? | wc -l"),
	    0);
	assert_string_equal(str_text(&out),
	                    "0\nfalse\nfalse\nfalse\nnever\nalways\nall\ntrue\n"
	                    "false\nref: refs/heads/main\n256\n");
	home_put(&home, "a", "x");
	assert_int_equal(
	    home_run(&home, &out, "cat archive.git/logs/" ARCHIVE_BRANCH), 0);
	assert_int_not_equal(span_find(str_span(&out), "\tnew\n"), -1);
	str_clear(&out);
	home_tear_down(&home);
}

static void there_is_no_archive_in_a_folder(void **state)
{
	char *folder = test_folder(), *path = home_below(folder, "none");
	struct archive *archive = NULL;
	struct err err;

	(void)state;
	ASSERT_CODE(ERR_NO_FILE, archive_open(&archive, folder, &err));
	ASSERT_CODE(ERR_NO_FILE, archive_open(&archive, path, &err));
	assert_null(archive);
	archive_close(NULL);
	free(path);
	free(folder);
}

static void a_record_is_read_as_written(void **state)
{
	struct archive_record read = {0};
	struct str text = {0};
	struct archive_commit commit;
	char tree[HEX], hex[HEX];
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	home_put(&home, "a", "x");
	ASSERT_OK(archive_tree_of(home.archive, home.tip, "", tree, &err));
	commit = home_commit(tree, home.tip);
	memcpy(commit.parents[1], home.tip, HEX);
	commit.parent_count = 2;
	commit.offset_min = -210;
	commit.message = "s\n\nb\n gpgsig x\n\n";
	ASSERT_OK(archive_commit_text(&commit, &text, &err));
	home_record(&home, &commit, hex);
	ASSERT_OK(archive_read_commit(home.archive, hex, &read, &err));
	assert_string_equal(read.hex, hex);
	assert_string_equal(read.tree, commit.tree);
	assert_int_equal(read.parent_count, 2);
	assert_string_equal(read.parents[1], home.tip);
	assert_string_equal(read.author_name, "张三");
	assert_string_equal(read.author_email, "collector@xsbn.example");
	assert_string_equal(read.committer_name, "sanshen");
	assert_string_equal(read.committer_email, "archive@xsbn.example");
	assert_true(read.at_ms == NOON_MS && read.author_at_ms == NOON_MS);
	assert_int_equal(read.offset_min, -210);
	assert_string_equal(str_text(&read.message), commit.message);
	assert_true(span_equal(str_span(&read.payload), str_span(&text)));
	assert_true(span_starts(str_span(&read.signature), "-----BEGIN SSH"));
	assert_true(span_ends(str_span(&read.signature), "SIGNATURE-----"));
	archive_record_clear(&read);

	/* unsigned */
	ASSERT_OK(archive_write_commit(home.archive, str_span(&text),
	                               span_of(""), hex, &err));
	ASSERT_OK(archive_read_commit(home.archive, hex, &read, &err));
	assert_int_equal(read.signature.bytes, 0);
	assert_true(span_equal(str_span(&read.payload), str_span(&text)));
	archive_record_clear(&read);
	str_clear(&text);
	home_tear_down(&home);
}

static void nothing_may_forge_a_header(void **state)
{
	static const char zeros[] = "0000000000000000000000000000000000000000";
	static const char *const names[] = {
	    "x\ncommitter evil <e@e> 1 +0000",
	    "a<b",
	    "a>b",
	    "a\x1b[2J",
	    "\x7f",
	    "",
	    " a",
	    "a ",
	    "a\tb",
	    "a\xc2\x9b!",
	    "a\rb",
	};
	struct str text = {0};
	struct err err;
	struct archive_commit commit;

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(names); i++) {
		commit = home_commit(zeros, "");
		commit.author_name = names[i];
		ASSERT_CODE(ERR_BAD_VALUE,
		            archive_commit_text(&commit, &text, &err));
		commit = home_commit(zeros, "");
		commit.committer_email = names[i];
		ASSERT_CODE(ERR_BAD_VALUE,
		            archive_commit_text(&commit, &text, &err));
	}
	commit = home_commit("x", "");
	ASSERT_CODE(ERR_BAD_VALUE, archive_commit_text(&commit, &text, &err));
	commit = home_commit(zeros, "");
	commit.at_ms = -1;
	ASSERT_CODE(ERR_BAD_VALUE, archive_commit_text(&commit, &text, &err));
	commit = home_commit(zeros, "");
	commit.offset_min = 15 * 60;
	ASSERT_CODE(ERR_BAD_VALUE, archive_commit_text(&commit, &text, &err));
	assert_int_equal(text.bytes, 0);
	str_clear(&text);
}

static void a_foreign_commit_is_no_record(void **state)
{
	static const char *const edits[] = {
	    "s/^author .*/&\\nencoding GBK/",
	    "s/^committer/commiter/",
	    "s/^author \\([^<]*\\)</author \\1 <</",
	    "s/^\\(tree .*\\)/\\1\\n\\1/",
	    "s/+0800/+08:00/",
	    "s/ 1795428303 / 01795428303 /",
	};
	struct str command = {0}, out = {0};
	struct archive_record read = {0};
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	home_put(&home, "a", "x");
	for (size_t i = 0; i < TEST_COUNT(edits); i++) {
		command.bytes = 0;
		str_putf(&command,
		         "cd archive.git; git cat-file commit main | "
		         "sed '%s' | git hash-object -t commit -w --stdin "
		         "--literally",
		         edits[i]);
		assert_int_equal(home_run(&home, &out, command.at), 0);
		out.at[40] = '\0';
		ASSERT_CODE(ERR_BROKEN, archive_read_commit(
		                            home.archive, out.at, &read, &err));
		assert_string_equal(err.object, out.at);
	}
	ASSERT_CODE(ERR_BROKEN,
	            archive_read_commit(home.archive, "main", &read, &err));
	str_clear(&out);
	str_clear(&command);
	home_tear_down(&home);
}

static enum err_code collect(void *payload, const char *name, bool is_tree,
                             const char *hex, struct err *err)
{
	(void)err;
	assert_int_equal(strlen(hex), 40);
	str_putf(payload, "%s%s,", name, is_tree ? "/" : "");
	return ERR_OK;
}

static void trees_are_changed_by_paths(void **state)
{
	static const struct archive_change first[] = {
	    {"a/x", {"1", 1}, false},     {"a-b", {"2", 1}, false},
	    {"a.c/d/e", {"3", 1}, false}, {"z", {"", 0}, false},
	    {"a/y", {"4", 1}, false},     {"ab", {"5", 1}, false},
	};
	static const struct archive_change second[] = {
	    {"a.c/d/e", {NULL, 0}, true},         {"a/x", {"new", 3}, false},
	    {"none/at/all", {NULL, 0}, true},     {"z", {NULL, 0}, true},
	    {"ab/now/a/folder", {"6", 1}, false},
	};
	static const struct archive_change anew[] = {
	    {"a/only", {"7", 1}, false},
	    {"a", {NULL, 0}, true},
	};
	char one[HEX], two[HEX], hex[HEX];
	struct str out = {0};
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	ASSERT_OK(archive_write_tree(home.archive, NULL, first,
	                             TEST_COUNT(first), one, &err));
	ASSERT_OK(archive_list(home.archive, one, "", collect, &out, &err));
	assert_string_equal(out.at, "a-b,a.c/,a/,ab,z,");
	out.bytes = 0;
	ASSERT_OK(archive_list(home.archive, one, "a", collect, &out, &err));
	assert_string_equal(out.at, "x,y,");
	ASSERT_OK(archive_write_tree(home.archive, one, second,
	                             TEST_COUNT(second), two, &err));
	out.bytes = 0;
	ASSERT_OK(archive_list(home.archive, two, "", collect, &out, &err));
	assert_string_equal(out.at, "a-b,a/,ab/,");
	out.bytes = 0;
	ASSERT_OK(archive_read(home.archive, two, "a/x", &out, &err));
	assert_string_equal(out.at, "new");
	/* a folder emptied and filled in one go */
	ASSERT_OK(archive_write_tree(home.archive, two, anew, 2, hex, &err));
	out.bytes = 0;
	ASSERT_OK(archive_list(home.archive, hex, "a", collect, &out, &err));
	assert_string_equal(out.at, "only,");
	/* nothing changed: the same tree */
	ASSERT_OK(archive_write_tree(home.archive, two, NULL, 0, hex, &err));
	assert_string_equal(hex, two);
	ASSERT_OK(archive_write_tree(home.archive, NULL, NULL, 0, hex, &err));
	assert_string_equal(hex, "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
	ASSERT_OK(archive_tree_of(home.archive, one, "a/x", hex, &err));
	archive_blob_id(span_of("1"), two);
	assert_string_equal(hex, two);
	/* and git agrees that these are trees */
	str_clear(&out);
	assert_int_equal(
	    home_run(&home, &out, "git -C archive.git fsck --full --strict"),
	    0);
	str_clear(&out);
	home_tear_down(&home);
}

static void what_is_not_there_is_no_file(void **state)
{
	struct str out = {0};
	char hex[HEX];
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	home_put(&home, "a/b", "x");
	ASSERT_CODE(ERR_NO_FILE,
	            archive_read(home.archive, home.tip, "a/c", &out, &err));
	ASSERT_CODE(ERR_NO_FILE,
	            archive_read(home.archive, home.tip, "a", &out, &err));
	ASSERT_CODE(ERR_NO_FILE,
	            archive_read(home.archive, home.tip, "", &out, &err));
	ASSERT_CODE(ERR_NO_FILE,
	            archive_read(home.archive, home.tip, "a/b/c", &out, &err));
	ASSERT_CODE(ERR_NO_FILE,
	            archive_read(home.archive, home.tip, "a//b", &out, &err));
	ASSERT_CODE(ERR_NO_FILE, archive_list(home.archive, home.tip, "a/b",
	                                      collect, &out, &err));
	/* a folder that is named and gone is not a missing file */
	ASSERT_OK(archive_tree_of(home.archive, home.tip, "a", hex, &err));
	{
		char *path = home_object(&home, hex);

		assert_int_equal(unlink(path), 0);
		free(path);
	}
	ASSERT_CODE(ERR_BROKEN,
	            archive_read(home.archive, home.tip, "a/b", &out, &err));
	assert_string_equal(err.object, hex);
	str_clear(&out);
	home_tear_down(&home);
}

static void bad_paths_are_refused(void **state)
{
	static const char *const paths[] = {
	    "",
	    "/",
	    "/a",
	    "a/",
	    "a//b",
	    ".",
	    "..",
	    "a/..",
	    ".git",
	    "a/.GiT",
	    "a\nb",
	    "a\\b",
	    ".gitmodules",
	    "三",
	    "a b",
	    "a\x1b",
	    ".gitattributes",
	};
	static const struct archive_change twice[] = {{"a", {"1", 1}, false},
	                                              {"a", {"2", 1}, false}};
	static const struct archive_change under[] = {{"a/b", {"1", 1}, false},
	                                              {"a", {"2", 1}, false}};
	char hex[HEX];
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	for (size_t i = 0; i < TEST_COUNT(paths); i++) {
		struct archive_change change = {paths[i], span_of("x"), false};

		ASSERT_CODE(ERR_BAD_VALUE,
		            archive_write_tree(home.archive, NULL, &change, 1,
		                               hex, &err));
	}
	ASSERT_CODE(ERR_BAD_VALUE, archive_write_tree(home.archive, NULL, twice,
	                                              2, hex, &err));
	ASSERT_CODE(ERR_BAD_VALUE, archive_write_tree(home.archive, NULL, under,
	                                              2, hex, &err));
	home_tear_down(&home);
}

static void the_swap_is_a_comparison(void **state)
{
	char tree[HEX], first[HEX], second[HEX], tip[HEX];
	struct archive_commit commit;
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	ASSERT_OK(archive_tip(home.archive, tip, &err));
	assert_string_equal(tip, "");
	ASSERT_OK(archive_write_tree(home.archive, NULL, NULL, 0, tree, &err));
	commit = home_commit(tree, "");
	home_record(&home, &commit, first);
	commit = home_commit(tree, first);
	home_record(&home, &commit, second);
	ASSERT_CODE(ERR_MOVED,
	            archive_swap(home.archive, first, second, "x", &err));
	ASSERT_OK(archive_swap(home.archive, "", first, "x", &err));
	ASSERT_CODE(ERR_MOVED,
	            archive_swap(home.archive, "", second, "x", &err));
	ASSERT_OK(archive_swap(home.archive, first, second, "x", &err));
	ASSERT_CODE(ERR_MOVED,
	            archive_swap(home.archive, first, second, "x", &err));
	ASSERT_OK(archive_tip(home.archive, tip, &err));
	assert_string_equal(tip, second);
	/* also when main went into packed-refs */
	assert_int_equal(
	    home_run(&home, NULL, "git -C archive.git pack-refs --all"), 0);
	ASSERT_CODE(ERR_MOVED,
	            archive_swap(home.archive, first, second, "x", &err));
	ASSERT_OK(archive_swap(home.archive, second, first, "x", &err));
	home_tear_down(&home);
}

static void a_stale_lock_goes_a_held_one_stays(void **state)
{
	char tree[HEX], hex[HEX];
	struct archive_commit commit;
	struct home home;
	struct err err;
	char *lock;
	int fd;

	(void)state;
	home_set_up(&home);
	home_put(&home, "a", "x");
	archive_set_wait(home.archive, 20);
	ASSERT_OK(archive_tree_of(home.archive, home.tip, "", tree, &err));
	commit = home_commit(tree, home.tip);
	home_record(&home, &commit, hex);
	lock = home_below(home.path, ARCHIVE_BRANCH ".lock");
	fd = open(lock, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	ASSERT_CODE(ERR_LOCK,
	            archive_swap(home.archive, home.tip, hex, "x", &err));
	assert_int_equal(access(lock, F_OK), 0);
	assert_int_equal(archive_stale_locks(home.archive), 0);
	close(fd); /* now nobody has it */
	ASSERT_OK(archive_swap(home.archive, home.tip, hex, "x", &err));
	assert_int_equal(archive_stale_locks(home.archive), 1);
	assert_int_not_equal(access(lock, F_OK), 0);
	free(lock);
	home_tear_down(&home);
}

static enum err_code add_hex(void *payload, const char *hex, struct err *err)
{
	(void)err;
	str_putf(payload, "%.7s ", hex);
	return ERR_OK;
}

static enum err_code stop(void *payload, const char *hex, struct err *err)
{
	(void)payload;
	return err_set(err, ERR_HELD, hex, NULL);
}

static void the_walk_is_oldest_first_by_first_parents(void **state)
{
	struct str seen = {0}, git = {0};
	char tree[HEX], side[HEX], merge[HEX], first[HEX];
	struct archive_commit commit;
	struct home home;
	struct err err;
	bool is = false;

	(void)state;
	home_set_up(&home);
	home_put(&home, "a", "1");
	memcpy(first, home.tip, HEX);
	home_put(&home, "a", "2");
	ASSERT_OK(archive_tree_of(home.archive, first, "", tree, &err));
	commit = home_commit(tree, first);
	commit.message = "side\n";
	home_record(&home, &commit, side);
	ASSERT_OK(archive_tree_of(home.archive, home.tip, "", tree, &err));
	commit = home_commit(tree, home.tip);
	memcpy(commit.parents[1], side, HEX);
	commit.parent_count = 2;
	home_record(&home, &commit, merge);
	ASSERT_OK(archive_swap(home.archive, home.tip, merge, "m", &err));

	ASSERT_OK(
	    archive_walk(home.archive, NULL, merge, add_hex, &seen, &err));
	assert_int_equal(
	    home_run(&home, &git,
	             "git -C archive.git log --reverse "
	             "--first-parent --format='%H' main | cut -c1-7 | "
	             "tr '\\n' ' '"),
	    0);
	assert_string_equal(seen.at, git.at);
	seen.bytes = 0;
	ASSERT_OK(
	    archive_walk(home.archive, first, merge, add_hex, &seen, &err));
	assert_int_equal(seen.bytes, 16);
	seen.bytes = 0;
	ASSERT_OK(
	    archive_walk(home.archive, merge, merge, add_hex, &seen, &err));
	ASSERT_CODE(ERR_BROKEN, archive_walk(home.archive, side, merge, add_hex,
	                                     &seen, &err));
	assert_string_equal(err.subject, "from");
	assert_int_equal(seen.bytes, 0);
	ASSERT_CODE(ERR_HELD,
	            archive_walk(home.archive, "", merge, stop, NULL, &err));
	assert_string_equal(err.subject, first);
	ASSERT_OK(archive_is_ancestor(home.archive, side, merge, &is, &err));
	assert_true(is);
	ASSERT_OK(archive_is_ancestor(home.archive, merge, side, &is, &err));
	assert_false(is);
	ASSERT_OK(archive_is_ancestor(home.archive, side, side, &is, &err));
	assert_true(is);
	str_clear(&git);
	str_clear(&seen);
	home_tear_down(&home);
}

static enum err_code add_ref(void *payload, const char *name, struct err *err)
{
	(void)err;
	str_putf(payload, "%s ", name);
	return ERR_OK;
}

static void every_reference_is_told(void **state)
{
	struct str seen = {0};
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	home_put(&home, "a", "1");
	ASSERT_OK(archive_refs(home.archive, add_ref, &seen, &err));
	assert_string_equal(seen.at, "refs/heads/main ");
	assert_int_equal(
	    home_run(&home, NULL,
	             "git -C archive.git update-ref refs/replace/x "
	             "main"),
	    0);
	seen.bytes = 0;
	ASSERT_OK(archive_refs(home.archive, add_ref, &seen, &err));
	assert_int_not_equal(span_find(str_span(&seen), "refs/replace/x"), -1);
	/* main may not be another name for something */
	assert_int_equal(home_run(&home, NULL,
	                          "echo 'ref: refs/heads/x' "
	                          ">archive.git/refs/heads/main"),
	                 0);
	{
		char tip[HEX];

		ASSERT_CODE(ERR_BROKEN, archive_tip(home.archive, tip, &err));
	}
	str_clear(&seen);
	home_tear_down(&home);
}

/* Reads what HOME/archive.git/refs/heads/main says: the file is `bytes`. */
static enum err_code tip_of(const struct home *home, const char *bytes,
                            char out[HEX], struct err *err)
{
	char *path = home_below(home->path, ARCHIVE_BRANCH);

	test_write(path, span_of(bytes));
	free(path);
	memset(out, 'x', HEX);
	return archive_tip(home->archive, out, err);
}

static void the_tip_is_forty_digits(void **state)
{
	char tip[HEX], line[HEX + 8], big[HEX];
	struct home home;
	struct err err;

	(void)state;
	home_set_up(&home);
	ASSERT_OK(archive_tip(home.archive, tip, &err));
	assert_string_equal(tip, "");
	home_put(&home, "a", "1");
	ASSERT_OK(archive_tip(home.archive, tip, &err));
	assert_string_equal(tip, home.tip);
	/* what git only reads, it decides */
	ASSERT_OK(tip_of(&home, home.tip, tip, &err));
	assert_string_equal(tip, home.tip);
	memcpy(big, home.tip, HEX);
	for (int i = 0; i < HEX - 1; i++)
		big[i] = (char)(big[i] >= 'a' ? big[i] - 'a' + 'A' : big[i]);
	snprintf(line, sizeof(line), "%s\n", big);
	ASSERT_OK(tip_of(&home, line, tip, &err));
	assert_string_equal(tip, home.tip);
	ASSERT_CODE(ERR_BROKEN, tip_of(&home, "", tip, &err));
	ASSERT_CODE(ERR_BROKEN, tip_of(&home, "\n", tip, &err));
	snprintf(line, sizeof(line), "%.39s\n", home.tip);
	ASSERT_CODE(ERR_BROKEN, tip_of(&home, line, tip, &err));
	snprintf(line, sizeof(line), "%.39sg\n", home.tip);
	ASSERT_CODE(ERR_BROKEN, tip_of(&home, line, tip, &err));
	/* among the packed ones, it is found there */
	snprintf(line, sizeof(line), "%s\n", home.tip);
	ASSERT_OK(tip_of(&home, line, tip, &err));
	assert_int_equal(
	    home_run(&home, NULL, "git -C archive.git pack-refs --all"), 0);
	ASSERT_OK(archive_tip(home.archive, tip, &err));
	assert_string_equal(tip, home.tip);
	home_tear_down(&home);
}

int group_archive(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(stock_git_says_good_in_every_zone),
	    cmocka_unit_test(the_configuration_keeps_git_away),
	    cmocka_unit_test(there_is_no_archive_in_a_folder),
	    cmocka_unit_test(a_record_is_read_as_written),
	    cmocka_unit_test(nothing_may_forge_a_header),
	    cmocka_unit_test(a_foreign_commit_is_no_record),
	    cmocka_unit_test(trees_are_changed_by_paths),
	    cmocka_unit_test(what_is_not_there_is_no_file),
	    cmocka_unit_test(bad_paths_are_refused),
	    cmocka_unit_test(the_swap_is_a_comparison),
	    cmocka_unit_test(a_stale_lock_goes_a_held_one_stays),
	    cmocka_unit_test(the_walk_is_oldest_first_by_first_parents),
	    cmocka_unit_test(every_reference_is_told),
	    cmocka_unit_test(the_tip_is_forty_digits),
	};

	return TEST_GROUP("archive", tests);
}
