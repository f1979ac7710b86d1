/* SPDX-License-Identifier: MIT
 * Doctor: what a store derives from its rows (schedules, totals), held against what it derives a second time. */
#ifndef SCHEMA_DOCTOR_COPY_H
#define SCHEMA_DOCTOR_COPY_H

#include "schema/store.h"

/* Into *copy, a store without a name that goes with store_close. The original is only read. */
int derived_copy(struct store **copy, struct store *store, struct clock *clock, struct rng *rng,
		 struct err *err) MUST_CHECK;
/* Remembers cards and totals of a copy as they are. */
int derived_keep(struct store *copy, struct err *err) MUST_CHECK;
/* Marks every card that has rows, and every day, as stale: the next fold makes them anew. In a transaction of its own. */
int derived_doubt(struct store *store, struct err *err) MUST_CHECK;
/* How many cards, and how many days' totals, are not as they were kept. */
int derived_compare(struct store *copy, int64_t *cards, int64_t *days, struct err *err) MUST_CHECK;

#endif
