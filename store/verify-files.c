/*
 * The files of one record: what a signature covers, what it may change, and
 * the sheets that people read.
 */
#include <stdio.h>
#include <string.h>

#include "core/check.h"
#include "core/sheet.h"
#include "store/content.h"
#include "store/verify-parts.h"

void page_flaw(struct page *page, enum flaw_kind kind, const char *subject,
               const char *object)
{
	verify_flaw(page->verify, kind, page->commit, page->event.post,
	            subject ? subject : page->commit, object);
}

bool page_makes_content(const struct page *page)
{
	const struct event *event = &page->event;

	return event->content[0] &&
	       (event->kind == EVENT_NEW || event->kind == EVENT_SAVE ||
	        event->kind == EVENT_RELEASE || event->kind == EVENT_CORRECT);
}

static void path_of(const struct page *page, const char *below, struct str *out)
{
	out->bytes = 0;
	post_path(page->event.post, out);
	str_puts(out, below);
}

/* ---- content
 * ------------------------------------------------------------------------------
 */

static void check_gate_again(struct page *page)
{
	struct findings found = {0};
	struct content content = {0};
	struct form form = {0};
	struct str path = {0}, text = {0};
	const struct revision *before = page->post && page->post->post
	                                    ? post_revision(page->post->post)
	                                    : NULL;
	bool has_before = false;

	if (before) {
		path_of(page, "/content", &path);
		has_before =
		    !content_read(page->verify->archive, before->commit,
		                  str_text(&path), &content, NULL) &&
		    !content_parts(&content, &form, &text, NULL);
	}
	content_gate(&page->form, str_span(&page->text),
	             has_before ? &form : NULL, has_before ? &text : NULL,
	             &found);
	if (found.count)
		page_flaw(page, FLAW_GATE, page->event.post, found.at[0].rule);
	findings_clear(&found);
	content_clear(&content);
	form_clear(&form);
	str_clear(&path);
	str_clear(&text);
}

/* A proposed text: what the record names, in our own writing, past the gate. */
static enum err_code verify_proposal(struct page *page, struct err *err)
{
	const struct event *event = &page->event;
	struct archive *archive = page->verify->archive;
	struct content content = {0}, made = {0};
	struct str path = {0};
	char folder[32], tree[HEX];
	enum err_code rc;

	snprintf(folder, sizeof(folder), "/proposal/%d", event->revision);
	path_of(page, folder, &path);
	rc = archive_tree_of(archive, page->commit, str_text(&path), tree, err);
	if (rc == ERR_NO_FILE || (!rc && strcmp(tree, event->proposal) != 0)) {
		page_flaw(page, FLAW_CONTENT, event->post, "Proposal");
		rc = ERR_OK;
		goto out;
	}
	if (rc || (rc = content_read(archive, page->commit, str_text(&path),
	                             &content, err)))
		goto out;
	if (content_parts(&content, &page->form, &page->text, NULL)) {
		page_flaw(page, FLAW_CONTENT, event->post, "Proposal");
		goto out;
	}
	content_make(&made, &page->form, str_span(&page->text));
	if (content_differs(&content, &made))
		page_flaw(page, FLAW_CONTENT, event->post, "Proposal");
	check_gate_again(page);
out:
	content_clear(&made);
	content_clear(&content);
	str_clear(&path);
	return rc;
}

enum err_code verify_content(struct page *page, struct err *err)
{
	const struct event *event = &page->event;
	struct archive *archive = page->verify->archive;
	struct content content = {0}, made = {0};
	const char *other;
	struct str path = {0};
	char tree[HEX], sha256[HEX256];
	enum err_code rc;

	if (!event->content[0] || !event->post)
		return ERR_OK;
	path_of(page, "/content", &path);
	rc = archive_tree_of(archive, page->commit, str_text(&path), tree, err);
	if (rc == ERR_NO_FILE || (!rc && strcmp(tree, event->content) != 0)) {
		page_flaw(page, FLAW_CONTENT, event->post, event->content);
		rc = ERR_OK;
	}
	if (!rc && event->kind == EVENT_PROPOSE)
		rc = verify_proposal(page, err);
	if (!page_makes_content(page))
		goto out;
	if ((rc = content_read(archive, page->commit, str_text(&path), &content,
	                       err)))
		goto out;
	content_sha256(&content, sha256);
	if (strcmp(sha256, event->content_sha256) != 0)
		page_flaw(page, FLAW_FINGERPRINT, event->post, sha256);
	if (content_parts(&content, &page->form, &page->text, err)) {
		page_flaw(page, FLAW_CONTENT, event->post, err->object);
		goto out;
	}
	page->has_form = true;
	content_make(&made, &page->form, str_span(&page->text));
	if ((other = content_differs(&content, &made)))
		page_flaw(page, FLAW_CONTENT, event->post, other);
	if (event->kind != EVENT_RELEASE)
		check_gate_again(page);
out:
	content_clear(&made);
	content_clear(&content);
	str_clear(&path);
	return rc;
}

/* ---- files
 * ------------------------------------------------------------------------------------
 */

static bool is_file(const char *path, const char *folder, const char *id)
{
	struct str wanted = {0};
	bool same;

	str_putf(&wanted, "%s/%s.ini", folder, id ? id : "");
	same = strcmp(path, str_text(&wanted)) == 0;
	str_clear(&wanted);
	return same;
}

/* A file of the text that this record proposes. */
static bool is_of_proposal(const struct page *page, struct span path)
{
	char folder[32];

	snprintf(folder, sizeof(folder), "proposal/%d/", page->event.revision);
	return page->event.kind == EVENT_PROPOSE && span_starts(path, folder);
}

/* Whether a record of this kind may touch that file. */
static bool may_change(struct page *page, const char *path)
{
	const struct event *event = &page->event;
	struct str folder = {0};
	struct span rest;
	bool may;

	switch (event->kind) {
	case EVENT_INIT:
		return strncmp(path, "posts/", 6) != 0;
	case EVENT_PERSON:
	case EVENT_GRANT:
		return is_file(path, "people", event->person);
	case EVENT_KEY:
		return strcmp(path, "allowed_signers") == 0;
	case EVENT_UNIT:
		return is_file(path, "units", event->unit);
	case EVENT_POLICY:
		return strcmp(path, "policy/policy.ini") == 0 ||
		       strcmp(path, "policy/parent.ini") == 0;
	default:
		break;
	}
	if (!event->post)
		return false;
	path_of(page, "/", &folder);
	rest = span_of(path);
	may = span_starts(rest, str_text(&folder));
	if (may) {
		rest =
		    span_from(path + folder.bytes, strlen(path) - folder.bytes);
		may = span_is(rest, "record/signoffs.md") ||
		      span_is(rest, "record/publication.md") ||
		      (page_makes_content(page) &&
		       span_starts(rest, "content/")) ||
		      is_of_proposal(page, rest);
	}
	str_clear(&folder);
	return may;
}

static enum err_code check_change(void *payload, const char *path,
                                  struct err *err)
{
	struct page *page = payload;

	(void)err;
	if (!may_change(page, path))
		page_flaw(page, FLAW_TREE, NULL, path);
	return ERR_OK;
}

/* `want` empty: it must not be there. */
static void check_sheet(struct page *page, const char *name,
                        const struct str *want)
{
	struct str path = {0}, there = {0};
	enum err_code rc;

	path_of(page, "/record/", &path);
	str_puts(&path, name);
	rc = archive_read(page->verify->archive, page->commit, str_text(&path),
	                  &there, NULL);
	if (want->bytes ? rc || !span_equal(str_span(&there), str_span(want))
	                : rc != ERR_NO_FILE)
		page_flaw(page, FLAW_SHEET, page->event.post, name);
	str_clear(&path);
	str_clear(&there);
}

void verify_sheets(struct page *page)
{
	const struct post *post = page->post->post;
	const struct roster *roster = page->verify->force.roster;
	int offset_min = page->event.offset_min;
	struct str sheet = {0};

	if (post->signoff_count)
		sheet_signoffs(&sheet, post, page->policy, roster, offset_min);
	check_sheet(page, "signoffs.md", &sheet);
	sheet.bytes = 0;
	if (post->published_count)
		sheet_publication(&sheet, post, page->policy, roster,
		                  offset_min);
	check_sheet(page, "publication.md", &sheet);
	str_clear(&sheet);
}

enum err_code verify_changes(struct page *page, const char *before,
                             struct err *err)
{
	return archive_changes(page->verify->archive, before, page->commit,
	                       check_change, page, err);
}
