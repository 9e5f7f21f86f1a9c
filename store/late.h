/*
 * late - a library that is loaded when it is first needed.
 *
 * OpenSSL is large, libgit2 brings fourteen more libraries and Hunspell the C++
 * runtime: linked in, they are most of the time in which the first screen
 * appears, and more than a megabyte a session. The functions stand in a table
 * of typed pointers, so the compiler checks every call as if it were linked.
 */
#ifndef STORE_LATE_H
#define STORE_LATE_H

#include <stdbool.h>
#include <stddef.h>

struct late_call {
	const char *name;
	size_t at; /* where its pointer lies in the table */
};

/* For good: nothing is unloaded. False, and *why (borrowed until the next
 * call), when the library or one of the functions is not there. */
bool late_load(const char *library, const struct late_call *calls, size_t count,
               void *table, const char **why);

#endif
