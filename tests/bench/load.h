/*
 * load - many sessions over SSH at once: how long they take to come, what a key
 * takes while others type, what a session keeps in memory.
 */
#ifndef TESTS_BENCH_LOAD_H
#define TESTS_BENCH_LOAD_H

/*
 * CONFIG COUNT TYPING SECONDS COMMAND NEEDLE: starts `ssh -F CONFIG -tt pNNN`
 * COUNT times at once (NNN from 001 on); the first TYPING of them give it
 * COMMAND and then type five keys a second for so long. NEEDLE, in the argument
 * list of a process, marks the ones whose memory counts. Prints one line a
 * figure; status 1 when not everybody came.
 */
int load(char **arg);

#endif
