/* SPDX-License-Identifier: MIT
 * Stale marks: what a mark on all learnt cards reaches is held against a list of the test's own, while it is spread, cards are
 * folded and marked, others are learnt, and the process is ended. */
#include <stdio.h>

#include "base/hash.h"
#include "schema/db.h"
#include "schema/stale.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { CARDS = 40, SEEDS = 20, STEPS = 120, MANY = 1000 };

struct list {
	struct device *d;
	struct rng rng;
	int64_t id[CARDS];
	bool learnt[CARDS], stale[CARDS];
};

static void begin(struct list *list, struct store_tx *tx)
{
	assert_int_equal(store_begin(list->d->store, tx, &list->d->err), 0);
}

static void end(struct list *list, struct store_tx *tx)
{
	assert_int_equal(store_commit(tx, &list->d->err), 0);
}

static void read_card(struct list *list, int i, struct card *card)
{
	assert_int_equal(card_find(list->d->store, hash_card_uid((uint64_t)i + 1, 0), card, &list->d->err), 0);
}

static void fill(struct list *list)
{
	struct card card;

	for (int i = 0; i < CARDS; i++) {
		device_put_note(list->d, (uint64_t)i + 1, "A", "front", "back");
		read_card(list, i, &card);
		list->id[i] = card.id;
	}
}

/* As an answer, or a fold, writes it. */
static void set_learnt(struct list *list, int i)
{
	struct card card;

	read_card(list, i, &card);
	card.queue = QUEUE_REVIEW;
	card.state = CARD_REVIEW;
	card.s = card.d = 5;
	card.reps++;
	assert_int_equal(card_set(list->d->store, &card, &list->d->err), 0);
}

static void learn(struct list *list, int i)
{
	STORE_TX(tx);

	begin(list, &tx);
	set_learnt(list, i);
	end(list, &tx);
	list->learnt[i] = true;
	list->stale[i] = false;
}

static void mark_all(struct list *list)
{
	STORE_TX(tx);

	begin(list, &tx);
	assert_int_equal(stale_mark_all(list->d->store, &list->d->err), 0);
	end(list, &tx);
	for (int i = 0; i < CARDS; i++)
		list->stale[i] |= list->learnt[i];
}

static int spread(struct list *list, int limit)
{
	int rc;
	STORE_TX(tx);

	begin(list, &tx);
	rc = stale_spread(list->d->store, limit, &list->d->err);
	end(list, &tx);
	return rc;
}

static void mark(struct list *list, int i)
{
	struct card card;
	STORE_TX(tx);

	begin(list, &tx);
	read_card(list, i, &card);
	assert_int_equal(stale_mark(list->d->store, &card, &list->d->err), 0);
	end(list, &tx);
	list->stale[i] = true;
}

static void open_again(struct list *list)
{
	store_close(list->d->store);
	device_open(list->d);
}

static void do_something(struct list *list)
{
	int i = (int)rng_below(&list->rng, CARDS);

	switch (rng_below(&list->rng, 12)) {
	case 0: mark_all(list); break;
	case 1:
	case 2:
	case 3: assert_true(spread(list, 1 + (int)rng_below(&list->rng, 6)) >= 0); break;
	case 4: mark(list, i); break;
	case 5: open_again(list); break;
	default: learn(list, i); break;
	}
}

static int index_of(const struct list *list, int64_t id)
{
	for (int i = 0; i < CARDS; i++)
		if (list->id[i] == id)
			return i;
	fail_msg("no card %lld", (long long)id);
	return -1;
}

static int expect_one(void *ctx, const struct card *card, struct err *err)
{
	const struct list *list = ctx;

	(void)err;
	assert_int_equal(card->stale, list->stale[index_of(list, card->id)]);
	return 0;
}

static int expect_fresh(void *ctx, const struct card *card, struct err *err)
{
	struct list *list = ctx;

	(void)err;
	assert_false(card->stale);
	list->stale[index_of(list, card->id)] ^= true;
	return 0;
}

/* Every way of reading cards says the same. */
static void expect_list(struct list *list)
{
	struct store *store = list->d->store;
	struct list fresh = *list;
	struct card card;
	int64_t count, want = 0;

	for (int i = 0; i < CARDS; i++) {
		read_card(list, i, &card);
		assert_int_equal(card.stale, list->stale[i]);
		assert_int_equal(card_get(store, list->id[i], &card, &list->d->err), 0);
		assert_int_equal(card.stale, list->stale[i]);
		want += list->stale[i];
	}
	assert_int_equal(card_each(store, expect_one, list, &list->d->err), 0);
	assert_int_equal(card_each_due(store, card.deck, QUEUE_REVIEW, INT64_MAX, INT64_MIN, 0, CARDS, expect_one, list, &list->d->err), 0);
	assert_int_equal(card_each_fresh(store, &(struct card_place){card.deck, QUEUE_REVIEW, INT64_MAX, INT64_MIN, 0}, CARDS,
					 expect_fresh, &fresh, &list->d->err), 0);
	for (int i = 0; i < CARDS; i++) /* of the learnt ones all that are not stale came */
		assert_true(!list->learnt[i] || fresh.stale[i]);
	assert_int_equal(stale_count(store, CARDS + 1, &count, &list->d->err), 0);
	assert_int_equal(count, want);
	assert_int_equal(stale_count(store, 1, &count, &list->d->err), 0);
	assert_int_equal(count, want > 0);
}

static int expect_stale(void *ctx, const struct card *card, struct err *err)
{
	struct list *list = ctx;

	(void)err;
	assert_true(list->stale[index_of(list, card->id)]);
	list->stale[index_of(list, card->id)] = false;
	return 0;
}

static void stale__a_mark_on_all_is_one_on_each(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct list list = {.d = device_new_in_memory(seed)};

		rng_seed(&list.rng, seed);
		fill(&list);
		for (int i = 0; i < STEPS; i++) {
			do_something(&list);
			expect_list(&list);
		}
		while (spread(&list, 7) == 0)
			expect_list(&list);
		expect_list(&list);
		assert_int_equal(stale_is_spread(list.d->store, &list.d->err), 1);
		assert_int_equal(card_each_stale(list.d->store, 1, expect_stale, &list, &list.d->err), 0);
		for (int i = 0; i < CARDS; i++)
			assert_false(list.stale[i]);
		device_free(list.d);
	}
}

/* However many there are: no card has a mark of its own yet, and then as many as were asked for. */
static void stale__all_are_marked_by_one_line(void **state)
{
	struct list list = {.d = device_new_in_memory(1)};
	int slices = 0;
	uint64_t uid;

	(void)state;
	for (int i = 0; i < MANY; i++)
		device_put_note(list.d, (uint64_t)i + 1, "A", "front", "back");
	STORE_TX(tx);
	begin(&list, &tx);
	for (int i = 0; i < MANY; i++)
		set_learnt(&list, i);
	assert_int_equal(stale_mark_all(list.d->store, &list.d->err), 0);
	end(&list, &tx);
	assert_int_equal(stale_next(list.d->store, &uid, &list.d->err), 1);
	while (spread(&list, MANY / 10) == 0)
		slices++;
	assert_int_equal(slices, 10);
	assert_int_equal(stale_next(list.d->store, &uid, &list.d->err), 0);
	device_free(list.d);
}

/* A decision about no card, as servers once could send it, leaves nothing that is spread for ever; one that did is mended. */
static void stale__what_is_no_card_is_not_marked(void **state)
{
	struct row row = {.kind = ROW_SUSPEND_KIND, .log = 78, .n = 1, .origin = 6, .at = 1763000000000};
	struct list list = {.d = device_new(1)};

	(void)state;
	{
		STORE_TX(tx);
		begin(&list, &tx);
		assert_int_equal(place_apply(list.d->store, &row, &list.d->err), PLACE_NEW);
		end(&list, &tx);
	}
	assert_int_equal(stale_is_spread(list.d->store, &list.d->err), 1);
	assert_int_equal(sqlite3_exec(db_handle(list.d->store), "INSERT INTO stale VALUES (0)", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(spread(&list, 7), 1);
	assert_int_equal(stale_is_spread(list.d->store, &list.d->err), 1);
	device_free(list.d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stale__a_mark_on_all_is_one_on_each),
		cmocka_unit_test(stale__all_are_marked_by_one_line),
		cmocka_unit_test(stale__what_is_no_card_is_not_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
