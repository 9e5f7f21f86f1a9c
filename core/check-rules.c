/* Findings and the rules they name; and how a check looks at a text. */
#include "core/check-rules.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

struct rule {
	const char *name;
	enum severity severity;
	const char *check;
	const char *sentence;
	const char *source;
};

#define RULE_ROW(name, severity, check, sentence, source) \
	{name, severity, check, sentence, source},
static const struct rule rules[] = {RULE_LIST(RULE_ROW)};
#undef RULE_ROW

#define SEVERITY_ROW(value, id) id,
static const char *const severities[] = {SEVERITY_LIST(SEVERITY_ROW)};
#undef SEVERITY_ROW

const char *severity_id(enum severity severity)
{
	return severity < SEVERITY_COUNT ? severities[severity] : "";
}

bool severity_read(struct span id, enum severity *out)
{
	for (int i = 0; i < SEVERITY_COUNT; i++) {
		if (span_is(id, severities[i])) {
			*out = (enum severity)i;
			return true;
		}
	}
	return false;
}

uint32_t check_before(struct span text, size_t at, size_t *bytes)
{
	size_t start = at;
	uint32_t point;

	*bytes = 0;
	if (!at)
		return 0;
	do
		start--;
	while (start && ((unsigned char)text.at[start] & 0xC0) == 0x80);
	*bytes = at - start;
	text_step(text, start, &point);
	return point;
}

uint32_t check_point(struct span text, size_t at, size_t *bytes)
{
	uint32_t point;

	*bytes = 0;
	if (at >= text.bytes)
		return 0;
	*bytes = text_step(text, at, &point);
	return point;
}

int check_digit(uint32_t point)
{
	if (point >= '0' && point <= '9')
		return (int)(point - '0');
	if (point >= 0xFF10 && point <= 0xFF19)
		return (int)(point - 0xFF10);
	return -1;
}

bool check_at(struct span text, size_t at, const char *words)
{
	return at <= text.bytes &&
	       span_starts(span_from(text.at + at, text.bytes - at), words);
}

size_t check_any(struct span text, size_t at, const char *const *words)
{
	for (; *words; words++) {
		if (check_at(text, at, *words))
			return strlen(*words);
	}
	return 0;
}

static struct finding *add(struct findings *out, struct span text, size_t start,
                           size_t end)
{
	struct finding *finding;

	out->at = mem_room(out->at, out->count, &out->room, sizeof(*out->at));
	finding = &out->at[out->count++];
	memset(finding, 0, sizeof(*finding));
	finding->start = start;
	finding->end = end;
	finding->text = mem_copy_n(text.at + start, end - start);
	return finding;
}

struct finding *finding_add(struct findings *out, const char *rule,
                            struct span text, size_t start, size_t end)
{
	struct finding *finding = add(out, text, start, end);
	size_t i = 0;

	while (strcmp(rules[i].name, rule) != 0)
		i++;
	finding->rule = mem_copy(rules[i].name);
	finding->severity = rules[i].severity;
	finding->check = rules[i].check;
	finding->sentence = rules[i].sentence;
	finding->source = mem_copy(rules[i].source);
	return finding;
}

struct finding *finding_add_term(struct findings *out, const char *name,
                                 enum severity severity, struct span text,
                                 size_t start, size_t end)
{
	struct finding *finding = add(out, text, start, end);
	struct str rule = {0};

	str_putf(&rule, "terms/%s", name);
	finding->rule = str_take(&rule);
	finding->severity = severity;
	finding->check = "terms";
	return finding;
}

void finding_suggest(struct finding *finding, const char *text)
{
	finding->suggestions =
	    mem_room(finding->suggestions, finding->suggestion_count,
	             &finding->suggestion_room, sizeof(*finding->suggestions));
	finding->suggestions[finding->suggestion_count++] = mem_copy(text);
}

static void finding_clear(struct finding *finding)
{
	for (size_t i = 0; i < finding->suggestion_count; i++)
		free(finding->suggestions[i]);
	free(finding->suggestions);
	free(finding->rule);
	free(finding->reason);
	free(finding->object);
	free(finding->source);
	free(finding->text);
}

void findings_clear(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		finding_clear(&findings->at[i]);
	free(findings->at);
	memset(findings, 0, sizeof(*findings));
}

enum severity findings_worst(const struct findings *findings)
{
	enum severity worst = SEVERITY_INFO;

	for (size_t i = 0; i < findings->count; i++) {
		if (findings->at[i].severity > worst)
			worst = findings->at[i].severity;
	}
	return worst;
}
