/* SPDX-License-Identifier: MIT
 * Folding one card from its rows, without a store. */
#include "study/fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "tests/unit/same.h"
#include "tests/unit/unit.h"

enum { CARD = 77, TODAY = 20800 };

static const struct card blank = {.id = 1, .uid = CARD, .note = 9, .deck = 1};

static struct row review_row(int64_t day, int ms, int rating)
{
	struct row row = {.kind = ROW_REVIEW_KIND, .origin = 5, .card = CARD};

	row.at = row.t = day * DAY_MS + ms;
	row.review.rating = rating;
	row.review.ord = -1; /* no interval was recorded */
	return row;
}

static struct row decision_row(enum row_kind kind, int64_t day, int64_t value, int64_t g)
{
	struct row row = {.kind = kind, .origin = 6, .card = CARD};

	row.at = row.t = day * DAY_MS + 500 + (int)kind;
	row.suspend.value = value;
	row.suspend.g = g;
	return row;
}

static struct card fold_rows(const struct row *rows, size_t count, int64_t since)
{
	struct settings settings;
	struct card card = blank;
	struct fold fold = {0};

	settings_default(&settings);
	settings.fuzz = false;
	for (size_t i = 0; i < count; i++)
		fold_add(&fold, &rows[i], false);
	fold_finish(&fold, &settings, since, TODAY, &card);
	fold_fini(&fold);
	return card;
}

static struct row random_row(struct rng *rng)
{
	static const enum row_kind kinds[] = {ROW_SUSPEND_KIND, ROW_BURY_KIND, ROW_FLAG_KIND, ROW_FORGET_KIND,
					      ROW_DUE_KIND};
	struct row row = review_row(TODAY - (int64_t)rng_below(rng, 30), (int)rng_below(rng, 4) * HOUR_MS,
				    1 + (int)rng_below(rng, 4));

	row.origin = 1 + rng_below(rng, 3);
	row.z = (int)rng_below(rng, 1440) - 720;
	row.review.ord = (int64_t)rng_below(rng, 6);
	row.review.ivl = 1 + (int64_t)rng_below(rng, 50);
	if (rng_below(rng, 4) == 0) {
		row.kind = kinds[rng_below(rng, 5)];
		row.suspend.value = (int64_t)rng_below(rng, 2);
		row.suspend.g = 1 + (int64_t)rng_below(rng, 3);
	} else if (rng_below(rng, 8) == 0) {
		row.kind = ROW_STATE_KIND;
		row.state = (struct row_state){
			.ivl = (int64_t)rng_below(rng, 40), .ease = 2500, .due = TODAY, .reps = 3};
	}
	return row;
}

/* Whatever the order in which rows come, and however often: the same card. */
static void fold__order_and_repetition_do_not_matter(void **state)
{
	struct row rows[24];
	struct rng rng;

	(void)state;
	rng_seed(&rng, 4);
	for (int round = 0; round < 500; round++) {
		size_t count = 1 + rng_below(&rng, 16), all = count;
		struct card want;

		for (size_t i = 0; i < count; i++)
			rows[i] = random_row(&rng);
		for (size_t i = 0; i < count; i++)
			rows[i].at = rows[i].t += (int64_t)i; /* an identity each */
		want = fold_rows(rows, count, 0);
		for (; all < 24 && rng_below(&rng, 3); all++)
			rows[all] = rows[rng_below(&rng, count)];
		for (size_t i = all; i > 1; i--) {
			size_t k = rng_below(&rng, i);
			struct row row = rows[k];

			rows[k] = rows[i - 1];
			rows[i - 1] = row;
		}
		struct card got = fold_rows(rows, all, 0);
		assert_same_card(&got, &want);
	}
}

static void fold__undone_rows_count_for_nothing(void **state)
{
	struct row rows[] = {review_row(TODAY - 9, 0, 3), review_row(TODAY - 8, 0, 1),
			     review_row(TODAY - 7, 0, 3)};
	struct row without[] = {rows[0], rows[2]};
	struct card want = fold_rows(without, 2, 0), got = blank;
	struct settings settings;
	struct fold fold = {0};

	(void)state;
	settings_default(&settings);
	settings.fuzz = false;
	for (int i = 0; i < 3; i++)
		fold_add(&fold, &rows[i], i == 1);
	fold_finish(&fold, &settings, 0, TODAY, &got);
	assert_same_card(&got, &want);
	fold_fini(&fold);
	got = fold_rows(rows, 0, 0);
	assert_int_equal(got.queue, QUEUE_NEW);
	assert_int_equal(got.due, blank.note);
}

/* The study day is the row's own: midnight and journeys are not a day, the rollover is. */
static void fold__days_roll_over_at_the_rows_own_hour(void **state)
{
	struct row rows[] = {review_row(TODAY - 1, 23 * HOUR_MS + 50 * MINUTE_MS, 4),
			     review_row(TODAY, 10 * MINUTE_MS, 3)};
	struct card card;

	(void)state;
	rows[0].z = rows[1].z = -240; /* UTC, four o'clock */
	card = fold_rows(rows, 2, 0);
	assert_true(card.s == 8.2956); /* the same day: a Good keeps it */
	rows[0].z = rows[1].z = 0;     /* midnight */
	card = fold_rows(rows, 2, 0);
	assert_true(card.s > 13);
	rows[0].z =
		600; /* answered in Sydney, then in Lisbon: the day goes back, and nothing becomes negative */
	rows[1].z = -300;
	card = fold_rows(rows, 2, 0);
	assert_true(card.s == 8.2956);
}

static void fold__recorded_interval_holds_until_parameters_change(void **state)
{
	struct row rows[] = {review_row(TODAY - 3, 0, 4), review_row(TODAY, 0, 3)};
	struct card formula = fold_rows(rows, 2, 0), card;

	(void)state;
	rows[1].review.ord = 1;
	rows[1].review.ivl = 17; /* as load balancing chose */
	card = fold_rows(rows, 2, 0);
	assert_int_equal(card.ivl, 17);
	assert_int_equal(card.due, TODAY + 17);
	assert_true(card.s == formula.s);
	card = fold_rows(rows, 2, rows[1].t); /* newer parameters */
	assert_int_equal(card.ivl, formula.ivl);
	rows[1].review.ord = 2; /* it was chosen upon another history */
	card = fold_rows(rows, 2, 0);
	assert_int_equal(card.ivl, formula.ivl);
	rows[1].review.ord = 1;
	rows[1].review.ivl = -600; /* a step, where the fold sees a review */
	card = fold_rows(rows, 2, 0);
	assert_int_equal(card.ivl, formula.ivl);
}

/* The same fuzz wherever the card is folded: of its uid and of how often it had been answered. */
static void fold__fuzz_is_hashed(void **state)
{
	struct row rows[] = {review_row(TODAY - 60, 0, 4), review_row(TODAY - 30, 0, 3)};
	struct card plain = fold_rows(rows, 2, 0), card = blank;
	struct settings settings;
	struct fold fold = {0};

	(void)state;
	settings_default(&settings);
	for (int i = 0; i < 2; i++)
		fold_add(&fold, &rows[i], false);
	fold_finish(&fold, &settings, 0, TODAY, &card);
	assert_true(plain.ivl > 40 && card.s == plain.s);
	assert_int_equal(card.ivl, interval_fuzz(&(struct interval_rule){.max_days = 36500}, (int)plain.ivl, CARD, 1));
	fold_fini(&fold);
}

static void fold__decisions(void **state)
{
	struct row rows[6] = {review_row(TODAY - 9, 0, 4), decision_row(ROW_SUSPEND_KIND, TODAY - 5, 1, 1)};
	struct card card = fold_rows(rows, 2, 0);

	(void)state;
	assert_int_equal(card.queue, QUEUE_SUSPENDED);
	rows[2] = decision_row(ROW_SUSPEND_KIND, TODAY - 8, 0,
			       2); /* said by an early clock, but knowing of the other */
	card = fold_rows(rows, 3, 0);
	assert_int_equal(card.queue, QUEUE_REVIEW);
	rows[3] = decision_row(ROW_SUSPEND_KIND, TODAY - 1, 1,
			       2); /* neither knew of the other: the later one */
	card = fold_rows(rows, 4, 0);
	assert_int_equal(card.queue, QUEUE_SUSPENDED);
	rows[3] = decision_row(ROW_BURY_KIND, TODAY, TODAY + 1, 1);
	card = fold_rows(rows, 4, 0);
	assert_int_equal(card.queue, QUEUE_BURIED);
	assert_int_equal(card.due, TODAY + 1);
	rows[3].bury.value = TODAY; /* is over */
	rows[4] = decision_row(ROW_FLAG_KIND, TODAY, 3, 1);
	rows[5] = decision_row(ROW_DUE_KIND, TODAY, TODAY + 4, 1);
	card = fold_rows(rows, 6, 0);
	assert_int_equal(card.queue, QUEUE_REVIEW);
	assert_int_equal(card.flag, 3);
	assert_int_equal(card.due, TODAY + 4);
	rows[5] = decision_row(ROW_DUE_KIND, TODAY - 10, TODAY + 4, 1); /* the answer came after it */
	card = fold_rows(rows, 6, 0);
	assert_int_equal(card.due, TODAY - 9 + card.ivl);
}

static void fold__forgetting_starts_anew(void **state)
{
	struct row rows[] = {review_row(TODAY - 9, 0, 4), decision_row(ROW_FORGET_KIND, TODAY - 5, 1, 1),
			     review_row(TODAY - 4, 0, 3)};
	struct card card = fold_rows(rows, 2, 0), alone;

	(void)state;
	assert_int_equal(card.queue, QUEUE_NEW);
	assert_int_equal(card.reps, 0);
	assert_true(card.s == 0);
	card = fold_rows(rows, 3, 0);
	alone = fold_rows(rows + 2, 1, 0);
	assert_same_card(&card, &alone);
}

static void fold__schedules_brought_along(void **state)
{
	struct row row = {
		.kind = ROW_STATE_KIND, .origin = 8, .card = CARD, .t = (TODAY - 2) * (int64_t)DAY_MS};
	struct card card;

	(void)state;
	row.state = (struct row_state){STR("anki"), 10, 2500, 0, 0, TODAY + 5, 7, 1};
	card = fold_rows(&row, 1, 0);
	assert_int_equal(card.queue, QUEUE_REVIEW);
	assert_int_equal(card.due, TODAY + 5);
	assert_int_equal(card.last_day, TODAY - 5);
	assert_int_equal(card.reps, 7);
	assert_int_equal(card.lapses, 1);
	assert_true(fabs(card.s - 10) < 1e-9);
	row.state.s = 33500;
	row.state.difficulty = 4250;
	card = fold_rows(&row, 1, 0);
	assert_true(card.s == 33.5 && card.d == 4.25);
	row.state = (struct row_state){.source = STR("anki")}; /* new there: nothing to bring */
	card = fold_rows(&row, 1, 0);
	assert_int_equal(card.queue, QUEUE_NEW);
}

/* Numbers out of a stranger's log do no harm. */
static void fold__absurd_rows(void **state)
{
	struct row rows[] = {review_row(TODAY, 0, 3), review_row(TODAY + 1000000, 0, -5),
			     review_row(TODAY + 1, 0, 99)};
	struct card card;

	(void)state;
	rows[2].review.ord = 1;
	rows[2].review.ivl = INT64_MAX;
	card = fold_rows(rows, 3, 0);
	assert_true(card.ivl <= FSRS_S_MAX);
	rows[2].review.ord = 2;
	rows[2].review.ivl = INT64_MIN;
	card = fold_rows(rows, 3, 0);
	assert_true(card.s >= FSRS_S_MIN && card.s <= FSRS_S_MAX);
	rows[0].kind = ROW_STATE_KIND;
	rows[0].state = (struct row_state){.ivl = INT64_MAX,
					   .s = INT64_MAX,
					   .difficulty = INT64_MIN,
					   .due = INT64_MAX,
					   .reps = INT64_MAX,
					   .ease = INT64_MIN};
	card = fold_rows(rows, 3, 0);
	assert_true(card.s >= FSRS_S_MIN && card.s <= FSRS_S_MAX && card.reps > 0);
	rows[0].state = (struct row_state){.ivl = INT64_MAX, .due = INT64_MIN};
	card = fold_rows(rows, 1, 0);
	assert_true(card.ivl <= FSRS_S_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fold__order_and_repetition_do_not_matter),
		cmocka_unit_test(fold__undone_rows_count_for_nothing),
		cmocka_unit_test(fold__days_roll_over_at_the_rows_own_hour),
		cmocka_unit_test(fold__recorded_interval_holds_until_parameters_change),
		cmocka_unit_test(fold__fuzz_is_hashed),
		cmocka_unit_test(fold__decisions),
		cmocka_unit_test(fold__forgetting_starts_anew),
		cmocka_unit_test(fold__schedules_brought_along),
		cmocka_unit_test(fold__absurd_rows),
	};

	return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
