/* SPDX-License-Identifier: MIT
 * Sums that an answer owes (docs/decisions/0125): what it adds to day totals, tallies, stones and cells stands beside its
 * log's end until somebody has time to add it; whoever writes next adds it first. For schema's own files. */
#ifndef SCHEMA_OWED_H
#define SCHEMA_OWED_H

#include "schema/cards.h"
#include "schema/stones.h"
#include "schema/store_priv.h"

/* Whether this transaction leaves its sums owing (store_owe_sums). Then these note what is added, and nothing else
 * happens. */
bool owes_sums(const struct store *store);
void owe_day(struct store *store, const struct day_total *add);
void owe_stone(struct store *store, const struct stone *add);
void owe_cell(struct store *store, const struct memory_cell *add);
/* What the transaction gathered in store->tallying, which is empty then. */
void owe_tallies(struct store *store);

/* Adds what an earlier transaction owes to this one: at the beginning of each. */
int owed_add(struct store *store, struct err *err) MUST_CHECK;
/* The same in a transaction of its own, for whoever is about to read sums; none inside a transaction. What cannot be
 * added now (no space) is left out of what is read. */
void owed_settle(struct store *store);
/* Adds to what was read: what is owed to that day and deck, or to that stone, stored or of this transaction. */
int owed_to_day(struct store *store, struct day_total *total, struct err *err) MUST_CHECK;
int owed_to_stone(struct store *store, struct stone *stone, struct err *err) MUST_CHECK;
/* The day total that is owed: 0, or 1 none. One at most is owed at a time. */
int owed_day(struct store *store, struct day_total *total, struct err *err) MUST_CHECK;

#endif
