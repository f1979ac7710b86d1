/* SPDX-License-Identifier: MIT
 * Stale marks: cards and days whose rows say more than the caches hold, to be folded before they are shown. Of the table `stale` an id
 * is a card; N - 2^62 is all learnt cards from id N on; -id is one of those that was folded since. */
#ifndef SCHEMA_STALE_H
#define SCHEMA_STALE_H

#include "schema/cards.h"

/* stale_next: 0 and a card's uid, 1 none left; days likewise. Cards that a mark on all alone reaches are not among them. */
int stale_next(struct store *store, uint64_t *card, struct err *err) MUST_CHECK;
int stale_next_day(struct store *store, int64_t *day, struct err *err) MUST_CHECK;
/* All, counting no further than cap; walks the cards that a mark on all reaches. */
int stale_count(struct store *store, int64_t cap, int64_t *count, struct err *err) MUST_CHECK;
int stale_mark(struct store *store, const struct card *card, struct err *err) MUST_CHECK;
int stale_mark_day(struct store *store, int64_t day, struct err *err) MUST_CHECK;
/* The card holds what its rows say. */
int stale_drop(struct store *store, const struct card *card, struct err *err) MUST_CHECK;

/* Every learnt card, for new parameters: one line, however many there are. struct card.stale knows of it at once. */
int stale_mark_all(struct store *store, struct err *err) MUST_CHECK;
/* Of such a mark the next `limit` cards get one each; inside a transaction. 0 there may be more, 1 all have theirs. */
int stale_spread(struct store *store, int limit, struct err *err) MUST_CHECK;
/* 1 no mark on all is there, 0 there is one. */
int stale_is_spread(struct store *store, struct err *err) MUST_CHECK;

#endif
