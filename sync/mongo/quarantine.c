/* SPDX-License-Identifier: MIT
 * Quarantine read again: what an older program, or one with another key, could not take may be rows today. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/mongo/states.h"

struct place {
	uint64_t log;
	int64_t n;
};

struct rereading {
	struct sync *sync;
	struct place *place;
	size_t count, cap;
};

static int reread(void *ctx, uint64_t log, int64_t n, struct str bytes, struct err *err)
{
	struct rereading *rereading = ctx;
	struct arena arena = {0};
	const char *why;
	struct row row;
	bson_t doc;
	bool good = bytes.len && bson_init_static(&doc, (const uint8_t *)bytes.s, bytes.len) &&
		    row_decode(&rereading->sync->codec, &doc, log, n, &row, &arena, &why) == ROW_GOOD;

	(void)err;
	arena_fini(&arena);
	if (!good)
		return 0;
	if (rereading->count == rereading->cap) {
		rereading->cap = rereading->cap ? 2 * rereading->cap : 16;
		rereading->place = mem_grow(rereading->place, rereading->cap, sizeof *rereading->place);
	}
	rereading->place[rereading->count++] = (struct place){log, n};
	return 0;
}

static int take(struct sync *sync, const struct place *place, struct err *err)
{
	struct pending item;
	struct str bytes;
	bson_t doc;
	int rc = sync->ops->raw(sync->store, place->log, place->n, &bytes, &sync->batch, err);

	if (rc || !bson_init_static(&doc, (const uint8_t *)bytes.s, bytes.len))
		return rc < 0 ? -1 : 0;
	pending_read(sync, place->log, place->n, &doc, &item);
	item.over = true;
	return pending_put(sync, &item, bytes.len, err);
}

/* What a reader knows and is keyed with, in one number: the hash of an empty row. */
static void name_reader(struct sync *sync, char text[32])
{
	uint64_t hash = row_hash(&(struct row){.kind = ROW_DAY_KIND}, sync->codec.learner, sync->codec.key);

	snprintf(text, 32, "%d %016" PRIx64, ROW_VERSION, hash);
}

static int keep_reader(struct sync *sync, const char *reader, struct err *err)
{
	SYNC_TX(sync, tx);

	if (sync->ops->begin(sync->store, &tx.tx, err) ||
	    sync->ops->note_set(sync->store, "reader", str_of(reader), err))
		return -1;
	return sync->ops->commit(&tx.tx, err);
}

int audit_quarantine(struct sync *sync, struct err *err)
{
	struct rereading rereading = {.sync = sync};
	struct buf kept = {0};
	char reader[32];
	int rc = sync->ops->note_get(sync->store, "reader", &kept, err);
	bool same;

	name_reader(sync, reader);
	same = rc == 0 && str_is(buf_str(&kept), reader);
	buf_fini(&kept);
	if (rc < 0 || same)
		return rc < 0 ? -1 : 0;
	rc = sync->ops->raw_each(sync->store, reread, &rereading, err);
	for (size_t i = 0; i < rereading.count && rc == 0; i++)
		rc = take(sync, &rereading.place[i], err);
	free(rereading.place);
	return rc || pull_flush(sync, err) || keep_reader(sync, reader, err) ? -1 : 0;
}
