/*
 * One record at a time, as a stranger would read it: shape, signature, person,
 * content, rule, files. The rules are core/route's, asked of the state that the
 * records before add up to, and of what was in force at the record before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/check.h"
#include "core/mem.h"
#include "core/route.h"
#include "core/sheet.h"
#include "store/content.h"
#include "store/sign.h"
#include "store/verify-parts.h"

void verify_flaw(struct verify *verify, enum flaw_kind kind, const char *commit,
                 const char *post, const char *subject, const char *object)
{
	struct verdicts *out = verify->out;
	struct err cut; /* cuts at a character boundary */
	struct flaw *flaw;

	out->at = mem_room(out->at, out->count, &out->room, sizeof(*out->at));
	flaw = &out->at[out->count++];
	*flaw = (struct flaw){.kind = kind};
	err_set(&cut, ERR_FOUND, subject, NULL);
	snprintf(flaw->subject, sizeof(flaw->subject), "%s", cut.subject);
	err_set(&cut, ERR_FOUND, object, NULL);
	snprintf(flaw->object, sizeof(flaw->object), "%s", cut.subject);
	snprintf(flaw->commit, HEX, "%s", commit ? commit : "");
	snprintf(flaw->post, sizeof(flaw->post), "%s", post ? post : "");
}

bool verify_signature(struct span payload, struct span armored,
                      struct span signers, int64_t at_ms, struct str *who)
{
	struct sign_signer signer = {0};
	bool known;

	if (sign_check(payload, armored, "git", &signer, NULL))
		return false;
	known = sign_allowed(signers, &signer, at_ms, "git", who);
	sign_signer_clear(&signer);
	return known;
}

/* ---- shape, time, op-id
 * --------------------------------------------------------------- */

static void check_shape(struct page *page)
{
	const struct archive_record *record = &page->record;
	const struct verify *verify = page->verify;
	int parents = !verify->last[0]                      ? 0
	              : event_is_decision(page->event.kind) ? 2
	                                                    : 1;

	if (record->parent_count != parents)
		page_flaw(page, FLAW_SHAPE, NULL, "parents");
	else if ((page->event.kind == EVENT_INIT) != !verify->last[0])
		page_flaw(page, FLAW_SHAPE, NULL, "init");
	else if (parents == 2 &&
	         strcmp(record->parents[1], page->event.decision) != 0)
		page_flaw(page, FLAW_SHAPE, NULL, "Decision");
	else if (parents != 2 && page->event.decision[0])
		page_flaw(page, FLAW_SHAPE, NULL, "Decision");
	if (!page->event.actor || !page->event.op_id)
		page_flaw(page, FLAW_MESSAGE, NULL, "Actor, Op-Id");
	if (record->at_ms != page->event.at_ms ||
	    record->author_at_ms != page->event.at_ms)
		page_flaw(page, FLAW_SHAPE, NULL, "At");
	if (page->event.at_ms < verify->last_at_ms)
		page_flaw(page, FLAW_TIME, NULL, NULL);
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check_op_id(struct page *page)
{
	struct verify *verify = page->verify;
	const char *op_id = page->event.op_id;
	size_t low = 0, high = verify->op_id_count;

	if (!op_id)
		return;
	if (bsearch(&op_id, verify->op_ids ? verify->op_ids : &(char *){NULL},
	            verify->op_id_count, sizeof(op_id), compare_text)) {
		page_flaw(page, FLAW_OP_ID, NULL, op_id);
		return;
	}
	verify->op_ids = mem_room(verify->op_ids, verify->op_id_count,
	                          &verify->op_id_room, sizeof(op_id));
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(verify->op_ids[middle], op_id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	memmove(verify->op_ids + low + 1, verify->op_ids + low,
	        (verify->op_id_count++ - low) * sizeof(op_id));
	verify->op_ids[low] = mem_copy(op_id);
}

/* ---- signature and person
 * ------------------------------------------------------------- */

static void check_names(struct page *page, const struct archive_record *record)
{
	const struct force *force = &page->verify->force;
	const struct person *person =
	    force->roster && page->event.actor
	        ? roster_person(force->roster, page->event.actor)
	        : NULL;
	struct str author = {0}, committer = {0};

	str_putf(&author, "%s@%s", page->event.actor ? page->event.actor : "",
	         force_domain(force));
	str_putf(&committer, "workstation@%s", force_domain(force));
	if (!person || strcmp(record->author_name, person->name) != 0 ||
	    strcmp(record->author_email, str_text(&author)) != 0 ||
	    strcmp(record->committer_email, str_text(&committer)) != 0)
		page_flaw(page, FLAW_PERSON, record->hex, page->event.actor);
	str_clear(&author);
	str_clear(&committer);
}

/* Still the person's when it was recorded, not only when it was made. */
static bool was_in_force(const struct page *page,
                         const struct archive_record *record, struct span want)
{
	struct str who = {0};
	bool was = verify_signature(str_span(&record->payload),
	                            str_span(&record->signature),
	                            str_span(&page->verify->signers),
	                            page->event.at_ms, &who) &&
	           span_equal(str_span(&who), want);

	str_clear(&who);
	return was;
}

/* `side`: a person may have signed it; else only the workstation. */
static void check_signature(struct page *page,
                            const struct archive_record *record, bool side)
{
	struct verify *verify = page->verify;
	struct str who = {0}, want = {0};

	if (!verify_signature(
	        str_span(&record->payload), str_span(&record->signature),
	        str_span(&verify->signers), record->at_ms, &who)) {
		page_flaw(page, FLAW_SIGNATURE, record->hex,
		          record->signature.bytes ? "unknown or bad"
		                                  : "unsigned");
		goto out;
	}
	verify->out->signatures++;
	str_putf(&want, "workstation@%s", force_domain(&verify->force));
	if (span_equal(str_span(&who), str_span(&want)))
		goto out;
	want.bytes = 0;
	str_putf(&want, "%s@%s", page->event.actor,
	         force_domain(&verify->force));
	page->personal = side && span_equal(str_span(&who), str_span(&want)) &&
	                 was_in_force(page, record, str_span(&want));
	if (page->personal)
		verify->out->personal++;
	else
		page_flaw(page, FLAW_SIGNER, record->hex, page->event.actor);
out:
	str_clear(&who);
	str_clear(&want);
}

/* The two say the same, but for At and Decision. */
static bool says_the_same(const struct event *main, const struct event *side)
{
	struct event plain = *main;
	struct str a = {0}, b = {0};
	bool same;

	plain.at_ms = side->at_ms;
	plain.offset_min = side->offset_min;
	plain.decision[0] = '\0';
	event_write(&a, &plain);
	event_write(&b, side);
	same = !side->decision[0] && span_equal(str_span(&a), str_span(&b));
	str_clear(&a);
	str_clear(&b);
	return same;
}

static enum err_code check_side(struct page *page, struct err *err)
{
	struct archive *archive = page->verify->archive;
	const struct post *post = page->post ? page->post->post : NULL;
	const struct revision *revision = post ? post_revision(post) : NULL;
	struct archive_record side = {0};
	struct event event = {0};
	char tree[HEX];
	enum err_code rc;

	if (page->record.parent_count != 2)
		return ERR_OK; /* check_shape has said so */
	if ((rc = archive_read_commit(archive, page->record.parents[1], &side,
	                              err)))
		return rc;
	if (event_read(str_span(&side.message), &event, NULL) ||
	    !says_the_same(&page->event, &event))
		page_flaw(page, FLAW_SHAPE, side.hex, "side commit: message");
	else if (event.at_ms != side.at_ms ||
	         event.at_ms != side.author_at_ms ||
	         event.offset_min != page->event.offset_min ||
	         event.at_ms > page->event.at_ms)
		page_flaw(page, FLAW_SHAPE, side.hex, "side commit: At");
	else if (revision && event.at_ms < revision->at_ms)
		page_flaw(page, FLAW_SHAPE, side.hex, "side commit: At");
	if (side.parent_count != 1 || !revision ||
	    strcmp(side.parents[0], revision->commit) != 0)
		page_flaw(page, FLAW_SHAPE, side.hex, "side commit: parent");
	else if (!(rc = archive_tree_of(archive, side.parents[0], "", tree,
	                                err)) &&
	         strcmp(tree, side.tree) != 0)
		page_flaw(page, FLAW_SHAPE, side.hex, "side commit: tree");
	if (!rc) {
		check_names(page, &side);
		check_signature(page, &side, true);
	}
	archive_record_clear(&side);
	event_clear(&event);
	return rc;
}

/* ---- the rule
 * ---------------------------------------------------------------------------------
 */

static enum err_code find_policy(struct page *page, struct err *err)
{
	const struct event *event = &page->event;
	const struct post *post = page->post ? page->post->post : NULL;
	const char *tree = page->verify->force.policy_tree;

	if (post && route_keeps_policy(event->kind, post))
		tree = post->policy;
	if (event->policy[0] && strcmp(event->policy, tree) != 0)
		page_flaw(page, FLAW_RULE, NULL, "Policy");
	snprintf(page->policy_tree, HEX, "%s", tree);
	return policies_get(page->verify->policies, tree, &page->policy, err);
}

static void tell_refusal(struct page *page, const struct err *why)
{
	struct verdicts *out = page->verify->out;

	page_flaw(page, FLAW_RULE, NULL, err_name(why->code));
	out->at[out->count - 1].why = *why;
	page->lawful = false;
}

static bool is_writing(enum event_kind kind)
{
	return kind == EVENT_NEW || kind == EVENT_SAVE ||
	       kind == EVENT_RELEASE || kind == EVENT_CORRECT;
}

/* A grade nobody knows, or below what it was submitted with. */
static bool is_bad_grade(const struct page *page, const struct post *post)
{
	const char *grade = page->event.grade;
	int at = grade ? policy_grade(page->policy, grade) : 0;

	if (!grade)
		return false;
	return at < 0 || (post && post->submitted &&
	                  at < policy_grade(page->policy, post->grade));
}

/* Whether a channel stands twice. */
static bool names_twice(const char *list)
{
	struct span rest = span_of(list), piece;
	struct words seen = {0};
	bool twice = false;

	while (!twice && span_cut(&rest, ',', &piece)) {
		twice = words_have(&seen, span_trim(piece));
		words_add(&seen, span_trim(piece));
	}
	words_clear(&seen);
	return twice;
}

/* A trailer that a record of this kind never has; NULL: none. */
static const char *strange_trailer(const struct event *event)
{
	enum event_kind kind = event->kind;
	bool names = kind == EVENT_ADD || kind == EVENT_HAND_ON;

	if ((event->url || event->channel) && kind != EVENT_PUBLISH)
		return "Channel, Url";
	if (names_twice(event->channel))
		return "Channel";
	if (event->person && !names)
		return "Person";
	if (event->ticked && kind != EVENT_SIGN)
		return "Ticked";
	if (event->successor && kind != EVENT_SUPERSEDE)
		return "Successor";
	if (event->proposal[0] && kind != EVENT_PROPOSE)
		return "Proposal";
	if (event->waiver_count && kind != EVENT_SUBMIT &&
	    kind != EVENT_CORRECT)
		return "Waive";
	return NULL;
}

/* The first trailer that is not what the ledger writes; NULL: none. */
static const char *wrong_trailer(const struct page *page,
                                 const struct post *post,
                                 const struct revision *revision)
{
	const struct event *event = &page->event;
	const char *grade = event->grade ? event->grade : "";

	if (strange_trailer(event))
		return strange_trailer(event);
	if (is_writing(event->kind)) {
		if (event->kind != EVENT_NEW && !event->content[0])
			return "Content";
		return is_bad_grade(page, post) ? "Grade" : NULL;
	}
	if (!event->policy[0])
		return "Policy";
	if (!revision || strcmp(event->content, revision->content) != 0)
		return "Content";
	if (strcmp(event->content_sha256, revision->content_sha256) != 0)
		return "Content-SHA256";
	if (event->kind == EVENT_SUBMIT && strcmp(grade, post->grade) != 0)
		return "Grade";
	if (event->kind == EVENT_SUBMIT &&
	    strcmp(event->body ? event->body : "",
	           policy_statement(page->policy)) != 0)
		return "statement";
	return NULL;
}

/* What was recorded is what the rule would have recorded. */
static void check_verdict(struct page *page, const struct verdict *verdict)
{
	const struct event *event = &page->event;
	const struct post *post = page->post ? page->post->post : NULL;
	const struct revision *revision = post ? post_revision(post) : NULL;
	struct str role = {0};
	const char *step = verdict->step ? verdict->step : "";
	const char *trailer = wrong_trailer(page, post, revision);
	int number = revision ? revision->number : 0;

	str_putf(&role, "%s@%s", verdict->role, verdict->unit);
	if (page_makes_content(page))
		number++;
	if (!event->role || strcmp(event->role, str_text(&role)) != 0)
		page_flaw(page, FLAW_RULE, NULL, "Role");
	else if (strcmp(event->step ? event->step : "", step) != 0)
		page_flaw(page, FLAW_RULE, NULL, "Step");
	else if (event->revision != number && event->content[0])
		page_flaw(page, FLAW_RULE, NULL, "Revision");
	else if (event->kind == EVENT_NEW &&
	         (!event->provider || !event->unit ||
	          strcmp(event->provider, event->actor) != 0 ||
	          strcmp(event->unit, verdict->unit) != 0))
		page_flaw(page, FLAW_RULE, NULL, "Provider, Unit");
	if (trailer)
		page_flaw(page, FLAW_RULE, NULL, trailer);
	str_clear(&role);
}

static int compare_posts(const void *a, const void *b)
{
	const struct verify_post *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static struct verify_post *find_post(struct verify *verify, const char *id)
{
	struct verify_post wanted = {.id = (char *)id};

	if (!verify->post_count)
		return NULL;
	return bsearch(&wanted, verify->posts, verify->post_count,
	               sizeof(wanted), compare_posts);
}

/* The post that shall take another one's place is published. */
static bool is_fulfilled(const struct page *page)
{
	const struct event *event = &page->event;
	const struct verify_post *found =
	    event->kind == EVENT_SUPERSEDE && event->successor
	        ? find_post(page->verify, event->successor)
	        : NULL;

	return found && found->post &&
	       (found->post->public_state == PUBLIC_PUBLISHED ||
	        found->post->public_state == PUBLIC_CORRECTED);
}

static bool is_text(const char *text, const struct str *want)
{
	return strcmp(text ? text : "", str_text(want)) == 0;
}

/* The steps it lays and the seats it opens are the policy's. */
static void check_plan(struct page *page, const struct act *act)
{
	const struct event *event = &page->event;
	const struct roster *roster = page->verify->force.roster;
	const struct post *post = page->post ? page->post->post : NULL;
	struct str route = {0}, steps = {0}, seats = {0};

	if (event->kind == EVENT_SUBMIT || event->kind == EVENT_RAISE ||
	    event->kind == EVENT_LOWER || event->kind == EVENT_CORRECT)
		(void)route_plan(page->policy, roster, post, act, &route,
		                 &steps);
	if (event->kind == EVENT_JOINT)
		(void)route_seats(page->policy, roster, post, act, &seats);
	if (!is_text(event->route, &route) || !is_text(event->steps, &steps))
		page_flaw(page, FLAW_RULE, NULL, "Route, Steps");
	if (!is_text(event->seats, &seats))
		page_flaw(page, FLAW_RULE, NULL, "Seats");
	str_clear(&route);
	str_clear(&steps);
	str_clear(&seats);
}

/* core/route said yes; so must the history, read by other code. */
static void read_again(struct page *page)
{
	struct audit_record record = {.event = &page->event,
	                              .policy = page->policy,
	                              .roster = page->verify->force.roster,
	                              .form =
	                                  page->has_form ? &page->form : NULL,
	                              .personal = page->personal};
	const char *why = page->post && page->post->audit
	                      ? audit_ask(page->post->audit, &record)
	                      : NULL;

	if (why)
		page_flaw(page, FLAW_RULE, NULL, why);
}

static void judge_post(struct page *page)
{
	const struct event *event = &page->event;
	const struct post *post = page->post ? page->post->post : NULL;
	struct span rest = span_of(event->channel), piece;
	struct verdict verdict = {0};
	struct err err = {0};
	struct act act = {.kind = event->kind,
	                  .person = event->actor,
	                  .grade = event->grade,
	                  .ticked = event->ticked,
	                  .seats = event->seats,
	                  .named = event->kind == EVENT_SUPERSEDE
	                               ? event->successor
	                               : event->person,
	                  .form = page->has_form ? &page->form : NULL,
	                  .fulfilled = is_fulfilled(page),
	                  .opinion = event->body != NULL,
	                  .personal = page->personal,
	                  .at_ms = event->at_ms};
	enum err_code rc;

	if (!page_makes_content(page) && event->content[0])
		act.content = event->content;
	if (event->kind == EVENT_SUBMIT || event->kind == EVENT_WITHDRAW)
		act.grade = NULL;
	do { /* publish names each channel; anything else runs once */
		char *channel = NULL;

		if (event->kind == EVENT_PUBLISH &&
		    span_cut(&rest, ',', &piece))
			act.channel = channel = span_copy(span_trim(piece));
		rc = route_judge(page->policy, page->verify->force.roster, post,
		                 &act, &verdict, &err);
		free(channel);
	} while (!rc && event->kind == EVENT_PUBLISH && rest.at);
	if (rc) {
		tell_refusal(page, &err);
		return;
	}
	check_verdict(page, &verdict);
	act.channel = NULL;
	check_plan(page, &act);
	read_again(page);
}

/* Whether the files of the person, before and after (NULL: none), differ in
 * their grants and nothing else, or in anything but their grants. */
static bool is_only(enum event_kind kind, const struct person *before,
                    const struct person *after)
{
	struct person mixed;
	struct str a = {0}, b = {0};
	bool same;

	if (!after || (!before && kind == EVENT_GRANT))
		return false;
	mixed = *after; /* with the grants of before */
	mixed.grants = before ? before->grants : NULL;
	mixed.grant_count = before ? before->grant_count : 0;
	roster_write_person(&a, &mixed, 0);
	roster_write_person(&b, kind == EVENT_GRANT ? before : after, 0);
	same = span_equal(str_span(&a), str_span(&b));
	str_clear(&a);
	str_clear(&b);
	return same;
}

/* What a record about a person made of them. `own`: only their language. */
static enum err_code check_person(struct page *page, bool own, struct err *err)
{
	const struct force *force = &page->verify->force;
	const char *id = page->event.person ? page->event.person : "";
	struct force after = {0};
	enum err_code rc;

	if ((rc = force_read(page->verify->archive, page->commit, &after, err)))
		return rc;
	if (own && !force_only_lang(force, &after, id)) {
		page_flaw(page, FLAW_RULE, NULL, err_name(ERR_NO_RIGHT));
		page->lawful = false;
	} else if (!is_only(page->event.kind, roster_person(force->roster, id),
	                    roster_person(after.roster, id))) {
		page_flaw(page, FLAW_RULE, NULL, "Person");
	}
	force_clear(&after);
	return rc;
}

static void check_office(struct page *page, const char *office)
{
	const char *role = page->event.role ? page->event.role : "";

	if (strcmp(role, office) != 0)
		page_flaw(page, FLAW_RULE, NULL, "Role");
}

static enum err_code judge_house(struct page *page, struct err *err)
{
	struct verify *verify = page->verify;
	enum event_kind kind = page->event.kind;
	struct verdict verdict = {0};
	struct err why = {0};
	bool own;
	enum err_code rc;

	if (kind == EVENT_TERMS) {
		err_set(&why, ERR_NOT_BUILT, event_id(kind), NULL);
		tell_refusal(page, &why);
		return ERR_OK;
	}
	rc = route_judge_admin(verify->force.roster, page->event.actor,
	                       page->event.at_ms, &verdict, &why);
	own = rc == ERR_NO_RIGHT && kind == EVENT_PERSON &&
	      page->event.person &&
	      strcmp(page->event.person, page->event.actor) == 0;
	if (rc && !own) {
		tell_refusal(page, &why);
		return ERR_OK;
	}
	check_office(page, own ? "" : "admin@" ROSTER_ROOT);
	if (kind == EVENT_PERSON || kind == EVENT_GRANT)
		return check_person(page, own, err);
	return ERR_OK;
}

/* The gate over the words; the statement is the policy's, not a person's. */
static void check_words(struct page *page)
{
	struct event words = page->event; /* borrows all of it */
	struct findings found = {0};

	if (words.kind == EVENT_SUBMIT && words.body &&
	    strcmp(words.body, policy_statement(page->policy)) == 0)
		words.body = NULL;
	content_gate_words(&words, &found);
	if (found.count)
		page_flaw(page, FLAW_GATE, NULL, found.at[0].rule);
	findings_clear(&found);
}

static enum err_code check_rule(struct page *page, struct err *err)
{
	const struct event *event = &page->event;
	enum err_code rc;

	page->lawful = true;
	if (event->kind == EVENT_INIT) {
		check_office(page, "admin@" ROSTER_ROOT);
		return ERR_OK;
	}
	if (!event->actor) {
		page->lawful = false;
		return ERR_OK;
	}
	if ((rc = find_policy(page, err)))
		return rc;
	check_words(page);
	if (!event->post)
		return judge_house(page, err);
	if ((event->kind == EVENT_NEW) == (page->post && page->post->post)) {
		page_flaw(page, FLAW_RULE, NULL, "Post");
		page->lawful = false;
	} else {
		judge_post(page);
	}
	return ERR_OK;
}

/* ---- taking it in
 * --------------------------------------------------------------------------------
 */

/* Ids rise with time, so the new one nearly always goes to the end. */
static struct verify_post *add_post(struct verify *verify, const char *id)
{
	size_t at;

	verify->posts = mem_room(verify->posts, verify->post_count,
	                         &verify->post_room, sizeof(*verify->posts));
	at = verify->post_count++;
	for (; at > 0 && strcmp(verify->posts[at - 1].id, id) > 0; at--)
		verify->posts[at] = verify->posts[at - 1];
	verify->posts[at] = (struct verify_post){.id = mem_copy(id)};
	return &verify->posts[at];
}

static void take_in(struct page *page)
{
	struct audit_record record = {.event = &page->event,
	                              .policy = page->policy,
	                              .form =
	                                  page->has_form ? &page->form : NULL};

	if (!page->event.post || !page->lawful)
		return;
	if (!page->post)
		page->post = add_post(page->verify, page->event.post);
	if (!page->post->audit)
		page->post->audit = audit_new();
	audit_take(page->post->audit, &record);
	route_apply(page->policy, &page->event,
	            page->has_form ? &page->form : NULL, page->commit,
	            page->personal, &page->post->post);
	if (strcmp(page->event.about ? page->event.about : "",
	           page->post->post->form.title) != 0)
		page_flaw(page, FLAW_RULE, NULL, "title");
	verify_sheets(page);
}

/* What the next record is judged by. */
static enum err_code step_on(struct page *page, struct err *err)
{
	struct verify *verify = page->verify;
	enum err_code rc;

	if ((rc = force_read(verify->archive, page->commit, &verify->force,
	                     err)))
		return rc;
	verify->signers.bytes = 0;
	if ((rc = archive_read(verify->archive, page->commit, "allowed_signers",
	                       &verify->signers, err)))
		return rc;
	if (verify->receipt_commit && !verify->receipt_event.op_id &&
	    strcmp(page->commit, verify->receipt_commit) == 0) {
		str_add(&verify->receipt_signers, str_span(&verify->signers));
		event_copy(&verify->receipt_event, &page->event);
	}
	snprintf(verify->last, HEX, "%s", page->commit);
	verify->last_at_ms = page->event.at_ms;
	return ERR_OK;
}

static enum err_code check_page(struct page *page, struct err *err)
{
	struct verify *verify = page->verify;
	char before[HEX];
	enum err_code rc;

	memcpy(before, verify->last, HEX);
	check_shape(page);
	check_op_id(page);
	/* The first record brings its own signers and people. */
	if (!before[0]) {
		if ((rc = step_on(page, err)))
			return rc;
		verify->last[0] = '\0';
	}
	check_names(page, &page->record);
	check_signature(page, &page->record, false);
	if (page->event.post)
		page->post = find_post(verify, page->event.post);
	/* The rules ask for the form that a record brings. */
	if ((rc = verify_content(page, err)))
		return rc;
	/* Whose signature it is, and by it what the rule says. */
	if (event_is_decision(page->event.kind) && (rc = check_side(page, err)))
		return rc;
	if ((rc = check_rule(page, err)))
		return rc;
	if ((rc = verify_changes(page, before, err)) ||
	    (rc = verify_house(page, before, err)))
		return rc;
	take_in(page);
	return step_on(page, err);
}

enum err_code verify_record(struct verify *verify, const char *commit,
                            struct err *err)
{
	struct page page = {.verify = verify, .commit = commit};
	struct err why = {0};
	enum err_code rc;

	if ((rc = archive_read_commit(verify->archive, commit, &page.record,
	                              err)))
		return rc;
	if (event_read(str_span(&page.record.message), &page.event, &why)) {
		page_flaw(&page, FLAW_MESSAGE, NULL, why.object);
		rc = verify->last[0] ? step_on(&page, err) : ERR_OK;
	} else {
		rc = check_page(&page, err);
	}
	archive_record_clear(&page.record);
	event_clear(&page.event);
	form_clear(&page.form);
	str_clear(&page.text);
	return rc;
}
