/* SPDX-License-Identifier: MIT
 * A simulated device: its store and processes, its deaths and its doubles. */
#include <stdio.h>
#include <string.h>

#include "schema/store_priv.h"
#include "tests/sim/disk.h"
#include "tests/sim/sim.h"

static const char template[] = "/template";

/* A history has few rows: pages of 4 KiB would mostly be copied and summed up for nothing. */
static void make_small_pages(void)
{
	sqlite3 *db;

	if (sqlite3_open(template, &db) == SQLITE_OK)
		sqlite3_exec(db, "PRAGMA page_size = 1024; PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	sqlite3_close(db);
}

void device_prepare(void)
{
	struct clock clock = {.fixed = true, .wall_ms = 1};
	struct rng rng = {0};
	struct store *store;
	struct err err;

	disk_install();
	make_small_pages();
	if (store_open(&store, template, &clock, &rng, &err) == 0) {
		store_checkpoint(store);
		store_close(store);
	}
}

void device_set_clock(struct sim *sim, struct sim_device *device)
{
	device->clock.fixed = device->clock.simulated = true;
	device->clock.wall_ms = sim->now_ms + device->clock_off_ms;
	device->clock.mono_ms = sim->now_ms;
}

/* Connections are kept from process to process and from history to history: preparing statements would take most of
 * the time. What a process is, is new each time. */
static struct store *pool[SIM_DEVICES][2];

static void renew(struct store *store, struct clock *clock, struct rng *rng)
{
	store->clock = clock;
	store->rng = rng;
	store->writer = (struct writer){0};
	store->file_checked = false;
	store->listed++;
	log_forget(store);
}

static struct store *open_process(struct sim *sim, struct sim_device *device, int which)
{
	struct store **store = &pool[device - sim->device][which];
	struct rng *rng = which ? &device->second_rng : &device->rng;
	struct err err;

	device_set_clock(sim, device);
	rng_seed(rng, rng_next(&sim->rng));
	if (*store)
		renew(*store, &device->clock, rng);
	else if (store_open(store, device->path, &device->clock, rng, &err))
		sim_complain(sim, "a store does not open: %s", err.text);
	return *store;
}

bool device_start(struct sim *sim, struct sim_device *device)
{
	device->store = open_process(sim, device, 0);
	return device->store != NULL;
}

bool device_begin(struct sim *sim, struct sim_device *device)
{
	device->has_snapshot = device->knows_stone = false;
	return disk_copy(template, device->path) && device_start(sim, device);
}

void device_stop(struct sim_device *device)
{
	device->second = device->store = NULL;
}

/* The last process that lets go of a file brings its journal home. One time in eight the connection is closed, too, so
 * that opening is seen as well: of a file in order, or of one that lost its power. */
static void let_go(struct store **store, const char *path, bool closes)
{
	if (!*store)
		return;
	if (closes) {
		store_close(*store);
		*store = NULL;
	} else if (!disk_is_dead(path) && sqlite3_wal_checkpoint_v2(db_handle(*store), NULL, SQLITE_CHECKPOINT_TRUNCATE,
								    NULL, NULL) == SQLITE_OK) {
		disk_remove_journal(path);
	}
}

void device_close(struct sim *sim, struct sim_device *device)
{
	bool closes = sim_pick(sim, 8) == 0;

	device_stop(device);
	for (int i = 0; i < 2; i++)
		let_go(&pool[device - sim->device][i], device->path, closes);
}

/* Half of what is done is done by a second process on the same file. */
struct store *device_process(struct sim *sim, struct sim_device *device)
{
	device_set_clock(sim, device);
	if (!device->second && sim_pick(sim, 8) == 0)
		device->second = open_process(sim, device, 1);
	return device->second && sim_pick(sim, 2) ? device->second : device->store;
}

static void snapshot_path(const struct sim_device *device, char *path, size_t size)
{
	snprintf(path, size, "%s.old", device->path);
}

void device_snapshot(struct sim_device *device)
{
	char path[48];

	snapshot_path(device, path, sizeof(path));
	store_checkpoint(device->store);
	device->has_snapshot = disk_copy(device->path, path);
}

/* Bytes of yesterday under the same name: nothing tells the device that it was set back. */
void device_restore(struct sim *sim, struct sim_device *device)
{
	char path[48];

	snapshot_path(device, path, sizeof(path));
	device_stop(device);
	if (!disk_copy(path, device->path))
		sim_complain(sim, "a snapshot cannot be put back");
	device->knows_stone = false;
	device_start(sim, device);
}

void device_replace(struct sim *sim, struct sim_device *device)
{
	device_stop(device);
	device_begin(sim, device);
}

/* Mostly a copy that believes to be the original: its file's identity is wiped. */
void device_clone(struct sim *sim, const struct sim_device *from, struct sim_device *to)
{
	const char *sql = sim_pick(sim, 4) ? "DELETE FROM meta WHERE key = 'file'"
					   : "UPDATE meta SET value = 'elsewhere' WHERE key = 'file'";
	struct err err;

	store_checkpoint(from->store);
	if (!disk_copy(from->path, to->path))
		sim_complain(sim, "a store cannot be copied");
	to->clock_off_ms = from->clock_off_ms;
	to->knows_stone = from->knows_stone;
	if (device_start(sim, to) && db_exec(to->store, sql, &err))
		sim_complain(sim, "%s", err.text);
}

void device_without_power(struct sim *sim, struct sim_device *device)
{
	loss_before(sim); /* what is committed survives this */
	disk_cut_power(device->path, (int)sim_pick(sim, 24));
	if (sim_pick(sim, 2))
		device_act(sim, device);
	else
		device_sync(sim, device);
	disk_lose_power(device->path, &sim->rng);
	device_close(sim, device);
	disk_give_power(device->path);
	device_start(sim, device);
}
