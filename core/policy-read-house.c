/* What a newsroom has: units, roles, grades, columns, channels, choices. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-parts.h"
#include "core/roster.h"

static const struct policy_role built_in[] = {
    {.id = "collector", .title = "信息员", .draft = true},
    {.id = "manager", .title = "信息管理员", .draft = true},
    {.id = "unit-head", .title = "单位负责人", .draft = true},
    {.id = "propaganda", .title = "宣传部负责人", .draft = true},
    {.id = "leader", .title = "分管领导"},
    {.id = "publisher", .title = "发布员"},
    {.id = "auditor", .title = "核查员"},
    {.id = "admin", .title = "系统管理员"},
};

static const struct {
	const char *id, *title;
} fields[] = {
    {"title", "标题"},    {"summary", "摘要"},    {"column", "栏目"},
    {"channels", "渠道"}, {"audience", "对象"},   {"at", "发布时间"},
    {"category", "类别"}, {"attachment", "附件"},
};

const char *field_title(struct span id)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (span_is(id, fields[i].id))
			return fields[i].title;
	}
	return NULL;
}

/* The title that must be there. */
static char *need_title(struct reader *reader, const struct section *section,
                        const char *example)
{
	source_need(&reader->source, section, "title", example);
	return value_text(section, "title");
}

/* Calls `read` for every section of a part, in order. */
static void each(struct reader *reader, enum part part,
                 void (*read)(struct reader *reader,
                              const struct section *section))
{
	for (size_t i = 0; i < reader->source.count; i++) {
		const struct section *section = &reader->source.sections[i];

		if (strcmp(section->kind->name, part_name(part)) == 0)
			read(reader, section);
	}
}

/* Units. */

static char *read_date(struct reader *reader, const struct section *section,
                       const char *key)
{
	const struct pair *pair = source_pair(section, key);
	int64_t at_ms;

	if (!pair || !pair->value.bytes)
		return NULL;
	if (calendar_read_day(pair->value, 0, &at_ms))
		return span_copy(pair->value);
	source_note_value(&reader->source, pair, pair->value, "YYYY-MM-DD");
	return NULL;
}

static void read_unit(struct reader *reader, const struct section *section)
{
	struct policy_unit *unit =
	    part_add(reader->policy, PART_UNIT, section->id);

	unit->title = need_title(reader, section, unit->id);
	unit->tier = value_id(reader, section, "tier");
	unit->from = read_date(reader, section, "from");
	unit->until = read_date(reader, section, "until");
	if (unit->from && unit->until && strcmp(unit->until, unit->from) < 0)
		source_note_value(&reader->source,
		                  source_pair(section, "until"),
		                  span_of(unit->until), unit->from);
}

/* Whether `next` of units, again and again, comes back to the first. */
static bool is_circle(const struct policy *policy,
                      const struct policy_unit *unit, bool successors)
{
	const struct policy_unit *now = unit;

	for (size_t i = 0; now && i < policy_unit_count(policy); i++) {
		now = policy_unit(policy,
		                  successors ? now->successor : now->parent);
		if (now == unit)
			return true;
	}
	return false;
}

static void link_unit(struct reader *reader, const struct section *section)
{
	struct policy_unit *unit =
	    part_find(reader->policy, PART_UNIT, section->id);

	unit->parent = value_unit(reader, section, "parent");
	unit->successor = value_unit(reader, section, "successor");
	if (!unit->parent && strcmp(unit->id, ROSTER_ROOT) != 0)
		unit->parent = mem_copy(ROSTER_ROOT);
}

static void check_unit(struct reader *reader, const struct section *section)
{
	const struct policy *policy = reader->policy;
	const struct policy_unit *unit =
	    part_find(policy, PART_UNIT, section->id);
	const struct pair *parent = source_pair(section, "parent");
	const struct pair *successor = source_pair(section, "successor");

	if (parent && is_circle(policy, unit, false))
		source_note_value(&reader->source, parent, parent->value,
		                  ROSTER_ROOT);
	if (successor && is_circle(policy, unit, true))
		source_note_value(&reader->source, successor, successor->value,
		                  ROSTER_ROOT);
}

/* Roles. */

static void read_role(struct reader *reader, const struct section *section)
{
	struct policy_role *role =
	    part_find(reader->policy, PART_ROLE, section->id);
	char *title;
	int ends = 1;

	if (!role) {
		role = part_add(reader->policy, PART_ROLE, section->id);
		source_need(&reader->source, section, "title", "信息员");
	}
	title = value_text(section, "title");
	if (title) {
		free(role->title);
		role->title = title;
	}
	value_yes(reader, section, "draft", &role->draft);
	value_choice(reader, section, "until", "required, optional", &ends);
	role->ends = ends == 0;
}

/* `every`: all, a tier, or unit ID. */
static void link_role(struct reader *reader, const struct section *section)
{
	struct policy_role *role =
	    part_find(reader->policy, PART_ROLE, section->id);
	const struct pair *pair = source_pair(section, "every");

	value_list(reader, section, "every", VALUE_TEXT, &role->every);
	for (size_t i = 0; i < role->every.count; i++) {
		struct span piece = span_of(role->every.at[i]), unit = piece;

		if (roster_id_is_good(piece))
			continue;
		span_cut(&unit, ' ', &piece);
		unit = unit.at ? span_trim(unit) : span_of("");
		if (!span_is(piece, "unit") || !roster_id_is_good(unit))
			source_note_value(&reader->source, pair,
			                  span_of(role->every.at[i]),
			                  "all, TIER, unit UNIT");
		else if (!span_is(unit, ROSTER_ROOT) &&
		         !part_find(reader->policy, PART_UNIT, unit))
			note_unknown_part(reader, pair, PART_UNIT, unit);
	}
}

/* Switches. */

static void read_options(struct reader *reader, const struct section *section,
                         struct policy_switch *one)
{
	const struct pair *pair =
	    source_need(&reader->source, section, "options", "a, b");

	value_list(reader, section, "options", VALUE_ID, &one->options);
	for (size_t i = 0; i < one->options.count; i++) {
		struct span option = span_of(one->options.at[i]);

		if (span_is(option, "local") || condition_word_is_taken(option))
			source_note_value(&reader->source, pair, option,
			                  "a, b");
	}
}

/* Whether the id can be one; says so when not. */
static bool switch_is_free(struct reader *reader, const struct section *section)
{
	const struct section *policy =
	    source_section(&reader->source, "policy", span_of(""));
	const struct policy_switch *first =
	    part_find(reader->policy, PART_SWITCH, section->id);
	struct str object = {0};

	if (first) {
		source_note_twice(&reader->source, section->line, section->name,
		                  source_pair(policy, first->id)->line,
		                  section->comment);
		return false;
	}
	if (!condition_word_is_taken(section->id))
		return true;
	str_puts(&object, "[switch the-");
	str_add(&object, section->id);
	str_putc(&object, ']');
	source_note_section(&reader->source, ERR_POLICY_VALUE, section,
	                    section->name, str_text(&object));
	str_clear(&object);
	return false;
}

static void read_switch(struct reader *reader, const struct section *section)
{
	const struct pair *pair;
	struct policy_switch *one;
	struct str object = {0};

	if (!switch_is_free(reader, section))
		return;
	one = part_add(reader->policy, PART_SWITCH, section->id);
	one->title = need_title(reader, section, one->id);
	read_options(reader, section, one);
	words_write(&object, &one->options);
	pair = source_need(&reader->source, section, "value",
	                   object.bytes ? object.at : "local");
	if (pair && span_is(pair->value, "local"))
		note_choice(reader, section, pair, &one->options);
	else if (pair && words_have(&one->options, pair->value))
		one->value = span_copy(pair->value);
	else if (pair && one->options.count)
		source_note_value(&reader->source, pair, pair->value,
		                  str_text(&object));
	str_clear(&object);
}

/* Flags, categories, fields, grades. */

static void read_flag(struct reader *reader, const struct section *section)
{
	struct policy_flag *flag =
	    part_add(reader->policy, PART_FLAG, section->id);

	flag->title = need_title(reader, section, flag->id);
	flag->hint = value_text(section, "hint");
}

static void read_category(struct reader *reader, const struct section *section)
{
	struct policy_category *category =
	    part_add(reader->policy, PART_CATEGORY, section->id);

	category->title = need_title(reader, section, category->id);
	category->hint = value_text(section, "hint");
	value_list(reader, section, "tiers", VALUE_ID, &category->tiers);
}

static void read_field(struct reader *reader, const struct section *section)
{
	struct policy_field *field =
	    part_add(reader->policy, PART_FIELD, section->id);
	const char *title = field_title(section->id);

	if (title && !source_pair(section, "title"))
		field->title = mem_copy(title);
	else
		field->title = need_title(reader, section, field->id);
	field->hint = value_text(section, "hint");
	value_list(reader, section, "options", VALUE_TEXT, &field->options);
}

/* `required`: yes, no or a condition. */
static void link_field(struct reader *reader, const struct section *section)
{
	struct policy_field *field =
	    part_find(reader->policy, PART_FIELD, section->id);
	const struct pair *pair = source_pair(section, "required");

	if (!pair || !pair->value.bytes || span_is(pair->value, "no"))
		return;
	field->demanded = true;
	if (span_is(pair->value, "yes") || span_is(pair->value, "any"))
		return;
	field->required = value_condition(reader, section, "required", false);
}

static void read_grade(struct reader *reader, const struct section *section)
{
	struct policy_grade *grade =
	    part_add(reader->policy, PART_GRADE, section->id);

	grade->title = need_title(reader, section, grade->id);
	grade->hint = value_text(section, "hint");
	value_offices(reader, section, "lower", &grade->lower);
}

static void link_grade(struct reader *reader, const struct section *section)
{
	struct policy_grade *grade =
	    part_find(reader->policy, PART_GRADE, section->id);

	grade->propose = value_condition(reader, section, "propose", true);
}

/* Columns and channels. */

static void read_column(struct reader *reader, const struct section *section)
{
	struct policy_column *column =
	    part_add(reader->policy, PART_COLUMN, section->id);
	int kind = 0, byline = BYLINE_UNIT;

	column->title = need_title(reader, section, column->id);
	value_choice(reader, section, "kind", "dynamic, static", &kind);
	value_choice(reader, section, "byline", "unit, reviewers, none",
	             &byline);
	column->fixed = kind == 1;
	column->byline = (enum byline)byline;
	value_known(reader, section, "categories", PART_CATEGORY,
	            &column->categories);
	value_duties(reader, section, &column->duties);
}

static void read_channel(struct reader *reader, const struct section *section)
{
	struct policy_channel *channel =
	    part_add(reader->policy, PART_CHANNEL, section->id);

	channel->title = need_title(reader, section, channel->id);
	channel->class = value_id(reader, section, "class");
	channel->owner = value_text(section, "owner");
	channel->keeper = value_text(section, "keeper");
	channel->account = value_text(section, "account");
	value_known(reader, section, "categories", PART_CATEGORY,
	            &channel->categories);
	value_duties(reader, section, &channel->duties);
}

void read_house(struct reader *reader)
{
	for (size_t i = 0; i < sizeof(built_in) / sizeof(*built_in); i++) {
		struct policy_role *role = part_add(reader->policy, PART_ROLE,
		                                    span_of(built_in[i].id));

		role->title = mem_copy(built_in[i].title);
		role->draft = built_in[i].draft;
	}
	each(reader, PART_UNIT, read_unit);
	each(reader, PART_ROLE, read_role);
	each(reader, PART_SWITCH, read_switch);
	each(reader, PART_FLAG, read_flag);
	each(reader, PART_CATEGORY, read_category);
	each(reader, PART_FIELD, read_field);
	each(reader, PART_GRADE, read_grade);
	each(reader, PART_COLUMN, read_column);
	each(reader, PART_CHANNEL, read_channel);
}

void read_links(struct reader *reader)
{
	each(reader, PART_UNIT, link_unit);
	each(reader, PART_UNIT, check_unit);
	each(reader, PART_ROLE, link_role);
	each(reader, PART_FIELD, link_field);
	each(reader, PART_GRADE, link_grade);
}
