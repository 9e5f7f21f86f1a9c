#include "tui/shipped.h"

#include <string.h>

#include "core/roster.h"
#include "store/disk.h"
#include "tui/input.h"

static enum err_code add_name(void *payload, const char *name, struct err *err)
{
	struct str *names = payload;

	(void)err;
	str_puts(names, names->bytes ? ", " : "");
	str_add(names, span_from(name, strlen(name) - strlen(".ini")));
	return ERR_OK;
}

enum err_code shipped_policy(const char *share, const char *name,
                             struct str *out, struct err *err)
{
	struct str folder = {0}, path = {0}, names = {0};
	enum err_code rc;

	str_putf(&folder, "%s/policies", share);
	str_putf(&path, "%s/%s.ini", folder.at, name);
	/* An id cannot climb out of the folder. */
	if (roster_id_is_good(span_of(name)) && disk_exists(path.at)) {
		rc = disk_read(path.at, DISK_NO_LIMIT, out, err);
		goto out;
	}
	if ((rc = disk_list(folder.at, ".ini", add_name, &names, err)))
		goto out;
	rc = err_set(err, ERR_NO_POLICY, name, str_text(&names));
out:
	str_clear(&names);
	str_clear(&path);
	str_clear(&folder);
	return rc;
}

enum err_code shipped_or_file(const char *share, const char *name,
                              const char *encoding, struct str *out,
                              struct err *err)
{
	if (strchr(name, '/') || strchr(name, '.') || strcmp(name, "-") == 0 ||
	    disk_exists(name))
		return input_text(name, encoding, INPUT_POST, out, err);
	return shipped_policy(share, name, out, err);
}
