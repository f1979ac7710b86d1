/* SPDX-License-Identifier: MIT
 * Filter: both ends of a child at once, so that neither waits for the other. */
#include "tui/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/crossing.h"

struct filter {
	struct flow flow, *next;
	const char *wrong;
	pid_t pid;
	int in, out; /* what it reads, what it writes; -1: closed */
	char piece[FLOW_PIECE];
};

static int failed(struct filter *f, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s", _(f->wrong));
}

/* 1: it has given something, 0: it has no more to give. */
static int drain(struct filter *f, struct err *err)
{
	ssize_t got;

	do
		got = read(f->out, f->piece, sizeof(f->piece));
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_sys(err, "reading from cairn-sync");
	if (got == 0)
		return 0;
	return f->next->put(f->next, (struct str){f->piece, (size_t)got}, err) ? -1 : 1;
}

static int filter_put(struct flow *flow, struct str bytes, struct err *err)
{
	struct filter *f = (struct filter *)flow;

	while (bytes.len) {
		struct pollfd ends[] = {{f->in, POLLOUT, 0}, {f->out, POLLIN, 0}};
		ssize_t put;

		if (poll(ends, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return err_sys(err, "waiting for cairn-sync");
		}
		if (ends[1].revents && drain(f, err) <= 0)
			return ends[1].revents & POLLIN ? -1 : failed(f, err);
		if (!ends[0].revents)
			continue;
		put = write(f->in, bytes.s, bytes.len);
		if (put < 0 && errno != EAGAIN && errno != EINTR)
			return failed(f, err);
		if (put > 0)
			bytes = str_slice(bytes, (size_t)put, bytes.len);
	}
	return 0;
}

static int filter_end(struct flow *flow, struct err *err)
{
	struct filter *f = (struct filter *)flow;
	int rc, status;

	close(f->in);
	f->in = -1;
	do
		rc = drain(f, err);
	while (rc == 1);
	if (rc)
		return -1;
	while (waitpid(f->pid, &status, 0) < 0 && errno == EINTR)
		;
	f->pid = 0;
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return failed(f, err);
	return f->next->end(f->next, err);
}

static int start(struct filter *f, const char *verb, struct err *err)
{
	const char *const argv[] = {"cairn-sync", verb, NULL};
	int in[2], rc;

	if (pipe2(in, O_CLOEXEC))
		return err_sys(err, "making a pipe for cairn-sync");
	rc = crossing_run((struct child_job){.argv = argv, .in = in[0]}, &f->pid, &f->out, err);
	close(in[0]);
	f->in = in[1];
	fcntl(f->in, F_SETFL, O_NONBLOCK);
	return rc;
}

int filter_open(struct filter **out, const char *verb, const char *wrong, struct flow *next, struct err *err)
{
	struct filter *f = mem_alloc(sizeof(*f));

	*f = (struct filter){.flow = {filter_put, filter_end}, .next = next, .wrong = wrong, .in = -1, .out = -1};
	signal(SIGPIPE, SIG_IGN); /* one that has ended is an error of write */
	if (start(f, verb, err)) {
		filter_free(f);
		return -1;
	}
	*out = f;
	return 0;
}

struct flow *filter_flow(struct filter *f)
{
	return &f->flow;
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	if (f->in >= 0)
		close(f->in);
	if (f->out >= 0)
		close(f->out);
	if (f->pid) {
		kill(f->pid, SIGTERM);
		waitpid(f->pid, NULL, 0);
	}
	free(f);
}
