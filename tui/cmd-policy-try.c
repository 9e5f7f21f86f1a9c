/* policy try: which way a post would go, and who could sign it, without
 * recording anything. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/event.h"
#include "core/mem.h"
#include "core/route.h"
#include "tui/act.h"
#include "tui/shipped.h"
#include "tui/tell.h"

/* A content that no post has. */
#define NO_CONTENT "0000000000000000000000000000000000000000"

struct trial {
	struct session *session;
	const struct policy *policy;
	const struct roster *roster;
	struct telling telling;
	struct post *post; /* a copy, or made up */
	bool made_up;
	bool stuck; /* it cannot be walked to the end */
};

static void print_err(struct trial *trial, const struct err *err)
{
	struct str text = {0};

	say_err_text(&text, err, &trial->session->names);
	fold(stdout, 2, 4, str_text(&text));
	str_clear(&text);
	trial->stuck = true;
}

/* ---- names --------------------------------------------------------------- */

static void tell_people(struct str *out, const struct trial *trial,
                        const struct words *people)
{
	for (size_t i = 0; i < people->count; i++) {
		str_puts(out, i ? _(", ") : "");
		say_person(out, &trial->session->names, people->at[i]);
	}
}

/* Role at a unit, as the trial's policy calls them. */
static void tell_seat(struct str *out, const struct trial *trial,
                      const char *role, const char *unit)
{
	struct role_ref ref = {.role = (char *)role, .where = (char *)unit};

	tell_office(out, &trial->telling, &ref);
}

static void field_text(int indent, const char *name, struct str *take)
{
	fold_field(stdout, indent, name, str_text(take));
	str_clear(take);
}

/* ---- the post ------------------------------------------------------------ */

static void print_post(const struct trial *trial)
{
	const struct post *post = trial->post;
	const struct policy *policy = trial->policy;
	const struct form *form = &post->form;
	struct str text = {0};

	if (trial->made_up)
		say(stdout,
		    N_("A post that is not there: nothing is recorded."), NULL,
		    NULL);
	else
		printf("%s\n", post->id);
	tell_unit(&text, &trial->telling, post->unit);
	field_text(2, _("Unit"), &text);
	say_person(&text, &trial->session->names, post->provider);
	field_text(2, _("Provider"), &text);
	fold_field(stdout, 2, _("Grade"),
	           policy_grade_title(policy, post->grade));
	if (form->category)
		fold_field(stdout, 2, _("Category"),
		           policy_category_title(policy, form->category));
	for (size_t i = 0; i < form->flags.count; i++) {
		const struct policy_flag *flag =
		    policy_flag(policy, form->flags.at[i]);

		str_puts(&text, i ? _(", ") : "");
		str_puts(&text, flag ? flag->title : form->flags.at[i]);
	}
	field_text(2, _("Flags"), &text);
	for (size_t i = 0; i < form->channels.count; i++) {
		str_puts(&text, i ? _(", ") : "");
		str_puts(&text,
		         policy_channel_title(policy, form->channels.at[i]));
	}
	field_text(2, _("Channel"), &text);
}

/* ---- handing in ---------------------------------------------------------- */

static void apply(struct trial *trial, struct event *event)
{
	route_apply(trial->policy, event, NULL, NULL, false, &trial->post);
	event_clear(event);
}

/* The act as far as it is the same for all. */
static enum err_code judge(const struct trial *trial, enum event_kind kind,
                           const char *person, const char *ticked,
                           struct verdict *out, struct err *err)
{
	const struct revision *revision = post_revision(trial->post);
	struct act act = {.kind = kind,
	                  .person = person,
	                  .content = revision ? revision->content : NULL,
	                  .ticked = ticked,
	                  .opinion = true,
	                  .personal = true,
	                  .at_ms = trial->session->now_ms};

	return route_judge(trial->policy, trial->roster, trial->post, &act, out,
	                   err);
}

/* What the form will have to say; of a post that is there: still. */
static void print_demands(struct trial *trial, const struct err *err)
{
	if (trial->made_up)
		fold_field(stdout, 2, _("The form will have to say"),
		           err->object);
	else
		print_err(trial, err);
}

static void print_route(const struct trial *trial, const char *id)
{
	const struct policy_route *route = policy_route(trial->policy, id);
	struct str why = {0};

	putchar('\n');
	if (!route)
		return;
	tell_condition(&why, &trial->telling, route->when);
	say(stdout, N_("Route “{1}”"),
	    route->title && *route->title ? route->title : route->id, NULL);
	fold_field(stdout, 2, _("Taken because"), str_text(&why));
	str_clear(&why);
}

/* Hands the copy in, if there is a way at all. */
static bool hand_in(struct trial *trial)
{
	const struct act submit = {.kind = EVENT_SUBMIT,
	                           .at_ms = trial->session->now_ms};
	struct event event = {.kind = EVENT_SUBMIT};
	struct str route = {0}, steps = {0};
	struct verdict verdict;
	struct err err;
	enum err_code rc = judge(trial, EVENT_SUBMIT, trial->post->provider,
	                         NULL, &verdict, &err);
	bool planned;

	if (rc == ERR_FIELD_MISSING)
		print_demands(trial, &err);
	else if (rc)
		print_err(trial, &err);
	planned = route_plan(trial->policy, trial->roster, trial->post, &submit,
	                     &route, &steps);
	if (planned) {
		print_route(trial, str_text(&route));
		event.actor = mem_copy(trial->post->provider);
		event.revision = 1;
		event.at_ms = trial->session->now_ms;
		event.route = str_take(&route);
		event.steps = str_take(&steps);
		apply(trial, &event);
	} else if (rc != ERR_NO_ROUTE) {
		err_set(&err, ERR_NO_ROUTE, trial->post->id, NULL);
		print_err(trial, &err);
	}
	str_clear(&route);
	str_clear(&steps);
	return planned;
}

/* ---- the steps ----------------------------------------------------------- */

static void print_hands(const struct trial *trial, size_t row)
{
	const struct post_step *step = &trial->post->steps[row];
	const struct policy_step *rule = policy_step(trial->policy, step->step);
	const struct role_ref *level = NULL;
	struct words hands = {0};
	struct str text = {0};

	route_hands(trial->policy, trial->roster, trial->post, row,
	            trial->session->now_ms, &hands, &level);
	if (rule && rule->kind != KIND_JOINT)
		tell_offices(&text, &trial->telling, &rule->who, 0);
	else
		tell_seat(&text, trial, step->role, step->unit);
	field_text(5, _("Who"), &text);
	if (level && level->rank > 0) {
		tell_office(&text, &trial->telling, level);
		field_text(5, _("Nobody is left there; instead"), &text);
	}
	tell_people(&text, trial, &hands);
	if (!hands.count)
		str_puts(&text, _("nobody"));
	field_text(5, _("Could sign now"), &text);
	words_clear(&hands);
}

static void print_rows(const struct trial *trial)
{
	const struct post *post = trial->post;

	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *step = &post->steps[i];
		const struct policy_step *rule =
		    policy_step(trial->policy, step->step);
		struct str text = {0};

		str_putf(&text, "%zu. ", i + 1);
		say_fill(&text, N_("{1}: {2}"),
		         rule && rule->title ? rule->title : step->step,
		         rule ? tell_kind(rule->kind) : "", 0);
		fold(stdout, 2, 5, str_text(&text));
		str_clear(&text);
		if (step->state == STEP_OPEN || step->state == STEP_WAITING) {
			print_hands(trial, i);
			continue;
		}
		if (step->person)
			say_person(&text, &trial->session->names, step->person);
		field_text(5, say_step(step->state), &text);
	}
}

static void print_publisher(const struct trial *trial)
{
	const struct policy_step *publisher =
	    route_publisher(trial->policy, trial->post);
	struct str text = {0};

	if (!publisher)
		return;
	tell_offices(&text, &trial->telling, &publisher->who, 0);
	field_text(2, _("Published by"), &text);
}

/* ---- walking ------------------------------------------------------------- */

/* Ticks all that the row may ask for. */
static void tick(const struct trial *trial, size_t row, struct str *out)
{
	struct words ticks = {0};

	route_ticks(policy_step(trial->policy, trial->post->steps[row].step),
	            trial->post, &ticks);
	words_write(out, &ticks);
	words_clear(&ticks);
}

/* One of those who could sign the row does. */
static bool sign_row(struct trial *trial, size_t row, struct str *way,
                     struct err *err)
{
	struct post *post = trial->post;
	struct words hands = {0};
	struct str ticked = {0};
	bool done = false;

	route_hands(trial->policy, trial->roster, post, row,
	            trial->session->now_ms, &hands, NULL);
	tick(trial, row, &ticked);
	for (size_t i = 0; i < hands.count && !done; i++) {
		const struct revision *seen = post_revision(post);
		struct event event = {.kind = EVENT_SIGN};
		struct str office = {0};
		struct verdict verdict;

		if (judge(trial, EVENT_SIGN, hands.at[i], str_text(&ticked),
		          &verdict, err))
			continue;
		str_putf(&office, "%s@%s", verdict.role, verdict.unit);
		event.actor = mem_copy(hands.at[i]);
		event.step = mem_copy(verdict.step);
		event.role = str_take(&office);
		event.revision = seen ? seen->number : 1;
		event.at_ms = trial->session->now_ms;
		snprintf(event.content, HEX, "%s",
		         seen ? seen->content : NO_CONTENT);
		str_puts(way, way->bytes ? " → " : "");
		say_person(way, &trial->session->names, hands.at[i]);
		apply(trial, &event);
		done = true;
	}
	words_clear(&hands);
	str_clear(&ticked);
	return done;
}

static bool sign_any(struct trial *trial, struct str *way, struct err *err)
{
	for (size_t i = 0; i < trial->post->step_count; i++)
		if (trial->post->steps[i].state == STEP_OPEN &&
		    sign_row(trial, i, way, err))
			return true;
	return false;
}

/* Nobody could sign the open row: the appointment that is missing. */
static void print_missing(struct trial *trial, struct err *err)
{
	int open = post_open_step(trial->post);
	const struct post_step *row =
	    open < 0 ? NULL : &trial->post->steps[open];
	const struct policy_step *step =
	    row ? policy_step(trial->policy, row->step) : NULL;
	struct str offices = {0};

	if (!err->code && step) {
		for (size_t i = 0; i < step->who.count; i++) {
			const struct role_ref *ref = &step->who.at[i];
			const char *unit = roster_where(
			    trial->roster, ref->where, trial->post->unit,
			    trial->session->now_ms);

			str_putf(&offices, "%s%s@%s", i ? ", " : "", ref->role,
			         unit ? unit : ref->where);
		}
		err_set(err, ERR_NO_HOLDER, step->title, str_text(&offices));
	}
	if (err->code)
		print_err(trial, err);
	trial->stuck = true;
	str_clear(&offices);
}

/* Who could publish it, once approved; nobody: it does not get out. */
static void print_publishers(struct trial *trial)
{
	const struct policy_step *publisher =
	    route_publisher(trial->policy, trial->post);
	struct words people = {0};
	struct str text = {0};

	/* As if its time had come. */
	trial->post->publish_at_ms = 0;
	for (size_t i = 0; i < roster_person_count(trial->roster); i++) {
		const char *id = roster_person_at(trial->roster, i)->id;

		if (route_may_publish(trial->policy, trial->roster, trial->post,
		                      id, trial->session->now_ms))
			words_add(&people, span_of(id));
	}
	if (publisher && !people.count && trial->post->form.channels.count) {
		say(stdout, N_("  Nobody could publish it."), NULL, NULL);
		trial->stuck = true;
	}
	tell_people(&text, trial, &people);
	field_text(2, _("Could publish it"), &text);
	words_clear(&people);
}

static void walk(struct trial *trial)
{
	struct str way = {0};
	struct err err = {0};
	bool moved = true;

	while (trial->post->work == WORK_IN_REVIEW && moved)
		moved = sign_any(trial, &way, &err);
	putchar('\n');
	if (trial->post->work == WORK_IN_REVIEW) {
		print_missing(trial, &err);
	} else {
		field_text(2, _("One way to the end"), &way);
		print_publishers(trial);
	}
	str_clear(&way);
	if (trial->stuck)
		say(stdout,
		    N_("It could not be handed in and walked to the "
		       "end."),
		    NULL, NULL);
}

static void try_post(struct trial *trial)
{
	const struct post *post = trial->post;
	bool writing = post->work == WORK_DRAFT ||
	               post->work == WORK_RETURNED ||
	               post->work == WORK_WITHDRAWN;

	print_post(trial);
	if (writing && !hand_in(trial))
		return;
	if (!writing) {
		fold_field(stdout, 2, _("State"), say_work(post->work));
		print_route(trial, post->route);
	}
	if (trial->post->work == WORK_REJECTED) {
		trial->stuck = true;
		return;
	}
	print_rows(trial);
	print_publisher(trial);
	if (trial->post->public_state == PUBLIC_NONE)
		walk(trial);
}

/* ---- a post that is there ------------------------------------------------ */

/* What `submit` would ask a reason for, or refuse. */
static enum err_code print_findings(struct trial *trial, const char *id,
                                    struct err *err)
{
	struct caller caller = session_caller(trial->session);
	struct findings findings = {0};
	struct words rules = {0};
	enum err_code rc;

	if (!caller.person)
		caller.person = "";
	rc = desk_check(trial->session->desk, &caller, id, &findings, err);
	if (rc == ERR_HELD_FIRST) {
		print_err(trial, err);
		rc = ERR_OK;
	}
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *finding = &findings.at[i];

		if (finding->severity < SEVERITY_ACK ||
		    words_have(&rules, span_of(finding->rule)))
			continue;
		words_add(&rules, span_of(finding->rule));
		if (finding->severity == SEVERITY_ACK)
			say(stdout,
			    N_("  Open finding, asks for a reason: {1}"),
			    finding->rule, NULL);
		else
			say(stdout, N_("  Open finding, has to be mended: {1}"),
			    finding->rule, NULL);
		trial->stuck =
		    trial->stuck || finding->severity == SEVERITY_BLOCK;
	}
	words_clear(&rules);
	findings_clear(&findings);
	return rc;
}

static enum err_code try_there(struct session *session, const char *id,
                               struct err *err)
{
	struct caller caller = session_caller(session);
	struct trial trial = {.session = session};
	struct desk_view view = {0};
	enum err_code rc;

	if (!caller.person)
		caller.person = "";
	if ((rc = desk_show(session->desk, &caller, id, &view, err)))
		return rc;
	trial.policy = desk_policy_to_check(session->desk, view.post);
	trial.roster = desk_roster(session->desk);
	trial.telling = (struct telling){trial.policy, trial.roster};
	trial.post = post_copy(view.post);
	try_post(&trial);
	if (view.post->work == WORK_DRAFT || view.post->work == WORK_RETURNED ||
	    view.post->work == WORK_WITHDRAWN)
		rc = print_findings(&trial, id, err);
	post_free(trial.post);
	desk_view_clear(&view);
	return rc ? rc : trial.stuck ? ERR_FOUND : ERR_OK;
}

/* ---- a post that is made up ---------------------------------------------- */

static void make_form(const struct args *args, const struct policy *policy,
                      struct form *out)
{
	struct str list = {0};

	out->title = mem_copy("…");
	out->category = mem_copy(args->value[OPTION_CATEGORY]);
	if (policy_column_count(policy) == 1)
		out->column = mem_copy(policy_column_at(policy, 0)->id);
	args_join(&args->flag, &list);
	form_set_flags(out, str_span(&list));
	str_clear(&list);
	args_join(&args->channel, &list);
	if (!list.bytes && policy_channel_count(policy) == 1)
		str_puts(&list, policy_channel_at(policy, 0)->id);
	form_set_channels(out, str_span(&list));
	str_clear(&list);
}

static void make_post(struct trial *trial, const struct args *args,
                      const struct person *provider)
{
	const char *grade = args->value[OPTION_GRADE];
	struct form form = {0};
	struct event event = {
	    .kind = EVENT_NEW,
	    .post = mem_copy(_("this post")),
	    .actor = mem_copy(provider->id),
	    .provider = mem_copy(provider->id),
	    .unit = mem_copy(provider->unit),
	    .grade =
	        mem_copy(grade ? grade : policy_grade_at(trial->policy, 0)->id),
	    .revision = 1,
	    .content = NO_CONTENT,
	    .at_ms = trial->session->now_ms};

	make_form(args, trial->policy, &form);
	route_apply(trial->policy, &event, &form, NULL, false, &trial->post);
	event_clear(&event);
	form_clear(&form);
}

static enum err_code try_made_up(struct trial *trial, const struct args *args,
                                 const struct person *provider, struct err *err)
{
	struct act act = {.kind = EVENT_NEW,
	                  .person = provider->id,
	                  .grade = args->value[OPTION_GRADE],
	                  .at_ms = trial->session->now_ms};
	struct verdict verdict;
	enum err_code rc;

	if ((rc = route_judge(trial->policy, trial->roster, NULL, &act,
	                      &verdict, err)))
		return rc;
	make_post(trial, args, provider);
	try_post(trial);
	post_free(trial->post);
	trial->post = NULL;
	return ERR_OK;
}

/* Everybody of the unit who may draft. */
static enum err_code try_unit(struct trial *trial, const struct args *args,
                              const char *unit, struct err *err)
{
	size_t tried = 0;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < roster_person_count(trial->roster); i++) {
		const struct person *person =
		    roster_person_at(trial->roster, i);
		enum err_code one;

		if (strcmp(person->unit, unit) != 0 || person->disabled)
			continue;
		if (tried)
			putchar('\n');
		one = try_made_up(trial, args, person, err);
		if (!one)
			tried++;
		else if (one != ERR_NO_RIGHT)
			return one;
		else
			rc = one;
	}
	if (!tried && !rc)
		rc = err_set(err, ERR_NO_PERSON, unit, NULL);
	return tried ? ERR_OK : rc;
}

/* What the options name must exist: before anything is printed. */
static enum err_code need_things(const struct trial *trial,
                                 const struct args *args, struct err *err)
{
	const struct policy *policy = trial->policy;
	const char *unit = args->value[OPTION_UNIT];
	const char *provider = args->value[OPTION_PROVIDER];
	const char *grade = args->value[OPTION_GRADE];
	const char *category = args->value[OPTION_CATEGORY];
	const struct person *person =
	    provider ? roster_person(trial->roster, provider) : NULL;

	if (unit && !roster_unit(trial->roster, unit))
		return err_set(err, ERR_NO_UNIT, unit, NULL);
	if (provider && !person)
		return err_set(err, ERR_NO_PERSON, provider, NULL);
	if (unit && person && strcmp(person->unit, unit) != 0)
		return err_set(err, ERR_OTHER_UNIT, provider, person->unit);
	if (grade && policy_grade(policy, grade) < 0)
		return err_set(err, ERR_NO_GRADE, grade, NULL);
	if (category && !policy_category(policy, category))
		return err_set(err, ERR_NO_CATEGORY, category, NULL);
	return ERR_OK;
}

static enum err_code need_listed(const struct trial *trial,
                                 const struct args *args, struct err *err)
{
	struct form form = {0};
	enum err_code rc = ERR_OK;

	make_form(args, trial->policy, &form);
	for (size_t i = 0; !rc && i < form.flags.count; i++)
		if (!policy_flag(trial->policy, form.flags.at[i]))
			rc = err_set(err, ERR_NO_FLAG, form.flags.at[i], NULL);
	for (size_t i = 0; !rc && i < form.channels.count; i++)
		if (!policy_channel(trial->policy, form.channels.at[i]))
			rc = err_set(err, ERR_NO_CHANNEL, form.channels.at[i],
			             NULL);
	form_clear(&form);
	return rc;
}

/* ---- all of them --------------------------------------------------------- */

/* Every unit, drafter and grade; only what could not be walked is printed. */
static void rehearse(struct trial *trial)
{
	struct problems problems = {0};
	struct str text = {0};

	route_rehearse(trial->policy, trial->roster, trial->session->now_ms,
	               &problems);
	for (size_t i = 0; i < problems.count; i++) {
		struct span rest = span_of(problems.at[i].detail), piece;
		char *part[3] = {NULL};

		for (size_t j = 0; j < 3 && span_cut(&rest, ' ', &piece); j++)
			part[j] = span_copy(piece);
		tell_unit(&text, &trial->telling, part[0] ? part[0] : "");
		str_puts(&text, " / ");
		say_person(&text, &trial->session->names, part[1]);
		str_puts(&text, " / ");
		str_puts(&text, policy_grade_title(trial->policy,
		                                   part[2] ? part[2] : ""));
		fold(stdout, 0, 2, str_text(&text));
		str_clear(&text);
		print_err(trial, &problems.at[i]);
		for (size_t j = 0; j < 3; j++)
			free(part[j]);
	}
	if (!problems.count)
		say(stdout,
		    N_("Every unit, drafter and grade that has a route could "
		       "be walked to the end."),
		    NULL, NULL);
	problems_clear(&problems);
}

static bool is_asked(const struct args *args)
{
	return args_has(args, OPTION_UNIT) || args_has(args, OPTION_PROVIDER) ||
	       args_has(args, OPTION_GRADE) ||
	       args_has(args, OPTION_CATEGORY) || args_has(args, OPTION_FLAG) ||
	       args_has(args, OPTION_CHANNEL);
}

static enum err_code try_policy(struct trial *trial, const struct args *args,
                                struct err *err)
{
	const char *unit = args->value[OPTION_UNIT];
	const char *provider = args->value[OPTION_PROVIDER];
	enum err_code rc;

	trial->made_up = true;
	trial->telling = (struct telling){trial->policy, trial->roster};
	if (!is_asked(args)) {
		rehearse(trial);
		return ERR_OK;
	}
	if (!unit && !provider)
		return err_set(err, ERR_ARGUMENT_MISSING, "policy try",
		               "--unit, --provider");
	if ((rc = need_things(trial, args, err)) ||
	    (rc = need_listed(trial, args, err)))
		return rc;
	return provider
	           ? try_made_up(trial, args,
	                         roster_person(trial->roster, provider), err)
	           : try_unit(trial, args, unit, err);
}

/* A file, or a shipped policy, with the people who are here. */
static enum err_code try_file(struct trial *trial, const struct args *args,
                              struct err *err)
{
	const char *name = args_word(args, 0);
	struct problems problems = {0};
	struct policy *policy = NULL;
	struct str text = {0};
	enum err_code rc;

	rc = shipped_or_file(trial->session->share, name, NULL, &text, err);
	if (rc)
		goto out;
	policy_read(str_span(&text), &policy, &problems);
	for (size_t i = 0; i < problems.count; i++)
		say_problem(stderr, name, &problems.at[i]);
	trial->policy = policy;
	rc = policy ? try_policy(trial, args, err)
	            : err_set(err, ERR_BAD_POLICY, name, NULL);
out:
	policy_free(policy);
	problems_clear(&problems);
	str_clear(&text);
	return rc;
}

enum err_code act_policy_try(struct session *session, const struct args *args,
                             struct err *err)
{
	const char *name = args_word(args, 0);
	struct trial trial = {.session = session,
	                      .policy = desk_policy(session->desk),
	                      .roster = desk_roster(session->desk)};
	enum err_code rc;

	if (name && post_id_is_good(span_of(name)))
		return is_asked(args)
		           ? err_set(err, ERR_ARGUMENT_EXTRA, "policy try POST",
		                     "--unit, --provider, --grade")
		           : try_there(session, name, err);
	rc = name ? try_file(&trial, args, err) : try_policy(&trial, args, err);
	return rc ? rc : trial.stuck ? ERR_FOUND : ERR_OK;
}
