#include "core/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct span span_of(const char *text)
{
	return span_from(text, text ? strlen(text) : 0);
}

struct span span_from(const char *at, size_t bytes)
{
	struct span span = {at ? at : "", bytes};

	return span;
}

struct span span_trim(struct span span)
{
	while (span.bytes && is_blank(*span.at)) {
		span.at++;
		span.bytes--;
	}
	while (span.bytes && is_blank(span.at[span.bytes - 1]))
		span.bytes--;
	return span;
}

bool span_equal(struct span a, struct span b)
{
	return a.bytes == b.bytes &&
	       (!a.bytes || memcmp(a.at, b.at, a.bytes) == 0);
}

bool span_is(struct span span, const char *text)
{
	return span_equal(span, span_of(text));
}

bool span_starts(struct span span, const char *text)
{
	size_t bytes = strlen(text);

	return span.bytes >= bytes && memcmp(span.at, text, bytes) == 0;
}

bool span_ends(struct span span, const char *text)
{
	size_t bytes = strlen(text);

	return span.bytes >= bytes &&
	       memcmp(span.at + span.bytes - bytes, text, bytes) == 0;
}

size_t span_find(struct span span, const char *text)
{
	const char *found =
	    span.bytes ? memmem(span.at, span.bytes, text, strlen(text)) : NULL;

	return found ? (size_t)(found - span.at) : (size_t)-1;
}

bool span_cut(struct span *rest, char separator, struct span *piece)
{
	const char *found;

	if (!rest->at)
		return false;
	found = rest->bytes ? memchr(rest->at, separator, rest->bytes) : NULL;
	*piece = *rest;
	if (!found) {
		rest->at = NULL;
		rest->bytes = 0;
		return true;
	}
	piece->bytes = (size_t)(found - rest->at);
	rest->at = found + 1;
	rest->bytes -= piece->bytes + 1;
	return true;
}

char *span_copy(struct span span)
{
	return mem_copy_n(span.at, span.bytes);
}

bool span_number(struct span span, long limit, long *out)
{
	long number = 0;

	if (!span.bytes)
		return false;
	for (size_t i = 0; i < span.bytes; i++) {
		if (span.at[i] < '0' || span.at[i] > '9')
			return false;
		if (number > limit / 10 ||
		    number * 10 > limit - (span.at[i] - '0'))
			return false;
		number = number * 10 + (span.at[i] - '0');
	}
	*out = number;
	return true;
}

void words_add(struct words *words, struct span text)
{
	words->at =
	    mem_room(words->at, words->count, &words->room, sizeof(*words->at));
	words->at[words->count++] = span_copy(text);
}

void words_clear(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->at[i]);
	free(words->at);
	memset(words, 0, sizeof(*words));
}

void words_copy(struct words *to, const struct words *from)
{
	struct words copy = {0};

	for (size_t i = 0; i < from->count; i++)
		words_add(&copy, span_of(from->at[i]));
	*to = copy;
}

bool words_have(const struct words *words, struct span text)
{
	for (size_t i = 0; i < words->count; i++) {
		if (span_is(text, words->at[i]))
			return true;
	}
	return false;
}

void words_read(struct words *words, struct span list)
{
	struct span piece;

	while (span_cut(&list, ',', &piece)) {
		piece = span_trim(piece);
		if (piece.bytes && !words_have(words, piece))
			words_add(words, piece);
	}
}

void words_write(struct str *out, const struct words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		str_puts(out, i ? ", " : "");
		str_puts(out, words->at[i]);
	}
}

void str_clear(struct str *str)
{
	free(str->at);
	memset(str, 0, sizeof(*str));
}

/* Through a volatile pointer, so that no compiler takes it for idle work. */
void str_wipe(struct str *str)
{
	volatile char *at = str->at;

	for (size_t i = 0; i < str->room; i++)
		at[i] = 0;
	str_clear(str);
}

static void make_room(struct str *str, size_t bytes)
{
	enum { SMALLEST = 64 };
	size_t need = str->bytes + bytes + 1;

	if (need <= str->room)
		return;
	str->room = str->room ? str->room * 2 : SMALLEST;
	if (str->room < need)
		str->room = need;
	str->at = mem_grow(str->at, str->room);
}

void str_add(struct str *str, struct span span)
{
	make_room(str, span.bytes);
	if (span.bytes)
		memcpy(str->at + str->bytes, span.at, span.bytes);
	str->bytes += span.bytes;
	str->at[str->bytes] = '\0';
}

void str_puts(struct str *str, const char *text)
{
	str_add(str, span_of(text));
}

void str_putc(struct str *str, char byte)
{
	str_add(str, span_from(&byte, 1));
}

void str_putf(struct str *str, const char *format, ...)
{
	va_list list, again;
	int bytes;

	make_room(str, 0);
	va_start(list, format);
	va_copy(again, list);
	bytes = vsnprintf(str->at + str->bytes, str->room - str->bytes, format,
	                  list);
	va_end(list);
	if (bytes > 0 && (size_t)bytes >= str->room - str->bytes) {
		make_room(str, (size_t)bytes);
		vsnprintf(str->at + str->bytes, (size_t)bytes + 1, format,
		          again);
	}
	va_end(again);
	if (bytes > 0)
		str->bytes += (size_t)bytes;
	str->at[str->bytes] = '\0';
}

struct span str_span(const struct str *str)
{
	return span_from(str->at, str->bytes);
}

const char *str_text(const struct str *str)
{
	return str->at ? str->at : "";
}

char *str_take(struct str *str)
{
	char *bytes = str->at ? str->at : mem_copy("");

	memset(str, 0, sizeof(*str));
	return bytes;
}
