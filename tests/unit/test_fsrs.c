/* SPDX-License-Identifier: MIT
 * Properties of the memory model; the numbers themselves are test_vectors.c's. */
#include "study/fsrs.h"

#include <math.h>

#include "base/random.h"
#include "tests/unit/unit.h"

static double uniform(struct rng *rng, double low, double high)
{
	return low + (high - low) * (double)(rng_next(rng) >> 11) * 0x1p-53;
}

static void random_model(struct fsrs *fsrs, struct rng *rng)
{
	double w[FSRS_PARAMS];
	struct err err;

	for (int i = 0; i < FSRS_PARAMS; i++)
		w[i] = uniform(rng, -1, 8); /* fsrs_init clamps */
	assert_int_equal(fsrs_init(fsrs, w, FSRS_PARAMS, (int)rng_below(rng, 4), &err), 0);
}

static void fsrs__curve_is_inverse_of_interval(void **state)
{
	struct rng rng;
	struct fsrs fsrs;

	(void)state;
	rng_seed(&rng, 1);
	for (int i = 0; i < 10000; i++) {
		double s = exp(uniform(&rng, log(FSRS_S_MIN), log(FSRS_S_MAX))), r = uniform(&rng, 0.7, 0.99);

		random_model(&fsrs, &rng);
		assert_true(fabs(fsrs_recall(&fsrs, fsrs_interval(&fsrs, s, r), s) - r) < 1e-9);
		assert_true(fabs(fsrs_recall(&fsrs, s, s) - 0.9) < 1e-12);
		assert_true(fsrs_recall(&fsrs, 0, s) == 1);
	}
}

/* Whatever the parameters and answers: finite, within bounds, and a better rating never gives less. */
static void fsrs__bounds_and_order(void **state)
{
	struct memory next[5], memory;
	struct rng rng;
	struct fsrs fsrs;

	(void)state;
	rng_seed(&rng, 2);
	for (int i = 0; i < 3000; i++) {
		random_model(&fsrs, &rng);
		memory = (struct memory){0};
		for (int k = 0; k < 30; k++) {
			int days = rng_below(&rng, 3) ? (int)exp(uniform(&rng, 0, log(36500))) : 0;

			for (int g = RATE_AGAIN; g <= RATE_EASY; g++) {
				next[g] = fsrs_next(&fsrs, memory, days, (enum rating)g);
				assert_true(next[g].s >= FSRS_S_MIN && next[g].s <= FSRS_S_MAX);
				assert_true(next[g].d >= 1 && next[g].d <= 10);
			}
			for (int g = RATE_HARD; g <= RATE_EASY && k > 0; g++) {
				assert_true(next[g].d <= next[g - 1].d);
				if (g > RATE_HARD)
					assert_true(next[g].s >= next[g - 1].s);
			}
			if (k > 0)
				assert_true(next[RATE_HARD].s >= memory.s || memory.s >= FSRS_S_MAX);
			if (k > 0 && days > 0)
				assert_true(next[RATE_AGAIN].s <= fmax(memory.s, FSRS_S_MIN));
			memory = next[1 + rng_below(&rng, 4)];
		}
	}
}

/* A day's delay of a well known card changes little, and what it changes has no noise in it. */
static void fsrs__no_cancellation(void **state)
{
	struct memory known = {36000, 5};
	double before = 0;
	struct fsrs fsrs;

	(void)state;
	fsrs_default(&fsrs);
	for (int days = 1; days < 200; days++) {
		double gain = fsrs_next(&fsrs, known, days, RATE_GOOD).s - known.s;

		assert_true(gain > before);
		before = gain;
	}
	known.s = 1;
	assert_true(fsrs_next(&fsrs, known, 1, RATE_HARD).s > known.s);
}

static void fsrs__parameters(void **state)
{
	double w17[17] = {0.4072, 1.1829, 3.1262, 15.4722, 7.2102, 0.5316, 1.0651, 0.0234, 1.616,
			  0.1544, 1.0824, 1.9813, 0.0953,  0.2975, 2.2042, 0.2407, 2.9466};
	double low[FSRS_PARAMS] = {0}, w[FSRS_PARAMS];
	struct fsrs fsrs, again;
	struct err err;

	(void)state;
	assert_int_equal(fsrs_init(&fsrs, w17, 17, 1, &err), 0);
	assert_true(fabs(fsrs.w[4] - (7.2102 + 2 * 0.5316)) < 1e-12);
	assert_true(fabs(fsrs.w[5] - log(3 * 0.5316 + 1) / 3) < 1e-12);
	assert_true(fabs(fsrs.w[6] - 1.5651) < 1e-12);
	assert_true(fsrs.w[17] == 0 && fsrs.w[18] == 0 && fsrs.w[19] == 0.01 && fsrs.w[20] == 0.5);
	assert_int_equal(fsrs_init(&fsrs, low, FSRS_PARAMS, 1, &err), 0);
	assert_true(fsrs.w[0] == 0.001 && fsrs.w[4] == 1 && fsrs.w[16] == 1 && fsrs.w[20] == 0.1);
	fsrs_default(&fsrs);
	for (int i = 0; i < FSRS_PARAMS; i++)
		w[i] = fsrs.w[i];
	assert_int_equal(fsrs_init(&again, w, FSRS_PARAMS, 1, &err), 0);
	assert_memory_equal(&again, &fsrs, sizeof(fsrs)); /* the defaults lie within the bounds */
	w[17] = w[18] = 2;
	assert_int_equal(fsrs_init(&again, w, FSRS_PARAMS, 3, &err), 0);
	assert_true(again.w[17] < 2 && again.w[17] == again.w[18]);
	assert_int_equal(fsrs_init(&again, w, 20, 1, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	w[3] = NAN;
	assert_int_equal(fsrs_init(&again, w, FSRS_PARAMS, 1, &err), -1);
}

/* fsrs-rs, memory_state_from_sm2: ease 2.5, 10 days, retention 0.9 keeps the interval as stability. */
static void fsrs__from_sm2(void **state)
{
	struct memory memory;
	struct fsrs fsrs;

	(void)state;
	fsrs_default(&fsrs);
	memory = fsrs_from_sm2(&fsrs, 10, 2.5, 0.9);
	assert_true(fabs(memory.s - 10) < 1e-9);
	assert_true(memory.d > 1 && memory.d < 10);
	/* the difficulty is the one under which a Good after that interval multiplies by the ease */
	assert_true(fabs(fsrs_next(&fsrs, memory, 10, RATE_GOOD).s - 25) < 0.01);
	assert_true(fsrs_from_sm2(&fsrs, 0, 2.5, 0.9).s == FSRS_S_MIN);
	assert_true(fsrs_from_sm2(&fsrs, 1e9, 1.3, 0.9).s == FSRS_S_MAX);
	assert_true(fsrs_from_sm2(&fsrs, 20, 1.3, 0.9).d > fsrs_from_sm2(&fsrs, 20, 2.5, 0.9).d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fsrs__curve_is_inverse_of_interval),
		cmocka_unit_test(fsrs__bounds_and_order),
		cmocka_unit_test(fsrs__no_cancellation),
		cmocka_unit_test(fsrs__parameters),
		cmocka_unit_test(fsrs__from_sm2),
	};

	return cmocka_run_group_tests_name("fsrs", tests, NULL, NULL);
}
