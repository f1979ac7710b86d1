/* SPDX-License-Identifier: MIT
 * Work for a child process: starting it. */
#include "tui/work_child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "schema/inbox.h"
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

static int subscribed(void *ctx, struct str key, const struct feed_wish *wish, struct err *err)
{
	(void)ctx;
	(void)key;
	(void)wish;
	(void)err;
	return 1;
}

void work_feeds(struct app *app)
{
	static const char *const argv[] = {"cairn-feed", "feed", "fetch", "--due", NULL};
	const struct crossing *c = &app->crossing;
	struct child_job job = {.argv = argv, .env = app->env, .profile = c->profile, .nice = NICE};
	struct err ignored;
	pid_t pid;

	if (c->by_itself && !env_get(app->env, "MONGODB_URI") && feed_wish_each(app->store, subscribed, NULL, &ignored) == 1)
		(void)!crossing_run(job, &pid, NULL, &ignored);
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
