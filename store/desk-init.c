/*
 * The desk: making a newsroom. The first record holds everything an empty
 * newsroom needs: policy, units, people, the signers, the auditor's page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/calendar.h"
#include "core/mem.h"
#include "core/text.h"
#include "store/desk-parts.h"
#include "store/embedded.h"

/* The cast of DESIGN section 8: role of their name, in their unit. */
static const struct {
	const char *id, *name;
} demo_units[] = {{ROSTER_ROOT, "滨江职业技术学院"},
                  {"unit1", "信息工程学院"},
                  {"unit2", "艺术设计学院"}};

static const struct {
	const char *id, *name, *unit, *office, *role;
} demo_people[] = {
    {"collector", "林晓雨", "unit1", "信息员", "collector"},
    {"manager", "周文博", "unit1", "网络阵地管理员", "manager"},
    {"head", "陈建华", "unit1", "院长", "unit-head"},
    {"collector2", "吴思琪", "unit2", "信息员", "collector"},
    {"manager2", "郑凯", "unit2", "网络阵地管理员", "manager"},
    {"head2", "孙丽娟", "unit2", "院长", "unit-head"},
    {"manager3", "何静", "institution", "学院网站管理员", "manager"},
    {"head3", "马国强", "institution", "党政办公室主任", "unit-head"},
    {"propaganda", "赵明远", "institution", "党委宣传部部长", "propaganda"},
    {"propaganda2", "钱海燕", "institution", "党委宣传部副部长", "propaganda"},
    {"leader", "沈志坚", "institution", "分管宣传工作的党委副书记", "leader"},
    {"auditor", "许清", "institution", "纪检监察室干部", "auditor"},
    {"admin", "高翔", "institution", "网络信息中心系统管理员", "admin"}};

/* What the first record is made from. */
struct plan {
	const struct desk_init *init;
	struct span text; /* of the policy; `local` filled in for a demo */
	const struct policy *policy;
	int offset_min;
	const char *admin_name;
};

static void put_unit(struct ledger *ledger, const struct unit *unit)
{
	struct str path = {0}, ini = {0};

	str_putf(&path, "units/%s.ini", unit->id);
	roster_write_unit(&ini, unit);
	ledger_put(ledger, str_text(&path), str_span(&ini));
	str_clear(&path);
	str_clear(&ini);
}

static void put_person(struct ledger *ledger, const struct plan *plan,
                       const char *id, const char *name, const char *unit,
                       const char *office, const char *role)
{
	struct person *person = person_new(id);
	struct str path = {0}, ini = {0};

	person->name = mem_copy(name);
	person->unit = mem_copy(unit);
	person->office = mem_copy(office);
	person_grant(person, role, unit, plan->init->now_ms / 1000 * 1000, 0);
	str_putf(&path, "people/%s.ini", id);
	roster_write_person(&ini, person, plan->offset_min);
	ledger_put(ledger, str_text(&path), str_span(&ini));
	person_free(person);
	str_clear(&path);
	str_clear(&ini);
}

static void put_signers(struct ledger *ledger, const struct plan *plan)
{
	struct str line = {0};
	char from[CALENDAR_TEXT];

	calendar_write_utc(plan->init->now_ms, from);
	str_putf(&line,
	         "workstation@%s namespaces=\"git\",valid-after=\"%s\" %s\n",
	         plan->init->domain, from, ledger_public_key(ledger));
	ledger_put(ledger, "allowed_signers", str_span(&line));
	str_clear(&line);
}

/* The moment a day of the policy begins (`after`: ends); 0 when it names none.
 */
static int64_t day_ms(const char *day, int offset_min, bool after)
{
	int64_t at_ms;

	if (!day || !calendar_read_day(span_of(day), offset_min, &at_ms))
		return 0;
	return after ? at_ms + (int64_t)24 * 3600 * 1000 : at_ms;
}

/* The units that the regulation itself names; the root, too, may be one. */
static void put_units(struct ledger *ledger, const struct plan *plan,
                      const struct unit *root)
{
	bool named_root = false;

	for (size_t i = 0; i < policy_unit_count(plan->policy); i++) {
		const struct policy_unit *named =
		    policy_unit_at(plan->policy, i);
		struct unit unit = {.id = named->id,
		                    .name = named->title,
		                    .parent = named->parent,
		                    .tier = named->tier,
		                    .successor = named->successor};

		unit.from_ms = day_ms(named->from, plan->offset_min, false);
		unit.until_ms = day_ms(named->until, plan->offset_min, true);
		if (strcmp(named->id, ROSTER_ROOT) == 0) {
			unit.parent = NULL;
			unit.domain = root->domain;
			unit.demo = root->demo;
			named_root = true;
		}
		put_unit(ledger, &unit);
	}
	if (!named_root)
		put_unit(ledger, root);
}

static void put_demo(struct ledger *ledger, const struct plan *plan)
{
	struct unit root = {.id = (char *)demo_units[0].id,
	                    .name = (char *)demo_units[0].name,
	                    .domain = (char *)plan->init->domain,
	                    .demo = true};

	for (size_t i = 1; i < sizeof(demo_units) / sizeof(*demo_units); i++) {
		struct unit unit = {.id = (char *)demo_units[i].id,
		                    .name = (char *)demo_units[i].name,
		                    .parent = root.id};

		if (!policy_unit(plan->policy, unit.id))
			put_unit(ledger, &unit);
	}
	put_units(ledger, plan, &root);
	for (size_t i = 0; i < sizeof(demo_people) / sizeof(*demo_people); i++)
		put_person(ledger, plan, demo_people[i].id, demo_people[i].name,
		           demo_people[i].unit, demo_people[i].office,
		           demo_people[i].role);
}

static enum err_code put_all(void *payload, struct ledger *ledger,
                             struct event *event, struct err *err)
{
	const struct plan *plan = payload;
	struct unit root = {.id = (char *)ROSTER_ROOT,
	                    .name = (char *)plan->init->domain,
	                    .domain = (char *)plan->init->domain};

	(void)event;
	(void)err;
	ledger_put(ledger, "policy/policy.ini", plan->text);
	ledger_put(ledger, "README.md",
	           span_of(embedded_text("archive-readme.md")));
	put_signers(ledger, plan);
	if (plan->init->demo) {
		put_demo(ledger, plan);
		return ERR_OK;
	}
	put_units(ledger, plan, &root);
	put_person(ledger, plan, plan->init->admin, plan->admin_name,
	           ROSTER_ROOT, NULL, "admin");
	return ERR_OK;
}

/* A host name: labels of letters, digits and -, with a dot between. */
static bool is_domain(struct span domain)
{
	struct span label;

	if (!domain.bytes || domain.bytes > 200)
		return false;
	while (span_cut(&domain, '.', &label)) {
		if (!label.bytes || label.at[0] == '-')
			return false;
		for (size_t i = 0; i < label.bytes; i++)
			if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-",
			            label.at[i]))
				return false;
	}
	return true;
}

static enum err_code check_names(const struct desk_init *init,
                                 struct str *admin_name, struct err *err)
{
	enum err_code rc;

	if (!is_domain(span_of(init->domain)))
		return err_set(err, ERR_BAD_VALUE, "--institution",
		               init->domain);
	if (!roster_id_is_good(span_of(init->admin)) ||
	    strcmp(init->admin, LEDGER_WORKSTATION) == 0)
		return err_set(err, ERR_BAD_ID, init->admin, NULL);
	if ((rc = text_door_line(span_of(init->admin_name), "--name", 200,
	                         admin_name, err)))
		return rc;
	if (!admin_name->bytes ||
	    span_find(str_span(admin_name), "<") != (size_t)-1 ||
	    span_find(str_span(admin_name), ">") != (size_t)-1)
		return err_set(err, ERR_BAD_VALUE, "--name", init->admin_name);
	return ERR_OK;
}

static enum err_code check_policy(const struct desk_init *init,
                                  struct span text, struct problems *problems,
                                  struct policy **out, struct err *err)
{
	policy_read(text, out, problems);
	return desk_policy_fits(*out, problems, init->policy_name, err);
}

enum err_code desk_init(const char *home, const struct desk_init *init,
                        struct problems *problems, struct answer *out,
                        struct err *err)
{
	struct desk_init known = *init;
	struct plan plan = {.init = &known};
	struct proposal proposal = {.now_ms = init->now_ms};
	struct event *event = &proposal.event;
	struct policy *policy = NULL;
	struct str filled = {0}, name = {0};
	enum err_code rc;

	*out = (struct answer){0};
	if (init->demo) {
		known.domain = init->domain ? init->domain : "demo.example";
		known.admin = "admin";
		known.admin_name = "高翔";
		policy_fill_demo(init->policy, &filled);
	} else {
		str_add(&filled, init->policy);
	}
	plan.text = str_span(&filled);
	if ((rc = check_names(&known, &name, err)) ||
	    (rc = check_policy(&known, plan.text, problems, &policy, err)))
		goto out;
	plan.policy = policy;
	plan.admin_name = str_text(&name);
	plan.offset_min = policy_offset_min(policy);
	event->kind = EVENT_INIT;
	event->about = mem_copy(known.domain);
	event->actor = mem_copy(known.admin);
	event->op_id = known.op_id ? mem_copy(known.op_id) : desk_op_id();
	event->offset_min = plan.offset_min;
	proposal.files = put_all;
	proposal.payload = &plan;
	rc = ledger_make(home, &proposal, &out->receipt, err);
	if (!rc) {
		out->event = event_id(EVENT_INIT);
		snprintf(out->op_id, sizeof(out->op_id), "%s", event->op_id);
	}
out:
	proposal_clear(&proposal);
	policy_free(policy);
	str_clear(&filled);
	str_clear(&name);
	return rc;
}
