/*
 * fence - a session gives up what it will never need.
 */
#ifndef TUI_FENCE_H
#define TUI_FENCE_H

#include "core/err.h"

enum { FENCE_ADDRESS = 46 }; /* INET6_ADDRSTRLEN */

/* The client's address, as sshd gives it in the environment, which is not
 * changed yet; a zone (%eth0) is of this host. "" when it is none. */
void fence_address(char out[FENCE_ADDRESS]);

/* The environment becomes a fixed one: of what was there only the terminal's
 * name and the words for languages stay, where they look like such. What is
 * borrowed from getenv is gone. */
void fence_environment(void);

/* Sets limits on files, memory and core dumps, where they are not lower. */
enum err_code fence_limits(struct err *err) MUST_USE;

/* From here on this process and its children start no program, gain no
 * privilege, and show their memory to nobody. Errors: ERR_SYSTEM. */
enum err_code fence_close(struct err *err) MUST_USE;

#endif
