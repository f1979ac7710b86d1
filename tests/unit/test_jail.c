/* SPDX-License-Identifier: MIT
 * The jail from inside: what a parser that was taken over would try. Under the sanitizers it has no walls of memory and
 * calls (sync/deck/jail.c): those cases are skipped there. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sync/deck/jail.h"
#include "tests/unit/unit.h"

#if defined(__SANITIZE_ADDRESS__)
enum { WALLS = 0 };
#else
enum { WALLS = 1 };
#endif
enum { IN = 3, OUT = 4, FDS = 200 };

/* A file with one line, open for reading and writing. */
static int some_file(void)
{
	int fd = memfd_create("jail", MFD_CLOEXEC);

	assert_true(fd >= 0 && write(fd, "secret\n", 7) == 7 && lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

/* Runs it with a file; what it wrote is appended to `said`. Returns how it ended. */
static int run_in(jail_fn *run, void *ctx, int cpu_s, struct buf *said)
{
	struct jail jail = {.cpu_s = cpu_s};
	int fd = some_file(), how;
	struct err err;
	char piece[4096];
	ssize_t got;

	assert_int_equal(jail_start(&jail, run, fd, ctx, &err), 0);
	while ((got = read(jail.out, piece, sizeof(piece))) > 0)
		buf_add(said, (struct str){piece, (size_t)got});
	jail_end(&jail, &how);
	close(fd);
	return how;
}

static int reads_and_writes(int fd, int out, void *ctx)
{
	char bytes[16];
	ssize_t got = read(fd, bytes, sizeof(bytes));

	(void)ctx;
	return fd == IN && out == OUT && got == 7 && write(out, bytes, 7) == 7 ? 0 : 1;
}

static void jail__its_file_and_its_pipe(void **state)
{
	struct buf said = {0};

	(void)state;
	assert_int_equal(run_in(reads_and_writes, NULL, 0, &said), 0);
	assert_string_equal(buf_z(&said), "secret\n");
	buf_fini(&said);
}

/* By number, so that no library stands between. */
static const struct {
	const char *name;
	long number, a, b, c, d;
} forbidden[] = {
#ifdef SYS_open /* younger processors do without these */
	{"open", SYS_open, (long)"/etc/passwd", O_RDONLY, 0, 0},
	{"creat", SYS_creat, (long)"left-behind", 0600, 0, 0},
	{"mkdir", SYS_mkdir, (long)"left-behind", 0700, 0, 0},
	{"symlink", SYS_symlink, (long)"/etc/passwd", (long)"left-behind", 0, 0},
	{"link", SYS_link, (long)"/etc/passwd", (long)"left-behind", 0, 0},
	{"rename", SYS_rename, (long)"a", (long)"b", 0, 0},
	{"unlink", SYS_unlink, (long)"a", 0, 0, 0},
	{"readlink", SYS_readlink, (long)"/proc/self/exe", 0, 0, 0},
	{"stat", SYS_stat, (long)"/etc/passwd", 0, 0, 0},
	{"access", SYS_access, (long)"/etc/passwd", R_OK, 0, 0},
	{"pipe", SYS_pipe, 0, 0, 0, 0},
	{"fork", SYS_fork, 0, 0, 0, 0},
#endif
	{"openat", SYS_openat, AT_FDCWD, (long)"/etc/passwd", O_RDONLY, 0},
	{"openat2", SYS_openat2, AT_FDCWD, (long)"/etc/passwd", 0, 0},
	{"mkdirat", SYS_mkdirat, AT_FDCWD, (long)"left-behind", 0700, 0},
	{"symlinkat", SYS_symlinkat, (long)"/etc/passwd", AT_FDCWD, (long)"left-behind", 0},
	{"unlinkat", SYS_unlinkat, AT_FDCWD, (long)"a", 0, 0},
	{"readlinkat", SYS_readlinkat, AT_FDCWD, (long)"/proc/self/exe", 0, 0},
	{"truncate", SYS_truncate, (long)"a", 0, 0, 0},
	{"getdents64", SYS_getdents64, IN, 0, 0, 0},
	{"socket", SYS_socket, AF_INET, SOCK_STREAM, 0, 0},
	{"socket", SYS_socket, AF_UNIX, SOCK_STREAM, 0, 0},
	{"socketpair", SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, 0},
	{"connect", SYS_connect, OUT, 0, 0, 0},
	{"dup", SYS_dup, IN, 0, 0, 0},
	{"memfd_create", SYS_memfd_create, (long)"x", 0, 0, 0},
	{"fcntl", SYS_fcntl, IN, F_DUPFD, 0, 0},
	{"ioctl", SYS_ioctl, OUT, 0, 0, 0},
	{"pipe2", SYS_pipe2, 0, 0, 0, 0},
	{"clone", SYS_clone, SIGCHLD, 0, 0, 0},
	{"clone3", SYS_clone3, 0, 0, 0, 0},
	{"execve", SYS_execve, (long)"/bin/true", 0, 0, 0},
	{"execveat", SYS_execveat, AT_FDCWD, (long)"/bin/true", 0, 0},
	{"kill", SYS_kill, 1, 0, 0, 0},
	{"tgkill", SYS_tgkill, 1, 1, 0, 0},
	{"ptrace", SYS_ptrace, 16, 1, 0, 0},
	{"process_vm_readv", SYS_process_vm_readv, 1, 0, 0, 0},
	{"pidfd_open", SYS_pidfd_open, 1, 0, 0, 0},
	{"mprotect", SYS_mprotect, 0, 0, 0, 0},
	{"shmget", SYS_shmget, 0, 0, 0, 0},
	{"bpf", SYS_bpf, 0, 0, 0, 0},
	{"io_uring_setup", SYS_io_uring_setup, 1, 0, 0, 0},
	{"userfaultfd", SYS_userfaultfd, 0, 0, 0, 0},
	{"unshare", SYS_unshare, 0x10000000, 0, 0, 0},
	{"setrlimit", SYS_setrlimit, RLIMIT_CPU, 0, 0, 0},
	{"prlimit64", SYS_prlimit64, 0, RLIMIT_CPU, 0, 0},
	{"prctl", SYS_prctl, 38, 1, 0, 0},
	{"landlock_create_ruleset", SYS_landlock_create_ruleset, 0, 0, 1, 0},
};

static int tries_everything(int fd, int out, void *ctx)
{
	(void)fd, (void)ctx;
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
		long rc = syscall(forbidden[i].number, forbidden[i].a, forbidden[i].b, forbidden[i].c, forbidden[i].d);
		int why = errno;

		if (rc != -1 || why != EPERM)
			(void)!write(out, forbidden[i].name, strlen(forbidden[i].name) + 1);
	}
	return 0;
}

static void jail__no_files_sockets_or_processes(void **state)
{
	struct buf said = {0};

	(void)state;
	if (!WALLS)
		skip();
	assert_int_equal(run_in(tries_everything, NULL, 0, &said), 0);
	assert_string_equal(buf_z(&said), "");
	buf_fini(&said);
}

static int looks_for_descriptors(int fd, int out, void *ctx)
{
	char byte;
	int found = 0;

	(void)fd, (void)ctx;
	for (int i = 0; i < FDS; i++)
		if (i != OUT && !(!WALLS && i == STDERR_FILENO) && (read(i, &byte, 1) >= 0 || errno != EBADF))
			found += i != IN;
	return found == 0 && write(out, "", 1) == 1 ? 0 : 1;
}

static void jail__nothing_that_was_open(void **state)
{
	int fd = some_file(), left_open = fcntl(fd, F_DUPFD, 50); /* kept across an exec */
	struct buf said = {0};

	(void)state;
	assert_true(left_open > OUT);
	assert_int_equal(run_in(looks_for_descriptors, NULL, 0, &said), 0);
	close(left_open);
	close(fd);
	buf_fini(&said);
}

static int writes_into_its_file(int fd, int out, void *ctx)
{
	(void)out, (void)ctx;
	return write(fd, "changed", 7) == 7;
}

static void jail__its_file_stays(void **state)
{
	struct buf said = {0};

	(void)state;
	assert_int_equal(run_in(writes_into_its_file, NULL, 0, &said), -SIGXFSZ);
	buf_fini(&said);
}

static int takes_memory(int fd, int out, void *ctx)
{
	const size_t piece = 16 << 20;
	size_t whole = 0;

	(void)fd, (void)ctx;
	if (mmap(NULL, 1ULL << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
		return 1;
	while (whole < 2ULL << 30 && mmap(NULL, piece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
		whole += piece;
	return write(out, &whole, sizeof(whole)) != sizeof(whole);
}

static void jail__less_than_a_gibibyte(void **state)
{
	struct buf said = {0};
	size_t whole;

	(void)state;
	if (!WALLS)
		skip();
	assert_int_equal(run_in(takes_memory, NULL, 0, &said), 0);
	assert_int_equal(said.len, sizeof(whole));
	memcpy(&whole, said.s, sizeof(whole));
	assert_true(whole > 512U << 20 && whole < 1U << 30);
	buf_fini(&said);
}

static int goes_on_for_ever(int fd, int out, void *ctx)
{
	volatile bool more = true;

	(void)fd, (void)out, (void)ctx;
	while (more)
		;
	return 0;
}

static void jail__a_second_and_no_more(void **state)
{
	struct buf said = {0};

	(void)state;
	assert_int_equal(run_in(goes_on_for_ever, NULL, 1, &said), -SIGKILL);
	buf_fini(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jail__its_file_and_its_pipe), cmocka_unit_test(jail__no_files_sockets_or_processes),
		cmocka_unit_test(jail__nothing_that_was_open), cmocka_unit_test(jail__its_file_stays),
		cmocka_unit_test(jail__less_than_a_gibibyte),  cmocka_unit_test(jail__a_second_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
