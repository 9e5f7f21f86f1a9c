/*
 * store-agent - real ssh-agents, and some that only pretend: they hang, hang
 * up, drip, or answer something else.
 */
#include "store/agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/sign-wire.h"
#include "store/sign.h"
#include "tests/lent.h"
#include "tests/test.h"

#define TEXT "tree x\n\n同意发布。\n"

enum { PATIENCE_MS = 20 * 1000, SHORT_MS = 30 };

/* The blob of NAME.pub; free() it. */
static char *key_of(const struct lent *lent, const char *name)
{
	struct sign_signer signer = {0};
	struct str path = {0}, line = {0};
	struct err err;
	char *key;

	str_putf(&path, "%s/%s.pub", lent->folder, name);
	test_read(path.at, &line);
	ASSERT_OK(sign_read_public(str_span(&line), &signer, &err));
	key = mem_copy(signer.key);
	sign_signer_clear(&signer);
	str_clear(&path);
	str_clear(&line);
	return key;
}

static void list(const struct lent *lent, struct words *out)
{
	struct agent *agent;
	struct span answer;
	struct err err;

	ASSERT_OK(agent_ask_keys(&agent, lent->socket, PATIENCE_MS, &err));
	ASSERT_OK(agent_wait(agent, PATIENCE_MS, &answer, &err));
	ASSERT_OK(agent_read_keys(answer, out, &err));
	agent_close(agent);
}

static const char *const kinds[] = {"ed25519", "ecdsa", "rsa", "ed25519-sk",
                                    "ecdsa-sk"};

/* Signed by each, one after another, and stock ssh-keygen takes them all. */
static void every_kind_of_key_signs(void **state)
{
	struct lent lent;
	struct words held = {0};
	struct str armored = {0}, path = {0};
	struct err err;

	(void)state;
	lend(&lent, "for kind in ed25519 ecdsa 'rsa -b 2048' ed25519-sk "
	            "ecdsa-sk; do make ${kind%% *} -t $kind; done\n"
	            "give ed25519 ecdsa rsa ed25519-sk ecdsa-sk");
	list(&lent, &held);
	assert_int_equal(held.count, TEST_COUNT(kinds));
	for (size_t i = 0; i < TEST_COUNT(kinds); i++) {
		char *key = key_of(&lent, kinds[i]);
		struct span rest, line;

		assert_true(words_have(&held, span_of(key)));
		armored.bytes = path.bytes = 0;
		ASSERT_OK(agent_sign(lent.socket, key, span_of(TEXT),
		                     PATIENCE_MS, &armored, &err));
		rest = str_span(&armored);
		assert_true(span_ends(rest, "-----"));
		assert_true(span_cut(&rest, '\n', &line));
		assert_true(span_cut(&rest, '\n', &line));
		assert_int_equal(line.bytes, 70);
		str_putf(&path, "%s/%s.sig", lent.folder, kinds[i]);
		test_write(path.at, str_span(&armored));
		free(key);
	}
	path.bytes = 0;
	str_putf(&path, "%s/text", lent.folder);
	test_write(path.at, span_of(TEXT));
	assert_int_equal(
	    test_run(lent.folder,
	             "for sig in *.sig; do\n"
	             "printf 'a@b %s\\n' \"$(cat ${sig%.sig}.pub)\" >allowed\n"
	             "ssh-keygen -Y verify -f allowed -I a@b -n git -s $sig "
	             "<text || exit 1; done"),
	    0);
	words_clear(&held);
	str_clear(&armored);
	str_clear(&path);
	lend_end(&lent);
}

static void refuses(const struct lent *lent, const char *name)
{
	char *key = key_of(lent, name);
	struct str armored = {0};
	struct err err;

	ASSERT_CODE(ERR_AGENT_REFUSED,
	            agent_sign(lent->socket, key, span_of(TEXT), PATIENCE_MS,
	                       &armored, &err));
	assert_int_equal(armored.bytes, 0);
	free(key);
}

/* Not there, kept for a host, denied when asked, locked: all the same to us. */
static void refusals_are_one(void **state)
{
	struct lent lent;
	struct words held = {0};

	(void)state;
	lend(&lent, "for name in none host asked; do make $name -t ed25519; "
	            "done; printf 'h %s' \"$(cat none.pub)\" >known\n"
	            "give -h h -H known host; give -c asked; touch no");
	refuses(&lent, "none");
	refuses(&lent, "host");
	refuses(&lent, "asked");
	list(&lent, &held);
	assert_int_equal(held.count, 2);
	words_clear(&held);
	lend_more(&lent, "rm no; ssh-add -x");
	refuses(&lent, "asked");
	list(&lent, &held);
	assert_int_equal(held.count, 0);
	lend_end(&lent);
}

/* ---- agents that are none ------------------------------------------------ */

/* A socket that is listened at, and the first line to it. */
struct fake {
	char *path;
	int listening, line;
};

static void fake_open(struct fake *fake)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char *folder = test_folder();

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/s", folder);
	fake->path = mem_copy(address.sun_path);
	fake->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	fake->line = -1;
	assert_int_equal(
	    bind(fake->listening, (struct sockaddr *)&address, sizeof(address)),
	    0);
	assert_int_equal(listen(fake->listening, 4), 0);
	free(folder);
}

static void fake_close(struct fake *fake)
{
	close(fake->line);
	close(fake->listening);
	free(fake->path);
}

/* Asks it for its keys, and it says the bytes. */
static struct agent *asked(struct fake *fake, int limit_ms, struct span bytes)
{
	struct agent *agent;
	struct err err;

	ASSERT_OK(agent_ask_keys(&agent, fake->path, limit_ms, &err));
	close(fake->line);
	fake->line = accept(fake->listening, NULL, NULL);
	assert_true(fake->line >= 0);
	assert_int_equal(send(fake->line, bytes.at, bytes.bytes, MSG_NOSIGNAL),
	                 bytes.bytes);
	return agent;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void one_that_hangs_is_given_up(void **state)
{
	static const char key[] = "AAAAC3NzaC1lZDI1NTE5AAAAIBOVOOERK6GP++KKy3u4"
	                          "ialGg3oMzpca0FAi8pdsZ1dE";
	struct fake fake;
	struct agent *agent;
	struct span answer;
	struct str armored = {0};
	struct err err;
	int64_t began_ms = now_ms();

	(void)state;
	fake_open(&fake);
	/* nobody even takes the call */
	ASSERT_CODE(ERR_AGENT_SILENT, agent_sign(fake.path, key, span_of(TEXT),
	                                         SHORT_MS, &armored, &err));
	assert_string_equal(err.subject, "1");
	close(accept(fake.listening, NULL, NULL));
	/* asked now and then, and given up by who asked */
	agent = asked(&fake, PATIENCE_MS, span_of(""));
	ASSERT_OK(agent_wait(agent, 0, &answer, &err));
	assert_null(answer.at);
	agent_close(agent);
	/* a byte now and then does not make it longer */
	agent = asked(&fake, SHORT_MS, span_from("\0\1\0\0", 4));
	while (agent_wait(agent, 1, &answer, &err) == ERR_OK) {
		assert_null(answer.at);
		assert_int_equal(send(fake.line, "x", 1, MSG_NOSIGNAL), 1);
	}
	assert_int_equal(err.code, ERR_AGENT_SILENT);
	agent_close(agent);
	assert_true(now_ms() - began_ms < PATIENCE_MS);
	fake_close(&fake);
}

/* Its bytes may come in any pieces. */
static void an_answer_may_come_in_pieces(void **state)
{
	static const char whole[] =
	    "\0\0\0\x11\x0c\0\0\0\1\0\0\0\3\1\2\3\0\0\0\1x";
	struct fake fake;
	struct agent *agent;
	struct span answer;
	struct words held = {0};
	struct err err;

	(void)state;
	fake_open(&fake);
	agent = asked(&fake, PATIENCE_MS, span_of(""));
	for (size_t i = 0; i + 1 < sizeof(whole); i++) {
		ASSERT_OK(agent_wait(agent, 0, &answer, &err));
		assert_null(answer.at);
		assert_int_equal(send(fake.line, whole + i, 1, MSG_NOSIGNAL),
		                 1);
	}
	for (int again = 0; again < 2; again++) {
		ASSERT_OK(agent_wait(agent, PATIENCE_MS, &answer, &err));
		assert_int_equal(answer.bytes, sizeof(whole) - 5);
	}
	ASSERT_OK(agent_read_keys(answer, &held, &err));
	assert_int_equal(held.count, 1);
	assert_string_equal(held.at[0], "AQID");
	words_clear(&held);
	agent_close(agent);
	fake_close(&fake);
}

static void one_that_dies_is_broken(void **state)
{
	static const struct span said[] = {
	    {"", 0}, {"\0\0", 2}, {"\0\0\0\5x", 5}};
	struct fake fake;
	struct span answer;
	struct err err;

	(void)state;
	fake_open(&fake);
	for (size_t i = 0; i < TEST_COUNT(said); i++) {
		struct agent *agent = asked(&fake, PATIENCE_MS, said[i]);

		close(fake.line);
		fake.line = -1;
		ASSERT_CODE(ERR_AGENT_BROKEN,
		            agent_wait(agent, PATIENCE_MS, &answer, &err));
		assert_null(answer.at);
		agent_close(agent);
	}
	fake_close(&fake);
}

/* Whole answers that are none, and one that says no. */
static void garbage_is_broken(void **state)
{
	static const struct {
		enum err_code code;
		struct span said;
	} rows[] = {
	    {ERR_AGENT_BROKEN, {"\0\0\0\0", 4}},
	    {ERR_AGENT_BROKEN, {"\0\4\0\1", 4}},
	    {ERR_AGENT_BROKEN, {"HTTP/1.1 400 Bad Request\r\n", 26}},
	    {ERR_AGENT_BROKEN, {"\0\0\0\1\x06", 5}},
	    {ERR_AGENT_BROKEN, {"\0\0\0\1\x0c", 5}},
	    {ERR_AGENT_BROKEN, {"\0\0\0\5\x0e\0\0\0\0", 9}},
	    {ERR_AGENT_BROKEN, {"\0\0\0\5\x0c\xff\xff\xff\xff", 9}},
	    {ERR_AGENT_BROKEN, {"\0\0\0\6\x0c\0\0\0\0x", 10}},
	    {ERR_AGENT_BROKEN, {"\0\0\0\11\x0c\0\0\0\1\0\0\0\1", 13}},
	    {ERR_AGENT_REFUSED, {"\0\0\0\1\5", 5}},
	    {ERR_OK, {"\0\0\0\5\x0c\0\0\0\0", 9}},
	};
	struct fake fake;

	(void)state;
	fake_open(&fake);
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		struct agent *agent = asked(&fake, PATIENCE_MS, rows[i].said);
		struct words held = {0};
		struct span answer;
		struct err err;
		enum err_code rc =
		    agent_wait(agent, PATIENCE_MS, &answer, &err);

		if (!rc)
			rc = agent_read_keys(answer, &held, &err);
		if (rc != rows[i].code)
			print_error("row %zu\n", i);
		assert_int_equal(rc, rows[i].code);
		assert_int_equal(held.count, 0);
		agent_close(agent);
	}
	fake_close(&fake);
}

/* What it signed must be this text, by this key, for this purpose. */
static void a_false_signature_is_never_given_out(void **state)
{
	static const struct {
		enum err_code code;
		const char *text, *name_space;
	} rows[] = {{ERR_OK, TEXT, "git"},
	            {ERR_AGENT_BROKEN, "another", "git"},
	            {ERR_AGENT_BROKEN, TEXT, "file"}};
	char *folder = test_folder();
	struct str path = {0}, armored = {0}, blob = {0}, answer = {0};
	struct sign_key *key;
	struct wire_signature parts;
	struct err err;
	const char *base64;

	(void)state;
	str_putf(&path, "%s/key", folder);
	ASSERT_OK(sign_key_make(path.at, "x", &err));
	ASSERT_OK(sign_key_open(&key, path.at, &err));
	base64 = strchr(sign_key_public(key), ' ') + 1;
	for (size_t i = 0; i < TEST_COUNT(rows); i++) {
		armored.bytes = blob.bytes = answer.bytes = 0;
		ASSERT_OK(sign_bytes(key, span_of(rows[i].text),
		                     rows[i].name_space, &armored, &err));
		assert_true(wire_read_armor(str_span(&armored), &blob));
		assert_true(wire_read_signature(str_span(&blob), &parts));
		str_putc(&answer, 14);
		wire_put_string(&answer, parts.made);
		blob.bytes = 0;
		ASSERT_CODE(rows[i].code,
		            agent_read_signature(str_span(&answer), base64,
		                                 span_of(TEXT), &blob, &err));
		/* the very same that the key itself makes, or nothing */
		if (!rows[i].code)
			assert_string_equal(str_text(&blob),
			                    str_text(&armored));
		else
			assert_int_equal(blob.bytes, 0);
	}
	sign_key_close(key);
	str_clear(&path);
	str_clear(&armored);
	str_clear(&blob);
	str_clear(&answer);
	free(folder);
}

/* The line of a session that ended; no line at all; what is no socket. */
static void nobody_there_is_no_agent(void **state)
{
	struct fake fake;
	struct agent *agent;
	struct str path = {0};
	struct err err;

	(void)state;
	fake_open(&fake);
	for (int i = 0; i < 300; i++)
		str_puts(&path, "/long");
	ASSERT_CODE(ERR_NO_AGENT, agent_ask_keys(&agent, path.at, 1, &err));
	ASSERT_CODE(ERR_NO_AGENT, agent_ask_keys(&agent, NULL, 1, &err));
	ASSERT_CODE(ERR_NO_AGENT, agent_ask_keys(&agent, "", 1, &err));
	ASSERT_CODE(ERR_NO_AGENT, agent_ask_keys(&agent, "/dev/null", 1, &err));
	ASSERT_CODE(ERR_NO_AGENT, agent_ask_keys(&agent, "/none", 1, &err));
	close(fake.listening);
	ASSERT_CODE(ERR_NO_AGENT, agent_ask_keys(&agent, fake.path, 1, &err));
	ASSERT_CODE(ERR_BAD_KEY,
	            agent_ask_signature(&agent, fake.path, "no key",
	                                span_of(TEXT), 1, &err));
	agent_close(NULL);
	fake.listening = -1;
	fake_close(&fake);
	str_clear(&path);
}

int group_agent(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_of_key_signs),
	    cmocka_unit_test(refusals_are_one),
	    cmocka_unit_test(one_that_hangs_is_given_up),
	    cmocka_unit_test(an_answer_may_come_in_pieces),
	    cmocka_unit_test(one_that_dies_is_broken),
	    cmocka_unit_test(garbage_is_broken),
	    cmocka_unit_test(a_false_signature_is_never_given_out),
	    cmocka_unit_test(nobody_there_is_no_agent),
	};

	return TEST_GROUP("agent", tests);
}
