/* SPDX-License-Identifier: MIT
 * The most probable parameters: weighted log loss and what is known of learners (prior.h), by BFGS, on a
 * sample of the cards first, then on larger ones, then on all. docs/decisions/0150 has what was tried. */
#include <math.h>
#include <string.h>

#include "study/optim/fit.h"
#include "study/optim/prior.h"
#include "study/optim/quasi.h"

enum { SAMPLE_LEAST = 2000, GUESS_BLOCKS = 100, MANY = 200 * 1000 };
/* Runs over each sample, of a log with MANY scored answers and more: what further ones would gain is below
 * 1e-5 of the loss. */
static const int calls_max[SET_PARTS] = {60, 40, 12, 8};
enum { CALLS_MAX = 120 };
/* The prior weighs GAMMA (1 + GAMMA_FEW / answers): small logs say little. When a step promises less than
 * this share of the answers' weight it is good enough, and on a sample ten times that. */
static const double GAMMA = 0.23, GAMMA_FEW = 500, ENOUGH = 5e-6, ENOUGH_LEAST = 0.01, ENOUGH_SAMPLE = 10;

struct map {
	struct fit *fit;
	size_t blocks;	      /* of the sample */
	double weight, scale; /* of the sample; of all answers as a multiple of it */
	double gamma, start[FSRS_PARAMS];
};

/* w9, how much less a greater stability grows, strays further among learners than fsrs-rs says
 * (docs/decisions/0212). */
static double spread(int i)
{
	return i == 9 ? 2 * prior_spread[i] : prior_spread[i];
}

/* First stabilities are sought by their logarithm, the others in spreads. */
static void to_w(const double *x, double *w)
{
	for (int i = 0; i < FSRS_PARAMS; i++)
		w[i] = i < 4 ? exact_exp(x[i]) : x[i] * spread(i);
}

static double to_x(int i, double w)
{
	return i < 4 ? exact_log(w) : w / spread(i);
}

/* A derivative by w made one by x. */
static void by_x(const double *w, double *gradient)
{
	for (int i = 0; i < FSRS_PARAMS; i++)
		gradient[i] *= i < 4 ? w[i] : spread(i);
}

static double value(void *ctx, const double *x, double *gradient)
{
	struct map *map = ctx;
	double w[FSRS_PARAMS], loss;

	to_w(x, w);
	loss = map->scale * fit_gradient(map->fit, w, 0, map->blocks, gradient);
	for (int i = 0; i < FSRS_PARAMS; i++) {
		double off = (w[i] - map->start[i]) / spread(i);

		loss += map->gamma * off * off;
		gradient[i] = map->scale * gradient[i] + 2 * map->gamma * off / spread(i);
	}
	by_x(w, gradient);
	return loss;
}

/* Sum of the weights of the first blocks. */
static double weight_of(const struct set *set, size_t blocks)
{
	uint64_t sum = 0;

	for (size_t b = 0; b < blocks; b++)
		for (size_t i = 0; i < (size_t)set->block[b].length * KERNEL_ROW; i++)
			sum += set->review[set->block[b].first + i] >> WEIGHT_SHIFT;
	return (double)sum / WEIGHT_ONE;
}

/* Curvature to begin with: how much the slopes of single cards differ (Fisher's information), and the prior's
 * own. */
static void guess(const struct map *map, struct quasi *q)
{
	size_t blocks = map->blocks < GUESS_BLOCKS ? map->blocks : GUESS_BLOCKS;
	double w[FSRS_PARAMS], g[FSRS_PARAMS], scale;
	struct kernel_sums sums;

	scale = map->scale * map->weight / weight_of(&map->fit->set, blocks);
	to_w(q->x, w);
	memset(q->b, 0, sizeof(q->b));
	for (size_t b = 0; b < blocks; b++) {
		fit_sums(map->fit, w, b, 1, &sums);
		for (int lane = 0; lane < KERNEL_ROW; lane++) {
			fit_lane(&sums, lane, w, g);
			by_x(w, g);
			for (int i = 0; i < FSRS_PARAMS; i++)
				for (int j = 0; j <= i; j++)
					q->b[i][j] += scale * g[i] * g[j];
		}
	}
	for (int i = 0; i < FSRS_PARAMS; i++) {
		q->b[i][i] += 2 * map->gamma + 1;
		for (int j = 0; j < i; j++)
			q->b[j][i] = q->b[i][j];
	}
}

static void take_sample(struct map *map, int part)
{
	const struct set *set = &map->fit->set;

	map->blocks = set->part[part];
	map->weight = map->blocks == set->blocks ? set->weights : weight_of(set, map->blocks);
	map->scale = map->weight > 0 ? set->weights / map->weight : 0;
}

static void descend(struct map *map, struct quasi *q)
{
	const struct set *set = &map->fit->set;
	bool is_guessed = false;

	for (int part = 0; part < SET_PARTS; part++) {
		bool is_all = part == SET_PARTS - 1;

		take_sample(map, part);
		if (!is_all && (map->weight <= 0 || map->scale * SAMPLE_LEAST > (double)set->scored))
			continue;
		if (!is_guessed)
			guess(map, q);
		is_guessed = true;
		q->enough = fmax(ENOUGH_LEAST, ENOUGH * set->weights) * (is_all ? 1 : ENOUGH_SAMPLE);
		q->calls_max = set->scored < MANY ? CALLS_MAX : calls_max[part];
		(void)quasi_run(q);
	}
}

void map_run(struct fit *fit, double *w)
{
	struct map map = {.fit = fit, .gamma = GAMMA * (1 + GAMMA_FEW / (double)fit->set.scored)};
	struct quasi q = {.n = FSRS_PARAMS, .fn = value, .ctx = &map, .reach = 2};

	set_mix(&fit->set);
	memcpy(map.start, w, sizeof(map.start));
	for (int i = 0; i < FSRS_PARAMS; i++) {
		q.x[i] = to_x(i, w[i]);
		q.low[i] = to_x(i, fsrs_bounds[i][0]);
		q.high[i] = to_x(i, fsrs_bounds[i][1]);
	}
	descend(&map, &q);
	to_w(q.x, w);
}
