/* SPDX-License-Identifier: MIT
 * The way back from what is overdue, played. */
#include <math.h>

#include "base/message.h"
#include "study/plan_priv.h"

enum { FIRST_DAYS = 14 };
static const double unknown_minutes = 0.15; /* of a review, where nothing tells */

static int end_of(const struct sim_result *result)
{
	for (int i = 0; i < result->days; i++)
		if (result->day[i].waiting == 0)
			return i;
	return result->days;
}

/* lost: cards that were overdue and were not known when asked, in a play on average. */
static void weigh(const struct plan *plan, double lost, struct plan_way *way)
{
	int days = way->ends < 0 ? way->result.days : way->ends + 1;
	double ms = 0;

	for (int i = 0; i < days; i++)
		ms += (double)way->result.day[i].ms * plan->share;
	way->minutes = ms / 60000 / days;
	way->known = plan->known;
	way->forgotten = fmax(lost * plan->share - ((double)plan->overdue - plan->known), 0);
}

static double forgotten_in(const struct sim_result *result)
{
	double sum = 0;

	for (int i = 0; i < result->days; i++)
		sum += result->day[i].forgotten;
	return sum;
}

/* The play that ends last; what ends is not played much longer. */
int plan_way_back(const struct plan *plan, int load, int days, struct plan_way *way, struct err *err)
{
	struct sim_rule rule = plan_rule(plan, plan->settings.retention, days);
	int latest = -1, plays = 0;
	double lost = 0;

	*way = (struct plan_way){.load = load};
	rule.order = SIM_BY_SAVED;
	rule.reviews_per_day = plan_part(plan, load);
	for (rule.seed = 1; rule.seed <= PLAN_LUCKS; rule.seed++) {
		struct sim_result one;

		if (sim_run(&rule, plan->card, plan->cards, plan->news, &one, err)) {
			sim_result_fini(&one);
			plan_way_fini(way);
			return -1;
		}
		lost += forgotten_in(&one);
		plays++;
		if (end_of(&one) > latest) {
			latest = end_of(&one);
			sim_result_fini(&way->result);
			way->result = one;
		} else {
			sim_result_fini(&one);
		}
		if (latest >= days)
			break;
		rule.days = latest * 2 + FIRST_DAYS < days ? latest * 2 + FIRST_DAYS : days;
	}
	way->ends = latest < way->result.days ? latest : -1;
	weigh(plan, lost / plays, way);
	return 0;
}

void plan_way_fini(struct plan_way *way)
{
	sim_result_fini(&way->result);
}

/* Minutes a day are those of the new cards and so many for each review: two loads tell both. */
int plan_load_of(const struct plan *plan, double minutes, int *load, struct err *err)
{
	static const int loads[2] = {20, 60};
	double took[2], asked[2], of_one;

	for (int i = 0; i < 2; i++) {
		struct sim_rule rule = plan_rule(plan, plan->settings.retention, FIRST_DAYS);
		struct sim_result result;
		int rc;

		rule.order = SIM_BY_SAVED;
		rule.reviews_per_day = plan_part(plan, loads[i]);
		rc = sim_run(&rule, plan->card, plan->cards, plan->news, &result, err);
		took[i] = (double)result.ms / 60000 * plan->share / FIRST_DAYS;
		asked[i] = (double)result.reviews * plan->share / FIRST_DAYS;
		sim_result_fini(&result);
		if (rc)
			return -1;
	}
	of_one = asked[1] > asked[0] && took[1] > took[0] ? (took[1] - took[0]) / (asked[1] - asked[0]) : unknown_minutes;
	*load = (int)fmin(fmax(nearbyint((minutes - took[0]) / of_one + asked[0]), 1), PLAN_LOAD_MAX);
	return 0;
}

static double mean(const double *reviews, int64_t from, int64_t to)
{
	double sum = 0;
	int64_t days = 0;

	for (int64_t i = from < 0 ? 0 : from; i <= to; i++, days++)
		sum += reviews[i];
	return days ? sum / (double)days : 0;
}

int plan_calendar(const struct plan *plan, const struct easy *easy, const struct vacations *vacations, int days, double *reviews,
		  struct err *err)
{
	struct sim_rule rule = plan_rule(plan, plan->settings.retention, days);
	struct sim_result result;
	int rc;

	rule.spread = SIM_SPREAD_EVEN;
	rule.today = plan->today;
	rule.easy = easy;
	rule.vacations = vacations;
	rc = sim_run(&rule, plan->card, plan->cards, plan->news, &result, err);
	for (int i = 0; i < days && rc == 0; i++)
		reviews[i] = (double)result.day[i].reviews * plan->share;
	sim_result_fini(&result);
	return rc;
}

int plan_vacation(const struct plan *plan, const struct vacation *vacation, struct plan_away *away, struct err *err)
{
	int64_t from = vacation->from - plan->today, to = vacation->to - plan->today;
	struct vacations vacations = {.count = 1, .v = {*vacation}};
	double reviews[PLAN_DAYS + PLAN_AROUND + 1];

	if (from < 1 || to > PLAN_DAYS)
		return err_set(err, ERR_INPUT, _("A vacation begins tomorrow at the earliest, and ends within %d days."), PLAN_DAYS);
	vacations.v[0].set = plan->today;
	for (int with = 0; with < 2; with++) {
		if (plan_calendar(plan, NULL, with ? &vacations : NULL, (int)to + PLAN_AROUND + 1, reviews, err))
			return -1;
		away->before[with] = mean(reviews, from - PLAN_AROUND < 1 ? 1 : from - PLAN_AROUND, from - 1);
		away->within[with] = mean(reviews, from, to);
		away->behind[with] = mean(reviews, to + 1, to + PLAN_AROUND);
	}
	return 0;
}
