/*
 * The real program on a terminal: what only a terminal can show. A person
 * writes, is cut off, comes again; another signs with three keys, and git tells
 * what was recorded.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/db.h"
#include "store/draft.h"
#include "tests/lent.h"
#include "tests/pty.h"
#include "tests/seat.h"
#include "tests/test.h"

#define F1 "\033OP"
#define F2 "\033OQ"
#define CTRL_END "\033[1;5F"
#define CTRL_Q "\021"
#define CTRL_Z "\032"
#define TO_TEXT "\t\t\t\t\t"

enum {
	LEAVE_MS = 3000, /* a second is promised; the machine may be busy */
	KEEP_MS = 5000   /* no more than this is lost */
};

static void two_posts_are_handed_in(struct seat *seat)
{
	seat_outside(
	    seat,
	    "echo 图书馆本周六停电检修。 >a && echo 周五举办读书讲座。 >b "
	    "&& submitted collector a --title 停电检修 >said && "
	    "submitted collector b --title 读书讲座 >said",
	    "");
}

/* ---- writing ---------------------------------------------------------------
 */

static void start_writing(struct seat *seat)
{
	seat_sit(seat, "collector", "edit", NULL, NULL);
	seat_see(seat, "Writing a new post");
	seat_press(seat, "真终端", "真终端");
	seat_press(seat, TO_TEXT "第一段。\r", "第一段。");
}

static void chinese_is_typed_pasted_and_saved(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	start_writing(&seat);
	seat_press(&seat, "\033[200~粘贴的一段，\r\n又一段\007\033[201~",
	           "又一段");
	seat_press(&seat, F2, "Saved as revision 1");
	pty_type(seat.pty, CTRL_Q);
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	seat_outside(
	    &seat,
	    "archive show main:$(folder_of 20261123-001)/content/post.md",
	    "第一段。\n粘贴的一段，\n又一段");
	seat_end(&seat);
}

static void any_size_will_do(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	start_writing(&seat);
	pty_resize(seat.pty, 10, 40);
	seat_press(&seat, "窄了，", "窄了，");
	for (int i = 1; i < 40; i++)
		pty_resize(seat.pty, i * 7 % 41 + 1, i * 13 % 150 + 1);
	pty_resize(seat.pty, 40, 120);
	seat_press(&seat, "又宽了。", "窄了，又宽了。");
	pty_resize(seat.pty, 24, 80);
	seat_press(&seat, F2, "Saved as revision 1");
	seat_end(&seat);
}

static void it_is_there_again(struct seat *seat, const char *text)
{
	seat_sit(seat, "collector", NULL, NULL, NULL);
	seat_see(seat, "真终端");
	seat_press(seat, "\r", text);
}

static void a_signal_ends_it_with_the_text_kept(void **state)
{
	struct seat seat;
	long long since;

	(void)state;
	seat_begin(&seat);
	start_writing(&seat);
	seat_press(&seat, "挂断之前的话", "挂断之前的话");
	since = pty_now_ns();
	kill(pty_pid(seat.pty), SIGHUP);
	assert_true(pty_wait_end(seat.pty, LEAVE_MS) >= 0);
	print_message("left after %lld ms\n", (pty_now_ns() - since) / 1000000);
	it_is_there_again(&seat, "挂断之前的话");
	seat_end(&seat);
}

static void a_lost_line_loses_nothing(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	start_writing(&seat);
	seat_press(&seat, "断线之前的话", "断线之前的话");
	pty_hang_up(seat.pty);
	assert_true(pty_wait_end(seat.pty, LEAVE_MS) >= 0);
	it_is_there_again(&seat, "断线之前的话");
	seat_end(&seat);
}

/* Typed without a pause until more than KEEP_MS have passed. */
static void a_killed_program_loses_five_seconds(void **state)
{
	struct seat seat;
	long long since;

	(void)state;
	seat_begin(&seat);
	start_writing(&seat);
	seat_press(&seat, "早先的话", "早先的话");
	since = pty_now_ns();
	while (pty_now_ns() - since < (KEEP_MS + 300) * 1000000LL) {
		pty_type(seat.pty, "打");
		pty_wait_quiet(seat.pty, 40, 1000);
	}
	kill(pty_pid(seat.pty), SIGKILL);
	assert_int_equal(pty_wait_end(seat.pty, 0), 128 + SIGKILL);
	it_is_there_again(&seat, "早先的话");
	seat_end(&seat);
}

/* Pasted by a terminal that does not mark it: not one character is lost. */
static void a_burst_arrives_whole(void **state)
{
	struct seat seat;
	struct str burst = {0};

	(void)state;
	seat_begin(&seat);
	start_writing(&seat);
	for (int i = 0; i < 1000; i++)
		str_puts(&burst, "多");
	str_puts(&burst, "完");
	seat_press(&seat, str_text(&burst), "多完");
	seat_press(&seat, F2, "Saved as revision 1");
	seat_outside(
	    &seat,
	    "archive show main:$(folder_of 20261123-001)/content/post.md | "
	    "grep -o 多 | wc -l",
	    "1000\n");
	str_clear(&burst);
	seat_end(&seat);
}

/* ---- deciding --------------------------------------------------------------
 */

static void three_keys_make_a_commit(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	two_posts_are_handed_in(&seat);
	seat_sit(&seat, "manager", NULL, NULL, NULL);
	seat_see(&seat, "停电检修");
	seat_press(&seat, "s", "图书馆本周六停电检修。");
	seat_press(&seat, "s", "Opinion");
	seat_press(&seat, "\r", "周五举办读书讲座。");
	pty_type(seat.pty, "Q");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	seat_outside(&seat,
	             "archive log -1 --format=%B main | grep -E "
	             "'^(Event|Post|Step|Actor|At):'",
	             "Event: sign\nPost: 20261123-001\nStep: manager\n"
	             "Actor: manager\nAt: " PLAYER_NOW "\n");
	seat_outside(
	    &seat,
	    "archive show main:allowed_signers >signers && archive -c "
	    "gpg.ssh.allowedSignersFile=$PWD/signers log -2 --format=%G? "
	    "--first-parent main && sanshen verify >said",
	    "G\nG\n");
	seat_end(&seat);
}

/* What a person says there, when their agent is to sign, is not asked twice;
 * an agent that hangs or refuses keeps nobody, and records nothing. */
static void a_key_in_an_agent_signs(void **state)
{
	struct seat seat;
	struct lent lent;
	struct str text = {0};

	(void)state;
	seat_begin(&seat);
	lend(&lent, "make key -t ed25519; give key");
	str_putf(&text, "sanshen --as admin key add manager '%s/key.pub' >said",
	         lent.folder);
	seat_outside(&seat, str_text(&text), "");
	two_posts_are_handed_in(&seat);
	text.bytes = 0;
	str_putf(&text, "SSH_AUTH_SOCK=%s", lent.socket);
	seat_sit(&seat, "manager", NULL, NULL, str_text(&text));
	seat_see(&seat, "停电检修");
	seat_press(&seat, "s", "图书馆本周六停电检修。");
	seat_press(&seat, "s", "will sign, through");
	seat_press(&seat, "\r", "with your own key");
	seat_press(&seat, "s", "will sign, through");

	kill(lent.pid, SIGSTOP);
	seat_press(&seat, "\r", "Touch your key");
	seat_outside(&seat, "submitted collector a --title 另一篇 >said", "");
	seat_press(&seat, "\r字\r", "Touch your key");
	seat_press(&seat, "\033", "Given up: nothing was recorded.");
	seat_press(&seat, "\r", "Touch your key");
	kill(lent.pid, SIGCONT);
	seat_see(&seat, "with your own key");
	seat_outside(&seat,
	             "archive show main:allowed_signers >signers && archive -c "
	             "gpg.ssh.allowedSignersFile=$PWD/signers log --no-merges "
	             "--grep='^Event: sign$' '--format=%G? %GS' main",
	             "G manager@demo.example\nG manager@demo.example\n");

	seat_press(&seat, "s", "will sign, through");
	lend_more(&lent, "ssh-add -qD");
	seat_press(&seat, "\r", "Your ssh-agent did not sign");
	seat_outside(&seat, "archive log -1 --format=%s main",
	             "sign 20261123-002 读书讲座\n");
	seat_press(&seat, F2, "recorded by the workstation");
	seat_press(&seat, "\r", "Nothing else waits");
	seat_outside(&seat, "sanshen verify | grep own",
	             "Of these with people's own keys: 2\n");
	str_clear(&text);
	lend_end(&lent);
	seat_end(&seat);
}

static void sign_without_a_post_walks(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	two_posts_are_handed_in(&seat);
	seat_sit(&seat, "manager", "sign", NULL, NULL);
	seat_see(&seat, "图书馆本周六停电检修。");
	seat_press(&seat, "s", "Opinion");
	seat_press(&seat, "\r", "周五举办读书讲座。");
	assert_true(pty_wait_gone(seat.pty, "Opinion", 0));
	seat_press(&seat, "ｓ", "Opinion"); /* full width */
	pty_type(seat.pty, "\r");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	seat_outside(&seat, "sanshen --as manager queue --json", "[]\n");
	seat_outside(&seat,
	             "archive log --format=%B main | grep -c '^Event: sign'",
	             "4\n");
	seat_end(&seat);
}

static void signatures_are(struct seat *seat, const char *count)
{
	seat_outside(seat,
	             "archive log --first-parent --format=%B main | "
	             "grep -c '^Event: sign' || :",
	             count);
}

/* Typed ahead, a key never decides about what its reader could not see. */
static void type_ahead_signs_nothing_unseen(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	two_posts_are_handed_in(&seat);
	seat_sit(&seat, "manager", "sign", NULL, NULL);
	seat_see(&seat, "图书馆本周六停电检修。");
	seat_press(&seat, "s\rs\r", "do not count");
	seat_see(&seat, "Opinion"); /* of the sheet that `s` brought */
	signatures_are(&seat, "0\n");
	seat_press(&seat, "\rs\r", "as in a paste");
	signatures_are(&seat, "0\n");
	seat_press(&seat, "\r", "周五举办读书讲座。");
	pty_forget(seat.pty);
	seat_press(&seat, "s", "Opinion");
	signatures_are(&seat, "1\n");
	seat_end(&seat);
}

/* From the list two posts away, and before the program even runs. */
static void type_ahead_stops_at_the_page(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	two_posts_are_handed_in(&seat);
	seat_sit(&seat, "manager", "sign", NULL, NULL);
	seat_press(&seat, "s\r", "图书馆本周六停电检修。");
	pty_type(seat.pty, "Q");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	seat_sit(&seat, "manager", NULL, NULL, NULL);
	seat_see(&seat, "停电检修");
	seat_press(&seat, "ss\r", "图书馆本周六停电检修。");
	pty_type(seat.pty, "Q");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	signatures_are(&seat, "0\n");
	seat_end(&seat);
}

/* Nothing is decided by writing: the first words may come with the key. */
static void type_ahead_into_the_editor_is_text(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	seat_sit(&seat, "collector", NULL, NULL, NULL);
	seat_see(&seat, "n new post");
	seat_press(&seat, "n真终端" TO_TEXT "第一段。", "第一段。");
	seat_see(&seat, "真终端");
	seat_end(&seat);
}

static void a_stalled_paste_signs_nothing(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	two_posts_are_handed_in(&seat);
	seat_sit(&seat, "manager", "sign", NULL, NULL);
	seat_see(&seat, "图书馆本周六停电检修。");
	/* It says so when it has waited for the rest long enough. */
	seat_press(&seat, "\033[200~minutes: ", "has not come yet");
	pty_type(seat.pty, "s\r\033[201~");
	seat_press(&seat, "h", "History");
	signatures_are(&seat, "0\n");
	seat_end(&seat);
}

/* Another screen on top: what was typed is safe before anybody waits. */
static void what_lies_below_is_kept_at_once(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	start_writing(&seat);
	seat_press(&seat, "看帮助之前的话", "看帮助之前的话");
	seat_press(&seat, F1, "Keys");
	kill(pty_pid(seat.pty), SIGKILL);
	assert_int_equal(pty_wait_end(seat.pty, 0), 128 + SIGKILL);
	it_is_there_again(&seat, "看帮助之前的话");
	seat_end(&seat);
}

/* As a full disk would. */
static void keeping_fails(struct seat *seat)
{
	struct str path = {0};
	struct db *db;
	struct err err = {0};
	bool old;

	str_putf(&path, "%s/desk.db", seat->player.home);
	ASSERT_OK(db_open(str_text(&path), DRAFT_KIND, DRAFT_VERSION,
	                  DB_SYNC_FULL, &db, &old, &err));
	assert_false(old);
	ASSERT_OK(db_run(db,
	                 "CREATE TRIGGER no_insert BEFORE INSERT ON autosave "
	                 "BEGIN SELECT raise(ABORT, 'full'); END;"
	                 "CREATE TRIGGER no_update BEFORE UPDATE ON autosave "
	                 "BEGIN SELECT raise(ABORT, 'full'); END",
	                 &err));
	db_close(db);
	str_clear(&path);
}

static void what_cannot_be_kept_keeps_one_there(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	start_writing(&seat);
	seat_press(&seat, F1, "Keys"); /* kept; from here on it cannot be */
	keeping_fails(&seat);
	assert_true(pty_wait_gone(seat.pty, "第一段。", 0));
	seat_press(&seat, "\033", "第一段。");
	seat_press(&seat, "更多", "更多");
	seat_press(&seat, CTRL_Q, "Leave all the same?");
	seat_press(&seat, "n", "Cancelled.");
	seat_press(&seat, CTRL_Q, "Leave all the same?");
	pty_type(seat.pty, "y");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	seat_end(&seat);
}

/* ---- terminals -------------------------------------------------------------
 */

static void an_unknown_terminal_is_taken_for_xterm(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	seat_sit(&seat, "collector", NULL, NULL, "TERM=no-such-terminal");
	seat_see(&seat, "no-such-terminal");
	pty_type(seat.pty, "Q");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	seat_end(&seat);
}

static void another_charset_is_refused_in_ascii(void **state)
{
	struct seat seat;
	struct span said;

	(void)state;
	seat_begin(&seat);
	player_language(&seat.player, "zh_CN");
	seat_sit(&seat, "collector", NULL, NULL, "LC_ALL=zh_CN.GBK");
	assert_int_equal(pty_wait_end(seat.pty, 0), 2);
	seat_see(&seat, "UTF-8");
	said = pty_log(seat.pty);
	for (size_t i = 0; i < said.bytes; i++)
		assert_true((unsigned char)said.at[i] < 0x7f);
	seat_end(&seat);
}

static void without_a_terminal_it_says_so(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	assert_true(
	    player_shell(&seat.player, 2, "\"$SANSHEN\" --as collector", NULL));
	seat_end(&seat);
}

/* A shell with job control stops it and lets it go on. */
static void it_can_be_stopped_and_go_on(void **state)
{
	const char *argv[] = {
	    "sh", "-mc",
	    "\"$SANSHEN\" --as manager; echo stopped; read x; "
	    "fg >/dev/null; echo ended $?",
	    NULL};
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	two_posts_are_handed_in(&seat);
	seat.pty = pty_start(argv, NULL, 24, 80);
	seat_see(&seat, "停电检修");
	seat_press(&seat, CTRL_Z, "stopped");
	seat_press(&seat, "\n", "停电检修");
	seat_press(&seat, "s", "图书馆本周六停电检修。");
	seat_press(&seat, "Q", "ended 0");
	seat_end(&seat);
}

static void idle_costs_nothing(void **state)
{
	struct seat seat;

	(void)state;
	seat_begin(&seat);
	two_posts_are_handed_in(&seat);
	seat_sit(&seat, "manager", NULL, NULL, NULL);
	seat_see(&seat, "停电检修");
	assert_true(pty_wait_quiet(seat.pty, 200, 0));
	pty_forget(seat.pty);
	assert_true(pty_wait_quiet(seat.pty, 1000, 0));
	assert_int_equal(pty_log(seat.pty).bytes, 0);
	seat_end(&seat);
}

int group_station_pty(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chinese_is_typed_pasted_and_saved),
	    cmocka_unit_test(any_size_will_do),
	    cmocka_unit_test(a_signal_ends_it_with_the_text_kept),
	    cmocka_unit_test(a_lost_line_loses_nothing),
	    cmocka_unit_test(a_killed_program_loses_five_seconds),
	    cmocka_unit_test(a_burst_arrives_whole),
	    cmocka_unit_test(three_keys_make_a_commit),
	    cmocka_unit_test(a_key_in_an_agent_signs),
	    cmocka_unit_test(sign_without_a_post_walks),
	    cmocka_unit_test(type_ahead_signs_nothing_unseen),
	    cmocka_unit_test(type_ahead_stops_at_the_page),
	    cmocka_unit_test(type_ahead_into_the_editor_is_text),
	    cmocka_unit_test(a_stalled_paste_signs_nothing),
	    cmocka_unit_test(what_lies_below_is_kept_at_once),
	    cmocka_unit_test(what_cannot_be_kept_keeps_one_there),
	    cmocka_unit_test(an_unknown_terminal_is_taken_for_xterm),
	    cmocka_unit_test(another_charset_is_refused_in_ascii),
	    cmocka_unit_test(without_a_terminal_it_says_so),
	    cmocka_unit_test(it_can_be_stopped_and_go_on),
	    cmocka_unit_test(idle_costs_nothing),
	};

	return TEST_GROUP("station-pty", tests) + !player_rest();
}
