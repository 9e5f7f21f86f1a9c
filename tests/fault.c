/*
 * fault - makes a program die, or its disk fail, at a chosen call.
 *
 * For LD_PRELOAD. (Under ASan also ASAN_OPTIONS=verify_asan_link_order=0.)
 * Counted, from 1, are the calls that change files below $FAULT_DIR (unset: all
 * files): making or emptying, write, sync, truncate, rename, link, unlink,
 * mkdir.
 *
 *   FAULT_AT=before-ref, after-ref  kill -9 before or after the call that moves
 *                                   refs/heads/main
 *   FAULT_AT=before, after          kill -9 before or after call $FAULT_N
 *   FAULT_AT=ENOSPC, EIO            call $FAULT_N fails so; with FAULT_STICKY
 *                                   set, every one after it, too
 *   FAULT_LOG=FILE                  a line for each counted call
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static struct {
	bool ready;
	const char *at;
	const char *folder;
	long number; /* $FAULT_N */
	bool sticky;
	int log_fd;
	long count;
} plan;

/* One call that is being made. */
struct call {
	bool counted;
	bool moves_main;
	bool fails; /* errno is set; the real call is not to be made */
};

/* POSIX's own way from dlsym's object to a function. */
#define REAL(type, name, parameters) \
	type(*real) parameters; \
	*(void **)&real = dlsym(RTLD_NEXT, name)

static bool at(const char *word)
{
	return plan.at && strcmp(plan.at, word) == 0;
}

static void make_plan(void)
{
	REAL(int, "open", (const char *, int, ...));
	const char *number = getenv("FAULT_N");
	const char *log = getenv("FAULT_LOG");

	plan.ready = true;
	plan.at = getenv("FAULT_AT");
	plan.folder = getenv("FAULT_DIR");
	plan.number = number ? strtol(number, NULL, 10) : 0;
	plan.sticky = getenv("FAULT_STICKY") != NULL;
	plan.log_fd = -1;
	if (log)
		plan.log_fd =
		    real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void die(void)
{
	kill(getpid(), SIGKILL);
}

static bool ends_with(const char *path, const char *end)
{
	size_t length = strlen(path), end_length = strlen(end);

	return length >= end_length &&
	       strcmp(path + length - end_length, end) == 0;
}

static bool is_below(const char *path)
{
	size_t length = plan.folder ? strlen(plan.folder) : 0;

	return length == 0 || strncmp(path, plan.folder, length) == 0;
}

static void write_log(const char *name, const char *path)
{
	REAL(ssize_t, "write", (int, const void *, size_t));
	char line[PATH_MAX + 64];
	int length =
	    snprintf(line, sizeof(line), "%ld %s %s\n", plan.count, name, path);

	if (length > 0 && (size_t)length < sizeof(line))
		(void)!real(plan.log_fd, line, (size_t)length);
}

static struct call starts(const char *name, const char *path)
{
	struct call call = {0};
	bool here;

	if (!plan.ready)
		make_plan();
	if (!path || !is_below(path))
		return call;
	call.counted = true;
	plan.count++;
	if (plan.log_fd >= 0)
		write_log(name, path);
	call.moves_main =
	    (strcmp(name, "rename") == 0 || strcmp(name, "link") == 0) &&
	    ends_with(path, "/refs/heads/main");
	here = plan.count == plan.number ||
	       (plan.sticky && plan.number > 0 && plan.count > plan.number);
	if ((call.moves_main && at("before-ref")) || (here && at("before")))
		die();
	if (here && (at("ENOSPC") || at("EIO"))) {
		errno = at("EIO") ? EIO : ENOSPC;
		call.fails = true;
	}
	return call;
}

static void ends(struct call call, bool done)
{
	int kept = errno;

	if (call.moves_main && done && at("after-ref"))
		die();
	if (call.counted && plan.count == plan.number && at("after"))
		die();
	errno = kept;
}

/* The path behind a descriptor; NULL for what is no file of ours. */
static const char *path_of(int fd, char path[PATH_MAX])
{
	char link_path[64];
	ssize_t length;
	int kept = errno;

	snprintf(link_path, sizeof(link_path), "/proc/self/fd/%d", fd);
	length = readlink(link_path, path, PATH_MAX - 1);
	errno = kept;
	if (length <= 0 || path[0] != '/' ||
	    strncmp(path, "/dev/", strlen("/dev/")) == 0)
		return NULL;
	path[length] = '\0';
	return path;
}

#define ON_DESCRIPTOR(type, name, parameters, arguments) \
	type name parameters \
	{ \
		REAL(type, #name, parameters); \
		char path[PATH_MAX]; \
		struct call call = starts(#name, path_of(fd, path)); \
		type rc; \
		if (call.fails) \
			return -1; \
		rc = real arguments; \
		ends(call, rc >= 0); \
		return rc; \
	}

ON_DESCRIPTOR(ssize_t, write, (int fd, const void *bytes, size_t count),
              (fd, bytes, count))
ON_DESCRIPTOR(ssize_t, pwrite,
              (int fd, const void *bytes, size_t count, off_t from),
              (fd, bytes, count, from))
ON_DESCRIPTOR(ssize_t, pwrite64,
              (int fd, const void *bytes, size_t count, off64_t from),
              (fd, bytes, count, from))
ON_DESCRIPTOR(ssize_t, writev, (int fd, const struct iovec *parts, int count),
              (fd, parts, count))
ON_DESCRIPTOR(int, fsync, (int fd), (fd))
ON_DESCRIPTOR(int, fdatasync, (int fd), (fd))
ON_DESCRIPTOR(int, ftruncate, (int fd, off_t length), (fd, length))
ON_DESCRIPTOR(int, ftruncate64, (int fd, off64_t length), (fd, length))

/* `path` is the one that changes: of rename and link the second. */
#define ON_PATH(name, parameters, arguments, path) \
	int name parameters \
	{ \
		REAL(int, #name, parameters); \
		struct call call = starts(#name, path); \
		int rc; \
		if (call.fails) \
			return -1; \
		rc = real arguments; \
		ends(call, rc == 0); \
		return rc; \
	}

ON_PATH(rename, (const char *from, const char *to), (from, to), to)
ON_PATH(link, (const char *from, const char *to), (from, to), to)
ON_PATH(unlink, (const char *gone), (gone), gone)
ON_PATH(mkdir, (const char *made, mode_t mode), (made, mode), made)

/* Opening counts when it makes the file or empties it. */
#define ON_OPEN(name) \
	int name(const char *path, int flags, ...) \
	{ \
		REAL(int, #name, (const char *, int, ...)); \
		bool makes = (flags & (O_CREAT | O_TRUNC)) != 0; \
		struct call call = starts(#name, makes ? path : NULL); \
		mode_t mode = 0; \
		int rc; \
		if (call.fails) \
			return -1; \
		if (flags & (O_CREAT | __O_TMPFILE)) { \
			va_list rest; \
			va_start(rest, flags); \
			mode = va_arg(rest, mode_t); \
			va_end(rest); \
		} \
		rc = real(path, flags, mode); \
		ends(call, rc >= 0); \
		return rc; \
	}

ON_OPEN(open)
ON_OPEN(open64)
