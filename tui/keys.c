#include "tui/keys.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* The first key of an act is the one the last line shows. */
static const struct binding bindings[] = {
    /* everywhere */
    {"*", "?", "help"},
    {"*", "F1", "help"},
    {"*", "q", "back"},
    {"*", "Esc", "back"},
    {"*", "F10", "back"},
    {"*", "Q", "quit"},
    {"*", "^Q", "quit"},
    {"*", "m", "mouse"},
    {"*", "F11", "mouse"},
    {"*", "W", "ambiguous"},
    {"*", "F12", "ambiguous"},
    {"*", "^L", "repaint"},
    {"*", "^R", "reload"},
    {"*", "^Z", "suspend"},
    /* moving, wherever there is nothing to type */
    {"*", "Down", "down"},
    {"*", "j", "down"},
    {"*", "Up", "up"},
    {"*", "k", "up"},
    {"*", "PgDn", "page-down"},
    {"*", "Space", "page-down"},
    {"*", "PgUp", "page-up"},
    {"*", "b", "page-up"},
    {"*", "Home", "first"},
    {"*", "g", "first"},
    {"*", "End", "last"},
    {"*", "G", "last"},
    {"*", "wheel-down", "down"},
    {"*", "wheel-up", "up"},
    /* the desk */
    {"home", "Enter", "open"},
    {"home", "n", "new"},
    {"home", "s", "sign"},
    {"home", "w", "queue"},
    {"home", "/", "go"},
    {"home", "Tab", "next-shelf"},
    {"home", "D", "forget"},
    {"queue", "Enter", "open"},
    {"queue", "s", "sign"},
    {"queue", "h", "history"},
    /* reading and deciding */
    {"review", "s", "sign"},
    {"review", "r", "return"},
    {"review", "x", "reject"},
    {"review", "u", "raise"},
    {"review", "p", "publish"},
    {"review", "e", "edit"},
    {"review", "w", "withdraw"},
    {"review", "o", "release"},
    {"review", "d", "diff"},
    {"review", "n", "next-finding"},
    {"review", "N", "previous-finding"},
    {"review", "h", "history"},
    {"review", "/", "search"},
    {"review", ".", "next-post"},
    {"review", "P", "propose"},
    {"review", "A", "accept"},
    {"review", "J", "joint"},
    {"review", "a", "add"},
    {"review", "t", "hand-on"},
    {"review", "l", "lower"},
    {"review", "f", "freeze"},
    {"review", "U", "unfreeze"},
    {"review", "T", "takedown"},
    {"sign", "Enter", "confirm"},
    {"sign", "F1", "help"},
    {"sign", "Esc", "back"},
    {"sign", "Tab", "next-choice"},
    {"sign", "F2", "other-key"},
    {"ask", "Enter", "confirm"},
    {"ask", "F1", "help"},
    {"ask", "Esc", "back"},
    {"ask", "Tab", "next-choice"},
    {"history", "/", "search"},
    {"help", "Enter", "run"},
    {"help", "/", "search"},
    /* writing */
    {"edit", "F2", "save"},
    {"edit", "^S", "save"},
    {"edit", "F8", "submit"},
    {"edit", "F3", "next-finding"},
    {"edit", "F4", "apply"},
    {"edit", "F5", "waive"},
    {"edit", "F6", "findings"},
    {"edit", "F7", "search"},
    {"edit", "^F", "search"},
    {"edit", "F9", "history"},
    {"edit", "Tab", "next-field"},
    {"edit", "S-Tab", "previous-field"},
    {"edit", "^Z", "undo"},
    {"edit", "^Y", "redo"},
    {"edit", "^X", "cut"},
    {"edit", "^C", "copy"},
    {"edit", "^V", "insert"},
    {"edit", "^A", "select-all"},
    /* “?” and “q” are text there: so these are shown */
    {"edit", "F1", "help"},
    {"edit", "Esc", "back"},
    {"policy", "F2", "save"},
    {"policy", "^S", "save"},
    {"policy", "F3", "next-finding"},
    {"policy", "F6", "findings"},
    {"policy", "F7", "search"},
    {"policy", "^F", "search"},
    {"policy", "^Z", "undo"},
    {"policy", "^Y", "redo"},
    {"policy", "^X", "cut"},
    {"policy", "^C", "copy"},
    {"policy", "^V", "insert"},
    {"policy", "^A", "select-all"},
    {"policy", "F1", "help"},
    {"policy", "Esc", "back"},
};

size_t keys_count(void)
{
	return LENGTH(bindings);
}

const struct binding *keys_at(size_t index)
{
	return &bindings[index];
}

/* What an input method left on puts where a key of a western keyboard is. */
static const struct {
	uint32_t typed, key;
} punctuation[] = {
    {0x3000, ' '}, {0x3001, '/'}, {0x3002, '.'},  {0x300A, '<'},  {0x300B, '>'},
    {0x3010, '['}, {0x3011, ']'}, {0x2018, '\''}, {0x2019, '\''}, {0x201C, '"'},
    {0x201D, '"'}, {0x2026, '^'}, {0x2014, '_'},  {0x00B7, '`'},  {0xFFE5, '$'},
};

uint32_t keys_fold(uint32_t key)
{
	if (key >= 0xFF01 && key <= 0xFF5E)
		return key - 0xFF01 + 0x21;
	for (size_t i = 0; i < LENGTH(punctuation); i++)
		if (punctuation[i].typed == key)
			return punctuation[i].key;
	return key;
}

#define PRESS_NAME(value, name) name,
static const char *const names[] = {PRESS_LIST(PRESS_NAME)};
#undef PRESS_NAME

bool keys_read(struct span name, uint32_t *key)
{
	uint32_t point;

	if (!name.bytes)
		return false;
	if (span_is(name, "Space")) {
		*key = ' ';
		return true;
	}
	for (size_t i = 0; i < LENGTH(names); i++) {
		if (!span_is(name, names[i]))
			continue;
		*key = PRESS_FIRST + 1 + (uint32_t)i;
		return true;
	}
	if (name.bytes == 2 && name.at[0] == '^' && name.at[1] >= 'A' &&
	    name.at[1] <= 'Z') {
		*key = (uint32_t)(name.at[1] - '@');
		return true;
	}
	if (text_step(name, 0, &point) != name.bytes)
		return false;
	*key = point;
	return true;
}

void keys_name(uint32_t key, struct str *out)
{
	if (key > PRESS_FIRST && key < PRESS_END_)
		str_puts(out, names[key - PRESS_FIRST - 1]);
	else if (key == ' ')
		str_puts(out, "Space");
	else if (key < 0x20)
		str_putf(out, "^%c", (char)(key + '@'));
	else
		text_put_point(out, key);
}

static bool is_character(uint32_t key)
{
	return key >= 0x20 && key < PRESS_FIRST;
}

static const char *find(const char *view, uint32_t key)
{
	uint32_t bound;

	for (size_t i = 0; i < LENGTH(bindings); i++)
		if (strcmp(bindings[i].view, view) == 0 &&
		    keys_read(span_of(bindings[i].key), &bound) && bound == key)
			return bindings[i].act;
	return NULL;
}

const char *keys_act(const char *view, bool typing, uint32_t key)
{
	const char *act;

	if (typing && is_character(key))
		return NULL;
	key = keys_fold(key);
	act = find(view, key);
	return act ? act : find("*", key);
}

const char *keys_first(const char *view, const char *act)
{
	const char *where[] = {view, "*"};

	for (size_t w = 0; w < LENGTH(where); w++)
		for (size_t i = 0; i < LENGTH(bindings); i++)
			if (strcmp(bindings[i].view, where[w]) == 0 &&
			    strcmp(bindings[i].act, act) == 0)
				return bindings[i].key;
	return NULL;
}

void keys_of(const char *view, const char *act, struct str *out)
{
	const char *where[] = {view, "*"};
	size_t before = out->bytes;

	for (size_t w = 0; w < LENGTH(where) && out->bytes == before; w++)
		for (size_t i = 0; i < LENGTH(bindings); i++) {
			if (strcmp(bindings[i].view, where[w]) != 0 ||
			    strcmp(bindings[i].act, act) != 0)
				continue;
			str_puts(out, out->bytes == before ? "" : " ");
			str_puts(out, bindings[i].key);
		}
}
