#include "tui/fence.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "core/mem.h"

#if defined(__x86_64__)
#define FENCE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define FENCE_ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define FENCE_ARCH AUDIT_ARCH_RISCV64
#endif

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))
#define ALNUM "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
/* A name no terminal has: it is taken for xterm-256color, and that is said. */
#define NO_TERM "?"

/* What stays, of which characters, up to which length. */
static const struct kept {
	const char *name, *letters;
	size_t bytes;
} kept[] = {
    {"TERM", ALNUM "+._-", 40},        {"LANGUAGE", ALNUM "_.@:-", 64},
    {"LC_ALL", ALNUM "_.@-", 64},      {"LC_CTYPE", ALNUM "_.@-", 64},
    {"LC_MESSAGES", ALNUM "_.@-", 64}, {"LANG", ALNUM "_.@-", 64},
    {"SANSHEN_AMBIGUOUS", "12", 1},    {"SANSHEN_NOW", "0123456789T:+.Z-", 40}};

static bool looks_right(const struct kept *row, const char *value)
{
	size_t bytes = strspn(value, row->letters);

	return bytes && bytes <= row->bytes && !value[bytes];
}

void fence_environment(void)
{
	char *value[LENGTH(kept)] = {0};

	for (size_t i = 0; i < LENGTH(kept); i++) {
		const char *there = getenv(kept[i].name);

		if (there && looks_right(&kept[i], there))
			value[i] = mem_copy(there);
	}
	clearenv();
	setenv("PATH", "/usr/bin:/bin", 1);
	setenv("HOME", "/nonexistent", 1);
	setenv("TERM", NO_TERM, 1);
	for (size_t i = 0; i < LENGTH(kept); i++) {
		if (value[i])
			setenv(kept[i].name, value[i], 1);
		free(value[i]);
	}
}

/*
 * What has to work within them: a post of 2 MB and an attachment of 64 MB, in
 * memory a few times over; a read of all posts for verify; packs that libgit2
 * and git map whole, for verify and git-upload-pack; and sanshen.db, which
 * grows with the archive and is written by whoever comes first.
 */
static const struct limit {
	int which;
	rlim_t most;
} limits[] = {{RLIMIT_CORE, 0},
              {RLIMIT_FSIZE, (rlim_t)16 << 30},
              {RLIMIT_NOFILE, 256}, /* databases, their logs, packs */
#ifndef __SANITIZE_ADDRESS__        /* its shadow is larger than any limit */
              {RLIMIT_AS, (rlim_t)4 << 30}
#endif
};

enum err_code fence_limits(struct err *err)
{
	signal(SIGXFSZ, SIG_IGN); /* the write fails, and that is said */
	for (size_t i = 0; i < LENGTH(limits); i++) {
		struct rlimit now = {0};
		bool known = getrlimit(limits[i].which, &now) == 0;

		if (now.rlim_max > limits[i].most)
			now.rlim_max = limits[i].most;
		if (now.rlim_cur > now.rlim_max)
			now.rlim_cur = now.rlim_max;
		if (!known || setrlimit(limits[i].which, &now) != 0)
			return err_set(err, ERR_SYSTEM, "setrlimit",
			               strerror(errno));
	}
	return ERR_OK;
}

#ifdef FENCE_ARCH
/* Calls of another architecture's numbers (32 bit, x32) are refused whole. */
static enum err_code deny_exec(struct err *err)
{
	const unsigned refuse = SECCOMP_RET_ERRNO | EPERM;
	struct sock_filter rules[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	             offsetof(struct seccomp_data, arch)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FENCE_ARCH, 0, 4),
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	             offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 2, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 1, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execveat, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, refuse),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(rules) / sizeof(*rules), rules};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		return err_set(err, ERR_SYSTEM, "seccomp", strerror(errno));
	return ERR_OK;
}
#else
static enum err_code deny_exec(struct err *err)
{
	return err_set(err, ERR_SYSTEM, "seccomp", strerror(ENOSYS));
}
#endif

enum err_code fence_close(struct err *err)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return err_set(err, ERR_SYSTEM, "prctl", strerror(errno));
	return deny_exec(err);
}

void fence_address(char out[FENCE_ADDRESS])
{
	const char *connection = getenv("SSH_CONNECTION");
	struct in6_addr bytes;
	size_t count = connection ? strcspn(connection, " %") : 0;

	out[0] = '\0';
	if (!count || count >= FENCE_ADDRESS)
		return;
	memcpy(out, connection, count);
	out[count] = '\0';
	if (inet_pton(AF_INET, out, &bytes) != 1 &&
	    inet_pton(AF_INET6, out, &bytes) != 1)
		out[0] = '\0';
}
