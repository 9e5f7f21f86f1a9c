/*
 * index-parts - what the index*.c files share; nobody else includes it.
 */
#ifndef STORE_INDEX_PARTS_H
#define STORE_INDEX_PARTS_H

#include <sys/types.h>

struct db;

struct index {
	struct db *db;
	char *path;
	dev_t device;
	ino_t inode;
};

#endif
