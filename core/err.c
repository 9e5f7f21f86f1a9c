#include "core/err.h"

#include <string.h>

#define ERR_STATUS(code, status, sentence) status,
static const int statuses[] = {ERR_LIST(ERR_STATUS)};
#undef ERR_STATUS

#define ERR_SENTENCE(code, status, sentence) sentence,
static const char *const sentences[] = {ERR_LIST(ERR_SENTENCE)};
#undef ERR_SENTENCE

#define ERR_NAME(code, status, sentence) #code,
static const char *const names[] = {ERR_LIST(ERR_NAME)};
#undef ERR_NAME

/* Copies as much as fits without cutting a UTF-8 character in two. */
static void fit(char *to, size_t room, const char *from)
{
	size_t bytes = from ? strlen(from) : 0;

	if (bytes >= room) {
		bytes = room - 1;
		while (bytes > 0 && ((unsigned char)from[bytes] & 0xC0) == 0x80)
			bytes--;
	}
	if (bytes)
		memcpy(to, from, bytes);
	to[bytes] = '\0';
}

enum err_code err_set(struct err *err, enum err_code code, const char *subject,
                      const char *object)
{
	return err_set_line(err, code, 0, subject, object);
}

enum err_code err_set_line(struct err *err, enum err_code code, int line,
                           const char *subject, const char *object)
{
	if (!err)
		return code;
	err->code = code;
	err->line = line;
	fit(err->subject, sizeof(err->subject), subject);
	fit(err->object, sizeof(err->object), object);
	err->detail[0] = '\0';
	return code;
}

void err_detail(struct err *err, const char *detail)
{
	if (err)
		fit(err->detail, sizeof(err->detail), detail);
}

int err_status(enum err_code code)
{
	return code < ERR_COUNT ? statuses[code] : 5;
}

const char *err_sentence(enum err_code code)
{
	return code < ERR_COUNT ? sentences[code] : "";
}

const char *err_name(enum err_code code)
{
	return code < ERR_COUNT ? names[code] : "ERR_?";
}
