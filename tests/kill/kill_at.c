/* SPDX-License-Identifier: MIT
 * Runs a command and ends it at its n-th system call: what a power cut, the kernel or an impatient person does,
 * at a moment that can be named again. Counts the calls of all of its threads and children, in the order in which
 * they are entered; the n-th one does not happen. Knows nothing of cairn. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/ptrace.h>

enum { LIMIT_S = 60, TASKS_MAX = 64 };

static const char USAGE[] =
	"usage: kill-at [-s KILL|TERM|INT|HUP] [-l SECONDS] N COMMAND [ARGUMENT…]\n"
	"KILL goes to the command and everything that it has started, the others to the command alone; N = 0 only\n"
	"counts. Prints `calls C at NUMBER exit CODE ms M` or `… signal S ms M`: the calls entered, the number of the\n"
	"system call that was hit (-1: it ended before), how it ended, and how long after the signal. What the\n"
	"command prints goes to stderr. Ends with 0, or 1 when the command was not done in time (-l, 60 s).\n";

struct run {
	long long at, calls, number;
	int signal;
	pid_t root, task[TASKS_MAX];
	size_t tasks;
	struct timespec hit;
	bool over;
};

static volatile sig_atomic_t late;

static void on_alarm(int number)
{
	(void)number;
	late = 1;
}

static long ms_since(const struct timespec *then)
{
	struct timespec now;

	if (!then->tv_sec)
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

static void know(struct run *run, pid_t task)
{
	for (size_t i = 0; i < run->tasks; i++)
		if (run->task[i] == task)
			return;
	if (run->tasks < TASKS_MAX)
		run->task[run->tasks++] = task;
}

static void forget(struct run *run, pid_t task)
{
	for (size_t i = 0; i < run->tasks; i++)
		if (run->task[i] == task)
			run->task[i--] = run->task[--run->tasks];
}

static void kill_all(const struct run *run)
{
	for (size_t i = 0; i < run->tasks; i++)
		kill(run->task[i], SIGKILL);
}

static void hit(struct run *run, long long number)
{
	run->number = number;
	clock_gettime(CLOCK_MONOTONIC, &run->hit);
	if (run->signal == SIGKILL)
		kill_all(run);
	else
		kill(run->root, run->signal);
}

/* A stop at a system call's door: on the way in it is counted. */
static void at_call(struct run *run, pid_t task)
{
	struct ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, task, sizeof info, &info) <= 0 ||
	    info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return;
	run->calls++;
	if (run->calls == run->at)
		hit(run, (long long)info.entry.nr);
}

/* The signal that the task is to get when it goes on. */
static int stopped(struct run *run, pid_t task, int status)
{
	int number = WSTOPSIG(status);

	know(run, task);
	if (number == (SIGTRAP | 0x80)) {
		at_call(run, task);
		return 0;
	}
	return status >> 16 || number == SIGSTOP || number == SIGTRAP ? 0 : number;
}

static void watch(struct run *run, int *ended)
{
	while (!run->over && !late) {
		int status, number;
		pid_t task = waitpid(-1, &status, __WALL);

		if (task < 0 && errno == ECHILD)
			break;
		if (task < 0)
			continue;
		if (!WIFSTOPPED(status)) {
			forget(run, task);
			run->over = task == run->root;
			*ended = task == run->root ? status : *ended;
			continue;
		}
		number = stopped(run, task, status);
		/* After the hit nothing is counted, so that it ends as fast as without us. */
		ptrace(run->hit.tv_sec ? PTRACE_CONT : PTRACE_SYSCALL, task, NULL, number);
	}
}

/* Leaks cannot be looked for in what is traced: a sanitized program would end with that. */
static void no_leak_search(void)
{
	const char *options = getenv("ASAN_OPTIONS");
	char more[1024];

	if (options && snprintf(more, sizeof(more), "%s:detect_leaks=0", options) < (int)sizeof(more))
		setenv("ASAN_OPTIONS", more, 1);
}

static int start(struct run *run, char **argv)
{
	int status;

	run->root = fork();
	if (run->root == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		no_leak_search();
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (run->root < 0 || waitpid(run->root, &status, 0) < 0 ||
	    ptrace(PTRACE_SETOPTIONS, run->root, NULL,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			   PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) < 0) {
		perror("kill-at: tracing the command");
		return -1;
	}
	know(run, run->root);
	ptrace(PTRACE_SYSCALL, run->root, NULL, 0);
	return 0;
}

static int signal_named(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = {{"KILL", SIGKILL}, {"TERM", SIGTERM}, {"INT", SIGINT}, {"HUP", SIGHUP}};

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (!strcmp(signals[i].name, name))
			return signals[i].number;
	return 0;
}

int main(int argc, char **argv)
{
	struct run run = {.signal = SIGKILL, .number = -1};
	struct itimerval limit = {.it_value = {LIMIT_S, 0}, .it_interval = {1, 0}};
	int option, ended = 0;

	while ((option = getopt(argc, argv, "+s:l:")) != -1) {
		if (option == 's')
			run.signal = signal_named(optarg);
		else if (option == 'l')
			limit.it_value.tv_sec = atol(optarg);
		else
			run.signal = 0;
	}
	if (!run.signal || argc - optind < 2) {
		fputs(USAGE, stderr);
		return 2;
	}
	run.at = atoll(argv[optind]);
	sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, NULL);
	setitimer(ITIMER_REAL, &limit, NULL);
	if (start(&run, argv + optind + 1))
		return 2;
	watch(&run, &ended);
	kill_all(&run);
	printf("calls %lld at %lld %s %d ms %ld\n", run.calls, run.number,
	       WIFSIGNALED(ended) ? "signal" : "exit", WIFSIGNALED(ended) ? WTERMSIG(ended) : WEXITSTATUS(ended),
	       ms_since(&run.hit));
	return late && !run.over ? 1 : 0;
}
