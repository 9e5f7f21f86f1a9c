/*
 * mem - allocation that cannot fail.
 *
 * Out of memory there is nothing a newsroom could decide: the process stops,
 * after one last wish (restore the terminal). Records are safe, because the
 * ledger promises nothing before the reference moved.
 */
#ifndef CORE_MEM_H
#define CORE_MEM_H

#include <stddef.h>

void *mem_new(size_t bytes);                     /* zeroed; free() it */
void *mem_new_array(size_t count, size_t bytes); /* zeroed; free() it */
void *mem_grow(void *block, size_t bytes);       /* like realloc */
char *mem_copy(const char *text); /* NULL gives NULL; free() it */
char *mem_copy_n(const char *bytes, size_t count); /* NUL-terminated */

/*
 * Makes room for one more element in an array that doubles: call before
 * `array[count++] = …`. `array` may be NULL when *room is 0.
 */
void *mem_room(void *array, size_t count, size_t *room, size_t bytes);

/* Called once before the process stops; NULL for none. */
void mem_last_wish(void (*wish)(void));

#endif
