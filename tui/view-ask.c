/*
 * Others are asked: a joint review is opened, a signer added, the step handed
 * on. A list to choose from, which typing filters, and the opinion; Enter goes
 * from the one to the other, then records it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "core/text.h"
#include "tui/field.h"
#include "tui/list.h"
#include "tui/review-parts.h"
#include "tui/shelf.h"

enum { ROWS_FOR_WORDS = 7 };

/* A seat, "ROLE@UNIT", or a person. */
struct choice {
	char *id;
	char *words; /* what it is called */
	bool ticked;
};

struct asking {
	struct view view;
	enum event_kind kind;
	const struct desk_view *shown; /* the page's, which lies below */
	struct choice *all;
	size_t count, room;
	size_t *rows; /* what the filter leaves */
	bool fixed; /* the policy names the seats: there is nothing to choose */
	bool says;  /* the opinion is being typed, not the filter */
	struct list list;
	struct area list_area;
	struct field filter, opinion;
};

static struct asking *asking_of(struct view *view)
{
	return (struct asking *)(void *)view;
}

static const struct asking *asking_seen(const struct view *view)
{
	return (const struct asking *)(const void *)view;
}

static struct session *session_of(const struct asking *asking)
{
	return asking->view.station->session;
}

static const struct policy *policy_of(const struct asking *asking)
{
	return desk_policy_of(session_of(asking)->desk, asking->shown->post);
}

/* ---- what can be chosen -------------------------------------------------- */

/* Ids are told once. */
static void add_choice(struct asking *asking, const char *id, struct str *words)
{
	for (size_t i = 0; i < asking->count; i++)
		if (strcmp(asking->all[i].id, id) == 0)
			return;
	asking->all = mem_room(asking->all, asking->count, &asking->room,
	                       sizeof(*asking->all));
	asking->all[asking->count++] = (struct choice){
	    .id = mem_copy(id), .words = span_copy(str_span(words))};
}

static void add_seat(struct asking *asking, const char *role, const char *unit)
{
	const struct session *session = session_of(asking);
	struct str id = {0}, words = {0};

	str_putf(&id, "%s@%s", role, unit);
	say_role(&words, &session->names, role, unit);
	add_choice(asking, id.at, &words);
	str_clear(&id);
	str_clear(&words);
}

static bool has_holder(const struct asking *asking, const char *role,
                       const char *unit)
{
	const struct session *session = session_of(asking);
	const struct roster *roster = desk_roster(session->desk);

	for (size_t i = 0; i < roster_person_count(roster); i++)
		if (person_holds(roster_person_at(roster, i), role, unit,
		                 session->now_ms))
			return true;
	return false;
}

/* ROLE@any: wherever somebody holds it. */
static void add_any(struct asking *asking, const char *role)
{
	const struct roster *roster = desk_roster(session_of(asking)->desk);

	for (size_t i = 0; i < roster_unit_count(roster); i++) {
		const char *unit = roster_unit_at(roster, i)->id;

		if (has_holder(asking, role, unit))
			add_seat(asking, role, unit);
	}
}

static void add_seats(struct asking *asking, const struct policy_step *joint)
{
	const struct session *session = session_of(asking);

	asking->fixed = !joint->choose;
	for (size_t i = 0; i < joint->who.count; i++) {
		const struct role_ref *seat = &joint->who.at[i];
		const char *unit =
		    roster_where(desk_roster(session->desk), seat->where,
		                 asking->shown->post->unit, session->now_ms);

		if (strcmp(seat->where, "any") == 0)
			add_any(asking, seat->role);
		else if (unit)
			add_seat(asking, seat->role, unit);
	}
	for (size_t i = 0; i < asking->count; i++)
		asking->all[i].ticked = asking->fixed;
}

/* Everybody whom the rule would let be asked. */
static void add_people(struct asking *asking)
{
	const struct session *session = session_of(asking);
	const struct roster *roster = desk_roster(session->desk);
	const struct policy *policy = policy_of(asking);
	const struct post *post = asking->shown->post;

	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const struct person *person = roster_person_at(roster, i);
		struct verdict verdict;
		struct str words = {0};
		struct act act = {.kind = asking->kind,
		                  .person = session->person,
		                  .content = post_revision(post)->content,
		                  .named = person->id,
		                  .at_ms = session->now_ms};

		if (route_judge(policy, roster, post, &act, &verdict, NULL))
			continue;
		say_person(&words, &session->names, person->id);
		str_puts(&words, "  ");
		say_unit(&words, &session->names, person->unit);
		if (person->office && *person->office) {
			str_putc(&words, ' ');
			text_safe(span_of(person->office), &words);
		}
		add_choice(asking, person->id, &words);
		str_clear(&words);
	}
}

static bool matches(const struct asking *asking, const struct choice *choice)
{
	const char *words = str_text(&asking->filter.text);

	return !*words || strcasestr(choice->words, words) ||
	       strcasestr(choice->id, words);
}

static void filter(struct asking *asking)
{
	size_t count = 0;

	for (size_t i = 0; i < asking->count; i++)
		if (matches(asking, &asking->all[i]))
			asking->rows[count++] = i;
	list_set_count(&asking->list, count);
}

static enum err_code load(struct view *view, struct err *err)
{
	struct asking *asking = asking_of(view);
	const struct session *session = session_of(asking);
	const struct post *post = asking->shown->post;
	const struct policy_step *joint;

	if (!post_revision(post))
		return err_set(err, ERR_HELD_FIRST, post->id, NULL);
	if (asking->rows)
		return ERR_OK;
	if (asking->kind == EVENT_JOINT) {
		joint = review_joint_step(session, post);
		if (!joint)
			return err_set(err, ERR_NO_JOINT, post->id, "");
		add_seats(asking, joint);
		asking->says = asking->fixed;
	} else {
		add_people(asking);
	}
	asking->rows = mem_new_array(asking->count + 1, sizeof(size_t));
	filter(asking);
	return asking->count || asking->kind != EVENT_JOINT
	           ? ERR_OK
	           : err_set(err, ERR_NO_JOINT, post->id, "");
}

/* ---- drawing ------------------------------------------------------------- */

static const char *heading(enum event_kind kind)
{
	return kind == EVENT_JOINT ? N_("Open a joint review  {1}")
	       : kind == EVENT_ADD ? N_("Add a signer  {1}")
	                           : N_("Hand the step on  {1}");
}

static void title(const struct view *view, struct str *out)
{
	const struct asking *asking = asking_seen(view);

	say_fill(out, heading(asking->kind), asking->shown->post->id, NULL, 0);
}

static const char *explained(const struct asking *asking)
{
	if (asking->kind == EVENT_JOINT && asking->fixed)
		return N_("These offices are asked to sign beside each other. "
		          "Your own step waits until they have answered.");
	if (asking->kind == EVENT_JOINT)
		return N_("Which offices are asked? Space ticks, typing "
		          "filters, Enter goes on. Your own step waits until "
		          "they have answered.");
	if (asking->kind == EVENT_ADD)
		return N_("Who shall sign after your step, too? Typing "
		          "filters, Enter takes the chosen one.");
	return N_("Who shall sign your step in your place? Typing filters, "
	          "Enter takes the chosen one.");
}

static const struct choice *chosen(const struct asking *asking)
{
	return asking->list.count ? &asking->all[asking->rows[asking->list.at]]
	                          : NULL;
}

static void draw_row(void *payload, struct screen *screen, int row, int col,
                     int cols, size_t index, bool chosen_one)
{
	const struct asking *asking = payload;
	const struct choice *choice = &asking->all[asking->rows[index]];
	struct str words = {0};

	str_puts(&words, chosen_one && !asking->fixed ? "> " : "  ");
	if (asking->kind == EVENT_JOINT)
		str_puts(&words, choice->ticked ? "[x] " : "[ ] ");
	str_puts(&words, choice->words);
	shelf_put(screen, row, col, cols,
	          chosen_one && !asking->fixed ? STYLE_CHOSEN : STYLE_TEXT,
	          str_span(&words));
	str_clear(&words);
}

static void draw_field(const struct asking *asking, const char *name,
                       struct field *field, struct screen *screen,
                       struct area area, int row)
{
	struct str words = {0};
	int label;

	say_fill(&words, N_("{1}: "), name, NULL, 0);
	label = screen_put(screen, row, area.col, area.cols / 2, STYLE_STRONG,
	                   str_span(&words), false);
	field_draw(
	    field, screen, row, area.col + label, area.cols - label, STYLE_TEXT,
	    field == (asking->says ? &asking->opinion : &asking->filter));
	str_clear(&words);
}

/* The fields keep the last rows. */
static void draw(struct view *view, struct screen *screen, struct area area)
{
	struct asking *asking = asking_of(view);
	int last = area.row + area.rows - 1, used = 0;

	if (area.rows < 1)
		return;
	if (area.rows < 3) {
		draw_field(asking, asking->says ? _("Opinion") : _("Filter"),
		           asking->says ? &asking->opinion : &asking->filter,
		           screen, area, last);
		return;
	}
	draw_field(asking, _("Opinion"), &asking->opinion, screen, area, last);
	area.rows--;
	if (!asking->fixed) {
		draw_field(asking, _("Filter"), &asking->filter, screen, area,
		           last - 1);
		area.rows--;
	}
	if (area.rows >= ROWS_FOR_WORDS) {
		used = shelf_put_text(screen, area, STYLE_STRONG,
		                      span_of(_(explained(asking))));
		used += used > 0;
	}
	area.row += used;
	area.rows -= used;
	asking->list_area = area;
	list_draw(&asking->list, screen, area, draw_row, asking);
	if (!asking->list.count)
		shelf_put_text(screen, area, STYLE_FAINT,
		               span_of(asking->count
		                           ? _("Nothing holds these words.")
		                           : _("Nobody else could sign "
		                               "here.")));
}

/* ---- presses ------------------------------------------------------------- */

static bool typing(const struct view *view)
{
	(void)view;
	return true;
}

static bool move(struct view *view, const char *act)
{
	return list_act(&asking_of(view)->list, act);
}

static void toggle(struct asking *asking)
{
	size_t row = asking->list.count ? asking->rows[asking->list.at] : 0;

	if (asking->list.count && !asking->fixed)
		asking->all[row].ticked = !asking->all[row].ticked;
}

static bool press_filter(struct asking *asking, const struct press *press)
{
	size_t row;

	if (keys_fold(press->key) == ' ' && asking->kind == EVENT_JOINT) {
		toggle(asking);
		return true;
	}
	if (press->key == PRESS_CLICK) {
		row = list_row_at(&asking->list, asking->list_area, press->row);
		if (row == (size_t)-1)
			return false;
		asking->list.at = row;
		if (asking->kind == EVENT_JOINT)
			toggle(asking);
		return true;
	}
	if (press->key == PRESS_HOME || press->key == PRESS_END)
		return false;
	if (!station_field(asking->view.station, &asking->filter, press))
		return false;
	filter(asking);
	return true;
}

static bool press(struct view *view, const struct press *press)
{
	struct asking *asking = asking_of(view);

	return asking->says
	           ? station_field(view->station, &asking->opinion, press)
	           : press_filter(asking, press);
}

/* ---- the acts ------------------------------------------------------------ */

/* "a, b" of those ticked, or the person; for the screen in words. */
static void put_chosen(const struct asking *asking, bool words, struct str *out)
{
	const struct choice *one = chosen(asking);

	if (asking->kind != EVENT_JOINT) {
		if (one)
			str_puts(out, words ? one->words : one->id);
		return;
	}
	for (size_t i = 0; i < asking->count; i++) {
		if (!asking->all[i].ticked)
			continue;
		str_puts(out, !out->bytes ? "" : words ? _(", ") : ", ");
		str_puts(out, words ? asking->all[i].words : asking->all[i].id);
	}
}

static const char *done_sentence(enum event_kind kind)
{
	return kind == EVENT_JOINT
	           ? N_("The joint review is open: {1}. Your step waits.")
	       : kind == EVENT_ADD ? N_("Added as a signer: {1}.")
	                           : N_("Handed on to: {1}.");
}

static enum err_code record(struct asking *asking, struct err *err)
{
	struct station *station = asking->view.station;
	struct caller caller = review_caller(station, asking->shown);
	const struct post *post = asking->shown->post;
	struct answer answer = {0};
	struct str whom = {0}, words = {0};
	enum err_code rc;

	put_chosen(asking, false, &whom);
	put_chosen(asking, true, &words);
	rc = desk_ask(station->session->desk, &caller, asking->kind, post->id,
	              post_revision(post)->content,
	              asking->fixed ? NULL : str_text(&whom),
	              span_trim(str_span(&asking->opinion.text)), &answer, err);
	if (!rc) {
		review_recorded(station, &answer);
		station_note(station, STYLE_GOOD, done_sentence(asking->kind),
		             str_text(&words), NULL, 0);
		station_pop(station);
	}
	answer_clear(&answer);
	str_clear(&whom);
	str_clear(&words);
	return rc;
}

static enum err_code do_confirm(struct view *view, struct err *err)
{
	struct asking *asking = asking_of(view);
	struct str words = {0};

	if (asking->says)
		return record(asking, err);
	put_chosen(asking, true, &words);
	if (!words.bytes) {
		station_note(view->station, STYLE_ALARM,
		             N_("Choose first; Space ticks."), NULL, NULL, 0);
	} else {
		asking->says = true;
		station_note(view->station, STYLE_STRONG,
		             N_("{1}: an opinion may be written; Enter records "
		                "it, Tab goes back."),
		             str_text(&words), NULL, 0);
	}
	str_clear(&words);
	return ERR_OK;
}

static enum err_code do_next_choice(struct view *view, struct err *err)
{
	struct asking *asking = asking_of(view);

	(void)err;
	if (asking->says && !asking->fixed) {
		asking->says = false;
		return ERR_OK;
	}
	return asking->says ? ERR_OK : do_confirm(view, err);
}

static void close(struct view *view)
{
	struct asking *asking = asking_of(view);

	for (size_t i = 0; i < asking->count; i++) {
		free(asking->all[i].id);
		free(asking->all[i].words);
	}
	free(asking->all);
	free(asking->rows);
	field_clear(&asking->filter);
	field_clear(&asking->opinion);
	free(asking);
}

static const struct view_act acts[] = {
    {.name = "confirm",
     .label = N_("go on, record it"),
     .help = N_("take what is chosen; then record it"),
     .run = do_confirm},
    {.name = "next-choice",
     .label = N_("list, opinion"),
     .help = N_("to the opinion, and back to the list"),
     .run = do_next_choice},
    {.name = NULL}};

const struct view_ops view_ask_ops = {
    .name = "ask",
    .heading = N_("Asking others"),
    .acts = acts,
    .decides = true,
    .title = title,
    .load = load,
    .draw = draw,
    .typing = typing,
    .move = move,
    .press = press,
    .close = close,
};

struct view *view_ask_new(struct station *station, int kind,
                          const struct desk_view *shown)
{
	struct asking *asking = mem_new(sizeof(*asking));

	asking->view.ops = &view_ask_ops;
	asking->view.station = station;
	asking->kind = (enum event_kind)kind;
	asking->shown = shown;
	return &asking->view;
}
