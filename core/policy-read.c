/*
 * Reading a policy. First every line is sorted into its section, with the
 * comment above it (policy-source); then the sections become a struct policy
 * (policy-read-*), those that are named before those that name them; then
 * routes are looked at as a whole (policy-check). None of these stops the
 * others, so that whoever writes a policy sees all mistakes at once.
 */
#include "core/policy.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"
#include "core/roster.h"
#include "core/text.h"

enum {
	POLICY_BYTES_MAX = 1 << 18,
	OFFSET_DEFAULT_MIN = 8 * 60,
	DAY_MS = 24 * 3600 * 1000,
	WARN_DEFAULT_DAYS = 90
};

/* Switches that have a line of their own in [policy]. */
static const struct {
	const char *id, *title, *options;
} shorthands[] = {
    {"third_level", "第三级审核的范围", "all, main-channels, major"},
    {"leader", "审批的分管领导", "of-unit, of-propaganda"},
};

static void read_shorthand(struct reader *reader, const struct section *section,
                           size_t index)
{
	const char *key = shorthands[index].id;
	const struct pair *pair = source_pair(section, key);
	struct policy_switch *one;
	int choice = -1;

	if (!pair)
		return;
	one = part_add(reader->policy, PART_SWITCH, span_of(key));
	one->title = mem_copy(shorthands[index].title);
	words_read(&one->options, span_of(shorthands[index].options));
	if (span_is(pair->value, "local")) {
		note_choice(reader, section, pair, &one->options);
		return;
	}
	value_choice(reader, section, key, shorthands[index].options, &choice);
	if (choice >= 0)
		one->value = mem_copy(one->options.at[choice]);
}

static void read_day(struct reader *reader, const struct section *section,
                     const char *key, int64_t *out)
{
	const struct pair *pair = source_pair(section, key);

	if (pair &&
	    !calendar_read_day(pair->value, reader->policy->offset_min, out))
		source_note_value(&reader->source, pair, pair->value,
		                  "YYYY-MM-DD");
}

static void read_force(struct reader *reader, const struct section *section)
{
	struct policy *policy = reader->policy;
	const struct pair *until = source_pair(section, "until");

	policy->warn.ms = (int64_t)WARN_DEFAULT_DAYS * DAY_MS;
	read_day(reader, section, "from", &policy->from_ms);
	read_day(reader, section, "until", &policy->until_ms);
	if (policy->until_ms)
		policy->until_ms += DAY_MS;
	if (policy->until_ms && policy->until_ms <= policy->from_ms)
		source_note_value(&reader->source, until, until->value,
		                  "YYYY-MM-DD >= from");
	value_term(reader, section, "warn", "90d", &policy->warn);
}

static void read_duties(struct reader *reader, const struct section *section)
{
	static const char all[] = "collect, review, publish";
	const struct pair *pair = source_pair(section, "duties");
	struct words known = {0};

	value_list(reader, section, "duties", VALUE_ID,
	           &reader->policy->duties);
	words_read(&known, span_of(all));
	for (size_t i = 0; i < reader->policy->duties.count; i++) {
		struct span duty = span_of(reader->policy->duties.at[i]);

		if (!words_have(&known, duty))
			source_note_value(&reader->source, pair, duty, all);
	}
	words_clear(&known);
}

void read_policy(struct reader *reader)
{
	const struct section *section =
	    source_section(&reader->source, "policy", span_of(""));
	struct section missing = {.line = 1, .name = span_of("policy")};
	struct policy *policy = reader->policy;
	const struct pair *pair;

	if (!section)
		section = &missing;
	pair = source_need(&reader->source, section, "id", "three-level");
	if (pair && !roster_id_is_good(pair->value))
		source_note_pair(&reader->source, ERR_POLICY_ID, pair,
		                 pair->value, NULL);
	else
		policy->id = value_text(section, "id");
	source_need(&reader->source, section, "title", "信息发布管理办法");
	policy->title = value_text(section, "title");
	policy->source = value_text(section, "source");
	policy->issuer = value_text(section, "issuer");
	policy->parent = value_id(reader, section, "parent");
	policy->statement = value_text(section, "statement");
	policy->offset_min = OFFSET_DEFAULT_MIN;
	pair = source_pair(section, "utc_offset");
	if (pair && !calendar_read_offset(pair->value, &policy->offset_min))
		source_note_value(&reader->source, pair, pair->value, "+08:00");
	read_force(reader, section);
	read_duties(reader, section);
	for (size_t i = 0; i < sizeof(shorthands) / sizeof(*shorthands); i++)
		read_shorthand(reader, section, i);
}

/* In order of line; those of one line stay as they were found. */
static void sort(struct err *at, size_t count)
{
	struct err *merged;
	size_t half = count / 2, left = 0, right = half;

	if (count < 2)
		return;
	sort(at, half);
	sort(at + half, count - half);
	merged = mem_new_array(count, sizeof(*merged));
	for (size_t i = 0; i < count; i++) {
		bool from_left =
		    left < half &&
		    (right == count || at[left].line <= at[right].line);

		merged[i] = at[from_left ? left++ : right++];
	}
	memcpy(at, merged, count * sizeof(*merged));
	free(merged);
}

void problems_sort(struct problems *problems, size_t first)
{
	if (problems->at)
		sort(problems->at + first, problems->count - first);
}

/* Where a text is no text: the line of its first bad byte. */
static void note_door(struct reader *reader, struct span text,
                      const struct err *err)
{
	size_t end = text_valid_bytes(text);
	int line = 1;

	if (err->code == ERR_TOO_LARGE) {
		source_note(&reader->source, ERR_POLICY_LARGE, 0,
		            span_of(err->object), NULL, NULL);
		return;
	}
	for (size_t at = 0, bytes = 1; at < end; at += bytes) {
		uint32_t point = ' ';

		if (end == text.bytes)
			bytes = text_step(text, at, &point);
		if (text_is_control(point) &&
		    !span_starts(span_from(text.at + at, end - at), "\r\n"))
			break;
		line += text.at[at] == '\n';
	}
	if (err->code == ERR_CONTROL) {
		source_note(&reader->source, ERR_POLICY_CONTROL, line,
		            span_of(err->object), NULL, NULL);
		return;
	}
	source_note(&reader->source, ERR_POLICY_SYNTAX, line,
	            span_of(err->object), "UTF-8", err_name(err->code));
}

void reader_read(struct reader *reader, struct span text)
{
	struct problems *problems = reader->source.problems;
	size_t before = problems->count;
	struct err err;

	reader->policy = mem_new(sizeof(*reader->policy));
	if (text_door(text, "policy.ini", POLICY_BYTES_MAX, &reader->clean,
	              &err)) {
		note_door(reader, text, &err);
		return;
	}
	source_read(&reader->source, str_span(&reader->clean));
	read_policy(reader);
	read_house(reader);
	read_rest(reader);
	read_steps(reader);
	read_links(reader);
	read_step_links(reader);
	check_whole(reader);
	problems_sort(problems, before);
}

void reader_clear(struct reader *reader)
{
	source_clear(&reader->source);
	policy_free(reader->policy);
	str_clear(&reader->clean);
}

void policy_read(struct span text, struct policy **out,
                 struct problems *problems)
{
	struct reader reader = {.source = {.problems = problems}};
	size_t before = problems->count;
	struct problems own = {0};

	*out = NULL;
	reader_read(&reader, text);
	own.at = problems->at ? problems->at + before : NULL;
	own.count = problems->count - before;
	if (problems_can_wait(&own)) {
		*out = reader.policy;
		reader.policy = NULL;
	}
	reader_clear(&reader);
}
