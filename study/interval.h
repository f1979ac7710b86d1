/* SPDX-License-Identifier: MIT
 * From stability to the day a card comes back: rounding, order of the buttons, fuzz, bounds. A layer above
 * the model; pure: chance is a hash of the card and its count of reviews, so that every device chooses the
 * same day. */
#ifndef STUDY_INTERVAL_H
#define STUDY_INTERVAL_H

#include <stdbool.h>

#include "base/text.h"
#include "study/calendar.h"
#include "study/fsrs.h"
#include "study/steps.h"

/* How many reviews are due on each of the days from_day … from_day + days - 1. */
struct day_load {
	int64_t from_day;
	int days;
	const int32_t *due;
};

struct interval_rule {
	double retention;
	int max_days;
	bool fuzz;
	/* What weighs the days that fuzz may choose from (decisions/0200); NULL: they are alike. */
	const struct easy *easy;
	const struct day_load *load; /* of this device at this moment: only for an interval that its row will tell */
	int64_t day;		     /* the study day of the answer; only for these two */
};

/* A schedule: the card's memory, its steps, and how often it was answered and forgotten. */
struct schedule {
	struct memory memory;
	struct stage stage;
	int reps, lapses;
	int64_t ivl; /* > 0 days, < 0 seconds, 0 new */
};

/* Whole days for a stability: half to even, 1 … max_days; without fuzz. */
int interval_days(const struct fsrs *fsrs, const struct interval_rule *rule, double s);
/* The days that fuzz may choose from: [*low, *high] around days; one day below 2.5. */
void interval_range(int days, int max_days, int *low, int *high);
/* One of them, each as likely as the other over all cards, or by their weights. */
int interval_fuzz(const struct interval_rule *rule, int days, uint64_t card, int reps);

/* Memory, steps and counts after one rating; after->ivl stays as it was: it is worth computing for the last
 * answer alone. */
void interval_rate(const struct fsrs *fsrs, const struct steps *steps, const struct schedule *before,
		   int elapsed, enum rating rating, struct schedule *after, double *seconds);
/* What each rating (index rating - 1) would make of the schedule, `elapsed` study days after the last review.
 * Of those that end in review Hard < Good < Easy holds, unless max_days forbids. */
void interval_next(const struct fsrs *fsrs, const struct steps *steps, const struct interval_rule *rule,
		   const struct schedule *before, uint64_t card, int elapsed, struct schedule next[4]);

/* Appends "<1m", "10m", "3h", "5d", "1.4mo", "2.1y". */
void interval_put(struct buf *out, int64_t ivl);

#endif
