/* SPDX-License-Identifier: MIT
 * A learner played forward: cards, answers by chance as FSRS-6 foresees them, day by day, and what it costs.
 * Ratings, steps and seconds as in fsrs-rs 6.6.2 (src/simulation.rs). The same input gives the same answers on
 * every processor. Knows nothing of stores. */
#ifndef STUDY_SIM_H
#define STUDY_SIM_H

#include "study/calendar.h"
#include "study/fsrs.h"

enum { SIM_AHEAD = 30, SIM_CARDS_MAX = 1000 * 1000, SIM_DAYS_MAX = 3660, SIM_STEPS_MAX = 5, SIM_NO_LIMIT = -1 };
enum sim_place { SIM_LEARN, SIM_REVIEW, SIM_RELEARN, SIM_PLACES };

/* How one answers, on average. Probabilities need not add up to 1: their ratio counts. */
struct sim_habits {
	double first[4];	       /* rating of a new card */
	double known[3];	       /* of a card that was recalled: Hard, Good, Easy */
	double learn[3][4];	       /* in learning steps, by the rating before (Again, Hard, Good) */
	double relearn[3][4];	       /* in relearning steps */
	double seconds[SIM_PLACES][4]; /* an answer, by rating */
};
void sim_habits_default(struct sim_habits *habits); /* fsrs-rs's */

/* Which of those due are asked when not all of them can be. */
enum sim_order {
	SIM_BY_DUE,   /* due longest first */
	SIM_BY_SAVED, /* what a review saves a second first: the probability to remember it
			 SIM_AHEAD days later, less what that is without the review */
};

/* How due days are spread around what the model says. */
enum sim_spread {
	SIM_SPREAD_NOT,
	SIM_SPREAD_FUZZ, /* as interval_fuzz of a card */
	SIM_SPREAD_EVEN, /* the same, by what is due already */
};

struct sim_rule {
	const struct fsrs *fsrs;
	const struct sim_habits *habits;
	double retention;
	int max_ivl, learn_steps, relearn_steps;
	int days;
	int new_per_day;     /* SIM_NO_LIMIT: all on the first day */
	int reviews_per_day; /* SIM_NO_LIMIT */
	enum sim_order order;
	enum sim_spread spread;
	const struct easy *easy;	    /* NULL: none; only where due days are spread */
	const struct vacations *vacations; /* NULL: none */
	int64_t today;			    /* the study day of day 0, for these two */
	uint32_t seed;
	const char *kernel; /* "plain", "avx2", "avx512"; NULL: the fastest that this processor can */
};

/* A card that was learnt. Days count from the first day, 0. */
struct sim_card {
	float s, d;
	int32_t last, due; /* last <= 0 */
};

struct sim_day {
	int reviews, news;
	int waiting;   /* due, and not asked that day */
	int forgotten; /* of those overdue on day 0, asked for the first time and not known */
	int64_t ms;  /* of all answers, steps included */
};

struct sim_result {
	struct sim_day *day;
	int days;
	double *held; /* expected number of cards remembered at the end of each day */
	int64_t reviews, ms;
	double untouched; /* remembered on the last day had nobody studied at all */
};

/* ERR_INPUT: no cards, too many, or days, retention or limits out of bounds. sim_result_fini in any case. */
int sim_run(const struct sim_rule *rule, const struct sim_card *card, size_t cards, size_t news,
	    struct sim_result *result, struct err *err) MUST_CHECK;
void sim_result_fini(struct sim_result *result);

/* SIM_BY_SAVED for whoever has cards of his own to order: saved[i] is what a review of card[i] on day 0 saves a second;
 * of the rule fsrs, habits, steps and kernel count. ERR_INPUT: there is no such kernel. */
int sim_saved(const struct sim_rule *rule, const struct sim_card *card, size_t cards, float *saved,
	      struct err *err) MUST_CHECK;

#endif
