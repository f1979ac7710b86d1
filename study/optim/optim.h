/* SPDX-License-Identifier: MIT
 * Parameters of FSRS-6 that fit a learner: from answers to 21 numbers, the same ones on every machine. Pure:
 * no store, no clock, no chance. What is done with them is for others. */
#ifndef STUDY_OPTIM_OPTIM_H
#define STUDY_OPTIM_OPTIM_H

#include <stddef.h>
#include <stdint.h>

#include "study/fsrs.h"

/* An answer. A list of them stands in the order of time; what makes no sense in it is passed over:
 * days   whole ones since the card's answer before; below 0 (a clock went back) is the same day, 36500 the
 * most. A card's first answer in the list has none, whatever stands there. rating 1 to 4; rows with another
 * one are left out. */
struct optim_row {
	uint32_t card; /* below the `cards` that goes with the list */
	int32_t days : 24;
	int32_t rating : 8;
};

/* How to fit. */
enum optim_recipe {
	OPTIM_MAP,  /* most probable parameters by BFGS: predicts best, the one to use */
	OPTIM_ADAM, /* as fsrs-rs 6.6.2 does it: for comparison */
};

enum optim_found {
	OPTIM_DEFAULTS, /* fewer than OPTIM_FEW answers that were known, or forgotten: the defaults */
	OPTIM_ODD,	/* more than one in OPTIM_ODD_SHARE makes no sense: the defaults */
	OPTIM_FIRST,	/* fewer than OPTIM_SOME: only the first four parameters */
	OPTIM_ALL,
};
enum { OPTIM_FEW = 8, OPTIM_SOME = 64, OPTIM_ODD_SHARE = 10, OPTIM_ODD_DAYS = 20 * 365 };

struct optim_input {
	const struct optim_row *row;
	size_t rows, cards;
	enum optim_recipe recipe;
	int relearn_steps;  /* how many there are: narrows w17 and w18 */
	const char *kernel; /* "plain", "avx2", "avx512"; NULL: the fastest here. The result is the same. */
};
struct optim_fit {
	double w[FSRS_PARAMS]; /* within bounds, rounded to 1e-4 */
	enum optim_found found;
	size_t answers, forgotten; /* that were learnt from: a day or more after the one before */
	size_t odd; /* rows that make no sense: a rating that is none, days below 0 or above OPTIM_ODD_DAYS */
};
/* ERR_INPUT: no such kernel here. No memory ends the program, as everywhere. */
int optim_fit(const struct optim_input *input, struct optim_fit *fit, struct err *err) MUST_CHECK;

/* The retrievability that the memory before it gave to each answer from `first` on that came a day or more
 * after the one before; row: its index. All rows before shape the memory. */
typedef void optim_predict_fn(void *ctx, size_t row, double recall);
void optim_predict(const struct optim_row *row, size_t rows, size_t cards, const struct fsrs *fsrs,
		   size_t first, optim_predict_fn *each, void *ctx);

#endif
