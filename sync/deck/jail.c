/* SPDX-License-Identifier: MIT
 * The jail of parsers (docs/decisions/0110). */
#include "sync/deck/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { FD_IN = 3, FD_OUT = 4, CPU_S = 30 };
#define MEMORY_MAX (1ULL << 30)

static void limit(int what, rlim_t value)
{
	struct rlimit limit = {value, value};

	if (setrlimit((__rlimit_resource_t)what, &limit))
		_exit(99);
}

bool jail_has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

/* Nothing of the file system, neither by name nor by link. ABI 1 knows the rights up to MAKE_SYM. */
static void lock_files(void)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
	};
	int set = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	if (set < 0)
		return; /* an older kernel: seccomp and the limits are left */
	if (syscall(SYS_landlock_restrict_self, set, 0))
		_exit(99);
	close(set);
}

static void lock_calls(void)
{
	static const int allowed[] = {
		SCMP_SYS(read),	  SCMP_SYS(pread64),	   SCMP_SYS(write),	    SCMP_SYS(lseek),
		SCMP_SYS(fstat),  SCMP_SYS(newfstatat),	   SCMP_SYS(close),	    SCMP_SYS(mmap),
		SCMP_SYS(munmap), SCMP_SYS(mremap),	   SCMP_SYS(brk),	    SCMP_SYS(madvise),
		SCMP_SYS(futex),  SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),  SCMP_SYS(getrandom),
		SCMP_SYS(getpid), SCMP_SYS(rt_sigreturn),  SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit_group),
		SCMP_SYS(exit),
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	if (!filter)
		_exit(99);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0))
			_exit(99);
	if (seccomp_load(filter))
		_exit(99);
	seccomp_release(filter);
}

/* The sanitizers read /proc and reserve terabytes: under them the limits of memory and calls stay off. */
static void lock_in(int cpu_s)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL))
		_exit(99);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, cpu_s ? (rlim_t)cpu_s : CPU_S);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NPROC, 0);
	if (SANITIZED)
		return;
	limit(RLIMIT_AS, MEMORY_MAX);
	lock_files();
	limit(RLIMIT_NOFILE, 0);
	lock_calls();
}

/* Only these two files are left: the store, the terminal's input and everything else are not for a parser. */
static void keep_only(int in, int out)
{
	int high_in = fcntl(in, F_DUPFD, 64), high_out = fcntl(out, F_DUPFD, 64);

	if (high_in < 0 || high_out < 0 || dup2(high_in, FD_IN) < 0 || dup2(high_out, FD_OUT) < 0)
		_exit(99);
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	if (!SANITIZED)
		close(STDERR_FILENO);
	if (syscall(SYS_close_range, FD_OUT + 1, ~0U, 0))
		_exit(99);
}

int jail_start(struct jail *jail, jail_fn *run, int fd, void *ctx, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return err_sys(err, "making a pipe");
	jail->pid = fork();
	if (jail->pid < 0) {
		close(ends[0]);
		close(ends[1]);
		return err_sys(err, "starting a process for the parser");
	}
	if (jail->pid == 0) {
		keep_only(fd, ends[1]);
		lock_in(jail->cpu_s);
		_exit(run(FD_IN, FD_OUT, ctx));
	}
	close(ends[1]);
	jail->out = ends[0];
	return 0;
}

void jail_end(struct jail *jail, int *how)
{
	int status = 0;

	close(jail->out);
	while (waitpid(jail->pid, &status, 0) < 0 && errno == EINTR)
		;
	*how = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}
