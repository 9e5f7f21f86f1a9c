/*
 * The scripts tests/screens/NAME.keys: each line is a verb and what follows it,
 * `# …` is for people. What a script shows must be what NAME.txt beside it
 * holds; `make accept` writes that file. The verbs are in tests/README.md.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/text.h"
#include "tests/screens.h"
#include "tests/test.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* A verb's line: `rest` after the verb, `body` of a here-document. */
struct step {
	struct span rest;
	struct span body;
};
typedef bool (*verb_run)(struct player *player, const struct step *step);

static struct span next_word(struct span *line)
{
	struct span word = {0};

	span_cut(line, ' ', &word);
	*line = line->at ? span_trim(*line) : span_from("", 0);
	return word;
}

static bool fail_at(struct player *player, const char *what, struct span about)
{
	char *text = span_copy(about);

	player_fail(player, what, text);
	free(text);
	return false;
}

/* ---- the world ----------------------------------------------------------- */

static bool ensure_newsroom(struct player *player)
{
	return player->home || player_newsroom(player, false);
}

static bool verb_past(struct player *player, const struct step *step)
{
	(void)step;
	return player_newsroom(player, true);
}

static bool shell(struct player *player, const char *word, long status,
                  struct span rest)
{
	struct str line = {0};
	bool good;

	str_puts(&line, word);
	str_add(&line, rest);
	good = ensure_newsroom(player) &&
	       player_shell(player, (int)status, line.at, NULL);
	str_clear(&line);
	return good;
}

static bool verb_run_program(struct player *player, const struct step *step)
{
	return shell(player, "sanshen ", 0, step->rest);
}

static bool verb_run_to(struct player *player, const struct step *step)
{
	struct span rest = step->rest;
	long status;

	if (!span_number(next_word(&rest), 255, &status))
		return player_fail(player, "run-to", "no status");
	return shell(player, "sanshen ", status, rest);
}

static bool verb_sh(struct player *player, const struct step *step)
{
	return shell(player, "", 0, step->rest);
}

static bool verb_text(struct player *player, const struct step *step)
{
	struct str path = {0};

	str_putf(&path, "%s/%.*s", player->folder, (int)step->rest.bytes,
	         step->rest.at);
	test_write(path.at, step->body);
	str_clear(&path);
	return true;
}

static bool verb_as(struct player *player, const struct step *step)
{
	free(player->person);
	player->person = span_copy(step->rest);
	return true;
}

static bool verb_lang(struct player *player, const struct step *step)
{
	char *lang = span_copy(step->rest);
	bool good = player_language(player, lang);

	free(lang);
	return good;
}

static bool verb_now(struct player *player, const struct step *step)
{
	char *now = span_copy(step->rest);

	(void)player;
	setenv("SANSHEN_NOW", now, 1);
	free(now);
	return true;
}

/* NAME=VALUE */
static bool verb_set(struct player *player, const struct step *step)
{
	struct span rest = step->rest, name_span;
	char *name, *value;

	(void)player;
	span_cut(&rest, '=', &name_span);
	name = span_copy(name_span);
	value = span_copy(rest);
	setenv(name, value, 1);
	free(name);
	free(value);
	return true;
}

static bool read_size(struct player *player, struct span rest)
{
	long rows, cols;

	if (!span_number(next_word(&rest), 1000, &rows) ||
	    !span_number(next_word(&rest), 1000, &cols))
		return player_fail(player, "size", "ROWS COLS");
	player->rows = (int)rows;
	player->cols = (int)cols;
	return true;
}

static bool verb_size(struct player *player, const struct step *step)
{
	return read_size(player, step->rest);
}

static bool verb_hold(struct player *player, const struct step *step)
{
	struct span rest = step->rest;
	char *person = span_copy(next_word(&rest));
	char *post = span_copy(rest);
	bool good =
	    ensure_newsroom(player) && player_hold(player, person, post);

	free(person);
	free(post);
	return good;
}

/* ---- sitting there ------------------------------------------------------- */

struct wish {
	struct span view;
	char *post; /* NULL: none */
};

static struct view *first_view(struct station *station, void *payload)
{
	const struct wish *wish = payload;

	if (span_is(wish->view, "queue"))
		return view_queue_new(station);
	if (span_is(wish->view, "review"))
		return view_review_new(station, wish->post, false);
	if (span_is(wish->view, "walk"))
		return view_review_new(station, wish->post, true);
	if (span_is(wish->view, "history"))
		return view_history_new(station, wish->post);
	if (span_is(wish->view, "policy"))
		return view_policy_new(station, wish->post);
	if (span_is(wish->view, "edit"))
		return view_edit_new(station, wish->post, 0);
	return view_home_new(station);
}

static bool verb_open(struct player *player, const struct step *step)
{
	struct span rest = step->rest;
	struct wish wish = {.view = next_word(&rest)};
	bool good;

	wish.post = rest.bytes ? span_copy(rest) : NULL;
	/* Files of a script lie in its folder. */
	if (span_is(wish.view, "policy") && wish.post) {
		struct str path = {0};

		str_putf(&path, "%s/%s", player->folder, wish.post);
		free(wish.post);
		wish.post = str_take(&path);
	}
	good = player_open(player, first_view, &wish);
	free(wish.post);
	return good;
}

static bool verb_close(struct player *player, const struct step *step)
{
	(void)step;
	player_close(player);
	return true;
}

static bool is_open(struct player *player, const char *verb)
{
	return player->is_open || player_fail(player, verb, "nothing is open");
}

/* “Down” or “Down*5”; * alone is a key. */
static bool press_word(struct player *player, struct span word)
{
	struct press press = {0};
	struct span name = word, rest = word;
	long times = 1;

	if (word.bytes > 2 && span_cut(&rest, '*', &name) && rest.at &&
	    !span_number(rest, 10000, &times))
		return fail_at(player, "keys", word);
	if (!keys_read(name, &press.key))
		return fail_at(player, "no such key", word);
	for (long i = 0; i < times; i++)
		player_press(player, &press);
	return true;
}

static bool verb_keys(struct player *player, const struct step *step)
{
	struct span rest = step->rest;

	while (rest.bytes)
		if (!is_open(player, "keys") ||
		    !press_word(player, next_word(&rest)))
			return false;
	return true;
}

static bool verb_type(struct player *player, const struct step *step)
{
	struct press press = {0};

	if (!is_open(player, "type"))
		return false;
	for (size_t at = 0; at < step->rest.bytes;) {
		at += text_step(step->rest, at, &press.key);
		player_press(player, &press);
	}
	return true;
}

static bool verb_paste(struct player *player, const struct step *step)
{
	struct press press = {.key = PRESS_PASTE, .text = step->rest};

	if (step->body.at)
		press.text = step->body;
	if (!is_open(player, "paste"))
		return false;
	player_press(player, &press);
	return true;
}

static bool verb_click(struct player *player, const struct step *step)
{
	struct press press = {.key = PRESS_CLICK};
	struct span rest = step->rest;
	long row, col;

	if (!is_open(player, "click") ||
	    !span_number(next_word(&rest), 1000, &row) ||
	    !span_number(next_word(&rest), 1000, &col))
		return player_fail(player, "click", "ROW COL");
	press.row = (int)row;
	press.col = (int)col;
	player_press(player, &press);
	return true;
}

static bool verb_idle(struct player *player, const struct step *step)
{
	struct span rest = step->rest;
	long minutes = 0;

	if (!is_open(player, "idle"))
		return false;
	if (rest.bytes && !span_number(next_word(&rest), 1000, &minutes))
		return player_fail(player, "idle", "MINUTES");
	player_idle(player, minutes);
	return true;
}

static bool verb_resize(struct player *player, const struct step *step)
{
	struct press press = {.key = PRESS_RESIZE};

	if (!is_open(player, "resize") || !read_size(player, step->rest))
		return false;
	screen_resize(player->screen, player->rows, player->cols);
	player_press(player, &press);
	return true;
}

/* ---- looking ------------------------------------------------------------- */

static bool show(struct player *player, struct span rest, bool styles)
{
	char *name = span_copy(rest);
	bool good = player_show(player, name, styles);

	free(name);
	return good;
}

static bool verb_show(struct player *player, const struct step *step)
{
	return show(player, step->rest, false);
}

static bool verb_styles(struct player *player, const struct step *step)
{
	return show(player, step->rest, true);
}

static bool verb_records(struct player *player, const struct step *step)
{
	char *post = span_copy(step->rest);
	bool good = player_log(player, post);

	free(post);
	return good;
}

/* ---- a script ------------------------------------------------------------ */

static const struct {
	const char *name;
	verb_run run;
} verbs[] = {
    {"past", verb_past},     {"run", verb_run_program},
    {"run-to", verb_run_to}, {"sh", verb_sh},
    {"text", verb_text},     {"as", verb_as},
    {"lang", verb_lang},     {"now", verb_now},
    {"set", verb_set},       {"size", verb_size},
    {"hold", verb_hold},     {"open", verb_open},
    {"close", verb_close},   {"keys", verb_keys},
    {"type", verb_type},     {"paste", verb_paste},
    {"click", verb_click},   {"idle", verb_idle},
    {"resize", verb_resize}, {"show", verb_show},
    {"styles", verb_styles}, {"expect-log", verb_records},
};

/* The lines up to END, when the line ends in <<END. */
static void take_body(struct step *step, struct span *script)
{
	struct span line;
	const char *from;

	if (!span_ends(step->rest, "<<END"))
		return;
	step->rest.bytes -= strlen("<<END");
	step->rest = span_trim(step->rest);
	from = script->at;
	while (span_cut(script, '\n', &line) && !span_is(line, "END"))
		step->body =
		    span_from(from, (size_t)(line.at + line.bytes + 1 - from));
}

static bool play_line(struct player *player, struct span line,
                      struct span *script)
{
	struct step step = {.rest = line};
	struct span verb = next_word(&step.rest);

	take_body(&step, script);
	for (size_t i = 0; i < LENGTH(verbs); i++)
		if (span_is(verb, verbs[i].name))
			return verbs[i].run(player, &step);
	return fail_at(player, "no such verb", line);
}

/* Plays until something goes wrong, which is said. */
static bool play(struct player *player, const char *path)
{
	struct str script = {0};
	struct span rest, line;
	bool good = true;

	test_read(path, &script);
	rest = str_span(&script);
	while (good && span_cut(&rest, '\n', &line))
		if (line.bytes && line.at[0] != '#')
			good = play_line(player, line, &rest);
	if (!good)
		print_error("%s: %.*s\n  %s\n", path, (int)line.bytes, line.at,
		            str_text(&player->why));
	str_clear(&script);
	return good;
}

/* ---- the golden files ---------------------------------------------------- */

static bool accepts(void)
{
	return getenv("ACCEPT") != NULL;
}

/* Writes `text` where it is wanted, else shows how the file differs. */
static bool hold_against(const char *path, struct span text)
{
	struct str beside = {0}, command = {0}, golden = {0};
	char *folder;
	bool same;

	if (accepts()) {
		test_write(path, text);
		return true;
	}
	if (access(path, F_OK) == 0)
		test_read(path, &golden);
	same = golden.bytes && span_equal(str_span(&golden), text);
	str_clear(&golden);
	if (same)
		return true;
	folder = test_folder();
	str_putf(&beside, "%s/seen", folder);
	test_write(beside.at, text);
	str_putf(&command, "diff -u '%s' '%s' >&2", path, beside.at);
	fflush(stdout);
	(void)!system(command.at);
	str_clear(&beside);
	str_clear(&command);
	free(folder);
	return false;
}

/* NAME.keys → NAME.txt */
static char *golden_path(const char *script)
{
	struct str path = {0};

	str_add(&path, span_from(script, strlen(script) - strlen("keys")));
	str_puts(&path, "txt");
	return str_take(&path);
}

static void it_shows_what_it_showed(void **state)
{
	const char *path = *state;
	char *golden = golden_path(path);
	struct player player;
	bool good;

	player_begin(&player);
	good = play(&player, path);
	player_close(&player);
	good = good && hold_against(golden, str_span(&player.out));
	player_end(&player);
	free(golden);
	assert_true(good);
}

/* ---- the papers ---------------------------------------------------------- */

/* The screen called `name` (“script:shown”) of a golden file, without its first
 * line; false when there is none. */
static bool find_screen(struct span name, struct str *out)
{
	struct span script, line, rest;
	struct str path = {0}, golden = {0}, head = {0};
	bool within = false, found = false;

	span_cut(&name, ':', &script);
	str_putf(&path, "tests/screens/%.*s.txt", (int)script.bytes, script.at);
	test_read(path.at, &golden);
	str_putf(&head, "== %.*s ", (int)name.bytes, name.at);
	rest = str_span(&golden);
	while (span_cut(&rest, '\n', &line) && rest.at) {
		if (span_starts(line, "== ")) {
			within = !found && span_starts(line, head.at);
			found = found || within;
		} else if (within) {
			str_add(out, line);
			str_putc(out, '\n');
		}
	}
	str_clear(&path);
	str_clear(&golden);
	str_clear(&head);
	return found;
}

/* The paper as it should be: every block between <!-- screen NAME --> and
 * <!-- end --> holds that screen. */
static void write_paper(struct span paper, struct str *out)
{
	const char *begin = "<!-- screen ", *end = "<!-- end -->";
	struct span line;
	bool skips = false;

	while (span_cut(&paper, '\n', &line)) {
		if (span_is(line, end))
			skips = false;
		if (skips)
			continue;
		str_add(out, line);
		if (paper.at)
			str_putc(out, '\n');
		if (!span_starts(line, begin))
			continue;
		skips = true;
		line = span_from(line.at + strlen(begin),
		                 line.bytes - strlen(begin) - strlen(" -->"));
		str_puts(out, "```\n");
		assert_true(find_screen(line, out));
		str_puts(out, "```\n");
	}
}

static void the_papers_show_these_screens(void **state)
{
	static const char *const papers[] = {"README.md", "README.zh-CN.md"};
	bool good = true;

	(void)state;
	for (size_t i = 0; i < LENGTH(papers); i++) {
		struct str paper = {0}, wanted = {0};

		test_read(papers[i], &paper);
		write_paper(str_span(&paper), &wanted);
		if (!span_equal(str_span(&paper), str_span(&wanted)))
			good =
			    hold_against(papers[i], str_span(&wanted)) && good;
		str_clear(&paper);
		str_clear(&wanted);
	}
	assert_true(good);
}

/* A test a script; the papers come last. $SCREENS is one script's name. */
int group_screens(void)
{
	const char *only = getenv("SCREENS");
	struct CMUnitTest *tests;
	struct str pattern = {0};
	glob_t scripts;
	size_t count;
	int failed;

	str_putf(&pattern, "tests/screens/%s.keys", only ? only : "*");
	if (glob(pattern.at, 0, NULL, &scripts))
		scripts.gl_pathc = 0;
	count = scripts.gl_pathc;
	tests = mem_new_array(count + 1, sizeof(*tests));
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){
		    .name = scripts.gl_pathv[i],
		    .test_func = it_shows_what_it_showed,
		    .initial_state = scripts.gl_pathv[i],
		};
	tests[count] =
	    (struct CMUnitTest)cmocka_unit_test(the_papers_show_these_screens);
	failed =
	    _cmocka_run_group_tests("screens", tests, count + 1, NULL, NULL) +
	    !player_rest();
	test_count((int)count + 1, failed);
	str_clear(&pattern);
	globfree(&scripts);
	free(tests);
	return failed;
}
