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

static void run(const char *const argv[], char **envp)
{
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	(void)!nice(NICE);
	execve("/proc/self/exe", (char *const *)argv, envp);
	_exit(127);
}

pid_t work_start(struct app *app, const char *verb, const char *option)
{
	const char *profile = app->crossing.profile;
	const char *argv[6] = {"cairn", verb};
	size_t argc = 2;
	char **envp = env_for_child(app->env);
	pid_t pid;

	if (option)
		argv[argc++] = option;
	if (profile) {
		argv[argc++] = "--profile";
		argv[argc] = profile;
	}
	pid = fork();
	if (pid == 0)
		run(argv, envp);
	free(envp);
	return pid > 0 ? pid : 0;
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
