#include "store/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"

enum { READ_BYTES = 65536 };

static enum err_code failed(const char *path, struct err *err)
{
	char words[128];
	int number = errno;

	if (number == ENOENT || number == ENOTDIR)
		return err_set(err, ERR_NO_FILE, path, NULL);
	return err_set(err, ERR_SYSTEM, path,
	               strerror_r(number, words, sizeof(words)));
}

static enum err_code too_large(const char *name, size_t limit_bytes,
                               struct err *err)
{
	struct str limit = {0};
	enum err_code rc;

	if (limit_bytes && limit_bytes % 1000000 == 0)
		str_putf(&limit, "%zu MB", limit_bytes / 1000000);
	else if (limit_bytes && limit_bytes % (1024 * 1024) == 0)
		str_putf(&limit, "%zu MiB", limit_bytes / 1024 / 1024);
	else
		str_putf(&limit, "%zu bytes", limit_bytes);
	rc = err_set(err, ERR_TOO_LARGE, name, str_text(&limit));
	str_clear(&limit);
	return rc;
}

enum err_code disk_read_fd(int fd, const char *name, size_t limit_bytes,
                           struct str *out, struct err *err)
{
	enum err_code rc = ERR_OK;
	struct str all = {0};
	char *buffer = mem_new(READ_BYTES);
	ssize_t got;

	for (;;) {
		got = read(fd, buffer, READ_BYTES);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			rc = failed(name, err);
			goto out;
		}
		if (got == 0)
			break;
		if ((size_t)got > limit_bytes - all.bytes) {
			rc = too_large(name, limit_bytes, err);
			goto out;
		}
		str_add(&all, span_from(buffer, (size_t)got));
	}
	str_add(out, str_span(&all));
out:
	if (all.at)
		explicit_bzero(all.at, all.bytes); /* it may be a key */
	explicit_bzero(buffer, READ_BYTES);
	str_clear(&all);
	free(buffer);
	return rc;
}

enum err_code disk_read(const char *path, size_t limit_bytes, struct str *out,
                        struct err *err)
{
	enum err_code rc;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return failed(path, err);
	rc = disk_read_fd(fd, path, limit_bytes, out, err);
	close(fd);
	return rc;
}

/* The folder that holds `path`, appended. */
static void put_parent(const char *path, struct str *out)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		str_puts(out, ".");
	else if (slash == path)
		str_puts(out, "/");
	else
		str_add(out, span_from(path, (size_t)(slash - path)));
}

static enum err_code sync_parent(const char *path, struct err *err)
{
	struct str parent = {0};
	enum err_code rc;

	put_parent(path, &parent);
	rc = disk_sync_folder(str_text(&parent), err);
	str_clear(&parent);
	return rc;
}

static bool write_all(int fd, struct span bytes)
{
	while (bytes.bytes) {
		ssize_t done = write(fd, bytes.at, bytes.bytes);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		bytes.at += done;
		bytes.bytes -= (size_t)done;
	}
	return true;
}

enum err_code disk_write_durable(const char *path, struct span bytes,
                                 mode_t mode, struct err *err)
{
	enum err_code rc = ERR_OK;
	struct str temporary = {0};
	uint64_t chance;
	bool made = false;
	int fd = -1;

	disk_random(&chance, sizeof(chance));
	str_putf(&temporary, "%s.new-%016llx", path,
	         (unsigned long long)chance);
	fd = open(temporary.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		rc = failed(path, err);
		goto out;
	}
	made = true;
	if (!write_all(fd, bytes) || fchmod(fd, mode) || fsync(fd)) {
		rc = failed(path, err);
		goto out;
	}
	if (close(fd)) {
		fd = -1;
		rc = failed(path, err);
		goto out;
	}
	fd = -1;
	if (rename(temporary.at, path)) {
		rc = failed(path, err);
		goto out;
	}
	made = false;
	rc = sync_parent(path, err);
out:
	if (fd >= 0)
		close(fd);
	if (made)
		unlink(temporary.at);
	str_clear(&temporary);
	return rc;
}

static enum err_code make_one(const char *path, mode_t mode, struct err *err)
{
	struct stat status;

	if (mkdir(path, mode) == 0)
		return sync_parent(path, err);
	if (errno == EEXIST && stat(path, &status) == 0 &&
	    S_ISDIR(status.st_mode))
		return ERR_OK;
	errno = errno == EEXIST ? ENOTDIR : errno;
	return err_set(err, ERR_SYSTEM, path, strerror(errno));
}

enum err_code disk_make_folder(const char *path, mode_t mode, struct err *err)
{
	enum err_code rc = ERR_OK;
	char *part = mem_copy(path);

	for (char *at = part + 1; rc == ERR_OK && *part && *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (!disk_exists(part))
			rc = make_one(part, mode, err);
		*at = '/';
	}
	if (rc == ERR_OK)
		rc = make_one(path, mode, err);
	free(part);
	return rc;
}

enum err_code disk_sync_folder(const char *path, struct err *err)
{
	enum err_code rc = ERR_OK;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return failed(path, err);
	if (fsync(fd))
		rc = failed(path, err);
	close(fd);
	return rc;
}

enum err_code disk_move(const char *from, const char *to, struct err *err)
{
	enum err_code rc;

	if (rename(from, to))
		return failed(from, err);
	rc = sync_parent(to, err);
	return rc ? rc : sync_parent(from, err);
}

enum err_code disk_remove(const char *path, struct err *err)
{
	if (unlink(path) && errno != ENOENT)
		return failed(path, err);
	return ERR_OK;
}

bool disk_exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

void disk_random(void *out, size_t bytes)
{
	char *at = out;

	while (bytes) {
		ssize_t got = getrandom(at, bytes, 0);

		if (got < 0) {
			if (errno == EINTR)
				continue;
			abort(); /* a kernel without chance: nothing is safe */
		}
		at += got;
		bytes -= (size_t)got;
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

enum err_code disk_list(const char *folder, const char *suffix, disk_each each,
                        void *payload, struct err *err)
{
	enum err_code rc = ERR_OK;
	char **names = NULL;
	size_t count = 0, room = 0;
	struct dirent *entry;
	DIR *open_folder = opendir(folder);

	if (!open_folder)
		return failed(folder, err);
	while ((errno = 0, entry = readdir(open_folder)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    (suffix && !span_ends(span_of(entry->d_name), suffix)))
			continue;
		names = mem_room(names, count, &room, sizeof(*names));
		names[count++] = mem_copy(entry->d_name);
	}
	if (errno) {
		rc = failed(folder, err);
		goto out;
	}
	if (count)
		qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 0; rc == ERR_OK && i < count; i++)
		rc = each(payload, names[i], err);
out:
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	closedir(open_folder);
	return rc;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool (*given_up)(void);

void disk_set_given_up(bool (*asked)(void))
{
	given_up = asked;
}

/* Returns a moment later; false when that would be too late. */
static bool wait_on(int64_t until_ms, int64_t *pause_ms)
{
	int64_t left_ms = until_ms - now_ms();
	struct timespec pause = {0};

	if (left_ms <= 0)
		return false;
	if (*pause_ms > left_ms)
		*pause_ms = left_ms;
	pause.tv_nsec = (long)*pause_ms * 1000000;
	nanosleep(&pause, NULL);
	*pause_ms = *pause_ms < 10 ? *pause_ms * 2 : 16;
	return true;
}

enum err_code disk_lock(const char *path, int wait_ms, int *out,
                        struct err *err)
{
	int64_t until_ms = now_ms() + wait_ms;
	int64_t pause_ms = 1;
	enum err_code rc = ERR_OK;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return failed(path, err);
	while (!rc) {
		if (given_up && given_up())
			rc = err_set(err, ERR_LOCK, path, NULL);
		else if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			break;
		else if (errno != EWOULDBLOCK && errno != EINTR)
			rc = failed(path, err);
		else if (!wait_on(until_ms, &pause_ms))
			rc = err_set(err, ERR_LOCK, path, NULL);
	}
	if (rc)
		close(fd);
	else
		*out = fd;
	return rc;
}

void disk_unlock(int fd)
{
	if (fd >= 0)
		close(fd);
}

enum err_code disk_marks_open(const char *path, int *out, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return failed(path, err);
	*out = fd;
	return ERR_OK;
}

static struct flock mark_at(int64_t place)
{
	return (struct flock){.l_type = F_WRLCK,
	                      .l_whence = SEEK_SET,
	                      .l_start = place,
	                      .l_len = 1};
}

enum err_code disk_mark(int fd, int64_t place, struct err *err)
{
	struct flock mark = mark_at(place);

	return fcntl(fd, F_OFD_SETLK, &mark) == 0 ? ERR_OK
	                                          : failed("mark", err);
}

bool disk_is_marked(int fd, int64_t place)
{
	struct flock mark = mark_at(place);

	return fcntl(fd, F_OFD_GETLK, &mark) == 0 && mark.l_type != F_UNLCK;
}
