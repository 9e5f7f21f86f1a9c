#include "core/diff.h"

#include <stdint.h>
#include <string.h>

#include "tests/test.h"

/* One line a line, pieces in brackets: =same -gone +came ~changed. */
static void picture(const struct diff *diff, struct str *out)
{
	static const char marks[] = {'=', '-', '+', '~'};

	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_line *line = &diff->at[i];

		str_putc(out, marks[line->kind]);
		if (line->kind != DIFF_CHANGED)
			str_add(out, line->kind == DIFF_CAME ? line->after
			                                     : line->before);
		for (size_t j = 0; j < line->piece_count; j++) {
			const struct diff_piece *piece = &line->pieces[j];

			str_putc(out, '[');
			str_putc(out, marks[piece->kind]);
			str_add(out, piece->text);
			str_putc(out, ']');
		}
		str_putc(out, '\n');
	}
}

static void shows(const char *before, const char *after, const char *want)
{
	struct diff diff;
	struct str seen = {0};

	diff_texts(span_of(before), span_of(after), &diff);
	picture(&diff, &seen);
	assert_string_equal(str_text(&seen), want);
	str_clear(&seen);
	diff_clear(&diff);
}

static void lines_come_and_go(void **state)
{
	(void)state;
	shows("", "", "");
	shows("", "\n", "+\n");
	shows("a\nb\n", "a\nb", "=a\n=b\n");
	shows("a\nc\n", "a\nb\nc\n", "=a\n+b\n=c\n");
	shows("a\nb\nc\n", "a\nc\n", "=a\n-b\n=c\n");
	shows("a\n\nb\n", "a\nb\n", "=a\n-\n=b\n");
	shows("", "一\n二\n", "+一\n+二\n");
	shows("一\n二\n", "", "-一\n-二\n");
	shows("甲乙丙\n", "子丑寅\n", "-甲乙丙\n+子丑寅\n");
}

static void a_changed_line_shows_its_characters(void **state)
{
	(void)state;
	shows("关于举办2026届双选会的通知\n各学院：\n",
	      "关于举办2027届双选会的预通知\n各学院：\n",
	      "~[=关于举办202][-6][+7][=届双选会的][+预][=通知]\n=各学院：\n");
	/* a tinted thumb and an accent are one character each */
	shows("参加：👍🏽同学e\xcc\x81\n",
	      "参加：👍🏿同学e\n",
	      "~[=参加：][-👍🏽][+👍🏿][=同学][-e\xcc\x81][+e]"
	      "\n");
}

static void likeness_decides_who_pairs(void **state)
{
	(void)state;
	shows("第一条 报名时间\n第二条 报名地点\n",
	      "前言\n第一条 报名日期\n第二条 报名地址\n",
	      "+前言\n~[=第一条 报名][-时间][+日期]\n"
	      "~[=第二条 报名地][-点][+址]\n");
	shows("子丑寅卯\n报名地点在一号楼\n", "报名地点在二号楼\n",
	      "-子丑寅卯\n~[=报名地点在][-一][+二][=号楼]\n");
}

/* Both texts can be put together again from the difference. */
static void rebuilds(struct span before, struct span after, size_t *changed)
{
	struct diff diff;
	struct str a = {0}, b = {0};

	diff_texts(before, after, &diff);
	*changed = 0;
	for (size_t i = 0; i < diff.count; i++) {
		const struct diff_line *line = &diff.at[i];
		struct str x = {0}, y = {0};

		for (size_t j = 0; j < line->piece_count; j++) {
			if (line->pieces[j].kind != DIFF_CAME)
				str_add(&x, line->pieces[j].text);
			if (line->pieces[j].kind != DIFF_GONE)
				str_add(&y, line->pieces[j].text);
		}
		if (line->kind == DIFF_CHANGED) {
			assert_true(span_equal(str_span(&x), line->before));
			assert_true(span_equal(str_span(&y), line->after));
		}
		if (line->kind != DIFF_CAME) {
			str_add(&a, line->before);
			str_putc(&a, '\n');
		}
		if (line->kind != DIFF_GONE) {
			str_add(&b, line->after);
			str_putc(&b, '\n');
		}
		*changed += line->kind != DIFF_SAME;
		str_clear(&x);
		str_clear(&y);
	}
	assert_true(span_equal(str_span(&a), before));
	assert_true(span_equal(str_span(&b), after));
	str_clear(&a);
	str_clear(&b);
	diff_clear(&diff);
}

static uint32_t seed = 1;

static uint32_t chance(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static void random_text(struct str *out, uint32_t lines)
{
	static const char *const bits[] = {
	    "甲", "乙", "a",   "e\xcc\x81", "👨‍👩‍👧",
	    "，", " ",  "丙丁"};

	for (uint32_t i = chance(lines + 1); i > 0; i--) {
		for (uint32_t j = chance(6); j > 0; j--)
			str_puts(out, bits[chance(TEST_COUNT(bits))]);
		str_putc(out, '\n');
	}
}

static void random_texts_can_be_rebuilt(void **state)
{
	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct str a = {0}, b = {0};
		size_t changed;

		random_text(&a, 12);
		random_text(&b, 12);
		rebuilds(str_span(&a), str_span(&b), &changed);
		rebuilds(str_span(&a), str_span(&a), &changed);
		assert_int_equal(changed, 0);
		str_clear(&a);
		str_clear(&b);
	}
}

static void two_megabytes_stay_cheap(void **state)
{
	struct str a = {0}, b = {0}, c = {0}, d = {0}, e = {0};
	size_t changed;

	(void)state;
	for (int i = 0; i < 60000; i++) {
		str_putf(&a, "第%d条 各学院参照执行。\n", i);
		str_putf(&b, "第%d条 各学院参照执行。\n", i == 30000 ? -1 : i);
		str_putf(&c, "%d\n", i * 7 + 3000000);
	}
	for (int i = 0; i < 600000; i++) {
		str_puts(&d, i % 3 ? "甲" : "乙");
		str_puts(&e, i % 7 ? "甲" : "乙");
	}
	str_putc(&d, '\n');
	str_putc(&e, '\n');
	rebuilds(str_span(&a), str_span(&b), &changed);
	assert_int_equal(changed, 1);
	rebuilds(str_span(&a), str_span(&c), &changed);
	assert_true(changed > 60000);
	rebuilds(str_span(&d), str_span(&e), &changed);
	str_clear(&a);
	str_clear(&b);
	str_clear(&c);
	str_clear(&d);
	str_clear(&e);
}

int group_diff(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_come_and_go),
	    cmocka_unit_test(a_changed_line_shows_its_characters),
	    cmocka_unit_test(likeness_decides_who_pairs),
	    cmocka_unit_test(random_texts_can_be_rebuilt),
	    cmocka_unit_test(two_megabytes_stay_cheap),
	};

	return TEST_GROUP("diff", tests);
}
