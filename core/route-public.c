/*
 * Judging what becomes public, and what is taken back from there.
 */
#include <string.h>

#include "core/calendar.h"
#include "core/route-parts.h"

/* ---- publish ---------------------------------------------------------------
 */

/* The publishing level in force: the provider and signers count too. */
static enum err_code need_publisher(const struct scene *scene,
                                    struct verdict *out, struct err *err)
{
	static const struct policy_step nobody;
	const struct policy_step *publish =
	    route_publisher(scene->policy, scene->post);
	struct walk_ask ask = {.roster = scene->roster,
	                       .unit = scene->post->unit,
	                       .provider = "",
	                       .at_ms = scene->act->at_ms};
	const struct role_ref *office = NULL;
	struct str offices = {0};
	int rank;

	if (!publish)
		publish = &nobody;
	rank = walk_rank(publish, &ask);
	if (rank >= 0 &&
	    walk_holds(publish, &ask, scene->person, rank, &office)) {
		*out =
		    (struct verdict){NULL, office->role,
		                     roster_where(scene->roster, office->where,
		                                  ask.unit, ask.at_ms)};
		return ERR_OK;
	}
	for (size_t i = 0; i < publish->who.count; i++) {
		struct offices one = {&publish->who.at[i], 1};

		if (rank < 0 || one.at->rank == rank)
			walk_put_offices(&offices, &one, &ask);
	}
	return scene_no_right(scene, &offices, err);
}

/* In the text it has now. */
static bool is_published(const struct post *post, const char *channel)
{
	const struct revision *now = post_revision(post);

	for (size_t i = 0; i < post->published_count; i++) {
		if (strcmp(post->published[i].channel, channel) == 0 && now &&
		    post->published[i].revision == now->number)
			return true;
	}
	return false;
}

/* A channel of the form that has not had it yet. */
static enum err_code need_channel(const struct scene *scene, struct err *err)
{
	const struct post *post = scene->post;
	const struct words *channels = &post->form.channels;
	const char *channel = scene->act->channel;
	bool left = false;

	for (size_t i = 0; i < channels->count; i++)
		left = left || !is_published(post, channels->at[i]);
	if (channel && !form_has_channel(&post->form, channel))
		return err_set(err, ERR_WRONG_CHANNEL, post->id, channel);
	if (!channels->count)
		left = !is_published(post, "");
	if (channel ? is_published(post, channel) : !left)
		return scene_in_state(scene, err);
	return ERR_OK;
}

enum err_code judge_publish(const struct scene *scene, struct verdict *out,
                            struct err *err)
{
	const struct post *post = scene->post;
	char text[CALENDAR_TEXT];
	enum err_code rc = need_publisher(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if (post->work != WORK_APPROVED ||
	    post->public_state == PUBLIC_TAKEN_DOWN ||
	    post->public_state == PUBLIC_SUPERSEDED ||
	    (post->public_state == PUBLIC_FROZEN && !post_is_correcting(post)))
		return scene_in_state(scene, err);
	if (scene->act->at_ms < post->publish_at_ms) {
		calendar_write(post->publish_at_ms,
		               policy_offset_min(scene->policy), text);
		return err_set(err, ERR_TOO_EARLY, post->id, text);
	}
	return need_channel(scene, err);
}

/* ---- freeze, unfreeze, takedown, supersede ---------------------------------
 */

static bool is_out(const struct post *post, bool frozen_too)
{
	return post->public_state == PUBLIC_PUBLISHED ||
	       post->public_state == PUBLIC_CORRECTED ||
	       (frozen_too && post->public_state == PUBLIC_FROZEN);
}

/* Freezing is at once: any office of the route, or who publishes. */
enum err_code judge_freeze(const struct scene *scene, struct verdict *out,
                           struct err *err)
{
	const struct offices *named = &policy_after(scene->policy)->freeze;
	const struct policy_step *publisher =
	    route_publisher(scene->policy, scene->post);
	enum err_code rc;

	if (named->count)
		rc = need_office(scene, named, out, err);
	else if ((rc = need_step_role(scene, out, err)) == ERR_NO_RIGHT &&
	         publisher)
		rc = need_office(scene, &publisher->who, out, err);
	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc == ERR_OK && !is_out(scene->post, false))
		rc = scene_in_state(scene, err);
	return rc;
}

/* The last approving level, by any of its offices; never the provider. */
static enum err_code need_approver(const struct scene *scene,
                                   const struct offices *named,
                                   struct verdict *out, struct err *err)
{
	const struct policy_step *last = NULL;
	struct plan plan;
	enum err_code rc;

	if (plan_make(scene->policy, scene->roster, scene->post, NULL,
	              scene->act->at_ms, &plan))
		last = plan_last_sign(&plan);
	if (!named->count && last)
		named = &last->who;
	rc = need_office(scene, named, out, err);
	if (rc == ERR_OK && scene_is_provider(scene))
		rc = err_set(err, ERR_PROVIDER, scene->post->id, NULL);
	return rc ? rc : content_if_any(scene, err);
}

enum err_code judge_unfreeze(const struct scene *scene, struct verdict *out,
                             struct err *err)
{
	enum err_code rc = need_approver(
	    scene, &policy_after(scene->policy)->unfreeze, out, err);

	if (rc == ERR_OK && scene->post->public_state != PUBLIC_FROZEN)
		rc = scene_in_state(scene, err);
	return rc;
}

enum err_code judge_takedown(const struct scene *scene, struct verdict *out,
                             struct err *err)
{
	enum err_code rc = need_approver(
	    scene, &policy_after(scene->policy)->takedown, out, err);

	if (rc == ERR_OK && !is_out(scene->post, true))
		rc = scene_in_state(scene, err);
	return rc;
}

enum err_code judge_supersede(const struct scene *scene, struct verdict *out,
                              struct err *err)
{
	const char *successor = scene->act->named ? scene->act->named : "";
	enum err_code rc = need_approver(
	    scene, &policy_after(scene->policy)->supersede, out, err);

	if (rc)
		return rc;
	if (!is_out(scene->post, true))
		return scene_in_state(scene, err);
	if (!scene->act->fulfilled || strcmp(successor, scene->post->id) == 0)
		return err_set(err, ERR_NOT_OUT, successor, scene->post->id);
	return ERR_OK;
}

bool route_may_settle(const struct policy *policy, const struct roster *roster,
                      const struct post *post, const char *person,
                      int64_t at_ms)
{
	struct act act = {
	    .kind = EVENT_UNFREEZE, .person = person, .at_ms = at_ms};
	struct verdict verdict;

	return post->public_state == PUBLIC_FROZEN &&
	       route_judge(policy, roster, post, &act, &verdict, NULL) ==
	           ERR_OK;
}
