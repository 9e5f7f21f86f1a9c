#include "tui/tell.h"

#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/ini.h"
#include "core/text.h"
#include "core/wrap.h"
#include "tui/say.h"
#include "tui/screen.h"

/* ---- folding ------------------------------------------------------------- */

void fold(FILE *to, int indent, int hang, const char *text)
{
	struct str safe = {0};
	struct wrap wrap = {0};
	int widest = hang > indent ? hang : indent;

	text_safe(span_of(text), &safe);
	wrap_line(str_span(&safe), PAGE_COLS - widest, screen_cells, &wrap);
	for (size_t i = 0; i < wrap.count; i++) {
		size_t start = wrap.starts[i];
		size_t end =
		    i + 1 < wrap.count ? wrap.starts[i + 1] : safe.bytes;
		struct span row =
		    span_trim(span_from(str_text(&safe) + start, end - start));

		fprintf(to, "%*s%.*s\n", i ? hang : indent, "", (int)row.bytes,
		        row.at);
	}
	wrap_clear(&wrap);
	str_clear(&safe);
}

void fold_field(FILE *to, int indent, const char *name, const char *value)
{
	struct str line = {0};

	if (value && *value) {
		say_fill(&line, N_("{1}: {2}"), name, value, 0);
		fold(to, indent, indent + 4, str_text(&line));
	}
	str_clear(&line);
}

/* ---- offices ------------------------------------------------------------- */

void tell_unit(struct str *out, const struct telling *telling, const char *id)
{
	const struct unit *unit =
	    telling->roster ? roster_unit(telling->roster, id) : NULL;
	const struct policy_unit *named = policy_unit(telling->policy, id);

	if (unit && unit->name)
		text_safe(span_of(unit->name), out);
	else if (named && named->title)
		text_safe(span_of(named->title), out);
	else if (strcmp(id, ROSTER_ROOT) == 0)
		str_puts(out, _("the institution"));
	else
		text_safe(span_of(id), out);
}

static void tell_where(struct str *out, const struct telling *telling,
                       const char *where)
{
	if (strcmp(where, "owner") == 0)
		str_puts(out, _("the post's own unit"));
	else if (strcmp(where, "parent") == 0)
		str_puts(out, _("the unit above the post's own"));
	else if (strcmp(where, "any") == 0)
		str_puts(out, _("the unit that the opener names"));
	else if (strncmp(where, "tier:", 5) == 0)
		say_fill(out, N_("the post's unit of the kind {1}"), where + 5,
		         NULL, 0);
	else
		tell_unit(out, telling, where);
}

void tell_office(struct str *out, const struct telling *telling,
                 const struct role_ref *office)
{
	const struct policy_role *role =
	    policy_role(telling->policy, office->role);
	struct str where = {0};

	tell_where(&where, telling, office->where);
	say_fill(out, N_("{1} ({2})"),
	         role && role->title ? role->title : office->role,
	         str_text(&where), 0);
	str_clear(&where);
}

void tell_offices(struct str *out, const struct telling *telling,
                  const struct offices *offices, int rank)
{
	const struct role_ref *before = NULL;

	for (size_t i = 0; i < offices->count; i++) {
		const struct role_ref *office = &offices->at[i];

		if (rank >= 0 && office->rank != rank)
			continue;
		if (before)
			str_puts(out, before->rank == office->rank ? _(" or ")
			                                           : _(", "));
		before = office;
		tell_office(out, telling, &offices->at[i]);
	}
}

/* ---- terms and days ------------------------------------------------------ */

void tell_term(struct str *out, const struct term *term)
{
	const int64_t hour_ms = 3600 * 1000, day_ms = 24 * hour_ms;

	if (term_is_none(term))
		str_puts(out, _("none"));
	else if (term->workdays == 1)
		str_puts(out, _("1 working day"));
	else if (term->months == 12)
		str_puts(out, _("1 year"));
	else if (term->months == 1)
		str_puts(out, _("1 month"));
	else if (term->ms == hour_ms)
		str_puts(out, _("1 hour"));
	else if (term->workdays)
		say_fill(out, N_("{n} working days"), NULL, NULL,
		         term->workdays);
	else if (term->months && term->months % 12 == 0)
		say_fill(out, N_("{n} years"), NULL, NULL, term->months / 12);
	else if (term->months)
		say_fill(out, N_("{n} months"), NULL, NULL, term->months);
	else if (term->ms % day_ms == 0 && term->ms > day_ms)
		say_fill(out, N_("{n} days"), NULL, NULL,
		         (long)(term->ms / day_ms));
	else
		say_fill(out, N_("{n} hours"), NULL, NULL,
		         (long)(term->ms / hour_ms));
}

void tell_day(struct str *out, const struct policy *policy, int64_t at_ms)
{
	char day[CALENDAR_TEXT];

	calendar_write(at_ms, policy_offset_min(policy), day);
	day[10] = '\0';
	str_puts(out, day);
}

/* ---- steps --------------------------------------------------------------- */

const char *tell_kind(enum step_kind kind)
{
	switch (kind) {
	case KIND_SIGN:
		return C_("kind", "a signature");
	case KIND_EDIT:
		return C_("kind", "editing: may change the text");
	case KIND_CHECK:
		return C_("kind", "something must be there; no review");
	case KIND_JOINT:
		return C_("kind", "joint review");
	case KIND_PRECHECK:
		return C_("kind", "last look before publishing");
	case KIND_PUBLISH:
		return C_("kind", "publishing");
	}
	return "?";
}

/* ---- conditions ---------------------------------------------------------- */

/* What a value is called, by what was asked. */
static void tell_value(struct str *out, const struct telling *telling,
                       const struct condition *atom, const char *id)
{
	const struct policy *policy = telling->policy;
	const struct policy_flag *flag;

	switch (atom->kind) {
	case CONDITION_GRADE:
	case CONDITION_GRADE_FROM:
		text_safe(span_of(policy_grade_title(policy, id)), out);
		return;
	case CONDITION_CATEGORY:
		text_safe(span_of(policy_category_title(policy, id)), out);
		return;
	case CONDITION_COLUMN:
		text_safe(span_of(policy_column_title(policy, id)), out);
		return;
	case CONDITION_CHANNEL:
		text_safe(span_of(policy_channel_title(policy, id)), out);
		return;
	case CONDITION_UNIT:
	case CONDITION_UNDER:
		tell_unit(out, telling, id);
		return;
	case CONDITION_FLAG:
		flag = policy_flag(policy, id);
		text_safe(span_of(flag && flag->title ? flag->title : id), out);
		return;
	default:
		text_safe(span_of(id), out);
	}
}

static const char *subject_title(const struct policy *policy,
                                 const struct condition *atom)
{
	const char *id = atom->subject ? atom->subject : "";
	const struct policy_field *field;
	const struct policy_switch *choice;

	if (atom->kind == CONDITION_FIELD && (field = policy_field(policy, id)))
		return field->title ? field->title : id;
	if (atom->kind == CONDITION_SWITCH &&
	    (choice = policy_switch(policy, id)))
		return choice->title ? choice->title : id;
	return id;
}

/* {1}: the values; {2}: the subject. */
static const char *atom_sentence(const struct condition *atom)
{
	switch (atom->kind) {
	case CONDITION_GRADE:
		return N_("the grade is {1}");
	case CONDITION_GRADE_FROM:
		return N_("the grade is {1} or higher");
	case CONDITION_CATEGORY:
		return N_("the category is {1}");
	case CONDITION_COLUMN:
		return N_("the column is {1}");
	case CONDITION_CHANNEL:
		return N_("it goes to {1}");
	case CONDITION_CLASS:
		return N_("it goes to a channel of the kind {1}");
	case CONDITION_TIER:
		return N_("its unit is of the kind {1}");
	case CONDITION_UNIT:
		return N_("its unit is {1}");
	case CONDITION_UNDER:
		return N_("its unit is {1} or one below it");
	case CONDITION_AUDIENCE:
		return N_("it is for {1}");
	case CONDITION_FLAG:
		return N_("it is marked “{1}”");
	case CONDITION_FIELD:
		return atom->values.count ? N_("“{2}” says {1}")
		                          : N_("“{2}” is filled in");
	case CONDITION_SWITCH:
		return N_("the choice “{2}” is {1}");
	case CONDITION_CHECK:
		return N_("the checks find {2} more than {n} times");
	default:
		return N_("any post");
	}
}

static void tell_atom(struct str *out, const struct telling *telling,
                      const struct condition *atom)
{
	struct str values = {0};

	for (size_t i = 0; i < atom->values.count; i++) {
		if (i)
			str_puts(&values, _(" or "));
		tell_value(&values, telling, atom, atom->values.at[i]);
	}
	if (!atom->values.count && atom->kind == CONDITION_FLAG)
		tell_value(&values, telling, atom, atom->subject);
	say_fill(out, atom_sentence(atom), str_text(&values),
	         subject_title(telling->policy, atom), atom->count);
	str_clear(&values);
}

/* `or` inside `and` stands in brackets. */
static void tell_part(struct str *out, const struct telling *telling,
                      const struct condition *part, bool inside_and)
{
	bool brackets = inside_and && part->kind == CONDITION_OR;

	str_puts(out, brackets ? _("(") : "");
	tell_condition(out, telling, part);
	str_puts(out, brackets ? _(")") : "");
}

void tell_condition(struct str *out, const struct telling *telling,
                    const struct condition *condition)
{
	struct str inner = {0};
	bool all = condition && condition->kind == CONDITION_AND;

	if (!condition || condition->kind == CONDITION_ANY) {
		str_puts(out, _("any post"));
	} else if (all || condition->kind == CONDITION_OR) {
		tell_part(out, telling, condition->left, all);
		str_puts(out, all ? _(", and ") : _(", or "));
		tell_part(out, telling, condition->right, all);
	} else if (condition->kind == CONDITION_NOT) {
		tell_condition(&inner, telling, condition->left);
		say_fill(out, N_("not ({1})"), str_text(&inner), NULL, 0);
		str_clear(&inner);
	} else {
		tell_atom(out, telling, condition);
	}
}

/* ---- articles ------------------------------------------------------------ */

void tell_article(struct str *out, struct span text, int line)
{
	struct ini_walk walk = ini_walk(text);
	struct ini_line at;
	struct str above = {0};

	while (line > 0 && ini_next(&walk, &at)) {
		if (at.number == line)
			break;
		if (at.kind != INI_COMMENT) {
			above.bytes = 0;
			continue;
		}
		if (above.bytes && at.value.bytes &&
		    (unsigned char)above.at[above.bytes - 1] < 0x80)
			str_putc(&above, ' ');
		str_add(&above, at.value);
	}
	str_add(out, span_trim(str_span(&above)));
	str_clear(&above);
}
