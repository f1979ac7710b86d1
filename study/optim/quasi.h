/* SPDX-License-Identifier: MIT
 * Down a function of a few variables in a box: BFGS on the variables that are not held at a bound.
 * Deterministic. */
#ifndef STUDY_OPTIM_QUASI_H
#define STUDY_OPTIM_QUASI_H

#include <stddef.h>

enum { QUASI_MAX = 32 };

/* The value at x and its derivatives. */
typedef double quasi_fn(void *ctx, const double *x, double *gradient);

struct quasi {
	size_t n;
	quasi_fn *fn;
	void *ctx;
	double low[QUASI_MAX], high[QUASI_MAX];
	double x[QUASI_MAX];		/* in: the start; out: the end */
	double b[QUASI_MAX][QUASI_MAX]; /* curvature: in a guess (positive definite), out what was learnt */
	double enough;			/* ends when a step promises less than this */
	double reach;			/* the longest step, of each variable */
	int calls_max, calls;		/* of fn: that many at the most; so far */
};
/* The value at the end. */
double quasi_run(struct quasi *quasi);

#endif
