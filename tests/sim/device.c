/* SPDX-License-Identifier: MIT
 * A simulated device: what a learner does on it, its syncs, its deaths and its doubles. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "schema/cards.h"
#include "schema/db.h"
#include "schema/notes.h"
#include "sync/mongo/place.h"
#include "sync/mongo/protocol.h"
#include "tests/sim/sim.h"

static const struct str learner = {"ada", 3};

static void set_clock(struct sim *sim, struct sim_device *device)
{
	device->clock.fixed = device->clock.simulated = true;
	device->clock.wall_ms = sim->now_ms + device->clock_off_ms;
	device->clock.mono_ms = sim->now_ms;
}

static bool open_at(struct sim *sim, struct sim_device *device, struct store **store, struct rng *rng)
{
	struct err err;

	set_clock(sim, device);
	rng_seed(rng, rng_next(&sim->rng));
	if (store_open(store, device->path, &device->clock, rng, &err)) {
		sim_complain(sim, "a store does not open: %s", err.text);
		return false;
	}
	/* the disk of a simulation forgets nothing; power loss is the trials of the store's own suites */
	return db_exec(*store, "PRAGMA synchronous = OFF", &err) == 0;
}

bool device_start(struct sim *sim, struct sim_device *device)
{
	return open_at(sim, device, &device->store, &device->rng);
}

void device_stop(struct sim_device *device)
{
	store_close(device->second);
	store_close(device->store);
	device->second = device->store = NULL;
}

/* Half of what is done is done by a second process on the same file. */
static struct store *some_process(struct sim *sim, struct sim_device *device)
{
	set_clock(sim, device);
	if (!device->second && rng_below(&sim->rng, 8) == 0)
		open_at(sim, device, &device->second, &device->second_rng);
	return device->second && rng_below(&sim->rng, 2) ? device->second : device->store;
}

static uint64_t some_card(struct sim *sim)
{
	return hash_card_uid(100 + rng_below(&sim->rng, SIM_CARDS), 0);
}

static int put_note(struct sim *sim, struct store *store, struct err *err)
{
	static const char *const words[] = {"one", "two", "three", "four"};
	struct str fields[] = {str_of(words[rng_below(&sim->rng, 4)]),
			       str_of(words[rng_below(&sim->rng, 4)])};
	struct note_draft draft = {100 + rng_below(&sim->rng, SIM_CARDS),
				   template_builtin(TYPE_BASIC)->uid,
				   STR("D"),
				   STR(""),
				   {fields, 2}};

	if (rng_below(&sim->rng, 4) == 0)
		return note_remove(store, draft.uid, 0, err);
	return note_put(store, &draft, 0, err) < 0 ? -1 : 0;
}

static int undo(struct sim *sim, struct store *store, struct err *err)
{
	struct undoable action;
	struct row row = {.kind = ROW_UNDO_KIND};
	struct arena arena = {0};
	bool redo = rng_below(&sim->rng, 2);
	int rc = log_last_action(store, redo, &action, &arena, err);

	if (rc == 0) {
		row.card = action.row.card;
		row.undo = (struct row_undo){(int64_t)action.row.origin, action.row.at, !redo, 0};
		rc = log_append(store, &row, err);
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int write_something(struct sim *sim, struct store *store, struct err *err)
{
	struct row row = {.kind = ROW_REVIEW_KIND, .card = some_card(sim), .z = -180};
	uint64_t what = rng_below(&sim->rng, 10);

	if (what < 5) {
		row.review.rating = 1 + (int64_t)rng_below(&sim->rng, 4);
		return log_append(store, &row, err);
	}
	if (what == 5) {
		row.kind = rng_below(&sim->rng, 2) ? ROW_SUSPEND_KIND : ROW_FLAG_KIND;
		row.suspend.value = (int64_t)rng_below(&sim->rng, 2);
		return log_append(store, &row, err);
	}
	if (what == 6)
		return undo(sim, store, err);
	if (what == 7)
		return setting_set(store, rng_below(&sim->rng, 2) ? "new" : "retention",
				   rng_below(&sim->rng, 3) ? STR("7") : STR("9"), 0, err);
	return put_note(sim, store, err);
}

void device_act(struct sim *sim, struct sim_device *device)
{
	struct store *store = some_process(sim, device);
	uint64_t times = 1 + rng_below(&sim->rng, 3);
	struct err err;

	while (times--) {
		STORE_TX(tx);

		if (store_begin(store, &tx, &err) || write_something(sim, store, &err) ||
		    (rng_below(&sim->rng, 20) && store_commit(&tx, &err)))
			sim_complain(sim, "a device cannot write: %s", err.text);
	}
}

static int keep_safe(void *ctx, const struct row *row, struct err *err)
{
	struct sim *sim = ctx;

	(void)err;
	if (sim->safe_count == sim->safe_cap) {
		sim->safe_cap = sim->safe_cap ? 2 * sim->safe_cap : 256;
		sim->safe = mem_grow(sim->safe, sim->safe_cap, sizeof(*sim->safe));
	}
	sim->safe[sim->safe_count++] = (struct sim_safe){row->origin, row->at};
	return 0;
}

static bool own_mark(struct sim_device *device, struct mark *own)
{
	struct err err;
	STORE_TX(tx);

	return store_begin(device->store, &tx, &err) == 0 && mark_own(device->store, own, &err) == 0 &&
	       store_commit(&tx, &err) == 0;
}

/* Acknowledged means: durable there. The server of a simulation loses nothing durable, so marks never go
 * back. */
static void check_marks(struct sim *sim, const struct mark *before, const struct mark *after)
{
	char id[PLACE_MAX];

	if (after->safe > after->acked || after->acked > after->last)
		sim_complain(sim, "marks out of order: safe %lld, acknowledged %lld, last %lld",
			     (long long)after->safe, (long long)after->acked, (long long)after->last);
	if (sim->server.has_lost)
		return;
	if (after->log == before->log && (after->safe < before->safe || after->acked < before->acked))
		sim_complain(sim, "marks went back: acknowledged %lld to %lld, safe %lld to %lld",
			     (long long)before->acked, (long long)after->acked, (long long)before->safe,
			     (long long)after->safe);
	for (int64_t n = 1; n <= after->acked; n++) {
		const struct sim_doc *doc;

		place_put(id, learner, after->log, n);
		doc = server_doc(&sim->server, id);
		if (!doc || !doc->durable)
			sim_complain(sim, "row %lld counts as acknowledged and is not there", (long long)n);
	}
}

/* What the screen calls safe now has to survive everything. */
static void remember_safe(struct sim *sim, struct sim_device *device, const struct mark *before)
{
	struct mark own;
	struct err err;
	int64_t from;

	if (!own_mark(device, &own))
		sim_complain(sim, "the marks cannot be read");
	if (sim->complaint[0])
		return;
	check_marks(sim, before, &own);
	from = own.log == before->log ? before->safe : 0;
	if (own.safe > from &&
	    place_each(device->store, own.log, from + 1, (int)(own.safe - from), keep_safe, sim, &err) < 0)
		sim_complain(sim, "safe rows cannot be read: %s", err.text);
}

bool device_sync(struct sim *sim, struct sim_device *device)
{
	struct net net = server_net(&sim->server);
	struct sync sync;
	struct mark own;
	struct err err;
	bool good;

	set_clock(sim, device);
	if (!own_mark(device, &own))
		return false;
	sync_init(&sync, &store_sqlite, device->store, &device->clock, learner, STR(""));
	good = sync_run(&sync, &net, &err) == 0;
	if (!good && err.kind != ERR_NETWORK)
		sim_complain(sim, "a sync fails with \"%s\"", err.text);
	if (sync.news.bad || sync.news.foreign)
		sim_complain(sim, "%lld good documents were taken for bad ones",
			     (long long)(sync.news.bad + sync.news.foreign));
	sync_fini(&sync);
	remember_safe(sim, device, &own);
	return good;
}

bool device_rebuilds(struct sim_device *device, const bson_t *doc)
{
	struct row_codec codec = {learner, STR("")};
	struct arena arena = {0};
	bson_t *rebuilt = NULL;
	struct row row;
	struct err err;
	bson_iter_t iter;
	uint64_t log;
	int64_t n;
	bool same = false;

	if (bson_iter_init_find(&iter, doc, "_id") &&
	    place_parse(str_of(bson_iter_utf8(&iter, NULL)), learner, &log, &n) &&
	    place_get(device->store, log, n, &row, &arena, &err) == 0) {
		rebuilt = row_encode(&codec, &row);
		same = bson_equal(rebuilt, doc);
	}
	if (rebuilt)
		bson_destroy(rebuilt);
	arena_fini(&arena);
	return same;
}

static bool copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC),
	    out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct stat st;
	bool good = in >= 0 && out >= 0 && fstat(in, &st) == 0 &&
		    sendfile(out, in, NULL, (size_t)st.st_size) == st.st_size;

	close(in);
	close(out);
	return good;
}

static void snapshot_path(const struct sim_device *device, char *path, size_t size)
{
	snprintf(path, size, "%s.old", device->path);
}

void device_snapshot(struct sim_device *device)
{
	char path[160];

	snapshot_path(device, path, sizeof(path));
	store_checkpoint(device->store);
	device->has_snapshot = copy_file(device->path, path);
}

/* Bytes of yesterday under the same name and inode: nothing tells the device that it was set back. */
void device_restore(struct sim *sim, struct sim_device *device)
{
	char path[160];

	snapshot_path(device, path, sizeof(path));
	device_stop(device);
	if (!copy_file(path, device->path))
		sim_complain(sim, "a snapshot cannot be put back");
	device_start(sim, device);
}

void device_replace(struct sim *sim, struct sim_device *device)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".old"};
	char path[160];

	device_stop(device);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", device->path, ends[i]);
		unlink(path);
	}
	device->has_snapshot = false;
	device_start(sim, device);
}

/* A copy that believes to be the original: its file's identity is wiped. */
void device_clone(struct sim *sim, const struct sim_device *from, struct sim_device *to)
{
	struct err err;

	store_checkpoint(from->store);
	if (!copy_file(from->path, to->path))
		sim_complain(sim, "a store cannot be copied");
	to->clock_off_ms = from->clock_off_ms;
	if (device_start(sim, to) && db_exec(to->store, "DELETE FROM meta WHERE key = 'file'", &err))
		sim_complain(sim, "%s", err.text);
}

struct told {
	struct row *row;
	size_t count, cap;
};

static int take_row(void *ctx, const struct row *row, struct err *err)
{
	struct told *told = ctx;

	(void)err;
	if (told->count == told->cap) {
		told->cap = told->cap ? 2 * told->cap : 64;
		told->row = mem_grow(told->row, told->cap, sizeof(*told->row));
	}
	told->row[told->count++] = *row; /* its texts are not read */
	return 0;
}

static int by_time_and_name(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	if (left->t != right->t)
		return left->t < right->t ? -1 : 1;
	return (left->origin > right->origin) - (left->origin < right->origin);
}

static void tell_rows(struct sim *sim, struct sim_device *device, bool counting, struct buf *out)
{
	struct told told = {0};
	struct err err;

	if (log_each_between(device->store, INT64_MIN, INT64_MAX, counting, take_row, &told, &err))
		buf_addf(out, "error: %s\n", err.text);
	if (told.count)
		qsort(told.row, told.count, sizeof(*told.row), by_time_and_name);
	for (size_t i = 1; i < told.count; i++)
		if (told.row[i].origin == told.row[i - 1].origin && told.row[i].at == told.row[i - 1].at)
			sim_complain(sim, "a row is held twice");
	for (size_t i = 0; i < told.count; i++)
		buf_addf(out, "%d %016llx %lld at %lld\n", told.row[i].kind,
			 (unsigned long long)told.row[i].origin, (long long)told.row[i].at,
			 (long long)told.row[i].t);
	free(told.row);
}

static int tell_setting(void *ctx, struct str key, struct str value, struct err *err)
{
	(void)err;
	buf_addf(ctx, "%.*s = %.*s\n", STR_FMT(key), STR_FMT(value));
	return 0;
}

static void tell_note(struct sim_device *device, uint64_t uid, struct buf *out)
{
	struct arena arena = {0};
	struct note note;
	struct card card;
	struct err err;

	if (note_find(device->store, uid, &note, &arena, &err) == 0)
		buf_addf(out, "note %llu: %.*s | %.*s\n", (unsigned long long)uid,
			 STR_FMT(note.fields.item[0]), STR_FMT(note.fields.item[1]));
	if (card_find(device->store, hash_card_uid(uid, 0), &card, &err) == 0)
		buf_addf(out, "its card is %s\n", card.queue == QUEUE_ABSENT ? "absent" : "there");
	arena_fini(&arena);
}

void device_tell(struct sim *sim, struct sim_device *device, struct buf *out)
{
	struct log_counts counts = {0};
	struct err err;

	tell_rows(sim, device, false, out);
	buf_addz(out, "counting\n");
	tell_rows(sim, device, true, out);
	if (setting_each(device->store, tell_setting, out, &err) || log_counts(device->store, &counts, &err))
		buf_addf(out, "error: %s\n", err.text);
	for (uint64_t uid = 100; uid < 100 + SIM_CARDS; uid++)
		tell_note(device, uid, out);
	buf_addf(out, "%lld rows, %lld answers\n", (long long)counts.rows, (long long)counts.answers);
}
