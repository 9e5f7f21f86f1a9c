#include "tui/act.h"

#include <string.h>

#include "tui/secret.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))
#define HAS(option) OPTION_BIT(OPTION_##option)
#define RECORDS (HAS(JSON) | HAS(OP_ID))
#define DECIDES (RECORDS | HAS(PASSWORD_FROM))
#define FORM \
	(HAS(FROM) | HAS(ENCODING) | HAS(COLUMN) | HAS(CHANNEL) | HAS(TITLE) | \
	 HAS(SUMMARY) | HAS(AUDIENCE) | HAS(AT) | HAS(CATEGORY) | HAS(FLAG) | \
	 HAS(FIELD))
#define FIELDS (FORM | HAS(GRADE) | HAS(LIKE))
#define FORM_USAGE \
	"[--encoding gb18030] [--title T] [--summary T] [--column C] " \
	"[--channel C, …] [--audience T] [--at TIME] [--category C] " \
	"[--flag F …] [--field ID=VALUE …]"
#define FIELDS_USAGE "[--from FILE|-] " FORM_USAGE " [--grade G] [--like POST]"
#define ONE_POST .words = "POST", .need = ACT_PERSON, .words_limit = 1

/* In the order of a post's life; then people, rules and the house. */
static const struct act_row rows[] = {
    {.name = "check",
     .usage = "[--json] [--encoding gb18030] FILE|POST|- …",
     .help = N_("look for wrong and sensitive words and marks"),
     .words = "FILE",
     .run = act_check,
     .judge = judge_check,
     .words_limit = 1000,
     .takes = HAS(JSON) | HAS(ENCODING)},
    {.name = "new",
     .usage = FIELDS_USAGE,
     .help = N_("draft a post; prints its id"),
     .run = act_new,
     .need = ACT_PERSON,
     .takes = RECORDS | FIELDS},
    {.name = "save",
     .usage = "POST " FIELDS_USAGE,
     .help = N_("record a new revision of a draft"),
     .words = "POST",
     .run = act_save,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | FIELDS},
    {.name = "edit",
     .usage = "[POST]",
     .help = N_("open a post in the editor"),
     .run = act_edit,
     .judge = judge_screen,
     .need = ACT_PERSON,
     .words_limit = 1},
    {.name = "attach",
     .usage = "POST FILE|- --name NAME",
     .help = N_("attach a file to a draft"),
     .words = "POST FILE",
     .run = act_attach,
     .need = ACT_PERSON,
     .words_limit = 2,
     .takes = RECORDS | HAS(NAME),
     .must = HAS(NAME)},
    {.name = "get",
     .usage = "POST NAME",
     .help = N_("print the bytes of an attachment"),
     .words = "POST NAME",
     .run = act_get,
     .need = ACT_PERSON,
     .words_limit = 2},
    {.name = "submit",
     .usage = "POST [--waive RULE=REASON …]",
     .help = N_("hand a post in for review; prints its route"),
     .words = "POST",
     .run = act_submit,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | HAS(WAIVE)},
    {.name = "queue",
     .usage = "[--all] [--json]",
     .help = N_("what waits for you, oldest deadline first"),
     .run = act_queue,
     .need = ACT_PERSON,
     .takes = HAS(JSON) | HAS(ALL)},
    {.name = "show",
     .usage = "POST [--json | --text | --proposal]",
     .help = N_("read a post and who signed what"),
     .words = "POST",
     .run = act_show,
     .judge = judge_show,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = HAS(JSON) | HAS(TEXT) | HAS(PROPOSAL)},
    {.name = "diff",
     .usage = "POST [A B | proposal]",
     .help = N_("what changed between two revisions"),
     .words = "POST",
     .run = act_diff,
     .judge = judge_diff,
     .need = ACT_PERSON,
     .words_limit = 3},
    {.name = "log",
     .usage = "[POST] [--json]",
     .help = N_("the records of a post, or of the whole archive"),
     .run = act_log,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = HAS(JSON)},
    {.name = "list",
     .usage = "[--work STATE] [--public STATE] [--unit U] [--column C] "
              "[--provider P] [--grade G] [--json]",
     .help = N_("all posts, newest first"),
     .run = act_list,
     .judge = judge_list,
     .need = ACT_PERSON,
     .takes = HAS(JSON) | HAS(WORK) | HAS(PUBLIC) | HAS(UNIT) | HAS(COLUMN) |
              HAS(PROVIDER) | HAS(GRADE)},
    {.name = "search",
     .usage = "WORDS",
     .help = N_("find posts by their words")},
    {.name = "sign",
     .usage = "[POST] [--content ID] [--tick ITEM … | --tick all] "
              "[--opinion T] [--prepare | --agent] | POST --with-signature "
              "FILE|-",
     .help = N_("approve exactly this content at your step"),
     .run = act_sign,
     .judge = judge_sign,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = DECIDES | HAS(CONTENT) | HAS(OPINION) | HAS(TICK) | HAS(PREPARE) |
              HAS(WITH_SIGNATURE) | HAS(AGENT)},
    {.name = "return",
     .usage = "POST --content ID --opinion T",
     .help = N_("send a post back to be mended"),
     .words = "POST",
     .run = act_return,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = DECIDES | HAS(CONTENT) | HAS(OPINION),
     .must = HAS(CONTENT) | HAS(OPINION)},
    {.name = "reject",
     .usage = "POST --content ID --opinion T",
     .help = N_("refuse a post for good"),
     .words = "POST",
     .run = act_reject,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = DECIDES | HAS(CONTENT) | HAS(OPINION),
     .must = HAS(CONTENT) | HAS(OPINION)},
    {.name = "propose",
     .usage = "POST --content ID --from FILE|- --opinion T " FORM_USAGE,
     .help = N_("send a post back with a text of your own"),
     ONE_POST,
     .run = act_propose,
     .takes = DECIDES | FORM | HAS(CONTENT) | HAS(OPINION),
     .must = HAS(CONTENT) | HAS(FROM) | HAS(OPINION)},
    {.name = "accept",
     .usage = "POST [--waive RULE=REASON …]",
     .help = N_("take the text that was proposed, and hand it in again"),
     ONE_POST,
     .run = act_accept,
     .takes = RECORDS | HAS(WAIVE)},
    {.name = "joint",
     .usage = "POST --content ID [--with ROLE@UNIT …] [--opinion T]",
     .help = N_("open a joint review before you sign"),
     ONE_POST,
     .run = act_joint,
     .takes = RECORDS | HAS(CONTENT) | HAS(WITH) | HAS(OPINION),
     .must = HAS(CONTENT)},
    {.name = "add",
     .usage = "POST --content ID --to PERSON [--opinion T]",
     .help = N_("have one more person sign after your step"),
     ONE_POST,
     .run = act_add,
     .takes = RECORDS | HAS(CONTENT) | HAS(TO) | HAS(OPINION),
     .must = HAS(CONTENT) | HAS(TO)},
    {.name = "hand-on",
     .usage = "POST --content ID --to PERSON [--opinion T]",
     .help = N_("give your step to a colleague of the same office"),
     ONE_POST,
     .run = act_hand_on,
     .takes = RECORDS | HAS(CONTENT) | HAS(TO) | HAS(OPINION),
     .must = HAS(CONTENT) | HAS(TO)},
    {.name = "raise",
     .usage = "POST --grade G --opinion T",
     .help = N_("raise the grade: more steps, signatures stay"),
     .words = "POST",
     .run = act_raise,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | HAS(GRADE) | HAS(OPINION),
     .must = HAS(GRADE) | HAS(OPINION)},
    {.name = "lower",
     .usage = "POST --grade G --opinion T",
     .help = N_("lower the grade, by the last approving level"),
     ONE_POST,
     .run = act_lower,
     .takes = RECORDS | HAS(GRADE) | HAS(OPINION),
     .must = HAS(GRADE) | HAS(OPINION)},
    {.name = "release",
     .usage = "POST --opinion T",
     .help = N_("let held text into the archive, with a reason"),
     .words = "POST",
     .run = act_release,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | HAS(OPINION),
     .must = HAS(OPINION)},
    {.name = "withdraw",
     .usage = "POST",
     .help = N_("take your post back"),
     .words = "POST",
     .run = act_withdraw,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS},
    {.name = "remind", .usage = "POST", .help = N_("a reminder to paste")},
    {.name = "publish",
     .usage = "POST [--channel C] [--url U]",
     .help = N_("record that a post was published, and where"),
     .words = "POST",
     .run = act_publish,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = DECIDES | HAS(CHANNEL) | HAS(URL)},
    {.name = "correct",
     .usage = "POST --from FILE|- " FORM_USAGE
              " [--waive RULE=REASON …] [--opinion T]",
     .help = N_("draft the correction of a published post"),
     ONE_POST,
     .run = act_correct,
     .takes = RECORDS | FORM | HAS(WAIVE) | HAS(OPINION),
     .must = HAS(FROM)},
    {.name = "freeze",
     .usage = "POST --opinion T",
     .help = N_("take a published post offline at once"),
     ONE_POST,
     .run = act_freeze,
     .takes = DECIDES | HAS(OPINION),
     .must = HAS(OPINION)},
    {.name = "unfreeze",
     .usage = "POST --opinion T",
     .help = N_("put a frozen post online again"),
     ONE_POST,
     .run = act_unfreeze,
     .takes = DECIDES | HAS(OPINION),
     .must = HAS(OPINION)},
    {.name = "takedown",
     .usage = "POST --opinion T",
     .help = N_("take a published post down for good"),
     ONE_POST,
     .run = act_takedown,
     .takes = DECIDES | HAS(OPINION),
     .must = HAS(OPINION)},
    {.name = "supersede",
     .usage = "POST --by POST [--opinion T]",
     .help = N_("another published post takes its place"),
     ONE_POST,
     .run = act_supersede,
     .takes = DECIDES | HAS(BY) | HAS(OPINION),
     .must = HAS(BY)},
    {.name = "person add",
     .usage = "ID --name NAME --unit UNIT [--lang LANG] "
              "[--kind staff|student|guest]",
     .help = N_("add a person"),
     .words = "ID",
     .run = act_person_add,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | HAS(NAME) | HAS(UNIT) | HAS(LANG) | HAS(KIND),
     .must = HAS(NAME) | HAS(UNIT)},
    {.name = "person set",
     .usage = "ID [--lang LANG] [--kind staff|student|guest]",
     .help = N_("set a person's language or kind"),
     .words = "ID",
     .run = act_person_set,
     .judge = judge_org,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | HAS(LANG) | HAS(KIND)},
    {.name = "person disable",
     .usage = "ID",
     .help = N_("a person may act no more"),
     .words = "ID",
     .run = act_person_disable,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS},
    {.name = "person enable",
     .usage = "ID",
     .help = N_("a disabled person may act again"),
     .words = "ID",
     .run = act_person_enable,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS},
    {.name = "person list",
     .usage = "[--json]",
     .help = N_("the people here"),
     .run = act_person_list,
     .need = ACT_PERSON,
     .takes = HAS(JSON)},
    {.name = "unit add",
     .usage = "ID --name NAME [--parent UNIT] [--tier TIER]",
     .help = N_("add a unit"),
     .words = "ID",
     .run = act_unit_add,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | HAS(NAME) | HAS(PARENT) | HAS(TIER),
     .must = HAS(NAME)},
    {.name = "unit set",
     .usage = "ID [--name NAME] [--parent UNIT] [--tier TIER]",
     .help = N_("change what a unit is called, and where it stands"),
     .words = "ID",
     .run = act_unit_set,
     .judge = judge_org,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | HAS(NAME) | HAS(PARENT) | HAS(TIER)},
    {.name = "unit end",
     .usage = "ID --into UNIT [--from DAY]",
     .help = N_("a unit ends, and another takes over what waits for it"),
     .words = "ID",
     .run = act_unit_end,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | HAS(INTO) | HAS(SINCE),
     .must = HAS(INTO)},
    {.name = "unit list",
     .usage = "[--json]",
     .help = N_("the units here"),
     .run = act_unit_list,
     .need = ACT_PERSON,
     .takes = HAS(JSON)},
    {.name = "grant add",
     .usage = "PERSON ROLE@UNIT [--from DAY] [--until DAY]",
     .help = N_("give a person a role in a unit"),
     .words = "PERSON ROLE@UNIT",
     .run = act_grant_add,
     .need = ACT_PERSON,
     .words_limit = 2,
     .takes = RECORDS | HAS(SINCE) | HAS(UNTIL)},
    {.name = "grant end",
     .usage = "PERSON ROLE@UNIT",
     .help = N_("end a person's role in a unit"),
     .words = "PERSON ROLE@UNIT",
     .run = act_grant_end,
     .need = ACT_PERSON,
     .words_limit = 2,
     .takes = RECORDS},
    {.name = "grant list",
     .usage = "[--json]",
     .help = N_("who holds which role where"),
     .run = act_grant_list,
     .need = ACT_PERSON,
     .takes = HAS(JSON)},
    {.name = "key add",
     .usage = "PERSON FILE|-",
     .help = N_("record a person's own SSH key, a .pub file"),
     .words = "PERSON FILE",
     .run = act_key_add,
     .need = ACT_PERSON,
     .words_limit = 2,
     .takes = RECORDS},
    {.name = "key end",
     .usage = "PERSON FINGERPRINT",
     .help = N_("end a person's key; what it signed stays good"),
     .words = "PERSON FINGERPRINT",
     .run = act_key_end,
     .need = ACT_PERSON,
     .words_limit = 2,
     .takes = RECORDS},
    {.name = "key forward",
     .usage = "PERSON FINGERPRINT on|off",
     .help = N_("whether a key may bring an ssh-agent along; off at first"),
     .words = "PERSON FINGERPRINT on|off",
     .run = act_key_forward,
     .need = ACT_PERSON,
     .words_limit = 3},
    {.name = "key list",
     .usage = "[--json]",
     .help = N_("who has which key"),
     .run = act_key_list,
     .need = ACT_PERSON,
     .takes = HAS(JSON)},
    {.name = "client",
     .usage = "",
     .help = N_("print sanshen-sign, which signs with a key at home"),
     .run = act_client},
    {.name = "logins",
     .usage = "[--person ID] [--json]",
     .help = N_("who came in over SSH, and from where"),
     .run = act_logins,
     .need = ACT_PERSON,
     .takes = HAS(JSON) | HAS(PERSON)},
    {.name = "invite",
     .usage = "PERSON [--days N] | list [--json] | end PERSON",
     .help = N_("a one-time code that binds a person's own SSH key"),
     .words = "PERSON",
     .run = act_invite,
     .judge = judge_invite,
     .need = ACT_PERSON,
     .words_limit = 2,
     .takes = HAS(DAYS) | HAS(JSON)},
    {.name = "password set",
     .usage = "[-]",
     .help = N_("set your own password, where the policy asks for one"),
     .run = act_password_set,
     .judge = judge_password_set,
     .need = ACT_PERSON,
     .words_limit = 1},
    {.name = "password reset",
     .usage = "PERSON",
     .help = N_("make a password up that PERSON must change at once"),
     .words = "PERSON",
     .run = act_password_reset,
     .need = ACT_PERSON,
     .words_limit = 1},
    {.name = "policy check",
     .usage = "FILE|- [--parent FILE] [--encoding NAME]",
     .help = N_("find the mistakes in a policy file"),
     .words = "FILE",
     .run = act_policy_check,
     .words_limit = 1,
     .takes = HAS(ABOVE) | HAS(ENCODING)},
    {.name = "policy edit",
     .usage = "FILE",
     .help = N_("write a policy file, its mistakes shown at once"),
     .words = "FILE",
     .run = act_policy_edit,
     .judge = judge_screen,
     .words_limit = 1},
    {.name = "policy todo",
     .usage = "FILE|- [--encoding NAME]",
     .help = N_("what a policy file leaves to you, for a meeting"),
     .words = "FILE",
     .run = act_policy_todo,
     .words_limit = 1,
     .takes = HAS(ENCODING)},
    {.name = "policy copy",
     .usage = "NAME",
     .help = N_("print a shipped policy"),
     .words = "NAME",
     .run = act_policy_copy,
     .words_limit = 1},
    {.name = "policy show",
     .usage = "[FILE|NAME] [--text] [--encoding NAME]",
     .help = N_("what a policy says, in words; the one in force"),
     .run = act_policy_show,
     .words_limit = 1,
     .takes = HAS(TEXT) | HAS(ENCODING)},
    {.name = "policy try",
     .usage = "POST | [FILE|NAME] [--unit U] [--provider P] [--grade G] "
              "[--category C] [--flag F …] [--channel C …]",
     .help = N_("which way a post would go, and who could sign it"),
     .run = act_policy_try,
     .need = ACT_NEWSROOM,
     .words_limit = 1,
     .takes = HAS(UNIT) | HAS(PROVIDER) | HAS(GRADE) | HAS(CATEGORY) |
              HAS(FLAG) | HAS(CHANNEL)},
    {.name = "policy diff",
     .usage = "FILE|NAME [FILE|NAME] [--encoding NAME]",
     .help = N_("what another version of a policy would change"),
     .words = "FILE",
     .run = act_policy_diff,
     .words_limit = 2,
     .takes = HAS(ENCODING)},
    {.name = "policy apply",
     .usage = "FILE|- [--parent FILE] [--encoding NAME]",
     .help = N_("put a policy in force"),
     .words = "FILE",
     .run = act_policy_apply,
     .need = ACT_PERSON,
     .words_limit = 1,
     .takes = RECORDS | HAS(ABOVE) | HAS(ENCODING)},
    {.name = "terms",
     .usage = "list | add | import | test",
     .help = N_("the institution's own lists of words")},
    {.name = "init",
     .usage = "[--policy NAME|FILE] --institution DOMAIN --admin ID "
              "--name NAME [--json] | --demo [--policy NAME|FILE]",
     .help = N_("make a newsroom"),
     .run = act_init,
     .judge = judge_init,
     .takes = HAS(OP_ID) | HAS(JSON) | HAS(POLICY) | HAS(INSTITUTION) |
              HAS(ADMIN) | HAS(NAME) | HAS(DEMO)},
    {.name = "verify",
     .usage = "[--json] [--receipt FILE]",
     .help = N_("prove the archive, or name what was altered"),
     .run = act_verify,
     .takes = HAS(JSON) | HAS(RECEIPT)},
    {.name = "rebuild",
     .usage = "",
     .help = N_("make the index again from the archive"),
     .run = act_rebuild,
     .need = ACT_NEWSROOM},
    {.name = "dump",
     .usage = "[--rebuilt]",
     .help = N_("print every derived row"),
     .run = act_dump,
     .need = ACT_NEWSROOM,
     .takes = HAS(REBUILT)},
    {.name = "doctor",
     .usage = "[--json] [--root DIR]",
     .help = N_("look whether the house is in order"),
     .run = act_doctor,
     .need = ACT_NEWSROOM,
     .takes = HAS(JSON) | HAS(ROOT)},
    {.name = "demo",
     .usage = "",
     .help = N_("fill an empty home with a demo newsroom and its posts"),
     .run = act_demo},
    {.name = "maintain", .usage = "", .help = N_("tidy the archive up")},
    {.name = "backup", .usage = "FILE", .help = N_("everything in one file")},
    {.name = "restore",
     .usage = "FILE",
     .help = N_("a newsroom from a backup")},
    {.name = "restore-test",
     .usage = "FILE",
     .help = N_("prove that a backup can be restored")},
    {.name = "report",
     .usage = "NAME [--format text|csv|json]",
     .help = N_("registers and figures")},
    {.name = "print", .usage = "POST", .help = N_("a sheet for paper")},
    {.name = "ssh-setup",
     .usage = "[--apply] [--account NAME] [--lang LANG] [--root DIR]",
     .help = N_("what sshd needs to serve a newsroom, explained or done"),
     .run = act_ssh_setup,
     .takes = HAS(APPLY) | HAS(ACCOUNT) | HAS(LANG) | HAS(ROOT)},
    {.name = "serve",
     .usage = "--person ID [--key SHA256:…] | --invite TYPE KEY",
     .help = N_("serve one person over SSH: sshd runs it for their key"),
     .run = act_serve,
     .judge = judge_serve,
     .words_limit = 2,
     .takes = HAS(PERSON) | HAS(KEY) | HAS(INVITE)},
    {.name = "authorized-keys",
     .usage = "[TYPE KEY]",
     .help = N_("the lines for sshd, one for each key in force"),
     .run = act_authorized_keys,
     .judge = judge_authorized_keys,
     .words_limit = 2},
    {.name = "tick", .usage = "", .help = N_("what is due by the clock")},
};

size_t act_count(void)
{
	return LENGTH(rows);
}

const struct act_row *act_at(size_t index)
{
	return &rows[index];
}

/* Whether `name` is the row's first word (or all of it). */
static bool begins(const struct act_row *row, const char *name)
{
	size_t bytes = strlen(name);

	return strncmp(row->name, name, bytes) == 0 &&
	       (row->name[bytes] == '\0' || row->name[bytes] == ' ');
}

/* The second words there are: “add | set | list”. */
static void second_words(struct str *out, const char *name)
{
	for (size_t i = 0; i < LENGTH(rows); i++) {
		if (!begins(&rows[i], name))
			continue;
		if (out->bytes)
			str_puts(out, " | ");
		str_puts(out, rows[i].name + strlen(name) + 1);
	}
}

enum err_code act_find(char *const *argv, int argc, const struct act_row **out,
                       int *used, struct err *err)
{
	struct str words = {0};
	enum err_code rc;
	bool known = false;

	for (size_t i = 0; i < LENGTH(rows); i++) {
		const char *second = strchr(rows[i].name, ' ');

		if (!begins(&rows[i], argv[0]))
			continue;
		known = true;
		if (second && (argc < 2 || strcmp(second + 1, argv[1]) != 0))
			continue;
		*out = &rows[i];
		*used = second ? 2 : 1;
		return ERR_OK;
	}
	if (!known)
		return err_set(err, ERR_NO_COMMAND, argv[0], NULL);
	second_words(&words, argv[0]);
	if (argc > 1)
		rc = err_set(err, ERR_BAD_VALUE, argv[0], argv[1]);
	else
		rc = err_set(err, ERR_ARGUMENT_MISSING, argv[0],
		             str_text(&words));
	str_clear(&words);
	return rc;
}

/* How many words the row cannot do without. */
static size_t words_needed(const struct act_row *row, size_t have,
                           struct span *missing)
{
	struct span rest = span_of(row->words), word;
	size_t count = 0;

	if (!row->words)
		return 0;
	while (span_cut(&rest, ' ', &word))
		if (count++ == have)
			*missing = word;
	return count;
}

enum err_code act_judge_args(const struct act_row *row, const struct args *args,
                             struct err *err)
{
	struct span missing = {0};
	size_t needed = words_needed(row, args->word_count, &missing);
	enum err_code rc;
	struct str name = {0};

	if (args->word_count < needed) {
		str_add(&name, missing);
		rc = err_set(err, ERR_ARGUMENT_MISSING, row->name,
		             str_text(&name));
		str_clear(&name);
		return rc;
	}
	if (args->word_count > row->words_limit)
		return err_set(err, ERR_ARGUMENT_EXTRA, row->name,
		               args_word(args, row->words_limit));
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (!(row->must & OPTION_BIT(i)) || args_has(args, (enum opt)i))
			continue;
		str_putf(&name, "--%s", option_name((enum opt)i));
		rc = err_set(err, ERR_ARGUMENT_MISSING, row->name,
		             str_text(&name));
		str_clear(&name);
		return rc;
	}
	return row->judge ? row->judge(args, err) : ERR_OK;
}

enum err_code act_do(const struct act_row *row, struct session *session,
                     const struct args *args, struct err *err)
{
	enum err_code rc = ERR_OK;

	/* Without the content id that it takes it opens a screen, which asks;
	 * --prepare decides nothing yet. */
	if ((row->takes & HAS(PASSWORD_FROM)) &&
	    !args_has(args, OPTION_PREPARE) &&
	    (!(row->takes & HAS(CONTENT)) || args_has(args, OPTION_CONTENT) ||
	     args_has(args, OPTION_WITH_SIGNATURE)))
		rc = secret_for_decision(session, args, err);
	if (!rc)
		rc = row->run(session, args, err);
	str_wipe(&session->password);
	return rc;
}

/* ---- help ---------------------------------------------------------------- */

static void help_options(FILE *to, const struct act_row *row)
{
	char name[40];

	for (int i = 0; i < OPTION_COUNT; i++) {
		const char *takes = option_takes((enum opt)i);

		if (!(row->takes & OPTION_BIT(i)))
			continue;
		snprintf(name, sizeof(name), "--%s%s%s",
		         option_name((enum opt)i), takes ? " " : "",
		         takes ? takes : "");
		fprintf(to, "  %-22s  %s\n", name, _(option_help((enum opt)i)));
	}
}

bool act_help(FILE *to, const char *name)
{
	size_t found = 0;

	for (size_t i = 0; i < LENGTH(rows); i++) {
		if (strcmp(rows[i].name, name) != 0 && !begins(&rows[i], name))
			continue;
		if (found++)
			fputc('\n', to);
		fprintf(to, "sanshen %s %s\n", rows[i].name, rows[i].usage);
		fprintf(to, "  %s\n", _(rows[i].help));
		if (!rows[i].run)
			say(to, N_("  “{1}” is not in this version."),
			    rows[i].name, NULL);
		help_options(to, &rows[i]);
	}
	return found > 0;
}

void act_help_all(FILE *to)
{
	say(to, N_("Usage: sanshen [--home DIR] [--as PERSON] [COMMAND …]"),
	    NULL, NULL);
	say(to, N_("Without a command the workstation opens."), NULL, NULL);
	fputc('\n', to);
	for (size_t i = 0; i < LENGTH(rows); i++)
		if (rows[i].run)
			fprintf(to, "  %-17s%s\n", rows[i].name,
			        _(rows[i].help));
	fputc('\n', to);
	say(to, N_("More about one: sanshen help COMMAND. The first steps:"),
	    NULL, NULL);
	fputs("  sanshen check FILE\n"
	      "  sanshen demo\n"
	      "  sanshen --as manager queue\n",
	      to);
}
