#include "tui/tick.h"

#include <string.h>

#include "core/text.h"
#include "tui/say.h"

/* Whatever language the reader has: what others typed is copied. */
static const char *const attachment_words[] = {"attachment", "附件"};
static const char *const proof_words[] = {"proofread", "已校"};
static const char *const all_words[] = {"all", "全部"};
static const char *const separators[] = {"、", "，"};

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

static bool is_any(struct span text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_is(text, words[i]))
			return true;
	return false;
}

const struct attachment *tick_attachment(const struct form *form,
                                         const char *tick)
{
	struct span rest = span_of(tick), word;
	long number;

	if (!span_cut(&rest, ' ', &word) ||
	    !span_is(word, attachment_words[0]) || !rest.at ||
	    !span_number(rest, FORM_ATTACHMENTS, &number) || number < 1 ||
	    (size_t)number > form->attachment_count)
		return NULL;
	return &form->attachments[number - 1];
}

/* ---- telling ------------------------------------------------------------- */

void tick_say(struct str *out, const char *tick)
{
	struct span rest = span_of(tick), word;
	long number;

	if (strcmp(tick, "proof") == 0)
		str_puts(out, _("proofread"));
	else if (span_cut(&rest, ' ', &word) &&
	         span_is(word, attachment_words[0]) && rest.at &&
	         span_number(rest, FORM_ATTACHMENTS, &number))
		say_fill(out, N_("attachment {1}"), rest.at, NULL, 0);
	else
		text_safe(span_of(tick), out);
}

void ticks_say(struct str *out, struct span list)
{
	struct words ticks = {0};

	words_read(&ticks, list);
	for (size_t i = 0; i < ticks.count; i++) {
		str_puts(out, i ? _(", ") : "");
		tick_say(out, ticks.at[i]);
	}
	words_clear(&ticks);
}

/* ---- reading ------------------------------------------------------------- */

/* What stands behind the word for attachments, if it is there. */
static struct span without_word(struct span said)
{
	for (size_t i = 0; i < LENGTH(attachment_words); i++) {
		size_t bytes = strlen(attachment_words[i]);

		if (span_starts(said, attachment_words[i]))
			return span_trim(
			    span_from(said.at + bytes, said.bytes - bytes));
	}
	return span_from(said.at, 0);
}

static bool means(const struct form *form, const char *tick, struct span said)
{
	const struct attachment *attachment = tick_attachment(form, tick);
	struct span rest = without_word(said);
	long number;

	if (span_is(said, tick))
		return true;
	if (strcmp(tick, "proof") == 0)
		return is_any(said, proof_words, LENGTH(proof_words)) ||
		       span_is(said, _("proofread"));
	if (!attachment)
		return false;
	if (span_number(rest, FORM_ATTACHMENTS, &number))
		return attachment - form->attachments == number - 1;
	return span_is(said, attachment->name) ||
	       span_is(rest, attachment->name);
}

static bool read_one(const struct form *form, const struct words *wanted,
                     struct span said, struct words *out)
{
	bool found = false;

	for (size_t i = 0; i < wanted->count; i++) {
		struct span tick = span_of(wanted->at[i]);

		if (!means(form, wanted->at[i], said))
			continue;
		found = true;
		if (!words_have(out, tick))
			words_add(out, tick);
	}
	if (found || !is_any(said, all_words, LENGTH(all_words)))
		return found;
	for (size_t i = 0; i < wanted->count; i++)
		if (!words_have(out, span_of(wanted->at[i])))
			words_add(out, span_of(wanted->at[i]));
	return true;
}

/* The other separators as commas. */
static void with_commas(struct span text, struct str *out)
{
	for (size_t at = 0; at < text.bytes;) {
		size_t cut = 0;

		for (size_t i = 0; i < LENGTH(separators); i++)
			if (span_starts(
			        span_from(text.at + at, text.bytes - at),
			        separators[i]))
				cut = strlen(separators[i]);
		str_putc(out, cut ? ',' : text.at[at]);
		at += cut ? cut : 1;
	}
}

/* An item of a checklist may hold a 、 itself: so it is parted last. */
static void read_piece(const struct form *form, const struct words *wanted,
                       struct span piece, struct words *out,
                       struct str *unknown)
{
	struct words parts = {0};
	struct str text = {0};

	if (read_one(form, wanted, piece, out))
		return;
	with_commas(piece, &text);
	words_read(&parts, str_span(&text));
	for (size_t i = 0; i < parts.count; i++)
		if (!read_one(form, wanted, span_of(parts.at[i]), out) &&
		    !unknown->bytes)
			str_puts(unknown, parts.at[i]);
	words_clear(&parts);
	str_clear(&text);
}

void ticks_read(const struct form *form, const struct words *wanted,
                struct span list, struct words *out, struct str *unknown)
{
	struct words pieces = {0};

	words_read(&pieces, list);
	for (size_t i = 0; i < pieces.count; i++)
		read_piece(form, wanted, span_of(pieces.at[i]), out, unknown);
	words_clear(&pieces);
}
