/* SPDX-License-Identifier: MIT
 * The least that sending rows costs: libmongoc inserts documents that it finds in a file, a thousand a command.
 * insert_bare URI FILE */
#include <mongoc/mongoc.h>
#include <stdio.h>
#include <stdlib.h>

enum { COMMAND_DOCS = 1000, DOCS_MAX = 1000000 };

static size_t load(const char *path, bson_t **docs)
{
	bson_error_t error;
	bson_reader_t *reader = bson_reader_new_from_file(path, &error);
	const bson_t *doc;
	size_t count = 0;

	while (reader && count < DOCS_MAX && (doc = bson_reader_read(reader, NULL)))
		docs[count++] = bson_copy(doc);
	bson_reader_destroy(reader);
	return count;
}

int main(int argc, char **argv)
{
	bson_t **docs = calloc(DOCS_MAX, sizeof *docs), options = BSON_INITIALIZER;
	mongoc_collection_t *rows;
	mongoc_client_t *client;
	bson_error_t error;
	size_t count;

	if (argc != 3)
		return 2;
	mongoc_init();
	count = load(argv[2], docs);
	client = mongoc_client_new(argv[1]);
	rows = mongoc_client_get_collection(client, "cairn", "rows");
	BSON_APPEND_BOOL(&options, "ordered", true);
	for (size_t at = 0; at < count; at += COMMAND_DOCS) {
		size_t some = count - at < COMMAND_DOCS ? count - at : COMMAND_DOCS;

		if (!mongoc_collection_insert_many(rows, (const bson_t **)(uintptr_t)(docs + at), some, &options, NULL,
						   &error)) {
			fprintf(stderr, "insert_bare: %s\n", error.message);
			return 1;
		}
	}
	for (size_t i = 0; i < count; i++)
		bson_destroy(docs[i]);
	free(docs);
	mongoc_collection_destroy(rows);
	mongoc_client_destroy(client);
	mongoc_cleanup();
	printf("%zu\n", count);
	return 0;
}
