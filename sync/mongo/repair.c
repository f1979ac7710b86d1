/* SPDX-License-Identifier: MIT
 * Repair: what an audit found missing in the logs of others is inserted again, byte for byte, by place. So any device
 * rebuilds an emptied server, and rows that a copied store held for its original reach it. */
#include "sync/mongo/place.h"
#include "sync/mongo/states.h"

enum { DUPLICATES_MAX = 8 };

void repair_start(struct sync *sync)
{
	sync->audit.gap = 0;
	sync->audit.next = sync->audit.gaps.count ? sync->audit.gaps.item[0].first : 0;
	sync->audit.duplicates = 0;
}

/* The document of a place as it was: rebuilt from its row, or the very bytes. NULL: the place is empty. */
static int document_at(struct sync *sync, uint64_t log, int64_t n, bson_t **doc, struct err *err)
{
	struct arena arena = {0};
	struct row row;
	struct str raw;
	int rc = sync->ops->get(sync->store, log, n, &row, &arena, err);

	*doc = NULL;
	if (rc == 0)
		*doc = row_encode(&sync->codec, &row);
	else if (rc == 1 && (rc = sync->ops->raw(sync->store, log, n, &raw, &arena, err)) == 0 &&
		 raw_is_sent(sync, log, n, raw))
		*doc = bson_new_from_data((const uint8_t *)raw.s, raw.len);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static void next_gap(struct sync *sync)
{
	if (++sync->audit.gap < sync->audit.gaps.count)
		sync->audit.next = sync->audit.gaps.item[sync->audit.gap].first;
}

/* The next number that is missing, of a log that is not the own one: that is sent by push. */
static bool next_number(struct sync *sync, uint64_t *log, int64_t *n)
{
	for (; sync->audit.gap < sync->audit.gaps.count; next_gap(sync)) {
		const struct stretch *gap = &sync->audit.gaps.item[sync->audit.gap];
		const struct mark *mark = &sync->logs[gap->log].mark;

		if (mark->own || sync->audit.next > gap->last)
			continue;
		*log = mark->log;
		*n = sync->audit.next++;
		return true;
	}
	return false;
}

int repair_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	uint64_t log;
	int64_t n;

	push_forget(sync);
	while (sync->doc_count < NET_INSERT_MAX && sync->doc_bytes < NET_INSERT_BYTES &&
	       next_number(sync, &log, &n)) {
		bson_t *doc;

		if (document_at(sync, log, n, &doc, err))
			return -1;
		if (!doc)
			continue;
		sync->doc_bytes += doc->len;
		sync->audit.spot[sync->doc_count] = (struct spot){sync->audit.gap, n};
		sync->docs[sync->doc_count++] = doc;
	}
	if (!sync->doc_count)
		return audit_go_on(sync, err) ? -1 : 1;
	ask->kind = ASK_INSERT;
	ask->insert = (struct net_insert){
		.collection = "rows", .docs = (const bson_t *const *)sync->docs, .count = sync->doc_count};
	return 0;
}

static void give_up(struct sync *sync)
{
	sync->audit.gap = sync->audit.gaps.count;
}

/* A duplicate: somebody else repairs the same log. It is stepped over, but the round stays open, because nobody has
 * seen what stands there. */
int repair_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	size_t count = sync->doc_count, index = answer->inserted.index;

	(void)err;
	push_forget(sync);
	if (answer->inserted.all) {
		sync->news.repaired += (int64_t)count;
		return 0;
	}
	sync->audit.torn = true;
	if (!answer->inserted.duplicate || ++sync->audit.duplicates > DUPLICATES_MAX || index >= count) {
		sync->news.later = true;
		give_up(sync);
		return 0;
	}
	sync->audit.gap = sync->audit.spot[index].gap;
	sync->audit.next = sync->audit.spot[index].n + 1;
	return 0;
}
