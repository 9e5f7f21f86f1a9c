/*
 * What is hostile, on the screens: the bytes that the real program writes to a
 * terminal, in every screen, of posts and names that hold orders to it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tests/pty.h"
#include "tests/screens.h"
#include "tests/test.h"

/* Orders to a terminal, in both spellings: colours that nobody here uses,
 * clipboard, link, title, reports, strings. */
#define ORDERS \
	"\033[38;5;201;5m\033]52;c;ZXZpbA==\007\033]8;;http://" \
	"evil.example\033" \
	"\\\033]0;evil\007\033[21t\033[6n\033[c\033P+q544e\033\\\033_" \
	"evil\033\\" \
	"\033Xevil\033\\\033^evil\033\\\302\233201;5m\302\23552;c;x\302\234" \
	"\302\220evil\302\234\010\177\016"
/* What may be kept: bidi controls, zero width, tags, and marks upon marks. */
#define HIDDEN \
	"\u202A\u202E\u202C\u2066\u2069\u200E\u200F\u061C\u200B\u2060\uFEFF" \
	"\u00AD\U000E0041\U000E007F"

struct seat {
	struct player player;
	struct pty *pty;
};

/* ---- the bytes
 * ---------------------------------------------------------------
 */

/* Bytes of the order at the start of `rest`, an ESC, where it is one that
 * terminfo has for xterm-256color and curses draws with; 0: it is none. */
static size_t known_order(struct span rest)
{
	size_t at = 2;

	if (rest.bytes < 2)
		return 0;
	/* smcup and rmcup: the window's title is put by, and back. */
	if (span_starts(rest, "\033[22;0;0t") ||
	    span_starts(rest, "\033[23;0;0t"))
		return 10;
	if (strchr("78=>M", rest.at[1]))
		return 2;
	if (strchr("()", rest.at[1]))
		return rest.bytes > 2 && strchr("B0", rest.at[2]) ? 3 : 0;
	if (rest.at[1] != '[')
		return 0;
	while (at < rest.bytes && strchr("0123456789;?", rest.at[at]))
		at++;
	return at < rest.bytes && strchr("ABCDGHJKLMPSTX@bdhlmr", rest.at[at])
	           ? at + 1
	           : 0;
}

/* Why the bytes at the start of `rest` may not be there; NULL: they may. */
static const char *is_foreign(struct span rest, size_t *step)
{
	uint32_t point;

	if (*rest.at == '\033') {
		*step = known_order(rest);
		return *step ? NULL : "an order that terminfo has not";
	}
	*step = text_step(rest, 0, &point);
	if (text_valid_bytes(span_from(rest.at, *step)) != *step)
		return "no UTF-8";
	if (text_is_control(point))
		return strchr("\r\b\007", (char)point) ? NULL : "a control";
	return text_is_hidden(point) ? "something hidden" : NULL;
}

/* What came so far. */
static void all_is_ours(struct seat *seat)
{
	struct span log = pty_log(seat->pty);
	size_t step = 1;

	for (size_t at = 0; at < log.bytes; at += step) {
		struct span rest = span_from(log.at + at, log.bytes - at);
		const char *why = is_foreign(rest, &step);

		if (!why)
			continue;
		print_error("%s at byte %zu of %zu:", why, at, log.bytes);
		for (size_t i = 0; i < 24 && i < rest.bytes; i++)
			print_error(" %02x", (unsigned char)rest.at[i]);
		print_error("\n");
		assert_null(why);
	}
	/* A colour is an order that curses gives, too; this one it does not. */
	assert_true(span_find(log, "\033[38;5;201") == (size_t)-1);
}

/* ---- who sits there
 * ----------------------------------------------------------
 */

static void sit(struct seat *seat, const char *const argv[],
                const char *variable)
{
	const char *env[] = {variable, NULL};

	pty_close(seat->pty);
	seat->pty = pty_start(argv, env, 24, 80);
}

static void see(struct seat *seat, const char *text)
{
	struct str screen = {0};

	if (!pty_wait_text(seat->pty, text, 0)) {
		pty_text(seat->pty, &screen);
		print_error("no “%s” on\n%s\n", text, str_text(&screen));
		str_clear(&screen);
		assert_true(false);
	}
	pty_wait_quiet(seat->pty, 150, 3000);
	all_is_ours(seat);
}

static void press(struct seat *seat, const char *keys, const char *wanted)
{
	pty_type(seat->pty, keys);
	see(seat, wanted);
}

static void outside(struct seat *seat, const char *line)
{
	struct str said = {0};

	if (!player_shell(&seat->player, 0, line, &said))
		print_error("%s\n", str_text(&seat->player.why));
	assert_int_equal(seat->player.why.bytes, 0);
	str_clear(&said);
}

/* Two posts: one that hides what may be hidden, signed once; and one whose
 * words in the index, like all names there, hold orders. */
static void begin(struct seat *seat)
{
	struct str marks = {0};

	*seat = (struct seat){0};
	player_begin(&seat->player);
	player_language(&seat->player, "en");
	assert_true(player_newsroom(&seat->player, false));
	for (int i = 0; i < 900; i++)
		str_puts(&marks, "\u0301");
	setenv("ORDERS", ORDERS, 1);
	setenv("HIDDEN", HIDDEN, 1);
	setenv("MARKS", str_text(&marks), 1);
	str_clear(&marks);
	outside(
	    seat,
	    "printf '通知%s\\n\\n正文a%s。\\n' \"$HIDDEN\" \"$MARKS\" >a && "
	    "submitted collector a --title \"停电$HIDDEN通知\" "
	    "--summary \"a$MARKS\" --audience \"$HIDDEN\" >said && "
	    "signs manager 20261123-001 --tick all "
	    "--opinion \"同${HIDDEN}意a$MARKS\" >said && "
	    "draft collector a --title 讲座通知 >said && "
	    "printf '通知%s\\n\\n正文b%s。\\n' \"$HIDDEN\" \"$MARKS\" >b && "
	    "sanshen --as collector save 20261123-002 --from b >said && "
	    "sanshen --as collector submit 20261123-002 >said && "
	    "signs manager 20261123-002 --tick all --opinion 同意 >said && "
	    "sqlite3 \"$SANSHEN_HOME/sanshen.db\" \""
	    "UPDATE post SET title = title || '$ORDERS';"
	    "UPDATE step SET title = title || '$ORDERS';"
	    "UPDATE signoff SET opinion = opinion || '$ORDERS';"
	    "UPDATE paper SET text = "
	    "replace(text, 'name = ', 'name = $ORDERS');\"");
}

static void end(struct seat *seat)
{
	pty_close(seat->pty);
	unsetenv("ORDERS");
	unsetenv("HIDDEN");
	unsetenv("MARKS");
	player_end(&seat->player);
}

/* ---- tests
 * ---------------------------------------------------------------------
 */

static void every_screen_is_ours(void **state)
{
	const char *const argv[] = {getenv("SANSHEN"), "--as", "head", NULL};
	struct seat seat;

	(void)state;
	begin(&seat);
	sit(&seat, argv, NULL);
	see(&seat, "Waiting for me");
	see(&seat, "\uFFFD"); /* so it is that index which is read */
	press(&seat, "?", "Keys");
	press(&seat, "q", "Waiting for me");
	press(&seat, "w", "20261123-002");
	press(&seat, "\r", "Review");
	press(&seat, "h", "History");
	press(&seat, "q", "Review");
	press(&seat, "d", "Review"); /* what changed, below the head */
	press(&seat, "\033OF", "正文");
	press(&seat, "d", "Review");
	press(&seat, "a", "Who shall sign after");
	pty_type(seat.pty, "\033");
	see(&seat, "Review");
	press(&seat, "s", "Opinion");
	pty_type(seat.pty, "\033");
	see(&seat, "Review");
	press(&seat, ".", "Review");
	press(&seat, "h", "History");
	pty_type(seat.pty, "\021");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	all_is_ours(&seat);
	end(&seat);
}

static void a_paste_gives_no_orders(void **state)
{
	const char *const argv[] = {getenv("SANSHEN"), "--as", "collector",
	                            "edit", NULL};
	struct seat seat;

	(void)state;
	begin(&seat);
	sit(&seat, argv, NULL);
	see(&seat, "Writing a new post");
	press(&seat, "\033[200~题" HIDDEN ORDERS "目\033[201~", "目");
	press(&seat,
	      "\t\t\t\t\t\033[200~正" HIDDEN ORDERS
	      "\233\300\233[31m文\033[201~",
	      "文");
	pty_type(seat.pty, "\033OQ");
	pty_wait_quiet(seat.pty, 100, 1000);
	all_is_ours(&seat);
	pty_type(seat.pty, "\021");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	all_is_ours(&seat);
	end(&seat);
}

/* What hides and what orders shows as marks; and there is no newsroom here. */
static void a_policy_file_gives_no_orders(void **state)
{
	const char *argv[] = {getenv("SANSHEN"), "policy", "edit", NULL, NULL};
	struct seat seat;
	struct str path = {0};

	(void)state;
	begin(&seat);
	str_putf(&path, "%s/p.ini", seat.player.home);
	argv[3] = str_text(&path);
	outside(&seat, "printf '; 甲%s乙\\n[policy]\\n' \"$HIDDEN\" "
	               ">\"$SANSHEN_HOME/p.ini\"");
	sit(&seat, argv, NULL);
	see(&seat, "[policy]");
	pty_type(seat.pty, "\021");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	all_is_ours(&seat);
	outside(&seat, "printf '; 甲%s乙\\n' \"$ORDERS\" "
	               ">\"$SANSHEN_HOME/p.ini\"");
	sit(&seat, argv, NULL);
	see(&seat, "乙");
	pty_type(seat.pty, "\021");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	all_is_ours(&seat);
	str_clear(&path);
	end(&seat);
}

static void an_unknown_terminal_is_named_safely(void **state)
{
	const char *const argv[] = {getenv("SANSHEN"), "--as", "head", NULL};
	struct seat seat;

	(void)state;
	begin(&seat);
	sit(&seat, argv, "TERM=x" ORDERS);
	see(&seat, "Waiting for me");
	pty_type(seat.pty, "\021");
	assert_int_equal(pty_wait_end(seat.pty, 0), 0);
	all_is_ours(&seat);
	end(&seat);
}

int group_hostile(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_screen_is_ours),
	    cmocka_unit_test(a_paste_gives_no_orders),
	    cmocka_unit_test(a_policy_file_gives_no_orders),
	    cmocka_unit_test(an_unknown_terminal_is_named_safely),
	};

	return TEST_GROUP("hostile", tests);
}
