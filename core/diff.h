/*
 * diff - what changed between two texts: lines first, then characters.
 *
 * Lines are paragraphs (split at LF; whether the last one ends in LF is no
 * difference). Inside a changed paragraph the unit is the grapheme, because
 * Chinese has no words to split at. Gone and came lines that share half of
 * their characters are paired, in order, as a changed one.
 *
 * Bounded for large texts: beyond DIFF_LIMIT differences (lines gone and come,
 * or graphemes within one line) all between the common front and the common
 * end is given as replaced. What is given is always true, only coarser.
 */
#ifndef CORE_DIFF_H
#define CORE_DIFF_H

#include "core/str.h"

enum { DIFF_LIMIT = 1000 };

enum diff_kind {
	DIFF_SAME,   /* one line, in both */
	DIFF_GONE,   /* only in the old text */
	DIFF_CAME,   /* only in the new text */
	DIFF_CHANGED /* one line of each, with pieces */
};

struct diff_piece {          /* of a changed line, in reading order */
	enum diff_kind kind; /* SAME, GONE or CAME */
	struct span text;
};

struct diff_line {
	enum diff_kind kind;
	struct span before, after; /* without LF; empty where it has none */
	struct diff_piece *pieces; /* CHANGED only */
	size_t piece_count, piece_room;
};

struct diff {
	struct diff_line *at;
	size_t count, room;
};

/* Spans are borrowed from the two texts. *out is the caller's: diff_clear. */
void diff_texts(struct span before, struct span after, struct diff *out);
void diff_clear(struct diff *diff);

#endif
