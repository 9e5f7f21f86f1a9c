/*
 * store-archive - the archive before stock git, and under damage.
 */
#include "store/archive.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/sign.h"
#include "tests/test.h"

#define NOON_MS 1795428303000 /* 2026-11-23T10:05:03Z */

/* An archive in a folder of its own, and a key for it. */
struct home {
	char *folder, *path;
	struct archive *archive;
	struct sign_key *key;
	char tip[HEX];
};

static char *below(const char *folder, const char *name)
{
	struct str path = {0};

	str_putf(&path, "%s/%s", folder, name);
	return str_take(&path);
}

/* Runs a shell command in the home; its output is in *out (NULL: dropped). */
static int run(const struct home *home, struct str *out, const char *command)
{
	struct str line = {0};
	char *path = below(home->folder, "out");
	int status;

	str_putf(&line,
	         "cd '%s' && export GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent "
	         "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory "
	         "GIT_CONFIG_VALUE_0='*' && { %s\n} >out 2>&1 </dev/null",
	         home->folder, command);
	status = system(line.at);
	if (out) {
		out->bytes = 0;
		str_puts(out, "");
		test_read(path, out);
	}
	free(path);
	str_clear(&line);
	return status;
}

static void set_up(struct home *home)
{
	char *key = NULL;
	struct err err;

	memset(home, 0, sizeof(*home));
	home->folder = test_folder();
	home->path = below(home->folder, "archive.git");
	key = below(home->folder, "key");
	ASSERT_OK(archive_make(home->path, &err));
	ASSERT_OK(archive_open(&home->archive, home->path, &err));
	ASSERT_OK(sign_key_make(key, "sanshen", &err));
	ASSERT_OK(sign_key_open(&home->key, key, &err));
	free(key);
}

static void tear_down(struct home *home)
{
	sign_key_close(home->key);
	archive_close(home->archive);
	free(home->path);
	free(home->folder);
}

static struct archive_commit commit_of(const char *tree, const char *parent)
{
	struct archive_commit commit = {
	    .tree = tree,
	    .author_name = "张三",
	    .author_email = "collector@xsbn.example",
	    .committer_name = "sanshen",
	    .committer_email = "archive@xsbn.example",
	    .at_ms = NOON_MS,
	    .offset_min = 480,
	    .message = "new 20261123-001 通知\n\nEvent: new\n",
	};

	if (*parent) {
		memcpy(commit.parents[0], parent, HEX);
		commit.parent_count = 1;
	}
	return commit;
}

/* Signs and writes the commit; no reference moves. */
static void record(struct home *home, const struct archive_commit *commit,
                   char out[HEX])
{
	struct str text = {0}, signature = {0};
	struct err err;

	ASSERT_OK(archive_commit_text(commit, &text, &err));
	ASSERT_OK(
	    sign_bytes(home->key, str_span(&text), "git", &signature, &err));
	ASSERT_OK(archive_write_commit(home->archive, str_span(&text),
	                               str_span(&signature), out, &err));
	str_clear(&signature);
	str_clear(&text);
}

/* One signed record on main that writes `text` to `path`. */
static void put(struct home *home, const char *path, const char *text)
{
	struct archive_change change = {path, span_of(text), false};
	char tree[HEX], hex[HEX];
	struct archive_commit commit;
	struct err err;

	ASSERT_OK(archive_write_tree(home->archive,
	                             *home->tip ? home->tip : NULL, &change, 1,
	                             tree, &err));
	commit = commit_of(tree, home->tip);
	record(home, &commit, hex);
	ASSERT_OK(archive_read_back(home->archive, hex,
	                            *home->tip ? home->tip : NULL, &err));
	ASSERT_OK(archive_swap(home->archive, home->tip, hex, "new", &err));
	memcpy(home->tip, hex, HEX);
}

static char *object_path(const struct home *home, const char *hex)
{
	struct str path = {0};

	str_putf(&path, "%s/objects/%.2s/%s", home->path, hex, hex + 2);
	return str_take(&path);
}

/* Objects are read-only files; root or not, this replaces one. */
static void replace_object(const struct home *home, const char *hex,
                           struct span bytes)
{
	char *path = object_path(home, hex);

	assert_int_equal(unlink(path), 0);
	test_write(path, bytes);
	free(path);
}

static void allow(struct home *home, const char *options)
{
	struct str line = {0};
	char *path = below(home->folder, "allowed");

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
	set_up(&home);
	put(&home, "README.md", "# 三审\n");
	put(&home, "posts/2026/11/23/001/content/post.md", "通知\n");
	allow(&home, ",valid-after=\"20261123100503Z\"");
	for (size_t i = 0; i < TEST_COUNT(zones); i++) {
		command.bytes = 0;
		str_putf(&command,
		         "TZ=%s git -C archive.git -c "
		         "gpg.ssh.allowedSignersFile=$PWD/allowed log "
		         "--show-signature --format='%%G? %%GS %%an %%s'",
		         zones[i]);
		assert_int_equal(run(&home, &out, command.at), 0);
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
	    run(&home, &out, "git -C archive.git fsck --full --strict"), 0);
	assert_int_equal(span_find(str_span(&out), "dangling"), -1);
	/* one second too early: not good */
	allow(&home, ",valid-after=\"20261123100504Z\"");
	assert_int_equal(run(&home, &out,
	                     "git -C archive.git -c "
	                     "gpg.ssh.allowedSignersFile=$PWD/allowed log "
	                     "-1 --format='%G?'"),
	                 0);
	assert_string_not_equal(str_text(&out), "G\n");
	str_clear(&command);
	str_clear(&out);
	tear_down(&home);
}

static void the_configuration_keeps_git_away(void **state)
{
	struct str out = {0};
	struct home home;
	struct err err;

	(void)state;
	set_up(&home);
	ASSERT_CODE(ERR_EXISTS, archive_make(home.path, &err));
	assert_int_equal(
	    run(&home, &out,
	        "cd archive.git && for key in gc.auto maintenance.auto "
	        "receive.autogc gc.packrefs gc.pruneexpire "
	        "core.logallrefupdates core.fsync core.bare "
	        "uploadpack.allowanysha1inwant; do git config $key; done; "
	        "cat HEAD; ls -d objects/?? | wc -l"),
	    0);
	assert_string_equal(str_text(&out),
	                    "0\nfalse\nfalse\nfalse\nnever\nalways\nall\ntrue\n"
	                    "false\nref: refs/heads/main\n256\n");
	put(&home, "a", "x");
	assert_int_equal(
	    run(&home, &out, "cat archive.git/logs/" ARCHIVE_BRANCH), 0);
	assert_int_not_equal(span_find(str_span(&out), "\tnew\n"), -1);
	str_clear(&out);
	tear_down(&home);
}

static void there_is_no_archive_in_a_folder(void **state)
{
	char *folder = test_folder(), *path = below(folder, "none");
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
	set_up(&home);
	put(&home, "a", "x");
	ASSERT_OK(archive_tree_of(home.archive, home.tip, "", tree, &err));
	commit = commit_of(tree, home.tip);
	memcpy(commit.parents[1], home.tip, HEX);
	commit.parent_count = 2;
	commit.offset_min = -210;
	commit.message = "s\n\nb\n gpgsig x\n\n";
	ASSERT_OK(archive_commit_text(&commit, &text, &err));
	record(&home, &commit, hex);
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
	tear_down(&home);
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
		commit = commit_of(zeros, "");
		commit.author_name = names[i];
		ASSERT_CODE(ERR_BAD_VALUE,
		            archive_commit_text(&commit, &text, &err));
		commit = commit_of(zeros, "");
		commit.committer_email = names[i];
		ASSERT_CODE(ERR_BAD_VALUE,
		            archive_commit_text(&commit, &text, &err));
	}
	commit = commit_of("x", "");
	ASSERT_CODE(ERR_BAD_VALUE, archive_commit_text(&commit, &text, &err));
	commit = commit_of(zeros, "");
	commit.at_ms = -1;
	ASSERT_CODE(ERR_BAD_VALUE, archive_commit_text(&commit, &text, &err));
	commit = commit_of(zeros, "");
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
	set_up(&home);
	put(&home, "a", "x");
	for (size_t i = 0; i < TEST_COUNT(edits); i++) {
		command.bytes = 0;
		str_putf(&command,
		         "cd archive.git; git cat-file commit main | "
		         "sed '%s' | git hash-object -t commit -w --stdin "
		         "--literally",
		         edits[i]);
		assert_int_equal(run(&home, &out, command.at), 0);
		out.at[40] = '\0';
		ASSERT_CODE(ERR_BROKEN, archive_read_commit(
		                            home.archive, out.at, &read, &err));
		assert_string_equal(err.object, out.at);
	}
	ASSERT_CODE(ERR_BROKEN,
	            archive_read_commit(home.archive, "main", &read, &err));
	str_clear(&out);
	str_clear(&command);
	tear_down(&home);
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
	set_up(&home);
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
	    run(&home, &out, "git -C archive.git fsck --full --strict"), 0);
	str_clear(&out);
	tear_down(&home);
}

static void what_is_not_there_is_no_file(void **state)
{
	struct str out = {0};
	char hex[HEX];
	struct home home;
	struct err err;

	(void)state;
	set_up(&home);
	put(&home, "a/b", "x");
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
		char *path = object_path(&home, hex);

		assert_int_equal(unlink(path), 0);
		free(path);
	}
	ASSERT_CODE(ERR_BROKEN,
	            archive_read(home.archive, home.tip, "a/b", &out, &err));
	assert_string_equal(err.object, hex);
	str_clear(&out);
	tear_down(&home);
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
	set_up(&home);
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
	tear_down(&home);
}

static void the_swap_is_a_comparison(void **state)
{
	char tree[HEX], first[HEX], second[HEX], tip[HEX];
	struct archive_commit commit;
	struct home home;
	struct err err;

	(void)state;
	set_up(&home);
	ASSERT_OK(archive_tip(home.archive, tip, &err));
	assert_string_equal(tip, "");
	ASSERT_OK(archive_write_tree(home.archive, NULL, NULL, 0, tree, &err));
	commit = commit_of(tree, "");
	record(&home, &commit, first);
	commit = commit_of(tree, first);
	record(&home, &commit, second);
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
	assert_int_equal(run(&home, NULL, "git -C archive.git pack-refs --all"),
	                 0);
	ASSERT_CODE(ERR_MOVED,
	            archive_swap(home.archive, first, second, "x", &err));
	ASSERT_OK(archive_swap(home.archive, second, first, "x", &err));
	tear_down(&home);
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
	set_up(&home);
	put(&home, "a", "x");
	archive_set_wait(home.archive, 20);
	ASSERT_OK(archive_tree_of(home.archive, home.tip, "", tree, &err));
	commit = commit_of(tree, home.tip);
	record(&home, &commit, hex);
	lock = below(home.path, ARCHIVE_BRANCH ".lock");
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
	tear_down(&home);
}

/* What read_back says of a commit whose `object` is these bytes on disk. */
static enum err_code read_back_with(struct home *home, const char *commit,
                                    const char *object, struct span bytes,
                                    struct err *err)
{
	replace_object(home, object, bytes);
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
	char *path = object_path(home, object);
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
	set_up(&home);
	put(&home, "a", "x");
	ASSERT_OK(
	    archive_write_tree(home.archive, home.tip, &change, 1, tree, &err));
	commit = commit_of(tree, home.tip);
	record(&home, &commit, hex);
	expect_damage(&home, hex, hex);
	for (size_t i = 0; i < TEST_COUNT(paths); i++) {
		ASSERT_OK(archive_tree_of(home.archive, tree, paths[i], object,
		                          &err));
		expect_damage(&home, hex, object);
	}
	/* writing the same bytes again does not mend or tell: object is f */
	replace_object(&home, object, span_of(""));
	ASSERT_OK(
	    archive_write_tree(home.archive, home.tip, &change, 1, tree, &err));
	ASSERT_CODE(ERR_BROKEN,
	            archive_read_back(home.archive, hex, home.tip, &err));
	/* nor may the branch go to what cannot be read */
	replace_object(&home, hex, span_of(""));
	ASSERT_CODE(ERR_BROKEN,
	            archive_swap(home.archive, home.tip, hex, "x", &err));
	tear_down(&home);
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
	set_up(&home);
	put(&home, "a", "1");
	memcpy(first, home.tip, HEX);
	put(&home, "a", "2");
	ASSERT_OK(archive_tree_of(home.archive, first, "", tree, &err));
	commit = commit_of(tree, first);
	commit.message = "side\n";
	record(&home, &commit, side);
	ASSERT_OK(archive_tree_of(home.archive, home.tip, "", tree, &err));
	commit = commit_of(tree, home.tip);
	memcpy(commit.parents[1], side, HEX);
	commit.parent_count = 2;
	record(&home, &commit, merge);
	ASSERT_OK(archive_swap(home.archive, home.tip, merge, "m", &err));

	ASSERT_OK(
	    archive_walk(home.archive, NULL, merge, add_hex, &seen, &err));
	assert_int_equal(run(&home, &git,
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
	tear_down(&home);
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
	set_up(&home);
	put(&home, "a", "1");
	ASSERT_OK(archive_refs(home.archive, add_ref, &seen, &err));
	assert_string_equal(seen.at, "refs/heads/main ");
	assert_int_equal(run(&home, NULL,
	                     "git -C archive.git update-ref refs/replace/x "
	                     "main"),
	                 0);
	seen.bytes = 0;
	ASSERT_OK(archive_refs(home.archive, add_ref, &seen, &err));
	assert_int_not_equal(span_find(str_span(&seen), "refs/replace/x"), -1);
	/* main may not be another name for something */
	assert_int_equal(run(&home, NULL,
	                     "echo 'ref: refs/heads/x' "
	                     ">archive.git/refs/heads/main"),
	                 0);
	{
		char tip[HEX];

		ASSERT_CODE(ERR_BROKEN, archive_tip(home.archive, tip, &err));
	}
	str_clear(&seen);
	tear_down(&home);
}

/* Reads what HOME/archive.git/refs/heads/main says: the file is `bytes`. */
static enum err_code tip_of(const struct home *home, const char *bytes,
                            char out[HEX], struct err *err)
{
	char *path = below(home->path, ARCHIVE_BRANCH);

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
	set_up(&home);
	ASSERT_OK(archive_tip(home.archive, tip, &err));
	assert_string_equal(tip, "");
	put(&home, "a", "1");
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
	assert_int_equal(run(&home, NULL, "git -C archive.git pack-refs --all"),
	                 0);
	ASSERT_OK(archive_tip(home.archive, tip, &err));
	assert_string_equal(tip, home.tip);
	tear_down(&home);
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
	set_up(&home);
	put(&home, "a", "1");
	put(&home, "b/c", "2");
	put(&home, "d", "3");
	assert_int_equal(archive_check_objects(home.archive, home.tip, seen,
	                                       add_broken, &told),
	                 0);
	/* 3 commits, 3 roots, 1 folder, 3 files */
	assert_int_equal(archive_seen_count(seen), 10);
	archive_seen_free(seen);

	ASSERT_OK(archive_tree_of(home.archive, home.tip, "a", blob, &err));
	ASSERT_OK(archive_tree_of(home.archive, home.tip, "b", tree, &err));
	replace_object(&home, blob, span_of(""));
	replace_object(&home, tree, span_of("noise"));
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
	tear_down(&home);
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
	set_up(&home);
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
		assert_int_equal(run(&home, &out, command.at), 0);
		out.at[40] = '\0';
		commit = commit_of(out.at, "");
		record(&home, &commit, hex);
		assert_int_equal(archive_check_objects(home.archive, hex, seen,
		                                       add_broken, &told),
		                 1);
		assert_int_not_equal(span_find(str_span(&told), " tree;"), -1);
		archive_seen_free(seen);
	}
	str_clear(&told);
	str_clear(&out);
	str_clear(&command);
	tear_down(&home);
}

static void a_commit_needs_its_tree(void **state)
{
	static const char none[] = "1111111111111111111111111111111111111111";
	struct archive_commit commit = commit_of(none, "");
	struct str text = {0};
	char hex[HEX];
	struct home home;
	struct err err;

	(void)state;
	set_up(&home);
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
	tear_down(&home);
}

/* What another process packed meanwhile is still found. */
static void a_repack_is_survived(void **state)
{
	struct archive_seen *seen = archive_seen_new();
	struct str out = {0};
	struct home home;
	struct err err;

	(void)state;
	set_up(&home);
	put(&home, "a", "1");
	put(&home, "b/c", "2");
	assert_int_equal(run(&home, &out,
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
	put(&home, "d", "3");
	assert_int_equal(
	    run(&home, &out, "cd archive.git && ls -d objects/?? | wc -l"), 0);
	assert_string_equal(out.at, "256\n");
	archive_seen_free(seen);
	str_clear(&out);
	tear_down(&home);
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
	    cmocka_unit_test(damage_is_found_by_reading_back),
	    cmocka_unit_test(the_walk_is_oldest_first_by_first_parents),
	    cmocka_unit_test(every_reference_is_told),
	    cmocka_unit_test(the_tip_is_forty_digits),
	    cmocka_unit_test(proving_goes_on_after_damage),
	    cmocka_unit_test(odd_trees_are_told),
	    cmocka_unit_test(a_commit_needs_its_tree),
	    cmocka_unit_test(a_repack_is_survived),
	};

	return TEST_GROUP("archive", tests);
}
