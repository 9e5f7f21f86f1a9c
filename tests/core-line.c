/*
 * core-line - the words of a line that came over SSH.
 */
#include "core/line.h"

#include <string.h>

#include "tests/test.h"

/* The words, each in brackets; "no" when the line is refused. */
static void expect(const char *text, const char *want)
{
	struct line line;
	struct str got = {0};

	if (line_read(span_of(text), &line)) {
		str_puts(&got, "");
		for (size_t i = 0; i < line.count; i++)
			str_putf(&got, "[%s]", line.word[i]);
		assert_null(line.word[line.count]);
		line_clear(&line);
	} else {
		str_puts(&got, "no");
	}
	assert_string_equal(got.at, want);
	str_clear(&got);
}

static void words_are_words(void **state)
{
	(void)state;
	expect("", "");
	expect("   ", "");
	expect("queue", "[queue]");
	expect("  sign  20261123-001 ", "[sign][20261123-001]");
	expect("sign P --opinion '同意 发布'",
	       "[sign][P][--opinion][同意 发布]");
	expect("a \"b 'c' d\" e", "[a][b 'c' d][e]");
	expect("--title=\"a b\"c", "[--title=a bc]");
	expect("a '' b", "[a][][b]");
	expect("git-upload-pack '/archive.git'",
	       "[git-upload-pack][/archive.git]");
	expect("sign P --opinion '$5; 10 & <b>'",
	       "[sign][P][--opinion][$5; 10 & <b>]");
}

static void what_a_shell_would_act_on_is_refused(void **state)
{
	static const char *const lines[] = {
	    "queue; ls",       "queue | cat",
	    "queue && ls",     "queue `id`",
	    "queue $(id)",     "queue $HOME",
	    "queue > /tmp/x",  "queue < /etc/passwd",
	    "que\\ue",         "(queue)",
	    "queue 'a",        "queue \"a",
	    "queue\nls",       "queue\tx",
	    "queue\rx",        "queue \033[31m",
	    "queue \377",      "queue '\n'",
	    "queue \302\233x", "queue \177"};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(lines); i++)
		expect(lines[i], "no");
}

static void there_is_an_end_to_it(void **state)
{
	struct str text = {0};
	struct line line;

	(void)state;
	for (size_t i = 0; i < LINE_WORDS; i++)
		str_puts(&text, "a ");
	assert_true(line_read(str_span(&text), &line));
	assert_int_equal(line.count, LINE_WORDS);
	line_clear(&line);
	str_puts(&text, "a");
	assert_false(line_read(str_span(&text), &line));
	text.bytes = 0;
	while (text.bytes < LINE_BYTES)
		str_putc(&text, 'a');
	assert_true(line_read(str_span(&text), &line));
	line_clear(&line);
	str_putc(&text, 'a');
	assert_false(line_read(str_span(&text), &line));
	assert_false(line_read(span_from("a\0b", 3), &line));
	str_clear(&text);
}

int group_line(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_words),
	    cmocka_unit_test(what_a_shell_would_act_on_is_refused),
	    cmocka_unit_test(there_is_an_end_to_it),
	};

	return TEST_GROUP("line", tests);
}
