/* SPDX-License-Identifier: MIT
 * Audit: a log whose last row held here did not come back is listed whole, and what the server lacks is
 * inserted again, byte for byte, by place. So any device rebuilds an emptied server, and rows that a copied
 * store held for its original reach it. */
#include <assert.h>
#include <stdlib.h>

#include "sync/mongo/place.h"
#include "sync/mongo/states.h"

static struct pull_log *next_suspect(struct sync *sync)
{
	for (size_t i = 0; i < sync->known; i++)
		if (sync->logs[i].suspect)
			return &sync->logs[i];
	return NULL;
}

int audit_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	struct pull_log *log = next_suspect(sync);

	(void)err;
	if (!log) {
		sync->state = SYNC_PUSH;
		return 1;
	}
	sync->audited = log;
	free(sync->there);
	sync->there = mem_array((size_t)log->mark.last, sizeof *sync->there);
	key_of_log(sync->range[0].from, sync->codec.learner, log->mark.log, 0);
	key_behind_log(sync->range[0].to, sync->codec.learner, log->mark.log);
	ask->kind = ASK_FIND;
	ask->find =
		(struct net_find){.collection = "rows", .range = sync->range, .ranges = 1, .ids_only = true};
	return 0;
}

int audit_doc(struct sync *sync, const bson_t *doc, struct err *err)
{
	struct str id = {0};
	bson_iter_t iter;
	uint64_t log;
	uint32_t len;
	int64_t n;

	(void)err;
	if (bson_iter_init_find(&iter, doc, "_id") && BSON_ITER_HOLDS_UTF8(&iter)) {
		id.s = bson_iter_utf8(&iter, &len);
		id.len = len;
	}
	if (place_parse(id, sync->codec.learner, &log, &n) && log == sync->audited->mark.log &&
	    n <= sync->audited->mark.last)
		sync->there[n - 1] = true;
	return 0;
}

int audit_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	(void)answer;
	(void)err;
	sync->first = 1;
	sync->state = SYNC_REPAIR;
	return 0;
}

/* The document of a place as it was: rebuilt from its row, or the very bytes. NULL: the place is empty. */
static int document_at(struct sync *sync, int64_t n, bson_t **doc, struct err *err)
{
	uint64_t log = sync->audited->mark.log;
	struct arena arena = {0};
	struct row row;
	struct str raw;
	int rc = sync->ops->get(sync->store, log, n, &row, &arena, err);

	*doc = NULL;
	if (rc == 0)
		*doc = row_encode(&sync->codec, &row);
	else if (rc == 1 && (rc = sync->ops->raw(sync->store, log, n, &raw, &arena, err)) == 0 && raw.len)
		*doc = bson_new_from_data((const uint8_t *)raw.s, raw.len);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

int repair_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	const struct mark *mark = &sync->audited->mark;

	push_forget(sync);
	for (; sync->first <= mark->last && sync->doc_count < NET_INSERT_MAX &&
	       sync->doc_bytes < NET_INSERT_BYTES;
	     sync->first++) {
		bson_t *doc;

		if (sync->there[sync->first - 1])
			continue;
		if (document_at(sync, sync->first, &doc, err))
			return -1;
		if (!doc)
			continue;
		sync->doc_bytes += doc->len;
		sync->docs[sync->doc_count++] = doc;
	}
	if (!sync->doc_count) {
		sync->audited->suspect = false;
		sync->state = SYNC_AUDIT;
		return 1;
	}
	ask->kind = ASK_INSERT;
	ask->insert = (struct net_insert){
		.collection = "rows", .docs = (const bson_t *const *)sync->docs, .count = sync->doc_count};
	return 0;
}

/* Somebody else may be repairing the same log: a duplicate ends this round, the next sync looks again. */
int repair_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	int64_t count = (int64_t)sync->doc_count;

	(void)err;
	push_forget(sync);
	if (answer->inserted.all) {
		sync->news.repaired += count;
		return 0;
	}
	sync->audited->suspect = false;
	sync->state = SYNC_AUDIT;
	return 0;
}
