#include "core/route-rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route-parts.h"

/* ---- rows ------------------------------------------------------------------
 */

static void split(struct span office, char **role, char **unit)
{
	struct span where = office, name;

	span_cut(&where, '@', &name);
	*role = span_copy(name);
	*unit = where.at ? span_copy(where) : mem_copy("");
}

static int seats_needed(const struct policy_step *step, size_t seats)
{
	if (step->kind != KIND_JOINT)
		return 0;
	return step->needs && (size_t)step->needs < seats ? step->needs
	                                                  : (int)seats;
}

static struct post_step row_new(const struct policy_step *step,
                                struct span office, int needs)
{
	struct post_step row = {.step = mem_copy(step->id),
	                        .title = mem_copy(step->title),
	                        .needs = needs};

	split(office, &row.role, &row.unit);
	return row;
}

static bool is_same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static void row_insert(struct post *post, size_t at, struct post_step *take)
{
	post->steps = mem_room(post->steps, post->step_count, &post->step_room,
	                       sizeof(*post->steps));
	memmove(post->steps + at + 1, post->steps + at,
	        (post->step_count - at) * sizeof(*post->steps));
	post->step_count++;
	post->steps[at] = *take;
	memset(take, 0, sizeof(*take));
}

/* ---- laying ----------------------------------------------------------------
 */

/* Rows that are being laid, and those that were there. */
struct laying {
	struct post *post; /* gets the new rows */
	struct post_step *old;
	size_t old_count;
};

/* Takes over the old rows that serve `host`: seats before it, signers after. */
static void take_guests(struct laying *laying, const char *host, bool seats)
{
	for (size_t i = 0; i < laying->old_count; i++) {
		struct post_step *old = &laying->old[i];

		if (old->step && old->host && is_same(old->host, host) &&
		    (old->needs > 0) == seats)
			row_insert(laying->post, laying->post->step_count, old);
	}
}

static bool take_old(struct laying *laying, const struct post_step *fresh,
                     bool again)
{
	for (size_t i = 0; i < laying->old_count; i++) {
		struct post_step *old = &laying->old[i];

		if (!old->step || old->host || again ||
		    !is_same(old->step, fresh->step) ||
		    (old->needs && (!is_same(old->role, fresh->role) ||
		                    !is_same(old->unit, fresh->unit))))
			continue;
		row_insert(laying->post, laying->post->step_count, old);
		return true;
	}
	return false;
}

static void lay_row(struct laying *laying, const struct policy_step *step,
                    struct span office, int needs)
{
	struct post_step fresh = row_new(step, office, needs);

	if (!needs)
		take_guests(laying, step->id, true);
	/* The last look comes after whatever else is new. */
	if (!take_old(laying, &fresh, step->kind == KIND_PRECHECK))
		row_insert(laying->post, laying->post->step_count, &fresh);
	/* Fewer seats may be left than there were: units are merged. */
	laying->post->steps[laying->post->step_count - 1].needs = needs;
	if (!needs)
		take_guests(laying, step->id, false);
	post_step_clear(&fresh);
}

/* How many pieces of "step ROLE@UNIT, …" are of this step. */
static size_t count_seats(struct span steps, const char *step)
{
	struct span piece, id;
	size_t count = 0;

	while (span_cut(&steps, ',', &piece)) {
		piece = span_trim(piece);
		span_cut(&piece, ' ', &id);
		count += span_is(id, step);
	}
	return count;
}

static void lay_named(struct laying *laying, const struct policy *policy,
                      struct span steps)
{
	struct span rest = steps, piece, id;

	while (span_cut(&rest, ',', &piece)) {
		const struct policy_step *step;
		char *name;

		piece = span_trim(piece);
		span_cut(&piece, ' ', &id);
		name = span_copy(id);
		step = policy_step(policy, name);
		if (step && piece.at)
			lay_row(laying, step, piece,
			        seats_needed(step, count_seats(steps, name)));
		free(name);
	}
}

/* Records of the first version name no steps: the grade says them. */
static void lay_by_grade(struct laying *laying, const struct policy *policy)
{
	const struct act submit = {.kind = EVENT_SUBMIT};
	struct post *post = laying->post;
	struct str route = {0}, steps = {0};

	if (route_plan(policy, NULL, post, &submit, &route, &steps))
		lay_named(laying, policy, str_span(&steps));
	free(post->route);
	post->route = str_take(&route);
	str_clear(&steps);
}

void rows_lay(const struct policy *policy, const struct event *event,
              struct post *post, bool keep)
{
	struct laying laying = {.post = post,
	                        .old = post->steps,
	                        .old_count = keep ? post->step_count : 0};
	size_t old_count = post->step_count;

	post->steps = NULL;
	post->step_count = post->step_room = 0;
	if (event->steps) {
		free(post->route);
		post->route = mem_copy(event->route ? event->route : "");
		lay_named(&laying, policy, span_of(event->steps));
	} else {
		lay_by_grade(&laying, policy);
	}
	for (size_t i = 0; i < old_count; i++)
		post_step_clear(&laying.old[i]);
	free(laying.old);
}

/* ---- opening ---------------------------------------------------------------
 */

/* The end of the rows that make one step: of a joint one all its seats. */
static size_t step_end(const struct post *post, size_t at)
{
	size_t end = at + 1;

	while (post->steps[at].needs && end < post->step_count &&
	       is_same(post->steps[end].step, post->steps[at].step))
		end++;
	return end;
}

/* Whether the rows from `at` to `end` ask nobody any more. */
static bool is_done(const struct post *post, size_t at, size_t end)
{
	size_t needs = (size_t)post->steps[at].needs, signed_rows = 0,
	       objected = 0;

	for (size_t i = at; i < end; i++) {
		signed_rows += post->steps[i].state == STEP_SIGNED;
		objected += post->steps[i].state == STEP_OBJECTED;
	}
	if (!needs)
		return signed_rows > 0;
	return signed_rows >= needs || end - at - objected < needs;
}

static void open_row(const struct policy *policy, struct post_step *row,
                     int64_t at_ms)
{
	const struct policy_step *rule = policy_step(policy, row->step);

	if (!rule && row->host)
		rule = policy_step(policy, row->host);
	if (row->state != STEP_WAITING)
		return;
	row->state = STEP_OPEN;
	row->due_ms = rule ? policy_due(policy, &rule->deadline, at_ms) : 0;
}

static void settle_row(struct post_step *row, enum step_state state)
{
	if (row->state == STEP_SIGNED || row->state == STEP_OBJECTED)
		return;
	row->state = state;
	row->due_ms = 0;
}

void rows_open(const struct policy *policy, struct post *post, int64_t at_ms)
{
	bool found = false;
	size_t end;

	for (size_t at = 0; at < post->step_count; at = end) {
		bool done;

		end = step_end(post, at);
		done = is_done(post, at, end);
		for (size_t i = at; i < end; i++) {
			if (done)
				settle_row(&post->steps[i], STEP_SKIPPED);
			else if (found)
				settle_row(&post->steps[i], STEP_WAITING);
			else
				open_row(policy, &post->steps[i], at_ms);
		}
		found = found || !done;
	}
	post->work = found ? WORK_IN_REVIEW : WORK_APPROVED;
}

/* ---- signing ---------------------------------------------------------------
 */

size_t rows_find(const struct post *post, const struct event *event)
{
	const char *role = event->role ? event->role : "";

	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *row = &post->steps[i];
		struct str office = {0};
		bool same;

		str_putf(&office, "%s@%s", row->role, row->unit);
		same = is_same(row->step, event->step) &&
		       (!row->needs || strcmp(str_text(&office), role) == 0);
		str_clear(&office);
		if (same)
			return i;
	}
	return post->step_count;
}

void rows_take(const struct event *event, struct post *post)
{
	size_t at = rows_find(post, event);
	struct post_step *row;

	if (at == post->step_count)
		return;
	row = &post->steps[at];
	if (!row->needs) {
		free(row->role);
		free(row->unit);
		split(span_of(event->role), &row->role, &row->unit);
	}
	free(row->person);
	row->person = mem_copy(event->actor ? event->actor : "");
	row->state = event->kind == EVENT_SIGN ? STEP_SIGNED : STEP_OBJECTED;
	row->at_ms = event->at_ms;
	row->due_ms = 0;
}

/* ---- asking others ---------------------------------------------------------
 */

static void open_joint(const struct policy *policy, const struct event *event,
                       struct post *post, size_t host)
{
	const struct policy_step *step =
	    policy_step(policy, post->steps[host].step);
	const struct policy_step *joint =
	    step && step->joint ? policy_step(policy, step->joint) : NULL;
	struct span rest = span_of(event->seats), piece;
	struct words seats = {0};

	words_read(&seats, rest);
	while (joint && span_cut(&rest, ',', &piece)) {
		struct post_step row = row_new(
		    joint, span_trim(piece), seats_needed(joint, seats.count));

		row.host = mem_copy(step->id);
		row.by = mem_copy(event->actor);
		row_insert(post, host++, &row);
	}
	words_clear(&seats);
	if (joint) { /* its own turn comes after theirs */
		post->steps[host].state = STEP_WAITING;
		post->steps[host].due_ms = 0;
	}
}

static void add_signer(const struct event *event, struct post *post,
                       size_t host)
{
	struct post_step row = {.title = mem_copy("加签"),
	                        .role = mem_copy(post->steps[host].role),
	                        .unit = mem_copy(post->steps[host].unit),
	                        .host = mem_copy(post->steps[host].host
	                                             ? post->steps[host].host
	                                             : post->steps[host].step),
	                        .by = mem_copy(event->actor),
	                        .assignee = mem_copy(event->person)};
	struct str id = {0};
	int number = 1;

	for (size_t i = 0; i < post->step_count; i++) {
		long taken = 0;

		if (span_starts(span_of(post->steps[i].step), "added-") &&
		    span_number(span_of(post->steps[i].step + 6), 9999,
		                &taken) &&
		    taken >= number)
			number = (int)taken + 1;
	}
	str_putf(&id, "added-%d", number);
	row.step = str_take(&id);
	row_insert(post, host + 1, &row);
}

void rows_ask(const struct policy *policy, const struct event *event,
              struct post *post)
{
	size_t at = rows_find(post, event);
	struct post_step *row;

	if (at == post->step_count)
		return;
	row = &post->steps[at];
	if (event->kind == EVENT_JOINT) {
		open_joint(policy, event, post, at);
	} else if (event->kind == EVENT_ADD) {
		add_signer(event, post, at);
	} else {
		free(row->assignee);
		free(row->by);
		row->assignee = mem_copy(event->person);
		row->by = mem_copy(event->actor);
	}
}

/* ---- closing ---------------------------------------------------------------
 */

/* Back to the first level, as far as it can be told without the roster. */
static void set_office(struct post_step *row, const struct role_ref *office,
                       const char *owner)
{
	free(row->role);
	row->role = mem_copy(office->role);
	if (strcmp(office->where, "parent") == 0 || strchr(office->where, ':'))
		return;
	free(row->unit);
	row->unit =
	    mem_copy(strcmp(office->where, "owner") ? office->where : owner);
}

void rows_close(const struct policy *policy, struct post *post,
                enum step_state state)
{
	size_t kept = 0;

	for (size_t i = 0; i < post->step_count; i++) {
		struct post_step *row = &post->steps[i];
		const struct policy_step *rule = policy_step(policy, row->step);
		struct post_step fresh = {0};

		if (row->host) {
			post_step_clear(row);
			continue;
		}
		fresh = (struct post_step){.step = mem_copy(row->step),
		                           .title = mem_copy(row->title),
		                           .role = mem_copy(row->role),
		                           .unit = mem_copy(row->unit),
		                           .needs = row->needs,
		                           .state = state};
		if (rule && !row->needs && row->person)
			set_office(&fresh, &rule->who.at[0], post->unit);
		post_step_clear(row);
		post->steps[kept++] = fresh;
	}
	post->step_count = kept;
}
