/* SPDX-License-Identifier: MIT
 * Map: cards into tiles, ten by ten. */
#include "study/map.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "schema/added.h"
#include "schema/cards.h"
#include "schema/notes.h"
#include "study/refold.h"
#include "study/settings.h"

enum { CHUNK = 256, UID_DIGITS = 13 };
#define FADING 0.8
static const double steps[] = {7, 21, 90}; /* days, from which on a tile is medium, dark, full */

struct deck_memory {
	int64_t id;
	struct str path;
	struct fsrs fsrs;
};

struct map {
	struct store *store;
	struct settings_book *book;
	struct arena arena;
	struct str path;
	struct deck_memory *deck; /* those in the map */
	size_t decks, deck_at;	  /* deck_at: that of the card read last */
	int64_t today, behind;	  /* behind: the card read last, of the deck at hand */
	bool whole;
	struct map_tile *tile;
	size_t tiles, cap;
	struct map_tile open; /* the tile that is being filled */
	struct map_card part[MAP_CARDS];
};

static int by_s(const void *left, const void *right)
{
	double a = ((const struct map_card *)left)->s, b = ((const struct map_card *)right)->s;

	return (a > b) - (a < b);
}

void map_rate(struct map_tile *tile, const struct map_card *card, int count)
{
	struct map_card own[MAP_CARDS];
	double recall = 0, s;

	tile->cards = (uint8_t)count;
	tile->seen = 0;
	for (int i = 0; i < count; i++) {
		own[i] = card[i];
		tile->seen += card[i].s > 0;
		recall += card[i].s > 0 ? card[i].recall : 0;
	}
	qsort(own, (size_t)count, sizeof(own[0]), by_s);
	s = (own[(count - 1) / 2].s + own[count / 2].s) / 2;
	tile->s = (float)s;
	tile->recall = (float)(tile->seen ? recall / tile->seen : 0);
	tile->fading = tile->seen && recall < FADING * tile->seen;
	tile->shade = tile->seen ? MAP_LIGHT : MAP_UNSEEN;
	for (int i = 0; i < 3 && tile->seen; i++)
		tile->shade += s >= steps[i];
}

static int take_deck(void *ctx, const struct deck *deck, struct err *err)
{
	struct map *map = ctx;
	struct settings settings;

	(void)err;
	if (!deck_is_within(map->path, deck->name))
		return 0;
	settings_of(map->book, deck->name, &settings);
	map->deck = mem_grow(map->deck, map->decks + 1, sizeof(*map->deck));
	map->deck[map->decks++] = (struct deck_memory){deck->id, arena_str(&map->arena, deck->name), settings.fsrs};
	return 0;
}

int map_open(struct map **out, struct store *store, struct str path, struct err *err)
{
	struct map *map = mem_alloc(sizeof(*map));
	struct settings everywhere;
	const struct clock *clock = store_clock(store);
	int rc = settings_book_open(&map->book, store, err);

	map->store = store;
	map->path = arena_str(&map->arena, path);
	if (rc == 0) {
		settings_of(map->book, STR(""), &everywhere);
		map->today = clock_study_day(clock_wall_ms(clock), settings_zone(&everywhere, clock));
		rc = deck_each(store, take_deck, map, err);
	}
	map->open.number = 1;
	map->whole = map->decks == 0;
	if (rc) {
		map_close(map);
		map = NULL;
	}
	*out = map;
	return rc;
}

void map_close(struct map *map)
{
	if (!map)
		return;
	settings_book_close(map->book);
	arena_fini(&map->arena);
	free(map->deck);
	free(map->tile);
	free(map);
}

static void close_tile(struct map *map)
{
	uint32_t next = map->open.number + map->open.cards;

	if (map->open.cards == 0)
		return;
	map_rate(&map->open, map->part, map->open.cards);
	if (map->tiles == map->cap) {
		map->cap = map->cap ? map->cap * 2 : 1024;
		map->tile = mem_grow(map->tile, map->cap, sizeof(*map->tile));
	}
	map->tile[map->tiles++] = map->open;
	map->open = (struct map_tile){.number = next};
}

/* Decks of neighbouring cards are mostly the same, or take turns. */
static const struct deck_memory *memory_of(struct map *map, int64_t deck)
{
	for (size_t tried = 0; tried < map->decks && map->deck[map->deck_at].id != deck; tried++)
		map->deck_at = (map->deck_at + 1) % map->decks;
	return &map->deck[map->deck_at];
}

static int take_card(void *ctx, const struct added *card, struct err *err)
{
	struct map *map = ctx;
	struct map_card *part = &map->part[map->open.cards];
	const struct deck_memory *memory = memory_of(map, card->deck);

	(void)err;
	*part = (struct map_card){.s = card->s};
	if (card->s > 0)
		part->recall = fsrs_recall(&memory->fsrs, fmax(0, (double)(map->today - card->last_day)), card->s);
	if (map->open.cards == 0)
		map->open.first = card->id;
	map->open.last = map->behind = card->id;
	map->open.deck = (uint32_t)(memory - map->deck);
	if (++map->open.cards == MAP_CARDS)
		close_tile(map);
	return 0;
}

struct counted {
	struct map *map;
	int count;
};

static int count_card(void *ctx, const struct added *card, struct err *err)
{
	struct counted *counted = ctx;

	counted->count++;
	return take_card(counted->map, card, err);
}

/* The next deck begins a tile and its numbers anew. */
static void end_deck(struct map *map)
{
	close_tile(map);
	map->behind = 0;
	map->open.number = 1;
	map->whole = !map->path.len || ++map->deck_at >= map->decks;
}

static int read_chunk(struct map *map, struct err *err)
{
	struct counted counted = {.map = map};
	int64_t deck = map->path.len ? map->deck[map->deck_at].id : 0;

	if (added_each(map->store, deck, map->behind, CHUNK, count_card, &counted, err))
		return -1;
	if (counted.count < CHUNK)
		end_deck(map);
	return 0;
}

int map_read(struct map *map, size_t want, int budget_us, struct err *err)
{
	int64_t end = refold_now_us() + budget_us;
	STORE_VIEW(view);

	if (store_view_begin(map->store, &view, err))
		return -1;
	while (!map->whole && map->tiles < want) {
		if (read_chunk(map, err))
			return -1;
		if (budget_us && refold_now_us() >= end)
			return !map->whole && map->tiles < want;
	}
	return 0;
}

bool map_is_whole(const struct map *map)
{
	return map->whole;
}

size_t map_count(const struct map *map)
{
	return map->tiles;
}

const struct map_tile *map_tile(const struct map *map, size_t i)
{
	return &map->tile[i];
}

struct str map_deck(const struct map *map, const struct map_tile *tile)
{
	return map->deck[tile->deck].path;
}

/* "cid:028q5cu4qnjff,1x…": the cards by their names, found without a search. */
static int put_card(struct store *store, int64_t id, struct buf *query, struct err *err)
{
	char uid[UID_DIGITS + 1];
	struct card card;
	int rc = card_get(store, id, &card, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	hash_put32(uid, card.uid, UID_DIGITS);
	buf_addf(query, "%s%s", query->len ? "," : "cid:", uid);
	return 0;
}

struct naming {
	struct store *store;
	struct buf *query;
	int64_t last;
};

static int name_card(void *ctx, const struct added *card, struct err *err)
{
	struct naming *naming = ctx;

	return card->id > naming->last ? 0 : put_card(naming->store, card->id, naming->query, err);
}

int map_query(struct map *map, const struct map_tile *tile, struct buf *query, struct err *err)
{
	struct naming naming = {map->store, query, tile->last};
	int64_t deck = map->path.len ? map->deck[tile->deck].id : 0;

	return added_each(map->store, deck, tile->first - 1, MAP_CARDS, name_card, &naming, err);
}
