#include "tui/fence.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define FENCE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define FENCE_ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define FENCE_ARCH AUDIT_ARCH_RISCV64
#endif

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
