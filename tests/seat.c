#include "tests/seat.h"

#include <stdlib.h>

#include "core/mem.h"
#include "tests/test.h"

enum { WORDS_MAX = 8 };

void seat_begin(struct seat *seat)
{
	*seat = (struct seat){0};
	player_begin(&seat->player);
	player_language(&seat->player, "en");
	assert_true(player_newsroom(&seat->player, false));
}

void seat_end(struct seat *seat)
{
	pty_close(seat->pty);
	player_end(&seat->player);
}

void seat_sit(struct seat *seat, const char *person, const char *command,
              const char *post, const char *variable)
{
	const char *argv[WORDS_MAX] = {getenv("SANSHEN"), "--as", person,
	                               command, post};
	const char *env[] = {variable, NULL};

	pty_close(seat->pty);
	seat->pty = pty_start(argv, env, 24, 80);
}

struct pty *seat_serve(const char *person, const char *key,
                       const char *const env[])
{
	const char *argv[WORDS_MAX] = {getenv("SANSHEN"), "serve", "--person",
	                               person};
	const char *all[WORDS_MAX] = {
	    "SSH_CONNECTION=192.0.2.7 50000 192.0.2.1 22"};

	if (key) {
		argv[4] = "--key";
		argv[5] = key;
	}
	for (int i = 0; env && env[i]; i++)
		all[i + 1] = env[i];
	return pty_start(argv, all, 24, 80);
}

void seat_see(struct seat *seat, const char *text)
{
	struct str screen = {0};

	if (!pty_wait_text(seat->pty, text, 0)) {
		pty_text(seat->pty, &screen);
		print_error("no “%s” on\n%s\n", text, str_text(&screen));
		str_clear(&screen);
		assert_true(false);
	}
}

void seat_press(struct seat *seat, const char *keys, const char *wanted)
{
	pty_type(seat->pty, keys);
	seat_see(seat, wanted);
	/* The words may be there before the rest of their page is. */
	pty_wait_quiet(seat->pty, 30, 1000);
}

void seat_outside(struct seat *seat, const char *line, const char *wanted)
{
	struct str said = {0};

	if (!player_shell(&seat->player, 0, line, &said))
		print_error("%s\n", str_text(&seat->player.why));
	assert_int_equal(seat->player.why.bytes, 0);
	assert_string_equal(str_text(&said), wanted);
	str_clear(&said);
}
