/* SPDX-License-Identifier: MIT
 * Stars: where each begins, and that what is kept is what a walk over the cards counts. */
#include "base/hash.h"
#include "study/fold.h"
#include "study/stars.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

static void stars__by_hand(void **state)
{
	static const struct {
		int64_t cards, strong;
		int stars;
	} cases[] = {{0, 0, 0},	    {100, 9, 0},  {100, 10, 1}, {100, 29, 1}, {100, 30, 2}, {100, 59, 2}, {100, 60, 3},
		     {100, 84, 3},  {100, 85, 4}, {100, 94, 4}, {100, 95, 5}, {20, 19, 5},  {19, 18, 4}, {1, 1, 5}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strength strength = {cases[i].cards, cases[i].strong};

		assert_int_equal(stars_of(&strength), cases[i].stars);
	}
}

enum { NOTES = 12, YEAR = 365 };

static void answer(struct device *d, uint64_t uid, int rating)
{
	struct card card;
	STORE_TX(tx);

	device_append(d, device_review(uid, rating));
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(card_find(d->store, uid, &card, &d->err), 0);
	assert_int_equal(fold_card(d->store, &card, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static int count(void *ctx, const struct card *card, struct err *err)
{
	struct strength *sum = ctx;

	(void)err;
	sum->cards++;
	sum->strong += card->s >= 21;
	return 0;
}

static void check(struct device *d, const char *deck, int64_t cards)
{
	struct strength kept, counted = {0};

	assert_int_equal(card_each(d->store, count, &counted, &d->err), 0);
	assert_int_equal(stars_load(d->store, STR(""), &kept, &d->err), 0);
	assert_int_equal(kept.cards, counted.cards);
	assert_int_equal(kept.strong, counted.strong);
	assert_int_equal(stars_load(d->store, str_of(deck), &kept, &d->err), 0);
	assert_int_equal(kept.cards, cards);
}

static void stars__are_those_of_the_cards(void **state)
{
	struct device *d = device_new(7);
	struct strength strength;

	(void)state;
	for (uint64_t uid = 1; uid <= NOTES; uid++)
		device_put_note(d, uid, uid % 3 ? "A" : "A::B", "front", "back");
	for (int day = 0; day < YEAR; day += 20) {
		for (uint64_t uid = 1; uid <= NOTES; uid++)
			if ((uid + (uint64_t)day / 20) % 3)
				answer(d, hash_card_uid(uid, 0), day % 100 == 40 && uid < 5 ? 1 : 3);
		check(d, "A::B", NOTES / 3);
		d->clock.wall_ms += 20 * (int64_t)DAY_MS;
	}
	assert_int_equal(stars_load(d->store, STR("A"), &strength, &d->err), 0);
	assert_true(strength.strong > 0);
	device_remove_note(d, 3);
	check(d, "A::B", NOTES / 3 - 1);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stars__by_hand),
		cmocka_unit_test(stars__are_those_of_the_cards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
