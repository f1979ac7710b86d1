/* SPDX-License-Identifier: MIT
 * Tallies: sums over days and decks, out of sums of blocks where these exist. */
#include <stdlib.h>
#include <string.h>

#include "schema/apply.h"
#include "schema/owed.h"
#include "schema/tally_priv.h"

static int by_id(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

void tally_sort_decks(int64_t *deck, size_t count)
{
	if (count)
		qsort(deck, count, sizeof(*deck), by_id);
}

static bool in_scope(const struct tally_scope *scope, int64_t deck)
{
	size_t low = 0, high = scope->count;

	while (!scope->all && low < high) {
		size_t middle = (low + high) / 2;

		if (scope->deck[middle] < deck)
			low = middle + 1;
		else
			high = middle;
	}
	return scope->all || (low < scope->count && scope->deck[low] == deck);
}

struct summing {
	struct store *store;
	const struct tally_scope *scope;
	int64_t from, to, rolled;
	struct tally *sum;
	struct tally_day *days; /* or NULL */
};

void tally_add_day(struct tally_day *day, const struct tally *tally)
{
	for (int g = 0; g < TALLY_GROUPS; g++) {
		for (int r = 0; r < TALLY_RATINGS; r++)
			day->answers += tally->answers[g][r];
		day->took_ms += tally->took_ms[g];
	}
	for (int i = 0; i < TALLY_OCTAVES; i++) {
		day->rate.tests += tally->ivl[i].tests;
		day->rate.recalled += tally->ivl[i].recalled;
	}
}

static void take_day(struct summing *s, int64_t day, struct str cells)
{
	struct tally tally = {0};

	cells_add((int64_t *)&tally, TALLY_CELLS, cells);
	if (s->days)
		tally_add_day(&s->days[day - s->from], &tally);
	tally_plus(s->sum, &tally);
}

static int take_days(struct summing *s, int64_t first, int64_t last, struct err *err)
{
	DB_USE(use, s->store, TALLY_BETWEEN);
	int rc;

	db_bind_int(&use, "first", first);
	db_bind_int(&use, "last", last);
	while ((rc = db_step(&use, err)) == 1) {
		int64_t day = db_int(&use, "day");

		if (in_scope(s->scope, db_int(&use, "deck")))
			take_day(s, day, db_text(&use, "cells"));
	}
	return rc;
}

static void take_block(struct summing *s, int64_t block, struct str cells)
{
	struct tally tally = {0};
	struct tally_day *day = s->days ? &s->days[block * TALLY_BLOCK - s->from] : NULL;

	cells_add((int64_t *)&tally, TALLY_CELLS, cells);
	for (int i = 0; day && i < TALLY_BLOCK; i++) {
		day[i].answers += tally.day[i].answers;
		day[i].took_ms += tally.day[i].took_ms;
		day[i].rate.tests += tally.day[i].rate.tests;
		day[i].rate.recalled += tally.day[i].rate.recalled;
	}
	memset(tally.day, 0, sizeof(tally.day));
	tally_plus(s->sum, &tally);
}

static int take_block_of(struct summing *s, int64_t block, int64_t deck, struct err *err)
{
	DB_USE(use, s->store, TALLY_BLOCK_GET);
	int rc;

	db_bind_int(&use, "block", block);
	db_bind_int(&use, "deck", deck);
	rc = db_step(&use, err);
	if (rc == 1)
		take_block(s, block, db_text(&use, "cells"));
	return rc < 0 ? -1 : 0;
}

/* 1 taken, 0 there is no sum of that block yet. */
static int take_rolled(struct summing *s, int64_t block, struct err *err)
{
	if (block >= s->rolled)
		return 0;
	if (s->scope->all)
		return take_block_of(s, block, TALLY_ALL, err) ? -1 : 1;
	for (size_t i = 0; i < s->scope->count; i++)
		if (take_block_of(s, block, s->scope->deck[i], err))
			return -1;
	return 1;
}

static int take_now(struct summing *s, struct err *err)
{
	DB_USE(use, s->store, DECK_NOW_ALL);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		int64_t deck = db_int(&use, "deck"), day = db_int(&use, "day");

		if (day && day >= s->from && day <= s->to && in_scope(s->scope, deck))
			take_day(s, day, db_text(&use, "today"));
	}
	return rc;
}

static int take_all(struct summing *s, struct err *err)
{
	int64_t last, block;
	int rc;

	if (meta_get_int(s->store, META_ROLLED, &s->rolled, err) < 0)
		return -1;
	for (int64_t day = s->from; day <= s->to; day = last + 1) {
		block = day / TALLY_BLOCK;
		last = block * TALLY_BLOCK + TALLY_BLOCK - 1;
		rc = day % TALLY_BLOCK == 0 && last <= s->to ? take_rolled(s, block, err) : 0;
		if (rc == 0)
			rc = take_days(s, day, last < s->to ? last : s->to, err);
		if (rc < 0)
			return -1;
	}
	return take_now(s, err);
}

int tally_sum(struct store *store, const struct tally_scope *scope, int64_t from_day, int64_t to_day,
	      struct tally *sum, struct tally_day *days, struct err *err)
{
	struct summing summing = {store, scope, from_day, to_day, 0, sum, days};
	STORE_VIEW(view);

	owed_settle(store);
	*sum = (struct tally){0};
	if (days)
		memset(days, 0, (size_t)(to_day - from_day + 1) * sizeof(*days));
	return store_view_begin(store, &view, err) ? -1 : take_all(&summing, err);
}

/* The first and last of what stands in deck_now. */
static int bounds_now(struct store *store, int64_t *first, int64_t *last, struct err *err)
{
	DB_USE(use, store, DECK_NOW_ALL);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		int64_t day = db_int(&use, "day");

		if (day && (*first == 0 || day < *first))
			*first = day;
		if (day > *last)
			*last = day;
	}
	return rc;
}

int tally_bounds(struct store *store, int64_t *first_day, int64_t *last_day, struct err *err)
{
	DB_USE(next, store, TALLY_NEXT);
	DB_USE(last, store, TALLY_LAST);
	int rc;

	owed_settle(store);
	db_bind_int(&next, "day", 1);
	rc = db_step(&next, err);
	*first_day = rc == 1 ? db_int(&next, "day") : 0;
	if (rc >= 0)
		rc = db_step(&last, err);
	*last_day = rc == 1 ? db_int(&last, "day") : 0;
	if (rc >= 0)
		rc = bounds_now(store, first_day, last_day, err);
	return rc < 0 ? -1 : *first_day == 0;
}

int spread_sum(struct store *store, const struct tally_scope *scope, struct spread *sum, struct err *err)
{
	DB_USE(use, store, DECK_NOW_ALL);
	int rc;

	owed_settle(store);
	*sum = (struct spread){0};
	while ((rc = db_step(&use, err)) == 1)
		if (in_scope(scope, db_int(&use, "deck")))
			cells_add((int64_t *)sum, SPREAD_CELLS, db_text(&use, "spread"));
	return rc;
}

int spread_each(struct store *store, spread_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, DECK_NOW_ALL);
	int rc;

	owed_settle(store);
	while ((rc = db_step(&use, err)) == 1) {
		struct spread spread = {0};

		cells_add((int64_t *)&spread, SPREAD_CELLS, db_text(&use, "spread"));
		rc = each(ctx, db_int(&use, "deck"), &spread, err);
		if (rc)
			return rc;
	}
	return rc;
}

int spread_due(struct store *store, const struct tally_scope *scope, int64_t from_day, int64_t days,
	       int64_t *due, int64_t *before, int64_t *after, struct err *err)
{
	DB_USE(use, store, DECK_NOW_ALL);
	int rc;

	owed_settle(store);
	*before = *after = 0;
	memset(due, 0, (size_t)days * sizeof(*due));
	while ((rc = db_step(&use, err)) == 1) {
		struct due_walk walk = {.rest = db_text(&use, "due")};

		if (!in_scope(scope, db_int(&use, "deck")))
			continue;
		while (due_next(&walk))
			*(walk.day < from_day		? before
			  : walk.day >= from_day + days ? after
							: &due[walk.day - from_day]) += walk.count;
	}
	return rc;
}
