/* SPDX-License-Identifier: MIT
 * The protocol's table of states and the loop over a network. */
#include "sync/mongo/protocol.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sync/mongo/place.h"
#include "sync/mongo/states.h"

/* 2020 and 2200: a server that lives outside of these knows no better than we do, and no other device would take the
 * row that says so. */
#define SERVER_MS_MIN INT64_C(1577836800000)
#define SERVER_MS_MAX INT64_C(7258118400000)
enum { CLOCK_OFF_MS = 2000, FIRST_BATCH = 128 };

static const struct {
	int (*ask)(struct sync *, struct ask *, struct err *);
	int (*doc)(struct sync *, const bson_t *, struct err *);
	int (*end)(struct sync *, const struct answer *, struct err *);
} STATES[] = {
	[SYNC_HELLO] = {hello_ask, NULL, hello_end},	  [SYNC_LOOK] = {look_ask, look_doc, look_end},
	[SYNC_PULL] = {pull_ask, pull_doc, pull_end},
	[SYNC_AUDIT] = {audit_ask, audit_doc, audit_end}, [SYNC_REPAIR] = {repair_ask, NULL, repair_end},
	[SYNC_PUSH] = {push_ask, NULL, push_end},	  [SYNC_CHECK] = {check_ask, check_doc, check_end},
	[SYNC_FORK] = {fork_ask, check_doc, fork_end},
};

void sync_init(struct sync *sync, const struct sync_store *ops, struct store *store,
	       const struct clock *clock, struct str learner, struct str key)
{
	assert(learner_is_valid(learner));
	*sync = (struct sync){.ops = ops,
			      .store = store,
			      .clock = clock,
			      .codec = {learner, key},
			      .pending_max = FIRST_BATCH};
}

void sync_fini(struct sync *sync)
{
	pull_forget(sync);
	push_forget(sync);
	free(sync->logs);
	free(sync->pending);
	audit_forget(sync);
	arena_fini(&sync->batch);
}

void sync_say(struct sync *sync)
{
	if (sync->tell)
		sync->tell(sync->tell_ctx, sync);
}

int sync_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	int rc = 1;

	*ask = (struct ask){0};
	while (sync->state != SYNC_DONE && rc == 1)
		rc = STATES[sync->state].ask(sync, ask, err);
	return rc;
}

int sync_doc(struct sync *sync, const bson_t *doc, struct err *err)
{
	assert(STATES[sync->state].doc);
	return STATES[sync->state].doc(sync, doc, err);
}

int sync_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	return STATES[sync->state].end(sync, answer, err);
}

int sync_lost(struct sync *sync, struct err *err)
{
	return sync->state == SYNC_PULL || sync->state == SYNC_AUDIT ? pull_flush(sync, err) : 0;
}

static int give_doc(void *ctx, const bson_t *doc, struct err *err)
{
	return sync_doc(ctx, doc, err);
}

static int perform(struct sync *sync, struct net *net, const struct ask *ask, struct answer *answer,
		   struct err *err)
{
	assert(!store_is_writing(sync->store)); /* what is sent is on disk */
	switch (ask->kind) {
	case ASK_HELLO:
		return net->hello(net->self, &answer->has_clock, &answer->server_ms, &answer->rtt_ms, err);
	case ASK_FIND: return net->find(net->self, &ask->find, give_doc, sync, err);
	case ASK_INSERT: return net->insert(net->self, &ask->insert, &answer->inserted, err);
	}
	return -1;
}

int sync_run(struct sync *sync, struct net *net, struct err *err)
{
	struct ask ask;
	int rc;

	while ((rc = sync_ask(sync, &ask, err)) == 0) {
		struct answer answer = {0};
		struct err ignored;

		if (perform(sync, net, &ask, &answer, err)) {
			if (sync_lost(sync, &ignored))
				sync->news.later = true;
			return -1;
		}
		if (sync_end(sync, &answer, err))
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

int hello_ask(struct sync *sync, struct ask *ask, struct err *err)
{
	(void)sync;
	(void)err;
	ask->kind = ASK_HELLO;
	return 0;
}

struct skewed {
	struct sync *sync;
	int64_t ms, slack;
	uint64_t *origin;
	size_t count;
};

static int gather_skewed(void *ctx, uint64_t origin, struct err *err)
{
	struct skewed *skewed = ctx;
	int64_t known;

	if (skewed->sync->ops->skew(skewed->sync->store, origin, &known, err))
		return -1;
	if (llabs(skewed->ms - known) <= skewed->slack)
		return 0;
	skewed->origin = mem_grow(skewed->origin, skewed->count + 1, sizeof *skewed->origin);
	skewed->origin[skewed->count++] = origin;
	return 0;
}

/* A row for each own origin whose clock was not yet known to be this wrong. */
static int tell_of_clock(struct sync *sync, int64_t ms, int64_t slack, struct err *err)
{
	struct skewed skewed = {sync, ms, slack, NULL, 0};
	int64_t now = clock_wall_ms(sync->clock);
	SYNC_TX(sync, tx);
	int rc = sync->ops->begin(sync->store, &tx.tx, err) ||
		 sync->ops->unsent(sync->store, gather_skewed, &skewed, err);

	for (size_t i = 0; i < skewed.count && rc == 0; i++) {
		struct row row = {.kind = ROW_CLOCK_KIND, .z = clock_zone_min(sync->clock, now)};

		row.clock.of = (int64_t)skewed.origin[i];
		row.clock.ms = ms;
		rc = sync->ops->append(sync->store, &row, err);
		sync->news.clock_rows += rc == 0;
	}
	free(skewed.origin);
	return rc || sync->ops->commit(&tx.tx, err) ? -1 : 0;
}

/* A fixed clock is a test's, and no error of a machine's. */
int hello_end(struct sync *sync, const struct answer *answer, struct err *err)
{
	int64_t slack = CLOCK_OFF_MS + answer->rtt_ms / 2;
	bool believed = answer->has_clock && answer->server_ms >= SERVER_MS_MIN && answer->server_ms < SERVER_MS_MAX;
	int64_t ms = believed ? answer->server_ms - (clock_wall_ms(sync->clock) - answer->rtt_ms / 2) : 0;

	sync->state = SYNC_LOOK;
	if (audit_quarantine(sync, err))
		return -1;
	if (!believed || (sync->clock->fixed && !sync->clock->simulated) || llabs(ms) <= slack)
		return 0;
	return tell_of_clock(sync, ms, slack, err);
}

static int first_name(void *ctx, const bson_t *doc, struct err *err)
{
	struct str *id = ctx;
	bson_iter_t iter;
	const char *text;
	uint32_t len;

	(void)err;
	if (bson_iter_init_find(&iter, doc, "_id") && BSON_ITER_HOLDS_UTF8(&iter)) {
		text = bson_iter_utf8(&iter, &len);
		*id = (struct str){mem_strndup(text, len), len};
	}
	return 0;
}

/* Skips from name to name: one small find each. What stands between names and is none is stepped over. */
int sync_names(struct net *net, struct str *names, size_t max, size_t *count, struct arena *arena,
	       struct err *err)
{
	struct net_range range = {0};
	struct net_find find = {
		.collection = "rows", .range = &range, .ranges = 1, .ids_only = true, .limit = 1};
	int rc = 0;

	*count = 0;
	for (size_t steps = 0; rc == 0 && *count < max && steps < 4 * max; steps++) {
		struct str id = {0}, name;

		rc = net->find(net->self, &find, first_name, &id, err);
		if (rc == 0 && !id.s)
			return 0;
		if (rc == 0 && place_learner(id, &name)) {
			names[(*count)++] = arena_str(arena, name);
			key_behind_learner(range.from, name);
		} else if (rc == 0) { /* the next that could be one */
			size_t keep = id.len < NET_KEY_MAX - 2 ? id.len : NET_KEY_MAX - 2;

			memcpy(range.from, id.s, keep);
			memcpy(range.from + keep, "\x01", 2);
		}
		free((char *)id.s);
	}
	return rc;
}
