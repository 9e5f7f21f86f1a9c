#include "tui/json.h"

#include <jansson.h>
#include <string.h>

#include "core/calendar.h"
#include "core/text.h"

/* ---- values: absent is null ---------------------------------------------- */

static void put(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value ? value : json_null());
}

/* NULL and "" are absent. */
static void put_text(json_t *object, const char *key, const char *text)
{
	put(object, key, text && *text ? json_string(text) : NULL);
}

static void put_number(json_t *object, const char *key, int64_t number)
{
	put(object, key, json_integer((json_int_t)number));
}

/* 0 is absent. */
static void put_revision(json_t *object, int revision)
{
	put(object, "revision", revision ? json_integer(revision) : NULL);
}

static void put_time(json_t *object, const char *key, int64_t at_ms,
                     int offset_min)
{
	char text[CALENDAR_TEXT];

	calendar_write(at_ms, offset_min, text);
	put_text(object, key, at_ms ? text : NULL);
}

/* What a terminal would obey, or not show, as \uXXXX: the same value. Such
 * characters stand in strings only, which jansson writes in whole ones. */
static int put_safe(const char *bytes, size_t count, void *to)
{
	struct span text = span_from(bytes, count);
	struct str out = {0};
	size_t step;
	uint32_t point;

	for (size_t at = 0; at < count; at += step) {
		step = text_step(text, at, &point);
		if (!text_is_control(point) && !text_is_hidden(point))
			str_add(&out, span_from(bytes + at, step));
		else if (point < 0x10000)
			str_putf(&out, "\\u%04x", point);
		else
			str_putf(&out, "\\u%04x\\u%04x", 0xD7C0 + (point >> 10),
			         0xDC00 + (point & 0x3FF));
	}
	fwrite(str_text(&out), 1, out.bytes, to);
	str_clear(&out);
	return 0;
}

/* Takes the document. */
static void print(FILE *to, json_t *take_document)
{
	json_dump_callback(take_document, put_safe, to, JSON_INDENT(2));
	fputc('\n', to);
	json_decref(take_document);
}

/* ---- posts --------------------------------------------------------------- */

static json_t *receipt_of(const struct receipt *receipt)
{
	json_t *object = json_object();

	put_text(object, "origin", receipt->origin);
	put_number(object, "number", receipt->number);
	put_text(object, "commit", receipt->commit);
	put_time(object, "at", receipt->at_ms, receipt->offset_min);
	put_text(object, "allowed_signers", receipt->allowed_signers);
	put_text(object, "signature", receipt->signature);
	return object;
}

void json_answer(FILE *to, const struct answer *answer)
{
	json_t *object = json_object();

	put_text(object, "post", answer->post);
	put_revision(object, answer->revision);
	put_text(object, "content", answer->content);
	put_text(object, "event", answer->event);
	put_text(object, "op_id", answer->op_id);
	put(object, "receipt", receipt_of(&answer->receipt));
	print(to, object);
}

static json_t *finding_of(const struct finding *finding)
{
	json_t *object = json_object();
	json_t *suggestions = json_array();
	struct str message = {0};

	say_finding(&message, finding);
	for (size_t i = 0; i < finding->suggestion_count; i++)
		json_array_append_new(suggestions,
		                      json_string(finding->suggestions[i]));
	put_text(object, "check", finding->check);
	put_text(object, "rule", finding->rule);
	put_text(object, "severity", severity_id(finding->severity));
	put_number(object, "start", (int64_t)finding->start);
	put_number(object, "end", (int64_t)finding->end);
	put_number(object, "line", (int64_t)finding->line);
	put_number(object, "column", (int64_t)finding->column);
	put_text(object, "text", finding->text);
	put_text(object, "message", str_text(&message));
	put(object, "suggestions", suggestions);
	put_text(object, "source", finding->source);
	put_text(object, "field", finding->field);
	put(object, "tier", NULL);
	put(object, "score", NULL);
	str_clear(&message);
	return object;
}

void json_findings(FILE *to, const struct findings *findings)
{
	json_t *object = json_object();
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++)
		json_array_append_new(array, finding_of(&findings->at[i]));
	put(object, "findings", array);
	print(to, object);
}

void json_rows(FILE *to, const struct desk_rows *rows, int offset_min)
{
	json_t *array = json_array();

	for (size_t i = 0; i < rows->count; i++) {
		const struct desk_row *row = &rows->at[i];
		json_t *object = json_object();

		put_text(object, "post", row->post);
		put_text(object, "title", row->title);
		put_text(object, "work", work_id(row->work));
		put_text(object, "public", public_id(row->public_state));
		put_text(object, "step", row->step);
		put_time(object, "due", row->due_ms, offset_min);
		put_text(object, "unit", row->unit);
		put_text(object, "content", row->content);
		put_text(object, "why", row->why);
		put(object, "soon", json_boolean(row->soon));
		put(object, "again", json_boolean(row->again));
		json_array_append_new(array, object);
	}
	print(to, array);
}

static json_t *route_of(const struct post *post, int offset_min)
{
	json_t *array = json_array();

	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *step = &post->steps[i];
		json_t *object = json_object();

		put_text(object, "step", step->step);
		put_text(object, "role", step->role);
		put_text(object, "unit", step->unit);
		put_text(object, "state", step_state_id(step->state));
		put_text(object, "person", step->person);
		put_time(object, "at", step->at_ms, offset_min);
		put(object, "needs",
		    step->needs ? json_integer(step->needs) : NULL);
		put_text(object, "host", step->host);
		put_text(object, "by", step->by);
		put_text(object, "assignee", step->assignee);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *words_of(const struct words *words)
{
	json_t *array = json_array();

	for (size_t i = 0; i < words->count; i++)
		json_array_append_new(array, json_string(words->at[i]));
	return array;
}

static json_t *fields_of(const struct form *form)
{
	json_t *object = json_object();

	for (size_t i = 0; i < form->field_count; i++)
		put_text(object, form->fields[i].id, form->fields[i].value);
	return object;
}

static json_t *proposal_of(const struct post *post)
{
	json_t *object;

	if (!post->proposal[0])
		return NULL;
	object = json_object();
	put_text(object, "content", post->proposal);
	put_text(object, "by", post->proposal_by);
	put_revision(object, post->proposal_revision);
	return object;
}

static json_t *signoffs_of(const struct post *post, int offset_min)
{
	json_t *array = json_array();

	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *signoff = &post->signoffs[i];
		json_t *object = json_object();

		put_text(object, "step", signoff->step);
		put_text(object, "role", signoff->role);
		put_text(object, "person", signoff->person);
		put_text(object, "decision", signoff->decision);
		put_text(object, "opinion", signoff->opinion);
		put_revision(object, signoff->revision);
		put_text(object, "content", signoff->content);
		put_time(object, "at", signoff->at_ms, offset_min);
		put(object, "valid", json_boolean(signoff->valid));
		put_text(object, "signature",
		         signoff->personal ? "person" : "workstation");
		json_array_append_new(array, object);
	}
	return array;
}

void json_view(FILE *to, const struct desk_view *view, int offset_min)
{
	const struct post *post = view->post;
	const struct revision *revision = post_revision(post);
	int open = post_open_step(post);
	json_t *object = json_object();

	put_text(object, "post", post->id);
	put_text(object, "title", post->form.title);
	put_text(object, "column", post->form.column);
	put_text(object, "unit", post->unit);
	put_text(object, "provider", post->provider);
	put_text(object, "grade", post->grade);
	put_text(object, "work", work_id(post->work));
	put_text(object, "public", public_id(post->public_state));
	put_revision(object, revision ? revision->number : 0);
	put_text(object, "content", revision ? revision->content : NULL);
	put_text(object, "step", open < 0 ? NULL : post->steps[open].step);
	put(object, "route", route_of(post, offset_min));
	put(object, "signoffs", signoffs_of(post, offset_min));
	put_time(object, "deadline", view->deadline_ms, offset_min);
	put(object, "held", json_boolean(view->held));
	put_text(object, "category", post->form.category);
	put(object, "flags", words_of(&post->form.flags));
	put(object, "fields", fields_of(&post->form));
	put_text(object, "route_id", post->route);
	put(object, "proposal", proposal_of(post));
	put_time(object, "settle", post->settle_ms, offset_min);
	put_text(object, "successor", post->successor);
	put(object, "public_revision",
	    post_public_revision(post)
	        ? json_integer(post_public_revision(post))
	        : NULL);
	print(to, object);
}

void json_records(FILE *to, const struct desk_records *records)
{
	json_t *array = json_array();

	for (size_t i = 0; i < records->count; i++) {
		const struct desk_record *record = &records->at[i];
		const struct event *event = &record->event;
		json_t *object = json_object();

		put_text(object, "commit", record->commit);
		put_text(object, "event", event_id(event->kind));
		put_text(object, "post", event->post);
		put_revision(object, event->revision);
		put_text(object, "content", event->content);
		put_text(object, "step", event->step);
		put_text(object, "actor", event->actor);
		put_time(object, "at", event->at_ms, event->offset_min);
		put_text(object, "signature",
		         record->personal ? "person" : "workstation");
		put_text(object, "person", event->person);
		put_text(object, "seats", event->seats);
		put_text(object, "successor", event->successor);
		json_array_append_new(array, object);
	}
	print(to, array);
}

/* ---- people, units, rights ----------------------------------------------- */

void json_people(FILE *to, const struct roster *roster)
{
	json_t *array = json_array();

	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const struct person *person = roster_person_at(roster, i);
		json_t *object = json_object();

		put_text(object, "person", person->id);
		put_text(object, "name", person->name);
		put_text(object, "unit", person->unit);
		put_text(object, "office", person->office);
		put_text(object, "lang", person->lang);
		put_text(object, "kind", person_kind_id(person->kind));
		put(object, "disabled", json_boolean(person->disabled));
		json_array_append_new(array, object);
	}
	print(to, array);
}

void json_keys(FILE *to, const struct keys *keys, int offset_min)
{
	json_t *array = json_array();

	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->at[i];
		json_t *object = json_object();

		put_text(object, "person", key->person);
		put_text(object, "fingerprint", key->fingerprint);
		put_text(object, "type", key->type);
		put_time(object, "from", key->from_ms, offset_min);
		put_time(object, "until", key->until_ms, offset_min);
		put(object, "forwards", json_boolean(key->forwards));
		json_array_append_new(array, object);
	}
	print(to, array);
}

void json_logins(FILE *to, const struct logins *logins, int offset_min)
{
	static const char *const states[] = {[LOGIN_OPEN] = "open",
	                                     [LOGIN_ENDED] = "ended",
	                                     [LOGIN_GONE] = "gone"};
	json_t *array = json_array();

	for (size_t i = 0; i < logins->count; i++) {
		const struct login *login = &logins->at[i];
		json_t *object = json_object();

		put_text(object, "person", login->person);
		put_text(object, "key", *login->key ? login->key : NULL);
		put_text(object, "from", *login->from ? login->from : NULL);
		put_text(object, "kind", login->kind);
		put_text(object, "refused", login->refused);
		put_number(object, "pid", login->pid);
		put_time(object, "start", login->start_ms, offset_min);
		put_time(object, "end", login->end_ms, offset_min);
		put_text(object, "state", states[login->state]);
		put_number(object, "more", login->more);
		json_array_append_new(array, object);
	}
	print(to, array);
}

void json_invite(FILE *to, const char *person, const char *code,
                 int64_t until_ms, int offset_min)
{
	json_t *object = json_object();

	put_text(object, "person", person);
	put_text(object, "code", code);
	put_time(object, "until", until_ms, offset_min);
	print(to, object);
}

void json_invites(FILE *to, const struct invites *invites,
                  const struct invite_tries *tries, int offset_min)
{
	json_t *document = json_object();
	json_t *open = json_array(), *answers = json_array();

	for (size_t i = 0; i < invites->count; i++) {
		const struct invite *invite = &invites->at[i];
		json_t *object = json_object();

		put_text(object, "person", invite->person);
		put_text(object, "inviter", invite->inviter);
		put_time(object, "from", invite->from_ms, offset_min);
		put_time(object, "until", invite->until_ms, offset_min);
		json_array_append_new(open, object);
	}
	for (size_t i = 0; i < tries->count; i++) {
		const struct invite_try *attempt = &tries->at[i];
		json_t *object = json_object();

		put_time(object, "at", attempt->at_ms, offset_min);
		put_text(object, "address", attempt->address);
		put_text(object, "fingerprint", attempt->fingerprint);
		put_text(object, "outcome", attempt->outcome);
		put_text(object, "person", attempt->person);
		put_number(object, "times", attempt->times);
		json_array_append_new(answers, object);
	}
	put(document, "open", open);
	put(document, "answers", answers);
	print(to, document);
}

void json_units(FILE *to, const struct roster *roster, int offset_min)
{
	json_t *array = json_array();

	for (size_t i = 0; i < roster_unit_count(roster); i++) {
		const struct unit *unit = roster_unit_at(roster, i);
		json_t *object = json_object();

		put_text(object, "unit", unit->id);
		put_text(object, "name", unit->name);
		put_text(object, "parent", unit->parent);
		put_text(object, "tier", unit->tier);
		put_time(object, "from", unit->from_ms, offset_min);
		put_time(object, "until", unit->until_ms, offset_min);
		put_text(object, "successor", unit->successor);
		json_array_append_new(array, object);
	}
	print(to, array);
}

void json_grants(FILE *to, const struct roster *roster, int offset_min)
{
	json_t *array = json_array();

	for (size_t i = 0; i < roster_person_count(roster); i++) {
		const struct person *person = roster_person_at(roster, i);

		for (size_t g = 0; g < person->grant_count; g++) {
			const struct grant *grant = &person->grants[g];
			json_t *object = json_object();

			put_text(object, "person", person->id);
			put_text(object, "role", grant->role);
			put_text(object, "unit", grant->unit);
			put_time(object, "from", grant->from_ms, offset_min);
			put_time(object, "until", grant->until_ms, offset_min);
			json_array_append_new(array, object);
		}
	}
	print(to, array);
}

/* ---- the house ----------------------------------------------------------- */

void json_verdicts(FILE *to, const struct verdicts *verdicts)
{
	json_t *object = json_object();
	json_t *flaws = json_array();

	for (size_t i = 0; i < verdicts->count; i++) {
		const struct flaw *flaw = &verdicts->at[i];
		struct str message = {0};
		json_t *one = json_object();

		say_flaw(&message, flaw);
		put_text(one, "name", say_flaw_name(flaw));
		put_text(one, "commit", flaw->commit);
		put_text(one, "post", flaw->post);
		put_text(one, "message", str_text(&message));
		json_array_append_new(flaws, one);
		str_clear(&message);
	}
	put(object, "ok", json_boolean(verdicts->count == 0));
	put_number(object, "records", verdicts->records);
	put_number(object, "signatures", verdicts->signatures);
	put_number(object, "personal", verdicts->personal);
	put_text(object, "tip", verdicts->tip);
	put_text(object, "allowed_signers", verdicts->allowed_signers);
	put(object, "flaws", flaws);
	print(to, object);
}

void json_healths(FILE *to, const struct healths *healths,
                  const struct names *names)
{
	json_t *object = json_object();
	json_t *array = json_array();

	for (size_t i = 0; i < healths->count; i++) {
		const struct health *health = &healths->at[i];
		struct str message = {0};
		json_t *one = json_object();

		say_health(&message, health, names);
		put_text(one, "name", say_health_name(health));
		put_text(one, "severity", say_health_severity(health));
		put_text(one, "message", str_text(&message));
		json_array_append_new(array, one);
		str_clear(&message);
	}
	put(object, "ok", json_boolean(healths_are_good(healths)));
	put(object, "problems", array);
	print(to, object);
}

/* The plain values of an object as `key: value` lines. */
static void put_lines(const json_t *object, struct str *out)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value)
	{
		/* A line end in a value could pretend to be another line. */
		if (json_is_string(value) &&
		    !strchr(json_string_value(value), '\n'))
			str_putf(out, "%s: %s\n", key,
			         json_string_value(value));
		else if (json_is_integer(value))
			str_putf(out, "%s: %" JSON_INTEGER_FORMAT "\n", key,
			         json_integer_value(value));
	}
}

bool json_receipt_lines(struct span text, struct str *out)
{
	json_t *document =
	    json_loadb(text.at, text.bytes, JSON_REJECT_DUPLICATES, NULL);
	bool is_object = json_is_object(document);

	if (is_object) {
		put_lines(document, out);
		put_lines(json_object_get(document, "receipt"), out);
	}
	json_decref(document);
	return is_object;
}
