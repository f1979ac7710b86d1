/* SPDX-License-Identifier: MIT
 * Sums over cards on their way into the store: what many cards change in one stone or cell is one write. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/random.h"
#include "study/game_keep.h"

enum { CAP_FIRST = 16 };

/* Open addressing; a slot whose sums are all zero may still be taken, by its key. Grown at half full. */
static size_t slot_of(int64_t key, size_t cap, size_t try)
{
	return (rng_mix((uint64_t)key) + try) & (cap - 1);
}

static struct memory_cell *find_cell(struct memory_cell *table, size_t cap, int64_t key)
{
	size_t try = 0;

	while (table[slot_of(key, cap, try)].key && table[slot_of(key, cap, try)].key != key)
		try++;
	return &table[slot_of(key, cap, try)];
}

static struct memory_cell *cell_at(struct memory_cell **table, size_t *count, size_t *cap, int64_t key)
{
	struct memory_cell *at, *old = *table;
	size_t old_cap = *cap;

	if (*count * 2 >= *cap) {
		*cap = old_cap ? old_cap * 2 : CAP_FIRST;
		*table = mem_array(*cap, sizeof(**table));
		for (size_t i = 0; i < old_cap; i++)
			if (old[i].key)
				*find_cell(*table, *cap, old[i].key) = old[i];
		free(old);
	}
	at = find_cell(*table, *cap, key);
	*count += at->key == 0;
	at->key = key;
	return at;
}

/* A free slot is one of day 0, on which nobody studied. */
static struct stone *find_stone(struct stone *table, size_t cap, int64_t day)
{
	size_t try = 0;

	while (table[slot_of(day, cap, try)].day && table[slot_of(day, cap, try)].day != day)
		try++;
	return &table[slot_of(day, cap, try)];
}

static struct stone *stone_at(struct game_batch *batch, int64_t day)
{
	struct stone *at, *old = batch->stone;
	size_t old_cap = batch->stone_cap;

	if (batch->stones * 2 >= old_cap) {
		batch->stone_cap = old_cap ? old_cap * 2 : CAP_FIRST;
		batch->stone = mem_array(batch->stone_cap, sizeof(*batch->stone));
		for (size_t i = 0; i < old_cap; i++)
			if (old[i].day)
				*find_stone(batch->stone, batch->stone_cap, old[i].day) = old[i];
		free(old);
	}
	at = find_stone(batch->stone, batch->stone_cap, day);
	batch->stones += at->day == 0;
	at->day = day;
	return at;
}

void batch_gift(struct game_batch *batch, const struct gift *gift, int sign)
{
	struct stone *stone;

	if (gift->day == 0)
		return;
	stone = stone_at(batch, gift->day);
	stone->cards += sign * !!(gift->flags & GAVE_FIRST);
	stone->dues += sign * !!(gift->flags & GAVE_DUE);
	stone->news += sign * !!(gift->flags & GAVE_NEW);
	stone->gain += sign * gift->gain;
}

void batch_cell(struct game_batch *batch, int64_t key, double s, int64_t day, int sign)
{
	struct memory_cell one, *cell;

	if (key == 0)
		return;
	one = known_cell(key, s, day);
	cell = cell_at(&batch->cell, &batch->cells, &batch->cell_cap, key);
	cell->n += sign;
	cell->ln += sign * one.ln;
	cell->days += sign * one.days;
}

static bool is_nothing(const struct memory_cell *cell)
{
	return cell->n == 0 && cell->ln == 0 && cell->days == 0;
}

static int flush_stones(struct game_batch *batch, struct store *store, struct err *err)
{
	for (size_t i = 0; i < batch->stone_cap; i++) {
		const struct stone *stone = &batch->stone[i];

		if ((stone->cards || stone->dues || stone->news || stone->gain) &&
		    stone_add(store, stone, err))
			return -1;
	}
	return 0;
}

int batch_flush(struct game_batch *batch, struct store *store, struct err *err)
{
	int rc = flush_stones(batch, store, err);

	for (size_t i = 0; i < batch->cell_cap && rc == 0; i++)
		if (!is_nothing(&batch->cell[i]))
			rc = cell_add(store, &batch->cell[i], err);
	batch_fini(batch);
	return rc;
}

void batch_fini(struct game_batch *batch)
{
	free(batch->stone);
	free(batch->cell);
	*batch = (struct game_batch){0};
}
