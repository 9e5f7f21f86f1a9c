/*
 * The desk's memory beside the archive: what stands in an editor, who has a
 * post open in one, and which revision a person saw last.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/desk-parts.h"
#include "store/disk.h"

enum err_code desk_keep(struct desk *desk, const struct caller *caller,
                        struct autosave *autosave, struct err *err)
{
	struct drafts *drafts;
	enum err_code rc;

	if ((rc = desk_drafts(desk, &drafts, err)))
		return rc;
	free(autosave->person);
	autosave->person = mem_copy(caller->person);
	autosave->at_ms = caller->now_ms;
	return drafts_keep(drafts, autosave, err);
}

enum err_code desk_kept(struct desk *desk, const struct caller *caller,
                        const char *post, struct autosaves *out,
                        struct err *err)
{
	struct drafts *drafts;
	enum err_code rc;

	if (!(rc = desk_drafts(desk, &drafts, err)) &&
	    (rc = drafts_kept(drafts, caller->person, post, out, err)))
		autosaves_clear(out);
	return rc;
}

enum err_code desk_kept_text(struct desk *desk, const struct caller *caller,
                             int64_t id, struct autosave *out, struct err *err)
{
	struct drafts *drafts;
	char number[24];
	bool found;
	enum err_code rc;

	if ((rc = desk_drafts(desk, &drafts, err)) ||
	    (rc = drafts_kept_text(drafts, caller->person, id, out, &found,
	                           err)) ||
	    found)
		return rc;
	snprintf(number, sizeof(number), "%" PRId64, id);
	return err_set(err, ERR_NO_AUTOSAVE, number, NULL);
}

enum err_code desk_forget(struct desk *desk, const struct caller *caller,
                          int64_t id, struct err *err)
{
	struct drafts *drafts;
	enum err_code rc;

	if ((rc = desk_drafts(desk, &drafts, err)))
		return rc;
	return drafts_forget(drafts, caller->person, id, err);
}

/* ---- a post open in an editor ----
 */

struct hold {
	char *path;
	int fd;
};

void desk_let_go(struct hold *hold)
{
	if (!hold)
		return;
	(void)!disk_remove(hold->path,
	                   NULL); /* without a lock it is nobody's */
	disk_unlock(hold->fd);
	free(hold->path);
	free(hold);
}

/* A lock on a file that was just removed holds nobody off. */
static bool is_in_place(int fd, const char *path)
{
	struct stat open, there;

	return fstat(fd, &open) == 0 && stat(path, &there) == 0 &&
	       open.st_dev == there.st_dev && open.st_ino == there.st_ino;
}

static void write_holder(int fd, const struct caller *caller)
{
	struct str line = {0};

	str_putf(&line, "%s %" PRId64 "\n", caller->person, caller->now_ms);
	/* Only a name for who is refused: the lock counts without it. */
	if (ftruncate(fd, 0) ||
	    pwrite(fd, line.at, line.bytes, 0) != (ssize_t)line.bytes)
		(void)!ftruncate(fd, 0);
	str_clear(&line);
}

static void read_holder(const char *path, struct holder *out)
{
	struct str line = {0};
	struct holder holder = {0};

	if (!disk_read(path, 128, &line, NULL) &&
	    sscanf(str_text(&line), "%39s %" SCNd64, holder.person,
	           &holder.since_ms) == 2)
		*out = holder;
	str_clear(&line);
}

static enum err_code take_hold(const char *path, const struct caller *caller,
                               struct hold **out, struct holder *other,
                               struct err *err)
{
	enum err_code rc = ERR_OK;
	int fd = -1;

	do {
		disk_unlock(fd);
		fd = -1;
		rc = disk_lock(path, 0, &fd, err);
	} while (!rc && !is_in_place(fd, path));
	if (rc == ERR_LOCK) {
		read_holder(path, other);
		return ERR_OK;
	}
	if (rc)
		return rc;
	write_holder(fd, caller);
	*out = mem_new(sizeof(**out));
	**out = (struct hold){mem_copy(path), fd};
	return ERR_OK;
}

static bool is_numbered(struct span name, const char *start)
{
	const size_t bytes = strlen(start);

	return span_starts(name, start) && name.bytes > bytes &&
	       name.bytes < bytes + 20 &&
	       strspn(name.at + bytes, "0123456789") == name.bytes - bytes;
}

/* An id, "new-NUMBER" or "prompt-NUMBER": only such names become files. */
static bool is_holdable(struct span name)
{
	return post_id_is_good(name) || is_numbered(name, "new-") ||
	       is_numbered(name, "prompt-");
}

enum err_code desk_hold(struct desk *desk, const struct caller *caller,
                        const char *post, struct hold **out,
                        struct holder *other, struct err *err)
{
	struct str path = {0};
	enum err_code rc;

	*out = NULL;
	*other = (struct holder){0};
	if (!is_holdable(span_of(post)))
		return err_set(err, ERR_NO_POST, post, NULL);
	str_putf(&path, "%s/editing", desk->home);
	if (!(rc = disk_make_folder(str_text(&path), 0700, err))) {
		str_putf(&path, "/%s", post);
		rc = take_hold(str_text(&path), caller, out, other, err);
	}
	str_clear(&path);
	return rc;
}

/* ---- what was seen ----
 */

enum err_code desk_seen(struct desk *desk, const struct caller *caller,
                        const struct post *post, int revision, int *before,
                        struct err *err)
{
	struct drafts *drafts;
	int decided = 0;
	enum err_code rc;

	*before = 0;
	if (revision < 1) /* held: there is none yet */
		return ERR_OK;
	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];

		if (strcmp(signoff->person, caller->person) == 0 &&
		    signoff->revision < revision && signoff->revision > decided)
			decided = signoff->revision;
	}
	if ((rc = desk_drafts(desk, &drafts, err)))
		return rc;
	return drafts_seen(drafts, caller->person, post->id, revision, decided,
	                   before, err);
}
