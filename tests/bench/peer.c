#include "tests/bench/peer.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	FIRST_PAUSE_MS = 60, /* after a byte; programs pause while they start */
	KEY_PAUSE_MS = 15,
	SILENT_MS = 200, /* a key that changes nothing */
	LIMIT_MS = 10000
};

double peer_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

void peer_start(struct peer *out, char *const *argv)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};

	out->born = peer_now();
	out->pid = forkpty(&out->fd, NULL, NULL, &size);
	if (out->pid < 0) {
		perror("forkpty");
		exit(2);
	}
	if (out->pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execvp(argv[0], argv);
		_exit(127);
	}
}

/* Until nothing comes for `pause_ms`, once something came within `first_ms`. */
static struct burst take(struct peer *peer, double since, int first_ms,
                         int pause_ms)
{
	struct burst burst = {0};
	struct pollfd ready = {.fd = peer->fd, .events = POLLIN};
	char buffer[65536];

	while (peer_now() - since < LIMIT_MS) {
		int wait_ms = burst.bytes ? pause_ms : first_ms;
		ssize_t bytes;

		if (poll(&ready, 1, wait_ms) <= 0)
			break;
		bytes = read(peer->fd, buffer, sizeof(buffer));
		if (bytes <= 0)
			break;
		burst.ms = peer_now() - since;
		if (!burst.bytes)
			burst.first_ms = burst.ms;
		burst.bytes += (size_t)bytes;
	}
	return burst;
}

struct burst peer_first(struct peer *peer)
{
	return take(peer, peer->born, LIMIT_MS, FIRST_PAUSE_MS);
}

void peer_type(struct peer *peer, const char *key)
{
	size_t bytes = strlen(key);

	if (write(peer->fd, key, bytes) != (ssize_t)bytes) {
		perror("write");
		exit(2);
	}
}

struct burst peer_key(struct peer *peer, const char *key)
{
	double since = peer_now();

	peer_type(peer, key);
	return take(peer, since, SILENT_MS, KEY_PAUSE_MS);
}

void peer_settle(struct peer *peer, int pause_ms)
{
	struct pollfd ready = {.fd = peer->fd, .events = POLLIN};
	char buffer[65536];

	while (poll(&ready, 1, pause_ms) > 0)
		if (read(peer->fd, buffer, sizeof(buffer)) <= 0)
			return;
}

long peer_memory(const struct peer *peer)
{
	char path[64], line[256];
	long sum_kb = 0, kb;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)peer->pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "Private_%*[a-zA-Z]: %ld", &kb) == 1)
			sum_kb += kb;
	if (file)
		fclose(file);
	return sum_kb;
}

void peer_end(struct peer *peer)
{
	kill(peer->pid, SIGKILL);
	close(peer->fd);
	while (waitpid(peer->pid, NULL, 0) < 0 && errno == EINTR)
		;
}
