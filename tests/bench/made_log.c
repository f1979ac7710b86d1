/* SPDX-License-Identifier: MIT
 * A learner who never was: parameters drawn around the defaults, a memory that strays from them card by card
 * and over the years, a scheduler with the defaults, learning steps, days missed. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/optim/prior.h"
#include "tests/bench/review_log.h"

struct made {
	int64_t second;
	struct optim_row row;
};

struct learner {
	struct fsrs truth, scheduler;
	struct rng rng;
	struct made *made;
	size_t count, cap;
	int horizon;
	double retention, known_at_once;
};

static double uniform(struct rng *rng)
{
	return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

static double normal(struct rng *rng)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform(rng);
	return sum;
}

static void draw_truth(struct learner *l)
{
	double w[FSRS_PARAMS], low = 1;
	struct err err;

	fsrs_default(&l->scheduler);
	for (int i = 0; i < FSRS_PARAMS; i++)
		w[i] = l->scheduler.w[i] + 0.6 * prior_spread[i] * normal(&l->rng);
	low = exp(0.7 * normal(&l->rng));
	for (int i = 0; i < 4; i++)
		w[i] = l->scheduler.w[i] * low * exp(0.2 * i * uniform(&l->rng));
	w[7] = 0.001 + 0.03 * uniform(&l->rng);
	w[20] = 0.12 + 0.38 * uniform(&l->rng);
	if (fsrs_init(&l->truth, w, FSRS_PARAMS, 1, &err))
		abort();
}

static void put(struct learner *l, uint32_t card, int day, double second, int days, int rating)
{
	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 4096;
		l->made = mem_grow(l->made, l->cap, sizeof(*l->made));
	}
	l->made[l->count++] = (struct made){.second = (int64_t)day * 86400 + (int64_t)second,
					    .row = {.card = card, .days = days, .rating = (int8_t)rating}};
}

static int pick(struct rng *rng, double hard, double good)
{
	double u = uniform(rng);

	return u < hard ? RATE_HARD : u < hard + good ? RATE_GOOD : RATE_EASY;
}

struct studied {
	uint32_t card;
	int day;
	double second;
	struct memory truth, belief;
};

static void answer(struct learner *l, struct studied *c, int days, int rating)
{
	put(l, c->card, c->day, c->second, days, rating);
	c->truth = fsrs_next(&l->truth, c->truth, days, (enum rating)rating);
	c->belief = fsrs_next(&l->scheduler, c->belief, days, (enum rating)rating);
}

/* Steps of the same day until none is left. */
static void steps(struct learner *l, struct studied *c, int left)
{
	for (int tries = 0; left > 0 && tries < 6; tries++) {
		int rating = uniform(&l->rng) < l->known_at_once ? pick(&l->rng, 0.05, 0.95) : RATE_AGAIN;

		c->second += left > 1 ? 60 + 90 * uniform(&l->rng) : 600 + 900 * uniform(&l->rng);
		answer(l, c, 0, rating);
		left = rating == RATE_AGAIN ? 2 : rating == RATE_HARD ? left : left - 1;
	}
}

static int wait_of(struct learner *l, const struct studied *c)
{
	double days = fmax(1, round(fsrs_interval(&l->scheduler, c->belief.s, l->retention)));

	if (days > 2)
		days = round(days * (0.9 + 0.2 * uniform(&l->rng)));
	if (uniform(&l->rng) > 0.7)
		days += 1 + floor(-2.3 * log(uniform(&l->rng) + 1e-9));
	if (uniform(&l->rng) < 0.02)
		days += 3 + (double)rng_below(&l->rng, 22);
	return days < 3650 ? (int)days : 3650;
}

static void study(struct learner *l, uint32_t card)
{
	struct studied c = {.card = card, .day = (int)rng_below(&l->rng, (uint64_t)(l->horizon * 9 / 10))};
	double stray = exp(0.35 * normal(&l->rng)), u = uniform(&l->rng);
	int rating = u < 0.25 ? RATE_AGAIN : u < 0.35 ? RATE_HARD : u < 0.9 ? RATE_GOOD : RATE_EASY;

	c.second = 18000 + 40000 * uniform(&l->rng);
	answer(l, &c, 0, rating);
	c.truth.s *= stray;
	steps(l, &c, rating == RATE_EASY ? 0 : rating == RATE_GOOD ? 1 : 2);
	for (int days = wait_of(l, &c); c.day + days < l->horizon; days = wait_of(l, &c)) {
		double drift = exp(0.15 * sin(c.day / 97.0));
		bool known = uniform(&l->rng) < fsrs_recall(&l->truth, days, c.truth.s * drift);

		c.day += days;
		c.second = 68000 * uniform(&l->rng);
		rating = known ? pick(&l->rng, 0.1, 0.8) : RATE_AGAIN;
		if (uniform(&l->rng) < 0.01)
			rating = 1 + (int)rng_below(&l->rng, 4);
		answer(l, &c, days, rating);
		steps(l, &c, rating == RATE_AGAIN);
	}
}

static int by_second(const void *a, const void *b)
{
	const struct made *x = a, *y = b;

	if (x->second != y->second)
		return x->second < y->second ? -1 : 1;
	return (x->row.card > y->row.card) - (x->row.card < y->row.card);
}

void review_log_make(struct review_log *log, size_t rows, uint64_t seed)
{
	struct learner l = {.retention = 0.9};

	rng_seed(&l.rng, seed);
	draw_truth(&l);
	l.horizon = (int)fmin(fmax(60 * pow(log10((double)rows), 2.2), 120), 2200);
	l.known_at_once = 0.75 + 0.2 * uniform(&l.rng);
	*log = (struct review_log){0};
	for (uint32_t card = 0; card < rows / 14 + 10 || l.count < rows; card++) {
		study(&l, card);
		log->cards = card + 1;
	}
	qsort(l.made, l.count, sizeof(*l.made), by_second);
	log->rows = rows;
	log->row = mem_array(rows, sizeof(*log->row));
	log->second = mem_array(rows, sizeof(*log->second));
	for (size_t i = 0; i < rows; i++) {
		log->row[i] = l.made[i].row;
		log->second[i] = l.made[i].second;
	}
	free(l.made);
}
