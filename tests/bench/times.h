/* SPDX-License-Identifier: MIT
 * What measuring programs share: a clock in milliseconds, and times in order. */
#ifndef TESTS_BENCH_TIMES_H
#define TESTS_BENCH_TIMES_H

#include <stdlib.h>
#include <time.h>

static inline double read_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static inline int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static inline void sort_times(double *ms, size_t count)
{
	qsort(ms, count, sizeof(*ms), by_size);
}

#endif
