/*
 * tty - the terminal as a line: signals, waiting, size, and its rescue.
 *
 * Knows no screen and no keys. One owner at a time; the state is static because
 * signal handlers and the last wish have no argument to find it by. A forked
 * child is no owner: its crash leaves the terminal alone.
 */
#ifndef TUI_TTY_H
#define TUI_TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Standard input and output are a terminal; its modes are remembered. */
bool tty_is_there(void);

/*
 * From here on SIGHUP, SIGTERM, SIGWINCH, SIGCONT and SIGTSTP are blocked but
 * in tty_wait, so that none is missed; and when the program is about to die,
 * `rescue` (bytes copied, 255 at most) is written and the remembered modes are
 * set. A child that runs another program must unblock them.
 */
void tty_take(const char *rescue, size_t bytes);
void tty_give_back(void);

/* What came, until asked for. */
bool tty_is_gone(void);     /* hung up, or told to end; stays so */
bool tty_was_stopped(void); /* it runs again: somebody else had the line */
bool tty_was_resized(void);
bool tty_shall_stop(void); /* SIGTSTP from outside */

/* Waits for a terminal that does not read, until tty_is_gone. */
void tty_send(const char *bytes, size_t count);
/* Gives the line back to the shell at once, never waiting for the terminal. */
void tty_rescue(void);
/* Stops the whole job, as the shell would have it. Returns when it runs again,
 * or at once when nobody could wake it (an orphaned process group). */
void tty_stop(void);

/* 24 by 80 where the terminal does not say. */
void tty_size(int *rows, int *cols);

enum tty_event { TTY_LATE, TTY_SIGNAL, TTY_BYTES, TTY_WATCHED };
/* Waits at most timeout_ms (-1: for ever) for a signal, for bytes (put into
 * `bytes`, *count of them) or, last, for `watched` (-1: none). */
enum tty_event tty_wait(int timeout_ms, int watched, char *bytes, size_t room,
                        size_t *count);
/* Runs on evenly, whatever the clock on the wall does: for measuring only. */
int64_t tty_now_ms(void);

/* Curses would catch signals of its own accord: around newterm. */
void tty_save_signals(void);
void tty_restore_signals(void);

#endif
