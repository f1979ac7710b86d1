/* SPDX-License-Identifier: MIT
 * The protocol's three requests through libmongoc: BSON by typed appends with constant keys, majority both
 * ways, success only when neither a write error nor a write-concern error is told of. */
#include "sync/mongo/net_mongoc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "sync/mongo/net_priv.h"

enum { BATCH_DOCS = 2000, CODE_DUPLICATE = 11000, WIRE_API_V1 = 13 };

/* It would write to stderr, with parts of the URI. */
static void keep_quiet(mongoc_log_level_t level, const char *domain, const char *message, void *ctx)
{
	(void)level;
	(void)domain;
	(void)message;
	(void)ctx;
}

/* Stands in for libc's: before main begins libmongoc opens a segment in /dev/shm for its counters, and says
 * so on stderr where it cannot (containers, ordinary users without that folder). What it counts is nobody
 * else's business: it gets memory of this process. */
int shm_open(const char *name, int flags, mode_t mode)
{
	(void)flags;
	(void)mode;
	return memfd_create(name, MFD_CLOEXEC);
}

bool net_may_ask(struct net_mongoc *mongo, struct err *err)
{
	net_beat(mongo);
	if (!atomic_load(&mongo->cancelled))
		return true;
	err_set(err, ERR_FAILED, "sync was ended; what is not sent yet stays here");
	return false;
}

/* Stable API v1, once the server has said that it knows it. */
static void use_api(struct net_mongoc *mongo, const bson_t *reply)
{
	mongoc_server_api_t *api;
	bson_iter_t iter;

	if (mongo->api_set || !bson_iter_init_find(&iter, reply, "maxWireVersion") ||
	    bson_iter_as_int64(&iter) < WIRE_API_V1)
		return;
	api = mongoc_server_api_new(MONGOC_SERVER_API_V1);
	mongo->api_set = mongoc_client_set_server_api(mongo->client, api, NULL);
	mongoc_server_api_destroy(api);
}

static bool run_hello(struct net_mongoc *mongo, const char *name, bson_t *reply, bson_error_t *error)
{
	bson_t command = BSON_INITIALIZER;
	bool ok;

	bson_append_int32(&command, name, -1, 1);
	ok = mongoc_client_command_simple(mongo->client, "admin", &command, NULL, reply, error);
	bson_destroy(&command);
	return ok;
}

static int do_hello(void *self, bool *has_clock, int64_t *server_ms, int64_t *rtt_ms, struct err *err)
{
	struct net_mongoc *mongo = self;
	const char *name = "hello";
	bson_error_t error = {0};
	bson_iter_t iter;
	int64_t start;
	bson_t reply;
	bool ok;
	int rc = 0;

	if (!net_may_ask(mongo, err))
		return -1;
	ok = run_hello(mongo, name, &reply, &error); /* connects, so that the clock is asked on a warm line */
	if (!ok && error.domain == MONGOC_ERROR_SERVER)
		name = "isMaster"; /* a server from before `hello` */
	else if (!ok)
		rc = net_explain(mongo, _("connecting"), &error, err);
	bson_destroy(&reply);
	if (rc)
		return rc;
	start = bson_get_monotonic_time();
	ok = run_hello(mongo, name, &reply, &error);
	*rtt_ms = (bson_get_monotonic_time() - start) / 1000;
	*has_clock =
		ok && bson_iter_init_find(&iter, &reply, "localTime") && BSON_ITER_HOLDS_DATE_TIME(&iter);
	if (*has_clock)
		*server_ms = bson_iter_date_time(&iter);
	if (ok)
		use_api(mongo, &reply);
	bson_destroy(&reply);
	return ok ? 0 : net_explain(mongo, _("connecting"), &error, err);
}

static void put_range(bson_t *filter, const struct net_range *range)
{
	bson_t id;

	bson_append_document_begin(filter, "_id", 3, &id);
	bson_append_utf8(&id, "$gte", 4, range->from, -1);
	if (range->to[0])
		bson_append_utf8(&id, "$lt", 3, range->to, -1);
	bson_append_document_end(filter, &id);
}

static void put_ids(bson_t *filter, const bson_value_t *ids, size_t count)
{
	bson_t id, list;
	const char *key;
	char digits[16];

	bson_append_document_begin(filter, "_id", 3, &id);
	bson_append_array_begin(&id, "$in", 3, &list);
	for (size_t i = 0; i < count; i++) {
		bson_uint32_to_string((uint32_t)i, &key, digits, sizeof digits);
		bson_append_value(&list, key, -1, &ids[i]);
	}
	bson_append_array_end(&id, &list);
	bson_append_document_end(filter, &id);
}

static void put_filter(bson_t *filter, const struct net_find *find)
{
	bson_t branches, branch;
	const char *key;
	char digits[16];

	if (find->deck)
		bson_append_value(filter, "deck", 4, find->deck);
	if (find->ids)
		put_ids(filter, find->ids, find->id_count);
	if (find->ranges == 1)
		put_range(filter, &find->range[0]);
	if (find->ranges <= 1)
		return;
	bson_append_array_begin(filter, "$or", 3, &branches);
	for (size_t i = 0; i < find->ranges; i++) {
		bson_uint32_to_string((uint32_t)i, &key, digits, sizeof digits);
		bson_append_document_begin(&branches, key, -1, &branch);
		put_range(&branch, &find->range[i]);
		bson_append_document_end(&branches, &branch);
	}
	bson_append_array_end(filter, &branches);
}

static void put_options(bson_t *opts, const struct net_find *find)
{
	bson_t sub;

	bson_append_document_begin(opts, "sort", 4, &sub);
	bson_append_int32(&sub, "_id", 3, 1);
	bson_append_document_end(opts, &sub);
	if (find->ids_only) {
		bson_append_document_begin(opts, "projection", 10, &sub);
		bson_append_int32(&sub, "h", 1, 1);
		bson_append_document_end(opts, &sub);
	}
	if (find->limit)
		bson_append_int64(opts, "limit", 5, find->limit);
	bson_append_int32(opts, "batchSize", 9, BATCH_DOCS);
}

static int walk(struct net_mongoc *mongo, mongoc_cursor_t *cursor, net_doc_fn *each, void *ctx,
		struct err *err)
{
	bson_error_t error;
	const bson_t *doc;
	int rc;

	while (mongoc_cursor_next(cursor, &doc)) {
		if (!net_may_ask(mongo, err))
			return -1;
		rc = each(ctx, doc, err);
		if (rc)
			return rc;
	}
	net_beat(mongo);
	return mongoc_cursor_error(cursor, &error)
		       ? net_explain(mongo, _("reading from the server"), &error, err)
		       : 0;
}

static int do_find(void *self, const struct net_find *find, net_doc_fn *each, void *ctx, struct err *err)
{
	struct net_mongoc *mongo = self;
	bson_t filter = BSON_INITIALIZER, opts = BSON_INITIALIZER;
	mongoc_collection_t *collection;
	mongoc_cursor_t *cursor;
	int rc;

	if (!net_may_ask(mongo, err))
		return -1;
	collection = mongoc_client_get_collection(mongo->client, mongo->database, find->collection);
	put_filter(&filter, find);
	put_options(&opts, find);
	cursor = mongoc_collection_find_with_opts(collection, &filter, &opts, NULL);
	rc = walk(mongo, cursor, each, ctx, err);
	mongoc_cursor_destroy(cursor);
	mongoc_collection_destroy(collection);
	bson_destroy(&filter);
	bson_destroy(&opts);
	return rc;
}

/* 1.23 reports a retried write that had succeeded as 0 inserted, so counts are not looked at: no error is
 * success. */
static bool has_errors(const bson_t *reply, const char *key, bson_iter_t *first)
{
	bson_iter_t iter;

	return bson_iter_init_find(&iter, reply, key) && BSON_ITER_HOLDS_ARRAY(&iter) &&
	       bson_iter_recurse(&iter, first) && bson_iter_next(first);
}

static int judge(struct net_mongoc *mongo, bool ok, const bson_t *reply, bson_error_t *error,
		 struct net_inserted *done, struct err *err)
{
	bson_iter_t first, field;
	bool wrong = has_errors(reply, "writeErrors", &first);

	*done = (struct net_inserted){0};
	if (wrong && bson_iter_recurse(&first, &field) && bson_iter_find(&field, "code")) {
		done->duplicate = bson_iter_as_int64(&field) == CODE_DUPLICATE;
		if (bson_iter_recurse(&first, &field) && bson_iter_find(&field, "index"))
			done->index = (size_t)bson_iter_as_int64(&field);
		return done->duplicate ? 0 : net_explain(mongo, _("sending rows"), error, err);
	}
	if (ok && !wrong && !has_errors(reply, "writeConcernErrors", &first)) {
		done->all = true;
		return 0;
	}
	if (ok)
		return 0; /* applied, perhaps not on a majority: asked again */
	return net_explain(mongo, _("sending rows"), error, err);
}

static int do_insert(void *self, const struct net_insert *insert, struct net_inserted *done, struct err *err)
{
	struct net_mongoc *mongo = self;
	mongoc_collection_t *collection;
	bson_t opts = BSON_INITIALIZER, reply;
	bson_error_t error = {0};
	bool ok;
	int rc;

	if (!net_may_ask(mongo, err))
		return -1;
	collection = mongoc_client_get_collection(mongo->client, mongo->database, insert->collection);
	bson_append_bool(&opts, "ordered", 7, true);
	bson_append_bool(&opts, "validate", 8, false); /* it costs a third of an insert; the server looks anyhow */
	ok = mongoc_collection_insert_many(collection, (const bson_t **)(uintptr_t)insert->docs,
					   insert->count, &opts, &reply, &error);
	net_beat(mongo);
	rc = judge(mongo, ok, &reply, &error, done, err);
	bson_destroy(&reply);
	bson_destroy(&opts);
	mongoc_collection_destroy(collection);
	return rc;
}

int net_mongoc_new(struct net_mongoc **out, const char *uri, struct err *err)
{
	struct net_mongoc *mongo = mem_alloc(sizeof *mongo);

	if (!utf8_is_valid(str_of(uri))) {
		free(mongo);
		return err_set(err, ERR_INPUT, "MONGODB_URI is not a text in UTF-8");
	}
	mongo->uri_text = mem_strndup(uri, strlen(uri));
	mongo->net = (struct net){mongo, do_hello, do_find, do_insert, net_update};
	net_beat(mongo);
	*out = mongo;
	return 0;
}

int net_mongoc_open(struct net_mongoc *mongo, struct err *err)
{
	bson_error_t error = {0};

	mongoc_log_set_handler(keep_quiet, NULL);
	setenv("RES_OPTIONS", "timeout:2 attempts:2",
	       0); /* mongodb+srv with silent DNS would block 10 s and more */
	mongoc_init();
	if (net_uri_open(mongo, err))
		return -1;
	mongo->client = mongoc_client_new_from_uri_with_error(mongo->uri, &error);
	if (!mongo->client)
		return net_explain(mongo, _("finding the server"), &error, err);
	mongoc_client_set_error_api(mongo->client, MONGOC_ERROR_API_VERSION_2);
	mongoc_client_set_stream_initiator(mongo->client, net_connect, mongo);
	return 0;
}

void net_mongoc_close(struct net_mongoc *mongo)
{
	if (!mongo)
		return;
	if (mongo->client)
		mongoc_client_destroy(mongo->client);
	if (mongo->uri)
		mongoc_uri_destroy(mongo->uri);
	explicit_bzero(mongo->uri_text, strlen(mongo->uri_text));
	free(mongo->uri_text);
	free(mongo->database);
	free(mongo);
}

struct net *net_mongoc_net(struct net_mongoc *mongo)
{
	return &mongo->net;
}

void net_mongoc_cancel(struct net_mongoc *mongo)
{
	atomic_store(&mongo->cancelled, true);
}

void net_mongoc_touch(struct net_mongoc *mongo)
{
	net_beat(mongo);
}

int64_t net_mongoc_beat(const struct net_mongoc *mongo)
{
	return atomic_load(&mongo->beat_ms);
}
