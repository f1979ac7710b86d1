/* SPDX-License-Identifier: MIT
 * Pull: ranges of `_id`, numbers taken one after the other, batches in one transaction, judgement at the end
 * only. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/mongo/place.h"
#include "sync/mongo/states.h"

enum { LOCK_MS = 3, BATCH_MIN = 16, BATCH_MAX = 1000, SILENT_DAYS = 180 };
enum { BATCH_BYTES = 1 << 20 };

void pull_forget(struct sync *sync)
{
	sync->log_count = sync->known = sync->asked_logs = sync->asking = 0;
	sync->pending_count = sync->doc_bytes = 0;
	sync->fork_seen = false;
	arena_reset(&sync->batch);
}

static struct pull_log *add_log(struct sync *sync, const struct mark *mark)
{
	struct pull_log *log;

	if (sync->log_count == sync->log_cap) {
		sync->log_cap = sync->log_cap ? 2 * sync->log_cap : 16;
		sync->logs = mem_grow(sync->logs, sync->log_cap, sizeof *sync->logs);
	}
	log = &sync->logs[sync->log_count++];
	*log = (struct pull_log){.mark = *mark, .next = mark->last + 1};
	/* What was pushed just now is safe as soon as the last of it comes back. */
	log->from = !mark->own ? mark->last : sync->pushed_any ? mark->acked : mark->safe;
	log->own_top = log->from;
	return log;
}

static int take_mark(void *ctx, const struct mark *mark, struct err *err)
{
	(void)err;
	add_log(ctx, mark);
	return 0;
}

/* Whether once a week is enough: a log that is silent for half a year, or of which nothing was ever a row. */
static int is_resting(struct sync *sync, const struct mark *mark, bool *resting, struct err *err)
{
	struct arena arena = {0};
	struct row row;
	int64_t now = clock_wall_ms(sync->clock), bad;
	int rc;

	*resting = false;
	if (mark->own || mark->last == 0 || mark->asked_ms == 0 ||
	    llabs(now - mark->asked_ms) > (int64_t)SYNC_SILENT_ASK_DAYS * DAY_MS)
		return 0;
	rc = sync->ops->get(sync->store, mark->log, mark->last, &row, &arena, err);
	arena_fini(&arena);
	if (rc == 0)
		*resting = now - row.t > (int64_t)SILENT_DAYS * DAY_MS;
	else if (rc == 1 && (rc = sync->ops->raw_count_of(sync->store, mark->log, &bad, err)) == 0)
		*resting = bad == mark->last;
	return rc;
}

int pull_load(struct sync *sync, struct err *err)
{
	struct mark own;
	int64_t erased;
	SYNC_TX(sync, tx);

	pull_forget(sync);
	sync->news.holes = sync->news.lost = sync->news.foreign = 0;
	if (sync->ops->begin(sync->store, &tx.tx, err) || sync->ops->mark_own(sync->store, &own, err) ||
	    sync->ops->mark_each(sync->store, take_mark, sync, err) ||
	    sync->ops->erased(sync->store, &erased, err) || sync->ops->commit(&tx.tx, err))
		return -1;
	sync->news.erased = sync->erased = erased != 0;
	sync->known = sync->log_count;
	for (size_t i = 0; i < sync->known; i++) {
		bool resting;

		if (is_resting(sync, &sync->logs[i].mark, &resting, err))
			return -1;
		sync->logs[i].asked = !resting;
	}
	return 0;
}

/* Ranges from just behind the logs asked before to the last log of this find, or to the learner's end: each
 * log from the last row held, and on over the gap behind it. */
static size_t put_ranges(struct sync *sync)
{
	struct str learner = sync->codec.learner;
	size_t count = 0, at = sync->asked_logs;

	if (at == 0)
		key_of_learner(sync->range[0].from, learner);
	else
		key_behind_log(sync->range[0].from, learner, sync->logs[at - 1].mark.log);
	for (; at < sync->known && count + 1 < NET_RANGES_MAX; at++) {
		const struct pull_log *log = &sync->logs[at];
		struct net_range *range = &sync->range[count++];

		key_of_log(range->to, learner, log->mark.log, 0);
		if (log->asked)
			key_of_log(range[1].from, learner, log->mark.log, log->from);
		else
			key_behind_log(range[1].from, learner, log->mark.log);
	}
	sync->asking = at;
	if (at == sync->known)
		key_behind_learner(sync->range[count].to, learner);
	else
		key_behind_log(sync->range[count].to, learner, sync->logs[at - 1].mark.log);
	return count + 1;
}

void pull_find(struct sync *sync, struct net_find *find)
{
	*find = (struct net_find){.collection = "rows", .range = sync->range, .ranges = put_ranges(sync)};
}

int pull_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	if (sync->asking == 0 && pull_load(sync, err))
		return -1;
	ask->kind = ASK_FIND;
	pull_find(sync, &ask->find);
	return 0;
}

struct pull_log *pull_known(struct sync *sync, uint64_t name)
{
	size_t low = 0, high = sync->known;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (sync->logs[mid].mark.log == name)
			return &sync->logs[mid];
		if (sync->logs[mid].mark.log < name)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* Logs that became known in this pull stand behind the others; documents come sorted, so the last one is
 * near. */
static struct pull_log *log_of(struct sync *sync, uint64_t name)
{
	struct pull_log *log;

	for (size_t i = sync->log_count; i > sync->known; i--)
		if (sync->logs[i - 1].mark.log == name)
			return &sync->logs[i - 1];
	log = pull_known(sync, name);
	return log ? log : add_log(sync, &(struct mark){.log = name});
}

static int apply_one(struct sync *sync, const struct pending *item, struct err *err)
{
	int rc;

	if (item->over)
		return audit_take_over(sync, item, err);
	if (item->why) {
		sync->news.bad++;
		sync->news.unkeyed += item->why == row_why_hash;
		return sync->ops->apply_raw(sync->store, item->row.log, item->row.n, item->raw, item->why,
					    err);
	}
	rc = sync->ops->apply(sync->store, &item->row, err);
	sync->news.pulled += rc == PLACE_NEW;
	sync->news.doubled += rc == PLACE_DOUBLE;
	return rc < 0 ? -1 : 0;
}

static void pause_between(const struct sync *sync)
{
	if (!sync->clock->fixed)
		nanosleep(&(struct timespec){0, 500000}, NULL);
}

/* The game waits while we write: a batch is as large as LOCK_MS allows on this machine. The commit is not counted: how
 * long the disk takes does not depend on the size, and small batches would only make it busier. */
static void fit_batch(struct sync *sync, int64_t took_ms)
{
	size_t fit = took_ms < 1 ? sync->pending_max * 2 : sync->pending_max * LOCK_MS / (size_t)took_ms;

	sync->pending_max = fit < BATCH_MIN ? BATCH_MIN : fit > BATCH_MAX ? BATCH_MAX : fit;
}

static int write_pending(struct sync *sync, struct err *err)
{
	int64_t start;
	SYNC_TX(sync, tx);

	if (sync->ops->begin(sync->store, &tx.tx, err))
		return -1;
	start = clock_mono_ms(sync->clock);
	for (size_t i = 0; i < sync->pending_count; i++)
		if (apply_one(sync, &sync->pending[i], err))
			return -1;
	fit_batch(sync, clock_mono_ms(sync->clock) - start);
	return sync->ops->commit(&tx.tx, err);
}

int pull_flush(struct sync *sync, struct err *err)
{
	int rc;

	if (sync->pending_count == 0)
		return 0;
	rc = write_pending(sync, err);
	sync->pending_count = 0;
	arena_reset(&sync->batch);
	sync->doc_bytes = 0;
	if (rc)
		return err_wrap(err, "writing what the server sent");
	sync_say(sync);
	pause_between(sync);
	return 0;
}

int pending_put(struct sync *sync, const struct pending *item, size_t bytes, struct err *err)
{
	if (!sync->pending)
		sync->pending = mem_array(BATCH_MAX, sizeof *sync->pending);
	sync->pending[sync->pending_count++] = *item;
	sync->doc_bytes += bytes;
	return sync->pending_count >= sync->pending_max || sync->doc_bytes > BATCH_BYTES
		       ? pull_flush(sync, err)
		       : 0;
}

/* A row of the own log came back. */
static int take_own(struct sync *sync, struct pull_log *log, int64_t n, const bson_t *doc, struct err *err)
{
	int rc;

	sync->own = log->mark;
	rc = place_is_same(sync, log->mark.log, n, doc, err);
	if (rc == 0)
		sync->fork_seen = true;
	else if (n == log->from)
		log->seen_last = true;
	else if (n == log->own_top + 1)
		log->own_top = n;
	return rc < 0 ? -1 : 0;
}

/* The row we hold last came back: is it still the same? */
static int look_again(struct sync *sync, struct pull_log *log, const bson_t *doc, struct err *err)
{
	int rc = place_is_same(sync, log->mark.log, log->mark.last, doc, err);

	log->seen_last = rc == 1;
	return rc < 0 ? -1 : 0;
}

/* What a document at that place is worth: a row, or bytes that are kept as they came. */
void pending_read(struct sync *sync, uint64_t log, int64_t n, const bson_t *doc, struct pending *item)
{
	const char *why = NULL;

	*item = (struct pending){0};
	if (row_decode(&sync->codec, doc, log, n, &item->row, &sync->batch, &why) == ROW_GOOD)
		return;
	item->row.log = log;
	item->row.n = n;
	item->raw = arena_str(&sync->batch, bytes_of(doc));
	item->why = why;
}

static int take_next(struct sync *sync, struct pull_log *log, const bson_t *doc, struct err *err)
{
	struct pending item;

	pending_read(sync, log->mark.log, log->next, doc, &item);
	log->next++;
	return pending_put(sync, &item, doc->len, err);
}

static bool is_stone(struct str id, struct str learner)
{
	return id.len > learner.len && str_eq(str_slice(id, 0, learner.len), learner) &&
	       str_is(str_slice(id, learner.len, id.len), "/~erased");
}

bool pull_place(struct sync *sync, const bson_t *doc, uint64_t *log, int64_t *n)
{
	struct str id = doc_id(doc);

	if (is_stone(id, sync->codec.learner))
		sync->news.erased = true;
	else if (place_parse(id, sync->codec.learner, log, n))
		return true;
	else
		sync->news.foreign++;
	return false;
}

int pull_doc(struct sync *sync, const bson_t *doc, struct err *err)
{
	struct pull_log *log;
	uint64_t name;
	int64_t n;

	if (!pull_place(sync, doc, &name, &n))
		return 0;
	log = log_of(sync, name);
	if (log->mark.own)
		return take_own(sync, log, n, doc, err);
	if (n == log->mark.last)
		return look_again(sync, log, doc, err);
	if (n == log->next)
		return take_next(sync, log, doc, err);
	if (n > log->next && !log->behind)
		log->behind = n; /* the number before it is missing: this log waits */
	return 0;
}

/* Seen once, the stone holds until the learner decides, even if a server that was set back shows it no more.
 */
static int keep_stone(struct sync *sync, struct err *err)
{
	SYNC_TX(sync, tx);

	if (!sync->news.erased || sync->erased)
		return 0;
	return sync->ops->begin(sync->store, &tx.tx, err) ||
			       sync->ops->set_erased(sync->store, clock_wall_ms(sync->clock), err) ||
			       sync->ops->commit(&tx.tx, err)
		       ? -1
		       : 0;
}

int pull_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	(void)answer;
	if (pull_flush(sync, err))
		return -1;
	sync->asked_logs = sync->asking;
	if (sync->asking < sync->known)
		return 0; /* more ranges than one find takes */
	sync->asking = 0;
	return pull_over(sync, err);
}

int pull_over(struct sync *sync, struct err *err)
{
	if (keep_stone(sync, err) || pull_judge(sync, err))
		return -1;
	sync_say(sync);
	if (sync->news.erased)
		sync->state = SYNC_DONE;
	else if (sync->fork_seen)
		sync->state = SYNC_FORK;
	else
		sync->state = sync->pushed_any ? SYNC_DONE : SYNC_AUDIT;
	return 0;
}
