/* SPDX-License-Identifier: MIT
 * A sync of a simulated device, and what must hold while it runs and behind it. */
#include <stdio.h>
#include <string.h>

#include "schema/db.h"
#include "schema/log.h"
#include "sync/mongo/place.h"
#include "sync/mongo/protocol.h"
#include "tests/sim/disk.h"
#include "tests/sim/sim.h"

static struct sync running;
static const bool *killed; /* the program of the running sync: it writes nothing any more */

static int begin_alive(struct store *store, struct store_tx *tx, struct err *err)
{
	return *killed ? err_set(err, ERR_NETWORK, "killed") : store_begin(store, tx, err);
}

static int keep_safe(void *ctx, const struct row *row, struct err *err)
{
	(void)err;
	census_add(ctx, row);
	return 0;
}

static bool own_mark(struct sim_device *device, struct mark *own)
{
	struct err err;
	STORE_TX(tx);

	return store_begin(device->store, &tx, &err) == 0 && mark_own(device->store, own, &err) == 0 &&
	       store_commit(&tx, &err) == 0;
}

/* Nothing is repaired that is there, nothing pushed before it is on disk, and nothing sent under a name whose stone this device has seen. */
static void watch_insert(void *ctx, const struct net_insert *insert)
{
	struct sim *sim = ctx;
	struct str name;

	for (size_t i = 0; i < insert->count && running.state == SYNC_REPAIR && !running.audit.duplicates; i++) {
		const struct sim_doc *doc = server_doc(&sim->server, server_id(insert->docs[i]));

		if (doc && doc->durable)
			sim_complain(sim, "a row was judged missing that is there");
	}
	for (size_t i = 0; i < insert->count; i++)
		if (!place_learner(str_of(server_id(insert->docs[i])), &name) || !str_is(name, sim->learner))
			sim_complain(sim, "%s is sent by %s", server_id(insert->docs[i]), sim->learner);
	if (!disk_is_synced(sim->syncing->path) || !sqlite3_get_autocommit(db_handle(sim->syncing->store)))
		sim_complain(sim, "rows are sent before they are on disk");
	if (sim->syncing->knows_stone)
		sim_complain(sim, "rows are sent below the stone of erasure");
}

static bool is_there(struct sim *sim, uint64_t log, int64_t n)
{
	const struct sim_doc *doc;
	char id[PLACE_MAX];

	place_put(id, str_of(sim->learner), log, n);
	doc = server_doc(&sim->server, id);
	return doc && doc->durable;
}

/* By the hash that the document bears: one that a hand changed below it is found by an audit. */
static bool is_ours(struct sim *sim, struct sim_device *device, uint64_t log, int64_t n)
{
	const struct sim_doc *doc;
	struct arena arena = {0};
	char id[PLACE_MAX];
	uint64_t theirs;
	struct row row;
	struct err err;
	bool same;

	place_put(id, str_of(sim->learner), log, n);
	doc = server_doc(&sim->server, id);
	same = doc && doc->durable && row_hash_of(doc->doc, &theirs) &&
	       place_get(device->store, log, n, &row, &arena, &err) == 0 &&
	       theirs == row_hash(&row, str_of(sim->learner), STR(""));
	arena_fini(&arena);
	return same;
}

/* Acknowledged means: durable there. Only a server that forgot, or a hand in it, makes marks go back; and then a sync
 * that ended well has noticed if the last safe row is gone. */
static void check_marks(struct sim *sim, struct sim_device *device, const struct mark *before,
			const struct mark *after, bool good)
{
	if (after->safe > after->acked || after->acked > after->last)
		sim_complain(sim, "marks out of order: safe %lld, acknowledged %lld, last %lld",
			     (long long)after->safe, (long long)after->acked, (long long)after->last);
	if (good && after->safe && !is_ours(sim, device, after->log, after->safe))
		sim_complain(sim, "row %lld is shown as safe and is not there", (long long)after->safe);
	if (sim->server.has_lost)
		return;
	if (after->log == before->log && (after->safe < before->safe || after->acked < before->acked))
		sim_complain(sim, "marks went back: acknowledged %lld to %lld, safe %lld to %lld",
			     (long long)before->acked, (long long)after->acked, (long long)before->safe,
			     (long long)after->safe);
	for (int64_t n = 1; n <= after->acked; n++)
		if (!is_there(sim, after->log, n))
			sim_complain(sim, "row %lld counts as acknowledged and is not there", (long long)n);
}

/* What the screen calls safe now has to survive its device. */
static void remember_safe(struct sim *sim, struct sim_device *device, const struct mark *before, bool good)
{
	struct mark own;
	struct err err;
	int64_t from;

	if (!own_mark(device, &own)) {
		if (!disk_is_dead(device->path))
			sim_complain(sim, "the marks cannot be read");
		return;
	}
	check_marks(sim, device, before, &own, good);
	from = own.log == before->log ? before->safe : 0;
	if (own.safe > from && place_each(device->store, own.log, from + 1, (int)(own.safe - from), keep_safe,
					  &sim->safe, &err) < 0)
		sim_complain(sim, "safe rows cannot be read: %s", err.text);
}

static bool is_quiet(const struct sync_news *news)
{
	return !(news->pulled + news->doubled + news->pushed + news->bad + news->holes + news->lost +
		 news->replaced + news->repaired + news->forks + news->clock_rows);
}

static void judge(struct sim *sim, struct sim_device *device, const struct sync *sync, bool good,
		  const struct err *err)
{
	if (!good && err->kind != ERR_NETWORK && !disk_is_dead(device->path))
		sim_complain(sim, "a sync fails with \"%s\"", err->text);
	if ((sync->news.bad || sync->news.foreign) && !sim->hands)
		sim_complain(sim, "%lld good documents were taken for bad ones",
			     (long long)(sync->news.bad + sync->news.foreign));
}

struct exchanged device_sync(struct sim *sim, struct sim_device *device)
{
	struct net net = server_net(&sim->server);
	struct sync_store ops = store_sqlite;
	struct exchanged done = {0};
	struct mark own;
	struct err err = {0};

	device_set_clock(sim, device);
	if (!own_mark(device, &own))
		return done;
	killed = &sim->server.killed;
	ops.begin = begin_alive;
	sim->syncing = device;
	sim->server.watch = watch_insert;
	sim->server.watch_ctx = sim;
	sync_init(&running, &ops, device->store, &device->clock, str_of(sim->learner), STR(""));
	done.good = sync_run(&running, &net, &err) == 0;
	done.quiet = done.good && is_quiet(&running.news);
	if (sim->verbose)
		printf("device %s: %s; pulled %lld doubled %lld pushed %lld bad %lld holes %lld lost %lld replaced %lld "
		       "repaired %lld forks %lld%s\n",
		       device->path, done.good ? "good" : err.text, (long long)running.news.pulled,
		       (long long)running.news.doubled, (long long)running.news.pushed, (long long)running.news.bad,
		       (long long)running.news.holes, (long long)running.news.lost, (long long)running.news.replaced,
		       (long long)running.news.repaired, (long long)running.news.forks,
		       running.news.erased ? ", erased" : "");
	judge(sim, device, &running, done.good, &err);
	device->knows_stone |= done.good && running.news.erased;
	sync_fini(&running);
	if (sim->server.killed) {
		sim->server.killed = false;
		device_stop(device);
		device_start(sim, device);
	}
	remember_safe(sim, device, &own, done.good);
	return done;
}
