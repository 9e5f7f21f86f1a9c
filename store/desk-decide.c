/*
 * The desk: handing in, deciding, publishing. Each is judged at once, and again
 * by the ledger under the lock.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/route.h"
#include "core/text.h"
#include "store/desk-parts.h"
#include "store/index.h"

enum { URL_LIMIT = 2000, REASON_LIMIT = 2000, LINE_LIMIT = 4000 };

/* ---- submit
 * ------------------------------------------------------------------------ */

static bool is_waived(const struct event *event, const char *rule)
{
	for (size_t i = 0; i < event->waiver_count; i++)
		if (strcmp(event->waivers[i].rule, rule) == 0)
			return true;
	return false;
}

static enum err_code read_waivers(const char *const *waive, size_t count,
                                  struct event *event, struct err *err)
{
	struct str reason = {0};
	struct span rest, rule;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; !rc && i < count; i++) {
		rest = span_of(waive[i]);
		span_cut(&rest, '=', &rule);
		rule = span_trim(rule);
		reason.bytes = 0;
		if (rest.at)
			rc = text_door_line(rest, "--waive", REASON_LIMIT,
			                    &reason, err);
		if (!rc && (!rule.bytes || !reason.bytes)) {
			char *name = span_copy(rule);

			rc = err_set(err, ERR_NO_REASON, name, NULL);
			free(name);
		}
		if (!rc)
			event_waive(event, rule, str_span(&reason));
	}
	str_clear(&reason);
	return rc;
}

/* Text that a release let in is not held up again. */
static bool was_released(const struct post *post)
{
	for (size_t i = 0; i < post->revision_count; i++)
		if (strcmp(post->revisions[i].event, "release") == 0)
			return true;
	return false;
}

static enum err_code weigh_findings(const struct post *post,
                                    const struct findings *findings,
                                    const struct event *event, struct err *err)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->at[i];

		if (finding->severity == SEVERITY_BLOCK &&
		    (!was_released(post) || is_waived(event, finding->rule)))
			return err_set(err, ERR_BLOCKED, finding->rule,
			               finding->text);
		if (finding->severity == SEVERITY_ACK &&
		    !is_waived(event, finding->rule))
			return err_set(err, ERR_OPEN_FINDING, finding->rule,
			               "…");
	}
	for (size_t i = 0; i < event->waiver_count; i++) {
		bool there = false;

		for (size_t j = 0; j < findings->count; j++)
			there = there || strcmp(findings->at[j].rule,
			                        event->waivers[i].rule) == 0;
		if (!there)
			return err_set(err, ERR_NO_FINDING,
			               event->waivers[i].rule, NULL);
	}
	return ERR_OK;
}

enum err_code desk_weigh(const struct post *post,
                         const struct findings *findings,
                         const char *const *waive, size_t count,
                         struct event *event, struct err *err)
{
	enum err_code rc = read_waivers(waive, count, event, err);

	return rc ? rc : weigh_findings(post, findings, event, err);
}

/* Whether the post's latest text is on the desk, not in the archive. */
static enum err_code refuse_held(struct desk *desk, const struct post *post,
                                 struct err *err)
{
	struct draft_row row = {0};
	bool held = false;
	enum err_code rc = desk_held(desk, post->id, &row, &held, err);

	if (!rc && (held || !post_revision(post)))
		rc = err_set(err, ERR_HELD_FIRST, post->id, NULL);
	draft_row_clear(&row);
	return rc;
}

enum err_code desk_submit(struct desk *desk, const struct caller *caller,
                          const char *id, const char *const *waive,
                          size_t waive_count, struct answer *out,
                          struct err *err)
{
	struct proposal proposal;
	struct event *event = &proposal.event;
	struct findings findings = {0};
	struct post *post = NULL;
	bool done;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, EVENT_SUBMIT, id, NULL, &proposal,
	                     out, &done, err)) ||
	    done)
		return rc;
	if ((rc = read_waivers(waive, waive_count, event, err)) ||
	    (rc = index_post(ledger_index(desk->ledger), id, &post, err)))
		goto out;
	if (strcmp(post->provider, event->actor) == 0 &&
	    (rc = refuse_held(desk, post, err)))
		goto out;
	/* The content that was checked is the one handed in. */
	if (post_revision(post) && !event->content[0])
		memcpy(event->content, post_revision(post)->content, HEX);
	if ((rc = desk_judge(desk, &proposal, post, desk_policy(desk), err)) ||
	    (rc = desk_check(desk, caller, id, &findings, err)) ||
	    (rc = weigh_findings(post, &findings, event, err)))
		goto out;
	rc = desk_finish(desk, &proposal, out, err);
out:
	proposal_clear(&proposal);
	findings_clear(&findings);
	post_free(post);
	return rc;
}

/* ---- sign, return, reject
 * ------------------------------------------------------------ */

static bool is_hex(const char *text)
{
	return strlen(text) == HEX - 1 &&
	       strspn(text, "0123456789abcdef") == HEX - 1;
}

/* What a member of a joint review says against it is no return. */
static void name_answer(struct desk *desk, struct proposal *proposal,
                        const struct post *post, const struct policy *policy)
{
	struct act act = {.kind = proposal->event.kind,
	                  .person = proposal->event.actor,
	                  .at_ms = proposal->now_ms};

	proposal->event.kind =
	    route_answer(policy, desk_roster(desk), post, &act);
}

enum err_code desk_judge_and_finish(struct desk *desk,
                                    struct proposal *proposal,
                                    struct answer *out, struct err *err)
{
	const struct policy *policy;
	struct post *post = NULL;
	enum err_code rc;

	rc = desk_load(desk, proposal->event.post, &post, &policy, err);
	if (!rc)
		name_answer(desk, proposal, post, policy);
	if (!rc && !(rc = desk_judge(desk, proposal, post, policy, err)))
		rc = desk_finish(desk, proposal, out, err);
	proposal_clear(proposal);
	post_free(post);
	return rc;
}

enum err_code desk_put_opinion(struct proposal *proposal, struct span opinion,
                               bool needed, struct err *err)
{
	struct str body = {0};
	enum err_code rc = desk_opinion(opinion, &body, err);

	if (!rc && needed && !body.bytes)
		rc = err_set(err, ERR_EMPTY, "--opinion", NULL);
	if (rc)
		proposal_clear(proposal);
	else if (body.bytes)
		proposal->event.body = str_take(&body);
	str_clear(&body);
	return rc;
}

enum err_code desk_put_line(struct proposal *proposal, char **field,
                            const char *text, const char *option,
                            struct err *err)
{
	struct str clean = {0};
	enum err_code rc = ERR_OK;

	if (text && *text)
		rc = text_door_line(span_of(text), option, LINE_LIMIT, &clean,
		                    err);
	if (rc)
		proposal_clear(proposal);
	else if (clean.bytes)
		*field = str_take(&clean);
	str_clear(&clean);
	return rc;
}

enum err_code desk_decide(struct desk *desk, const struct caller *caller,
                          enum event_kind kind, const char *post,
                          const char *content, struct span opinion,
                          const char *ticked, struct answer *out,
                          struct err *err)
{
	struct proposal proposal;
	bool done;
	enum err_code rc;

	*out = (struct answer){0};
	if (!content || !is_hex(content))
		return err_set(err, ERR_BAD_VALUE, "--content", content);
	if ((rc = desk_begin(desk, caller, kind, post, content, &proposal, out,
	                     &done, err)) ||
	    done ||
	    (rc = desk_put_opinion(&proposal, opinion, kind != EVENT_SIGN,
	                           err)) ||
	    (rc = desk_put_line(&proposal, &proposal.event.ticked, ticked,
	                        "--tick", err)))
		return rc;
	return desk_judge_and_finish(desk, &proposal, out, err);
}

/* ---- raise, withdraw, publish
 * ---------------------------------------------------------- */

enum err_code desk_regrade(struct desk *desk, const struct caller *caller,
                           enum event_kind kind, const char *post,
                           const char *grade, struct span opinion,
                           struct answer *out, struct err *err)
{
	struct proposal proposal;
	bool done;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, kind, post, NULL, &proposal, out,
	                     &done, err)) ||
	    done || (rc = desk_put_opinion(&proposal, opinion, true, err)))
		return rc;
	proposal.event.grade = mem_copy(grade);
	return desk_judge_and_finish(desk, &proposal, out, err);
}

enum err_code desk_withdraw(struct desk *desk, const struct caller *caller,
                            const char *post, struct answer *out,
                            struct err *err)
{
	struct proposal proposal;
	bool done;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, EVENT_WITHDRAW, post, NULL,
	                     &proposal, out, &done, err)) ||
	    done)
		return rc;
	return desk_judge_and_finish(desk, &proposal, out, err);
}

/* An address that somebody can open. */
static bool is_url(struct span url)
{
	return (span_starts(url, "https://") && url.bytes > 8) ||
	       (span_starts(url, "http://") && url.bytes > 7);
}

enum err_code desk_publish(struct desk *desk, const struct caller *caller,
                           const char *post, const char *channel,
                           const char *url, struct answer *out, struct err *err)
{
	struct proposal proposal;
	struct str clean = {0};
	bool done;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, EVENT_PUBLISH, post, NULL, &proposal,
	                     out, &done, err)) ||
	    done)
		return rc;
	if (url &&
	    !(rc = text_door_line(span_of(url), "--url", URL_LIMIT, &clean,
	                          err)) &&
	    clean.bytes && !is_url(str_span(&clean)))
		rc = err_set(err, ERR_BAD_VALUE, "--url", url);
	if (rc) {
		proposal_clear(&proposal);
		str_clear(&clean);
		return rc;
	}
	proposal.event.channel = mem_copy(channel);
	if (clean.bytes)
		proposal.event.url = str_take(&clean);
	str_clear(&clean);
	return desk_judge_and_finish(desk, &proposal, out, err);
}

/* ---- others are asked
 * -------------------------------------------------------------- */

enum err_code desk_ask(struct desk *desk, const struct caller *caller,
                       enum event_kind kind, const char *post,
                       const char *content, const char *whom,
                       struct span opinion, struct answer *out, struct err *err)
{
	struct proposal proposal;
	bool done;
	enum err_code rc;

	*out = (struct answer){0};
	if (!content || !is_hex(content))
		return err_set(err, ERR_BAD_VALUE, "--content", content);
	if ((rc = desk_begin(desk, caller, kind, post, content, &proposal, out,
	                     &done, err)) ||
	    done || (rc = desk_put_opinion(&proposal, opinion, false, err)) ||
	    (rc = desk_put_line(&proposal,
	                        kind == EVENT_JOINT ? &proposal.event.seats
	                                            : &proposal.event.person,
	                        whom, kind == EVENT_JOINT ? "--with" : "--to",
	                        err)))
		return rc;
	return desk_judge_and_finish(desk, &proposal, out, err);
}

/* ---- freeze, unfreeze, takedown, supersede
 * -------------------------------------------- */

enum err_code desk_unpublish(struct desk *desk, const struct caller *caller,
                             enum event_kind kind, const char *post,
                             const char *successor, struct span opinion,
                             struct answer *out, struct err *err)
{
	struct proposal proposal;
	bool done;
	enum err_code rc;

	if ((rc = desk_begin(desk, caller, kind, post, NULL, &proposal, out,
	                     &done, err)) ||
	    done ||
	    (rc = desk_put_opinion(&proposal, opinion, kind != EVENT_SUPERSEDE,
	                           err)))
		return rc;
	proposal.event.successor = mem_copy(successor);
	if (successor && !post_id_is_good(span_of(successor))) {
		proposal_clear(&proposal);
		return err_set(err, ERR_NO_POST, successor, NULL);
	}
	return desk_judge_and_finish(desk, &proposal, out, err);
}
