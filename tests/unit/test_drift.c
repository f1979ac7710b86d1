/* SPDX-License-Identifier: MIT
 * Drift: learners whose predictions are right are left in peace, others are told soon. */
#include "study/drift.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "study/stats.h"
#include "tests/unit/unit.h"

enum { LEARNERS = 1000, DAYS = 365, TESTS = 20, WRONG_AT_MOST = 50 };

/* Tests in bins from the first day on: [n] those of the first n days. */
struct learner {
	struct tally_bin till[DAYS + 1][TALLY_BINS];
	int64_t today;
};

static struct tally_bin *next_day(struct learner *l)
{
	memcpy(l->till[l->today + 1], l->till[l->today], sizeof(l->till[0]));
	return l->till[++l->today];
}

static double chance(struct rng *rng)
{
	return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

/* Predictions from 0.75 to 0.99 as a learner at a desired retention of 0.9 meets them; `off` is what recall lacks. */
static void study(struct learner *l, struct rng *rng, double off)
{
	struct tally_bin *till = next_day(l);

	for (int i = 0; i < TESTS; i++) {
		double p = 0.75 + 0.24 * (1 - chance(rng) * chance(rng));
		struct tally_bin *bin = &till[tally_bin_of((int64_t)(p * 10000 + 0.5))];

		bin->rate.tests++;
		bin->rate.recalled += chance(rng) < p - off;
		bin->p += (int64_t)(p * 10000 + 0.5);
	}
}

static int sum(void *ctx, int64_t days, struct tally *sum, struct err *err)
{
	const struct learner *l = ctx;
	int64_t before = l->today > days ? l->today - days : 0;

	(void)err;
	for (int i = 0; i < TALLY_BINS; i++)
		sum->bin[i] = (struct tally_bin){
			.rate = {l->till[l->today][i].rate.tests - l->till[before][i].rate.tests,
				 l->till[l->today][i].rate.recalled - l->till[before][i].rate.recalled},
			.p = l->till[l->today][i].p - l->till[before][i].p};
	return 0;
}

static struct drift look(struct learner *l)
{
	struct drift drift;
	struct err err;

	assert_int_equal(drift_find(sum, l, &drift, &err), 0);
	return drift;
}

static struct learner *learner(void)
{
	static struct learner l;

	l.today = 0;
	return &l;
}

/* How many of so many learners are told within a year, and after how many answers at the median. */
static int told(int learners, uint64_t seed, double off, int64_t *median)
{
	int64_t after[LEARNERS];
	struct rng rng;
	int count = 0;

	rng_seed(&rng, seed);
	for (int i = 0; i < learners; i++) {
		struct learner *l = learner();
		bool is_told = false;

		while (!is_told && l->today < DAYS) {
			study(l, &rng, off);
			is_told = look(l).is_off;
		}
		if (is_told)
			after[count++] = l->today * TESTS;
	}
	*median = 0;
	for (int i = 0; i < count; i++) {
		int below = 0;

		for (int j = 0; j < count; j++)
			below += after[j] < after[i];
		if (below <= count / 2 && after[i] > *median)
			*median = after[i];
	}
	return count;
}

static void drift__learners_who_are_predicted_rightly_are_left_in_peace(void **state)
{
	int64_t median;
	int wrong = told(LEARNERS, 1, 0, &median);

	(void)state;
	print_message("told wrongly within a year: %d of %d\n", wrong, LEARNERS);
	assert_true(wrong <= WRONG_AT_MOST);
}

static void drift__five_points_are_told_of_nearly_everybody_and_ten_soon(void **state)
{
	static const struct {
		double off;
		int least;
		int64_t within;
	} cases[] = {{0.05, 90, 2500}, {0.07, 99, 1000}, {0.10, 100, 400}, {0.20, 100, 200}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t median;
		int count = told(100, 2, cases[i].off, &median);

		print_message("off by %.2f: told %d of 100, half of them after %lld answers\n", cases[i].off, count,
			      (long long)median);
		assert_true(count >= cases[i].least && median <= cases[i].within);
	}
}

static void drift__few_answers_and_small_differences_say_nothing(void **state)
{
	static const struct {
		int bin;
		struct tally_bin day;
		bool is_off;
	} cases[] = {
		{15, {{DRIFT_TESTS - 1, 0}, 9000 * (DRIFT_TESTS - 1)}, false},
		{15, {{DRIFT_TESTS, 0}, 9000 * DRIFT_TESTS}, true},
		{15, {{100000, 86000}, INT64_C(9000) * 100000}, false}, /* four points, however sure */
		{15, {{100000, 84000}, INT64_C(9000) * 100000}, true},
		{10, {{1000, 760}, 7000 * 1000}, true}, /* better than predicted is off as well */
		{10, {{200, 155}, 7000 * 200}, false},	/* seven points, which chance can make of so few */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct learner *l = learner();

		next_day(l)[cases[i].bin] = cases[i].day;
		assert_int_equal(look(l).is_off, cases[i].is_off);
	}
}

/* What is forgotten today counts before an older, better time has faded. */
static void drift__a_turn_is_seen(void **state)
{
	struct learner *l = learner();
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3);
	while (l->today < 200)
		study(l, &rng, 0);
	assert_false(look(l).is_off);
	while (l->today < 220)
		study(l, &rng, 0.15);
	assert_true(look(l).is_off);
	assert_true(look(l).recalled < look(l).predicted - 0.05);
}

/* Two bins, by hand: of 3 × 2 pairs the recalled card had the higher prediction in 2, the same in 3 that count half. */
static void stats__auc(void **state)
{
	struct tally tally = {.bin[5].rate = {2, 1}, .bin[9].rate = {3, 2}};

	(void)state;
	assert_true(fabs(stats_auc(&tally) - 3.5 / 6) < 1e-12);
	tally.bin[9].rate.recalled = 3;
	tally.bin[5].rate.recalled = 0;
	assert_true(stats_auc(&tally) == 1);
	tally.bin[5].rate.recalled = 2;
	assert_true(stats_auc(&tally) == -1);
	assert_true(stats_auc(&(struct tally){0}) == -1 && stats_predicted(&tally.bin[0]) == -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drift__learners_who_are_predicted_rightly_are_left_in_peace),
		cmocka_unit_test(drift__five_points_are_told_of_nearly_everybody_and_ten_soon),
		cmocka_unit_test(drift__few_answers_and_small_differences_say_nothing),
		cmocka_unit_test(drift__a_turn_is_seen),
		cmocka_unit_test(stats__auc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
