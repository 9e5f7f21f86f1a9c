/*
 * draft-parts - what draft*.c share; nobody else includes it.
 */
#ifndef STORE_DRAFT_PARTS_H
#define STORE_DRAFT_PARTS_H

struct db;

struct drafts {
	struct db *db;
};

#endif
