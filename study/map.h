/* SPDX-License-Identifier: MIT
 * Map: one tile for every ten cards in the order in which they were added, so that one sees where memory fades. Read
 * in slices, as far as the screen needs: a million cards cost what a screen of them does. */
#ifndef STUDY_MAP_H
#define STUDY_MAP_H

#include "schema/store.h"

enum { MAP_CARDS = 10 };

/* By the median stability of its cards, of which one that was never answered has 0 days: below 7, 21, 90 days and
 * above; MAP_UNSEEN: none was answered. */
enum map_shade { MAP_UNSEEN, MAP_LIGHT, MAP_MEDIUM, MAP_DARK, MAP_FULL };

struct map_tile {
	int64_t first, last; /* local ids of its cards */
	uint32_t number;     /* of its first card in the map, from 1; in the map of a deck: in its deck */
	uint32_t deck;	     /* which of map_deck; in the map of all cards: that of its last card */
	uint8_t cards, seen; /* up to MAP_CARDS; of them answered once */
	uint8_t shade;	     /* enum map_shade */
	bool fading;	     /* the mean recall of the cards seen is below 80 % */
	float s, recall;     /* median, days; mean of the cards seen, 0 … 1 */
};

/* Pure. s: days, 0 never answered; recall: of those that were. */
struct map_card {
	double s, recall;
};
void map_rate(struct map_tile *tile, const struct map_card *card, int count);

struct map;
/* The map of all cards (path empty), or of a deck and those below it, one after the other. The store is borrowed. */
int map_open(struct map **map, struct store *store, struct str path, struct err *err) MUST_CHECK;
void map_close(struct map *map); /* NULL is fine */
/* Reads on until `want` tiles are there, or for about that many microseconds (0: as long as it takes). 0 there are as
 * many, or there is nothing more; 1 the time is over. */
int map_read(struct map *map, size_t want, int budget_us, struct err *err) MUST_CHECK;
bool map_is_whole(const struct map *map); /* every card is in it */
size_t map_count(const struct map *map);  /* tiles so far */
const struct map_tile *map_tile(const struct map *map, size_t i);
struct str map_deck(const struct map *map, const struct map_tile *tile); /* its path */
/* Appends a query (study/query.h) that finds the cards of the tile. */
int map_query(struct map *map, const struct map_tile *tile, struct buf *query, struct err *err) MUST_CHECK;

#endif
