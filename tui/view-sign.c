/*
 * The sheet of a decision: what is done, on exactly which content, what that
 * covers and what kind of signature it is; and the opinion. Enter records it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "tui/page.h"
#include "tui/sign-parts.h"

enum { ROWS_FOR_RULE = 4, TAKE_EVERY_MS = 20 };

static struct sheet *sheet_of(struct view *view)
{
	return (struct sheet *)(void *)view;
}

static struct flow *flow_of(struct view *view)
{
	return sheet_of(view)->page;
}

static bool move(struct view *view, const char *act)
{
	return flow_act(flow_of(view), act);
}

/* What the step demands; the keys go there first. */
static void take_ticks(struct sheet *sheet)
{
	words_clear(&sheet->wanted);
	free(sheet->ticked);
	route_ticks(sheet_step(sheet), sheet->shown->post, &sheet->wanted);
	sheet->ticked =
	    mem_new_array(sheet->wanted.count + 1, sizeof(*sheet->ticked));
	sheet->ticks = sheet->wanted.count > 0;
	sheet->at = 0;
}

static enum err_code load(struct view *view, struct err *err)
{
	struct sheet *sheet = sheet_of(view);

	if (!post_revision(sheet->shown->post))
		return err_set(err, ERR_HELD_FIRST, sheet->shown->post->id,
		               NULL);
	sheet->grade = -1;
	sheet->grade = sheet_next_grade(sheet);
	if (sheet->grade < 0 &&
	    (sheet->kind == EVENT_RAISE || sheet->kind == EVENT_LOWER))
		return err_set(
		    err,
		    sheet->kind == EVENT_RAISE ? ERR_GRADE_DOWN : ERR_GRADE_UP,
		    sheet->shown->post->id, sheet->shown->post->grade);
	if (sheet->kind == EVENT_SIGN)
		take_ticks(sheet);
	field_set(&sheet->opinion, str_text(review_opinion(view->below)));
	sheet_look(sheet);
	sheet_put(sheet);
	return ERR_OK;
}

/* ---- drawing ------------------------------------------------------------- */

static void title(const struct view *view, struct str *out)
{
	const struct sheet *sheet = (const struct sheet *)(const void *)view;

	say_fill(out, N_("Sign sheet  {1}"), sheet->shown->post->id, NULL, 0);
}

/* The last row while a key is to sign. */
static void draw_signing(struct screen *screen, int row, struct area area)
{
	struct str words = {0};

	say_fill(&words,
	         N_("Touch your key, or say yes to your ssh-agent. {1} gives "
	            "up."),
	         keys_first("sign", "back"), NULL, 0);
	screen_put(screen, row, area.col, area.cols, STYLE_ALARM,
	           str_span(&words), true);
	screen_cursor(screen, -1, 0);
	str_clear(&words);
}

/* The opinion keeps the last row; the page has what is above it. */
static void draw(struct view *view, struct screen *screen, struct area area)
{
	struct sheet *sheet = sheet_of(view);
	int last = area.row + area.rows - 1, label;
	struct str words = {0};

	if (area.rows < 1)
		return;
	say_fill(&words, N_("{1}: "), _("Opinion"), NULL, 0);
	label = screen_put(screen, last, area.col, area.cols / 2, STYLE_STRONG,
	                   str_span(&words), false);
	field_draw(&sheet->opinion, screen, last, area.col + label,
	           area.cols - label, STYLE_TEXT, !sheet->ticks);
	if (sheet_signs(sheet))
		draw_signing(screen, last, area);
	area.rows--;
	if (area.rows >= ROWS_FOR_RULE) {
		screen_rule(screen, last - 1, area.col, area.cols);
		area.rows--;
	}
	flow_draw(sheet->page, screen, area);
	str_clear(&words);
}

static bool typing(const struct view *view)
{
	(void)view;
	return true;
}

/* ---- the ticks ----------------------------------------------------------- */

static void tick(struct sheet *sheet, size_t index)
{
	sheet->ticked[index] = !sheet->ticked[index];
	sheet->at = index;
	if (sheet->ticked[index] && index + 1 < sheet->wanted.count)
		sheet->at++;
	sheet_put(sheet);
}

static void go_to_tick(struct sheet *sheet, long by)
{
	size_t count = sheet->wanted.count;

	sheet->at = (sheet->at + count + (size_t)by) % count;
	sheet_put(sheet);
}

/* Numbers, Space, Up and Down; another character is the opinion's. */
static bool press_ticks(struct sheet *sheet, const struct press *press)
{
	uint32_t key = keys_fold(press->key);

	if (key >= '1' && key <= '9') {
		if (key - '1' < sheet->wanted.count)
			tick(sheet, key - '1');
	} else if (key == ' ') {
		tick(sheet, sheet->at);
	} else if (key == PRESS_UP || key == PRESS_DOWN) {
		go_to_tick(sheet, key == PRESS_UP ? -1 : 1);
	} else if ((key > ' ' && key < PRESS_FIRST && key != 0x7f) ||
	           key == PRESS_PASTE) {
		sheet->ticks = false;
		return station_field(sheet->view.station, &sheet->opinion,
		                     press);
	} else {
		return false;
	}
	return true;
}

static bool press(struct view *view, const struct press *press)
{
	struct sheet *sheet = sheet_of(view);

	if (sheet_signs(sheet)) /* exactly what stands there */
		return true;
	if (sheet->ticks)
		return press_ticks(sheet, press);
	return station_field(view->station, &sheet->opinion, press);
}

/* What the checks find comes in when it is there. */
static int study(struct sheet *sheet, bool *changed)
{
	if (sheet->studied)
		return -1;
	(void)review_study(review_of(sheet->view.below));
	if (!review_seen(sheet->view.below)->studied)
		return TAKE_EVERY_MS;
	sheet_put(sheet);
	*changed = true;
	return -1;
}

static int idle(struct view *view, int64_t idle_ms, bool *changed)
{
	struct sheet *sheet = sheet_of(view);
	int studies_ms, goes_ms;

	(void)idle_ms;
	studies_ms = study(sheet, changed);
	goes_ms = sheet_go_on(sheet, changed); /* the sheet may be gone */
	return studies_ms < 0 ? goes_ms : studies_ms;
}

/* ---- the acts ------------------------------------------------------------ */

static const char *done_sentence(const struct sheet *sheet, bool objects,
                                 bool voided)
{
	switch (sheet->kind) {
	case EVENT_RETURN:
		return objects
		           ? N_("Recorded your objection to {1}, revision {n}.")
		           : N_("Sent {1} back, revision {n}.");
	case EVENT_REJECT:
		return N_("Refused {1} for good, revision {n}.");
	case EVENT_RAISE:
		return voided ? N_("Raised the grade of {1}. Signatures that "
		                   "count no more, since their step left the "
		                   "route: {2}")
		              : N_("Raised the grade of {1}. Its signatures "
		                   "stay.");
	case EVENT_LOWER:
		return voided ? N_("Lowered the grade of {1}. Signatures that "
		                   "count no more, since their step left the "
		                   "route: {2}")
		              : N_("Lowered the grade of {1}. Its signatures "
		                   "stay.");
	case EVENT_FREEZE:
		return N_("Recorded that {1} is taken offline. Take it offline "
		          "in the site's own system now.");
	case EVENT_UNFREEZE:
		return N_("Recorded that {1} is online again.");
	case EVENT_TAKEDOWN:
		return N_("Recorded that {1} is taken down for good. Take it "
		          "offline in the site's own system now.");
	default:
		return sheet->own.fingerprint && !sheet->by_house
		           ? N_("Signed {1}, revision {n}, with your own key.")
		           : N_("Signed {1}, revision {n}.");
	}
}

/* Whether it was this person's turn at the post, and is over. */
static bool is_turn(enum event_kind kind)
{
	return kind == EVENT_SIGN || kind == EVENT_RETURN ||
	       kind == EVENT_REJECT;
}

void sheet_finish(struct sheet *sheet, const struct answer *answer)
{
	struct station *station = sheet->view.station;
	struct view *review = sheet->view.below;
	struct str done = {0}, voided = {0};

	if (answer->after)
		page_voided(&voided, station->session, sheet->shown->post,
		            answer->after);
	say_fill(&done,
	         done_sentence(sheet, strcmp(answer->event, "object") == 0,
	                       voided.bytes > 0),
	         answer->post, str_text(&voided), answer->revision);
	str_clear(&voided);
	review_recorded(station, answer);
	str_clear(review_opinion(review));
	if (!is_turn(sheet->kind)) {
		station_pop(station);
		station_note(station, STYLE_GOOD, N_("{1}"), str_text(&done),
		             NULL, 0);
	} else {
		review->outdated = false; /* another one comes, or none */
		station_pop(station);
		review_decided(review, str_text(&done));
	}
	str_clear(&done);
}

/* Goes to the first that is missing, and names them all. */
static bool is_ticked(struct sheet *sheet)
{
	struct str missing = {0};
	size_t first = sheet->wanted.count;

	for (size_t i = sheet->wanted.count; i > 0; i--)
		if (!sheet->ticked[i - 1])
			first = i - 1;
	if (first == sheet->wanted.count)
		return true;
	for (size_t i = first; i < sheet->wanted.count; i++) {
		if (sheet->ticked[i])
			continue;
		str_puts(&missing, missing.bytes ? _(", ") : "");
		sheet_say_tick(sheet, i, &missing);
	}
	sheet->ticks = true;
	sheet->at = first;
	sheet_put(sheet);
	station_note(sheet->view.station, STYLE_ALARM,
	             N_("Not ticked yet: {1}. Look at it, then tick it."),
	             str_text(&missing), NULL, 0);
	str_clear(&missing);
	return false;
}

static enum err_code record(struct sheet *sheet, struct answer *answer,
                            struct err *err)
{
	struct desk *desk = sheet->view.station->session->desk;
	struct caller caller = review_caller(sheet->view.station, sheet->shown);
	struct span opinion = span_trim(str_span(&sheet->opinion.text));
	const struct post *post = sheet->shown->post;
	char *grade;
	struct str ticked = {0};
	enum err_code rc;

	switch (sheet->kind) {
	case EVENT_RAISE:
	case EVENT_LOWER:
		grade = mem_copy(
		    policy_grade_at(sheet_policy(sheet), (size_t)sheet->grade)
		        ->id);
		rc = desk_regrade(desk, &caller, sheet->kind, post->id, grade,
		                  opinion, answer, err);
		free(grade);
		return rc;
	case EVENT_FREEZE:
	case EVENT_UNFREEZE:
	case EVENT_TAKEDOWN:
		return desk_unpublish(desk, &caller, sheet->kind, post->id,
		                      NULL, opinion, answer, err);
	default:
		words_write(&ticked, &sheet->wanted);
		if (sheet->own.fingerprint && !sheet->by_house) {
			rc = sheet_ask_own(sheet, str_text(&ticked), err);
			str_clear(&ticked);
			return rc;
		}
		rc = desk_decide(desk, &caller, sheet->kind, post->id,
		                 post_revision(post)->content, opinion,
		                 ticked.bytes ? str_text(&ticked) : NULL,
		                 answer, err);
		str_clear(&ticked);
		return rc;
	}
}

static enum err_code decide(struct view *view, struct span text,
                            struct err *err)
{
	struct sheet *sheet = sheet_of(view);
	struct answer answer = {0};
	enum err_code rc;

	(void)text;
	rc = record(sheet, &answer, err);
	if (!rc && !sheet_signs(sheet)) {
		sheet_finish(sheet, &answer);
	} else if (rc == ERR_EMPTY) {
		err_set(err, rc, "opinion", NULL); /* no option here */
		sheet->ticks = false;
	} else if (rc == ERR_NO_OPINION) {
		sheet->ticks = false;
	}
	answer_clear(&answer);
	return rc;
}

static enum err_code do_confirm(struct view *view, struct err *err)
{
	struct sheet *sheet = sheet_of(view);

	if (sheet_signs(sheet) || !is_ticked(sheet))
		return ERR_OK;
	if (sheet_looks(sheet)) {
		station_note(view->station, STYLE_FAINT,
		             N_("Your ssh-agent has not said yet which keys it "
		                "holds. A moment, please."),
		             NULL, NULL, 0);
		return ERR_OK;
	}
	if (!event_is_decision(sheet->kind))
		return decide(view, span_of(""), err);
	return station_decide(view->station, span_of(""), decide, err);
}

/* What was typed waits for the next sheet of this post. */
static void keep_opinion(struct sheet *sheet)
{
	struct str *kept = review_opinion(sheet->view.below);

	kept->bytes = 0;
	str_puts(kept, str_text(&sheet->opinion.text));
}

static enum err_code do_back(struct view *view, struct err *err)
{
	(void)err;
	if (sheet_signs(sheet_of(view))) {
		own_key_give_up(&sheet_of(view)->own);
		station_note(view->station, STYLE_FAINT,
		             N_("Given up: nothing was recorded."), NULL, NULL,
		             0);
		return ERR_OK;
	}
	keep_opinion(sheet_of(view));
	station_pop(view->station);
	return ERR_OK;
}

static enum err_code do_reload(struct view *view, struct err *err)
{
	view->below->outdated = true;
	return do_back(view, err);
}

/* The next grade; or from the ticks to the opinion, and back. */
static enum err_code do_next_choice(struct view *view, struct err *err)
{
	struct sheet *sheet = sheet_of(view);

	(void)err;
	if (sheet_signs(sheet))
		return ERR_OK;
	if (sheet->grade >= 0)
		sheet->grade = sheet_next_grade(sheet);
	else if (sheet->wanted.count)
		sheet->ticks = !sheet->ticks;
	sheet_put(sheet);
	return ERR_OK;
}

/* The person's own key signs, or the workstation records. */
static enum err_code do_other_key(struct view *view, struct err *err)
{
	struct sheet *sheet = sheet_of(view);

	(void)err;
	if (!sheet_signs(sheet))
		sheet->by_house = !sheet->by_house;
	sheet_put(sheet);
	return ERR_OK;
}

static void no_other_key(const struct view *view, struct str *why)
{
	const struct sheet *sheet = (const struct sheet *)(const void *)view;

	if (!sheet->own.fingerprint)
		say_fill(why,
		         N_("No ssh-agent with a key of yours is here: the "
		            "workstation records it."),
		         NULL, NULL, 0);
}

static void close(struct view *view)
{
	struct sheet *sheet = sheet_of(view);

	own_key_clear(&sheet->own);

	flow_free(sheet->page);
	field_clear(&sheet->opinion);
	words_clear(&sheet->wanted);
	free(sheet->ticked);
	free(sheet);
}

static const struct view_act acts[] = {
    {.name = "confirm",
     .label = N_("record it"),
     .help = N_("record this decision"),
     .run = do_confirm},
    {.name = "back", .help = N_("leave this screen"), .run = do_back},
    {.name = "reload",
     .label = N_("read again"),
     .help = N_("back to the post, read again; the opinion is kept"),
     .run = do_reload},
    {.name = "next-choice",
     .help = N_("the next grade; or to what is to be ticked, and to the "
                "opinion"),
     .run = do_next_choice},
    {.name = "other-key",
     .help =
         N_("your own key signs, through your ssh-agent; or the workstation "
            "records it"),
     .run = do_other_key,
     .blocked = no_other_key},
    {.name = NULL}};

const struct view_ops view_sign_ops = {
    .name = "sign",
    .heading = N_("Sign sheet"),
    .acts = acts,
    .decides = true,
    .title = title,
    .load = load,
    .draw = draw,
    .move = move,
    .typing = typing,
    .press = press,
    .idle = idle,
    .close = close,
};

struct view *view_sign_new(struct station *station, int kind,
                           const struct desk_view *shown)
{
	struct sheet *sheet = mem_new(sizeof(*sheet));

	sheet->view.ops = &view_sign_ops;
	sheet->view.station = station;
	sheet->kind = (enum event_kind)kind;
	sheet->shown = shown;
	sheet->page = flow_new();
	return &sheet->view;
}
