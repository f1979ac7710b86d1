/* SPDX-License-Identifier: MIT
 * Child: posix_spawn with all that has to be said. */
#include "base/child.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"

extern char **environ;

static char *in_folder(const char *folder, int len, const char *below, const char *name)
{
	struct buf path = {0};

	buf_addf(&path, "%.*s%s/%s", len, folder, below, name);
	if (access(buf_z(&path), X_OK) == 0)
		return path.s;
	buf_fini(&path);
	return NULL;
}

char *child_program(const char *name)
{
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *found = NULL;

	while (len > 0 && self[len - 1] != '/')
		len--;
	if (len > 0)
		found = in_folder(self, (int)len, ".", name);
	return found || len <= 0 ? found : in_folder(self, (int)len, "../libexec/cairn", name);
}

static void put_words(const struct child_job *job, const char *argv[CHILD_WORDS_MAX + 1])
{
	int argc = 0;

	while (job->argv[argc]) {
		assert(argc + 2 < CHILD_WORDS_MAX);
		argv[argc] = job->argv[argc];
		argc++;
	}
	if (job->profile) {
		argv[argc++] = "--profile";
		argv[argc++] = job->profile;
	}
	argv[argc] = NULL;
}

static void connect_to(posix_spawn_file_actions_t *files, int from, int to)
{
	if (from)
		posix_spawn_file_actions_adddup2(files, from, to);
	else
		posix_spawn_file_actions_addopen(files, to, "/dev/null", O_RDWR, 0);
}

/* No signal blocked, each one at its default; what is ignored here and not set back stays ignored there. */
static void expect_signals(posix_spawnattr_t *attr, bool deaf)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	if (deaf)
		sigdelset(&all, SIGPIPE);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &all);
}

static int spawn(const struct child_job *job, pid_t *pid)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	const char *argv[CHILD_WORDS_MAX + 1];
	char **envp = job->env ? env_for_child(job->env) : NULL;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc;

	put_words(job, argv);
	posix_spawn_file_actions_init(&files);
	connect_to(&files, job->in, STDIN_FILENO);
	connect_to(&files, job->out, STDOUT_FILENO);
	connect_to(&files, job->errors ? job->out : 0, STDERR_FILENO);
	posix_spawnattr_init(&attr);
	expect_signals(&attr, job->deaf);
	if (job->deaf)
		sigaction(SIGPIPE, &ignore, &before);
	rc = posix_spawn(pid, job->program, &files, &attr, (char *const *)argv, envp ? envp : environ);
	if (job->deaf)
		sigaction(SIGPIPE, &before, NULL);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	free(envp);
	return rc;
}

int child_start(const struct child_job *job, pid_t *pid, struct err *err)
{
	int rc = spawn(job, pid);

	if (rc) {
		*pid = 0;
		errno = rc;
		return err_sys(err, "starting %s", job->argv[0]);
	}
	if (job->nice)
		(void)!setpriority(PRIO_PROCESS, (id_t)*pid, job->nice);
	return 0;
}

int child_listen(const struct child_job *job, pid_t *pid, int *fd, struct err *err)
{
	struct child_job piped = *job;
	int ends[2], rc;

	*pid = 0;
	if (pipe2(ends, O_CLOEXEC))
		return err_sys(err, "making a pipe for %s", job->argv[0]);
	piped.out = ends[1];
	rc = child_start(&piped, pid, err);
	close(ends[1]);
	if (rc)
		close(ends[0]);
	else
		*fd = ends[0];
	return rc;
}
