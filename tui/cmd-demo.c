/*
 * demo: a newsroom with a past. Each file of SHARE/demo is a story: a post,
 * and what happened to it (dicts/demo/README.md). The deeds of all stories are
 * recorded in order of time, by the people named, through the desk like any.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "store/disk.h"
#include "tui/act.h"
#include "tui/shipped.h"

enum { HOUR_MS = 3600 * 1000, HOURS_LIMIT = 24 * 365 };

struct story {
	char *file;
	struct str whole; /* the file; the spans below lie in it */
	struct span text;
	char *as, *title, *column, *channel, *grade, *summary;
	long age_hours;
	char post[32];
	char content[HEX];
};

struct deed {
	size_t story;
	int64_t at_ms;
	struct span line; /* after then:, without +H; empty: the draft */
	int number;       /* of the line in its file */
};

struct past {
	const char *folder;
	struct story *stories;
	size_t story_count, story_room;
	struct deed *deeds;
	size_t deed_count, deed_room;
};

static void past_clear(struct past *past)
{
	for (size_t i = 0; i < past->story_count; i++) {
		struct story *story = &past->stories[i];

		str_clear(&story->whole);
		free(story->file);
		free(story->as);
		free(story->title);
		free(story->column);
		free(story->channel);
		free(story->grade);
		free(story->summary);
	}
	free(past->stories);
	free(past->deeds);
	memset(past, 0, sizeof(*past));
}

/* ---- reading ------------------------------------------------------------- */

static bool read_key(struct story *story, struct span key, struct span value)
{
	const struct {
		const char *key;
		char **place;
	} places[] = {
	    {"as", &story->as},         {"title", &story->title},
	    {"column", &story->column}, {"channel", &story->channel},
	    {"grade", &story->grade},   {"summary", &story->summary},
	};

	if (span_is(key, "age"))
		return span_number(value, HOURS_LIMIT, &story->age_hours);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (!span_is(key, places[i].key) || *places[i].place)
			continue;
		*places[i].place = span_copy(value);
		return true;
	}
	return false;
}

/* The word at the front, which is taken off. */
static struct span next_word(struct span *line)
{
	struct span word;

	if (!span_cut(line, ' ', &word))
		return span_from(NULL, 0);
	*line = span_trim(span_from(line->at, line->bytes));
	return word;
}

/* A deed, so many hours after the one before it. */
static bool add_deed(struct past *past, struct span line, int number)
{
	const struct deed *last = &past->deeds[past->deed_count - 1];
	struct deed deed = *last;
	long hours = 0;

	if (span_starts(line, "+")) {
		struct span word = next_word(&line);

		if (!span_number(span_from(word.at + 1, word.bytes - 1),
		                 HOURS_LIMIT, &hours))
			return false;
	}
	deed.at_ms += (int64_t)hours * HOUR_MS;
	deed.line = line;
	deed.number = number;
	past->deeds = mem_room(past->deeds, past->deed_count, &past->deed_room,
	                       sizeof(*past->deeds));
	past->deeds[past->deed_count++] = deed;
	return line.bytes > 0;
}

/* The header's lines. The draft is the first deed; its hour is known last. */
static enum err_code read_story(struct past *past, struct story *story,
                                int64_t now_ms, struct err *err)
{
	struct span rest = str_span(&story->whole), line, key;
	size_t first = past->deed_count;
	int number = 0;

	past->deeds = mem_room(past->deeds, past->deed_count, &past->deed_room,
	                       sizeof(*past->deeds));
	past->deeds[past->deed_count++] =
	    (struct deed){.story = past->story_count - 1};
	while (span_cut(&rest, '\n', &line) && span_trim(line).bytes) {
		bool good;

		number++;
		if (!span_cut(&line, ':', &key) || !line.at)
			return err_set_line(err, ERR_LINE, number, story->file,
			                    N_("no “key: value”"));
		line = span_trim(line);
		good = span_is(key, "then") ? add_deed(past, line, number)
		                            : read_key(story, key, line);
		if (!good)
			return err_set_line(err, ERR_LINE, number, story->file,
			                    N_("a key or value nobody knows"));
	}
	story->text = rest;
	if (!story->as || !story->title)
		return err_set_line(err, ERR_LINE, number, story->file,
		                    N_("as: and title: are needed"));
	for (size_t i = first; i < past->deed_count; i++) {
		past->deeds[i].at_ms +=
		    now_ms - (int64_t)story->age_hours * HOUR_MS;
		if (past->deeds[i].at_ms > now_ms)
			past->deeds[i].at_ms = now_ms;
	}
	return ERR_OK;
}

struct reading {
	struct past *past;
	int64_t now_ms;
};

static enum err_code read_file(void *payload, const char *name, struct err *err)
{
	struct reading *reading = payload;
	struct past *past = reading->past;
	struct str path = {0};
	struct story *story;
	enum err_code rc;

	past->stories = mem_room(past->stories, past->story_count,
	                         &past->story_room, sizeof(*past->stories));
	story = &past->stories[past->story_count++];
	memset(story, 0, sizeof(*story));
	story->file = mem_copy(name);
	str_putf(&path, "%s/%s", past->folder, name);
	rc = disk_read(path.at, DISK_NO_LIMIT, &story->whole, err);
	if (!rc)
		rc = read_story(past, story, reading->now_ms, err);
	str_clear(&path);
	return rc;
}

static int compare_deeds(const void *left, const void *right)
{
	const struct deed *a = left, *b = right;

	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms ? -1 : 1;
	if (a->story != b->story)
		return a->story < b->story ? -1 : 1;
	return a->number - b->number;
}

/* ---- doing --------------------------------------------------------------- */

static enum err_code do_new(struct desk *desk, struct caller *caller,
                            const struct story *story, struct answer *out,
                            struct err *err)
{
	struct draft draft = {
	    .title = story->title,
	    .summary = story->summary,
	    .column = story->column,
	    .channels = story->channel,
	    .grade = story->grade,
	    .has_text = true,
	    .text = story->text,
	};
	enum err_code rc;

	caller->person = story->as;
	rc = desk_new(desk, caller, &draft, out, err);
	return rc == ERR_HELD ? ERR_OK : rc; /* one of them is to be held */
}

/* What the provider does. */
static enum err_code do_own(struct desk *desk, struct caller *caller,
                            const struct story *story, struct span verb,
                            const char *words, struct answer *out,
                            struct err *err)
{
	struct draft draft = {.has_text = true, .text = story->text};

	caller->person = story->as;
	if (span_is(verb, "save"))
		return desk_save(desk, caller, story->post, &draft, out, err);
	if (span_is(verb, "withdraw"))
		return desk_withdraw(desk, caller, story->post, out, err);
	return desk_submit(desk, caller, story->post, &words, *words ? 1 : 0,
	                   out, err);
}

/* What somebody named does. */
static enum err_code do_other(struct desk *desk, struct caller *caller,
                              const struct story *story, struct span verb,
                              struct span words, struct answer *out,
                              struct err *err)
{
	struct span person = next_word(&words), grade;
	char *who = span_copy(person), *rest = NULL;
	enum event_kind kind = EVENT_COUNT;
	enum err_code rc;

	caller->person = who;
	if (span_is(verb, "raise")) {
		grade = next_word(&words);
		rest = span_copy(grade);
		rc = desk_regrade(desk, caller, EVENT_RAISE, story->post, rest,
		                  words, out, err);
	} else if (span_is(verb, "publish")) {
		rest = span_copy(words);
		rc = desk_publish(desk, caller, story->post, NULL,
		                  *rest ? rest : NULL, out, err);
	} else if (event_kind_read(verb, &kind) &&
	           (kind == EVENT_SIGN || kind == EVENT_RETURN ||
	            kind == EVENT_REJECT)) {
		rc = desk_decide(desk, caller, kind, story->post,
		                 story->content, words, NULL, out, err);
	} else {
		rest = span_copy(verb);
		rc = err_set(err, ERR_NO_COMMAND, rest, NULL);
	}
	free(rest);
	free(who);
	return rc;
}

static enum err_code do_deed(struct desk *desk, struct past *past,
                             const struct deed *deed, struct err *err)
{
	struct story *story = &past->stories[deed->story];
	struct caller caller = {.now_ms = deed->at_ms};
	struct span words = deed->line, verb;
	struct answer answer = {0};
	char *rest;
	enum err_code rc;

	verb = next_word(&words);
	rest = span_copy(words);
	if (!deed->number)
		rc = do_new(desk, &caller, story, &answer, err);
	else if (span_is(verb, "save") || span_is(verb, "submit") ||
	         span_is(verb, "withdraw"))
		rc = do_own(desk, &caller, story, verb, rest, &answer, err);
	else
		rc = do_other(desk, &caller, story, verb, words, &answer, err);
	if (*answer.post)
		memcpy(story->post, answer.post, sizeof(story->post));
	if (*answer.content)
		memcpy(story->content, answer.content, HEX);
	if (rc)
		fprintf(stderr, "%s:%d: ", story->file, deed->number);
	free(rest);
	answer_clear(&answer);
	return rc;
}

/* ---- the newsroom -------------------------------------------------------- */

/* Made an hour before anything happened in it. */
static enum err_code make(struct session *session, int64_t first_ms,
                          struct err *err)
{
	struct desk_init init = {.policy_name = "three-level",
	                         .demo = true,
	                         .now_ms = first_ms - HOUR_MS};
	struct problems problems = {0};
	struct answer answer = {0};
	struct str policy = {0};
	enum err_code rc;

	rc = shipped_policy(session->share, init.policy_name, &policy, err);
	if (rc)
		goto out;
	init.policy = str_span(&policy);
	rc = desk_init(session->home, &init, &problems, &answer, err);
	for (size_t i = 0; i < problems.count; i++)
		say_problem(stderr, init.policy_name, &problems.at[i]);
out:
	answer_clear(&answer);
	problems_clear(&problems);
	str_clear(&policy);
	return rc;
}

/* Opens the home, made first when there is none; it must hold no post yet. */
static enum err_code open_empty(struct session *session, int64_t first_ms,
                                struct err *err)
{
	struct caller caller = {.person = "admin", .now_ms = session->now_ms};
	struct desk_filter any = {0};
	struct desk_rows rows = {0};
	enum err_code rc;

	rc = session_open(session, false, err);
	if (rc == ERR_NO_HOME) {
		if ((rc = make(session, first_ms, err)))
			return rc;
		rc = session_open(session, false, err);
	}
	if (rc)
		return rc;
	if (!desk_is_demo(session->desk))
		return err_set(err, ERR_NOT_DEMO, session->home, NULL);
	rc = desk_list(session->desk, &caller, &any, &rows, err);
	if (!rc && rows.count)
		rc = err_set(err, ERR_NOT_DEMO, session->home, NULL);
	desk_rows_clear(&rows);
	return rc;
}

/* In a newsroom made just now nobody could act yesterday: what happened before
 * its last record happens right after it. */
static enum err_code not_before(struct desk *desk, struct past *past,
                                struct err *err)
{
	struct desk_records records = {0};
	enum err_code rc = desk_log(desk, NULL, &records, err);
	int64_t last_ms = 0;

	if (records.count)
		last_ms = records.at[records.count - 1].event.at_ms;
	for (size_t i = 0; i < past->deed_count; i++)
		if (past->deeds[i].at_ms < last_ms)
			past->deeds[i].at_ms = last_ms;
	desk_records_clear(&records);
	return rc;
}

enum err_code act_demo(struct session *session, const struct args *args,
                       struct err *err)
{
	struct past past = {0};
	struct reading reading = {.past = &past};
	struct str folder = {0};
	enum err_code rc;

	(void)args;
	if ((rc = session_demo_clock(session, err)))
		goto out;
	reading.now_ms = session->now_ms;
	str_putf(&folder, "%s/demo", session->share);
	past.folder = folder.at;
	rc = disk_list(folder.at, ".txt", read_file, &reading, err);
	if (rc)
		goto out;
	if (!past.deed_count) {
		rc = err_set(err, ERR_NO_FILE, folder.at, NULL);
		goto out;
	}
	qsort(past.deeds, past.deed_count, sizeof(*past.deeds), compare_deeds);
	if ((rc = open_empty(session, past.deeds[0].at_ms, err)))
		goto out;
	if ((rc = not_before(session->desk, &past, err)))
		goto out;
	for (size_t i = 0; i < past.deed_count && !rc; i++)
		rc = do_deed(session->desk, &past, &past.deeds[i], err);
	if (rc)
		goto out;
	say_number(stdout, N_("{n} posts are in {1}. Try:"), session->home,
	           (long)past.story_count);
	fputs("  sanshen --as manager queue\n"
	      "  sanshen --as manager sign\n"
	      "  sanshen --as collector list\n"
	      "  sanshen verify\n",
	      stdout);
out:
	past_clear(&past);
	str_clear(&folder);
	return rc;
}
