/* SPDX-License-Identifier: MIT
 * The order in which answers are folded (DESIGN.md 2, rule 3): by corrected time, then origin; `at` only tells apart rows
 * that one origin's corrections brought together. */
#ifndef STUDY_FOLD_ORDER_H
#define STUDY_FOLD_ORDER_H

#include <stdint.h>

struct fold_when {
	int64_t t;
	uint64_t origin;
	int64_t at;
};

/* As for qsort. */
static inline int fold_order(struct fold_when a, struct fold_when b)
{
	if (a.t != b.t)
		return a.t < b.t ? -1 : 1;
	if (a.origin != b.origin)
		return a.origin < b.origin ? -1 : 1;
	return (a.at > b.at) - (a.at < b.at);
}

#endif
