/* SPDX-License-Identifier: MIT
 * Keeping the sums of the game up to date with the cards, inside the transaction that changes them. */
#ifndef STUDY_GAME_KEEP_H
#define STUDY_GAME_KEEP_H

#include "study/game_card.h"
#include "study/game_known.h"

/* Sums over cards, on their way into the store. */
struct game_batch {
	struct stone *stone; /* hash tables, by day and by key */
	struct memory_cell *cell;
	size_t stones, stone_cap, cells, cell_cap;
};
void batch_gift(struct game_batch *batch, const struct gift *gift, int sign);
void batch_cell(struct game_batch *batch, int64_t key, double s, int64_t day, int sign);
/* Writes the sums and empties the batch; inside a transaction. */
int batch_flush(struct game_batch *batch, struct store *store, struct err *err) MUST_CHECK;
void batch_fini(struct game_batch *batch);

/* How a card stands with its lapses and hits. */
int game_leeching(struct store *store, const struct card *card, struct leeching *leeching, struct err *err) MUST_CHECK;

struct fold;
/* Folded from its rows: `card` after fold_finish and before card_set; sets u … cell and adds to the batch. */
int game_refold(struct game_batch *batch, struct store *store, const struct fold *fold,
		const struct fsrs *fsrs, struct card *card, struct err *err) MUST_CHECK;
/* Answered: `before` is the card as the store holds it, `card` as it is now; sets u … cell, writes the card
 * (card_set) and the sums. *gift: what the answer gave. */
int game_answered(struct store *store, const struct card *before, const struct row *row,
		  const struct fsrs *fsrs, struct card *card, struct gift *gift, struct err *err) MUST_CHECK;

#endif
