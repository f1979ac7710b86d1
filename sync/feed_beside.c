/* SPDX-License-Identifier: MIT
 * Feeds beside a sync: a process of its own visits what is due, so that nobody waits for it. */
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

#include "sync/feed/run.h"
#include "sync/feed_beside.h"

static int start(const struct cross *cross, struct err *err)
{
	const char *profile = cross->paths.profile;
	char **envp = env_for_child(&cross->env);
	const char *const argv[] = {"cairn-sync", "feed", "fetch", "--due", "--profile", profile, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	pid_t pid;
	int rc;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID);
	rc = posix_spawn(&pid, "/proc/self/exe", &files, &attr, (char *const *)argv, envp);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	free(envp);
	return rc ? err_native(err, ERR_FAILED, rc, "the feeds that are due could not be visited") : 0;
}

void feeds_beside(struct cross *cross)
{
	struct store *store = NULL;
	bool due = false;
	struct err err = {0};
	int rc;

	if (access(cross->paths.store, F_OK)) /* the learner has just had it deleted */
		return;
	rc = store_open(&store, cross->paths.store, &cross->clock, &cross->rng, &err);

	if (rc == 0)
		rc = feed_is_due(store, &due, &err);
	store_close(store);
	if (rc == 0 && due)
		rc = start(cross, &err);
	if (rc)
		trace_event(&cross->trace, TRACE_WARN, "feeds.failed", TRACE_STR("why", str_of(err.text)));
}
