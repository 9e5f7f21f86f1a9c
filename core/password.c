#include "core/password.h"

#include <string.h>

#include "core/roster.h"
#include "core/text.h"

enum { OWN_BYTES = 3 }; /* a shorter id stands in many a word */

static const char *const class_ids[PASSWORD_CLASSES] = {"letter", "digit",
                                                        "special"};

const char *password_class_id(enum password_class class)
{
	return class_ids[class];
}

static enum password_class class_of(char byte)
{
	if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))
		return PASSWORD_LETTER;
	return byte >= '0' && byte <= '9' ? PASSWORD_DIGIT : PASSWORD_SPECIAL;
}

static enum err_code judge_classes(const struct password_rules *rules,
                                   struct span password, struct err *err)
{
	static const enum err_code codes[PASSWORD_CLASSES] = {
	    ERR_PASSWORD_LETTER, ERR_PASSWORD_DIGIT, ERR_PASSWORD_SPECIAL};
	bool has[PASSWORD_CLASSES] = {false};

	for (size_t i = 0; i < password.bytes; i++)
		has[class_of(password.at[i])] = true;
	for (int i = 0; i < PASSWORD_CLASSES; i++)
		if (rules->classes[i] && !has[i])
			return err_set(err, codes[i], NULL, NULL);
	return ERR_OK;
}

static int characters(struct span text)
{
	int count = 0;

	for (size_t at = 0; at < text.bytes; at += text_graph_bytes(text, at))
		count++;
	return count;
}

/* ASCII letters small or large. */
static bool is_alike(struct span a, struct span b)
{
	return a.bytes == b.bytes && text_find(a, b, 0, a.bytes) == 0;
}

static bool is_listed(struct span list, struct span word)
{
	struct span line;

	while (span_cut(&list, '\n', &line))
		if (line.bytes && is_alike(word, line))
			return true;
	return false;
}

/* Without the digits and signs at its end: “Password” of “Password@2026”. */
static struct span stem_of(struct span password)
{
	while (password.bytes &&
	       class_of(password.at[password.bytes - 1]) != PASSWORD_LETTER)
		password.bytes--;
	return password;
}

static bool holds(struct span password, const char *own)
{
	struct span words = span_of(own);

	return words.bytes >= OWN_BYTES &&
	       text_find(password, words, 0, password.bytes) != (size_t)-1;
}

enum err_code password_judge(const struct password_rules *rules,
                             struct span password, const struct person *person,
                             struct span common, struct err *err)
{
	enum err_code rc;

	if (characters(password) < rules->min)
		return err_set_line(err, ERR_PASSWORD_SHORT, rules->min, NULL,
		                    NULL);
	if ((rc = judge_classes(rules, password, err)))
		return rc;
	if (is_listed(common, password) || is_listed(common, stem_of(password)))
		return err_set(err, ERR_PASSWORD_EASY, NULL, NULL);
	if (person &&
	    (holds(password, person->id) || holds(password, person->name)))
		return err_set(err, ERR_PASSWORD_OWN, NULL, NULL);
	return ERR_OK;
}
