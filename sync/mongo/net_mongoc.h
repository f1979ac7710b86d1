/* SPDX-License-Identifier: MIT
 * A MongoDB deployment as the protocol's network, through libmongoc. */
#ifndef SYNC_MONGO_NET_MONGOC_H
#define SYNC_MONGO_NET_MONGOC_H

#include "sync/mongo/net.h"

struct net_mongoc;

/* new: only memory and the URI (copied), nothing that could block. open: checks the URI (TLS unless every
 * host is this machine, nothing that switches verification off, a database name, default "cairn") and
 * prepares; connects only with the first request, except for the DNS of mongodb+srv. ERR_INPUT: the URI is
 * nonsense or unsafe. */
int net_mongoc_new(struct net_mongoc **out, const char *uri, struct err *err) MUST_CHECK;
int net_mongoc_open(struct net_mongoc *mongo, struct err *err) MUST_CHECK;
void net_mongoc_close(struct net_mongoc *mongo); /* NULL is fine */
struct net *net_mongoc_net(struct net_mongoc *mongo);
const char *net_mongoc_database(const struct net_mongoc *mongo);
/* Any command, for `cairn doctor`; database NULL: the URI's. 0; NET_COMMAND_REFUSED: the server answered no,
 * err->native is its code; -1. bson_destroy the reply in every case. */
enum net_command { NET_COMMAND_REFUSED = 1 };
int net_mongoc_command(struct net_mongoc *mongo, const char *database, const bson_t *command, bson_t *reply,
		       struct err *err) MUST_CHECK;
/* From another thread: no further request and no further connection. One that runs is not cut short:
 * libmongoc has no way to (docs/sync.md), and whoever wants to leave simply leaves. */
void net_mongoc_cancel(struct net_mongoc *mongo);
/* The last sign of life of the network, monotonic ms. From another thread. */
void net_mongoc_touch(struct net_mongoc *mongo); /* a sign of life that was not the network's */
int64_t net_mongoc_beat(const struct net_mongoc *mongo);
/* Bytes on the wire so far, TLS included, whatever became of them. */
void net_mongoc_bytes(const struct net_mongoc *mongo, int64_t *sent, int64_t *received);

#endif
