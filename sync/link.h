/* SPDX-License-Identifier: MIT
 * Link: what a verb that talks to a server stands on: the store, its lock, the connection and the watchdog
 * over it. */
#ifndef SYNC_LINK_H
#define SYNC_LINK_H

#include "sync/cross.h"
#include "sync/mongo/net_mongoc.h"
#include "sync/watchdog.h"

/* {.cross, .lock = -1} has nothing open. */
struct link {
	struct cross *cross;
	struct store *store;
	struct net_mongoc *mongo;
	struct watchdog dog;
	int lock;
};

/* MONGODB_URI, or the sentence that says why none is in force. */
int link_uri(const struct cross *cross, const char **uri, struct err *err) MUST_CHECK;
/* One sync or publication a store: 0 ours until the close, 1 another process has it. */
int link_lock(struct link *link, struct err *err) MUST_CHECK;
/* The store alone, before anything is asked of the network. */
int link_store(struct link *link, struct err *err) MUST_CHECK;
/* The connection alone, which is made with the first request. */
int link_connect(struct link *link, struct err *err) MUST_CHECK;
/* Both. */
int link_open(struct link *link, struct err *err) MUST_CHECK;
void link_close(struct link *link);
/* While a person is asked, nothing is watched. */
void link_pause(struct link *link);
void link_go_on(struct link *link);

#endif
