/* SPDX-License-Identifier: MIT
 * Wire server: collections in memory, in order of _id, and the file of records that they are read from again.
 */
#include "tests/wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct doc *doc_ref(struct doc *doc)
{
	doc->refs++;
	return doc;
}

void doc_unref(struct doc *doc)
{
	if (--doc->refs > 0)
		return;
	bson_destroy(doc->body);
	bson_free(doc);
}

/* One record a change: {op, ns, doc}. */
static void record(struct server *server, const char *op, const char *ns, const bson_t *doc)
{
	bson_t rec = BSON_INITIALIZER;

	if (server->file) {
		bson_append_utf8(&rec, "op", -1, op, -1);
		bson_append_utf8(&rec, "ns", -1, ns, -1);
		bson_append_document(&rec, "doc", -1, doc);
		fwrite(bson_get_data(&rec), 1, rec.len, server->file);
		fflush(server->file);
	}
	bson_destroy(&rec);
}

struct collection *data_find(struct server *server, const char *ns, bool make)
{
	struct collection *coll = server->collections;

	while (coll && strcmp(coll->ns, ns))
		coll = coll->next;
	if (coll || !make)
		return coll;
	coll = bson_malloc0(sizeof *coll);
	coll->ns = bson_strdup(ns);
	coll->indexes = bson_new();
	coll->next = server->collections;
	server->collections = coll;
	return coll;
}

static int compare_at(const struct collection *coll, size_t at, const bson_iter_t *id)
{
	bson_iter_t mine;

	bson_iter_init_find(&mine, coll->docs[at]->body, "_id");
	return value_compare(&mine, id);
}

size_t data_lower_bound(const struct collection *coll, const bson_iter_t *id)
{
	size_t low = 0, high = coll->count;

	if (high && compare_at(coll, high - 1, id) < 0)
		return high; /* rows mostly come in order */
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare_at(coll, mid, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct doc *data_get(struct collection *coll, const bson_iter_t *id)
{
	size_t at = data_lower_bound(coll, id);

	return at < coll->count && compare_at(coll, at, id) == 0 ? coll->docs[at] : NULL;
}

bool data_insert(struct server *server, struct collection *coll, bson_t *body)
{
	bson_iter_t id;
	struct doc *doc;
	size_t at;

	bson_iter_init_find(&id, body, "_id");
	at = data_lower_bound(coll, &id);
	if (at < coll->count && compare_at(coll, at, &id) == 0) {
		bson_destroy(body);
		return false;
	}
	if (coll->count == coll->cap) {
		coll->cap = coll->cap ? 2 * coll->cap : 64;
		coll->docs = bson_realloc(coll->docs, coll->cap * sizeof *coll->docs);
	}
	doc = bson_malloc0(sizeof *doc);
	doc->refs = 1;
	doc->body = body;
	memmove(coll->docs + at + 1, coll->docs + at, (coll->count - at) * sizeof *coll->docs);
	coll->docs[at] = doc;
	coll->count++;
	record(server, "put", coll->ns, body);
	return true;
}

void data_replace(struct server *server, struct collection *coll, struct doc *old, bson_t *body)
{
	for (size_t at = 0; at < coll->count; at++) {
		if (coll->docs[at] != old)
			continue;
		data_remove(server, coll, at);
		data_insert(server, coll, body);
		return;
	}
	bson_destroy(body);
}

void data_remove(struct server *server, struct collection *coll, size_t at)
{
	struct doc *doc = coll->docs[at];

	record(server, "del", coll->ns, doc->body);
	coll->count--;
	memmove(coll->docs + at, coll->docs + at + 1, (coll->count - at) * sizeof *coll->docs);
	doc_unref(doc);
}

void data_clear(struct server *server, struct collection *coll)
{
	while (coll->count)
		data_remove(server, coll, coll->count - 1);
	bson_reinit(coll->indexes);
}

void data_note_index(struct server *server, struct collection *coll, const bson_t *index)
{
	const char *key;
	char digits[16];

	bson_uint32_to_string(bson_count_keys(coll->indexes), &key, digits, sizeof digits);
	bson_append_document(coll->indexes, key, -1, index);
	record(server, "index", coll->ns, index);
}

static void replay(struct server *server, const bson_t *rec)
{
	const char *op = field_text(rec, "op"), *ns = field_text(rec, "ns");
	struct collection *coll;
	bson_iter_t id;
	bson_t doc;

	if (!op || !ns || !field_doc(rec, "doc", &doc))
		return;
	coll = data_find(server, ns, true);
	if (!strcmp(op, "put"))
		data_insert(server, coll, bson_copy(&doc));
	else if (!strcmp(op, "index"))
		data_note_index(server, coll, &doc);
	else if (bson_iter_init_find(&id, &doc, "_id") && data_get(coll, &id))
		data_remove(server, coll, data_lower_bound(coll, &id));
}

/* A collection's documents as they were. */
struct saved {
	struct collection *coll;
	struct doc **docs;
	size_t count;
	struct saved *next;
};

void data_save(struct server *server)
{
	for (struct collection *coll = server->collections; coll; coll = coll->next) {
		struct saved *saved = bson_malloc0(sizeof *saved);

		*saved = (struct saved){coll, bson_malloc0((coll->count + 1) * sizeof *coll->docs), coll->count,
					server->saved};
		for (size_t i = 0; i < coll->count; i++)
			saved->docs[i] = doc_ref(coll->docs[i]);
		server->saved = saved;
	}
}

static void forget_retries(struct server *server)
{
	for (struct retry *next; server->retries; server->retries = next) {
		next = server->retries->next;
		bson_destroy(server->retries->reply);
		bson_free(server->retries);
	}
}

void data_restore(struct server *server)
{
	while (server->cursors)
		cursor_drop(server, server->cursors);
	forget_retries(server);
	for (struct collection *coll = server->collections; coll; coll = coll->next)
		data_clear(server, coll);
	for (struct saved *saved = server->saved; saved; saved = saved->next)
		for (size_t i = 0; i < saved->count; i++)
			data_insert(server, saved->coll, bson_copy(saved->docs[i]->body));
}

/* A record cut short by a kill ends the file: what stands before it counts. */
void data_open(struct server *server, const char *path)
{
	FILE *file = fopen(path, "a+b");
	bson_reader_t *reader;
	const bson_t *rec;
	off_t good = 0;
	bool eof = false;

	if (!file) {
		perror(path);
		exit(1);
	}
	rewind(file);
	reader = bson_reader_new_from_fd(fileno(file), false);
	while ((rec = bson_reader_read(reader, &eof))) {
		replay(server, rec);
		good += rec->len;
	}
	bson_reader_destroy(reader);
	if (ftruncate(fileno(file), good))
		perror(path);
	fseek(file, 0, SEEK_END);
	server->file = file;
}
