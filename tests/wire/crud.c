/* SPDX-License-Identifier: MIT
 * Wire server: insert, find and the cursors it leaves, count. */
#include "tests/wire/wire.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_BATCH = 101, REPLY_MAX = 16 * 1024 * 1024 };

static void put_duplicate(bson_t *errors, const char *ns, const bson_iter_t *id, uint32_t index)
{
	bson_t shown = BSON_INITIALIZER, error;
	const char *key;
	char digits[16], *json, *text;

	bson_append_iter(&shown, "_id", -1, id);
	json = bson_as_relaxed_extended_json(&shown, NULL);
	text = bson_strdup_printf("E11000 duplicate key error collection: %s index: _id_ dup key: %s", ns,
				  json);
	bson_uint32_to_string(bson_count_keys(errors), &key, digits, sizeof digits);
	bson_append_document_begin(errors, key, -1, &error);
	bson_append_int32(&error, "index", -1, (int32_t)index);
	bson_append_int32(&error, "code", -1, 11000);
	bson_append_utf8(&error, "errmsg", -1, text, -1);
	BCON_APPEND(&error, "keyPattern", "{", "_id", BCON_INT32(1), "}");
	bson_append_document(&error, "keyValue", -1, &shown);
	bson_append_document_end(errors, &error);
	bson_free(text);
	bson_free(json);
	bson_destroy(&shown);
}

/* The document as it is stored: with an _id, which the server gives if the client did not. */
static bson_t *with_id(const bson_iter_t *item)
{
	const uint8_t *bytes;
	uint32_t len;
	bson_t view, *out;
	bson_oid_t oid;

	bson_iter_document(item, &len, &bytes);
	bson_init_static(&view, bytes, len);
	if (bson_has_field(&view, "_id"))
		return bson_copy(&view);
	out = bson_new();
	bson_oid_init(&oid, NULL);
	bson_append_oid(out, "_id", -1, &oid);
	bson_concat(out, &view);
	return out;
}

void crud_insert(struct server *server, const char *ns, const bson_t *command, bson_t *reply)
{
	struct collection *coll = data_find(server, ns, true);
	bool ordered = field_int(command, "ordered", 1);
	bson_t docs, errors = BSON_INITIALIZER;
	int32_t done = 0;
	uint32_t index = 0;
	bson_iter_t item;

	if (!field_doc(command, "documents", &docs)) {
		reply_error(reply, 9, "FailedToParse", "insert needs documents");
		return;
	}
	bson_iter_init(&item, &docs);
	for (; bson_iter_next(&item) && BSON_ITER_HOLDS_DOCUMENT(&item); index++) {
		bson_t *body = with_id(&item);
		bson_t *kept = bson_copy(body);
		bson_iter_t id;

		if (data_insert(server, coll, body)) {
			done++;
			bson_destroy(kept);
			continue;
		}
		bson_iter_init_find(&id, kept, "_id");
		put_duplicate(&errors, ns, &id, index);
		bson_destroy(kept);
		if (ordered)
			break;
	}
	bson_append_int32(reply, "n", -1, done);
	if (!bson_empty(&errors))
		bson_append_array(reply, "writeErrors", -1, &errors);
	bson_append_double(reply, "ok", -1, 1);
	bson_destroy(&errors);
}

static void cursor_free(struct cursor *cursor)
{
	for (size_t i = cursor->at; i < cursor->count; i++)
		doc_unref(cursor->docs[i]);
	if (cursor->projection)
		bson_destroy(cursor->projection);
	bson_free(cursor->docs);
	bson_free(cursor->ns);
	bson_free(cursor);
}

/* Appends one batch; the cursor is freed when it is used up, else kept under its id. */
static void put_batch(struct server *server, struct cursor *cursor, const char *name, int64_t max,
		      bson_t *reply)
{
	bson_t out, batch;
	const char *key;
	char digits[16];
	uint32_t index = 0;

	bson_append_document_begin(reply, "cursor", -1, &out);
	bson_append_array_begin(&out, name, -1, &batch);
	if (server->batch_max && (max == 0 || max > server->batch_max))
		max = server->batch_max;
	while (cursor->at < cursor->count && (max == 0 || index < max) && batch.len < REPLY_MAX) {
		struct doc *doc = cursor->docs[cursor->at++];
		bson_t *body = query_project(doc->body, cursor->projection);

		bson_uint32_to_string(index++, &key, digits, sizeof digits);
		bson_append_document(&batch, key, -1, body);
		bson_destroy(body);
		doc_unref(doc);
	}
	bson_append_array_end(&out, &batch);
	if (cursor->at < cursor->count) {
		if (!cursor->id) {
			cursor->id = ++server->next_cursor + (int64_t)1000000007 * 1000;
			cursor->next = server->cursors;
			server->cursors = cursor;
		}
		bson_append_int64(&out, "id", -1, cursor->id);
	} else {
		bson_append_int64(&out, "id", -1, 0);
	}
	bson_append_utf8(&out, "ns", -1, cursor->ns, -1);
	bson_append_document_end(reply, &out);
	bson_append_double(reply, "ok", -1, 1);
}

static struct cursor **cursor_slot(struct server *server, int64_t id)
{
	struct cursor **slot = &server->cursors;

	while (*slot && (*slot)->id != id)
		slot = &(*slot)->next;
	return slot;
}

void cursor_drop(struct server *server, struct cursor *cursor)
{
	struct cursor **slot = cursor_slot(server, cursor->id);

	if (cursor->id && *slot)
		*slot = cursor->next;
	cursor_free(cursor);
}

void crud_find(struct server *server, const char *ns, const bson_t *command, bson_t *reply)
{
	struct cursor *cursor = bson_malloc0(sizeof *cursor);
	bson_t empty = BSON_INITIALIZER, filter, sort, projection;
	int64_t skip = field_int(command, "skip", 0), limit = field_int(command, "limit", 0);

	if (!field_doc(command, "filter", &filter))
		bson_init_static(&filter, bson_get_data(&empty), empty.len);
	cursor->ns = bson_strdup(ns);
	cursor->docs = query_select(data_find(server, ns, false), &filter, &cursor->count);
	if (field_doc(command, "sort", &sort))
		query_sort(cursor->docs, cursor->count, &sort);
	if (field_doc(command, "projection", &projection))
		cursor->projection = bson_copy(&projection);
	while (skip-- > 0 && cursor->at < cursor->count)
		doc_unref(cursor->docs[cursor->at++]);
	limit = limit < 0 ? -limit : limit;
	while (limit > 0 && cursor->count - cursor->at > (size_t)limit)
		doc_unref(cursor->docs[--cursor->count]);
	put_batch(server, cursor, "firstBatch", field_int(command, "batchSize", FIRST_BATCH), reply);
	if (cursor->at >= cursor->count || field_int(command, "singleBatch", 0))
		cursor_drop(server, cursor);
	bson_destroy(&empty);
}

void crud_get_more(struct server *server, const bson_t *command, bson_t *reply)
{
	struct cursor *cursor = *cursor_slot(server, field_int(command, "getMore", 0));

	if (!cursor) {
		reply_error(reply, 43, "CursorNotFound", "cursor id not found");
		return;
	}
	put_batch(server, cursor, "nextBatch", field_int(command, "batchSize", 0), reply);
	if (cursor->at >= cursor->count)
		cursor_drop(server, cursor);
}

void crud_kill(struct server *server, const bson_t *command, bson_t *reply)
{
	bson_t ids;
	bson_iter_t id;

	if (field_doc(command, "cursors", &ids) && bson_iter_init(&id, &ids))
		while (bson_iter_next(&id)) {
			struct cursor *cursor = *cursor_slot(server, bson_iter_as_int64(&id));

			if (cursor)
				cursor_drop(server, cursor);
		}
	bson_append_double(reply, "ok", -1, 1);
}

void crud_count(struct server *server, const char *ns, const bson_t *command, bson_t *reply)
{
	bson_t empty = BSON_INITIALIZER, filter;
	struct doc **docs;
	size_t count;

	if (!field_doc(command, "query", &filter))
		bson_init_static(&filter, bson_get_data(&empty), empty.len);
	docs = query_select(data_find(server, ns, false), &filter, &count);
	for (size_t i = 0; i < count; i++)
		doc_unref(docs[i]);
	bson_append_int32(reply, "n", -1, (int32_t)count);
	bson_append_double(reply, "ok", -1, 1);
	bson_free(docs);
	bson_destroy(&empty);
}
