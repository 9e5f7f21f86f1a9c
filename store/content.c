#include "store/content.h"

#include <stdlib.h>
#include <string.h>

#include "core/check.h"
#include "core/event.h"
#include "core/mem.h"
#include "store/archive.h"
#include "store/crypto.h"

enum { DEEPEST = 16 }; /* our own content/ has two levels */

void content_clear(struct content *content)
{
	for (size_t i = 0; i < content->count; i++) {
		free(content->at[i].path);
		str_clear(&content->at[i].bytes);
	}
	free(content->at);
	*content = (struct content){0};
}

/* A new file; `path` is copied, the bytes are for the caller to fill. */
static struct str *add(struct content *content, const char *path)
{
	struct content_file *file;

	content->at = mem_room(content->at, content->count, &content->room,
	                       sizeof(*content->at));
	file = &content->at[content->count++];
	*file = (struct content_file){mem_copy(path), {0}};
	return &file->bytes;
}

static int compare_paths(const void *a, const void *b)
{
	const struct content_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static void sort(struct content *content)
{
	if (content->count)
		qsort(content->at, content->count, sizeof(*content->at),
		      compare_paths);
}

void content_make(struct content *content, const struct form *form,
                  struct span text)
{
	struct str path = {0};

	str_add(add(content, "post.md"), text);
	form_write(add(content, "form.ini"), form);
	for (size_t i = 0; i < form->attachment_count; i++) {
		path.bytes = 0;
		str_putf(&path, "attachments/%03zu", i + 1);
		form_pointer(add(content, str_text(&path)),
		             &form->attachments[i]);
	}
	sort(content);
	str_clear(&path);
}

/* One folder being read; `path` from the top, `below` from content/. */
struct folder {
	struct archive *archive;
	const char *treeish, *path, *below;
	struct content *out;
	int depth;
};

static enum err_code read_entry(void *payload, const char *name, bool is_tree,
                                const char *hex, struct err *err)
{
	const struct folder *folder = payload;
	struct str path = {0}, below = {0};
	enum err_code rc;

	(void)hex;
	if (folder->depth > DEEPEST)
		return err_set(err, ERR_BROKEN, folder->below, "too deep");
	str_putf(&path, "%s%s%s", folder->path, *folder->path ? "/" : "", name);
	str_putf(&below, "%s%s", folder->below, name);
	if (is_tree) {
		struct folder inner = *folder;

		str_putc(&below, '/');
		inner.path = str_text(&path);
		inner.below = str_text(&below);
		inner.depth++;
		rc = archive_list(folder->archive, folder->treeish, inner.path,
		                  read_entry, &inner, err);
	} else {
		rc = archive_read(folder->archive, folder->treeish,
		                  str_text(&path),
		                  add(folder->out, str_text(&below)), err);
	}
	str_clear(&path);
	str_clear(&below);
	return rc;
}

enum err_code content_read(struct archive *archive, const char *treeish,
                           const char *path, struct content *out,
                           struct err *err)
{
	struct content content = {0};
	struct folder folder = {archive, treeish, path, "", &content, 0};
	enum err_code rc;

	rc = archive_list(archive, treeish, path, read_entry, &folder, err);
	if (rc) {
		content_clear(&content);
		return rc;
	}
	sort(&content);
	*out = content;
	return ERR_OK;
}

const char *content_differs(const struct content *content,
                            const struct content *other)
{
	for (size_t i = 0; i < content->count; i++) {
		const struct content_file *a = &content->at[i];
		const struct content_file *b = &other->at[i];

		if (i >= other->count || strcmp(a->path, b->path) != 0 ||
		    !span_equal(str_span(&a->bytes), str_span(&b->bytes)))
			return a->path;
	}
	return other->count > content->count ? other->at[content->count].path
	                                     : NULL;
}

void content_sha256(const struct content *content, char out[HEX256])
{
	struct str list = {0};
	char hex[HEX256];

	for (size_t i = 0; i < content->count; i++) {
		crypto_sha256_hex(str_span(&content->at[i].bytes), hex);
		str_putf(&list, "%s  %s\n", hex, content->at[i].path);
	}
	crypto_sha256_hex(str_span(&list), out);
	str_clear(&list);
}

enum err_code content_parts(const struct content *content, struct form *form,
                            struct str *text, struct err *err)
{
	const struct content_file *post = NULL, *ini = NULL;
	enum err_code rc;

	for (size_t i = 0; i < content->count; i++) {
		if (strcmp(content->at[i].path, "post.md") == 0)
			post = &content->at[i];
		else if (strcmp(content->at[i].path, "form.ini") == 0)
			ini = &content->at[i];
	}
	if (!post || !ini)
		return err_set(err, ERR_BROKEN, "content",
		               post ? "form.ini" : "post.md");
	if ((rc = form_read(str_span(&ini->bytes), form, err)))
		return rc;
	str_add(text, str_span(&post->bytes));
	return ERR_OK;
}

/* Asks the gate about `now`, unless it stands in `before` word for word. */
static void gate_field(const char *now, const char *before, const char *field,
                       struct findings *out)
{
	if (now && (!before || strcmp(now, before) != 0))
		check_gate(span_of(now), field, out);
}

void content_gate(const struct form *form, struct span text,
                  const struct form *before, const struct str *text_before,
                  struct findings *out)
{
	static const struct form empty = {0};

	if (!before)
		before = &empty;
	if (!text_before || !span_equal(text, str_span(text_before)))
		check_gate(text, "text", out);
	gate_field(form->title, before->title, "title", out);
	gate_field(form->summary, before->summary, "summary", out);
	gate_field(form->audience, before->audience, "audience", out);
	for (size_t i = 0; i < form->attachment_count; i++)
		if (!form_attachment(before, form->attachments[i].name))
			check_gate(span_of(form->attachments[i].name),
			           "attachment", out);
}

void content_gate_words(const struct event *event, struct findings *out)
{
	if (!event->post && event->kind != EVENT_NEW)
		check_gate(span_of(event->about), "name", out);
	check_gate(span_of(event->body), "opinion", out);
	check_gate(span_of(event->url), "url", out);
	check_gate(span_of(event->op_id), "op-id", out);
	for (size_t i = 0; i < event->waiver_count; i++)
		check_gate(span_of(event->waivers[i].reason), "reason", out);
}
