/*
 * embedded - texts that make compiles into the program: the schemas and the
 * auditor's page of a new archive.
 */
#ifndef STORE_EMBEDDED_H
#define STORE_EMBEDDED_H

/* By its file name, e.g. archive-readme.md. Asserts that there is one. */
const char *embedded_text(const char *name);

#endif
