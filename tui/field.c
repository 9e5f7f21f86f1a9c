#include "tui/field.h"

#include "core/text.h"
#include "tui/press.h"

enum { FIELD_LIMIT = 4096 };

void field_set(struct field *field, const char *text)
{
	field->text.bytes = 0;
	str_puts(&field->text, text ? text : "");
	field->at = field->text.bytes;
	field->left = 0;
}

void field_clear(struct field *field)
{
	str_wipe(&field->text);
	field->at = field->left = 0;
}

static size_t next(const struct field *field, size_t at)
{
	struct span text = str_span(&field->text);

	return at < text.bytes ? at + text_graph_bytes(text, at) : at;
}

/* The edge before `at`: fields are short, so they are walked from the front. */
static size_t previous(const struct field *field, size_t at)
{
	size_t edge = 0, after = next(field, 0);

	while (after < at) {
		edge = after;
		after = next(field, edge);
	}
	return edge;
}

static bool is_blank(const struct field *field, size_t at)
{
	return field->text.at[at] == ' ';
}

static size_t next_word(const struct field *field)
{
	size_t at = next(field, field->at);

	while (at < field->text.bytes && !is_blank(field, at))
		at = next(field, at);
	return at;
}

static size_t previous_word(const struct field *field)
{
	size_t at = previous(field, field->at);

	while (at > 0 && !is_blank(field, at))
		at = previous(field, at);
	return at;
}

static void replace(struct field *field, size_t start, size_t end,
                    struct span with)
{
	size_t limit = field->limit_bytes ? field->limit_bytes : FIELD_LIMIT;
	struct str text = {0};

	field->full = with.bytes &&
	              field->text.bytes - (end - start) + with.bytes > limit;
	if (field->full)
		return;
	str_add(&text, span_from(str_text(&field->text), start));
	str_add(&text, with);
	str_add(&text, span_from(str_text(&field->text) + end,
	                         field->text.bytes - end));
	str_wipe(&field->text);
	field->text = text;
	field->at = start + with.bytes;
}

/* Line ends and tabs become blanks: a field is one line. */
static void paste(struct field *field, struct span text)
{
	struct str line = {0};
	uint32_t point;

	for (size_t at = 0, step; at < text.bytes; at += step) {
		step = text_step(text, at, &point);
		if (point == '\n' || point == '\t')
			str_putc(&line, ' ');
		else if (press_may_stand(point))
			str_add(&line, span_from(text.at + at, step));
		else
			field->cleaned = true;
	}
	replace(field, field->at, field->at, str_span(&line));
	str_clear(&line);
}

static bool type(struct field *field, uint32_t point)
{
	struct str text = {0};

	if (point < 0x20 || point >= PRESS_FIRST || !press_may_stand(point))
		return false;
	text_put_point(&text, point);
	replace(field, field->at, field->at, str_span(&text));
	str_clear(&text);
	return true;
}

bool field_press(struct field *field, const struct press *press)
{
	field->full = field->cleaned = false;
	switch (press->key) {
	case PRESS_LEFT:
		field->at = previous(field, field->at);
		return true;
	case PRESS_RIGHT:
		field->at = next(field, field->at);
		return true;
	case PRESS_WORD_LEFT:
		field->at = previous_word(field);
		return true;
	case PRESS_WORD_RIGHT:
		field->at = next_word(field);
		return true;
	case PRESS_HOME:
		field->at = 0;
		return true;
	case PRESS_END:
		field->at = field->text.bytes;
		return true;
	case PRESS_BACKSPACE:
		replace(field, previous(field, field->at), field->at,
		        span_of(""));
		return true;
	case PRESS_DELETE: {
		size_t at = field->at;

		replace(field, at, next(field, at), span_of(""));
		return true;
	}
	case 'U' - '@':
		replace(field, 0, field->at, span_of(""));
		return true;
	case PRESS_PASTE:
		paste(field, press->text);
		return true;
	default:
		return type(field, press->key);
	}
}

static int cells(const struct field *field, size_t from, size_t to)
{
	struct span text = str_span(&field->text);
	uint32_t point;
	int sum = 0;

	while (from < to) {
		from += text_step(text, from, &point);
		sum += screen_cells(point);
	}
	return sum;
}

static void draw_stars(const struct field *field, struct screen *screen,
                       int row, int col, int cols, enum style style, bool focus)
{
	struct str stars = {0};
	int before = 0;

	for (size_t at = 0; at < field->text.bytes; at = next(field, at)) {
		str_putc(&stars, '*');
		before += at < field->at;
	}
	screen_put(screen, row, col, cols, style, str_span(&stars), true);
	if (focus)
		screen_cursor(screen, row,
		              col + (before < cols ? before : cols - 1));
	str_clear(&stars);
}

void field_draw(struct field *field, struct screen *screen, int row, int col,
                int cols, enum style style, bool focus)
{
	struct span text = str_span(&field->text);

	if (field->secret) {
		draw_stars(field, screen, row, col, cols, style, focus);
		return;
	}
	if (field->left > field->at || !focus)
		field->left = focus ? field->at : 0;
	while (cells(field, field->left, field->at) >= cols &&
	       field->left < field->at)
		field->left = next(field, field->left);
	screen_put(screen, row, col, cols, style,
	           span_from(str_text(&field->text) + field->left,
	                     text.bytes - field->left),
	           true);
	if (focus)
		screen_cursor(screen, row,
		              col + cells(field, field->left, field->at));
}
