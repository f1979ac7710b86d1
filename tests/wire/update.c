/* SPDX-License-Identifier: MIT
 * Wire server: update and delete. */
#include "tests/wire/wire.h"

#include <string.h>

/* Sets one top-level field, in its place if it is there. */
static bson_t *with_field(bson_t *doc, const bson_iter_t *value, bool add)
{
	bson_t *out = bson_new();
	bson_iter_t iter, sum;
	bool seen = false;
	int64_t total;

	bson_iter_init(&iter, doc);
	while (bson_iter_next(&iter)) {
		if (strcmp(bson_iter_key(&iter), bson_iter_key(value))) {
			bson_append_iter(out, NULL, 0, &iter);
			continue;
		}
		seen = true;
		sum = iter;
		total = bson_iter_as_int64(&sum) + bson_iter_as_int64(value);
		if (add)
			bson_append_int64(out, bson_iter_key(value), -1, total);
		else
			bson_append_iter(out, NULL, 0, value);
	}
	if (!seen)
		bson_append_iter(out, NULL, 0, value);
	bson_destroy(doc);
	return out;
}

static bson_t *without_field(bson_t *doc, const char *key)
{
	bson_t *out = bson_new();

	bson_copy_to_excluding_noinit(doc, out, key, NULL);
	bson_destroy(doc);
	return out;
}

/* old: takes it. Replacements keep the _id. */
static bson_t *changed(bson_t *old, const bson_t *change, bool inserting)
{
	bson_iter_t op, field, id;

	if (!bson_iter_init(&op, change) || !bson_iter_next(&op) || bson_iter_key(&op)[0] != '$') {
		bson_t *out = bson_new();

		if (!bson_has_field(change, "_id") && bson_iter_init_find(&id, old, "_id"))
			bson_append_iter(out, NULL, 0, &id);
		bson_concat(out, change);
		bson_destroy(old);
		return out;
	}
	do {
		const char *name = bson_iter_key(&op);

		if (!bson_iter_recurse(&op, &field) || (!strcmp(name, "$setOnInsert") && !inserting))
			continue;
		while (bson_iter_next(&field))
			old = !strcmp(name, "$unset") ? without_field(old, bson_iter_key(&field))
						      : with_field(old, &field, !strcmp(name, "$inc"));
	} while (bson_iter_next(&op));
	return old;
}

/* What an upsert starts from: the equalities of the filter. */
static bson_t *seed_of(const bson_t *filter)
{
	bson_t *out = bson_new();
	bson_iter_t iter;
	bson_oid_t oid;

	bson_iter_init(&iter, filter);
	while (bson_iter_next(&iter))
		if (bson_iter_key(&iter)[0] != '$' && !BSON_ITER_HOLDS_DOCUMENT(&iter))
			bson_append_iter(out, NULL, 0, &iter);
	if (!bson_has_field(out, "_id")) {
		bson_oid_init(&oid, NULL);
		bson_append_oid(out, "_id", -1, &oid);
	}
	return out;
}

struct tally {
	int32_t matched, modified;
	uint32_t upserts;
};

static void update_one(struct server *server, struct collection *coll, const bson_t *statement,
		       struct tally *tally, bson_t *upserted, uint32_t index)
{
	bson_t filter, change, one;
	struct doc **docs;
	size_t count, use;
	bson_iter_t id;
	const char *key;
	char digits[16];

	if (!field_doc(statement, "q", &filter) || !field_doc(statement, "u", &change))
		return;
	docs = query_select(coll, &filter, &count);
	use = field_int(statement, "multi", 0) || count == 0 ? count : 1;
	for (size_t i = 0; i < count; i++) {
		if (i < use) {
			bson_t *body = changed(bson_copy(docs[i]->body), &change, false);

			tally->modified += !bson_equal(body, docs[i]->body);
			data_replace(server, coll, docs[i], body);
		}
		doc_unref(docs[i]);
	}
	bson_free(docs);
	tally->matched += (int32_t)use;
	if (count == 0 && field_int(statement, "upsert", 0)) {
		bson_t *body = changed(seed_of(&filter), &change, true);

		bson_uint32_to_string(tally->upserts++, &key, digits, sizeof digits);
		bson_append_document_begin(upserted, key, -1, &one);
		bson_append_int32(&one, "index", -1, (int32_t)index);
		if (bson_iter_init_find(&id, body, "_id"))
			bson_append_iter(&one, "_id", -1, &id);
		bson_append_document_end(upserted, &one);
		tally->matched++;
		data_insert(server, coll, body);
	}
}

void crud_update(struct server *server, const char *ns, const bson_t *command, bson_t *reply)
{
	struct collection *coll = data_find(server, ns, true);
	struct tally tally = {0};
	bson_t list, upserted = BSON_INITIALIZER, statement;
	bson_iter_t item;
	const uint8_t *bytes;
	uint32_t len;

	if (field_doc(command, "updates", &list) && bson_iter_init(&item, &list))
		for (uint32_t index = 0; bson_iter_next(&item); index++) {
			bson_iter_document(&item, &len, &bytes);
			bson_init_static(&statement, bytes, len);
			update_one(server, coll, &statement, &tally, &upserted, index);
		}
	bson_append_int32(reply, "n", -1, tally.matched);
	bson_append_int32(reply, "nModified", -1, tally.modified);
	if (tally.upserts)
		bson_append_array(reply, "upserted", -1, &upserted);
	bson_append_double(reply, "ok", -1, 1);
	bson_destroy(&upserted);
}

static int32_t delete_matching(struct server *server, struct collection *coll, const bson_t *statement)
{
	int64_t limit = field_int(statement, "limit", 0);
	int32_t gone = 0;
	bson_t filter;

	if (!field_doc(statement, "q", &filter))
		return 0;
	for (size_t at = 0; at < coll->count && (limit == 0 || gone < limit);) {
		if (query_match(coll->docs[at]->body, &filter)) {
			data_remove(server, coll, at);
			gone++;
		} else {
			at++;
		}
	}
	return gone;
}

void crud_delete(struct server *server, const char *ns, const bson_t *command, bson_t *reply)
{
	struct collection *coll = data_find(server, ns, true);
	bson_t list, statement;
	bson_iter_t item;
	int32_t gone = 0;
	const uint8_t *bytes;
	uint32_t len;

	if (field_doc(command, "deletes", &list) && bson_iter_init(&item, &list))
		while (bson_iter_next(&item)) {
			bson_iter_document(&item, &len, &bytes);
			bson_init_static(&statement, bytes, len);
			gone += delete_matching(server, coll, &statement);
		}
	bson_append_int32(reply, "n", -1, gone);
	bson_append_double(reply, "ok", -1, 1);
}
