/* SPDX-License-Identifier: MIT
 * Fetching: many addresses over HTTPS at once, each into a nameless file, within limits that no server can widen. Knows
 * nothing of what the bytes mean. */
#ifndef SYNC_FEED_FETCH_H
#define SYNC_FEED_FETCH_H

#include <stdint.h>

#include "base/text.h"

enum {
	FETCH_AT_ONCE = 8,    /* transfers */
	FETCH_PER_HOST = 2,   /* of them to one host */
	FETCH_BURST = 4,      /* requests to a host that need not wait; behind them one a second */
	FETCH_SECONDS = 60,   /* a transfer, from its beginning to its end */
	FETCH_CONNECT_SECONDS = 10,
	FETCH_REDIRECTS = 3,
	FETCH_HEADERS_MAX = 64 * 1024,
};

/* One address to be asked; texts are borrowed until fetch_run returns. */
struct fetch_job {
	const char *url;       /* https:// */
	const char *etag, *modified; /* of what is held; NULL or empty: nothing is */
	int64_t cap;	       /* most bytes of the answer's body */
	void *ctx;	       /* the caller's */
};

/* What came of it. Texts live until the callback returns. */
struct fetch_answer {
	long status;	       /* of HTTP; 0: none came, or not whole: err says why */
	int fd;		       /* the body, whole, at its beginning; of 200 alone, else -1 */
	int64_t bytes;
	const char *etag, *modified;
	const char *url;       /* where it was found in the end */
	int64_t retry_after_s; /* 0: not said */
	struct err err;
};
/* A negative return ends the run. New jobs may be given with fetch_add. */
typedef int fetch_done_fn(struct fetch_job *job, const struct fetch_answer *answer, struct err *err);

struct fetch;
int fetch_open(struct fetch **fetch, fetch_done_fn *done, struct err *err) MUST_CHECK;
void fetch_close(struct fetch *fetch);
/* The job is borrowed until its callback. */
void fetch_add(struct fetch *fetch, struct fetch_job *job);
/* Until all are done, or *stop is not 0 (NULL: nobody can). */
int fetch_run(struct fetch *fetch, const volatile int *stop, struct err *err) MUST_CHECK;

/* Appends the host of an https address, lower case; false: it is none that is fetched (another scheme, a user or a
 * password in it, no host). */
bool fetch_put_host(struct buf *out, const char *url);

#endif
