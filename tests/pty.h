/*
 * pty - a program on a terminal of its own, and what it shows there.
 *
 * forkpty gives the terminal, libvterm draws what the program writes. Nothing
 * sleeps: each wait polls for a state and gives up after its limit. Rows and
 * columns are counted from 0. One terminal belongs to one test.
 */
#ifndef TESTS_PTY_H
#define TESTS_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <vterm.h>

#include "core/str.h"

struct pty;

enum { PTY_LIMIT_MS = 20000 }; /* long enough for a busy machine */

/*
 * Starts argv[0] (looked for in PATH) with the environment of this process and,
 * over it, `env` (“NAME=VALUE”, “NAME” takes it away; NULL: none) and
 * TERM=xterm-256color unless env names one. Fails the test when it cannot.
 */
struct pty *pty_start(const char *const argv[], const char *const env[],
                      int rows, int cols);
/* The same for a function of this program: its result is the status. */
struct pty *pty_call(int (*run)(void *payload), void *payload,
                     const char *const env[], int rows, int cols);
void pty_close(struct pty *pty); /* ends the program; NULL is ok */

pid_t pty_pid(const struct pty *pty);
int pty_master(const struct pty *pty); /* our end of the line; -1 hung up */
void pty_send(struct pty *pty, struct span bytes);
void pty_type(struct pty *pty, const char *text);
void pty_resize(struct pty *pty, int rows, int cols);
/* Closes our end: the line is gone, the program gets SIGHUP. */
void pty_hang_up(struct pty *pty);

/* Reads what comes until `text` stands in one row, or in the whole screen with
 * its line ends; false when the time was over (0: PTY_LIMIT_MS). */
bool pty_wait_text(struct pty *pty, const char *text, int limit_ms);
bool pty_wait_gone(struct pty *pty, const char *text, int limit_ms);
/* Until these bytes came, drawn or not, since the last pty_forget. */
bool pty_wait_bytes(struct pty *pty, struct span bytes, int limit_ms);
/* Until nothing came for quiet_ms; false when something came till the limit. */
bool pty_wait_quiet(struct pty *pty, int quiet_ms, int limit_ms);
/* Until the program ends: its status, 128 + the signal that ended it, or -1
 * when it still runs after the limit. */
int pty_wait_end(struct pty *pty, int limit_ms);
/* Until it is stopped (^Z); false when the time was over or it ended. */
bool pty_wait_stop(struct pty *pty, int limit_ms);

/* The screen, a line a row, trailing blanks cut; appended. */
void pty_text(const struct pty *pty, struct str *out);
void pty_row(const struct pty *pty, int row, struct str *out);
void pty_cursor(const struct pty *pty, int *row, int *col);
bool pty_cursor_shown(const struct pty *pty);
/* One cell with its attributes and colours. */
VTermScreenCell pty_cell(const struct pty *pty, int row, int col);

/* What came since the start or the last pty_forget: all bytes, borrowed until
 * the next wait; and when the last of them came, CLOCK_MONOTONIC. */
struct span pty_log(const struct pty *pty);
long long pty_last_ns(const struct pty *pty);
void pty_forget(struct pty *pty);
long long pty_now_ns(void);

#endif
