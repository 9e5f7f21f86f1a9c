/*
 * standby - the program without its start: loaded once, run for each command.
 *
 *   standby <REQUESTS >ANSWERS       two FIFOs; tests/cli/lib.sh asks
 *
 * Starting a program costs many times what most commands do, and the scripts
 * give thousands. A request is fields, each ended by a NUL: how many follow,
 * then
 *
 *   sanshen IN OUT ERR NAME=VALUE… -- WORD…   main() of the program
 *   same FILE FILE                            0 when no byte differs
 *   holds FILE TEXT                           0 when TEXT stands in it
 *   json FILE OUT .NAME[.NAME…]               writes that value as `jq -r`
 * would
 *
 * and the answer is the status on a line of its own. A variable of an empty
 * value is unset. Whatever kills the program ends the standby, too: every later
 * request then fails. What needs a process of its own (faults, kills, races,
 * the loader itself) is started as "$SANSHEN".
 */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/str.h"

#define FIELDS 200

int program_main(int argc, char **argv); /* tui/main.c under another name */

struct request {
	char *field[FIELDS + 1]; /* NULL after the last */
	size_t count;
};

static FILE *requests, *answers;

static void broken(const char *what)
{
	fprintf(answers, "127\n");
	fprintf(stderr, "standby: %s\n", what);
	exit(2);
}

static char *next_field(void)
{
	char *field = NULL;
	size_t room = 0;

	if (getdelim(&field, &room, '\0', requests) >= 0)
		return field;
	free(field);
	return NULL;
}

static bool next_request(struct request *request)
{
	char *count = next_field();

	if (!count)
		return false;
	request->count = strtoul(count, NULL, 10);
	free(count);
	if (request->count < 3 || request->count > FIELDS)
		broken("a request of too few or too many fields");
	for (size_t i = 0; i < request->count; i++)
		if (!(request->field[i] = next_field()))
			broken("half a request");
	request->field[request->count] = NULL;
	return true;
}

static void clear_request(struct request *request)
{
	for (size_t i = 0; i < request->count; i++)
		free(request->field[i]);
}

static void turn(FILE *stream, const char *path, const char *how)
{
	if (!freopen(path, how, stream))
		broken(path);
}

/* Sets NAME=VALUE… up to `--`; returns where that stands. */
static char **set_variables(char **word)
{
	for (; *word && strcmp(*word, "--") != 0; word++) {
		char *value = strchr(*word, '=');

		if (!value)
			broken(*word);
		*value = '\0';
		if (value[1] ? setenv(*word, value + 1, 1) : unsetenv(*word))
			broken(*word);
	}
	if (!*word)
		broken("no words");
	return word;
}

static int run_sanshen(struct request *request)
{
	char **end = &request->field[request->count];
	char **words = set_variables(&request->field[4]);
	char *args[FIELDS + 1] = {(char *)"sanshen"};
	int status;

	memcpy(args + 1, words + 1, (size_t)(end - words) * sizeof(*args));
	turn(stdin, request->field[1], "rb");
	turn(stdout, request->field[2], "wb");
	turn(stderr, request->field[3], "wb");
	setvbuf(stderr, NULL, _IONBF, 0);
	optind = 0; /* glibc's getopt begins anew */
	status = program_main((int)(end - words), args);
	fflush(stdout);
	return status;
}

static bool read_file(const char *path, struct str *out)
{
	char buffer[8192];
	size_t got;
	FILE *file = fopen(path, "rb");
	bool opened = file != NULL;

	while (file && (got = fread(buffer, 1, sizeof(buffer), file)) > 0)
		str_add(out, span_from(buffer, got));
	if (file)
		fclose(file);
	return opened;
}

static bool same(const char *one, const char *other)
{
	struct str left = {0}, right = {0};
	bool are = read_file(one, &left) && read_file(other, &right) &&
	           span_equal(str_span(&left), str_span(&right));

	str_clear(&left);
	str_clear(&right);
	return are;
}

static bool holds(const char *path, const char *text)
{
	struct str file = {0};
	bool held = read_file(path, &file) &&
	            (!*text || (file.bytes && memmem(file.at, file.bytes, text,
	                                             strlen(text))));

	str_clear(&file);
	return held;
}

static void put_value(FILE *out, const json_t *value)
{
	char *text;

	if (json_is_string(value)) {
		fprintf(out, "%s\n", json_string_value(value));
		return;
	}
	text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
	fprintf(out, "%s\n", text ? text : "null");
	free(text);
}

static bool json(const char *path, const char *to, char *names)
{
	json_t *root = json_load_file(path, JSON_DECODE_ANY, NULL);
	const json_t *value = root;
	FILE *out = fopen(to, "wb");
	bool can = root && out;
	char *rest;

	for (char *name = strtok_r(names, ".", &rest); name;
	     name = strtok_r(NULL, ".", &rest))
		value = json_object_get(value, name);
	if (can)
		put_value(out, value);
	if (out)
		fclose(out);
	json_decref(root);
	return can;
}

static int answer(struct request *request)
{
	char **field = request->field;

	if (strcmp(field[0], "sanshen") == 0 && request->count > 4)
		return run_sanshen(request);
	if (strcmp(field[0], "same") == 0 && request->count == 3)
		return !same(field[1], field[2]);
	if (strcmp(field[0], "holds") == 0 && request->count == 3)
		return !holds(field[1], field[2]);
	if (strcmp(field[0], "json") == 0 && request->count == 4)
		return !json(field[1], field[2], field[3]);
	broken(field[0]);
	return 2;
}

int main(void)
{
	struct request request;
	int said = dup(2);

	requests = fdopen(dup(0), "rb");
	answers = fdopen(dup(1), "wb");
	if (!requests || !answers)
		return 2;
	while (next_request(&request)) {
		fprintf(answers, "%d\n", answer(&request));
		fflush(answers);
		clear_request(&request);
	}
	fclose(requests);
	fclose(answers);
	dup2(said, 2); /* a sanitizer has its word after this */
	return 0;
}
