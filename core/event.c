/*
 * One table says every trailer: its key, its place in the message, its form
 * and its member of struct event. Writing, reading, copying and clearing all
 * walk it, so that a new trailer is one new row.
 */
#include "core/event.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/text.h"

enum trailer_form {
	FORM_WORD, /* char *, no blanks */
	FORM_LINE, /* char *, one line */
	FORM_POST, /* char *, a post id */
	FORM_ROLE, /* char *, ROLE@UNIT */
	FORM_OP_ID,
	FORM_HEX,    /* char[HEX] */
	FORM_HEX256, /* char[HEX256] */
	FORM_REVISION,
	FORM_KIND,
	FORM_WAIVE, /* the only one that may stand more than once */
	FORM_AT
};

struct row {
	const char *key;
	enum trailer_form form;
	size_t offset;
};

#define ROW(key, form, member) \
	{ \
		key, form, offsetof(struct event, member) \
	}
static const struct row rows[] = {
    ROW("Event", FORM_KIND, kind),
    ROW("Post", FORM_POST, post),
    ROW("Revision", FORM_REVISION, revision),
    ROW("Content", FORM_HEX, content),
    ROW("Content-SHA256", FORM_HEX256, content_sha256),
    ROW("Step", FORM_WORD, step),
    ROW("Actor", FORM_WORD, actor),
    ROW("Role", FORM_ROLE, role),
    ROW("Policy", FORM_HEX, policy),
    ROW("Provider", FORM_WORD, provider),
    ROW("Unit", FORM_WORD, unit),
    ROW("Grade", FORM_WORD, grade),
    ROW("Route", FORM_WORD, route),
    ROW("Steps", FORM_LINE, steps),
    ROW("Seats", FORM_LINE, seats),
    ROW("Ticked", FORM_LINE, ticked),
    ROW("Person", FORM_WORD, person),
    ROW("Channel", FORM_LINE, channel),
    ROW("Url", FORM_LINE, url),
    ROW("Proposal", FORM_HEX, proposal),
    ROW("Successor", FORM_POST, successor),
    ROW("Waive", FORM_WAIVE, waivers),
    ROW("Op-Id", FORM_OP_ID, op_id),
    ROW("Decision", FORM_HEX, decision),
    ROW("At", FORM_AT, at_ms),
};
#undef ROW

enum { ROWS = sizeof(rows) / sizeof(rows[0]), REVISION_LIMIT = 999999999 };

#define EVENT_NAME(value, id) id,
static const char *const ids[] = {EVENT_LIST(EVENT_NAME)};
#undef EVENT_NAME

/* What stock git would take for the end of a message, whatever the reader's
 * core.commentChar is: a patch divider, a scissors line. */
static const char divider[] = "---";
static const char scissors[] = "-- >8 --";

const char *event_id(enum event_kind kind)
{
	return kind < EVENT_COUNT ? ids[kind] : "";
}

bool event_kind_read(struct span id, enum event_kind *out)
{
	for (int i = 0; i < EVENT_COUNT; i++)
		if (span_is(id, ids[i])) {
			*out = (enum event_kind)i;
			return true;
		}
	return false;
}

bool event_is_decision(enum event_kind kind)
{
	switch (kind) {
	case EVENT_SIGN:
	case EVENT_RETURN:
	case EVENT_REJECT:
	case EVENT_PUBLISH:
	case EVENT_FREEZE:
	case EVENT_UNFREEZE:
	case EVENT_TAKEDOWN:
	case EVENT_SUPERSEDE:
	case EVENT_PROPOSE:
	case EVENT_OBJECT:
		return true;
	default:
		return false;
	}
}

static bool is_string(enum trailer_form form)
{
	return form <= FORM_OP_ID;
}

static char **string_at(struct event *event, const struct row *row)
{
	return (char **)(void *)((char *)event + row->offset);
}

/* The text of a string or hex row; "" when absent. */
static const char *text_at(const struct event *event, const struct row *row)
{
	const char *member = (const char *)event + row->offset;
	const char *text;

	if (!is_string(row->form))
		return member;
	text = *(char *const *)(const void *)member;
	return text ? text : "";
}

void event_clear(struct event *event)
{
	for (size_t i = 0; i < ROWS; i++)
		if (is_string(rows[i].form))
			free(*string_at(event, &rows[i]));
	for (size_t i = 0; i < event->waiver_count; i++) {
		free(event->waivers[i].rule);
		free(event->waivers[i].reason);
	}
	free(event->waivers);
	free(event->about);
	free(event->body);
	memset(event, 0, sizeof(*event));
}

void event_copy(struct event *to, const struct event *from)
{
	*to = *from;
	to->about = mem_copy(from->about);
	to->body = mem_copy(from->body);
	to->waivers = NULL;
	to->waiver_count = to->waiver_room = 0;
	for (size_t i = 0; i < ROWS; i++)
		if (is_string(rows[i].form))
			*string_at(to, &rows[i]) =
			    mem_copy(*string_at(to, &rows[i]));
	for (size_t i = 0; i < from->waiver_count; i++)
		event_waive(to, span_of(from->waivers[i].rule),
		            span_of(from->waivers[i].reason));
}

void event_waive(struct event *event, struct span rule, struct span reason)
{
	struct waiver *waiver;

	event->waivers = mem_room(event->waivers, event->waiver_count,
	                          &event->waiver_room, sizeof(*waiver));
	waiver = &event->waivers[event->waiver_count++];
	waiver->rule = span_copy(span_trim(rule));
	waiver->reason = span_copy(span_trim(reason));
}

static bool is_control(char byte)
{
	return (unsigned char)byte < 0x20 || byte == 0x7F;
}

static bool is_clean_line(struct span line)
{
	for (size_t i = 0; i < line.bytes; i++)
		if (is_control(line.at[i]))
			return false;
	return true;
}

/* A build without assert must not forge a trailer either: a control character
 * becomes a blank. */
static void write_line(struct str *out, struct span line)
{
	line = span_trim(line);
	assert(is_clean_line(line));
	for (size_t i = 0; i < line.bytes; i++)
		str_putc(out, is_control(line.at[i]) ? ' ' : line.at[i]);
}

static bool would_cut(struct span line)
{
	while (line.bytes && *line.at == ' ') {
		line.at++;
		line.bytes--;
	}
	return span_starts(line, divider) ||
	       span_find(line, scissors) != (size_t)-1;
}

static void write_body(struct str *out, struct span body)
{
	struct span line;

	body = span_trim(body);
	if (!body.bytes)
		return;
	while (span_cut(&body, '\n', &line)) {
		if (would_cut(line))
			str_putc(out, ' ');
		for (size_t i = 0; i < line.bytes; i++) {
			bool bad = is_control(line.at[i]) && line.at[i] != '\t';

			assert(!bad);
			str_putc(out, bad ? ' ' : line.at[i]);
		}
		str_putc(out, '\n');
	}
	str_putc(out, '\n');
}

static void write_waivers(struct str *out, const struct event *event)
{
	for (size_t i = 0; i < event->waiver_count; i++) {
		str_puts(out, "Waive: ");
		write_line(out, span_of(event->waivers[i].rule));
		str_putc(out, '=');
		write_line(out, span_of(event->waivers[i].reason));
		str_putc(out, '\n');
	}
}

static void write_row(struct str *out, const struct event *event,
                      const struct row *row)
{
	char at[CALENDAR_TEXT];

	switch (row->form) {
	case FORM_KIND:
		str_putf(out, "%s: %s\n", row->key, event_id(event->kind));
		break;
	case FORM_REVISION:
		if (event->revision > 0)
			str_putf(out, "%s: %d\n", row->key, event->revision);
		break;
	case FORM_WAIVE:
		write_waivers(out, event);
		break;
	case FORM_AT:
		calendar_write(event->at_ms, event->offset_min, at);
		str_putf(out, "%s: %s\n", row->key, at);
		break;
	default:
		if (*text_at(event, row)) {
			str_putf(out, "%s: ", row->key);
			write_line(out, span_of(text_at(event, row)));
			str_putc(out, '\n');
		}
	}
}

void event_write(struct str *out, const struct event *event)
{
	str_puts(out, event_id(event->kind));
	if (event->post && *event->post) {
		str_putc(out, ' ');
		write_line(out, span_of(event->post));
	}
	if (event->about && *event->about) {
		str_putc(out, ' ');
		write_line(out, span_of(event->about));
	}
	str_puts(out, "\n\n");
	write_body(out, span_of(event->body));
	for (size_t i = 0; i < ROWS; i++)
		write_row(out, event, &rows[i]);
}

bool event_op_id_is_good(struct span op_id)
{
	if (op_id.bytes < 1 || op_id.bytes > 64)
		return false;
	for (size_t i = 0; i < op_id.bytes; i++) {
		char c = op_id.at[i];

		if (!(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-')
			return false;
	}
	return true;
}

static bool is_word(struct span text)
{
	return text.bytes && is_clean_line(text) &&
	       !memchr(text.at, ' ', text.bytes);
}

static bool is_role(struct span text)
{
	const char *at = text.bytes ? memchr(text.at, '@', text.bytes) : NULL;

	return is_word(text) && at && at > text.at &&
	       at < text.at + text.bytes - 1;
}

static bool read_hex(struct span text, size_t digits, char *out)
{
	if (text.bytes != digits)
		return false;
	for (size_t i = 0; i < digits; i++)
		if (!(text.at[i] >= '0' && text.at[i] <= '9') &&
		    !(text.at[i] >= 'a' && text.at[i] <= 'f'))
			return false;
	memcpy(out, text.at, digits);
	out[digits] = '\0';
	return true;
}

static bool read_revision(struct span text, int *out)
{
	long number;

	if (!span_number(text, REVISION_LIMIT, &number) || *text.at == '0')
		return false;
	*out = (int)number;
	return true;
}

static bool read_waiver(struct span text, struct event *out)
{
	struct span rule;

	if (!span_cut(&text, '=', &rule) || !text.at)
		return false;
	if (!is_word(rule) || !span_trim(text).bytes)
		return false;
	event_waive(out, rule, text);
	return true;
}

static bool read_string(const struct row *row, struct span value,
                        struct event *out)
{
	bool good = value.bytes > 0;

	if (row->form == FORM_WORD)
		good = is_word(value);
	else if (row->form == FORM_POST)
		good = post_id_is_good(value);
	else if (row->form == FORM_ROLE)
		good = is_role(value);
	else if (row->form == FORM_OP_ID)
		good = event_op_id_is_good(value);
	if (good)
		*string_at(out, row) = span_copy(value);
	return good;
}

static bool read_row(const struct row *row, struct span value,
                     struct event *out)
{
	switch (row->form) {
	case FORM_KIND:
		return event_kind_read(value, &out->kind);
	case FORM_REVISION:
		return read_revision(value, &out->revision);
	case FORM_HEX:
		return read_hex(value, HEX - 1, (char *)out + row->offset);
	case FORM_HEX256:
		return read_hex(value, HEX256 - 1, (char *)out + row->offset);
	case FORM_WAIVE:
		return read_waiver(value, out);
	case FORM_AT:
		return calendar_read_moment(value, &out->at_ms,
		                            &out->offset_min);
	default:
		return read_string(row, value, out);
	}
}

/* A lower-case word that is no event here was made by a later sanshen. */
static bool is_later_event(const struct row *row, struct span value)
{
	if (row->form != FORM_KIND || !value.bytes)
		return false;
	for (size_t i = 0; i < value.bytes; i++)
		if (value.at[i] < 'a' || value.at[i] > 'z')
			return false;
	return true;
}

static enum err_code broken(struct err *err, struct span what)
{
	char *text = span_copy(what);
	enum err_code rc = err_set(err, ERR_BROKEN, "commit message", text);

	free(text);
	return rc;
}

static enum err_code read_trailer(struct span line, bool *seen,
                                  struct event *out, struct err *err)
{
	struct span value = line, key;

	if (!span_cut(&value, ':', &key) || !value.at || !is_word(key) ||
	    !is_clean_line(value))
		return broken(err, line);
	value = span_trim(value);
	for (size_t i = 0; i < ROWS; i++) {
		if (!span_is(key, rows[i].key))
			continue;
		if (seen[i] && rows[i].form != FORM_WAIVE)
			return broken(err, line);
		seen[i] = true;
		if (read_row(&rows[i], value, out))
			return ERR_OK;
		if (is_later_event(&rows[i], value))
			return err_set(err, ERR_NEWER, "commit message", NULL);
		return broken(err, line);
	}
	return ERR_OK;
}

static enum err_code read_trailers(struct span block, struct event *out,
                                   struct err *err)
{
	bool seen[ROWS] = {false};
	struct span line;
	enum err_code rc;

	if (!span_starts(block, "Event: "))
		return broken(err, span_of("no Event:"));
	while (span_cut(&block, '\n', &line)) {
		rc = read_trailer(line, seen, out, err);
		if (rc)
			return rc;
	}
	if (!seen[ROWS - 1])
		return broken(err, span_of("no At:"));
	return ERR_OK;
}

/* Takes `word` and a blank, or `word` at the end, off the front. */
static bool take_word(struct span *rest, const char *word)
{
	size_t bytes = strlen(word);

	if (!span_starts(*rest, word) ||
	    (rest->bytes > bytes && rest->at[bytes] != ' '))
		return false;
	if (rest->bytes > bytes)
		bytes++;
	rest->at += bytes;
	rest->bytes -= bytes;
	return true;
}

static bool read_subject(struct span subject, struct event *out)
{
	if (!is_clean_line(subject) ||
	    !take_word(&subject, event_id(out->kind)) ||
	    (out->post && !take_word(&subject, out->post)))
		return false;
	subject = span_trim(subject);
	if (subject.bytes)
		out->about = span_copy(subject);
	return true;
}

static bool read_body(struct span text, struct event *out)
{
	struct str body = {0};
	struct span line;
	bool clean = true;

	while (span_cut(&text, '\n', &line)) {
		for (size_t i = 0; i < line.bytes; i++)
			if (is_control(line.at[i]) && line.at[i] != '\t')
				clean = false;
		if (line.bytes && *line.at == ' ' && would_cut(line))
			line = span_from(line.at + 1, line.bytes - 1);
		str_add(&body, line);
		str_putc(&body, '\n');
	}
	line = span_trim(str_span(&body));
	if (line.bytes)
		out->body = span_copy(line);
	str_clear(&body);
	return clean;
}

static bool is_about_a_post(enum event_kind kind)
{
	switch (kind) {
	case EVENT_INIT:
	case EVENT_PERSON:
	case EVENT_GRANT:
	case EVENT_KEY:
	case EVENT_UNIT:
	case EVENT_POLICY:
	case EVENT_TERMS:
		return false;
	default:
		return true;
	}
}

/* What is not as everybody who reads a record counts on; NULL: nothing. */
static const char *missing(const struct event *event)
{
	if (!is_about_a_post(event->kind))
		return event->post || event->content[0] ? "Post, Content"
		                                        : NULL;
	if (!event->post)
		return "no Post:";
	if (!event->actor)
		return "no Actor:";
	return event->op_id ? NULL : "no Op-Id:";
}

/* Where the last paragraph begins; 0 when there is only one. */
static size_t last_paragraph(struct span message)
{
	for (size_t i = message.bytes; i >= 2; i--)
		if (message.at[i - 1] == '\n' && message.at[i - 2] == '\n')
			return i;
	return 0;
}

enum err_code event_read(struct span message, struct event *out,
                         struct err *err)
{
	struct event event = {0};
	struct span subject, rest;
	size_t block;
	enum err_code rc;

	while (message.bytes && message.at[message.bytes - 1] == '\n')
		message.bytes--;
	if (text_valid_bytes(message) != message.bytes) {
		rc = broken(err, span_of("not UTF-8"));
		goto out;
	}
	block = last_paragraph(message);
	rc = read_trailers(span_from(message.at + block, message.bytes - block),
	                   &event, err);
	if (rc)
		goto out;
	rest = span_from(message.at, block);
	span_cut(&rest, '\n', &subject);
	if (!read_subject(subject, &event) || !span_starts(rest, "\n"))
		rc = broken(err, subject);
	else if (!read_body(rest, &event))
		rc = broken(err, span_of("control character"));
	else if (missing(&event))
		rc = broken(err, span_of(missing(&event)));
out:
	if (rc)
		event_clear(&event);
	else
		*out = event;
	return rc;
}
