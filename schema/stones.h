/* SPDX-License-Identifier: MIT
 * What the game keeps beside the cards: a line a study day, and cells of memory. Caches over
 * rows; what the numbers mean stands in study/game_card.h and study/game_day.h. Knows nothing of formulas. */
#ifndef SCHEMA_STONES_H
#define SCHEMA_STONES_H

#include "schema/store.h"

/* One study day. */
struct stone {
	int64_t day;
	int64_t cards, dues, news; /* distinct cards answered; of those due ones; answered for the first time */
	int64_t gain;		   /* memory built, 1/100 XP */
	int64_t combo, quests;	   /* XP of combos; quests done */
	bool planned;		   /* what follows is the day's plan */
	int64_t due, quota, rest, since;
	int64_t reached; /* bits */
};

typedef int stone_each_fn(void *ctx, const struct stone *stone, struct err *err);
/* From that day on, in order. */
int stone_each(struct store *store, int64_t from_day, stone_each_fn *each, void *ctx,
	       struct err *err) MUST_CHECK;
/* Zeros if there is none. */
int stone_get(struct store *store, int64_t day, struct stone *stone, struct err *err) MUST_CHECK;
/* Adds cards, dues, news and gain. */
int stone_add(struct store *store, const struct stone *add, struct err *err) MUST_CHECK;
/* Sets the rest. */
int stone_settle(struct store *store, const struct stone *stone, struct err *err) MUST_CHECK;

int stone_unsettle(struct store *store, int64_t day, struct err *err) MUST_CHECK; /* to nothing */

/* Cards whose memory is about the same: `n` of them, the sum of ln S in 1/100 000, the sum of their days. */
struct memory_cell {
	int64_t key, n, ln, days;
};
typedef int cell_each_fn(void *ctx, const struct memory_cell *cell, struct err *err);
int cell_each(struct store *store, cell_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
int cell_add(struct store *store, const struct memory_cell *add, struct err *err) MUST_CHECK;
/* One card goes from a cell (n = 1) to another. */
int cell_move(struct store *store, const struct memory_cell *from, const struct memory_cell *to, struct err *err) MUST_CHECK;
int cell_sweep(struct store *store, struct err *err) MUST_CHECK; /* drops the empty ones */

/* What a card has given, as the store holds it now. */
struct card_gave {
	double s;
	int64_t last_day, cell;
};
/* Appends the bytes of its days to `days`. 0 found, 1 no such card. */
int card_gave(struct store *store, int64_t id, struct card_gave *gave, struct buf *days,
	      struct err *err) MUST_CHECK;
int card_gives(struct store *store, int64_t id, struct str days, struct err *err) MUST_CHECK;

#endif
