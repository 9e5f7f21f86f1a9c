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
 *   copy FILE OUT                             its bytes once more
 *   json FILE OUT FILTER                      what `jq -r` would write
 *   commit ARCHIVE ID OUT [KEY]               its message, or a trailer's
 * values records ARCHIVE OUT                       how many are on main
 *
 * and the answer is the status on a line of its own; 2: ask jq, or git, who
 * know more (see `json` and `commit` below). Variables are those of one
 * command; one of an empty value is unset, a `-` before them unsets all others,
 * PWD is where the command runs. Whatever kills the program ends the standby,
 * too: every later request then fails. What needs a process of its own (faults,
 * kills, races, the loader itself) is started as "$SANSHEN".
 */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/str.h"
#include "store/archive.h"

enum { FIELDS = 200, NOT_MINE = 2 };

extern char **environ;

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
	if (*word && strcmp(*word, "-") == 0) {
		clearenv();
		word++;
	}
	for (; *word && strcmp(*word, "--") != 0; word++) {
		char *value = strchr(*word, '=');

		if (!value)
			broken(*word);
		*value = '\0';
		if (value[1] ? setenv(*word, value + 1, 1) : unsetenv(*word))
			broken(*word);
		if (strcmp(*word, "PWD") == 0 && chdir(value + 1))
			broken(value + 1);
	}
	if (!*word)
		broken("no words");
	return word;
}

static int run_sanshen(struct request *request)
{
	char **end = &request->field[request->count];
	char **mine = environ;
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
	environ = mine;
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

static bool copy(const char *path, const char *to)
{
	struct str file = {0};
	FILE *out = fopen(to, "wb");
	bool can =
	    out && read_file(path, &file) &&
	    fwrite(file.bytes ? file.at : "", 1, file.bytes, out) == file.bytes;

	if (out && fclose(out))
		can = false;
	str_clear(&file);
	return can;
}

/* ---- a little of jq ------------------------------------------------------ */

/* PATH, PATH | length, [PATH] | length, [PATH] | join(" "); a path is of .name,
 * [] and [number]. */
struct filter {
	struct span path;
	bool gathers, counts, joins;
};

static bool read_filter(struct span text, struct filter *filter)
{
	static const char letters[] =
	    ".[]_abcdefghijklmnopqrstuvwxyz0123456789";
	struct span tail = {0};
	size_t bar = span_find(text, " | ");

	memset(filter, 0, sizeof(*filter));
	if (bar != (size_t)-1) {
		tail = span_from(text.at + bar + 3, text.bytes - bar - 3);
		text.bytes = bar;
		filter->counts = span_is(tail, "length");
		filter->joins = span_is(tail, "join(\" \")");
		if (!filter->counts && !filter->joins)
			return false;
	}
	if (span_starts(text, "[") && span_ends(text, "]")) {
		text = span_from(text.at + 1, text.bytes - 2);
		filter->gathers = true;
	}
	for (size_t i = 0; i < text.bytes; i++)
		if (!strchr(letters, text.at[i]))
			return false;
	filter->path = text;
	return span_starts(text, ".") &&
	       (filter->gathers ? filter->counts || filter->joins
	                        : !filter->joins);
}

/* Appends to `found` what is there; a name that is missing is null. */
static bool follow(json_t *at, struct span path, json_t *found)
{
	struct span rest = path, name;
	long place;
	size_t bytes = 0;

	if (!path.bytes)
		return json_array_append(found, at) == 0;
	if (span_starts(path, "[]")) {
		rest = span_from(path.at + 2, path.bytes - 2);
		for (size_t i = 0; i < json_array_size(at); i++)
			if (!follow(json_array_get(at, i), rest, found))
				return false;
		return json_is_array(at);
	}
	rest = span_from(path.at + 1, path.bytes - 1);
	if (*path.at == '[') {
		if (!span_cut(&rest, ']', &name) ||
		    !span_number(name, 1000, &place) || !json_is_array(at))
			return false;
		at = json_array_get(at, (size_t)place);
		return follow(at ? at : json_null(), rest, found);
	}
	while (bytes < rest.bytes && !strchr(".[", rest.at[bytes]))
		bytes++;
	if (bytes && !json_is_object(at) && !json_is_null(at))
		return false;
	if (bytes)
		at = json_object_getn(at, rest.at, bytes);
	return follow(at ? at : json_null(),
	              span_from(rest.at + bytes, rest.bytes - bytes), found);
}

/* What has a length of ours. */
static bool can_count(const struct filter *filter, const json_t *found)
{
	for (size_t i = 0; i < json_array_size(found); i++)
		if (filter->counts && !filter->gathers &&
		    !json_is_array(json_array_get(found, i)))
			return false;
	return true;
}

static void put_value(FILE *out, const json_t *value)
{
	char *text;

	if (json_is_string(value)) {
		fputs(json_string_value(value), out);
		return;
	}
	text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	fputs(text, out);
	free(text);
}

static void put_found(FILE *out, const struct filter *filter, json_t *found)
{
	size_t count = json_array_size(found);

	if (filter->counts && filter->gathers) {
		fprintf(out, "%zu\n", count);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_array_get(found, i);

		if (filter->counts)
			fprintf(out, "%zu", json_array_size(value));
		else if (!filter->joins || !json_is_null(value))
			put_value(out, value);
		if (!filter->joins || i + 1 < count)
			fputc(filter->joins ? ' ' : '\n', out);
	}
	if (filter->joins)
		fputc('\n', out);
}

static int json(const char *path, const char *to, const char *text)
{
	struct filter filter;
	json_t *root, *found;
	FILE *out;
	int status = NOT_MINE;

	if (!read_filter(span_of(text), &filter))
		return NOT_MINE;
	root = json_load_file(path, JSON_DECODE_ANY, NULL);
	found = json_array();
	out = fopen(to, "wb");
	if (root && out && follow(root, filter.path, found) &&
	    can_count(&filter, found)) {
		put_found(out, &filter, found);
		status = 0;
	}
	if (out)
		fclose(out);
	json_decref(found);
	json_decref(root);
	return status;
}

/* ---- a little of git ----------------------------------------------------- */

/* The values of the trailers called `key`, a line each, as `git log` has them;
 * false when the last paragraph is not of plain trailers alone. */
static bool put_trailers(struct span message, const char *key, struct str *out)
{
	struct span rest = message, line, name;
	const char *from = message.at;

	while (rest.at && span_cut(&rest, '\n', &line))
		if (!line.bytes && rest.bytes)
			from = rest.at;
	if (!message.bytes || from == message.at)
		return false;
	rest = span_from(from, (size_t)(message.at + message.bytes - from));
	while (rest.bytes && span_cut(&rest, '\n', &line)) {
		if (!line.bytes || *line.at == ' ' || *line.at == '\t' ||
		    !span_cut(&line, ':', &name) || !line.at)
			return false;
		if (!span_is(name, key))
			continue;
		str_add(out, span_trim(line));
		str_putc(out, '\n');
	}
	if (!out->bytes)
		str_putc(out, '\n');
	return true;
}

static bool write_file(const char *path, const struct str *text)
{
	FILE *out = fopen(path, "wb");
	bool can = out && fputs(str_text(text), out) >= 0;

	return out && fclose(out) == 0 && can;
}

static int commit(const char *path, const char *id, const char *to,
                  const char *key)
{
	struct archive *archive = NULL;
	struct archive_record record;
	struct str text = {0};
	struct err err;
	char hex[HEX] = "";
	int status = NOT_MINE;

	if (archive_open(&archive, path, &err))
		return NOT_MINE;
	if (strlen(id) == HEX - 1)
		memcpy(hex, id, HEX);
	else if (strcmp(id, "main") != 0 || archive_tip(archive, hex, &err))
		*hex = '\0';
	if (*hex && !archive_read_commit(archive, hex, &record, &err)) {
		if (!key)
			str_add(&text, str_span(&record.message));
		if (!key || put_trailers(str_span(&record.message), key, &text))
			status = !write_file(to, &text);
		archive_record_clear(&record);
	}
	archive_close(archive);
	str_clear(&text);
	return status;
}

static enum err_code count_one(void *payload, const char *hex, struct err *err)
{
	(void)hex;
	(void)err;
	++*(size_t *)payload;
	return ERR_OK;
}

static int records(const char *path, const char *to)
{
	struct archive *archive = NULL;
	struct str text = {0};
	struct err err;
	char tip[HEX];
	size_t count = 0;
	int status = NOT_MINE;

	if (archive_open(&archive, path, &err))
		return NOT_MINE;
	if (!archive_tip(archive, tip, &err) && *tip &&
	    !archive_walk(archive, "", tip, count_one, &count, &err)) {
		str_putf(&text, "%zu\n", count);
		status = !write_file(to, &text);
	}
	archive_close(archive);
	str_clear(&text);
	return status;
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
		return json(field[1], field[2], field[3]);
	if (strcmp(field[0], "copy") == 0 && request->count == 3)
		return !copy(field[1], field[2]);
	if (strcmp(field[0], "commit") == 0 &&
	    (request->count == 4 || request->count == 5))
		return commit(field[1], field[2], field[3], field[4]);
	if (strcmp(field[0], "records") == 0 && request->count == 3)
		return records(field[1], field[2]);
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
