#include "store/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/archive-parts.h"
#include "store/disk.h"

enum { WAIT_MS = 10000, LONGEST_PAUSE_MS = 100 };

struct archive {
	git_repository *repo;
	git_odb *odb;
	char *path;
	char *lock_path; /* of the branch */
	int wait_ms;
	int stale_locks;
};

/* ---- errors and ids ------------------------------------------------- */

/* What git complains of, about `what`; `id` may be NULL. */
static enum err_code failed(enum err_code code, const char *what,
                            const char *id, struct err *err)
{
	const git_error *git = git_error_last();
	const char *words = git && git->message ? git->message : "";

	if (code == ERR_BROKEN && git && git->klass == GIT_ERROR_OS)
		code = ERR_SYSTEM; /* the disk's trouble, not the object's */
	err_set(err, code, what, id ? id : words);
	err_detail(err, words);
	return code;
}

static void to_git(const struct archive_id *id, git_oid *out)
{
	memcpy(out->id, id->at, ARCHIVE_ID_BYTES);
}

static void from_git(const git_oid *id, struct archive_id *out)
{
	memcpy(out->at, id->id, ARCHIVE_ID_BYTES);
}

static enum err_code read_oid(const char *hex, git_oid *out, struct err *err)
{
	struct archive_id id;
	enum err_code rc = archive_id_read(hex, &id, err);

	if (rc == ERR_OK)
		to_git(&id, out);
	return rc;
}

/* ---- making and opening --------------------------------------------- */

/* For the whole process: what libgit2 must and must not do (security.md 2.3,
 * and nothing from the configuration of users or the system). */
static void set_up(void)
{
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 1);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0); /* read-back means disk */
	for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA;
	     level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
}

/*
 * Some 300 new files and folders become durable at once: one sync of their
 * file system takes a twentieth of the time of an fsync for each.
 */
static enum err_code sync_all(const char *path, struct err *err)
{
	enum err_code rc = ERR_OK;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || syncfs(fd))
		rc = err_set(err, ERR_SYSTEM, path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

enum err_code archive_fan_out(const char *path, struct err *err)
{
	enum err_code rc = ERR_OK;
	struct str folder = {0};

	for (int i = 0; rc == ERR_OK && i < 256; i++) {
		folder.bytes = 0;
		str_putf(&folder, "%s/objects/%02x", path, (unsigned)i);
		if (mkdir(folder.at, 0777) && !disk_exists(folder.at))
			rc = err_set(err, ERR_SYSTEM, folder.at, NULL);
	}
	folder.bytes = 0;
	str_putf(&folder, "%s/objects", path);
	if (rc == ERR_OK)
		rc = disk_sync_folder(folder.at, err);
	str_clear(&folder);
	return rc;
}

/* No git may tidy up behind our back: security.md 2.4. */
static const char *const settings[][2] = {
    {"gc.auto", "0"},
    {"gc.packRefs", "false"},
    {"gc.pruneExpire", "never"},
    {"maintenance.auto", "false"},
    {"receive.autogc", "false"},
    {"core.logAllRefUpdates", "always"},
    {"core.fsync", "all"},
    {"uploadpack.allowAnySHA1InWant", "false"},
};

static int configure(git_repository *repo)
{
	git_config *config = NULL;
	int trouble = git_repository_config(&config, repo);

	for (size_t i = 0; !trouble && i < sizeof(settings) / sizeof(*settings);
	     i++)
		trouble = git_config_set_string(config, settings[i][0],
		                                settings[i][1]);
	git_config_free(config);
	return trouble;
}

enum err_code archive_make(const char *path, struct err *err)
{
	git_repository_init_options options;
	git_repository *repo = NULL;
	enum err_code rc;

	if (disk_exists(path))
		return err_set(err, ERR_EXISTS, path, NULL);
	set_up();
	git_repository_init_options_init(&options,
	                                 GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	options.flags = GIT_REPOSITORY_INIT_BARE |
	                GIT_REPOSITORY_INIT_NO_REINIT |
	                GIT_REPOSITORY_INIT_MKDIR;
	options.initial_head = "main";
	if (git_repository_init_ext(&repo, path, &options) || configure(repo)) {
		rc = failed(ERR_SYSTEM, path, NULL, err);
		goto out;
	}
	rc = archive_fan_out(path, err);
	if (rc)
		goto out;
	rc = sync_all(path, err);
out:
	git_repository_free(repo);
	git_libgit2_shutdown();
	return rc;
}

enum err_code archive_open(struct archive **out, const char *path,
                           struct err *err)
{
	struct archive *archive = mem_new(sizeof(*archive));
	struct str lock_path = {0};
	enum err_code rc = ERR_OK;
	int trouble;

	set_up();
	archive->wait_ms = WAIT_MS;
	trouble = disk_exists(path)
	              ? git_repository_open_bare(&archive->repo, path)
	              : GIT_ENOTFOUND;
	if (trouble) {
		rc = failed(trouble == GIT_ENOTFOUND ? ERR_NO_FILE : ERR_SYSTEM,
		            path, NULL, err);
		goto out;
	}
	/* for the reflog; without it libgit2 asks the environment */
	if (git_repository_odb(&archive->odb, archive->repo) ||
	    git_repository_set_ident(archive->repo, "sanshen",
	                             "sanshen@localhost")) {
		rc = failed(ERR_SYSTEM, path, NULL, err);
		goto out;
	}
	str_putf(&lock_path, "%s/" ARCHIVE_BRANCH ".lock", path);
	archive->lock_path = str_take(&lock_path);
	archive->path = mem_copy(path);
	*out = archive;
	archive = NULL;
out:
	archive_close(archive);
	return rc;
}

void archive_close(struct archive *archive)
{
	if (!archive)
		return;
	git_odb_free(archive->odb);
	git_repository_free(archive->repo);
	git_libgit2_shutdown();
	free(archive->lock_path);
	free(archive->path);
	free(archive);
}

/* ---- objects -------------------------------------------------------- */

static const struct {
	const char *name;
	git_object_t git;
} types[] = {
    [ARCHIVE_ANY] = {"object", GIT_OBJECT_ANY},
    [ARCHIVE_COMMIT] = {"commit", GIT_OBJECT_COMMIT},
    [ARCHIVE_TREE] = {"tree", GIT_OBJECT_TREE},
    [ARCHIVE_BLOB] = {"blob", GIT_OBJECT_BLOB},
};

const char *archive_type_name(enum archive_type type)
{
	return types[type].name;
}

enum archive_type archive_type_read(struct span name)
{
	for (int i = ARCHIVE_COMMIT; i <= ARCHIVE_BLOB; i++)
		if (span_is(name, types[i].name))
			return (enum archive_type)i;
	return ARCHIVE_ANY;
}

/* Fills *out from the compressed file of a loose object; NULL, or why not. */
static const char *open_loose(const struct archive_id *id, struct span packed,
                              struct archive_object *out)
{
	git_oid made;
	const char *why =
	    archive_loose_unpack(packed, &out->own, &out->type, &out->bytes);

	if (why)
		return why;
	if (git_odb_hash(&made, out->bytes.at, out->bytes.bytes,
	                 types[out->type].git) ||
	    memcmp(made.id, id->at, ARCHIVE_ID_BYTES) != 0)
		return "its bytes have another hash";
	return NULL;
}

static enum err_code open_packed(struct archive *archive,
                                 const struct archive_id *id,
                                 enum archive_type want,
                                 struct archive_object *out, struct err *err)
{
	git_odb_object *object = NULL;
	char hex[HEX];
	git_oid oid;

	to_git(id, &oid);
	archive_id_write(id, hex);
	if (git_odb_read(&object, archive->odb, &oid))
		return failed(ERR_BROKEN, archive_type_name(want), hex, err);
	out->held = object;
	out->type = archive_type_read(
	    span_of(git_object_type2string(git_odb_object_type(object))));
	out->bytes =
	    span_from(git_odb_object_data(object), git_odb_object_size(object));
	return ERR_OK;
}

enum err_code archive_object_read(struct archive *archive,
                                  const struct archive_id *id,
                                  enum archive_type want,
                                  struct archive_object *out, struct err *err)
{
	struct archive_object object = {0};
	struct str packed = {0};
	const char *why = NULL;
	enum err_code rc;

	rc = archive_loose_read(archive->path, id, &packed, err);
	if (rc == ERR_OK)
		why = open_loose(id, str_span(&packed), &object);
	else if (rc == ERR_NO_FILE)
		rc = open_packed(archive, id, want, &object, err);
	str_clear(&packed);
	if (rc == ERR_OK && !why && want && object.type != want)
		why = "an object of another type";
	if (why)
		rc = archive_misshapen(archive_type_name(want), id, why, err);
	if (rc)
		archive_object_release(&object);
	else
		*out = object;
	return rc;
}

void archive_object_release(struct archive_object *object)
{
	git_odb_object_free(object->held);
	str_clear(&object->own);
	memset(object, 0, sizeof(*object));
}

enum err_code archive_object_write(struct archive *archive,
                                   enum archive_type type, struct span bytes,
                                   struct archive_id *out, struct err *err)
{
	git_oid id;

	if (git_odb_write(&id, archive->odb, bytes.at, bytes.bytes,
	                  types[type].git))
		return failed(ERR_SYSTEM, archive_type_name(type), NULL, err);
	from_git(&id, out);
	return ERR_OK;
}

/* ---- reading -------------------------------------------------------- */

enum err_code archive_tip(struct archive *archive, char out[HEX],
                          struct err *err)
{
	git_reference *main = NULL;
	enum err_code rc = ERR_OK;
	int trouble =
	    git_reference_lookup(&main, archive->repo, ARCHIVE_BRANCH);

	if (trouble == GIT_ENOTFOUND)
		out[0] = '\0';
	else if (trouble)
		rc = failed(ERR_BROKEN, ARCHIVE_BRANCH, NULL, err);
	else if (git_reference_type(main) != GIT_REFERENCE_DIRECT)
		rc = err_set(err, ERR_BROKEN, ARCHIVE_BRANCH, "symbolic");
	else
		git_oid_tostr(out, HEX, git_reference_target(main));
	git_reference_free(main);
	return rc;
}

enum err_code archive_refs(struct archive *archive, archive_ref each,
                           void *payload, struct err *err)
{
	git_strarray names = {0};
	enum err_code rc = ERR_OK;

	if (git_reference_list(&names, archive->repo))
		return failed(ERR_BROKEN, "refs", NULL, err);
	for (size_t i = 0; rc == ERR_OK && i < names.count; i++)
		rc = each(payload, names.strings[i], err);
	git_strarray_dispose(&names);
	return rc;
}

enum err_code archive_settings(struct archive *archive, archive_setting each,
                               void *payload, struct err *err)
{
	git_config *config = NULL;
	git_config *snapshot = NULL;
	enum err_code rc = ERR_OK;

	if (git_repository_config(&config, archive->repo) ||
	    git_config_snapshot(&snapshot, config))
		rc = failed(ERR_SYSTEM, "config", NULL, err);
	for (size_t i = 0;
	     rc == ERR_OK && i < sizeof(settings) / sizeof(*settings); i++) {
		const char *value = NULL;

		if (git_config_get_string(&value, snapshot, settings[i][0]) ||
		    strcmp(value, settings[i][1]) != 0)
			rc = each(payload, settings[i][0], settings[i][1], err);
	}
	git_config_free(snapshot);
	git_config_free(config);
	return rc;
}

/* ---- writing -------------------------------------------------------- */

void archive_blob_id(struct span bytes, char out[HEX])
{
	git_oid id = {{0}};

	git_libgit2_init();
	git_odb_hash(&id, bytes.at, bytes.bytes, GIT_OBJECT_BLOB);
	git_libgit2_shutdown();
	git_oid_tostr(out, HEX, &id);
}

/* What a commit points to must be there: git would only find out later. */
static enum err_code check_links(struct archive *archive, struct span text,
                                 struct err *err)
{
	char links[3][HEX]; /* the parents, then the tree */
	int parent_count;
	const char *why =
	    archive_record_links(text, links[2], links, &parent_count);
	enum err_code rc = ERR_OK;

	if (why)
		return err_set(err, ERR_BAD_VALUE, "commit", why);
	for (int i = 0; rc == ERR_OK && i < 3; i++) {
		struct archive_object object = {0};
		struct archive_id id;

		if (i < 2 && i >= parent_count)
			continue;
		rc = archive_id_read(links[i], &id, err);
		if (rc == ERR_OK)
			rc = archive_object_read(archive, &id,
			                         i == 2 ? ARCHIVE_TREE
			                                : ARCHIVE_COMMIT,
			                         &object, err);
		archive_object_release(&object);
	}
	return rc;
}

enum err_code archive_write_commit(struct archive *archive, struct span text,
                                   struct span armored, char out[HEX],
                                   struct err *err)
{
	size_t headers = span_find(text, "\n\n");
	struct span rest = armored, line;
	struct str bytes = {0};
	struct archive_id id;
	enum err_code rc;

	if (headers == (size_t)-1 || memchr(text.at, '\0', text.bytes))
		return err_set(err, ERR_BAD_VALUE, "commit", "NUL");
	if (span_ends(armored, "\n") ||
	    span_find(armored, "\n\n") != (size_t)-1 ||
	    (armored.bytes && memchr(armored.at, '\0', armored.bytes)))
		return err_set(err, ERR_BAD_VALUE, "signature", "LF");
	rc = check_links(archive, text, err);
	if (rc)
		return rc;
	/* the signature is the last header; its further lines are indented */
	str_add(&bytes, span_from(text.at, headers + 1));
	if (armored.bytes)
		str_puts(&bytes, "gpgsig");
	while (armored.bytes && span_cut(&rest, '\n', &line)) {
		str_putc(&bytes, ' ');
		str_add(&bytes, line);
		str_putc(&bytes, '\n');
	}
	str_add(&bytes,
	        span_from(text.at + headers + 1, text.bytes - headers - 1));
	rc = archive_object_write(archive, ARCHIVE_COMMIT, str_span(&bytes),
	                          &id, err);
	if (rc == ERR_OK)
		archive_id_write(&id, out);
	str_clear(&bytes);
	return rc;
}

/* ---- the branch ----------------------------------------------------- */

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int try_swap(struct archive *archive, const git_oid *expected,
                    const git_oid *id, const char *log_line)
{
	git_reference *main = NULL;
	/* without an expected id: only if there is no main at all */
	int trouble = git_reference_create_matching(
	    &main, archive->repo, ARCHIVE_BRANCH, id, expected != NULL,
	    expected, log_line);

	git_reference_free(main);
	return trouble;
}

/* Tries again while main.lock is there; then asks whether it is stale. */
static int swap_patiently(struct archive *archive, const git_oid *expected,
                          const git_oid *id, const char *log_line)
{
	int trouble = try_swap(archive, expected, id, log_line);
	struct archive_sight first = archive_sight(archive->lock_path);
	int64_t until_ms = now_ms() + archive->wait_ms;
	int64_t pause_ms = 1;

	while (trouble == GIT_ELOCKED && now_ms() < until_ms) {
		struct timespec pause = {0, (long)pause_ms * 1000000};

		nanosleep(&pause, NULL);
		pause_ms *= 2;
		if (pause_ms > LONGEST_PAUSE_MS)
			pause_ms = LONGEST_PAUSE_MS;
		trouble = try_swap(archive, expected, id, log_line);
	}
	if (trouble == GIT_ELOCKED &&
	    archive_lock_remove_stale(archive->lock_path, &first)) {
		archive->stale_locks++;
		trouble = try_swap(archive, expected, id, log_line);
	}
	return trouble;
}

enum err_code archive_swap(struct archive *archive, const char *expected,
                           const char *hex, const char *log_line,
                           struct err *err)
{
	struct archive_object commit = {0};
	struct archive_id wanted;
	git_oid id, old;
	enum err_code rc;
	int trouble;

	/* libgit2 will look at it, and must not meet a damaged one */
	rc = archive_id_read(hex, &wanted, err);
	if (rc == ERR_OK)
		rc = archive_object_read(archive, &wanted, ARCHIVE_COMMIT,
		                         &commit, err);
	archive_object_release(&commit);
	to_git(&wanted, &id);
	if (rc == ERR_OK && *expected)
		rc = read_oid(expected, &old, err);
	if (rc)
		return rc;
	trouble =
	    swap_patiently(archive, *expected ? &old : NULL, &id, log_line);
	switch (trouble) {
	case 0:
		return ERR_OK;
	case GIT_ELOCKED:
		return failed(ERR_LOCK, ARCHIVE_BRANCH, NULL, err);
	case GIT_EMODIFIED:
	case GIT_EEXISTS:
	case GIT_ENOTFOUND:
		return failed(ERR_MOVED, ARCHIVE_BRANCH, NULL, err);
	default:
		return failed(ERR_SYSTEM, ARCHIVE_BRANCH, NULL, err);
	}
}

void archive_set_wait(struct archive *archive, int wait_ms)
{
	archive->wait_ms = wait_ms;
}

int archive_stale_locks(const struct archive *archive)
{
	return archive->stale_locks;
}
