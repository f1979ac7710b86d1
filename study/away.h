/* SPDX-License-Identifier: MIT
 * Planned vacations as the streak takes them: days on which nothing is missed. A day counts as planned by what was said at
 * the latest on the day before; AWAY_DAYS of any year. */
#ifndef STUDY_AWAY_H
#define STUDY_AWAY_H

#include "study/settings.h"

enum { AWAY_DAYS = 42 };

/* What was said of vacations, on which study day; the one in force first, the others in the order in which they lost. */
struct away_word {
	int64_t said;
	struct vacations vacations;
};
/* The days, ascending, into *day (free() it); pure. */
size_t away_days(const struct away_word *word, size_t words, int64_t **day);
/* The same from the rows of the store. */
int away_load(struct store *store, int64_t **day, size_t *count, struct err *err) MUST_CHECK;
/* Pure: a vacation planned today takes the place of those it overlaps. ERR_INPUT: it does not begin after today, or there are
 * too many ahead. */
int away_add(struct vacations *vacations, struct vacation vacation, int64_t today, struct err *err) MUST_CHECK;
/* Other days for the i-th; of one that has begun another last day. It stays light or not. ERR_INPUT: nothing is changed. */
int away_change(struct vacations *vacations, int i, struct vacation vacation, int64_t today, struct err *err) MUST_CHECK;
/* One that has begun was over yesterday; any other goes. */
void away_end(struct vacations *vacations, int i, int64_t today);
/* Adds a vacation as away_add does, as a deed. */
int away_plan(struct store *store, struct vacation vacation, int64_t today, struct err *err) MUST_CHECK;

#endif
