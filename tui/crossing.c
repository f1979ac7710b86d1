/* SPDX-License-Identifier: MIT
 * Crossing: starting cairn-sync and listening to it. Its twin for a build without sync: crossing_none.c. */
#include "tui/crossing.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"

enum { WORDS_MAX = 10 };

void crossing_open(struct crossing *c, const struct env *env, const char *profile, const char *learner)
{
	*c = (struct crossing){.env = env, .profile = profile, .learner = learner};
	switch (env_sync(env)) {
	case ENV_SYNC_OFF: c->why_not = _("CAIRN_SYNC=off: your answers wait here"); return;
	case ENV_SYNC_MANUAL: break;
	case ENV_SYNC_AUTO: c->by_itself = true; break;
	}
	if (!env_get(env, "MONGODB_URI"))
		c->why_not = _("MONGODB_URI is not set: your answers wait here");
}

static char *on_path(void)
{
	struct str path = str_of(getenv("PATH")), folder;
	struct buf full = {0};

	while (str_cut(&path, ':', &folder)) {
		buf_clear(&full);
		buf_addf(&full, "%.*s/cairn-sync", STR_FMT(folder));
		if (folder.len && access(buf_z(&full), X_OK) == 0)
			return full.s;
	}
	buf_fini(&full);
	return NULL;
}

int crossing_program(char **program, struct err *err)
{
	*program = child_program("cairn-sync");
	if (!*program)
		*program = on_path();
	return *program ? 0
			: err_set(err, ERR_FAILED,
				  "cairn-sync is neither beside this program nor on the PATH; install both, your "
				  "answers wait here");
}

static void put_words(const struct crossing *c, bool by_itself, const char *argv[WORDS_MAX])
{
	int argc = 0;

	argv[argc++] = "cairn-sync";
	if (!c->verb[0])
		argv[argc++] = "sync";
	for (size_t i = 0; i < sizeof(c->verb) / sizeof(c->verb[0]) && c->verb[i]; i++)
		argv[argc++] = c->verb[i];
	argv[argc++] = "--pipe";
	if (by_itself)
		argv[argc++] = "--auto";
	if (c->learner && !c->verb[0]) {
		argv[argc++] = "--learner";
		argv[argc++] = c->learner;
	}
	argv[argc] = NULL;
}

int crossing_run(struct child_job job, pid_t *pid, int *fd, struct err *err)
{
	char *program = child_program(job.argv[0]);
	int rc;

	if (!program && crossing_program(&program, err))
		return -1;
	job.program = program;
	rc = fd ? child_listen(&job, pid, fd, err) : child_start(&job, pid, err);
	free(program);
	return rc;
}

static int listen_to(struct crossing *c, bool by_itself, struct err *err)
{
	const char *argv[WORDS_MAX];

	put_words(c, by_itself, argv);
	if (crossing_run((struct child_job){.argv = argv, .env = c->env, .profile = c->profile}, &c->pid, &c->fd, err))
		return -1;
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	c->state = CROSSING_RUNS;
	c->len = 0;
	c->retry_s = -1;
	c->later = false;
	c->text[0] = '\0';
	return 0;
}

int crossing_start(struct crossing *c, struct err *err)
{
	if (c->why_not || !c->by_itself || c->pid)
		return 0;
	return listen_to(c, true, err);
}

int crossing_ask(struct crossing *c, struct err *err)
{
	if (c->why_not)
		return err_set(err, ERR_USAGE, "%s", c->why_not);
	c->again = c->pid && c->state == CROSSING_NONE;
	c->asked = true;
	return c->pid ? 0 : listen_to(c, false, err);
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
	c->again |= c->asked && c->later; /* nobody had asked for the one that held back */
	c->told = c->asked && !c->again;
	c->asked = false;
	crossing_set_word(c);
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
			if (c->again && crossing_ask(c, &err))
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
 * listening to it and starts the next one at its end. */
static int start_behind(struct crossing *c, struct err *err)
{
	const char *argv[WORDS_MAX];
	sigset_t none;
	pid_t pid = fork();
	int null;

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
		put_words(c, true, argv);
		(void)!crossing_run((struct child_job){.argv = argv, .env = c->env, .profile = c->profile}, &pid, NULL, err);
		_exit(0);
	}
	return pid < 0 ? err_sys(err, "starting cairn-sync") : 0;
}

int crossing_finish(struct crossing *c, bool wait, struct err *err)
{
	const char *argv[WORDS_MAX];
	pid_t pid = 0;
	int rc;

	if (c->pid) {
		rc = c->by_itself ? start_behind(c, err) : 0;
		close(c->fd);
		c->pid = 0;
		return rc;
	}
	if (c->why_not || !c->by_itself)
		return 0;
	put_words(c, true, argv);
	if (crossing_run((struct child_job){.argv = argv, .env = c->env, .profile = c->profile}, &pid, NULL, err))
		return -1;
	if (wait)
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	return 0;
}

void crossing_stop(struct crossing *c)
{
	if (!c->pid)
		return;
	kill(c->pid, SIGTERM);
	reap(c);
}
