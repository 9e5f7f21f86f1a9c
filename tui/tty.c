#include "tui/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"

static const int waited_for[] = {SIGHUP, /* stays the first */
                                 SIGTERM, SIGWINCH, SIGCONT, SIGTSTP};
/* What ends the program at once: the terminal is put right first. */
static const int deadly[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
/* What curses would like to catch. */
static const int meddled[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static volatile sig_atomic_t came[NSIG];
static bool gone;
static pid_t owner;
static struct termios sane;
static char rescue_bytes[256];
static size_t rescue_count;
static sigset_t mask_before;
static struct sigaction waited_before[COUNT(waited_for)];
static struct sigaction deadly_before[COUNT(deadly)];
static struct sigaction meddled_before[COUNT(meddled)];

bool tty_is_there(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
	       tcgetattr(STDIN_FILENO, &sane) == 0;
}

static void on_signal(int number)
{
	came[number] = 1;
}

/* Waits for what is polled, and for signals. */
static int wait_for(struct pollfd *polled, nfds_t count, int timeout_ms)
{
	struct timespec limit = {timeout_ms / 1000,
	                         timeout_ms % 1000 * 1000000L};
	sigset_t mask = mask_before;

	for (int i = 0; i < COUNT(waited_for); i++)
		sigdelset(&mask, waited_for[i]);
	return ppoll(polled, count, timeout_ms < 0 ? NULL : &limit, &mask);
}

void tty_send(const char *bytes, size_t count)
{
	struct pollfd polled = {STDOUT_FILENO, POLLOUT, 0};

	while (count > 0) {
		ssize_t sent = write(STDOUT_FILENO, bytes, count);

		if (sent < 0 && errno != EINTR && errno != EAGAIN)
			return; /* the line is gone; tty_wait will see it */
		if (sent < 0 && errno == EAGAIN &&
		    wait_for(&polled, 1, -1) < 0 && tty_is_gone())
			return;
		if (sent > 0) {
			bytes += sent;
			count -= (size_t)sent;
		}
	}
}

/* Only what a signal handler may call. */
void tty_rescue(void)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);

	if (owner != getpid())
		return;
	if (flags != -1)
		fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
	if (write(STDOUT_FILENO, rescue_bytes, rescue_count) < 0)
		rescue_count = 0; /* the line is gone, too */
	if (flags != -1)
		fcntl(STDOUT_FILENO, F_SETFL, flags);
	tcsetattr(STDIN_FILENO, TCSANOW, &sane);
}

/* The signal comes again, to whoever waited for it before us. */
static void on_deadly(int number)
{
	int saved = errno;

	tty_rescue();
	for (int i = 0; i < COUNT(deadly); i++)
		if (deadly[i] == number)
			sigaction(number, &deadly_before[i], NULL);
	errno = saved;
}

void tty_take(const char *rescue, size_t bytes)
{
	struct sigaction mine = {.sa_handler = on_signal};
	struct sigaction last = {.sa_handler = on_deadly};
	sigset_t blocked;

	owner = getpid();
	gone = false;
	rescue_count =
	    bytes < sizeof(rescue_bytes) ? bytes : sizeof(rescue_bytes);
	memcpy(rescue_bytes, rescue, rescue_count);
	sigemptyset(&blocked);
	for (int i = 0; i < COUNT(waited_for); i++) {
		came[waited_for[i]] = 0;
		sigaddset(&blocked, waited_for[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, &mask_before);
	for (int i = 0; i < COUNT(waited_for); i++)
		sigaction(waited_for[i], &mine, &waited_before[i]);
	for (int i = 0; i < COUNT(deadly); i++)
		sigaction(deadly[i], &last, &deadly_before[i]);
	mem_last_wish(tty_rescue);
}

void tty_give_back(void)
{
	mem_last_wish(NULL);
	for (int i = 0; i < COUNT(deadly); i++)
		sigaction(deadly[i], &deadly_before[i], NULL);
	/* The line is gone, and its SIGHUP may be still to come: it would end
	 * the program before it has put its things away. */
	if (tty_is_gone())
		waited_before[0].sa_handler = SIG_IGN;
	for (int i = 0; i < COUNT(waited_for); i++)
		sigaction(waited_for[i], &waited_before[i], NULL);
	sigprocmask(SIG_SETMASK, &mask_before, NULL);
	owner = 0;
}

static bool take(int number)
{
	bool it_came = came[number];

	came[number] = 0;
	return it_came;
}

bool tty_is_gone(void)
{
	sigset_t waits;

	/* Between two waits they are blocked, and stand there. */
	return gone || came[SIGHUP] || came[SIGTERM] ||
	       (owner && sigpending(&waits) == 0 &&
	        (sigismember(&waits, SIGHUP) || sigismember(&waits, SIGTERM)));
}

bool tty_was_stopped(void)
{
	return take(SIGCONT);
}

bool tty_was_resized(void)
{
	return take(SIGWINCH);
}

bool tty_shall_stop(void)
{
	return take(SIGTSTP);
}

void tty_stop(void)
{
	struct sigaction usual = {.sa_handler = SIG_DFL}, mine;
	struct timespec none = {0, 0};
	sigset_t stop, cont, mask;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigemptyset(&cont);
	sigaddset(&cont, SIGCONT);
	sigaction(SIGTSTP, &usual, &mine);
	kill(0, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, &mask); /* here it stops */
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGTSTP, &mine, NULL);
	sigtimedwait(&cont, NULL, &none); /* what woke it */
}

void tty_size(int *rows, int *cols)
{
	struct winsize size = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		size.ws_row = size.ws_col = 0;
	*rows = size.ws_row ? size.ws_row : 24;
	*cols = size.ws_col ? size.ws_col : 80;
}

enum tty_event tty_wait(int timeout_ms, int watched, char *bytes, size_t room,
                        size_t *count)
{
	struct pollfd polled[2] = {{STDIN_FILENO, POLLIN, 0},
	                           {watched, POLLIN, 0}};
	ssize_t got;
	int ready = wait_for(polled, 2, timeout_ms);

	if (ready <= 0)
		return ready < 0 ? TTY_SIGNAL : TTY_LATE;
	if (!polled[0].revents)
		return TTY_WATCHED;
	got = read(STDIN_FILENO, bytes, room);
	if (got > 0) {
		*count = (size_t)got;
		return TTY_BYTES;
	}
	if (got == 0 || (errno != EINTR && errno != EAGAIN))
		gone = true;
	return TTY_SIGNAL;
}

int64_t tty_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void tty_save_signals(void)
{
	for (int i = 0; i < COUNT(meddled); i++)
		sigaction(meddled[i], NULL, &meddled_before[i]);
}

void tty_restore_signals(void)
{
	for (int i = 0; i < COUNT(meddled); i++)
		sigaction(meddled[i], &meddled_before[i], NULL);
}
