#include "store/agent.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "store/crypto.h"
#include "store/sign-wire.h"
#include "store/sign.h"

/* Of the draft, section 6.1. */
enum message {
	AGENT_FAILURE = 5,
	AGENT_REQUEST_IDENTITIES = 11,
	AGENT_IDENTITIES_ANSWER = 12,
	AGENT_SIGN_REQUEST = 13,
	AGENT_SIGN_RESPONSE = 14
};

enum {
	AGENT_RSA_SHA2_512 = 4,
	LENGTH_BYTES = 4,
	ANSWER_LIMIT_BYTES = 256 * 1024 /* OpenSSH's own */
};

static const char name_space[] = "git";

struct agent {
	int fd;
	int limit_ms;
	int64_t until_ms;    /* of the clock that nobody sets */
	struct str question; /* with its length before it */
	size_t sent_bytes;
	struct str answer; /* the same */
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum err_code broken(const char *why, struct err *err)
{
	return err_set(err, ERR_AGENT_BROKEN, why, NULL);
}

/* ---- asking -------------------------------------------------------------- */

static enum err_code dial(const char *path, int *out, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct span name = span_of(path);
	int fd;

	if (!name.bytes || name.bytes >= sizeof(address.sun_path))
		return err_set(err, ERR_NO_AGENT, NULL, NULL);
	memcpy(address.sun_path, path, name.bytes);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, path, strerror(errno));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address))) {
		err_set(err, ERR_NO_AGENT, NULL, NULL);
		err_detail(err, strerror(errno));
		close(fd);
		return ERR_NO_AGENT;
	}
	*out = fd;
	return ERR_OK;
}

static enum err_code ask(struct agent **out, const char *path,
                         struct span message, int limit_ms, struct err *err)
{
	struct agent *agent;
	int fd = -1;
	enum err_code rc = dial(path, &fd, err);

	if (rc)
		return rc;
	agent = mem_new(sizeof(*agent));
	agent->fd = fd;
	agent->limit_ms = limit_ms;
	agent->until_ms = now_ms() + limit_ms;
	wire_put_string(&agent->question, message);
	*out = agent;
	return ERR_OK;
}

enum err_code agent_ask_keys(struct agent **out, const char *path, int limit_ms,
                             struct err *err)
{
	static const char message[] = {AGENT_REQUEST_IDENTITIES};

	return ask(out, path, span_from(message, 1), limit_ms, err);
}

enum err_code agent_ask_signature(struct agent **out, const char *path,
                                  const char *key, struct span bytes,
                                  int limit_ms, struct err *err)
{
	struct str blob = {0}, signed_bytes = {0}, message = {0};
	struct span rest, type;
	enum err_code rc;

	crypto_base64_read(span_of(key), &blob);
	rest = str_span(&blob);
	if (!wire_string(&rest, &type)) {
		rc = err_set(err, ERR_BAD_KEY, NULL, NULL);
		goto out;
	}
	if ((rc = sign_message(bytes, name_space, &signed_bytes, err)))
		goto out;
	str_putc(&message, AGENT_SIGN_REQUEST);
	wire_put_string(&message, str_span(&blob));
	wire_put_string(&message, str_span(&signed_bytes));
	wire_put_number(&message,
	                span_is(type, "ssh-rsa") ? AGENT_RSA_SHA2_512 : 0);
	rc = ask(out, path, str_span(&message), limit_ms, err);
out:
	str_clear(&message);
	str_clear(&signed_bytes);
	str_clear(&blob);
	return rc;
}

void agent_close(struct agent *agent)
{
	if (!agent)
		return;
	close(agent->fd);
	str_clear(&agent->question);
	str_clear(&agent->answer);
	free(agent);
}

/* ---- waiting ------------------------------------------------------------- */

/* How many bytes of the answer are still to come, as far as it is known. */
static enum err_code missing(const struct agent *agent, size_t *out,
                             struct err *err)
{
	struct span rest = str_span(&agent->answer);
	uint32_t length;

	if (!wire_number(&rest, &length))
		*out = LENGTH_BYTES - agent->answer.bytes;
	else if (!length || length > ANSWER_LIMIT_BYTES)
		return broken("its length cannot be", err);
	else
		*out = length - rest.bytes;
	return ERR_OK;
}

static bool is_later(void)
{
	return errno == EAGAIN || errno == EINTR;
}

static enum err_code send_some(struct agent *agent, struct err *err)
{
	ssize_t count =
	    send(agent->fd, agent->question.at + agent->sent_bytes,
	         agent->question.bytes - agent->sent_bytes, MSG_NOSIGNAL);

	if (count > 0)
		agent->sent_bytes += (size_t)count;
	else if (!is_later())
		return broken("it hung up", err);
	return ERR_OK;
}

/* Never a byte more than belongs to the answer. */
static enum err_code receive_some(struct agent *agent, size_t room_bytes,
                                  struct err *err)
{
	char some[4096];
	ssize_t count;

	if (room_bytes > sizeof(some))
		room_bytes = sizeof(some);
	count = recv(agent->fd, some, room_bytes, 0);
	if (count > 0)
		str_add(&agent->answer, span_from(some, (size_t)count));
	else if (count == 0 || !is_later())
		return broken("it hung up", err);
	return ERR_OK;
}

static enum err_code silent(const struct agent *agent, struct err *err)
{
	struct str seconds = {0};

	str_putf(&seconds, "%d", (agent->limit_ms + 999) / 1000);
	err_set(err, ERR_AGENT_SILENT, str_text(&seconds), NULL);
	str_clear(&seconds);
	return ERR_AGENT_SILENT;
}

/* Sends or receives some, as soon as that can be. */
static enum err_code go_on(struct agent *agent, int64_t until_ms,
                           size_t room_bytes, struct err *err)
{
	bool sending = agent->sent_bytes < agent->question.bytes;
	struct pollfd turn = {agent->fd, sending ? POLLOUT : POLLIN, 0};
	int64_t left_ms = until_ms - now_ms();

	if (poll(&turn, 1, left_ms > 0 ? (int)left_ms : 0) <= 0)
		return ERR_OK;
	return sending ? send_some(agent, err)
	               : receive_some(agent, room_bytes, err);
}

enum err_code agent_wait(struct agent *agent, int wait_ms, struct span *answer,
                         struct err *err)
{
	int64_t until_ms = now_ms() + wait_ms;
	size_t room_bytes = LENGTH_BYTES;
	bool late = false;
	enum err_code rc;

	*answer = (struct span){0};
	if (until_ms > agent->until_ms)
		until_ms = agent->until_ms;
	while (!(rc = missing(agent, &room_bytes, err)) && room_bytes) {
		if (late)
			return until_ms < agent->until_ms ? ERR_OK
			                                  : silent(agent, err);
		if ((rc = go_on(agent, until_ms, room_bytes, err)))
			break;
		late = now_ms() >= until_ms;
	}
	if (rc)
		return rc;
	*answer = str_span(&agent->answer);
	answer->at += LENGTH_BYTES;
	answer->bytes -= LENGTH_BYTES;
	return ERR_OK;
}

/* ---- reading ------------------------------------------------------------- */

/* Takes the answer's kind off its front. */
static enum err_code read_kind(struct span *rest, enum message wanted,
                               struct err *err)
{
	unsigned char kind;

	if (!wire_byte(rest, &kind))
		return broken("it is empty", err);
	if (kind == AGENT_FAILURE)
		return err_set(err, ERR_AGENT_REFUSED, NULL, NULL);
	return kind == wanted ? ERR_OK
	                      : broken("it is to another question", err);
}

enum err_code agent_read_keys(struct span answer, struct words *out,
                              struct err *err)
{
	struct words found = {0};
	struct str base64 = {0};
	struct span blob, comment;
	uint32_t count;
	enum err_code rc = read_kind(&answer, AGENT_IDENTITIES_ANSWER, err);

	if (rc)
		return rc;
	if (!wire_number(&answer, &count))
		return broken("it is cut off", err);
	for (; count > 0; count--) {
		if (!wire_string(&answer, &blob) ||
		    !wire_string(&answer, &comment))
			break;
		base64.bytes = 0;
		crypto_base64(blob, true, &base64);
		words_add(&found, str_span(&base64));
	}
	if (count || answer.bytes)
		rc = broken("its list of keys is no list", err);
	for (size_t i = 0; !rc && i < found.count; i++)
		words_add(out, span_of(found.at[i]));
	words_clear(&found);
	str_clear(&base64);
	return rc;
}

enum err_code agent_read_signature(struct span answer, const char *key,
                                   struct span bytes, struct str *armored_out,
                                   struct err *err)
{
	struct sign_signer signer = {0};
	struct str blob = {0}, armored = {0};
	struct span made;
	enum err_code rc = read_kind(&answer, AGENT_SIGN_RESPONSE, err);

	if (rc)
		return rc;
	if (!wire_string(&answer, &made) || answer.bytes)
		return broken("it is no signature", err);
	crypto_base64_read(span_of(key), &blob);
	sign_armor(str_span(&blob), made, name_space, &armored);
	rc = sign_check(bytes, str_span(&armored), name_space, &signer, err);
	if (rc == ERR_BROKEN)
		rc = broken("it is no signature of this by this key", err);
	if (!rc)
		str_add(armored_out, str_span(&armored));
	sign_signer_clear(&signer);
	str_clear(&armored);
	str_clear(&blob);
	return rc;
}

enum err_code agent_sign(const char *path, const char *key, struct span bytes,
                         int limit_ms, struct str *armored_out, struct err *err)
{
	struct agent *agent;
	struct span answer;
	enum err_code rc =
	    agent_ask_signature(&agent, path, key, bytes, limit_ms, err);

	if (rc)
		return rc;
	rc = agent_wait(agent, INT_MAX, &answer, err);
	if (!rc)
		rc = agent_read_signature(answer, key, bytes, armored_out, err);
	agent_close(agent);
	return rc;
}
