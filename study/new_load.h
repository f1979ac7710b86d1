/* SPDX-License-Identifier: MIT
 * How many new cards a day keep the learner to so many minutes a day (setting "new-minutes"): a forecast of the weeks ahead
 * out of maintained counts. docs/decisions/0203. */
#ifndef STUDY_NEW_LOAD_H
#define STUDY_NEW_LOAD_H

#include "schema/tally.h"
#include "study/settings.h"
#include "study/sim/sim.h"

enum { LOAD_DAYS = 30, LOAD_NEW_MAX = 200 };

/* How the learner's cards go: scheduler, retention, steps, ratings and seconds. */
struct load_model {
	const struct settings *settings;
	struct sim_habits habits;
};
/* Cards in review as they stand: due on day i from today on (day 0: what is overdue too), and by stability and difficulty. */
struct load_cards {
	int64_t due[LOAD_DAYS];
	struct spread spread;
};

/* Seconds of answers, steps included, as played once (study/sim/sim.h); the same for the same input. */
/* A new card's: seconds[i] from its first day to the i-th after it. */
int load_of_new(const struct load_model *model, double seconds[LOAD_DAYS], struct err *err) MUST_CHECK;
/* Of these cards on LOAD_DAYS days together, those that come again too. */
int load_of_due(const struct load_model *model, const struct load_cards *cards, double *seconds, struct err *err) MUST_CHECK;
/* New cards a day, 0 … LOAD_NEW_MAX, with which the mean of LOAD_DAYS days comes nearest to the minutes. Pure. */
int load_quota(double due_s, const double new_s[LOAD_DAYS], int minutes);

struct queue;
/* Of all decks of the queue, on that day: what was kept for the day (*kept), or computed: reads only. */
int load_read(const struct queue *queue, int64_t day, int *quota, bool *kept, struct err *err) MUST_CHECK;
/* In the transaction of an answer of that day: from now on the day's quota is what the queue goes by. */
int load_keep(const struct queue *queue, int64_t day, struct err *err) MUST_CHECK;

#endif
