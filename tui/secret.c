#include "tui/secret.h"

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "core/password.h"

enum { INTERRUPT = 'C' - '@' };

/* Up to the line's end, or to `also`, which is kept. */
static enum err_code read_line(char also, struct str *out, struct err *err)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) == 1) {
		if (byte == '\n')
			return ERR_OK;
		if (byte == '\0')
			return err_set(err, ERR_CONTROL, "stdin", "U+0000");
		if (out->bytes == PASSWORD_BYTES)
			return err_set(err, ERR_TOO_LARGE, "stdin", "1 KB");
		str_putc(out, byte);
		if (byte == also)
			return ERR_OK;
	}
	return out->bytes ? ERR_OK : err_set(err, ERR_EMPTY, "stdin", NULL);
}

enum err_code secret_read(struct str *out, struct err *err)
{
	return read_line('\n', out, err);
}

/* ^C ends the line instead of the program, which would leave a terminal that
 * shows nothing any more. */
bool secret_ask(const char *question, struct str *out)
{
	struct termios before, blind;
	bool typed;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return false;
	blind = before;
	blind.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ISIG);
	blind.c_lflag |= ICANON;
	blind.c_cc[VEOL] = INTERRUPT;
	fflush(stdout);
	fputs(say_translate(question), stderr);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &blind);
	typed = read_line(INTERRUPT, out, NULL) == ERR_OK &&
	        (!out->bytes || out->at[out->bytes - 1] != INTERRUPT);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fputc('\n', stderr);
	return typed;
}

enum err_code secret_for_decision(struct session *session,
                                  const struct args *args, struct err *err)
{
	if (args_has(args, OPTION_PASSWORD_FROM))
		return secret_read(&session->password, err);
	if (session_on_terminal() &&
	    desk_asks_password(session->desk, session->person) &&
	    !secret_ask(N_("Your password: "), &session->password))
		return err_set(err, ERR_PASSWORD_NEEDED, NULL, NULL);
	return ERR_OK;
}
