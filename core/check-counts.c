/*
 * A stated count and the list behind it: 分为五大类，包括：甲、乙、丙、丁等。
 *
 * Only a count with a list that can be counted is judged: an introducing word
 * or a colon right behind the counted noun, and items parted by 、 alone up to
 * the end of the sentence; or numbered lines. Whatever could be read two ways
 * is left alone.
 */
#include "core/check-rules.h"

#include <string.h>

#include "core/mem.h"
#include "core/text.h"

#define NOUN_POINTS 8
#define ITEM_POINTS 24
#define LIST_BYTES 2000
#define COUNT_LIMIT 99

static const char *const counters[] = {
    "大类", "大项", "大块", "大方面", "大板块", "大部分", "个方面", "个部分",
    "方面", "部分", "板块", "阶段",   "环节",   "个",     "种",     "类",
    "项",   "條",   "条",   "點",     "点",     "步",     "档",     "层",
    "款",   "组",   "名",   "位",     "家",     "所",     "门",     "大",
    "篇",   "份",   "场",   "級",     "级",     "人",     "個",     "種",
    "類",   "項",   NULL};

static const char *const introducers[] = {
    "分别是",   "分别为",   "分别包括", "具体包括", "具体是", "具体为",
    "主要包括", "主要是",   "主要为",   "主要有",   "依次为", "依次是",
    "即包括",   "包括",     "包含",     "包括有",   "分別為", "分別是",
    "即",       "一般包括", NULL};

/* Counters that also label a thing (3组：, 9点：, 2层：): without a noun they
 * count only behind one of the words below. */
static const char *const labels[] = {"组", "点", "點", "层", "级", "級", "门",
                                     "所", "款", "档", "条", "條", NULL};
static const char *const heads[] = {"为", "共", "分", "有", "设", "成",
                                    "下", "列", "為", "設", "含", NULL};

/* Behind a counter: an estimate, or things whose list is no list of them. */
static const char *const uncounted[] = {
    "以上", "以下", "以内", "左右", "多",   "余",     "名额", "岗位", "学时",
    "课时", "学分", "小时", "月",   "席位", "工作日", "分数", "年级", NULL};

/* Before a number: an ordinal, a part, an estimate. */
static const char *const shades[] = {"第", "前", "后", "後", "首", "每", "任",
                                     "其", "近", "约", "超", "逾", "达", "过",
                                     "至", "到", "十", "百", "千", "万", "点",
                                     "—",  "～", "-",  "~",  ".",  NULL};

static const char *const digits[] = {"〇", "一", "二", "三", "四", "五", "六",
                                     "七", "八", "九", "十", "两", "兩", NULL};

/* 0..9, 10 for 十; -1. */
static int han_digit(struct span text, size_t at)
{
	for (int i = 0; digits[i]; i++) {
		if (check_at(text, at, digits[i]))
			return i > 10 ? 2 : i;
	}
	return -1;
}

/* A whole number to 99 at `at`, in either script; its end, or 0. */
static size_t read_number(struct span text, size_t at, int *out)
{
	int sum = 0, digit;
	size_t bytes, start = at;

	while ((digit = check_digit(check_point(text, at, &bytes))) >= 0) {
		sum = sum * 10 + digit;
		at += bytes;
		if (sum > COUNT_LIMIT)
			return 0;
	}
	if (at > start) {
		*out = sum;
		return at;
	}
	for (; (digit = han_digit(text, at)) >= 0; at += 3) {
		if (digit == 10)
			sum = sum ? sum * 10 : 10;
		else if (sum && sum % 10)
			return 0; /* 三五 is no number */
		else
			sum += digit;
		if (sum > COUNT_LIMIT)
			return 0;
	}
	*out = sum;
	return at > start ? at : 0;
}

static bool is_shaded(struct span text, size_t at)
{
	size_t bytes;
	uint32_t point = check_before(text, at, &bytes);

	if (!bytes)
		return false;
	return check_any(text, at - bytes, shades) || check_digit(point) >= 0 ||
	       (bytes == 3 && han_digit(text, at - bytes) >= 0) ||
	       text_is_latin(point);
}

static bool is_blank(uint32_t point)
{
	return point == ' ' || point == '\t' || point == 0x3000 ||
	       point == '\r' || point == 0xA0;
}

static size_t skip_blanks(struct span text, size_t at)
{
	size_t bytes;

	while (is_blank(check_point(text, at, &bytes)))
		at += bytes;
	return at;
}

static size_t colon_bytes(struct span text, size_t at)
{
	static const char *const colons[] = {"：", ":", "——", NULL};

	return check_any(text, at, colons);
}

/* Whether N条： without a noun may count: the number at `start` stands behind
 * Chinese, and behind the right one if its counter may be a label. */
static bool may_be_bare(struct span text, size_t start, size_t counter)
{
	size_t bytes;
	uint32_t point = check_before(text, start, &bytes);

	if (!text_is_han(point))
		return false;
	return !check_any(text, counter, labels) ||
	       check_any(text, start - bytes, heads);
}

/* Behind the counter at `at`: where its list begins; 0 when none does. */
static size_t list_start(struct span text, size_t at, bool bare)
{
	static const char *const commas[] = {"，", ",", NULL};
	size_t bytes, word;

	for (int points = 0; points <= NOUN_POINTS; points++) {
		size_t next = skip_blanks(text, at), colon;

		next += check_any(text, next, commas);
		next = skip_blanks(text, next);
		word = check_any(text, next, introducers);
		colon = colon_bytes(text, next + word);
		if (word || (colon && next == at && (points || bare)))
			return next + word + colon;
		if (!text_is_han(check_point(text, at, &bytes)))
			return 0;
		at += bytes;
	}
	return 0;
}

/* A list as counted: `least` and `most` differ where 和 may part two items or
 * stand inside one. */
struct list {
	int least, most;
	bool open; /* ends in 等 */
};

static bool is_stop(uint32_t point)
{
	return point == '\0' || point == '\n' || point == 0x3002 ||
	       point == 0xFF1B || point == ';' || point == 0xFF01;
}

static bool is_comma(uint32_t point)
{
	return point == 0xFF0C || point == ',';
}

static int depth_step(uint32_t point)
{
	switch (point) {
	case '(':
	case 0xFF08:
	case 0x300A:
	case 0x201C:
		return 1;
	case ')':
	case 0xFF09:
	case 0x300B:
	case 0x201D:
		return -1;
	default:
		return 0;
	}
}

/* Whether a 、 comes before the sentence ends. */
static bool goes_on(struct span text, size_t at)
{
	size_t bytes;
	uint32_t point;

	for (; !is_stop(point = check_point(text, at, &bytes)); at += bytes) {
		if (point == 0x3001)
			return true;
	}
	return false;
}

/* Counts the items from `at` to the end of the sentence; false when the list
 * cannot be counted with confidence. */
static bool count_items(struct span text, size_t at, struct list *out)
{
	static const char *const joints[] = {"以及", "和", "及",
	                                     "与",   "與", NULL};
	int depth = 0, joined = 0;
	size_t points = 0, bytes;
	uint32_t point;

	memset(out, 0, sizeof(*out));
	if (text.bytes - at > LIST_BYTES)
		text.bytes = at + LIST_BYTES;
	for (;; at += bytes) {
		point = check_point(text, at, &bytes);
		if (is_stop(point) && depth <= 0)
			break;
		if (point == '\0' || point == '\n')
			return false;
		depth += depth_step(point);
		if (depth > 0)
			continue;
		if (is_comma(point)) {
			if (goes_on(text, at))
				return false;
			break;
		}
		if (colon_bytes(text, at) || points > ITEM_POINTS)
			return false;
		if (point == 0x3001) {
			if (joined)
				return false; /* 甲和乙、丙: which is it? */
			out->least++;
			points = 0;
			continue;
		}
		if (points && check_any(text, at, joints))
			joined++;
		out->open = out->open || check_at(text, at, "等");
		points += !is_blank(point);
	}
	if (!out->least || !points)
		return false;
	out->least++;
	out->most = out->least + joined;
	return true;
}

/* The number of a numbered line at `at`, and its style; 0 when it has none. */
static int line_number(struct span text, size_t at, int *style)
{
	static const char *const opens[] = {"（", "(", NULL};
	static const char *const closes[] = {"）", ")", NULL};
	static const char *const dots[] = {"、", "．", ".", NULL};
	size_t open, end;
	int number = 0;

	at = skip_blanks(text, at);
	if (check_at(text, at, "- "))
		at += 2;
	open = check_any(text, at, opens);
	*style = (open != 0) * 2 + (han_digit(text, at + open) >= 0);
	end = read_number(text, at + open, &number);
	if (!end || !check_any(text, end, open ? closes : dots))
		return 0;
	return number;
}

/* Counts the lines numbered 1, 2, 3 … in one style from `at` on. */
static bool count_lines(struct span text, size_t at, struct list *out)
{
	int style, first = 0, number = 0, last = 0;

	memset(out, 0, sizeof(*out));
	for (; at < text.bytes; at++) {
		size_t begin = skip_blanks(text, at);

		if (begin >= text.bytes || text.at[begin] == '\n') {
			at = begin;
			continue;
		}
		if (check_at(text, begin, "第") || check_at(text, begin, "#"))
			break;
		number = line_number(text, begin, &style);
		if (!last && number != 1)
			return false;
		if (!last)
			first = style;
		if (number && style == first && number == 1 && last)
			break;
		if (number && style == first && number != last + 1)
			return false;
		if (number && style == first)
			last = number;
		while (at < text.bytes && text.at[at] != '\n')
			at++;
	}
	out->least = out->most = last;
	return last > 1;
}

static bool is_mismatch(int stated, const struct list *list)
{
	if (stated >= list->least && stated <= list->most)
		return false;
	/* 等 may stand for more, but not for a single one left out of many. */
	if (list->open && stated > list->most)
		return stated >= 4 && stated == list->most + 1;
	return true;
}

static void add_count(struct span text, size_t start, size_t end, int stated,
                      const struct list *list, struct findings *out)
{
	struct finding *finding =
	    finding_add(out, "typography/count", text, start, end);
	struct str object = {0};

	str_putf(&object, "%d ≠ %d", stated,
	         stated > list->most ? list->most : list->least);
	finding->object = str_take(&object);
}

/* A count that begins at `at`; where to go on. */
static size_t check_count(struct span text, size_t at, struct findings *out)
{
	int stated = 0;
	size_t end = read_number(text, at, &stated), counter, begin, next;
	bool grade, bare;
	struct list list;

	if (!end || stated < 2 || is_shaded(text, at))
		return end ? end : at + 1;
	next = skip_blanks(text, end);
	counter = check_any(text, next, counters);
	if (!counter || check_any(text, next + counter, uncounted))
		return end;
	bare = may_be_bare(text, at, next);
	/* 二级学院： counts nothing */
	grade = check_at(text, next, "级") || check_at(text, next, "級");
	next += counter;
	begin = grade && text_is_han(check_point(text, next, &counter))
	            ? 0
	            : list_start(text, next, bare);
	if (!begin)
		return end;
	begin = skip_blanks(text, begin);
	if (begin < text.bytes && text.at[begin] == '\n'
	        ? count_lines(text, begin + 1, &list)
	        : count_items(text, begin, &list)) {
		if (is_mismatch(stated, &list))
			add_count(text, at, next, stated, &list, out);
	}
	return end;
}

void check_counts(struct span text, struct findings *out)
{
	size_t bytes;

	for (size_t at = 0; at < text.bytes;) {
		uint32_t point = check_point(text, at, &bytes);

		if (check_digit(point) >= 0 ||
		    (bytes == 3 && han_digit(text, at) >= 0))
			at = check_count(text, at, out);
		else
			at += bytes;
	}
}
