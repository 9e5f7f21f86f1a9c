/*
 * Judging what makes or moves a text: new, save, release, submit, correct,
 * withdraw.
 */
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/route-parts.h"

/* ---- the policy's own time -------------------------------------------------
 */

static enum err_code out_of_force(const struct policy *policy,
                                  enum err_code code, int64_t at_ms,
                                  struct err *err)
{
	char day[CALENDAR_TEXT];

	calendar_write(at_ms, policy_offset_min(policy), day);
	day[10] = '\0'; /* the date of it */
	return err_set(err, code, policy_title(policy), day);
}

/* New posts and submissions only; what was handed in keeps its policy. */
static enum err_code need_in_force(const struct scene *scene, struct err *err)
{
	int64_t from_ms = policy_from_ms(scene->policy);
	int64_t until_ms = policy_until_ms(scene->policy);

	if (from_ms && scene->act->at_ms < from_ms)
		return out_of_force(scene->policy, ERR_POLICY_EARLY, from_ms,
		                    err);
	if (until_ms && scene->act->at_ms >= until_ms)
		return out_of_force(scene->policy, ERR_POLICY_OVER,
		                    until_ms - 1, err);
	return ERR_OK;
}

/* ---- the form --------------------------------------------------------------
 */

/* As the option is written that mends it: --grade routine. */
static void put_unknown(struct str *out, const char *what, const char *id)
{
	str_putf(out, "%s--%s %s", out->bytes ? ", " : "", what, id);
}

/* A draft may be older than the policy it is handed in under. */
static enum err_code need_known(const struct scene *scene, struct err *err)
{
	const struct policy *policy = scene->policy;
	const struct form *form = &scene->post->form;
	struct str unknown = {0};
	enum err_code rc = ERR_OK;

	if (policy_grade(policy, scene->post->grade) < 0)
		put_unknown(&unknown, "grade", scene->post->grade);
	if (form->column && !policy_column(policy, form->column))
		put_unknown(&unknown, "column", form->column);
	if (form->category && !policy_category(policy, form->category))
		put_unknown(&unknown, "category", form->category);
	for (size_t i = 0; i < form->channels.count; i++)
		if (!policy_channel(policy, form->channels.at[i]))
			put_unknown(&unknown, "channel", form->channels.at[i]);
	for (size_t i = 0; i < form->flags.count; i++)
		if (!policy_flag(policy, form->flags.at[i]))
			put_unknown(&unknown, "flag", form->flags.at[i]);
	for (size_t i = 0; i < form->field_count; i++)
		if (!policy_field(policy, form->fields[i].id))
			put_unknown(&unknown, "field", form->fields[i].id);
	if (unknown.bytes)
		rc = err_set(err, ERR_FORM_OLD, scene->post->id,
		             str_text(&unknown));
	str_clear(&unknown);
	return rc;
}

static bool is_demanded(const struct policy_field *field,
                        const struct facts *facts)
{
	return field->demanded && condition_holds(field->required, facts);
}

/* What the policy demands is filled in, and says what it may. */
static enum err_code need_form(const struct scene *scene, struct err *err)
{
	const struct post *post = scene->post;
	struct facts facts = route_facts(scene->policy, scene->roster, post,
	                                 NULL, scene->act->at_ms);
	struct str missing = {0}, wrong = {0}, options = {0};
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < policy_field_count(scene->policy); i++) {
		const struct policy_field *field =
		    policy_field_at(scene->policy, i);
		const char *text = form_text(&post->form, field->id);

		if (!*text && is_demanded(field, &facts))
			str_putf(&missing, "%s%s (%s)",
			         missing.bytes ? ", " : "", field->title,
			         field->id);
		if (*text && field->options.count && !wrong.bytes &&
		    !words_have(&field->options, span_of(text))) {
			str_putf(&wrong, "%s (%s) = “%s”", field->title,
			         field->id, text);
			words_write(&options, &field->options);
		}
	}
	if (missing.bytes)
		rc = err_set(err, ERR_FIELD_MISSING, post->id,
		             str_text(&missing));
	else if (wrong.bytes)
		rc = err_set(err, ERR_FIELD_VALUE, str_text(&wrong),
		             str_text(&options));
	str_clear(&options);
	str_clear(&missing);
	str_clear(&wrong);
	return rc;
}

/* ---- new, save, release ----------------------------------------------------
 */

enum err_code judge_new(const struct scene *scene, struct verdict *out,
                        struct err *err)
{
	enum err_code rc = need_draft(scene, scene->person->unit, out, err);

	return rc ? rc : need_in_force(scene, err);
}

/* The holder of an open edit step may write, too. */
static bool is_editing(const struct scene *scene, struct verdict *out)
{
	const struct policy_step *step;
	int row;

	if (scene->post->work != WORK_IN_REVIEW || scene_is_provider(scene))
		return false;
	row = turn_find(scene, out, NULL);
	step = row < 0
	           ? NULL
	           : policy_step(scene->policy, scene->post->steps[row].step);
	return step && step->kind == KIND_EDIT;
}

/* An editor leaves the grade as it is, and somebody for each step: who has
 * written does not review. */
static enum err_code may_edit(const struct scene *scene, struct err *err)
{
	const struct post *post = scene->post;
	const char *grade = scene->act->grade;
	struct post changed = post_with(post, scene->act);
	struct scene next = *scene;
	struct plan plan;
	enum err_code rc;

	next.post = &changed;

	if (grade && strcmp(grade, post->grade) != 0)
		return scene_in_state(scene, err);
	if ((rc = need_known(&next, err)) || (rc = need_form(&next, err)))
		return rc;
	if (!plan_make(scene->policy, scene->roster, &changed, NULL,
	               scene->act->at_ms, &plan))
		return err_set(err, ERR_NO_ROUTE, post->id, NULL);
	return need_walkable(scene, &plan, false, err);
}

enum err_code judge_save(const struct scene *scene, struct verdict *out,
                         struct err *err)
{
	const struct post *post = scene->post;
	const char *grade = scene->act->grade;
	bool editing = is_editing(scene, out);
	enum err_code rc = editing ? ERR_OK : need_provider(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if (editing)
		return may_edit(scene, err);
	if (!post_is_open_for_writing(post))
		return scene_in_state(scene, err);
	if (grade && post->submitted &&
	    policy_grade(scene->policy, grade) <
	        policy_grade(scene->policy, post->grade))
		return err_set(err, ERR_GRADE_DOWN, post->id, post->grade);
	return ERR_OK;
}

enum err_code judge_release(const struct scene *scene, struct verdict *out,
                            struct err *err)
{
	enum err_code rc =
	    need_office(scene, policy_release(scene->policy), out, err);

	if (rc)
		return rc;
	if (scene_is_provider(scene))
		return err_set(err, ERR_PROVIDER, scene->post->id, NULL);
	if (!post_is_open_for_writing(scene->post))
		return scene_in_state(scene, err);
	return ERR_OK;
}

/* ---- submit ----------------------------------------------------------------
 */

enum err_code judge_submit(const struct scene *scene, struct verdict *out,
                           struct err *err)
{
	const struct post *post = scene->post;
	struct plan plan;
	enum err_code rc = need_provider(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if (!post_is_open_for_writing(post))
		return scene_in_state(scene, err);
	if (!post_revision(post))
		return err_set(err, ERR_HELD_FIRST, post->id, NULL);
	if ((rc = need_in_force(scene, err)) || (rc = need_known(scene, err)) ||
	    (rc = need_form(scene, err)))
		return rc;
	if (!plan_make(scene->policy, scene->roster, post, NULL,
	               scene->act->at_ms, &plan) ||
	    !plan_reviews(&plan))
		return err_set(err, ERR_NO_ROUTE, post->id, NULL);
	return need_walkable(scene, &plan, false, err);
}

/* ---- correct, withdraw -----------------------------------------------------
 */

/* The provider, and who publishes; or whom [after] names. */
static enum err_code need_corrector(const struct scene *scene,
                                    struct verdict *out, struct err *err)
{
	const struct offices *named = &policy_after(scene->policy)->correct;
	const struct policy_step *publisher =
	    route_publisher(scene->policy, scene->post);

	if (named->count)
		return need_office(scene, named, out, err);
	if (scene_is_provider(scene))
		return need_provider(scene, out, err);
	return need_office(scene, publisher ? &publisher->who : named, out,
	                   err);
}

enum err_code judge_correct(const struct scene *scene, struct verdict *out,
                            struct err *err)
{
	const struct post *post = scene->post;
	struct post changed = post_with(post, scene->act);
	struct scene next = *scene;
	struct plan plan;
	enum err_code rc = need_corrector(scene, out, err);

	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc)
		return rc;
	if ((post->public_state != PUBLIC_PUBLISHED &&
	     post->public_state != PUBLIC_CORRECTED &&
	     post->public_state != PUBLIC_FROZEN) ||
	    post->work == WORK_IN_REVIEW ||
	    (post->work == WORK_APPROVED && post_is_correcting(post)))
		return scene_in_state(scene, err);
	next.post = &changed;
	if ((rc = need_known(&next, err)) || (rc = need_form(&next, err)))
		return rc;
	if (!plan_make(scene->policy, scene->roster, &changed, NULL,
	               scene->act->at_ms, &plan) ||
	    !plan_reviews(&plan))
		return err_set(err, ERR_NO_ROUTE, post->id, NULL);
	plan_keep_last(&plan);
	return need_walkable(scene, &plan, false, err);
}

/* Who wrote the correction that is on its way. */
static bool is_corrector(const struct scene *scene, struct verdict *out)
{
	const struct revision *now = post_revision(scene->post);

	return post_is_correcting(scene->post) &&
	       strcmp(now->person, scene->person->id) == 0 &&
	       need_corrector(scene, out, NULL) == ERR_OK;
}

enum err_code judge_withdraw(const struct scene *scene, struct verdict *out,
                             struct err *err)
{
	enum err_code rc = ERR_OK;

	if (!is_corrector(scene, out))
		rc = need_provider(scene, out, err);
	if (rc == ERR_OK)
		rc = content_if_any(scene, err);
	if (rc == ERR_OK && !post_is_under_way(scene->post))
		rc = scene_in_state(scene, err);
	return rc;
}
