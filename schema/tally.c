/* SPDX-License-Identifier: MIT
 * Tallies: what a transaction changes in them is gathered, and written with its commit, one row a deck. */
#include "schema/tally.h"

#include <stdlib.h>
#include <string.h>

#include "schema/apply.h"
#include "schema/tally_priv.h"

enum { CHANGES_MAX = 4096, MERGE_BACK = 8, CELL_DUE = -1 };

void tally_note(struct store *store, int64_t deck, int cell, int64_t day, int64_t by)
{
	struct tallying *t = &store->tallying;
	size_t back = t->count < MERGE_BACK ? t->count : MERGE_BACK;

	for (size_t i = t->count - back; i < t->count; i++)
		if (t->change[i].deck == deck && t->change[i].cell == cell && t->change[i].day == day) {
			t->change[i].by += by;
			return;
		}
	if (t->count == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 32;
		t->change = mem_grow(t->change, t->cap, sizeof(*t->change));
	}
	t->change[t->count++] = (struct tally_change){deck, day, by, cell};
}

#define SPREAD_CELL(member) (int)(offsetof(struct spread, member) / sizeof(int64_t))

static int state_cell(int64_t queue, int64_t state, int64_t ivl)
{
	if (queue == QUEUE_SUSPENDED)
		return SPREAD_SUSPENDED;
	switch ((enum card_state)state) {
	case CARD_NEW: return SPREAD_NEW;
	case CARD_LEARNING:
	case CARD_RELEARNING: return SPREAD_LEARNING;
	case CARD_REVIEW: break;
	}
	return ivl < MATURE_DAYS ? SPREAD_YOUNG : SPREAD_MATURE;
}

/* What of a card is counted. */
struct counted {
	int64_t deck, queue, due, state, ivl;
	double s, d;
};

static void change_card(struct store *store, const struct counted *c, int by)
{
	int difficulty = c->d >= 10 ? 9 : c->d >= 1 ? (int)c->d - 1 : 0;
	int64_t due = c->due < 0 ? 0 : c->due < DUE_DAY_MAX ? c->due : DUE_DAY_MAX;

	if (c->queue == QUEUE_ABSENT)
		return;
	tally_note(store, c->deck, SPREAD_CELL(state) + state_cell(c->queue, c->state, c->ivl), 0, by);
	if (c->state == CARD_NEW)
		return;
	tally_note(store, c->deck, SPREAD_CELL(s) + tally_octave(c->s), 0, by);
	tally_note(store, c->deck, SPREAD_CELL(d) + difficulty, 0, by);
	tally_note(store, c->deck, SPREAD_CELL(ivl) + tally_octave((double)c->ivl), 0, by);
	if (c->s >= MATURE_DAYS)
		tally_note(store, c->deck, SPREAD_CELL(strong), 0, by);
	if (c->queue == QUEUE_REVIEW)
		tally_note(store, c->deck, CELL_DUE, due, by);
}

/* 0 read; 1 there is no such card. */
static int read_counted(struct store *store, int64_t id, struct counted *c, struct err *err)
{
	DB_USE(use, store, CARD_COUNTED);
	int rc;

	if (store->tallying.count >= CHANGES_MAX && tally_flush(store, err))
		return -1;
	db_bind_int(&use, "id", id);
	rc = db_step(&use, err);
	if (rc == 1)
		*c = (struct counted){
			.deck = db_int(&use, "deck"),
			.queue = db_int(&use, "queue"),
			.due = db_int(&use, "due"),
			.state = db_int(&use, "state"),
			.s = db_real(&use, "s"),
			.d = db_real(&use, "d"),
			.ivl = db_int(&use, "ivl"),
		};
	return rc < 0 ? -1 : !rc;
}

int tally_card(struct store *store, int64_t id, int by, struct err *err)
{
	struct counted card = {0};
	int rc = read_counted(store, id, &card, err);

	if (rc == 0)
		change_card(store, &card, by);
	return rc < 0 ? -1 : 0;
}

static struct counted counted_of(const struct card *card)
{
	return (struct counted){.deck = card->deck,
				.queue = card->queue,
				.due = card->due,
				.state = card->state,
				.ivl = card->ivl,
				.s = card->s,
				.d = card->d};
}

void tally_card_replaced(struct store *store, const struct card *before, const struct card *card)
{
	struct counted was = counted_of(before), is = counted_of(card);

	change_card(store, &was, -1);
	change_card(store, &is, 1);
}

int tally_card_set(struct store *store, const struct card *card, struct err *err)
{
	struct counted counted = {0};
	int rc = read_counted(store, card->id, &counted, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	change_card(store, &counted, -1);
	counted = (struct counted){
		.deck = counted.deck,
		.queue = counted.queue == QUEUE_ABSENT ? QUEUE_ABSENT : card->queue,
		.due = card->due,
		.state = card->state,
		.ivl = card->ivl,
		.s = card->s,
		.d = card->d,
	};
	change_card(store, &counted, 1);
	return 0;
}

void tally_new_card(struct store *store, int64_t deck)
{
	tally_note(store, deck, SPREAD_CELL(state) + SPREAD_NEW, 0, 1);
}

int tally_card_moved(struct store *store, int64_t id, struct err *err)
{
	DB_USE(use, store, ROW_DAYS_OF_CARD);
	struct row row;
	int rc;

	db_bind_int(&use, "card", id);
	while ((rc = db_step(&use, err)) == 1) {
		row = (struct row){.t = db_int(&use, "t"), .z = (int)db_int(&use, "z")};
		if (mark_stale(store, 0, &row, err))
			return -1;
	}
	return rc;
}

/* The block that the day is in is no longer the sum of its days, nor are those after it looked at. */
static int drop_block(struct store *store, int64_t day, struct err *err)
{
	int64_t rolled = 0, block = day / TALLY_BLOCK;

	if (meta_get_int(store, META_ROLLED, &rolled, err) < 0)
		return -1;
	return block < rolled ? meta_set_int(store, META_ROLLED, block, err) : 0;
}

static int read_tally(struct store *store, int64_t day, int64_t deck, struct tally *tally, struct err *err)
{
	DB_USE(use, store, TALLY_GET);
	int rc;

	db_bind_int(&use, "day", day);
	db_bind_int(&use, "deck", deck);
	rc = db_step(&use, err);
	if (rc == 1)
		cells_add((int64_t *)tally, TALLY_CELLS, db_text(&use, "cells"));
	return rc < 0 ? -1 : 0;
}

int tally_set(struct store *store, int64_t day, int64_t deck, const struct tally *tally, struct err *err)
{
	DB_USE(use, store, TALLY_SET);
	struct buf cells = {0};
	int rc;

	cells_put(&cells, (const int64_t *)tally, TALLY_CELLS);
	db_bind_int(&use, "day", day);
	db_bind_int(&use, "deck", deck);
	db_bind_blob(&use, "cells", buf_str(&cells));
	rc = db_run(&use, err);
	buf_fini(&cells);
	return rc;
}

int tally_put(struct store *store, int64_t day, int64_t deck, const struct tally *add, struct err *err)
{
	struct tally sum = {0};

	if (read_tally(store, day, deck, &sum, err))
		return -1;
	tally_plus(&sum, add);
	return tally_set(store, day, deck, &sum, err) || drop_block(store, day, err) ? -1 : 0;
}

/* What stands in deck_now for a day that is over goes where all days are. */
static int put_away(struct store *store, int64_t deck, int64_t day, struct str today, struct err *err)
{
	struct tally tally = {0};

	cells_add((int64_t *)&tally, TALLY_CELLS, today);
	return tally_put(store, day, deck, &tally, err);
}

/* A deck's row on its way from one version to the next. */
struct now {
	int64_t deck, day;
	struct tally today;
	struct spread spread;
	struct buf due;
};

static int add_today(struct store *store, struct now *now, struct use *held, struct err *err)
{
	const struct tallying *t = &store->tallying;
	bool adds = t->has_day && t->deck == now->deck;
	int64_t day = db_int(held, "day");

	now->day = adds && t->day > day ? t->day : day;
	if (now->day == day)
		cells_add((int64_t *)&now->today, TALLY_CELLS, db_text(held, "today"));
	else if ((day && put_away(store, now->deck, day, db_text(held, "today"), err)) ||
		 drop_block(store, t->day, err))
		return -1;
	if (adds && t->day < now->day) /* late: where all days are */
		return tally_put(store, t->day, t->deck, &t->add, err);
	if (adds)
		tally_plus(&now->today, &t->add);
	return 0;
}

/* Both kinds of changes of one deck; they are in order. */
static void add_changes(struct now *now, const struct tally_change *change, size_t count, struct str due)
{
	struct due_change *days = mem_array(count + 1, sizeof(*days));
	size_t dues = 0;

	for (size_t i = 0; i < count; i++)
		if (change[i].cell == CELL_DUE)
			days[dues++] = (struct due_change){change[i].day, change[i].by};
		else
			((int64_t *)&now->spread)[change[i].cell] += change[i].by;
	due_put(&now->due, due, days, dues);
	free(days);
}

static int write_now(struct store *store, struct now *now, struct err *err)
{
	struct buf today = {0}, spread = {0};
	DB_USE(use, store, DECK_NOW_SET);
	int rc;

	cells_put(&today, (const int64_t *)&now->today, TALLY_CELLS);
	cells_put(&spread, (const int64_t *)&now->spread, SPREAD_CELLS);
	db_bind_int(&use, "deck", now->deck);
	db_bind_int(&use, "day", now->day);
	db_bind_blob(&use, "today", buf_str(&today));
	db_bind_blob(&use, "spread", buf_str(&spread));
	db_bind_blob(&use, "due", buf_str(&now->due));
	rc = db_run(&use, err);
	buf_fini(&today);
	buf_fini(&spread);
	return rc;
}

static int flush_deck(struct store *store, int64_t deck, const struct tally_change *change, size_t count,
		      struct err *err)
{
	struct now now = {.deck = deck};
	DB_USE(held, store, DECK_NOW_GET);
	int rc;

	db_bind_int(&held, "deck", deck);
	rc = db_step(&held, err);
	if (rc >= 0)
		rc = add_today(store, &now, &held, err);
	if (rc == 0) {
		cells_add((int64_t *)&now.spread, SPREAD_CELLS, db_text(&held, "spread"));
		add_changes(&now, change, count, db_text(&held, "due"));
		db_again(&held);
		rc = write_now(store, &now, err);
	}
	buf_fini(&now.due);
	return rc;
}

static int by_deck(const void *left, const void *right)
{
	const struct tally_change *a = left, *b = right;

	if (a->deck != b->deck)
		return a->deck < b->deck ? -1 : 1;
	return (a->day > b->day) - (a->day < b->day);
}

int tally_flush(struct store *store, struct err *err)
{
	struct tallying *t = &store->tallying;
	size_t end;

	if (t->count)
		qsort(t->change, t->count, sizeof(*t->change), by_deck);
	for (size_t i = 0; i < t->count; i = end) {
		for (end = i + 1; end < t->count && t->change[end].deck == t->change[i].deck; end++)
			;
		if (flush_deck(store, t->change[i].deck, &t->change[i], end - i, err))
			return -1;
		if (t->has_day && t->deck == t->change[i].deck)
			t->has_day = false;
	}
	if (t->has_day && flush_deck(store, t->deck, NULL, 0, err))
		return -1;
	t->has_day = false;
	t->count = 0;
	return 0;
}

void tally_forget(struct store *store)
{
	store->tallying.has_day = false;
	store->tallying.count = 0;
}

void tally_plus(struct tally *sum, const struct tally *add)
{
	for (size_t i = 0; i < TALLY_CELLS; i++)
		((int64_t *)sum)[i] += ((const int64_t *)add)[i];
}

int tally_add(struct store *store, int64_t day, int64_t deck, const struct tally *add, struct err *err)
{
	struct tallying *t = &store->tallying;

	if (t->has_day && (t->day != day || t->deck != deck) && tally_flush(store, err))
		return -1;
	if (!t->has_day)
		t->add = (struct tally){0};
	t->has_day = true;
	t->day = day;
	t->deck = deck;
	tally_plus(&t->add, add);
	return 0;
}

/* Takes the day's own numbers out of deck_now. */
static int clear_now(struct store *store, int64_t first_day, int64_t last_day, struct err *err)
{
	DB_USE(use, store, DECK_NOW_CLEAR);

	db_bind_int(&use, "first", first_day);
	db_bind_int(&use, "last", last_day);
	return db_run(&use, err);
}

int tally_clear(struct store *store, int64_t first_day, int64_t last_day, struct err *err)
{
	DB_USE(use, store, TALLY_CLEAR);

	db_bind_int(&use, "first", first_day);
	db_bind_int(&use, "last", last_day);
	return tally_flush(store, err) || db_run(&use, err) || clear_now(store, first_day, last_day, err) ||
			       drop_block(store, first_day, err)
		       ? -1
		       : 0;
}

/* Blocks are sums of what stands in tally: what stands in deck_now for their days goes there first. */
int tally_put_away(struct store *store, int64_t before_day, struct err *err)
{
	DB_USE(use, store, DECK_NOW_BEFORE);
	int rc;

	db_bind_int(&use, "day", before_day);
	while ((rc = db_step(&use, err)) == 1)
		if (put_away(store, db_int(&use, "deck"), db_int(&use, "day"), db_text(&use, "today"), err))
			return -1;
	return rc < 0 ? -1 : clear_now(store, 1, before_day - 1, err);
}
