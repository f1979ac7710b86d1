/* SPDX-License-Identifier: MIT
 * The scheduler in service: when it looks, what it offers or adopts, that what it says of due days is what folding does. */
#include "study/fitting.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "study/deeds.h"
#include "study/fold.h"
#include "study/settings.h"
#include "tests/bench/review_log.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { ZONE = -240, ROWS = 12000 };
static const int64_t START_MS = 17000LL * DAY_MS + 4 * HOUR_MS;

static void answer(struct device *d, uint32_t card, int rating, int64_t second)
{
	struct row row = device_review(hash_card_uid(100 + card, 0), rating);

	d->clock.wall_ms = START_MS + second * SECOND_MS;
	d->clock.mono_ms = d->clock.wall_ms;
	row.z = ZONE;
	if (log_append(d->store, &row, &d->err))
		fail_msg("%s", d->err.text);
}

/* A learner whose memory is not that of the defaults; every other card stands in a deck of its own. */
static struct device *learner(struct review_log *log, uint64_t device)
{
	struct device *d = device_new_in_memory(device);
	int64_t id = 0;
	STORE_TX(tx);

	for (uint32_t card = 0; card < log->cards; card++)
		device_put_note(d, 100 + card, card % 2 ? "own" : "common", "front", "back");
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	for (size_t i = 0; i < log->rows; i++)
		answer(d, log->row[i].card, log->row[i].rating, log->second[i]);
	while (++id <= (int64_t)log->cards)
		assert_int_equal(fold_cards(d->store, &id, 1, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	return d;
}

static struct device *better_learner(void)
{
	struct review_log log;
	struct device *d;

	review_log_make(&log, ROWS, 1);
	d = learner(&log, 1);
	review_log_fini(&log);
	return d;
}

static bool is_due(struct device *d)
{
	bool due;

	assert_int_equal(fitting_is_due(d->store, &due, &d->err), 0);
	return due;
}

static int run(struct device *d)
{
	int rc = fitting_run(d->store, &d->err);

	if (rc < 0)
		fail_msg("%s", d->err.text);
	return rc;
}

static int news(struct device *d, struct fitting *f)
{
	int rc = fitting_news(d->store, f, &d->err);

	if (rc < 0)
		fail_msg("%s", d->err.text);
	return rc;
}

static bool holds(struct device *d, const double w[FSRS_PARAMS])
{
	struct settings settings;

	assert_int_equal(settings_load(d->store, STR(""), &settings, &d->err), 0);
	for (int i = 0; i < FSRS_PARAMS; i++)
		if (fabs(settings.fsrs.w[i] - w[i]) > 1e-9)
			return false;
	return true;
}

static void some_answers(struct device *d, int count)
{
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	for (int i = 0; i < count; i++)
		answer(d, (uint32_t)i % 50, 3, (d->clock.wall_ms - START_MS) / SECOND_MS + 60);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static void fitting__looks_after_so_many_answers_and_not_when_switched_off(void **state)
{
	struct device *d = device_new_in_memory(1);
	struct fitting f;

	(void)state;
	for (uint32_t card = 0; card < 50; card++)
		device_put_note(d, 100 + card, "deck", "front", "back");
	d->clock.wall_ms = START_MS;
	assert_false(is_due(d));
	some_answers(d, FITTING_ANSWERS - 1);
	assert_false(is_due(d));
	some_answers(d, 1);
	assert_true(is_due(d));
	device_set(d, "fit", "off");
	assert_false(is_due(d));
	device_set(d, "fit", "on");
	assert_int_equal(run(d), 0); /* too little to tell: the defaults stay, and nothing is asked */
	assert_int_equal(news(d, &f), 1);
	assert_false(is_due(d));
	some_answers(d, FITTING_ANSWERS);
	assert_true(is_due(d));
	device_free(d);
}

static void fitting__is_offered_and_adopted_when_taken(void **state)
{
	struct device *d = better_learner();
	struct fitting f;

	(void)state;
	assert_true(is_due(d));
	assert_int_equal(run(d), 1);
	assert_false(is_due(d));
	assert_int_equal(news(d, &f), 0);
	assert_int_equal(f.state, FITTING_OFFERED);
	assert_true(f.after < f.before && f.answers > 1000 && f.tested > 100 && f.days >= 8);
	assert_true(holds(d, f.now) && !holds(d, f.w));
	assert_int_equal(fitting_take(d->store, &f, &d->err), 0);
	assert_true(holds(d, f.w));
	assert_int_equal(news(d, &f), 1);
	device_free(d);
}

static void fitting__is_left_when_refused_or_overtaken(void **state)
{
	struct device *d = better_learner();
	struct fitting f;

	(void)state;
	assert_int_equal(run(d), 1);
	device_set(d, "fsrs", "1 2 3 4 5 1 2 0.01 1 0.1 1 2 0.1 0.2 2 0.2 3 0.5 0.1 0.1 0.2");
	assert_int_equal(news(d, &f), 1); /* a hand, or another device */
	device_set(d, "fsrs", "");
	assert_int_equal(news(d, &f), 0);
	assert_int_equal(fitting_seen(d->store, &d->err), 0);
	assert_int_equal(news(d, &f), 1);
	assert_true(holds(d, f.now) && !is_due(d));
	device_set(d, "fsrs", "1 2 3 4 5 1 2 0.01 1 0.1 1 2 0.1 0.2 2 0.2 3 0.5 0.1 0.1 0.2");
	some_answers(d, FITTING_ANSWERS);
	assert_int_equal(run(d), 0); /* others were set: they have their time first */
	assert_false(is_due(d));
	device_free(d);
}

static void fitting__goes_without_asking_and_comes_back(void **state)
{
	struct device *d = better_learner();
	struct fitting f;
	struct row what;
	struct buf said = {0};

	(void)state;
	device_set(d, "fit-ask", "off");
	assert_int_equal(run(d), 1);
	assert_int_equal(news(d, &f), 0);
	assert_int_equal(f.state, FITTING_ADOPTED);
	assert_true(holds(d, f.w) && !holds(d, f.now));
	assert_int_equal(deeds_turn(d->store, true, &what, &said, &d->err), 0);
	assert_true(holds(d, f.now)); /* cairn undo */
	assert_int_equal(news(d, &f), 1);
	assert_int_equal(deeds_turn(d->store, false, &what, &said, &d->err), 0);
	assert_int_equal(news(d, &f), 0);
	some_answers(d, 10); /* undo would take these first */
	assert_int_equal(fitting_give_back(d->store, &f, &d->err), 0);
	assert_true(holds(d, f.now));
	assert_int_equal(news(d, &f), 1);
	buf_fini(&said);
	device_free(d);
}

struct standing {
	int64_t due[ROWS];
	struct due_change sum;
	int64_t today;
	bool second;
};

static int stand(void *ctx, const struct card *card, struct err *err)
{
	struct standing *s = ctx;
	int side = s->second;

	(void)err;
	if (card->queue != QUEUE_REVIEW)
		return 0;
	if (side) {
		s->sum.cards++;
		s->sum.sooner += card->due < s->due[card->id];
		s->sum.later += card->due > s->due[card->id];
	}
	s->due[card->id] = card->due;
	s->sum.today[side] += card->due <= s->today;
	s->sum.week[side] += card->due < s->today + 7;
	s->sum.month[side] += card->due < s->today + 30;
	s->sum.interval_days[side] += card->ivl;
	return 0;
}

/* Also where a deck has parameters of its own: its due days move too, to what the formula says. */
static void fitting__what_is_said_of_due_days_is_what_folding_does(void **state)
{
	struct device *d = better_learner();
	struct standing *s = mem_alloc(sizeof(*s));
	struct due_change said;
	struct optimize_report report;

	(void)state;
	assert_int_equal(settings_set(d->store, STR("own"), "retention", STR("0.8"), &d->err), 0);
	assert_int_equal(settings_set(d->store, STR("own"), "fsrs",
				      STR("1 2 3 4 5 1 2 0.01 1 0.1 1 2 0.1 0.2 2 0.2 3 0.5 0.1 0.1 0.2"), &d->err), 0);
	s->today = clock_study_day(d->clock.wall_ms, ZONE);
	assert_int_equal(optimize_look(d->store, &report, &d->err), 0);
	assert_int_equal(due_change_look(d->store, report.fit, &said, &d->err), 0); /* while cards are stale */
	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	assert_int_equal(card_each(d->store, stand, s, &d->err), 0);
	assert_int_equal(optimize_adopt(d->store, &report, &d->err), 0);
	assert_int_equal(fold_slice(d->store, 0, &d->err), 0);
	s->second = true;
	assert_int_equal(card_each(d->store, stand, s, &d->err), 0);
	assert_int_equal(said.share, 1);
	assert_int_equal(said.cards, s->sum.cards);
	assert_int_equal(said.sooner, s->sum.sooner);
	assert_int_equal(said.later, s->sum.later);
	assert_true(said.cards > 100 && said.sooner + said.later > said.cards / 4);
	for (int side = 0; side < 2; side++) {
		assert_int_equal(said.today[side], s->sum.today[side]);
		assert_int_equal(said.week[side], s->sum.week[side]);
		assert_int_equal(said.month[side], s->sum.month[side]);
		assert_int_equal(said.interval_days[side], s->sum.interval_days[side]);
	}
	free(s);
	device_free(d);
}

/* Two devices that hold the same rows, in whatever order they came, fit the same; and when both adopt, one wins on both. */
static void fitting__two_devices_come_to_the_same(void **state)
{
	struct device *a = better_learner(), *b = device_new_in_memory(2);
	struct fitting f[2];
	struct settings settings[2];

	(void)state;
	device_sync(a, b);
	b->clock = a->clock;
	assert_int_equal(fold_slice(b->store, 0, &b->err), 0);
	device_set(a, "fit-ask", "off");
	device_set(b, "fit-ask", "off");
	assert_int_equal(run(a), 1);
	assert_int_equal(run(b), 1);
	assert_int_equal(news(a, &f[0]), 0);
	assert_int_equal(news(b, &f[1]), 0);
	assert_memory_equal(f[0].w, f[1].w, sizeof(f[0].w));
	device_sync(a, b);
	device_sync(b, a);
	assert_int_equal(settings_load(a->store, STR(""), &settings[0], &a->err), 0);
	assert_int_equal(settings_load(b->store, STR(""), &settings[1], &b->err), 0);
	assert_memory_equal(settings[0].fsrs.w, settings[1].fsrs.w, sizeof(settings[0].fsrs.w));
	device_free(a);
	device_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fitting__looks_after_so_many_answers_and_not_when_switched_off),
		cmocka_unit_test(fitting__is_offered_and_adopted_when_taken),
		cmocka_unit_test(fitting__is_left_when_refused_or_overtaken),
		cmocka_unit_test(fitting__goes_without_asking_and_comes_back),
		cmocka_unit_test(fitting__what_is_said_of_due_days_is_what_folding_does),
		cmocka_unit_test(fitting__two_devices_come_to_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
