/*
 * Half-width marks in Chinese prose. A mark is Chinese when Chinese stands
 * before it; brackets when their inside is. Latin, numbers and addresses keep
 * their own marks, so (1), 10:30 and a,b are left alone.
 */
#include "core/check-rules.h"

#include <string.h>

#include "core/text.h"

#define DEPTH 16
#define NUMBER_POINTS 12 /* (一) and the like are one finding, not two */

static bool is_opening(uint32_t point)
{
	return point == 0x300A || point == 0x3008 || point == 0x201C ||
	       point == 0x2018 || point == 0xFF08 || point == 0x3010 ||
	       point == 0x3014;
}

static bool is_closing(uint32_t point)
{
	return point == 0x300B || point == 0x3009 || point == 0x201D ||
	       point == 0x2019 || point == 0xFF09 || point == 0x3011 ||
	       point == 0x3015;
}

static bool is_blank(uint32_t point)
{
	return point == ' ' || point == '\t' || point == '\r' ||
	       point == 0x3000 || point == 0xA0;
}

static bool is_line_end(uint32_t point)
{
	return point == '\0' || point == '\n';
}

/* The code point before `at`, not counting Markdown's stars. */
static uint32_t before(struct span text, size_t at)
{
	uint32_t point;
	size_t bytes;

	do {
		point = check_before(text, at, &bytes);
		at -= bytes;
	} while (point == '*');
	return point;
}

/* The code point from `at` on, not counting stars and blanks. */
static uint32_t after(struct span text, size_t at)
{
	uint32_t point;
	size_t bytes;

	do {
		point = check_point(text, at, &bytes);
		at += bytes;
	} while (point == '*' || is_blank(point));
	return point;
}

static const char *wide(char mark)
{
	switch (mark) {
	case ',':
		return "，";
	case ';':
		return "；";
	case ':':
		return "：";
	case '?':
		return "？";
	case '!':
		return "！";
	case '.':
		return "。";
	case '(':
		return "（";
	case ')':
		return "）";
	default:
		return NULL;
	}
}

static void add_mark(struct span text, size_t at, struct findings *out)
{
	finding_suggest(
	    finding_add(out, "typography/half-width", text, at, at + 1),
	    wide(text.at[at]));
}

/* What may follow a mark that belongs to Chinese prose. */
static bool is_prose(uint32_t point)
{
	return text_is_han(point) || is_opening(point) || is_closing(point) ||
	       is_line_end(point) || check_digit(point) >= 0 ||
	       text_is_latin(point) || point == '(' || point == ')' ||
	       point == '"' || point == '\'' || point == 0x2014 ||
	       (point >= 0x2460 && point <= 0x24FF);
}

/* Latin or a number may follow Chinese and its comma, but no full stop: that
 * is a domain or a decimal. */
static bool is_chinese_mark(struct span text, size_t at)
{
	uint32_t left = before(text, at), right = after(text, at + 1);
	bool han = text_is_han(left);

	if (text.at[at] == '.')
		return han && at + 1 < text.bytes &&
		       (text_is_han(right) || is_opening(right)) &&
		       !is_blank((unsigned char)text.at[at + 1]);
	if (han || is_closing(left))
		return is_prose(right);
	/* 48,然后: a comma is never glued between a number and Chinese. */
	return (text.at[at] == ',' || text.at[at] == ';') &&
	       (check_digit(left) >= 0 || text_is_latin(left) || left == '%' ||
	        left == ')') &&
	       text_is_han(right);
}

struct bracket {
	size_t at, bytes;
	bool half;
};

/* What stands between two brackets. */
struct inside {
	bool han;      /* some Chinese */
	bool only_han; /* nothing else */
	size_t points;
};

static struct inside look_inside(struct span text, size_t start, size_t end)
{
	struct inside inside = {false, true, 0};
	uint32_t point;

	while (start < end) {
		start += text_step(text, start, &point);
		inside.han = inside.han || text_is_han(point);
		inside.only_han = inside.only_han && text_is_han(point);
		inside.points++;
	}
	inside.only_han = inside.only_han && inside.points > 0;
	return inside;
}

static void add_pair(struct span text, size_t open, size_t close,
                     struct findings *out)
{
	struct str wished = {0};

	str_puts(&wished, "（");
	str_add(&wished, span_from(text.at + open + 1, close - open - 1));
	str_puts(&wished, "）");
	finding_suggest(
	    finding_add(out, "typography/half-width", text, open, close + 1),
	    str_text(&wished));
	str_clear(&wished);
}

/* Closes *open at `at`. */
static void close_pair(struct span text, const struct bracket *open, size_t at,
                       bool half, struct findings *out)
{
	struct inside inside = look_inside(text, open->at + open->bytes, at);

	if (open->half != half) {
		add_mark(text, half ? at : open->at, out);
	} else if (half && inside.only_han && inside.points <= NUMBER_POINTS) {
		add_pair(text, open->at, at, out);
	} else if (half && inside.han) {
		add_mark(text, open->at, out);
		add_mark(text, at, out);
	}
}

/* Pairs the brackets of one line, and reports those that are not wide. */
static void check_brackets(struct span text, size_t from, size_t to,
                           struct findings *out)
{
	struct bracket stack[DEPTH] = {{0}};
	size_t depth = 0, bytes;

	for (size_t at = from; at < to; at += bytes) {
		uint32_t point = check_point(text, at, &bytes);
		bool half = point == '(' || point == ')';

		if (point == '(' || point == 0xFF08) {
			if (depth == DEPTH)
				return;
			stack[depth].at = at;
			stack[depth].bytes = bytes;
			stack[depth++].half = half;
		} else if ((point == ')' || point == 0xFF09) && depth) {
			close_pair(text, &stack[--depth], at, half, out);
		} else if (point == ')' && text_is_han(before(text, at)) &&
		           text_is_han(after(text, at + 1)) &&
		           at - from > NUMBER_POINTS) {
			add_mark(text, at, out);
		}
	}
	while (depth--) {
		size_t at = stack[depth].at;

		if (stack[depth].half && text_is_han(before(text, at)) &&
		    text_is_han(after(text, at + 1)))
			add_mark(text, at, out);
	}
}

void check_half_width(struct span text, struct findings *out)
{
	size_t line = 0;

	for (size_t at = 0; at <= text.bytes; at++) {
		if (at == text.bytes || text.at[at] == '\n') {
			check_brackets(text, line, at, out);
			line = at + 1;
		} else if (strchr(",;:?!.", text.at[at]) && text.at[at] &&
		           is_chinese_mark(text, at)) {
			add_mark(text, at, out);
		}
	}
}
