#include "core/wrap.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "tests/test.h"

static int narrow(uint32_t point)
{
	if ((point >= 0x300 && point < 0x370) || point == 0x200D ||
	    point == 0xFE0F)
		return 0;
	return point >= 0x2E80 ? 2 : 1;
}

/* A terminal that draws quotes and dashes two cells wide. */
static int broad(uint32_t point)
{
	return point >= 0x2010 && point < 0x2030 ? 2 : narrow(point);
}

static struct span row_of(struct span line, const struct wrap *wrap, size_t row)
{
	size_t start = wrap->starts[row];
	size_t end = row + 1 < wrap->count ? wrap->starts[row + 1] : line.bytes;

	return span_from(line.at + start, end - start);
}

static struct span without_blanks(struct span row)
{
	for (;;) {
		if (span_ends(row, " ") || span_ends(row, "\t"))
			row.bytes -= 1;
		else if (span_ends(row, "\u3000"))
			row.bytes -= 3;
		else
			return row;
	}
}

/* The rows with | between. */
static void rows_are(const char *text, int cols, const char *want)
{
	struct wrap wrap = {0};
	struct str got = {0};

	wrap_line(span_of(text), cols, narrow, &wrap);
	for (size_t row = 0; row < wrap.count; row++) {
		if (row)
			str_putc(&got, '|');
		str_add(&got, row_of(span_of(text), &wrap, row));
	}
	assert_string_equal(str_text(&got), want);
	str_clear(&got);
	wrap_clear(&wrap);
}

static void chinese_breaks_anywhere_but(void **state)
{
	(void)state;
	rows_are("", 10, "");
	rows_are("三审三校", 8, "三审三校");
	rows_are("三审三校制", 8, "三审三校|制");
	rows_are("三审三校。", 8, "三审三|校。");
	rows_are("三审三校》。", 8, "三审三|校》。");
	rows_are("一二三《审》", 8, "一二三|《审》");
	rows_are("一二三“审”", 8, "一二三|“审”");
	rows_are("一“二”三四五", 7, "一“二”|三四五");
	rows_are("一二三——四", 8, "一二三——|四");
	rows_are("一二三四——五", 9, "一二三四|——五");
	rows_are("一二三四……五", 9, "一二三|四……五");
	rows_are("京津京津—沪", 8, "京津京|津—沪");
	rows_are("玛丽玛丽·居里", 8, "玛丽玛|丽·居里");
	rows_are("增长了25％了", 9, "增长了|25％了");
	rows_are("到了2026年", 8, "到了2026|年");
}

static void words_stay_whole(void **state)
{
	(void)state;
	rows_are("the first screens", 10, "the first |screens");
	rows_are("采用CTF平台", 6, "采用|CTF平|台");
	rows_are("装Node.js了", 8, "装|Node.js|了");
	rows_are("don’t say", 5, "don’t |say");
	rows_are("abcdefghij", 4, "abcd|efgh|ij");
	rows_are("见https://a.example/bcdefghijk吧", 12,
	         "见https://|a.example/|bcdefghijk吧");
}

static void blanks_hang_over(void **state)
{
	(void)state;
	rows_are("abcd     ef", 4, "abcd     |ef");
	rows_are("三审\u3000\u3000三校", 4, "三审\u3000\u3000|三校");
	rows_are("\u3000\u3000三审三校", 8, "\u3000\u3000三审|三校");
	rows_are("a\tb\tc", 10, "a\tb\t|c");
	rows_are("      ", 4, "      ");
}

static void where_nothing_fits_graphemes_stay_whole(void **state)
{
	(void)state;
	rows_are("三审", 2, "三|审");
	rows_are("👨‍👩‍👧👨‍👩‍👧", 2,
	         "👨‍👩‍👧|👨‍👩‍👧");
	rows_are("🇨🇳🇨🇳", 2, "🇨🇳|🇨🇳");
	rows_are("abe\u0323\u0301cd", 3, "abe\u0323\u0301|cd");
	/* Even here no mark begins a row, as long as another place is left. */
	rows_are("abcdefgh。", 8, "abcdefg|h。");
	rows_are("“《“《“《", 2, "“|《|“|《|“|《");
}

static void places_in_a_row(void **state)
{
	struct span row = span_of("a三\te\u0323👨‍👩‍👧");
	struct wrap wrap = {0};

	(void)state;
	assert_int_equal(wrap_width(row, narrow), 15);
	assert_int_equal(wrap_at(row, 0, narrow), 0);
	assert_int_equal(wrap_at(row, 1, narrow), 1);
	assert_int_equal(wrap_at(row, 2, narrow), 1);
	assert_int_equal(wrap_at(row, 3, narrow), 4);
	assert_int_equal(wrap_at(row, 7, narrow), 4);
	assert_int_equal(wrap_at(row, 8, narrow), 5);
	assert_int_equal(wrap_at(row, 9, narrow), 8);
	assert_int_equal(wrap_at(row, 14, narrow), 8);
	assert_int_equal(wrap_at(row, 15, narrow), row.bytes);
	assert_int_equal(wrap_at(row, 99, narrow), row.bytes);
	wrap_line(span_of("三审三校"), 4, narrow, &wrap);
	assert_int_equal(wrap_row(&wrap, 0), 0);
	assert_int_equal(wrap_row(&wrap, 5), 0);
	assert_int_equal(wrap_row(&wrap, 6), 1);
	assert_int_equal(wrap_row(&wrap, 12), 1);
	wrap_clear(&wrap);
	assert_null(wrap.starts);
}

/* ---- the rules on whole texts
 * ------------------------------------------------ */

static const char *begins_wrongly(struct span row)
{
	static const char *const marks[] = {
	    "。", "，", "、", "；", "：", "？", "！", "”", "’",  "）", "】",
	    "》", "〉", "〕", "」", "』", "％", "…",  "·", "～", "－"};

	for (size_t i = 0; i < TEST_COUNT(marks); i++)
		if (span_starts(row, marks[i]) && !span_starts(row, "……"))
			return marks[i];
	return NULL;
}

static const char *ends_wrongly(struct span row)
{
	static const char *const marks[] = {"“",  "‘",  "（", "【",
	                                    "《", "〈", "〔", "「"};

	for (size_t i = 0; i < TEST_COUNT(marks); i++)
		if (span_ends(row, marks[i]))
			return marks[i];
	return NULL;
}

static void hold_line(struct span line, int cols, wrap_cells cells,
                      struct wrap *wrap)
{
	wrap_line(line, cols, cells, wrap);
	assert_int_equal(wrap->starts[0], 0);
	for (size_t row = 0; row < wrap->count; row++) {
		struct span now = row_of(line, wrap, row);
		struct span seen = without_blanks(now);
		const char *mark = row ? begins_wrongly(now) : NULL;

		assert_true(now.bytes > 0 || line.bytes == 0);
		assert_true(wrap_width(seen, cells) <= cols);
		if (!mark && row + 1 < wrap->count)
			mark = ends_wrongly(seen);
		if (mark)
			fail_msg("%d cells, %s: %.*s", cols, mark,
			         (int)now.bytes, now.at);
		if (row == 0)
			continue;
		assert_false(span_ends(row_of(line, wrap, row - 1), "—") &&
		             span_starts(now, "—"));
		assert_false(span_ends(row_of(line, wrap, row - 1), "…") &&
		             span_starts(now, "…"));
	}
}

static void hold_text(struct span text)
{
	struct wrap wrap = {0};
	struct span piece;

	while (span_cut(&text, '\n', &piece))
		for (int cols = 10; cols <= 80; cols++) {
			hold_line(piece, cols, narrow, &wrap);
			hold_line(piece, cols, broad, &wrap);
		}
	wrap_clear(&wrap);
}

static void marks_stand_rightly(void **state)
{
	static const char text[] =
	    "　　各单位：《关于“三审三校”制度的通知》（教宣〔2026〕12号）已于"
	    "12月1日—3日印发……请遵照执行！——党委宣传部。\n"
	    "“为什么？”他问，“‘责任编辑’是谁？”——“是我。”（众笑）\n"
	    "报名网址：https://www.demo.example/notice/2026/contest.html?id=1"
	    "（密码见《报名须知》），联系人：玛丽·居里，占25％、100%。\n";

	(void)state;
	hold_text(span_of(text));
}

static void the_five_regulations(void **state)
{
	const char *folder = getenv("SANSHEN_SAMPLES");
	struct str pattern = {0};
	glob_t found;

	(void)state;
	if (!folder)
		skip();
	str_putf(&pattern, "%s/*.txt", folder);
	assert_int_equal(glob(str_text(&pattern), 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct str text = {0};

		test_read(found.gl_pathv[i], &text);
		hold_text(str_span(&text));
		str_clear(&text);
	}
	globfree(&found);
	str_clear(&pattern);
}

/* Quadratic work on so much would take minutes. */
static void a_long_paragraph_takes_linear_time(void **state)
{
	static const char *const pieces[] = {
	    "x", "“《", "e\u0323", "三", " ", "\t)", "👨‍👩‍👧"};
	const size_t limit = 300000;
	struct wrap wrap = {0};

	(void)state;
	for (size_t i = 0; i < TEST_COUNT(pieces); i++) {
		struct str line = {0};
		size_t end = 0;

		while (line.bytes < limit)
			str_puts(&line, pieces[i]);
		for (int cols = 2; cols <= 80; cols += 39) {
			wrap_line(str_span(&line), cols, narrow, &wrap);
			for (size_t row = 1; row < wrap.count; row++) {
				assert_true(wrap.starts[row] > end);
				end = wrap.starts[row];
			}
			assert_true(end < line.bytes);
			end = 0;
		}
		str_clear(&line);
	}
	wrap_clear(&wrap);
}

int group_wrap(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chinese_breaks_anywhere_but),
	    cmocka_unit_test(words_stay_whole),
	    cmocka_unit_test(blanks_hang_over),
	    cmocka_unit_test(where_nothing_fits_graphemes_stay_whole),
	    cmocka_unit_test(places_in_a_row),
	    cmocka_unit_test(marks_stand_rightly),
	    cmocka_unit_test(the_five_regulations),
	    cmocka_unit_test(a_long_paragraph_takes_linear_time),
	};

	return TEST_GROUP("wrap", tests);
}
