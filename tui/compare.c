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
	struct str channels = {0};

	form_line(out, _("Title"), form->title);
	form_line(out, _("Summary"), form->summary);
	if (form->column)
		form_line(out, _("Column"),
		          page_title(policy_column(desk_policy(session->desk),
		                                   form->column),
		                     form->column));
	page_channels(&channels, session, form);
	form_line(out, _("Channel"), str_text(&channels));
	form_line(out, _("Audience"), form->audience);
	form_line(out, _("Not before"), form->at);
	for (size_t i = 0; i < form->attachment_count; i++)
		attachment_line(out, &form->attachments[i]);
	str_putc(out, '\n');
	str_add(out, str_span(text));
	str_clear(&channels);
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

enum err_code comparison_make(struct session *session, const char *post,
                              int from, int to, struct comparison *out,
                              struct err *err)
{
	enum err_code rc;

	*out = (struct comparison){.from = from, .to = to};
	if ((rc = read_one(session, post, from, &out->before, err)) ||
	    (rc = read_one(session, post, to, &out->after, err)))
		return rc;
	diff_texts(str_span(&out->before), str_span(&out->after), &out->diff);
	for (size_t i = 0; i < out->diff.count; i++)
		out->changes += !comparison_is_blank(&out->diff.at[i]) &&
		                out->diff.at[i].kind != DIFF_SAME;
	return ERR_OK;
}

void comparison_clear(struct comparison *comparison)
{
	diff_clear(&comparison->diff);
	str_clear(&comparison->before);
	str_clear(&comparison->after);
	*comparison = (struct comparison){0};
}
