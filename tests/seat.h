/*
 * seat - the real program on a terminal of its own, in a demo newsroom. What a
 * screen shows is waited for, and fails the test when it does not come.
 */
#ifndef TESTS_SEAT_H
#define TESTS_SEAT_H

#include "tests/pty.h"
#include "tests/screens.h"

struct seat {
	struct player player;
	struct pty *pty;
};

/* An English newsroom without posts. */
void seat_begin(struct seat *seat);
void seat_end(struct seat *seat);

/* sanshen --as PERSON [COMMAND [POST]], with one more variable. */
void seat_sit(struct seat *seat, const char *person, const char *command,
              const char *post, const char *variable);
/* What sshd runs: sanshen serve --person PERSON [--key KEY], from 192.0.2.7;
 * `env` as for pty_start. pty_close. */
struct pty *seat_serve(const char *person, const char *key,
                       const char *const env[]);

void seat_see(struct seat *seat, const char *text);
void seat_press(struct seat *seat, const char *keys, const char *wanted);
/* What a line of shell says must be `wanted`. */
void seat_outside(struct seat *seat, const char *line, const char *wanted);

#endif
