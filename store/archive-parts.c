#include "store/archive-parts.h"

#include <ctype.h>
#include <dirent.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PART_LIMIT_BYTES = 255, PATH_LIMIT_BYTES = 1024 };

/* ---- ids and paths -------------------------------------------------- */

bool archive_id_is_good(struct span id)
{
	for (size_t i = 0; i < id.bytes; i++)
		if (!(id.at[i] >= '0' && id.at[i] <= '9') &&
		    !(id.at[i] >= 'a' && id.at[i] <= 'f'))
			return false;
	return id.bytes == HEX - 1;
}

static unsigned digit(char hex)
{
	return (unsigned)(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

enum err_code archive_id_read(const char *hex, struct archive_id *out,
                              struct err *err)
{
	if (!archive_id_is_good(span_of(hex)))
		return err_set(err, ERR_BROKEN, "id", hex);
	for (size_t i = 0; i < ARCHIVE_ID_BYTES; i++)
		out->at[i] = (unsigned char)(digit(hex[2 * i]) << 4 |
		                             digit(hex[2 * i + 1]));
	return ERR_OK;
}

void archive_id_write(const struct archive_id *id, char out[HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < ARCHIVE_ID_BYTES; i++) {
		out[2 * i] = digits[id->at[i] >> 4];
		out[2 * i + 1] = digits[id->at[i] & 0xF];
	}
	out[HEX - 1] = '\0';
}

bool archive_id_equal(const struct archive_id *a, const struct archive_id *b)
{
	return memcmp(a->at, b->at, ARCHIVE_ID_BYTES) == 0;
}

enum err_code archive_misshapen(const char *what, const struct archive_id *id,
                                const char *why, struct err *err)
{
	char hex[HEX];

	archive_id_write(id, hex);
	err_set(err, ERR_BROKEN, what, hex);
	err_detail(err, why);
	return ERR_BROKEN;
}

static bool part_is_good(struct span part)
{
	if (!part.bytes || part.bytes > PART_LIMIT_BYTES ||
	    span_is(part, ".") || span_is(part, ".."))
		return false;
	if (part.bytes >= 4 && strncasecmp(part.at, ".git", 4) == 0)
		return false;
	for (size_t i = 0; i < part.bytes; i++) {
		char byte = part.at[i];

		if (!(byte >= 'a' && byte <= 'z') &&
		    !(byte >= 'A' && byte <= 'Z') &&
		    !(byte >= '0' && byte <= '9') && byte != '.' &&
		    byte != '_' && byte != '-')
			return false;
	}
	return true;
}

bool archive_path_is_good(const char *path)
{
	struct span rest = span_of(path), part;

	if (rest.bytes > PATH_LIMIT_BYTES)
		return false;
	while (span_cut(&rest, '/', &part))
		if (!part_is_good(part))
			return false;
	return true;
}

/* ---- a stale lock --------------------------------------------------- */

struct archive_sight archive_sight(const char *path)
{
	struct archive_sight sight = {0};
	struct stat status;

	if (lstat(path, &status))
		return sight;
	sight.there = true;
	sight.device = status.st_dev;
	sight.inode = status.st_ino;
	sight.changed = status.st_mtim;
	return sight;
}

static bool is_same(const struct archive_sight *a,
                    const struct archive_sight *b)
{
	return a->there && b->there && a->device == b->device &&
	       a->inode == b->inode && a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

static bool process_has(const char *pid, const struct archive_sight *sight)
{
	struct str path = {0};
	struct dirent *entry;
	struct stat status;
	bool found = false;
	DIR *folder;

	str_putf(&path, "/proc/%s/fd", pid);
	folder = opendir(path.at);
	while (folder && !found && (entry = readdir(folder)) != NULL) {
		/* follows the link to what is really open */
		if (fstatat(dirfd(folder), entry->d_name, &status, 0))
			continue;
		found = status.st_dev == sight->device &&
		        status.st_ino == sight->inode;
	}
	if (folder)
		closedir(folder);
	str_clear(&path);
	return found;
}

/* Without /proc nobody can tell: then it counts as open. */
static bool is_open(const struct archive_sight *sight)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	bool found = false;
	int processes = 0;

	while (folder && !found && (entry = readdir(folder)) != NULL) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		processes++;
		found = process_has(entry->d_name, sight);
	}
	if (folder)
		closedir(folder);
	return found || !processes;
}

bool archive_lock_remove_stale(const char *path,
                               const struct archive_sight *first)
{
	struct archive_sight now = archive_sight(path);

	if (!is_same(first, &now) || is_open(&now))
		return false;
	return unlink(path) == 0;
}
