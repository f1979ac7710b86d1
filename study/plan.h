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
	double known;		    /* how many of these are remembered today */
	double inflow;		    /* reviews that come due a day as cards stand: the sum of 1 / interval */
	int new_per_day, reviews_per_day; /* of all decks of it together, as set */
};

/* Of the deck at that path and those below it; empty: of all. ERR_INPUT: there are no cards. */
int plan_read(struct plan *plan, struct store *store, struct str path, struct err *err) MUST_CHECK;
/* The same in parts, for a screen that somebody may leave meanwhile: so many cards at a time, 0 there are more, 1 *plan is whole. The
 * reading is to be freed whatever was returned; NULL is fine. */
struct plan_reading;
int plan_reading_new(struct plan_reading **reading, struct store *store, struct str path, struct err *err) MUST_CHECK;
int plan_reading_some(struct plan_reading *reading, int cards, struct plan *plan, struct err *err) MUST_CHECK;
void plan_reading_free(struct plan_reading *reading);
void plan_fini(struct plan *plan);

/* How the learner answers (answers: how many of the last year say so), in that deck or, if empty, in all. */
int plan_habits(struct store *store, struct str path, struct sim_habits *habits, int64_t *answers,
		struct err *err) MUST_CHECK;
/* The same of all decks, over the year up to that study day. */
int plan_habits_until(struct store *store, int64_t day, struct sim_habits *habits, struct err *err) MUST_CHECK;

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

/* Reviews a day with a vacation and without one: of the PLAN_AROUND days before it (from today on), within, and behind. */
enum { PLAN_AROUND = 14 };
struct plan_away {
	double before[2], within[2], behind[2]; /* [0] without, [1] with it */
};
int plan_vacation(const struct plan *plan, const struct vacation *vacation, struct plan_away *away,
		  struct err *err) MUST_CHECK;

/* Reviews on each of `days` days from today on, with these days of the week and these vacations. */
int plan_calendar(const struct plan *plan, const struct easy *easy, const struct vacations *vacations, int days, double *reviews,
		  struct err *err) MUST_CHECK;

/* The way back from what is overdue, at `load` reviews a day and the new cards that are set, in the order of the way back
 * (study/backlog.h). Of PLAN_LUCKS plays the one that ends last: other luck seldom ends later. */
enum { PLAN_LUCKS = 20, PLAN_LOAD_MAX = 9999 };
struct plan_way {
	int load;
	int ends;		  /* the first day, 0 today, at whose end nothing waits; -1: none of `days` is */
	double minutes;		  /* a day until then */
	double known;		  /* of what is overdue, how many are remembered today */
	double forgotten;	  /* of these, how many are forgotten while they wait */
	struct sim_result result; /* of the cards played, one in `share` */
};
int plan_way_back(const struct plan *plan, int load, int days, struct plan_way *way, struct err *err) MUST_CHECK;
void plan_way_fini(struct plan_way *way);
/* The load that takes so many minutes a day, by the first days of a way back. */
int plan_load_of(const struct plan *plan, double minutes, int *load, struct err *err) MUST_CHECK;

#endif
