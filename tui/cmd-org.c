/* The acts of the administrator: people, units, rights. */
#include "tui/act.h"
#include "tui/json.h"
#include "tui/page.h"

enum err_code act_person_add(struct session *session, const struct args *args,
                             struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_person_add(session->desk, &caller, args_word(args, 0),
	                     args->value[OPTION_NAME], args->value[OPTION_UNIT],
	                     args->value[OPTION_LANG], &answer, err);
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
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_person_lang(session->desk, &caller, args_word(args, 0),
	                      args->value[OPTION_LANG], &answer, err);
	if (!rc)
		page_answer(session, &answer, N_("Set the language of {1}."),
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
		if (person->disabled)
			printf("  %s", _("disabled"));
		putchar('\n');
		str_clear(&unit);
	}
	return ERR_OK;
}

enum err_code act_unit_add(struct session *session, const struct args *args,
                           struct err *err)
{
	struct caller caller = session_caller(session);
	struct answer answer = {0};
	enum err_code rc;

	rc = desk_unit_add(session->desk, &caller, args_word(args, 0),
	                   args->value[OPTION_NAME], args->value[OPTION_PARENT],
	                   &answer, err);
	if (!rc)
		page_answer(session, &answer, N_("Added the unit {1}."),
		            args_word(args, 0));
	answer_clear(&answer);
	return rc;
}

enum err_code act_unit_list(struct session *session, const struct args *args,
                            struct err *err)
{
	const struct roster *roster = desk_roster(session->desk);

	(void)args, (void)err;
	if (session->json) {
		json_units(stdout, roster);
		return ERR_OK;
	}
	for (size_t i = 0; i < roster_unit_count(roster); i++) {
		const struct unit *unit = roster_unit_at(roster, i);
		struct str parent = {0};

		printf("%-16s  ", unit->id);
		say_text(stdout, unit->name);
		if (unit->parent) {
			say_unit(&parent, &session->names, unit->parent);
			printf("  ← %s", str_text(&parent));
		}
		putchar('\n');
		str_clear(&parent);
	}
	return ERR_OK;
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
