/* SPDX-License-Identifier: MIT
 * Folding: a card's schedule and a day's totals out of their rows (DESIGN.md 2, rules 3 to 5). The same set
 * of rows gives the same result, in whatever order and however often they came in. */
#ifndef STUDY_FOLD_H
#define STUDY_FOLD_H

#include "schema/cards.h"
#include "schema/log.h"
#include "study/game_keep.h"
#include "study/interval.h"
#include "study/settings.h"

/* What of a row matters here. */
struct fold_item {
	enum row_kind kind;
	uint64_t origin;
	int64_t at, t, day;
	bool undone;
	int64_t value, g;	  /* decisions */
	int64_t rating, ord, ivl; /* reviews */
	struct game_answer answer;
	struct row_state state;
};
void fold_item_init(struct fold_item *item, const struct row *row, bool undone);

/* The pure part: add the rows of one card in any order, finish once. {0} is an empty one. */
struct fold {
	struct fold_item *item;
	size_t count, cap;
};
void fold_add(struct fold *fold, const struct row *row, bool undone);
void fold_put(struct fold *fold, const struct fold_item *item);
/* Writes the schedule (queue … flag) into *card, whose id, uid, note, deck, ord and absence stay. since: rows
 * older than this give way to the formula; today: for what is buried until a day. */
void fold_finish(struct fold *fold, const struct settings *settings, int64_t since, int64_t today,
		 struct card *card);
/* What the card has given to each day, appended as bytes; behind fold_finish. *game begins as {0}. */
void fold_gifts(const struct fold *fold, struct game_card *game, struct buf *gifts);
void fold_fini(struct fold *fold);

/* What a card is as a schedule, and the card that a schedule makes when answered at t on a study day. */
struct schedule fold_schedule(const struct card *card);
void fold_answered(struct card *card, const struct schedule *next, int64_t t, int64_t day);
/* A card in review that is due within a vacation comes before or behind it: of the card and the settings alone. */
void fold_around(const struct settings *settings, struct card *card);
/* Borrows of the settings. */
struct interval_rule fold_rule(const struct settings *settings);

/* The study day on which a schedule that was brought along on `day` says the card was reviewed last. */
int64_t fold_state_day(const struct row_state *state, int64_t day);

/* Folds the card from its rows and writes it; inside a transaction. */
int fold_card(struct store *store, struct card *card, struct err *err) MUST_CHECK;
/* The same for many cards (local ids). */
int fold_cards(struct store *store, const int64_t *card, size_t count, struct err *err) MUST_CHECK;
/* Folds those that were put off until that day or one before: of all decks (NULL), or of those that are had. */
typedef bool fold_deck_fn(const void *ctx, int64_t deck);
int fold_burials(struct store *store, int64_t day, fold_deck_fn *has, const void *ctx, struct err *err) MUST_CHECK;
/* Folds what is stale, in transactions of at most 5 ms, for about budget_ms (0: to the end). 0 nothing is
 * left, 1 there is more. For idle moments and `cairn fold`. */
int fold_slice(struct store *store, int budget_ms, struct err *err) MUST_CHECK;

#endif
