/* SPDX-License-Identifier: MIT
 * Crossing: starting cairn-sync and listening to it. */
#include "tui/crossing.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

enum { WORDS_MAX = 10 };

#ifndef CAIRN_LIBEXEC
#define CAIRN_LIBEXEC "/usr/local/libexec/cairn"
#endif

static char *in_folder(const char *folder, size_t len)
{
	struct buf path = {0};

	buf_addf(&path, "%.*s/cairn-sync", (int)len, folder);
	if (access(buf_z(&path), X_OK) == 0)
		return path.s;
	buf_fini(&path);
	return NULL;
}

char *crossing_program(void)
{
	char self[4096], *found = NULL, *slash;
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	struct str path = str_of(getenv("PATH")), folder;

	if (len > 0) {
		self[len] = '\0';
		slash = strrchr(self, '/');
		found = in_folder(self, (size_t)(slash - self));
	}
	if (!found)
		found = in_folder(CAIRN_LIBEXEC, strlen(CAIRN_LIBEXEC));
	while (!found && str_cut(&path, ':', &folder))
		if (folder.len)
			found = in_folder(folder.s, folder.len);
	return found;
}

static void put_words(const struct crossing *c, const char *argv[WORDS_MAX])
{
	int argc = 0;

	argv[argc++] = "cairn-sync";
	argv[argc++] = "sync";
	argv[argc++] = "--pipe";
	if (c->profile) {
		argv[argc++] = "--profile";
		argv[argc++] = c->profile;
	}
	if (c->learner) {
		argv[argc++] = "--learner";
		argv[argc++] = c->learner;
	}
	argv[argc] = NULL;
}

/* Signals as a program expects them, a session of its own, no terminal. */
static int spawn(struct crossing *c, const char *program, int out, pid_t *pid)
{
	const char *argv[WORDS_MAX];
	char **envp = env_for_child(c->env);
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int rc;

	put_words(c, argv);
	sigemptyset(&none);
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (out >= 0)
		posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	else
		posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	rc = posix_spawn(pid, program, &files, &attr, (char *const *)argv, envp);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	free(envp);
	return rc;
}

static int start(struct crossing *c, int out, pid_t *pid, struct err *err)
{
	char *program = crossing_program();
	int rc;

	if (!program)
		return err_set(err, ERR_FAILED,
			       "cairn-sync is not beside this program; your answers wait here until it is");
	rc = spawn(c, program, out, pid);
	free(program);
	errno = rc;
	return rc ? err_sys(err, "starting cairn-sync") : 0;
}

int crossing_start(struct crossing *c, struct err *err)
{
	int pipe_fd[2], rc;

	c->again = c->pid && c->state == CROSSING_NONE;
	if (c->pid || !c->enabled)
		return 0;
	if (pipe2(pipe_fd, O_CLOEXEC))
		return err_sys(err, "making a pipe for cairn-sync");
	rc = start(c, pipe_fd[1], &c->pid, err);
	close(pipe_fd[1]);
	if (rc) {
		close(pipe_fd[0]);
		c->pid = 0;
		return rc;
	}
	c->fd = pipe_fd[0];
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	c->state = CROSSING_RUNS;
	c->len = 0;
	return 0;
}

static void set_word(struct crossing *c)
{
	switch (c->state) {
	case CROSSING_NONE:
	case CROSSING_RUNS: break; /* what was said before stands until it is known better */
	case CROSSING_SAFE: snprintf(c->word, sizeof(c->word), "safe"); break;
	case CROSSING_WAITING:
		snprintf(c->word, sizeof(c->word), "%lld waiting", (long long)c->waiting);
		break;
	case CROSSING_OFFLINE: snprintf(c->word, sizeof(c->word), "offline"); break;
	case CROSSING_ASKS: snprintf(c->word, sizeof(c->word), "who?"); break;
	case CROSSING_ERROR: snprintf(c->word, sizeof(c->word), "sync error"); break;
	}
}

void crossing_line(struct crossing *c, struct str line)
{
	struct str part, key, state = {0}, kind = {0};
	int64_t rows = 0, notes = 0;

	while (str_cut(&line, '\t', &part)) {
		if (!str_cut(&part, '=', &key) || !part.s)
			continue;
		if (str_is(key, "state"))
			state = part;
		else if (str_is(key, "kind"))
			kind = part;
		else if (str_is(key, "rows") && str_to_int(part, &rows, NULL))
			rows = 0;
		else if (str_is(key, "waiting") && str_to_int(part, &c->waiting, NULL))
			c->waiting = 0;
		else if (str_is(key, "notes") && str_to_int(part, &notes, NULL))
			notes = 0;
		else if (str_is(key, "text") || str_is(key, "names"))
			snprintf(c->text, sizeof(c->text), "%.*s", STR_FMT(part));
	}
	c->changed |= rows > 0 || notes > 0;
	c->rows = rows;
	if (str_is(state, "done"))
		c->state = c->waiting ? CROSSING_WAITING : CROSSING_SAFE;
	else if (str_is(state, "who"))
		c->state = CROSSING_ASKS;
	else if (str_is(state, "error"))
		c->state = str_is(kind, "network") ? CROSSING_OFFLINE : CROSSING_ERROR;
	else if (str_is(state, "busy"))
		c->state = CROSSING_NONE; /* another one is at it: what it finds is read from the store */
	set_word(c);
}

static void reap(struct crossing *c)
{
	close(c->fd);
	c->fd = -1;
	if (waitpid(c->pid, NULL, WNOHANG) == 0)
		waitpid(c->pid, NULL, 0); /* its pipe is closed: it is at its very end */
	c->pid = 0;
	if (c->state == CROSSING_RUNS)
		c->state = CROSSING_ERROR; /* it said nothing, so it died */
	set_word(c);
}

static void take_lines(struct crossing *c)
{
	char *end;

	while ((end = memchr(c->line, '\n', c->len))) {
		size_t len = (size_t)(end - c->line);

		crossing_line(c, (struct str){c->line, len});
		c->len -= len + 1;
		memmove(c->line, end + 1, c->len);
	}
	if (c->len == sizeof(c->line)) /* no such line is ours */
		c->len = 0;
}

void crossing_read(struct crossing *c)
{
	struct err err;

	while (c->pid) {
		ssize_t got = read(c->fd, c->line + c->len, sizeof(c->line) - c->len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return;
		if (got <= 0) {
			reap(c);
			if (c->again && crossing_start(c, &err))
				snprintf(c->text, sizeof(c->text), "%.190s", err.text);
			return;
		}
		c->len += (size_t)got;
		take_lines(c);
	}
}

/* The end of a pipe's writer is the end of its pipe. */
static void wait_for_end(int fd)
{
	char bytes[256];
	ssize_t got;

	fcntl(fd, F_SETFL, 0);
	do
		got = read(fd, bytes, sizeof(bytes));
	while (got > 0 || (got < 0 && errno == EINTR));
}

/* One is under way, which may have read the store before the last answers: a process of its own goes on
 * listening to it and becomes the next one at its end. */
static int start_behind(struct crossing *c, struct err *err)
{
	char *program = crossing_program(), **envp = env_for_child(c->env);
	const char *argv[WORDS_MAX];
	pid_t pid = program ? fork() : -1;
	sigset_t none;
	int null;

	put_words(c, argv);
	if (pid == 0) {
		setsid();
		signal(SIGHUP, SIG_IGN); /* one may be pending from the terminal that we just left */
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		signal(SIGHUP, SIG_DFL);
		null = open("/dev/null", O_RDWR);
		for (int fd = 0; fd < 3; fd++)
			dup2(null, fd);
		wait_for_end(c->fd);
		execve(program, (char *const *)argv, envp);
		_exit(127);
	}
	free(program);
	free(envp);
	return pid < 0 ? err_sys(err, "starting cairn-sync") : 0;
}

int crossing_finish(struct crossing *c, bool wait, struct err *err)
{
	pid_t pid = 0;
	int rc;

	if (!c->enabled)
		return 0;
	if (c->pid) {
		rc = start_behind(c, err);
		close(c->fd);
		c->pid = 0;
		return rc;
	}
	if (start(c, -1, &pid, err))
		return -1;
	if (wait)
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	return 0;
}

void crossing_wrote(struct crossing *c)
{
	c->waiting++;
	if (c->state == CROSSING_SAFE)
		c->state = CROSSING_WAITING;
	set_word(c);
}

const char *crossing_word(const struct crossing *c)
{
	return c->word;
}
