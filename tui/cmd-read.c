/* The acts that only read: queue, list, show, diff, log. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/act.h"
#include "tui/compare.h"
#include "tui/json.h"
#include "tui/page.h"

/* ---- queue and list ------------------------------------------------------ */

/* The unit and, last, the title; a held text has none in the archive. */
static void line_end(const struct session *session, const struct desk_row *row)
{
	struct str unit = {0};

	say_unit(&unit, &session->names, row->unit);
	fprintf(stdout, "%s  ", str_text(&unit));
	if (row->title && *row->title)
		say(stdout, N_("“{1}”"), row->title, NULL);
	else
		say(stdout, N_("(held)"), NULL, NULL);
	str_clear(&unit);
}

/* The id first, the title last: both stay in line without counting cells. */
static void queue_line(const struct session *session,
                       const struct desk_row *row)
{
	struct str due = {0};

	say_text(stdout, row->post);
	fputs("  ", stdout);
	if (row->why && strcmp(row->why, "sign") != 0)
		fputs(say_why(row->why), stdout);
	else
		say_text(stdout, row->step_title ? row->step_title : row->step);
	fputs("  ", stdout);
	if (row->step || row->due_ms) {
		say_deadline(&due, row->due_ms, session->now_ms,
		             session->offset_min);
		if (row->soon)
			fprintf(stdout, "%s ", _("soon:"));
		fprintf(stdout, "%s  ", str_text(&due));
	}
	line_end(session, row);
	str_clear(&due);
}

/* What was read before and has only small changes stands last, by itself. */
static void queue_lines(const struct session *session,
                        const struct desk_rows *rows)
{
	size_t again = 0;

	for (size_t i = 0; i < rows->count; i++) {
		again += rows->at[i].again;
		if (!rows->at[i].again)
			queue_line(session, &rows->at[i]);
	}
	if (!again)
		return;
	say(stdout, N_("Only small changes, please sign again:"), NULL, NULL);
	for (size_t i = 0; i < rows->count; i++)
		if (rows->at[i].again)
			queue_line(session, &rows->at[i]);
}

enum err_code act_queue(struct session *session, const struct args *args,
                        struct err *err)
{
	struct caller caller = session_caller(session);
	struct desk_rows rows = {0};
	enum err_code rc;

	rc = desk_queue(session->desk, &caller, args_has(args, OPTION_ALL),
	                &rows, err);
	if (rc)
		goto out;
	if (session->json) {
		json_rows(stdout, &rows, session->offset_min);
		goto out;
	}
	queue_lines(session, &rows);
	if (!rows.count)
		say(stderr, N_("Nothing waits."), NULL, NULL);
out:
	desk_rows_clear(&rows);
	return rc;
}

static void list_line(const struct session *session, const struct desk_row *row)
{
	bool shown = row->public_state != PUBLIC_NONE;

	say_text(stdout, row->post);
	fputs("  ", stdout);
	/* What is public was approved; “waits to be published” no more. */
	if (!shown || row->work != WORK_APPROVED)
		fputs(say_work(row->work), stdout);
	if (shown && row->work != WORK_APPROVED)
		fputs(" · ", stdout);
	if (shown)
		fputs(say_public(row->public_state), stdout);
	if (row->step_title) {
		fputs(" · ", stdout);
		say_text(stdout, row->step_title);
	}
	fputs("  ", stdout);
	line_end(session, row);
}

enum err_code judge_list(const struct args *args, struct err *err)
{
	const char *value = args->value[OPTION_WORK];
	enum work work;
	enum public_state state;

	if (value && !work_read(value, &work))
		return err_set(err, ERR_BAD_VALUE, "--work", value);
	value = args->value[OPTION_PUBLIC];
	if (value && !public_read(value, &state))
		return err_set(err, ERR_BAD_VALUE, "--public", value);
	return ERR_OK;
}

/* A filter that names nothing is a slip of the finger, unless an older policy
 * knew the word and posts still carry it: then there are rows. */
static enum err_code judge_filter(const struct session *session,
                                  const struct desk_filter *filter,
                                  struct err *err)
{
	const struct policy *policy = desk_policy(session->desk);
	const struct roster *roster = desk_roster(session->desk);

	if (filter->unit && !roster_unit(roster, filter->unit))
		return err_set(err, ERR_NO_UNIT, filter->unit, NULL);
	if (filter->provider && !roster_person(roster, filter->provider))
		return err_set(err, ERR_NO_PERSON, filter->provider, NULL);
	if (filter->column && !policy_column(policy, filter->column))
		return err_set(err, ERR_NO_COLUMN, filter->column, NULL);
	if (filter->grade && policy_grade(policy, filter->grade) < 0)
		return err_set(err, ERR_NO_GRADE, filter->grade, NULL);
	return ERR_OK;
}

enum err_code act_list(struct session *session, const struct args *args,
                       struct err *err)
{
	struct desk_filter filter = {
	    .work = args->value[OPTION_WORK],
	    .public_state = args->value[OPTION_PUBLIC],
	    .unit = args->value[OPTION_UNIT],
	    .column = args->value[OPTION_COLUMN],
	    .provider = args->value[OPTION_PROVIDER],
	    .grade = args->value[OPTION_GRADE],
	};
	struct caller caller = session_caller(session);
	struct desk_rows rows = {0};
	enum err_code rc;

	rc = desk_list(session->desk, &caller, &filter, &rows, err);
	if (rc)
		goto out;
	if (!rows.count && (rc = judge_filter(session, &filter, err)))
		goto out;
	if (session->json) {
		json_rows(stdout, &rows, session->offset_min);
		goto out;
	}
	for (size_t i = 0; i < rows.count; i++)
		list_line(session, &rows.at[i]);
	if (!rows.count)
		say(stderr, N_("There is no such post."), NULL, NULL);
out:
	desk_rows_clear(&rows);
	return rc;
}

/* ---- show ---------------------------------------------------------------- */

enum err_code judge_show(const struct args *args, struct err *err)
{
	bool proposal = args_has(args, OPTION_PROPOSAL);

	if (args_has(args, OPTION_JSON) &&
	    (proposal || args_has(args, OPTION_TEXT)))
		return err_set(err, ERR_ARGUMENT_EXTRA, "show --json",
		               proposal ? "--proposal" : "--text");
	if (proposal && args_has(args, OPTION_TEXT))
		return err_set(err, ERR_ARGUMENT_EXTRA, "show --proposal",
		               "--text");
	return ERR_OK;
}

static enum err_code show_proposal(struct session *session, const char *post,
                                   struct err *err)
{
	struct form form = {0};
	struct str text = {0};
	enum err_code rc =
	    desk_proposal(session->desk, post, &form, &text, err);

	if (!rc)
		fwrite(str_text(&text), 1, text.bytes, stdout);
	form_clear(&form);
	str_clear(&text);
	return rc;
}

enum err_code act_show(struct session *session, const struct args *args,
                       struct err *err)
{
	struct caller caller = session_caller(session);
	struct desk_view view = {0};
	enum err_code rc;

	if (args_has(args, OPTION_PROPOSAL))
		return show_proposal(session, args_word(args, 0), err);
	rc = desk_show(session->desk, &caller, args_word(args, 0), &view, err);
	if (rc)
		goto out;
	if (session->json)
		json_view(stdout, &view, session->offset_min);
	else if (args_has(args, OPTION_TEXT))
		fwrite(str_text(&view.text), 1, view.text.bytes, stdout);
	else
		page_post(stdout, session, &view);
out:
	desk_view_clear(&view);
	return rc;
}

/* ---- diff ---------------------------------------------------------------- */

struct paint { /* escape sequences, or nothing */
	const char *gone, *came, *plain;
};

static void diff_pieces(const struct diff_line *line, const struct paint *paint)
{
	fputs("  ", stdout);
	for (size_t i = 0; i < line->piece_count; i++) {
		const struct diff_piece *piece = &line->pieces[i];
		bool gone = piece->kind == DIFF_GONE;

		if (piece->kind == DIFF_SAME) {
			say_span(stdout, piece->text);
			continue;
		}
		fputs(gone ? paint->gone : paint->came, stdout);
		fputs(gone ? "【-" : "【+", stdout);
		say_span(stdout, piece->text);
		fputs(gone ? "-】" : "+】", stdout);
		fputs(paint->plain, stdout);
	}
	fputc('\n', stdout);
}

static void diff_line(const struct diff_line *line, const struct paint *paint)
{
	switch (line->kind) {
	case DIFF_SAME:
		fputs("  ", stdout);
		say_span(stdout, line->after);
		break;
	case DIFF_GONE:
		fprintf(stdout, "%s- ", paint->gone);
		say_span(stdout, line->before);
		fputs(paint->plain, stdout);
		break;
	case DIFF_CAME:
		fprintf(stdout, "%s+ ", paint->came);
		say_span(stdout, line->after);
		fputs(paint->plain, stdout);
		break;
	case DIFF_CHANGED:
		diff_pieces(line, paint);
		return;
	}
	fputc('\n', stdout);
}

static void print_diff(const struct diff *diff)
{
	static const struct paint plain = {"", "", ""};
	static const struct paint colour = {"\033[31m", "\033[32m", "\033[0m"};
	const char *no_color = getenv("NO_COLOR");
	bool paints = isatty(STDOUT_FILENO) && !(no_color && *no_color);

	for (size_t i = 0; i < diff->count; i++)
		diff_line(&diff->at[i], paints ? &colour : &plain);
}

/* diff POST proposal: against the revision it was made from. */
static bool wants_proposal(const struct args *args)
{
	return args->word_count == 2 &&
	       strcmp(args_word(args, 1), "proposal") == 0;
}

enum err_code judge_diff(const struct args *args, struct err *err)
{
	long number;

	if (wants_proposal(args))
		return ERR_OK;
	for (size_t i = 1; i < args->word_count; i++)
		if (!span_number(span_of(args_word(args, i)), 1000000,
		                 &number) ||
		    number < 1)
			return err_set(err, ERR_BAD_VALUE, "diff",
			               args_word(args, i));
	return args->word_count == 2
	           ? err_set(err, ERR_ARGUMENT_MISSING, "diff", "B")
	           : ERR_OK;
}

/* Which revisions: as given, else the last two. */
static enum err_code which(struct session *session, const struct args *args,
                           int out[2], struct err *err)
{
	struct caller caller = session_caller(session);
	struct desk_view view = {0};
	const struct revision *revision;
	enum err_code rc;

	for (size_t i = 0; i < 2 && args->word_count == 3; i++) {
		long number = 0;

		(void)span_number(span_of(args_word(args, i + 1)), 1000000,
		                  &number);
		out[i] = (int)number;
	}
	if (args->word_count == 3)
		return ERR_OK;
	rc = desk_show(session->desk, &caller, args_word(args, 0), &view, err);
	if (rc)
		goto out;
	revision = post_revision(view.post);
	if (!revision)
		rc = err_set(err, ERR_HELD_FIRST, view.post->id, NULL);
	else if (revision->number < 2)
		rc = err_set(err, ERR_NO_REVISION, view.post->id, "2");
	else
		out[0] = revision->number - 1, out[1] = revision->number;
out:
	desk_view_clear(&view);
	return rc;
}

enum err_code act_diff(struct session *session, const struct args *args,
                       struct err *err)
{
	struct comparison comparison = {0};
	int numbers[2];
	enum err_code rc;

	if (wants_proposal(args))
		rc = comparison_of_proposal(session, args_word(args, 0),
		                            &comparison, err);
	else if (!(rc = which(session, args, numbers, err)))
		rc = comparison_make(session, args_word(args, 0), numbers[0],
		                     numbers[1], &comparison, err);
	if (!rc)
		print_diff(&comparison.diff);
	comparison_clear(&comparison);
	return rc;
}

/* ---- log ----------------------------------------------------------------- */

static void log_line(const struct session *session,
                     const struct desk_record *record)
{
	const struct event *event = &record->event;
	struct str at = {0}, who = {0};

	say_time(&at, event->at_ms, session->offset_min);
	say_person(&who, &session->names, event->actor);
	fprintf(stdout, "%.10s  %s  ", record->commit, str_text(&at));
	if (event->post) {
		say_text(stdout, event->post);
		fputs("  ", stdout);
	}
	fputs(say_event(event_id(event->kind)), stdout);
	if (event->revision) {
		fputs("  ", stdout);
		str_clear(&at);
		say_fill(&at, N_("revision {n}"), NULL, NULL, event->revision);
		fputs(str_text(&at), stdout);
	}
	fprintf(stdout, "  %s", str_text(&who));
	page_named(stdout, event);
	if (record->personal)
		fprintf(stdout, "  %s", _("signed with the person's own key"));
	fputc('\n', stdout);
	if (event->kind != EVENT_SUBMIT && event->body && *event->body)
		say(stdout, N_("      “{1}”"), event->body, NULL);
	str_clear(&who);
	str_clear(&at);
}

enum err_code act_log(struct session *session, const struct args *args,
                      struct err *err)
{
	struct desk_records records = {0};
	enum err_code rc;

	rc = desk_log(session->desk, args_word(args, 0), &records, err);
	if (rc)
		goto out;
	if (session->json) {
		json_records(stdout, &records);
		goto out;
	}
	for (size_t i = 0; i < records.count; i++)
		log_line(session, &records.at[i]);
out:
	desk_records_clear(&records);
	return rc;
}
