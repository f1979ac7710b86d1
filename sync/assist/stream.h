/* SPDX-License-Identifier: MIT
 * Stream: the body of a chat completion as it arrives, in pieces of any size: server-sent events, or one JSON document
 * where a server does not stream. Pure; believes nothing. */
#ifndef SYNC_ASSIST_STREAM_H
#define SYNC_ASSIST_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { STREAM_BYTES_MAX = 1024 * 1024, STREAM_CONTENT_MAX = 32 * 1024 };

/* {0} has seen nothing. */
struct stream {
	struct buf raw;	    /* the line, or the document, as far as it came */
	struct buf content; /* what the model has said */
	size_t bytes;
	int64_t in, out; /* tokens as the server counts them; 0: it did not say */
	bool done, cut;	 /* "[DONE]" came; the model stopped for want of tokens */
};

/* 0; -1 (ERR_INPUT): too long, or no form of a chat completion. Nothing more is taken then. */
int stream_put(struct stream *stream, struct str bytes, struct err *err) MUST_CHECK;
/* The body is over. 0: content holds a whole answer. */
int stream_end(struct stream *stream, struct err *err) MUST_CHECK;
void stream_fini(struct stream *stream);

#endif
