/* SPDX-License-Identifier: MIT
 * What the files that call libmongoc share: the connection, its streams, its words for errors. */
#ifndef SYNC_MONGO_NET_PRIV_H
#define SYNC_MONGO_NET_PRIV_H

#include <mongoc/mongoc.h>
#include <stdatomic.h>

#include "sync/mongo/net_mongoc.h"

struct net_mongoc {
	struct net net;
	char *uri_text, *database;
	mongoc_uri_t *uri;
	mongoc_client_t *client;
	bool tls, api_set;
	mongoc_ssl_opt_t ssl; /* its texts are the URI's */
	atomic_bool cancelled;
	atomic_llong beat_ms;
	atomic_llong sent, received; /* bytes on the wire */
	char cause[256]; /* why no stream could be had, plain; "" : it could */
	bool untrusted;	 /* … because the certificate could not be verified */
	bool reached;	 /* a connection was had */
	bool answered;	 /* … and a reply came that is one */
	bool broke;	 /* … or the line did not last, or something came that is none */
};

/* net_connect.c: a stream for libmongoc. Never NULL: 1.23.1 hangs for ever then (docs/sync.md, traps). */
mongoc_stream_t *net_connect(const mongoc_uri_t *uri, const mongoc_host_list_t *host, void *mongo,
			     bson_error_t *error);
/* net_guard.c: takes base. Hands on whole replies that libmongoc can read; anything else is an error of the stream. */
mongoc_stream_t *net_guard(struct net_mongoc *mongo, mongoc_stream_t *base);
void net_beat(struct net_mongoc *mongo);
/* net_stream.c: takes inner over. Time-outs hold for parts of a message; bytes are counted if `counts`. */
mongoc_stream_t *net_stream(struct net_mongoc *mongo, mongoc_stream_t *inner, bool counts);

/* net_mongoc.c: false once somebody wants the end; err says so. */
bool net_may_ask(struct net_mongoc *mongo, struct err *err);
/* net_update.c: struct net's update. */
int net_update(void *mongo, const struct net_update *update, struct err *err) MUST_CHECK;

/* net_uri.c */
int net_uri_open(struct net_mongoc *mongo, struct err *err) MUST_CHECK;

/* net_words.c: the sentence and the kind for what libmongoc or the server said. Returns -1. */
int net_explain(const struct net_mongoc *mongo, const char *doing, const bson_error_t *error,
		struct err *err);

#endif
