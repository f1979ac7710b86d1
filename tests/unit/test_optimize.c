/* SPDX-License-Identifier: MIT
 * The scheduler fits itself: answers out of a store, whether what is fitted is better, and adopting it. */
#include "study/optimize.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "study/deeds.h"
#include "study/settings.h"
#include "tests/bench/review_log.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { ZONE = -240 };
static const int64_t START_MS = 1700000LL * DAY_MS / 100 + 4 * HOUR_MS; /* day 17,000 */

static void append_at(struct device *d, struct row row, int64_t second)
{
	d->clock.wall_ms = START_MS + second * SECOND_MS;
	d->clock.mono_ms = d->clock.wall_ms;
	row.z = ZONE;
	if (log_append(d->store, &row, &d->err))
		fail_msg("%s", d->err.text);
}

static struct device *device_with(const struct review_log *log)
{
	struct device *d = device_new_in_memory(1);
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	for (size_t i = 0; i < log->rows; i++)
		append_at(d, device_review(1000 + log->row[i].card, log->row[i].rating), log->second[i]);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	return d;
}

static struct optimize_report look(struct device *d)
{
	struct optimize_report report;

	if (optimize_look(d->store, &report, &d->err))
		fail_msg("%s", d->err.text);
	return report;
}

static void optimize__reads_back_what_was_answered(void **state)
{
	struct optimize_rows rows;
	struct review_log log;
	struct device *d;
	uint32_t *number;

	(void)state;
	review_log_make(&log, 3000, 2);
	d = device_with(&log);
	number = mem_array(log.cards, sizeof(*number));
	assert_int_equal(optimize_read(d->store, &rows, &d->err), 0);
	assert_int_equal(rows.rows, log.rows);
	assert_int_equal(rows.share, 1);
	for (size_t i = 0; i < rows.rows; i++) {
		const struct optim_row *in = &log.row[i], *out = &rows.row[i];

		if (!number[in->card])
			number[in->card] = out->card + 1;
		else
			assert_int_equal(out->days, in->days);
		assert_int_equal(number[in->card], out->card + 1);
		assert_int_equal(out->rating, in->rating);
	}
	optimize_rows_fini(&rows);
	free(number);
	device_free(d);
	review_log_fini(&log);
}

static void optimize__adopts_what_is_better_once_and_undo_takes_it_back(void **state)
{
	struct optimize_report report;
	struct settings settings;
	struct review_log log;
	struct device *d;
	struct row what;
	struct buf said = {0};
	int64_t folded_with[2];

	(void)state;
	review_log_make(&log, 12000, 1);
	d = device_with(&log);
	report = look(d);
	assert_int_equal(report.outcome, OPTIMIZE_BETTER);
	assert_true(report.before - report.after > report.chance);
	assert_true(report.days > 100 && report.tested > 3 * report.trained); /* five parts of six */
	assert_int_equal(settings_folded_with(d->store, &folded_with[0], &d->err), 0);
	assert_int_equal(optimize_adopt(d->store, &report, &d->err), 0);
	assert_int_equal(settings_folded_with(d->store, &folded_with[1], &d->err), 0);
	assert_true(folded_with[0] != folded_with[1]); /* every card is folded again */
	assert_int_equal(settings_load(d->store, STR(""), &settings, &d->err), 0);
	for (int i = 0; i < FSRS_PARAMS; i++)
		assert_true(fabs(settings.fsrs.w[i] - report.fit[i]) < 1e-9);
	report = look(d); /* what is in force has seen the test as well: nothing can be better than it */
	assert_int_equal(report.outcome, OPTIMIZE_NOISE);
	assert_true(report.trained > 3 * report.tested); /* the last fifth */
	assert_int_equal(deeds_turn(d->store, true, &what, &said, &d->err), 0);
	assert_int_equal(settings_load(d->store, STR(""), &settings, &d->err), 0);
	assert_true(settings.fsrs.w[0] == 0.212 && settings.fsrs.w[20] == 0.1542);
	buf_fini(&said);
	device_free(d);
	review_log_fini(&log);
}

/* Answers as the defaults themselves would give them: what is fitted to those is adopted about as often as
 * the test allows. */
static void optimize__noise_is_not_adopted(void **state)
{
	int adopted = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct review_log log;
		struct memory *memory;
		struct fsrs fsrs;
		struct device *d;
		struct rng rng;

		rng_seed(&rng, seed);
		fsrs_default(&fsrs);
		review_log_make(&log, 2000, seed);
		memory = mem_array(log.cards, sizeof(*memory));
		for (size_t i = 0; i < log.rows; i++) {
			struct optim_row *row = &log.row[i];
			struct memory *m = &memory[row->card];

			if (m->s > 0 && row->days > 0)
				row->rating = (double)(rng_next(&rng) >> 11) * 0x1p-53 <
							      fsrs_recall(&fsrs, row->days, m->s)
						      ? 3
						      : 1;
			*m = fsrs_next(&fsrs, *m, row->days, (enum rating)row->rating);
		}
		d = device_with(&log);
		adopted += look(d).outcome == OPTIMIZE_BETTER;
		device_free(d);
		free(memory);
		review_log_fini(&log);
	}
	assert_true(adopted <= 3);
}

/* Learners who are not the defaults, 2,000 answers each: most are told so. */
static void optimize__most_learners_are_found(void **state)
{
	int found = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct review_log log;
		struct device *d;

		review_log_make(&log, 2000, seed);
		d = device_with(&log);
		found += look(d).outcome == OPTIMIZE_BETTER;
		device_free(d);
		review_log_fini(&log);
	}
	assert_true(found >= 13);
}

static void optimize__few_answers_change_nothing(void **state)
{
	struct device *d = device_new_in_memory(1);
	struct optimize_report report = look(d);
	struct review_log log;

	(void)state;
	assert_int_equal(report.outcome, OPTIMIZE_FEW);
	assert_memory_equal(report.now, report.fit, sizeof(report.now));
	device_free(d);
	for (size_t rows = 1; rows < 200; rows += 33) {
		review_log_make(&log, rows, rows);
		d = device_with(&log);
		report = look(d);
		assert_int_equal(report.outcome, OPTIMIZE_FEW);
		device_free(d);
		review_log_fini(&log);
	}
}

static struct row forget_row(uint64_t card, int on)
{
	struct row row = {.kind = ROW_FORGET_KIND, .card = card};

	row.forget.value = on;
	return row;
}

static struct row state_row(uint64_t card)
{
	struct row row = {.kind = ROW_STATE_KIND, .card = card};

	row.state.source = STR("elsewhere");
	row.state.ivl = 30;
	row.state.reps = 5;
	return row;
}

static void check_row(const struct optimize_rows *rows, size_t i, uint32_t card, int days, int rating)
{
	assert_true(i < rows->rows);
	assert_int_equal(rows->row[i].card, card);
	assert_int_equal(rows->row[i].days, days);
	assert_int_equal(rows->row[i].rating, rating);
}

static void optimize__what_shapes_a_card_s_history(void **state)
{
	enum { DAY = 86400 };
	struct device *d = device_new_in_memory(1);
	struct optimize_rows rows;
	STORE_TX(tx);

	(void)state;
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	append_at(d, device_review(1, 3), 0);
	append_at(d, device_review(2, 4), 10);
	append_at(d, device_review(1, 0), 20); /* imported nonsense */
	append_at(d, device_review(1, 7), 30);
	append_at(d, state_row(3), 40); /* came without its history: its answers say nothing */
	append_at(d, device_review(1, 2), 5 * DAY);
	append_at(d, device_review(3, 3), 5 * DAY + 10);
	append_at(d, state_row(2), 6 * DAY); /* its history is here */
	append_at(d, forget_row(1, 1), 7 * DAY);
	append_at(d, device_review(1, 1), 9 * DAY); /* a new card */
	append_at(d, device_review(2, 1), 12 * DAY);
	append_at(d, forget_row(3, 1), 12 * DAY + 10);
	append_at(d, device_review(3, 3), 13 * DAY); /* now its history is known */
	append_at(d, device_review(3, 3), 15 * DAY);
	append_at(d, forget_row(2, 0), 16 * DAY); /* "not forgotten" */
	append_at(d, device_review(2, 3), 20 * DAY);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	assert_int_equal(optimize_read(d->store, &rows, &d->err), 0);
	assert_int_equal(rows.unusable, 2);
	assert_int_equal(rows.rows, 8);
	check_row(&rows, 0, 0, 0, 3);
	check_row(&rows, 1, 1, 0, 4);
	check_row(&rows, 2, 0, 5, 2);
	check_row(&rows, 3, 2, 0, 1);
	check_row(&rows, 4, 1, 12, 1);
	check_row(&rows, 5, 3, 0, 3);
	check_row(&rows, 6, 3, 2, 3);
	check_row(&rows, 7, 1, 8, 3);
	optimize_rows_fini(&rows);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(optimize__reads_back_what_was_answered),
		cmocka_unit_test(optimize__what_shapes_a_card_s_history),
		cmocka_unit_test(optimize__adopts_what_is_better_once_and_undo_takes_it_back),
		cmocka_unit_test(optimize__noise_is_not_adopted),
		cmocka_unit_test(optimize__most_learners_are_found),
		cmocka_unit_test(optimize__few_answers_change_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
