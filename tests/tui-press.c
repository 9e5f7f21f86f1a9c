#include "tui/press.h"

#include <string.h>

#include "core/text.h"
#include "tests/test.h"

/* Every press that `bytes` give, fed in pieces of `piece` bytes, by name and a
 * blank each; then those that come late. */
static void press_all(struct press_reader *reader, struct span bytes,
                      size_t piece, struct str *out)
{
	struct press press;

	for (size_t at = 0; at <= bytes.bytes; at += piece) {
		bool late = at + piece > bytes.bytes;
		size_t left = bytes.bytes - at;

		press_reader_feed(
		    reader, span_from(bytes.at + at, late ? left : piece));
		while (press_reader_next(reader, late, &press)) {
			if (press.key == PRESS_PASTE) {
				str_puts(out, "paste(");
				str_add(out, press.text);
				str_puts(out, ") ");
				str_puts(out,
				         press.too_long ? "too long " : "");
				continue;
			}
			keys_name(press.key, out);
			if (press.key == PRESS_CLICK ||
			    press.key == PRESS_WHEEL_UP ||
			    press.key == PRESS_WHEEL_DOWN)
				str_putf(out, "@%d,%d", press.row, press.col);
			str_putc(out, ' ');
		}
	}
	assert_int_equal(press_reader_patience_ms(reader), -1);
}

/* In one piece and byte by byte it is the same. */
static void assert_presses(const char *(*sequence_of)(const char *name),
                           struct span bytes, const char *wanted)
{
	for (size_t piece = 1; piece <= bytes.bytes + 1;
	     piece += bytes.bytes ? bytes.bytes : 1) {
		struct press_reader *reader = press_reader_new();
		struct str got = {0};

		if (sequence_of)
			press_reader_learn(reader, sequence_of);
		press_all(reader, bytes, piece, &got);
		assert_string_equal(str_text(&got), wanted);
		str_clear(&got);
		press_reader_free(reader);
	}
}

static void presses(const char *bytes, const char *wanted)
{
	assert_presses(NULL, span_of(bytes), wanted);
}

static void keys_of_xterm_and_its_kin(void **state)
{
	(void)state;
	presses("\033[A\033[B\033[C\033[D", "Up Down Right Left ");
	presses("\033OA\033OB\033OC\033OD\033OH\033OF",
	        "Up Down Right Left Home End ");
	presses("\033[1;2A\033[1;2B\033[1;2C\033[1;2D\033[1;2H\033[1;2F",
	        "S-Up S-Down S-Right S-Left S-Home S-End ");
	presses("\033[1;5C\033[1;5D\033[1;5H\033[1;5F\033O5C",
	        "C-Right C-Left C-Home C-End C-Right ");
	presses("\033[1~\033[2~\033[3~\033[4~\033[5~\033[6~\033[7~\033[8~",
	        "Home Ins Del End PgUp PgDn Home End ");
	presses("\033[H\033[F\033[Z", "Home End S-Tab ");
	presses("\033OP\033OQ\033OR\033OS\033[15~\033[17~\033[18~",
	        "F1 F2 F3 F4 F5 F6 F7 ");
	presses("\033[19~\033[20~\033[21~\033[23~\033[24~\033[[A\033[[E",
	        "F8 F9 F10 F11 F12 F1 F5 ");
	presses("\r\n\t\b\177\001\023\032", "Enter Enter Tab Backspace "
	                                    "Backspace ^A ^S ^Z ");
	presses("\033OM\033Op\033Oy\033Ok", "Enter 0 9 + ");
}

static void characters(void **state)
{
	(void)state;
	presses("aZ 你，𠮷é", "a Z Space 你 ， 𠮷 é ");
	/* no UTF-8: bytes alone, overlong, a surrogate, cut short, C1 */
	presses("a\x80z\xFF", "a z ");
	presses("a\xC0\xAFz", "a z ");
	presses("a\xED\xA0\x80z", "a z ");
	presses("\xE4\xBDz\xF0\x9Fq", "z q ");
	presses("a\xC2\x9Bz", "a z ");
	presses("\xE4\xBD", "");
	presses("\xE0\xA0", "");
	presses("\xF4\x90\x80\x80.", ". ");
}

static void escape_and_alt(void **state)
{
	(void)state;
	presses("\033", "Esc ");
	presses("\033\033", "Esc Esc ");
	presses("\033\033[A", "Esc Up ");
	presses("\033x你", "你 ");
	presses("\033你a", "a ");
	presses("\033[1;3D\033[1;6Ca", "a ");
	presses("\033[", "");
	presses("\033O", "");
	presses("\033]11;rgb:0000/0000/0000\033\\a", "a ");
	presses("\033]11;rgb\aa\033P1$r0m\033\\b", "a b ");
	presses("\033[?62;c\033[12;3Rab", "F3 a b ");
	presses("\033[999;999;999;999;99999999999999999~a", "a ");
	presses("\033[1\033[A\033[1你", "Up 你 ");
}

/* A terminal unlike xterm. */
static const char *sequence_of_another(const char *name)
{
	static const char *const rows[][2] = {
	    {"kUP", "\033[a"}, {"kHOM", "\033[7$"}, {"kf1", "\033[11$"},
	    {"kf2", "\033[H"}, {"kdch1", "\177"},   {"kf3", "\033"},
	};

	for (size_t i = 0; i < TEST_COUNT(rows); i++)
		if (strcmp(rows[i][0], name) == 0)
			return rows[i][1];
	return NULL;
}

static void what_terminfo_says_comes_first(void **state)
{
	(void)state;
	assert_presses(sequence_of_another, span_of("\033[a\033[Aq\033[H"),
	               "S-Up Up q F2 ");
	assert_presses(sequence_of_another, span_of("\033[7$q\033[11$"),
	               "S-Home q F1 ");
	/* What is no escape sequence is never taken. */
	assert_presses(sequence_of_another, span_of("\177\033"),
	               "Backspace Esc ");
}

static void mouse(void **state)
{
	(void)state;
	presses("\033[<0;80;24M\033[<0;80;24m", "click@23,79 ");
	presses("\033[<64;1;1M\033[<65;3;2M", "wheel-up@0,0 wheel-down@1,2 ");
	presses("\033[<2;1;1M\033[<32;5;5M\033[<35;5;5M", "");
	presses("\033[<16;3;4M", "click@3,2 ");
	presses("\033[<0;0;0M\033[<0;-1;M", "click@0,0 click@0,0 ");
	presses("\033[M !!\033[M`\"#q", "click@0,0 wheel-up@2,1 q ");
}

static void a_paste_is_one_press(void **state)
{
	struct str long_paste = {0}, got = {0};
	struct press_reader *reader = press_reader_new();

	(void)state;
	presses("a\033[200~\033[A^S q\n你\r\n\r好\t\033[201~b",
	        "a paste(\033[A^S q\n你\n\n好\t) b ");
	presses("\033[200~\033[201~", "paste() ");
	presses("\033[200~ab\033[201", "paste(ab) ");
	presses("\033[200~ab\033[20x\r\033[201~", "paste(ab\033[20x\n) ");
	presses("\033[200~x\033[200~y\033[201~\033[201~",
	        "paste(x\033[200~y) ");
	/* No UTF-8 is left out; controls are for whoever takes the text. */
	presses("\033[200~a\x80\xFF\x01\xC2\x9B"
	        "b\xE4\xBD\033[201~",
	        "paste(a\x01\xC2\x9B"
	        "b) ");
	/* The reader is told to wait for the rest. */
	press_reader_feed(reader, span_of("\033[200~ab"));
	assert_false(press_reader_next(reader, false, &(struct press){0}));
	assert_true(press_reader_patience_ms(reader) > 100);
	press_reader_feed(reader, span_of("\033[201~"));
	assert_true(press_reader_next(reader, false, &(struct press){0}));
	/* Longer than its limit: nothing is taken, and the end still found. */
	str_puts(&long_paste, "\033[200~");
	while (long_paste.bytes < PRESS_PASTE_BYTES + 100)
		str_puts(&long_paste, "你好世界");
	str_puts(&long_paste, "\033[201~q");
	press_all(reader, str_span(&long_paste), 4096, &got);
	assert_string_equal(str_text(&got), "paste() too long q ");
	str_clear(&long_paste);
	str_clear(&got);
	press_reader_free(reader);
}

/* What the reader gives of `bytes` when nothing follows for long. */
static void late(struct press_reader *reader, const char *bytes,
                 const char *wanted)
{
	struct str got = {0};

	press_all(reader, span_of(bytes), strlen(bytes) + 1, &got);
	assert_string_equal(str_text(&got), wanted);
	str_clear(&got);
}

/* However long a paste takes, what it brings is no key. */
static void a_paste_that_stalls_stays_a_paste(void **state)
{
	struct press_reader *reader = press_reader_new();

	(void)state;
	late(reader, "\033[200~minutes: \xE4\xBD", "paste(minutes: ) ");
	assert_true(press_reader_is_pasting(reader));
	late(reader, "", "");
	late(reader, "\xA0s\r", "paste(你s\n) ");
	late(reader, "\nq\033[2", "paste(q) ");
	late(reader, "01~q", "paste() q ");
	assert_false(press_reader_is_pasting(reader));
	press_reader_free(reader);
}

/* Its end got lost: Esc alone ends it, but not an Esc within what comes. */
static void esc_alone_ends_a_lost_paste(void **state)
{
	struct press_reader *reader = press_reader_new();

	(void)state;
	late(reader, "\033[200~a\033", "paste(a) ");
	assert_true(press_reader_is_pasting(reader));
	late(reader, "s\033", "paste(\033s) ");
	assert_true(press_reader_is_pasting(reader));
	press_reader_feed(reader, span_of("\033"));
	late(reader, "s", "paste(\033\033s) ");
	assert_true(press_reader_is_pasting(reader));
	late(reader, "\033\033", "");
	assert_false(press_reader_is_pasting(reader));
	late(reader, "q\033", "q Esc ");
	press_reader_free(reader);
}

/* Whatever comes, it ends, and presses are code points or named. */
static void noise(void **state)
{
	static const char alphabet[] = "\033[O<;0129~MmAaPR]\\\a\r\xE4\xBD\xA0"
	                               "\xF0\x9F\xFFx$ ";
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct press_reader *reader = press_reader_new();
		struct press press;
		int taken = 0;

		for (int i = 0; i < 40; i++) {
			seed = seed * 1664525 + 1013904223;
			press_reader_feed(
			    reader, span_from(&alphabet[(seed >> 16) %
			                                (sizeof(alphabet) - 1)],
			                      1));
			while (press_reader_next(reader, i == 39, &press)) {
				assert_true(press.key < PRESS_END_);
				assert_int_not_equal(press.key, PRESS_NONE);
				assert_true(++taken <= 80);
			}
		}
		assert_int_equal(press_reader_patience_ms(reader), -1);
		press_reader_free(reader);
	}
}

int group_tui_press(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_of_xterm_and_its_kin),
	    cmocka_unit_test(characters),
	    cmocka_unit_test(escape_and_alt),
	    cmocka_unit_test(what_terminfo_says_comes_first),
	    cmocka_unit_test(mouse),
	    cmocka_unit_test(a_paste_is_one_press),
	    cmocka_unit_test(a_paste_that_stalls_stays_a_paste),
	    cmocka_unit_test(esc_alone_ends_a_lost_paste),
	    cmocka_unit_test(noise),
	};

	return TEST_GROUP("tui-press", tests);
}
