/* SPDX-License-Identifier: MIT
 * A stream around another one for slow lines: what libmongoc's time-outs allow for a whole message holds here for every
 * small part of it, so that a transfer that lives is not killed; bytes are counted, and each part is a sign of life. */
#include <string.h>

#include "sync/mongo/net_priv.h"

/* A part: at least these bytes within a time-out (17 B/s at 60 s), or the line counts as dead. PARTS: how many pieces
 * of memory go out in one call. STREAM_TYPE: none of libmongoc's own. */
enum { READ_PART = 1024, WRITE_PART = 16 * 1024, PARTS = 16, STREAM_TYPE = 100 };

struct patient {
	mongoc_stream_t stream; /* first: libmongoc sees this */
	mongoc_stream_t *inner;
	struct net_mongoc *mongo;
	bool counts;
};

static struct patient *self_of(mongoc_stream_t *stream)
{
	return (struct patient *)stream;
}

/* Where a transfer stands in an array of pieces. */
struct walk {
	mongoc_iovec_t *piece;
	size_t count, at; /* at: bytes of the first piece that are done */
};

static void step(struct walk *walk, size_t done)
{
	walk->at += done;
	while (walk->count && walk->at >= walk->piece->iov_len) {
		walk->at -= walk->piece->iov_len;
		walk->piece++;
		walk->count--;
	}
}

/* The next pieces, `most` bytes of them. Returns how many bytes they are. */
static size_t take(const struct walk *walk, size_t most, mongoc_iovec_t *part, size_t *parts)
{
	size_t bytes = 0, skip = walk->at;

	*parts = 0;
	for (size_t i = 0; i < walk->count && *parts < PARTS && bytes < most; i++, skip = 0) {
		size_t len = walk->piece[i].iov_len - skip;

		if (len > most - bytes)
			len = most - bytes;
		part[*parts].iov_base = (char *)walk->piece[i].iov_base + skip;
		part[(*parts)++].iov_len = len;
		bytes += len;
	}
	return bytes;
}

static void note(struct patient *self, atomic_llong *counter, ssize_t bytes)
{
	if (bytes <= 0)
		return;
	net_beat(self->mongo);
	if (self->counts)
		atomic_fetch_add(counter, bytes);
}

static ssize_t patient_writev(mongoc_stream_t *stream, mongoc_iovec_t *iov, size_t count, int32_t timeout_ms)
{
	struct patient *self = self_of(stream);
	struct walk walk = {iov, count, 0};
	mongoc_iovec_t part[PARTS];
	ssize_t total = 0, put;
	size_t parts;

	step(&walk, 0);
	while (take(&walk, WRITE_PART, part, &parts)) {
		put = mongoc_stream_writev(self->inner, part, parts, timeout_ms);
		note(self, &self->mongo->sent, put);
		if (put <= 0)
			return total ? total : put;
		total += put;
		step(&walk, (size_t)put);
	}
	return total;
}

static ssize_t patient_readv(mongoc_stream_t *stream, mongoc_iovec_t *iov, size_t count, size_t min_bytes,
			     int32_t timeout_ms)
{
	struct patient *self = self_of(stream);
	struct walk walk = {iov, count, 0};
	mongoc_iovec_t part[PARTS];
	size_t total = 0, parts;
	ssize_t got;

	step(&walk, 0);
	do {
		size_t least = min_bytes - total < READ_PART ? min_bytes - total : READ_PART;

		if (!take(&walk, SIZE_MAX, part, &parts))
			break;
		got = mongoc_stream_readv(self->inner, part, parts, least, timeout_ms);
		note(self, &self->mongo->received, got);
		if (got < 0 || (got == 0 && min_bytes))
			return -1;
		total += (size_t)got;
		step(&walk, (size_t)got);
	} while (total < min_bytes);
	return (ssize_t)total;
}

static void patient_destroy(mongoc_stream_t *stream)
{
	mongoc_stream_destroy(self_of(stream)->inner);
	bson_free(stream);
}

static void patient_failed(mongoc_stream_t *stream)
{
	mongoc_stream_failed(self_of(stream)->inner);
	bson_free(stream);
}

static int patient_close(mongoc_stream_t *stream)
{
	return mongoc_stream_close(self_of(stream)->inner);
}

static int patient_flush(mongoc_stream_t *stream)
{
	return mongoc_stream_flush(self_of(stream)->inner);
}

static int patient_setsockopt(mongoc_stream_t *stream, int level, int name, void *value, mongoc_socklen_t len)
{
	return mongoc_stream_setsockopt(self_of(stream)->inner, level, name, value, len);
}

static mongoc_stream_t *patient_base(mongoc_stream_t *stream)
{
	return self_of(stream)->inner;
}

static bool patient_check_closed(mongoc_stream_t *stream)
{
	return mongoc_stream_check_closed(self_of(stream)->inner);
}

static bool patient_timed_out(mongoc_stream_t *stream)
{
	return mongoc_stream_timed_out(self_of(stream)->inner);
}

static bool patient_should_retry(mongoc_stream_t *stream)
{
	return mongoc_stream_should_retry(self_of(stream)->inner);
}

mongoc_stream_t *net_stream(struct net_mongoc *mongo, mongoc_stream_t *inner, bool counts)
{
	struct patient *self = bson_malloc0(sizeof *self);

	self->stream = (mongoc_stream_t){.type = STREAM_TYPE,
					 .destroy = patient_destroy,
					 .failed = patient_failed,
					 .close = patient_close,
					 .flush = patient_flush,
					 .writev = patient_writev,
					 .readv = patient_readv,
					 .setsockopt = patient_setsockopt,
					 .get_base_stream = patient_base,
					 .check_closed = patient_check_closed,
					 .timed_out = patient_timed_out,
					 .should_retry = patient_should_retry};
	self->inner = inner;
	self->mongo = mongo;
	self->counts = counts;
	return &self->stream;
}

void net_mongoc_bytes(const struct net_mongoc *mongo, int64_t *sent, int64_t *received)
{
	*sent = atomic_load(&mongo->sent);
	*received = atomic_load(&mongo->received);
}
