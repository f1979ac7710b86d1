/* SPDX-License-Identifier: MIT
 * Hands in the simulated server: documents that are changed, removed, or written by no cairn. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "schema/marks.h"
#include "sync/mongo/place.h"
#include "tests/sim/sim.h"

static bson_t *without(const bson_t *doc, const char *field)
{
	bson_t *copy = bson_new();

	bson_copy_to_excluding_noinit(doc, copy, field, NULL);
	return copy;
}

static bson_t *in_doubles(const bson_t *doc)
{
	bson_t *copy = bson_new();
	bson_iter_t iter;

	bson_iter_init(&iter, doc);
	while (bson_iter_next(&iter)) {
		if (BSON_ITER_HOLDS_INT32(&iter) || BSON_ITER_HOLDS_INT64(&iter))
			bson_append_double(copy, bson_iter_key(&iter), -1,
					   (double)bson_iter_as_int64(&iter));
		else
			bson_append_iter(copy, NULL, 0, &iter);
	}
	return copy;
}

/* The same `_id`, and something wrong with the rest; one in eight is as good as before. */
static bson_t *spoil(struct sim *sim, const bson_t *doc)
{
	static const char *const fields[] = {"h", "v", "k", "o", "a", "z"};
	const char *field = fields[sim_pick(sim, 6)];
	bson_t *copy;

	switch (sim_pick(sim, 8)) {
	case 0: return in_doubles(doc);
	case 1: return without(doc, field);
	case 2:
		copy = without(doc, field);
		bson_append_bool(copy, field, 1, true);
		return copy;
	case 3:
		copy = without(doc, "v");
		bson_append_int32(copy, "v", 1, 99);
		return copy;
	case 4:
		copy = without(doc, "k");
		bson_append_utf8(copy, "k", 1, "dream", -1);
		return copy;
	case 5:
		copy = bson_copy(doc);
		bson_append_int32(copy, "new", 3, 1);
		return copy;
	case 6:
		copy = without(doc, "z");
		bson_append_int32(copy, "z", 1, 77);
		return copy;
	default:
		copy = without(doc, "h");
		bson_append_utf8(copy, "h", 1, "0123456789abc", -1);
		return copy;
	}
}

/* A good row of another program at that place. */
static bson_t *stranger(struct sim *sim, uint64_t log, int64_t n)
{
	struct row_codec codec = sim_codec(sim);
	struct row row = {.log = log,
			  .n = n,
			  .origin = rng_next(&sim->rng) | 1,
			  .at = sim->now_ms,
			  .kind = ROW_REVIEW_KIND,
			  .card = hash_card_uid(100 + sim_pick(sim, SIM_CARDS), 0)};

	row.review.rating = 3;
	return row_encode(&codec, &row);
}

static void change_one(struct sim *sim)
{
	struct str learner = str_of(sim->learner);
	size_t at;
	uint64_t log;
	int64_t n;

	if (!sim->server.count)
		return;
	at = (size_t)sim_pick(sim, sim->server.count);
	if (!place_parse(str_of(sim->server.docs[at].id), learner, &log, &n))
		return;
	switch (sim_pick(sim, 3)) {
	case 0: server_remove(&sim->server, at); break;
	case 1: server_put(&sim->server, spoil(sim, sim->server.docs[at].doc)); break;
	default: server_put(&sim->server, stranger(sim, log, n)); break;
	}
}

/* Documents that are no rows, and names that are no places. */
static void write_nonsense(struct sim *sim)
{
	static const char *const names[] = {"/", "/~else", "/0123", "x/0000000000001/0000001"};
	bson_t *doc = bson_new();
	char id[64];

	if (sim_pick(sim, 5) == 0) {
		bson_append_int32(doc, "_id", 3, 7);
	} else {
		snprintf(id, sizeof id, "%s%s", sim->learner, names[sim_pick(sim, 4)]);
		bson_append_utf8(doc, "_id", 3, id, -1);
	}
	server_put(&sim->server, doc);
}

/* A log of its own, good or bad, or a number that a device has yet to write. */
static void write_place(struct sim *sim)
{
	struct sim_device *device = &sim->device[sim_pick(sim, (uint64_t)sim->devices)];
	uint64_t log = sim_pick(sim, 8) | 1; /* few names, so that their rows meet */
	int64_t n = 1 + (int64_t)sim_pick(sim, 3);
	struct mark own;
	struct err err;
	bson_t *doc;
	STORE_TX(tx);

	if (sim_pick(sim, 2) && store_begin(device->store, &tx, &err) == 0 &&
	    mark_own(device->store, &own, &err) == 0) {
		log = own.log;
		n += own.last;
	}
	doc = stranger(sim, log, n);
	if (sim_pick(sim, 2)) {
		bson_t *bad = spoil(sim, doc);

		bson_destroy(doc);
		doc = bad;
	}
	server_put(&sim->server, doc);
}

void hands_meddle(struct sim *sim)
{
	for (uint64_t times = 1 + sim_pick(sim, 3); times--;)
		switch (sim_pick(sim, 4)) {
		case 0: write_nonsense(sim); break;
		case 1: write_place(sim); break;
		default: change_one(sim); break;
		}
}

/* The stone first, then all below it. */
void janitor_erases(struct sim *sim)
{
	bson_t *stone = bson_new();
	char id[64];
	uint64_t log;
	int64_t n;

	snprintf(id, sizeof id, "%s/~erased", sim->learner);
	bson_append_utf8(stone, "_id", 3, id, -1);
	server_put(&sim->server, stone);
	for (size_t i = sim->server.count; i-- > 0;)
		if (place_parse(str_of(sim->server.docs[i].id), str_of(sim->learner), &log, &n))
			server_remove(&sim->server, i);
}
