/* SPDX-License-Identifier: MIT
 * Audit: stretches of logs are read again and compared byte for byte. On suspicion a log whole; once a week the last
 * 30 days and a 26th of what is older, of every log held, so that half a year sees all of it. Other bytes in another
 * log: the place becomes the server's. What is missing goes to repair.c. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "sync/mongo/place.h"
#include "sync/mongo/states.h"

enum { WEEK_DAYS = 7, RECENT_DAYS = 30, PARTS = 26, PART_MIN = 4, PLANS_MAX = 8 };

void audit_forget(struct sync *sync)
{
	free(sync->audit.plan.item);
	free(sync->audit.gaps.item);
	sync->audit.plan = sync->audit.gaps = (struct stretches){0};
}

static void add_stretch(struct stretches *list, size_t log, int64_t first, int64_t last)
{
	if (first > last)
		return;
	if (list->count == list->cap) {
		list->cap = list->cap ? 2 * list->cap : 16;
		list->item = mem_grow(list->item, list->cap, sizeof *list->item);
	}
	list->item[list->count++] = (struct stretch){log, first, last};
}

/* "when the round began, its part, whether it is open, the log to go on with" */
static int keep_round(struct sync *sync, bool open, uint64_t next, struct err *err)
{
	char text[96];
	SYNC_TX(sync, tx);

	snprintf(text, sizeof text, "%" PRId64 " %" PRId64 " %d %016" PRIx64, sync->audit.week_ms,
		 sync->audit.part, open, next);
	if (sync->ops->begin(sync->store, &tx.tx, err) ||
	    sync->ops->note_set(sync->store, "audit", str_of(text), err))
		return -1;
	return sync->ops->commit(&tx.tx, err);
}

/* Whether a round is due or open, and the log to go on with. A new store starts with a part of its own, so that the
 * devices of one learner look at different parts. */
static int load_round(struct sync *sync, uint64_t own, uint64_t *next, struct err *err)
{
	int64_t now = clock_wall_ms(sync->clock);
	struct buf kept = {0};
	int open = 0, rc = sync->ops->note_get(sync->store, "audit", &kept, err);
	bool known = rc == 0 && sscanf(buf_z(&kept), "%" SCNd64 " %" SCNd64 " %d %" SCNx64,
				       &sync->audit.week_ms, &sync->audit.part, &open, next) == 4;

	buf_fini(&kept);
	sync->audit.weekly = open;
	if (rc < 0 || (known && (open || llabs(now - sync->audit.week_ms) < WEEK_DAYS * (int64_t)DAY_MS)))
		return rc < 0 ? -1 : 0;
	sync->audit.weekly = known;
	sync->audit.week_ms = now;
	sync->audit.part = known ? (sync->audit.part + 1) % PARTS : (int64_t)(own % PARTS);
	*next = 0;
	return keep_round(sync, known, 0, err);
}

/* The first number of which on, roughly, all is young: rows of a log stand nearly in the order of their times. */
static int first_recent(struct sync *sync, uint64_t log, int64_t last, int64_t *first, struct err *err)
{
	int64_t since = clock_wall_ms(sync->clock) - RECENT_DAYS * (int64_t)DAY_MS, low = 1, high = last + 1;
	struct arena arena = {0};
	struct row row;
	int rc = 0;

	while (rc >= 0 && low < high) {
		int64_t mid = low + (high - low) / 2;

		rc = sync->ops->get(sync->store, log, mid, &row, &arena, err);
		if (rc == 0 && row.t < since)
			low = mid + 1;
		else
			high = mid;
		arena_reset(&arena);
	}
	arena_fini(&arena);
	*first = low;
	return rc < 0 ? -1 : 0;
}

/* A number belongs to one part for ever, or it would slip through between two rounds of a log that grows: the first
 * 26 × 4 numbers are cut into parts of 4, the next 26 × 8 into parts of 8, and so on. */
static void plan_part(struct sync *sync, size_t i, int64_t old)
{
	for (int64_t before = 0, width = PART_MIN; before < old; before += PARTS * width, width *= 2) {
		int64_t first = before + sync->audit.part * width, last = first + width;

		add_stretch(&sync->audit.plan, i, first + 1, last < old ? last : old);
	}
}

/* Of the own log only what counts as being there. */
static int plan_weekly(struct sync *sync, size_t i, struct err *err)
{
	const struct mark *mark = &sync->logs[i].mark;
	int64_t last = mark->own ? mark->safe : mark->last, recent;

	if (first_recent(sync, mark->log, last, &recent, err))
		return -1;
	plan_part(sync, i, recent - 1);
	add_stretch(&sync->audit.plan, i, recent, last);
	return 0;
}

static uint64_t own_log(const struct sync *sync)
{
	for (size_t i = 0; i < sync->known; i++)
		if (sync->logs[i].mark.own)
			return sync->logs[i].mark.log;
	return 0;
}

/* What is to be read: by log, then by number, as the documents come. */
static int make_plan(struct sync *sync, struct err *err)
{
	uint64_t next = 0;
	bool first = sync->audit.plans++ == 0;

	sync->audit.plan.count = sync->audit.at = sync->audit.end = 0;
	sync->audit.weekly = false;
	if (first && load_round(sync, own_log(sync), &next, err))
		return -1;
	for (size_t i = 0; i < sync->known && sync->audit.plans <= PLANS_MAX; i++) {
		struct pull_log *log = &sync->logs[i];

		if (log->suspect)
			add_stretch(&sync->audit.plan, i, 1, log->mark.last);
		else if (sync->audit.weekly && log->mark.log >= next && plan_weekly(sync, i, err))
			return -1;
		log->suspect = false;
	}
	return sync->audit.weekly && !sync->audit.plan.count ? keep_round(sync, false, 0, err) : 0;
}

static void put_stretches(struct sync *sync)
{
	struct str learner = sync->codec.learner;
	size_t count = 0;

	for (; sync->audit.end < sync->audit.plan.count && count < NET_RANGES_MAX; sync->audit.end++) {
		const struct stretch *stretch = &sync->audit.plan.item[sync->audit.end];
		uint64_t log = sync->logs[stretch->log].mark.log;

		key_of_log(sync->range[count].from, learner, log, stretch->first);
		key_of_log(sync->range[count].to, learner, log, stretch->last + 1);
		count++;
	}
}

int audit_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	if (sync->audit.at == sync->audit.plan.count && make_plan(sync, err))
		return -1;
	if (!sync->audit.plan.count) {
		sync->state = sync->fork_seen ? SYNC_FORK : SYNC_PUSH;
		return 1;
	}
	put_stretches(sync);
	sync->audit.gaps.count = 0;
	sync->audit.reading = sync->audit.at;
	sync->audit.expect = sync->audit.plan.item[sync->audit.at].first;
	ask->kind = ASK_FIND;
	ask->find = (struct net_find){
		.collection = "rows", .range = sync->range, .ranges = sync->audit.end - sync->audit.at};
	return 0;
}

/* The stretch that is read has ended. */
static void close_stretch(struct sync *sync)
{
	const struct stretch *stretch = &sync->audit.plan.item[sync->audit.reading++];

	add_stretch(&sync->audit.gaps, stretch->log, sync->audit.expect, stretch->last);
	if (sync->audit.reading < sync->audit.end)
		sync->audit.expect = sync->audit.plan.item[sync->audit.reading].first;
}

/* The stretch that a place lies in; NULL: none that was asked for. */
static const struct stretch *stretch_of(struct sync *sync, uint64_t log, int64_t n)
{
	for (; sync->audit.reading < sync->audit.end; close_stretch(sync)) {
		const struct stretch *stretch = &sync->audit.plan.item[sync->audit.reading];
		uint64_t name = sync->logs[stretch->log].mark.log;

		if (name > log || (name == log && stretch->last >= n))
			return name == log && n >= sync->audit.expect ? stretch : NULL;
	}
	return NULL;
}

int audit_doc(struct sync *sync, const bson_t *doc, struct err *err)
{
	const struct stretch *stretch;
	struct pending item;
	uint64_t log;
	int64_t n;
	int rc;

	if (!place_parse(doc_id(doc), sync->codec.learner, &log, &n) ||
	    !(stretch = stretch_of(sync, log, n)))
		return 0;
	add_stretch(&sync->audit.gaps, stretch->log, sync->audit.expect, n - 1);
	sync->audit.expect = n + 1;
	rc = place_is_same(sync, log, n, doc, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (sync->logs[stretch->log].mark.own) {
		sync->fork_seen = true; /* the complete list decides */
		return 0;
	}
	pending_read(sync, log, n, doc, &item);
	item.over = true;
	return pending_put(sync, &item, doc->len, err);
}

/* A row that goes on at a place of yet another log is looked for there. */
static void suspect(struct sync *sync, uint64_t name)
{
	for (size_t i = 0; i < sync->known; i++)
		sync->logs[i].suspect |= sync->logs[i].mark.log == name;
}

int audit_take_over(struct sync *sync, const struct pending *item, struct err *err)
{
	uint64_t leans = 0;
	int rc = item->why ? sync->ops->take_over_raw(sync->store, item->row.log, item->row.n, item->raw,
						      item->why, &leans, err)
			   : sync->ops->take_over(sync->store, &item->row, &leans, err);

	if (rc < 0)
		return -1;
	sync->news.replaced++;
	sync->news.bad += item->why != NULL;
	sync->news.pulled += rc == PLACE_NEW;
	suspect(sync, leans);
	return 0;
}

/* Own rows that are missing are offered again from the first of them on. */
static int offer_again(struct sync *sync, struct err *err)
{
	for (size_t i = 0; i < sync->audit.gaps.count; i++) {
		const struct stretch *gap = &sync->audit.gaps.item[i];

		if (!sync->logs[gap->log].mark.own)
			continue;
		sync->news.lost++;
		return own_lower(sync, gap->first - 1, err);
	}
	return 0;
}

int audit_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	(void)answer;
	while (sync->audit.reading < sync->audit.end)
		close_stretch(sync);
	if (pull_flush(sync, err) || (!sync->fork_seen && offer_again(sync, err)))
		return -1;
	repair_start(sync);
	sync->state = SYNC_REPAIR;
	return 0;
}

int audit_go_on(struct sync *sync, struct err *err)
{
	size_t end = sync->audit.end;
	bool more = end < sync->audit.plan.count;

	sync->state = SYNC_AUDIT;
	sync->audit.at = end;
	if (!sync->audit.weekly || sync->audit.torn)
		return 0;
	return keep_round(sync, more, more ? sync->logs[sync->audit.plan.item[end].log].mark.log : 0, err);
}
