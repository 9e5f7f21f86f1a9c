/*
 * The desk: the text that somebody proposed, and its provider's yes to it.
 */
#include <stdlib.h>

#include "core/mem.h"
#include "store/content.h"
#include "store/crypto.h"
#include "store/desk-parts.h"
#include "store/index.h"

enum err_code desk_proposal(struct desk *desk, const char *id,
                            struct form *form, struct str *text,
                            struct err *err)
{
	struct post *post = NULL;
	struct content content = {0};
	enum err_code rc;

	if ((rc = index_post(ledger_index(desk->ledger), id, &post, err)))
		return rc;
	if (!post->proposal[0]) {
		rc = err_set(err, ERR_NO_PROPOSAL, id, NULL);
		goto out;
	}
	if ((rc = content_read(ledger_archive(desk->ledger), post->proposal, "",
	                       &content, err)))
		goto out;
	rc = content_parts(&content, form, text, err);
out:
	content_clear(&content);
	post_free(post);
	return rc;
}

/* The second record of an act; its op-id is made from the first one's. */
static enum err_code submit_after(struct desk *desk,
                                  const struct caller *caller, const char *id,
                                  const char *const *waive, size_t count,
                                  struct answer *out, struct err *err)
{
	struct caller again = *caller;
	char op_id[HEX256];
	struct str text = {0};

	again.seen = NULL;
	if (caller->op_id) { /* one that nobody would make up */
		str_putf(&text, "accept, submit: %s", caller->op_id);
		crypto_sha256_hex(str_span(&text), op_id);
		again.op_id = op_id;
	}
	str_clear(&text);
	return desk_submit(desk, &again, id, waive, count, out, err);
}

/* What a draft of a proposal borrows from. */
struct proposed {
	struct str channels, flags;
	struct words fields; /* ID=VALUE; without a value what is taken away */
};

static void proposed_clear(struct proposed *proposed)
{
	str_clear(&proposed->channels);
	str_clear(&proposed->flags);
	words_clear(&proposed->fields);
}

static void add_field(struct words *fields, const char *id, const char *value)
{
	struct str text = {0};

	str_putf(&text, "%s=%s", id, value);
	words_add(fields, str_span(&text));
	str_clear(&text);
}

/* The whole form that was proposed, over the present one. */
static enum err_code draft_proposed(struct desk *desk, const char *id,
                                    const struct form *form,
                                    struct proposed *proposed,
                                    struct draft *out, struct err *err)
{
	struct post *post = NULL;
	enum err_code rc =
	    index_post(ledger_index(desk->ledger), id, &post, err);

	if (rc)
		return rc;
	words_write(&proposed->channels, &form->channels);
	words_write(&proposed->flags, &form->flags);
	for (size_t i = 0; i < post->form.field_count; i++)
		if (!*form_text(form, post->form.fields[i].id))
			add_field(&proposed->fields, post->form.fields[i].id,
			          "");
	for (size_t i = 0; i < form->field_count; i++)
		add_field(&proposed->fields, form->fields[i].id,
		          form->fields[i].value);
	*out = (struct draft){
	    .title = form->title,
	    .summary = form->summary ? form->summary : "",
	    .column = form->column,
	    .channels = str_text(&proposed->channels),
	    .audience = form->audience ? form->audience : "",
	    .at = form->at ? form->at : "",
	    .category = form->category ? form->category : "",
	    .flags = str_text(&proposed->flags),
	    .fields = (const char *const *)proposed->fields.at,
	    .field_count = proposed->fields.count,
	};
	post_free(post);
	return ERR_OK;
}

enum err_code desk_accept(struct desk *desk, const struct caller *caller,
                          const char *id, const char *const *waive,
                          size_t waive_count, struct answer *out,
                          struct err *err)
{
	struct answer saved = {0};
	struct form form = {0};
	struct str text = {0};
	struct proposed proposed = {0};
	struct draft draft = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if ((rc = ledger_refresh(desk->ledger, err)) ||
	    (rc = desk_proposal(desk, id, &form, &text, err)) ||
	    (rc = draft_proposed(desk, id, &form, &proposed, &draft, err)))
		goto out;
	draft.has_text = true;
	draft.text = str_span(&text);
	if (!(rc = desk_save(desk, caller, id, &draft, &saved, err)))
		rc = submit_after(desk, caller, id, waive, waive_count, out,
		                  err);
out:
	answer_clear(&saved);
	proposed_clear(&proposed);
	form_clear(&form);
	str_clear(&text);
	return rc;
}
