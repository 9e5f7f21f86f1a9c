/*
 * shipped - the policies and the demo posts that come with the program.
 */
#ifndef TUI_SHIPPED_H
#define TUI_SHIPPED_H

#include "core/err.h"
#include "core/str.h"

/* SHARE/policies/NAME.ini, appended. Errors: ERR_NO_POLICY with the list. */
enum err_code shipped_policy(const char *share, const char *name,
                             struct str *out, struct err *err) MUST_USE;
/* A file when it looks like one or is there, else a shipped policy; appended.
 * `encoding` as input_text takes it. */
enum err_code shipped_or_file(const char *share, const char *name,
                              const char *encoding, struct str *out,
                              struct err *err) MUST_USE;

#endif
