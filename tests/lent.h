/*
 * lent - a real ssh-agent with keys of its own, in a folder of its own. It ends
 * with the test, and within seconds of a test that broke off.
 */
#ifndef TESTS_LENT_H
#define TESTS_LENT_H

#include <sys/types.h>

struct lent {
	char *folder; /* NAME and NAME.pub of each key */
	char *socket;
	pid_t pid;  /* the agent's, to be stopped and so on */
	pid_t host; /* what it lives as long as */
	int life;
};

/*
 * Fails the test when it cannot. `keys` is shell in that folder:
 *   make NAME -t KIND …   makes a key with ssh-keygen
 *   give NAME …           gives keys to the agent, with options of ssh-add
 *   touch no              whoever is asked (give -c) says no from here on
 */
void lend(struct lent *out, const char *keys);
/* The same later, the agent running. */
void lend_more(const struct lent *lent, const char *keys);
void lend_end(struct lent *lent);

#endif
