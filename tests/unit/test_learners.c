/* SPDX-License-Identifier: MIT
 * What is fitted to learners who were made: it predicts them, and goes where they are. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/optim/optim.h"
#include "tests/bench/review_log.h"
#include "tests/unit/unit.h"

static double uniform(struct rng *rng, double low, double high)
{
	return low + (high - low) * (double)(rng_next(rng) >> 11) * 0x1p-53;
}

static struct optim_input input_of(const struct review_log *log)
{
	return (struct optim_input){
		.row = log->row, .rows = log->rows, .cards = log->cards, .relearn_steps = 1};
}

/* A learner is found again: what is fitted predicts as well as what made the log, and better than the
 * defaults. */
static void fit__predicts_a_made_learner(void **state)
{
	double gain = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct prediction_marks before, after;
		struct optim_input input;
		struct optim_fit fit;
		struct review_log log;
		struct fsrs fsrs;
		struct err err;

		review_log_make(&log, 12000, seed);
		input = input_of(&log);
		input.rows = log.rows * 4 / 5;
		assert_int_equal(optim_fit(&input, &fit, &err), 0);
		assert_int_equal(fit.found, OPTIM_ALL);
		fsrs_default(&fsrs);
		before = review_log_predict(&log, fsrs.w, input.rows, log.rows);
		after = review_log_predict(&log, fit.w, input.rows, log.rows);
		assert_true(after.log_loss < before.log_loss);
		gain += before.log_loss - after.log_loss;
		review_log_fini(&log);
	}
	assert_true(gain / 6 > 0.01);
}

/* 1,500 answers of cards as `truth` makes them, each somewhat before or after the day on which nine of ten
 * such cards are still known. */
static void flat_log(struct review_log *log, const struct fsrs *truth, struct rng *rng)
{
	enum { CARDS = 150, ANSWERS = 10 };

	*log = (struct review_log){.row = mem_array(CARDS * ANSWERS, sizeof(*log->row)),
				   .rows = CARDS * ANSWERS,
				   .cards = CARDS};
	for (size_t c = 0; c < CARDS; c++) {
		struct memory m = {0};

		for (size_t k = 0; k < ANSWERS; k++) {
			int days = k ? (int)fmax(1, nearbyint(m.s * uniform(rng, 0.6, 1.8))) : 0;
			bool known = k == 0 || uniform(rng, 0, 1) < fsrs_recall(truth, days, m.s);
			enum rating rating = known ? RATE_GOOD : RATE_AGAIN;

			m = fsrs_next(truth, m, days, rating);
			log->row[k * CARDS + c] = (struct optim_row){
				.card = (uint32_t)c, .days = days, .rating = (int8_t)rating};
		}
	}
}

/* The prior lets w9 (0.1666 by default) go where 1,500 answers say it is. */
static void fit__follows_a_learner_whose_growth_flattens(void **state)
{
	double sum = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct optim_input input;
		struct review_log log;
		struct optim_fit fit;
		struct fsrs truth;
		struct err err;
		struct rng rng;
		double w[FSRS_PARAMS];

		fsrs_default(&truth);
		memcpy(w, truth.w, sizeof(w));
		w[9] = 0.6;
		assert_int_equal(fsrs_init(&truth, w, FSRS_PARAMS, 1, &err), 0);
		rng_seed(&rng, seed);
		flat_log(&log, &truth, &rng);
		input = input_of(&log);
		assert_int_equal(optim_fit(&input, &fit, &err), 0);
		sum += fit.w[9];
		review_log_fini(&log);
	}
	assert_true(fabs(sum / 5 - 0.6) < 0.05);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fit__predicts_a_made_learner),
		cmocka_unit_test(fit__follows_a_learner_whose_growth_flattens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
