/* SPDX-License-Identifier: MIT
 * Stale marks: cards and days whose rows say more than the caches hold. A mark on all learnt cards is one line, which is spread
 * into one a card afterwards, in slices: whoever makes all stale holds the lock no longer for many cards than for few. */
#include "schema/stale.h"

#include "schema/apply.h"

/* Where the mark on all begins; it is the smallest of the table (STALE_REST in statements.def). */
#define REST_BASE (INT64_C(1) << 62)

/* 1 nothing is marked. */
static int least(struct store *store, int64_t *card, struct err *err)
{
	DB_USE(use, store, STALE_LEAST);

	if (db_step(&use, err) < 0)
		return -1;
	*card = db_int(&use, "card");
	return db_is_null(&use, "card");
}

static int add(struct store *store, int64_t card, struct err *err)
{
	DB_USE(use, store, STALE_ADD);

	db_bind_int(&use, "id", card);
	return db_run(&use, err);
}

static int drop(struct store *store, int64_t card, struct err *err)
{
	DB_USE(use, store, STALE_DROP);

	db_bind_int(&use, "id", card);
	return db_run(&use, err);
}

int stale_drop(struct store *store, const struct card *card, struct err *err)
{
	struct memo *memo = memo_find(store, card->uid);
	int64_t first;
	int rc = least(store, &first, err);

	if (memo)
		memo->stale = false;
	if (rc == 0 && drop(store, card->id, err))
		return -1;
	if (rc == 0 && first < 0 && card->id >= first + REST_BASE)
		return add(store, -card->id, err);
	return rc < 0 ? -1 : 0;
}

int stale_next(struct store *store, uint64_t *card, struct err *err)
{
	DB_USE(use, store, STALE_NEXT);
	int rc = db_step(&use, err);

	if (rc == 1)
		*card = (uint64_t)db_int(&use, "uid");
	return rc < 0 ? -1 : !rc;
}

int stale_next_day(struct store *store, int64_t *day, struct err *err)
{
	DB_USE(use, store, STALE_DAY_NEXT);
	int rc = db_step(&use, err);

	if (rc == 1)
		*day = db_int(&use, "day");
	return rc < 0 ? -1 : !rc;
}

int stale_count(struct store *store, int64_t cap, int64_t *count, struct err *err)
{
	DB_USE(use, store, STALE_COUNT);

	db_bind_int(&use, "cap", cap);
	if (db_step(&use, err) < 0)
		return -1;
	*count = db_int(&use, "n");
	return 0;
}

static int drop_rest(struct store *store, struct err *err)
{
	DB_USE(use, store, STALE_REST_DROP);

	return db_run(&use, err);
}

static int set_rest(struct store *store, int64_t first, struct err *err)
{
	DB_USE(use, store, STALE_REST_SET);

	db_bind_int(&use, "card", first - REST_BASE);
	return db_run(&use, err);
}

int stale_mark_all(struct store *store, struct err *err)
{
	return drop_rest(store, err) || set_rest(store, 0, err) ? -1 : 0;
}

int stale_is_spread(struct store *store, struct err *err)
{
	int64_t first;
	int rc = least(store, &first, err);

	return rc == 0 ? first > 0 : rc;
}

/* The last of so many cards; 1 there is none. */
static int last_of(struct store *store, int64_t first, int limit, int64_t *last, struct err *err)
{
	DB_USE(use, store, STALE_SPREAD_TO);

	db_bind_int(&use, "first", first);
	db_bind_int(&use, "limit", limit);
	if (db_step(&use, err) < 0)
		return -1;
	*last = db_int(&use, "last");
	return db_is_null(&use, "last");
}

static int mark_between(struct store *store, int64_t first, int64_t last, struct err *err)
{
	DB_USE(use, store, STALE_SPREAD);

	db_bind_int(&use, "first", first);
	db_bind_int(&use, "last", last);
	return db_run(&use, err);
}

int stale_spread(struct store *store, int limit, struct err *err)
{
	int64_t first, last;
	int rc = least(store, &first, err);

	if (rc || first > 0)
		return rc < 0 ? -1 : 1;
	rc = last_of(store, first + REST_BASE, limit, &last, err);
	if (rc)
		return rc < 0 || drop_rest(store, err) ? -1 : 1;
	if (mark_between(store, first + REST_BASE, last, err) || drop(store, first, err))
		return -1;
	return set_rest(store, last + 1, err);
}
