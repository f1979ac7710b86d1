/* SPDX-License-Identifier: MIT
 * OPML: lists of subscriptions, as other readers write and read them. */
#ifndef SYNC_FEED_OPML_H
#define SYNC_FEED_OPML_H

#include "base/text.h"

enum { OPML_BYTES_MAX = 2 * 1024 * 1024, OPML_FEEDS_MAX = 5000 };

/* Parses it in the jail; calls each with an address and a title, raw texts that live until the callback returns. -1
 * ERR_INPUT: refused, nothing was called. */
typedef int opml_feed_fn(void *ctx, struct str url, struct str title, struct err *err);
int opml_each(int fd, opml_feed_fn *each, void *ctx, struct err *err) MUST_CHECK;

void opml_begin(struct buf *out);
void opml_put(struct buf *out, struct str url, struct str title);
void opml_end(struct buf *out);

/* In the jail; for tests as well. */
int opml_parse(int fd, int out, void *ctx);

#endif
