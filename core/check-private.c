/*
 * Identity numbers, mobile numbers, secrecy markings: what a person or a state
 * would be hurt by. The gate runs two of these, so a hit must be a thing, not
 * a word: a number with a right check digit, a marking where markings stand.
 */
#include "core/check-rules.h"

#include <string.h>

#include "core/text.h"

#define ID_DIGITS 18
#define MOBILE_DIGITS 11

/* A number being read off the text; digits of both widths. */
struct digits {
	int value[ID_DIGITS];
	size_t start, end;
};

/* The provinces of GB/T 2260, first two digits; 81 to 83 are the residence
 * permits for Hong Kong, Macao and Taiwan. */
static bool is_province(int number)
{
	static const char known[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 "
	                            "37 41 42 43 44 45 46 50 51 52 53 54 61 62 "
	                            "63 64 65 71 81 82 83 91";
	char digits[3] = {(char)('0' + number / 10), (char)('0' + number % 10),
	                  '\0'};

	return strstr(known, digits) != NULL;
}

static bool is_day(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
	                           31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1850 || year > 2099 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (leap && month == 2);
}

static int number(const int *digits, int count)
{
	int sum = 0;

	for (int i = 0; i < count; i++)
		sum = sum * 10 + digits[i];
	return sum;
}

/* ISO 7064 MOD 11-2, which GB 11643 takes over: the weighted sum is 1. */
static bool is_id(const int *digits)
{
	int sum = 0, weight = 1;

	for (int i = ID_DIGITS - 1; i >= 0; i--) {
		sum += digits[i] * weight;
		weight = weight * 2 % 11;
	}
	return sum % 11 == 1 && is_province(number(digits, 2)) &&
	       is_day(number(digits + 6, 4), number(digits + 10, 2),
	              number(digits + 12, 2));
}

static bool is_x(uint32_t point)
{
	return point == 'X' || point == 'x' || point == 0xFF38 ||
	       point == 0xFF58;
}

static bool is_gap(uint32_t point)
{
	return point == ' ' || point == '-' || point == 0x3000 ||
	       point == 0xA0 || point == 0x2010 || point == 0x2011 ||
	       point == 0x2013 || point == 0xFF0D;
}

/*
 * Reads `count` digits at `at`, allowing one gap behind the places named in
 * `gaps` (0-terminated). `x` allows X as the last.
 */
static bool read_digits(struct span text, size_t at, int count, const int *gaps,
                        bool x, struct digits *out)
{
	size_t bytes;

	out->start = at;
	for (int i = 0; i < count; i++) {
		uint32_t point = check_point(text, at, &bytes);

		if (i && *gaps == i) {
			gaps++;
			if (is_gap(point)) {
				at += bytes;
				point = check_point(text, at, &bytes);
			}
		}
		out->value[i] = check_digit(point);
		if (out->value[i] < 0 && x && i == count - 1 && is_x(point))
			out->value[i] = 10;
		if (out->value[i] < 0)
			return false;
		at += bytes;
	}
	out->end = at;
	return true;
}

static bool digit_before(struct span text, size_t at)
{
	size_t bytes;

	return check_digit(check_before(text, at, &bytes)) >= 0;
}

static bool digit_at(struct span text, size_t at)
{
	size_t bytes;

	return check_digit(check_point(text, at, &bytes)) >= 0;
}

void check_id_numbers(struct span text, struct findings *out)
{
	static const int gaps[] = {6, 14, 0};
	struct digits found;
	size_t bytes;

	for (size_t at = 0; at < text.bytes; at += bytes) {
		bytes = 1;
		if ((unsigned char)text.at[at] >= 0x80)
			check_point(text, at, &bytes);
		if (!digit_at(text, at) || digit_before(text, at) ||
		    !read_digits(text, at, ID_DIGITS, gaps, true, &found) ||
		    digit_at(text, found.end) || !is_id(found.value))
			continue;
		finding_add(out, "privacy/id-number", text, found.start,
		            found.end);
		bytes = found.end - at;
	}
}

/* Bytes of a country code at `at`: +86, 0086, 86 with a gap or not. */
static size_t country_bytes(struct span text, size_t at)
{
	static const char *const codes[] = {"+86", "0086", "＋86", NULL};
	size_t code = check_any(text, at, codes), bytes;

	if (code && is_gap(check_point(text, at + code, &bytes)))
		code += bytes;
	return code;
}

/* The number of a page or a file, not of a person: …/13812345678.html */
static bool in_address(struct span text, size_t at)
{
	unsigned char before;

	if (at < 2)
		return false;
	before = (unsigned char)text.at[at - 2];
	return strchr("/_=", text.at[at - 1]) && before < 0x80 &&
	       before != ' ' && before != '\n';
}

void check_mobiles(struct span text, struct findings *out)
{
	static const int gaps[] = {3, 7, 0};
	struct digits found;
	size_t bytes, code;

	for (size_t at = 0; at < text.bytes; at += bytes) {
		bytes = 1;
		if ((unsigned char)text.at[at] >= 0x80)
			check_point(text, at, &bytes);
		code = country_bytes(text, at);
		if ((!code && !digit_at(text, at)) || digit_before(text, at) ||
		    !read_digits(text, at + code, MOBILE_DIGITS, gaps, false,
		                 &found) ||
		    found.value[0] != 1 || found.value[1] < 3 ||
		    digit_at(text, found.end) || in_address(text, at))
			continue;
		finding_add(out, "privacy/mobile", text, found.start,
		            found.end);
		bytes = found.end - at;
	}
}

/* ------- markings ------- */

static const char *const levels[] = {"绝密", "機密", "机密", "秘密",
                                     "絕密", "商密", NULL};
static const char *const stars[] = {"★", "☆", "＊", "*", NULL};
static const char *const papers[] = {
    "内部资料", "内部文件", "内部材料", "内部参考", "内部刊物", "内部使用",
    "内部传阅", "内部掌握", "内部情况", "內部資料", "內部文件", NULL};
static const char *const orders[] = {
    "注意保存", "妥善保存", "妥善保管", "注意保管", "注意保密", "不得外传",
    "请勿外传", "切勿外传", "严禁外传", "禁止外传", "不准外传", "不宜外传",
    "不得公开", "不得转载", "不得翻印", "严禁翻印", "请勿转发", "谨防泄露",
    "严禁泄露", "注意保存", "請勿外傳", "不得外傳", NULL};
static const char *const opens[] = {"【", "〔", "［", "（", "[",
                                    "(",  "《", "“",  NULL};
static const char *const closes[] = {"】", "〕", "］", "）", "]",
                                     ")",  "》", "”",  NULL};
static const char *const blanks[] = {" ", "\t", "\r", "\u3000", "\u00A0", NULL};
static const char *const breaks[] = {" ",  "\t",     "\u3000", "\u00A0", "，",
                                     ",",  "、",     "·",      "：",     ":",
                                     "；", "\u2003", "。",     NULL};
static const char *const ends[] = {"！", "!", NULL};

static size_t skip(struct span text, size_t at, const char *const *words)
{
	size_t bytes;

	while ((bytes = check_any(text, at, words)))
		at += bytes;
	return at;
}

/* The end of a term at `at`: 10年, 6个月, 长期, 启用前; or `at`. */
static size_t period_end(struct span text, size_t at)
{
	static const char *const units[] = {"年", "个月", "個月", "月",
	                                    "天", "日",   NULL};
	static const char *const words[] = {"长期",   "長期",     "永久",
	                                    "启用前", "使用完前", NULL};
	size_t end = skip(text, at, blanks), bytes;

	if ((bytes = check_any(text, end, words)))
		return end + bytes;
	if (!digit_at(text, end))
		return at;
	while (digit_at(text, end)) {
		check_point(text, end, &bytes);
		end += bytes;
	}
	end = skip(text, end, blanks);
	bytes = check_any(text, end, units);
	return bytes ? end + bytes : at;
}

/* 机密★10年: the end of a level with its star at `at`; 0 when none is. */
static size_t starred_end(struct span text, size_t at)
{
	size_t bytes = check_any(text, at, levels), end, star;

	if (!bytes)
		return 0;
	end = skip(text, at + bytes, blanks);
	star = check_any(text, end, stars);
	if (!star)
		return 0;
	/* An ASCII star is Markdown's unless a period follows: 秘密*10年. */
	if (text.at[end] == '*')
		return period_end(text, end + 1) > end + 1
		           ? period_end(text, end + 1)
		           : 0;
	return period_end(text, end + star);
}

/* A line that says nothing but its secrecy: 机密, 密级：秘密 10年, 【绝密】. */
static bool is_level_line(struct span line)
{
	static const char *const labels[] = {
	    "密级：",     "密级:",      "密級：", "密級:",
	    "秘密等级：", "保密等级：", NULL};
	size_t at = skip(line, 0, opens), bytes;

	at = skip(line, at, stars);
	at += check_any(line, at, labels);
	at = skip(line, at, blanks);
	bytes = check_any(line, at, levels);
	if (!bytes)
		return false;
	at += bytes;
	if (check_at(line, at, "级"))
		at += strlen("级");
	at = skip(line, at, blanks);
	at = skip(line, at, stars);
	at = period_end(line, at);
	at = skip(line, at, closes);
	at = skip(line, at, ends);
	return at == line.bytes;
}

/* The end of 内部资料 with 注意保存 … at `at`; *ordered tells of the order. */
static size_t internal_end(struct span text, size_t at, bool *ordered)
{
	size_t end = at, next, bytes;

	*ordered = false;
	if (check_at(text, end, "仅供"))
		end += strlen("仅供");
	bytes = check_any(text, end, papers);
	if (!bytes)
		return 0;
	end += bytes;
	for (;;) {
		next = skip(text, end, breaks);
		next = skip(text, next, stars);
		bytes = check_any(text, next, orders);
		if (!bytes)
			break;
		*ordered = true;
		end = next + bytes;
	}
	return end;
}

/* A line that is nothing but a marking for internal use. */
static bool is_internal_line(struct span line)
{
	bool ordered;
	size_t at = skip(line, 0, opens), end;

	at = skip(line, at, stars);
	end = internal_end(line, at, &ordered);
	if (!end)
		return false;
	end = skip(line, end, stars);
	end = skip(line, end, closes);
	end = skip(line, end, ends);
	return end == line.bytes;
}

/* 【内部资料 注意保存】 within a line: brackets around, an order inside. */
static size_t bracketed_end(struct span line, size_t at)
{
	size_t open = check_any(line, at, opens), end, close;
	bool ordered;

	if (!open || check_at(line, at, "《") || check_at(line, at, "“"))
		return 0;
	end = internal_end(line, at + open, &ordered);
	if (!end || !ordered)
		return 0;
	end = skip(line, end, ends);
	close = check_any(line, end, closes);
	return close ? end + close : 0;
}

static struct span trim(struct span line)
{
	size_t start = skip(line, 0, blanks), end = line.bytes, bytes;

	if (check_at(line, start, "\xEF\xBB\xBF"))
		start = skip(line, start + 3, blanks);
	while (end > start) {
		uint32_t point = check_before(line, end, &bytes);

		if (point != ' ' && point != '\t' && point != '\r' &&
		    point != 0x3000 && point != 0xA0)
			break;
		end -= bytes;
	}
	return span_from(line.at + start, end - start);
}

static void check_line(struct span text, struct span line, struct findings *out)
{
	size_t base, end, bytes;

	line = trim(line);
	base = (size_t)(line.at - text.at);
	if (is_internal_line(line)) {
		finding_add(out, "secrecy/internal", text, base,
		            base + line.bytes);
		return;
	}
	if (is_level_line(line)) {
		finding_add(out, "secrecy/marking", text, base,
		            base + line.bytes);
		return;
	}
	for (size_t at = 0; at < line.bytes; at += bytes) {
		check_point(line, at, &bytes);
		if ((end = starred_end(line, at)))
			finding_add(out, "secrecy/marking", text, base + at,
			            base + end);
		else if ((end = bracketed_end(line, at)))
			finding_add(out, "secrecy/internal", text, base + at,
			            base + end);
		else
			continue;
		bytes = end - at;
	}
}

void check_markings(struct span text, struct findings *out)
{
	struct span rest = text, line;

	while (span_cut(&rest, '\n', &line))
		check_line(text, line, out);
}
