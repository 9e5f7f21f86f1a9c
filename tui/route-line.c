#include "tui/route-line.h"

#include <string.h>

#include "core/route.h"
#include "core/text.h"
#include "tui/post-flow.h"

enum { INDENT = 4, NAMED = 3, YEAR_BYTES = 5 };

/* Whose rows of one step stand together. */
struct group {
	const struct session *session;
	const struct post *post;
	size_t first, end;
};

static void put_and_clear(struct flow *flow, enum style style,
                          struct str *words)
{
	flow_put(flow, style, str_span(words));
	str_clear(words);
}

struct span route_short_title(struct span title)
{
	static const char *const opens[] = {"（", " (", "("};

	for (size_t i = 0; i < sizeof(opens) / sizeof(*opens); i++) {
		size_t at = span_find(title, opens[i]);

		if (at != (size_t)-1 && at > 0)
			return span_from(title.at, at);
	}
	return title;
}

void route_say_name(struct str *out, const struct session *session,
                    const char *id)
{
	const struct roster *roster = desk_roster(session->desk);
	const struct person *person = roster_person(roster, id);
	bool alone = person && person->name;

	for (size_t i = 0; alone && i < roster_person_count(roster); i++) {
		const struct person *other = roster_person_at(roster, i);

		alone = other == person || !other->name ||
		        strcmp(other->name, person->name) != 0;
	}
	if (alone)
		text_safe(span_of(person->name), out);
	else
		say_person(out, &session->names, id);
}

/* ---- one row ------------------------------------------------------------- */

static const char *mark_of(enum step_state state)
{
	switch (state) {
	case STEP_SIGNED:
		return "✓";
	case STEP_OPEN:
		return "●";
	case STEP_OBJECTED:
		return "✗";
	case STEP_SKIPPED:
		return "–";
	case STEP_WAITING:
	case STEP_COUNT:
		break;
	}
	return "○";
}

static enum style style_of(enum step_state state)
{
	return state == STEP_SIGNED     ? STYLE_GOOD
	       : state == STEP_OPEN     ? STYLE_STRONG
	       : state == STEP_OBJECTED ? STYLE_ALARM
	                                : STYLE_FAINT;
}

/* “11-23 10:05”; of another year the year, too. */
static void say_when(struct str *out, const struct session *session,
                     int64_t at_ms)
{
	struct str then = {0}, now = {0};

	say_time(&then, at_ms, session->offset_min);
	say_time(&now, session->now_ms, session->offset_min);
	if (then.bytes > YEAR_BYTES && now.bytes > YEAR_BYTES &&
	    memcmp(then.at, now.at, YEAR_BYTES) == 0)
		str_puts(out, then.at + YEAR_BYTES);
	else
		str_add(out, str_span(&then));
	str_clear(&then);
	str_clear(&now);
}

/* ---- who could sign ------------------------------------------------------ */

static void say_hands(const struct group *group, const struct words *hands,
                      struct str *out)
{
	struct str names = {0};

	for (size_t i = 0; i < hands->count && i < NAMED; i++) {
		str_puts(&names, i ? _(", ") : "");
		route_say_name(&names, group->session, hands->at[i]);
	}
	if (hands->count > NAMED)
		say_fill(out, N_("{1} and {n} others (to sign)"),
		         str_text(&names), NULL, (long)hands->count - NAMED);
	else
		say_fill(out, N_("{1} (to sign)"), str_text(&names), NULL, 0);
	str_clear(&names);
}

/* The office that has nobody who could sign. */
static void put_missing(struct flow *flow, const struct group *group,
                        size_t row)
{
	const struct post_step *at = &group->post->steps[row];
	struct str office = {0};

	say_role(&office, &group->session->names, at->role, at->unit);
	flow_puts(flow, STYLE_TEXT, " ");
	flow_say(flow, STYLE_ALARM, N_("! nobody can sign; appoint {1}"),
	         str_text(&office), NULL, 0);
	str_clear(&office);
}

/* The names of an open row; of another level than the first, which one. */
static void put_hands(struct flow *flow, const struct group *group, size_t row)
{
	const struct session *session = group->session;
	const struct post_step *at = &group->post->steps[row];
	bool is_added = at->assignee && at->host && !at->needs;
	const struct role_ref *level = NULL;
	struct words hands = {0};
	struct str words = {0};

	route_hands(desk_policy_of(session->desk, group->post),
	            desk_roster(session->desk), group->post, row,
	            session->now_ms, &hands, &level);
	if (!hands.count) {
		put_missing(flow, group, row);
		words_clear(&hands);
		return;
	}
	str_putc(&words, ' ');
	say_hands(group, &hands, &words);
	put_and_clear(flow, STYLE_STRONG, &words);
	if (level && level->rank > 0 && !is_added) {
		const char *unit =
		    roster_where(desk_roster(session->desk), level->where,
		                 group->post->unit, session->now_ms);

		str_putc(&words, ' ');
		say_role(&words, &session->names, level->role, unit);
		put_and_clear(flow, STYLE_TEXT, &words);
	}
	words_clear(&hands);
}

static void put_deadline(struct flow *flow, const struct session *session,
                         int64_t due_ms)
{
	bool overdue = due_ms && due_ms <= session->now_ms;
	struct str words = {0};

	if (!due_ms)
		return;
	str_puts(&words, overdue ? " ! " : " ");
	say_deadline(&words, due_ms, session->now_ms, session->offset_min);
	put_and_clear(flow, overdue ? STYLE_ALARM : STYLE_STRONG, &words);
}

/* Who asked somebody else to sign. */
static void put_by(struct flow *flow, const struct group *group)
{
	const struct post_step *row = &group->post->steps[group->first];
	struct str by = {0};

	if (!row->by)
		return;
	route_say_name(&by, group->session, row->by);
	flow_say(flow, STYLE_FAINT,
	         row->needs || row->host ? N_(" (asked by {1})")
	                                 : N_(" (handed on by {1})"),
	         str_text(&by), NULL, 0);
	str_clear(&by);
}

/* ---- a step -------------------------------------------------------------- */

/* Its seats are told apart by their units, or by their offices. */
static void say_seat(const struct group *group, size_t row, struct str *out)
{
	const struct post *post = group->post;
	const struct post_step *at = &post->steps[row];
	const struct names *names = &group->session->names;

	for (size_t i = group->first; i < group->end; i++)
		if (i != row && strcmp(post->steps[i].unit, at->unit) == 0) {
			say_role(out, names, at->role, NULL);
			return;
		}
	say_unit(out, names, at->unit);
}

static bool has_state(const struct group *group, enum step_state state)
{
	for (size_t i = group->first; i < group->end; i++)
		if (group->post->steps[i].state == state)
			return true;
	return false;
}

/* Of all its seats together. */
static enum step_state joint_state(const struct group *group)
{
	int signed_rows = 0, needs = group->post->steps[group->first].needs;

	for (size_t i = group->first; i < group->end; i++)
		signed_rows += group->post->steps[i].state == STEP_SIGNED;
	if (has_state(group, STEP_OPEN))
		return STEP_OPEN;
	if (signed_rows >= needs)
		return STEP_SIGNED;
	return has_state(group, STEP_OBJECTED) ? STEP_OBJECTED : STEP_WAITING;
}

static void put_seat(struct flow *flow, const struct group *group, size_t row)
{
	const struct post_step *at = &group->post->steps[row];
	struct str words = {0};

	if (row > group->first)
		flow_puts(flow, STYLE_FAINT, " ");
	str_puts(&words, mark_of(at->state));
	say_seat(group, row, &words);
	if (at->person) {
		str_putc(&words, ' ');
		route_say_name(&words, group->session, at->person);
	}
	put_and_clear(flow, style_of(at->state), &words);
}

/* An open seat that nobody can take. */
static void put_empty_seats(struct flow *flow, const struct group *group)
{
	const struct session *session = group->session;

	for (size_t i = group->first; i < group->end; i++) {
		struct words hands = {0};

		if (group->post->steps[i].state != STEP_OPEN)
			continue;
		route_hands(desk_policy_of(session->desk, group->post),
		            desk_roster(session->desk), group->post, i,
		            session->now_ms, &hands, NULL);
		if (!hands.count)
			put_missing(flow, group, i);
		words_clear(&hands);
	}
}

static void put_joint(struct flow *flow, const struct group *group)
{
	const struct post_step *row = &group->post->steps[group->first];
	size_t seats = group->end - group->first;
	enum step_state state = joint_state(group);
	struct str words = {0};

	str_puts(&words, mark_of(state));
	str_add(&words, route_short_title(
	                    span_of(row->title ? row->title : row->step)));
	str_putc(&words, '[');
	put_and_clear(flow, style_of(state), &words);
	for (size_t i = group->first; i < group->end; i++)
		put_seat(flow, group, i);
	flow_puts(flow, style_of(state), "]");
	if (row->needs > 0 && (size_t)row->needs < seats)
		flow_say(flow, STYLE_FAINT, N_(" {n} of them"), NULL, NULL,
		         row->needs);
	put_by(flow, group);
	if (state != STEP_OPEN)
		return;
	put_empty_seats(flow, group);
	for (size_t i = group->first; i < group->end; i++)
		if (group->post->steps[i].state == STEP_OPEN) {
			put_deadline(flow, group->session,
			             group->post->steps[i].due_ms);
			return;
		}
}

static void put_step(struct flow *flow, const struct group *group)
{
	const struct session *session = group->session;
	const struct post_step *row = &group->post->steps[group->first];
	struct span title = span_of(row->title ? row->title : row->step);
	struct str words = {0};

	str_puts(&words, mark_of(row->state));
	/* Who it will be is not said yet: the office stands in the title. */
	str_add(&words,
	        row->state == STEP_WAITING ? title : route_short_title(title));
	if (row->person) {
		str_putc(&words, ' ');
		route_say_name(&words, session, row->person);
		str_putc(&words, ' ');
		say_when(&words, session, row->at_ms);
	}
	put_and_clear(flow, style_of(row->state), &words);
	if (row->state == STEP_WAITING && row->assignee) {
		str_putc(&words, ' ');
		route_say_name(&words, session, row->assignee);
		put_and_clear(flow, STYLE_FAINT, &words);
	}
	if (row->state == STEP_OPEN)
		put_hands(flow, group, group->first);
	put_by(flow, group);
	if (row->state == STEP_OPEN)
		put_deadline(flow, session, row->due_ms);
}

static size_t end_of_group(const struct post *post, size_t first)
{
	size_t end = first + 1;

	while (post->steps[first].needs && end < post->step_count &&
	       strcmp(post->steps[end].step, post->steps[first].step) == 0)
		end++;
	return end;
}

void route_line(struct flow *flow, const struct session *session,
                const struct post *post)
{
	struct group group = {.session = session, .post = post};

	for (; group.first < post->step_count; group.first = group.end) {
		group.end = end_of_group(post, group.first);
		if (group.first)
			flow_puts(flow, STYLE_FAINT, " → ");
		if (post->steps[group.first].needs)
			put_joint(flow, &group);
		else
			put_step(flow, &group);
	}
	if (post->step_count)
		flow_end(flow, INDENT);
}
