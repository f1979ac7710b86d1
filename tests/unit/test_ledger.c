/* SPDX-License-Identifier: MIT
 * ledger: how long nobody tries again, and that it is told across processes. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "sync/ledger.h"
#include "tests/unit/device.h"

static int64_t wait_of(struct device *d, struct buf *why)
{
	enum err_kind kind = ERR_FAILED;
	struct err err;
	int64_t wait_s = -1;

	buf_clear(why);
	assert_int_equal(ledger_wait(d->store, &wait_s, &kind, why, &err), 0);
	return wait_s;
}

/* 60 s doubled by each failure, an hour at most; all of the range below is used. */
static void ledger__delay__full_jitter(void **state)
{
	static const int64_t most[] = {60, 120, 240, 480, 960, 1920, 3600, 3600};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	for (int failures = 1; failures <= 8; failures++) {
		int64_t least = most[failures - 1], greatest = 0, sum = 0;

		for (int i = 0; i < 2000; i++) {
			int64_t s = ledger_delay_s(failures, &rng);

			assert_in_range(s, 0, most[failures - 1]);
			least = s < least ? s : least;
			greatest = s > greatest ? s : greatest;
			sum += s;
		}
		assert_true(least * 50 <= most[failures - 1] && greatest * 50 >= most[failures - 1] * 49);
		assert_true(labs(sum / 2000 * 2 - most[failures - 1]) * 10 < most[failures - 1]);
	}
	assert_in_range(ledger_delay_s(INT64_MAX, &rng), 0, 3600);
}

static void ledger__wait__until_the_moment(void **state)
{
	struct err err, why = {.kind = ERR_REFUSED, .text = "wrong password"};
	struct ledger_bytes bytes = {100, 2000};
	struct buf text = {0};
	int64_t until = 0, wait_s, sent = 0;
	struct device *d = device_new(1);

	(void)state;
	assert_int_equal(wait_of(d, &text), 0);
	do
		assert_int_equal(ledger_failed(d->store, bytes, &why, &d->rng, &until, &err), 0);
	while (until - d->clock.wall_ms < 10 * SECOND_MS);
	wait_s = wait_of(d, &text);
	assert_int_equal(wait_s, (until - d->clock.wall_ms) / SECOND_MS);
	assert_string_equal(buf_z(&text), "wrong password");
	clock_advance(&d->clock, (wait_s - 1) * SECOND_MS);
	assert_int_equal(wait_of(d, &text), 1);
	clock_advance(&d->clock, SECOND_MS);
	assert_int_equal(wait_of(d, &text), 0);

	clock_advance(&d->clock, -400LL * DAY_MS); /* the clock was set back: nobody waits for a year */
	assert_int_equal(wait_of(d, &text), 0);
	assert_int_equal(ledger_done(d->store, bytes, &err), 0);
	clock_advance(&d->clock, 400LL * DAY_MS - 2 * SECOND_MS);
	assert_int_equal(wait_of(d, &text), 0);
	assert_int_equal(meta_get_int(d->store, META_SYNC_SENT, &sent, &err), 0);
	assert_true(sent >= 200 && sent % 100 == 0);
	buf_fini(&text);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ledger__delay__full_jitter),
		cmocka_unit_test(ledger__wait__until_the_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
