/* SPDX-License-Identifier: MIT
 * What must hold when nothing fails any more and all devices are quiet. */
#include <stdio.h>
#include <string.h>

#include "schema/log.h"
#include "schema/marks.h"
#include "sync/mongo/place.h"
#include "tests/sim/sim.h"

static void check_equal(struct sim *sim)
{
	struct buf first = {0}, other = {0};

	device_tell(sim, &sim->device[0], &first);
	for (int i = 1; i < sim->devices; i++) {
		buf_clear(&other);
		device_tell(sim, &sim->device[i], &other);
		if (strcmp(buf_z(&first), buf_z(&other)) == 0)
			continue;
		sim_complain(sim, "device %d does not hold what device 0 holds", i);
		if (sim->verbose)
			printf("device 0\n%s\ndevice %d\n%s\n", buf_z(&first), i, buf_z(&other));
	}
	buf_fini(&first);
	buf_fini(&other);
}

static void check_sent(struct sim *sim)
{
	for (int i = 0; i < sim->devices; i++) {
		struct log_counts counts;
		struct err err;

		if (log_counts(sim->device[i].store, &counts, &err))
			sim_complain(sim, "%s", err.text);
		else if (counts.waiting)
			sim_complain(sim, "device %d still has %lld rows to send", i,
				     (long long)counts.waiting);
	}
}

static void check_all_in(struct sim *sim, const struct census *wanted, const struct census *held, const char *what)
{
	for (size_t i = 0; i < wanted->count && !sim->complaint[0]; i++)
		if (!census_has(held, &wanted->item[i]))
			sim_complain(sim, "%s (origin %016llx, at %lld)", what,
				     (unsigned long long)wanted->item[i].origin, (long long)wanted->item[i].at);
}

/* Nothing is lost: every row that was somewhere is held, and the server has it back. */
static void check_rows(struct sim *sim)
{
	struct census held = {0}, server = {0};

	census_add_device(sim, &sim->device[0], &held);
	census_add_server(sim, &server);
	census_sort(&held);
	census_sort(&server);
	check_all_in(sim, &sim->known, &held, "a row is lost");
	check_all_in(sim, &sim->safe, &held, "a row that was shown as safe is lost");
	check_all_in(sim, &held, &server, "the server never got back a row");
	census_fini(&held);
	census_fini(&server);
}

static bool is_rebuilt(const struct row_codec *codec, struct store *store, const bson_t *doc, uint64_t log, int64_t n,
		       struct arena *arena)
{
	const char *why;
	struct str raw;
	struct row row, theirs;
	struct err err;

	if (place_get(store, log, n, &row, arena, &err) == 0)
		return row_decode(codec, doc, log, n, &theirs, arena, &why) == ROW_GOOD &&
		       row_hash(&row, codec->learner, codec->key) ==
			       row_hash(&theirs, codec->learner, codec->key);
	return raw_get(store, log, n, &raw, arena, &err) == 0 && raw.len == doc->len &&
	       memcmp(raw.s, bson_get_data(doc), raw.len) == 0;
}

/* Whatever stands on the server can be rebuilt by every device: any of them may have to. */
static void check_places(struct sim *sim, int device)
{
	struct row_codec codec = sim_codec(sim);
	struct arena arena = {0};

	for (size_t i = 0; i < sim->server.count; i++) {
		const struct sim_doc *doc = &sim->server.docs[i];
		uint64_t log;
		int64_t n;

		if (place_parse(str_of(doc->id), codec.learner, &log, &n) &&
		    !is_rebuilt(&codec, sim->device[device].store, doc->doc, log, n, &arena))
			sim_complain(sim, "device %d cannot rebuild %s", device, doc->id);
		arena_reset(&arena);
	}
	arena_fini(&arena);
}

/* A second sync with nothing new is one command behind the hello. */
static void check_idle_cost(struct sim *sim)
{
	int64_t before = sim->server.commands;

	if (device_sync(sim, &sim->device[0]).good && sim->server.commands - before != 2)
		sim_complain(sim, "a sync with nothing to do took %lld commands",
			     (long long)(sim->server.commands - before));
}

void sim_check(struct sim *sim)
{
	check_sent(sim);
	check_rows(sim);
	check_equal(sim);
	check_places(sim, 0);
	check_places(sim, (int)sim_pick(sim, (uint64_t)sim->devices));
	check_idle_cost(sim);
}
