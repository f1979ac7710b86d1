/* SPDX-License-Identifier: MIT
 * Fitting parameters: the gradient against differences of a loss in double, every kind of processor against
 * the others, and logs that make no sense. */
#include "study/optim/optim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/optim/first.h"
#include "study/optim/fit.h"
#include "tests/bench/review_log.h"
#include "tests/unit/unit.h"

static const char *const kernels[] = {"plain", "avx2", "avx512"};
enum { KERNELS = 3 };

static double uniform(struct rng *rng, double low, double high)
{
	return low + (high - low) * (double)(rng_next(rng) >> 11) * 0x1p-53;
}

static struct optim_input input_of(const struct review_log *log)
{
	return (struct optim_input){
		.row = log->row, .rows = log->rows, .cards = log->cards, .relearn_steps = 1};
}

/* Anything: intervals of all lengths, ratings of all kinds. */
static void random_log(struct review_log *log, struct rng *rng, size_t rows, size_t cards)
{
	*log = (struct review_log){.row = mem_array(rows, sizeof(*log->row)), .rows = rows, .cards = cards};
	for (size_t i = 0; i < rows; i++)
		log->row[i] = (struct optim_row){
			.card = (uint32_t)rng_below(rng, cards),
			.days = rng_below(rng, 3) ? (int32_t)exp(uniform(rng, 0, 6)) : 0,
			.rating = (int8_t)(1 + rng_below(rng, 4)),
		};
}

static void random_w(double *w, struct rng *rng)
{
	for (int i = 0; i < FSRS_PARAMS; i++) {
		double low = fsrs_bounds[i][0], high = fsrs_bounds[i][1];

		w[i] = i < 4 ? exp(uniform(rng, log(0.1), log(50)))
			     : uniform(rng, low + (high - low) * 0.02, high * 0.98);
	}
}

/* The same loss out of fsrs.c, card by card, weights as the set has them. */
static double loss_of(const struct review_log *of, const double *w, const double *weight)
{
	struct memory *memory = mem_array(of->cards, sizeof(*memory));
	struct fsrs fsrs;
	struct err err;
	double loss = 0;

	assert_int_equal(fsrs_init(&fsrs, w, FSRS_PARAMS, 1, &err), 0);
	for (size_t i = 0; i < of->rows; i++) {
		const struct optim_row *row = &of->row[i];
		struct memory *m = &memory[row->card];

		if (m->s > 0 && row->days > 0) {
			double p = fsrs_recall(&fsrs, row->days, m->s);

			loss -= *weight++ * log(row->rating > 1 ? p : 1 - p);
		}
		*m = fsrs_next(&fsrs, *m, row->days, (enum rating)row->rating);
	}
	free(memory);
	return loss;
}

static void open_fit(struct fit *fit, const struct review_log *log, const char *kernel)
{
	struct optim_input input = input_of(log);
	struct set_rule rule = {.old = 0.5, .rise = 0.5};

	*fit = (struct fit){.kernel = kernel_named(kernel), .relearn_steps = 1};
	set_init(&fit->set, &input, &rule);
	fit->tape = aligned_alloc(64, KERNEL_TAPE * sizeof(*fit->tape));
}

static void close_fit(struct fit *fit)
{
	set_fini(&fit->set);
	free(fit->tape);
}

static double *weights_of(const struct fit *fit)
{
	size_t n = fit->set.scored;
	double *weight = mem_array(n, sizeof(*weight));

	for (size_t i = 0; i < n; i++)
		weight[i] =
			floor((0.5 + 0.5 * pow((double)i / (double)(n - 1), 3)) * WEIGHT_ONE) / WEIGHT_ONE;
	return weight;
}

static void check_gradient(const struct review_log *log, const double *w)
{
	double gradient[FSRS_PARAMS], *weight, loss, moved[FSRS_PARAMS], other;
	struct fit fit;

	open_fit(&fit, log, "plain");
	weight = weights_of(&fit);
	loss = fit_gradient(&fit, w, 0, fit.set.blocks, gradient);
	other = loss_of(log, w, weight);
	assert_true(fabs(loss - other) < 2e-5 * other);
	for (int i = 0; i < FSRS_PARAMS; i++) {
		double step = 1e-6 * fmax(w[i], 0.1), high, low, difference;

		memcpy(moved, w, sizeof(moved));
		moved[i] = w[i] + step;
		high = loss_of(log, moved, weight);
		moved[i] = w[i] - step;
		low = loss_of(log, moved, weight);
		difference = (high - low) / (2 * step);
		if (!(fabs(difference - gradient[i]) < 1e-3 * (fabs(difference) + 1)))
			fail_msg("w%d = %g: gradient %g, difference %g", i, w[i], gradient[i], difference);
	}
	free(weight);
	close_fit(&fit);
}

static void optim__gradient_is_that_of_differences(void **state)
{
	struct review_log log;
	struct rng rng;
	double w[FSRS_PARAMS];

	(void)state;
	rng_seed(&rng, 3);
	for (int i = 0; i < 60; i++) {
		random_log(&log, &rng, 600, 20 + (size_t)rng_below(&rng, 100));
		random_w(w, &rng);
		check_gradient(&log, w);
		review_log_fini(&log);
	}
}

/* Whatever the width: the sums are the same to the last bit, and so are the parameters. */
static void optim__same_on_every_processor(void **state)
{
	static const size_t sizes[] = {100, 3000, 40000};
	int others = 0;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct optim_fit plain, fit;
		struct review_log log;
		struct err err;

		review_log_make(&log, sizes[i], 10 + i);
		for (int recipe = OPTIM_MAP; recipe <= OPTIM_ADAM; recipe++) {
			struct optim_input input = input_of(&log);

			input.recipe = (enum optim_recipe)recipe;
			input.kernel = "plain";
			assert_int_equal(optim_fit(&input, &plain, &err), 0);
			for (int k = 1; k < KERNELS; k++) {
				if (!kernel_named(kernels[k]))
					continue;
				others++;
				input.kernel = kernels[k];
				assert_int_equal(optim_fit(&input, &fit, &err), 0);
				assert_memory_equal(fit.w, plain.w, sizeof(plain.w));
			}
		}
		review_log_fini(&log);
	}
	if (others == 0)
		print_message("this processor has but one kind of kernel: nothing to compare with\n");
}

static void optim__sums_have_the_same_bits(void **state)
{
	struct kernel_sums plain, other;
	struct review_log log;
	double w[FSRS_PARAMS];
	struct rng rng;

	(void)state;
	rng_seed(&rng, 5);
	for (int i = 0; i < 200; i++) {
		struct fit fit;

		random_log(&log, &rng, 500, 1 + (size_t)rng_below(&rng, 60));
		random_w(w, &rng);
		open_fit(&fit, &log, "plain");
		fit_sums(&fit, w, 0, fit.set.blocks, &plain);
		for (int k = 1; k < KERNELS; k++) {
			fit.kernel = kernel_named(kernels[k]);
			if (!fit.kernel)
				continue;
			fit_sums(&fit, w, 0, fit.set.blocks, &other);
			assert_memory_equal(&other, &plain, sizeof(plain));
		}
		close_fit(&fit);
		review_log_fini(&log);
	}
}

/* A better first rating never has the shorter first stability. */
static void check_order(const double *w)
{
	for (int i = 0; i < 3; i++)
		assert_true(w[i] <= w[i + 1]);
}

/* In bounds, in order, and no interval that is no number or no time. */
static void check_sound(const struct optim_row *row, size_t rows, size_t cards, enum optim_found found)
{
	static const double retentions[] = {0.7, 0.9, 0.97};

	for (int recipe = OPTIM_MAP; recipe <= OPTIM_ADAM; recipe++) {
		struct optim_input input = {.row = row, .rows = rows, .cards = cards, .relearn_steps = 1};
		struct optim_fit fit;
		struct fsrs fsrs;
		struct err err;

		input.recipe = (enum optim_recipe)recipe;
		assert_int_equal(optim_fit(&input, &fit, &err), 0);
		if (recipe == OPTIM_MAP)
			assert_int_equal(fit.found, found);
		for (int i = 0; i < FSRS_PARAMS; i++)
			assert_true(fit.w[i] >= fsrs_bounds[i][0] && fit.w[i] <= fsrs_bounds[i][1]);
		check_order(fit.w);
		assert_int_equal(fsrs_init(&fsrs, fit.w, FSRS_PARAMS, 1, &err), 0);
		for (int g = RATE_AGAIN; g <= RATE_EASY; g++) {
			struct memory m = fsrs_next(&fsrs, (struct memory){0}, 0, (enum rating)g);

			for (int k = 0; k < 3; k++) {
				double days = fsrs_interval(&fsrs, m.s, retentions[k]);

				assert_true(days > 0 && days < 20 * 365);
			}
		}
	}
}

enum { BAD_ROWS = 5000, BAD_CARDS = 400 };

static void optim__bad_logs_give_defaults_or_something_sound(void **state)
{
	struct optim_row *row = mem_array(BAD_ROWS, sizeof(*row));
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	check_sound(NULL, 0, 0, OPTIM_DEFAULTS);
	row[0] = (struct optim_row){.card = 0, .rating = 3};
	check_sound(row, 1, 1, OPTIM_DEFAULTS);
	for (int rating = RATE_AGAIN; rating <= RATE_EASY; rating++) { /* nothing but one rating */
		for (size_t i = 0; i < BAD_ROWS; i++)
			row[i] = (struct optim_row){.card = (uint32_t)(i % BAD_CARDS),
						    .days = (int32_t)(1 + i % 7),
						    .rating = (int8_t)rating};
		check_sound(row, BAD_ROWS, BAD_CARDS, OPTIM_DEFAULTS);
	}
	for (size_t i = 0; i < BAD_ROWS; i++) /* one day */
		row[i] = (struct optim_row){.card = (uint32_t)(i % BAD_CARDS), .rating = (int8_t)(1 + i % 4)};
	check_sound(row, BAD_ROWS, BAD_CARDS, OPTIM_DEFAULTS);
	for (size_t i = 0; i < BAD_ROWS; i++) /* clocks that jump, ratings that are none */
		row[i] = (struct optim_row){.card = (uint32_t)rng_below(&rng, BAD_CARDS),
					    .days = (int32_t)rng_below(&rng, 200000) - 100000,
					    .rating = (int8_t)((int)rng_below(&rng, 12) - 2)};
	check_sound(row, BAD_ROWS, BAD_CARDS, OPTIM_ODD);
	for (size_t i = 0; i < BAD_ROWS; i++) /* one card, for ever */
		row[i] = (struct optim_row){.card = 0, .days = 1, .rating = (int8_t)(1 + rng_below(&rng, 4))};
	check_sound(row, BAD_ROWS, 1, OPTIM_ALL);
	free(row);
}

/* Logs of all shapes, most of them of nobody: in bounds and in order. */
static void optim__any_log(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 11);
	for (int i = 0; i < 200; i++) {
		size_t rows = 1 + (size_t)rng_below(&rng, 1500);
		struct optim_input input = {.rows = rows, .relearn_steps = 1};
		struct optim_row *row = mem_array(rows, sizeof(*row));
		uint64_t longest = 1 + rng_below(&rng, 1ULL << rng_below(&rng, 14)),
			 forgotten = rng_below(&rng, 100);
		uint64_t later = rng_below(&rng, 101), odd = rng_below(&rng, 10);
		struct optim_fit fit;
		struct err err;

		input.row = row;
		input.cards = 1 + (size_t)rng_below(&rng, rows);
		for (size_t k = 0; k < rows; k++) {
			row[k].card = (uint32_t)rng_below(&rng, input.cards);
			row[k].days =
				rng_below(&rng, 100) < later ? 1 + (int32_t)rng_below(&rng, longest) : 0;
			row[k].rating = rng_below(&rng, 100) < forgotten ? RATE_AGAIN
									 : 2 + (int32_t)rng_below(&rng, 3);
			if (rng_below(&rng, 100) < odd)
				row[k].rating = rng_below(&rng, 2) ? 0 : 7;
		}
		assert_int_equal(optim_fit(&input, &fit, &err), 0);
		for (int k = 0; k < FSRS_PARAMS; k++)
			assert_true(fit.w[k] >= fsrs_bounds[k][0] && fit.w[k] <= fsrs_bounds[k][1]);
		check_order(fit.w);
		free(row);
	}
}

static void optim__small_logs(void **state)
{
	(void)state;
	for (size_t rows = 1; rows < 300; rows += 7) {
		struct review_log log;

		review_log_make(&log, rows, rows);
		for (int recipe = OPTIM_MAP; recipe <= OPTIM_ADAM; recipe++) {
			struct optim_input input = input_of(&log);
			struct optim_fit fit;
			struct err err;

			input.recipe = (enum optim_recipe)recipe;
			assert_int_equal(optim_fit(&input, &fit, &err), 0);
			for (int i = 0; i < FSRS_PARAMS; i++)
				assert_true(fit.w[i] >= fsrs_bounds[i][0] && fit.w[i] <= fsrs_bounds[i][1]);
			check_order(fit.w);
			if (recipe == OPTIM_ADAM)
				continue;
			assert_int_equal(fit.found,
					 fit.forgotten < OPTIM_FEW || fit.answers - fit.forgotten < OPTIM_FEW
						 ? OPTIM_DEFAULTS
					 : fit.answers < OPTIM_SOME ? OPTIM_FIRST
								    : OPTIM_ALL);
		}
		review_log_fini(&log);
	}
}

static void optim__relearning_steps_narrow_short_term(void **state)
{
	struct review_log log;
	struct optim_input input;
	struct optim_fit fit;
	struct fsrs fsrs;
	struct err err;

	(void)state;
	review_log_make(&log, 5000, 4);
	for (int steps = 0; steps < 5; steps++) {
		input = input_of(&log);
		input.relearn_steps = steps;
		assert_int_equal(optim_fit(&input, &fit, &err), 0);
		assert_int_equal(fsrs_init(&fsrs, fit.w, FSRS_PARAMS, steps, &err), 0);
		for (int i = 0; i < FSRS_PARAMS; i++)
			assert_true(fabs(fsrs.w[i] - fit.w[i]) < 1e-3);
	}
	input.kernel = "abacus";
	assert_int_equal(optim_fit(&input, &fit, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	review_log_fini(&log);
}

/* The numbers of fsrs-rs 6.6.2's own tests (parameter_initialization.rs, test_smooth_and_fill). */
static void first__fills_in_as_fsrs_rs(void **state)
{
	struct first_group one = {.days = 1, .tests = 1};
	struct set three = {.group = {&one, NULL, &one, &one}, .groups = {1, 0, 1, 1}};
	struct set hard = {.group = {NULL, &one, NULL, NULL}, .groups = {0, 1, 0, 0}};
	double s[4] = {0.4, 0, 2.3, 10.9}, t[4] = {0, 0.35, 0, 0};

	(void)state;
	assert_true(first_repair(&three, s));
	assert_true(fabs(s[0] - 0.4) < 1e-6 && fabs(s[1] - 1.1227008) < 1e-5 && fabs(s[2] - 2.3) < 1e-6);
	assert_true(first_repair(&hard, t));
	assert_true(fabs(t[0] - 0.05738148) < 1e-6 && fabs(t[2] - 0.6242943) < 1e-6 &&
		    fabs(t[3] - 2.2453482) < 1e-6);
}

static void optim__own_exp_and_log(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 9);
	for (int i = 0; i < 20000; i++) {
		double x = uniform(&rng, -30, 30), y = exp(x);

		assert_true(fabs(exact_exp(x) - y) <= 4e-16 * y);
		assert_true(fabs(exact_log(y) - x) <= 4e-16 * (fabs(x) + 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(optim__own_exp_and_log),
		cmocka_unit_test(first__fills_in_as_fsrs_rs),
		cmocka_unit_test(optim__gradient_is_that_of_differences),
		cmocka_unit_test(optim__sums_have_the_same_bits),
		cmocka_unit_test(optim__same_on_every_processor),
		cmocka_unit_test(optim__bad_logs_give_defaults_or_something_sound),
		cmocka_unit_test(optim__any_log),
		cmocka_unit_test(optim__small_logs),
		cmocka_unit_test(optim__relearning_steps_narrow_short_term),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
