/* SPDX-License-Identifier: MIT
 * How due days would change if the scheduler had other parameters: told before they are adopted. Writes nothing. */
#ifndef STUDY_DUE_CHANGE_H
#define STUDY_DUE_CHANGE_H

#include "schema/store.h"
#include "study/fsrs.h"

/* Over cards that are in review now and then. [0] as they stand, [1] as they would. */
struct due_change {
	int64_t cards, sooner, later;
	int64_t today[2], week[2], month[2]; /* due until today; within 7 and within 30 days, those of today too */
	int64_t interval_days[2];	     /* sums over the cards */
	int share;			     /* 1: every card; n: the counts are n times those of one card in n */
};
enum { DUE_CHANGE_CARDS = 4000 }; /* from twice as many on, one card in n is looked at, by its name */

/* Folds cards with `w` in the place of what holds everywhere, as adopting it would; decks with parameters of their own
 * keep them. */
int due_change_look(struct store *store, const double w[FSRS_PARAMS], struct due_change *change,
		    struct err *err) MUST_CHECK;

#endif
