/* SPDX-License-Identifier: MIT
 * FSRS-6, the memory model: formulas of fsrs-rs 6.6.2 src/model.rs, in double. */
#include "study/fsrs.h"

#include <math.h>
#include <string.h>

static const double defaults[FSRS_PARAMS] = {0.212,  1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194,
					     0.001,  1.8722, 0.1666, 0.796,  1.4835, 0.0614, 0.2629,
					     1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542};

/* fsrs-rs, parameter_clipper.rs; w17 and w18 are narrowed further by short_term_max. */
const double fsrs_bounds[FSRS_PARAMS][2] = {
	{0.001, 100},  {0.001, 100}, {0.001, 100}, {0.001, 100}, {1, 10},    {0.001, 4},    {0.001, 4},
	{0.001, 0.75}, {0, 4.5},     {0, 0.8},	   {0.001, 3.5}, {0.001, 5}, {0.001, 0.25}, {0.001, 0.9},
	{0, 4},	       {0, 1},	     {1, 6},	   {0, 2},	 {0, 2},     {0.01, 0.8},   {0.1, 0.8}};

static double clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

static double first_d(const double *w, enum rating rating)
{
	return w[4] - exp(w[5] * ((int)rating - 1)) + 1;
}

static void derive(struct fsrs *fsrs)
{
	fsrs->factor = pow(0.9, -1 / fsrs->w[20]) - 1;
	fsrs->ease_d = first_d(fsrs->w, RATE_EASY);
	fsrs->growth = exp(fsrs->w[8]);
	fsrs->lapse = exp(-fsrs->w[17] * fsrs->w[18]);
}

void fsrs_default(struct fsrs *fsrs)
{
	memcpy(fsrs->w, defaults, sizeof(defaults));
	derive(fsrs);
}

/* With several relearning steps in a row a lapse must not end above where it began. */
static double short_term_max(const double *w, int relearn_steps)
{
	double room = -(log(w[11]) + log(pow(2, w[13]) - 1) + 0.3 * w[14]) / relearn_steps;

	return fmin(2, sqrt(fmax(0.01, room)));
}

static void carry_over(double *w, size_t count)
{
	static const double tail[] = {0, 0, 0, 0.5};

	if (count == 17) {
		w[4] += 2 * w[5];
		w[5] = log(3 * w[5] + 1) / 3;
		w[6] += 0.5;
	}
	memcpy(w + count, tail + (count - 17), (FSRS_PARAMS - count) * sizeof(*w));
}

int fsrs_init(struct fsrs *fsrs, const double *w, size_t count, int relearn_steps, struct err *err)
{
	if (count != 17 && count != 19 && count != FSRS_PARAMS)
		return err_set(err, ERR_INPUT, "FSRS takes 21 parameters (or 19 or 17 older ones), not %zu",
			       count);
	for (size_t i = 0; i < count; i++)
		if (!isfinite(w[i]))
			return err_set(err, ERR_INPUT, "parameter %zu of FSRS is not a number", i);
	memcpy(fsrs->w, w, count * sizeof(*w));
	if (count < FSRS_PARAMS)
		carry_over(fsrs->w, count);
	for (int i = 0; i < FSRS_PARAMS; i++)
		fsrs->w[i] = isnan(fsrs->w[i]) ? fsrs_bounds[i][0]
					       : clamp(fsrs->w[i], fsrs_bounds[i][0], fsrs_bounds[i][1]);
	if (relearn_steps > 1) {
		double max = short_term_max(fsrs->w, relearn_steps);

		fsrs->w[17] = fmin(fsrs->w[17], max);
		fsrs->w[18] = fmin(fsrs->w[18], max);
	}
	derive(fsrs);
	return 0;
}

double fsrs_recall(const struct fsrs *fsrs, double days, double s)
{
	return pow(1 + fsrs->factor * days / s, -fsrs->w[20]);
}

/* 1 - R without cancellation where R is near 1. */
static double forgotten(const struct fsrs *fsrs, double days, double s)
{
	return -expm1(-fsrs->w[20] * log1p(fsrs->factor * days / s));
}

double fsrs_interval(const struct fsrs *fsrs, double s, double retention)
{
	return s / fsrs->factor * (pow(retention, -1 / fsrs->w[20]) - 1);
}

static double same_day(const double *w, double s, enum rating rating)
{
	double q = exp(w[17] * ((int)rating - 3 + w[18])) * pow(s, -w[19]);

	return s * (rating == RATE_AGAIN ? q : fmax(q, 1));
}

static double remembered(const struct fsrs *fsrs, struct memory m, double forgot, enum rating rating)
{
	const double *w = fsrs->w;
	double bonus = rating == RATE_HARD ? w[15] : rating == RATE_EASY ? w[16] : 1;

	return m.s * (1 + fsrs->growth * (11 - m.d) * pow(m.s, -w[9]) * expm1(w[10] * forgot) * bonus);
}

static double lapsed(const struct fsrs *fsrs, struct memory m, double forgot)
{
	const double *w = fsrs->w;
	double s = w[11] * pow(m.d, -w[12]) * expm1(w[13] * log1p(m.s)) * exp(w[14] * forgot);

	return fmin(s, m.s * fsrs->lapse);
}

static double next_d(const struct fsrs *fsrs, double d, enum rating rating)
{
	double delta = -fsrs->w[6] * ((int)rating - 3), moved = d + (10 - d) * delta / 9;

	return clamp(fsrs->w[7] * fsrs->ease_d + (1 - fsrs->w[7]) * moved, 1, 10);
}

struct memory fsrs_next(const struct fsrs *fsrs, struct memory before, int days, enum rating rating)
{
	const double *w = fsrs->w;
	struct memory after;
	double forgot;

	if (before.s <= 0)
		return (struct memory){clamp(w[rating - 1], FSRS_S_MIN, FSRS_S_MAX),
				       clamp(first_d(w, rating), 1, 10)};
	forgot = forgotten(fsrs, days, before.s);
	if (days <= 0)
		after.s = same_day(w, before.s, rating);
	else if (rating == RATE_AGAIN)
		after.s = lapsed(fsrs, before, forgot);
	else
		after.s = remembered(fsrs, before, forgot, rating);
	after.s = clamp(after.s, FSRS_S_MIN, FSRS_S_MAX);
	after.d = next_d(fsrs, before.d, rating);
	return after;
}

struct memory fsrs_from_sm2(const struct fsrs *fsrs, double ivl, double ease, double retention)
{
	const double *w = fsrs->w;
	double s = fmax(ivl, FSRS_S_MIN) * fsrs->factor / (pow(retention, -1 / w[20]) - 1), d;

	s = clamp(s, FSRS_S_MIN, FSRS_S_MAX);
	d = 11 - (ease - 1) / (exp(w[8]) * pow(s, -w[9]) * expm1(w[10] * (1 - retention)));
	return (struct memory){s, isnan(d) ? 5 : clamp(d, 1, 10)};
}
