/* SPDX-License-Identifier: MIT
 * Folding many cards: one walk over all rows gathers what of them matters, in a view that locks nobody out; then
 * the cards are folded and written in slices. A card that got rows meanwhile is left to its next turn. */
#include "schema/sweep.h"

#include <stdlib.h>

#include "base/mem.h"
#include "study/refold.h"

enum {
	ITEMS_MAX = 400 * 1000, /* rows gathered at once: 16 MB */
	WORTH = 8,		/* walking past a row costs about an eighth of looking for it */
	FEW = 1000,		/* rows that are not worth a walk at all */
	TRIES = 3,		/* walks in a row that something made worthless */
};

/* A review as it matters here; `other` ones, and reviews with numbers that no cairn writes, lie aside. */
struct swept {
	int64_t t;
	uint32_t next, origin; /* index + 1 of the card's next row; index of the name */
	int32_t day, ord, ivl, s;
	int16_t dist;
	uint8_t rating, mode;
	bool hint, undone, other; /* other: ord is the index */
};

struct slot {
	int64_t card;
	uint32_t first, last; /* index + 1 */
	bool moved;	      /* rows came in since */
};

struct sweep {
	struct store *store;
	struct refold refold; /* as of the view: see_row ends the sweep before it could be old */
	struct mark *mark; /* the logs as they were in the view */
	size_t marks, mark_cap;
	struct slot *slot; /* by card */
	size_t slots, slot_cap;
	int64_t rows; /* that the slots' cards have, or more */
	int64_t all;  /* rows of the store */
	uint32_t *slot_of; /* [card - first card]: index + 1 */
	struct swept *item;
	size_t items;
	struct fold_item *other;
	size_t others, other_cap;
	uint64_t *origin;
	size_t origins, origin_cap;
};

static void sweep_fini(struct sweep *sweep)
{
	refold_close(&sweep->refold);
	free(sweep->mark);
	free(sweep->slot);
	free(sweep->slot_of);
	free(sweep->item);
	free(sweep->other);
	free(sweep->origin);
	*sweep = (struct sweep){.store = sweep->store};
}

static int take_mark(void *ctx, const struct mark *mark, struct err *err)
{
	struct sweep *sweep = ctx;

	(void)err;
	if (sweep->marks == sweep->mark_cap) {
		sweep->mark_cap = sweep->mark_cap ? sweep->mark_cap * 2 : 8;
		sweep->mark = mem_grow(sweep->mark, sweep->mark_cap, sizeof(*sweep->mark));
	}
	sweep->mark[sweep->marks++] = *mark;
	return 0;
}

static void add_slot(struct sweep *sweep, int64_t card)
{
	if (sweep->slots == sweep->slot_cap) {
		sweep->slot_cap = sweep->slot_cap ? sweep->slot_cap * 2 : 1024;
		sweep->slot = mem_grow(sweep->slot, sweep->slot_cap, sizeof(*sweep->slot));
	}
	sweep->slot[sweep->slots++] = (struct slot){.card = card};
}

static int take_rest(void *ctx, int64_t card, int64_t rows, struct err *err)
{
	(void)rows, (void)err;
	add_slot(ctx, card);
	return 0;
}

/* A walk is worth it already, and all rows there are have room: what further cards have need not be counted. */
static bool is_sure(const struct sweep *sweep)
{
	return sweep->all <= ITEMS_MAX && sweep->rows >= FEW && sweep->rows * WORTH >= sweep->all;
}

enum { FULL = 1, SURE };

/* FULL: enough for one walk. SURE: is_sure. */
static int take_card(void *ctx, int64_t card, int64_t rows, struct err *err)
{
	struct sweep *sweep = ctx;

	(void)err;
	if (sweep->rows + rows > ITEMS_MAX)
		return FULL;
	add_slot(sweep, card);
	sweep->rows += rows;
	return is_sure(sweep) ? SURE : 0;
}

static struct slot *slot_of(const struct sweep *sweep, int64_t card)
{
	int64_t at = card - sweep->slot[0].card;
	uint32_t index = at >= 0 && card <= sweep->slot[sweep->slots - 1].card ? sweep->slot_of[at] : 0;

	return index ? &sweep->slot[index - 1] : NULL;
}

static uint32_t origin_index(struct sweep *sweep, uint64_t name)
{
	if (sweep->origins && sweep->origin[sweep->origins - 1] == name)
		return (uint32_t)sweep->origins - 1;
	if (sweep->origins == sweep->origin_cap) {
		sweep->origin_cap = sweep->origin_cap ? sweep->origin_cap * 2 : 256;
		sweep->origin = mem_grow(sweep->origin, sweep->origin_cap, sizeof(*sweep->origin));
	}
	sweep->origin[sweep->origins++] = name;
	return (uint32_t)sweep->origins - 1;
}

/* Whether its numbers have room in a struct swept. */
static bool is_small(const struct row *row, int64_t day)
{
	const struct row_review *review = &row->review;

	return row->kind == ROW_REVIEW_KIND && day == (int32_t)day && review->ord == (int32_t)review->ord &&
	       review->ivl == (int32_t)review->ivl && review->s == (int32_t)review->s &&
	       review->dist == (int16_t)review->dist && review->rating == (uint8_t)review->rating &&
	       review->mode == (uint8_t)review->mode;
}

static int32_t put_aside(struct sweep *sweep, const struct row *row)
{
	if (sweep->others == sweep->other_cap) {
		sweep->other_cap = sweep->other_cap ? sweep->other_cap * 2 : 256;
		sweep->other = mem_grow(sweep->other, sweep->other_cap, sizeof(*sweep->other));
	}
	fold_item_init(&sweep->other[sweep->others], row, row->undone);
	return (int32_t)sweep->others++;
}

static void link_item(struct sweep *sweep, struct slot *slot)
{
	uint32_t index = (uint32_t)++sweep->items;

	if (slot->last)
		sweep->item[slot->last - 1].next = index;
	else
		slot->first = index;
	slot->last = index;
}

/* The view may hold more rows of a card than were counted only if it were no view. */
static int take_row(void *ctx, int64_t card, const struct row *row, struct err *err)
{
	struct sweep *sweep = ctx;
	struct slot *slot = slot_of(sweep, card);
	struct swept *item = &sweep->item[sweep->items];
	int64_t day = clock_study_day(row->t, row->z);

	if (!slot)
		return 0;
	if (sweep->items == (size_t)sweep->rows)
		return err_set(err, ERR_STORE, "rows came in while they were read; please report this");
	if (is_small(row, day))
		*item = (struct swept){.t = row->t,
				       .origin = origin_index(sweep, row->origin),
				       .day = (int32_t)day,
				       .ord = (int32_t)row->review.ord,
				       .ivl = (int32_t)row->review.ivl,
				       .s = (int32_t)row->review.s,
				       .dist = (int16_t)row->review.dist,
				       .rating = (uint8_t)row->review.rating,
				       .mode = (uint8_t)row->review.mode,
				       .hint = row->review.hint > 0,
				       .undone = row->undone};
	else
		*item = (struct swept){.other = true, .ord = put_aside(sweep, row)};
	link_item(sweep, slot);
	return 0;
}

static bool is_worth_it(const struct sweep *sweep)
{
	return sweep->rows >= FEW && sweep->rows * WORTH >= sweep->all;
}

static int gather_cards(struct sweep *sweep, struct err *err)
{
	struct log_counts counts;
	int rc;

	if (log_counts(sweep->store, &counts, err))
		return -1;
	sweep->all = counts.rows;
	rc = stale_each(sweep->store, 0, take_card, sweep, err);
	if (rc != SURE)
		return rc < 0 ? -1 : 0;
	sweep->rows = sweep->all;
	return stale_cards(sweep->store, sweep->slot[sweep->slots - 1].card + 1, take_rest, sweep, err);
}

static int gather_rows(struct sweep *sweep, struct err *err)
{
	int64_t first = sweep->slot[0].card, last = sweep->slot[sweep->slots - 1].card;

	sweep->slot_of = mem_array((size_t)(last - first + 1), sizeof(*sweep->slot_of));
	for (size_t i = 0; i < sweep->slots; i++)
		sweep->slot_of[sweep->slot[i].card - first] = (uint32_t)i + 1;
	sweep->item = mem_array((size_t)sweep->rows + 1, sizeof(*sweep->item));
	return log_sweep(sweep->store, first, last, take_row, sweep, err);
}

/* 0 gathered, 1 there is too little to do. */
static int gather(struct sweep *sweep, struct err *err)
{
	STORE_VIEW(view);

	if (store_view_begin(sweep->store, &view, err) || mark_each(sweep->store, take_mark, sweep, err) || gather_cards(sweep, err))
		return -1;
	if (!is_worth_it(sweep))
		return 1;
	return refold_open(&sweep->refold, sweep->store, err) || gather_rows(sweep, err) ? -1 : 0;
}

/* A card's own rows only keep that card waiting; undos, clocks and settings reach further. */
static int see_row(void *ctx, int64_t card, enum row_kind kind, struct err *err)
{
	struct sweep *sweep = ctx;
	struct slot *slot = card ? slot_of(sweep, card) : NULL;

	(void)err;
	if (kind == ROW_UNDO_KIND || kind == ROW_CLOCK_KIND || kind == ROW_SETTING_KIND)
		return 1;
	if (slot)
		slot->moved = true;
	return 0;
}

/* As fold_item_init would have made it of the row; an origin's `at` grow as its t do. */
static struct fold_item item_of(const struct sweep *sweep, const struct swept *swept)
{
	if (swept->other)
		return sweep->other[swept->ord];
	return (struct fold_item){.kind = ROW_REVIEW_KIND,
				  .origin = sweep->origin[swept->origin],
				  .at = swept->t,
				  .t = swept->t,
				  .day = swept->day,
				  .undone = swept->undone,
				  .rating = swept->rating,
				  .ord = swept->ord,
				  .ivl = swept->ivl,
				  .answer = {.day = swept->day,
					     .s = swept->s,
					     .ivl = swept->ivl,
					     .rating = swept->rating,
					     .mode = swept->mode,
					     .hint = swept->hint,
					     .dist = swept->dist}};
}

static void add_items(const struct sweep *sweep, const struct slot *slot, struct fold *fold)
{
	fold->count = 0;
	for (uint32_t at = slot->first; at; at = sweep->item[at - 1].next) {
		struct fold_item item = item_of(sweep, &sweep->item[at - 1]);

		fold_put(fold, &item);
	}
}

/* Cards from slot *next on, in one walk, for one slice of time. */
struct slice {
	struct sweep *sweep;
	struct fold *fold;
	size_t *next;
	int64_t end_us;
	bool any; /* folded already: each slice gets on */
};

/* Slots without a card here are stale no more; a card without a slot became so after the rows were gathered. */
static int fold_one(void *ctx, const struct card *stale, struct err *err)
{
	struct slice *slice = ctx;
	struct sweep *sweep = slice->sweep;
	struct card card = *stale;

	while (*slice->next < sweep->slots && sweep->slot[*slice->next].card < card.id)
		++*slice->next;
	if (*slice->next == sweep->slots || (slice->any && refold_is_full(&sweep->refold, slice->end_us)))
		return 1;
	if (sweep->slot[*slice->next].card > card.id || sweep->slot[*slice->next].moved)
		return 0;
	slice->any = true;
	add_items(sweep, &sweep->slot[*slice->next], slice->fold);
	return refold_finish(&sweep->refold, slice->fold, &card, true, err);
}

/* 1: what was gathered may not be true any more. */
static int write_slice(struct sweep *sweep, size_t *next, struct fold *fold, struct err *err)
{
	struct slice slice = {.sweep = sweep, .fold = fold, .next = next};
	int rc;
	STORE_TX(tx);

	if (store_begin(sweep->store, &tx, err))
		return -1;
	slice.end_us = refold_now_us() + refold_slice_us(sweep->store);
	rc = log_since(sweep->store, sweep->mark, sweep->marks, see_row, sweep, err);
	if (rc)
		return rc == -1 ? -1 : 1;
	rc = card_each_stale(sweep->store, sweep->slot[*next].card, fold_one, &slice, err);
	if (rc == 0) /* to the end */
		*next = sweep->slots;
	return rc < 0 || batch_flush(&sweep->refold.batch, sweep->store, err) || store_commit(&tx, err) ? -1 : 0;
}

static int write_all(struct sweep *sweep, struct err *err)
{
	struct fold fold = {0};
	size_t next = 0;
	int rc = 0;

	while (rc == 0 && next < sweep->slots) {
		store_idle(sweep->store, true); /* as one_slice in refold.c: no slice holds the lock while the disk syncs */
		rc = write_slice(sweep, &next, &fold, err);
		store_idle(sweep->store, false);
		refold_pause(sweep->store);
	}
	fold_fini(&fold);
	return rc;
}

int sweep_cards(struct store *store, struct err *err)
{
	struct sweep sweep = {.store = store};
	int rc = 0;

	for (int tries = 0; rc == 0 && tries < TRIES;) {
		rc = gather(&sweep, err);
		if (rc == 0) {
			rc = write_all(&sweep, err);
			tries = rc == 1 ? tries + 1 : 0;
			rc = rc < 0 ? -1 : 0;
		}
		sweep_fini(&sweep);
	}
	return rc < 0 ? -1 : 0;
}
