/*
 * attach - attachment bytes beside the archive, under their SHA-256:
 * HOME/attachments/ab/cdef…, mode 0600. Only a pointer is committed, so that
 * big files stay out of history, and a leaked one can be removed without
 * breaking a signature (DESIGN section 4).
 */
#ifndef STORE_ATTACH_H
#define STORE_ATTACH_H

#include "core/err.h"
#include "core/post.h"
#include "core/str.h"

enum { ATTACH_LIMIT = 64 * 1024 * 1024 }; /* bytes of one attachment */

/* Keeps the bytes, durably; the same bytes twice are kept once. Errors:
 * ERR_TOO_LARGE, ERR_SYSTEM. */
enum err_code attach_put(const char *home, struct span bytes, char out[HEX256],
                         struct err *err) MUST_USE;

/* Appends them. Errors: ERR_NO_FILE, ERR_BROKEN when they are not what their
 * name says. */
enum err_code attach_get(const char *home, const char *sha256, struct str *out,
                         struct err *err) MUST_USE;

#endif
