/* SPDX-License-Identifier: MIT
 * The streak: a fold over the stones of all study days. Pure. */
#ifndef STUDY_GAME_STREAK_H
#define STUDY_GAME_STREAK_H

#include "schema/stones.h"

enum day_mark { DAY_OPEN, DAY_GOOD, DAY_MISSED, DAY_FREE, DAY_REST, DAY_FROZEN, DAY_REPAIRED };
enum { FREEZE_DAYS = 7, FREEZES_MAX = 2, REPAIR_DAYS = 3, BREAK_DAYS = 30 };

struct streak {
	int64_t days, best;
	int freezes;
	int64_t next_freeze; /* good days until the next one; 0: the bank is full */
	int good_of_30;
};
/* Stones in order of day, the last one may be today's. free_until: before that day nothing was due since the
 * last stone. away: days of planned vacations, ascending (study/away.h). mark (may be NULL): one of each day from the
 * first stone's to today, in order. */
struct streak streak_of(const struct stone *stone, size_t count, int64_t today, int64_t free_until,
			const int64_t *away, size_t aways, unsigned char *mark);

#endif
