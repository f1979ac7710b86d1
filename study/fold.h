/* SPDX-License-Identifier: MIT
 * Folding: a card's schedule and a day's totals out of their rows (DESIGN.md 2, rules 3 to 5). The same set
 * of rows gives the same result, whatever order or how often they came in. */
#ifndef STUDY_FOLD_H
#define STUDY_FOLD_H

#include "schema/cards.h"
#include "schema/log.h"
#include "study/settings.h"

/* The pure part. Rows of one card in fold order, each once; `undone` ones count for nothing. */
struct fold;
struct fold *fold_new(const struct settings *settings, uint64_t card);
void fold_free(struct fold *fold);
void fold_row(struct fold *fold, const struct row *row, bool undone);
/* Writes the schedule into card: queue … flag; id, uid, note, deck and ord stay. new_due: the position that
 * it has while new. today: for what is buried until a day. */
void fold_finish(struct fold *fold, int64_t today, int64_t new_due, struct card *card);

/* Folds the card from its rows and writes it, if it is stale; inside a transaction. */
int fold_card(struct store *store, struct card *card, struct err *err) MUST_CHECK;
/* Counts a day again from its rows; inside a transaction. */
int fold_day(struct store *store, int64_t day, struct err *err) MUST_CHECK;
/* Folds what is stale, in transactions of a few ms, for about budget_ms (0: to the end). 0 nothing is left, 1
 * there is more. For idle moments, and for `cairn fold`. */
int fold_slice(struct store *store, int budget_ms, struct err *err) MUST_CHECK;

#endif
