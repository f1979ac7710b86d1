/* SPDX-License-Identifier: MIT
 * The game against the store: numbers folded out of rows; the same set of rows gives the same numbers, in
 * whatever order and however often they came in. */
#ifndef STUDY_GAME_H
#define STUDY_GAME_H

#include "study/game_day.h"
#include "study/game_streak.h"

/* A study day as it is being played. */
struct today {
	int64_t day;
	struct day_item *item; /* in fold order */
	size_t count, cap;
	struct day_plan plan;
	int64_t plan_t; /* where the plan stands in fold order */
	uint64_t plan_origin;
	unsigned reached;
	struct deck_uid *deck; /* by local id */
	size_t decks;
};
int today_load(struct today *today, struct store *store, int64_t day, struct err *err) MUST_CHECK;
void today_add(struct today *today, const struct row *review, int64_t deck, bool due);
void today_plan(struct today *today, const struct row *row); /* of kind `day` */
/* A whole day by hand: its rows (reviews and those of kind `day`) in any order, `day` set; then settled as game_settle
 * does. */
void today_take(struct today *today, const struct row *row);
int today_end(struct today *today, struct store *store, struct err *err) MUST_CHECK;
void today_fini(struct today *today);
/* The part of the day's stone that its own rows say; inside a transaction. */
int today_settle(struct today *today, struct store *store, struct err *err) MUST_CHECK;
/* The same for whole days, from their rows. */
int game_settle(struct store *store, int64_t first_day, int64_t last_day, struct err *err) MUST_CHECK;
/* The study day that is played has its own part in its stone only when it is left; this marks it stale as if it were. */
int game_leave_day(struct store *store, struct err *err) MUST_CHECK;

/* What the home screen shows. */
struct game_home {
	int64_t day; /* today */
	struct stone *stone;
	unsigned char *mark; /* enum day_mark of each day from stone[0].day to today */
	size_t stones;
	struct stone today; /* zeros if nothing was answered yet */
	struct day_plan plan;
	struct day_play play;
	struct streak streak;
	int64_t xp, level; /* 1/100 */
	double known, known_change; /* since yesterday's end */
};
/* For a moment; reads only. free_until: the first study day on which something is due, of what is due now. */
int game_load(struct game_home *home, struct store *store, int64_t day, int64_t free_until,
	      struct err *err) MUST_CHECK;
void game_fini(struct game_home *home);

#endif
