#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

static void (*last_wish)(void);

/* A block of no bytes is still a block, so that NULL always means failure. */
static void *checked(void *block)
{
	if (block)
		return block;
	if (last_wish)
		last_wish();
	abort();
}

void *mem_new(size_t bytes)
{
	return checked(calloc(1, bytes ? bytes : 1));
}

void *mem_new_array(size_t count, size_t bytes)
{
	return checked(calloc(count ? count : 1, bytes));
}

void *mem_grow(void *block, size_t bytes)
{
	return checked(realloc(block, bytes ? bytes : 1));
}

char *mem_copy(const char *text)
{
	return text ? mem_copy_n(text, strlen(text)) : NULL;
}

char *mem_copy_n(const char *bytes, size_t count)
{
	char *copy = checked(malloc(count + 1));

	if (count)
		memcpy(copy, bytes, count);
	copy[count] = '\0';
	return copy;
}

void *mem_room(void *array, size_t count, size_t *room, size_t bytes)
{
	if (count < *room)
		return array;
	*room = *room ? *room * 2 : 8;
	return mem_grow(array, *room * bytes);
}

void mem_last_wish(void (*wish)(void))
{
	last_wish = wish;
}
