/* SPDX-License-Identifier: MIT
 * Counting very many days again: one walk over their rows by time, which remembers of each card when it was answered last
 * and writes each day when no row of it can follow. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/sweep.h"
#include "study/days_priv.h"
#include "study/game.h"
#include "study/refold.h"

enum {
	WORTH = 64,	 /* days; fewer are left to days_count */
	GAP_DAYS = 30,	 /* walking over so many that nobody asks for is better than to begin anew */
	SLOTS_MIN = 1 << 10,
	SLOTS_MAX = 1 << 19, /* of 32 bytes */
	SEEN_DAYS = 32,
};

/* A card, as of the rows walked over. */
struct seen {
	uint64_t card;	 /* 0: the slot is free */
	int64_t before;	 /* the day of its last answer or schedule brought along */
	int64_t newest;	 /* day on which it was answered … */
	uint32_t days;	 /* … and bit i: it was on the i-th before */
};

struct place {
	struct tally tally;
	struct day_total total;
};
/* A day of which rows may still follow. */
struct open_day {
	struct today today;
	struct place *place; /* a deck each */
	size_t places;
};

struct walk {
	struct store *store;
	int64_t version; /* of the file, when all this was true */
	int64_t *day;	 /* stale ones, ascending */
	size_t days, next, day_cap;
	int64_t from_ms; /* rows before are done */
	int64_t end_us;	 /* of the slice */
	bool wrote;	 /* a day in this slice */
	struct open_day *open;
	size_t opens;
	struct item *item; /* of one and the same t */
	size_t items, item_cap;
	struct seen *seen; /* hash table */
	size_t slots, cards;
};

static void open_fini(struct open_day *open)
{
	today_fini(&open->today);
	free(open->place);
}

static void forget_cards(struct walk *walk)
{
	free(walk->seen);
	walk->seen = NULL;
	walk->slots = walk->cards = 0;
}

static void walk_fini(struct walk *walk)
{
	for (size_t i = 0; i < walk->opens; i++)
		open_fini(&walk->open[i]);
	forget_cards(walk);
	free(walk->open);
	free(walk->item);
	free(walk->day);
	*walk = (struct walk){.store = walk->store};
}

/* Names of cards are 64 random bits. */
static struct seen *slot_of(const struct walk *walk, uint64_t card)
{
	size_t at = card & (walk->slots - 1);

	while (walk->seen[at].card && walk->seen[at].card != card)
		at = (at + 1) & (walk->slots - 1);
	return &walk->seen[at];
}

static void make_room(struct walk *walk)
{
	struct seen *old = walk->seen;
	size_t slots = walk->slots;

	if (slots && walk->cards < slots / 4 * 3)
		return;
	if (slots == SLOTS_MAX) {
		memset(old, 0, slots * sizeof(*old));
		walk->cards = 0;
		return;
	}
	walk->slots = slots ? slots * 2 : SLOTS_MIN;
	walk->seen = mem_array(walk->slots, sizeof(*walk->seen));
	for (size_t i = 0; i < slots; i++)
		if (old[i].card)
			*slot_of(walk, old[i].card) = old[i];
	free(old);
}

/* Whether the card was answered on that day before; from now on it was. */
static bool was_on(struct seen *seen, int64_t day)
{
	int64_t later = day - seen->newest;
	bool was;

	if (seen->days == 0 || later >= SEEN_DAYS) {
		seen->days = 0;
		later = 0;
		seen->newest = day;
	} else if (later > 0) {
		seen->days <<= later;
		seen->newest = day;
		later = 0;
	}
	if (later <= -SEEN_DAYS)
		return false;
	was = seen->days >> -later & 1;
	seen->days |= UINT32_C(1) << -later;
	return was;
}

static struct open_day *open_of(struct walk *walk, int64_t day)
{
	for (size_t i = 0; i < walk->opens; i++)
		if (walk->open[i].today.day == day)
			return &walk->open[i];
	return NULL;
}

static int by_day(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* NULL: the day is not asked for. */
static struct open_day *want_day(struct walk *walk, int64_t day)
{
	struct open_day *open = open_of(walk, day);

	if (open || walk->next == walk->days ||
	    !bsearch(&day, &walk->day[walk->next], walk->days - walk->next, sizeof(day), by_day))
		return open;
	walk->open = mem_grow(walk->open, walk->opens + 1, sizeof(*walk->open));
	open = &walk->open[walk->opens++];
	*open = (struct open_day){.today = {.day = day}};
	return open;
}

static struct place *place_of(struct open_day *open, int64_t deck)
{
	for (size_t i = 0; i < open->places; i++)
		if (open->place[i].total.deck == deck)
			return &open->place[i];
	open->place = mem_grow(open->place, open->places + 1, sizeof(*open->place));
	open->place[open->places] = (struct place){.total = {.day = open->today.day, .deck = deck}};
	return &open->place[open->places++];
}

static int take_item(struct walk *walk, struct item *item, struct err *err)
{
	struct open_day *open = item->kind == ROW_REVIEW_KIND ? want_day(walk, item->day) : NULL;
	struct seen *seen;
	bool known;

	make_room(walk);
	seen = slot_of(walk, item->card);
	known = seen->card != 0;
	if (open && known)
		item->waited = item_waited(seen->before, item->day);
	else if (open && item->review.ord && item_look_before(walk->store, item, err))
		return -1;
	walk->cards += !known;
	seen->card = item->card;
	seen->before = item->day;
	if (item->kind == ROW_REVIEW_KIND)
		item->first = !was_on(seen, item->day);
	if (open) {
		struct place *place = place_of(open, item->deck);

		item_add(&place->tally, &place->total, item);
	}
	return 0;
}

static int by_time(const void *left, const void *right)
{
	return item_by_time(left, right);
}

/* Rows of one moment in the order of the fold. */
static int take_items(struct walk *walk, struct err *err)
{
	int rc = 0;

	if (walk->items > 1)
		qsort(walk->item, walk->items, sizeof(*walk->item), by_time);
	for (size_t i = 0; i < walk->items && rc == 0; i++)
		rc = take_item(walk, &walk->item[i], err);
	walk->items = 0;
	return rc;
}

static int write_day(struct walk *walk, struct open_day *open, struct err *err)
{
	int64_t day = open->today.day;

	if (day_clear(walk->store, day, day, err) || tally_clear(walk->store, day, day, err))
		return -1;
	for (size_t i = 0; i < open->places; i++)
		if (days_put(walk->store, &open->place[i].tally, &open->place[i].total, err))
			return -1;
	return today_end(&open->today, walk->store, err);
}

/* Also a day that has no rows is written. */
static int end_day(struct walk *walk, int64_t day, struct err *err)
{
	struct open_day none = {.today = {.day = day}}, *open = open_of(walk, day);
	int rc = write_day(walk, open ? open : &none, err);

	if (open) {
		open_fini(open);
		*open = walk->open[--walk->opens];
	}
	walk->wrote = true;
	return rc;
}

/* All days of which no row can lie at t or behind. */
static int end_days(struct walk *walk, int64_t t, struct err *err)
{
	while (walk->next < walk->days && (walk->day[walk->next] + 1) * DAY_MS + DAYS_WEST_MS <= t)
		if (end_day(walk, walk->day[walk->next++], err))
			return -1;
	return 0;
}

static void add_item(struct walk *walk, const struct row *row, int64_t deck)
{
	if (walk->items == walk->item_cap) {
		walk->item_cap = walk->item_cap ? walk->item_cap * 2 : 16;
		walk->item = mem_grow(walk->item, walk->item_cap, sizeof(*walk->item));
	}
	walk->item[walk->items] = item_of(row);
	walk->item[walk->items++].deck = deck;
}

/* 1: the slice is over. */
static int take_row(void *ctx, const struct row *row, int64_t deck, struct err *err)
{
	struct walk *walk = ctx;
	struct open_day *open;

	if (row->t >= walk->from_ms) {
		if (take_items(walk, err) || end_days(walk, row->t, err))
			return -1;
		walk->from_ms = row->t;
		if (walk->wrote && refold_now_us() >= walk->end_us)
			return 1;
		walk->from_ms++;
	}
	if (row->kind != ROW_DAY_KIND && !item_says_nothing(row))
		add_item(walk, row, deck);
	open = row->kind == ROW_STATE_KIND ? NULL : want_day(walk, clock_study_day(row->t, row->z));
	if (open)
		today_take(&open->today, row);
	return 0;
}

static int take_day(void *ctx, int64_t day, struct err *err)
{
	struct walk *walk = ctx;

	(void)err;
	if (walk->days == walk->day_cap) {
		walk->day_cap = walk->day_cap ? walk->day_cap * 2 : 256;
		walk->day = mem_grow(walk->day, walk->day_cap, sizeof(*walk->day));
	}
	walk->day[walk->days++] = day;
	return 0;
}

/* What was gathered is good as long as nobody else writes. 1: there is too little to do. */
static int look_again(struct walk *walk, struct err *err)
{
	int64_t version = store_data_version(walk->store);

	if (walk->days && walk->version == version)
		return 0;
	walk_fini(walk);
	walk->version = version;
	if (stale_day_each(walk->store, INT_MAX, take_day, walk, err) < 0)
		return -1;
	if (walk->days < WORTH)
		return 1;
	qsort(walk->day, walk->days, sizeof(*walk->day), by_day);
	walk->from_ms = walk->day[0] * DAY_MS - DAYS_EAST_MS;
	return 0;
}

static void skip_gap(struct walk *walk)
{
	int64_t start = walk->day[walk->next] * DAY_MS - DAYS_EAST_MS;

	if (walk->opens || start <= walk->from_ms + (int64_t)GAP_DAYS * DAY_MS)
		return;
	walk->from_ms = start;
	forget_cards(walk);
}

/* 1: all is written, or what is left is not worth it. */
static int one_slice(struct walk *walk, struct err *err)
{
	int64_t to_ms;
	int rc;
	STORE_TX(tx);

	walk->wrote = false;
	if (store_begin(walk->store, &tx, err))
		return -1;
	walk->end_us = refold_now_us() + refold_slice_us(walk->store); /* not of the wait for the lock */
	rc = look_again(walk, err);
	if (rc)
		return rc;
	skip_gap(walk);
	to_ms = (walk->day[walk->days - 1] + 1) * DAY_MS + DAYS_WEST_MS;
	rc = log_each_of_days(walk->store, walk->from_ms, to_ms, take_row, walk, err);
	if (rc == 0)
		rc = take_items(walk, err) || end_days(walk, INT64_MAX, err) ? -1 : 0;
	if (rc < 0 || store_commit(&tx, err))
		return -1;
	return walk->next == walk->days;
}

int days_walk(struct store *store, struct err *err)
{
	struct walk walk = {.store = store};
	int rc = 0;

	while (rc == 0) {
		store_idle(store, true);
		rc = one_slice(&walk, err);
		store_idle(store, false);
		if (rc == 0)
			refold_pause(store);
	}
	walk_fini(&walk);
	return rc < 0 ? -1 : 0;
}
