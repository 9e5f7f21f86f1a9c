#include "tests/screens.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "store/archive.h"
#include "tests/test.h"
#include "tui/edit-parts.h"
#include "tui/review-parts.h"
#include "tui/say.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* ---- what stands around it ----------------------------------------------- */

bool player_fail(struct player *player, const char *what, const char *about)
{
	if (!player->why.bytes)
		str_putf(&player->why, "%s: %s", what, about ? about : "");
	return false;
}

static bool fail_err(struct player *player, const char *what,
                     const struct err *err)
{
	struct str sentence = {0};

	say_err_text(&sentence, err, NULL);
	player_fail(player, what, str_text(&sentence));
	str_clear(&sentence);
	return false;
}

/* The folder this program was built in. */
static char *build_folder(void)
{
	char path[4096];
	ssize_t bytes = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	assert_true(bytes > 0);
	path[bytes] = '\0';
	slash = strrchr(path, '/');
	*slash = '\0';
	return mem_copy(path);
}

static const char *const variables[] = {
    "SANSHEN_NOW", "SANSHEN_AS", "SANSHEN_HOME", "SANSHEN_AMBIGUOUS",
    "NO_COLOR",    "SANSHEN",    "LC_ALL",       "LANGUAGE"};
static char *saved[LENGTH(variables)];

void player_begin(struct player *player)
{
	char *build = build_folder();
	struct str program = {0};

	memset(player, 0, sizeof(*player));
	for (size_t i = 0; i < LENGTH(variables); i++) {
		saved[i] = mem_copy(getenv(variables[i]));
		unsetenv(variables[i]);
	}
	str_putf(&program, "%s/sanshen", build);
	setenv("SANSHEN", program.at, 1);
	setenv("SANSHEN_NOW", PLAYER_NOW, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	player->folder = test_folder();
	player->rows = 24;
	player->cols = 80;
	str_clear(&program);
	free(build);
	player_language(player, "zh_CN");
}

void player_end(struct player *player)
{
	player_close(player);
	desk_let_go(player->held);
	desk_close(player->other);
	free(player->folder);
	free(player->home);
	free(player->person);
	free(player->lang);
	str_clear(&player->commits);
	str_clear(&player->out);
	str_clear(&player->why);
	for (size_t i = 0; i < LENGTH(variables); i++) {
		if (saved[i])
			setenv(variables[i], saved[i], 1);
		else
			unsetenv(variables[i]);
		free(saved[i]);
	}
}

bool player_language(struct player *player, const char *lang)
{
	free(player->lang);
	player->lang = mem_copy(lang);
	setenv("LANGUAGE", lang, 1);
	session_language();
	return true;
}

static void read_all(FILE *from, struct str *out)
{
	char buffer[4096];
	size_t bytes;

	while ((bytes = fread(buffer, 1, sizeof(buffer), from)) > 0)
		str_add(out, span_from(buffer, bytes));
}

/* ---- the program, standing by -------------------------------------------- */

static struct {
	FILE *program;    /* tests/standby.c; NULL: not begun */
	char *ask, *tell; /* its FIFOs, both held open here, that it stays */
	int ask_fd, tell_fd;
} standby;

static char *make_fifo(const char *folder, const char *name)
{
	struct str path = {0};

	str_putf(&path, "%s/%s", folder, name);
	assert_int_equal(mkfifo(path.at, 0600), 0);
	return str_take(&path);
}

static void stand_by(void)
{
	char *build = build_folder(), *folder = test_folder();
	struct str command = {0};

	standby.ask = make_fifo(folder, "ask");
	standby.tell = make_fifo(folder, "tell");
	str_putf(&command, "exec '%s/standby' <'%s' >'%s'", build, standby.ask,
	         standby.tell);
	standby.program = popen(command.at, "w");
	assert_non_null(standby.program);
	standby.ask_fd = open(standby.ask, O_WRONLY | O_CLOEXEC);
	standby.tell_fd = open(standby.tell, O_RDONLY | O_CLOEXEC);
	assert_true(standby.ask_fd >= 0 && standby.tell_fd >= 0);
	str_clear(&command);
	free(folder);
	free(build);
}

bool player_rest(void)
{
	bool good;

	if (!standby.program)
		return true;
	close(standby.ask_fd);
	close(standby.tell_fd);
	good = pclose(standby.program) == 0;
	free(standby.ask);
	free(standby.tell);
	memset(&standby, 0, sizeof(standby));
	if (!good)
		print_error("the program standing by ended badly\n");
	return good;
}

/* ---- a line of shell ----------------------------------------------------- */

bool player_shell(struct player *player, int status, const char *line,
                  struct str *out)
{
	struct str command = {0}, said = {0};
	FILE *pipe;
	int answer = -1;

	if (!standby.program)
		stand_by();
	str_putf(&command,
	         "exec 2>&1 </dev/null 6>'%s' 7<'%s'\nexport LANGUAGE='%s'\n"
	         ". tests/screens/lib.sh\ncd '%s'\n%s\n",
	         standby.ask, standby.tell, player->lang, player->folder, line);
	pipe = popen(command.at, "r");
	if (pipe) {
		read_all(pipe, &said);
		answer = pclose(pipe);
	}
	if (answer == -1 || !WIFEXITED(answer) ||
	    WEXITSTATUS(answer) != status) {
		str_putf(&said, "(status %d)", WEXITSTATUS(answer));
		player_fail(player, line, str_text(&said));
	} else if (out) {
		str_add(out, str_span(&said));
	}
	str_clear(&command);
	str_clear(&said);
	return player->why.bytes == 0;
}

/* ---- newsrooms ----------------------------------------------------------- */

/* Made once, then copied: with and without a past. */
static char *moulds[2];

static bool make_mould(struct player *player, bool past)
{
	char *mould = test_folder();
	struct str line = {0};
	bool good;

	setenv("SANSHEN_HOME", mould, 1);
	str_puts(&line, "SANSHEN_NOW=2026-11-13T10:00:00+08:00 "
	                "sanshen init --demo");
	if (past)
		str_puts(&line, " && sanshen demo");
	good = player_shell(player, 0, line.at, NULL);
	str_clear(&line);
	if (good)
		moulds[past] = mould;
	else
		free(mould);
	return good;
}

bool player_newsroom(struct player *player, bool past)
{
	struct str line = {0};
	bool good;

	if (!moulds[past] && !make_mould(player, past))
		return false;
	free(player->home);
	str_putf(&line, "%s/newsroom", player->folder);
	player->home = str_take(&line);
	setenv("SANSHEN_HOME", player->home, 1);
	str_clear(&player->commits);
	*player->main_then = '\0';
	str_putf(&line, "[ ! -e '%s' ] || rm -r '%s'; exec cp -a '%s' '%s'",
	         player->home, player->home, moulds[past], player->home);
	good = player_shell(player, 0, line.at, NULL);
	str_clear(&line);
	return good;
}

bool player_hold(struct player *player, const char *person, const char *post)
{
	struct caller caller = {.person = person};
	struct holder holder;
	struct err err;

	assert_true(calendar_read(span_of(PLAYER_NOW), &caller.now_ms));
	if (desk_open(&player->other, player->home, player->session.share,
	              &err) ||
	    desk_hold(player->other, &caller, post, &player->held, &holder,
	              &err))
		return fail_err(player, "hold", &err);
	return player->held || player_fail(player, "hold", holder.person);
}

/* ---- sitting there ------------------------------------------------------- */

bool player_open(struct player *player, station_first first, void *payload)
{
	struct view *view;
	struct err err;

	player_close(player);
	if (!player->home && !player_newsroom(player, false))
		return false;
	if (session_start(&player->session, player->home, player->person,
	                  &err) ||
	    session_open(&player->session, true, &err) ||
	    screen_open(&player->screen, SCREEN_MEMORY, player->rows,
	                player->cols, &err)) {
		session_close(&player->session);
		return fail_err(player, "open", &err);
	}
	player->is_open = true;
	station_init(&player->station, &player->session, player->screen);
	view = first(&player->station, payload);
	if (!view || !station_push(&player->station, view)) {
		/* As station_run has it. */
		player->station.quits = true;
		str_add(&player->station.farewell,
		        str_span(&player->station.note));
		str_putc(&player->station.farewell, '\n');
	}
	station_draw(&player->station);
	return true;
}

void player_close(struct player *player)
{
	if (!player->is_open)
		return;
	station_close(&player->station);
	screen_close(player->screen);
	session_close(&player->session);
	player->screen = NULL;
	player->is_open = false;
}

void player_press(struct player *player, const struct press *press)
{
	if (player->station.quits || player->station.hung_up)
		return;
	station_press(&player->station, press);
}

/* The other thread, in which a view has its text checked; NULL: none. */
static struct checker *checker_of(struct view *view)
{
	for (; view; view = view->below) {
		if (strcmp(view->ops->name, "edit") == 0)
			return ((struct edit *)view)->checker;
		if (strcmp(view->ops->name, "review") == 0)
			return ((struct review *)view)->checker;
	}
	return NULL;
}

/* What it is at comes in. */
static void wait_for_checks(struct player *player)
{
	const struct press press = {.key = PRESS_WAKE};
	struct checker *checker = checker_of(player->station.top);

	if (!checker)
		return;
	checker_wait(checker);
	player_press(player, &press);
}

void player_idle(struct player *player, long minutes)
{
	enum { LONG_MS = 6000, TURNS = 1000, MINUTE_MS = 60 * 1000 };
	int64_t idle_ms = 0, long_ms = minutes ? minutes * MINUTE_MS : LONG_MS;

	for (int turn = 0; turn < TURNS && idle_ms <= long_ms; turn++) {
		int wait_ms;

		if (player->station.quits)
			return;
		wait_ms = station_idle(&player->station, idle_ms);
		wait_for_checks(player);
		if (wait_ms < 0)
			return;
		idle_ms += wait_ms > 0 ? wait_ms : 1;
	}
}

/* ---- looking ------------------------------------------------------------- */

static bool is_hex(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
}

/* Whether some commit's id begins with these digits. */
static bool is_commit(struct span commits, struct span digits)
{
	struct span line;

	while (span_cut(&commits, '\n', &line))
		if (line.bytes >= digits.bytes &&
		    memcmp(line.at, digits.at, digits.bytes) == 0)
			return true;
	return false;
}

struct commits {
	struct player *player;
	struct archive *archive;
};

/* A record's id, and that of its side commit. */
static enum err_code put_commit(void *payload, const char *hex, struct err *err)
{
	struct commits *commits = payload;
	struct str *ids = &commits->player->commits;
	struct archive_record record;
	enum err_code code =
	    archive_read_commit(commits->archive, hex, &record, err);

	if (code)
		return code;
	str_putf(ids, "%s\n", hex);
	if (record.parent_count == 2)
		str_putf(ids, "%s\n", record.parents[1]);
	archive_record_clear(&record);
	return ERR_OK;
}

/* Every commit there is: those since main was what it was. */
static bool read_commits(struct player *player)
{
	struct commits commits = {.player = player};
	struct str path = {0};
	char tip[HEX];
	struct err err;
	bool good;

	str_putf(&path, "%s/archive.git", player->home);
	good = !archive_open(&commits.archive, path.at, &err) &&
	       !archive_tip(commits.archive, tip, &err) &&
	       !archive_walk(commits.archive, player->main_then, tip,
	                     put_commit, &commits, &err);
	if (good)
		memcpy(player->main_then, tip, HEX);
	else
		fail_err(player, "commits", &err);
	archive_close(commits.archive);
	str_clear(&path);
	return good;
}

/* Commit ids are another's every time: x for each digit. */
static bool put_masked(struct player *player, struct span text)
{
	enum { SHORTEST = 7 };
	size_t at = 0;
	bool good = read_commits(player);

	while (at < text.bytes) {
		size_t end = at;
		struct span piece;

		while (end < text.bytes && is_hex(text.at[end]))
			end++;
		piece = span_from(text.at + at, end - at);
		if (piece.bytes >= SHORTEST &&
		    is_commit(str_span(&player->commits), piece))
			for (size_t i = 0; i < piece.bytes; i++)
				str_putc(&player->out, 'x');
		else
			str_add(&player->out, piece);
		if (end < text.bytes)
			str_putc(&player->out, text.at[end++]);
		at = end;
	}
	return good;
}

bool player_show(struct player *player, const char *name, bool styles)
{
	struct str seen = {0};
	struct area area;
	bool good;

	if (!player->is_open)
		return player_fail(player, "show", "nothing is open");
	if (player->station.quits) {
		str_putf(&player->out, "== %s left ==\n", name);
		str_add(&seen, str_span(&player->station.farewell));
	} else {
		station_draw(&player->station);
		area = screen_area(player->screen);
		str_putf(&player->out, "== %s%s %dx%d %s ==\n", name,
		         styles ? " styles" : "", area.rows, area.cols,
		         player->lang);
		if (styles)
			screen_dump_styles(player->screen, &seen);
		else
			screen_dump(player->screen, &seen);
	}
	good = put_masked(player, str_span(&seen));
	str_clear(&seen);
	return good;
}

bool player_log(struct player *player, const char *post)
{
	struct str line = {0}, records = {0};
	bool good;

	str_putf(&line, "records %s", post);
	good = player_shell(player, 0, line.at, &records);
	str_putf(&player->out, "== records of %s ==\n", post);
	good = good && put_masked(player, str_span(&records));
	str_clear(&line);
	str_clear(&records);
	return good;
}
