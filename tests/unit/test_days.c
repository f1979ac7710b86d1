/* SPDX-License-Identifier: MIT
 * Totals, tallies and spreads against a plain recount of the rows, which is written here once more: whatever
 * was answered, taken back, moved, doubled or came late, on however many devices. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "schema/tally.h"
#include "study/days.h"
#include "study/fold.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

enum { DEVICES = 3, STEPS = 70, NOTES = 6, SEEDS = 40, FIRST_NOTE = 100, ROWS_MAX = 4000 };
static const uint64_t stranger = 77; /* a log that is copied from others: its rows are doubled */

struct world {
	struct rng rng;
	struct device *device[DEVICES];
	int64_t doubled[DEVICES]; /* how far each holds that log */
};

static uint64_t pick(struct world *w, uint64_t n)
{
	return rng_below(&w->rng, n);
}

static uint64_t some_card(struct world *w)
{
	return hash_card_uid(FIRST_NOTE + pick(w, NOTES), 0);
}

/* Through the game itself: what is counted on the way. */
static void answer(struct world *w, struct device *d)
{
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct answer answer = {1 + (int)pick(w, 4), (int64_t)pick(w, 90000), MODE_FLIP, 0, -1};
	struct question question;
	struct row what;
	int rc;

	rc = session_show(session, some_card(w), &question, &d->err);
	if (rc == 0 && session_answer(session, &answer, NULL, &d->err) < 0)
		fail_msg("%s", d->err.text);
	if (pick(w, 5) == 0 && session_undo(session, &what, &d->err) == 0 && pick(w, 2))
		assert_int_equal(session_redo(session, &what, &d->err), 0);
	session_close(session);
}

/* What another program may have written: any zone, any number, any time. */
static struct row strange_row(struct world *w)
{
	struct row row = device_review(some_card(w), (int)pick(w, 7) - 1);

	row.z = (int)pick(w, 26 * 60) - 13 * 60;
	row.review.took_ms = (int64_t)pick(w, 2000000) - 1000;
	row.review.p = (int64_t)pick(w, 10400) - 200;
	row.review.ord = (int64_t)pick(w, 4);
	if (pick(w, 5))
		return row;
	row.kind = ROW_STATE_KIND;
	row.state = (struct row_state){.source = STR("test"), .ivl = (int64_t)pick(w, 40), .reps = 1};
	row.state.due = pick(w, 2) ? 20775 + (int64_t)pick(w, 60) : 0;
	row.state.s = pick(w, 2) ? (int64_t)pick(w, 30000) : 0;
	return row;
}

/* In its own log, and so foreign to this device's own counting. */
static void bring(struct world *w, struct device *d, int *n)
{
	struct row row = strange_row(w);
	STORE_TX(tx);

	row.origin = 900 + pick(w, 3);
	row.at = d->clock.wall_ms - (int64_t)pick(w, 40) * DAY_MS + ++*n;
	row.log = 1000 + (uint64_t)*n;
	row.n = 1;
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	if (place_apply(d->store, &row, &d->err) < 0)
		fail_msg("%s", d->err.text);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static int take_first(void *ctx, const struct row *row, struct err *err)
{
	struct row *found = ctx;

	(void)err;
	if (row->kind != ROW_REVIEW_KIND)
		return 0;
	*found = *row;
	return 1;
}

/* The first answer held comes once more, at another place. */
static void double_one(struct world *w, int i)
{
	struct device *d = w->device[i];
	struct row row = {0};
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	if (log_each(d->store, take_first, &row, &d->err) != 1)
		return;
	row.log = stranger + (uint64_t)i;
	row.n = ++w->doubled[i];
	assert_int_equal(place_apply(d->store, &row, &d->err), PLACE_DOUBLE);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static void decide(struct world *w, struct device *d)
{
	static const enum row_kind kinds[] = {ROW_SUSPEND_KIND, ROW_BURY_KIND, ROW_FORGET_KIND, ROW_DUE_KIND};
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct question question;

	if (session_show(session, some_card(w), &question, &d->err) == 0)
		assert_int_equal(session_decide(session, kinds[pick(w, 4)], (int64_t)pick(w, 2), &d->err), 0);
	session_close(session);
}

static void do_something(struct world *w, int i, int *n)
{
	struct device *d = w->device[i];
	uint64_t note = FIRST_NOTE + pick(w, NOTES);

	d->clock.wall_ms += (int64_t)pick(w, pick(w, 8) ? 4 * HOUR_MS : 40LL * DAY_MS);
	d->clock.mono_ms = d->clock.wall_ms;
	switch (pick(w, 12)) {
	case 0:
	case 1:
	case 2:
	case 3: answer(w, d); break;
	case 4:
	case 5: bring(w, d, n); break;
	case 6: device_put_note(d, note, pick(w, 2) ? "D" : "E", "front", "back"); break;
	case 7: device_remove_note(d, note); break;
	case 8: device_correct_clock(d, (int64_t)pick(w, 6 * DAY_MS) - 3 * (int64_t)DAY_MS); break;
	case 9: double_one(w, i); break;
	case 10: decide(w, d); break;
	case 11: assert_true(fold_slice(d->store, 0, &d->err) >= 0); break;
	}
}

/* --- the recount --- */

struct held {
	struct row row[ROWS_MAX];
	size_t count;
};

static int hold(void *ctx, const struct row *row, struct err *err)
{
	struct held *held = ctx;

	(void)err;
	assert_true(held->count < ROWS_MAX);
	held->row[held->count++] = *row;
	return 0;
}

static bool is_undone(const struct held *held, const struct row *row)
{
	const struct row *best = NULL;

	for (size_t i = 0; i < held->count; i++) {
		const struct row *r = &held->row[i];

		if (r->kind != ROW_UNDO_KIND || (uint64_t)r->undo.target_origin != row->origin ||
		    r->undo.target_at != row->at)
			continue;
		if (!best || r->undo.g > best->undo.g ||
		    (r->undo.g == best->undo.g &&
		     (r->t > best->t || (r->t == best->t && r->origin > best->origin))))
			best = r;
	}
	return best && best->undo.on;
}

static bool is_before(const struct row *a, const struct row *b)
{
	if (a->t != b->t)
		return a->t < b->t;
	return a->origin != b->origin ? a->origin < b->origin : a->at < b->at;
}

static int64_t day_of(const struct row *row)
{
	return (int64_t)floor(((double)row->t + 60000.0 * row->z) / 86400000.0);
}

/* The day since which the card had waited; -1: it was not known before. */
static int64_t day_before(const struct held *held, const struct row *row)
{
	const struct row *best = NULL;
	int64_t day, ivl, due;

	for (size_t i = 0; i < held->count; i++) {
		const struct row *r = &held->row[i];
		bool says = r->kind == ROW_REVIEW_KIND ||
			    (r->kind == ROW_STATE_KIND && (r->state.s > 0 || r->state.ivl > 0));

		if (says && r->card == row->card && is_before(r, row) && (!best || is_before(best, r)) &&
		    !is_undone(held, r))
			best = r;
	}
	if (!best || best->kind == ROW_REVIEW_KIND)
		return best ? day_of(best) : -1;
	day = day_of(best);
	ivl = best->state.ivl ? best->state.ivl : best->state.s / 1000 ? best->state.s / 1000 : 1;
	due = best->state.due ? best->state.due : day + ivl;
	return due - ivl < day ? due - ivl : day;
}

static void recount_test(struct tally *t, const struct row *row, int64_t waited, int hour)
{
	static const int64_t from[] = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};
	bool recalled = row->review.rating >= 2 && row->review.rating <= 4;
	int octave = 0, bin = 0;
	double p = (double)row->review.p / 10000, q;

	while (octave < 12 && waited >= from[octave + 1])
		octave++;
	t->ivl[octave].tests++, t->ivl[octave].recalled += recalled;
	t->hour[hour].rate.tests++, t->hour[hour].rate.recalled += recalled;
	if (row->review.p < 0 || row->review.p > 10000)
		return;
	while (bin < 19 && p >= log(bin + 2) / log(21))
		bin++;
	q = fmin(fmax(p, 0.0001), 0.9999);
	t->bin[bin].rate.tests++, t->bin[bin].rate.recalled += recalled, t->bin[bin].p += row->review.p;
	t->ivl_bin[octave].rate.tests++, t->ivl_bin[octave].rate.recalled += recalled, t->ivl_bin[octave].p += row->review.p;
	t->hour_bin[hour].rate.tests++, t->hour_bin[hour].rate.recalled += recalled, t->hour_bin[hour].p += row->review.p;
	t->loss += llround(-log(recalled ? q : 1 - q) * 1e6);
}

static void recount_row(const struct held *held, const struct row *row, struct tally *t)
{
	int64_t day = day_of(row), since = row->review.ord ? day_before(held, row) : -1;
	int64_t waited = since < 0 ? 0 : day > since ? day - since : 0;
	int64_t rating = row->review.rating >= 1 && row->review.rating <= 4 ? row->review.rating : 1;
	int64_t took = row->review.took_ms < 0	      ? 0
		       : row->review.took_ms > 600000 ? 600000
						      : row->review.took_ms;
	int group = row->review.ord == 0 ? 0 : waited == 0 ? 1 : waited < 21 ? 2 : 3;
	int hour = (int)((row->t + 60000LL * row->z - day * 86400000LL) / 3600000);

	t->answers[group][rating - 1]++;
	t->took_ms[group] += took;
	t->hour[hour].answers++;
	if (group >= 2)
		recount_test(t, row, waited, hour);
}

static int64_t deck_of(struct device *d, uint64_t card)
{
	struct card found;

	return card_find(d->store, card, &found, &d->err) == 0 ? found.deck : 0;
}

/* Of one deck; all: of every one. */
static void recount(struct device *d, const struct held *held, int64_t deck, bool all, int64_t from,
		    int64_t to, struct tally *t)
{
	*t = (struct tally){0};
	for (size_t i = 0; i < held->count; i++) {
		const struct row *row = &held->row[i];

		if (row->kind == ROW_REVIEW_KIND && day_of(row) >= from && day_of(row) <= to &&
		    !is_undone(held, row) && (all || deck_of(d, row->card) == deck))
			recount_row(held, row, t);
	}
}

static void assert_same(const struct tally *is, const struct tally *should, int device, int64_t deck,
			int64_t day)
{
	const int64_t *a = (const int64_t *)is, *b = (const int64_t *)should;

	for (size_t i = 0; i < sizeof(*is) / sizeof(int64_t); i++)
		if (a[i] != b[i])
			fail_msg("device %d, deck %lld, day %lld: cell %zu is %lld, not %lld", device,
				 (long long)deck, (long long)day, i, (long long)a[i], (long long)b[i]);
}

static void check_days(struct device *d, int device, const struct held *held)
{
	int64_t first, last;
	struct tally is, should;
	struct tally_day *days;

	if (tally_bounds(d->store, &first, &last, &d->err))
		return;
	days = mem_array((size_t)(last - first + 1), sizeof(*days));
	for (int64_t deck = -1; deck <= 2; deck++) { /* -1: all */
		struct tally_scope scope = {deck < 0, &deck, 1};

		assert_int_equal(tally_sum(d->store, &scope, first, last, &is, days, &d->err), 0);
		recount(d, held, deck, deck < 0, first, last, &should);
		assert_same(&is, &should, device, deck, 0);
		for (int64_t day = first; day <= last; day++) {
			int64_t answers = 0, took = 0;

			if (days[day - first].answers == 0 && day % 7)
				continue;
			assert_int_equal(tally_sum(d->store, &scope, day, day, &is, NULL, &d->err), 0);
			recount(d, held, deck, deck < 0, day, day, &should);
			assert_same(&is, &should, device, deck, day);
			for (int g = 0; g < TALLY_GROUPS; g++) {
				took += should.took_ms[g];
				for (int r = 0; r < TALLY_RATINGS; r++)
					answers += should.answers[g][r];
			}
			assert_int_equal(days[day - first].answers, answers);
			assert_int_equal(days[day - first].took_ms, took);
		}
	}
	free(days);
}

static int add_card(void *ctx, const struct card *card, struct err *err)
{
	static const double from[] = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};
	struct spread *spread = ctx;
	int s = 0, ivl = 0;

	(void)err;
	spread->state[card->queue == QUEUE_SUSPENDED ? 4
		      : card->state == CARD_NEW	     ? 0
		      : card->state != CARD_REVIEW   ? 1
		      : card->ivl < 21		     ? 2
						     : 3]++;
	if (card->state == CARD_NEW)
		return 0;
	while (s < 12 && card->s >= from[s + 1])
		s++;
	while (ivl < 12 && (double)card->ivl >= from[ivl + 1])
		ivl++;
	spread->s[s]++;
	spread->ivl[ivl]++;
	spread->strong += card->s >= 21;
	spread->d[(int)floor(card->d) - 1]++;
	return 0;
}

struct dues {
	int64_t from, before, after, due[30];
};

static int add_due(void *ctx, const struct card *card, struct err *err)
{
	struct dues *dues = ctx;

	(void)err;
	if (card->queue != QUEUE_REVIEW)
		return 0;
	if (card->due < dues->from)
		dues->before++;
	else if (card->due >= dues->from + 30)
		dues->after++;
	else
		dues->due[card->due - dues->from]++;
	return 0;
}

static void check_spread(struct device *d)
{
	struct tally_scope all = {.all = true};
	struct spread is, should = {{0}};
	struct dues dues = {.from = d->clock.wall_ms / DAY_MS}, found = {.from = dues.from};

	assert_int_equal(spread_sum(d->store, &all, &is, &d->err), 0);
	assert_int_equal(card_each(d->store, add_card, &should, &d->err), 0);
	assert_memory_equal(&is, &should, sizeof(is));
	assert_int_equal(card_each(d->store, add_due, &dues, &d->err), 0);
	assert_int_equal(
		spread_due(d->store, &all, dues.from, 30, found.due, &found.before, &found.after, &d->err),
		0);
	assert_memory_equal(&found, &dues, sizeof(dues));
}

static void check(struct world *w, int device)
{
	static struct held held;
	struct device *d = w->device[device];

	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	held.count = 0;
	assert_int_equal(log_each(d->store, hold, &held, &d->err), 0);
	check_days(d, device, &held);
	check_spread(d);
}

static void meet_all(struct world *w)
{
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < DEVICES; i++)
			for (int k = 0; k < DEVICES; k++)
				if (i != k)
					device_sync(w->device[i], w->device[k]);
}

static void run(uint64_t seed)
{
	struct world w = {.doubled = {0}};
	int n = 0;

	rng_seed(&w.rng, seed);
	for (int i = 0; i < DEVICES; i++) {
		w.device[i] = device_new(seed * 100 + (uint64_t)i);
		w.device[i]->clock.wall_ms += i == 2 ? 2 * (int64_t)DAY_MS : 0; /* a clock that runs ahead */
	}
	for (int step = 0; step < STEPS; step++) {
		int i = (int)pick(&w, DEVICES);

		if (pick(&w, 6) == 0)
			device_sync(w.device[pick(&w, DEVICES)], w.device[i]);
		else
			do_something(&w, i, &n);
		if (pick(&w, 20) == 0)
			check(&w, i);
	}
	meet_all(&w);
	for (int i = 0; i < DEVICES; i++) {
		check(&w, i);
		device_free(w.device[i]);
	}
}

static void days__equal_a_plain_recount(void **state)
{
	const char *full = getenv("CAIRN_TEST_FULL");
	uint64_t seeds = full && *full ? 10 * SEEDS : SEEDS;

	(void)state;
	for (uint64_t seed = 1; seed <= seeds; seed++)
		run(seed);
}

static void days__buckets(void **state)
{
	(void)state;
	assert_int_equal(tally_octave(0), 0);
	assert_int_equal(tally_octave(0.99), 0);
	assert_int_equal(tally_octave(1), 1);
	assert_int_equal(tally_octave(1.99), 1);
	assert_int_equal(tally_octave(2), 2);
	assert_int_equal(tally_octave(1023), 10);
	assert_int_equal(tally_octave(1024), 11);
	assert_int_equal(tally_octave(1e9), 12);
	assert_int_equal(tally_bin_of(0), 0);
	assert_int_equal(tally_bin_of(10000), 19);
	assert_int_equal(tally_bin_of(9000), 14); /* 21^0.9 - 1 = 14.49 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days__buckets),
		cmocka_unit_test(days__equal_a_plain_recount),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
