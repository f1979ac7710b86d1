/* SPDX-License-Identifier: MIT
 * Wire server: replies that no server should give: fields missing or of a wrong type, documents out of order,
 * documents twice. */
#include "tests/wire/wire.h"

#include <math.h>
#include <string.h>

enum { LIES = 10 };

static bool is_batch(const char *key)
{
	return !strcmp(key, "firstBatch") || !strcmp(key, "nextBatch");
}

static void put_lie(bson_t *out, const char *key, int lie)
{
	bson_t empty = BSON_INITIALIZER;

	switch (lie) {
	case 0: break; /* missing */
	case 1: bson_append_int32(out, key, -1, -1); break;
	case 2: bson_append_int64(out, key, -1, INT64_MAX); break;
	case 3: bson_append_double(out, key, -1, NAN); break;
	case 4: bson_append_double(out, key, -1, -1e300); break;
	case 5: bson_append_utf8(out, key, -1, "x\x1b[2J\n", -1); break;
	case 6: bson_append_null(out, key, -1); break;
	case 7: bson_append_document(out, key, -1, &empty); break;
	case 8: bson_append_array(out, key, -1, &empty); break;
	case 9: bson_append_bool(out, key, -1, false); break;
	}
	bson_destroy(&empty);
}

/* Copies, with lie number *at of all that could be told put in; counts *at down on the way. Documents of a batch
 * are taken as wholes. */
static void copy_lying(bson_t *out, bson_iter_t *iter, int64_t *at, bool inside)
{
	while (bson_iter_next(iter)) {
		const char *key = bson_iter_key(iter);
		bson_iter_t child;
		bson_t sub;

		if (*at >= 0 && *at < LIES) {
			put_lie(out, key, (int)*at);
			*at = -1;
			continue;
		}
		*at -= *at >= 0 ? LIES : 0;
		if (inside || *at < 0 || !bson_iter_recurse(iter, &child)) {
			bson_append_iter(out, NULL, 0, iter);
		} else if (BSON_ITER_HOLDS_ARRAY(iter)) {
			bson_append_array_begin(out, key, -1, &sub);
			copy_lying(&sub, &child, at, is_batch(key));
			bson_append_array_end(out, &sub);
		} else {
			bson_append_document_begin(out, key, -1, &sub);
			copy_lying(&sub, &child, at, false);
			bson_append_document_end(out, &sub);
		}
	}
}

bool lie_tell(bson_t *reply, int64_t which)
{
	bson_t out = BSON_INITIALIZER;
	bson_iter_t iter;

	bson_iter_init(&iter, reply);
	copy_lying(&out, &iter, &which, false);
	bson_destroy(reply);
	bson_steal(reply, &out);
	return which < 0;
}

static void copy_item(bson_t *out, const bson_t *batch, uint32_t from, uint32_t to)
{
	const char *key;
	char digits[16];
	bson_iter_t iter;

	bson_uint32_to_string(from, &key, digits, sizeof digits);
	if (!bson_iter_init_find(&iter, batch, key))
		return;
	bson_uint32_to_string(to, &key, digits, sizeof digits);
	bson_append_iter(out, key, -1, &iter);
}

static void copy_batch(bson_t *out, const bson_t *batch, bool twice)
{
	uint32_t count = bson_count_keys(batch);

	for (uint32_t i = 0; i < count; i++) {
		copy_item(out, batch, twice ? i : count - 1 - i, twice ? 2 * i : i);
		if (twice)
			copy_item(out, batch, i, 2 * i + 1);
	}
}

/* The documents of a find's reply in the opposite order, or each of them twice. */
void lie_order(bson_t *reply, bool twice)
{
	bson_t out = BSON_INITIALIZER, cursor, batch, sub, list;
	bson_iter_t iter;

	if (!field_doc(reply, "cursor", &cursor) || !bson_iter_init(&iter, &cursor))
		return;
	bson_append_document_begin(&out, "cursor", -1, &sub);
	while (bson_iter_next(&iter)) {
		const char *key = bson_iter_key(&iter);

		if (!is_batch(key) || !field_doc(&cursor, key, &batch)) {
			bson_append_iter(&sub, NULL, 0, &iter);
			continue;
		}
		bson_append_array_begin(&sub, key, -1, &list);
		copy_batch(&list, &batch, twice);
		bson_append_array_end(&sub, &list);
	}
	bson_append_document_end(&out, &sub);
	bson_copy_to_excluding_noinit(reply, &out, "cursor", NULL);
	bson_destroy(reply);
	bson_steal(reply, &out);
}
