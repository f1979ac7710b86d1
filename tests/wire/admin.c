/* SPDX-License-Identifier: MIT
 * Wire server: what an administrator asks and sets: collections with their validators, versions, sizes,
 * rights. */
#include "tests/wire/wire.h"

#include <stdio.h>
#include <string.h>

static void put_ok(bson_t *reply)
{
	bson_append_double(reply, "ok", -1, 1);
}

/* collMod and create keep the options of the command as they came. */
static void set_options(struct server *server, const char *db, const char *name, const bson_t *command,
			bson_t *reply)
{
	const char *coll_name = field_text(command, name);
	char *ns = bson_strdup_printf("%s.%s", db, coll_name ? coll_name : "");
	struct collection *coll = data_find(server, ns, !strcmp(name, "create"));
	bson_t *options = bson_new();

	bson_free(ns);
	if (!coll) {
		reply_error(reply, 26, "NamespaceNotFound", "ns does not exist");
		bson_destroy(options);
		return;
	}
	bson_copy_to_excluding_noinit(command, options, name, "$db", "lsid", "$clusterTime", "txnNumber",
				      NULL);
	bson_destroy(coll->options);
	coll->options = options;
	put_ok(reply);
}

static void list_collections(struct server *server, const char *db, bson_t *reply)
{
	size_t len = strlen(db);
	bson_t out, batch, item;
	uint32_t count = 0;
	const char *key;
	char digits[16], *ns;

	bson_append_document_begin(reply, "cursor", -1, &out);
	bson_append_array_begin(&out, "firstBatch", -1, &batch);
	for (struct collection *coll = server->collections; coll; coll = coll->next) {
		if (strncmp(coll->ns, db, len) != 0 || coll->ns[len] != '.')
			continue;
		bson_uint32_to_string(count++, &key, digits, sizeof digits);
		bson_append_document_begin(&batch, key, -1, &item);
		bson_append_utf8(&item, "name", -1, coll->ns + len + 1, -1);
		bson_append_utf8(&item, "type", -1, "collection", -1);
		if (coll->options)
			bson_append_document(&item, "options", -1, coll->options);
		bson_append_document_end(&batch, &item);
	}
	bson_append_array_end(&out, &batch);
	bson_append_int64(&out, "id", -1, 0);
	ns = bson_strdup_printf("%s.$cmd.listCollections", db);
	bson_append_utf8(&out, "ns", -1, ns, -1);
	bson_free(ns);
	bson_append_document_end(reply, &out);
	put_ok(reply);
}

static void put_size(struct server *server, const char *db, bson_t *reply)
{
	size_t len = strlen(db);
	int64_t bytes = 0;

	for (struct collection *coll = server->collections; coll; coll = coll->next)
		for (size_t i = 0; i < coll->count && !strncmp(coll->ns, db, len); i++)
			bytes += coll->docs[i]->body->len;
	bson_append_double(reply, "dataSize", -1, (double)bytes);
	bson_append_double(reply, "indexSize", -1, 4096);
	put_ok(reply);
}

/* As the test said with "rights", or a server that asks for no user. */
static void put_rights(struct server *server, bson_t *reply)
{
	if (server->rights)
		bson_append_document(reply, "authInfo", -1, server->rights);
	else
		BCON_APPEND(reply, "authInfo", "{", "authenticatedUsers", "[", "]", "authenticatedUserRoles",
			    "[", "]", "authenticatedUserPrivileges", "[", "]", "}");
	put_ok(reply);
}

bool admin_run(struct server *server, const char *name, const char *db, const bson_t *command, bson_t *reply)
{
	if (!strcmp(name, "connectionStatus"))
		put_rights(server, reply);
	else if (!strcmp(name, "listCollections"))
		list_collections(server, db, reply);
	else if (!strcmp(name, "collMod") || !strcmp(name, "create"))
		set_options(server, db, name, command, reply);
	else if (!strcmp(name, "dbStats"))
		put_size(server, db, reply);
	else if (!strcmp(name, "buildInfo")) {
		bson_append_utf8(reply, "version", -1, "6.0.0", -1);
		put_ok(reply);
	} else
		return false;
	return true;
}

void admin_rights(struct server *server, const char *json)
{
	bson_destroy(server->rights);
	server->rights = bson_new_from_json((const uint8_t *)json, -1, NULL);
	if (!server->rights)
		puts("error no JSON");
}
