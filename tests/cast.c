#include "tests/cast.h"

#include <stdlib.h>
#include <string.h>

#include "core/form.h"
#include "core/mem.h"
#include "tests/test.h"

void cast_policy_text(struct str *out)
{
	test_read("dicts/policies/three-level.ini", out);
}

struct policy *cast_policy_of(const char *text)
{
	struct policy *policy = NULL;
	struct problems problems = {0};

	policy_read(span_of(text), &policy, &problems);
	for (size_t i = 0; i < problems.count; i++)
		print_error("line %d: %s | %s | %s\n", problems.at[i].line,
		            err_name(problems.at[i].code),
		            problems.at[i].subject, problems.at[i].object);
	assert_int_equal(problems.count, 0);
	assert_non_null(policy);
	problems_clear(&problems);
	return policy;
}

struct policy *cast_shipped(const char *name)
{
	struct str text = {0}, filled = {0}, path = {0};
	struct policy *policy;

	str_putf(&path, "dicts/policies/%s.ini", name);
	test_read(str_text(&path), &text);
	str_clear(&path);
	policy_fill_demo(str_span(&text), &filled);
	policy = cast_policy_of(str_text(&filled));
	str_clear(&filled);
	str_clear(&text);
	return policy;
}

struct policy *cast_policy(void)
{
	return cast_shipped("three-level");
}

/* `roles`: "manager propaganda@institution". */
static void put_person(struct roster *roster, const char *id, const char *unit,
                       struct span roles, enum person_kind kind)
{
	struct person *person = person_new(id);
	struct span role;
	struct str text = {0};
	struct err err;

	person->name = mem_copy(id);
	person->unit = mem_copy(unit);
	person->kind = kind;
	while (span_cut(&roles, ' ', &role)) {
		struct span where = role, name;
		char *office, *at;

		span_cut(&where, '@', &name);
		office = span_copy(name);
		at = where.at ? span_copy(where) : mem_copy(unit);
		if (*office)
			person_grant(person, office, at, 0, 0);
		free(office);
		free(at);
	}
	roster_write_person(&text, person, 480);
	ASSERT_OK(roster_read_person(roster, id, str_span(&text), &err));
	str_clear(&text);
	person_free(person);
}

void cast_person(struct roster *roster, const char *id, const char *unit,
                 const char *roles)
{
	put_person(roster, id, unit, span_of(roles), PERSON_STAFF);
}

void cast_people(struct roster *roster, const char *lines)
{
	struct span rest = span_of(lines), line, id, unit;

	while (span_cut(&rest, '\n', &line)) {
		bool student = span_starts(line, "+");
		char *id_text, *unit_text;

		if (student)
			line = span_from(line.at + 1, line.bytes - 1);
		if (!span_cut(&line, ' ', &id) || !span_cut(&line, ' ', &unit))
			continue;
		id_text = span_copy(id);
		unit_text = span_copy(unit);
		put_person(roster, id_text, unit_text,
		           line.at ? line : span_of(""),
		           student ? PERSON_STUDENT : PERSON_STAFF);
		free(id_text);
		free(unit_text);
	}
}

static void put_unit(struct roster *roster, const char *id, const char *parent,
                     const char *tier)
{
	struct str text = {0};
	struct err err;

	str_putf(&text, "[unit]\nname = %s\n", id);
	if (strcmp(id, ROSTER_ROOT) == 0)
		str_puts(&text, "domain = example.edu.cn\n");
	else
		str_putf(&text, "parent = %s\n", parent ? parent : ROSTER_ROOT);
	if (tier)
		str_putf(&text, "tier = %s\n", tier);
	ASSERT_OK(roster_read_unit(roster, id, str_span(&text), &err));
	str_clear(&text);
}

struct roster *cast_units_of(const struct policy *policy, const char *units)
{
	struct roster *roster = roster_new();
	struct span rest = span_of(units), line, id;

	put_unit(roster, ROSTER_ROOT, NULL, NULL);
	for (size_t i = 0; i < policy_unit_count(policy); i++) {
		const struct policy_unit *unit = policy_unit_at(policy, i);

		put_unit(roster, unit->id, unit->parent, unit->tier);
	}
	while (span_cut(&rest, '\n', &line)) {
		struct span word = line;
		char *id_text, *tier, *parent;

		if (!span_cut(&word, ' ', &id) || !id.bytes)
			continue;
		id_text = span_copy(id);
		tier = span_cut(&word, ' ', &id) ? span_copy(id) : NULL;
		parent = word.at ? span_copy(word) : NULL;
		put_unit(roster, id_text, parent, tier);
		free(id_text);
		free(tier);
		free(parent);
	}
	return roster;
}

void cast_disable(struct roster *roster, const char *id, bool disabled)
{
	struct person *person = person_copy(roster_person(roster, id));
	struct str text = {0};
	struct err err;

	person->disabled = disabled;
	roster_write_person(&text, person, 480);
	ASSERT_OK(roster_read_person(roster, id, str_span(&text), &err));
	str_clear(&text);
	person_free(person);
}

struct roster *cast_units(void)
{
	struct roster *roster = roster_new();
	struct err err;

	ASSERT_OK(roster_read_unit(
	    roster, "institution",
	    span_of("[unit]\nname = 学院\ndomain = example.edu.cn\n"), &err));
	ASSERT_OK(roster_read_unit(
	    roster, "unit1",
	    span_of("[unit]\nname = 一系\nparent = institution\n"), &err));
	ASSERT_OK(roster_read_unit(
	    roster, "unit2",
	    span_of("[unit]\nname = 二系\nparent = institution\n"), &err));
	return roster;
}

struct roster *cast_roster(void)
{
	static const struct {
		const char *id, *unit, *role;
	} people[] = {
	    {"collector", "unit1", "collector"},
	    {"manager", "unit1", "manager"},
	    {"head", "unit1", "unit-head"},
	    {"collector2", "unit2", "collector"},
	    {"manager2", "unit2", "manager"},
	    {"head2", "unit2", "unit-head"},
	    {"manager3", "institution", "manager"},
	    {"head3", "institution", "unit-head"},
	    {"propaganda", "institution", "propaganda"},
	    {"propaganda2", "institution", "propaganda"},
	    {"leader", "institution", "leader"},
	    {"auditor", "institution", "auditor"},
	    {"admin", "institution", "admin"},
	};
	struct roster *roster = cast_units();

	for (size_t i = 0; i < TEST_COUNT(people); i++)
		cast_person(roster, people[i].id, people[i].unit,
		            people[i].role);
	return roster;
}

const char *cast_content(char letter)
{
	static char contents[26][HEX];
	char *content = contents[letter - 'a'];

	memset(content, letter, HEX - 1);
	return content;
}

static bool makes_revision(enum event_kind kind)
{
	return kind == EVENT_NEW || kind == EVENT_SAVE ||
	       kind == EVENT_RELEASE || kind == EVENT_CORRECT;
}

static void put_plan(const struct policy *policy, const struct roster *roster,
                     const struct post *post, const struct act *act,
                     struct event *out)
{
	struct str route = {0}, steps = {0}, seats = {0};

	if (act->kind == EVENT_SUBMIT || act->kind == EVENT_RAISE ||
	    act->kind == EVENT_LOWER || act->kind == EVENT_CORRECT) {
		assert_true(
		    route_plan(policy, roster, post, act, &route, &steps));
		out->route = str_take(&route);
		out->steps = str_take(&steps);
	}
	if (act->kind == EVENT_JOINT) {
		assert_true(route_seats(policy, roster, post, act, &seats));
		out->seats = str_take(&seats);
	}
}

static void put_content(const struct post *post, const struct act *act,
                        const char *content, struct event *out)
{
	const struct revision *now = post ? post_revision(post) : NULL;
	bool makes = makes_revision(act->kind);

	out->revision = now ? now->number + makes : makes;
	if (makes && content)
		memcpy(out->content, content, HEX);
	else if (now && !makes)
		memcpy(out->content, now->content, HEX);
	if (act->kind == EVENT_PROPOSE)
		memcpy(out->proposal, content, HEX);
}

void cast_event(const struct policy *policy, const struct roster *roster,
                const struct post *post, const struct act *act,
                const struct verdict *verdict, const char *content,
                struct event *out)
{
	struct str office = {0};

	memset(out, 0, sizeof(*out));
	out->kind = act->kind;
	out->post = mem_copy(post ? post->id : "20261123-001");
	out->actor = mem_copy(act->person);
	str_putf(&office, "%s@%s", verdict->role, verdict->unit);
	out->role = str_take(&office);
	out->step = mem_copy(verdict->step);
	out->grade = mem_copy(act->grade);
	out->channel = mem_copy(act->channel);
	out->ticked = mem_copy(act->ticked);
	out->at_ms = act->at_ms;
	if (act->kind == EVENT_SUPERSEDE)
		out->successor = mem_copy(act->named);
	else
		out->person = mem_copy(act->named);
	if (act->kind == EVENT_NEW) {
		out->provider = mem_copy(act->person);
		out->unit = mem_copy(verdict->unit);
	}
	put_content(post, act, content, out);
	if (event_is_decision(act->kind)) {
		out->body = act->opinion ? mem_copy("同意") : NULL;
		memcpy(out->decision, cast_content('d'), HEX);
	}
	if (act->kind == EVENT_SUBMIT) {
		memcpy(out->policy, cast_content('p'), HEX);
		free(out->grade);
		out->grade = mem_copy(post->grade);
	}
	put_plan(policy, roster, post, act, out);
}

enum err_code cast_act(const struct policy *policy, const struct roster *roster,
                       struct post **post, const struct act *act,
                       struct err *err)
{
	static char site[] = "site", title[] = "题", column[] = "notice";
	static char *channels[] = {site};
	const struct form form = {
	    .title = title, .column = column, .channels = {channels, 1, 1}};
	const char *fresh = cast_content('a');
	struct verdict verdict = {0};
	struct event event;
	enum err_code rc =
	    route_judge(policy, roster, *post, act, &verdict, err);

	if (rc)
		return rc;
	if (*post && post_revision(*post) &&
	    strcmp(post_revision(*post)->content, fresh) == 0)
		fresh = cast_content('b');
	cast_event(policy, roster, *post, act, &verdict, fresh, &event);
	route_apply(policy, &event, &form, cast_content('c'), false, post);
	event_clear(&event);
	return ERR_OK;
}

static void dump_route(const struct post *post, struct str *out)
{
	for (size_t i = 0; i < post->step_count; i++) {
		const struct post_step *step = &post->steps[i];

		str_putf(out, "step %s %s %s@%s %s %s %lld %lld %d %s %s %s\n",
		         step->step, step->title, step->role, step->unit,
		         step_state_id(step->state),
		         step->person ? step->person : "-",
		         (long long)step->at_ms, (long long)step->due_ms,
		         step->needs, step->host ? step->host : "-",
		         step->by ? step->by : "-",
		         step->assignee ? step->assignee : "-");
	}
	for (size_t i = 0; i < post->signoff_count; i++) {
		const struct signoff *one = &post->signoffs[i];

		str_putf(out, "signoff %s %s@%s %s %s %s %d %s %lld %d%d %s\n",
		         one->step, one->role, one->unit, one->person,
		         one->decision, one->opinion, one->revision,
		         one->content, (long long)one->at_ms, one->valid,
		         one->personal, one->commit);
	}
}

void cast_dump(const struct post *post, struct str *out)
{
	str_putf(out, "%s %s %s %s %s %s %s %lld %d %s %lld\n", post->id,
	         post->unit, post->provider, post->grade, work_id(post->work),
	         public_id(post->public_state), post->route,
	         (long long)post->publish_at_ms, post->submitted, post->policy,
	         (long long)post->created_ms);
	str_putf(out, "%d %lld %s %s %s %d\n", post->corrected,
	         (long long)post->settle_ms, post->successor, post->proposal,
	         post->proposal_by, post->proposal_revision);
	form_write(out, &post->form);
	dump_route(post, out);
	for (size_t i = 0; i < post->revision_count; i++) {
		const struct revision *revision = &post->revisions[i];

		str_putf(out, "revision %d %s %s %s %s %s %lld\n",
		         revision->number, revision->content,
		         revision->content_sha256, revision->commit,
		         revision->event, revision->person,
		         (long long)revision->at_ms);
	}
	for (size_t i = 0; i < post->published_count; i++) {
		const struct published *published = &post->published[i];

		str_putf(out, "published %s %s %s %d %lld\n",
		         published->channel, published->url, published->person,
		         published->revision, (long long)published->at_ms);
	}
}
