/*
 * From a proposal to commits that are written and read back, but on no branch.
 * Everything that could refuse is asked here, under the lock.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/check.h"
#include "core/mem.h"
#include "core/route.h"
#include "core/sheet.h"
#include "store/content.h"
#include "store/ledger-parts.h"
#include "store/sign.h"

/* What is being composed. */
struct work_piece {
	struct ledger *ledger;
	struct proposal *proposal;
	struct event *event; /* the proposal's, being filled in */
	struct post *post;   /* before; NULL for new and for no post */
	const struct policy *policy;
	struct made *made;
	char tree[HEX]; /* of the commit on main */
	bool own;       /* a person changes their own language */
};

void proposal_clear(struct proposal *proposal)
{
	event_clear(&proposal->event);
	post_free(proposal->after);
	proposal->after = NULL;
}

static void set(char **field, const char *text)
{
	char *copy = mem_copy(text); /* `text` may be *field */

	free(*field);
	*field = copy;
}

static void set_text(char **field, struct str *take_text)
{
	free(*field);
	*field = str_take(take_text);
}

void ledger_drop_changes(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->change_count; i++) {
		free((char *)ledger->changes[i].path);
		free((char *)ledger->changes[i].bytes.at);
	}
	ledger->change_count = 0;
}

void ledger_put(struct ledger *ledger, const char *path, struct span bytes)
{
	struct archive_change *change;

	for (size_t i = 0; i < ledger->change_count; i++) {
		change = &ledger->changes[i];
		if (strcmp(change->path, path) == 0) {
			free((char *)change->bytes.at);
			change->bytes =
			    span_from(span_copy(bytes), bytes.bytes);
			return;
		}
	}
	ledger->changes =
	    mem_room(ledger->changes, ledger->change_count,
	             &ledger->change_room, sizeof(*ledger->changes));
	change = &ledger->changes[ledger->change_count++];
	*change = (struct archive_change){
	    .path = mem_copy(path),
	    .bytes = span_from(span_copy(bytes), bytes.bytes)};
}

static bool has_content(enum event_kind kind)
{
	return kind == EVENT_NEW || kind == EVENT_SAVE ||
	       kind == EVENT_RELEASE || kind == EVENT_CORRECT;
}

static void set_moment(struct work_piece *piece)
{
	const struct ledger *ledger = piece->ledger;

	piece->event->at_ms = ledger_moment(ledger, piece->proposal->now_ms);
	if (ledger->tip[0]) /* init brings its own */
		piece->event->offset_min = force_offset_min(&ledger->force);
}

/* ---- may it be?
 * --------------------------------------------------------------- */

/* The policy a post's act is judged by: its own once it was submitted. */
static enum err_code find_policy(struct work_piece *piece, struct err *err)
{
	const struct ledger *ledger = piece->ledger;
	enum event_kind kind = piece->event->kind;

	piece->policy = ledger->force.policy;
	memcpy(piece->made->policy, ledger->force.policy_tree, HEX);
	if (!piece->post || !route_keeps_policy(kind, piece->post))
		return ERR_OK;
	memcpy(piece->made->policy, piece->post->policy, HEX);
	return policies_get(ledger->policies, piece->post->policy,
	                    &piece->policy, err);
}

/* The post that shall take another one's place is published. */
static enum err_code is_fulfilled(struct work_piece *piece, bool *out,
                                  struct err *err)
{
	struct post *successor = NULL;
	enum err_code rc;

	rc = index_post(piece->ledger->index,
	                piece->event->successor ? piece->event->successor : "",
	                &successor, err);
	*out = successor && (successor->public_state == PUBLIC_PUBLISHED ||
	                     successor->public_state == PUBLIC_CORRECTED);
	post_free(successor);
	return rc;
}

/* The steps a record lays, the seats it opens. */
static void plan(struct work_piece *piece, const struct act *act)
{
	const struct roster *roster = piece->ledger->force.roster;
	struct event *event = piece->event;
	struct str route = {0}, steps = {0}, seats = {0};

	switch (event->kind) {
	case EVENT_SUBMIT:
	case EVENT_RAISE:
	case EVENT_LOWER:
	case EVENT_CORRECT:
		if (route_plan(piece->policy, roster, piece->post, act, &route,
		               &steps)) {
			set_text(&event->route, &route);
			set_text(&event->steps, &steps);
		}
		break;
	case EVENT_JOINT:
		if (route_seats(piece->policy, roster, piece->post, act,
		                &seats))
			set_text(&event->seats, &seats);
		break;
	default:
		break;
	}
	str_clear(&route);
	str_clear(&steps);
	str_clear(&seats);
}

static enum err_code judge_post(struct work_piece *piece, struct err *err)
{
	struct event *event = piece->event;
	const struct revision *revision;
	struct verdict verdict = {0};
	struct str role = {0};
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
	                  .form = piece->proposal->form,
	                  .opinion = event->body != NULL,
	                  .personal = piece->proposal->own.asked,
	                  .at_ms = event->at_ms};
	char now[16];
	enum err_code rc;

	if (event->kind == EVENT_SUPERSEDE &&
	    (rc = is_fulfilled(piece, &act.fulfilled, err)))
		return rc;
	rc = route_judge(piece->policy, piece->ledger->force.roster,
	                 piece->post, &act, &verdict, err);
	if (rc)
		return rc;
	plan(piece, &act);
	revision = piece->post ? post_revision(piece->post) : NULL;
	if ((piece->proposal->first && revision) ||
	    (act.content &&
	     (!revision || strcmp(act.content, revision->content) != 0))) {
		snprintf(now, sizeof(now), "%d",
		         revision ? revision->number : 0);
		return err_set(err, ERR_STALE, piece->post->id, now);
	}
	set(&event->step, verdict.step);
	str_putf(&role, "%s@%s", verdict.role, verdict.unit);
	set_text(&event->role, &role);
	if (event->kind == EVENT_NEW) {
		set(&event->provider, event->actor);
		set(&event->unit, verdict.unit);
	}
	return ERR_OK;
}

static enum err_code judge(struct work_piece *piece, struct err *err)
{
	struct ledger *ledger = piece->ledger;
	struct event *event = piece->event;
	struct verdict verdict = {0};
	struct str role = {0};
	enum err_code rc;

	if (event->kind == EVENT_INIT) {
		set(&event->role, "admin@" ROSTER_ROOT);
		return ERR_OK;
	}
	if (event->post &&
	    (rc = index_post(ledger->index, event->post, &piece->post, err)))
		return rc;
	if ((rc = find_policy(piece, err)))
		return rc;
	if (event->post || event->kind == EVENT_NEW)
		return judge_post(piece, err);
	rc = route_judge_admin(ledger->force.roster, event->actor, event->at_ms,
	                       &verdict, err);
	piece->own = rc == ERR_NO_RIGHT && event->kind == EVENT_PERSON &&
	             event->person && strcmp(event->person, event->actor) == 0;
	if (piece->own)
		return ERR_OK; /* their language, and no more: rehearse() */
	if (rc)
		return rc;
	str_putf(&role, "%s@%s", verdict.role, verdict.unit);
	set_text(&event->role, &role);
	return ERR_OK;
}

/* The last defence of the gate; the desk has asked before. */
static enum err_code gate_words(struct work_piece *piece, struct err *err)
{
	struct findings findings = {0};
	enum err_code rc = ERR_OK;

	content_gate_words(piece->event, &findings);
	if (findings.count)
		rc = err_set(err, ERR_HELD_WORDS, "", findings.at[0].rule);
	findings_clear(&findings);
	return rc;
}

static enum err_code gate_content(struct work_piece *piece, struct err *err)
{
	const struct proposal *proposal = piece->proposal;
	const struct revision *revision =
	    piece->post ? post_revision(piece->post) : NULL;
	struct findings findings = {0};
	struct content content = {0};
	struct form form = {0};
	struct str path = {0}, text = {0};
	enum err_code rc = ERR_OK;

	if (revision) {
		post_path(piece->post->id, &path);
		str_puts(&path, "/content");
		if ((rc = content_read(piece->ledger->archive, revision->commit,
		                       str_text(&path), &content, err)) ||
		    (rc = content_parts(&content, &form, &text, err)))
			goto out;
	}
	content_gate(proposal->form, proposal->text, revision ? &form : NULL,
	             revision ? &text : NULL, &findings);
	if (findings.count)
		rc = err_set(err, ERR_HELD, piece->event->post,
		             findings.at[0].rule);
out:
	findings_clear(&findings);
	content_clear(&content);
	form_clear(&form);
	str_clear(&path);
	str_clear(&text);
	return rc;
}

/* The title of a post is content; of anything else, words. */
static enum err_code gate(struct work_piece *piece, struct err *err)
{
	enum event_kind kind = piece->event->kind;
	enum err_code rc;

	if ((rc = gate_words(piece, err)))
		return rc;
	if (((has_content(kind) && kind != EVENT_RELEASE) ||
	     kind == EVENT_PROPOSE) &&
	    !piece->proposal->held)
		return gate_content(piece, err);
	return ERR_OK;
}

/* ---- what it will say
 * ------------------------------------------------------------ */

static enum err_code name_post(struct work_piece *piece, struct err *err)
{
	struct event *event = piece->event;
	struct str id = {0};
	char day[CALENDAR_TEXT];
	int year, month, date;
	long serial;
	enum err_code rc;

	calendar_day(event->at_ms, event->offset_min, &year, &month, &date);
	snprintf(day, sizeof(day), "%04d%02d%02d", year, month, date);
	if ((rc = index_serial(piece->ledger->index, day, &serial, err)))
		return rc;
	str_putf(&id, "%s-%03ld", day, serial + 1);
	set_text(&event->post, &id);
	return ERR_OK;
}

/* The folder then holds what is put there, and nothing else. */
static void put_folder(struct ledger *ledger, const char *path)
{
	ledger->changes =
	    mem_room(ledger->changes, ledger->change_count,
	             &ledger->change_room, sizeof(*ledger->changes));
	ledger->changes[ledger->change_count++] =
	    (struct archive_change){.path = mem_copy(path), .gone = true};
}

/* Puts the files of the proposal's text into a folder of the post; *tree is the
 * folder's, which is written by itself first. */
static enum err_code put_text(struct work_piece *piece, const char *folder,
                              char tree[HEX], char sha256[HEX256],
                              struct err *err)
{
	const struct proposal *proposal = piece->proposal;
	struct ledger *ledger = piece->ledger;
	struct archive_change *alone;
	struct content content = {0};
	struct str path = {0};
	enum err_code rc;

	content_make(&content, proposal->form, proposal->text);
	alone = mem_new_array(content.count, sizeof(*alone));
	post_path(piece->event->post, &path);
	str_putf(&path, "/%s", folder);
	put_folder(ledger, str_text(&path));
	for (size_t i = 0; i < content.count; i++) {
		const struct content_file *file = &content.at[i];

		alone[i] = (struct archive_change){
		    .path = file->path, .bytes = str_span(&file->bytes)};
		path.bytes = 0;
		post_path(piece->event->post, &path);
		str_putf(&path, "/%s/%s", folder, file->path);
		ledger_put(ledger, str_text(&path), str_span(&file->bytes));
	}
	content_sha256(&content, sha256);
	rc = archive_write_tree(ledger->archive, NULL, alone, content.count,
	                        tree, err);
	free(alone);
	content_clear(&content);
	str_clear(&path);
	return rc;
}

/* The next revision; its ids go into the event. */
static enum err_code put_content(struct work_piece *piece, struct err *err)
{
	struct event *event = piece->event;

	event->revision =
	    piece->post ? (int)piece->post->revision_count + 1 : 1;
	form_copy(&piece->made->form, piece->proposal->form);
	piece->made->has_form = true;
	return put_text(piece, "content", event->content, event->content_sha256,
	                err);
}

/* A text proposed instead of the revision that was seen. */
static enum err_code put_proposal(struct work_piece *piece, struct err *err)
{
	struct event *event = piece->event;
	char folder[32], sha256[HEX256];

	snprintf(folder, sizeof(folder), "proposal/%d", event->revision);
	return put_text(piece, folder, event->proposal, sha256, err);
}

static void name_content(struct work_piece *piece)
{
	const struct revision *revision = post_revision(piece->post);
	struct event *event = piece->event;

	if (!revision)
		return;
	event->revision = revision->number;
	memcpy(event->content, revision->content, HEX);
	memcpy(event->content_sha256, revision->content_sha256, HEX256);
}

/* Held posts have none until their text comes in. */
static bool has_grade(const struct post *post)
{
	return post && post->grade && post->grade[0];
}

/* Publishing names its channels: a, b. */
static void name_channels(struct work_piece *piece)
{
	const struct post *post = piece->post;
	struct words words = {0};
	struct str list = {0};

	post_unpublished(post, &words);
	words_write(&list, &words);
	words_clear(&words);
	set_text(&piece->event->channel, &list);
}

static enum err_code describe(struct work_piece *piece, struct err *err)
{
	struct event *event = piece->event;
	const struct proposal *proposal = piece->proposal;
	enum err_code rc;

	if (event->kind == EVENT_NEW && (rc = name_post(piece, err)))
		return rc;
	if (proposal->held) {
		set(&event->grade, NULL);
		set(&event->about, NULL);
		return ERR_OK;
	}
	if (has_content(event->kind)) {
		if (!event->grade && !has_grade(piece->post))
			set(&event->grade,
			    policy_grade_at(piece->policy, 0)->id);
		set(&event->about, proposal->form->title);
		if (event->kind == EVENT_CORRECT)
			memcpy(event->policy, piece->made->policy, HEX);
		return put_content(piece, err);
	}
	name_content(piece);
	set(&event->about, piece->post->form.title);
	memcpy(event->policy, piece->made->policy, HEX);
	if (event->kind == EVENT_PUBLISH && !event->channel)
		name_channels(piece);
	if (event->kind == EVENT_PROPOSE && (rc = put_proposal(piece, err)))
		return rc;
	if (event->kind == EVENT_SUBMIT) {
		set(&event->grade, piece->post->grade);
		if (policy_statement(piece->policy)[0])
			set(&event->body, policy_statement(piece->policy));
	}
	return ERR_OK;
}

/* The record sheets as they stand after the event. */
static void put_sheets(struct work_piece *piece)
{
	const struct ledger *ledger = piece->ledger;
	struct post *after = piece->post ? post_copy(piece->post) : NULL;
	struct str path = {0}, sheet = {0};
	size_t folder;

	route_apply(piece->policy, piece->event,
	            piece->made->has_form ? &piece->made->form : NULL, "",
	            piece->made->personal, &after);
	post_path(after->id, &path);
	folder = path.bytes;
	if (after->signoff_count) {
		str_puts(&path, "/record/signoffs.md");
		sheet_signoffs(&sheet, after, piece->policy,
		               ledger->force.roster, piece->event->offset_min);
		ledger_put(piece->ledger, str_text(&path), str_span(&sheet));
	}
	if (after->published_count) {
		path.bytes = folder;
		sheet.bytes = 0;
		str_puts(&path, "/record/publication.md");
		sheet_publication(&sheet, after, piece->policy,
		                  ledger->force.roster,
		                  piece->event->offset_min);
		ledger_put(piece->ledger, str_text(&path), str_span(&sheet));
	}
	post_free(piece->proposal->after);
	piece->proposal->after = after;
	str_clear(&path);
	str_clear(&sheet);
}

/* ---- the commits
 * ------------------------------------------------------------------- */

/* Exactly what is signed; appended. */
static enum err_code commit_text(const struct ledger *ledger,
                                 const struct event *event, const char *tree,
                                 const char *const *parents, int count,
                                 struct str *out, struct err *err)
{
	struct str message = {0}, author = {0}, committer = {0};
	const struct person *person =
	    ledger->force.roster
	        ? roster_person(ledger->force.roster, event->actor)
	        : NULL;
	struct archive_commit commit = {.tree = tree,
	                                .parent_count = count,
	                                .author_name = person ? person->name
	                                                      : event->actor,
	                                .committer_name = "sanshen",
	                                .at_ms = event->at_ms,
	                                .offset_min = event->offset_min};
	enum err_code rc;

	for (int i = 0; i < count; i++)
		memcpy(commit.parents[i], parents[i], HEX);
	event_write(&message, event);
	str_putf(&author, "%s@%s", event->actor, force_domain(&ledger->force));
	str_putf(&committer, LEDGER_WORKSTATION "@%s",
	         force_domain(&ledger->force));
	commit.author_email = str_text(&author);
	commit.committer_email = str_text(&committer);
	commit.message = str_text(&message);
	rc = archive_commit_text(&commit, out, err);
	str_clear(&message);
	str_clear(&author);
	str_clear(&committer);
	return rc;
}

/* Signed by the workstation. */
static enum err_code write_signed(struct ledger *ledger, struct span text,
                                  char out[HEX], struct err *err)
{
	struct str armored = {0};
	enum err_code rc = sign_bytes(ledger->key, text, "git", &armored, err);

	if (!rc)
		rc = archive_write_commit(ledger->archive, text,
		                          str_span(&armored), out, err);
	str_clear(&armored);
	return rc;
}

/* Whether the record that the index names holds the content that was seen. */
static enum err_code need_content(struct work_piece *piece, const char *seen,
                                  struct err *err)
{
	const struct event *event = piece->event;
	struct str path = {0};
	char tree[HEX];
	enum err_code rc;

	post_path(event->post, &path);
	str_puts(&path, "/content");
	rc = archive_tree_of(piece->ledger->archive, seen, str_text(&path),
	                     tree, err);
	if (!rc && strcmp(tree, event->content) != 0)
		rc = err_set(err, ERR_BROKEN, event->post, event->content);
	str_clear(&path);
	return rc;
}

/* The side commit: its only parent is the record of the revision that was
 * seen, its tree is its parent's; so it never depends on main's tip. */
static enum err_code side_text(struct work_piece *piece, struct str *out,
                               struct err *err)
{
	const struct own *own = &piece->proposal->own;
	const char *seen = post_revision(piece->post)->commit;
	struct event side = *piece->event; /* borrows all of it */
	char tree[HEX];
	enum err_code rc;

	if (own->commit.bytes)
		side.at_ms = own->at_ms;
	if ((rc = need_content(piece, seen, err)) ||
	    (rc = archive_tree_of(piece->ledger->archive, seen, "", tree, err)))
		return rc;
	return commit_text(piece->ledger, &side, tree, &seen, 1, out, err);
}

static enum err_code write_side(struct work_piece *piece, struct err *err)
{
	struct ledger *ledger = piece->ledger;
	const struct own *own = &piece->proposal->own;
	const struct revision *seen = post_revision(piece->post);
	struct str text = {0}, armored = {0};
	char *out = piece->event->decision;
	enum err_code rc = side_text(piece, &text, err);

	piece->made->personal = own->asked;
	if (!rc && !own->asked)
		rc = write_signed(ledger, str_span(&text), out, err);
	else if (!rc &&
	         !(rc = ledger_judge_own(ledger, own, piece->event, seen,
	                                 str_span(&text), &armored, err)))
		rc = archive_write_commit(ledger->archive, str_span(&text),
		                          str_span(&armored), out, err);
	if (!rc)
		rc = archive_read_back(ledger->archive, out, seen->commit, err);
	str_clear(&text);
	str_clear(&armored);
	return rc;
}

static enum err_code write_tree(struct work_piece *piece, struct err *err)
{
	struct ledger *ledger = piece->ledger;

	if (!ledger->change_count)
		return archive_tree_of(ledger->archive, ledger->tip, "",
		                       piece->tree, err);
	return archive_write_tree(
	    ledger->archive, ledger->tip[0] ? ledger->tip : NULL,
	    ledger->changes, ledger->change_count, piece->tree, err);
}

static enum err_code write_main(struct work_piece *piece, struct err *err)
{
	struct ledger *ledger = piece->ledger;
	const char *parents[2] = {ledger->tip, piece->event->decision};
	int count = event_is_decision(piece->event->kind) ? 2
	            : ledger->tip[0]                      ? 1
	                                                  : 0;
	struct str text = {0};
	enum err_code rc;

	if (!(rc = write_tree(piece, err)) &&
	    !(rc = commit_text(ledger, piece->event, piece->tree, parents,
	                       count, &text, err)) &&
	    !(rc = write_signed(ledger, str_span(&text), piece->made->commit,
	                        err)))
		rc =
		    archive_read_back(ledger->archive, piece->made->commit,
		                      ledger->tip[0] ? ledger->tip : NULL, err);
	str_clear(&text);
	return rc;
}

/* The gate over the files of a record about people or policy; the signers'
 * keys and the auditor's page are ours. */
static enum err_code gate_files(struct work_piece *piece, struct err *err)
{
	const struct ledger *ledger = piece->ledger;
	struct findings findings = {0};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < ledger->change_count; i++) {
		const struct archive_change *change = &ledger->changes[i];

		if (strcmp(change->path, "allowed_signers") != 0 &&
		    strcmp(change->path, "README.md") != 0)
			check_gate(change->bytes, "file", &findings);
	}
	if (findings.count)
		rc = err_set(err, ERR_HELD_WORDS, "", findings.at[0].rule);
	findings_clear(&findings);
	return rc;
}

/* A record that would leave people or policy unreadable is none. */
static enum err_code rehearse(struct work_piece *piece, struct err *err)
{
	struct force force = {0};
	enum err_code rc;

	if ((rc = gate_files(piece, err)) || (rc = write_tree(piece, err)))
		return rc;
	rc = force_read(piece->ledger->archive, piece->tree, &force, err);
	if (!rc && piece->own &&
	    !force_only_lang(&piece->ledger->force, &force,
	                     piece->event->actor))
		rc = err_set(err, ERR_NO_RIGHT, piece->event->actor, "admin");
	if (piece->event->kind == EVENT_INIT && !rc)
		piece->ledger->force = force;
	else
		force_clear(&force);
	return rc;
}

enum err_code ledger_compose(struct ledger *ledger, struct proposal *proposal,
                             struct made *made, struct err *err)
{
	struct work_piece piece = {.ledger = ledger,
	                           .proposal = proposal,
	                           .event = &proposal->event,
	                           .made = made};
	enum err_code rc;

	ledger_drop_changes(ledger);
	set_moment(&piece);
	if ((rc = judge(&piece, err)) || (rc = gate(&piece, err)))
		goto out;
	if (proposal->files) {
		if ((rc = proposal->files(proposal->payload, ledger,
		                          piece.event, err)) ||
		    (rc = rehearse(&piece, err)))
			goto out;
	} else {
		if ((rc = describe(&piece, err)))
			goto out;
		if (event_is_decision(piece.event->kind) &&
		    (rc = write_side(&piece, err)))
			goto out;
		put_sheets(&piece);
	}
	if (!(rc = write_main(&piece, err)))
		event_copy(&made->event, piece.event);
out:
	ledger_drop_changes(ledger);
	post_free(piece.post);
	return rc;
}

enum err_code ledger_compose_side(struct ledger *ledger,
                                  struct proposal *proposal, struct str *out,
                                  struct err *err)
{
	struct made made = {0};
	struct work_piece piece = {.ledger = ledger,
	                           .proposal = proposal,
	                           .event = &proposal->event,
	                           .made = &made};
	enum err_code rc;

	set_moment(&piece);
	if (!(rc = judge(&piece, err)) && !(rc = gate(&piece, err)) &&
	    !(rc = describe(&piece, err)))
		rc = side_text(&piece, out, err);
	post_free(piece.post);
	return rc;
}
