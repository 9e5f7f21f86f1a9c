#include "store/index-post.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "store/db.h"

/* ---- reading ---------------------------------------------------------------
 */

static char *copy_or_null(struct query *query, int column)
{
	return query_is_null(query, column)
	           ? NULL
	           : mem_copy(query_text(query, column));
}

/* Over what post_new put there. */
static void replace(char **field, const char *text)
{
	free(*field);
	*field = mem_copy(text);
}

static void copy_hex(char *out, size_t room, const char *hex)
{
	snprintf(out, room, "%s", hex);
}

/* The columns of `post` behind the states. */
static enum err_code load_rest(struct query *query, struct post *post,
                               struct err *err)
{
	struct form form = {0};
	enum err_code rc;

	post->publish_at_ms = query_int(query, 5);
	post->submitted = query_int(query, 6) != 0;
	copy_hex(post->policy, HEX, query_text(query, 7));
	post->created_ms = query_int(query, 8);
	replace(&post->route, query_text(query, 9));
	post->corrected = query_int(query, 10) != 0;
	post->settle_ms = query_int(query, 11);
	replace(&post->successor, query_text(query, 12));
	copy_hex(post->proposal, HEX, query_text(query, 13));
	replace(&post->proposal_by, query_text(query, 14));
	post->proposal_revision = (int)query_int(query, 15);
	if ((rc = form_read(query_span(query, 16), &form, err)))
		return rc;
	form_clear(&post->form);
	post->form = form;
	return ERR_OK;
}

static enum err_code load_head(struct db *db, const char *id, struct post **out,
                               struct err *err)
{
	struct query *query = db_query(
	    db, "SELECT unit, provider, grade, work, public_state, "
	        "publish_at_ms, submitted, policy, created_ms, route, "
	        "corrected, settle_ms, successor, proposal, proposal_by, "
	        "proposal_revision, form FROM post WHERE id = ?");
	struct post *post;
	bool row;
	enum err_code rc;

	query_bind_text(query, 1, id);
	if (!(rc = query_step(query, &row, err)) && !row)
		rc = err_set(err, ERR_NO_POST, id, NULL);
	if (!rc) {
		*out = post = post_new(id);
		replace(&post->unit, query_text(query, 0));
		replace(&post->provider, query_text(query, 1));
		replace(&post->grade, query_text(query, 2));
		if (!work_read(query_text(query, 3), &post->work) ||
		    !public_read(query_text(query, 4), &post->public_state))
			rc = err_set(err, ERR_BROKEN, "sanshen.db", id);
		else
			rc = load_rest(query, post, err);
	}
	query_done(query);
	return rc;
}

static enum err_code load_revisions(struct db *db, struct post *post,
                                    struct err *err)
{
	struct query *query =
	    db_query(db, "SELECT number, content, content_sha256, commit_id, "
	                 "event, person, at_ms FROM revision WHERE post = ? "
	                 "ORDER BY number");
	struct revision *revision;
	bool row;
	enum err_code rc;

	query_bind_text(query, 1, post->id);
	while (!(rc = query_step(query, &row, err)) && row) {
		post->revisions =
		    mem_room(post->revisions, post->revision_count,
		             &post->revision_room, sizeof(*post->revisions));
		revision = &post->revisions[post->revision_count++];
		memset(revision, 0, sizeof(*revision));
		revision->number = (int)query_int(query, 0);
		copy_hex(revision->content, HEX, query_text(query, 1));
		copy_hex(revision->content_sha256, HEX256,
		         query_text(query, 2));
		copy_hex(revision->commit, HEX, query_text(query, 3));
		revision->event = mem_copy(query_text(query, 4));
		revision->person = mem_copy(query_text(query, 5));
		revision->at_ms = query_int(query, 6);
	}
	query_done(query);
	return rc;
}

static enum err_code load_steps(struct db *db, struct post *post,
                                struct err *err)
{
	struct query *query =
	    db_query(db, "SELECT step, title, role, unit, state, person, "
	                 "at_ms, due_ms, needs, host, by, assignee FROM step "
	                 "WHERE post = ? "
	                 "ORDER BY position");
	struct post_step *step;
	bool row;
	enum err_code rc;

	query_bind_text(query, 1, post->id);
	while (!(rc = query_step(query, &row, err)) && row) {
		post->steps = mem_room(post->steps, post->step_count,
		                       &post->step_room, sizeof(*post->steps));
		step = &post->steps[post->step_count++];
		memset(step, 0, sizeof(*step));
		step->step = mem_copy(query_text(query, 0));
		step->title = mem_copy(query_text(query, 1));
		step->role = mem_copy(query_text(query, 2));
		step->unit = mem_copy(query_text(query, 3));
		if (!step_state_read(query_text(query, 4), &step->state))
			rc = err_set(err, ERR_BROKEN, "sanshen.db", post->id);
		step->person = copy_or_null(query, 5);
		step->at_ms = query_int(query, 6);
		step->due_ms = query_int(query, 7);
		step->needs = (int)query_int(query, 8);
		step->host = copy_or_null(query, 9);
		step->by = copy_or_null(query, 10);
		step->assignee = copy_or_null(query, 11);
		if (rc)
			break;
	}
	query_done(query);
	return rc;
}

static enum err_code load_signoffs(struct db *db, struct post *post,
                                   struct err *err)
{
	struct query *query =
	    db_query(db, "SELECT step, role, unit, person, decision, opinion, "
	                 "revision, content, at_ms, valid, personal, commit_id "
	                 "FROM signoff WHERE post = ? ORDER BY position");
	struct signoff *signoff;
	bool row;
	enum err_code rc;

	query_bind_text(query, 1, post->id);
	while (!(rc = query_step(query, &row, err)) && row) {
		post->signoffs =
		    mem_room(post->signoffs, post->signoff_count,
		             &post->signoff_room, sizeof(*post->signoffs));
		signoff = &post->signoffs[post->signoff_count++];
		memset(signoff, 0, sizeof(*signoff));
		signoff->step = mem_copy(query_text(query, 0));
		signoff->role = mem_copy(query_text(query, 1));
		signoff->unit = mem_copy(query_text(query, 2));
		signoff->person = mem_copy(query_text(query, 3));
		signoff->decision = mem_copy(query_text(query, 4));
		signoff->opinion = mem_copy(query_text(query, 5));
		signoff->revision = (int)query_int(query, 6);
		copy_hex(signoff->content, HEX, query_text(query, 7));
		signoff->at_ms = query_int(query, 8);
		signoff->valid = query_int(query, 9) != 0;
		signoff->personal = query_int(query, 10) != 0;
		copy_hex(signoff->commit, HEX, query_text(query, 11));
	}
	query_done(query);
	return rc;
}

static enum err_code load_waivers(struct db *db, struct post *post,
                                  struct err *err)
{
	struct query *query =
	    db_query(db, "SELECT rule, reason FROM waiver WHERE post = ? "
	                 "ORDER BY position");
	bool row;
	enum err_code rc;

	query_bind_text(query, 1, post->id);
	while (!(rc = query_step(query, &row, err)) && row)
		post_waive(post, query_text(query, 0), query_text(query, 1));
	query_done(query);
	return rc;
}

static enum err_code load_published(struct db *db, struct post *post,
                                    struct err *err)
{
	struct query *query =
	    db_query(db, "SELECT channel, url, person, revision, at_ms FROM "
	                 "publication WHERE post = ? ORDER BY position");
	struct published *published;
	bool row;
	enum err_code rc;

	query_bind_text(query, 1, post->id);
	while (!(rc = query_step(query, &row, err)) && row) {
		post->published =
		    mem_room(post->published, post->published_count,
		             &post->published_room, sizeof(*post->published));
		published = &post->published[post->published_count++];
		published->channel = mem_copy(query_text(query, 0));
		published->url = mem_copy(query_text(query, 1));
		published->person = mem_copy(query_text(query, 2));
		published->revision = (int)query_int(query, 3);
		published->at_ms = query_int(query, 4);
	}
	query_done(query);
	return rc;
}

enum err_code index_load_post(struct db *db, const char *id, struct post **out,
                              struct err *err)
{
	struct post *post = NULL;
	enum err_code rc;

	if (!(rc = load_head(db, id, &post, err)) &&
	    !(rc = load_revisions(db, post, err)) &&
	    !(rc = load_steps(db, post, err)) &&
	    !(rc = load_signoffs(db, post, err)) &&
	    !(rc = load_waivers(db, post, err)) &&
	    !(rc = load_published(db, post, err)))
		*out = post;
	else
		post_free(post);
	return rc;
}

/* ---- writing ---------------------------------------------------------------
 */

static enum err_code forget(struct db *db, const char *post, struct err *err)
{
	static const char *const deletes[] = {
	    "DELETE FROM post WHERE id = ?",
	    "DELETE FROM revision WHERE post = ?",
	    "DELETE FROM step WHERE post = ?",
	    "DELETE FROM signoff WHERE post = ?",
	    "DELETE FROM waiver WHERE post = ?",
	    "DELETE FROM publication WHERE post = ?",
	    "DELETE FROM waiting WHERE post = ?"};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < sizeof(deletes) / sizeof(*deletes); i++) {
		struct query *query = db_query(db, deletes[i]);

		query_bind_text(query, 1, post);
		rc = query_run(query, err);
	}
	return rc;
}

static enum err_code store_head(struct db *db, const struct post *post,
                                struct err *err)
{
	struct query *query = db_query(
	    db, "INSERT INTO post (id, title, column_id, unit, provider, "
	        "grade, work, public_state, publish_at_ms, submitted, policy, "
	        "created_ms, route, corrected, settle_ms, successor, proposal, "
	        "proposal_by, proposal_revision, form) "
	        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	struct str form = {0};
	enum err_code rc;

	form_write(&form, &post->form);
	query_bind_text(query, 1, post->id);
	query_bind_text(query, 2, post->form.title);
	query_bind_text(query, 3, post->form.column ? post->form.column : "");
	query_bind_text(query, 4, post->unit);
	query_bind_text(query, 5, post->provider);
	query_bind_text(query, 6, post->grade);
	query_bind_text(query, 7, work_id(post->work));
	query_bind_text(query, 8, public_id(post->public_state));
	query_bind_int(query, 9, post->publish_at_ms);
	query_bind_int(query, 10, post->submitted);
	query_bind_text(query, 11, post->policy);
	query_bind_int(query, 12, post->created_ms);
	query_bind_text(query, 13, post->route);
	query_bind_int(query, 14, post->corrected);
	query_bind_int(query, 15, post->settle_ms);
	query_bind_text(query, 16, post->successor);
	query_bind_text(query, 17, post->proposal);
	query_bind_text(query, 18, post->proposal_by);
	query_bind_int(query, 19, post->proposal_revision);
	query_bind_span(query, 20, str_span(&form));
	rc = query_run(query, err);
	str_clear(&form);
	return rc;
}

static enum err_code store_revisions(struct db *db, const struct post *post,
                                     struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < post->revision_count; i++) {
		const struct revision *revision = &post->revisions[i];
		struct query *query =
		    db_query(db, "INSERT INTO revision (post, number, content, "
		                 "content_sha256, commit_id, event, "
		                 "person, at_ms) VALUES (?,?,?,?,?,?,?,?)");

		query_bind_text(query, 1, post->id);
		query_bind_int(query, 2, revision->number);
		query_bind_text(query, 3, revision->content);
		query_bind_text(query, 4, revision->content_sha256);
		query_bind_text(query, 5, revision->commit);
		query_bind_text(query, 6, revision->event);
		query_bind_text(query, 7, revision->person);
		query_bind_int(query, 8, revision->at_ms);
		rc = query_run(query, err);
	}
	return rc;
}

static enum err_code store_steps(struct db *db, const struct post *post,
                                 struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < post->step_count; i++) {
		const struct post_step *step = &post->steps[i];
		struct query *query = db_query(
		    db, "INSERT INTO step (post, position, step, title, "
		        "role, unit, state, person, at_ms, due_ms, needs, "
		        "host, by, assignee) "
		        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");

		query_bind_text(query, 1, post->id);
		query_bind_int(query, 2, (int64_t)i);
		query_bind_text(query, 3, step->step);
		query_bind_text(query, 4, step->title);
		query_bind_text(query, 5, step->role);
		query_bind_text(query, 6, step->unit);
		query_bind_text(query, 7, step_state_id(step->state));
		query_bind_text(query, 8, step->person);
		query_bind_int(query, 9, step->at_ms);
		query_bind_int(query, 10, step->due_ms);
		query_bind_int(query, 11, step->needs);
		query_bind_text(query, 12, step->host);
		query_bind_text(query, 13, step->by);
		query_bind_text(query, 14, step->assignee);
		rc = query_run(query, err);
	}
	return rc;
}

static enum err_code store_signoffs(struct db *db, const struct post *post,
                                    struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];
		struct query *query = db_query(
		    db,
		    "INSERT INTO signoff (post, position, step, role, unit, "
		    "person, decision, opinion, revision, content, at_ms, "
		    "valid, personal, commit_id) "
		    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");

		query_bind_text(query, 1, post->id);
		query_bind_int(query, 2, (int64_t)i);
		query_bind_text(query, 3, signoff->step);
		query_bind_text(query, 4, signoff->role);
		query_bind_text(query, 5, signoff->unit);
		query_bind_text(query, 6, signoff->person);
		query_bind_text(query, 7, signoff->decision);
		query_bind_text(query, 8,
		                signoff->opinion ? signoff->opinion : "");
		query_bind_int(query, 9, signoff->revision);
		query_bind_text(query, 10, signoff->content);
		query_bind_int(query, 11, signoff->at_ms);
		query_bind_int(query, 12, signoff->valid);
		query_bind_int(query, 13, signoff->personal);
		query_bind_text(query, 14, signoff->commit);
		rc = query_run(query, err);
	}
	return rc;
}

static enum err_code store_waivers(struct db *db, const struct post *post,
                                   struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < post->waiver_count; i++) {
		struct query *query =
		    db_query(db, "INSERT INTO waiver (post, position, rule, "
		                 "reason) VALUES (?,?,?,?)");

		query_bind_text(query, 1, post->id);
		query_bind_int(query, 2, (int64_t)i);
		query_bind_text(query, 3, post->waivers[i].rule);
		query_bind_text(query, 4, post->waivers[i].reason);
		rc = query_run(query, err);
	}
	return rc;
}

static enum err_code store_published(struct db *db, const struct post *post,
                                     struct err *err)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < post->published_count; i++) {
		const struct published *published = &post->published[i];
		struct query *query = db_query(
		    db,
		    "INSERT INTO publication (post, position, channel, url, "
		    "person, revision, at_ms) VALUES (?,?,?,?,?,?,?)");

		query_bind_text(query, 1, post->id);
		query_bind_int(query, 2, (int64_t)i);
		query_bind_text(query, 3, published->channel);
		query_bind_text(query, 4, published->url ? published->url : "");
		query_bind_text(query, 5, published->person);
		query_bind_int(query, 6, published->revision);
		query_bind_int(query, 7, published->at_ms);
		rc = query_run(query, err);
	}
	return rc;
}

static enum err_code wait_for(struct db *db, const struct post *post,
                              const char *who, const char *why, int64_t due_ms,
                              struct err *err)
{
	struct query *query = db_query(
	    db, "INSERT OR IGNORE INTO waiting (who, due_ms, post, why) "
	        "VALUES (?,?,?,?)");

	query_bind_text(query, 1, who);
	query_bind_int(query, 2, due_ms ? due_ms : INT64_MAX);
	query_bind_text(query, 3, post->id);
	query_bind_text(query, 4, why);
	return query_run(query, err);
}

/* ROLE@UNIT; where the unit depends on the tree of units, ROLE@parent:UNIT or
 * ROLE@tier:TIER:UNIT of the post's, which whoever reads resolves. */
static void put_office(struct str *out, const struct post *post,
                       const struct role_ref *level)
{
	const char *where = level->where;

	if (strcmp(where, "owner") == 0)
		str_putf(out, "%s@%s", level->role, post->unit);
	else if (strcmp(where, "parent") == 0 || strchr(where, ':'))
		str_putf(out, "%s@%s:%s", level->role, where, post->unit);
	else
		str_putf(out, "%s@%s", level->role, where);
}

/* Every one of the offices, whoever else could come first. */
static enum err_code wait_for_offices(struct db *db, const struct post *post,
                                      const struct offices *offices,
                                      const char *why, int64_t due_ms,
                                      struct err *err)
{
	struct str who = {0};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < offices->count; i++) {
		who.bytes = 0;
		put_office(&who, post, &offices->at[i]);
		rc = wait_for(db, post, str_text(&who), why, due_ms, err);
	}
	str_clear(&who);
	return rc;
}

/* Once for each who may not sign this step: the provider, and who signed. */
static enum err_code wait_without(struct db *db, const struct post *post,
                                  const char *key, const char *why,
                                  int64_t due_ms, struct err *err)
{
	struct str who = {0};
	enum err_code rc;

	str_putf(&who, "%s%s", key, post->provider);
	rc = wait_for(db, post, str_text(&who), why, due_ms, err);
	for (size_t i = 0; !rc && i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];

		if (!signoff->valid)
			continue;
		who.bytes = 0;
		str_putf(&who, "%s%s", key, signoff->person);
		rc = wait_for(db, post, str_text(&who), why, due_ms, err);
	}
	str_clear(&who);
	return rc;
}

static enum err_code wait_for_levels(struct db *db, const struct post *post,
                                     const struct policy_step *step,
                                     const char *why, int64_t due_ms,
                                     struct err *err)
{
	struct str who = {0};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; step && !rc && i < step->who.count; i++) {
		const struct role_ref *office = &step->who.at[i];
		bool later = false;

		who.bytes = 0;
		put_office(&who, post, office);
		for (size_t j = 0; j < i; j++) {
			if (step->who.at[j].rank == office->rank)
				continue;
			str_putc(&who, later ? ',' : '<');
			put_office(&who, post, &step->who.at[j]);
			later = true;
		}
		if (later)
			str_putc(&who, '<');
		rc = wait_for(db, post, str_text(&who), why, due_ms, err);
		if (!rc && later && post->work == WORK_IN_REVIEW)
			rc = wait_without(db, post, str_text(&who), why, due_ms,
			                  err);
	}
	str_clear(&who);
	return rc;
}

/* Whether only the provider and who signed can be out of the question for a
 * step: what the keys of later levels build on. */
static bool is_plain(const struct post *post, const struct policy_step *step)
{
	if (step->kind != KIND_SIGN || step->staff_only || step->escalate.count)
		return false;
	for (size_t i = 0; i < step->who.count; i++)
		if (strcmp(step->who.at[i].where, "parent") == 0 ||
		    strchr(step->who.at[i].where, ':'))
			return false;
	for (size_t i = 0; i < post->revision_count; i++)
		if (strcmp(post->revisions[i].person, post->provider) != 0)
			return false;
	return true;
}

static enum err_code wait_for_row(struct db *db, const struct post *post,
                                  const struct post_step *row,
                                  const struct policy *policy, struct err *err)
{
	const struct policy_step *step = policy_step(policy, row->step);
	struct role_ref seat = {row->role, row->unit, 0};
	struct offices one = {&seat, 1};
	struct str who = {0};
	enum err_code rc = ERR_OK;

	if (row->assignee) {
		str_putf(&who, "=%s", row->assignee);
		rc = wait_for(db, post, str_text(&who), "sign", row->due_ms,
		              err);
		str_clear(&who);
	}
	if (!step && row->host)
		step = policy_step(policy, row->host);
	if (rc || !step)
		return rc;
	if (row->needs)
		return wait_for_offices(db, post, &one, "sign", row->due_ms,
		                        err);
	if (is_plain(post, step) && !row->assignee)
		return wait_for_levels(db, post, step, "sign", row->due_ms,
		                       err);
	rc = wait_for_offices(db, post, &step->who, "sign", row->due_ms, err);
	return rc ? rc
	          : wait_for_offices(db, post, &step->escalate, "sign",
	                             row->due_ms, err);
}

/* Who decides on what was frozen: the last level that approved it. */
static enum err_code wait_to_settle(struct db *db, const struct post *post,
                                    const struct policy *policy,
                                    struct err *err)
{
	const struct offices *named = &policy_after(policy)->unfreeze;

	for (size_t i = post->step_count; i > 0 && !named->count; i--) {
		const struct policy_step *step =
		    policy_step(policy, post->steps[i - 1].step);

		if (step && step->kind == KIND_SIGN)
			named = &step->who;
	}
	return wait_for_offices(db, post, named, "settle", post->settle_ms,
	                        err);
}

static enum err_code store_waiting(struct db *db, const struct post *post,
                                   const struct policy *policy, struct err *err)
{
	struct words left = {0};
	enum err_code rc = ERR_OK;

	if (post->public_state == PUBLIC_FROZEN)
		rc = wait_to_settle(db, post, policy, err);
	for (size_t i = 0; !rc && i < post->step_count; i++)
		if (post->work == WORK_IN_REVIEW &&
		    post->steps[i].state == STEP_OPEN)
			rc = wait_for_row(db, post, &post->steps[i], policy,
			                  err);
	if (!rc && post->work == WORK_RETURNED)
		rc = wait_for(db, post, post->provider, "fix", 0, err);
	post_unpublished(post, &left);
	if (!rc && post->work == WORK_APPROVED && left.count &&
	    post->public_state != PUBLIC_TAKEN_DOWN &&
	    post->public_state != PUBLIC_SUPERSEDED)
		rc = wait_for_levels(db, post, route_publisher(policy, post),
		                     "publish", post->publish_at_ms, err);
	words_clear(&left);
	return rc;
}

enum err_code index_store_post(struct db *db, const struct post *post,
                               const struct policy *policy, struct err *err)
{
	enum err_code rc;

	if (!(rc = forget(db, post->id, err)) &&
	    !(rc = store_head(db, post, err)) &&
	    !(rc = store_revisions(db, post, err)) &&
	    !(rc = store_steps(db, post, err)) &&
	    !(rc = store_signoffs(db, post, err)) &&
	    !(rc = store_waivers(db, post, err)) &&
	    !(rc = store_published(db, post, err)))
		rc = store_waiting(db, post, policy, err);
	return rc;
}
