/*
 * What sshd runs, on a terminal: a session that is taken away from its person,
 * one whose line is gone while it waits, and what it takes from its client.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/mem.h"
#include "tests/seat.h"
#include "tests/test.h"

enum {
	TAKEN_MS = 10000, /* key ended, or disabled: gone by then */
	LEAVE_MS = 1000   /* hung up */
};

/* A new key, recorded as theirs; free() its fingerprint. */
static char *give_key(struct seat *seat, const char *person)
{
	struct str line = {0}, print = {0};

	str_putf(&line,
	         "ssh-keygen -q -t ed25519 -N '' -f key && sanshen --as admin "
	         "key add %s key.pub >said && ssh-keygen -l -f key.pub | cut "
	         "-d' ' -f2 | tr -d '\\n'",
	         person);
	assert_true(player_shell(&seat->player, 0, str_text(&line), &print));
	str_clear(&line);
	return str_take(&print);
}

static void see_end(struct pty *pty, const char *sentence)
{
	struct str screen = {0};

	assert_int_equal(pty_wait_end(pty, TAKEN_MS), 3);
	pty_text(pty, &screen);
	if (!strstr(str_text(&screen), sentence))
		print_error("no “%s” on\n%s\n", sentence, str_text(&screen));
	assert_non_null(strstr(str_text(&screen), sentence));
	str_clear(&screen);
}

static void an_open_session_is_taken_away(void **state)
{
	struct seat seat;
	struct str line = {0};
	struct pty *head;
	long long since;
	char *key;

	(void)state;
	seat_begin(&seat);
	key = give_key(&seat, "collector");
	head = seat_serve("head", NULL, NULL);
	assert_true(pty_wait_text(head, "Waiting for me", 0));
	seat.pty = seat_serve("collector", key, NULL);
	seat_see(&seat, "n new post");
	seat_press(&seat, "n", "Writing a new post");
	seat_press(&seat, "没有存过的话", "没有存过的话");
	str_putf(&line,
	         "sanshen --as admin key end collector %s >said && sanshen "
	         "--as admin person disable head >said",
	         key);
	since = pty_now_ns();
	seat_outside(&seat, str_text(&line), "");
	see_end(seat.pty, "has ended, or is not");
	see_end(head, "disabled here");
	print_message("left after %lld ms\n", (pty_now_ns() - since) / 1000000);
	seat_sit(&seat, "collector", NULL, NULL, NULL);
	seat_see(&seat, "没有存过的话");
	pty_close(head);
	free(key);
	str_clear(&line);
	seat_end(&seat);
}

/* Whether the program has the lock's file open, so that it waits for it. */
static bool waits_for_lock(pid_t pid)
{
	char path[64], target[4096];

	for (int fd = 0; fd < 64; fd++) {
		ssize_t bytes;

		snprintf(path, sizeof(path), "/proc/%ld/fd/%d", (long)pid, fd);
		bytes = readlink(path, target, sizeof(target) - 1);
		if (bytes > 0) {
			target[bytes] = '\0';
			if (strstr(target, "/writer.lock"))
				return true;
		}
	}
	return false;
}

static void a_lost_line_waits_for_no_lock(void **state)
{
	struct seat seat;
	struct str path = {0};
	long long since;
	int lock;

	(void)state;
	seat_begin(&seat);
	seat_outside(&seat,
	             "echo 图书馆本周六停电检修。 >a && "
	             "submitted collector a --title 停电检修 >said",
	             "");
	seat_sit(&seat, "manager", "sign", NULL, NULL);
	seat_see(&seat, "图书馆本周六停电检修。");
	seat_press(&seat, "s", "Opinion");
	str_putf(&path, "%s/writer.lock", seat.player.home);
	lock = open(str_text(&path), O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	pty_type(seat.pty, "\r");
	since = pty_now_ns();
	while (!waits_for_lock(pty_pid(seat.pty)))
		assert_true(pty_now_ns() - since < PTY_LIMIT_MS * 1000000LL);
	since = pty_now_ns();
	pty_hang_up(seat.pty);
	assert_true(pty_wait_end(seat.pty, LEAVE_MS) >= 0);
	print_message("left after %lld ms\n", (pty_now_ns() - since) / 1000000);
	close(lock);
	seat_outside(&seat,
	             "archive log --format=%B main | grep -c '^Event: sign' || "
	             ":",
	             "0\n");
	str_clear(&path);
	seat_end(&seat);
}

static void leave(struct seat *seat)
{
	pty_type(seat->pty, "Q");
	assert_int_equal(pty_wait_end(seat->pty, 0), 0);
	pty_close(seat->pty);
}

/* Neither a path nor a size, and no name that terminfo would look up. */
static void the_environment_is_not_the_clients(void **state)
{
	struct seat seat;
	struct str folder = {0};
	const char *env[] = {"TERM=mine", NULL, NULL};

	(void)state;
	seat_begin(&seat);
	seat_outside(&seat,
	             "infocmp -x xterm-256color | sed 's/^xterm-256color/mine/'"
	             " >mine && tic -x -o terminfo mine",
	             "");
	str_putf(&folder, "TERMINFO=%s/terminfo", seat.player.folder);
	env[1] = str_text(&folder);
	seat.pty = seat_serve("manager", NULL, env);
	seat_see(&seat, "The terminal “mine” is not known here");
	leave(&seat);
	env[0] = "TERM=../mine";
	seat.pty = seat_serve("manager", NULL, env);
	seat_see(&seat, "The terminal “?” is not known here");
	leave(&seat);
	seat.pty = NULL;
	str_clear(&folder);
	seat_end(&seat);
}

static void one_is_told_ones_last_login(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	seat.pty = seat_serve("manager", NULL, NULL);
	seat_see(&seat, "Waiting for me");
	assert_true(pty_wait_quiet(seat.pty, 30, 1000));
	assert_true(pty_wait_gone(seat.pty, "last login", 1));
	leave(&seat);
	seat.pty = seat_serve("manager", NULL, NULL);
	seat_see(&seat, "Your last login: 2026-11-23 10:00 from 192.0.2.7.");
	leave(&seat);
	seat.pty = NULL;
	seat_end(&seat);
}

int group_serve_pty(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_open_session_is_taken_away),
	    cmocka_unit_test(a_lost_line_waits_for_no_lock),
	    cmocka_unit_test(the_environment_is_not_the_clients),
	    cmocka_unit_test(one_is_told_ones_last_login),
	};

	return TEST_GROUP("serve-pty", tests);
}
