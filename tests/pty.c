#include "tests/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/text.h"
#include "tests/test.h"

enum { TICK_MS = 5 }; /* between two looks at a process */

struct pty {
	pid_t pid;
	int master;
	bool ended, stopped;
	int status;
	VTerm *term;
	VTermScreen *screen;
	bool cursor_shown;
	int rows, cols;
	struct str log;
	long long last_ns;
};

long long pty_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000000000 + now.tv_nsec;
}

static long long deadline_of(int limit_ms)
{
	return pty_now_ns() +
	       (long long)(limit_ms ? limit_ms : PTY_LIMIT_MS) * 1000000;
}

/* ---- starting --------------------------------------------------------------
 */

static int property_changed(VTermProp property, VTermValue *value,
                            void *payload)
{
	struct pty *pty = payload;

	if (property == VTERM_PROP_CURSORVISIBLE)
		pty->cursor_shown = value->boolean != 0;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = property_changed};

/* What the terminal answers to a question. */
static void answer(const char *bytes, size_t count, void *payload)
{
	struct pty *pty = payload;

	pty_send(pty, span_from(bytes, count));
}

static void set_environment(const char *const env[])
{
	setenv("TERM", "xterm-256color", 1);
	for (size_t i = 0; env && env[i]; i++) {
		const char *equals = strchr(env[i], '=');
		char *name = equals
		                 ? mem_copy_n(env[i], (size_t)(equals - env[i]))
		                 : mem_copy(env[i]);

		if (equals)
			setenv(name, equals + 1, 1);
		else
			unsetenv(name);
		free(name);
	}
}

static void open_screen(struct pty *pty, int rows, int cols)
{
	pty->rows = rows;
	pty->cols = cols;
	pty->cursor_shown = true;
	pty->term = vterm_new(rows, cols);
	vterm_set_utf8(pty->term, 1);
	vterm_output_set_callback(pty->term, answer, pty);
	pty->screen = vterm_obtain_screen(pty->term);
	vterm_screen_enable_altscreen(pty->screen, 1);
	vterm_screen_set_callbacks(pty->screen, &callbacks, pty);
	vterm_screen_reset(pty->screen, 1);
}

/* In the child: no handler and no mask of the tests. */
static void forget_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

struct pty *pty_call(int (*run)(void *payload), void *payload,
                     const char *const env[], int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows,
	                       .ws_col = (unsigned short)cols};
	struct pty *pty = mem_new(sizeof(*pty));

	pty->pid = forkpty(&pty->master, NULL, NULL, &size);
	assert_int_not_equal(pty->pid, -1);
	if (pty->pid == 0) {
		forget_signals();
		set_environment(env);
		_exit(run(payload));
	}
	fcntl(pty->master, F_SETFD, FD_CLOEXEC);
	fcntl(pty->master, F_SETFL, O_NONBLOCK);
	open_screen(pty, rows, cols);
	return pty;
}

static int run_program(void *payload)
{
	char *const *argv = payload;

	execvp(argv[0], argv);
	return 127;
}

struct pty *pty_start(const char *const argv[], const char *const env[],
                      int rows, int cols)
{
	return pty_call(run_program, (void *)argv, env, rows, cols);
}

void pty_close(struct pty *pty)
{
	if (!pty)
		return;
	if (!pty->ended) {
		kill(pty->pid, SIGKILL);
		waitpid(pty->pid, &pty->status, 0);
	}
	pty_hang_up(pty);
	vterm_free(pty->term);
	str_clear(&pty->log);
	free(pty);
}

pid_t pty_pid(const struct pty *pty)
{
	return pty->pid;
}

int pty_master(const struct pty *pty)
{
	return pty->master;
}

/* ---- there and back --------------------------------------------------------
 */

/* Takes what is there; false when nothing was. */
static bool take(struct pty *pty)
{
	char bytes[65536];
	ssize_t got;

	if (pty->master < 0)
		return false;
	got = read(pty->master, bytes, sizeof(bytes));
	if (got <= 0)
		return false;
	pty->last_ns = pty_now_ns();
	str_add(&pty->log, span_from(bytes, (size_t)got));
	vterm_input_write(pty->term, bytes, (size_t)got);
	return true;
}

/* Waits a little for output; false when there was none. */
static bool take_within(struct pty *pty, int ms)
{
	struct pollfd polled = {pty->master, POLLIN, 0};

	poll(&polled, 1, ms);
	if (take(pty))
		return true;
	/* A line without a program at its other end is ready at once. */
	if (polled.revents & (POLLHUP | POLLERR))
		poll(NULL, 0, ms);
	return false;
}

void pty_send(struct pty *pty, struct span bytes)
{
	long long deadline = deadline_of(0);

	while (bytes.bytes > 0 && pty->master >= 0) {
		struct pollfd polled = {pty->master, POLLOUT, 0};
		ssize_t sent = write(pty->master, bytes.at, bytes.bytes);

		if (sent > 0) {
			bytes.at += sent;
			bytes.bytes -= (size_t)sent;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return;
		/* It may not read because we do not. */
		take(pty);
		poll(&polled, 1, TICK_MS);
		assert_true(pty_now_ns() < deadline);
	}
}

void pty_type(struct pty *pty, const char *text)
{
	pty_send(pty, span_of(text));
}

void pty_resize(struct pty *pty, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows,
	                       .ws_col = (unsigned short)cols};

	while (take(pty))
		;
	pty->rows = rows;
	pty->cols = cols;
	vterm_set_size(pty->term, rows, cols);
	ioctl(pty->master, TIOCSWINSZ, &size);
}

void pty_hang_up(struct pty *pty)
{
	if (pty->master >= 0)
		close(pty->master);
	pty->master = -1;
}

/* ---- what is shown ---------------------------------------------------------
 */

VTermScreenCell pty_cell(const struct pty *pty, int row, int col)
{
	VTermScreenCell cell = {0};

	vterm_screen_get_cell(pty->screen, (VTermPos){row, col}, &cell);
	return cell;
}

void pty_row(const struct pty *pty, int row, struct str *out)
{
	const uint32_t second_half = UINT32_MAX;
	size_t start = out->bytes;

	for (int col = 0; col < pty->cols; col++) {
		VTermScreenCell cell = pty_cell(pty, row, col);

		if (cell.chars[0] == second_half)
			continue;
		if (!cell.chars[0])
			str_putc(out, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i];
		     i++)
			text_put_point(out, cell.chars[i]);
	}
	while (out->bytes > start && out->at[out->bytes - 1] == ' ')
		out->at[--out->bytes] = '\0';
}

void pty_text(const struct pty *pty, struct str *out)
{
	for (int row = 0; row < pty->rows; row++) {
		pty_row(pty, row, out);
		str_putc(out, '\n');
	}
}

void pty_cursor(const struct pty *pty, int *row, int *col)
{
	VTermPos place = {0, 0};

	vterm_state_get_cursorpos(vterm_obtain_state(pty->term), &place);
	*row = place.row;
	*col = place.col;
}

bool pty_cursor_shown(const struct pty *pty)
{
	return pty->cursor_shown;
}

struct span pty_log(const struct pty *pty)
{
	return str_span(&pty->log);
}

long long pty_last_ns(const struct pty *pty)
{
	return pty->last_ns;
}

void pty_forget(struct pty *pty)
{
	while (take(pty))
		;
	pty->log.bytes = 0;
}

/* ---- waiting ---------------------------------------------------------------
 */

static bool shows(const struct pty *pty, const char *text)
{
	struct str all = {0};
	bool found;

	pty_text(pty, &all);
	found = strstr(str_text(&all), text) != NULL;
	str_clear(&all);
	return found;
}

static bool wait_shown(struct pty *pty, const char *text, bool wanted,
                       int limit_ms)
{
	long long deadline = deadline_of(limit_ms);
	struct str all = {0};

	while (shows(pty, text) != wanted) {
		if (pty_now_ns() < deadline) {
			take_within(pty, TICK_MS);
			continue;
		}
		pty_text(pty, &all);
		print_error("“%s” was waited for %s. The screen:\n%s", text,
		            wanted ? "to come" : "to go", str_text(&all));
		str_clear(&all);
		return false;
	}
	return true;
}

bool pty_wait_text(struct pty *pty, const char *text, int limit_ms)
{
	return wait_shown(pty, text, true, limit_ms);
}

bool pty_wait_gone(struct pty *pty, const char *text, int limit_ms)
{
	return wait_shown(pty, text, false, limit_ms);
}

bool pty_wait_bytes(struct pty *pty, struct span bytes, int limit_ms)
{
	long long deadline = deadline_of(limit_ms);

	while (!memmem(str_text(&pty->log), pty->log.bytes, bytes.at,
	               bytes.bytes)) {
		if (pty_now_ns() >= deadline)
			return false;
		take_within(pty, TICK_MS);
	}
	return true;
}

bool pty_wait_quiet(struct pty *pty, int quiet_ms, int limit_ms)
{
	long long deadline = deadline_of(limit_ms);

	while (take_within(pty, quiet_ms))
		if (pty_now_ns() >= deadline)
			return false;
	return true;
}

/* Looks once whether the program ended or stopped. */
static void look(struct pty *pty)
{
	if (pty->ended ||
	    waitpid(pty->pid, &pty->status, WNOHANG | WUNTRACED) != pty->pid)
		return;
	pty->stopped = WIFSTOPPED(pty->status);
	pty->ended = !pty->stopped;
}

int pty_wait_end(struct pty *pty, int limit_ms)
{
	long long deadline = deadline_of(limit_ms);

	for (look(pty); !pty->ended; look(pty)) {
		if (pty_now_ns() >= deadline)
			return -1;
		take_within(pty, TICK_MS);
	}
	while (take(pty))
		;
	return WIFEXITED(pty->status) ? WEXITSTATUS(pty->status)
	                              : 128 + WTERMSIG(pty->status);
}

bool pty_wait_stop(struct pty *pty, int limit_ms)
{
	long long deadline = deadline_of(limit_ms);

	pty->stopped = false;
	for (look(pty); !pty->stopped; look(pty)) {
		if (pty->ended || pty_now_ns() >= deadline)
			return false;
		take_within(pty, TICK_MS);
	}
	return true;
}
