/* Who did what with a post, oldest first. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tui/flow.h"
#include "tui/post-flow.h"
#include "tui/route-line.h"
#include "tui/station.h"

enum { INDENT = 4, SHORT = 10 };

struct history {
	struct view view;
	char *post;
	struct flow *page;
	struct str words; /* searched for */
};

static struct history *history_of(struct view *view)
{
	return (struct history *)(void *)view;
}

static struct flow *flow_of(struct view *view)
{
	return history_of(view)->page;
}

static bool move(struct view *view, const char *act)
{
	return flow_act(flow_of(view), act);
}

static void put_and_clear(struct flow *flow, enum style style,
                          struct str *words)
{
	flow_put(flow, style, str_span(words));
	str_clear(words);
}

static enum style style_of(enum event_kind kind)
{
	switch (kind) {
	case EVENT_SIGN:
	case EVENT_PUBLISH:
		return STYLE_GOOD;
	case EVENT_RETURN:
	case EVENT_REJECT:
		return STYLE_ALARM;
	default:
		return STYLE_STRONG;
	}
}

/* The step by its title in the policy in force, else by its id. */
static const char *step_title(const struct session *session, const char *id)
{
	const struct policy_step *step =
	    policy_step(desk_policy(session->desk), id);

	return step && step->title ? step->title : id;
}

/* “manager@unit1” in the institution's own words. */
static void say_office(struct str *out, const struct session *session,
                       const char *right)
{
	const char *at = strchr(right, '@');
	char *role =
	    mem_copy_n(right, at ? (size_t)(at - right) : strlen(right));

	say_role(out, &session->names, role, at ? at + 1 : NULL);
	free(role);
}

static void put_who(struct flow *flow, const struct session *session,
                    const struct event *event)
{
	struct str words = {0};

	say_time(&words, event->at_ms, session->offset_min);
	str_puts(&words, "  ");
	put_and_clear(flow, STYLE_FAINT, &words);
	flow_puts(flow, style_of(event->kind),
	          say_event(event_id(event->kind)));
	str_puts(&words, "  ");
	say_person(&words, &session->names, event->actor);
	put_and_clear(flow, STYLE_TEXT, &words);
	if (event->role && *event->role) {
		str_puts(&words, "  ");
		say_office(&words, session, event->role);
		put_and_clear(flow, STYLE_TEXT, &words);
	}
	flow_end(flow, INDENT);
}

static void put_what(struct flow *flow, const struct session *session,
                     const struct desk_record *record)
{
	static const char between[] = " · ";
	const struct event *event = &record->event;
	struct str words = {0};

	str_puts(&words, "    ");
	if (event->revision) {
		say_fill(&words, N_("revision {n}"), NULL, NULL,
		         event->revision);
		str_puts(&words, between);
	}
	if (event->step && *event->step) {
		str_puts(&words, step_title(session, event->step));
		str_puts(&words, between);
	}
	str_puts(&words, record->personal
	                     ? _("signed with the person's own key")
	                     : _("recorded by the workstation"));
	str_putf(&words, "%s%.*s", between, SHORT, record->commit);
	put_and_clear(flow, STYLE_FAINT, &words);
	flow_end(flow, INDENT);
	if (event->url && *event->url) {
		str_putf(&words, "    %s", event->url);
		put_and_clear(flow, STYLE_TEXT, &words);
		flow_end(flow, INDENT);
	}
}

static void put_line(struct flow *flow, const char *name, const char *value)
{
	struct str words = {0};

	if (!value || !*value)
		return;
	str_puts(&words, "    ");
	say_fill(&words, N_("{1}: {2}"), name, value, 0);
	put_and_clear(flow, STYLE_TEXT, &words);
	flow_end(flow, INDENT + 2);
}

/* Whom it was given to, or asked; what was ticked; what comes in its place. */
static void put_details(struct flow *flow, const struct session *session,
                        const struct event *event)
{
	struct span rest = span_of(event->seats), seat;
	struct str words = {0};

	while (event->seats && span_cut(&rest, ',', &seat)) {
		char *office = span_copy(span_trim(seat));

		str_puts(&words, words.bytes ? _(", ") : "");
		say_office(&words, session, office);
		free(office);
	}
	if (event->person && *event->person)
		say_person(&words, &session->names, event->person);
	put_line(flow, _("Asked"), str_text(&words));
	put_line(flow, _("Ticked"), event->ticked);
	put_line(flow, _("Replaced by"), event->successor);
	str_clear(&words);
}

static void put_record(struct flow *flow, const struct session *session,
                       const struct desk_record *record)
{
	const struct event *event = &record->event;

	put_who(flow, session, event);
	put_what(flow, session, record);
	put_details(flow, session, event);
	for (size_t i = 0; i < event->waiver_count; i++) {
		flow_say(flow, STYLE_TEXT, N_("    kept {1}, because: {2}"),
		         event->waivers[i].rule, event->waivers[i].reason, 0);
		flow_end(flow, INDENT);
	}
	if (event->body && *event->body) {
		flow_say(flow, STYLE_TEXT, N_("      “{1}”"), event->body, NULL,
		         0);
		flow_end(flow, INDENT + 2);
	}
}

static enum err_code load(struct view *view, struct err *err)
{
	struct history *history = history_of(view);
	struct session *session = view->station->session;
	struct caller caller = station_caller(view->station);
	struct desk_records records = {0};
	struct desk_view shown = {0};
	enum err_code rc;

	rc = desk_log(session->desk, history->post, &records, err);
	if (rc)
		goto out;
	/* A post that cannot be read has its records all the same. */
	if (desk_show(session->desk, &caller, history->post, &shown, NULL))
		shown = (struct desk_view){0};
	flow_clear(history->page);
	if (shown.post && shown.post->step_count) {
		route_line(history->page, session, shown.post);
		flow_end(history->page, 0);
	}
	for (size_t i = 0; i < records.count; i++)
		put_record(history->page, session, &records.at[i]);
out:
	desk_view_clear(&shown);
	desk_records_clear(&records);
	return rc;
}

static void title(const struct view *view, struct str *out)
{
	const struct history *history =
	    (const struct history *)(const void *)view;

	say_fill(out, N_("History  {1}"), history->post, NULL, 0);
}

static void draw(struct view *view, struct screen *screen, struct area area)
{
	flow_draw(flow_of(view), screen, area);
}

static enum err_code answer_search(struct view *view, struct span text,
                                   struct err *err)
{
	struct history *history = history_of(view);

	(void)err;
	/* Nothing typed: the same words again. */
	if (text.bytes) {
		history->words.bytes = 0;
		str_add(&history->words, text);
	}
	if (!flow_find(history->page, str_text(&history->words)) &&
	    history->words.bytes)
		station_note(view->station, STYLE_ALARM,
		             N_("“{1}” does not stand here."),
		             str_text(&history->words), NULL, 0);
	return ERR_OK;
}

static enum err_code do_search(struct view *view, struct err *err)
{
	(void)err;
	station_ask(view->station,
	            history_of(view)->words.bytes
	                ? N_("Look for (Enter: {1}): ")
	                : N_("Look for: "),
	            str_text(&history_of(view)->words), NULL, answer_search);
	return ERR_OK;
}

static void close(struct view *view)
{
	struct history *history = history_of(view);

	flow_free(history->page);
	str_clear(&history->words);
	free(history->post);
	free(history);
}

static const struct view_act acts[] = {
    {.name = "search",
     .label = N_("look for"),
     .help = N_("look for words in this text"),
     .run = do_search},
    {.name = NULL}};

const struct view_ops view_history_ops = {
    .name = "history",
    .heading = N_("History"),
    .acts = acts,
    .reads_archive = true,
    .title = title,
    .load = load,
    .draw = draw,
    .move = move,
    .close = close,
};

struct view *view_history_new(struct station *station, const char *post)
{
	struct history *history = mem_new(sizeof(*history));

	history->view.ops = &view_history_ops;
	history->view.station = station;
	history->post = mem_copy(post);
	history->page = flow_new();
	return &history->view;
}
