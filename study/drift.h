/* SPDX-License-Identifier: MIT
 * Drift: whether the newest answers were recalled as often as predicted. Out of totals by day: a few reads. */
#ifndef STUDY_DRIFT_H
#define STUDY_DRIFT_H

#include "schema/tally.h"

enum {
	DRIFT_TESTS = 200, /* the least that anything is said of */
	DRIFT_DAYS = 1024, /* how far back at most */
	DRIFT_SPANS = 3,   /* spans of days looked at, each twice as long as the one before */
};
#define DRIFT_POINTS 0.05 /* off by less is nobody's concern */
/* … and by less than so many standard deviations of chance (p (1 - p) an answer) is none. Of 1,000 learners whose
 * predictions are right, with 20 tests on each day of a year, looked at every day, at most 50 are ever told
 * otherwise (tests/unit/test_drift.c). */
#define DRIFT_SIGMAS 3.8

struct drift {
	bool is_off;
	int64_t tests;
	double predicted, recalled; /* rates over them */
};

/* What the newest so many days add up to. */
typedef int drift_sum_fn(void *ctx, int64_t days, struct tally *sum, struct err *err);
int drift_find(drift_sum_fn *sum, void *ctx, struct drift *drift, struct err *err) MUST_CHECK;

/* Of all decks, up to that study day. */
int drift_look(struct store *store, int64_t today, struct drift *drift, struct err *err) MUST_CHECK;

#endif
