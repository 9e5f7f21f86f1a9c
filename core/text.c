#include "core/text.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>

#include "core/mem.h"

#define REPLACEMENT 0xFFFDu
#define BOM 0xFEFFu
#define GRAPH_BYTES 256 /* a longer grapheme is cut */

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

static enum err_code refuse_size(const char *name, size_t limit_bytes,
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
		return refuse_size(name, limit_bytes, err);
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
		rc = refuse_size(name, limit_bytes, err);
	else
		str_add(out, str_span(&normal));
out:
	str_clear(&normal);
	str_clear(&taken);
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
	str_clear(&taken);
	return rc;
}

/* Never joined to another such character. */
static bool is_lonely(uint32_t point)
{
	return (point >= ' ' && point < 0x7F) ||
	       (point >= 0x4E00 && point <= 0x9FFF);
}

/*
 * u8_grapheme_next looks at two characters only and cuts a family of emoji in
 * four; u8_grapheme_breaks knows all rules, but wants the whole string: so it
 * is given a window, which ends at a character.
 */
size_t text_graph_bytes(struct span text, size_t at)
{
	char breaks[GRAPH_BYTES] = {0};
	size_t bytes, next, room = text.bytes - at;
	uint32_t point, after;

	if (at >= text.bytes)
		return 0;
	bytes = text_step(text, at, &point);
	if (bytes == room)
		return bytes;
	text_step(text, at + bytes, &after);
	if (is_lonely(point) && is_lonely(after))
		return bytes;
	if (room > GRAPH_BYTES) {
		room = GRAPH_BYTES;
		while (((unsigned char)text.at[at + room] & 0xC0) == 0x80)
			room--;
	}
	u8_grapheme_breaks(bytes_of(text) + at, room, breaks);
	for (next = bytes; next < room && !breaks[next];)
		next++;
	return next;
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

/* Invisible, or turning the direction of what follows. */
static bool is_hidden(uint32_t point)
{
	return point == 0xAD || point == 0x61C || point == 0x180E ||
	       point == 0x200B || point == 0x200E || point == 0x200F ||
	       (point >= 0x2028 && point <= 0x202E) ||
	       (point >= 0x2060 && point <= 0x206F) || point == BOM ||
	       (point >= 0xFFF9 && point <= 0xFFFB) ||
	       (point >= 0xE0000 && point <= 0xE007F);
}

void text_safe(struct span text, struct str *out)
{
	size_t kept = 0, at = 0, valid = text_valid_bytes(text), bytes;
	uint32_t point;

	while (at < text.bytes) {
		bool bad = at == valid;

		bytes = bad ? 1 : text_step(text, at, &point);
		if (bad)
			valid = at + 1 +
			        text_valid_bytes(span_from(
			            text.at + at + 1, text.bytes - at - 1));
		else if (!text_is_control(point) && !is_hidden(point)) {
			at += bytes;
			continue;
		}
		str_add(out, span_from(text.at + kept, at - kept));
		if (bad || text_is_control(point))
			text_put_point(out, REPLACEMENT);
		else
			str_putf(out, "⟨U+%04X⟩", point);
		at += bytes;
		kept = at;
	}
	str_add(out, span_from(text.at + kept, text.bytes - kept));
}
