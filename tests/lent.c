#include "tests/lent.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "tests/test.h"

/* Of Debian's openssh-tests: a security key that is none. */
#define SK_DUMMY "/usr/lib/openssh/regress/misc/sk-dummy/sk-dummy.so"
#define ASKED "SSH_ASKPASS=$PWD/askpass SSH_ASKPASS_REQUIRE=force"

/* Says its pid, then lives until the pipe ends: ours, or with us. */
#define STAY "echo $SSH_AGENT_PID; exec cat >/dev/null"

static void start(struct lent *lent)
{
	int life[2], said[2];
	char line[32] = "";
	FILE *pipe;

	assert_int_equal(pipe2(life, O_CLOEXEC), 0);
	assert_int_equal(pipe2(said, O_CLOEXEC), 0);
	lent->host = fork();
	if (lent->host == 0) {
		dup2(life[0], STDIN_FILENO);
		dup2(said[1], STDOUT_FILENO);
		if (chdir(lent->folder) == 0)
			execlp("sh", "sh", "-c",
			       "export " ASKED "; exec ssh-agent -P " SK_DUMMY
			       " -a sock sh -c '" STAY "'",
			       (char *)NULL);
		_exit(127);
	}
	close(life[0]);
	close(said[1]);
	lent->life = life[1];
	pipe = fdopen(said[0], "r");
	assert_non_null(fgets(line, sizeof(line), pipe));
	fclose(pipe);
	lent->pid = (pid_t)strtol(line, NULL, 10);
	assert_true(lent->pid > 1);
}

void lend_more(const struct lent *lent, const char *keys)
{
	struct str text = {0};

	str_putf(&text,
	         "set -e; export SSH_AUTH_SOCK=$PWD/sock " ASKED "\n"
	         "make() { name=$1; shift; ssh-keygen -q -w " SK_DUMMY
	         " -N '' -C $name -f $name \"$@\"; }\n"
	         "give() { ssh-add -q -S " SK_DUMMY " \"$@\"; }\n%s",
	         keys);
	assert_int_equal(test_run(lent->folder, text.at), 0);
	str_clear(&text);
}

void lend(struct lent *out, const char *keys)
{
	struct str path = {0};

	*out = (struct lent){.folder = test_folder()};
	str_putf(&path, "%s/sock", out->folder);
	out->socket = str_take(&path);
	assert_int_equal(test_run(out->folder,
	                          "printf '#!/bin/sh\\n[ ! -e no ] && echo x' "
	                          ">askpass && chmod 700 askpass"),
	                 0);
	start(out);
	lend_more(out, keys);
}

void lend_end(struct lent *lent)
{
	kill(lent->pid, SIGCONT);
	kill(lent->pid, SIGTERM);
	close(lent->life);
	waitpid(lent->host, NULL, 0);
	free(lent->folder);
	free(lent->socket);
}
