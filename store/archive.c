#include "store/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/archive-parts.h"
#include "store/disk.h"
#include "store/late.h"

enum { WAIT_MS = 10000, LONGEST_PAUSE_MS = 100 };

struct archive {
	bool started;         /* libgit2, by this archive: start_git() */
	git_repository *repo; /* NULL until it is needed: open_repo() */
	git_odb *odb;
	char *path;
	char *lock_path; /* of the branch */
	int wait_ms;
	int stale_locks;
};

/* ---- libgit2, when it is needed ------------------------------------- */

#define GIT_LIBRARY "libgit2.so." LIBGIT2_SOVERSION
#define GIT_CALLS(X) \
	X(config_free) \
	X(config_get_string) \
	X(config_set_string) \
	X(config_snapshot) \
	X(error_last) \
	X(libgit2_init) \
	X(libgit2_opts) \
	X(libgit2_shutdown) \
	X(object_type2string) \
	X(odb_free) \
	X(odb_hash) \
	X(odb_object_data) \
	X(odb_object_free) \
	X(odb_object_size) \
	X(odb_object_type) \
	X(odb_read) \
	X(odb_write) \
	X(oid_tostr) \
	X(reference_create_matching) \
	X(reference_free) \
	X(reference_list) \
	X(reference_lookup) \
	X(reference_target) \
	X(reference_type) \
	X(repository_config) \
	X(repository_free) \
	X(repository_init_ext) \
	X(repository_init_options_init) \
	X(repository_odb) \
	X(repository_open_bare) \
	X(repository_set_ident) \
	X(strarray_dispose)

#define GIT_POINTER(name) __typeof__(git_##name) *name;
static struct git {
	GIT_CALLS(GIT_POINTER)
} git;
#undef GIT_POINTER

static bool load_git(const char **why)
{
#define GIT_NAME(name) {"git_" #name, offsetof(struct git, name)},
	static const struct late_call calls[] = {GIT_CALLS(GIT_NAME)};
#undef GIT_NAME

	return git.libgit2_init ||
	       late_load(GIT_LIBRARY, calls, sizeof(calls) / sizeof(*calls),
	                 &git, why);
}

/*
 * libgit2's TLS reads every CA certificate of the system when it starts, five
 * milliseconds of it. No network is ever spoken to, and an empty list trusts
 * nobody. The Makefile exports the two names; another TLS does not ask.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_path(void *chain, const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

int mbedtls_x509_crt_parse_path(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

/* ---- errors and ids ------------------------------------------------- */

/* What git complains of, about `what`; `id` may be NULL. */
static enum err_code failed(enum err_code code, const char *what,
                            const char *id, struct err *err)
{
	const git_error *told = git.error_last();
	const char *words = told && told->message ? told->message : "";

	if (code == ERR_BROKEN && told && told->klass == GIT_ERROR_OS)
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
static enum err_code set_up(struct err *err)
{
	const char *why = "";

	if (!load_git(&why))
		return err_set(err, ERR_SYSTEM, GIT_LIBRARY, why);
	git.libgit2_init();
	git.libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	git.libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 1);
	git.libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	git.libgit2_opts(GIT_OPT_ENABLE_CACHING, 0); /* read-back means disk */
	for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA;
	     level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		git.libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
	return ERR_OK;
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
	int trouble = git.repository_config(&config, repo);

	for (size_t i = 0; !trouble && i < sizeof(settings) / sizeof(*settings);
	     i++)
		trouble = git.config_set_string(config, settings[i][0],
		                                settings[i][1]);
	git.config_free(config);
	return trouble;
}

enum err_code archive_make(const char *path, struct err *err)
{
	git_repository_init_options options;
	git_repository *repo = NULL;
	enum err_code rc;

	if (disk_exists(path))
		return err_set(err, ERR_EXISTS, path, NULL);
	if ((rc = set_up(err)))
		return rc;
	git.repository_init_options_init(&options,
	                                 GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	options.flags = GIT_REPOSITORY_INIT_BARE |
	                GIT_REPOSITORY_INIT_NO_REINIT |
	                GIT_REPOSITORY_INIT_MKDIR;
	options.initial_head = "main";
	if (git.repository_init_ext(&repo, path, &options) || configure(repo)) {
		rc = failed(ERR_SYSTEM, path, NULL, err);
		goto out;
	}
	rc = archive_fan_out(path, err);
	if (rc)
		goto out;
	rc = sync_all(path, err);
out:
	git.repository_free(repo);
	git.libgit2_shutdown();
	return rc;
}

/* What git asks of a folder before it calls it an archive. */
static bool is_archive(const char *path)
{
	static const char *const parts[] = {"HEAD", "objects", "refs"};
	struct str part = {0};
	bool found = true;

	for (size_t i = 0; found && i < sizeof(parts) / sizeof(*parts); i++) {
		part.bytes = 0;
		str_putf(&part, "%s/%s", path, parts[i]);
		found = disk_exists(str_text(&part));
	}
	str_clear(&part);
	return found;
}

enum err_code archive_open(struct archive **out, const char *path,
                           struct err *err)
{
	struct archive *archive;
	struct str lock_path = {0};

	if (!is_archive(path))
		return err_set(err, ERR_NO_FILE, path, NULL);
	archive = mem_new(sizeof(*archive));
	archive->wait_ms = WAIT_MS;
	str_putf(&lock_path, "%s/" ARCHIVE_BRANCH ".lock", path);
	archive->lock_path = str_take(&lock_path);
	archive->path = mem_copy(path);
	*out = archive;
	return ERR_OK;
}

/* libgit2 takes longer to start than a list takes to be shown, so it starts
 * when something must be read or written through it, and not before. */
static enum err_code start_git(struct archive *archive, struct err *err)
{
	enum err_code rc = archive->started ? ERR_OK : set_up(err);

	archive->started = rc == ERR_OK;
	return rc;
}

static enum err_code open_repo(struct archive *archive, struct err *err)
{
	git_repository *repo = NULL;
	enum err_code rc = start_git(archive, err);

	if (rc || archive->repo)
		return rc;
	/* the name is for the reflog; without it libgit2 asks the environment
	 */
	if (git.repository_open_bare(&repo, archive->path) ||
	    git.repository_odb(&archive->odb, repo) ||
	    git.repository_set_ident(repo, "sanshen", "sanshen@localhost")) {
		rc = failed(ERR_SYSTEM, archive->path, NULL, err);
		goto out;
	}
	archive->repo = repo;
	repo = NULL;
out:
	if (rc) {
		git.odb_free(archive->odb);
		archive->odb = NULL;
	}
	git.repository_free(repo);
	return rc;
}

void archive_close(struct archive *archive)
{
	if (!archive)
		return;
	if (archive->started) {
		git.odb_free(archive->odb);
		git.repository_free(archive->repo);
		git.libgit2_shutdown();
	}
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
	if (git.odb_hash(&made, out->bytes.at, out->bytes.bytes,
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
	enum err_code rc = open_repo(archive, err);

	if (rc)
		return rc;
	to_git(id, &oid);
	archive_id_write(id, hex);
	if (git.odb_read(&object, archive->odb, &oid))
		return failed(ERR_BROKEN, archive_type_name(want), hex, err);
	out->held = object;
	out->type = archive_type_read(
	    span_of(git.object_type2string(git.odb_object_type(object))));
	out->bytes =
	    span_from(git.odb_object_data(object), git.odb_object_size(object));
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
	if (rc == ERR_OK && !(rc = start_git(archive, err)))
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
	if (object->held)
		git.odb_object_free(object->held);
	str_clear(&object->own);
	memset(object, 0, sizeof(*object));
}

enum err_code archive_object_write(struct archive *archive,
                                   enum archive_type type, struct span bytes,
                                   struct archive_id *out, struct err *err)
{
	git_oid id;
	enum err_code rc = open_repo(archive, err);

	if (rc)
		return rc;
	if (git.odb_write(&id, archive->odb, bytes.at, bytes.bytes,
	                  types[type].git))
		return failed(ERR_SYSTEM, archive_type_name(type), NULL, err);
	from_git(&id, out);
	return ERR_OK;
}

/* ---- reading -------------------------------------------------------- */

/* The branch as git writes it: 40 digits and LF in a file of its own. False
 * for anything else, which libgit2 may judge. */
static bool read_tip(const struct archive *archive, char out[HEX])
{
	struct str path = {0}, text = {0};
	struct span id;
	bool good;

	str_putf(&path, "%s/" ARCHIVE_BRANCH, archive->path);
	good = !disk_read(str_text(&path), HEX, &text, NULL) &&
	       text.bytes == HEX && text.at[HEX - 1] == '\n';
	if (good) {
		id = span_from(text.at, HEX - 1);
		good = archive_id_is_good(id);
	}
	if (good) {
		memcpy(out, text.at, HEX - 1);
		out[HEX - 1] = '\0';
	}
	str_clear(&path);
	str_clear(&text);
	return good;
}

enum err_code archive_tip(struct archive *archive, char out[HEX],
                          struct err *err)
{
	git_reference *main = NULL;
	enum err_code rc = ERR_OK;
	int trouble;

	if (read_tip(archive, out))
		return ERR_OK;
	if ((rc = open_repo(archive, err)))
		return rc;
	trouble = git.reference_lookup(&main, archive->repo, ARCHIVE_BRANCH);
	if (trouble == GIT_ENOTFOUND)
		out[0] = '\0';
	else if (trouble)
		rc = failed(ERR_BROKEN, ARCHIVE_BRANCH, NULL, err);
	else if (git.reference_type(main) != GIT_REFERENCE_DIRECT)
		rc = err_set(err, ERR_BROKEN, ARCHIVE_BRANCH, "symbolic");
	else
		git.oid_tostr(out, HEX, git.reference_target(main));
	git.reference_free(main);
	return rc;
}

enum err_code archive_refs(struct archive *archive, archive_ref each,
                           void *payload, struct err *err)
{
	git_strarray names = {0};
	enum err_code rc = open_repo(archive, err);

	if (rc)
		return rc;
	if (git.reference_list(&names, archive->repo))
		return failed(ERR_BROKEN, "refs", NULL, err);
	for (size_t i = 0; rc == ERR_OK && i < names.count; i++)
		rc = each(payload, names.strings[i], err);
	git.strarray_dispose(&names);
	return rc;
}

enum err_code archive_settings(struct archive *archive, archive_setting each,
                               void *payload, struct err *err)
{
	git_config *config = NULL;
	git_config *snapshot = NULL;
	enum err_code rc = open_repo(archive, err);

	if (rc)
		return rc;
	if (git.repository_config(&config, archive->repo) ||
	    git.config_snapshot(&snapshot, config))
		rc = failed(ERR_SYSTEM, "config", NULL, err);
	for (size_t i = 0;
	     rc == ERR_OK && i < sizeof(settings) / sizeof(*settings); i++) {
		const char *value = NULL;

		if (git.config_get_string(&value, snapshot, settings[i][0]) ||
		    strcmp(value, settings[i][1]) != 0)
			rc = each(payload, settings[i][0], settings[i][1], err);
	}
	git.config_free(snapshot);
	git.config_free(config);
	return rc;
}

/* ---- writing -------------------------------------------------------- */

void archive_blob_id(struct span bytes, char out[HEX])
{
	git_oid id = {{0}};

	out[0] = '\0';
	if (set_up(NULL))
		return;
	git.odb_hash(&id, bytes.at, bytes.bytes, GIT_OBJECT_BLOB);
	git.libgit2_shutdown();
	git.oid_tostr(out, HEX, &id);
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
	int trouble = git.reference_create_matching(
	    &main, archive->repo, ARCHIVE_BRANCH, id, expected != NULL,
	    expected, log_line);

	git.reference_free(main);
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
	if (rc == ERR_OK)
		rc = open_repo(archive, err);
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
