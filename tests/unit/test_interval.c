/* SPDX-License-Identifier: MIT
 * The layer above the model: rounding, order, fuzz, bounds. */
#include "study/interval.h"

#include <math.h>

#include "base/random.h"
#include "tests/unit/unit.h"

static void interval__rounds_half_to_even(void **state)
{
	struct interval_rule rule = {0.9, 36500, false};
	struct fsrs fsrs;

	(void)state;
	fsrs_default(&fsrs);
	assert_int_equal(interval_days(&fsrs, &rule, 0.3), 1);
	assert_int_equal(interval_days(&fsrs, &rule, 2.5), 2);
	assert_int_equal(interval_days(&fsrs, &rule, 3.5), 4);
	assert_int_equal(interval_days(&fsrs, &rule, 36500), 36500);
	rule.max_days = 100;
	assert_int_equal(interval_days(&fsrs, &rule, 5000), 100);
	rule.retention = 0.95;
	assert_true(interval_days(&fsrs, &rule, 100) < 50);
}

static void interval__range(void **state)
{
	static const int want[][3] = {{1, 1, 1},   {2, 2, 2},	 {3, 2, 4},	{7, 5, 9},
				      {10, 8, 12}, {20, 17, 23}, {100, 93, 107}};
	int low, high;

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		interval_range(want[i][0], 36500, &low, &high);
		assert_int_equal(low, want[i][1]);
		assert_int_equal(high, want[i][2]);
	}
	interval_range(100, 98, &low, &high);
	assert_int_equal(low, 93);
	assert_int_equal(high, 98);
}

/* Every day of the range as often as the others: chi-squared, 4 degrees of freedom, p = 0.001 at 18.5. */
static void interval__fuzz_is_fair(void **state)
{
	enum { DRAWS = 200000 };
	int hits[5] = {0};
	double chi = 0;

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		int day = interval_fuzz(&(struct interval_rule){.max_days = 36500}, 10, rng_mix((uint64_t)i / 4), i % 4); /* 4 reviews of a card */

		assert_in_range(day, 8, 12);
		hits[day - 8]++;
	}
	for (int i = 0; i < 5; i++)
		chi += pow(hits[i] - DRAWS / 5.0, 2) / (DRAWS / 5.0);
	assert_true(chi < 18.5);
}

static void interval__fuzz_is_the_same_everywhere(void **state)
{
	/* frozen: devices must agree on it */
	static const int days[] = {3, 10, 10, 100, 1000};
	int got[5];

	(void)state;
	for (int i = 0; i < 5; i++)
		got[i] = interval_fuzz(&(struct interval_rule){.max_days = 36500}, days[i], 0x0123456789abcdef, i);
	assert_int_equal(got[0], 4);
	assert_int_equal(got[1], 11);
	assert_int_equal(got[2], 8);
	assert_int_equal(got[3], 96);
	assert_int_equal(got[4], 987);
}

static struct schedule random_schedule(const struct fsrs *fsrs, struct rng *rng, int *elapsed)
{
	struct schedule card = {.reps = (int)rng_below(rng, 40)};

	*elapsed = (int)rng_below(rng, 400);
	if (rng_below(rng, 5) == 0)
		return (struct schedule){0};
	for (int i = (int)rng_below(rng, 8); i >= 0; i--)
		card.memory = fsrs_next(fsrs, card.memory, (int)rng_below(rng, 60),
					(enum rating)(1 + rng_below(rng, 4)));
	card.stage.state = (enum card_state)(1 + rng_below(rng, 3));
	return card;
}

static void interval__hard_good_easy(void **state)
{
	struct interval_rule rule = {0.9, 36500, true};
	struct schedule next[4];
	struct steps steps;
	struct fsrs fsrs;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3);
	fsrs_default(&fsrs);
	for (int i = 0; i < 50000; i++) {
		int elapsed;
		struct schedule card = random_schedule(&fsrs, &rng, &elapsed);

		steps_default(&steps);
		if (i % 3 == 0)
			steps = (struct steps){0};
		rule.fuzz = i & 1;
		rule.max_days = rng_below(&rng, 4) ? 36500 : 30;
		interval_next(&fsrs, &steps, &rule, &card, rng_next(&rng), elapsed, next);
		for (int g = 0; g < 4; g++) {
			assert_int_equal(next[g].stage.state == CARD_REVIEW, next[g].ivl > 0);
			assert_true(next[g].ivl <= rule.max_days);
			assert_int_equal(next[g].reps, card.reps + 1);
			if (g > 1 && next[g - 1].ivl > 0)
				assert_true(next[g].ivl > next[g - 1].ivl || next[g].ivl == rule.max_days);
		}
	}
}

static void interval__lapses(void **state)
{
	struct interval_rule rule = {0.9, 36500, false};
	struct schedule card = {.memory = {10, 5}, .stage = {CARD_REVIEW, 0}, .reps = 4, .lapses = 1},
			next[4];
	struct steps steps;
	struct fsrs fsrs;

	(void)state;
	fsrs_default(&fsrs);
	steps_default(&steps);
	interval_next(&fsrs, &steps, &rule, &card, 1, 10, next);
	assert_int_equal(next[0].lapses, 2);
	assert_int_equal(next[0].ivl, -600);
	assert_int_equal(next[2].lapses, 1);
	interval_next(&fsrs, &steps, &rule, &next[0], 1, 0, next);
	assert_int_equal(next[0].lapses, 2); /* again while relearning is the same lapse */
}

static void interval__text(void **state)
{
	static const struct {
		int64_t ivl;
		const char *text;
	} want[] = {{-30, "<1m"},  {-60, "1m"},	    {-330, "6m"},   {-600, "10m"},
		    {-3600, "1h"}, {-5400, "1.5h"}, {-86400, "1d"}, {1, "1d"},
		    {30, "30d"},   {43, "1.4mo"},   {730, "2.0y"},  {36500, "99.9y"}};
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		buf_clear(&out);
		interval_put(&out, want[i].ivl);
		assert_str(buf_str(&out), want[i].text);
	}
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interval__rounds_half_to_even),
		cmocka_unit_test(interval__range),
		cmocka_unit_test(interval__fuzz_is_fair),
		cmocka_unit_test(interval__fuzz_is_the_same_everywhere),
		cmocka_unit_test(interval__hard_good_easy),
		cmocka_unit_test(interval__lapses),
		cmocka_unit_test(interval__text),
	};

	return cmocka_run_group_tests_name("interval", tests, NULL, NULL);
}
