/* The acts of the administrator: people, units, rights. */
#include <stdlib.h>
#include <string.h>

#include "tui/act.h"
#include "tui/json.h"
#include "tui/page.h"

/* `set` needs something to set. */
enum err_code judge_org(const struct args *args, struct err *err)
{
	static const enum opt any[] = {OPTION_LANG, OPTION_KIND, OPTION_NAME,
	                               OPTION_PARENT, OPTION_TIER};

	for (size_t i = 0; i < sizeof(any) / sizeof(*any); i++)
		if (args_has(args, any[i]))
			return ERR_OK;
	return err_set(err, ERR_ARGUMENT_MISSING, args->command,
	               strcmp(args->command, "unit set") == 0
	                   ? "--name, --parent, --tier"
	                   : "--lang, --kind");
}

static struct about_person person_of(const struct args *args)
{
	return (struct about_person){.name = args->value[OPTION_NAME],
	                             .unit = args->value[OPTION_UNIT],
	                             .lang = args->value[OPTION_LANG],
	                             .kind = args->value[OPTION_KIND]};
}

enum err_code act_person_add(struct session *session, const struct args *args,
                             struct err *err)
{
	struct caller caller = session_caller(session);
	struct about_person person = person_of(args);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_person_add(session->desk, &caller, args_word(args, 0),
	                     &person, &answer, err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Added {1}. Give a role with: sanshen grant "
		               "add"),
		            args_word(args, 0));
	answer_clear(&answer);
	return rc;
}

enum err_code act_person_set(struct session *session, const struct args *args,
                             struct err *err)
{
	struct caller caller = session_caller(session);
	struct about_person person = person_of(args);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_person_set(session->desk, &caller, args_word(args, 0),
	                     &person, &answer, err);
	if (!rc)
		page_answer(session, &answer,
		            person.kind ? N_("Changed what is known of {1}.")
		                        : N_("Set the language of {1}."),
		            args_word(args, 0));
	answer_clear(&answer);
	return rc;
}

static enum err_code able(struct session *session, const struct args *args,
                          bool enabled, const char *sentence, struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_person_able(session->desk, &caller, args_word(args, 0),
	                      enabled, &answer, err);
	if (!rc)
		page_answer(session, &answer, sentence, args_word(args, 0));
	answer_clear(&answer);
	return rc;
}

enum err_code act_person_disable(struct session *session,
                                 const struct args *args, struct err *err)
{
	return able(session, args, false, N_("{1} may act no more."), err);
}

enum err_code act_person_enable(struct session *session,
                                const struct args *args, struct err *err)
{
	return able(session, args, true, N_("{1} may act again."), err);
}

static const char *say_kind(enum person_kind kind)
{
	switch (kind) {
	case PERSON_STUDENT:
		return C_("kind", "student");
	case PERSON_GUEST:
		return C_("kind", "guest");
	default:
		return C_("kind", "staff");
	}
}

enum err_code act_person_list(struct session *session, const struct args *args,
                              struct err *err)
{
	const struct roster *roster = desk_roster(session->desk);

	(void)args, (void)err;
	if (session->json) {
		json_people(stdout, roster);
		return ERR_OK;
	}
	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const struct person *person = roster_person_at(roster, i);
		struct str unit = {0};

		say_unit(&unit, &session->names, person->unit);
		printf("%-16s  ", person->id);
		say_text(stdout, person->name);
		printf("  %s", str_text(&unit));
		if (person->office) {
			fputs("  ", stdout);
			say_text(stdout, person->office);
		}
		if (person->kind != PERSON_STAFF)
			printf("  %s", say_kind(person->kind));
		if (person->disabled)
			printf("  %s", _("disabled"));
		putchar('\n');
		str_clear(&unit);
	}
	return ERR_OK;
}

static struct about_unit unit_of(const struct args *args)
{
	return (struct about_unit){.name = args->value[OPTION_NAME],
	                           .parent = args->value[OPTION_PARENT],
	                           .tier = args->value[OPTION_TIER]};
}

enum err_code act_unit_add(struct session *session, const struct args *args,
                           struct err *err)
{
	struct caller caller = session_caller(session);
	struct about_unit unit = unit_of(args);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_unit_add(session->desk, &caller, args_word(args, 0), &unit,
	                   &answer, err);
	if (!rc)
		page_answer(session, &answer, N_("Added the unit {1}."),
		            args_word(args, 0));
	answer_clear(&answer);
	return rc;
}

enum err_code act_unit_set(struct session *session, const struct args *args,
                           struct err *err)
{
	struct caller caller = session_caller(session);
	struct about_unit unit = unit_of(args);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_unit_set(session->desk, &caller, args_word(args, 0), &unit,
	                   &answer, err);
	if (!rc)
		page_answer(session, &answer, N_("Changed the unit {1}."),
		            args_word(args, 0));
	answer_clear(&answer);
	return rc;
}

enum err_code act_unit_end(struct session *session, const struct args *args,
                           struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_unit_end(session->desk, &caller, args_word(args, 0),
	                   args->value[OPTION_INTO], args->value[OPTION_SINCE],
	                   &answer, err);
	if (!rc)
		page_answer(session, &answer,
		            N_("Recorded the end of the unit {1}. What waits "
		               "for it then waits for its successor."),
		            args_word(args, 0));
	answer_clear(&answer);
	return rc;
}

/* ID  name  ← parent  [tier]  until …  → successor */
static void unit_line(const struct session *session, const struct unit *unit)
{
	struct str text = {0};

	printf("%-16s  ", unit->id);
	say_text(stdout, unit->name);
	if (unit->parent) {
		say_unit(&text, &session->names, unit->parent);
		printf("  ← %s", str_text(&text));
	}
	if (unit->tier && *unit->tier) {
		fputs("  [", stdout);
		say_text(stdout, unit->tier);
		putchar(']');
	}
	text.bytes = 0;
	if (unit->until_ms) {
		say_time(&text, unit->until_ms, session->offset_min);
		printf("  … %s", str_text(&text));
	}
	text.bytes = 0;
	if (unit->successor) {
		say_unit(&text, &session->names, unit->successor);
		printf("  → %s", str_text(&text));
	}
	if (unit->until_ms && unit->until_ms <= session->now_ms)
		printf("  %s", _("ended"));
	putchar('\n');
	str_clear(&text);
}

enum err_code act_unit_list(struct session *session, const struct args *args,
                            struct err *err)
{
	const struct roster *roster = desk_roster(session->desk);

	(void)args, (void)err;
	if (session->json) {
		json_units(stdout, roster, session->offset_min);
		return ERR_OK;
	}
	for (size_t i = 0; i < roster_unit_count(roster); i++)
		unit_line(session, roster_unit_at(roster, i));
	return ERR_OK;
}

static bool is_named(const struct offices *offices, struct span role)
{
	for (size_t i = 0; i < offices->count; i++)
		if (span_is(role, offices->at[i].role))
			return true;
	return false;
}

/* A role that signs, and only where students and guests may not. */
static bool is_for_staff(const struct policy *policy, struct span role)
{
	const struct policy_step *publish = policy_publish(policy, NULL);
	size_t named = 0;

	if (publish && is_named(&publish->who, role))
		return false;
	for (size_t i = 0; i < policy_step_count(policy); i++) {
		const struct policy_step *step = policy_step_at(policy, i);

		if (!is_named(&step->who, role))
			continue;
		if (!step->staff_only)
			return false;
		named++;
	}
	return named > 0;
}

/* Said beside the answer: what was given is of no use at any step. */
static void note_staff_only(const struct session *session, const char *id,
                            const char *right)
{
	const struct person *person =
	    roster_person(desk_roster(session->desk), id);
	struct span rest = span_of(right), role;
	char *name;

	span_cut(&rest, '@', &role);
	if (!person || person->kind == PERSON_STAFF ||
	    !is_for_staff(desk_policy(session->desk), role))
		return;
	name = span_copy(role);
	say(stderr,
	    N_("Note: {1} is no member of staff, and every step that “{2}” "
	       "can sign is for staff only."),
	    id, name);
	free(name);
}

enum err_code act_grant_add(struct session *session, const struct args *args,
                            struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_grant_add(session->desk, &caller, args_word(args, 0),
	                    args_word(args, 1), args->value[OPTION_SINCE],
	                    args->value[OPTION_UNTIL], &answer, err);
	if (!rc)
		page_answer(session, &answer, N_("Gave {1} the role."),
		            args_word(args, 0));
	if (!rc)
		note_staff_only(session, args_word(args, 0),
		                args_word(args, 1));
	answer_clear(&answer);
	return rc;
}

enum err_code act_grant_end(struct session *session, const struct args *args,
                            struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_grant_end(session->desk, &caller, args_word(args, 0),
	                    args_word(args, 1), &answer, err);
	if (!rc)
		page_answer(session, &answer, N_("Ended the role of {1}."),
		            args_word(args, 0));
	answer_clear(&answer);
	return rc;
}

static void grant_line(const struct session *session,
                       const struct person *person, const struct grant *grant)
{
	struct str office = {0}, from = {0}, until = {0};

	say_role(&office, &session->names, grant->role, grant->unit);
	printf("%-16s  ", person->id);
	say_text(stdout, grant->role);
	putchar('@');
	say_text(stdout, grant->unit);
	printf("  %s", str_text(&office));
	say_time(&from, grant->from_ms, session->offset_min);
	printf("  %s", str_text(&from));
	if (grant->until_ms) {
		say_time(&until, grant->until_ms, session->offset_min);
		printf(" … %s", str_text(&until));
	}
	if (grant->until_ms && grant->until_ms <= session->now_ms)
		printf("  %s", _("ended"));
	putchar('\n');
	str_clear(&office);
	str_clear(&from);
	str_clear(&until);
}

enum err_code act_grant_list(struct session *session, const struct args *args,
                             struct err *err)
{
	const struct roster *roster = desk_roster(session->desk);

	(void)args, (void)err;
	if (session->json) {
		json_grants(stdout, roster, session->offset_min);
		return ERR_OK;
	}
	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const struct person *person = roster_person_at(roster, i);

		for (size_t g = 0; g < person->grant_count; g++)
			grant_line(session, person, &person->grants[g]);
	}
	return ERR_OK;
}
