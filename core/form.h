/*
 * form - the application form of a post (信息发布申请表) and its attachments:
 * content/form.ini, written and read.
 *
 *   [form] title, summary, column, channels (a, b), audience, at (RFC 3339),
 *          category, flags (a, b)
 *   [fields] ID = value, the policy's own fields, in order of id
 *   [attachment 001] name, sha256, bytes      001 … 999 in order
 */
#ifndef CORE_FORM_H
#define CORE_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

enum { HEX = 41, HEX256 = 65 }; /* a git id, a SHA-256, with NUL */
enum { FORM_ATTACHMENTS = 999, FORM_NAME_BYTES = 255 };

struct attachment {
	char *name; /* form_name_is_good */
	char sha256[HEX256];
	int64_t bytes;
};

struct form_field {
	char *id;
	char *value; /* one line, never empty */
};

struct form {
	char *title;   /* read: "" when absent, never NULL */
	char *summary; /* NULL when absent, as all below */
	char *column;
	struct words channels;
	char *audience;
	char *at; /* RFC 3339, as given */
	char *category;
	struct words flags;
	struct form_field *fields; /* in order of id */
	size_t field_count, field_room;
	struct attachment *attachments;
	size_t attachment_count, attachment_room;
};

void form_clear(struct form *form);
/* What *to held is forgotten, not freed. */
void form_copy(struct form *to, const struct form *from);
/* "site, wechat" replaces the channels; one named twice counts once. The same
 * for flags. */
void form_set_channels(struct form *form, struct span list);
void form_set_flags(struct form *form, struct span list);
/* An empty value takes the field away. `id` is roster_id_is_good. */
void form_set_field(struct form *form, const char *id, struct span value);
/* What stands in a field: title, summary, column, channels, audience, at,
 * category, attachment (the first one's name), flags, or a field of the
 * policy's own; "" when nothing does. Borrowed; of channels and flags only the
 * first. */
const char *form_text(const struct form *form, const char *field);

/* For core/condition.h. */
bool form_has_channel(const struct form *form, const char *channel);
size_t form_channel_total(const struct form *form);
const char *form_channel_at(const struct form *form, size_t index);
bool form_has_flag(const struct form *form, const char *flag);

/* UTF-8 without controls, / or \; not . or .., no blank around, FORM_NAME_BYTES
 * at most: check what a person gives before form_attach. */
bool form_name_is_good(struct span name);
/* One of the same name is replaced. At most FORM_ATTACHMENTS (asserted). */
void form_attach(struct form *form, const char *name, const char *sha256,
                 int64_t bytes);
/* NULL when there is none of that name. */
const struct attachment *form_attachment(const struct form *form,
                                         const char *name);

/* Every value must be one line already. */
void form_write(struct str *out, const struct form *form);
/*
 * *out is the caller's: form_clear. A signature covers the file, so an unknown
 * section or key, a key twice, a number, hash, name or time of the wrong form
 * and fields or attachments out of order are ERR_LINE with the line.
 */
enum err_code form_read(struct span ini, struct form *out,
                        struct err *err) MUST_USE;

/* The Git LFS pointer committed as attachments/NNN (spec/v1). */
void form_pointer(struct str *out, const struct attachment *attachment);

#endif
