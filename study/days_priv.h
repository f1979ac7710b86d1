/* SPDX-License-Identifier: MIT
 * What counting some days (days.c) and counting very many (days_walk.c) share. */
#ifndef STUDY_DAYS_PRIV_H
#define STUDY_DAYS_PRIV_H

#include "schema/tally.h"
#include "study/days.h"

enum { NEVER = -1 }; /* days since the answer before: there was none */

/* An answer, or a schedule brought along, on its way into the day's numbers. */
struct item {
	enum row_kind kind;
	uint64_t card, origin;
	int64_t at, t, day;
	int64_t hour; /* since the day began */
	int64_t deck, waited;
	bool first; /* of that card on that day */
	struct row_review review;
};
struct item item_of(const struct row *row);
bool item_says_nothing(const struct row *row);
int item_by_time(const struct item *a, const struct item *b); /* the order of the fold (study/fold.c) */
void item_add(struct tally *tally, struct day_total *total, const struct item *item);
int64_t item_waited(int64_t before, int64_t day);
/* Sets `waited` by the rows before it in the store. */
int item_look_before(struct store *store, struct item *item, struct err *err) MUST_CHECK;
/* Into a day that was cleared. */
int days_put(struct store *store, const struct tally *tally, const struct day_total *total, struct err *err) MUST_CHECK;

/* Counts all stale days, as long as that is worth it: 0. What is left is for days_count. */
int days_walk(struct store *store, struct err *err) MUST_CHECK;

#endif
