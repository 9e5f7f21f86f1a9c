#include "store/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

enum { STEP_BYTES = 16384 };

static enum err_code bad_at(size_t offset, const char *name, struct err *err)
{
	char number[32];

	snprintf(number, sizeof(number), "%zu", offset);
	return err_set(err, ERR_BAD_GB18030, name, number);
}

enum err_code encoding_gb18030(struct span bytes, const char *name,
                               struct str *out, struct err *err)
{
	enum err_code rc = ERR_OK;
	struct str utf8 = {0};
	/* iconv's argument is not const, but it does not write there */
	char *from = (char *)bytes.at;
	size_t left = bytes.bytes;
	iconv_t converter = iconv_open("UTF-8", "GB18030");

	if (converter == (iconv_t)-1)
		return err_set(err, ERR_SYSTEM, "GB18030", strerror(errno));
	while (left) {
		char step[STEP_BYTES];
		char *to = step;
		size_t room = sizeof(step);
		size_t done = iconv(converter, &from, &left, &to, &room);

		str_add(&utf8, span_from(step, sizeof(step) - room));
		/* E2BIG: the step is full, go on */
		if (done == (size_t)-1 && errno != E2BIG) {
			rc = bad_at(bytes.bytes - left, name, err);
			goto out;
		}
	}
	str_add(out, str_span(&utf8));
out:
	iconv_close(converter);
	str_clear(&utf8);
	return rc;
}
