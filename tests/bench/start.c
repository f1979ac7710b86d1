/* SPDX-License-Identifier: MIT
 * Measures how long programs take from exec until a text stands on their terminal, in interleaved runs:
 *	start RUNS COLSxROWS CASE…	CASE: NAME TEXT KEYS [VARIABLE=VALUE] PROGRAM ARGUMENT… --
 * KEYS are typed before the program starts. An empty TEXT waits for the program's end. Prints a line for each
 *case: name, median, 10th and 90th percentile in ms, and the greatest memory in kB. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include "tests/bench/times.h"

enum { CASES_MAX = 16, LIMIT_MS = 20000, SCREEN_MAX = 1 << 16 };

struct candidate {
	const char *name, *text, *keys;
	char **argv, **env;
	double *ms;
	long memory_kb;
};

static struct winsize size = {.ws_row = 20, .ws_col = 40};

static pid_t start(const struct candidate *c, int master, int slave)
{
	pid_t child = vfork(); /* the measuring program's own pages are not what is measured */

	if (child == 0) {
		close(master);
		login_tty(slave);
		execve(c->argv[0], c->argv, c->env);
		_exit(127);
	}
	return child;
}

/* Reads until the text has come, or, without one, until the program has closed the terminal. */
static int wait_for_text(const struct candidate *c, int master, double begin)
{
	static char screen[SCREEN_MAX];
	size_t len = 0, text_len = strlen(c->text);

	while (read_ms(CLOCK_MONOTONIC) - begin < LIMIT_MS) {
		struct pollfd poll_one = {.fd = master, .events = POLLIN};
		ssize_t got;

		if (poll(&poll_one, 1, LIMIT_MS) < 1)
			continue;
		got = read(master, screen + len, sizeof(screen) - len);
		if (got <= 0)
			return text_len ? -1 : 0;
		len += (size_t)got;
		if (text_len && memmem(screen, len, c->text, text_len))
			return 0;
		if (len > sizeof(screen) / 2)
			len = 0;
	}
	return -1;
}

static int measure(struct candidate *c, int run)
{
	struct rusage usage;
	int master, slave, status, result;
	double begin;
	pid_t child;

	if (openpty(&master, &slave, NULL, NULL, &size))
		return -1;
	if (*c->keys && write(master, c->keys, strlen(c->keys)) < 0)
		return -1;
	begin = read_ms(CLOCK_MONOTONIC);
	child = start(c, master, slave);
	close(slave);
	result = wait_for_text(c, master, begin);
	c->ms[run] = read_ms(CLOCK_MONOTONIC) - begin;
	kill(child, SIGHUP);
	close(master);
	wait4(child, &status, 0, &usage);
	if (usage.ru_maxrss > c->memory_kb)
		c->memory_kb = usage.ru_maxrss;
	if (result)
		fprintf(stderr, "start: %s did not show \"%s\"\n", c->name, c->text);
	return result;
}

extern char **environ;

/* Ours, and the variable before it. */
static char **with_variable(char *variable)
{
	size_t count = 0;
	char **env;

	while (environ[count])
		count++;
	env = calloc(count + 2, sizeof(*env));
	if (!env)
		abort();
	env[0] = variable;
	memcpy(env + 1, environ, count * sizeof(*env));
	return env;
}

static int read_cases(char **args, struct candidate *cases, int runs)
{
	int count = 0;

	while (*args && count < CASES_MAX) {
		struct candidate *c = &cases[count];

		for (int i = 0; i < 4; i++)
			if (!args[i])
				return -1;
		*c = (struct candidate){.name = args[0], .text = args[1], .keys = args[2], .argv = args + 3};
		c->env = environ;
		if (strchr(c->argv[0], '='))
			c->env = with_variable(*c->argv++);
		c->ms = calloc((size_t)runs, sizeof(double));
		for (args += 3; *args && strcmp(*args, "--") != 0;)
			args++;
		if (!*args || !c->ms)
			return -1;
		*args++ = NULL;
		count++;
	}
	return count;
}

int main(int argc, char **argv)
{
	struct candidate cases[CASES_MAX];
	int runs = argc > 3 ? atoi(argv[1]) : 0;
	int count = runs > 0 ? read_cases(argv + 3, cases, runs) : -1;

	if (count < 1 || sscanf(argv[2], "%hux%hu", &size.ws_col, &size.ws_row) != 2) {
		fputs("start RUNS COLSxROWS (NAME TEXT KEYS [VARIABLE=VALUE] PROGRAM ARGUMENT… --)…\n",
		      stderr);
		return 2;
	}
	for (int run = 0; run < runs; run++)
		for (int i = 0; i < count; i++)
			if (measure(&cases[i], run))
				return 1;
	for (int i = 0; i < count; i++) {
		struct candidate *c = &cases[i];

		sort_times(c->ms, (size_t)runs);
		printf("%s\t%.3f\t%.3f\t%.3f\t%ld\n", c->name, c->ms[runs / 2], c->ms[runs / 10],
		       c->ms[runs * 9 / 10], c->memory_kb);
	}
	return 0;
}
