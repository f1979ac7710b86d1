/* SPDX-License-Identifier: MIT
 * Where rows are: a row that was somewhere may vanish only with the last place that held it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/log.h"
#include "sync/mongo/place.h"
#include "tests/sim/sim.h"

void census_add(struct census *census, const struct row *row)
{
	struct row nowhere = *row;

	nowhere.log = 0;
	nowhere.n = 0;
	if (census->count == census->cap) {
		census->cap = census->cap ? 2 * census->cap : 256;
		census->item = mem_grow(census->item, census->cap, sizeof(*census->item));
	}
	census->item[census->count++] = (struct sim_identity){row->origin, row->at, row_hash(&nowhere, STR("a"), STR(""))};
}

static int by_identity(const void *a, const void *b)
{
	const struct sim_identity *left = a, *right = b;

	if (left->origin != right->origin)
		return left->origin < right->origin ? -1 : 1;
	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return (left->bytes > right->bytes) - (left->bytes < right->bytes);
}

void census_sort(struct census *census)
{
	if (census->count)
		qsort(census->item, census->count, sizeof(*census->item), by_identity);
}

bool census_has(const struct census *census, const struct sim_identity *wanted)
{
	return census->count &&
	       bsearch(wanted, census->item, census->count, sizeof(*census->item), by_identity);
}

void census_fini(struct census *census)
{
	free(census->item);
	*census = (struct census){0};
}

static int add_row(void *ctx, const struct row *row, struct err *err)
{
	(void)err;
	census_add(ctx, row);
	return 0;
}

void census_add_device(struct sim *sim, const struct sim_device *device, struct census *census)
{
	struct err err;

	if (log_each(device->store, add_row, census, &err))
		sim_complain(sim, "rows cannot be read: %s", err.text);
}

void census_add_server(struct sim *sim, struct census *census)
{
	struct row_codec codec = sim_codec(sim);
	struct arena arena = {0};

	for (size_t i = 0; i < sim->server.count; i++) {
		const struct sim_doc *doc = &sim->server.docs[i];
		const char *why;
		struct row row;
		uint64_t log;
		int64_t n;

		if (doc->durable && place_parse(str_of(doc->id), codec.learner, &log, &n) &&
		    row_decode(&codec, doc->doc, log, n, &row, &arena, &why) == ROW_GOOD)
			census_add(census, &row);
		arena_reset(&arena);
	}
	arena_fini(&arena);
}

static struct census take_census(struct sim *sim)
{
	struct census census = {0};

	for (int i = 0; i < sim->devices; i++)
		census_add_device(sim, &sim->device[i], &census);
	census_add_server(sim, &census);
	census_sort(&census);
	for (size_t i = 1; i < census.count; i++) {
		const struct sim_identity *one = &census.item[i - 1], *next = &census.item[i];

		if (one->origin == next->origin && one->at == next->at && one->bytes != next->bytes)
			sim_complain(sim, "a row's bytes have changed (origin %016llx, at %lld)",
				     (unsigned long long)one->origin, (long long)one->at);
	}
	return census;
}

void loss_before(struct sim *sim)
{
	struct census now = take_census(sim);

	for (size_t i = 0; i < sim->known.count; i++)
		if (!census_has(&now, &sim->known.item[i])) {
			sim_complain(sim, "a row is nowhere any more as it was (origin %016llx, at %lld)",
				     (unsigned long long)sim->known.item[i].origin,
				     (long long)sim->known.item[i].at);
			break;
		}
	census_fini(&sim->known);
	sim->known = now;
}

void loss_after(struct sim *sim, bool server)
{
	struct census there = {0};
	size_t kept = 0;

	census_fini(&sim->known);
	sim->known = take_census(sim);
	if (!server)
		return;
	sim->server.has_lost = true;
	census_add_server(sim, &there);
	census_sort(&there);
	for (size_t i = 0; i < sim->safe.count; i++)
		if (census_has(&there, &sim->safe.item[i]))
			sim->safe.item[kept++] = sim->safe.item[i];
	sim->safe.count = kept;
	census_fini(&there);
}
