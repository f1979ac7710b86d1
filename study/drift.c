/* SPDX-License-Identifier: MIT
 * Drift: predicted against actual recall over the shortest span of days that holds enough tests, and longer ones. */
#include "study/drift.h"

#include <math.h>

static struct drift judge(const struct tally *sum)
{
	double tests = 0, recalled = 0, predicted = 0, variance = 0, off;

	for (int i = 0; i < TALLY_BINS; i++) {
		double n = (double)sum->bin[i].rate.tests, p = (double)sum->bin[i].p / 10000;

		if (n <= 0)
			continue;
		tests += n;
		recalled += (double)sum->bin[i].rate.recalled;
		predicted += p;
		variance += p * (1 - p / n);
	}
	off = fabs(recalled - predicted);
	if (tests < DRIFT_TESTS)
		return (struct drift){.tests = (int64_t)tests};
	return (struct drift){off >= DRIFT_POINTS * tests && off >= DRIFT_SIGMAS * sqrt(variance), (int64_t)tests,
			      predicted / tests, recalled / tests};
}

int drift_find(drift_sum_fn *sum, void *ctx, struct drift *drift, struct err *err)
{
	struct tally tally;
	int spans = 0;

	*drift = (struct drift){0};
	for (int64_t days = 1; days <= DRIFT_DAYS && spans < DRIFT_SPANS; days *= 2) {
		if (sum(ctx, days, &tally, err))
			return -1;
		*drift = judge(&tally);
		if (drift->is_off)
			return 0;
		spans += drift->tests >= DRIFT_TESTS;
	}
	return 0;
}

struct newest {
	struct store *store;
	int64_t today;
};

static int sum_newest(void *ctx, int64_t days, struct tally *sum, struct err *err)
{
	const struct newest *newest = ctx;
	struct tally_scope all = {.all = true};

	return tally_sum(newest->store, &all, newest->today - days + 1, newest->today, sum, NULL, err);
}

int drift_look(struct store *store, int64_t today, struct drift *drift, struct err *err)
{
	return drift_find(sum_newest, &(struct newest){store, today}, drift, err);
}
