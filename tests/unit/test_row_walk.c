/* SPDX-License-Identifier: MIT
 * The walk over all rows that SQLite makes in one step: who is given the rows may end it. */
#include "schema/sweep.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

struct stopping {
	int rows, rc;
};

static int stop_at_third(void *ctx, int64_t card, const struct row *row, struct err *err)
{
	struct stopping *stopping = ctx;

	(void)card, (void)row;
	if (++stopping->rows < 3)
		return 0;
	return stopping->rc < 0 ? err_set(err, ERR_INPUT, "enough") : stopping->rc;
}

/* With its own sentence where it failed; the next walk goes to the end. */
static void row_walk__can_be_ended(void **state)
{
	struct device *d = device_new(1);
	struct stopping found = {.rc = 7}, failed = {.rc = -1}, none = {.rc = 0};

	(void)state;
	for (int i = 0; i < 5; i++)
		device_append(d, device_review(1, 3));
	assert_int_equal(log_sweep(d->store, 0, INT64_MAX, stop_at_third, &found, &d->err), 7);
	assert_int_equal(log_sweep(d->store, 0, INT64_MAX, stop_at_third, &failed, &d->err), -1);
	assert_string_equal(d->err.text, "enough");
	assert_int_equal(log_sweep(d->store, 0, INT64_MAX, stop_at_third, &none, &d->err), 0);
	assert_int_equal(found.rows, 3);
	assert_int_equal(failed.rows, 3);
	assert_int_equal(none.rows, 5);
	device_free(d);
}

struct seen {
	int64_t last;
	int rows, undone;
};

static int in_order(void *ctx, int64_t card, const struct row *row, struct err *err)
{
	struct seen *seen = ctx;

	(void)card, (void)err;
	assert_true(row->n > seen->last);
	seen->last = row->n;
	seen->rows++;
	seen->undone += row->undone;
	return 0;
}

/* Rows come by their keys, as those that are taken back do, which are walked beside them. */
static void row_walk__comes_in_order(void **state)
{
	struct device *d = device_new(1);
	struct seen seen = {0};
	struct row rows[6];

	(void)state;
	for (int i = 0; i < 6; i++) {
		d->clock.wall_ms += i % 2 ? -5 * MINUTE_MS : 2 * MINUTE_MS; /* times out of order */
		rows[i] = device_append(d, device_review(1 + (uint64_t)i % 2, 3));
	}
	for (int i = 1; i < 6; i += 3)
		device_append(d, (struct row){.kind = ROW_UNDO_KIND, .undo = {(int64_t)rows[i].origin, rows[i].at, 1, 0}});
	assert_int_equal(log_sweep(d->store, 0, INT64_MAX, in_order, &seen, &d->err), 0);
	assert_int_equal(seen.rows, 6);
	assert_int_equal(seen.undone, 2);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(row_walk__can_be_ended),
		cmocka_unit_test(row_walk__comes_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
