/* SPDX-License-Identifier: MIT
 * What only publishers and `cairn doctor` ask of a deployment: changes of documents, and commands. */
#include <string.h>

#include "base/message.h"
#include "sync/mongo/net_priv.h"

enum { CODE_UNAUTHORIZED = 13, CODE_DUPLICATE = 11000 };

static bool add(mongoc_bulk_operation_t *bulk, const struct net_change *change, bson_error_t *error)
{
	bson_t opts = BSON_INITIALIZER;
	bool ok;

	if (change->make)
		bson_append_bool(&opts, "upsert", 6, true);
	if (change->whole)
		ok = mongoc_bulk_operation_replace_one_with_opts(bulk, change->match, change->change, &opts,
								 error);
	else
		ok = mongoc_bulk_operation_update_one_with_opts(bulk, change->match, change->change, &opts,
								error);
	bson_destroy(&opts);
	return ok;
}

static bool has_concern_error(const bson_t *reply)
{
	bson_iter_t iter, first;

	return bson_iter_init_find(&iter, reply, "writeConcernErrors") && BSON_ITER_HOLDS_ARRAY(&iter) &&
	       bson_iter_recurse(&iter, &first) && bson_iter_next(&first);
}

static int judge(struct net_mongoc *mongo, bool ok, const bson_t *reply, bson_error_t *error, struct err *err)
{
	if (ok && !has_concern_error(reply))
		return 0;
	if (ok)
		return err_set(err, ERR_NETWORK,
			       "publishing: the change is not yet on a majority of servers; trying later "
			       "helps");
	if (error->code == CODE_DUPLICATE)
		return err_native(err, ERR_REFUSED, CODE_DUPLICATE,
				  "publishing: another document has one of these _ids already");
	return net_explain(mongo, _("publishing"), error, err);
}

int net_update(void *self, const struct net_update *update, struct err *err)
{
	struct net_mongoc *mongo = self;
	mongoc_bulk_operation_t *bulk;
	mongoc_collection_t *collection;
	bson_error_t error = {0};
	bson_t opts = BSON_INITIALIZER, reply = BSON_INITIALIZER;
	bool ok = true;
	int rc;

	if (!net_may_ask(mongo, err))
		return -1;
	collection = mongoc_client_get_collection(mongo->client, mongo->database, update->collection);
	bson_append_bool(&opts, "ordered", 7, true);
	bulk = mongoc_collection_create_bulk_operation_with_opts(collection, &opts);
	for (size_t i = 0; i < update->count && ok; i++)
		ok = add(bulk, &update->changes[i], &error);
	if (ok) {
		bson_destroy(&reply);
		ok = mongoc_bulk_operation_execute(bulk, &reply, &error) != 0;
	}
	net_beat(mongo);
	rc = judge(mongo, ok, &reply, &error, err);
	mongoc_bulk_operation_destroy(bulk);
	mongoc_collection_destroy(collection);
	bson_destroy(&reply);
	bson_destroy(&opts);
	return rc;
}

int net_mongoc_command(struct net_mongoc *mongo, const char *database, const bson_t *command, bson_t *reply,
		       struct err *err)
{
	bson_error_t error = {0};

	bson_init(reply);
	if (!net_may_ask(mongo, err))
		return -1;
	bson_destroy(reply);
	if (mongoc_client_command_simple(mongo->client, database ? database : mongo->database, command, NULL,
					 reply, &error)) {
		net_beat(mongo);
		return 0;
	}
	net_beat(mongo);
	if (error.domain == MONGOC_ERROR_SERVER) {
		err_native(err, ERR_REFUSED, (int)error.code, "%s",
			   error.code == CODE_UNAUTHORIZED ? _("this user may not ask that") : error.message);
		return NET_COMMAND_REFUSED;
	}
	return net_explain(mongo, _("asking the server"), &error, err);
}

const char *net_mongoc_database(const struct net_mongoc *mongo)
{
	return mongo->database;
}
