/* SPDX-License-Identifier: MIT
 * Rows for folding many cards or days at once: walks in the order in which the file holds them, with local card
 * ids, and a way to see which cards got rows since. */
#ifndef SCHEMA_SWEEP_H
#define SCHEMA_SWEEP_H

#include "schema/cards.h"
#include "schema/marks.h"

/* Stale cards by local id, beginning at `first`, and how many rows each has. A non-zero return of each stops and
 * is returned; so it is with all that follow. */
typedef int stale_each_fn(void *ctx, int64_t card, int64_t rows, struct err *err);
int stale_each(struct store *store, int64_t first, stale_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* The same without counting: rows is 0. */
int stale_cards(struct store *store, int64_t first, stale_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* Stale days, the newest first, `limit` at most. */
typedef int stale_day_each_fn(void *ctx, int64_t day, struct err *err);
int stale_day_each(struct store *store, int limit, stale_day_each_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* Rows of the cards with local ids first … last, by place, without the names of their logs and cards. Of the row's texts none lives longer
 * than the call. */
typedef int log_sweep_fn(void *ctx, int64_t card, const struct row *row, struct err *err);
int log_sweep(struct store *store, int64_t first, int64_t last, log_sweep_fn *each, void *ctx,
	      struct err *err) MUST_CHECK;
/* Rows that were added since `then` (mark_each's, `count` of them), those without a card with card 0. -2: the
 * logs themselves are others now, so nobody can say. */
typedef int log_since_fn(void *ctx, int64_t card, enum row_kind kind, struct err *err);
int log_since(struct store *store, const struct mark *then, size_t count, log_since_fn *each, void *ctx,
	      struct err *err) MUST_CHECK;

#endif
