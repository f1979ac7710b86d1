/* SPDX-License-Identifier: MIT
 * Days: what an answer adds to the totals (schema/cards.h) and the tallies (schema/tally.h) of its study day,
 * and how a day is counted again from its rows. Both give the same numbers for the same rows. */
#ifndef STUDY_DAYS_H
#define STUDY_DAYS_H

#include "schema/cards.h"

/* The rows of study days first … last lie in [first * DAY_MS - DAYS_EAST_MS, (last + 1) * DAY_MS + DAYS_WEST_MS):
 * the date line, and the latest rollover hour. */
enum { DAYS_EAST_MS = 14 * HOUR_MS, DAYS_WEST_MS = (12 + 23) * HOUR_MS };

/* Counts what a review that has just been appended adds; in its transaction. before: the card as it was. */
int days_add(struct store *store, const struct card *before, const struct row *row,
	     struct err *err) MUST_CHECK;
/* Counts the study days first_day … last_day again from their rows that count, and takes their stale marks
 * away; inside a transaction. One walk over the rows of those days and a day before and behind, one seek a
 * card. */
int days_count(struct store *store, int64_t first_day, int64_t last_day, struct err *err) MUST_CHECK;

#endif
