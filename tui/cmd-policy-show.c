/* policy show: what a policy says, in the reader's words, on a page. */
#include <stdlib.h>
#include <string.h>

#include "core/ini.h"
#include "tui/act.h"
#include "tui/shipped.h"
#include "tui/tell.h"

struct drawing {
	struct telling telling;
	struct span text; /* the file */
	const struct problems *problems;
};

static void head(const char *words)
{
	putchar('\n');
	fold(stdout, 0, 0, words);
}

/* `sentence` with {1} and {2}, at the margin of a section. */
static void line(const char *sentence, const char *one, const char *two)
{
	struct str text = {0};

	say_fill(&text, sentence, one, two, 0);
	fold(stdout, 2, 6, str_text(&text));
	str_clear(&text);
}

static void list_field(int indent, const char *name, const struct words *words)
{
	struct str text = {0};

	for (size_t i = 0; i < words->count; i++) {
		str_puts(&text, i ? _(", ") : "");
		str_puts(&text, words->at[i]);
	}
	fold_field(stdout, indent, name, str_text(&text));
	str_clear(&text);
}

static void offices_field(const struct drawing *drawing, const char *name,
                          const struct offices *offices, int rank)
{
	struct str text = {0};

	tell_offices(&text, &drawing->telling, offices, rank);
	fold_field(stdout, 4, name, str_text(&text));
	str_clear(&text);
}

static void condition_field(const struct drawing *drawing, const char *name,
                            const struct condition *condition)
{
	struct str text = {0};

	if (condition)
		tell_condition(&text, &drawing->telling, condition);
	fold_field(stdout, 4, name, str_text(&text));
	str_clear(&text);
}

static void term_field(const char *name, const struct term *term)
{
	struct str text = {0};

	if (!term_is_none(term))
		tell_term(&text, term);
	fold_field(stdout, 4, name, str_text(&text));
	str_clear(&text);
}

/* ---- the policy as a whole ----------------------------------------------- */

static void draw_days(const struct policy *policy)
{
	int64_t from_ms = policy_from_ms(policy);
	int64_t until_ms = policy_until_ms(policy);
	struct str from = {0}, until = {0}, text = {0};

	if (from_ms)
		tell_day(&from, policy, from_ms);
	/* The last day is the one before. */
	if (until_ms)
		tell_day(&until, policy, until_ms - 1);
	if (from_ms && until_ms)
		say_fill(&text, N_("from {1} to {2}"), str_text(&from),
		         str_text(&until), 0);
	else if (from_ms)
		say_fill(&text, N_("from {1} on"), str_text(&from), NULL, 0);
	else if (until_ms)
		say_fill(&text, N_("to {1}"), str_text(&until), NULL, 0);
	else
		str_puts(&text, _("without limit"));
	fold_field(stdout, 2, _("In force"), str_text(&text));
	str_clear(&from);
	str_clear(&until);
	str_clear(&text);
}

static void draw_head(const struct policy *policy)
{
	const struct words *duties = policy_duties(policy);
	struct str text = {0};

	say_fill(&text, N_("{1} ({2})"), policy_title(policy),
	         policy_id(policy), 0);
	fold(stdout, 0, 0, str_text(&text));
	str_clear(&text);
	fold_field(stdout, 2, _("Regulation"), policy_source(policy));
	fold_field(stdout, 2, _("Explained by"), policy_issuer(policy));
	fold_field(stdout, 2, _("Under the policy"), policy_parent(policy));
	draw_days(policy);
	fold_field(stdout, 2, _("The provider declares"),
	           policy_statement(policy));
	for (size_t i = 0; i < duties->count; i++) {
		str_puts(&text, i ? _(", ") : "");
		str_puts(&text, say_duty_word(duties->at[i]));
	}
	fold_field(stdout, 2, _("Each column names who is"), str_text(&text));
	str_clear(&text);
}

static void draw_switches(const struct policy *policy)
{
	if (policy_switch_count(policy))
		head(_("Choices"));
	for (size_t i = 0; i < policy_switch_count(policy); i++) {
		const struct policy_switch *one = policy_switch_at(policy, i);
		struct str text = {0};

		say_fill(&text, N_("{1} = {2}"), one->id,
		         one->value ? one->value : _("open (local)"), 0);
		fold_field(stdout, 2,
		           one->title && *one->title ? one->title : one->id,
		           str_text(&text));
		str_clear(&text);
		list_field(4, _("of"), &one->options);
	}
}

static void unit_field(const struct drawing *drawing, const char *name,
                       const char *id)
{
	struct str text = {0};

	if (id && *id)
		tell_unit(&text, &drawing->telling, id);
	fold_field(stdout, 4, name, str_text(&text));
	str_clear(&text);
}

static void draw_units(const struct drawing *drawing)
{
	const struct policy *policy = drawing->telling.policy;

	if (policy_unit_count(policy))
		head(_("Units it names"));
	for (size_t i = 0; i < policy_unit_count(policy); i++) {
		const struct policy_unit *unit = policy_unit_at(policy, i);

		line(N_("{1} ({2})"), unit->title, unit->id);
		fold_field(stdout, 4, _("Kind"), unit->tier);
		unit_field(drawing, _("Part of"), unit->parent);
		fold_field(stdout, 4, _("From"), unit->from);
		fold_field(stdout, 4, _("To"), unit->until);
		unit_field(drawing, _("Followed by"), unit->successor);
	}
}

/* Where a role must have a holder. */
static void every_field(const struct drawing *drawing,
                        const struct words *every)
{
	struct str text = {0};

	for (size_t i = 0; i < every->count; i++) {
		const char *one = every->at[i];

		str_puts(&text, i ? _(", ") : "");
		if (strcmp(one, "all") == 0)
			str_puts(&text, _("every unit"));
		else if (strncmp(one, "unit ", 5) == 0)
			tell_unit(&text, &drawing->telling,
			          one + 5 + strspn(one + 5, " \t"));
		else
			say_fill(&text, N_("every unit of the kind {1}"), one,
			         NULL, 0);
	}
	fold_field(stdout, 4, _("Somebody must hold it in"), str_text(&text));
	str_clear(&text);
}

/* Those that come with the program, too: what they may do holds as well. */
static void draw_roles(const struct drawing *drawing)
{
	const struct policy *policy = drawing->telling.policy;

	head(_("Roles"));
	for (size_t i = 0; i < policy_role_count(policy); i++) {
		const struct policy_role *role = policy_role_at(policy, i);

		line(N_("{1} ({2})"), role->title, role->id);
		if (role->draft)
			fold(stdout, 4, 8, _("May draft posts"));
		every_field(drawing, &role->every);
		if (role->ends)
			fold(stdout, 4, 8, _("Given with an end only"));
	}
}

static void draw_grades(const struct drawing *drawing)
{
	const struct policy *policy = drawing->telling.policy;

	head(_("Grades, the lowest first"));
	for (size_t i = 0; i < policy_grade_count(policy); i++) {
		const struct policy_grade *grade = policy_grade_at(policy, i);

		line(N_("{1} ({2})"), grade->title, grade->id);
		fold_field(stdout, 4, _("What belongs to it"), grade->hint);
		condition_field(drawing, _("Proposed where"), grade->propose);
		offices_field(drawing, _("Lowered from it by"), &grade->lower,
		              -1);
	}
}

static void draw_fields(const struct drawing *drawing)
{
	const struct policy *policy = drawing->telling.policy;

	if (policy_field_count(policy))
		head(_("The form"));
	for (size_t i = 0; i < policy_field_count(policy); i++) {
		const struct policy_field *field = policy_field_at(policy, i);

		line(N_("{1} ({2})"), field->title, field->id);
		fold_field(stdout, 4, _("Hint"), field->hint);
		list_field(4, _("One of"), &field->options);
		if (field->demanded && field->required)
			condition_field(drawing, _("Needed where"),
			                field->required);
		else if (field->demanded)
			fold(stdout, 4, 8, _("Always needed"));
	}
}

/* ---- routes -------------------------------------------------------------- */

static void draw_arrows(const struct policy *policy,
                        const struct policy_route *route)
{
	struct str text = {0};

	for (size_t i = 0; i < route->step_count; i++) {
		const struct policy_step *step =
		    policy_step_at(policy, route->steps[i]);

		str_puts(&text, i ? " → " : "");
		if (step->when)
			say_fill(&text, N_("[{1}]"), step->title, NULL, 0);
		else
			str_puts(&text, step->title);
	}
	fold(stdout, 4, 4, str_text(&text));
	str_clear(&text);
}

static bool is_conditional(const struct policy *policy)
{
	for (size_t i = 0; i < policy_step_count(policy); i++)
		if (policy_step_at(policy, i)->when)
			return true;
	return false;
}

static void draw_routes(const struct drawing *drawing)
{
	const struct policy *policy = drawing->telling.policy;

	head(_("Routes: the first that fits is taken"));
	for (size_t i = 0; i < policy_route_count(policy); i++) {
		const struct policy_route *route = policy_route_at(policy, i);
		const char *title =
		    route->title && *route->title ? route->title : route->id;
		struct str text = {0};

		tell_condition(&text, &drawing->telling, route->when);
		fold_field(stdout, 2, title, str_text(&text));
		str_clear(&text);
		draw_arrows(policy, route);
		if (route->publish != NO_STEP)
			offices_field(
			    drawing, _("Published by"),
			    &policy_step_at(policy, route->publish)->who, 0);
	}
	if (is_conditional(policy))
		fold(stdout, 2, 2,
		     _("[ ] a step that is left out where its condition does "
		       "not hold"));
}

/* ---- steps --------------------------------------------------------------- */

static void draw_mode(const struct policy_step *step)
{
	struct str text = {0};

	if (step->needs)
		say_fill(&text, N_("any {n} of the seats"), NULL, NULL,
		         step->needs);
	else
		str_puts(&text, _("every seat"));
	fold_field(stdout, 4, _("It passes with"), str_text(&text));
	if (step->choose)
		fold(stdout, 4, 8, _("Whoever opens it names the seats"));
	str_clear(&text);
}

static void draw_who(const struct drawing *drawing,
                     const struct policy_step *step)
{
	int ranks =
	    step->who.count ? step->who.at[step->who.count - 1].rank + 1 : 0;

	if (step->kind == KIND_JOINT) {
		offices_field(drawing, _("Seats"), &step->who, -1);
		draw_mode(step);
		return;
	}
	for (int rank = 0; rank < ranks; rank++)
		offices_field(drawing,
		              rank == 0   ? _("Who")
		              : rank == 1 ? _("If nobody is left")
		                          : _("Then"),
		              &step->who, rank);
}

/* What must be done or be there, in words. */
static void draw_demands(const struct policy_step *step)
{
	const struct {
		bool on;
		const char *words;
	} demands[] = {
	    {step->ticks, N_("each item is ticked")},
	    {step->attachments, N_("each attachment is ticked")},
	    {step->proof, N_("proofreading is ticked")},
	    {step->opinion, N_("an opinion in words")},
	    {step->staff_only, N_("staff only, no student or guest")},
	    {step->no_reject, N_("can be sent back, not refused for good")},
	    {step->personal, N_("signed with one's own key")},
	    {step->paper, N_("a decision on paper may be entered")},
	};
	struct str text = {0};

	for (size_t i = 0; i < sizeof(demands) / sizeof(*demands); i++) {
		if (!demands[i].on)
			continue;
		str_puts(&text, text.bytes ? _("; ") : "");
		str_puts(&text, _(demands[i].words));
	}
	fold_field(stdout, 4, _("It asks"), str_text(&text));
	str_clear(&text);
}

static void draw_escalation(const struct drawing *drawing,
                            const struct policy_step *step)
{
	struct str offices = {0}, after = {0}, text = {0};

	if (!step->escalate.count)
		return;
	tell_offices(&offices, &drawing->telling, &step->escalate, -1);
	if (term_is_none(&step->escalate_after)) {
		str_add(&text, str_span(&offices));
	} else {
		tell_term(&after, &step->escalate_after);
		say_fill(&text, N_("{1}, {2} after the deadline"),
		         str_text(&offices), str_text(&after), 0);
	}
	fold_field(stdout, 4, _("When overdue also open to"), str_text(&text));
	str_clear(&offices);
	str_clear(&after);
	str_clear(&text);
}

static void draw_step(const struct drawing *drawing,
                      const struct policy_step *step)
{
	const struct policy *policy = drawing->telling.policy;
	const struct policy_step *joint =
	    step->joint ? policy_step(policy, step->joint) : NULL;

	line(N_("{1} ({2})"), step->title, step->id);
	fold_field(stdout, 4, _("Kind"), tell_kind(step->kind));
	condition_field(drawing, _("Only where"), step->when);
	draw_who(drawing, step);
	list_field(4, _("To look at"), &step->checklist);
	draw_demands(step);
	if (joint)
		fold_field(stdout, 4, _("May first open"), joint->title);
	term_field(_("Deadline"), &step->deadline);
	term_field(_("Reminder before it"), &step->remind);
	draw_escalation(drawing, step);
	term_field(_("By telephone, to be confirmed within"), &step->oral);
}

static void draw_steps(const struct drawing *drawing)
{
	const struct policy *policy = drawing->telling.policy;
	const struct policy_step *publish = policy_publish(policy, NULL);

	head(_("Steps"));
	for (size_t i = 0; i < policy_step_count(policy); i++)
		draw_step(drawing, policy_step_at(policy, i));
	if (publish) {
		head(_("Publishing"));
		draw_who(drawing, publish);
	}
}

/* ---- the rest ------------------------------------------------------------ */

static void categories_field(const struct policy *policy,
                             const struct words *ids)
{
	struct words titles = {0};

	for (size_t i = 0; i < ids->count; i++)
		words_add(&titles,
		          span_of(policy_category_title(policy, ids->at[i])));
	list_field(4, _("Only"), &titles);
	words_clear(&titles);
}

/* PERSON, or ROLE@WHERE. */
static void duty_field(const struct drawing *drawing, const char *duty,
                       const char *whom)
{
	struct span where = span_of(whom ? whom : ""), role;
	struct str text = {0};

	span_cut(&where, '@', &role);
	if (where.at) {
		char *id = span_copy(role), *place = span_copy(where);
		const struct role_ref office = {id, place, 0};

		tell_office(&text, &drawing->telling, &office);
		free(id);
		free(place);
	} else {
		str_add(&text, role);
	}
	fold_field(stdout, 4, say_duty_word(duty), str_text(&text));
	str_clear(&text);
}

static void duties_fields(const struct drawing *drawing,
                          const struct policy_duties *duties)
{
	duty_field(drawing, "collect", duties->collect);
	duty_field(drawing, "review", duties->review);
	duty_field(drawing, "publish", duties->publish);
}

static void draw_columns(const struct drawing *drawing)
{
	static const char *const bylines[] = {
	    [BYLINE_UNIT] = N_("the unit"),
	    [BYLINE_REVIEWERS] = N_("who reviewed it"),
	    [BYLINE_NONE] = N_("no name"),
	};
	const struct policy *policy = drawing->telling.policy;

	if (policy_column_count(policy))
		head(_("Columns"));
	for (size_t i = 0; i < policy_column_count(policy); i++) {
		const struct policy_column *column =
		    policy_column_at(policy, i);

		line(N_("{1} ({2})"), column->title, column->id);
		if (column->fixed)
			fold(stdout, 4, 8, _("A fixed page"));
		categories_field(policy, &column->categories);
		fold_field(stdout, 4, _("Named to the reader"),
		           _(bylines[column->byline]));
		duties_fields(drawing, &column->duties);
	}
}

static void draw_channels(const struct drawing *drawing)
{
	const struct policy *policy = drawing->telling.policy;

	if (policy_channel_count(policy))
		head(_("Channels"));
	for (size_t i = 0; i < policy_channel_count(policy); i++) {
		const struct policy_channel *channel =
		    policy_channel_at(policy, i);

		line(N_("{1} ({2})"), channel->title, channel->id);
		fold_field(stdout, 4, _("Kind"), channel->class);
		unit_field(drawing, _("Unit"), channel->owner);
		fold_field(stdout, 4, _("Account"), channel->account);
		duty_field(drawing, "keeper", channel->keeper);
		categories_field(policy, &channel->categories);
		duties_fields(drawing, &channel->duties);
	}
}

static void draw_categories(const struct policy *policy)
{
	if (policy_category_count(policy))
		head(_("Categories"));
	for (size_t i = 0; i < policy_category_count(policy); i++) {
		const struct policy_category *category =
		    policy_category_at(policy, i);

		line(N_("{1} ({2})"), category->title, category->id);
		fold_field(stdout, 4, _("Hint"), category->hint);
		list_field(4, _("Only for units of the kind"),
		           &category->tiers);
	}
	if (policy_flag_count(policy))
		head(_("Flags"));
	for (size_t i = 0; i < policy_flag_count(policy); i++) {
		const struct policy_flag *flag = policy_flag_at(policy, i);

		line(N_("{1} ({2})"), flag->title, flag->id);
		fold_field(stdout, 4, _("Hint"), flag->hint);
	}
}

static void draw_checks(const struct policy *policy)
{
	if (policy_severity_count(policy))
		head(_("Checks"));
	for (size_t i = 0; i < policy_severity_count(policy); i++) {
		const struct policy_severity *one =
		    policy_severity_at(policy, i);

		fold_field(stdout, 2, one->rule, say_severity(one->severity));
	}
}

static void draw_after(const struct drawing *drawing)
{
	const struct policy *policy = drawing->telling.policy;
	const struct policy_after *after = policy_after(policy);
	struct str years = {0};

	if (after->correct.count || after->freeze.count ||
	    after->unfreeze.count || after->takedown.count ||
	    after->supersede.count || !term_is_none(&after->settle_within))
		head(_("Once it is published"));
	offices_field(drawing, _("Corrected by"), &after->correct, -1);
	offices_field(drawing, _("Taken offline at once by"), &after->freeze,
	              -1);
	offices_field(drawing, _("Put online again by"), &after->unfreeze, -1);
	offices_field(drawing, _("Taken down by"), &after->takedown, -1);
	offices_field(drawing, _("Superseded by"), &after->supersede, -1);
	term_field(_("After a freeze, decided within"), &after->settle_within);
	if (policy_keep_years(policy) || policy_keep_fields(policy)->count)
		head(_("Keeping"));
	if (policy_keep_years(policy))
		say_fill(&years, N_("{n} years"), NULL, NULL,
		         policy_keep_years(policy));
	fold_field(stdout, 2, _("For"), str_text(&years));
	list_field(2, _("What"), policy_keep_fields(policy));
	str_clear(&years);
}

static void number_field(const char *name, const char *sentence, int number)
{
	struct str text = {0};

	say_fill(&text, sentence, NULL, NULL, number);
	fold_field(stdout, 2, name, str_text(&text));
	str_clear(&text);
}

static void draw_password(const struct policy *policy)
{
	static const char *const classes[PASSWORD_CLASSES] = {
	    N_("a letter"), N_("a digit"), N_("another sign")};
	const struct password_rules *rules = policy_password(policy);
	struct words held = {0};

	if (!rules)
		return;
	head(_("Passwords"));
	fold_field(stdout, 2, _("Asked for"),
	           rules->at_sign ? _("with every decision")
	                          : _("by a locked screen only"));
	number_field(_("Length"), N_("{n} characters at least"), rules->min);
	for (int i = 0; i < PASSWORD_CLASSES; i++)
		if (rules->classes[i])
			words_add(&held, span_of(_(classes[i])));
	list_field(2, _("Each holds"), &held);
	words_clear(&held);
	if (!term_is_none(&rules->max_age)) {
		struct str age = {0};

		tell_term(&age, &rules->max_age);
		fold_field(stdout, 2, _("Changed within"), str_text(&age));
		str_clear(&age);
	}
	if (rules->idle_min)
		number_field(_("A screen locks after"),
		             N_("{n} minutes without a key"), rules->idle_min);
	number_field(_("Wrong ones"),
	             N_("{n} in 15 minutes, then none for as "
	                "long"),
	             rules->tries);
}

/* The years' tables, as they are written. */
static void draw_calendars(const struct drawing *drawing)
{
	struct ini_walk walk = ini_walk(drawing->text);
	struct ini_line row;
	bool first = true;

	while (ini_next(&walk, &row)) {
		bool holidays = span_is(row.key, "holidays");
		char *value;

		if (!span_starts(row.section, "calendar "))
			continue;
		value =
		    span_copy(row.kind == INI_SECTION
		                  ? span_trim(span_from(row.section.at + 9,
		                                        row.section.bytes - 9))
		                  : row.value);
		if (row.kind == INI_SECTION && first)
			head(_("Calendar"));
		if (row.kind == INI_SECTION) {
			line(N_("{1}"), value, NULL);
			first = false;
		} else if (row.kind == INI_PAIR) {
			fold_field(stdout, 4,
			           holidays ? _("Holidays") : _("Working days"),
			           value);
		}
		free(value);
	}
}

/* What a problem of that code says of itself: its line and what stands there.
 */
static void draw_problems(const struct drawing *drawing, enum err_code code,
                          const char *title)
{
	bool first = true;

	for (size_t i = 0; i < drawing->problems->count; i++) {
		const struct err *problem = &drawing->problems->at[i];
		struct str text = {0};

		if (problem->code != code)
			continue;
		if (first)
			head(title);
		first = false;
		say_fill(&text, N_("Line {n}: {1}"), problem->subject, NULL,
		         problem->line);
		fold(stdout, 2, 4, str_text(&text));
		str_clear(&text);
		tell_article(&text, drawing->text, problem->line);
		if (text.bytes)
			fold(stdout, 4, 4, str_text(&text));
		str_clear(&text);
	}
}

static void draw(const struct drawing *drawing)
{
	const struct policy *policy = drawing->telling.policy;

	draw_head(policy);
	draw_switches(policy);
	draw_units(drawing);
	draw_roles(drawing);
	draw_grades(drawing);
	draw_routes(drawing);
	draw_steps(drawing);
	draw_after(drawing);
	draw_fields(drawing);
	draw_categories(policy);
	draw_columns(drawing);
	draw_channels(drawing);
	draw_checks(policy);
	draw_password(policy);
	draw_calendars(drawing);
	draw_problems(drawing, ERR_POLICY_LATER,
	              _("Read, but not recorded by this version"));
	draw_problems(drawing, ERR_POLICY_LOCAL,
	              _("Still open (local): to be decided"));
}

enum err_code act_policy_show(struct session *session, const struct args *args,
                              struct err *err)
{
	const char *name = args_word(args, 0);
	struct problems problems = {0};
	struct policy *policy = NULL;
	struct drawing drawing = {.problems = &problems};
	struct str text = {0};
	enum err_code rc;

	if (name)
		rc = shipped_or_file(session->share, name,
		                     args->value[OPTION_ENCODING], &text, err);
	else if (!(rc = session_open(session, false, err)))
		rc = desk_policy_text(session->desk, &text, err);
	if (rc)
		goto out;
	if (args_has(args, OPTION_TEXT)) {
		fwrite(str_text(&text), 1, text.bytes, stdout);
		goto out;
	}
	policy_read(str_span(&text), &policy, &problems);
	if (!policy) {
		for (size_t i = 0; i < problems.count; i++)
			say_problem(stderr, name, &problems.at[i]);
		rc = err_set(err, ERR_BAD_POLICY, name, NULL);
		goto out;
	}
	drawing.telling.policy = policy;
	drawing.telling.roster = name ? NULL : desk_roster(session->desk);
	drawing.text = str_span(&text);
	draw(&drawing);
out:
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&text);
	return rc;
}
