/*
 * The desk's common ground and reading a post; desk-shelf.c makes lists,
 * desk-write.c writes posts, desk-keep.c remembers what is being written,
 * desk-org.c is people and policy, desk-logins.c who came in, desk-init.c makes
 * newsrooms, desk-health.c looks after the house.
 */
#include "store/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "core/text.h"
#include "store/archive.h"
#include "store/content.h"
#include "store/desk-parts.h"
#include "store/disk.h"
#include "store/index.h"

enum { OPINION_LIMIT = 16 * 1024 };

enum err_code desk_open(struct desk **out, const char *home, const char *share,
                        struct err *err)
{
	struct desk *desk = mem_new(sizeof(*desk));
	enum err_code rc;

	desk->home = mem_copy(home);
	desk->share = mem_copy(share);
	if ((rc = ledger_open(&desk->ledger, home, err)))
		desk_close(desk);
	else
		*out = desk;
	return rc;
}

void desk_close(struct desk *desk)
{
	if (!desk)
		return;
	ledger_close(desk->ledger);
	drafts_close(desk->drafts);
	checks_close(desk->checks);
	if (desk->login)
		disk_unlock(desk->marks);
	free(desk->home);
	free(desk->share);
	free(desk);
}

enum err_code desk_drafts(struct desk *desk, struct drafts **out,
                          struct err *err)
{
	enum err_code rc = ERR_OK;

	if (!desk->drafts)
		rc = drafts_open(&desk->drafts, desk->home, err);
	*out = desk->drafts;
	return rc;
}

enum err_code desk_checks(struct desk *desk, struct checks **out,
                          struct err *err)
{
	enum err_code rc = ERR_OK;

	if (!desk->checks)
		rc = checks_open(desk->share, &desk->checks, err);
	*out = desk->checks;
	return rc;
}

char *desk_op_id(void)
{
	unsigned char bytes[12];
	struct str id = {0};

	disk_random(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		str_putf(&id, "%02x", bytes[i]);
	return str_take(&id);
}

bool desk_is_demo(const struct desk *desk)
{
	const struct unit *root =
	    roster_unit(ledger_roster(desk->ledger), ROSTER_ROOT);

	return root && root->demo;
}

const struct roster *desk_roster(const struct desk *desk)
{
	return ledger_roster(desk->ledger);
}

const struct policy *desk_policy(const struct desk *desk)
{
	return ledger_policy(desk->ledger);
}

int desk_offset_min(const struct desk *desk)
{
	return policy_offset_min(desk_policy(desk));
}

void desk_people(const struct desk *desk, struct str *out)
{
	const struct roster *roster = desk_roster(desk);
	const char *comma = "";

	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const struct person *person = roster_person_at(roster, i);

		if (person->disabled)
			continue;
		str_putf(out, "%s%s", comma, person->id);
		comma = ", ";
	}
}

enum err_code desk_who(const struct desk *desk, const char *id, struct err *err)
{
	const struct person *person = roster_person(desk_roster(desk), id);
	struct str people = {0};
	enum err_code rc = ERR_OK;

	if (!person) {
		desk_people(desk, &people);
		rc = err_set(err, ERR_WHO_UNKNOWN, id, str_text(&people));
		str_clear(&people);
	} else if (person->disabled) {
		rc = err_set(err, ERR_DISABLED, id, NULL);
	}
	return rc;
}

enum err_code desk_lets_in(struct desk *desk, const struct caller *caller,
                           struct err *err)
{
	enum err_code rc = ledger_refresh(desk->ledger, err);

	return rc ? rc
	          : ledger_lets_in(desk->ledger, caller->person, caller->key,
	                           err);
}

void answer_clear(struct answer *answer)
{
	receipt_clear(&answer->receipt);
	findings_clear(&answer->findings);
	post_free(answer->after);
	*answer = (struct answer){0};
}

/* ---- recording: beginning and end
 * ---------------------------------------------- */

static void fill_answer(const struct event *event, struct answer *out)
{
	snprintf(out->post, sizeof(out->post), "%s",
	         event->post ? event->post : "");
	out->revision = event->revision;
	memcpy(out->content, event->content, HEX);
	out->event = event_id(event->kind);
	snprintf(out->op_id, sizeof(out->op_id), "%s", event->op_id);
}

/* Now that no earlier record was found by its op-id, which may have changed the
 * content itself. What a decision names stays. */
static void see(struct proposal *proposal, const char *seen)
{
	struct event *event = &proposal->event;

	proposal->first = !seen[0];
	if (!event->content[0])
		snprintf(event->content, HEX, "%s", seen);
}

/* The proposal has its kind, post, content and subject. */
static enum err_code begin(struct desk *desk, const struct caller *caller,
                           struct proposal *proposal, struct answer *out,
                           bool *done, struct err *err)
{
	struct event *event = &proposal->event;
	enum err_code rc;

	*out = (struct answer){0};
	*done = false;
	if ((rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = desk_who(desk, caller->person, err)))
		goto out;
	proposal->now_ms = ledger_moment(desk->ledger, caller->now_ms);
	proposal->key = caller->key;
	proposal->password = caller->password;
	event->actor = mem_copy(caller->person);
	event->op_id = caller->op_id ? mem_copy(caller->op_id) : desk_op_id();
	if (!event_op_id_is_good(span_of(event->op_id)))
		rc = err_set(err, ERR_BAD_VALUE, "--op-id", event->op_id);
	else if (caller->op_id)
		rc = ledger_find(desk->ledger, proposal, &out->receipt, done,
		                 err);
	if (!rc && *done) {
		fill_answer(event, out);
		if (event->post)
			rc = index_post(ledger_index(desk->ledger), event->post,
			                &out->after, err);
	} else if (event->post && caller->seen) {
		see(proposal, caller->seen);
	}
out:
	if (rc || *done)
		proposal_clear(proposal);
	return rc;
}

enum err_code desk_begin(struct desk *desk, const struct caller *caller,
                         enum event_kind kind, const char *post,
                         const char *content, struct proposal *proposal,
                         struct answer *out, bool *done, struct err *err)
{
	*proposal = (struct proposal){.event.kind = kind};
	proposal->event.post = mem_copy(post);
	if (content)
		snprintf(proposal->event.content, HEX, "%s", content);
	return begin(desk, caller, proposal, out, done, err);
}

enum err_code desk_begin_about(struct desk *desk, const struct caller *caller,
                               enum event_kind kind, const char *about,
                               struct proposal *proposal, struct answer *out,
                               bool *done, struct err *err)
{
	*proposal = (struct proposal){.event.kind = kind};
	proposal->event.about = mem_copy(about);
	return begin(desk, caller, proposal, out, done, err);
}

static void put_office(struct post_step *step, const char *role,
                       const char *unit)
{
	free(step->role);
	free(step->unit);
	step->role = mem_copy(role);
	step->unit = mem_copy(unit);
}

/* As core/route has them sign who were added: in their first office. */
static void name_own_office(struct post_step *step, const struct person *person,
                            int64_t now_ms)
{
	for (size_t i = 0; i < person->grant_count; i++) {
		const struct grant *grant = &person->grants[i];

		if (person_holds(person, grant->role, grant->unit, now_ms)) {
			put_office(step, grant->role, grant->unit);
			return;
		}
	}
	put_office(step, "added", person->unit);
}

/* Whose turn a row would be today: a fallback where the first office has nobody
 * left. */
static void name_office(const struct policy *policy,
                        const struct roster *roster, struct post *post,
                        size_t row, int64_t now_ms)
{
	struct post_step *step = &post->steps[row];
	const struct person *added =
	    step->assignee && !policy_step(policy, step->step)
	        ? roster_person(roster, step->assignee)
	        : NULL;
	const struct role_ref *level = NULL;
	struct words hands = {0};
	const char *unit;

	if (step->person || step->needs)
		return;
	if (added && !added->disabled) {
		name_own_office(step, added, now_ms);
		return;
	}
	route_hands(policy, roster, post, row, now_ms, &hands, &level);
	words_clear(&hands);
	unit = level ? roster_where(roster, level->where, post->unit, now_ms)
	             : NULL;
	if (unit)
		put_office(step, level->role, unit);
}

/* Steps are called what the post's policy calls them. */
static void name_steps(struct desk *desk, struct post *post, int64_t now_ms)
{
	const struct policy *policy;

	if (ledger_policy_of(desk->ledger, post->policy, &policy, NULL))
		return;
	for (size_t i = 0; i < post->step_count; i++) {
		struct post_step *step = &post->steps[i];
		const struct policy_step *rule =
		    policy_step(policy, step->step);

		if (rule) {
			free(step->title);
			step->title = mem_copy(rule->title);
		}
		name_office(policy, desk_roster(desk), post, i, now_ms);
	}
}

enum err_code desk_finish(struct desk *desk, struct proposal *proposal,
                          struct answer *out, struct err *err)
{
	enum err_code rc = desk_ask_password(desk, proposal, err);

	if (!rc)
		rc = ledger_append(desk->ledger, proposal, &out->receipt, err);
	if (!rc) {
		fill_answer(&proposal->event, out);
		out->after = proposal->after;
		proposal->after = NULL;
		if (out->after)
			name_steps(desk, out->after, proposal->event.at_ms);
	}
	proposal_clear(proposal);
	return rc;
}

enum err_code desk_load(struct desk *desk, const char *id, struct post **post,
                        const struct policy **policy, struct err *err)
{
	enum err_code rc;

	if ((rc = index_post(ledger_index(desk->ledger), id, post, err)))
		return rc;
	rc = ledger_policy_of(desk->ledger, (*post)->policy, policy, err);
	if (rc) {
		post_free(*post);
		*post = NULL;
	}
	return rc;
}

const struct policy *desk_policy_of(const struct desk *desk,
                                    const struct post *post)
{
	const struct policy *policy = NULL;

	if (ledger_policy_of(desk->ledger, post->policy, &policy, NULL))
		return desk_policy(desk);
	return policy;
}

enum err_code desk_judge(struct desk *desk, const struct proposal *proposal,
                         const struct post *post, const struct policy *policy,
                         struct err *err)
{
	const struct event *event = &proposal->event;
	struct verdict verdict;
	struct act act = {.kind = event->kind,
	                  .person = event->actor,
	                  .content = event->content[0] ? event->content : NULL,
	                  .grade = event->grade,
	                  .channel = event->channel,
	                  .ticked = event->ticked,
	                  .seats = event->seats,
	                  .named = event->kind == EVENT_SUPERSEDE
	                               ? event->successor
	                               : event->person,
	                  .form = proposal->form,
	                  .fulfilled = true, /* the ledger looks */
	                  .opinion = event->body != NULL,
	                  .personal = proposal->own.asked,
	                  .at_ms = proposal->now_ms};

	return route_judge(policy, desk_roster(desk), post, &act, &verdict,
	                   err);
}

enum err_code desk_held(struct desk *desk, const char *post,
                        struct draft_row *out, bool *found, struct err *err)
{
	struct drafts *drafts;
	char op_id[65], person[40];
	enum err_code rc;

	if ((rc = desk_drafts(desk, &drafts, err)) ||
	    (rc = index_new_op_id(ledger_index(desk->ledger), post, op_id,
	                          person, err)))
		return rc;
	return drafts_get(drafts, post, op_id, person, out, found, err);
}

enum err_code desk_findings(struct desk *desk, const struct check_case *about,
                            struct span text, struct findings *out,
                            struct err *err)
{
	struct check_case known = *about;
	struct checks *checks;
	enum err_code rc = desk_checks(desk, &checks, err);

	if (rc)
		return rc;
	known.roster = desk_roster(desk);
	checks_run(checks, known.form, text, out);
	check_by_policy(&known, out);
	return ERR_OK;
}

enum err_code desk_opinion(struct span opinion, struct str *out,
                           struct err *err)
{
	struct str clean = {0};
	enum err_code rc =
	    text_door(opinion, "--opinion", OPINION_LIMIT, &clean, err);

	if (!rc)
		str_add(out, span_trim(str_span(&clean)));
	str_clear(&clean);
	return rc;
}

/* ---- reading one post
 * ------------------------------------------------------------ */

/* Only what the signature would cover: the index says where to look, never
 * what the content is. */
static enum err_code read_revision(struct desk *desk, const struct post *post,
                                   const struct revision *revision,
                                   struct form *form, struct str *text,
                                   struct err *err)
{
	struct archive *archive = ledger_archive(desk->ledger);
	struct content content = {0};
	struct str path = {0};
	char tree[HEX];
	enum err_code rc;

	post_path(post->id, &path);
	str_puts(&path, "/content");
	if (!(rc = archive_tree_of(archive, revision->commit, str_text(&path),
	                           tree, err)) &&
	    strcmp(tree, revision->content) != 0)
		rc = err_set(err, ERR_BROKEN, post->id, revision->content);
	if (!rc && !(rc = content_read(archive, revision->commit,
	                               str_text(&path), &content, err)))
		rc = content_parts(&content, form, text, err);
	content_clear(&content);
	str_clear(&path);
	return rc;
}

enum err_code desk_knows(struct desk *desk, const char *id, struct err *err)
{
	struct post *post = NULL;
	enum err_code rc;

	if ((rc = ledger_refresh(desk->ledger, err)))
		return rc;
	rc = index_post(ledger_index(desk->ledger), id, &post, err);
	post_free(post);
	return rc;
}

enum err_code desk_revision(struct desk *desk, const char *id, int number,
                            struct form *form, struct str *text,
                            struct err *err)
{
	const struct revision *revision;
	struct post *post = NULL;
	char wanted[16];
	enum err_code rc;

	if ((rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = index_post(ledger_index(desk->ledger), id, &post, err)))
		return rc;
	revision = post_revision(post);
	if (number)
		revision = number > 0 && (size_t)number <= post->revision_count
		               ? &post->revisions[number - 1]
		               : NULL;
	if (!revision) {
		snprintf(wanted, sizeof(wanted), "%d", number ? number : 1);
		rc = err_set(err, ERR_NO_REVISION, id, wanted);
	} else {
		rc = read_revision(desk, post, revision, form, text, err);
	}
	post_free(post);
	return rc;
}

void desk_view_clear(struct desk_view *view)
{
	post_free(view->post);
	form_clear(&view->form);
	str_clear(&view->text);
	str_clear(&view->held_text);
	*view = (struct desk_view){0};
}

/* Held text is for its provider and for whoever could release it. */
static bool may_see_held(struct desk *desk, const struct caller *caller,
                         const struct post *post)
{
	const char *person = caller->person;
	struct verdict verdict;
	struct act act = {.kind = EVENT_RELEASE,
	                  .person = person,
	                  .at_ms = ledger_moment(desk->ledger, caller->now_ms)};

	if (!person)
		return false;
	if (strcmp(person, post->provider) == 0)
		return true;
	return !route_judge(desk_policy(desk), desk_roster(desk), post, &act,
	                    &verdict, NULL);
}

enum err_code desk_show(struct desk *desk, const struct caller *caller,
                        const char *id, struct desk_view *out, struct err *err)
{
	struct desk_view view = {0};
	struct draft_row row = {0};
	int open;
	enum err_code rc;

	if ((rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = ledger_prove_policy(desk->ledger, err)) ||
	    (rc =
	         index_post(ledger_index(desk->ledger), id, &view.post, err)) ||
	    (rc = desk_held(desk, id, &row, &view.held, err)))
		goto out;
	if (post_revision(view.post)) {
		rc = read_revision(desk, view.post, post_revision(view.post),
		                   &view.form, &view.text, err);
		if (view.held && may_see_held(desk, caller, view.post))
			str_add(&view.held_text, str_span(&row.text));
	} else {
		view.held = true;
		if (row.form.title && may_see_held(desk, caller, view.post)) {
			form_copy(&view.form, &row.form);
			str_add(&view.text, str_span(&row.text));
		}
	}
	name_steps(desk, view.post,
	           ledger_moment(desk->ledger, caller->now_ms));
	open = post_open_step(view.post);
	if (open >= 0)
		view.deadline_ms = view.post->steps[open].due_ms;
out:
	draft_row_clear(&row);
	if (rc)
		desk_view_clear(&view);
	else
		*out = view;
	return rc;
}

/* What the desk itself asks before core/route does. */
static enum err_code may_at_all(struct desk *desk, const struct caller *caller,
                                enum event_kind kind,
                                const struct desk_view *view, struct err *err)
{
	const struct post *post = view->post;
	enum err_code rc = desk_who(desk, caller->person, err);

	if (!rc && kind == EVENT_SUBMIT &&
	    strcmp(post->provider, caller->person) == 0 &&
	    (view->held || !post_revision(post)))
		rc = err_set(err, ERR_HELD_FIRST, post->id, NULL);
	return rc;
}

/* As if everything were ticked that a signature needs; asking others is open to
 * whoever may sign. */
static enum err_code judge_as_asked(const struct policy *policy,
                                    const struct roster *roster,
                                    const struct post *post, struct act *act,
                                    struct verdict *verdict, struct err *err)
{
	bool asks = act->kind == EVENT_JOINT || act->kind == EVENT_ADD ||
	            act->kind == EVENT_HAND_ON;
	struct words ticks = {0};
	struct str ticked = {0};
	enum err_code rc;

	if (asks)
		act->kind = EVENT_SIGN;
	if (post)
		act->kind = route_answer(policy, roster, post, act);
	for (size_t i = 0; post && i < post->step_count; i++)
		if (post->steps[i].state == STEP_OPEN)
			route_ticks(policy_step(policy, post->steps[i].step),
			            post, &ticks);
	words_write(&ticked, &ticks);
	act->ticked = str_text(&ticked);
	rc = route_judge(policy, roster, post, act, verdict, err);
	if (asks && rc == ERR_LAST_HANDS)
		rc = ERR_OK;
	words_clear(&ticks);
	str_clear(&ticked);
	return rc;
}

enum err_code desk_may(struct desk *desk, const struct caller *caller,
                       enum event_kind kind, const struct desk_view *view,
                       const char *grade, struct err *err)
{
	const struct post *post = view->post;
	const struct revision *seen = post ? post_revision(post) : NULL;
	bool writes = !post || !route_keeps_policy(kind, post);
	const struct policy *policy = desk_policy(desk);
	struct verdict verdict;
	struct act act = {.kind = kind,
	                  .person = caller->person,
	                  .content = seen ? seen->content : NULL,
	                  .grade = grade,
	                  .opinion = true,
	                  .personal = true,
	                  .fulfilled = true,
	                  .at_ms = ledger_moment(desk->ledger, caller->now_ms)};
	enum err_code rc;

	if ((rc = may_at_all(desk, caller, kind, view, err)) ||
	    (!writes && (rc = ledger_policy_of(desk->ledger, post->policy,
	                                       &policy, err))) ||
	    (rc = judge_as_asked(policy, desk_roster(desk), post, &act,
	                         &verdict, err)))
		return rc;
	/* A held first text is in the view of whoever may release it. */
	if (kind == EVENT_RELEASE && !(seen ? view->held : !!view->form.title))
		rc = err_set(err, ERR_NOTHING_HELD, post->id, NULL);
	return rc;
}

bool desk_moved(struct desk *desk, char tip[HEX])
{
	char now[HEX];

	if (archive_tip(ledger_archive(desk->ledger), now, NULL) ||
	    strcmp(now, tip) == 0)
		return false;
	memcpy(tip, now, HEX);
	return true;
}

enum err_code desk_check(struct desk *desk, const struct caller *caller,
                         const char *post, struct findings *out,
                         struct err *err)
{
	struct desk_view view = {0};
	struct check_case about = {.form = &view.form};
	enum err_code rc = desk_show(desk, caller, post, &view, err);

	if (!rc && !view.form.title)
		rc = err_set(err, ERR_HELD_FIRST, post, NULL);
	if (!rc) {
		about.policy = desk_policy_to_check(desk, view.post);
		about.unit = view.post->unit;
		about.provider = view.post->provider;
		about.grade = view.post->grade;
		about.at_ms = ledger_moment(desk->ledger, caller->now_ms);
		rc =
		    desk_findings(desk, &about, str_span(&view.text), out, err);
	}
	desk_view_clear(&view);
	return rc;
}

/* While it may still be changed, by the one in force: it will be handed in
 * under that. */
const struct policy *desk_policy_to_check(const struct desk *desk,
                                          const struct post *post)
{
	bool writing = post->work == WORK_DRAFT ||
	               post->work == WORK_RETURNED ||
	               post->work == WORK_WITHDRAWN;

	return writing || !post->policy[0] ? desk_policy(desk)
	                                   : desk_policy_of(desk, post);
}

void desk_weigh_form(struct desk *desk, const struct caller *caller,
                     const struct post *post, const struct form *form,
                     const char *grade, struct findings *findings)
{
	const struct person *person =
	    roster_person(desk_roster(desk), caller->person);
	const struct policy *policy =
	    post ? desk_policy_to_check(desk, post) : desk_policy(desk);
	struct check_case about = {
	    .policy = policy,
	    .roster = desk_roster(desk),
	    .form = form,
	    .unit = post     ? post->unit
	            : person ? person->unit
	                     : NULL,
	    .grade = grade && *grade ? grade
	             : post          ? post->grade
	                             : policy_grade_at(policy, 0)->id,
	    .provider = post ? post->provider : caller->person,
	    .at_ms = ledger_moment(desk->ledger, caller->now_ms)};

	check_by_policy(&about, findings);
}

/* ---- the records
 * ----------------------------------------------------------------- */

void desk_records_clear(struct desk_records *records)
{
	for (size_t i = 0; i < records->count; i++)
		event_clear(&records->at[i].event);
	free(records->at);
	*records = (struct desk_records){0};
}

/* Records on their way into a log. */
struct logging {
	struct desk *desk;
	struct desk_records *out;
};

static enum err_code add_record(void *payload, const char *commit,
                                struct err *err)
{
	struct logging *logging = payload;
	struct desk_records *out = logging->out;
	struct archive_record record = {0};
	struct desk_record *row;
	enum err_code rc;

	if ((rc = archive_read_commit(ledger_archive(logging->desk->ledger),
	                              commit, &record, err)))
		return rc;
	out->at = mem_room(out->at, out->count, &out->room, sizeof(*out->at));
	row = &out->at[out->count];
	*row = (struct desk_record){0};
	snprintf(row->commit, HEX, "%s", commit);
	rc = event_read(str_span(&record.message), &row->event, err);
	if (!rc) {
		out->count++;
		if (row->event.decision[0])
			rc = index_is_personal(
			    ledger_index(logging->desk->ledger), commit,
			    &row->personal, err);
	}
	archive_record_clear(&record);
	return rc;
}

enum err_code desk_log(struct desk *desk, const char *id,
                       struct desk_records *out, struct err *err)
{
	struct logging logging = {desk, out};
	struct post *post = NULL;
	enum err_code rc;

	if ((rc = ledger_refresh(desk->ledger, err)))
		return rc;
	if (id && (rc = index_post(ledger_index(desk->ledger), id, &post, err)))
		return rc;
	post_free(post);
	rc = index_commits(ledger_index(desk->ledger), id, add_record, &logging,
	                   err);
	if (rc)
		desk_records_clear(out);
	return rc;
}

enum err_code desk_policy_text(struct desk *desk, struct str *out,
                               struct err *err)
{
	char tip[HEX];
	enum err_code rc;

	if ((rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = archive_tip(ledger_archive(desk->ledger), tip, err)))
		return rc;
	return archive_read(ledger_archive(desk->ledger), tip,
	                    "policy/policy.ini", out, err);
}
