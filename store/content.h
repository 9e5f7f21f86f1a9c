/*
 * content - what a signature covers, as the files of content/: post.md,
 * form.ini and a pointer a piece in attachments/. Its git tree id is the
 * content id; Content-SHA256 is DESIGN section 4's sha256sum line.
 */
#ifndef STORE_CONTENT_H
#define STORE_CONTENT_H

#include "core/err.h"
#include "core/form.h"
#include "core/post.h"
#include "core/str.h"

struct archive;

struct content {
	struct content_file {
		char *path; /* relative to content/: form.ini */
		struct str bytes;
	} * at; /* in byte order of path */
	size_t count, room;
};
void content_clear(struct content *content);

/* The files for a form and a text. */
void content_make(struct content *content, const struct form *form,
                  struct span text);
/* The files that lie in the folder `path` of a commit or tree. */
enum err_code content_read(struct archive *archive, const char *treeish,
                           const char *path, struct content *out,
                           struct err *err) MUST_USE;

/* The first path in which the two differ; NULL when they are the same. */
const char *content_differs(const struct content *content,
                            const struct content *other);

void content_sha256(const struct content *content, char out[HEX256]);

/* Form and text of files; both the caller's. Errors: ERR_BROKEN. */
enum err_code content_parts(const struct content *content, struct form *form,
                            struct str *text, struct err *err) MUST_USE;

/*
 * The gate (DESIGN section 4) over a next form and text: appends what may not
 * enter the archive. What stands there already, in the form and text before
 * (NULL: none), is not asked again: somebody released it.
 */
struct findings;
void content_gate(const struct form *form, struct span text,
                  const struct form *before, const struct str *text_before,
                  struct findings *out);

/* The gate over the words of a record: body, url, the reasons of waivers, and
 * the subject where it is not the title of a post, which is content. */
struct event;
void content_gate_words(const struct event *event, struct findings *out);

#endif
