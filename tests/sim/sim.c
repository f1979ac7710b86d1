/* SPDX-License-Identifier: MIT
 * One history: devices that act, sync, fail, die, are copied and set back; then peace, and everything must
 * agree. */
#include "tests/sim/sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "schema/log.h"
#include "schema/marks.h"

enum { STEPS = 60, PEACE_ROUNDS = 12 };

void sim_complain(struct sim *sim, const char *fmt, ...)
{
	va_list ap;

	if (sim->complaint[0])
		return;
	va_start(ap, fmt);
	vsnprintf(sim->complaint, sizeof(sim->complaint), fmt, ap);
	va_end(ap);
}

static uint64_t pick(struct sim *sim, uint64_t n)
{
	return rng_below(&sim->rng, n);
}

static void name_device(struct sim *sim, int i)
{
	snprintf(sim->device[i].path, sizeof(sim->device[i].path), "%s/%d.db", sim->folder, i);
}

/* Seven in ten are right to the second; the others are minutes or days off. */
static int64_t some_clock(struct sim *sim)
{
	switch (pick(sim, 10)) {
	case 0: return (int64_t)pick(sim, 4 * DAY_MS) - 2 * (int64_t)DAY_MS;
	case 1:
	case 2: return (int64_t)pick(sim, 20 * MINUTE_MS) - 10 * MINUTE_MS;
	default: return (int64_t)pick(sim, 2 * SECOND_MS) - SECOND_MS;
	}
}

static void trouble(struct sim *sim)
{
	static const enum sim_fault faults[] = {FAULT_LOST, FAULT_REPLY_LOST, FAULT_PARTIAL, FAULT_CUT,
						FAULT_LATE};

	sim->server.fault = pick(sim, 3) ? FAULT_NONE : faults[pick(sim, 5)];
	sim->server.fault_in = (int)pick(sim, 6);
}

/* Set back to yesterday without noticing, drowned and replaced by an empty one, or copied. */
static void device_suffers(struct sim *sim, struct sim_device *device)
{
	switch (pick(sim, 4)) {
	case 0: device_replace(sim, device); break;
	case 1:
		if (device->has_snapshot)
			device_restore(sim, device);
		break;
	default:
		if (sim->devices == SIM_DEVICES)
			break;
		name_device(sim, sim->devices);
		device_clone(sim, device, &sim->device[sim->devices++]);
		break;
	}
}

/* It drowns when another device holds all that it knew: then even a server that is set back loses nothing. */
static void drown_after_meeting(struct sim *sim, struct sim_device *device)
{
	struct sim_device *other = &sim->device[pick(sim, (uint64_t)sim->devices)];

	if (other != device && device_sync(sim, device) && device_sync(sim, other))
		device_replace(sim, device);
}

static void server_suffers(struct sim *sim, struct sim_device *device)
{
	if (pick(sim, 3))
		drown_after_meeting(sim, device);
	else
		server_set_back(&sim->server);
}

static void strange_thing(struct sim *sim, struct sim_device *device)
{
	switch (pick(sim, 8)) {
	case 0: server_fail_over(&sim->server); break;
	case 1: server_late(&sim->server); break;
	case 2:
		device_stop(device);
		device_start(sim, device);
		break;
	case 3: device->clock_off_ms = some_clock(sim); break;
	case 4: device_snapshot(device); break;
	case 5: server_back_up(&sim->server); break;
	default:
		if (sim->devices_suffer)
			device_suffers(sim, device);
		else
			server_suffers(sim, device);
		break;
	}
}

static void step(struct sim *sim)
{
	struct sim_device *device = &sim->device[pick(sim, (uint64_t)sim->devices)];

	sim->now_ms += (int64_t)pick(sim, pick(sim, 10) ? HOUR_MS : 2 * DAY_MS);
	sim->server.now_ms = sim->now_ms;
	switch (pick(sim, 10)) {
	case 0: strange_thing(sim, device); break;
	case 1:
	case 2:
	case 3:
	case 4:
		trouble(sim);
		device_sync(sim, device);
		sim->server.fault = FAULT_NONE;
		break;
	default: device_act(sim, device); break;
	}
}

/* Nothing fails any more: after some rounds every device is quiet. */
static void make_peace(struct sim *sim)
{
	server_late(&sim->server);
	server_settle(&sim->server);
	for (int round = 0; round < PEACE_ROUNDS; round++) {
		sim->now_ms += 8 * (int64_t)DAY_MS; /* a week must pass before a hole is passed over */
		sim->server.now_ms = sim->now_ms;
		for (int i = 0; i < sim->devices; i++) {
			sim->device[i].clock_off_ms = 0;
			device_sync(sim, &sim->device[i]);
		}
	}
	for (int i = 0; i < sim->devices; i++)
		if (!device_sync(sim, &sim->device[i]))
			sim_complain(sim, "device %d cannot sync in peace", i);
}

static void check_equal(struct sim *sim)
{
	struct buf first = {0}, other = {0};

	device_tell(sim, &sim->device[0], &first);
	for (int i = 1; i < sim->devices; i++) {
		buf_clear(&other);
		device_tell(sim, &sim->device[i], &other);
		if (strcmp(buf_z(&first), buf_z(&other))) {
			sim_complain(sim, "device %d does not hold what device 0 holds", i);
			if (sim->verbose)
				printf("device 0\n%s\ndevice %d\n%s\n", buf_z(&first), i, buf_z(&other));
		}
	}
	buf_fini(&first);
	buf_fini(&other);
}

static void check_quiet(struct sim *sim)
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

static void check_safe(struct sim *sim)
{
	struct arena arena = {0};
	struct row row;
	struct err err;

	for (size_t i = 0; i < sim->safe_count; i++) {
		if (log_find(sim->device[0].store, sim->safe[i].origin, sim->safe[i].at, &row, &arena,
			     &err) == 0)
			continue;
		sim_complain(sim, "a row that was shown as safe is lost (origin %016llx, at %lld)",
			     (unsigned long long)sim->safe[i].origin, (long long)sim->safe[i].at);
		break;
	}
	arena_fini(&arena);
}

/* Whatever stands on the server can be rebuilt by every device, byte for byte: any of them may have to. */
static void check_places(struct sim *sim)
{
	for (size_t i = 0; i < sim->server.count; i++)
		for (int k = 0; k < sim->devices; k++)
			if (!device_rebuilds(&sim->device[k], sim->server.docs[i].doc))
				sim_complain(sim, "device %d cannot rebuild %s", k, sim->server.docs[i].id);
}

static bool has_identity(const bson_t *doc, const struct row *row)
{
	bson_iter_t origin, at;
	char name[14];

	hash_put32(name, row->origin, 13);
	return bson_iter_init_find(&origin, doc, "o") && bson_iter_init_find(&at, doc, "a") &&
	       strcmp(bson_iter_utf8(&origin, NULL), name) == 0 && bson_iter_as_int64(&at) == row->at;
}

static int look_on_server(void *ctx, const struct row *row, struct err *err)
{
	struct sim *sim = ctx;

	(void)err;
	for (size_t i = 0; i < sim->server.count; i++)
		if (has_identity(sim->server.docs[i].doc, row))
			return 0;
	sim_complain(sim, "the server never got back the row of kind %d at %lld", row->kind,
		     (long long)row->at);
	return 1;
}

/* Whatever the server lost, the devices gave it back. */
static void check_server(struct sim *sim)
{
	struct err err;

	if (log_each(sim->device[0].store, look_on_server, sim, &err) < 0)
		sim_complain(sim, "%s", err.text);
}

/* A second sync with nothing new is one command behind the hello. */
static void check_idle_cost(struct sim *sim)
{
	int64_t before = sim->server.commands;

	if (device_sync(sim, &sim->device[0]) && sim->server.commands - before != 2)
		sim_complain(sim, "a sync with nothing to do took %lld commands",
			     (long long)(sim->server.commands - before));
}

static void clear(struct sim *sim)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".old"};
	char path[160];

	for (int i = 0; i < sim->devices; i++) {
		device_stop(&sim->device[i]);
		for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
			snprintf(path, sizeof(path), "%s%s", sim->device[i].path, ends[k]);
			unlink(path);
		}
	}
	server_fini(&sim->server);
	free(sim->safe);
}

bool sim_run(struct sim *sim, uint64_t seed, const char *folder, bool verbose)
{
	*sim = (struct sim){.seed = seed, .folder = folder, .verbose = verbose, .now_ms = 1795000000000};
	rng_seed(&sim->rng, seed);
	server_init(&sim->server, &sim->rng);
	sim->devices_suffer = pick(sim, 2);
	sim->devices = 2 + (int)pick(sim, 2);
	for (int i = 0; i < sim->devices; i++) {
		name_device(sim, i);
		sim->device[i].clock_off_ms = some_clock(sim);
		device_start(sim, &sim->device[i]);
	}
	for (int i = 0; i < STEPS && !sim->complaint[0]; i++)
		step(sim);
	if (!sim->complaint[0])
		make_peace(sim);
	if (!sim->complaint[0]) {
		check_quiet(sim);
		check_equal(sim);
		check_safe(sim);
		check_places(sim);
		check_server(sim);
		check_idle_cost(sim);
	}
	clear(sim);
	return !sim->complaint[0];
}
