/* policy diff: what another version of a policy would change, in sentences. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/policy-diff.h"
#include "tui/act.h"
#include "tui/shipped.h"
#include "tui/tell.h"

struct version {
	struct str text;
	struct telling telling;
	struct policy *policy;
};

static void version_clear(struct version *version)
{
	policy_free(version->policy);
	str_clear(&version->text);
}

/* ---- words --------------------------------------------------------------- */

static const struct word {
	const char *id, *with_context, *word;
} sections[] =
    {
        {"policy", NC_("section", "The policy")},
        {"switch", NC_("section", "Choice")},
        {"unit", NC_("section", "Unit")},
        {"role", NC_("section", "Role")},
        {"grade", NC_("section", "Grade")},
        {"flag", NC_("section", "Flag")},
        {"category", NC_("section", "Category")},
        {"field", NC_("section", "Line of the form")},
        {"column", NC_("section", "Column")},
        {"channel", NC_("section", "Channel")},
        {"checks", NC_("section", "Checks")},
        {"step", NC_("section", "Step")},
        {"route", NC_("section", "Route")},
        {"publish", NC_("section", "Publishing")},
        {"after", NC_("section", "Once it is published")},
        {"keep", NC_("section", "Keeping")},
        {"password", NC_("section", "Passwords")},
        {"calendar", NC_("section", "Calendar")},
},
  keys[] = {
      {"title", NC_("key", "title")},
      {"source", NC_("key", "regulation")},
      {"issuer", NC_("key", "explained by")},
      {"utc_offset", NC_("key", "time")},
      {"from", NC_("key", "in force from")},
      {"until", NC_("key", "in force to")},
      {"warn", NC_("key", "warning before the end")},
      {"parent", NC_("key", "above it")},
      {"statement", NC_("key", "what the provider declares")},
      {"duties", NC_("key", "what each column must name")},
      {"options", NC_("key", "accepted values")},
      {"value", NC_("key", "answer")},
      {"tier", NC_("key", "kind of unit")},
      {"successor", NC_("key", "successor")},
      {"draft", NC_("key", "may draft")},
      {"release", NC_("key", "may release")},
      {"every", NC_("key", "where somebody must hold it")},
      {"hint", NC_("key", "hint")},
      {"propose", NC_("key", "proposed where")},
      {"lower", NC_("key", "lowered from it by")},
      {"tiers", NC_("key", "only for units of the kind")},
      {"required", NC_("key", "needed")},
      {"kind", NC_("key", "kind")},
      {"categories", NC_("key", "only these categories")},
      {"byline", NC_("key", "who is named")},
      {"collect", NC_("key", "collecting")},
      {"review", NC_("key", "reviewing")},
      {"publish", NC_("key", "publishing")},
      {"class", NC_("key", "kind of channel")},
      {"owner", NC_("key", "unit")},
      {"keeper", NC_("key", "keeping")},
      {"account", NC_("key", "account")},
      {"role", NC_("key", "who decides")},
      {"fallback", NC_("key", "who takes over")},
      {"mode", NC_("key", "how many seats")},
      {"choose", NC_("key", "the opener names the seats")},
      {"checklist", NC_("key", "what to look at")},
      {"ticks", NC_("key", "each item is ticked")},
      {"attachments", NC_("key", "attachments are ticked")},
      {"proof", NC_("key", "proofreading is ticked")},
      {"opinion", NC_("key", "opinion in words")},
      {"reject", NC_("key", "may be refused for good")},
      {"deadline", NC_("key", "deadline")},
      {"remind", NC_("key", "reminder before the deadline")},
      {"escalate", NC_("key", "also open to, when overdue")},
      {"escalate_after", NC_("key", "how long after the deadline")},
      {"joint", NC_("key", "joint review it may open")},
      {"signature", NC_("key", "signature")},
      {"paper", NC_("key", "decision on paper")},
      {"oral", NC_("key", "decision by telephone")},
      {"staff_only", NC_("key", "staff only")},
      {"when", NC_("key", "condition")},
      {"correct", NC_("key", "corrected by")},
      {"freeze", NC_("key", "taken offline at once by")},
      {"unfreeze", NC_("key", "put online again by")},
      {"takedown", NC_("key", "taken down by")},
      {"supersede", NC_("key", "replaced by")},
      {"settle_within", NC_("key", "decided after a freeze within")},
      {"years", NC_("key", "years")},
      {"fields", NC_("key", "what is kept")},
      {"at", NC_("key", "asked for")},
      {"min", NC_("key", "length at least")},
      {"classes", NC_("key", "what each holds")},
      {"max_age", NC_("key", "changed within")},
      {"idle", NC_("key", "minutes until a screen locks")},
      {"tries", NC_("key", "wrong ones in 15 minutes")},
      {"holidays", NC_("key", "holidays")},
      {"workdays", NC_("key", "working days")},
};

static const char *word_of(const struct word *words, size_t count,
                           const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i].id, id) == 0)
			return say_word(words[i].with_context, words[i].word);
	return id;
}

static const char *section_word(const char *section)
{
	return word_of(sections, sizeof(sections) / sizeof(*sections), section);
}

/* A key without a word of its own is a rule of [checks], or a switch. */
static const char *key_word(const struct policy *policy, const char *key)
{
	const struct policy_switch *one = policy_switch(policy, key);

	if (one && one->title && *one->title)
		return one->title;
	return word_of(keys, sizeof(keys) / sizeof(*keys), key);
}

/* What the section of that id is called in the version; its id. */
static const char *title_of(const struct policy *policy, const char *section,
                            const char *id)
{
	const char *title = NULL;

#define TITLE(name) \
	if (strcmp(section, #name) == 0 && policy_##name(policy, id)) \
	title = policy_##name(policy, id)->title
	TITLE(switch);
	TITLE(unit);
	TITLE(role);
	TITLE(flag);
	TITLE(category);
	TITLE(field);
	TITLE(column);
	TITLE(channel);
	TITLE(step);
	TITLE(route);
#undef TITLE
	if (strcmp(section, "grade") == 0)
		title = policy_grade_title(policy, id);
	return title && *title ? title : id;
}

/* ---- values in words ----------------------------------------------------- */

static bool tell_step_value(struct str *out, const struct version *version,
                            const struct policy_step *step, const char *key)
{
	const struct telling *telling = &version->telling;

	if (strcmp(key, "role") == 0)
		tell_offices(out, telling, &step->who,
		             step->kind == KIND_JOINT ? -1 : 0);
	else if (strcmp(key, "fallback") == 0)
		for (size_t i = 0; i < step->who.count; i++) {
			if (step->who.at[i].rank == 0)
				continue;
			str_puts(out, out->bytes ? _(", ") : "");
			tell_office(out, telling, &step->who.at[i]);
		}
	else if (strcmp(key, "when") == 0)
		tell_condition(out, telling, step->when);
	else if (strcmp(key, "deadline") == 0)
		tell_term(out, &step->deadline);
	else if (strcmp(key, "remind") == 0)
		tell_term(out, &step->remind);
	else if (strcmp(key, "escalate") == 0)
		tell_offices(out, telling, &step->escalate, -1);
	else if (strcmp(key, "escalate_after") == 0)
		tell_term(out, &step->escalate_after);
	else
		return false;
	return true;
}

static bool tell_after_value(struct str *out, const struct version *version,
                             const char *key)
{
	const struct policy_after *after = policy_after(version->policy);
	const struct telling *telling = &version->telling;

	if (strcmp(key, "correct") == 0)
		tell_offices(out, telling, &after->correct, -1);
	else if (strcmp(key, "freeze") == 0)
		tell_offices(out, telling, &after->freeze, -1);
	else if (strcmp(key, "unfreeze") == 0)
		tell_offices(out, telling, &after->unfreeze, -1);
	else if (strcmp(key, "takedown") == 0)
		tell_offices(out, telling, &after->takedown, -1);
	else if (strcmp(key, "supersede") == 0)
		tell_offices(out, telling, &after->supersede, -1);
	else if (strcmp(key, "settle_within") == 0)
		tell_term(out, &after->settle_within);
	else
		return false;
	return true;
}

/* Conditions and offices of what is no step. */
static bool tell_house_value(struct str *out, const struct version *version,
                             const struct policy_change *change)
{
	const struct policy *policy = version->policy;
	const struct telling *telling = &version->telling;
	const char *key = change->key, *section = change->section;
	const struct policy_route *route = policy_route(policy, change->id);
	const struct policy_field *field = policy_field(policy, change->id);
	int grade = policy_grade(policy, change->id);

	if (strcmp(section, "route") == 0 && strcmp(key, "when") == 0 && route)
		tell_condition(out, telling, route->when);
	else if (strcmp(section, "field") == 0 &&
	         strcmp(key, "required") == 0 && field && field->required)
		tell_condition(out, telling, field->required);
	else if (strcmp(section, "grade") == 0 && grade >= 0 &&
	         strcmp(key, "propose") == 0)
		tell_condition(out, telling,
		               policy_grade_at(policy, (size_t)grade)->propose);
	else if (strcmp(section, "grade") == 0 && grade >= 0 &&
	         strcmp(key, "lower") == 0)
		tell_offices(out, telling,
		             &policy_grade_at(policy, (size_t)grade)->lower,
		             -1);
	else
		return false;
	return true;
}

/* As the reader says it; where the language has no words for it, as written. */
static void tell_value(struct str *out, const struct version *version,
                       const struct policy_change *change, const char *written)
{
	const char *section = change->section;
	const struct policy_step *step = NULL;
	enum severity severity;
	bool told = false;

	if (!*written) {
		str_puts(out, _("nothing"));
		return;
	}
	if (strcmp(section, "step") == 0)
		step = policy_step(version->policy, change->id);
	else if (strcmp(section, "publish") == 0)
		step = policy_publish(version->policy, NULL);
	if (strcmp(written, "local") == 0)
		str_puts(out, _("open (local)"));
	else if (strcmp(section, "checks") == 0 &&
	         severity_read(span_of(written), &severity))
		str_puts(out, say_severity(severity));
	else if (strcmp(written, "yes") == 0)
		str_puts(out, _("yes"));
	else if (strcmp(written, "no") == 0)
		str_puts(out, _("no"));
	else
		told = (step &&
		        tell_step_value(out, version, step, change->key)) ||
		       (strcmp(section, "after") == 0 &&
		        tell_after_value(out, version, change->key)) ||
		       tell_house_value(out, version, change);
	if (!told && !out->bytes)
		str_puts(out, written);
}

/* ---- sentences ----------------------------------------------------------- */

/* “Step 一审 (manager)” */
static void tell_thing(struct str *out, const struct version *version,
                       const struct policy_change *change)
{
	const char *title =
	    title_of(version->policy, change->section, change->id);

	say_fill(out, *change->id ? N_("{1} “{2}”") : N_("{1}"),
	         section_word(change->section), title, 0);
	if (*change->id && strcmp(title, change->id) != 0)
		str_putf(out, " [%s]", change->id);
}

static void tell_list(struct str *out, const struct policy *policy,
                      const char *section, const char *list)
{
	struct words ids = {0};

	words_read(&ids, span_of(list));
	for (size_t i = 0; i < ids.count; i++) {
		str_puts(out, i ? " → " : "");
		str_puts(out, title_of(policy, section, ids.at[i]));
	}
	words_clear(&ids);
}

static void print_value(const struct version *old, const struct version *new,
                        const struct policy_change *change,
                        const struct str *thing)
{
	struct str before = {0}, after = {0}, text = {0}, key = {0};

	tell_value(&before, old, change, change->before);
	tell_value(&after, new, change, change->after);
	/* Said alike, written otherwise: then as written. */
	if (span_equal(str_span(&before), str_span(&after))) {
		str_clear(&before);
		str_clear(&after);
		str_puts(&before, change->before);
		str_puts(&after, change->after);
	}
	say_fill(&key, N_("{1}, {2}"), str_text(thing),
	         key_word(new->policy, change->key), 0);
	say_fill(&text, N_("{1}: {2}"), str_text(&key), "", 0);
	fold(stdout, 0, 4, str_text(&text));
	str_clear(&text);
	say_fill(&text, N_("was: {1}"), str_text(&before), NULL, 0);
	fold(stdout, 4, 8, str_text(&text));
	str_clear(&text);
	say_fill(&text, N_("now: {1}"), str_text(&after), NULL, 0);
	fold(stdout, 4, 8, str_text(&text));
	str_clear(&before);
	str_clear(&after);
	str_clear(&text);
	str_clear(&key);
}

static void print_order(const struct version *new,
                        const struct policy_change *change)
{
	bool steps = strcmp(change->key, "steps") == 0;
	struct str list = {0}, text = {0};

	tell_list(&list, new->policy, steps ? "step" : change->section,
	          change->after);
	if (steps)
		say_fill(&text, N_("Route “{1}”, another order: {2}"),
		         title_of(new->policy, "route", change->id),
		         str_text(&list), 0);
	else
		say_fill(&text, N_("{1}, another order: {2}"),
		         section_word(change->section), str_text(&list), 0);
	fold(stdout, 0, 4, str_text(&text));
	str_clear(&list);
	str_clear(&text);
}

/* {1}: the route, {2}: the step. */
static void print_step(const char *sentence, const struct version *version,
                       const struct policy_change *change, const char *step)
{
	struct str text = {0};

	say_fill(&text, sentence,
	         title_of(version->policy, "route", change->id),
	         title_of(version->policy, "step", step), 0);
	fold(stdout, 0, 4, str_text(&text));
	str_clear(&text);
}

/* Of what is new: who and how long, or where and in which steps. */
static void print_added(const struct version *new,
                        const struct policy_change *change)
{
	const struct policy_step *step =
	    strcmp(change->section, "step") == 0
	        ? policy_step(new->policy, change->id)
	        : NULL;
	const struct policy_route *route =
	    strcmp(change->section, "route") == 0
	        ? policy_route(new->policy, change->id)
	        : NULL;
	struct str text = {0};

	if (step) {
		tell_offices(&text, &new->telling, &step->who,
		             step->kind == KIND_JOINT ? -1 : 0);
		fold_field(stdout, 4, _("Who"), str_text(&text));
		str_clear(&text);
		if (!term_is_none(&step->deadline))
			tell_term(&text, &step->deadline);
		fold_field(stdout, 4, _("Deadline"), str_text(&text));
	}
	if (route) {
		tell_condition(&text, &new->telling, route->when);
		fold_field(stdout, 4, _("Condition"), str_text(&text));
		str_clear(&text);
		for (size_t i = 0; i < route->step_count; i++) {
			str_puts(&text, i ? " → " : "");
			str_puts(&text,
			         policy_step_at(new->policy, route->steps[i])
			             ->title);
		}
		fold_field(stdout, 4, _("Steps"), str_text(&text));
	}
	str_clear(&text);
}

static void print_change(const struct version *old, const struct version *new,
                         const struct policy_change *change)
{
	bool gone = change->kind == CHANGE_REMOVED;
	struct str thing = {0}, text = {0};

	tell_thing(&thing, gone ? old : new, change);
	switch (change->kind) {
	case CHANGE_ADDED:
	case CHANGE_REMOVED:
		say_fill(&text, gone ? N_("{1}: gone") : N_("{1}: new"),
		         str_text(&thing), NULL, 0);
		fold(stdout, 0, 4, str_text(&text));
		if (!gone)
			print_added(new, change);
		break;
	case CHANGE_VALUE:
		print_value(old, new, change, &thing);
		break;
	case CHANGE_STEP_ADDED:
		print_step(N_("Route “{1}” has another step: {2}"), new, change,
		           change->after);
		break;
	case CHANGE_STEP_REMOVED:
		print_step(N_("Route “{1}” loses a step: {2}"), old, change,
		           change->before);
		break;
	case CHANGE_ORDER:
		print_order(new, change);
	}
	str_clear(&thing);
	str_clear(&text);
}

/* ---- the act ------------------------------------------------------------- */

/* A version that can be read; its mistakes are printed, else. */
static enum err_code version_read(struct version *version,
                                  const struct session *session,
                                  const char *name, struct err *err)
{
	struct problems problems = {0};
	enum err_code rc = ERR_OK;

	policy_read(str_span(&version->text), &version->policy, &problems);
	if (!version->policy) {
		for (size_t i = 0; i < problems.count; i++)
			say_problem(stderr, name, &problems.at[i]);
		rc = err_set(err, ERR_BAD_POLICY, name, NULL);
	}
	problems_clear(&problems);
	version->telling.policy = version->policy;
	version->telling.roster =
	    session->desk ? desk_roster(session->desk) : NULL;
	return rc;
}

static enum err_code take_versions(struct session *session,
                                   const struct args *args, struct version *old,
                                   struct version *new, struct err *err)
{
	const char *first = args_word(args, 0), *second = args_word(args, 1);
	enum err_code rc;

	if (second)
		rc = shipped_or_file(session->share, first,
		                     args->value[OPTION_ENCODING], &old->text,
		                     err);
	else if (!(rc = session_open(session, false, err)))
		rc = desk_policy_text(session->desk, &old->text, err);
	if (rc)
		return rc;
	rc = shipped_or_file(session->share, second ? second : first,
	                     args->value[OPTION_ENCODING], &new->text, err);
	if (!rc)
		rc = version_read(old, session, second ? first : "policy.ini",
		                  err);
	return rc ? rc
	          : version_read(new, session, second ? second : first, err);
}

/* How many posts are in review and keep theirs. */
static enum err_code print_kept(struct session *session, struct err *err)
{
	const struct desk_filter filter = {.work = work_id(WORK_IN_REVIEW)};
	struct caller caller = session_caller(session);
	struct desk_rows rows = {0};
	struct str text = {0};
	enum err_code rc;

	if (!caller.person)
		caller.person = "";
	if ((rc = desk_list(session->desk, &caller, &filter, &rows, err)))
		return rc;
	say_fill(&text,
	         N_("It would hold for new submissions only; posts in review "
	            "keep their policy: {n}."),
	         NULL, NULL, (long)rows.count);
	fold(stdout, 0, 0, str_text(&text));
	str_clear(&text);
	desk_rows_clear(&rows);
	return ERR_OK;
}

enum err_code act_policy_diff(struct session *session, const struct args *args,
                              struct err *err)
{
	struct version old = {0}, new = {0};
	struct policy_changes changes = {0};
	enum err_code rc;

	if ((rc = take_versions(session, args, &old, &new, err)))
		goto out;
	policy_compare(str_span(&old.text), str_span(&new.text), &changes);
	for (size_t i = 0; i < changes.count; i++)
		print_change(&old, &new, &changes.at[i]);
	if (!changes.count)
		say(stdout, N_("Nothing changes but, perhaps, comments."), NULL,
		    NULL);
	putchar('\n');
	if (args_word(args, 1))
		say(stdout,
		    N_("A policy holds for new submissions only; posts in "
		       "review keep theirs."),
		    NULL, NULL);
	else
		rc = print_kept(session, err);
out:
	policy_changes_clear(&changes);
	version_clear(&old);
	version_clear(&new);
	return rc;
}
