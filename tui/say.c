#include "tui/say.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/event.h"
#include "core/text.h"
#include "tui/tick.h"

#define DOMAIN "sanshen"
#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };
static const int64_t day_ms = (int64_t)24 * HOUR_MS;

extern int _nl_msg_cat_cntr; /* glibc: forget the language used before */

/* ---- which language ------------------------------------------------------ */

/* One name of a language, as zh_CN.UTF-8 or ja; NULL: says nothing. */
static const char *catalogue_of(struct span name)
{
	if (!name.bytes || span_is(name, "C") || span_starts(name, "C.") ||
	    span_is(name, "POSIX"))
		return NULL;
	if (span_starts(name, "zh_TW") || span_starts(name, "zh_HK") ||
	    span_starts(name, "zh_Hant"))
		return "zh_TW:zh_CN";
	return span_starts(name, "zh") ? "zh_CN" : "en";
}

/* Read as text, because the locales themselves may not be installed. */
static const char *catalogue_of_environment(void)
{
	static const char *const variables[] = {"LANGUAGE", "LC_ALL",
	                                        "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < LENGTH(variables); i++) {
		struct span rest = span_of(getenv(variables[i])), name;

		while (span_cut(&rest, ':', &name)) {
			const char *found = catalogue_of(name);

			if (found)
				return found;
		}
	}
	return "en";
}

static void use(const char *catalogue)
{
	setenv("LANGUAGE", catalogue, 1);
	_nl_msg_cat_cntr++;
}

void say_start(const char *locale_folder)
{
	if (locale_folder)
		bindtextdomain(DOMAIN, locale_folder);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
	use(catalogue_of_environment());
}

void say_language(const char *person_lang)
{
	const char *catalogue = catalogue_of(span_of(person_lang));

	if (catalogue)
		use(catalogue);
}

/* The empty sentence would give the catalogue's header. */
const char *say_translate(const char *sentence)
{
	return *sentence ? gettext(sentence) : sentence;
}

const char *say_word(const char *context_word, const char *word)
{
	const char *found = gettext(context_word);

	return found == context_word ? word : found;
}

/* ---- sentences ----------------------------------------------------------- */

void say_fill(struct str *out, const char *sentence, const char *one,
              const char *two, long number)
{
	for (const char *at = say_translate(sentence); *at; at++) {
		if (strncmp(at, "{1}", 3) == 0)
			text_safe(span_of(one), out);
		else if (strncmp(at, "{2}", 3) == 0)
			text_safe(span_of(two), out);
		else if (strncmp(at, "{n}", 3) == 0)
			str_putf(out, "%ld", number);
		else {
			str_putc(out, *at);
			continue;
		}
		at += 2;
	}
}

static void say_all(FILE *to, const char *sentence, const char *one,
                    const char *two, long number)
{
	struct str line = {0};

	say_fill(&line, sentence, one, two, number);
	str_putc(&line, '\n');
	fwrite(line.at, 1, line.bytes, to);
	str_clear(&line);
}

void say(FILE *to, const char *sentence, const char *one, const char *two)
{
	say_all(to, sentence, one, two, 0);
}

void say_number(FILE *to, const char *sentence, const char *one, long number)
{
	say_all(to, sentence, one, NULL, number);
}

static void put_safe(FILE *to, struct span text,
                     void (*make)(struct span, struct str *))
{
	struct str safe = {0};

	make(text, &safe);
	fwrite(str_text(&safe), 1, safe.bytes, to);
	str_clear(&safe);
}

void say_span(FILE *to, struct span text)
{
	put_safe(to, text, text_safe);
}

void say_text(FILE *to, const char *text)
{
	put_safe(to, span_of(text), text_safe_line);
}

void say_field(FILE *to, const char *name, const char *value)
{
	if (value && *value)
		say(to, N_("  {1}: {2}"), name, value);
}

/* ---- names --------------------------------------------------------------- */

void say_unit(struct str *out, const struct names *names, const char *id)
{
	const struct unit *unit =
	    names && names->desk && id
	        ? roster_unit(desk_roster(names->desk), id)
	        : NULL;

	text_safe(span_of(unit && unit->name ? unit->name : id), out);
}

void say_person(struct str *out, const struct names *names, const char *id)
{
	const struct person *person =
	    names && names->desk && id
	        ? roster_person(desk_roster(names->desk), id)
	        : NULL;

	if (person && person->name)
		say_fill(out, N_("{1} ({2})"), person->name, id, 0);
	else
		text_safe(span_of(id), out);
}

void say_role(struct str *out, const struct names *names, const char *role,
              const char *unit)
{
	const struct policy_role *found =
	    names && names->desk && role
	        ? policy_role(desk_policy(names->desk), role)
	        : NULL;
	const char *title = found && found->title ? found->title : role;
	struct str where = {0};

	if (unit && strcmp(unit, "owner") == 0) {
		str_puts(&where, _("the post's own unit"));
	} else if (unit) {
		say_unit(&where, names, unit);
	}
	if (where.bytes)
		say_fill(out, N_("{1} ({2})"), title, str_text(&where), 0);
	else
		text_safe(span_of(title), out);
	str_clear(&where);
}

void say_grade(struct str *out, const struct names *names, const char *id)
{
	int grade = names && names->desk && id
	                ? policy_grade(desk_policy(names->desk), id)
	                : -1;
	const char *title =
	    grade < 0 ? NULL
	              : policy_grade_at(desk_policy(names->desk), (size_t)grade)
	                    ->title;

	text_safe(span_of(title ? title : id), out);
}

/* “manager@unit1, propaganda@institution” in the institution's own words;
 * whatever is no ROLE@UNIT stays as it is. */
static void say_offices(struct str *out, const struct names *names,
                        struct span list, const char *between)
{
	struct span piece;
	bool first = true;

	while (span_cut(&list, ',', &piece)) {
		char *role, *unit = NULL;

		if (!first)
			str_puts(out, between);
		first = false;
		role = span_copy(span_trim(piece));
		if (strchr(role, '@') && !strchr(role, ' ')) {
			unit = strchr(role, '@') + 1;
			unit[-1] = '\0';
		}
		say_role(out, names, role, unit);
		free(role);
	}
}

/* How an appointment is typed, beside how it is called. */
static void say_appointments(struct str *out, const struct names *names,
                             const char *list)
{
	say_offices(out, names, span_of(list), _(" or "));
	str_puts(out, " [");
	text_safe(span_of(list), out);
	str_putc(out, ']');
}

/* ---- words --------------------------------------------------------------- */

const char *say_work(enum work work)
{
	switch (work) {
	case WORK_DRAFT:
		return C_("work", "draft");
	case WORK_IN_REVIEW:
		return C_("work", "in review");
	case WORK_APPROVED:
		return C_("work", "approved");
	case WORK_RETURNED:
		return C_("work", "returned");
	case WORK_REJECTED:
		return C_("work", "rejected");
	case WORK_WITHDRAWN:
		return C_("work", "withdrawn");
	case WORK_COUNT:
		break;
	}
	return "?";
}

const char *say_public(enum public_state state)
{
	switch (state) {
	case PUBLIC_NONE:
		return C_("public", "not published");
	case PUBLIC_SCHEDULED:
		return C_("public", "scheduled");
	case PUBLIC_PUBLISHED:
		return C_("public", "published");
	case PUBLIC_CORRECTED:
		return C_("public", "corrected");
	case PUBLIC_FROZEN:
		return C_("public", "frozen");
	case PUBLIC_TAKEN_DOWN:
		return C_("public", "taken down");
	case PUBLIC_SUPERSEDED:
		return C_("public", "superseded");
	case PUBLIC_COUNT:
		break;
	}
	return "?";
}

const char *say_step(enum step_state state)
{
	switch (state) {
	case STEP_WAITING:
		return C_("step", "waiting");
	case STEP_OPEN:
		return C_("step", "open");
	case STEP_SIGNED:
		return C_("step", "signed");
	case STEP_SKIPPED:
		return C_("step", "skipped");
	case STEP_OBJECTED:
		return C_("step", "objected");
	case STEP_COUNT:
		break;
	}
	return "?";
}

const char *say_severity(enum severity severity)
{
	switch (severity) {
	case SEVERITY_INFO:
		return C_("severity", "info");
	case SEVERITY_WARN:
		return C_("severity", "warn");
	case SEVERITY_ACK:
		return C_("severity", "ack");
	case SEVERITY_BLOCK:
		return C_("severity", "block");
	case SEVERITY_COUNT:
		break;
	}
	return "?";
}

const char *say_why(const char *why)
{
	if (!why)
		return "";
	if (strcmp(why, "sign") == 0)
		return C_("why", "to sign");
	if (strcmp(why, "fix") == 0)
		return C_("why", "to mend");
	if (strcmp(why, "publish") == 0)
		return C_("why", "to publish");
	if (strcmp(why, "settle") == 0)
		return C_("why", "to decide: put online again, correct or take "
		                 "down");
	return why;
}

static const struct {
	enum event_kind kind;
	const char *word;
} event_words[] = {
    {EVENT_INIT, N_("newsroom made")},
    {EVENT_PERSON, N_("people changed")},
    {EVENT_GRANT, N_("rights changed")},
    {EVENT_KEY, N_("keys changed")},
    {EVENT_UNIT, N_("units changed")},
    {EVENT_POLICY, N_("policy put in force")},
    {EVENT_TERMS, N_("lists changed")},
    {EVENT_NEW, N_("drafted")},
    {EVENT_SAVE, N_("saved")},
    {EVENT_RELEASE, N_("released")},
    {EVENT_SUBMIT, N_("submitted")},
    {EVENT_SIGN, N_("signed")},
    {EVENT_RETURN, N_("sent back")},
    {EVENT_REJECT, N_("refused for good")},
    {EVENT_WITHDRAW, N_("taken back")},
    {EVENT_RAISE, N_("grade raised")},
    {EVENT_LOWER, N_("grade lowered")},
    {EVENT_PUBLISH, N_("publication recorded")},
    {EVENT_CORRECT, N_("correction drafted")},
    {EVENT_FREEZE, N_("taken offline at once")},
    {EVENT_UNFREEZE, N_("put online again")},
    {EVENT_TAKEDOWN, N_("taken down for good")},
    {EVENT_SUPERSEDE, N_("replaced by another post")},
    {EVENT_PROPOSE, N_("another text proposed")},
    {EVENT_JOINT, N_("joint review opened")},
    {EVENT_ADD, N_("one more signer asked")},
    {EVENT_HAND_ON, N_("step handed on")},
    {EVENT_OBJECT, N_("objected in a joint review")},
};

const char *say_event(const char *event)
{
	enum event_kind kind;

	if (!event || !event_kind_read(span_of(event), &kind))
		return event ? event : "";
	for (size_t i = 0; i < LENGTH(event_words); i++)
		if (event_words[i].kind == kind)
			return _(event_words[i].word);
	return event;
}

/* ---- errors, problems, findings ------------------------------------------ */

/* What a rule found, as a noun: for “it holds …”. */
static const char *rule_noun(struct span rule)
{
	static const struct {
		const char *rule, *noun;
	} nouns[] = {
	    {"privacy/id-number", N_("a resident identity number")},
	    {"privacy/mobile", N_("a mobile number")},
	    {"secrecy/marking", N_("a secrecy marking")},
	    {"secrecy/internal", N_("a marking for internal use")},
	};

	for (size_t i = 0; i < LENGTH(nouns); i++)
		if (span_is(rule, nouns[i].rule))
			return _(nouns[i].noun);
	return NULL;
}

/* What core and store call the things they complain of. */
static const char *say_thing(const char *subject)
{
	if (strcmp(subject, "text") == 0)
		return C_("thing", "The text");
	if (strcmp(subject, "opinion") == 0)
		return C_("thing", "The opinion");
	if (strcmp(subject, "attachment") == 0)
		return C_("thing", "The attachment");
	if (strcmp(subject, "receipt") == 0)
		return C_("thing", "The receipt");
	return subject;
}

/* The states and rules that core names by their identifiers. */
static void say_object(struct str *out, const struct err *err,
                       const struct names *names)
{
	struct span object = span_of(err->object);
	enum public_state state;
	enum work work;

	switch (err->code) {
	case ERR_STATE:
		if (work_read(err->object, &work))
			str_puts(out, say_work(work));
		else if (public_read(err->object, &state))
			str_puts(out, say_public(state));
		else
			text_safe_line(object, out);
		return;
	case ERR_HELD:
	case ERR_HELD_WORDS:
		if (rule_noun(object))
			str_puts(out, rule_noun(object));
		else
			text_safe_line(object, out);
		return;
	case ERR_NO_HOLDER:
		say_appointments(out, names, err->object);
		return;
	case ERR_NO_RIGHT:
	case ERR_NO_GRANT:
		say_offices(out, names, object, _(" or "));
		return;
	case ERR_NOT_TURN:
		say_offices(out, names, object, _(", "));
		return;
	case ERR_NOT_PROVIDER:
		say_person(out, names, err->object);
		return;
	case ERR_NOT_TICKED:
		ticks_say(out, object);
		return;
	case ERR_GRADE_DOWN:
	case ERR_GRADE_UP:
		say_grade(out, names, err->object);
		return;
	case ERR_OP_ID_TAKEN:
		text_safe_line(span_of(say_event(err->object)), out);
		return;
	default:
		/* The text of this program, where it is any. */
		text_safe_line(span_of(say_translate(err->object)), out);
	}
}

void say_err_text(struct str *out, const struct err *err,
                  const struct names *names)
{
	struct str subject = {0}, object = {0};

	if (err->code == ERR_NO_RIGHT || err->code == ERR_DISABLED ||
	    err->code == ERR_KEY_ENDED)
		say_person(&subject, names, err->subject);
	else
		text_safe_line(span_of(say_thing(err->subject)), &subject);
	say_object(&object, err, names);
	say_fill(out, err_sentence(err->code), str_text(&subject),
	         str_text(&object), err->line);
	str_clear(&object);
	str_clear(&subject);
}

void say_err(FILE *to, const struct err *err, const struct names *names)
{
	struct str sentence = {0};

	say_err_text(&sentence, err, names);
	fprintf(to, "%s\n", str_text(&sentence));
	str_clear(&sentence);
}

void say_problem(FILE *to, const char *file, const struct err *problem)
{
	say_text(to, file);
	if (problem->line)
		fprintf(to, ":%d", problem->line);
	fputs(": ", to);
	say_err(to, problem, NULL);
}

void say_finding(struct str *out, const struct finding *finding)
{
	if (finding->sentence)
		say_fill(out, finding->sentence, finding->text, finding->object,
		         0);
	else
		text_safe(span_of(finding->reason), out);
}

#define FLAW_ROW(value, name, sentence) {name, sentence},
static const struct {
	const char *name, *sentence;
} flaw_rows[] = {FLAW_LIST(FLAW_ROW)};
#undef FLAW_ROW

const char *say_flaw_name(const struct flaw *flaw)
{
	return flaw_rows[flaw->kind].name;
}

void say_flaw(struct str *out, const struct flaw *flaw)
{
	const struct names nobody = {0};
	struct str why = {0};

	if (flaw->why.code) {
		say_err_text(&why, &flaw->why, &nobody);
		say_fill(out, flaw_rows[flaw->kind].sentence, flaw->subject,
		         str_text(&why), 0);
		str_clear(&why);
		return;
	}
	say_fill(out, flaw_rows[flaw->kind].sentence, flaw->subject,
	         flaw->object, 0);
}

#define HEALTH_ROW(value, name, severity, sentence) {name, severity, sentence},
static const struct {
	const char *name, *severity, *sentence;
} health_rows[] = {HEALTH_LIST(HEALTH_ROW)};
#undef HEALTH_ROW

const char *say_health_name(const struct health *health)
{
	return health_rows[health->kind].name;
}

const char *say_health_severity(const struct health *health)
{
	return health_rows[health->kind].severity;
}

/* PERSON, or ROLE@UNIT as appointments are named. */
static void say_duty(struct str *out, const struct names *names,
                     const char *whom)
{
	if (strchr(whom, '@'))
		say_appointments(out, names, whom);
	else
		say_person(out, names, whom);
}

const char *say_duty_word(const char *duty)
{
	if (strcmp(duty, "collect") == 0)
		return C_("duty", "collecting");
	if (strcmp(duty, "review") == 0)
		return C_("duty", "reviewing");
	if (strcmp(duty, "publish") == 0)
		return C_("duty", "publishing");
	if (strcmp(duty, "keeper") == 0)
		return C_("duty", "keeping");
	return duty;
}

/* "DUTY WHOM" */
static void say_named_duty(struct str *out, const struct names *names,
                           const char *named)
{
	struct span whom = span_of(named), duty;
	struct str who = {0};
	char *id;

	span_cut(&whom, ' ', &duty);
	id = span_copy(whom.at ? whom : span_of(""));
	say_duty(&who, names, id);
	free(id);
	id = span_copy(duty);
	say_fill(out, N_("{1}: {2}"), say_duty_word(id), str_text(&who), 0);
	free(id);
	str_clear(&who);
}

void say_health(struct str *out, const struct health *health,
                const struct names *names)
{
	struct str subject = {0}, object = {0};

	switch (health->kind) {
	case HEALTH_APPOINT:
		say_appointments(&object, names, health->object);
		break;
	case HEALTH_DUTY_GONE:
	case HEALTH_CHANNEL_GONE:
		say_named_duty(&object, names, health->object);
		break;
	case HEALTH_GRANT:
		say_duty(&object, names, health->object);
		break;
	case HEALTH_EVERY:
		say_role(&object, names, health->object, NULL);
		break;
	case HEALTH_DUTY:
		str_puts(&object, say_duty_word(health->object));
		break;
	default:
		str_puts(&object, health->object);
	}
	if (health->kind == HEALTH_GRANT || health->kind == HEALTH_OWN_KEY)
		say_person(&subject, names, health->subject);
	else if (health->kind == HEALTH_EVERY ||
	         health->kind == HEALTH_UNIT_ENDED ||
	         health->kind == HEALTH_FLIGHT)
		say_unit(&subject, names, health->subject);
	else
		str_puts(&subject, health->subject);
	say_fill(out, health_rows[health->kind].sentence, str_text(&subject),
	         str_text(&object), 0);
	str_clear(&subject);
	str_clear(&object);
}

/* ---- time ---------------------------------------------------------------- */

void say_time(struct str *out, int64_t at_ms, int offset_min)
{
	char text[CALENDAR_TEXT];

	calendar_write(at_ms, offset_min, text);
	text[10] = ' ';
	str_add(out, span_from(text, 16));
}

/* How many whole units are in `ms`: days, else hours, else minutes. */
static void say_overdue(struct str *out, int64_t ms)
{
	if (ms >= day_ms)
		say_fill(out, N_("overdue by {n} d"), NULL, NULL,
		         (long)(ms / day_ms));
	else if (ms >= HOUR_MS)
		say_fill(out, N_("overdue by {n} h"), NULL, NULL,
		         (long)(ms / HOUR_MS));
	else
		say_fill(out, N_("overdue by {n} min"), NULL, NULL,
		         (long)(ms / MINUTE_MS));
}

/* Days since 1970 in the policy's time. */
static int64_t day_of(int64_t at_ms, int offset_min)
{
	int64_t local = at_ms + (int64_t)offset_min * MINUTE_MS;

	return local >= 0 ? local / day_ms : (local - day_ms + 1) / day_ms;
}

void say_deadline(struct str *out, int64_t due_ms, int64_t now_ms,
                  int offset_min)
{
	char text[CALENDAR_TEXT], clock[6];
	int64_t days = day_of(due_ms, offset_min) - day_of(now_ms, offset_min);

	if (!due_ms) {
		str_puts(out, _("no deadline"));
		return;
	}
	if (due_ms <= now_ms) {
		say_overdue(out, now_ms - due_ms);
		return;
	}
	calendar_write(due_ms, offset_min, text);
	memcpy(clock, text + 11, 5);
	clock[5] = '\0';
	text[10] = '\0';
	if (days == 0)
		say_fill(out, N_("due today {1}"), clock, NULL, 0);
	else if (days == 1)
		say_fill(out, N_("due tomorrow {1}"), clock, NULL, 0);
	else
		say_fill(out, N_("due {1} {2}"), text, clock, 0);
}
