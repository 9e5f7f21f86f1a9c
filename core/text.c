#include "core/text.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unilbrk.h>
#include <uninorm.h>
#include <unistr.h>

#include "core/mem.h"

#define REPLACEMENT 0xFFFDu
#define BOM 0xFEFFu
#define JOINER 0x200Du
#define DASH 0x2014u

static const uint8_t *bytes_of(struct span text)
{
	return (const uint8_t *)text.at;
}

size_t text_step(struct span text, size_t at, uint32_t *point)
{
	ucs4_t found;
	int bytes;

	if ((unsigned char)text.at[at] < 0x80) {
		*point = (unsigned char)text.at[at];
		return 1;
	}
	bytes = u8_mbtoucr(&found, bytes_of(text) + at, text.bytes - at);
	if (bytes <= 0) {
		*point = REPLACEMENT;
		return 1;
	}
	*point = found;
	return (size_t)bytes;
}

void text_put_point(struct str *out, uint32_t point)
{
	uint8_t bytes[6];
	int count = u8_uctomb(bytes, point, sizeof(bytes));

	if (count > 0)
		str_add(out, span_from((const char *)bytes, (size_t)count));
}

size_t text_valid_bytes(struct span text)
{
	const uint8_t *bad =
	    text.bytes ? u8_check(bytes_of(text), text.bytes) : NULL;

	return bad ? (size_t)(bad - bytes_of(text)) : text.bytes;
}

bool text_is_han(uint32_t point)
{
	return (point >= 0x4E00 && point <= 0x9FFF) ||
	       (point >= 0x3400 && point <= 0x4DBF) || point == 0x3007 ||
	       (point >= 0xF900 && point <= 0xFAFF) ||
	       (point >= 0x20000 && point <= 0x3FFFD);
}

bool text_is_latin(uint32_t point)
{
	if (point < 0x80)
		return (point >= 'a' && point <= 'z') ||
		       (point >= 'A' && point <= 'Z');
	if (point >= 0x2E80 && point < 0xA000)
		return false;
	return uc_is_property_alphabetic(point) &&
	       uc_script(point) == uc_script('A');
}

bool text_is_control(uint32_t point)
{
	return (point < 0x20 && point != '\n' && point != '\t') ||
	       (point >= 0x7F && point < 0xA0);
}

bool text_is_hidden(uint32_t point)
{
	return point == 0xAD || point == 0x61C || point == 0x180E ||
	       point == 0x200B || point == 0x200E || point == 0x200F ||
	       (point >= 0x2028 && point <= 0x202E) ||
	       (point >= 0x2060 && point <= 0x206F) || point == BOM ||
	       (point >= 0xFFF9 && point <= 0xFFFB) ||
	       (point >= 0xE0000 && point <= 0xE007F);
}

size_t text_characters(struct span text)
{
	size_t count = 0;
	uint32_t point;

	for (size_t at = 0; at < text.bytes;) {
		at += text_step(text, at, &point);
		count +=
		    point > ' ' && point != 0x3000 && !text_is_control(point);
	}
	return count;
}

static char folded(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A') : byte;
}

size_t text_find(struct span text, struct span words, size_t from, size_t to)
{
	if (!words.bytes || words.bytes > text.bytes)
		return (size_t)-1;
	if (to > text.bytes - words.bytes + 1)
		to = text.bytes - words.bytes + 1;
	for (size_t at = from; at < to; at++) {
		size_t same = 0;

		while (same < words.bytes &&
		       folded(text.at[at + same]) == folded(words.at[same]))
			same++;
		if (same == words.bytes)
			return at;
	}
	return (size_t)-1;
}

static bool is_noncharacter(uint32_t point)
{
	return (point >= 0xFDD0 && point <= 0xFDEF) ||
	       (point & 0xFFFE) == 0xFFFE;
}

static bool is_line_break(uint32_t point)
{
	return point == '\n' || point == 0x2028 || point == 0x2029;
}

static bool is_blank(uint32_t point)
{
	return point == ' ' || point == '\t' || point == '\r' ||
	       point == 0xA0 || point == 0x3000 || is_line_break(point);
}

/* Characters that NFC leaves alone whatever stands beside them; enough for
 * nearly every Chinese or English text. */
static bool is_inert(uint32_t point)
{
	return point < 0x300 || (point >= 0x4E00 && point <= 0x9FFF) ||
	       (point >= 0xFF01 && point <= 0xFFEE) ||
	       (point >= 0x3001 && point <= 0x3029) ||
	       (point >= 0x2010 && point <= 0x205F);
}

static enum err_code refuse_byte(const char *name, size_t at, struct err *err)
{
	struct str offset = {0};
	enum err_code rc;

	str_putf(&offset, "%zu", at);
	rc = err_set(err, ERR_BAD_TEXT, name, str_text(&offset));
	str_clear(&offset);
	return rc;
}

static enum err_code refuse_point(const char *name, uint32_t point,
                                  struct err *err)
{
	struct str label = {0};
	enum err_code rc;

	str_putf(&label, "U+%04X", point);
	rc = err_set(err, ERR_CONTROL, name, str_text(&label));
	str_clear(&label);
	return rc;
}

/* Copies `text` with LF for CRLF; *inert tells whether NFC could change it. */
static enum err_code take_points(struct span text, const char *name,
                                 struct str *out, bool *inert, struct err *err)
{
	size_t kept = 0;
	uint32_t point;

	*inert = true;
	for (size_t at = 0, bytes; at < text.bytes; at += bytes) {
		bytes = text_step(text, at, &point);
		if (point == '\r' && at + 1 < text.bytes &&
		    text.at[at + 1] == '\n') {
			str_add(out, span_from(text.at + kept, at - kept));
			kept = at + 1;
			continue;
		}
		if (text_is_control(point) || is_noncharacter(point))
			return refuse_point(name, point, err);
		*inert = *inert && is_inert(point);
	}
	str_add(out, span_from(text.at + kept, text.bytes - kept));
	return ERR_OK;
}

static void add_nfc(struct str *out, struct span text)
{
	size_t bytes;
	uint8_t *normal;

	/* libunistring answers an empty string with NULL or a block, as it
	 * likes; out of memory is the only failure left. */
	if (!text.bytes)
		return;
	normal =
	    u8_normalize(UNINORM_NFC, bytes_of(text), text.bytes, NULL, &bytes);
	if (!normal)
		abort();
	str_add(out, span_from((char *)normal, bytes));
	free(normal);
}

static struct span without_bom(struct span text)
{
	return span_starts(text, "\xEF\xBB\xBF")
	           ? span_from(text.at + 3, text.bytes - 3)
	           : text;
}

enum err_code text_door(struct span text, const char *name, size_t limit_bytes,
                        struct str *out, struct err *err)
{
	struct str taken = {0}, normal = {0};
	size_t valid = text_valid_bytes(text);
	bool inert;
	enum err_code rc;

	if (text.bytes > limit_bytes)
		return text_too_large(name, limit_bytes, err);
	if (valid < text.bytes)
		return refuse_byte(name, valid, err);
	rc = take_points(without_bom(text), name, &taken, &inert, err);
	if (rc)
		goto out;
	if (inert) {
		str_add(out, str_span(&taken));
		goto out;
	}
	add_nfc(&normal, str_span(&taken));
	if (normal.bytes > limit_bytes)
		rc = text_too_large(name, limit_bytes, err);
	else
		str_add(out, str_span(&normal));
out:
	str_wipe(&normal);
	str_wipe(&taken);
	return rc;
}

/* Without blanks of any width around; `text` is valid UTF-8. */
static struct span trim(struct span text)
{
	size_t start = text.bytes, end = 0;
	uint32_t point;

	for (size_t at = 0, bytes; at < text.bytes; at += bytes) {
		bytes = text_step(text, at, &point);
		if (is_blank(point))
			continue;
		if (start == text.bytes)
			start = at;
		end = at + bytes;
	}
	return end ? span_from(text.at + start, end - start)
	           : span_from(text.at, 0);
}

enum err_code text_door_line(struct span text, const char *name,
                             size_t limit_bytes, struct str *out,
                             struct err *err)
{
	struct str taken = {0};
	struct span line;
	uint32_t point;
	enum err_code rc = text_door(text, name, limit_bytes, &taken, err);

	if (rc)
		goto out;
	line = trim(str_span(&taken));
	for (size_t at = 0; at < line.bytes;) {
		at += text_step(line, at, &point);
		if (is_line_break(point) || point == '\t') {
			rc = refuse_point(name, point, err);
			goto out;
		}
	}
	str_add(out, line);
out:
	str_wipe(&taken);
	return rc;
}

enum err_code text_too_large(const char *name, size_t limit_bytes,
                             struct err *err)
{
	struct str limit = {0};
	enum err_code rc;

	if (limit_bytes % 1000000 == 0)
		str_putf(&limit, "%zu MB", limit_bytes / 1000000);
	else if (limit_bytes % (1024 * 1024) == 0)
		str_putf(&limit, "%zu MiB", limit_bytes / (1024 * 1024));
	else if (limit_bytes % 1024 == 0)
		str_putf(&limit, "%zu KiB", limit_bytes / 1024);
	else
		str_putf(&limit, "%zu B", limit_bytes);
	rc = err_set(err, ERR_TOO_LARGE, name, str_text(&limit));
	str_clear(&limit);
	return rc;
}

enum text_kind text_kind(uint32_t point)
{
	if (text_is_han(point))
		return TEXT_HAN;
	if (point == JOINER ||
	    uc_is_general_category_withtable(point, UC_CATEGORY_MASK_M))
		return TEXT_MARK;
	return uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L |
	                                                   UC_CATEGORY_MASK_N)
	           ? TEXT_WORD
	           : TEXT_OTHER;
}

/* Never joined to another such character. */
static bool is_lonely(uint32_t point)
{
	return (point >= ' ' && point < 0x7F) ||
	       (point >= 0x4E00 && point <= 0x9FFF);
}

static bool is_flag(uint32_t point)
{
	return point >= 0x1F1E6 && point <= 0x1F1FF;
}

/* The code point that ends at `at` > 0. */
static size_t step_back(struct span text, size_t at, uint32_t *point)
{
	size_t start = at - 1;

	while (start > 0 && ((unsigned char)text.at[start] & 0xC0) == 0x80)
		start--;
	text_step(text, start, point);
	return at - start;
}

/*
 * u8_grapheme_next looks at two characters only and cuts a family of emoji in
 * four; u8_grapheme_breaks knows all rules, but wants the whole string. So the
 * two rules of UAX 29 that look further stand here: flags go in pairs (GB12),
 * and a joiner joins two pictures (GB11).
 */
size_t text_graph_bytes(struct span text, size_t at)
{
	enum { PLAIN, PICTURE, JOINED } state = PLAIN;
	size_t next = at, bytes, flags = 0;
	uint32_t before = 0, point;

	for (; next < text.bytes; next += bytes, before = point) {
		bytes = text_step(text, next, &point);
		if (next > at) {
			bool joins;

			if (is_lonely(before) && is_lonely(point))
				break;
			if (is_flag(before) && is_flag(point))
				joins = flags % 2;
			else if (before == JOINER &&
			         uc_is_property_extended_pictographic(point))
				joins = state == JOINED;
			else
				joins = !uc_is_grapheme_break(before, point);
			if (!joins)
				break;
		}
		flags += is_flag(point);
		if (uc_is_property_extended_pictographic(point))
			state = PICTURE;
		else if (point == JOINER && state == PICTURE)
			state = JOINED;
		else if (uc_graphemeclusterbreak_property(point) != GBP_EXTEND)
			state = PLAIN;
	}
	return next - at;
}

/* Whether the flags before `at` are odd in number. */
static bool is_odd_flag(struct span text, size_t at)
{
	size_t flags = 0;
	uint32_t point;

	while (at > 0) {
		at -= step_back(text, at, &point);
		if (!is_flag(point))
			break;
		flags++;
	}
	return flags % 2;
}

/* Whether the joiner before `at` follows a picture. */
static bool is_joined(struct span text, size_t at)
{
	uint32_t point;

	at -= step_back(text, at, &point);
	while (at > 0) {
		at -= step_back(text, at, &point);
		if (uc_graphemeclusterbreak_property(point) != GBP_EXTEND)
			return uc_is_property_extended_pictographic(point);
	}
	return false;
}

size_t text_graph_before(struct span text, size_t at)
{
	size_t start = at;
	uint32_t before, point;

	if (at == 0 || at > text.bytes)
		return 0;
	for (start -= step_back(text, start, &point); start > 0;
	     point = before) {
		size_t bytes = step_back(text, start, &before);
		bool joins;

		if (is_lonely(before) && is_lonely(point))
			break;
		if (is_flag(before) && is_flag(point))
			joins = is_odd_flag(text, start);
		else if (before == JOINER &&
		         uc_is_property_extended_pictographic(point))
			joins = is_joined(text, start);
		else
			joins = !uc_is_grapheme_break(before, point);
		if (!joins)
			break;
		start -= bytes;
	}
	return at - start;
}

/* What GB/T 15834 and JIS X 4051 keep off the start of a line, beside the
 * closing halves of pairs. */
static bool is_late(uint32_t point)
{
	static const uint32_t late[] =
	    U"!%),.:;?]}°·‐–‥…‧′″‰℃、。々〜ゝゞ・ーヽヾ"
	    U"ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
	    U"！％），．／：；？］～｝";

	if (text_is_han(point) || point == ' ')
		return false;
	for (size_t i = 0; late[i]; i++)
		if (late[i] == point)
			return true;
	return uc_is_general_category_withtable(point, UC_CATEGORY_MASK_Pe |
	                                                   UC_CATEGORY_MASK_Pf);
}

/* What wants something after it on the same line. */
static bool is_early(uint32_t point)
{
	return point == '$' || point == 0xA5 || point == 0xFFE5 ||
	       point == 0xFF04 || point == 0xA3 || point == 0x20AC ||
	       uc_is_general_category_withtable(point, UC_CATEGORY_MASK_Ps |
	                                                   UC_CATEGORY_MASK_Pi);
}

static bool is_letter(uint32_t point)
{
	return text_is_han(point) || (point >= '0' && point <= '9') ||
	       (point < 0x80 && text_is_latin(point));
}

bool text_may_part(uint32_t before, uint32_t after)
{
	if (is_letter(before) && is_letter(after))
		return true;
	if (before == after && (before == DASH || before == 0x2026))
		return false;
	return !is_early(before) && !is_late(after);
}

/* Han, kana, and the marks that are as wide. */
static bool is_wide(uint32_t point)
{
	return text_is_han(point) || (point >= 0x3000 && point <= 0x30FF) ||
	       (point >= 0xFF01 && point <= 0xFF60);
}

/*
 * libunistring 1.0 takes a quote for one that could open or close, so that
 * nothing breaks around it; in Chinese “ and ” are told apart. It also breaks
 * Node.js after the dot.
 */
static bool may_break(uint32_t before, uint32_t point, uint32_t after,
                      bool found)
{
	bool opens = point == 0x201C || point == 0x2018;
	bool closed = before == 0x201D || before == 0x2019;

	if (!found && !(opens && is_wide(before)) &&
	    !(closed && is_wide(point)))
		return false;
	if ((before == '.' || before == ',' || before == ':') &&
	    text_is_latin(point))
		return false;
	/* One dash joins what stands around it; two begin a remark. */
	if (point == DASH && before != DASH && after != DASH)
		return false;
	return text_may_part(before, point);
}

void text_breaks(struct span text, char *out)
{
	uint32_t before = 0, point = 0, after = 0;
	size_t bytes;

	if (!text.bytes)
		return;
	u8_possible_linebreaks(bytes_of(text), text.bytes, "UTF-8", out);
	bytes = text_step(text, 0, &point);
	for (size_t at = 0, next; at < text.bytes; at = next) {
		next = at + bytes;
		bytes = next < text.bytes ? text_step(text, next, &after) : 0;
		out[at] = at > 0 && may_break(before, point, bytes ? after : 0,
		                              out[at] == UC_BREAK_POSSIBLE);
		for (size_t i = at + 1; i < next; i++)
			out[i] = 0;
		before = point;
		point = after;
	}
}

void text_position(struct span text, size_t at, size_t *line, size_t *column)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < at && i < text.bytes; i++) {
		if (text.at[i] == '\n') {
			(*line)++;
			*column = 1;
		} else if (((unsigned char)text.at[i] & 0xC0) != 0x80) {
			(*column)++;
		}
	}
	/* Inside a character: the place of the whole character. */
	if (at < text.bytes && ((unsigned char)text.at[at] & 0xC0) == 0x80 &&
	    *column > 1)
		(*column)--;
}

static size_t count_points(struct span text)
{
	size_t points = 0;

	for (size_t i = 0; i < text.bytes; i++)
		points += ((unsigned char)text.at[i] & 0xC0) != 0x80;
	return points;
}

struct span text_first_line(struct span text, size_t limit_points)
{
	struct span rest = without_bom(text), line = span_from(text.at, 0);
	size_t bytes = 0, points = 0;

	while (span_cut(&rest, '\n', &line)) {
		line = trim(line);
		if (line.bytes)
			break;
	}
	while (bytes < line.bytes) {
		size_t graph = text_graph_bytes(line, bytes);

		points += count_points(span_from(line.at + bytes, graph));
		if (points > limit_points)
			break;
		bytes += graph;
	}
	return span_from(line.at, bytes);
}

static void make_safe(struct span text, bool one_line, struct str *out)
{
	size_t kept = 0, at = 0, valid = text_valid_bytes(text), bytes;
	uint32_t point;

	while (at < text.bytes) {
		bool bad = at == valid, hidden;

		bytes = bad ? 1 : text_step(text, at, &point);
		hidden =
		    !bad && (text_is_hidden(point) ||
		             (one_line && (point == '\n' || point == '\t')));
		if (bad)
			valid = at + 1 +
			        text_valid_bytes(span_from(
			            text.at + at + 1, text.bytes - at - 1));
		else if (!text_is_control(point) && !hidden) {
			at += bytes;
			continue;
		}
		str_add(out, span_from(text.at + kept, at - kept));
		if (hidden)
			str_putf(out, "⟨U+%04X⟩", point);
		else
			text_put_point(out, REPLACEMENT);
		at += bytes;
		kept = at;
	}
	str_add(out, span_from(text.at + kept, text.bytes - kept));
}

void text_safe(struct span text, struct str *out)
{
	make_safe(text, false, out);
}

void text_safe_line(struct span text, struct str *out)
{
	make_safe(text, true, out);
}
