/*
 * input - text from outside: a file or -, as strict UTF-8.
 *
 * GB18030 comes in when --encoding says so, or, on a terminal, when the bytes
 * are valid GB18030 and the person says yes.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "core/err.h"
#include "core/str.h"

#define INPUT_NO_LIMIT ((size_t)-1)
#define INPUT_POST ((size_t)2 * 1024 * 1024)

/* The bytes of a file or of the standard input, appended. Errors: ERR_NO_FILE,
 * ERR_TOO_LARGE, ERR_SYSTEM. */
enum err_code input_bytes(const char *name, size_t limit_bytes, struct str *out,
                          struct err *err) MUST_USE;

/* The same as UTF-8; `encoding` NULL: not said. Errors: ERR_BAD_TEXT,
 * ERR_BAD_GB18030 too. */
enum err_code input_text(const char *name, const char *encoding,
                         size_t limit_bytes, struct str *out,
                         struct err *err) MUST_USE;

#endif
