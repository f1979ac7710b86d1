/* SPDX-License-Identifier: MIT
 * How tallies are stored, and how cards are counted while they change; for schema's own files. */
#ifndef SCHEMA_TALLY_PRIV_H
#define SCHEMA_TALLY_PRIV_H

#include "schema/store_priv.h"
#include "schema/tally.h"

enum {
	TALLY_CELLS = sizeof(struct tally) / sizeof(int64_t),
	SPREAD_CELLS = sizeof(struct spread) / sizeof(int64_t),
};
/* Appends numbers as pairs (zeros left out before it, value); adds what is stored so. Bytes that are no such
 * list add what is readable of them. */
void cells_put(struct buf *out, const int64_t *cell, size_t count);
void cells_add(int64_t *cell, size_t count, struct str bytes);

/* A list of (day, count), days ascending, 0 to DUE_DAY_MAX: with changes, ascending likewise, and a walk. */
enum { DUE_DAY_MAX = 1 << 24 };
struct due_change {
	int64_t day, by;
};
void due_put(struct buf *out, struct str bytes, const struct due_change *change, size_t count);
struct due_walk {
	struct str rest;
	int64_t day, count;
};
bool due_next(struct due_walk *walk);

/* The card with that id, as it is stored now, counts no longer (by -1), or counts (1). */
int tally_card(struct store *store, int64_t id, int by, struct err *err) MUST_CHECK;
/* The card is about to be written as given (card_set): its deck and its absence stay. */
int tally_card_set(struct store *store, const struct card *card, struct err *err) MUST_CHECK;
/* The same for a card whose deck stays and that is known as it was. */
void tally_card_replaced(struct store *store, const struct card *before, const struct card *card);
/* A deck's counts change, with the commit: by the number of a cell of struct spread, or -1 for the cards due on a day. */
void tally_note(struct store *store, int64_t deck, int cell, int64_t day, int64_t by);
void tally_new_card(struct store *store, int64_t deck);
/* Every day on which the card was answered is stale: its deck is another one. */
int tally_card_moved(struct store *store, int64_t id, struct err *err) MUST_CHECK;

#define META_ROLLED "rolled" /* blocks below this one hold the sums of their days */
/* What stands in deck_now for days before that one goes where all days are. */
int tally_put_away(struct store *store, int64_t before_day, struct err *err) MUST_CHECK;
/* Adds to a day's counters where all days are. */
int tally_put(struct store *store, int64_t day, int64_t deck, const struct tally *add, struct err *err) MUST_CHECK;
/* Adds the day's answers, time and tests. */
void tally_add_day(struct tally_day *day, const struct tally *tally);

int tally_flush(struct store *store, struct err *err) MUST_CHECK; /* called by the commit */
void tally_forget(struct store *store);				  /* a rollback */

#endif
