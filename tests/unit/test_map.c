/* SPDX-License-Identifier: MIT
 * The map: what a tile says, and that every card is in one, ten by ten in the order in which they were added. */
#include <string.h>

#include "base/hash.h"
#include "schema/notes.h"
#include "study/fold.h"
#include "study/map.h"
#include "study/search.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

static struct map_tile rate(const char *stabilities, double recall)
{
	struct map_card card[MAP_CARDS];
	struct map_tile tile = {0};
	struct str rest = str_of(stabilities), word;
	int count = 0;

	while (str_cut(&rest, ' ', &word)) {
		card[count] = (struct map_card){0, recall};
		assert_int_equal(str_to_real(word, &card[count++].s, NULL), 0);
	}
	map_rate(&tile, card, count);
	return tile;
}

static void map__tiles_by_hand(void **state)
{
	(void)state;
	assert_int_equal(rate("0 0 0 0 0 0 0 0 0 0", 0).shade, MAP_UNSEEN);
	assert_int_equal(rate("0 0 0 0 0 0 0 0 0 500", 1).shade, MAP_LIGHT);
	assert_int_equal(rate("6.9", 1).shade, MAP_LIGHT);
	assert_int_equal(rate("1 3 7 8 9", 1).shade, MAP_MEDIUM);
	assert_int_equal(rate("1 20 22 99", 1).shade, MAP_DARK); /* the mean of 20 and 22 */
	assert_int_equal(rate("89 89.9 90 90.1 90.2", 1).shade, MAP_FULL);
	assert_false(rate("0 0 5 5", 0.8).fading);
	assert_true(rate("0 0 5 5", 0.79).fading);
	assert_int_equal(rate("0 0 5 5", 0.79).seen, 2);
}

enum { CARDS = 57 };

/* Every third note in B, the others in A. */
static void fill(struct device *d)
{
	for (uint64_t uid = 1; uid <= CARDS; uid++)
		device_put_note(d, uid, uid % 3 ? "A" : "A::B", "front", "back");
}

static size_t read_map(struct device *d, const char *deck, size_t want, int budget_us, struct map **map)
{
	int rc;

	assert_int_equal(map_open(map, d->store, str_of(deck), &d->err), 0);
	while ((rc = map_read(*map, want, budget_us, &d->err)) == 1)
		;
	assert_int_equal(rc, 0);
	return map_count(*map);
}

static void count_cards(struct map *map, const int *cards, size_t tiles)
{
	assert_int_equal(map_count(map), tiles);
	for (size_t i = 0; i < tiles; i++)
		assert_int_equal(map_tile(map, i)->cards, cards[i]);
}

static void map__holds_every_card(void **state)
{
	static const int all[] = {10, 10, 10, 10, 10, 7}, by_deck[] = {10, 10, 10, 8, 10, 9};
	struct device *d = device_new(1);
	struct map *map;

	(void)state;
	fill(d);
	for (int budget = 0; budget < 2; budget++) {
		read_map(d, "", 1000, budget, &map);
		assert_true(map_is_whole(map));
		count_cards(map, all, 6);
		assert_int_equal(map_tile(map, 5)->number, 51);
		map_close(map);
		read_map(d, "A", 1000, budget, &map);
		count_cards(map, by_deck, 6);
		assert_int_equal(map_tile(map, 4)->number, 1);
		assert_string_equal(map_deck(map, map_tile(map, 4)).s, "A::B");
		map_close(map);
	}
	assert_int_equal(read_map(d, "nothing", 9, 0, &map), 0);
	map_close(map);
	device_free(d);
}

/* A tile's query finds its cards and no other. */
static void map__leads_to_its_cards(void **state)
{
	struct device *d = device_new(2);
	struct buf query = {0};
	struct search *search;
	struct card card;
	struct map *map;

	(void)state;
	fill(d);
	read_map(d, "A::B", 1000, 0, &map);
	assert_int_equal(map_query(map, map_tile(map, 1), &query, &d->err), 0);
	assert_int_equal(search_open(&search, d->store, &d->err), 0);
	assert_int_equal(search_start(search, buf_str(&query), ORDER_ADDED, true, &d->err), 0);
	assert_int_equal(search_step(search, 0, 0, &d->err), 0);
	assert_int_equal(search_found(search), 9);
	for (int i = 0; i < 9; i++) {
		assert_int_equal(card_get(d->store, search_card(search, i), &card, &d->err), 0);
		assert_true(card.uid == hash_card_uid((uint64_t)(3 * (11 + i)), 0));
	}
	search_close(search);
	buf_fini(&query);
	map_close(map);
	device_free(d);
}

static void answer(struct device *d, uint64_t uid)
{
	struct card card;
	STORE_TX(tx);

	device_append(d, device_review(uid, 3));
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(card_find(d->store, uid, &card, &d->err), 0);
	assert_int_equal(fold_card(d->store, &card, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* An answer, and a month without one. */
static void map__fades(void **state)
{
	struct device *d = device_new(3);
	struct map *map;

	(void)state;
	fill(d);
	answer(d, hash_card_uid(1, 0));
	read_map(d, "", 1, 0, &map);
	assert_int_equal(map_tile(map, 0)->shade, MAP_LIGHT);
	assert_false(map_tile(map, 0)->fading);
	map_close(map);
	d->clock.wall_ms += 30 * (int64_t)DAY_MS;
	read_map(d, "", 1, 0, &map);
	assert_true(map_tile(map, 0)->fading);
	map_close(map);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(map__tiles_by_hand),
		cmocka_unit_test(map__holds_every_card),
		cmocka_unit_test(map__leads_to_its_cards),
		cmocka_unit_test(map__fades),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
