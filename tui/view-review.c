/*
 * One post to be read, with everything that is to be known before a decision,
 * and what can be done about it.
 *
 * What is shown stays as it is until it is read again, whatever others record
 * meanwhile: a decision is about what stands here, and the desk refuses it when
 * the post has moved. What may take a while (checks, comparison) is made when
 * nobody presses anything, once, and the page put again around the reader's
 * place.
 */
#include "tui/review-parts.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "tui/flow.h"

enum {
	STUDY_AFTER_MS = 50,
	TAKE_EVERY_MS = 20,
	LOOK_EVERY_MS = 2000,
	NAMED = 3
};

static struct flow *flow_of(struct view *view)
{
	struct review *review = review_of(view);

	return review->shows_changes ? review->changes : review->page;
}

static bool move(struct view *view, const char *act)
{
	return flow_act(flow_of(view), act);
}

/* The revision shown; 0 while held. */
static int review_revision(const struct review *review)
{
	const struct revision *revision =
	    review->shown.post ? post_revision(review->shown.post) : NULL;

	return revision ? revision->number : 0;
}

/* ---- reading ------------------------------------------------------------- */

static void forget(struct review *review)
{
	desk_view_clear(&review->shown);
	findings_clear(&review->findings);
	comparison_clear(&review->comparison);
	for (size_t i = 0; i < EVENT_COUNT; i++)
		str_clear(&review->refusals[i]);
	str_clear(&review->moved);
	review->asked = review->studied = review->checked = false;
	review->compared = false;
	review->stamp++;
	review->looks = review->shows_changes = false;
	review->before = review->found = 0;
}

const struct policy_step *review_joint_step(const struct session *session,
                                            const struct post *post)
{
	const struct policy *policy = desk_policy_of(session->desk, post);
	int row = route_row(policy, desk_roster(session->desk), post,
	                    session->person, session->now_ms);
	const struct policy_step *step =
	    row < 0 ? NULL : policy_step(policy, post->steps[row].step);

	if (!step || !step->joint || post->steps[row].needs)
		return NULL;
	for (size_t i = 0; i < post->step_count; i++)
		if (strcmp(post->steps[i].step, step->joint) == 0)
			return NULL;
	return policy_step(policy, step->joint);
}

/* A grade beside the post's own, which is asked about where there is none: the
 * rule then says so. Borrowed from the post's policy, or the post. */
static const char *grade_beside(const struct review *review,
                                enum event_kind kind)
{
	const struct post *post = review->shown.post;
	const struct policy *policy =
	    desk_policy_of(review->view.station->session->desk, post);
	int grade = policy_grade(policy, post->grade);
	int other = kind == EVENT_RAISE ? grade + 1 : grade - 1;

	if (kind != EVENT_RAISE && kind != EVENT_LOWER)
		return NULL;
	if (grade < 0 || other < 0 || other >= (int)policy_grade_count(policy))
		return post->grade;
	return policy_grade_at(policy, (size_t)other)->id;
}

static void judge_one(struct review *review, const struct caller *caller,
                      enum event_kind kind)
{
	struct session *session = review->view.station->session;
	const struct post *post = review->shown.post;
	struct err why = {0};
	char *grade = mem_copy(grade_beside(review, kind));
	enum err_code rc =
	    desk_may(session->desk, caller, kind, &review->shown, grade, &why);

	/* The desk tells whose turn it is, not whether the step has a joint
	 * review. */
	if (!rc && kind == EVENT_JOINT && !review_joint_step(session, post))
		rc = err_set(&why, ERR_NO_JOINT, post->id, "");
	if (rc)
		say_err_text(&review->refusals[kind], &why, &session->names);
	free(grade);
}

/* Each act's refusal, from the rule itself, for as long as this is shown. */
static void judge(struct review *review, const struct caller *caller)
{
	static const enum event_kind kinds[] = {
	    EVENT_SIGN,    EVENT_RETURN,   EVENT_REJECT,   EVENT_RAISE,
	    EVENT_SAVE,    EVENT_WITHDRAW, EVENT_RELEASE,  EVENT_PUBLISH,
	    EVENT_LOWER,   EVENT_FREEZE,   EVENT_UNFREEZE, EVENT_TAKEDOWN,
	    EVENT_PROPOSE, EVENT_JOINT,    EVENT_ADD,      EVENT_HAND_ON};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		judge_one(review, caller, kinds[i]);
}

static void put_page(struct review *review)
{
	struct post_reading reading = {
	    .session = review->view.station->session,
	    .view = &review->shown,
	    .findings = review->checked ? &review->findings : NULL,
	    .studied = review->studied,
	    .before =
	        post_has_proposal(review->shown.post) ? 0 : review->before,
	    .comparison = review->comparison.to && review->before
	                      ? &review->comparison
	                      : NULL};

	flow_clear(review->page);
	post_flow(review->page, &reading);
}

/* With what was read before, or of what is proposed instead. */
static enum err_code make_comparison(struct review *review, struct err *err)
{
	struct session *session = review->view.station->session;
	int to = review_revision(review);
	int from = review->before ? review->before : to - 1;
	enum err_code rc;

	if (review->comparison.from)
		return ERR_OK;
	if (post_has_proposal(review->shown.post))
		rc = comparison_of_proposal(session, review->post,
		                            &review->comparison, err);
	else
		rc = comparison_make(session, review->post, from, to,
		                     &review->comparison, err);
	if (rc)
		comparison_clear(&review->comparison);
	return rc;
}

static bool may_accept(const struct review *review)
{
	const struct session *session = review->view.station->session;
	const struct post *post = review->shown.post;

	return post_has_proposal(post) &&
	       strcmp(post->provider, session->person) == 0;
}

static enum err_code show_changes(struct review *review, struct err *err)
{
	enum err_code rc = make_comparison(review, err);

	if (rc)
		return rc;
	flow_clear(review->changes);
	flow_act(review->changes, "first");
	if (may_accept(review)) {
		flow_say(review->changes, STYLE_STRONG,
		         N_("{1} takes it and hands it in again."),
		         keys_first("review", "accept"), NULL, 0);
		flow_end(review->changes, 0);
	}
	changes_flow(review->changes, &review->comparison);
	review->shows_changes = true;
	review->found = 0;
	return ERR_OK;
}

/* Who has read all of it but what is small, or is asked to take another text,
 * sees that first; where it cannot be made, the post. */
static void show_changes_first(struct review *review)
{
	const struct session *session = review->view.station->session;
	const struct post *post = review->shown.post;

	if (may_accept(review) ||
	    (review->before && route_signs_again(post, session->person)))
		(void)!show_changes(review, NULL);
}

enum err_code review_load(struct view *view, struct err *err)
{
	struct review *review = review_of(view);
	struct station *station = view->station;
	struct caller caller = station_caller(station);
	struct desk_view shown = {0};
	struct err unseen = {0};
	enum err_code rc;

	(void)desk_moved(station->session->desk, review->tip);
	rc = desk_show(station->session->desk, &caller, review->post, &shown,
	               err);
	if (rc)
		goto out;
	forget(review);
	review->shown = shown;
	shown = (struct desk_view){0};
	judge(review, &caller);
	/* What cannot be remembered is only not compared. */
	if (review_revision(review) &&
	    desk_seen(station->session->desk, &caller, review->shown.post,
	              review_revision(review), &review->before, &unseen))
		review->before = 0;
	put_page(review);
	show_changes_first(review);
out:
	desk_view_clear(&shown);
	return rc;
}

/* ---- in idle time -------------------------------------------------------- */

static bool same_text(const struct str *a, const struct str *b)
{
	return span_equal(str_span(a), str_span(b));
}

/* Why `present` is not what is shown; nothing when it is. */
static void say_moved(const struct review *review,
                      const struct desk_view *present, struct str *out)
{
	const struct post *was = review->shown.post, *now = present->post;
	const struct revision *revision = post_revision(now);
	const char *key = keys_first("review", "reload");
	char number[16];
	struct str grade = {0};

	if (revision && revision->number != review_revision(review)) {
		snprintf(number, sizeof(number), "%d", revision->number);
		say_fill(out,
		         N_("The post is revision {1} now, and you see "
		            "revision {n}; {2} reads it again."),
		         number, key, review_revision(review));
	} else if (!same_text(&present->text, &review->shown.text) ||
	           !same_text(&present->held_text, &review->shown.held_text)) {
		say_fill(out,
		         N_("The text that is held is another one now; {1} "
		            "reads it again."),
		         key, NULL, 0);
	} else if (strcmp(now->grade, was->grade) != 0) {
		say_grade(&grade, &review->view.station->session->names,
		          now->grade);
		say_fill(out, N_("The grade is “{1}” now; {2} reads it again."),
		         str_text(&grade), key, 0);
	} else if (now->work != was->work ||
	           now->public_state != was->public_state ||
	           now->published_count != was->published_count ||
	           post_open_step(now) != post_open_step(was)) {
		say_fill(out,
		         N_("Somebody has handled the post meanwhile: it is "
		            "“{1}” now; {2} reads it again."),
		         say_work(now->work), key, 0);
	}
	str_clear(&grade);
}

void review_look(struct review *review)
{
	struct station *station = review->view.station;
	struct caller caller = station_caller(station);
	struct desk_view present = {0};

	review->looks = false;
	(void)desk_moved(station->session->desk, review->tip);
	if (desk_show(station->session->desk, &caller, review->post, &present,
	              NULL))
		return;
	str_clear(&review->moved);
	say_moved(review, &present, &review->moved);
	desk_view_clear(&present);
}

/* The checks begin, in their thread, over exactly what is shown. */
static void ask_checks(struct review *review)
{
	const struct session *session = review->view.station->session;
	struct str *text = &review->shown.text;

	review->asked = true;
	if (!review->checker)
		review->checker = checker_open(session->share);
	/* A held text is not for everybody. */
	if (review->checker && (review_revision(review) || text->bytes))
		checker_ask(review->checker, &review->shown.form,
		            str_span(text), review->stamp);
	else
		review->studied = true;
}

/* The thread knows no policy. */
static void weigh(struct review *review, struct findings *findings)
{
	struct station *station = review->view.station;
	struct caller caller = station_caller(station);

	desk_weigh_form(station->session->desk, &caller, review->shown.post,
	                &review->shown.form, NULL, findings);
}

/* What was found in another text than the one shown is nobody's. */
static bool take_findings(struct review *review)
{
	struct checker_answer answer;

	if (!checker_take(review->checker, &answer))
		return false;
	if (answer.stamp != review->stamp) {
		findings_clear(&answer.findings);
		return false;
	}
	if (!answer.failed)
		weigh(review, &answer.findings);
	findings_clear(&review->findings);
	review->findings = answer.findings;
	review->checked = !answer.failed;
	review->studied = true;
	return true;
}

bool review_study(struct review *review)
{
	if (!review->asked)
		ask_checks(review);
	if (review->studied || !take_findings(review))
		return false;
	put_page(review);
	return true;
}

/* With what was read before: it is only not shown when it cannot be made. */
static void compare_once(struct review *review)
{
	struct err unknown = {0};

	review->compared = true;
	if (review->before)
		(void)!make_comparison(review, &unknown);
	put_page(review);
}

static int idle(struct view *view, int64_t idle_ms, bool *changed)
{
	struct review *review = review_of(view);

	if (view->station->top != view)
		return -1;
	if (!review->compared && idle_ms < STUDY_AFTER_MS)
		return STUDY_AFTER_MS - (int)idle_ms;
	*changed |= review_study(review);
	if (!review->compared) {
		compare_once(review);
		*changed = true;
	}
	if (!review->studied)
		return TAKE_EVERY_MS;
	if (review->looks ||
	    desk_moved(view->station->session->desk, review->tip)) {
		review_look(review);
		*changed = true;
	}
	return LOOK_EVERY_MS;
}

/* ---- drawing ------------------------------------------------------------- */

static void title(const struct view *view, struct str *out)
{
	const struct review *review = review_seen(view);

	say_fill(out,
	         review->shows_changes ? N_("What changed  {1}")
	                               : N_("Review  {1}"),
	         review->post, NULL, 0);
}

static void draw(struct view *view, struct screen *screen, struct area area)
{
	struct review *review = review_of(view);

	if (review->moved.bytes && area.rows > 1) {
		screen_put(screen, area.row, area.col, area.cols, STYLE_ALARM,
		           str_span(&review->moved), true);
		area.row++;
		area.rows--;
	}
	flow_draw(flow_of(view), screen, area);
}

/* ---- looking ------------------------------------------------------------- */

static enum err_code do_diff(struct view *view, struct err *err)
{
	struct review *review = review_of(view);

	if (!review->shows_changes)
		return show_changes(review, err);
	review->shows_changes = false;
	return ERR_OK;
}

static void blocks_diff(const struct view *view, struct str *why)
{
	if (review_revision(review_seen(view)) < 2 &&
	    !post_has_proposal(review_seen(view)->shown.post))
		say_fill(why,
		         N_("There is no earlier revision to compare with."),
		         NULL, NULL, 0);
}

static enum err_code do_back(struct view *view, struct err *err)
{
	struct review *review = review_of(view);

	(void)err;
	if (review->shows_changes)
		review->shows_changes = false;
	else
		station_pop(view->station);
	return ERR_OK;
}

static int found_count(const struct review *review)
{
	return (int)(review->shows_changes ? review->comparison.changes
	                                   : review->findings.count);
}

/* What is wrong with it, on the line for messages. */
static void note_finding(struct review *review)
{
	const struct finding *finding = &review->findings.at[review->found - 1];
	struct str words = {0};

	say_finding(&words, finding);
	for (size_t i = 0; i < finding->suggestion_count && i < NAMED; i++) {
		str_puts(&words, i ? _(", ") : " → ");
		str_puts(&words, finding->suggestions[i]);
	}
	station_note(review->view.station, STYLE_STRONG, N_("[{n}] {1}: {2}"),
	             say_severity(finding->severity), str_text(&words),
	             review->found);
	str_clear(&words);
}

static enum err_code find_by(struct view *view, int by)
{
	struct review *review = review_of(view);
	int count = found_count(review);

	review->found = review->found ? review->found + by : by > 0 ? 1 : count;
	if (review->found > count)
		review->found = 1;
	if (review->found < 1)
		review->found = count;
	flow_go(flow_of(view), review->found);
	if (!review->shows_changes)
		note_finding(review);
	return ERR_OK;
}

static enum err_code do_next_finding(struct view *view, struct err *err)
{
	(void)err;
	return find_by(view, 1);
}

static enum err_code do_previous_finding(struct view *view, struct err *err)
{
	(void)err;
	return find_by(view, -1);
}

static void blocks_finding(const struct view *view, struct str *why)
{
	const struct review *review = review_seen(view);

	if (found_count(review))
		return;
	say_fill(why,
	         review->studied || review->shows_changes
	             ? N_("Nothing was found here to go to.")
	             : N_("The checks are reading the text …"),
	         NULL, NULL, 0);
}

static enum err_code answer_search(struct view *view, struct span text,
                                   struct err *err)
{
	struct review *review = review_of(view);

	(void)err;
	/* Nothing typed: the same words again. */
	if (text.bytes) {
		review->words.bytes = 0;
		str_add(&review->words, text);
	}
	if (!flow_find(flow_of(view), str_text(&review->words)) &&
	    review->words.bytes)
		station_note(view->station, STYLE_ALARM,
		             N_("“{1}” does not stand here."),
		             str_text(&review->words), NULL, 0);
	return ERR_OK;
}

static enum err_code do_search(struct view *view, struct err *err)
{
	(void)err;
	station_ask(view->station,
	            review_of(view)->words.bytes ? N_("Look for (Enter: {1}): ")
	                                         : N_("Look for: "),
	            str_text(&review_of(view)->words), NULL, answer_search);
	return ERR_OK;
}

static enum err_code do_history(struct view *view, struct err *err)
{
	struct review *review = review_of(view);

	(void)err;
	review->looks = true;
	station_push(view->station,
	             view_history_new(view->station, review->post));
	return ERR_OK;
}

/* ---- the table ----------------------------------------------------------- */

static void close(struct view *view)
{
	struct review *review = review_of(view);

	checker_close(review->checker);
	forget(review);
	flow_free(review->page);
	flow_free(review->changes);
	str_clear(&review->words);
	str_clear(&review->url);
	str_clear(&review->opinion);
	free(review->post);
	free(review);
}

static const struct view_act acts[] = {
    {.name = "sign",
     .label = N_("sign"),
     .run = review_sign,
     .blocked = review_blocks_sign},
    {.name = "return",
     .label = N_("return"),
     .run = review_return,
     .blocked = review_blocks_return},
    {.name = "diff",
     .label = N_("diff"),
     .run = do_diff,
     .blocked = blocks_diff},
    {.name = "publish",
     .label = N_("publish"),
     .run = review_publish,
     .blocked = review_blocks_publish},
    {.name = "edit",
     .label = N_("edit"),
     .help = N_("write on this post"),
     .run = review_edit,
     .blocked = review_blocks_save},
    {.name = "next-finding",
     .label = N_("finding"),
     .help = N_("go to the next finding, or the next change"),
     .run = do_next_finding,
     .blocked = blocks_finding},
    {.name = "history",
     .label = N_("log"),
     .help = N_("who did what with this post"),
     .run = do_history},
    {.name = "next-post",
     .label = N_("next"),
     .help = N_("the next post that waits for your signature"),
     .run = review_next_post},
    {.name = "raise",
     .label = N_("raise"),
     .run = review_raise,
     .blocked = review_blocks_raise},
    {.name = "withdraw",
     .label = N_("withdraw"),
     .run = review_withdraw,
     .blocked = review_blocks_withdraw},
    {.name = "reject",
     .label = N_("reject"),
     .run = review_reject,
     .blocked = review_blocks_reject},
    {.name = "release",
     .label = N_("release"),
     .run = review_release,
     .blocked = review_blocks_release},
    {.name = "search",
     .label = N_("look for"),
     .help = N_("look for words in this text"),
     .run = do_search},
    {.name = "propose",
     .label = N_("propose"),
     .help = N_("send it back with a text of your own"),
     .run = review_propose,
     .blocked = review_blocks_propose},
    {.name = "accept",
     .label = N_("accept"),
     .help = N_("take the proposed text and hand it in again"),
     .run = review_accept,
     .blocked = review_blocks_accept},
    {.name = "joint",
     .label = N_("joint review"),
     .help = N_("ask several offices to sign before you do"),
     .run = review_joint,
     .blocked = review_blocks_joint},
    {.name = "add",
     .label = N_("add a signer"),
     .help = N_("ask one more person to sign after you"),
     .run = review_add,
     .blocked = review_blocks_add},
    {.name = "hand-on",
     .label = N_("hand on"),
     .help = N_("give your step to a colleague of the same office"),
     .run = review_hand_on,
     .blocked = review_blocks_hand_on},
    {.name = "lower",
     .label = N_("lower"),
     .help = N_("lower the grade: fewer steps, signatures stay"),
     .run = review_lower,
     .blocked = review_blocks_lower},
    {.name = "freeze",
     .label = N_("freeze"),
     .help = N_("take a published post offline at once"),
     .run = review_freeze,
     .blocked = review_blocks_freeze},
    {.name = "unfreeze",
     .label = N_("unfreeze"),
     .help = N_("put a frozen post online again"),
     .run = review_unfreeze,
     .blocked = review_blocks_unfreeze},
    {.name = "takedown",
     .label = N_("take down"),
     .help = N_("take a published post down for good"),
     .run = review_takedown,
     .blocked = review_blocks_takedown},
    {.name = "previous-finding",
     .help = N_("go to the finding before, or the change before"),
     .run = do_previous_finding,
     .blocked = blocks_finding},
    {.name = "back", .help = N_("leave this screen"), .run = do_back},
    {.name = NULL}};

const struct view_ops view_review_ops = {
    .name = "review",
    .heading = N_("Review"),
    .acts = acts,
    .reads_archive = true,
    .decides = true,
    .title = title,
    .load = review_load,
    .draw = draw,
    .move = move,
    .idle = idle,
    .close = close,
};

struct view *view_review_new(struct station *station, const char *post,
                             bool walks)
{
	struct review *review = mem_new(sizeof(*review));

	review->view.ops = &view_review_ops;
	review->view.station = station;
	review->post = mem_copy(post);
	review->walks = walks;
	review->page = flow_new();
	review->changes = flow_new();
	return &review->view;
}
