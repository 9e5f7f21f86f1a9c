/*
 * args - what was typed after a command: options and words.
 *
 * One list of every option of every command, so that a word means the same
 * everywhere. Nothing is copied: everything is borrowed from argv.
 */
#ifndef TUI_ARGS_H
#define TUI_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

/* X(value, name, what its value is (NULL: a switch), help) */
#define OPTION_LIST(X) \
	X(OPTION_HELP, "help", NULL, N_("show how this command is used")) \
	X(OPTION_VERSION, "version", NULL, N_("show the version")) \
	X(OPTION_HOME, "home", "DIR", N_("the newsroom's folder")) \
	X(OPTION_AS, "as", "PERSON", N_("who you are")) \
	X(OPTION_JSON, "json", NULL, N_("print one JSON document")) \
	X(OPTION_OP_ID, "op-id", "ID", \
	  N_("your own name for this act: the same again records nothing")) \
	X(OPTION_FROM, "from", "FILE", N_("take the text from FILE, or -")) \
	X(OPTION_ENCODING, "encoding", "NAME", \
	  N_("how FILE is written: utf-8 or gb18030")) \
	X(OPTION_TITLE, "title", "TEXT", N_("the title")) \
	X(OPTION_SUMMARY, "summary", "TEXT", N_("the summary")) \
	X(OPTION_COLUMN, "column", "COLUMN", N_("the column")) \
	X(OPTION_CHANNEL, "channel", "CHANNEL", N_("the channel or channels")) \
	X(OPTION_AUDIENCE, "audience", "TEXT", N_("who it is for")) \
	X(OPTION_AT, "at", "TIME", \
	  N_("not published before, as 2026-11-23T10:00:00+08:00")) \
	X(OPTION_GRADE, "grade", "GRADE", N_("the grade")) \
	X(OPTION_CATEGORY, "category", "CATEGORY", N_("the category")) \
	X(OPTION_FLAG, "flag", "FLAG", \
	  N_("what the post involves, as the policy names it; may be " \
	     "repeated")) \
	X(OPTION_FIELD, "field", "ID=VALUE", \
	  N_("a field of the policy's own; without a value it is taken " \
	     "away; may be repeated")) \
	X(OPTION_LIKE, "like", "POST", N_("start from a copy of POST")) \
	X(OPTION_NAME, "name", "NAME", N_("the name")) \
	X(OPTION_WAIVE, "waive", "RULE=REASON", \
	  N_("why an open finding may stand; may be repeated")) \
	X(OPTION_OPINION, "opinion", "TEXT", N_("your opinion or reason")) \
	X(OPTION_CONTENT, "content", "ID", \
	  N_("the content id of exactly what you read")) \
	X(OPTION_TICK, "tick", "ITEM", \
	  N_("what you looked at, as the step lists it, or all; may be " \
	     "repeated")) \
	X(OPTION_WITH, "with", "ROLE@UNIT", \
	  N_("an office that is asked; may be repeated")) \
	X(OPTION_TO, "to", "PERSON", N_("the person who is asked")) \
	X(OPTION_BY, "by", "POST", N_("the post that takes its place")) \
	X(OPTION_PROPOSAL, "proposal", NULL, \
	  N_("print the text that was proposed")) \
	X(OPTION_PREPARE, "prepare", NULL, \
	  N_("print what your own key is to sign")) \
	X(OPTION_WITH_SIGNATURE, "with-signature", "FILE", \
	  N_("sign with your own key's signature")) \
	X(OPTION_AGENT, "agent", NULL, \
	  N_("sign with your own key, through your ssh-agent")) \
	X(OPTION_PASSWORD_FROM, "password-from", "-", \
	  N_("your password is the first line of the standard input")) \
	X(OPTION_URL, "url", "URL", N_("where it can be seen")) \
	X(OPTION_ALL, "all", NULL, N_("what waits for anybody")) \
	X(OPTION_TEXT, "text", NULL, N_("print the text and nothing else")) \
	X(OPTION_WORK, "work", "STATE", \
	  N_("only posts in this state of work")) \
	X(OPTION_PUBLIC, "public", "STATE", \
	  N_("only posts in this public state")) \
	X(OPTION_UNIT, "unit", "UNIT", N_("the unit")) \
	X(OPTION_PROVIDER, "provider", "PERSON", \
	  N_("only posts of this provider")) \
	X(OPTION_PERSON, "person", "ID", N_("whose sessions")) \
	X(OPTION_KEY, "key", "SHA256:…", \
	  N_("the fingerprint of the key they came in with")) \
	X(OPTION_INVITE, "invite", NULL, \
	  N_("ask whoever comes with the key TYPE KEY for their code")) \
	X(OPTION_DAYS, "days", "N", \
	  N_("how many days it is open: 7, or 1 to 30")) \
	X(OPTION_APPLY, "apply", NULL, N_("do it, not only say it")) \
	X(OPTION_ACCOUNT, "account", "NAME", \
	  N_("the account that owns the newsroom, not sanshen")) \
	X(OPTION_ROOT, "root", "DIR", \
	  N_("a folder that stands for /, to prepare it or to try")) \
	X(OPTION_LANG, "lang", "LANG", N_("zh_CN, zh_TW or en")) \
	X(OPTION_PARENT, "parent", "UNIT", N_("the unit it belongs to")) \
	X(OPTION_ABOVE, "parent", "FILE", \
	  N_("the higher policy it is compared with")) \
	X(OPTION_TIER, "tier", "TIER", \
	  N_("its kind, as college or dept; none for no kind")) \
	X(OPTION_INTO, "into", "UNIT", \
	  N_("the unit that takes over what waits for it")) \
	X(OPTION_KIND, "kind", "KIND", N_("staff, student or guest")) \
	X(OPTION_UNTIL, "until", "DAY", N_("the day it ends")) \
	X(OPTION_SINCE, "from", "DAY", N_("the day it begins")) \
	X(OPTION_POLICY, "policy", "NAME", N_("a shipped policy or a file")) \
	X(OPTION_INSTITUTION, "institution", "DOMAIN", \
	  N_("the institution, as example.edu.cn")) \
	X(OPTION_ADMIN, "admin", "ID", N_("the first administrator")) \
	X(OPTION_DEMO, "demo", NULL, N_("a demo newsroom with its people")) \
	X(OPTION_RECEIPT, "receipt", "FILE", N_("prove this receipt, too")) \
	X(OPTION_REBUILT, "rebuilt", NULL, \
	  N_("as a rebuild from the archive would make it"))

#define OPTION_ENUM(value, name, takes, help) value,
enum opt { OPTION_LIST(OPTION_ENUM) OPTION_COUNT };
#undef OPTION_ENUM

#define OPTION_BIT(option) ((uint64_t)1 << (option))

struct args_list {
	const char **at;
	size_t count, room;
};

struct args {
	const char *command;             /* for errors */
	const char *value[OPTION_COUNT]; /* NULL: not given; a switch: "" */
	/* Of options that may be repeated: all that was given. */
	struct args_list waive, flag, field, tick, with, channel;
	char *const *word;
	size_t word_count;
};

/*
 * Reads argv[1…] (argv[0] is passed over); `takes` has an OPTION_BIT for each
 * option allowed. With `first_word` it stops at the first word, which is where
 * a command begins. *out must be zeroed; args_clear it in any case.
 *
 * Errors: ERR_ARGUMENT_EXTRA, ERR_ARGUMENT_MISSING, ERR_BAD_VALUE (values whose
 * form is known: op-id, content, at, lang, encoding, days).
 */
enum err_code args_read(struct args *out, const char *command, uint64_t takes,
                        bool first_word, int argc, char **argv,
                        struct err *err) MUST_USE;
void args_clear(struct args *args);

bool args_has(const struct args *args, enum opt option);
/* All that was given, as "a, b"; appended. */
void args_join(const struct args_list *list, struct str *out);
/* The word at `index`, NULL when there are fewer. */
const char *args_word(const struct args *args, size_t index);

const char *option_name(enum opt option);
const char *option_takes(enum opt option); /* NULL: a switch */
const char *option_help(enum opt option);  /* untranslated */

#endif
