/* SPDX-License-Identifier: MIT
 * What retentions cost and hold, and which holds most a minute. */
#include "study/plan_priv.h"

#include <math.h>
#include <stdlib.h>

int plan_part(const struct plan *plan, int limit)
{
	int part = (limit + plan->share / 2) / plan->share;

	return limit > 0 && part < 1 ? 1 : part;
}

struct sim_rule plan_rule(const struct plan *plan, double retention, int days)
{
	return (struct sim_rule){.fsrs = &plan->settings.fsrs,
				 .habits = &plan->habits,
				 .retention = retention,
				 .max_ivl = plan->settings.max_ivl,
				 .learn_steps = plan->settings.steps.learn.count,
				 .relearn_steps = plan->settings.steps.relearn.count,
				 .days = days,
				 .new_per_day = plan_part(plan, plan->new_per_day),
				 .reviews_per_day = SIM_NO_LIMIT,
				 .seed = 1};
}

static void weigh(const struct plan *plan, const struct sim_result *result, struct plan_cost *cost)
{
	double share = plan->share, days = result->days;

	cost->minutes = (double)result->ms / 60000 * share / days;
	cost->reviews = (double)result->reviews * share / days;
	cost->held = result->held[result->days - 1] * share;
	cost->gain = cost->held - result->untouched * share;
	for (int i = 0; i < result->days; i++) {
		const struct sim_day *day = &result->day[i];

		cost->crowded += (int64_t)day->reviews * plan->share > plan->reviews_per_day;
		if (i > 0 || result->days == 1)
			cost->peak = fmax(cost->peak, (double)day->ms / 60000 * share);
	}
}

int plan_cost(const struct plan *plan, double retention, int days, struct plan_cost *cost, struct sim_result *result,
	      struct err *err)
{
	struct sim_result own;
	struct sim_rule rule = plan_rule(plan, retention, days);
	int rc = sim_run(&rule, plan->card, plan->cards, plan->news, &own, err);

	*cost = (struct plan_cost){.retention = retention};
	if (rc == 0)
		weigh(plan, &own, cost);
	if (rc == 0 && result)
		*result = own;
	else
		sim_result_fini(&own);
	return rc;
}

/* A minute a year counts as one, so that nothing to do is no infinite gain. */
static double a_minute(const struct plan_cost *cost, int days)
{
	return cost->gain / fmax(cost->minutes * days, 1);
}

int plan_costs(const struct plan *plan, int days, struct plan_cost cost[PLAN_STEPS], struct err *err)
{
	for (int i = 0; i < PLAN_STEPS; i++)
		if (plan_cost(plan, PLAN_LOW + i * 0.01, days, &cost[i], NULL, err))
			return -1;
	return 0;
}

/* Chance moves neighbours a little: each counts with half of those beside it. */
int plan_best(const struct plan_cost cost[PLAN_STEPS], int days)
{
	double most = -INFINITY;
	int best = 0;

	for (int i = 0; i < PLAN_STEPS; i++) {
		double sum = a_minute(&cost[i], days), weight = 1;

		for (int k = i - 1; k <= i + 1; k += 2)
			if (k >= 0 && k < PLAN_STEPS) {
				sum += a_minute(&cost[k], days) / 2;
				weight += 0.5;
			}
		if (sum / weight > most) {
			most = sum / weight;
			best = i;
		}
	}
	return best;
}
