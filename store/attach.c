#include "store/attach.h"

#include <string.h>

#include "store/crypto.h"
#include "store/disk.h"

static void folder_of(const char *home, const char *sha256, struct str *out)
{
	str_putf(out, "%s/attachments/%.2s", home, sha256);
}

enum err_code attach_put(const char *home, struct span bytes, char out[HEX256],
                         struct err *err)
{
	struct str path = {0}, there = {0};
	enum err_code rc;

	if (bytes.bytes > ATTACH_LIMIT)
		return err_set(err, ERR_TOO_LARGE, "attachment", "64 MB");
	crypto_sha256_hex(bytes, out);
	folder_of(home, out, &path);
	if ((rc = disk_make_folder(str_text(&path), 0700, err)))
		goto out;
	str_putf(&path, "/%s", out + 2);
	/* A damaged copy of the same bytes is replaced. */
	if (!attach_get(home, out, &there, NULL))
		goto out;
	rc = disk_write_durable(str_text(&path), bytes, 0600, err);
out:
	str_clear(&path);
	str_clear(&there);
	return rc;
}

enum err_code attach_get(const char *home, const char *sha256, struct str *out,
                         struct err *err)
{
	struct str path = {0}, bytes = {0};
	char hex[HEX256];
	enum err_code rc;

	folder_of(home, sha256, &path);
	str_putf(&path, "/%s", sha256 + 2);
	if ((rc = disk_read(str_text(&path), ATTACH_LIMIT, &bytes, err)))
		goto out;
	crypto_sha256_hex(str_span(&bytes), hex);
	if (strcmp(hex, sha256) != 0)
		rc = err_set(err, ERR_BROKEN, "attachment", sha256);
	else
		str_add(out, str_span(&bytes));
out:
	str_clear(&path);
	str_clear(&bytes);
	return rc;
}
