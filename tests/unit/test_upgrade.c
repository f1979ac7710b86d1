/* SPDX-License-Identifier: MIT
 * Upgrades: forward only, one transaction each, a copy made before. The list of migrations is this test's
 * own: it stands in for the library's, so that there is a version to come. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "schema/db.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

extern const char *migrations[4];
const char *migrations[4];

static struct buf first;

static int read_first(void **state)
{
	(void)state;
	unit_source("schema/migrations/001.sql", &first);
	return 0;
}

static int forget_first(void **state)
{
	(void)state;
	buf_fini(&first);
	return 0;
}

static struct device *device_of_version_1(void)
{
	struct device *d;

	migrations[0] = buf_z(&first);
	migrations[1] = NULL;
	d = device_new(1);
	device_append(d, device_review(7, 3));
	store_close(d->store);
	d->store = NULL;
	return d;
}

static int64_t rows_at(const char *path, struct device *like)
{
	struct device other = *like;
	struct log_counts counts;

	snprintf(other.path, sizeof(other.path), "%s", path);
	device_open(&other);
	assert_int_equal(log_counts(other.store, &counts, &other.err), 0);
	store_close(other.store);
	return counts.rows;
}

static void upgrade__copies_then_moves_on(void **state)
{
	struct device *d = device_of_version_1();
	char copy[128];

	(void)state;
	migrations[1] = "CREATE TABLE later(x); INSERT INTO later VALUES (1)";
	migrations[2] = NULL;
	device_open(d);
	assert_int_equal(db_exec(d->store, "UPDATE later SET x = 2", &d->err), 0);
	device_append(d, device_review(7, 4));
	store_close(d->store);
	d->store = NULL;
	snprintf(copy, sizeof(copy), "%s.before-v2", d->path);
	migrations[1] = NULL; /* the old program opens the copy, and finds what there was before */
	assert_int_equal(rows_at(copy, d), 1);
	assert_int_equal(store_open(&d->store, d->path, &d->clock, &d->rng, &d->err), -1);
	assert_non_null(strstr(d->err.text, "newer cairn"));
	device_free(d);
}

static void upgrade__that_fails_changes_nothing(void **state)
{
	struct device *d = device_of_version_1();

	(void)state;
	migrations[1] = "CREATE TABLE later(x); INSERT INTO nowhere VALUES (1)";
	migrations[2] = NULL;
	assert_int_equal(store_open(&d->store, d->path, &d->clock, &d->rng, &d->err), -1);
	assert_int_equal(d->err.kind, ERR_STORE);
	assert_non_null(strstr(d->err.text, "nothing was changed"));
	migrations[1] = NULL;
	assert_int_equal(rows_at(d->path, d), 1);
	device_free(d);
}

static void upgrade__without_room_for_the_copy_does_not_begin(void **state)
{
	struct device *d = device_of_version_1();
	char copy[128];

	(void)state;
	snprintf(copy, sizeof(copy), "%s.before-v2", d->path);
	assert_int_equal(symlink("/nowhere/at/all", copy), 0);
	migrations[1] = "CREATE TABLE later(x)";
	migrations[2] = NULL;
	assert_int_equal(store_open(&d->store, d->path, &d->clock, &d->rng, &d->err), -1);
	assert_non_null(strstr(d->err.text, "the copy before the upgrade"));
	migrations[1] = NULL;
	assert_int_equal(rows_at(d->path, d), 1);
	device_free(d);
}

static void upgrade__programs_that_are_open_stop_writing(void **state)
{
	struct device *d = device_of_version_1(), old = *d;

	(void)state;
	device_open(&old);
	migrations[1] = "CREATE TABLE later(x)";
	migrations[2] = NULL;
	device_open(d);
	migrations[1] = NULL;
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(old.store, &tx, &old.err), -1);
	}
	assert_non_null(strstr(old.err.text, "upgraded by a newer cairn"));
	store_close(old.store);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(upgrade__copies_then_moves_on),
		cmocka_unit_test(upgrade__that_fails_changes_nothing),
		cmocka_unit_test(upgrade__without_room_for_the_copy_does_not_begin),
		cmocka_unit_test(upgrade__programs_that_are_open_stop_writing),
	};

	return cmocka_run_group_tests(tests, read_first, forget_first);
}
