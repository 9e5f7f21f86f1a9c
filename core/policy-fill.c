/* Values put into the text of a policy, every other byte kept. */
#include "core/ini.h"
#include "core/policy.h"

/* What a line's `local` becomes in a demo. */
struct demo {
	struct span text;
	struct span first; /* the header of the first step */
};

/* The section of a header: "step" of [step ID]. */
static struct span kind_of(struct span section)
{
	struct span name;

	span_cut(&section, ' ', &name);
	return name;
}

/* What `key` says in the section in which `line` stands; empty: nothing. */
static struct span beside(const struct demo *demo, const struct ini_line *line,
                          const char *key)
{
	struct ini_walk walk = ini_walk(demo->text);
	struct ini_line other;

	while (ini_next(&walk, &other)) {
		if (other.kind == INI_PAIR && span_is(other.key, key) &&
		    other.section.at == line->section.at)
			return other.value;
	}
	return span_of("");
}

/* The first of the options of a switch. */
static struct span first_option(const struct demo *demo,
                                const struct ini_line *line)
{
	struct span rest = beside(demo, line, "options"), piece;

	if (!rest.bytes)
		return line->value;
	span_cut(&rest, ',', &piece);
	return span_trim(piece);
}

/* Never shorter than the reminder before it. */
static struct span demo_deadline(const struct demo *demo,
                                 const struct ini_line *line)
{
	const char *text =
	    span_equal(line->section, demo->first) ? "8h" : "24h";
	struct span remind = beside(demo, line, "remind");
	struct term before, own;

	if (calendar_read_term(remind, &before) &&
	    calendar_read_term(span_of(text), &own) && before.ms > own.ms)
		return remind;
	return span_of(text);
}

static struct span duty_value(struct span key)
{
	if (span_is(key, "collect"))
		return span_of("collector@owner");
	if (span_is(key, "review") || span_is(key, "publish"))
		return span_of("manager@owner");
	return span_of("");
}

/* The demo value of an open one; empty when the line leaves nothing open. */
static struct span demo_value(const struct demo *demo,
                              const struct ini_line *line)
{
	struct span kind = kind_of(line->section), key = line->key;

	if (span_is(kind, "policy") && span_is(key, "third_level"))
		return span_of("all");
	if (span_is(kind, "policy") && span_is(key, "leader"))
		return span_of("of-unit");
	if (span_is(kind, "policy") && span_is(key, "warn"))
		return span_of("24h");
	if (span_is(kind, "switch") && span_is(key, "value"))
		return first_option(demo, line);
	if (span_is(kind, "column") || span_is(kind, "channel"))
		return duty_value(key);
	if (span_is(kind, "step") && span_is(key, "deadline"))
		return demo_deadline(demo, line);
	if (span_is(kind, "step") && span_is(key, "remind"))
		return span_of("1h");
	if (span_is(kind, "step") &&
	    (span_is(key, "escalate_after") || span_is(key, "oral")))
		return span_of("24h");
	if (span_is(kind, "after") && span_is(key, "settle_within"))
		return span_of("24h");
	if (span_is(kind, "password") && span_is(key, "max_age"))
		return span_of("90d");
	return span_of("");
}

/* The line with another value. */
static void put_value(struct str *out, const struct ini_line *line,
                      struct span value)
{
	size_t before = (size_t)(line->value.at - line->raw.at);

	str_add(out, span_from(line->raw.at, before));
	if (before && line->raw.at[before - 1] == '=')
		str_putc(out, ' ');
	str_add(out, value);
}

void policy_fill_demo(struct span text, struct str *out)
{
	struct demo demo = {.text = text, .first = span_of("")};
	struct ini_walk walk = ini_walk(text);
	struct ini_line line;

	while (ini_next(&walk, &line)) {
		struct span value = span_of("");

		if (line.kind == INI_SECTION && !demo.first.bytes &&
		    span_is(kind_of(line.section), "step"))
			demo.first = line.section;
		if (line.kind == INI_PAIR && span_is(line.value, "local"))
			value = demo_value(&demo, &line);
		if (value.bytes)
			put_value(out, &line, value);
		else
			str_add(out, line.raw);
		if (walk.rest.at)
			str_putc(out, '\n');
	}
}

void policy_fill_line(struct span text, int number, struct span value,
                      struct str *out)
{
	struct ini_walk walk = ini_walk(text);
	struct ini_line line;

	while (ini_next(&walk, &line)) {
		if (line.number == number && line.kind == INI_PAIR)
			put_value(out, &line, value);
		else
			str_add(out, line.raw);
		if (walk.rest.at)
			str_putc(out, '\n');
	}
}
