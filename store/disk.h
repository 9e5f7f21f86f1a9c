/*
 * disk - plain files: read whole, written durably, listed, locked.
 *
 * A file is written beside its place, made durable, and renamed over it, so
 * that after any crash it is the old one or the new one, whole. The path in an
 * error's subject is the one the caller gave.
 */
#ifndef STORE_DISK_H
#define STORE_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/err.h"
#include "core/str.h"

#define DISK_NO_LIMIT ((size_t)-1)

/*
 * All bytes of a file, appended to *out (unchanged on failure).
 *
 * Errors: ERR_NO_FILE, ERR_SYSTEM
 *         ERR_TOO_LARGE  over limit_bytes (object: the limit, as "2 MB")
 */
enum err_code disk_read(const char *path, size_t limit_bytes, struct str *out,
                        struct err *err) MUST_USE;

/* The same from an open descriptor, to its end; `name` is for errors. */
enum err_code disk_read_fd(int fd, const char *name, size_t limit_bytes,
                           struct str *out, struct err *err) MUST_USE;

/* Replaces or makes the file; when it returns ERR_OK it survives a power cut.
 * `mode` is exact, whatever the umask. */
enum err_code disk_write_durable(const char *path, struct span bytes,
                                 mode_t mode, struct err *err) MUST_USE;

/* Makes the folder and those above it; one that exists is kept as it is. The
 * new entries are durable. */
enum err_code disk_make_folder(const char *path, mode_t mode,
                               struct err *err) MUST_USE;

/* Makes the entries of a folder durable. */
enum err_code disk_sync_folder(const char *path, struct err *err) MUST_USE;

/* Renames within one file system, durably; replaces `to`. */
enum err_code disk_move(const char *from, const char *to,
                        struct err *err) MUST_USE;

/* Removes one file; none there is fine. Not durable by itself. */
enum err_code disk_remove(const char *path, struct err *err) MUST_USE;

bool disk_exists(const char *path); /* anything at all by that name */

/* Unpredictable bytes from the kernel; waits for it rather than fail. */
void disk_random(void *out, size_t bytes);

/* An answer other than ERR_OK ends the listing and is passed up. */
typedef enum err_code (*disk_each)(void *payload, const char *name,
                                   struct err *err);

/* Names in the folder that end in `suffix` (NULL: all), without those that
 * begin with a dot, in byte order. Errors: ERR_NO_FILE, ERR_SYSTEM, the
 * callback's. */
enum err_code disk_list(const char *folder, const char *suffix, disk_each each,
                        void *payload, struct err *err) MUST_USE;

/*
 * Takes the exclusive lock on `path` (made when missing, mode 0600) and gives
 * its descriptor: disk_unlock it. It is O_CLOEXEC, and the kernel frees it when
 * the process dies. wait_ms 0 tries once.
 *
 * Errors: ERR_LOCK  still another's after wait_ms;  ERR_SYSTEM
 */
enum err_code disk_lock(const char *path, int wait_ms, int *out,
                        struct err *err) MUST_USE;
void disk_unlock(int fd); /* -1 is fine */
/* Asked before a lock is taken, and while it is waited for: a yes is ERR_LOCK,
 * since nobody is there any more who wants it. One for the process; NULL:
 * nobody is asked. */
void disk_set_given_up(bool (*asked)(void));

/*
 * Marks that die with whoever made them: a process holds byte `place` of the
 * file until it closes it, ends or is killed, and every other one sees it.
 * disk_marks_open makes the file when missing; close it with disk_unlock.
 */
enum err_code disk_marks_open(const char *path, int *out,
                              struct err *err) MUST_USE;
enum err_code disk_mark(int fd, int64_t place, struct err *err) MUST_USE;
/* By another opening of the file than `fd`. */
bool disk_is_marked(int fd, int64_t place);

#endif
