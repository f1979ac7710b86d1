/* SPDX-License-Identifier: MIT
 * Stars of a deck: how much of it has got strong, out of the spreads that are kept (schema/tally.h). */
#ifndef STUDY_STARS_H
#define STUDY_STARS_H

#include "schema/tally.h"

enum { STARS_MAX = 5 };

/* A deck's cards, and those of them with a stability of 21 days or more. */
struct strength {
	int64_t cards, strong;
};
void strength_add(struct strength *sum, const struct spread *spread);
/* 0 to STARS_MAX: one each from 10, 30, 60, 85 and 95 % on. */
int stars_of(const struct strength *strength);
/* Of the deck at that path and those below it. */
int stars_load(struct store *store, struct str path, struct strength *strength, struct err *err) MUST_CHECK;

#endif
