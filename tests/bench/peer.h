/*
 * peer - a program on a terminal of 24x80, and what it sends for a key.
 *
 * Bytes are counted and timed, not looked at: what a reader sees is proved by
 * the tests. All times are milliseconds.
 */
#ifndef TESTS_BENCH_PEER_H
#define TESTS_BENCH_PEER_H

#include <stddef.h>
#include <sys/types.h>

struct peer {
	pid_t pid;
	int fd;
	double born; /* when it was started */
};

/* What came: how many bytes, and when the first and the last of them, counted
 * from when it was asked for. */
struct burst {
	size_t bytes;
	double first_ms;
	double ms;
};

/* argv ends with NULL; its environment is the caller's with
 * TERM=xterm-256color. Ends the program, 2, when it cannot. */
void peer_start(struct peer *out, char *const *argv);
/* Everything until the first pause, since the start. */
struct burst peer_first(struct peer *peer);
void peer_type(struct peer *peer, const char *key);
/* Sends a key and takes the answer. */
struct burst peer_key(struct peer *peer, const char *key);
/* Reads until nothing came for so long. */
void peer_settle(struct peer *peer, int pause_ms);
/* Private memory in KB. */
long peer_memory(const struct peer *peer);
void peer_end(struct peer *peer);

double peer_now(void);

#endif
