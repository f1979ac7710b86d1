/* SPDX-License-Identifier: MIT
 * Upgrades: forward only, one transaction each, a copy made before. The list of migrations is this test's
 * own: it stands in for the library's, so that there is a version to come. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "schema/db.h"
#include "schema/takeout.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

extern const char *migrations[4];
const char *migrations[4];

static struct buf first, second;

static int read_first(void **state)
{
	(void)state;
	unit_source("schema/migrations/001.sql", &first);
	unit_source("schema/migrations/002.sql", &second);
	return 0;
}

static int forget_first(void **state)
{
	(void)state;
	buf_fini(&first);
	buf_fini(&second);
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

static int see_note(void *ctx, const struct takeout_note *note, struct err *err)
{
	struct buf *seen = ctx;

	(void)err;
	buf_addf(seen, "%d:", (int)note->note.uid);
	if (note->brought)
		buf_addf(seen, "%d,%d,%d,%d,%.*s,%.*s", (int)note->came.mod, (int)note->came.number, (int)note->came.type, note->same,
			 STR_FMT(note->came.guid), STR_FMT(note->came.html));
	buf_addz(seen, note->came.made ? ",made " : " ");
	return 0;
}

/* Keyed by the note's uid until version 2, and by its number since. */
static void upgrade__what_packages_brought_stays_with_its_note(void **state)
{
	struct device *d = device_of_version_1();
	struct brought_note held;
	struct buf seen = {0};

	(void)state;
	device_open(d);
	assert_int_equal(db_exec(d->store,
				 "INSERT INTO deck(uid, name) VALUES (1, 'Deck');"
				 "INSERT INTO note(uid, type, deck, tags, fields, row) VALUES (70, 1, 1, '', 'a', 5), (50, 1, 1, '', 'b', 6), "
				 "(60, 1, 1, '', 'c', 7);"
				 "INSERT INTO brought VALUES (50, 11, 12, '<b>', 'g', 13, 14, 6), (60, 21, 22, NULL, NULL, 23, 24, 1), "
				 "(99, 1, 1, NULL, NULL, 1, 1, 1)",
				 &d->err), 0);
	store_close(d->store);
	migrations[1] = buf_z(&second);
	migrations[2] = NULL;
	device_open(d);
	assert_int_equal(takeout_each_note(d->store, see_note, &seen, &d->err), 0);
	assert_string_equal(buf_z(&seen), "70: 50:11,13,14,1,g,<b> 60:21,23,24,0,, ");
	assert_int_equal(brought_note_get(d->store, 70, &held, &d->err), 1);
	assert_int_equal(brought_note_get(d->store, 60, &held, &d->err), 0);
	assert_int_equal(held.mod, 21);
	assert_int_equal(held.sum, 22);
	migrations[1] = NULL;
	buf_fini(&seen);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(upgrade__copies_then_moves_on),
		cmocka_unit_test(upgrade__that_fails_changes_nothing),
		cmocka_unit_test(upgrade__without_room_for_the_copy_does_not_begin),
		cmocka_unit_test(upgrade__programs_that_are_open_stop_writing),
		cmocka_unit_test(upgrade__what_packages_brought_stays_with_its_note),
	};

	return cmocka_run_group_tests(tests, read_first, forget_first);
}
