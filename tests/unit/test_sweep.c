/* SPDX-License-Identifier: MIT
 * Folding many cards by one walk over all rows: it must be what folding card by card is, whatever the rows, and
 * whatever comes in meanwhile. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hash.h"
#include "schema/stale.h"
#include "schema/stones.h"
#include "schema/tally.h"
#include "study/fold.h"
#include "tests/unit/device.h"
#include "tests/unit/same.h"
#include "tests/unit/unit.h"

enum { NOTES = 60, CARDS = 70, STEPS = 1700, SEEDS = 3, MANY_STEPS = 12000, GAME_STEPS = 40, ROUNDS = 2 };

static uint64_t some_card(struct rng *rng)
{
	return hash_card_uid(100 + rng_below(rng, CARDS), 0); /* of the last ten nobody has the note */
}

static struct row answer(struct rng *rng)
{
	struct row row = device_review(some_card(rng), 1 + (int)rng_below(rng, 4));

	row.z = (int)rng_below(rng, 1500) - 900;
	row.review.ord = (int64_t)rng_below(rng, 8);
	row.review.ivl = rng_below(rng, 50) ? 1 + (int64_t)rng_below(rng, 40) : INT64_C(3000000000);
	row.review.took_ms = (int64_t)rng_below(rng, 60000);
	return row;
}

static struct row decision(struct rng *rng)
{
	struct row row = {.kind = ROW_SUSPEND_KIND + (enum row_kind)rng_below(rng, 5), .card = some_card(rng)};

	row.suspend.value = row.kind >= ROW_DUE_KIND ? 20700 + (int64_t)rng_below(rng, 200)
						      : (int64_t)rng_below(rng, 3) - 1;
	return row;
}

static struct row brought_along(struct rng *rng)
{
	struct row row = {.kind = ROW_STATE_KIND, .card = some_card(rng)};

	row.state = (struct row_state){.source = STR("anki"),
				       .ivl = (int64_t)rng_below(rng, 60),
				       .ease = 2500,
				       .s = (int64_t)rng_below(rng, 2) * 9000,
				       .difficulty = 5000,
				       .due = 20600 + (int64_t)rng_below(rng, 99),
				       .reps = 3};
	return row;
}

static void append(struct device *d, struct row row)
{
	if (log_append(d->store, &row, &d->err))
		fail_msg("%s", d->err.text);
}

static void undo_something(struct device *d, struct rng *rng)
{
	struct row undo = {.kind = ROW_UNDO_KIND};
	struct undoable found;
	struct arena arena = {0};
	bool redo = rng_below(rng, 3) == 0;

	if (log_last_action(d->store, redo, &found, &arena, &d->err) == 0) {
		undo.card = found.row.card;
		undo.undo = (struct row_undo){(int64_t)found.row.origin, found.row.at, !redo, 0};
		append(d, undo);
	}
	arena_fini(&arena);
}

static int find_origin(void *ctx, const struct row *row, struct err *err)
{
	(void)err;
	*(uint64_t *)ctx = row->origin;
	return 1; /* the first one */
}

static void correct_a_clock(struct device *d, struct rng *rng)
{
	struct row fix = {.kind = ROW_CLOCK_KIND};
	uint64_t origin = 0;

	assert_true(log_each(d->store, find_origin, &origin, &d->err) >= 0);
	fix.clock.of = (int64_t)origin;
	fix.clock.ms = (int64_t)rng_below(rng, 2 * DAY_MS) - (int64_t)DAY_MS;
	if (origin)
		append(d, fix);
}

static void do_something(struct device *d, struct rng *rng)
{
	/* over more days than are counted one by one, some of them empty */
	d->clock.wall_ms += (int64_t)rng_below(rng, rng_below(rng, 12) ? HOUR_MS : 4 * DAY_MS);
	d->clock.mono_ms += rng_below(rng, 30) ? HOUR_MS : 5 * DAY_MS; /* now and then a new origin */
	switch (rng_below(rng, 40)) {
	case 0:
	case 1: append(d, decision(rng)); break;
	case 2: append(d, brought_along(rng)); break;
	case 3:
	case 4: undo_something(d, rng); break;
	case 5:
		if (rng_below(rng, 20) == 0)
			correct_a_clock(d, rng);
		break;
	case 6:
		if (rng_below(rng, 10) == 0)
			assert_int_equal(setting_set(d->store,
						     rng_below(rng, 2) ? "retention" : "deck.Two.retention",
						     rng_below(rng, 2) ? STR("0.85") : STR("0.93"), 0, &d->err),
					 0);
		break;
	default: append(d, answer(rng));
	}
}

static void do_some(struct device *d, struct rng *rng, int count)
{
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	for (int i = 0; i < count; i++)
		do_something(d, rng);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static struct device *device_with_notes(uint64_t seed)
{
	struct device *d = device_new(seed);
	char front[16];

	for (int i = 0; i < NOTES; i++) {
		snprintf(front, sizeof(front), "front %d", i);
		device_put_note(d, 100 + (uint64_t)i, i % 3 ? "One" : "Two", front, "back");
	}
	return d;
}

static void fold_at_once(struct device *d)
{
	if (fold_slice(d->store, 0, &d->err))
		fail_msg("%s", d->err.text);
}

static void fold_card_by_card(struct device *d)
{
	int rc;

	do
		rc = fold_slice(d->store, 1, &d->err);
	while (rc == 1);
	assert_int_equal(rc, 0);
}

static int compare_card(void *ctx, const struct card *card, struct err *err)
{
	struct device *other = ctx;
	struct card theirs;

	assert_int_equal(card_find(other->store, card->uid, &theirs, err), 0);
	assert_same_card(&theirs, card);
	assert_false(card->stale);
	return 0;
}

static int compare_day(void *ctx, const struct day_total *total, struct err *err)
{
	struct device *other = ctx;
	struct day_total theirs;

	assert_int_equal(day_get(other->store, total->day, total->deck, &theirs, err), 0);
	assert_memory_equal(&theirs, total, sizeof(theirs));
	return 0;
}

static int compare_stone(void *ctx, const struct stone *stone, struct err *err)
{
	struct device *other = ctx;
	struct stone theirs;

	assert_int_equal(stone_get(other->store, stone->day, &theirs, err), 0);
	assert_true(theirs.cards == stone->cards && theirs.dues == stone->dues && theirs.news == stone->news &&
		    theirs.gain == stone->gain && theirs.combo == stone->combo && theirs.quests == stone->quests &&
		    theirs.planned == stone->planned && theirs.due == stone->due && theirs.reached == stone->reached);
	return 0;
}

static void assert_same_tallies(struct device *a, struct device *b)
{
	const struct tally_scope everything = {.all = true};
	int64_t first, last;
	struct tally ours, theirs;
	int rc = tally_bounds(a->store, &first, &last, &a->err);

	assert_int_equal(rc, tally_bounds(b->store, &first, &last, &b->err));
	for (int64_t day = first; rc == 0 && day <= last; day++) {
		assert_int_equal(tally_sum(a->store, &everything, day, day, &ours, NULL, &a->err), 0);
		assert_int_equal(tally_sum(b->store, &everything, day, day, &theirs, NULL, &b->err), 0);
		assert_memory_equal(&ours, &theirs, sizeof(ours));
	}
}

static void assert_same(struct device *a, struct device *b)
{
	assert_int_equal(stone_each(a->store, 0, compare_stone, b, &a->err), 0);
	assert_same_tallies(a, b);
	assert_int_equal(card_each(a->store, compare_card, b, &a->err), 0);
	assert_int_equal(day_each(a->store, 0, 99999, compare_day, b, &a->err), 0);
	assert_int_equal(day_each(b->store, 0, 99999, compare_day, a, &a->err), 0);
}

/* Both get the same rows, at once or late; one walks, the other looks for each card's rows. */
static void compare_ways(uint64_t seed)
{
	struct device *a = device_with_notes(seed), *b = device_new(seed + 100);
	struct device *walker = device_new(seed + 200), *seeker = device_new(seed + 300), *d;
	struct rng rng;

	rng_seed(&rng, seed);
	device_sync(a, b);
	for (int step = 0; step < STEPS; step += 20) {
		do_some(rng_below(&rng, 2) ? a : b, &rng, 20);
		if (rng_below(&rng, 20) == 0)
			device_sync(b, a);
	}
	for (int i = 0; i < 2; i++) { /* first all of one device's rows, then the other's: late ones */
		d = i ? b : a;
		device_sync(d, walker), device_sync(d, seeker);
		walker->clock.wall_ms = seeker->clock.wall_ms = d->clock.wall_ms + DAY_MS;
		fold_at_once(walker);
		fold_card_by_card(seeker);
		assert_same(walker, seeker);
	}
	for (d = walker; d; d = d == walker ? seeker : NULL)
		assert_int_equal(settings_set(d->store, STR(""), "relearn", STR("20m"), &d->err), 0);
	fold_at_once(walker);
	fold_card_by_card(seeker);
	assert_same(walker, seeker);
	device_free(a), device_free(b), device_free(walker), device_free(seeker);
}

static void sweep__is_card_by_card(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		compare_ways(seed);
}

/* As a game does it: the row, and the card as it is with it. */
static void answer_as_a_game(struct device *d, struct rng *rng)
{
	struct row row = rng_below(rng, 4) ? answer(rng) : decision(rng);
	struct card card;
	STORE_TX(tx);

	d->clock.wall_ms += MINUTE_MS;
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	append(d, row);
	assert_int_equal(card_find(d->store, row.card, &card, &d->err), 0);
	assert_int_equal(fold_card(d->store, &card, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* A row of another device: its card is stale from here on. */
static void pull_one(struct device *d, struct rng *rng, uint64_t log, int64_t n)
{
	struct row row = answer(rng);
	STORE_TX(tx);

	row.log = row.origin = log;
	row.n = n;
	row.at = row.t = d->clock.wall_ms - 9 * DAY_MS + n;
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(place_apply(d->store, &row, &d->err), PLACE_NEW);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* What reaches further than a card. */
static void reach_further(struct device *d, struct rng *rng)
{
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	undo_something(d, rng);
	correct_a_clock(d, rng);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* Another process that plays and syncs on the same file; it has begun when this returns. */
static pid_t start_game(const struct device *d, uint64_t seed)
{
	int begun[2], ready = pipe(begun);
	struct device *same;
	pid_t pid = fork();
	struct rng rng;
	char byte = 0;

	assert_int_equal(ready, 0);
	if (pid != 0) {
		close(begun[1]);
		assert_int_equal(read(begun[0], &byte, 1), 1);
		close(begun[0]);
		return pid;
	}
	same = calloc(1, sizeof(*same));
	snprintf(same->path, sizeof(same->path), "%s", d->path);
	same->clock = d->clock;
	rng_seed(&same->rng, seed);
	rng_seed(&rng, seed);
	device_open(same);
	for (int i = 0; i < GAME_STEPS; i++) {
		if (i == 2 && write(begun[1], &byte, 1) != 1)
			_exit(1);
		answer_as_a_game(same, &rng);
		if (seed % 2)
			pull_one(same, &rng, 1000 + seed, i + 1);
		else if (i % 4 == 3)
			reach_further(same, &rng);
	}
	store_close(same->store);
	_exit(0);
}

static void make_all_stale(struct device *d)
{
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(stale_mark_all(d->store, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

struct kept {
	struct card card[CARDS];
	size_t count;
};

static int keep_card(void *ctx, const struct card *card, struct err *err)
{
	struct kept *kept = ctx;

	(void)err;
	kept->card[kept->count++] = *card;
	return 0;
}

/* One sweep beside a game; what was written under way must be what the rows say in the end. */
static void sweep_beside_a_game(struct device *d, uint64_t seed)
{
	struct kept swept = {.count = 0}, sought = {.count = 0};
	pid_t game;
	int status;

	make_all_stale(d);
	store_close(d->store);
	game = start_game(d, seed);
	device_open(d);
	fold_at_once(d);
	assert_int_equal(waitpid(game, &status, 0), game);
	assert_int_equal(status, 0);
	d->clock.wall_ms += DAY_MS;
	fold_at_once(d);
	assert_int_equal(card_each(d->store, keep_card, &swept, &d->err), 0);
	make_all_stale(d);
	fold_card_by_card(d);
	assert_int_equal(card_each(d->store, keep_card, &sought, &d->err), 0);
	assert_int_equal(swept.count, sought.count);
	for (size_t i = 0; i < swept.count; i++)
		assert_same_card(&swept.card[i], &sought.card[i]);
}

static void sweep__others_write_meanwhile(void **state)
{
	struct device *d = device_with_notes(7);
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	do_some(d, &rng, MANY_STEPS);
	fold_at_once(d);
	for (uint64_t round = 0; round < ROUNDS; round++)
		sweep_beside_a_game(d, 8 + round);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sweep__is_card_by_card),
		cmocka_unit_test(sweep__others_write_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
