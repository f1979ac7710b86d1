/* SPDX-License-Identifier: MIT
 * The scheduler fits itself to its learner: answers out of the store, parameters fitted to them, and whether
 * these predict better than the ones in force by more than chance does. Looking writes nothing; adopting is
 * one deed that undo takes back. */
#ifndef STUDY_OPTIMIZE_H
#define STUDY_OPTIMIZE_H

#include "schema/store.h"
#include "study/optim/optim.h"

/* The answers that the store holds, as optim_fit takes them: all reviews that count, in the order of folding;
 * cards are numbered as they come, so that every device that holds the same rows has the same list. A card
 * that was forgotten begins anew as another. One that came with a schedule but without its history is left
 * out: nobody knows what its memory was. */
struct optimize_rows {
	struct optim_row *row;
	int32_t *day; /* the study day of each */
	size_t rows, cards;
	int64_t unusable; /* reviews with a rating that is none: in no row */
	int share; /* 1: every card; n: one card in n, because there are more than OPTIMIZE_ROWS_MAX answers
		    */
};
enum { OPTIMIZE_ROWS_MAX = 2 * 1000 * 1000 };
int optimize_read(struct store *store, struct optimize_rows *rows, struct err *err) MUST_CHECK;
void optimize_rows_fini(struct optimize_rows *rows);

enum optimize_outcome {
	OPTIMIZE_FEW,	 /* too few answers, or days of them, or only known or only forgotten ones, to tell
			    anything */
	OPTIMIZE_ODD,	 /* too many make no sense (optim.h) */
	OPTIMIZE_NOISE,	 /* what was fitted predicts no better than chance could make it look */
	OPTIMIZE_BETTER, /* it does */
};
enum { OPTIMIZE_TESTS_LEAST = 50, OPTIMIZE_DAYS_LEAST = 8 };

/* What was found. Against the defaults five sixths of the answers are tested, in five parts, each predicted
 * by a fit to all before it; against other parameters, which may have been fitted to these answers, the last
 * fifth. */
struct optimize_report {
	enum optimize_outcome outcome;
	size_t answers, cards;	      /* that say anything: a day or more after the one before; all cards */
	size_t trained, tested, days; /* scored answers before the test and in it; study days of it */
	double before, after; /* log loss of the test: parameters in force, fitted ones; nats an answer */
	double chance;	      /* what `before - after` has to exceed: t over days, one side, 5 %; half of that
				 against the defaults */
	size_t forgotten;     /* of `answers` */
	int64_t unusable;     /* answers that make no sense */
	int share;	      /* as in struct optimize_rows */
	double now[FSRS_PARAMS]; /* in force everywhere; decks with parameters of their own are not looked at
				  */
	double fit[FSRS_PARAMS]; /* fitted to all answers; what optimize_adopt sets */
};
int optimize_look(struct store *store, struct optimize_report *report, struct err *err) MUST_CHECK;

/* Sets report->fit everywhere, as one deed, and marks every card to be folded again. In a transaction of its
 * own. */
int optimize_adopt(struct store *store, const struct optimize_report *report, struct err *err) MUST_CHECK;

#endif
