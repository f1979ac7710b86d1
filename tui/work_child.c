/* SPDX-License-Identifier: MIT
 * Work for a child process: starting it. */
#include "tui/work_child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tui/app.h"

enum { NICE = 10 };

pid_t work_start(struct app *app, const char *verb, const char *option)
{
	const char *const argv[] = {"cairn", verb, option, NULL};
	struct child_job job = {.program = "/proc/self/exe", .argv = argv, .env = app->env, .profile = app->crossing.profile, .nice = NICE};
	struct err ignored;
	pid_t pid;

	return child_start(&job, &pid, &ignored) ? 0 : pid;
}

bool work_goes_on(pid_t *pid)
{
	if (*pid && waitpid(*pid, NULL, WNOHANG) != 0)
		*pid = 0;
	return *pid != 0;
}

void work_leave(struct app *app, const char *verb)
{
	pid_t pid = fork();

	if (pid == 0) { /* twice, so that nobody has to wait for it */
		(void)work_start(app, verb, NULL);
		_exit(0);
	}
	if (pid > 0)
		(void)waitpid(pid, NULL, 0);
}
