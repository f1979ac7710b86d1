/* SPDX-License-Identifier: MIT
 * Post: one request to the helper's endpoint through libcurl. https with certificates checked, or http to this machine; no
 * redirects, no proxy, no cookies; every size and every wait has an end. */
#ifndef SYNC_ASSIST_POST_H
#define SYNC_ASSIST_POST_H

#include "base/endpoint.h"
#include "sync/assist/stream.h"

struct post_answer {
	long status;	       /* of HTTP */
	int64_t retry_after_s; /* -1: it did not say */
};

/* 0: 2xx, and the stream holds the whole answer; 1: another status; -1 (ERR_NETWORK, ERR_INPUT). Messages name the host and
 * nothing that the server said. stop: NULL, or once it is not 0 the transfer ends. */
int post(const struct endpoint *endpoint, const volatile int *stop, struct str body, struct stream *stream, struct post_answer *answer,
	 struct err *err) MUST_CHECK;

#endif
