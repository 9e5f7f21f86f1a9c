#include "tests/archive-home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/test.h"

char *home_below(const char *folder, const char *name)
{
	struct str path = {0};

	str_putf(&path, "%s/%s", folder, name);
	return str_take(&path);
}

/* Runs a shell command in the home; its output is in *out (NULL: dropped). */
int home_run(const struct home *home, struct str *out, const char *command)
{
	struct str line = {0};
	char *path = home_below(home->folder, "out");
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

void home_set_up(struct home *home)
{
	char *key = NULL;
	struct err err;

	memset(home, 0, sizeof(*home));
	home->folder = test_folder();
	home->path = home_below(home->folder, "archive.git");
	key = home_below(home->folder, "key");
	ASSERT_OK(archive_make(home->path, &err));
	ASSERT_OK(archive_open(&home->archive, home->path, &err));
	ASSERT_OK(sign_key_make(key, "sanshen", &err));
	ASSERT_OK(sign_key_open(&home->key, key, &err));
	free(key);
}

void home_tear_down(struct home *home)
{
	sign_key_close(home->key);
	archive_close(home->archive);
	free(home->path);
	free(home->folder);
}

struct archive_commit home_commit(const char *tree, const char *parent)
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
void home_record(struct home *home, const struct archive_commit *commit,
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
void home_put(struct home *home, const char *path, const char *text)
{
	struct archive_change change = {path, span_of(text), false};
	char tree[HEX], hex[HEX];
	struct archive_commit commit;
	struct err err;

	ASSERT_OK(archive_write_tree(home->archive,
	                             *home->tip ? home->tip : NULL, &change, 1,
	                             tree, &err));
	commit = home_commit(tree, home->tip);
	home_record(home, &commit, hex);
	ASSERT_OK(archive_read_back(home->archive, hex,
	                            *home->tip ? home->tip : NULL, &err));
	ASSERT_OK(archive_swap(home->archive, home->tip, hex, "new", &err));
	memcpy(home->tip, hex, HEX);
}

char *home_object(const struct home *home, const char *hex)
{
	struct str path = {0};

	str_putf(&path, "%s/objects/%.2s/%s", home->path, hex, hex + 2);
	return str_take(&path);
}

/* Objects are read-only files; root or not, this replaces one. */
void home_replace(const struct home *home, const char *hex, struct span bytes)
{
	char *path = home_object(home, hex);

	assert_int_equal(unlink(path), 0);
	test_write(path, bytes);
	free(path);
}
