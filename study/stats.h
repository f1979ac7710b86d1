/* SPDX-License-Identifier: MIT
 * Stats: everything that charts of a deck show, out of maintained totals (schema/tally.h): a few milliseconds
 * at a million cards. Knows nothing of screens. */
#ifndef STUDY_STATS_H
#define STUDY_STATS_H

#include "schema/tally.h"

enum { FORECAST_DAYS = 365, STATS_ALL = 0, INBOX_BINS = 10 };

/* Drafts that the learner decided on, by how likely a yes was said to be. */
struct inbox_bin {
	int64_t decided, taken;
	int64_t p; /* sum, 1/1000 */
};

/* Predicted against actual recall of a deck alone, or of some days. */
struct stats_part {
	char *name; /* the deck's path; days: NULL */
	int64_t first, last;
	struct tally sum;
};
struct stats_parts {
	struct stats_part *part;
	size_t count;
};
enum { STATS_BLOCKS = 40 };

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
	struct inbox_bin inbox[INBOX_BINS]; /* of all decks and times */
	bool stale;		    /* rows have come in that are still to be counted */
	bool has_parts;		    /* what follows was asked for */
	struct stats_parts by_deck;   /* each deck at and below the path, alone, that had tests in the period */
	struct stats_parts over_time; /* each block of TALLY_BLOCK days of it that had any, the newest STATS_BLOCKS of them */
};

/* Of the deck at that path and those below it; empty: of all. period: days up to today. */
int stats_load(struct store *store, struct str path, int64_t period, struct stats *stats,
	       struct err *err) MUST_CHECK;
/* Of the same path, at most once: its parts. Some hundredths of a second a hundred decks. */
int stats_load_parts(struct store *store, struct str path, struct stats *stats, struct err *err) MUST_CHECK;
void stats_drop_parts(struct stats *stats);
void stats_fini(struct stats *stats);

/* recalled / tests; -1 without tests. */
double stats_rate(struct tally_rate rate);
struct tally_rate stats_rate_of(const struct tally *tally, enum tally_group group); /* young or mature */
/* Root of the mean squared difference between predicted and actual recall over the bins, weighted by tests,
 * and the mean log loss in nats; -1 without tests. */
double stats_rmse(const struct tally *tally);
double stats_log_loss(const struct tally *tally);
/* How often a card that was recalled had the higher prediction of two, one recalled and one not (area under the ROC
 * curve; two of one bin count half); -1 where there are not both. */
double stats_auc(const struct tally *tally);
double stats_predicted(const struct tally_bin *bin); /* the mean; -1 without tests */
struct tally_bin stats_all_bins(const struct tally *tally); /* the bins' sum */
int64_t stats_answers(const struct tally *tally, enum tally_group group);
/* The totals of a study day; zeros before the first answer and behind today. */
struct tally_day stats_day(const struct stats *stats, int64_t day);

#endif
