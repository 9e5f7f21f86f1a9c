#include "tui/compare.h"

#include "tui/page.h"

static void form_line(struct str *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	say_fill(out, N_("{1}: {2}"), name, value, 0);
	str_putc(out, '\n');
}

/* With the first digits of its hash: another file may have the same name. */
static void attachment_line(struct str *out,
                            const struct attachment *attachment)
{
	struct str words = {0};

	str_putf(&words, "%s (%.10s)", attachment->name, attachment->sha256);
	form_line(out, _("Attachment"), words.at);
	str_clear(&words);
}

static void whole(struct str *out, const struct session *session,
                  const struct form *form, const struct str *text)
{
	struct str channels = {0}, flags = {0};

	form_line(out, _("Title"), form->title);
	form_line(out, _("Summary"), form->summary);
	if (form->column)
		form_line(out, _("Column"),
		          policy_column_title(desk_policy(session->desk),
		                              form->column));
	page_channels(&channels, session, form);
	form_line(out, _("Channel"), str_text(&channels));
	form_line(out, _("Audience"), form->audience);
	form_line(out, _("Not before"), form->at);
	if (form->category)
		form_line(out, _("Category"),
		          policy_category_title(desk_policy(session->desk),
		                                form->category));
	page_flags(&flags, session, form);
	form_line(out, _("Involves"), str_text(&flags));
	for (size_t i = 0; i < form->field_count; i++)
		form_line(out, page_field_title(session, form->fields[i].id),
		          form->fields[i].value);
	for (size_t i = 0; i < form->attachment_count; i++)
		attachment_line(out, &form->attachments[i]);
	str_putc(out, '\n');
	str_add(out, str_span(text));
	str_clear(&channels);
	str_clear(&flags);
}

static enum err_code read_one(struct session *session, const char *post,
                              int revision, struct str *out, struct err *err)
{
	struct form form = {0};
	struct str text = {0};
	enum err_code rc;

	rc = desk_revision(session->desk, post, revision, &form, &text, err);
	if (!rc)
		whole(out, session, &form, &text);
	form_clear(&form);
	str_clear(&text);
	return rc;
}

bool comparison_is_blank(const struct diff_line *line)
{
	return !line->before.bytes && !line->after.bytes;
}

static void compare(struct comparison *out)
{
	diff_texts(str_span(&out->before), str_span(&out->after), &out->diff);
	for (size_t i = 0; i < out->diff.count; i++)
		out->changes += !comparison_is_blank(&out->diff.at[i]) &&
		                out->diff.at[i].kind != DIFF_SAME;
}

enum err_code comparison_make(struct session *session, const char *post,
                              int from, int to, struct comparison *out,
                              struct err *err)
{
	enum err_code rc;

	*out = (struct comparison){.from = from, .to = to};
	if ((rc = read_one(session, post, from, &out->before, err)) ||
	    (rc = read_one(session, post, to, &out->after, err)))
		return rc;
	compare(out);
	return ERR_OK;
}

enum err_code comparison_of_proposal(struct session *session, const char *post,
                                     struct comparison *out, struct err *err)
{
	struct caller caller = session_caller(session);
	struct desk_view view = {0};
	struct form form = {0};
	struct str text = {0};
	enum err_code rc;

	*out = (struct comparison){0};
	if ((rc = desk_show(session->desk, &caller, post, &view, err)) ||
	    (rc = desk_proposal(session->desk, post, &form, &text, err)))
		goto out;
	out->from = view.post->proposal_revision;
	if ((rc = read_one(session, post, out->from, &out->before, err)))
		goto out;
	whole(&out->after, session, &form, &text);
	compare(out);
out:
	desk_view_clear(&view);
	form_clear(&form);
	str_clear(&text);
	return rc;
}

void comparison_clear(struct comparison *comparison)
{
	diff_clear(&comparison->diff);
	str_clear(&comparison->before);
	str_clear(&comparison->after);
	*comparison = (struct comparison){0};
}
