/* SPDX-License-Identifier: MIT
 * One history: devices that act, sync, fail, die, are copied and set back; a server that fails and forgets; then peace,
 * and everything must agree. */
#include "tests/sim/sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/marks.h"

enum { STEPS = 60, ROUNDS_MIN = 3, ROUNDS_MAX = 160, QUIET_ROUNDS = 2, QUIET_HALF_YEAR = 32 };

void sim_complain(struct sim *sim, const char *fmt, ...)
{
	va_list ap;

	if (sim->complaint[0])
		return;
	va_start(ap, fmt);
	vsnprintf(sim->complaint, sizeof(sim->complaint), fmt, ap);
	va_end(ap);
}

uint64_t sim_pick(struct sim *sim, uint64_t n)
{
	return rng_below(&sim->rng, n);
}

struct row_codec sim_codec(const struct sim *sim)
{
	return (struct row_codec){str_of(sim->learner), STR("")};
}

/* Seven in ten are right to the second; the others are minutes or days off. */
static int64_t some_clock(struct sim *sim)
{
	switch (sim_pick(sim, 10)) {
	case 0: return (int64_t)sim_pick(sim, 4 * DAY_MS) - 2 * (int64_t)DAY_MS;
	case 1:
	case 2: return (int64_t)sim_pick(sim, 20 * MINUTE_MS) - 10 * MINUTE_MS;
	default: return (int64_t)sim_pick(sim, 2 * SECOND_MS) - SECOND_MS;
	}
}

static void trouble(struct sim *sim)
{
	static const enum sim_fault faults[] = {FAULT_LOST, FAULT_REPLY_LOST, FAULT_PARTIAL,
						FAULT_CUT,  FAULT_LATE,	      FAULT_KILL};

	sim->server.fault = sim_pick(sim, 3) ? FAULT_NONE : faults[sim_pick(sim, 6)];
	sim->server.fault_in = (int)sim_pick(sim, 6);
}

static struct sim_device *new_device(struct sim *sim)
{
	struct sim_device *device = &sim->device[sim->devices];

	snprintf(device->path, sizeof(device->path), "/%d", sim->devices++);
	return device;
}

/* Set back to yesterday without noticing, drowned and replaced by an empty one, or copied. */
static void device_suffers(struct sim *sim, struct sim_device *device)
{
	switch (sim_pick(sim, 4)) {
	case 0: device_replace(sim, device); break;
	case 1:
		if (device->has_snapshot)
			device_restore(sim, device);
		break;
	default:
		if (sim->devices < SIM_DEVICES)
			device_clone(sim, device, new_device(sim));
		break;
	}
}

/* Something after which rows may be gone for ever. */
static void loss(struct sim *sim, struct sim_device *device)
{
	uint64_t what = sim_pick(sim, 4);

	if (!(what < 2 ? sim->devices_suffer : what == 2 ? sim->server_suffers : sim->hands))
		return;
	if (sim->verbose)
		printf("a loss of kind %d, device %s\n", (int)what, device->path);
	loss_before(sim);
	if (what < 2)
		device_suffers(sim, device);
	else if (what == 2)
		server_set_back(&sim->server);
	else
		hands_meddle(sim);
	loss_after(sim, what >= 2);
}

static void strange_thing(struct sim *sim, struct sim_device *device)
{
	switch (sim_pick(sim, 10)) {
	case 0: server_fail_over(&sim->server); break;
	case 1: server_late(&sim->server); break;
	case 2:
		device_close(sim, device);
		device_start(sim, device);
		break;
	case 3: device->clock_off_ms = some_clock(sim); break;
	case 4: device_snapshot(device); break;
	case 5: server_back_up(&sim->server); break;
	case 6:
		if (sim->power_fails)
			device_without_power(sim, device);
		break;
	default: loss(sim, device); break;
	}
}

static void pass_time(struct sim *sim, int64_t ms)
{
	sim->now_ms += ms;
	sim->server.now_ms = sim->now_ms;
}

static void step(struct sim *sim)
{
	struct sim_device *device = &sim->device[sim_pick(sim, (uint64_t)sim->devices)];

	pass_time(sim, (int64_t)sim_pick(sim, sim_pick(sim, 10) ? HOUR_MS : 2 * DAY_MS) * (sim->slow ? 20 : 1));
	switch (sim_pick(sim, 10)) {
	case 0:
	case 1: strange_thing(sim, device); break;
	case 2:
	case 3:
	case 4:
	case 5:
		trouble(sim);
		device_sync(sim, device);
		sim->server.fault = FAULT_NONE;
		break;
	default: device_act(sim, device); break;
	}
}

static bool round_of_peace(struct sim *sim)
{
	bool quiet = true;

	if (sim->verbose)
		loss_before(sim); /* names the round in which a row vanished */

	pass_time(sim, 8 * (int64_t)DAY_MS); /* a week must pass before a hole is passed over */
	for (int i = 0; i < sim->devices; i++) {
		struct exchanged done;

		sim->device[i].clock_off_ms = 0;
		done = device_sync(sim, &sim->device[i]);
		quiet = quiet && done.quiet;
	}
	return quiet;
}

static void make_peace(struct sim *sim)
{
	int rounds = 0, quiet = 0;
	int enough = sim->slow ? QUIET_HALF_YEAR : QUIET_ROUNDS; /* until all rows are old, and each was looked at once more */

	server_late(&sim->server);
	server_settle(&sim->server);
	for (; rounds < ROUNDS_MAX && !sim->complaint[0] && (rounds < ROUNDS_MIN || quiet < enough); rounds++)
		quiet = round_of_peace(sim) ? quiet + 1 : 0;
	if (quiet < enough)
		sim_complain(sim, "the devices are not quiet after %d rounds of peace", rounds);
}

static void go_on_as(struct sim *sim, struct sim_device *device)
{
	struct err err;
	STORE_TX(tx);

	if (store_begin(device->store, &tx, &err) ||
	    mark_rename(device->store, str_of(sim->learner), &err) || store_commit(&tx, &err))
		sim_complain(sim, "%s", err.text);
	device->knows_stone = false;
}

/* A janitor did it, some have noticed and some not; in the end all do, and go on under another name. */
static void settle_erasure(struct sim *sim)
{
	loss_before(sim);
	server_late(&sim->server);
	janitor_erases(sim);
	loss_after(sim, true);
	for (int i = 0; i < sim->devices && !sim->complaint[0]; i++)
		if (!device_sync(sim, &sim->device[i]).good || !sim->device[i].knows_stone)
			sim_complain(sim, "device %d does not see the stone of erasure", i);
	snprintf(sim->learner, sizeof(sim->learner), "bea");
	for (int i = 0; i < sim->devices; i++)
		go_on_as(sim, &sim->device[i]);
}

static void choose_fate(struct sim *sim)
{
	sim->devices_suffer = sim_pick(sim, 2);
	sim->server_suffers = sim_pick(sim, 3) == 0;
	sim->hands = sim_pick(sim, 3) == 0;
	sim->power_fails = sim_pick(sim, 2);
	sim->erases = sim_pick(sim, 16) == 0;
	sim->slow = sim_pick(sim, 12) == 0;
}

static void live(struct sim *sim)
{
	int erasure = sim->erases ? (int)sim_pick(sim, STEPS) : STEPS;

	for (int i = 0; i < STEPS && !sim->complaint[0]; i++) {
		step(sim);
		if (sim->verbose)
			loss_before(sim);
		if (i != erasure)
			continue;
		loss_before(sim);
		janitor_erases(sim);
		loss_after(sim, true);
	}
	if (sim->erases && !sim->complaint[0])
		settle_erasure(sim);
}

bool sim_run(struct sim *sim, uint64_t seed, bool verbose)
{
	*sim = (struct sim){.seed = seed, .learner = "ada", .verbose = verbose, .now_ms = 1795000000000};
	rng_seed(&sim->rng, seed);
	server_init(&sim->server, &sim->rng);
	choose_fate(sim);
	for (int devices = 2 + (int)sim_pick(sim, 2); sim->devices < devices;) {
		struct sim_device *device = new_device(sim);

		device->clock_off_ms = some_clock(sim);
		device_begin(sim, device);
	}
	live(sim);
	if (!sim->complaint[0])
		loss_before(sim);
	if (!sim->complaint[0])
		make_peace(sim);
	if (!sim->complaint[0])
		sim_check(sim);
	server_fini(&sim->server);
	census_fini(&sim->known);
	census_fini(&sim->safe);
	return !sim->complaint[0];
}
