/* SPDX-License-Identifier: MIT
 * fsrs-rs's way down (training.rs): Adam over batches of 512, five times over, the step falling as a cosine
 * does. Its order of batches is drawn by another generator: which one hardly matters. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/optim/fit.h"
#include "study/optim/prior.h"

enum { EPOCHS = 5, SEED = 2023 };
static const double STEP = 0.04, KEEP = 0.9, KEEP_SQUARE = 0.999, LEAST = 1e-8;

struct adam {
	double mean[FSRS_PARAMS], square[FSRS_PARAMS];
	double left, left_square; /* KEEP^t, KEEP_SQUARE^t */
};

static void step(struct adam *adam, double *w, const double *gradient, double rate)
{
	adam->left *= KEEP;
	adam->left_square *= KEEP_SQUARE;
	for (int i = 0; i < FSRS_PARAMS; i++) {
		double g = gradient[i];

		adam->mean[i] = KEEP * adam->mean[i] + (1 - KEEP) * g;
		adam->square[i] = KEEP_SQUARE * adam->square[i] + (1 - KEEP_SQUARE) * g * g;
		w[i] -= rate * (adam->mean[i] / (1 - adam->left)) /
			(sqrt(adam->square[i] / (1 - adam->left_square)) + LEAST);
	}
}

static void shuffle(size_t *order, size_t count, struct rng *rng)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = (size_t)rng_below(rng, i), swap = order[i - 1];

		order[i - 1] = order[j];
		order[j] = swap;
	}
}

void adam_run(struct fit *fit, double *w)
{
	const struct set *set = &fit->set;
	size_t *order = mem_array(set->batches + 1, sizeof(*order)), steps = (set->scored / 512 + 1) * EPOCHS,
	       done = 0;
	struct adam adam = {.left = 1, .left_square = 1};
	double start[FSRS_PARAMS], gradient[FSRS_PARAMS];
	struct rng rng;

	rng_seed(&rng, SEED);
	for (int i = 0; i < FSRS_PARAMS; i++)
		start[i] = w[i];
	for (int epoch = 0; epoch < EPOCHS; epoch++) {
		for (size_t b = 0; b < set->batches; b++)
			order[b] = b;
		shuffle(order, set->batches, &rng);
		for (size_t b = 0; b < set->batches; b++) {
			const struct batch *batch = &set->batch[order[b]];
			double share = (double)batch->scored / (double)set->scored;

			fit_gradient(fit, w, batch->block, batch->blocks, gradient);
			for (int i = 0; i < FSRS_PARAMS; i++)
				gradient[i] +=
					2 * (w[i] - start[i]) / (prior_spread[i] * prior_spread[i]) * share;
			step(&adam, w, gradient, STEP / 2 * (1 + cos(M_PI * (double)done++ / (double)steps)));
			fit_clamp(fit, w);
		}
	}
	free(order);
}
