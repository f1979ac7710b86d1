/* SPDX-License-Identifier: MIT
 * Devices for tests. */
#include "tests/unit/device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/unit.h"

void device_open(struct device *d)
{
	assert_int_equal(store_open(&d->store, d->path, &d->clock, &d->rng, &d->err), 0);
}

static struct device *make_device(uint64_t seed, const char *parent)
{
	struct device *d = calloc(1, sizeof(*d));

	snprintf(d->dir, sizeof(d->dir), "%s/cairn-store-XXXXXX", parent);
	assert_non_null(mkdtemp(d->dir));
	snprintf(d->path, sizeof(d->path), "%s/cairn.db", d->dir);
	d->clock = (struct clock){.fixed = true, .wall_ms = 1795000000000, .mono_ms = 1};
	rng_seed(&d->rng, seed);
	device_open(d);
	return d;
}

struct device *device_new(uint64_t seed)
{
	return make_device(seed, "/tmp");
}

struct device *device_new_in_memory(uint64_t seed)
{
	return make_device(seed, access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
}

void device_free(struct device *d)
{
	char command[128];
	static const char *const ends[] = {"", "-wal", "-shm", ".before-v2", ".search", ".search-wal", ".search-shm"};

	store_close(d->store);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(command, sizeof(command), "%s%s", d->path, ends[i]);
		unlink(command);
	}
	rmdir(d->dir);
	free(d);
}

void device_set_clock(struct device *d, int64_t wall_ms)
{
	d->clock.mono_ms += wall_ms - d->clock.wall_ms;
	d->clock.wall_ms = wall_ms;
}

struct row device_append(struct device *d, struct row row)
{
	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	if (log_append(d->store, &row, &d->err))
		fail_msg("%s", d->err.text);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	return row;
}

struct row device_review(uint64_t card, int rating)
{
	struct row row = {.kind = ROW_REVIEW_KIND, .card = card, .z = -240};

	row.review.rating = rating;
	row.review.dist = -1;
	return row;
}

int device_put_note(struct device *d, uint64_t uid, const char *deck, const char *front, const char *back)
{
	struct str fields[] = {str_of(front), str_of(back)};
	struct note_draft draft = {
		uid, template_builtin(TYPE_BASIC)->uid, str_of(deck), STR(""), {fields, 2}};
	int rc;

	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	rc = note_put(d->store, &draft, 0, &d->err);
	if (rc < 0)
		fail_msg("%s", d->err.text);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	return rc;
}

static int copy_row(void *ctx, const struct row *row, struct err *err)
{
	struct copying *copying = ctx;
	int rc = place_apply(copying->to->store, row, err);

	if (rc < 0)
		return -1;
	copying->outcome[rc]++;
	return 0;
}

static int copy_log(void *ctx, const struct mark *mark, struct err *err)
{
	struct copying *copying = ctx;

	return place_each(copying->from->store, mark->log, 1, 1000000, copy_row, copying, err);
}

struct copying device_sync(struct device *from, struct device *to)
{
	struct copying copying = {from, to, {0}};

	STORE_TX(tx);
	assert_int_equal(store_begin(to->store, &tx, &to->err), 0);
	if (mark_each(from->store, copy_log, &copying, &to->err))
		fail_msg("%s", to->err.text);
	assert_int_equal(store_commit(&tx, &to->err), 0);
	return copying;
}

void device_remove_note(struct device *d, uint64_t uid)
{
	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(note_remove(d->store, uid, 0, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

void device_set(struct device *d, const char *key, const char *value)
{
	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(setting_set(d->store, key, str_of(value), 0, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static int take_origin(void *ctx, const struct row *row, struct err *err)
{
	(void)err;
	*(uint64_t *)ctx = row->origin;
	return 0;
}

void device_correct_clock(struct device *d, int64_t ms)
{
	struct row fix = {.kind = ROW_CLOCK_KIND, .clock.ms = ms};
	uint64_t origin = 0;

	assert_int_equal(log_each(d->store, take_origin, &origin, &d->err), 0);
	fix.clock.of = (int64_t)origin;
	if (origin)
		device_append(d, fix);
}

void device_copy_file(const char *from, const char *to)
{
	char bytes[65536];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "r+b");
	size_t got, total = 0;

	if (!out)
		out = fopen(to, "wb");
	while ((got = fread(bytes, 1, sizeof(bytes), in)) > 0)
		total += fwrite(bytes, 1, got, out);
	assert_int_equal(fflush(out), 0);
	assert_int_equal(ftruncate(fileno(out), (off_t)total), 0);
	fclose(in);
	fclose(out);
}
