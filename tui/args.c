#include "tui/args.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/calendar.h"
#include "core/event.h"
#include "core/mem.h"
#include "core/roster.h"
#include "store/desk.h"

#define BASE64 \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
enum { FIRST = 256 }; /* getopt values that are no character */

#define OPTION_ROW(value, name, takes, help) {name, takes, help},
static const struct {
	const char *name, *takes, *help;
} rows[] = {OPTION_LIST(OPTION_ROW)};
#undef OPTION_ROW

const char *option_name(enum opt option)
{
	return rows[option].name;
}

const char *option_takes(enum opt option)
{
	return rows[option].takes;
}

const char *option_help(enum opt option)
{
	return rows[option].help;
}

bool args_has(const struct args *args, enum opt option)
{
	return args->value[option] != NULL;
}

const char *args_word(const struct args *args, size_t index)
{
	return index < args->word_count ? args->word[index] : NULL;
}

void args_join(const struct args_list *list, struct str *out)
{
	for (size_t i = 0; i < list->count; i++) {
		str_puts(out, i ? ", " : "");
		str_puts(out, list->at[i]);
	}
}

void args_clear(struct args *args)
{
	free(args->waive.at);
	free(args->flag.at);
	free(args->field.at);
	free(args->tick.at);
	free(args->with.at);
	free(args->channel.at);
	memset(args, 0, sizeof(*args));
}

static bool is_hex(struct span text, size_t digits)
{
	if (text.bytes != digits)
		return false;
	for (size_t i = 0; i < digits; i++)
		if (!strchr("0123456789abcdef", text.at[i]))
			return false;
	return true;
}

/* 1 to INVITE_DAYS_MAX. */
static bool is_days(struct span text)
{
	int days = 0;

	for (size_t i = 0; i < text.bytes; i++) {
		if (!strchr("0123456789", text.at[i]) || i > 1)
			return false;
		days = days * 10 + (text.at[i] - '0');
	}
	return days >= 1 && days <= INVITE_DAYS_MAX;
}

/* Values whose form needs no newsroom to be judged. */
static bool is_good(enum opt option, const char *value)
{
	struct span text = span_of(value);
	enum person_kind kind;
	int64_t moment;

	switch (option) {
	case OPTION_OP_ID:
		return event_op_id_is_good(text);
	case OPTION_CONTENT:
		return is_hex(text, 40);
	case OPTION_AT:
		return !text.bytes || calendar_read(text, &moment);
	case OPTION_SINCE:
	case OPTION_UNTIL:
		return calendar_read_day(text, 0, &moment);
	case OPTION_ENCODING:
		return strcasecmp(value, "utf-8") == 0 ||
		       strcasecmp(value, "gb18030") == 0;
	case OPTION_KEY:
		return text.bytes == 50 && span_starts(text, "SHA256:") &&
		       strspn(value + 7, BASE64) == 43;
	case OPTION_LANG:
		return span_is(text, "zh_CN") || span_is(text, "zh_TW") ||
		       span_is(text, "en");
	case OPTION_DAYS:
		return is_days(text);
	case OPTION_PASSWORD_FROM:
		return span_is(text, "-");
	case OPTION_KIND:
		return person_kind_read(text, &kind);
	default:
		return true;
	}
}

/* Where an option's values are gathered; NULL: the last one counts. */
static struct args_list *list_of(struct args *args, enum opt option)
{
	switch (option) {
	case OPTION_WAIVE:
		return &args->waive;
	case OPTION_FLAG:
		return &args->flag;
	case OPTION_FIELD:
		return &args->field;
	case OPTION_TICK:
		return &args->tick;
	case OPTION_WITH:
		return &args->with;
	case OPTION_CHANNEL:
		return &args->channel;
	default:
		return NULL;
	}
}

static enum err_code keep(struct args *args, enum opt option, char *value,
                          struct err *err)
{
	struct args_list *list = list_of(args, option);
	char name[32] = "--";

	strncat(name, rows[option].name, sizeof(name) - 3);
	if (value && !is_good(option, value))
		return err_set(err, ERR_BAD_VALUE, name, value);
	args->value[option] = value ? value : "";
	if (!list)
		return ERR_OK;
	list->at =
	    mem_room(list->at, list->count, &list->room, sizeof(*list->at));
	list->at[list->count++] = value;
	return ERR_OK;
}

static enum err_code needs_value(int option, struct err *err)
{
	char name[32] = "--";

	strncat(name, rows[option].name, sizeof(name) - 3);
	return err_set(err, ERR_ARGUMENT_MISSING, name, rows[option].takes);
}

/* Inside a cluster of letters getopt has not moved on yet. */
static const char *stopped_at(char **argv)
{
	if (optind > 0 && argv[optind - 1] && argv[optind - 1][0] == '-')
		return argv[optind - 1];
	return argv[optind] ? argv[optind] : "-";
}

/*
 * Long options only. The table is made for each command from what it takes, so
 * that an option of another command is as unknown as a misspelt one.
 */
enum err_code args_read(struct args *out, const char *command, uint64_t takes,
                        bool first_word, int argc, char **argv, struct err *err)
{
	struct option longs[OPTION_COUNT + 1] = {0};
	size_t count = 0;
	enum err_code rc;
	int found;

	out->command = command;
	for (int i = 0; i < OPTION_COUNT; i++)
		if (takes & OPTION_BIT(i))
			longs[count++] = (struct option){
			    .name = rows[i].name,
			    .has_arg =
			        rows[i].takes ? required_argument : no_argument,
			    .val = FIRST + i};
	opterr = 0;
	optind = 0; /* GNU: begin anew */
	while ((found = getopt_long(argc, argv, first_word ? "+:" : ":", longs,
	                            NULL)) != -1) {
		if (found == ':')
			return needs_value(optopt - FIRST, err);
		if (found < FIRST)
			return err_set(err, ERR_ARGUMENT_EXTRA, command,
			               stopped_at(argv));
		rc = keep(out, (enum opt)(found - FIRST), optarg, err);
		if (rc)
			return rc;
	}
	out->word = argv + optind;
	out->word_count = (size_t)(argc - optind);
	return ERR_OK;
}
