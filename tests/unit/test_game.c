/* SPDX-License-Identifier: MIT
 * The game's numbers are a function of the set of rows: whatever devices did, in whatever order they met, the
 * sums that are kept up to date answer by answer are those of a plain count over all rows, written here a
 * second time. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "study/fold.h"
#include "study/game.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

enum { DEVICES = 3, STEPS = 120, SEEDS = 6, NOTES = 5, ROWS_MAX = 4000, DAYS_MAX = 2000 };

/* --- The plain count --- */

struct plain_day {
	int64_t day, cards, dues, news, gain;
};

struct plain {
	struct store *store;
	struct row row[ROWS_MAX];
	size_t rows;
	struct plain_day day[DAYS_MAX];
	size_t days;
	int64_t xp;
};

static struct plain_day *day_of(struct plain *plain, int64_t day)
{
	for (size_t i = 0; i < plain->days; i++)
		if (plain->day[i].day == day)
			return &plain->day[i];
	assert_in_range(plain->days, 0, DAYS_MAX - 1);
	plain->day[plain->days] = (struct plain_day){.day = day};
	return &plain->day[plain->days++];
}

static int take_row(void *ctx, const struct row *row, struct err *err)
{
	struct plain *plain = ctx;

	(void)err;
	if (row->undone || (row->kind != ROW_REVIEW_KIND && row->kind != ROW_STATE_KIND))
		return 0;
	assert_in_range(plain->rows, 0, ROWS_MAX - 1);
	plain->row[plain->rows++] = *row;
	return 0;
}

static int in_fold_order(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	return a->origin != b->origin ? (a->origin < b->origin ? -1 : 1) : (a->at > b->at) - (a->at < b->at);
}

static bool is_typed(const struct row_review *r)
{
	return (r->mode == MODE_TYPED || r->mode == MODE_CLOZE) && (r->dist == 0 || r->dist == 1);
}

/* Counts one card; *last is the card's (u, v). */
static void count_card(struct plain *plain, int *u, int *v)
{
	int64_t owed = 0, played = 0, lapse[ROWS_MAX], beaten = -1000000, hit = -1000000;
	size_t lapses = 0;

	*u = *v = 0;
	qsort(plain->row, plain->rows, sizeof(*plain->row), in_fold_order);
	for (size_t i = 0; i < plain->rows; i++) {
		const struct row_review *r = &plain->row[i].review;
		int64_t today = (int64_t)floor((double)(plain->row[i].t + 60000LL * plain->row[i].z) / 86400000);
		bool first = today != played, right = r->rating > 1,
		     timely = first && (played == 0 || today >= owed);
		struct plain_day *day;
		int height, checked;

		if (plain->row[i].kind == ROW_STATE_KIND) {
			if (plain->row[i].state.due > 0)
				owed = plain->row[i].state.due;
			continue;
		}
		day = day_of(plain, today);
		height = right ? (int)lround(100 * log2(1 + (double)r->s / 1000)) : 0;
		checked = is_typed(r) ? height : r->mode == MODE_CHOICE ? height * 35 / 100 : 0;
		if (r->hint)
			checked = is_typed(r) ? height / 2 : r->mode == MODE_CHOICE ? height * 35 / 200 : 0;
		if (timely && height > *u)
			day->gain += 2 * (height - *u), *u = height;
		if (timely && checked > *v)
			day->gain += 8 * (checked - *v), *v = checked;
		day->cards += first;
		day->news += played == 0;
		day->dues += first && played && today >= owed;
		if (first && played && !right && today - beaten >= 60)
			lapse[lapses++] = today;
		if (first && played && today >= owed && right && is_typed(r) && !r->hint && lapses >= 4 &&
		    lapse[lapses - 4] > today - 60) {
			if (hit > today - 60) {
				day->gain += 1000;
				beaten = today;
				lapses = 0;
				hit = -1000000;
			} else {
				hit = today;
			}
		}
		played = today;
		owed = today + (r->ivl > 0 ? r->ivl : 0);
	}
}

static int check_card(void *ctx, const struct card *card, struct err *err)
{
	struct plain *plain = ctx;
	int u, v;

	plain->rows = 0;
	assert_int_equal(log_each_of_card(plain->store, card->uid, take_row, plain, err), 0);
	count_card(plain, &u, &v);
	assert_int_equal(card->u, u);
	assert_int_equal(card->v, v);
	plain->xp += 2 * u + 8 * v;
	return 0;
}

static int check_stone(void *ctx, const struct stone *stone, struct err *err)
{
	struct plain *plain = ctx;
	struct plain_day *day = day_of(plain, stone->day);

	(void)err;
	assert_int_equal(stone->cards, day->cards);
	assert_int_equal(stone->dues, day->dues);
	assert_int_equal(stone->news, day->news);
	assert_int_equal(stone->gain, day->gain);
	*day = (struct plain_day){.day = stone->day};
	return 0;
}

/* Whatever a note made once, also cards that are gone now. */
static void check_all(struct device *d)
{
	struct plain *plain = calloc(1, sizeof(*plain));
	struct card card;

	plain->store = d->store;
	for (uint64_t uid = 100; uid < 100 + NOTES; uid++)
		if (card_find(d->store, hash_card_uid(uid, 0), &card, &d->err) == 0)
			check_card(plain, &card, &d->err);
	assert_int_equal(stone_each(d->store, INT64_MIN, check_stone, plain, &d->err), 0);
	for (size_t i = 0; i < plain->days; i++) /* no day without its stone */
		assert_int_equal(plain->day[i].cards + plain->day[i].gain, 0);
	free(plain);
}

/* --- Known, card by card --- */

struct knowing {
	struct fsrs fsrs;
	int64_t today;
	double exact, cells;
	int64_t counted;
};

static int know_card(void *ctx, const struct card *card, struct err *err)
{
	struct knowing *knowing = ctx;

	(void)err;
	if (card->state == CARD_NEW)
		return 0;
	knowing->counted++;
	knowing->exact += fsrs_recall(&knowing->fsrs, fmax(0, (double)(knowing->today - card->last_day)), card->s);
	return 0;
}

static int know_cell(void *ctx, const struct memory_cell *cell, struct err *err)
{
	struct knowing *knowing = ctx;

	(void)err;
	assert_true(cell->n > 0 || (cell->ln == 0 && cell->days == 0));
	knowing->counted -= cell->n;
	knowing->cells += known_of(cell, knowing->today);
	return 0;
}

static void check_known(struct device *d)
{
	struct knowing knowing = {.today = clock_study_day(d->clock.wall_ms, -240)};

	fsrs_default(&knowing.fsrs);
	assert_int_equal(card_each(d->store, know_card, &knowing, &d->err), 0);
	assert_int_equal(cell_each(d->store, know_cell, &knowing, &d->err), 0);
	assert_int_equal(knowing.counted, 0);
	assert_true(fabs(knowing.exact - knowing.cells) <= 0.001 * knowing.exact + 1e-9);
}

/* --- Days: combo, quests, what was reached --- */

static int keep_stone(void *ctx, const struct stone *stone, struct err *err)
{
	struct buf *out = ctx;

	(void)err;
	if (stone->cards == 0 && !stone->planned && stone->reached == 0)
		return 0; /* what was there was taken back */
	buf_addf(out, "%lld: %lld %lld %lld %lld, combo %lld, quests %lld, plan %d %lld %lld, reached %lld\n",
		 (long long)stone->day, (long long)stone->cards, (long long)stone->dues, (long long)stone->news,
		 (long long)stone->gain, (long long)stone->combo, (long long)stone->quests, stone->planned,
		 (long long)stone->due, (long long)stone->quota, (long long)stone->reached);
	return 0;
}

/* Every day, its own rows looked at once more. */
static void put_days(struct device *d, struct buf *out)
{
	int64_t today = clock_study_day(d->clock.wall_ms, 0);
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(game_settle(d->store, today - DAYS_MAX, today + 4, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	assert_int_equal(stone_each(d->store, INT64_MIN, keep_stone, out, &d->err), 0);
}

/* --- Devices that do all sorts of things --- */

struct world {
	struct rng rng;
	struct device *device[DEVICES];
};

static uint64_t pick(struct world *w, uint64_t n)
{
	return rng_below(&w->rng, n);
}

/* A row as an older version, or another program, may have written it: anything goes. */
static void append_review(struct world *w, struct device *d)
{
	struct row row = device_review(hash_card_uid(100 + pick(w, NOTES), 0), 1 + (int)pick(w, 4));

	row.z = (int)pick(w, 3) * 60 - 240;
	row.review.s = (int64_t)pick(w, 50000);
	row.review.ivl = (int64_t)pick(w, 6) - 1;
	row.review.mode = (int64_t)pick(w, 4);
	row.review.hint = pick(w, 5) == 0;
	row.review.dist = (int64_t)pick(w, 4) - 1;
	row.review.ord = (int64_t)pick(w, 5);
	device_append(d, row);
	{
		STORE_TX(tx);
		struct card card;

		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(card_find(d->store, row.card, &card, &d->err), 0);
		assert_int_equal(fold_card(d->store, &card, &d->err), 0);
		assert_int_equal(store_commit(&tx, &d->err), 0);
	}
}

static void answer(struct world *w, struct device *d)
{
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct question question;
	struct answer given = {.rating = 1 + (int)pick(w, 4), .took_ms = 1000, .mode = (enum row_mode)pick(w, 4)};
	int rc;

	given.hint = pick(w, 5) == 0;
	given.dist = (int)pick(w, 3) - 1;
	rc = session_show(session, hash_card_uid(100 + pick(w, NOTES), 0), &question, &d->err);
	assert_in_range(rc, 0, 1);
	if (rc == 0)
		assert_int_equal(session_answer(session, &given, NULL, &d->err), 0);
	if (pick(w, 5) == 0) {
		struct row what;

		assert_in_range(session_undo(session, &what, &d->err), 0, 1);
		if (pick(w, 2))
			assert_in_range(session_redo(session, &what, &d->err), 0, 1);
	}
	session_close(session);
}

static void fold_all(struct device *d)
{
	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
}

static void do_something(struct world *w, struct device *d)
{
	uint64_t note = 100 + pick(w, NOTES);

	d->clock.wall_ms += (int64_t)pick(w, 20 * (int64_t)HOUR_MS);
	d->clock.mono_ms = d->clock.wall_ms;
	switch (pick(w, 20)) {
	case 0: device_put_note(d, note, pick(w, 2) ? "D" : "E", "front", "back"); break;
	case 1: device_remove_note(d, note); break;
	case 2: device_correct_clock(d, (int64_t)pick(w, 4 * DAY_MS) - 2 * (int64_t)DAY_MS); break;
	case 3: fold_all(d); break;
	case 4: device_set(d, "retention", pick(w, 2) ? "0.8" : ""); break;
	case 5:
	case 6: append_review(w, d); break;
	default: answer(w, d); break;
	}
}

static void meet_all(struct world *w)
{
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < DEVICES; i++)
			for (int k = 0; k < DEVICES; k++)
				if (i != k)
					device_sync(w->device[i], w->device[k]);
}

/* Devices that hold the same rows show the same days. */
static void check_same_days(struct world *w)
{
	struct buf days[DEVICES] = {0};

	for (int i = 0; i < DEVICES; i++) {
		fold_all(w->device[i]);
		put_days(w->device[i], &days[i]);
		assert_string_equal(buf_z(&days[i]), buf_z(&days[0]));
	}
	for (int i = 0; i < DEVICES; i++)
		buf_fini(&days[i]);
}

static void run(uint64_t seed)
{
	struct world w;

	rng_seed(&w.rng, seed);
	for (int i = 0; i < DEVICES; i++) {
		w.device[i] = device_new(seed * 100 + (uint64_t)i);
		for (uint64_t uid = 100; uid < 100 + NOTES; uid++)
			device_put_note(w.device[i], uid, "D", "front", "back");
	}
	for (int step = 0; step < STEPS; step++) {
		struct device *d = w.device[pick(&w, DEVICES)];

		if (pick(&w, 8) == 0)
			device_sync(w.device[pick(&w, DEVICES)], d);
		else
			do_something(&w, d);
	}
	for (int met = 0; met < 2; met++) {
		for (int i = 0; i < DEVICES; i++) {
			fold_all(w.device[i]);
			check_all(w.device[i]);
			check_known(w.device[i]);
		}
		meet_all(&w);
	}
	check_same_days(&w);
	for (int i = 0; i < DEVICES; i++)
		device_free(w.device[i]);
}

static void game__sums_are_those_of_the_rows(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		run(seed);
}

/* 100,000 cards of somebody who studies for years, with parameters as they are fitted: the sum over cells against the
 * exact one, on the day, after a month and after a year away. */
static void check_decay(double decay)
{
	enum { CARDS = 100000, TODAY = 20000 };
	static const int away[] = {0, 30, 365};
	double exact[3] = {0}, cells[3] = {0};
	struct game_batch batch = {0};
	struct fsrs fsrs;
	struct rng rng;

	fsrs_default(&fsrs);
	fsrs.w[FSRS_PARAMS - 1] = decay;
	fsrs.factor = pow(0.9, -1 / decay) - 1;
	rng_seed(&rng, 7);
	for (int i = 0; i < CARDS; i++) {
		double s = exp(log(0.2) + log(5000) * (double)rng_below(&rng, 1000) / 1000);
		int64_t day = TODAY - (int64_t)((double)rng_below(&rng, 1500) / 1000 * s);

		batch_cell(&batch, known_key(&fsrs, s, day), s, day, 1);
		for (int k = 0; k < 3; k++)
			exact[k] += fsrs_recall(&fsrs, (double)(TODAY + away[k] - day), s);
	}
	for (size_t i = 0; i < batch.cell_cap; i++)
		for (int k = 0; k < 3; k++)
			cells[k] += known_of(&batch.cell[i], TODAY + away[k]);
	for (int k = 0; k < 3; k++)
		if (fabs(cells[k] - exact[k]) > 0.001 * exact[k])
			fail_msg("decay %.4f, %d days away: %f in cells, %f card by card", decay, away[k], cells[k], exact[k]);
	batch_fini(&batch);
}

static void game__known_within_a_thousandth(void **state)
{
	static const double decays[] = {0.1, 0.1542, 0.2, 0.3, 0.5, 0.8};

	(void)state;
	for (size_t i = 0; i < sizeof(decays) / sizeof(decays[0]); i++)
		check_decay(decays[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(game__sums_are_those_of_the_rows),
		cmocka_unit_test(game__known_within_a_thousandth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
