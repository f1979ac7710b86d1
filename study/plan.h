/* SPDX-License-Identifier: MIT
 * Plans: what the days ahead cost and hold, out of the learner's own cards, settings and answers, by playing them
 * forward (study/sim/sim.h). Reads only. */
#ifndef STUDY_PLAN_H
#define STUDY_PLAN_H

#include "schema/store.h"
#include "study/settings.h"
#include "study/sim/sim.h"

/* More cards than these are not played: one in `share`, chosen by name, stands for all. */
enum { PLAN_CARDS = 20000, PLAN_DAYS = 365 };

struct plan {
	struct settings settings; /* of the deck */
	struct sim_habits habits;
	int64_t answers;	 /* of the last year, which the habits were learnt from */
	struct sim_card *card;	 /* those that were learnt, and played */
	size_t cards, news;	 /* of both: those played */
	int share;
	int64_t today;		    /* the study day */
	int64_t overdue;	    /* cards due before today; all, not only those played */
	int new_per_day, reviews_per_day; /* of all decks of it together, as set */
};

/* Of the deck at that path and those below it; empty: of all. ERR_INPUT: there are no cards. */
int plan_read(struct plan *plan, struct store *store, struct str path, struct err *err) MUST_CHECK;
void plan_fini(struct plan *plan);

/* A year, or so many days, at a retention; without a limit of reviews. */
struct plan_cost {
	double retention;
	double minutes, reviews; /* a day, on average */
	double peak;		 /* minutes of the longest day but the first, on which everything overdue is done */
	double held;		 /* cards remembered on the last day */
	double gain;		 /* of these, how many that would be forgotten had nobody studied */
	int crowded;		 /* days with more reviews than the limit that is set */
};
int plan_cost(const struct plan *plan, double retention, int days, struct plan_cost *cost, struct sim_result *result,
	      struct err *err) MUST_CHECK; /* result: as sim_run; NULL if it is not wanted */

/* All retentions from PLAN_LOW on, in hundredths, and which of them gains most a minute. */
#define PLAN_LOW 0.70
enum { PLAN_STEPS = 28 };
int plan_costs(const struct plan *plan, int days, struct plan_cost cost[PLAN_STEPS], struct err *err) MUST_CHECK;
int plan_best(const struct plan_cost cost[PLAN_STEPS], int days);

/* The way back from what is overdue, at `load` reviews a day and the new cards that are set, in the order in which
 * the game asks: those due longest first. Of PLAN_LUCKS plays the one that ends last: other luck seldom ends later.
 * result: as of sim_run, of those played, one in `share`. *ends: the first day, 0 today, at whose end nothing waits;
 * -1: none of `days` is. */
enum { PLAN_LUCKS = 20 };
int plan_way_back(const struct plan *plan, int load, int days, struct sim_result *result, int *ends,
		  struct err *err) MUST_CHECK;

#endif
