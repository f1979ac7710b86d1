/* SPDX-License-Identifier: MIT
 * Stats: everything that charts of a deck show, out of maintained totals (schema/tally.h): a few milliseconds
 * at a million cards. Knows nothing of screens. */
#ifndef STUDY_STATS_H
#define STUDY_STATS_H

#include "schema/tally.h"

enum { FORECAST_DAYS = 365, STATS_ALL = 0 };

struct stats {
	int64_t today;	       /* study day */
	int64_t from;	       /* the period: from … today */
	int64_t period;	       /* its days as asked for; STATS_ALL: since the first answer */
	int rollover;	       /* the hour at which a day begins */
	double desired;	       /* retention */
	struct tally sum;      /* of the period */
	int64_t first;	       /* day[0] is this day; today is the last one */
	struct tally_day *day; /* all that ever was */
	size_t days;
	struct spread spread;	    /* cards as they stand */
	int64_t due[FORECAST_DAYS]; /* cards in review by due day, from today on */
	int64_t backlog, later;	    /* overdue; due behind those days */
	bool stale;		    /* rows have come in that are still to be counted */
};

/* Of the deck at that path and those below it; empty: of all. period: days up to today. */
int stats_load(struct store *store, struct str path, int64_t period, struct stats *stats,
	       struct err *err) MUST_CHECK;
void stats_fini(struct stats *stats);

/* recalled / tests; -1 without tests. */
double stats_rate(struct tally_rate rate);
struct tally_rate stats_rate_of(const struct tally *tally, enum tally_group group); /* young or mature */
/* Root of the mean squared difference between predicted and actual recall over the bins, weighted by tests,
 * and the mean log loss in nats; -1 without tests. */
double stats_rmse(const struct tally *tally);
double stats_log_loss(const struct tally *tally);
int64_t stats_answers(const struct tally *tally, enum tally_group group);
/* The totals of a study day; zeros before the first answer and behind today. */
struct tally_day stats_day(const struct stats *stats, int64_t day);

#endif
