/* SPDX-License-Identifier: MIT
 * A stream between libmongoc and the line. What comes from a server is handed on a whole message at a time, and only when
 * it is one: 1.23.1 ends the program, or reads behind its memory, at lengths and fields that no server should send
 * (docs/sync.md, traps). */
#include "base/message.h"
#include "sync/mongo/net_priv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	HEAD_BYTES = 16,
	AHEAD_BYTES = 1024,
	MESSAGE_MAX = 48000000,
	BODY_MIN = 5,
	OWN_TYPE = 1000, /* libmongoc counts its own types from 1 */
	OP_REPLY = 1,
	OP_COMPRESSED = 2012,
	OP_MSG = 2013,
};

struct guard {
	mongoc_stream_t stream;
	mongoc_stream_t *base;
	struct net_mongoc *mongo;
	uint8_t *bytes;
	size_t have, cap, given; /* of one message: read, room, handed on */
	bool broken;
};

static struct guard *guard_of(mongoc_stream_t *stream)
{
	return (struct guard *)stream;
}

static uint32_t get_u32(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof value);
	return BSON_UINT32_FROM_LE(value);
}

static bool are_document(const uint8_t *bytes, uint32_t len)
{
	bson_t doc;

	return len >= BODY_MIN && bson_init_static(&doc, bytes, len);
}

/* The length and last byte of what is nested are those of a document; code and pointers no server answers with. */
static bool nested_is_sound(const bson_iter_t *iter)
{
	const uint8_t *bytes = NULL;
	uint32_t len = 0;

	switch (bson_iter_type(iter)) {
	case BSON_TYPE_DOCUMENT: bson_iter_document(iter, &len, &bytes); return are_document(bytes, len);
	case BSON_TYPE_ARRAY: bson_iter_array(iter, &len, &bytes); return are_document(bytes, len);
	case BSON_TYPE_CODEWSCOPE:
	case BSON_TYPE_DBPOINTER: return false;
	default: return true;
	}
}

static bool is_document(const bson_iter_t *iter)
{
	return BSON_ITER_HOLDS_DOCUMENT(iter) && nested_is_sound(iter);
}

static bool holds_documents(const bson_iter_t *iter)
{
	bson_iter_t item;

	if (!BSON_ITER_HOLDS_ARRAY(iter) || !bson_iter_recurse(iter, &item))
		return false;
	while (bson_iter_next(&item))
		if (!is_document(&item))
			return false;
	return !item.err_off;
}

static bool cursor_is_sound(const bson_iter_t *iter)
{
	bool id = false, ns = false, batch = false;
	bson_iter_t field;

	if (!BSON_ITER_HOLDS_DOCUMENT(iter) || !bson_iter_recurse(iter, &field))
		return false;
	while (bson_iter_next(&field)) {
		const char *key = bson_iter_key(&field);

		if (!strcmp(key, "id"))
			id = BSON_ITER_HOLDS_INT(&field);
		else if (!strcmp(key, "ns"))
			ns = BSON_ITER_HOLDS_UTF8(&field);
		else if (!strcmp(key, "firstBatch") || !strcmp(key, "nextBatch"))
			batch = holds_documents(&field);
	}
	return id && ns && batch && !field.err_off;
}

/* {code, errmsg, …}: of a write error or a write-concern error. */
static bool error_is_sound(const bson_iter_t *iter)
{
	bson_iter_t field;

	return BSON_ITER_HOLDS_DOCUMENT(iter) && bson_iter_recurse(iter, &field) && bson_iter_find(&field, "code") &&
	       BSON_ITER_HOLDS_INT(&field) && bson_iter_as_int64(&field) != 0;
}

static bool errors_are_sound(const bson_iter_t *iter)
{
	bson_iter_t item, field;

	if (!holds_documents(iter) || !bson_iter_recurse(iter, &item))
		return false;
	while (bson_iter_next(&item))
		if (!error_is_sound(&item) || !bson_iter_recurse(&item, &field) || !bson_iter_find(&field, "index") ||
		    !BSON_ITER_HOLDS_INT(&field) || bson_iter_as_int64(&field) < 0)
			return false;
	return true;
}

static bool field_is_sound(const bson_iter_t *iter, bool *ok)
{
	const char *key = bson_iter_key(iter);

	if (!strcmp(key, "ok"))
		return *ok = BSON_ITER_HOLDS_NUMBER(iter);
	if (!strcmp(key, "cursor"))
		return cursor_is_sound(iter);
	if (!strcmp(key, "writeErrors"))
		return errors_are_sound(iter);
	if (!strcmp(key, "writeConcernError"))
		return error_is_sound(iter);
	if (!strcmp(key, "errmsg") || !strcmp(key, "codeName"))
		return BSON_ITER_HOLDS_UTF8(iter);
	if (!strcmp(key, "code"))
		return BSON_ITER_HOLDS_INT(iter);
	return true;
}

/* A reply has `ok`, and what libmongoc relies on has its type; the documents of a batch are row_bson.c's business. */
static bool reply_is_sound(const uint8_t *bytes, size_t len)
{
	bool ok = false;
	bson_iter_t iter;
	bson_t reply;

	if (len < BODY_MIN || get_u32(bytes) != len || !bson_init_static(&reply, bytes, len) ||
	    !bson_iter_init(&iter, &reply))
		return false;
	while (bson_iter_next(&iter))
		if (!nested_is_sound(&iter) || !field_is_sound(&iter, &ok))
			return false;
	return ok && !iter.err_off;
}

/* OP_REPLY: flags, cursor, start, count of documents, one document. OP_MSG: flags, one section of kind 0. What is
 * compressed was so by a server that had proved who it is; its lengths are looked at. */
static bool message_is_sound(const uint8_t *bytes, size_t len)
{
	switch (get_u32(bytes + 12)) {
	case OP_REPLY: return len >= 36 + BODY_MIN && get_u32(bytes + 32) == 1 && reply_is_sound(bytes + 36, len - 36);
	case OP_MSG: return len >= 21 + BODY_MIN && get_u32(bytes + 16) == 0 && bytes[20] == 0 && reply_is_sound(bytes + 21, len - 21);
	case OP_COMPRESSED: return len > 25 && get_u32(bytes + 16) == OP_MSG && get_u32(bytes + 20) <= MESSAGE_MAX - HEAD_BYTES;
	default: return false;
	}
}

static ssize_t fail(struct guard *guard, const char *why)
{
	guard->broken = true;
	guard->mongo->broke = true;
	snprintf(guard->mongo->cause, sizeof guard->mongo->cause, "%s", why);
	errno = EPROTO;
	return -1;
}

/* How many bytes the message has as far as is known; 0: no server says that. */
static size_t wanted(const struct guard *guard)
{
	uint32_t len = guard->have < HEAD_BYTES ? HEAD_BYTES : get_u32(guard->bytes);

	return len < HEAD_BYTES || len > MESSAGE_MAX ? 0 : len;
}

/* Room grows with what has come, not with what is promised. */
static void make_room(struct guard *guard, size_t want)
{
	size_t cap = guard->have * 2 > AHEAD_BYTES ? guard->have * 2 : AHEAD_BYTES;

	if (cap > want && want > AHEAD_BYTES)
		cap = want;
	if (guard->have < guard->cap)
		return;
	guard->bytes = bson_realloc(guard->bytes, cap);
	guard->cap = cap;
}

/* Reads until a whole message is there and sound. 0, or -1 with errno. */
static ssize_t fill(struct guard *guard, int32_t ms)
{
	for (;;) {
		size_t want = wanted(guard), need;
		ssize_t got;

		if (want == 0 || guard->have > want)
			return fail(guard, _("what it sends is not MongoDB's protocol"));
		if (guard->have == want && want > HEAD_BYTES)
			break;
		make_room(guard, want);
		need = want < guard->cap ? want - guard->have : guard->cap - guard->have;
		got = mongoc_stream_read(guard->base, guard->bytes + guard->have, guard->cap - guard->have,
					 ms ? need : 1, ms);
		if (got <= 0) {
			guard->mongo->broke = ms || !mongoc_stream_should_retry(guard->base); /* with time given: it ran out */
			return got;
		}
		guard->have += (size_t)got;
	}
	if (!message_is_sound(guard->bytes, guard->have))
		return fail(guard, _("what it sends is not MongoDB's protocol"));
	guard->mongo->answered = true;
	return 1;
}

static ssize_t guard_readv(mongoc_stream_t *stream, mongoc_iovec_t *iov, size_t count, size_t min, int32_t ms)
{
	struct guard *guard = guard_of(stream);
	size_t total = 0;

	(void)min;
	if (guard->broken) {
		errno = EPROTO;
		return -1;
	}
	if (guard->given == 0) {
		ssize_t rc = fill(guard, ms);

		if (rc <= 0)
			return rc;
	}
	for (size_t i = 0; i < count; i++) {
		size_t left = guard->have - guard->given, take = iov[i].iov_len < left ? iov[i].iov_len : left;

		memcpy(iov[i].iov_base, guard->bytes + guard->given, take);
		guard->given += take;
		total += take;
	}
	if (guard->given == guard->have)
		guard->given = guard->have = 0;
	return (ssize_t)total;
}

static ssize_t guard_writev(mongoc_stream_t *stream, mongoc_iovec_t *iov, size_t count, int32_t ms)
{
	return mongoc_stream_writev(guard_of(stream)->base, iov, count, ms);
}

static void guard_destroy(mongoc_stream_t *stream)
{
	struct guard *guard = guard_of(stream);

	mongoc_stream_destroy(guard->base);
	bson_free(guard->bytes);
	bson_free(guard);
}

static int guard_close(mongoc_stream_t *stream)
{
	return mongoc_stream_close(guard_of(stream)->base);
}

static int guard_flush(mongoc_stream_t *stream)
{
	return mongoc_stream_flush(guard_of(stream)->base);
}

static int guard_setsockopt(mongoc_stream_t *stream, int level, int name, void *value, mongoc_socklen_t len)
{
	return mongoc_stream_setsockopt(guard_of(stream)->base, level, name, value, len);
}

static mongoc_stream_t *guard_base(mongoc_stream_t *stream)
{
	return guard_of(stream)->base;
}

static bool guard_check_closed(mongoc_stream_t *stream)
{
	return guard_of(stream)->broken || mongoc_stream_check_closed(guard_of(stream)->base);
}

static bool guard_timed_out(mongoc_stream_t *stream)
{
	return !guard_of(stream)->broken && mongoc_stream_timed_out(guard_of(stream)->base);
}

static bool guard_should_retry(mongoc_stream_t *stream)
{
	return !guard_of(stream)->broken && mongoc_stream_should_retry(guard_of(stream)->base);
}

mongoc_stream_t *net_guard(struct net_mongoc *mongo, mongoc_stream_t *base)
{
	struct guard *guard = bson_malloc0(sizeof *guard);

	guard->base = base;
	guard->mongo = mongo;
	guard->stream = (mongoc_stream_t){.type = OWN_TYPE,
					  .destroy = guard_destroy,
					  .failed = guard_destroy,
					  .close = guard_close,
					  .flush = guard_flush,
					  .writev = guard_writev,
					  .readv = guard_readv,
					  .setsockopt = guard_setsockopt,
					  .get_base_stream = guard_base,
					  .check_closed = guard_check_closed,
					  .timed_out = guard_timed_out,
					  .should_retry = guard_should_retry};
	return &guard->stream;
}
