/*
 * form - the application form of a post (信息发布申请表) and its attachments:
 * content/form.ini, written and read.
 *
 *   [form] title, summary, column, channels (a, b), audience, at (RFC 3339)
 *   [attachment 001] name, sha256, bytes      001 … 999 in order
 */
#ifndef CORE_FORM_H
#define CORE_FORM_H

#include <stdint.h>

#include "core/err.h"
#include "core/post.h"
#include "core/str.h"

struct attachment {
	char *name; /* UTF-8, no control, / or \ */
	char sha256[HEX256];
	int64_t bytes;
};

struct form {
	char *title;
	char *summary; /* NULL when absent, as all below */
	char *column;
	char **channels;
	size_t channel_count, channel_room;
	char *audience;
	char *at; /* RFC 3339, as given */
	struct attachment *attachments;
	size_t attachment_count, attachment_room;
};

void form_clear(struct form *form);
void form_copy(struct form *to, const struct form *from);
/* "site, wechat" replaces the channels. */
void form_set_channels(struct form *form, struct span list);
void form_attach(struct form *form, const char *name, const char *sha256,
                 int64_t bytes);
/* NULL when there is none of that name. */
const struct attachment *form_attachment(const struct form *form,
                                         const char *name);

void form_write(struct str *out, const struct form *form);
enum err_code form_read(struct span ini, struct form *out,
                        struct err *err) MUST_USE;

/* The Git LFS pointer committed as attachments/NNN (spec/v1). */
void form_pointer(struct str *out, const struct attachment *attachment);

#endif
