/* SPDX-License-Identifier: MIT
 * The network as the protocol sees it: four requests and their ends. net_mongoc.c speaks to a deployment,
 * the tests' simulated network to nobody; the protocol cannot tell. */
#ifndef SYNC_MONGO_NET_H
#define SYNC_MONGO_NET_H

#include <bson/bson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum { NET_RANGES_MAX = 200, NET_KEY_MAX = 64, NET_INSERT_MAX = 1000, NET_INSERT_BYTES = 512 * 1024 };

/* from <= _id < to, both text; an empty `to` is no bound. */
struct net_range {
	char from[NET_KEY_MAX], to[NET_KEY_MAX];
};

/* Documents of one collection in order of `_id`, read concern majority. */
struct net_find {
	const char *collection;
	const struct net_range *range; /* their union; none: everything */
	size_t ranges;
	const bson_value_t *deck; /* not NULL: only documents whose field `deck` is this value */
	const bson_value_t *ids;  /* not NULL: only documents with one of these `_id`s */
	size_t id_count;
	bool ids_only; /* `_id` and `h` alone */
	int64_t limit; /* 0: all */
};

/* Ordered insert, write concern majority. */
struct net_insert {
	const char *collection;
	const bson_t *const *docs; /* 1 … NET_INSERT_MAX */
	size_t count;
};

/* Ordered changes, each of one document, write concern majority. */
struct net_change {
	const bson_t *match;  /* which: `_id`, for cards also `deck` */
	const bson_t *change; /* operators such as $set; with `whole` the document as it is to be */
	bool whole;
	bool make; /* … if there is none that matches */
};
struct net_update {
	const char *collection;
	const struct net_change *changes;
	size_t count;
};

/* How an insert ended when the server answered. Anything else is an error of the call. */
struct net_inserted {
	bool all;	/* no write error, no write-concern error: every document is durable on a majority */
	bool duplicate; /* stopped by a duplicate `_id` at `index`; those before it were written */
	size_t index;
};

/* A non-zero return of the callback ends the find, which then returns it. The document lives until it
 * returns. */
typedef int net_doc_fn(void *ctx, const bson_t *doc, struct err *err);

struct net {
	void *self;
	/* Connects and asks for the server's clock, ms UTC; rtt_ms is how long the answer took. has_clock:
	 * false when the server does not say. */
	int (*hello)(void *self, bool *has_clock, int64_t *server_ms, int64_t *rtt_ms, struct err *err);
	/* 0 only after the cursor ended without error: then what did not come is not there. */
	int (*find)(void *self, const struct net_find *find, net_doc_fn *each, void *ctx, struct err *err);
	/* 0: `done` says how it ended. -1: nobody knows what was written, or the server refused the whole
	 * command. */
	int (*insert)(void *self, const struct net_insert *insert, struct net_inserted *done,
		      struct err *err);
	/* 0: every change whose document is there (or was to be made) is durable on a majority. -1: nobody
	 * knows how far it went. Which documents matched is to be read again: a repeated update miscounts. */
	int (*update)(void *self, const struct net_update *update, struct err *err);
};

#endif
