#include "tui/input.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/text.h"
#include "store/disk.h"
#include "store/encoding.h"
#include "tui/say.h"
#include "tui/session.h"

/* What the reader calls it. */
static const char *called(const char *name)
{
	return strcmp(name, "-") == 0 ? "stdin" : name;
}

enum err_code input_bytes(const char *name, size_t limit_bytes, struct str *out,
                          struct err *err)
{
	if (strcmp(name, "-") == 0)
		return disk_read_fd(STDIN_FILENO, called(name), limit_bytes,
		                    out, err);
	return disk_read(name, limit_bytes, out, err);
}

/* A person may say that it is GB18030; a script has to. */
static bool is_agreed(const char *name)
{
	struct str answer = {0};
	bool yes;

	say(stderr, N_("{1} is not UTF-8, but reads well as GB18030."),
	    called(name), NULL);
	yes = session_ask(N_("Take it as GB18030? (y/n) "), &answer) &&
	      (span_starts(str_span(&answer), "y") ||
	       span_starts(str_span(&answer), "Y") ||
	       span_starts(str_span(&answer), "ｙ") ||
	       span_starts(str_span(&answer), "是"));
	str_clear(&answer);
	return yes;
}

static enum err_code convert(const char *name, const char *encoding,
                             struct span bytes, struct str *out,
                             struct err *err)
{
	size_t valid = text_valid_bytes(bytes);
	char offset[32];

	if (encoding && strcasecmp(encoding, "gb18030") == 0)
		return encoding_gb18030(bytes, called(name), out, err);
	if (valid == bytes.bytes) {
		str_add(out, bytes);
		return ERR_OK;
	}
	/* A failed trial is no error: the bytes are then simply not UTF-8. */
	if (!encoding && strcmp(name, "-") != 0 && session_on_terminal() &&
	    encoding_gb18030(bytes, called(name), out, err) == ERR_OK) {
		if (is_agreed(name))
			return ERR_OK;
		str_clear(out);
	}
	snprintf(offset, sizeof(offset), "%zu", valid);
	return err_set(err, ERR_BAD_TEXT, called(name), offset);
}

enum err_code input_text(const char *name, const char *encoding,
                         size_t limit_bytes, struct str *out, struct err *err)
{
	struct str bytes = {0}, text = {0};
	enum err_code rc;

	if ((rc = input_bytes(name, limit_bytes, &bytes, err)))
		goto out;
	if ((rc = convert(name, encoding, str_span(&bytes), &text, err)))
		goto out;
	str_add(out, str_span(&text));
out:
	str_clear(&text);
	str_clear(&bytes);
	return rc;
}
