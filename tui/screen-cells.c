/*
 * screen-cells - how many cells a code point takes; no curses here.
 *
 * Curses asks the process for wcwidth(); the one below answers, so that it and
 * screen_put never disagree, not even about ambiguous characters. libc's own
 * opinion comes from wcswidth(), which does not call us.
 */
#include "tui/screen-cells.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "tui/screen.h"

struct range {
	uint32_t first, last;
};

static const struct range ambiguous_ranges[] = {
#include "tui/ambiguous.inc" /* made by tui/ambiguous.sh */
};

/* What a reader cannot see: controls, bidi controls, zero width, fillers, tags,
 * line separators, private use (each font shows something else there). The
 * variation selectors are not among them. */
static const struct range unseen_ranges[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},      {0x00AD, 0x00AD},
    {0x034F, 0x034F},   {0x061C, 0x061C},      {0x115F, 0x1160},
    {0x17B4, 0x17B5},   {0x180E, 0x180E},      {0x200B, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},      {0x3164, 0x3164},
    {0xD800, 0xF8FF},   {0xFDD0, 0xFDEF},      {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},      {0xFFFE, 0xFFFF},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},    {0xE0000, 0xE00FF},
    {0xE01F0, 0xE0FFF}, {0xF0000, UINT32_MAX},
};

static int ambiguous = 1;

static bool is_in(const struct range *ranges, size_t count, uint32_t point)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (point > ranges[middle].last)
			low = middle + 1;
		else if (point < ranges[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}
#define IS_IN(ranges, point) \
	is_in(ranges, sizeof(ranges) / sizeof((ranges)[0]), point)

/* libc's width, with what is ambiguous; -1 when it has none. */
static int width(uint32_t point)
{
	wchar_t wide = (wchar_t)point;
	int cells = wcswidth(&wide, 1);

	if (cells == 1 && ambiguous == 2 && IS_IN(ambiguous_ranges, point))
		return 2;
	return cells;
}

bool cells_is_dropped(uint32_t point)
{
	return (point >= 0xFE00 && point <= 0xFE0F) ||
	       (point >= 0xE0100 && point <= 0xE01EF) ||
	       (point >= 0x180B && point <= 0x180D) || point == 0x180F;
}

uint32_t cells_drawn(uint32_t point)
{
	if (point >= 0x20 && point < 0x7F)
		return point;
	if (IS_IN(unseen_ranges, point) || (point & 0xFFFE) == 0xFFFE ||
	    (point && width(point) < 0))
		return CELLS_REPLACEMENT;
	return point;
}

int screen_cells(uint32_t point)
{
	if (point >= 0x20 && point < 0x7F)
		return 1;
	if (point >= 0x4E00 && point <= 0x9FFF)
		return 2;
	return cells_is_dropped(point) ? 0 : width(cells_drawn(point));
}

int screen_ambiguous(void)
{
	return ambiguous;
}

void cells_set_ambiguous(int cells)
{
	ambiguous = cells == 2 ? 2 : 1;
}

/* For curses. */
int wcwidth(wchar_t wide)
{
	return wide ? width((uint32_t)wide) : 0;
}
