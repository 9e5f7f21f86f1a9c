/*
 * secret - a line that nobody else is to read: typed without being shown, or
 * the first of the standard input.
 */
#ifndef TUI_SECRET_H
#define TUI_SECRET_H

#include "tui/session.h"

/* The next line of the standard input, without its end, appended; what follows
 * it stays there. Errors: ERR_EMPTY, ERR_CONTROL, ERR_TOO_LARGE. */
enum err_code secret_read(struct str *out, struct err *err) MUST_USE;

/* The same from a person at the terminal, who is asked `question` (N_()) and
 * sees nothing of it. False: they left it, by ^C or ^D. */
bool secret_ask(const char *question, struct str *out);

/* What a decision needs: session->password by --password-from, or asked for
 * where the person's password will be. */
enum err_code secret_for_decision(struct session *session,
                                  const struct args *args,
                                  struct err *err) MUST_USE;

#endif
