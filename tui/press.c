#include "tui/press.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

enum {
	ESCAPE = 0x1B,
	DELETE = 0x7F,
	PATIENCE_MS = 25,
	PASTE_PATIENCE_MS = 2000,
	REPLY_BYTES = 4096 /* no sequence is longer */
};

static const char paste_end[] = "\033[201~";
enum { PASTE_END_BYTES = sizeof(paste_end) - 1 };

struct sequence {
	char *bytes;
	size_t count;
	uint32_t key;
};

struct press_reader {
	struct str bytes; /* what came and is not used up, from `at` on */
	size_t at;
	struct sequence *learned;
	size_t learned_count, learned_room;
	struct str paste,
	    clean; /* what came of a paste; what was given of it */
	bool pasting, too_long, after_cr;
	bool silent;  /* it was late, and nothing has come since, */
	bool escaped; /* or nothing but Esc */
};

/* What looking at the first bytes gave. */
enum found {
	FOUND_PRESS,
	FOUND_NOTHING, /* `used` bytes to forget */
	FOUND_PASTE,   /* a paste begins behind `used` bytes */
	FOUND_PART     /* more bytes must come */
};

struct press_reader *press_reader_new(void)
{
	return mem_new(sizeof(struct press_reader));
}

void press_reader_free(struct press_reader *reader)
{
	if (!reader)
		return;
	for (size_t i = 0; i < reader->learned_count; i++)
		free(reader->learned[i].bytes);
	free(reader->learned);
	str_clear(&reader->bytes);
	str_clear(&reader->paste);
	str_clear(&reader->clean);
	free(reader);
}

static void learn_one(struct press_reader *reader, const char *sequence,
                      uint32_t key)
{
	struct sequence *row;

	if (!sequence || sequence[0] != ESCAPE || !sequence[1])
		return;
	reader->learned =
	    mem_room(reader->learned, reader->learned_count,
	             &reader->learned_room, sizeof(*reader->learned));
	row = &reader->learned[reader->learned_count++];
	row->bytes = mem_copy(sequence);
	row->count = strlen(sequence);
	row->key = key;
}

void press_reader_learn(struct press_reader *reader,
                        const char *(*sequence_of)(const char *name))
{
	static const struct {
		const char *name;
		uint32_t key;
	} keys[] = {
	    {"kcuu1", PRESS_UP},        {"kcud1", PRESS_DOWN},
	    {"kcub1", PRESS_LEFT},      {"kcuf1", PRESS_RIGHT},
	    {"kUP", PRESS_SHIFT_UP},    {"kri", PRESS_SHIFT_UP},
	    {"kDN", PRESS_SHIFT_DOWN},  {"kind", PRESS_SHIFT_DOWN},
	    {"kLFT", PRESS_SHIFT_LEFT}, {"kRIT", PRESS_SHIFT_RIGHT},
	    {"kHOM", PRESS_SHIFT_HOME}, {"kEND", PRESS_SHIFT_END},
	    {"kLFT5", PRESS_WORD_LEFT}, {"kRIT5", PRESS_WORD_RIGHT},
	    {"kHOM5", PRESS_TEXT_HOME}, {"kEND5", PRESS_TEXT_END},
	    {"kpp", PRESS_PAGE_UP},     {"knp", PRESS_PAGE_DOWN},
	    {"khome", PRESS_HOME},      {"kend", PRESS_END},
	    {"kich1", PRESS_INSERT},    {"kdch1", PRESS_DELETE},
	    {"kcbt", PRESS_BACKTAB},    {"kent", PRESS_ENTER},
	    {"kf1", PRESS_F1},          {"kf2", PRESS_F2},
	    {"kf3", PRESS_F3},          {"kf4", PRESS_F4},
	    {"kf5", PRESS_F5},          {"kf6", PRESS_F6},
	    {"kf7", PRESS_F7},          {"kf8", PRESS_F8},
	    {"kf9", PRESS_F9},          {"kf10", PRESS_F10},
	    {"kf11", PRESS_F11},        {"kf12", PRESS_F12},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		learn_one(reader, sequence_of(keys[i].name), keys[i].key);
}

static bool is_escapes(struct span bytes)
{
	for (size_t at = 0; at < bytes.bytes; at++)
		if (bytes.at[at] != ESCAPE)
			return false;
	return true;
}

void press_reader_feed(struct press_reader *reader, struct span bytes)
{
	if (reader->pasting && bytes.bytes) {
		reader->escaped =
		    (reader->silent || reader->escaped) && is_escapes(bytes);
		reader->silent = false;
	}
	if (reader->at == reader->bytes.bytes)
		reader->at = reader->bytes.bytes = 0;
	str_add(&reader->bytes, bytes);
}

static enum found find_learned(const struct press_reader *reader,
                               struct span rest, size_t *used, uint32_t *key)
{
	enum found found = FOUND_NOTHING;

	for (size_t i = 0; i < reader->learned_count; i++) {
		const struct sequence *row = &reader->learned[i];
		size_t common =
		    row->count < rest.bytes ? row->count : rest.bytes;

		if (memcmp(row->bytes, rest.at, common) != 0)
			continue;
		if (common == row->count) {
			*used = row->count;
			*key = row->key;
			return FOUND_PRESS;
		}
		found = FOUND_PART;
	}
	return found;
}

/* xterm's modifiers (from 1: shift 1, alt 2, ctrl 4): one alone, or none. */
static uint32_t with_modifier(int modifier, uint32_t plain, uint32_t shift,
                              uint32_t ctrl)
{
	switch ((modifier > 0 ? modifier - 1 : 0) & 7) {
	case 0:
		return plain;
	case 1:
		return shift;
	case 4:
		return ctrl;
	default:
		return PRESS_NONE;
	}
}

static uint32_t letter_key(char final, int modifier)
{
	switch (final) {
	case 'A':
		return with_modifier(modifier, PRESS_UP, PRESS_SHIFT_UP,
		                     PRESS_UP);
	case 'B':
		return with_modifier(modifier, PRESS_DOWN, PRESS_SHIFT_DOWN,
		                     PRESS_DOWN);
	case 'C':
		return with_modifier(modifier, PRESS_RIGHT, PRESS_SHIFT_RIGHT,
		                     PRESS_WORD_RIGHT);
	case 'D':
		return with_modifier(modifier, PRESS_LEFT, PRESS_SHIFT_LEFT,
		                     PRESS_WORD_LEFT);
	case 'F':
		return with_modifier(modifier, PRESS_END, PRESS_SHIFT_END,
		                     PRESS_TEXT_END);
	case 'H':
		return with_modifier(modifier, PRESS_HOME, PRESS_SHIFT_HOME,
		                     PRESS_TEXT_HOME);
	case 'P':
	case 'Q':
	case 'R':
	case 'S':
		return PRESS_F1 + (uint32_t)(final - 'P');
	case 'Z':
		return PRESS_BACKTAB;
	default:
		return PRESS_NONE;
	}
}

/* ESC [ NUMBER ~ */
static uint32_t tilde_key(int number, int modifier)
{
	static const uint8_t functions[] = {11, 12, 13, 14, 15, 17,
	                                    18, 19, 20, 21, 23, 24};

	switch (number) {
	case 1:
	case 7:
		return letter_key('H', modifier);
	case 4:
	case 8:
		return letter_key('F', modifier);
	case 2:
		return PRESS_INSERT;
	case 3:
		return PRESS_DELETE;
	case 5:
		return PRESS_PAGE_UP;
	case 6:
		return PRESS_PAGE_DOWN;
	}
	for (uint32_t i = 0; i < sizeof(functions); i++)
		if (functions[i] == number)
			return PRESS_F1 + i;
	return PRESS_NONE;
}

static void mouse(int button, int col, int row, bool down, struct press *out)
{
	const int motion = 32, wheel = 64;

	out->row = row > 0 ? row - 1 : 0;
	out->col = col > 0 ? col - 1 : 0;
	button &= ~(4 | 8 | 16); /* with shift, alt, ctrl */
	if (!down || button & motion)
		return;
	if (button == 0)
		out->key = PRESS_CLICK;
	else if (button == wheel)
		out->key = PRESS_WHEEL_UP;
	else if (button == wheel + 1)
		out->key = PRESS_WHEEL_DOWN;
}

/* The numbers of a sequence, 0 where none stands. */
static void read_numbers(struct span digits, int *numbers, int count)
{
	int i = 0;

	memset(numbers, 0, (size_t)count * sizeof(*numbers));
	for (size_t at = 0; at < digits.bytes && i < count; at++) {
		char byte = digits.at[at];

		if (byte == ';')
			i++;
		else if (byte >= '0' && byte <= '9' && numbers[i] < 10000)
			numbers[i] = numbers[i] * 10 + (byte - '0');
	}
}

/* Behind ESC [ : parameters, intermediate bytes, one final byte. */
static enum found find_csi(struct span rest, size_t *used, struct press *out)
{
	int number[3];
	size_t at = 2;
	struct span digits;
	char final;

	while (at < rest.bytes && rest.at[at] >= 0x20 && rest.at[at] < 0x40)
		at++;
	*used = at;
	if (at == rest.bytes)
		return at < REPLY_BYTES ? FOUND_PART : FOUND_NOTHING;
	final = rest.at[at];
	if (final < 0x40 || final == DELETE)
		return FOUND_NOTHING; /* broken off: what follows stands alone
		                       */
	*used = at + 1;
	digits = span_from(rest.at + 2, at - 2);
	if (digits.bytes == 0 && (final == 'M' || final == '[')) {
		size_t more = final == 'M' ? 3 : 1;
		const unsigned char *byte =
		    (const unsigned char *)rest.at + *used;

		if (rest.bytes < *used + more)
			return FOUND_PART;
		*used += more;
		if (final == 'M')
			mouse(byte[0] - 32, byte[1] - 32, byte[2] - 32, true,
			      out);
		else if (byte[0] >= 'A' && byte[0] <= 'E')
			out->key = PRESS_F1 + (uint32_t)(byte[0] - 'A');
		return FOUND_PRESS;
	}
	read_numbers(digits, number, 3);
	if (digits.bytes && digits.at[0] == '<') {
		if (final == 'M' || final == 'm')
			mouse(number[0], number[1], number[2], final == 'M',
			      out);
	} else if (final == '~' && number[0] == 200) {
		return FOUND_PASTE;
	} else if (final == '~') {
		out->key = tilde_key(number[0], number[1]);
	} else {
		out->key = letter_key(final, number[1]);
	}
	return FOUND_PRESS;
}

/* Behind ESC O : cursor keys, F1 to F4 and the keypad, one byte each. */
static enum found find_ss3(struct span rest, size_t *used, struct press *out)
{
	static const char pad[] = "jklmnopqrstuvwxy";
	static const char meaning[] = "*+,-./0123456789";
	const char *place;
	int number[1];
	size_t at = 2;

	while (at < rest.bytes && rest.at[at] >= '0' && rest.at[at] <= '9')
		at++;
	*used = at;
	if (at == rest.bytes)
		return at < REPLY_BYTES ? FOUND_PART : FOUND_NOTHING;
	*used = at + 1;
	read_numbers(span_from(rest.at + 2, at - 2), number, 1);
	place = rest.at[at] ? strchr(pad, rest.at[at]) : NULL;
	if (rest.at[at] == 'M')
		out->key = PRESS_ENTER;
	else if (place)
		out->key = (uint32_t)(unsigned char)meaning[place - pad];
	else
		out->key = letter_key(rest.at[at], number[0]);
	return FOUND_PRESS;
}

/* An answer of the terminal: ESC ] … or ESC P …, to BEL or ESC \. */
static enum found find_reply(struct span rest, size_t *used)
{
	for (size_t at = 2; at < rest.bytes; at++) {
		if (rest.at[at] != '\a' && rest.at[at] != ESCAPE)
			continue;
		if (rest.at[at] == ESCAPE && at + 1 == rest.bytes)
			return FOUND_PART;
		if (rest.at[at] == '\a')
			*used = at + 1;
		else /* broken off, unless it ends as it should */
			*used = rest.at[at + 1] == '\\' ? at + 2 : at;
		return FOUND_NOTHING;
	}
	*used = rest.bytes;
	return rest.bytes < REPLY_BYTES ? FOUND_PART : FOUND_NOTHING;
}

/* Bytes of the character that starts here; 0 when some are still to come. One
 * byte of what is no UTF-8, with *point U+FFFD. */
static size_t find_point(struct span rest, uint32_t *point)
{
	unsigned char first = (unsigned char)rest.at[0];
	size_t want = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
	char padded[4] = {(char)first, '\x80', '\x80', '\x80'};

	*point = 0xFFFD;
	if (first < 0x80 || first < 0xC2 || first > 0xF4 || rest.bytes >= want)
		return text_step(rest, 0, point);
	/* A beginning that some continuation would make whole. */
	for (size_t i = 1; i < rest.bytes; i++)
		padded[i] = rest.at[i];
	if (rest.bytes == 1 && (first == 0xE0 || first == 0xF0))
		padded[1] = first == 0xE0 ? '\xA0' : '\x90';
	return text_valid_bytes(span_from(padded, want)) == want ? 0 : 1;
}

bool press_may_stand(uint32_t point)
{
	return !text_is_control(point) && (point & 0xFFFE) != 0xFFFE &&
	       !(point >= 0xFDD0 && point <= 0xFDEF);
}

static enum found find_point_press(struct span rest, size_t *used,
                                   struct press *out)
{
	uint32_t point;

	*used = find_point(rest, &point);
	if (*used == 0)
		return FOUND_PART;
	if (*used == 1 && point == 0xFFFD)
		return FOUND_NOTHING;
	if (point == '\r' || point == '\n')
		out->key = PRESS_ENTER;
	else if (point == '\t')
		out->key = PRESS_TAB;
	else if (point == '\b' || point == DELETE)
		out->key = PRESS_BACKSPACE;
	else if (point < 0x20 || press_may_stand(point))
		out->key = point;
	return FOUND_PRESS;
}

static enum found find_escape(const struct press_reader *reader,
                              struct span rest, size_t *used, struct press *out)
{
	enum found found = find_learned(reader, rest, used, &out->key);
	uint32_t point;

	if (found != FOUND_NOTHING)
		return found;
	if (rest.bytes == 1)
		return FOUND_PART;
	switch (rest.at[1]) {
	case '[':
		return find_csi(rest, used, out);
	case 'O':
		return find_ss3(rest, used, out);
	case ']':
	case 'P':
	case '_':
	case '^':
	case 'X':
		return find_reply(rest, used);
	case ESCAPE:
		*used = 1;
		out->key = PRESS_ESCAPE;
		return FOUND_PRESS;
	}
	*used = find_point(span_from(rest.at + 1, rest.bytes - 1), &point);
	if (*used == 0)
		return FOUND_PART;
	*used += 1;
	return FOUND_NOTHING; /* Alt and a character: neither of them */
}

/* Bytes of a character at the end of `text` that has not come whole. */
static size_t unfinished_bytes(struct span text)
{
	uint32_t point;
	size_t most = text.bytes < 3 ? text.bytes : 3;

	for (size_t bytes = 1; bytes <= most; bytes++) {
		struct span tail =
		    span_from(text.at + text.bytes - bytes, bytes);

		if ((tail.at[0] & 0xC0) == 0x80)
			continue;
		return find_point(tail, &point) == 0 ? bytes : 0;
	}
	return 0;
}

/* Hands over `text` of the paste, as UTF-8 whose line ends are LF. */
static void give_paste(struct press_reader *reader, struct span text,
                       struct press *out)
{
	size_t step;

	reader->clean.bytes = 0;
	for (size_t at = 0; at < text.bytes; at += step) {
		uint32_t point;

		step = text_step(text, at, &point);
		if (point == '\r')
			str_putc(&reader->clean, '\n');
		else if ((step > 1 || point < 0x80) &&
		         !(point == '\n' && reader->after_cr))
			str_add(&reader->clean, span_from(text.at + at, step));
		reader->after_cr = point == '\r'; /* over pieces, too */
	}
	out->key = PRESS_PASTE;
	out->text = str_span(&reader->clean);
	out->too_long = reader->too_long;
}

static void take_pasted(struct press_reader *reader, size_t bytes)
{
	if (bytes > PRESS_PASTE_BYTES - reader->paste.bytes)
		reader->too_long = true;
	if (reader->too_long)
		reader->paste.bytes = 0;
	else
		str_add(&reader->paste,
		        span_from(reader->bytes.at + reader->at, bytes));
	reader->at += bytes;
}

static void end_paste(struct press_reader *reader)
{
	reader->pasting = reader->silent = reader->escaped = false;
	reader->after_cr = reader->too_long = false;
	reader->paste.bytes = 0;
}

/* The terminal fell silent within a paste. */
static bool read_late_paste(struct press_reader *reader, struct press *out)
{
	struct span text = str_span(&reader->paste);
	size_t rest = unfinished_bytes(text);

	if (reader->escaped) {
		end_paste(reader);
		reader->at = reader->bytes.bytes;
		return false;
	}
	reader->silent = true;
	if (text.bytes == rest)
		return false;
	give_paste(reader, span_from(text.at, text.bytes - rest), out);
	memmove(reader->paste.at, text.at + text.bytes - rest, rest);
	reader->paste.bytes = rest;
	return true;
}

/* Moves what has come of a paste over; true when its end has come, too. */
static bool read_paste(struct press_reader *reader, bool late,
                       struct press *out)
{
	struct span rest = span_from(reader->bytes.at + reader->at,
	                             reader->bytes.bytes - reader->at);
	size_t end = span_find(rest, paste_end), keep = PASTE_END_BYTES - 1;

	if (end != (size_t)-1) {
		take_pasted(reader, end);
		reader->at += PASTE_END_BYTES;
		give_paste(reader, str_span(&reader->paste), out);
		end_paste(reader);
		return true;
	}
	while (keep > 0 &&
	       (rest.bytes < keep ||
	        memcmp(rest.at + rest.bytes - keep, paste_end, keep) != 0))
		keep--;
	take_pasted(reader, rest.bytes - keep);
	return late && read_late_paste(reader, out);
}

bool press_reader_next(struct press_reader *reader, bool late,
                       struct press *out)
{
	for (;;) {
		struct span rest = span_from(reader->bytes.at + reader->at,
		                             reader->bytes.bytes - reader->at);
		size_t used = 0;
		enum found found;

		*out = (struct press){.key = PRESS_NONE};
		if (reader->pasting)
			return read_paste(reader, late, out);
		if (rest.bytes == 0)
			return false;
		found = rest.at[0] == ESCAPE
		            ? find_escape(reader, rest, &used, out)
		            : find_point_press(rest, &used, out);
		if (found == FOUND_PART) {
			if (!late)
				return false;
			*out = (struct press){.key = PRESS_NONE};
			if (rest.bytes == 1 && rest.at[0] == ESCAPE)
				out->key = PRESS_ESCAPE;
			used = rest.bytes;
		}
		reader->at += used ? used : 1;
		reader->pasting = found == FOUND_PASTE;
		if (out->key != PRESS_NONE && found != FOUND_NOTHING)
			return true;
	}
}

bool press_reader_is_pasting(const struct press_reader *reader)
{
	return reader->pasting;
}

int press_reader_patience_ms(const struct press_reader *reader)
{
	if (reader->pasting)
		return reader->silent ? -1 : PASTE_PATIENCE_MS;
	return reader->at < reader->bytes.bytes ? PATIENCE_MS : -1;
}
