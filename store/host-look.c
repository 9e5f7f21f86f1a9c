/*
 * What doctor asks of the machine: whether sshd still serves the newsroom as it
 * was set up to.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"
#include "store/desk-parts.h"
#include "store/disk.h"
#include "store/host-parts.h"

enum { FILE_LIMIT = 64 * 1024 };

/* What cannot be read is as good as empty here. */
static void read_below(const char *root, const char *path, struct str *out)
{
	struct str full = {0};

	str_putf(&full, "%s%s", root, path);
	(void)!disk_read(str_text(&full), FILE_LIMIT, out, NULL);
	str_clear(&full);
}

/* ---- what was set up ----
 */

void host_memory_clear(struct host_memory *memory)
{
	free(memory->account);
	free(memory->lang);
	*memory = (struct host_memory){0};
}

/* The rest of a line that begins so, blanks cut; in no comment. */
static bool take_line(struct span line, const char *key, struct span *out)
{
	line = span_trim(line);
	if (!span_starts(line, key))
		return false;
	*out = span_trim(
	    span_from(line.at + strlen(key), line.bytes - strlen(key)));
	return true;
}

static void recall_dropin(struct span text, struct host_memory *out)
{
	struct span line, value;

	while (span_cut(&text, '\n', &line)) {
		if (!out->account && take_line(line, "Match User ", &value))
			out->account = span_copy(value);
		if (!out->lang && take_line(line, "SetEnv LANG=", &value)) {
			struct span lang;

			span_cut(&value, '.', &lang);
			out->lang = span_copy(lang);
		}
	}
}

/* Either file names the newsroom; the other may be lost. */
bool host_recall(const char *root, const char *home, const char *program,
                 struct host_memory *out)
{
	const struct host host = {.root = root, .program = program};
	struct str path = {0}, keys = {0}, dropin = {0}, ours = {0};
	bool served;

	*out = (struct host_memory){0};
	host_keys_path(&host, &path);
	read_below(root, str_text(&path), &keys);
	read_below(root, HOST_DROPIN, &dropin);
	str_putf(&ours, " --home '%s' ", home);
	served = span_find(str_span(&keys), str_text(&ours)) != (size_t)-1;
	ours.bytes = 0;
	str_putf(&ours, " serves the newsroom in %s.\n", home);
	served = served ||
	         span_find(str_span(&dropin), str_text(&ours)) != (size_t)-1;
	recall_dropin(str_span(&dropin), out);
	if (!out->account)
		out->account = mem_copy(HOST_ACCOUNT);
	if (!served)
		host_memory_clear(out);
	str_clear(&path);
	str_clear(&keys);
	str_clear(&dropin);
	str_clear(&ours);
	return served;
}

/* ---- files and account ----
 */

static void look_at_files(const struct host *host, struct healths *out)
{
	struct str path = {0}, full = {0}, text = {0}, unsafe = {0};

	host_keys_path(host, &path);
	str_putf(&full, "%s%s", host->root, str_text(&path));
	host_keys(host, &text);
	if (!host_holds(host, str_text(&path), &text))
		healths_tell(out, HEALTH_SSH_FILE, str_text(&full), NULL);
	if (!host_is_safe(str_text(&full), strlen(host->root), host_owner(host),
	                  &unsafe) ||
	    (!*host->root && !host_is_safe(host->program, 0, 0, &unsafe)))
		healths_tell(out, HEALTH_SSH_UNSAFE, str_text(&unsafe), NULL);
	text.bytes = 0;
	host_dropin(host, &text);
	if (!host_holds(host, HOST_DROPIN, &text)) {
		full.bytes = 0;
		str_putf(&full, "%s" HOST_DROPIN, host->root);
		healths_tell(out, HEALTH_SSH_FILE, str_text(&full), NULL);
	}
	str_clear(&path);
	str_clear(&full);
	str_clear(&text);
	str_clear(&unsafe);
}

static void look_at_account(const struct host *host, struct healths *out)
{
	struct host_account account;
	struct str accounts = {0};
	struct stat status;
	bool known;

	str_putf(&accounts, "%s/etc/passwd", host->root);
	known = disk_exists(str_text(&accounts));
	str_clear(&accounts);
	if (!known) /* a folder that is prepared has none yet */
		return;
	host_find_account(host, &account);
	if (!account.there) {
		healths_tell(out, HEALTH_SSH_ACCOUNT, host->account, NULL);
		return;
	}
	if (stat(host->home, &status) == 0 && status.st_uid != account.uid)
		healths_tell(out, HEALTH_SSH_OWNER, host->home, host->account);
	if (account.idle)
		healths_tell(out, HEALTH_SSH_SHELL, host->account,
		             account.shell);
	if (account.locked)
		healths_tell(out, HEALTH_SSH_LOCKED, host->account, NULL);
}

static void look_at_kernel(const struct host *host, struct healths *out)
{
	struct str scope = {0};

	read_below(host->root, "/proc/sys/kernel/yama/ptrace_scope", &scope);
	if (span_is(span_trim(str_span(&scope)), "0"))
		healths_tell(out, HEALTH_SSH_YAMA, "", NULL);
	str_clear(&scope);
}

/* ---- what sshd makes of it ----
 */

/* A setting as sshd -T writes it: its name in small letters. */
static void as_told(struct span line, struct str *out)
{
	size_t name = span_find(line, " ");

	for (size_t i = 0; i < line.bytes; i++)
		str_putc(out, i < name
		                  ? (char)tolower((unsigned char)line.at[i])
		                  : line.at[i]);
}

static bool has_line(struct span text, const char *wanted)
{
	struct span line;

	while (span_cut(&text, '\n', &line))
		if (span_is(line, wanted))
			return true;
	return false;
}

/* Every line of our file is done, and one that must not be undone. */
static void compare(const struct host *host, struct span settings,
                    struct healths *out)
{
	struct str text = {0};
	struct span rest, line;

	host_dropin(host, &text);
	str_puts(&text, "PermitUserEnvironment no\n");
	rest = str_span(&text);
	while (span_cut(&rest, '\n', &line)) {
		struct str wanted = {0}, shown = {0};

		line = span_trim(line);
		if (!line.bytes || *line.at == '#' ||
		    span_starts(line, "Match "))
			continue;
		as_told(line, &wanted);
		str_add(&shown, line);
		if (!has_line(settings, str_text(&wanted)))
			healths_tell(out, HEALTH_SSH_VALUE, host->account,
			             str_text(&shown));
		str_clear(&wanted);
		str_clear(&shown);
	}
	str_clear(&text);
}

static void look_at_lists(const struct host *host, struct span settings,
                          struct healths *out)
{
	struct str own = {0};
	struct span rest = settings, line;
	bool listed = false;

	str_putf(&own, "allowusers %s", host->account);
	while (span_cut(&rest, '\n', &line))
		listed = listed || span_starts(line, "allowusers ");
	if (listed && !has_line(settings, str_text(&own)))
		healths_tell(out, HEALTH_SSH_DENIED, host->account,
		             "AllowUsers");
	str_clear(&own);
}

static void look_at_sshd(const struct host *host, struct healths *out)
{
	struct str settings = {0};
	struct span rest, line = {0};
	bool good = false;

	if (!disk_exists(HOST_SSHD) ||
	    host_settings(host, &settings, &good, NULL))
		goto out;
	rest = str_span(&settings);
	if (good) {
		compare(host, rest, out);
		look_at_lists(host, rest, out);
	} else if (span_find(rest, "no hostkeys") != (size_t)-1) {
		healths_tell(out, HEALTH_SSH_UNSEEN, "", NULL);
	} else {
		char *words;

		span_cut(&rest, '\n', &line);
		words = span_copy(span_trim(line));
		healths_tell(out, HEALTH_SSH_REFUSED, words, NULL);
		free(words);
	}
out:
	str_clear(&settings);
}

void host_look(const struct host *host, struct healths *out)
{
	look_at_files(host, out);
	look_at_account(host, out);
	look_at_sshd(host, out);
	look_at_kernel(host, out);
}
