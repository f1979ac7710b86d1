/* SPDX-License-Identifier: MIT
 * Push: own rows in order, what a duplicate key means, and the fork of a log that somebody else wrote in as
 * well. */
#include <assert.h>

#include "sync/mongo/place.h"
#include "sync/mongo/states.h"

enum { TRIES_MAX = 8, CHECK_MAX = 1000, FORKS_MAX = 3 };

void push_forget(struct sync *sync)
{
	for (size_t i = 0; i < sync->doc_count; i++)
		bson_destroy(sync->docs[i]);
	sync->doc_count = sync->doc_bytes = 0;
}

int own_marks(struct sync *sync, int64_t acked, int64_t safe, struct err *err)
{
	struct mark now;
	SYNC_TX(sync, tx);

	assert(0 <= safe && safe <= acked);
	if (sync->ops->begin(sync->store, &tx.tx, err) || sync->ops->mark_own(sync->store, &now, err))
		return -1;
	if (now.log != sync->own.log || acked > now.last)
		return err_set(err, ERR_FAILED,
			       "this store went on under another log while its rows were sent; nothing is lost, and the next sync "
			       "goes on from there");
	if (sync->ops->set_acked(sync->store, now.log, acked, err) ||
	    sync->ops->set_safe(sync->store, now.log, safe, err) || sync->ops->commit(&tx.tx, err))
		return -1;
	now.acked = acked;
	now.safe = safe;
	sync->own = now;
	sync->news.waiting = now.last - acked;
	sync->news.safe = safe;
	return 0;
}

int own_load(struct sync *sync, struct err *err)
{
	SYNC_TX(sync, tx);

	if (sync->ops->begin(sync->store, &tx.tx, err) || sync->ops->mark_own(sync->store, &sync->own, err) ||
	    sync->ops->commit(&tx.tx, err))
		return -1;
	sync->news.waiting = sync->own.last - sync->own.acked;
	sync->news.safe = sync->own.safe;
	return 0;
}

int own_lower(struct sync *sync, int64_t n, struct err *err)
{
	if (own_load(sync, err))
		return -1;
	if (n >= sync->own.acked)
		return 0;
	return own_marks(sync, n, n < sync->own.safe ? n : sync->own.safe, err);
}

/* 1 ends the walk: the command is full. */
static int put_row(void *ctx, const struct row *row, struct err *err)
{
	struct sync *sync = ctx;
	bson_t *doc = row_encode(&sync->codec, row);

	(void)err;
	assert(row->n == sync->first + (int64_t)sync->doc_count); /* no holes on the writer */
	if (sync->doc_count && sync->doc_bytes + doc->len > NET_INSERT_BYTES) {
		bson_destroy(doc);
		return 1;
	}
	sync->docs[sync->doc_count++] = doc;
	sync->doc_bytes += doc->len;
	return 0;
}

static int after_push(struct sync *sync)
{
	sync_say(sync);
	sync->state = sync->pushed_any ? SYNC_LOOK : SYNC_DONE;
	return 1;
}

int push_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	push_forget(sync);
	if (own_load(sync, err))
		return -1;
	sync->first = sync->own.acked + 1;
	if (sync->own.last < sync->first)
		return after_push(sync);
	if (sync->ops->each(sync->store, sync->own.log, sync->first, NET_INSERT_MAX, put_row, sync, err) < 0)
		return -1;
	assert(sync->doc_count > 0);
	ask->kind = ASK_INSERT;
	ask->insert = (struct net_insert){
		.collection = "rows", .docs = (const bson_t *const *)sync->docs, .count = sync->doc_count};
	return 0;
}

int push_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	int64_t count = (int64_t)sync->doc_count;

	push_forget(sync);
	if (answer->inserted.all) {
		sync->tries = 0;
		sync->pushed_any = true;
		sync->news.pushed += count;
		if (own_marks(sync, sync->own.acked + count, sync->own.safe, err))
			return -1;
		sync_say(sync);
		return 0;
	}
	if (answer->inserted.duplicate && answer->inserted.index < (size_t)count)
		sync->news.pushed += (int64_t)answer->inserted.index;
	if (answer->inserted.duplicate && ++sync->tries < TRIES_MAX) {
		sync->state = SYNC_CHECK;
		return 0;
	}
	sync->news.later = true;
	return err_set(err, ERR_NETWORK,
		       "the server did not confirm the rows that were sent; they stay here and are sent "
		       "again later");
}

int check_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	(void)err;
	sync->equal = sync->own.acked;
	sync->fork_at = 0;
	key_of_log(sync->range[0].from, sync->codec.learner, sync->own.log, sync->own.acked + 1);
	key_behind_log(sync->range[0].to, sync->codec.learner, sync->own.log);
	ask->kind = ASK_FIND;
	ask->find = (struct net_find){.collection = "rows",
				      .range = sync->range,
				      .ranges = 1,
				      .ids_only = true,
				      .limit = CHECK_MAX};
	return 0;
}

int check_doc(struct sync *sync, const bson_t *doc, struct err *err)
{
	uint64_t log;
	int64_t n;
	int rc;

	if (sync->fork_at || !place_parse(doc_id(doc), sync->codec.learner, &log, &n) || log != sync->own.log)
		return 0;
	rc = sync->state == SYNC_FORK ? place_is_same(sync, sync->own.log, n, doc, err)
				      : own_row_equals(sync, n, doc, err);
	if (rc == 0)
		sync->fork_at = n;
	else if (rc == 1 && n == sync->equal + 1)
		sync->equal = n;
	return rc < 0 ? -1 : 0;
}

int check_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	int64_t found = sync->equal - sync->own.acked;

	(void)answer;
	if (found > 0) {
		sync->tries = 0;
		sync->pushed_any = true;
		if (own_marks(sync, sync->equal, sync->own.safe, err))
			return -1;
	}
	sync->state = sync->fork_at ? SYNC_FORK : SYNC_PUSH;
	if (found > 0 || sync->fork_at)
		return 0;
	sync->news.later = true;
	return err_set(err, ERR_NETWORK,
		       "the server contradicts itself about a row; it is asked again later");
}

/* All of the own log: only a complete list decides. The log is given up behind the rows that stand there
 * without a gap; what follows is sent under the new log, and identity removes the doubles. */
int fork_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	if (own_load(sync, err))
		return -1;
	sync->equal = 0;
	sync->fork_at = 0;
	key_of_log(sync->range[0].from, sync->codec.learner, sync->own.log, 0);
	key_behind_log(sync->range[0].to, sync->codec.learner, sync->own.log);
	ask->kind = ASK_FIND;
	ask->find = (struct net_find){.collection = "rows", .range = sync->range, .ranges = 1};
	return 0;
}

int fork_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	SYNC_TX(sync, tx);

	(void)answer;
	pull_forget(sync);
	sync->state = SYNC_PULL;
	if (!sync->fork_at || sync->news.forks >= FORKS_MAX) {
		sync->news.later = true;
		return err_set(err, ERR_NETWORK,
			       "the server shows this device's rows differently each time; try later");
	}
	if (sync->ops->begin(sync->store, &tx.tx, err) || sync->ops->fork(sync->store, sync->equal, err) ||
	    sync->ops->commit(&tx.tx, err))
		return -1;
	sync->news.forks++;
	sync->pushed_any = false;
	return 0;
}
