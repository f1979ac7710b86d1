/* SPDX-License-Identifier: MIT
 * Tallies: days that are over, summed up a block at a time. */
#include <stdlib.h>
#include <string.h>

#include "schema/tally_priv.h"

/* The sums of one block, a deck each; they come in order of day, so one is held for every deck. */
struct rolling {
	struct tally *tally;
	int64_t *deck;
	size_t count;
};

static struct tally *tally_of(struct rolling *r, int64_t deck)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->deck[i] == deck)
			return &r->tally[i];
	r->tally = mem_grow(r->tally, r->count + 1, sizeof(*r->tally));
	r->deck = mem_grow(r->deck, r->count + 1, sizeof(*r->deck));
	r->deck[r->count] = deck;
	r->tally[r->count] = (struct tally){0};
	return &r->tally[r->count++];
}

static void roll_day(struct rolling *r, int64_t day, int64_t deck, struct str cells)
{
	struct tally tally = {0}, *sum = tally_of(r, deck); /* [0]: of all decks */

	cells_add((int64_t *)&tally, TALLY_CELLS, cells);
	memset(tally.day, 0, sizeof(tally.day));
	tally_add_day(&tally.day[day % TALLY_BLOCK], &tally);
	tally_plus(sum, &tally);
	tally_plus(&r->tally[0], &tally);
}

static int write_block(struct store *store, int64_t block, const struct rolling *r, struct err *err)
{
	DB_USE(use, store, TALLY_BLOCK_SET);
	struct buf cells = {0};
	int rc = 0;

	for (size_t i = 0; i < r->count && rc == 0; i++) {
		buf_clear(&cells);
		cells_put(&cells, (const int64_t *)&r->tally[i], TALLY_CELLS);
		db_bind_int(&use, "block", block);
		db_bind_int(&use, "deck", r->deck[i]);
		db_bind_blob(&use, "cells", buf_str(&cells));
		rc = db_run(&use, err);
	}
	buf_fini(&cells);
	return rc;
}

static int drop(struct store *store, int64_t block, struct err *err)
{
	DB_USE(use, store, TALLY_BLOCK_DROP);

	db_bind_int(&use, "block", block);
	return db_run(&use, err);
}

static int roll_block(struct store *store, int64_t block, struct err *err)
{
	DB_USE(use, store, TALLY_BETWEEN);
	struct rolling rolling = {0};
	int rc;

	if (drop(store, block, err))
		return -1;
	(void)tally_of(&rolling, TALLY_ALL);
	db_bind_int(&use, "first", block * TALLY_BLOCK);
	db_bind_int(&use, "last", block * TALLY_BLOCK + TALLY_BLOCK - 1);
	while ((rc = db_step(&use, err)) == 1)
		roll_day(&rolling, db_int(&use, "day"), db_int(&use, "deck"), db_text(&use, "cells"));
	if (rc == 0)
		rc = write_block(store, block, &rolling, err);
	free(rolling.tally);
	free(rolling.deck);
	return rc;
}

/* The first block that has no sum and holds a day. 0 found, 1 none that is whole. */
static int next_unrolled(struct store *store, int64_t before_day, int64_t *block, struct err *err)
{
	DB_USE(next, store, TALLY_NEXT);
	int rc = meta_get_int(store, META_ROLLED, block, err);

	if (rc < 0 || (rc == 0 && (*block + 1) * TALLY_BLOCK > before_day))
		return rc < 0 ? -1 : 1;
	db_bind_int(&next, "day", rc == 0 ? *block * TALLY_BLOCK : 0);
	rc = db_step(&next, err);
	if (rc == 1)
		*block = db_int(&next, "day") / TALLY_BLOCK;
	return rc < 0 ? -1 : rc == 0 || (*block + 1) * TALLY_BLOCK > before_day;
}

int tally_is_rolled(struct store *store, int64_t before_day, struct err *err)
{
	int64_t block;

	return next_unrolled(store, before_day, &block, err);
}

int tally_roll(struct store *store, int64_t before_day, struct err *err)
{
	int64_t block;
	int rc;

	if (tally_flush(store, err) || tally_put_away(store, before_day - before_day % TALLY_BLOCK, err))
		return -1;
	rc = next_unrolled(store, before_day, &block, err);
	if (rc == 0)
		rc = roll_block(store, block, err);
	return rc ? rc : meta_set_int(store, META_ROLLED, block + 1, err);
}
