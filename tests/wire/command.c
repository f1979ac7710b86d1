/* SPDX-License-Identifier: MIT
 * Wire server: which command does what, who may call it, and the faults around it. */
#include "tests/wire/wire.h"

#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

const char *command_name(const bson_t *command)
{
	bson_iter_t iter;

	return bson_iter_init(&iter, command) && bson_iter_next(&iter) ? bson_iter_key(&iter) : "";
}

int64_t field_int(const bson_t *doc, const char *key, int64_t otherwise)
{
	bson_iter_t iter;

	return bson_iter_init_find(&iter, doc, key) ? bson_iter_as_int64(&iter) : otherwise;
}

const char *field_text(const bson_t *doc, const char *key)
{
	bson_iter_t iter;

	return bson_iter_init_find(&iter, doc, key) && BSON_ITER_HOLDS_UTF8(&iter)
		       ? bson_iter_utf8(&iter, NULL)
		       : NULL;
}

bool field_doc(const bson_t *doc, const char *key, bson_t *value)
{
	const uint8_t *bytes;
	bson_iter_t iter;
	uint32_t len;

	if (!bson_iter_init_find(&iter, doc, key))
		return false;
	if (BSON_ITER_HOLDS_DOCUMENT(&iter))
		bson_iter_document(&iter, &len, &bytes);
	else if (BSON_ITER_HOLDS_ARRAY(&iter))
		bson_iter_array(&iter, &len, &bytes);
	else
		return false;
	return bson_init_static(value, bytes, len);
}

void reply_error(bson_t *reply, int32_t code, const char *name, const char *text)
{
	bson_reinit(reply);
	bson_append_double(reply, "ok", -1, 0);
	bson_append_utf8(reply, "errmsg", -1, text, -1);
	bson_append_int32(reply, "code", -1, code);
	bson_append_utf8(reply, "codeName", -1, name, -1);
}

static void put_hello(struct server *server, const bson_t *command, bson_t *reply)
{
	bool legacy = strcmp(command_name(command), "hello") != 0;
	struct timeval now;
	char me[32];
	bool primary = !server->stepped_down;

	gettimeofday(&now, NULL);
	snprintf(me, sizeof me, "%s:%d", server->ipv6 ? "[::1]" : "127.0.0.1", server->port);
	bson_append_bool(reply, legacy ? "ismaster" : "isWritablePrimary", -1, primary);
	bson_append_bool(reply, "helloOk", -1, true);
	if (server->sharded) {
		bson_append_utf8(reply, "msg", -1, "isdbgrid", -1);
	} else if (server->set_name[0]) {
		bson_append_utf8(reply, "setName", -1, server->set_name, -1);
		bson_append_int32(reply, "setVersion", -1, 1);
		BCON_APPEND(reply, "hosts", "[", BCON_UTF8(me), "]");
		bson_append_utf8(reply, "me", -1, me, -1);
		if (primary)
			bson_append_utf8(reply, "primary", -1, me, -1);
		bson_append_bool(reply, "secondary", -1, !primary);
	}
	bson_append_int32(reply, "maxBsonObjectSize", -1, WIRE_DOC_MAX);
	bson_append_int32(reply, "maxMessageSizeBytes", -1, WIRE_MESSAGE_MAX);
	bson_append_int32(reply, "maxWriteBatchSize", -1, WIRE_BATCH_MAX);
	bson_append_date_time(reply, "localTime", -1,
			      (int64_t)now.tv_sec * 1000 + now.tv_usec / 1000 + server->clock_ms);
	bson_append_int32(reply, "logicalSessionTimeoutMinutes", -1, 30);
	bson_append_int32(reply, "minWireVersion", -1, 0);
	bson_append_int32(reply, "maxWireVersion", -1, 17);
	bson_append_bool(reply, "readOnly", -1, false);
	if (server->user && field_text(command, "saslSupportedMechs")) {
		if (server->mechanism)
			BCON_APPEND(reply, "saslSupportedMechs", "[", BCON_UTF8(server->mechanism), "]");
		else
			BCON_APPEND(reply, "saslSupportedMechs", "[", "SCRAM-SHA-1", "SCRAM-SHA-256", "]");
	}
	bson_append_double(reply, "ok", -1, 1);
}

static void put_ok(bson_t *reply)
{
	bson_append_double(reply, "ok", -1, 1);
}

static void create_indexes(struct server *server, const char *ns, const bson_t *command, bson_t *reply)
{
	struct collection *coll = data_find(server, ns, true);
	const uint8_t *bytes;
	bson_iter_t item;
	bson_t list, index;
	uint32_t len;

	if (field_doc(command, "indexes", &list) && bson_iter_init(&item, &list))
		while (bson_iter_next(&item)) {
			bson_iter_document(&item, &len, &bytes);
			bson_init_static(&index, bytes, len);
			data_note_index(server, coll, &index);
		}
	put_ok(reply);
}

static void list_indexes(struct server *server, const char *ns, bson_t *reply)
{
	struct collection *coll = data_find(server, ns, false);
	bson_t out, batch;
	bson_iter_t item;
	uint32_t count = 1;
	const char *key;
	char digits[16];

	if (!coll) {
		reply_error(reply, 26, "NamespaceNotFound", "ns does not exist");
		return;
	}
	bson_append_document_begin(reply, "cursor", -1, &out);
	bson_append_array_begin(&out, "firstBatch", -1, &batch);
	BCON_APPEND(&batch, "0", "{", "v", BCON_INT32(2), "key", "{", "_id", BCON_INT32(1), "}", "name",
		    "_id_", "}");
	bson_iter_init(&item, coll->indexes);
	while (bson_iter_next(&item)) {
		bson_uint32_to_string(count++, &key, digits, sizeof digits);
		bson_append_iter(&batch, key, -1, &item);
	}
	bson_append_array_end(&out, &batch);
	bson_append_int64(&out, "id", -1, 0);
	bson_append_utf8(&out, "ns", -1, ns, -1);
	bson_append_document_end(reply, &out);
	put_ok(reply);
}

static void drop_database(struct server *server, const char *db, bson_t *reply)
{
	size_t len = strlen(db);

	for (struct collection *coll = server->collections; coll; coll = coll->next)
		if (!strncmp(coll->ns, db, len) && coll->ns[len] == '.')
			data_clear(server, coll);
	put_ok(reply);
}

static void run_on_collection(struct server *server, const char *name, const bson_t *command, bson_t *reply)
{
	const char *db = field_text(command, "$db"), *coll = field_text(command, name);
	char *ns = bson_strdup_printf("%s.%s", db ? db : "test", coll ? coll : "");

	if (!strcmp(name, "insert"))
		crud_insert(server, ns, command, reply);
	else if (!strcmp(name, "find"))
		crud_find(server, ns, command, reply);
	else if (!strcmp(name, "update"))
		crud_update(server, ns, command, reply);
	else if (!strcmp(name, "delete"))
		crud_delete(server, ns, command, reply);
	else if (!strcmp(name, "count"))
		crud_count(server, ns, command, reply);
	else if (!strcmp(name, "createIndexes"))
		create_indexes(server, ns, command, reply);
	else if (!strcmp(name, "listIndexes"))
		list_indexes(server, ns, reply);
	else if (!strcmp(name, "drop")) {
		data_clear(server, data_find(server, ns, true));
		put_ok(reply);
	} else
		reply_error(reply, 59, "CommandNotFound", "no such command");
	bson_free(ns);
}

static void run(struct conn *conn, const char *name, const bson_t *command, bson_t *reply)
{
	struct server *server = conn->server;
	const char *db = field_text(command, "$db");

	if (!strcmp(name, "hello") || !strcasecmp(name, "ismaster"))
		put_hello(server, command, reply);
	else if (!strcmp(name, "saslStart"))
		scram_start(conn, command, reply);
	else if (!strcmp(name, "saslContinue"))
		scram_continue(conn, command, reply);
	else if (server->user && !conn->authenticated)
		reply_error(reply, 13, "Unauthorized", "command requires authentication");
	else if (server->stepped_down && strcmp(name, "endSessions") != 0)
		reply_error(reply, 10107, "NotWritablePrimary", "not primary");
	else if (!strcmp(name, "getMore"))
		crud_get_more(server, command, reply);
	else if (!strcmp(name, "killCursors"))
		crud_kill(server, command, reply);
	else if (!strcmp(name, "ping") || !strcmp(name, "endSessions"))
		put_ok(reply);
	else if (!strcmp(name, "dropDatabase"))
		drop_database(server, db ? db : "test", reply);
	else if (!admin_run(server, name, db ? db : "test", command, reply))
		run_on_collection(server, name, command, reply);
}

/* The session's entry for a retryable write; NULL if the command is none. */
static struct retry *retry_of(struct server *server, const bson_t *command)
{
	int64_t txn = field_int(command, "txnNumber", -1);
	struct retry *retry;
	bson_iter_t iter, id;
	const uint8_t *bytes;
	uint32_t len;

	if (txn < 0 || !bson_iter_init(&iter, command) || !bson_iter_find_descendant(&iter, "lsid.id", &id) ||
	    !BSON_ITER_HOLDS_BINARY(&id))
		return NULL;
	bson_iter_binary(&id, NULL, &len, &bytes);
	if (len != 16)
		return NULL;
	for (retry = server->retries; retry; retry = retry->next)
		if (!memcmp(retry->lsid, bytes, 16))
			return retry;
	retry = bson_malloc0(sizeof *retry);
	memcpy(retry->lsid, bytes, 16);
	retry->txn = -1;
	retry->next = server->retries;
	server->retries = retry;
	return retry;
}

static void run_once(struct conn *conn, const char *name, const bson_t *command, bson_t *reply)
{
	struct retry *retry = retry_of(conn->server, command);
	int64_t txn = field_int(command, "txnNumber", -1);

	if (retry && retry->txn == txn && retry->reply) {
		bson_destroy(reply);
		bson_copy_to(retry->reply, reply);
		return;
	}
	run(conn, name, command, reply);
	if (retry) {
		if (retry->reply)
			bson_destroy(retry->reply);
		retry->reply = bson_copy(reply);
		retry->txn = txn;
	}
}

static void count_call(struct server *server, const char *name)
{
	struct count **slot = &server->counts;

	while (*slot && strcmp((*slot)->name, name))
		slot = &(*slot)->next;
	if (!*slot) {
		*slot = bson_malloc0(sizeof **slot);
		snprintf((*slot)->name, sizeof(*slot)->name, "%s", name);
	}
	(*slot)->calls++;
}

static void put_concern_error(bson_t *reply, int64_t code)
{
	BCON_APPEND(reply, "writeConcernError", "{", "code", BCON_INT32((int32_t)code), "codeName",
		    "WriteConcernFailed", "errmsg", "waiting for replication timed out", "}");
}

/* E11000 for a document that nobody has. */
static void claim_duplicate(bson_t *reply, int64_t index)
{
	BCON_APPEND(reply, "n", BCON_INT32((int32_t)index), "writeErrors", "[", "{", "index", BCON_INT32((int32_t)index),
		    "code", BCON_INT32(11000), "errmsg", "E11000 duplicate key error", "}", "]", "ok", BCON_DOUBLE(1));
}

/* What is wrong with the reply to a command that was done. False: it is not sent. */
static bool spoil(struct conn *conn, const struct fault *fault, bson_t *reply)
{
	switch (fault->kind) {
	case FAULT_CONCERN: put_concern_error(reply, fault->arg); break;
	case FAULT_CUT_REPLY: conn->reply_cut = fault->arg; break;
	case FAULT_LENGTH:
		conn->length_is_lie = true;
		conn->reply_length = (int32_t)fault->arg;
		break;
	case FAULT_LIE: conn->server->lies += lie_tell(reply, fault->arg); break;
	case FAULT_REVERSE: lie_order(reply, false); break;
	case FAULT_TWICE: lie_order(reply, true); break;
	case FAULT_CUT_AFTER: return false;
	case FAULT_CUT_BEFORE:
	case FAULT_ERROR:
	case FAULT_DELAY:
	case FAULT_DUPLICATE:
	case FAULT_STEP_DOWN: break;
	}
	return true;
}

bool command_run(struct conn *conn, const bson_t *command, bson_t *reply)
{
	struct server *server = conn->server;
	struct fault fault = {.kind = FAULT_DELAY};
	const char *name = command_name(command);
	bool faulty;

	pthread_mutex_lock(&server->lock);
	count_call(server, name);
	faulty = fault_next(server, name, &fault);
	server->stepped_down |= faulty && fault.kind == FAULT_STEP_DOWN;
	pthread_mutex_unlock(&server->lock);
	if (server->verbose) {
		char *json = bson_as_relaxed_extended_json(command, NULL);

		fprintf(stderr, "wire: %.600s\n", json);
		bson_free(json);
	}
	if (faulty && fault.kind == FAULT_CUT_BEFORE)
		return false;
	if (faulty && fault.kind == FAULT_ERROR) {
		reply_error(reply, (int32_t)fault.arg, "Fault", "the test asked for this error");
		return true;
	}
	if (faulty && fault.kind == FAULT_DUPLICATE) {
		claim_duplicate(reply, fault.arg);
		return true;
	}
	if (faulty && fault.kind == FAULT_DELAY)
		nanosleep(&(struct timespec){fault.arg / 1000, fault.arg % 1000 * 1000000}, NULL);
	pthread_mutex_lock(&server->lock);
	run_once(conn, name, command, reply);
	pthread_mutex_unlock(&server->lock);
	return !faulty || spoil(conn, &fault, reply);
}
