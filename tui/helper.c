/* SPDX-License-Identifier: MIT
 * Helper: starting the child, and the lines that it says. */
#include "tui/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/endpoint.h"
#include "base/json.h"
#include "base/message.h"
#include "base/utf8.h"
#include "tui/crossing.h"

enum { NICE = 10 }; /* a program that starts may not be felt by who answers */
enum { TEXT_MAX = 4000, RAW_MAX = 64 * 1024 };

void helper_open(struct helper *h, const struct env *env, const char *profile)
{
	struct endpoint endpoint;
	struct err err;
	int rc = endpoint_read(&endpoint, env, &err);

	*h = (struct helper){.env = env, .profile = profile, .is_set = rc == 0};
	if (rc)
		snprintf(h->why_not, sizeof(h->why_not), "%.190s",
			 rc < 0 ? err.text : _("No helper is set: CAIRN_LLM_URL names one (docs/helper.md). Nothing was sent."));
	if (rc == 0) {
		h->by_itself = endpoint.grades;
		endpoint_fini(&endpoint);
	}
}

static void fail(struct helper *h, const char *why)
{
	h->state = HELPER_FAILED;
	buf_clear(&h->text);
	buf_addz(&h->text, why);
}

/* Its end is not waited for, but the last but one's is, long after. */
static void bury(struct helper *h, pid_t pid)
{
	if (h->gone)
		waitpid(h->gone, NULL, 0);
	h->gone = pid && waitpid(pid, NULL, WNOHANG) == 0 ? pid : 0;
}

void helper_cancel(struct helper *h)
{
	if (h->pid) {
		kill(h->pid, SIGTERM);
		close(h->fd);
		bury(h, h->pid);
		h->pid = 0;
	}
	h->state = HELPER_IDLE;
	h->grade = 0;
	buf_clear(&h->raw);
	buf_clear(&h->text);
	buf_clear(&h->missing);
}

void helper_close(struct helper *h)
{
	helper_cancel(h);
	bury(h, 0);
	buf_fini(&h->raw);
	buf_fini(&h->text);
	buf_fini(&h->missing);
}

static void put_question(struct buf *out, enum helper_task task, struct str front, struct str back, struct str given)
{
	static const char *const words[] = {"explain", "hint", "mnemonic", "example", "grade"};
	struct json j = {.out = out};

	json_open(&j, '{');
	json_key_str(&j, "task", str_of(words[task]));
	json_key_str(&j, "front", utf8_cut(front, TEXT_MAX));
	json_key_str(&j, "back", utf8_cut(back, TEXT_MAX));
	json_key_str(&j, "given", utf8_cut(given, TEXT_MAX));
	json_close(&j, '}');
}

/* A file without a name that holds the question: no pipe that fills, no argument that others can see. */
static int question_file(struct str question)
{
	int fd = memfd_create("question", MFD_CLOEXEC);

	if (fd >= 0 && (write(fd, question.s, question.len) != (ssize_t)question.len || lseek(fd, 0, SEEK_SET))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int start(struct helper *h, int in, struct err *err)
{
	static const char *const argv[] = {"cairn-feed", "assist", "--pipe", NULL};
	struct child_job job = {.argv = argv, .env = h->env, .profile = h->profile, .in = in, .nice = NICE};

	if (crossing_run(job, &h->pid, &h->fd, err))
		return -1;
	fcntl(h->fd, F_SETFL, O_NONBLOCK);
	return 0;
}

void helper_ask(struct helper *h, enum helper_task task, struct str front, struct str back, struct str given)
{
	struct buf question = {0};
	struct err err;
	int in;

	helper_cancel(h);
	if (!h->is_set) {
		fail(h, h->why_not);
		return;
	}
	put_question(&question, task, front, back, given);
	in = question_file(buf_str(&question));
	buf_fini(&question);
	h->state = HELPER_RUNS;
	if (in < 0 || start(h, in, &err))
		fail(h, in < 0 ? _("the question could not be kept in memory") : err.text);
	if (in >= 0)
		close(in);
}

static void add_line(struct buf *out, struct str line)
{
	if (out->len)
		buf_addc(out, '\n');
	buf_add(out, line);
}

/* It has ended: its lines, of which the last is "end", or it died. */
static void take(struct helper *h)
{
	struct str rest = buf_str(&h->raw), line, word;
	bool ended = false, failed = false;
	int64_t grade;

	h->state = HELPER_SAID;
	while (rest.len && str_cut(&rest, '\n', &line)) {
		if (!str_cut(&line, '\t', &word))
			continue;
		ended |= str_is(word, "end");
		if (!line.s)
			line = (struct str){0};
		if (str_is(word, "grade") && str_to_int(line, &grade, NULL) == 0 && grade >= 1 && grade <= 4)
			h->grade = (int)grade;
		else if (str_is(word, "missing"))
			add_line(&h->missing, line);
		else if (str_is(word, "text") || str_is(word, "error"))
			add_line(&h->text, line);
		failed |= str_is(word, "error");
	}
	if (failed)
		h->state = HELPER_FAILED;
	if (!ended)
		fail(h, _("cairn-sync ended without an answer of the helper"));
	if (h->state == HELPER_FAILED)
		h->grade = 0;
}

bool helper_read(struct helper *h)
{
	char bytes[4096];
	ssize_t got;

	while (h->pid) {
		got = read(h->fd, bytes, sizeof(bytes));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return false;
		if (got > 0 && h->raw.len + (size_t)got <= RAW_MAX) {
			buf_add(&h->raw, (struct str){bytes, (size_t)got});
			continue;
		}
		close(h->fd);
		bury(h, h->pid);
		h->pid = 0;
		take(h);
		return true;
	}
	return false;
}

bool helper_wait(struct helper *h)
{
	if (!h->pid)
		return false;
	fcntl(h->fd, F_SETFL, 0);
	return helper_read(h);
}
