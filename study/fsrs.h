/* SPDX-License-Identifier: MIT
 * FSRS-6, the memory model, and nothing else: whole elapsed days and a rating in, stability and difficulty
 * out. No fuzz, no rounding, no steps, no clock. Formulas: fsrs-rs 6.6.2 src/model.rs, agreed with
 * py-fsrs 6.3.2 and ts-fsrs 5.4.2. */
#ifndef STUDY_FSRS_H
#define STUDY_FSRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { FSRS_PARAMS = 21, FSRS_S_MAX = 36500 };
#define FSRS_S_MIN 0.001

enum rating { RATE_AGAIN = 1, RATE_HARD, RATE_GOOD, RATE_EASY };

/* Each parameter's least and most. */
extern const double fsrs_bounds[FSRS_PARAMS][2];

/* w in force and what follows from it once. */
struct fsrs {
	double w[FSRS_PARAMS];
	double factor; /* 0.9^(-1/w20) - 1 */
	double ease_d; /* D0(easy), unclamped: what difficulty reverts to */
	double growth; /* exp(w8) */
	double lapse;  /* exp(-w17 w18): a lapse leaves no more than this share */
};

struct memory {
	double s; /* stability: days until retrievability is 0.9; 0 before the first review */
	double d; /* difficulty, 1 to 10 */
};

void fsrs_default(struct fsrs *fsrs);
/* Takes 21, 19 or 17 parameters (the older ones are carried over) and clamps each into its bounds;
 * relearn_steps is how many there are, which narrows w17 and w18. */
int fsrs_init(struct fsrs *fsrs, const double *w, size_t count, int relearn_steps,
	      struct err *err) MUST_CHECK;

/* Retrievability after `days` (fractions allowed, for display). */
double fsrs_recall(const struct fsrs *fsrs, double days, double s);
/* Days until retrievability falls to `retention` (0 < r < 1): fractional, unbounded. */
double fsrs_interval(const struct fsrs *fsrs, double s, double retention);
/* The memory after a rating, `days` whole days after the last one; before.s 0: the first. */
struct memory fsrs_next(const struct fsrs *fsrs, struct memory before, int days, enum rating rating);
/* The memory that SM-2's interval (days) and ease (2.5) stand for, remembered with probability `retention`.
 */
struct memory fsrs_from_sm2(const struct fsrs *fsrs, double ivl, double ease, double retention);

#endif
