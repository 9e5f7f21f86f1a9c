/*
 * The desk's lists: what waits for a person, shelf by shelf, and what there is.
 *
 * A shelf is drawn from runs, sorted rows of the index read a few at a time:
 * for `waiting` one for each office of the person, for one's own posts one for
 * each state. The row that comes first in any of them is next; core/route says
 * whether it counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "store/desk-parts.h"
#include "store/index-shelf.h"
#include "store/index.h"

enum {
	RUN_ROWS = 16,    /* read at a time */
	SHELF_LOOKS = 500 /* rows that may be judged for one page */
};

void desk_rows_clear(struct desk_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct desk_row *row = &rows->at[i];

		free(row->post);
		free(row->title);
		free(row->column);
		free(row->unit);
		free(row->grade);
		free(row->provider);
		free(row->step);
		free(row->step_title);
	}
	free(rows->at);
	*rows = (struct desk_rows){0};
}

static int64_t moment_of(struct desk *desk, const struct caller *caller)
{
	return ledger_moment(desk->ledger, caller->now_ms);
}

/* Whether the reminder of the open step is due, and the step not overdue. */
static bool is_soon(const struct policy *policy, const struct post_step *row,
                    int64_t now_ms)
{
	const struct policy_step *step = policy_step(policy, row->step);
	int64_t from_ms =
	    step && row->due_ms
	        ? policy_before(policy, &step->remind, row->due_ms)
	        : 0;

	return from_ms && from_ms <= now_ms && now_ms < row->due_ms;
}

/* What a post asks of somebody, and where that stands in the index. */
struct reason {
	const char *why; /* NULL: nothing */
	int64_t due_ms;  /* 0: no deadline */
	int64_t from_ms; /* of `publish`: not before */
};
enum { REASONS = 4 };

/* Of what waits to be decided the open step says nothing. */
static void put_step(struct desk_row *row, const struct post *post,
                     const struct policy *policy, const struct reason *reason,
                     int64_t now_ms)
{
	int open = post_open_step(post);

	if (reason->why && strcmp(reason->why, "settle") == 0) {
		row->due_ms = reason->due_ms;
	} else if (open >= 0) {
		row->step = mem_copy(post->steps[open].step);
		row->step_title = mem_copy(post->steps[open].title);
		row->due_ms = post->steps[open].due_ms;
		row->soon = is_soon(policy, &post->steps[open], now_ms);
	}
}

static void add_row(struct desk_rows *out, const struct post *post,
                    const struct policy *policy, int64_t now_ms,
                    const struct reason *reason, const char *person)
{
	const struct revision *revision = post_revision(post);
	bool decides = reason->why && strcmp(reason->why, "settle") == 0;
	struct desk_row *row;

	out->at = mem_room(out->at, out->count, &out->room, sizeof(*out->at));
	row = &out->at[out->count++];
	*row = (struct desk_row){.post = mem_copy(post->id),
	                         .title = mem_copy(post->form.title),
	                         .column = mem_copy(post->form.column),
	                         .unit = mem_copy(post->unit),
	                         .grade = mem_copy(post->grade),
	                         .provider = mem_copy(post->provider),
	                         .work = post->work,
	                         .public_state = post->public_state,
	                         .why = reason->why,
	                         .again = person && !decides &&
	                                  route_signs_again(post, person)};
	if (revision)
		memcpy(row->content, revision->content, HEX);
	put_step(row, post, policy, reason, now_ms);
}

/* All that this post asks of the person; the first one is the most urgent. */
static size_t reasons_of(struct desk *desk, const struct caller *caller,
                         const struct post *post, const struct policy *policy,
                         struct reason out[REASONS])
{
	const struct roster *roster = desk_roster(desk);
	const char *person = caller->person;
	int64_t now_ms = moment_of(desk, caller);
	size_t count = 0;
	int row;

	out[0] = (struct reason){0};
	if (!person)
		return 0;
	if (post->work == WORK_RETURNED && strcmp(post->provider, person) == 0)
		out[count++] = (struct reason){.why = "fix"};
	row = route_row(policy, roster, post, person, now_ms);
	if (row >= 0)
		out[count++] = (struct reason){
		    .why = "sign", .due_ms = post->steps[row].due_ms};
	if (route_may_publish(policy, roster, post, person, now_ms))
		out[count++] = (struct reason){.why = "publish",
		                               .from_ms = post->publish_at_ms};
	if (route_may_settle(policy, roster, post, person, now_ms))
		out[count++] =
		    (struct reason){.why = "settle", .due_ms = post->settle_ms};
	return count;
}

/* Whether the row of the index stands for the reason. */
static bool stands_for(const struct shelf_row *row, const struct reason *reason)
{
	int64_t at_ms = reason->due_ms ? reason->due_ms : reason->from_ms;

	return row->moment_ms == (at_ms ? at_ms : INT64_MAX);
}

/* ---- runs
 * ------------------------------------------------------------------------- */

struct run {
	char *who;        /* of `waiting`; of one's own posts, the provider */
	const char *work; /* NULL: of `waiting` */
	struct shelf_rows rows;
	size_t next; /* the first of `rows` not taken yet */
	bool dry;    /* the index has no more than `rows` */
};

/* What a list is drawn from, and how far it is. */
struct draw {
	struct desk *desk;
	const struct caller *caller;
	bool own;              /* one's own posts: newest first */
	struct shelf_row last; /* looked at last */
	struct run *runs;
	size_t count, room;
};

static void draw_clear(struct draw *draw)
{
	for (size_t i = 0; i < draw->count; i++) {
		free(draw->runs[i].who);
		free(draw->runs[i].rows.at);
	}
	free(draw->runs);
	*draw = (struct draw){0};
}

static void add_run(struct draw *draw, const char *who, const char *work)
{
	for (size_t i = 0; i < draw->count; i++)
		if (!work && strcmp(draw->runs[i].who, who) == 0)
			return;
	draw->runs =
	    mem_room(draw->runs, draw->count, &draw->room, sizeof(*draw->runs));
	draw->runs[draw->count++] =
	    (struct run){.who = mem_copy(who), .work = work};
}

static bool comes_before(const struct draw *draw, const struct shelf_row *a,
                         const struct shelf_row *b)
{
	int order = strcmp(a->post, b->post);

	if (a->moment_ms != b->moment_ms)
		order = a->moment_ms < b->moment_ms ? -1 : 1;
	return draw->own ? order > 0 : order < 0;
}

/* Some more rows into a run that has none left. */
static enum err_code fill(struct draw *draw, struct run *run, struct err *err)
{
	struct index *index = ledger_index(draw->desk->ledger);
	struct shelf_row from = draw->last;
	enum err_code rc;

	if (run->dry || run->next < run->rows.count)
		return ERR_OK;
	if (run->rows.count)
		from = run->rows.at[run->rows.count - 1];
	run->next = run->rows.count = 0;
	if (run->work)
		rc = index_own_page(index, run->who, run->work, &from, RUN_ROWS,
		                    &run->rows, err);
	else
		rc = index_waiting_page(index, run->who, &from, RUN_ROWS,
		                        &run->rows, err);
	run->dry = run->rows.count < RUN_ROWS;
	return rc;
}

/* The next row of all runs; one that stands in two of them comes once. */
static enum err_code take(struct draw *draw, struct shelf_row *out, bool *found,
                          struct err *err)
{
	enum err_code rc;

	*found = false;
	for (size_t i = 0; i < draw->count; i++) {
		struct run *run = &draw->runs[i];

		if ((rc = fill(draw, run, err)))
			return rc;
		if (run->next == run->rows.count ||
		    (*found &&
		     !comes_before(draw, &run->rows.at[run->next], out)))
			continue;
		*out = run->rows.at[run->next];
		*found = true;
	}
	for (size_t i = 0; *found && i < draw->count; i++) {
		struct run *run = &draw->runs[i];

		while (run->next < run->rows.count &&
		       strcmp(run->rows.at[run->next].post, out->post) == 0 &&
		       run->rows.at[run->next].moment_ms == out->moment_ms)
			run->next++;
	}
	return ERR_OK;
}

/* One row of the index: whatever it stands for, each once; of one's own posts
 * always one. False, and nothing added, where `full` and there was some. */
static bool add_found(struct draw *draw, const struct shelf_row *row,
                      const struct post *post, const struct policy *policy,
                      bool full, struct desk_rows *out)
{
	struct reason reasons[REASONS];
	size_t count =
	    reasons_of(draw->desk, draw->caller, post, policy, reasons);

	if (draw->own)
		count = 1;
	for (size_t i = 0; i < count; i++) {
		if (!draw->own && !stands_for(row, &reasons[i]))
			continue;
		if (full)
			return false;
		add_row(out, post, policy, moment_of(draw->desk, draw->caller),
		        &reasons[i], draw->caller->person);
	}
	return true;
}

/*
 * The next `limit` rows that count. *more: another one that counts was found,
 * or `looks` rows were judged and some are left. A post that asks for two
 * things by the same moment is not parted.
 */
static enum err_code draw_rows(struct draw *draw, size_t limit, size_t looks,
                               struct desk_rows *out, bool *more,
                               struct err *err)
{
	const struct policy *policy;
	struct shelf_row row = {0};
	size_t before = out->count;
	bool found, mine;
	enum err_code rc;

	*more = false;
	if ((rc = index_begin_read(ledger_index(draw->desk->ledger), &mine,
	                           err)))
		return rc;
	while (!*more && !(rc = take(draw, &row, &found, err)) && found) {
		struct post *post = NULL;

		if (looks-- == 0) {
			*more = true;
			break;
		}
		if ((rc = desk_load(draw->desk, row.post, &post, &policy, err)))
			break;
		*more = !add_found(draw, &row, post, policy,
		                   out->count - before >= limit, out);
		if (!*more)
			draw->last = row;
		post_free(post);
	}
	index_end_read(ledger_index(draw->desk->ledger), mine);
	return rc;
}

/* ---- whose turn
 * -------------------------------------------------------------------------- */

/*
 * Takes one of those who hold `office` ("manager@unit1") for *chosen, the key
 * of a run; *stuck when there is nothing in the run of one of them.
 */
static enum err_code ask_holders(struct draw *draw, const char *group,
                                 struct span office, struct str *chosen,
                                 bool *stuck, struct err *err)
{
	const struct roster *roster = desk_roster(draw->desk);
	int64_t now_ms = moment_of(draw->desk, draw->caller);
	struct span role;
	char *role_text, *unit_text;
	enum err_code rc = ERR_OK;

	span_cut(&office, '@', &role);
	role_text = span_copy(role);
	unit_text = span_copy(office);
	for (size_t i = 0; !rc && !*stuck && i < roster_person_count(roster);
	     i++) {
		const struct person *person = roster_person_at(roster, i);
		struct shelf_rows rows = {0};

		if (!person_holds(person, role_text,
		                  roster_heir(roster, unit_text, now_ms),
		                  now_ms))
			continue;
		chosen->bytes = 0;
		str_putf(chosen, "%s<%s", group, person->id);
		rc = index_waiting_page(ledger_index(draw->desk->ledger),
		                        str_text(chosen), &draw->last, 1, &rows,
		                        err);
		*stuck = !rows.count;
		free(rows.at);
	}
	free(role_text);
	free(unit_text);
	return rc;
}

/*
 * `group` is LEVEL<EARLIER,EARLIER of the table `waiting`. Whoever holds an
 * earlier level must be out of the question in every post that has come to this
 * one: so the rows of any such person will do, and there is nothing when one of
 * them has no rows at all.
 */
static enum err_code add_group(struct draw *draw, const char *group,
                               struct err *err)
{
	struct span offices = span_of(strchr(group, '<') + 1), office;
	struct str chosen = {0};
	bool stuck = false;
	enum err_code rc = ERR_OK;

	str_putf(&chosen, "%s<", group);
	while (!rc && !stuck && span_cut(&offices, ',', &office))
		rc = ask_holders(draw, group, office, &chosen, &stuck, err);
	if (!rc && !stuck)
		add_run(draw, str_text(&chosen), NULL);
	str_clear(&chosen);
	return rc;
}

/* The posts for which `office` is a later level of their step. */
static enum err_code add_later(struct draw *draw, const char *office,
                               struct err *err)
{
	struct index *index = ledger_index(draw->desk->ledger);
	struct str from = {0}, end = {0}, who = {0};
	bool found = true;
	enum err_code rc = ERR_OK;

	str_putf(&from, "%s<", office);
	str_putf(&end, "%s=", office); /* = comes right after < */
	while (!rc && found) {
		who.bytes = 0;
		rc = index_waiting_who(index, str_text(&from), str_text(&end),
		                       &who, &found, err);
		if (rc || !found)
			break;
		*strrchr(who.at, '<') = '\0';
		rc = add_group(draw, who.at, err);
		from.bytes = 0;
		str_putf(&from, "%s=", who.at);
	}
	str_clear(&from);
	str_clear(&end);
	str_clear(&who);
	return rc;
}

/* One name that an office has in the index. */
static enum err_code add_name(struct draw *draw, const char *role,
                              const char *where, struct err *err)
{
	struct str office = {0};
	enum err_code rc;

	str_putf(&office, "%s@%s", role, where);
	add_run(draw, str_text(&office), NULL);
	rc = add_later(draw, str_text(&office), err);
	str_clear(&office);
	return rc;
}

/*
 * role@unit by all its names: its own; that of a unit it took over; and where
 * it stands above the unit of a post, by the way from there.
 */
static enum err_code add_office(struct draw *draw, const char *role,
                                const char *unit, struct err *err)
{
	const struct roster *roster = desk_roster(draw->desk);
	int64_t now_ms = moment_of(draw->desk, draw->caller);
	struct str tier = {0}, where = {0};
	enum err_code rc = ERR_OK;

	str_putf(&tier, "tier:%s", roster_tier(roster, unit));
	for (size_t i = 0; !rc && i < roster_unit_count(roster); i++) {
		const char *of = roster_unit_at(roster, i)->id;
		const char *ways[] = {"owner", "parent", str_text(&tier)};

		for (size_t j = 0; !rc && j < 3; j++) {
			const char *held =
			    roster_where(roster, ways[j], of, now_ms);

			if (!held || strcmp(held, unit) != 0 ||
			    (j == 2 && strlen(ways[j]) == 5))
				continue;
			where.bytes = 0;
			str_putf(&where, "%s%s%s", j ? ways[j] : "",
			         j ? ":" : "", of);
			rc = add_name(draw, role, str_text(&where), err);
		}
	}
	str_clear(&tier);
	str_clear(&where);
	return rc;
}

/* Every office that the person holds now, and what was given to them. */
static enum err_code add_offices(struct draw *draw, struct err *err)
{
	const struct person *person =
	    roster_person(desk_roster(draw->desk), draw->caller->person);
	int64_t now_ms = moment_of(draw->desk, draw->caller);
	struct str own = {0};
	enum err_code rc = ERR_OK;

	str_putf(&own, "=%s", person->id);
	add_run(draw, str_text(&own), NULL);
	str_clear(&own);
	for (size_t i = 0; !rc && i < person->grant_count; i++) {
		const struct grant *grant = &person->grants[i];

		if (person_holds(person, grant->role, grant->unit, now_ms))
			rc = add_office(draw, grant->role, grant->unit, err);
	}
	return rc;
}

static void add_own(struct draw *draw, enum shelf shelf)
{
	static const struct {
		enum shelf shelf;
		enum work work;
	} works[] = {
	    {SHELF_RETURNED, WORK_RETURNED}, {SHELF_RETURNED, WORK_WITHDRAWN},
	    {SHELF_DRAFTS, WORK_DRAFT},      {SHELF_SENT, WORK_IN_REVIEW},
	    {SHELF_SENT, WORK_APPROVED},
	};

	for (size_t i = 0; i < sizeof(works) / sizeof(*works); i++)
		if (works[i].shelf == shelf)
			add_run(draw, draw->caller->person,
			        work_id(works[i].work));
}

enum err_code desk_shelf(struct desk *desk, const struct caller *caller,
                         enum shelf shelf, struct shelf_mark *mark,
                         size_t limit, struct desk_rows *out, bool *more,
                         struct err *err)
{
	struct draw draw = {
	    .desk = desk, .caller = caller, .own = shelf != SHELF_WAITING};
	enum err_code rc;

	*more = false;
	if ((rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = desk_who(desk, caller->person, err)))
		return rc;
	draw.last.moment_ms = mark->due_ms;
	memcpy(draw.last.post, mark->post, sizeof(mark->post));
	if (draw.own && !mark->post[0])
		draw.last.moment_ms = INT64_MAX;
	if (draw.own)
		add_own(&draw, shelf);
	else
		rc = add_offices(&draw, err);
	if (!rc)
		rc = draw_rows(&draw, limit, limit + SHELF_LOOKS, out, more,
		               err);
	if (!rc && draw.last.post[0]) {
		mark->due_ms = draw.last.moment_ms;
		memcpy(mark->post, draw.last.post, sizeof(mark->post));
	}
	draw_clear(&draw);
	return rc;
}

/* ---- queue and list
 * --------------------------------------------------------------- */

/* A list being made. */
struct listing {
	struct desk *desk;
	const struct caller *caller;
	const struct desk_filter *filter; /* list only */
	struct desk_rows *out;
};

/* What waits for anybody: each post once for each reason, whoever it waits
 * for. */
static enum err_code add_waiting(void *payload, const char *id, const char *why,
                                 int64_t due_ms, struct err *err)
{
	static const char *const words[] = {"sign", "publish", "fix", "settle"};
	struct listing *listing = payload;
	const struct policy *policy;
	struct reason reason = {.due_ms = due_ms == INT64_MAX ? 0 : due_ms};
	struct post *post = NULL;
	enum err_code rc;

	if ((rc = desk_load(listing->desk, id, &post, &policy, err)))
		return rc;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i], why) == 0)
			reason.why = words[i];
	if (reason.why)
		add_row(listing->out, post, policy,
		        moment_of(listing->desk, listing->caller), &reason,
		        listing->caller->person);
	post_free(post);
	return ERR_OK;
}

/* Oldest deadline first, those without one last, then by id. */
static int compare_due(const void *a, const void *b)
{
	const struct desk_row *x = a, *y = b;
	int64_t due_x = x->due_ms ? x->due_ms : INT64_MAX;
	int64_t due_y = y->due_ms ? y->due_ms : INT64_MAX;

	if (due_x != due_y)
		return due_x < due_y ? -1 : 1;
	return strcmp(x->post, y->post) ? strcmp(x->post, y->post)
	                                : strcmp(x->why, y->why);
}

/* To sign, to publish, and to mend. */
static enum err_code queue_of(struct desk *desk, const struct caller *caller,
                              struct desk_rows *out, struct err *err)
{
	struct draw draw = {.desk = desk, .caller = caller};
	bool more;
	enum err_code rc;

	if ((rc = desk_who(desk, caller->person, err)))
		return rc;
	add_run(&draw, caller->person, NULL);
	if (!(rc = add_offices(&draw, err)))
		rc = draw_rows(&draw, SIZE_MAX, SIZE_MAX, out, &more, err);
	draw_clear(&draw);
	return rc;
}

enum err_code desk_queue(struct desk *desk, const struct caller *caller,
                         bool all, struct desk_rows *out, struct err *err)
{
	struct listing listing = {desk, caller, NULL, out};
	enum err_code rc;

	if ((rc = ledger_refresh(desk->ledger, err)))
		return rc;
	if (all)
		rc = index_waiting(ledger_index(desk->ledger), add_waiting,
		                   &listing, err);
	else
		rc = queue_of(desk, caller, out, err);
	if (rc)
		desk_rows_clear(out);
	else if (out->count)
		qsort(out->at, out->count, sizeof(*out->at), compare_due);
	return rc;
}

static bool fits(const char *wanted, const char *value)
{
	return !wanted || strcmp(wanted, value ? value : "") == 0;
}

static enum err_code add_listed(void *payload, const char *id, struct err *err)
{
	struct listing *listing = payload;
	const struct desk_filter *filter = listing->filter;
	const struct policy *policy;
	struct reason reasons[REASONS];
	struct post *post = NULL;
	enum err_code rc;

	if ((rc = desk_load(listing->desk, id, &post, &policy, err)))
		return rc;
	if (fits(filter->work, work_id(post->work)) &&
	    fits(filter->public_state, public_id(post->public_state)) &&
	    fits(filter->unit, post->unit) &&
	    fits(filter->column, post->form.column) &&
	    fits(filter->provider, post->provider) &&
	    fits(filter->grade, post->grade)) {
		(void)reasons_of(listing->desk, listing->caller, post, policy,
		                 reasons);
		add_row(listing->out, post, policy,
		        moment_of(listing->desk, listing->caller), &reasons[0],
		        listing->caller->person);
	}
	post_free(post);
	return ERR_OK;
}

enum err_code desk_list(struct desk *desk, const struct caller *caller,
                        const struct desk_filter *filter, struct desk_rows *out,
                        struct err *err)
{
	struct listing listing = {desk, caller, filter, out};
	enum err_code rc;

	if ((rc = ledger_refresh(desk->ledger, err)))
		return rc;
	rc = index_posts(ledger_index(desk->ledger), filter->work, add_listed,
	                 &listing, err);
	if (rc)
		desk_rows_clear(out);
	return rc;
}
