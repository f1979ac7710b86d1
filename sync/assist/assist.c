/* SPDX-License-Identifier: MIT
 * Assist: what is tried, how often, and what is written down of it. */
#include "sync/assist/assist.h"

#include <stdlib.h>
#include <time.h>

#include "base/hash.h"
#include "sync/assist/cache.h"
#include "sync/assist/post.h"

enum { TRIES = 3, FIRST_PAUSE_MS = 500, WAIT_MAX_S = 3, PAUSE_S = 30, BYTES_A_TOKEN = 2 };

int assist_open(struct assist *a, const struct env *env, const struct paths *paths, const struct clock *clock, struct trace *trace,
		struct err *err)
{
	int rc;

	*a = (struct assist){.trace = trace};
	rc = endpoint_read(&a->endpoint, env, err);
	if (rc)
		return rc;
	a->folder = path_join(paths->data, "assist");
	a->spend = (struct spend){.endpoint = &a->endpoint, .folder = a->folder, .clock = clock};
	rc = path_make_folder(a->folder, err);
	if (rc)
		assist_close(a);
	return rc;
}

void assist_close(struct assist *a)
{
	assist_forget(a);
	endpoint_fini(&a->endpoint);
	free(a->folder);
	*a = (struct assist){0};
}

static uint64_t endpoint_hash(const struct assist *a)
{
	const struct str parts[] = {buf_str(&a->endpoint.url), str_of(a->endpoint.model)};

	return hash_uid(parts, 2);
}

static void nap(int64_t ms)
{
	struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

	nanosleep(&time, NULL);
}

/* What a request costs at most: a token has no less than two bytes of text, but for odd scripts, and the server's own count is
 * taken where it is larger. */
static struct spend_part most(enum assist_task task, struct str body)
{
	return (struct spend_part){(int64_t)body.len / BYTES_A_TOKEN + 1, prompt_tokens_out(task)};
}

static struct spend_part taken(const struct stream *s, struct str body)
{
	int64_t in = (int64_t)body.len / 8, out = (int64_t)s->content.len / 8;

	if (!s->in && !s->out) /* it did not say: what is usual */
		return (struct spend_part){(int64_t)body.len / 3 + 1, (int64_t)s->content.len / 3 + 1};
	return (struct spend_part){s->in > in ? s->in : in, s->out > out ? s->out : out};
}

static int refused(const struct assist *a, long status, struct err *err)
{
	const char *host = buf_z(&a->endpoint.host);

	if (status == 401 || status == 403)
		return err_set(err, ERR_REFUSED, "the helper at %.100s does not take the key; look at CAIRN_LLM_KEY", host);
	if (status == 404)
		return err_set(err, ERR_REFUSED, "the helper at %.100s knows no such address or model; look at CAIRN_LLM_URL and CAIRN_LLM_MODEL",
			       host);
	if (status == 402 || status == 429)
		return err_set(err, ERR_REFUSED, "the helper at %.100s takes no more questions for now (%ld)", host, status);
	if (status >= 300 && status < 400)
		return err_set(err, ERR_REFUSED, "the helper at %.100s points elsewhere (%ld); set CAIRN_LLM_URL to the address itself", host,
			       status);
	if (status >= 500)
		return err_set(err, ERR_NETWORK, "the helper at %.100s is out of order (%ld); try again later", host, status);
	return err_set(err, ERR_REFUSED, "the helper at %.100s does not take the question (%ld)", host, status);
}

static bool is_passing(long status)
{
	return status == 429 || status >= 500;
}

/* One request, paid for. As post(). */
static int once(struct assist *a, const struct prompt *prompt, bool plain, struct stream *stream, struct post_answer *answer,
		struct err *err)
{
	struct buf body = {0};
	struct spend_part part;
	struct err later;
	int rc;

	prompt_put(&body, prompt, a->endpoint.model, plain);
	part = most(prompt->task, buf_str(&body));
	rc = spend_reserve(&a->spend, part, NULL, err);
	if (rc == 0) {
		rc = post(&a->endpoint, a->stop, buf_str(&body), stream, answer, err);
		/* where it broke off it may have been counted there: the most stays */
		if (rc >= 0 && spend_settle(&a->spend, part, rc ? (struct spend_part){0} : taken(stream, buf_str(&body)), &later) && rc == 0) {
			*err = later;
			rc = -1;
		}
	}
	buf_fini(&body);
	return rc;
}

/* The server is busy or ill. 0: waited, try again; else -1. */
static int hold_back(struct assist *a, const struct post_answer *answer, int tried, struct err *err)
{
	int64_t seconds = answer->retry_after_s;
	struct err not_kept;

	if (tried < TRIES && seconds <= WAIT_MAX_S) {
		nap(seconds >= 0 ? seconds * SECOND_MS : FIRST_PAUSE_MS << (tried - 1));
		return 0;
	}
	(void)!spend_pause(&a->spend, clock_wall_ms(a->spend.clock) + (seconds >= 0 ? seconds : PAUSE_S) * SECOND_MS, &not_kept);
	return refused(a, answer->status, err);
}

static int ask_network(struct assist *a, const struct prompt *prompt, struct stream *stream, struct err *err)
{
	uint64_t name = endpoint_hash(a);
	struct post_answer answer = {0};
	struct spent spent;
	bool plain, known;
	int rc;

	if (spend_read(&a->spend, &spent, err))
		return -1;
	known = plain = spent.plain_for == name >> 1;
	for (int tried = 1;; tried++) {
		rc = once(a, prompt, plain, stream, &answer, err);
		if (rc == 0 && plain && !known)
			return spend_plain(&a->spend, name, err);
		if (rc <= 0)
			return rc;
		stream_fini(stream);
		if ((answer.status == 400 || answer.status == 422) && !plain) {
			plain = true; /* many servers know no response_format; remembered once it helped */
			continue;
		}
		if (!is_passing(answer.status))
			return refused(a, answer.status, err);
		if (hold_back(a, &answer, tried, err))
			return -1;
	}
}

static uint64_t question_hash(const struct assist *a, const struct prompt *prompt)
{
	struct buf body = {0};
	struct str parts[2];
	uint64_t key;

	prompt_put(&body, prompt, a->endpoint.model, false);
	parts[0] = buf_str(&a->endpoint.url);
	parts[1] = buf_str(&body);
	key = hash_uid(parts, 2);
	buf_fini(&body);
	return key;
}

static void tell(struct assist *a, const struct prompt *prompt, int rc, const struct stream *stream, const struct err *err)
{
	if (rc)
		trace_event(a->trace, TRACE_WARN, "assist.failed", TRACE_STR("task", str_of(ASSIST_TASK_NAMES[prompt->task])),
			    TRACE_STR("why", str_of(err->text)));
	else
		trace_event(a->trace, TRACE_INFO, "assist.asked", TRACE_STR("task", str_of(ASSIST_TASK_NAMES[prompt->task])),
			    TRACE_INT("in", stream->in), TRACE_INT("out", stream->out));
}

int assist_ask(struct assist *a, const struct prompt *prompt, struct reply *reply, struct err *err)
{
	uint64_t key = question_hash(a, prompt);
	struct stream stream = {0};
	struct buf said = {0};
	int rc;

	*reply = (struct reply){0};
	rc = prompt->task == ASSIST_CHECK ? 1 : cache_get(a->folder, key, &said);
	if (rc == 0 && reply_read(reply, prompt->task, buf_str(&said), err))
		rc = 1;
	buf_fini(&said);
	if (rc == 0)
		return 0;
	rc = ask_network(a, prompt, &stream, err);
	if (rc == 0)
		rc = reply_read(reply, prompt->task, buf_str(&stream.content), err);
	if (rc == 0 && prompt->task != ASSIST_CHECK)
		cache_put(a->folder, key, buf_str(&stream.content));
	tell(a, prompt, rc, &stream, err);
	stream_fini(&stream);
	return rc;
}
