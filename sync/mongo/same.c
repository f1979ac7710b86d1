/* SPDX-License-Identifier: MIT
 * Whether a document of the server is what this store holds at its place. */
#include "sync/mongo/place.h"
#include "sync/mongo/states.h"

struct str doc_id(const bson_t *doc)
{
	struct str id = {0};
	bson_iter_t iter;
	uint32_t len;

	if (bson_iter_init_find(&iter, doc, "_id") && BSON_ITER_HOLDS_UTF8(&iter)) {
		id.s = bson_iter_utf8(&iter, &len);
		id.len = len;
	}
	return id;
}

int own_row_equals(struct sync *sync, int64_t n, const bson_t *doc, struct err *err)
{
	return place_has_hash(sync, sync->own.log, n, doc, err);
}

/* A rebuilt server may have other types of numbers, so a good row with our hash is the same. And so are the bytes that
 * we sent, whatever this version thinks of their values. */
static bool is_same_row(const struct row_codec *codec, const struct row *held, const bson_t *doc, struct arena *arena)
{
	uint64_t theirs;
	const char *why;
	struct row row;
	bson_t *sent;
	bool same;

	if (!row_hash_of(doc, &theirs) || theirs != row_hash(held, codec->learner, codec->key))
		return false;
	if (row_decode(codec, doc, held->log, held->n, &row, arena, &why) == ROW_GOOD)
		return true;
	sent = row_encode(codec, held);
	same = bson_equal(sent, doc);
	bson_destroy(sent);
	return same;
}

/* In quarantine the same bytes are the same only as long as they are no row. */
static int is_same_raw(struct sync *sync, uint64_t log, int64_t n, const bson_t *doc, struct arena *arena,
		       struct err *err)
{
	const char *why;
	struct row row;
	struct str raw;
	int rc = sync->ops->raw(sync->store, log, n, &raw, arena, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	return str_eq(raw, bytes_of(doc)) && row_decode(&sync->codec, doc, log, n, &row, arena, &why) != ROW_GOOD;
}

bool raw_is_sent(struct sync *sync, uint64_t log, int64_t n, struct str raw)
{
	uint64_t their_log;
	int64_t their_n;
	bson_t doc;

	return raw.len && bson_init_static(&doc, (const uint8_t *)raw.s, raw.len) &&
	       place_parse(doc_id(&doc), sync->codec.learner, &their_log, &their_n) && their_log == log &&
	       their_n == n;
}

int place_is_same(struct sync *sync, uint64_t log, int64_t n, const bson_t *doc, struct err *err)
{
	struct arena arena = {0};
	struct row held;
	int rc = sync->ops->get(sync->store, log, n, &held, &arena, err);

	if (rc == 0)
		rc = is_same_row(&sync->codec, &held, doc, &arena);
	else if (rc == 1)
		rc = is_same_raw(sync, log, n, doc, &arena, err);
	arena_fini(&arena);
	return rc;
}

/* Both documents have that hash, or neither has one. */
static bool hash_is_same(const bson_t *a, const bson_t *b)
{
	uint64_t ours = 0, theirs = 0;

	return row_hash_of(a, &ours) == row_hash_of(b, &theirs) && ours == theirs;
}

static int raw_has_hash(struct sync *sync, uint64_t log, int64_t n, const bson_t *doc, struct arena *arena, struct err *err)
{
	const char *why;
	struct row row;
	struct str raw;
	bson_t held;
	int rc = sync->ops->raw(sync->store, log, n, &raw, arena, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	return raw.len && bson_init_static(&held, (const uint8_t *)raw.s, raw.len) && hash_is_same(&held, doc) &&
	       row_decode(&sync->codec, &held, log, n, &row, arena, &why) != ROW_GOOD;
}

int place_has_hash(struct sync *sync, uint64_t log, int64_t n, const bson_t *doc, struct err *err)
{
	struct arena arena = {0};
	uint64_t theirs;
	struct row held;
	int rc = sync->ops->get(sync->store, log, n, &held, &arena, err);

	if (rc == 0)
		rc = row_hash_of(doc, &theirs) && theirs == row_hash(&held, sync->codec.learner, sync->codec.key);
	else if (rc == 1)
		rc = raw_has_hash(sync, log, n, doc, &arena, err);
	arena_fini(&arena);
	return rc;
}
