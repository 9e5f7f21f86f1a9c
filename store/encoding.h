/*
 * encoding - text of other encodings at the door: GB18030 to UTF-8.
 */
#ifndef STORE_ENCODING_H
#define STORE_ENCODING_H

#include "core/err.h"
#include "core/str.h"

/*
 * Appends `bytes`, read as GB18030 (and so GBK, GB2312), to *out as UTF-8.
 * Strict: nothing is replaced or left out. `name` is what the reader calls the
 * text; *out is unchanged on failure. The result still has to pass text_door.
 *
 * Errors: ERR_BAD_GB18030 (object: offset of the first bad byte, from 0)
 *         ERR_SYSTEM      this machine cannot convert GB18030
 */
enum err_code encoding_gb18030(struct span bytes, const char *name,
                               struct str *out, struct err *err) MUST_USE;

#endif
