/* SPDX-License-Identifier: MIT
 * The order in which answers are folded (DESIGN.md 2, rule 3): by corrected time, then origin; `at` only tells apart rows
 * that one origin's corrections brought together. */
#ifndef STUDY_FOLD_ORDER_H
#define STUDY_FOLD_ORDER_H

#include <stdbool.h>
#include <stddef.h>
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

/* What an answer has to tell to be put in order. */
struct fold_place {
	uint64_t card;
	int64_t day; /* its study day */
	struct fold_when when;
	bool first; /* of its card on its day; told by fold_sort */
};
/* Items of `size` bytes, each of which begins with a struct fold_place, into fold order. */
void fold_sort(void *item, size_t count, size_t size);

#endif
