/*
 * fence - a session gives up what it will never need.
 */
#ifndef TUI_FENCE_H
#define TUI_FENCE_H

#include "core/err.h"

/* From here on this process and its children start no program, gain no
 * privilege, and show their memory to nobody. Errors: ERR_SYSTEM. */
enum err_code fence_close(struct err *err) MUST_USE;

#endif
