/* SPDX-License-Identifier: MIT
 * A deployment in the hands of a script: puts, counts and drops documents through libmongoc. For engines that
 * are not ours; what is put is the test's own. */
#include <mongoc/mongoc.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *what, const bson_error_t *error)
{
	fprintf(stderr, "mongo-hand: %s: %s\n", what, error->message);
	return 1;
}

static int put(mongoc_collection_t *collection, const char *json)
{
	bson_error_t error;
	bson_t *doc = bson_new_from_json((const uint8_t *)json, -1, &error), id = BSON_INITIALIZER;
	bson_t *opts = BCON_NEW("upsert", BCON_BOOL(true));
	bson_iter_t iter;
	int rc = 0;

	if (!doc || !bson_iter_init_find(&iter, doc, "_id"))
		return fail("the document", &error);
	bson_append_iter(&id, "_id", 3, &iter);
	if (!mongoc_collection_replace_one(collection, &id, doc, opts, NULL, &error))
		rc = fail("putting", &error);
	bson_destroy(opts);
	bson_destroy(doc);
	bson_destroy(&id);
	return rc;
}

static int dump(mongoc_collection_t *collection)
{
	bson_t filter = BSON_INITIALIZER, *opts = BCON_NEW("sort", "{", "_id", BCON_INT32(1), "}");
	mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, &filter, opts, NULL);
	bson_error_t error;
	const bson_t *doc;
	int rc = 0;

	while (mongoc_cursor_next(cursor, &doc)) {
		char *json = bson_as_canonical_extended_json(doc, NULL);

		puts(json);
		bson_free(json);
	}
	if (mongoc_cursor_error(cursor, &error))
		rc = fail("dumping", &error);
	mongoc_cursor_destroy(cursor);
	bson_destroy(opts);
	return rc;
}

static int drop(mongoc_client_t *client, const char *database)
{
	mongoc_database_t *db = mongoc_client_get_database(client, database);
	bson_error_t error;
	int rc = mongoc_database_drop(db, &error) ? 0 : fail("dropping", &error);

	mongoc_database_destroy(db);
	return rc;
}

/* Any command on the database; prints the reply. */
static int command(mongoc_client_t *client, const char *database, const char *json)
{
	bson_error_t error;
	bson_t *doc = bson_new_from_json((const uint8_t *)json, -1, &error), reply = BSON_INITIALIZER;
	int rc = 0;
	char *text;

	if (!doc)
		return fail("the command", &error);
	bson_destroy(&reply);
	if (!mongoc_client_command_simple(client, database, doc, NULL, &reply, &error))
		rc = fail("the command", &error);
	text = bson_as_relaxed_extended_json(&reply, NULL);
	puts(text);
	bson_free(text);
	bson_destroy(&reply);
	bson_destroy(doc);
	return rc;
}

int main(int argc, char **argv)
{
	mongoc_client_t *client;
	mongoc_collection_t *collection;
	int rc = 2;

	mongoc_init();
	client = argc > 3 ? mongoc_client_new(argv[1]) : NULL;
	if (!client) {
		fputs("usage: mongo-hand URI DATABASE drop | put COLLECTION JSON | dump COLLECTION | command JSON\n",
		      stderr);
		return 2;
	}
	collection = mongoc_client_get_collection(client, argv[2], argc > 4 ? argv[4] : "rows");
	if (!strcmp(argv[3], "drop"))
		rc = drop(client, argv[2]);
	else if (!strcmp(argv[3], "command") && argc > 4)
		rc = command(client, argv[2], argv[4]);
	else if (!strcmp(argv[3], "put") && argc > 5)
		rc = put(collection, argv[5]);
	else if (!strcmp(argv[3], "dump"))
		rc = dump(collection);
	mongoc_collection_destroy(collection);
	mongoc_client_destroy(client);
	mongoc_cleanup();
	return rc;
}
